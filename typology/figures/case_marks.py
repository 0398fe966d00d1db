"""Verbünde as signs on a plane: letters with a list while they are few, dots when they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.figures import common
from typology.figures.badges import Badge, letter, set_badges
from typology.figures.case_labels import draw_label, lay_label
from typology.figures.cases import Case
from typology.figures.field_plane import Plane
from typology.figures.svg import Canvas
from typology.figures.text import width
from typology.figures.wording import Words

MOST_LETTERS, MOST_LETTERS_NARROW = 30, 15
MOST_CROSSES = 5  # more bands on one plane hide each other
_RADIUS = 0.72  # of the sign of a letter, in sizes of letters
_DOT = 0.26  # radius of a dot in sizes of letters; the same on all planes of a picture
_SMALLEST = 13.0  # letters are never smaller, in pixels


@dataclass(frozen=True, slots=True)
class Spot:
    """A Verbund on a plane.

    Attributes:
        number: Its place in the list; decides its letter.
        case: Which.
        right: Value from left to right.
        up: Value from bottom to top.
        bands: Range of each, where it has a band.
        panels: Numbers of the planes it lies on, or may lie on.
    """

    number: int
    case: Case
    right: float
    up: float
    bands: tuple[tuple[float, float] | None, tuple[float, float] | None]
    panels: tuple[int, ...] = (0,)


def draw_spots(canvas: Canvas, words: Words, plane: Plane, spots: Sequence[Spot], *, is_lettered: bool) -> None:
    """Draw all Verbünde of a plane; our own last, so that nothing lies on it."""
    ordered = sorted(spots, key=lambda spot: spot.case.is_own)
    for spot in ordered:
        if spot.case.is_own or len(spots) <= MOST_CROSSES:
            _cross(canvas, plane, spot)
    (_letters if is_lettered else _dots)(canvas, words, plane, ordered)


def _cross(canvas: Canvas, plane: Plane, spot: Spot) -> None:
    x, y = plane.place(spot.right, spot.up)
    dash = "4 3" if spot.case.is_dated else ""
    thick = canvas.form.size / (8 if spot.case.is_own else 12)
    if spot.bands[0] is not None:
        left, right = (plane.place(end, 0)[0] for end in spot.bands[0])
        canvas.stroke([(left, y), (right, y)], spot.case.look.paint, thick, dash=dash)
    if spot.bands[1] is not None:
        below, above = (plane.place(0, end)[1] for end in spot.bands[1])
        canvas.stroke([(x, below), (x, above)], spot.case.look.paint, thick, dash=dash)


def _letters(canvas: Canvas, words: Words, plane: Plane, spots: Sequence[Spot]) -> None:
    radius = canvas.form.size * _RADIUS
    badges = [Badge(spot.number, *plane.place(spot.right, spot.up)) for spot in spots]
    # Signs of other shapes reach further out than circles.
    reach = radius * (1.3 if any(spot.case.marks for spot in spots) else 1.0)
    where = set_badges(badges, reach, plane.box(canvas.form.size * 0.35))
    for spot, badge, (x, y) in zip(spots, badges, where, strict=True):
        if (x, y) != (badge.x, badge.y):
            canvas.stroke([(badge.x, badge.y), (x, y)], spot.case.look.paint, radius / 8)
            canvas.sign("circle", badge.x, badge.y, radius / 3.2, spot.case.look.paint, thickness=1)
    for spot, (x, y) in zip(spots, where, strict=True):
        draw_letter(canvas, spot.number, spot.case, x, y, radius)


def draw_letter(canvas: Canvas, number: int, case: Case, x: float, y: float, radius: float) -> None:
    """Draw the sign of a Verbund with its letter."""
    look, size = case.look, radius * 1.15
    # Signs with corners have less room within; they are drawn larger to hold the same letter.
    larger = {"diamond": 1.18, "triangle": 1.24, "square": 0.92}.get(look.shape, 1.0)
    size = max(_SMALLEST, size * 0.86) if look.shape == "triangle" else size
    fill, ink = (common.PAPER, look.paint) if look.is_open else (look.paint, common.PAPER)
    canvas.sign(look.shape, x, y, radius * larger, fill, line=look.paint if look.is_open else common.PAPER,
                thickness=radius / (6 if look.is_open else 9))
    drop = radius * 0.22 if look.shape == "triangle" else 0.0
    top = y + drop - common.LEADING * size / 2
    canvas.write(x, top, [letter(number)], size=size, color=ink, bold=True, anchor="middle")


def _dots(canvas: Canvas, words: Words, plane: Plane, spots: Sequence[Spot]) -> None:
    radius = _DOT * canvas.form.size
    for spot in sorted(spots, key=lambda spot: bool(spot.case.marks)):
        x, y = plane.place(spot.right, spot.up)
        spot.case.look.draw(canvas, x, y, radius * (2 if spot.case.is_own else 1.15 if spot.case.marks else 1))
    own = next((spot for spot in spots if spot.case.is_own), None)
    if own is not None:
        _name_own(canvas, words, plane, own, [spot for spot in spots if spot is not own], radius)


def _name_own(
    canvas: Canvas, words: Words, plane: Plane, own: Spot, others: Sequence[Spot], radius: float
) -> None:
    """Write the words for our own below its sign or above it, wherever they cover fewer others."""
    text, small = words.say("compared.own"), canvas.form.small
    half, tall = width(text, small, bold=True) / 2, common.LEADING * small
    x, y = plane.place(own.right, own.up)
    middle = min(max(x, plane.x + half), plane.x + plane.across - half)
    places = [(*plane.place(spot.right, spot.up), 10 if spot.case.marks else 1) for spot in others]

    def covered(top: float) -> int:
        return sum(weight for px, py, weight in places if abs(px - middle) <= half and top <= py <= top + tall)

    top = min((y + radius * 2.2, y - radius * 2.2 - tall), key=covered)
    canvas.write(middle, top, [text], size=small, color=common.ACCENT, bold=True, anchor="middle", halo=common.NEUTRAL)


def draw_list(
    canvas: Canvas, cases: Sequence[Case], said: Mapping[int, str], placed: Mapping[int, Spot]
) -> None:
    """Write who is behind each letter, in as many columns as there is room for; who has no place has no letter.

    Args:
        canvas: Drawn upon where it is still empty.
        cases: In the order of their letters.
        said: A few words on each, by its position among the snapshots.
        placed: Where each lies, by the same.
    """
    form = canvas.form
    side = 1 if form.is_narrow else 3 if form.across > 50 * form.size and len(cases) > 4 else 2
    gap = form.size
    room = (form.across - (side - 1) * gap) / side
    top = below = canvas.at
    per_column = -(-len(cases) // side)
    for start in range(0, len(cases), per_column or 1):
        canvas.at, x = top, (start // per_column) * (room + gap)
        for number in range(start, min(start + per_column, len(cases))):
            _entry(canvas, number, cases[number], said.get(cases[number].index, ""), x, room,
                   is_placed=cases[number].index in placed, is_tight=len(cases) > 12)
        below = max(below, canvas.at)
    canvas.at = below


def _entry(
    canvas: Canvas, number: int, case: Case, said: str, x: float, room: float, *, is_placed: bool, is_tight: bool
) -> None:
    form, radius = canvas.form, canvas.form.size * _RADIUS
    left = x + 2.9 * radius + form.size * 0.3
    label = lay_label(canvas, case, x + room - left, is_tight=is_tight and not case.is_own, has_sign=False)
    if is_placed:
        draw_letter(canvas, number, case, x + 1.45 * radius, canvas.at + common.LEADING * form.size / 2, radius)
    draw_label(canvas, label, left, canvas.at)
    canvas.at += label.height
    if said:
        canvas.say(said, x=left, room=x + room - left, size=form.small, color=common.MUTED, most=3)
    canvas.at += form.size * 0.35
