"""Shortest paths between all actors at once: betweenness, and how far the others are.

The library walks from every actor in turn, in Python, which takes more than ten seconds for two thousand. Here a
block of actors walks one step at a time, as one product of sparse matrices (Brandes 2001, by levels). The results are
the same up to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csgraph, csr_array

_CELLS = 2_000_000  # actors who walk × actors to be met, in one block: about 60 MB
_MANY_PATHS = 1e150  # numbers of paths double with every step; beyond this they are rescaled before they overflow

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paths:
    """What the shortest paths say about each actor; arrays of shape (actors,).

    Attributes:
        betweenness: Over all pairs of others, the sum of the share of their shortest paths that lead through it.
        reached: Number of others it can reach.
        steps: Sum of the steps to all of these.
    """

    betweenness: Floats
    reached: Integers
    steps: Integers


@dataclass(frozen=True, slots=True)
class _Level:
    """All first meetings at one distance: a sparse matrix walkers × actors.

    Attributes:
        pointers: Where the meetings of each walker begin.
        met: Column of each meeting.
        cells: Walker × actors + column, the place of each meeting in a full table.
        paths: Number of shortest paths, in the unit of the level before.
        passed_on: The same in the unit of the level itself.
    """

    pointers: Integers
    met: Integers
    cells: Integers
    paths: Floats
    passed_on: Floats


def shortest_paths(ties: Any, progress: Callable[[float], None] | None = None) -> Paths:
    """Walk the shortest paths between all actors.

    Args:
        ties: Symmetric csr_array of shape (actors, actors), 1.0 where there is a tie, nothing on the diagonal.
        progress: Told the share of the work that is done, 0 to 1.

    Returns:
        The figures for each actor, in the order of the matrix.
    """
    size = ties.shape[0]
    betweenness, steps = np.zeros(size), np.zeros(size, dtype=np.int64)
    _, member = csgraph.connected_components(ties, directed=False)
    reached = np.bincount(member, minlength=1)[member] - 1
    block = max(1, _CELLS // max(1, size))
    for begin in range(0, size, block):
        walkers = np.arange(begin, min(begin + block, size))
        share = _reporter(progress, begin / size, len(walkers) / size)
        levels = _walk_out(ties, walkers, int(reached[walkers].sum()), share)
        for distance, level in enumerate(levels):
            steps[walkers] += distance * np.diff(level.pointers)
        _walk_back(ties, levels, betweenness)
        share(1.0)
    return Paths(betweenness / 2, reached, steps)  # every pair has been met from both ends


def _reporter(progress: Callable[[float], None] | None, start: float, part: float) -> Callable[[float], None]:
    def report(share: float) -> None:
        if progress:
            progress(start + part * share)

    return report


def _walk_out(ties: Any, walkers: Integers, to_meet: int, progress: Callable[[float], None]) -> list[_Level]:
    """Return the meetings of all walkers by distance, from 0 (themselves) on."""
    size = ties.shape[0]
    own = np.arange(len(walkers)) * size + walkers
    seen = np.zeros(len(walkers) * size, dtype=bool)
    seen[own] = True
    one = np.ones(len(walkers))
    levels = [_Level(np.arange(len(walkers) + 1), walkers, own, one, one)]
    all_of_them = max(1, to_meet)
    while to_meet > 0:
        last = levels[-1]
        found = _product(last.passed_on, last, ties)
        cells = _cells(found, size)
        new = ~seen[cells]
        per_walker = np.add.reduceat(np.append(new, False), found.indptr[:-1], dtype=np.int64)
        per_walker[np.diff(found.indptr) == 0] = 0  # reduceat gives the next entry for an empty row
        pointers = np.concatenate(([0], np.cumsum(per_walker)))
        paths, cells = found.data[new], cells[new]
        seen[cells] = True
        to_meet -= len(cells)
        levels.append(_Level(pointers, found.indices[new], cells, paths, _rescaled(paths, pointers)))
        progress(0.6 * (1 - to_meet / all_of_them))
    return levels


def _walk_back(ties: Any, levels: list[_Level], betweenness: Floats) -> None:
    """Add to betweenness what every walker's paths leave on their way, from the farthest meetings to the nearest."""
    size = ties.shape[0]
    gathered = np.zeros(len(levels[0].met) * size)
    left = np.zeros(len(levels[-1].met))
    for nearer, level in zip(levels[-2::-1], levels[:0:-1], strict=True):
        np.add.at(betweenness, level.met, left)
        found = _product((1 + left) / level.paths, level, ties)
        # What is written farther out stays there unread: a nearer level has no cell in common with it.
        gathered[_cells(found, size)] = found.data
        left = nearer.passed_on * gathered[nearer.cells]


def _product(values: Floats, level: _Level, ties: Any) -> Any:
    walkers = len(level.pointers) - 1
    return csr_array((values, level.met, level.pointers), shape=(walkers, ties.shape[0])) @ ties


def _cells(matrix: Any, size: int) -> Integers:
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return np.asarray(rows * size + matrix.indices)


def _rescaled(paths: Floats, pointers: Integers) -> Floats:
    """Return numbers of paths, each walker's divided by their largest if any has become huge."""
    if not len(paths) or paths.max() < _MANY_PATHS:
        return paths
    lengths = np.diff(pointers)
    largest = np.maximum.reduceat(paths, pointers[:-1][lengths > 0])
    return np.asarray(paths / np.repeat(largest, lengths[lengths > 0]))
