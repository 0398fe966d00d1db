"""A comparison as data and as a table: labelled, without ranks, and with what may be said only."""

import csv
import io
import json
from dataclasses import replace

import pytest

from tests.reports.conftest import ROOT
from typology.assessment.comparison import compare
from typology.reports.comparison_json import MOST_PAIRED, comparison_dict, perspectives_dicts, snapshots_csv
from typology.reports.demo import fill_demo
from typology.reports.released import load_snapshots
from typology.store import open_store


@pytest.fixture(scope="module")
def released(tmp_path_factory, shipped, shipped_questionnaires):
    """Everything that the invented cities have released."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('released') / 'demo.db'}") as store:
        fill_demo(store, shipped, shipped_questionnaires, ROOT / "data")
        return load_snapshots(store)


@pytest.fixture(scope="module")
def today(released, shipped):
    """The snapshots of today, as the Verbünde see themselves."""
    own = next(iter(shipped.perspectives))
    return [one.snapshot for one in released if (one.snapshot.perspective, one.snapshot.wave_kind) == (own, "now")]


def test_every_snapshot_says_that_it_is_invented(shipped, today):
    """In the document at each snapshot and each refused one, in the table in each row."""
    small = replace(today[0], voices=3)
    document = comparison_dict(shipped, compare(shipped, [*today[1:], small]))
    assert len(document["snapshots"]) == 11
    assert all(one["invented"] is True and "(erfunden)" in one["case"] for one in document["snapshots"])
    [refused] = document["refused"]
    assert (refused["reason"], refused["invented"], refused["details"]["missing"]) == ("voices", True, 2)
    rows = list(csv.DictReader(io.StringIO(snapshots_csv(shipped, today))))
    assert {row["invented"] for row in rows} == {"true"}
    assert {row["wave_kind"] for row in rows} == {"now"}


def test_everything_refers_to_positions_from_a_to_z(shipped, today):
    """However they were given, cities stand from A to Z, and no pair, neighbour or helper points outside."""
    document = comparison_dict(shipped, compare(shipped, today[::-1]))
    cities = [one["city"] for one in document["snapshots"]]
    assert cities == sorted(cities, key=lambda city: city.replace("ü", "u").replace("ß", "ss"))
    places = range(len(cities))
    assert len(document["pairs"]) == 66
    assert all(pair["a"] in places and pair["b"] in places for pair in document["pairs"])
    assert all(n["index"] in places and n["index"] != one["of"] for one in document["nearest"]
               for n in one["neighbours"])
    for found in document["stronger_where"]:
        here = document["snapshots"][found["of"]]["sets"][found["dimension"]]["score"]
        for other in found["others"]:
            assert document["snapshots"][other["index"]]["sets"][found["dimension"]]["score"] > here
    json.dumps(document, allow_nan=False)


def test_with_ones_own_only_that_is_laid_beside_the_others(shipped, today):
    """Eleven pairs; a contact stands at the one who gave it."""
    own = next(one for one in today if one.city == "Lindenmuster")
    comparison = compare(shipped, today, own=own)
    place = comparison.snapshots.index(own)
    document = comparison_dict(shipped, comparison, own, contacts={place: "kontakt@lindenmuster.invalid"})
    assert document["snapshots"][document["own"]]["city"] == "Lindenmuster"
    assert len(document["pairs"]) == 11
    assert [one["of"] for one in document["nearest"]] == [document["own"]]
    given = {one["city"]: one["contact"] for one in document["snapshots"] if "contact" in one}
    assert given == {"Lindenmuster": "kontakt@lindenmuster.invalid"}


def test_too_many_for_all_pairs_are_compared_with_ones_own_only(shipped, today):
    """Beyond the limit ``pairs`` is null unless one of them is one's own; the growth stays linear."""
    many = [replace(today[n % 12], city=f"Stadt {n:03}", case=f"Verbund {n:03}") for n in range(MOST_PAIRED + 5)]
    document = comparison_dict(shipped, compare(shipped, many))
    assert (document["pairs"], document["nearest"]) == (None, [])
    with_own = comparison_dict(shipped, compare(shipped, many, own=many[3]), many[3])
    assert len(with_own["pairs"]) == MOST_PAIRED + 4


def test_other_versions_are_told_with_what_was_dropped(shipped, today):
    """One snapshot was asked an item in other words: all rest on the others, and the item is named."""
    item = next(iter(today[0].items))
    other = replace(today[0].items[item], print="0" * 16)
    changed = replace(today[0], items={**today[0].items, item: other}, model_version="0.0.9")
    document = comparison_dict(shipped, compare(shipped, [changed, *today[1:]]))
    assert document["basis"] == "shared"
    assert document["dropped"] == [{"item": item, "reason": "changed"}]
    assert 0.9 < document["shared"]["weight"] < 1.0
    assert item not in document["shared"]["items"]


def test_frames_and_conditions_are_counts_with_a_word_of_caution(shipped, today):
    """Twelve cities are enough for the model, nine are few; every row sums to its n."""
    document = comparison_dict(shipped, compare(shipped, today))
    assert (document["conditions"]["cases"], document["conditions"]["few"]) == (12, False)
    assert comparison_dict(shipped, compare(shipped, today[:9]))["conditions"]["few"] is True
    for row in document["conditions"]["rows"]:
        assert sum(row["counts"].values()) + row["no_type"] == row["n"]
    assert all(len(one["means"]) == 12 for one in document["frame"]["items"])


def test_perspectives_are_told_for_each_verbund_and_wave(shipped, released):
    """Today three look at most of them; statements by office have no probability."""
    found = perspectives_dicts(shipped, [one.snapshot for one in released])
    today = [one for one in found if one["wave_kind"] == "now"]
    assert len(today) == 11 * 3 + 1  # of one city four people had to wait: a group and a statement are left
    own, outside, *_ = shipped.perspectives
    groups = [one for one in today if (one["a"], one["b"]) == (own, outside)]
    assert len(groups) == 11
    assert all(one["invented"] for one in found)
    scored = [apart for one in groups for apart in one["sets"].values() if None not in apart["scores"]]
    assert scored
    assert all(apart["p"] is not None for apart in scored)
    statements = [one for one in today if one["b"] not in (own, outside)]
    assert all(apart["p"] is None for one in statements for apart in one["sets"].values())


def test_a_name_is_never_taken_for_a_formula(shipped, today):
    """Whatever a Verbund calls itself, a spreadsheet shows it as text."""
    [first, *_] = csv.DictReader(io.StringIO(snapshots_csv(shipped, [replace(today[0], case="=1+1")])))
    assert first["case"] == "'=1+1"
