"""Somebody with a phone: scans the code, takes a seat, answers at their own pace, loses the connection, comes back.

A phone speaks to the server as the page and its script do: the join form with its hidden fields, style sheets and
scripts, the item, a stream of events beside it, one POST a tap with a key of its own, sent again until it is
acknowledged. What it sends and what it is told goes into the ledger, how long that took into the figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from tests.load.forms import Form, assets, forms
from tests.load.http1 import LinkError, Reply
from tests.load.ledger import Content, Ledger, Tap
from tests.load.line import COOKIE, Figures, Habits, Line

_ACCEPT_JSON = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
_FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
_SPECIAL = ("", "dk", "na")
_END = "-"
_FOLLOWING = re.compile(r' data-naechste="([^"]*)"')
_NO_VOTE = re.compile(r' data-grund="(?:closed|wall)"')
_AHEAD = 3
"""How many middles of pages the script fetches ahead, so that a dead spot stops nobody."""


@dataclass
class Page:
    """An item as the phone shows it.

    Attributes:
        item: Item id; "" on a page without a question.
        form: Its form, None there.
        following: The item after it; "-" at the end, "" where the facilitator leads.
        no_vote: Whether it says that the vote is closed, or that everybody looks at the wall.
    """

    item: str = ""
    form: Form | None = None
    following: str = ""
    no_vote: bool = False

    def goes_on_from(self, item: str) -> bool:
        """Return whether somebody who left at an open question may find this page when they come back."""
        return self.item == item or self.no_vote


class Phone(Line):
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
        super().__init__(number, port, figures, habits, seed)
        self.door = door
        self.ledger = ledger
        self.page = Page()
        self.pending: Tap | None = None
        self._ahead: dict[str, Page] = {}
        self._loaded: set[str] = set()
        self._answered: dict[str, Content] = {}
        self._first = ""

    def has_unsent(self) -> bool:
        """Return whether an answer waits on the phone."""
        return self.pending is not None and not self.pending.acknowledged

    # ------------------------------------------------------------------ the whole visit
    async def live(self, until: float) -> None:
        """Join if need be, answer until a moment (loop time), leave without a farewell."""
        try:
            if not self.token and not await self.join(until):
                return
            async with self.following():
                await self.settle()
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

    async def settle(self) -> None:
        """Do what the script does a moment after the page is there."""
        if self.page.form is None and self.token and not await self._try_show(""):
            return
        if self.habits.every:
            await asyncio.sleep(self.random.uniform(*self.habits.settles))
        await self._fetch_ahead()

    async def answer_until(self, until: float) -> None:
        """Answer item after item, with everything that happens to phones in between."""
        habits = self.habits
        while _now() < until + self.figures.more:
            if habits.every:
                pause = habits.every * self.random.uniform(1 - habits.spread, 1 + habits.spread)
                if _now() + pause > until + self.figures.more:
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
                self.offline.clear()
            values = {**form.hidden(), **fields, "item": item, "tap": key}
            reply = await self._send(tap, values, until, cut_off, own_line=not (cut_off or away))
        finally:
            self.pending = None
        if reply is not None:
            following = reply.get("next")
            if not isinstance(following, str):
                following = self._once_more(item)
            elif following != self.page.following:
                self._ahead.pop(following, None)
            if await self._try_show(following):
                await self._fetch_ahead()

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
                if reply.status != 429 and reply.status < 500:
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
        """Show an item: the first time a whole page, then what was fetched ahead, or as the script fetches it."""
        if first is None:
            self.page = self._ahead.pop(item, None) or await self._load(item)
        else:
            reply = await self._get(f"/a/{self.token}")
            if reply.status != 200:
                raise LinkError(str(reply.status))
            self.figures.first_item.append(1e3 * (_now() - first))
            await self._load_files(f"/a/{self.token}", reply)
            self._ahead.clear()
            self.page = read_page(reply.text, "")
        self._first = self._first or self.page.item

    async def _load(self, item: str) -> Page:
        """Fetch the middle of a page, as the script does."""
        started = _now()
        reply = await self._get(f"/a/{self.token}?{urlencode({'teil': '1', **({'f': item} if item else {})})}")
        if reply.status != 200:
            raise LinkError(str(reply.status))
        self.figures.pages.append(1e3 * (_now() - started))
        return read_page(reply.text, item)

    async def _fetch_ahead(self) -> None:
        following = self.page.following
        try:
            for _ in range(_AHEAD):
                if following in ("", _END):
                    return
                if following not in self._ahead:
                    self._ahead[following] = await self._load(following)
                following = self._ahead[following].following
        except LinkError as error:  # it is fetched when it is needed
            self._note_failure(f"ahead:{error.kind}")

    async def _wait_for_event(self, until: float) -> None:
        self._moved.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._moved.wait(), max(0.0, min(5.0, until - _now())))
        await self._try_show("")

    # ------------------------------------------------------------------ what happens to phones
    async def _dead_spot(self, until: float) -> None:
        """All connections drop; meanwhile an answer is given that waits on the phone."""
        self.figures.counts["dead spots"] += 1
        self.offline.set()
        self.drop()
        away = self.random.uniform(*self.habits.away)
        if self.page.form is not None:
            await self._answer(self.page.form, until, away=away)
            return
        await asyncio.sleep(away)
        self.offline.clear()

    async def _reopen(self, until: float) -> None:
        """The browser is closed; with the link it opens where somebody was, as far as they had come."""
        self.figures.counts["reopened"] += 1
        before = self.page.item
        self.drop()
        await asyncio.sleep(self.random.uniform(0.2, 2.0))
        try:
            await self._show("", first=_now())
            self.figures.first_item.pop()
            if before and before not in self._answered and not self.page.goes_on_from(before):
                self.figures.failures["resumed at another item"] += 1
            await self._fetch_ahead()
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

def read_page(text: str, item: str) -> Page:
    """Return what a page or its middle shows."""
    form = next((f for f in forms(text) if f.has("antwort") or f.has("zahl")), None)
    if form is None:
        return Page(no_vote=_NO_VOTE.search(text) is not None)
    following = _FOLLOWING.search(text)
    return Page(form.hidden().get("item", item), form, following[1] if following else "")


def _now() -> float:
    return time.monotonic()
