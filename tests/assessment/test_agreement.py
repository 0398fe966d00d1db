"""Agreement of a group on one question: figures from the literature, worked by hand, and what must always hold."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.assessment.agreement import (
    Agreement,
    agreement_a,
    agreement_of,
    average_deviation,
    consensus,
    expected_variance,
    polarisation,
    rwg,
    rwg_j,
    sample_variance,
)
from typology.model.elements import AgreementMethod

FIVE = range(1, 6)
COUNTS = st.lists(st.integers(0, 12), min_size=2, max_size=9).filter(lambda counts: sum(counts) >= 2)


# ------------------------------------------------------------------------------ figures worked by hand or published
def test_the_published_example_of_seven_options():
    """1000 answers on seven options, the example of the package agrmt for van der Eijk (2001)."""
    counts = [30, 40, 210, 130, 530, 50, 10]
    found = agreement_of(counts, range(1, 8))
    figures = (found.a, found.polarisation, found.consensus)
    assert figures == pytest.approx((0.6113, 0.1943, 0.7257), abs=5e-5)
    assert (agreement_a(counts), polarisation(counts)) == (found.a, found.polarisation)


def test_two_camps():
    """Four at each end and two beside them: far from agreement by every figure."""
    found = agreement_of([4, 1, 0, 1, 4], FIVE)
    assert (found.a, found.consensus) == pytest.approx((-0.6556, 0.1170), abs=5e-5)
    assert (found.rwg, found.ad, found.mean) == (0.0, pytest.approx(1.8), 3.0)
    assert found.beyond_chance is False


def test_five_ratings_close_to_one_another():
    """4, 4, 5, 4, 3: s² = 2/4, σ² = 24/12, so r_wg = .75; distances 0, 0, 1, 0, 1."""
    found = agreement_of([0, 0, 1, 3, 1], FIVE)
    assert (found.rwg, found.ad, found.mean, found.n) == (pytest.approx(0.75), pytest.approx(0.4), 4.0, 5)
    assert rwg(0.5, 2.0) == 0.75


@pytest.mark.parametrize(("counts", "a"), [
    ([7, 0, 0], 1.0),  # one option
    ([3, 3, 3], 0.0),  # all options alike
    ([1, 1, 0], 0.5),  # U = 1, S = 2 of 3
    ([1, 0, 1], -1.0),  # U = -2, S = 2 of 3
    ([2, 1, 0], 2 / 3 * 0.5 + 1 / 3 * 1),  # a layer of two neighbours, and one of a single option
    ([1, 1, 0, 0, 0], 0.75),
    ([1, 0, 0, 0, 1], -1.0),
    ([0, 1, 1, 1, 0], 0.5),
    ([1, 1, 0, 1, 1], -10 / 18 / 4),  # two triples fit (the pair at each end), four do not: U = (3·2 - 4·4) / (3·6)
    ([6, 2], 0.5),  # two options: what the larger camp is ahead by
    ([4, 4], 0.0),
])
def test_van_der_eijks_a_of_single_layers(counts, a):
    """Patterns whose triples can be counted on paper."""
    assert agreement_a(counts) == pytest.approx(a)


def test_rwg_over_several_items():
    """Variances .5, 1 and 0 against 2: q = .25, so 3 · .75 / (3 · .75 + .25) = .9."""
    assert rwg_j([0.5, 1.0, 0.0], 2.0) == pytest.approx(0.9)
    assert rwg_j([0.5], 2.0) == rwg(0.5, 2.0)
    assert rwg_j([2.5, 1.9], 2.0) == 0.0
    assert rwg_j([], 2.0) is None


@pytest.mark.parametrize("options", range(2, 12))
def test_what_is_expected_of_random_answers_is_the_formula_of_james_demaree_and_wolf(options):
    """(A² - 1) / 12 for options one apart; twice as far apart, four times as much."""
    assert expected_variance(range(options)) == pytest.approx((options**2 - 1) / 12)
    assert expected_variance(range(0, 2 * options, 2)) == pytest.approx((options**2 - 1) / 3)


def test_consensus_of_evenly_spread_answers():
    """1 + (2 log2(1/2) + 2 log2(3/4)) / 5."""
    assert consensus([1] * 5, FIVE) == pytest.approx(1 + (2 * np.log2(0.5) + 2 * np.log2(0.75)) / 5)


# ------------------------------------------------------------------------------ degenerate groups
def test_nobody_has_answered():
    """No figure at all, and none of them 0."""
    assert agreement_of([0, 0, 0], [1, 2, 3]) == Agreement(0)
    assert average_deviation([0, 0], [1, 2]) is consensus([0, 0], [1, 2]) is agreement_a([0, 0]) is None
    assert polarisation([0, 0]) is None


def test_one_answer_has_a_mean_and_agrees_with_nobody():
    """Unanimity of one is no agreement."""
    assert agreement_of([0, 1, 0], [1, 2, 3]) == Agreement(1, 2.0)


def test_everybody_gives_the_same_answer():
    """All figures are at their end; six of five options are beyond chance."""
    found = agreement_of([0, 6, 0, 0, 0], FIVE)
    assert (found.ad, found.rwg, found.a, found.polarisation, found.consensus) == (0, 1, 1, 0, 1)
    assert found.beyond_chance is True


def test_two_equal_answers_cannot_be_told_from_chance():
    """Two dice agree in one of five throws: however two people answer, it may be chance."""
    found = agreement_of([0, 2, 0, 0, 0], FIVE)
    assert (found.rwg, found.critical, found.beyond_chance) == (1.0, None, None)
    assert found.chance == pytest.approx(0.2)


def test_two_options():
    """Nine of ten on one of two options: s² = .1, σ² = .25; 22 of 1024 tosses are that clear."""
    found = agreement_of([1, 9], [0, 1])
    assert (found.rwg, found.a, found.ad) == pytest.approx((0.6, 0.8, 0.18))
    assert (found.chance, found.beyond_chance) == (pytest.approx(22 / 1024), True)
    assert agreement_of([5, 5], [0, 1]).consensus == 0.0


def test_options_that_are_not_evenly_spaced_count_by_their_values():
    """0, 1 and 4: three answers at 1 and one at 4 lie three units apart, and A knows only that they are neighbours."""
    found = agreement_of([0, 3, 1], [0, 1, 4])
    assert (found.mean, found.ad, found.a) == (1.75, 1.125, agreement_a([0, 3, 1]))
    assert found.rwg == pytest.approx(1 - (6.75 / 3) / (26 / 9))  # σ² = 17/3 - 25/9
    assert agreement_of([3, 1, 0], [0, 1, 4]).rwg > found.rwg


def test_the_rule_of_thumb_is_silent_in_small_groups():
    """Seven answers with r_wg .8 say nothing by it; eight do. Both numbers can be changed in the model."""
    assert agreement_of([0, 0, 5, 2, 0], FIVE).sufficient is None
    assert agreement_of([0, 0, 6, 2, 0], FIVE).sufficient is True
    assert agreement_of([3, 0, 2, 0, 3], FIVE).sufficient is False
    assert agreement_of([0, 0, 5, 2, 0], FIVE, AgreementMethod(rule_of_thumb_from=7)).sufficient is True
    assert agreement_of([0, 0, 6, 2, 0], FIVE, AgreementMethod(rule_of_thumb=0.99)).sufficient is False


def test_the_level_of_chance_is_that_of_the_model():
    """Five answers with r_wg .85 are beyond chance at 5 % (125 of 3125 throws) and not at 3 %."""
    assert agreement_of([0, 3, 2, 0, 0], FIVE).beyond_chance is True
    assert agreement_of([0, 3, 2, 0, 0], FIVE, AgreementMethod(chance_level=0.03)).beyond_chance is False
    assert agreement_of([0, 3, 2, 0, 0], FIVE).chance == pytest.approx(125 / 3125)


@pytest.mark.parametrize(("counts", "values"), [
    ([3], [1]), ([1, 2], [1, 2, 3]), ([1, -1], [0, 1]), ([1.5, 1], [0, 1]), ([1, 1], [1, 1]), ([1, 1, 1], [0, 2, 1]),
])
def test_what_does_not_fit_together_is_refused(counts, values):
    """Counts and values of a scale belong together; nothing is guessed."""
    with pytest.raises(ValueError, match=r"options|whole numbers"):
        agreement_of(counts, values)


def test_figures_that_need_more_are_refused():
    """One answer has no variance, and a scale of one point expects none."""
    with pytest.raises(ValueError, match="one answer"):
        sample_variance([1, 0], [0, 1])
    for wrong in ((-1.0, 2.0), (1.0, 0.0)):
        with pytest.raises(ValueError, match="not negative"):
            rwg(*wrong)
        with pytest.raises(ValueError, match="not negative"):
            rwg_j([wrong[0]], wrong[1])
    with pytest.raises(ValueError, match="different values"):
        expected_variance([2.0])


# ------------------------------------------------------------------------------ what must always hold
@given(COUNTS)
def test_every_figure_keeps_to_its_range(counts):
    """Whatever people answer."""
    found = agreement_of(counts, range(len(counts)))
    assert 0 <= found.rwg <= 1
    assert 0 <= found.consensus <= 1
    assert -1 - 1e-12 <= found.a <= 1
    assert -1e-12 <= found.polarisation <= 1 + 1e-12
    assert 0 <= found.ad <= (len(counts) - 1) / 2 + 1e-12
    assert 0 < found.chance <= 1


@given(COUNTS, st.floats(0.1, 50), st.floats(-20, 20))
def test_the_unit_and_the_direction_of_a_scale_change_no_judgement(counts, unit, start):
    """1 to 5, 0 to 100 or 5 down to 1: only AD and the mean are in the unit of the scale."""
    found = agreement_of(counts, range(len(counts)))
    values = [start + unit * place for place in range(len(counts))]
    for other in (agreement_of(counts, values), agreement_of(counts[::-1], values)):
        assert other.ad == pytest.approx(unit * found.ad, abs=1e-9)
        for name in ("rwg", "a", "consensus", "chance"):
            assert getattr(other, name) == pytest.approx(getattr(found, name), abs=1e-9)
        assert other.beyond_chance == found.beyond_chance


@given(st.lists(st.integers(0, 6), min_size=3, max_size=8).filter(any), st.integers(2, 5))
def test_a_layer_is_what_its_triples_say(counts, times):
    """The sums over places give what counting every triple gives; more people with the same shares change nothing."""
    left, total, found = np.array(counts), sum(counts), 0.0
    while left.any():
        chosen, options = left > 0, len(counts)
        triples = [tuple(chosen[list(c)]) for c in combinations(range(options), 3)]
        fit = sum(t in ((True, True, False), (False, True, True)) for t in triples)
        split = triples.count((True, False, True))
        size, height = chosen.sum(), left[chosen].min()
        unimodal = 1.0 if fit + split == 0 else (
            ((options - 2) * fit - (options - 1) * split) / ((options - 2) * (fit + split)))
        found += height * size / total * unimodal * (1 - (size - 1) / (options - 1))
        left = left - height * chosen
    assert agreement_a(counts) == pytest.approx(found)
    assert agreement_a([times * count for count in counts]) == pytest.approx(found)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=15))
@settings(max_examples=50)
def test_figures_from_counts_are_those_of_the_answers_themselves(answers):
    """Variance and mean distance as numpy works them out of the list of answers."""
    counts = [answers.count(place) for place in range(5)]
    assert sample_variance(counts, range(5)) == pytest.approx(np.var(answers, ddof=1))
    assert average_deviation(counts, range(5)) == pytest.approx(np.abs(np.array(answers) - np.mean(answers)).mean())
