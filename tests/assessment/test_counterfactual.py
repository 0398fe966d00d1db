"""The smallest change that would place a case otherwise."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from tests.assessment.models import build, four_items, group, item, one, profile_model, scored
from typology.assessment import counterfactual
from typology.assessment.answers import COLUMNS
from typology.assessment.assignment import holding_types
from typology.assessment.counterfactual import find_counterfactuals
from typology.model.elements import Condition, Method, VerdictMethod

USUAL = (20, 50, 80)
UP_DOWN = {"up": {"a": "high"}, "down": {"a": "low"}}


def found(model, *people):
    kernel, answers, scores = scored(model, group(*people))
    return find_counterfactuals(model, kernel, answers, ~np.isnan(scores.respondent_score), scores.score[0])


def brute_force(model, *people):
    """Return the fewest steps to every outcome, by scoring every combination of moves anew."""
    kernel, _, scores = scored(model, group(*people))
    now = tuple(holding_types(kernel, model.method.verdict, scores.score[0]).tolist())
    reach = [len(model.scale_of(name).options) - 1 for name in kernel.items]
    # Different moves with the same result need to be scored only once; the one with the fewest steps counts.
    by_item = []
    for code, name in enumerate(kernel.items):
        cheapest = {}
        for n in sorted(range(-reach[code], reach[code] + 1), key=abs):
            after = tuple(_moved(model, kernel, person, {code: n}).get(name) for person in people)
            cheapest.setdefault(after, abs(n))
        by_item.append(cheapest)
    fewest_of = {}
    for choice in product(*(cheapest.items() for cheapest in by_item)):
        key = tuple(
            tuple((name, after[r]) for name, (after, _) in zip(kernel.items, choice, strict=True))
            for r in range(len(people))
        )
        fewest_of[key] = sum(steps for _, steps in choice)
    table = pd.DataFrame(
        [row for n, key in enumerate(fewest_of) for r, person in enumerate(key)
         for row in one(dict(person), f"r{r}", case=f"c{n}")], columns=list(COLUMNS),
    )  # fmt: skip
    _, _, all_scores = scored(model, table)
    fewest: dict[tuple[bool, ...], int] = {}
    outcomes = holding_types(kernel, model.method.verdict, all_scores.score)
    for total, holds in zip(fewest_of.values(), map(tuple, outcomes.tolist()), strict=True):
        if holds != now:
            fewest[holds] = min(total, fewest.get(holds, 10**9))
    return {tuple(t for t, on in zip(kernel.types, h, strict=True) if on): n for h, n in fewest.items()}


def _moved(model, kernel, person, steps):
    """Move one person's answers on the options of their scales, as far as these go."""
    after = dict(person)
    for code, count in steps.items():
        name = kernel.items[code]
        if isinstance(person.get(name), str) or name not in person:
            continue
        rungs = sorted(o.value for o in model.scale_of(name).options)
        at = rungs.index(person[name]) + count
        after[name] = rungs[max(0, min(len(rungs) - 1, at))]
    return after


