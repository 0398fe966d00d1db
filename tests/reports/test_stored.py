"""Stored answers as the long table: hidden questions, changed questions, and nothing guessed."""

import dataclasses
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest

from typology.model.elements import Text, Wording
from typology.model.loading import load_model, load_questionnaires
from typology.reports.stored import Versions, as_asked, same_question, stored_responses
from typology.store import ResponseRow

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="module")
def model():
    """The typology of choirs."""
    return load_model(TOY / "definition")


@pytest.fixture(scope="module")
def questionnaires(model):
    """Its one questionnaire."""
    return load_questionnaires(TOY / "questionnaires", model)


@pytest.fixture
def row(model):
    """A function that makes a stored answer: an option id, a number, or ``dk``, ``na``, ``none``."""

    def make(item, value, *, assessment=1, version=None, respondent="anna", questionnaire="choir_evening",
             form_version="0.3.0", perspective="choir_view"):
        plain = value in ("dk", "na", "none")
        return ResponseRow(
            case_id=4, wave_id=7, perspective=perspective, respondent=respondent, assessment_id=assessment,
            questionnaire=questionnaire, item=item, state=value if plain else "answer",
            option=value if isinstance(value, str) and not plain else None,
            number=None if isinstance(value, str) else float(value), note="",
            model_version=version or model.version, questionnaire_version=form_version,
            given_at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip

    return make


def changed(model, item, **what):
    """Return the model with one item changed, under the version 0.9.0."""
    items = {**model.items, item: dataclasses.replace(model.items[item], **what)}
    return dataclasses.replace(model, items=items, info=dataclasses.replace(model.info, version="0.9.0"))


def same(old, new, item):
    """Return whether an item asks the same in two versions of the model."""
    return same_question(as_asked(old, None, item, "choir_view"), as_asked(new, None, item, "choir_view"))


def table_of(model, questionnaires, rows, find=lambda *_: None):
    """Return the table as ``{item: (state, value)}`` of one respondent, and the whole table."""
    table, asked = stored_responses(Versions(model, questionnaires, find), rows)
    return {r.item: (r.state, r.value) for r in table.itertuples()}, table, asked


def test_options_become_their_values_and_numbers_stay(model, questionnaires, row):
    """``monatlich`` is 7 on its scale, 12.5 minutes are 12.5; who said it stands beside it as text."""
    found, table, asked = table_of(
        model, questionnaires, [row("rehearsal_rhythm", "monatlich"), row("way_to_rehearsal", 12.5)]
    )
    assert found["rehearsal_rhythm"] == ("answer", 7.0)
    assert found["way_to_rehearsal"] == ("answer", 12.5)
    first = table.iloc[0]
    assert (first.case, first.wave, first.perspective, first.respondent) == ("4", "7", "choir_view", "anna")
    assert first.questionnaire == "choir_evening"
    assert asked == {"choir_evening": frozenset(questionnaires["choir_evening"].items)}


@pytest.mark.parametrize("state", ["dk", "na", "none"])
def test_what_is_no_answer_has_no_value(model, questionnaires, row, state):
    """Don't know, not applicable and withdrawn stay apart, and none of them becomes a zero."""
    found, _, _ = table_of(model, questionnaires, [row("singing_by_heart", state)])
    assert found["singing_by_heart"][0] == state
    assert math.isnan(found["singing_by_heart"][1])


def test_an_option_the_model_does_not_know_counts_as_missing(model, questionnaires, row):
    """It is neither guessed nor dropped."""
    found, _, _ = table_of(model, questionnaires, [row("singing_by_heart", "zz")])
    assert found["singing_by_heart"][0] == "none"


def test_a_question_ruled_out_by_another_answer_is_not_applicable(model, questionnaires, row):
    """Without rehearsals none can be cancelled: even an answer given before no longer counts."""
    rows = [row("rehearsal_cancelled", "einmal"), row("rehearsal_rhythm", "nie")]
    found, _, _ = table_of(model, questionnaires, rows)
    assert found["rehearsal_cancelled"][0] == "na"
    assert math.isnan(found["rehearsal_cancelled"][1])


def test_a_question_whose_condition_is_open_is_not_ruled_out(model, questionnaires, row):
    """As long as nobody said how often the choir rehearses, the question that follows is missing, not excused."""
    found, _, _ = table_of(model, questionnaires, [row("singing_by_heart", "a")])
    assert "rehearsal_cancelled" not in found


def test_each_assessment_has_its_own_conditions(model, questionnaires, row):
    """What one person's answer rules out is still asked of the other."""
    table, _ = stored_responses(
        Versions(model, questionnaires),
        [row("rehearsal_rhythm", "nie"),
         row("rehearsal_rhythm", "monatlich", assessment=2, respondent="ben"),
         row("rehearsal_cancelled", "einmal", assessment=2, respondent="ben")],
    )  # fmt: skip
    cancelled = table[table["item"] == "rehearsal_cancelled"].set_index("respondent")["state"].to_dict()
    assert cancelled == {"anna": "na", "ben": "answer"}


def test_answers_to_items_that_are_gone_are_left_out(model, questionnaires, row):
    """They stay in the store; the table of this model has no place for them."""
    found, table, _ = table_of(model, questionnaires, [row("no_longer_asked", "a")])
    assert found == {}
    assert len(table) == 0


def test_a_questionnaire_that_is_gone_rules_nothing_out(model, questionnaires, row):
    """Its answers still count; its conditions are not known any more."""
    found, _, _ = table_of(model, questionnaires, [row("rehearsal_rhythm", "nie", questionnaire="old_form")])
    assert found == {"rehearsal_rhythm": ("answer", 0.0)}


def test_an_answer_to_a_changed_question_counts_as_missing(model, questionnaires, row):
    """The words of an answer have changed since: its line stays, without a value. The others keep counting."""
    old = changed(model, "singing_by_heart", anchors={**model.items["singing_by_heart"].anchors, "b": Text("Anders.")})
    rows = [row("singing_by_heart", "b", version=old.version), row("sheet_music", "c", version=old.version)]
    found, _, _ = table_of(model, questionnaires, rows, lambda *_: old)
    assert found["singing_by_heart"][0] == "none"
    assert found["sheet_music"] == ("answer", 2.0)
    [outdated] = Versions(model, questionnaires, lambda *_: old).all_outdated(rows)
    assert outdated.row.item == "singing_by_heart"
    assert outdated.asked.anchors["b"] == Text("Anders.")


def test_an_outdated_answer_steers_no_condition(model, questionnaires, row):
    """The question about rehearsals has changed: its old answer does not rule out the one that follows."""
    old = changed(model, "rehearsal_rhythm", question=Text("Wann probt der Chor?"))
    found, _, _ = table_of(model, questionnaires, [row("rehearsal_rhythm", "nie", version=old.version)], lambda *_: old)
    assert found == {"rehearsal_rhythm": ("none", pytest.approx(math.nan, nan_ok=True))}


def test_answers_under_this_version_and_non_answers_are_never_outdated(model, questionnaires, row):
    """The old model is not even looked for."""

    def refuse(*_):
        raise AssertionError

    rows = [row("singing_by_heart", "b"), row("sheet_music", "dk", version="0.0.1"), row("gone", "na", version="0.0.1")]
    assert Versions(model, questionnaires, refuse, refuse).all_outdated(rows) == []


def test_without_the_old_texts_somebody_has_to_look_again(model, questionnaires, row):
    """A version that cannot be read any more: nobody knows what was asked, so no answer to it counts on."""
    rows = [row("singing_by_heart", "b", version="0.0.1"), row("gone", "b", version="0.0.1")]
    found = Versions(model, questionnaires).all_outdated(rows)
    assert [(o.row.item, o.asked) for o in found] == [("singing_by_heart", None), ("gone", None)]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"label": Text("Ein anderer Name")}, True),
        ({"hint": Text("Ein anderer Hinweis")}, True),
        ({"weight": 3.0}, True),
        ({"question": Text("Eine andere Frage?")}, False),
        ({"anchors": {"a": Text("x"), "b": Text("y"), "c": Text("z")}}, False),
        ({"reverse": True}, False),
        ({"response_scale": "takt4"}, False),
    ],
)
def test_a_question_is_the_same_if_an_answer_to_it_means_the_same(model, what, expected):
    """Names, hints and weights may change; wording, options and direction may not."""
    assert same(changed(model, "singing_by_heart", **what), model, "singing_by_heart") is expected


