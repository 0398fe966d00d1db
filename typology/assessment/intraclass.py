"""How much of the differences between people lies between cases: the intraclass correlation, one way.

It compares cases, so it needs many of them: with few, its uncertainty covers nearly everything from 0 to 1. Below
``icc_from`` cases it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from typology.model.elements import AgreementMethod

Reason = Literal["too_few_groups", "no_variation"]


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """The intraclass correlation of one item or dimension over cases, or why there is none.

    Attributes:
        single: ICC(1): the share of the variance that lies between cases, how far one answer stands for its case.
            At most 1; negative where people of one case differ more than people of different cases.
        mean: ICC(1, k): how far the mean of a case of average size can be relied on. At most 1, no lower limit.
        groups: Cases with at least two answers.
        answers: Answers in these.
        reason: Why there is no figure; None if there is one.
    """

    single: float | None
    mean: float | None
    groups: int
    answers: int
    reason: Reason | None = None


def intraclass_correlation(
    groups: Sequence[Sequence[float]], method: AgreementMethod | None = None
) -> IntraclassCorrelation:
    """Return ICC(1) and ICC(1, k) from a one-way analysis of variance (Shrout & Fleiss 1979).

    ``ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW)`` and ``ICC(1, k) = (MSB - MSW) / MSB``. Where cases differ in size,
    ``k = (N - Σ n² / N) / (G - 1)`` (Snedecor & Cochran 1980). One way, because the people of one case are not those
    of another.

    Args:
        groups: The answers of each case. Cases with fewer than two answers say nothing about agreement within and are
            left out.
        method: The thresholds of the model; the defaults if None.

    Returns:
        The figures, or the reason why there are none: fewer than ``icc_from`` cases, or all answers the same.
    """
    how = method or AgreementMethod()
    counted = [np.asarray(group, dtype=float) for group in groups if len(group) >= 2]
    sizes = np.array([len(group) for group in counted], dtype=float)
    total = int(sizes.sum())
    if len(counted) < max(2, how.icc_from):
        return IntraclassCorrelation(None, None, len(counted), total, "too_few_groups")
    everything = np.concatenate(counted)
    means = np.array([group.mean() for group in counted])
    between = float(sizes @ (means - everything.mean()) ** 2) / (len(counted) - 1)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in counted) / (total - len(counted))
    k = (total - float(sizes @ sizes) / total) / (len(counted) - 1)
    whole = between + (k - 1) * within
    if everything.min() == everything.max():
        return IntraclassCorrelation(None, None, len(counted), total, "no_variation")
    reliable = (between - within) / between if between > 0 else None
    return IntraclassCorrelation((between - within) / whole, reliable, len(counted), total)
