"""Pictures that are drawn as SVG: two widths of which the screen shows one, with sentence, table and both downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks
from typology.ui.keeping import Kept

if TYPE_CHECKING:
    from typology.figures.picture import SvgPicture
    from typology.figures.svg import Form

_MOST_ROWS = 300
_KEPT_DRAWINGS = 64
_kept = Kept(_KEPT_DRAWINGS)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture in both widths.

    Attributes:
        broad: What wide screens show.
        markup: Both drawings as markup.
        table: The table as markup, without its last rows if it is long.
        csv: The whole table as a file.
    """

    broad: SvgPicture
    markup: str
    table: str
    csv: str


def show(
    draw: Callable[[Form], SvgPicture | None], say: Speaker, key: str, *, wide: Form | None = None, said: bool = True,
    invented: bool = False, content: tuple[object, ...] = (),
) -> SvgPicture | None:  # fmt: skip
    """Draw a picture for wide screens and for phones; without a picture nothing is drawn.

    Args:
        draw: Draws it in a form; None where a model has nothing to draw it with.
        say: Speaker of the reader's language.
        key: Key of the widgets.
        wide: The form for wide screens; that of the workbench if absent.
        said: Whether the sentence of the picture stands above it.
        invented: Whether everything in it is invented: a picture that is sent on has no page around it to say so.
        content: Everything the picture shows. With it a picture is drawn once for all visitors, and kept.

    Returns:
        What wide screens show.
    """
    from typology.figures.svg import PAGE

    broad = wide or PAGE

    def noted(form: Form) -> SvgPicture | None:
        return _noted(draw(form), form, say, invented=invented)

    if content:
        drawn = _kept.get((key, say.language, broad.name, invented, *content), lambda: _drawn(noted, broad))
    else:
        drawn = _drawn(noted, broad)
    if drawn is None:
        return None
    picture = drawn.broad
    if said:
        blocks.paragraph(picture.sentence, "satz")
    blocks.html(drawn.markup)
    with st.container(key=f"beleg-ws-{key}"), st.expander(say("ws.picture_table")):
        blocks.html(drawn.table)
        if len(picture.rows) > _MOST_ROWS:
            blocks.paragraph(say("picture.more_rows", shown=_MOST_ROWS, all=len(picture.rows)), "leise")
        with st.container(key=f"ws-laden-{key}", horizontal=True, gap="small"):
            _download(say("picture.download"), drawn.csv, f"{picture.name}.csv", "text/csv", f"ws-csv-{key}")
            _download(say("ws.picture_svg"), picture.svg, f"{picture.name}.svg", "image/svg+xml", f"ws-svg-{key}")
    return picture


def forget() -> None:
    """Forget the pictures that are kept: something they show is not to be seen any more."""
    _kept.clear()


def _noted(drawn: SvgPicture | None, form: Form, say: Speaker, *, invented: bool) -> SvgPicture | None:
    from typology.figures.note import add_note

    return add_note(drawn, say("picture.invented"), say("picture.note"), form) if drawn and invented else drawn


def _drawn(draw: Callable[[Form], SvgPicture | None], wide: Form) -> _Drawn | None:
    from typology.figures.svg import NARROW

    broad, narrow = draw(wide), draw(NARROW)
    if broad is None or narrow is None:
        return None
    on_wide, on_narrow = (blocks.svg_image(picture.svg, picture.alt) for picture in (broad, narrow))
    markup = (
        f'<figure class="ws-bild"><div class="ws-weit">{on_wide}</div><div class="ws-schmal">{on_narrow}</div></figure>'
    )
    table = blocks.table(broad.headings, broad.rows[:_MOST_ROWS], broad.sentence)
    return _Drawn(broad, markup, table, broad.csv())


def _download(label: str, text: str, name: str, mime: str, key: str) -> None:
    st.download_button(
        label, data=text.encode("utf-8"), file_name=f"verbundspiegel-{name}", mime=mime, key=key, on_click="ignore"
    )
