"""Structure maps side by side: two views of one city, one city over time, two cities."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.model.vocabulary import Relation, StructureMap
from typology.ui import blocks, map_state, map_view, navigation, session

if TYPE_CHECKING:
    from typology.infrastructure.landscape import ActorRow, Landscape, RelationRow
    from typology.infrastructure.overlay import Difference, Overlay
    from typology.store.map_records import MapRecord


def render(record: MapRecord, say: Speaker) -> None:
    """Draw the three comparisons."""
    with blocks.sections_below(say("result.sections")):
        _two_views(record, say)
        _over_time(record, say)
        _two_cities(record, say)


def _select(label: str, names: dict[int, str], key: str, say: Speaker, chosen: int | None = None) -> int | None:
    return st.selectbox(
        label,
        list(names),
        index=list(names).index(chosen) if chosen in names else None,
        format_func=lambda m: names[m],
        placeholder=say("map.choose"),
        key=key,
    )


# ------------------------------------------------------------------------------ two views
def _two_views(record: MapRecord, say: Speaker) -> None:
    blocks.section(say("map.compare_two"), "uebereinander", say("map.compare_two_lead"))
    others = [m for m in session.current_store().list_maps(record.city_id) if m.id != record.id]
    if not others:
        blocks.paragraph(say("map.compare_none"))
        navigation.link(navigation.MAP, say("map.another"), map=record.id, part="neu")
        return
    # First the other views of the same moment: that is what people sit together for.
    near = sorted(others, key=lambda m: (m.kind, m.year) != (record.kind, record.year))
    names = {m.id: map_state.map_name(m, say) for m in near}
    where = session.place()
    wanted = where.other if where.other in names else None
    if wanted is None and (near[0].kind, near[0].year) == (record.kind, record.year):
        wanted = near[0].id
    other = _select(say("map.compare_with"), names, f"karte-mit-{record.id}-{say.language}", say, wanted)
    if other is None:
        return
    if other != where.other:
        session.stay(other=other)
    _overlay(record, next(m for m in others if m.id == other), say)


def _overlay(record: MapRecord, other: MapRecord, say: Speaker) -> None:
    from typology.figures.map_overlay import draw_overlay
    from typology.infrastructure.overlay import overlay
    from typology.infrastructure.sentences import overlay_sentences

    model = session.current_model()
    a, b = map_state.drawn(record.id), map_state.drawn(other.id)
    names = (map_state.map_name(record, say), map_state.map_name(other, say))
    if record.reporter != other.reporter and (record.kind, record.year) == (other.kind, other.year):
        names = (map_state.reporter_name(record.reporter, say), map_state.reporter_name(other.reporter, say))
    found = map_state.kept("overlay", (record.id, other.id), lambda: overlay(a, b, model))
    first, *further = overlay_sentences(found, model, say, names)
    if "sourced" in (record.origin, other.origin):  # a share would read like a figure about what reports happen to name
        further = [line for line in further if "%" not in line]
    blocks.html(f'<div class="vs-urteil" id="befund"><p class="vs-satz-gross">{escape(first)}</p></div>')
    also = map_view.beside(record)
    pictures = {w: draw_overlay(model, a, b, names, found, say, width=w, also=also) for w in map_view.WIDTHS}
    map_view.two_widths(pictures, say, f"ueber-{record.id}-{other.id}")
    blocks.bullets(further)
    _three_lists(found, names, a, b, say)


def _three_lists(found: Overlay, names: tuple[str, str], a: StructureMap, b: StructureMap, say: Speaker) -> None:
    both = [x.a.name + _differing(x.differences, names, say) for x in found.actors]
    both += [_with_status(r.a, a, r.differences, say) + _differing(r.differences, names, say) for r in found.relations]
    only_a = [x.name for x in found.actors_only_a]
    only_a += [_with_status(r.relation, a, (), say) for r in found.relations_only_a]
    only_b = [x.name for x in found.actors_only_b]
    only_b += [_with_status(r.relation, b, (), say) for r in found.relations_only_b]
    parts = (
        (say("map.compare_only", name=names[0]), only_a, "vs-nur-a"),
        (say("map.compare_only", name=names[1]), only_b, "vs-nur-b"),
        (say("map.compare_both"), both, "vs-beide"),
    )
    blocks.html(
        '<div class="vs-drei">'
        + "".join(
            f'<div class="{style}"><h3>{escape(title)} ({len(t)})</h3>{_list(t, say)}</div>'
            for title, t, style in parts
        )
        + "</div>"
    )


def _with_status(relation: Relation, on: StructureMap, differences: Sequence[Difference], say: Speaker) -> str:
    """Return a relation as a sentence; with its status, unless that differs and is said anyway."""
    if any(difference.field == "status" for difference in differences):
        return map_state.relation_sentence(relation, on, say)
    return map_state.relation_with_status(relation, on, say)


def _list(texts: Sequence[str], say: Speaker) -> str:
    if not texts:
        return f"<p>{escape(say('map.compare_nothing'))}</p>"
    return '<ul class="vs-liste">' + "".join(f"<li dir='auto'>{escape(text)}</li>" for text in texts) + "</ul>"


def _differing(differences: Sequence[Difference], names: tuple[str, str], say: Speaker) -> str:
    """Return what the two maps say differently about the same thing, in brackets."""
    if not differences:
        return ""
    parts = []
    for difference in differences:
        sides = [
            f"{name}: {_word(difference.field, value, say)}"
            for name, value in zip(names, (difference.a, difference.b), strict=True)
        ]
        parts.append(f"{say(f'map.field_{difference.field}')}: {', '.join(sides)}")
    return f" ({'; '.join(parts)})"


def _word(field: str, value: str | None, say: Speaker) -> str:
    model = session.current_model()
    if field == "level":
        return map_state.level_name(value or "", say)
    if field == "status":
        return map_state.status_name(value or "", say)
    if field == "strength":
        return map_state.strength_name(value, say)
    known = model.actor_kinds.get(value or "")
    return say.text(known.label) if known else (value or "")


# ------------------------------------------------------------------------------ over time
def _over_time(record: MapRecord, say: Speaker) -> None:
    from typology.figures.map_development import draw_development
    from typology.infrastructure.development import development
    from typology.infrastructure.sentences import development_sentences

    blocks.section(say("map.compare_time"), "zeit", say("map.compare_time_lead"))
    maps = _of_one_reporter(record)
    if len(maps) < 2:
        blocks.paragraph(say("map.compare_time_none"))
        return
    model, drawn = session.current_model(), [map_state.drawn(m.id) for m in maps]
    labels = [map_state.wave_name(m.wave, m.kind, m.year, say) for m in maps]
    here = next((n for n, m in enumerate(maps) if m.id == record.id), len(maps) - 1)
    moment = st.select_slider(
        say("map.compare_moment"),
        range(len(maps)),
        value=here,
        format_func=lambda n: labels[n],
        key=f"karte-moment-{record.id}-{say.language}",
    )
    from typology.figures.structure_map import draw_map

    at = drawn[moment]
    # All maps of the city fix the places, here as everywhere.
    pictures = {w: draw_map(model, at, say, width=w, also=map_view.beside(maps[moment])) for w in map_view.WIDTHS}
    map_view.two_widths(pictures, say, f"zeit-{record.id}")
    found = map_state.kept("development", [m.id for m in maps], lambda: development(drawn, model))
    blocks.bullets(development_sentences(found, model, say, labels))
    slopes = {w: draw_development(model, drawn, labels, say, width=w) for w in map_view.WIDTHS}
    map_view.two_widths(slopes, say, f"verlauf-{record.id}")


def _of_one_reporter(record: MapRecord) -> list[MapRecord]:
    """Return the maps of the same reporter in order of time, one a moment."""
    from typology.infrastructure.development import in_order_of_time

    found: dict[tuple[str, int | None], MapRecord] = {}
    for other in session.current_store().list_maps(record.city_id):
        if other.reporter == record.reporter and other.origin == record.origin:
            found.setdefault((other.kind, other.year), other)
    found[record.kind, record.year] = record
    return list(in_order_of_time(found.values()))


# ------------------------------------------------------------------------------ two cities
def _two_cities(record: MapRecord, say: Speaker) -> None:
    from typology.infrastructure.landscape import compare_landscapes
    from typology.infrastructure.sentences import landscape_sentences

    blocks.section(say("map.compare_city"), "staedte-vergleich", say("map.compare_city_lead"))
    others = [m for m in session.current_store().list_maps() if m.city_id != record.city_id and m.origin != "template"]
    if not others:
        blocks.paragraph(say("map.compare_city_none"))
        return
    names = {m.id: f"{m.city} · {map_state.map_name(m, say)}" for m in others}
    other = _select(say("map.compare_city_which"), names, f"karte-stadt-mit-{record.id}-{say.language}", say)
    if other is None:
        return
    beside = next(m for m in others if m.id == other)
    model = session.current_model()
    found = compare_landscapes(map_state.drawn(record.id), map_state.drawn(beside.id), model)
    cities = (record.city, beside.city)
    told = landscape_sentences(found, model, say, cities)
    blocks.html(f'<div class="vs-urteil" id="staedte-befund"><p class="vs-satz-gross">{escape(told[0])}</p></div>')
    blocks.bullets(told[1:])
    blocks.html(blocks.table((say("map.list_kind"), *cities), _actor_rows(found, say), say("map.list_actors")))
    blocks.html(
        blocks.table((say("map.list_relation"), *cities), _relation_rows(found, say), say("map.list_relations"))
    )


def _actor_rows(found: Landscape, say: Speaker) -> list[tuple[str, str, str]]:
    model = session.current_model()

    def names(row: ActorRow, side: str) -> str:
        return ", ".join(actor.name for actor in getattr(row, side)) or "–"

    def label(row: ActorRow) -> str:
        known = model.actor_kinds.get(row.id)
        return say.text(known.label) if known else row.id

    return [(label(row), names(row, "a"), names(row, "b")) for row in found.kinds]


def _relation_rows(found: Landscape, say: Speaker) -> list[tuple[str, str, str]]:
    model = session.current_model()

    def counts(row: RelationRow, side: str) -> str:
        by_status: dict[str, tuple[Relation, ...]] = dict(getattr(row, side))
        return ", ".join(f"{len(ties)} {map_state.status_name(s, say)}" for s, ties in by_status.items() if ties) or "–"

    def label(row: RelationRow) -> str:
        known = model.relation_kinds.get(row.kind)
        return say.text(known.label) if known else row.kind

    return [(label(row), counts(row, "a"), counts(row, "b")) for row in found.relations]
