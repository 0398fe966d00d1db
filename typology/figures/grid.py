"""Rows of Verbünde and columns of dimensions or items: where everything stands in pictures of both.

On a phone the name of a row stands above its cells, and columns have short signs, explained once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from typology.figures import common
from typology.figures.case_labels import draw_label, lay_label
from typology.figures.cases import Case
from typology.figures.svg import Canvas
from typology.figures.text import width

_LABELS = 0.26  # share of the width for the names of rows
_GAP = 3.0
_MOST_LINES = 5  # a heading that needs more lines is written as a sign
_TIGHT_ABOVE = 20  # rows; with more, each takes a single line
_REPEAT = 16  # headings are repeated after so many rows
_REPEAT_NARROW = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        id: What it holds.
        label: Its name.
        sign: A short sign for it, such as ``D1`` or ``a``.
        group: Columns of different groups stand apart.
    """

    id: str
    label: str
    sign: str
    group: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Where columns stand.

    Attributes:
        columns: The columns.
        left: Where the first begins; 0 where names stand above.
        x: Left edge of each.
        wide: Width of each.
        headings: Lines of each heading; None where signs stand for them.
    """

    columns: tuple[Column, ...]
    left: float
    x: tuple[float, ...]
    wide: float
    headings: tuple[tuple[str, ...], ...] | None

    @property
    def is_signed(self) -> bool:
        """Whether columns have signs in place of names."""
        return self.headings is None


Paint = Callable[[Case, Column, float, float, float, float], None]


def sign_of(number: int) -> str:
    """Return a, b, …, z, a2, b2, … for columns that have no code of their own."""
    turn, place = divmod(number, 26)
    return chr(ord("a") + place) + (str(turn + 1) if turn else "")


def lay_grid(canvas: Canvas, columns: Sequence[Column], *, labels: float = _LABELS) -> Grid:
    """Share the width among the columns.

    Args:
        canvas: For its form.
        columns: From left to right.
        labels: Share of the width for the names of rows, where they stand beside the cells.
    """
    form = canvas.form
    left = 0.0 if form.is_narrow else form.across * labels + form.size * 0.5
    apart = form.size * (0.5 if form.is_narrow else 0.9)
    breaks = sum(a.group != b.group for a, b in pairwise(columns))
    wide = (form.across - left - breaks * apart - (len(columns) - 1) * _GAP) / max(1, len(columns))
    x, at = [], left
    for number, column in enumerate(columns):
        if number:
            at += wide + _GAP + (apart if column.group != columns[number - 1].group else 0.0)
        x.append(at)
    headings = tuple(canvas.lines(c.label, wide, size=form.small, most=_MOST_LINES + 1) for c in columns)
    signed = form.is_narrow or any(len(lines) > _MOST_LINES or _is_torn(canvas, lines, wide) for lines in headings)
    return Grid(tuple(columns), left, tuple(x), wide, None if signed else headings)


def _is_torn(canvas: Canvas, lines: Sequence[str], wide: float) -> bool:
    """True if a heading would be cut into more pieces than it has words worth reading."""
    torn = sum(line.endswith("-") for line in lines)
    return torn > 2 or any(width(line, canvas.form.small) > wide + 1 for line in lines)


def draw_headings(canvas: Canvas, grid: Grid) -> None:
    """Write the names of the columns, or their signs; the last lines stand on one height."""
    small = canvas.form.small
    if grid.headings is None:
        for column, x in zip(grid.columns, grid.x, strict=True):
            canvas.write(x + grid.wide / 2, canvas.at, [column.sign], size=small, color=common.MUTED, anchor="middle",
                         room=grid.wide)
        canvas.at += common.LEADING * small + 2
        return
    most = max(len(lines) for lines in grid.headings)
    for x, lines in zip(grid.x, grid.headings, strict=True):
        top = canvas.at + (most - len(lines)) * common.LEADING * small
        canvas.write(x, top, lines, size=small, color=common.INK, room=grid.wide)
    canvas.at += most * common.LEADING * small + small * 0.4


def explain_signs(canvas: Canvas, grid: Grid) -> None:
    """Write what the signs of the columns stand for, in as many columns as there is room for."""
    form = canvas.form
    if not grid.is_signed:
        return
    longest = max((width(column.label, form.small) for column in grid.columns), default=0.0) + 2.6 * form.small
    side = max(1, min(3, int((form.across + form.size) // (longest + form.size))))
    room = form.across / side
    count = -(-len(grid.columns) // side)
    top, below = canvas.at, canvas.at
    for start in range(0, len(grid.columns), count):
        canvas.at, x = top, room * (start // count)
        for column in grid.columns[start : start + count]:
            canvas.write(x, canvas.at, [column.sign], size=form.small, bold=True, color=common.MUTED)
            canvas.say(column.label, x=x + 2.4 * form.small, room=room - 2.6 * form.small, size=form.small, most=3)
        below = max(below, canvas.at)
    canvas.at = below + form.size * 0.5


def draw_rows(canvas: Canvas, grid: Grid, cases: Sequence[Case], paint: Paint) -> None:
    """Draw a row per Verbund, with the headings above, and again where they would be out of sight.

    Args:
        canvas: Drawn upon where it is still empty.
        grid: Where columns stand.
        cases: In the order of ``name_cases``.
        paint: Draws one cell: case, column, left, top, width and height.
    """
    form = canvas.form
    is_tight = len(cases) > _TIGHT_ABOVE
    repeat = _REPEAT_NARROW if form.is_narrow else _REPEAT
    draw_headings(canvas, grid)
    for number, case in enumerate(cases):
        # No heading for a last few rows alone.
        if number and number % repeat == 0 and len(cases) - number > repeat // 3:
            canvas.at += form.size * 0.5
            draw_headings(canvas, grid)
        (_narrow_row if form.is_narrow else _row)(canvas, grid, case, paint, is_tight)
        if case.is_own and len(cases) > 1:
            canvas.at += form.size * 0.1
            canvas.stroke([(0.0, canvas.at), (form.across, canvas.at)], common.LINE, 1)
            canvas.at += form.size * 0.35


def _row(canvas: Canvas, grid: Grid, case: Case, paint: Paint, is_tight: bool) -> None:
    size = canvas.form.size
    label = lay_label(canvas, case, grid.left - size * 0.5, is_tight=is_tight and not case.is_own)
    cell = (1.5 if is_tight else 2.1) * size
    high = max(label.height, cell)
    draw_label(canvas, label, 0.0, canvas.at + (high - label.height) / 2)
    top = canvas.at + (high - cell) / 2
    for column, x in zip(grid.columns, grid.x, strict=True):
        paint(case, column, x, top, grid.wide, cell)
    canvas.at += high + (_GAP if is_tight else size * 0.4)


def _narrow_row(canvas: Canvas, grid: Grid, case: Case, paint: Paint, is_tight: bool) -> None:
    size = canvas.form.size
    label = lay_label(canvas, case, canvas.form.across, is_tight=is_tight and not case.is_own)
    draw_label(canvas, label, 0.0, canvas.at)
    canvas.at += label.height + 2
    cell = 1.6 * size
    for column, x in zip(grid.columns, grid.x, strict=True):
        paint(case, column, x, canvas.at, grid.wide, cell)
    canvas.at += cell + size * 0.6
