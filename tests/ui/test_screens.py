"""The screens without a browser: what they say, what they store, and what they leave out."""

import json

import pytest

from typology.language import Speaker, sentences
from typology.ui import assess_page, blocks, navigation, session


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("page", ["start", "verbund", "einschaetzen", "ergebnis", "methode"])
def test_every_page_opens_on_an_empty_database(app, language, page):
    """Before anything is entered each page has its heading in the reader's language and no error."""
    shown = app(language).open(page).html
    say = Speaker(language)
    titles = {
        "start": "start.title", "verbund": "term.case", "einschaetzen": "assess.title",
        "ergebnis": "result.title", "methode": "method.title",
    }  # fmt: skip
    assert say(titles[page]) in shown
    assert shown.count("<h1") == 1


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


def test_a_note_does_not_confirm_an_answer_to_another_version(app, case, monkeypatch):
    """The answer keeps the version it was given under when somebody adds to its note."""
    store = session.current_store()
    store.give_response(case.id, "secular", "answer", "s2", model_version="0.0.1")
    form = session.current_questionnaires()["self_assessment"]
    monkeypatch.setitem(assess_page.st.session_state, "note", "Satzung")
    assess_page._save_note(case, form, "secular", "note")
    kept = store.current_responses(case.id)["secular"]
    assert (kept.option, kept.note, kept.model_version) == ("s2", "Satzung", "0.0.1")


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
    ("text", "whole", "number"),
    [
        ("12", True, 12.0), ("37,5", False, 37.5), ("37.5", False, 37.5), ("1.200", True, 1200.0),
        ("1,200", True, 1200.0),
        ("1.200", False, 1.2), ("0,5", True, 0.5), (",5", False, 0.5), ("12,", False, 12.0), ("-3", True, -3.0),
        ("+3", True, 3.0), ("0.500", True, 0.5), ("1.200.000", True, 1_200_000.0), ("1.200,5", True, None),
        ("", True, None), ("abc", True, None), ("1e999", True, None), ("1_000", True, None), ("nan", True, None),
        ("inf", False, None), ("1,2,3", False, None), ("²", True, None), (",", True, None),
    ],
)  # fmt: skip
def test_numbers_are_read_with_comma_or_point(text, whole, number):
    """Where only whole numbers fit, a point before three digits separates thousands."""
    assert assess_page._read_number(text, whole=whole) == number


@pytest.mark.parametrize(
    ("number", "shown"), [(12.0, "12"), (37.5, "37,5"), (37.25, "37,25"), (0.1, "0,1"), (1e6, "1000000")]
)
def test_a_number_is_shown_with_all_the_digits_that_were_typed(number, shown):
    """Rounding on the screen would look like another answer."""
    assert assess_page._as_typed(number, Speaker("de")) == shown


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


@pytest.mark.parametrize("number", ["²", "-1", "1.5", "", "99999999999999999999", "abc", "1" * 10])
def test_a_number_in_the_address_that_is_none_is_left_out(app, number):
    """The page opens as if there were no number, or says that there is no such Verbund."""
    say = Speaker("de")
    shown = app("de").open("verbund", v=number).html
    assert say("term.case") in shown
    assert say("case.new") in shown


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
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    assert {k: fields(v) for k, v in german.items()} == {k: fields(v) for k, v in english.items()}
