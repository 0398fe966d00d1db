"""Many phones at once, with an end by itself, and a look at the generator: is it the bottleneck?"""

from __future__ import annotations

import asyncio
import gc
import resource
import time
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_PHONES = 2_000
LONGEST = 2 * 3600.0
"""Bounds of every run: phones, and seconds."""
LAG_LIMIT = 50.0
"""Milliseconds (p99) by which the generator's own loop may be late before its figures are not to be trusted."""
_LOOK = 0.02


class OutOfBoundsError(Exception):
    """More phones or more time was asked for than any run may have."""


def quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile (0–1) of measured values; NaN of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Lag:
    """By how many milliseconds the generator's loop was late.

    Attributes:
        values: One a look.
    """

    values: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        """Look again and again until cancelled."""
        while True:
            due = time.perf_counter() + _LOOK
            await asyncio.sleep(_LOOK)
            self.values.append(max(0.0, 1e3 * (time.perf_counter() - due)))

    @property
    def p99(self) -> float:
        """The 99th percentile."""
        return quantile(self.values, 0.99)

    @property
    def trusted(self) -> bool:
        """Whether times measured beside it mean the server's."""
        return not self.p99 > LAG_LIMIT


async def run_all(visits: Iterable[Coroutine[Any, Any, Any]], seconds: float) -> int:
    """Run visits side by side and end what is left at a hard deadline; return how many that were.

    Args:
        visits: One coroutine a phone.
        seconds: After how many everything ends.

    Raises:
        OutOfBoundsError: If there are too many, or it would last too long.
    """
    tasks = [asyncio.ensure_future(visit) for visit in visits]
    if len(tasks) > MOST_PHONES or seconds > LONGEST:
        for task in tasks:
            task.cancel()
        raise OutOfBoundsError(f"At most {MOST_PHONES} phones and {LONGEST:.0f} seconds.")
    done, left = await asyncio.wait(tasks, timeout=seconds)
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=10)
    for task in done:
        if (error := task.exception()) is not None:
            raise error
    return len(left)


def prepare() -> None:
    """Let this process hold many connections, and keep its own garbage collection out of the figures."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * MOST_PHONES + 200
    if soft < wanted and (hard == resource.RLIM_INFINITY or hard > soft):
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def run(main: Coroutine[Any, Any, Any]) -> Any:
    """Run a scenario on the fastest loop there is."""
    prepare()
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)
