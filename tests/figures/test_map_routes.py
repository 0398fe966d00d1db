"""The ways of relations: from card to card, around others, apart from one another."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest

from tests.figures.maps_made import a_map, actor, crowded, tie, vocabulary
from typology.figures.map_layout import lay_out
from typology.figures.map_routes import find_routes
from typology.figures.map_words import drawable
from typology.figures.structure_map import map_scene_of
from typology.language import Speaker
from typology.model.loading import load_model
from typology.model.map_loading import load_maps

DE = Speaker("de")
DEFINITION = Path(__file__).parents[2] / "typology" / "definition"

LEFT, RIGHT, FAR = (0.0, 100.0, 100.0, 160.0), (300.0, 100.0, 400.0, 160.0), (600.0, 100.0, 700.0, 160.0)


def inside(point, box, by=0.0):
    return box[0] + by < point[0] < box[2] - by and box[1] + by < point[1] < box[3] - by


def test_a_way_begins_and_ends_at_the_edges_of_its_cards():
    """Between two cards side by side the straight way runs from edge to edge, at the middle of their height."""
    (route,) = find_routes([LEFT, RIGHT], [(0, 1)], [False], 800)
    assert route.points[0] == pytest.approx((100, 130), abs=0.6)
    assert route.points[-1] == pytest.approx((300, 130), abs=0.6)
    assert route.stops[0] == pytest.approx((200, 130), abs=0.6)


def test_an_arrow_head_stands_at_the_target_and_points_at_it():
    """The tip touches the card the relation leads to, whichever way round; the line ends inside the head."""
    there, back = find_routes([LEFT, RIGHT], [(0, 1), (1, 0)], [True, True], 800, heads=[10, 10])
    assert there.tip[0] == pytest.approx(300, abs=0.6)
    assert back.tip[0] == pytest.approx(100, abs=0.6)
    for route, sign in ((there, 1), (back, -1)):
        tip, *base = route.head
        assert all(sign * (tip[0] - corner[0]) == pytest.approx(10, abs=2) for corner in base)
        assert math.dist(*base) == pytest.approx(9.2, abs=0.5)
        assert math.dist(route.points[-1], tip) == pytest.approx(8, abs=1)


def test_a_way_goes_around_a_card_between():
    """With a card on the straight way the curve keeps clear of it; without it the way is straight."""
    low = (300.0, 115.0, 400.0, 145.0)
    around, = find_routes([LEFT, low, FAR], [(0, 2)], [False], 800)
    assert not any(inside(point, low) for point in around.points)
    straight, = find_routes([LEFT, FAR], [(0, 1)], [False], 800)
    assert {point[1] for point in straight.points} == {130.0}


def test_several_relations_of_two_actors_take_different_ways():
    """Five relations between the same two, in both directions: their middles lie at least 8 pixels apart."""
    pairs = [(0, 1), (1, 0), (0, 1), (1, 0), (0, 1)]
    middles = [route.middle for route in find_routes([LEFT, RIGHT], pairs, [True] * 5, 800)]
    for n, a in enumerate(middles):
        for b in middles[n + 1 :]:
            assert math.dist(a, b) >= 7


def test_more_relations_than_bends_still_take_different_ways():
    """Forty relations between two actors do not fail, and no two of them are the same curve."""
    routes = find_routes([LEFT, RIGHT], [(0, 1)] * 40, [True] * 40, 800)
    assert len({route.points for route in routes}) == 40


def test_neighbours_with_no_room_between_are_joined_over_or_under_their_cards():
    """Nine pixels between two cards would hide a line and its arrow: the way leads around the corner instead."""
    boxes = [(0.0, 100.0, 95.0, 160.0), (104.0, 100.0, 199.0, 160.0)]
    (route,) = find_routes(boxes, [(0, 1)], [True], 312)
    assert sum(math.dist(a, b) for a, b in zip(route.points, route.points[1:], strict=False)) > 30
    assert all(not inside(point, box, 1) for point in route.points for box in boxes)


def test_ways_stay_inside_the_picture():
    """At the edge of the picture a way bends inwards."""
    tower = [(4.0, 100.0 * n, 104.0, 100.0 * n + 60) for n in range(6)]
    for route in find_routes(tower, [(0, 5), (0, 4), (1, 5)], [True] * 3, 312):
        assert all(0 <= x <= 312 for x, _ in route.points)


def test_a_place_for_a_sign_is_not_under_a_card():
    """What stands on a way is seen; a way that is covered all along has no such place."""
    (route,) = find_routes([LEFT, (110.0, 0.0, 290.0, 400.0), RIGHT], [(0, 2)], [False], 800,
                           obstacles=[(0.0, 0.0, 800.0, 1000.0)])
    assert route.stops == ()
    (free,) = find_routes([LEFT, RIGHT], [(0, 1)], [False], 800, obstacles=[(190.0, 100.0, 210.0, 160.0)])
    assert free.stops
    assert not any(inside(stop, (190.0, 100.0, 210.0, 160.0)) for stop in free.stops)


def test_the_same_cards_give_the_same_ways():
    """Nothing is left to chance, and the order of the relations of other pairs does not matter."""
    boxes = [LEFT, RIGHT, FAR]
    first = find_routes(boxes, [(0, 1), (1, 2), (0, 2)], [True] * 3, 800)
    again = find_routes(boxes, [(0, 2), (0, 1), (1, 2)], [True] * 3, 800)
    assert [first[2], first[0], first[1]] == again
    assert find_routes(boxes, [], [], 800) == []


def crossings(drawn, model, width):
    """Return the relations that come under a card that is not their end, and those that leave the bands."""
    layout = lay_out(drawn.actors, model, DE, width)
    scene = map_scene_of(model, drawn, DE, width=width)
    under, out = [], []
    for line, relation in zip(scene.items("tie"), drawable(drawn), strict=True):
        points = [
            (a[0] + (b[0] - a[0]) * n / many, a[1] + (b[1] - a[1]) * n / many)
            for a, b in pairwise(line.points) for many in [1 + int(math.dist(a, b) / 2)] for n in range(many + 1)
        ]
        ends = (relation.source, relation.target)
        under += [(*ends, key) for key, place in layout.places.items()
                  if key not in ends and any(inside(point, place.box, 1) for point in points)]
        if not all(0 <= x <= scene.across and 0 <= y <= layout.height for x, y in points):
            out.append(ends)
    return under, out


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_relation_of_a_map_that_ships_runs_under_a_card_that_is_not_its_end(width):
    """A line under a card reads as a tie to it. Real cities, the demo, the template, and the worst case: none."""
    model = load_model(DEFINITION)
    maps = load_maps(DEFINITION.parents[1] / "data" / "maps", model)
    assert len(maps) >= 11
    for drawn in (*maps.values(), crowded(model), crowded(model, seed=8)):
        assert crossings(drawn, model, width) == ([], []), drawn.id


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_way_between_the_outer_cards_of_the_top_row_stays_in_the_picture_and_in_its_band(width):
    """Six beside one another at the very top, or below another level: the ways between them stay on their level."""
    model = vocabulary()
    for above in ([], [actor("z", level="l0")]):
        people = [*above, *(actor(f"a{n}") for n in range(6))]
        drawn = a_map(people, [tie("a0", "a5"), tie("a0", "a2", "paves"), tie("a1", "a5", "meets"), tie("a2", "a0")])
        layout = lay_out(people, model, DE, width)
        band = layout.bands[-1]
        assert crossings(drawn, model, width) == ([], [])
        for line in map_scene_of(model, drawn, DE, width=width).items("tie"):
            assert all(band.top <= y <= band.bottom for _, y in line.points)


def test_a_way_runs_through_the_gap_of_a_full_row():
    """Three cards from edge to edge with gaps of 8 pixels: the way crosses their row between two of them, upright."""
    row = [(104.0 * n + 4, 100.0, 104.0 * n + 100, 160.0) for n in range(3)]
    boxes = [(108.0, 0.0, 204.0, 60.0), *row, (108.0, 200.0, 204.0, 260.0)]
    (route,) = find_routes(boxes, [(0, 4)], [True], 312)
    crossing = [x for x, y in route.points if 98 <= y <= 162]
    assert crossing
    assert all(100 < x < 108 or 204 < x < 212 for x in crossing)
    assert route.tip[1] == pytest.approx(200, abs=0.6)
