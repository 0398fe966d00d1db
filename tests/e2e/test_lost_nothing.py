"""What was acknowledged is never lost: a killed server, two tabs, a database that cannot be written."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DEFINITION, QUESTIONNAIRES, books_of
from tests.e2e.screen import PHONE
from typology.language import Speaker
from typology.store import open_store
from typology.store.tables import VERSION_TABLE

ITEMS = ("across_origins", "secular", "party_neutral", "democratic", "locally_participating")


def anchor(model, item, option, language="de"):
    """Return the words of an option."""
    return model.items[item].anchors[option].in_language(language)


def test_a_killed_server_loses_no_acknowledged_answer(window, own_server, model):
    """Kill -9 right after "saved at": the tab goes on by itself when the server is back, with every answer."""
    say, running = Speaker("de"), own_server().start()
    books = books_of(running, DEFINITION, QUESTIONNAIRES)
    _, _, assessment = books.begin("self_assessment")
    books.store.close()
    address = running.address("einschaetzen", e=assessment.token, s="shared_identity")
    screen = window("de", PHONE).open(address)
    for item, option in zip(ITEMS[:3], ("s1", "s2", "s3"), strict=True):
        screen.choose(item, anchor(model, item, option))
        assert screen.saved().startswith(say("assess.saved", time="")[:-1])
    running.kill()
    running.start()
    screen.page.wait_for_selector("[data-test-connection-state=CONNECTED]", timeout=60_000)
    screen.open(address)
    for item, option in zip(ITEMS[:3], ("s1", "s2", "s3"), strict=True):
        assert screen.chosen(item) == anchor(model, item, option)
    screen.choose(ITEMS[3], anchor(model, ITEMS[3], "s4"))
    running.kill()
    with open_store(folder=running.data) as store:
        given = store.current_responses(assessment.id)
    assert {item: r.option for item, r in given.items()} == dict(zip(ITEMS, ("s1", "s2", "s3", "s4"), strict=False))


def test_a_tab_that_outlived_its_server_saves_the_next_answer(window, own_server, model):
    """The tab was open while the server was away; a click after its return is saved and shown."""
    running = own_server().start()
    books = books_of(running, DEFINITION, QUESTIONNAIRES)
    _, _, assessment = books.begin("self_assessment")
    screen = window("de").open(running.address("einschaetzen", e=assessment.token, s="shared_identity"))
    screen.choose("secular", anchor(model, "secular", "s1"))
    running.kill()
    running.start()
    screen.page.wait_for_selector("[data-test-connection-state=CONNECTED]", timeout=60_000)
    screen.settle()
    assert screen.chosen("secular") == anchor(model, "secular", "s1")
    screen.choose("democratic", anchor(model, "democratic", "s2"))
    assert screen.chosen("democratic") == anchor(model, "democratic", "s2")
    given = books.store.current_responses(assessment.id)
    books.store.close()
    assert {item: r.option for item, r in given.items()} == {"secular": "s1", "democratic": "s2"}


def test_two_tabs_on_one_assessment_lose_nothing(window, server, books, model):
    """An answer of one tab shows in the other after its next click; undo takes back the last change of both."""
    say = Speaker("de")
    _, _, assessment = books.begin("self_assessment", "Verbund Zwei Fenster")
    address = server.address("einschaetzen", e=assessment.token, s="shared_identity")
    one = window("de").open(address)
    other = window("de").open(address)
    one.choose("secular", anchor(model, "secular", "s1"))
    other.choose("democratic", anchor(model, "democratic", "s3"))
    assert other.chosen("secular") == anchor(model, "secular", "s1")
    one.choose("party_neutral", anchor(model, "party_neutral", "s2"))
    assert one.chosen("democratic") == anchor(model, "democratic", "s3")
    other.choose("secular", anchor(model, "secular", "s4"))
    one.click(say("assess.undo"))
    assert one.chosen("secular") == anchor(model, "secular", "s1")
    given = books.store.current_responses(assessment.id)
    assert {item: r.option for item, r in given.items()} == {
        "secular": "s1", "democratic": "s3", "party_neutral": "s2",
    }  # fmt: skip
    assert [r.option for r in books.store.response_history(assessment.id, "secular")] == ["s1", "s4", "s1"]


def test_a_number_typed_and_left_with_the_next_button_is_saved(window, server, books):
    """Nobody leaves a field before clicking "Next"; the number is saved all the same, and the page turns."""
    say = Speaker("de")
    _, _, assessment = books.begin("self_assessment", "Verbund Eilig")
    screen = window("de").open(server.address("einschaetzen", e=assessment.token))
    screen.question("member_count").locator("input[type=text]").fill("27")
    screen.click(say("assess.next"))
    expect(screen.question("across_origins")).to_have_count(1)
    assert books.store.current_responses(assessment.id)["member_count"].number == 27


@pytest.mark.parametrize("leave", ["page", "drawer", "language"])
def test_a_number_typed_and_left_for_something_else_loses_neither(window, server, books, leave):
    """A tap on another page, on a drawer or on the other language does what it says, and the number is saved."""
    say = Speaker("de")
    _, _, assessment = books.begin("self_assessment", f"Verbund Unterwegs {leave}")
    screen = window("de", PHONE).open(server.address("einschaetzen", e=assessment.token))
    screen.question("member_count").locator("input[type=text]").fill("27")
    if leave == "page":
        screen.press(screen.page.get_by_role("link", name=say("nav.methode"), exact=True))
        expect(screen.page.get_by_role("heading", level=1)).to_have_text(say("method.title"))
    elif leave == "drawer":
        screen.unfold(say("assess.all_pages"))
        last = books.questionnaires["self_assessment"].pages[-1]
        expect(screen.keyed(f"seite-{last.id}").get_by_role("button")).to_be_visible()
    else:
        screen.press(screen.page.get_by_role("button", name="English"))
        screen.sees(Speaker("en")("assess.progress", done=1, shown=books.shown(assessment)))
    assert books.store.current_responses(assessment.id)["member_count"].number == 27


def test_a_read_only_database_can_be_read_and_says_that_nothing_is_saved(
    window, own_server, demo_data, tmp_path, model
):
    """Everything that is there can be read; an answer is refused in a sentence, and the screen shows what is stored."""
    say, language = Speaker("de"), "de"
    data = Path(shutil.copytree(demo_data, tmp_path / "protected"))
    with open_store(folder=data) as store:
        case = next(c for c in store.list_cases() if c.invented)
        assessment = next(a for a in store.list_assessments(case.id) if a.perspective == "self_view")
        before = store.current_responses(assessment.id)["secular"].option
    running = own_server(data, may_write=False).start()
    assert running.health()[0] == 200
    screen = window(language, PHONE).open(running.address("ergebnis", v=case.id))
    screen.sees(say("verdict.title"))
    screen.open(running.address("einschaetzen", e=assessment.token, s="shared_identity"))
    other = "s0" if before != "s0" else "s1"
    screen.choose("secular", anchor(model, "secular", other, language))
    notice = screen.page.get_by_text(say("store.store_read_only"))
    expect(notice).to_be_visible()
    expect(notice).to_be_in_viewport()
    assert screen.chosen("secular") == anchor(model, "secular", before, language)
    screen.open(running.address("verbund"))
    screen.fill(say("case.name"), "Neu")
    screen.click(say("case.create"))
    screen.sees(say("store.store_read_only"))


def change_version(data: Path, version: str):
    """Make a database look as if another version of the program had written it."""
    with sqlite3.connect(data / "verbundspiegel.db") as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = ?", (version,))
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "key", "language"),
    [
        (lambda data: change_version(data, "9999"), "store.store_newer", "de"),
        (lambda data: (data / "verbundspiegel.db").write_bytes(b"no database " * 400), "store.store_damaged", "en"),
    ],
    ids=["newer", "damaged"],
)
def test_a_database_that_cannot_be_used_is_left_alone_and_named(
    window, own_server, demo_data, tmp_path, spoil, key, language
):
    """Every page says the same sentence, and not one byte of the file changes."""
    say = Speaker(language)
    data = Path(shutil.copytree(demo_data, tmp_path / "strange"))
    for extra in ("-wal", "-shm"):
        (data / f"verbundspiegel.db{extra}").unlink(missing_ok=True)
    spoil(data)
    before = (data / "verbundspiegel.db").read_bytes()
    running = own_server(data).start()
    status, content = running.health()
    assert (status, content["status"]) == (503, "unavailable")
    screen = window(language)
    for page in ("", "ergebnis"):
        screen.open(running.address(page)).sees(say(key))
    assert (data / "verbundspiegel.db").read_bytes() == before


def test_a_full_disk_is_said_and_loses_nothing(window, own_server, model):
    """An answer that could not be written is not shown as chosen; later ones are saved again."""
    say, running = Speaker("de"), own_server(limited=True).start()
    books = books_of(running, DEFINITION, QUESTIONNAIRES)
    _, _, assessment = books.begin("self_assessment")
    screen = window("de").open(running.address("einschaetzen", e=assessment.token, s="shared_identity"))
    screen.choose("secular", anchor(model, "secular", "s1"))
    running.fill_disk()
    screen.choose("democratic", anchor(model, "democratic", "s2"))
    screen.sees(say("store.store_full"))
    assert screen.chosen("democratic") is None
    assert screen.chosen("secular") == anchor(model, "secular", "s1")
    running.free_disk()
    screen.choose("democratic", anchor(model, "democratic", "s2"))
    assert screen.chosen("democratic") == anchor(model, "democratic", "s2")
    screen.sees_not(say("store.store_full"))
    assert {i: r.option for i, r in books.store.current_responses(assessment.id).items()} == {
        "secular": "s1", "democratic": "s2",
    }  # fmt: skip
    books.store.close()
