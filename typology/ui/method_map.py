"""The part of the method page about structure maps: their words with their basis, and how the measures are worked out."""

from __future__ import annotations

from html import escape

import streamlit as st

from typology.language import Speaker
from typology.model.elements import Model
from typology.ui import blocks

_MEASURES = (
    "degree",
    "betweenness",
    "closeness",
    "constraint",
    "effective_size",
    "core_number",
    "core",
    "cut_vertex",
    "lost_contacts",
    "bridge",
    "brokerage",
)


def structure_maps(model: Model, say: Speaker) -> None:
    """Draw the vocabulary of structure maps and their measures; nothing if the model has none."""
    if not model.actor_kinds:
        return
    blocks.section(say("map.title"), "strukturbild", say("mapmethod.lead"))
    _group(say("mapmethod.levels"), [(v.label, v.description, v.basis) for v in model.levels.values()], model, say)
    _group(say("mapmethod.kinds"), [(v.label, v.description, v.basis) for v in model.actor_kinds.values()], model, say)
    ties = [(v.label, v.description, v.basis) for v in model.relation_kinds.values()]
    _group(say("mapmethod.ties"), ties, model, say)
    statuses = [(v.label, None, v.basis) for v in model.relation_statuses.values()]
    strengths = [(v.label, None, v.basis) for v in model.relation_strengths.values()]
    _group(say("mapmethod.statuses"), [*statuses, *strengths], model, say)
    _group(
        say("mapmethod.reporters"), [(v.label, v.description, v.basis) for v in model.reporters.values()], model, say
    )
    questions = [(v.finding, None, v.basis) for v in model.map_questions.values()]
    _group(say("mapmethod.questions"), questions, model, say)
    with st.expander(say("mapmethod.measures")):
        blocks.paragraph(say("mapmethod.counted", n=model.method.network.least_actors))
        rows = [(say(f"mapmethod.{name}"), say(f"mapmethod.{name}_how")) for name in _MEASURES]
        blocks.html(blocks.table((say("mapmethod.measure"), say("mapmethod.how")), rows, say("mapmethod.measures")))


def _group(title: str, elements: list, model: Model, say: Speaker) -> None:  # type: ignore[type-arg]
    if not elements:
        return
    with st.expander(f"{title} ({len(elements)})"):
        for label, description, basis in elements:
            text = f"<p>{escape(say.text(description))}</p>" if description else ""
            name = say.text(label).replace("{name}", say("term.case"))
            blocks.html(
                f'<article class="vs-item"><h4>{escape(name)}</h4>{text}{blocks.basis(model, basis, say)}</article>'
            )
