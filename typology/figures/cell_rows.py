"""Rows of a picture: what one group said to one item, as a bar, a strip, quotations, or the sentence in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typology.figures import common
from typology.figures.cell_words import ItemWords
from typology.figures.diverging import Part, Ruler, colours, lay_parts, ruler, spread
from typology.figures.svg import Canvas
from typology.figures.text import width
from typology.workshop.publication import Cell

_GAP = 3.0  # paper between two parts of a bar


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in a row.

    Attributes:
        title: Who, e.g. the perspective.
        cell: What they said.
    """

    title: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand from left to right, in pixels.

    Attributes:
        x: Left edge.
        bars: Width of the room for bars.
        apart: Left edges of the columns for *don't know* and *not applicable*; None where they stand below the bar.
        column: Width of such a column.
    """

    x: float
    bars: float
    apart: tuple[float, float] | None
    column: float

    @property
    def across(self) -> float:
        """Width of a whole row."""
        return self.bars if self.apart is None else self.apart[1] + self.column - self.x


def lay_columns(canvas: Canvas, x: float, across: float) -> Columns:
    """Return the columns of a picture of some width."""
    size = canvas.form.size
    if across < 24 * size:
        return Columns(x, across, None, 0.0)
    column, gap = 5.0 * size, 0.8 * size
    bars = across - 2 * (column + gap)
    first = x + bars + gap
    return Columns(x, bars, (first, first + column + gap), column)


def common_ruler(words: ItemWords, rows: Sequence[Row], columns: Columns) -> Ruler:
    """Return the ruler that all bars of a picture share."""
    bars = [lay_parts(words.counts(row.cell)) for row in rows if row.cell.counts]
    return ruler(bars, columns.x, columns.bars)


def draw_heads(canvas: Canvas, words: ItemWords, columns: Columns) -> None:
    """Write above the columns at the side what they hold."""
    if columns.apart is None:
        return
    small = canvas.form.small
    heads = [canvas.lines(words.say(key), columns.column, size=small) for key in ("wall.dk", "wall.na")]
    high = max(len(lines) for lines in heads) * common.LEADING * small
    for x, lines in zip(columns.apart, heads, strict=True):
        top = canvas.at + high - len(lines) * common.LEADING * small
        canvas.write(x, top, lines, size=small, color=common.MUTED, room=columns.column)
    canvas.at += high + small / 3


def draw_row(
    canvas: Canvas, words: ItemWords, row: Row, columns: Columns, scale: Ruler, *, bar: float = 1.65, says: bool = True
) -> None:
    """Draw a row where the sheet is still empty.

    Args:
        canvas: The sheet.
        words: The item.
        row: Who said what.
        columns: Where things stand.
        scale: Ruler of all bars of the picture.
        bar: Height of a bar in sizes of letters.
        says: Whether it says in words how far the group agrees.
    """
    form, cell = canvas.form, row.cell
    _title(canvas, words, row, columns)
    if text := words.instead(cell):
        if cell.is_unanimous and cell.band is not None:
            _band(canvas, words, cell, columns)
        _sentence(canvas, text, columns)
        return
    if cell.statements:
        draw_statements(canvas, words, cell, columns.x, columns.across)
        return
    if cell.quartiles is not None:
        canvas.say(_quartiles(words, cell), x=columns.x, room=columns.bars, gap=form.size / 4)
    else:
        _bar(canvas, words, cell, columns, scale, bar * form.size)
    if columns.apart is None:
        _apart_in_words(canvas, words, cell, columns)
    if says:
        _agreement(canvas, words, cell, columns)


def _title(canvas: Canvas, words: ItemWords, row: Row, columns: Columns) -> None:
    form = canvas.form
    about = words.people(row.cell.n) if row.cell.has_figures or (row.cell.is_unanimous and row.cell.n) else ""
    if row.cell.status == "held":
        about = " · ".join(part for part in (about, words.say("wall.cell.held")) if part)
    lines = canvas.lines(row.title, columns.across, bold=True, most=2)
    bottom = canvas.write(columns.x, canvas.at, lines, bold=True, room=columns.across)
    taken = width(lines[-1], form.size, bold=True) + form.size * 0.8
    if about and taken + width(about, form.small) <= columns.across:
        top = bottom - common.LEADING * form.size + (form.size - form.small)
        canvas.write(columns.x + taken, top, [about], size=form.small, color=common.MUTED, room=columns.across - taken)
    elif about:
        lines = canvas.lines(about, columns.across, size=form.small)
        bottom = canvas.write(columns.x, bottom, lines, size=form.small, color=common.MUTED, room=columns.across)
    canvas.at = bottom + form.size * 0.22


def _sentence(canvas: Canvas, text: str, columns: Columns) -> None:
    form = canvas.form
    room = columns.across - 1.2 * form.size
    lines = canvas.lines(text, room)
    high = len(lines) * common.LEADING * form.size + 0.7 * form.size
    canvas.box(columns.x, canvas.at, columns.across, high, fill=common.NEUTRAL, round_=form.size / 4)
    canvas.box(columns.x, canvas.at, form.size / 5, high, fill=common.MUTED)
    canvas.write(columns.x + 0.8 * form.size, canvas.at + 0.35 * form.size, lines, room=room)
    canvas.at += high


# ------------------------------------------------------------------------------ bars
def _bar(canvas: Canvas, words: ItemWords, cell: Cell, columns: Columns, scale: Ruler, high: float) -> None:
    form, top = canvas.form, canvas.at
    counts = words.counts(cell)
    parts = lay_parts(counts)
    draw_parts(canvas, parts, colours(len(counts)), scale, top, high)
    middle = scale.at(0.0)
    for y in (top, top + high):  # beside the bar, so that it crosses no figure
        canvas.stroke([(middle, y - 0.16 * form.size), (middle, y + 0.16 * form.size)], common.INK, 2)
    if columns.apart is not None:
        everybody = cell.n + cell.dk + cell.na
        for x, count in zip(columns.apart, (cell.dk, cell.na), strict=True):
            _apart(canvas, x, columns.column, count, everybody, top, high)
    canvas.at = top + high + 0.2 * form.size
    label_parts(canvas, words, parts, scale, columns)


def draw_parts(
    canvas: Canvas, parts: Sequence[Part], paints: Sequence[str], scale: Ruler, top: float, high: float, *,
    letters: Sequence[str] = (),
) -> None:
    """Draw a bar, with the number of people in every part that has room for it, and its letter if there are any."""
    size = canvas.form.size
    for part in parts:
        left, right = scale.at(part.start), scale.at(part.end)
        gap = min(_GAP, (right - left) / 4)
        canvas.box(left + gap / 2, top, right - left - gap, high, fill=paints[part.place])
        y = top + (high - common.LEADING * size) / 2
        text = f"{letters[part.place]}\u00a0{part.count}" if letters else str(part.count)
        if letters and right - left < width(text, size, bold=True) + size / 2:
            text = letters[part.place]
        if right - left >= width(text, size, bold=True) + size / 3:
            canvas.write((left + right) / 2, y, [text], color=common.PAPER, bold=True, anchor="middle")


def has_room(part: Part, scale: Ruler, size: float) -> bool:
    """Return whether the number of people fits into a part of a bar."""
    needed = width(str(part.count), size, bold=True) + size / 3
    return scale.at(part.end) - scale.at(part.start) >= needed


def label_parts(canvas: Canvas, words: ItemWords, parts: Sequence[Part], scale: Ruler, columns: Columns) -> None:
    """Write below a bar which description each part stands for; with the number, where the part has no room for it."""
    form = canvas.form
    size = form.small
    texts = [
        words.letters[p.place] if has_room(p, scale, form.size) else f"{words.letters[p.place]}\u00a0{p.count}"
        for p in parts
    ]
    wanted = [(scale.at(p.start) + scale.at(p.end)) / 2 for p in parts]
    widths = [width(text, size, bold=True) for text in texts]
    places = spread(wanted, widths, columns.x, columns.x + columns.bars, size * 0.45)
    for x, text, place in zip(places, texts, wanted, strict=True):
        if abs(x - place) > size / 2:  # a label that had to move says where it belongs
            canvas.stroke([(place, canvas.at - 0.12 * size), (x, canvas.at + 0.18 * size)], common.MUTED, 1.5)
        canvas.write(x, canvas.at + 0.12 * size, [text], size=size, bold=True, anchor="middle")
    canvas.at += common.LEADING * size + 0.12 * size


def _apart(canvas: Canvas, x: float, across: float, count: int, everybody: int, top: float, high: float) -> None:
    size = canvas.form.size
    text = str(count)
    y = top + (high - common.LEADING * size) / 2
    if not count:
        canvas.write(x, y, [text], color=common.MUTED)
        return
    room = across - width(text, size, bold=True) - size / 2
    wide = max(size / 3, room * count / everybody)
    inset = high * 0.18
    canvas.hatch(x, top + inset, wide, high - 2 * inset, common.MUTED, step=size / 2.6, thickness=max(1.2, size / 16))
    canvas.box(x, top + inset, wide, high - 2 * inset, line=common.MUTED, thickness=max(1.5, size / 14))
    canvas.write(x + wide + size / 3, y, [text], bold=True)


def _apart_in_words(canvas: Canvas, words: ItemWords, cell: Cell, columns: Columns) -> None:
    text = words.say("wall.apart", dk=cell.dk, na=cell.na)
    canvas.say(text, x=columns.x, room=columns.bars, size=canvas.form.small, color=common.MUTED)


def _agreement(canvas: Canvas, words: ItemWords, cell: Cell, columns: Columns) -> None:
    sentence, figures = words.agreement(cell)
    if not sentence:
        return
    form, room = canvas.form, columns.across
    canvas.at += form.size * 0.12
    lines = canvas.lines(sentence, room)
    canvas.at = canvas.write(columns.x, canvas.at, lines, room=room)
    taken = width(lines[-1], form.size) + form.size
    if taken + width(figures, form.small) <= room:
        top = canvas.at - common.LEADING * form.size + (form.size - form.small)
        canvas.write(columns.x + room, top, [figures], size=form.small, color=common.MUTED, anchor="end")
    else:
        canvas.say(figures, x=columns.x, room=room, size=form.small, color=common.MUTED)


# ------------------------------------------------------------------------------ everything but bars
def _band(canvas: Canvas, words: ItemWords, cell: Cell, columns: Columns) -> None:
    """Draw all options as equal boxes and hatch those between which everybody answered: no width tells a number."""
    form = canvas.form
    assert cell.band is not None
    ids = [o.id for o in words.scale.options]
    low, high = (ids.index(option) for option in cell.band)
    each, tall = columns.bars / len(ids), 1.5 * form.size
    for place, letter in enumerate(words.letters):
        x = columns.x + place * each
        if low <= place <= high:
            canvas.hatch(x + 2, canvas.at, each - 4, tall, common.ACCENT, step=form.size / 2, thickness=form.size / 12)
        is_inside = low <= place <= high
        canvas.box(x + 2, canvas.at, each - 4, tall, line=common.ACCENT if is_inside else common.MUTED,
                   thickness=3 if is_inside else 1.5, dash="" if is_inside else "3 4")
        wide = width(letter, form.size, bold=True) + form.size * 0.6
        canvas.box(x + (each - wide) / 2, canvas.at + 0.15 * form.size, wide, 1.2 * form.size, fill=common.PAPER,
                   round_=form.size / 5)
        canvas.write(x + each / 2, canvas.at + 0.1 * form.size, [letter], bold=is_inside, anchor="middle")
    canvas.at += tall + form.size * 0.3


def draw_statements(canvas: Canvas, words: ItemWords, cell: Cell, x: float, across: float) -> None:
    """Write what people said for an office, each as a quotation with the office below it."""
    form = canvas.form
    room = across - form.size
    for statement in cell.statements:
        text, office = words.statement(statement, cell.perspective)
        top = canvas.at
        bottom = canvas.write(x + 0.8 * form.size, top, canvas.lines(text, room), room=room)
        lines = canvas.lines(words.say("wall.office", office=office), room, size=form.small, most=2)
        bottom = canvas.write(x + 0.8 * form.size, bottom, lines, size=form.small, color=common.MUTED, room=room)
        canvas.box(x, top + form.size * 0.15, form.size / 6, bottom - top - form.size * 0.15, fill=common.ACCENT)
        canvas.at = bottom + form.size * 0.35
    canvas.at -= form.size * 0.2


def _quartiles(words: ItemWords, cell: Cell) -> str:
    assert cell.quartiles is not None
    low, middle, high = words.quartiles(cell.quartiles)
    return words.say("wall.quartiles", low=low, middle=middle, high=high)
