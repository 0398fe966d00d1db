"""Large maps: kinds in place of actors, bundles in place of relations, and still everything in the list."""

from __future__ import annotations

import plotly.graph_objects as go

from tests.figures.maps_made import a_map, actor, crowded, tie, vocabulary
from tests.figures.seen import traces
from tests.figures.test_map_picture import assert_legible
from typology.figures.map_bundle import MOST_BUNDLES, aggregated
from typology.figures.structure_map import draw_map, map_scene_of
from typology.language import Speaker

MODEL = vocabulary()
DE = Speaker("de")


def test_actors_of_a_kind_on_a_level_become_one_with_their_number():
    """Two circles on a level become one, a third elsewhere stays alone with its name, and so does the Verbund."""
    drawn = a_map([actor("a"), actor("b"), actor("c", level="l5"), actor("v", "own", "l4", "Verbund X")])
    assert {person.id: person.name for person in aggregated(drawn, MODEL, DE).actors} == {
        "all.ga_circle.l2": "Art circle ga (2)", "all.ga_circle.l5": "Name c", "v": "Verbund X",
    }


def test_relations_become_bundles_with_the_kind_that_most_have():
    """Three from the one bundle to the other, two of them meetings; those within a bundle are left out."""
    people = [actor("a"), actor("b"), actor("x", level="l5"), actor("y", level="l5"), actor("v", "own", "l4")]
    ties = [tie("a", "x", "meets"), tie("b", "y", "meets", "will"), tie("a", "y", "leads"), tie("a", "b"),
            tie("v", "a", "leads"), tie("a", "gone")]
    bundles = aggregated(a_map(people, ties), MODEL, DE).relations
    assert [(r.source, r.target, r.kind, r.status, r.strength) for r in bundles] == [
        ("all.ga_circle.l2", "all.ga_circle.l5", "meets", "is", "thick"),
        ("v", "all.ga_circle.l2", "leads", "is", "thin"),
    ]


def test_a_map_is_bundled_only_above_the_limit_of_the_model():
    """At the limit every actor is drawn, one more and kinds are; the sentence says so, the list keeps them all."""
    limit = MODEL.method.network.aggregate_above
    at, above = crowded(MODEL, limit, 50), crowded(MODEL, limit + 1, 50)
    assert len(map_scene_of(MODEL, at, DE).items("node")) == limit
    assert len(map_scene_of(MODEL, above, DE).items("node")) < limit
    picture = draw_map(MODEL, above, DE)
    assert f"mehr als {limit}" in picture.sentence
    assert f"mehr als {limit}" not in draw_map(MODEL, at, DE).sentence
    assert len(picture.rows) == 50


def test_two_thousand_actors_are_drawn_as_bundles():
    """The picture stays usable: few signs, at most a hundred bundles, nothing that collides."""
    drawn = crowded(MODEL, 2000, 10_000)
    picture = draw_map(MODEL, drawn, DE)
    go.Figure(picture.drawing.to_dict())
    assert sum(list(t.x).count(None) for t in traces(picture, "tie")) <= MOST_BUNDLES
    for width in ("wide", "narrow"):
        assert_legible(map_scene_of(MODEL, drawn, DE, width=width))