class TestByHand:
    """One axis of four items on 1 to 5."""

    def test_one_step_on_one_item(self):
        """[3, 3, 3, 2] is 43.75; one step adds 6.25 and only reaches 50, two steps pass it."""
        changes = found(four_items(), {"q0": 3, "q1": 3, "q2": 3, "q3": 2})
        reaching, passing = changes
        assert (reaching.steps, reaching.types) == (1, ())
        assert (passing.steps, passing.types, passing.crossed) == (2, ("up",), ("a",))
        assert passing.scores == pytest.approx([56.25, 56.25])

    def test_a_reversed_item_moves_the_other_way(self):
        """[2, 3, 3, 3] with q0 reversed is 56.25: two steps up on q0 alone, or others down."""
        first = found(four_items(reverse=[0]), {"q0": 2, "q1": 3, "q2": 3, "q3": 3})[0]
        assert first.steps == 1
        change = first.changes[0]
        assert change.steps == (1 if change.item == "q0" else -1)

    def test_heavier_items_need_fewer_steps(self):
        """Weights 1, 1, 1, 7: from 25 points, two steps on the heavy item add 35."""
        changes = found(four_items([1, 1, 1, 7]), dict.fromkeys(("q0", "q1", "q2", "q3"), 2))
        up = next(c for c in changes if c.types == ("up",))
        assert [(c.item, c.steps, c.before, c.after) for c in up.changes] == [("q3", 2, 2, 4)]

    def test_missing_answers_cannot_be_moved(self):
        """Only answers that were given; the others weigh more for it."""
        changes = found(four_items(), {"q0": 3, "q1": 2, "q2": "dk", "q3": "na"})
        assert {c.item for change in changes for c in change.changes} <= {"q0", "q1"}

    def test_a_group_moves_together_as_far_as_the_scale_goes(self):
        """Two respondents at 1 and 5 on the only item: a step up moves the first to 2 and leaves the second."""
        model = build({"q": item("d", "one_to_five")}, axes={"a": {"d": 1}}, types=UP_DOWN)
        up = next(c for c in found(model, {"q": 1}, {"q": 5}) if c.types == ("up",))
        assert [(c.steps, c.before, c.after) for c in up.changes] == [(1, 3, 3.5)]
        assert up.scores[0] == 62.5  # (25 + 100) / 2

    def test_at_the_crossover_any_step_counts(self):
        """Exactly 50 holds nowhere; one step up or down gives a type."""
        changes = found(four_items(), dict.fromkeys(("q0", "q1", "q2", "q3"), 3))
        assert {(c.types, c.steps) for c in changes} == {(("up",), 1), (("down",), 1)}

    def test_numbers_step_from_anchor_to_anchor(self):
        """12 members lie between crossover 10 and fully in 30: one step down leads to 10, which is 50 points."""
        model = build({"n": item("d", "number", calibration=(2, 10, 30))}, axes={"a": {"d": 1}}, types=UP_DOWN)
        at_crossover, below = found(model, {"n": 12})
        assert [(c.steps, c.before, c.after) for c in at_crossover.changes] == [(-1, 12, 10)]
        assert [(c.steps, c.after) for c in below.changes] == [(-2, 2)]

    def test_descending_numbers_step_down_to_gain(self):
        """Minutes with anchors 90 / 40 / 10: from 60 two steps down the ladder lead to 10."""
        model = build({"n": item("d", "number", calibration=(90, 40, 10))}, axes={"a": {"d": 1}}, types=UP_DOWN)
        up = next(c for c in found(model, {"n": 60}) if c.types == ("up",))
        assert [(c.steps, c.after) for c in up.changes] == [(-2, 10)]

    def test_an_axis_below_its_own_crossover_only(self):
        """Own anchors count: 45 is above a crossover of 40."""
        changes = found(profile_model({"a": (10, 40, 90)}, UP_DOWN), {"q_a": 45})
        assert {(c.types, c.steps) for c in changes} == {((), 1), (("down",), 2)}

    def test_a_descending_axis(self):
        """Anchors 80 / 50 / 20 on the axis: more points lead out of 'up'."""
        changes = found(profile_model({"a": (80, 50, 20)}, UP_DOWN), {"q_a": 45})
        assert [(c.types, c.steps, c.changes[0].steps) for c in changes] == [((), 1, 1), (("down",), 2, 2)]

    def test_several_sets_may_have_to_cross_together(self):
        """With only the two outer corners as types, the way from one to the other crosses both axes."""
        model = profile_model(
            {"a": USUAL, "b": USUAL}, {"all": {"a": "high", "b": "high"}, "nothing": {"a": "low", "b": "low"}}
        )
        changes = found(model, {"q_a": 60, "q_b": 55})
        assert [(c.types, c.steps, c.crossed) for c in changes] == [((), 1, ("b",)), (("nothing",), 5, ("a", "b"))]

    def test_conditions_that_are_not_core_do_not_have_to_be_met(self):
        """Membership is decided by core conditions alone, so is what would change it."""
        types = {"up": {"a": "high", "b": Condition("high", core=False)}, "down": {"a": "low"}}
        changes = found(profile_model({"a": USUAL, "b": USUAL}, types), {"q_a": 55, "q_b": 10})
        assert {c.item for change in changes for c in change.changes} == {"q_a"}

    def test_what_cannot_be_reached_is_not_named(self):
        """A type on a set of which nothing was answered by those who count stays out."""
        model = build(
            {"q": item("d"), "n": item("e", weight=0)}, axes={"a": {"d": 1}},
            types={"up": {"a": "high"}, "none": {"a": "low"}},
        )  # fmt: skip
        assert all(c.changes[0].item == "q" for c in found(model, {"q": 3, "n": 2}))

    def test_without_an_assignment_there_is_no_counterfactual(self):
        """Too few answers, or no types."""
        assert found(four_items(), {"q0": 3}) == ()
        assert found(build({"q": item("d")}), {"q": 3}) == ()

    def test_other_membership_thresholds_move_the_line(self):
        """With member_above .7311 'up' begins at 60 points: logit .7311 = 1, and 50 + 1 * 30 / 3."""
        method = Method(verdict=VerdictMethod(member_above=1 / (1 + np.exp(-1))))
        model = profile_model({"a": USUAL}, UP_DOWN, method)
        assert [(c.types, c.steps) for c in found(model, {"q_a": 50})] == [(("up",), 3), (("down",), 3)]
        never = replace(model, method=Method(verdict=VerdictMethod(member_above=1.0)))
        assert found(never, {"q_a": 50}) == ()

    def test_changes_that_are_not_small_are_left_out(self):
        """Twenty items at the bottom need more than sixty steps; nothing is gained by naming them."""
        items = {f"q{n}": item("d") for n in range(40)}
        model = build(items, axes={"a": {"d": 1}}, types=UP_DOWN)
        assert found(model, dict.fromkeys(items, 0)) == ()

    def test_an_overlap_can_be_left_by_either_type(self):
        """Two types hold; losing one or the other, or gaining the opposite, are different outcomes."""
        model = profile_model(
            {"a": USUAL, "b": USUAL}, {"wide": {"a": "high"}, "narrow": {"a": "high", "b": "high"}, "low": {"a": "low"}}
        )
        outcomes = {c.types: c.steps for c in found(model, {"q_a": 70, "q_b": 55})}
        assert outcomes == {("wide",): 1, (): 4, ("low",): 5}


