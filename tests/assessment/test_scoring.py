"""Scores, coverage, bounds and bands."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.assessment.models import build, four_items, group, item, scored
from typology.assessment.scoring import score_frame, t_band
from typology.model.elements import CoverageMethod, Method, UncertaintyMethod

DK, NA = "dk", "na"


def dimension(model, *people, asked=None):
    """Return score, coverage and bounds of the only dimension, which follows the only axis."""
    _, _, scores = scored(model, group(*people), asked)
    return tuple(getattr(scores, name)[0, 1] for name in ("score", "coverage", "low", "high"))


def four(*given):
    return {f"q{n}": value for n, value in enumerate(given)}


def test_a_four_on_one_to_five_is_75_and_reversed_25():
    """POMP: 100 (4 - 1) / (5 - 1); reverse-keyed 100 minus that."""
    _, answers, _ = scored(four_items(reverse=[1]), group({"q0": 4, "q1": 4}))
    assert answers.x.tolist() == [75, 25]


def test_a_dont_know_lowers_coverage_and_widens_the_bounds():
    """[4, 2 reversed, DK, 5]: (75 + 75 + 100) / 3; bounds with 0 or 100 in the place of DK."""
    found = dimension(four_items(reverse=[1]), four(4, 2, DK, 5))
    assert found == pytest.approx((83.3333333, 0.75, 62.5, 87.5))


def test_not_applicable_leaves_numerator_and_denominator():
    """[4, NA, DK, 5] with w = 1, 1, 2, 1: 2 of 4 applicable weights are answered."""
    assert dimension(four_items([1, 1, 2, 1]), four(4, NA, DK, 5)) == pytest.approx((87.5, 0.5, 43.75, 93.75))


def test_below_half_there_is_no_score():
    """[4, DK, DK, NA]: one of three; no score, but bounds: 75 / 3 and (75 + 200) / 3."""
    score, coverage, low, high = dimension(four_items(), four(4, DK, DK, NA))
    assert np.isnan(score)
    assert (coverage, low, high) == pytest.approx((1 / 3, 25, 91.6666667))


def test_no_answer_counts_like_dont_know():
    """An open item stays in the denominator just as an outspoken don't know."""
    assert dimension(four_items(), {"q0": 4, "q1": 4}) == dimension(four_items(), four(4, 4, DK, "none"))


def test_exactly_half_is_enough_whatever_the_rounding():
    """Weights .1 + .2 of .1 + .2 + .3 are half, although .1 + .2 is not .3 in binary."""
    model = build({f"q{n}": item("d", weight=w) for n, w in enumerate((0.1, 0.2, 0.3))}, axes={"a": {"d": 1}})
    assert dimension(model, {"q2": 4})[0] == pytest.approx(100)
    assert dimension(model, {"q0": 4, "q1": 4})[0] == pytest.approx(100)


def test_the_threshold_is_the_models_own():
    """With none_below .75, half of the answers are too few."""
    strict = replace(four_items(), method=Method(coverage=CoverageMethod(none_below=0.75)))
    assert np.isnan(dimension(strict, four(4, 4, DK, DK))[0])
    assert dimension(strict, four(4, 4, 4, DK))[0] == 75


def test_all_dont_know_leaves_everything_open():
    """No score, coverage 0, bounds 0 to 100."""
    score, *rest = dimension(four_items(), four(DK, DK, DK, DK))
    assert np.isnan(score)
    assert rest == [0, 0, 100]


def test_all_not_applicable_leaves_nothing_to_read():
    """Neither score nor coverage nor bounds: 0 / 0 is not 0."""
    assert np.isnan(dimension(four_items(), four(NA, NA, NA, NA))).all()


def test_items_that_were_not_asked_do_not_lower_coverage():
    """Two of the two items of a short form are full coverage."""
    table = group({"q0": 4, "q3": 2}).assign(questionnaire="short")
    _, _, scores = scored(four_items(), table, {"short": ["q0", "q3"]})
    assert scores.coverage[0, 1] == 1
    assert scores.score[0, 1] == pytest.approx(50)


