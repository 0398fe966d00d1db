"""A plane of two directions with four fields on a sheet of SVG: its frame, its names, and where values lie in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.figures import common
from typology.figures.plane import Side, name_ends
from typology.figures.svg import Canvas, Form
from typology.figures.wording import Words
from typology.model.elements import Model

Corner = tuple[int, int]
CORNERS: tuple[Corner, ...] = ((0, 1), (1, 1), (0, 0), (1, 0))
"""The fields by the part of each direction, 0 lower and 1 upper; from the upper left to the lower right."""


@dataclass(frozen=True, slots=True)
class Way:
    """One direction.

    Attributes:
        id: Axis or dimension.
        label: Its name.
        ends: What its lower and its upper end are called.
        sides: What types and fields call the lower and the upper part; swapped where anchors descend.
        crossover: Where one part becomes the other, 0 to 100.
    """

    id: str
    label: str
    ends: tuple[str, str]
    sides: tuple[Side, Side]
    crossover: float

    def part(self, value: float) -> int:
        """Return 0 if a value lies in the lower part, 1 if in the upper one."""
        return int(value > self.crossover) if self.sides[0] == "low" else int(value >= self.crossover)


def way_of(words: Words, model: Model, set_id: str) -> Way:
    """Return a direction as the types see it, with the anchors of the model."""
    anchors = model.calibration_of(set_id)
    low, high = name_ends(words, model, set_id)
    rises = anchors.full_in > anchors.full_out
    sides: tuple[Side, Side] = ("low", "high") if rises else ("high", "low")
    ends = (low, high) if rises else (high, low)
    return Way(set_id, words.name(model.set_label(set_id)), ends, sides, anchors.crossover)


@dataclass(frozen=True, slots=True)
class Plane:
    """A drawn plane.

    Attributes:
        x: Left edge.
        top: Top of the values 0 to 100.
        across: Width.
        high: Height of the values 0 to 100.
        inset: Room left and right of the values, so that a sign at an end is whole.
    """

    x: float
    top: float
    across: float
    high: float
    inset: float = 0.0

    def place(self, right: float, up: float) -> tuple[float, float]:
        """Return where a pair of values lies, in pixels."""
        wide = self.across - 2 * self.inset
        return self.x + self.inset + wide * right / 100, self.top + self.high * (1 - up / 100)

    def box(self, pad: float) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the room for signs."""
        return self.x, self.top - pad, self.x + self.across, self.top + self.high + pad


@dataclass(frozen=True, slots=True)
class Fields:
    """What is written in the four fields of one plane.

    Attributes:
        title: Heading; "" for none.
        names: Lines of the names, by field.
        notes: A short note below the names, by field.
    """

    title: str
    names: Mapping[Corner, Sequence[str]]
    notes: Mapping[Corner, str]


def room_for_names(form: Form, way: Way, part: int, across: float) -> float:
    """Return how wide a name in a field may be."""
    return across * (way.crossover, 100 - way.crossover)[part] / 100 - form.size * 0.8


def draw_fields(
    canvas: Canvas, words: Words, ways: tuple[Way, Way], fields: Fields, x: float, across: float, high: float, *,
    inset: float = 0.0, beside: Sequence[Fields] = (),
) -> Plane:
    """Draw the frame of a plane.

    Names stand in strips of their own above and below the values, so that no sign can lie on a name.

    Args:
        canvas: Drawn upon where it is still empty; then its foot is behind the names of the ends.
        words: The reader's language.
        ways: From left to right, and from bottom to top.
        fields: What is written in it.
        x: Left edge.
        across: Width.
        high: Height of the values 0 to 100.
        inset: Room left and right of the values.
        beside: Planes in the same row: all get titles and strips of one height.
    """
    form, (right, up) = canvas.form, ways
    small, pad = form.small, form.size * 0.35
    every = (fields, *beside)
    if any(one.title for one in every):
        titles = [canvas.lines(one.title, across, size=small, bold=True) for one in every]
        canvas.write(x, canvas.at, titles[0], size=small, bold=True, room=across)
        canvas.at += max(len(lines) for lines in titles) * common.LEADING * small + pad
    canvas.say(words.say("figures.plane.up", name=up.ends[1]), x=x, room=across, size=small, color=common.MUTED)
    strips = [max(_tall(form, one, (i, j)) for one in every for i in (0, 1)) + 2 * pad for j in (0, 1)]
    top = canvas.at
    plane = Plane(x, top + strips[1], across, high, inset)
    end = plane.top + high + strips[0]
    split, between = plane.place(right.crossover, up.crossover)
    for i, (left, wide) in enumerate(((x, split - x), (split, x + across - split))):
        canvas.box(left + 1, top, wide - 2, between - top - 1, fill=common.NEUTRAL)
        canvas.box(left + 1, between + 1, wide - 2, end - between - 1, fill=common.NEUTRAL)
        for j in (0, 1):
            y = top + pad if j else end - pad - _tall(form, fields, (i, j))
            edge, anchor = (left + pad, "start") if i == 0 else (left + wide - pad, "end")
            y = canvas.write(edge, y, fields.names.get((i, j), ()), anchor=anchor, room=wide - 2 * pad)
            if note := fields.notes.get((i, j)):
                canvas.write(edge, y, [note], size=small, color=common.ACCENT, bold=True, anchor=anchor,
                             room=wide - 2 * pad)
    canvas.at = end
    canvas.say(words.say("figures.plane.down", name=up.ends[0]), x=x, room=across, size=small, color=common.MUTED)
    _side_ends(canvas, words, right, x, across)
    return plane


def _tall(form: Form, fields: Fields, corner: Corner) -> float:
    note = common.LEADING * form.small if fields.notes.get(corner) else 0.0
    return len(fields.names.get(corner, ())) * common.LEADING * form.size + note


def _side_ends(canvas: Canvas, words: Words, right: Way, x: float, across: float) -> None:
    small = canvas.form.small
    half = across / 2 - small / 2
    left_lines = canvas.lines(words.say("figures.plane.left", name=right.ends[0]), half, size=small)
    right_lines = canvas.lines(words.say("figures.plane.right", name=right.ends[1]), half, size=small)
    top = canvas.at
    canvas.write(x, top, left_lines, size=small, color=common.MUTED, room=half)
    canvas.write(x + across, top, right_lines, size=small, color=common.MUTED, anchor="end", room=half)
    canvas.at = top + max(len(left_lines), len(right_lines)) * common.LEADING * small
