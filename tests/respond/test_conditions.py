"""Which question is asked: conditions, numbers, other typologies, and assessments by link outside of a workshop."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.respond.hall import Hall
from typology.language import Speaker
from typology.model import load_model, load_questionnaires
from typology.model.elements import Rule
from typology.respond.sheet import END, Given, assessment_sheet, round_asking
from typology.workshop.rounds import RoundState, open_round

TOY = Path(__file__).parents[1] / "toy"
SAY = Speaker("de")


@pytest.fixture(scope="module")
def toy():
    """The toy typology and its questionnaire, which has conditions and numbers."""
    model = load_model(TOY / "definition")
    [asked] = load_questionnaires(TOY / "questionnaires", model).values()
    return model, asked


def conditional(asked):
    """Return the first entry with a condition over one item."""
    return next(e for page in asked.pages for e in page.entries if e.show_if is not None and e.show_if.item)


def answered(option=None, number=None):
    return Given("answer", option, number, "", None)


def round_of(items):
    """Return a round of which only the state counts."""

    class _Round:
        state = RoundState(items=tuple(items), asked=tuple(items))

    return _Round()


def test_a_question_appears_with_the_answer_it_depends_on(toy):
    """Until then it is not asked, and it comes in its order."""
    model, asked = toy
    entry = conditional(asked)
    items = [entry.show_if.item, entry.item]
    asking = round_asking(model, asked, round_of(items), asked.perspectives[0])
    assert asking.shown({}) == (items[0],)
    scale = model.scale_of(items[0])
    last = answered(scale.options[-1].id) if scale.options else answered(number=9.0)
    assert asking.shown({items[0]: last}) == tuple(items)


def test_a_condition_over_a_question_of_another_round_asks(toy):
    """The facilitator has chosen the question; the answer it depends on is not to be had here."""
    model, asked = toy
    entry = conditional(asked)
    asking = round_asking(model, asked, round_of([entry.item]), asked.perspectives[0])
    assert asking.shown({}) == (entry.item,)


def test_a_condition_over_several_questions_counts_only_if_all_are_asked(toy):
    """Rules nest; each of their items counts."""
    model, asked = toy
    entry = conditional(asked)
    others = [i for i in asked.items if i not in (entry.item, entry.show_if.item)]
    nested = Rule(any=(entry.show_if, Rule(none=(replace(entry.show_if, item=others[0]),))))
    page = next(p for p in asked.pages if entry in p.entries)
    changed = replace(page, entries=tuple(replace(e, show_if=nested) if e is entry else e for e in page.entries))
    questionnaire = replace(asked, pages=tuple(changed if p is page else p for p in asked.pages))
    only = round_asking(model, questionnaire, round_of([entry.show_if.item, entry.item]), asked.perspectives[0])
    assert only.shown({}) == (entry.show_if.item, entry.item)


def test_a_forged_answer_to_a_hidden_question_is_refused(hall):
    """It is part of the round, but not for this person."""
    full = next(q for q in hall.questionnaires.values() if q.form == "full")
    entry = conditional(full)
    items = (entry.show_if.item, entry.item)
    hall.round = hall.add_round(RoundState(items=items), full)
    hall.change(open_round)
    phone = hall.phone()
    phone.join()
    options = [o.id for o in hall.model.scale_of(items[0]).options]
    phone.tap(items[0], options[0])
    assert phone.tap(items[1], "dk").status == 400
    assert phone.tap(items[0], options[-1]).json["next"] == items[1]
    assert phone.tap(items[1], "dk").status == 200


@pytest.mark.parametrize(
    ("typed", "stored"), [("12", 12.0), ("1 200", 1200.0), ("1.200", 1200.0), ("", None), ("12,5", "not_whole"),
                          ("zwölf", "not_a_number"), ("-3", "too_small")],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(hall: Hall, typed, stored):
    """Thousands set apart, decimal commas; what is none is said, and shown once more to be mended."""
    item = next(i for i in hall.model.items if (s := hall.model.scale_of(i)).kind == "number" and s.whole)
    full = next(q for q in hall.questionnaires.values() if item in q.items)
    hall.round = hall.add_round(RoundState(items=(item,)), full)
    hall.change(open_round)
    phone = hall.phone()
    page = phone.join().text
    assert 'inputmode="numeric"' in page
    answer = phone.post("", {"item": item, "zahl": typed, "weiter": "1"})
    if isinstance(stored, str):
        assert answer.status == 400
        key = f"respond_error.{stored}"
        assert SAY(key, text=typed, low="0") in answer.words
        assert f'value="{typed}"' in answer.text
        assert hall.answers(phone) == {}
    else:
        assert answer.status == 303
        found = hall.answers(phone).get((1, item))
        assert (found and found.number) == stored


def test_a_number_and_dont_know_take_turns(hall):
    """The form sends both; whichever was changed is meant."""
    item = next(i for i in hall.model.items if (s := hall.model.scale_of(i)).kind == "number" and s.whole)
    full = next(q for q in hall.questionnaires.values() if item in q.items)
    hall.round = hall.add_round(RoundState(items=(item,)), full)
    hall.change(open_round)
    phone = hall.phone()
    phone.join()
    for fields, state in (
        ({"zahl": "7"}, "answer"), ({"zahl": "7", "antwort": "dk"}, "dk"), ({"zahl": "9", "antwort": "dk"}, "answer"),
        ({"zahl": ""}, "none"),
    ):  # fmt: skip
        phone.post("", {"item": item, **fields})
        stored = hall.answers(phone).get((1, item))
        assert (stored.state if stored else "none") == state


@pytest.fixture
def by_link(hall):
    """An assessment that was begun in the workbench, and a phone with its link."""
    case, wave = hall.stations[0].case_id, hall.stations[0].wave_id
    begun = hall.store.start_assessment(
        case, wave, hall.asked.perspectives[0], hall.asked.id, hall.asked.full_version, hall.model.info.id,
        hall.model.version,
    )  # fmt: skip
    phone = hall.phone()
    phone.get(f"/a/{begun.token}")
    return begun, phone


@pytest.mark.parametrize(("kind", "said"), [("past", "im Rückblick"), ("goal", "als Ziel"), ("now", None)])
def test_a_point_in_time_that_is_remembered_or_wished_for_says_so_on_the_phone(hall, kind, said):
    """Whoever answers about the founding or the goal must not think it is about today."""
    case = hall.stations[0].case_id
    wave = hall.store.create_wave(case, "Gründung", kind, 2016)
    begun = hall.store.start_assessment(
        case, wave.id, hall.asked.perspectives[0], hall.asked.id, hall.asked.full_version, hall.model.info.id,
        hall.model.version,
    )  # fmt: skip
    page = hall.phone().get(f"/a/{begun.token}").text
    assert ("Gründung · " + said in page) if said else ("Gründung ·" not in page)


def test_an_ordinary_assessment_is_answered_on_the_same_page(hall, by_link):
    """All questions of the questionnaire, saved where the workbench reads them, under the versions in force."""
    begun, phone = by_link
    page = phone.get("").text
    assert 'data-stand=""' in page
    assert f'max="{len(hall.asked.items)}"' in page
    item = hall.asked.items[0]
    told = phone.tap(item, "dk", notiz="gesehen").json
    stored = hall.store.current_responses(begun.id)[item]
    assert (told["next"], stored.state, stored.note) == (hall.asked.items[1], "dk", "gesehen")
    assert (stored.model_version, stored.questionnaire_version) == (hall.model.version, hall.asked.full_version)


def test_an_assessment_is_finished_and_opened_again(hall, by_link):
    """Finishing says thank you; taking an answer back opens it again, as in the workbench."""
    begun, phone = by_link
    for item in hall.asked.items:
        phone.tap(item, "dk")
    assert SAY("phone.finish") in phone.get(f"?f={END}").words
    page = phone.follow(phone.post("", {"fertig": "1"}))
    assert SAY("phone.finished_title") in page.words
    assert hall.store.assessment(begun.id).finished
    phone.tap(hall.asked.items[0], "")
    assert not hall.store.assessment(begun.id).finished


def test_an_assessment_keeps_its_language_in_the_address(hall, by_link):
    """There is no seat that could remember it; every link carries it on."""
    _, phone = by_link
    page = phone.follow(phone.post("", {"sprache": "en", "f": hall.asked.items[1]}))
    assert '<html lang="en"' in page.text
    assert f'data-item="{hall.asked.items[1]}"' in page.text
    assert f"?f={hall.asked.items[0]}&amp;lang=en" in page.text


def test_an_answer_to_an_older_wording_counts_as_open(hall, by_link):
    """The question is asked anew and says why; the old answer stays in the history."""
    begun, _ = by_link
    item = hall.asked.items[0]
    old = hall.store.give_response(begun.id, item, "dk", model_version="0", questionnaire_version="0")
    sheet = assessment_sheet(
        round_asking(hall.model, hall.asked, round_of(hall.asked.items), begun.perspective), {item: old},
        frozenset({item}), None,
    )  # fmt: skip
    assert sheet.item == item
