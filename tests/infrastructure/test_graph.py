"""Which relations of a map are counted, and the graphs made of them."""

from __future__ import annotations

from tests.infrastructure.made import MODEL, drawn
from typology.infrastructure.graph import directed_graph, tie_graph
from typology.infrastructure.relations import counted_relations, sound_relations


def test_every_actor_is_a_node_and_a_pair_is_one_edge_however_many_relations_it_has():
    """A and b talk, and a sends to b and b to a: one tie. c has none and is there all the same."""
    graph = tie_graph(drawn("a b c", "a-b a>b b>a"), MODEL)
    assert list(graph) == ["a", "b", "c"]
    assert [set(edge) for edge in graph.edges] == [{"a", "b"}]


def test_only_contact_that_is_there_is_counted():
    """A tension is no contact, and a plan is not there yet; paying and a corridor that exists are both."""
    found = drawn("a b c d e f", "a strain b, a send c plan, a pay d, a path e, a path f wish")
    assert {tuple(sorted(edge)) for edge in tie_graph(found, MODEL).edges} == {("a", "d"), ("a", "e")}


def test_a_relation_to_itself_to_somebody_missing_or_of_an_unknown_kind_is_left_out():
    """Nothing of it may turn up as a node, as a tie or as an error."""
    found = drawn("a b", "a>a, a>gone, gone>b, a dance b, a send b maybe")
    assert list(tie_graph(found, MODEL)) == ["a", "b"]
    assert not tie_graph(found, MODEL).edges
    assert not directed_graph(found, MODEL).edges
    assert not counted_relations(found, MODEL)
    assert [r.kind for r in sound_relations(found)] == ["dance", "send"]


def test_kinds_without_a_direction_lead_both_ways():
    """Talking leads from a to b and back, sending only from b to c."""
    edges = set(directed_graph(drawn("a b c", "a-b b>c"), MODEL).edges)
    assert edges == {("a", "b"), ("b", "a"), ("b", "c")}


def test_two_actors_with_one_id_are_one():
    """A map that a foreign file has spoilt is still read; the first of the two counts."""
    twice = drawn("a b", "a-b")
    twice = drawn((*twice.actors, twice.actors[0]), "a-b")
    assert list(tie_graph(twice, MODEL)) == ["a", "b"]
