"""A snapshot: what one Verbund, at one wave and from one perspective, has released for comparison with others.

A snapshot is frozen. It holds figures of a group (or statements by office) and never what a single unnamed person
answered; it knows under which model and which wording it came about, so that it can be compared later, or refused.
How one is taken from answers stands in ``typology.assessment.releasing``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

WaveKind = Literal["past", "now", "goal"]
View = Literal["inside", "outside"]
Voice = Literal["group", "statement"]


CaseKey = tuple[str, str]
"""Which Verbund: its name and its city. Two cities may have one of the same name."""


class SnapshotError(ValueError):
    """Content is no snapshot: it was altered, cut short, or written by something else.

    Attributes:
        place: Where in the content, e.g. ``sets.a.score``; ``""`` for the content as a whole.
        problem: What is wrong there, in English, for logs and tests.
    """

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place or 'content'}: {problem}")
        self.place = place
        self.problem = problem


@dataclass(frozen=True, slots=True)
class SetFigures:
    """An axis or a dimension of a snapshot.

    Attributes:
        score: 0 to 100; None if too few answered.
        coverage: Share of applicable weight that was answered, 0 to 1; None if nothing was asked.
        low: Score if every missing answer were the lowest; of a group the lowest it could be, see ``told_sets``.
        high: The same for the highest.
        band_low: Lower end of the uncertainty band; None for statements and without a score.
        band_high: Upper end of the same.
        n: Respondents that have a score.
        spread: Standard deviation (n - 1) of their scores; None for statements.
    """

    score: float | None
    coverage: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None
    n: int
    spread: float | None

    @property
    def range(self) -> tuple[float, float] | None:
        """The band if there is one, else the bounds; None if nothing was asked."""
        if self.band_low is not None and self.band_high is not None:
            return self.band_low, self.band_high
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def error(self) -> float | None:
        """Standard error of the score, ``spread / sqrt(n)``; None for statements and without a score."""
        if self.score is None or self.spread is None or self.n < 1:
            return None
        return float(self.spread / self.n**0.5)


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item of a snapshot: figures of the group, never of a person.

    Attributes:
        mean: Mean of the normalised answers, 0 to 100, over those who answered.
        n: Who answered.
        spread: Standard deviation (n - 1) of the normalised answers; None for statements.
        asked: To whom it applied, which is all who answered and all whose answer is missing.
        print: Print of the question and its answers as this perspective read them.
    """

    mean: float
    n: int
    spread: float | None
    asked: int
    print: str


@dataclass(frozen=True, slots=True)
class WithheldItem:
    """An item that was asked but has no figures, because too few answered or because nobody had to.

    Attributes:
        applies: False if everybody who was asked called it *not applicable*.
        print: Print of the question and its answers as this perspective read them.
    """

    applies: bool
    print: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One Verbund at one wave from one perspective, as it was released.

    Attributes:
        case: Name of the Verbund.
        city: Its city.
        invented: True for the demonstration: nothing of it is real.
        land: Code of the Land; ``""`` if unknown.
        population: People living in the city, if known.
        founded: Year in which the Verbund was founded, if known.
        wave: Name of the wave.
        wave_kind: ``past`` (told in retrospect), ``now`` or ``goal``; the first and the last are marked wherever shown.
        year: Year the wave is about, if known.
        perspective: Perspective id.
        view: From inside the Verbund or from outside.
        voice: ``group``, or ``statement``: one to three people by office and with consent, no statistics.
        office: Who speaks, for a statement; ``""`` for a group.
        voices: Respondents.
        model: Id of the typology.
        model_version: Version of the typology the figures came about under.
        questionnaires: Version of each questionnaire that was answered, by its id.
        sets: Axes, then dimensions, by id.
        items: Items that have figures, by id.
        verdict: Value of the verdict on the type.
        type: Type the verdict names.
        second_type: The other one of a mixed verdict.
        memberships: Membership of each type, 0 to 1; empty if there are too few answers.
        phase: Phase that is reached.
        placements: Per plane the scores from left to right and from bottom to top.
        frame: Means, 0 to 100, of the items that describe the city.
        withheld: Items that were asked but have no figures, by id.
        reckoning: Print of all that turns answers into these figures (weights, anchors, types, thresholds); two
            versions of a typology that differ in wording alone have the same. ``""`` is like no other.
    """

    case: str
    city: str
    invented: bool
    land: str
    population: int | None
    founded: int | None
    wave: str
    wave_kind: WaveKind
    year: int | None
    perspective: str
    view: View
    voice: Voice
    office: str
    voices: int
    model: str
    model_version: str
    questionnaires: Mapping[str, str]
    sets: Mapping[str, SetFigures]
    items: Mapping[str, ItemFigures]
    verdict: str
    type: str | None
    second_type: str | None
    memberships: Mapping[str, float]
    phase: str | None
    placements: Mapping[str, tuple[float | None, float | None]]
    frame: Mapping[str, float]
    withheld: Mapping[str, WithheldItem] = field(default_factory=dict)
    reckoning: str = ""

    @property
    def key(self) -> CaseKey:
        """Which Verbund this is."""
        return self.case, self.city

    @property
    def is_statement(self) -> bool:
        """True if one to three people speak by office: no band, and nothing said about being told apart."""
        return self.voice == "statement"

    @property
    def types_holding(self) -> tuple[str, ...]:
        """The types the verdict places it in: one, both of a mixed verdict, or none."""
        from typology.assessment.assignment import Verdict  # late: loads NumPy, which reading a snapshot does not need

        if self.verdict in (Verdict.NONE, Verdict.INSUFFICIENT):
            return ()
        return tuple(one for one in (self.type, self.second_type) if one is not None)

    @property
    def item_prints(self) -> dict[str, str]:
        """Print of every item that was asked, with or without figures."""
        return {i: one.print for part in (self.items, self.withheld) for i, one in part.items()}

    def as_content(self) -> dict[str, Any]:
        """Return the snapshot as plain JSON values: what is stored and hashed."""
        from typology.assessment.snapshot_content import write_content

        return write_content(self)

    @classmethod
    def from_content(cls, content: object) -> Snapshot:
        """Return the snapshot that some content describes.

        Args:
            content: What ``as_content`` made, perhaps after a journey through JSON.

        Raises:
            SnapshotError: If anything is missing, of another kind, out of range, or unknown.
        """
        from typology.assessment.snapshot_content import read_content

        return read_content(content)


@lru_cache(maxsize=8192)  # a page with a thousand Verbünde sorts the same names for every picture
def name_order(name: str) -> tuple[str, str]:
    """Return what to sort names by: as in a German dictionary, umlauts beside their vowels (DIN 5007-1)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)), name


def by_city(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what to sort snapshots by: city, Verbund, year (unknown first), wave. Never by a figure."""
    year = -1 if snapshot.year is None else snapshot.year
    return name_order(snapshot.city), name_order(snapshot.case), year, snapshot.wave, snapshot.perspective
