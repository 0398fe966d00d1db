"""A plane of two directions with four fields: drawn once here, used for types and for places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from typology.figures import common
from typology.figures.common import Sheet, dots, strokes
from typology.figures.text import isolate, wrap
from typology.figures.wording import Words
from typology.model.elements import Model

Side = Literal["high", "low"]

# Height of the plane in pixels per point, so that 0 to 100 is 220 pixels high.
SCALE = 2.2
_PADDING = 8
# Names begin this many points from the edge of their field.
_INDENT = 2.0
DOT = 16.0


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction of a plane, with the position on it.

    Attributes:
        label: Name.
        ends: What the lower and the upper end are called.
        sides: What types and fields call the lower and the upper part; swapped where anchors descend.
        crossover: Where one side becomes the other, 0 to 100.
        score: Position, 0 to 100; None if there is none.
        low: Lower end of its range.
        high: Upper end of its range.
        is_band: True if the range is the uncertainty band, False if it is what missing answers allow.
        undecided: True if the score is too near the crossover to speak of a side.
    """

    label: str
    ends: tuple[str, str]
    sides: tuple[Side, Side]
    crossover: float
    score: float | None
    low: float | None
    high: float | None
    is_band: bool
    undecided: bool = False

    def part(self, value: float) -> int:
        """Return 0 if a value lies in the lower part, 1 if in the upper one."""
        if self.sides[0] == "low":
            return int(value > self.crossover)
        return int(value >= self.crossover)

    @property
    def own_part(self) -> int | None:
        """The part the score lies in."""
        return None if self.score is None else self.part(self.score)

    @property
    def parts(self) -> tuple[int, ...]:
        """Every part the position may lie in, the lower first: those that its range touches; both if it is open."""
        if self.score is None or self.undecided:
            return (0, 1)
        values = (self.score, self.low, self.high)
        return tuple(sorted({self.part(value) for value in values if value is not None}))

    @property
    def is_wide(self) -> bool:
        """True if the range is more than a point."""
        return self.low is not None and self.high is not None and self.high > self.low

    def in_words(self, words: Words) -> str:
        """Return the score with its range; needs a score."""
        assert self.score is not None
        return words.value(self.score, self.low, self.high, self.is_band)

    def cells(self, words: Words) -> tuple[str, str, str, str]:
        """Return score, range and kind of range for a table."""
        exists = self.low is not None and self.high is not None
        kind = words.kind_of_range(self.is_band, exists=exists)
        return words.exact(self.score), words.exact(self.low), words.exact(self.high), kind


def number_or_none(value: float) -> float | None:
    """Return a number, or None where positions hold NaN."""
    return None if math.isnan(value) else value


