"""Structure maps (Strukturbilder): their vocabulary, which is part of a model, and the maps themselves.

The vocabulary says which levels, kinds, strengths and statuses there are; a map names actors and relations in its
words. Nothing in here knows an id of any concrete model.
"""

# ruff: noqa: RUF009 - key() is dataclasses.field() with our metadata, so no value is shared between objects

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from typology.model.basics import Basis, Text, key

MAP_ID_PATTERN = "^[a-z0-9][a-z0-9_.-]*$"
COLOR_PATTERN = "^#[0-9A-Fa-f]{6}$"

Symbol = Literal["circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "hexagon", "star", "cross",
                 "hourglass"]
LineStyle = Literal["solid", "dash", "dot", "dashdot"]
Measure = Literal["degree", "betweenness", "closeness", "constraint", "effective_size", "core_number", "cut_vertex",
                  "lost_contacts"]
Kind = Literal["past", "now", "goal"]
Origin = Literal["own", "sourced", "invented", "template"]


# ------------------------------------------------------------------------------ vocabulary
@dataclass(frozen=True, slots=True)
class Level:
    """A level of the municipal infrastructure; in the order of the files, from outside in."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    basis: Basis = key("Where the level comes from.")
    description: Text | None = key("What stands on it.", default=None)


@dataclass(frozen=True, slots=True)
class ActorGroup:
    """Kinds of actors that belong together and share a colour."""

    id: str = key("Stable id.")
    label: Text = key("Name, for the key of the picture.")
    color: str = key("Colour as '#rrggbb', dark enough to be seen on white (3:1).", pattern=COLOR_PATTERN)
    basis: Basis = key("Why these kinds are put together.")


@dataclass(frozen=True, slots=True)
class ActorKind:
    """What an actor can be."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    group: str = key("The group whose colour it has.", ref="actor_groups")
    symbol: Symbol = key("Its shape; no two kinds of a group have the same.")
    level: str = key("The level it usually stands on; any other may be chosen.", ref="levels")
    basis: Basis = key("Where the kind comes from.")
    short: Text | None = key("Abbreviation, such as 'KI'.", default=None)
    description: Text | None = key("What it is, in one sentence.", default=None)
    role: Literal["case", "actor"] = key("'case': this kind is the Verbund itself; one kind has it.", default="actor")


@dataclass(frozen=True, slots=True)
class RelationKind:
    """What can hold between two actors."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    sentence: Text = key("A relation as a sentence with {source} and {target}.")
    basis: Basis = key("Where the kind comes from.")
    directed: bool = key("True if it leads from one to the other.", default=True)
    connects: bool = key("True if it is contact, so that the measures count it.", default=True)
    acyclic: bool = key("True if a circle of it, from an actor back to itself, is worth a second look.", default=False)
    role: Literal["tie", "corridor", "tension", "funding"] = key("What the placement reads it as.", default="tie")
    description: Text | None = key("When to choose it, in one sentence.", default=None)


@dataclass(frozen=True, slots=True)
class RelationStrength:
    """How strong a relation is."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    value: int = key("1 is the weakest; drawn as width.", minimum=1)
    basis: Basis = key("Where the step comes from.")


