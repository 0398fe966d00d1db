"""A thousand Verbünde with five points in time each: the page of comparisons, its memory, and what it works out.

The page is measured on a real server, with everything that is on it, once what the server does in the background after
a start is done. First of a process means that nobody has looked at the page since: every picture is drawn, in two
widths. In retrospect a snapshot of every Verbund is read as well. Databases of three sizes say whether the time grows
with the number, and not faster.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import numpy as np

from benchmarks.client import ROOT, Server, Tab, empty_app, running
from benchmarks.kernel import alternating, synthetic_table
from benchmarks.made_releases import WAVES, release_all, snapshots
from benchmarks.rows import Row, median
from typology.assessment.change import change
from typology.assessment.comparison import compare
from typology.assessment.nearest import nearest, profile_table, stronger_where
from typology.assessment.sensitivity import sensitivity
from typology.assessment.snapshot import Snapshot
from typology.model import load_model, load_questionnaires
from typology.model.elements import Model, Questionnaire
from typology.store import open_store

_SIZES = (250, 500, 1000)
_STARTS = 3
_RERUNS = 10
_PAGE, _MEMORY = 1000.0, 500.0


def rows() -> Iterator[Row]:
    """Measure everything in this module."""
    model = load_model(ROOT / "typology" / "definition")
    forms = load_questionnaires(ROOT / "questionnaires", model)
    form = next(found for found in forms.values() if found.form == "full")
    made = snapshots(model, form, _SIZES[-1])
    yield from worked_out(model, forms, made)
    yield from two_moments(model, form)
    yield from screens(made)


# ------------------------------------------------------------------------------ without a server
def worked_out(model: Model, forms: Mapping[str, Questionnaire], made: Sequence[Snapshot]) -> Iterator[Row]:
    """Whom we may be compared with, who is like us, and who has found a way."""
    today = made[WAVES.index(next(w for w in WAVES if w[2] == 2026)) :: len(WAVES)]
    own, size = today[0], f"{len(today):,} snapshots"
    found = compare(model, today, own=own, questionnaires=forms.values())
    assert (len(found.snapshots), found.basis) == (len(today), "all")
    yield Row(f"which may be compared: {size}", _median(lambda: compare(model, today, own=own,
              questionnaires=forms.values())))  # fmt: skip
    older = [replace(one, reckoning="x") if n % 2 else one for n, one in enumerate(today)]
    yield Row(f"… worked out anew on shared questions: {size}", _median(lambda: compare(model, older, own=own,
              questionnaires=forms.values()), times=5))  # fmt: skip
    for several in (today, made):
        of = f"{len(several):,} snapshots"
        yield Row(f"profiles as arrays: {of}", _median(lambda s=several: profile_table(model, s), times=5),
                  note="once for each choice")  # fmt: skip
        table = profile_table(model, several)
        ours = table.score[0]
        near, bare = alternating(
            lambda t=table: nearest(model, own, t),
            lambda t=table, o=ours: np.argsort(np.nanmean(np.abs(t.score - o), axis=1)), times=15,
        )  # fmt: skip
        yield Row(f"Verbünde like ours: {of}", near, target=50, limit=bare, note="numpy: distances, sorted")
        yield Row(f"who is high where we are low: {of}", _median(lambda t=table: stronger_where(model, own, t)))


def two_moments(model: Model, form: Questionnaire) -> Iterator[Row]:
    """What a placement depends on, and what has changed between two points in time, for ten people."""
    table = synthetic_table(model, 1, 10)
    later = table.assign(wave="later")
    size = f"10 people, {len(model.items)} items"
    sure = _median(lambda: sensitivity(model, table))
    yield Row(f"how sure a placement is, all that may vary: {size}", sure, target=150)
    yield Row(f"a change and what has moved it: {size}", _median(lambda: change(model, table, later)))


def _median(work, times: int = 15) -> float:
    return alternating(work, lambda: None, times=times)[0]


# ------------------------------------------------------------------------------ on a server
@dataclass(frozen=True)
class _Page:
    """How long a page took, in ms, and how long the processor worked on it."""

    taken: float
    worked: float


@dataclass(frozen=True)
class _Start:
    """What was measured after a start of the server: pages in ms, memory in MB."""

    first: _Page
    again: _Page
    past: _Page
    own: _Page
    cities: _Page
    memory: float
    before: float


def screens(made: Sequence[Snapshot]) -> Iterator[Row]:
    """The page as a reader gets it, with more and more Verbünde in one database."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_things:
        environment = {"VERBUNDSPIEGEL_DATA": folder, "DATABASE_URL": ""}
        store = open_things.enter_context(open_store(f"sqlite:///{folder}/verbundspiegel.db"))
        empty = open_things.enter_context(running(open_things.enter_context(empty_app())))
        bare = open_things.enter_context(Tab(empty.port))
        own, there, smaller = 0, 0, None
        for size in _SIZES:
            first = release_all(store, made[there * len(WAVES) : size * len(WAVES)])
            own, there = own or first, size
            starts = [_start(environment, own) for _ in range(_STARTS)]
            limit = 1e3 * median([bare.rerun() for _ in range(_RERUNS)])
            yield from _rows(size, starts, smaller, limit)
            smaller = starts


