"""Ways through the gaps of a structure map: out of a card, between the cards of every row on the way, into a card.

The cards of a picture stand in rows with free ground between them. A way leaves its card downwards or upwards, runs on
free ground to a passage of the next row, crosses it upright, and so on. It therefore never comes near a card that is
not its end. Ways that share a passage or an edge of a card keep apart, in the order in which they come and go.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from typology.figures.map_layout import STRIP

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Corner = tuple[float, float, float]  # and how far from it the rounding may begin: up to the next row, not into it

_NARROWEST = 6.0  # pixels between two cards that still let a line through
_MARGIN = 5.0  # between a way and the edge of the drawing
_GRID = 26.0  # between the passages beside a row
_UPRIGHT = 40.0  # the more, the less a way minds to go sideways a little in each row
_UNDER_LABEL = 40.0  # what it costs to run under the name of a band
_CROWDED = 22.0  # what each way that is already in a passage costs a further one
_ROUND = 12.0
_SPAN = 0.38  # of the width of a card, to either side of its middle: where ways begin and end
_BELOW_NAME = 11.0  # pixels from where a relation turns below the name of a band to the cards
_SIDE = 14.0  # how far a way between two cards of a row keeps from the row
_STEPS = (0.33, 0.67)


class Passage(NamedTuple):
    """A way across a row: its middle, how far ways may keep apart in it, and what it costs."""

    x: float
    room: float
    extra: float


class Row(NamedTuple):
    """Cards side by side, with the passages between and beside them."""

    top: float
    bottom: float
    passages: tuple[Passage, ...]
    label: tuple[float, float] | None  # left and right of the name of a band right above


class Plan(NamedTuple):
    """A way before it is drawn: its cards from the upper to the lower one, and its passage in each row between.

    Attributes:
        upper: Place of its upper card.
        lower: Place of its lower card.
        is_turned: Whether it leads upwards.
        chosen: Place of its passage in each row.
        cost: About how many pixels it is longer than a straight way.
    """

    upper: int
    lower: int
    is_turned: bool
    chosen: tuple[int, ...]
    cost: float


class Passages:
    """The rows of a picture and the ways through them.

    Args:
        cards: Left, top, right and bottom of every card, in pixels.
        labels: Boxes of names between rows.
        across: Width of the drawing.
        down: Upper and lower end of the drawing.
    """

    def __init__(self, cards: Sequence[Box], labels: Sequence[Box], across: float, down: tuple[float, float]) -> None:
        self._cards = cards
        self._down = down
        self._row_of = [0] * len(cards)
        self._rows: list[Row] = []
        members: list[list[int]] = []
        bottom = -math.inf
        for number in sorted(range(len(cards)), key=lambda n: (cards[n][1], n)):
            if cards[number][1] >= bottom:
                members.append([])
            members[-1].append(number)
            bottom = max(bottom, cards[number][3])
            self._row_of[number] = len(members) - 1
        above = down[0]
        for row in members:
            self._rows.append(_row([cards[n] for n in row], labels, across, above))
            above = self._rows[-1].bottom
        self._x = [np.array([passage.x for passage in row.passages]) for row in self._rows]
        self._extra = [np.array([passage.extra for passage in row.passages]) for row in self._rows]
        self._steps = [  # what it costs to go from each passage of a row to each of the next
            np.hypot(a[:, None] - b[None, :], _UPRIGHT) + extra
            for a, b, extra in zip(self._x, self._x[1:], self._extra[1:], strict=False)
        ]

    def plans(self, pairs: Sequence[tuple[int, int]]) -> list[Plan | None]:
        """Return for each pair of cards the passages to take; None where a row on the way leaves no gap.

        Args:
            pairs: Places of two cards each; a pair may occur several times. Their order makes no difference.
        """
        found: list[Plan | None] = [None] * len(pairs)
        load = [np.zeros(len(row.passages)) for row in self._rows]
        for number in sorted(range(len(pairs)), key=lambda n: (min(pairs[n]), max(pairs[n]), n)):
            plan = found[number] = self._plan(*pairs[number], load)
            if plan:
                for n, at in enumerate(plan.chosen, self._row_of[plan.upper] + 1):
                    load[n][at] += _CROWDED
        return found

    def ways(self, plans: Sequence[Plan], shifts: Sequence[float]) -> list[tuple[Point, ...]]:
        """Return the points of ways, each from its first to its second card.

        Args:
            plans: What was planned for them.
            shifts: Per way -12 to 12, so that ways on the same ground run at different heights.
        """
        lanes = self._lanes(plans)
        ports = self._ports(plans, lanes, shifts)
        found = []
        for number, plan in enumerate(plans):
            corners = self._corners(number, plan, lanes, ports, shifts[number])
            found.append(_rounded(corners[::-1] if plan.is_turned else corners))
        return found

    # -------------------------------------------------------------------------- which passages
    def _plan(self, a: int, b: int, load: Sequence[NDArray[np.float64]]) -> Plan | None:
        is_turned = (self._row_of[a], a) > (self._row_of[b], b)
        upper, lower = (b, a) if is_turned else (a, b)
        first, last = self._row_of[upper], self._row_of[lower]
        start, end = self._middle(upper), self._middle(lower)
        if first == last:
            return Plan(upper, lower, is_turned, (), 2 * _SIDE)
        if last == first + 1:
            return Plan(upper, lower, is_turned, (), 0.0)
        rows = self._rows[first + 1 : last]
        if not all(row.passages for row in rows):
            return None
        cost = np.hypot(self._x[first + 1] - start, _UPRIGHT) + self._extra[first + 1] + load[first + 1]
        back: list[NDArray[np.intp]] = []
        for n in range(first + 1, last - 1):
            whole = cost[:, None] + self._steps[n] + load[n + 1]
            back.append(whole.argmin(axis=0))
            cost = whole.min(axis=0)
        cost = cost + np.hypot(self._x[last - 1] - end, _UPRIGHT)
        at = int(cost.argmin())
        total = float(cost[at])
        chosen = [at]
        for came in reversed(back):
            chosen.append(int(came[chosen[-1]]))
        straight = math.hypot(end - start, _UPRIGHT * (len(rows) + 1))
        return Plan(upper, lower, is_turned, tuple(reversed(chosen)), total - straight)

    def _middle(self, card: int) -> float:
        return (self._cards[card][0] + self._cards[card][2]) / 2

    def _stations(self, plan: Plan) -> list[float]:
        """Return the middles of the cards and passages of a way, from top to bottom."""
        first = self._row_of[plan.upper] + 1
        inner = [self._rows[first + n].passages[at].x for n, at in enumerate(plan.chosen)]
        return [self._middle(plan.upper), *inner, self._middle(plan.lower)]

    # -------------------------------------------------------------------------- beside one another
    def _lanes(self, plans: Sequence[Plan]) -> dict[tuple[int, int], float]:
        """Return by way and row where it crosses the row: ways in one passage side by side."""
        users: defaultdict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
        for number, plan in enumerate(plans):
            stations = self._stations(plan)
            for n, at in enumerate(plan.chosen):
                users[self._row_of[plan.upper] + 1 + n, at].append((stations[n] + stations[n + 2], number))
        found = {}
        for (row, at), those in users.items():
            passage = self._rows[row].passages[at]
            step = min(6.0, passage.room / len(those))
            for n, (_, number) in enumerate(sorted(those)):
                found[number, row] = passage.x + (n - (len(those) - 1) / 2) * step
        return found

    def _ports(
        self, plans: Sequence[Plan], lanes: dict[tuple[int, int], float], shifts: Sequence[float]
    ) -> dict[tuple[int, int], float]:
        """Return by way and card where it leaves the card: in the order of where it leads to."""
        users: defaultdict[tuple[int, bool], list[tuple[float, int]]] = defaultdict(list)
        for number, plan in enumerate(plans):
            first, last = self._row_of[plan.upper], self._row_of[plan.lower]
            below, above = True, False
            if first == last:
                below = above = not self._runs_above(plan, shifts[number])
            toward = lanes.get((number, first + 1), self._middle(plan.lower))
            users[plan.upper, below].append((toward, number))
            toward = lanes.get((number, last - 1), self._middle(plan.upper)) if last > first else \
                self._middle(plan.upper)
            users[plan.lower, above].append((toward, number))
        found = {}
        for (card, _), those in users.items():
            left, _, right, _ = self._cards[card]
            span = 2 * _SPAN * (right - left)
            step = min(14.0, span / len(those))
            # What leads to the left begins on the left, and in the middle if it leads straight on.
            free = (span - step * (len(those) - 1)) / 2
            mean = sum(toward for toward, _ in those) / len(those)
            lean = max(-free, min(free, (mean - (left + right) / 2) * 0.2))
            for n, (_, number) in enumerate(sorted(those)):
                found[number, card] = (left + right) / 2 + lean + (n - (len(those) - 1) / 2) * step
        return found

    def _runs_above(self, plan: Plan, shift: float) -> bool:
        """True if a way between two cards of one row runs above the row: not where the name of a band is."""
        row = self._rows[self._row_of[plan.upper]]
        ends = sorted((self._middle(plan.upper), self._middle(plan.lower)))
        if row.label and ends[0] < row.label[1] and ends[1] > row.label[0]:
            return False
        return shift > 0 and row.top - self._down[0] > _SIDE + 4

    # -------------------------------------------------------------------------- drawn
    def _corners(
        self, number: int, plan: Plan, lanes: dict[tuple[int, int], float], ports: dict[tuple[int, int], float],
        shift: float,
    ) -> list[Corner]:
        """Return the corners of a way from its upper to its lower card."""
        start, end = ports[number, plan.upper], ports[number, plan.lower]
        first, last = self._row_of[plan.upper], self._row_of[plan.lower]
        upper, lower = self._cards[plan.upper], self._cards[plan.lower]
        if first == last:
            row, far = self._rows[first], _SIDE - 5 + shift / 4
            if self._runs_above(plan, shift):
                y, a, b = row.top - far, upper[1], lower[1]
            else:
                y, a, b = row.bottom + far, upper[3], lower[3]
            return [(start, a, 0.0), (start, y, far), (end, y, far), (end, b, 0.0)]
        corners = [(start, upper[3], 0.0)]
        x = start
        for n in range(first, last):
            above, below = self._rows[n], self._rows[n + 1]
            to = lanes.get((number, n + 1), end)
            free = below.top - above.bottom
            high = above.bottom + free * (0.3 + shift / 120)
            low = below.top - free * (0.3 - shift / 120)
            if below.label and below.label[0] < to < below.label[1] and not below.label[0] < x < below.label[1]:
                # Straight down beside the name, then sideways below it: above, the name would hide where it leads.
                low = below.top - _BELOW_NAME + max(-6.0, min(6.0, shift / 4))
                high = low - 3
            elif below.label:  # sideways above the name, then straight down
                low = min(low, max(high, above.bottom + free - STRIP + 13))
            corners += [(x, high, high - above.bottom), (to, low, below.top - low)]
            x = to
        return [*corners, (end, lower[1], 0.0)]


def _row(cards: Sequence[Box], labels: Sequence[Box], across: float, above: float) -> Row:
    top, bottom = min(box[1] for box in cards), max(box[3] for box in cards)
    label = next(((box[0], box[2]) for box in labels if above <= box[1] and box[3] <= top), None)
    found = []
    edge = 0.0
    for left, right in [*sorted((box[0], box[2]) for box in cards), (across, across)]:
        low, high = edge, left
        if edge == 0.0:
            low += _MARGIN
        if left == across:
            high -= _MARGIN
        if high - low >= _NARROWEST:
            found += _passages(low, high, label)
        edge = max(edge, right)
    return Row(top, bottom, tuple(found), label)


def _passages(low: float, high: float, label: tuple[float, float] | None) -> list[Passage]:
    """Return one passage between two cards, or several where there is more room."""
    count = max(1, int((high - low) / _GRID))
    step = (high - low) / count
    room = step - (4 if count == 1 else 8)
    places = [low + (n + 0.5) * step for n in range(count)]
    return [
        Passage(x, room, _UNDER_LABEL if label and label[0] - 2 < x < label[1] + 2 else 0.0) for x in places
    ]


def _rounded(corners: Sequence[Corner]) -> tuple[Point, ...]:
    """Return a line through corners that are rounded; it never leaves the triangles at its corners."""
    kept = [corners[0]]
    kept += [corner for corner in corners[1:] if math.dist(corner[:2], kept[-1][:2]) > 0.5]
    found: list[Point] = [kept[0][:2]]
    for (*before, _), (*at, most), (*after, _) in zip(kept, kept[1:], kept[2:], strict=False):
        into, out = math.dist(before, at), math.dist(at, after)
        radius = min(_ROUND, most, into / 2, out / 2)
        begin, end = _toward(at, before, radius / into), _toward(at, after, radius / out)
        found.append(begin)
        found += [_toward(_toward(begin, at, step), _toward(at, end, step), step) for step in _STEPS]
        found.append(end)
    return (*found, kept[-1][:2])


def _toward(a: Sequence[float], b: Sequence[float], share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
