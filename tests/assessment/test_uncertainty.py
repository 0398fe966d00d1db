"""Monte Carlo: what would stay the same if things were a little otherwise."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.assessment.models import build, group, item, profile_model, scored
from typology.assessment import uncertainty
from typology.assessment.kernel import compile_model
from typology.assessment.uncertainty import draw, profile_stability
from typology.model.elements import Method, UncertaintyMethod

USUAL = (20, 50, 80)
TYPES = {"up": {"a": "high"}, "down": {"a": "low"}}
# One dimension of two items in steps of five points, one axis made of it.
PAIR = build(
    {"q0": item("d", "percent_steps"), "q1": item("d", "percent_steps")}, axes={"a": {"d": 1}}, types=TYPES
)
ONLY_PEOPLE = Method(uncertainty=UncertaintyMethod(weight_low=1, weight_high=1, anchor_shift=0))


def drawn(model, *people, count=None, table=None):
    kernel, answers, scores = scored(model, group(*people) if table is None else table)
    return draw(model, kernel, answers, ~np.isnan(scores.respondent_score), draws=count)


def both(value):
    return {"q0": value, "q1": value}


def with_method(model, **changes):
    return replace(model, method=Method(uncertainty=replace(model.method.uncertainty, **changes)))


def test_the_same_seed_gives_the_same_draws():
    """A result can be repeated to the last digit; another seed gives another one."""
    people = [{"q0": 40, "q1": "dk"}, {"q0": 70, "q1": 55}, both(50)]
    first, again = drawn(PAIR, *people), drawn(PAIR, *people)
    assert np.array_equal(first.scores, again.scores)
    assert np.array_equal(first.stability, again.stability)
    assert first.seed == PAIR.method.uncertainty.seed
    assert not np.array_equal(first.scores, drawn(with_method(PAIR, seed=1), *people).scores)


def test_the_number_of_draws_is_the_models_or_the_callers():
    """2,000 by default."""
    assert drawn(PAIR, both(60)).scores.shape == (2000, 2)
    assert drawn(PAIR, both(60), count=7).scores.shape == (7, 2)
    assert drawn(PAIR, both(60), count=1).stability.tolist() == [1, 0]


def test_the_order_of_people_and_rows_does_not_matter():
    """The same answers in any order give the same draws."""
    table = group(both(40), {"q0": 70, "q1": "dk"}, both(90), both(55))
    mixed = table.sample(frac=1, random_state=3)
    assert np.allclose(drawn(PAIR, table=table).scores, drawn(PAIR, table=mixed).scores)


def test_a_clear_profile_is_stable():
    """Five respondents near 90 lead to 'up' in every draw."""
    found = drawn(PAIR, *(both(v) for v in (85, 90, 90, 95, 90)))
    assert found.stability.tolist() == [1, 0]


def test_at_the_crossover_it_is_a_coin():
    """One respondent exactly at 50: only anchors move, and they move to both sides alike."""
    found = drawn(PAIR, both(50), count=20_000)
    assert found.stability == pytest.approx([0.5, 0.5], abs=0.02)


def test_a_single_respondent_varies_only_weights_anchors_and_gaps():
    """Equal answers cannot be reweighted: the score stays put. Unequal ones move within .75 to 1.25."""
    assert np.ptp(drawn(PAIR, both(70)).scores) < 1e-9
    found = drawn(PAIR, {"q0": 40, "q1": 80}).scores[:, 1]
    # Smallest share of the higher answer .75 / (.75 + 1.25) = .375, largest .625.
    assert found.min() >= 40 + 40 * 0.375 - 1e-9
    assert found.max() <= 40 + 40 * 0.625 + 1e-9
    assert found.mean() == pytest.approx(60, abs=0.5)
    # U(.75, 1.25) has SD .1443; to first order the share w1 / (w0 + w1) has .1443 sqrt(2) / 4 = .051, times 40 points.
    assert found.std() == pytest.approx(2.04, rel=0.05)


def test_the_anchors_move_by_at_most_five_points():
    """A score of 55.1 always stays above the crossover, 54 not always; with still anchors both do."""
    assert drawn(PAIR, both(60)).stability[0] == 1
    moved = drawn(PAIR, both(55), count=20_000).stability[0]
    assert moved > 0.999
    inside = profile_model({"a": (20, 53, 80)}, TYPES)
    # Crossover 53 moves over 48 to 58; a score of 55 is above it in 7 of 10 draws.
    assert drawn(inside, {"q_a": 55}, count=20_000).stability[0] == pytest.approx(0.7, abs=0.02)
    still = replace(inside, method=ONLY_PEOPLE)
    assert drawn(still, {"q_a": 55}).stability.tolist() == [1, 0]


def test_narrow_anchors_are_never_moved_past_each_other():
    """Anchors two points apart keep their order however far they may be moved."""
    narrow = profile_model({"a": (48, 50, 52)}, TYPES)
    found = drawn(narrow, {"q_a": 55})
    assert found.stability.tolist() == [1, 0]


def test_two_respondents_say_nothing_about_spread():
    """With two very different respondents the mean stays where it is."""
    found = drawn(replace(PAIR, method=ONLY_PEOPLE), both(0), both(100))
    assert np.ptp(found.scores) < 1e-9


def test_below_ten_respondents_draws_follow_a_t_distribution():
    """Scores 50, 62.5, 75, 37.5, 62.5: 95 % of the draws lie in 57.5 +- t(4) SD / sqrt 5, that is 39.80 to 75.20."""
    model = build(
        {"q0": item("d", "one_to_five"), "q1": item("d", "one_to_five")}, axes={"a": {"d": 1}}, types=TYPES,
        method=ONLY_PEOPLE,
    )  # fmt: skip
    people = [{"q0": a, "q1": b} for a, b in ((3, 3), (3, 4), (4, 4), (2, 3), (4, 3))]
    scores = drawn(model, *people, count=100_000).scores[:, 0]
    low, high = np.quantile(scores, [0.025, 0.975])
    assert (low, high) == pytest.approx((39.80, 75.20), abs=0.35)
    assert scores.mean() == pytest.approx(57.5, abs=0.1)
    assert scores.min() >= 0
    assert scores.max() <= 100


def test_sets_are_drawn_together():
    """Respondents who agree on two axes move both together: the draws are correlated as the answers are."""
    model = profile_model({"a": USUAL, "b": USUAL}, TYPES, ONLY_PEOPLE)
    people = [{"q_a": v, "q_b": v} for v in (40, 50, 60, 45)]
    scores = drawn(model, *people).scores
    assert np.allclose(scores[:, 0], scores[:, 1])


def test_from_ten_respondents_people_are_resampled():
    """Ten respondents, one of them at 100: a resampled mean is a multiple of ten, with P(0) = .9^10 = .349."""
    model = profile_model({"a": USUAL}, TYPES, ONLY_PEOPLE)
    people = [{"q_a": 100}] + [{"q_a": 0}] * 9
    scores = drawn(model, *people, count=20_000).scores[:, 0]
    assert np.allclose(scores % 10, 0)
    assert (scores == 0).mean() == pytest.approx(0.9**10, abs=0.02)
    assert scores.std() == pytest.approx(np.sqrt(0.09 / 10) * 100, rel=0.03)
    nine = drawn(model, *people[:9], count=50).scores[:, 0]
    assert not np.allclose(nine % 10, 0)


def test_missing_answers_widen_the_draws():
    """An open answer is drawn uniformly over its options: 0, 5, …, 100 have a standard deviation of 30.28."""
    model = replace(PAIR, method=ONLY_PEOPLE)
    scores = drawn(model, {"q0": 60, "q1": "dk"}, count=20_000).scores[:, 1]
    assert scores.mean() == pytest.approx((60 + 50) / 2, abs=0.5)
    assert scores.std() == pytest.approx(30.28 / 2, rel=0.02)
    assert np.ptp(drawn(model, both(60)).scores) < 1e-9


def test_missing_numbers_are_drawn_over_the_whole_scale():
    """A number nobody gave is uniform over 0 to 100 points: standard deviation 28.87, half of it in a mean of two."""
    model = build(
        {"q0": item("d", "percent_steps"), "n": item("d", "number", calibration=(2, 10, 30))},
        axes={"a": {"d": 1}}, types=TYPES, method=ONLY_PEOPLE,
    )  # fmt: skip
    scores = drawn(model, {"q0": 50}, count=20_000).scores[:, 1]
    assert scores.std() == pytest.approx(28.87 / 2, rel=0.02)


def test_what_does_not_apply_or_was_not_asked_is_not_guessed():
    """Only missing answers are drawn."""
    model = replace(PAIR, method=ONLY_PEOPLE)
    assert np.ptp(drawn(model, {"q0": 60, "q1": "na"}).scores) < 1e-9
    table = group({"q0": 60}).assign(questionnaire="f")
    kernel, answers, scores = scored(model, table, {"f": ["q0"]})
    assert np.ptp(draw(model, kernel, answers, ~np.isnan(scores.respondent_score)).scores) < 1e-9


class TestGroupsWithGaps:
    """Not everybody has a score on everything."""

    MODEL = build(
        {"q": item("d", "percent_steps"), "r": item("e", "percent_steps")},
        axes={"a": {"d": 1}, "b": {"e": 1}}, types=TYPES, method=ONLY_PEOPLE,
    )  # fmt: skip

    def test_a_set_fewer_than_three_can_score_does_not_vary(self):
        """Four respondents on a, two of them on b: a spreads, b stays at its mean."""
        people = [{"q": 40, "r": 20}, {"q": 60, "r": 80}, {"q": 50, "r": "na"}, {"q": 70, "r": "na"}]
        scores = drawn(self.MODEL, *people).scores
        assert scores[:, 0].std() > 1
        assert np.allclose(scores[:, 1], 50)

    def test_a_set_some_cannot_score_follows_those_who_can(self):
        """Three of four respondents on b: spread from these three, mean 50."""
        people = [{"q": 40, "r": 20}, {"q": 60, "r": 80}, {"q": 50, "r": 50}, {"q": 70, "r": "na"}]
        scores = drawn(self.MODEL, *people, count=20_000).scores
        assert np.median(scores[:, 1]) == pytest.approx(50, abs=1)

    def test_resampling_counts_only_those_who_can_be_scored(self):
        """Twelve respondents, four with an answer on b: means are those of the four, and none are lost."""
        people = [{"q": 50, "r": v} for v in (0, 100, 0, 100)] + [{"q": 50, "r": "na"}] * 8
        scores = drawn(self.MODEL, *people).scores
        assert not np.isnan(scores[:, 1]).any()
        assert np.median(scores[:, 1]) == pytest.approx(50, abs=3)

    def test_a_set_nobody_has_a_score_on_spans_what_is_possible(self):
        """All don't know on b: guesses of two people, between 0 and 100 with mean 50."""
        scores = drawn(self.MODEL, *[{"q": 50, "r": "dk"}] * 2, count=20_000).scores[:, 1]
        assert scores.mean() == pytest.approx(50, abs=1)
        assert scores.std() == pytest.approx(30.28 / np.sqrt(2), rel=0.03)

    def test_what_applies_to_nobody_stays_empty(self):
        """A dimension that is not applicable to anybody has no draws; its axis neither."""
        scores = drawn(self.MODEL, *[{"q": 50, "r": "na"}] * 4).scores
        assert np.isnan(scores[:, [1, 3]]).all()
        assert not np.isnan(scores[:, [0, 2]]).any()


