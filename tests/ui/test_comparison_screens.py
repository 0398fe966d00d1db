"""Release, comparison and copying without a browser: what they offer, what they refuse, what they store."""

from __future__ import annotations

import re
from html import escape

import pytest

from typology.language import Speaker
from typology.store.records import ImportRow
from typology.ui import session


def answers(case, wave, perspective, people, level, *, start=0):
    """Give answers of some people to everything the self-assessment asks in levels."""
    store, model = session.current_store(), session.current_model()
    form = next(q for q in session.current_questionnaires().values() if q.form == "full")
    rows = [
        ImportRow(
            case.id, wave.id, perspective, f"p{person}", form.id, form.full_version, model.info.id, model.version, item,
            "answer", option=model.scale_of(item).options[(level + person) % 5].id,
        )
        for person in range(start, start + people) for item in form.items if model.scale_of(item).kind == "levels"
    ]  # fmt: skip
    store.import_responses(rows)


@pytest.fixture
def verbund(data):
    """A Verbund with five people who answered about today."""
    store = session.current_store()
    case = store.create_case("Verbund Probe", "Probenau", land="NW", population=120_000)
    wave = store.create_wave(case.id, "Heute", "now", 2026)
    answers(case, wave, "self_view", 5, 1)
    return case, wave


def open_release_form(app, case, language="de"):
    """Open the page of a Verbund with the form that releases for comparison."""
    shown = app(language).open("verbund", v=case.id)
    shown.test.session_state[f"freigeben-{case.id}"] = True
    shown.test.run()
    return shown


def press(shown, label):
    """Press the button with these words."""
    next(b for b in shown.test.button if b.label == label).click().run()
    assert not shown.test.exception, shown.test.exception


def test_a_group_of_five_is_released_and_stands_in_the_comparison(app, verbund):
    """What is released is there with its number of voices; four answers fewer and it would be refused."""
    case, wave = verbund
    say = Speaker("de")
    shown = open_release_form(app, case)
    press(shown, say("release.do"))
    [head] = session.current_store().comparison_heads(case_id=case.id)
    assert (head.wave_id, head.perspective, head.voices) == (wave.id, "self_view", 5)
    page = app("de").open("vergleich", v=case.id).html
    assert escape(say("compare.shown", n=1)) in page
    assert "Verbund Probe" in page


def test_a_group_of_four_is_told_how_many_are_missing(app, data):
    """Nobody may be recognised: the button waits, and the sentence says for how many."""
    store, say = session.current_store(), Speaker("de")
    case = store.create_case("Verbund Klein", "Kleinau")
    wave = store.create_wave(case.id, "Heute", "now", 2026)
    answers(case, wave, "self_view", 4, 1)
    shown = open_release_form(app, case)
    assert any(say("release.refused_group_too_small", missing=1) in found for found in (shown.html,))
    button = next(b for b in shown.test.button if b.label == say("release.do"))
    assert button.disabled
    assert store.comparison_heads(case_id=case.id) == []


def test_one_voice_needs_an_office_and_consent(app, data):
    """A single person is no group: only a statement by office, and only if they agree."""
    store, say = session.current_store(), Speaker("de")
    case = store.create_case("Verbund Allein", "Alleinau")
    wave = store.create_wave(case.id, "Heute", "now", 2026)
    answers(case, wave, "self_view", 1, 2)
    shown = open_release_form(app, case)
    assert next(b for b in shown.test.button if b.label == say("release.do")).disabled
    # What is promised to a group cannot be promised here.
    assert escape(say("release.what_statement")) in shown.html
    assert escape(say("release.what")) not in shown.html
    shown.widget("text_input", f"amt-{case.id}").set_value("Vorstand").run()
    assert next(b for b in shown.test.button if b.label == say("release.do")).disabled
    shown.widget("checkbox", f"einverstanden-{case.id}").set_value(True).run()
    press(shown, say("release.do"))
    [head] = store.comparison_heads(case_id=case.id)
    assert head.voices == 1
    assert '"office":"Vorstand"' in store.comparison_release(head.id).content


