"""Results of the rounds that were revealed: an overview, and everything on one question."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from typology.ui import blocks, navigation, session, workshop_notes, workshop_pictures, workshop_state
from typology.ui.workshop_lead import choose_round

if TYPE_CHECKING:
    from typology.store.workshop_records import Round
    from typology.ui.workshop_state import Room


def render(room: Room) -> None:
    """Draw the results of a round; before the reveal this page shows none either."""
    say = room.say
    shown = tuple(r for r in room.rounds if workshop_pictures.publication(r) is not None)
    if not shown:
        blocks.notice(say("ws.results_none"))
        return
    held = choose_round(room, shown)
    found = workshop_pictures.publication(held)
    assert found is not None
    blocks.paragraph(say("ws.results_text"))
    blocks.paragraph(say("ws.results_made", time=session.clock(datetime.fromisoformat(found.made_at))), "leise")
    item = _choose_item(room, held)
    result = found.item(item) if item else None
    if result is None:
        workshop_pictures.overview(room, held, found)
    else:
        blocks.section(workshop_state.item_name(held, result.item, say), "frage")
        workshop_pictures.one_item(room, held, result, tables=True)
    workshop_notes.render(room, held, folded=True)
    navigation.link(navigation.WORKSHOP, say("ws.part_abschluss"), **room.place("abschluss", held))


def _choose_item(room: Room, held: Round) -> str | None:
    """Let the reader choose a question; the address keeps it."""
    say, order = room.say, workshop_pictures.wall_order(held)
    where = session.place().item
    item = where if where in order else None
    key = f"ws-ergebnis-{held.id}-{say.language}"
    if st.session_state.get(key, item) != item:
        st.session_state[key] = item

    def follow() -> None:
        session.stay(item=st.session_state[key])

    st.selectbox(
        say("ws.results_item"),
        [None, *order],
        index=0 if item is None else order.index(item) + 1,
        format_func=lambda i: workshop_state.item_name(held, i, say) if i else say("ws.results_overview"),
        key=key,
        on_change=follow,
    )
    return item
