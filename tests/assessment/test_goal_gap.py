"""Between today and the goal: answers and steps, in the order of the questions."""

import pytest

from tests.assessment.models import build, group, item
from typology.assessment.goal_gap import goal_gap

MODEL = build(
    {
        "late": item("second", "five"),
        "first": item("one", "five"),
        "turned": item("one", "one_to_five", reverse=True),
        "steep": item("second", "uneven"),
        "count": item("second", "number", calibration=(0, 10, 20)),
        "same": item("one", "three"),
    }
)


def gaps(now, goal, **more):
    return {gap.item: gap for gap in goal_gap(MODEL, group(*now, wave="now"), group(*goal, wave="goal"), **more)}


def test_an_item_leads_from_the_option_of_today_to_that_of_the_goal():
    """From o1 to o3 of five: two steps up, 50 of 100 points. Reversed: from o3 to o1 is two steps down and 50 up."""
    found = gaps([{"first": 1, "turned": 4}], [{"first": 3, "turned": 2}])
    first, turned = found["first"], found["turned"]
    assert (first.now, first.goal, first.now_option, first.goal_option) == (1, 3, "o1", "o3")
    assert (first.steps, first.points, first.n_now, first.n_goal) == (2, 50, 1, 1)
    assert (turned.now_option, turned.goal_option, turned.steps, turned.points) == ("o3", "o1", -2, 50)


def test_gaps_stand_in_the_order_of_the_model_and_not_by_size():
    """The dimension named first comes first, within it the items as they stand; no gap, no line."""
    now = {"late": 0, "first": 1, "turned": 4, "same": 1, "steep": 0}
    goal = {"late": 4, "first": 2, "turned": 1, "same": 1, "steep": 1}
    assert [(g.dimension, g.item) for g in gaps([now], [goal]).values()] == [
        ("second", "late"), ("second", "steep"), ("one", "first"), ("one", "turned"),
    ]  # fmt: skip


def test_a_group_has_mean_answers_and_fractions_of_steps():
    """Today 1 and 2, mean 1.5; the goal is 3: 1.5 steps. Between two options the nearer one is named, the lower first.

    On options worth 0, 1, 3, 7 (o1, o2, o3, o0) a mean of 2 lies half-way from the second to the third: from there
    to 7 it is 1.5 steps.
    """
    found = gaps([{"first": 1, "steep": 1}, {"first": 2, "steep": 3}], [{"first": 3, "steep": 7}])
    assert (found["first"].now, found["first"].steps, found["first"].now_option) == (1.5, 1.5, "o1")
    assert (found["steep"].steps, found["steep"].now_option, found["steep"].goal_option) == (1.5, "o2", "o0")
    assert found["first"].n_now == 2


def test_a_number_has_no_steps():
    """From 5 to 12: calibrated 100 / (1 + e^1.5) = 18.24 and 100 / (1 + e^-.6) = 64.57, so 46.32 points."""
    found = gaps([{"count": 5}], [{"count": 12}])["count"]
    assert (found.now, found.goal, found.now_option, found.goal_option, found.steps) == (5, 12, None, None, None)
    assert found.points == pytest.approx(46.323, abs=0.005)


def test_a_goal_for_what_nobody_answered_today_is_a_gap_of_unknown_size():
    """Don't know is no zero. What the goal leaves open is no goal."""
    found = gaps([{"first": "dk", "late": 2}], [{"first": 3, "late": "none"}])
    assert list(found) == ["first"]
    gap = found["first"]
    assert (gap.now, gap.now_option, gap.steps, gap.points, gap.n_now) == (None, None, None, None, 0)
    assert gap.goal_option == "o3"


def test_items_that_ask_something_else_now_are_left_out():
    """And without answers on one side there are no gaps."""
    now, goal = [{"first": 1, "late": 1}], [{"first": 3, "late": 3}]
    assert list(gaps(now, goal, left_out=["late"])) == ["first"]
    assert gaps([], goal) == {}
    assert gaps(now, []) == {}
