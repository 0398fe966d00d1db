"""How the placement of one group would change if other choices had been made.

Two questions: in how many of the simulated draws does it stay where it is, everything varied at once and
each source of uncertainty alone; and what would come out under other thresholds, weights and ways to
put dimensions together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from typology.assessment.assignment import Assignment


class Source(StrEnum):
    """What is varied in the draws."""

    ALL = "all"
    RESPONDENTS = "respondents"
    MISSING = "missing"
    WEIGHTS = "weights"
    ANCHORS = "anchors"


class ScenarioKind(StrEnum):
    """What a scenario does otherwise."""

    THRESHOLDS = "thresholds"
    EQUAL_WEIGHTS = "equal_weights"
    DIMENSION_WEIGHT = "dimension_weight"
    GEOMETRIC = "geometric"
    WEAKEST_LINK = "weakest_link"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Where the draws lead if one source of uncertainty is varied, or all of them.

    Attributes:
        source: What is varied; everything else stays as it is.
        applies: False if there is nothing to vary: no missing answer, too few respondents for a band, no range of
            weights or anchors. All draws are the same then.
        shares: Per type id the share of draws it leads and holds in, 0 to 1; types that tie for the lead share the
            draw, so that with ``none`` the shares sum to 1.
        none: Share of draws in which no type holds.
        stays: Share of draws that come out as the scores themselves do: the same type leads, or none holds.
    """

    source: Source
    applies: bool
    shares: Mapping[str, float]
    none: float
    stays: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """What comes out if one choice is made otherwise.

    Attributes:
        kind: Which choice.
        amount: Points by which all thresholds move, or the factor on the weight of a dimension; 0 for the others.
        dimension: The dimension whose weight is changed; else None.
        assignment: The placement under this choice, with its own stability from the same draws.
        scores: Per axis and per other set that types condition on, its score; None if there is none.
        same: True if verdict, type and second type are those of the baseline.
    """

    kind: ScenarioKind
    amount: float
    dimension: str | None
    assignment: Assignment
    scores: Mapping[str, float | None]
    same: bool


@dataclass(frozen=True, slots=True)
class Tip:
    """The smallest common shift of all thresholds that places it otherwise.

    Attributes:
        shift: Points; positive: thresholds would lie higher. From just beyond it on, other types hold.
        crossed: Sets that pass from high to low or back there.
        types: Types that would hold; empty for none.
    """

    shift: float
    crossed: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far the placement of one group depends on choices and chance.

    Attributes:
        baseline: The placement as everywhere else.
        leads: The type that leads and holds by the scores themselves; None if none holds.
        scores: As in ``Scenario``, for the baseline.
        runs: All sources together, then each alone; empty if there are too few answers to place anything.
        scenarios: Other choices, in a fixed order; empty if there are too few answers.
        tips_at: The smallest shift of all thresholds with another result; None if no shift within the scale has one.
        respondents: Number of respondents.
        draws: Number of draws of each run.
        seed: Their seed.
    """

    baseline: Assignment
    leads: str | None
    scores: Mapping[str, float | None]
    runs: tuple[SourceRun, ...]
    scenarios: tuple[Scenario, ...]
    tips_at: Tip | None
    respondents: int
    draws: int
    seed: int

    def run(self, source: Source) -> SourceRun | None:
        """Return the run in which a source is varied; None if nothing was drawn."""
        return next((run for run in self.runs if run.source is source), None)
