"""Cities beside each other: what each offers as a frame, and which conditions go with which types.

Counts, never causes: with few cases a count says little, and that is said beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


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
        condition: Id of an item or a set that describes the city.
        state: ``high``, ``low`` or ``undecided`` (membership too near .5).
        counts: Verbünde by type id, all types in the order of the model; 0 included.
        no_type: Verbünde without a type that holds.
        n: All of them together.
    """

    condition: str
    state: Literal["high", "low", "undecided"]
    counts: Mapping[str, int]
    no_type: int
    n: int


@dataclass(frozen=True, slots=True)
class ConditionTable:
    """Which conditions go with which types, as counts.

    Attributes:
        rows: Per condition three rows: high, undecided, low; in the order of the model.
        cases: Verbünde counted; each once.
        is_few: True if they are so few that a count says little.
    """

    rows: tuple[ConditionCount, ...]
    cases: int
    is_few: bool
