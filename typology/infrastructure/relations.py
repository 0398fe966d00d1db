"""Which relations of a map can be read at all, and which of them the measures count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation, StructureMap


def actors_of(drawn: StructureMap) -> dict[str, Actor]:
    """Return the actors by id in the order of the map; of two with the same id the first."""
    found: dict[str, Actor] = {}
    for actor in drawn.actors:
        found.setdefault(actor.id, actor)
    return found


def actor_ids(drawn: StructureMap) -> tuple[str, ...]:
    """Return the ids of the actors in the order of the map, each of them once."""
    return tuple(actors_of(drawn))


def sound_relations(drawn: StructureMap) -> tuple[Relation, ...]:
    """Return the relations between two different actors of the map.

    A relation to itself says nothing about a net, and one whose actor has been deleted has lost an end.
    """
    known = set(actor_ids(drawn))
    return tuple(r for r in drawn.relations if r.source != r.target and {r.source, r.target} <= known)


def counted_relations(drawn: StructureMap, model: Model) -> tuple[Relation, ...]:
    """Return the relations that are contact and are there: their kind connects and their status counts."""
    return tuple(r for r in sound_relations(drawn) if connects(model, r) and counts(model, r))


def connects(model: Model, relation: Relation) -> bool:
    """Return whether the kind of a relation is contact; a kind the model does not know is none."""
    kind = model.relation_kinds.get(relation.kind)
    return kind is not None and kind.connects


def counts(model: Model, relation: Relation) -> bool:
    """Return whether a relation is there, by its status; a status the model does not know does not count."""
    status = model.relation_statuses.get(relation.status)
    return status is not None and status.counts


def is_directed(model: Model, relation: Relation) -> bool:
    """Return whether a relation leads from one to the other; one of unknown kind is read as it was drawn."""
    kind = model.relation_kinds.get(relation.kind)
    return kind is None or kind.directed


def role_of(model: Model, relation: Relation) -> str | None:
    """Return what the kind of a relation is read as, or None if the model does not know the kind."""
    kind = model.relation_kinds.get(relation.kind)
    return kind.role if kind else None


def group_of(model: Model, kind_id: str) -> str:
    """Return the group of an actor kind; a kind the model does not know is a group of its own."""
    kind = model.actor_kinds.get(kind_id)
    return kind.group if kind else kind_id


def other_end(relation: Relation, actor_id: str) -> str:
    """Return the end of a relation that is not the actor."""
    return relation.target if relation.source == actor_id else relation.source


def in_order_of(vocabulary: Mapping[str, object], found: Iterable[str]) -> tuple[str, ...]:
    """Return ids once each in the order of a vocabulary; those it does not have come last, by name."""
    present = set(found)
    return (*(i for i in vocabulary if i in present), *sorted(present - set(vocabulary)))
