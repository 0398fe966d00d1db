"""What must hold in a structure map. One function a rule; each yields what it finds.

The rules see actors and relations that are sound in themselves, so a map that is being read is checked as far as it
goes although one of its actors is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from typology.model.common_rules import REFERENCE_CODES
from typology.model.draft import Draft
from typology.model.elements import Model
from typology.model.grammar import Key, keys_of
from typology.model.problems import WARNINGS, Severity, listing, shorten
from typology.model.reading import compiled, id_hint
from typology.model.vocabulary import Actor, Relation, StructureMap, relation_id

MAX_ACTORS = 5_000
MAX_RELATIONS = 50_000
MAX_CIRCLES = 5  # of one kind; where there are more, the same relation closes most of them

Way = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class MapProblem:
    """One thing that is wrong with a map, wherever it came from.

    Attributes:
        code: A key of the catalogue in :mod:`typology.model.problems`.
        message: What is wrong, in English.
        hint: What would be right, or None.
        where: Way to it, such as ``("relations", 3, "to")``; empty if the whole map is meant. Numbers count from 0.
        values: What a wording of one's own may name: ``actor``, ``other``, ``kind``, ``name``, ``circle``, ``written``.
    """

    code: str
    message: str
    hint: str | None = None
    where: Way = ()
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def severity(self) -> Severity:
        """``warning`` if the map can be used all the same."""
        return "warning" if self.code in WARNINGS else "error"

    @property
    def is_error(self) -> bool:
        """True if the map cannot be used because of this."""
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is sound of a map.

    Attributes:
        actors: Actors by their number in the map.
        relations: Relations by their number in the map.
        known: Ids of all actors, broken ones included.
        drawn: True if the map has an entry for an actor, sound or not.
        origin: Where the map comes from; empty if that cannot be read.
    """

    actors: Mapping[int, Actor]
    relations: Mapping[int, Relation]
    known: frozenset[str]
    drawn: bool
    origin: str

    @classmethod
    def of(cls, structure_map: StructureMap) -> Sketch:
        """Return the sketch of a whole map."""
        actors = dict(enumerate(structure_map.actors))
        return cls(actors, dict(enumerate(structure_map.relations)), frozenset(a.id for a in actors.values()),
                   bool(actors), structure_map.origin)


# ------------------------------------------------------------------------------ the interface
def check_map(structure_map: StructureMap, model: Model) -> tuple[MapProblem, ...]:
    """Check a map that was not read from YAML, such as one from the database or from another program.

    Args:
        structure_map: The map; nothing about it is taken for granted.
        model: The model in whose words it speaks.

    Returns:
        Everything that is wrong with it, errors and warnings, in the order of the map.
    """
    found = list(_values_are_sound(structure_map, Draft.of(model)))
    for rule in MAP_RULES:
        found += rule(Sketch.of(structure_map), model)
    return tuple(sorted(found, key=lambda problem: tuple(
        (0, part, "") if isinstance(part, int) else (1, 0, part) for part in problem.where)))


def with_relation_ids(structure_map: StructureMap) -> StructureMap:
    """Return the map with an id at every relation, each different; ids that are there are kept."""
    taken = {relation.id for relation in structure_map.relations if relation.id}
    relations = []
    for relation in structure_map.relations:
        own = relation.id
        if not own:
            base, number = relation_id(relation), 1
            own = base
            while own in taken:
                number += 1
                own = f"{base}-{number}"
            taken.add(own)
        relations.append(replace(relation, id=own))
    return replace(structure_map, relations=tuple(relations))


# ------------------------------------------------------------------------------ single values
def _values_are_sound(structure_map: StructureMap, draft: Draft) -> Iterator[MapProblem]:
    """Ids are well formed, what is needed is there, and references lead somewhere: what the reader does for YAML."""
    yield from _fields(structure_map, (), draft)
    for index, actor in enumerate(structure_map.actors):
        yield from _fields(actor, ("actors", index), draft)
    for index, relation in enumerate(structure_map.relations):
        yield from _fields(relation, ("relations", index), draft)


