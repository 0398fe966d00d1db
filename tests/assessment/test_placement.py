"""Placement in a plane of two sets."""

import math

import pytest

from tests.assessment.models import plane
from typology.assessment.placement import Position, place


def at(score, low=None, high=None):
    return Position(score, score if low is None else low, score if high is None else high)


@pytest.mark.parametrize(
    ("x", "y", "field"),
    [(70, 80, "high-high"), (70, 20, "high-low"), (30, 80, "low-high"), (30, 20, "low-low")],
)
def test_each_corner_has_its_field(x, y, field):
    """Right and up are high."""
    found = place(plane("k", "a"), at(x), at(y))
    assert found.field.id == field
    assert found.possible == (found.field,)
    assert found.is_clear


def test_exactly_at_the_crossover_is_not_past_it():
    """50 is low, also with the rounding of a mean."""
    assert place(plane("k", "a"), at(50 + 1e-12), at(50)).field.id == "low-low"
    assert place(plane("k", "a"), at(50.01), at(50)).field.id == "high-low"


def test_every_plane_has_its_own_crossovers():
    """45 is high where the plane says 40."""
    assert place(plane("k", "a", 40, 60), at(45), at(55)).field.id == "high-low"


def test_a_band_over_one_crossover_touches_two_fields():
    """X 40 to 65 around 55, y surely high: its own field first, then the neighbour."""
    found = place(plane("k", "a"), at(55, 40, 65), at(80, 70, 90))
    assert [f.id for f in found.possible] == ["high-high", "low-high"]
    assert not found.is_clear


def test_bands_over_both_crossovers_touch_all_four():
    """Nothing is excluded; the scores still say where the middle lies."""
    found = place(plane("k", "a"), at(45, 30, 60), at(55, 40, 70))
    assert found.field.id == "low-high"
    assert {f.id for f in found.possible} == {"low-high", "low-low", "high-high", "high-low"}


def test_a_band_that_ends_at_the_crossover_stays_on_its_side():
    """Low is up to and including the crossover."""
    assert place(plane("k", "a"), at(40, 30, 50), at(20)).is_clear


def test_without_a_score_there_is_no_field():
    """One of the two is missing: bounds alone place nothing."""
    found = place(plane("k", "a"), at(60), Position(math.nan, 20, 90))
    assert (found.field, found.possible, found.is_clear) == (None, (), False)


def test_a_score_without_a_range_stands_for_itself():
    """No bounds: the score alone decides."""
    assert place(plane("k", "a"), Position(60, math.nan, math.nan), at(60)).is_clear
