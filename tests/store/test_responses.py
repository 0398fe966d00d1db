"""Responses, their history, and taking them back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from typology.store import NOTE_LIMIT, InvalidValueError, NoteTooLongError


def said(response):
    """Return what a response says, without when and under what."""
    return response.state, response.option, response.number, response.note


def test_a_response_comes_back_as_it_was_given(store, assessment):
    """State, option, note, versions and the time in UTC."""
    before = datetime.now(UTC)
    given = store.give_response(assessment.id, "item", "answer", "s3", note="Protokoll vom Mai")
    assert store.current_responses(assessment.id) == {"item": given}
    assert said(given) == ("answer", "s3", None, "Protokoll vom Mai")
    assert (given.model_version, given.questionnaire_version) == ("1+m", "1+q")
    assert given.given_at.utcoffset() == timedelta(0)
    assert before <= given.given_at <= datetime.now(UTC)


def test_numbers_come_back_exactly(store, assessment):
    """A number is stored to its last digit."""
    for number in (0, -3, 16, 2.5, 0.1, 1e300):
        assert store.give_response(assessment.id, "item", "answer", number=number).number == number
        assert store.current_responses(assessment.id)["item"].number == number


def test_the_last_response_counts_and_the_earlier_ones_stay(store, assessment):
    """Nothing is overwritten: the history holds every entry, oldest first."""
    for option in ("s1", "s2", "s1"):
        store.give_response(assessment.id, "item", "answer", option)
    store.give_response(assessment.id, "other", "na")
    history = store.response_history(assessment.id, "item")
    assert [entry.option for entry in history] == ["s1", "s2", "s1"]
    assert store.current_responses(assessment.id)["item"] == history[-1]
    assert store.response_history(assessment.id, "never asked") == []


def test_giving_the_same_again_writes_nothing(store, assessment):
    """A form sent twice leaves one entry, and the time of the first."""
    first = store.give_response(assessment.id, "item", "answer", "s1", note="x")
    assert store.give_response(assessment.id, "item", "answer", "s1", note="x") == first
    assert store.give_response(assessment.id, "item", "answer", "s1") == first
    number = store.give_response(assessment.id, "number", "answer", number=7)
    assert store.give_response(assessment.id, "number", "answer", number=7.0) == number
    assert len(store.response_history(assessment.id, "item")) == 1


def test_nothing_given_where_nothing_was_is_not_stored(store, assessment):
    """Passing over an item leaves no trace; what comes back is blank."""
    blank = store.give_response(assessment.id, "item", "none")
    assert (blank.id, blank.state, blank.is_blank) == (0, "none", True)
    assert store.response_history(assessment.id, "item") == []


def test_the_note_stays_when_only_the_answer_changes(store, assessment):
    """None leaves the note, an empty text removes it."""
    store.give_response(assessment.id, "item", "answer", "s1", note="Beleg")
    assert store.give_response(assessment.id, "item", "dk").note == "Beleg"
    assert store.give_response(assessment.id, "item", "answer", "s2", note="").note == ""


def test_a_note_can_stand_alone(store, case, assessment):
    """A note without an answer is kept; without either the item counts as open."""
    store.give_response(assessment.id, "item", "none", note="noch klären")
    assert said(store.current_responses(assessment.id)["item"]) == ("none", None, None, "noch klären")
    assert [row.note for row in store.responses_of_case(case.id)] == ["noch klären"]
    store.give_response(assessment.id, "item", "none", note="")
    assert store.current_responses(assessment.id) == {}
    assert store.responses_of_case(case.id) == []
    assert len(store.response_history(assessment.id, "item")) == 2


def test_each_response_carries_the_versions_it_was_given_under(store, assessment):
    """A model that changes meanwhile marks only what is answered afterwards, confirmations included."""
    store.give_response(assessment.id, "a", "answer", "s1")
    store.give_response(assessment.id, "b", "answer", "s1", model_version="2+m", questionnaire_version="2+q")
    store.give_response(assessment.id, "a", "answer", "s1", model_version="2+m")
    versions = {item: (r.model_version, r.questionnaire_version) for item, r in _current(store, assessment).items()}
    assert versions == {"a": ("2+m", "1+q"), "b": ("2+m", "2+q")}
    assert [r.model_version for r in store.response_history(assessment.id, "a")] == ["1+m", "2+m"]


def _current(store, assessment):
    return store.current_responses(assessment.id)


def test_state_option_and_number_must_fit_together(store, assessment):
    """An answer is an option or a finite number; anything else has neither. What does not fit is not stored."""
    for state, option, number in (
        ("answer", None, None),
        ("answer", "s1", 1.0),
        ("answer", "", None),
        ("dk", "s1", None),
        ("na", None, 1.0),
        ("none", "s1", 1.0),
        ("maybe", None, None),
        (None, None, None),
        ("answer", None, float("nan")),
        ("answer", None, float("inf")),
        ("answer", None, 10**400),
        ("answer", None, True),
        ("answer", None, "7"),
    ):
        with pytest.raises(InvalidValueError):
            store.give_response(assessment.id, "item", state, option, number)
    assert store.response_history(assessment.id, "item") == []


@pytest.mark.parametrize(
    "note",
    [
        "<script>alert('x')</script> **fett** [link](javascript:alert(1)) {{7*7}} %s ${x}",
        "ملاحظة من اليمين إلى اليسار \u202eabc\u202c",
        "👩🏽‍🤝‍👩🏿 🏳️‍🌈 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
        "  Leerzeichen\tund\r\nZeilen\n\n  ",
        "'; DROP TABLE responses; --",
        "Zehntausend Zeichen. " * 500,
        "ä" * NOTE_LIMIT,
    ],
)
def test_notes_are_kept_sign_for_sign(store, assessment, note):
    """Markup, right-to-left text, emoji, blanks and long notes come back as they were written."""
    store.give_response(assessment.id, "item", "dk", note=note)
    assert store.current_responses(assessment.id)["item"].note == note


def test_signs_no_database_can_keep_are_removed(store, assessment):
    """NUL vanishes, split surrogate pairs are joined, half ones are marked; the rest of the note stays."""
    given = store.give_response(assessment.id, "item", "dk", note="a\0b \ud83d\ude00 \ud83d.")
    assert given.note == "ab 😀 \ufffd."
    assert store.current_responses(assessment.id)["item"].note == given.note
    assert store.give_response(assessment.id, "item", "dk", note="a\0b \ud83d\ude00 \ud83d.") == given


def test_a_note_that_is_too_long_is_refused_not_cut(store, assessment):
    """The error names the limit, and what was stored before stays as it was."""
    store.give_response(assessment.id, "item", "dk", note="kurz")
    with pytest.raises(NoteTooLongError, match="20000") as refused:
        store.give_response(assessment.id, "item", "dk", note="x" * (NOTE_LIMIT + 1))
    assert refused.value.code == "note_too_long"
    assert refused.value.details["limit"] == 20_000
    assert store.current_responses(assessment.id)["item"].note == "kurz"
    assert store.give_response(assessment.id, "item", "dk", note="\0" + "x" * NOTE_LIMIT).note == "x" * NOTE_LIMIT


def test_undo_goes_back_step_by_step(store, assessment):
    """Each undo takes back one change more, across items and notes, until nothing is left."""
    give = store.give_response
    give(assessment.id, "a", "answer", "s1")
    give(assessment.id, "b", "answer", number=4)
    give(assessment.id, "a", "answer", "s2", note="Beleg")
    give(assessment.id, "b", "dk")
    steps = [store.undo_last(assessment.id) for _ in range(5)]
    assert [(step.item, *said(step)) for step in steps[:4]] == [
        ("b", "answer", None, 4.0, ""),
        ("a", "answer", "s1", None, ""),
        ("b", "none", None, None, ""),
        ("a", "none", None, None, ""),
    ]
    assert steps[4] is None
    assert store.current_responses(assessment.id) == {}
    assert len(store.response_history(assessment.id, "a")) == 4


def test_a_change_after_an_undo_is_the_next_to_be_undone(store, assessment):
    """After undoing, answering anew and undoing twice, the state before everything is back."""
    give = store.give_response
    give(assessment.id, "a", "answer", "s1")
    give(assessment.id, "a", "answer", "s2")
    store.undo_last(assessment.id)  # s1
    give(assessment.id, "a", "answer", "s3")
    assert store.undo_last(assessment.id).option == "s1"
    assert store.undo_last(assessment.id).state == "none"
    assert store.undo_last(assessment.id) is None
    assert give(assessment.id, "a", "answer", "s4").id == store.current_responses(assessment.id)["a"].id


def test_undo_restores_the_version_too(store, assessment):
    """What is restored was given under the earlier version and says so."""
    store.give_response(assessment.id, "a", "answer", "s1", model_version="1+m")
    store.give_response(assessment.id, "a", "answer", "s2", model_version="2+m")
    restored = store.undo_last(assessment.id)
    assert (restored.option, restored.model_version) == ("s1", "1+m")


def test_undo_stays_within_one_assessment(store, begin):
    """Taking back one's own answer leaves those of others alone."""
    mine, theirs = begin(), begin()
    store.give_response(mine.id, "a", "dk")
    store.give_response(theirs.id, "a", "na")
    assert store.undo_last(mine.id).state == "none"
    assert store.undo_last(mine.id) is None
    assert store.current_responses(theirs.id)["a"].state == "na"


