"""Other weights, thresholds and aggregations: what comes out, and that nothing but the choice is different."""

from dataclasses import replace

import numpy as np
import pytest

from tests.assessment.models import build, group, item, profile_model, scored
from typology.assessment import uncertainty
from typology.assessment.assignment import Verdict
from typology.assessment.scenarios import (
    Choice,
    ScenarioKind,
    put_together,
    shifted,
    try_out,
    usual_choices,
    weighted,
)
from typology.assessment.scoring import score_answers
from typology.assessment.sensitivity import sensitivity
from typology.assessment.uncertainty import draw
from typology.model.elements import Method, UncertaintyMethod

UP_OR_DOWN = {"up": {"a": "high"}, "down": {"a": "low"}}
# Nothing varies by chance but the anchors, and these by a hair: the share of draws is 0 or 1.
NEARLY_STILL = Method(uncertainty=UncertaintyMethod(weight_low=1, weight_high=1, anchor_shift=0.001, band_from=99))
# An axis of two dimensions of one item each, and a third dimension that no axis uses.
TWO = build(
    {"q": item("e", "percent_steps"), "r": item("f", "percent_steps"), "s": item("alone", "percent_steps")},
    axes={"a": {"e": 1, "f": 1}}, types=UP_OR_DOWN,
)  # fmt: skip
STILL = replace(TWO, method=NEARLY_STILL)
GROUP = [
    {"q": 40, "r": 65, "s": 10}, {"q": 55, "r": "dk", "s": 20}, {"q": 30, "r": 80}, {"q": "na", "r": 60},
    {"q": 75, "r": 35}, {"r": 45, "s": "na"},
]  # fmt: skip


def tried(model, people, *choices, draws=400):
    kernel, answers, scores = scored(model, group(*people))
    return kernel, answers, *try_out(model, kernel, answers, scores, choices, draws)


def axis_under(kind, *people, model=STILL):
    kernel, _, scores = scored(model, group(*people))
    _, _, _, [outcome] = tried(model, people, Choice(kind, kernel))
    assert scores.score[0, 1:] == pytest.approx(outcome.profile[1:], nan_ok=True)
    return outcome


def test_a_geometric_axis_makes_up_for_a_low_dimension_in_part():
    """40 and 90: √3600 = 60 instead of 65. 20 and 80: 40 instead of 50. The group: 50 instead of 57.5."""
    assert axis_under(ScenarioKind.GEOMETRIC, {"q": 40, "r": 90}).profile[0] == pytest.approx(60)
    both = axis_under(ScenarioKind.GEOMETRIC, {"q": 40, "r": 90}, {"q": 20, "r": 80})
    assert both.profile[0] == pytest.approx(50)


def test_the_weakest_link_makes_up_for_nothing():
    """40 and 90 is 40; with 20 and 80 the group is at 30. The type is another one then, in every draw."""
    found = axis_under(ScenarioKind.WEAKEST_LINK, {"q": 40, "r": 90}, {"q": 80, "r": 20})
    assert found.profile[0] == pytest.approx(30)
    assert found.stability.tolist() == [0, 1]


def test_a_dimension_nobody_answered_leaves_the_axis_under_every_aggregation():
    """Only f was answered by the one, both by the other: 90 and √3600 = 60 are 75; the lower ones 90 and 40 are 65."""
    people = [{"q": "na", "r": 90}, {"q": 40, "r": 90}]
    assert axis_under(ScenarioKind.GEOMETRIC, *people).profile[0] == pytest.approx(75)
    assert axis_under(ScenarioKind.WEAKEST_LINK, *people).profile[0] == pytest.approx(65)


def test_aggregations_follow_their_weights():
    """Weights 1 and 2 on 8 and 64: (8 · 64²)^(1/3) = 32; mean 136/3. A zero takes the geometric mean to zero."""
    values, weight = np.array([[[8.0]], [[64.0]]]), np.array([[1.0], [2.0]])
    assert put_together(ScenarioKind.GEOMETRIC, values, weight)[0, 0] == pytest.approx(32)
    assert put_together(ScenarioKind.DIMENSION_WEIGHT, values, weight)[0, 0] == pytest.approx(136 / 3)
    assert put_together(ScenarioKind.WEAKEST_LINK, values, weight)[0, 0] == 8
    values[0] = 0
    assert put_together(ScenarioKind.GEOMETRIC, values, weight)[0, 0] == 0
    nothing = np.full((2, 1, 1), np.nan)
    for kind in (ScenarioKind.GEOMETRIC, ScenarioKind.WEAKEST_LINK, ScenarioKind.DIMENSION_WEIGHT):
        assert np.isnan(put_together(kind, nothing, weight)[0, 0])


def test_without_low_dimensions_every_aggregation_is_the_same():
    """Equal dimensions have one mean, whatever it is called; and where axes are single dimensions nothing changes."""
    for kind in (ScenarioKind.GEOMETRIC, ScenarioKind.WEAKEST_LINK):
        assert axis_under(kind, {"q": 70, "r": 70}).profile[0] == pytest.approx(70)
        single = replace(profile_model({"a": (20, 50, 80)}, UP_OR_DOWN), method=NEARLY_STILL)
        assert axis_under(kind, {"q_a": 70}, {"q_a": 10}, model=single).profile[0] == pytest.approx(40)


def test_a_dimension_weighs_twice_or_half():
    """40 and 75 are 57.5. e twice: 155/3 = 51.67; e half: 95/1.5 = 63.33; f twice: 190/3 = 63.33."""
    kernel, _, _ = scored(STILL, group({"q": 40, "r": 75}))
    choices = [weighted(kernel, 0, 2), weighted(kernel, 0, 0.5), weighted(kernel, 1, 2)]
    _, _, _, outcomes = tried(STILL, [{"q": 40, "r": 75}], *choices)
    assert [o.profile[0] for o in outcomes] == pytest.approx([155 / 3, 95 / 1.5, 190 / 3])
    assert [o.profile[1:3].tolist() for o in outcomes] == [[40, 75]] * 3


