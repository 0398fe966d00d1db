"""A model checked with its own arithmetic."""

import numpy as np
import pytest

from tests.assessment.models import build, item
from typology.assessment.kernel import compile_model
from typology.assessment.self_check import misplaced_targets, target_scores

ITEMS = {"p": item("d1"), "q": item("d2"), "r": item("d3")}
AXES = {"a": {"d1": 1, "d2": 3}, "b": {"d3": 1}}
TYPES = {
    "hh": {"a": "high", "b": "high"},
    "hl": {"a": "high", "b": "low"},
    "lh": {"a": "low", "b": "high"},
    "ll": {"a": "low", "b": "low"},
}


def checked(**profiles):
    return misplaced_targets(build(ITEMS, axes=AXES, types=TYPES, profiles=profiles))


def profile(d1, d2, d3):
    return {"d1": d1, "d2": d2, "d3": d3}


def test_targets_well_inside_their_corners_are_in_order():
    """All four corners at 15 and 85."""
    assert checked(hh=profile(85, 85, 85), hl=profile(85, 85, 15), lh=profile(15, 15, 85), ll=profile(15, 15, 15)) == {}


def test_a_target_in_another_corner_is_named_with_what_came_out():
    """A profile of the opposite corner says where it lies and what is weakest."""
    found = checked(hh=profile(15, 15, 15), ll=profile(15, 15, 15))
    assert list(found) == ["hh"]
    assert "'klar' (ll)" in found["hh"]
    assert "weakest at" in found["hh"]


def test_a_target_near_the_crossover_is_not_clear_enough():
    """52 on both axes lies in its corner but not clearly."""
    assert "'kein klarer Typ'" in checked(hh=profile(52, 52, 52))["hh"]


def test_a_target_that_leaves_an_axis_open_is_named():
    """The axis is told."""
    assert checked(hh={"d1": 90, "d2": 90}) == {"hh": "the target profile says nothing about b"}


def test_types_without_a_target_are_left_out():
    """No profile, nothing to check."""
    assert checked() == {}


def test_axes_follow_from_the_dimensions_a_profile_names():
    """(1 * 20 + 3 * 60) / 4 = 50; without d2 the axis is d1 alone."""
    model = build(ITEMS, axes=AXES, types=TYPES, profiles={"hh": profile(20, 60, 90), "ll": {"d1": 20}})
    kernel = compile_model(model)
    assert target_scores(kernel, model.types["hh"]) == pytest.approx([50, 90, 20, 60, 90])
    assert np.array_equal(target_scores(kernel, model.types["ll"]), [20, np.nan, 20, np.nan, np.nan], equal_nan=True)
