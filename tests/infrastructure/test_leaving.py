"""What if an actor leaves, or relations end."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.infrastructure.made import MODEL, drawn, relation
from typology.infrastructure.leaving import MOST_PAIRS, Leaving, funding_of, without_actor, without_relations
from typology.infrastructure.measures import measure
from typology.model.vocabulary import Relation, relation_id

# a - b - c - d - e, and f - c: a chain with a twig, and g alone
CHAIN = drawn("a b c d e f g", "a-b b-c c-d d-e c-f")


def test_who_holds_a_chain_together_leaves_pieces_behind():
    """Without c: {a, b}, {d, e} and f. Lost are a, b to d, e (4), and both of either pair to f (4): 8 pairs."""
    found = without_actor(CHAIN, MODEL, "c")
    assert found.gone == "c"
    assert found.pieces == (("a", "b"), ("d", "e"), ("f",))
    assert found.lost_count == 8
    assert found.lost_pairs == (("a", "d"), ("a", "e"), ("a", "f"), ("b", "d"), ("b", "e"), ("b", "f"), ("d", "f"),
                                ("e", "f"))
    assert found.isolated == ("f",)
    assert [relation_id(r) for r in found.lost_ties] == ["b.talk.c", "c.talk.d", "c.talk.f"]
    assert (found.longer, found.parted) == (0, ())


def test_who_stands_at_the_end_is_missed_by_nobody_else():
    """Without a, all others keep their ways, and b is not alone."""
    found = without_actor(CHAIN, MODEL, "a")
    assert (found.lost_count, found.pieces, found.isolated, found.longer) == (0, (), (), 0)


def test_in_a_circle_ways_become_longer_but_none_is_lost():
    """Circle a b c d e without a: b and e were two steps apart and are three now; nobody else is farther."""
    found = without_actor(drawn("a b c d e", "a-b b-c c-d d-e e-a"), MODEL, "a")
    assert (found.lost_count, found.pieces, found.longer) == (0, (), 1)


def test_the_end_of_a_relation_parts_two_only_if_no_other_holds_them():
    """Between a and b there are two relations: one may end; with both, a has nobody left."""
    both = drawn("a b c", "a-b a>b b-c")
    one = without_relations(both, MODEL, ["a.talk.b"])
    assert (one.lost_count, one.parted, one.isolated, len(one.lost_ties)) == (0, (), (), 1)
    all_of_it = without_relations(both, MODEL, ["a.talk.b", "a.send.b", "no.such.relation"])
    assert (all_of_it.gone, all_of_it.parted, all_of_it.isolated) == (None, (("a", "b"),), ("a",))
    assert all_of_it.lost_pairs == (("a", "b"), ("a", "c"))
    assert all_of_it.pieces == (("b", "c"), ("a",))


def test_when_funding_ends_those_without_any_other_are_named():
    """The office pays x and y; somebody else pays y too. Without the office's money x has none, y still has."""
    found = drawn({"office": "office", "x": "club", "y": "club", "z": "club", "w": "club"},
                  "office pay x, office pay y, z pay y, office pay w plan, office talk x")
    given_ = funding_of(found, MODEL, "office")
    assert [r.target for r in given_] == ["x", "y"]
    assert [r.source for r in funding_of(found, MODEL, "y", given=False)] == ["office", "z"]
    ends = without_relations(found, MODEL, [relation_id(r) for r in given_])
    assert ends.unfunded == ("x",)
    assert ends.parted == (("office", "y"),)
    assert without_actor(found, MODEL, "office").unfunded == ("x",)


def test_what_is_planned_ends_with_an_actor_but_nobody_loses_contact_by_it():
    """All relations of an actor vanish, whatever their status; contact is only what is there."""
    found = without_actor(drawn("a b c", "a talk b plan, a strain c"), MODEL, "a")
    assert len(found.lost_ties) == 2
    assert (found.lost_count, found.isolated) == (0, ())


def test_an_actor_the_map_does_not_have_takes_nothing_away():
    """Somebody else may have deleted it in the meantime."""
    assert without_actor(CHAIN, MODEL, "gone") == Leaving(None, (), (), 0, (), 0, (), (), ())
    assert without_actor(drawn(""), MODEL, "a").gone is None
    assert without_actor(drawn("a"), MODEL, "a").gone == "a"


def test_only_parts_that_fall_apart_are_pieces():
    """Another part of the map, which was apart before, is no piece."""
    found = without_actor(drawn("a b c x y", "a-b b-c x-y"), MODEL, "b")
    assert found.pieces == (("a",), ("c",))


def test_many_pairs_are_counted_but_not_all_listed():
    """A star of 100: without its middle 4,950 pairs are lost; the first 200 are listed, in the order of the map."""
    star = drawn(" ".join(["m", *(f"n{k}" for k in range(100))]), " ".join(f"m-n{k}" for k in range(100)))
    found = without_actor(star, MODEL, "m")
    assert found.lost_count == 4950
    assert len(found.lost_pairs) == MOST_PAIRS
    assert found.lost_pairs[0] == ("n0", "n1")
    assert len(found.isolated) == 100


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 9).flatmap(lambda n: st.tuples(
    st.just(n), st.sets(st.sampled_from(list(combinations(range(n), 2)))), st.integers(0, n - 1))))
def test_pairs_are_lost_and_farther_as_the_library_says(net):
    """On any net: distances before and after, measured for every single pair, give the same counts."""
    size, ties, gone = net
    graph = nx.empty_graph(size)
    graph.add_edges_from(ties)
    after = graph.subgraph(set(graph) - {gone})
    far, far_after = dict(nx.all_pairs_shortest_path_length(graph)), dict(nx.all_pairs_shortest_path_length(after))
    pairs = [(a, b) for a, b in combinations(after, 2) if b in far[a]]
    lost = [(a, b) for a, b in pairs if b not in far_after[a]]
    longer = [(a, b) for a, b in pairs if b in far_after[a] and far_after[a][b] > far[a][b]]
    structure = drawn(" ".join(map(str, range(size))), [relation(f"{a}-{b}") for a, b in sorted(ties)])
    found = without_actor(structure, MODEL, str(gone))
    assert set(found.lost_pairs) == {(str(a), str(b)) for a, b in lost}
    assert (found.lost_count, found.longer) == (len(lost), len(longer))
    measures = measure(structure, MODEL)
    assert measures is not None
    assert measures.actors[str(gone)].lost_contacts == len(lost)


def test_the_loss_of_one_among_two_thousand_is_worked_out():
    """2,000 actors with 10,000 relations: nobody loses contact, some have a longer way."""
    graph = nx.gnm_random_graph(2000, 10_000, seed=1)
    ties = [Relation(str(a), str(b), "talk", "real") for a, b in graph.edges]
    large = drawn(" ".join(map(str, graph)), ties)
    found = without_actor(large, MODEL, "0")
    assert found.lost_count == 0
    assert found.longer > 0
