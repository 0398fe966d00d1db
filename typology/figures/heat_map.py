"""Verbund by dimension: every value as a tint with its number, from A to Z and never in the order of values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from typology.assessment.snapshot import Snapshot
from typology.figures import common
from typology.figures.cases import (
    Case,
    count_of,
    draw_head,
    draw_marks,
    name_cases,
    say_few,
    say_invented,
    table_cells,
    table_start,
)
from typology.figures.grid import Column, draw_rows, explain_signs, lay_grid, sign_of
from typology.figures.heat_cells import draw_cell, draw_key
from typology.figures.heat_overview import draw_overview_rows
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.text import isolate
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Dimension, Model

MOST_ROWS, MOST_ROWS_NARROW = 60, 25
_GROUPS = ("case", "gate", "frame")


def draw_heat_map(
    model: Model, snapshots: Sequence[Snapshot], speaker: Speaker, *, own: int | None = None, form: Form = WIDE,
    most: int | None = None, page: int | None = None,
) -> SvgPicture:
    """Draw the values of all dimensions of all Verbünde.

    Marks of belonging and what the city provides stand apart on the right. Up to ``most`` Verbünde have a row with
    name and numbers each. With more of them rows are thin, in groups by the first letter of the city, and our own alone
    has its numbers; a ``page`` shows so many of them with name and numbers.

    Args:
        model: The model; its dimensions are the columns.
        snapshots: Snapshots that may be compared.
        speaker: The reader's language.
        own: Position of the reader's own among them.
        form: Width and size of letters.
        most: Rows with name and numbers; by the form if absent.
        page: From 0; which part of the others to show with names, below our own. None for all of them.
    """
    words = Words(speaker)
    most = most or (MOST_ROWS_NARROW if form.is_narrow else MOST_ROWS)
    cases = name_cases(words, snapshots, own)
    shown = cases if page is None else _part(cases, page * most, most)
    columns = columns_of(words, model)
    canvas = Canvas(form)
    title = speaker("compared.heat.title")
    draw_head(canvas, words, model, cases, title)
    if page is not None and (others := [case for case in shown if not case.is_own]):
        first, last = (isolate(case.title) for case in (others[0], others[-1]))
        pages = page_count(len(cases) - (own is not None), form, most=most)
        text = speaker("compared.heat.page", page=page + 1, pages=pages, first=first, last=last)
        canvas.say(text, size=form.small, color=common.MUTED, gap=form.size * 0.4)
    grid = lay_grid(canvas, columns)
    explain_signs(canvas, grid)
    is_thin = page is None and len(shown) > most
    if is_thin:
        draw_overview_rows(canvas, words, grid, shown, value_of)
    else:
        draw_rows(canvas, grid, shown, partial(_paint, canvas, words))
    _explain(canvas, words, shown, columns, is_thin)
    sentence = _sentence(words, model, cases, columns)
    alt = _alt(words, shown, columns, sentence, is_thin)
    return SvgPicture(
        name="heat_map", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=(*table_start(words), *(column.label for column in columns)),
        rows=tuple(_row(words, case, columns) for case in cases), language=speaker.language, across=form.across,
        height=canvas.at,
    )


def page_count(others: int, form: Form = WIDE, *, most: int | None = None) -> int:
    """Return how many pages a list of so many snapshots has, our own not counted: it stands on every page."""
    return -(-others // (most or (MOST_ROWS_NARROW if form.is_narrow else MOST_ROWS)))


def _part(cases: Sequence[Case], start: int, most: int) -> tuple[Case, ...]:
    own = tuple(case for case in cases if case.is_own)
    others = [case for case in cases if not case.is_own]
    return (*own, *others[start : start + most])


def value_of(case: Case, column: Column) -> float | None:
    """Return the score in a column."""
    found = case.snapshot.sets.get(column.id)
    return None if found is None else found.score


def columns_of(words: Words, model: Model) -> tuple[Column, ...]:
    """Return a column per dimension: first the Verbund itself, then marks of belonging, then what is around it."""
    dimensions = sorted(model.dimensions.values(), key=lambda d: _GROUPS.index(_group(d)))
    return tuple(
        Column(d.id, words.name(d.label), d.code or sign_of(number), _GROUPS.index(_group(d)))
        for number, d in enumerate(dimensions)
    )


def _group(dimension: Dimension) -> str:
    return "frame" if dimension.describes == "frame" else "gate" if dimension.role == "gate" else "case"


def _paint(
    canvas: Canvas, words: Words, case: Case, column: Column, x: float, y: float, across: float, high: float
) -> None:
    draw_cell(canvas, words, case, value_of(case, column), x, y, across, high)


def _explain(canvas: Canvas, words: Words, cases: Sequence[Case], columns: Sequence[Column], is_thin: bool) -> None:
    canvas.at += canvas.form.size * 0.5
    has_missing = any(value_of(case, column) is None for case in cases for column in columns)
    draw_key(canvas, words, has_missing=has_missing, is_thin=is_thin)
    for group in ("gate", "frame"):
        names = [words.quote(c.label) for c in columns if c.group == _GROUPS.index(group)]
        if names:
            text = words.say(f"compared.heat.{group}", n=len(names), names=words.enumerate(names))
            canvas.say(text, size=canvas.form.small, color=common.MUTED)
    canvas.at += canvas.form.small * 0.3
    draw_marks(canvas, words, cases)


# ------------------------------------------------------------------------------ words
def _spans(cases: Sequence[Case], columns: Sequence[Column]) -> list[tuple[Column, float, float]]:
    found = []
    for column in columns:
        values = [value for case in cases if (value := value_of(case, column)) is not None]
        if values:
            found.append((column, min(values), max(values)))
    return found


def _sentence(words: Words, model: Model, cases: Sequence[Case], columns: Sequence[Column]) -> str:
    say = words.say
    if not cases:
        return say("compared.nobody")
    said = [say("compared.heat.says", n=len(cases), cases=count_of(words, cases))]
    for key, wanted in (("widest", _GROUPS.index("case")), ("frame", _GROUPS.index("frame"))):
        spans = [span for span in _spans(cases, columns) if span[0].group == wanted]
        if spans and len(cases) > 1:
            column, low, high = max(spans, key=lambda span: span[2] - span[1])
            said.append(say(f"compared.heat.says_{key}", name=words.quote(column.label), low=words.points(low),
                            high=words.points(high)))
    gaps = sum(value_of(case, column) is None for case in cases for column in columns)
    if gaps:
        said.append(say("compared.heat.says_gaps", n=gaps, all=len(cases) * len(columns)))
    return " ".join(part for part in (*said, say_few(words, model, len(cases)), say_invented(words, cases)) if part)


def _alt(words: Words, cases: Sequence[Case], columns: Sequence[Column], sentence: str, is_thin: bool) -> str:
    """Return every value in words; of a list too long to be heard, the spans and our own."""
    named = [case for case in cases if case.is_own] if is_thin else cases
    said = [sentence]
    if is_thin:
        said += [
            words.say("compared.heat.alt_span", name=column.label, low=words.points(low), high=words.points(high))
            for column, low, high in _spans(cases, columns)
        ]
    for case in named:
        values = (
            words.say("compared.heat.alt_value", name=column.label, value=_said(words, value_of(case, column)))
            for column in columns
        )
        said.append(words.say("compared.alt_row", name=case.in_full, text=", ".join(values)))
    return " ".join(said)


def _said(words: Words, value: float | None) -> str:
    return words.say("compared.no_value") if value is None else words.points(value)


def _row(words: Words, case: Case, columns: Sequence[Column]) -> tuple[str, ...]:
    values = (value_of(case, column) for column in columns)
    return (*table_cells(words, case), *(MISSING if value is None else words.exact(value) for value in values))
