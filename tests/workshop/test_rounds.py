"""Rounds: which action is possible when, what it does, and what never happens."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.workshop import rounds
from typology.workshop.rounds import GRACE, PHASES, Action, RoundState, TransitionError

T0 = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DRAFT = RoundState(("a", "b", "c"), pace="led")

DO = {
    "open": lambda s, now: rounds.open_round(s, now),
    "close": rounds.close,
    "reveal": rounds.reveal,
    "hide": rounds.hide,
    "discuss": rounds.discuss,
    "release": rounds.release,
    "reopen": lambda s, now: rounds.reopen(s, now),
    "ask_again": lambda s, now: rounds.ask_again(s, ["a"], now),
    "go_to": lambda s, now: rounds.go_to(s, "b", now),
    "show": lambda s, now: rounds.show(s, "b", now),
    "set_timer": lambda s, now: rounds.set_timer(s, MINUTE, now),
    "stop_timer": rounds.stop_timer,
}

# Written out once more, not taken from the code: per action the phases that allow it, and the phase it leads to.
TABLE = {
    "open": {"draft": "open"},
    "close": {"open": "closed"},
    "reveal": {"closed": "revealed"},
    "hide": {"revealed": "closed"},
    "discuss": {"revealed": "discussed"},
    "release": {"discussed": "released"},
    "reopen": {"closed": "open", "revealed": "open", "discussed": "open"},
    "ask_again": {"revealed": "open", "discussed": "open"},
    "go_to": {"open": "open"},
    "show": {"revealed": "revealed", "discussed": "discussed", "released": "released"},
    "set_timer": {"open": "open"},
    "stop_timer": {"open": "open"},
}


def at(phase, state=DRAFT):
    """The round as it is in a phase, by the ordinary way."""
    way = {"draft": (), "open": ("open",), "closed": ("open", "close"), "revealed": ("open", "close", "reveal"),
           "discussed": ("open", "close", "reveal", "discuss"),
           "released": ("open", "close", "reveal", "discuss", "release")}[phase]  # fmt: skip
    for action in way:
        state = DO[action](state, T0)
    assert state.phase == phase
    return state


def test_every_action_is_tried():
    """The table of these tests knows all of them."""
    assert set(DO) == set(TABLE) == set(get_args(Action))


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("action", DO)
def test_an_action_is_possible_in_its_phases_only(action, phase):
    """Elsewhere it is refused, says what was tried when, and has changed nothing; the buttons say the same."""
    state = at(phase)
    before = rounds.to_json(state)
    offered = action in rounds.allowed(replace(state, closes_at=T0 + MINUTE), T0)
    if phase in TABLE[action]:
        assert DO[action](state, T0).phase == TABLE[action][phase]
        assert offered
    else:
        with pytest.raises(TransitionError) as caught:
            DO[action](state, T0)
        assert (caught.value.action, caught.value.phase, caught.value.reason) == (action, phase, "phase")
        assert not offered
    assert rounds.to_json(state) == before


@pytest.mark.parametrize(("phase", "visible"), [*zip(PHASES, (False, False, False, True, True, True), strict=True)])
def test_results_are_visible_from_revealed_on(phase, visible):
    """Neither while people answer nor when the round is just closed."""
    assert at(phase).results_visible is visible


def test_opening_asks_everything_and_begins_with_the_first():
    """In a led round all phones show the first item; at one's own pace none is shown to all."""
    state = rounds.open_round(DRAFT, T0)
    assert (state.asked, state.current, state.opened_at, state.closes_at) == (("a", "b", "c"), "a", T0, None)
    assert rounds.open_round(replace(DRAFT, pace="free"), T0).current is None


def test_a_round_without_items_cannot_be_opened():
    """And is not offered to be."""
    with pytest.raises(TransitionError) as caught:
        rounds.open_round(RoundState(()), T0)
    assert caught.value.reason == "item"
    assert "open" not in rounds.allowed(RoundState(()), T0)


def test_a_naive_time_is_a_mistake_of_the_program():
    """Times carry their zone; those of another zone are kept in UTC."""
    with pytest.raises(ValueError, match="zone"):
        rounds.open_round(DRAFT, datetime(2026, 5, 4, 10, 0))
    berlin = timezone(timedelta(hours=2))
    assert rounds.open_round(DRAFT, datetime(2026, 5, 4, 12, 0, tzinfo=berlin)).opened_at == T0


