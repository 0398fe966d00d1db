"""Placement in a plane of two sets: which field, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from typology.model.elements import Field, Placement

Side = Literal["high", "low"]

_CRUMB = 1e-9  # a score that equals the crossover but for rounding has not passed it


@dataclass(frozen=True, slots=True)
class Position:
    """A value with the range it may lie in.

    Attributes:
        score: 0 to 100; NaN if there is none.
        low: Lower end of the uncertainty band, or of the bounds below three respondents.
        high: Upper end of the same.
    """

    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PlacementReading:
    """Where a Verbund lies in a plane.

    Attributes:
        placement: The plane.
        x: Position from left to right.
        y: Position from bottom to top.
        field: The field its scores lie in; None without scores.
        possible: Every field that the two ranges touch, the field itself first.
    """

    placement: Placement
    x: Position
    y: Position
    field: Field | None
    possible: tuple[Field, ...]

    @property
    def is_clear(self) -> bool:
        """True if the whole range lies in one field."""
        return self.field is not None and len(self.possible) == 1


def place(placement: Placement, x: Position, y: Position) -> PlacementReading:
    """Find the field of a position and every field its range touches.

    Args:
        placement: A plane with its four fields.
        x: Position from left to right.
        y: Position from bottom to top.

    Returns:
        The reading; without a field where one of the two scores is NaN.
    """
    if math.isnan(x.score) or math.isnan(y.score):
        return PlacementReading(placement, x, y, None, ())
    fields = {(field.x, field.y): field for field in placement.fields}
    own = fields[_side(x.score, placement.x_crossover), _side(y.score, placement.y_crossover)]
    touched = [
        fields[side_x, side_y]
        for side_x in _sides(x, placement.x_crossover)
        for side_y in _sides(y, placement.y_crossover)
    ]
    others = tuple(field for field in touched if field is not own)
    return PlacementReading(placement, x, y, own, (own, *others))


def _side(value: float, crossover: float) -> Side:
    return "high" if value > crossover + _CRUMB else "low"


def _sides(position: Position, crossover: float) -> Sequence[Side]:
    ends = (position.low, position.score, position.high)
    return sorted({_side(value, crossover) for value in ends if not math.isnan(value)})
