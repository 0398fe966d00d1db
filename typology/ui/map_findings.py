"""What a structure map shows: the place of the Verbund, what if somebody leaves, the whole net, all measures."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker
from typology.model.vocabulary import StructureMap, relation_id
from typology.ui import blocks, map_place, map_state, navigation, session

if TYPE_CHECKING:
    from typology.infrastructure.leaving import Leaving
    from typology.infrastructure.measures import MapMeasures
    from typology.store.map_records import MapRecord

_LARGE = 400  # actors from which working takes long enough to say so
_SHOWN_PAIRS = 12


def render(record: MapRecord, say: Speaker) -> None:
    """Draw the findings; none for maps from reports, none under five actors."""
    if record.origin == "sourced":
        blocks.notice(say("map.findings_sourced"))
        return
    drawn, model = map_state.drawn(record.id), session.current_model()
    least = model.method.network.least_actors
    if len(drawn.actors) < least:
        blocks.notice(say("map.findings_few", n=len(drawn.actors), least=least))
        if map_state.can_change(record):
            navigation.link(navigation.MAP, say("map.to_edit"), map=record.id, part="bearbeiten")
        return
    blocks.paragraph(say("map.findings_lead"), "leise")
    measured = _measure(record, drawn, say)
    if measured is None:
        return
    with blocks.sections_below(say("result.sections")):
        blocks.section(say("map.case_place"), "ort")
        actor = map_place.choose_case(drawn, "", f"karte-fall-{record.id}", say)
        if actor is None:
            blocks.paragraph(say("map.case_none"))
        else:
            map_place.draw_place(record, drawn, actor, say)
        _what_if(record, drawn, say)
        _net(drawn, measured, say)
        _expert(drawn, measured, say)


def _measure(record: MapRecord, drawn: StructureMap, say: Speaker) -> MapMeasures | None:
    if len(drawn.actors) < _LARGE:
        return map_state.measures(record.id)
    place = st.empty()
    bar = place.progress(0.0, say("map.findings_running"))
    found = map_state.measures(record.id, lambda done: bar.progress(min(done, 1.0), say("map.findings_running")))
    place.empty()
    return found


# ------------------------------------------------------------------------------ what if
def _what_if(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    from typology.infrastructure.leaving import without_actor, without_relations
    from typology.infrastructure.relations import counts, role_of
    from typology.infrastructure.sentences import leaving_sentences

    blocks.section(say("map.what_if"), "was-waere-wenn", say("map.what_if_lead"))
    model, where = session.current_model(), session.place()
    names = {f"a:{a.id}": say("map.what_if_actor", name=a.name) for a in drawn.actors}
    funded: dict[str, list[str]] = {}  # relations that are there and bring money, by who gives it
    for relation in drawn.relations:
        if role_of(model, relation) == "funding" and counts(model, relation):
            sentence = map_state.relation_sentence(relation, drawn, say)
            names[f"r:{relation_id(relation)}"] = say("map.what_if_funding", sentence=sentence)
            funded.setdefault(relation.source, []).append(relation_id(relation))
    for actor in drawn.actors:
        if len(given := funded.get(actor.id, ())) > 1:
            names[f"f:{actor.id}"] = say("map.what_if_all_funding", name=actor.name, n=len(given))
    options = list(names)
    wanted = f"a:{where.actor}" if where.actor else None
    chosen = st.selectbox(
        say("map.what_if_who"),
        options,
        index=options.index(wanted) if wanted in names else None,
        format_func=lambda o: names[o],
        placeholder=say("map.choose"),
        key=map_state.named(f"karte-ohne-{record.id}-{where.actor}", names.values()),
    )
    if chosen is None:
        return
    works: dict[str, Callable[[], Leaving]] = {
        "a": lambda: without_actor(drawn, model, chosen[2:]),
        "r": lambda: without_relations(drawn, model, [chosen[2:]]),
        "f": lambda: without_relations(drawn, model, funded[chosen[2:]]),
    }
    work = works[chosen[0]]
    found = map_state.kept(f"ohne-{chosen}", [record.id], work)
    first, *further = leaving_sentences(found, drawn, model, say)
    blocks.html(f'<div class="vs-urteil" id="ohne"><p class="vs-satz-gross">{escape(first)}</p></div>')
    blocks.bullets(further)
    if found.lost_pairs:
        by_id = drawn.by_id
        pairs = [say("map.pair", a=by_id[a].name, b=by_id[b].name) for a, b in found.lost_pairs[:_SHOWN_PAIRS]]
        if found.lost_count > len(pairs):
            pairs.append(say("map.what_more", n=found.lost_count - len(pairs)))
        with st.expander(f"{say('map.pairs')} ({found.lost_count})"):
            blocks.bullets(pairs)


# ------------------------------------------------------------------------------ the whole
def _net(drawn: StructureMap, measured: MapMeasures, say: Speaker) -> None:
    from typology.infrastructure.sentences import net_sentences

    blocks.section(say("map.net"), "netz")
    blocks.bullets(net_sentences(measured, drawn, session.current_model(), say))


def _expert(drawn: StructureMap, measured: MapMeasures, say: Speaker) -> None:
    roles = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
    headings = [say("map.list_actor")]
    headings += [say(f"mapmethod.{n}") for n in ("degree", "betweenness", "closeness", "constraint", "effective_size")]
    headings += [say(f"mapmethod.{n}") for n in ("core_number", "core", "cut_vertex", "lost_contacts")]
    headings += [say(f"map.role_{role}") for role in roles]
    rows: list[tuple[str, ...]] = []
    for actor in drawn.actors:
        found = measured.actors[actor.id]
        values: list[Any] = [
            str(found.degree),
            f"{say.number(found.betweenness, 1)} ({say.percent(found.betweenness_share)})",
            say.number(found.closeness, 2),
            say.number(found.constraint, 2),
            say.number(found.effective_size, 1),
            str(found.core_number),
            say("map.in_core" if found.in_core else "map.in_periphery"),
            say("map.yes" if found.is_cut_vertex else "map.no"),
            str(found.lost_contacts),
            *(str(getattr(found.brokerage, role)) for role in roles),
        ]
        rows.append((actor.name, *values))
    with st.expander(say("map.expert"), key="karte-experte"):
        blocks.paragraph(say("map.expert_lead"), "leise")
        blocks.html(blocks.table(headings, rows, say("map.expert")))
