"""The page of a respondent in a real browser: without script, without net, following, and in every width."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import LOCALES, Books
from tests.e2e.servers import Server
from typology.language import Speaker
from typology.store.workshop_records import Round, Station, Workshop
from typology.workshop import codes
from typology.workshop.rounds import RoundState, ask_again, close, go_to, open_round, reveal

SMALL, PHONE = {"width": 320, "height": 568}, {"width": 390, "height": 844}
SAY = Speaker("de")
_PATIENCE = 15_000  # milliseconds; a busy machine needs a while


@dataclass
class Room:
    """A workshop on the shared server, led by the test."""

    server: Server
    books: Books
    workshop: Workshop
    stations: list[Station]
    round: Round

    @property
    def items(self) -> tuple[str, ...]:
        return self.round.state.items

    def lead(self, action: Callable[..., RoundState], *arguments: Any) -> None:
        """Do something as the facilitator."""
        now = self.books.store.round(self.round.id)
        state = action(now.state, *arguments, datetime.now(UTC))
        self.round = self.books.store.change_round(now.id, now.revision, state)

    def stored(self, page: Page) -> dict[str, str]:
        """Return what is stored from the seat a page shows: state or option by item of the latest vote."""
        token = page.url.split("/a/")[1].split("?")[0]
        seat = self.books.store.seat_by_token(codes.hash_of(token))
        assert seat is not None
        found = self.books.store.answers_of_seat(seat.id, self.round.id)
        return {item: a.option or a.state for (_, item), a in sorted(found.items())}

    def join(self, page: Page) -> Page:
        """Scan the code and take a seat."""
        page.goto(f"{self.server.url}/w/{self.workshop.code}?k={self.workshop.join_key}")
        page.locator("input[name=tisch]").first.check()
        page.locator(".unten button").click()
        page.wait_for_url("**/a/*")
        return page


@pytest.fixture
def room(server, books) -> Callable[..., Room]:
    """A function that prepares a workshop and opens its round."""

    def make(pace: Any = "free", items: int = 4) -> Room:
        asked = next(q for q in books.questionnaires.values() if q.form == "short")
        token, perspectives = codes.new_token(), list(asked.perspectives)
        workshop = books.store.create_workshop(
            "Konferenz", lead_hash=codes.hash_of(token), wall_hash=codes.hash_of(codes.wall_token(token)),
            code=codes.new_code(), join_key=codes.new_key(), perspectives=perspectives, group_from=5, public=False,
            language="de",
        )  # fmt: skip
        stations = []
        for name in ("Verbund Ost", "Verbund West"):
            case = books.store.create_case(name, "Stadt")
            wave = books.store.create_wave(case.id, "Heute", "now", 2026)
            stations.append(books.store.add_station(workshop.id, case.id, wave.id, name))
        found = books.store.add_round(
            workshop.id, title="", questionnaire=asked.id, questionnaire_version=asked.full_version,
            model=books.model.info.id, model_version=books.model.version, perspectives=perspectives, stations=[],
            state=RoundState(items=asked.items[:items], pace=pace),
        )  # fmt: skip
        books.store.choose_round(workshop.id, found.id)
        made = Room(server, books, workshop, stations, found)
        made.lead(open_round)
        return made

    return make


@pytest.fixture
def phone(browser) -> Iterator[Callable[..., Page]]:
    """A function that opens the browser of another phone; no script of its page may stumble."""
    used: list[BrowserContext] = []
    errors: list[str] = []

    def new(size: dict = PHONE, language: str = "de", **settings: Any) -> Page:
        context = browser.new_context(
            viewport=size, locale=LOCALES[language], has_touch=True, is_mobile=True, **settings
        )
        context.set_default_timeout(20_000)
        used.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield new
    for context in used:
        context.close()
    assert not errors, errors


def choose(page: Page, option: str) -> None:
    """Tap an answer."""
    page.locator(f"label.wahl:has(input[value={option}])").tap()


def saved(page: Page) -> None:
    """Wait for the word that it is saved."""
    words = re.compile(SAY("phone.saved", time="")[:-1])
    expect(page.locator("#stand.gesichert")).to_have_text(words, timeout=_PATIENCE)


def shows(page: Page, item: str) -> None:
    """Wait for a question."""
    expect(page.locator(f"#seite[data-item={item}]")).to_be_visible(timeout=_PATIENCE)


def test_without_script_it_is_a_form_that_works(room, phone):
    """Choose, save and go on, to the end; back to change an answer; all of it stored."""
    made, page = room(), phone(java_script_enabled=False)
    made.join(page)
    for item in made.items:
        shows(page, item)
        page.locator("input[value=s1]").check()
        page.get_by_role("button", name=SAY("phone.save_next")).click()
    expect(page.get_by_role("heading", name=SAY("phone.done_title"))).to_be_visible(timeout=_PATIENCE)
    page.get_by_role("link", name=SAY("phone.back_label")).click()
    expect(page.locator("input[value=s1]")).to_be_checked(timeout=_PATIENCE)
    page.locator("input[value=dk]").check()
    page.get_by_role("button", name=SAY("phone.save_next")).click()
    assert made.stored(page) == dict.fromkeys(made.items[:-1], "s1") | {made.items[-1]: "dk"}


def test_a_tap_is_saved_and_said_so_and_back_means_back(room, phone):
    """No button saves; the button goes on, and the browser's own back goes to the question before."""
    made, page = room(), phone()
    made.join(page)
    choose(page, "s2")
    saved(page)
    assert made.stored(page) == {made.items[0]: "s2"}
    page.get_by_role("button", name=SAY("phone.next")).click()
    shows(page, made.items[1])
    expect(page.locator("#frage")).to_be_focused(timeout=_PATIENCE)
    choose(page, "dk")
    saved(page)
    page.go_back()
    shows(page, made.items[0])
    expect(page.locator("input[value=s2]")).to_be_checked(timeout=_PATIENCE)
    page.reload()
    shows(page, made.items[0])
    expect(page.locator("input[value=s2]")).to_be_checked(timeout=_PATIENCE)


