"""The real program in a data folder of its own, with a workshop in it; its memory and processor time."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.e2e.servers import ROOT, Server
from typology.model.elements import Model, Questionnaire
from typology.model.loading import load_model, load_questionnaires, read_texts
from typology.store import Store, open_store
from typology.store.opening import FILE_NAME
from typology.workshop.codes import hash_of, new_code, new_key, new_token, wall_token
from typology.workshop.rounds import Pace, RoundState, close, go_to, open_round, reopen, reveal, settle


class LoadServer(Server):
    """A server that can be killed and measured.

    Args:
        data: Its data folder.
        database: Address of a PostgreSQL database; None for a SQLite file in the folder.
    """

    def __init__(self, data: Path, database: str | None = None) -> None:
        super().__init__(data)
        self.started: list[float] = []
        if database is not None:
            self._environment["DATABASE_URL"] = database

    def start(self) -> LoadServer:
        """Start the process; note the moment from which it answers."""
        super().start()
        self.started.append(time.monotonic())
        return self

    def settle(self) -> LoadServer:
        """Wait until everything is loaded that is loaded in the background after a start."""
        time.sleep(3)
        watch, deadline = Watch(self), time.monotonic() + 30
        before = watch.look().cpu
        while time.monotonic() < deadline:
            time.sleep(0.7)
            now = watch.look().cpu
            if now - before < 0.03:
                break
            before = now
        return self

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def processes(self) -> list[psutil.Process]:
        """Return the process and its children; none once it has ended."""
        if not self.alive:
            return []
        assert self._process is not None
        try:
            own = psutil.Process(self._process.pid)
            return [own, *own.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


@dataclass
class Sample:
    """A look at the servers.

    Attributes:
        at: Seconds since the watch began.
        megabytes: Resident memory of all processes.
        cpu: Processor seconds they have used.
        threads: Their threads.
    """

    at: float
    megabytes: float
    cpu: float
    threads: int


class Watch:
    """Samples servers while a scenario runs.

    Args:
        servers: The servers.
        every: Seconds between two looks.
    """

    def __init__(self, *servers: LoadServer, every: float = 1.0) -> None:
        self._servers = servers
        self._every = every
        self._began = time.monotonic()
        self.samples: list[Sample] = []

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            self.samples.append(await asyncio.to_thread(self.look))
            await asyncio.sleep(self._every)

    def look(self) -> Sample:
        """Look once."""
        memory, cpu, threads = 0.0, 0.0, 0
        for server in self._servers:
            for process in server.processes():
                try:
                    with process.oneshot():
                        memory += process.memory_info().rss / 1e6
                        times = process.cpu_times()
                        cpu += times.user + times.system
                        threads += process.num_threads()
                except psutil.NoSuchProcess:
                    continue
        return Sample(time.monotonic() - self._began, memory, cpu, threads)

    @property
    def peak(self) -> float:
        """Largest memory seen, in MB."""
        return max((sample.megabytes for sample in self.samples), default=float("nan"))

    @property
    def cpu(self) -> float:
        """Processor seconds used between the first and the last look."""
        return max(0.0, self.samples[-1].cpu - self.samples[0].cpu) if self.samples else float("nan")

    @property
    def cpu_share(self) -> float:
        """Processors used on average between the first and the last look (1 is one core)."""
        if len(self.samples) < 2:
            return float("nan")
        first, last = self.samples[0], self.samples[-1]
        return self.cpu / max(1e-9, last.at - first.at)


@dataclass
class Room:
    """A workshop that is open, and how to get in.

    Attributes:
        store: A connection of its own to the database, as the facilitator's page has one.
        workshop_id: The workshop.
        round_id: Its open round.
        door: Path and query of the QR code.
        wall: Token of the wall.
        items: The items asked.
    """

    store: Store
    workshop_id: int
    round_id: int
    door: str
    wall: str
    items: tuple[str, ...]

    def go_to(self, item: str) -> None:
        """Lead all phones to an item."""
        self._change(lambda state, now: go_to(state, item, now))

    def reveal(self) -> None:
        """Close the vote and show the results."""
        self._change(close)
        self._change(reveal)

    def reopen(self) -> None:
        """Let phones answer on."""
        self._change(reopen)

    def close(self) -> None:
        """End the vote; phones are told that it is closed."""
        self._change(close)

    def _change(self, step) -> None:
        asked = self.store.round(self.round_id)
        now = datetime.now(UTC)
        self.store.change_round(self.round_id, asked.revision, step(settle(asked.state, now), now))


def definition() -> tuple[Model, Questionnaire]:
    """Return the model, and the questionnaire that asks most of a group that is not named where it is small."""
    model = load_model(ROOT / "typology" / "definition")
    questionnaires = load_questionnaires(ROOT / "questionnaires", model).values()
    return model, max((q for q in questionnaires if q.form == "full"), key=lambda q: len(q.items))


def make_room(store: Store, *, tables: int = 3, pace: Pace = "free") -> Room:
    """Prepare a workshop with an open round in a store.

    Args:
        store: The open store; closing it is the caller's.
        tables: Number of tables, each with a Verbund of its own.
        pace: Everybody at their own pace, or led.
    """
    model, questionnaire = definition()
    store.remember_model(model.info.id, model.version, read_texts(ROOT / "typology" / "definition"))
    store.remember_questionnaire(questionnaire.id, questionnaire.full_version, read_texts(ROOT / "questionnaires"))
    secret, code, key = new_token(), new_code(), new_key()
    workshop = store.create_workshop(
        "Werkstatt unter Last", lead_hash=hash_of(secret), wall_hash=hash_of(wall_token(secret)), code=code,
        join_key=key, perspectives=questionnaire.perspectives, group_from=model.method.small_groups.group_from,
        public=False, language="de",
    )  # fmt: skip
    for number in range(1, tables + 1):
        case = store.create_case(f"Verbund {number}", f"Stadt {secrets.token_hex(3)}", invented=True)
        wave = store.create_wave(case.id, "Heute", "now", 2026)
        store.add_station(workshop.id, case.id, wave.id, f"Tisch {number}")
    draft = store.add_round(
        workshop.id, title="Runde 1", questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.full_version, model=model.info.id, model_version=model.version,
        perspectives=questionnaire.perspectives, stations=(), state=RoundState(questionnaire.items, pace),
    )  # fmt: skip
    store.change_round(draft.id, draft.revision, open_round(draft.state, datetime.now(UTC)))
    store.choose_round(workshop.id, draft.id)
    return Room(store, workshop.id, draft.id, f"/w/{code}?k={key}", wall_token(secret), questionnaire.items)


@contextmanager
def running(folder: Path, *, pace: Pace = "free", settled: bool = True) -> Iterator[tuple[LoadServer, Room]]:
    """Start a server on a SQLite file with a workshop in it; end it afterwards.

    Args:
        folder: Folder for its data.
        pace: Everybody at their own pace, or led.
        settled: Whether to wait until everything is loaded, as before a workshop.
    """
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    with open_store(f"sqlite:///{data / FILE_NAME}") as store:
        room = make_room(store, pace=pace)
        server = LoadServer(data)
        try:
            server.start()
            yield server.settle() if settled else server, room
        finally:
            server.stop()
