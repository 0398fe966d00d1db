"""Verbünde like ours, and who has what we look for."""

from dataclasses import replace

import numpy as np
import pytest

from tests.assessment.models import item
from tests.assessment.snapshots import MODEL, dimension, figures, model, snapshot
from typology.assessment.nearest import Help, Neighbour, nearest, profile_table, stronger_where

OWN = snapshot("Eigener", "Eigenstadt", scores={"d1": 20, "d2": 60})


def near(*others, own=OWN, of=MODEL, most=5):
    return nearest(of, own, profile_table(of, others), most)


def helped(*others, own=OWN, of=MODEL):
    return stronger_where(of, own, profile_table(of, others))


# ------------------------------------------------------------------------------ the table
def test_a_table_holds_scores_errors_and_memberships():
    """SD 10 of five people: 4.4721; m(80) = .9526 on anchors 20, 50, 80; the frame describes nobody's profile."""
    table = profile_table(MODEL, [snapshot(scores={"d1": 80}), snapshot(voice="statement", voices=1)])
    assert table.sets == ("a", "b", "d1", "d2", "frame")
    assert table.score[0].tolist() == [50, 50, 80, 50, 50]
    assert table.error[0, 2] == pytest.approx(4.4721, abs=1e-4)
    assert np.isnan(table.error[1]).all()
    assert table.membership[0, 2] == pytest.approx(0.95257, abs=1e-5)
    assert table.typed.tolist() == [False, False, True, True, False]


def test_an_empty_table_finds_nobody():
    """No trouble either."""
    assert profile_table(MODEL, []).score.shape == (0, 5)
    assert near() == helped() == ()


# ------------------------------------------------------------------------------ nearest
def test_the_nearest_profiles_by_hand():
    """d1 and d2 differ by 10 and 20 (.15), by 30 and 0 (.15: Aa before Bb), by 5 and 5 (.05)."""
    others = [
        snapshot("X", "Bb", scores={"d1": 30, "d2": 80}), snapshot("Y", "Aa", scores={"d1": 50, "d2": 60}),
        snapshot("Z", "Zz", scores={"d1": 25, "d2": 55}),
    ]  # fmt: skip
    both = ("d1", "d2")
    assert near(*others) == (Neighbour(2, 0.05, both), Neighbour(1, 0.15, both), Neighbour(0, 0.15, both))
    assert near(*others, most=1) == (Neighbour(2, 0.05, both),)
    assert near(*others, most=0) == ()


def test_a_rounding_crumb_does_not_decide():
    """.1 + .2 against .3: as near as each other, so from A to Z."""
    others = [snapshot("X", "Bb", scores={"d1": 20.3, "d2": 60}), snapshot("Y", "Aa", scores={"d1": 20.1, "d2": 60.2})]
    assert [n.index for n in near(*others)] == [1, 0]


def test_axes_gates_and_the_frame_make_nobody_alike():
    """Only what describes the Verbund itself and is typed counts."""
    far = snapshot("X", scores={"d1": 20, "d2": 60, "a": 100, "b": 0, "frame": 100})
    assert near(far)[0].distance == 0
    gated = replace(MODEL, dimensions={**MODEL.dimensions, "d2": dimension("d2", role="gate")})
    assert near(snapshot("X", scores={"d1": 30, "d2": 0}), of=gated) == (Neighbour(0, 0.1, ("d1",)),)


def test_only_dimensions_both_have_count_and_both_need_enough_of_them():
    """Five dimensions: three in common are .6 and enough, two are not."""
    five = model({**{f"i{n}": item(f"e{n}") for n in range(5)}, **{i: item("d1") for i in "p"}, "r": item("d2"),
                  "k": item("frame")})  # fmt: skip
    names = [d for d in five.dimensions if d.startswith("e")]
    five = replace(five, dimensions={
        d: one if d in names or d == "frame" else replace(one, role="gate") for d, one in five.dimensions.items()
    })  # fmt: skip

    def having(count, case):
        one = snapshot(case, of=five)
        return replace(one, sets={s: f if s in names[:count] else figures(None) for s, f in one.sets.items()})

    own = snapshot("Eigener", of=five)
    found = near(having(2, "two"), having(3, "three"), own=own, of=five)
    assert found == (Neighbour(1, 0.0, ("e0", "e1", "e2")),)
    assert near(own, having(5, "all"), own=having(2, "few"), of=five) == ()


