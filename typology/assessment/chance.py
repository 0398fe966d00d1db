"""How often random answers would agree: the distribution of r_wg if everybody picked an option by lot.

A small group agrees easily. Five people who answer a question with five options by throwing dice reach r_wg = .85 in
four cases of a hundred, so .70 says nothing about them (Dunlap, Burke & Smith-Crowe 2003, who simulated such tables;
here they are worked out).

Everything is expressed by the *spread*: the variance of the answers divided by the variance that is expected of random
ones, ``s² / σ²``. It does not depend on the unit of the scale, and r_wg is one minus it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from typology.assessment.calibration import Floats

# Cells of the grid, and count vectors, up to which the distribution is worked out instead of approximated.
_MOST_CELLS = 200_000
_MOST_VECTORS = 250_000
# The grid reaches this many standard deviations to each side; what lies beyond has a probability below 1e-10.
_REACH = 7.0
# A cumulative probability that misses a level by less than this is taken to equal it: it is rounding.
_CRUMB = 1e-9


@dataclass(frozen=True, slots=True)
class RandomAnswers:
    """How far apart the answers of a group lie if everybody picks an option by lot.

    Attributes:
        spreads: ``(V,)`` the spreads that can occur, ascending; empty if approximated.
        cumulative: ``(V,)`` probability of at most that spread.
        deviation: Standard deviation of the spread, whose mean is 1.
        skewness: Its skewness.
    """

    spreads: Floats
    cumulative: Floats
    deviation: float
    skewness: float

    @property
    def is_exact(self) -> bool:
        """Whether the distribution was worked out; else one with its mean, variance and skewness stands for it."""
        return len(self.spreads) > 0

    def at_most(self, spread: float) -> float:
        """Return the probability (0 to 1) that random answers lie as close together as this, or closer."""
        if not self.is_exact:
            return NormalDist().cdf(self._normal_score((spread - 1.0) / self.deviation))
        place = int(np.searchsorted(self.spreads, spread + _CRUMB, side="right"))
        return float(self.cumulative[place - 1]) if place else 0.0

    def critical(self, level: float) -> float | None:
        """Return the largest spread that random answers reach with at most this probability.

        Returns:
            A spread, or None if even unanimity is more frequent than that.
        """
        if not self.is_exact:
            z = NormalDist().inv_cdf(level)
            spread = 1.0 + self.deviation * (z + self.skewness / 6.0 * (z**2 - 1.0))  # Cornish & Fisher
            return spread if spread >= 0 else None
        place = int(np.searchsorted(self.cumulative, level + _CRUMB, side="right"))
        return float(self.spreads[place - 1]) if place else None

    def _normal_score(self, w: float) -> float:
        """Return the z that Cornish and Fisher's step turns into w, so that both directions say the same."""
        bend = self.skewness / 6.0
        if abs(bend) < _CRUMB:
            return w
        return (math.sqrt(max(0.0, 1.0 + 4.0 * bend * (bend + w))) - 1.0) / (2.0 * bend)


def critical_rwg(n: int, values: Sequence[float], level: float) -> float | None:
    """Return the r_wg that random answers reach in at most a share ``level`` of all groups.

    Args:
        n: Number of answers, at least 2.
        values: Values of the options in their order.
        level: For example .05.

    Returns:
        The smallest r_wg that can occur and is that rare; None if even unanimity (r_wg = 1) is more frequent, as
        with two answers on five options. Then no answers whatever can be told from chance.

    Raises:
        ValueError: If there are fewer than two answers or options.
    """
    spread = _critical_spread(n, _pattern(values), level)
    return None if spread is None else 1.0 - spread


def probability_by_chance(spread: float, n: int, values: Sequence[float]) -> float:
    """Return the probability (0 to 1) that random answers lie as close together as observed, or closer.

    Args:
        spread: Variance of the answers, divided by what is expected of random ones.
        n: Number of answers, at least 2.
        values: Values of the options in their order.

    Raises:
        ValueError: If there are fewer than two answers or options.
    """
    return random_answers(n, values).at_most(spread)


def random_answers(n: int, values: Sequence[float]) -> RandomAnswers:
    """Return how far apart ``n`` random answers lie, each option being equally likely.

    * Evenly spaced options: exact, from the joint distribution of the sum and the sum of squares; for five options
      up to some 600 answers.
    * Other spacings: exact up to 250,000 ways in which n answers can fall on the options; for five options, up to 47
      answers.
    * Beyond that: normal, corrected for skewness (Cornish & Fisher), with the exact moments of a sample variance. At
      the 5 % level it is off by less than .2 percentage points; a test compares it with the exact one.

    Raises:
        ValueError: If there are fewer than two answers or options.
    """
    return _random_answers(n, _pattern(values))


