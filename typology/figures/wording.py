"""How all pictures name values, ranges and lists, in one language."""

from __future__ import annotations

from collections.abc import Sequence

from typology.assessment.reading import Reading, SetReading
from typology.figures.text import clean, isolate
from typology.language.catalogue import Speaker, Worded
from typology.model.elements import Dimension, Model

MISSING = "–"


class Words:
    """Names and figures as the pictures say them.

    Attributes:
        say: The speaker behind it.
    """

    def __init__(self, speaker: Speaker) -> None:
        self.say = speaker

    def name(self, worded: Worded | None) -> str:
        """Return a model's wording on one line."""
        return clean(self.say.text(worded))

    def quote(self, name: str) -> str:
        """Return a name in the quotation marks of the language."""
        return self.say("figures.quote", name=isolate(name))

    def points(self, value: float | None) -> str:
        """Return a score as it stands in sentences and pictures: without decimals."""
        return self.say.number(value)

    def exact(self, value: float | None, digits: int = 1) -> str:
        """Return a figure as it stands in tables."""
        return self.say.number(value, digits)

    def degree(self, value: float | None) -> str:
        """Return a membership, 0 to 1, with two decimals."""
        return self.say.number(value, 2)

    def enumerate(self, names: Sequence[str]) -> str:
        """Return names as a list in a sentence."""
        if len(names) < 2:
            return "".join(names)
        return self.say("figures.and", first=", ".join(names[:-1]), last=names[-1])

    def short_range(self, low: float | None, high: float | None) -> str:
        """Return a range in figures alone; nothing if its ends look the same."""
        if low is None or high is None or self.points(low) == self.points(high):
            return ""
        return f"{self.points(low)}–{self.points(high)}"

    def kind_of_range(self, is_band: bool, *, exists: bool = True) -> str:
        """Return what kind of range it is, for tables."""
        return self.say("figures.kind.band" if is_band else "figures.kind.bounds") if exists else MISSING

    def value(self, score: float, low: float | None, high: float | None, is_band: bool) -> str:
        """Return a score with its range, e.g. ``71 (Band 60 bis 82)``."""
        if not self.short_range(low, high):
            return self.points(score)
        key = "figures.value.band" if is_band else "figures.value.bounds"
        return self.say(key, value=self.points(score), low=self.points(low), high=self.points(high))

    def value_of(self, read: SetReading) -> str:
        """Return the score of a set with its range; needs a score."""
        assert read.score is not None
        low, high = read.range or (None, None)
        return self.value(read.score, low, high, has_band(read))

    def band(self, model: Model) -> str:
        """Return what the band is, for the key."""
        return self.say("figures.key.band", share=self.say.percent(model.method.uncertainty.confidence))

    def yes(self, holds: bool) -> str:
        """Return yes or no."""
        return self.say("figures.yes" if holds else "figures.no")


def has_band(read: SetReading) -> bool:
    """True if the range of a set is the uncertainty band, False if it is the bounds of missing answers."""
    return read.band_low is not None and read.band_high is not None


def count_answers(reading: Reading, dimension: Dimension) -> tuple[int, int]:
    """Return how many answers a dimension has, and how many it could have (*not applicable* left out)."""
    traces = reading.explanation.dimensions.get(dimension.id, ())
    given = sum(trace.count("answer") for trace in traces)
    possible = sum(len(trace.answers) - trace.count("na") for trace in traces)
    return given, possible
