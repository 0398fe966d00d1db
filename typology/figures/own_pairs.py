"""Our own against all others: where a dimension can be told apart and where not, in signs and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from typology.assessment.snapshot import Snapshot
from typology.figures.apart_signs import GROUND, draw_counts, draw_sign, draw_sign_key
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
from typology.figures.grid import Column, draw_rows, explain_signs, lay_grid
from typology.figures.heat_map import columns_of
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.tell_apart import KINDS, Apart, apart_of, can_be_told, tell_apart
from typology.figures.wording import Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

MOST_ROWS, MOST_ROWS_NARROW = 60, 25
_Found = Mapping[int, Mapping[str, Apart]]


def draw_against_own(
    model: Model, snapshots: Sequence[Snapshot], speaker: Speaker, *, own: int, form: Form = WIDE,
    most: int | None = None,
) -> SvgPicture:
    """Draw for every other Verbund and every dimension whether it can be told apart from our own.

    Up to ``most`` others have a row each; of more of them it is counted, dimension by dimension.

    Args:
        model: The model.
        snapshots: Snapshots that may be compared.
        speaker: The reader's language.
        own: Position of the reader's own among them.
        form: Width and size of letters.
        most: Rows; by the form if absent.
    """
    words = Words(speaker)
    most = most or (MOST_ROWS_NARROW if form.is_narrow else MOST_ROWS)
    cases = name_cases(words, snapshots, own)
    others = [case for case in cases if not case.is_own]
    columns = columns_of(words, model)
    found: _Found = {
        case.index: {
            c.id: tell_apart(model, snapshots[own].sets.get(c.id), case.snapshot.sets.get(c.id)) for c in columns
        }
        for case in others
    }
    counts = {column.id: Counter(found[case.index][column.id] for case in others) for column in columns}
    canvas = Canvas(form)
    draw_head(canvas, words, model, cases, title := speaker("compared.against.title"))
    label = lay_label(canvas, cases[0], form.across, is_tight=False)
    draw_label(canvas, label, 0.0, canvas.at)
    canvas.at += label.height + form.size * 0.6
    is_counted = len(others) > most
    if is_counted:
        _bars(canvas, words, columns, counts)
    elif others:
        _signs(canvas, columns, others, found)
    draw_sign_key(canvas, words, [kind for kind in KINDS if any(counts[c.id].get(kind) for c in columns)])
    draw_marks(canvas, words, cases, has_signs=not is_counted)
    sentence = _sentence(words, model, columns, others, counts)
    alt = _alt(words, columns, others, found, counts, sentence, is_counted)
    return SvgPicture(
        name="against_own", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=(*table_start(words), *(column.label for column in columns)),
        rows=tuple(
            (*table_cells(words, case), *(speaker(f"compared.apart.{found[case.index][c.id]}") for c in columns))
            for case in others
        ),
        language=speaker.language, across=form.across, height=canvas.at,
    )


def _signs(canvas: Canvas, columns: Sequence[Column], others: Sequence[Case], found: _Found) -> None:
    def paint(case: Case, column: Column, x: float, y: float, across: float, high: float) -> None:
        canvas.box(x, y, across, high, fill=GROUND)
        draw_sign(canvas, found[case.index][column.id], x + across / 2, y + high / 2, min(high, across) * 0.3)

    grid = lay_grid(canvas, columns)
    explain_signs(canvas, grid)
    draw_rows(canvas, grid, others, paint)


def _bars(
    canvas: Canvas, words: Words, columns: Sequence[Column], counts: Mapping[str, Mapping[Apart, int]]
) -> None:
    form, high = canvas.form, 1.7 * canvas.form.size
    for number, column in enumerate(columns):
        if number and column.group != columns[number - 1].group:
            canvas.at += form.size * 0.7
        left = 0.0 if form.is_narrow else form.across * 0.3
        lines = canvas.lines(column.label, (left or form.across) - form.size, most=2)
        if form.is_narrow:
            canvas.at = canvas.write(0.0, canvas.at, lines)
            tall = high
        else:
            tall = max(high, len(lines) * 1.3 * form.size)
            canvas.write(0.0, canvas.at + (tall - len(lines) * 1.3 * form.size) / 2, lines)
        found: dict[str, int] = {kind: counts[column.id].get(kind, 0) for kind in KINDS}
        draw_counts(canvas, words, found, KINDS, left, canvas.at + (tall - high) / 2, form.across - left, high)
        canvas.at += tall + form.size * 0.4


# ------------------------------------------------------------------------------ words
def _sentence(
    words: Words, model: Model, columns: Sequence[Column], others: Sequence[Case],
    counts: Mapping[str, Mapping[Apart, int]],
) -> str:
    say = words.say
    if not others:
        return say("compared.pairs.nothing")
    said = [say("compared.against.says", cases=count_of(words, others))]
    top = max(columns, key=lambda column: apart_of(counts[column.id]), default=None)
    if top is not None and apart_of(counts[top.id]):
        said.append(say("compared.against.says_most", name=words.quote(top.label), n=apart_of(counts[top.id]),
                        all=can_be_told(counts[top.id])))
    else:
        said.append(say("compared.against.says_none"))
    return " ".join(p for p in (*said, say_few(words, model, len(others) + 1), say_invented(words, others)) if p)


def _alt(
    words: Words, columns: Sequence[Column], others: Sequence[Case], found: _Found,
    counts: Mapping[str, Mapping[Apart, int]], sentence: str, is_counted: bool,
) -> str:
    say, said = words.say, [sentence]
    if is_counted:
        for column in columns:
            parts = (say("compared.pairs.count", n=counts[column.id][kind], what=say(f"compared.apart.{kind}"))
                     for kind in KINDS if counts[column.id].get(kind))
            said.append(say("compared.against.alt_set", name=column.label, counts=", ".join(parts)))
        return " ".join(said)
    for case in others:
        parts = (say("compared.heat.alt_value", name=c.label, value=say(f"compared.apart.{found[case.index][c.id]}"))
                 for c in columns)
        said.append(say("compared.alt_row", name=case.in_full, text=", ".join(parts)))
    return " ".join(said)