@dataclass(frozen=True, slots=True)
class RelationStatus:
    """Whether a relation exists, is planned, wished for, or broken off."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    line: LineStyle = key("How its line is drawn; no two statuses share one.")
    basis: Basis = key("Where the status comes from.")
    counts: bool = key("True if the measures count it: something that is there.", default=False)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who has drawn a map or reported a relation."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    basis: Basis = key("Why this view is kept apart.")
    perspective: str | None = key("The perspective of assessments it goes with.", default=None, ref="perspectives")
    description: Text | None = key("Who that is.", default=None)


@dataclass(frozen=True, slots=True)
class TieTest:
    """How many relations of a certain sort an actor has."""

    kinds: tuple[str, ...] = key("Relation kinds that count; all if absent.", default=(), ref="relation_kinds")
    statuses: tuple[str, ...] = key("Statuses that count; all if absent.", default=(), ref="relation_statuses")
    direction: Literal["in", "out", "both"] = key("Towards the actor, away from it, or either.", default="both")
    with_kinds: tuple[str, ...] = key("Kinds of the other actor; all if absent.", default=(), ref="actor_kinds")
    with_levels: tuple[str, ...] = key("Levels of the other actor; all if absent.", default=(), ref="levels")


@dataclass(frozen=True, slots=True)
class MapRule:
    """A condition over a place in a map: exactly one of all, any, none, measure, ties, field or answer."""

    all: tuple[MapRule, ...] = key("Every one of these holds.", default=())
    any: tuple[MapRule, ...] = key("At least one of these holds.", default=())
    none: tuple[MapRule, ...] = key("Not one of these holds.", default=())
    measure: Measure | None = key(
        "A measure of the Verbund, on 0 to 1 where it is a share (betweenness, closeness, cut_vertex).", default=None)
    ties: TieTest | None = key("Relations of the Verbund that are counted.", default=None)
    at_least: float | None = key("The measure or count reaches this.", default=None)
    at_most: float | None = key("The measure or count does not pass this.", default=None)
    field: str | None = key("The field of a placement plane it lies in.", default=None, ref="fields")
    item: str | None = key("An item of the self-assessment, tested with answers.", default=None, ref="items")
    answers: tuple[str, ...] = key("Option ids, one of which was chosen.", default=())


@dataclass(frozen=True, slots=True)
class MapQuestion:
    """Questions for reflection that follow from the place of a Verbund in a map."""

    id: str = key("Stable id.")
    when: MapRule = key("When they are asked.")
    finding: Text = key("What the map shows, in one sentence; may hold {name}.")
    questions: tuple[Text, ...] = key("Questions, never advice.")
    basis: Basis = key("Where the combination comes from.")


@dataclass(frozen=True, slots=True)
class NetworkMethod:
    """Conventions of the measures of structure maps."""

    least_actors: int = key("Below this number of actors no measure is shown.", default=5, minimum=1)
    aggregate_above: int = key("Above this number of actors the picture shows kinds instead.", default=120, minimum=2)
    same_name_from: float = key("Similarity (0 to 1) from which two names are offered as the same actor.", default=0.82)
    basis: Basis = key("Where these choices come from.", default=Basis("proposal"))


# ------------------------------------------------------------------------------ a map
@dataclass(frozen=True, slots=True)
class Actor:
    """An actor on a map. Maps of one city share the id and the name of an actor."""

    id: str = key("Id, the same in all maps of the city.", pattern=MAP_ID_PATTERN)
    name: str = key("Name, as it is written.")
    kind: str = key("What it is.", ref="actor_kinds")
    level: str = key("Where it stands.", ref="levels")
    short: str = key("Short name for the picture.", default="")
    note: Text = key("What else is known, and where sources differ.", default=Text({}))
    sources: tuple[str, ...] = key("Keys of sources.", default=(), ref="sources")


@dataclass(frozen=True, slots=True)
class Relation:
    """What holds between two actors of a map."""

    source: str = key("Id of the actor it starts from.", alias="from")
    target: str = key("Id of the actor it leads to.", alias="to")
    kind: str = key("What it is.", ref="relation_kinds")
    status: str = key("Whether it exists, is planned, ….", ref="relation_statuses")
    strength: str | None = key("How strong it is; absent if nobody has said so.", default=None,
                               ref="relation_strengths")
    reporter: str | None = key("Who reports it; absent: whoever drew the map.", default=None, ref="reporters")
    note: Text = key("What else is known, and where sources differ.", default=Text({}))
    sources: tuple[str, ...] = key("Keys of sources.", default=(), ref="sources")
    id: str = key("Id within the map; made from ends and kind if absent.", default="", pattern=MAP_ID_PATTERN)


@dataclass(frozen=True, slots=True)
class StructureMap:
    """The infrastructure of one city at one point in time, as somebody has drawn it.

    Attributes are those of the YAML section ``structure_map``. Actors and relations keep the order in which they were
    entered; ``actor`` and ``relation`` look them up.
    """

    id: str = key("Stable id.")
    city: str = key("The city or district.")
    wave: str = key("Name of the point in time, such as 'Heute'.")
    reporter: str = key("Who has drawn it.", ref="reporters")
    actors: tuple[Actor, ...] = key("The actors.", default=())
    relations: tuple[Relation, ...] = key("The relations.", default=())
    kind: Kind = key("Whether it looks back, at today, or at a goal.", default="now")
    year: int | None = key("The year it is about.", default=None)
    origin: Origin = key("Drawn here, taken from sources, invented, or a template to start from.", default="own")
    label: Text = key("Heading, if the city and the point in time do not say enough.", default=Text({}))
    note: Text = key("Where sources are thin or differ.", default=Text({}))

    def actor(self, actor_id: str) -> Actor | None:
        """Return the actor with that id, or None."""
        return next((actor for actor in self.actors if actor.id == actor_id), None)

    def relation(self, relation_id: str) -> Relation | None:
        """Return the relation with that id, or None."""
        return next((relation for relation in self.relations if relation.id == relation_id), None)

    @property
    def by_id(self) -> Mapping[str, Actor]:
        """The actors by their ids."""
        return MappingProxyType({actor.id: actor for actor in self.actors})


def relation_id(relation: Relation) -> str:
    """Return the id of a relation, its own or one made from ends and kind."""
    return relation.id or f"{relation.source}.{relation.kind}.{relation.target}"
