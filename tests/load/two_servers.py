"""Scenario: two servers behind a sticky proxy on one PostgreSQL hold the room of 300 while one of them is killed."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from tests.load.crowd import quantile, run
from tests.load.line import STEADY, Figures
from tests.load.proxy import Proxy
from tests.load.results import Line
from tests.load.server import LoadServer, Room, Watch, make_room
from tests.load.steady import Outcome, hold, reliability
from tests.postgres import running_postgres
from typology.store import open_store


async def _hold(
    servers: list[LoadServer], room: Room, phones: int, seconds: float, seed: int
) -> tuple[Outcome, Proxy, float]:
    killed = 0.0
    async with Proxy([server.port for server in servers]) as proxy:

        async def kill(figures: Figures) -> None:
            nonlocal killed
            await asyncio.sleep(seconds / 2)
            figures.outage = True
            killed = figures.watch_from = time.monotonic()
            await asyncio.to_thread(servers[0].kill)
            await asyncio.sleep(10)
            figures.outage = False
            await asyncio.sleep(max(0.0, seconds / 4 - 10))
            await asyncio.to_thread(servers[0].start)  # its phones go back to it

        found = await hold(
            proxy.port, room, Watch(*servers), phones=phones, seconds=seconds, seed=seed, habits=STEADY, during=kill
        )
    return found, proxy, killed


def two_servers(phones: int = 300, seconds: float = 60.0, *, seed: int = 1) -> list[Line]:
    """Hold a room on two servers, kill one in the middle and start it again later."""
    name = f"two servers, one PostgreSQL, {phones} phones, one killed"
    with running_postgres() as postgres, tempfile.TemporaryDirectory(prefix="verbund-load-") as folder:
        address = postgres.url(postgres.create_database())
        with open_store(address) as store:
            room = make_room(store)
            servers = [LoadServer(Path(folder) / f"data{number}", address) for number in (1, 2)]
            try:
                for server in servers:
                    server.data.mkdir()
                    server.start().settle()
                found, proxy, killed = run(_hold(servers, room, phones, seconds, seed))
            finally:
                for server in servers:
                    server.stop()
    gone_on = sorted(moment - killed for moment in found.figures.recovered.values())
    shares = " and ".join(f"{number:,}" for number in proxy.requests.values())
    taps = found.figures.taps
    return [
        *reliability(name, found),
        Line(name, "until the last phone had gone on", gone_on[-1] if gone_on else float("nan"), "s", most=10.0,
             note=f"{len(gone_on)} phones; {shares} requests to the two, {proxy.moved:,} connections moved over"),
        Line(name, "tap to committed, p95", quantile(taps, 0.95), "ms", note=found.trust()),
        Line(name, "tap to committed, p99", quantile(taps, 0.99), "ms"),
        Line(name, "memory of both servers, largest", found.watch.peak, "MB"),
    ]  # fmt: skip
