"""What is told of axes and dimensions: nothing from which the score of one person follows by arithmetic."""

import pytest

from tests.assessment.models import build, group, item
from tests.assessment.snapshots import FIVE, MODEL, take
from typology.assessment.reading import read_responses

TWO = build({"p": item("d1"), "q": item("d1"), "r": item("d2"), "s": item("d2")}, axes={"a": {"d1": 1, "d2": 1}})
"""One axis of two dimensions with two items each."""
EVERYBODY = [{"p": 4, "q": 3, "r": 1, "s": 0}] * 3 + [{"p": 3, "q": 2, "r": 2, "s": 2}] * 3
"""d1: 87.5 and 62.5; d2: 12.5 and 50; axis 50 and 56.25."""


def exact(people, of=TWO):
    (reading,) = read_responses(of, group(*people, perspective="p"), draws=0)
    return reading.sets


def test_bounds_do_not_tell_the_score_of_the_one_who_left_something_open():
    """One person left q open and said 75 in p: (score - low) / (high - low) would be .75. Told is how much is open."""
    people = [*FIVE, FIVE[4] | {"q": "dk"}]
    real, told = exact(people, MODEL)["d1"], take(people).sets["d1"]
    assert 100 * (real.score - real.low) / (real.high - real.low) == pytest.approx(75)
    other = [*FIVE, FIVE[4] | {"p": 0, "q": "dk"}]
    for someone in (told, take(other).sets["d1"]):
        # One of twelve answers: 100 / 12 points to each side, whoever left it open.
        assert someone.score - someone.low == pytest.approx(100 / 12)
        assert someone.high - someone.score == pytest.approx(100 / 12)


def test_bounds_stay_between_0_and_100():
    """Nearly all at 100, one with q open: nothing lies above."""
    top = {"p": 4, "q": 4, "r": 0, "s": 1}
    people = [*[top] * 3, *[top | {"p": 3}] * 2, top | {"q": "dk"}]
    told = take(people).sets["d1"]
    assert told.high == 100
    assert told.low == pytest.approx(told.score - 100 / 12)


def test_an_axis_of_people_who_all_have_both_dimensions_is_told_as_it_is():
    """(87.5 + 12.5) / 2 and (62.5 + 50) / 2: 53.125 on average, with the spread of these."""
    told, real = take(EVERYBODY, of=TWO).sets["a"], exact(EVERYBODY)["a"]
    assert told.score == real.score == pytest.approx(53.125)
    assert (told.spread, told.band_low, told.band_high) == (real.spread, real.band_low, real.band_high)


@pytest.mark.parametrize("alone", [0, 4])
def test_an_axis_does_not_tell_what_the_one_without_a_dimension_said(alone):
    """Seven have d1 (one of them says 0 or 4 in it), six have d2: the axis is the mean of what is told of both.

    Told as it is, the axis and d2 would give the sum of d1 over the six, and with that over the seven the seventh.
    """
    people = [*EVERYBODY, {"p": alone, "q": alone, "r": "dk", "s": "dk"}]
    told, real = take(people, of=TWO).sets, exact(people)
    assert (told["d1"].n, told["d2"].n, told["a"].n) == (7, 6, 6)
    assert told["a"].score == pytest.approx((told["d1"].score + told["d2"].score) / 2)
    assert told["a"].score != pytest.approx(real["a"].score)
    # The error of a mean is at most the mean of the errors.
    assert told["a"].error == pytest.approx((told["d1"].error + told["d2"].error) / 2)
    assert told["a"].band_low < told["a"].score < told["a"].band_high


def test_an_axis_does_not_tell_the_few_answers_below_the_coverage_of_a_dimension():
    """The seventh answered one of four items of d2: no score there, but it counts for the axis, and would follow."""
    of = build(
        {"p": item("d1"), "q": item("d1"), **{i: item("d2") for i in "rstu"}}, axes={"a": {"d1": 1, "d2": 1}}
    )
    six = [one | {"t": one["r"], "u": one["s"]} for one in EVERYBODY]
    people = [*six, {"p": 2, "q": 2, "r": 4, "s": "dk", "t": "dk", "u": "dk"}]
    told = take(people, of=of).sets
    assert told["d2"].n == 6
    assert told["a"].score == pytest.approx((told["d1"].score + told["d2"].score) / 2)


def test_an_axis_does_not_tell_a_dimension_in_which_all_agree():
    """All have 87.5 in d1, told as 87.5 or anything from 75 to 100; d2 and the axis would give it away."""
    people = [{"p": 4, "q": 3, "r": 1, "s": 0}] * 3 + [{"p": 3, "q": 4, "r": 2, "s": 2}] * 3
    same = [one | {"p": 4, "q": 4} for one in people]
    for said in (people, same):
        told = take(said, of=TWO).sets
        assert (told["d1"].score, told["d1"].band_low, told["d1"].band_high) == (87.5, 75, 100)
        assert told["a"].score == pytest.approx((87.5 + 31.25) / 2)


def test_an_axis_of_a_dimension_that_is_not_told_rests_on_the_others():
    """Two of seven have d2: nothing of it is told, nor does it follow from the axis."""
    people = [*EVERYBODY[:2], *[one | {"r": "dk", "s": "dk"} for one in EVERYBODY[1:]]]
    told = take(people, of=TWO).sets
    assert told["d2"].score is None
    assert told["a"].score == told["d1"].score


def test_enough_people_without_a_dimension_leave_the_axis_as_it_is():
    """Six have both, five more were asked for d1 alone: nothing follows for fewer than five."""
    people = [*EVERYBODY, *[{"p": 2, "q": 1, "r": "na", "s": "na"}] * 5]
    told, real = take(people, of=TWO).sets["a"], exact(people)["a"]
    assert told.score == real.score
