"""What was released for comparison: listed, with whom to ask, and gone everywhere once it is withdrawn."""

import hashlib
import json
import secrets
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.store.files import bytes_beside, found
from tests.store.together import at_once
from typology.store import (
    CaseUnscoredError,
    ComparisonHead,
    InvalidValueError,
    NotFoundError,
    ReleaseWithdrawnError,
    comparison_releases,
    digest_of,
    open_store,
)
from typology.store.development_tables import comparison_releases as table

CONTENT = {"sets": {"b": 2.5, "a": None}, "city": "Ölstadt"}


@pytest.fixture
def release(store, case, wave):
    """A function that releases something; whatever it is given replaces the usual."""

    def make(content=CONTENT, **changes):
        usual = {
            "case_id": case.id, "wave_id": wave.id, "perspective": "inside", "content": content, "model": "toy",
            "model_version": "1+m", "voices": 5, "people": ["r1", "r2"],
        }  # fmt: skip
        return store.release_for_comparison(**{**usual, **changes})

    return make


def test_a_release_comes_back_as_it_was_made(store, case, wave, release):
    """The content as the very text that was hashed: sorted, without blanks, as anybody can make and hash it."""
    before = datetime.now(UTC)
    made = release(contact=" post@verbund.example\0")
    assert store.list_comparison_releases() == [made]
    assert store.comparison_release(made.id) == made
    assert made.content == '{"city":"Ölstadt","sets":{"a":null,"b":2.5}}'
    assert json.loads(made.content) == CONTENT
    assert made.digest == hashlib.sha256(made.content.encode()).hexdigest() == digest_of(CONTENT)
    assert made.intact
    assert (made.case_id, made.wave_id, made.perspective) == (case.id, wave.id, "inside")
    assert (made.model, made.model_version, made.voices, made.contact) == ("toy", "1+m", 5, "post@verbund.example")
    assert (made.withdrawn_at, made.withdrawn) == (None, False)
    assert before <= made.released_at <= datetime.now(UTC)


def test_heads_are_the_same_without_the_content(store, release):
    """Everything else, in the same order."""
    made = [release({"n": number}) for number in range(3)]
    heads = store.comparison_heads()
    assert [type(head) for head in heads] == [ComparisonHead] * 3
    assert heads == [ComparisonHead(*(getattr(r, name) for name in ComparisonHead.__match_args__)) for r in made]


def test_lists_are_of_all_or_of_one_and_oldest_first(store, release):
    """Those of a Verbund that was put away come back with it; asked for by name they are there."""
    other = store.create_case("B", "")
    then = store.create_wave(other.id, "Heute", "now")
    first, second, third = release(), release(case_id=other.id, wave_id=then.id), release(perspective="outside")
    for listed in (store.comparison_heads, store.list_comparison_releases):
        assert [r.id for r in listed()] == [first.id, second.id, third.id]
        assert [r.id for r in listed(case_id=other.id)] == [second.id]
        assert listed(case_id=other.id + 1) == []
    store.archive_case(other.id)
    assert store.list_comparison_releases() == [first, third]
    assert store.list_comparison_releases(case_id=other.id) == [second]
    assert [head.id for head in store.comparison_heads(include_withdrawn=True)] == [first.id, third.id]
    store.restore_case(other.id)
    assert store.list_comparison_releases() == [first, second, third]


def test_some_can_be_read_by_their_numbers(store, release, monkeypatch):
    """Oldest first, each once; without those withdrawn and those that never were. Portions make no difference."""
    made = [release({"n": number}) for number in range(5)]
    store.withdraw_comparison_release(made[1].id)
    for portion in (500, 2):
        monkeypatch.setattr(comparison_releases, "_AT_ONCE", portion)
        wanted = [made[4].id, made[1].id, made[0].id, made[3].id, made[4].id + 1000]
        assert list(store.comparison_releases_of(set(wanted))) == [made[0], made[3], made[4]]
        assert list(store.comparison_releases_of([made[3].id, made[3].id])) == [made[3]]
        assert list(store.comparison_releases_of([])) == []


def test_the_same_again_is_not_released_twice(store, release):
    """A button pressed twice; a contact given the second time is noted. Other content, perspective, wave is another."""
    made = release()
    assert release(dict(reversed(CONTENT.items()))) == made
    assert release(contact="post@verbund.example").contact == "post@verbund.example"
    assert release().contact == "post@verbund.example"
    assert len({made.id, release({"n": 1}).id, release(perspective="outside").id}) == 3
    store.withdraw_comparison_release(made.id)
    again = release()
    assert again.id > made.id
    assert again.digest == made.digest


def test_the_same_from_many_threads_is_released_once(store, release, monkeypatch):
    """Pressed several times at the same moment; even where each takes its time between looking and writing."""
    look = comparison_releases._salt_of
    monkeypatch.setattr(comparison_releases, "_salt_of", lambda *of: (look(*of), time.sleep(0.05))[0])
    assert at_once(*[release] * 5) == []
    assert len(store.list_comparison_releases()) == 1


def test_the_contact_is_no_part_of_what_is_frozen(store, release):
    """It can be given, changed and taken back."""
    made = release()
    changed = store.set_release_contact(made.id, "post@verbund.example")
    assert (changed.contact, changed.content, changed.digest) == ("post@verbund.example", made.content, made.digest)
    assert store.set_release_contact(made.id, "") == made
    with pytest.raises(InvalidValueError):
        store.set_release_contact(made.id, "x" * 301)
    assert store.list_comparison_releases() == [made]


