"""A browser window on the program: goes to pages, waits until they stand still, and reads them."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

from playwright.sync_api import Locator, Page, Request, TimeoutError, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

NO_BROWSER = (
    "These tests need the browser Chromium or Google Chrome, and none was found on this machine. "
    "Install it: 'apt-get install chromium' (Debian), 'apt-get install chromium-browser' (Ubuntu), "
    "or 'brew install --cask chromium' (macOS)."
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
)
_SETTLED = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
    ":not(:has([data-testid=stSkeleton]))"
)
_TWO_PICTURES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
# A drawer grows for half a second and hides what has no room in it yet. Playwright gets at that all the same, by
# scrolling inside the drawer; what it has reached slips away from under the pointer as the drawer grows on.
_DRAWERS_STAND = "() => [...document.querySelectorAll('details')].every(e => !e.getAnimations().length)"
_PATIENCE = 30.0  # seconds
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def find_browser() -> str | None:
    """Return the program of a browser of the system, None if there is none."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        for program in _MAC:
            if os.access(folder / program, os.X_OK):
                return str(folder / program)
    return None


def browser_arguments() -> list[str]:
    """Return arguments that keep the browser quiet; without its sandbox only where it refuses to start with it."""
    quiet = [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ]  # fmt: skip
    return [*quiet, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else quiet


class Screen:
    """One tab of a browser.

    Attributes:
        page: The tab itself.
        errors: What went wrong in its scripts.
        dialogs: Texts of boxes that a script has opened; there must never be one.
        outside: Addresses on other machines that the page has asked for; there must never be one.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.outside: list[str] = []
        self._heard = {
            "pageerror": lambda error: self.errors.append(str(error)),
            "dialog": self._close_dialog,
            "request": self._note_request,
            "websocket": self._listen,
        }
        for event, hear in self._heard.items():
            page.on(event, hear)
        self._asked = self._answered = 0.0  # when the page last asked the server for something, and had an answer

    def leave(self) -> None:
        """Stop listening, so that another test can use the tab."""
        for event, hear in self._heard.items():
            self.page.remove_listener(event, hear)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._note_question)
        socket.on("framereceived", self._note_answer)
        socket.on("close", lambda _: self._now_answered())

    def _note_question(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self._asked = time.monotonic()

    def _note_answer(self, frame: bytes | str) -> None:
        if not isinstance(frame, bytes):
            return
        message = ForwardMsg.FromString(frame)
        early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN  # it starts again at once
        if message.WhichOneof("type") == "script_finished" and not early:
            self._now_answered()

    def _now_answered(self) -> None:
        self._answered = time.monotonic()

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.outside.append(request.url)

    def _close_dialog(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, address: str) -> Screen:
        """Go to an address and wait until the page stands still."""
        self.page.goto(address)
        return self.settle()

    def settle(self) -> Screen:
        """Wait until the server has answered everything and no drawer moves, and look for traces of an error."""
        # A click needs a moment before the page passes it on, and on a busy machine that is not a matter of
        # milliseconds: two pictures later everything the click has set off has had its turn.
        self.page.evaluate(_TWO_PICTURES)
        self.page.wait_for_timeout(40)
        deadline = time.monotonic() + _PATIENCE
        while self._asked > self._answered and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)
        self.page.wait_for_selector(_SETTLED, timeout=_PATIENCE * 1000)
        self.page.wait_for_function(_DRAWERS_STAND, timeout=_PATIENCE * 1000)
        self.assert_no_error()
        return self

    def assert_no_error(self) -> None:
        """No page may show an exception, open a box, stumble in its own script, or ask another machine."""
        assert self.page.get_by_test_id("stException").count() == 0, self.text()
        assert not self.dialogs, self.dialogs
        assert not self.errors, self.errors
        assert not self.outside, self.outside

    def text(self) -> str:
        """Return all text of the page that can be seen, without signs that have no width."""
        return self.page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")

    def sees(self, text: str | re.Pattern[str]) -> Screen:
        """Wait until a text can be seen."""
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=15_000)
        return self

    def sees_not(self, text: str) -> Screen:
        """Wait until a text can no longer be seen."""
        expect(self.page.get_by_text(text).locator("visible=true")).to_have_count(0, timeout=15_000)
        return self

    def keyed(self, key: str) -> Locator:
        """Return the part of the page with a key of ours."""
        return self.page.locator(f".st-key-{key}")

    def press(self, target: Locator) -> Screen:
        """Click something once it is there and the page stands still, and wait for what follows."""
        target.wait_for()
        self.settle()
        target.click()
        return self.settle()

    def click(self, text: str, *, within: Locator | None = None) -> Screen:
        """Click a button or a link by its words."""
        where = within or self.page.get_by_test_id("stMain")
        exact = re.compile(rf"^\s*{re.escape(text)}\s*$")
        target = where.get_by_role("button", name=exact).or_(where.get_by_role("link", name=exact)).first
        try:
            target.wait_for()
        except TimeoutError as error:
            raise AssertionError(f"Nothing to click says {text!r} on {self.page.url}:\n{self.text()}") from error
        return self.press(target)

    def unfold(self, text: str | re.Pattern[str], *, within: Locator | None = None) -> Screen:
        """Open a part of the page that is folded away."""
        where = within or self.page.get_by_test_id("stMain")
        return self.press(where.locator("summary").filter(has_text=text).first)

    def fill(self, label: str, text: str) -> Screen:
        """Type into a field and leave it."""
        field = self.page.get_by_label(label, exact=True).first
        field.fill(text)
        field.blur()
        return self.settle()

    def select(self, field: Locator, option: int | re.Pattern[str]) -> Screen:
        """Choose from a list that opens, by place or by words."""
        # The list closes when the page scrolls, so that comes first.
        field.scroll_into_view_if_needed()
        self.settle()
        field.click()
        options = self.page.get_by_role("option")
        return self.press(options.nth(option) if isinstance(option, int) else options.filter(has_text=option).first)

    # ------------------------------------------------------------------ questions
    def question(self, item: str) -> Locator:
        """Return the part of the page that asks an item."""
        return self.page.locator(f"[class*='st-key-frage-'][class*='-{item}']")

    def choose(self, item: str, words: str) -> Screen:
        """Choose an answer by its words."""
        options = self.question(item).locator("label[data-baseweb=radio], label:has(input[type=radio])")
        return self.press(options.filter(has_text=words).first)

    def enter_number(self, item: str, text: str) -> Screen:
        """Type a number and leave the field."""
        field = self.question(item).locator("input[type=text]").first
        field.fill(text)
        field.blur()
        return self.settle()

    def chosen(self, item: str) -> str | None:
        """Return the words of the answer that is chosen."""
        found = self.question(item).locator("label:has(input[type=radio]:checked)")
        return found.first.inner_text().strip() if found.count() else None

    def write_note(self, item: str, note: str) -> Screen:
        """Unfold the field for evidence, write into it and leave it."""
        question = self.question(item)
        if not question.locator("textarea").first.is_visible():
            self.press(question.locator("summary").first)
        area = question.locator("textarea").first
        area.fill(note)
        area.blur()
        return self.settle()

    def saved(self) -> str:
        """Return what the bar says about saving."""
        return self.page.locator(".vs-gespeichert").inner_text()
