"""Other choices of method, and what the very same draws say under them.

A choice changes the model and nothing else: the same people happen to answer, the same gaps are filled with the same
guesses, weights and anchors are shaken by the same factors. What comes out otherwise is due to the choice alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from typology.assessment.answers import ANSWERED, Answers
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Ints, Kernel
from typology.assessment.scoring import Scores, score_answers
from typology.assessment.uncertainty import Draws, Portion, Simulation, draw, leading
from typology.model.elements import Model

_SHIFTS = (-2.0, -1.0, 1.0, 2.0)  # times the shift of the anchors that the model takes to be open
_FACTORS = (0.5, 2.0)  # a weight halved, and doubled


class ScenarioKind(StrEnum):
    """What a scenario does otherwise."""

    THRESHOLDS = "thresholds"
    """The anchors of all sets lie lower or higher."""
    EQUAL_WEIGHTS = "equal_weights"
    """All items of a dimension and all dimensions of an axis weigh the same."""
    DIMENSION_WEIGHT = "dimension_weight"
    """One dimension weighs half as much in its axis, or twice."""
    GEOMETRIC = "geometric"
    """An axis is the geometric mean of its dimensions: a low one is made up for only in part."""
    WEAKEST_LINK = "weakest_link"
    """An axis is as high as its lowest dimension: nothing is made up for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, made otherwise.

    Attributes:
        kind: Which choice.
        kernel: The model under it.
        amount: Points for thresholds, a factor for the weight of a dimension, else 0.
        dimension: The dimension whose weight is another one.
    """

    kind: ScenarioKind
    kernel: Kernel
    amount: float = 0.0
    dimension: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a choice leads to (S sets, T types).

    Attributes:
        choice: The choice.
        profile: ``(S,)`` scores under it; NaN where there is none.
        stability: ``(T,)`` share of the draws in which each type leads under it.
    """

    choice: Choice
    profile: Floats
    stability: Floats


def usual_choices(model: Model, kernel: Kernel) -> tuple[Choice, ...]:
    """Return the choices worth trying.

    * thresholds: lower and higher by once and twice ``uncertainty.anchor_shift``
    * weights: all equal; and of each dimension that shares an axis with others, half and twice
    * aggregation of dimensions to axes: geometric mean, weakest link

    Args:
        model: The model.
        kernel: The same model, compiled.
    """
    shift = model.method.uncertainty.anchor_shift
    found = [shifted(kernel, times * shift) for times in _SHIFTS if shift > 0]
    same = replace(kernel, weight=np.sign(kernel.weight), axis_weight=np.sign(kernel.axis_weight))
    found.append(Choice(ScenarioKind.EQUAL_WEIGHTS, same))
    mixed = (kernel.axis_weight[_mixed_axes(kernel)] > 0).any(axis=0)
    found += [weighted(kernel, int(code), factor) for code in np.flatnonzero(mixed) for factor in _FACTORS]
    return *found, Choice(ScenarioKind.GEOMETRIC, kernel), Choice(ScenarioKind.WEAKEST_LINK, kernel)


def shifted(kernel: Kernel, points: float) -> Choice:
    """Return the choice of thresholds that all lie higher by some points (lower if negative)."""
    return Choice(ScenarioKind.THRESHOLDS, replace(kernel, set_anchors=kernel.set_anchors + points), points)


def weighted(kernel: Kernel, dimension: int, factor: float) -> Choice:
    """Return the choice of another weight for one dimension, given by its code, in every axis it belongs to."""
    weight = kernel.axis_weight.copy()
    weight[:, dimension] *= factor
    return Choice(
        ScenarioKind.DIMENSION_WEIGHT, replace(kernel, axis_weight=weight), factor, kernel.dimensions[dimension]
    )


def try_out(
    model: Model, kernel: Kernel, answers: Answers, scores: Scores, choices: Sequence[Choice], draws: int
) -> tuple[Draws, list[Outcome]]:
    """Draw once, and say what the draws lead to under each choice.

    Args:
        model: The model.
        kernel: The same model, compiled.
        answers: Encoded answers of one group.
        scores: What ``score_answers`` made of them.
        choices: What to try.
        draws: Number of draws, at least 1.

    Returns:
        The draws as ``draw`` gives them, and one outcome a choice, in their order.
    """
    scored = ~np.isnan(scores.respondent_score)
    attempts = [_Attempt(model, kernel, answers, scores, choice) for choice in choices]
    simulation = Simulation(model, kernel, answers, draws)
    parts = []
    for portion in simulation.portions():
        parts.append(portion.group_scores(portion.sets, scored))
        for attempt in attempts:
            attempt.take(portion)
    drawn = simulation.finish(np.vstack(parts))
    return drawn, [attempt.outcome(drawn, answers, draws) for attempt in attempts]


