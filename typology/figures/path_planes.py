"""The way through the plane of the types, and through a plane of places, from the first point in time to the goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from typology.assessment.placement import Position
from typology.assessment.reading import SetReading
from typology.figures import common, svg_key
from typology.figures.field_plane import CORNERS, Fields, Way, draw_fields, room_for_names, way_of
from typology.figures.moments import Moment, draw_moment, in_full, in_order, kinds_in_key, title_of, when
from typology.figures.paths import Range, Stop, draw_path
from typology.figures.picture import SvgPicture
from typology.figures.plane import name_ends, number_or_none
from typology.figures.svg import PAGE, Canvas, Form
from typology.figures.text import clean
from typology.figures.type_plane import choose_plane, types_where
from typology.figures.wording import Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_HIGH, _HIGH_NARROW, _HIGH_SINGLE = 0.62, 0.8, 0.42  # height of a plane as a share of its width
_LONGEST = 14  # letters of a name beside a sign; a longer one has its year, or a number
_SIDES: tuple[Literal["low"], Literal["high"]] = ("low", "high")


def draw_type_path(
    model: Model, moments: Sequence[Moment], speaker: Speaker, *, form: Form = PAGE
) -> SvgPicture | None:
    """Draw the way through the plane of the types: two planes where a third axis splits it.

    Args:
        model: The model that was applied; its ``type_plane`` says which axes to draw, else its first ones are.
        moments: Points in time of one case from one perspective.
        speaker: The reader's language.
        form: Width and size of letters.

    Returns:
        The picture; None if the model has fewer than two axes.
    """
    plane = choose_plane(model)
    if plane is None:
        return None
    words, ordered = Words(speaker), in_order(moments)
    ways = [way_of(words, model, axis) for axis in (plane.x, plane.y, plane.panel) if axis is not None]
    stops = [stop for m in ordered if (stop := _type_stop(words, ordered, m, ways)) is not None]
    texts = [_type_in_words(words, model, moment) for moment in ordered]
    said = [_type_alone(words, model, moment) for moment in ordered]
    panels = [_type_fields(words, model, ways, part) for part in range(2 if len(ways) > 2 else 1)]
    sentence = _sentence(words, ordered, said, "develop.path")
    head = speaker("develop.path.title")
    canvas = _draw(words, head, (ways[0], ways[1]), panels, _with_plain(stops), ordered, texts, form)
    return _finish(canvas, words, model, head, "type_path", sentence, ways, ordered, texts)


def draw_placement_path(
    model: Model, plane_id: str, moments: Sequence[Moment], speaker: Speaker, *, form: Form = PAGE
) -> SvgPicture:
    """Draw the way through a plane of four named fields.

    Args:
        model: The model that was applied.
        plane_id: Id of the placement.
        moments: Points in time of one case from one perspective.
        speaker: The reader's language.
        form: Width and size of letters.

    Raises:
        KeyError: If the model has no such placement.
    """
    plane, words, ordered = model.placements[plane_id], Words(speaker), in_order(moments)
    ways = [
        Way(s, words.name(model.set_label(s)), name_ends(words, model, s), _SIDES, crossover)
        for s, crossover in ((plane.x, plane.x_crossover), (plane.y, plane.y_crossover))
    ]
    seen = [next((r for r in m.reading.placements if r.placement.id == plane_id), None) for m in ordered]
    stops = [
        Stop(m, _short_name(words, ordered, m), _positioned(r.x), _positioned(r.y))
        for m, r in zip(ordered, seen, strict=True) if r is not None and r.field is not None
    ]
    fields = [words.quote(words.name(r.field.label)) if r and r.field else "" for r in seen]
    texts = [text or speaker("develop.path.nowhere") for text in fields]
    names = {(_SIDES.index(f.x), _SIDES.index(f.y)): (words.name(f.label),) for f in plane.fields}
    sentence = _sentence(words, ordered, fields, "develop.place")
    head = speaker("develop.place.title", name=words.name(plane.label))
    canvas = _draw(words, head, (ways[0], ways[1]), [Fields("", names, {})], _with_plain(stops), ordered, texts, form)
    return _finish(canvas, words, model, head, f"placement_path_{plane_id}", sentence, ways, ordered, texts)


# ------------------------------------------------------------------------------ stops
def _type_stop(words: Words, moments: Sequence[Moment], moment: Moment, ways: Sequence[Way]) -> Stop | None:
    reads = [moment.reading.sets[way.id] for way in ways]
    if reads[0].score is None or reads[1].score is None:
        return None
    panels: tuple[int, ...] = (0,)
    if len(ways) > 2:
        third = reads[2]
        panels = (0, 1) if third.score is None or third.undecided else (ways[2].part(third.score),)
    return Stop(moment, _short_name(words, moments, moment), _ranged(reads[0]), _ranged(reads[1]), panels)


def _ranged(read: SetReading) -> Range:
    assert read.score is not None
    low, high = read.range or (read.score, read.score)
    return read.score, low, high


def _positioned(position: Position) -> Range:
    low, high = number_or_none(position.low), number_or_none(position.high)
    return position.score, position.score if low is None else low, position.score if high is None else high


def _with_plain(stops: Sequence[Stop]) -> list[Stop]:
    last = max((k for k, stop in enumerate(stops) if stop.moment.kind == "now"), default=-1)
    return [replace(stop, is_plain=k == last) for k, stop in enumerate(stops)]


def _short_name(words: Words, moments: Sequence[Moment], moment: Moment) -> str:
    title, _ = title_of(words, moment)
    if len(title) <= _LONGEST:
        return title
    if moment.kind == "goal":
        return words.say("develop.path.goal")
    return str(moment.year) if moment.year is not None else str(list(moments).index(moment) + 1)


# ------------------------------------------------------------------------------ drawing
def _type_fields(words: Words, model: Model, ways: Sequence[Way], part: int) -> Fields:
    title = ""
    if len(ways) > 2:
        title = words.say("figures.type_plane.panel", label=ways[2].label, end=ways[2].ends[part])
    names = {}
    for i, j in CORNERS:
        wanted = {ways[0].id: ways[0].sides[i], ways[1].id: ways[1].sides[j]}
        if len(ways) > 2:
            wanted[ways[2].id] = ways[2].sides[part]
        names[i, j] = types_where(words, model, wanted)
    return Fields(title, names, {})


def _draw(
    words: Words, head: str, ways: tuple[Way, Way], panels: Sequence[Fields], stops: Sequence[Stop],
    moments: Sequence[Moment], texts: Sequence[str], form: Form,
) -> Canvas:
    canvas = Canvas(form)
    if form.titled:
        canvas.say(head, size=1.25 * form.size, bold=True, gap=form.size * 0.6)
    right, up = (words.say(key, name=way.label) for key, way in
                 (("figures.plane.across", ways[0]), ("figures.plane.upwards", ways[1])))
    canvas.say(f"{right} · {up}", size=form.small, color=common.MUTED, gap=form.size * 0.5)
    single = len(panels) == 1
    beside = not form.is_narrow and not single
    across = (form.across - form.size * 1.2) / 2 if beside else form.across
    high = across * (_HIGH_NARROW if form.is_narrow else _HIGH_SINGLE if single else _HIGH)
    wrapped = [_wrapped(canvas, ways[0], fields, across) for fields in panels]
    top, below, x = canvas.at, canvas.at, 0.0
    for part, fields in enumerate(wrapped):
        canvas.at = top if beside else below
        plane = draw_fields(canvas, words, ways, fields, x, across, high, beside=wrapped)
        draw_path(canvas, plane, stops, part)
        below = max(below, canvas.at) + (0.0 if beside else form.size)
        x += across + form.size * 1.2 if beside else 0.0
    canvas.at = below + (form.size if beside else 0.0)
    _legend(canvas, words, moments, texts, stops)
    _key(canvas, words, moments, stops, is_split=len(panels) > 1)
    return canvas


def _wrapped(canvas: Canvas, right: Way, fields: Fields, across: float) -> Fields:
    rooms = [room_for_names(canvas.form, right, part, across) for part in (0, 1)]
    return replace(fields, names={
        (i, j): tuple(line for name in names for line in canvas.lines(name, rooms[i]))
        for (i, j), names in fields.names.items()
    })


def _legend(
    canvas: Canvas, words: Words, moments: Sequence[Moment], texts: Sequence[str], stops: Sequence[Stop]
) -> None:
    """Write every point in time with where it lies, in two columns where there is room."""
    form, size = canvas.form, canvas.form.size
    columns = 1 if form.is_narrow or len(moments) < 2 else 2
    count, room = -(-len(moments) // columns), form.across / columns
    names = {id(stop.moment): stop.name for stop in stops}
    either = {id(stop.moment) for stop in stops if len(stop.panels) > 1}
    top, below = canvas.at, canvas.at
    for number, (moment, text) in enumerate(zip(moments, texts, strict=True)):
        x = number // count * room
        canvas.at = top if number % count == 0 else canvas.at
        draw_moment(canvas, moment.kind, x + size * 0.6, canvas.at + size * common.LEADING / 2, size * 0.45)
        title = in_full(words, moment)
        name = names.get(id(moment), "")
        if name.isdigit() and name not in title:
            title = f"{name} · {title}"
        canvas.say(title, x=x + 1.7 * size, room=room - 2.4 * size, bold=True, most=3)
        if id(moment) in either:
            text = words.say("develop.path.either", where=text)
        canvas.say(text, x=x + 1.7 * size, room=room - 2.4 * size, size=form.small, gap=size * 0.5, most=4)
        below = max(below, canvas.at)
    canvas.at = below + size * 0.3


def _key(
    canvas: Canvas, words: Words, moments: Sequence[Moment], stops: Sequence[Stop], *, is_split: bool
) -> None:
    entries = kinds_in_key(words, moments)
    if any(stop.x[2] - stop.x[1] > 1 or stop.y[2] - stop.y[1] > 1 for stop in stops):
        entries.append((svg_key.stroke(common.ACCENT, 1.6), words.say("develop.path.key_range")))
    if is_split and len({stop.panels for stop in stops}) > 1:
        entries.append((svg_key.sign("circle", fill=common.MUTED, small=True), words.say("develop.path.key_other")))
    svg_key.draw_key(canvas, entries)


# ------------------------------------------------------------------------------ words
def _type_alone(words: Words, model: Model, moment: Moment) -> str:
    """Return the type named at a point in time with how sure that is; "" if there is none."""
    found = moment.reading.assignment
    ideal = model.types.get(found.type or "")
    if ideal is None:
        return ""
    verdict = words.say(f"verdict_short.{found.verdict.name.lower()}")
    names = [words.quote(words.name(ideal.label))]
    if (second := model.types.get(found.second or "")) is not None:
        names.append(words.quote(words.name(second.label)))
    return words.say("develop.path.type", type=words.enumerate(names), verdict=verdict)


def _type_in_words(words: Words, model: Model, moment: Moment) -> str:
    text = _type_alone(words, model, moment)
    return words.say("develop.path.nearest", type=text) if text else words.say("develop.path.nowhere")


def _sentence(words: Words, moments: Sequence[Moment], said: Sequence[str], key: str) -> str:
    say = words.say
    known = [(moment, text) for moment, text in zip(moments, said, strict=True) if text]
    if not known:
        return say("develop.path.says_nothing" if moments else "develop.nothing")
    if len(known) == 1:
        return say(f"{key}.says_one", when=_begun(when(words, known[0][0])), where=known[0][1])
    if len({text for _, text in known}) == 1:
        return say(f"{key}.says_same", n=len(known), where=known[0][1])
    # The first, the last that is reached, and the goal: what lies between is said below the picture.
    reached = [step for step in known if step[0].kind != "goal"]
    goals = [step for step in known if step[0].kind == "goal"]
    steps = [*reached[:1], *reached[1:][-1:], *goals[-1:]]
    return " ".join(say(f"{key}.says", when=_begun(when(words, moment)), where=text) for moment, text in steps)


def _begun(text: str) -> str:
    """Return words as they begin a sentence."""
    return text[:1].upper() + text[1:]


def _finish(
    canvas: Canvas, words: Words, model: Model, head: str, name: str, sentence: str, ways: Sequence[Way],
    moments: Sequence[Moment], texts: Sequence[str],
) -> SvgPicture:
    say = words.say
    rows: list[tuple[str, ...]] = []
    parts = [sentence]
    for moment, text in zip(moments, texts, strict=True):
        reads = [moment.reading.sets[way.id] for way in ways]
        ranges = [read.range or (None, None) for read in reads]
        rows.append((
            in_full(words, moment), say(f"develop.kind.{moment.kind}"),
            *(words.exact(v) for read, ends in zip(reads, ranges, strict=True) for v in (read.score, *ends)), text,
        ))
        values = [
            say("figures.plane.hover", name=way.label,
                value=words.value_of(read) if read.score is not None else say("figures.no_value_yet"))
            for way, read in zip(ways, reads, strict=True)
        ]
        parts.append(say("develop.path.alt", when=in_full(words, moment), where=text, values="; ".join(values)))
    columns = [say(f"figures.heading.{what}_of", name=way.label) for way in ways for what in ("value", "low", "high")]
    alt = " ".join(parts)
    return SvgPicture(
        name=clean(name), svg=canvas.finish(head, alt, say.language), sentence=sentence, alt=alt,
        headings=(say("develop.heading.when"), say("develop.heading.kind"), *columns, say("develop.heading.where")),
        rows=tuple(rows), language=say.language, across=canvas.form.across,
        height=canvas.at,
    )
