"""The ways that relations take through a structure map: curves from card to card, around the other cards.

A line that passes under a card reads as a tie to it. So a relation is one quadratic curve between the middles of two
cards, of which the part outside the cards is seen, if one of a few bends comes near no other card; and a way through
the gaps between the cards if none does (``map_passages``). Several relations between the same two actors take different
ways. The choice depends on the places of the cards alone, so that the picture is the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from typology.figures.map_passages import Passages

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]

# How far the middle of a curve lies beside the straight line, as shares of its length (of 420 pixels at most).
_BENDS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.33, -0.33, 0.5, -0.5)
_LONGEST = 420.0
_LONG = 190.0
# Two cards side by side hide a straight line: these bends lead over or under them.
_CLEARANCE = 12.0
_SAMPLES = 17
_POINTS = 21
_FINE = 41  # points at which a curve is held against the cards before it is taken
_FREE = 3.0  # pixels between a curve and a card that is not its end
_BLOCKED = 1e6
# What a way through gaps costs more than a curve that is as good; and per pixel that it goes sideways for it.
_CORNERS, _PER_PIXEL = 30.0, 0.3
# Pixels that should be seen of every relation, for the pattern of its line and its arrow.
_SEEN = 34.0
_HEAD = 9.0
_SIGN = 10.0  # half of a sign on a way, with its edge
_STOPS_OF_GAPS = tuple(0.5 + sign * n / 32 for n in range(15) for sign in ((1, -1) if n else (1,)))
_STOPS = tuple(0.5 + sign * n / 24 for n in range(10) for sign in ((1, -1) if n else (1,)))


class Route(NamedTuple):
    """The visible part of a relation.

    Attributes:
        points: ``(x, y)`` in pixels, from the edge of the one card to the edge of the other.
        tip: Where the arrow head ends, at the edge of the card it leads to.
        head: Corners of the arrow head, the tip first.
        stops: Places on the curve for a sign, not under a card, the nearest to the middle first; may be empty.
        middle: The middle of the curve, under a card or not.
    """

    points: tuple[tuple[float, float], ...]
    tip: tuple[float, float]
    head: tuple[tuple[float, float], ...]
    stops: tuple[tuple[float, float], ...]
    middle: tuple[float, float]


def find_routes(
    boxes: Sequence[Box], pairs: Sequence[tuple[int, int]], directed: Sequence[bool], across: float,
    *, obstacles: Sequence[Box] = (), heads: Sequence[float] = (), shifts: Sequence[float] = (),
    bands: Sequence[tuple[float, float]] = (),
) -> list[Route]:
    """Return the way of every relation.

    Args:
        boxes: Left, top, right and bottom of every card.
        pairs: Per relation the places of its two cards in ``boxes``, which differ.
        directed: Per relation whether it ends with an arrow head.
        across: Width of the drawing in pixels; ways stay inside.
        obstacles: Further boxes to keep clear of, such as the names of bands.
        heads: Per relation the length of its arrow head in pixels.
        shifts: Per relation pixels by which all its bends are moved, the same for all of one pair, so that long ways
            between different pairs do not lie on one another.
        bands: Upper and lower ends of the bands, from top to bottom. Ways stay between the first and the last, and
            rather in the bands of their ends and those between.
    """
    if not pairs:
        return []
    ground = _Ground(boxes, obstacles, across, bands)
    shifts = shifts or [0.0] * len(pairs)
    sizes = np.array(heads or [_HEAD] * len(pairs))
    control, costs = _controls(ground, pairs, shifts)
    curves = _curves(ground, pairs, control, directed, sizes)
    gaps = _gap_ways(boxes, obstacles, pairs, shifts, across, bands, costs)
    return [
        curve if way is None else _through(way, is_directed, size, ground.everything)
        for curve, way, is_directed, size in zip(curves, gaps, directed, sizes.tolist(), strict=True)
    ]


class _Ground:
    """What ways have to keep clear of."""

    def __init__(
        self, boxes: Sequence[Box], obstacles: Sequence[Box], across: float, bands: Sequence[tuple[float, float]]
    ) -> None:
        self.cards = np.array(boxes, dtype=float)
        self.everything = np.concatenate([self.cards, np.array(obstacles, dtype=float).reshape(-1, 4)])
        self.middles = (self.cards[:, :2] + self.cards[:, 2:]) / 2
        self.across = across
        edges = np.array(bands or [(-1e9, 1e9)], dtype=float)
        self.down = (float(edges[0, 0]), float(edges[-1, 1]))
        band = np.clip(np.searchsorted(edges[:, 0], self.middles[:, 1], side="right") - 1, 0, len(edges) - 1)
        self.home = edges[band]  # upper and lower end of the band of each card


def _gap_ways(
    boxes: Sequence[Box], obstacles: Sequence[Box], pairs: Sequence[tuple[int, int]], shifts: Sequence[float],
    across: float, bands: Sequence[tuple[float, float]], costs: Sequence[float],
) -> list[Sequence[tuple[float, float]] | None]:
    """Return per relation a way through gaps, or None if its curve is better or there is no such way."""
    found: list[Sequence[tuple[float, float]] | None] = [None] * len(pairs)
    asked = [n for n, cost in enumerate(costs) if cost > _CORNERS]
    if not asked:
        return found
    down = (bands[0][0], bands[-1][1]) if bands else (-1e9, 1e9)
    passages = Passages(boxes, obstacles, across, down)
    plans = {
        n: plan for n, plan in zip(asked, passages.plans([pairs[n] for n in asked]), strict=True)
        if plan is not None and _CORNERS + _PER_PIXEL * plan.cost < costs[n]
    }
    ways = passages.ways(list(plans.values()), [shifts[n] for n in plans])
    for n, way in zip(plans, ways, strict=True):
        found[n] = way
    return found


def _through(points: Sequence[tuple[float, float]], is_directed: bool, size: float, everything: Floats) -> Route:
    """Return a way through gaps as a route, cut where its arrow head begins."""
    line = np.array(points)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    whole = float(length[-1])

    def at(where: Floats) -> Floats:
        return np.stack([np.interp(where, length, line[:, 0]), np.interp(where, length, line[:, 1])], axis=1)

    back = at(np.array([max(0.0, whole - size)]))[0]
    tip = line[-1]
    way = (tip - back) / max(float(np.hypot(*(tip - back))), 1e-6)
    side = np.array([-way[1], way[0]]) * size * 0.46
    base = tip - way * size
    head = [tip, base + side, base - side]
    stops = at(whole * np.array(_STOPS_OF_GAPS))
    free = ~np.any(_inside(stops, everything, _SIGN), axis=1)
    if is_directed:
        end = whole - min(0.9 * whole, 0.8 * size)
        line = np.concatenate([line[length < end], at(np.array([end]))])
    return Route(
        tuple(map(tuple, line.round(1).tolist())), tuple(tip.round(1).tolist()),
        tuple(tuple(corner.round(1).tolist()) for corner in head),
        tuple(map(tuple, stops[free].round(1).tolist())), tuple(stops[0].round(1).tolist()),
    )


def _curves(
    ground: _Ground, pairs: Sequence[tuple[int, int]], control: Floats, directed: Sequence[bool], sizes: Floats
) -> list[Route]:
    """Return curves with these control points as routes."""
    cards, ends = ground.cards, np.array(pairs)
    start, end = ground.middles[ends[:, 0]], ground.middles[ends[:, 1]]
    first = _leaving(start, control, end, cards[ends[:, 0]], from_start=True)
    last = _leaving(start, control, end, cards[ends[:, 1]], from_start=False)
    hidden = first >= last  # the cards touch each other; a line between their middles is all there is
    first, last = np.where(hidden, 0.35, first), np.where(hidden, 0.65, last)
    tip = _at(start, control, end, last)
    length = np.maximum(np.hypot(*(tip - _at(start, control, end, first)).T), 1.0)
    short = np.where(directed, np.minimum(0.9, 0.8 * sizes / length), 0.0)
    stop = last - (last - first) * short
    steps = first[:, None] + (stop - first)[:, None] * np.linspace(0, 1, _POINTS)
    lines = _along(start, control, end, steps)
    stops = _along(start, control, end, first[:, None] + (last - first)[:, None] * np.array(_STOPS))
    under = np.any(_inside(stops, ground.everything, _SIGN), axis=2)
    return _written(lines, tip, sizes, stops, under)


def _written(lines: Floats, tip: Floats, sizes: Floats, stops: Floats, under: NDArray[Any]) -> list[Route]:
    """Return the routes as plain numbers, with arrow heads that point along the last piece of each line."""
    back = _at_distance(lines, tip, sizes)
    way = tip - back
    way /= np.maximum(np.hypot(*way.T), 1e-6)[:, None]
    side = np.stack([-way[:, 1], way[:, 0]], axis=1) * (sizes * 0.46)[:, None]
    base = tip - way * sizes[:, None]
    corners = np.stack([tip, base + side, base - side], axis=1).round(1).tolist()
    return [
        Route(
            tuple(map(tuple, line)), tuple(head[0]), tuple(map(tuple, head)),
            tuple(tuple(stop) for stop, hidden in zip(places, covered, strict=True) if not hidden), tuple(places[0]),
        )
        for line, head, places, covered in zip(
            lines.round(1).tolist(), corners, stops.round(1).tolist(), under.tolist(), strict=True
        )
    ]


def _at_distance(lines: Floats, tip: Floats, sizes: Floats) -> Floats:
    """Return the last point of each line that is at least an arrow head away from the tip."""
    far = np.hypot(*np.moveaxis(lines - tip[:, None, :], 2, 0)) >= 0.7 * sizes[:, None]
    last = lines.shape[1] - 1 - far[:, ::-1].argmax(axis=1)
    return lines[np.arange(len(lines)), np.where(far.any(axis=1), last, 0)]


def _controls(
    ground: _Ground, pairs: Sequence[tuple[int, int]], shifts: Sequence[float]
) -> tuple[Floats, list[float]]:
    """Return the control point of every relation and what its curve costs."""
    cards = ground.cards
    by_pair: dict[tuple[int, int], list[int]] = {}
    for number, (a, b) in enumerate(pairs):
        by_pair.setdefault((min(a, b), max(a, b)), []).append(number)
    ends = np.array(list(by_pair))
    start, end = ground.middles[ends[:, 0]], ground.middles[ends[:, 1]]
    way = end - start
    length = np.maximum(np.hypot(*way.T), 1e-6)
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1) / length[:, None]
    tall = (cards[:, 3] - cards[:, 1]) / 2
    over = np.maximum(tall[ends[:, 0]], tall[ends[:, 1]]) + _CLEARANCE
    shares = np.minimum(length, _LONGEST)[:, None] * np.array(_BENDS)
    moved = np.array([shifts[numbers[0]] for numbers in by_pair.values()])
    shares += np.where(length > _LONG, moved, 0.0)[:, None]
    bends = np.concatenate([shares, over[:, None], -over[:, None]], axis=1)
    candidates = ((start + end) / 2)[:, None, :] + normal[:, None, :] * (2 * bends)[:, :, None]
    prices = _costs(ground, ends, candidates, bends, length)
    order = prices.argsort(axis=1, kind="stable")
    control = np.empty((len(pairs), 2))
    costs = [0.0] * len(pairs)
    for row, numbers in enumerate(by_pair.values()):
        chosen = _apart(order[row], bends[row], len(numbers))
        for number, (candidate, more) in zip(numbers, chosen, strict=True):
            control[number] = candidates[row, candidate] + normal[row] * more
            # One that was moved beside another has not been held against the cards.
            costs[number] = float(prices[row, candidate]) if not more else _BLOCKED
    return control, costs


def _apart(order: NDArray[np.intp], bends: Floats, count: int) -> list[tuple[int, float]]:
    """Return for relations of one pair the best bends, at least 8 pixels apart, and what to add where none is left."""
    found: list[tuple[int, float]] = []
    for candidate in order.tolist():
        if len(found) == count:
            return found
        if all(abs(bends[candidate] - bends[other]) >= 8 for other, _ in found):
            found.append((candidate, 0.0))
    distinct = list(found)
    while len(found) < count:  # more relations than bends: between those that there are
        again = len(found) - len(distinct)
        found.append((distinct[again % len(distinct)][0], 14.0 * (1 + again // len(distinct))))
    return found


def _costs(ground: _Ground, ends: NDArray[np.intp], candidates: Floats, bends: Floats, length: Floats) -> Floats:
    """Return what every bend of every pair costs.

    Little for a detour, for leaving its bands, for the name of a band, for being too short to be seen; more than any
    way through gaps for leaving the picture or coming near a card that is not its end.
    """
    start, end = ground.middles[ends[:, 0]], ground.middles[ends[:, 1]]
    points = _bent(start[:, None], candidates, end[:, None], _SAMPLES)
    pairs, many, samples, _ = points.shape
    flat = points.reshape(pairs, many * samples, 2)
    inside = _inside(flat, ground.everything, 4.0)
    every = np.arange(pairs)[:, None]
    own = inside[every, :, ends].any(axis=1).reshape(pairs, many, samples)
    inside[every, :, ends] = False
    hidden = inside.any(axis=2).reshape(pairs, many, samples) & ~own
    under = inside[:, :, : len(ground.cards)].any(axis=2).reshape(pairs, many, samples).any(axis=2)
    piece = np.hypot(length[:, None], 2 * bends) / _SAMPLES
    seen = (~own).sum(axis=2) * piece
    x, y = points[..., 0], points[..., 1]
    out = np.maximum(0, 6 - x) + np.maximum(0, x - ground.across + 6)
    out += np.maximum(0, ground.down[0] + 4 - y) + np.maximum(0, y - ground.down[1] + 4)
    home = ground.home[ends]
    astray = np.maximum(0, home[:, :, 0].min(axis=1)[:, None, None] - y)
    astray += np.maximum(0, y - home[:, :, 1].max(axis=1)[:, None, None])
    blocked = under | (out.max(axis=2) > 0)
    open_ = np.nonzero(~blocked)
    blocked[open_] = _touches(ground, ends[open_[0]], start[open_[0]], candidates[open_], end[open_[0]])
    return np.asarray(
        1.4 * hidden.sum(axis=2) * piece + 2 * np.maximum(0, _SEEN - seen) + 0.15 * np.abs(bends)
        + 25 * out.max(axis=2) + 2 * astray.max(axis=2) + np.where(blocked, _BLOCKED, 0.0)
    )


def _touches(ground: _Ground, ends: NDArray[np.intp], start: Floats, control: Floats, end: Floats) -> NDArray[np.bool_]:
    """Return for each of these curves whether it comes near a card that is not its end."""
    near = _inside(_bent(start, control, end, _FINE), ground.cards, _FREE)
    inside = np.asarray(near.any(axis=-2)).reshape(len(ends), len(ground.cards))
    inside[np.arange(len(ends))[:, None], ends] = False
    return np.asarray(inside.any(axis=1))


def _bent(start: Floats, control: Floats, end: Floats, samples: int) -> Floats:
    """Return points along curves, without their ends."""
    steps = np.linspace(0, 1, samples)[1:-1, None]
    return np.asarray(
        start[..., None, :] * (1 - steps) ** 2 + control[..., None, :] * 2 * steps * (1 - steps)
        + end[..., None, :] * steps**2
    )


def _inside(points: Floats, boxes: Floats, margin: float) -> NDArray[np.bool_]:
    """Return for ``(..., n, 2)`` points whether each lies in each box, as ``(..., n, boxes)``."""
    x, y = points[..., 0, None], points[..., 1, None]
    found: NDArray[np.bool_] = x > boxes[:, 0] - margin
    found &= x < boxes[:, 2] + margin
    found &= y > boxes[:, 1] - margin
    found &= y < boxes[:, 3] + margin
    return found


def _along(start: Floats, control: Floats, end: Floats, t: Floats) -> Floats:
    """Return points of curves: ``(n, 2)`` ends and ``(n, k)`` steps give ``(n, k, 2)``."""
    steps = t[:, :, None]
    return (1 - steps) ** 2 * start[:, None] + 2 * steps * (1 - steps) * control[:, None] + steps**2 * end[:, None]


def _at(start: Floats, control: Floats, end: Floats, t: Floats) -> Floats:
    return _along(start, control, end, t[:, None])[:, 0]


def _leaving(start: Floats, control: Floats, end: Floats, box: Floats, *, from_start: bool) -> Floats:
    """Return where each curve leaves the box at its start (or, seen from there, that at its end)."""
    steps = np.linspace(0, 1, 41)
    points = _along(start, control, end, np.broadcast_to(steps, (len(start), 41)))
    within = _within(points, box[:, None, :])
    if not from_start:
        within = within[:, ::-1]
    after = within.argmin(axis=1)
    inner, outer = np.maximum(after - 1, 0) / 40.0, after / 40.0
    if not from_start:
        inner, outer = 1 - inner, 1 - outer
    for _ in range(7):  # halving: to a third of a pixel in a line of 1,500
        half = (inner + outer) / 2
        is_in = _within(_at(start, control, end, half)[:, None], box[:, None, :])[:, 0]
        inner, outer = np.where(is_in, half, inner), np.where(is_in, outer, half)
    return np.asarray(outer)


def _within(points: Floats, box: Floats) -> NDArray[np.bool_]:
    x, y = points[..., 0], points[..., 1]
    found: NDArray[np.bool_] = (x > box[..., 0]) & (x < box[..., 2]) & (y > box[..., 1]) & (y < box[..., 3])
    return found
