"""Vergleich: Verbünde across cities, and the cities themselves. Nobody is first here."""

from __future__ import annotations

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, compare_parts, compare_state, landscape_part, navigation, session

_CASES, _CITIES = "verbuende", "staedte"


def render() -> None:
    """Draw what was released for comparison, side by side."""
    say, where = session.speaker(), session.place()
    blocks.scroll_to(None)
    blocks.page_title(say("compare.title"), say("compare.lead"))
    blocks.working_version(session.current_model(), say)
    found = compare_state.listed()
    if not any(one.intact for one in found):
        _empty(say)
        return
    if any(one.label is not None and one.label.invented for one in found):
        blocks.notice(say("compare.invented"))
    parts = {_CASES: say("compare.part_cases"), _CITIES: say("compare.part_cities")}
    part = where.part if where.part in parts else _CASES
    chosen = st.segmented_control(
        say("compare.part"), list(parts), default=part, required=True, format_func=parts.__getitem__,
        key=f"vergleich-teil-{say.language}-{part}", label_visibility="collapsed",
    )  # fmt: skip
    if chosen != part:
        session.stay(part=chosen)
        st.rerun()
    with st.container(key="auswahl"):
        choice = compare_state.choose(found, say)
    if choice is None:
        return
    compare_parts.about(choice, say)
    with blocks.sections_below(say("result.sections")):
        if part == _CITIES:
            landscape_part.cities(choice, say)
        else:
            compare_parts.cases(choice, say)


def _empty(say: Speaker) -> None:
    blocks.notice(say("compare.empty"))
    blocks.paragraph(say("compare.empty_how"))
    navigation.link(navigation.CASE, say("compare.to_case"), case=session.place().case)
