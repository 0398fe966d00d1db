"""Answers of a workshop: a batch at a time, each tap once, nothing into a round that is closed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from typology.store import (
    NOTE_LIMIT,
    AnswerClosedError,
    AnswerJob,
    InvalidValueError,
    NoteTooLongError,
    NotFoundError,
    StoreUnavailableError,
    VoteChangedError,
    WorkshopEndedError,
)
from typology.store.workshop_tables import workshop_answers
from typology.workshop import rounds

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


def entries(store):
    """Return how many entries the table holds."""
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(workshop_answers)).scalar()


@pytest.fixture
def give(store, seat, open_round):
    """A function that gives one answer and returns what came of it; whatever it is given replaces the usual."""

    def one(item="a", option="s1", state="answer", now=NOW, **changes):
        usual = {"seat_id": seat.id, "round_id": open_round.id}
        return store.give_answers([AnswerJob(item=item, state=state, option=option, **{**usual, **changes})], now)[0]

    return one


def test_an_answer_is_there_when_the_batch_has_returned(store, seat, open_round, give):
    """What comes back is what is read afterwards, with the time it was given."""
    answer = give(option="s3", note="Satzung", tap="t1")
    assert (answer.state, answer.option, answer.number, answer.note) == ("answer", "s3", None, "Satzung")
    assert (answer.vote, answer.item, answer.given_at) == (1, "a", NOW)
    assert store.answers_of_seat(seat.id, open_round.id) == {(1, "a"): answer}


def test_the_last_answer_counts_and_the_others_stay(store, seat, open_round, give):
    """Changing one's mind adds an entry."""
    give(option="s1")
    last = give(option="s2")
    assert store.answers_of_seat(seat.id, open_round.id) == {(1, "a"): last}
    assert entries(store) == 2


def test_the_same_again_writes_nothing(store, give):
    """Neither with another tap nor without any; a note that is not sent is left as it is."""
    first = give(note="weil", tap="t1")
    assert give(tap="t2") == first
    assert give(note="weil") == first
    assert entries(store) == 1


def test_a_note_can_be_kept_replaced_and_removed(give):
    """None leaves it, text replaces it, nothing removes it."""
    give(note="eins")
    assert give(option="s2").note == "eins"
    assert give(option="s2", note="zwei").note == "zwei"
    assert give(option="s2", note="").note == ""


def test_an_answer_can_be_withdrawn(store, seat, open_round, give):
    """Nothing is left to be shown, the history stays; withdrawing what was never given is no entry."""
    assert give(item="b", state="none", option=None).id == 0
    give()
    assert give(state="none", option=None).state == "none"
    assert store.answers_of_seat(seat.id, open_round.id) == {}
    assert entries(store) == 2


def test_a_batch_answers_in_its_order(store, sit, open_round):
    """One refused job does not touch the others, and each result stands in the place of its job."""
    one, two = sit(), sit()
    jobs = [
        AnswerJob(one.id, open_round.id, "a", "answer", "s1"),
        AnswerJob(two.id, open_round.id, "a", "answer"),
        AnswerJob(two.id, open_round.id, "a", "dk"),
        AnswerJob(one.id, open_round.id, "unknown", "dk"),
        AnswerJob(one.id, open_round.id + 1, "a", "dk"),
        AnswerJob(two.id + 1, open_round.id, "a", "dk"),
        AnswerJob(one.id, open_round.id, "b", "answer", number=2.5),
        AnswerJob(one.id, open_round.id, "c", "dk", note="x" * (NOTE_LIMIT + 1)),
        AnswerJob(-1, open_round.id, "c", "dk"),
    ]
    results = store.give_answers(jobs, NOW)
    kinds = [type(result) if isinstance(result, Exception) else result.state for result in results]
    assert kinds == [
        "answer", InvalidValueError, "dk", AnswerClosedError, NotFoundError, NotFoundError, "answer", NoteTooLongError,
        NotFoundError,
    ]  # fmt: skip
    assert results[6].number == 2.5
    assert entries(store) == 3
    assert store.give_answers([], NOW) == []


