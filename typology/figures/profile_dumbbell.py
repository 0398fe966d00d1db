"""Where perspectives see the same thing differently: a lane per perspective, the widest gap first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from typology.assessment.reading import Reading
from typology.figures import common
from typology.figures.cell_words import too_few
from typology.figures.moments import Point, in_full
from typology.figures.picture import SvgPicture
from typology.figures.ranges import draw_whisker, whisker
from typology.figures.svg import PAGE, Canvas, Form
from typology.figures.svg_key import Sample, draw_key
from typology.figures.text import clean, width
from typology.figures.wording import MISSING, Words, has_band
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_SHAPES = ("circle", "diamond", "square", "turned", "hexagon", "pentagon")
_LABELS = 0.3  # share of the width for names
_LANE, _PAD = 1.35, 0.55  # height of a lane, and room above the first, in sizes of letters


@dataclass(frozen=True, slots=True)
class _View:
    """A perspective: how it is called and drawn."""

    id: str
    name: str
    shape: str
    paint: str
    offices: tuple[str, ...] | None
    missing: int

    @property
    def is_statement(self) -> bool:
        return self.offices is not None


@dataclass(frozen=True, slots=True)
class _Value:
    """What one perspective says of one thing; ``low`` and ``high`` are its band or bounds."""

    score: float | None
    low: float | None
    high: float | None
    is_band: bool
    n: int


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    values: tuple[_Value, ...]

    @property
    def scores(self) -> list[float]:
        return [value.score for value in self.values if value.score is not None]

    @property
    def gap(self) -> float | None:
        return max(self.scores) - min(self.scores) if len(self.scores) > 1 else None


_NOBODY: Mapping[str, Sequence[str]] = MappingProxyType({})
_NONE_MISSING: Mapping[str, int] = MappingProxyType({})


def draw_profile_dumbbell(
    model: Model, readings: Mapping[str, Reading], ids: Collection[str], speaker: Speaker, *,
    statements: Mapping[str, Sequence[str]] = _NOBODY, missing: Mapping[str, int] = _NONE_MISSING,
    point: Point | None = None, form: Form = PAGE, most: int | None = None,
) -> SvgPicture:
    """Draw dimensions, axes or items, each with a sign per perspective.

    Args:
        model: The model that was applied.
        readings: By perspective, in the order of the lanes; of one case and one point in time.
        ids: Ids of axes and dimensions, or of items.
        speaker: The reader's language.
        statements: Perspectives of one to three people who speak for their office and agreed to be shown, with their
            offices; they are voices, not statistics, and have no range.
        missing: Perspectives whose result may not be seen yet, with how many people are missing.
        point: The point in time; marked if it is in retrospect or a goal.
        form: Width and size of letters.
        most: Rows that are drawn; the table has all of them.
    """
    words = Words(speaker)
    views = _views(words, model, [*readings, *(p for p in missing if p not in readings)], statements, missing)
    rows = [_row(words, model, readings, views, key) for key in ids]
    rows.sort(key=lambda row: -1.0 if row.gap is None else row.gap, reverse=True)
    sentence = _sentence(words, views, rows)
    title, caveat = speaker("develop.views.title"), speaker("develop.views.caveat")
    canvas = Canvas(form)
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.4)
    if point is not None and point.kind != "now":
        canvas.say(in_full(words, point), color=common.MUTED, gap=form.size * 0.4)
    _key(canvas, words, model, views, rows)
    shown = [view for view in views if not view.missing]
    drawn = rows if most is None else rows[:most]
    beside = _beside(canvas, words, shown, drawn)
    for number, row in enumerate(drawn):
        _draw_row(canvas, words, shown, row, beside, is_first=number == 0)
    canvas.at += form.size * 0.3
    canvas.say(caveat, size=form.small, color=common.MUTED)
    waits = [_waits(words, view) for view in views if view.missing]
    alt = " ".join([sentence, *(_in_words(words, views, row) for row in rows), *waits, caveat])
    return SvgPicture(
        name="views", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=_headings(words, shown), rows=tuple(_cells(words, shown, row) for row in rows),
        language=speaker.language, across=form.across, height=canvas.at,
    )


def _views(
    words: Words, model: Model, perspectives: Sequence[str], statements: Mapping[str, Sequence[str]],
    missing: Mapping[str, int],
) -> list[_View]:
    found = []
    for number, key in enumerate(perspectives):
        known = model.perspectives.get(key)
        offices = tuple(clean(office) for office in statements[key]) if key in statements else None
        is_own = known is not None and known.view == "inside"
        found.append(_View(
            key, words.name(known.label) if known else clean(key), _SHAPES[number % len(_SHAPES)],
            common.ACCENT if is_own else common.INK, offices, missing.get(key, 0),
        ))
    return found


def _row(
    words: Words, model: Model, readings: Mapping[str, Reading], views: Sequence[_View], key: str
) -> _Row:
    label = words.name(model.items[key].label) if key in model.items else words.name(model.set_label(key))
    return _Row(label, tuple(
        _value(model, readings[view.id], key, view) for view in views if not view.missing
    ))


def _value(model: Model, reading: Reading, key: str, view: _View) -> _Value:
    if key in model.items:
        traces = reading.explanation.dimensions.get(model.items[key].dimension, ())
        trace = next((trace for trace in traces if trace.item == key), None)
        return _Value(trace.points if trace else None, None, None, False, trace.count("answer") if trace else 0)
    read = reading.sets[key]
    low, high = (None, None) if view.is_statement else read.range or (None, None)
    return _Value(read.score, low, high, has_band(read), read.n)


# ------------------------------------------------------------------------------ drawing
def _key(canvas: Canvas, words: Words, model: Model, views: Sequence[_View], rows: Sequence[_Row]) -> None:
    shown = [view for view in views if not view.missing]
    draw_key(canvas, [(_sample(view), _called(words, view)) for view in shown])
    values = [v for row in rows for v in row.values if v.score is not None and words.short_range(v.low, v.high)]
    entries = []
    if any(value.is_band for value in values):
        entries.append((whisker(is_band=True), words.band(model)))
    if any(not value.is_band for value in values):
        entries.append((whisker(is_band=False), words.say("figures.key.bounds")))
    draw_key(canvas, entries)
    for view in views:
        if view.missing:
            canvas.say(_waits(words, view), size=canvas.form.small, color=common.MUTED)
    canvas.at += canvas.form.size * 0.4


def _sample(view: _View) -> Sample:
    return lambda canvas, x, y: _sign(canvas, view, x, y, canvas.form.small * 0.45)


def _sign(canvas: Canvas, view: _View, x: float, y: float, radius: float) -> None:
    fill, edge = (common.PAPER, view.paint) if view.is_statement else (view.paint, common.PAPER)
    canvas.sign(view.shape, x, y, radius, fill, line=edge, thickness=radius * (0.4 if view.is_statement else 0.25))


def _draw_row(
    canvas: Canvas, words: Words, views: Sequence[_View], row: _Row, beside: float, *, is_first: bool
) -> None:
    form, size, small = canvas.form, canvas.form.size, canvas.form.small
    note = words.say("develop.views.gap", points=words.points(row.gap)) if row.gap is not None else ""
    left, right = (0.0 if form.is_narrow else form.across * _LABELS), form.across - beside
    if form.is_narrow:
        canvas.say(row.label, bold=True, most=3)
        if note:
            canvas.say(note, size=small, color=common.MUTED)
        canvas.at += size * 0.15
    if is_first:
        _scale(canvas, left, right)
    top, high = canvas.at, (_LANE * len(views) + 2 * _PAD) * size
    if not form.is_narrow:
        lines = canvas.lines(row.label, left - size, bold=True, most=4)
        tall = common.LEADING * (len(lines) * size + (small if note else 0.0))
        high = max(high, tall)
        end = canvas.write(0.0, top + (high - tall) / 2, lines, bold=True, room=left - size)
        canvas.write(0.0, end, [note] if note else [], size=small, color=common.MUTED)
    _lanes(canvas, words, views, row, (left, right, top, high))
    canvas.at = top + high + size * (1.0 if form.is_narrow else 0.45)


def _beside(canvas: Canvas, words: Words, views: Sequence[_View], rows: Sequence[_Row]) -> float:
    """Return how much room the figures at the end of the lanes need."""
    size, small = canvas.form.size, canvas.form.small
    wide = width("100", size, bold=True)
    if any(view.is_statement for view in views):
        wide += width(words.say("develop.views.voice"), small) + size * 0.5
    if any(value.score is None for row in rows for value in row.values):
        wide = max(wide, width(words.say("develop.slope.none"), small))
    return 1.8 * size + wide


def _scale(canvas: Canvas, left: float, right: float) -> None:
    size, small = canvas.form.size, canvas.form.small
    for value in (0, 50, 100):
        x = left + size + (right - left - 2 * size) * value / 100
        canvas.write(x, canvas.at, [str(value)], size=small * 0.93, color=common.MUTED, anchor="middle")
    canvas.at += common.LEADING * small


def _lanes(
    canvas: Canvas, words: Words, views: Sequence[_View], row: _Row, box: tuple[float, float, float, float]
) -> None:
    size, (left, right, top, high) = canvas.form.size, box
    canvas.box(left, top, right - left, high, fill=common.NEUTRAL, round_=size * 0.3)
    start, end = left + size, right - size

    def place(value: float) -> float:
        return start + (end - start) * value / 100

    for mark in (0, 50, 100):
        canvas.stroke([(place(mark), top), (place(mark), top + high)], common.PAPER, 1.5)
    if row.gap is not None:
        low, most = place(min(row.scores)), place(max(row.scores))
        canvas.box(low, top + size * 0.2, most - low, high - size * 0.4, fill=common.TINT)
    first = top + (high - (len(views) - 1) * _LANE * size) / 2
    for number, (view, value) in enumerate(zip(views, row.values, strict=True)):
        y = first + number * _LANE * size
        _sign(canvas, view, right + size * 0.9, y, size * 0.36)
        if value.score is not None:
            if value.low is not None and value.high is not None:
                draw_whisker(canvas, place(value.low), place(value.high), y, size * 0.5, is_band=value.is_band,
                             color=view.paint)
            _sign(canvas, view, place(value.score), y, size * 0.45)
        _figure(canvas, words, view, value, right + size * 1.6, y)


def _figure(canvas: Canvas, words: Words, view: _View, value: _Value, x: float, y: float) -> None:
    size, small = canvas.form.size, canvas.form.small
    if value.score is None:
        text = words.say("develop.slope.none")
        canvas.write(x, y - 0.65 * small, [text], size=small, color=common.MUTED)
        return
    text = words.points(value.score)
    canvas.write(x, y - 0.65 * size, [text], bold=True)
    if view.is_statement:
        x += width(text, size, bold=True) + size * 0.4
        canvas.write(x, y - 0.65 * small, [words.say("develop.views.voice")], size=small, color=common.MUTED)


# ------------------------------------------------------------------------------ words
def _called(words: Words, view: _View) -> str:
    if view.offices is None:
        return view.name
    offices = [office for office in view.offices if office]
    if not offices:
        return words.say("develop.views.statement_unnamed", name=view.name)
    return words.say("develop.views.statement", name=view.name, n=len(offices), offices=words.enumerate(offices))


def _waits(words: Words, view: _View) -> str:
    return words.say("develop.views.missing", name=view.name, text=too_few(words.say, view.missing))


def _sentence(words: Words, views: Sequence[_View], rows: Sequence[_Row]) -> str:
    say = words.say
    shown = [view for view in views if not view.missing]
    compared = [row for row in rows if row.gap is not None]
    if not compared:
        return say("develop.views.says_nothing")
    widest = compared[0]
    values = [
        say("figures.plane.hover", name=view.name, value=words.points(value.score))
        for view, value in zip(shown, widest.values, strict=True) if value.score is not None
    ]
    if words.points(widest.gap) == words.points(0.0):
        return say("develop.views.says_same")
    key = "says" if len(compared) > 1 else "says_one"
    return say(f"develop.views.{key}", name=words.quote(widest.label), values=", ".join(values))


def _in_words(words: Words, views: Sequence[_View], row: _Row) -> str:
    said = []
    for view, value in zip([view for view in views if not view.missing], row.values, strict=True):
        text = words.say("figures.no_value_yet")
        if value.score is not None:
            text = words.value(value.score, value.low, value.high, value.is_band)
        said.append(words.say("figures.plane.hover", name=_called(words, view), value=text))
    return words.say("develop.slope.alt_row", name=row.label, values="; ".join(said))


def _headings(words: Words, views: Sequence[_View]) -> tuple[str, ...]:
    say = words.say
    columns = [
        say(f"figures.heading.{what}_of", name=_called(words, view))
        for view in views for what in (("value",) if view.is_statement else ("value", "low", "high"))
    ]
    return (say("develop.heading.about"), *columns, say("develop.heading.gap"))


def _cells(words: Words, views: Sequence[_View], row: _Row) -> tuple[str, ...]:
    cells: list[str] = []
    for view, value in zip(views, row.values, strict=True):
        cells.append(words.exact(value.score))
        cells += [] if view.is_statement else [words.exact(value.low), words.exact(value.high)]
    return (row.label, *cells, MISSING if row.gap is None else words.exact(row.gap))
