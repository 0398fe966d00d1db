"""The change of a score, taken apart into what each item adds: exact, without a rest.

The score of a group is a sum over items, ``Σ P_i``. ``P_i`` adds up ``e_ri x_ri`` over the respondents: the answer
times what one point of it adds to the score of the group. ``W_i = Σ_r e_ri`` is the weight that the item really has,
after whatever was not answered has left; over the items of a set these weights sum to 1. So with any middle ``m``

    change = Σ_i (ΔP_i - m ΔW_i)

and each term is taken apart once more: ``W̄_i Δx̄_i`` is what other answers did (mean weight of both moments times
the change of the mean answer), and what is left of the term is what other questions or other people did: the item
weighs more or less, and so pulls the score towards its answers or lets go of it. ``m`` is the middle between both
scores, so that an item that weighs more only counts by how far it lies from there. The mean of both moments
as the weight treats them alike: seen backwards, every figure only changes its sign (as in the symmetric
decomposition of Kitagawa 1955).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from typology.assessment.answers import ANSWERED, NOT_ASKED, Answers
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Bools, Ints, Kernel
from typology.assessment.moves import effects
from typology.assessment.scoring import Scores, score_answers
from typology.model.elements import Method


@dataclass(frozen=True, slots=True)
class Moment:
    """One group at one moment (I items, A axes).

    Attributes:
        scores: Its scores.
        asked: ``(I,)`` True where somebody was asked.
        n: ``(I,)`` respondents who answered.
        mean: ``(I,)`` mean of the normalised answers; NaN without any.
        value: ``(I,)`` mean of the answers as given; NaN without any.
        weight: ``(I, A + 1)`` weight the item really has in each axis and, last, in its dimension.
        points: ``(I, A + 1)`` points it adds to the score of each.
    """

    scores: Scores
    asked: Bools
    n: Ints
    mean: Floats
    value: Floats
    weight: Floats
    points: Floats


@dataclass(frozen=True, slots=True)
class Parts:
    """The change between two moments by item (I items, A axes; the last column is the item's dimension).

    Attributes:
        total: ``(I, A + 1)`` points an item adds to the change; NaN where a set has no score at one of the moments
            or the item has no weight in it at either.
        by_answers: ``(I, A + 1)`` the part that comes from other answers; NaN where ``total`` is.
    """

    total: Floats
    by_answers: Floats


def moment_of(kernel: Kernel, method: Method, answers: Answers) -> Moment:
    """Return everything the decomposition needs of the one group in ``answers``.

    Args:
        kernel: The compiled model.
        method: Thresholds.
        answers: Encoded answers of one group.
    """
    scores = score_answers(kernel, method, answers)
    states, x = answers.grid()
    given = states == ANSWERED
    x = np.where(given, x, 0.0)
    values = np.zeros(x.shape)
    values[answers.respondent, answers.item] = np.where(answers.state == ANSWERED, answers.value, 0.0)
    within, share = effects(kernel, given, ~np.isnan(scores.respondent_score))
    effect = within[:, None, :] * share[:, :, kernel.dimension_of]
    n = given.sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean, value = x.sum(axis=0) / n, values.sum(axis=0) / n
    return Moment(
        scores=scores,
        asked=(states != NOT_ASKED).any(axis=0),
        n=n,
        mean=mean,
        value=value,
        weight=effect.sum(axis=0).T,
        points=np.einsum("rsi,ri->is", effect, x),
    )


def decompose(kernel: Kernel, before: Moment, after: Moment) -> Parts:
    """Return what each item adds to the change of every score.

    Args:
        kernel: The compiled model that both moments were scored with.
        before: The first moment.
        after: The second moment.

    Returns:
        The parts; their sum over the items of a set is the change of its score.
    """
    scores = np.array([_by_item(kernel, moment.scores.score[0]) for moment in (before, after)])
    middle = scores.mean(axis=0)  # NaN where one of the two has no score, and so everything that follows
    grown = after.weight - before.weight
    total = after.points - before.points - middle * grown
    # An item nobody answered at one of the moments has no other answers, only another weight.
    moved = np.nan_to_num(after.mean - before.mean)[:, None]
    by_answers = (after.weight + before.weight) / 2.0 * moved
    absent = np.isnan(total) | ((before.weight == 0) & (after.weight == 0))
    return Parts(np.where(absent, np.nan, total), np.where(absent, np.nan, by_answers))


def _by_item(kernel: Kernel, scores: Floats) -> Floats:
    """Return ``(I, A + 1)``: the score of every axis and, last, of the dimension of each item."""
    axes = len(kernel.axis_weight)
    on_axes = np.broadcast_to(scores[:axes], (len(kernel.items), axes))
    return np.hstack([on_axes, scores[axes + kernel.dimension_of][:, None]])


def same_group(before: Answers, after: Answers) -> tuple[tuple[str, str], str]:
    """Return the two waves and the perspective, after checking that they belong together.

    Args:
        before: Encoded answers of the first moment; none at all give the wave ``""``.
        after: The same of the second.

    Raises:
        ValueError: If a side holds more than one case, wave or perspective, or the two differ in case or perspective.
    """
    groups = [*before.groups, *after.groups]
    if max(len(before.groups), len(after.groups)) > 1:
        raise ValueError("Each moment is one wave of one case from one perspective.")
    if len({(group[0], group[2]) for group in groups}) > 1:
        raise ValueError("Two moments are compared for the same case and the same perspective only.")
    waves = [side.groups[0][1] if side.groups else "" for side in (before, after)]
    return (waves[0], waves[1]), groups[0][2] if groups else ""
