"""Numbers as people and programs write them."""

import pytest

from typology.language.numbers import read_number


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("12", True, 12.0), ("37,5", False, 37.5), ("37.5", False, 37.5), ("1.200", True, 1200.0),
        ("1,200", True, 1200.0),
        ("1.200", False, 1.2), ("0,5", True, 0.5), (",5", False, 0.5), ("12,", False, 12.0), ("-3", True, -3.0),
        ("+3", True, 3.0), ("0.500", True, 0.5), ("1.200.000", True, 1_200_000.0), ("1.200,5", True, None),
        ("", True, None), ("abc", True, None), ("1e999", True, None), ("1_000", True, None), ("nan", True, None),
        ("inf", False, None), ("1,2,3", False, None), ("²", True, None), (",", True, None), ("1e3", False, 1000.0),
        ("2,5e-1", False, 0.25),
    ],
)  # fmt: skip
def test_numbers_are_read_with_comma_or_point(text, whole, number):
    """Where only whole numbers fit, a point before three digits separates thousands."""
    assert read_number(text, whole=whole) == number
