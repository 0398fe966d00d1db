"""A change between two moments as data, with what led to it: for other programs, unrounded, ``null`` where nothing is.

docs/cli.md explains every key. The parts of a change sum to the change itself, to the last digits of the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from typology.assessment.assignment import Assignment
from typology.assessment.change import Change, Gap, ItemChange, SetChange
from typology.assessment.reading import SetReading
from typology.assessment.sensitivity import Sensitivity


def change_dict(
    case: str, change: Change, gaps: Iterable[Gap], kinds: Sequence[str], sensitivity: Sensitivity | None = None
) -> dict[str, Any]:
    """Return everything about a change as plain values.

    Args:
        case: The Verbund.
        change: The change.
        gaps: What lies between the two moments in answer steps.
        kinds: Kind of each moment: ``past`` (told in retrospect), ``now`` or ``goal``.
        sensitivity: How far the placement at the second moment depends on choices and chance, if it was worked out.

    Returns:
        Text, finite numbers, booleans, None, lists and mappings.
    """
    waves = zip((change.before, change.after), kinds, (change.n_before, change.n_after), strict=True)
    return {
        "case": case,
        "perspective": change.perspective,
        "from": (moments := [{"wave": wave, "wave_kind": kind, "respondents": n} for wave, kind, n in waves])[0],
        "to": moments[1],
        "refused": str(change.refused) if change.refused else None,
        "shared": {"weight": change.shared_weight, "needed": change.needed},
        "dropped": [{"item": one.item, "reason": str(one.reason)} for one in change.dropped],
        "sets": {set_id: _set_dict(one) for set_id, one in change.sets.items()},
        "items": [_item_dict(one) for one in change.items],
        "gaps": [gap_dict(gap) for gap in gaps],
        "sensitivity": None if sensitivity is None else sensitivity_dict(sensitivity),
    }


def _set_dict(one: SetChange) -> dict[str, Any]:
    return {
        "before": _figures(one.before),
        "after": _figures(one.after),
        "change": one.delta,
        "by_answers": one.by_answers,
        "by_mix": one.by_mix,
        "p": one.p,
        "distinguishable": one.distinguishable,
        "shared_weight": one.shared_weight,
    }


def _figures(reading: SetReading) -> dict[str, Any]:
    names = ("score", "coverage", "low", "high", "band_low", "band_high", "n", "membership")
    return {name: getattr(reading, name) for name in names}


def _item_dict(one: ItemChange) -> dict[str, Any]:
    return {
        "item": one.item,
        "dimension": one.dimension,
        "before": one.before,
        "after": one.after,
        "n_before": one.n_before,
        "n_after": one.n_after,
        "only": one.only,
        "contribution": dict(one.contribution),
        "by_answers": dict(one.by_answers),
        "by_mix": dict(one.by_mix),
    }


def gap_dict(gap: Gap) -> dict[str, Any]:
    """Return what lies between two moments in one item, as plain values."""
    return {
        "item": gap.item,
        "dimension": gap.dimension,
        "before": gap.now,
        "after": gap.goal,
        "before_option": gap.now_option,
        "after_option": gap.goal_option,
        "steps": gap.steps,
        "points": gap.points,
        "n_before": gap.n_now,
        "n_after": gap.n_goal,
    }


def sensitivity_dict(found: Sensitivity) -> dict[str, Any]:
    """Return how far a placement depends on choices and chance, as plain values."""
    tip = found.tips_at
    return {
        "respondents": found.respondents,
        "draws": found.draws,
        "seed": found.seed,
        "leads": found.leads,
        "assignment": _assignment(found.baseline),
        "scores": dict(found.scores),
        "runs": [
            {"source": str(run.source), "applies": run.applies, "types": dict(run.shares), "none": run.none,
             "stays": run.stays}
            for run in found.runs
        ],
        "scenarios": [
            {"kind": str(one.kind), "amount": one.amount, "dimension": one.dimension, "same": one.same,
             "assignment": _assignment(one.assignment), "scores": dict(one.scores)}
            for one in found.scenarios
        ],
        "tips_at": None if tip is None else {
            "shift": tip.shift, "crossed": list(tip.crossed), "types": list(tip.types),
        },
    }  # fmt: skip


def _assignment(found: Assignment) -> dict[str, Any]:
    leading = found.leading
    return {
        "verdict": str(found.verdict),
        "rule": str(found.rule),
        "type": found.type,
        "second": found.second,
        "stability": leading.stability if leading else None,
    }