def _start(environment: Mapping[str, str], own: int) -> _Start:
    """Start a server and look at the page in several ways."""
    with running(ROOT / "app.py", environment) as server:
        with Tab(server.port):
            pass
        server.settle()  # what pages need has been fetched in the background, and what is shown first has been read
        before = server.megabytes
        first = _look(server)
        with Tab(server.port, "vergleich") as tab:
            worked = server.cpu_seconds
            taken = median([tab.rerun() for _ in range(_RERUNS)])
            again = _Page(1e3 * taken, 1e3 * (server.cpu_seconds - worked) / _RERUNS)
        others = _look(server, nur="zeit:past"), _look(server, v=own), _look(server, v=own, t="staedte")
        return _Start(first, again, *others, server.megabytes, before)


def _look(server: Server, **where: object) -> _Page:
    worked = server.cpu_seconds
    with Tab(server.port, "vergleich", urlencode(where)) as tab:
        return _Page(1e3 * tab.seconds, 1e3 * (server.cpu_seconds - worked))


def _rows(size: int, starts: Sequence[_Start], smaller: Sequence[_Start] | None, limit: float) -> Iterator[Row]:
    name, is_largest = f"comparison of {size:,} Verbünde × {len(WAVES)} points in time", size == _SIZES[-1]
    for part, what in (
        ("first", f"{name}: page, first of a process"), ("again", "… the same once more"),
        ("past", "… in retrospect: other snapshots are read"),
        ("own", "… one's own Verbund in front: pictures drawn anew"), ("cities", "… the cities"),
    ):  # fmt: skip
        if not is_largest and part not in ("first", "again", "past"):
            continue
        pages = [getattr(start, part) for start in starts]
        worked = median([page.worked for page in pages])
        note = "rerun of an empty script" if part == "first" else "the same"
        best = min(page.taken for page in pages)
        note += f"; median of {_STARTS}, best {best:.0f} ms; processor time {worked:.0f} ms"
        if smaller is not None:
            half = median([getattr(start, part).worked for start in smaller])
            note += f", {worked / half:.2f} times that for half as many"
        taken = median([page.taken for page in pages])
        yield Row(what, taken, target=_PAGE if is_largest else None, limit=limit, note=note)
    memory, before = median([start.memory for start in starts]), median([start.before for start in starts])
    note = "the same server before these pages"
    if smaller is not None:
        note += f"; {memory - median([start.memory for start in smaller]):+.0f} MB to half as many"
    yield Row("… memory of the server after all of these", memory, "MB", target=_MEMORY if is_largest else None,
              limit=before, note=note)  # fmt: skip
