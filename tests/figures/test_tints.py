"""Values as tints: the higher the darker, and a number that can be read on every one of them."""

from __future__ import annotations

import pytest

from tests.figures.answers_made import contrast
from typology.figures.tints import ink_on, luminance, tint


def test_a_higher_value_is_darker():
    """From 0 to 100 in steps of five, each darker than the one before."""
    lights = [luminance(tint(value)) for value in range(0, 101, 5)]
    assert lights == sorted(lights, reverse=True)
    assert len(set(lights)) == 21


@pytest.mark.parametrize("value", range(0, 101, 5))
def test_the_number_can_be_read_on_every_tint(value):
    """At least 4.5 to 1."""
    assert contrast(ink_on(tint(value)), tint(value)) >= 4.5


def test_what_lies_outside_counts_as_the_end():
    """Rounding may leave the scale by a crumb."""
    assert tint(-0.0001) == tint(0)
    assert tint(100.0001) == tint(100)


def test_black_and_white_are_told_from_their_grounds():
    """After WCAG 2: black has 0, white has 1."""
    assert luminance("#000000") == 0
    assert luminance("#FFFFFF") == pytest.approx(1)
    assert (ink_on("#FFFFFF"), ink_on("#000000")) == ("#000000", "#FFFFFF")
