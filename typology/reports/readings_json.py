"""Readings as JSON: for other programs, with unrounded numbers and ``null`` where there is nothing.

The document is one object, ``{"model": …, "readings": […]}``; docs/cli.md explains every key. The order
of keys and readings is always the same, so that two files can be compared line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from typology.assessment.assignment import Assignment
from typology.assessment.counterfactual import Counterfactual
from typology.assessment.placement import PlacementReading, Position
from typology.assessment.reading import Reading, SetReading
from typology.model.elements import Model


def readings_document(model: Model, readings: Iterable[Reading]) -> Iterator[str]:
    """Yield the document piece by piece, one reading a line.

    Args:
        model: The model that was applied.
        readings: The readings; they may be worked out while the document is written.

    Raises:
        ValueError: If a figure is not finite; there is no place for NaN in JSON.
    """
    yield f'{{"model": {_dump(model_dict(model))},\n"readings": ['
    separator = "\n"
    for reading in readings:
        yield separator + _dump(reading_dict(model, reading))
        separator = ",\n"
    yield "\n]}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def model_dict(model: Model) -> dict[str, Any]:
    """Return which model was applied, and how far it may be relied upon."""
    return {
        "id": model.info.id,
        "version": model.version,
        "label": dict(model.info.label),
        "notice": dict(model.info.notice),
    }


def reading_dict(model: Model, reading: Reading) -> dict[str, Any]:
    """Return everything a reading says as plain values.

    Args:
        model: The model that was applied.
        reading: The reading.

    Returns:
        A mapping of text, finite numbers, booleans, None, lists and mappings.
    """
    sets = reading.sets
    return {
        "case": reading.case,
        "wave": reading.wave,
        "perspective": reading.perspective,
        "respondents": reading.respondents,
        "model": {"id": model.info.id, "version": reading.model_version},
        "dimensions": {d: _set_dict(sets[d]) for d in model.dimensions},
        "axes": {a: {**_set_dict(sets[a]), "membership": sets[a].membership} for a in model.axes},
        "types": _types_dict(model, reading.assignment),
        "assignment": _assignment_dict(reading),
        "phase": None if reading.phase is None else {
            "reached": reading.phase.reached.id if reading.phase.reached else None,
            "next": reading.phase.next.id if reading.phase.next else None,
            "open": reading.phase.open,
        },
        "placements": {p.placement.id: _placement_dict(p) for p in reading.placements},
        "draws": reading.draws,
        "seed": reading.seed,
    }


def _set_dict(reading: SetReading) -> dict[str, Any]:
    return {
        "score": reading.score,
        "coverage": reading.coverage,
        "low": reading.low,
        "high": reading.high,
        "band_low": reading.band_low,
        "band_high": reading.band_high,
        "n": reading.n,
    }


def _types_dict(model: Model, assignment: Assignment) -> dict[str, Any]:
    fits = {fit.id: fit for fit in assignment.fits}
    return {
        type_id: {
            "membership": fits[type_id].membership if type_id in fits else None,
            "closeness": fits[type_id].closeness if type_id in fits else None,
            "stability": fits[type_id].stability if type_id in fits else None,
        }
        for type_id in model.types
    }


def _assignment_dict(reading: Reading) -> dict[str, Any]:
    assignment = reading.assignment
    leading = assignment.leading
    return {
        "verdict": str(assignment.verdict),
        "rule": str(assignment.rule),
        "type": assignment.type,
        "second": assignment.second,
        "stability": leading.stability if leading else None,
        "weakest_condition": None if leading is None else {
            "set": leading.weakest_set,
            "asks": leading.weakest_side,
            "term": leading.weakest_term,
        },
        "missing_sets": list(assignment.missing_sets),
        "counterfactual": _counterfactual_dict(reading.counterfactuals[0]) if reading.counterfactuals else None,
    }


def _counterfactual_dict(counterfactual: Counterfactual) -> dict[str, Any]:
    return {
        "steps": counterfactual.steps,
        "changes": [
            {"item": c.item, "steps": c.steps, "before": c.before, "after": c.after} for c in counterfactual.changes
        ],
        "types": list(counterfactual.types),
    }


def _placement_dict(reading: PlacementReading) -> dict[str, Any]:
    plane = reading.placement
    return {
        "field": reading.field.id if reading.field else None,
        "possible": [field.id for field in reading.possible],
        "x": _position_dict(plane.x, reading.x),
        "y": _position_dict(plane.y, reading.y),
    }


def _position_dict(set_id: str, position: Position) -> dict[str, Any]:
    figures = {"score": position.score, "low": position.low, "high": position.high}
    return {"set": set_id, **{name: None if value != value else value for name, value in figures.items()}}
