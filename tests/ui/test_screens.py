"""The screens without a browser: what they say, what they store, and what they leave out."""

import dataclasses
import json
from datetime import UTC, datetime
from html import escape

import pytest

from typology.language import Speaker, sentences
from typology.model import Text, load_questionnaires_from_texts, read_texts
from typology.model.elements import Wording
from typology.store.records import Wave
from typology.ui import blocks, case_page, navigation, question, session, sheet


def entries_of(form):
    """Return the entries of all pages of a questionnaire."""
    return [entry for page in form.pages for entry in page.entries]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_opens_on_an_empty_database(app, language):
    """Before anything is entered each page has its heading in the reader's language and no error."""
    say, shown = Speaker(language), app(language)
    titles = {
        "start": "start.title", "verbund": "term.case", "einschaetzen": "assess.title",
        "ergebnis": "result.title", "methode": "method.title",
    }  # fmt: skip
    for page, title in titles.items():
        markup = shown.open(page).html
        assert say(title) in markup, page
        assert markup.count("<h1") == 1, page


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_method_page_names_every_convention_of_the_model(app, language):
    """Each number under ``method`` of the YAML stands on the page with its words."""
    say = Speaker(language)
    markup = app(language).open(navigation.METHOD).html
    method = session.current_model().method
    for name in method.__dataclass_fields__:
        for field in getattr(method, name).__dataclass_fields__:
            if field != "basis":
                assert escape(say(f"threshold.{name}.{field}")) in markup, (name, field)


def test_an_answer_is_stored_when_it_is_chosen(app, case):
    """One click, one row; no button has to be pressed."""
    shown = app("de").open("einschaetzen", e=case.token, s="shared_identity")
    shown.widget("radio", f"antwort-{case.id}-secular").set_value("s3").run()
    given = session.current_store().current_responses(case.id)
    assert {item: r.option for item, r in given.items()} == {"secular": "s3"}
    assert given["secular"].model_version == session.current_model().version
    assert shown.widget("radio", f"antwort-{case.id}-secular").value == "s3"


def test_the_last_answer_of_a_page_does_not_turn_it(app, case):
    """Only "Next" turns a page; else it would vanish under the reader's hand, and "Next" would skip the one after."""
    first, second = session.current_questionnaires()["self_assessment"].pages[:2]
    *before, last = first.entries
    for entry in before:
        session.current_store().give_response(case.id, entry.item, "dk")
    shown = app("de").open("einschaetzen", e=case.token)
    shown.widget("radio", f"antwort-{case.id}-{last.item}").set_value("s3").run()
    assert shown.widget("radio", f"antwort-{case.id}-{last.item}").value == "s3"
    assert shown.test.query_params["s"] == first.id
    shown.widget("button", "weiter-").click().run()
    assert shown.test.query_params["s"] == second.id


def test_a_note_does_not_confirm_an_answer_to_another_version(app, case):
    """The answer keeps the version it was given under when somebody adds to its note."""
    store, item = session.current_store(), "secular"
    store.give_response(case.id, item, "answer", "s2", model_version="0.0.1")
    asked = session.current_questionnaires()["self_assessment"]
    standing = sheet.standing_of(case, asked)
    page = sheet.Sheet(case, asked, "", Speaker("de"), None, None, standing, asked.pages[0])
    assert page.save_note(item, "Satzung")
    kept = store.current_responses(case.id)[item]
    assert (kept.option, kept.note, kept.model_version) == ("s2", "Satzung", "0.0.1")


def test_an_answer_to_other_words_of_a_questionnaire_is_shown_as_it_was_and_asked_again(app, case):
    """The city was asked in other words a year ago: its answer stands there in those words and counts as open."""
    store, model = session.current_store(), session.current_model()
    form = session.current_questionnaires()["outside_view"]
    say_then = "Damals stand hier etwas anderes."
    texts = read_texts(session.settings().questionnaires)
    now = form.pages[0].entries[2].wording.anchors["s1"].in_language("de")
    texts["outside_view.yaml"] = texts["outside_view.yaml"].replace(now, say_then, 1).replace("0.1.0", "0.0.9", 1)
    old = load_questionnaires_from_texts(texts, model)["outside_view"]
    store.remember_questionnaire(old.id, old.full_version, texts)
    begun = store.start_assessment(
        case.case_id, case.wave_id, "municipal_view", old.id, old.full_version, model.info.id, model.version
    )
    item = form.pages[0].entries[2].item
    store.give_response(begun.id, item, "answer", "s1", model_version=model.version)
    store.give_response(begun.id, "share_reached", "answer", None, 30.0, model_version=model.version)

    shown = app("de").open("einschaetzen", e=begun.token, s=form.pages[0].id)
    assert Speaker("de")("assess.changed_question", version=old.full_version, answer=say_then) in shown.html
    assert Speaker("de")("assess.progress", done=1, shown=43) in shown.html
    radio = shown.widget("radio", f"antwort-{begun.id}-{item}")
    assert radio.value is None
    radio.set_value("s1").run()
    assert Speaker("de")("assess.progress", done=2, shown=43) in shown.html
    assert say_then not in shown.html
    assert store.current_responses(begun.id)[item].questionnaire_version == form.full_version


