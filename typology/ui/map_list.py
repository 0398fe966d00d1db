"""A structure map as a list: every actor on its level, every relation as a sentence with its sources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.model.vocabulary import StructureMap
from typology.ui import blocks, map_state, map_view, navigation, session

if TYPE_CHECKING:
    from typology.store.map_records import MapRecord

_LONG = 400  # actors and relations together


def render(record: MapRecord, say: Speaker) -> None:
    """Draw the list."""
    drawn = map_state.drawn(record.id)
    if not drawn.actors:
        blocks.notice(say("map.empty"))
        if map_state.can_change(record):
            navigation.link(navigation.MAP, say("map.to_edit"), map=record.id, part="bearbeiten")
        return
    blocks.paragraph(say("map.list_lead", actors=len(drawn.actors), relations=len(drawn.relations)))
    _actors(drawn, say)
    _relations(drawn, say)


def _actors(drawn: StructureMap, say: Speaker) -> None:
    model = session.current_model()
    blocks.section(say("map.list_actors"), "liste-akteure")
    levels = [*model.levels, *dict.fromkeys(a.level for a in drawn.actors if a.level not in model.levels)]
    for level in levels:
        here = [a for a in drawn.actors if a.level == level]
        if not here:
            continue
        lines = ""
        for actor in here:
            note = say.text(actor.note)
            lines += (
                f'<li dir="auto"><strong>{escape(actor.name)}</strong> '
                f'<span class="vs-leise">{escape(map_state.kind_name(actor, say))}</span>'
                + (f' <em dir="auto">{escape(note)}</em>' if note else "")
                + (f"<cite>{map_state.source_links(actor.sources, say)}</cite>" if actor.sources else "")
                + "</li>"
            )
        blocks.html(f"<h3>{escape(map_state.level_name(level, say))}</h3><ul class='vs-liste vs-fakten'>{lines}</ul>")


def _relations(drawn: StructureMap, say: Speaker) -> None:
    model = session.current_model()
    blocks.section(say("map.list_relations"), "liste-beziehungen")
    if not drawn.relations:
        blocks.paragraph(say("map.no_ties"))
    kinds = [
        *model.relation_kinds,
        *dict.fromkeys(r.kind for r in drawn.relations if r.kind not in model.relation_kinds),
    ]
    for kind in kinds:
        here = [r for r in drawn.relations if r.kind == kind]
        if here:
            known = model.relation_kinds.get(kind)
            lines = "".join(f"<li dir='auto'>{map_view.relation_line(r, drawn, say)}</li>" for r in here)
            _group(say.text(known.label) if known else kind, lines, len(here), drawn)


def _group(title: str, lines: str, count: int, drawn: StructureMap) -> None:
    """Draw one level or kind; folded away where the whole list would be longer than anybody reads."""
    listed = f"<ul class='vs-liste vs-fakten'>{lines}</ul>"
    if len(drawn.actors) + len(drawn.relations) <= _LONG:
        blocks.html(f"<h3>{escape(title)}</h3>{listed}")
        return
    drawer = st.expander(f"{navigation.plain(title)} ({count})", key=f"karte-liste-{title}", on_change="rerun")
    if drawer.open:
        with drawer:
            blocks.html(listed)
