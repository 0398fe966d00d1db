"""What changes by itself while a round is led: answers arriving (how many, never which), the timer, other windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.assessment.flow import asks_all
from typology.ui import blocks, navigation, session, workshop_actions, workshop_state
from typology.workshop.rounds import phase_at

if TYPE_CHECKING:
    from typology.store.workshop_records import Arrivals, Round
    from typology.ui.workshop_state import Room

_EVERY = "1.5s"
_SEEN = "ws-gesehen"


# ------------------------------------------------------------------------------ changes from elsewhere
def watch(room: Room) -> None:
    """Draw the page again when another window has changed a round, or when the time is up."""
    st.session_state[_SEEN] = (room.workshop.id, _standing(room.rounds, room.workshop.current_round))
    _look(room)


def _standing(rounds: tuple[Round, ...] | list[Round], current: int | None) -> tuple[object, ...]:
    now = workshop_state.now()
    return (current, *((r.id, r.revision, phase_at(r.state, now)) for r in rounds))


@st.fragment(run_every=_EVERY)
def _look(room: Room) -> None:
    store, number = session.current_store(), room.workshop.id
    seen = st.session_state.get(_SEEN)
    rounds = store.list_rounds(number)
    here = _standing(rounds, store.workshop(number).current_round)
    if seen is None or seen[0] != number or seen[1] == here:
        return
    # The same rounds in other phases: nobody has pressed anything, the time is up.
    by_time = [e[:2] for e in here[1:]] == [e[:2] for e in seen[1][1:]] and here[0] == seen[1][0]
    workshop_state.tell(room.say("ws.time_is_up" if by_time else "ws.changed_there"))
    navigation.redraw()


# ------------------------------------------------------------------------------ counts
def counts(room: Room, held: Round) -> None:
    """Draw how many take part and how many have answered, by table and perspective; anew every moment."""
    if workshop_state.phase_now(held) == "released":
        return
    _counts(room, held)


@st.fragment(run_every=_EVERY)
def _counts(room: Room, held: Round) -> None:
    say, state = room.say, held.state
    arrived = session.current_store().arrivals(held.id)
    asked = _asked_cells(room, held, arrived)
    seats = sum(arrived.seats.get(cell, 0) for cell in asked)
    answered = sum(arrived.answered.get(cell, 0) for cell in asked)
    phase = workshop_state.phase_now(held)
    lines = []
    if phase == "open" and (left := workshop_actions.seconds_left(state, workshop_state.now())):
        minutes, seconds = divmod(int(left), 60)
        lines.append(f'<p class="ws-uhr">{blocks.escaped(say("ws.time_left", time=f"{minutes}:{seconds:02d}"))}</p>')
    if phase == "draft":
        big, small = str(sum(arrived.seats.values())), say("ws.joined", n=sum(arrived.seats.values()))
    else:
        current = state.current if phase == "open" else None
        number = arrived.by_item.get(current, 0) if current else answered
        big, small = str(number), say("ws.answered_item" if current else "ws.answered_of", n=number, of=seats)
    lines.append(f'<p class="ws-zahl"><strong>{big}</strong> <span>{blocks.escaped(small)}</span></p>')
    form = workshop_state.words_of(held)[1]
    # Where a condition hides a question from some, who is done cannot be told by counting.
    if phase == "open" and state.pace == "free" and len(state.asked) > 1 and form and asks_all(form, state.asked):
        lines.append(f'<p class="vs-leise">{blocks.escaped(say("ws.complete", n=arrived.complete))}</p>')
    # Once the results are shown, the groups and what they lack stand there.
    cells = "" if state.results_visible else _by_cell(room, asked, arrived, begun=phase != "draft")
    blocks.html(
        f'<div class="ws-eingang" role="group" aria-label="{blocks.escaped(say("ws.arrivals"))}">'
        f"{''.join(lines)}{cells}</div>"
    )


def _asked_cells(room: Room, held: Round, arrived: Arrivals) -> list[tuple[int, str]]:
    perspectives = held.perspectives or room.workshop.perspectives
    tables = [s.id for s in room.tables_of(held)]
    return [(t, p) for t in tables for p in perspectives if (t, p) in arrived.seats or len(tables) * len(perspectives) < 9]


def _by_cell(room: Room, asked: list[tuple[int, str]], arrived: Arrivals, *, begun: bool) -> str:
    """Return one line per table and perspective, with how many answers a group still needs."""
    lines, table = "", None
    for station, perspective in asked:
        seats, answered = (found.get((station, perspective), 0) for found in (arrived.seats, arrived.answered))
        if station != table and len(room.stations) > 1:
            at = room.station(station)
            lines += f'<li class="ws-tisch" dir="auto">{blocks.escaped(at.label if at else "")}</li>'
        table = station
        count = f"{answered}/{seats}" if begun else str(seats)
        share = 100 * answered / seats if begun and seats else 0
        label = blocks.escaped(workshop_state.perspective_name(perspective, room.say))
        hint = blocks.escaped(_hint(room, perspective, seats, answered if begun else seats))
        style = " ".join(name for name, holds in (("ws-leer", not seats), ("ws-ohne", not begun)) if holds)
        lines += (
            f'<li class="{style}"><span dir="auto">{label}</span><b>{count}</b><i style="width:{share:.0f}%"></i>'
            f'{f"<small>{hint}</small>" if hint else ""}</li>'
        )
    # In a led round the number above is that of one question; these count whoever has answered at all.
    heading = f'<p class="vs-leise">{blocks.escaped(room.say("ws.by_group"))}</p>' if begun else ""
    return f'{heading}<ul class="ws-zellen">{lines}</ul>'


def _hint(room: Room, perspective: str, seats: int, answered: int) -> str:
    """Return what a small group still needs; nothing where nobody sits or enough have answered."""
    say, model = room.say, session.current_model()
    found = model.perspectives.get(perspective)
    if not seats or answered >= room.smallest:
        return ""
    few = model.method.small_groups.attributed_up_to
    if found is not None and found.attributed and seats <= few:
        return say("ws.hint_statements", n=few)
    return say("ws.hint_missing", n=room.smallest - answered)
