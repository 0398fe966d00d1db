"""The measures of a map: what each actor is to the net, and what the net is as a whole.

Figures are those of the graph library, but for shortest paths, where it would take too long for two thousand actors;
tests hold both to be equal. Brokerage takes the group of an actor's kind as the group of Gould
and Fernandez, not its level: the question is whose side somebody belongs to (the administration, the migrant
organisations, the welfare bodies, …), and most actors of a city stand on one and the same level, which would make
coordinators of them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

from typology.infrastructure.brokerage import Brokerage, brokerage
from typology.infrastructure.core_periphery import CorePeriphery, core_and_periphery
from typology.infrastructure.cuts import Cuts, find_cuts
from typology.infrastructure.graph import directed_graph, tie_graph
from typology.infrastructure.paths import Paths, shortest_paths
from typology.infrastructure.relations import actor_ids, actors_of, counted_relations, group_of, in_order_of
from typology.model.elements import Model
from typology.model.vocabulary import StructureMap

Progress = Callable[[float], None]
_AFTER_PATHS, _AFTER_CONSTRAINT, _AFTER_BROKERAGE, _AFTER_CUTS = 0.6, 0.7, 0.8, 0.9


@dataclass(frozen=True, slots=True)
class ActorMeasures:
    """What one actor is to the net. Ties are pairs of actors with at least one counted relation.

    Attributes:
        actor: Its id.
        degree: Number of actors it has a tie to.
        betweenness: Over all pairs of others, the sum of the share of their shortest paths that lead through it.
        betweenness_share: The same divided by the number of pairs of others, 0 to 1.
        closeness: As in networkx: share of the others it reaches, divided by the mean number of steps to these; 0 to 1.
        reached: Number of others it can reach at all.
        mean_steps: Mean number of steps to those it reaches; None if it reaches nobody.
        constraint: Burt's constraint; None without ties.
        effective_size: Burt's effective size: its contacts, less their mean number of ties to each other; None
            without ties.
        core_number: Largest k for which it belongs to a part of the net where everybody has at least k ties.
        in_core: Whether it belongs to the core of Borgatti and Everett.
        is_cut_vertex: Whether the net has more pieces without it.
        lost_contacts: Pairs of others that have no way to each other without it.
        brokerage: Roles of Gould and Fernandez; groups are those of the actor kinds.
    """

    actor: str
    degree: int
    betweenness: float
    betweenness_share: float
    closeness: float
    reached: int
    mean_steps: float | None
    constraint: float | None
    effective_size: float | None
    core_number: int
    in_core: bool
    is_cut_vertex: bool
    lost_contacts: int
    brokerage: Brokerage


@dataclass(frozen=True, slots=True)
class MapMeasures:
    """The measures of a whole map.

    Attributes:
        actors: Measures by actor id, in the order of the map.
        bridges: Ties without which the net has more pieces.
        components: Actors that have a way to each other, the largest part first; isolates are parts of one.
        core: Actors of the core; empty if there is none.
        core_fit: Correlation with the ideal picture of core and periphery, at most 1; None without a core.
        actors_count: Number of actors.
        ties_count: Number of pairs with a tie.
        relations_count: Number of counted relations.
        reporters: Who reports the counted relations, in the order of the vocabulary.
    """

    actors: Mapping[str, ActorMeasures]
    bridges: tuple[tuple[str, str], ...]
    components: tuple[tuple[str, ...], ...]
    core: frozenset[str]
    core_fit: float | None
    actors_count: int
    ties_count: int
    relations_count: int
    reporters: tuple[str, ...]


def enough_actors(drawn: StructureMap, model: Model) -> bool:
    """Return whether a map has as many actors as the method asks for."""
    return len(actor_ids(drawn)) >= model.method.network.least_actors


def measure(drawn: StructureMap, model: Model, *, progress: Progress | None = None) -> MapMeasures | None:
    """Measure a map.

    Args:
        drawn: The map. Relations to itself and to missing actors are left out.
        model: Says which relations are counted, and from how many actors on there are measures.
        progress: Told the share of the work that is done; starts at 0, never falls, ends at 1.

    Returns:
        The measures, or None if there are too few actors.
    """
    if not enough_actors(drawn, model):
        return None
    report = progress or _nothing
    report(0.0)
    graph, directed = tie_graph(drawn, model), directed_graph(drawn, model)
    ids = tuple(graph)
    ties = _matrix(graph.edges, ids, both_ways=True)
    paths = shortest_paths(ties, lambda share: report(_AFTER_PATHS * share))
    constraint, size = nx.constraint(graph), nx.effective_size(graph)
    report(_AFTER_CONSTRAINT)
    by_id = actors_of(drawn)
    roles = brokerage(_matrix(directed.edges, ids), [group_of(model, by_id[i].kind) for i in ids])
    report(_AFTER_BROKERAGE)
    cuts = find_cuts(graph)
    report(_AFTER_CUTS)
    core = core_and_periphery(ties)
    actors = _actors(graph, paths, constraint, size, cuts, core, roles)
    place = {actor: number for number, actor in enumerate(ids)}
    parts = [tuple(sorted(part, key=place.__getitem__)) for part in nx.connected_components(graph)]
    counted = counted_relations(drawn, model)
    found = MapMeasures(
        actors=MappingProxyType(actors),
        bridges=cuts.bridges,
        components=tuple(sorted(parts, key=lambda part: (-len(part), place[part[0]]))),
        core=frozenset(i for i in ids if actors[i].in_core),
        core_fit=core.fit,
        actors_count=len(ids),
        ties_count=graph.number_of_edges(),
        relations_count=len(counted),
        reporters=in_order_of(model.reporters, (r.reporter or drawn.reporter for r in counted)),
    )
    report(1.0)
    return found


def _actors(
    graph: nx.Graph[str], paths: Paths, constraint: Mapping[str, float], size: Mapping[str, float], cuts: Cuts,
    core: CorePeriphery, roles: tuple[Brokerage, ...],
) -> dict[str, ActorMeasures]:
    """Put the figures of every actor together."""
    others = len(graph) - 1
    pairs = others * (others - 1) / 2
    core_number = nx.core_number(graph)
    found = {}
    for n, (actor, degree) in enumerate(graph.degree):
        reached, steps, between = int(paths.reached[n]), int(paths.steps[n]), float(paths.betweenness[n])
        found[actor] = ActorMeasures(
            actor=actor,
            degree=degree,
            betweenness=between,
            betweenness_share=between / pairs if pairs else 0.0,
            closeness=reached * reached / (steps * others) if steps else 0.0,
            reached=reached,
            mean_steps=steps / reached if reached else None,
            constraint=float(constraint[actor]) if degree else None,
            effective_size=float(size[actor]) if degree else None,
            core_number=core_number[actor],
            in_core=bool(core.core[n]),
            is_cut_vertex=actor in cuts.lost,
            lost_contacts=cuts.lost.get(actor, 0),
            brokerage=roles[n],
        )
    return found


def _matrix(edges: Any, ids: tuple[str, ...], *, both_ways: bool = False) -> Any:
    """Return edges as a csr_array of ones, in the order of ``ids``."""
    place = {actor: number for number, actor in enumerate(ids)}
    ends = np.array([(place[a], place[b]) for a, b in edges], dtype=np.int64).reshape(-1, 2)
    if both_ways:
        ends = np.concatenate((ends, ends[:, ::-1]))
    return csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))


def _nothing(_share: float) -> None:
    """Tell nobody."""
