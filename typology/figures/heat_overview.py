"""A heat map of very many rows: thin rows without numbers, in groups by the first letter of the city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from typology.assessment.snapshot import name_order
from typology.figures import common
from typology.figures.cases import Case
from typology.figures.grid import Column, Grid, draw_headings, draw_rows
from typology.figures.heat_cells import draw_cell, short_stroke
from typology.figures.svg import Canvas
from typology.figures.text import isolate
from typology.figures.tints import tint
from typology.figures.wording import Words

_LONGEST = 1300.0  # height in pixels that all thin rows together should not pass
_THICKEST = 6.5
_THINNEST = 1.5
_KINDS = ("now", "past", "goal", "voice")

Value = Callable[[Case, Column], float | None]


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that stand together: their letters and who they are."""

    letters: str
    cases: tuple[Case, ...]


def draw_overview_rows(canvas: Canvas, words: Words, grid: Grid, cases: Sequence[Case], value: Value) -> None:
    """Draw our own row in full, then all others as thin rows.

    Args:
        canvas: Drawn upon where it is still empty.
        words: The reader's language.
        grid: Where columns stand.
        cases: In the order of ``name_cases``.
        value: Returns the value of a cell, 0 to 100, or None.
    """
    def paint(case: Case, column: Column, x: float, y: float, across: float, high: float) -> None:
        draw_cell(canvas, words, case, value(case, column), x, y, across, high)

    own = [case for case in cases if case.is_own]
    others = [case for case in cases if not case.is_own]
    if own:
        draw_rows(canvas, grid, own, paint)
        canvas.at += canvas.form.size * 0.5
    else:
        draw_headings(canvas, grid)
    thick = max(_THINNEST, min(_THICKEST, _LONGEST / max(1, len(others))))
    for kind in _KINDS:
        here = [case for case in others if _kind(case) == kind]
        if not here:
            continue
        if kind != "now":
            canvas.at += canvas.form.size * 0.4
            canvas.say(words.say(f"compared.heat.part_{kind}"), size=canvas.form.small, bold=True, gap=2)
        for group in _groups(here, common.LEADING * canvas.form.small / thick):
            _draw(canvas, words, grid, group, thick, value)


def _kind(case: Case) -> str:
    return "voice" if "voice" in case.marks else case.snapshot.wave_kind


def _groups(cases: Sequence[Case], least: float) -> list[_Group]:
    """Return rows by first letter; letters with fewer rows than a line of text is high are put together."""
    found: list[list[Case]] = []
    for case in cases:
        same = found and _letter(found[-1][-1]) == _letter(case)
        if found and (same or len(found[-1]) < least):
            found[-1].append(case)
        else:
            found.append([case])
    if len(found) > 1 and len(found[-1]) < least:
        found[-2:] = [found[-2] + found[-1]]
    return [_Group(_letters(group), tuple(group)) for group in found]


def _letter(case: Case) -> str:
    return name_order(case.title)[0][:1].upper() or "#"


def _letters(cases: Sequence[Case]) -> str:
    first, last = _letter(cases[0]), _letter(cases[-1])
    return first if first == last else f"{first}–{last}"


def _draw(canvas: Canvas, words: Words, grid: Grid, group: _Group, thick: float, value: Value) -> None:
    form = canvas.form
    room = form.across if form.is_narrow else grid.left - form.size
    lines = _heading(canvas, words, group, room, len(group.cases) * thick)
    end = canvas.write(0.0, canvas.at, lines, size=form.small, color=common.MUTED, room=room)
    top = end if form.is_narrow else canvas.at
    filled: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    for number, case in enumerate(group.cases):
        y = top + number * thick
        for column, x in zip(grid.columns, grid.x, strict=True):
            found = value(case, column)
            if found is None:
                filled[common.MUTED].append(short_stroke(x, y, grid.wide, thick))
            else:
                filled[tint(found)].append((x, y, grid.wide, thick))
    for colour, boxes in filled.items():
        canvas.boxes(boxes, colour)
    canvas.at = max(top + len(group.cases) * thick, end) + form.size * 0.3


def _heading(canvas: Canvas, words: Words, group: _Group, room: float, high: float) -> tuple[str, ...]:
    """Return the first and the last city of a group, or its letters where there is no room for them."""
    small = canvas.form.small
    first, last = group.cases[0].title, group.cases[-1].title
    key = "compared.heat.group" if first == last else "compared.heat.group_span"
    text = words.say(key, name=isolate(first), last=isolate(last), n=len(group.cases))
    lines = canvas.lines(text, room, size=small, most=4)
    if len(lines) * common.LEADING * small <= max(high, common.LEADING * small) or canvas.form.is_narrow:
        return lines
    short = words.say("compared.heat.group", name=group.letters, n=len(group.cases))
    return canvas.lines(short, room, size=small, most=1)
