"""What changed between two moments, and which answers moved it.

Both moments are scored over the same questions: an item whose question is another one now is left out
of both. What remains is taken apart without a rest (``typology.assessment.decomposition``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from typology.assessment.answers import NOT_ASKED, Answers, encode
from typology.assessment.calibration import Floats
from typology.assessment.decomposition import Moment, Parts, decompose, moment_of, same_group
from typology.assessment.goal_gap import Gap as Gap
from typology.assessment.goal_gap import goal_gap as goal_gap
from typology.assessment.kernel import Bools, Kernel, compile_model
from typology.assessment.reading import SetReading, read_sets
from typology.assessment.snapshot import SetFigures
from typology.assessment.telling_apart import distinguishable, exceeds
from typology.model.difference import enough
from typology.model.elements import Model


class NotCompared(StrEnum):
    """Why an item is left out of both moments."""

    CHANGED = "changed"
    """Its question, its options, its direction or its calibration is another one now."""
    NEW = "new"
    """It was not asked yet at one of the moments."""
    GONE = "gone"
    """The model in force has no such item any more."""
    UNREADABLE = "unreadable"
    """The texts of the time are lost: nobody knows what was asked."""


@dataclass(frozen=True, slots=True)
class DroppedItem:
    """An item that is left out of both moments.

    Attributes:
        item: Item id; the model need not know it any more.
        reason: Why.
    """

    item: str
    reason: NotCompared


class ChangeRefused(StrEnum):
    """Why two moments are not compared at all."""

    SHARED_WEIGHT = "shared_weight"
    """Too little of the questions is common to both."""
    NO_ANSWERS = "no_answers"
    """One of the moments has no answers."""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item at two moments, and what it did to every score.

    Attributes:
        item: Item id.
        dimension: Its dimension.
        before: Mean of the normalised answers, 0 to 100; None if nobody answered then.
        after: The same now.
        n_before: Respondents who answered it then.
        n_after: Respondents who answered it now.
        contribution: Per set (its dimension and the axes that use it) the points it adds to the change. Over all
            items they sum to the change of that set. Sets without a change are left out.
        by_answers: The part of it that comes from other answers.
        by_mix: The part of it that comes from other questions or other people having been answered: the item
            weighs more or less than before. ``by_answers + by_mix = contribution``.
    """

    item: str
    dimension: str
    before: float | None
    after: float | None
    n_before: int
    n_after: int
    contribution: Mapping[str, float]
    by_answers: Mapping[str, float]
    by_mix: Mapping[str, float]

    @property
    def only(self) -> str | None:
        """``before`` or ``after`` if it was answered at that moment only, else None."""
        if (self.n_before > 0) == (self.n_after > 0):
            return None
        return "before" if self.n_before else "after"


@dataclass(frozen=True, slots=True)
class SetChange:
    """One axis or dimension at two moments, both over the shared items.

    Attributes:
        id: Axis or dimension id.
        before: How it reads then.
        after: How it reads now.
        delta: Points from then to now; None if one of them has no score.
        p: P(after > before), 0 to 1; None without a score or where one of them has too few respondents for a band.
            Where the same people answered both times it is careful: their answers go together, so that the change
            is better known than the formula for two groups of different people says.
        distinguishable: Whether the two can be told apart under the model's threshold; None if ``p`` is.
        shared_weight: Share of the set's weight that lies on shared items, 0 to 1, of all that was asked at one of the
            moments.
        by_answers: Points of ``delta`` that come from other answers; None if ``delta`` is.
        by_mix: Points of ``delta`` that come from other questions or other people having been answered.
    """

    id: str
    before: SetReading
    after: SetReading
    delta: float | None
    p: float | None
    distinguishable: bool | None
    shared_weight: float
    by_answers: float | None
    by_mix: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """Two moments of one case from one perspective, compared.

    Attributes:
        before: Wave of the first moment.
        after: Wave of the second.
        perspective: Who looks.
        n_before: Respondents then.
        n_after: Respondents now.
        items: The shared items that somebody was asked at one of the moments, in the order of the model.
        sets: Axes, then dimensions, by id.
        dropped: Items left out of both, in the order of the model, those it does not know last.
        shared_weight: Share of the weight asked at one of the moments that lies on shared items, averaged over
            dimensions, 0 to 1.
        refused: Why nothing is compared; ``items`` and ``sets`` are empty then. None if all is well.
        needed: The share of weight that a comparison needs, 0 to 1.
    """

    before: str
    after: str
    perspective: str
    n_before: int
    n_after: int
    items: tuple[ItemChange, ...]
    sets: Mapping[str, SetChange]
    dropped: tuple[DroppedItem, ...]
    shared_weight: float
    refused: ChangeRefused | None
    needed: float

    def contributions(self, set_id: str) -> tuple[ItemChange, ...]:
        """Return the items that add to the change of a set, largest contribution (up or down) first."""
        parts = [item for item in self.items if set_id in item.contribution]
        return tuple(sorted(parts, key=lambda item: -abs(item.contribution[set_id])))


