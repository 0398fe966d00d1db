"""Membership, closeness and the verdict."""

import numpy as np
import pytest

from tests.assessment.models import build, item, profile_model
from typology.assessment.assignment import Verdict, VerdictRule, assign, holding_types, judge
from typology.assessment.kernel import compile_model
from typology.model.elements import Method, VerdictMethod

USUAL = (20, 50, 80)
FIVE = {f"s{n}": USUAL for n in range(1, 6)}
ABC = {
    "A": {"s1": "high", "s2": "high", "s3": "high", "s4": "low", "s5": "any"},
    "B": {"s1": "low", "s2": "any", "s3": "low", "s4": "high", "s5": "high"},
    "C": {"s1": "high", "s2": "any", "s3": "high", "s4": "low", "s5": "high"},
}


def place(model, *axes, stability=None):
    """Assign a profile that is given by its axes, which are the same as their dimensions here."""
    given = None if stability is None else np.array(stability)
    return assign(compile_model(model), model.method, np.array([*axes, *axes], dtype=float), given)


class TestTheExampleWithThreeTypes:
    """x = (80, 60, 70, 30, 55) with anchors 20 / 50 / 80: memberships .9526, .7311, .8808, .1192, .6225."""

    RESULT = place(profile_model(FIVE, ABC), 80, 60, 70, 30, 55)

    def test_memberships_are_the_smallest_terms(self):
        """A: min(.9526, .7311, .8808, .8808); B: 1 - .9526; C: .6225."""
        assert [fit.membership for fit in self.RESULT.fits] == pytest.approx([0.7311, 0.0474, 0.6225], abs=5e-5)

    def test_closeness_leaves_out_what_a_type_does_not_ask(self):
        """A: 1 - (20+40+30+30)/400; B: 1 - (80+70+70+45)/400; C: 1 - (20+30+30+45)/400."""
        assert [fit.closeness for fit in self.RESULT.fits] == pytest.approx([0.7, 0.3375, 0.6875])

    def test_the_verdict_is_mixed_because_two_types_hold(self):
        """A leads, C holds as well."""
        assert self.RESULT.verdict is Verdict.MIXED
        assert self.RESULT.rule is VerdictRule.SECOND_MEMBERSHIP
        assert (self.RESULT.type, self.RESULT.second) == ("A", "C")

    def test_the_smallest_term_is_the_explanation(self):
        """What speaks most against A is s2, which it wants high; against B s1, which it wants low."""
        a, b = self.RESULT.fit("A"), self.RESULT.fit("B")
        assert (a.weakest_set, a.weakest_side) == ("s2", "high")
        assert a.weakest_term == pytest.approx(0.7311, abs=5e-5)
        assert (b.weakest_set, b.weakest_side) == ("s1", "low")

    def test_types_can_be_listed_by_membership(self):
        """Largest first."""
        assert [fit.id for fit in self.RESULT.by_membership()] == ["A", "C", "B"]
        assert self.RESULT.leading.id == "A"


def verdict(membership, closeness, stability, method=None):
    """Judge two or more types and return verdict, rule, type named, second type."""
    arrays = (np.array(membership), np.array(closeness), None if stability is None else np.array(stability))
    return judge(method or VerdictMethod(), *arrays)


