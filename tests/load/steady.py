"""Scenarios with a room that answers at its own pace: 300 and 1,000 phones, and a server that is killed meanwhile."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.load.client import Phone
from tests.load.crowd import LAG_LIMIT, Lag, quantile, run, run_all
from tests.load.ledger import Ledger, Verdict, check
from tests.load.line import STEADY, Figures, Habits
from tests.load.results import Line
from tests.load.server import LoadServer, Room, Watch, running
from tests.load.wall import Wall

_RAMP = 0.05
"""Seconds a phone at which a room arrives: 300 phones in 15 seconds."""
_RETURN = 10.0
"""Within how many seconds of the server's return all phones must have gone on."""


@dataclass
class Outcome:
    """What a run found.

    Attributes:
        phones: How many there were.
        seconds: How long they answered.
        ledger: What they sent.
        figures: What they measured.
        wall: What the wall saw.
        lag: How late the generator was.
        watch: The server's memory and processor time.
        verdict: The comparison with the database.
        ended: Phones that had to be ended at the deadline.
    """

    phones: int
    seconds: float
    ledger: Ledger
    figures: Figures
    wall: Wall
    lag: Lag
    watch: Watch
    verdict: Verdict = field(default_factory=Verdict)
    ended: int = 0

    @property
    def failures(self) -> int:
        """Everything that went wrong, and phones that did not come to an end."""
        return sum(self.figures.failures.values()) + self.ended

    @property
    def cpu_an_answer(self) -> float:
        """Milliseconds of processor time that the servers took an answer, with everything around it."""
        answers = len(self.figures.acknowledged)
        return 1e3 * self.watch.cpu / answers if answers else float("nan")

    def trust(self) -> str:
        """Return the word about the generator that goes with the figures."""
        word = f"generator late by {self.lag.p99:.1f} ms (p99)"
        return word if self.lag.trusted else f"NOT TO BE TRUSTED: {word}, more than {LAG_LIMIT:.0f}"


async def hold(
    port: int, room: Room, watch: Watch, *, phones: int, seconds: float, seed: int = 1, habits: Habits = STEADY,
    ramp: float | None = None, during: Callable[[Figures], Awaitable[None]] | None = None, wait_for_wall: float = 2.5,
) -> Outcome:  # fmt: skip
    """Let a room answer, and compare what was acknowledged with the database afterwards.

    Args:
        port: Port of the server or proxy.
        room: The workshop.
        watch: Samples the servers.
        phones: How many come.
        seconds: How long after the last one has come.
        seed: Makes behaviour repeatable.
        habits: How people behave.
        ramp: Seconds over which they come.
        during: Whatever happens meanwhile, given the figures.
        wait_for_wall: Seconds that the wall is watched after the last answer.
    """
    ramp = phones * _RAMP if ramp is None else ramp
    ledger, figures, lag, wall = Ledger(), Figures(), Lag(), Wall(port, room.wall)
    until = time.monotonic() + ramp + seconds
    arrive = random.Random(seed)
    beside = [asyncio.ensure_future(found) for found in (lag.watch(), wall.run(), watch.run())]
    happening = asyncio.ensure_future(during(figures)) if during is not None else None

    async def visit(number: int) -> None:
        await asyncio.sleep(arrive.uniform(0, ramp))
        await Phone(number, port, room.door, ledger, figures, habits, seed).live(until)

    try:
        ended = await run_all((visit(number) for number in range(phones)), ramp + seconds + 120)
        if happening is not None:
            await happening
        await asyncio.sleep(wait_for_wall)
    finally:
        for task in (*beside, *([happening] if happening else [])):
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    outcome = Outcome(phones, ramp + seconds, ledger, figures, wall, lag, watch, ended=ended)
    outcome.verdict = await asyncio.to_thread(check, room.store, ledger, room.round_id, room.workshop_id)
    return outcome


def reliability(name: str, found: Outcome) -> list[Line]:
    """Return the lines that say whether anything failed, was lost or counted twice."""
    figures, verdict = found.figures, found.verdict
    counts = figures.counts
    mishaps = (
        f"{verdict.acknowledged:,} answers; on purpose: {counts['dead spots']} dead spots, "
        f"{figures.outages['tap:cut']} lines cut in mid-answer, {counts['reopened']} reopened, "
        f"{counts['scanned again']} scanned again"
    )
    what = ", ".join(f"{kind} {number}" for kind, number in figures.failures.most_common(4))
    return [
        Line(name, "failures", found.failures, most=0, note=what or mishaps),
        Line(name, "acknowledged answers lost", len(verdict.lost) + len(verdict.overtaken), most=0,
             note=mishaps if what else ""),
        Line(name, "answers doubled or never sent, seats too many",
             len(verdict.doubled) + len(verdict.never_sent) + verdict.more_seats, most=0),
    ]  # fmt: skip


