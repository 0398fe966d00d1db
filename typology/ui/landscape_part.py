"""The cities side by side: what each provides, which conditions go with which types, their structure maps."""

from __future__ import annotations

from typology.assessment.landscapes import conditions_by_type, frame_table
from typology.figures.condition_counts import draw_conditions
from typology.figures.frame_table import draw_frames
from typology.language import Speaker
from typology.store.map_folding import name_key
from typology.ui import blocks, drawings, navigation, session
from typology.ui.compare_state import Choice

_MOST_MAPS = 40  # each is read to count what is on it


def cities(choice: Choice, say: Speaker) -> None:
    """Draw the cities of the Verbünde that lie side by side."""
    if not choice.comparison.snapshots:
        return
    _frames(choice, say)
    _conditions(choice, say)
    _maps(choice, say)


def _frames(choice: Choice, say: Speaker) -> None:
    model = session.current_model()
    blocks.section(say("cities.frames"), "rahmen", say("cities.frames_lead"))
    table = frame_table(model, choice.comparison.snapshots)
    if not table.rows or all(value is None for row in table.rows for value in row.means):
        blocks.paragraph(say("cities.no_frames"), "leise")
        return
    shown = choice.comparison.snapshots
    drawings.show(
        lambda form: draw_frames(model, table, shown, say, own=choice.own, form=form), say, "staedte-rahmen",
        content=choice.content,
    )  # fmt: skip


def _conditions(choice: Choice, say: Speaker) -> None:
    model = session.current_model()
    blocks.section(say("cities.conditions"), "bedingungen", say("cities.conditions_lead"))
    table = conditions_by_type(model, choice.comparison.snapshots)
    if not table.rows:
        blocks.paragraph(say("cities.no_frames"), "leise")
        return
    shown = choice.comparison.snapshots
    invented, kind = all(s.invented for s in shown), shown[0].wave_kind  # kinds are never mixed here
    drawings.show(
        lambda form: draw_conditions(model, table, say, form=form, is_invented=invented, kind=kind), say,
        "staedte-bedingungen", content=choice.content,
    )  # fmt: skip


def _maps(choice: Choice, say: Speaker) -> None:
    """Lay the structure maps of the cities side by side, as counts; the maps themselves are one link away."""
    from typology.infrastructure.map_facts import map_facts

    store, model = session.current_store(), session.current_model()
    if not model.actor_kinds:
        return
    blocks.section(say("cities.maps"), "karten", say("cities.maps_lead"))
    names = {name_key(r.snapshot.city) for r in choice.shown if r.snapshot is not None and r.snapshot.city}
    there = [city for city in store.list_cities() if city.maps and name_key(city.name) in names]
    lines, links = [], []
    for city in there[:_MOST_MAPS]:
        name, drawn = city.name, store.list_maps(city.id)
        now = next((m for m in drawn if m.kind == "now"), drawn[0] if drawn else None)
        if now is None:
            continue
        facts = map_facts(model, store.structure_map(now.id))
        groups = [f"{say.text(model.actor_groups[g].label)} ({n})" for g, n in facts.groups.items() if n]
        # What is planned or wished for is no relation that is there.
        ties = [f"{say.text(model.relation_kinds[k].label)} ({n})" for k, n in facts.relations.items() if n]
        lines.append((name, str(sum(facts.kinds.values())), ", ".join(groups) or "–", ", ".join(ties) or "–"))
        links.append((name, now.id))
    if not lines:
        blocks.paragraph(say("cities.no_maps"), "leise")
        return
    heads = (say("cities.city"), say("cities.actors"), say("cities.groups"), say("cities.relations"))
    blocks.html(blocks.table(heads, lines, say("cities.maps")))
    if len(there) > _MOST_MAPS:
        blocks.paragraph(say("compare.and_more", n=len(there) - _MOST_MAPS), "leise")
    for name, number in links:
        navigation.link(navigation.MAP, say("cities.to_map", city=name), map=number)
    if len(links) > 1:
        navigation.link(navigation.MAP, say("cities.two_maps"), map=links[0][1], other=links[1][1], part="vergleich")
