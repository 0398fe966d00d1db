"""Which snapshots may stand beside each other, on which items, and why others may not."""

from dataclasses import replace

import pytest

from tests.assessment.models import item
from tests.assessment.snapshots import FIVE, ITEMS, MODEL, asked_otherwise, figures, model, snapshot, take
from typology.assessment.comparison import DroppedItem, Filters, Refusal, compare, fits
from typology.assessment.item_prints import item_print
from typology.assessment.recomputing import recompute
from typology.model.elements import Entry, Method, Page, Questionnaire, Text, Wording
from typology.model.method import ComparisonMethod


def only_refusal(found):
    """The one reason."""
    ((_, refusal),) = found.refused
    return refusal


# ------------------------------------------------------------------------------ the same questions
def test_snapshots_of_one_version_stand_as_they_were_released():
    """All figures are the released ones, in the order given, whatever their size."""
    low, high = snapshot("A", scores={"a": 10}), snapshot("B", scores={"a": 90})
    found = compare(MODEL, [low, high])
    assert found.snapshots == found.released == (low, high)
    assert compare(MODEL, [high, low]).snapshots == (high, low)
    assert (found.basis, found.shared_weight, found.dropped, found.refused) == ("all", 1, (), ())
    assert found.shared_items == ("p", "q", "r", "s", "k", "l")


def test_no_snapshot_and_one_snapshot_are_no_trouble():
    """Nothing to compare, and nothing refused."""
    nothing = compare(MODEL, [])
    assert (nothing.snapshots, nothing.refused, nothing.basis, nothing.shared_weight) == ((), (), "all", 0)
    assert compare(MODEL, [snapshot()]).snapshots == (snapshot(),)


def test_the_very_same_snapshot_counts_once_and_a_case_may_stand_twice():
    """Two waves of one Verbund are two snapshots."""
    old, new = snapshot(wave="2020", year=2020), snapshot(wave="2026")
    assert compare(MODEL, [old, new, replace(old)]).snapshots == (old, new)


def test_a_version_that_only_mends_words_elsewhere_changes_nothing():
    """Another version with the same questions and the same reckoning: figures stay as released."""
    later = replace(MODEL, info=replace(MODEL.info, version="1.1"))
    found = compare(later, [snapshot("A"), snapshot("B", of=later)])
    assert (found.basis, found.snapshots[0].model_version) == ("all", "1.0")


# ------------------------------------------------------------------------------ versions
NEW = asked_otherwise(MODEL, "q")


def test_versions_are_compared_on_what_both_ask_alike():
    """Another wording of q: .5 of d1, all of d2 and of the frame are shared, 5/6. d1 becomes the mean of p, 85."""
    old, new = take(city="A"), take(of=NEW, city="B")
    found = compare(NEW, [old, new])
    assert (found.basis, found.shared_items) == ("shared", ("p", "r", "s", "k", "l"))
    assert found.shared_weight == pytest.approx(5 / 6)
    assert found.dropped == (DroppedItem("q", "changed"),)
    assert [s.sets["d1"].score for s in found.snapshots] == [85, 85]
    assert [s.sets["d1"].score for s in found.released] == [pytest.approx(72.5)] * 2
    assert found.snapshots == tuple(recompute(NEW, s, found.shared_items) for s in found.released)
    assert [s.model_version for s in found.snapshots] == ["2.0", "2.0"]


def test_an_item_that_is_gone_is_named_as_absent():
    """The model asks p, r, s, k, l: all of its weight is shared, but of six items asked then only five."""
    fewer = replace(model({i: one for i, one in ITEMS.items() if i != "q"}, version="2.0"))
    found = compare(fewer, [snapshot("A"), snapshot("B", of=fewer)])
    assert found.shared_weight == pytest.approx(5 / 6)
    assert found.dropped == (DroppedItem("q", "absent"),)


def test_an_item_that_is_new_is_left_out_of_both():
    """A third item in d1: two thirds of d1 are shared."""
    more = model({**ITEMS, "new": item("d1")}, version="2.0")
    found = compare(more, [snapshot("A"), snapshot("B", of=more)])
    assert found.shared_weight == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert found.dropped == (DroppedItem("new", "absent"),)


