"""Whatever is typed or opened: a clear sentence, nothing lost, nothing executed."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.screen import PHONE
from typology.language import Speaker

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MARKDOWN = "*a* [x](javascript:alert(1)) :smile: :red[b] `c` $d$ &amp; -> www.example.org a@example.org"
RIGHT_TO_LEFT = "اتحاد المنظمات 🌍👩‍👩‍👧"
STRANGE = {"script": ATTACK, "markdown": MARKDOWN, "right_to_left": RIGHT_TO_LEFT}


@pytest.fixture
def strange_case(books):
    """Cases with names, cities, points in time, respondents and notes that are anything but plain text."""

    def enter(text):
        case = books.store.create_case(text, text, note=text)
        wave = books.store.create_wave(case.id, text[:80], "now", None)
        books.store.create_wave(case.id, "Ziel " + text[:70], "goal", 2030)
        assessment = books.begin_in(case, wave, "self_assessment", label=text)
        books.answer_all(assessment)
        books.store.give_response(assessment.id, "secular", "answer", "s2", note=text)
        return case, wave, assessment

    return enter


def no_foreign_markup(screen):
    """Nothing of what was typed has become an element of the page."""
    assert screen.page.locator("img[src='x'], a[href^='javascript'], a[href*='example.org']").count() == 0
    assert screen.page.evaluate("[...document.scripts].every(s => !/^\\s*alert/.test(s.textContent))")
    assert not screen.dialogs


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_names_and_notes_are_shown_as_they_were_written(window, server, strange_case, text):
    """Markup, Markdown, other scripts and emoji stand on every page as text."""
    case, wave, assessment = strange_case(text)
    say, screen = Speaker("de"), window("de", PHONE)
    place = {"v": case.id, "z": wave.id, "b": "self_view"}
    screen.open(server.address("verbund", v=case.id))
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(text)
    assert screen.text().count(text) >= 4, "Name, city, note, point in time and respondent stand on the page."
    no_foreign_markup(screen)
    screen.open(server.address("ergebnis", **place))
    expect(screen.page.get_by_role("heading", level=1)).to_contain_text(text)
    no_foreign_markup(screen)
    screen.open(server.address("methode", t="werte", f="secular", **place))
    expect(screen.page.locator("#wert-secular .vs-notiz")).to_contain_text(text)
    no_foreign_markup(screen)
    screen.open(server.address("einschaetzen", e=assessment.token, s="shared_identity"))
    expect(screen.page.locator(".vs-stand")).to_contain_text(text)
    screen.unfold(say("assess.evidence"), within=screen.question("secular"))
    expect(screen.question("secular").locator("textarea")).to_have_value(text)
    no_foreign_markup(screen)
    assert text in screen.open(server.address("ergebnis")).text()
    no_foreign_markup(screen)


@pytest.mark.parametrize(
    ("page", "parameters", "key"),
    [
        ("einschaetzen", {"e": "no-such-token"}, "assess.unknown_link"),
        ("einschaetzen", {"e": "'\"><script>alert(1)</script>"}, "assess.unknown_link"),
        ("einschaetzen", {"e": "x\x00y"}, "assess.unknown_link"),
        ("verbund", {"v": 987654321}, "case.unknown"),
        ("ergebnis", {"v": 987654321}, "case.unknown"),
        ("methode", {"t": "werte", "v": 987654321}, "trace.nothing"),
        ("methode", {"t": "werte", "v": "-1"}, "trace.nothing"),
        ("verbund", {"v": "²"}, "case.lead"),
        ("methode", {"f": "</script><script>alert(1)</script>"}, "method.lead"),
        ("methode", {"t": "nothing", "f": "nothing"}, "method.lead"),
        ("nirgends", {}, "start.lead"),
        ("ergebnis", {"v": "abc", "z": "x", "b": "y"}, "result.lead"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(window, server, language, say, page, parameters, key):
    """A mistyped, cut or hostile link ends in a sentence and a way on."""
    screen = window(language, PHONE).open(server.address(page, **parameters))
    screen.sees(say(key))
    no_foreign_markup(screen)
    assert screen.page.get_by_test_id("stMain").get_by_role("link").count() > 5


def test_a_result_with_unknown_wave_and_perspective_falls_back(window, server, books, say, language):
    """A link to a point in time that does not exist shows the present instead."""
    _, wave, assessment = books.begin(name="Verbund Ausweich")
    books.answer_all(assessment)
    address = server.address("ergebnis", v=assessment.case_id, z=99999, b="nobody", seit="gestern")
    screen = window(language).open(address)
    screen.sees(say("verdict.title"))
    assert f"z={wave.id}" in screen.page.url


def test_a_fact_sheet_is_assessed_only_after_it_was_taken_over(window, server, books, say, language):
    """A real Verbund cannot be assessed by others; whoever belongs to it confirms that, and can begin."""
    case = books.store.create_case(f"Wirklicher Verbund {language}", "Stadt", unscored=True,
                                   facts=[{"text": {"de": "<b>Fakt</b>"}, "source": "S0"}])
    screen = window(language, PHONE).open(server.address("verbund", v=case.id))
    screen.sees(say("case.fact_sheet_text")).sees("<b>Fakt</b>").sees_not(say("case.start"))
    screen.open(server.address("ergebnis", v=case.id)).sees(say("result.empty_fact_sheet"))
    screen.open(server.address("verbund", v=case.id))
    screen.unfold(say("case.take_over"))
    expect(screen.page.get_by_role("button", name=say("case.take_over_do"))).to_be_disabled()
    screen.press(screen.page.get_by_test_id("stCheckbox").locator("label"))
    screen.click(say("case.take_over_do"))
    screen.sees(say("case.begin")).click(say("case.start"))
    screen.sees(say("assess.nothing_yet"))


def test_numbers_that_are_none_are_refused_in_a_sentence(window, server, books, say, language):
    """The answer from before stays in the database, what was typed on the screen; comma and point both work."""
    _, _, assessment = books.begin(name="Verbund Zahlen")
    screen = window(language, PHONE).open(server.address("einschaetzen", e=assessment.token))
    number = screen.question("member_count").locator("input[type=text]")
    screen.enter_number("member_count", "12")
    for text, sentence in (
        ("abc", say("assess.not_a_number", text="abc")),
        ("1e999", say("assess.not_a_number", text="1e999")),
        ("nan", say("assess.not_a_number", text="nan")),
        ("1_000", say("assess.not_a_number", text="1_000")),
        ("-3", say("assess.too_small", low="0")),
        ("3,5", say("assess.not_whole")),
    ):
        screen.enter_number("member_count", text).sees(sentence)
        expect(number).to_have_value(text)  # nobody has to type it again to mend it
        assert books.store.current_responses(assessment.id)["member_count"].number == 12
    screen.enter_number("member_count", "1.200")
    expect(number).to_have_value("1200")
    screen.sees_not(say("assess.not_whole"))
    share = screen.question("share_reached").locator("input[type=text]")
    for text, value in (("37,25", 37.25), ("37.5 %", 37.5), ("0", 0.0)):
        screen.enter_number("share_reached", text)
        expect(share).to_have_value(say.number(value, len(f"{value:g}".partition(".")[2])))
    screen.enter_number("share_reached", "101").sees(say("assess.out_of_range", low="0", high="100"))
    screen.choose("share_reached", say("assess.dk"))
    expect(share).to_have_value("")
    given = books.store.current_responses(assessment.id)
    assert (given["member_count"].number, given["share_reached"].state) == (1200, "dk")


def test_a_note_of_ten_thousand_characters_is_kept_whole(window, server, books, model):
    """It is saved, shown and found again; one that is too long is refused in a sentence, and none of both is lost."""
    say = Speaker("de")
    _, _, assessment = books.begin(name="Verbund Lang")
    screen = window("de", PHONE).open(server.address("einschaetzen", e=assessment.token, s="shared_identity"))
    screen.choose("secular", model.items["secular"].anchors["s2"].in_language("de"))
    note = "Ganz lange Notiz. " * 555 + "Ende 🌍" + "x" * 3
    assert len(note) >= 9_999
    screen.write_note("secular", note)
    assert books.store.current_responses(assessment.id)["secular"].note == note
    screen.write_note("secular", "y" * 25_000)
    screen.sees(say("store.note_too_long", limit=20_000))
    assert books.store.current_responses(assessment.id)["secular"].note == note
    assert screen.question("secular").locator("textarea").input_value() == "y" * 25_000
    place = {"v": assessment.case_id, "z": assessment.wave_id, "b": "self_view"}
    screen.open(server.address("methode", t="werte", f="secular", **place))
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("how_many", ["none", "one", "unsure"])
def test_too_few_answers_give_a_sentence_and_no_figure(window, server, books, say, language, how_many, model):
    """Without answers, with a single one, or when nobody knows anything, the result says what is missing."""
    _, _, assessment = books.begin(name=f"Verbund {how_many}")
    if how_many == "one":
        books.answer(assessment, "secular", "s2")
    if how_many == "unsure":
        for item in books.questionnaires["self_assessment"].items:
            books.answer(assessment, item, "dk")
    screen = window(language, PHONE).open(server.address("ergebnis", v=assessment.case_id))
    if how_many == "none":
        screen.sees(say("result.empty"))
    else:
        screen.sees(say("result.nothing_to_score"))
        expect(screen.page.locator(".vs-urteil")).to_contain_text(say.text(next(iter(model.axes.values())).label))
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", screen.text())
    screen.open(server.address("methode", t="werte", v=assessment.case_id))
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", screen.text())
    screen.open(server.address("einschaetzen", e=assessment.token, s="-"))
    if how_many == "unsure":
        screen.sees(say("assess.unsure", n=books.shown(assessment)))
    else:
        screen.sees(say("assess.left_open", n=43).rstrip(":"))


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"case.name": "   "}, "case.name_missing"),
        ({"case.name": "Verbund", "case.founded": "abcd"}, "case.year_wrong"),
        ({"case.name": "Verbund", "case.founded": "0000"}, "case.year_wrong"),
        ({"case.name": "Verbund", "case.founded": "²²²²"}, "case.year_wrong"),
    ],
)
def test_a_new_verbund_with_wrong_details_is_not_entered(window, server, books, fields, key):
    """The form says what is missing, keeps what was typed, and stores nothing."""
    say, before = Speaker("de"), len(books.store.list_cases())
    screen = window("de").open(server.address("verbund"))
    for label, text in fields.items():
        screen.fill(say(label), text)
    screen.click(say("case.create")).sees(say(key))
    expect(screen.page.get_by_label(say("case.name"), exact=True)).to_have_value(fields["case.name"])
    assert len(books.store.list_cases()) == before
