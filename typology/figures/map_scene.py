"""A structure map as plain shapes in pixels, before anybody has decided how they are drawn.

The same scene is drawn twice: by the drawing library on a page, and as an SVG file. Nothing in here knows either.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from typology.figures import common
from typology.figures.map_layout import Layout, Place
from typology.figures.map_routes import Route, find_routes
from typology.model.elements import Model

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Across = Literal["left", "center"]

# Only the quietest elements may be as light as this: what is not next to the chosen actor.
FAINT = "#D3D0CA"
FAINT_TEXT = "#8B9499"
UNSEEN = "rgba(0, 0, 0, 0)"
# Ways are a little lighter than signs, so that forty of them do not cover a picture.
WAY = "#66747A"
PALE_SECOND = "#FBF0E3"
_ROUND = 4.0
_TAG = 18.0
_END = 4.5
_CASE_STAR = 25.0


class Panel(NamedTuple):
    """A rectangle with slightly rounded corners."""

    box: Box
    fill: str
    outline: str = ""
    thickness: float = 0.0
    dash: str = "solid"
    rounded: float = 0.0


class Line(NamedTuple):
    """A line through points."""

    points: Sequence[Point]
    color: str
    thickness: float
    dash: str = "solid"


class Patch(NamedTuple):
    """A filled polygon."""

    points: Sequence[Point]
    color: str


class Mark(NamedTuple):
    """A sign; ``symbol`` is the drawing library's name of its shape, ``hover`` is escaped."""

    x: float
    y: float
    symbol: str
    size: float
    fill: str
    outline: str
    thickness: float = 1.5
    id: str = ""
    hover: str = ""


class Caption(NamedTuple):
    """Lines of text, not yet escaped; ``y`` is their top, or their middle if ``is_centred``."""

    x: float
    y: float
    lines: Sequence[str]
    align: Across = "left"
    color: str = common.INK
    bold: bool = False
    is_centred: bool = False


Item = Panel | Line | Patch | Mark | Caption


