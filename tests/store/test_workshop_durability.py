"""What a phone was told is saved is saved: after kill -9, with two servers at once, while the round is being closed."""

import os
import signal
import threading
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.store.together import go, running
from typology.store import Answer, AnswerClosedError, AnswerJob, StoreUnavailableError, open_store
from typology.store.workshop_tables import workshop_answers
from typology.workshop import rounds

PROGRAM = Path(__file__).with_name("workshop_process.py")
ITEMS = tuple(f"i{number}" for number in range(20))


def answering(url, *arguments):
    """Start a process that answers as soon as it is told to ``go``."""
    return running(PROGRAM, url, *arguments)


def acknowledged(lines):
    """Return the last note a process reported as stored, by seat and item; lines cut off by a kill do not count."""
    said = [line.split() for line in lines if line.endswith("\n") and line.count(" ") == 2]
    return {(int(seat), item): note for seat, item, note in said}


def stored(store, round_id):
    """Return the notes that count, by seat and item."""
    return {(row.seat_id, row.item): row.note for row in store.answer_rows(round_id)}


def history(store):
    """Return everything ever stored, oldest first."""
    with store.reading() as connection:
        return connection.execute(select(workshop_answers).order_by(workshop_answers.c.id)).all()


@pytest.fixture
def hall(store, sit, prepare, move_on):
    """Six people in an open round of twenty items."""
    asked = move_on(prepare(ITEMS).id, rounds.open_round)
    with store.transaction():
        return asked, [sit() for _ in range(6)]


def test_a_killed_server_loses_nothing_that_was_acknowledged(store, store_url, hall):
    """Kill -9 in the middle of batches: every answer reported as saved is there, none twice, and writing goes on."""
    asked, seats = hall
    with answering(store_url, asked.id, seats[0].id, 6, 100_000, "x") as process:
        go(process)
        lines = [process.stdout.readline() for _ in range(60)]
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
        assert process.wait() == -signal.SIGKILL
    reported = [line.split()[2] for line in lines if line.endswith("\n") and line.count(" ") == 2]
    assert len(reported) >= 60
    with open_store(store_url) as reopened:
        notes = Counter(row.note for row in history(reopened))
    assert set(reported) <= set(notes)
    assert set(notes.values()) == {1}
    # At most the batch whose acknowledgement was cut off; and of that all or nothing.
    assert len(notes) - len(reported) <= 6
    assert len(notes) % 6 == 0
    job = AnswerJob(seats[0].id, asked.id, "i0", "dk", tap="after")
    assert store.give_answers([job], datetime.now(UTC))[0].id


def test_two_servers_at_once_lose_and_double_nothing(store, store_url, hall):
    """Two processes answer for the same seats; everything both reported is there once, and the last one counts."""
    asked, seats = hall
    with ExitStack() as stack:
        both = [stack.enter_context(answering(store_url, asked.id, seats[0].id, 6, 30, p)) for p in "xy"]
        go(*both)
        reported = [line.split()[2] for process in both for line in process.stdout.readlines()]
    assert len(reported) == 2 * 6 * 30
    assert Counter(row.note for row in history(store)) == Counter(reported)
    last = {(row.seat_id, row.item): row.note for row in history(store)}
    assert stored(store, asked.id) == last


def test_the_same_taps_on_two_servers_count_once(store, store_url, hall):
    """A fail-over: phones send to a second server what the first one may have stored already."""
    asked, seats = hall
    with ExitStack() as stack:
        both = [stack.enter_context(answering(store_url, asked.id, seats[0].id, 6, 20, p, "same")) for p in "xy"]
        go(*both)
        said = [process.stdout.readlines() for process in both]
    assert acknowledged(said[0]) == acknowledged(said[1]) == stored(store, asked.id)
    assert len(history(store)) == 6 * 20


def test_a_round_is_never_closed_under_an_answer(store, store_url, hall):
    """Whoever closes a round while a hall answers reads exactly what was acknowledged, and nothing arrives after."""
    asked, seats = hall
    with answering(store_url, asked.id, seats[0].id, 6, 100_000, "x") as process:
        go(process)
        lines = [process.stdout.readline() for _ in range(40)]
        with store.transaction():
            seen = store.round(asked.id)
            store.change_round(seen.id, seen.revision, rounds.close(seen.state, datetime.now(UTC)))
            counted = stored(store, asked.id)
        lines += process.stdout.readlines()
    assert lines[-1] == "closed\n"
    assert acknowledged(lines) == counted == stored(store, asked.id)


def test_threads_at_once_lose_nothing(store, hall):
    """More threads than the pool holds share one store; each answer arrives exactly once."""
    asked, seats = hall
    failures = []

    def answer(thread):
        try:
            for item in ITEMS:
                job = AnswerJob(seats[thread % 6].id, asked.id, item, "answer", "s1", note=f"{thread}-{item}", tap="")
                assert isinstance(store.give_answers([job], datetime.now(UTC))[0], Answer)
                store.answers_of_seat(seats[thread % 6].id, asked.id)
        except Exception as error:  # shown below; a thread of its own cannot fail the test
            failures.append(error)

    threads = [threading.Thread(target=answer, args=(thread,)) for thread in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Counter(row.note for row in history(store)) == {f"{t}-{item}": 1 for t in range(12) for item in ITEMS}


def test_closing_at_the_same_moment_is_decided_one_way(store, hall):
    """Each of many answers either counts for the closed round or was refused."""
    asked, seats = hall
    start, outcomes = threading.Barrier(7), {}

    def tap(seat):
        start.wait()
        for item in ITEMS:
            job = AnswerJob(seat.id, asked.id, item, "dk", tap=item)
            outcomes[seat.id, item] = store.give_answers([job], datetime.now(UTC))[0]

    threads = [threading.Thread(target=tap, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    start.wait()
    seen = store.round(asked.id)
    store.change_round(seen.id, seen.revision, rounds.close(seen.state, datetime.now(UTC)))
    at_close = {(row.seat_id, row.item) for row in store.answer_rows(asked.id)}
    for thread in threads:
        thread.join()
    saved = {key for key, outcome in outcomes.items() if isinstance(outcome, Answer)}
    assert saved == at_close
    assert all(isinstance(outcomes[key], AnswerClosedError) for key in outcomes.keys() - saved)
    assert len(outcomes) == 6 * len(ITEMS)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_lost_connection_is_an_error_and_then_forgotten(store, hall, postgres):
    """The server drops all connections: what was not saved is refused with a reason, and the next batch works."""
    asked, seats = hall
    job = AnswerJob(seats[0].id, asked.id, "i0", "dk", tap="t")

    def answer_meanwhile():
        with store.transaction():
            postgres.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{store.address.database}' AND pid <> pg_backend_pid()"
            )
            store.give_answers([job], datetime.now(UTC))

    with pytest.raises(StoreUnavailableError):
        answer_meanwhile()
    assert store.answers_of_seat(seats[0].id, asked.id) == {}
    assert store.give_answers([job], datetime.now(UTC))[0].id