def test_options_with_other_values_make_another_question(model):
    """The second picture is worth 1.5 instead of 1: an answer to it means something else."""
    scale = model.response_scales["bild3"]
    options = tuple(dataclasses.replace(o, value=1.5) if o.id == "b" else o for o in scale.options)
    old = dataclasses.replace(
        model, response_scales={**model.response_scales, "bild3": dataclasses.replace(scale, options=options)}
    )
    assert not same(old, model, "singing_by_heart")
    assert same(old, model, "performances")
    assert not same(old, model, "no_such_item")


def reworded(questionnaire, words):
    """Return the questionnaire as version 0.2.0, which asked the town about the rhythm of rehearsals in other words."""
    first, *others = questionnaire.pages
    entries = [
        dataclasses.replace(entry, by_perspective={"town_view": Wording(question=Text(words))})
        if entry.item == "rehearsal_rhythm" else entry
        for entry in first.entries
    ]  # fmt: skip
    pages = (dataclasses.replace(first, entries=tuple(entries)), *others)
    return dataclasses.replace(questionnaire, version="0.2.0", digest="", pages=pages)


def test_other_words_in_a_questionnaire_make_another_question_for_those_who_read_them(model, questionnaires, row):
    """The town was asked something else than it is today; the choir was asked the same, and its answer counts on."""
    old = reworded(questionnaires["choir_evening"], "Haben Sie den Chor schon einmal gehört?")
    versions = Versions(model, questionnaires, find_questionnaire=lambda *_: old)
    town = row("rehearsal_rhythm", "nie", form_version="0.2.0", perspective="town_view")
    choir = row("rehearsal_rhythm", "nie", form_version="0.2.0")
    [found] = versions.all_outdated([town, choir])
    assert found.row is town
    assert found.asked.question == Text("Haben Sie den Chor schon einmal gehört?")
    table, _ = stored_responses(versions, [town])
    assert table["state"].tolist() == ["none"]


def test_a_new_edition_of_a_questionnaire_with_the_same_words_keeps_its_answers(model, questionnaires, row):
    """Another version number alone changes no question."""
    same_words = dataclasses.replace(questionnaires["choir_evening"], version="0.2.0", digest="")
    versions = Versions(model, questionnaires, find_questionnaire=lambda *_: same_words)
    assert versions.all_outdated([row("rehearsal_rhythm", "nie", form_version="0.2.0", perspective="town_view")]) == []


def test_without_the_old_questionnaire_only_words_of_its_own_are_asked_again(model, questionnaires, row):
    """Its texts are gone: where it has no wording of its own today, the item's words are what was asked."""
    rows = [
        row("rehearsal_rhythm", "nie", form_version="0.1.0", perspective="town_view"),
        row("rehearsal_rhythm", "nie", form_version="0.1.0"),
    ]
    assert [found.row for found in Versions(model, questionnaires).all_outdated(rows)] == rows[:1]