def _fields(element: Any, way: Way, draft: Draft) -> Iterator[MapProblem]:
    cls: Any = type(element)
    for key in keys_of(cls).values():
        value, here = getattr(element, key.field), (*way, key.name)
        if key.shape.kind == "choice":
            if value not in key.shape.choices:
                yield MapProblem("VALUE-002", f"'{shorten(str(value))}' is not possible for '{key.name}'.",
                                 f"Possible: {', '.join(key.shape.choices)}.", here, _values(written=str(value)))
        elif isinstance(value, str):
            yield from _string(value, key, here, draft)
        elif key.ref and isinstance(value, tuple):
            for index, member in enumerate(value):
                yield from _string(member, key, (*here, index), draft)


def _string(written: str, key: Key, way: Way, draft: Draft) -> Iterator[MapProblem]:
    if not written.strip():
        if key.required:
            yield MapProblem("VALUE-007", f"'{key.name}' is empty.", key.doc, way)
    elif key.pattern and not compiled(key.pattern).fullmatch(written):
        yield MapProblem("ID-001", f"The {key.name} '{shorten(written)}' is not well formed.",
                         id_hint(written, key.pattern), way, _values(written=written))
    elif key.ref and written not in draft.ids[key.ref]:
        message, hint = draft.unknown(key.ref, written)
        yield MapProblem(REFERENCE_CODES[key.ref], message, hint, way, _values(written=written))


def _values(**values: str) -> Mapping[str, str]:
    return MappingProxyType({name: shorten(value, 80) for name, value in values.items()})


# ------------------------------------------------------------------------------ actors
def map_has_actors(sketch: Sketch, words: Draft | Model) -> Iterator[MapProblem]:
    """A map without actors shows nothing."""
    if not sketch.drawn:
        yield MapProblem("MAP-008", "The map has no actors.", "Begin with the Verbund, or with a template.")


def map_is_not_too_large(sketch: Sketch, words: Draft | Model) -> Iterator[MapProblem]:
    """Beyond a size no picture and no measure is of use, and a mistake is likely."""
    for name, number, limit in (("actors", len(sketch.actors), MAX_ACTORS),
                                ("relations", len(sketch.relations), MAX_RELATIONS)):
        if number > limit:
            yield MapProblem("MAP-009", f"The map has {number:,} {name}; at most {limit:,} are read.",
                             "Split it, for example by neighbourhood.", (name,),
                             _values(written=str(number), kind=name))


def actors_are_there_once(sketch: Sketch, words: Draft | Model) -> Iterator[MapProblem]:
    """Each actor has an id of its own; the same name twice is worth a second look."""
    ids: set[str] = set()
    names: dict[str, str] = {}
    for index, actor in sketch.actors.items():
        name = " ".join(actor.name.casefold().split())
        if actor.id in ids:
            yield MapProblem("MAP-002", f"The actor '{shorten(actor.id)}' is given twice.",
                             "Relations name actors by their ids, so each needs one of its own.",
                             ("actors", index, "id"), _values(actor=actor.id, name=actor.name))
        elif name in names:
            yield MapProblem("MAP-003", f"'{shorten(actor.id)}' has the same name as '{shorten(names[name])}': "
                             f"{shorten(actor.name)}.", "Is it the same actor? Then one entry is enough.",
                             ("actors", index, "name"),
                             _values(actor=actor.id, other=names[name], name=actor.name))
        ids.add(actor.id)
        names.setdefault(name, actor.id)


def sourced_maps_name_their_sources(sketch: Sketch, words: Draft | Model) -> Iterator[MapProblem]:
    """In a map that is taken from sources, every actor and every relation says from which."""
    if sketch.origin != "sourced":
        return
    elements: tuple[tuple[str, Mapping[int, Actor] | Mapping[int, Relation]], ...] = (
        ("actors", sketch.actors), ("relations", sketch.relations))
    for section, members in elements:
        for index, member in members.items():
            if not member.sources:
                named = member.id if isinstance(member, Actor) else relation_id(member)
                yield MapProblem("MAP-011", f"'{shorten(named, 60)}' names no source.",
                                 "The origin of this map is 'sourced': add 'sources: […]'.", (section, index),
                                 _values(name=named))