def test_whoever_answers_after_the_consent_is_asked_as_well(app, data):
    """One has agreed; a second one answers before the button is pressed: nothing is released."""
    store, say = session.current_store(), Speaker("de")
    case = store.create_case("Verbund Allein", "Alleinau")
    wave = store.create_wave(case.id, "Heute", "now", 2026)
    answers(case, wave, "self_view", 1, 2)
    shown = open_release_form(app, case)
    shown.widget("text_input", f"amt-{case.id}").set_value("Vorstand").run()
    shown.widget("checkbox", f"einverstanden-{case.id}").set_value(True).run()
    answers(case, wave, "self_view", 1, 2, start=1)
    press(shown, say("release.do"))
    assert store.comparison_heads(case_id=case.id) == []
    assert not shown.widget("checkbox", f"einverstanden-{case.id}").value


def test_a_new_release_takes_the_place_of_the_one_before_and_withdrawing_brings_nothing_back(app, verbund):
    """Five more people have answered: one release stands, and after withdrawing none."""
    case, wave = verbund
    store, say = session.current_store(), Speaker("de")
    press(open_release_form(app, case), say("release.do"))
    answers(case, wave, "self_view", 5, 2, start=5)
    press(open_release_form(app, case), say("release.do"))
    [head] = store.comparison_heads(case_id=case.id)
    assert head.voices == 10
    shown = app("de").open("verbund", v=case.id)
    press(shown, say("release.withdraw_do"))
    assert store.comparison_heads(case_id=case.id) == []
    assert escape(say("compare.empty")) in app("de").open("vergleich").html


def test_a_contact_that_was_taken_back_is_not_put_back_by_another_window(app, verbund):
    """Two windows show the release; one takes the contact back, the other one is touched afterwards."""
    case, _ = verbund
    store, say = session.current_store(), Speaker("de")
    press(open_release_form(app, case), say("release.do"))
    [head] = store.comparison_heads(case_id=case.id)
    store.set_release_contact(head.id, "Büro, 0123")
    other = app("de").open("verbund", v=case.id)
    shown = app("de").open("verbund", v=case.id)
    shown.widget("text_input", f"kontakt-{head.id}").set_value("").run()
    assert store.comparison_release(head.id).contact == ""
    other.test.run()
    assert store.comparison_release(head.id).contact == ""


@pytest.mark.parametrize("language", ["de", "en"])
def test_without_any_release_the_comparison_says_how_one_comes_about(app, language):
    """An empty page is no dead end."""
    say = Speaker(language)
    page = app(language).open("vergleich").html
    assert escape(say("compare.empty")) in page
    assert escape(say("compare.empty_how")) in page


@pytest.mark.parametrize("page", ["entwicklung", "blickwinkel", "wie-sicher"])
def test_one_point_in_time_and_one_perspective_are_enough_to_open_the_pages(app, verbund, page):
    """What is missing for more is said in words; nothing breaks."""
    case, _ = verbund
    shown = app("de").open(page, v=case.id)
    assert shown.html.count("<h1") == 1
    said = {"entwicklung": "development.one_moment", "blickwinkel": "perspectives.one"}
    if page in said:
        assert escape(Speaker("de")(said[page])) in shown.html


@pytest.mark.parametrize("page", ["entwicklung", "blickwinkel", "wie-sicher"])
def test_every_picture_of_an_invented_verbund_says_that_it_is_invented(app, data, page):
    """A picture is saved and sent on without the page around it; its text for those who do not see it says so too."""
    store, say = session.current_store(), Speaker("de")
    case = store.create_case("Verbund Probe", "Probenau", invented=True)
    for year in (2025, 2026):
        wave = store.create_wave(case.id, str(year), "now", year)
        for perspective in ("self_view", "municipal_view"):
            answers(case, wave, perspective, 5, year % 2)
    drawn = re.findall(r'<img src="data:image/svg[^"]*" alt="([^"]*)"', app("de").open(page, v=case.id).html)
    assert drawn
    assert all(escape(say("picture.invented")) in alt for alt in drawn)