class TestVerdictRules:
    """The first rule that holds counts; thresholds belong to the side the words give them to."""

    def test_no_membership_above_half_is_no_clear_type(self):
        """Max M = .5 is not above .5; the closest type is named, not the one with the largest membership."""
        found = verdict([0.5, 0.4], [0.4, 0.9], [1, 0])
        assert found == (Verdict.NONE, VerdictRule.NO_MEMBERSHIP, 1, None)

    def test_just_above_half_is_a_membership(self):
        """.5001 holds."""
        assert verdict([0.5001, 0.4], [0.9, 0.5], [0.9, 0])[0] is Verdict.CLEAR

    def test_less_than_half_of_the_draws_is_no_clear_type(self):
        """Stability .4995 of the leading type, even if two hold; the closest is named."""
        found = verdict([0.7, 0.6], [0.4, 0.9], [0.4995, 0.5])
        assert found == (Verdict.NONE, VerdictRule.UNSTABLE, 1, None)

    def test_half_of_the_draws_is_a_tendency(self):
        """Stability .50 is not below .50."""
        assert verdict([0.7, 0.2], [0.9, 0.5], [0.5, 0.1])[1] is VerdictRule.TENDENCY

    def test_a_second_type_that_holds_makes_it_mixed(self):
        """However close and stable the first is."""
        found = verdict([0.9, 0.5001], [0.9, 0.1], [1, 0])
        assert found == (Verdict.MIXED, VerdictRule.SECOND_MEMBERSHIP, 0, 1)
        assert verdict([0.9, 0.5], [0.9, 0.1], [1, 0])[0] is Verdict.CLEAR

    @pytest.mark.parametrize("closeness", [[0.70, 0.6501], [0.6501, 0.70]])
    def test_a_gap_below_five_hundredths_makes_it_mixed(self, closeness):
        """S1 - S2 = .0499, whichever of the two has the larger membership: both are named, membership first."""
        found = verdict([0.9, 0.1], closeness, [1, 0])
        assert found == (Verdict.MIXED, VerdictRule.CLOSENESS_TIE, 0, 1)

    def test_a_tie_is_between_the_two_closest(self):
        """Types 1 and 2 are closest and tied; type 0 leads by membership and is named with the closest."""
        found = verdict([0.9, 0.1, 0.2], [0.5, 0.81, 0.80], [1, 0, 0])
        assert found == (Verdict.MIXED, VerdictRule.CLOSENESS_TIE, 0, 1)

    def test_closeness_that_points_elsewhere_makes_it_mixed(self):
        """M says type 0, S says type 1 by far."""
        found = verdict([0.9, 0.1], [0.5, 0.8], [1, 0])
        assert found == (Verdict.MIXED, VerdictRule.CLOSENESS_CONTRADICTS, 0, 1)

    def test_five_hundredths_are_no_tie_but_too_little_for_clear(self):
        """S1 - S2 = .75 - .70 is .05 but for binary rounding."""
        assert verdict([0.9, 0.1], [0.75, 0.70], [1, 0])[:2] == (Verdict.TENDENCY, VerdictRule.TENDENCY)

    def test_clear_needs_four_fifths_of_the_draws_and_a_tenth_of_closeness(self):
        """.80 and .10 are enough, a hair less of either is a tendency."""
        assert verdict([0.9, 0.1], [0.8, 0.7], [0.8, 0])[:2] == (Verdict.CLEAR, VerdictRule.CLEAR)
        assert verdict([0.9, 0.1], [0.8, 0.7], [0.7995, 0])[0] is Verdict.TENDENCY
        assert verdict([0.9, 0.1], [0.8, 0.7001], [0.8, 0])[0] is Verdict.TENDENCY

    def test_without_draws_no_rule_about_stability_applies(self):
        """The same memberships and closenesses are clear or mixed by themselves."""
        assert verdict([0.9, 0.1], [0.9, 0.5], None)[0] is Verdict.CLEAR

    def test_a_single_type_has_nobody_to_be_confused_with(self):
        """One type: clear or none, never mixed."""
        assert verdict([0.9], [0.6], [0.9])[:2] == (Verdict.CLEAR, VerdictRule.CLEAR)
        assert verdict([0.4], [0.6], [0.9])[2] == 0

    def test_equal_memberships_are_ordered_by_closeness(self):
        """Two overlapping types with the same weakest set: the closer one is named first."""
        assert verdict([0.7, 0.7], [0.6, 0.8], [1, 1])[2:] == (1, 0)

    def test_equal_figures_keep_the_order_of_the_model(self):
        """A complete tie is decided by the file, not by chance."""
        assert verdict([0.7, 0.7], [0.8, 0.8], [1, 1])[2:] == (0, 1)

    def test_every_threshold_is_the_models_own(self):
        """Other thresholds, other verdicts for the same figures."""
        figures = ([0.7, 0.3], [0.8, 0.72], [0.6, 0.2])
        assert verdict(*figures)[0] is Verdict.TENDENCY
        assert verdict(*figures, VerdictMethod(member_above=0.7))[1] is VerdictRule.NO_MEMBERSHIP
        assert verdict(*figures, VerdictMethod(member_above=0.25))[1] is VerdictRule.SECOND_MEMBERSHIP
        assert verdict(*figures, VerdictMethod(unstable_below=0.61))[1] is VerdictRule.UNSTABLE
        assert verdict(*figures, VerdictMethod(tie_below=0.09))[1] is VerdictRule.CLOSENESS_TIE
        assert verdict(*figures, VerdictMethod(stable_from=0.6, gap_from=0.08))[0] is Verdict.CLEAR


