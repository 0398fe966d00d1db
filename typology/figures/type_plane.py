"""Where a reading lies among the types: one plane, or two where a third axis splits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.assessment.reading import Reading
from typology.figures import common
from typology.figures.common import Sheet, hover
from typology.figures.picture import Picture
from typology.figures.plane import (
    SCALE,
    Direction,
    Panel,
    Side,
    draw_range,
    hollow_dot,
    lay_plane,
    name_ends,
    own_dot,
    range_entries,
    say_directions,
)
from typology.figures.wording import Words, has_band
from typology.language.catalogue import Speaker
from typology.model.elements import Model, TypePlane

_BETWEEN_PANELS = 26
# More names than this in a sentence help nobody.
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class _View:
    """What is drawn: the directions, and the axis that splits the picture, if any."""

    plane: TypePlane
    x: Direction
    y: Direction
    panel: Direction | None

    @property
    def panels(self) -> tuple[int | None, ...]:
        return (None,) if self.panel is None else (0, 1)

    @property
    def missing(self) -> list[Direction]:
        return [way for way in (self.x, self.y) if way.score is None]

    @property
    def possible_panels(self) -> tuple[int | None, ...]:
        """The panels in which the dot lies or may lie."""
        return (None,) if self.panel is None else self.panel.parts

    @property
    def field(self) -> tuple[int, int] | None:
        across, up = self.x.own_part, self.y.own_part
        return None if across is None or up is None else (across, up)


def draw_type_plane(model: Model, reading: Reading, speaker: Speaker) -> Picture | None:
    """Draw the plane of the types.

    Args:
        model: The model that was applied; its ``type_plane`` says which axes to draw, else its first ones are.
        reading: What was read.
        speaker: The reader's language.

    Returns:
        The picture; None if the model has fewer than two directions to draw.
    """
    plane = choose_plane(model)
    if plane is None:
        return None
    words = Words(speaker)
    view = _View(
        plane, _direction(words, model, reading, plane.x), _direction(words, model, reading, plane.y),
        _direction(words, model, reading, plane.panel) if plane.panel else None,
    )
    sheet = Sheet()
    say_directions(sheet, words, view.x, view.y)
    panel = _draw_panels(sheet, words, model, view)
    _explain(sheet, words, model, view)
    ways = [view.x, view.y, *([view.panel] if view.panel else [])]
    columns = ("direction", "value", "low", "high", "kind", "side")
    return Picture(
        name="type_plane",
        drawing=sheet.figure(speaker.language, zero_at=panel.bottom, per_pixel=-1 / SCALE),
        sentence=_sentence(words, model, view),
        alt=_alt(words, model, view),
        headings=tuple(speaker(f"figures.heading.{column}") for column in columns),
        rows=tuple((way.label, *way.cells(words), _side_in_words(words, way)) for way in ways),
        language=speaker.language,
    )


def choose_plane(model: Model) -> TypePlane | None:
    """Return which axes the picture of the types uses: those the model names, else its first ones."""
    if model.type_plane is not None:
        return model.type_plane
    axes = list(model.axes)
    return TypePlane(axes[0], axes[1], axes[2] if len(axes) > 2 else None) if len(axes) > 1 else None


def _direction(words: Words, model: Model, reading: Reading, set_id: str) -> Direction:
    read, anchors = reading.sets[set_id], model.calibration_of(set_id)
    rises = anchors.full_in > anchors.full_out
    low, high = name_ends(words, model, set_id)
    range_low, range_high = read.range or (None, None)
    sides: tuple[Side, Side] = ("low", "high") if rises else ("high", "low")
    return Direction(
        words.name(model.set_label(set_id)), (low, high) if rises else (high, low), sides, anchors.crossover,
        read.score, range_low, range_high, has_band(read), read.undecided,
    )


def _types_at(words: Words, model: Model, view: _View, field: tuple[int, int], panel: int | None) -> list[str]:
    """Return the names of the types that lie in a field; one that asks nothing of a direction lies on both sides."""
    wanted = {view.plane.x: view.x.sides[field[0]], view.plane.y: view.y.sides[field[1]]}
    if view.panel is not None and view.plane.panel is not None and panel is not None:
        wanted[view.plane.panel] = view.panel.sides[panel]
    return types_where(words, model, wanted)


def types_where(words: Words, model: Model, wanted: Mapping[str, Side]) -> list[str]:
    """Return the names of the types that lie on some sides of axes or dimensions."""
    found = []
    for ideal_type in model.types.values():
        asked = {s: c.level for s, c in ideal_type.conditions.items()}
        if all(asked.get(set_id, "any") in (side, "any") for set_id, side in wanted.items()):
            found.append(words.name(ideal_type.label))
    return found


def _draw_panels(sheet: Sheet, words: Words, model: Model, view: _View) -> Panel:
    laid = Panel(0.0)
    for number, part in enumerate(view.panels):
        if number:
            sheet.at += _BETWEEN_PANELS
        if view.panel is not None and part is not None:
            title = words.say("figures.type_plane.panel", label=view.panel.label, end=view.panel.ends[part])
            sheet.say(title, size=common.SIZE + 1, color=common.INK, bold=True, gap=6)
        names = {(i, j): _types_at(words, model, view, (i, j), part) for i in (0, 1) for j in (0, 1)}
        lies_here = view.panel is None or view.panel.own_part == part
        own = view.field if lies_here and view.field is not None else None
        laid = lay_plane(sheet, words, view.x, view.y, names, own)
        _draw_dot(sheet, words, laid, view, part, lies_here)
    return laid


def _draw_dot(sheet: Sheet, words: Words, laid: Panel, view: _View, part: int | None, lies_here: bool) -> None:
    if view.x.score is None or view.y.score is None or part not in view.possible_panels:
        return
    lines = [words.say("figures.plane.hover", name=way.label, value=way.in_words(words)) for way in (view.x, view.y)]
    if lies_here:
        draw_range(sheet, laid, view.x, view.y)
    title = words.say("figures.plane.here" if lies_here else "figures.plane.also_here")
    draw = own_dot if lies_here else hollow_dot
    sheet.add(draw([view.x.score], [laid.level(view.y.score)], title, [hover(title, *lines)]))


def _explain(sheet: Sheet, words: Words, model: Model, view: _View) -> None:
    sheet.at += 14
    if view.missing:
        names = words.enumerate([words.quote(way.label) for way in view.missing])
        sheet.say(words.say("figures.plane.no_dot", names=names), color=common.INK)
        return
    entries: list[common.Entry] = []
    own = view.panel is None or view.panel.own_part is not None
    if own:
        entries.append((own_dot([], [], "", []), words.say("figures.plane.here")))
        entries += range_entries(words, words.band(model), (view.x, view.y))
    if len(view.possible_panels) > 1:
        key = "figures.plane.also_here" if own else "figures.plane.either"
        entries.append((hollow_dot([], [], "", []), words.say(key)))
    sheet.explain(entries)


def _side_in_words(words: Words, way: Direction) -> str:
    if way.undecided:
        return words.say("figures.type_plane.undecided")
    return words.say("figures.no_value_yet") if way.own_part is None else way.ends[way.own_part]


def _sentence(words: Words, model: Model, view: _View) -> str:
    say = words.say
    if view.missing:
        names = words.enumerate([words.quote(way.label) for way in view.missing])
        return say("figures.plane.no_dot", names=names)
    assert view.field is not None
    part = view.panel.own_part if view.panel else None
    parts = [_place(words, way) for way in (view.x, view.y)]
    if view.panel is not None:
        parts.append(
            say("figures.type_plane.says_no_panel", name=words.quote(view.panel.label)) if part is None
            else _place(words, view.panel)
        )
    here = set(_types_at(words, model, view, view.field, part))
    if (view.panel is None or part is not None) and here:
        parts.append(say("figures.type_plane.says_types", n=len(here), names=_list(words, model, here)))
    others = _possible_types(words, model, view) - here
    if others:
        key = "figures.type_plane.says_others" if len(others) <= _MOST_NAMES else "figures.type_plane.says_many_others"
        parts.append(say(key, n=len(others), names=_list(words, model, others)))
    return " ".join(parts)


def _place(words: Words, way: Direction) -> str:
    assert way.own_part is not None
    key = "figures.type_plane.says_undecided" if way.undecided else "figures.type_plane.says_place"
    return words.say(
        key, name=words.quote(way.label), value=way.in_words(words), end=words.quote(way.ends[way.own_part]),
        low=words.quote(way.ends[0]), high=words.quote(way.ends[1]),
    )


def _list(words: Words, model: Model, names: set[str]) -> str:
    ordered = dict.fromkeys(name for t in model.types.values() if (name := words.name(t.label)) in names)
    return words.enumerate([words.quote(name) for name in ordered])


def _possible_types(words: Words, model: Model, view: _View) -> set[str]:
    fields = [(i, j) for i in view.x.parts for j in view.y.parts]
    return {
        name for field in fields for part in view.possible_panels
        for name in _types_at(words, model, view, field, part)
    }


def _alt(words: Words, model: Model, view: _View) -> str:
    say = words.say
    fields: list[str] = []
    for part in view.panels:
        for field in ((0, 1), (1, 1), (0, 0), (1, 0)):
            names = _types_at(words, model, view, field, part)
            where: Sequence[str] = [view.x.ends[field[0]], view.y.ends[field[1]]]
            if view.panel is not None and part is not None:
                where = [*where, view.panel.ends[part]]
            if names:
                place = words.enumerate([words.quote(end) for end in where])
                fields.append(say("figures.plane.alt_field", where=place, names=words.enumerate(names)))
    return say("figures.type_plane.alt", sentence=_sentence(words, model, view), fields=" ".join(fields))
