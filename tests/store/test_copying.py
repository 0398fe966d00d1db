"""A wave that begins with what was said at another one."""

from dataclasses import replace

import pytest

from tests.store.together import at_once
from typology.store import AlreadyThereError, CaseUnscoredError, ImportRow, InvalidValueError, NotFoundError, copying


@pytest.fixture
def later(store, case):
    """The next wave of the Verbund."""
    return store.create_wave(case.id, "In zwei Jahren", "now", 2028)


@pytest.fixture
def answered(store, begin):
    """An assessment with answers in levels and numbers, notes, don't knows, and something taken back."""
    begun = begin(respondent_label="Amal")
    store.give_response(begun.id, "a", "answer", "s1")
    store.give_response(begun.id, "a", "answer", "s2", note="Beleg")
    store.give_response(begun.id, "b", "answer", number=7)
    store.give_response(begun.id, "c", "dk")
    store.give_response(begun.id, "d", "none", note="noch klären")
    store.give_response(begun.id, "e", "answer", "s1")
    store.give_response(begun.id, "e", "none")
    return store.set_finished(begun.id)


@pytest.fixture
def copy(store, answered, later):
    """A function that copies it to the next wave."""

    def make(source=answered, wave=later, **changes):
        usual = {"model_version": "2+m", "questionnaire_version": "2+q"}
        return store.copy_assessment(source.id, wave.id, **{**usual, **changes})

    return make


def said(responses):
    return {item: (r.state, r.option, r.number, r.note) for item, r in responses.items()}


def test_what_a_copy_began_with_stays_what_it_was(store, answered, copy):
    """Neither a later answer here nor one at the other wave changes what was copied; other items are not there."""
    made = copy(only={"a", "b"})
    before = store.begun_with(made.id)
    assert said(before) == {"a": ("answer", "s2", None, "Beleg"), "b": ("answer", None, 7.0, "")}
    store.give_response(answered.id, "a", "answer", "s1")
    store.give_response(made.id, "a", "answer", "s2")
    store.give_response(made.id, "c", "dk")
    assert store.begun_with(made.id) == before
    assert store.begun_with(answered.id) == {}


def test_everything_that_counts_is_copied(store, answered, later, copy):
    """Same person, same questionnaire, another wave: answers, notes, don't knows; what was taken back is not there."""
    made = copy()
    assert (made.wave_id, made.case_id, made.copied_from) == (later.id, answered.case_id, answered.id)
    assert (made.perspective, made.questionnaire, made.model) == ("inside", "long", "toy")
    assert (made.respondent, made.respondent_label) == (answered.respondent, "Amal")
    assert (made.model_version, made.questionnaire_version) == ("2+m", "2+q")
    assert not made.finished
    assert made.token != answered.token
    source, copied = store.current_responses(answered.id), store.current_responses(made.id)
    assert said(copied) == said(source) == {
        "a": ("answer", "s2", None, "Beleg"), "b": ("answer", None, 7.0, ""), "c": ("dk", None, None, ""),
        "d": ("none", None, None, "noch klären"),
    }  # fmt: skip
    assert {item: r.copied_from for item, r in copied.items()} == {item: r.id for item, r in source.items()}
    assert {row.item: row.copied_from for row in store.responses_of_wave(later.id)} == {
        item: r.id for item, r in source.items()
    }
    assert store.list_assessments(answered.case_id, later.id) == [made]
    assert store.response_history(made.id, "e") == []


def test_the_copies_keep_the_versions_they_were_given_under(store, copy):
    """Nobody has seen the new wording; whoever answers has."""
    made = copy()
    first = store.current_responses(made.id)["a"]
    assert (first.model_version, first.questionnaire_version) == ("1+m", "1+q")
    assert store.give_response(made.id, "a", "answer", "s2").model_version == "2+m"


def test_only_chosen_items_are_copied(store, copy):
    """The others are open, as at any beginning."""
    assert set(store.current_responses(copy(only={"a", "e", "never asked"}).id)) == {"a"}


def test_no_item_at_all_can_be_copied(store, copy):
    """The same person begins with nothing."""
    made = copy(only=())
    assert store.current_responses(made.id) == {}
    assert made.respondent_label == "Amal"


def test_where_it_comes_from_stays_as_it_was(store, case, wave, answered, copy):
    """Neither the copy nor what is answered there touches the earlier wave."""
    before = store.list_assessments(case.id, wave.id), store.responses_of_wave(wave.id)
    made = copy()
    store.give_response(made.id, "a", "answer", "s5", note="anders")
    assert (store.list_assessments(case.id, wave.id), store.responses_of_wave(wave.id)) == before


def test_the_same_answer_again_is_one_that_was_looked_at(store, copy):
    """It is written, once; the copy stands in the history."""
    made = copy()
    same = {"model_version": "1+m", "questionnaire_version": "1+q"}
    confirmed = store.give_response(made.id, "a", "answer", "s2", **same)
    assert confirmed.copied_from is None
    assert confirmed.note == "Beleg"
    assert store.give_response(made.id, "a", "answer", "s2", **same) == confirmed
    assert [r.copied_from is None for r in store.response_history(made.id, "a")] == [False, True]
    assert store.give_response(made.id, "b", "answer", number=8).copied_from is None
    assert store.give_response(made.id, "c", "none").copied_from is None


def test_a_note_looks_at_no_answer(store, copy):
    """It is kept with the copied answer, which stays one."""
    made = copy()
    copied = store.current_responses(made.id)["a"]
    noted = store.give_note(made.id, "a", "neu", model_version="2+m", questionnaire_version="2+q")
    assert (noted.note, noted.option, noted.copied_from) == ("neu", "s2", copied.copied_from)


