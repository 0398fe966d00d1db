"""Points in time and events: what the pictures of a development are drawn from, and how they are called and marked.

What was answered in retrospect and what is a goal never looks like an answer about today: it has a sign of its own,
hollow, a dashed line, and a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from typology.assessment.reading import Reading
from typology.figures import common
from typology.figures.svg import Canvas
from typology.figures.svg_key import Sample
from typology.figures.text import clean
from typology.figures.wording import Words
from typology.language.catalogue import Speaker, languages

Kind = Literal["past", "now", "goal"]
_SHAPES: dict[Kind, str] = {"past": "square", "now": "circle", "goal": "triangle"}
_ORDER: tuple[Kind, ...] = ("past", "now", "goal")
_DASHES: dict[Kind, str] = {"past": "7 4", "now": "", "goal": "1.5 4.5"}


@dataclass(frozen=True, slots=True)
class Point:
    """A point in time without what was read for it.

    Attributes:
        label: What it is called, e.g. the year or ``Gründung``.
        kind: ``past`` (answered in retrospect), ``now`` or ``goal``.
        year: The year it is about; None if nobody said.
    """

    label: str
    kind: Kind
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time with what was read for it.

    Attributes:
        label: What it is called, e.g. the year or ``Gründung``.
        kind: ``past`` (answered in retrospect), ``now`` or ``goal``.
        year: The year it is about; None if nobody said.
        reading: What was read, of one perspective.
    """

    label: str
    kind: Kind
    year: int | None
    reading: Reading


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the Verbund, as its people wrote it down.

    Attributes:
        year: When.
        month: 1 to 12; None if only the year is known.
        text: What, in a few words.
    """

    year: int
    month: int | None
    text: str

    @property
    def at(self) -> float:
        """When it was in years, in the middle of what is known of it."""
        return self.year + (0.5 if self.month is None else (self.month - 0.5) / 12)


def in_order(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """Return points in time by year; as they are given if one has no year. Goals come last in any case."""
    dated = all(moment.year is not None for moment in moments)
    return tuple(sorted(moments, key=lambda m: (m.kind == "goal", m.year or 0 if dated else 0, _ORDER.index(m.kind))
                        if dated else (m.kind == "goal",)))


# ------------------------------------------------------------------------------ words
def title_of(words: Words, moment: Moment | Point) -> tuple[str, str]:
    """Return what a point in time is called, and the rest: its year, and if it is no answer of today.

    Nothing is said twice: a point called ``Ziel`` needs no word for what it is.
    """
    title = clean(moment.label) or (str(moment.year) if moment.year is not None else words.say("develop.unnamed"))
    notes = []
    if moment.year is not None and str(moment.year) not in title:
        notes.append(str(moment.year))
    if moment.kind != "now":
        word = words.say(f"develop.kind.{moment.kind}")
        notes += [] if word.casefold() in title.casefold() else [word]
    return title, " · ".join(notes)


def in_full(words: Words, moment: Moment | Point) -> str:
    """Return a point in time on one line, e.g. ``Gründung (2011, im Rückblick)``."""
    title, note = title_of(words, moment)
    return words.say("develop.full", title=title, note=note.replace(" · ", ", ")) if note else title


def when(words: Words, moment: Moment | Point) -> str:
    """Return a point in time as it stands in a sentence: ``heute``, ``im Rückblick auf 2015``, ``als Ziel``."""
    title, _ = title_of(words, moment)
    if moment.kind == "goal":
        return words.say("develop.when.goal")
    if moment.kind == "past":
        return words.say("develop.when.past", name=_year_or_quote(words, moment))
    if title.casefold() in _today():
        return words.say("develop.when.today")
    if title == str(moment.year):
        return words.say("develop.when.year", year=title)
    return words.say("develop.when.now", name=words.quote(title))


@cache
def _today() -> frozenset[str]:
    """What people call today, in any of the languages they may have written in."""
    return frozenset(Speaker(language)("develop.when.today").casefold() for language in languages())


def _year_or_quote(words: Words, moment: Moment | Point) -> str:
    title, _ = title_of(words, moment)
    return title if title == str(moment.year) else words.quote(title)


# ------------------------------------------------------------------------------ signs
def draw_moment(canvas: Canvas, kind: Kind, x: float, y: float, radius: float, *, color: str = common.ACCENT) -> None:
    """Draw the sign of a point in time: filled for today, hollow for retrospect and goal."""
    fill, edge = (color, common.PAPER) if kind == "now" else (common.PAPER, color)
    thickness = radius * (0.25 if kind == "now" else 0.42)
    canvas.sign(_SHAPES[kind], x, y, radius * (1.05 if kind == "now" else 0.92), fill, line=edge, thickness=thickness)


def dash_between(first: Kind, second: Kind) -> str:
    """Return the pattern of a line between two points in time: plain only between answers about their own day."""
    return _DASHES["goal"] if "goal" in (first, second) else _DASHES["past"] if "past" in (first, second) else ""


def kinds_in_key(words: Words, moments: Sequence[Moment | Point]) -> list[tuple[Sample, str]]:
    """Return what the key says of the kinds of points in time that occur."""
    occur = [kind for kind in _ORDER if any(moment.kind == kind for moment in moments)]
    return [(_sample(kind), words.say(f"develop.key.{kind}")) for kind in occur]


def _sample(kind: Kind) -> Sample:
    return lambda canvas, x, y: draw_moment(canvas, kind, x, y, canvas.form.small * 0.42)
