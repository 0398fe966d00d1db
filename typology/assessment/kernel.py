"""The model as arrays: everything the arithmetic needs, compiled once per model.

Scores and draws are plain expressions over these arrays, so that no loop runs over respondents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from typology.assessment.calibration import Floats, calibrate
from typology.model.elements import Calibration, Item, Model

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Two memberships that differ by less are equal: rounding of a score (about 1e-13 of 100 points) moves
# its membership by less than this.
MEMBERSHIP_CRUMB = 1e-10
_CRUMB = 1e-9


@dataclass(frozen=True, slots=True)
class Kernel:
    """A model compiled to arrays (I items, D dimensions, A axes, S = A + D sets, T types).

    Attributes:
        items: Item ids; position is the item's code.
        dimensions: Dimension ids.
        sets: Axis ids followed by dimension ids: everything that can be calibrated.
        weight: ``(I,)`` item weights within their dimension.
        dimension_of: ``(I,)`` code of each item's dimension.
        low: ``(I,)`` smallest answer of a levels item; 0 for numbers.
        span: ``(I,)`` largest minus smallest answer; 1 for numbers.
        reverse: ``(I,)`` True where a higher answer means less.
        numeric: ``(I,)`` True for number items, which are calibrated by ``anchors``.
        anchors: ``(I, 3)`` full-out, crossover, full-in of number items; NaN for levels.
        axis_weight: ``(A, D)`` weight of each dimension in each axis.
        set_anchors: ``(S, 3)`` anchors of each set on 0 to 100.
        log_odds: Log odds at the outer anchors.
        types: Type ids.
        side: ``(T, S)`` +1 high, -1 low, 0 any.
        core: ``(T, S)`` True where the condition decides membership.
        ideal: ``(T, S)`` ideal point of each condition, 0 to 100; NaN where there is none.
    """

    items: tuple[str, ...]
    dimensions: tuple[str, ...]
    sets: tuple[str, ...]
    weight: Floats
    dimension_of: Ints
    low: Floats
    span: Floats
    reverse: Bools
    numeric: Bools
    anchors: Floats
    axis_weight: Floats
    set_anchors: Floats
    log_odds: float
    types: tuple[str, ...]
    side: NDArray[np.int8]
    core: Bools
    ideal: Floats

    def normalise(self, codes: Ints, values: Floats) -> Floats:
        """Return answers on 0 to 100 (POMP; Cohen et al. 1999), whatever others answered.

        Args:
            codes: ``(N,)`` item codes.
            values: ``(N,)`` option values or numbers; NaN stays NaN.

        Returns:
            ``(N,)``: ``100 (a - lo) / (hi - lo)`` for levels, ``100 m`` for numbers, reversed where keyed so.
        """
        x = 100.0 * (values - self.low[codes]) / self.span[codes]
        if self.numeric.any():
            number = np.flatnonzero(self.numeric[codes])
            e, c, i = self.anchors[codes[number]].T
            x[number] = 100.0 * calibrate(values[number], e, c, i, self.log_odds)
        if self.reverse.any():
            flip = np.flatnonzero(self.reverse[codes])
            x[flip] = 100.0 - x[flip]
        return x

    def possible(self, codes: Ints, values: Floats) -> Bools:
        """Return ``(N,)``: False where a value is no number or lies beyond the ends of its levels."""
        above = values - self.low[codes]
        on_scale = (above >= -_CRUMB) & (above <= self.span[codes] + _CRUMB)
        return np.isfinite(values) & (on_scale | self.numeric[codes])

    def weight_by_dimension(self) -> Floats:
        """Return ``(I, D)``: each item's weight in the column of its dimension, 0 elsewhere."""
        return np.where(self.dimension_of[:, None] == np.arange(len(self.dimensions)), self.weight[:, None], 0.0)

    def membership(self, scores: Floats, anchors: Floats | None = None) -> Floats:
        """Return the degree to which each set holds.

        Args:
            scores: ``(..., S)`` on 0 to 100.
            anchors: ``(..., S, 3)`` other anchors, as drawn by the simulation.
        """
        anchors = self.set_anchors if anchors is None else anchors
        return calibrate(scores, anchors[..., 0], anchors[..., 1], anchors[..., 2], self.log_odds)

    def type_membership(self, memberships: Floats) -> Floats:
        """Return ``(..., T)``: the minimum over each type's core conditions (Zadeh 1965; Kvist 2007).

        A type that asks nothing holds nowhere: its membership is 0.
        """
        smallest = np.asarray(self.terms(memberships, core_only=True).min(axis=-1, initial=np.inf))
        return np.where(self.core.any(axis=1), smallest, 0.0)

    def terms(self, memberships: Floats, *, core_only: bool) -> Floats:
        """Return ``(..., T, S)``: ``m`` where a type asks high, ``1 - m`` where low, +inf where it asks nothing."""
        m = memberships[..., None, :]
        wanted = np.where(self.side > 0, m, 1.0 - m)
        asked = (self.side != 0) & self.core if core_only else self.side != 0
        return np.where(asked, wanted, np.inf)

    def closeness(self, scores: Floats) -> Floats:
        """Return ``(..., T)``: Gower's ``1 - sum w |x - p| / (100 sum w)`` over the sets a type conditions on.

        All sets weigh the same. A type that asks nothing is close to nothing: 0.
        """
        asked = self.side != 0
        distance = np.where(asked, np.abs(scores[..., None, :] - self.ideal), 0.0).sum(axis=-1)
        count = asked.sum(axis=-1)
        return np.where(count > 0, 1.0 - distance / (100.0 * np.maximum(count, 1)), 0.0)

    def conditioned(self) -> Bools:
        """Return ``(S,)``: True for the sets on which at least one type sets a condition."""
        return np.asarray((self.side != 0).any(axis=0))

    def holds(self, memberships: Floats, member_above: float) -> Bools:
        """Return ``(..., T)``: True for the types that hold, that is, whose membership is above a threshold.

        Args:
            memberships: ``(..., T)`` memberships of types.
            member_above: The threshold; a membership that equals it but for rounding does not hold.
        """
        with np.errstate(invalid="ignore"):
            return np.asarray(memberships > member_above + MEMBERSHIP_CRUMB)


