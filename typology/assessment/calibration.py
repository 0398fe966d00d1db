"""Fuzzy-set calibration: from a number to a degree of membership.

Ragin's direct method (C. C. Ragin, *Redesigning Social Inquiry*, 2008, ch. 5): three anchors
(fully out, crossover, fully in) fix a logistic curve on each side of the crossover, so that the
outer anchors lie at log odds of -3 and +3.
"""

from __future__ import annotations

from threading import Thread

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# 32,768 doubles are 256 KiB. With a row of anchors repeated to the same length beside it, a block fits
# the 1 MiB second-level cache of one core, so that no pass but the first reads main memory.
_BLOCK = 32_768


def slopes(
    full_out: ArrayLike, crossover: ArrayLike, full_in: ArrayLike, log_odds: float = 3.0
) -> tuple[Floats, Floats]:
    """Return the two slopes of the logistic curve, below and above the crossover.

    Args:
        full_out: Anchor(s) with log odds ``-log_odds``.
        crossover: Anchor(s) with membership .5.
        full_in: Anchor(s) with log odds ``+log_odds``; below ``full_out`` for descending sets.
        log_odds: Log odds at the outer anchors.

    Returns:
        ``(towards_out, towards_in)``, each shaped like the anchors; negative for descending sets.

    Raises:
        ValueError: If the anchors do not strictly ascend or descend.
    """
    e, c, i = (np.asarray(anchor, dtype=np.float64) for anchor in (full_out, crossover, full_in))
    if not np.all(((e < c) & (c < i)) | ((e > c) & (c > i))):
        raise ValueError("Calibration anchors must strictly ascend or strictly descend.")
    return np.asarray(log_odds / (c - e)), np.asarray(log_odds / (i - c))


def calibrate(
    values: ArrayLike, full_out: ArrayLike, crossover: ArrayLike, full_in: ArrayLike, log_odds: float = 3.0
) -> Floats:
    """Return degrees of membership, ``1 / (1 + exp(-s (x - c)))``.

    ``s`` is ``log_odds / (i - c)`` on the side of ``full_in`` and ``log_odds / (c - e)`` on the
    other, so that descending anchors work without a special case (source: Ragin 2008, direct method).

    Args:
        values: Finite numbers of any shape; the anchors are broadcast against them. NaN stays NaN.
        full_out: Anchor(s) fully out.
        crossover: Anchor(s) of membership .5.
        full_in: Anchor(s) fully in.
        log_odds: Log odds at the outer anchors.

    Returns:
        Memberships between 0 and 1, in the broadcast shape.

    Raises:
        ValueError: If the anchors do not strictly ascend or descend.
    """
    x = np.asarray(values, dtype=np.float64)
    c = np.asarray(crossover, dtype=np.float64)
    towards_out, towards_in = slopes(full_out, crossover, full_in, log_odds)
    # With y = x - c the exponent is s_in y on the side of "in" (s_in y > 0) and s_out y on the other.
    # On an ascending set that is mean y + bend |y|; on a descending one "in" lies at y < 0, where |y|
    # turns its sign. One expression for both sides needs neither a branch nor a second exponential.
    mean = 0.25 * (towards_in + towards_out)
    bend = 0.25 * (towards_in - towards_out) * np.sign(towards_in)
    curve = bend if np.any(np.abs(bend) > 1e-15 * np.abs(mean)) else None
    shape = np.broadcast_shapes(x.shape, c.shape, mean.shape)
    out = np.empty(shape)
    if x.shape != shape or max(c.ndim, mean.ndim) > 1 or x.size <= _BLOCK:
        _logistic(x, c, mean, curve, out)
    else:
        _in_blocks(np.ascontiguousarray(x).reshape(-1), c, mean, curve, out.reshape(-1), shape[-1])
    return out


def _in_blocks(x: Floats, c: Floats, mean: Floats, bend: Floats | None, out: Floats, columns: int) -> None:
    """Work through a large table with one set of anchors a column, on two threads from two blocks on.

    NumPy gives up the interpreter's lock inside its loops, so two threads do share the work. Blocks
    are one-dimensional: an inner loop over a handful of columns would cost more than the arithmetic.
    """
    length = max(1, _BLOCK // columns) * columns
    c, mean = (_repeated(a, length) for a in (c, mean))
    bend = None if bend is None else _repeated(bend, length)

    def work(first: int, last: int) -> None:
        for start in range(first, last, length):
            stop = min(start + length, last)
            here = slice(stop - start)
            turn = bend[here] if bend is not None and bend.ndim else bend
            _logistic(
                x[start:stop], c[here] if c.ndim else c, mean[here] if mean.ndim else mean, turn, out[start:stop]
            )

    if x.size < 2 * length:
        work(0, x.size)
        return
    half = (x.size // columns + 1) // 2 * columns
    second = Thread(target=work, args=(half, x.size))
    second.start()
    work(0, half)
    second.join()


def _repeated(row: Floats, length: int) -> Floats:
    """Return a row repeated up to a length; a single number stays one."""
    return np.broadcast_to(row, (length // row.size, row.size)).reshape(-1) if row.ndim else row


def _logistic(x: Floats, c: Floats, mean: Floats, bend: Floats | None, out: Floats) -> None:
    """Write ``1 / (1 + exp(-2 t)) = (1 + tanh t) / 2`` with ``t = mean y + bend |y|``, ``y = x - c``.

    The hyperbolic tangent cannot overflow, so that no pass has to cut off large exponents.
    """
    np.subtract(x, c, out=out)
    if bend is None:
        out *= mean
    else:
        turned = np.abs(out)
        turned *= bend
        out *= mean
        out += turned
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5
