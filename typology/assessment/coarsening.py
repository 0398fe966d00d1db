"""Figures told so coarsely that nobody can see that everybody said the same.

Unanimity is the one result from which a stranger knows what each person said. Holding back a single figure would not
help, because it follows from the others; so all means of items are told in steps, unanimous or not, and a step always
holds at least one mean that is not unanimous.
"""

from __future__ import annotations

import math
from itertools import pairwise

from typology.assessment.snapshot import SetFigures
from typology.model.elements import ResponseScale

STEPS = (10.0, 20.0, 25.0, 50.0, 100.0)
"""Widths a step may have, in points; each divides 0 to 100 evenly. In the widest one nothing is told."""
_SPREAD_STEP = 15.0  # points
_CRUMB = 1e-9


def widest_gap(scale: ResponseScale) -> float:
    """Return the largest distance between neighbouring options in points of 0 to 100; 0 for numbers."""
    if scale.kind == "number":
        return 0.0
    values = sorted(option.value for option in scale.options)
    gaps = [b - a for a, b in pairwise(values)]
    return 100.0 * max(gaps, default=0.0) / (scale.high - scale.low) if scale.high > scale.low else 0.0


def step_for(gap: float, parts: int) -> float:
    """Return the width of the steps in which a mean is told.

    The mean nearest to a unanimous one differs by ``gap / parts``; in a step of twice that width it lies in the same
    step, above or below. On five options five people are told in steps of ten points.

    Args:
        gap: Distance between neighbouring options, in points.
        parts: Over how many the mean is taken: people, or items where every person has the same mean over items.
    """
    return next((step for step in STEPS if step >= 2.0 * gap / max(parts, 1) - _CRUMB), STEPS[-1])


def middle_of_step(points: float, step: float = STEPS[0]) -> float:
    """Return the middle of the step a mean lies in, e.g. 5, 15, …, 95; the last step includes its upper end."""
    place = min(math.floor(points / step + _CRUMB), round(100.0 / step) - 1)
    return max(place, 0) * step + step / 2.0


def told_spread(spread: float, gap: float, n: int) -> float:
    """Return a spread rounded up to multiples of 15 points, so that no error is understated.

    It is never below what a single person one option apart would make (``gap / sqrt(n)``).
    """
    least = max(spread, gap / math.sqrt(n), _CRUMB * 2)
    return min(100.0, math.ceil(least / _SPREAD_STEP - _CRUMB) * _SPREAD_STEP)


def as_a_step(one: SetFigures, step: float) -> SetFigures:
    """Return a set in which everybody has the same score, told as a step.

    It is as uncertain as if it could lie anywhere in the step (standard deviation of a uniform distribution,
    ``step / sqrt(12)``), however many people agree.
    """
    if one.score is None:
        return one
    score, half = middle_of_step(one.score, step), step / 2.0
    return SetFigures(
        score=score,
        coverage=one.coverage,
        low=min(score - half, 100.0 if one.low is None else one.low),
        high=max(score + half, 0.0 if one.high is None else one.high),
        band_low=score - half,
        band_high=score + half,
        n=one.n,
        spread=min(100.0, step / math.sqrt(12.0) * math.sqrt(one.n)),
    )
