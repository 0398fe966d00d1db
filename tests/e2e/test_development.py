"""One Verbund over the years: the course, what moved it, the goal, other views, and how sure all of that is."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.cities import pictures
from tests.e2e.screen import DESKTOP, PHONE

SIZES = pytest.mark.parametrize(
    ("language", "size"), [("de", PHONE), ("en", DESKTOP)], ids=["de-phone", "en-desktop"]
)


@SIZES
def test_the_development_shows_the_course_what_moved_it_and_the_way_to_the_goal(window, cities, say, language, size):
    """Three points in time, the answers behind the change, an intention that is followed, an event in the timeline."""
    case = cities.case(0 if size is PHONE else 1)
    screen = window(language, size).open(cities.server.address("entwicklung", v=case.id))
    screen.sees(say("development.meant_past")).sees(say("development.meant_goal"))
    assert pictures(screen) >= 5  # course, types, placement, contributions, goal
    screen.sees(re.compile(say("change.distinguishable")))
    before = screen.page.url
    screen.select(screen.page.get_by_label(say("change.which_set")), 1)
    assert "d=" in screen.page.url
    assert screen.page.url != before

    screen.unfold(say("intention.new"))
    screen.fill(say("intention.what"), "Zwei Mitglieder ansprechen <b>bald</b>")
    screen.fill(say("intention.role"), "Vorstand")
    screen.fill(say("intention.due"), "30.06.2027")
    screen.click(say("intention.add"), within=screen.keyed(f"vorhaben-neu-{case.id}"))
    screen.sees("Zwei Mitglieder ansprechen <b>bald</b>")
    made = [i for i in cities.store.list_intentions(case.id) if i.role == "Vorstand" and "<b>" in i.text][-1]
    screen.press(screen.keyed(f"vorhaben-stand-{made.id}").get_by_text(say("intention.state_begun"), exact=True))
    [now] = [i for i in cities.store.list_intentions(case.id) if i.id == made.id]
    assert (now.state, str(now.due)) == ("begun", "2027-06-30")

    screen.unfold(say("events.new"))
    screen.fill(say("events.what"), "Erstes Büro")
    screen.fill(say("events.year"), "2019")
    screen.click(say("events.add"), within=screen.keyed(f"ereignis-neu-{case.id}"))
    screen.sees("Erstes Büro")
    event = [e for e in cities.store.list_events(case.id) if e.text == "Erstes Büro"][-1]
    screen.click(say("events.change"), within=screen.keyed(f"ereignis-{event.id}"))
    screen.press(screen.keyed(f"ereignis-weg-{event.id}").get_by_role("button"))
    screen.sees(say("events.removed")).click(say("events.restore"))
    assert "Erstes Büro" in [e.text for e in cities.store.list_events(case.id)]


@SIZES
def test_perspectives_lie_beside_each_other_with_their_notes_and_the_caveat(window, cities, say, language, size):
    """Self, city and science on one line per dimension and per question; one to three of an office are voices."""
    case = cities.case()
    screen = window(language, size).open(cities.server.address("blickwinkel", v=case.id))
    screen.sees(say("perspectives.caveat")).sees(say("perspectives.dimensions")).sees(say("perspectives.notes"))
    assert pictures(screen) >= 2
    assert screen.page.locator(".vs-notizen blockquote").count() > 0
    screen.sees(re.compile(re.escape(say("perspectives.voice", name="", n=1).split(",")[1])))


@SIZES
def test_how_sure_a_placement_is_can_be_read_as_a_picture_and_as_sentences(window, cities, say, language, size):
    """Which source of uncertainty matters, which other choices would place it elsewhere, and where it tips."""
    case = cities.case()
    screen = window(language, size).open(cities.server.address("wie-sicher", v=case.id))
    screen.sees(say("sensitivity.draws")).sees(say("sensitivity.scenarios"))
    assert pictures(screen) == 1
    screen.unfold(say("sensitivity.all_scenarios"))
    screen.sees(say("sensitivity.scenario_equal_weights"))


@SIZES
def test_answers_of_another_point_in_time_are_taken_over_and_looked_at_one_by_one(window, cities, say, language, size):
    """What was taken over says so until it is confirmed; what was changed says what it was before."""
    case = cities.case(2 if size is PHONE else 3)
    cities.store.create_wave(case.id, f"Neuer Blick {language}", "now", 2027)
    screen = window(language, size).open(cities.server.address("verbund", v=case.id))
    screen.unfold(say("copy.title"))
    target = screen.page.locator("[class*='st-key-uebernehmen-nach-'] input")
    screen.select(target, re.compile(f"Neuer Blick {language}"))
    screen.click(say("copy.do"))
    marks = screen.page.get_by_text(re.compile(say("copy.taken_over", wave="X").split("X")[1].strip("«\"„“ ,")))
    expect(marks.first).to_be_visible()
    copied = [a for a in cities.store.list_assessments(case.id) if a.copied_from is not None][-1]
    waiting = marks.count()
    screen.press(screen.page.get_by_role("button", name=say("copy.confirm")).first)
    expect(marks).to_have_count(waiting - 1)
    given = cities.store.current_responses(copied.id)
    confirmed = [r for r in given.values() if r.copied_from is None]
    assert len(confirmed) == 1
    waits = screen.page.get_by_role("button", name=say("copy.confirm"))
    question = screen.page.locator("[class*='st-key-frage-']").filter(has=waits).first
    screen.press(question.locator("label:has(input[type=radio]:not(:checked))").first)
    screen.sees(re.compile(say("copy.changed", wave="X", before="Y").split("X")[0].strip()))


def test_a_printed_page_says_whose_view_it_shows_and_has_nothing_to_press(window, cities, say, language):
    """The buttons to choose by stay off the paper; what was chosen by them stands there in words."""
    case = cities.case(0)
    screen = window(language).open(cities.server.address("entwicklung", v=case.id))
    chosen = screen.page.locator(".vs-nur-druck")
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_hidden()
    screen.page.emulate_media(media="print")
    try:
        expect(chosen).to_be_visible()
        expect(chosen).to_contain_text(say("result.perspective"))
        expect(screen.page.get_by_role("button", name=say("events.change"), exact=True)).to_have_count(0)
    finally:
        screen.page.emulate_media(media="screen")
