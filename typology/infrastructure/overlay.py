"""Two maps laid over one another: what both draw, and what only one of them draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from typology.infrastructure.relations import actors_of, is_directed, sound_relations
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation, StructureMap

Key = tuple[str, str, str, str | None]
"""Kind, ends, and who reports it; None if that is whoever drew the map."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What two maps say differently of the same actor or relation.

    Attributes:
        field: What it is about.
        a: Id in the first map; None if it says nothing.
        b: Id in the second map; None if it says nothing.
    """

    field: Literal["kind", "level", "status", "strength"]
    a: str | None
    b: str | None


@dataclass(frozen=True, slots=True)
class SharedActor:
    """An actor both maps have: as each draws it, and where they differ."""

    a: Actor
    b: Actor
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class SharedRelation:
    """A relation both maps have: as each draws it, and where they differ."""

    a: Relation
    b: Relation
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class LoneRelation:
    """A relation that one map has.

    Attributes:
        relation: The relation.
        other_has_both: Whether the other map has both actors, so that it could have drawn it.
    """

    relation: Relation
    other_has_both: bool


@dataclass(frozen=True, slots=True)
class Overlay:
    """Two maps of the same city, compared.

    Everything is in the order of the first map, then of the second. Relations are the same if they lead between the
    same actors and are of the same kind; kinds without a direction either way round. What whoever drew a map says
    themselves is compared with what whoever drew the other one says, what somebody else reports with that one's
    report; a report that finds no such one is compared with any other of the same relation that is left. A map in
    which one reporter says the same relation twice is taken at its first word. Relations to itself and to missing
    actors are left out.

    Attributes:
        actors: Actors both have.
        actors_only_a: Actors only the first has.
        actors_only_b: Actors only the second has.
        relations: Relations both have.
        relations_only_a: Relations only the first has.
        relations_only_b: Relations only the second has.
        actor_agreement: Actors both have as a share of all that at least one has (Jaccard); None without actors.
        relation_agreement: The same for relations; None without relations.
        shared_agreement: The same for relations between actors both have; None without such relations.
    """

    actors: tuple[SharedActor, ...]
    actors_only_a: tuple[Actor, ...]
    actors_only_b: tuple[Actor, ...]
    relations: tuple[SharedRelation, ...]
    relations_only_a: tuple[LoneRelation, ...]
    relations_only_b: tuple[LoneRelation, ...]
    actor_agreement: float | None
    relation_agreement: float | None
    shared_agreement: float | None

    @property
    def same(self) -> bool:
        """Whether the two say the same in everything that is compared."""
        lone = self.actors_only_a or self.actors_only_b or self.relations_only_a or self.relations_only_b
        return not lone and not any(a.differences for a in self.actors) and not any(
            r.differences for r in self.relations)


def overlay(a: StructureMap, b: StructureMap, model: Model) -> Overlay:
    """Lay two maps over one another.

    Args:
        a: The first map.
        b: The second map; the same actor has the same id in both.
        model: Says which kinds of relations have a direction.
    """
    actors_a, actors_b = actors_of(a), actors_of(b)
    relations_a, relations_b = keyed_relations(a, model), keyed_relations(b, model)
    matches = _matches(relations_a, relations_b)
    matched = set(matches.values())
    shared_actors = tuple(SharedActor(one, actors_b[i], _actor_differences(one, actors_b[i]))
                          for i, one in actors_a.items() if i in actors_b)
    pairs = [(one, relations_b[matches[k]]) for k, one in relations_a.items() if k in matches]
    shared = tuple(SharedRelation(one, other, relation_differences(one, other)) for one, other in pairs)
    only_a = _lone([r for k, r in relations_a.items() if k not in matches], actors_b)
    only_b = _lone([r for k, r in relations_b.items() if k not in matched], actors_a)
    actors_only_a = tuple(actor for i, actor in actors_a.items() if i not in actors_b)
    actors_only_b = tuple(actor for i, actor in actors_b.items() if i not in actors_a)
    possible = sum(lone.other_has_both for lone in (*only_a, *only_b))
    return Overlay(
        shared_actors, actors_only_a, actors_only_b, shared, only_a, only_b,
        actor_agreement=_share(len(shared_actors), len(actors_only_a) + len(actors_only_b)),
        relation_agreement=_share(len(shared), len(only_a) + len(only_b)),
        shared_agreement=_share(len(shared), possible),
    )  # fmt: skip


def relation_key(relation: Relation, model: Model) -> Key:
    """Return what makes two relations the same: kind, ends (in an order if it has a direction), and who reports it."""
    ends = (relation.source, relation.target)
    first, second = ends if is_directed(model, relation) else sorted(ends)
    return relation.kind, first, second, relation.reporter or None


def keyed_relations(drawn: StructureMap, model: Model) -> dict[Key, Relation]:
    """Return the relations of a map by what makes them the same; of two that are, the first."""
    found: dict[Key, Relation] = {}
    for relation in sound_relations(drawn):
        *said, reporter = relation_key(relation, model)
        own = reporter in (None, drawn.reporter)
        found.setdefault((said[0], said[1], said[2], None if own else reporter), relation)
    return found


def _matches(a: Iterable[Key], b: Iterable[Key]) -> dict[Key, Key]:
    """Return which relation of the second map goes with one of the first: the same reporter's, else one left over."""
    first, second = list(a), list(b)
    there = set(second)
    found = {key: key for key in first if key in there}
    left: dict[tuple[str, str, str], list[Key]] = {}
    for key in second:
        if key not in found:
            left.setdefault(key[:3], []).append(key)
    for key in first:
        if key not in found and left.get(key[:3]):
            found[key] = left[key[:3]].pop(0)
    return found


def relation_differences(a: Relation, b: Relation) -> tuple[Difference, ...]:
    """Return where two relations that are the same differ."""
    found = []
    if a.status != b.status:
        found.append(Difference("status", a.status, b.status))
    if a.strength != b.strength:
        found.append(Difference("strength", a.strength, b.strength))
    return tuple(found)


def _actor_differences(a: Actor, b: Actor) -> tuple[Difference, ...]:
    found = []
    if a.kind != b.kind:
        found.append(Difference("kind", a.kind, b.kind))
    if a.level != b.level:
        found.append(Difference("level", a.level, b.level))
    return tuple(found)


def _lone(relations: Sequence[Relation], others: dict[str, Actor]) -> tuple[LoneRelation, ...]:
    return tuple(LoneRelation(r, r.source in others and r.target in others) for r in relations)


def _share(both: int, only_one: int) -> float | None:
    return both / (both + only_one) if both + only_one else None
