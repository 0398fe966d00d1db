"""What the pages about one Verbund begin with: its points in time as they follow one another."""

from datetime import UTC, datetime

import pytest

from typology.store.records import Wave
from typology.ui.of_case import in_time


def wave(number, kind, year=None):
    return Wave(number, 1, f"w{number}", kind, year, datetime.now(UTC))


@pytest.mark.parametrize(
    ("waves", "order"),
    [
        ([wave(1, "now", 2026), wave(2, "past"), wave(3, "goal")], [2, 1, 3]),
        ([wave(1, "now", 2026), wave(2, "past", 2016), wave(3, "past")], [3, 2, 1]),
        ([wave(1, "now", 2018), wave(2, "past", 2022), wave(3, "now", 2026)], [1, 2, 3]),
        ([wave(1, "goal", 2020), wave(2, "now"), wave(3, "past", 2016)], [3, 2, 1]),
        ([wave(1, "now"), wave(2, "past")], [2, 1]),
    ],
)
def test_what_is_told_in_retrospect_without_a_year_comes_before_everything_and_a_goal_after(waves, order):
    """A founding whose year nobody noted is no day after today; with years they count, whatever the kind."""
    assert [one.id for one in in_time(waves)] == order
