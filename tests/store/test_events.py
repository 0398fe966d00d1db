"""The timeline of a Verbund."""

from datetime import UTC, datetime

import pytest

from typology.store import NOTE_LIMIT, InvalidValueError, NoteTooLongError, NotFoundError


def texts(store, case, **of):
    return [event.text for event in store.list_events(case.id, **of)]


def test_events_stand_in_the_order_of_time(store, case):
    """Whatever order they were entered in; those without a month first in their year, equal ones as entered."""
    for year, month, text in ((2018, 5, "c"), (2018, None, "b"), (2011, 12, "a"), (2018, 5, "d"), (2020, 1, "e")):
        store.add_event(case.id, year, text, month)
    assert texts(store, case) == ["a", "b", "c", "d", "e"]


def test_an_event_comes_back_as_it_was_entered(store, case):
    """With its kind and when it was entered; blanks around the text are taken off."""
    made = store.add_event(case.id, 2012, " Erstes Büro\0\n", 3, kind="office")
    assert store.list_events(case.id) == [made]
    assert (made.case_id, made.year, made.month, made.text, made.kind) == (case.id, 2012, 3, "Erstes Büro", "office")
    assert made.removed_at is None
    assert (datetime.now(UTC) - made.created_at).total_seconds() < 60


def test_what_is_given_is_changed_and_the_rest_stays(store, case):
    """The month can be removed; nothing given changes nothing."""
    made = store.add_event(case.id, 2012, "Büro", 3, kind="office")
    changed = store.change_event(made.id, year=2013, text="Laden")
    assert (changed.year, changed.month, changed.text, changed.kind) == (2013, 3, "Laden", "office")
    assert store.change_event(made.id, month=None, kind="").month is None
    assert store.change_event(made.id) == store.list_events(case.id)[0]


def test_an_event_taken_off_can_be_brought_back(store, case):
    """It stands in a list of its own meanwhile."""
    made = store.add_event(case.id, 2012, "Büro")
    store.add_event(case.id, 2013, "Stelle")
    assert store.remove_event(made.id).removed_at is not None
    assert texts(store, case) == ["Stelle"]
    assert texts(store, case, removed=True) == ["Büro"]
    assert store.restore_event(made.id) == made
    assert texts(store, case) == ["Büro", "Stelle"]


def test_each_case_has_its_own(store, case):
    """Another Verbund shows none of them."""
    store.add_event(case.id, 2012, "Büro")
    assert store.list_events(store.create_case("B", "").id) == []


@pytest.mark.parametrize(
    "values",
    [{"year": None}, {"year": 999}, {"year": "2012"}, {"month": 0}, {"month": 13}, {"month": True}, {"month": 2.0},
     {"text": " \0"}, {"text": None}, {"kind": "x" * 301}, {"kind": 3}],
)  # fmt: skip
def test_what_is_no_event_is_refused(store, case, values):
    """Nothing is stored, and an event that is there stays as it was."""
    with pytest.raises(InvalidValueError):
        store.add_event(**{"case_id": case.id, "year": 2012, "text": "Büro", **values})
    assert store.list_events(case.id) == []
    made = store.add_event(case.id, 2012, "Büro")
    if None not in values.values():
        with pytest.raises(InvalidValueError):
            store.change_event(made.id, **values)
    assert store.list_events(case.id) == [made]


def test_a_long_text_is_kept_and_an_endless_one_refused(store, case):
    """Nothing is cut silently."""
    assert len(store.add_event(case.id, 2012, "x" * NOTE_LIMIT).text) == NOTE_LIMIT
    with pytest.raises(NoteTooLongError):
        store.add_event(case.id, 2012, "x" * (NOTE_LIMIT + 1))


def test_where_there_is_none_it_says_so(store, case):
    """Neither a case nor an event."""
    with pytest.raises(NotFoundError):
        store.add_event(case.id + 1, 2012, "Büro")
    for what in (store.change_event, store.remove_event, store.restore_event):
        with pytest.raises(NotFoundError):
            what(1)
    with pytest.raises(NotFoundError):
        store.list_events(0)