def test_the_table_of_a_case_holds_one_row_per_person_and_item(store, begin, case, wave):
    """Only what counts now, with who gave it for which wave and perspective."""
    goal = store.create_wave(case.id, "Ziel", "goal")
    first, second = begin(), begin(wave_id=goal.id, perspective="outside", questionnaire="short")
    store.give_response(first.id, "a", "answer", "s1")
    store.give_response(first.id, "a", "answer", "s2", note="n")
    store.give_response(first.id, "b", "na")
    given = store.give_response(second.id, "a", "answer", number=7, model_version="2+m")
    rows = store.responses_of_case(case.id)
    assert [(row.assessment_id, row.item, row.state, row.option, row.number, row.note) for row in rows] == [
        (first.id, "a", "answer", "s2", None, "n"),
        (first.id, "b", "na", None, None, ""),
        (second.id, "a", "answer", None, 7.0, ""),
    ]
    assert tuple(rows[2]) == (
        case.id, goal.id, "outside", second.respondent, second.id, "short", "a",
        "answer", None, 7.0, "", "2+m", "1+q", given.given_at, "toy", None,
    )  # fmt: skip
    assert store.responses_of_wave(goal.id) == rows[2:]
    assert store.responses_of_wave(wave.id) == rows[:2]
    assert store.responses_of_case(case.id + 1) == []


