"""Somebody with a phone: scans the code, takes a seat, answers at their own pace, loses the connection, comes back.

A phone speaks to the server as the page and its script do: the join form with its hidden fields, style sheets and
scripts, the item, a stream of events beside it, one POST a tap with a key of its own, sent again until it is
acknowledged. What it sends and what it is told goes into the ledger, how long that took into the figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from tests.load.forms import Form, assets, forms
from tests.load.http1 import Events, Link, LinkError, Reply
from tests.load.ledger import Content, Ledger, Tap

COOKIE = "vs_platz"
BROWSER_HEADERS = {
    "Host": "127.0.0.1",
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "de-DE,de;q=0.9,en;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
}
_ACCEPT_JSON = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
_FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
_SPECIAL = ("", "dk", "na")
_TRY_AGAIN = (429, 502, 503, 504)


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
    back_off: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
    loads_files: bool = True


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


@dataclass
class Page:
    """An item as the phone shows it.

    Attributes:
        item: Item id; "" on a page without a question.
        form: Its form, None there.
    """

    item: str = ""
    form: Form | None = None


class Phone:
    """One phone.

    Args:
        number: Its number in the run.
        port: Port of the server, or of the proxy before it.
        door: Path and query of the QR code.
        ledger: Where taps are noted.
        figures: Where times are noted.
        habits: How its owner behaves.
        seed: Makes the run repeatable as far as the order of things allows.
    """

    def __init__(
        self, number: int, port: int, door: str, ledger: Ledger, figures: Figures, habits: Habits, seed: int
    ) -> None:
        self.number = number
        self.port = port
        self.door = door
        self.ledger = ledger
        self.figures = figures
        self.habits = habits
        self.random = random.Random(f"{seed}/{number}")
        self.token = ""
        self.link: Link | None = None
        self.page = Page()
        self.pending: Tap | None = None
        self.state: dict[str, object] = {}
        self._following: asyncio.Task[None] | None = None
        self._stream: Link | None = None
        self._offline = asyncio.Event()
        self._moved = asyncio.Event()
        self._loaded: set[str] = set()
        self._answered: dict[str, Content] = {}
        self._first = ""

    # ------------------------------------------------------------------ the whole visit
    async def live(self, until: float) -> None:
        """Join if need be, answer until a moment (loop time), leave without a farewell."""
        try:
            if not self.token and not await self.join(until):
                return
            async with self.following():
                await self.answer_until(until)
        finally:
            self.drop()

    async def join(self, until: float) -> bool:
        """Scan the code and take a seat; return whether that worked before a moment."""
        started = _now()
        form_of_ours: tuple[str, dict[str, str]] | None = None
        sent = False
        for attempt in range(100):
            try:
                if form_of_ours is None:
                    form_of_ours = await self._open_door()
                sent = True
                await self._take_seat(*form_of_ours)
                await self._show("", first=started)
                return True
            except LinkError as error:
                self._note_failure(f"join:{error.kind}")
            if not await self._pause(attempt, until):
                break
        self.ledger.unsure_seats += sent and not self.token
        self.figures.failures["join:given up"] += 1
        return False

    async def answer_until(self, until: float) -> None:
        """Answer item after item, with everything that happens to phones in between."""
        habits = self.habits
        while _now() < until:
            if habits.every:
                pause = habits.every * self.random.uniform(1 - habits.spread, 1 + habits.spread)
                if _now() + pause > until:
                    return
                await asyncio.sleep(pause)
            luck = self.random.random()
            for share, mishap in (
                (habits.dead_spot, self._dead_spot), (habits.reopen, self._reopen), (habits.rejoin, self._rejoin),
            ):  # fmt: skip
                if 0 <= luck < share:
                    await mishap(until)
                luck -= share
            await self.tap(until, cut_off=0 <= luck < habits.cut_off)

    # ------------------------------------------------------------------ joining
    async def _open_door(self) -> tuple[str, dict[str, str]]:
        """Open the page behind the QR code and fill in its form; return where to send it, and what."""
        reply = await self._get(self.door)
        if reply.status == 303:  # the phone has a seat already
            return self._follow_redirect(self.door, reply), {}
        if reply.status != 200:
            raise LinkError(f"door {reply.status}")
        await self._load_files(self.door, reply)
        return self._filled(self.door, reply)

    def _filled(self, path: str, reply: Reply) -> tuple[str, dict[str, str]]:
        form = next((f for f in forms(reply.text) if f.method == "post" and f.has("nonce")), None)
        if form is None:
            raise LinkError("no form")
        fields = form.hidden()
        for name in ("tisch", "blickwinkel", "zustimmung"):
            if choices := form.choices(name):
                fields[name] = "nein" if "nein" in choices else self.random.choice(choices)
        return urljoin(path, form.action), fields

    async def _take_seat(self, path: str, fields: dict[str, str]) -> None:
        for _ in range(4):  # table and perspective; the question for consent; the seat
            if "/a/" in path:
                self.token = urlsplit(path).path.rpartition("/a/")[2].strip("/")
                self.ledger.seats.add(self.token)
                self.figures.joined.append(_now())
                return
            if fields:
                reply = await self._post(path, fields, _FORM_TYPE)
                fields = {}
            else:
                reply = await self._get(path)
                if reply.status == 200:
                    path, fields = self._filled(path, reply)
                    continue
            if reply.status != 303:
                raise LinkError(f"seat {reply.status}")
            path = self._follow_redirect(path, reply)
        raise LinkError("seat too far")

    def _follow_redirect(self, path: str, reply: Reply) -> str:
        if reply.cookies.get(COOKIE):
            self.token = reply.cookies[COOKIE]
        target = urlsplit(urljoin(f"http://127.0.0.1{path}", reply.headers.get("location", "")))
        return target.path + (f"?{target.query}" if target.query else "")

    async def _load_files(self, path: str, reply: Reply) -> None:
        if not self.habits.loads_files:
            return
        for address in assets(reply.text):
            target = urlsplit(urljoin(f"http://127.0.0.1{path}", address)).path
            if target not in self._loaded:
                found = await self._get(target)
                if found.status != 200:
                    raise LinkError(f"file {found.status}")
                self._loaded.add(target)

    # ------------------------------------------------------------------ answering
    async def tap(self, until: float, *, cut_off: bool = False) -> None:
        """Answer the item that is shown, and go on to the next one; after the last one begin again from the first."""
        if self.page.form is None and not await self._try_show(""):
            return
        if self.page.form is None and self.state.get("phase", "open") == "open" and self._first:
            await self._try_show(self._first)
        if self.page.form is None:
            self.figures.counts["no question"] += 1
            await self._wait_for_event(until)
            return
        await self._answer(self.page.form, until, cut_off=cut_off)

    async def _answer(self, form: Form, until: float, *, cut_off: bool = False, away: float = 0.0) -> None:
        """Choose an answer, send it after a while without a line, and show what comes next."""
        content, fields = self._chosen(form)
        item, key = self.page.item, secrets.token_urlsafe(12)
        self.pending = tap = self.ledger.sent(self.token, item, content, key)
        try:
            if away:
                await asyncio.sleep(away)
                self._offline.clear()
            values = {**form.hidden(), **fields, "item": item, "tap": key}
            reply = await self._send(tap, values, until, cut_off, own_line=not (cut_off or away))
        finally:
            self.pending = None
        if reply is not None:
            following = reply.get("next")
            await self._try_show(following if isinstance(following, str) else self._once_more(item))

    def _once_more(self, item: str) -> str:
        """Return where somebody goes on who has answered everything: through their answers once more."""
        seen = list(self._answered)
        return seen[(seen.index(item) + 1) % len(seen)] if item in seen else ""

    def _chosen(self, form: Form) -> tuple[Content, dict[str, str]]:
        """Choose something else than the last time: every tap writes a row."""
        options = [value for value in form.choices("antwort") if value not in _SPECIAL]
        before = self._answered.get(self.page.item)
        numbers = [str(number) for number in range(1, 61)]
        if self.random.random() < 0.08 and before != Content("dk"):
            content, fields = Content("dk"), {"antwort": "dk"}
        elif options:
            option = self.random.choice([o for o in options if before is None or before.option != o])
            content, fields = Content("answer", option), {"antwort": option}
        else:
            number = self.random.choice([n for n in numbers if before is None or before.number != float(n)])
            content, fields = Content("answer", None, float(number)), {"zahl": number}
        return content, fields

    async def _send(
        self, tap: Tap, fields: dict[str, str], until: float, cut_off: bool, *, own_line: bool
    ) -> dict[str, object] | None:
        """Send a tap until it is acknowledged or refused; None if time is up or it was refused."""
        started = _now()
        for attempt in range(1000):
            try:
                reply = await self._post(f"/a/{self.token}", fields, _ACCEPT_JSON, cut_off=cut_off and not attempt)
                found = json.loads(reply.text) if reply.status in (200, 409) else {}
            except LinkError as error:
                if error.kind == "cut":
                    self.figures.outages["tap:cut"] += 1
                else:
                    self._note_failure(f"tap:{error.kind}")
            except ValueError:
                self.figures.failures["tap:not json"] += 1
                return None
            else:
                if reply.status == 200 and found.get("saved") is True and found.get("item", tap.item) == tap.item:
                    tap.acknowledged = True
                    self._note_tap(tap, started, own_line and attempt == 0)
                    return dict(found)
                if reply.status == 409:
                    tap.refused = True
                    self.figures.counts[f"refused:{found.get('reason')}"] += 1
                    await self._try_show("")
                    return None
                self._note_failure(f"tap:{reply.status}")
                if reply.status not in _TRY_AGAIN:
                    return None
            self.figures.counts["sent again"] += 1
            if not await self._pause(attempt, until + 30):
                break
        self.figures.failures["tap:given up"] += 1
        return None

    def _note_tap(self, tap: Tap, started: float, clean: bool) -> None:
        now = _now()
        if tap.item not in self._answered:
            self.figures.firsts.append(now)
        self._answered[tap.item] = tap.content
        (self.figures.taps if clean else self.figures.disturbed).append(1e3 * (now - started))
        self.figures.acknowledged.append(now)
        self._note_recovery(now)

    def _note_recovery(self, now: float) -> None:
        # Somebody with an unsent answer goes on when that is saved, everybody else when the stream stands.
        if self.figures.watch_from is not None and (self.pending is None or self.pending.acknowledged):
            self.figures.recovered.setdefault(self.number, now)

    async def _try_show(self, item: str) -> bool:
        """Show an item; True if that worked. A page that does not come is fetched at the next tap."""
        try:
            await self._show(item)
        except LinkError as error:
            self._note_failure(f"page:{error.kind}")
            self.page = Page()
            return False
        return True

    async def _show(self, item: str, *, first: float | None = None) -> None:
        """Fetch an item, the first time as a whole page, then as the script does."""
        parameters = {"f": item} if item else {}
        if first is None:
            parameters["teil"] = "1"
        path = f"/a/{self.token}" + (f"?{urlencode(parameters)}" if parameters else "")
        started = _now()
        reply = await self._get(path)
        if reply.status != 200:
            raise LinkError(str(reply.status))
        if first is not None:
            self.figures.first_item.append(1e3 * (_now() - first))
            await self._load_files(path, reply)
        else:
            self.figures.pages.append(1e3 * (_now() - started))
        form = next((f for f in forms(reply.text) if f.has("antwort") or f.has("zahl")), None)
        self.page = Page(form.hidden().get("item", item) if form else "", form)
        self._first = self._first or self.page.item

    # ------------------------------------------------------------------ what happens to phones
    async def _dead_spot(self, until: float) -> None:
        """All connections drop; meanwhile an answer is given that waits on the phone."""
        self.figures.counts["dead spots"] += 1
        self._offline.set()
        self.drop()
        away = self.random.uniform(*self.habits.away)
        if self.page.form is not None:
            await self._answer(self.page.form, until, away=away)
            return
        await asyncio.sleep(away)
        self._offline.clear()

    async def _reopen(self, until: float) -> None:
        """The browser is closed; with the link it opens where it was."""
        self.figures.counts["reopened"] += 1
        before = self.page.item
        self.drop()
        await asyncio.sleep(self.random.uniform(0.2, 2.0))
        try:
            await self._show("", first=_now())
            self.figures.first_item.pop()
            if before and self.page.item != before:
                self.figures.counts["resumed at another item"] += 1
        except LinkError as error:
            self._note_failure(f"reopen:{error.kind}")

    async def _rejoin(self, until: float) -> None:
        """The code is scanned once more: the same seat, no second one."""
        self.figures.counts["scanned again"] += 1
        try:
            path, fields = await self._open_door()
            if fields or path.rpartition("/a/")[2] != self.token:
                self.figures.failures["rejoin:another seat"] += 1
        except LinkError as error:
            self._note_failure(f"rejoin:{error.kind}")

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
        attempt = 0
        while True:
            while self._offline.is_set():
                await asyncio.sleep(0.1)
            events = Events(self._on_event)
            try:
                self._stream = await Link.open(self.port, self.habits.patience)
                headers = {**BROWSER_HEADERS, "Accept": "text/event-stream"}
                self.figures.counts["streams"] += 1
                await self._stream.stream(f"/a/{self.token}/strom", headers, events, timeout=self.habits.patience)
            except LinkError as error:
                if error.kind == "cut" or self._offline.is_set():
                    self.figures.outages["stream:cut"] += 1
                else:
                    self._note_failure(f"stream:{error.kind}")
            attempt = 0 if events.retry is not None else attempt + 1
            # A browser opens a lost stream again after the time the server named.
            await asyncio.sleep(events.retry or min(3.0, 1.0 + attempt) * self.random.uniform(0.7, 1.3))

    def _on_event(self, data: str) -> None:
        self.figures.counts["events"] += 1
        try:
            self.state = json.loads(data)
        except ValueError:
            self.figures.failures["stream:not json"] += 1
            return
        self._moved.set()
        if not self.pending:
            self._note_recovery(_now())

    async def _wait_for_event(self, until: float) -> None:
        self._moved.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._moved.wait(), max(0.0, min(5.0, until - _now())))
        await self._try_show("")

    # ------------------------------------------------------------------ the line
    def drop(self) -> None:
        """Drop all connections at once."""
        for link in (self.link, self._stream):
            if link is not None:
                link.cut()
        self.link = None

    async def _get(self, path: str) -> Reply:
        return await self._ask("GET", path, BROWSER_HEADERS)

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
            if not (reused and error.kind == "lost" and not link.heard) or self._offline.is_set():
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
        await asyncio.sleep(pause)
        return True

    def _note_failure(self, kind: str) -> None:
        (self.figures.outages if self.figures.outage else self.figures.failures)[kind] += 1


def _now() -> float:
    return time.monotonic()
