"""Whether two scores can be told apart; without a band nothing is said about it."""

from __future__ import annotations

import math

from typology.assessment.snapshot import SetFigures
from typology.model.elements import Model

_CRUMB = 1e-9


def exceeds(a: SetFigures, b: SetFigures) -> float | None:
    """Return the probability that the score of a is above that of b, as far as the bands say.

    ``P(A > B) = Phi(D / sqrt(SE_a^2 + SE_b^2))`` with ``D`` the difference of the scores and
    ``SE = spread / sqrt(n)``; equal scores without any spread give .5.

    Args:
        a: A set of one snapshot.
        b: The same set of another.

    Returns:
        0 to 1; None where one of them has no score or no band, as statements of one to three people.
    """
    if a.score is None or b.score is None or a.band_low is None or b.band_low is None:
        return None
    if a.error is None or b.error is None:
        return None
    delta, error = a.score - b.score, math.hypot(a.error, b.error)
    if abs(delta) <= _CRUMB:
        return 0.5
    if error <= _CRUMB:
        return 1.0 if delta > 0 else 0.0
    return 0.5 * math.erfc(-delta / (error * math.sqrt(2.0)))


def distinguishable(model: Model, p: float | None) -> bool | None:
    """Return whether two scores can be told apart: not if ``tie_below < P < 1 - tie_below``.

    Args:
        model: The model, with ``method.comparison.tie_below``.
        p: What ``exceeds`` returned.

    Returns:
        None where nothing can be said about it.
    """
    if p is None:
        return None
    tie = model.method.comparison.tie_below
    return p <= tie + _CRUMB or p >= 1.0 - tie - _CRUMB
