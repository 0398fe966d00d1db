"""What a facilitator does with a round: one way for every action, told, and taken back where that is possible."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, session, workshop_state
from typology.workshop import rounds
from typology.workshop.rounds import Action, RoundState, TransitionError

if TYPE_CHECKING:
    from typology.store.workshop_records import Round
    from typology.ui.workshop_state import Room

_UNDO = "ws-zurueck"
_ASKS: frozenset[Action] = frozenset({"open", "reopen", "ask_again", "go_to", "set_timer", "stop_timer"})


def perform(room: Room, held: Round, action: Action, value: Any = None) -> bool:
    """Carry out an action on a round as the reader saw it; say what it did, or why not.

    Nothing is changed where somebody else was quicker: the page then shows how the round stands.

    Args:
        room: The workshop.
        held: The round as it was drawn.
        action: What is done.
        value: An item (``go_to``, ``show``), seconds (``open``, ``reopen``, ``set_timer``), or items and seconds
            (``ask_again``).

    Returns:
        Whether it is done.
    """
    from typology.store.workshop_errors import RoundChangedError

    say = room.say
    st.session_state.pop(_UNDO, None)
    try:
        with blocks.saving(say):
            try:
                changed = _stored(room, held, action, value)
            except RoundChangedError:
                blocks.say_once(say("ws.changed_elsewhere"))
                return False
            workshop_state.tell(_said(held, changed, action, value, say))
            if (back := _inverse(held.state, action, workshop_state.now())) is not None:
                st.session_state[_UNDO] = (changed.id, changed.revision, *back)
            return True
    except TransitionError:
        blocks.say_once(say("ws.not_now"))
    return False


def _stored(room: Room, held: Round, action: Action, value: Any) -> Round:
    """Return the round after the action; what belongs together is saved together, or not at all."""
    store, now = session.current_store(), workshop_state.now()
    state = next_state(held.state, action, value, now)
    if action == "reveal":
        return _revealed(room, held, state, now)
    if action == "release":
        from typology.reports.workshop_results import release_round

        with store.transaction():
            changed = store.change_round(held.id, held.revision, state)
            release_round(store, workshop_state.words_of(changed)[0], changed, now)
        return changed
    with store.transaction():
        changed = store.change_round(held.id, held.revision, state)
        if action == "open" and room.workshop.current_round != held.id:
            store.choose_round(room.workshop.id, held.id)
    return changed


def _revealed(room: Room, held: Round, state: RoundState, now: datetime) -> Round:
    """Count what was answered, then show it to everybody at once.

    The round is closed in the database before anything is counted: where the timer has ended it, an answer of the last
    second may still be on its way. Counting takes a moment and holds nobody else up.
    """
    from typology.reports.workshop_results import publish_round

    store = session.current_store()
    if held.state.phase == "open":
        held = store.change_round(held.id, held.revision, rounds.close(held.state, now))
    model, _ = workshop_state.words_of(held)
    asked = {r.questionnaire: form for r in room.rounds if (form := workshop_state.words_of(r)[1]) is not None}
    publish_round(store, model, held, now, questionnaires=asked)
    return store.change_round(held.id, held.revision, state)


def possible(room: Room, held: Round) -> frozenset[Action]:
    """Return what the facilitator can do with a round now; where nobody can answer any more, nothing is asked."""
    found = rounds.allowed(held.state, workshop_state.now())
    return found - _ASKS if room.ended else found


def next_state(state: RoundState, action: Action, value: Any, now: datetime) -> RoundState:
    """Return the state after an action.

    Raises:
        TransitionError: If the action is not possible now.
    """
    if action in rounds.SIMPLE_ACTIONS:
        return rounds.SIMPLE_ACTIONS[action](state, now)
    if action == "go_to":
        return rounds.go_to(state, value, now)
    if action == "show":
        return rounds.show(state, value, now)
    if action == "ask_again":
        items, seconds = value
        return rounds.ask_again(state, items, now, lasts=_lasting(seconds))
    if action == "set_timer":
        return rounds.set_timer(state, timedelta(seconds=value), now)
    begin = rounds.open_round if action == "open" else rounds.reopen
    return begin(state, now, lasts=_lasting(value))


def _lasting(seconds: float | None) -> timedelta | None:
    return timedelta(seconds=seconds) if seconds else None


def _inverse(before: RoundState, action: Action, now: datetime) -> tuple[Action, Any] | None:
    """Return what takes an action back; None where the order of phases knows no way back."""
    left = seconds_left(before, now)
    if action == "close":
        return "reopen", left
    if action == "reopen":
        return "close", None
    if action == "reveal":
        return "hide", None
    if action == "hide":
        return "reveal", None
    if action == "go_to" and before.current:
        return "go_to", before.current
    if action == "show":
        return "show", before.shown
    if action in ("set_timer", "stop_timer"):
        return ("set_timer", left) if left else ("stop_timer", None)
    return None


def seconds_left(state: RoundState, now: datetime) -> float | None:
    """Return how long the timer still runs; None without one, or when it has run out."""
    left = (state.closes_at - now).total_seconds() if state.closes_at else 0
    return left if left >= 1 else None


def _said(before: Round, after: Round, action: Action, value: Any, say: Speaker) -> str:
    name = "" if action not in ("go_to", "show") or not value else workshop_state.item_name(after, value, say)
    if action == "show" and not value:
        return say("ws.did_overview")
    if action == "ask_again":
        return say("ws.did_ask_again", n=len(value[0]))
    if action == "set_timer":
        return say("ws.did_set_timer", time=session.clock(after.state.closes_at) if after.state.closes_at else "")
    return say(f"ws.did_{action}", item=name)


# ------------------------------------------------------------------------------ taking back
def can_undo(room: Room) -> bool:
    """Return whether the last action can be taken back: nobody has changed the round since."""
    kept = st.session_state.get(_UNDO)
    held = room.round(kept[0]) if kept else None
    if kept is None or held is None or held.revision != kept[1]:
        return False
    return kept[2] in possible(room, held)


def undo(room: Room) -> None:
    """Take the last action back; for callbacks."""
    kept = st.session_state.pop(_UNDO, None)
    held = room.round(kept[0]) if kept else None
    if kept is None or held is None or held.revision != kept[1]:
        blocks.say_once(room.say("ws.changed_elsewhere"))
        return
    _, _, action, value = kept
    if perform(room, held, action, value):
        workshop_state.tell(room.say("ws.undone"))


def bar(room: Room) -> None:
    """Draw what the last action did, what went wrong, and the way back."""
    if problem := blocks.take_problem():
        blocks.notice(problem, "wichtig")
    said = workshop_state.told()
    if not said:
        return
    with st.container(key="ws-gesagt-zeile", horizontal=True, vertical_alignment="center", gap="medium"):
        blocks.html(
            f'<div class="vs-kasten vs-bewegt ws-gesagt" role="status"><p dir="auto">{blocks.escaped(said)}</p></div>'
        )
        if can_undo(room):
            st.button(room.say("ws.undo"), key="ws-zurueck-knopf", on_click=undo, args=(room,))
