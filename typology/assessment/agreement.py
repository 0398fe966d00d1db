"""How far the people of a group agree about one question, and whether that is more than chance.

Four figures look at the same answers in different ways, because none says everything:

* ``r_wg`` compares the variance with that of random answers (James, Demaree & Wolf 1984)
* ``AD`` is the mean distance from the mean, in the unit of the scale (Burke, Finkelstein & Dusig 1999)
* ``A`` tells one camp from two, from -1 to 1 (van der Eijk 2001)
* ``consensus`` runs from 0 (two camps at the ends) to 1 (Tastle & Wierman 2007)

Agreement is no merit. A group whose answers lie far apart has something to talk about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from typology.assessment.calibration import Floats
from typology.assessment.chance import critical_rwg, probability_by_chance
from typology.assessment.kernel import Bools, Ints
from typology.model.elements import AgreementMethod

# Spreads that differ by less than this are taken to be equal: it is rounding.
_CRUMB = 1e-9


@dataclass(frozen=True, slots=True)
class Agreement:
    """What can be said about the agreement of a group on one question.

    One answer has a mean and nothing else: it cannot agree or differ.

    Attributes:
        n: Answers counted, *don't know* and *not applicable* not among them.
        mean: Mean of the answers; None without any.
        ad: Mean distance from the mean, in the unit of the scale, from 0 on.
        rwg: 0 (as random answers, or further apart) to 1 (all the same).
        a: -1 (two equal camps at the ends) over 0 (evenly spread) to 1 (all the same).
        polarisation: ``(1 - A) / 2``, 0 to 1.
        consensus: 0 (two equal camps at the ends) to 1 (all the same).
        critical: The r_wg that random answers reach in at most ``chance_level`` of all groups of this size; None if
            even unanimity is more frequent than that, or if there are fewer than two answers.
        chance: Probability (0 to 1) that random answers lie as close together, or closer.
        beyond_chance: Whether r_wg reaches ``critical``; None if there is none, because then answers of so few people
            cannot be told from chance.
        sufficient: Whether r_wg reaches the rule of thumb (.70); None in groups too small for that rule.
    """

    n: int
    mean: float | None = None
    ad: float | None = None
    rwg: float | None = None
    a: float | None = None
    polarisation: float | None = None
    consensus: float | None = None
    critical: float | None = None
    chance: float | None = None
    beyond_chance: bool | None = None
    sufficient: bool | None = None


def agreement_of(counts: Sequence[int], values: Sequence[float], method: AgreementMethod | None = None) -> Agreement:
    """Return everything about the agreement of a group on one question with ordered options.

    Options need not be evenly spaced. The mean, AD, r_wg, consensus and what chance would give then go by the values
    of the options: a step twice as wide counts twice as much. ``A`` knows only their order. With two options, ``A`` is
    what the larger camp is ahead by, and r_wg leaves 0 only where the camps differ clearly.

    Args:
        counts: Answers per option, in the order of the options; options that nobody chose are 0.
        values: Values of the same options, ascending or descending.
        method: The thresholds of the model; the defaults if None.

    Raises:
        ValueError: If there are fewer than two options, the two lists differ in length, a count is negative or
            broken, or the values are not in order.
    """
    how = method or AgreementMethod()
    answers, places = _checked(counts, values)
    n = int(answers.sum())
    if n == 0:
        return Agreement(0)
    mean = float(answers @ places) / n
    if n == 1:
        return Agreement(1, mean)
    spread = sample_variance(counts, values) / expected_variance(values)
    agreed = max(0.0, 1.0 - spread)
    a = _agreement_a(answers)
    critical = critical_rwg(n, values, how.chance_level)
    return Agreement(
        n=n,
        mean=mean,
        ad=average_deviation(counts, values),
        rwg=agreed,
        a=a,
        polarisation=(1.0 - a) / 2.0,
        consensus=consensus(counts, values),
        critical=critical,
        chance=probability_by_chance(spread, n, values),
        beyond_chance=None if critical is None else 1.0 - spread >= critical - _CRUMB,
        sufficient=None if n < how.rule_of_thumb_from else agreed >= how.rule_of_thumb - _CRUMB,
    )


# ------------------------------------------------------------------------------ compared with random answers
def expected_variance(values: Sequence[float]) -> float:
    """Return the variance of answers where every option is equally likely.

    For A options one apart this is ``(A² - 1) / 12`` (James, Demaree & Wolf 1984); for others it is the variance of
    the values themselves.

    Raises:
        ValueError: If there are fewer than two options with different values.
    """
    variance = float(np.var(np.asarray(values, dtype=float))) if len(values) > 1 else 0.0
    if not variance > 0:
        raise ValueError("A scale has at least two options with different values.")
    return variance


def sample_variance(counts: Sequence[int], values: Sequence[float]) -> float:
    """Return the variance of the answers, with n - 1 in the denominator.

    Raises:
        ValueError: If there are fewer than two answers, or the arguments do not fit together.
    """
    answers, places = _checked(counts, values)
    n = int(answers.sum())
    if n < 2:
        raise ValueError("The variance of one answer is not defined.")
    return float(answers @ (places - answers @ places / n) ** 2) / (n - 1)


def rwg(variance: float, expected: float) -> float:
    """Return ``r_wg = 1 - s² / σ²``, at least 0 (James, Demaree & Wolf 1984).

    Args:
        variance: ``s²``, variance of the answers (n - 1).
        expected: ``σ²``, variance of random answers, see ``expected_variance``.

    Returns:
        0 (as far apart as random answers, or further) to 1 (all the same).

    Raises:
        ValueError: If a variance is negative or the expected one is 0.
    """
    if variance < 0 or not expected > 0:
        raise ValueError("Variances are not negative, and random answers differ.")
    return max(0.0, 1.0 - variance / expected)


def rwg_j(variances: Sequence[float], expected: float) -> float | None:
    """Return ``r_wg(j) = J (1 - q) / (J (1 - q) + q)`` over J items, q the mean of ``s² / σ²``, at least 0.

    It grows with the number of items (James, Demaree & Wolf 1984), so that values of different J do not compare.

    Args:
        variances: ``s²`` of each item, all on the same scale.
        expected: ``σ²`` of that scale.

    Returns:
        0 to 1; None without items.

    Raises:
        ValueError: If a variance is negative or the expected one is 0.
    """
    if not len(variances):
        return None
    if min(variances) < 0 or not expected > 0:
        raise ValueError("Variances are not negative, and random answers differ.")
    share = float(np.mean(variances)) / expected
    agreed = len(variances) * (1.0 - share)
    return 0.0 if agreed <= 0 else agreed / (agreed + share)


# ------------------------------------------------------------------------------ distances and camps
def average_deviation(counts: Sequence[int], values: Sequence[float]) -> float | None:
    """Return ``AD_M``, the mean distance of the answers from their mean (Burke, Finkelstein & Dusig 1999).

    Returns:
        A distance in the unit of the scale, from 0 to half its length; None without answers.

    Raises:
        ValueError: If the arguments do not fit together.
    """
    answers, places = _checked(counts, values)
    n = answers.sum()
    return None if n == 0 else float(answers @ np.abs(places - answers @ places / n)) / float(n)


def consensus(counts: Sequence[int], values: Sequence[float]) -> float | None:
    """Return ``1 + Σ p log2(1 - |x - μ| / d)``, d the length of the scale (Tastle & Wierman 2007).

    Returns:
        0 (half of the answers at each end) to 1 (all the same); None without answers.

    Raises:
        ValueError: If the arguments do not fit together.
    """
    answers, places = _checked(counts, values)
    if answers.sum() == 0:
        return None
    chosen = answers > 0
    share = answers[chosen] / answers.sum()
    distance = np.abs(places[chosen] - share @ places[chosen]) / (places.max() - places.min())
    return float(np.clip(1.0 + share @ np.log2(1.0 - distance), 0.0, 1.0))


def agreement_a(counts: Sequence[int]) -> float | None:
    """Return van der Eijk's A of answers on ordered options (van der Eijk 2001).

    The answers are taken apart into layers: the options chosen at all, as often as the rarest of them; then what is
    left; and so on. The agreement of a layer follows from how many options it has and whether they lie together, and
    A is the mean over the layers, each with its share of the answers.

    Args:
        counts: Answers per option in order. Options nobody chose belong to it: they say how long the scale is.

    Returns:
        -1 (half of the answers at each end) over 0 (evenly spread) to 1 (all the same); None without answers.

    Raises:
        ValueError: If there are fewer than two options, or a count is negative or broken.
    """
    answers, _ = _checked(counts, range(len(counts)))
    return _agreement_a(answers) if answers.any() else None


def _agreement_a(left: Ints) -> float:
    total, found = int(left.sum()), 0.0
    while left.any():
        chosen = left > 0
        height = int(left[chosen].min())
        found += height * int(chosen.sum()) * _layer_agreement(chosen)
        left = left - height * chosen
    return found / total


def polarisation(counts: Sequence[int]) -> float | None:
    """Return ``(1 - A) / 2``: 0 (all the same) over .5 (evenly spread) to 1 (two equal camps at the ends).

    Raises:
        ValueError: If there are fewer than two options, or a count is negative or broken.
    """
    a = agreement_a(counts)
    return None if a is None else (1.0 - a) / 2.0


def _layer_agreement(chosen: Bools) -> float:
    """Return ``A = U (1 - (S - 1) / (K - 1))`` of a layer with S of K options.

    ``U = ((K - 2) TU - (K - 1) TDU) / ((K - 2) (TU + TDU))`` with the number of triples of options that fit a single
    camp (chosen-chosen-not, or the other way round) and of those that do not (chosen-not-chosen).

    Args:
        chosen: ``(K,)`` the options of the layer, at least one.
    """
    options, size = len(chosen), int(chosen.sum())
    if size == 1:
        return 1.0
    if size == options:
        return 0.0
    before: Ints = np.cumsum(chosen) - chosen
    after = size - before - chosen
    # Between two chosen options; and outside of two, on the same side of both.
    split = int((before * after)[~chosen].sum())
    together = int((before * (before - 1) + after * (after - 1))[~chosen].sum()) // 2
    unimodal = ((options - 2) * together - (options - 1) * split) / ((options - 2) * (together + split))
    return unimodal * (1.0 - (size - 1) / (options - 1))


def _checked(counts: Sequence[int], values: Sequence[float]) -> tuple[Ints, Floats]:
    answers, places = np.asarray(counts), np.asarray(values, dtype=float)
    if len(answers) < 2 or len(answers) != len(places):
        raise ValueError("A scale has at least two options, and each has a count and a value.")
    whole = answers.astype(np.int64)
    if (whole != answers).any() or (whole < 0).any():
        raise ValueError("Answers are counted in whole numbers from 0 up.")
    steps = np.diff(places)
    if not ((steps > 0).all() or (steps < 0).all()):
        raise ValueError("The values of the options ascend or descend.")
    return whole, places
