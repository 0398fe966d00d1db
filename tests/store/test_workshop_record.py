"""What a workshop shows, notes down and releases; and that nobody else sees its answers."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from typology.store import (
    NOTE_LIMIT,
    AnswerJob,
    Arrivals,
    InvalidValueError,
    NoteTooLongError,
    NotFoundError,
    WorkshopDeletedError,
    digest_of,
)
from typology.workshop import rounds

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def say(store, open_round):
    """A function that gives an answer in the open round: seat, item, option, and whatever else a job has."""

    def give(seat, item, option="s1", **more):
        state = more.pop("state", "answer")
        job = AnswerJob(seat.id, open_round.id, item, state, option if state == "answer" else None, **more)
        return store.give_answers([job], NOW)[0]

    return give


def test_rows_hold_what_counts_and_who_said_it_for_whom(store, workshop, open_round, sit, say, move_on):
    """Both votes, the last answer each, blank ones left out; nothing of another round."""
    one, two = sit(perspective="city", consent=True, attribution="Amt"), sit()
    say(one, "a", "s1")
    say(one, "a", "s2", note="Beleg")
    say(two, "b", state="dk")
    say(two, "c")
    say(two, "c", state="none")
    for action in (rounds.close, rounds.reveal):
        move_on(open_round.id, action)
    move_on(open_round.id, rounds.ask_again, ["a"])
    say(one, "a", "s3")
    rows = store.answer_rows(open_round.id)
    assert [(r.seat_id, r.vote, r.item, r.state, r.option, r.note) for r in rows] == [
        (one.id, 1, "a", "answer", "s2", "Beleg"),
        (two.id, 1, "b", "dk", None, ""),
        (one.id, 2, "a", "answer", "s3", ""),
    ]
    assert rows[0][1:5] == (one.station_id, "city", True, "Amt")
    with pytest.raises(NotFoundError):
        store.answer_rows(open_round.id + 1)


def test_rows_of_a_round_are_its_own(store, open_round, seat, say, prepare, move_on):
    """The same item in two rounds is answered in each."""
    say(seat, "a", "s1")
    later = move_on(prepare().id, rounds.open_round)
    store.give_answers([AnswerJob(seat.id, later.id, "a", "answer", "s4")], NOW)
    assert [[row.option for row in store.answer_rows(r.id)] for r in (open_round, later)] == [["s1"], ["s4"]]


def test_arrivals_count_people_and_never_say_what(store, workshop, station, case, wave, open_round, sit, say):
    """By table and perspective, by item, and who has finished; a withdrawn answer is none."""
    other = store.add_station(workshop.id, case.id, wave.id, "T2")
    one, two, _ = sit(), sit(station_id=other.id), sit(perspective="city")
    for item in "abc":
        say(one, item)
    say(two, "a", state="dk")
    say(two, "b")
    say(two, "b", state="none")
    assert store.arrivals(open_round.id) == Arrivals(
        seats={(station.id, "inside"): 1, (other.id, "inside"): 1, (station.id, "city"): 1},
        answered={(station.id, "inside"): 1, (other.id, "inside"): 1},
        by_item={"a": 2, "b": 1, "c": 1},
        complete=1,
    )


def test_arrivals_count_the_present_vote_and_those_who_are_asked(store, station, prepare, move_on, sit):
    """A second vote begins at zero, and counts only what it asks."""
    asked = move_on(prepare(perspectives=["inside"]).id, rounds.open_round)
    one, _ = sit(), sit(perspective="city")

    def give(item):
        assert store.give_answers([AnswerJob(one.id, asked.id, item, "dk")], NOW)[0].id

    for item in "abc":
        give(item)
    for again in ("a", "b"):
        for action in (rounds.close, rounds.reveal):
            move_on(asked.id, action)
        move_on(asked.id, rounds.ask_again, [again])
        assert store.arrivals(asked.id) == Arrivals({(station.id, "inside"): 1}, {}, {again: 0}, 0)
        give(again)
        assert store.arrivals(asked.id) == Arrivals(
            {(station.id, "inside"): 1}, {(station.id, "inside"): 1}, {again: 1}, 1
        )


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("second", [False, True])
def test_counting_who_has_answered_puts_no_answers_into_a_table_of_its_own(store, open_round, seat, move_on, second):
    """A wall has it counted every second: what that takes must not grow with the answers of a long day."""
    if second:
        for action, what in ((rounds.close, ()), (rounds.reveal, ()), (rounds.ask_again, (["a", "b"],))):
            move_on(open_round.id, action, *what)
    asked = []

    def note(_connection, _cursor, statement, values, *_):
        asked.append((statement, values))

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        store.arrivals(open_round.id)
    finally:
        event.remove(store._engine, "before_cursor_execute", note)
    [(statement, values)] = [one for one in asked if "workshop_answers" in one[0]]
    with store.reading() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert any("USING COVERING INDEX" in step and "workshop_answers" in step for step in steps)
    assert not [step for step in steps if "TEMP B-TREE" in step or "MATERIALIZE" in step]


def test_notes_of_a_round_are_those_that_count(store, open_round, seat, say):
    """What was replaced or removed is not read out any more."""
    say(seat, "a", note="erst")
    kept = say(seat, "a", note="dann <b>")
    say(seat, "b", note="weg")
    say(seat, "b", note="")
    expected = [(kept.id, seat.id, seat.station_id, seat.perspective, 1, "a", "dann <b>")]
    assert [tuple(note) for note in store.notes_of_round(open_round.id)] == expected


def test_the_last_publication_counts(store, open_round):
    """Content and basis are read as they were written."""
    assert store.last_publication(open_round.id) is None
    store.add_publication(open_round.id, {"items": []}, {"seats": [1]})
    content, basis = {"items": [{"n": 5, "mean": 2.25, "text": "ä\u2028🙂", "band": None}]}, {"seats": [1, 2]}
    last = store.add_publication(open_round.id, content, basis)
    assert store.last_publication(open_round.id) == last
    assert (last.content, last.basis) == (content, basis)
    for wrong in ({"x": float("nan")}, {"x": object()}, {"x": {1, 2}}):
        with pytest.raises(InvalidValueError):
            store.add_publication(open_round.id, wrong, {})
    with pytest.raises(NotFoundError):
        store.add_publication(open_round.id + 1, {}, {})


def test_what_is_shown_and_what_counts_fit_together(store, open_round, seat, say, move_on):
    """Closing first and reading then, in one transaction, sees every answer that was acknowledged."""
    given = say(seat, "a")
    with store.transaction():
        seen = store.round(open_round.id)
        closed = store.change_round(seen.id, seen.revision, rounds.close(seen.state, NOW))
        rows = store.answer_rows(seen.id)
        store.add_publication(seen.id, {"n": len(rows)}, {})
    assert [row.item for row in rows] == [given.item]
    assert store.round(seen.id) == closed
    assert store.last_publication(seen.id).content == {"n": 1}


def test_a_released_note_can_be_taken_off_the_wall(store, open_round):
    """In the order in which they were released; nothing says whose they are."""
    one = store.release_note(open_round.id, "a", " Satzung liegt vor ")
    two = store.release_note(open_round.id, "b", "<script>")
    assert store.released_notes(open_round.id) == [one, two]
    assert one.text == "Satzung liegt vor"
    store.withdraw_note(one.id)
    assert store.released_notes(open_round.id) == [two]
    with pytest.raises(NotFoundError):
        store.withdraw_note(one.id)
    with pytest.raises(InvalidValueError):
        store.release_note(open_round.id, "a", "  ")
    with pytest.raises(NoteTooLongError):
        store.release_note(open_round.id, "a", "x" * (NOTE_LIMIT + 1))


def test_the_record_stands_in_the_order_in_which_it_was_begun(store, workshop, open_round):
    """Changing a line leaves it in its place; saving the same again changes nothing."""
    first = store.put_entry(workshop.id, "k1", kind="decision", text="Eins")
    store.put_entry(workshop.id, "k2", round_id=open_round.id, item="a", kind="step", text="Zwei", role="R", due="Mai")
    changed = store.put_entry(workshop.id, "k1", kind="decision", text="Eins, genauer")
    entries = store.list_entries(workshop.id)
    assert [entry.text for entry in entries] == ["Eins, genauer", "Zwei"]
    assert entries[0] == changed != first
    step = entries[1]
    assert (step.round_id, step.item, step.kind, step.role, step.due) == (open_round.id, "a", "step", "R", "Mai")
    assert store.put_entry(workshop.id, "k1", kind="decision", text="Eins, genauer") == changed


def test_a_line_can_be_removed_and_brought_back(store, workshop):
    """As it stood last, in its old place."""
    for key in "ab":
        store.put_entry(workshop.id, key, kind="question", text=key)
    store.remove_entry(workshop.id, "a")
    assert [entry.key for entry in store.list_entries(workshop.id)] == ["b"]
    assert [entry.key for entry in store.list_entries(workshop.id, removed=True)] == ["a"]
    assert store.restore_entry(workshop.id, "a").text == "a"
    assert [entry.key for entry in store.list_entries(workshop.id)] == ["a", "b"]
    store.remove_entry(workshop.id, "a")
    store.put_entry(workshop.id, "a", kind="question", text="neu")
    assert [entry.text for entry in store.list_entries(workshop.id)] == ["neu", "b"]
    for change in (store.remove_entry, store.restore_entry):
        with pytest.raises(NotFoundError):
            change(workshop.id, "unknown")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": "x" * (NOTE_LIMIT + 1)}, NoteTooLongError), ({"role": "x" * 301}, InvalidValueError),
        ({"due": "x" * 301}, InvalidValueError), ({"kind": "gossip"}, InvalidValueError),
        ({"round_id": 10**6}, NotFoundError), ({"key": ""}, InvalidValueError),
    ],
)  # fmt: skip
def test_too_long_is_refused_and_not_cut(store, workshop, changes, error):
    """And so is what the record does not know."""
    with pytest.raises(error):
        store.put_entry(workshop.id, **{"key": "k", "kind": "note", "text": "t", **changes})
    assert store.list_entries(workshop.id) == []


@pytest.fixture
def release(store, case, wave):
    """A function that releases results of that Verbund; whatever it is given replaces the usual."""

    def add(**changes):
        usual = {
            "workshop_title": "Werkstatt", "round_title": "Runde", "case_id": case.id, "wave_id": wave.id,
            "content": {"items": [1, 2.5]}, "model": "toy", "model_version": "1+m", "questionnaire": "short",
            "questionnaire_version": "1+q",
        }  # fmt: skip
        return store.add_release(**{**usual, **changes})

    return add


def test_a_release_is_frozen_with_its_hash(store, case, release):
    """The hash depends on what is said, not on the order in which a program wrote it down."""
    made = release(content={"b": 1, "a": "ä"})
    assert store.list_releases() == store.list_releases(case.id) == [made]
    # printf '{"a":"ä","b":1}' | sha256sum
    assert made.digest == "507aab815f2bdfce1c740c0b1ae7b1c874f56b9aa5b9ab109a07b57365148233"
    assert digest_of(store.list_releases()[0].content) == made.digest
    assert release(content={"b": 2, "a": "ä"}).digest != made.digest


def test_releases_are_listed_by_verbund_and_can_be_withdrawn(store, case, release):
    """The plenary belongs to none; what was withdrawn is marked and stays."""
    mine, plenary = release(), release(case_id=None, wave_id=None)
    other = store.create_case("B", "C")
    assert store.list_releases(case.id) == [mine]
    assert store.list_releases(other.id) == []
    assert store.list_releases() == [mine, plenary]
    withdrawn = store.withdraw_release(mine.id)
    assert withdrawn.withdrawn_at is not None
    assert withdrawn.digest == mine.digest
    assert store.withdraw_release(mine.id) == withdrawn == store.list_releases(case.id)[0]
    with pytest.raises(NotFoundError):
        store.withdraw_release(plenary.id + 1)
    for wrong in ({"wave_id": None}, {"content": {"x": float("inf")}}, {"model": ""}):
        with pytest.raises(InvalidValueError):
            release(**wrong)
    with pytest.raises(NotFoundError):
        release(case_id=other.id)


def test_nobody_else_sees_answers_of_a_workshop(store, case, wave, seat, say):
    """What the pages of a Verbund read knows nothing of them before they are released, nor after."""
    say(seat, "a")
    assert store.responses_of_case(case.id) == []
    assert store.responses_of_wave(wave.id) == []
    assert store.count_respondents(case.id) == {}
    assert store.list_assessments(case.id) == []
    assert store.list_releases(case.id) == []


def test_nothing_can_be_added_to_a_deleted_workshop(store, workshop, case, wave, seat, open_round, say):
    """Every change says so; its answers and seats are unknown."""
    say(seat, "a", tap="t")
    assert store.delete_workshop(workshop.id)
    for change in (
        lambda: store.put_entry(workshop.id, "k", kind="note", text="t"),
        lambda: store.update_workshop(workshop.id, title="Neu"),
        lambda: store.add_station(workshop.id, case.id, wave.id, "T"),
        lambda: store.end_workshop(workshop.id),
    ):
        with pytest.raises(WorkshopDeletedError):
            change()
    assert isinstance(say(seat, "a", tap="t"), NotFoundError)
