"""A change from stored answers: what was asked alike at both moments, what was not, and an account of it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.reports.conftest import ROOT
from typology.assessment.change import ChangeRefused, NotCompared
from typology.model.elements import Text, Wording
from typology.model.loading import load_questionnaires
from typology.reports.changes import change_between, dropped_questions, goal_gaps
from typology.reports.stored import Versions
from typology.store import ResponseRow

THEN, NOW = 7, 8
OLD = "0.9.0"


@pytest.fixture(scope="module")
def forms(toy):
    return load_questionnaires(ROOT / "tests" / "toy" / "questionnaires", toy)


@pytest.fixture(scope="module")
def form(forms):
    return forms["choir_evening"]


@pytest.fixture
def given(toy):
    """A function that makes a stored answer: an option id, a number, or ``dk``, ``na``, ``none``."""

    def make(wave, item, value, *, version=None, respondent="anna", form_version="0.3.0", perspective="choir_view"):
        plain = value in ("dk", "na", "none")
        return ResponseRow(
            case_id=4, wave_id=wave, perspective=perspective, respondent=respondent,
            assessment_id=wave * 100 + len(respondent), questionnaire="choir_evening", item=item,
            state=value if plain else "answer", option=value if isinstance(value, str) and not plain else None,
            number=None if isinstance(value, str) else float(value), note="",
            model_version=version or toy.version, questionnaire_version=form_version,
            given_at=datetime(2026, 1, 1, tzinfo=UTC), model=toy.info.id,
        )  # fmt: skip

    return make


def older(model, *, without=(), **changed):
    """Return an earlier version of the model: some items were not there, others read differently."""
    kept = {i: found for i, found in model.items.items() if i not in without}
    items = {i: dataclasses.replace(found, **changed.get(i, {})) for i, found in kept.items()}
    return dataclasses.replace(model, items=items, info=dataclasses.replace(model.info, version=OLD), digest="")



def reasons(found):
    return {d.item: d.reason for d in found}


def test_without_earlier_versions_nothing_is_left_out(toy, forms, given):
    """From the first picture to the third: 0 to 100, all of it by one answer; no earlier version is looked for."""

    def refuse(*_):
        raise AssertionError

    rows = [given(THEN, "singing_by_heart", "a"), given(NOW, "singing_by_heart", "c"), given(NOW, "sheet_music", "b")]
    rows.append(given(NOW, "singing_by_heart", "a", perspective="town_view"))
    found = change_between(Versions(toy, forms, refuse, refuse), rows, THEN, NOW, "choir_view")
    assert (found.before, found.after, found.perspective, found.n_after) == ("7", "8", "choir_view", 1)
    assert (found.dropped, found.shared_weight, found.refused) == ((), 1.0, None)
    moved = {item.item: (item.before, item.after) for item in found.items}
    assert moved["singing_by_heart"] == (0, 100)
    assert moved["sheet_music"] == (None, 50)


def test_a_question_that_has_changed_is_left_out_of_both_moments(toy, forms, given):
    """Its old answer would be another answer today. The account shows its words then and now.

    It has a quarter of the weight of one of six dimensions: (3/4 + 5) / 6 is shared.
    """
    old = older(toy, singing_by_heart={"question": Text("Was singt der Chor ohne Noten?")})
    rows = [
        given(THEN, "singing_by_heart", "a", version=OLD), given(THEN, "rehearsal_rhythm", "nie", version=OLD),
        given(NOW, "singing_by_heart", "c"), given(NOW, "rehearsal_rhythm", "monatlich"),
    ]  # fmt: skip
    versions = Versions(toy, forms, lambda *_: old)
    found = change_between(versions, rows, THEN, NOW, "choir_view")
    assert reasons(found.dropped) == {"singing_by_heart": NotCompared.CHANGED}
    assert found.shared_weight == pytest.approx((0.75 + 5) / 6)
    assert "singing_by_heart" not in [item.item for item in found.items]
    moved = found.sets["rehearsing"]
    # Of the rest of the dimension (weights 2 and 1), the rhythm alone is answered now; then nobody could cancel.
    assert (moved.before.score, moved.before.coverage) == (0, 1)
    assert moved.after.coverage == pytest.approx(2 / 3)
    assert moved.shared_weight == 0.75
    [question] = dropped_questions(versions, rows)
    assert question.then.question == Text("Was singt der Chor ohne Noten?")
    assert question.now.question == toy.items["singing_by_heart"].question


def test_don_t_know_to_a_question_that_has_changed_leaves_it_out_as_well(toy, forms, given):
    """Who did not know the answer to the old question may know that to the new one. Withdrawn answers say nothing."""
    old = older(toy, singing_by_heart={"reverse": True}, sheet_music={"reverse": True})
    rows = [
        given(THEN, "singing_by_heart", "dk", version=OLD), given(THEN, "rehearsal_rhythm", "nie", version=OLD),
        given(NOW, "singing_by_heart", "c"),
    ]  # fmt: skip
    versions = Versions(toy, forms, lambda *_: old)
    # Sheet music was open and asked the other way round: its gap is no gap of today's question either.
    assert reasons(dropped_questions(versions, rows)) == {
        "singing_by_heart": NotCompared.CHANGED, "sheet_music": NotCompared.CHANGED,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"), [("dk", ["singing_by_heart"]), ("na", ["singing_by_heart"]), ("none", [])]
)
def test_an_old_don_t_know_counts_as_said_and_a_withdrawn_answer_does_not(toy, forms, given, value, expected):
    """Anna saw today's version as well: what she took back is open there, what she said she said then."""
    old = older(toy, singing_by_heart={"reverse": True})
    rows = [given(THEN, "singing_by_heart", value, version=OLD), given(THEN, "sheet_music", "a"),
            given(NOW, "singing_by_heart", "c")]  # fmt: skip
    assert [q.item for q in dropped_questions(Versions(toy, forms, lambda *_: old), rows)] == expected


