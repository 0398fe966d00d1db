"""The name of a Verbund at the head of a row: its city, its own name, and what sets it apart."""

from __future__ import annotations

from dataclasses import dataclass

from typology.figures import common
from typology.figures.cases import Case
from typology.figures.svg import Canvas
from typology.figures.text import width

_GUTTER = 1.3  # room for the sign in sizes of letters


@dataclass(frozen=True, slots=True)
class Label:
    """A laid label; its height is known before it is drawn.

    Attributes:
        case: Whose it is.
        title: Lines of the city.
        name: Lines of the name of the Verbund.
        said: Lines of what sets it apart.
        room: Width.
        beside: Where the name begins on the line of the city, from the left of the text; 0 if it stands below it.
        height: Height in pixels.
        indent: Room for the sign at the left; 0 if none is drawn.
    """

    case: Case
    title: tuple[str, ...]
    name: tuple[str, ...]
    said: tuple[str, ...]
    room: float
    beside: float
    height: float
    indent: float


def lay_label(canvas: Canvas, case: Case, room: float, *, is_tight: bool, has_sign: bool = True) -> Label:
    """Break the words of a label into lines.

    Args:
        canvas: For its sizes.
        case: Whose it is.
        room: Width in pixels.
        is_tight: City and name share a line, and what does not fit is cut; else the name has up to two lines.
        has_sign: False where the sign is drawn elsewhere.
    """
    form = canvas.form
    indent = _GUTTER * form.size if case.marks and has_sign else 0.0
    inner = room - indent
    title = canvas.lines(case.title, inner, bold=True, most=1 if is_tight else 2)
    said: tuple[str, ...] = canvas.lines(case.said, inner, size=form.small, most=3) if case.said else ()
    beside = 0.0
    name: tuple[str, ...] = ()
    if case.name and is_tight:
        beside = width(title[0], form.size, bold=True) + form.size * 0.5
        left = inner - beside
        name = canvas.lines(case.name, left, size=form.small, most=1) if left > 4 * form.small else ()
    elif case.name:
        name = canvas.lines(case.name, inner, size=form.small, most=2)
    below = len(said) + (0 if is_tight else len(name))
    height = common.LEADING * (len(title) * form.size + below * form.small)
    return Label(case, title, name, said, room, beside, height, indent)


def draw_label(canvas: Canvas, label: Label, x: float, top: float) -> None:
    """Draw a label with its sign."""
    form, case = canvas.form, label.case
    left = x + label.indent
    inner = label.room - label.indent
    if label.indent:
        case.look.draw(canvas, x + form.size * 0.5, top + common.LEADING * form.size / 2, form.size * 0.42)
    color = common.ACCENT if case.is_own else common.INK
    at = canvas.write(left, top, label.title, bold=True, color=color, room=inner)
    if label.beside:
        drop = common.LEADING * (form.size - form.small) / 2 + (form.size - form.small) * 0.25
        canvas.write(left + label.beside, top + drop, label.name, size=form.small, color=common.MUTED,
                     room=inner - label.beside)
    elif label.name:
        at = canvas.write(left, at, label.name, size=form.small, color=common.MUTED, room=inner)
    if label.said:
        canvas.write(left, at, label.said, size=form.small, color=color, bold=case.is_own, room=inner)

