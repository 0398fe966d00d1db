"""The model as arrays."""

import numpy as np
import pytest

from tests.assessment.models import build, item
from typology.assessment.kernel import compile_model
from typology.model.elements import Condition

MODEL = build(
    {"p": item("d1", weight=3), "q": item("d2"), "r": item("d2", "uneven")},
    axes={"a": {"d1": 1, "d2": 2}},
    anchors={"a": (10, 40, 90)},
    types={
        "plain": {"a": "high", "d1": "low", "d2": "any"},
        "loose": {"a": Condition("high", at=80, core=False), "d1": Condition("low", at=10)},
        "soft": {"a": Condition("high", core=False)},
        "open": {"a": "any"},
    },
)
KERNEL = compile_model(MODEL)


def test_axes_stand_before_dimensions():
    """Everything that can be calibrated is one list: axes, then dimensions."""
    assert KERNEL.sets == ("a", "d1", "d2")
    assert KERNEL.axis_weight.tolist() == [[1, 2]]
    assert KERNEL.weight_by_dimension().tolist() == [[3, 0], [0, 1], [0, 1]]


def test_an_axis_has_its_own_anchors_a_dimension_those_of_the_method():
    """Anchors on 0 to 100."""
    assert KERNEL.set_anchors.tolist() == [[10, 40, 90], [20, 50, 80], [20, 50, 80]]


def test_a_type_asks_high_low_or_nothing():
    """'any' leaves a set out of membership and of closeness."""
    assert KERNEL.side.tolist() == [[1, -1, 0], [1, -1, 0], [1, 0, 0], [0, 0, 0]]
    assert KERNEL.conditioned().tolist() == [True, True, False]


def test_only_core_conditions_decide_membership():
    """'loose' is decided by d1 alone; a type without core conditions is decided by all it has."""
    found = KERNEL.type_membership(np.array([0.3, 0.2, 0.9]))
    assert found == pytest.approx([0.3, 0.8, 0.3, 0])


def test_closeness_uses_ideal_points_and_all_conditions():
    """plain: 1 - (60 + 30) / 200; loose: 1 - (40 + 20) / 200; soft: 1 - 60 / 100; a type that asks nothing: 0."""
    assert KERNEL.closeness(np.array([40.0, 30.0, 5.0])) == pytest.approx([0.55, 0.7, 0.4, 0])


def test_closeness_and_membership_work_on_many_profiles_at_once():
    """A table of profiles gives a table of figures, row by row the same."""
    profiles = np.random.default_rng(2).uniform(0, 100, (4, 5, 3))
    m = KERNEL.membership(profiles)
    assert KERNEL.type_membership(m)[2, 3] == pytest.approx(KERNEL.type_membership(m[2, 3]))
    assert KERNEL.closeness(profiles)[1, 4] == pytest.approx(KERNEL.closeness(profiles[1, 4]))


def test_a_membership_that_equals_the_threshold_does_not_hold():
    """Neither at .5 nor at .5 with the rounding of a weighted mean."""
    assert KERNEL.holds(np.array([0.5, 0.5 + 1e-14, 0.5001, np.nan]), 0.5).tolist() == [False, False, True, False]


def test_a_model_without_axes_and_types_compiles():
    """A questionnaire that is only scored needs no property space."""
    kernel = compile_model(build({"q": item("d")}))
    assert (kernel.sets, kernel.types, kernel.axis_weight.shape) == (("d",), (), (0, 1))
