"""A note that goes with a picture wherever it goes: below it, in its words for screen readers, in its table."""

from __future__ import annotations

import math
from dataclasses import replace

from typology.figures import common
from typology.figures.picture import SvgPicture
from typology.figures.svg import Canvas, Form, n, safe


def note_in_table(picture: SvgPicture, note: str, heading: str) -> SvgPicture:
    """Return a picture whose table says something in every row, because a file of it has no page around it.

    Args:
        picture: A finished picture.
        note: What is said; with "" the picture stays as it is.
        heading: Heading of the column it gets.
    """
    if not note:
        return picture
    rows = tuple((*row, note) for row in picture.rows)
    return replace(picture, headings=(*picture.headings, heading), rows=rows)


def add_note(picture: SvgPicture, note: str, heading: str, form: Form) -> SvgPicture:
    """Return a picture with a note, such as that everything in it is invented.

    A picture that is downloaded and sent on has no page around it that could say so.

    Args:
        picture: A finished picture.
        note: A sentence in the picture's language.
        heading: Heading of the column that the table gets for it.
        form: The form the picture was drawn in.
    """
    canvas = Canvas(form)
    canvas.at = picture.height + form.small * 0.4
    canvas.say(note, size=form.small, color=common.MUTED)
    across, before, after = n(form.across), n(math.ceil(picture.height)), n(math.ceil(canvas.at))
    alt = f"{picture.alt} {note}"
    drawn = picture.svg
    for old, new in (
        (f'height="{before}" viewBox="0 0 {across} {before}"', f'height="{after}" viewBox="0 0 {across} {after}"'),
        (f'<rect width="{across}" height="{before}"', f'<rect width="{across}" height="{after}"'),
        (f'{safe(picture.alt)}">', f'{safe(alt)}">'),
        (f"{safe(picture.alt)}</desc>", f"{safe(alt)}</desc>"),
    ):
        drawn = drawn.replace(old, new, 1)
    head, _, _ = drawn.rpartition("</svg>")
    svg = "\n".join([head.rstrip("\n"), *canvas.parts, "</svg>", ""])
    return replace(note_in_table(picture, note, heading), svg=svg, alt=alt, height=canvas.at)
