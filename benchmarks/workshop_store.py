"""What a hall of phones asks of the store: answers one by one and in batches, seats, and what the wall reads."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.kernel import alternating
from benchmarks.rows import Row, median
from typology.store import AnswerJob, Round, Seat, Store, Workshop, open_store
from typology.workshop import rounds

_PEOPLE = 1000
_ITEMS = tuple(f"item_{number}" for number in range(40))
_BARE = "the same rows in one transaction of the bare sqlite3 module, on the same disk"


@dataclass
class Hall:
    """An open round and everybody in it.

    Attributes:
        store: The store.
        workshop: The workshop.
        asked: The round.
        seats: Everybody.
        joining: Time to take one seat, in ms.
        tapped: How many answers were made up so far.
    """

    store: Store
    workshop: Workshop
    asked: Round
    seats: list[Seat] = field(default_factory=list)
    joining: list[float] = field(default_factory=list)
    tapped: int = 0

    def give(self, size: int) -> None:
        """Store answers that nobody has given before: person after person, item after item."""
        jobs = [self._answer(number) for number in range(self.tapped, self.tapped + size)]
        self.tapped += size
        assert all(getattr(result, "id", 0) for result in self.store.give_answers(jobs, datetime.now(UTC)))

    def _answer(self, number: int) -> AnswerJob:
        seat, turn = self.seats[number % len(self.seats)], number // len(self.seats)
        option = f"level_{turn // len(_ITEMS) % 5}"
        tap = f"{number:024x}"
        return AnswerJob(seat.id, self.asked.id, _ITEMS[turn % len(_ITEMS)], "answer", option, tap=tap)


@contextmanager
def open_hall(folder: Path, people: int = _PEOPLE) -> Iterator[Hall]:
    """Open a store with a round in which everybody has a seat."""
    with open_store(f"sqlite:///{folder / 'workshop.db'}") as store:
        case = store.create_case("Verbund", "Stadt")
        wave = store.create_wave(case.id, "Heute", "now")
        hidden = {name: secrets.token_hex(32) for name in ("lead_hash", "wall_hash", "code", "join_key")}
        workshop = store.create_workshop(
            "Workshop", perspectives=["inside"], group_from=5, public=False, language="de", **hidden
        )
        station = store.add_station(workshop.id, case.id, wave.id, "Tisch")
        draft = store.add_round(
            workshop.id, title="", questionnaire="q", questionnaire_version="1", model="m", model_version="1",
            perspectives=[], stations=[], state=rounds.RoundState(_ITEMS),
        )  # fmt: skip
        state = rounds.open_round(draft.state, datetime.now(UTC))
        hall = Hall(store, workshop, store.change_round(draft.id, draft.revision, state))
        for _ in range(people):
            start = time.perf_counter()
            seat = store.take_seat(
                workshop.id, station.id, "inside", token_hash=secrets.token_hex(32), nonce=secrets.token_hex(8),
                language="de", consent=False,
            )  # fmt: skip
            hall.joining.append((time.perf_counter() - start) * 1000)
            hall.seats.append(seat)
        yield hall


@contextmanager
def bare(folder: Path) -> Iterator[Callable[[int], None]]:
    """Yield what stores so many rows of the same size, with the same indexes, and nothing else."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "CREATE TABLE answers (id INTEGER PRIMARY KEY, seat INTEGER, round INTEGER, vote INTEGER, item TEXT,"
        " state TEXT, option TEXT, number FLOAT, note TEXT, tap TEXT, given_at TEXT, UNIQUE (seat, tap))"
    )
    connection.execute("CREATE INDEX found ON answers (seat, round, vote, item, id, state)")
    written = 0

    def store(size: int) -> None:
        nonlocal written
        entries = [
            (
                n % _PEOPLE,
                1,
                1,
                _ITEMS[n // _PEOPLE % 40],
                "answer",
                "level_1",
                None,
                "",
                f"{n:024x}",
                "2026-05-04 10:00",
            )
            for n in range(written, written + size)
        ]
        written += size
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO answers VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", entries)
        connection.execute("COMMIT")

    yield store
    connection.close()


def rows() -> Iterator[Row]:
    """Measure everything in this module."""
    with tempfile.TemporaryDirectory() as folder, open_hall(Path(folder)) as full, bare(Path(folder)) as limit:
        yield Row("take a seat in a workshop", median(full.joining), note="one by one, each committed")
        for size, times, target in ((1, 200, 1.5), (10, 100, None), (100, 60, 10.0), (300, 20, None)):
            ours, theirs = alternating(lambda n=size: full.give(n), lambda n=size: limit(n), times=times)
            name = "one answer" if size == 1 else f"a batch of {size} answers"
            yield Row(f"{name} of a workshop stored", ours, target=target, limit=theirs, note=_BARE)
        yield from reading(full)


def reading(full: Hall) -> Iterator[Row]:
    """What is read with every tap, every change and every second, once everybody has answered everything."""
    store, asked, seat = full.store, full.asked, full.seats[0]
    while full.tapped < len(full.seats) * len(_ITEMS):
        full.give(1000)
    yield Row("a seat found by its token", _median(lambda: store.seat_by_token("0" * 64)), target=0.4)
    yield Row("the answers of a seat: 40", _median(lambda: store.answers_of_seat(seat.id, asked.id)), target=0.4)
    yield Row("whether a workshop has changed", _median(lambda: store.signals([full.workshop.id])), target=0.4)
    size = f"{_PEOPLE:,} people, 40 items"
    yield Row(f"arrivals: {size}", _median(lambda: store.arrivals(asked.id), times=7), note="at most once a second")
    yield Row(f"all answers of a round: {size}", _median(lambda: store.answer_rows(asked.id), times=5))
    start = time.perf_counter()
    store.delete_workshop(full.workshop.id)
    spent = (time.perf_counter() - start) * 1000
    yield Row(f"a workshop deleted, the file written anew: {size}", spent, note="once")


def _median(work: Callable[[], object], times: int = 200) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return median(spent)
