"""A whole workshop in real browsers: one facilitator, a wall, five phones, a dead spot, a killed server, two votes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import DEFINITION, QUESTIONNAIRES, books_of
from tests.e2e.hall import Hall
from tests.e2e.screen import DESKTOP, PHONE, Screen
from typology.language import Speaker
from typology.workshop.codes import hash_of, new_code, new_token

WALL = {"width": 1920, "height": 1080}
SOON = 15_000  # milliseconds within which whatever follows by itself must have followed
FIRST_VOTE = ((0, 0, 1, 1, 3), (2, 1, 2, 4, 4))  # places of the options, by question and phone
SECOND_VOTE = ((1, 1, 1, 1, 2), (2, 2, 2, 3, 4))


class Phone:
    """Somebody in the room with a phone of their own."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def join(self, address: str) -> None:
        """Scan the code, or open the link, and take the seat that there is."""
        self.page.goto(address)
        self.page.locator("main .unten button").click()
        expect(self.page).to_have_url(re.compile(r"/a/"), timeout=SOON)

    def shows(self, item: str) -> None:
        """Wait until the item is there, without having done anything."""
        expect(self.page.locator(f"main[data-item='{item}']")).to_be_visible(timeout=SOON)

    def tap(self, option: str) -> None:
        """Choose an answer."""
        self.page.locator(f"label.wahl:has(input[value='{option}'])").click()

    def status(self, text: str) -> None:
        """Wait until the line at the bottom says something."""
        expect(self.page.locator("#stand")).to_contain_text(text, timeout=SOON)


@pytest.fixture
def room(browser: Browser):
    """Makes windows of their own for phones and the wall; nobody shares a cookie with anybody."""
    opened: list[BrowserContext] = []

    def enter(size: dict) -> BrowserContext:
        opened.append(browser.new_context(viewport=size, locale="de-DE", timezone_id="Europe/Berlin"))
        opened[-1].set_default_timeout(20_000)
        return opened[-1]

    yield enter
    for context in opened:
        context.close()


def pick(screen: Screen, key: str, words: str) -> None:
    """Add an entry to a field of several by typing its name."""
    field = screen.page.locator(f"[class*='st-key-{key}'] input").first
    field.click()
    field.fill(words)
    expect(screen.page.get_by_role("option").filter(has_text=words).first).to_be_visible()
    field.press("Enter")
    screen.settle()
    field.press("Escape")


def prepare(lead: Screen, server, say: Speaker, case: str, items: list[str]) -> tuple[str, str]:
    """Prepare a workshop with one led round by its forms; return the link for phones and the one of the wall."""
    lead.open(server.address("workshop"))
    lead.fill(say("ws.field_title"), "Rathaus, großer Saal")
    pick(lead, "ws-neu-tische", case)
    lead.click(say("ws.create"))
    lead.sees(say("ws.your_link_text"))
    lead.click(say("ws.link_kept"))
    form = lead.page.locator("[data-testid=stExpander]").filter(has_text=say("ws.add_round"))
    lead.press(form.get_by_text(say("ws.items_some"), exact=True))
    for item in items:
        pick(lead, "ws-runde-neu-0-de-short_form-fragen", item)
    lead.click(say("ws.create_round"))
    lead.sees(say("ws.round_added"))
    join = lead.page.locator(".vs-adresse a[href*='/w/']").first.get_attribute("href")
    wall = lead.page.locator("a[href*='/wand/']").first.get_attribute("href")
    assert join
    assert wall
    # The address for phones is one of this machine in its network; the test stays on the loopback.
    return re.sub(r"http://[^/]+", server.url, join), re.sub(r"http://[^/]+", server.url, wall)


def go_to(lead: Screen, words: str) -> None:
    """Choose a step of the facilitator's page."""
    lead.press(lead.page.locator("[class*='st-key-ws-schritt-'] button").filter(has_text=words))


def nothing_is_shown(wall: Page, phones: list[Phone]) -> None:
    """Neither the wall nor any phone shows a result."""
    expect(wall.locator(".ergebnis")).to_have_count(0)
    assert not wall.locator("figure svg").count()
    for phone in phones:
        assert not phone.page.locator("svg, figure, .ergebnis").count()
        assert not phone.errors


def counts_on(wall: Page, counts: tuple[int, ...], say: Speaker) -> None:
    """Wait until the picture on the wall says these counts, option by option."""
    said = ", ".join(say("wall.alt.count", letter="abcde"[n], n=count) for n, count in enumerate(counts))
    expect(wall.locator("figure desc").first).to_contain_text(said, timeout=SOON)


def tally(places: tuple[int, ...]) -> tuple[int, ...]:
    """Return how many chose each of five options."""
    return tuple(places.count(n) for n in range(5))


