"""How far a result would stay the same: Monte Carlo over everything that could be otherwise.

Each draw varies four things at once: who happened to answer, what the missing answers would have
been, how much each item and dimension weighs, and where the anchors of the sets lie. The seed is
part of the model, so that a result can be repeated to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from typology.assessment.answers import ANSWERED, MISSING, Answers
from typology.assessment.calibration import Floats
from typology.assessment.kernel import MEMBERSHIP_CRUMB, Bools, Ints, Kernel
from typology.model.elements import Method, Model, UncertaintyMethod

_MOST_AT_ONCE = 4_000_000  # doubles worked on together: 32 MB


@dataclass(frozen=True, slots=True)
class Draws:
    """The simulated scores of one group (B draws, S sets, T types).

    Attributes:
        scores: ``(B, S)`` on 0 to 100; NaN where a set has no applicable item.
        anchors: ``(B, S, 3)`` the anchors of each set in each draw.
        leads: ``(B, T)`` True where a type has the largest membership and holds; several where they are tied.
        stability: ``(T,)`` share of draws in which a type leads.
        seed: The seed they were drawn with.
    """

    scores: Floats
    anchors: Floats
    leads: Bools
    stability: Floats
    seed: int


def draw(
    model: Model, kernel: Kernel, answers: Answers, scored: Bools, *, draws: int | None = None
) -> Draws:
    """Draw scores for the one group in ``answers``.

    * respondents: multivariate t with n - 1 degrees of freedom from ``band_from`` respondents on,
      resampling from ``bootstrap_from`` on, nothing below (one or two people say nothing about spread)
    * missing answers: uniform over the item's options, or over 0–100 for numbers
    * weights of items and dimensions: times U(weight_low, weight_high), renormalised
    * anchors of the sets: each plus U(-anchor_shift, +anchor_shift) points

    Args:
        model: The model, for its method and the options of its items.
        kernel: The same model, compiled.
        answers: Encoded answers of exactly one group.
        scored: ``(R, S)`` True where a respondent has a score; only they vary the mean of a set.
        draws: Another number of draws than the model's.

    Returns:
        The draws. Work goes in portions of draws, so that memory does not grow with the respondents.
    """
    method = model.method.uncertainty
    count = draws if draws is not None else method.draws
    simulation = Simulation(model, kernel, answers, count)
    scores = np.vstack([portion.group_scores(portion.sets, scored) for portion in simulation.portions()])
    return simulation.finish(scores)


class Simulation:
    """The random numbers of one group, in the order in which they are drawn, and what follows from them.

    ``draw`` needs the scores alone. Who wants to know what the very same draws say under another choice goes through
    the portions, puts their dimensions together otherwise, and asks each portion for the scores of the group again.
    """

    def __init__(self, model: Model, kernel: Kernel, answers: Answers, draws: int) -> None:
        self._model, self._kernel, self._draws = model, kernel, draws
        self._method = model.method.uncertainty
        self._rng = np.random.Generator(np.random.SFC64(self._method.seed))
        # The same people in another order must give the same draws.
        self._order = sorted(range(len(answers.respondents)), key=lambda r: answers.respondents[r])
        states, x = answers.grid()
        self._states, self._x = states[self._order], x[self._order]

    def portions(self) -> Iterator[Portion]:
        """Yield the draws in portions; each has to be asked for scores before the next one is taken."""
        size = max(1, len(self._order)) * len(self._kernel.sets)
        length = max(1, min(self._draws, _MOST_AT_ONCE // size))
        for start in range(0, self._draws, length):
            sets, axis_weight = _respondent_draws(
                self._model, self._kernel, self._rng, self._states, self._x, min(length, self._draws - start)
            )
            yield Portion(sets, axis_weight, self._method, self._rng, self._order)

    def finish(self, scores: Floats) -> Draws:
        """Draw the anchors, which come last, and say which types lead.

        Args:
            scores: ``(B, S)`` the scores of all portions.
        """
        anchors = _shifted_anchors(self._method, self._kernel, self._rng, self._draws)
        leads = leading(self._model.method, self._kernel, scores, anchors)
        return Draws(scores, anchors, leads, leads.mean(axis=0), self._method.seed)


class Portion:
    """Some draws of one group (R respondents in a fixed order, B draws).

    Attributes:
        sets: ``(S, R, B)`` simulated scores of each respondent, axes first; NaN where nothing is applicable.
        axis_weight: ``(A, D, B)`` the weights of the dimensions in each axis.
    """

    def __init__(
        self, sets: Floats, axis_weight: Floats, method: UncertaintyMethod, rng: np.random.Generator, order: list[int]
    ) -> None:
        self.sets, self.axis_weight = sets, axis_weight
        self._chance, self._order = _Chance(method, rng, len(order), sets.shape[2]), order

    def group_scores(self, values: Floats, scored: Bools) -> Floats:
        """Return ``(B, K)`` scores of the group, varied by who happened to answer: the same people every time.

        Args:
            values: ``(K, R, B)`` simulated scores of each respondent on any sets.
            scored: ``(R, K)`` True where a respondent has a score, in the order of the answers.
        """
        return np.clip(_means(self._chance, values, scored[self._order]), 0.0, 100.0)


class _Chance:
    """Who happened to answer in each draw; drawn when first asked for, and then kept."""

    def __init__(self, method: UncertaintyMethod, rng: np.random.Generator, respondents: int, draws: int) -> None:
        self.least, self.resamples = max(2, method.band_from), respondents >= method.bootstrap_from
        self._rng, self._shape = rng, (respondents, draws)
        self._times: Floats | None = None
        self._normal: tuple[Floats, Floats] | None = None

    def times(self) -> Floats:
        """Return ``(R, B)``: how often each respondent is drawn, with replacement."""
        if self._times is None:
            people, draws = self._shape
            drawn = self._rng.integers(0, people, self._shape) * draws + np.arange(draws)
            self._times = np.bincount(drawn.reshape(-1), minlength=people * draws).astype(float).reshape(self._shape)
        return self._times

    def normal(self) -> tuple[Floats, Floats]:
        """Return ``(R, B)`` independent normal factors, and ``(B,)`` what makes a multivariate t of them."""
        if self._normal is None:
            people, draws = self._shape
            factor = self._rng.standard_normal(self._shape)
            self._normal = factor, np.sqrt((people - 1.0) / self._rng.chisquare(people - 1.0, draws))
        return self._normal


def _respondent_draws(
    model: Model, kernel: Kernel, rng: np.random.Generator, states: Ints, x: Floats, count: int
) -> tuple[Floats, Floats]:
    """Return ``(S, R, B)`` simulated scores of each respondent, and ``(A, D, B)`` the weights in the axes."""
    method = model.method.uncertainty
    low, high = method.weight_low, method.weight_high
    # Where nothing varies, one draw stands for all.
    every, count = count, 1 if low == high and not (states == MISSING).any() else count
    item_weight = rng.uniform(low, high, (len(kernel.items), count)) * kernel.weight[:, None]
    axis_weight = rng.uniform(low, high, (*kernel.axis_weight.shape, count)) * kernel.axis_weight[:, :, None]
    known = np.where(states == ANSWERED, x, 0.0)
    applicable = (states >= MISSING).astype(float)
    axes = len(kernel.axis_weight)
    sets = np.empty((len(kernel.sets), len(states), count))
    for code in range(len(kernel.dimensions)):
        columns = np.flatnonzero(kernel.dimension_of == code)
        weight = item_weight[columns]
        points = known[:, columns] @ weight
        for position, column in enumerate(columns):
            absent = np.flatnonzero(states[:, column] == MISSING)
            if len(absent):
                guess = _guesses(model, kernel, rng, int(column), (len(absent), count))
                points[absent] += guess * weight[position]
        with np.errstate(invalid="ignore", divide="ignore"):
            np.divide(points, applicable[:, columns] @ weight, out=sets[axes + code])
    _add_axes(kernel, sets, axis_weight)
    for_all = (*sets.shape[:2], every), (*axis_weight.shape[:2], every)
    return np.broadcast_to(sets, for_all[0]), np.broadcast_to(axis_weight, for_all[1])


def _add_axes(kernel: Kernel, sets: Floats, axis_weight: Floats) -> None:
    """Work out the axes ``sets[:A]`` from the dimensions ``sets[A:]``, over those that are applicable."""
    dimensions = sets[len(kernel.axis_weight) :]
    present = ~np.isnan(dimensions[:, :, :1])
    filled = dimensions if present.all() else np.where(present, dimensions, 0.0)
    for axis, weights in enumerate(kernel.axis_weight):
        parts = np.flatnonzero(weights)
        points = np.einsum("prb,pb->rb", filled[parts], axis_weight[axis, parts])
        whole = np.einsum("pr,pb->rb", present[parts, :, 0].astype(float), axis_weight[axis, parts])
        with np.errstate(invalid="ignore", divide="ignore"):
            np.divide(points, whole, out=sets[axis])


def _guesses(
    model: Model, kernel: Kernel, rng: np.random.Generator, column: int, shape: tuple[int, int]
) -> Floats:
    """Return normalised answers nobody gave, uniform over what could have been answered."""
    if kernel.numeric[column]:
        return rng.uniform(0.0, 100.0, shape)
    values = np.array([option.value for option in model.scale_of(kernel.items[column]).options])
    options = kernel.normalise(np.full(len(values), column), values)
    return options[rng.integers(0, len(options), shape)]


def _means(chance: _Chance, by_respondent: Floats, scored: Bools) -> Floats:
    """Return ``(B, S)`` means over respondents, varied by who happened to answer."""
    possible = ~np.isnan(by_respondent[:, :, 0])
    mask = scored.T & possible
    # Nobody has a score: everybody's guesses count, so that the draws still span what is possible.
    mask = mask | (possible & ~mask.any(axis=1, keepdims=True))
    n = mask.sum(axis=1)
    values = by_respondent if mask.all() else np.where(mask[:, :, None], by_respondent, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = values.sum(axis=1) / n[:, None]
    spread = n >= chance.least
    if not spread.any():
        return np.asarray(mean.T)
    drawn = (_resampled if chance.resamples else _multivariate_t)(chance, values, mask, mean)
    return np.asarray(np.where(spread[:, None], drawn, mean).T)


def _multivariate_t(chance: _Chance, values: Floats, mask: Bools, mean: Floats) -> Floats:
    """Return ``(S, B)`` means drawn from a multivariate t around ``mean``.

    A sum of residuals with independent normal factors has exactly the covariance S / n of the mean
    vector; a chi-square factor common to all sets makes it a multivariate t. No matrix is inverted.
    """
    factor, chi = chance.normal()
    residual = values - mean[:, None, :]
    if not mask.all():
        residual = np.where(mask[:, :, None], residual, 0.0)
    n = mask.sum(axis=1)
    scale = 1.0 / np.sqrt(np.maximum(n * (n - 1.0), 1.0))
    return np.asarray(mean + np.einsum("srb,rb->sb", residual, factor) * chi * scale[:, None])


def _resampled(chance: _Chance, values: Floats, mask: Bools, mean: Floats) -> Floats:
    """Return ``(S, B)`` means over respondents drawn with replacement."""
    times = chance.times()
    total = np.einsum("srb,rb->sb", values, times)
    people = mask.astype(float) @ times
    return np.where(people > 0, total / np.maximum(people, 1.0), mean)


def _shifted_anchors(method: UncertaintyMethod, kernel: Kernel, rng: np.random.Generator, count: int) -> Floats:
    """Return ``(B, S, 3)`` anchors, each moved on its own but never past its neighbour."""
    anchors = kernel.set_anchors
    room = np.minimum(np.abs(anchors[:, 1] - anchors[:, 0]), np.abs(anchors[:, 2] - anchors[:, 1]))
    reach = np.minimum(method.anchor_shift, 0.49 * room)
    shift = rng.uniform(-1.0, 1.0, (count, *anchors.shape)) * reach[:, None]
    return anchors + shift


def leading(method: Method, kernel: Kernel, scores: Floats, anchors: Floats) -> Bools:
    """Return ``(B, T)``: True where a type has the largest membership of a draw and holds.

    Types that are tied for the largest membership (their corners overlap) each count as leading.

    Args:
        method: Thresholds.
        kernel: The compiled model.
        scores: ``(B, S)`` scores on 0 to 100; only sets on which types set conditions matter.
        anchors: ``(B, S, 3)`` anchors.
    """
    if not len(scores) or not kernel.types:
        return np.zeros((len(scores), len(kernel.types)), dtype=bool)
    used = np.flatnonzero(kernel.conditioned())
    memberships = np.full((len(kernel.sets), len(scores)), np.nan)
    memberships[used] = kernel.membership(scores[:, used], anchors[:, used]).T
    best = np.full((len(kernel.types), len(scores)), np.inf)
    for row in range(len(kernel.types)):
        for column in np.flatnonzero(kernel.core[row]):
            m = memberships[column]
            np.minimum(best[row], m if kernel.side[row, column] > 0 else 1.0 - m, out=best[row])
    best[~kernel.core.any(axis=1)] = 0.0
    leads = (best >= best.max(axis=0) - MEMBERSHIP_CRUMB) & kernel.holds(best, method.verdict.member_above)
    return np.asarray(leads.T)


def profile_stability(model: Model, kernel: Kernel, scores: Floats) -> Floats:
    """Return ``(T,)`` stability of a profile of dimensions that nobody answered, such as a target.

    Only what remains uncertain without respondents is varied: the weights of dimensions in their
    axes and the anchors.

    Args:
        model: The model.
        kernel: The same model, compiled.
        scores: ``(S,)`` axes and dimensions; NaN where the profile is silent.
    """
    method = model.method.uncertainty
    rng = np.random.Generator(np.random.SFC64(method.seed))
    dimensions = scores[len(kernel.axis_weight) :]
    factor = rng.uniform(method.weight_low, method.weight_high, (method.draws, 1, len(dimensions)))
    weight = factor * kernel.axis_weight * ~np.isnan(dimensions)
    with np.errstate(invalid="ignore", divide="ignore"):
        on_axes = (weight @ np.nan_to_num(dimensions)) / weight.sum(axis=2)
    drawn = np.hstack([on_axes, np.broadcast_to(dimensions, (method.draws, len(dimensions)))])
    leads = leading(model.method, kernel, drawn, _shifted_anchors(method, kernel, rng, method.draws))
    return np.asarray(leads.mean(axis=0))