def random_model(rng, *, shared):
    """Return a small random model; with ``shared`` axes have dimensions in common."""
    scales = list(rng.permutation(["five", "uneven", "three", "three", "three"]))
    items = {
        f"q{n}": item(
            f"d{n % 3}", scales[n], weight=float(rng.integers(1, 4)), reverse=bool(rng.random() < 0.3)
        )
        for n in range(5)
    }
    d = {f"d{n}": float(rng.integers(1, 4)) for n in range(3)}
    axes = {"a": {"d0": d["d0"], "d1": d["d1"]}, "b": {"d1": 1.0, "d2": d["d2"]} if shared else {"d2": 1.0}}
    sides = ["high", "low", "any"]
    types = {
        f"t{n}": {s: str(rng.choice(sides)) for s in (("a", "b", "d2") if shared else ("a", "b"))} for n in range(4)
    }
    anchors = {"a": (10, float(rng.integers(30, 70)), 90)}
    return build(items, axes=axes, types=types, anchors=anchors)


def random_people(rng, model, count):
    people = []
    for _ in range(count):
        person = {}
        for name in model.items:
            values = [o.value for o in model.scale_of(name).options]
            person[name] = "dk" if rng.random() < 0.1 else float(rng.choice(values))
        people.append(person)
    return people


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_smallest_change_is_what_trying_everything_finds(seed, shared):
    """On small random models the first change is the smallest of all, and each leads where it says it does."""
    rng = np.random.default_rng([seed, shared])
    model = random_model(rng, shared=shared)
    people = random_people(rng, model, 1 + seed % 2)
    expected, changes = brute_force(model, *people), found(model, *people)
    kernel, _, scores = scored(model, group(*people))
    if np.isnan(scores.score[0, kernel.conditioned()]).any():
        expected = {}
    if not expected:
        assert changes == ()
        return
    assert changes[0].steps == min(expected.values())
    # A type can be gained alone, lost alone, or with others; an outcome that is named is never named too dear or cheap.
    for change in changes:
        assert change.steps >= expected[change.types]
        steps = {kernel.items.index(c.item): c.steps for c in change.changes}
        _, _, moved = scored(model, group(*[_moved(model, kernel, person, steps) for person in people]))
        assert change.scores == pytest.approx(moved.score[0], nan_ok=True)
        assert change.steps == sum(abs(c.steps) for c in change.changes)
    gained = {t for types in expected for t in types}
    assert {t for change in changes for t in change.types} <= gained


def test_every_type_that_can_be_reached_is_reached_with_fewest_steps():
    """For each type not held: the fewest steps to any outcome that includes it, on models without shared dimensions."""
    for seed in range(4):
        rng = np.random.default_rng([seed, 99])
        model = random_model(rng, shared=False)
        (person,) = random_people(rng, model, 1)
        expected, changes = brute_force(model, person), found(model, person)
        for type_id in {t for types in expected for t in types} & {t for c in changes for t in c.types}:
            reached = min(c.steps for c in changes if type_id in c.types)
            assert reached == min(n for types, n in expected.items() if type_id in types)


def test_the_solver_gives_up_quietly_where_there_is_no_way():
    """With shared dimensions, a type that asks for opposite ends of the same items is not named."""
    model = build(
        {"q": item("d")}, axes={"a": {"d": 1}, "b": {"d": 1}},
        types={"torn": {"a": "high", "b": "low"}, "up": {"a": "high", "b": "high"}},
    )  # fmt: skip
    assert [(c.types, c.steps) for c in found(model, {"q": 3})] == [((), 1)]
    strict = replace(model, method=Method(verdict=VerdictMethod(member_above=1.0)))
    assert found(strict, {"q": 3}) == ()


def test_the_steps_of_a_solved_change_stay_below_the_limit(monkeypatch):
    """The limit on steps holds for the solver as for the dynamic programme."""
    model = build(
        {"q": item("d"), "r": item("e")}, axes={"a": {"d": 1, "e": 1}, "b": {"e": 1}},
        types={"up": {"a": "high", "b": "high"}, "down": {"a": "low", "b": "low"}},
    )  # fmt: skip
    assert any(c.types == ("up",) and c.steps == 5 for c in found(model, {"q": 0, "r": 0}))
    monkeypatch.setattr(counterfactual, "_MOST_STEPS", 4)
    assert not any(c.types == ("up",) for c in found(model, {"q": 0, "r": 0}))
