"""Two maps laid over one another: both, only A, only B; told three ways, with the list behind it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import plotly.graph_objects as go
import pytest

from tests.figures.maps_made import a_map, actor, crowded, tie, vocabulary
from tests.figures.seen import raw_texts, traces
from tests.figures.test_map_picture import apart, assert_legible, box_of
from typology.figures.map_overlay import draw_overlay, overlay_scene_of
from typology.figures.structure_map import map_scene_of
from typology.infrastructure.overlay import overlay
from typology.language import Speaker
from typology.model.loading import load_model
from typology.model.map_loading import load_maps

ROOT = Path(__file__).parents[2]
MODEL = vocabulary()
DE = Speaker("de")
NAMES = ("Sicht A", "Sicht B")
A = a_map([actor("x"), actor("y", level="l4"), actor("p", level="l5")], [tie("x", "y"), tie("x", "p", "meets")])
B = a_map([actor("x"), actor("y", level="l4"), actor("q", level="l6")],
          [tie("x", "y", status="will"), tie("q", "x", "pays")], reporter="them")


def drawn(a=A, b=B, speaker=DE, **more):
    return draw_overlay(MODEL, a, b, NAMES, overlay(a, b, MODEL), speaker, **more)


def scene(a=A, b=B, **more):
    return overlay_scene_of(MODEL, a, b, NAMES, overlay(a, b, MODEL), DE, **more)


def test_actors_carry_the_letter_of_the_map_that_draws_them():
    """Both: solid and without a letter. Only one: its letter, its pattern, its ground."""
    cards = {node.id: card for node, card in zip(scene().items("node"), scene().items("card"), strict=True)}
    assert {key: card.dash for key, card in cards.items()} == {"x": "solid", "y": "solid", "p": "dash", "q": "dot"}
    assert len({(card.fill, card.outline) for card in cards.values()}) == 3
    assert sorted(c.lines[0] for c in scene().items("name") if c.is_centred) == ["A", "B"]


def test_relations_carry_the_letter_of_the_map_that_draws_them():
    """One that both draw is solid and dark; the two others have a pattern and a letter each."""
    lines = {(line.dash, line.color) for line in scene().items("tie")}
    assert {dash for dash, _ in lines} == {"solid", "dash", "dot"}
    assert len({color for _, color in lines}) == 3
    assert sorted(letter.lines[0] for letter in scene().items("letter")) == ["A", "B"]


def test_the_list_has_three_groups_and_shows_where_a_status_differs():
    """First what both draw, then only A, then only B; a status seen differently names both."""
    picture = drawn()
    assert [row[:4] for row in picture.rows] == [
        ("beide zeichnen es", "Name x leitet Name y.", "leitet", "A: besteht · B: geplant"),
        ("A: nur Sicht A", "Name x und Name p treffen sich.", "trifft", "besteht"),
        ("B: nur Sicht B", "Name q zahlt an Name x.", "zahlt", "besteht"),
    ]
    assert len(picture.headings) == len(picture.rows[0])


def test_the_sentence_counts_both_and_each():
    """Two actors in common, one each; one relation in common, one each."""
    assert "Akteur*innen: 2 zeichnen beide, 1 nur A, 1 nur B." in drawn().sentence
    assert "Beziehungen: 1 zeichnen beide, 1 nur A, 1 nur B." in drawn().sentence


def test_nobody_stands_twice():
    """An actor of both maps has one place, even if they put it on different levels; the first map's counts."""
    moved = replace(B, actors=(actor("x", level="l6"), *B.actors[1:]))
    nodes = [node.id for node in scene(A, moved).items("node")]
    assert sorted(nodes) == ["p", "q", "x", "y"]
    at = {node.id: node.y for node in scene(A, moved).items("node")}
    assert at["x"] < at["y"]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_nothing_collides_when_two_full_maps_are_laid_over_one_another(width):
    """Two worst cases with different relations: legible, valid, inside."""
    a, b = crowded(MODEL), crowded(MODEL, seed=8)
    assert_legible(scene(a, b, width=width))
    go.Figure(drawn(a, b, width=width).drawing.to_dict())


def test_an_empty_map_under_a_full_one_leaves_everything_to_the_other():
    """With nothing in A all is only B; with nothing in either there is a sentence and no error."""
    only_b = drawn(a_map(), B)
    assert {row[0] for row in only_b.rows} == {"B: nur Sicht B"}
    nothing = drawn(a_map(), a_map())
    assert nothing.sentence == DE("mapfig.empty")
    go.Figure(nothing.drawing.to_dict())


def test_large_maps_are_laid_over_one_another_by_kind():
    """Six hundred actors become kinds; those of both maps are neither only A nor only B."""
    a = crowded(MODEL, 600, 900)
    b = replace(a, actors=a.actors[:300], relations=a.relations[:100])
    picture = drawn(a, b)
    assert len(traces(picture, "node")[0].x) <= 100
    assert "fasst" in picture.sentence
    assert {card.dash for card in scene(a, b).items("card")} == {"solid", "dash"}


def test_names_of_views_are_escaped():
    """A view may be called anything."""
    picture = draw_overlay(MODEL, A, B, ("<b>x</b>", "$y$"), overlay(A, B, MODEL), DE)
    for text in raw_texts(picture):
        assert "<b>x" not in text
        assert "$" not in text


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_letters_lie_on_no_other_letter_no_card_and_no_edge(width):
    """On all pairs of maps of the demo: every letter can be read; one without room is left out, but not many are."""
    model = load_model(ROOT / "typology" / "definition")
    found = load_maps(ROOT / "data" / "maps", model)
    demo = [drawn for key, drawn in sorted(found.items()) if drawn.origin == "invented" and "musterhafen" in key]
    assert len(demo) == 6
    asked = shown = 0
    for a, b in combinations(demo, 2):
        compared = overlay(a, b, model)
        picture = overlay_scene_of(model, a, b, NAMES, compared, DE, width=width)
        letters = [box_of(mark) for mark in picture.items("middle") if mark.symbol == "circle" and mark.size > 14]
        cards = [card.box for card in picture.items("card")]
        down = max(band.box[3] for band in picture.items("band"))
        for one, other in combinations(letters, 2):
            assert apart(one, other), (one, other)
        for left, top, right, bottom in letters:
            assert 0 <= left < right <= picture.across
            assert 0 <= top < bottom <= down
            assert all(apart((left, top, right, bottom), card, 1.0) for card in cards)
        assert len(picture.items("letter")) == len(letters)
        asked += len(compared.relations_only_a) + len(compared.relations_only_b)
        shown += len(letters)
    assert shown > 0.75 * asked


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_everybody_stands_where_the_picture_of_one_map_puts_them(width):
    """With the same further maps an actor keeps its place from the picture of A to that of both; without it moves."""
    third = a_map([actor("n0"), actor("n1"), actor("n2", level="l4"), actor("n3", level="l0")])
    every = (A, B, third)
    alone = {m.id: (m.x, m.y) for m in map_scene_of(MODEL, A, DE, width=width, also=every).items("node")}
    both = {m.id: (m.x, m.y) for m in scene(width=width, also=every).items("node")}
    assert {key: both[key] for key in alone} == alone
    without = {m.id: (m.x, m.y) for m in scene(width=width).items("node")}
    assert without != both
    assert set(both) == {"x", "y", "p", "q"}
