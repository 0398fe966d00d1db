"""The pages, the header, and links between pages that keep where the reader is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType

from typology.language import Speaker, languages
from typology.ui import session

# Addresses are German, as the tool is; they stay the same in every language so that links keep working.
START, CASE, ASSESS, RESULT, METHOD = "start", "verbund", "einschaetzen", "ergebnis", "methode"
MAP, WORKSHOP = "strukturbild", "workshop"
DEVELOPMENT, PERSPECTIVES, SENSITIVITY, COMPARE = "entwicklung", "blickwinkel", "wie-sicher", "vergleich"
_PAGES = (START, CASE, ASSESS, RESULT, COMPARE, MAP, WORKSHOP, METHOD)
OF_RESULT = (RESULT, DEVELOPMENT, PERSPECTIVES, SENSITIVITY)
"""The pages that say what the answers about one Verbund show; in the header they are one."""
_MARKUP = frozenset("\\`*_{}[]()#+-.!|>~$:&")
# Addresses and arrows are turned into links and signs after the markup was read, escaped or not;
# a sign of no width keeps their parts from being recognised.
_TURNED = re.compile(r"(?<=www)(?=\.)|(?<=@)|(?<=:)(?=//)|(?<=[-<>=~])(?=[-<>=~])", re.IGNORECASE)
_pages: dict[str, st.Page] = {}


def set_up(render: dict[str, Callable[[], None]], say: Speaker) -> st.Page:
    """Register the pages and return the one that the address asks for."""
    # Each run brings pages of its own: a page may be drawn once, and other visitors run at the same time.
    own = {
        name: st.Page(function, title=f"{_label(name, say)} · {say('app.name')}", url_path=name, default=name == START)
        for name, function in render.items()
    }
    _pages.update(own)
    return st.navigation(list(own.values()), position="hidden")


def _label(name: str, say: Speaker) -> str:
    """Return the name of a page; that of the cases is the model's own word for them."""
    return say("term.case") if name == CASE else say(f"nav.{name}")


def header(current: str, say: Speaker) -> None:
    """Draw the header: name, pages, language."""
    where = session.place()
    with st.container(key="kopf", horizontal=True, vertical_alignment="center", gap="small"):
        shown = RESULT if current in OF_RESULT else current
        here = f".st-key-wege > div:nth-of-type({_PAGES.index(shown) + 1})"
        st.html(
            f"<style>{here} a {{ background: var(--tint); }} {here} a p {{ color: var(--accent); font-weight: 650; }}</style>"
            f'<a class="vs-marke" href="./" aria-label="{escape(say("nav.home"))}">{escape(say("app.name"))}</a>'
        )
        with st.container(key="wege", horizontal=True, gap="small", width="stretch"):
            kept = session.parameters(case=where.case, wave=where.wave, perspective=where.perspective)
            # The token is the right to change answers: it goes to the questions and nowhere else.
            own = {
                ASSESS: session.parameters(case=where.case, token=where.token),
                MAP: session.parameters(case=where.case, map=where.map),
                WORKSHOP: session.parameters(secret=where.secret),  # the right to lead, likewise
            }
            for name in _PAGES:
                params = own.get(name, kept)
                st.page_link(_pages[name], label=_label(name, say), query_params=params)
        for other in languages():
            if other != say.language:
                st.button(
                    Speaker(other)("app.language_name"),
                    key=f"sprache-{other}",
                    type="tertiary",
                    on_click=_choose_language,
                    args=(other,),
                )


def ways_of_result(current: str, say: Speaker) -> None:
    """Draw the links between the pages about one Verbund's answers: result, development, perspectives, certainty."""
    where = session.place()
    kept = session.parameters(case=where.case, wave=where.wave, perspective=where.perspective)
    with st.container(key="unterwege", horizontal=True, gap="small"):
        here = f".st-key-unterwege > div:nth-of-type({OF_RESULT.index(current) + 1})"
        st.html(f"<style>{here} a {{ border-color: var(--accent); }} {here} a p {{ color: var(--accent); font-weight: 650; }}</style>")
        for name in OF_RESULT:
            st.page_link(_pages[name], label=say(f"nav.of_{name}"), query_params=kept)


def _choose_language(language: str) -> None:
    # Also kept beside the address: what was typed a moment before may be sent with the address from before.
    st.session_state[session.CHOSEN_LANGUAGE] = language
    st.query_params["lang"] = language


def link(name: str, label: str, *, icon: str | None = None, **where: object) -> None:
    """Draw a link to a page; ``where`` are fields of ``session.Place``."""
    st.page_link(_pages[name], label=plain(label), icon=icon, query_params=session.parameters(**where))


def go(name: str, **where: object) -> None:
    """Leave for another page."""
    st.switch_page(_pages[name], query_params=session.parameters(**where))


def redraw() -> None:
    """Draw the whole page again; from a fragment or a callback.

    Where the browser has asked for a whole page already (another page, another language), that one comes instead:
    ours would be put in its place, and the reader would see an empty page.
    """
    context = get_script_run_ctx()
    waiting = context.script_requests if context else None
    if waiting is None or not full_run_waits(waiting):
        st.rerun()


def full_run_waits(requests: ScriptRequests) -> bool:
    """Return whether a run of the whole script waits for the present one to end.

    Streamlit keeps this to itself; a test checks that it can still be asked.
    """
    data = requests._rerun_data
    part = data.fragment_id or data.fragment_id_queue or data.is_fragment_scoped_rerun
    return requests._state is ScriptRequestType.RERUN and not part


def address(name: str, **where: object) -> str:
    """Return the relative address of a page, for links inside tables and for copying."""
    from urllib.parse import urlencode

    query = urlencode(session.parameters(**where))
    return f"./{'' if name == START else name}{'?' + query if query else ''}"


@lru_cache(maxsize=4096)  # the same anchors are drawn on every rerun
def plain(text: str) -> str:
    """Return a text that Streamlit's Markdown shows as it stands: names, notes and anchors are no markup."""
    text = _TURNED.sub("\u2060", text.replace("\r\n", "\n").replace("\n", " "))
    return "".join("&lt;" if sign == "<" else "\\" + sign if sign in _MARKUP else sign for sign in text)
