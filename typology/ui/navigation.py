"""The pages, the header, and links between pages that keep where the reader is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from typology.language import Speaker, languages
from typology.ui import session

# Addresses are German, as the tool is; they stay the same in every language so that links keep working.
START, CASE, ASSESS, RESULT, METHOD = "start", "verbund", "einschaetzen", "ergebnis", "methode"
_PAGES = (START, CASE, ASSESS, RESULT, METHOD)
_pages: dict[str, st.Page] = {}


def set_up(render: dict[str, Callable[[], None]], say: Speaker) -> st.Page:
    """Register the pages and return the one that the address asks for."""
    for name, function in render.items():
        _pages[name] = st.Page(
            function,
            title=f"{say('nav.' + name)} · {say('app.name')}",
            url_path=name,
            default=name == START,
        )
    return st.navigation(list(_pages.values()), position="hidden")


def header(current: str, say: Speaker) -> None:
    """Draw the header: name, pages, language."""
    where = session.place()
    with st.container(key="kopf", horizontal=True, vertical_alignment="center", gap="small"):
        here = f".st-key-wege > div:nth-of-type({_PAGES.index(current) + 1})"
        st.html(
            f"<style>{here} a {{ background: var(--tint); }} {here} a p {{ color: var(--accent); font-weight: 650; }}</style>"
            f'<a class="vs-marke" href="./" aria-label="{escape(say("nav.home"))}">{escape(say("app.name"))}</a>'
        )
        with st.container(key="wege", horizontal=True, gap="small", width="stretch"):
            kept = session.parameters(
                case=where.case, wave=where.wave, perspective=where.perspective, token=where.token
            )
            for name in _PAGES:
                st.page_link(_pages[name], label=say(f"nav.{name}"), query_params=kept)
        for other in languages():
            if other != say.language:
                st.button(
                    Speaker(other)("app.language_name"),
                    key=f"sprache-{other}",
                    type="tertiary",
                    on_click=_choose_language,
                    args=(other,),
                )


def _choose_language(language: str) -> None:
    st.query_params["lang"] = language


def link(name: str, label: str, *, icon: str | None = None, **where: object) -> None:
    """Draw a link to a page; ``where`` are fields of ``session.Place``."""
    st.page_link(_pages[name], label=plain(label), icon=icon, query_params=session.parameters(**where))


def go(name: str, **where: object) -> None:
    """Leave for another page."""
    st.switch_page(_pages[name], query_params=session.parameters(**where))


def address(name: str, **where: object) -> str:
    """Return the relative address of a page, for links inside tables and for copying."""
    from urllib.parse import urlencode

    query = urlencode(session.parameters(**where))
    return f"./{'' if name == START else name}{'?' + query if query else ''}"


def plain(text: str) -> str:
    """Return a text that Streamlit's Markdown shows as it stands: names, notes and anchors are no markup."""
    for character in "\\`*_{}[]()#+-.!|<>~$:":
        text = text.replace(character, "\\" + character) if character != "<" else text.replace("<", "&lt;")
    return text.replace("\r\n", "\n").replace("\n", " ")
