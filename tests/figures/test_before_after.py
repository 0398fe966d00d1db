"""Two votes on one item: the first above the second, on the same scale."""

from __future__ import annotations

import pytest

from tests.figures.answers_made import DE, everything, form, model, rectangles, result, shown, texts
from typology.figures.before_after import draw_before_after
from typology.figures.diverging import colours
from typology.figures.svg import FORMS
from typology.workshop.publication import Cell

MODEL = model()


def draw(*votes, **more):
    return draw_before_after(MODEL, form(MODEL), result("five", *votes), DE, **more)


def test_an_item_that_was_asked_once_has_no_such_picture():
    """There is nothing to compare."""
    assert draw([shown("own", [1, 2, 3, 2, 1])]) is None


@pytest.mark.parametrize("size", FORMS, ids=lambda f: f.name)
def test_the_first_vote_stands_above_the_second_on_the_same_scale(size):
    """Ten of ten in the middle are twice as wide as five of ten."""
    picture = draw([shown("own", [0, 5, 5, 0, 0])], [shown("own", [0, 0, 10, 0, 0])], form=size)
    middle = colours(5)[2]
    first, second = (r for r in rectangles(picture.svg) if r["fill"] == middle and "rx" not in r)
    assert float(first["y"]) < float(second["y"])
    assert float(second["width"]) == pytest.approx(2 * float(first["width"]), rel=0.03)


@pytest.mark.parametrize(("first", "second", "says"), [
    ([5, 0, 0, 0, 5], [0, 5, 5, 0, 0], "Die Antworten liegen jetzt näher beieinander."),
    ([0, 5, 5, 0, 0], [5, 0, 0, 0, 5], "Die Antworten liegen jetzt weiter auseinander."),
    ([0, 5, 5, 0, 0], [0, 4, 6, 0, 0], "Die Antworten liegen etwa so weit auseinander wie zuerst."),
])  # fmt: skip
def test_it_says_whether_answers_came_closer(first, second, says):
    """By A, which tells camps from a spread."""
    picture = draw([shown("own", first)], [shown("own", second)])
    assert picture.sentence == says
    assert says in texts(picture.svg)


def test_it_says_how_many_count_with_their_first_answer():
    """Whoever did not answer again."""
    picture = draw([shown("own", [2, 2, 2, 2, 2])], [shown("own", [0, 2, 6, 2, 0], carried=3)])
    assert any(text.startswith("3 Personen haben nicht noch einmal geantwortet.") for text in texts(picture.svg))


def test_a_second_vote_that_cannot_be_shown_leaves_the_first_and_gives_nothing_away():
    """No comparison is drawn from figures that a hidden cell might carry."""
    first = [shown("own", [2, 2, 2, 2, 2])]
    empty = Cell(None, "own", "few", missing=2)
    leaking = Cell(None, "own", "few", missing=2, n=4, counts={"o2": 4}, mean=2.0, ad=0.0, a=1.0, carried=3)
    assert everything(draw(first, [leaking])) == everything(draw(first, [empty]))
    assert draw(first, [empty]).sentence == ""
