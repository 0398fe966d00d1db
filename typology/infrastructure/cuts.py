"""Where a net hangs by a single actor or a single tie, and how many pairs that one holds together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx


@dataclass(frozen=True, slots=True)
class Cuts:
    """The thin places of a net.

    Attributes:
        bridges: Ties without which their ends have no way to each other; both in the order of the graph.
        lost: Cut vertices with the number of pairs of others that have no way to each other without them.
    """

    bridges: tuple[tuple[str, str], ...]
    lost: Mapping[str, int]


def find_cuts(graph: nx.Graph[str]) -> Cuts:
    """Return bridges and cut vertices.

    A net is a tree of blocks: parts without a cut vertex, joined in cut vertices. A block of two is a bridge; what
    falls apart without a cut vertex are the branches of the tree in it.
    """
    found: Any = nx.biconnected_components(graph)  # the library's types say lists of sets; it yields sets
    blocks: list[set[str]] = list(found)
    homes: dict[str, int] = {}
    for block in blocks:
        for node in block:
            homes[node] = homes.get(node, 0) + 1
    cut = {node for node, number in homes.items() if number > 1}
    tree: nx.Graph[Any] = nx.Graph()
    weight: dict[Any, int] = dict.fromkeys(cut, 1)
    for number, block in enumerate(blocks):
        name = (number,)  # a tuple, which is the id of no actor
        tree.add_node(name)
        tree.add_edges_from((name, node) for node in block & cut)
        weight[name] = len(block - cut)
    lost: dict[str, int] = {}
    for number in range(len(blocks)):
        if (number,) in weight:
            lost |= _lost_in_tree(tree, (number,), weight, cut)
    place = {node: number for number, node in enumerate(graph)}
    pairs = [sorted(block, key=place.__getitem__) for block in blocks if len(block) == 2]
    pairs.sort(key=lambda pair: (place[pair[0]], place[pair[1]]))
    return Cuts(tuple((a, b) for a, b in pairs), {node: lost[node] for node in graph if node in cut})


def _lost_in_tree(tree: nx.Graph[Any], root: tuple[int], weight: dict[Any, int], cut: set[str]) -> dict[str, int]:
    """Return the pairs lost for each cut vertex in the tree of a root; takes its nodes out of ``weight``."""
    edges = list(nx.bfs_edges(tree, root))
    below = {node: weight.pop(node) for node in (root, *(child for _, child in edges))}
    squares: dict[str, int] = {}
    for parent, child in reversed(edges):
        below[parent] += below[child]
        if parent in cut:
            squares[parent] = squares.get(parent, 0) + below[child] ** 2
    whole = below[root]
    # Of the pairs among the others those remain that lie in the same branch.
    return {node: ((whole - 1) ** 2 - squares[node] - (whole - below[node]) ** 2) // 2 for node in squares}
