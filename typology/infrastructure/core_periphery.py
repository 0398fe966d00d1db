"""Core and periphery after Borgatti and Everett (1999), the discrete model.

In the ideal picture everybody has a tie to everybody in the core, and nobody outside the core has one to another
outside it. The core is the set of actors for which the picture as drawn correlates most with the ideal one, over all
pairs of actors. Up to twelve actors every set is tried, so that the core is the best there is. In larger nets it is
looked for: cores that grow by the actor who has most ties left outside, and cores that shrink by the one who leaves
fewest ties outside, at every size; then from the best of these by single moves (one actor in, one out, or two
exchanged) for as long as the correlation rises. The way is the same each time; a slightly better core may exist (in
random nets of 13 to 15 actors, in about one or two of a hundred).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALL_SETS = 12  # up to so many actors every core is tried: 4,094 of them
_SMALL = 200  # up to so many actors the search by moves starts from more cores
_STARTS = (40, 3)  # so many of the best there, and so many above
_MOST_MOVES = 400
_CRUMB = 1e-12  # a correlation that is larger by rounding alone is no better


@dataclass(frozen=True, slots=True)
class CorePeriphery:
    """A core and how well the picture fits the ideal one.

    Attributes:
        core: Array of shape (actors,), True in the core; all False if there is no core.
        fit: Correlation with the ideal picture, at most 1; None if there is no core because no ties, or all
            possible ties, are there.
    """

    core: NDArray[np.bool_]
    fit: float | None


def core_and_periphery(ties: Any) -> CorePeriphery:
    """Look for the core of a net.

    Args:
        ties: Symmetric csr_array of shape (actors, actors), 1.0 where there is a tie, nothing on the diagonal.

    Returns:
        The core found. Of equally good ones the smallest, and of these the one found first in the order of the matrix.
    """
    size = ties.shape[0]
    net = _Net(ties)
    if net.edges in (0, net.pairs):
        return CorePeriphery(np.zeros(size, dtype=bool), None)
    if size <= _ALL_SETS:
        return _best_of_all(ties, net)
    found = [(net.fit(k, outside[k]), -k, order) for order, outside in (_growing(ties), _shrinking(ties))
             for k in range(1, size - 1)]
    found.sort(key=lambda start: start[:2], reverse=True)
    best = CorePeriphery(np.zeros(size, dtype=bool), -math.inf)
    for _, k, order in found[: _STARTS[size > _SMALL]]:
        core = np.zeros(size, dtype=bool)
        core[order[:-k]] = True
        best = _better(best, net.improved(core))
    return best


def _better(best: CorePeriphery, found: CorePeriphery) -> CorePeriphery:
    """Return what fits better; of equally good ones the smaller core."""
    assert best.fit is not None
    assert found.fit is not None
    gain = found.fit - best.fit
    return found if gain > _CRUMB or (gain > -_CRUMB and found.core.sum() < best.core.sum()) else best


def _best_of_all(ties: Any, net: _Net) -> CorePeriphery:
    """Return the best of all possible cores; of equal ones the smallest, then the one with the first actors."""
    size = ties.shape[0]
    sets = np.arange(1, 2**size - 1)[:, None] >> np.arange(size - 1, -1, -1) & 1  # the first actor is the highest bit
    k = sets.sum(axis=1)
    periphery = (1 - sets).astype(float)
    outside = np.rint(((periphery @ ties.toarray()) * periphery).sum(axis=1) / 2).astype(np.int64)
    least = np.full(size + 1, net.edges + 1)
    np.minimum.at(least, k, outside)  # for a size of the core, the fewer ties outside the better
    fits = [net.fit(n, least[n]) for n in range(1, size - 1)]
    best = next(n for n, fit in enumerate(fits, 1) if fit > max(fits) - _CRUMB)
    chosen = np.flatnonzero((k == best) & (outside == least[best]))[-1]
    return CorePeriphery(sets[chosen].astype(bool), fits[best - 1])


def _growing(ties: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order in which actors join the core, and the ties left outside a core of each size."""
    size = ties.shape[0]
    degree = np.diff(ties.indptr).astype(np.int64)
    left = degree * (size + 1) + degree  # ties to actors outside the core; of equal ones the larger degree
    order, outside = np.empty(size, dtype=np.int64), np.empty(size + 1, dtype=np.int64)
    outside[0] = degree.sum() // 2
    for k in range(size):
        chosen = int(left.argmax())
        order[k] = chosen
        outside[k + 1] = outside[k] - left[chosen] // (size + 1)
        left[ties.indices[ties.indptr[chosen] : ties.indptr[chosen + 1]]] -= size + 1
        left[chosen] = -(size + 1) * size  # never again, however many neighbours follow
    return order, outside