def test_an_answer_outside_the_questionnaire_counts_on_both_sides():
    """Asked q0 and q3, answered q0 and q1: 2 answered of 3; a not applicable outside changes nothing."""
    table = group({"q0": 5, "q1": 1, "q2": "na"}).assign(questionnaire="short")
    _, _, scores = scored(four_items(), table, {"short": ["q0", "q3"]})
    assert scores.coverage[0, 1] == pytest.approx(2 / 3)
    assert scores.score[0, 1] == 50
    assert (scores.low[0, 1], scores.high[0, 1]) == pytest.approx((100 / 3, 200 / 3))


def test_unevenly_spaced_options_use_their_values():
    """Values 0, 1, 3, 7, in whatever order they are written: 3 is 300 / 7."""
    _, answers, _ = scored(build({"u": item("d", "uneven")}), group({"u": 3}))
    assert answers.x[0] == pytest.approx(42.857142857)


def test_numbers_are_calibrated_and_scored_a_hundredfold():
    """Crossover 10: 50; fully in 30: 95.26; reversed 4.74; descending anchors turn it as well."""
    anchors = {"plain": (2, 10, 30), "turned": (2, 10, 30), "falling": (30, 10, 2)}
    items = {n: item(n, "number", calibration=a, reverse=n == "turned") for n, a in anchors.items()}
    _, answers, _ = scored(build(items), group(dict.fromkeys(anchors, 30)))
    assert answers.x == pytest.approx([95.2574, 4.7426, 4.7426], abs=1e-4)


class TestAxes:
    """From dimensions to axes."""

    MODEL = build(
        {"p": item("d1"), "q0": item("d2"), "q1": item("d2"), "q2": item("d2"), "r": item("d3")},
        axes={"a": {"d1": 2, "d2": 1, "d3": 1}},
    )

    def axis(self, **answers):
        _, _, s = scored(self.MODEL, group(answers))
        return s.score[0, 0], s.coverage[0, 0], s.low[0, 0], s.high[0, 0]

    def test_is_the_weighted_mean_of_its_dimensions(self):
        """(2 * 100 + 1 * 50 + 1 * 0) / 4."""
        assert self.axis(p=4, q0=2, q1=2, q2=2, r=0)[0] == 62.5

    def test_a_dimension_below_its_coverage_still_lends_its_answers(self):
        """d2 has one of three answers and no score; its 100 counts for the axis, whose coverage is 2.33 of 4 ..."""
        found = self.axis(p=0, q0=4, r=DK)
        # score (2*0 + 1*100) / 3; coverage (2*1 + 1*1/3 + 0) / 4; bounds (0 + 33.3 + 0) / 4, (0 + 100 + 100) / 4
        assert found == pytest.approx((100 / 3, 7 / 12, 100 / 12, 50))

    def test_a_dimension_without_answers_leaves_the_mean_but_not_the_coverage(self):
        """(2 * 100 + 0) / 3 over d1 and d3; coverage 3 of 4; the bounds know that d2 could be anything."""
        assert self.axis(p=4, r=0) == pytest.approx((200 / 3, 0.75, 50, 75))

    def test_a_dimension_that_does_not_apply_leaves_both(self):
        """With r not applicable the axis is made of d1 and d2 alone."""
        assert self.axis(p=4, q0=1, q1=1, q2=1, r=NA) == pytest.approx((75, 1, 75, 75))