def test_ones_own_verbund_other_perspectives_and_other_kinds_of_waves_are_left_out():
    """Neither our own year before, nor a goal, nor the view of the city; another Verbund of the same name counts."""
    others = [
        replace(OWN, wave="2020"), replace(OWN, case="X", perspective="other"),
        replace(OWN, case="Y", wave_kind="goal"), replace(OWN, city="Anderstadt"),
    ]  # fmt: skip
    assert [n.index for n in near(*others)] == [3]


def test_a_verbund_is_found_once_with_its_nearest_wave():
    """Five waves of one Verbund would fill the list."""
    waves = [snapshot("X", wave=str(n), scores={"d1": 20 + n, "d2": 60}) for n in (5, 2, 9)]
    assert [n.index for n in near(*waves, snapshot("Y", scores={"d1": 90, "d2": 60}))] == [1, 3]


def test_scores_nobody_has_make_no_neighbours():
    """Not a number is never near."""
    nothing = {"d1": None, "d2": None}
    assert near(snapshot("X", scores=nothing)) == ()
    assert near(snapshot("X"), own=snapshot("E", scores=nothing)) == ()


# ------------------------------------------------------------------------------ stronger where
def test_who_is_high_where_we_are_low_from_a_to_z():
    """d1: ours 20. Others at 80 and 95 are high, at 50 undecided. d2 of ours (60, m .73) is neither low nor undecided.

    60 points in 6.3246 (two errors of 4.4721) are nine and a half errors.
    """
    others = [
        snapshot("X", "Zell", scores={"d1": 95}), snapshot("Y", "Mitte", scores={"d1": 50, "d2": 99}),
        snapshot("Z", "Ähren", scores={"d1": 80}),
    ]  # fmt: skip
    assert helped(*others) == (Help("d1", 2, pytest.approx(1)), Help("d1", 0, pytest.approx(1)))


def test_dimensions_stand_in_the_order_of_the_model():
    """Not by how many can help or how much."""
    own = snapshot("Eigener", "Eigenstadt", scores={"d1": 40, "d2": 10})
    others = [snapshot("X", "Aa", scores={"d2": 90}), snapshot("Y", "Zz", scores={"d1": 80})]
    assert [(h.dimension, h.index) for h in helped(*others, own=own)] == [("d1", 1), ("d2", 0)]


@pytest.mark.parametrize(("ours", "counts"), [(52.007, False), (52.006, True), (50, True), (20, True), (60, False)])
def test_undecided_counts_as_something_to_look_for(ours, counts):
    """A membership of .55 lies at 50 + 30/3 · ln(.55 / .45) = 52.0067: from there on it is high."""
    own = snapshot("Eigener", "Eigenstadt", scores={"d1": ours, "d2": 90})
    assert bool(helped(snapshot("X", scores={"d1": 95}), own=own)) is counts


@pytest.mark.parametrize(
    ("theirs", "spread", "counts"), [(60, 10, True), (60, 30, False), (52, 1, False), (53, 1, True)]
)
def test_the_other_has_to_be_high_and_to_be_told_apart(theirs, spread, counts):
    """Ours 45. 60 against 45 with errors of 4.47 is P .991, with 13.4 it is .786; 52 is undecided however sure."""
    own = snapshot("Eigener", "Eigenstadt", scores={"d1": 45, "d2": 90}, spread=spread)
    found = helped(snapshot("X", scores={"d1": theirs}, spread=spread), own=own)
    assert bool(found) is counts
    if found and spread == 10:
        assert found[0].p == pytest.approx(0.99115, abs=1e-5)


def test_statements_neither_ask_nor_help():
    """They have no band."""
    spoken = {"voice": "statement", "voices": 1}
    assert helped(snapshot("X", scores={"d1": 95}, **spoken)) == ()
    assert helped(snapshot("X", scores={"d1": 95}), own=snapshot("E", "E", scores={"d1": 10}, **spoken)) == ()


def test_of_several_waves_the_latest_counts():
    """Somebody who was high in 2010 and is not in 2026 is not named; an unknown year comes before all others."""
    old, new = (snapshot("X", wave=str(y), year=y, scores={"d1": s}) for y, s in ((2010, 95), (2026, 30)))
    assert helped(new, old) == ()
    assert [h.index for h in helped(old, replace(new, year=None))] == [0]
    assert [h.index for h in helped(replace(new, year=2000), old)] == [1]


def test_what_we_have_no_score_for_asks_for_nobody():
    """Nothing is known to be low."""
    own = snapshot("E", "E", scores={"d1": None, "d2": None})
    assert helped(snapshot("X", scores={"d1": 95}), own=own) == ()
