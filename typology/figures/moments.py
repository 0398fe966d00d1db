"""Points in time and events: what the pictures of a development are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from typology.assessment.reading import Reading


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
    kind: Literal["past", "now", "goal"]
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
