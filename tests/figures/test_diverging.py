"""Bars that diverge from the middle: widths, places, colours, labels."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.figures.answers_made import contrast
from typology.figures.common import PAPER
from typology.figures.diverging import colours, lay_parts, letters, ruler, spread


def test_the_widths_of_a_bar_add_up_to_one_and_it_is_centred_on_the_middle_option():
    """4, 9, 6, 2, 1 of 22: 16 of 22 lie left of the middle of the grey part, 6 right of it."""
    parts = lay_parts([4, 9, 6, 2, 1])
    assert sum(p.end - p.start for p in parts) == pytest.approx(1)
    assert [round((p.end - p.start) * 22) for p in parts] == [4, 9, 6, 2, 1]
    assert parts[0].start == pytest.approx(-16 / 22)
    assert parts[-1].end == pytest.approx(6 / 22)
    assert (parts[2].start + parts[2].end) / 2 == pytest.approx(0)


def test_with_an_even_number_of_options_the_middle_lies_between_two_of_them():
    """Two of four answers lie left of the middle."""
    parts = lay_parts([1, 1, 1, 1])
    assert [p.start for p in parts] == pytest.approx([-0.5, -0.25, 0, 0.25])


def test_an_option_that_nobody_chose_has_no_part():
    """Neither has a bar without answers any."""
    assert [p.place for p in lay_parts([0, 3, 0, 0, 2])] == [1, 4]
    assert lay_parts([0, 0, 0]) == ()


def test_all_bars_of_a_picture_fit_one_ruler():
    """The one that reaches furthest to either side decides, and the middle is the same for all."""
    bars = [lay_parts([10, 0, 0, 0, 0]), lay_parts([0, 0, 0, 0, 7])]
    scale = ruler(bars, 20, 400)
    assert scale.at(-1) == pytest.approx(20)
    assert scale.at(1) == pytest.approx(420)
    assert scale.at(0) == pytest.approx(220)


@pytest.mark.parametrize("options", range(2, 12))
def test_every_colour_stands_out_from_the_paper_and_carries_white_letters(options):
    """4.5 to 1, which is more than the 3 to 1 that shapes need; no two options share one."""
    found = colours(options)
    assert len(set(found)) == options
    assert all(contrast(colour, PAPER) >= 4.5 for colour in found)


def test_both_sides_get_darker_outwards_alike():
    """So neither looks better or worse: only the hue tells them apart."""
    outer_left, inner_left, _, inner_right, outer_right = (contrast(c, PAPER) for c in colours(5))
    assert outer_left == pytest.approx(outer_right, rel=0.1)
    assert inner_left == pytest.approx(inner_right, rel=0.1)


def test_options_are_called_by_letters_as_numbers_would_look_like_marks():
    """From a on."""
    assert letters(5) == ("a", "b", "c", "d", "e")
    assert len(set(letters(40))) == 40


def test_labels_step_aside_and_never_touch():
    """Three labels that want the same place stand side by side within the room."""
    found = spread([90, 92, 94], [20, 20, 20], 0, 100, 4)
    assert found[-1] <= 90
    assert all(b - a >= 24 - 1e-9 for a, b in pairwise(found))
    assert spread([10, 50], [4, 4], 0, 100, 2) == [10, 50]
