"""A server with the invented cities of the demo in it, and what its tests ask of the database beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.screen import Screen
from tests.e2e.servers import ROOT, Server
from typology.model.loading import load_model, load_questionnaires, read_texts
from typology.reports.demo import fill_demo
from typology.store import Case, Store, Wave, open_store

DEFINITION, QUESTIONNAIRES = ROOT / "typology" / "definition", ROOT / "questionnaires"

_IN_SIGHT = "e => e.naturalWidth > 0 && e.getBoundingClientRect().right <= innerWidth + 1"


@dataclass
class Cities:
    """A running server with all examples.

    Attributes:
        server: The server.
        store: Its database, opened beside it.
    """

    server: Server
    store: Store

    def case(self, number: int = 0) -> Case:
        """Return one of the Verbünde that have released something, in the order of their numbers."""
        released = {head.case_id for head in self.store.comparison_heads()}
        return self.store.case(sorted(released)[number])

    def wave(self, case: Case, kind: str) -> Wave:
        """Return a point in time of a Verbund by its kind."""
        return next(w for w in self.store.list_waves(case.id) if w.kind == kind)


def fill(folder: Path) -> None:
    """Put all examples into a new database."""
    model = load_model(DEFINITION)
    with open_store(folder=folder) as store:
        fill_demo(store, model, load_questionnaires(QUESTIONNAIRES, model), ROOT / "data")
        store.remember_model(model.info.id, model.version, read_texts(DEFINITION))


def pictures(screen: Screen) -> int:
    """Return how many drawn pictures can be seen, each with words for those who cannot see it."""
    images = screen.page.locator("figure.ws-bild img").locator("visible=true")
    expect(images.first).to_be_visible()
    assert screen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for number in range(images.count()):
        assert len(images.nth(number).get_attribute("alt") or "") > 40
        assert images.nth(number).evaluate(_IN_SIGHT)
    return images.count()
