"""What changed between two moments, and which answers moved it.

Both moments are scored over the same questions: an item whose question is another one now is left out
of both. What remains is taken apart without a rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from typology.assessment.reading import SetReading


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
        distinguishable: Whether the two can be told apart under the model's threshold; None if ``p`` is.
        shared_weight: Share of the set's weight that lies on shared items, 0 to 1.
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
        shared_weight: Share of weight on shared items, averaged over dimensions, 0 to 1.
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
