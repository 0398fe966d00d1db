"""The key of a picture: every sign that occurs with what it means, side by side as long as there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from typology.figures import common
from typology.figures.svg import Canvas
from typology.figures.text import width

Sample = Callable[[Canvas, float, float], None]
"""Draws a sign around a place: canvas, x, y."""
_SAMPLE = 2.3  # width of a sample in sizes of small print


def draw_key(canvas: Canvas, entries: Sequence[tuple[Sample, str]]) -> None:
    """Draw the key where the sheet is still empty."""
    small, across = canvas.form.small, canvas.form.across
    line, beside = common.LEADING * small, _SAMPLE * small
    x = 0.0
    for sample, text in entries:
        wide = beside + width(text, small) + 1.6 * small
        if x and x + wide - 1.6 * small > across:
            x, canvas.at = 0.0, canvas.at + 1.3 * line
        lines = canvas.lines(text, across - x - beside, size=small)
        sample(canvas, x + beside * 0.42, canvas.at + line / 2)
        end = canvas.write(x + beside, canvas.at, lines, size=small, color=common.INK, room=across - x - beside)
        if len(lines) > 1:
            x, canvas.at = 0.0, end + 0.3 * line
        else:
            x += wide
    if x:
        canvas.at += 1.3 * line


def sign(
    shape: str, *, fill: str = common.ACCENT, line: str = common.PAPER, thickness: float = 1.5, small: bool = False
) -> Sample:
    """Return a sample of a sign, or of a small one."""
    share = 0.24 if small else 0.42
    return lambda canvas, x, y: canvas.sign(
        shape, x, y, canvas.form.small * share, fill, line=line, thickness=thickness
    )


def stroke(color: str, thickness: float, *, dash: str = "") -> Sample:
    """Return a sample of a line."""
    return lambda canvas, x, y: canvas.stroke(
        [(x - canvas.form.small * 0.95, y), (x + canvas.form.small * 0.95, y)], color, thickness, dash=dash
    )