def name_ends(words: Words, model: Model, set_id: str) -> tuple[str, str]:
    """Return what a low and a high value of a set are called; dimensions have no words of their own for that."""
    axis = model.axes.get(set_id)
    low = words.name(axis.low) if axis and axis.low else words.say("figures.plane.less")
    high = words.name(axis.high) if axis and axis.high else words.say("figures.plane.more")
    return low, high


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawn plane.

    Attributes:
        bottom: Pixel from the top of the sheet at which the vertical direction is 0.
    """

    bottom: float

    def level(self, value: float) -> float:
        """Return the height of a value in pixels from the top of the sheet."""
        return self.bottom - value * SCALE


def say_directions(sheet: Sheet, words: Words, x: Direction, y: Direction) -> None:
    """Write above the plane what its two directions are."""
    sheet.say(words.say("figures.plane.across", name=x.label), gap=0)
    sheet.say(words.say("figures.plane.upwards", name=y.label), gap=12)


def lay_plane(
    sheet: Sheet, words: Words, x: Direction, y: Direction, names: Mapping[tuple[int, int], Sequence[str]],
    own: tuple[int, int] | None,
) -> Panel:
    """Draw four fields with their names and the words at the ends of both directions.

    Names stand in strips of their own at the upper and lower edge of the fields, outside the values 0
    to 100, so that no dot can ever lie on a name.

    Args:
        sheet: Drawn upon from where it is still empty.
        words: The reader's language.
        x: From left to right.
        y: From bottom to top.
        names: Names per field, by the part of ``x`` and of ``y``.
        own: The field to set off, or None.
    """
    _say_end(sheet, words.say("figures.plane.up", name=isolate(y.ends[1])))
    blocks = {field: _lines(sheet, x, field[0], names.get(field, ())) for field in _FIELDS}
    upper, lower = (max(common.height_of(blocks[i, part], common.SMALL) for i in (0, 1)) for part in (1, 0))
    top = sheet.at
    panel = Panel(top + 2 * _PADDING + upper + 100 * SCALE)
    end = panel.bottom + 2 * _PADDING + lower
    between = panel.level(y.crossover)
    for (column, row), lines in blocks.items():
        left, right = ((0.0, x.crossover), (x.crossover, 100.0))[column]
        above, below = ((between, end), (top, between))[row]
        sheet.box(left, above, right, below, common.TINT if (column, row) == own else common.NEUTRAL)
        at = top + _PADDING if row else end - _PADDING - common.height_of(lines, common.SMALL)
        color = common.ACCENT if (column, row) == own else common.INK
        edge, align = ((_INDENT, "left"), (100 - _INDENT, "right"))[column]
        sheet.write(edge, at, lines, align=align, size=common.SMALL, color=color)  # type: ignore[arg-type]
    cross = [(0.0, between, 100.0, between), (x.crossover, top, x.crossover, end)]
    sheet.add(strokes("crossover", cross, common.MUTED, 1, "dot"))
    sheet.at = end + 4
    _say_end(sheet, words.say("figures.plane.down", name=isolate(y.ends[0])))
    half = sheet.room / 2 - 6
    left_lines = wrap(words.say("figures.plane.left", name=isolate(x.ends[0])), half, common.SMALL)
    right_lines = wrap(words.say("figures.plane.right", name=isolate(x.ends[1])), half, common.SMALL)
    sheet.write(0, sheet.at, left_lines, size=common.SMALL, color=common.MUTED)
    sheet.write(100, sheet.at, right_lines, align="right", size=common.SMALL, color=common.MUTED)
    sheet.at += max(common.height_of(lines, common.SMALL) for lines in (left_lines, right_lines))
    return panel


_FIELDS = ((0, 1), (1, 1), (0, 0), (1, 0))


def _say_end(sheet: Sheet, text: str) -> None:
    lines = wrap(text, sheet.room, common.SMALL)
    sheet.at = sheet.write(50, sheet.at, lines, align="center", size=common.SMALL, color=common.MUTED) + 4


def _lines(sheet: Sheet, x: Direction, column: int, names: Sequence[str]) -> tuple[str, ...]:
    share = (x.crossover, 100 - x.crossover)[column] / 100
    room = sheet.room * (share - _INDENT / 100) - 4
    return tuple(line for name in names for line in wrap(name, room, common.SMALL))


def draw_range(sheet: Sheet, panel: Panel, x: Direction, y: Direction) -> None:
    """Draw the range of a position as a box with a cross; a band solid, what missing answers allow dotted."""
    assert x.score is not None
    assert y.score is not None
    left, right = (x.low, x.high) if x.low is not None and x.high is not None else (x.score, x.score)
    below, above = (y.low, y.high) if y.low is not None and y.high is not None else (y.score, y.score)
    if x.is_wide and y.is_wide:
        corners = [(left, below), (right, below), (right, above), (left, above), (left, below)]
        sheet.add({
            "type": "scatter", "mode": "lines", "meta": "range", "fill": "toself", "fillcolor": common.VEIL,
            "x": [c[0] for c in corners], "y": [panel.level(c[1]) for c in corners], "line": {"width": 0},
            "hoverinfo": "skip", "showlegend": False,
        })
    arms = (
        (x, (left, panel.level(y.score), right, panel.level(y.score))),
        (y, (x.score, panel.level(below), x.score, panel.level(above))),
    )
    for is_band in (True, False):
        pieces = [piece for way, piece in arms if way.is_wide and way.is_band is is_band]
        look = (2.5, "solid") if is_band else (3, "dot")
        sheet.add(strokes("band" if is_band else "bounds", pieces, common.ACCENT, *look))


def range_entries(
    words: Words, band: str, ways: Sequence[Direction]
) -> list[common.Entry]:
    """Return the entries of the key for the ranges that occur."""
    entries: list[common.Entry] = []
    if any(way.is_wide and way.is_band for way in ways):
        entries.append((common.Sample(common.ACCENT, 2.5), band))
    if any(way.is_wide and not way.is_band for way in ways):
        entries.append((common.Sample(common.ACCENT, 3, "dot"), words.say("figures.key.bounds")))
    return entries


def own_dot(x: Sequence[float], y: Sequence[float], name: str, hover: Sequence[str]) -> common.Trace:
    """Return the dot of the position itself."""
    return dots("value", x, y, "circle", DOT, line=2, name=name, hover=hover)


def hollow_dot(x: Sequence[float], y: Sequence[float], name: str, hover: Sequence[str]) -> common.Trace:
    """Return a hollow dot: where the position may lie as well."""
    return dots("shadow", x, y, "circle", DOT, fill=common.PAPER, line=2.5, name=name, hover=hover)