def test_taking_back_an_answer_brings_back_the_copy(store, copy):
    """As one that nobody has looked at; and further than that it does not go."""
    made = copy()
    copied = store.current_responses(made.id)
    store.give_response(made.id, "a", "answer", "s2")
    store.give_response(made.id, "x", "dk")
    assert store.undo_last(made.id).is_blank
    back = store.undo_last(made.id)
    assert (back.option, back.copied_from) == ("s2", copied["a"].copied_from)
    assert store.undo_last(made.id) is None
    assert said(store.current_responses(made.id)) == said(copied)
    store.give_note(made.id, "a", "neu", model_version="2+m", questionnaire_version="2+q")
    assert store.undo_last(made.id).note == "Beleg"
    assert store.undo_last(made.id) is None


def test_an_import_looks_at_nothing(store, copy, later):
    """The same answer from a table changes nothing; another one is an answer."""
    made = copy()
    row = ImportRow(
        made.case_id, later.id, "inside", made.respondent, "long", "1+q", "toy", "1+m", "a", "answer", "s2"
    )
    assert store.import_responses([row]) == 0
    assert store.current_responses(made.id)["a"].copied_from
    assert store.import_responses([replace(row, option="s3")]) == 1
    assert store.current_responses(made.id)["a"].copied_from is None


def test_copies_can_be_copied(store, case, copy):
    """Each names the entry it was taken from itself."""
    second = copy()
    third = copy(second, store.create_wave(case.id, "Ziel", "goal"))
    found, before = store.current_responses(third.id), store.current_responses(second.id)
    assert {item: r.copied_from for item, r in found.items()} == {item: r.id for item, r in before.items()}


def test_answers_that_are_there_are_never_covered(store, later, begin, answered, copy):
    """Twice the same is refused, and says where the first one is; nothing is written."""
    made = copy()
    rows = store.responses_of_wave(later.id)
    with pytest.raises(AlreadyThereError) as refused:
        copy()
    assert (refused.value.code, refused.value.details) == ("already_there", {"assessment": made.id})
    assert store.responses_of_wave(later.id) == rows
    store.give_response(made.id, "a", "none")  # even what was taken back is there
    with pytest.raises(AlreadyThereError):
        copy()


def test_what_was_just_begun_there_is_taken(store, later, begin, answered, copy):
    """The link that somebody may have open by now leads to the copies."""
    begun = begin(wave_id=later.id, respondent=answered.respondent)
    store.set_finished(begun.id)
    made = copy()
    assert (made.id, made.token, made.copied_from, made.finished) == (begun.id, begun.token, answered.id, False)
    assert made.model_version == "2+m"
    assert len(store.current_responses(made.id)) == 4


def test_other_people_and_perspectives_do_not_matter(store, later, begin, answered, copy):
    """Their answers at that wave stay, and are no reason to refuse."""
    for about in ({}, {"respondent": answered.respondent, "perspective": "outside"}):
        store.give_response(begin(wave_id=later.id, **about).id, "a", "answer", "s5")
    assert len(store.current_responses(copy().id)) == 4


def test_what_the_person_answered_in_another_questionnaire_is_not_copied_over(store, later, begin, answered, copy):
    """An answer given at that wave counts more than one from before."""
    short = begin(wave_id=later.id, respondent=answered.respondent, questionnaire="short")
    store.give_response(short.id, "a", "answer", "s5")
    store.give_response(short.id, "b", "answer", number=1)
    store.give_response(short.id, "b", "none")
    assert set(store.current_responses(copy().id)) == {"b", "c", "d"}


def test_places_that_do_not_fit_are_refused(store, case, wave, answered, copy):
    """The same wave, another case's wave, none at all, no assessment, an empty version."""
    foreign = store.create_wave(store.create_case("B", "").id, "Heute", "now")
    with pytest.raises(InvalidValueError):
        copy(wave=wave)
    with pytest.raises(NotFoundError):
        copy(wave=foreign)
    with pytest.raises(NotFoundError):
        copy(wave=replace(wave, id=foreign.id + 1))
    with pytest.raises(NotFoundError):
        copy(replace(answered, id=answered.id + 1))
    with pytest.raises(InvalidValueError):
        copy(model_version=" ")
    assert len(store.list_assessments(case.id)) == 1


def test_a_fact_sheet_is_not_copied(store):
    """Nothing gets around the rule that only the Verbund assesses itself."""
    sheet = store.create_case("A", "B")
    now, then = (store.create_wave(sheet.id, label, "now") for label in "ab")
    begun = store.start_assessment(sheet.id, now.id, "inside", "long", "1", "toy", "1")
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE cases SET unscored = true")
    with pytest.raises(CaseUnscoredError):
        store.copy_assessment(begun.id, then.id, model_version="1", questionnaire_version="1")


def test_a_copy_that_fails_leaves_nothing(store, case, answered, copy, monkeypatch):
    """No empty assessment, no half of the answers."""
    right = copying._copy
    monkeypatch.setattr(copying, "_copy", lambda r, *to: right(replace(r, state="x") if r.item == "d" else r, *to))
    with pytest.raises(InvalidValueError):
        copy()
    assert store.list_assessments(case.id) == [answered]


def test_the_same_copy_from_many_threads_is_made_once(store, case, later, copy):
    """A button pressed several times at the same moment: one copy, the others are told."""
    failures = at_once(*[copy] * 4)
    assert [type(error) for error in failures] == [AlreadyThereError] * 3
    assert len(store.list_assessments(case.id, later.id)) == 1
    assert len(store.responses_of_wave(later.id)) == 4
