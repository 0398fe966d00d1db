"""Where a reading lies in a plane of four named fields, and where others see it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from typology.assessment.placement import PlacementReading, Position
from typology.assessment.reading import Reading
from typology.figures import common
from typology.figures.common import Sheet, dots, hover
from typology.figures.picture import Picture
from typology.figures.plane import (
    SCALE,
    Direction,
    Panel,
    draw_range,
    lay_plane,
    name_ends,
    number_or_none,
    own_dot,
    range_entries,
    say_directions,
)
from typology.figures.text import clean
from typology.figures.wording import MISSING, Words, has_band
from typology.language.catalogue import Speaker
from typology.model.elements import Model, Placement

# Every other perspective has a shape of its own, so that it can be told without its colour.
_SHAPES = ("square-open", "triangle-up-open", "diamond-open", "cross-open", "pentagon-open", "triangle-down-open")
_MARKER = 15.0
_SIDES = ("low", "high")


def draw_placement(
    model: Model, reading: Reading, placement_reading: PlacementReading, speaker: Speaker, *,
    others: Mapping[str, PlacementReading] = MappingProxyType({}),
) -> Picture:
    """Draw the plane of a placement.

    Args:
        model: The model that was applied.
        reading: The reading that the placement is part of.
        placement_reading: Its position in the plane.
        speaker: The reader's language.
        others: Positions of other perspectives in the same plane, by perspective id.
    """
    words = Words(speaker)
    plane = placement_reading.placement
    x = _direction(words, model, reading, plane.x, plane.x_crossover, placement_reading.x)
    y = _direction(words, model, reading, plane.y, plane.y_crossover, placement_reading.y)
    sheet = Sheet()
    say_directions(sheet, words, x, y)
    across, up = x.own_part, y.own_part
    names = {(_SIDES.index(f.x), _SIDES.index(f.y)): (words.name(f.label),) for f in plane.fields}
    panel = lay_plane(sheet, words, x, y, names, None if across is None or up is None else (across, up))
    own = _perspective(words, model, reading.perspective)
    key: list[common.Entry] = []
    if x.score is not None and y.score is not None:
        draw_range(sheet, panel, x, y)
        text = hover(own, *_details(words, x, y))
        key = [(own_dot([], [], "", []), own), *range_entries(words, words.band(model), (x, y))]
    for number, (perspective, seen) in enumerate(others.items()):
        key += _draw_other(sheet, words, model, panel, perspective, seen, _SHAPES[number % len(_SHAPES)], (x, y))
    if x.score is not None and y.score is not None:
        sheet.add(own_dot([x.score], [panel.level(y.score)], own, [text]))
    sheet.at += 14
    if placement_reading.field is None:
        sheet.say(_nowhere(words, x, y), color=common.INK)
    sheet.explain(key)
    sentence = _sentence(words, model, placement_reading, x, y, others)
    return Picture(
        name=f"placement_{plane.id}",
        drawing=sheet.figure(speaker.language, zero_at=panel.bottom, per_pixel=-1 / SCALE),
        sentence=sentence,
        alt=_alt(words, plane, x, y, sentence),
        headings=_headings(words, x, y),
        rows=tuple(
            _table_row(words, model, perspective, seen)
            for perspective, seen in ((reading.perspective, placement_reading), *others.items())
        ),
        language=speaker.language,
    )


def _direction(
    words: Words, model: Model, reading: Reading, set_id: str, crossover: float, position: Position
) -> Direction:
    low, high = name_ends(words, model, set_id)
    return Direction(
        words.name(model.set_label(set_id)), (low, high), ("low", "high"), crossover,
        number_or_none(position.score), number_or_none(position.low), number_or_none(position.high),
        has_band(reading.sets[set_id]),
    )


def _perspective(words: Words, model: Model, perspective: str) -> str:
    known = model.perspectives.get(perspective)
    return words.name(known.label) if known else clean(perspective)


def _details(words: Words, x: Direction, y: Direction) -> list[str]:
    return [words.say("figures.plane.hover", name=way.label, value=way.in_words(words)) for way in (x, y)]


def _draw_other(
    sheet: Sheet, words: Words, model: Model, panel: Panel, perspective: str, seen: PlacementReading, shape: str,
    ways: tuple[Direction, Direction],
) -> list[common.Entry]:
    if seen.field is None:
        return []
    name = _perspective(words, model, perspective)
    values = zip(ways, (seen.x.score, seen.y.score), strict=True)
    text = hover(name, *(words.say("figures.plane.hover", name=w.label, value=words.points(v)) for w, v in values))
    marker = dots(
        f"other:{perspective}", [seen.x.score], [panel.level(seen.y.score)], shape, _MARKER, color=common.SECOND,
        line=2.5, hover=[text], name=name,
    )
    sheet.add(marker)
    return [(marker, name)]


def _nowhere(words: Words, x: Direction, y: Direction) -> str:
    names = words.enumerate([words.quote(way.label) for way in (x, y) if way.score is None])
    return words.say("figures.plane.no_dot", names=names)


def _sentence(
    words: Words, model: Model, seen: PlacementReading, x: Direction, y: Direction,
    others: Mapping[str, PlacementReading],
) -> str:
    say = words.say
    if seen.field is None:
        parts = [_nowhere(words, x, y)]
    else:
        parts = [say("figures.placement.says", field=words.quote(words.name(seen.field.label)))]
        for way in (x, y):
            parts.append(say("figures.placement.says_value", name=words.quote(way.label), value=way.in_words(words)))
        possible = [words.quote(words.name(field.label)) for field in seen.possible if field is not seen.field]
        if possible:
            parts.append(say("figures.placement.says_possible", n=len(possible), names=words.enumerate(possible)))
        elif x.is_wide or y.is_wide:
            parts.append(say("figures.placement.says_clear"))
    for perspective, other in others.items():
        name = words.quote(_perspective(words, model, perspective))
        if other.field is None:
            parts.append(say("figures.placement.says_other_nowhere", name=name))
        else:
            field = words.quote(words.name(other.field.label))
            key = "figures.placement.says_other_same" if other.field is seen.field else "figures.placement.says_other"
            parts.append(say(key, name=name, field=field))
    return " ".join(parts)


def _alt(words: Words, plane: Placement, x: Direction, y: Direction, sentence: str) -> str:
    fields = []
    for field in plane.fields:
        ends = (x.ends[_SIDES.index(field.x)], y.ends[_SIDES.index(field.y)])
        pairs = [
            words.say("figures.plane.hover", name=way.label, value=end) for way, end in zip((x, y), ends, strict=True)
        ]
        fields.append(words.say(
            "figures.plane.alt_field", where=words.enumerate(pairs), names=words.name(field.label)
        ))
    return words.say("figures.placement.alt", sentence=sentence, fields=" ".join(fields))


def _headings(words: Words, x: Direction, y: Direction) -> tuple[str, ...]:
    say = words.say
    values = [say(f"figures.heading.{what}_of", name=way.label) for way in (x, y) for what in ("value", "low", "high")]
    return (say("figures.heading.perspective"), *values, say("figures.heading.field"), say("figures.heading.possible"))


def _table_row(words: Words, model: Model, perspective: str, seen: PlacementReading) -> tuple[str, ...]:
    values = [number_or_none(v) for way in (seen.x, seen.y) for v in (way.score, way.low, way.high)]
    possible = [words.name(field.label) for field in seen.possible if field is not seen.field]
    return (
        _perspective(words, model, perspective),
        *(words.exact(value) for value in values),
        words.name(seen.field.label) if seen.field else words.say("figures.no_value_yet"),
        words.enumerate(possible) or MISSING,
    )
