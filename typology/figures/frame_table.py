"""What cities provide, point by point: a table of tints; two or three cities also in the words of the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typology.assessment.landscapes import FrameTable
from typology.assessment.snapshot import Snapshot
from typology.figures import common
from typology.figures.case_labels import draw_label, lay_label
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
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

MOST_ROWS, MOST_ROWS_NARROW = 60, 25
_MOST_IN_WORDS = 3
_Means = Mapping[int, Mapping[str, float | None]]


def draw_frames(
    model: Model, frames: FrameTable, snapshots: Sequence[Snapshot], speaker: Speaker, *, own: int | None = None,
    form: Form = WIDE, most: int | None = None,
) -> SvgPicture:
    """Draw the items that describe the cities.

    Up to three cities stand side by side with the description nearest to each value. More are rows of a table from A to
    Z; above ``most`` these rows are thin and without numbers.

    Args:
        model: The model.
        frames: What was worked out for the snapshots.
        snapshots: The snapshots that ``frames`` counts in its columns.
        speaker: The reader's language.
        own: Position of the reader's own among the snapshots.
        form: Width and size of letters.
        most: Rows with name and numbers; by the form if absent.
    """
    words = Words(speaker)
    most = most or (MOST_ROWS_NARROW if form.is_narrow else MOST_ROWS)
    chosen = {column.index for column in frames.columns}
    cases = tuple(case for case in name_cases(words, snapshots, own) if case.index in chosen)
    columns = tuple(Column(row.item, words.name(model.items[row.item].label), sign_of(number))
                    for number, row in enumerate(frames.rows))
    means: _Means = {
        column.index: {row.item: row.means[place] for row in frames.rows} for place, column in enumerate(frames.columns)
    }
    canvas = Canvas(form)
    draw_head(canvas, words, model, cases, title := speaker("compared.frames.title"))
    is_thin, in_words = len(cases) > most, len(cases) <= _MOST_IN_WORDS
    if columns and cases and in_words:
        _in_words(canvas, words, model, cases, columns, means)
    elif columns and cases:
        _table(canvas, words, cases, columns, means, is_thin)
    canvas.at += form.size * 0.5
    has_missing = any(means[case.index][c.id] is None for case in cases for c in columns)
    draw_key(canvas, words, has_missing=has_missing, is_thin=is_thin)
    if in_words:
        canvas.say(speaker("compared.frames.key_words"), size=form.small, color=common.MUTED, gap=form.small * 0.3)
    draw_marks(canvas, words, cases)
    sentence = _sentence(words, model, cases, columns, means)
    alt = _alt(words, cases, columns, means, sentence, is_thin)
    return SvgPicture(
        name="frames", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=(*table_start(words), *(column.label for column in columns)),
        rows=tuple(
            (*table_cells(words, case), *(_exact(words, means[case.index][c.id]) for c in columns)) for case in cases
        ),
        language=speaker.language, across=form.across, height=canvas.at,
    )


def _table(
    canvas: Canvas, words: Words, cases: Sequence[Case], columns: Sequence[Column], means: _Means, is_thin: bool
) -> None:
    def value(case: Case, column: Column) -> float | None:
        return means[case.index][column.id]

    def paint(case: Case, column: Column, x: float, y: float, across: float, high: float) -> None:
        draw_cell(canvas, words, case, value(case, column), x, y, across, high)

    grid = lay_grid(canvas, columns)
    explain_signs(canvas, grid)
    if is_thin:
        draw_overview_rows(canvas, words, grid, cases, value)
    else:
        draw_rows(canvas, grid, cases, paint)


# ------------------------------------------------------------------------------ a few in words
def _in_words(
    canvas: Canvas, words: Words, model: Model, cases: Sequence[Case], columns: Sequence[Column], means: _Means
) -> None:
    """Draw a block per item: its name, and per city the value with the description nearest to it."""
    form = canvas.form
    gap, label = form.size, 0.0 if form.is_narrow else form.across * 0.22
    room = form.across if form.is_narrow else (form.across - label - len(cases) * gap) / len(cases)
    lefts = [0.0] * len(cases) if form.is_narrow else [label + gap + k * (room + gap) for k in range(len(cases))]
    if not form.is_narrow:
        laid = [lay_label(canvas, case, room, is_tight=False) for case in cases]
        for left, one in zip(lefts, laid, strict=True):
            draw_label(canvas, one, left, canvas.at)
        canvas.at += max(one.height for one in laid) + form.size * 0.5
    for column in columns:
        canvas.stroke([(0.0, canvas.at), (form.across, canvas.at)], common.LINE, 1)
        canvas.at += form.size * 0.35
        top = canvas.at
        canvas.say(column.label, room=label or form.across, bold=True, gap=form.size * 0.2)
        below = canvas.at
        for left, case in zip(lefts, cases, strict=True):
            canvas.at = canvas.at if form.is_narrow else top
            if form.is_narrow:
                one = lay_label(canvas, case, room, is_tight=True)
                draw_label(canvas, one, 0.0, canvas.at)
                canvas.at += one.height
            _described(canvas, words, model, case, column, means[case.index][column.id], left, room)
            below = max(below, canvas.at)
        canvas.at = below + form.size * 0.35


def _described(
    canvas: Canvas, words: Words, model: Model, case: Case, column: Column, value: float | None, x: float, room: float
) -> None:
    form, chip, high = canvas.form, 2.9 * canvas.form.size, 1.6 * canvas.form.size
    draw_cell(canvas, words, case, value, x, canvas.at, chip, high)
    text = words.say("compared.no_value") if value is None else _nearest(words, model, column.id, value)
    top = canvas.at
    canvas.at += (high - common.LEADING * form.small) / 2
    canvas.say(text, x=x + chip + form.size * 0.6, room=room - chip - form.size * 0.6, size=form.small, most=9)
    canvas.at = max(canvas.at, top + high) + form.size * 0.35


def _nearest(words: Words, model: Model, item_id: str, value: float) -> str:
    """Return the description of the option nearest to a mean; "" for numbers."""
    item, scale = model.items[item_id], model.scale_of(item_id)
    if scale.kind == "number" or scale.high == scale.low:
        return ""
    places = ((100 * (option.value - scale.low) / (scale.high - scale.low), option) for option in scale.options)
    _, option = min(((100 - at if item.reverse else at, option) for at, option in places),
                    key=lambda pair: abs(pair[0] - value))
    return words.say.text(item.anchors.get(option.id) or option.label)


# ------------------------------------------------------------------------------ words
def _exact(words: Words, value: float | None) -> str:
    return MISSING if value is None else words.exact(value)


def _said(words: Words, value: float | None) -> str:
    return words.say("compared.no_value") if value is None else words.points(value)


def _sentence(
    words: Words, model: Model, cases: Sequence[Case], columns: Sequence[Column], means: _Means
) -> str:
    say = words.say
    if not cases or not columns:
        return say("compared.frames.says_nothing")
    said = [say("compared.frames.says", n=len(cases), cases=count_of(words, cases))]
    spans = []
    for column in columns:
        values = [v for case in cases if (v := means[case.index][column.id]) is not None]
        if len(values) > 1:
            spans.append((max(values) - min(values), column, min(values), max(values)))
    if spans:
        _, column, low, high = max(spans, key=lambda span: span[0])
        said.append(say("compared.frames.says_widest", name=words.quote(column.label), low=words.points(low),
                        high=words.points(high)))
    return " ".join(p for p in (*said, say_few(words, model, len(cases)), say_invented(words, cases)) if p)


def _alt(
    words: Words, cases: Sequence[Case], columns: Sequence[Column], means: _Means, sentence: str, is_thin: bool
) -> str:
    said = [sentence]
    for case in cases:
        if is_thin and not case.is_own:
            continue
        values = ", ".join(
            words.say("compared.heat.alt_value", name=c.label, value=_said(words, means[case.index][c.id]))
            for c in columns
        )
        said.append(words.say("compared.alt_row", name=case.in_full, text=values))
    return " ".join(said)
