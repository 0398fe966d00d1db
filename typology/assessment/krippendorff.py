"""Krippendorff's alpha: how far several observers agree over several units, with gaps.

In a group the observers are the people who answered and the units are the questions. Alpha compares the disagreement
within questions with the disagreement there would be if all answers were dealt out anew: 1 is full agreement, 0 is
what dealing would give, and below 0 people differ more within questions than between them.

Where a Verbund really is much the same in all its questions, alpha is low however much people agree, because there is
nothing to tell apart. It is a figure for the expert view and never the only one.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from typology.assessment.calibration import Floats

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(table: ArrayLike, metric: Metric = "ordinal") -> float | None:
    """Return Krippendorff's alpha (Krippendorff 2011; 2019, chapter 12).

    ``alpha = 1 - (n - 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck`` over the coincidences ``o_ck`` of pairs of values within
    units, with the distances

    * nominal: 0 for equal values, else 1
    * ordinal: ``(Σ n_g from c to k, less (n_c + n_k) / 2)²``; only the order of the values counts
    * interval: ``(c - k)²``
    * ratio: ``((c - k) / (c + k))²``

    Args:
        table: ``(U, O)`` units by observers; NaN where an observer has not answered. Units with fewer than two
            answers say nothing and are left out.
        metric: How values differ.

    Returns:
        At most 1; None if no unit has two answers, or if all answers are the same: then there is no disagreement to
        be expected, and alpha is not defined.

    Raises:
        ValueError: If the table is not two-dimensional, the metric is unknown, or values are negative under ``ratio``.
    """
    values, coincidences = _coincidences(table)
    if len(values) < 2:
        return None
    if metric == "ratio" and values[0] < 0:
        raise ValueError("Ratios need values from 0 up.")
    frequency = coincidences.sum(axis=1)
    distance = _distances(values, frequency, metric)
    total = float(frequency.sum())
    observed = float((coincidences * distance).sum())
    expected = float((np.outer(frequency, frequency) * distance).sum())
    return 1.0 - (total - 1.0) * observed / expected


def _coincidences(table: ArrayLike) -> tuple[Floats, Floats]:
    """Return the V values that can be paired, ascending, and the ``(V, V)`` coincidences of pairs of them."""
    grid = np.asarray(table, dtype=float)
    if grid.ndim != 2:
        raise ValueError("The table has units as rows and observers as columns.")
    given = ~np.isnan(grid)
    paired = given.sum(axis=1) >= 2
    grid, given = grid[paired], given[paired]
    values, code = np.unique(grid[given], return_inverse=True)
    counts = np.zeros((len(grid), len(values)))
    np.add.at(counts, (np.nonzero(given)[0], code.reshape(-1)), 1.0)
    weight = 1.0 / (given.sum(axis=1) - 1.0)
    return values, (counts * weight[:, None]).T @ counts - np.diag(weight @ counts)


def _distances(values: Floats, frequency: Floats, metric: Metric) -> Floats:
    """Return ``(V, V)`` squared distances between values.

    Raises:
        ValueError: If the metric is unknown.
    """
    difference: Floats = values[:, None] - values[None, :]
    if metric == "nominal":
        return np.asarray(difference != 0, dtype=float)
    if metric == "interval":
        return np.asarray(difference**2)
    if metric == "ratio":
        both = values[:, None] + values[None, :]
        return np.asarray(np.divide(difference, both, out=np.zeros_like(difference), where=both != 0) ** 2)
    if metric == "ordinal":
        middle: Floats = np.cumsum(frequency) - frequency / 2.0
        return np.asarray((middle[:, None] - middle[None, :]) ** 2)
    raise ValueError(f"There is no metric {metric!r}; there are {', '.join(METRICS)}.")
