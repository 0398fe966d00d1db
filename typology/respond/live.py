"""What phones and walls follow: one look at the database for all of them, and a stream of events to each.

Whether something has changed is asked for all workshops at once by one short query. Only a workshop whose revision has
risen is read again. A round whose timer runs out changes without anybody writing anything; that is noticed here, too.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from starlette.types import Receive, Scope, Send

from typology.store.errors import NotFoundError, StoreError
from typology.workshop.rounds import phase_at

if TYPE_CHECKING:
    from typology.store import Store
    from typology.store.workshop_records import Arrivals, Round, Station, Workshop

Channel = Literal["phone", "wall"]

_CHANNELS: tuple[Channel, ...] = get_args(Channel)
POLL = 0.4
"""Seconds between two looks at the revisions."""
ARRIVALS = 1.0
"""Seconds between two counts of the answers that have arrived, while a wall is watching."""
HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is still there: proxies cut what is silent for a minute."""
_FRESH = 1.0
_FORGET_AFTER = 30.0
_MOST_KEPT = 500

_log = logging.getLogger("verbundspiegel")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A workshop as it stood a moment ago.

    Attributes:
        workshop: The workshop.
        stations: Its tables.
        rounds: Its rounds.
    """

    workshop: Workshop
    stations: tuple[Station, ...]
    rounds: tuple[Round, ...]

    @property
    def current(self) -> Round | None:
        """The round the phones follow; None before the first."""
        return next((r for r in self.rounds if r.id == self.workshop.current_round), None)

    def station(self, number: int) -> Station | None:
        """Return a table by its number."""
        return next((s for s in self.stations if s.id == number), None)


def standing(snapshot: Snapshot, now: datetime) -> dict[str, Any]:
    """Return what everybody may know of where a workshop stands: no answers, no results.

    Args:
        snapshot: The workshop.
        now: The time (UTC).

    Returns:
        ``phase`` is ``waiting`` before the first round and ``ended`` after the last; ``item`` is the one all phones
        show in a led round; ``closes_in`` are seconds.
    """
    found = snapshot.current
    where: dict[str, Any] = {
        "revision": snapshot.workshop.revision, "phase": "waiting", "round": None, "vote": 1, "item": None,
        "shown": None, "closes_in": None,
    }  # fmt: skip
    if snapshot.workshop.ended_at is not None:
        return where | {"phase": "ended"}
    if found is None:
        return where
    phase = phase_at(found.state, now)
    if phase == "draft":
        return where
    where |= {
        "phase": phase, "round": found.id, "vote": 2 if found.state.is_second_vote else 1,
        "item": found.state.current if phase == "open" else None, "shown": found.state.shown,
    }  # fmt: skip
    if phase == "open" and found.state.closes_at is not None:
        where["closes_in"] = max(0, round((found.state.closes_at - now).total_seconds()))
    return where


def stand_key(where: dict[str, Any]) -> str:
    """Return what must differ for a phone to show something else; the script puts it together in the same way."""
    return "|".join(str(where[name] if where[name] is not None else "") for name in ("phase", "round", "vote", "item"))


@dataclass(slots=True)
class _Kept:
    """A workshop that somebody follows."""

    snapshot: Snapshot
    read_at: float
    used_at: float
    arrivals: Arrivals | None = None
    counted_at: float = 0.0
    payloads: dict[Channel, bytes] = field(default_factory=dict)
    keys: dict[Channel, object] = field(default_factory=dict)
    listeners: dict[Channel, set[asyncio.Future[None]]] = field(
        default_factory=lambda: {"phone": set(), "wall": set()}
    )
    open_streams: dict[Channel, int] = field(default_factory=lambda: {"phone": 0, "wall": 0})

    @property
    def is_followed(self) -> bool:
        return bool(self.open_streams["phone"] or self.open_streams["wall"])


class Hub:
    """Keeps the workshops that phones and walls follow.

    Args:
        store: Returns the open store.
    """

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._reading: dict[int, asyncio.Future[_Kept]] = {}
        self._task: asyncio.Task[None] | None = None
        self._stopped = False
        # One thread for all counts: the system's allocator has a heap for each thread and keeps in it what was needed
        # for a moment. A count needs more the more people there are; taking turns, all threads would grow with it.
        self._counting = ThreadPoolExecutor(1, thread_name_prefix="arrivals")

    # ------------------------------------------------------------------ looking
    async def snapshot(self, workshop_id: int) -> Snapshot:
        """Return a workshop as it stood at most a second ago.

        Raises:
            NotFoundError: If there is none.
            StoreError: If it cannot be read.
        """
        now = time.monotonic()
        kept = self._kept.get(workshop_id)
        if kept is None or now - kept.read_at > _FRESH:
            kept = await self._read(workshop_id)
        kept.used_at = now
        self._keep_looking()
        return kept.snapshot

    async def arrivals(self, workshop_id: int) -> Arrivals | None:
        """Return how many have answered in the current round, at most a second old; None before the first."""
        await self.snapshot(workshop_id)
        kept = self._kept[workshop_id]
        if kept.arrivals is None or time.monotonic() - kept.counted_at > ARRIVALS:
            await self._count(kept)
        return kept.arrivals

    async def refresh(self, workshop_id: int) -> Snapshot:
        """Read a workshop anew, after a change that was made here."""
        kept = await self._read(workshop_id)
        self._spread(kept)
        return kept.snapshot

    async def _read(self, workshop_id: int) -> _Kept:
        under_way = self._reading.get(workshop_id)
        if under_way is not None:  # the whole room asks in the same moment: one look for all
            return await asyncio.shield(under_way)
        future: asyncio.Future[_Kept] = asyncio.get_running_loop().create_future()
        self._reading[workshop_id] = future
        try:
            known = self._kept.get(workshop_id)
            snapshot = await asyncio.to_thread(self._look, workshop_id, known.snapshot if known else None)
        except BaseException as error:
            if isinstance(error, Exception):
                future.set_exception(error)
                future.exception()
            else:
                future.cancel()
            raise
        else:
            now = time.monotonic()
            kept = self._kept.get(workshop_id)
            if kept is None:
                kept = self._kept[workshop_id] = _Kept(snapshot, now, now)
                self._forget(now)
            kept.snapshot, kept.read_at = snapshot, now
            future.set_result(kept)
            return kept
        finally:
            del self._reading[workshop_id]

    def _look(self, workshop_id: int, known: Snapshot | None) -> Snapshot:
        store = self._store()
        if known is not None and store.signals([workshop_id]).get(workshop_id) == known.workshop.revision:
            return known
        return read_snapshot(store, workshop_id)

    def _forget(self, now: float) -> None:
        """Let go of workshops that nobody follows, so that memory does not grow with the day."""
        for key in [k for k, kept in self._kept.items() if not kept.is_followed and now - kept.used_at > _FORGET_AFTER]:
            del self._kept[key]
        while len(self._kept) > _MOST_KEPT:
            unused = next((k for k, kept in self._kept.items() if not kept.is_followed), None)
            if unused is None:
                return
            del self._kept[unused]

    # ------------------------------------------------------------------ following
    def _keep_looking(self) -> None:
        if (self._task is None or self._task.done()) and not self._stopped:
            self._task = asyncio.get_running_loop().create_task(self._follow())

    async def _follow(self) -> None:
        """Look again and again while anybody follows or has asked a moment ago."""
        failed = False
        while not self._stopped:
            await asyncio.sleep(POLL)
            now = time.monotonic()
            watched = {
                key: kept for key, kept in self._kept.items()
                if kept.is_followed or now - kept.used_at < _FORGET_AFTER / 3
            }  # fmt: skip
            if not watched:
                return
            try:
                await self._look_at(watched)
                failed = False
            except StoreError as error:
                # Streams stay open and say nothing; requests say what is wrong.
                if not failed:
                    _log.warning("The workshops cannot be followed right now: %s", error)
                failed = True
            except Exception:
                if not failed:
                    _log.exception("The workshops cannot be followed right now.")
                failed = True

    async def _look_at(self, watched: dict[int, _Kept]) -> None:
        revisions = await asyncio.to_thread(lambda: self._store().signals(list(watched)))
        now = time.monotonic()
        for key, kept in watched.items():
            if revisions.get(key) == kept.snapshot.workshop.revision:
                kept.read_at = now
            elif key in revisions:
                try:
                    kept.snapshot = await asyncio.to_thread(read_snapshot, self._store(), key)
                except NotFoundError:  # gone in this very moment; whoever asks for it is told
                    continue
                kept.read_at, kept.counted_at = time.monotonic(), 0.0
            if kept.open_streams["wall"] and now - kept.counted_at >= ARRIVALS:
                await self._count(kept)
            self._spread(kept)

    async def _count(self, kept: _Kept) -> None:
        found = kept.snapshot.current
        kept.counted_at = time.monotonic()
        if found is None:
            kept.arrivals = None
            return
        loop = asyncio.get_running_loop()
        kept.arrivals = await loop.run_in_executor(self._counting, lambda: self._store().arrivals(found.id))

    def _spread(self, kept: _Kept) -> None:
        """Tell the streams, if there is anything new to tell."""
        now = datetime.now(UTC)
        where = standing(kept.snapshot, now)
        closes_at = kept.snapshot.current.state.closes_at if kept.snapshot.current else None
        for channel in _CHANNELS:
            told = dict(where)
            if channel == "wall":
                told |= _counted(kept.arrivals)
            # Seconds that pass are no news: phones and wall count down by themselves.
            key = ({k: v for k, v in told.items() if k != "closes_in"}, closes_at)
            if kept.keys.get(channel) != key:
                kept.keys[channel] = key
                for waiting in kept.listeners[channel]:
                    if not waiting.done():
                        waiting.set_result(None)

    def _event(self, kept: _Kept, channel: Channel) -> bytes:
        told = standing(kept.snapshot, datetime.now(UTC))
        if channel == "wall":
            told |= _counted(kept.arrivals)
        return f"data: {json.dumps(told)}\n\n".encode()

    def stream(self, workshop_id: int, channel: Channel) -> EventStream:
        """Return the answer to a request for events: where the workshop stands, at once and whenever that changes."""
        return EventStream(self, workshop_id, channel)

    async def stop(self) -> None:
        """End all streams, so that the server can end."""
        self._stopped = True
        for kept in self._kept.values():
            for waiting in (f for found in kept.listeners.values() for f in found):
                if not waiting.done():
                    waiting.set_result(None)
        if self._task is not None:
            self._task.cancel()
        self._counting.shutdown(wait=False)

    def stop_soon(self) -> None:
        """Do as ``stop`` from a signal handler."""
        self._stopped = True
        for kept in self._kept.values():
            for waiting in (f for found in kept.listeners.values() for f in found):
                if not waiting.done():
                    waiting.get_loop().call_soon_threadsafe(_wake, waiting)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


def _counted(arrivals: Arrivals | None) -> dict[str, Any]:
    if arrivals is None:
        return {"seats": 0, "answered": 0, "answers": 0}
    # No count item by item: how many were asked a question that has a condition would say how they answered another.
    return {
        "seats": sum(arrivals.seats.values()), "answered": sum(arrivals.answered.values()),
        "answers": sum(arrivals.by_item.values()),
    }  # fmt: skip


def read_snapshot(store: Store, workshop_id: int) -> Snapshot:
    """Read a workshop with its tables and rounds.

    Raises:
        NotFoundError: If there is none.
    """
    with store.reading():
        workshop = store.workshop(workshop_id)
        return Snapshot(workshop, tuple(store.list_stations(workshop_id)), tuple(store.list_rounds(workshop_id)))


class EventStream:
    """The answer to a request for events, as an ASGI application.

    Written by hand: with a thousand of them open, each must be no more than one waiting task and one future.
    """

    def __init__(self, hub: Hub, workshop_id: int, channel: Channel) -> None:
        self._hub = hub
        self._workshop_id = workshop_id
        self._channel = channel

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the phone hangs up or the server ends."""
        hub, channel = self._hub, self._channel
        await hub.snapshot(self._workshop_id)
        kept = hub._kept[self._workshop_id]
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"), (b"x-content-type-options", b"nosniff"), (b"connection", b"keep-alive"),
        ]  # fmt: skip
        kept.open_streams[channel] += 1
        left = asyncio.ensure_future(_until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            # A browser tries again after this time; a little different for each, or all of a room come at once.
            pause = 1500 + hash(id(self)) % 1500
            told: object = None
            await send({"type": "http.response.body", "body": f"retry: {pause}\n\n".encode(), "more_body": True})
            while not (hub._stopped or left.done()):
                waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                if told is None or kept.keys.get(channel) != told:
                    if channel not in kept.keys:
                        hub._spread(kept)
                    told = kept.keys.get(channel)
                    await send({"type": "http.response.body", "body": hub._event(kept, channel), "more_body": True})
                    continue
                kept.listeners[channel].add(waiting)
                try:
                    done, _ = await asyncio.wait(
                        (waiting, left), timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
                    )
                finally:
                    kept.listeners[channel].discard(waiting)
                if not done:
                    await send({"type": "http.response.body", "body": b": \n\n", "more_body": True})
            if not left.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            kept.open_streams[channel] -= 1
            left.cancel()


async def _until_gone(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