# ------------------------------------------------------------------------------ what may be kept
def _pattern(values: Sequence[float]) -> tuple[float, ...]:
    """Return the spacing of the options on 0 to 1; the same for all scales that differ in their unit alone."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if len(values) < 2 or low == high:
        raise ValueError("A scale has at least two options with different values.")
    return tuple(sorted(round((value - low) / (high - low), 12) for value in values))


@lru_cache(maxsize=4096)
def _critical_spread(n: int, pattern: tuple[float, ...], level: float) -> float | None:
    return _random_answers(n, pattern).critical(level)


@lru_cache(maxsize=16)  # a distribution can take a megabyte
def _random_answers(n: int, pattern: tuple[float, ...]) -> RandomAnswers:
    if n < 2:
        raise ValueError("One answer cannot agree with itself.")
    count = len(pattern)
    places = np.array(pattern)
    variance = float(places.var())
    deviation, skewness = _moments(n, places)
    table = None
    if max(abs(place - index / (count - 1)) for index, place in enumerate(pattern)) < 1e-9:
        table = _on_a_grid(n, count)
    elif math.comb(n + count - 1, count - 1) <= _MOST_VECTORS:
        table = _one_by_one(n, places)
    if table is None:
        return RandomAnswers(np.empty(0), np.empty(0), deviation, skewness)
    squares, probability = table
    found = squares / ((n - 1) * variance)
    _, first, which = np.unique(np.round(found, 12), return_index=True, return_inverse=True)
    cumulative = np.cumsum(np.bincount(which.reshape(-1), weights=probability))
    return RandomAnswers(found[first], np.minimum(cumulative, 1.0), deviation, skewness)


def _moments(n: int, places: Floats) -> tuple[float, float]:
    """Return standard deviation and skewness of the spread.

    Cumulants of a sample variance for any distribution: Kendall & Stuart, *The Advanced Theory of Statistics* 1,
    12.16, with the cumulants ``k`` of one random answer.
    """
    m2, m3, m4, m6 = (float(((places - places.mean()) ** power).mean()) for power in (2, 3, 4, 6))
    k4, k6 = m4 - 3 * m2**2, m6 - 15 * m4 * m2 - 10 * m3**2 + 30 * m2**3
    second = k4 / n + 2 * m2**2 / (n - 1)
    third = k6 / n**2 + 12 * k4 * m2 / (n * (n - 1))
    third += 4 * (n - 2) * m3**2 / (n * (n - 1) ** 2) + 8 * m2**3 / (n - 1) ** 2
    return math.sqrt(second) / m2, third / second**1.5


# ------------------------------------------------------------------------------ two exact ways
def _on_a_grid(n: int, count: int) -> tuple[Floats, Floats] | None:
    """Return sums of squared deviations and their probabilities for evenly spaced options; None if too large.

    With whole numbers k around 0 for the options, ``S = Σ k`` and ``T = Σ k (k + 1) / 2`` say everything, since
    ``Σ k² = 2 T - S``; T has half the range of a sum of squares, and none at all for two options. Their joint
    distribution is the n-fold convolution of that of one answer, taken by Fourier transform.

    Args:
        n: Number of answers.
        count: Number of options.

    Returns:
        Two ``(V,)`` arrays: sums in units of the whole scale squared, not sorted and not distinct; probabilities.
    """
    k = np.arange(count) - count // 2
    t = k * (k + 1) // 2
    (s_size, s_start), (t_size, t_start) = _window(n, k), _window(n, t)
    if s_size * t_size > _MOST_CELLS:
        return None
    one = np.zeros((s_size, t_size))
    np.add.at(one, (k % s_size, t % t_size), 1.0 / count)
    joint = np.fft.irfft2(np.fft.rfft2(one) ** n, s=one.shape)
    s = (np.arange(s_size) - s_start) % s_size + s_start
    both = (np.arange(t_size) - t_start) % t_size + t_start
    squares = n * (2 * both[None, :] - s[:, None]) - s[:, None] ** 2  # whole numbers, so that equal ones are equal
    possible = (squares >= 0) & (joint > 1e-15)  # the rest is rounding of the transform
    return squares[possible] / (n * (count - 1.0) ** 2), joint[possible]


def _window(n: int, steps: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[int, int]:
    """Return size and first value of the window in which a sum of n steps lies, but for a probability of 1e-10."""
    low, high = n * int(steps.min()), n * int(steps.max())
    mean, reach = n * float(steps.mean()), _REACH * math.sqrt(n * float(steps.var())) + 2
    start, end = max(low, math.floor(mean - reach)), min(high, math.ceil(mean + reach))
    return end - start + 1, start


def _one_by_one(n: int, places: Floats) -> tuple[Floats, Floats]:
    """Return sums of squared deviations and their probabilities for each way n answers can fall on the options.

    Args:
        n: Number of answers.
        places: ``(A,)`` places of the options.

    Returns:
        Two ``(V,)`` arrays, one entry for each of the ``C(n + A - 1, A - 1)`` ways.
    """
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    left, total, squares = np.array([n]), np.zeros(1), np.zeros(1)
    log_probability = np.array([log_factorial[n] - n * math.log(len(places))])
    for place in places[:-1]:
        choices = left + 1
        before = np.repeat(np.arange(len(left)), choices)
        taken = np.arange(len(before)) - np.repeat(np.cumsum(choices) - choices, choices)
        left = left[before] - taken
        total, squares = total[before] + taken * place, squares[before] + taken * place**2
        log_probability = log_probability[before] - log_factorial[taken]
    total, squares = total + left * places[-1], squares + left * places[-1] ** 2
    log_probability -= log_factorial[left]
    return np.maximum(squares - total**2 / n, 0.0), np.exp(log_probability)
