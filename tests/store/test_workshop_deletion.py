"""Deleting a workshop: nothing personal remains, what was released stays, and everybody else's work is untouched."""

import secrets
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.store.files import bytes_beside, found
from typology.store import AnswerJob, NotFoundError, StoreBusyError, open_store
from typology.store import workshop_tables as tables
from typology.workshop import rounds

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
PERSONAL = (
    tables.workshop_answers, tables.workshop_seats, tables.workshop_publications, tables.workshop_notes,
    tables.workshop_entries, tables.workshop_rounds, tables.workshop_stations,
)  # fmt: skip


class Hall:
    """A workshop with everything that can be in it, made of texts that are found again in any file.

    Attributes:
        id: Number of the workshop.
        traces: Every text that must be gone once it is deleted.
    """

    def __init__(self, store, case, wave, people=40):
        self.store, self.traces = store, []
        trace = self.trace
        about = {"perspectives": ["inside"], "group_from": 5, "public": False, "language": "de"}
        hidden = {name: trace() for name in ("lead_hash", "wall_hash", "code", "join_key")}
        workshop = store.create_workshop(trace(), **hidden, **about)
        self.id = workshop.id
        store.renew_lead(self.id, trace(), trace())
        station = store.add_station(self.id, case.id, wave.id, trace())
        state = rounds.RoundState(("a", "b", "c"))
        asked = store.add_round(
            self.id, title=trace(), questionnaire="q", questionnaire_version="1", model="m", model_version="1",
            perspectives=[], stations=[station.id], state=state,
        )  # fmt: skip
        self.round = store.change_round(asked.id, asked.revision, rounds.open_round(state, NOW))
        seats = []
        for _ in range(people):
            nonce = trace()
            for _ in range(2):  # the first token is replaced: that one must be gone as well
                seat = store.take_seat(
                    self.id, station.id, "inside", token_hash=trace(), nonce=nonce, language="de", consent=True,
                    attribution=trace(),
                )  # fmt: skip
            seats.append(seat)
        for item in "abcab":
            jobs = [AnswerJob(s.id, self.round.id, item, "answer", trace(), None, trace(), trace()) for s in seats]
            assert all(answer.id for answer in store.give_answers(jobs, NOW))
        store.add_publication(self.round.id, {"text": trace()}, {"seats": trace()})
        store.withdraw_note(store.release_note(self.round.id, "a", trace()).id)
        store.release_note(self.round.id, "a", trace())
        for _ in range(2):
            store.put_entry(self.id, "k", kind="step", text=trace(), role=trace(), due=trace())
        store.put_entry(self.id, "l", kind="step", text=trace())
        store.remove_entry(self.id, "l")

    def trace(self):
        """Return a text that is nowhere else, and remember it."""
        self.traces.append("z" + secrets.token_hex(12))
        return self.traces[-1]


@pytest.fixture
def hall(store, case, wave):
    """A workshop in which much was said."""
    return Hall(store, case, wave)


def rows_of(store, *of):
    """Return how many rows tables have."""
    with store.reading() as connection:
        return [len(connection.execute(select(table.c.id)).all()) for table in of]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_not_a_byte_of_it_is_left_in_the_files(store, hall):
    """No token, answer, note, office, title or line of the record can be found in database or log."""
    before = bytes_beside(store)
    assert len(found(hall.traces, before)) > 600
    assert store.delete_workshop(hall.id)
    assert found(hall.traces, bytes_beside(store)) == []


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_others_may_work_meanwhile(store, store_url, hall, case, wave):
    """Another process has the same file open, and another workshop goes on; only what was deleted is gone."""
    other = Hall(store, case, wave, people=10)
    with open_store(store_url) as elsewhere:
        rows = elsewhere.answer_rows(other.round.id)
        assert store.delete_workshop(hall.id)
        assert elsewhere.answer_rows(other.round.id) == rows
        content = bytes_beside(store)
        assert found(hall.traces, content) == []
        assert len(found(other.traces, content)) > 100
        job = AnswerJob(rows[0].seat_id, other.round.id, "a", "dk", tap="after")
        assert elsewhere.give_answers([job], NOW)[0].id


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_whoever_reads_for_too_long_is_told_of(store_url, case, wave):
    """Everything is deleted all the same; what is left in the log is wiped when it is tried again."""
    with open_store(store_url, patience=0.2) as store, open_store(store_url) as reader:
        hall = Hall(store, case, wave)
        with reader.reading() as connection:
            assert connection.execute(select(tables.workshops.c.id)).all()
            assert not store.delete_workshop(hall.id)
            assert store.workshop(hall.id).deleted_at is not None
            assert rows_of(store, *PERSONAL) == [0] * len(PERSONAL)
        assert store.delete_workshop(hall.id)
        assert found(hall.traces, bytes_beside(store)) == []


