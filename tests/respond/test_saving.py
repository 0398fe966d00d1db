"""The writer: nobody is told "saved" before the commit, and what arrives together is committed together."""

import asyncio
import threading

import pytest

from typology.respond import saving
from typology.respond.saving import QueueFullError, Writer
from typology.store.errors import NotFoundError, StoreBusyError
from typology.store.workshop_records import Answer, AnswerJob
from typology.workshop.codes import hash_of


class Slow:
    """A store whose commits wait until they are let go."""

    def __init__(self):
        self.may_commit = threading.Event()
        self.batches = []

    def give_answers(self, jobs, now):
        self.may_commit.wait(5)
        self.batches.append(len(jobs))
        return [Answer(1, j.seat_id, j.round_id, 1, j.item, j.state, None, None, "", now) for j in jobs]


def job(seat=1):
    return AnswerJob(seat, 1, "x", "dk")


def test_nobody_is_told_before_the_commit_and_all_who_wait_share_the_next():
    """While the disk is busy with the first, ten more arrive: two commits for eleven answers."""
    store = Slow()
    writer = Writer(lambda: store)

    async def main():
        first = asyncio.create_task(writer.answer(job(0)))
        await asyncio.sleep(0.05)
        rest = [asyncio.create_task(writer.answer(job(n))) for n in range(1, 11)]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in [first, *rest])
        store.may_commit.set()
        found = await asyncio.gather(first, *rest)
        assert [a.seat_id for a in found] == list(range(11))

    asyncio.run(main())
    writer.stop()
    assert store.batches == [1, 10]


def test_a_phone_that_hangs_up_does_not_take_its_answer_back():
    """The tap was made; it is written whether anybody still listens."""
    store = Slow()
    writer = Writer(lambda: store)

    async def main():
        task = asyncio.create_task(writer.answer(job()))
        await asyncio.sleep(0.05)
        task.cancel()
        store.may_commit.set()

    asyncio.run(main())
    writer.stop()
    assert store.batches == [1]


def test_the_end_of_the_server_writes_what_is_waiting():
    """Stopping waits for the queue."""
    store = Slow()
    writer = Writer(lambda: store)

    async def main():
        tasks = [asyncio.create_task(writer.answer(job(n))) for n in range(5)]
        await asyncio.sleep(0.05)
        store.may_commit.set()
        await asyncio.to_thread(writer.stop)
        await asyncio.gather(*tasks)

    asyncio.run(main())
    assert sum(store.batches) == 5


def test_a_queue_that_is_too_long_refuses_and_phones_try_again(monkeypatch):
    """Better a sentence at once than an answer that waits for minutes."""
    monkeypatch.setattr(saving, "LONGEST_QUEUE", 2)
    store = Slow()
    writer = Writer(lambda: store)

    async def main():
        tasks = [asyncio.create_task(writer.answer(job(0)))]
        await asyncio.sleep(0.05)
        tasks += [asyncio.create_task(writer.answer(job(n))) for n in (1, 2)]
        await asyncio.sleep(0)
        with pytest.raises(QueueFullError):
            await writer.answer(job(3))
        store.may_commit.set()
        await asyncio.gather(*tasks)

    asyncio.run(main())
    writer.stop()


def test_one_that_fails_does_not_harm_the_others(store):
    """Changes that share a transaction: the refused ones are told why, the others are saved, on both databases."""
    writer = Writer(lambda: store)

    def case(name):
        return lambda s: s.create_case(name, "Stadt")

    def refused(s):
        return s.set_finished(999_999)

    def broken(s):
        with s.writing() as connection:
            connection.exec_driver_sql("INSERT INTO no_such_table VALUES (1)")

    async def main(*changes):
        return await asyncio.gather(*(writer.run(change) for change in changes), return_exceptions=True)

    found = asyncio.run(main(case("A"), refused, case("B"), broken, case("C")))
    writer.stop()
    assert isinstance(found[1], NotFoundError)
    assert isinstance(found[3], Exception)
    assert {c.name for c in store.list_cases()} == {"A", "B", "C"}


def test_a_commit_that_fails_is_told_to_all_of_it():
    """Nobody believes to be saved who is not."""

    class Broken:
        def give_answers(self, jobs, now):
            raise StoreBusyError

    writer = Writer(Broken)

    async def main():
        return await asyncio.gather(*(writer.answer(job(n)) for n in range(3)), return_exceptions=True)

    found = asyncio.run(main())
    writer.stop()
    assert all(isinstance(error, StoreBusyError) for error in found)


def test_real_answers_are_in_the_database_when_the_writer_says_so(any_hall):
    """Thirty at once, read by another connection right after each was acknowledged."""
    phones = [any_hall.phone() for _ in range(30)]
    for n, phone in enumerate(phones):
        phone.client = f"203.0.113.{n}"
        phone.join()
    seats = [any_hall.store.seat_by_token(hash_of(phone.token)) for phone in phones]
    writer = any_hall.respond.desk.writer

    async def one(seat):
        await writer.answer(AnswerJob(seat.id, any_hall.round.id, any_hall.items[0], "dk", tap=f"t{seat.id}"))
        assert any_hall.store.answers_of_seat(seat.id, any_hall.round.id)[1, any_hall.items[0]].state == "dk"

    async def main():
        await asyncio.gather(*(one(seat) for seat in seats))

    before = writer.batches
    any_hall.run(main())
    assert writer.batches - before < 30
