"""Fixtures of the browser tests: one browser and one server for all, a new window for every test."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.e2e.cities import Cities, fill
from tests.e2e.screen import DESKTOP, NO_BROWSER, Screen, browser_arguments, find_browser
from tests.e2e.servers import ROOT, Server
from typology.assessment.flow import StoredAnswer, progress
from typology.language import Speaker
from typology.model.elements import Model, Questionnaire
from typology.model.loading import load_model, load_questionnaires, read_texts
from typology.reports.demo import fill_demo
from typology.store import Assessment, Case, Store, Wave, open_store

DEFINITION, QUESTIONNAIRES = ROOT / "typology" / "definition", ROOT / "questionnaires"
TOY, TOY_QUESTIONNAIRES = ROOT / "tests" / "toy" / "definition", ROOT / "tests" / "toy" / "questionnaires"
LOCALES = {"de": "de-DE", "en": "en-GB"}


def pytest_collection_modifyitems(items):
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this machine; without one the tests fail and say what to install."""
    program = find_browser()
    if program is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=browser_arguments())
        yield opened
        opened.close()


@dataclass
class Tabs:
    """The tabs of one language, kept for the next test: a new one takes three times as long for its first page."""

    context: BrowserContext
    free: list[Page] = field(default_factory=list)

    def take(self) -> Page:
        """Return a tab that nobody uses; whatever it shows is gone with the first address."""
        page = self.free.pop() if self.free else self.context.new_page()
        # A tab that has waited behind others for five minutes may run its timers once a minute only; one test took
        # a minute longer for it.
        page.bring_to_front()
        return page


@pytest.fixture(scope="session")
def tabs(browser) -> Iterator[dict[str, Tabs]]:
    """The tabs of each language."""
    opened = {
        language: Tabs(browser.new_context(locale=locale, viewport=DESKTOP, timezone_id="Europe/Berlin"))
        for language, locale in LOCALES.items()
    }
    for kept in opened.values():
        kept.context.set_default_timeout(20_000)
    yield opened
    for kept in opened.values():
        kept.context.close()


@pytest.fixture
def window(tabs) -> Iterator[Callable[..., Screen]]:
    """A function that opens a tab of its own: ``window("de", PHONE)``."""
    used: list[tuple[str, Screen]] = []

    def new_tab(language: str = "de", size: dict | None = None) -> Screen:
        page = tabs[language].take()
        page.set_viewport_size(size or DESKTOP)
        used.append((language, Screen(page)))
        return used[-1][1]

    yield new_tab
    for language, screen in used:
        screen.leave()
        with contextlib.suppress(PlaywrightError):  # a page that asks before it goes may stay
            # A tab that waits must not go on drawing: pages that follow others kept a quarter of a processor busy each.
            screen.page.goto("about:blank")
        tabs[language].free.append(screen.page)


@pytest.fixture(scope="session")
def model() -> Model:
    """The model that the server uses."""
    return load_model(DEFINITION)