def test_two_answers_of_one_seat_in_one_batch_count_in_their_order(store, seat, open_round):
    """There and back again within a batch leaves three entries; the same twice leaves one."""
    options = ["s1", "s1", "s2", "s1"]
    jobs = [AnswerJob(seat.id, open_round.id, "a", "answer", option, tap=f"t{n}") for n, option in enumerate(options)]
    results = store.give_answers(jobs, NOW)
    assert [result.option for result in results] == options
    assert results[0] == results[1]
    assert entries(store) == 3
    assert store.answers_of_seat(seat.id, open_round.id) == {(1, "a"): results[3]}


def test_a_tap_that_is_sent_again_counts_once(store, seat, open_round, give):
    """Also where something else was answered since: a phone that repeats itself does not undo that."""
    give(option="s1", tap="t1")
    last = give(option="s2", tap="t2")
    assert give(option="s1", tap="t1") == last
    twice = [AnswerJob(seat.id, open_round.id, "b", "answer", "s1", tap="t3")] * 2
    results = store.give_answers(twice, NOW)
    assert results[0] == results[1]
    assert entries(store) == 3


def test_the_key_of_a_tap_belongs_to_one_seat(store, sit, open_round):
    """Two phones that happen to choose the same key are two people."""
    jobs = [AnswerJob(sit().id, open_round.id, "a", "answer", "s1", tap="t") for _ in range(2)]
    one, two = store.give_answers(jobs, NOW)
    assert one.seat_id != two.seat_id
    assert entries(store) == 2


def test_a_tap_that_was_stored_is_acknowledged_after_the_round_is_closed(store, workshop, open_round, give, move_on):
    """The phone that did not hear the first acknowledgement hears the second, and shows what is true."""
    stored = give(tap="t1")
    move_on(open_round.id, rounds.close)
    assert give(tap="t1") == stored
    store.end_workshop(workshop.id)
    assert give(tap="t1") == stored
    assert isinstance(give(option="s2", tap="t2"), WorkshopEndedError)


def test_an_old_page_with_the_key_of_an_earlier_tap_still_answers(give):
    """Going back in the browser brings back a form with its old key; another choice there is another answer."""
    give(option="s1", tap="t1")
    assert give(option="s2", tap="t1").option == "s2"
    assert give(option="s2", tap="t1").option == "s2"
    assert give(item="b", option="s2", tap="t1").item == "b"


def test_nothing_arrives_in_a_round_that_is_not_open(store, seat, prepare, move_on):
    """A draft, a closed and a revealed round take no answer; a reopened one does."""
    asked = prepare()
    job = AnswerJob(seat.id, asked.id, "a", "answer", "s1")

    def taken():
        return not isinstance(store.give_answers([job], NOW)[0], AnswerClosedError)

    assert not taken()
    move_on(asked.id, rounds.open_round)
    assert taken()
    move_on(asked.id, rounds.close)
    job = job._replace(option="s2")
    assert not taken()
    move_on(asked.id, rounds.reveal)
    assert not taken()
    move_on(asked.id, rounds.reopen)
    assert taken()


def test_the_timer_closes_a_round_by_itself(prepare, move_on, give):
    """A tap in the last second is on its way and still counts, one after that does not."""
    asked = move_on(prepare().id, rounds.open_round, now=NOW, lasts=timedelta(minutes=1))
    end = NOW + timedelta(minutes=1)
    assert give(round_id=asked.id, now=end).id
    assert isinstance(give(option="s2", round_id=asked.id, now=end + rounds.GRACE), AnswerClosedError)


def test_a_second_vote_leaves_the_first_as_it_is(store, seat, open_round, give, move_on):
    """Both votes are kept; only what is asked again can be answered again, and its note is its own."""
    first = give(option="s1", note="vorher", tap="t1")
    other = give(item="b")
    for step in (rounds.close, rounds.reveal):
        move_on(open_round.id, step)
    move_on(open_round.id, rounds.ask_again, ["a"])
    assert isinstance(give(item="b", option="s2"), AnswerClosedError)
    second = give(option="s2")
    assert (second.vote, second.note) == (2, "")
    assert give(option="s1", note="vorher", tap="t1") == first
    everything = {(1, "a"): first, (1, "b"): other, (2, "a"): second}
    assert store.answers_of_seat(seat.id, open_round.id) == everything


