"""Cells of a heat map: a tint and a number for a value, slanting lines where there is none, and the key to both."""

from __future__ import annotations

from typology.figures import common
from typology.figures.cases import Case
from typology.figures.svg import Canvas
from typology.figures.tints import EDGE, ink_on, tint
from typology.figures.wording import Words

_KEY_STEPS = (0, 25, 50, 75, 100)


def draw_cell(
    canvas: Canvas, words: Words, case: Case, value: float | None, x: float, y: float, across: float, high: float
) -> None:
    """Draw one value.

    A single voice is a frame in the tint of its value; a goal and a look back have a dashed line inside.

    Args:
        canvas: Drawn upon.
        words: The reader's language.
        case: Whose value it is.
        value: 0 to 100, or None.
        x: Left edge.
        y: Top.
        across: Width.
        high: Height.
    """
    if value is None:
        draw_missing(canvas, x, y, across, high)
        return
    size = min(canvas.form.size, 0.72 * high, 0.43 * across)
    fill = tint(value)
    ink = ink_on(fill)
    canvas.box(x, y, across, high, fill=fill, line=EDGE, thickness=1)
    inset = min(high * 0.12, across * 0.06)
    if "voice" in case.marks:
        canvas.box(x + inset * 1.4, y + inset * 1.4, across - 2.8 * inset, high - 2.8 * inset, fill=common.PAPER)
        ink = common.INK
    if case.is_dated:
        canvas.box(x + inset, y + inset, across - 2 * inset, high - 2 * inset, line=ink, thickness=1.2, dash="3 3")
    top = y + (high - common.LEADING * size) / 2
    canvas.write(x + across / 2, top, [words.points(value)], size=size, color=ink, anchor="middle", room=across)


def draw_missing(canvas: Canvas, x: float, y: float, across: float, high: float) -> None:
    """Draw a cell without a value."""
    canvas.hatch(x, y, across, high, common.LINE, step=max(5.0, high / 4), thickness=1)
    canvas.box(x, y, across, high, line=common.LINE, thickness=1)


def draw_short(canvas: Canvas, x: float, y: float, across: float, high: float) -> None:
    """Draw a row that is too thin for slanting lines and has no value: a short stroke in its middle."""
    canvas.boxes([short_stroke(x, y, across, high)], common.MUTED)


def short_stroke(x: float, y: float, across: float, high: float) -> tuple[float, float, float, float]:
    """Return the rectangle of that stroke: left, top, width and height."""
    return x + across * 0.4, y + high * 0.3, across * 0.2, high * 0.4


def draw_key(canvas: Canvas, words: Words, *, has_missing: bool, is_thin: bool = False) -> None:
    """Draw the key: tints with their values, and what a cell without a value looks like."""
    form, high, chip = canvas.form, 1.3 * canvas.form.small, 2.6 * canvas.form.small
    room = form.across - len(_KEY_STEPS) * chip - form.small
    lines = canvas.lines(words.say("compared.heat.key"), room, size=form.small)
    canvas.write(form.across - room, canvas.at, lines, size=form.small, color=common.MUTED, room=room)
    for number, step in enumerate(_KEY_STEPS):
        fill, left = tint(step), number * chip
        canvas.box(left, canvas.at, chip, high, fill=fill, line=EDGE, thickness=1)
        canvas.write(left + chip / 2, canvas.at, [str(step)], size=form.small, color=ink_on(fill), anchor="middle")
    canvas.at += max(high, len(lines) * common.LEADING * form.small) + form.small * 0.4
    if has_missing:
        if is_thin:
            draw_short(canvas, 0.0, canvas.at + high * 0.3, chip * 2, high * 0.4)
        else:
            draw_missing(canvas, 0.0, canvas.at, chip, high)
        canvas.say(words.say("compared.heat.key_missing"), x=chip * (2 if is_thin else 1) + form.small,
                   size=form.small, color=common.MUTED, gap=form.small * 0.4)
