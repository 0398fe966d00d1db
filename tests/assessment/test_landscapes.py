"""Frames of cities side by side, and conditions with types as counts."""

from dataclasses import replace

from tests.assessment.snapshots import MODEL, figures, snapshot
from typology.assessment.landscapes import ConditionCount, FrameColumn, FrameRow, conditions_by_type, frame_table
from typology.model.elements import Method
from typology.model.method import ComparisonMethod


def city(name, score, *, case="V", type_="hh", **more):
    """A snapshot of a city with a score of the frame; item k has the same mean."""
    one = snapshot(case, name, type=type_, frame={} if score is None else {"k": score}, **more)
    return replace(one, sets={**one.sets, "frame": figures(score)})


def test_frames_stand_from_a_to_z_whatever_their_size():
    """Items in the order of the model; gaps stay gaps, and an item nobody has is left out."""
    both = replace(city("Ähren", 5), frame={"k": 5, "l": 45})
    found = frame_table(MODEL, [city("Zell", 95), both, city("Mitte", None)])
    assert found.columns == (FrameColumn(1, "V", "Ähren"), FrameColumn(2, "V", "Mitte"), FrameColumn(0, "V", "Zell"))
    assert found.rows == (FrameRow("k", "frame", (5, None, 95)), FrameRow("l", "frame", (45, None, None)))


def test_conditions_are_counted_by_type():
    """Anchors 20, 50, 80: 80 is high, 20 low, 51 undecided (m .525)."""
    found = conditions_by_type(MODEL, [
        city("A", 80), city("B", 80, type_="hl"), city("C", 20), city("D", 51), city("E", None),
        city("F", 80, verdict="kein klarer Typ"),
    ])  # fmt: skip
    nothing = {"hh": 0, "hl": 0, "lh": 0, "ll": 0}
    assert found.rows[:3] == (
        ConditionCount("frame", "high", nothing | {"hh": 1, "hl": 1}, 1, 3, 5, True),
        ConditionCount("frame", "undecided", nothing | {"hh": 1}, 0, 1, 5, True),
        ConditionCount("frame", "low", nothing | {"hh": 1}, 0, 1, 5, True),
    )
    assert [row.condition for row in found.rows] == ["frame"] * 3 + ["k"] * 3  # nothing is known of l
    assert found.cases == 6
    for row in found.rows:
        assert row.n == sum(row.counts.values()) + row.no_type


def test_a_verbund_counts_once_with_its_latest_year_and_its_first_type():
    """Two waves: 2026 decides. A mixed Verbund counts with the type its verdict names first."""
    waves = [city("A", 80, year=2026, verdict="Mischtyp", second_type="ll"), city("A", 20, year=2016)]
    (high, _, low, *_) = conditions_by_type(MODEL, waves).rows
    assert (high.counts["hh"], high.counts["ll"], high.n, low.n) == (1, 0, 1, 0)


def test_few_cases_carry_a_warning():
    """Nine are few and ten are not; a condition known of nine of ten is."""
    nine = [city(f"C{n}", 80) for n in range(9)]
    assert conditions_by_type(MODEL, nine).is_few
    ten = conditions_by_type(MODEL, [*nine, replace(city("X", 80), frame={})])
    assert not ten.is_few
    assert [row.is_few for row in ten.rows] == [False] * 3 + [True] * 3
    assert not conditions_by_type(
        replace(MODEL, method=Method(comparison=ComparisonMethod(few_cases=9))), nine
    ).is_few


def test_no_city_at_all_is_no_trouble():
    """Empty tables."""
    assert frame_table(MODEL, []).columns == frame_table(MODEL, []).rows == ()
    nothing = conditions_by_type(MODEL, [])
    assert (nothing.rows, nothing.cases, nothing.is_few) == ((), 0, True)


def test_a_model_without_a_frame_has_no_conditions():
    """All dimensions describe the Verbund."""
    plain = replace(MODEL, dimensions={d: replace(one, describes="case") for d, one in MODEL.dimensions.items()})
    assert conditions_by_type(plain, [city("A", 80)]).rows == ()