class TestGroups:
    """From respondents to a perspective."""

    TWO = build({"q0": item("d", "one_to_five"), "q1": item("d", "one_to_five")}, axes={"a": {"d": 1}})

    def read(self, *people, model=None):
        return scored(model or self.TWO, group(*people))[2]

    def test_band_of_the_worked_example(self):
        """Scores 50, 62.5, 75, 37.5, 62.5: mean 57.5, SD 14.252, band 57.5 +- 2.7764 * 14.252 / sqrt 5."""
        s = self.read(*({"q0": a, "q1": b} for a, b in ((3, 3), (3, 4), (4, 4), (2, 3), (4, 3))))
        assert s.respondent_score[:, 0].tolist() == [50, 62.5, 75, 37.5, 62.5]
        assert (s.score[0, 1], s.spread[0, 1]) == pytest.approx((57.5, 14.2522), abs=1e-4)
        assert (s.band_low[0, 1], s.band_high[0, 1]) == pytest.approx((39.80, 75.20), abs=0.005)

    def test_the_band_is_clipped_to_the_scale(self):
        """Three respondents at 0, 0 and 100: 33.3 +- 143 becomes 0 to 100."""
        s = self.read({"q0": 1, "q1": 1}, {"q0": 1, "q1": 1}, {"q0": 5, "q1": 5})
        assert (s.band_low[0, 1], s.band_high[0, 1]) == (0, 100)

    def test_one_or_two_respondents_have_no_band(self):
        """Two people say nothing about spread; below two there is no standard deviation either."""
        two, alone = self.read({"q0": 1, "q1": 1}, {"q0": 5, "q1": 5}), self.read({"q0": 1, "q1": 1})
        assert np.isnan([two.band_low[0, 1], two.band_high[0, 1], alone.band_low[0, 1]]).all()
        assert two.spread[0, 1] == pytest.approx(70.7107, abs=1e-4)
        assert np.isnan(alone.spread[0, 1])

    def test_three_of_one_mind_have_a_band_without_width(self):
        """SD 0 gives a band from the mean to the mean."""
        s = self.read(*[{"q0": 4, "q1": 4}] * 3)
        assert (s.band_low[0, 1], s.band_high[0, 1], s.spread[0, 1]) == (75, 75, 0)

    def test_only_respondents_with_a_score_are_averaged(self):
        """Who left more than half open counts for coverage but not for mean, n and bounds."""
        s = self.read({"q0": 5, "q1": 5}, {"q0": 3, "q1": DK}, {"q0": DK, "q1": DK})
        assert s.n[0, 1] == 2
        assert s.score[0, 1] == 75  # (100 + 50) / 2
        assert s.coverage[0, 1] == pytest.approx(0.5)  # (1 + .5 + 0) / 3
        assert (s.low[0, 1], s.high[0, 1]) == (62.5, 87.5)  # (100 + 25) / 2, (100 + 75) / 2

    def test_a_group_that_mostly_left_it_open_has_no_score(self):
        """One full answer and two open ones: coverage .33 of the group suppresses its mean and band."""
        s = self.read({"q0": 5, "q1": 5}, {"q0": DK}, {"q0": DK})
        assert np.isnan([s.score[0, 1], s.band_low[0, 1], s.spread[0, 1]]).all()
        assert s.coverage[0, 1] == pytest.approx(1 / 3)

    def test_where_nobody_has_a_score_the_bounds_are_everybodys(self):
        """Two respondents with one of four answers each: mean of their own bounds."""
        s = self.read({"q0": 5}, {"q0": 1}, model=four_items())
        assert s.n[0, 1] == 0
        assert np.isnan(s.score[0, 1])
        assert (s.low[0, 1], s.high[0, 1]) == (12.5, 87.5)  # (25 + 0) / 2, (100 + 75) / 2

    def test_not_applicable_to_one_is_no_gap_of_the_group(self):
        """A respondent to whom nothing applies leaves the coverage of the group as it is."""
        s = self.read({"q0": 5, "q1": 5}, {"q0": NA, "q1": NA})
        assert (s.coverage[0, 1], s.n[0, 1], s.score[0, 1]) == (1, 1, 100)

    def test_perspectives_are_never_pooled(self):
        """The same city seen from inside and outside gives two readings."""
        table = pd.concat([group({"q0": 5, "q1": 5}), group({"q0": 1, "q1": 1}, perspective="outside")])
        _, answers, s = scored(self.TWO, table)
        assert answers.groups == [("c", "w", "p"), ("c", "w", "outside")]
        assert s.score[:, 0].tolist() == [100, 0]

    def test_each_group_keeps_its_own_figures_when_rows_are_mixed(self):
        """One respondent a group, rows in no order at all: every score stays with its case."""
        table = pd.concat([group({"q0": n + 1, "q1": n + 1}, case=f"c{n}") for n in range(5)], ignore_index=True)
        shuffled = table.sample(frac=1, random_state=4)
        _, answers, s = scored(self.TWO, shuffled)
        assert {g[0]: v for g, v in zip(answers.groups, s.score[:, 0], strict=True)} == {
            f"c{n}": 25 * n for n in range(5)
        }