def test_a_dead_spot_stops_nobody_and_loses_nothing(room, phone):
    """Offline through three questions and a closed page; with the net, all of it arrives by itself, once."""
    made, page = room(), phone()
    ahead: list[str] = []
    page.on("requestfinished", lambda request: ahead.append(request.url) if "teil=1" in request.url else None)
    made.join(page)
    for _ in range(150):  # the next three questions are fetched ahead in the first seconds
        if len(ahead) >= 3:
            break
        page.wait_for_timeout(100)
    assert len(ahead) >= 3
    page.wait_for_timeout(200)  # what has arrived is read
    page.context.set_offline(True)
    for item in made.items[:3]:
        shows(page, item)
        choose(page, "s3")
        expect(page.locator("#stand.wartet")).to_be_visible(timeout=_PATIENCE)
        page.locator("#weiter").tap()
    shows(page, made.items[3])
    assert made.stored(page) == {}
    address, context = page.url.split("?")[0], page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    saved(again)
    shows(again, made.items[0])  # drawn by the server before what was kept had arrived
    expect(again.locator("input[value=s3]")).to_be_checked(timeout=_PATIENCE)
    expect(again.locator("#stand.wartet")).to_have_count(0)
    assert made.stored(again) == dict.fromkeys(made.items[:3], "s3")


def test_two_windows_of_a_phone_share_what_is_unsent(room, phone):
    """The code was scanned twice: what is tapped in either window without net arrives from both."""
    made, page = room(), phone()
    made.join(page)
    other = page.context.new_page()
    other.goto(f"{page.url.split('?')[0]}?f={made.items[1]}")
    shows(other, made.items[1])
    page.context.set_offline(True)
    page.locator("input[value=s3]").check(force=True)
    expect(page.locator("#stand.wartet")).to_be_visible(timeout=_PATIENCE)
    other.locator("input[value=s1]").check(force=True)
    expect(other.locator("#stand.wartet")).to_be_visible(timeout=_PATIENCE)
    page.context.set_offline(False)
    for window in (page, other):
        expect(window.locator("#stand.wartet")).to_have_count(0, timeout=_PATIENCE)
    assert made.stored(page) == {made.items[0]: "s3", made.items[1]: "s1"}


def test_a_half_typed_note_is_never_lost(room, phone):
    """Typed without net, page closed: it stands there again, and is saved."""
    made, page = room(), phone()
    made.join(page)
    page.locator("#beleg summary").tap()
    page.context.set_offline(True)
    page.locator("#notiz").fill("Im Protokoll vom")
    address, context = page.url, page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#notiz")).to_have_value("Im Protokoll vom")
    expect(again.locator("#notiz")).to_be_visible(timeout=_PATIENCE)
    saved(again)
    token = again.url.split("/a/")[1].split("?")[0]
    seat = made.books.store.seat_by_token(codes.hash_of(token))
    assert made.books.store.answers_of_seat(seat.id, made.round.id)[1, made.items[0]].note == "Im Protokoll vom"


