"""Snapshots worked out anew from the means of their items."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessment.models import item
from tests.assessment.snapshots import FIVE, ITEMS, MODEL, model, snapshot, take
from typology.assessment.recomputing import recompute, recompute_all
from typology.assessment.snapshot import ItemFigures, SetFigures, WithheldItem

ALL = tuple(MODEL.items)


def test_a_dimension_is_the_weighted_mean_of_its_items():
    """Weights 3 and 1: (3 · 80 + 40) / 4 = 70; an axis of d1 and d2 with weights 1 and 3: (70 + 3 · 30) / 4 = 40."""
    of = model({**ITEMS, "p": item("d1", weight=3)})
    axis = replace(of.axes["a"], parts=(*of.axes["a"].parts, replace(of.axes["a"].parts[0], dimension="d2", weight=3)))
    of = replace(of, axes={**of.axes, "a": axis})
    found = recompute(of, snapshot(of=of, means={"p": 80, "q": 40, "r": 20, "s": 40}), ALL)
    assert (found.sets["d1"].score, found.sets["d2"].score, found.sets["a"].score) == (70, 30, 40)
    assert found.placements["plane"] == (50, 30)
    assert list(found.sets) == ["a", "b", "d1", "d2", "frame"]


def test_the_error_of_a_mean_is_at_most_the_mean_of_the_errors():
    """Spreads 10 and 30 of five people, errors 4.472 and 13.416: mean 8.944, a spread of 20, and t(4) = 2.7764."""
    one = snapshot(means={"p": 60, "q": 40})
    one = replace(one, items={**one.items, "q": replace(one.items["q"], spread=30.0)})
    d1 = recompute(MODEL, one, ALL).sets["d1"]
    assert (d1.error, d1.spread) == (pytest.approx(8.9443, abs=1e-4), pytest.approx(20))
    assert (d1.band_low, d1.band_high) == (pytest.approx(25.167, abs=1e-3), pytest.approx(74.833, abs=1e-3))


def test_the_fewest_people_of_an_item_are_the_people_of_the_set():
    """Seven answered p and five q, both with spread 14: errors 5.2915 and 6.2610, mean 5.7763, times sqrt(5)."""
    one = snapshot(n=7)
    one = replace(one, items={
        **one.items, "p": replace(one.items["p"], spread=14.0), "q": ItemFigures(50, 5, 14.0, 7, "x"),
    })  # fmt: skip
    d1 = recompute(MODEL, one, ALL).sets["d1"]
    assert (d1.n, d1.error) == (5, pytest.approx(5.7763, abs=1e-4))
    assert d1.coverage == pytest.approx((1 + 5 / 7) / 2)
    # p: 50; q: 50 · 5/7, missing answers at 0 and at 100
    assert (d1.low, d1.high) == (pytest.approx(42.857, abs=1e-3), pytest.approx(57.143, abs=1e-3))


def test_only_the_items_given_count():
    """Without q, d1 is p; q is gone from the snapshot, and an item the model does not know is passed over."""
    found = recompute(MODEL, snapshot(means={"p": 80, "q": 40}, frame={"k": 50, "l": 50}), ["p", "r", "k", "unknown"])
    assert found.sets["d1"].score == 80
    assert list(found.items) == ["p", "r", "k"]
    assert found.frame == {"k": 50}


def test_a_withheld_item_counts_as_unanswered_if_it_applies():
    """Half of d1 is missing: coverage .5 and a score; if nobody had to answer it, coverage is 1."""
    one = snapshot(means={"p": 80})
    items = {i: f for i, f in one.items.items() if i != "q"}
    applies = recompute(MODEL, replace(one, items=items, withheld={"q": WithheldItem(True, "x")}), ALL)
    assert (applies.sets["d1"].coverage, applies.sets["d1"].score, applies.sets["d1"].low) == (0.5, 80, 40)
    assert applies.sets["d1"].high == 90
    assert applies.withheld == {"q": WithheldItem(True, "x")}
    nobody = recompute(MODEL, replace(one, items=items, withheld={"q": WithheldItem(False, "x")}), ALL)
    assert (nobody.sets["d1"].coverage, nobody.sets["d1"].low) == (1, 80)


def test_below_the_coverage_of_the_model_there_is_no_score():
    """Two of three items of d1 are withheld: a third."""
    of = model({**ITEMS, "t": item("d1")})
    one = snapshot(of=of)
    gone = dict.fromkeys("qt", WithheldItem(True, "x"))
    items = {i: f for i, f in one.items.items() if i not in gone}
    found = recompute(of, replace(one, items=items, withheld=gone), of.items)
    d1 = found.sets["d1"]
    assert (d1.score, d1.band_low, d1.spread, d1.n) == (None, None, None, 5)
    assert d1.coverage == pytest.approx(1 / 3)
    assert (found.verdict, found.type, found.memberships) == ("zu wenig Antworten", None, {})


def test_a_dimension_nobody_was_asked_about_is_empty():
    """No item of d2 is shared: no coverage, no bounds, no one."""
    found = recompute(MODEL, snapshot(), ["p", "q"])
    assert found.sets["d2"] == SetFigures(None, None, None, None, None, None, 0, None)
    assert found.sets["b"].score is None
    assert found.sets["a"].score == 50


def test_a_verdict_is_at_most_a_tendency():
    """The profile is placed clearly, but nothing is known about how stable that is: a and b at 87.5 and 12.5."""
    found = recompute(MODEL, snapshot(means={"p": 90, "q": 90, "r": 10, "s": 10}, type="lh"), ALL)
    assert (found.verdict, found.type, found.second_type) == ("Tendenz", "hl", None)
    # m(90) = 1 / (1 + e^-4)
    assert found.memberships["hl"] == pytest.approx(0.98201, abs=1e-5)
    none = recompute(MODEL, snapshot(means=dict.fromkeys("pqrs", 50)), ALL)
    assert none.verdict == "kein klarer Typ"


def test_a_statement_gets_no_band():
    """Neither before nor after."""
    found = recompute(MODEL, take(FIVE[:2], voice="statement", office="Amt"), ALL)
    d1 = found.sets["d1"]
    assert (d1.score, d1.spread, d1.band_low, d1.band_high, d1.n) == (87.5, None, None, None, 2)


def test_one_unknown_error_makes_that_of_the_set_unknown():
    """P without a spread, from somewhere else: d1 and its axis have no band, d2 has one."""
    one = snapshot()
    sets = recompute(MODEL, replace(one, items={**one.items, "p": replace(one.items["p"], spread=None)}), ALL).sets
    assert [sets[s].band_low is None for s in ("d1", "a", "d2", "b")] == [True, True, False, False]
    assert sets["d1"].spread is None


def test_a_phase_stays_if_the_model_still_has_it():
    """Its rules need single answers, which a snapshot does not hold."""
    of = model(phases={"start": None})
    assert recompute(of, snapshot(phase="start"), ALL).phase == "start"
    assert recompute(of, snapshot(phase="old"), ALL).phase is None


def test_many_are_worked_out_like_each_alone():
    """And none is no trouble."""
    several = [snapshot(means={"p": m}) for m in (10, 50, 95)]
    assert recompute_all(MODEL, several, ALL) == tuple(recompute(MODEL, one, ALL) for one in several)
    assert recompute_all(MODEL, [], ALL) == ()


answers = st.lists(
    st.fixed_dictionaries({i: st.integers(0, 4) for i in ITEMS}), min_size=5, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(people=answers)
def test_where_everybody_answered_everything_only_the_steps_make_a_difference(people):
    """Means of five or more people are at most five points off, so the mean over items is; errors only grow."""
    taken = take(people)
    anew = recompute(MODEL, taken, ALL)
    for set_id, one in taken.sets.items():
        other = anew.sets[set_id]
        assert other.score == pytest.approx(one.score, abs=12.5 + 1e-9)
        assert other.low <= other.score <= other.high
        if one.spread is not None and not math.isclose(one.spread, 25 / math.sqrt(12) * math.sqrt(one.n)):
            assert other.spread >= one.spread - 1e-9
