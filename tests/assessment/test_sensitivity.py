"""How often the placement stays, by what is varied; and where it would tip."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessment.models import build, group, item, profile_model
from tests.assessment.test_properties import MODEL, PEOPLE
from typology.assessment.assignment import Verdict, holding_types
from typology.assessment.kernel import compile_model
from typology.assessment.reading import read_responses
from typology.assessment.sensitivity import Source, find_tip, sensitivity
from typology.model.elements import Condition, Method, UncertaintyMethod, VerdictMethod

UP_OR_DOWN = {"up": {"a": "high"}, "down": {"a": "low"}}
MANY = 20_000
PAIR = build(
    {"q0": item("d", "percent_steps"), "q1": item("d", "five")}, axes={"a": {"d": 1}}, types=UP_OR_DOWN
)  # fmt: skip
TWO = build(
    {"q": item("e", "percent_steps"), "r": item("f", "percent_steps")}, axes={"a": {"e": 1, "f": 1}}, types=UP_OR_DOWN
)  # fmt: skip


def run(model, source, *people, draws=MANY):
    return sensitivity(model, group(*people), draws=draws).run(source)


@given(PEOPLE)
@settings(deadline=None, max_examples=30)
def test_the_baseline_is_what_stands_everywhere_else(people):
    """Verdict, fits and stability are those of the reading, and the shares of every run make a whole."""
    table = group(*people)
    if table.empty:
        return
    [reading] = read_responses(MODEL, table, draws=40, positions_only=True)
    found = sensitivity(MODEL, table, draws=40)
    assert found.baseline == reading.assignment
    assert found.scores == {s: reading.sets[s].score for s in ("a", "b", "d3")}
    assert found.draws == reading.draws
    for one in found.runs:
        assert sum(one.shares.values()) + one.none == pytest.approx(1)
        assert one.applies or one.stays == 1


def test_what_leads_keeps_its_stability_when_everything_varies():
    """The share of the run with all sources is the stability of the reading; twelve people are resampled."""
    people = [{"q0": v, "q1": 2} for v in range(30, 90, 5)]
    found = sensitivity(PAIR, group(*people))
    assert found.leads == "up"
    assert found.run(Source.ALL).stays == found.baseline.fit("up").stability
    assert [one.source for one in found.runs] == list(Source)
    assert (found.respondents, found.draws, found.seed) == (12, 2000, PAIR.method.uncertainty.seed)


def test_without_missing_answers_guessing_them_changes_nothing():
    """Everything answered: every draw is the score itself."""
    found = run(PAIR, Source.MISSING, {"q0": 55, "q1": 2}, {"q0": 90, "q1": 1})
    assert (found.applies, found.stays, found.none) == (False, 1, 0)
    assert found.shares == {"up": 1, "down": 0}


def test_a_missing_answer_alone_is_guessed_over_its_options():
    """q0 is 60, q1 one of 0, 25, 50, 75, 100: the mean is above 50 for three of the five options."""
    found = run(PAIR, Source.MISSING, {"q0": 60, "q1": "dk"})
    assert found.applies
    assert found.stays == pytest.approx(0.6, abs=0.01)
    assert found.none == 0


def test_anchors_alone_move_by_the_shift_of_the_model():
    """Crossover 53, moved over 48 to 58: a score of 55 is above it in 7 of 10 draws; nothing else may matter."""
    model = profile_model({"a": (20, 53, 80)}, UP_OR_DOWN)
    people = [{"q_a": v} for v in (55, 10, 100)]  # widely apart, and the mean is 55
    assert run(model, Source.ANCHORS, *people).stays == pytest.approx(0.7, abs=0.01)
    assert run(model, Source.ANCHORS, {"q_a": 60}).stays == 1
    assert run(model, Source.ALL, *people).stays < 0.65


def test_weights_alone_vary_over_their_range():
    """40 and 65 with weights w, v from U(.75, 1.25): the mean is above 50 unless 10 w > 15 v, in 1/48 of the draws.

    Only a corner with v below .8333 is left: ∫ (1.25 - 1.5 v) dv from .75 to .8333, divided by .25, is .02083.
    """
    found = run(TWO, Source.WEIGHTS, {"q": 40, "r": 65})
    assert found.applies
    assert found.stays == pytest.approx(1 - 1 / 48, abs=0.004)


def test_who_answered_alone_follows_the_t_distribution():
    """Scores 50, 62.5, 75, 37.5, 62.5: mean 57.5, SD 14.252, n = 5. P(t(4) > -7.5 / 6.374) = .8477."""
    model = build(
        {"q0": item("d", "one_to_five"), "q1": item("d", "one_to_five")}, axes={"a": {"d": 1}}, types=UP_OR_DOWN
    )
    people = [{"q0": a, "q1": b} for a, b in ((3, 3), (3, 4), (4, 4), (2, 3), (4, 3))]
    assert run(model, Source.RESPONDENTS, *people).stays == pytest.approx(0.8477, abs=0.008)


def test_two_people_say_nothing_about_who_else_might_have_answered():
    """Below the number from which there is a band nothing is varied; the run says so."""
    found = run(PAIR, Source.RESPONDENTS, {"q0": 0, "q1": 0}, {"q0": 100, "q1": 4}, draws=50)
    assert not found.applies


def test_a_gap_does_not_matter_where_it_is_not_varied():
    """One answer is missing, so guessing matters; weights and people alone leave the score where the answers put it."""
    people = [{"q0": 60, "q1": "none"}] * 3
    for source in (Source.RESPONDENTS, Source.WEIGHTS):
        found = run(PAIR, source, *people, draws=200)
        assert (found.applies, found.stays) == (False, 1)
    assert run(PAIR, Source.MISSING, *people, draws=200).applies


def test_sources_without_a_range_do_not_apply():
    """A model that takes its weights and anchors for certain."""
    model = replace(PAIR, method=Method(uncertainty=UncertaintyMethod(weight_low=1, weight_high=1, anchor_shift=0)))
    found = sensitivity(model, group({"q0": 60, "q1": 1}), draws=50)
    assert not any(one.applies for one in found.runs)
    assert all(one.stays == 1 for one in found.runs)


def test_types_that_tie_share_the_draw():
    """Two types ask the same: each leads in every draw, and each has half of it."""
    model = replace(PAIR, types=build(
        {"q": item("d")}, axes={"a": {"d": 1}}, types={"up": {"a": "high"}, "too": {"a": "high"}}
    ).types)  # fmt: skip
    found = run(model, Source.ALL, {"q0": 90, "q1": 4}, draws=100)
    assert found.shares == {"up": 0.5, "too": 0.5}
    assert (found.stays, found.none) == (1, 0)


def test_where_no_type_holds_that_is_what_may_stay():
    """Only one corner has a type, the score lies outside: no draw finds one, and none is what stays."""
    model = replace(PAIR, types={"up": PAIR.types["up"]})
    found = sensitivity(model, group({"q0": 10, "q1": 0}), draws=100)
    assert found.leads is None
    assert found.baseline.verdict is Verdict.NONE
    assert all((one.none, one.stays) == (1, 1) for one in found.runs)


def test_too_few_answers_place_nothing_and_vary_nothing():
    """No runs, no scenarios, no tip; but the scores there are."""
    found = sensitivity(PAIR, group({"q0": "dk"}))
    assert found.baseline.verdict is Verdict.INSUFFICIENT
    assert (found.runs, found.scenarios, found.tips_at, found.draws) == ((), (), None, 0)
    assert found.scores == {"a": None}
    assert found.run(Source.ALL) is None


def test_it_is_about_one_group():
    """Two cases at once, or none, are refused."""
    for table in (pd.concat([group({"q0": 1}), group({"q0": 1}, case="other")]), group()):
        with pytest.raises(ValueError, match="one wave of one case"):
            sensitivity(PAIR, table)


def test_the_order_of_people_does_not_matter():
    """The same answers in any order give the same figures."""
    table = group(*({"q0": v, "q1": "dk" if v > 60 else 2} for v in (30, 40, 75, 90)))
    assert sensitivity(PAIR, table, draws=200) == sensitivity(PAIR, table.iloc[::-1], draws=200)


# ------------------------------------------------------------------------------ tipping
def test_it_tips_where_the_nearest_set_passes_its_threshold():
    """Set a at 58 is 8 above its crossover, b at 47 is 3 below: 3 points lower make b high, and "x" holds."""
    model = profile_model(
        {"a": (20, 50, 80), "b": (20, 50, 80)}, {"x": {"a": "high", "b": "high"}, "y": {"a": "high", "b": "low"}}
    )
    tip = find_tip(compile_model(model), model.method, np.array([58.0, 47, 58, 47]))
    assert tip.shift == pytest.approx(-3)
    assert (tip.crossed, tip.types) == (("b",), ("x",))
    assert sensitivity(model, group({"q_a": 60, "q_b": 45})).tips_at.shift == pytest.approx(-5)


def test_on_the_threshold_any_shift_tips_it():
    """At 50 neither holds: the smallest shift downwards makes it high."""
    tip = find_tip(compile_model(PAIR), PAIR.method, np.array([50.0, 50.0]))
    assert (tip.shift, tip.types) == (0, ("up",))


def test_a_side_condition_tips_nothing():
    """Set b only colours the type; the line that counts is that of a, 20 points away."""
    model = profile_model(
        {"a": (20, 50, 80), "b": (20, 50, 80)},
        {"x": {"a": "high", "b": Condition("high", core=False)}, "y": {"a": "low"}},
    )
    tip = find_tip(compile_model(model), model.method, np.array([70.0, 51, 70, 51]))
    assert (tip.shift, tip.crossed, tip.types) == (pytest.approx(20), ("a", "b"), ("y",))


ANCHORS = st.sampled_from([(20, 50, 80), (10, 40, 90), (80, 45, 20), (30, 60, 70)])
CONDITION = st.sampled_from(["high", "low", "any"])


@given(
    anchors=st.tuples(ANCHORS, ANCHORS, ANCHORS),
    corners=st.lists(st.tuples(CONDITION, CONDITION, CONDITION), min_size=1, max_size=4, unique=True),
    scores=st.tuples(*[st.integers(0, 100)] * 3),
    above=st.sampled_from([0.5, 0.6, 0.35]),
)
@settings(deadline=None, max_examples=60)
def test_the_tip_is_the_smallest_shift_there_is(anchors, corners, scores, above):
    """Tried shift by shift in steps of a twentieth of a point: nothing tips before, and just beyond it does."""
    names = ("a", "b", "c")
    types = {f"t{n}": dict(zip(names, corner, strict=True)) for n, corner in enumerate(corners)}
    model = profile_model(
        dict(zip(names, anchors, strict=True)), types, method=Method(verdict=VerdictMethod(member_above=above))
    )
    kernel = compile_model(model)
    profile = np.array([*scores, *scores], dtype=float)

    def holding(shift):
        moved = replace(kernel, set_anchors=kernel.set_anchors + shift)
        return holding_types(moved, model.method.verdict, profile).tolist()

    now = holding(0.0)
    tip = find_tip(kernel, model.method, profile)
    reach = 110.0 if tip is None else abs(tip.shift) - 1e-5
    for size in np.arange(0.05, reach, 0.05 if tip is None or reach < 20 else 0.5):
        assert holding(size) == now
        assert holding(-size) == now
    if tip is not None:
        way = np.sign(tip.shift) or 1.0
        beyond = [holding(tip.shift + w * 1e-5) for w in ((1, -1) if tip.shift == 0 else (way,))]
        assert any(b != now for b in beyond)
        named = [kernel.types[n] for n, on in enumerate(beyond[0] if beyond[0] != now else beyond[-1]) if on]
        assert tip.shift == 0 or list(tip.types) == named