def test_all_phones_follow_the_facilitator(room, phone):
    """From question to question, to the close, to the wall, and into a second vote; the heading gets the focus."""
    made = room("led")
    pages = [made.join(phone()) for _ in range(2)]
    choose(pages[0], "s1")
    saved(pages[0])
    made.lead(go_to, made.items[2])
    for page in pages:
        shows(page, made.items[2])
        expect(page.locator("#frage")).to_be_focused(timeout=_PATIENCE)
    choose(pages[1], "s4")
    saved(pages[1])
    made.lead(close)
    for page in pages:
        expect(page.get_by_role("heading", name=SAY("phone.closed_title"))).to_be_focused(timeout=_PATIENCE)
    made.lead(reveal)
    for page in pages:
        expect(page.get_by_role("heading", name=SAY("phone.wall_title"))).to_be_visible(timeout=_PATIENCE)
    made.lead(ask_again, [made.items[2]])
    expect(pages[1].get_by_text(SAY("phone.second"), exact=True)).to_be_visible(timeout=_PATIENCE)
    expect(pages[1].locator("label:has(input[value=s4])")).to_contain_text(SAY("phone.first_answer"))
    choose(pages[1], "s2")
    saved(pages[1])
    assert made.stored(pages[1])[made.items[2]] == "s2"


def test_where_streams_are_cut_the_phone_asks_instead(room, phone):
    """A proxy that lets no stream through: the phone still follows, within seconds."""
    made, page = room("led"), phone()
    page.route("**/strom", lambda route: route.abort())
    made.join(page)
    made.lead(go_to, made.items[1])
    shows(page, made.items[1])


def test_the_other_language_keeps_the_place_and_what_is_unsent(room, phone):
    """The question stays, its words change, and the seat remembers."""
    made, page = room(), phone()
    made.join(page)
    choose(page, "s2")
    saved(page)
    page.locator("#weiter").tap()
    shows(page, made.items[1])
    page.get_by_role("button", name="English").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    shows(page, made.items[1])
    choose(page, "s0")
    expect(page.locator("#stand.gesichert")).to_contain_text("Saved at")
    page.goto(page.url.split("?")[0])
    expect(page.locator("html")).to_have_attribute("lang", "en")


_TARGETS = """() => [...document.querySelectorAll("a[href], button, summary, label.wahl, input[type=text], textarea")]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height)
  .map((e) => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect().height, e.getBoundingClientRect().width])
  .filter(([, height, width]) => height < 44 || width < 44)"""


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_at_320_pixels_everything_fits_and_can_be_touched(room, phone, language, direction):
    """No sideways scrolling, no target below 44 pixels, the button at the thumb; from right to left as well."""
    made, page = room(), phone(SMALL, language)
    for address in ("/w", f"/w/{made.workshop.code}?k={made.workshop.join_key}"):
        page.goto(made.server.url + address)
        _fits(page, direction)
    made.join(page)
    _fits(page, direction)
    button = page.locator("#weiter").bounding_box()
    assert button is not None
    assert SMALL["height"] - 120 < button["y"] + button["height"] <= SMALL["height"]
    page.locator("#beleg summary").tap()
    page.locator("#ueberblick summary").tap()
    _fits(page, direction)


def _fits(page: Page, direction: str) -> None:
    page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= SMALL["width"]
    assert page.evaluate(_TARGETS) == []


def test_high_contrast_and_reduced_motion_are_respected(room, phone):
    """Forced colours show what is chosen by more than a colour; nothing moves where that is asked for."""
    made = room()
    page = phone(forced_colors="active", reduced_motion="reduce")
    made.join(page)
    choose(page, "s1")
    saved(page)
    outline = "e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth"
    assert page.locator("label:has(input[value=s1])").evaluate(outline) == "solid3px"
    made.lead(close)
    expect(page.locator("[data-grund=closed]")).to_be_visible(timeout=_PATIENCE)
    assert page.locator(".bild i").first.evaluate("e => getComputedStyle(e).animationName") == "none"