def test_a_new_question_is_left_out_and_not_counted_as_a_gap_of_the_past(toy, forms, given):
    """Nobody could answer it then: today's answers to it move no score, and past coverage does not miss it."""
    old = older(toy, without=["singing_by_heart"])
    rows = [given(THEN, "rehearsal_rhythm", "nie", version=OLD), given(NOW, "rehearsal_rhythm", "nie"),
            given(NOW, "singing_by_heart", "c")]  # fmt: skip
    found = change_between(Versions(toy, forms, lambda *_: old), rows, THEN, NOW, "choir_view")
    assert reasons(found.dropped) == {"singing_by_heart": NotCompared.NEW}
    assert found.sets["rehearsing"].before.coverage == 1
    assert found.sets["rehearsing"].delta == 0
    assert found.shared_weight == pytest.approx((0.75 + 5) / 6)


def test_a_question_that_the_questionnaire_did_not_ask_yet_is_new(toy, forms, form, given):
    """The model had it, the pages of the time did not: nobody was asked."""
    first, *others = form.pages
    pages = (dataclasses.replace(first, entries=first.entries[:-1]), *others)
    before = dataclasses.replace(form, version="0.2.0", digest="", pages=pages)
    rows = [given(THEN, "sheet_music", "a", form_version="0.2.0"), given(NOW, "way_to_rehearsal", 10)]
    versions = Versions(toy, forms, find_questionnaire=lambda *_: before)
    assert reasons(dropped_questions(versions, rows)) == {"way_to_rehearsal": NotCompared.NEW}


def test_a_question_that_is_gone_is_named(toy, forms, given):
    """Today's model cannot say what it asked; it comes last, and its weight counts in the version that had it."""
    extra = dataclasses.replace(toy.items["without_audition"], id="old_item")
    old = dataclasses.replace(older(toy), items={**toy.items, "old_item": extra})
    rows = [given(THEN, "old_item", "a", version=OLD), given(NOW, "sheet_music", "a")]
    versions = Versions(toy, forms, lambda *_: old)
    [question] = dropped_questions(versions, rows)
    assert (question.item, question.reason, question.now) == ("old_item", NotCompared.GONE, None)
    assert question.then.item is extra
    # Then it was one of two items of its dimension: (1/2 + 5) / 6 in that version, all of it in today's.
    assert change_between(versions, rows, THEN, NOW, "choir_view").shared_weight == pytest.approx(5.5 / 6)


def test_where_the_texts_of_the_time_are_lost_nothing_is_compared(toy, forms, given):
    """Nobody knows what was asked: every question is left out, and the comparison is refused."""
    rows = [given(THEN, "singing_by_heart", "a", version=OLD), given(NOW, "singing_by_heart", "c")]
    found = change_between(Versions(toy, forms), rows, THEN, NOW, "choir_view")
    assert set(reasons(found.dropped).values()) == {NotCompared.UNREADABLE}
    assert len(found.dropped) == len(toy.items)
    assert found.refused is ChangeRefused.SHARED_WEIGHT
    assert found.shared_weight == 0
    assert (found.items, dict(found.sets), found.needed) == ((), {}, 0.6)


