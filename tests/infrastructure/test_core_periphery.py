"""Core and periphery after Borgatti and Everett."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from typology.infrastructure.core_periphery import core_and_periphery


def matrix(graph: nx.Graph):
    return nx.to_scipy_sparse_array(graph, nodelist=list(graph), dtype=float, format="csr")


def correlation(graph: nx.Graph, core: set[int]) -> float:
    """Return the correlation over all pairs between ties and the ideal picture, straight from the definition."""
    pairs = list(combinations(graph, 2))
    ties = [float(graph.has_edge(a, b)) for a, b in pairs]
    ideal = [float(a in core or b in core) for a, b in pairs]
    if len(set(ties)) < 2 or len(set(ideal)) < 2:
        return -np.inf
    return float(np.corrcoef(ties, ideal)[0, 1])


def best_of_all(graph: nx.Graph) -> float:
    return max(correlation(graph, set(core)) for k in range(1, len(graph)) for core in combinations(graph, k))


def members(graph: nx.Graph) -> tuple[set[int], float | None]:
    found = core_and_periphery(matrix(graph))
    return {node for node, inside in zip(graph, found.core, strict=True) if inside}, found.fit


def test_a_star_is_the_ideal_picture():
    """Its middle is the core, and the fit is exact."""
    core, fit = members(nx.star_graph(6))
    assert core == {0}
    assert fit == pytest.approx(1.0)


def test_two_who_know_everybody_are_the_core():
    """0 and 1 are tied to each other and to four who are not tied to one another: exact again."""
    core, fit = members(nx.Graph([(0, 1), *((c, p) for c in (0, 1) for p in (2, 3, 4, 5))]))
    assert core == {0, 1}
    assert fit == pytest.approx(1.0)


def test_the_fit_is_the_correlation_of_the_definition():
    """0 is tied to 1, 2, 3, and 1 to 2, with 4 alone.

    The core is {0}: 10 pairs, 4 ties, 4 ideal ones, 3 of them ties: (10 × 3 - 4 × 4) / (4 × 6) = 14/24.
    """
    graph = nx.Graph([(0, 1), (0, 2), (0, 3), (1, 2)])
    graph.add_node(4)
    core, fit = members(graph)
    assert core == {0}
    assert fit == pytest.approx(14 / 24)


@pytest.mark.parametrize("graph", [nx.empty_graph(6), nx.complete_graph(6), nx.empty_graph(1), nx.empty_graph(2)])
def test_where_nothing_differs_there_is_no_core(graph):
    """Without a tie, and with all of them, no correlation exists."""
    assert members(graph) == (set(), None)


def test_an_empty_net_has_no_core():
    """No rows, no columns, nobody in a core."""
    found = core_and_periphery(csr_array((0, 0)))
    assert found.core.shape == (0,)
    assert found.fit is None


@settings(max_examples=250, deadline=None)
@given(st.integers(3, 8).flatmap(lambda n: st.tuples(st.just(n), st.sets(
    st.sampled_from(list(combinations(range(n), 2)))))))
def test_no_set_of_a_small_net_fits_better(net):
    """On nets of up to eight actors, trying every possible core finds none with a larger correlation."""
    size, ties = net
    graph = nx.empty_graph(size)
    graph.add_edges_from(ties)
    core, fit = members(graph)
    if fit is None:
        assert len(ties) in (0, size * (size - 1) // 2)
        return
    assert fit == pytest.approx(correlation(graph, core))
    assert fit == pytest.approx(best_of_all(graph))


def test_a_planted_core_of_a_large_net_is_found():
    """Twenty of a thousand are tied to half of all others, who have few ties among themselves."""
    rng = np.random.default_rng(1)
    graph = nx.gnm_random_graph(1000, 300, seed=1)
    graph.add_edges_from((c, other) for c in range(20) for other in range(1000) if c != other and rng.random() < 0.5)
    core, fit = members(graph)
    assert core == set(range(20))
    assert fit == pytest.approx(correlation(graph, core))
