"""Whether two versions of a typology reckon alike: from the same answers the same figures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

from typology.model.elements import Model

_TOLD = frozenset({"basis"})  # says where a number comes from, and changes nothing that is worked out
_DIGITS = 16


def reckoning_print(model: Model) -> str:
    """Return a short sign of all that turns answers into scores, bands, memberships and verdicts.

    A version that mends a sentence reckons like the one before, so figures of both may stand beside each other as they
    are. What an answer means (wording, options, calibration of numbers) is in the prints of the items, not in here.

    Args:
        model: The model.

    Returns:
        16 hexadecimal digits, the same in every process.
    """
    method = model.method
    plain = {
        "items": {i: [item.dimension, _plain(item.weight)] for i, item in model.items.items()},
        "dimensions": list(model.dimensions),
        "axes": {a: [[part.dimension, _plain(part.weight)] for part in axis.parts] for a, axis in model.axes.items()},
        "anchors": {s: _plain(model.calibration_of(s)) for s in (*model.axes, *model.dimensions)},
        "types": {t: {s: _plain(c) for s, c in one.conditions.items()} for t, one in model.types.items()},
        "phases": {p: _plain(phase.requires) for p, phase in model.phases.items()},
        "placements": {p: [plane.x, plane.y] for p, plane in model.placements.items()},
        "method": [_plain(part) for part in (method.coverage, method.calibration, method.verdict, method.uncertainty)],
    }
    return hashlib.sha256(json.dumps(plain, separators=(",", ":")).encode()).hexdigest()[:_DIGITS]


def _plain(value: Any) -> Any:
    """Return an element of the model as plain values; whole numbers and the same with a point are not told apart."""
    if is_dataclass(value):
        return [[f.name, _plain(getattr(value, f.name))] for f in fields(value) if f.name not in _TOLD]
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0
    return value