# ------------------------------------------------------------------------------ two moments
def change(
    model: Model,
    before: pd.DataFrame,
    after: pd.DataFrame,
    asked: Mapping[str, Collection[str]] | None = None,
    *,
    dropped: Sequence[DroppedItem] = (),
    shared_weight: float | None = None,
) -> Change:
    """Compare two moments of one case from one perspective.

    Args:
        model: The model in force; both moments are scored with it.
        before: Long table (see ``typology.assessment.answers``) of the first moment.
        after: The same of the second.
        asked: Per questionnaire id the items it asks; see ``encode``.
        dropped: Items that do not ask the same at both moments; they are left out of both.
        shared_weight: Share of the weight that is shared, 0 to 1, where the caller knows of more versions than the
            model in force; else that of this model, over the items that were asked at one of the moments.

    Returns:
        The change; refused where one moment has no answers, and below ``comparison.least_shared_weight``.

    Raises:
        ValueError: If a table holds more than one case, wave or perspective, or the two do not belong together.
    """
    kernel = compile_model(model)
    left_out = {drop.item for drop in dropped}
    sides = encode(kernel, before, asked), encode(kernel, after, asked)
    waves, perspective = same_group(*sides)
    # Without weight an item leaves every sum: scores, coverage and bounds.
    kept = replace(kernel, weight=np.where(np.isin(kernel.items, list(left_out)), 0.0, kernel.weight))
    shares = _shares(kernel, kept, _was_asked(*sides))
    shared = _mean_share(kernel, shares) if shared_weight is None else shared_weight
    refused = None
    if not all(side.groups for side in sides):
        refused = ChangeRefused.NO_ANSWERS
    elif not enough(shared, model):
        refused = ChangeRefused.SHARED_WEIGHT
    items: tuple[ItemChange, ...] = ()
    sets: dict[str, SetChange] = {}
    if refused is None:
        then, now = (moment_of(kept, model.method, side) for side in sides)
        parts = decompose(kept, then, now)
        compared = np.flatnonzero((then.asked | now.asked) & ~np.isin(kernel.items, list(left_out)))
        items = tuple(_item(kernel, then, now, parts, int(code)) for code in compared)
        sets = _set_changes(model, kept, then, now, parts, shares)
    known = {item: place for place, item in enumerate(model.items)}
    return Change(
        before=waves[0],
        after=waves[1],
        perspective=perspective,
        n_before=len(sides[0].respondents),
        n_after=len(sides[1].respondents),
        items=items,
        sets=sets,
        dropped=tuple(sorted(dropped, key=lambda drop: (known.get(drop.item, len(known)), drop.item))),
        shared_weight=shared,
        refused=refused,
        needed=model.method.comparison.least_shared_weight,
    )


def _mean_share(kernel: Kernel, shares: Floats) -> float:
    """Return the mean share over the dimensions that have any weight; 1 if none has: nothing is missing there."""
    known = [share for share in shares[len(kernel.axis_weight) :] if not np.isnan(share)]
    return float(np.mean(known)) if known else 1.0


def _was_asked(before: Answers, after: Answers) -> Bools:
    """Return ``(I,)``: True for the items that somebody was asked at one of the moments."""
    then, now = ((side.grid()[0] != NOT_ASKED).any(axis=0) for side in (before, after))
    return np.asarray(then | now)


def _shares(whole: Kernel, kept: Kernel, counts: Bools) -> Floats:
    """Return ``(S,)``: the share of each set's weight that is kept, over the items that count; NaN without weight."""
    of_dimensions = [replace(k, weight=k.weight * counts).weight_by_dimension().sum(axis=0) for k in (kept, whole)]
    with np.errstate(invalid="ignore"):
        dimensions = of_dimensions[0] / of_dimensions[1]
        axes = whole.axis_weight @ np.nan_to_num(dimensions) / (whole.axis_weight @ ~np.isnan(dimensions))
    return np.concatenate([axes, dimensions])


def _item(kernel: Kernel, before: Moment, after: Moment, parts: Parts, code: int) -> ItemChange:
    dimension = kernel.dimensions[kernel.dimension_of[code]]
    columns = [*kernel.sets[: len(kernel.axis_weight)], dimension]
    adds = [(set_id, place) for place, set_id in enumerate(columns) if not np.isnan(parts.total[code, place])]
    return ItemChange(
        item=kernel.items[code],
        dimension=dimension,
        before=_or_none(before.mean[code]),
        after=_or_none(after.mean[code]),
        n_before=int(before.n[code]),
        n_after=int(after.n[code]),
        contribution={set_id: float(parts.total[code, place]) for set_id, place in adds},
        by_answers={set_id: float(parts.by_answers[code, place]) for set_id, place in adds},
        by_mix={set_id: float(parts.total[code, place] - parts.by_answers[code, place]) for set_id, place in adds},
    )


def _set_changes(
    model: Model, kernel: Kernel, before: Moment, after: Moment, parts: Parts, shares: Floats
) -> dict[str, SetChange]:
    then, now = (read_sets(model, kernel, moment.scores) for moment in (before, after))
    axes = len(kernel.axis_weight)
    total, by_answers = np.nan_to_num(parts.total), np.nan_to_num(parts.by_answers)
    found = {}
    for column, set_id in enumerate(kernel.sets):
        old, new = then[set_id], now[set_id]
        if column < axes:
            rows, place = np.arange(len(kernel.items)), column
        else:
            rows, place = np.flatnonzero(kernel.dimension_of == column - axes), axes
        delta = None if old.score is None or new.score is None else new.score - old.score
        answers = float(by_answers[rows, place].sum())
        p = exceeds(_figures(new), _figures(old))
        found[set_id] = SetChange(
            id=set_id,
            before=old,
            after=new,
            delta=delta,
            p=p,
            distinguishable=distinguishable(model, p),
            shared_weight=0.0 if np.isnan(shares[column]) else float(shares[column]),
            by_answers=None if delta is None else answers,
            by_mix=None if delta is None else float(total[rows, place].sum()) - answers,
        )
    return found


def _figures(reading: SetReading) -> SetFigures:
    return SetFigures(
        score=reading.score,
        coverage=reading.coverage,
        low=reading.low,
        high=reading.high,
        band_low=reading.band_low,
        band_high=reading.band_high,
        n=reading.n,
        spread=reading.spread,
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
