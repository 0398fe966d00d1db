"""Pictures that are drawn as SVG: two widths of which the screen shows one, with sentence, table and both downloads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks

if TYPE_CHECKING:
    from typology.figures.picture import SvgPicture
    from typology.figures.svg import Form

_MOST_ROWS = 300


def show(
    draw: Callable[[Form], SvgPicture | None], say: Speaker, key: str, *, wide: Form | None = None, said: bool = True,
    invented: bool = False,
) -> SvgPicture | None:
    """Draw a picture for wide screens and for phones; without a picture nothing is drawn.

    Args:
        draw: Draws it in a form; None where a model has nothing to draw it with.
        say: Speaker of the reader's language.
        key: Key of the widgets.
        wide: The form for wide screens; that of the workbench if absent.
        said: Whether the sentence of the picture stands above it.
        invented: Whether everything in it is invented: a picture that is sent on has no page around it to say so.

    Returns:
        What wide screens show.
    """
    from typology.figures.svg import NARROW, PAGE

    broad, narrow = (_noted(draw(form), form, say, invented=invented) for form in (wide or PAGE, NARROW))
    if broad is None or narrow is None:
        return None
    if said:
        blocks.paragraph(broad.sentence, "satz")
    images = (blocks.svg_image(drawn.svg, drawn.alt) for drawn in (broad, narrow))
    blocks.html('<figure class="ws-bild"><div class="ws-weit">{}</div><div class="ws-schmal">{}</div></figure>'.format(*images))
    with st.container(key=f"beleg-ws-{key}"), st.expander(say("ws.picture_table")):
        blocks.html(blocks.table(broad.headings, broad.rows[:_MOST_ROWS], broad.sentence))
        if len(broad.rows) > _MOST_ROWS:
            blocks.paragraph(say("picture.more_rows", shown=_MOST_ROWS, all=len(broad.rows)), "leise")
        with st.container(key=f"ws-laden-{key}", horizontal=True, gap="small"):
            _download(say("picture.download"), broad.csv(), f"{broad.name}.csv", "text/csv", f"ws-csv-{key}")
            _download(say("ws.picture_svg"), broad.svg, f"{broad.name}.svg", "image/svg+xml", f"ws-svg-{key}")
    return broad


def _noted(drawn: SvgPicture | None, form: Form, say: Speaker, *, invented: bool) -> SvgPicture | None:
    from typology.figures.note import add_note

    return add_note(drawn, say("picture.invented"), say("picture.note"), form) if drawn and invented else drawn


def _download(label: str, text: str, name: str, mime: str, key: str) -> None:
    st.download_button(
        label, data=text.encode("utf-8"), file_name=f"verbundspiegel-{name}", mime=mime, key=key, on_click="ignore"
    )
