"""Verbünde like ours, and who has what we look for: searches over thousands of snapshots at once."""

from __future__ import annotations

from dataclasses import dataclass

from typology.assessment.calibration import Floats
from typology.assessment.kernel import Bools
from typology.assessment.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ProfileTable:
    """The profiles of many snapshots as arrays (N snapshots, S sets); build it once, search it often.

    Attributes:
        snapshots: ``(N,)`` the snapshots, in the order given.
        sets: ``(S,)`` axis ids, then dimension ids, of the model.
        score: ``(N, S)`` 0 to 100; NaN where there is none.
        error: ``(N, S)`` standard errors; NaN for statements and where there is no score.
        membership: ``(N, S)`` 0 to 1; NaN where there is no score.
        typed: ``(S,)`` True for the dimensions that describe the Verbund itself and are no gate.
    """

    snapshots: tuple[Snapshot, ...]
    sets: tuple[str, ...]
    score: Floats
    error: Floats
    membership: Floats
    typed: Bools


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A snapshot with a profile like one's own.

    Attributes:
        index: Its position in the table.
        distance: Gower distance, 0 (the same) to 1, over the dimensions both have.
        shared_dimensions: The dimensions both have, in the order of the model.
    """

    index: int
    distance: float
    shared_dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody who may have solved what one's own Verbund struggles with.

    Attributes:
        dimension: The dimension.
        index: Position of the other snapshot in the table.
        p: Probability that the other score is above one's own, 0 to 1; never a rank.
    """

    dimension: str
    index: int
    p: float
