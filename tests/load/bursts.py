"""Scenarios at the limit: a whole room that joins in one second, and as many answers as go."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from bisect import bisect_left
from pathlib import Path

from tests.load import peer
from tests.load.client import Phone
from tests.load.crowd import Lag, quantile, run, run_all
from tests.load.ledger import Ledger, check
from tests.load.line import UNDISTURBED, Figures, Habits
from tests.load.results import Line
from tests.load.server import LoadServer, Room, Watch, running
from tests.load.steady import hold

_FEWER = 50
"""With fewer phones at once oTree answers more; it is compared where it is at its best."""
_AS_FAST_AS_IT_GOES = Habits(every=0, dead_spot=0, cut_off=0, reopen=0, rejoin=0)


# ------------------------------------------------------------------------------ joining
async def _join_all(server: LoadServer, room: Room, phones: int, seed: int) -> tuple[Figures, Ledger, Lag]:
    ledger, figures, lag = Ledger(), Figures(), Lag()
    arrive = random.Random(seed)
    watching = asyncio.ensure_future(lag.watch())
    until = time.monotonic() + 20

    async def visit(number: int) -> None:
        await asyncio.sleep(arrive.uniform(0, 1))
        phone = Phone(number, server.port, room.door, ledger, figures, UNDISTURBED, seed)
        try:
            if await phone.join(until):
                async with phone.following():
                    await phone.settle()
                    await asyncio.sleep(3)
        finally:
            phone.drop()

    ended = await run_all((visit(number) for number in range(phones)), 60)
    figures.failures["not ended"] += ended
    watching.cancel()
    return figures, ledger, lag


def joining(phones: int = 1_000, *, seed: int = 1) -> list[Line]:
    """Let a whole room scan the code in the same second."""
    name = f"{phones:,} join within one second"
    with tempfile.TemporaryDirectory(prefix="verbund-load-") as folder, running(Path(folder)) as (server, room):
        watch = Watch(server)
        figures, ledger, lag = run(_join_all(server, room, phones, seed))
        verdict = check(room.store, ledger, room.round_id, room.workshop_id)
        memory = watch.look().megabytes
    times = [ms / 1e3 for ms in figures.first_item]
    failures = sum(figures.failures.values())
    what = ", ".join(f"{kind} {number}" for kind, number in figures.failures.most_common(4) if number)
    return [
        Line(name, "phones with their first item", len(times), least=phones),
        Line(name, "scan to first item, p50", quantile(times, 0.5), "s"),
        Line(name, "scan to first item, p95", quantile(times, 0.95), "s"),
        Line(name, "scan to first item, last phone", max(times, default=float("nan")), "s", most=3.0,
             note=f"join page, style sheet and script, seat, item; generator late by {lag.p99:.0f} ms (p99)"),
        Line(name, "failures, seats too many", failures + verdict.more_seats, most=0, note=what),
        Line(name, "memory of the server", memory, "MB"),
    ]  # fmt: skip


# ------------------------------------------------------------------------------ saturation
def _rate(moments: list[float], settle: float) -> float:
    """Return events a second from ``settle`` seconds after the first to the last."""
    if len(moments) < 2:
        return 0.0
    begin = moments[0] + settle
    return (len(moments) - bisect_left(moments, begin)) / max(1e-9, moments[-1] - begin)


def saturation(phones: int = 200, seconds: float = 20.0) -> list[Line]:
    """Let phones answer as fast as the server takes it, then do the same with oTree."""
    name = f"saturation, {phones} phones without a pause"
    with tempfile.TemporaryDirectory(prefix="verbund-load-") as folder, running(Path(folder)) as (server, room):
        found = run(hold(server.port, room, Watch(server), phones=phones, seconds=seconds, ramp=2,
                         habits=_AS_FAST_AS_IT_GOES))  # fmt: skip
    ours = _rate(found.figures.acknowledged, 4.0)
    verdict = found.verdict
    lines = [
        Line(name, "answers a second, each committed and the next item shown", ours, least=500,
             note=f"SQLite, one process; {verdict.kept:,} rows written for {verdict.acknowledged:,} acknowledged"),
        Line(name, "tap to committed, p95", quantile(found.figures.taps, 0.95), "ms", note=found.trust()),
        Line(name, "failures, answers lost or doubled", found.failures + len(verdict.lost) + len(verdict.doubled),
             most=0, note=verdict.in_words),
        Line(name, "processor time of the server an answer", found.cpu_an_answer, "ms",
             note=f"with the next item; {found.watch.cpu_share:.2f} of one core"),
    ]  # fmt: skip
    try:
        version = peer.install()
        theirs = {number: _peer_rate(number, seconds) for number in (phones, _FEWER)}
    except peer.PeerError as error:
        return [*lines, Line(name, "the same on oTree", float("nan"), note=str(error))]
    best = max(rate for rate, _, _ in theirs.values())
    for number, (rate, p95, failures) in theirs.items():
        what = f"the same on oTree {version}, as in production" if number == phones else f"oTree with {number} phones"
        lines.append(
            Line(name, what, rate, "answers/s",
                 note=f"one item a page, SQLite; submit p95 {p95:,.0f} ms; failures {failures}")
        )  # fmt: skip
    ratio = ours / best if best else float("nan")
    return [*lines, Line(name, "ours / oTree", ratio, "times", note="the better of both")]


def _peer_rate(phones: int, seconds: float) -> tuple[float, float, int]:
    figures = peer.PeerFigures()
    # Through forty items at a few dozen answers a second: more than enough for everybody to begin again.
    with peer.running(4 * phones) as (port, door):
        async def main() -> None:
            until = time.monotonic() + seconds + 2
            people = [peer.Participant(port, door, figures, 0, str(n)) for n in range(phones)]
            await run_all((person.live(until) for person in people), seconds + 60)

        run(main())
    return _rate(figures.acknowledged, 4.0), quantile(figures.submits, 0.95), sum(figures.failures.values())
