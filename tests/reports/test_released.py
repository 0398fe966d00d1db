"""Thousands of releases: a few words of each to choose by, figures of the chosen ones, nothing that was altered."""

import json

import pytest
from sqlalchemy import create_engine, text

from tests.assessment.snapshots import snapshot
from typology.assessment.snapshot import ItemFigures, Snapshot
from typology.reports.released import Label, Shelf, load_snapshots, read_label
from typology.store import digest_of, open_store

TRICKY = r'Haus "Mitte", "office":"Amt", "wave_kind":"goal","year":1 \ ' + '"}{'


@pytest.fixture
def opened(sqlite_url):
    with open_store(sqlite_url) as store:
        yield store


@pytest.fixture
def put(opened):
    """Release a snapshot, and return the release; every Verbund is entered once, every year is a point in time."""
    cases, waves = {}, {}

    def run(case="Verbund A", **more):
        made = snapshot(case, **more)
        if case not in cases:
            cases[case] = opened.create_case(case, made.city).id
        if (place := (case, made.wave_kind, made.year)) not in waves:
            waves[place] = opened.create_wave(cases[case], made.wave, made.wave_kind, made.year).id
        return opened.release_for_comparison(
            cases[case], waves[place], made.perspective, made.as_content(), model=made.model,
            model_version=made.model_version, voices=made.voices, people=["r1"],
        )  # fmt: skip

    return run


def forge(url, release_id, content, digest=None):
    """Write into the table past the program; the triggers that refuse it are taken away first."""
    engine = create_engine(url)
    with engine.begin() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
        new = {"content": content, "digest": digest, "id": release_id}
        connection.execute(text("UPDATE comparison_releases SET content = :content WHERE id = :id"), new)
        if digest:
            connection.execute(text("UPDATE comparison_releases SET digest = :digest WHERE id = :id"), new)
    engine.dispose()


@pytest.mark.parametrize("name", ["Verbund A", TRICKY, "Köln 🏙 ‮"])
def test_a_label_says_what_the_snapshot_says(opened, put, name):
    """Names may hold signs of the format, and an item may be called like a field: what a field says is found."""
    item = ItemFigures(50.0, 5, None, 5, "x")
    made = put(name, city=name, wave_kind="past", year=None, voice="statement", office=name,
               items={"office": item, "year": item},
               memberships={"wave_kind": 0.5, "hh": 0.5, "city": 0.5})  # fmt: skip
    read = Snapshot.from_content(json.loads(made.content))
    assert read_label(made) == Label(read.case, read.city, True, read.office, "past", None)
    assert read_label(put("B", year=2020, invented=False)) == Label("B", "Musterbach", False, "", "now", 2020)


def test_only_what_is_chosen_is_made_into_snapshots(opened, put, monkeypatch):
    """Five points in time of each of three, one of each chosen: three snapshots, in the order asked for, and once."""
    for case in "CAB":
        for year in range(2020, 2025):
            put(case, year=year)
    made = []
    real = Snapshot.from_content.__func__
    monkeypatch.setattr(Snapshot, "from_content", classmethod(lambda cls, c: made.append(1) or real(cls, c)))
    shelf = Shelf()
    listed = shelf.listed(opened)
    assert (len(listed), made) == (15, [])
    chosen = [one for one in listed if one.label.year == 2024][::-1]
    for _ in range(2):
        read = shelf.read(opened, chosen)
        assert [one.snapshot.case for one in read] == ["B", "A", "C"]
        assert {one.snapshot.year for one in read} == {2024}
        assert [(one.id, one.digest, one.contact) for one in read] == [(c.id, c.digest, "") for c in chosen]
    assert len(made) == len(shelf.snapshots) == 3


def test_what_is_withdrawn_is_off_the_shelf_at_the_next_look(opened, put):
    """Read or not; whoever keeps a picture of it can see that something is gone."""
    first, second = put("A"), put("B")
    shelf = Shelf()
    before = shelf.listed(opened)
    shelf.read(opened, before[:1])
    for release in (first, second):
        opened.withdraw_comparison_release(release.id)
    assert shelf.read(opened, before[1:]) == []
    assert shelf.gone == 0
    assert shelf.listed(opened) == []
    assert (shelf.gone, shelf.snapshots) == (2, {})


def test_what_is_put_away_is_gone_and_comes_back(opened, put):
    """A Verbund that was put away is in no comparison until somebody takes it out again."""
    release = put("A")
    shelf = Shelf()
    [before] = load_snapshots(opened, shelf=shelf)
    opened.archive_case(release.case_id)
    assert load_snapshots(opened, shelf=shelf) == []
    opened.restore_case(release.case_id)
    assert load_snapshots(opened, shelf=shelf) == [before]


def test_what_was_altered_is_listed_without_a_word_of_it(opened, put, sqlite_url):
    """Nobody has to look at its figures for that; it can be named by its number."""
    made, other = put("A"), put("B")
    forge(sqlite_url, made.id, made.content.replace('"A"', '"X"'))
    altered, intact = Shelf().listed(opened)
    assert (altered.id, altered.label, altered.intact) == (made.id, None, False)
    assert (intact.id, intact.label.case) == (other.id, "B")
    assert [(one.id, one.snapshot is None) for one in Shelf().read(opened, [altered, intact])] == [
        (made.id, True), (other.id, False),
    ]  # fmt: skip


def test_what_another_version_of_the_program_wrote_has_a_label_and_no_snapshot(opened, put, sqlite_url):
    """The hash is right, the figures cannot be read: it is handed out as not intact."""
    made = put("A")
    content = {**snapshot("A").as_content(), "format": 99}
    changed = made.content.replace('"format":1', '"format":99')
    forge(sqlite_url, made.id, changed, digest_of(content))
    shelf = Shelf()
    [listed] = shelf.listed(opened)
    assert listed.intact
    [found] = shelf.read(opened, [listed])
    assert (found.id, found.snapshot, found.intact) == (made.id, None, False)


def test_what_two_read_at_once_is_the_same_thing(opened, put, monkeypatch):
    """The one who is first counts, so that what was worked out of it fits what the other one holds."""
    put("A")
    shelf = Shelf()
    listed = shelf.listed(opened)
    real, inner = Snapshot.from_content.__func__, []

    def read(cls, content):
        if not inner:
            inner.append(1)
            inner.extend(shelf.read(opened, listed))
        return real(cls, content)

    monkeypatch.setattr(Snapshot, "from_content", classmethod(read))
    [outer] = shelf.read(opened, listed)
    assert outer.snapshot is inner[1].snapshot
