"""From answers to scores: item, dimension, axis, respondent, perspective.

Formulae and thresholds: ``docs/methods.md``; the thresholds are the model's (``method:`` in its YAML).
Perspectives are never pooled, and there is no score over everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from typology.assessment.answers import ANSWERED, GROUP, NOT_APPLICABLE, Answers
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Bools, Ints, Kernel
from typology.model.elements import Method

# Sums of weights that should be equal may differ by this much in double precision.
_CRUMB = 1e-9


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of every respondent and group on every set (R respondents, G groups, S sets).

    Attributes:
        respondent_score: ``(R, S)`` 0 to 100; NaN where coverage is too low.
        respondent_coverage: ``(R, S)`` 0 to 1; NaN where nothing was applicable.
        respondent_low: ``(R, S)`` score if every missing answer were the lowest.
        respondent_high: ``(R, S)`` score if every missing answer were the highest.
        score: ``(G, S)`` mean over the respondents that have a score.
        coverage: ``(G, S)`` mean coverage over the respondents that were asked.
        low: ``(G, S)`` mean lower bound of the same respondents.
        high: ``(G, S)`` mean upper bound of the same respondents.
        spread: ``(G, S)`` standard deviation (n - 1) of the respondents' scores; NaN below two.
        band_low: ``(G, S)`` lower end of the t-interval, clipped; NaN below the model's minimum of respondents.
        band_high: ``(G, S)`` upper end of the same.
        n: ``(G, S)`` number of respondents that have a score.
    """

    respondent_score: Floats
    respondent_coverage: Floats
    respondent_low: Floats
    respondent_high: Floats
    score: Floats
    coverage: Floats
    low: Floats
    high: Floats
    spread: Floats
    band_low: Floats
    band_high: Floats
    n: Ints


def score_answers(kernel: Kernel, method: Method, answers: Answers) -> Scores:
    """Score every respondent and every group.

    * dimension: weighted mean over its answered items; *not applicable* leaves both sums
    * axis: weighted mean over its dimensions with at least one answer
    * coverage: ``sum w(answered) / sum w(applicable)``, for axes weighted like the axis itself
    * bounds: every missing answer set to 0 and to 100
    * group: mean over the respondents that have a score; no score where the mean coverage of everybody
      who was asked is below the threshold

    A dimension below the coverage threshold shows no score of its own, but the answers given
    there still count for its axis, whose own coverage decides. Only so can the bounds of an axis
    be relied upon to contain its score.

    Args:
        kernel: The compiled model.
        method: Thresholds.
        answers: Encoded answers.

    Returns:
        Scores of respondents and groups; NaN where there is none.
    """
    raw, coverage, low, high = _respondent_sums(kernel, answers)
    score = np.where(coverage >= method.coverage.none_below - _CRUMB, raw, np.nan)
    return _groups(method, answers, score, coverage, low, high)


def _respondent_sums(kernel: Kernel, answers: Answers) -> tuple[Floats, Floats, Floats, Floats]:
    """Return raw score, coverage and bounds per respondent and set, without any threshold."""
    shape = (len(answers.respondents), len(kernel.dimensions))
    cell = answers.respondent * shape[1] + kernel.dimension_of[answers.item]
    weight = kernel.weight[answers.item]

    def total(values: Floats) -> Floats:
        return np.bincount(cell, weights=values, minlength=shape[0] * shape[1]).astype(float).reshape(shape)

    is_answer = answers.state == ANSWERED
    given = weight * is_answer
    answered = total(given)
    points = total(given * np.where(is_answer, answers.x, 0.0))
    by_dimension = kernel.weight_by_dimension()
    applicable = (answers.asked.astype(float) @ by_dimension)[answers.asked_by]
    applicable = applicable - total(weight * (answers.state == NOT_APPLICABLE))
    if not answers.asked.all():
        # An answer to an item that the respondent's questionnaire does not ask still was given: it counts.
        applicable = applicable + total(weight * ~answers.asked[answers.asked_by[answers.respondent], answers.item])
    applicable = np.where(applicable < _CRUMB * by_dimension.sum(axis=0), 0.0, np.maximum(applicable, answered))
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = points / answered
        coverage = answered / applicable
        low = points / applicable
        high = (points + 100.0 * (applicable - answered)) / applicable
    return _with_axes(kernel, raw, coverage, low, high)


