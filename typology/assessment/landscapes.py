"""Cities beside each other: what each offers as a frame, and which conditions go with which types.

Counts, never causes: with few cases a count says little, and that is said beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from typology.assessment.calibration import calibrate
from typology.assessment.snapshot import CaseKey, Snapshot, by_city
from typology.model.elements import Calibration, Model

State = Literal["high", "undecided", "low"]
STATES: tuple[State, ...] = ("high", "undecided", "low")
_CRUMB = 1e-9


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """A city in the table of frames.

    Attributes:
        index: Position of the snapshot among those given.
        case: The Verbund.
        city: The city.
    """

    index: int
    case: str
    city: str


@dataclass(frozen=True, slots=True)
class FrameRow:
    """An item that describes the city, in all cities.

    Attributes:
        item: Item id.
        dimension: Its dimension.
        means: 0 to 100 per column; None where there are no figures.
    """

    item: str
    dimension: str
    means: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class FrameTable:
    """Items that describe the city, side by side.

    Attributes:
        columns: Cities, from A to Z.
        rows: Items, in the order of the model.
    """

    columns: tuple[FrameColumn, ...]
    rows: tuple[FrameRow, ...]


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """How often a condition in the city goes with each type.

    Attributes:
        condition: Id of an item or a dimension that describes the city.
        state: ``high``, ``low`` or ``undecided`` (membership too near .5).
        counts: Verbünde by the type the verdict names, all types in the order of the model; 0 included.
        no_type: Verbünde without a type that holds.
        n: All of them together.
        known: Verbünde of whose city this condition is known, in any state.
        is_few: True if these are so few that a count says little.
    """

    condition: str
    state: State
    counts: Mapping[str, int]
    no_type: int
    n: int
    known: int = 0
    is_few: bool = True


@dataclass(frozen=True, slots=True)
class ConditionTable:
    """Which conditions go with which types, as counts.

    Attributes:
        rows: Per condition three rows: high, undecided, low. Each dimension comes before its items, in the order of
            the model; conditions nothing is known of are left out.
        cases: Verbünde counted, each once.
        is_few: True if they are so few that a count says little.
    """

    rows: tuple[ConditionCount, ...]
    cases: int
    is_few: bool


def frame_table(model: Model, snapshots: Sequence[Snapshot]) -> FrameTable:
    """Put the frames of cities side by side.

    Args:
        model: The model in force.
        snapshots: Snapshots of one comparison.

    Returns:
        Columns from A to Z by city; items nobody has figures of are left out.
    """
    order = sorted(range(len(snapshots)), key=lambda place: by_city(snapshots[place]))
    columns = tuple(FrameColumn(place, snapshots[place].case, snapshots[place].city) for place in order)
    rows = []
    for dimension in frame_dimensions(model):
        for item in model.items_of(dimension):
            means = tuple(snapshots[place].frame.get(item.id) for place in order)
            if any(mean is not None for mean in means):
                rows.append(FrameRow(item.id, dimension, means))
    return FrameTable(columns, tuple(rows))


def frame_dimensions(model: Model) -> tuple[str, ...]:
    """Return the dimensions that describe the city and not the Verbund."""
    return tuple(d for d, dimension in model.dimensions.items() if dimension.describes == "frame")


def conditions_by_type(model: Model, snapshots: Sequence[Snapshot]) -> ConditionTable:
    """Count which conditions in the city go with which types. What goes together need not hang together.

    A condition is high or low by its membership, of a dimension by its own anchors, of an item by those of the method.
    A mixed Verbund counts with the type its verdict names first.

    Args:
        model: The model in force.
        snapshots: Snapshots of one comparison. A Verbund counts once, with its latest year.
    """
    counted = _each_once(snapshots)
    few = model.method.comparison.few_cases
    types = [one.types_holding[0] if one.types_holding else None for one in counted]
    rows: list[ConditionCount] = []
    for dimension in frame_dimensions(model):
        scores = [_score(one, dimension) for one in counted]
        rows += _rows(model, dimension, _states(model, scores, model.calibration_of(dimension)), types, few)
        default = model.method.calibration
        anchors = Calibration(default.full_out, default.crossover, default.full_in)
        for item in model.items_of(dimension):
            means = [one.frame.get(item.id) for one in counted]
            rows += _rows(model, item.id, _states(model, means, anchors), types, few)
    return ConditionTable(tuple(rows), len(counted), len(counted) < few)


def _each_once(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    latest: dict[CaseKey, Snapshot] = {}
    for one in snapshots:
        before = latest.get(one.key)
        if before is None or (one.year or -1) >= (before.year or -1):
            latest[one.key] = one
    return list(latest.values())


def _score(snapshot: Snapshot, set_id: str) -> float | None:
    one = snapshot.sets.get(set_id)
    return one.score if one else None


def _states(model: Model, points: Sequence[float | None], anchors: Calibration) -> list[State | None]:
    """Return what each score is: high, low or too near the crossover to say; None without one."""
    x = np.array([math.nan if value is None else value for value in points], dtype=float)
    method = model.method.calibration
    membership = calibrate(x, anchors.full_out, anchors.crossover, anchors.full_in, method.log_odds)
    found: list[State | None] = []
    for m in membership.tolist():
        if math.isnan(m):
            found.append(None)
        elif abs(m - 0.5) < method.undecided_within - _CRUMB:
            found.append("undecided")
        else:
            found.append("high" if m > 0.5 else "low")
    return found


def _rows(
    model: Model, condition: str, states: Sequence[State | None], types: Sequence[str | None], few: int
) -> list[ConditionCount]:
    known = sum(state is not None for state in states)
    if not known:
        return []
    found = []
    for state in STATES:
        named = [one for one, its in zip(types, states, strict=True) if its == state]
        counts = {t: named.count(t) for t in model.types}
        n = len(named)
        found.append(ConditionCount(condition, state, counts, n - sum(counts.values()), n, known, known < few))
    return found