def test_an_answer_meant_for_the_first_vote_does_not_count_in_the_second(store, seat, open_round, give, move_on):
    """Whoever read the page before the second vote began decides nothing in it; the transaction sees to that."""
    first = give(option="s1", vote=1)
    for step in (rounds.close, rounds.reveal):
        move_on(open_round.id, step)
    move_on(open_round.id, rounds.ask_again, ["a"])
    assert isinstance(give(option="s3", vote=1), VoteChangedError)
    assert store.answers_of_seat(seat.id, open_round.id) == {(1, "a"): first}
    assert give(option="s3", vote=2).vote == 2


def test_only_those_are_heard_whom_the_round_asks(store, workshop, station, case, wave, sit, prepare, move_on):
    """A round for one perspective or one table takes no answer from another."""
    other = store.add_station(workshop.id, case.id, wave.id, "Tisch 2")
    asked = move_on(prepare(perspectives=["city"], stations=[station.id]).id, rounds.open_round)
    seats = [sit(), sit(perspective="city", station_id=other.id), sit(perspective="city")]
    results = store.give_answers([AnswerJob(s.id, asked.id, "a", "dk") for s in seats], NOW)
    assert [isinstance(result, AnswerClosedError) for result in results] == [True, True, False]


def test_a_seat_of_another_workshop_is_no_seat(store, seat, case, wave):
    """Nobody answers in a workshop they have not joined."""
    other = store.create_workshop(
        "B", lead_hash="l", wall_hash="w", code="def567", join_key="j", perspectives=["inside"], group_from=5,
        public=False, language="de",
    )  # fmt: skip
    store.add_station(other.id, case.id, wave.id, "T")
    state = rounds.RoundState(("a",))
    there = store.add_round(
        other.id, title="", questionnaire="q", questionnaire_version="1", model="m", model_version="1",
        perspectives=[], stations=[], state=state,
    )  # fmt: skip
    store.change_round(there.id, there.revision, rounds.open_round(state, NOW))
    assert isinstance(store.give_answers([AnswerJob(seat.id, there.id, "a", "dk")], NOW)[0], NotFoundError)


def test_every_script_and_markup_stays_as_it_was_written(store, give):
    """Right-to-left text, emoji and markup are kept; halves of signs and NUL are mended."""
    for note in ("<script>alert(1)</script>", "مرحبا", "🙂", "Zeile\nZeile", "'; DROP TABLE workshops; --"):
        assert give(note=note).note == note
    assert give(note="a\0b\ud83d").note == "ab�"
    assert give(item="a", tap="ключ\0🙂").item == "a"


def test_a_batch_that_cannot_be_saved_leaves_nothing(store, seat, open_round, monkeypatch):
    """All of it or nothing: where the last statement fails, none of the answers is there."""
    jobs = [AnswerJob(seat.id, open_round.id, item, "dk", tap=item) for item in "abc"]
    monkeypatch.setattr(type(store), "retrying", lambda *_: (_ for _ in ()).throw(StoreUnavailableError()))
    with pytest.raises(StoreUnavailableError):
        store.give_answers(jobs, NOW)
    monkeypatch.undo()

    def interrupted():
        with store.transaction():
            store.give_answers(jobs, NOW)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert entries(store) == 0
    assert all(answer.id for answer in store.give_answers(jobs, NOW))


def test_a_large_batch_takes_no_more_statements_than_a_small_one(store, sit, open_round):
    """A hall of phones in one transaction: the number of statements does not depend on how many they are."""
    seats = [sit() for _ in range(60)]
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    def ask(several):
        statements.clear()
        jobs = [AnswerJob(s.id, open_round.id, item, "dk", tap=item) for s in several for item in "abc"]
        assert all(answer.id for answer in store.give_answers(jobs, NOW))
        return list(statements)

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        assert ask(seats[:1]) == ask(seats[1:])
    finally:
        event.remove(store._engine, "before_cursor_execute", note)