# ------------------------------------------------------------------------------ relations
def relations_lead_somewhere(sketch: Sketch, words: Draft | Model) -> Iterator[MapProblem]:
    """A relation leads from one actor of the map to another one."""
    for index, relation in sketch.relations.items():
        missing = [(name, actor) for name, actor in (("from", relation.source), ("to", relation.target))
                   if actor not in sketch.known]
        for name, actor in missing:
            yield MapProblem("MAP-005", f"The map has no actor '{shorten(actor)}'.",
                             f"Actors of the map: {listing(sorted(sketch.known))}." if sketch.known else None,
                             ("relations", index, name), _values(actor=actor, kind=relation.kind))
        if not missing and relation.source == relation.target:
            yield MapProblem("MAP-004", f"'{shorten(relation.source)}' has a relation to itself.",
                             "A relation leads from one actor to another one.", ("relations", index, "to"),
                             _values(actor=relation.source, kind=relation.kind))


def relations_are_there_once(sketch: Sketch, words: Draft | Model) -> Iterator[MapProblem]:
    """A relation of one kind is given once by each reporter; without a direction, either way round."""
    first: dict[tuple[str, str, str, str | None], int] = {}
    ids: set[str] = set()
    for index, relation in sketch.relations.items():
        kind = words.relation_kinds.get(relation.kind)
        ends = (relation.source, relation.target)
        source, target = ends if kind is None or kind.directed else sorted(ends)
        earlier = first.setdefault((source, target, relation.kind, relation.reporter or None), index)
        if earlier != index:
            yield MapProblem("MAP-006", f"'{shorten(relation.source)}' and '{shorten(relation.target)}' have this "
                             f"relation already: {relation.kind}.", f"It stands in relations[{earlier}].",
                             ("relations", index),
                             _values(actor=relation.source, other=relation.target, kind=relation.kind))
        if relation.id in ids:
            yield MapProblem("MAP-007", f"The relation '{shorten(relation.id, 60)}' is given twice.",
                             "Leave the id out: it is made from ends and kind.", ("relations", index, "id"),
                             _values(written=relation.id))
        if relation.id:
            ids.add(relation.id)


def hierarchies_have_no_circle(sketch: Sketch, words: Draft | Model) -> Iterator[MapProblem]:
    """Relations of a kind that should not lead in a circle do not; the first few circles are shown."""
    for kind in words.relation_kinds.values():
        if not (kind.acyclic and kind.directed):
            continue
        arcs: dict[str, dict[str, int]] = {}
        for index, relation in sketch.relations.items():
            status = words.relation_statuses.get(relation.status)
            if relation.kind == kind.id and relation.source != relation.target and status and status.counts:
                arcs.setdefault(relation.source, {}).setdefault(relation.target, index)
        for circle in islice(_circles(arcs), MAX_CIRCLES):
            shown = " → ".join([*circle, circle[0]])
            yield MapProblem("MAP-010", f"'{kind.id}' leads in a circle: {shorten(shown, 120)}.",
                             "If that is so, leave it. If not, turn one of the relations round.",
                             ("relations", arcs[circle[-1]][circle[0]]), _values(kind=kind.id, circle=shown))


def _circles(arcs: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield the circle that each returning arc of a depth-first walk closes; no recursion, maps may be deep."""
    done: set[str] = set()
    for start in arcs:
        path: list[str] = []
        position: dict[str, int] = {}
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            stack.append((start, iter(arcs[start])))
            path.append(start)
            position[start] = 0
        while stack:
            node, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                stack.pop()
                path.pop()
                del position[node]
                done.add(node)
            elif target in position:
                yield path[position[target]:]
            elif target not in done:
                stack.append((target, iter(arcs.get(target, ()))))
                position[target] = len(path)
                path.append(target)


MAP_RULES: tuple[Callable[[Sketch, Draft | Model], Iterator[MapProblem]], ...] = (
    map_has_actors, map_is_not_too_large, actors_are_there_once, sourced_maps_name_their_sources,
    relations_lead_somewhere, relations_are_there_once, hierarchies_have_no_circle,
)