class Layer(NamedTuple):
    """Shapes that mean the same, drawn over all earlier layers."""

    meaning: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing in pixels.

    Attributes:
        across: Width.
        height: Height.
        layers: From the bottom up.
    """

    across: float
    height: float
    layers: tuple[Layer, ...]

    def items(self, meaning: str) -> list[Item]:
        """Return all shapes with a meaning."""
        return [item for layer in self.layers if layer.meaning == meaning for item in layer.items]


@dataclass(frozen=True, slots=True)
class Card:
    """How an actor is drawn.

    Attributes:
        id: Its id.
        kind: What it is; gives the shape.
        color: Colour of its sign.
        hover: Text under the pointer, escaped.
        fill: Ground of the card.
        outline: Edge of the card.
        thickness: Width of the edge in pixels.
        dash: Pattern of the edge.
        tag: A letter in the corner, or nothing.
        tag_color: Ground of the letter.
        is_dim: Whether it stands back.
        is_selected: Whether it is chosen.
    """

    id: str
    kind: str
    color: str
    hover: str
    fill: str = common.PAPER
    outline: str = common.LINE
    thickness: float = 1.0
    dash: str = "solid"
    tag: str = ""
    tag_color: str = ""
    is_dim: bool = False
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """How a relation is drawn.

    Attributes:
        id: Its id.
        source: Actor it starts from.
        target: Actor it leads to.
        color: Colour.
        thickness: Width in pixels.
        dash: Pattern.
        is_directed: Whether it has an arrow head.
        hover: Text under the pointer, escaped.
        sign: What stands in its middle: a letter, ``×`` for a tension, or nothing.
        is_double: Whether it is a corridor: a double line on a tinted way.
        is_dim: Whether it stands back.
        is_told_twice: Whether its sign only repeats what colour and pattern say, and may be left out where no room is.
    """

    id: str
    source: str
    target: str
    color: str
    thickness: float
    dash: str
    is_directed: bool
    hover: str
    sign: str = ""
    is_double: bool = False
    is_dim: bool = False
    is_told_twice: bool = False


TENSION = "×"
TIE_PREFIX = "relation:"


def compose(layout: Layout, model: Model, cards: Sequence[Card], ties: Sequence[Tie]) -> list[Layer]:
    """Return the layers of a map, without its key.

    Args:
        layout: Places of at least these actors.
        model: Whose kinds give the shapes.
        cards: The actors.
        ties: The relations; both ends are among the cards and differ.
    """
    places = layout.places
    order = {card.id: number for number, card in enumerate(cards)}
    routes = find_routes(
        [places[card.id].box for card in cards],
        [(order[tie.source], order[tie.target]) for tie in ties],
        [tie.is_directed for tie in ties],
        layout.form.across,
        obstacles=[band.label_box for band in layout.bands],
        heads=[_head(tie) for tie in ties],
        shifts=[_shift(tie) for tie in ties],
        bands=[(band.top, band.bottom) for band in layout.bands],
    )
    drawn = list(zip(ties, routes, strict=True))
    # What stands back is drawn first, so that nothing of it lies on what matters.
    drawn.sort(key=lambda pair: not pair[0].is_dim)
    middles, unsigned = _apart(drawn, layout)
    names = [caption for card in cards for caption in _names(card, places[card.id])]
    return [
        Layer("band", [_band(band.top, band.bottom, n, layout) for n, band in enumerate(layout.bands)]),
        Layer("halo", [item for tie, route in drawn for item in _halo(tie, route)]),
        Layer("tie", [_way(tie, route) for tie, route in drawn]),
        Layer("core", [_core(tie, route) for tie, route in drawn if tie.is_double]),
        Layer("head", [Patch(route.head, _shade(tie)) for tie, route in drawn if tie.is_directed]),
        Layer("end", [mark for tie, route in drawn for mark in _ends(tie, route)]),
        Layer("ground", [_band_label(n, layout) for n in range(len(layout.bands))]),
        Layer("card", [_panel(card, places[card.id]) for card in cards]),
        Layer("ring", [_ring(places[card.id]) for card in cards if card.is_selected]),
        Layer("middle", [
            _middle(tie, middles[tie.id], is_signed=tie.id not in unsigned)
            for tie, route in drawn if route.stops or (tie.sign and tie.id not in unsigned)
        ]),
        Layer("letter", [
            _letter(tie, middles[tie.id])
            for tie, _ in drawn if tie.sign and tie.sign != TENSION and tie.id not in unsigned
        ]),
        Layer("case", [_case_ring(card, places[card.id]) for card in cards if places[card.id].is_case]),
        Layer("node", [_node(card, places[card.id], model) for card in cards]),
        Layer("inner", [item for card in cards for item in _inside_of(card, places[card.id], model)]),
        Layer("tag", [_tag(card, places[card.id]) for card in cards if card.tag]),
        Layer("level", [
            Caption(8, band.top + 3, (band.label,), "left", common.MUTED, bold=True) for band in layout.bands
        ]),
        Layer("name", names),
    ]


def _shift(tie: Tie) -> float:
    """Return -12 to 12 pixels, the same for all relations of two actors on every day and machine."""
    return 6.0 * (zlib.crc32("|".join(sorted((tie.source, tie.target))).encode()) % 5 - 2)


def _head(tie: Tie) -> float:
    return 8.0 + 1.1 * tie.thickness


def _shade(tie: Tie) -> str:
    return FAINT if tie.is_dim else tie.color


def _band(top: float, bottom: float, number: int, layout: Layout) -> Panel:
    return Panel((0, top, layout.form.across, bottom), common.PAPER if number % 2 else common.NEUTRAL)


def _band_label(number: int, layout: Layout) -> Panel:
    """Return the ground of the name of a band, which no line may cross."""
    return _band(0, 0, number, layout)._replace(box=layout.bands[number].label_box)


def _halo(tie: Tie, route: Route) -> Iterable[Line]:
    if tie.is_double and not tie.is_dim:
        yield Line(route.points, common.TINT, tie.thickness + 10)


def _way(tie: Tie, route: Route) -> Line:
    return Line(route.points, _shade(tie), tie.thickness + (3.4 if tie.is_double else 0), tie.dash)


def _core(tie: Tie, route: Route) -> Line:
    return Line(route.points, common.PAPER if tie.is_dim else common.TINT, max(1.6, tie.thickness - 0.2))


def _ends(tie: Tie, route: Route) -> Iterable[Mark]:
    """Return dots where a way ends without an arrow head: one that has none there goes on under the card."""
    for x, y in (route.points[0],) if tie.is_directed else (route.points[0], route.tip):
        yield Mark(x, y, "circle", _END + tie.thickness, _shade(tie), _shade(tie), 0)


def _apart(drawn: Sequence[tuple[Tie, Route]], layout: Layout) -> tuple[dict[str, Point], set[str]]:
    """Return where the signs of relations stand, clear of cards, the edge and one another, and which are left out."""
    taken: list[Point] = []
    found: dict[str, Point] = {}
    unsigned: set[str] = set()
    edge = _TAG / 2 + 1
    right, bottom = layout.form.across - edge, layout.height - edge
    for tie, route in sorted(drawn, key=lambda pair: not pair[0].sign):  # those that are seen choose first
        place = next((
            p for p in route.stops
            if edge <= p[0] <= right and edge <= p[1] <= bottom
            and all(abs(p[0] - x) > _TAG + 2 or abs(p[1] - y) > _TAG + 2 for x, y in taken)
        ), None)
        found[tie.id] = place or (*route.stops, route.middle)[0]
        if place is None and tie.sign and tie.is_told_twice:
            unsigned.add(tie.id)
        else:
            taken.append(found[tie.id])
    return found, unsigned


def _panel(card: Card, place: Place) -> Panel:
    if card.is_dim:
        return Panel(place.box, common.PAPER, FAINT, 1.0, "solid", _ROUND)
    if place.is_case and not card.tag:
        return Panel(place.box, common.TINT, common.ACCENT, 2.5, "solid", _ROUND)
    return Panel(place.box, card.fill, card.outline, card.thickness, card.dash, _ROUND)


def _ring(place: Place) -> Panel:
    left, top, right, bottom = place.box
    return Panel((left - 4, top - 4, right + 4, bottom + 4), "", common.INK, 3.0, "solid", _ROUND + 2)


def _middle(tie: Tie, place: Point, *, is_signed: bool) -> Mark:
    """Return the sign in the middle of a way; where there is none, an unseen one that answers to the pointer."""
    x, y = place
    if not tie.sign or not is_signed:
        return Mark(x, y, "circle", 14, UNSEEN, UNSEEN, 0, TIE_PREFIX + tie.id, tie.hover)
    if tie.sign == TENSION:
        return Mark(x, y, "x", 13, _shade(tie), common.PAPER, 1.5, TIE_PREFIX + tie.id, tie.hover)
    return Mark(x, y, "circle", _TAG, common.PAPER, _shade(tie), 1.5, TIE_PREFIX + tie.id, tie.hover)


def _letter(tie: Tie, place: Point) -> Caption:
    color = FAINT_TEXT if tie.is_dim else tie.color
    return Caption(*place, (tie.sign,), "center", color, bold=True, is_centred=True)


def _case_ring(card: Card, place: Place) -> Mark:
    color = FAINT if card.is_dim else common.ACCENT
    return Mark(place.x, place.sign_at, "circle", place.sign, common.PAPER, color, 3)


def _node(card: Card, place: Place, model: Model) -> Mark:
    size = _CASE_STAR if place.is_case else place.sign
    mark = sign_of(model, card.kind, FAINT if card.is_dim else card.color, size)[0]
    return mark._replace(x=place.x, y=place.sign_at, id=card.id, hover=card.hover)


def _inside_of(card: Card, place: Place, model: Model) -> Iterable[Mark]:
    color = FAINT if card.is_dim else card.color
    for mark in sign_of(model, card.kind, color, _CASE_STAR if place.is_case else place.sign)[1:]:
        yield mark._replace(x=place.x + mark.x, y=place.sign_at + mark.y)


def _tag(card: Card, place: Place) -> Mark:
    left, top, _, _ = place.box
    return Mark(left + 11, top + 11, "square", _TAG, card.tag_color, card.tag_color, 0)


def _names(card: Card, place: Place) -> Iterable[Caption]:
    color = FAINT_TEXT if card.is_dim else common.INK
    yield Caption(place.x, place.name_at, place.lines, "center", color, bold=place.is_case)
    if card.tag:
        left, top, _, _ = place.box
        yield Caption(left + 11, top + 11, (card.tag,), "center", common.PAPER, bold=True, is_centred=True)


# ------------------------------------------------------------------------------ signs
# The inside of a sign tells its group without colour: filled, hollow, and each of them with a dot or a bar.
_INSIDES: Sequence[tuple[bool, str]] = ((False, ""), (True, ""), (False, "dot"), (True, "dot"), (False, "bar"),
                                        (True, "bar"))
# The library draws these larger than a circle of the same size.
_OPTICAL: Mapping[str, float] = {"star": 0.86, "diamond": 0.86, "cross": 0.92, "square": 0.9, "hourglass": 0.86}


def sign_of(model: Model, kind_id: str, color: str, size: float) -> list[Mark]:
    """Return the sign of a kind of actor around 0, 0: its shape, and what is inside.

    Args:
        model: The vocabulary.
        kind_id: A kind; one the model does not know is a circle.
        color: Its colour.
        size: Diameter in pixels.
    """
    kind = model.actor_kinds.get(kind_id)
    groups = list(model.actor_groups)
    number = groups.index(kind.group) if kind and kind.group in groups else 0
    is_hollow, inside = _INSIDES[number % len(_INSIDES)]
    symbol = kind.symbol if kind else "circle"
    # A hollow shape gets a thicker edge, which lies half outside.
    across = size * _OPTICAL.get(symbol, 1.0) - (2 if is_hollow else 0)
    marks = [Mark(0, 0, symbol, across, common.PAPER if is_hollow else color, color, 3.0 if is_hollow else 1.0)]
    shade = color if is_hollow else common.PAPER
    middle = {"triangle-up": 1.5, "triangle-down": -1.5}.get(symbol, 0.0)  # where there is most room
    if inside == "dot":
        marks.append(Mark(0, middle, "circle", 0.3 * size, shade, shade, 0))
    elif inside == "bar":
        marks.append(Mark(0, middle, "line-ew", 0.42 * size, shade, shade, 3))
    return marks


def group_color(model: Model, kind_id: str) -> str:
    """Return the colour of a kind of actor: that of its group."""
    kind = model.actor_kinds.get(kind_id)
    group = model.actor_groups.get(kind.group) if kind else None
    return group.color if group else common.MUTED
