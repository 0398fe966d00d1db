"""The place of a Verbund in a structure map: its level, its ties, its part in between, its corridors, its questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.model.vocabulary import Actor, StructureMap
from typology.ui import blocks, map_state, navigation, session

if TYPE_CHECKING:
    from typology.infrastructure.place import MapPlace
    from typology.store.map_records import MapRecord

_SAME_NAME = 0.9
_ROLES = "brokerage"
_EXPERT = frozenset({"constraint", "effective_size", "core_number"})
"""Measures that stand in the table for experts alone."""


def choose_case(drawn: StructureMap, name: str, key: str, say: Speaker) -> Actor | None:
    """Return the actor that is the Verbund; ask if there are several of its kind and none has its name.

    Args:
        drawn: The map.
        name: Name of the Verbund, if it is known.
        key: Key of the widget.
        say: Speaker of the reader's language.
    """
    from typology.infrastructure.place import find_case
    from typology.infrastructure.same_actor import similarity

    found = find_case(drawn, session.current_model(), name)
    if not found or (len(found) < 2 and not name) or (name and similarity(found[0].name, name) >= _SAME_NAME):
        return found[0] if found else None
    names = {actor.id: actor.name for actor in found}
    # Somebody else's place must not pass for this Verbund's: where no name fits, nobody is chosen yet.
    chosen = st.pills(
        say("map.case_which" if name else "map.case_choose"),
        list(names),
        default=None if name else found[0].id,
        required=not name,
        wrap=True,
        format_func=lambda a: navigation.plain(names[a]),
        key=key,
    )
    return next((actor for actor in found if actor.id == chosen), None)


def draw_place(
    record: MapRecord,
    drawn: StructureMap,
    actor: Actor,
    say: Speaker,
    *,
    fields: Collection[str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> None:
    """Draw where a Verbund stands, and the questions that follow from it.

    Args:
        record: The map.
        drawn: The map as it stands.
        actor: The Verbund on it.
        say: Speaker of the reader's language.
        fields: Fields of placement planes it lies in, if it was assessed.
        answers: Options chosen in the self-assessment, by item.
    """
    from typology.infrastructure.place import place_of, questions_for
    from typology.infrastructure.sentences import actor_sentences_by_measure

    model = session.current_model()
    measured = None if record.origin == "sourced" else map_state.measures(record.id)
    place = place_of(drawn, model, actor.id, measured)
    if place is None:
        return
    blocks.paragraph(say("map.stands_on", name=actor.name, level=map_state.level_name(actor.level, say)), "satz")
    if measured is not None:
        said = actor_sentences_by_measure(measured, drawn, model, actor.id, say)
        roles = [sentence for name, sentence in said.items() if name.startswith(_ROLES)]
        blocks.bullets([x for name, x in said.items() if name not in _EXPERT and not name.startswith(_ROLES)])
        if total := measured.actors[actor.id].brokerage.total:
            with st.expander(say("map.brokering", n=total)):
                blocks.paragraph(say("map.brokering_case", name=actor.name), "leise")
                blocks.bullets(roles)
    elif record.origin != "sourced":
        blocks.paragraph(say("map.findings_few", n=len(drawn.actors), least=model.method.network.least_actors), "leise")
    _corridors(place, drawn, say)
    _ties(place, say)
    if record.origin == "sourced":  # what reports do not name is no finding
        return
    asked = questions_for(drawn, model, actor.id, measured=measured, fields=fields, answers=answers)
    if asked:
        blocks.html(f"<h3>{escape(say('map.questions'))}</h3>")
    for question in asked:
        finding = say.text(question.finding).replace("{name}", actor.name)
        blocks.paragraph(finding)
        blocks.bullets([say.text(text).replace("{name}", actor.name) for text in question.questions], "fragen")
        blocks.html(blocks.basis(model, question.basis, say))


def _corridors(place: MapPlace, drawn: StructureMap, say: Speaker) -> None:
    """Draw which cooperation corridors there are, are planned, and are wished for."""
    blocks.html(f"<h3>{escape(say('map.corridors'))}</h3>")
    lines = [
        map_state.relation_with_status(relation, drawn, say)
        for relations in place.corridors.values()
        for relation in relations
    ]
    if lines:
        blocks.bullets(lines)
    else:
        blocks.paragraph(say("map.corridors_none"))
    if elsewhere := sum(len(relations) for relations in place.corridors_elsewhere.values()):
        blocks.paragraph(say("map.corridors_elsewhere", n=elsewhere), "leise")


def _ties(place: MapPlace, say: Speaker) -> None:
    model = session.current_model()
    if not place.ties:
        blocks.paragraph(say("map.no_ties"))
        return
    rows = []
    for ties in place.ties:
        kind = model.relation_kinds.get(ties.kind)
        label = say.text(kind.label) if kind else ties.kind
        others = ", ".join(dict.fromkeys(actor.name for actor in ties.others))
        rows.append((label, say(f"map.direction_{ties.direction}"), map_state.status_name(ties.status, say), others))
    headings = (say("map.list_relation"), say("map.direction"), say("map.list_status"), say("map.direction_with"))
    with st.expander(
        say("map.ties_of", name=navigation.plain(place.actor.name), n=sum(len(t.relations) for t in place.ties))
    ):
        blocks.html(blocks.table(headings, rows, say("map.ties")))
