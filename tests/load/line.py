"""The line of a phone: requests that are sent once more where a browser does so, and the stream of events beside them.

A lost stream is opened again as browsers do; after two failures the page asks every few seconds instead, and tries a
stream again now and then. What waits on the phone is sent as soon as anything gets through.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.load.http1 import Events, Link, LinkError, Reply

COOKIE = "vs_platz"
BROWSER_HEADERS = {
    "Host": "127.0.0.1",
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "de-DE,de;q=0.9,en;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
}


@dataclass(frozen=True, slots=True)
class Habits:
    """How people behave, and how long a phone waits.

    Attributes:
        every: Mean seconds between two taps; 0 for as fast as the server answers.
        spread: Share by which these seconds differ to both sides.
        dead_spot: Share of taps before which all connections drop for some seconds.
        cut_off: Share of taps whose connection drops between sending and the answer.
        reopen: Share of taps after which the browser is closed and opened again with the link.
        rejoin: Share of taps after which somebody scans the code a second time.
        away: From how many to how many seconds a dead spot lasts.
        follows: Whether the stream of events is open.
        patience: Seconds to wait for an answer before the same is sent again, as the script does.
        back_off: Seconds before the second, third, … attempt; the last one repeats.
        loads_files: Whether style sheets and scripts are fetched once.
        settles: From how many to how many seconds after the first page the script fetches the next ones ahead.
    """

    every: float = 4.0
    spread: float = 0.5
    dead_spot: float = 0.01
    cut_off: float = 0.01
    reopen: float = 0.005
    rejoin: float = 0.002
    away: tuple[float, float] = (2.0, 6.0)
    follows: bool = True
    patience: float = 10.0
    back_off: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0)
    loads_files: bool = True
    settles: tuple[float, float] = (0.8, 2.5)


STEADY = Habits()
UNDISTURBED = Habits(dead_spot=0, cut_off=0, reopen=0, rejoin=0)


@dataclass
class Figures:
    """What all phones of a run measured; times in milliseconds.

    Attributes:
        taps: From sending a tap to its acknowledgement after commit, where the phone's own line held.
        disturbed: The same where the phone itself lost the line, or sent more than once.
        pages: From asking for the next item to its last byte.
        first_item: From the first request of a phone to the last byte of its first item.
        joined: Moments (loop time) at which phones had a seat.
        acknowledged: Moments of all acknowledgements, in order.
        firsts: Those of the first answer of a phone to an item.
        failures: What went wrong although the phone's line held, by kind.
        outages: Losses that follow from what the phone itself or the run did on purpose, by kind.
        counts: Anything worth counting: dead spots, resumes, retries, events.
        recovered: Per phone: moments at which its stream stood again or a tap was acknowledged, after ``watch_from``.
        watch_from: Moment from which ``recovered`` counts; None before a server was killed.
        outage: While True lost connections are expected: the server was killed on purpose.
        more: Seconds by which everything lasts longer: as long as the server was away.
    """

    taps: list[float] = field(default_factory=list)
    disturbed: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    first_item: list[float] = field(default_factory=list)
    joined: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    outages: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    recovered: dict[int, float] = field(default_factory=dict)
    watch_from: float | None = None
    outage: bool = False
    more: float = 0.0


class Line:
    """The part of a phone that is in touch with the server.

    Args:
        number: Number of the phone in the run.
        port: Port of the server, or of the proxy before it.
        figures: Where times are noted.
        habits: How its owner behaves.
        seed: Makes the run repeatable as far as the order of things allows.
    """

    def __init__(self, number: int, port: int, figures: Figures, habits: Habits, seed: int) -> None:
        self.number = number
        self.port = port
        self.figures = figures
        self.habits = habits
        self.random = random.Random(f"{seed}/{number}")
        self.token = ""
        self.link: Link | None = None
        self.state: dict[str, object] = {}
        self.offline = asyncio.Event()
        self._stream: Link | None = None
        self._kick = asyncio.Event()
        self._moved = asyncio.Event()

    def has_unsent(self) -> bool:
        """Return whether an answer waits on the phone."""
        return False

    async def look(self) -> None:
        """Ask where the room is, as the page does that has no stream.

        Raises:
            LinkError: If nothing gets through.
        """
        reply = await self._get(f"/a/{self.token}?teil=1", own_line=True)
        if reply.status != 200:
            raise LinkError(str(reply.status))

    # ------------------------------------------------------------------ events
    @contextlib.asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Keep the stream of events open, as the page does."""
        task = asyncio.create_task(self._follow()) if self.habits.follows else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _follow(self) -> None:
        failed, polls, pause = 0, 0, 2.0
        while True:
            events = Events(self._on_event)
            before = self.figures.counts["events"]
            await self._listen(events)
            heard = events.retry is not None or self.figures.counts["events"] > before
            failed = 1 if heard else failed + 1
            polls = 0 if heard else polls
            pause = events.retry or pause
            if failed < 2:
                await asyncio.sleep(pause)
                continue
            while True:  # no stream: ask every few seconds
                await asyncio.sleep(self.random.uniform(3, 6) if polls else self.random.uniform(1, 2))
                polls += 1
                if await self._looked() and polls % 4 == 1:
                    break
            failed = 0

    async def _listen(self, events: Events) -> None:
        try:
            if self.offline.is_set():
                raise LinkError("offline")
            self._stream = await Link.open(self.port, self.habits.patience)
            headers = {**BROWSER_HEADERS, "Accept": "text/event-stream"}
            self.figures.counts["streams"] += 1
            await self._stream.stream(f"/a/{self.token}/strom", headers, events, timeout=self.habits.patience)
        except LinkError as error:
            if error.kind in ("cut", "offline") or self.offline.is_set():
                self.figures.outages["stream:cut"] += 1
            else:
                self._note_failure(f"stream:{error.kind}")

    async def _looked(self) -> bool:
        self.figures.counts["looks"] += 1
        if self.offline.is_set():
            return False
        try:
            await self.look()
        except LinkError as error:
            self._note_failure(f"look:{error.kind}")
            return False
        self._reached()
        return True

    def _on_event(self, data: str) -> None:
        self.figures.counts["events"] += 1
        try:
            self.state = json.loads(data)
        except ValueError:
            self.figures.failures["stream:not json"] += 1
            return
        self._moved.set()
        self._reached()

    def _reached(self) -> None:
        """Something got through: what waits is sent at once, and whoever waits for nothing has gone on."""
        self._kick.set()
        self._note_recovery(_now())

    def _note_recovery(self, now: float) -> None:
        # Somebody with an unsent answer goes on when that is saved.
        if self.figures.watch_from is not None and not self.has_unsent():
            self.figures.recovered.setdefault(self.number, now)

    # ------------------------------------------------------------------ the line
    def drop(self) -> None:
        """Drop all connections at once."""
        for link in (self.link, self._stream):
            if link is not None:
                link.cut()
        self.link = None

    async def _get(self, path: str, *, own_line: bool = False) -> Reply:
        """Ask for a page; on a line of its own where another request may be under way."""
        if not own_line:
            return await self._ask("GET", path, BROWSER_HEADERS)
        link = await Link.open(self.port, self.habits.patience)
        try:
            return await link.ask("GET", path, BROWSER_HEADERS, timeout=self.habits.patience)
        finally:
            link.cut()

    async def _post(
        self, path: str, fields: dict[str, str], more: dict[str, str], *, cut_off: bool = False
    ) -> Reply:
        headers, body = {**BROWSER_HEADERS, **more}, urlencode(fields).encode()
        if not cut_off:
            return await self._ask("POST", path, headers, body)
        link = await self._line()
        waiting = link.send("POST", path, headers, body)
        await asyncio.sleep(self.random.choice((0.0, 0.002, 0.005, 0.02)))
        if not waiting.done():
            link.cut()
        return await waiting

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """Send a request; on a line that the server has closed while it was idle, once more on a new one.

        Browsers do so by themselves: a server may close a silent line at any time, and a request may cross with that.
        """
        reused = self.link is not None and self.link.usable
        link = await self._line()
        if self.token and path.startswith("/w/"):  # where a browser would send the cookie
            headers = {**headers, "Cookie": f"{COOKIE}={self.token}"}
        try:
            return await link.ask(method, path, headers, body, timeout=self.habits.patience)
        except LinkError as error:
            if not (reused and error.kind == "lost" and not link.heard) or self.offline.is_set():
                raise
            self.figures.counts["idle line was closed"] += 1
        link = await self._line()
        return await link.ask(method, path, headers, body, timeout=self.habits.patience)

    async def _line(self) -> Link:
        if self.link is None or not self.link.usable:
            self.link = await Link.open(self.port, self.habits.patience)
        return self.link

    async def _pause(self, attempt: int, until: float) -> bool:
        """Wait before the next attempt; False if there is no time for one."""
        pause = self.habits.back_off[min(attempt, len(self.habits.back_off) - 1)] * self.random.uniform(0.75, 1.25)
        if _now() + pause > until:
            return False
        self._kick.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._kick.wait(), pause)
        return True

    def _note_failure(self, kind: str) -> None:
        (self.figures.outages if self.figures.outage else self.figures.failures)[kind] += 1


def _now() -> float:
    return time.monotonic()
