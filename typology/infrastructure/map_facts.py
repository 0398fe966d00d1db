"""Maps of many cities side by side: how many actors of which kind, and which relations are there.

Two maps are compared in detail in ``typology.infrastructure.landscape``. Nothing is matched by name here, and nothing
is added up over different things: a city with more actors has a larger map, not a better one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from typology.infrastructure.relations import actors_of, in_order_of, sound_relations
from typology.model.elements import Model
from typology.model.vocabulary import StructureMap


@dataclass(frozen=True, slots=True)
class MapFacts:
    """What a structure map holds, as counts.

    Attributes:
        groups: Actors by group of kinds, all groups in the order of the vocabulary; 0 included.
        kinds: Actors by kind, only those there are.
        levels: Actors by level, all levels in the order of the vocabulary; 0 included.
        relations: Relations that are there by kind, all kinds in the order of the vocabulary; 0 included.
        not_there: Relations that are drawn and are not there (planned, wished for, broken off) by kind, only those
            there are.
        unknown: Actors of a kind or on a level, and relations of a kind, that the model does not know.
    """

    groups: Mapping[str, int]
    kinds: Mapping[str, int]
    levels: Mapping[str, int]
    relations: Mapping[str, int]
    not_there: Mapping[str, int]
    unknown: int


def map_facts(model: Model, drawn: StructureMap) -> MapFacts:
    """Return what a structure map holds, as counts.

    Args:
        model: The model, with the vocabulary of maps.
        drawn: The map of one city.
    """
    actors = actors_of(drawn).values()
    kinds = Counter(actor.kind for actor in actors)
    levels = Counter(actor.level for actor in actors)
    groups: Counter[str] = Counter()
    for kind, number in kinds.items():
        if kind in model.actor_kinds:
            groups[model.actor_kinds[kind].group] += number
    there: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for relation in sound_relations(drawn):
        status = model.relation_statuses.get(relation.status)
        (there if status is not None and status.counts else other)[relation.kind] += 1
    odd_actors = sum(a.kind not in model.actor_kinds or a.level not in model.levels for a in actors)
    odd_relations = sum(n for kind, n in (there + other).items() if kind not in model.relation_kinds)
    return MapFacts(
        groups=_all(model.actor_groups, groups),
        kinds=_found(model.actor_kinds, kinds),
        levels=_all(model.levels, levels),
        relations=_all(model.relation_kinds, there),
        not_there=_found(model.relation_kinds, other),
        unknown=odd_actors + odd_relations,
    )


def _all(vocabulary: Iterable[str], counted: Mapping[str, int]) -> dict[str, int]:
    return {one: counted.get(one, 0) for one in vocabulary}


def _found(vocabulary: Mapping[str, object], counted: Mapping[str, int]) -> dict[str, int]:
    return {one: counted[one] for one in in_order_of(vocabulary, counted)}