def test_other_weights_alone_leave_all_items_in():
    """Nothing is dropped, but figures are worked out with the weights of today: (3 · 80 + 40) / 4 = 70."""
    heavier = model({**ITEMS, "p": item("d1", weight=3)}, version="2.0")
    found = compare(heavier, [snapshot("A", means={"p": 80, "q": 40})])
    assert (found.basis, found.shared_weight, found.dropped) == ("shared", 1, ())
    assert found.snapshots[0].sets["d1"].score == 70


def test_below_the_shared_weight_of_the_model_a_version_is_refused():
    """p, q and r read otherwise: 0 of d1, half of d2, the frame: .5, and .6 is needed."""
    otherwise = asked_otherwise(MODEL, "p", "q", "r")
    new = snapshot("B", of=otherwise)
    found = compare(otherwise, [snapshot("A"), new], own=new)
    assert found.snapshots == (new,)
    assert only_refusal(found) == Refusal("model", {"shared": pytest.approx(0.5), "needed": 0.6})


def test_exactly_the_shared_weight_is_enough():
    """5/6 are shared, and a crumb more than 5/6 is asked for: that is rounding."""
    crumb = replace(NEW, method=Method(comparison=ComparisonMethod(least_shared_weight=5 / 6 + 1e-12)))
    assert len(compare(crumb, [snapshot("A"), snapshot("B", of=NEW)]).snapshots) == 2


def test_the_limit_is_the_one_of_the_model():
    """With .9 the same two versions are not compared any more."""
    strict = replace(NEW, method=Method(comparison=ComparisonMethod(least_shared_weight=0.9)))
    found = compare(strict, [snapshot("A"), snapshot("B", of=strict), snapshot("C", of=strict)])
    assert only_refusal(found) == Refusal("model", {"shared": pytest.approx(5 / 6), "needed": 0.9})


def test_old_snapshots_alone_are_not_shown_under_a_question_they_never_heard():
    """Both were asked the old q; under the model of today it is left out."""
    found = compare(NEW, [snapshot("A"), snapshot("B")])
    assert (found.basis, found.dropped) == ("shared", (DroppedItem("q", "changed"),))


def test_those_asked_like_ones_own_come_first_and_else_the_many():
    """Old ones share p, q alone with the model, new ones r, s: both cannot stand together with a limit of .6."""
    new = asked_otherwise(MODEL, "p", "q", "r")
    old = [snapshot("A"), snapshot("B")]
    one = snapshot("C", of=new)
    assert [s.case for s in compare(MODEL, [one, *old]).released] == ["A", "B"]
    assert [s.case for s in compare(new, [one, *old], own=one).released] == ["C"]
    assert compare(new, [one, *old], own=one).refused[0][1].details["shared"] == pytest.approx(0.5)


def test_ones_own_version_comes_before_that_of_the_many():
    """Each shares 5/6 with today and 4/6 with the other; .7 is needed. Two were asked the first, we the second."""
    strict = replace(MODEL, method=Method(comparison=ComparisonMethod(least_shared_weight=0.7)))
    first, second = asked_otherwise(MODEL, "q", version="0.1"), asked_otherwise(MODEL, "s", version="0.2")
    own = snapshot("C", of=second)
    given = [snapshot("A", of=first), snapshot("B", of=first), own]
    assert [s.case for s in compare(strict, given).released] == ["A", "B"]
    assert [s.case for s in compare(strict, given, own=own).released] == ["C"]


def test_ones_own_words_count_where_a_question_is_put_in_several_today():
    """A form asks p, q, r and s in other words than the model. We were asked by the form, two others were not."""
    other = asked_otherwise(MODEL, "p", "q", "r", "s", version="1.0")
    own = snapshot("C", of=other)
    given = [snapshot("A"), snapshot("B"), own]
    assert [s.case for s in compare(MODEL, given).released] == ["A", "B"]
    assert [s.case for s in compare(MODEL, given, own=own).released] == ["C"]


