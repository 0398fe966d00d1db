"""The record: decisions, next steps, open questions and notes, each field saved by itself."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.ui import blocks, fields, navigation, session, workshop_pictures, workshop_state
from typology.ui.workshop_state import Room

if TYPE_CHECKING:
    from typology.store.workshop_records import RecordEntry, RecordKind, Round

KINDS: tuple[RecordKind, ...] = ("decision", "step", "question", "note")
_REMOVED = "ws-zeile-weg"
_LIMIT = 2000


def render(room: Room) -> None:
    """Draw the whole record: in general, then by round and item, then the ways to take it along."""
    say = room.say
    blocks.paragraph(say("ws.record_text"))
    _undo_bar(room)
    entries = session.current_store().list_entries(room.workshop.id)
    blocks.section(say("ws.record_general"), "allgemein", say("ws.saves_itself"))
    _scope(room, None, None, entries)
    for held in room.rounds:
        if held.state.phase == "draft":
            continue
        blocks.section(room.name(held), f"runde-{held.id}")
        _scope(room, held, None, entries)
        of_round = [e for e in entries if e.round_id == held.id]
        noted = [i for i in held.state.items if any(e.item == i for e in of_round)]
        for item in noted:
            blocks.html(f"<h3>{blocks.escaped(workshop_state.item_name(held, item, say))}</h3>")
            _scope(room, held, item, entries)
        _other_item(room, held, [i for i in held.state.items if i not in noted], entries)
    _take_along(room)


def scope(room: Room, held: Round | None, item: str | None) -> None:
    """Draw the record of one item, of a round, or in general; for the page of leading."""
    _undo_bar(room)
    _scope(room, held, item, session.current_store().list_entries(room.workshop.id))


def _scope(room: Room, held: Round | None, item: str | None, entries: list[RecordEntry]) -> None:
    number = held.id if held else None
    own = [e for e in entries if (e.round_id, e.item) == (number, item)]
    place = f"{number or 0}-{item or ''}"
    sides = st.columns(2, gap="large")
    for at, kind in enumerate(KINDS):
        there = [e for e in own if e.kind == kind]
        with sides[at // 2], st.container(key=f"ws-protokoll-{place}-{kind}"):
            blocks.html(f'<h4 class="ws-art ws-{kind}">{blocks.escaped(room.say(f"ws.kind_{kind}"))}</h4>')
            for entry in there:
                _entry(room, entry)
            _new(room, number, item, kind, f"ws-zeile-neu-{place}-{kind}", len(there))


def _other_item(room: Room, held: Round, left: list[str], entries: list[RecordEntry]) -> None:
    """Let the reader note something on an item that has no line yet."""
    say = room.say
    if not left:
        return
    key = f"ws-punkt-{held.id}-{say.language}"
    chosen = st.selectbox(
        say("ws.record_item"),
        left,
        index=None,
        format_func=lambda i: workshop_state.item_name(held, i, say),
        placeholder=say("map.choose"),
        key=f"{key}-{len(left)}",
    )
    if chosen:
        _scope(room, held, chosen, entries)


# ------------------------------------------------------------------------------ one line
def _entry(room: Room, entry: RecordEntry) -> None:
    say, key = room.say, f"ws-zeile-{entry.key}"
    with st.container(key=f"ws-zeile-kasten-{entry.key}", horizontal=True, vertical_alignment="bottom", gap="small"):
        _field(room, entry, "text", say("ws.entry_text"), hide=True)
        if entry.kind == "step":
            _field(room, entry, "role", say("ws.entry_role"))
            _field(room, entry, "due", say("ws.entry_due"))
        st.button(say("ws.entry_remove"), key=f"{key}-weg", type="tertiary", on_click=_remove, args=(room, entry))
    blocks.html(
        f'<p class="ws-gespeichert">{blocks.escaped(say("assess.saved", time=session.clock(entry.changed_at)))}</p>'
    )


def _field(room: Room, entry: RecordEntry, name: str, label: str, *, hide: bool = False) -> None:
    key, stored = f"ws-zeile-{entry.key}-{name}", getattr(entry, name)
    fields.keep_value(key, stored)
    options: dict[str, Any] = {
        "key": key,
        "label_visibility": "collapsed" if hide else "visible",
        "on_change": fields.saves(key, lambda value: _put(room, entry, {name: value})),
    }
    if name == "text":
        st.text_area(label, max_chars=_LIMIT, height="content", **options)
    else:
        limit, width = (120, 190) if name == "role" else (60, 130)
        st.text_input(label, max_chars=limit, width=width, placeholder=room.say(f"ws.entry_{name}_hint"), **options)


def _put(room: Room, entry: RecordEntry, changes: dict[str, str]) -> bool:
    """Save a line with some fields changed; a line without a text is not kept by mistake."""
    if "text" in changes and not changes["text"].strip():
        _remove(room, entry)
        return True
    values = {name: getattr(entry, name) for name in ("round_id", "item", "kind", "text", "role", "due")} | changes
    with blocks.saving(room.say):
        session.current_store().put_entry(room.workshop.id, entry.key, **values)
        return True
    return False


def _new(room: Room, number: int | None, item: str | None, kind: RecordKind, key: str, there: int) -> None:
    """Draw the empty field that becomes a line when it is left; then it is empty for the next one."""
    say = room.say

    def add() -> None:
        text = str(st.session_state[key]).strip()
        if not text:
            return
        with blocks.saving(say):
            session.current_store().put_entry(
                room.workshop.id, secrets.token_urlsafe(9), round_id=number, item=item, kind=kind, text=text,
                role="", due="",
            )  # fmt: skip
            st.session_state[key] = ""

    st.text_input(
        say(f"ws.kind_{kind}"), key=key, max_chars=_LIMIT, on_change=add, label_visibility="collapsed",
        placeholder=say(f"ws.add_{kind}_more" if there else f"ws.add_{kind}"),
    )  # fmt: skip


# ------------------------------------------------------------------------------ taking away and back
def _remove(room: Room, entry: RecordEntry) -> None:
    with blocks.saving(room.say):
        session.current_store().remove_entry(room.workshop.id, entry.key)
        st.session_state[_REMOVED] = (room.workshop.id, entry.key, entry.text)


def _restore(room: Room, key: str) -> None:
    with blocks.saving(room.say):
        session.current_store().restore_entry(room.workshop.id, key)
        st.session_state.pop(_REMOVED, None)
        # The field shows what is stored again, not what was typed before it was taken away.
        for name in ("text", "role", "due"):
            st.session_state.pop(f"ws-zeile-{key}-{name}-gesehen", None)


def _undo_bar(room: Room) -> None:
    kept = st.session_state.get(_REMOVED)
    if kept is None or kept[0] != room.workshop.id:
        return
    with st.container(key="ws-zeile-zurueck", horizontal=True, vertical_alignment="center", gap="medium"):
        short = kept[2] if len(kept[2]) <= 60 else f"{kept[2][:60]}…"
        blocks.notice(room.say("ws.entry_removed", text=short))
        st.button(room.say("ws.undo"), key="ws-zeile-zurueck-knopf", on_click=_restore, args=(room, kept[1]))


# ------------------------------------------------------------------------------ taking along
def _take_along(room: Room) -> None:
    """Offer the record as a page that prints as it stands, and what was shown as tables."""
    from typology.reports import workshop_export

    say, store = room.say, session.current_store()
    blocks.section(say("ws.take_along"), "mitnehmen", say("ws.take_along_text"))
    entries = store.list_entries(room.workshop.id)
    model = workshop_state.words_of(room.rounds[0])[0] if room.rounds else session.current_model()
    now = session.local_time(workshop_state.now())
    page = workshop_export.record_html(room.workshop, room.rounds, entries, model, say, now)
    with st.container(key="ws-mitnehmen", horizontal=True, gap="small"):
        _download(say("ws.take_html"), page.encode(), "protokoll.html", "text/html")
        for number, held in enumerate(room.rounds, 1):
            found = workshop_pictures.publication(held)
            if found is None:
                continue
            model, questionnaire = workshop_state.words_of(held)
            names = {s.id: s.label for s in room.stations}
            table = workshop_export.results_csv(found, model, names, say, questionnaire)
            _download(say("ws.take_csv", name=room.name(held)), table, f"runde-{number}.csv", "text/csv")
            plain = workshop_export.results_json(found, names)
            _download(say("ws.take_json", name=room.name(held)), plain, f"runde-{number}.json", "application/json")


def _download(label: str, data: bytes, name: str, mime: str) -> None:
    st.download_button(
        navigation.plain(label), data=data, file_name=f"verbundspiegel-{name}", mime=mime, key=f"ws-laden-{name}",
        on_click="ignore",
    )  # fmt: skip
