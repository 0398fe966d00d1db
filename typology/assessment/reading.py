"""The reading of one Verbund at one point in time from one perspective: everything the screens show.

This is the front door of the package: answers in, readings out. Nothing is stored and nothing is
cached in here; the same answers under the same model always give the same reading.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from typology.assessment.answers import ANSWERED, MISSING, NOT_ASKED, Answers, encode
from typology.assessment.assignment import Assignment, assign
from typology.assessment.counterfactual import Counterfactual, find_counterfactuals
from typology.assessment.explanation import Explanation, explain
from typology.assessment.kernel import Kernel, compile_model
from typology.assessment.placement import PlacementReading, Position, place
from typology.assessment.rules import Answered, Given, PhaseReading, read_phase
from typology.assessment.scoring import Scores, score_answers
from typology.assessment.uncertainty import draw
from typology.model.elements import Model


@dataclass(frozen=True, slots=True)
class SetReading:
    """An axis or a dimension, read.

    Attributes:
        id: Axis or dimension id.
        score: 0 to 100; None if too few answers.
        coverage: Share of applicable weight that was answered, 0 to 1; None if nothing was asked.
        low: Score if every missing answer were the lowest.
        high: Score if every missing answer were the highest.
        band_low: Lower end of the uncertainty band; None below the model's minimum of respondents.
        band_high: Upper end of the same.
        n: Respondents that have a score.
        spread: Standard deviation of their scores; None below two.
        membership: Degree to which the set is "high", 0 to 1.
        undecided: True if the membership is too near .5 to say high or low.
        provisional: True if the coverage is below the model's threshold.
    """

    id: str
    score: float | None
    coverage: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None
    n: int
    spread: float | None
    membership: float | None
    undecided: bool
    provisional: bool

    @property
    def range(self) -> tuple[float, float] | None:
        """The band if there is one, else the bounds; None if nothing was asked."""
        if self.band_low is not None and self.band_high is not None:
            return self.band_low, self.band_high
        if self.low is None or self.high is None:
            return None
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that can be said of one Verbund, one wave and one perspective.

    Attributes:
        case: Whom the answers are about.
        wave: Point in time.
        perspective: Who looks.
        respondents: Number of respondents.
        sets: Axes, then dimensions, by id.
        assignment: Placement among the types.
        counterfactuals: Smallest changes that would place it otherwise, smallest first.
        phase: Phase, or None if nothing about it was answered.
        placements: Position in every plane of the model.
        explanation: Where every figure comes from.
        draws: Number of Monte Carlo draws.
        seed: Their seed.
        model_version: The model that was applied.
    """

    case: str
    wave: str
    perspective: str
    respondents: int
    sets: Mapping[str, SetReading]
    assignment: Assignment
    counterfactuals: tuple[Counterfactual, ...]
    phase: PhaseReading | None
    placements: tuple[PlacementReading, ...]
    explanation: Explanation
    draws: int
    seed: int
    model_version: str


def read_responses(
    model: Model,
    responses: pd.DataFrame,
    asked: Mapping[str, Collection[str]] | None = None,
    *,
    draws: int | None = None,
    positions_only: bool = False,
) -> list[Reading]:
    """Read a long table of responses.

    Args:
        model: A model that has passed the validator.
        responses: Long table as described in ``typology.assessment.answers``.
        asked: Per questionnaire id the items it asks; see ``encode``.
        draws: Monte Carlo draws instead of the model's own number; 0 for none.
        positions_only: Leave out the search for what would place it otherwise, which takes most of the time.

    Returns:
        One reading per case, wave and perspective, in order of first appearance.
    """
    kernel = compile_model(model)
    answers = encode(kernel, responses, asked)
    return [_read(model, kernel, group, draws, positions_only) for group in answers.by_group()]


def _read(model: Model, kernel: Kernel, answers: Answers, draws: int | None, positions_only: bool) -> Reading:
    count = model.method.uncertainty.draws if draws is None else draws
    scores = score_answers(kernel, model.method, answers)
    scored = ~np.isnan(scores.respondent_score)
    profile = scores.score[0]
    typed = profile[kernel.conditioned()]
    drawable = count > 0 and typed.size > 0 and not np.isnan(typed).any()
    stability = draw(model, kernel, answers, scored, draws=count).stability if drawable else None
    case, wave, perspective = answers.groups[0]
    sets = read_sets(model, kernel, scores)
    return Reading(
        case=str(case),
        wave=str(wave),
        perspective=str(perspective),
        respondents=len(answers.respondents),
        sets=sets,
        assignment=assign(kernel, model.method, profile, stability),
        counterfactuals=() if positions_only else find_counterfactuals(model, kernel, answers, scored, profile),
        phase=read_phase(model, group_answers(kernel, answers)),
        placements=tuple(
            place(plane, _position(sets[plane.x]), _position(sets[plane.y])) for plane in model.placements.values()
        ),
        explanation=explain(kernel, answers, scores),
        draws=count if stability is not None else 0,
        seed=model.method.uncertainty.seed,
        model_version=model.version,
    )


def group_answers(kernel: Kernel, answers: Answers) -> dict[str, Answered]:
    """Return the mean answer per item of one group, or why there is none.

    An item that at least one respondent answered has a value; one that everybody who was asked called
    *not applicable* is so for the group; an item nobody was asked is left out.
    """
    states, _ = answers.grid()
    values = np.zeros(states.shape)
    values[answers.respondent, answers.item] = np.where(answers.state == ANSWERED, answers.value, 0.0)
    given = (states == ANSWERED).sum(axis=0)
    mean = values.sum(axis=0) / np.maximum(given, 1)
    open_to_somebody = (states == MISSING).any(axis=0)
    found: dict[str, Answered] = {}
    for code in np.flatnonzero((states != NOT_ASKED).any(axis=0)):
        if given[code]:
            found[kernel.items[code]] = float(mean[code])
        else:
            found[kernel.items[code]] = Given.MISSING if open_to_somebody[code] else Given.NOT_APPLICABLE
    return found


def read_sets(model: Model, kernel: Kernel, scores: Scores) -> dict[str, SetReading]:
    """Return every axis and dimension of the first group in ``scores``, by id, axes first."""
    membership = kernel.membership(scores.score[0])
    method = model.method
    readings = {}
    for column, set_id in enumerate(kernel.sets):
        score, m = _or_none(scores.score[0, column]), _or_none(membership[column])
        coverage = _or_none(scores.coverage[0, column])
        readings[set_id] = SetReading(
            id=set_id,
            score=score,
            coverage=coverage,
            low=_or_none(scores.low[0, column]),
            high=_or_none(scores.high[0, column]),
            band_low=_or_none(scores.band_low[0, column]),
            band_high=_or_none(scores.band_high[0, column]),
            n=int(scores.n[0, column]),
            spread=_or_none(scores.spread[0, column]),
            membership=m,
            undecided=m is not None and abs(m - 0.5) < method.calibration.undecided_within,
            provisional=score is not None and (coverage or 0.0) < method.coverage.provisional_below - 1e-9,
        )
    return readings


def _position(reading: SetReading) -> Position:
    low, high = reading.range or (math.nan, math.nan)
    return Position(math.nan if reading.score is None else reading.score, low, high)


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