# ------------------------------------------------------------------------------ timer
def test_the_timer_closes_the_round_whether_anybody_pressed_a_button():
    """To the moment; everything that comes after sees a closed round."""
    state = rounds.open_round(DRAFT, T0, lasts=MINUTE)
    assert state.closes_at == T0 + MINUTE
    assert rounds.phase_at(state, T0 + MINUTE - timedelta(microseconds=1)) == "open"
    assert rounds.phase_at(state, T0 + MINUTE) == "closed"
    settled = rounds.settle(state, T0 + MINUTE)
    assert (settled.phase, settled.closes_at) == ("closed", None)
    assert rounds.settle(state, T0) is state
    assert rounds.reveal(state, T0 + MINUTE).phase == "revealed"
    assert "close" not in rounds.allowed(state, T0 + MINUTE)
    with pytest.raises(TransitionError):
        rounds.go_to(state, "b", T0 + MINUTE)


def test_closing_what_the_timer_has_closed_does_no_harm():
    """The facilitator presses the button in the same second."""
    state = rounds.open_round(DRAFT, T0, lasts=MINUTE)
    assert rounds.close(state, T0 + MINUTE).phase == "closed"


def test_a_tap_in_the_last_second_counts():
    """For three seconds after the timer, but not after the facilitator has closed the round."""
    state = rounds.open_round(DRAFT, T0, lasts=MINUTE)
    end = T0 + MINUTE
    assert rounds.takes_answer(state, "a", end)
    assert rounds.takes_answer(state, "a", end + GRACE - timedelta(microseconds=1))
    assert not rounds.takes_answer(state, "a", end + GRACE)
    assert not rounds.takes_answer(rounds.settle(state, end), "a", end)
    assert not rounds.takes_answer(rounds.close(state, T0), "a", T0)


@pytest.mark.parametrize(
    "lasts", [timedelta(0), timedelta(seconds=-5), timedelta(hours=8, seconds=1), timedelta(days=900_000)]
)
@pytest.mark.parametrize("begin", ["open", "reopen", "ask_again", "set_timer"])
def test_a_timer_runs_between_a_second_and_eight_hours(begin, lasts):
    """Everything else is refused wherever a timer can be set."""
    do = {
        "open": lambda: rounds.open_round(DRAFT, T0, lasts=lasts),
        "reopen": lambda: rounds.reopen(at("closed"), T0, lasts=lasts),
        "ask_again": lambda: rounds.ask_again(at("revealed"), ["a"], T0, lasts=lasts),
        "set_timer": lambda: rounds.set_timer(at("open"), lasts, T0),
    }[begin]
    with pytest.raises(TransitionError) as caught:
        do()
    assert caught.value.reason == "time"


def test_more_time_and_no_timer():
    """A timer counts from now, also when it is set anew; without one there is nothing to stop."""
    state = rounds.set_timer(rounds.open_round(DRAFT, T0, lasts=MINUTE), 2 * MINUTE, T0 + timedelta(seconds=30))
    assert state.closes_at == T0 + timedelta(seconds=150)
    stopped = rounds.stop_timer(state, T0 + MINUTE)
    assert (stopped.phase, stopped.closes_at) == ("open", None)
    assert "stop_timer" not in rounds.allowed(stopped, T0)
    assert rounds.phase_at(stopped, T0 + timedelta(days=9)) == "open"


def test_reopening_after_the_timer_does_not_close_at_once():
    """The old end is gone."""
    state = rounds.reopen(rounds.open_round(DRAFT, T0, lasts=MINUTE), T0 + 5 * MINUTE)
    assert (state.phase, state.closes_at) == ("open", None)


