"""Preparing a workshop: the facilitator's link once, addresses, tables, perspectives, rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker, languages
from typology.ui import (
    blocks,
    fields,
    navigation,
    session,
    workshop_addresses,
    workshop_new,
    workshop_rounds,
    workshop_state,
)
from typology.ui.case_page import wave_label

if TYPE_CHECKING:
    from typology.store.workshop_records import Station
    from typology.ui.workshop_state import Room

_LARGEST = 50


def render(room: Room) -> None:
    """Draw everything that is prepared, in the order in which it is needed."""
    say = room.say
    link_once(room)
    if room.ended:
        blocks.notice(say("ws.ended_text"))
    _what_next(room)
    _tables(room)
    workshop_rounds.render(room)
    workshop_addresses.render(room)
    _about(room)


def link_once(room: Room) -> None:
    """Show the facilitator's link, prominently, until she says that she has kept it."""
    say = room.say
    if st.session_state.get(workshop_new.JUST_MADE) != room.workshop.id:
        return
    with st.container(key="ws-schluessel"):
        blocks.html(f"<h2>{blocks.escaped(say('ws.your_link'))}</h2>")
        blocks.paragraph(say("ws.your_link_text"))
        workshop_addresses.copyable(lead_address(room), say)
        blocks.paragraph(say("ws.your_link_lost", number=room.workshop.id), "leise")
        st.button(
            say("ws.link_kept"), key="ws-gesichert", type="primary",
            on_click=lambda: st.session_state.pop(workshop_new.JUST_MADE, None),
        )  # fmt: skip


def lead_address(room: Room) -> str:
    """Return the whole address of the facilitator's page, as her browser reaches it."""
    return workshop_addresses.from_here(navigation.address(navigation.WORKSHOP, secret=room.secret))


def _what_next(room: Room) -> None:
    """Say in one line what is still missing, or that it can begin."""
    say = room.say
    if room.ended:
        return
    if not room.stations:
        blocks.notice(say("ws.next_tables"))
    elif not room.rounds:
        blocks.notice(say("ws.next_rounds"))
    else:
        with st.container(key="ws-bereit", horizontal=True, vertical_alignment="center", gap="medium"):
            blocks.notice(say("ws.next_lead"))
            navigation.link(navigation.WORKSHOP, say("ws.go_lead"), **room.place("leiten"))


# ------------------------------------------------------------------------------ tables
def _tables(room: Room) -> None:
    say, store = room.say, session.current_store()
    blocks.section(say("ws.tables"), "tische", say("ws.tables_text"))
    waves = {w.id: w for s in room.stations for w in store.list_waves(s.case_id)}
    for station in room.stations:
        with st.container(key=f"verbund-tisch-{station.id}", horizontal=True, vertical_alignment="center"):
            wave = waves.get(station.wave_id)
            blocks.html(
                f'<div class="vs-karte"><strong dir="auto">{blocks.escaped(station.label)}</strong>'
                f'<span class="vs-leise">{blocks.escaped(wave_label(wave, say) if wave else "")}</span></div>'
            )
            if not room.ended:
                st.button(say("ws.remove"), key=f"ws-tisch-weg-{station.id}", on_click=_remove, args=(room, station))
    if room.ended:
        return
    taken = {(s.case_id, s.wave_id) for s in room.stations}
    choices = {c: name for c, name in workshop_new.table_choices(say).items() if c not in taken}
    if not choices:
        return
    with st.expander(say("ws.add_table"), expanded=not room.stations), st.form("ws-tisch-form", border=False):
        chosen = st.selectbox(
            say("ws.table_case"),
            list(choices),
            index=None,
            format_func=lambda c: choices[c],
            placeholder=say("map.choose"),
            key=f"ws-tisch-{len(taken)}-{say.language}",
        )
        label = st.text_input(say("ws.table_label"), max_chars=80, key=f"ws-tisch-name-{len(taken)}")
        if st.form_submit_button(say("ws.add_table_do")):
            _add(room, chosen, label)


def _add(room: Room, chosen: tuple[int, int] | None, label: str) -> None:
    say, store = room.say, session.current_store()
    if chosen is None:
        blocks.notice(say("ws.missing", fields=say("map.quoted", text=say("ws.table_case"))), "wichtig")
        return
    with blocks.saving(say):
        cases = [chosen[0], *(s.case_id for s in room.stations)]
        added = store.add_station(
            room.workshop.id, *chosen, label.strip() or workshop_new.table_label(*chosen, cases, say)
        )
        workshop_state.tell(say("ws.table_added", name=added.label))
        st.rerun()
    blocks.pending_problem()


def _remove(room: Room, station: Station) -> None:
    with blocks.saving(room.say):
        session.current_store().remove_station(station.id)
        workshop_state.tell(room.say("ws.table_removed", name=station.label))


# ------------------------------------------------------------------------------ the workshop itself
def _about(room: Room) -> None:
    say, workshop, model = room.say, room.workshop, session.current_model()
    limits = model.method.small_groups
    blocks.section(say("ws.about"), "angaben", say("ws.saves_itself"))
    key = f"ws-angabe-{workshop.id}"
    fields.text(say("ws.field_title"), f"{key}-titel", workshop.title, _saving(room, "title"), limit=120)
    own = f"{key}-blick-{say.language}"
    fields.keep_value(own, [p for p in model.perspectives if p in workshop.perspectives])
    st.pills(
        say("ws.field_perspectives"),
        list(model.perspectives),
        selection_mode="multi",
        format_func=lambda p: navigation.plain(workshop_state.perspective_name(p, say)),
        wrap=True,
        key=own,
        on_change=fields.saves(own, _saving(room, "perspectives")),
    )
    blocks.paragraph(say("ws.perspectives_text"), "leise")
    names = {code: Speaker(code)("app.language_name") for code in languages()}
    wall = f"{key}-sprache-{say.language}"
    fields.one_of(say("ws.field_language"), wall, names, workshop.language, _saving(room, "language"))
    whom = {False: say("ws.public_no"), True: say("ws.public_yes")}
    fields.one_of(
        say("ws.field_public"), f"{key}-offen-{say.language}", whom, workshop.public, _saving(room, "public")
    )
    blocks.paragraph(say("ws.public_now", k=room.smallest), "leise")
    if workshop.public:
        least = f"{key}-gruppe"
        fields.keep_value(least, max(workshop.group_from, limits.public_from))
        st.number_input(
            say("ws.field_group"), limits.public_from, _LARGEST, key=least,
            on_change=fields.saves(least, _saving(room, "group_from")),
        )  # fmt: skip


def _saving(room: Room, field: str) -> fields.Save:
    def save(value: Any) -> bool:
        say, model = room.say, session.current_model()
        if field in ("title", "perspectives") and not (value.strip() if field == "title" else value):
            blocks.say_once(say("ws.not_empty"))
            return False
        changes: dict[str, Any] = {field: value.strip() if field == "title" else value}
        if field == "perspectives":
            changes = {field: tuple(p for p in model.perspectives if p in value)}
        if field == "public":
            limits = model.method.small_groups
            changes["group_from"] = limits.public_from if value else limits.group_from
        with blocks.saving(say):
            session.current_store().update_workshop(room.workshop.id, **changes)
            workshop_state.tell(say("assess.saved", time=session.clock(workshop_state.now())))
            return True
        return False

    return save
