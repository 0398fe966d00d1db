"""Ranges on a sheet of SVG: the uncertainty band as a bar with ends, what missing answers allow as a dotted line."""

from __future__ import annotations

from typology.figures import common
from typology.figures.svg import Canvas
from typology.figures.svg_key import Sample


def draw_range(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], wide: float, *, is_band: bool,
    color: str = common.ACCENT, fill: str = common.TINT,
) -> None:
    """Draw a range between two places on one horizontal or vertical line.

    Args:
        canvas: Drawn upon.
        start: One end in pixels.
        end: The other end.
        wide: Width of the bar in pixels.
        is_band: True for the uncertainty band, False for what missing answers allow.
        color: Colour of ends and dots.
        fill: Colour of the bar.
    """
    (x0, y0), (x1, y1) = start, end
    left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    if right - left < 1 and bottom - top < 1:
        return
    if not is_band:
        canvas.stroke([start, end], color, 2, dash="0.1 4", round_=True)
        return
    half = wide / 2
    if right - left < bottom - top:
        canvas.box(left - half, top, wide, bottom - top, fill=fill)
        caps = [[(left - half, y), (left + half, y)] for y in (top, bottom)]
    else:
        canvas.box(left, top - half, right - left, wide, fill=fill)
        caps = [[(x, top - half), (x, top + half)] for x in (left, right)]
    for cap in caps:
        canvas.stroke(cap, color, 1.5)


def sample(*, is_band: bool, color: str = common.ACCENT, fill: str = common.TINT) -> Sample:
    """Return the sample of a range for the key."""
    def draw(canvas: Canvas, x: float, y: float) -> None:
        small = canvas.form.small
        ends = (x - small * 0.8, y), (x + small * 0.8, y)
        draw_range(canvas, *ends, small * 0.6, is_band=is_band, color=color, fill=fill)

    return draw


def draw_whisker(
    canvas: Canvas, left: float, right: float, y: float, wide: float, *, is_band: bool, color: str
) -> None:
    """Draw a range as a line with ends, for places where a bar would be one too many; a dotted one for bounds."""
    if right - left < 1:
        return
    if not is_band:
        canvas.stroke([(left, y), (right, y)], color, 2, dash="0.1 4", round_=True)
        return
    canvas.stroke([(left, y), (right, y)], color, 1.8)
    for x in (left, right):
        canvas.stroke([(x, y - wide / 2), (x, y + wide / 2)], color, 1.8)


def whisker(*, is_band: bool, color: str = common.INK) -> Sample:
    """Return the sample of such a line for the key."""
    def draw(canvas: Canvas, x: float, y: float) -> None:
        small = canvas.form.small
        draw_whisker(canvas, x - small * 0.8, x + small * 0.8, y, small * 0.5, is_band=is_band, color=color)

    return draw