@pytest.mark.parametrize("people", [GROUP[:1], GROUP[:3], GROUP, GROUP * 2])
def test_a_choice_that_changes_nothing_leads_where_the_draws_lead(people):
    """Weights times 1, thresholds moved by 0: profile and stability to the last digit."""
    kernel, answers, scores = scored(TWO, group(*people))
    choices = [weighted(kernel, 0, 1), shifted(kernel, 0), Choice(ScenarioKind.EQUAL_WEIGHTS, kernel)]
    drawn, outcomes = try_out(TWO, kernel, answers, scores, choices, 300)
    for outcome in outcomes:
        assert np.array_equal(outcome.profile, scores.score[0], equal_nan=True)
        assert np.array_equal(outcome.stability, drawn.stability)


@pytest.mark.parametrize("portion", [uncertainty._MOST_AT_ONCE, 5_000])
@pytest.mark.parametrize("people", [GROUP[:2], GROUP, GROUP * 2])
def test_the_draws_under_another_weight_are_those_of_a_model_with_that_weight(people, portion, monkeypatch):
    """Worked out from the start with the same seed, the other model gives the same shares: only the way is shorter."""
    monkeypatch.setattr(uncertainty, "_MOST_AT_ONCE", portion)
    kernel, answers, scores = scored(TWO, group(*people))
    choices = [weighted(kernel, 0, 4), weighted(kernel, 1, 0.5)]
    drawn, outcomes = try_out(TWO, kernel, answers, scores, choices, 300)
    for choice, outcome in zip(choices, outcomes, strict=True):
        again = score_answers(choice.kernel, TWO.method, answers)
        expected = draw(TWO, choice.kernel, answers, ~np.isnan(again.respondent_score), draws=300)
        assert np.allclose(outcome.profile, again.score[0], equal_nan=True)
        assert outcome.stability == pytest.approx(expected.stability)
    plain = draw(TWO, kernel, answers, ~np.isnan(scores.respondent_score), draws=300)
    assert np.array_equal(drawn.scores, plain.scores, equal_nan=True)


def test_equal_weights_are_tried_on_items_and_dimensions():
    """Items 3 to 1 in e: 20 and 80 are 35, unweighted 50. Axis of e (3) and f (1), f = 90: 48.75, unweighted 70."""
    model = build(
        {"q0": item("e", "percent_steps", weight=3), "q1": item("e", "percent_steps"), "r": item("f", "percent_steps")},
        axes={"a": {"e": 3, "f": 1}}, types=UP_OR_DOWN, method=NEARLY_STILL,
    )  # fmt: skip
    table = group({"q0": 20, "q1": 80, "r": 90})
    found = sensitivity(model, table, draws=50)
    [equal] = [s for s in found.scenarios if s.kind is ScenarioKind.EQUAL_WEIGHTS]
    assert found.scores == pytest.approx({"a": 48.75})
    assert equal.scores == pytest.approx({"a": 70})
    assert (found.baseline.type, equal.assignment.type, equal.same) == ("down", "up", False)
    assert equal.assignment.fit("up").stability == 1


def test_moved_thresholds_move_the_placement_and_not_the_score():
    """A score of 55: with crossovers from 40 to 50 it is high, with 60 low, with 55 nothing holds."""
    model = replace(profile_model({"a": (20, 50, 80)}, UP_OR_DOWN), method=Method())
    found = sensitivity(model, group({"q_a": 55}, {"q_a": 55}), draws=2000)
    moved = {s.amount: s for s in found.scenarios if s.kind is ScenarioKind.THRESHOLDS}
    assert list(moved) == [-10, -5, 5, 10]
    assert [s.scores["a"] for s in moved.values()] == [55] * 4
    assert [s.assignment.type for s in moved.values()][-1] == "down"
    assert [s.same for s in moved.values()] == [True, True, False, False]
    # Crossover 60, moved by up to 5: always above 55. Crossover 55: on both sides alike.
    assert moved[10].assignment.fit("down").stability == 1
    assert moved[5].assignment.fit("up").stability == pytest.approx(0.5, abs=0.04)
    assert moved[5].assignment.verdict is Verdict.NONE


def test_the_usual_choices_follow_the_model():
    """Thresholds by the shift of its method; weights only where an axis mixes dimensions; then the aggregations."""
    kernel, _, _ = scored(TWO, group({"q": 40}))
    assert [(c.kind, c.amount, c.dimension) for c in usual_choices(TWO, kernel)] == [
        (ScenarioKind.THRESHOLDS, -10, None), (ScenarioKind.THRESHOLDS, -5, None),
        (ScenarioKind.THRESHOLDS, 5, None), (ScenarioKind.THRESHOLDS, 10, None),
        (ScenarioKind.EQUAL_WEIGHTS, 0, None),
        (ScenarioKind.DIMENSION_WEIGHT, 0.5, "e"), (ScenarioKind.DIMENSION_WEIGHT, 2, "e"),
        (ScenarioKind.DIMENSION_WEIGHT, 0.5, "f"), (ScenarioKind.DIMENSION_WEIGHT, 2, "f"),
        (ScenarioKind.GEOMETRIC, 0, None), (ScenarioKind.WEAKEST_LINK, 0, None),
    ]  # fmt: skip
    fixed = replace(TWO, method=Method(uncertainty=UncertaintyMethod(anchor_shift=0)))
    assert usual_choices(fixed, kernel)[0].kind is ScenarioKind.EQUAL_WEIGHTS