def test_other_confidence_gives_another_band():
    """At 90 % the quantile for n = 3 is t(2) = 2.9200."""
    method = Method(uncertainty=UncertaintyMethod(confidence=0.9))
    low, high = t_band(method, np.array([50.0]), np.array([np.sqrt(3)]), np.array([3.0]))
    assert (low[0], high[0]) == pytest.approx((50 - 2.91999, 50 + 2.91999), abs=1e-4)


def test_the_score_table_has_a_row_per_group_and_set():
    """Case, wave, perspective and set name each row; figures stand beside."""
    kernel, answers, scores = scored(four_items(), group(four(4, 4, 4, 4)))
    frame = score_frame(kernel, answers, scores)
    assert frame[["case", "wave", "perspective", "set", "score", "n"]].to_numpy().tolist() == [
        ["c", "w", "p", "a", 75.0, 1],
        ["c", "w", "p", "d", 75.0, 1],
    ]


def test_no_rows_give_no_scores():
    """An empty table is scored to empty tables."""
    kernel, answers, scores = scored(four_items(), group())
    assert scores.score.shape == (0, 2)
    assert len(score_frame(kernel, answers, scores)) == 0


def test_items_that_weigh_nothing_are_as_if_they_were_not_there():
    """A dimension of weightless items has no score; beside others they change nothing."""
    model = build({"q0": item("d", weight=0), "q1": item("e", weight=0), "q2": item("e")}, axes={"a": {"d": 1, "e": 1}})
    _, _, s = scored(model, group({"q0": 4, "q1": 0, "q2": 4}))
    assert np.isnan(s.score[0, 1])
    assert s.score[0, [0, 2]].tolist() == [100, 100]


def test_very_small_weights_are_weights():
    """Only the ratio of weights matters, not their size."""
    model = build({f"q{n}": item("d", weight=1e-12) for n in range(2)}, axes={"a": {"d": 1e-12}})
    assert dimension(model, {"q0": 4, "q1": 2}) == pytest.approx((75, 1, 75, 75))


def test_scores_do_not_leave_the_scale_by_rounding():
    """Uneven weights and sevenths at the top of the scale add up to 100, not to 100.00000000000001."""
    model = build({f"q{n}": item("d", "uneven", weight=0.1 * n + 0.1) for n in range(7)}, axes={"a": {"d": 0.3}})
    _, _, s = scored(model, group({f"q{n}": 7 for n in range(7)}))
    assert s.score[0] == pytest.approx([100, 100])
    assert max(s.score.max(), s.high.max()) <= 100.0


def test_rounding_leaves_no_trace_of_what_does_not_apply():
    """Weights .1 + .2 + .3 are not .3 + .2 + .1 in binary; with everything not applicable nothing is left to cover."""
    model = build({f"q{n}": item("d", weight=w) for n, w in enumerate((0.1, 0.2, 0.3))}, axes={"a": {"d": 1}})
    assert np.isnan(dimension(model, {"q2": NA, "q1": NA, "q0": NA})).all()