def _levels(model: Model, item: Item) -> tuple[float, float]:
    scale = model.response_scales[item.response_scale]
    return (0.0, 1.0) if scale.kind == "number" else (scale.low, scale.high - scale.low)


def compile_model(model: Model) -> Kernel:
    """Return the model as arrays.

    Args:
        model: A model that has passed the validator.
    """
    items, dimensions = tuple(model.items), tuple(model.dimensions)
    sets = (*model.axes, *dimensions)
    dimension_code = {d: n for n, d in enumerate(dimensions)}
    levels = np.array([_levels(model, item) for item in model.items.values()], dtype=float).reshape(-1, 2)
    axis_weight = np.zeros((len(model.axes), len(dimensions)))
    for row, axis in enumerate(model.axes.values()):
        for part in axis.parts:
            axis_weight[row, dimension_code[part.dimension]] += part.weight
    side, core, ideal = _conditions(model, sets)
    return Kernel(
        items=items,
        dimensions=dimensions,
        sets=sets,
        weight=np.array([item.weight for item in model.items.values()], dtype=float),
        dimension_of=np.array([dimension_code[item.dimension] for item in model.items.values()], dtype=np.int64),
        low=levels[:, 0],
        span=levels[:, 1],
        reverse=np.array([item.reverse for item in model.items.values()], dtype=bool),
        numeric=np.array([model.scale_of(i).kind == "number" for i in items], dtype=bool),
        anchors=_anchors([item.calibration for item in model.items.values()]),
        axis_weight=axis_weight,
        set_anchors=_anchors([model.calibration_of(s) for s in sets]),
        log_odds=model.method.calibration.log_odds,
        types=tuple(model.types),
        side=side,
        core=core,
        ideal=ideal,
    )


def _anchors(calibrations: Sequence[Calibration | None]) -> Floats:
    rows = [(c.full_out, c.crossover, c.full_in) if c else (np.nan,) * 3 for c in calibrations]
    return np.array(rows, dtype=float).reshape(-1, 3)


def _conditions(model: Model, sets: Sequence[str]) -> tuple[NDArray[np.int8], Bools, Floats]:
    """Return side, core and ideal point of every type's condition on every set."""
    column = {s: n for n, s in enumerate(sets)}
    side = np.zeros((len(model.types), len(sets)), dtype=np.int8)
    core = np.zeros(side.shape, dtype=bool)
    ideal = np.full(side.shape, np.nan)
    for row, ideal_type in enumerate(model.types.values()):
        for set_id, condition in ideal_type.conditions.items():
            if condition.level == "any":
                continue
            high = condition.level == "high"
            at = (row, column[set_id])
            side[at], core[at] = (1 if high else -1), condition.core
            ideal[at] = condition.at if condition.at is not None else (100.0 if high else 0.0)
        if not core[row].any():  # something has to decide: without core conditions all of them do
            core[row] = side[row] != 0
    return side, core, ideal