def test_every_pair_of_versions_has_to_share_enough():
    """Each of two old versions shares 5/6 with today, both together 4/6: with .7 only the larger group stays."""
    strict = Method(comparison=ComparisonMethod(least_shared_weight=0.7))
    first, second = asked_otherwise(MODEL, "q", version="0.1"), asked_otherwise(MODEL, "s", version="0.2")
    given = [snapshot("A", of=first), snapshot("B", of=second), snapshot("C"), snapshot("D")]
    found = compare(replace(MODEL, method=strict), given)
    assert [s.case for s in found.released] == ["A", "C", "D"]
    assert only_refusal(found).details["shared"] == pytest.approx(4 / 6)
    loose = compare(MODEL, given)
    assert [d.item for d in loose.dropped] == ["q", "s"]
    assert loose.shared_weight == pytest.approx(4 / 6)


def test_short_and_full_questionnaires_are_versions_as_well():
    """Asked p, r and k alone: half of each dimension is shared, which is too little."""
    full, short = snapshot("A"), snapshot("B")
    short = replace(short, items={i: short.items[i] for i in ("p", "r", "k")})
    assert only_refusal(compare(MODEL, [full, short], own=full)).details["shared"] == pytest.approx(0.5)
    alone = compare(MODEL, [short, replace(short, case="C")])
    assert (alone.basis, alone.shared_items) == ("all", ("p", "r", "k"))


def test_an_item_without_figures_was_asked_all_the_same():
    """Too few answered q in one Verbund: that is no other questionnaire."""
    people = [FIVE[0] | {"q": "dk"}, *FIVE[1:]]
    assert compare(MODEL, [take(people, city="A"), take(city="B")]).basis == "all"


def test_questions_may_be_put_in_the_words_of_a_questionnaire():
    """The old version asked q in the words of the form that is still in use; without the form nobody could know."""
    form = Questionnaire("f", "1", "tests", Text("f"), Text("f"), ("p",),
                         (Page("x", (Entry("q", wording=Wording(Text("Anders"))),)),))  # fmt: skip
    old = snapshot("A", model_version="0.9")
    old = replace(old, items={
        **old.items, "q": replace(old.items["q"], print=item_print(MODEL, "q", "p", form)),
    })  # fmt: skip
    assert compare(MODEL, [old], questionnaires=[form]).basis == "all"
    assert compare(MODEL, [old]).dropped == (DroppedItem("q", "changed"),)


# ------------------------------------------------------------------------------ refusals of single snapshots
@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"model": "another"}, Refusal("model", {"model": "another", "expected": "tests"})),
        ({"voices": 3}, Refusal("voices", {"voices": 3, "needed": 5, "missing": 2})),
        ({"voice": "statement", "voices": 4}, Refusal("voices", {"voices": 4, "most": 3})),
        ({"voice": "statement", "voices": 0}, Refusal("voices", {"voices": 0, "needed": 1, "missing": 1})),
        ({"perspective": "other"}, Refusal("perspective", {"perspective": "other", "needed": "p"})),
        ({"wave_kind": "past"}, Refusal("kind", {"kind": "past", "needed": "now"})),
        ({"wave_kind": "goal"}, Refusal("kind", {"kind": "goal", "needed": "now"})),
    ],
)
def test_a_snapshot_that_does_not_go_with_the_others_is_refused_with_the_reason(other, refusal):
    """Everything the sentence needs stands beside the reason."""
    chosen, refused = snapshot("A"), snapshot("B", **other)
    found = compare(MODEL, [chosen, refused])
    assert found.snapshots == (chosen,)
    assert found.refused == ((refused, refusal),)


def test_too_little_coverage_is_refused_and_exactly_enough_is_not():
    """The mean over the dimensions: (1 + .3 + .19) / 3 = .4967 is refused, (1 + .3 + .2) / 3 but for a crumb is not."""
    def covered(last):
        parts = {"d1": 1.0, "d2": 0.3, "frame": last}
        return {d: replace(figures(50), coverage=share) for d, share in parts.items()}

    found = compare(MODEL, [snapshot("A"), snapshot("B", sets=covered(0.19)), snapshot("C", sets=covered(0.2 - 1e-12))])
    assert [s.case for s in found.snapshots] == ["A", "C"]
    assert only_refusal(found) == Refusal("coverage", {"coverage": pytest.approx(1.49 / 3), "needed": 0.5})


def test_a_snapshot_without_any_score_is_refused():
    """There is nothing of it to show."""
    nothing = {s: replace(figures(None), coverage=1.0) for s in ("a", "b", "d1", "d2", "frame")}
    assert only_refusal(compare(MODEL, [snapshot("A"), snapshot("B", sets=nothing)])) == Refusal("nothing")


