"""Free texts of a round: for the facilitator alone, until she releases one for the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.ui import blocks, navigation, session, workshop_state

if TYPE_CHECKING:
    from typology.store.workshop_counting import FoundNote
    from typology.store.workshop_records import ReleasedNote, Round
    from typology.ui.workshop_state import Room

_MOST = 200
"""Texts that are drawn at once; more would be a page nobody reads."""


def render(room: Room, held: Round, *, folded: bool) -> None:
    """Draw what people wrote, by item, each with the way to the wall and back.

    Args:
        room: The workshop.
        held: The round.
        folded: Whether the list is folded away until it is asked for: her screen may be seen by others.
    """
    say, store = room.say, session.current_store()
    notes = store.notes_of_round(held.id)
    released = store.released_notes(held.id)
    if not notes and not released:
        if not folded:
            blocks.section(say("ws.notes"), "texte")
            blocks.paragraph(say("ws.notes_none"))
        return
    if folded:
        title = say("ws.notes_count", n=len(notes), released=len(released))
        with st.expander(navigation.plain(title), key=f"ws-texte-{held.id}"):
            _list(room, held, notes, released)
    else:
        blocks.section(say("ws.notes"), "texte", say("ws.notes_text"))
        _list(room, held, notes, released)


def _list(room: Room, held: Round, notes: list[FoundNote], released: list[ReleasedNote]) -> None:
    say, order = room.say, list(held.state.items)
    if len(notes) > _MOST:
        blocks.paragraph(say("picture.more_rows", shown=_MOST, all=len(notes)), "leise")
    on_wall = {(n.item, n.text.strip()): n for n in released}
    drawn = set()
    # By item, as they came: no order in which somebody could be recognised is made on purpose.
    kept = [n for n in notes if n.item in order]
    for note in sorted(kept, key=lambda n: order.index(n.item))[:_MOST]:
        if note.item not in drawn:
            blocks.html(f"<h3>{blocks.escaped(workshop_state.item_name(held, note.item, say))}</h3>")
            drawn.add(note.item)
        table = room.station(note.station_id)
        about = [workshop_state.perspective_name(note.perspective, say)]
        if table is not None and len(room.stations) > 1:
            about.append(table.label)
        if note.vote > 1:
            about.append(say("ws.second_vote"))
        released_as = on_wall.pop((note.item, note.text.strip()), None)
        _note(room, held, f"{note.answer_id}", note.item, note.text, " · ".join(about), released_as)
    for (item, text), gone in on_wall.items():  # the person has changed or withdrawn it since
        _note(room, held, f"frei-{gone.id}", item, text, say("ws.note_gone"), gone)


def _note(
    room: Room, held: Round, key: str, item: str, text: str, about: str, released: ReleasedNote | None
) -> None:
    say = room.say
    mark = f'<span class="vs-schild">{blocks.escaped(say("ws.note_on_wall"))}</span>' if released else ""
    with st.container(key=f"verbund-text-{held.id}-{key}", horizontal=True, vertical_alignment="center"):
        blocks.html(
            f'<div class="vs-karte ws-text{" ws-frei" if released else ""}"><q dir="auto">{blocks.escaped(text)}</q>'
            f'<span class="vs-leise">{blocks.escaped(about)}</span>{mark}</div>'
        )
        if released:
            st.button(
                say("ws.note_withdraw"), key=f"ws-text-zurueck-{key}", on_click=_withdraw, args=(room, released)
            )
        else:
            st.button(
                say("ws.note_release"), key=f"ws-text-frei-{key}", on_click=_release, args=(room, held, item, text)
            )


def _release(room: Room, held: Round, item: str, text: str) -> None:
    with blocks.saving(room.say):
        session.current_store().release_note(held.id, item, text)
        workshop_state.tell(room.say("ws.note_released"))


def _withdraw(room: Room, note: ReleasedNote) -> None:
    with blocks.saving(room.say):
        session.current_store().withdraw_note(note.id)
        workshop_state.tell(room.say("ws.note_withdrawn"))
