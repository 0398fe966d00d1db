"""The structure map of a city: actors by level, what holds between them, and the list behind it.

Shape tells the kind of an actor, colour and the inside of the shape its group; the pattern of a line tells its status
and its width its strength. Corridors are double lines, tensions carry a cross, funding a sign for money, so that the
picture can be read in grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typology.figures import common, map_key
from typology.figures.map_bundle import MOST_BUNDLES, aggregated, is_large
from typology.figures.map_layout import Width as Width
from typology.figures.map_layout import filtered as filtered
from typology.figures.map_layout import is_the_case, lay_out
from typology.figures.map_layout import positions_of as positions_of
from typology.figures.map_plotly import as_drawing
from typology.figures.map_scene import TENSION, TIE_PREFIX, WAY, Card, Layer, Scene, Tie, compose, group_color
from typology.figures.map_words import MapWords, count_ties, drawable
from typology.figures.picture import Picture
from typology.figures.text import clean
from typology.infrastructure.relations import is_directed
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import Relation, StructureMap, relation_id

_THINNEST, _PER_STEP = 1.4, 1.2


def draw_map(
    model: Model, drawn: StructureMap, speaker: Speaker, *, width: Width = "wide", selected: str | None = None,
    focus: bool = False, also: Sequence[StructureMap] = (), whole: StructureMap | None = None,
) -> Picture:
    """Draw a structure map.

    Markers of actors carry their id as ``customdata``; those of relations carry ``relation:`` and the id.

    Args:
        model: The vocabulary.
        drawn: The map; filters have been applied (see ``filtered``).
        speaker: The reader's language.
        width: For a desk (940 pixels and more) or for a phone (312 pixels and more).
        selected: Id of an actor that gets a ring.
        focus: Whether everything that is not next to the selected actor stands back.
        also: Further maps that have a say in the places, so that nobody jumps from map to map.
        whole: The map before filters; if it has more, the sentence says how much of it is to be seen.
    """
    scene = map_scene_of(model, drawn, speaker, width=width, selected=selected, focus=focus, also=also)
    words = MapWords(model, speaker, drawn)
    sentence = sentence_of(model, drawn, speaker, whole)
    return Picture(
        name="strukturbild",
        drawing=as_drawing(scene, speaker, zoom=width == "narrow"),
        sentence=sentence,
        alt=_alt(words, drawn, sentence),
        headings=words.headings,
        rows=tuple(words.row(relation, drawn) for relation in drawn.relations),
        language=speaker.language,
    )


def map_scene_of(
    model: Model, drawn: StructureMap, speaker: Speaker, *, width: Width = "wide", selected: str | None = None,
    focus: bool = False, also: Sequence[StructureMap] = (),
) -> Scene:
    """Return what ``draw_map`` draws as plain shapes, with its key; arguments as there."""
    if is_large(drawn, model):
        drawn, also = aggregated(drawn, model, speaker), ()
    layout = lay_out((a for each in (*also, drawn) for a in each.actors), model, speaker, width)
    words = MapWords(model, speaker, drawn)
    relations = drawable(drawn)
    near = _near(relations, selected) if focus and selected in {a.id for a in drawn.actors} else None
    ties = [_tie(words, r, drawn, is_dim=near is not None and selected not in (r.source, r.target)) for r in relations]
    layers = compose(layout, model, _cards(words, drawn, relations, selected, near), ties)
    key, end = map_key.lay_key(_sections(words, drawn, relations), layout.height + 10, layout.form)
    return Scene(layout.form.across, max(end, 60.0), (*layers, Layer("key", key)))


def clicked(customdata: Any) -> tuple[str | None, str | None]:
    """Return the actor and the relation that a point of the drawing stands for; one of them, or neither.

    Args:
        customdata: The field ``customdata`` of a selected point, as the page reports it.
    """
    value = customdata[0] if isinstance(customdata, Sequence) and not isinstance(customdata, str) and customdata \
        else customdata
    if not isinstance(value, str) or not value:
        return None, None
    return (None, value.removeprefix(TIE_PREFIX)) if value.startswith(TIE_PREFIX) else (value, None)


# ------------------------------------------------------------------------------ what is drawn
def _near(relations: Sequence[Relation], selected: str | None) -> set[str]:
    beside = [r for r in relations if selected in (r.source, r.target)]
    return {end for r in beside for end in (r.source, r.target)} | {selected or ""}


def _cards(
    words: MapWords, drawn: StructureMap, relations: Sequence[Relation], selected: str | None, near: set[str] | None
) -> list[Card]:
    ties = count_ties(relations)
    return [
        Card(
            actor.id, actor.kind, group_color(words.model, actor.kind), words.hover_actor(actor, ties[actor.id]),
            is_dim=near is not None and actor.id not in near, is_selected=actor.id == selected,
        )
        for actor in drawn.actors
    ]


def thickness_of(model: Model, relation: Relation) -> float:
    """Return the width of the line of a relation in pixels; one of unknown strength is as thin as the weakest."""
    strength = model.relation_strengths.get(relation.strength or "")
    return _THINNEST + _PER_STEP * (strength.value - 1 if strength else 0)


def role_of(model: Model, relation: Relation) -> str:
    """Return what a relation is read as: a tie, a corridor, a tension, or funding."""
    kind = model.relation_kinds.get(relation.kind)
    return kind.role if kind else "tie"


def dash_of(model: Model, relation: Relation) -> str:
    """Return the pattern of the line of a relation."""
    status = model.relation_statuses.get(relation.status)
    return status.line if status else "solid"


_COLORS = {"tie": WAY, "corridor": common.ACCENT, "tension": common.SECOND, "funding": common.INK}


def _tie(words: MapWords, relation: Relation, drawn: StructureMap, *, is_dim: bool) -> Tie:
    model = words.model
    role = role_of(model, relation)
    sign = {"tension": TENSION, "funding": words.say("mapfig.sign.funding")}.get(role, "")
    return Tie(
        relation_id(relation), relation.source, relation.target, _COLORS[role], thickness_of(model, relation),
        dash_of(model, relation), is_directed(model, relation), words.hover_tie(relation, drawn),
        sign=sign, is_double=role == "corridor", is_dim=is_dim,
    )


# ------------------------------------------------------------------------------ key
def _sections(words: MapWords, drawn: StructureMap, relations: Sequence[Relation]) -> list[map_key.Section]:
    model, say = words.model, words.say
    kinds = {actor.kind for actor in drawn.actors}
    lines = [*_role_entries(words, relations), *status_entries(words, relations)]
    lines += end_entries(words, relations, WAY)
    return [
        *map_key.kind_sections(model, say, kinds),
        map_key.Section(say("mapfig.key.relations"), lines),
        map_key.Section(say("mapfig.key.strength"), _strength_entries(words, relations)),
    ]


def _role_entries(words: MapWords, relations: Sequence[Relation]) -> list[map_key.Entry]:
    """Return the entries of the relations that are drawn in a way of their own, named as the model names them."""
    model = words.model
    samples: Mapping[str, Any] = {
        "corridor": map_key.corridor(common.ACCENT),
        "tension": map_key.tension(common.SECOND),
        "funding": map_key.lettered(common.INK, words.say("mapfig.sign.funding")),
    }
    used = {r.kind for r in relations}
    found = []
    for role, items in samples.items():
        kinds = [k for k in model.relation_kinds.values() if k.role == role and k.id in used]
        names = [clean(words.say.text(kind.label)) for kind in kinds]
        if names:
            found.append(map_key.line_entry(words.enumerate(names), items))
    return found


def status_entries(words: MapWords, relations: Sequence[Relation]) -> list[map_key.Entry]:
    """Return what the patterns of lines mean, of those that occur."""
    used = {relation.status for relation in relations}
    return [
        map_key.line_entry(clean(words.say.text(status.label)), map_key.sample(WAY, _THINNEST, status.line))
        for status in words.model.relation_statuses.values() if status.id in used
    ]


def end_entries(words: MapWords, relations: Sequence[Relation], color: str) -> list[map_key.Entry]:
    """Return what stands at the ends of lines, of that which occurs."""
    found = []
    if any(is_directed(words.model, r) for r in relations):
        found.append(map_key.line_entry(words.say("mapfig.key.arrow"), map_key.arrow(color)))
    if not all(is_directed(words.model, r) for r in relations):
        found.append(map_key.line_entry(words.say("mapfig.key.both"), map_key.dots(color)))
    return found


def _strength_entries(words: MapWords, relations: Sequence[Relation]) -> list[map_key.Entry]:
    """Return what the widths of lines mean, if there is more than one."""
    model, used = words.model, {relation.strength for relation in relations}
    steps = sorted((s for s in model.relation_strengths.values() if s.id in used), key=lambda step: step.value)
    if not steps:
        return []
    entries = []
    if None in used and steps[0].value > 1:
        entries.append(map_key.line_entry(words.say("mapfig.key.no_strength"), map_key.widths(WAY, _THINNEST)))
    for step in steps:
        label = clean(words.say.text(step.label))
        if step.value == 1 and None in used:
            label = words.say("mapfig.key.or_no_strength", strength=label)
        entries.append(map_key.line_entry(label, map_key.widths(WAY, _THINNEST + _PER_STEP * (step.value - 1))))
    return entries


# ------------------------------------------------------------------------------ words
def sentence_of(model: Model, drawn: StructureMap, speaker: Speaker, whole: StructureMap | None = None) -> str:
    """Return what a map shows, in a few sentences; of a filtered one how much of the whole, and nothing as a total."""
    words = MapWords(model, speaker, drawn)
    relations = drawable(drawn)
    parts = _part_of(words, drawn, whole) if whole is not None else []
    is_part = bool(parts)
    if not drawn.actors:
        return " ".join(parts) or speaker("mapfig.empty")
    levels = len({actor.level for actor in drawn.actors})
    if not is_part:
        parts.append(speaker("mapfig.shows", actors=len(drawn.actors), levels=levels, relations=len(relations)))
    if len({r.status for r in relations}) > 1:
        parts.append(speaker("mapfig.statuses", statuses=words.by_status(relations)))
    ties = count_ties(relations)
    cases = [actor for actor in drawn.actors if is_the_case(actor, model)]
    if not is_part:
        parts += [speaker("mapfig.case", name=words.name(actor.id), n=ties[actor.id]) for actor in cases]
    if not cases:
        parts.append(speaker("mapfig.no_case"))
    if is_large(drawn, model):
        parts.append(speaker("mapfig.bundled", limit=model.method.network.aggregate_above, bundles=MOST_BUNDLES))
    if relations:
        parts.append(speaker("mapfig.reported"))
    return " ".join(parts)


def _part_of(words: MapWords, drawn: StructureMap, whole: StructureMap) -> list[str]:
    """Return how much of a whole map is to be seen; nothing if that is all of it."""
    shown, there = len(drawable(drawn)), len(drawable(whole))
    if len(whole.actors) <= len(drawn.actors) and there <= shown:
        return []
    parts = [words.say(
        "mapfig.part", actors=len(drawn.actors), all_actors=len(whole.actors), relations=shown, all_relations=there,
    )]
    ties = count_ties(drawable(drawn)), count_ties(drawable(whole))
    parts += [
        words.say("mapfig.part.case", name=words.name(actor.id), n=ties[0][actor.id], of=ties[1][actor.id])
        for actor in drawn.actors if is_the_case(actor, words.model) and ties[1][actor.id]
    ]
    return parts


def _alt(words: MapWords, drawn: StructureMap, sentence: str) -> str:
    """Return the picture in words: who stands on which level, and the relations of the Verbund."""
    if not drawn.actors:
        return sentence
    if is_large(drawn, words.model):
        drawn = aggregated(drawn, words.model, words.say)
        words = MapWords(words.model, words.say, drawn)
    cases = {actor.id for actor in drawn.actors if is_the_case(actor, words.model)}
    own = [f"{words.relation(r)} ({words.status(r)})" for r in drawable(drawn) if cases & {r.source, r.target}]
    return " ".join([sentence, words.by_level(drawn), *own, words.say("mapfig.alt.list")])
