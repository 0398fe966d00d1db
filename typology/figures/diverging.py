"""Bars that diverge from the middle of a response scale: their colours, their places, and their labels.

Two hues around a grey. Which side is which says nothing about better or worse: both get darker outwards, and neither is
red, green or the colour of a warning. Every colour stands 3 : 1 against the paper and 4.5 : 1 against the white figures
in it. Colour is never alone: every part carries the letter of its description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

_LEFT = ("#5A3207", "#A3600F")  # outermost, innermost
_MIDDLE = "#6A7479"
_RIGHT = ("#25808B", "#08404A")  # innermost, outermost
# However the answers lie, so much of the scale is to be seen on either side, so that the middle stays near the middle.
_LEAST = 0.25


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar.

    Attributes:
        place: Number of its option, from 0.
        count: People.
        start: Where it begins, as a share of the bar, the middle of the scale being 0.
        end: Where it ends.
    """

    place: int
    count: int
    start: float
    end: float


def colours(options: int) -> tuple[str, ...]:
    """Return a colour per option from the first to the last; a grey one in the middle of an odd number."""
    half = options // 2
    middle = (_MIDDLE,) if options % 2 else ()
    inner, outer = _RIGHT
    return (*_steps(*_LEFT, half), *middle, *reversed(_steps(outer, inner, half)))


def _steps(outer: str, inner: str, steps: int) -> tuple[str, ...]:
    return tuple(_between(outer, inner, k / (steps - 1) if steps > 1 else 0.0) for k in range(steps))


def _between(first: str, last: str, share: float) -> str:
    pairs = [(int(first[k : k + 2], 16), int(last[k : k + 2], 16)) for k in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def letters(options: int) -> tuple[str, ...]:
    """Return what options are called in a picture: letters, because numbers would look like marks."""
    return tuple(ascii_lowercase[k] if k < 26 else str(k + 1) for k in range(options))


def lay_parts(counts: Sequence[int]) -> tuple[Part, ...]:
    """Return the parts of a bar in which everybody has the same width; their widths add up to 1.

    Args:
        counts: People per option, in the order of the scale.

    Returns:
        One part per option that somebody chose. 0 is the middle of the middle option, or lies between the two middle
        ones. Empty without any answer.
    """
    total, half = sum(counts), len(counts) // 2
    if total == 0:
        return ()
    middle = counts[half] / 2 if len(counts) % 2 else 0.0
    at = -(sum(counts[:half]) + middle) / total
    parts = []
    for place, count in enumerate(counts):
        if count:
            parts.append(Part(place, count, at, at + count / total))
            at += count / total
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Ruler:
    """Turns shares into pixels; the same for all bars that are to be compared.

    Attributes:
        zero: Where the middle of the scale is, in pixels.
        unit: Pixels of a whole bar.
    """

    zero: float
    unit: float

    def at(self, share: float) -> float:
        """Return the pixel of a share."""
        return self.zero + share * self.unit


def ruler(bars: Sequence[Sequence[Part]], x: float, across: float) -> Ruler:
    """Return the ruler with which all bars have room.

    Args:
        bars: The bars.
        x: Left edge of the room, in pixels.
        across: Width of the room.
    """
    drawn = [bar for bar in bars if bar]
    left = max([_LEAST, *(-bar[0].start for bar in drawn)])
    right = max([_LEAST, *(bar[-1].end for bar in drawn)])
    unit = across / (left + right)
    return Ruler(x + left * unit, unit)


def spread(wanted: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Return middles of labels, near the wanted ones, so that none touches another.

    Args:
        wanted: Middles from left to right.
        widths: Width of each label.
        low: Left end of the room.
        high: Right end of the room.
        gap: Least distance between two labels.
    """
    placed: list[float] = []
    edge = low
    for middle, wide in zip(wanted, widths, strict=True):
        placed.append(max(middle, edge + wide / 2))
        edge = placed[-1] + wide / 2 + gap
    edge = high
    for k in range(len(placed) - 1, -1, -1):
        placed[k] = min(placed[k], edge - widths[k] / 2)
        edge = placed[k] - widths[k] / 2 - gap
    return placed
