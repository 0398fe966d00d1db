"""Brokerage roles after Gould and Fernandez (1989), for all actors at once.

An actor brokers from one to another if the first has a tie to it, it has a tie to the second, and there is no tie
from the first to the second. The role depends on who of the three belong to the same group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Brokerage:
    """How often an actor brokers in each role: ordered pairs of others.

    Attributes:
        coordinator: All three belong to the same group.
        gatekeeper: From another group into its own.
        representative: From its own group to another.
        consultant: Between two of the same other group (also called itinerant broker).
        liaison: All three belong to different groups.
    """

    coordinator: int = 0
    gatekeeper: int = 0
    representative: int = 0
    consultant: int = 0
    liaison: int = 0

    @property
    def total(self) -> int:
        """All ordered pairs it brokers for."""
        return self.coordinator + self.gatekeeper + self.representative + self.consultant + self.liaison


def brokerage(ties: Any, groups: Sequence[str]) -> tuple[Brokerage, ...]:
    """Return the roles of every actor.

    Args:
        ties: csr_array of shape (actors, actors), 1 where a tie leads from the row to the column, no diagonal.
        groups: The group of each actor.

    Returns:
        Counts for each actor, in the order of the matrix.
    """
    size = ties.shape[0]
    if size == 0:
        return ()
    codes = np.unique(np.asarray(groups), return_inverse=True)[1]
    rows, columns = ties.nonzero()
    same = codes[rows] == codes[columns]
    inside = _matrix(rows[same], columns[same], size)
    across = _matrix(rows[~same], columns[~same], size)
    whole = _matrix(rows, columns, size)
    member = csr_array((np.ones(size, dtype=np.int64), (np.arange(size), codes)))
    # Ways in two steps between actors of one other group: in from the group × out to the group.
    returning = _sums((across.T @ member) * (across @ member)) - _sums(across * across.T)
    in_own, in_other = inside.sum(axis=0), across.sum(axis=0)
    out_own, out_other = inside.sum(axis=1), across.sum(axis=1)
    coordinator = in_own * out_own - _sums(inside * inside.T) - _closed(inside, inside, whole)
    gatekeeper = in_other * out_own - _closed(across, inside, whole)
    representative = in_own * out_other - _closed(inside, across, whole)
    consultant = returning - _closed(across, across, inside)
    # Ways there and back again are no pair; they had to be taken off the total as well as off the returning ones.
    liaison = in_other * out_other - _sums(across * across.T) - returning - _closed(across, across, across)
    counts = zip(coordinator, gatekeeper, representative, consultant, liaison, strict=True)
    return tuple(Brokerage(*(int(n) for n in line)) for line in counts)


def _matrix(rows: NDArray[np.int64], columns: NDArray[np.int64], size: int) -> Any:
    return csr_array((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=(size, size))


def _sums(matrix: Any) -> NDArray[np.int64]:
    return np.asarray(matrix.sum(axis=1))


def _closed(first: Any, second: Any, direct: Any) -> NDArray[np.int64]:
    """Return for each actor the ways a → actor → c for which there is also a → c."""
    return _sums(second * (first.T @ direct))
