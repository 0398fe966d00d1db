"""Measures of structure maps, beside what the bare graph library needs for the same figures in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import networkx as nx

from benchmarks.kernel import alternating, synthetic_model
from benchmarks.rows import Row
from typology.infrastructure.leaving import without_actor
from typology.infrastructure.measures import measure
from typology.infrastructure.overlay import overlay
from typology.infrastructure.same_actor import same_actor_candidates
from typology.model.elements import Basis, Model, Text
from typology.model.vocabulary import (
    Actor,
    ActorGroup,
    ActorKind,
    Level,
    Relation,
    RelationKind,
    RelationStatus,
    StructureMap,
)

_COMMON = 40, 120
_MIDDLE = 400, 2000
_LARGE = 2000, 10_000
_LIMIT = "networkx: betweenness, closeness, constraint, effective size, core numbers, cut vertices, bridges, parts"


def rows() -> Iterator[Row]:
    """Measure everything in this module."""
    yield from measures()
    yield from other_readings()


def measures() -> Iterator[Row]:
    """All measures of a map of usual size, of a larger one, and of the largest.

    Ours also have brokerage, core and periphery, and lost contacts, which the library has not.
    """
    model = map_model()
    for (actors, relations), times in ((_COMMON, 15), (_MIDDLE, 3)):
        drawn, graph = random_map(actors, relations)
        ours, limit = alternating(lambda d=drawn: measure(d, model), lambda g=graph: by_library(g), times=times)
        yield Row(f"measures of a map: {actors} actors, {relations:,} relations", ours, limit=limit, note=_LIMIT)
    actors, relations = _LARGE
    drawn, graph = random_map(actors, relations)
    ours, limit = _median(lambda: measure(drawn, model)), _median(lambda: by_library(graph), times=1)
    yield Row(
        f"measures of a map: {actors:,} actors, {relations:,} relations", ours / 1000, "s", target=5,
        limit=limit / 1000, note=f"{_LIMIT}; once",
    )  # fmt: skip


def other_readings() -> Iterator[Row]:
    """What if the best connected leaves, two maps laid over one another, and the names of two thousand."""
    model = map_model()
    for actors, relations in (_COMMON, _LARGE):
        size = f"{actors:,} actors, {relations:,} relations"
        drawn, graph = random_map(actors, relations)
        hub = max(graph, key=graph.degree)
        yield Row(f"what if one leaves: {size}", _median(lambda d=drawn, h=hub: without_actor(d, model, f"a{h}")))
        other, _ = random_map(actors, relations, seed=2)
        yield Row(f"two maps laid over one another: {size}", _median(lambda a=drawn, b=other: overlay(a, b, model)))
    words = ("Kultur", "Eltern", "Jugend", "Bildung", "Sport", "Frauen", "Familien", "Migration")
    ends = ("verein", "rat", "amt", "zentrum", "netzwerk", "dienst", "büro")
    names = {
        str(n): f"{words[n % 8]}{ends[n % 7]} {words[n // 8 % 8]}{ends[n // 11 % 7]} {n // 100}" for n in range(2000)
    }
    yield Row("names alike among 2,000", _median(lambda: same_actor_candidates(names, 0.82)))


def by_library(graph: nx.Graph) -> None:
    """Work out with the bare library what it has of our measures."""
    nx.betweenness_centrality(graph)
    nx.closeness_centrality(graph)
    nx.constraint(graph)
    nx.effective_size(graph)
    nx.core_number(graph)
    list(nx.articulation_points(graph))
    list(nx.bridges(graph))
    list(nx.connected_components(graph))


def map_model() -> Model:
    """Return a model with one word of each sort, two groups, and a relation kind with and without a direction."""
    text, basis = Text("x"), Basis("proposal")
    return replace(
        synthetic_model(),
        levels={"level": Level("level", text, basis)},
        actor_groups={g: ActorGroup(g, text, "#123456", basis) for g in ("one", "two")},
        actor_kinds={k: ActorKind(k, text, g, "circle", "level", basis) for k, g in (("k1", "one"), ("k2", "two"))},
        relation_kinds={k: RelationKind(k, text, text, basis, directed=k == "to") for k in ("to", "with")},
        relation_statuses={"there": RelationStatus("there", text, "solid", basis, counts=True)},
    )


def random_map(actors: int, relations: int, seed: int = 1) -> tuple[StructureMap, nx.Graph]:
    """Return a map with so many relations between random pairs, and the same as a graph."""
    graph = nx.gnm_random_graph(actors, relations, seed=seed)
    drawn = StructureMap(
        f"m{seed}", "city", "now", "us",
        tuple(Actor(f"a{n}", f"Actor {n}", f"k{1 + n % 2}", "level") for n in graph),
        tuple(Relation(f"a{a}", f"a{b}", ("to", "with")[(a + b) % 2], "there") for a, b in graph.edges),
    )  # fmt: skip
    return drawn, graph


def _median(work: Callable[[], object], times: int = 3) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return sorted(spent)[times // 2]