class _Attempt:
    """One choice on its way through the portions: the axes that it puts together otherwise."""

    def __init__(self, model: Model, kernel: Kernel, answers: Answers, scores: Scores, choice: Choice) -> None:
        self._model, self._kernel, self._choice = model, kernel, choice
        self._scores = scores
        if choice.kind in (ScenarioKind.EQUAL_WEIGHTS, ScenarioKind.DIMENSION_WEIGHT):
            self._scores = score_answers(choice.kernel, model.method, answers)
        self._scored = ~np.isnan(self._scores.respondent_score)
        self._profile = self._scores.score[0]
        axes = _mixed_axes(kernel)
        if choice.kind is ScenarioKind.DIMENSION_WEIGHT:
            axes = axes[(choice.kernel.axis_weight[axes] != kernel.axis_weight[axes]).any(axis=1)]
        elif choice.kind in (ScenarioKind.GEOMETRIC, ScenarioKind.WEAKEST_LINK):
            self._profile = _recombined(kernel, answers, scores, axes, choice.kind)
        else:
            axes = axes[:0]
        self._axes = axes[kernel.conditioned()[axes]]
        self._parts: list[Floats] = []

    def take(self, portion: Portion) -> None:
        """Put the axes of these draws together as the choice says."""
        if not len(self._axes):
            return
        axes = len(self._kernel.axis_weight)
        values = []
        for axis in self._axes:
            parts = np.flatnonzero(self._kernel.axis_weight[axis])
            weight = portion.axis_weight[axis, parts]
            if self._choice.kind is ScenarioKind.DIMENSION_WEIGHT:
                new = self._choice.kernel.axis_weight[axis, parts] / self._kernel.axis_weight[axis, parts]
                weight = weight * new[:, None]
            values.append(put_together(self._choice.kind, portion.sets[axes + parts], weight))
        self._parts.append(portion.group_scores(np.stack(values), self._scored[:, self._axes]))

    def outcome(self, drawn: Draws, answers: Answers, draws: int) -> Outcome:
        """Say what the draws lead to, once all have been taken."""
        choice, kernel, method = self._choice, self._choice.kernel, self._model.method
        if choice.kind is ScenarioKind.EQUAL_WEIGHTS and not _same_shares(self._kernel, kernel):
            again = draw(self._model, kernel, answers, self._scored, draws=draws)
            return Outcome(choice, self._profile, again.stability)
        scores = drawn.scores
        if self._parts:
            scores = scores.copy()
            scores[:, self._axes] = np.vstack(self._parts)
        # A shift moves every drawn anchor by the same points; otherwise the anchors are those that were drawn.
        moved = choice.amount if choice.kind is ScenarioKind.THRESHOLDS else 0.0
        leads = leading(method, kernel, scores, drawn.anchors + moved)
        return Outcome(choice, self._profile, np.asarray(leads.mean(axis=0)))


def put_together(kind: ScenarioKind, values: Floats, weight: Floats) -> Floats:
    """Return ``(R, B)`` values of an axis, put together from its dimensions.

    Weighted mean ``Σ w x / Σ w``; geometric mean ``exp(Σ w ln x / Σ w)``, 0 as soon as one dimension is 0; weakest
    link ``min x``, whatever the weights. A dimension without a value leaves; without any there is none.

    Args:
        kind: ``GEOMETRIC``, ``WEAKEST_LINK``, or anything else for the mean.
        values: ``(P, R, B)`` dimensions on 0 to 100; NaN where a respondent has none.
        weight: ``(P, B)`` their weights, above 0.
    """
    present = ~np.isnan(values)
    if kind is ScenarioKind.WEAKEST_LINK:
        lowest = np.where(present, values, np.inf).min(axis=0)
        return np.where(np.isinf(lowest), np.nan, lowest)
    if kind is ScenarioKind.GEOMETRIC:
        with np.errstate(divide="ignore"):
            terms = np.where(present, np.log(np.maximum(values, 0.0)), 0.0)
    else:
        terms = np.where(present, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.einsum("prb,pb->rb", terms, weight) / np.einsum("prb,pb->rb", present.astype(float), weight)
    return np.asarray(np.exp(mean) if kind is ScenarioKind.GEOMETRIC else mean)


def _recombined(kernel: Kernel, answers: Answers, scores: Scores, axes: Ints, kind: ScenarioKind) -> Floats:
    """Return ``(S,)`` scores with some axes put together otherwise, over the same respondents."""
    states, x = answers.grid()
    given = states == ANSWERED
    by_dimension = kernel.weight_by_dimension()
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = ((np.where(given, x, 0.0) @ by_dimension) / (given.astype(float) @ by_dimension)).T[:, :, None]
    profile: Floats = scores.score[0].copy()
    for axis in axes:
        if np.isnan(profile[axis]):
            continue
        parts = np.flatnonzero(kernel.axis_weight[axis])
        values = put_together(kind, raw[parts], kernel.axis_weight[axis, parts, None])[:, 0]
        profile[axis] = np.clip(values[~np.isnan(scores.respondent_score[:, axis])].mean(), 0.0, 100.0)
    return profile


def _mixed_axes(kernel: Kernel) -> Ints:
    """Return the axes that are made of more than one dimension: only there weights and aggregation say anything."""
    return np.flatnonzero((kernel.axis_weight > 0).sum(axis=1) > 1)


def _same_shares(one: Kernel, other: Kernel) -> bool:
    """Return whether every item and dimension has the same share of its whole under both."""
    shares = []
    for kernel in (one, other):
        items = kernel.weight_by_dimension()
        with np.errstate(invalid="ignore", divide="ignore"):
            parts = items / items.sum(axis=0), kernel.axis_weight.T / kernel.axis_weight.sum(axis=1)
        shares.append(np.concatenate([part.reshape(-1) for part in parts]))
    return bool(np.allclose(shares[0], shares[1], rtol=0.0, atol=1e-12, equal_nan=True))
