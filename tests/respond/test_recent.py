"""What is kept of people for a moment is kept for a moment only."""

from __future__ import annotations

import asyncio
import threading
import time

from typology.respond.people import Recent
from typology.store.workshop_records import AnswerJob
from typology.workshop.codes import hash_of


def test_what_is_too_old_is_let_go_and_not_only_passed_over():
    """A room in which people come and go all day must not fill the memory with what nobody will ask for."""
    kept: Recent[str] = Recent(0.05)
    for seat in range(20):
        kept.put(seat, "said")
    time.sleep(0.06)
    assert kept.get(3) is None
    kept.put("new", "said")
    assert len(kept._values) == 1
    assert kept.get("new") == "said"


def test_no_more_is_kept_than_there_is_room_for():
    """The oldest goes first; what was put in again counts as new."""
    kept: Recent[int] = Recent(60, most=2)
    kept.put("a", 1)
    kept.put("b", 2)
    kept.put("a", 3)
    kept.put("c", 4)
    assert [kept.get(key) for key in "abc"] == [3, None, 4]


def test_what_was_said_while_somebody_looked_is_not_overwritten_by_what_they_saw(hall, phone, monkeypatch):
    """A page fetched ahead reads the answers of a seat while one more is stored: what was stored last stays known."""
    people, read = hall.respond.desk.people, hall.store.answers_of_seat
    seat = hall.store.seat_by_token(hash_of(phone.token))
    people._answers.drop((seat.id, hall.round.id))
    looked, may_go_on = threading.Event(), threading.Event()

    def slowly(seat_id, round_id):
        found = read(seat_id, round_id)
        looked.set()
        assert may_go_on.wait(5)
        return found

    async def look_and_answer():
        monkeypatch.setattr(hall.store, "answers_of_seat", slowly)
        ahead = asyncio.create_task(people.answers_of(seat, hall.round.id))
        assert await asyncio.to_thread(looked.wait, 5)
        job = AnswerJob(seat.id, hall.round.id, hall.items[0], "dk")
        people.answered(seat, await hall.respond.desk.writer.answer(job), {})
        may_go_on.set()
        return await ahead, await people.answers_of(seat, hall.round.id)

    for seen in hall.run(look_and_answer()):
        assert list(seen) == [(1, hall.items[0])]
