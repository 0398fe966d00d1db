"""The maps of two cities side by side: which kinds of actors and relations one has and the other has not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from typology.infrastructure.relations import actors_of, in_order_of, sound_relations
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation, StructureMap

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor kind, or a level, in two cities.

    Attributes:
        id: The kind or level.
        a: Actors of the first map.
        b: Actors of the second map.
    """

    id: str
    a: tuple[Actor, ...]
    b: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation kind in two cities.

    Attributes:
        kind: The relation kind.
        a: Relations of the first map by status, in the order of the vocabulary.
        b: The same for the second map.
        there_a: Whether the first map has one whose status counts as being there.
        there_b: The same for the second map.
    """

    kind: str
    a: Mapping[str, tuple[Relation, ...]]
    b: Mapping[str, tuple[Relation, ...]]
    there_a: bool
    there_b: bool


@dataclass(frozen=True, slots=True)
class Landscape:
    """Two cities compared; rows for everything that at least one map has, in the order of the vocabulary.

    Attributes:
        a: The first map.
        b: The second map.
        kinds: Actor kinds.
        levels: Levels.
        relations: Relation kinds.
    """

    a: StructureMap
    b: StructureMap
    kinds: tuple[ActorRow, ...]
    levels: tuple[ActorRow, ...]
    relations: tuple[RelationRow, ...]

    @property
    def kinds_only_a(self) -> tuple[ActorRow, ...]:
        """Actor kinds only the first map has."""
        return tuple(row for row in self.kinds if not row.b)

    @property
    def kinds_only_b(self) -> tuple[ActorRow, ...]:
        """Actor kinds only the second map has."""
        return tuple(row for row in self.kinds if not row.a)

    @property
    def levels_only_a(self) -> tuple[ActorRow, ...]:
        """Levels on which only the first map has actors."""
        return tuple(row for row in self.levels if not row.b)

    @property
    def levels_only_b(self) -> tuple[ActorRow, ...]:
        """Levels on which only the second map has actors."""
        return tuple(row for row in self.levels if not row.a)

    @property
    def relations_only_a(self) -> tuple[RelationRow, ...]:
        """Relation kinds that are there in the first map and not in the second, where they may be planned."""
        return tuple(row for row in self.relations if row.there_a and not row.there_b)

    @property
    def relations_only_b(self) -> tuple[RelationRow, ...]:
        """Relation kinds that are there in the second map and not in the first, where they may be planned."""
        return tuple(row for row in self.relations if row.there_b and not row.there_a)


def compare_landscapes(a: StructureMap, b: StructureMap, model: Model) -> Landscape:
    """Compare the maps of two cities by kinds; nothing is matched by name."""
    return Landscape(
        a, b,
        _actor_rows(a, b, model.actor_kinds, lambda actor: actor.kind),
        _actor_rows(a, b, model.levels, lambda actor: actor.level),
        _relation_rows(a, b, model),
    )  # fmt: skip


def _actor_rows(
    a: StructureMap, b: StructureMap, vocabulary: Mapping[str, object], of: Callable[[Actor], str]
) -> tuple[ActorRow, ...]:
    found = [_grouped(actors_of(drawn).values(), of) for drawn in (a, b)]
    ids = in_order_of(vocabulary, (i for each in found for i in each))
    return tuple(ActorRow(i, tuple(found[0].get(i, ())), tuple(found[1].get(i, ()))) for i in ids)


def _relation_rows(a: StructureMap, b: StructureMap, model: Model) -> tuple[RelationRow, ...]:
    found = [_grouped(sound_relations(drawn), lambda r: r.kind) for drawn in (a, b)]
    rows = []
    for kind in in_order_of(model.relation_kinds, (i for each in found for i in each)):
        by_status = [_by_status(each.get(kind, ()), model) for each in found]
        there = [any(s in model.relation_statuses and model.relation_statuses[s].counts for s in each)
                 for each in by_status]
        rows.append(RelationRow(kind, by_status[0], by_status[1], there[0], there[1]))
    return tuple(rows)


def _by_status(relations: Iterable[Relation], model: Model) -> Mapping[str, tuple[Relation, ...]]:
    found = _grouped(relations, lambda r: r.status)
    return MappingProxyType({i: tuple(found[i]) for i in in_order_of(model.relation_statuses, found)})


def _grouped(things: Iterable[T], of: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for thing in things:
        found.setdefault(of(thing), []).append(thing)
    return found
