"""The whole path of a coordinator: begin, answer, stop, come back, see, doubt, follow back, change."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.screen import DESKTOP, PHONE

SIZES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(params=SIZES)
def size(request):
    """Every test that uses it runs at the width of a phone and of a laptop."""
    return SIZES[request.param]


def token_of(screen):
    """Return the token in the address of the page."""
    return re.search(r"[?&]e=([^&]+)", screen.page.url).group(1)


def anchor(model, item, option, language):
    """Return the words of an option."""
    return model.items[item].anchors[option].in_language(language)


def begin(screen, server, say, name):
    """From the start page to the first page of questions of a new Verbund."""
    screen.open(server.address())
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(say("start.title"))
    screen.click(say("start.begin"))
    screen.fill(say("case.name"), name)
    screen.fill(say("case.city"), "Beispielstadt")
    screen.fill(say("case.founded"), "2016")
    screen.click(say("case.create"))
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(name)
    screen.sees(say("case.begun_none"))
    screen.fill(say("case.respondent"), "AB")
    screen.click(say("case.start"))
    screen.sees(say("assess.nothing_yet"))


def answer_first_page(screen, model, say, language):
    """Answer one page: numbers, described levels, a note, and once that nobody knows."""
    screen.enter_number("member_count", "12")
    assert re.fullmatch(say("assess.saved", time=r"\d\d:\d\d"), screen.saved())
    screen.enter_number("share_reached", "37,5")
    screen.choose("origin_diversity", anchor(model, "origin_diversity", "s3", language))
    screen.write_note("origin_diversity", "Vereine aus neun Ländern\nund zwei aus dem Umland")
    screen.choose("active_members", say("assess.dk"))
    screen.choose("openness_new_groups", anchor(model, "openness_new_groups", "s1", language))


def assert_first_page(screen, model, say, language):
    """Everything that ``answer_first_page`` gave is there."""
    number = screen.question("member_count").locator("input[type=text]")
    expect(number).to_have_value("12")
    expect(screen.question("share_reached").locator("input[type=text]")).to_have_value(say.number(37.5, 1))
    assert screen.chosen("origin_diversity") == anchor(model, "origin_diversity", "s3", language)
    assert screen.chosen("active_members") == say("assess.dk")
    assert screen.chosen("openness_new_groups") == anchor(model, "openness_new_groups", "s1", language)
    screen.unfold(say("assess.evidence"), within=screen.question("origin_diversity"))
    area = screen.question("origin_diversity").locator("textarea")
    expect(area).to_have_value("Vereine aus neun Ländern\nund zwei aus dem Umland")


def test_from_the_start_to_a_changed_answer(window, server, books, model, say, language, size):
    """Answer, reload in the middle, see a result, follow a figure back, change its answer, see what moved."""
    screen = window(language, size)
    begin(screen, server, say, "Verbund Neustadt")
    first, second = books.questionnaires["self_assessment"].pages[:2]
    answer_first_page(screen, model, say, language)
    screen.click(say("assess.next"))
    assert screen.page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop") < 60
    for item in ("across_origins", "secular", "party_neutral", "democratic", "locally_participating"):
        screen.choose(item, anchor(model, item, "s2", language))
    assessment = books.store.assessment_by_token(token_of(screen))
    screen.sees(say("assess.progress", done=10, shown=books.shown(assessment)))

    screen.page.reload()
    screen.settle()
    assert f"s={second.id}" in screen.page.url
    assert screen.chosen("democratic") == anchor(model, "democratic", "s2", language)
    screen.click(say("assess.back"))
    assert f"s={first.id}" in screen.page.url
    assert_first_page(screen, model, say, language)

    given = books.store.current_responses(assessment.id)
    assert len(given) == 10
    assert (given["member_count"].number, given["share_reached"].number) == (12, 37.5)
    books.answer_all(assessment, level=3)
    screen.unfold(say("assess.all_pages"))
    last = books.questionnaires["self_assessment"].pages[-1]
    screen.press(screen.keyed(f"seite-{last.id}").get_by_role("button"))
    screen.click(say("assess.finish"))
    screen.sees(say("assess.done_title")).sees(say("assess.unsure", n=1))
    assert books.store.assessment(assessment.id).finished
    screen.click(say("assess.to_result"))

    expect(screen.page.locator(".vs-urteil")).to_contain_text(re.compile(r"\w{12}"))
    screen.sees(say("verdict.title")).sees(say("verdict.no_probability"))
    expect(screen.page.locator("[data-testid=stPlotlyChart] svg.main-svg").first).to_be_visible()
    dimension = say.text(model.dimensions["member_base"].label)
    screen.click(dimension, within=screen.keyed("herkunft"))

    traced = screen.page.locator("#wert-origin_diversity")
    expect(traced).to_be_visible()
    expect(traced).to_contain_text(anchor(model, "origin_diversity", "s3", language))
    expect(traced).to_contain_text("Vereine aus neun Ländern")
    screen.press(traced.get_by_role("link", name=say("trace.to_answer")))
    expect(screen.question("origin_diversity")).to_be_in_viewport()
    assert screen.chosen("origin_diversity") == anchor(model, "origin_diversity", "s3", language)
    screen.sees(say("moved.nothing"))

    screen.choose("origin_diversity", anchor(model, "origin_diversity", "s0", language))
    moved = screen.page.locator(".vs-bewegt")
    expect(moved).to_contain_text(dimension)
    expect(moved).to_contain_text("→")
    screen.press(moved.get_by_role("link", name=say("moved.back")))
    again = screen.page.locator(".vs-bewegt")
    expect(again).to_contain_text(dimension)
    expect(again).to_contain_text("→")
    assert books.store.current_responses(assessment.id)["origin_diversity"].option == "s0"


def test_a_result_before_everything_is_answered_says_what_is_missing(window, server, books, say, language, model):
    """Two answers are too few for a verdict; the page names the axes that miss answers, and leads to the questions."""
    _, _, assessment = books.begin(name="Verbund Anfang")
    books.answer(assessment, "regular_assembly", "s3")
    books.answer(assessment, "written_rules", "dk")
    screen = window(language, PHONE).open(server.address("ergebnis", e=assessment.token))
    screen.sees(say("result.nothing_to_score"))
    expect(screen.page.locator(".vs-urteil")).to_contain_text(say.text(next(iter(model.axes.values())).label))
    screen.unfold(say("coverage.missing", n=2).split("(")[0].strip())
    link = screen.page.get_by_role("link", name=say.text(model.items["written_rules"].label))
    screen.press(link.first)
    expect(screen.question("written_rules")).to_be_in_viewport()
    assert screen.chosen("written_rules") == say("assess.dk")


def test_the_link_for_later_leads_back(window, server, books, say, language):
    """The address under "continue later" opens the same assessment in another browser, at the first open page."""
    _, _, assessment = books.begin(name="Verbund Später")
    screen = window(language).open(server.address("einschaetzen", e=assessment.token))
    screen.unfold(say("assess.all_pages")).unfold(say("assess.resume"))
    assert screen.saved() == say("assess.nothing_yet"), "The bar stays while drawers are opened."
    address = screen.page.locator(".vs-adresse").inner_text().strip()
    assert address.startswith(server.url)
    first = books.questionnaires["self_assessment"].pages[0]
    for item in first.entries:
        books.answer(assessment, item.item, "dk")
    elsewhere = window(language, PHONE).open(address)
    elsewhere.sees(say("assess.progress", done=5, shown=books.shown(assessment)))
    expect(elsewhere.page.get_by_role("heading", level=1)).not_to_have_text(say("assess.title"))
    assert elsewhere.question("regular_assembly").count() + elsewhere.question("across_origins").count() == 1


def test_the_start_page_leads_to_what_was_left(window, server, books, say, language):
    """Whoever stopped finds the assessment on the start page and goes on at the first open question."""
    case, _, assessment = books.begin(name="Verbund Unterwegs", label="Runde am Dienstag")
    books.answer(assessment, "member_count", 4)
    screen = window(language, PHONE).open(server.address())
    card = screen.keyed(f"offen-{assessment.id}")
    expect(card).to_contain_text("Verbund Unterwegs")
    expect(card).to_contain_text("Runde am Dienstag")
    screen.click(say("start.go_on"), within=card)
    expect(screen.question("member_count").locator("input[type=text]")).to_have_value("4")
    assert f"v={case.id}" in screen.page.url


def test_language_can_be_switched_in_the_middle(window, server, books, model):
    """The switch changes every sentence and the language of the document; the answers stay, and so does the page."""
    _, _, assessment = books.begin(name="Verbund Zweisprachig")
    screen = window("de").open(server.address("einschaetzen", e=assessment.token))
    screen.choose("origin_diversity", anchor(model, "origin_diversity", "s2", "de"))
    screen.press(screen.page.get_by_role("button", name="English"))
    assert screen.chosen("origin_diversity") == anchor(model, "origin_diversity", "s2", "en")
    expect(screen.page.locator("html")).to_have_attribute("lang", "en")
    screen.choose("active_members", anchor(model, "active_members", "s1", "en"))
    screen.click("Result", within=screen.page)
    assert "lang=en" in screen.page.url
    assert books.store.current_responses(assessment.id)["active_members"].option == "s1"


def test_changing_an_answer_back_and_forth_can_be_undone(window, server, books, say, language, model):
    """Undo takes back one change after the other, notes and withdrawals too, on whichever page it was made."""
    _, _, assessment = books.begin(name="Verbund Zurück")
    screen = window(language).open(server.address("einschaetzen", e=assessment.token))
    screen.choose("origin_diversity", anchor(model, "origin_diversity", "s1", language))
    screen.choose("origin_diversity", anchor(model, "origin_diversity", "s4", language))
    screen.write_note("origin_diversity", "Liste der Mitglieder")
    expect(screen.question("origin_diversity").locator("textarea")).to_be_visible()
    screen.click(say("assess.withdraw"), within=screen.question("origin_diversity"))
    assert screen.chosen("origin_diversity") is None
    screen.click(say("assess.undo"))
    assert screen.chosen("origin_diversity") == anchor(model, "origin_diversity", "s4", language)
    expect(screen.question("origin_diversity").locator("textarea")).to_have_value("Liste der Mitglieder")
    screen.click(say("assess.undo")).click(say("assess.undo"))
    assert screen.chosen("origin_diversity") == anchor(model, "origin_diversity", "s1", language)
    screen.click(say("assess.next")).click(say("assess.undo"))
    expect(screen.question("origin_diversity")).to_be_in_viewport()
    assert screen.chosen("origin_diversity") is None
    screen.click(say("assess.undo")).sees(say("assess.nothing_to_undo"))


def test_a_question_is_answered_with_the_keyboard_alone(window, server, books, say, language, model):
    """Tab reaches the answers, arrows and space choose one, Enter on "Next" turns the page."""
    _, _, assessment = books.begin(name="Verbund Tastatur")
    screen = window(language).open(server.address("einschaetzen", e=assessment.token, s="shared_identity"))
    item = "across_origins"
    inside = f"document.activeElement.closest(\"[class*='st-key-frage-'][class*='-{item}']\")"
    for _ in range(40):
        screen.page.keyboard.press("Tab")
        if screen.page.evaluate(f"!!{inside} && document.activeElement.type === 'radio'"):
            break
    else:
        pytest.fail("Tab never reached the answers.")
    screen.page.keyboard.press("Space")
    screen.settle()
    assert screen.chosen(item) == anchor(model, item, "s0", language)
    screen.page.keyboard.press("ArrowDown")
    screen.settle()
    assert screen.chosen(item) == anchor(model, item, "s1", language)
    assert screen.page.evaluate(f"!!{inside}"), "The focus must stay where it was."
    for _ in range(80):
        screen.page.keyboard.press("Tab")
        if screen.page.evaluate("document.activeElement.innerText") == say("assess.next"):
            break
    else:
        pytest.fail("Tab never reached the button that turns the page.")
    screen.page.keyboard.press("Enter")
    screen.settle()
    assert screen.question("regular_assembly").count() == 1
    assert books.store.current_responses(assessment.id)[item].option == "s1"
