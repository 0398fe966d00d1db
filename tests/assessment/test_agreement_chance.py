"""What random answers would agree to: exact, so it is compared with throwing every possible set of dice."""

from itertools import product
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.assessment import chance
from typology.assessment.chance import RandomAnswers, critical_rwg, probability_by_chance, random_answers

FIVE = range(1, 6)


def thrown(n, values):
    """Return the spread of every way n people can answer, one by one."""
    answers = np.array(list(product(values, repeat=n)), dtype=float)
    return np.round(answers.var(axis=1, ddof=1) / np.var(np.array(values, dtype=float)), 9)


@pytest.mark.parametrize(("n", "critical"), [(5, 0.85), (10, 0.53), (20, 0.34)])
def test_random_answers_on_five_options_reach_these_values_in_a_twentieth_of_cases(n, critical):
    """The three figures of the method, and that each is the smallest that is so rare."""
    found = critical_rwg(n, FIVE, 0.05)
    assert found == pytest.approx(critical, abs=0.005)
    assert probability_by_chance(1 - found, n, FIVE) <= 0.05
    spreads = random_answers(n, FIVE).spreads
    following = spreads[np.searchsorted(spreads, 1 - found + 1e-9)]
    assert probability_by_chance(following, n, FIVE) > 0.05


def test_five_dice_counted_by_hand():
    """Of 3125: 5 unanimous, 40 four to one and 80 three to two on neighbours; then 60 of three, one, one around."""
    assert probability_by_chance(0, 5, FIVE) == pytest.approx(5 / 3125)
    assert probability_by_chance(0.2 / 2, 5, FIVE) == pytest.approx(45 / 3125)
    assert probability_by_chance(0.3 / 2, 5, FIVE) == pytest.approx(125 / 3125)
    assert probability_by_chance(0.5 / 2, 5, FIVE) == pytest.approx(185 / 3125)


@pytest.mark.parametrize(("n", "values"), [
    (2, (0, 1)), (7, (0, 1)), (5, (1, 2, 3)), (6, (1, 2, 3, 4)), (5, (1, 2, 3, 4, 5)), (4, (10, 20, 30, 40, 50, 60)),
    (5, (0, 1, 2, 4, 8)), (6, (0, 1, 5)), (4, (-3, 0.5, 0.7, 2)),
])
def test_the_distribution_is_that_of_throwing_all_dice(n, values):
    """Same values, same frequencies, for even and uneven spacing, whatever the unit."""
    found = random_answers(n, values)
    expected, counts = np.unique(thrown(n, values), return_counts=True)
    assert found.is_exact
    assert found.spreads == pytest.approx(expected, abs=1e-8)
    assert found.cumulative == pytest.approx(np.cumsum(counts) / len(values) ** n)


def test_too_few_answers_can_never_be_told_from_chance():
    """Two on five options agree in a fifth of cases; five tosses of a coin in a sixteenth, six in a thirty-second."""
    assert critical_rwg(2, FIVE, 0.05) is None
    assert critical_rwg(3, FIVE, 0.05) == 1.0
    assert critical_rwg(5, (0, 1), 0.05) is None
    assert critical_rwg(6, (0, 1), 0.05) == 1.0


def test_a_probability_of_exactly_the_level_is_rare_enough():
    """Two answers on twenty options agree in exactly a twentieth of cases."""
    assert critical_rwg(2, range(20), 0.05) == 1.0


@pytest.mark.parametrize("n", [2, 9, 40, 150])
def test_both_exact_ways_give_the_same(n):
    """The grid and the counting one by one: on three even options, where both are feasible."""
    grid, counted = chance._on_a_grid(n, 3), chance._one_by_one(n, np.array([0, 0.5, 1]))
    for limit in np.linspace(0, n / 4, 9):
        below = [probability[squares <= limit + 1e-9].sum() for squares, probability in (grid, counted)]
        assert below[0] == pytest.approx(below[1], abs=1e-10)


