"""The measures of a map: worked by hand, and equal to the graph library on any net."""

from __future__ import annotations

import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.infrastructure.made import MODEL, drawn, relation, vocabulary
from typology.infrastructure.measures import MapMeasures, measure
from typology.model.vocabulary import Actor, Relation


def map_of(graph: nx.Graph, **more):
    """Return a map in which every edge is a talk."""
    names = {node: f"n{number}" for number, node in enumerate(graph)}
    ties = [Relation(names[a], names[b], "talk", "real") for a, b in graph.edges]
    return drawn(" ".join(names.values()), ties, **more)


def measured(*args, **more) -> MapMeasures:
    found = measure(drawn(*args, **more), MODEL)
    assert found is not None
    return found


def florentine() -> tuple[MapMeasures, dict[str, str]]:
    graph = nx.florentine_families_graph()
    found = measure(map_of(graph), MODEL)
    assert found is not None
    return found, {family: f"n{number}" for number, family in enumerate(graph)}


# ------------------------------------------------------------------------------ by hand
def test_the_medici_are_what_they_are_in_every_textbook():
    """15 families, 20 marriages: degree 6, betweenness 47.5 (of 91 pairs), constraint .2099, effective size 5.667."""
    found, ids = florentine()
    medici = found.actors[ids["Medici"]]
    assert (found.actors_count, found.ties_count, medici.degree) == (15, 20, 6)
    assert medici.betweenness == pytest.approx(47.5)
    assert medici.betweenness_share == pytest.approx(47.5 / 91)
    assert medici.constraint == pytest.approx(0.2099, abs=5e-5)
    assert medici.effective_size == pytest.approx(5.667, abs=5e-4)
    assert medici.closeness == pytest.approx(14 / 25)


def test_four_families_hold_parts_of_florence_together():
    """Without the Medici: Acciaiuoli alone (12 pairs), Salviati and Pazzi (24 more, less one between them): 35."""
    found, ids = florentine()
    lost = {family: found.actors[i].lost_contacts for family, i in ids.items() if found.actors[i].is_cut_vertex}
    # Acciaiuoli and the pair of Salviati and Pazzi part from the 11 others: 1 × 11 + 1 × 2 + 2 × 11 = 35.
    assert lost == {"Medici": 35, "Albizzi": 13, "Guadagni": 13, "Salviati": 13}


def test_a_kite_by_hand():
    """a-b, a-c, b-c, c-d, d-e, and f alone.

    c: pairs of others are ab ad ae bd be de (and five with f). Through c lead ad, ae, bd, be: 4. Without it a, b
    have no way to d, e: 4 pairs. It reaches four others in 1 + 1 + 1 + 2 = 5 steps: closeness 4/5 × 4/5.
    """
    found = measured("a b c d e f", "a-b a-c b-c c-d d-e")
    c = found.actors["c"]
    assert (c.degree, c.betweenness, c.lost_contacts, c.is_cut_vertex) == (3, 4.0, 4, True)
    assert c.betweenness_share == pytest.approx(4 / 10)
    assert (c.reached, c.mean_steps) == (4, pytest.approx(5 / 4))
    assert c.closeness == pytest.approx(4 / 5 * 4 / 5)
    # Burt by hand: into a and b goes 1/3 directly and 1/3 × 1/2 through the other, into d 1/3: 1/4 + 1/4 + 1/9.
    assert c.constraint == pytest.approx(11 / 18)
    assert c.effective_size == pytest.approx(3 - 2 / 3)
    assert [found.actors[i].core_number for i in "abcdef"] == [2, 2, 2, 1, 1, 0]
    assert found.bridges == (("c", "d"), ("d", "e"))
    assert found.components == (("a", "b", "c", "d", "e"), ("f",))


def test_an_isolate_has_no_constraint_and_reaches_nobody():
    """What is not there is None, not nought and not NaN."""
    f = measured("a b f", "a-b").actors["f"]
    assert (f.degree, f.constraint, f.effective_size, f.mean_steps, f.closeness) == (0, None, None, None, 0.0)
    assert (f.core_number, f.is_cut_vertex, f.lost_contacts, f.brokerage.total) == (0, False, 0, 0)


@pytest.mark.parametrize("actors", ["a", "a b", "a b c"])
def test_small_maps_without_ties_have_measures_of_nought(actors):
    """One actor has no pairs of others; nothing is divided by nought."""
    found = measured(actors)
    assert found.ties_count == 0
    assert found.core == frozenset()
    assert found.core_fit is None
    assert all(m.betweenness_share == 0.0 for m in found.actors.values())


def test_under_five_actors_there_are_no_measures():
    """Four are too few, five are enough; an empty map has none either."""
    model = vocabulary(least=5)
    assert measure(drawn("a b c d", "a-b"), model) is None
    assert measure(drawn("a b c d e", "a-b"), model) is not None
    assert measure(drawn(""), model) is None


def test_an_empty_map_does_not_break_where_one_may_measure_it():
    """With a threshold of one there still is nothing to measure."""
    assert measure(drawn(""), MODEL) is None


def test_what_cannot_be_counted_changes_no_figure():
    """Relations to itself, to deleted actors, planned ones and tensions leave everything as it was."""
    plain = measured("a b c d", "a-b b-c")
    spoilt = measured("a b c d", "a-b, b-c, a>a, c>gone, gone>d, c talk d wish, c strain d")
    assert spoilt == plain


def test_reporters_are_those_of_the_counted_relations():
    """A relation without a reporter is reported by whoever drew the map; one that does not count says nothing."""
    ties = [relation("a-b"), relation("b-c", reporter="them"), relation("a talk c wish", reporter="nobody")]
    assert measured("a b c", ties).reporters == ("us", "them")
    assert measured("a b c", ties[1:]).reporters == ("them",)


