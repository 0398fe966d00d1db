"""Scenario: one hour with a hundred phones that come and go; does memory reach a plateau?"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.load.client import Phone
from tests.load.crowd import Lag, quantile, run, run_all
from tests.load.ledger import Ledger, check
from tests.load.line import STEADY, Figures
from tests.load.results import Line
from tests.load.server import LoadServer, Room, Sample, Watch, running
from tests.load.wall import Wall

_STAY = (60.0, 480.0)  # seconds somebody stays
_BREAK = (2.0, 20.0)  # seconds until the next one comes
_RETURNS = 0.5  # share of those who come back with their link rather than somebody new


async def _coming_and_going(
    server: LoadServer, room: Room, phones: int, seconds: float, watch: Watch, seed: int
) -> tuple[Figures, Ledger, Lag, int]:
    ledger, figures, lag, wall = Ledger(), Figures(), Lag(), Wall(server.port, room.wall)
    end = time.monotonic() + seconds
    beside = [asyncio.ensure_future(c) for c in (lag.watch(), wall.run(), watch.run(), _facilitator(room, end))]

    async def chair(number: int) -> None:
        """One place in the room: somebody comes, stays a while, leaves, comes back or makes room for another."""
        chance = random.Random(f"{seed}/{number}")
        await asyncio.sleep(chance.uniform(0, min(30.0, seconds / 4)))
        token, visit = "", 0
        while time.monotonic() < end:
            visit += 1
            phone = Phone(number + 10_000 * visit, server.port, room.door, ledger, figures, STEADY, seed)
            phone.token = token
            await phone.live(min(end, time.monotonic() + chance.uniform(*_STAY)))
            figures.counts["visits"] += 1
            token = phone.token if chance.random() < _RETURNS else ""
            await asyncio.sleep(min(chance.uniform(*_BREAK), max(0.0, end - time.monotonic())))

    ended = await run_all((chair(number) for number in range(phones)), seconds + 60)
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    return figures, ledger, lag, ended


async def _facilitator(room: Room, end: float) -> None:
    """Every few minutes: close, reveal, talk for a moment, let them answer on."""
    while end - time.monotonic() > 60:
        await asyncio.sleep(min(300.0, max(30.0, (end - time.monotonic()) / 4)))
        await asyncio.to_thread(room.reveal)
        await asyncio.sleep(10)
        await asyncio.to_thread(room.reopen)


def hours(minutes: float = 60.0, phones: int = 100, *, seed: int = 1, curve: Path | None = None) -> list[Line]:
    """Let people come and go, and look at the server's memory all the time.

    Args:
        minutes: How long.
        phones: How many are there at a time.
        seed: Makes behaviour repeatable.
        curve: SVG file to draw the memory into; None for no picture.
    """
    name = f"{phones} coming and going, {minutes:.0f} min"
    with tempfile.TemporaryDirectory(prefix="verbund-load-") as folder, running(Path(folder)) as (server, room):
        watch = Watch(server, every=min(5.0, minutes / 4))
        figures, ledger, lag, ended = run(
            _coming_and_going(server, room, phones, 60 * minutes, watch, seed)
        )  # fmt: skip
        verdict = check(room.store, ledger, room.round_id, room.workshop_id)
    if curve is not None:
        curve.write_text(draw(watch.samples, name), encoding="utf-8")
    failures = sum(figures.failures.values()) + ended
    what = ", ".join(f"{kind} {number}" for kind, number in figures.failures.most_common(4))
    tenths = means(watch.samples, 10)
    return [
        Line(name, "failures", failures, most=0,
             note=what or f"{verdict.acknowledged:,} answers, {figures.counts['visits']:,} visits, "
                          f"{len(ledger.seats):,} seats, {figures.counts['streams']:,} streams"),
        Line(name, "answers lost, doubled or never sent", 0 if verdict.fine else 1, most=0, note=verdict.in_words),
        Line(name, "tap to committed, p95", quantile(figures.taps, 0.95), "ms",
             note=f"p99 {quantile(figures.taps, 0.99):.0f} ms; generator late by {lag.p99:.0f} ms (p99)"),
        Line(name, "memory, largest", watch.peak, "MB", most=400.0,
             note="mean of each tenth: " + ", ".join(f"{mean:.0f}" for mean in tenths)),
        Line(name, "growth of memory over the second half", slope(watch.samples), "MB/h", most=10.0,
             note="straight line through the second half; a plateau is a line that does not rise"),
    ]  # fmt: skip


def means(samples: Sequence[Sample], parts: int) -> list[float]:
    """Return mean memory (MB) over equal parts of the time."""
    if not samples:
        return []
    end = samples[-1].at or 1.0
    found: list[list[float]] = [[] for _ in range(parts)]
    for sample in samples:
        found[min(parts - 1, int(parts * sample.at / end))].append(sample.megabytes)
    return [sum(part) / len(part) for part in found if part]


def slope(samples: Sequence[Sample]) -> float:
    """Return by how many MB an hour memory rises over the second half (least squares)."""
    late = samples[len(samples) // 2 :]
    if len(late) < 3:
        return float("nan")
    x = sum(s.at for s in late) / len(late)
    y = sum(s.megabytes for s in late) / len(late)
    spread = sum((s.at - x) ** 2 for s in late)
    return 3600 * sum((s.at - x) * (s.megabytes - y) for s in late) / spread if spread else float("nan")


def draw(samples: Sequence[Sample], title: str) -> str:
    """Return the curve of memory as an SVG picture."""
    width, height, left, bottom = 760, 300, 60, 40
    end = max(60.0, samples[-1].at if samples else 60.0)
    top = 50 * (int(max((s.megabytes for s in samples), default=1.0) / 50) + 1)
    step_x = next(step for step in (1, 2, 5, 10, 20, 60) if end / 60 / step <= 12)
    step_y = 50 if top <= 400 else 100

    def x(seconds: float) -> float:
        return left + (width - left - 15) * seconds / end

    def y(megabytes: float) -> float:
        return height - bottom - (height - bottom - 35) * megabytes / top

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="#1F2A2E"><title>Memory of the server: {title}</title>',
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        f'<text x="{left}" y="20" font-size="14">Memory of the server (MB): {title}</text>',
    ]
    for megabytes in range(0, top + 1, step_y):
        lines.append(
            f'<path d="M{left} {y(megabytes):.1f}H{width - 15}" stroke="#D9D4CB"/>'
            f'<text x="{left - 8}" y="{y(megabytes) + 4:.1f}" text-anchor="end">{megabytes}</text>'
        )
    for minute in range(0, int(end / 60) + 1, step_x):
        lines.append(
            f'<text x="{x(60 * minute):.1f}" y="{height - bottom + 18}" text-anchor="middle">{minute}</text>'
        )
    lines.append(f'<text x="{width - 15}" y="{height - 6}" text-anchor="end">minutes</text>')
    path = " ".join(f"{x(s.at):.1f},{y(s.megabytes):.1f}" for s in samples)
    lines.append(f'<polyline points="{path}" fill="none" stroke="#0F5E66" stroke-width="1.5"/></svg>')
    return "\n".join(lines) + "\n"
