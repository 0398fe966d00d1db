"""The generator and its checks, with a small room on a real server; figures are for ``make load``."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.load.client import read_page
from tests.load.crowd import OutOfBoundsError, run, run_all
from tests.load.ledger import Content, Kept, Tap, compare
from tests.load.line import Figures, Habits
from tests.load.server import Watch, running
from tests.load.steady import hold
from tests.respond.hall import open_hall
from typology.store import open_store
from typology.workshop.codes import hash_of
from typology.workshop.rounds import close, reopen, reveal

SEAT = "a-token"


def tap(key, content, acknowledged=True, item="i"):
    return Tap(SEAT, item, Content(*content), key, acknowledged)


def kept(number, key, content, item="i"):
    return Kept(number, hash_of(SEAT), 1, item, Content(*content), key)


YES, NO = ("answer", "yes"), ("answer", "no")


def test_what_was_acknowledged_and_is_there_is_fine_and_what_is_missing_is_lost():
    """A tap that was never acknowledged may be missing; one that was may not."""
    assert compare([tap("1", YES), tap("2", NO, False)], [kept(1, "1", YES)]).fine
    verdict = compare([tap("1", YES), tap("2", NO)], [kept(1, "1", YES)])
    assert [found.key for found in verdict.lost] == ["2"]


def test_an_answer_that_counted_already_needs_no_row_of_its_own():
    """The store writes nothing for a second tap on the same option; to its phone it is saved all the same."""
    assert compare([tap("1", YES), tap("2", YES)], [kept(1, "1", YES)]).fine
    rows = [kept(1, "1", YES), kept(2, "2", NO)]
    assert compare([tap("1", YES), tap("2", NO), tap("3", YES)], rows).lost


def test_a_tap_that_is_there_twice_and_an_answer_nobody_sent_are_found():
    """The same key twice is a double; another key, or other content than was sent, comes from nowhere."""
    twice = compare([tap("1", YES)], [kept(1, "1", YES), kept(2, "1", YES)])
    assert len(twice.doubled) == 1
    assert len(compare([tap("1", YES)], [kept(1, "1", NO)]).never_sent) == 1
    assert len(compare([], [kept(1, "9", YES)]).never_sent) == 1


def test_an_earlier_answer_that_counts_over_a_later_one_is_found():
    """The last acknowledged tap counts: a row of an earlier one behind it would undo what the phone shows."""
    assert compare([tap("1", YES), tap("2", NO)], [kept(1, "2", NO), kept(2, "1", YES)]).overtaken


def test_a_run_has_bounds_and_ends_by_itself():
    """Nobody can ask for more phones than a room holds, and a visit that hangs is ended."""

    async def hang():
        await asyncio.sleep(60)

    started = time.monotonic()
    assert asyncio.run(run_all([hang()], 0.2)) == 1
    assert time.monotonic() - started < 5
    with pytest.raises(OutOfBoundsError):
        asyncio.run(run_all((hang() for _ in range(2_001)), 1))


def test_who_comes_back_finds_the_open_question_or_that_there_is_no_vote(sqlite_url):
    """Whoever was away while the facilitator closed and revealed is told so; everything else would be a failure."""
    with open_store(sqlite_url) as store, open_hall(store) as hall:
        phone = hall.phone()
        phone.join()

        def look():
            return read_page(phone.get(phone.address).text, "")

        first, second = hall.items[:2]
        assert look().goes_on_from(first)
        assert not look().goes_on_from(second)
        for action in (close, reveal):
            hall.change(action)
            assert look().goes_on_from(first)
        hall.change(reopen)
        assert look().goes_on_from(first)
        phone.tap(first, "dk")
        assert look().goes_on_from(second)
        assert not look().goes_on_from(first)


def test_ten_phones_lose_the_line_and_the_server_is_killed_and_every_saved_answer_is_there(tmp_path):
    """Dead spots, lines cut in mid-answer, a closed browser, kill -9: all go on by themselves, none counts twice."""
    habits = Habits(every=0.3, dead_spot=0.05, cut_off=0.2, reopen=0.05, rejoin=0.05, away=(0.1, 0.4),
                    back_off=(0.2, 0.4, 0.8), settles=(0.0, 0.2))  # fmt: skip
    with running(tmp_path, settled=False) as (server, room):

        async def kill(figures: Figures) -> None:
            await asyncio.sleep(1.5)
            figures.outage = True
            killed = time.monotonic()
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            figures.watch_from = time.monotonic()
            figures.more = figures.watch_from - killed

        found = run(hold(server.port, room, Watch(server), phones=10, seconds=4, habits=habits, ramp=0.5, during=kill,
                         wait_for_wall=0))  # fmt: skip
        log = server.log_text()
    assert found.verdict.fine, found.verdict.in_words
    assert not found.failures, (found.figures.failures, log[-2000:])
    assert len(found.ledger.seats) == 10
    assert len(found.figures.recovered) == 10
    assert found.verdict.acknowledged >= 20
    assert found.figures.outages["tap:cut"]
