"""What others change on a map while it is open: said at once, and drawn."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import map_changes, map_state, navigation, session

if TYPE_CHECKING:
    from typology.store.map_records import MapRecord

_EVERY = "4s"
_SAID = 3  # so many changes of others are named, the rest is counted


def watch(record: MapRecord, say: Speaker) -> None:
    """Look every few seconds whether somebody else has changed the map; draw the page again if so.

    What is being typed stays: the fields keep their keys, and nothing is taken over before a field is left.
    """
    seen = st.session_state.get(_key(record))
    now = session.current_store().last_entry(record.id)
    if seen is not None and now > seen:
        _remember_others(record, seen, say)
    st.session_state[_key(record)] = now
    said = st.session_state.get(_said(record), "")
    st.html(f'<div class="vs-andere" role="status">{f"<p>{escape(said)}</p>" if said else ""}</div>')
    _look(record)


def forget(record: MapRecord) -> None:
    """Say no longer what others have changed: the reader has changed something since."""
    st.session_state.pop(_said(record), None)


@st.fragment(run_every=_EVERY)
def _look(record: MapRecord) -> None:
    now = session.current_store().last_entry(record.id)
    if now > st.session_state.get(_key(record), now):
        navigation.redraw()


def _remember_others(record: MapRecord, seen: int, say: Speaker) -> None:
    changes = session.current_store().changes_since(record.id, seen, not_editor=map_state.editor())
    if not changes:
        return
    on = map_state.drawn(record.id)
    who = next((c.author for c in changes if c.author), "") or say("map.someone")
    what = [map_changes.in_words(change, on, say) for change in changes]
    named = "; ".join(dict.fromkeys(w for w in what[-_SAID:] if w))
    if len(what) > _SAID:
        named += f" {say('map.what_more', n=len(what) - _SAID)}"
    st.session_state[_said(record)] = say("map.others", who=who, what=named)


def _key(record: MapRecord) -> str:
    return f"karte-gesehen-{record.id}"


def _said(record: MapRecord) -> str:
    return f"karte-andere-{record.id}"
