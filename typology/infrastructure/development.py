"""Maps of one reporter over time: what came, what stayed, what went, and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from typology.infrastructure.overlay import (
    Difference,
    SharedActor,
    SharedRelation,
    overlay,
)
from typology.infrastructure.relations import actors_of, counted_relations, counts, in_order_of, sound_relations
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Kind, Relation, StructureMap

_ORDER: tuple[Kind, ...] = ("past", "now", "goal")


@dataclass(frozen=True, slots=True)
class MapCounts:
    """How much of what a map has.

    Attributes:
        map: The map.
        actors: Number of actors.
        relations: Number of relations between two of its actors.
        counted: Number of these that the measures count.
        actors_by_kind: Number of actors by kind; kinds without any are absent.
        actors_by_level: The same by level.
        relations_by_kind: Number of relations by kind, whatever their status.
        relations_by_status: The same by status.
    """

    map: StructureMap
    actors: int
    relations: int
    counted: int
    actors_by_kind: Mapping[str, int]
    actors_by_level: Mapping[str, int]
    relations_by_kind: Mapping[str, int]
    relations_by_status: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """From one map to the next.

    Attributes:
        before: The earlier map.
        after: The later map.
        actors_came: Actors only the later one has.
        actors_went: Actors only the earlier one has.
        actors_stayed: Actors both have, with differences of kind and level.
        relations_came: Relations only the later one has.
        relations_went: Relations only the earlier one has.
        relations_stayed: Relations both have, with differences of status and strength.
    """

    before: StructureMap
    after: StructureMap
    actors_came: tuple[Actor, ...]
    actors_went: tuple[Actor, ...]
    actors_stayed: tuple[SharedActor, ...]
    relations_came: tuple[Relation, ...]
    relations_went: tuple[Relation, ...]
    relations_stayed: tuple[SharedRelation, ...]

    @property
    def relations_changed(self) -> tuple[SharedRelation, ...]:
        """Relations both have whose status has changed."""
        return tuple(r for r in self.relations_stayed if _status(r.differences))


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """One line of a slope picture: a relation kind over all maps.

    Attributes:
        kind: The relation kind.
        there: How many relations of it are counted as being there, by map.
        drawn: How many are drawn at all, by map.
    """

    kind: str
    there: tuple[int, ...]
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Development:
    """Several maps of one reporter, from the earliest to the goal.

    Attributes:
        counts: What each map has, in order of time.
        steps: What happens from each to the next; one fewer than there are maps.
        rows: Each relation kind that at least one map has, in the order of the vocabulary.
    """

    counts: tuple[MapCounts, ...]
    steps: tuple[Step, ...]
    rows: tuple[SlopeRow, ...]


def development(maps: Sequence[StructureMap], model: Model) -> Development:
    """Follow the maps of one reporter over time.

    Args:
        maps: Maps of one city by one reporter, in any order.
        model: Says which relations are counted.

    Raises:
        ValueError: If several reporters have drawn them: what two see differently would look like a change.
    """
    if len({drawn.reporter for drawn in maps}) > 1:
        raise ValueError("Only maps of one reporter can be followed over time.")
    ordered = in_order_of_time(maps)
    each_map = tuple(count(drawn, model) for drawn in ordered)
    steps = tuple(_step(a, b, model) for a, b in pairwise(ordered))
    there = [Counter(r.kind for r in sound_relations(drawn) if counts(model, r)) for drawn in ordered]
    found = in_order_of(model.relation_kinds, (kind for each in each_map for kind in each.relations_by_kind))
    rows = tuple(SlopeRow(kind, tuple(each[kind] for each in there),
                          tuple(each.relations_by_kind.get(kind, 0) for each in each_map)) for kind in found)
    return Development(each_map, steps, rows)


def in_order_of_time(maps: Sequence[StructureMap]) -> tuple[StructureMap, ...]:
    """Return maps from the earliest to the goal: looking back, today, goals, each by year; without a year first."""
    return tuple(sorted(maps, key=lambda m: (_ORDER.index(m.kind), m.year is not None, m.year or 0)))


def count(drawn: StructureMap, model: Model) -> MapCounts:
    """Return how much of what a map has."""
    actors, relations = actors_of(drawn).values(), sound_relations(drawn)
    return MapCounts(
        map=drawn,
        actors=len(actors),
        relations=len(relations),
        counted=len(counted_relations(drawn, model)),
        actors_by_kind=MappingProxyType(Counter(actor.kind for actor in actors)),
        actors_by_level=MappingProxyType(Counter(actor.level for actor in actors)),
        relations_by_kind=MappingProxyType(Counter(r.kind for r in relations)),
        relations_by_status=MappingProxyType(Counter(r.status for r in relations)),
    )


def _step(before: StructureMap, after: StructureMap, model: Model) -> Step:
    laid = overlay(before, after, model)
    return Step(
        before, after, laid.actors_only_b, laid.actors_only_a, laid.actors,
        tuple(lone.relation for lone in laid.relations_only_b),
        tuple(lone.relation for lone in laid.relations_only_a), laid.relations,
    )  # fmt: skip


def _status(differences: Sequence[Difference]) -> bool:
    return any(difference.field == "status" for difference in differences)
