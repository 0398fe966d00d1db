"""What lies between today and the goal, item by item.

No item comes first for lying furthest off: what a Verbund takes up first is its own decision.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from typology.assessment.answers import encode
from typology.assessment.decomposition import Moment, moment_of, same_group
from typology.assessment.kernel import Kernel, compile_model
from typology.assessment.moves import ladder_of
from typology.model.elements import Model

_CRUMB = 1e-9  # answers that differ by less are equal: it is rounding


@dataclass(frozen=True, slots=True)
class Gap:
    """One item between today and the goal.

    Attributes:
        item: Item id.
        dimension: Its dimension.
        now: Mean answer today in values of the item's scale; None if nobody answered.
        goal: Mean answer of the goal in values of the item's scale.
        now_option: Id of the option nearest to ``now``; None for numbers or without an answer.
        goal_option: Id of the option nearest to ``goal``; None for numbers.
        steps: Answer steps from today to the goal, positive towards higher answers, fractions where people
            differ; None for numbers or without an answer today.
        points: The same on 0 to 100, positive towards "high"; None without an answer today.
        n_now: Respondents who answered it today.
        n_goal: Respondents who answered it for the goal.
    """

    item: str
    dimension: str
    now: float | None
    goal: float
    now_option: str | None
    goal_option: str | None
    steps: float | None
    points: float | None
    n_now: int
    n_goal: int


def goal_gap(
    model: Model,
    now: pd.DataFrame,
    goal: pd.DataFrame,
    asked: Mapping[str, Collection[str]] | None = None,
    *,
    left_out: Collection[str] = (),
) -> tuple[Gap, ...]:
    """Return the items that the goal answers otherwise than today, or that nobody has answered today.

    Args:
        model: The model in force.
        now: Long table of today, one group.
        goal: Long table of the goal, the same case and perspective.
        asked: Per questionnaire id the items it asks; see ``encode``.
        left_out: Items that do not ask the same at both moments.

    Returns:
        The gaps in the order of dimensions and items of the model, never by size; empty if one side has no answers.

    Raises:
        ValueError: If a table holds more than one case, wave or perspective, or the two do not belong together.
    """
    kernel = compile_model(model)
    sides = encode(kernel, now, asked), encode(kernel, goal, asked)
    same_group(*sides)
    if not all(side.groups for side in sides):
        return ()
    today, then = (moment_of(kernel, model.method, side) for side in sides)
    order = sorted(range(len(kernel.items)), key=lambda code: (int(kernel.dimension_of[code]), code))
    gaps = (_gap(model, kernel, today, then, code) for code in order if kernel.items[code] not in left_out)
    return tuple(gap for gap in gaps if gap is not None)


def _gap(model: Model, kernel: Kernel, today: Moment, then: Moment, code: int) -> Gap | None:
    item, scale = model.items[kernel.items[code]], model.scale_of(kernel.items[code])
    now, goal = _or_none(today.value[code]), _or_none(then.value[code])
    if goal is None or (now is not None and abs(goal - now) <= _CRUMB):
        return None
    options: list[str | None] = [None, None]
    steps = None
    if scale.kind == "levels":
        ladder = ladder_of(model, item)
        ids = {option.value: option.id for option in scale.options}
        options = [None if v is None else ids[float(ladder[np.argmin(np.abs(ladder - v))])] for v in (now, goal)]
        if now is not None:
            on_ladder = np.interp([now, goal], ladder, np.arange(len(ladder)))
            steps = float(on_ladder[1] - on_ladder[0])
    return Gap(
        item=item.id,
        dimension=item.dimension,
        now=now,
        goal=goal,
        now_option=options[0],
        goal_option=options[1],
        steps=steps,
        points=None if now is None else float(then.mean[code] - today.mean[code]),
        n_now=int(today.n[code]),
        n_goal=int(then.n[code]),
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
