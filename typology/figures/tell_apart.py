"""Whether two values can be told apart, given how unsure both are: in words, never as a rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Literal

from typology.assessment.snapshot import SetFigures, Snapshot
from typology.assessment.telling_apart import distinguishable, exceeds
from typology.model.elements import Model

Apart = Literal["above", "below", "alike", "unknown"]
KINDS: tuple[Apart, ...] = ("below", "alike", "above", "unknown")


def tell_apart(model: Model, one: SetFigures | None, other: SetFigures | None) -> Apart:
    """Return where the other value lies, seen from the first.

    Returns:
        ``above`` or ``below`` if they can be told apart, ``alike`` if not, and ``unknown`` where nothing can be said:
        without a score, and with a single voice, of which nobody knows how unsure it is.
    """
    if one is None or other is None:
        return "unknown"
    p = exceeds(other, one)
    if p is None:
        return "unknown"
    if not distinguishable(model, p):
        return "alike"
    return "above" if p > 0.5 else "below"


def tell_all(model: Model, own: Snapshot, others: Sequence[Snapshot], set_id: str) -> Mapping[Apart, int]:
    """Return how many others lie where, seen from our own."""
    return Counter(tell_apart(model, own.sets.get(set_id), other.sets.get(set_id)) for other in others)


def can_be_told(found: Mapping[Apart, int]) -> int:
    """Return of how many it can be said whether they can be told apart."""
    return sum(found.get(kind, 0) for kind in KINDS if kind != "unknown")


def apart_of(found: Mapping[Apart, int]) -> int:
    """Return how many can be told apart."""
    return found.get("above", 0) + found.get("below", 0)


def count_pairs(model: Model, figures: Sequence[SetFigures | None]) -> Mapping[str, int]:
    """Return how many of all pairs are ``apart``, ``alike`` and ``unknown``; a thousand take a moment only.

    Pairs whose bands are known are told by the distance that ``distinguishable`` asks for, in standard errors; that
    distance is the same for all of them.
    """
    import numpy as np

    total = len(figures) * (len(figures) - 1) // 2
    known = [(f.score, f.error) for f in figures if f is not None and f.band_low is not None and f.error is not None]
    if len(known) < 2:
        return {"unknown": total}
    needed = NormalDist().inv_cdf(1 - model.method.comparison.tie_below)
    score, error = (np.array(column) for column in zip(*known, strict=True))
    apart = 0
    for row in range(len(known) - 1):  # row by row: all pairs of thousands at once would fill the memory
        distance = np.abs(score[row + 1 :] - score[row])
        unsure = np.hypot(error[row + 1 :], error[row])
        apart += int(np.count_nonzero((distance > 0) & (distance >= needed * unsure)))
    pairs = len(known) * (len(known) - 1) // 2
    return {"apart": apart, "alike": pairs - apart, "unknown": total - pairs}
