"""How values developed: a panel per dimension or axis on one time axis, with bands, events and the goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from typology.assessment.reading import SetReading
from typology.figures import common, ranges, svg_key
from typology.figures.moments import Event, Moment, dash_between, draw_moment, in_full, in_order, kinds_in_key, when
from typology.figures.movement import Movement, movement, say_movement, short_movement
from typology.figures.picture import SvgPicture
from typology.figures.svg import PAGE, Canvas, Form
from typology.figures.text import width
from typology.figures.time_axis import EventLines, TimeAxis, draw_events, draw_head, lay_lanes, lay_time, say_event
from typology.figures.wording import Words, has_band
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_LABELS = 0.3  # share of the width for names
_TALL, _TALL_NARROW = 4.8, 5.6  # from 0 to 100 in sizes of letters
_PAD = 1.25  # above 100 and below 0, in sizes of letters
_APART = 2.9  # least distance of two points in time
_FLAT = 0.04  # a line that rises less than this is flat
_TINY = 0.93  # letters of scales in sizes of small print
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """A panel: a set at every point in time."""

    id: str
    label: str
    reads: tuple[SetReading, ...]
    move: Movement | None


def draw_slope(
    model: Model, moments: Sequence[Moment], sets: Sequence[str], speaker: Speaker, *, events: Sequence[Event] = (),
    form: Form = PAGE,
) -> SvgPicture:
    """Draw one panel per dimension or axis.

    Args:
        model: The model that was applied.
        moments: Points in time of one case from one perspective.
        sets: Ids of axes and dimensions, in the order they are to be drawn.
        speaker: The reader's language.
        events: What happened; drawn where the years of all points in time are known.
        form: Width and size of letters.
    """
    words, ordered = Words(speaker), in_order(moments)
    rows = [_row(words, model, ordered, set_id) for set_id in sets]
    canvas = Canvas(form)
    title = speaker("develop.slope.title")
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.6)
    axis = None
    if ordered:
        axis = _axis(form, ordered, events)
        draw_head(canvas, words, axis)
        lines = draw_events(canvas, words, axis)
        for number, row in enumerate(rows):
            _panel(canvas, words, axis, row, lines, is_first=number == 0)
        _key(canvas, words, model, axis, rows)
    sentence = _sentence(words, rows, ordered)
    alt = " ".join([
        sentence, *(_in_words(words, row, ordered) for row in rows),
        *(say_event(words, event) for event in (axis.events if axis else ())),
    ])
    canvas.at = max(canvas.at, form.size)
    return SvgPicture(
        name="development", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=_headings(words), rows=tuple(c for row in rows for c in _cells(words, row, ordered)),
        language=speaker.language, across=form.across, height=canvas.at,
    )


def _row(words: Words, model: Model, moments: Sequence[Moment], set_id: str) -> _Row:
    reads = tuple(moment.reading.sets[set_id] for moment in moments)
    return _Row(set_id, words.name(model.set_label(set_id)), reads, movement(model, moments, set_id))


def _axis(form: Form, moments: Sequence[Moment], events: Sequence[Event]) -> TimeAxis:
    left = form.size * 2.3 if form.is_narrow else form.across * _LABELS + form.size * 2.8
    return lay_time(moments, events, left, form.across - 2.3 * form.size, _APART * form.size)


# ------------------------------------------------------------------------------ drawing
def _panel(canvas: Canvas, words: Words, axis: TimeAxis, row: _Row, lines: EventLines, *, is_first: bool) -> None:
    form, size = canvas.form, canvas.form.size
    note = short_movement(words, row.move)
    if form.is_narrow:
        canvas.say(row.label, bold=True, most=3)
        if note:
            canvas.say(note, size=form.small, color=common.MUTED, most=3)
        canvas.at += size * 0.2
    tall = (_TALL_NARROW if form.is_narrow else _TALL) * size
    top, pad = canvas.at, _PAD * size
    ground_left = 0.0 if form.is_narrow else axis.left - size * 2.3
    canvas.box(ground_left, top, form.across - ground_left, tall + 2 * pad, fill=common.NEUTRAL, round_=size * 0.3)
    for value in (0, 50, 100):
        y = top + pad + tall * (1 - value / 100)
        canvas.stroke([(ground_left, y), (form.across, y)], common.PAPER, 1.5)
        if is_first or form.is_narrow:
            canvas.write(ground_left + size * 1.75, y - 0.62 * form.small, [str(value)], size=form.small * _TINY,
                         color=common.MUTED, anchor="end", halo=common.NEUTRAL)
    lines.draw(canvas, top, top + tall + 2 * pad)
    _line(canvas, words, axis, row, [top + pad + tall * (1 - (r.score or 0.0) / 100) for r in row.reads],
          (top + pad, tall))
    canvas.at = top + tall + 2 * pad
    if form.is_narrow:
        _years(canvas, axis)
        canvas.at += size * 1.3
        return
    room = form.across * _LABELS - size * 0.5
    name = canvas.lines(row.label, room, bold=True, most=4)
    small = canvas.lines(note, room, size=form.small, most=4) if note else ()
    high = common.LEADING * (len(name) * size + len(small) * form.small)
    end = canvas.write(0.0, top + max(0.0, (tall + 2 * pad - high) / 2), name, bold=True, room=room)
    end = canvas.write(0.0, end, small, size=form.small, color=common.MUTED, room=room)
    canvas.at = max(canvas.at, end) + size * 0.5


def _line(
    canvas: Canvas, words: Words, axis: TimeAxis, row: _Row, heights: Sequence[float], scale: tuple[float, float]
) -> None:
    """Draw ranges, then lines, then signs, then values; what has no value stays a gap."""
    size, (zero, tall) = canvas.form.size, scale
    points = list(zip(axis.moments, axis.x, row.reads, heights, strict=True))
    for _, x, read, _ in points:
        if read.score is not None and read.range is not None:
            low, high = (zero + tall * (1 - value / 100) for value in read.range)
            ranges.draw_range(canvas, (x, low), (x, high), size * 0.5, is_band=has_band(read))
    for (a, x0, before, y0), (b, x1, after, y1) in pairwise(points):
        if before.score is not None and after.score is not None:
            canvas.stroke([(x0, y0), (x1, y1)], common.ACCENT, 2.2, dash=dash_between(a.kind, b.kind))
    for moment, x, read, y in points:
        if read.score is not None:
            draw_moment(canvas, moment.kind, x, y, size * 0.4)
    named = _named(axis, row, size)
    for number, (_, x, read, y) in enumerate(points):
        if number in named or read.score is None:
            _value(canvas, words, (x, y), read, points[number + 1][1::2] if number + 1 < len(points) else None,
                   zero + tall / 2)


def _named(axis: TimeAxis, row: _Row, size: float) -> set[int]:
    """Return which values are written: all, or where many stand close the first, the last reached, and the last."""
    every = range(len(axis.x))
    if all(b - a >= 0.8 * _APART * size for a, b in pairwise(axis.x)):
        return set(every)
    reached = [k for k in every if axis.moments[k].kind != "goal" and row.reads[k].score is not None]
    return {*reached[:1], *reached[-1:], every[-1]}


def _value(
    canvas: Canvas, words: Words, at: tuple[float, float], read: SetReading,
    following: tuple[object, ...] | None, middle: float,
) -> None:
    """Write a value beside its sign, on the side that the line to the next point leaves free."""
    size, small, (x, y) = canvas.form.size, canvas.form.small, at
    if read.score is None:
        canvas.write(x, middle - 0.65 * small, [words.say("develop.slope.none")], size=small, color=common.MUTED,
                     anchor="middle", halo=common.NEUTRAL)
        return
    text = words.points(read.score)
    text = words.say("develop.slope.provisional", value=text) if read.provisional else text
    shift = -0.65 * size
    if following is not None:
        x1, y1 = (float(value) for value in following if isinstance(value, float))
        rise = (y - y1) / (x1 - x)
        shift = 0.05 * size if rise > _FLAT else -1.45 * size
    canvas.write(x + 0.6 * size, y + shift, [text], bold=True, halo=common.NEUTRAL)


def _years(canvas: Canvas, axis: TimeAxis) -> None:
    """Repeat below a panel which point is which, in short: a phone does not show the head any more."""
    small = canvas.form.small
    texts = [str(m.year) if m.year is not None else m.label for m in axis.moments]
    gap = min((b - a for a, b in pairwise(axis.x)), default=canvas.form.across)
    size = small * _TINY
    blocks = [canvas.lines(text, max(gap - 4, 2.6 * small), size=size, most=2) for text in texts]
    widths = [max(width(line, size) for line in lines) for lines in blocks]
    lanes = lay_lanes(axis.x, widths, 0.0, canvas.form.across, 4.0)
    high = max(len(lines) for lines in blocks) * common.LEADING * size
    for (lane, middle), lines in zip(lanes, blocks, strict=True):
        canvas.write(middle, canvas.at + 2 + lane * high, lines, size=size, color=common.MUTED, anchor="middle")
    canvas.at += 2 + high * (1 + max(lane for lane, _ in lanes))


def _key(canvas: Canvas, words: Words, model: Model, axis: TimeAxis, rows: Sequence[_Row]) -> None:
    canvas.at += canvas.form.size * 0.4
    shown = [read for row in rows for read in row.reads if read.score is not None]
    entries = kinds_in_key(words, axis.moments)
    if any(has_band(read) for read in shown):
        entries.append((ranges.sample(is_band=True), words.band(model)))
    if any(not has_band(read) and words.short_range(read.low, read.high) for read in shown):
        entries.append((ranges.sample(is_band=False), words.say("figures.key.bounds")))
    if any(x is not None for x in axis.event_x):
        entries.append((svg_key.stroke(common.MUTED, 1, dash="1.5 3.5"), words.say("develop.key.event")))
    svg_key.draw_key(canvas, entries)
    notes = [words.say("develop.slope.scale")]
    if any(read.provisional for read in shown):
        notes.append(words.say("develop.slope.key_provisional",
                               share=words.say.percent(model.method.coverage.provisional_below)))
    if len(axis.moments) > 1:
        notes.append(words.say("develop.slope.true" if axis.is_true else "develop.slope.even"))
    canvas.say(" ".join(notes), size=canvas.form.small, color=common.MUTED)


# ------------------------------------------------------------------------------ words
def _sentence(words: Words, rows: Sequence[_Row], moments: Sequence[Moment]) -> str:
    say = words.say
    if not moments:
        return say("develop.nothing")
    moves = [(row, row.move) for row in rows if row.move is not None]
    # What is reached is looked at before what is wished for.
    moves = [pair for pair in moves if pair[1].last.kind != "goal"] or moves
    if not moves:
        scored = [row for row in rows if any(read.score is not None for read in row.reads)]
        return say("develop.slope.says_one" if scored else "develop.slope.says_nothing_yet")
    row, move = max(moves, key=lambda pair: abs(pair[1].delta))
    if len(moves) == 1:
        return say_movement(words, row.label, move)
    if words.points(abs(move.delta)) == words.points(0.0):
        return say("develop.slope.says_still", first=when(words, move.first), last=when(words, move.last))
    parts = [say_movement(words, row.label, move, is_widest=True)]
    others = [words.quote(r.label) for r, m in moves if m.distinguishable and r is not row]
    if len(others) > _MOST_NAMES:
        parts.append(say("develop.slope.says_many_others", n=len(others)))
    elif others:
        key = "says_others_too" if move.distinguishable else "says_others"
        parts.append(say(f"develop.slope.{key}", n=len(others), names=words.enumerate(others)))
    elif all(m.distinguishable is False for r, m in moves if r is not row):
        parts.append(say("develop.slope.says_no_others"))
    return " ".join(parts)


def _in_words(words: Words, row: _Row, moments: Sequence[Moment]) -> str:
    values = []
    for moment, read in zip(moments, row.reads, strict=True):
        value = words.say("figures.no_value_yet") if read.score is None else words.value_of(read)
        if read.provisional:
            value = words.say("figures.profile.alt_provisional", value=value)
        values.append(words.say("develop.slope.alt_value", when=in_full(words, moment), value=value))
    return words.say("develop.slope.alt_row", name=row.label, values="; ".join(values))


def _headings(words: Words) -> tuple[str, ...]:
    own = [words.say(f"develop.heading.{key}") for key in ("set", "when", "kind", "year")]
    rest = [words.say(f"figures.heading.{key}") for key in ("value", "low", "high", "kind", "provisional")]
    return (*own, *rest)


def _cells(words: Words, row: _Row, moments: Sequence[Moment]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for moment, read in zip(moments, row.reads, strict=True):
        low, high = read.range or (None, None)
        found.append((
            row.label, in_full(words, moment), words.say(f"develop.kind.{moment.kind}"),
            str(moment.year) if moment.year is not None else "–", words.exact(read.score), words.exact(low),
            words.exact(high), words.kind_of_range(has_band(read), exists=read.range is not None),
            words.yes(read.provisional),
        ))
    return found