def test_copied_answers_wait_until_they_are_looked_at(app, verbund):
    """The mark stands beside the question until the answer is confirmed or changed."""
    case, wave = verbund
    store, say = session.current_store(), Speaker("de")
    later = store.create_wave(case.id, "Später", "now", 2027)
    source = store.list_assessments(case.id, wave.id)[0]
    model, form = session.current_model(), session.current_questionnaires()[source.questionnaire]
    copy = store.copy_assessment(source.id, later.id, model_version=model.version,
                                 questionnaire_version=form.full_version)  # fmt: skip
    shown = app("de").open("einschaetzen", e=copy.token, s="shared_identity")
    mark = escape(say("copy.taken_over", wave="Heute 2026"))
    waiting = shown.html.count(mark)
    assert waiting > 2
    shown.widget("button", f"gilt-{copy.id}-").click().run()
    given = store.current_responses(copy.id)
    assert sum(r.copied_from is None for r in given.values()) == 1
    assert shown.open("einschaetzen", e=copy.token, s="shared_identity").html.count(mark) == waiting - 1
    # Confirmed is not changed, whatever is answered at the other point in time later.
    item = next(i for i, r in given.items() if r.copied_from is None)
    other = next(o.id for o in model.scale_of(item).options if o.id != given[item].option)
    store.give_response(source.id, item, "answer", other)
    changed = 'class="vs-uebernommen vs-geaendert"'
    assert changed not in shown.open("einschaetzen", e=copy.token, s="shared_identity").html
    store.give_response(copy.id, item, "answer", other)
    assert shown.open("einschaetzen", e=copy.token, s="shared_identity").html.count(changed) == 1


def test_an_intention_is_asked_about_at_the_next_point_in_time(app, verbund):
    """Written down between today and the goal, and left alone: when the next day comes, somebody looks again."""
    case, wave = verbund
    store, say = session.current_store(), Speaker("de")
    goal = store.create_wave(case.id, "Ziel", "goal", 2030)
    answers(case, goal, "self_view", 5, 3)
    shown = app("de").open("entwicklung", v=case.id)
    next(t for t in shown.test.text_input if t.label == say("intention.what")).set_value("Büro suchen")
    press(shown, say("intention.add"))
    [made] = store.list_intentions(case.id)
    assert made.wave_id == wave.id
    kept = store.add_intention(case.id, goal.id, "", "Schon länger vor")
    again = escape(say("intention.look_again", then="§", now="§", state="§").split("§")[-1])
    assert shown.open("entwicklung", v=case.id).html.count(again) == 0
    answers(case, store.create_wave(case.id, "Später", "now", 2028), "self_view", 5, 2)
    assert shown.open("entwicklung", v=case.id).html.count(again) == 2
    for one in (made, kept):
        store.set_intention_state(one.id, "done")
    assert shown.open("entwicklung", v=case.id).html.count(again) == 0


def test_what_was_taken_away_can_be_brought_back_beside_its_own_verbund_only(app, verbund):
    """Another Verbund that is opened meanwhile is not offered it."""
    case, wave = verbund
    store, say = session.current_store(), Speaker("de")
    other = store.create_case("Verbund Anders", "Andersau")
    answers(other, store.create_wave(other.id, "Heute", "now", 2026), "self_view", 5, 2)
    store.add_intention(case.id, wave.id, "", "Büro suchen")
    shown = app("de").open("entwicklung", v=case.id)
    shown.widget("button", "vorhaben-weg-").click().run()
    assert escape(say("intention.removed")) in shown.html
    assert escape(say("intention.removed")) not in shown.open("entwicklung", v=other.id).html
    shown.open("entwicklung", v=case.id)
    press(shown, say("intention.restore"))
    assert [one.text for one in store.list_intentions(case.id)] == ["Büro suchen"]


def test_a_point_in_time_that_was_added_leaves_an_empty_form(app, verbund):
    """A second press on the button must not make the same point in time again."""
    case, _ = verbund
    shown = app("de").open("verbund", v=case.id)
    shown.widget("text_input", f"zeit-name-{case.id}").set_value("Gründung")
    shown.widget("text_input", f"zeit-jahr-{case.id}").set_value("2014")
    press(shown, Speaker("de")("wave.create"))
    assert [w.label for w in session.current_store().list_waves(case.id)].count("Gründung") == 1
    assert shown.widget("text_input", f"zeit-name-{case.id}").value == ""
    assert shown.widget("text_input", f"zeit-jahr-{case.id}").value == ""
