"""The place of a Verbund in the structure map of its city, as a part of the result page."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from typology.language import Speaker
from typology.model.vocabulary import StructureMap
from typology.store.records import Case, ResponseRow, Wave
from typology.ui import blocks, map_place, map_state, map_view, navigation, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typology.assessment.reading import Reading
    from typology.store.map_records import MapRecord


def place_in_map(case: Case, reading: Reading, rows: Sequence[ResponseRow], wave: Wave | None, say: Speaker) -> None:
    """Draw where the Verbund stands in the map of its city, beside the plane of the placement.

    Args:
        case: The Verbund.
        reading: What its answers say.
        rows: The answers.
        wave: The point in time of the reading.
        say: Speaker of the reader's language.
    """
    model = session.current_model()
    if not model.actor_kinds:
        return
    blocks.section(say("map.in_map"), "im-strukturbild", say("map.in_map_lead"))
    record = _map_of(case, reading, wave)
    if record is None:
        blocks.paragraph(say("map.in_map_none"))
        navigation.link(navigation.MAP, say("map.in_map_draw"), part="neu")
        return
    drawn = map_state.drawn(record.id)
    actor = map_place.choose_case(drawn, case.name, f"ergebnis-fall-{record.id}", say)
    if actor is None:
        return
    blocks.html(f'<p class="vs-leise">{escape(say("map.in_map_from", name=map_state.map_name(record, say)))}</p>')
    from typology.figures.structure_map import draw_map

    near = _near(drawn, actor.id)
    pictures = {w: draw_map(model, near, say, width=w, whole=drawn, also=map_view.beside(record)) for w in map_view.WIDTHS}
    map_view.two_widths(pictures, say, f"ergebnis-{record.id}")
    fields = {p.field.id for p in reading.placements if p.field is not None}
    map_place.draw_place(record, drawn, actor, say, fields=fields or None, answers=_answers(rows, reading))
    navigation.link(navigation.MAP, say("map.in_map_open"), map=record.id, actor=actor.id)


def _map_of(case: Case, reading: Reading, wave: Wave | None) -> MapRecord | None:
    """Return the map that fits best: the same moment, drawn by those who answered, the newest."""
    from typology.infrastructure.place import find_case

    store, model = session.current_store(), session.current_model()
    city = store.city_named(case.city) if case.city else None
    maps = [m for m in store.list_maps(city.id) if m.origin != "template"] if city else []
    # A map on which nobody is the Verbund cannot say where it stands.
    maps = [m for m in maps if find_case(map_state.drawn(m.id), model, case.name)]
    if not maps:
        return None
    kind, year = (wave.kind, wave.year) if wave else ("now", None)

    def distance(record: MapRecord) -> tuple[bool, bool, bool, bool, int]:
        reporter = model.reporters.get(record.reporter)
        return (
            record.origin == "sourced",
            record.kind != kind,
            year is not None and record.year != year,
            reporter is None or reporter.perspective != reading.perspective,
            -record.id,
        )

    return min(maps, key=distance)


def _near(drawn: StructureMap, actor_id: str) -> StructureMap:
    """Return the map with the Verbund and those it has relations with, and nothing between those."""
    ends = {end for r in drawn.relations if actor_id in (r.source, r.target) for end in (r.source, r.target)}
    ends.add(actor_id)
    return replace(
        drawn,
        actors=tuple(a for a in drawn.actors if a.id in ends),
        relations=tuple(r for r in drawn.relations if actor_id in (r.source, r.target)),
    )


def _answers(rows: Sequence[ResponseRow], reading: Reading) -> dict[str, str]:
    """Return the option chosen for each item where everybody of this reading chose the same."""
    chosen: dict[str, set[str]] = {}
    for row in rows:
        if (str(row.wave_id), row.perspective) == (reading.wave, reading.perspective) and row.option:
            chosen.setdefault(row.item, set()).add(row.option)
    return {item: options.pop() for item, options in chosen.items() if len(options) == 1}
