"""The timeline of a Verbund: what happened when; written down here, shown in the pictures of its development."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, session
from typology.ui.of_case import OfCase

if TYPE_CHECKING:
    from typology.figures.moments import Event as DrawnEvent
    from typology.store.records import Event

_LIMIT = 120
_YEARS = range(1000, 3000)
_REMOVED = "ereignis-entfernt"
"""Key of the Verbund and its event that was taken away last; it can be brought back."""


def drawn(case_id: int) -> tuple[DrawnEvent, ...]:
    """Return what happened, for the pictures."""
    from typology.figures.moments import Event as DrawnEvent

    return tuple(DrawnEvent(e.year, e.month, e.text) for e in session.current_store().list_events(case_id))


def timeline(found: OfCase, say: Speaker) -> None:
    """Draw the timeline, with forms to add, change and take away."""
    store, case = session.current_store(), found.case
    blocks.section(say("events.title"), "ereignisse", say("events.lead"))
    known = store.list_events(case.id)
    if not known:
        blocks.paragraph(say("events.none"), "leise")
    for event in known:
        _entry(event, say)
    _bring_back(case.id, say)
    with st.expander(say("events.new"), expanded=not known, key=f"ereignis-neu-{case.id}"):
        _form(case.id, None, say)


def when(event: Event, say: Speaker) -> str:
    """Return the date of an event in words."""
    return str(event.year) if event.month is None else f"{say('events.months').split()[event.month - 1]} {event.year}"


def _entry(event: Event, say: Speaker) -> None:
    with st.container(key=f"ereignis-{event.id}", horizontal=True, vertical_alignment="center"):
        blocks.html(
            f'<p class="vs-ereignis"><strong>{blocks.escaped(when(event, say))}</strong> '
            f'<span dir="auto">{blocks.escaped(event.text)}</span></p>'
        )
        with st.popover(say("events.change"), type="tertiary"):
            _form(event.case_id, event, say)
            st.button(say("events.remove"), key=f"ereignis-weg-{event.id}", on_click=_remove, args=(event.case_id, event.id))


def _form(case_id: int, event: Event | None, say: Speaker) -> None:
    # A form that was sent is followed by an empty one; one that could not be read keeps what was written.
    sent_before = f"ereignis-form-gesendet-{case_id}"
    count = st.session_state.get(sent_before, 0)
    key = f"ereignis-form-{event.id if event else f'neu-{case_id}-{count}'}"
    with st.form(key, border=False):
        text = st.text_input(say("events.what"), event.text if event else "", max_chars=_LIMIT, key=f"{key}-was",
                             placeholder=say("events.examples"))
        year = st.text_input(say("events.year"), str(event.year) if event else "", max_chars=4, key=f"{key}-jahr")
        names = ["", *say("events.months").split()]
        month = st.selectbox(say("events.month"), range(13), (event.month or 0) if event else 0, key=f"{key}-monat",
                             format_func=lambda m: names[m] or say("events.no_month"))
        sent = st.form_submit_button(say("events.save" if event else "events.add"))
    if not sent:
        return
    if not text.strip() or not year.strip().isdecimal() or int(year) not in _YEARS:
        blocks.notice(say("events.incomplete"), "wichtig")
        return
    store = session.current_store()
    with blocks.saving(say):
        if event is None:
            store.add_event(case_id, int(year), text.strip(), month or None)
            st.session_state[sent_before] = count + 1
        else:
            store.change_event(event.id, year=int(year), text=text.strip(), month=month or None)
        st.rerun()
    blocks.pending_problem()


def _remove(case_id: int, event_id: int) -> None:
    with blocks.saving(session.speaker()):
        session.current_store().remove_event(event_id)
        st.session_state[_REMOVED] = (case_id, event_id)


def _bring_back(case_id: int, say: Speaker) -> None:
    of_case, removed = st.session_state.get(_REMOVED, (None, 0))
    if of_case != case_id:
        return
    with st.container(key="ereignis-zurueck", horizontal=True, vertical_alignment="center"):
        blocks.paragraph(say("events.removed"), "leise")
        if st.button(say("events.restore"), type="tertiary", key="ereignis-holen"):
            with blocks.saving(say):
                session.current_store().restore_event(removed)
                st.session_state.pop(_REMOVED, None)
                st.rerun()
