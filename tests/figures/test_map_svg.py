"""The map as an SVG file: well formed, for itself, safe, and the same picture."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.figures.maps_made import a_map, actor, crowded, tie, vocabulary, words
from typology.figures.map_svg import SHAPES, map_svg
from typology.figures.structure_map import map_scene_of
from typology.language import Speaker

MODEL = vocabulary()
DE = Speaker("de")
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_file_is_well_formed_and_names_itself():
    """A title, a description for screen readers, a language, and a size that holds everything."""
    root = ElementTree.fromstring(map_svg(MODEL, crowded(MODEL), DE))
    assert root.find(f"{SVG}title").text == "Strukturbild Musterhafen"
    assert root.find(f"{SVG}desc").text.startswith("Das Strukturbild zeigt 40 Akteur*innen")
    assert (root.get("role"), root.get("lang"), root.get("aria-labelledby")) == ("img", "de", "title description")
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert all(float(text.get("y")) <= float(root.get("height")) for text in root.iter(f"{SVG}text"))


def test_it_says_where_when_who_that_it_is_reported_and_from_which_sources():
    """The sheet can be handed on without the page around it."""
    drawn = a_map([actor("a", sources=("S0",)), actor("b")], [tie("a", "b", sources=("S0",))], year=2025,
                  note=words("Zu Amt B sagen die Berichte wenig."), origin="invented")
    found = texts(map_svg(MODEL, drawn, DE))
    for text in ("Strukturbild Musterhafen", "Heute (2025) · gezeichnet von: Sicht A",
                 "Zu Amt B sagen die Berichte wenig.", "Quellen: Bericht über ein Treffen",
                 "Diese Stadt und alle Beteiligten sind erfunden."):
        assert text in found
    assert any("gemeldete Beziehungen" in text for text in found)


def test_every_actor_and_relation_of_the_scene_is_in_the_file():
    """The same scene is drawn: a name for every actor, a head for every directed relation."""
    drawn = crowded(MODEL)
    scene = map_scene_of(MODEL, drawn, DE)
    svg = map_svg(MODEL, drawn, DE)
    found = texts(svg)
    for caption in scene.items("name"):
        assert all(line in found for line in caption.lines)
    lines = sum(len(scene.items(meaning)) for meaning in ("halo", "tie", "core"))
    assert svg.count('stroke-linejoin="round"/>') >= lines
    assert svg.count("stroke-dasharray") >= sum(line.dash != "solid" for line in scene.items("tie"))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "A & B", 'x" onload="y', "]]>", "\u0000\u000b", "a\ufffe"]
)
def test_names_cannot_become_markup(name):
    """Whatever somebody types, the file stays well formed and holds no element but ours."""
    drawn = a_map([actor("a", name=name, note=words(name)), actor("b", name=name)], [tie("a", "b", note=words(name))],
                  city=name, wave=name, note=words(name))
    root = ElementTree.fromstring(map_svg(MODEL, drawn, DE))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "g", "path", "circle", "text",
    }
    assert not any(key.startswith("on") for element in root.iter() for key in element.attrib)


def test_an_empty_map_is_a_file_as_well():
    """Nobody entered yet: title and description, no error."""
    root = ElementTree.fromstring(map_svg(MODEL, a_map(), DE))
    assert root.find(f"{SVG}desc").text == DE("mapfig.empty")


def test_every_shape_of_the_vocabulary_can_be_drawn():
    """Whatever symbol a kind of actor has, the file knows its outline."""
    from typing import get_args

    from typology.model.vocabulary import Symbol

    assert set(get_args(Symbol)) - {"circle"} <= set(SHAPES)
    for outline in SHAPES.values():
        assert max(max(abs(x), abs(y)) for x, y in outline) <= 1.4
