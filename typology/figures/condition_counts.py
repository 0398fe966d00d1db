"""Which conditions in the city go with which types: counts and nothing else, never a cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.assessment.landscapes import ConditionTable
from typology.assessment.snapshot import WaveKind
from typology.figures import common
from typology.figures.grid import Column, draw_headings, explain_signs, lay_grid, sign_of
from typology.figures.note import note_in_table
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_STATES = ("high", "undecided", "low")
_NO_TYPE = ""  # the column of those without a type; no model has such an id


@dataclass(frozen=True, slots=True)
class _Row:
    """A condition: how many of each type lie where."""

    label: str
    counts: Mapping[str, Mapping[str, int]]

    def of(self, type_id: str) -> tuple[int, int, int]:
        """Return how many of a type lie above the middle, near it, and below it."""
        high, undecided, low = (self.counts[state].get(type_id, 0) for state in _STATES)
        return high, undecided, low

    @property
    def all(self) -> tuple[int, int, int]:
        high, undecided, low = (sum(self.counts[state].values()) for state in _STATES)
        return high, undecided, low


def draw_conditions(
    model: Model, conditions: ConditionTable, speaker: Speaker, *, form: Form = WIDE, is_invented: bool = False,
    kind: WaveKind = "now",
) -> SvgPicture:  # fmt: skip
    """Draw how often each condition goes with each type.

    Args:
        model: The model.
        conditions: What was counted.
        speaker: The reader's language.
        form: Width and size of letters.
        is_invented: Whether everything that was counted is invented; it is said then.
        kind: Kind of the points in time that were counted; that it was told in retrospect or is a goal is said.
    """
    words = Words(speaker)
    rows = _rows(words, model, conditions)
    columns = _columns(words, model, rows)
    notes = [] if kind == "now" else [words.say(f"compared.conditions.says_{kind}")]
    notes += [words.say("compared.all_invented")] if is_invented else []
    canvas = Canvas(form)
    title = speaker("compared.conditions.title")
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.5)
    if rows:
        (_blocks if form.is_narrow else _matrix)(canvas, words, rows, columns)
        warnings = _warnings(words, model, conditions, rows)
        _explain(canvas, words, [words.say("compared.conditions.says_never"), *warnings, *notes])
    sentence = " ".join([_sentence(words, model, conditions, rows), *(notes if rows else ())])
    alt = " ".join([sentence, *(_in_words(words, row, columns) for row in rows)])
    drawn = SvgPicture(
        name="conditions", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=(speaker("compared.heading.condition"), speaker("compared.heading.state"), *(c.label for c in columns),
                  speaker("compared.heading.all")),
        rows=tuple(_table_row(words, row, state, columns) for row in rows for state in _STATES),
        language=speaker.language, across=form.across, height=canvas.at,
    )
    return note_in_table(drawn, " ".join(notes), speaker("picture.note"))


def _rows(words: Words, model: Model, conditions: ConditionTable) -> tuple[_Row, ...]:
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in conditions.rows:
        states = found.setdefault(row.condition, {state: {} for state in _STATES})
        states[row.state] = {**row.counts, _NO_TYPE: row.no_type}
    return tuple(_Row(_label(words, model, condition), counts) for condition, counts in found.items())


def _label(words: Words, model: Model, condition: str) -> str:
    item = model.items.get(condition)
    return words.name(item.label if item else model.set_label(condition))


def _columns(words: Words, model: Model, rows: Sequence[_Row]) -> tuple[Column, ...]:
    columns = [Column(t.id, words.name(t.label), sign_of(n)) for n, t in enumerate(model.types.values())]
    if any(sum(row.of(_NO_TYPE)) for row in rows):
        columns.append(Column(_NO_TYPE, words.say("compared.conditions.no_type"), sign_of(len(columns)), group=1))
    return tuple(columns)


# ------------------------------------------------------------------------------ drawing
def _matrix(canvas: Canvas, words: Words, rows: Sequence[_Row], columns: Sequence[Column]) -> None:
    form = canvas.form
    grid = lay_grid(canvas, columns, labels=0.2)
    explain_signs(canvas, grid)
    draw_headings(canvas, grid)
    for row in rows:
        canvas.stroke([(0.0, canvas.at), (form.across, canvas.at)], common.LINE, 1)
        canvas.at += form.size * 0.4
        lines = canvas.lines(row.label, grid.left - form.size * 0.5, most=3)
        tall = max(len(lines) * common.LEADING * form.size, 2.1 * form.size)
        canvas.write(0.0, canvas.at + (tall - len(lines) * common.LEADING * form.size) / 2, lines,
                     room=grid.left - form.size * 0.5)
        top = canvas.at + (tall - 2.1 * form.size) / 2
        for column, x in zip(grid.columns, grid.x, strict=True):
            counts = row.of(column.id)
            _number(canvas, words, counts, x, top, grid.wide, "start")
            _bar(canvas, counts, x, top + common.LEADING * form.size, grid.wide - form.size * 0.5, form.size * 0.6)
        canvas.at += tall + form.size * 0.4


def _blocks(canvas: Canvas, words: Words, rows: Sequence[_Row], columns: Sequence[Column]) -> None:
    """Draw a block per condition, with a line per type."""
    form = canvas.form
    number, bar = 4.6 * form.small, 5.0 * form.small
    room = form.across - number - bar - form.small
    for row in rows:
        canvas.stroke([(0.0, canvas.at), (form.across, canvas.at)], common.LINE, 1)
        canvas.at += form.size * 0.4
        canvas.say(row.label, bold=True, gap=form.size * 0.2)
        for column in columns:
            lines = canvas.lines(column.label, room, size=form.small, most=2)
            tall = len(lines) * common.LEADING * form.small
            canvas.write(0.0, canvas.at, lines, size=form.small, room=room)
            counts, middle = row.of(column.id), canvas.at + tall / 2
            _bar(canvas, counts, room + form.small * 0.5, middle - form.small * 0.35, bar, form.small * 0.7)
            _number(canvas, words, counts, form.across, middle - common.LEADING * form.small / 2, number, "end",
                    size=form.small)
            canvas.at += tall + form.size * 0.2
        canvas.at += form.size * 0.3


def _number(
    canvas: Canvas, words: Words, counts: tuple[int, int, int], x: float, top: float, room: float, anchor: str, *,
    size: float | None = None,
) -> None:
    total = sum(counts)
    text = words.say("compared.conditions.of", n=counts[0], all=total) if total else MISSING
    canvas.write(x, top, [text], size=size, color=common.INK if total else common.MUTED, anchor=anchor, room=room)


def _bar(
    canvas: Canvas, counts: tuple[int, int, int], x: float, y: float, across: float, high: float
) -> None:
    """Draw the parts of a type: above the middle filled, near it with slanting lines, below it empty."""
    total = sum(counts)
    if not total:
        return
    left = x
    for count, state in zip(counts, _STATES, strict=True):
        wide = across * count / total
        if count:
            _part(canvas, state, left, y, wide, high)
        left += wide


def _part(canvas: Canvas, state: str, x: float, y: float, across: float, high: float) -> None:
    canvas.box(x, y, across, high, fill=common.ACCENT if state == "high" else common.PAPER)
    if state == "undecided":
        canvas.hatch(x, y, across, high, common.MUTED, step=max(4.0, high * 0.5), thickness=1)
    canvas.box(x, y, across, high, line=common.ACCENT if state == "high" else common.MUTED, thickness=1)


def _explain(canvas: Canvas, words: Words, notes: Sequence[str]) -> None:
    form, x = canvas.form, 0.0
    chip = 1.8 * form.small
    canvas.at += form.size * 0.2
    for state in _STATES:
        text = words.say(f"compared.conditions.state.{state}")
        wide = chip + form.small * 0.6 + len(text) * form.small * 0.55
        if x and x + wide > form.across:
            x, canvas.at = 0.0, canvas.at + 1.5 * form.small
        _part(canvas, state, x, canvas.at + form.small * 0.3, chip, form.small * 0.7)
        canvas.write(x + chip + form.small * 0.5, canvas.at, [text], size=form.small)
        x += wide + form.small
    canvas.at += 1.5 * form.small
    for note in (words.say("compared.conditions.key"), *notes):
        canvas.say(note, size=form.small, color=common.MUTED)


# ------------------------------------------------------------------------------ words
def _sentence(words: Words, model: Model, conditions: ConditionTable, rows: Sequence[_Row]) -> str:
    say, n = words.say, conditions.cases
    if not n or not rows:
        return say("compared.conditions.says_nothing")
    counted = say("compared.count", n=n, term=say("term.case" if n == 1 else "term.cases"))
    said = [say("compared.conditions.says", n=n, cases=counted)]
    first = max(rows, key=lambda row: row.all[0])
    said.append(say("compared.conditions.says_most", name=words.quote(first.label), n=first.all[0], all=sum(first.all)))
    said.append(say("compared.conditions.says_never"))
    return " ".join([*said, *_warnings(words, model, conditions, rows)])


def _warnings(words: Words, model: Model, conditions: ConditionTable, rows: Sequence[_Row]) -> list[str]:
    """Return that these are few, of all or of single types."""
    few, said = model.method.comparison.few_cases, []
    if conditions.is_few:
        said.append(words.say("compared.few", few=few, n=conditions.cases))
    else:
        most = [max(sum(row.of(type_id)) for row in rows) for type_id in model.types]
        thin = sum(0 < count < few for count in most)
        said += [words.say("compared.conditions.few_cells", n=thin, few=few)] if thin else []
    return said


def _in_words(words: Words, row: _Row, columns: Sequence[Column]) -> str:
    parts = []
    for column in columns:
        counts = row.of(column.id)
        said = [words.say("compared.pairs.count", n=count, what=words.say(f"compared.conditions.state.{state}"))
                for count, state in zip(counts, _STATES, strict=True) if count]
        text = ", ".join(said) or words.say("compared.conditions.none")
        parts.append(words.say("compared.conditions.alt", type=column.label, counts=text))
    return words.say("compared.alt_row", name=row.label, text="; ".join(parts))


def _table_row(words: Words, row: _Row, state: str, columns: Sequence[Column]) -> tuple[str, ...]:
    counts = row.counts[state]
    return (row.label, words.say(f"compared.conditions.state.{state}"), *(str(counts.get(c.id, 0)) for c in columns),
            str(sum(counts.values())))