def test_below_the_shared_weight_of_the_model_the_comparison_is_refused(toy, forms, given):
    """Three of six dimensions ask something else now: half of the weight is less than 60 %."""
    gone = {"sheet_music", "way_to_rehearsal", "shared_songs", "song_mentors", "hall_access"}
    old = older(toy, **{item: {"question": Text("Anders?")} for item in gone})
    rows = [given(THEN, "singing_by_heart", "a", version=OLD), given(NOW, "singing_by_heart", "c")]
    found = change_between(Versions(toy, forms, lambda *_: old), rows, THEN, NOW, "choir_view")
    assert found.refused is ChangeRefused.SHARED_WEIGHT
    assert found.shared_weight == pytest.approx(0.5)
    assert reasons(found.dropped).keys() == gone


def test_one_person_who_was_asked_otherwise_is_enough(toy, forms, given):
    """Ben answered the old question, Anna the new one: the two cannot be put together."""
    old = older(toy, singing_by_heart={"reverse": True})
    rows = [given(THEN, "singing_by_heart", "a"), given(THEN, "singing_by_heart", "a", version=OLD, respondent="ben"),
            given(NOW, "singing_by_heart", "c")]  # fmt: skip
    assert reasons(dropped_questions(Versions(toy, forms, lambda *_: old), rows)) == {
        "singing_by_heart": NotCompared.CHANGED
    }


def test_an_old_pass_that_was_answered_again_counts(toy, forms, given):
    """Anna began under the old version and has answered the changed question under today's: it is the same question."""
    old = older(toy, singing_by_heart={"reverse": True})
    rows = [given(THEN, "rehearsal_rhythm", "nie", version=OLD), given(THEN, "singing_by_heart", "a"),
            given(NOW, "singing_by_heart", "c")]  # fmt: skip
    assert dropped_questions(Versions(toy, forms, lambda *_: old), rows) == ()


def test_other_words_for_one_perspective_concern_that_perspective_alone(toy, forms, form, given):
    """The town was asked about the rhythm in other words; the choir was not."""
    first, *others = form.pages
    entries = [
        dataclasses.replace(entry, by_perspective={"town_view": Wording(question=Text("Haben Sie ihn gehört?"))})
        if entry.item == "rehearsal_rhythm" else entry
        for entry in first.entries
    ]  # fmt: skip
    pages = (dataclasses.replace(first, entries=tuple(entries)), *others)
    before = dataclasses.replace(form, version="0.2.0", digest="", pages=pages)
    versions = Versions(toy, forms, find_questionnaire=lambda *_: before)
    rows = [
        given(wave, "rehearsal_rhythm", "nie", form_version=version, perspective=who)
        for wave, version in ((THEN, "0.2.0"), (NOW, "0.3.0")) for who in ("town_view", "choir_view")
    ]  # fmt: skip
    assert reasons(change_between(versions, rows, THEN, NOW, "town_view").dropped) == {
        "rehearsal_rhythm": NotCompared.CHANGED
    }
    assert change_between(versions, rows, THEN, NOW, "choir_view").dropped == ()


def test_a_moment_without_answers_is_refused(toy, forms, given):
    """The two moments are still named."""
    found = change_between(Versions(toy, forms), [given(NOW, "sheet_music", "a")], THEN, NOW, "choir_view")
    assert found.refused is ChangeRefused.NO_ANSWERS
    assert (found.before, found.after, found.perspective, found.n_before) == ("7", "8", "choir_view", 0)


def test_gaps_to_the_goal_leave_changed_questions_out(toy, forms, given):
    """One picture further in one question; the other one asks something else since today's answers were given.

    Its answer of today counts no more. That makes no gap of unknown size: nobody has left it open.
    """
    old = older(toy, singing_by_heart={"question": Text("Anders?")})
    rows = [
        given(NOW, "sheet_music", "a", version=OLD), given(NOW, "singing_by_heart", "a", version=OLD),
        given(THEN, "sheet_music", "b"), given(THEN, "singing_by_heart", "c"),
    ]  # fmt: skip
    [gap] = goal_gaps(Versions(toy, forms, lambda *_: old), rows, NOW, THEN, "choir_view")
    assert (gap.item, gap.now_option, gap.goal_option, gap.steps) == ("sheet_music", "a", "b", 1)
    assert goal_gaps(Versions(toy, forms), rows[:2], NOW, THEN, "choir_view") == ()
