"""Reruns of the two pages people spend their time on, plots in the browser, and memory: on a real server.

The limit of a rerun is that of an empty script on a server with the same configuration, taken in turns with ours.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.client import ROOT, Server, Tab, empty_app, running
from benchmarks.rows import Row, median
from benchmarks.start import loaded_by
from typology.model import load_model, load_questionnaires
from typology.model.elements import Questionnaire
from typology.store import Case, Store, open_store

_RERUNS = 100
_CHANGES = 10
_SESSIONS = 50


@dataclass(frozen=True)
class Place:
    """Where the measurements take place: a database with the example data, and what is in it.

    Attributes:
        environment: Names the database to a server.
        answering: Query string of a page of the questionnaire, with many items on it.
        result: Query string of the result of the case that is being answered about.
        start: Empty: the start page needs nothing.
    """

    environment: Mapping[str, str]
    answering: str
    result: str
    start: str = ""


@contextmanager
def example_place() -> Iterator[Place]:
    """Fill a database in a temporary folder with the example data, and begin one more assessment."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/verbundspiegel.db"
        command = [sys.executable, "-m", "typology", "demo", "--small", "--database", database]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        environment = {"DATABASE_URL": database, "VERBUNDSPIEGEL_DATA": folder}
        model = load_model(ROOT / "typology" / "definition")
        asked = load_questionnaires(ROOT / "questionnaires", model)
        full = next(q for q in asked.values() if q.form == "full")
        page = max(full.pages, key=lambda p: sum(model.scale_of(e.item).kind == "levels" for e in p.entries))
        with open_store(database) as store:
            case = next(c for c in store.list_cases() if c.invented)
            wave = next(w for w in store.list_waves(case.id) if w.kind == "now")
            token = _begin(store, case, wave.id, full, model.info.id, model.version)
            where = {"v": case.id, "z": wave.id, "b": full.perspectives[0]}
        yield Place(environment, urlencode({"e": token, "s": page.id}), urlencode(where))


def _begin(store: Store, case: Case, wave: int, asked: Questionnaire, model: str, version: str) -> str:
    begun = store.start_assessment(case.id, wave, asked.perspectives[0], asked.id, asked.version, model, version, "")
    return begun.token


def rows(place: Place) -> Iterator[Row]:
    """Measure the screens.

    Args:
        place: A database and addresses in it.
    """
    with ExitStack() as open_things:
        script = open_things.enter_context(empty_app())
        ours = open_things.enter_context(running(ROOT / "app.py", place.environment))
        empty = open_things.enter_context(running(script))
        bare = open_things.enter_context(Tab(empty.port))
        open_things.enter_context(Tab(ours.port))
        ours.settle()  # what result pages need has been fetched in the background
        before = ours.megabytes
        first = 1e3 * _first_seconds(ours, "ergebnis", place.result)
        with Tab(ours.port, "einschaetzen", place.answering) as tab:
            yield from _answering(ours, tab, bare)
            yield from _results(ours, tab, bare, place, first)
        yield Row("memory before the first result page", before, "MB", limit=empty.megabytes, note="the empty app")
        yield from _sessions(ours, place)
    yield from _plots(place)


def _first_seconds(server: Server, page: str, query: str) -> float:
    with Tab(server.port, page, query) as tab:
        return tab.seconds


def _answering(server: Server, tab: Tab, bare: Tab) -> Iterator[Row]:
    """Answer one item after the other; every answer is in the database when the page has followed."""
    seconds, limit = [], []
    worked = server.cpu_seconds
    for turn in range(_RERUNS):
        radios = [radio for radio in tab.radios.values() if len(radio.options) > 2]
        radio = radios[turn % len(radios)]
        # The option after the present one: every rerun really saves something.
        option = ((radio.chosen if radio.chosen is not None else turn // len(radios)) + 1) % (len(radio.options) - 2)
        seconds.append(tab.choose(radio, option))
        limit.append(bare.rerun())
    yield Row(
        f"answer one of {len(tab.radios)} items, saved and drawn again, median of {_RERUNS}",
        1e3 * median(seconds), target=10, limit=1e3 * median(limit), note="rerun of an empty script",
    )  # fmt: skip
    yield Row("… processor time of the server for it, mean", 1e3 * (server.cpu_seconds - worked) / _RERUNS)


def _results(server: Server, answering: Tab, bare: Tab, place: Place, first: float) -> Iterator[Row]:
    limit = 1e3 * median([bare.rerun() for _ in range(_CHANGES)])
    yield Row("result page, first of the process", first, target=150, limit=limit, note="rerun of an empty script")
    changed, again, worked = [], [], [0.0, 0.0]
    with Tab(server.port, "ergebnis", place.result) as result:
        for turn in range(_CHANGES):
            radio = next(iter(answering.radios.values()))
            answering.choose(radio, turn % (len(radio.options) - 2))
            for which, seconds in enumerate((changed, again)):
                before = server.cpu_seconds
                seconds.append(result.rerun())
                worked[which] += server.cpu_seconds - before
        drawn = result.charts
    for name, seconds, cpu in zip(
        ("after an answer has changed", f"with the same answers ({drawn} plots)"), (changed, again), worked, strict=True
    ):
        yield Row(
            f"result page {name}, median of {_CHANGES}", 1e3 * median(seconds), target=150, limit=limit,
            note=f"the same; processor time of the server {1e3 * cpu / _CHANGES:.0f} ms",
        )  # fmt: skip


def _sessions(server: Server, place: Place) -> Iterator[Row]:
    before = server.megabytes
    with ExitStack() as tabs:
        for _ in range(_SESSIONS):
            tabs.enter_context(Tab(server.port, "ergebnis", place.result))
        each = (server.megabytes - before) / _SESSIONS
        yield Row(f"memory with {_SESSIONS} open result pages", server.megabytes, "MB", note=f"{each:.2f} MB a page")


def _plots(place: Place) -> Iterator[Row]:
    """Count what belongs to plots: in the server's memory, and among what a browser asks for."""
    pages = [("", place.start), ("einschaetzen", place.answering), ("ergebnis", place.result)]
    heavy = ("plotly", "pandas", "numpy", "scipy")
    loaded = loaded_by(pages, place.environment)
    asked = _requests_for_plots(place, pages)
    for page, _ in pages:
        names = ", ".join(name for name in heavy if name in {n.partition(".")[0] for n in loaded[page]}) or "none"
        target = 0 if page != "ergebnis" else None
        yield Row(
            f"requests of a browser for plotly on /{page}", asked[page], "", target=target,
            note=f"loaded by the server beside Streamlit's own, of {', '.join(heavy)}: {names}",
        )  # fmt: skip


def _requests_for_plots(place: Place, pages: list[tuple[str, str]]) -> dict[str, int]:
    from playwright.sync_api import sync_playwright

    from tests.e2e.screen import NO_BROWSER, Screen, browser_arguments, find_browser

    program = find_browser()
    if program is None:
        raise SystemExit(NO_BROWSER)
    found: dict[str, int] = {}
    with running(Path(ROOT / "app.py"), place.environment) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=browser_arguments())
        for page, query in pages:
            addresses: list[str] = []
            window = browser.new_page()
            window.on("request", lambda request, seen=addresses: seen.append(request.url))
            Screen(window).open(f"http://127.0.0.1:{server.port}/{page}?{query}")
            found[page] = sum("plotly" in address.rsplit("/", 1)[-1].lower() for address in addresses)
            window.close()
        browser.close()
    return found