# ------------------------------------------------------------------------------ led
def test_all_phones_follow_in_a_led_round():
    """Forwards and back; an unknown item and a round at one's own pace are refused."""
    state = rounds.go_to(rounds.go_to(at("open"), "c", T0), "b", T0)
    assert state.current == "b"
    with pytest.raises(TransitionError) as caught:
        rounds.go_to(state, "z", T0)
    assert caught.value.reason == "item"
    free = at("open", replace(DRAFT, pace="free"))
    with pytest.raises(TransitionError) as caught:
        rounds.go_to(free, "b", T0)
    assert caught.value.reason == "pace"
    assert "go_to" not in rounds.allowed(free, T0)


def test_a_phone_that_was_away_may_answer_what_has_gone_by():
    """While the round is open, any item of the vote takes answers; unknown ones never do."""
    state = rounds.go_to(at("open"), "c", T0)
    assert all(rounds.takes_answer(state, item, T0) for item in "abc")
    assert not rounds.takes_answer(state, "z", T0)


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "open"])
def test_no_answer_counts_unless_the_round_is_open(phase):
    """In none of the other phases."""
    assert not any(rounds.takes_answer(at(phase), item, T0) for item in "abc")


def test_reopening_stays_where_the_room_was():
    """The phones come back to the item that was shown last."""
    state = rounds.close(rounds.go_to(at("open"), "c", T0), T0)
    assert rounds.reopen(state, T0).current == "c"


# ------------------------------------------------------------------------------ wall
def test_the_wall_shows_one_item_or_the_overview():
    """Only items of the round; opening again and hiding take it off."""
    state = rounds.show(at("revealed"), "b", T0)
    assert state.shown == "b"
    assert rounds.show(state, None, T0).shown is None
    assert rounds.hide(state, T0).shown is None
    assert rounds.reopen(state, T0).shown is None
    with pytest.raises(TransitionError) as caught:
        rounds.show(state, "z", T0)
    assert caught.value.reason == "item"


# ------------------------------------------------------------------------------ second vote
def test_a_second_vote_on_some_items():
    """Only those take answers, and those are of the second vote; results are hidden while it runs."""
    state = rounds.ask_again(at("discussed"), ["c", "a"], T0)
    assert (state.asked, state.again, state.current) == (("a", "c"), ("a", "c"), "a")
    assert (state.is_second_vote, state.results_visible) == (True, False)
    assert [state.vote_of(item) for item in "abc"] == [2, 1, 2]
    assert [rounds.takes_answer(state, item, T0) for item in "abc"] == [True, False, True]
    with pytest.raises(TransitionError):
        rounds.go_to(state, "b", T0)
    assert rounds.reopen(rounds.close(state, T0), T0).asked == ("a", "c")


def test_items_can_be_asked_again_one_after_another_and_each_only_once():
    """First a, then the other two; then there is nothing left to ask again."""
    def back(s):
        return rounds.reveal(rounds.close(s, T0), T0)

    state = back(rounds.ask_again(at("revealed"), ["a"], T0))
    with pytest.raises(TransitionError) as caught:
        rounds.ask_again(state, ["a", "b"], T0)
    assert caught.value.reason == "again"
    state = back(rounds.ask_again(state, ["b", "c"], T0))
    assert state.again == ("a", "b", "c")
    assert [state.vote_of(item) for item in "abc"] == [2, 2, 2]
    assert "ask_again" not in rounds.allowed(state, T0)


@pytest.mark.parametrize("items", [[], ["z"], ["a", "z"]])
def test_only_items_of_the_round_can_be_asked_again(items):
    """And at least one."""
    with pytest.raises(TransitionError) as caught:
        rounds.ask_again(at("revealed"), items, T0)
    assert caught.value.reason == "item"


# ------------------------------------------------------------------------------ kept
def test_what_is_kept_comes_back():
    """Every field, times with their zone; also what was kept before rounds had a length."""
    state = replace(rounds.set_timer(at("open"), MINUTE, T0), minutes=15)
    plain = json.loads(json.dumps(rounds.to_json(state)))
    assert rounds.from_json(plain) == state
    del plain["minutes"]
    assert rounds.from_json(plain) == replace(state, minutes=None)


@pytest.mark.parametrize(
    "change",
    [{"phase": "secret"}, {"pace": "slow"}, {"asked": None}, {"closes_at": "soon"}, {"closes_at": 5}, {"current": "z"},
     {"items": ["a", "a"]}, {"again": ["z"]}],
)  # fmt: skip
def test_what_is_no_round_is_refused(change):
    """With one kind of error."""
    with pytest.raises(ValueError, match=r"round|format|distinct"):
        rounds.from_json({**rounds.to_json(at("open")), **change})