TWO = profile_model({"x": USUAL}, {"up": {"x": "high"}, "down": {"x": "low"}})


def test_a_score_at_the_crossover_belongs_to_no_type():
    """50 is neither high nor low; the verdict is no clear type whatever rounding does."""
    assert place(TWO, 50).rule is VerdictRule.NO_MEMBERSHIP
    assert place(TWO, 50 + 1e-12).rule is VerdictRule.NO_MEMBERSHIP
    assert place(TWO, 51).type == "up"


def test_without_a_score_there_is_no_assignment():
    """The sets that are missing are named."""
    result = place(profile_model(FIVE, ABC), 80, np.nan, 70, 30, np.nan)
    assert (result.verdict, result.rule) == (Verdict.INSUFFICIENT, VerdictRule.TOO_FEW_ANSWERS)
    assert result.missing_sets == ("s2", "s5")
    assert (result.type, result.fits, result.leading) == (None, (), None)


def test_a_set_no_type_asks_for_may_be_missing():
    """A dimension outside the property space does not stop the assignment."""
    model = build(
        {"q": item("d"), "k": item("frame")}, axes={"x": {"d": 1}}, types={"up": {"x": "high"}, "down": {"x": "low"}}
    )
    result = assign(compile_model(model), model.method, np.array([90, 90, np.nan]))
    assert (result.type, result.verdict) == ("up", Verdict.CLEAR)


def test_a_model_without_types_assigns_nothing():
    """Scores without a property space."""
    model = build({"q": item("d")})
    assert assign(compile_model(model), model.method, np.array([50.0])).verdict is Verdict.INSUFFICIENT


def test_types_may_ask_for_a_single_dimension():
    """A dimension that belongs to no axis can be a condition with the anchors of the method."""
    model = build(
        {"q": item("d"), "k": item("e")},
        axes={"x": {"d": 1}},
        types={"old": {"x": "high", "e": "high"}, "young": {"x": "high", "e": "low"}},
    )
    result = assign(compile_model(model), model.method, np.array([90, 90, 60]))
    assert result.type == "old"
    assert result.fit("old").membership == pytest.approx(0.7311, abs=5e-5)


def test_a_descending_axis_is_high_where_its_number_is_small():
    """Anchors 80 / 50 / 20: a score of 30 is high."""
    model = profile_model({"x": (80, 50, 20)}, {"up": {"x": "high"}, "down": {"x": "low"}})
    assert holding_types(compile_model(model), Method().verdict, np.array([[30, 0], [70, 0]])).tolist() == [
        [True, False],
        [False, True],
    ]


def test_stability_is_passed_on_to_each_type():
    """Every fit carries its own share of draws."""
    assert [fit.stability for fit in place(TWO, 90, stability=[0.97, 0.03]).fits] == [0.97, 0.03]
    assert place(TWO, 90).fits[0].stability is None
