"""Where the actors of a structure map stand: bands by level, cells in a band, the same places every time.

Bands follow the levels of the model from outside (top) to inside (bottom); only levels that occur have one. In a
band the actors stand in the order of group, kind, and id, in rows of ``columns`` and ``columns - 1`` in turn, each
row in the middle, so that neighbouring rows are shifted by half a cell. The Verbund itself has the middle of the first
row of its level. Each actor is a card of its own with its sign
and its name, so that names cannot collide whatever the relations are.

Nothing depends on the relations, on chance, or on the order of entry. An actor that is added to a row with room moves
the others of that row by half a cell and nobody else sideways. If the row is full, the last one of the row goes on to
the next row of the same level. Other levels move only down, and only if a row or a line of a name is added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from typology.figures import common
from typology.figures.text import clean, width, wrap
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import Actor, StructureMap

Width = Literal["wide", "narrow"]

MOST_LINES = 3
SIGN = 20.0  # diameter of the sign of an actor, in pixels
CASE_SIGN = 38.0  # with the ring around it
_PADDING = 4.0
_UNDER_SIGN = 2.0
STRIP = 40.0  # the line of a band that holds its name, and room below it in which relations can be seen
_BETWEEN_ROWS = 30.0
_AFTER_BAND = 18.0


@dataclass(frozen=True, slots=True)
class Form:
    """Measures of a picture in pixels.

    Attributes:
        name: What the form is called.
        across: Width of the drawing. A page may show it wider, never narrower.
        columns: Most cards in a row.
        card: Width of a card.
    """

    name: Width
    across: float
    columns: int
    card: float

    @property
    def pitch(self) -> float:
        """From the middle of one card to the middle of the next."""
        return self.across / self.columns

    @property
    def room(self) -> float:
        """Pixels for a line of a name."""
        return self.card - 2 * _PADDING


# A phone of 360 pixels leaves 318 after the margins of the page.
FORMS: Mapping[Width, Form] = {"wide": Form("wide", 940.0, 6, 138.0), "narrow": Form("narrow", 312.0, 3, 96.0)}


@dataclass(frozen=True, slots=True)
class Place:
    """The card of an actor.

    Attributes:
        x: Its middle, in pixels from the left.
        top: Its upper edge, in pixels from the top.
        height: Its height in pixels.
        wide: Its width in pixels.
        sign: Diameter of its sign in pixels.
        lines: The name as it is written there, not yet escaped.
        is_case: Whether it is the Verbund.
    """

    x: float
    top: float
    height: float
    wide: float
    sign: float
    lines: tuple[str, ...]
    is_case: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return (self.x - self.wide / 2, self.top, self.x + self.wide / 2, self.top + self.height)

    @property
    def sign_at(self) -> float:
        """Height of the middle of the sign, in pixels from the top."""
        return self.top + _PADDING + self.sign / 2

    @property
    def name_at(self) -> float:
        """Upper edge of the name, in pixels from the top."""
        return self.top + self.height - _PADDING - common.height_of(self.lines, common.SMALL)


@dataclass(frozen=True, slots=True)
class Band:
    """A level that occurs.

    Attributes:
        level: Its id; empty for actors whose level the model does not know.
        label: Its name; empty if the model does not know it.
        top: Upper edge in pixels.
        bottom: Lower edge in pixels.
    """

    level: str
    label: str
    top: float
    bottom: float

    @property
    def label_box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the name."""
        return (4.0, self.top + 2, 12 + width(self.label, common.SMALL, bold=True), self.top + 20)


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all actors of one or several maps.

    Attributes:
        form: The measures they were laid out for.
        places: Place by the id of the actor.
        bands: From top to bottom.
        height: Pixels from the top to the end of the last band.
    """

    form: Form
    places: Mapping[str, Place]
    bands: tuple[Band, ...]
    height: float


def lay_out(actors: Iterable[Actor], model: Model, speaker: Speaker, width: Width = "wide") -> Layout:
    """Return the places of actors.

    Args:
        actors: Actors; of several with one id the last one counts.
        model: Whose levels, groups and kinds give the order.
        speaker: The reader's language, for the names of the bands.
        width: For a desk (940 pixels) or for a phone (312 pixels).
    """
    form = FORMS[width]
    by_level: dict[str, list[Actor]] = {}
    for actor in {actor.id: actor for actor in actors}.values():
        by_level.setdefault(actor.level if actor.level in model.levels else "", []).append(actor)
    places: dict[str, Place] = {}
    bands: list[Band] = []
    y = 0.0
    rank = _ranks(model)
    for level in (*model.levels, ""):
        members = _ordered(by_level.get(level, ()), rank, model, form.columns)
        if not members:
            continue
        top = y
        y += STRIP
        for row in _rows(members, form.columns):
            found = _lay_row(row, y, model, form)
            places.update(found)
            y += max(place.height for place in found.values()) + _BETWEEN_ROWS
        y += _AFTER_BAND - _BETWEEN_ROWS
        label = clean(speaker.text(model.levels[level].label)) if level else speaker("mapfig.no_level")
        bands.append(Band(level, label, top, y))
    return Layout(form, places, tuple(bands), y)


def positions_of(maps: Sequence[StructureMap], model: Model, speaker: Speaker, width: Width = "wide") -> Layout:
    """Return the places that several maps share, so that nobody jumps when one is shown after another.

    Args:
        maps: Maps of one city; what a later one says of an actor (its level, its kind) counts.
        model: Whose levels, groups and kinds give the order.
        speaker: The reader's language.
        width: For a desk or for a phone.
    """
    return lay_out((actor for drawn in maps for actor in drawn.actors), model, speaker, width)


def _ranks(model: Model) -> dict[str, int]:
    """Return the place of each kind of actor: by its group, then in the order of the model."""
    groups = list(model.actor_groups)
    ordered = sorted(model.actor_kinds.values(), key=lambda k: groups.index(k.group) if k.group in groups else 99)
    return {kind.id: place for place, kind in enumerate(ordered)}


def _ordered(actors: Iterable[Actor], rank: Mapping[str, int], model: Model, columns: int) -> list[Actor]:
    """Return the actors of a level in their order, with the Verbund in the middle of the first row."""
    members = sorted(actors, key=lambda actor: (rank.get(actor.kind, len(rank)), actor.id))
    cases = [actor for actor in members if is_the_case(actor, model)]
    others = [actor for actor in members if not is_the_case(actor, model)]
    middle = max(0, min(len(members), columns) - len(cases) + 1) // 2
    return [*others[:middle], *cases, *others[middle:]] if cases else others


def _rows(members: Sequence[Actor], columns: int) -> list[Sequence[Actor]]:
    rows: list[Sequence[Actor]] = []
    start = 0
    while start < len(members):
        end = start + columns - len(rows) % 2
        rows.append(members[start:end])
        start = end
    return rows


def _lay_row(row: Sequence[Actor], top: float, model: Model, form: Form) -> dict[str, Place]:
    first = form.across / 2 - (len(row) - 1) / 2 * form.pitch
    return {actor.id: _place(actor, first + n * form.pitch, top, model, form) for n, actor in enumerate(row)}


def _place(actor: Actor, x: float, top: float, model: Model, form: Form) -> Place:
    is_case = is_the_case(actor, model)
    lines = name_lines(actor, form.room, bold=is_case)
    sign = CASE_SIGN if is_case else SIGN
    height = 2 * _PADDING + sign + _UNDER_SIGN + common.height_of(lines, common.SMALL)
    return Place(x, top, height, form.card, sign, lines, is_case)


def is_the_case(actor: Actor, model: Model) -> bool:
    """True if an actor is the Verbund itself."""
    kind = model.actor_kinds.get(actor.kind)
    return kind is not None and kind.role == "case"


def name_lines(actor: Actor, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return the name of an actor in at most three lines: the short one if the full one does not fit.

    Args:
        actor: The actor.
        room: Pixels of a line.
        bold: Whether it is set in bold.

    Returns:
        Lines, none wider than ``room``, not yet escaped. If neither name fits, the last line ends with an ellipsis;
        the full name is in the hover text and in the list.
    """
    for name in (clean(actor.name), clean(actor.short)):
        lines = wrap(name, room, common.SMALL, bold=bold, most_lines=99)
        if name and len(lines) <= MOST_LINES:
            return lines
    # The ellipsis needs room as well.
    room -= width("…", common.SMALL, bold=bold)
    return wrap(clean(actor.short or actor.name), room, common.SMALL, bold=bold, most_lines=MOST_LINES)


# ------------------------------------------------------------------------------ filters
def filtered(
    drawn: StructureMap, model: Model, *, kinds: Collection[str] = (), levels: Collection[str] = (),
    statuses: Collection[str] = (),
) -> StructureMap:
    """Return a map with only what is asked for.

    Args:
        drawn: The map.
        model: Its vocabulary.
        kinds: Relation kinds that stay; all if empty.
        levels: Levels whose actors stay; all if empty. The Verbund always stays. Relations stay if both ends do.
        statuses: Statuses of relations that stay; all if empty.
    """
    actors = tuple(a for a in drawn.actors if not levels or a.level in levels or is_the_case(a, model))
    there = {actor.id for actor in actors}
    relations = tuple(
        r for r in drawn.relations
        if (not kinds or r.kind in kinds) and (not statuses or r.status in statuses)
        and (not levels or (r.source in there and r.target in there))
    )
    return replace(drawn, actors=actors, relations=relations)
