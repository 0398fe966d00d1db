"""Takes the pictures in docs/screenshots from the real program with its example data: ``make screenshots``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 - the project's folder has to be found first

from docs import screenshots_workshop as workshop  # noqa: E402
from tests.e2e.screen import NO_BROWSER, Screen, browser_arguments, find_browser  # noqa: E402
from tests.e2e.servers import Server  # noqa: E402
from typology.model.loading import load_model, load_questionnaires  # noqa: E402
from typology.reports.demo import fill_demo  # noqa: E402
from typology.reports.joining import ADDRESS_SETTING  # noqa: E402
from typology.store import open_store  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = {390: 844, 1440: 900}
LOCALES = {"de": "de-DE", "en": "en-GB"}
# What is taken: the top of a page, or of a part of it named by an anchor.
TALLEST = {390: 1800, 1440: 1500}


def fill(folder: Path) -> tuple[int, str, int, int]:
    """Fill a database with the examples; return a case, the token of an assessment, a map, and a compared case."""
    model = load_model(ROOT / "typology" / "definition")
    with open_store(folder=folder) as store:
        fill_demo(store, model, load_questionnaires(ROOT / "questionnaires", model), ROOT / "data")
        compared = {head.case_id for head in store.comparison_heads()}
        case = next(c for c in store.list_cases() if c.invented and c.id not in compared)
        now = next(w for w in store.list_waves(case.id) if w.kind == "now")
        begun = next(a for a in store.list_assessments(case.id) if a.wave_id == now.id)
        drawn = next(m for m in store.list_maps() if m.origin == "invented" and m.kind == "now")
        return case.id, begun.token, drawn.id, min(compared)


def take(server: Server, case: int, token: str, drawn: int, compared: int) -> None:
    """Take every picture at both widths in both languages."""
    pages = {
        "start": server.address(),
        "verbund": server.address("verbund", v=case),
        "einschaetzen": server.address("einschaetzen", e=token, s=_page_with_levels()),
        "ergebnis": server.address("ergebnis", v=case),
        "strukturbild": server.address("strukturbild", k=drawn),
        "strukturbild-vergleich": server.address("strukturbild", k=drawn, t="vergleich"),
        "methode": server.address("methode", v=case, t="werte"),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_arguments())
        for width, height in WIDTHS.items():
            for language, locale in LOCALES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, locale=locale, timezone_id="Europe/Berlin"
                )
                screen = Screen(context.new_page())
                for name, address in pages.items():
                    screen.open(address)
                    _grow(screen, width)
                    screen.page.screenshot(path=FOLDER / f"{name}-{width}-{language}.png")
                    screen.page.set_viewport_size({"width": width, "height": height})
                _parts(screen, width, language, pages["ergebnis"], _OF_RESULT)
                for page, parts in _OF_PAGES.items():
                    _parts(screen, width, language, server.address(page, v=compared), parts)
                context.close()
        model = load_model(ROOT / "typology" / "definition")
        frame = next(q for q in load_questionnaires(ROOT / "questionnaires", model).values() if q.form == "frame")
        workshop.take(browser, server, model, frame, FOLDER, widths=WIDTHS, locales=LOCALES, tallest=TALLEST)
        browser.close()


def _page_with_levels() -> str:
    """Return a page of the full questionnaire on which every item has described levels."""
    model = load_model(ROOT / "typology" / "definition")
    full = next(q for q in load_questionnaires(ROOT / "questionnaires", model).values() if q.form == "full")
    return [p.id for p in full.pages if all(model.scale_of(e.item).kind == "levels" for e in p.entries)][1]


def _grow(screen: Screen, width: int) -> None:
    height = screen.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    screen.page.set_viewport_size({"width": width, "height": min(int(height) + 20, TALLEST[width])})
    screen.settle()


_OF_RESULT = {"profil": "profil", "typen": "typen", "zugehoerigkeit": "zugehoerigkeit"}
# Per page the anchors of its parts and what their pictures are called.
_OF_PAGES = {
    "entwicklung": {"verlauf": "entwicklung", "weg": "entwicklung-weg", "bewegung": "entwicklung-bewegung"},
    "blickwinkel": {"dimensionen": "blickwinkel"},
    "wie-sicher": {"durchlaeufe": "wie-sicher"},
    "vergleich": {"profile": "vergleich", "typen": "vergleich-typen"},
}


def _parts(screen: Screen, width: int, language: str, address: str, parts: dict[str, str]) -> None:
    """Take pictures of parts of a page, each with its heading and its sentence."""
    screen.open(address)
    screen.page.set_viewport_size({"width": width, "height": 1500})
    screen.settle()
    for anchor, name in parts.items():
        screen.page.locator(f"#{anchor}").evaluate("e => e.scrollIntoView({block: 'start'})")
        screen.page.wait_for_timeout(500)  # a picture draws itself when it comes into sight
        screen.page.screenshot(path=FOLDER / f"{name}-{width}-{language}.png")


def main() -> int:
    """Take the pictures; return 1 if there is no browser."""
    if find_browser() is None:
        sys.stderr.write(f"{NO_BROWSER}\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    os.environ[ADDRESS_SETTING] = "https://verbundspiegel.example/"  # not the address of whoever takes the pictures
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        case, token, drawn, compared = fill(data)
        server = Server(data).start()
        try:
            take(server, case, token, drawn, compared)
        finally:
            server.stop()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in docs/screenshots\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
