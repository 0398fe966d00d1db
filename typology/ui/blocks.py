"""Shared pieces of the pages: paragraphs, notices, tables, pictures. Everything that comes in is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker
from typology.model.elements import Basis, Model, Source
from typology.ui import session

if TYPE_CHECKING:
    from typology.figures.picture import Picture

_MOST_ROWS = 300
"""Rows of a table that are sent to the browser; the file has all of them."""
_sections: ContextVar[list[tuple[str, str]] | None] = ContextVar("sections", default=None)


def html(content: str) -> None:
    """Draw markup of our own; callers escape what is not."""
    st.html(content)


def page_title(title: str, lead: str = "", kicker: str = "") -> None:
    """Draw the heading of a page with its one introductory sentence."""
    above = f'<p class="vs-kicker">{escape(kicker)}</p>' if kicker else ""
    below = f'<p class="vs-lead">{escape(lead)}</p>' if lead else ""
    html(f'<header class="vs-titel">{above}<h1 dir="auto">{escape(title)}</h1>{below}</header>')


def section(title: str, anchor: str, lead: str = "") -> None:
    """Draw the heading of a section; ``sections_below`` lists it."""
    if (drawn := _sections.get()) is not None:
        drawn.append((title, anchor))
    below = f'<p class="vs-text">{escape(lead)}</p>' if lead else ""
    html(f'<div class="vs-abschnitt" id="{escape(anchor)}"><h2>{escape(title)}</h2>{below}</div>')


@contextmanager
def sections_below(label: str) -> Iterator[None]:
    """Draw links to the sections that are drawn inside the block, above them.

    Args:
        label: What the links are, for a screen reader.
    """
    place, drawn = st.empty(), list[tuple[str, str]]()
    token = _sections.set(drawn)
    try:
        yield
    finally:
        _sections.reset(token)
    links = "".join(f'<a href="#{escape(anchor)}">{escape(title)}</a>' for title, anchor in drawn)
    place.html(f'<nav class="vs-sprung" aria-label="{escape(label)}">{links}</nav>')


def escaped(text: str) -> str:
    """Return a text as it stands in markup."""
    return escape(text)


def paragraph(text: str, style: str = "text") -> None:
    """Draw a paragraph; an empty one is left out."""
    if text:
        html(f'<p class="vs-{style}" dir="auto">{escape(text)}</p>')


def notice(text: str, style: str = "hinweis") -> None:
    """Draw a calm box: ``hinweis`` (to know), ``wichtig`` (something did not work)."""
    html(notice_markup(text, style))


def notice_markup(text: str, style: str = "hinweis") -> str:
    """Return a calm box as markup."""
    role = ' role="alert"' if style == "wichtig" else ""
    return f'<div class="vs-kasten vs-{style}"{role}><p dir="auto">{escape(text)}</p></div>'


def bullets(texts: Sequence[str], style: str = "liste") -> None:
    """Draw a list; an empty one is left out."""
    if texts:
        html(f'<ul class="vs-{style}">' + "".join(f'<li dir="auto">{escape(t)}</li>' for t in texts) + "</ul>")


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], caption: str, *, raw: frozenset[int] = frozenset()
) -> str:
    """Return a table that a screen reader can use; on a phone each row becomes a card.

    Args:
        headings: Column headings.
        rows: Cells; escaped, except in the columns ``raw``, which the caller has escaped.
        caption: What the table shows.
        raw: Columns that hold markup of our own.
    """
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in headings)
    body = ""
    for row in rows:
        cells = ""
        for column, cell in enumerate(row):
            content = cell if column in raw else escape(cell)
            label = escape(headings[column])
            tag = "th scope='row'" if column == 0 else "td"
            cells += f'<{tag} data-label="{label}" dir="auto">{content}</{tag.split()[0]}>'
        body += f"<tr>{cells}</tr>"
    return (
        f'<div class="vs-tabelle"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def svg_image(svg: str, alt: str) -> str:
    """Return an SVG picture as markup. Streamlit takes drawings out of markup, so it stands in it as an image."""
    from base64 import b64encode

    data = b64encode(svg.encode("utf-8")).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}">'


def picture(drawn: Picture, say: Speaker, key: str) -> None:
    """Draw a picture with its sentence, its table and its downloads."""
    paragraph(drawn.sentence, "satz")
    chart(drawn, say, f"bild-{key}")
    picture_table(drawn, say, key)


def chart(drawn: Picture, say: Speaker, key: str, *, zoom: bool = False, **options: Any) -> None:
    """Draw a picture alone.

    Args:
        drawn: The picture.
        say: Speaker of the reader's language.
        key: Key of the widget.
        zoom: Whether to offer buttons that enlarge it.
        options: Further arguments of the widget, such as ``on_select``.
    """
    saves = ("Download plot", "Download plot as a PNG", "Download plot as a png", "Download plot as a svg")
    words = {**dict.fromkeys((*saves, "Download plot as a SVG"), say("picture.save"))}
    words |= {"Zoom in": say("picture.larger"), "Zoom out": say("picture.smaller"), "Pan": say("picture.move")}
    words |= {"Reset axes": say("picture.whole")}
    buttons = [["zoomIn2d", "zoomOut2d", "pan2d", "resetScale2d"], ["toImage"]] if zoom else [["toImage"]]
    st.plotly_chart(
        drawn.drawing,
        key=key,
        theme=None,
        alt=drawn.alt,
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "modeBarButtons": buttons,
            "scrollZoom": False,
            "doubleClick": False,
            "responsive": True,
            "locale": say.language,
            "locales": {say.language: {"dictionary": words, "format": {}}},
            "toImageButtonOptions": {
                "format": "png" if drawn.name.startswith("strukturbild") else "svg",
                "scale": 2 if drawn.name.startswith("strukturbild") else 1,
                "filename": f"verbundspiegel-{drawn.name}",
            },
        },
        **options,
    )


def picture_table(drawn: Picture, say: Speaker, key: str) -> None:
    """Draw the table behind a picture, folded away, with its download."""
    with st.container(key=f"beleg-{key}"), st.expander(say("picture.table")):
        html(table(drawn.headings, drawn.rows[:_MOST_ROWS], drawn.sentence))
        if len(drawn.rows) > _MOST_ROWS:
            paragraph(say("picture.more_rows", shown=_MOST_ROWS, all=len(drawn.rows)), "leise")
        st.download_button(
            say("picture.download"),
            data=drawn.csv().encode("utf-8"),
            file_name=f"verbundspiegel-{drawn.name}.csv",
            mime="text/csv",
            key=f"laden-{key}",
            on_click="ignore",
        )


def basis(model: Model, found: Basis, say: Speaker) -> str:
    """Return the basis of an element as markup: kind, sources with address, note."""
    parts = [f'<span class="vs-marke-{found.kind}">{escape(say(f"basis.{found.kind}"))}</span>']
    for ref in found.refs:
        source = model.sources.get(ref)
        if source is None:
            parts.append(escape(ref))
            continue
        parts.append(source_link(source, say))
    note = f"<br><span>{escape(say.text(found.note))}</span>" if found.note else ""
    return f'<p class="vs-beleg">{" · ".join(parts)}{note}</p>'


def source_link(source: Source, say: Speaker) -> str:
    """Return the title of a source as markup, with a link if it has a web address; nothing else becomes a link."""
    title, address = escape(say.text(source.title)), (source.address or "").strip()
    if not address:
        return title
    target = address if "://" in address else f"https://{address}"
    if not target.lower().startswith(("http://", "https://")):
        return f"{title} ({escape(address)})"
    return f'<a href="{escape(target)}" rel="noopener noreferrer" target="_blank">{title}</a>'


def working_version(model: Model, say: Speaker) -> None:
    """Say how far the model is authorised; stands on every page that speaks of types."""
    html(
        f'<p class="vs-fassung"><strong>{escape(say("model.version_label"))} {escape(model.info.version)}.</strong> '
        f"{escape(say.text(model.info.notice))}</p>"
    )


@contextmanager
def saving(say: Speaker) -> Iterator[None]:
    """Turn an error of the store into a sentence; the page goes on and shows what is saved."""
    from typology.store import StoreError

    try:
        yield
    except StoreError as error:
        say_once(store_sentence(error, say))


def store_sentence(error: Exception, say: Speaker) -> str:
    """Return what happened, that nothing is lost, and what to do."""
    code = getattr(error, "code", "store_error")
    key = f"store.{code}"
    return say(key if say.has(key) else "store.store_error", **getattr(error, "details", {}))


def say_once(sentence: str) -> None:
    """Keep a sentence for the next drawing of the page; for callbacks, which cannot draw."""
    st.session_state["store_problem"] = sentence


def pending_problem() -> None:
    """Show a problem that a callback has met, once."""
    if problem := take_problem():
        notice(problem, "wichtig")


def take_problem() -> str:
    """Return the sentence kept for the next drawing, once; nothing if there is none."""
    return str(st.session_state.pop("store_problem", ""))


# Whoever types and then taps a link leaves the field and taps in the same moment, on a phone without exception. The
# field reports a little later than the tap, and with the address from before: the tap would be undone. So a click that
# comes right after typing waits until what was typed is on its way.
_TYPED_FIRST = """
        if (!window.__vsTyping) {
          window.__vsTyping = true;
          let changed = null, left = -1e9;
          const wait = 160;
          addEventListener('input', e => { if (e.target.matches('input[type=text], textarea')) changed = e.target; }, true);
          addEventListener('focusout', e => {
            if (e.target === changed) { changed = null; left = performance.now(); }
          }, true);
          addEventListener('click', e => {
            const goal = e.target.closest('a, button, summary, label, input');
            if (!e.isTrusted || !goal || performance.now() - left > wait) return;
            e.preventDefault(); e.stopImmediatePropagation();
            setTimeout(() => goal.click(), wait);
          }, true);
        }"""


def scroll_to(anchor: str | None, step: str | None = None) -> None:
    """Scroll to an element, or to the top, when the page was newly entered; set the document's language.

    Args:
        anchor: Id of the element; None for the top.
        step: What counts as another page although the address has the same path; nothing that must stay secret.
    """
    # The script runs again only when its text changes, so it names the page of questions as well.
    here = _script_text([anchor, step or session.place().page])
    st.html(
        f"""<script>
        {_TYPED_FIRST}
        document.documentElement.lang = {_script_text(session.language())};
        (() => {{
          const here = location.pathname + '|' + {_script_text(here)};
          if (window.__vsPlace === here) return;
          window.__vsPlace = here;
          // Whoever scrolls, types or clicks is here already: a page that jumps then would take the button from under a click.
          const main = document.querySelector('[data-testid=stMain]');
          if (!main) return;
          let left = null;
          window.__vsMoved = false;
          const go = () => {{
            if (window.__vsMoved || window.__vsPlace !== here) return;
            const end = main.scrollHeight - main.clientHeight;
            if (left !== null && Math.abs(main.scrollTop - left) > 2 && main.scrollTop < end - 2) return;
            const e = document.getElementById({_script_text(anchor or "")});
            if (e) e.scrollIntoView({{block: 'start'}});
            else main.scrollTo(0, 0);
            left = main.scrollTop;
          }};
          ['wheel', 'touchmove', 'keydown', 'pointerdown'].forEach(kind =>
            addEventListener(kind, () => {{ window.__vsMoved = true; }}, {{once: true, passive: true}}));
          // The page is still being put together; what grows above must not push the place out of sight.
          main.style.overflowAnchor = 'none';
          const watch = new ResizeObserver(go);
          if (main.firstElementChild) watch.observe(main.firstElementChild);
          go(); [250, 800, 1600].forEach(after => setTimeout(go, after));
          setTimeout(() => {{ watch.disconnect(); main.style.overflowAnchor = ''; }}, 4000);
        }})();
        </script>""",
        unsafe_allow_javascript=True,
    )


def _script_text(value: object) -> str:
    """Return a value for a script; what comes from the address must not end it."""
    return json.dumps(value).replace("<", "\\u003c")