def test_the_rows_are_gone_and_a_mark_is_left(store, hall):
    """What remains is a number, settings and when it was deleted; no title, no code, no secret."""
    before = store.workshop(hall.id)
    assert all(rows_of(store, *PERSONAL))
    assert store.delete_workshop(hall.id)
    assert rows_of(store, *PERSONAL) == [0] * len(PERSONAL)
    left = store.workshop(hall.id)
    assert (left.title, left.code, left.join_key, left.current_round) == ("", None, None, None)
    assert left.deleted_at is not None
    assert left.ended_at is not None
    assert left.revision > before.revision  # phones and the wall hear of it
    assert store.list_stations(hall.id) == store.list_rounds(hall.id) == store.list_entries(hall.id) == []
    with store.reading() as connection:
        secrets_left = connection.execute(select(tables.workshops.c.lead_hash, tables.workshops.c.wall_hash)).all()
    assert secrets_left == [(None, None)]
    with pytest.raises(NotFoundError):
        store.round(hall.round.id)
    with pytest.raises(NotFoundError):
        store.delete_workshop(hall.id + 1)


def test_released_results_stay(store, hall, case, wave):
    """With the titles and versions they carry themselves."""
    release = store.add_release(
        workshop_title="Titel", round_title="Runde", case_id=case.id, wave_id=wave.id, content={"n": 5}, model="m",
        model_version="1", questionnaire="q", questionnaire_version="1",
    )  # fmt: skip
    store.delete_workshop(hall.id)
    assert store.list_releases(case.id) == [release]
    assert store.list_cases() == [case]
    assert store.list_waves(case.id) == [wave]


def test_another_workshop_is_not_touched(store, hall, case, wave):
    """Neither its rows nor its numbers: nothing new takes the place of what was deleted."""
    other = Hall(store, case, wave, people=5)
    rows, entries = store.answer_rows(other.round.id), store.list_entries(other.id)
    store.delete_workshop(hall.id)
    assert store.answer_rows(other.round.id) == rows
    assert store.list_entries(other.id) == entries
    store.delete_workshop(other.id)
    third = Hall(store, case, wave, people=2)
    assert third.round.id > other.round.id > hall.round.id
    assert third.id > other.id


def test_deleting_twice_changes_nothing(store, hall):
    """It says that all is well."""
    store.delete_workshop(hall.id)
    left = store.workshop(hall.id)
    assert store.delete_workshop(hall.id)
    assert store.workshop(hall.id) == left


def test_a_deletion_that_fails_leaves_everything(store, hall, monkeypatch):
    """All or nothing, like every other change."""
    before = rows_of(store, *PERSONAL)
    monkeypatch.setattr("typology.store.workshop_deletion.raise_revision", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.delete_workshop(hall.id)
    assert rows_of(store, *PERSONAL) == before
    assert store.workshop(hall.id).deleted_at is None


def test_a_hall_that_still_answers_hears_that_there_is_nothing_left(store, hall):
    """Answers and the deletion at the same moment: each answer is stored and deleted, or refused; none is left."""
    with store.reading() as connection:
        seats = connection.execute(select(tables.workshop_seats.c.id)).scalars().all()
    start, failures = threading.Barrier(4), []

    def answer(part):
        start.wait()
        try:
            for number in range(40):
                jobs = [AnswerJob(seat, hall.round.id, "c", "dk", tap=f"{part}-{number}") for seat in seats[part::3]]
                store.give_answers(jobs, NOW)
        except Exception as error:  # shown below; a thread of its own cannot fail the test
            failures.append(error)

    threads = [threading.Thread(target=answer, args=(part,)) for part in range(3)]
    for thread in threads:
        thread.start()
    start.wait()
    store.delete_workshop(hall.id)
    for thread in threads:
        thread.join()
    assert failures == []
    assert rows_of(store, *PERSONAL) == [0] * len(PERSONAL)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_the_file_is_not_written_anew_inside_a_transaction(store, hall):
    """It would have to wait for itself; the deletion counts with the rest, and wiping follows."""
    with store.transaction():
        with pytest.raises(StoreBusyError):
            store.rewrite_file()
        assert not store.delete_workshop(hall.id)
    assert rows_of(store, *PERSONAL) == [0] * len(PERSONAL)
    assert store.wipe_deleted()
    assert found(hall.traces, bytes_beside(store)) == []