def test_a_note_saved_with_an_answer_is_drawn(app, case):
    """Both were given in the same moment: what the answer has read is older than the note."""
    item, asked = "secular", session.current_questionnaires()["self_assessment"]
    standing = sheet.standing_of(case, asked)
    bar = type("Bar", (), {"empty": lambda _: None})()
    page = sheet.Sheet(case, asked, "", Speaker("de"), bar, bar, standing, asked.pages[1])
    page.look(item)
    page.save(item, "answer", "s2")
    page.save_note(item, "Satzung")
    assert page.look(item).responses[item].note == "Satzung"


def test_a_confirmed_answer_changes_the_reading_though_nothing_else_does(app, case, monkeypatch):
    """The same option under the words of today: an answer that did not count now does."""
    store, model = session.current_store(), session.current_model()
    form = session.current_questionnaires()["self_assessment"]
    others = [i for i in form.items if model.scale_of(i).kind == "levels"]
    one = others.pop()
    for item in others:
        store.give_response(case.id, item, "answer", "s2", questionnaire_version=form.full_version)
    store.give_response(case.id, one, "answer", "s2", questionnaire_version="0.0.1")
    other_words = [dataclasses.replace(e, wording=Wording(question=Text("Anders."))) for e in entries_of(form)]
    old = dataclasses.replace(form, pages=(dataclasses.replace(form.pages[0], entries=tuple(other_words)),))
    monkeypatch.setattr(session, "old_questionnaire", lambda *_: old)

    def answered():
        [(wave, perspective)] = (readings := session.CaseReadings(store.responses_of_case(case.case_id))).groups
        return sum(t.count("answer") for t in readings.of(wave, perspective).explanation.traces())

    before = answered()
    store.give_response(case.id, one, "answer", "s2", questionnaire_version=form.full_version)
    assert answered() == before + 1


def test_what_was_undone_is_said_in_the_bar_that_stays_in_sight(app, case):
    """Whoever takes something back has scrolled down; above the page nobody would read it."""
    session.current_store().give_response(case.id, "secular", "answer", "s2")
    shown = app("de").open("einschaetzen", e=case.token, s="shared_identity")
    shown.widget("button", "rueckgaengig").click().run()
    label = session.current_model().items["secular"].label.in_language("de")
    [bar] = [body for e in shown.test.get("html") if 'class="vs-stand"' in (body := str(e.proto.body))]
    assert Speaker("de")("assess.undone", item=label) in bar


def test_undoing_an_answer_of_a_finished_assessment_opens_it_again(app, case):
    """The start page offers to go on with it, at the page of the open question."""
    store, form = session.current_store(), session.current_questionnaires()["self_assessment"]
    for item in form.items:
        store.give_response(case.id, item, "dk")
    app("de").open("einschaetzen", e=case.token, s="-")
    assert store.assessment(case.id).finished
    shown = app("de").open("einschaetzen", e=case.token, s=form.pages[0].id)
    shown.widget("button", "rueckgaengig").click().run()
    assert not store.assessment(case.id).finished
    assert Speaker("de")("start.go_on") in "".join(str(p.proto) for p in app("de").test.get("page_link"))


def test_what_another_tab_stored_shows_after_the_next_interaction(app, case):
    """The database is the truth, not what the session remembers."""
    shown = app("de").open("einschaetzen", e=case.token, s="shared_identity")
    shown.widget("radio", f"antwort-{case.id}-secular").set_value("s3").run()
    session.current_store().give_response(case.id, "secular", "answer", "s0")
    shown.widget("radio", f"antwort-{case.id}-democratic").set_value("s1").run()
    assert shown.widget("radio", f"antwort-{case.id}-secular").value == "s0"


