"""Perspectives on one line: a sign per mean, a band where all are the same, words where nothing can be shown."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.figures.answers_made import DE, everything, form, model, result, shown, texts
from typology.figures.perspective_dumbbell import draw_dumbbell
from typology.figures.svg import FORMS, WIDE
from typology.workshop.publication import Cell, Statement

MODEL = model("one", "two")


def draw(*results, size=WIDE):
    return draw_dumbbell(MODEL, form(MODEL), results, DE, form=size)


def circles(picture):
    return [e for e in ElementTree.fromstring(picture.svg).iter() if e.tag.endswith("circle")]


def test_a_sign_stands_where_the_mean_is():
    """Mean 1 of 0 to 4 stands a quarter of the way from the first letter to the last."""
    picture = draw(result("one", [shown("own", [5, 0, 5, 0, 0]), shown("city", [0, 0, 0, 0, 9])]))
    letters = {e.text: float(e.get("x")) for e in ElementTree.fromstring(picture.svg).iter() if e.text in ("a", "e")}
    sign = circles(picture)[-1]  # the first one is in the key
    assert float(sign.get("cx")) == pytest.approx(letters["a"] + (letters["e"] - letters["a"]) / 4, abs=1)
    assert "Mittelwert bei b." in picture.alt


def test_signs_at_the_same_place_step_aside():
    """Nobody is covered by somebody else."""
    picture = draw(result("one", [shown(p, [0, 0, 5, 0, 0]) for p in ("own", "city", "third")]))
    [circle] = circles(picture)[1:]
    paths = [e.get("d") for e in ElementTree.fromstring(picture.svg).iter() if (e.get("d") or "").endswith("Z")]
    assert len(set(paths)) == len(paths)
    assert float(circle.get("r")) > 0


@pytest.mark.parametrize("size", FORMS, ids=lambda f: f.name)
def test_a_unanimous_group_is_a_band_between_its_two_options(size):
    """Its mean is nowhere."""
    picture = draw(result("one", [Cell(None, "own", "coarse", n=6, band=("o1", "o2"))]), size=size)
    root = ElementTree.fromstring(picture.svg)
    letters = {e.text: float(e.get("x")) for e in root.iter() if e.text in ("b", "c")}
    [band] = [e for e in root.iter() if e.tag.endswith("rect") and e.get("stroke")]
    assert float(band.get("x")) == pytest.approx(letters["b"], abs=1)
    assert float(band.get("x")) + float(band.get("width")) == pytest.approx(letters["c"], abs=1)
    assert len(circles(picture)) == 1  # the one in the key


def test_who_has_no_sign_is_named_with_the_reason():
    """Below the line, in words."""
    picture = draw(result("one", [
        shown("own", [1, 2, 3, 2, 1]), Cell(None, "city", "few", missing=1),
        Cell(None, "third", "attributed", n=2, statements=(Statement("Amt", "answer", "o1"),) * 2),
    ]))
    said = " ".join(texts(picture.svg))
    assert "Sicht der Stadt: Noch eine Antwort, dann wird das Ergebnis der Gruppe sichtbar." in said
    assert "Dritte Sicht: 2 einzelne Aussagen" in said


def test_the_sentence_names_the_widest_gap():
    """And says so where there is none to name."""
    wide = result("one", [shown("own", [9, 0, 0, 0, 1]), shown("city", [1, 0, 0, 0, 9])])
    assert draw(wide).sentence == "Am weitesten auseinander liegen die Blickwinkel bei »one«."
    assert "nicht genug Mittelwerte" in draw(result("one", [shown("own", [1, 2, 3, 2, 1])])).sentence


def test_nothing_of_a_hidden_cell_leaks():
    """Not even its mean as a place on the line."""
    pictures = [
        everything(draw(result("one", [shown("own", [1, 2, 3, 2, 1]), cell])))
        for cell in (Cell(None, "city", "few", missing=1, n=4, counts={"o4": 4}, mean=4.0, a=1.0),
                     Cell(None, "city", "few", missing=1))
    ]
    assert pictures[0] == pictures[1]
