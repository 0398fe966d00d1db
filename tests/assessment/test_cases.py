"""The worked cases of ``tests/cases``: answers in, figures that were worked out by hand out."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from tests.assessment.models import group
from typology.assessment.reading import read_responses
from typology.model.loading import load_model_from_texts

CASES = Path(__file__).parent.parent / "cases"
KEYS = {
    "tolerance", "points", "sets", "memberships", "types", "verdict", "rule", "type", "second", "phase",
    "phase_open", "field", "possible_fields", "smallest_change", "changes_to", "provisional", "undecided",
}  # fmt: skip


def read(case):
    """Return the one reading of a case."""
    name = f"{case['model']}.yaml"
    model = load_model_from_texts({name: (CASES / "models" / name).read_text(encoding="utf-8")})
    (reading,) = read_responses(model, group(*case["answers"].values()))
    return reading


def figures(reading):
    """Return everything a case may expect, in the shape of its ``expected``."""
    assignment, plane = reading.assignment, next(iter(reading.placements), None)
    return {
        "points": {t.item: t.points for t in reading.explanation.traces()},
        "sets": {s: {name: getattr(r, name) for name in r.__slots__} for s, r in reading.sets.items()},
        "memberships": {s: r.membership for s, r in reading.sets.items()},
        "types": {
            f.id: {
                "membership": f.membership, "closeness": f.closeness,
                "stability": f.stability, "weakest": f.weakest_set,
            }
            for f in assignment.fits
        },
        "verdict": str(assignment.verdict),
        "rule": str(assignment.rule),
        "type": assignment.type,
        "second": assignment.second,
        "phase": reading.phase.reached.id if reading.phase and reading.phase.reached else None,
        "phase_open": reading.phase.open if reading.phase else None,
        "field": plane.field.id if plane and plane.field else None,
        "possible_fields": [f.id for f in plane.possible] if plane else [],
        "smallest_change": reading.counterfactuals[0].steps if reading.counterfactuals else None,
        "changes_to": {c.types[0]: c.steps for c in reading.counterfactuals if len(c.types) == 1},
        "provisional": [s for s, r in reading.sets.items() if r.provisional],
        "undecided": [s for s, r in reading.sets.items() if r.undecided],
    }  # fmt: skip


def differences(expected, found, tolerance, place=""):
    """Return, as sentences, where figures differ; a mapping is compared on the keys that are expected."""
    if isinstance(expected, dict):
        return [d for k, v in expected.items() for d in differences(v, found[k], tolerance, f"{place} {k}")]
    expected = None if expected == "none" else expected
    if isinstance(expected, list):
        same = sorted(expected) == sorted(found)
    elif isinstance(expected, float | int) and isinstance(found, float | int):
        same = bool(np.isclose(expected, found, rtol=0, atol=tolerance + 1e-9))
    else:
        same = expected == found
    return [] if same else [f"{place.strip()}: expected {expected}, found {found}"]


PATHS = sorted(CASES.glob("*.yaml"))


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_worked_case(path):
    """Every figure that the case names comes out as it was worked out by hand."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    expected = case["expected"]
    assert case["title"]
    assert case["source"]
    assert set(expected) <= KEYS
    wanted = {key: value for key, value in expected.items() if key != "tolerance"}
    assert differences(wanted, figures(read(case)), expected.get("tolerance", 0.001)) == []


def test_there_are_enough_cases():
    """At least twelve, and every model beside them is used."""
    assert len(PATHS) >= 12
    used = {yaml.safe_load(path.read_text(encoding="utf-8"))["model"] for path in PATHS}
    assert used == {path.stem for path in (CASES / "models").glob("*.yaml")}


def test_a_wrong_figure_is_found():
    """The comparison itself goes red: a figure off by more than the tolerance is named with its place."""
    assert differences({"sets": {"d": {"score": 50}}}, {"sets": {"d": {"score": 50.1}}}, 0.01) == [
        "sets d score: expected 50, found 50.1"
    ]
    assert differences({"type": "none"}, {"type": "a"}, 0.01) == ["type: expected None, found a"]
    assert differences({"score": 5}, {"score": None}, 0.01) == ["score: expected 5, found None"]