def test_people_are_counted_once_per_wave_and_perspective(store, begin, case, wave):
    """Who began without saying anything, or took everything back, is not counted."""
    first, second = begin(), begin()
    begin()
    again = begin(questionnaire="short", respondent=first.respondent)
    outside = begin(perspective="outside")
    for who in (first, second, again, outside):
        store.give_response(who.id, "a", "dk")
    store.undo_last(outside.id)
    assert store.count_respondents(case.id) == {(wave.id, "inside"): 2}


def test_what_counted_at_an_earlier_moment_can_be_asked(store, case, assessment):
    """Until a moment: later changes are left out, those given at that very moment are in, whatever the time zone."""
    first = store.give_response(assessment.id, "a", "answer", "s1")
    second = store.give_response(assessment.id, "a", "answer", "s2")
    store.give_response(assessment.id, "b", "dk")
    just_before = first.given_at - timedelta(microseconds=1)
    assert store.responses_of_case(case.id, until=just_before) == []
    elsewhere = first.given_at.astimezone(timezone(timedelta(hours=9)))
    assert [(row.item, row.option) for row in store.responses_of_case(case.id, until=elsewhere)] == [("a", "s1")]
    assert [row.option for row in store.responses_of_case(case.id, until=second.given_at)] == ["s2"]