@pytest.mark.parametrize("missing", ["items", "phase", "opened_at"])
def test_a_round_with_something_missing_is_refused(missing):
    """Nothing is guessed."""
    plain = rounds.to_json(DRAFT)
    del plain[missing]
    with pytest.raises(ValueError, match="not the state of a round"):
        rounds.from_json(plain)


def test_items_are_distinct_and_the_rest_is_among_them():
    """A state that cannot be is never made."""
    with pytest.raises(ValueError, match="distinct"):
        RoundState(("a", "a"))
    with pytest.raises(ValueError, match="distinct"):
        RoundState(("a",), current="b")


def test_the_simple_actions_are_the_functions_of_that_name():
    """For buttons that need nothing else."""
    assert all(DO[action] is do for action, do in rounds.SIMPLE_ACTIONS.items())


# ------------------------------------------------------------------------------ whatever happens
NAMES = ("a", "b", "c", "d")
STEP = st.tuples(
    st.sampled_from(list(DO)),
    st.lists(st.sampled_from([*NAMES, "z"]), max_size=3),
    st.integers(0, 300).map(lambda seconds: timedelta(seconds=seconds)),
    st.one_of(st.none(), st.integers(-1, 600).map(lambda seconds: timedelta(seconds=seconds))),
)


def try_step(state, action, items, now, lasts):
    item = items[0] if items else "a"
    special = {
        "open": lambda: rounds.open_round(state, now, lasts=lasts),
        "reopen": lambda: rounds.reopen(state, now, lasts=lasts),
        "ask_again": lambda: rounds.ask_again(state, items, now, lasts=lasts),
        "go_to": lambda: rounds.go_to(state, item, now),
        "show": lambda: rounds.show(state, items[0] if items else None, now),
        "set_timer": lambda: rounds.set_timer(state, lasts or MINUTE, now),
    }
    return special[action]() if action in special else DO[action](state, now)


@given(st.sampled_from(["led", "free"]), st.lists(STEP, max_size=40))
def test_no_sequence_of_actions_breaks_a_round(pace, steps):
    """Results are never visible while answers count, nothing changes after release, what is asked is of the round.

    And an action is possible exactly if it is offered, apart from its items, its time and a late close.
    """
    state, now = RoundState(NAMES, pace=pace), T0
    for action, items, passed, lasts in steps:
        now += passed
        offered = rounds.allowed(state, now)
        try:
            after = try_step(state, action, items, now, lasts)
        except TransitionError as error:
            refused = error
        else:
            refused = None
        if refused is not None:
            assert action not in offered or refused.reason in ("item", "time", "again")
            continue
        assert action in offered or (action == "close" and rounds.phase_at(state, now) == "closed") or (
            action == "stop_timer" and state.closes_at is None
        )
        if state.phase == "released":
            assert replace(after, shown=state.shown) == state  # the wall may turn pages, nothing else
        assert set(after.asked) <= set(after.items)
        assert set(after.again) >= set(state.again)
        assert after.items == state.items
        takes = [item for item in after.items if rounds.takes_answer(after, item, now)]
        assert not (takes and after.results_visible)
        assert set(takes) <= set(after.asked)
        assert {after.vote_of(item) for item in after.asked} <= {1, 2}
        if after.phase == "open":
            assert (after.current in after.asked) is (pace == "led")
            assert after.shown is None
        assert after.closes_at is None or after.phase == "open"
        assert rounds.from_json(json.loads(json.dumps(rounds.to_json(after)))) == after
        state = after


def test_a_second_vote_begins_with_its_first_item_wherever_the_first_vote_ended():
    """All phones would else begin with the item that was current last, and the facilitator had to go back."""
    state = rounds.open_round(RoundState(("a", "b", "c"), "led"), T0)
    state = rounds.reveal(rounds.close(rounds.go_to(state, "c", T0), T0), T0)
    assert rounds.ask_again(state, ["b", "c"], T0).current == "b"
