"""Several items on one picture: what is worth talking about comes first."""

from __future__ import annotations

import pytest

from tests.figures.answers_made import DE, everything, form, model, rectangles, result, shown, texts
from typology.figures.disagreement import cells_of, gap, rank_gaps, rank_items
from typology.figures.diverging import colours
from typology.figures.overview_bars import draw_overview
from typology.figures.svg import FORMS
from typology.workshop.publication import Cell, Statement

MODEL = model("camps", "even", "close", "same", "hidden", "said")
SPLIT = shown("own", [5, 0, 0, 0, 5])
RESULTS = [
    result("hidden", [Cell(None, "own", "few", missing=2)]),
    result("said", [Cell(None, "own", "attributed", n=1, statements=(Statement("Amt", "answer", "o1"),))]),
    result("same", [Cell(None, "own", "coarse", n=8, band=("o1", "o2"))]),
    result("close", [shown("own", [0, 5, 5, 0, 0])]),
    result("camps", [shown("city", [0, 0, 10, 0, 0]), SPLIT]),
    result("even", [shown("own", [2, 2, 2, 2, 2])]),
]


def test_the_largest_disagreement_comes_first_and_what_cannot_be_shown_last():
    """A is -1 in two camps, 0 where answers are even, and the perspective that is furthest apart places the item."""
    assert [r.item for r in rank_items(RESULTS)] == ["camps", "even", "close", "same", "said", "hidden"]


def test_equal_agreement_is_ordered_by_the_mean_distance_and_then_by_the_round():
    """[5, 5, 0, 0, 0] and [0, 5, 5, 0, 0] have one A; so the first in the round stays first."""
    first, second = (result(i, [shown("own", c)]) for i, c in (("even", [0, 5, 5, 0, 0]), ("close", [5, 5, 0, 0, 0])))
    assert [r.item for r in rank_items([first, second])] == ["even", "close"]
    assert [r.item for r in rank_items([second, first])] == ["close", "even"]


def test_a_table_has_an_order_of_its_own():
    """What is split at one table need not be split in the room."""
    split_here = result("even", [shown("own", [0, 9, 9, 0, 0]), shown("own", [5, 0, 0, 0, 5], station=2)])
    split_there = result("close", [shown("own", [3, 3, 3, 3, 3]), shown("own", [0, 5, 5, 0, 0], station=2)])
    assert [r.item for r in rank_items([split_here, split_there])] == ["close", "even"]
    assert [r.item for r in rank_items([split_here, split_there], 2)] == ["even", "close"]


def test_the_last_vote_counts():
    """An item that was asked again is judged by what was said then."""
    twice = result("even", [SPLIT], [shown("own", [0, 5, 5, 0, 0])])
    assert [r.item for r in rank_items([twice, result("close", [shown("own", [2, 2, 2, 2, 2])])])] == ["close", "even"]
    assert cells_of(twice, vote=1) == [SPLIT]


def test_gaps_between_perspectives_go_by_shares_of_the_scale():
    """Means 0 and 4 of five options lie a whole scale apart; one mean alone has no gap."""
    far = result("camps", [shown("own", [9, 0, 0, 0, 0]), shown("city", [0, 0, 0, 0, 9])])
    near = result("even", [shown("own", [0, 9, 0, 0, 0]), shown("city", [0, 0, 9, 0, 0])])
    alone = result("close", [shown("own", [1, 2, 3, 2, 1])])
    assert gap(MODEL, far) == pytest.approx(1)
    assert gap(MODEL, near) == pytest.approx(0.25)
    assert [r.item for r in rank_gaps(MODEL, [alone, near, far])] == ["camps", "even", "close"]


@pytest.mark.parametrize("size", FORMS, ids=lambda f: f.name)
def test_all_middles_lie_below_one_another(size):
    """Bars of all items share one ruler, so that they can be compared."""
    both = [result("camps", [shown("own", [5, 0, 0, 0, 5])]), result("even", [shown("own", [0, 0, 10, 0, 0])])]
    picture = draw_overview(MODEL, form(MODEL), both, DE, form=size)
    paints = colours(5)
    bars = [r for r in rectangles(picture.svg) if r["fill"] in paints]
    left, right, middle = (next(r for r in bars if r["fill"] == paints[k]) for k in (0, 4, 2))
    meeting = (float(left["x"]) + float(left["width"]) + float(right["x"])) / 2
    assert float(middle["x"]) + float(middle["width"]) / 2 == pytest.approx(meeting, abs=1)


def test_every_row_says_in_short_how_far_answers_agree():
    """Or why they cannot be seen."""
    found = texts(draw_overview(MODEL, form(MODEL), rank_items(RESULTS), DE).svg)
    assert "zwei Lager" in found
    assert "1 einzelne Aussage" in found
    assert "Noch zwei Antworten, dann wird das Ergebnis der Gruppe sichtbar." in found


def test_nothing_of_a_hidden_cell_leaks():
    """Figures that a cell should not carry change nothing."""
    bad = Cell(None, "own", "withheld", n=4, counts={"o1": 4}, mean=1, a=1)
    pictures = [
        everything(draw_overview(MODEL, form(MODEL), [result("even", [cell])], DE))
        for cell in (bad, Cell(None, "own", "withheld"))
    ]
    assert pictures[0] == pictures[1]
