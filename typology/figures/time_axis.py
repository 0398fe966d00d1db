"""Where points in time and events stand from left to right, and how the head of a picture names them.

If the year of every point in time is known, distances are true: ten years are twice as wide as five. Only points that
would lie on one another are moved apart. Otherwise the points stand side by side at one distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from typology.figures import common
from typology.figures.moments import Event, Moment, draw_moment, title_of
from typology.figures.svg import Canvas
from typology.figures.text import clean, width
from typology.figures.wording import Words

_REACH = 1 / 3  # of the years between first and last point: so far events may stretch the axis on each side
_MOST_LANES = 3  # labels of events above one another; with more, numbers stand for them
_LONGEST = 34  # letters of an event that is written beside its line
_TWO_COLUMNS = 4  # events from which their list has two columns
_BESIDE = 5.0
_MOST_TITLES = 9  # names of points in time above one another
_TITLE = 9.0  # width of the name of a point in time in sizes of letters


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Where everything stands.

    Attributes:
        moments: Points in time, in order.
        x: Their places in pixels.
        left: Left end of the axis in pixels.
        right: Right end.
        is_true: True if distances show years.
        events: Events in order of time.
        event_x: Their places; None for those that do not lie on the axis.
    """

    moments: tuple[Moment, ...]
    x: tuple[float, ...]
    left: float
    right: float
    is_true: bool
    events: tuple[Event, ...]
    event_x: tuple[float | None, ...]


def lay_time(
    moments: Sequence[Moment], events: Sequence[Event], left: float, right: float, least: float
) -> TimeAxis:
    """Place points in time and events.

    Args:
        moments: In order of time, as ``moments.in_order`` returns them.
        events: In any order.
        left: First pixel that a point may stand on.
        right: Last one.
        least: Pixels that two points are apart at least, if there is room for that.
    """
    found = tuple(sorted(events, key=lambda event: event.at))
    years = [moment.year + 0.5 for moment in moments if moment.year is not None]
    is_true = len(years) == len(moments) and len(set(years)) > 1
    if not is_true:
        steps = max(1, len(moments) - 1)
        even = tuple(left + (right - left) * (k / steps if len(moments) > 1 else 0.5) for k in range(len(moments)))
        return TimeAxis(tuple(moments), even, left, right, False, found, (None,) * len(found))
    reach = (max(years) - min(years)) * _REACH
    near = [event.at for event in found if min(years) - reach <= event.at <= max(years) + reach]
    first, last = min([*years, *near]), max([*years, *near])
    scale = (right - left) / (last - first)
    places = _apart([left + (year - first) * scale for year in years], left, right, least)
    at = tuple(left + (e.at - first) * scale if first <= e.at <= last else None for e in found)
    return TimeAxis(tuple(moments), tuple(places), left, right, True, found, at)


def _apart(places: list[float], left: float, right: float, least: float) -> list[float]:
    """Return places moved just so far that none lies on another."""
    least = min(least, (right - left) / max(1, len(places) - 1))
    for k, (a, b) in enumerate(pairwise(places)):
        places[k + 1] = max(b, places[k] + least, a + least)
    places[-1] = min(places[-1], right)
    for k in range(len(places) - 2, -1, -1):
        places[k] = min(places[k], places[k + 1] - least)
    return places


# ------------------------------------------------------------------------------ drawing
def draw_head(canvas: Canvas, words: Words, axis: TimeAxis, *, edge: float = 0.0) -> None:
    """Write above the axis what its points are called, then the axis with their signs.

    Args:
        canvas: Drawn upon where it is still empty.
        words: The reader's language.
        axis: Where everything stands.
        edge: Left edge that no text may pass.
    """
    form = canvas.form
    size, small = form.size, form.small
    blocks = [_block(canvas, words, moment, _TITLE * size) for moment in axis.moments]
    lanes = lay_lanes(axis.x, [wide for _, _, wide in blocks], edge, form.across, size * 0.6)
    heights = [len(title) * common.LEADING * size + len(note) * common.LEADING * small for title, note, _ in blocks]
    tall = [max((h for h, (lane, _) in zip(heights, lanes, strict=True) if lane == k), default=0.0)
            for k in range(_MOST_TITLES)]
    level = canvas.at + sum(tall) + size * 0.9
    canvas.stroke([(axis.left, level), (axis.right, level)], common.MUTED, 1.5)
    bottoms = [level - size * 0.9 - sum(tall[:lane]) for lane, _ in lanes]
    for (lane, _), bottom, place in zip(lanes, bottoms, axis.x, strict=True):
        if lane:
            canvas.stroke([(place, bottom + 2), (place, level)], common.LINE, 1)
    for (title, note, wide), (_, x), high, bottom in zip(blocks, lanes, heights, bottoms, strict=True):
        end = canvas.write(x, bottom - high, title, bold=True, anchor="middle", room=wide + 2, halo=common.PAPER)
        canvas.write(x, end, note, size=small, color=common.MUTED, anchor="middle", room=wide + 2, halo=common.PAPER)
    for moment, x in zip(axis.moments, axis.x, strict=True):
        draw_moment(canvas, moment.kind, x, level, size * 0.42)
    canvas.at = level + size * 0.8


def _block(canvas: Canvas, words: Words, moment: Moment, room: float) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    size, small = canvas.form.size, canvas.form.small
    title, note = title_of(words, moment)
    above = canvas.lines(title, room, bold=True, most=3)
    below = canvas.lines(note, room, size=small, most=2) if note else ()
    wide = max([width(line, size, bold=True) for line in above] + [width(line, small) for line in below])
    return above, below, wide


