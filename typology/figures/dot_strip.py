"""Very many Verbünde on one scale: a dot each, stacked where values are alike, and our own below."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence

from typology.figures import common
from typology.figures.cases import OTHER, Case, say_figures
from typology.figures.dot_row import VEIL, draw_value, own_veil, write_scale
from typology.figures.svg import Canvas, Form
from typology.figures.wording import Words

_HIGHEST = 16.0  # height of the tallest stack in sizes of letters
_LARGEST = 0.34  # radius of a dot in sizes of letters
_SMALLEST = 1.2  # radius in pixels below which nobody sees a dot any more; a stack is then one bar
_STEP, _STEP_NARROW = 2.0, 4.0  # values that share a stack, in points


def draw_strip(canvas: Canvas, words: Words, cases: Sequence[Case], set_id: str) -> None:
    """Draw a dot per Verbund above a scale from 0 to 100, and our own below it with its band.

    Args:
        canvas: Drawn upon where it is still empty.
        words: The reader's language.
        cases: In the order of ``name_cases``.
        set_id: Axis or dimension.
    """
    form = canvas.form
    left, across = form.size, form.across - 2 * form.size
    step, stacks, radius = _stacked(form, cases, set_id)
    tallest = max((len(stack) for stack in stacks.values()), default=1)
    base = canvas.at + 2 * radius * tallest + radius
    if veil := own_veil(cases, set_id):
        low, high = (left + across * end / 100 for end in veil)
        canvas.box(low, canvas.at, high - low, base - canvas.at, fill=VEIL)
    for tick in (0, 25, 50, 75, 100):
        x = left + across * tick / 100
        canvas.stroke([(x, canvas.at), (x, base + radius)], common.LINE, 0.7)
    canvas.stroke([(left, base), (left + across, base)], common.MUTED, 1.2)
    for number, stack in sorted(stacks.items()):
        x = left + across * (number + 0.5) * step / 100
        if radius < _SMALLEST:
            wide, high = across * step / 100 * 0.8, 2 * radius * len(stack)
            canvas.box(x - wide / 2, base - high, wide, high, fill=OTHER)
            continue
        # Who is set apart by a sign stands on top, where it can be seen.
        for height, case in enumerate(sorted(stack, key=lambda c: bool(c.marks))):
            case.look.draw(canvas, x, base - radius * (2 * height + 1.2), radius * 0.94)
    canvas.at = base + form.small * 0.2
    write_scale(canvas, left, across)
    _own(canvas, words, cases, set_id, left, across)
    _usual_band(canvas, words, cases, set_id, left, across)


def are_bars(form: Form, cases: Sequence[Case], set_id: str) -> bool:
    """Return whether so many are alike that a dot for each could not be seen: then every stack is one bar."""
    return _stacked(form, cases, set_id)[2] < _SMALLEST


def _stacked(form: Form, cases: Sequence[Case], set_id: str) -> tuple[float, dict[int, list[Case]], float]:
    """Return how many points share a stack, the stacks, and the radius of a dot in pixels."""
    step = _STEP_NARROW if form.is_narrow else _STEP
    stacks: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        found = case.snapshot.sets.get(set_id)
        if found is not None and found.score is not None and not case.is_own:
            stacks[min(int(found.score // step), int(100 / step) - 1)].append(case)
    tallest = max((len(stack) for stack in stacks.values()), default=1)
    across = form.across - 2 * form.size
    return step, stacks, min(
        _LARGEST * form.size, across * step / 100 / 2.15, _HIGHEST * form.size / tallest / 2
    )


def _own(canvas: Canvas, words: Words, cases: Sequence[Case], set_id: str, left: float, across: float) -> None:
    form = canvas.form
    case = next((c for c in cases if c.is_own), None)
    found = case.snapshot.sets.get(set_id) if case else None
    if case is None or found is None or found.score is None:
        return
    canvas.at += form.size * 0.5
    draw_value(canvas, case, found, lambda value: left + across * value / 100, canvas.at + form.size * 0.5, form.size)
    canvas.at += form.size * 1.2
    text = words.say("compared.dots.own_row", name=words.say("compared.own"), value=say_figures(words, found))
    lines = canvas.lines(text, form.across, bold=True)
    wide = max(len(line) for line in lines) * form.size * 0.5
    x = min(max(left + across * found.score / 100, wide / 2), form.across - wide / 2)
    canvas.at = canvas.write(x, canvas.at, lines, bold=True, color=common.ACCENT, anchor="middle", room=form.across)


def _usual_band(canvas: Canvas, words: Words, cases: Sequence[Case], set_id: str, left: float, across: float) -> None:
    """Draw how wide a band is in the middle of all, as a measure for reading the dots."""
    found = (case.snapshot.sets.get(set_id) for case in cases if not case.is_own)
    widths = [f.band_high - f.band_low for f in found if f and f.band_low is not None and f.band_high is not None]
    if not widths:
        return
    form, usual = canvas.form, statistics.median(widths)
    canvas.at += form.size * 0.5
    middle, wide = canvas.at + form.small * 0.65, across * usual / 100
    canvas.stroke([(left, middle), (left + wide, middle)], OTHER, 2)
    for end in (left, left + wide):
        canvas.stroke([(end, middle - form.small * 0.3), (end, middle + form.small * 0.3)], OTHER, 2)
    text = words.say("compared.dots.key_usual", width=words.points(usual))
    x = left + wide + form.small * 0.6
    canvas.say(text, x=x, room=form.across - x, size=form.small, color=common.INK)