def test_statements_stand_beside_groups_of_the_same_perspective():
    """As such: the figures of a statement have no band."""
    found = compare(MODEL, [snapshot("A"), snapshot("B", voice="statement", voices=1)])
    assert [s.voice for s in found.snapshots] == ["group", "statement"]


def test_the_chosen_one_is_the_first_that_may_be_compared_at_all():
    """A first snapshot of too few people does not decide what the others have to be."""
    found = compare(MODEL, [snapshot("A", voices=2, perspective="other"), snapshot("B"), snapshot("C")])
    assert [s.case for s in found.snapshots] == ["B", "C"]


def test_kinds_of_waves_are_mixed_for_ones_own_verbund_alone():
    """Our goal and our past may stand beside our present; the goal of others beside our present would mislead."""
    own = snapshot("A")
    ours = [replace(own, wave="Ziel", wave_kind="goal"), replace(own, wave="Anfang", wave_kind="past")]
    others = [snapshot("B", wave_kind="goal"), snapshot("A", "Anderswo", wave_kind="past"), snapshot("C")]
    found = compare(MODEL, [own, *ours, *others], own=own)
    assert [s.case + " " + s.wave_kind for s in found.snapshots] == ["A now", "A goal", "A past", "C now"]
    assert [r.reason for _, r in found.refused] == ["kind", "kind"]
    assert len(compare(MODEL, [own, *ours]).snapshots) == 1


def test_goals_may_be_compared_with_goals():
    """The kind of the chosen one counts."""
    own = snapshot("A", wave_kind="goal")
    found = compare(MODEL, [snapshot("B"), snapshot("C", wave_kind="goal")], own=own)
    assert [s.case for s in found.snapshots] == ["A", "C"]


def test_ones_own_snapshot_comes_first_if_it_is_not_among_the_others():
    """And it decides the perspective even then."""
    own = snapshot("A", perspective="other")
    found = compare(MODEL, [snapshot("B"), snapshot("C", perspective="other")], own=own)
    assert [s.case for s in found.snapshots] == ["A", "C"]


def test_perspectives_stand_beside_each_other_only_on_request():
    """Then the questions have to be the same ones: q is put otherwise to the other perspective."""
    changed = asked_otherwise(MODEL, "q", version="1.0")
    mixed = [snapshot("A"), snapshot("A", perspective="other", of=changed, model_version="1.0")]
    assert only_refusal(compare(MODEL, mixed)).reason == "perspective"
    found = compare(MODEL, mixed, perspective_mixed_ok=True)
    assert (len(found.snapshots), found.dropped) == (2, (DroppedItem("q", "changed"),))


# ------------------------------------------------------------------------------ filters
@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (Filters(), True),
        (Filters(size=(100_000, None)), True),
        (Filters(size=(100_001, None)), False),
        (Filters(size=(None, 100_000)), False),
        (Filters(size=(None, 100_001)), True),
        (Filters(lands=frozenset({"XY"})), True),
        (Filters(lands=frozenset({"", "ZZ"})), False),
        (Filters(phases=frozenset({"one", "two"})), True),
        (Filters(phases=frozenset({"two"})), False),
        (Filters(types=frozenset({"hl"})), True),
        (Filters(types=frozenset({"ll"})), False),
        (Filters(perspective="p", wave_kind="now"), True),
        (Filters(perspective="other"), False),
        (Filters(wave_kind="goal"), False),
    ],
)
def test_a_filter_leaves_in_what_fits_all_of_it(filters, passes):
    """A limit from below is included, one from above is not; a mixed Verbund fits both its types."""
    one = snapshot(population=100_000, land="XY", phase="one", verdict="Mischtyp", type="hh", second_type="hl")
    assert fits(one, filters) is passes


def test_an_unknown_size_fits_no_limit_and_a_verbund_without_type_no_type():
    """Nobody is guessed into a group."""
    unknown = snapshot(population=None, verdict="kein klarer Typ", type="hh")
    assert fits(unknown, Filters())
    assert not fits(unknown, Filters(size=(None, 10)))
    assert not fits(unknown, Filters(types=frozenset({"hh"})))
