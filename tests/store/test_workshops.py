"""Workshops, their tables, rounds and seats."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from typology.store import (
    AnswerJob,
    CaseUnscoredError,
    CodeTakenError,
    InvalidValueError,
    NotFoundError,
    PerspectiveInUseError,
    RoundBegunError,
    RoundChangedError,
    SeatSettledError,
    StationInUseError,
    WorkshopEndedError,
)
from typology.workshop import rounds

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def create(store):
    """A function that begins a workshop; whatever it is given replaces the usual."""
    made = []

    def one(title="Zweite", **changes):
        made.append(title)
        usual = {
            "lead_hash": f"lead-{len(made)}", "wall_hash": f"wall-{len(made)}", "code": f"code-{len(made)}",
            "join_key": "j", "perspectives": ["inside"], "group_from": 5, "public": False, "language": "de",
        }  # fmt: skip
        return store.create_workshop(title, **{**usual, **changes})

    return one


def test_a_workshop_is_found_by_number_secret_wall_and_code(store, workshop):
    """What is unknown is None; an unknown number is an error."""
    assert store.workshop(workshop.id) == workshop
    assert store.workshop_by_lead("lead") == store.workshop_by_wall("wall") == workshop
    assert store.workshop_by_code("abc234") == workshop
    assert (workshop.title, workshop.perspectives, workshop.group_from) == ("Werkstatt", ("inside", "city"), 5)
    assert (workshop.public, workshop.current_round, workshop.ended_at) == (False, None, None)
    for unknown in ("", "nope", "a\0b", None, 7):
        assert store.workshop_by_lead(unknown) is None
        assert store.workshop_by_wall(unknown) is None
        assert store.workshop_by_code(unknown) is None
        assert store.seat_by_token(unknown) is None
    with pytest.raises(NotFoundError):
        store.workshop(workshop.id + 1)
    assert store.list_workshops() == [workshop]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "}, {"title": "x" * 301}, {"perspectives": []}, {"perspectives": ["a", "a"]}, {"group_from": 0},
        {"group_from": True}, {"group_from": 2.5}, {"language": ""}, {"lead_hash": ""}, {"code": ""},
    ],
)  # fmt: skip
def test_what_cannot_be_a_workshop_is_refused(store, create, changes):
    """Nothing is cut to fit."""
    with pytest.raises(InvalidValueError):
        create(**changes)
    assert store.list_workshops() == []


@pytest.mark.parametrize("name", ["lead_hash", "wall_hash", "code"])
def test_no_two_workshops_share_a_secret_or_a_code(store, create, name):
    """Whoever drew one that is taken draws again."""
    create(**{name: "same"})
    with pytest.raises(CodeTakenError):
        create(**{name: "same"})
    other = create()
    renew = store.renew_code if name == "code" else store.renew_lead
    with pytest.raises(CodeTakenError):
        renew(other.id, "same", "same")
    assert store.workshop(other.id) == other


def test_settings_can_be_changed(store, workshop):
    """What is not named stays; every change raises the revision that phones and the wall follow."""
    changed = store.update_workshop(workshop.id, title="Neu", group_from=8, public=True, language="en")
    assert (changed.title, changed.group_from, changed.public, changed.language) == ("Neu", 8, True, "en")
    assert changed.perspectives == workshop.perspectives
    assert changed.revision > workshop.revision
    assert store.update_workshop(workshop.id) == changed


def test_a_perspective_in_use_stays(store, workshop, sit, prepare):
    """Somebody speaks for it, or a round asks it; others may be left out and added."""
    sit(perspective="inside")
    prepare(perspectives=["city"])
    for kept in (["inside"], ["city"]):
        with pytest.raises(PerspectiveInUseError):
            store.update_workshop(workshop.id, perspectives=kept)
    assert store.update_workshop(workshop.id, perspectives=["city", "welfare", "inside"]).perspectives[1] == "welfare"


def test_secrets_can_be_renewed(store, workshop, seat):
    """The old ones lead nowhere, and whoever has joined stays."""
    store.renew_lead(workshop.id, "lead2", "wall2")
    store.renew_code(workshop.id, "new234", "other")
    assert store.workshop_by_lead("lead") is store.workshop_by_wall("wall") is store.workshop_by_code("abc234") is None
    assert store.workshop_by_lead("lead2") == store.workshop_by_wall("wall2") == store.workshop_by_code("new234")
    assert store.set_seat_language(seat.id, "en").workshop_id == workshop.id


def test_signals_say_which_workshops_have_changed(store, workshop, create, prepare):
    """One question for any number of workshops; unknown ones are left out."""
    other = create()
    before = store.signals([workshop.id, other.id, 10**6])
    assert before == {workshop.id: store.workshop(workshop.id).revision, other.id: other.revision}
    asked = prepare()
    store.choose_round(workshop.id, asked.id)
    after = store.signals([workshop.id, other.id])
    assert after[workshop.id] > before[workshop.id]
    assert after[other.id] == before[other.id]
    assert store.signals([]) == {}


def test_everything_that_others_must_follow_raises_the_revision(store, workshop, case, wave, prepare, move_on):
    """Tables, rounds, their states, what is shown; whoever asks for signals hears of each."""
    seen = [store.signals([workshop.id])[workshop.id]]

    def heard():
        seen.append(store.signals([workshop.id])[workshop.id])
        return seen[-1] > seen[-2]

    station = store.add_station(workshop.id, case.id, wave.id, "T")
    assert heard()
    store.remove_station(station.id)
    assert heard()
    asked = prepare()
    assert heard()
    store.update_round(asked.id, asked.revision, title="Anders")
    assert heard()
    move_on(asked.id, rounds.open_round)
    assert heard()
    store.add_publication(asked.id, {}, {})
    assert heard()
    note = store.release_note(asked.id, "a", "Text")
    assert heard()
    store.withdraw_note(note.id)
    assert heard()
    store.remove_round(prepare().id)
    assert heard()
    store.end_workshop(workshop.id)
    assert heard()


def test_tables_stand_in_their_order(store, workshop, case, wave):
    """Two tables may speak about the same Verbund; one that nobody uses can go again."""
    first = store.add_station(workshop.id, case.id, wave.id, "Eins")
    second = store.add_station(workshop.id, case.id, wave.id, "Zwei")
    assert store.list_stations(workshop.id) == [first, second]
    store.remove_station(second.id)
    third = store.add_station(workshop.id, case.id, wave.id, "Drei")
    assert third.id != second.id  # a number is never given twice: phones may still hold the old one
    assert [station.label for station in store.list_stations(workshop.id)] == ["Eins", "Drei"]
    with pytest.raises(NotFoundError):
        store.list_stations(workshop.id + 1)


def test_a_table_needs_a_verbund_that_may_be_assessed(store, workshop, case, wave):
    """No fact sheet, no point in time of another Verbund, no label that is empty."""
    sheet = store.create_case("Echt", "Stadt", unscored=True)
    theirs = store.create_wave(sheet.id, "Heute", "now")
    with pytest.raises(CaseUnscoredError):
        store.add_station(workshop.id, sheet.id, theirs.id, "T")
    with pytest.raises(NotFoundError):
        store.add_station(workshop.id, case.id, theirs.id, "T")
    with pytest.raises(InvalidValueError):
        store.add_station(workshop.id, case.id, wave.id, " ")


def test_a_table_in_use_stays(store, workshop, case, wave, seat, prepare):
    """Because somebody sits there, or because a round names it."""
    with pytest.raises(StationInUseError) as refused:
        store.remove_station(seat.station_id)
    assert refused.value.details == {"by": "seat"}
    named = store.add_station(workshop.id, case.id, wave.id, "T")
    prepare(stations=[named.id])
    with pytest.raises(StationInUseError) as refused:
        store.remove_station(named.id)
    assert refused.value.details == {"by": "round"}


def test_a_round_is_kept_with_everything_it_asks(store, workshop, station, prepare):
    """Read again it is the same, state and all."""
    state = rounds.RoundState(("a", "ä🙂"), pace="led")
    asked = prepare(perspectives=["city"], stations=[station.id], state=state)
    assert store.round(asked.id) == asked
    assert (asked.state, asked.perspectives, asked.stations) == (state, ("city",), (station.id,))
    later = prepare()
    assert store.list_rounds(workshop.id) == [asked, later]
    with pytest.raises(NotFoundError):
        store.round(asked.id + 2)
    with pytest.raises(NotFoundError):
        store.list_rounds(workshop.id + 1)


def test_a_round_asks_only_its_own_workshop(store, workshop, create, case, wave, prepare):
    """Perspectives, tables and choice of round do not reach into another one."""
    other = create()
    theirs = store.add_station(other.id, case.id, wave.id, "T")
    with pytest.raises(InvalidValueError):
        prepare(perspectives=["science"])
    with pytest.raises(NotFoundError):
        prepare(stations=[theirs.id])
    with pytest.raises(InvalidValueError):
        prepare(state=rounds.open_round(rounds.RoundState(("a",)), NOW))
    with pytest.raises(InvalidValueError):
        store.choose_round(other.id, prepare().id)
    assert store.workshop(other.id).current_round is None


def test_a_draft_can_be_changed_and_removed(store, workshop, prepare):
    """What is not named stays; a removed round is no longer followed, and its lines of the record stay."""
    asked = prepare()
    changed = store.update_round(
        asked.id, asked.revision, title="Neu", perspectives=["city"], state=rounds.RoundState(("x",)),
        model_version="2+m",
    )  # fmt: skip
    assert (changed.title, changed.perspectives, changed.state.items) == ("Neu", ("city",), ("x",))
    assert (changed.model_version, changed.questionnaire) == ("2+m", asked.questionnaire)
    store.choose_round(workshop.id, asked.id)
    line = store.put_entry(workshop.id, "k", round_id=asked.id, kind="note", text="T")
    store.remove_round(asked.id)
    assert store.list_rounds(workshop.id) == []
    assert store.workshop(workshop.id).current_round is None
    assert [(e.key, e.round_id) for e in store.list_entries(workshop.id)] == [(line.key, None)]
    assert prepare().id != asked.id


def test_a_round_that_has_begun_stays_as_it_is(store, open_round):
    """Neither what it asks nor the round itself can be taken back."""
    with pytest.raises(RoundBegunError):
        store.update_round(open_round.id, open_round.revision, title="Neu")
    with pytest.raises(RoundBegunError):
        store.remove_round(open_round.id)


def test_of_two_who_change_a_round_only_one_is_first(store, prepare):
    """Whoever saw an older state is told, and nothing is overwritten."""
    asked = prepare()
    opened = store.change_round(asked.id, asked.revision, rounds.open_round(asked.state, NOW))
    with pytest.raises(RoundChangedError) as refused:
        store.change_round(asked.id, asked.revision, rounds.open_round(asked.state, NOW, lasts=timedelta(minutes=5)))
    assert refused.value.details == {"revision": opened.revision}
    assert store.round(asked.id) == opened
    draft = prepare()
    store.update_round(draft.id, draft.revision, title="Eins")
    with pytest.raises(RoundChangedError):
        store.update_round(draft.id, draft.revision, title="Zwei")


def test_two_windows_at_once_do_not_open_a_round_twice(store, prepare):
    """At the same moment, from threads of their own: one goes through."""
    asked = prepare()
    start, outcomes = threading.Barrier(4), []

    def press():
        start.wait()
        try:
            store.change_round(asked.id, asked.revision, rounds.open_round(asked.state, NOW))
            outcomes.append("opened")
        except RoundChangedError:
            outcomes.append("changed")

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["changed"] * 3 + ["opened"]


def test_a_seat_is_found_by_its_token_only(store, workshop, station, sit):
    """What is kept is what was chosen, and when; without consent no office is kept."""
    seat = sit(token_hash="t", perspective="city", language="en", consent=True, attribution=" Stadt ")
    assert store.seat_by_token("t") == seat
    assert (seat.workshop_id, seat.station_id, seat.perspective) == (workshop.id, station.id, "city")
    assert (seat.language, seat.consent, seat.attribution) == ("en", True, "Stadt")
    assert sit(consent=False, attribution="Stadt").attribution == ""
    assert store.seat_by_token("u") is None


def test_a_form_sent_twice_is_one_person(store, case, wave, workshop, sit, open_round):
    """The seat gets the new token, and until the first answer what the form says now; then table and voice stay."""
    other = store.add_station(workshop.id, case.id, wave.id, "T2")
    first = sit(token_hash="t1", nonce="n")
    again = sit(token_hash="t2", nonce="n", station_id=other.id, perspective="city")
    assert (again.id, again.station_id, again.perspective) == (first.id, other.id, "city")
    assert store.seat_by_token("t1") is None
    store.give_answers([AnswerJob(first.id, open_round.id, "a", "dk")], NOW)
    late = sit(token_hash="t3", nonce="n")
    assert (late.id, late.station_id, late.perspective) == (first.id, other.id, "city")
    assert store.seat_by_token("t3") == late
    assert sit(nonce="").id != sit(nonce="").id


def test_a_form_sent_from_many_threads_is_one_person(store, sit):
    """A double tap that arrives at the same moment leaves one seat."""
    start, seats = threading.Barrier(5), []

    def press(number):
        start.wait()
        seats.append(sit(nonce="n", token_hash=f"t{number}").id)

    threads = [threading.Thread(target=press, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seats) == 5
    assert len(set(seats)) == 1


def test_a_seat_is_refused_where_there_is_none(store, workshop, station, create, case, wave, sit):
    """An unknown table, one of another workshop, a perspective nobody asked for, a token somebody has."""
    theirs = store.add_station(create().id, case.id, wave.id, "T")
    for wrong in (theirs.id, 10**6, -1):
        with pytest.raises(NotFoundError):
            sit(station_id=wrong)
    with pytest.raises(InvalidValueError):
        sit(perspective="science")
    with pytest.raises(InvalidValueError):
        sit(consent=True, attribution="x" * 301)
    sit(token_hash="t")
    with pytest.raises(CodeTakenError):
        sit(token_hash="t")


def test_a_person_can_change_their_mind_until_the_first_answer(store, workshop, case, wave, seat, open_round):
    """Then table and perspective stay; the language can change at any time."""
    other = store.add_station(workshop.id, case.id, wave.id, "T2")
    moved = store.move_seat(seat.id, station_id=other.id, perspective="city", consent=True, attribution="Amt")
    assert (moved.station_id, moved.perspective, moved.attribution) == (other.id, "city", "Amt")
    store.give_answers([AnswerJob(seat.id, open_round.id, "a", "dk")], NOW)
    with pytest.raises(SeatSettledError):
        store.move_seat(seat.id, station_id=other.id, perspective="inside", consent=False, attribution="")
    assert store.set_seat_language(seat.id, "en").language == "en"
    with pytest.raises(NotFoundError):
        store.set_seat_language(seat.id + 1, "en")


def test_a_whole_room_may_share_one_transaction(store, sit):
    """A thousand joining in the same second need not wait for a thousand disks."""
    with store.transaction():
        seats = [sit() for _ in range(20)]
        with pytest.raises(InvalidValueError):
            sit(perspective="science")
    assert len({seat.id for seat in seats}) == 20
    assert store.move_seat(seats[3].id, station_id=seats[3].station_id, perspective="city", consent=False).perspective


def test_an_ended_workshop_takes_nobody_and_nothing(store, workshop, case, wave, seat, sit, open_round, prepare):
    """Its code is free for another one, open rounds are closed, and results can still be shown."""
    ended = store.end_workshop(workshop.id)
    assert ended.ended_at is not None
    assert (ended.code, ended.join_key) == (None, None)
    assert store.workshop_by_code("abc234") is None
    assert store.workshop_by_lead("lead") == store.end_workshop(workshop.id) == ended
    for refused in (
        sit,
        prepare,
        lambda: store.add_station(workshop.id, case.id, wave.id, "T"),
        lambda: store.renew_code(workshop.id, "c", "j"),
        lambda: store.move_seat(seat.id, station_id=seat.station_id, perspective="city", consent=False),
    ):
        with pytest.raises(WorkshopEndedError):
            refused()
    closed = store.round(open_round.id)
    assert closed.state.phase == "closed"
    with pytest.raises(WorkshopEndedError):
        store.change_round(closed.id, closed.revision, rounds.reopen(closed.state, NOW))
    shown = store.change_round(closed.id, closed.revision, rounds.reveal(closed.state, NOW))
    assert shown.state.phase == "revealed"