def test_a_circle_of_sending_is_no_trouble():
    """In a circle of five nobody is indispensable, and every pair at distance two has one way between."""
    found = measured("a b c d e", "a>b b>c c>d d>e e>a")
    assert all(m.betweenness == pytest.approx(1.0) for m in found.actors.values())
    assert not found.bridges
    assert [m.brokerage.coordinator for m in found.actors.values()] == [1] * 5


def test_three_actors_in_each_of_many_rows_keep_finite_figures():
    """666 rows of three, each tied to all of the next: 3^665 shortest paths are more than a number can hold.

    Through an actor of row i lead a third of the ways between rows on either side, 3i × 3(665 - i) / 3, and those
    between the pairs within the rows beside it: three pairs each, a sixth of them (a third at the ends).
    """
    rows = 666
    graph = nx.Graph(((r, a), (r + 1, b)) for r in range(rows - 1) for a in range(3) for b in range(3))
    graph = nx.relabel_nodes(graph, {node: node[0] * 3 + node[1] for node in graph})
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_edges_from(graph.edges)
    found = measure(map_of(ordered), MODEL)
    assert found is not None
    for row in (1, 2, 300, 663):
        ends = [3 if beside in (0, rows - 1) else 6 for beside in (row - 1, row + 1)]
        expected = 3 * row * (rows - 1 - row) + sum(3 / ways for ways in ends)
        assert found.actors[f"n{3 * row}"].betweenness == pytest.approx(expected, rel=1e-9)


# ------------------------------------------------------------------------------ equal to the library
@st.composite
def nets(draw):
    """Any net of up to 14 actors: often in several parts, sometimes without a tie, sometimes complete."""
    size = draw(st.integers(1, 14))
    pairs = [(a, b) for a in range(size) for b in range(a)]
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else [])
    return graph


def check_against_library(graph: nx.Graph) -> None:
    found = measure(map_of(graph), MODEL)
    assert found is not None
    names = {node: f"n{number}" for number, node in enumerate(graph)}
    between, share = nx.betweenness_centrality(graph, normalized=False), nx.betweenness_centrality(graph)
    near, constraint, size = nx.closeness_centrality(graph), nx.constraint(graph), nx.effective_size(graph)
    cuts, core = set(nx.articulation_points(graph)), nx.core_number(graph)
    for node, name in names.items():
        m = found.actors[name]
        assert m.degree == graph.degree[node]
        assert m.betweenness == pytest.approx(between[node], abs=1e-9)
        assert m.betweenness_share == pytest.approx(share[node], abs=1e-9)
        assert m.closeness == pytest.approx(near[node])
        assert (m.constraint is None) == math.isnan(constraint[node]) == (graph.degree[node] == 0)
        if m.constraint is not None:
            assert m.constraint == pytest.approx(constraint[node])
            assert m.effective_size == pytest.approx(size[node])
        assert m.core_number == core[node]
        assert m.is_cut_vertex == (node in cuts) == (m.lost_contacts > 0)
    bridges = {frozenset((names[a], names[b])) for a, b in nx.bridges(graph)}
    assert {frozenset(pair) for pair in found.bridges} == bridges
    parts = {frozenset(names[n] for n in part) for part in nx.connected_components(graph)}
    assert {frozenset(part) for part in found.components} == parts


@settings(max_examples=150, deadline=None)
@given(nets())
def test_figures_are_those_of_the_library(graph):
    """Betweenness, closeness, constraint, effective size, cores, cut vertices, bridges and parts, on any net."""
    check_against_library(graph)


@pytest.mark.parametrize("graph", [
    nx.gnm_random_graph(300, 700, seed=1), nx.path_graph(120), nx.star_graph(150), nx.grid_2d_graph(9, 11),
    nx.barbell_graph(20, 15), nx.complete_graph(25), nx.disjoint_union(nx.cycle_graph(40), nx.balanced_tree(3, 3)),
    nx.barabasi_albert_graph(600, 2, seed=2),
], ids=["random", "path", "star", "grid", "barbell", "complete", "two parts", "hubs"])  # fmt: skip
def test_figures_of_larger_nets_are_those_of_the_library(graph):
    """The same where blocks of rows, long ways and hubs come into play."""
    check_against_library(graph)


def test_several_blocks_of_walkers_give_the_same(monkeypatch):
    """Large nets are walked in blocks; three actors at a time must not change a figure."""
    monkeypatch.setattr("typology.infrastructure.paths._CELLS", 3 * 60)
    check_against_library(nx.gnm_random_graph(60, 90, seed=3))


# ------------------------------------------------------------------------------ size and progress
def test_two_thousand_actors_are_measured_and_say_how_far_they_are():
    """2,000 actors with 10,000 relations: progress starts at 0, never falls and ends at 1."""
    shares: list[float] = []
    large = map_of(nx.gnm_random_graph(2000, 10_000, seed=1))
    found = measure(large, MODEL, progress=shares.append)
    assert found is not None
    assert (found.actors_count, found.ties_count) == (2000, 10_000)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert len(shares) > 6


def test_the_same_map_gives_the_same_measures_in_the_same_order():
    """Nothing depends on the order of a set."""
    graph = nx.gnm_random_graph(80, 160, seed=4)
    assert measure(map_of(graph), MODEL) == measure(map_of(graph), MODEL)


def test_names_with_markup_are_no_matter():
    """Ids and names are never read as anything else."""
    actors = [Actor("x", "<b>$x$</b>", "club", "low"), Actor("y", "", "club", "low")]
    assert measured(actors, "x-y").actors["x"].degree == 1
