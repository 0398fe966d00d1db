"""Two structure maps laid over one another: what both draw, what only one draws, and the list behind it.

Colour, pattern and a letter say the same three times: both maps solid and dark, the first with A and dashes, the
second with B and dots. The kind of an actor keeps its shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from typology.figures import common, map_key
from typology.figures.map_bundle import aggregated, bundles_of, is_large
from typology.figures.map_layout import Width, lay_out
from typology.figures.map_plotly import as_drawing
from typology.figures.map_scene import PALE_SECOND, Card, Item, Layer, Panel, Scene, Tie, compose
from typology.figures.map_words import MISSING, MapWords, count_ties
from typology.figures.picture import Picture
from typology.figures.structure_map import end_entries
from typology.figures.text import clean
from typology.infrastructure.overlay import Overlay
from typology.infrastructure.relations import is_directed
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation, StructureMap, relation_id

Side = Literal["both", "a", "b"]
_SIDES: tuple[Side, ...] = ("both", "a", "b")


@dataclass(frozen=True, slots=True)
class _Look:
    color: str
    dash: str
    thickness: float
    fill: str
    letter: str


_LOOKS: Mapping[Side, _Look] = {
    "both": _Look(common.INK, "solid", 2.2, common.PAPER, ""),
    "a": _Look(common.ACCENT, "dash", 2.2, common.TINT, "A"),
    "b": _Look(common.SECOND, "dot", 2.6, PALE_SECOND, "B"),
}


class _Said(NamedTuple):
    """A relation with who draws it: as the first map has it (or the second, if only that does)."""

    side: Side
    relation: Relation
    drawn: StructureMap
    other: Relation | None


class _United(NamedTuple):
    """Both maps as one."""

    drawn: StructureMap
    actors: Mapping[str, Side]
    relations: Sequence[_Said]


def draw_overlay(
    model: Model, a: StructureMap, b: StructureMap, names: tuple[str, str], found: Overlay, speaker: Speaker,
    *, width: Width = "wide", also: Sequence[StructureMap] = (),
) -> Picture:
    """Draw two maps over one another.

    Args:
        model: The vocabulary.
        a: The first map.
        b: The second map.
        names: What the two are called, such as the views they show.
        found: How they compare (``typology.infrastructure.overlay``).
        speaker: The reader's language.
        width: For a desk (940 pixels and more) or for a phone (312 pixels and more).
        also: Further maps that have a say in the places, so that everybody stands where ``draw_map`` puts them if it
            is given the same.
    """
    words = MapWords(model, speaker, b, a)
    sentence = _sentence(words, found, names)
    return Picture(
        name="strukturbild-vergleich",
        drawing=as_drawing(overlay_scene_of(model, a, b, names, found, speaker, width=width, also=also),
                           speaker, zoom=width == "narrow"),
        sentence=sentence,
        alt=_alt(words, found, names, sentence),
        headings=tuple(speaker(f"mapfig.heading.{key}") for key in ("drawn_by", "relation", "kind", "status", "note")),
        rows=_rows(words, _united(a, b, found).relations, names),
        language=speaker.language,
    )


def overlay_scene_of(
    model: Model, a: StructureMap, b: StructureMap, names: tuple[str, str], found: Overlay, speaker: Speaker,
    *, width: Width = "wide", also: Sequence[StructureMap] = (),
) -> Scene:
    """Return what ``draw_overlay`` draws as plain shapes, with its key; arguments as there."""
    united = _united(a, b, found)
    is_bundled = is_large(united.drawn, model)
    if is_bundled:
        united = _bundled(united, model, speaker)
    words = MapWords(model, speaker, united.drawn)
    others = () if is_bundled else tuple(actor for each in also for actor in each.actors)
    layout = lay_out((*others, *united.drawn.actors), model, speaker, width)
    ties = count_ties(said.relation for said in united.relations)
    cards = [_card(words, actor, united.actors[actor.id], ties[actor.id], names) for actor in united.drawn.actors]
    layers = compose(layout, model, cards, [_tie(words, said, names) for said in united.relations])
    key, end = map_key.lay_key(_sections(words, united, names), layout.height + 10, layout.form)
    return Scene(layout.form.across, max(end, 60.0), (*layers, Layer("key", key)))


# ------------------------------------------------------------------------------ both maps as one
def _united(a: StructureMap, b: StructureMap, found: Overlay) -> _United:
    sides: dict[str, Side] = {shared.a.id: "both" for shared in found.actors}
    sides |= dict.fromkeys((actor.id for actor in found.actors_only_a), "a")
    sides |= dict.fromkeys((actor.id for actor in found.actors_only_b), "b")
    actors = [*(shared.a for shared in found.actors), *found.actors_only_a, *found.actors_only_b]
    relations = [
        *(_Said("both", shared.a, a, shared.b) for shared in found.relations),
        *(_Said("a", lone.relation, a, None) for lone in found.relations_only_a),
        *(_Said("b", lone.relation, b, None) for lone in found.relations_only_b),
    ]
    drawn = replace(a, actors=tuple(actors), relations=tuple(_own_id(said) for said in relations))
    return _United(drawn, sides, relations)


def _own_id(said: _Said) -> Relation:
    """Return a relation under an id that no relation of the other map has."""
    return replace(said.relation, id=f"{said.side}.{relation_id(said.relation)}")


def _bundled(united: _United, model: Model, speaker: Speaker) -> _United:
    """Return one actor per kind and level; what has something of both maps counts as both."""
    bundle = bundles_of(united.drawn, model)
    small = aggregated(united.drawn, model, speaker)
    actors: defaultdict[str, set[Side]] = defaultdict(set)
    for actor, side in united.actors.items():
        actors[bundle[actor]].add(side)
    relations: defaultdict[tuple[str, str], set[Side]] = defaultdict(set)
    for said in united.relations:
        relations[bundle[said.relation.source], bundle[said.relation.target]].add(said.side)
    merged = [_Said(_one(relations[r.source, r.target]), r, small, None) for r in small.relations]
    return _United(small, {actor: _one(sides) for actor, sides in actors.items()}, merged)


def _one(sides: set[Side]) -> Side:
    return next(iter(sides)) if len(sides) == 1 else "both"


# ------------------------------------------------------------------------------ what is drawn
def _card(words: MapWords, actor: Actor, side: Side, ties: int, names: tuple[str, str]) -> Card:
    look = _LOOKS[side]
    return Card(
        actor.id, actor.kind, look.color, words.hover_actor(actor, ties, _who(words, side, names)), fill=look.fill,
        outline=look.color, thickness=1.6, dash=look.dash, tag=look.letter, tag_color=look.color,
    )


def _tie(words: MapWords, said: _Said, names: tuple[str, str]) -> Tie:
    look, relation = _LOOKS[said.side], said.relation
    return Tie(
        relation_id(_own_id(said)), relation.source, relation.target, look.color, look.thickness, look.dash,
        is_directed(words.model, relation), words.hover_tie(relation, said.drawn, _who(words, said.side, names)),
        sign=look.letter, is_told_twice=True,
    )


def _who(words: MapWords, side: Side, names: tuple[str, str]) -> str:
    if side == "both":
        return words.say("mapfig.overlay.both")
    return words.say("mapfig.overlay.only", letter=_LOOKS[side].letter, name=clean(names[side == "b"]))


def _sections(words: MapWords, united: _United, names: tuple[str, str]) -> list[map_key.Section]:
    used = {*united.actors.values(), *(said.side for said in united.relations)}
    entries = []
    for side in _SIDES:
        if side in used:
            entries.append(map_key.line_entry(_who(words, side, names), _sample(side)))
    entries += end_entries(words, [said.relation for said in united.relations], common.INK)
    kinds = {actor.kind for actor in united.drawn.actors}
    return [
        map_key.Section(words.say("mapfig.overlay.key"), entries),
        *map_key.kind_sections(words.model, words.say, kinds, plain=common.INK),
    ]


def _sample(side: Side) -> list[Item]:
    look = _LOOKS[side]
    ground = Panel((-22, -8, 20, 8), look.fill, look.color, 1.4, look.dash, 3)
    if side == "both":
        return [ground, *map_key.sample(look.color, look.thickness)]
    return [ground, *map_key.lettered(look.color, look.letter, look.dash, look.thickness)]


# ------------------------------------------------------------------------------ words
def _sentence(words: MapWords, found: Overlay, names: tuple[str, str]) -> str:
    say = words.say
    if not (found.actors or found.actors_only_a or found.actors_only_b):
        return say("mapfig.empty")
    a, b = (clean(name) for name in names)
    parts = [say("mapfig.overlay.shows", a=a, b=b)]
    for key, sizes in (
        ("actors", (found.actors, found.actors_only_a, found.actors_only_b)),
        ("relations", (found.relations, found.relations_only_a, found.relations_only_b)),
    ):
        both, only_a, only_b = map(len, sizes)
        parts.append(say(f"mapfig.overlay.{key}", both=both, only_a=only_a, only_b=only_b))
    if len(found.actors) + len(found.actors_only_a) + len(found.actors_only_b) > \
            words.model.method.network.aggregate_above:
        parts.append(say("mapfig.overlay.bundled"))
    return " ".join(parts)


def _alt(words: MapWords, found: Overlay, names: tuple[str, str], sentence: str) -> str:
    parts = [sentence]
    groups: Iterable[tuple[Side, list[str]]] = (
        ("both", [shared.a.id for shared in found.actors]),
        ("a", [actor.id for actor in found.actors_only_a]),
        ("b", [actor.id for actor in found.actors_only_b]),
    )
    for side, ids in groups:
        if ids:
            listed = words.enumerate([words.name(actor) for actor in ids])
            parts.append(words.say("mapfig.overlay.list", who=_who(words, side, names), names=listed))
    return " ".join([*parts, words.say("mapfig.alt.list")])


def _rows(words: MapWords, relations: Sequence[_Said], names: tuple[str, str]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for said in relations:
        status = words.status(said.relation)
        if said.other and words.status(said.other) != status:
            status = f"A: {status} · B: {words.status(said.other)}"
        notes = [words.note(said.relation), words.note(said.other) if said.other else ""]
        rows.append((
            _who(words, said.side, names), words.relation(said.relation),
            words.label(said.relation.kind, words.model.relation_kinds), status,
            " · ".join(dict.fromkeys(note for note in notes if note)) or MISSING,
        ))
    return tuple(rows)

