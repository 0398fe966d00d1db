"""A wall that watches the answers arrive: how long from an acknowledgement until the wall knows of it?"""

from __future__ import annotations

import asyncio
import json
import time
from bisect import bisect_right
from dataclasses import dataclass, field

from tests.load.http1 import Events, Link, LinkError

_HEADERS = {"Host": "127.0.0.1", "Accept": "text/event-stream", "Connection": "keep-alive"}


@dataclass
class Wall:
    """A beamer's browser.

    Attributes:
        port: Port of the server.
        token: Token of the wall.
        seen: Moment (loop time) and number of answers (people by item) of each event.
        failures: Streams lost.
    """

    port: int
    token: str
    seen: list[tuple[float, int]] = field(default_factory=list)
    failures: int = 0
    _link: Link | None = None

    async def run(self) -> None:
        """Follow until cancelled; a lost stream is opened again."""
        try:
            while True:
                try:
                    self._link = await Link.open(self.port, 10)
                    await self._link.stream(f"/wand/{self.token}/strom", _HEADERS, Events(self._on_event), timeout=10)
                except LinkError:
                    self.failures += 1
                await asyncio.sleep(0.5)
        finally:
            if self._link is not None:
                self._link.cut()

    def _on_event(self, data: str) -> None:
        self.seen.append((time.monotonic(), json.loads(data).get("answers", 0)))

    def delays(self, firsts: list[float]) -> list[float]:
        """Return for each answer that was the first of a person to an item how many seconds later the wall knew.

        Args:
            firsts: Moments at which they were acknowledged, in order. The n-th is on the wall when it counts n.
        """
        moments = [moment for moment, _ in self.seen]
        found = []
        for number, moment in enumerate(firsts, start=1):
            # The commit comes before the acknowledgement: the wall may be first.
            start = max(0, bisect_right(moments, moment) - 1)
            shown = next((at for at, count in self.seen[start:] if count >= number), None)
            if shown is not None:
                found.append(max(0.0, shown - moment))
        return found