def test_a_whole_led_workshop(window, own_server, room):
    """Joined, led, revealed, discussed, asked again and released; no answer is lost, and nobody sees one too soon."""
    say, server = Speaker("de"), own_server().start()
    books = books_of(server, DEFINITION, QUESTIONNAIRES)
    store, model = books.store, books.model
    case = store.create_case("Verbund Musterstadt", "Musterstadt")
    store.create_wave(case.id, "Heute", "now", 2026)
    form = next(q for q in books.questionnaires.values() if q.form == "short")
    items = form.items[:2]
    names = [say.text(model.items[item].label) for item in items]
    options = [[o.id for o in model.scale_of(item).options] for item in items]

    # -------------------------------------------------------------- everybody comes in
    lead = window("de", DESKTOP)
    join, wall_link = prepare(lead, server, say, case.name, names)
    [made] = store.list_workshops()
    secret = re.search(r"[?&]w=([^&]+)", lead.page.url)[1]
    assert store.workshop_by_lead(hash_of(secret)) == made
    wall = room(WALL).new_page()
    wall.goto(wall_link)
    assert secret not in wall.content()
    expect(wall.locator("main.bild-join .code")).to_be_visible()
    phones = [Phone(room(PHONE)) for _ in range(5)]
    phones[0].page.goto(f"{server.url}/w")
    phones[0].page.locator("#code").fill(f" {made.code[:3].upper()} {made.code[3:]}")
    phones[0].page.locator("main button").click()
    phones[0].page.locator("main .unten button").click()
    for phone in phones[1:]:
        phone.join(join)
    phones[1].page.goto(join)  # the same phone scans once more: it is led to its seat and gets no second one
    expect(phones[1].page).to_have_url(re.compile(r"/a/"))
    for phone in phones:
        expect(phone.page.locator("main")).to_contain_text(say("phone.soon_title"))

    # -------------------------------------------------------------- the first question, one phone in a dead spot
    go_to(lead, say("ws.part_leiten"))
    expect(lead.page.locator(".ws-zahl")).to_contain_text("5", timeout=SOON)
    lead.click(say("ws.do_open"))
    for phone in phones:
        phone.shows(items[0])
    phones[4].context.set_offline(True)
    for place, phone in zip(FIRST_VOTE[0], phones, strict=True):
        phone.tap(options[0][place])
    for phone in phones[:4]:
        phone.status(say("phone.saved", time="")[:-1])
    phones[4].status(say("phone.kept_one")[:20])
    count = lead.page.locator(".ws-zahl strong")
    expect(count).to_have_text("4", timeout=SOON)
    expect(wall.locator("main.bild-open")).to_contain_text("4", timeout=SOON)
    lead.sees(say("ws.hint_missing", n=1))
    nothing_is_shown(wall, phones)
    phones[4].context.set_offline(False)
    phones[4].status(say("phone.saved", time="")[:-1])
    expect(count).to_have_text("5", timeout=SOON)

    # -------------------------------------------------------------- the second question, and the server dies
    lead.press(lead.page.get_by_role("button", name=say("ws.do_next")))
    for phone in phones:
        phone.shows(items[1])
    for place, phone in list(zip(FIRST_VOTE[1], phones, strict=True))[:2]:
        phone.tap(options[1][place])
        phone.status(say("phone.saved", time="")[:-1])
    phones[1].page.locator("#beleg summary").click()
    phones[1].page.locator("#notiz").fill("Seit 2021 gibt es <b>Quartalstreffen</b>.")
    phones[1].page.locator("#notiz").blur()
    phones[1].status(say("phone.saved", time="")[:-1])
    server.kill()
    phones[2].tap(options[1][FIRST_VOTE[1][2]])
    phones[2].status(say("phone.kept_one")[:20])
    server.start()
    phones[2].status(say("phone.saved", time="")[:-1])
    for phone in phones:
        phone.shows(items[1])
    for place, phone in list(zip(FIRST_VOTE[1], phones, strict=True))[3:]:
        phone.tap(options[1][place])
        phone.status(say("phone.saved", time="")[:-1])
    lead.page.wait_for_selector("[data-test-connection-state=CONNECTED]", timeout=60_000)
    lead.open(server.address("workshop", w=secret, t="leiten"))
    expect(count).to_have_text("5", timeout=SOON)
    [held] = store.list_rounds(made.id)
    rows = store.answer_rows(held.id)
    assert len(rows) == 10
    assert len({row.seat_id for row in rows}) == 5

    # -------------------------------------------------------------- close, and reveal together
    lead.click(say("ws.do_close"))
    lead.sees(say("ws.now_closed"))
    expect(wall.locator("main.bild-closed")).to_be_visible(timeout=SOON)
    for phone in phones:
        expect(phone.page.locator("main")).to_contain_text(say("phone.closed_title"), timeout=SOON)
    nothing_is_shown(wall, phones)
    lead.click(say("ws.do_reveal"))
    lead.sees(say("ws.did_reveal"))
    expect(wall.locator("main.bild-shown figure svg").first).to_be_attached(timeout=SOON)
    for phone in phones:
        expect(phone.page.locator("main")).to_contain_text(say("phone.wall_title"), timeout=SOON)
        assert not phone.page.locator("svg, figure").count()
    for _ in items:
        lead.press(lead.page.locator("[class*='st-key-ws-wand-weiter'] button"))
        shown = items.index(store.round(held.id).state.shown)
        counts_on(wall, tally(FIRST_VOTE[shown]), say)

    # -------------------------------------------------------------- free texts, and what is agreed on
    expect(wall.get_by_text("Quartalstreffen")).to_have_count(0)
    lead.unfold(re.compile(say("ws.notes")))
    lead.sees("<b>Quartalstreffen</b>")
    lead.click(say("ws.note_release"))
    assert [note.item for note in store.released_notes(held.id)] == [items[1]]
    decision = lead.page.get_by_label(say("ws.kind_decision"), exact=True).first
    decision.fill("Wir laden einmal im Quartal ein.")
    decision.press("Tab")
    lead.settle()
    [entry] = store.list_entries(made.id)
    assert (entry.kind, entry.text) == ("decision", "Wir laden einmal im Quartal ein.")

    # -------------------------------------------------------------- once more, before and after
    lead.unfold(say("ws.again_title"))
    lead.press(lead.page.locator("[class*='st-key-ws-tun-ask_again'] button"))
    expect(wall.locator("main.bild-open")).to_be_visible(timeout=SOON)
    for number, item in enumerate(items):
        for place, phone in zip(SECOND_VOTE[number], phones, strict=True):
            phone.shows(item)
            expect(phone.page.locator("main")).to_contain_text(say("phone.second"))
            phone.tap(options[number][place])
            phone.status(say("phone.saved", time="")[:-1])
        if number == 0:
            nothing_is_shown(wall, phones)
            lead.press(lead.page.get_by_role("button", name=say("ws.do_next")))
    lead.click(say("ws.do_close"))
    lead.click(say("ws.do_reveal"))
    lead.sees(say("ws.did_reveal"))
    lead.press(lead.page.locator("[class*='st-key-ws-wand-weiter'] button"))
    shown = items.index(store.round(held.id).state.shown)
    for vote in (FIRST_VOTE, SECOND_VOTE):
        counts_on(wall, tally(vote[shown]), say)

    # -------------------------------------------------------------- released, ended, and nobody comes back in
    lead.click(say("ws.do_discuss"))
    lead.press(lead.page.get_by_text(say("ws.release_sure")))
    lead.click(say("ws.do_release"))
    lead.sees(say("ws.did_release"))
    [release] = store.list_releases(case.id)
    assert release.content["round"] == held.id
    go_to(lead, say("ws.part_abschluss"))
    lead.press(lead.page.get_by_text(say("ws.end_sure"), exact=True))
    lead.press(lead.page.locator(".st-key-ws-ende button"))
    for phone in phones:
        expect(phone.page.locator("main")).to_contain_text(say("phone.ended_title"), timeout=SOON)
        assert not phone.errors
    lead.open(server.address("verbund", v=case.id))
    lead.sees(say("case.workshops"))
    store.close()


def test_two_windows_of_one_facilitator_follow_each_other(window, server, books, say, language):
    """By keyboard in one window; the other says that something was changed, and shows how it stands."""
    frame = next(q for q in books.questionnaires.values() if q.form == "frame")
    hall = Hall(books.store, books.model, frame, secret=new_token(), code=new_code())
    hall.begin()
    address = server.address("workshop", w=hall.secret, t="leiten")
    one, two = window(language).open(address), window(language, PHONE).open(address)
    one.sees(say("ws.phones_item", n=2, of=len(frame.items)))
    one.page.locator("body").press("Alt+ArrowDown")
    name = say.text(books.model.items[frame.items[2]].label)
    one.sees(say("ws.did_go_to", item=name))
    two.sees(say("ws.changed_there")).settle()
    two.sees(say("ws.phones_item", n=3, of=len(frame.items)))
    one.click(say("ws.undo"))
    one.sees(say("ws.undone"))
    two.sees(say("ws.phones_item", n=2, of=len(frame.items)))
    assert books.store.round(hall.round.id).state.current == frame.items[1]
