"""How a figure came about, as data: which answers, which weights, which sums.

Screens and reports turn this into sentences; nothing in here is a sentence. The contributions of
the items add up to the score of their dimension, those of the dimensions to the score of the axis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from typology.assessment.answers import ANSWERED, MISSING, NOT_APPLICABLE, NOT_ASKED, Answers
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Bools, Ints, Kernel
from typology.assessment.scoring import Scores


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One respondent's answer to an item.

    Attributes:
        respondent: Who.
        state: ``answer``, ``dk``, ``na`` or ``none``.
        value: The option's value or the number; None unless answered.
        points: The same on 0 to 100.
    """

    respondent: str
    state: str
    value: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class ItemTrace:
    """What one item does to its dimension.

    Attributes:
        item: Item id.
        weight: Its weight in the model.
        share: Mean share of the dimension's weight, 0 to 1; smaller weights of others make it larger.
        points: Mean of the normalised answers; None if nobody answered.
        value: Mean of the answers as given.
        contribution: Points it adds to the score of the dimension; None if there is no score.
        answers: Every respondent's answer.
    """

    item: str
    weight: float
    share: float
    points: float | None
    value: float | None
    contribution: float | None
    answers: tuple[GivenAnswer, ...]

    def count(self, state: str) -> int:
        """Return how many respondents gave an answer of this state."""
        return sum(answer.state == state for answer in self.answers)


@dataclass(frozen=True, slots=True)
class PartTrace:
    """What one dimension does to its axis.

    Attributes:
        dimension: Dimension id.
        weight: Its weight in the axis.
        share: Mean share after dimensions without answers have left, 0 to 1.
        points: Mean over the respondents that count; None without answers.
        contribution: Points it adds to the score of the axis; None if there is no score.
    """

    dimension: str
    weight: float
    share: float
    points: float | None
    contribution: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where every figure of one group comes from.

    Attributes:
        dimensions: Per dimension id, its items in the order of the model (only those asked).
        axes: Per axis id, its dimensions.
    """

    dimensions: dict[str, tuple[ItemTrace, ...]]
    axes: dict[str, tuple[PartTrace, ...]]

    def traces(self) -> tuple[ItemTrace, ...]:
        """Return all item traces, in the order of the model."""
        return tuple(trace for items in self.dimensions.values() for trace in items)


def explain(kernel: Kernel, answers: Answers, scores: Scores) -> Explanation:
    """Explain the scores of the one group in ``answers``.

    Args:
        kernel: The compiled model.
        answers: Encoded answers of one group.
        scores: What ``score_answers`` made of the same answers.

    Returns:
        Per dimension its items, per axis its dimensions, with shares and contributions.
    """
    grid = _grid(kernel, answers)
    axes = len(kernel.axis_weight)
    counted = ~np.isnan(scores.respondent_score[:, axes:])
    has_score = ~np.isnan(scores.score[0, axes:])
    # The arrays over all items at once; the loop below only puts names to them.
    here = counted[:, kernel.dimension_of]
    people = np.maximum(here.sum(axis=0), 1)
    share = (grid.share * here).sum(axis=0) / people
    added = (grid.share * grid.x * here).sum(axis=0) / people
    given = grid.states == ANSWERED
    number = np.maximum(given.sum(axis=0), 1)
    points, value = grid.x.sum(axis=0) / number, grid.values.sum(axis=0) / number
    found: dict[str, list[ItemTrace]] = {dimension: [] for dimension in kernel.dimensions}
    for item in np.flatnonzero((grid.states != NOT_ASKED).any(axis=0)):
        dimension = int(kernel.dimension_of[item])
        answered = bool(given[:, item].any())
        found[kernel.dimensions[dimension]].append(
            ItemTrace(
                item=kernel.items[item],
                weight=float(kernel.weight[item]),
                share=float(share[item]),
                points=float(points[item]) if answered else None,
                value=float(value[item]) if answered else None,
                contribution=float(added[item]) if has_score[dimension] else None,
                answers=_answers(grid, int(item)),
            )
        )
    return Explanation({d: tuple(traces) for d, traces in found.items()}, _axis_traces(kernel, scores, grid.raw))


@dataclass(frozen=True, slots=True)
class _Grid:
    """The answers of one group as tables of respondents by items (and by dimensions)."""

    names: list[str]
    states: Ints
    unsure: Bools
    x: Floats  # 0 where there is no answer
    values: Floats  # 0 where there is no answer
    share: Floats  # of the answered weight of the dimension
    raw: Floats  # (R, D) score of each respondent without any threshold; NaN without answers


def _grid(kernel: Kernel, answers: Answers) -> _Grid:
    states, x = answers.grid()
    given = states == ANSWERED
    values = np.zeros(x.shape)
    values[answers.respondent, answers.item] = np.where(answers.state == ANSWERED, answers.value, 0.0)
    unsure = np.zeros(x.shape, dtype=bool)
    unsure[answers.respondent, answers.item] = answers.dont_know
    x = np.where(given, x, 0.0)
    answered_weight = given.astype(float) @ kernel.weight_by_dimension()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(given * kernel.weight / answered_weight[:, kernel.dimension_of])
        raw = (x * given) @ kernel.weight_by_dimension() / answered_weight
    return _Grid([key[-1] for key in answers.respondents], states, unsure, x, values, share, raw)


def _answers(grid: _Grid, item: int) -> tuple[GivenAnswer, ...]:
    """Return what each respondent who was asked an item said."""
    words = {ANSWERED: "answer", NOT_APPLICABLE: "na", MISSING: "none"}
    rows = zip(
        grid.names, grid.states[:, item].tolist(), grid.unsure[:, item].tolist(),
        grid.values[:, item].tolist(), grid.x[:, item].tolist(), strict=True,
    )  # fmt: skip
    return tuple(
        GivenAnswer(name, words[state], value, points)
        if state == ANSWERED
        else GivenAnswer(name, "dk" if unsure else words[state], None, None)
        for name, state, unsure, value, points in rows
        if state != NOT_ASKED
    )


def _axis_traces(kernel: Kernel, scores: Scores, raw: Floats) -> dict[str, tuple[PartTrace, ...]]:
    """Return, per axis, its dimensions; a dimension counts with the answers there are, however few."""
    present = ~np.isnan(raw)
    traces = {}
    for row, weights in enumerate(kernel.axis_weight):
        counted = ~np.isnan(scores.respondent_score[:, row])
        has_score = not np.isnan(scores.score[0, row])
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.nan_to_num(present * weights / (present @ weights)[:, None])
        parts = []
        for code in np.flatnonzero(weights):
            here = counted & present[:, code]
            added = (share[:, code] * np.nan_to_num(raw[:, code]))[counted]
            parts.append(
                PartTrace(
                    dimension=kernel.dimensions[code],
                    weight=float(weights[code]),
                    share=float(share[counted, code].mean()) if counted.any() else 0.0,
                    points=float(raw[here, code].mean()) if here.any() else None,
                    contribution=float(added.mean()) if has_score else None,
                )
            )
        traces[kernel.sets[row]] = tuple(parts)
    return traces
