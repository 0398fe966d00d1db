"""Snapshots as content and back; and in which order they stand."""

import copy
import json
import math

import pytest

from tests.assessment.snapshots import FIVE, MODEL, snapshot, take
from typology.assessment.assignment import Verdict
from typology.assessment.snapshot import Snapshot, SnapshotError, by_city, name_order


def content(**more):
    return json.loads(json.dumps(take(**more).as_content()))


@pytest.mark.parametrize(
    "taken",
    [take(), take(FIVE[:2], voice="statement", office="Amt"), take([FIVE[0] | {"q": "dk"}] * 5, population=9)],
    ids=["group", "statement", "withheld"],
)  # fmt: skip
def test_a_snapshot_comes_back_from_json_as_it_was(taken):
    """All figures, with all their digits."""
    text = json.dumps(taken.as_content(), allow_nan=False)
    assert Snapshot.from_content(json.loads(text)) == taken
    assert json.dumps(Snapshot.from_content(json.loads(text)).as_content()) == text


def test_whole_numbers_are_read_where_figures_stand():
    """Somebody else's JSON may write 85 for 85.0."""
    changed = content()
    changed["items"]["p"]["mean"] = 85
    assert Snapshot.from_content(changed) == take()


def put(value, *place):
    """Content in which something else stands at a place."""
    changed = copy.deepcopy(content())
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("format", 2), ("format", True), ("case", ""), ("case", " "), ("case", 7), ("case", None), ("city", None),
        ("invented", 1), ("invented", "yes"), ("population", -1), ("population", 1.5), ("population", True),
        ("wave_kind", "later"), ("wave_kind", 1), ("view", ""), ("voice", "crowd"), ("voices", "5"),
        ("questionnaires", []), ("questionnaires.full", 1), ("sets", None), ("sets.a", []), ("sets.a.score", 100.1),
        ("sets.a.score", -0.1), ("sets.a.score", "72"), ("sets.a.score", True), ("sets.a.score", math.nan),
        ("sets.a.score", math.inf), ("sets.a.coverage", 1.2), ("sets.a.n", 5.0), ("sets.a.spread", [1]),
        ("sets.a.coverage", -0.1), ("sets.a.coverage", math.nan), ("sets.a.n", -1), ("sets.a.low", -1.0),
        ("sets.a.high", 101.0), ("sets.a.band_low", math.nan), ("sets.a.band_high", 101.0), ("sets.a.spread", -1.0),
        ("items.p.mean", None), ("items.p.mean", math.nan), ("items.p.print", ""), ("items.p.print", 3),
        ("items.p.asked", -1), ("items.p.n", True), ("withheld", {"q": {"applies": 1, "print": "x"}}),
        ("memberships.hl", 1.5), ("memberships.hl", -math.inf), ("placements.plane", [1]), ("placements.plane", 5),
        ("placements.plane", [1, 101]), ("frame.k", 200), ("phase", 3), ("reckoning", None), ("type", ["hl"]),
    ],
)  # fmt: skip
def test_anything_unexpected_is_refused_with_its_place(place, value):
    """Imported or altered content gets in nowhere, and whoever looks for the mistake is told where."""
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_content(put(value, *place.split(".")))
    assert caught.value.place.startswith(place)
    assert str(caught.value).startswith(place)


@pytest.mark.parametrize("place", ["case", "sets.a.band_low", "items.p.print", "reckoning", "format"])
def test_what_is_missing_is_named(place):
    """A key that is gone, at the top and further in."""
    changed = content()
    *outer, last = place.split(".")
    inner = changed
    for key in outer:
        inner = inner[key]
    del inner[last]
    with pytest.raises(SnapshotError, match="is missing") as caught:
        Snapshot.from_content(changed)
    assert caught.value.place == place


@pytest.mark.parametrize("place", ["rank", "sets.a.rank", "items.p.who"])
def test_what_is_unknown_is_named(place):
    """A key too many, at the top and further in."""
    with pytest.raises(SnapshotError, match="is unknown") as caught:
        Snapshot.from_content(put(1, *place.split(".")))
    assert caught.value.place == place


@pytest.mark.parametrize("nothing", [None, [], "text", 3, {1: 2}])
def test_what_is_no_mapping_is_no_snapshot(nothing):
    """Not even a place can be named."""
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_content(nothing)
    assert caught.value.place == ""
    assert str(caught.value).startswith("content: ")


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        ("sets.a.low", 80.0, "sets.a.low"),  # above its upper end
        ("sets.a.high", None, "sets.a.low"),  # one end alone
        ("sets.a.band_low", 90.0, "sets.a.band_low"),
        ("sets.a.score", 20.0, "sets.a.score"),  # outside its own band
        ("sets.a.score", None, "sets.a.score"),  # a band of nothing
        ("sets.a.n", 6, "sets.a.n"),  # of five
        ("items.p.n", 6, "items.p.n"),
        ("items.p.n", 0, "items.p.n"),
        ("items.p.asked", 4, "items.p.n"),
        ("items.p.asked", 6, "items.p.n"),
        ("withheld", {"p": {"applies": True, "print": "x"}}, "withheld.p"),
        ("voice", "statement", "sets.a"),  # with statistics
        ("type", "other", "type"),
        ("second_type", "other", "second_type"),
    ],
)
def test_figures_that_cannot_be_together_are_refused(place, value, named):
    """Each could be by itself."""
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_content(put(value, *place.split(".")))
    assert caught.value.place == named


def test_a_statement_says_who_speaks_and_has_no_spread():
    """Else it could not be attributed, or would be statistics of one to three people."""
    spoken = take(FIVE[:2], voice="statement", office="Amt").as_content()
    with pytest.raises(SnapshotError, match="who speaks"):
        Snapshot.from_content(spoken | {"office": " "})
    spoken["items"]["p"]["spread"] = 1.0
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_content(spoken)
    assert caught.value.place == "items.p"


def test_types_that_hold_are_none_one_or_both():
    """The closest type of a Verbund without a clear one does not hold."""
    held = {"verdict": Verdict.MIXED.value, "type": "hh", "second_type": "hl"}
    assert snapshot(**held).types_holding == ("hh", "hl")
    assert snapshot(type="hh").types_holding == ("hh",)
    assert snapshot(verdict=Verdict.NONE.value, type="hh").types_holding == ()


def test_snapshots_stand_from_a_to_z_with_umlauts_beside_their_vowels():
    """City, Verbund, year; never a figure."""
    cities = ["Zell", "Österau", "Ostheim", "Ähren", "Aalen", "aachen", "Weißbach", "Weissach"]
    assert sorted(cities, key=name_order) == [
        "aachen", "Aalen", "Ähren", "Österau", "Ostheim", "Weissach", "Weißbach", "Zell",
    ]  # fmt: skip
    one, two = snapshot("B", "Au", year=2020), snapshot("B", "Au", year=None)
    assert sorted([snapshot("C", "Au"), one, snapshot("A", "Bu"), two], key=by_city)[:2] == [two, one]


def test_the_toy_model_has_what_the_tests_need():
    """The frame describes the city."""
    assert MODEL.dimensions["frame"].describes == "frame"