def lay_lanes(
    places: Sequence[float], widths: Sequence[float], left: float, right: float, gap: float
) -> list[tuple[int, float]]:
    """Return per label its lane, 0 the first, and its middle, clear of the others of its lane and inside both edges."""
    ends: list[float] = []
    found = []
    for x, wide in zip(places, widths, strict=True):
        middle = min(max(x, left + wide / 2), right - wide / 2)
        lane = next((k for k, end in enumerate(ends) if middle - wide / 2 >= end + gap), len(ends))
        ends[lane:lane + 1] = [middle + wide / 2]
        found.append((min(lane, _MOST_TITLES - 1), middle))
    return found


@dataclass(frozen=True, slots=True)
class EventLines:
    """Lines of events, to be drawn through what stands below.

    Attributes:
        starts: Per line its place and the pixel from the top at which it starts.
    """

    starts: tuple[tuple[float, float], ...]

    def draw(self, canvas: Canvas, top: float, bottom: float) -> None:
        """Draw the lines through a part of the sheet."""
        for x, _ in self.starts:
            canvas.stroke([(x, top), (x, bottom)], common.MUTED, 1, dash="1.5 3.5")


def draw_events(canvas: Canvas, words: Words, axis: TimeAxis) -> EventLines:
    """Write what happened: beside its line where there is room, else as a number with a list."""
    placed = [(event, x) for event, x in zip(axis.events, axis.event_x, strict=True) if x is not None]
    others = [event for event, x in zip(axis.events, axis.event_x, strict=True) if x is None]
    flags = None if canvas.form.is_narrow else _flags(canvas, placed)
    starts = _numbers(canvas, words, placed) if flags is None else _draw_flags(canvas, placed, flags)
    for event in others:
        canvas.say(say_event(words, event), size=canvas.form.small, color=common.MUTED, most=3)
    if axis.events:
        canvas.at += canvas.form.size * 0.7
    return EventLines(tuple(starts))


def _flags(canvas: Canvas, placed: Sequence[tuple[Event, float]]) -> list[tuple[int, float, float]] | None:
    """Return per event the lane, left end and width of its label; None if they cannot be told apart so."""
    small, across = canvas.form.small, canvas.form.across
    found: list[tuple[int, float, float]] = []
    for event, x in reversed(placed):
        text = clean(event.text)
        wide = width(text, small)
        left = min(x + _BESIDE, across - wide)
        if len(text) > _LONGEST or left < x - wide * 0.5:
            return None
        # The line of a later event starts below its label, so an earlier one stands above all it reaches over.
        over = [lane for lane, start, w in found if start - 2 * _BESIDE < left + wide]
        lane = max(over, default=-1) + 1
        # A label that had to move to the left must not lie on the line of an earlier event.
        if left < x and any(left - _BESIDE < other < x for _, other in placed):
            return None
        found.append((lane, left, wide))
    return found[::-1] if all(lane < _MOST_LANES for lane, *_ in found) else None


def _draw_flags(
    canvas: Canvas, placed: Sequence[tuple[Event, float]], flags: Sequence[tuple[int, float, float]]
) -> list[tuple[float, float]]:
    small = canvas.form.small
    line = common.LEADING * small
    count = max((lane for lane, *_ in flags), default=-1) + 1
    top = canvas.at
    starts = []
    for (event, x), (lane, left, wide) in zip(placed, flags, strict=True):
        at = top + (count - 1 - lane) * line
        canvas.write(left, at, [clean(event.text)], size=small, room=wide)
        starts.append((x, at + line * (0.15 if left > x else 1.0)))
    canvas.at = top + count * line
    for x, start in starts:
        canvas.stroke([(x, start), (x, canvas.at + small * 0.4)], common.MUTED, 1, dash="1.5 3.5")
    return starts


def _numbers(canvas: Canvas, words: Words, placed: Sequence[tuple[Event, float]]) -> list[tuple[float, float]]:
    """Write a number above each line and the list of what they stand for."""
    small, line = canvas.form.small, common.LEADING * canvas.form.small
    ends: list[float] = []
    starts = []
    top = canvas.at
    for number, (_, x) in enumerate(placed, 1):
        half = width(str(number), small, bold=True) / 2 + 2
        lane = next((k for k, end in enumerate(ends) if x - half >= end), len(ends))
        ends[lane:lane + 1] = [x + half]
        canvas.write(x, top + lane * line, [str(number)], size=small, bold=True, anchor="middle")
        starts.append((x, top + (lane + 1) * line))
    canvas.at = top + len(ends) * line + small * 0.2
    _list(canvas, [say_event(words, event) for event, _ in placed])
    return starts


def _list(canvas: Canvas, texts: Sequence[str]) -> None:
    """Write what the numbers stand for, in two columns where there is room."""
    form, small = canvas.form, canvas.form.small
    columns = 1 if form.is_narrow or len(texts) < _TWO_COLUMNS else 2
    count = -(-len(texts) // columns)
    top, below = canvas.at, canvas.at
    for number, text in enumerate(texts):
        x = number // count * form.across / columns
        canvas.at = top if number % count == 0 else canvas.at
        canvas.write(x, canvas.at, [str(number + 1)], size=small, bold=True)
        canvas.say(text, x=x + 1.8 * small, room=form.across / columns - 2.6 * small, size=small, most=3)
        below = max(below, canvas.at)
    canvas.at = below


def say_event(words: Words, event: Event) -> str:
    """Return an event in words, with when it was."""
    if event.month is None:
        when = str(event.year)
    else:
        when = words.say("develop.month", month=words.say(f"develop.month.{event.month}"), year=event.year)
    return words.say("develop.event", when=when, text=clean(event.text))
