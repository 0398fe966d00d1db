"""The pictures of a workshop: an invented hall with two tables, once while it answers and once after the reveal."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from docs.screenshots_wall import take_phone, take_wall
from tests.e2e.hall import SECRET, Hall
from tests.e2e.screen import Screen
from tests.e2e.servers import Server
from typology.model.elements import Model, Questionnaire
from typology.store import open_store
from typology.workshop.codes import wall_token


def take(browser: Browser, server: Server, model: Model, asked: Questionnaire, folder: Path, *,
         widths: dict[int, int], locales: dict[str, str], tallest: dict[int, int]) -> None:
    """Take the pictures of both moments at every width in every language.

    Args:
        browser: The browser.
        server: A server with the example data.
        model: The model.
        asked: A short questionnaire that several perspectives answer.
        folder: Where the pictures go.
        widths: Height of the window by its width.
        locales: Locale of the browser by language.
        tallest: Greatest height of a picture by its width.
    """
    with open_store(folder=server.data) as store:
        hall = Hall(store, model, asked)
        wall = wall_token(SECRET)
        take_wall(browser, server, wall, {"einladung": ""}, folder)
        for moment, step in (("leiten", hall.begin), ("aufgedeckt", hall.reveal)):
            step()
            for width, height in widths.items():
                for language, locale in locales.items():
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, locale=locale, timezone_id="Europe/Berlin"
                    )
                    screen = Screen(context.new_page()).open(server.address("workshop", w=SECRET, t="leiten"))
                    tall = screen.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                    screen.page.set_viewport_size({"width": width, "height": min(int(tall) + 20, tallest[width])})
                    screen.settle()
                    screen.page.screenshot(path=folder / f"workshop-{moment}-{width}-{language}.png")
                    context.close()
            if moment == "leiten":
                take_wall(browser, server, wall, {"offen": ""}, folder)
                take_phone(browser, server, hall.tokens[-1], "frage", folder)
        take_wall(browser, server, wall, {"frage": ""}, folder)
        hall.show(None)
        take_wall(browser, server, wall, {"ueberblick": "", "blickwinkel": "blickwinkel"}, folder)
