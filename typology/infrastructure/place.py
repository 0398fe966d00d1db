"""The place of a Verbund in a map: where it stands, its ties, and the questions that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from typology.infrastructure.relations import actors_of, in_order_of, is_directed, other_end, role_of, sound_relations
from typology.infrastructure.same_actor import plain, similarity
from typology.model.elements import Model
from typology.model.vocabulary import Actor, MapQuestion, MapRule, Relation, StructureMap, TieTest

if TYPE_CHECKING:  # only a name: whoever asks for the place has measured already, or does without
    from typology.infrastructure.measures import ActorMeasures, MapMeasures

Direction = Literal["in", "out", "both"]
_CRUMB = 1e-9  # a measure that equals a threshold but for rounding reaches it


@dataclass(frozen=True, slots=True)
class Ties:
    """Relations of an actor of the same kind, status and direction.

    Attributes:
        kind: The relation kind.
        status: The status.
        direction: ``out`` away from the actor, ``in`` towards it, ``both`` for kinds without a direction.
        relations: The relations, in the order of the map.
        others: The actors at the other ends, in the same order.
    """

    kind: str
    status: str
    direction: Direction
    relations: tuple[Relation, ...]
    others: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class MapPlace:
    """Where an actor stands in a map.

    Attributes:
        actor: The actor.
        ties: Its relations by kind, status and direction, in the order of the vocabulary; out before in.
        corridors: Its cooperation corridors by status.
        corridors_elsewhere: Cooperation corridors between others, by status.
        measures: Its measures; None if there are too few actors, or nobody has measured.
    """

    actor: Actor
    ties: tuple[Ties, ...]
    corridors: Mapping[str, tuple[Relation, ...]]
    corridors_elsewhere: Mapping[str, tuple[Relation, ...]]
    measures: ActorMeasures | None


def find_case(drawn: StructureMap, model: Model, name: str) -> tuple[Actor, ...]:
    """Return the actors that can be the Verbund, the best match by name first.

    Args:
        drawn: The map.
        model: Says which kind of actor is the Verbund itself.
        name: Name of the Verbund.

    Returns:
        All actors of that kind: those with the same name but for spelling, then by how alike the names are.
    """
    def rank(actor: Actor) -> float:
        if plain(actor.name) == plain(name):
            return -2.0
        return -max(similarity(actor.name, name), similarity(actor.short, name) if actor.short else 0.0)

    cases = [actor for actor in actors_of(drawn).values() if _is_case(model, actor)]
    return tuple(sorted(cases, key=rank))


def place_of(drawn: StructureMap, model: Model, actor_id: str, measured: MapMeasures | None = None) -> MapPlace | None:
    """Return where an actor stands, or None if the map has no such actor."""
    actors = actors_of(drawn)
    if actor_id not in actors:
        return None
    relations = sound_relations(drawn)
    own = [r for r in relations if actor_id in (r.source, r.target)]
    others = [r for r in relations if actor_id not in (r.source, r.target)]
    grouped: dict[tuple[str, str, Direction], list[Relation]] = {}
    for relation in own:
        grouped.setdefault((relation.kind, relation.status, direction(model, relation, actor_id)), []).append(relation)
    ties = tuple(
        Ties(kind, status, way, tuple(found), tuple(actors[other_end(r, actor_id)] for r in found))
        for kind in in_order_of(model.relation_kinds, (kind for kind, _, _ in grouped))
        for status in in_order_of(model.relation_statuses, (status for _, status, _ in grouped))
        for way in ("out", "in", "both")
        if (found := grouped.get((kind, status, way)))
    )
    return MapPlace(
        actors[actor_id], ties,
        corridors=_by_status(_corridors(own, model), model),
        corridors_elsewhere=_by_status(_corridors(others, model), model),
        measures=measured.actors.get(actor_id) if measured else None,
    )  # fmt: skip


def direction(model: Model, relation: Relation, actor_id: str) -> Direction:
    """Return how a relation leads, seen from one of its ends."""
    if not is_directed(model, relation):
        return "both"
    return "out" if relation.source == actor_id else "in"


# ------------------------------------------------------------------------------ questions
def questions_for(
    drawn: StructureMap,
    model: Model,
    actor_id: str,
    *,
    measured: MapMeasures | None = None,
    fields: Collection[str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> tuple[MapQuestion, ...]:
    """Return the questions whose condition holds for an actor, in the order of the model.

    A condition that would need something unknown (a measure nobody has, an assessment that is not there, an item
    without an answer) is open, and a question whose condition is open is not asked.

    Args:
        drawn: The map.
        model: Holds the questions.
        actor_id: The actor, as a rule the Verbund.
        measured: The measures of the map, if there are any.
        fields: Ids of the fields of placement planes it lies in; None if there is no placement.
        answers: Option ids chosen in the self-assessment, by item.
    """
    if actor_id not in actors_of(drawn):
        return ()
    measures = measured.actors.get(actor_id) if measured else None
    known = _Known(drawn, model, actor_id, measures, fields, answers or {})
    return tuple(question for question in model.map_questions.values() if known.holds(question.when))


@dataclass(frozen=True, slots=True)
class _Known:
    """What can be known of an actor when its questions are chosen."""

    drawn: StructureMap
    model: Model
    actor_id: str
    measures: ActorMeasures | None
    fields: Collection[str] | None
    answers: Mapping[str, str]

    def holds(self, rule: MapRule) -> bool | None:
        """Return True, False, or None if what is unknown could decide it."""
        if rule.all:
            return _every([self.holds(part) for part in rule.all])
        if rule.any:
            return _negated(_every([_negated(self.holds(part)) for part in rule.any]))
        if rule.none:
            return _every([_negated(self.holds(part)) for part in rule.none])
        if rule.measure is not None:
            value = _value(self.measures, rule.measure)
            return None if value is None else _within(value, rule)
        if rule.ties is not None:
            return _within(count_ties(self.drawn, self.model, self.actor_id, rule.ties), rule)
        if rule.field is not None:
            return None if self.fields is None else rule.field in self.fields
        given = self.answers.get(rule.item or "")
        return None if given is None else given in rule.answers


def count_ties(drawn: StructureMap, model: Model, actor_id: str, test: TieTest) -> int:
    """Return how many relations of an actor a test is about; a kind without a direction leads both ways."""
    actors = actors_of(drawn)
    found = 0
    for relation in sound_relations(drawn):
        if actor_id not in (relation.source, relation.target):
            continue
        other = actors[other_end(relation, actor_id)]
        way = direction(model, relation, actor_id)
        found += (
            (not test.kinds or relation.kind in test.kinds)
            and (not test.statuses or relation.status in test.statuses)
            and ("both" in (test.direction, way) or way == test.direction)
            and (not test.with_kinds or other.kind in test.with_kinds)
            and (not test.with_levels or other.level in test.with_levels)
        )
    return found


def _within(value: float, rule: MapRule) -> bool:
    """Return whether a value keeps to the bounds of a rule; without any it must not be 0."""
    if rule.at_least is None and rule.at_most is None:
        return value > 0
    return ((rule.at_least is None or value >= rule.at_least - _CRUMB)
            and (rule.at_most is None or value <= rule.at_most + _CRUMB))


def _value(measures: ActorMeasures | None, name: str) -> float | None:
    """Return a measure as rules see it; shares on 0 to 1."""
    if measures is None:
        return None
    values: dict[str, float | None] = {
        "degree": measures.degree, "betweenness": measures.betweenness_share, "closeness": measures.closeness,
        "constraint": measures.constraint, "effective_size": measures.effective_size,
        "core_number": measures.core_number, "cut_vertex": float(measures.is_cut_vertex),
        "lost_contacts": measures.lost_contacts,
    }  # fmt: skip
    return values[name]


def _every(parts: list[bool | None]) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _is_case(model: Model, actor: Actor) -> bool:
    kind = model.actor_kinds.get(actor.kind)
    return kind is not None and kind.role == "case"


def _corridors(relations: list[Relation], model: Model) -> list[Relation]:
    return [r for r in relations if role_of(model, r) == "corridor"]


def _by_status(relations: list[Relation], model: Model) -> Mapping[str, tuple[Relation, ...]]:
    statuses = in_order_of(model.relation_statuses, (r.status for r in relations))
    return MappingProxyType({s: tuple(r for r in relations if r.status == s) for s in statuses})