def test_a_new_verbund_gets_the_present_as_its_first_point_in_time(app):
    """The form stores name, city and year, and goes on to the page of the Verbund."""
    shown = app("de").open("verbund")
    shown.widget("text_input", "neu-name").set_value("  Verbund Neustadt ")
    shown.widget("text_input", "neu-jahr").set_value("2016")
    next(b for b in shown.test.button if b.label == Speaker("de")("case.create")).click()
    shown.test.run()
    [entered] = session.current_store().list_cases()
    assert (entered.name, entered.founded) == ("Verbund Neustadt", 2016)
    [wave] = session.current_store().list_waves(entered.id)
    assert wave.kind == "now"


@pytest.mark.parametrize(
    ("number", "shown"), [(12.0, "12"), (37.5, "37,5"), (37.25, "37,25"), (0.1, "0,1"), (1e6, "1000000")]
)
def test_a_number_is_shown_with_all_the_digits_that_were_typed(number, shown):
    """Rounding on the screen would look like another answer."""
    assert question._as_typed(number, Speaker("de")) == shown


def test_texts_in_labels_are_no_markup():
    """Every sign of Markdown is escaped; addresses and arrows are kept from being turned into something else."""
    assert navigation.plain("*a* _b_ [c](d) <e>") == r"\*a\* \_b\_ \[c\]\(d\) &lt;e\>"
    assert navigation.plain("a\r\nb\nc") == "a b c"
    for text in ("www.example.org", "a@example.org", "http://x", "->", "<-"):
        assert "\u2060" in navigation.plain(text)
    assert navigation.plain("Wir planen gemeinsam") == "Wir planen gemeinsam"


@pytest.mark.parametrize("value", ["</script><script>alert(1)</script>", "'\"\\", None, "ü", "\u2028"])
def test_values_in_scripts_cannot_end_them(value):
    """What stands in the address reaches a script as text that says the same, without a sign that opens a tag."""
    text = blocks._script_text(value)
    assert "<" not in text
    assert json.loads(text) == value


def test_a_number_in_the_address_that_is_none_is_left_out(app):
    """The page opens as if there were no number, or says that there is no such Verbund."""
    say, shown = Speaker("de"), app("de")
    for number in ("²", "-1", "1.5", "", "99999999999999999999", "abc", "1" * 10):
        page = shown.open("verbund", v=number).html
        assert say("term.case") in page, number
        assert say("case.new") in page, number


def test_an_assessment_whose_questionnaire_is_gone_stays_in_the_list(app, case, monkeypatch):
    """It can no longer be gone on with, but nobody looks for it in vain."""
    left = {key: q for key, q in session.current_questionnaires().items() if key != case.questionnaire}
    monkeypatch.setattr(session, "current_questionnaires", lambda: left)
    shown = app("de").open("verbund", v=case.case_id)
    assert Speaker("de")("assess.questionnaire_gone") in shown.html
    assert Speaker("de")("assess.questionnaire_gone") in app("de").open("einschaetzen", e=case.token).html


@pytest.mark.parametrize(
    ("label", "kind", "year", "language", "shown"),
    [
        ("Heute", "now", 2026, "en", "Today 2026"), ("Today", "now", None, "de", "Heute"),
        ("Gründung", "past", 2016, "en", "Founding 2016 (in retrospect)"),
        ("Ziel", "goal", 2030, "de", "Ziel 2030 (als Ziel)"),
        ("Nach dem Umzug 2019", "past", 2019, "en", "Nach dem Umzug 2019 (in retrospect)"),
    ],
)  # fmt: skip
def test_points_in_time_are_named_in_the_readers_language(label, kind, year, language, shown):
    """Only names that the tool itself proposes are translated."""
    wave = Wave(1, 1, label, kind, year, datetime(2026, 1, 1, tzinfo=UTC))
    assert case_page.wave_label(wave, Speaker(language)) == shown


def test_the_language_in_the_address_wins_over_that_of_the_browser(app):
    """``lang=en`` stays with the reader; an unknown language falls back to German."""
    assert Speaker("en")("start.title") in app("de").open("start", lang="en").html
    assert Speaker("de")("start.title") in app("de").open("start", lang="xx").html


def test_both_languages_have_the_same_sentences_with_the_same_fields():
    """Nothing is left untranslated, and no sentence waits for a value that the other does not get."""
    from string import Formatter

    german, english = sentences("de"), sentences("en")
    assert set(german) == set(english)

    def fields(sentence):
        # A number that only chooses between forms of a word may have nothing to choose in the other language.
        found = set()
        for _, name, form, _ in Formatter().parse(sentence):
            if name:
                found |= fields(form) if form.startswith("plural:") else {name}
        return found

    assert {k: fields(v) for k, v in german.items()} == {k: fields(v) for k, v in english.items()}
