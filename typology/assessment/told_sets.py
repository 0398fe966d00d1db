"""What is told of the axes and dimensions of a group: its scores, and nothing from which a single one follows.

A score is told as it is. What stands beside it could give away the score of one person, by plain arithmetic:

* Bounds: where one person has left something open, ``(score - low) / (high - low)`` is that person's own score. So the
  bounds are told as far out as the share of missing answers allows, whatever the people have said.
* Axes: an axis of a group is the mean of its dimensions where all have a score in each. Where a few have none in one
  of them, or where a dimension is told as a step or not at all, what was held back would follow from the axis and the
  other dimensions. Such an axis is worked out from what is told of its dimensions, as a comparison of versions does.
"""

from __future__ import annotations

import numpy as np

from typology.assessment.answers import ANSWERED, Answers
from typology.assessment.coarsening import as_a_step, step_for, widest_gap
from typology.assessment.kernel import Bools, Kernel
from typology.assessment.reading import Reading, SetReading
from typology.assessment.scoring import score_answers, t_band
from typology.assessment.snapshot import SetFigures
from typology.assessment.successive import differs_enough
from typology.model.elements import Model

_CRUMB = 1e-9


def told_sets(
    model: Model, kernel: Kernel, answers: Answers, reading: Reading, least: int
) -> dict[str, SetFigures]:
    """Return what may be told of every set of a group.

    Args:
        model: The model.
        kernel: The same, compiled.
        answers: The answers of the group.
        reading: What they say.
        least: The smallest group of which anything is told.
    """
    found = {s: _told(model, kernel, answers, s, one, least) for s, one in reading.sets.items()}
    scored = ~np.isnan(score_answers(kernel, model.method, answers).respondent_score)
    touched = _touched(kernel, answers)
    axes = len(kernel.axis_weight)
    for axis in range(axes):
        own, parts = kernel.sets[axis], np.flatnonzero(kernel.axis_weight[axis] > 0)
        if own not in found or found[own].score is None:
            continue
        same = all(np.array_equal(scored[:, axis], scored[:, axes + d]) for d in parts)
        exact = [found[kernel.dimensions[d]].score == reading.sets[kernel.dimensions[d]].score for d in parts]
        apart = (_enough_apart(scored[:, axis], scored[:, axes + d], touched[:, d], least) for d in parts)
        if not (all(exact) and (same or all(apart))):
            found[own] = _from_dimensions(model, kernel, axis, found)
    return found


def _told(
    model: Model, kernel: Kernel, answers: Answers, set_id: str, one: SetReading, least: int
) -> SetFigures:
    """Return what may be told of a set for itself."""
    coverage = None if one.coverage is None else min(1.0, one.coverage)  # a mean of ones may be a crumb above
    if one.n < least or one.score is None:
        return SetFigures(None, coverage, None, None, None, None, one.n, None)
    low, high = _widest(one.score, one.low, one.high)
    figures = SetFigures(one.score, coverage, low, high, one.band_low, one.band_high, one.n, one.spread)
    if one.spread is None or one.spread > _CRUMB:
        return figures
    parts = [kernel.items[i] for i in np.unique(answers.item[answers.state == ANSWERED])]
    inside = [i for i in parts if model.items[i].dimension in _dimensions(model, set_id)]
    gap = max((widest_gap(model.scale_of(i)) for i in inside), default=0.0)
    return as_a_step(figures, step_for(gap, len(inside)))


def _dimensions(model: Model, set_id: str) -> frozenset[str]:
    axis = model.axes.get(set_id)
    return frozenset(part.dimension for part in axis.parts if part.weight > 0) if axis else frozenset((set_id,))


def _widest(score: float, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Return bounds as far out as the share of missing answers allows: ``high - low`` is 100 times that share."""
    if low is None or high is None:
        return None, None
    missing = max(0.0, high - low)
    return max(0.0, score - missing), min(100.0, score + missing)


# ------------------------------------------------------------------------------ axes
def _touched(kernel: Kernel, answers: Answers) -> Bools:
    """Return ``(R, D)``: True where a person has answered anything of a dimension."""
    given = (answers.grid()[0] == ANSWERED).astype(float)
    return np.asarray(given @ kernel.weight_by_dimension() > 0)


def _enough_apart(on_axis: Bools, scored: Bools, touched: Bools, least: int) -> bool:
    """Return whether enough people, or nobody, have a score in the axis and none in a dimension, or the reverse.

    Answers below the coverage that a score needs count for the axis all the same; they have to be those of enough.
    """
    if not (on_axis & touched).any():
        return True  # it adds nothing to the axis
    people = {name: frozenset(map(str, np.flatnonzero(who))) for name, who in
              (("axis", on_axis), ("scored", scored), ("touched", on_axis & touched))}  # fmt: skip
    return (
        len(people["scored"]) >= least
        and differs_enough(least, people["axis"], [people["scored"]])
        and differs_enough(least, people["touched"], [people["scored"]])
    )


def _from_dimensions(model: Model, kernel: Kernel, axis: int, found: dict[str, SetFigures]) -> SetFigures:
    """Return an axis as it follows from what is told of its dimensions.

    Its error is the weighted mean of theirs: what it is at most, namely if the scores of people rise and fall together.
    """
    one = found[kernel.sets[axis]]
    parts = [(kernel.axis_weight[axis][d], found[name]) for d, name in enumerate(kernel.dimensions)
             if kernel.axis_weight[axis][d] > 0 and name in found and found[name].score is not None]  # fmt: skip
    if len(parts) == np.count_nonzero(kernel.axis_weight[axis]) == 1:
        return parts[0][1]
    whole = sum(weight for weight, _ in parts)
    if whole < model.method.coverage.none_below * kernel.axis_weight[axis].sum() - _CRUMB or not parts:
        return SetFigures(None, one.coverage, None, None, None, None, one.n, None)
    score = sum(weight * (part.score or 0.0) for weight, part in parts) / whole
    n = min(part.n for _, part in parts)
    spread = min(100.0, sum(weight * (part.error or 0.0) for weight, part in parts) / whole * n**0.5)
    low, high = t_band(model.method, np.array([score]), np.array([spread]), np.array([float(n)]))
    bounds = _widest(score, one.low, one.high)
    return SetFigures(score, one.coverage, *bounds, float(low[0]), float(high[0]), n, spread)