def _shrinking(ties: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the same for a core of all that loses whoever leaves fewest ties outside; the last to leave is first."""
    size = ties.shape[0]
    degree = np.diff(ties.indptr).astype(np.int64)
    cost = degree.copy()  # and size + 1 for each tie to somebody outside; of equal ones the smaller degree leaves
    order, outside = np.empty(size, dtype=np.int64), np.zeros(size + 1, dtype=np.int64)
    for k in range(size, 0, -1):
        chosen = int(cost.argmin())
        order[k - 1] = chosen
        outside[k - 1] = outside[k] + cost[chosen] // (size + 1)
        cost[ties.indices[ties.indptr[chosen] : ties.indptr[chosen + 1]]] += size + 1
        cost[chosen] = (size + 1) ** 3  # never again
    return order, outside


class _Net:
    """Ties with the correlation of a core.

    Attributes:
        edges: Number of ties.
        pairs: Number of pairs of actors.
    """

    def __init__(self, ties: Any) -> None:
        self._ties = ties
        self._size = ties.shape[0]
        self.edges = ties.nnz // 2
        self.pairs = self._size * (self._size - 1) // 2

    def fit(self, k: int, outside: int) -> float:
        """Return the correlation over all pairs for a core of ``k`` with so many ties outside it."""
        ideal = k * (k - 1) // 2 + k * (self._size - k)
        spread = self.edges * (self.pairs - self.edges) * ideal * (self.pairs - ideal)
        if spread == 0:
            return -math.inf
        covered = self.edges - int(outside)
        return float((self.pairs * covered - self.edges * ideal) / math.sqrt(spread))

    def improved(self, core: NDArray[np.bool_]) -> CorePeriphery:
        """Return the best core that can be reached by moves that each raise the correlation."""
        core = core.copy()
        loose = np.rint(self._ties @ (~core).astype(float)).astype(np.int64)  # ties of each actor to the periphery
        outside = int(loose[~core].sum()) // 2
        fit = self.fit(int(core.sum()), outside)
        for _ in range(_MOST_MOVES):
            better, joins, leaves = self._best_move(core, loose, outside)
            if better <= fit + _CRUMB:
                break
            if joins is not None:
                outside -= int(loose[joins])
                core[joins] = True
                loose[self._of(joins)] -= 1
            if leaves is not None:
                outside += int(loose[leaves])
                core[leaves] = False
                loose[self._of(leaves)] += 1
            fit = better
        return CorePeriphery(core, fit)

    def _best_move(
        self, core: NDArray[np.bool_], loose: NDArray[np.int64], outside: int
    ) -> tuple[float, int | None, int | None]:
        """Return the correlation after the best single move, who joins, and who leaves."""
        k = int(core.sum())
        ins, outs = np.flatnonzero(~core), np.flatnonzero(core)
        joins, leaves = int(ins[loose[ins].argmax()]), int(outs[loose[outs].argmin()])
        moves: list[tuple[float, int | None, int | None]] = []
        if k < self._size - 2:
            moves.append((self.fit(k + 1, outside - int(loose[joins])), joins, None))
        if k > 1:
            moves.append((self.fit(k - 1, outside + int(loose[leaves])), None, leaves))
        # Who leaves after somebody has joined finds one tie less outside if the two have one.
        gain = loose[ins][:, None] - loose[outs][None, :] + self._ties[ins][:, outs].toarray().astype(np.int64)
        place = int(gain.argmax())
        joins, leaves = int(ins[place // k]), int(outs[place % k])
        moves.append((self.fit(k, outside - int(gain.flat[place])), joins, leaves))
        return max(moves, key=lambda move: move[0])

    def _of(self, actor: int) -> NDArray[np.int32]:
        return np.asarray(self._ties.indices[self._ties.indptr[actor] : self._ties.indptr[actor + 1]])
