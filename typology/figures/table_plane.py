"""Where the tables of a workshop lie among the types: the plane of the types with one letter per table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.assessment.assignment import Verdict
from typology.figures import common
from typology.figures.badges import Badge, draw_badge, draw_badges, letter
from typology.figures.cell_words import too_few
from typology.figures.field_plane import CORNERS, Fields, Plane, Way, draw_fields, room_for_names, way_of
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.text import clean
from typology.figures.type_plane import choose_plane, types_where
from typology.figures.wording import Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model, TypePlane
from typology.workshop.publication import ProfileResult

_LEGEND = 0.3  # share of the width
_HIGH = 0.5  # height of a plane as a share of its width
_MOST_BANDS = 5  # more crosses on one plane hide each other


@dataclass(frozen=True, slots=True)
class _Mark:
    """A table on the plane: its number in the list, and where it lies on the axes drawn."""

    number: int
    x: tuple[float, float, float]
    y: tuple[float, float, float]
    panels: tuple[int, ...]

    @property
    def is_open(self) -> bool:
        return len(self.panels) > 1


def draw_table_plane(
    model: Model, profiles: Sequence[ProfileResult], stations: Mapping[int, str], speaker: Speaker, *,
    perspective: str, form: Form = WIDE,
) -> SvgPicture | None:
    """Draw one plane, or two where a third axis splits it, with a letter per table.

    Args:
        model: The model; its ``type_plane`` says which axes to draw.
        profiles: The protected profiles of a publication.
        stations: Names of the tables by number, in the order of the list.
        speaker: The reader's language.
        perspective: Whose view; perspectives are never pooled.
        form: Width and size of letters.

    Returns:
        The picture; None if the model has fewer than two axes.
    """
    plane = choose_plane(model)
    if plane is None:
        return None
    words = Words(speaker)
    ways = [way_of(words, model, axis) for axis in (plane.x, plane.y, plane.panel) if axis is not None]
    tables = [
        (name, next((_bare(p) for p in profiles if (p.station, p.perspective) == (number, perspective)), None))
        for number, name in stations.items()
    ]
    marks = [mark for k, (_, found) in enumerate(tables) if found and (mark := _mark(k, found, ways)) is not None]
    canvas = Canvas(form)
    named = model.perspectives.get(perspective)
    view = words.name(named.label) if named else clean(perspective)
    about = speaker("wall.plane.perspective", name=words.quote(view))
    if form.titled:
        canvas.say(speaker("wall.plane.title"), size=1.25 * form.size, bold=True, gap=form.size * 0.2)
    canvas.say(about, color=common.MUTED, gap=form.size * 0.5)
    _draw(canvas, words, model, plane, ways, marks, tables)
    rows = tuple(_row(words, model, k, name, found, ways) for k, (name, found) in enumerate(tables))
    sentence = speaker("wall.plane.says", n=len(marks)) if marks else speaker("wall.plane.says_nothing")
    alt = " ".join([about + ".", sentence, *(_alt(words, model, k, *table, ways) for k, table in enumerate(tables))])
    return SvgPicture(
        name="tables", svg=canvas.finish(speaker("wall.plane.title"), alt, speaker.language), sentence=sentence,
        alt=alt, headings=_headings(speaker, ways), rows=rows, language=speaker.language, across=form.across,
        height=canvas.at,
    )


def _bare(found: ProfileResult) -> ProfileResult:
    """Return a profile with what its status lets be seen: a mistake elsewhere must not end on a wall."""
    if found.status in ("shown", "held"):
        return found
    return ProfileResult(found.station, found.perspective, found.status, missing=found.missing)


def _mark(number: int, found: ProfileResult, ways: Sequence[Way]) -> _Mark | None:
    at = [found.axes.get(way.id) for way in ways]
    x, y, panel = (*at, None)[:3]
    if x is None or y is None:
        return None
    if len(ways) < 3:
        return _Mark(number, x, y, (0,))
    return _Mark(number, x, y, (0, 1) if panel is None else (ways[2].part(panel[0]),))


# ------------------------------------------------------------------------------ drawing
def _draw(
    canvas: Canvas, words: Words, model: Model, plane: TypePlane, ways: Sequence[Way], marks: Sequence[_Mark],
    tables: Sequence[tuple[str, ProfileResult | None]],
) -> None:
    form, top = canvas.form, canvas.at
    count = 2 if len(ways) > 2 else 1
    beside = not form.is_narrow
    room = form.across * (1 - _LEGEND) - form.size if beside else form.across
    across = (room - form.size * 1.2) / 2 if beside and count == 2 else room
    x, below = 0.0, top
    for part in range(count):
        canvas.at = top if beside else below
        _panel(canvas, words, model, ways, [m for m in marks if part in m.panels], part, x, across)
        below = max(below, canvas.at) + (0.0 if beside else form.size)
        x += across + form.size * 1.2 if beside else 0.0
    if beside:
        canvas.at = top
        _legend(canvas, words, model, tables, marks, form.across * (1 - _LEGEND) + form.size * 0.5,
                form.across * _LEGEND - form.size * 0.5)
        canvas.at = max(canvas.at, below)
    else:
        _legend(canvas, words, model, tables, marks, 0.0, form.across)


def _panel(
    canvas: Canvas, words: Words, model: Model, ways: Sequence[Way], marks: Sequence[_Mark], part: int, x: float,
    across: float,
) -> None:
    form, (right, up) = canvas.form, ways[:2]
    both = [_fields(canvas, words, model, ways, k, across) for k in range(2 if len(ways) > 2 else 1)]
    plane = draw_fields(canvas, words, (right, up), both[part], x, across, across * _HIGH, beside=both)
    places = [plane.place(mark.x[0], mark.y[0]) for mark in marks]
    if len(marks) <= _MOST_BANDS:
        for mark, (px, py) in zip(marks, places, strict=True):
            _cross(canvas, plane, mark, px, py)
    badges = [Badge(m.number, px, py, m.is_open) for m, (px, py) in zip(marks, places, strict=True)]
    draw_badges(canvas, badges, form.size * 0.72, plane.box(form.size * 0.35))


def _fields(canvas: Canvas, words: Words, model: Model, ways: Sequence[Way], part: int, across: float) -> Fields:
    title = ""
    if len(ways) > 2:
        title = words.say("figures.type_plane.panel", label=ways[2].label, end=ways[2].ends[part])
    return Fields(title, {c: _names(canvas, words, model, ways, *c, part, across) for c in CORNERS}, {})


def _names(
    canvas: Canvas, words: Words, model: Model, ways: Sequence[Way], i: int, j: int, part: int, across: float
) -> list[str]:
    wanted = {ways[0].id: ways[0].sides[i], ways[1].id: ways[1].sides[j]}
    if len(ways) > 2:
        wanted[ways[2].id] = ways[2].sides[part]
    room = room_for_names(canvas.form, ways[0], i, across)
    return [
        line for name in types_where(words, model, wanted) for line in canvas.lines(name, room)
    ]


def _cross(canvas: Canvas, plane: Plane, mark: _Mark, px: float, py: float) -> None:
    (left, below), (right, above) = plane.place(mark.x[1], mark.y[1]), plane.place(mark.x[2], mark.y[2])
    for points in ([(left, py), (right, py)], [(px, below), (px, above)]):
        canvas.stroke(points, common.MUTED, canvas.form.size / 12)


def _legend(
    canvas: Canvas, words: Words, model: Model, tables: Sequence[tuple[str, ProfileResult | None]],
    marks: Sequence[_Mark], x: float, across: float,
) -> None:
    form = canvas.form
    radius = form.size * 0.72
    placed = {mark.number: mark for mark in marks}
    for number, (name, found) in enumerate(tables):
        top, left = canvas.at, x + 2.2 * radius + form.size * 0.4
        if number in placed:
            draw_badge(canvas, number, x + 1.1 * radius, top + common.LEADING * form.size / 2, radius,
                       is_open=placed[number].is_open)
        canvas.say(clean(name), x=left, room=x + across - left, bold=True, most=3)
        text = _in_words(words, model, found, is_placed=number in placed)
        if number in placed and placed[number].is_open:
            text = f"{text} · {words.say('wall.plane.either')}" if text else words.say("wall.plane.either")
        if text:
            canvas.say(text, x=left, room=x + across - left, size=form.small, color=common.MUTED)
        canvas.at += form.size * 0.4
    if marks:
        keys = ["wall.plane.key"] if len(marks) <= _MOST_BANDS else []
        for key in [*keys, "wall.plane.key_near"] if len(marks) > 1 else keys:
            canvas.say(words.say(key), x=x, room=across, size=form.small, color=common.MUTED)


# ------------------------------------------------------------------------------ words
def _in_words(words: Words, model: Model, found: ProfileResult | None, *, is_placed: bool) -> str:
    if found is None or found.status == "none":
        return words.say("wall.cell.none")
    if found.status == "few":
        return too_few(words.say, found.missing)
    if found.status == "withheld":
        return words.say("wall.cell.withheld")
    if not is_placed:
        return words.say("wall.plane.missing_axes")
    ideal = model.types.get(found.type_id or "")
    if ideal is None:
        return ""
    return words.say("wall.plane.type", type=words.quote(words.name(ideal.label)), verdict=_verdict(words, found))


def _verdict(words: Words, found: ProfileResult) -> str:
    name = next((v.name.lower() for v in Verdict if found.verdict in (v.value, v.name, v.name.lower())), "")
    key = f"verdict_short.{name}"
    return words.say(key) if name and words.say.has(key) else clean(found.verdict or "")


def _headings(speaker: Speaker, ways: Sequence[Way]) -> tuple[str, ...]:
    axes = (
        speaker(f"wall.heading.{end}_of", name=way.label) if end else way.label
        for way in ways for end in ("", "low", "high")
    )
    return (speaker("wall.heading.table"), speaker("wall.heading.status"), speaker("wall.heading.n"), *axes,
            speaker("wall.heading.type"), speaker("wall.heading.agreement"))


def _row(
    words: Words, model: Model, number: int, name: str, found: ProfileResult | None, ways: Sequence[Way]
) -> tuple[str, ...]:
    title = f"{letter(number)} {clean(name)}"
    if found is None or not found.axes:
        status = words.say(f"wall.status.{found.status if found else 'none'}")
        return (title, status, *[""] * (2 + 3 * len(ways)), _in_words(words, model, found, is_placed=False))
    values = [words.exact(v, 0) if v is not None else "" for w in ways for v in found.axes.get(w.id) or (None,) * 3]
    ideal = model.types.get(found.type_id or "")
    return (title, words.say(f"wall.status.{found.status}"), str(found.n), *values,
            words.name(ideal.label) if ideal else "", _verdict(words, found))


def _alt(
    words: Words, model: Model, number: int, name: str, found: ProfileResult | None, ways: Sequence[Way]
) -> str:
    placed = found is not None and _mark(number, found, ways) is not None
    said = [_in_words(words, model, found, is_placed=placed)]
    if found is not None and placed:
        for way in ways:
            at = found.axes.get(way.id)
            if at is not None:
                value, low, high = (words.points(v) for v in at)
                text = words.say("wall.plane.exact", value=value, low=low, high=high)
                said.append(words.say("figures.plane.hover", name=way.label, value=text) + ".")
    return words.say("wall.alt.cell", name=f"{letter(number)} {clean(name)}", text=" ".join(t for t in said if t))
