"""Fields that save themselves when they are left, and show what others have saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

NOTE_LIMIT = 2000
Save = Callable[[Any], bool]
"""Saves a value and returns whether it is saved."""


def keep_value(key: str, stored: Any) -> None:
    """Give a field the stored value when it is new, or when somebody else has changed it meanwhile.

    Its key stays the same, so that whoever works with the keyboard keeps the focus.
    """
    seen = f"{key}-gesehen"
    if key not in st.session_state or st.session_state.get(seen) != stored:
        st.session_state[key] = stored
        st.session_state[seen] = stored


def saves(key: str, save: Save) -> Callable[[], None]:
    """Return what a field does when it has changed: save, and show what is stored if that fails."""

    def changed() -> None:
        value = st.session_state[key]
        if save(value):
            st.session_state[f"{key}-gesehen"] = value
        else:  # the field shows what is stored again
            st.session_state.pop(f"{key}-gesehen", None)

    return changed


def text(label: str, key: str, stored: str, save: Save, *, area: bool = False, limit: int | None = None) -> None:
    """Draw a field for text, of one line or of several (``area``)."""
    keep_value(key, stored)
    if area:
        st.text_area(label, key=key, on_change=saves(key, save), max_chars=limit or NOTE_LIMIT, height=100)
    else:
        st.text_input(label, key=key, on_change=saves(key, save), max_chars=limit or 200)


def one_of(label: str, key: str, names: Mapping[Any, str], stored: Any, save: Save) -> None:
    """Draw a choice among few; what is stored stands among them even if it is known no more."""
    keep_value(key, stored)
    shown = {**names, **({} if stored in names else {stored: str(stored)})}
    st.selectbox(
        label,
        list(shown),
        format_func=lambda option: shown[option],
        key=key,
        on_change=saves(key, save),
    )