@pytest.fixture(scope="session")
def questionnaires(model):
    """Its questionnaires."""
    return load_questionnaires(QUESTIONNAIRES, model)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory, model, questionnaires) -> Path:
    """A data folder with the example data in it, to be copied."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with open_store(folder=folder) as store:
        fill_demo(store, model, questionnaires, ROOT / "data", small=True)
        store.remember_model(model.info.id, model.version, read_texts(DEFINITION))
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory, demo_data) -> Iterator[Server]:
    """The server that most tests share, with the example data."""
    data = tmp_path_factory.mktemp("server") / "data"
    shutil.copytree(demo_data, data)
    running = Server(data).start()
    yield running
    running.stop()
    _assert_quiet(running)


@pytest.fixture(scope="session")
def cities(tmp_path_factory) -> Iterator[Cities]:
    """A server with the invented cities."""
    folder = tmp_path_factory.mktemp("cities") / "data"
    fill(folder)
    running = Server(folder).start()
    with open_store(folder=folder) as store:
        yield Cities(running, store)
    running.stop()
    _assert_quiet(running)


def _assert_quiet(running: Server) -> None:
    """No test may have made the server stumble, whatever it showed."""
    assert "Traceback" not in running.log_text(), running.log_text()


@pytest.fixture(scope="session")
def toy_server(tmp_path_factory) -> Iterator[Server]:
    """A server with the toy typology and nothing in its database."""
    running = Server(
        tmp_path_factory.mktemp("toy") / "data", model=TOY, questionnaires=TOY_QUESTIONNAIRES
    ).start()
    yield running
    running.stop()
    _assert_quiet(running)


@pytest.fixture
def own_server(tmp_path) -> Iterator[Callable[..., Server]]:
    """A function that makes a server for one test, which the test starts; all are stopped afterwards."""
    made: list[Server] = []

    def make(data: Path | None = None, **settings) -> Server:
        made.append(Server(data or tmp_path / f"data{len(made)}", **settings))
        return made[-1]

    yield make
    for running in made:
        running.stop()
        _assert_quiet(running)


@dataclass
class Books:
    """The database of a server, opened beside it: begins assessments and answers them without a browser."""

    store: Store
    model: Model
    questionnaires: dict[str, Questionnaire]
    made: list[Case] = field(default_factory=list)

    def begin(
        self, questionnaire: str | None = None, name: str = "Verbund Beispielstadt", *, label: str = ""
    ) -> tuple[Case, Wave, Assessment]:
        """Enter a case with its present and begin an assessment."""
        asked = self.questionnaires[questionnaire] if questionnaire else next(
            q for q in self.questionnaires.values() if q.form == "full"
        )
        case = self.store.create_case(name, "Beispielstadt")
        wave = self.store.create_wave(case.id, "Heute", "now", 2026)
        return case, wave, self.begin_in(case, wave, asked.id, label=label)

    def begin_in(self, case: Case, wave: Wave, questionnaire: str, *, label: str = "") -> Assessment:
        """Begin an assessment of a case that is there."""
        asked = self.questionnaires[questionnaire]
        return self.store.start_assessment(
            case.id, wave.id, asked.perspectives[0], asked.id, asked.version,
            self.model.info.id, self.model.version, label,
        )  # fmt: skip

    def answer(self, assessment: Assessment, item: str, value: str | float | None) -> None:
        """Give an answer: an option id, ``dk``, ``na``, or a number."""
        versions = {"model_version": self.model.version}
        if value in ("dk", "na"):
            self.store.give_response(assessment.id, item, value, **versions)
        elif isinstance(value, str):
            self.store.give_response(assessment.id, item, "answer", value, **versions)
        else:
            self.store.give_response(assessment.id, item, "answer", None, float(value), **versions)

    def answer_all(self, assessment: Assessment, level: int = 2, *, skip: tuple[str, ...] = ()) -> None:
        """Answer every item that has no answer yet with the option of that place, numbers with their crossover."""
        there = self.store.current_responses(assessment.id)
        with self.store.transaction():
            for item in self.questionnaires[assessment.questionnaire].items:
                if item in there or item in skip:
                    continue
                found = self.model.items[item]
                options = self.model.scale_of(item).options
                value = found.calibration.crossover if found.calibration else options[min(level, len(options) - 1)].id
                self.answer(assessment, item, value)


    def shown(self, assessment: Assessment) -> int:
        """Return how many questions the assessment shows after the answers it has."""
        given = self.store.current_responses(assessment.id)
        answers = {item: StoredAnswer(r.state, r.option, r.number) for item, r in given.items()}
        return progress(self.model, self.questionnaires[assessment.questionnaire], answers).shown


def books_of(running: Server, model_folder: Path, questionnaire_folder: Path) -> Books:
    """Open the database of a server beside it."""
    model = load_model(model_folder)
    return Books(open_store(folder=running.data), model, dict(load_questionnaires(questionnaire_folder, model)))


@pytest.fixture(scope="session")
def books(server) -> Iterator[Books]:
    """The database of the shared server."""
    opened = books_of(server, DEFINITION, QUESTIONNAIRES)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def toy_books(toy_server) -> Iterator[Books]:
    """The database of the server with the toy typology."""
    opened = books_of(toy_server, TOY, TOY_QUESTIONNAIRES)
    yield opened
    opened.store.close()


@pytest.fixture(params=["de", "en"])
def language(request) -> str:
    """Every test that uses it runs in both languages."""
    return request.param


@pytest.fixture
def say(language, model) -> Speaker:
    """The sentences that must stand on the screen."""
    return Speaker(language, model.wording)
