"""Fixtures of the quick tests of the screens: the script run without a browser, on an empty database."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from typology.ui import server, session

server.without_component_search()  # as app.py does; else every run would read the metadata of all packages
SCRIPT = Path(session.__file__).with_name("script.py")
DEFINITION = session.ROOT / "typology" / "definition"
OF_A_DATABASE = (
    session.settings, session.current_store, session.old_model, session.old_questionnaire, session.versions,
)  # fmt: skip
OF_A_MODEL = (session.current_model, session.current_questionnaires, session.shipped_maps, session.misplaced_types)


def forget():
    """Empty the caches of the process, so that no test sees what another has loaded.

    What stands in the files of the project is the same for all; read anew for each test it would take half their time.
    """
    if session.current_store.cache_info().currsize:
        session.current_store().close()
    of_the_project = session.settings.cache_info().currsize and session.settings().model == DEFINITION
    for cache in OF_A_DATABASE if of_the_project else (*OF_A_DATABASE, *OF_A_MODEL):
        cache.cache_clear()
    session._kept.clear()


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    """A data folder of the test's own, and nothing remembered from other tests."""
    for name in ("VERBUNDSPIEGEL_MODEL", "VERBUNDSPIEGEL_QUESTIONNAIRES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VERBUNDSPIEGEL_DATA", str(tmp_path / "data"))
    forget()
    yield tmp_path / "data"
    forget()


class App:
    """The script as one visitor sees it."""

    def __init__(self, language: str) -> None:
        self.test = AppTest.from_file(SCRIPT, default_timeout=30)
        self.test.context = {"locale": {"de": "de-DE", "en": "en-GB"}[language], "timezone": "Europe/Berlin",
                             "url": "http://127.0.0.1:8501/"}
        self.test.run()

    def open(self, page: str = "start", **parameters: object) -> App:
        """Go to a page with query parameters."""
        # AppTest can only switch to pages that are files; ours are functions, known by their address.
        pages = self.test._registered_pages
        wanted = {page, ""} if page == "start" else {page}
        self.test._page_hash = next(key for key, info in pages.items() if info.get("url_pathname") in wanted)
        self.test.query_params = {key: str(value) for key, value in parameters.items()}
        self.test.run()
        return self

    @property
    def html(self) -> str:
        """All markup of ours on the page."""
        assert not self.test.exception, self.test.exception
        return "\n".join(str(element.proto.body) for element in self.test.get("html"))

    def widget(self, kind: str, key: str):
        """Return the widget whose key begins like this."""
        return next(w for w in getattr(self.test, kind) if (w.key or "").startswith(key))


@pytest.fixture
def app():
    """A function that opens the script in a language."""
    return App


@pytest.fixture
def case(data):
    """A Verbund with its present and an assessment just begun."""
    store, model = session.current_store(), session.current_model()
    form = session.current_questionnaires()["self_assessment"]
    entered = store.create_case("Verbund Beispielstadt", "Beispielstadt")
    wave = store.create_wave(entered.id, "Heute", "now", 2026)
    return store.start_assessment(
        entered.id, wave.id, "self_view", form.id, form.version, model.info.id, model.version
    )
