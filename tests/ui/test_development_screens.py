"""One Verbund over the years without a browser: what the pages ask, what they keep, what they say is missing."""

from __future__ import annotations

from html import escape

import pytest

from tests.ui.test_comparison_screens import answers
from typology.language import Speaker
from typology.ui import session


@pytest.fixture
def verbund(data):
    """A Verbund with five people who answered about its founding and about today."""
    store = session.current_store()
    case = store.create_case("Verbund Probe", "Probenau")
    waves = [store.create_wave(case.id, "Gründung", "past", 2014), store.create_wave(case.id, "Heute", "now", 2026)]
    for level, wave in enumerate(waves):
        for perspective in ("self_view", "municipal_view"):
            answers(case, wave, perspective, 5, level)
    return case, waves


def _field(shown, label, inside=""):
    """Return the field with these words whose form has this in its key."""
    return next(t for t in shown.test.text_input if t.label == label and inside in t.form_id)


def _send(shown, label, inside):
    """Press the button that sends a form."""
    next(b for b in shown.test.button if b.label == label and inside in b.form_id).click().run()
    assert not shown.test.exception, shown.test.exception


def test_a_form_that_could_not_be_read_keeps_what_was_written(app, verbund):
    """A date that is none costs nobody the sentence written above it; what was entered leaves an empty form."""
    case, _ = verbund
    store, say = session.current_store(), Speaker("de")
    shown = app("de").open("entwicklung", v=case.id)
    _field(shown, say("intention.what")).set_value("Büro suchen")
    _field(shown, say("intention.due")).set_value("bald")
    _send(shown, say("intention.add"), "vorhaben-form")
    assert escape(say("intention.due_wrong")) in shown.html
    assert _field(shown, say("intention.what")).value == "Büro suchen"
    _field(shown, say("intention.due")).set_value("30.6.27")
    _send(shown, say("intention.add"), "vorhaben-form")
    [made] = store.list_intentions(case.id)
    assert (made.text, str(made.due)) == ("Büro suchen", "2027-06-30")
    assert _field(shown, say("intention.what")).value == ""

    _field(shown, say("events.what")).set_value("Mietvertrag")
    for year in ("20", "9999"):
        _field(shown, say("events.year"), "ereignis-form").set_value(year)
        _send(shown, say("events.add"), "ereignis-form")
        assert escape(say("events.incomplete")) in shown.html
        assert _field(shown, say("events.what")).value == "Mietvertrag"
    _field(shown, say("events.year"), "ereignis-form").set_value("2019")
    _send(shown, say("events.add"), "ereignis-form")
    assert [(e.year, e.text) for e in store.list_events(case.id)] == [(2019, "Mietvertrag")]
    assert _field(shown, say("events.what"), f"neu-{case.id}").value == ""


@pytest.mark.parametrize("page", ["entwicklung", "blickwinkel", "wie-sicher"])
def test_a_page_that_is_opened_leaves_the_address_alone(app, verbund, page):
    """Every change of the address is a step more on the way back; what nobody chose makes none."""
    case, _ = verbund
    shown = app("de").open(page, v=case.id)
    assert set(shown.test.query_params) == {"v"}


def test_answers_that_were_taken_over_and_not_looked_at_are_said_beside_the_pictures(app, verbund):
    """Whoever sees that nothing has moved sees as well that nobody has looked yet."""
    case, waves = verbund
    store, say = session.current_store(), Speaker("de")
    goal = store.create_wave(case.id, "Ziel", "goal", 2030)
    source = next(a for a in store.list_assessments(case.id, waves[1].id) if a.perspective == "self_view")
    form = session.current_questionnaires()[source.questionnaire]
    copy = store.copy_assessment(source.id, goal.id, model_version=session.current_model().version,
                                 questionnaire_version=form.full_version)  # fmt: skip
    given = store.current_responses(copy.id)
    shown = app("de").open("entwicklung", v=case.id, b="self_view")
    assert escape(say("copy.open", n=len(given), wave="Ziel 2030 (als Ziel)")) in shown.html
    for item, response in given.items():
        store.give_response(copy.id, item, response.state, response.option, number=response.number)
    assert escape(say("copy.open", n=0, wave="§").split("§")[-1][-20:]) not in shown.open("entwicklung", v=case.id).html


def test_a_point_in_time_that_nobody_has_answered_about_is_named_and_not_asked_for_again(app, data):
    """Founding and goal are there and still empty: the page says so, it does not ask to add them."""
    store, say = session.current_store(), Speaker("de")
    case = store.create_case("Verbund Probe", "Probenau")
    answers(case, store.create_wave(case.id, "Heute", "now", 2026), "self_view", 5, 1)
    asked = escape(say("development.one_moment")), escape(say("goal.missing_goal"))
    html = app("de").open("entwicklung", v=case.id).html
    assert all(text in html for text in asked)
    store.create_wave(case.id, "Ziel", "goal", 2030)
    html = app("de").open("entwicklung", v=case.id).html
    assert not any(text in html for text in asked)
    assert escape(say("development.unanswered", waves="Ziel 2030 (als Ziel)")) in html
    assert escape(say("goal.unanswered", wave="Ziel 2030 (als Ziel)")) in html
