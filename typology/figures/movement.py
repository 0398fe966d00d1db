"""How a value moved between two points in time, and whether the two can be told apart: never more than that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typology.assessment.reading import SetReading
from typology.assessment.snapshot import SetFigures
from typology.assessment.telling_apart import distinguishable, exceeds
from typology.figures.moments import Moment, when
from typology.figures.wording import Words
from typology.model.elements import Model


@dataclass(frozen=True, slots=True)
class Movement:
    """A value at two points in time.

    Attributes:
        first: The earlier one.
        last: The later one.
        before: Value at the earlier one, 0 to 100.
        after: Value at the later one.
        distinguishable: Whether the two can be told apart; None where that cannot be said, and for goals.
    """

    first: Moment
    last: Moment
    before: float
    after: float
    distinguishable: bool | None

    @property
    def delta(self) -> float:
        """Points from then to now."""
        return self.after - self.before


def movement(model: Model, moments: Sequence[Moment], set_id: str) -> Movement | None:
    """Return how a set moved from the first point in time with a value to the last.

    A goal counts only if there is but one other point: what is reached is looked at before what is wished for.

    Args:
        model: Its thresholds decide what can be told apart.
        moments: In order of time.
        set_id: Axis or dimension.
    """
    scored = [(m, m.reading.sets[set_id]) for m in moments if m.reading.sets[set_id].score is not None]
    reached = [pair for pair in scored if pair[0].kind != "goal"]
    chosen = reached if len(reached) > 1 else scored
    if len(chosen) < 2:
        return None
    (first, before), (last, after) = chosen[0], chosen[-1]
    assert before.score is not None
    assert after.score is not None
    known = None if last.kind == "goal" else told_apart(model, before, after)
    return Movement(first, last, before.score, after.score, known)


def told_apart(model: Model, before: SetReading, after: SetReading) -> bool | None:
    """Return whether two values can be told apart; None unless both have a band."""
    return distinguishable(model, exceeds(_figures(after), _figures(before)))


def _figures(read: SetReading) -> SetFigures:
    return SetFigures(
        read.score, read.coverage, read.low, read.high, read.band_low, read.band_high, read.n, read.spread
    )


def say_movement(words: Words, name: str, move: Movement, *, is_widest: bool = False) -> str:
    """Return a movement as a sentence: where the value lies now, where it lay, whether the two can be told apart.

    Args:
        words: The reader's language.
        name: Name of the set.
        move: How it moved.
        is_widest: True to say as well that no other moved further.
    """
    key = "develop.moved.goal" if move.last.kind == "goal" else "develop.moved"
    return words.say(
        f"{key}.widest" if is_widest else key, name=words.quote(name), last=when(words, move.last),
        after=words.points(move.after), first=when(words, move.first), before=words.points(move.before),
        verdict=words.say(f"develop.moved.{_verdict(move)}"),
    )


def _verdict(move: Movement) -> str:
    return {True: "apart", False: "together", None: "unknown"}[move.distinguishable]


def short_movement(words: Words, move: Movement | None) -> str:
    """Return a movement in a few words, e.g. ``von 31 auf 62, unterscheidbar``; "" if there is none."""
    if move is None:
        return ""
    before, after = words.points(move.before), words.points(move.after)
    if move.last.kind == "goal":
        return words.say("develop.short.goal", before=before, after=after)
    return words.say(f"develop.short.{_verdict(move)}", before=before, after=after)
