"""Intentions and what became of them."""

import time
from datetime import UTC, date, datetime

import pytest

from tests.store.together import at_once
from typology.store import InvalidValueError, NoteTooLongError, NotFoundError, intentions


@pytest.fixture
def later(store, case):
    """The next wave of the Verbund."""
    return store.create_wave(case.id, "In zwei Jahren", "now", 2028)


@pytest.fixture
def intention(store, case, wave):
    """Something the Verbund wants to do."""
    return store.add_intention(case.id, wave.id, "item", "Büro mieten", role="Vorstand", due=date(2027, 3, 31))


def test_an_intention_comes_back_as_it_was_written_down(store, case, wave, intention):
    """What, about which item, which role, until when; it is open."""
    assert store.list_intentions(case.id) == [intention]
    assert (intention.case_id, intention.wave_id, intention.about) == (case.id, wave.id, "item")
    assert (intention.text, intention.role, intention.due) == ("Büro mieten", "Vorstand", date(2027, 3, 31))
    assert (intention.state, intention.steps, intention.removed_at) == ("open", (), None)


def test_an_intention_needs_nothing_but_a_text(store, case, wave):
    """Item, role and date may be missing."""
    made = store.add_intention(case.id, wave.id, "", "Reden")
    assert (made.about, made.role, made.due) == ("", "", None)


def test_what_became_of_it_is_added_and_the_last_counts(store, later, intention):
    """Each step stays, with its wave, note and time."""
    store.set_intention_state(intention.id, "begun", note="Makler gefragt")
    found = store.set_intention_state(intention.id, "done", wave_id=later.id)
    assert found.state == "done"
    assert [(step.state, step.wave_id, step.note) for step in found.steps] == [
        ("begun", None, "Makler gefragt"), ("done", later.id, ""),
    ]  # fmt: skip
    assert found.steps[0].given_at <= found.steps[1].given_at <= datetime.now(UTC)
    assert store.set_intention_state(intention.id, "open", wave_id=later.id).state == "open"
    assert store.list_intentions(intention.case_id)[0].steps[:2] == found.steps


def test_the_same_step_again_writes_nothing(store, later, intention):
    """A form sent twice leaves one step; the same state at another wave or with another note is one."""
    assert store.set_intention_state(intention.id, "open") == intention
    first = store.set_intention_state(intention.id, "begun")
    assert store.set_intention_state(intention.id, "begun") == first
    assert len(store.set_intention_state(intention.id, "begun", wave_id=later.id).steps) == 2
    assert len(store.set_intention_state(intention.id, "begun", wave_id=later.id, note="x").steps) == 3


def test_the_same_step_from_many_threads_is_stored_once(store, intention, monkeypatch):
    """A button pressed several times at the same moment; even where each takes its time between looking and writing."""
    look = intentions._with_steps
    monkeypatch.setattr(intentions, "_with_steps", lambda *of: (look(*of), time.sleep(0.05))[0])
    assert at_once(*[lambda: store.set_intention_state(intention.id, "done")] * 5) == []
    assert len(store.list_intentions(intention.case_id)[0].steps) == 1


def test_what_is_given_is_changed_and_the_rest_stays(store, intention):
    """The date can be removed; the steps stay."""
    store.set_intention_state(intention.id, "begun")
    changed = store.change_intention(intention.id, text="Laden mieten", role="")
    assert (changed.text, changed.role, changed.about, changed.due) == ("Laden mieten", "", "item", intention.due)
    assert store.change_intention(intention.id, due=None, about="dimension").due is None
    assert store.change_intention(intention.id).state == "begun"


def test_an_intention_taken_off_can_be_brought_back(store, case, wave, intention):
    """With its steps; the others keep their order."""
    other = store.add_intention(case.id, wave.id, "", "Reden")
    begun = store.set_intention_state(intention.id, "begun")
    assert store.remove_intention(intention.id).removed_at is not None
    assert store.list_intentions(case.id) == [other]
    assert [found.id for found in store.list_intentions(case.id, removed=True)] == [intention.id]
    assert store.restore_intention(intention.id) == begun
    assert store.list_intentions(case.id) == [begun, other]


@pytest.mark.parametrize(
    "values",
    [{"text": " "}, {"text": None}, {"about": "x" * 301}, {"role": 3}, {"due": "2027-03-31"}, {"due": date(999, 1, 1)},
     {"due": datetime(2027, 3, 31, tzinfo=UTC)}],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(store, case, wave, intention, values):
    """Nothing is stored, and what is there stays as it was."""
    with pytest.raises(InvalidValueError):
        store.add_intention(**{"case_id": case.id, "wave_id": wave.id, "about": "", "text": "Reden", **values})
    if None not in values.values():
        with pytest.raises(InvalidValueError):
            store.change_intention(intention.id, **values)
    assert store.list_intentions(case.id) == [intention]


def test_a_state_nobody_knows_and_an_endless_note_are_refused(store, case, intention):
    """Nothing is noted."""
    with pytest.raises(InvalidValueError):
        store.set_intention_state(intention.id, "almost")
    with pytest.raises(NoteTooLongError):
        store.set_intention_state(intention.id, "begun", note="x" * 20_001)
    assert store.list_intentions(case.id) == [intention]


def test_waves_of_another_case_are_refused(store, case, intention):
    """Neither is an intention written down at one, nor looked at again."""
    other = store.create_case("B", "")
    foreign = store.create_wave(other.id, "Heute", "now")
    with pytest.raises(NotFoundError):
        store.add_intention(case.id, foreign.id, "", "Reden")
    with pytest.raises(NotFoundError):
        store.set_intention_state(intention.id, "done", wave_id=foreign.id)
    assert store.list_intentions(case.id) == [intention]
    assert store.list_intentions(other.id) == []


def test_where_there_is_none_it_says_so(store):
    """No intention, no case."""
    for what in (store.change_intention, store.remove_intention, store.restore_intention):
        with pytest.raises(NotFoundError):
            what(1)
    with pytest.raises(NotFoundError):
        store.set_intention_state(1, "done")
    with pytest.raises(NotFoundError):
        store.list_intentions(0)