def test_stability_counts_the_leading_type_only():
    """With corners that do not overlap, shares add up to at most one."""
    found = drawn(PAIR, both(45), both(60), both(40), both(65))
    assert 0.99 < found.stability.sum() <= 1


def test_types_tied_in_an_overlap_both_lead():
    """Two types that ask the same of their weakest set have the same membership in every draw."""
    model = profile_model(
        {"a": USUAL, "b": USUAL},
        {"narrow": {"a": "high", "b": "high"}, "wide": {"a": "high"}, "open": {"a": "any"}},
    )
    assert drawn(model, {"q_a": 65, "q_b": 95}).stability.tolist() == [1, 1, 0]


def test_other_groups_do_not_change_the_draws():
    """A group's draws depend on nothing but its own answers."""
    alone = group(both(40), both(70), both(60))
    kernel, answers, _ = scored(PAIR, pd.concat([group(both(5), case="other"), alone]))
    own = list(answers.by_group())[1]
    everybody = np.ones((3, 2), dtype=bool)
    assert np.array_equal(draw(PAIR, kernel, own, everybody).scores, drawn(PAIR, table=alone).scores)


def test_work_in_portions_follows_the_same_distribution(monkeypatch):
    """Large groups are drawn portion by portion; spread and number of draws stay what they are."""
    people = [both(v) for v in (40, 60, 50, 70)]
    whole = drawn(PAIR, *people).scores
    monkeypatch.setattr(uncertainty, "_MOST_AT_ONCE", 4 * 2 * 300)
    portions = drawn(PAIR, *people).scores
    assert portions.shape == whole.shape
    assert portions[:, 0].std() == pytest.approx(whole[:, 0].std(), rel=0.15)


def test_a_target_profile_varies_by_weights_and_anchors():
    """80 and 40 on two dimensions of an axis: mean 60, above a crossover of 45 to 55 in nearly every draw."""
    model = build({"q": item("d"), "r": item("e")}, axes={"a": {"d": 1, "e": 1}}, types=TYPES)
    kernel = compile_model(model)
    assert profile_stability(model, kernel, np.array([60.0, 80, 40]))[0] > 0.95
    assert profile_stability(model, kernel, np.array([50.0, 60, 40])) == pytest.approx([0.5, 0.5], abs=0.05)
    # A dimension the profile does not name leaves the axis to the other one.
    assert profile_stability(model, kernel, np.array([90.0, 90, np.nan])).tolist() == [1, 0]
