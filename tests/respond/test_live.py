"""Following: one look for all, an event for every change, and streams that end with the server."""

import asyncio
import json
import threading
import time
from datetime import UTC, datetime, timedelta

from tests.respond.hall import Hall
from typology.respond import live
from typology.respond.live import Hub, stand_key, standing
from typology.workshop.rounds import RoundState, close, go_to, reopen


class Listener:
    """A phone that holds a stream open."""

    def __init__(self):
        self.events = []
        self.comments = 0
        self.ended = False
        self.gone = asyncio.Event()
        self.heard = asyncio.Event()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.headers = dict(message["headers"])
            return
        text = message["body"].decode()
        self.comments += text.startswith(":")
        self.ended = not message["more_body"]
        if text.startswith("data: "):
            self.events.append(json.loads(text.removeprefix("data: ")))
            self.heard.set()

    async def next(self):
        """Wait for one more event."""
        await asyncio.wait_for(self.heard.wait(), 5)
        self.heard.clear()
        return self.events[-1]


def listening(hall: Hall, script, channel="phone"):
    """Run a script while somebody listens; return the listener."""

    async def main():
        listener = Listener()
        task = asyncio.create_task(
            hall.respond.desk.hub.stream(hall.workshop.id, channel)({"type": "http"}, listener.receive, listener.send)
        )
        await script(listener)
        listener.gone.set()
        await asyncio.wait_for(task, 5)
        return listener

    return hall.run(main())


def change(hall, action, *arguments, **more):
    """Change the round as another process would."""
    now = hall.store.round(hall.round.id)
    hall.store.change_round(now.id, now.revision, action(now.state, *arguments, datetime.now(UTC), **more))


def test_a_stream_says_where_the_room_is_and_every_change(led):
    """At once, then when the facilitator goes on, then when the round is closed; never an answer."""

    async def script(listener):
        first = await listener.next()
        assert (first["phase"], first["vote"], first["item"]) == ("open", 1, led.items[0])
        change(led, go_to, led.items[1])
        assert (await listener.next())["item"] == led.items[1]
        change(led, close)
        last = await listener.next()
        assert (last["phase"], last["item"]) == ("closed", None)

    listener = listening(led, script)
    assert listener.headers[b"content-type"].startswith(b"text/event-stream")
    assert set(listener.events[0]) == {"revision", "phase", "round", "vote", "item", "shown", "closes_in"}


def test_answers_are_no_news_for_phones_and_a_count_for_the_wall(hall, phone):
    """A phone hears nothing of what others answer; the wall hears how many have."""

    async def script(listener):
        assert (await listener.next())["answered"] == 0
        await asyncio.to_thread(_answer, hall, phone)
        assert (await listener.next())["answered"] == 1

    listening(hall, script, "wall")


def test_all_counts_are_made_by_one_thread(hall, monkeypatch):
    """Each thread keeps the memory that its largest count needed: three walls must not mean three times as much."""
    count, by = hall.store.arrivals, []

    def noted(round_id):
        by.append(threading.get_ident())
        time.sleep(0.05)  # long enough for the others to ask meanwhile
        return count(round_id)

    monkeypatch.setattr(hall.store, "arrivals", noted)
    hub = hall.respond.desk.hub

    async def ask():
        return await asyncio.gather(*(hub.arrivals(hall.workshop.id) for _ in range(3)))

    assert all(found == count(hall.round.id) for found in hall.run(ask()))
    assert len(by) == 3
    assert len(set(by)) == 1


def _answer(hall, phone):
    from typology.store.workshop_records import AnswerJob
    from typology.workshop.codes import hash_of

    seat = hall.store.seat_by_token(hash_of(phone.token))
    hall.store.give_answers([AnswerJob(seat.id, hall.round.id, hall.items[0], "dk")], datetime.now(UTC))


def test_a_timer_that_runs_out_is_news_though_nobody_wrote_anything(hall):
    """The round is closed by time alone."""
    change(hall, close)
    change(hall, reopen, lasts=timedelta(seconds=1))

    async def script(listener):
        assert (await listener.next())["closes_in"] in (0, 1)
        assert (await listener.next())["phase"] == "closed"

    listening(hall, script)


def test_a_silent_stream_gives_a_sign_of_life(hall, monkeypatch):
    """Proxies cut what is silent for a minute."""
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)

    async def script(listener):
        await listener.next()
        await asyncio.sleep(0.3)

    assert listening(hall, script).comments >= 2


def test_streams_end_with_the_server(hall):
    """Else it would wait for the phones of the whole room before it ends."""

    async def script(listener):
        await listener.next()
        await hall.respond.desk.hub.stop()
        await asyncio.sleep(0.1)
        assert listener.ended

    listening(hall, script)


def test_a_whole_room_costs_one_look(hall):
    """A hundred phones ask in the same moment for a workshop nobody has asked for: it is read once."""
    looks = []
    store = hall.store

    class Counted:
        def __getattr__(self, name):
            if name == "list_rounds":
                looks.append(name)
            return getattr(store, name)

    hub = Hub(Counted)

    async def main():
        await asyncio.gather(*(hub.snapshot(hall.workshop.id) for _ in range(100)))
        await hub.stop()

    hall.run(main())
    assert len(looks) == 1


def test_what_nobody_follows_is_forgotten(hall, monkeypatch):
    """Memory does not grow with the workshops of a day."""
    monkeypatch.setattr(live, "_FORGET_AFTER", 0.0)
    hub = hall.respond.desk.hub

    async def main():
        await hub.snapshot(hall.workshop.id)
        time.sleep(0.01)
        other = hall.store.create_workshop(
            "B", lead_hash="a" * 64, wall_hash="b" * 64, code="abcdef", join_key="x" * 12,
            perspectives=list(hall.workshop.perspectives), group_from=5, public=False, language="de",
        )  # fmt: skip
        await hub.snapshot(other.id)

    hall.run(main())
    assert hall.workshop.id not in hub._kept


def test_page_and_event_say_the_same_in_the_same_way(led):
    """The script compares them letter by letter to know whether it must show something else."""
    phone = led.phone()
    page = phone.join().text
    snapshot = live.read_snapshot(led.store, led.workshop.id)
    key = stand_key(standing(snapshot, datetime.now(UTC)))
    assert f'data-stand="{key}"' in page
    assert key == f"open|{led.round.id}|1|{led.items[0]}"


def test_before_the_first_round_and_in_a_draft_everybody_waits(hall):
    """A draft is nobody's business but the facilitator's."""
    hall.store.choose_round(hall.workshop.id, None)
    snapshot = live.read_snapshot(hall.store, hall.workshop.id)
    assert standing(snapshot, datetime.now(UTC))["phase"] == "waiting"
    hall.round = hall.add_round(RoundState(items=hall.items))
    snapshot = live.read_snapshot(hall.store, hall.workshop.id)
    found = standing(snapshot, datetime.now(UTC))
    assert (found["phase"], found["round"]) == ("waiting", None)