def test_a_withdrawn_release_says_nothing_any_more(store, release):
    """Content and contact are gone for good; that it was there stays noted, with its hash."""
    made, other = release(contact="post@verbund.example"), release({"n": 1})
    assert store.withdraw_comparison_release(made.id)
    assert store.list_comparison_releases() == [other]
    assert [head.id for head in store.comparison_heads()] == [other.id]
    left = store.comparison_release(made.id)
    assert (left.content, left.contact, left.digest, left.intact) == ("", "", made.digest, False)
    assert left.withdrawn
    assert left.withdrawn_at >= made.released_at
    assert store.list_comparison_releases(include_withdrawn=True) == [left, other]
    assert store.withdraw_comparison_release(made.id)
    assert store.comparison_release(made.id) == left
    with pytest.raises(ReleaseWithdrawnError):
        store.set_release_contact(made.id, "post@verbund.example")
    assert store.comparison_release(made.id) == left


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_not_a_byte_of_what_was_withdrawn_is_left_in_the_files(store, store_url, release):
    """Small and large content, read by others meanwhile; what others released can still be found."""
    traces, others = [[secrets.token_hex(12) for _ in range(60)] for _ in "ab"]
    made = [
        release({"traces": traces[:2]}, contact=traces[2], people=["r1"]),
        release({"traces": traces[3:] * 9}),
    ]
    release({"traces": others})
    assert found(traces, bytes_beside(store)) == traces
    with open_store(store_url) as elsewhere:
        assert len(elsewhere.list_comparison_releases()) == 3
        assert all(store.withdraw_comparison_release(one.id) for one in made)
        assert found(traces, bytes_beside(store)) == []
        assert found(others, bytes_beside(store)) == others
        assert len(elsewhere.list_comparison_releases()) == 1


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_whoever_reads_for_too_long_is_told_of(store_url, case, wave):
    """It is withdrawn all the same; what is left in the log is wiped when it is tried again."""
    trace = secrets.token_hex(12)
    with open_store(store_url, patience=0.2) as store, open_store(store_url) as reader:
        made = store.release_for_comparison(
            case.id, wave.id, "inside", {"trace": trace}, model="toy", model_version="1", voices=5, people=[]
        )
        with reader.reading() as connection:
            assert connection.execute(select(table.c.id)).all()
            assert not store.withdraw_comparison_release(made.id)
        assert store.list_comparison_releases() == []
        assert store.withdraw_comparison_release(made.id)
        assert found([trace], bytes_beside(store)) == []


def test_people_are_kept_as_hashes_that_can_be_compared(store, release, case, wave):
    """Each release knows who was in it, withdrawn or not; the ids themselves are nowhere."""
    people = [secrets.token_hex(12) for _ in range(4)]
    assert store.released_people(case.id, wave.id, "inside", people)[1] == ()
    first = release(people=people[:2])
    release({"n": 1}, people=people[1:])
    store.withdraw_comparison_release(first.id)
    now, (one, two) = store.released_people(case.id, wave.id, "inside", reversed(people))
    assert (len(now), len(one), len(two)) == (4, 2, 3)
    assert now == one | two
    assert one & two == store.released_people(case.id, wave.id, "inside", people[1:2])[0]
    with store.reading() as connection:
        kept = str(connection.execute(select(table)).all())
    assert not [person for person in people if person in kept]


def test_the_same_person_cannot_be_followed_from_one_kind_of_release_to_another(store, release, case, wave):
    """Another wave or perspective has a salt of its own."""
    release()
    release(perspective="outside")
    other = store.create_wave(case.id, "Ziel", "goal")
    release(wave_id=other.id)
    hashes = [
        store.released_people(case.id, at, perspective, ["r1"])[0]
        for at, perspective in ((wave.id, "inside"), (wave.id, "outside"), (other.id, "inside"))
    ]
    assert len(set(hashes)) == 3
    assert store.released_people(case.id, wave.id, "inside", ["r1"])[0] == hashes[0]


def test_what_was_checked_holds_until_it_is_released(store, release, case, wave):
    """Two who check at the same moment that nothing was released yet: only one of them finds it so."""

    def check_and_release(number):
        with store.transaction():
            if not store.released_people(case.id, wave.id, "inside", ["r1"])[1]:
                release({"n": number})

    assert at_once(*[lambda number=number: check_and_release(number) for number in range(4)]) == []
    assert len(store.list_comparison_releases()) == 1


@pytest.mark.parametrize(
    "values",
    [{"content": {}}, {"content": {"x": float("nan")}}, {"content": {"x": {1, 2}}}, {"content": None},
     {"perspective": ""}, {"model": " "}, {"model_version": ""}, {"voices": 0}, {"voices": True}, {"voices": 2.0},
     {"contact": "x" * 301}, {"contact": None}],
)  # fmt: skip
def test_what_cannot_be_released_is_refused(store, release, values):
    """Nothing is stored."""
    with pytest.raises(InvalidValueError):
        release(**values)
    assert store.list_comparison_releases(include_withdrawn=True) == []


def test_what_there_is_not_is_not_released(store, case, wave, release):
    """No such case, a wave of another one, a fact sheet, no such release."""
    sheet = store.create_case("A", "B", unscored=True)
    theirs = store.create_wave(sheet.id, "Heute", "now")
    for of_case, of_wave in ((sheet.id + 1, wave.id), (case.id, theirs.id), (case.id, theirs.id + 1), (0, 0)):
        with pytest.raises(NotFoundError):
            release(case_id=of_case, wave_id=of_wave)
    with pytest.raises(CaseUnscoredError):
        release(case_id=sheet.id, wave_id=theirs.id)
    for what in (store.comparison_release, store.withdraw_comparison_release):
        with pytest.raises(NotFoundError):
            what(1)
    with pytest.raises(NotFoundError):
        store.set_release_contact(1, "x")
    assert store.comparison_heads(include_withdrawn=True) == []
