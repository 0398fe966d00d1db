"""Verbünde like ours, and who has what we look for: searches over thousands of snapshots at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from typology.assessment.calibration import Floats, calibrate
from typology.assessment.kernel import Bools, Ints, compile_model
from typology.assessment.snapshot import CaseKey, Snapshot, by_city
from typology.assessment.telling_apart import distinguishable, exceeds
from typology.model.elements import Dimension, Model

_CRUMB = 1e-9


@dataclass(frozen=True, slots=True)
class ProfileTable:
    """The profiles of many snapshots as arrays (N snapshots, S sets); build it once, search it often.

    Attributes:
        snapshots: ``(N,)`` the snapshots, in the order given.
        sets: ``(S,)`` axis ids, then dimension ids, of the model.
        score: ``(N, S)`` 0 to 100; NaN where there is none.
        error: ``(N, S)`` standard errors; NaN for statements and where there is no score.
        membership: ``(N, S)`` 0 to 1; NaN where there is no score.
        typed: ``(S,)`` True for the dimensions that describe the Verbund itself and are no gate.
    """

    snapshots: tuple[Snapshot, ...]
    sets: tuple[str, ...]
    score: Floats
    error: Floats
    membership: Floats
    typed: Bools


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A snapshot with a profile like one's own.

    Attributes:
        index: Its position in the table.
        distance: Gower distance, 0 (the same) to 1, over the dimensions both have.
        shared_dimensions: The dimensions both have, in the order of the model.
    """

    index: int
    distance: float
    shared_dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody who may have solved what one's own Verbund struggles with.

    Attributes:
        dimension: The dimension.
        index: Position of the other snapshot in the table.
        p: Probability that the other score is above one's own, 0 to 1; never a rank.
    """

    dimension: str
    index: int
    p: float


def profile_table(model: Model, snapshots: Sequence[Snapshot]) -> ProfileTable:
    """Return the profiles of snapshots as arrays; one of 5,000 takes a fraction of a second, so keep it.

    Args:
        model: The model in force, whose anchors say what is high and what is low.
        snapshots: Snapshots of one comparison: of one basis, so that their figures may stand beside each other.
    """
    kernel = compile_model(model)
    shape = (len(snapshots), len(kernel.sets))
    score, error = np.full(shape, np.nan), np.full(shape, np.nan)
    for row, snapshot in enumerate(snapshots):
        sets = snapshot.sets
        for column, set_id in enumerate(kernel.sets):
            one = sets.get(set_id)
            if one is not None and one.score is not None:
                score[row, column] = one.score
                if one.band_low is not None and one.error is not None:
                    error[row, column] = one.error
    profile = [s in model.dimensions and _is_profile(model.dimensions[s]) for s in kernel.sets]
    return ProfileTable(
        tuple(snapshots), kernel.sets, score, error, kernel.membership(score), np.array(profile, dtype=bool)
    )


def _is_profile(dimension: Dimension) -> bool:
    return dimension.describes == "case" and dimension.role == "profile"


def _comparable(table: ProfileTable, own: Snapshot) -> Bools:
    """Return ``(N,)``: True for other Verbünde, seen from the same perspective and at the same kind of wave."""
    seat = (own.perspective, own.wave_kind)
    return np.array(
        [(one.perspective, one.wave_kind) == seat and one.key != own.key for one in table.snapshots], dtype=bool
    )


def nearest(model: Model, own: Snapshot, others: ProfileTable, most: int = 5) -> tuple[Neighbour, ...]:
    """Return the Verbünde whose profiles are most like one's own.

    Gower's distance (1971) with equal weights, ``sum |x - y| / (100 d)`` over the d dimensions that both have, among
    those that describe the Verbund itself and are no gate. Both must have at least the share
    ``method.comparison.least_shared_weight`` of these dimensions. Being alike is no order of merit.

    Args:
        model: The model in force.
        own: One's own snapshot, of the same basis as the table.
        others: Where to look. One's own Verbund is left out, and so are other perspectives and kinds of waves; of a
            Verbund with several waves the nearest one counts.
        most: So many at most.

    Returns:
        The nearest ones first; as near ones from A to Z by city. Empty if one's own has too few scores.
    """
    columns = np.flatnonzero(others.typed)
    ours = np.array([_score(own, others.sets[c]) for c in columns], dtype=float)
    if not len(columns) or not len(others.snapshots) or most < 1:
        return ()
    gap = np.abs(others.score[:, columns] - ours)
    both = ~np.isnan(gap)
    shared = both.sum(axis=1)
    needed = model.method.comparison.least_shared_weight * len(columns) - _CRUMB
    usable = (shared > 0) & (shared >= needed) & _comparable(others, own)
    rows = np.flatnonzero(usable)
    distance = np.where(both[rows], gap[rows], 0.0).sum(axis=1) / (100.0 * shared[rows])
    found: list[Neighbour] = []
    seen = set()
    for place in _nearest_first(distance, rows, others.snapshots):
        row = int(rows[place])
        if (key := others.snapshots[row].key) in seen:
            continue
        seen.add(key)
        names = tuple(others.sets[c] for c in columns[both[row]])
        found.append(Neighbour(row, float(distance[place]), names))
        if len(found) == most:
            break
    return tuple(found)


def _nearest_first(distance: Floats, rows: Ints, snapshots: Sequence[Snapshot]) -> Iterator[int]:
    """Yield positions by distance; equal ones, but for rounding, by city. Names are read only where they decide."""
    rounded = distance.round(9)
    order = np.argsort(rounded, kind="stable")
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and rounded[order[stop]] == rounded[order[start]]:
            stop += 1
        yield from sorted((int(p) for p in order[start:stop]), key=lambda p: by_city(snapshots[int(rows[p])]))
        start = stop


def _score(snapshot: Snapshot, set_id: str) -> float:
    one = snapshot.sets.get(set_id)
    return math.nan if one is None or one.score is None else one.score


def stronger_where(model: Model, own: Snapshot, others: ProfileTable) -> tuple[Help, ...]:
    """Return who may have solved what one's own Verbund struggles with.

    A dimension counts where one's own is low or undecided, the other one is high, and both can be told apart.
    Statements have no band, so they are neither asked nor offered here.

    Args:
        model: The model in force.
        own: One's own snapshot, of the same basis as the table.
        others: Where to look; see ``nearest``. Of a Verbund with several waves the latest counts.

    Returns:
        By dimension in the order of the model, then from A to Z by city: never by how much.
    """
    if not others.snapshots:
        return ()
    undecided = model.method.calibration.undecided_within
    rows = _latest(others, np.flatnonzero(_comparable(others, own)))
    found: list[Help] = []
    for column in np.flatnonzero(others.typed):
        set_id = others.sets[column]
        ours = own.sets.get(set_id)
        if ours is None or ours.score is None or ours.band_low is None or ours.error is None:
            continue
        calibration = model.calibration_of(set_id)
        mine = float(calibrate(
            ours.score, calibration.full_out, calibration.crossover, calibration.full_in,
            model.method.calibration.log_odds,
        ))  # fmt: skip
        if mine >= 0.5 + undecided - _CRUMB:
            continue
        high = others.membership[rows, column] >= 0.5 + undecided - _CRUMB
        for row in (int(r) for r in rows[high]):
            p = exceeds(others.snapshots[row].sets[set_id], ours)
            if p is not None and p > 0.5 and distinguishable(model, p):
                found.append(Help(set_id, row, p))
    return tuple(sorted(found, key=lambda h: (others.sets.index(h.dimension), by_city(others.snapshots[h.index]))))


def _latest(table: ProfileTable, rows: Ints) -> Ints:
    """Return one row of each Verbund, that of its latest year; where years are the same or unknown, the last row."""
    last: dict[CaseKey, int] = {}
    for row in (int(r) for r in rows):
        one = table.snapshots[row]
        before = last.get(one.key)
        if before is None or (one.year or -1) >= (table.snapshots[before].year or -1):
            last[one.key] = row
    return np.array(sorted(last.values()), dtype=np.int64)
