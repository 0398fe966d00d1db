"""Releasing for comparison: what may be released is frozen, and stays so whatever happens to the answers."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from typology.assessment.snapshot import Snapshot
from typology.reports.released import Shelf, load_snapshots
from typology.reports.releases import (
    ReleaseRefusedError,
    release,
    release_case,
    snapshot_of,
)
from typology.reports.stored import Versions
from typology.store import ImportRow, open_store


@pytest.fixture
def opened(sqlite_url):
    with open_store(sqlite_url) as store:
        yield store


@pytest.fixture(scope="module")
def versions(shipped, shipped_questionnaires):
    return Versions(shipped, shipped_questionnaires)


@pytest.fixture(scope="module")
def form(shipped_questionnaires):
    return next(q for q in shipped_questionnaires.values() if q.form == "full")


@pytest.fixture
def case(opened):
    return opened.create_case("Verbund A", "Stadt A", invented=True, founded=2015, land="NW", population=80_000)


@pytest.fixture
def wave(opened, case):
    return opened.create_wave(case.id, "Heute", "now", 2026)


@pytest.fixture
def answer(opened, versions, form):
    """Let people answer everything with one option, or a number."""

    def run(case, wave, people, option="s3", perspective=None, label=""):
        view = perspective or form.perspectives[0]
        asking = form if view in form.perspectives else next(
            q for q in versions.questionnaires.values() if view in q.perspectives and len(q.items) > 20
        )
        asked = (asking.id, asking.full_version, versions.model.info.id, versions.model.version)
        rows = []
        for person in people:
            if label:
                opened.start_assessment(case.id, wave.id, view, *asked, label, respondent=person)
            for item in asking.items:
                levels = versions.model.scale_of(item).kind == "levels"
                rows.append(ImportRow(case.id, wave.id, view, person, *asked, item, "answer",
                                      option if levels else None, None if levels else 12.0))
        opened.import_responses(rows)
        return view

    return run


PEOPLE = ["a", "b", "c", "d", "e"]


def test_what_is_released_can_be_read_again_with_all_that_is_known_of_it(opened, versions, case, wave, answer):
    """Figures, Verbund, city and wave are in it; the number of voices and the contact stand beside it."""
    view = answer(case, wave, PEOPLE)
    done = release(opened, versions, case, wave, view, contact="a@stadt-a.invalid")
    [found] = load_snapshots(opened)
    assert (found.id, found.case_id, found.wave_id, found.perspective) == (done.id, case.id, wave.id, view)
    assert (found.intact, found.contact, found.digest) == (True, "a@stadt-a.invalid", done.digest)
    snapshot = found.snapshot
    assert (snapshot.case, snapshot.city, snapshot.land, snapshot.population) == ("Verbund A", "Stadt A", "NW", 80_000)
    assert (snapshot.wave, snapshot.wave_kind, snapshot.year, snapshot.founded) == ("Heute", "now", 2026, 2015)
    assert (snapshot.invented, snapshot.voice, snapshot.voices, done.voices) == (True, "group", 5, 5)
    assert snapshot == snapshot_of(opened, versions, case, wave, view).snapshot
    assert snapshot.model_version == versions.model.version == done.model_version


def test_too_few_people_are_refused_with_how_many_are_missing(opened, versions, case, wave, answer):
    """Four of five: nothing is made of their answers, and nothing is released."""
    view = answer(case, wave, PEOPLE[:4])
    found = snapshot_of(opened, versions, case, wave, view)
    assert (found.snapshot, found.allowed, found.voices) == (None, False, 4)
    assert found.refusals[0].reason == "group_too_small"
    assert found.refusals[0].details["missing"] == 1
    with pytest.raises(ReleaseRefusedError, match="group_too_small") as error:
        release(opened, versions, case, wave, view)
    assert error.value.proposal == found
    assert load_snapshots(opened) == []


def test_without_answers_there_is_nothing_to_release(opened, versions, case, wave, form):
    """A wave that nobody has answered says so."""
    found = snapshot_of(opened, versions, case, wave, form.perspectives[0])
    assert [one.reason for one in found.refusals] == ["no_answers"]
    assert not found.allowed


def test_a_release_stays_what_it_was_whatever_happens_to_the_answers(opened, versions, case, wave, answer):
    """Answers are edited, imported over and given under another model, the Verbund is renamed: not one sign changes."""
    view = answer(case, wave, PEOPLE)
    release(opened, versions, case, wave, view)
    [before] = load_snapshots(opened)
    answer(case, wave, PEOPLE, option="s0")
    answer(case, wave, ["f", "g"], option="s4")
    opened.update_case(case.id, name="Anders", city="Anderswo", population=5)
    opened.update_wave(wave.id, label="Gestern")
    heavier = {key: replace(item, weight=item.weight * (1 + n)) for n, (key, item) in
               enumerate(versions.model.items.items())}
    other = Versions(replace(versions.model, items=heavier, digest="0" * 64), versions.questionnaires)
    assert snapshot_of(opened, other, case, wave, view).snapshot != before.snapshot
    assert load_snapshots(opened) == [before]
    assert before.snapshot.case == "Verbund A"


def test_the_database_itself_refuses_to_change_a_release(opened, versions, case, wave, answer, sqlite_url):
    """Whoever writes into the table past the program is turned away; if that is broken open, nothing of it is shown."""
    view = answer(case, wave, PEOPLE)
    done = release(opened, versions, case, wave, view)
    forged = {"content": done.content.replace("Verbund A", "Verbund B"), "id": done.id}
    change = text("UPDATE comparison_releases SET content = :content WHERE id = :id")
    engine = create_engine(sqlite_url)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(change, forged)
    assert load_snapshots(opened)[0].intact
    with engine.begin() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(change, forged)
    engine.dispose()
    [found] = load_snapshots(opened)
    assert (found.id, found.snapshot, found.intact) == (done.id, None, False)


def test_withdrawing_takes_it_out_of_what_was_read_before(opened, versions, case, wave, answer):
    """The snapshots that a screen keeps follow the database at the next look."""
    view = answer(case, wave, PEOPLE)
    done = release(opened, versions, case, wave, view)
    shelf = Shelf()
    assert len(load_snapshots(opened, shelf=shelf)) == len(shelf.snapshots) == 1
    opened.withdraw_comparison_release(done.id)
    assert load_snapshots(opened, shelf=shelf) == []
    assert shelf.snapshots == {}


def test_what_was_read_before_is_not_read_again(opened, versions, case, wave, answer, monkeypatch):
    """A screen with thousands of releases reads each once."""
    view = answer(case, wave, PEOPLE)
    release(opened, versions, case, wave, view)
    shelf = Shelf()
    first = load_snapshots(opened, shelf=shelf)
    monkeypatch.setattr(Snapshot, "from_content", classmethod(lambda *_: pytest.fail("read again")))
    assert load_snapshots(opened, shelf=shelf) == first


def test_a_release_that_would_tell_what_few_people_said_is_refused(opened, versions, case, wave, answer):
    """A sixth person, or one changed answer, must wait until five have come or changed; withdrawing does not help."""
    view = answer(case, wave, PEOPLE)
    done = release(opened, versions, case, wave, view)
    answer(case, wave, ["f"], option="s0")
    found = snapshot_of(opened, versions, case, wave, view)
    assert [one.reason for one in found.refusals] == ["too_alike"]
    assert found.refusals[0].details == {"needed": 5}
    opened.withdraw_comparison_release(done.id)
    with pytest.raises(ReleaseRefusedError, match="too_alike"):
        release(opened, versions, case, wave, view)
    answer(case, wave, ["g", "h", "i", "j"], option="s1")
    release(opened, versions, case, wave, view)
    assert [one.snapshot.voices for one in load_snapshots(opened)] == [10]


def test_the_very_same_is_not_released_twice(opened, versions, case, wave, answer):
    """The proposal names the release that says it already."""
    view = answer(case, wave, PEOPLE)
    done = release(opened, versions, case, wave, view)
    found = snapshot_of(opened, versions, case, wave, view)
    assert (found.allowed, found.released.id) == (True, done.id)
    assert release(opened, versions, case, wave, view).id == done.id


def test_a_later_release_takes_the_place_of_the_earlier_one(opened, versions, case, wave, answer):
    """Ten more people: others see one snapshot of this Verbund and wave, the later one."""
    view = answer(case, wave, PEOPLE)
    release(opened, versions, case, wave, view)
    answer(case, wave, [f"new{n}" for n in range(10)], option="s1")
    later = release(opened, versions, case, wave, view)
    assert [one.id for one in load_snapshots(opened)] == [later.id]


def test_one_to_three_people_speak_by_office(opened, versions, case, wave, answer, shipped):
    """With an office it is a statement without a band; without one it is refused."""
    view = next(p.id for p in shipped.perspectives.values() if p.view == "outside")
    answer(case, wave, ["x", "y"], perspective=view, label="Sozialamt")
    refused = snapshot_of(opened, versions, case, wave, view, voice="statement")
    assert [one.reason for one in refused.refusals] == ["no_office"]
    done = release(opened, versions, case, wave, view, voice="statement", office=" Sozialamt ")
    [found] = load_snapshots(opened)
    assert (found.id, found.snapshot.voice, found.snapshot.office) == (done.id, "statement", "Sozialamt")
    assert all(one.band_low is None for one in found.snapshot.sets.values())


def test_a_statement_that_would_tell_what_the_rest_of_a_released_group_said_is_refused(
    opened, versions, case, wave, answer
):
    """Five are released as a group, two take their answers back: group less statement would be the two."""
    view = answer(case, wave, PEOPLE)
    release(opened, versions, case, wave, view)
    for found in opened.list_assessments(case.id, wave.id):
        if found.respondent in ("d", "e"):
            for item in opened.current_responses(found.id):
                opened.give_response(found.id, item, "none")
    refused = snapshot_of(opened, versions, case, wave, view, voice="statement", office="Vorstand")
    assert (refused.voices, [one.reason for one in refused.refusals]) == (3, ["too_alike"])


def test_everything_of_a_verbund_that_may_be_released_is_released(opened, versions, case, wave, answer, shipped):
    """A group, a statement of two offices; four people without a name are refused."""
    own = answer(case, wave, PEOPLE)
    outside = [p.id for p in shipped.perspectives.values() if p.view == "outside"]
    answer(case, wave, ["x"], perspective=outside[0], label="Sozialamt")
    answer(case, wave, ["y"], perspective=outside[0], label="Schulamt")
    answer(case, wave, ["p", "q", "r", "s"], perspective=outside[1])
    done, refused = release_case(opened, versions, case, contact="hier")
    assert [(one.perspective, one.voices, one.contact) for one in done] == [(own, 5, "hier"), (outside[0], 2, "hier")]
    assert [one.refusals[0].reason for one in refused] == ["group_too_small"]
    offices = {one.snapshot.office for one in load_snapshots(opened)}
    assert offices == {"", "Sozialamt; Schulamt"}
    shelf = Shelf()
    found = load_snapshots(opened, shelf=shelf, perspective=own)
    assert [one.id for one in found] == list(shelf.snapshots) == [done[0].id]
