"""Letters that mark places on a plane and never cover one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from typology.figures import common
from typology.figures.svg import Canvas

_LOOKS = (("circle", common.ACCENT), ("square", "#8F4E06"), ("hexagon", "#5B3F8C"), ("diamond", "#26323A"))
# Where a letter goes whose place is taken: rings around the place, from the nearest on, right and above first.
_RINGS = (2.3, 3.6, 4.9, 6.4)
_ANGLES = 12


@dataclass(frozen=True, slots=True)
class Badge:
    """A letter for a place.

    Attributes:
        number: Number of the mark, from 0; decides letter, shape and colour.
        x: Place, in pixels.
        y: Place, in pixels.
        is_open: True if the place is one of two possible ones; it is drawn hollow.
    """

    number: int
    x: float
    y: float
    is_open: bool = False


def letter(number: int) -> str:
    """Return A, B, …, Z, A2, B2, …."""
    turn, place = divmod(number, 26)
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")


def set_badges(
    badges: Sequence[Badge], radius: float, box: tuple[float, float, float, float]
) -> list[tuple[float, float]]:
    """Return where every letter goes: on its place, or beside it where another place is too near.

    Args:
        badges: The places.
        radius: Radius of a letter's sign in pixels.
        box: Left, top, right and bottom of the room.
    """
    places = [(b.x, b.y) for b in badges]
    crowded = [
        any(k != j and math.dist(place, other) < 2.2 * radius for j, other in enumerate(places))
        for k, place in enumerate(places)
    ]
    taken = [place for place, is_crowded in zip(places, crowded, strict=True) if not is_crowded]
    found: list[tuple[float, float]] = []
    for place, is_crowded in zip(places, crowded, strict=True):
        where = _beside(place, places, taken, radius, box) if is_crowded else place
        if is_crowded:
            taken.append(where)
        found.append(where)
    return found


def _beside(
    place: tuple[float, float], places: Sequence[tuple[float, float]], taken: Sequence[tuple[float, float]],
    radius: float, box: tuple[float, float, float, float],
) -> tuple[float, float]:
    left, top, right, bottom = box
    best, best_room = place, -math.inf
    for ring in _RINGS:
        for step in range(_ANGLES):
            angle = -math.pi / 4 + 2 * math.pi * step / _ANGLES
            x, y = place[0] + ring * radius * math.cos(angle), place[1] + ring * radius * math.sin(angle)
            if not (left + radius <= x <= right - radius and top + radius <= y <= bottom - radius):
                continue
            room = min(
                [math.dist((x, y), other) - 2.15 * radius for other in taken]
                + [math.dist((x, y), other) - 1.45 * radius for other in places]
            )
            if room >= 0:
                return x, y
            if room > best_room:
                best, best_room = (x, y), room
    return best


def draw_badges(
    canvas: Canvas, badges: Sequence[Badge], radius: float, box: tuple[float, float, float, float]
) -> None:
    """Draw every letter, with a line to its place where it stands beside it."""
    where = set_badges(badges, radius, box)
    for badge, (x, y) in zip(badges, where, strict=True):
        if (x, y) != (badge.x, badge.y):
            paint = _LOOKS[badge.number % len(_LOOKS)][1]
            canvas.stroke([(badge.x, badge.y), (x, y)], paint, radius / 8)
            canvas.sign("circle", badge.x, badge.y, radius / 3.2, paint)
    for badge, (x, y) in zip(badges, where, strict=True):
        draw_badge(canvas, badge.number, x, y, radius, is_open=badge.is_open)


def draw_badge(canvas: Canvas, number: int, x: float, y: float, radius: float, *, is_open: bool = False) -> None:
    """Draw the sign of a mark with its letter."""
    shape, paint = _LOOKS[number % len(_LOOKS)]
    size = radius * 1.15
    fill, ink = (common.PAPER, paint) if is_open else (paint, common.PAPER)
    edge = paint if is_open else common.PAPER
    canvas.sign(shape, x, y, radius * (1.12 if shape == "diamond" else 1.0), fill, line=edge, thickness=radius / 8)
    canvas.write(x, y - common.LEADING * size / 2, [letter(number)], size=size, color=ink, bold=True, anchor="middle")
