"""Whether two versions of a model reckon alike."""

from dataclasses import replace

import pytest

from tests.assessment.snapshots import MODEL, asked_otherwise, dimension, model
from typology.assessment.reckoning import reckoning_print
from typology.model.elements import Axis, Basis, Calibration, Condition, Method, Part, Rule, Text
from typology.model.method import CoverageMethod, UncertaintyMethod


def axis(**more):
    return {**MODEL.axes, "a": replace(MODEL.axes["a"], **more)}


def test_other_words_and_other_sources_reckon_alike():
    """A sentence, a label, a basis and a number written with a point change no figure."""
    plain = reckoning_print(MODEL)
    assert plain == reckoning_print(asked_otherwise(MODEL, "p"))
    assert plain == reckoning_print(replace(MODEL, axes=axis(label=Text("Anders"), parts=(Part("d1", 1.0),))))
    noted = Calibration(20, 50, 80, Basis("proposal", note=Text("x")))
    assert plain == reckoning_print(replace(MODEL, axes=axis(calibration=noted)))


@pytest.mark.parametrize(
    "other",
    [
        replace(MODEL, items={**MODEL.items, "p": replace(MODEL.items["p"], weight=2)}),
        replace(MODEL, items={i: one for i, one in MODEL.items.items() if i != "p"}),
        replace(MODEL, axes=axis(parts=(Part("d1", 2), Part("d2", 1)))),
        replace(MODEL, axes=axis(calibration=Calibration(10, 40, 80))),
        replace(MODEL, axes={**MODEL.axes, "z": Axis("z", Text("z"), Text("z"), (Part("d1"),), Basis("proposal"))}),
        replace(MODEL, dimensions={**MODEL.dimensions, "d9": dimension("d9")}),
        replace(MODEL, types={
            **MODEL.types, "hh": replace(MODEL.types["hh"], conditions={"a": Condition("high", at=75)}),
        }),
        replace(MODEL, method=Method(coverage=CoverageMethod(none_below=0.6))),
        replace(MODEL, method=Method(uncertainty=UncertaintyMethod(confidence=0.9))),
        model(phases={"start": Rule(item="p", at_least="o1")}),
    ],
    ids=["weight", "item", "parts", "anchors", "axis", "dimension", "type", "coverage", "band", "phase"],
)  # fmt: skip
def test_whatever_moves_a_figure_is_another_reckoning(other):
    """Weights, parts, anchors, types, thresholds and rules."""
    assert reckoning_print(other) != reckoning_print(MODEL)