def speed(name: str, found: Outcome, *, p95: float, p99: float | None, memory: float | None) -> list[Line]:
    """Return the lines that say how fast it was and what it took."""
    taps, pages = found.figures.taps, found.figures.pages
    delays = found.wall.delays(found.figures.firsts)
    rate = len(found.figures.acknowledged) / found.seconds
    return [
        Line(name, "tap to committed, p50", quantile(taps, 0.5), "ms", note=f"{rate:.0f} answers a second"),
        Line(name, "tap to committed, p95", quantile(taps, 0.95), "ms", most=p95),
        Line(name, "tap to committed, p99", quantile(taps, 0.99), "ms", most=p99,
             note=f"largest {max(taps, default=float('nan')):.0f} ms; {found.trust()}"),
        Line(name, "next item, p95", quantile(pages, 0.95), "ms"),
        Line(name, "committed to counted on the wall, largest", max(delays, default=float("nan")), "s", most=2.0,
             note=f"of {len(delays):,} answers; p50 {quantile(delays, 0.5):.2f} s"),
        Line(name, "memory of the server, largest", found.watch.peak, "MB", most=memory),
        Line(name, "processor time of the server an answer", found.cpu_an_answer, "ms",
             note=f"with the next item, joining and the streams; {found.watch.cpu_share:.2f} of one core"),
    ]  # fmt: skip


def rooms(phones: int, seconds: float, *, seed: int = 1) -> list[Line]:
    """Hold a room of 300 or 1,000 phones."""
    large = phones > 500
    name = f"{phones:,} phones, a tap every 4 s, {seconds:.0f} s"
    with tempfile.TemporaryDirectory(prefix="verbund-load-") as folder, running(Path(folder)) as (server, room):
        found = run(hold(server.port, room, Watch(server), phones=phones, seconds=seconds, seed=seed))
    limits = {"p95": 150.0, "p99": None, "memory": None} if large else {"p95": 25.0, "p99": 100.0, "memory": 400.0}
    return [*reliability(name, found), *speed(name, found, **limits)]


# ------------------------------------------------------------------------------ kill -9
@dataclass
class Crash:
    """A kill and what followed.

    Attributes:
        after: Seconds after the beginning.
        down: Seconds until the server answered again.
        slowest: Seconds after that until the last phone had gone on; NaN if one never did.
        median: The same for half of them.
        waited: How many phones were there at that moment.
        verdict: The comparison with the database.
        failures: What went wrong outside of the outage.
    """

    after: float
    down: float
    slowest: float
    median: float
    waited: int
    verdict: Verdict
    failures: int


def crashed(folder: Path, phones: int, seed: int) -> Crash:
    """Kill the server at a random moment of a run, start it again, and see everybody go on."""
    chance = random.Random(seed)
    ramp = phones * _RAMP
    after = chance.uniform(0.5 * ramp, ramp + 12)
    habits = Habits(dead_spot=0, reopen=0, rejoin=0, cut_off=0.01)
    times: dict[str, float] = {}

    with running(folder) as (server, room):
        async def kill(figures: Figures) -> None:
            await asyncio.sleep(after)
            figures.outage = True
            times["killed"] = time.monotonic()
            await asyncio.to_thread(_kill_and_start, server, chance.uniform(0.0, 2.0))
            times["back"] = figures.watch_from = time.monotonic()
            figures.more = times["back"] - times["killed"]
            times["there"] = len(figures.joined)
            await asyncio.sleep(_RETURN)
            figures.outage = False

        found = run(hold(server.port, room, Watch(server), phones=phones, seconds=12 + 8 + 2 * _RETURN - 10,
                         seed=seed, habits=habits, ramp=ramp, during=kill))  # fmt: skip
    gone_on = sorted(moment - times["back"] for moment in found.figures.recovered.values())
    everybody = len(gone_on) >= min(times["there"], phones)
    return Crash(
        after, times["back"] - times["killed"], gone_on[-1] if gone_on and everybody else float("nan"),
        quantile(gone_on, 0.5), int(times["there"]), found.verdict, found.failures,
    )  # fmt: skip


def _kill_and_start(server: LoadServer, pause: float) -> None:
    server.kill()
    time.sleep(pause)
    server.start()


def crashes(phones: int = 300, times: int = 10) -> list[Line]:
    """Kill the server of a room of 300 again and again, each time at another moment."""
    name = f"kill -9 in a room of {phones}, {times} times"
    found = []
    for seed in range(1, times + 1):
        with tempfile.TemporaryDirectory(prefix="verbund-load-") as folder:
            found.append(crashed(Path(folder), phones, seed))
    lost = sum(len(c.verdict.lost) + len(c.verdict.overtaken) for c in found)
    wrong = sum(len(c.verdict.doubled) + len(c.verdict.never_sent) + c.verdict.more_seats for c in found)
    slowest = [c.slowest for c in found]
    worst = float("nan") if any(s != s for s in slowest) else max(slowest)
    return [
        Line(name, "acknowledged answers lost", lost, most=0,
             note=f"{sum(c.verdict.acknowledged for c in found):,} answers acknowledged"),
        Line(name, "answers doubled or never sent, seats too many", wrong, most=0),
        Line(name, "failures after the return", sum(c.failures for c in found), most=0),
        Line(name, "until the last phone had gone on, largest", worst, "s", most=_RETURN,
             note="each run: " + ", ".join(f"{s:.1f}" for s in slowest)),
        Line(name, "until half of the phones had gone on, median", quantile([c.median for c in found], 0.5), "s"),
        Line(name, "server away, median", quantile([c.down for c in found], 0.5), "s",
             note=f"killed after {', '.join(f'{c.after:.0f}' for c in found)} s"),
    ]  # fmt: skip
