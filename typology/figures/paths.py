"""A way through a plane: points in time joined in their order, each with its name beside it and clear of the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from typology.figures import common
from typology.figures.field_plane import Plane
from typology.figures.moments import Moment, dash_between, draw_moment
from typology.figures.svg import Canvas
from typology.figures.text import width

_RADIUS = 0.5  # of a sign in sizes of letters
_SHORTEST_ARROW = 3.2  # ways shorter than this, in sizes of letters, have no arrow
_DIRECTIONS = 16
_RINGS = (1.0, 1.9, 2.9)  # how far from a sign its name may stand, in sizes of letters

_WIDEST = 12.0  # width of a line of names in sizes of letters

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Range = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """A point in time that has a place.

    Attributes:
        moment: The point in time.
        name: What is written beside its sign.
        x: Value from left to right with the ends of its range, 0 to 100.
        y: The same from bottom to top.
        panels: The planes it lies in; two if that is open.
        is_plain: True if its range is drawn in the accent: the last one that is neither goal nor retrospect.
    """

    moment: Moment
    name: str
    x: Range
    y: Range
    panels: tuple[int, ...] = (0,)
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    stop: Stop
    x: float
    y: float
    is_here: bool


def draw_path(canvas: Canvas, plane: Plane, stops: Sequence[Stop], part: int) -> None:
    """Draw the whole way in one plane; what lies in the other plane is but a small dot.

    Args:
        canvas: Drawn upon.
        plane: The plane.
        stops: In order of time.
        part: Which of two planes it is.
    """
    size = canvas.form.size
    placed = _aside(plane, [_Placed(s, *plane.place(s.x[0], s.y[0]), part in s.panels) for s in stops], size)
    joined = {k + add for k, (a, b) in enumerate(pairwise(placed)) if a.is_here or b.is_here for add in (0, 1)}
    for found in placed:
        if found.is_here:
            _cross(canvas, plane, found.stop)
    for a, b in pairwise(placed):
        _stretch(canvas, a, b)
    for number, found in enumerate(placed):
        if found.is_here:
            draw_moment(canvas, found.stop.moment.kind, found.x, found.y, _RADIUS * size)
        elif number in joined:
            canvas.sign("circle", found.x, found.y, 0.2 * size, common.MUTED, line=common.NEUTRAL, thickness=1.5)
    _names(canvas, plane, placed)


def _aside(plane: Plane, placed: Sequence[_Placed], size: float) -> list[_Placed]:
    """Return places of which none hides another: signs that would lie on one another stand side by side."""
    found = []
    left, top, right, bottom = plane.box(-0.2 * size)
    reach = 0.75 * size
    for k, one in enumerate(placed):
        near = _near(placed, one, size)
        wide = 1.1 * size * (len(near) - 1)
        start = min(max(one.x - wide / 2, left + reach), right - reach - wide)
        found.append(replace(one, x=start + near.index(k) * 1.1 * size, y=min(max(one.y, top), bottom)))
    return found


def _near(placed: Sequence[_Placed], one: _Placed, size: float) -> list[int]:
    return [j for j, other in enumerate(placed) if math.dist((one.x, one.y), (other.x, other.y)) < 0.7 * size]


def _cross(canvas: Canvas, plane: Plane, stop: Stop) -> None:
    paint, thickness = (common.ACCENT, 1.6) if stop.is_plain else (common.MUTED, 0.9)
    end = canvas.form.size * 0.22
    for (x0, y0), (x1, y1) in _arms(plane, stop):
        if abs(x1 - x0) + abs(y1 - y0) <= 2:
            continue
        dx, dy = (0.0, end) if y0 == y1 else (end, 0.0)
        canvas.stroke([(x0, y0), (x1, y1)], paint, thickness)
        for x, y in ((x0, y0), (x1, y1)):
            canvas.stroke([(x - dx, y - dy), (x + dx, y + dy)], paint, thickness)


def _stretch(canvas: Canvas, a: _Placed, b: _Placed) -> None:
    """Draw the way from one point in time to the next, with an arrow in its middle."""
    size = canvas.form.size
    whole = a.is_here and b.is_here
    if not (a.is_here or b.is_here):
        return
    paint, thickness = (common.ACCENT, size / 7) if whole else (common.MUTED, size / 11)
    canvas.stroke([(a.x, a.y), (b.x, b.y)], paint, thickness,
                  dash=dash_between(a.stop.moment.kind, b.stop.moment.kind))
    far = math.dist((a.x, a.y), (b.x, b.y))
    if far < _SHORTEST_ARROW * size:
        return
    dx, dy, reach = (b.x - a.x) / far, (b.y - a.y) / far, 0.36 * size
    tip = (a.x + (b.x - a.x) * 0.55, a.y + (b.y - a.y) * 0.55)
    wings = [(tip[0] - reach * (1.5 * dx + s * dy), tip[1] - reach * (1.5 * dy - s * dx)) for s in (1, -1)]
    canvas.polygon([tip, *wings], paint)


# ------------------------------------------------------------------------------ names
def _names(canvas: Canvas, plane: Plane, placed: Sequence[_Placed]) -> None:
    """Write each name where it covers no sign, no other name and as few lines as can be."""
    small, size = canvas.form.small, canvas.form.size
    here = [found for found in placed if found.is_here]
    ways = [((a.x, a.y), (b.x, b.y)) for a, b in pairwise(placed) if a.is_here or b.is_here]
    arms = [arm for found in here for arm in _arms(plane, found.stop)]
    obstacles = _Obstacles(plane.box(size * 0.4), [(p.x, p.y) for p in here], ways, arms, 1.1 * _RADIUS * size)
    for group in _groups(here, size):
        text = ", ".join(found.stop.name for found in group)
        lines = canvas.lines(text, min(_WIDEST * size, plane.across * 0.45), size=small, bold=True, most=3)
        wide, high = max(width(line, small, bold=True) for line in lines), len(lines) * common.LEADING * small
        boxes = _boxes(group, wide, high, size)
        best = min(boxes, key=lambda pair: obstacles.cost(pair[1]) + pair[0])[1]
        obstacles.taken.append(best)
        canvas.write(best[0], best[1], lines, size=small, bold=True, halo=common.NEUTRAL, room=wide)


def _groups(here: Sequence[_Placed], size: float) -> list[list[_Placed]]:
    """Return signs that stand side by side together: they share a name, in their order."""
    groups: list[list[_Placed]] = []
    for found in here:
        for group in groups:
            if math.dist((group[-1].x, group[-1].y), (found.x, found.y)) < 1.2 * size:
                group.append(found)
                break
        else:
            groups.append([found])
    return groups


def _arms(plane: Plane, stop: Stop) -> list[tuple[Point, Point]]:
    (px, py), (left, below) = plane.place(stop.x[0], stop.y[0]), plane.place(stop.x[1], stop.y[1])
    right, above = plane.place(stop.x[2], stop.y[2])
    return [((left, py), (right, py)), ((px, below), (px, above))]


def _boxes(group: Sequence[_Placed], wide: float, high: float, size: float) -> list[tuple[float, Box]]:
    """Return where a name may stand, each with what its distance costs: right and above come first."""
    boxes = []
    middle = sum(found.x for found in group) / len(group), sum(found.y for found in group) / len(group)
    half = (max(found.x for found in group) - min(found.x for found in group)) / 2
    for ring, reach in enumerate(_RINGS):
        for step in range(_DIRECTIONS):
            turn = (step + 1) // 2 * (1 if step % 2 else -1)
            angle = -math.pi / 4 + 2 * math.pi * turn / _DIRECTIONS
            x, y = middle[0] + (half + reach * size) * math.cos(angle), middle[1] + reach * size * math.sin(angle)
            # The nearest point of the name touches the ring around the sign.
            left = x if math.cos(angle) > 0.3 else x - wide if math.cos(angle) < -0.3 else x - wide / 2
            top = y - high if math.sin(angle) < -0.3 else y if math.sin(angle) > 0.3 else y - high / 2
            boxes.append((20.0 * ring + 0.1 * step, (left, top, left + wide, top + high)))
    return boxes


@dataclass(frozen=True, slots=True)
class _Obstacles:
    """What a name should not lie on, the worst first: the edge, signs and other names, ways, ranges."""

    edge: Box
    signs: Sequence[Point]
    ways: Sequence[tuple[Point, Point]]
    arms: Sequence[tuple[Point, Point]]
    radius: float
    taken: list[Box] = field(default_factory=list)

    def cost(self, box: Box) -> float:
        left, top, right, bottom = self.edge
        inside = left + 2 <= box[0] and box[2] <= right - 2 and top <= box[1] and box[3] <= bottom
        covered = sum(_gap(box, *sign) < self.radius for sign in self.signs)
        names = sum(_overlap(box, other) for other in self.taken)
        ways, arms = (sum(_crosses(box, *line) for line in lines) for lines in (self.ways, self.arms))
        return (0 if inside else 1000) + 300 * (covered + names) + 30 * ways + 15 * arms


def _gap(box: Box, x: float, y: float) -> float:
    return math.hypot(max(box[0] - x, 0.0, x - box[2]), max(box[1] - y, 0.0, y - box[3]))


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(box: Box, start: Point, end: Point) -> bool:
    """True if a line runs through a box: what is left of it between each pair of sides is not empty."""
    first, last = 0.0, 1.0
    for at, step, low, high in (
        (start[0], end[0] - start[0], box[0], box[2]), (start[1], end[1] - start[1], box[1], box[3])
    ):
        if abs(step) < 1e-9:
            if not low <= at <= high:
                return False
            continue
        enter, leave = sorted(((low - at) / step, (high - at) / step))
        first, last = max(first, enter), min(last, leave)
    return first <= last
