"""Assessments and the links that lead back to them."""

import re

import pytest
from sqlalchemy import insert

from typology.store import CaseUnscoredError, InvalidValueError, NotFoundError
from typology.store.tables import assessments


def test_an_assessment_remembers_under_what_it_was_begun(store, assessment):
    """Case, wave, perspective, questionnaire, model and both versions come back."""
    assert store.assessment(assessment.id) == assessment
    assert (assessment.perspective, assessment.questionnaire, assessment.model) == ("inside", "long", "toy")
    assert (assessment.questionnaire_version, assessment.model_version) == ("1+q", "1+m")
    assert assessment.respondent_label == ""
    assert not assessment.finished


def test_the_link_cannot_be_guessed(begin):
    """Tokens carry at least 128 bits in signs that a web address can hold, never twice the same."""
    tokens = {begin().token for _ in range(50)}
    assert len(tokens) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22,}", token) for token in tokens)  # 22 signs of 6 bits


def test_the_link_is_not_shown_by_accident(assessment):
    """A log line that prints the assessment does not give the link away."""
    assert assessment.token not in repr(assessment)


def test_the_link_leads_back(store, begin, assessment):
    """The token finds its own assessment and no other."""
    begin()
    assert store.assessment_by_token(assessment.token) == assessment


def test_an_unknown_link_leads_nowhere(store, assessment):
    """None comes back, without an error, whatever the link holds."""
    for token in ("", "x", "a\0b", "\ud800", "x" * 100_000, "' OR 1=1 --"):
        assert store.assessment_by_token(token) is None


def test_respondents_are_short_and_anonymous(begin):
    """The id of a person is short, differs for each, and says nothing about them."""
    people = {begin(respondent_label="Frau Beispiel").respondent for _ in range(50)}
    assert len(people) == 50
    assert all(re.fullmatch(r"[a-z0-9]{8}", person) for person in people)


def test_a_person_can_answer_a_second_wave_as_the_same_person(store, begin, case):
    """Whoever comes back keeps the id but gets a link of its own."""
    goal = store.create_wave(case.id, "Ziel", "goal")
    first = begin()
    second = begin(wave_id=goal.id, respondent=first.respondent)
    assert second.respondent == first.respondent
    assert second.token != first.token


def test_a_fact_sheet_cannot_be_assessed_until_the_verbund_takes_it_over(store):
    """A real city ships unscored; nobody but the Verbund itself makes it assessable."""
    city = store.create_case("Verbund", "Stadt", unscored=True)
    wave = store.create_wave(city.id, "Heute", "now")
    arguments = (city.id, wave.id, "inside", "long", "1", "toy", "1")
    with pytest.raises(CaseUnscoredError) as refused:
        store.start_assessment(*arguments)
    assert refused.value.code == "case_unscored"
    assert store.list_assessments(city.id) == []
    assert not store.take_over(city.id).unscored
    assert store.start_assessment(*arguments).case_id == city.id


def test_a_wave_of_another_case_is_not_found(store, begin):
    """An assessment cannot mix two cases."""
    other = store.create_case("Other", "")
    with pytest.raises(NotFoundError):
        begin(case_id=other.id)
    with pytest.raises(NotFoundError):
        begin(case_id=other.id + 1)
    with pytest.raises(NotFoundError):
        begin(wave_id=10**8)


def test_the_database_itself_refuses_a_wave_of_another_case(store, assessment):
    """Even code that goes past the checks cannot mix two cases."""
    other = store.create_case("Other", "")
    row = {name: getattr(assessment, name) for name in assessment.__slots__ if name != "id"}
    with pytest.raises(InvalidValueError), store.writing() as connection:
        connection.execute(insert(assessments).values({**row, "case_id": other.id, "token": "x"}))


def test_ids_and_versions_must_be_there(begin):
    """Without knowing what it was given under, an answer could not be read later."""
    for field in ("perspective", "questionnaire", "questionnaire_version", "model", "model_version"):
        for value in ("", None, "x" * 301):
            with pytest.raises(InvalidValueError):
                begin(**{field: value})


def test_assessments_are_listed_oldest_first(store, begin, case):
    """All of a case and none of another."""
    begun = [begin(), begin()]
    other = store.create_case("Other", "")
    assert store.list_assessments(case.id) == begun
    assert store.list_assessments(other.id) == []


def test_finishing_can_be_taken_back_and_does_not_lock_answers(store, assessment):
    """A finished assessment can still be corrected; finishing twice keeps the first time."""
    finished = store.set_finished(assessment.id)
    assert finished.finished
    assert store.set_finished(assessment.id) == finished
    store.give_response(assessment.id, "item", "dk")
    assert store.current_responses(assessment.id)["item"].state == "dk"
    assert store.set_finished(assessment.id, finished=False) == assessment


def test_what_can_be_continued_is_listed_last_touched_first(store, begin, case):
    """An answer moves its assessment to the top; finished ones and those of cases put away are left out."""
    old, middle, new = begin(), begin(), begin()
    assert [a.id for a in store.list_unfinished()] == [new.id, middle.id, old.id]
    store.give_response(old.id, "item", "dk")
    assert [a.id for a in store.list_unfinished(case.id)] == [old.id, new.id, middle.id]
    store.set_finished(new.id)
    assert [a.id for a in store.list_unfinished()] == [old.id, middle.id]
    store.archive_case(case.id)
    assert store.list_unfinished() == []
    assert len(store.list_unfinished(case.id)) == 2
