"""A map as a graph of the graph library: who has contact with whom, and in which direction."""

from __future__ import annotations

import networkx as nx

from typology.infrastructure.relations import actor_ids, counted_relations, is_directed
from typology.model.elements import Model
from typology.model.vocabulary import StructureMap


def tie_graph(drawn: StructureMap, model: Model) -> nx.Graph[str]:
    """Return who has contact with whom.

    Args:
        drawn: The map.
        model: Says which kinds are contact and which statuses count.

    Returns:
        A graph with every actor as a node, in the order of the map, and one edge for each pair with at least one
        counted relation, however many there are and whichever way they lead.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(actor_ids(drawn))
    graph.add_edges_from((r.source, r.target) for r in counted_relations(drawn, model))
    return graph


def directed_graph(drawn: StructureMap, model: Model) -> nx.DiGraph[str]:
    """Return the same ties with their directions; kinds without one lead both ways."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(actor_ids(drawn))
    for relation in counted_relations(drawn, model):
        graph.add_edge(relation.source, relation.target)
        if not is_directed(model, relation):
            graph.add_edge(relation.target, relation.source)
    return graph
