"""Workshop: what it is and how to prepare one; with the facilitator's link, its five steps."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, navigation, session, workshop_actions, workshop_state
from typology.ui.workshop_state import PARTS, Room

_MODULES = {
    "vorbereiten": "workshop_prepare",
    "leiten": "workshop_lead",
    "ergebnisse": "workshop_results",
    "protokoll": "workshop_record",
    "abschluss": "workshop_close",
}


def render() -> None:
    """Draw the workshop of the address, or the way to a new one."""
    say, where = session.speaker(), session.place()
    if where.secret is None:
        blocks.scroll_to(None, "anfang")
        blocks.pending_problem()
        import_module("typology.ui.workshop_new").render(say)
        return
    room = _enter(where.secret, say)
    if room is None:
        blocks.scroll_to(None, "anfang")
        return
    st.session_state[workshop_state.LAST] = where.secret
    part = _part(room)
    blocks.scroll_to(None, f"{room.workshop.id}-{part}")
    about = [say("ws.table_count", n=len(room.stations)), say("ws.round_count", n=len(room.rounds))]
    if room.ended:
        about.append(say("ws.ended"))
    blocks.page_title(room.workshop.title, kicker=" · ".join([say("ws.title"), *about]))
    part = _choose_part(room, part)
    workshop_actions.bar(room)
    draw: Callable[[Room], None] = import_module(f"typology.ui.{_MODULES[part]}").render
    draw(room)


def _enter(secret: str, say: Speaker) -> Room | None:
    """Return the workshop; else say kindly that there is none behind this link."""
    room = workshop_state.enter(secret, say)
    if room is None:
        blocks.page_title(say("ws.title"))
        blocks.notice(say("ws.too_many_tries" if workshop_state.tried_too_often() else "ws.unknown_link"), "wichtig")
        blocks.paragraph(say("ws.unknown_link_help"))
        navigation.link(navigation.WORKSHOP, say("ws.to_start"))
    return room


def _part(room: Room) -> str:
    """Return the step of the address; without one, what comes next."""
    part = session.place().part
    if part in PARTS:
        return part
    phases = {r.state.phase for r in room.rounds}
    if room.ended:
        return "ergebnisse"
    return "leiten" if phases - {"draft"} else "vorbereiten"


def _choose_part(room: Room, part: str) -> str:
    chosen = st.pills(
        room.say("ws.part"),
        PARTS,
        default=part,
        required=True,
        wrap=True,
        format_func=lambda p: room.say(f"ws.part_{p}"),
        key=f"ws-schritt-{room.say.language}-{part}",
        label_visibility="collapsed",
    )
    if chosen != part:
        session.stay(part=chosen)
        st.rerun()
    return part
