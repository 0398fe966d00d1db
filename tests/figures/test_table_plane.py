"""The tables of a workshop on the plane of the types: one letter each, none over another."""

from __future__ import annotations

import math
import random

import pytest

from tests.figures.answers_made import everything, texts
from tests.figures.made import model
from typology.figures.badges import Badge, letter, set_badges
from typology.figures.svg import FORMS, MEDIUM
from typology.figures.table_plane import draw_table_plane
from typology.language import Speaker
from typology.workshop.publication import ProfileResult

DE = Speaker("de")
TABLES = {1: "Verbund Eins", 2: "Verbund Zwei", 3: "Verbund Drei"}
MODEL = model("xyz")


def profile(station, x, y, z, **more):
    axes = {name: None if v is None else (v, v - 5, v + 5) for name, v in (("x", x), ("y", y), ("z", z))}
    return ProfileResult(station, "own", "shown", n=8, axes=axes, **more)


def draw(*profiles, of=MODEL, tables=TABLES, **more):
    return draw_table_plane(of, profiles, tables, DE, perspective="own", **more)


@pytest.mark.parametrize("size", FORMS, ids=lambda f: f.name)
def test_every_table_has_a_letter_and_every_field_its_types(size):
    """In the order of the list, which is no order of merit."""
    picture = draw(profile(1, 20, 30, 80), profile(2, 70, 80, 20), form=size)
    found = texts(picture.svg)
    assert found.count("A") == found.count("B") == 2  # on the plane and in the list
    assert "C" not in found
    said = " ".join(found).replace("- ", "")
    for ideal in MODEL.types.values():
        assert all(word in said for word in ideal.label.in_language("de").split())


def test_a_table_lies_where_its_scores_are():
    """Twice as far right, on the same height."""
    a, b = draw(profile(1, 30, 40, 80), profile(2, 60, 40, 80)).rows[:2]
    assert a[3] == "30"
    assert b[3] == "60"


def test_a_table_without_the_third_axis_may_lie_in_both_pictures():
    """It is drawn in both, hollow, and the list says so."""
    found = texts(draw(profile(1, 30, 40, None)).svg)
    assert found.count("A") == 3
    assert any("kann in beiden Bildern liegen" in text for text in found)


def test_who_cannot_be_placed_is_named_with_the_reason():
    """Too few people, too few answers, or nobody."""
    few = ProfileResult(1, "own", "few", missing=2, n=3, axes={"x": (50, 40, 60)}, type_id="x_low")
    said = " ".join(texts(draw(few, profile(2, 30, None, 40)).svg))
    assert "Noch zwei Antworten" in said
    assert "Für einen Platz fehlen noch Antworten." in said
    assert "Aus diesem Blickwinkel gibt es hier keine Antworten." in said


@pytest.mark.parametrize("status", ["few", "withheld", "none"])
def test_nothing_of_a_hidden_profile_leaks(status):
    """Figures that it should not carry are drawn nowhere."""
    full = ProfileResult(1, "own", status, n=3, axes={"x": (31, 27, 39), "y": (62, 55, 70), "z": (81, 77, 90)},
                         type_id="x_low_y_low_z_low", verdict="klar", coverage=0.7)
    assert everything(draw(full)) == everything(draw(ProfileResult(1, "own", status)))


def test_only_the_perspective_asked_for_is_drawn():
    """Perspectives are never put together."""
    other = ProfileResult(2, "city", "shown", n=8, axes={"x": (60, 50, 70), "y": (60, 50, 70), "z": (60, 50, 70)})
    assert "B" not in texts(draw(profile(1, 20, 30, 80), other).svg)


def test_a_model_with_one_axis_has_no_plane():
    """There is nothing to draw."""
    assert draw(of=model("x", types=[], plane=None)) is None


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("tables", [2, 5, 12])
def test_letters_never_cover_one_another(tables, seed):
    """However near their places lie."""
    random.seed(seed)
    badges = [Badge(k, 150 + random.gauss(0, 25), 120 + random.gauss(0, 25)) for k in range(tables)]
    found = set_badges(badges, 9, (0, 0, 300, 240))
    assert all(math.dist(a, b) >= 18 for k, a in enumerate(found) for b in found[k + 1 :])
    assert all(9 <= x <= 291 and 9 <= y <= 231 for x, y in found)


def test_a_letter_with_room_stands_on_its_place():
    """Only what is crowded steps aside."""
    badges = [Badge(0, 50, 50), Badge(1, 200, 60), Badge(2, 204, 62)]
    found = set_badges(badges, 9, (0, 0, 300, 240))
    assert found[0] == (50, 50)
    assert found[1] != (200, 60)


def test_letters_go_on_after_z():
    """A workshop may have many tables."""
    assert [letter(k) for k in (0, 25, 26, 51)] == ["A", "Z", "A2", "Z2"]


def test_the_names_of_tables_are_escaped():
    """Whatever they are called."""
    picture = draw(profile(1, 20, 30, 80), tables={1: "<b>Tisch</b> & Co."}, form=MEDIUM)
    assert "<b>" not in picture.svg
    assert "&lt;b&gt;" in picture.svg