def _with_axes(
    kernel: Kernel, raw: Floats, coverage: Floats, low: Floats, high: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Put the axes before the dimensions."""
    applicable, answered = ~np.isnan(coverage), ~np.isnan(raw)
    mix = kernel.axis_weight.T
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = applicable.astype(float) @ mix
        on_axes = (
            (np.where(answered, raw, 0.0) @ mix) / (answered.astype(float) @ mix),
            *((np.where(applicable, values, 0.0) @ mix) / whole for values in (coverage, low, high)),
        )
    of_dimensions = (raw, coverage, low, high)
    raw, coverage, low, high = (np.hstack(pair) for pair in zip(on_axes, of_dimensions, strict=True))
    # Rounding may leave a sum a hair outside 0 to 100, or a mean a hair outside its own bounds.
    low, high = np.clip(low, 0.0, 100.0), np.clip(high, 0.0, 100.0)
    return np.clip(raw, low, high), coverage, low, high


def _groups(
    method: Method, answers: Answers, score: Floats, coverage: Floats, low: Floats, high: Floats
) -> Scores:
    """Return the means over the respondents of each group, with their spread and band."""
    shape = (len(answers.groups), score.shape[1])
    scored, asked = ~np.isnan(score), ~np.isnan(coverage)
    cell = (answers.group_of[:, None] * shape[1] + np.arange(shape[1])).reshape(-1)

    def total(values: Floats | Bools, mask: Bools) -> Floats:
        masked = np.where(mask, values, 0.0).reshape(-1)
        return np.bincount(cell, weights=masked, minlength=shape[0] * shape[1]).astype(float).reshape(shape)

    n, n_asked = total(scored, scored), total(asked, asked)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total(score, scored) / n
        group_coverage = total(coverage, asked) / n_asked
        deviation = np.where(scored, score - mean[answers.group_of], 0.0)
        spread = np.sqrt(total(deviation**2, scored) / np.maximum(n - 1.0, 1.0))
        # Bounds of those whose scores make up the mean; of everybody asked where nobody has a score.
        counted = scored | ((n == 0)[answers.group_of] & asked)
        n_counted = np.where(n > 0, n, n_asked)
        group_low = total(low, counted) / n_counted
        group_high = total(high, counted) / n_counted
    mean = np.clip(mean, group_low, group_high)
    mean = np.where(group_coverage >= method.coverage.none_below - _CRUMB, mean, np.nan)
    band_low, band_high = t_band(method, mean, spread, n)
    return Scores(
        respondent_score=score,
        respondent_coverage=coverage,
        respondent_low=low,
        respondent_high=high,
        score=mean,
        coverage=group_coverage,
        low=group_low,
        high=group_high,
        spread=np.where((n > 1) & ~np.isnan(mean), spread, np.nan),
        band_low=band_low,
        band_high=band_high,
        n=n.astype(np.int64),
    )


def t_band(method: Method, mean: Floats, spread: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return the t-interval ``mean +- t(n - 1) SD / sqrt(n)``, clipped to 0–100.

    Args:
        method: Confidence and the smallest number of respondents.
        mean: Means on 0 to 100.
        spread: Standard deviations (n - 1).
        n: Numbers of respondents.

    Returns:
        Lower and upper ends; NaN where there are fewer respondents than ``uncertainty.band_from``.
    """
    from scipy.special import stdtrit  # late: 0.1 s of import that a first page does not need

    enough = (n >= max(2, method.uncertainty.band_from)) & ~np.isnan(mean)
    half = np.full(mean.shape, np.nan)
    quantile = 0.5 + method.uncertainty.confidence / 2.0
    sizes = n[enough]
    by_size = {size: float(stdtrit(size - 1.0, quantile)) for size in np.unique(sizes)}
    t = np.array([by_size[size] for size in sizes])
    half[enough] = t * spread[enough] / np.sqrt(sizes)
    return np.clip(mean - half, 0.0, 100.0), np.clip(mean + half, 0.0, 100.0)


def score_frame(kernel: Kernel, answers: Answers, scores: Scores) -> pd.DataFrame:
    """Return the group scores as a table: one row per case, wave, perspective and set."""
    groups, sets = scores.score.shape
    index = pd.DataFrame(list(answers.groups), columns=list(GROUP))
    frame = index.loc[np.repeat(np.arange(groups), sets)].reset_index(drop=True)
    frame["set"] = list(kernel.sets) * groups
    for name in ("score", "coverage", "low", "high", "band_low", "band_high", "n"):
        frame[name] = getattr(scores, name).reshape(-1)
    return frame