@pytest.mark.parametrize(("n", "values"), [
    (5, (0, 1, 2, 3, 4)), (20, (0, 1, 2, 4, 8)), (7, (0, 1)), (46, (0, 1, 2, 3, 10)), (200, (0, 1, 2, 3, 4)),
])
def test_mean_variance_and_skewness_are_those_of_the_exact_distribution(n, values):
    """Kendall and Stuart's formulas, on which the approximation rests."""
    found = random_answers(n, values)
    probability = np.diff(found.cumulative, prepend=0)
    mean = probability @ found.spreads
    deviation = np.sqrt(probability @ (found.spreads - mean) ** 2)
    assert mean == pytest.approx(1)
    assert found.deviation == pytest.approx(deviation)
    assert found.skewness == pytest.approx(probability @ (found.spreads - mean) ** 3 / deviation**3, rel=1e-6)


@pytest.mark.parametrize(("n", "values"), [
    (47, (0, 1, 2, 3, 4)), (300, (0, 1, 2, 3, 4)), (46, (0, 1, 2, 4, 8)), (46, (0, 1, 2, 3, 10)),
    (47, (0, 3, 4, 5, 6)), (100, (0, 1, 5)), (60, tuple(range(11))),
])
def test_the_approximation_is_close_where_it_begins(n, values):
    """At most .2 percentage points off at the level of 5 %, compared with the exact probability."""
    exact = random_answers(n, values)
    assert exact.is_exact
    stand_in = RandomAnswers(np.empty(0), np.empty(0), exact.deviation, exact.skewness)
    assert exact.at_most(stand_in.critical(0.05)) == pytest.approx(0.05, abs=0.002)


def test_large_groups_are_approximated_and_go_on_from_the_exact_ones():
    """Three hundred on eleven options; the value needed falls with the number of answers without a jump."""
    assert not random_answers(300, range(11)).is_exact
    assert random_answers(300, FIVE).is_exact
    assert random_answers(100_000, (0, 1)).is_exact
    needed = [critical_rwg(n, range(11), 0.05) for n in (40, 60, 80, 100, 200, 400, 5000)]
    assert needed == sorted(needed, reverse=True)
    assert critical_rwg(400, range(11), 0.05) == pytest.approx(critical_rwg(100, range(11), 0.05) / 2, rel=0.05)


@given(st.floats(-0.9, 0.9), st.floats(0.001, 0.4), st.floats(0.01, 0.5))
def test_the_approximation_says_the_same_in_both_directions(skewness, level, deviation):
    """What is reached with a probability has that probability."""
    stand_in = RandomAnswers(np.empty(0), np.empty(0), deviation, skewness)
    z = NormalDist().inv_cdf(level)
    if 1 + skewness / 3 * z <= 0.05 or stand_in.critical(level) is None:
        return  # beyond the turning point of the correction, or below no spread at all
    assert stand_in.at_most(stand_in.critical(level)) == pytest.approx(level, abs=1e-6)


@given(st.integers(2, 30), st.integers(2, 7), st.sampled_from([0.01, 0.05, 0.1]))
@settings(max_examples=60)
def test_more_answers_or_a_higher_level_never_need_more_agreement(n, options, level):
    """A stricter level needs at least as much; cumulative probabilities rise to 1."""
    values = range(options)
    found, strict = critical_rwg(n, values, level), critical_rwg(n, values, level / 2)
    assert strict is None or found <= strict
    cumulative = random_answers(n, values).cumulative
    assert (np.diff(cumulative) >= 0).all()
    assert cumulative[-1] == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("n", "values"), [(1, FIVE), (0, FIVE), (5, (1,)), (5, ()), (5, (2, 2))])
def test_what_has_no_distribution_is_refused(n, values):
    """One answer, or a scale of one point."""
    with pytest.raises(ValueError, match=r"One answer|two options"):
        critical_rwg(n, values, 0.05)
