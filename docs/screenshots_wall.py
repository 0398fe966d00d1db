"""The pictures of the wall and of a phone in a workshop, taken at the moments of an example hall."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.servers import Server

WALL = {"width": 1440, "height": 810}
PHONE = {"width": 390, "height": 844}


def take_wall(browser: Browser, server: Server, token: str, pages: dict[str, str], folder: Path) -> None:
    """Take pictures of the wall in both languages.

    Args:
        browser: The browser.
        server: A server with the example data.
        token: Token of the wall.
        pages: Which page of the wall (``ansicht``, "" for the first) by the name of the picture.
        folder: Where the pictures go.
    """
    for language in ("de", "en"):
        context = browser.new_context(viewport=WALL)
        page = context.new_page()
        for name, view in pages.items():
            page.goto(f"{server.address()}wand/{token}?lang={language}&ansicht={view}")
            page.wait_for_timeout(600)  # what is new comes in gently
            page.screenshot(path=folder / f"wand-{name}-{WALL['width']}-{language}.png")
        context.close()


def take_phone(browser: Browser, server: Server, token: str, name: str, folder: Path) -> None:
    """Take a picture of a phone in both languages.

    Args:
        browser: The browser.
        server: A server with the example data.
        token: Token of a seat.
        name: Name of the picture.
        folder: Where the pictures go.
    """
    for language in ("de", "en"):
        context = browser.new_context(viewport=PHONE, device_scale_factor=2)
        page = context.new_page()
        page.goto(f"{server.address()}a/{token}?lang={language}")
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"telefon-{name}-{PHONE['width']}-{language}.png")
        context.close()
