"""Two moments of one case: what moved, by how much, and which answers did it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessment.models import build, group, item
from tests.assessment.test_properties import ITEMS, MODEL, PEOPLE, PERSON
from typology.assessment.change import ChangeRefused, DroppedItem, NotCompared, change
from typology.assessment.reading import read_responses
from typology.model.elements import ComparisonMethod, Method

# Two items in steps of five points and equal weight in one dimension, an axis of it alone.
PAIR = build({"q0": item("d", "percent_steps"), "q1": item("d", "percent_steps")}, axes={"a": {"d": 1}})


def changed(model, before, after, **more):
    return change(model, group(*before, wave="then"), group(*after, wave="now"), **more)


def parts_of(found, set_id, name="contribution"):
    return {c.item: getattr(c, name)[set_id] for c in found.items if set_id in c.contribution}


def test_two_items_two_people_one_answer_missing():
    """Worked by hand: the score rises from 45 to 55, five points by other answers and five by other weights.

    Then: Anna 40 and 60 (50), Ben 40 and none (40). q0 weighs (1/2 + 1)/2 = 3/4, q1 1/4. Score 45.
    Now: Anna 40 and 80 (60), Ben 40 and 60 (50). Both weigh 1/2. Score 55, so the middle is 50.
    q0: points 40·3/4 = 30 to 40/2 = 20, weight -1/4: -10 + 50/4 = 2.5; its mean stays at 40: nothing by answers.
    q1: points 60/4 = 15 to 70/2 = 35, weight +1/4: 20 - 50/4 = 7.5; mean 60 to 70 at a weight of 3/8: 3.75 by answers.
    """
    found = changed(PAIR, [{"q0": 40, "q1": 60}, {"q0": 40, "q1": "dk"}], [{"q0": 40, "q1": 80}, {"q0": 40, "q1": 60}])
    for set_id in ("d", "a"):
        moved = found.sets[set_id]
        assert (moved.before.score, moved.after.score, moved.delta) == pytest.approx((45, 55, 10))
        assert (moved.by_answers, moved.by_mix) == pytest.approx((3.75, 6.25))
        assert parts_of(found, set_id) == pytest.approx({"q0": 2.5, "q1": 7.5})
        assert parts_of(found, set_id, "by_answers") == pytest.approx({"q0": 0, "q1": 3.75})
        assert parts_of(found, set_id, "by_mix") == pytest.approx({"q0": 2.5, "q1": 3.75})
    first, second = found.items
    assert (first.before, first.after, first.n_before, first.n_after) == (40, 40, 2, 2)
    assert (second.before, second.after, second.n_before, second.n_after) == (60, 70, 1, 2)


def test_with_the_same_people_and_questions_only_answers_move_a_score():
    """Everybody answers everything twice: an item adds its share times the change of its mean."""
    found = changed(PAIR, [{"q0": 20, "q1": 50}, {"q0": 40, "q1": 50}], [{"q0": 60, "q1": 45}, {"q0": 40, "q1": 45}])
    assert parts_of(found, "d") == pytest.approx({"q0": 10, "q1": -2.5})
    assert found.sets["d"].by_mix == pytest.approx(0)
    assert [c.item for c in found.contributions("d")] == ["q0", "q1"]


def test_an_item_answered_at_one_moment_only_moves_by_its_weight():
    """Nobody has answered q1 before: it adds nothing by other answers, and says that it is new.

    Then q0 = 40 alone (40). Now q0 = 40 and q1 = 80 (60). Middle 50: q0 20 - 40 + 25 = 5, q1 40 - 25 = 15.
    """
    found = changed(PAIR, [{"q0": 40}], [{"q0": 40, "q1": 80}])
    assert parts_of(found, "d") == pytest.approx({"q0": 5, "q1": 15})
    assert parts_of(found, "d", "by_answers") == pytest.approx({"q0": 0, "q1": 0})
    assert [c.only for c in found.items] == [None, "after"]
    assert (found.items[1].before, found.items[1].after) == (None, 80)
    assert changed(PAIR, [{"q0": 40, "q1": 80}], [{"q0": 40}]).items[1].only == "before"


def test_an_axis_is_taken_apart_through_the_weights_of_its_dimensions():
    """Axis of e (weight 1) and f (weight 3): q0 moves e by 20, so the axis by 5; r0 moves f by -8, the axis by -6."""
    model = build(
        {"q0": item("e", "percent_steps"), "r0": item("f", "percent_steps", weight=2),
         "r1": item("f", "percent_steps", weight=3)},
        axes={"a": {"e": 1, "f": 3}},
    )  # fmt: skip
    found = changed(model, [{"q0": 10, "r0": 70, "r1": 50}], [{"q0": 30, "r0": 50, "r1": 50}])
    assert parts_of(found, "a") == pytest.approx({"q0": 5, "r0": -6, "r1": 0})
    assert parts_of(found, "e") == pytest.approx({"q0": 20})
    assert parts_of(found, "f") == pytest.approx({"r0": -8, "r1": 0})
    assert found.sets["a"].delta == pytest.approx(-1)


def test_two_groups_with_bands_can_be_told_apart_or_not():
    """Means 50 and 60, SD 10 each, n = 5: SE 4.472 each, so P = Φ(10 / 6.325) = Φ(1.5811) = .9431: a tie below .95.

    With 65 it is Φ(2.3717) = .9911: they can be told apart. (Φ from tables.)
    """
    spread = (-10, -10, 0, 10, 10)  # variance (4 · 100) / 4 = 100
    groups = [[{"q0": m + s, "q1": m + s} for s in spread] for m in (50, 60, 65)]
    near, far = (changed(PAIR, groups[0], groups[n]).sets["d"] for n in (1, 2))
    assert near.p == pytest.approx(0.9431, abs=1e-4)
    assert near.distinguishable is False
    assert far.p == pytest.approx(0.9911, abs=1e-4)
    assert far.distinguishable is True
    assert changed(PAIR, groups[2], groups[0]).sets["d"].p == pytest.approx(1 - 0.9911, abs=1e-4)
    assert changed(PAIR, groups[0], groups[0]).sets["d"].p == 0.5


def test_too_few_people_for_a_band_have_no_probability():
    """Two people at one of the moments: there is a change, but nobody can say how sure it is."""
    three = [{"q0": v, "q1": v} for v in (40, 50, 60)]
    for before, after in ((three, three[:2]), (three[:2], three)):
        found = changed(PAIR, before, after).sets["d"]
        assert found.delta is not None
        assert found.p is None
        assert found.distinguishable is None
    assert changed(PAIR, three, three).sets["d"].p is not None


def test_a_set_without_a_score_at_one_moment_has_no_change():
    """One of four items answered now is too little: no delta, no contributions, but both readings."""
    model = build({f"q{n}": item("d", "percent_steps") for n in range(4)})
    found = changed(model, [dict.fromkeys(("q0", "q1", "q2", "q3"), 50)], [{"q0": 70}])
    moved = found.sets["d"]
    assert (moved.before.score, moved.after.score) == (50, None)
    assert (moved.delta, moved.p, moved.by_answers, moved.by_mix) == (None, None, None, None)
    assert all(not c.contribution and not c.by_answers and not c.by_mix for c in found.items)
    assert found.contributions("d") == ()


def test_an_item_whose_question_has_changed_is_left_out_of_both_moments():
    """Without q1 the score goes from 20 to 30, whatever was answered to q1; coverage does not miss it."""
    drop = DroppedItem("q1", NotCompared.CHANGED)
    model = replace(PAIR, method=Method(comparison=ComparisonMethod(least_shared_weight=0.5)))
    found = changed(model, [{"q0": 20, "q1": 100}], [{"q0": 30, "q1": "dk"}], dropped=[drop])
    moved = found.sets["d"]
    assert (moved.before.score, moved.after.score) == (20, 30)
    assert (moved.before.coverage, moved.after.coverage, moved.after.low) == (1, 1, 30)
    assert moved.shared_weight == 0.5
    assert [c.item for c in found.items] == ["q0"]
    assert found.dropped == (drop,)
    assert found.shared_weight == 0.5
    assert found.refused is None


def test_too_little_in_common_is_refused():
    """Half of the weight is below the 60 % of the model: no figure at all, but what is missing and how much."""
    drops = [DroppedItem("gone", NotCompared.GONE), DroppedItem("q1", NotCompared.CHANGED)]
    found = changed(PAIR, [{"q0": 20}], [{"q0": 30}], dropped=drops)
    assert found.refused is ChangeRefused.SHARED_WEIGHT
    assert (found.items, dict(found.sets)) == ((), {})
    assert (found.shared_weight, found.needed) == (0.5, 0.6)
    assert [d.item for d in found.dropped] == ["q1", "gone"]
    assert changed(PAIR, [{"q0": 20}], [{"q0": 30}], shared_weight=0.59).refused is ChangeRefused.SHARED_WEIGHT
    assert changed(PAIR, [{"q0": 20}], [{"q0": 30}], shared_weight=0.6).refused is None


def test_the_shared_weight_is_averaged_over_dimensions():
    """One of two items of d is left (weight 3 of 4), all of e: (.75 + 1) / 2 = .875. The axis weighs them 1 to 3."""
    model = build(
        {"q0": item("d", weight=3), "q1": item("d"), "r": item("e")}, axes={"a": {"d": 1, "e": 3}}
    )  # fmt: skip
    found = changed(model, [{"q0": 1, "r": 2}], [{"q0": 3, "r": 2}], dropped=[DroppedItem("q1", NotCompared.NEW)])
    assert found.shared_weight == pytest.approx(0.875)
    shares = {set_id: s.shared_weight for set_id, s in found.sets.items()}
    assert shares == pytest.approx({"d": 0.75, "e": 1, "a": (0.75 + 3) / 4})


def test_a_moment_without_answers_is_refused():
    """There is nothing to compare, and nothing is made up."""
    found = change(PAIR, group(wave="then"), group({"q0": 30}, wave="now"))
    assert found.refused is ChangeRefused.NO_ANSWERS
    assert (found.n_before, found.n_after, found.after) == (0, 1, "now")


@pytest.mark.parametrize("other", [{"case": "another"}, {"perspective": "another"}])
def test_only_the_same_case_and_perspective_are_compared(other):
    """Perspectives are never pooled, and cases are compared elsewhere."""
    with pytest.raises(ValueError, match="same case and the same perspective"):
        change(PAIR, group({"q0": 20}, wave="then"), group({"q0": 20}, wave="now", **other))


def test_a_moment_is_one_group():
    """Two waves in one table are no moment."""
    import pandas as pd

    both = pd.concat([group({"q0": 20}, wave="then"), group({"q0": 20}, wave="now")])
    with pytest.raises(ValueError, match="one wave of one case"):
        change(PAIR, both, group({"q0": 20}, wave="now"))


def test_what_a_questionnaire_did_not_ask_is_not_listed():
    """Nobody was asked q1 at either moment: it did nothing and stands nowhere."""
    tables = [group({"q0": v}, wave=w).assign(questionnaire="form") for v, w in ((20, "then"), (30, "now"))]
    found = change(PAIR, *tables, {"form": ["q0"]})
    assert [c.item for c in found.items] == ["q0"]
    assert found.sets["d"].after.coverage == 1


def test_the_shared_weight_is_that_of_what_was_asked():
    """Of three questions two were asked, and one of them has changed: a half is shared, not two thirds."""
    items = {**{f"q{n}": item("d", "percent_steps") for n in range(3)}, "r": item("e")}
    model = build(items, axes={"a": {"d": 1, "e": 1}})
    tables = [group({"q0": v, "q1": v}, wave=w).assign(questionnaire="form") for v, w in ((20, "then"), (30, "now"))]
    drop = [DroppedItem("q1", NotCompared.CHANGED)]
    found = change(model, *tables, {"form": ["q0", "q1"]}, dropped=drop)
    assert (found.shared_weight, found.refused) == (0.5, ChangeRefused.SHARED_WEIGHT)
    found = change(model, *tables, {"form": ["q0", "q1"]}, dropped=drop, shared_weight=0.7)
    assert {s: moved.shared_weight for s, moved in found.sets.items()} == {"d": 0.5, "a": 0.5, "e": 0.0}
    assert found.sets["a"].delta == pytest.approx(10)


UNTIMED = settings(deadline=None, max_examples=60)


@given(PEOPLE, PEOPLE, st.sets(st.sampled_from(sorted(ITEMS)), max_size=2))
@UNTIMED
def test_contributions_sum_to_the_change_of_every_score(before, after, left_out):
    """To 1e-9 for every dimension and axis, answers and mix apart as well, whatever is missing on either side."""
    if group(*before).empty or group(*after).empty:
        return
    drops = [DroppedItem(name, NotCompared.CHANGED) for name in sorted(left_out)]
    found = changed(MODEL, before, after, dropped=drops, shared_weight=1.0)
    assert set(found.sets) == {*MODEL.axes, *MODEL.dimensions}
    for set_id, moved in found.sets.items():
        parts = [c for c in found.items if set_id in c.contribution]
        if moved.delta is None:
            assert not parts
            continue
        assert abs(sum(c.contribution[set_id] for c in parts) - moved.delta) < 1e-9
        assert abs(sum(c.by_answers[set_id] for c in parts) - moved.by_answers) < 1e-9
        assert abs(moved.by_answers + moved.by_mix - moved.delta) < 1e-9
        for c in parts:
            assert abs(c.by_answers[set_id] + c.by_mix[set_id] - c.contribution[set_id]) < 1e-9


@given(st.lists(PERSON, min_size=1, max_size=4))
@UNTIMED
def test_equal_moments_have_no_change(people):
    """The same answers twice: everything is zero, and the order is a toss-up wherever there is a band."""
    if group(*people).empty:
        return
    found = changed(MODEL, people, people)
    for moved in found.sets.values():
        assert moved.delta in (None, 0)
        assert moved.p in (None, 0.5)
    for c in found.items:
        assert all(abs(v) < 1e-9 for part in (c.contribution, c.by_answers, c.by_mix) for v in part.values())


@given(PEOPLE, PEOPLE)
@UNTIMED
def test_seen_backwards_every_figure_changes_its_sign(before, after):
    """No moment is the better yardstick."""
    if group(*before).empty or group(*after).empty:
        return
    there, back = changed(MODEL, before, after), changed(MODEL, after, before)
    for one, other in zip(there.items, back.items, strict=True):
        for name in ("contribution", "by_answers", "by_mix"):
            mine, theirs = getattr(one, name), getattr(other, name)
            assert mine == pytest.approx({s: -v for s, v in theirs.items()}, abs=1e-9)


@given(PEOPLE)
@settings(deadline=None, max_examples=15)
def test_without_dropped_items_a_moment_reads_as_everywhere_else(people):
    """Scores, bands and bounds are those of the reading."""
    if group(*people).empty:
        return
    [reading] = read_responses(MODEL, group(*people), draws=0, positions_only=True)
    found = changed(MODEL, people, people)
    assert {s: moved.after for s, moved in found.sets.items()} == reading.sets
