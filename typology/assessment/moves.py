"""What one item can do: every way to move its answers up or down, and what that adds to each set.

Moving an answer changes a score by a fixed amount, whatever the other answers are: shares of weight
depend on who answered what, not on what they answered. The search for the smallest change
(``typology.assessment.counterfactual``) therefore only has to add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from typology.assessment.answers import ANSWERED, Answers
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Bools, Ints, Kernel
from typology.model.elements import Item, Model

_CRUMB = 1e-9  # an answer nearer to a rung than this stands on it


@dataclass(frozen=True, slots=True)
class Moves:
    """Every possible move of one group (M moves, S sets).

    Attributes:
        item: ``(M,)`` code of the item that is moved.
        steps: ``(M,)`` answer steps; positive towards higher answers.
        gain: ``(M, S)`` points added to the group's score of each set.
        before: ``(M,)`` mean answer of those who answered.
        after: ``(M,)`` the same after the move.
    """

    item: Ints
    steps: Ints
    gain: Floats
    before: Floats
    after: Floats


def possible_moves(model: Model, kernel: Kernel, answers: Answers, scored: Bools) -> Moves:
    """Return every move of every item that changes a score.

    In a group every respondent who answered the item moves by the same number of steps, as far as
    the scale goes; an answer that is missing stays missing.

    Args:
        model: The model.
        kernel: The same model, compiled.
        answers: Encoded answers of one group.
        scored: ``(R, S)`` True where a respondent has a score.
    """
    states, x = answers.grid()
    given = states == ANSWERED
    values = np.zeros(x.shape)
    values[answers.respondent, answers.item] = answers.value
    within, share = effects(kernel, given, scored)
    axes = len(kernel.axis_weight)
    parts = []
    ladders = [ladder_of(model, item) for item in model.items.values()]
    ends = np.cumsum([len(ladder) for ladder in ladders])
    rungs = np.repeat(np.arange(len(ladders)), [len(ladder) for ladder in ladders])
    all_points = np.split(kernel.normalise(rungs, np.concatenate([*ladders, np.zeros(0)])), ends[:-1])
    for code, (ladder, points) in enumerate(zip(ladders, all_points, strict=True)):
        who = np.flatnonzero(given[:, code])
        dimension = int(kernel.dimension_of[code])
        effect = within[who, code, None] * share[who, :, dimension]
        if not effect.any():
            continue
        here = values[who, code]
        steps, rung = _climb(ladder, here)
        shift = np.where(rung >= 0, points[rung] - x[who, code], 0.0)
        gain = np.zeros((len(steps), len(kernel.sets)))
        gain[:, :axes] = shift @ effect[:, :axes]
        gain[:, axes + dimension] = shift @ effect[:, axes]
        after = np.where(rung >= 0, ladder[rung], here).mean(axis=1)
        parts.append((np.full(len(steps), code), steps, gain, np.full(len(steps), here.mean()), after))
    if not parts:
        no_code, no_number = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Moves(no_code, no_code, np.zeros((0, len(kernel.sets))), no_number, no_number)
    return Moves(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def effects(kernel: Kernel, given: Bools, scored: Bools) -> tuple[Floats, Floats]:
    """Return what one point of one respondent's answer adds to the scores of the group.

    Args:
        kernel: The compiled model.
        given: ``(R, I)`` True where a respondent answered.
        scored: ``(R, S)`` True where a respondent has a score.

    Returns:
        ``(R, I)`` points it adds to the respondent's dimension, and ``(R, A + 1, D)`` what a point there
        adds to the group's score of each axis and, in the last row, of the dimension itself.
    """
    axes = len(kernel.axis_weight)
    answered_weight = given.astype(float) @ kernel.weight_by_dimension()
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.nan_to_num(given * kernel.weight / answered_weight[:, kernel.dimension_of])
        share = kernel.axis_weight * (answered_weight > 0)[:, None, :]
        share = np.nan_to_num(share / share.sum(axis=2, keepdims=True))
    counted = scored / np.maximum(scored.sum(axis=0), 1)
    own = counted[:, None, axes:]
    return within, np.concatenate([share * counted[:, :axes, None], own], axis=1)


def ladder_of(model: Model, item: Item) -> Floats:
    """Return the answers an item can take one step at a time, ascending.

    For levels these are the options, for numbers the three calibration anchors: one member more is
    no step anybody would notice, from "neither" to "fully in" is.
    """
    scale = model.response_scales[item.response_scale]
    if scale.kind == "number" and item.calibration is not None:
        anchors = item.calibration
        return np.array(sorted((anchors.full_out, anchors.crossover, anchors.full_in)), dtype=float)
    return np.array(sorted(option.value for option in scale.options), dtype=float)


def _climb(ladder: Floats, here: Floats) -> tuple[Ints, Ints]:
    """Return all moves along a ladder.

    Args:
        ladder: ``(L,)`` rungs, ascending.
        here: ``(W,)`` where everybody stands; between two rungs the first step leads to the next one.

    Returns:
        ``(K,)`` signed steps, and ``(K, W)`` the rung everybody is on afterwards; -1 for those who
        stay because there is none on that side.
    """
    last = len(ladder) - 1
    above = np.searchsorted(ladder, here + _CRUMB, side="right")
    below = np.searchsorted(ladder, here - _CRUMB, side="left") - 1
    up = np.arange(1, last - int(above.min()) + 2)
    down = np.arange(1, int(below.max()) + 2)
    climbed = np.where(above > last, -1, np.minimum(above + up[:, None] - 1, last))
    descended = np.where(below < 0, -1, np.maximum(below - down[:, None] + 1, 0))
    return np.concatenate([up, -down]), np.concatenate([climbed, descended])
