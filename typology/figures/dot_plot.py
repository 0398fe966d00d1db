"""One dimension or axis in all Verbünde: a dot with its band each, from A to Z; very many as a strip of dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typology.assessment.snapshot import SetFigures, Snapshot
from typology.figures import common
from typology.figures.case_labels import draw_label, lay_label
from typology.figures.cases import (
    OTHER,
    Case,
    count_of,
    draw_head,
    draw_marks,
    name_cases,
    say_few,
    say_figures,
    say_invented,
    table_cells,
    table_start,
)
from typology.figures.dot_row import BAND, VEIL, draw_value, own_veil, write_scale
from typology.figures.dot_strip import are_bars, draw_strip
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.tell_apart import apart_of, can_be_told, tell_all
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

MOST_ROWS, MOST_ROWS_NARROW = 60, 30
_TIGHT_ABOVE = 20
_REPEAT, _REPEAT_NARROW = 20, 8  # the scale is written again after so many rows


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the scale stands: 0 at ``left``, 100 at ``left + across``; the names have ``labels``, values the rest."""

    labels: float
    left: float
    across: float
    values: float

    def x(self, value: float) -> float:
        return self.left + self.across * min(100.0, max(0.0, value)) / 100


def draw_dots(
    model: Model, snapshots: Sequence[Snapshot], set_id: str, speaker: Speaker, *, own: int | None = None,
    form: Form = WIDE, most: int | None = None,
) -> SvgPicture:
    """Draw the values of one axis or dimension.

    Our own band runs through all rows as a light veil, so that every other dot can be read against it. A single voice
    is a hollow dot without a band. With more than ``most`` Verbünde each is a dot alone, stacked where values are
    alike; our own stands below with its name and its band.

    Args:
        model: The model.
        snapshots: Snapshots that may be compared.
        set_id: Axis or dimension.
        speaker: The reader's language.
        own: Position of the reader's own among them.
        form: Width and size of letters.
        most: Rows with names; by the form if absent.
    """
    words = Words(speaker)
    most = most or (MOST_ROWS_NARROW if form.is_narrow else MOST_ROWS)
    cases = name_cases(words, snapshots, own)
    name = words.name(model.set_label(set_id))
    canvas = Canvas(form)
    is_strip = len(cases) > most
    title = speaker("compared.dots.title_strip" if is_strip else "compared.dots.title", name=name)
    draw_head(canvas, words, model, cases, title)
    if is_strip:
        draw_strip(canvas, words, cases, set_id)
    else:
        _rows(canvas, words, cases, set_id)
    _explain(canvas, words, model, cases, set_id, is_strip)
    sentence = _sentence(words, model, cases, set_id, name)
    alt = _alt(words, cases, set_id, sentence, is_strip)
    columns = ("value", "low", "high", "kind")
    return SvgPicture(
        name="dots", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=(*table_start(words), *(speaker(f"figures.heading.{column}") for column in columns)),
        rows=tuple(_row(words, case, set_id) for case in cases), language=speaker.language, across=form.across,
        height=canvas.at,
    )


def _plot(form: Form) -> _Plot:
    values = 6.8 * form.small
    if form.is_narrow:
        return _Plot(form.across - values, form.size * 0.6, form.across - form.size * 1.2, form.across)
    left = form.across * 0.3 + form.size
    return _Plot(form.across * 0.3, left, form.across - left - values - form.size, form.across)


# ------------------------------------------------------------------------------ drawing
def _rows(canvas: Canvas, words: Words, cases: Sequence[Case], set_id: str) -> None:
    form = canvas.form
    plot, is_tight = _plot(form), len(cases) > _TIGHT_ABOVE
    veil = own_veil(cases, set_id)
    repeat = _REPEAT_NARROW if form.is_narrow else _REPEAT
    for number, case in enumerate(cases):
        if number % repeat == 0 and (not number or len(cases) - number > repeat // 3):
            canvas.at += form.size * 0.4 if number else 0.0
            _scale(canvas, plot)
        _row_of(canvas, words, case, set_id, plot, veil, is_tight)


def _scale(canvas: Canvas, plot: _Plot) -> None:
    write_scale(canvas, plot.left, plot.across)
    canvas.at += 2


def _row_of(
    canvas: Canvas, words: Words, case: Case, set_id: str, plot: _Plot, veil: tuple[float, float] | None, is_tight: bool
) -> None:
    form = canvas.form
    found = case.snapshot.sets.get(set_id)
    label = lay_label(canvas, case, plot.labels, is_tight=is_tight and not case.is_own)
    pad = form.size * (0.1 if is_tight else 0.25)
    below = label.height if form.is_narrow else 0.0
    line = form.size * (1.5 if form.is_narrow or is_tight else 2.0)
    high = below + line + 2 * pad if form.is_narrow else max(line, label.height) + 2 * pad
    top = canvas.at + below + pad
    middle = top + (high - below - 2 * pad) / 2
    if veil is not None:
        canvas.box(plot.x(veil[0]), top - pad, plot.x(veil[1]) - plot.x(veil[0]), high - below, fill=VEIL)
    draw_label(canvas, label, 0.0, canvas.at if form.is_narrow else canvas.at + (high - label.height) / 2)
    for tick in (0, 25, 50, 75, 100):
        canvas.stroke([(plot.x(tick), top - pad), (plot.x(tick), canvas.at + high)], common.LINE, 0.7)
    if found is None or found.score is None:
        text = words.say("compared.no_value")
        canvas.write(plot.left + form.small * 0.4, middle - common.LEADING * form.small / 2, [text], size=form.small,
                     color=common.MUTED)
    else:
        draw_value(canvas, case, found, plot.x, middle, form.size)
        _value(canvas, words, found, plot, canvas.at + pad * 0.5 if form.is_narrow else middle)
    canvas.at += high + (form.size * 0.35 if form.is_narrow else 0.0)


def _value(canvas: Canvas, words: Words, found: SetFigures, plot: _Plot, at: float) -> None:
    form = canvas.form
    value, extent = words.points(found.score), words.short_range(*(found.range or (None, None)))
    top = at if form.is_narrow else at - common.LEADING * form.size / 2
    right = plot.values
    if extent:
        drop = (form.size - form.small) * 0.9
        canvas.write(right, top + drop, [extent], size=form.small, color=common.MUTED, anchor="end")
    canvas.write(right - 3.9 * form.small, top, [value], bold=True, anchor="end")


def _explain(
    canvas: Canvas, words: Words, model: Model, cases: Sequence[Case], set_id: str, is_strip: bool
) -> None:
    form, found = canvas.form, [case.snapshot.sets.get(set_id) for case in cases]
    canvas.at += form.size * 0.5
    if is_strip:
        key = "compared.dots.key_bars" if are_bars(form, cases, set_id) else "compared.dots.key_strip"
        canvas.say(words.say(key), size=form.small, color=common.MUTED, gap=form.small * 0.2)
    elif any(f is not None and f.score is not None and f.band_low is not None for f in found):
        canvas.box(0.0, canvas.at + form.small * 0.4, 2 * form.small, form.small * 0.5, fill=BAND)
        for end in (0.0, 2 * form.small):
            canvas.stroke([(end, canvas.at + form.small * 0.4), (end, canvas.at + form.small * 0.9)], OTHER, 1.6)
        canvas.say(words.band(model), x=2.7 * form.small, size=form.small, gap=form.small * 0.2)
    if own_veil(cases, set_id) is not None:
        canvas.box(0.0, canvas.at + form.small * 0.1, 2 * form.small, form.small * 1.1, fill=VEIL)
        canvas.say(words.say("compared.dots.key_veil"), x=2.7 * form.small, size=form.small, gap=form.small * 0.2)
    if not is_strip and any(f and f.score is not None and f.band_low is None and _is_wide(f) for f in found):
        middle = canvas.at + form.small * 0.65
        canvas.stroke([(0.0, middle), (2 * form.small, middle)], OTHER, 2, dash="2 4")
        canvas.say(words.say("figures.key.bounds"), x=2.7 * form.small, size=form.small, gap=form.small * 0.2)
    draw_marks(canvas, words, cases)


def _is_wide(found: SetFigures) -> bool:
    return found.range is not None and found.range[1] - found.range[0] > 0.5


# ------------------------------------------------------------------------------ words
def _sentence(words: Words, model: Model, cases: Sequence[Case], set_id: str, name: str) -> str:
    say = words.say
    if not cases:
        return say("compared.nobody")
    valued = [f.score for case in cases if (f := case.snapshot.sets.get(set_id)) and f.score is not None]
    said = [say("compared.dots.says", n=len(cases), cases=count_of(words, cases), name=words.quote(name))]
    if not valued:
        said.append(say("compared.dots.says_nothing"))
    elif len(valued) > 1:
        low, high = words.points(min(valued)), words.points(max(valued))
        said.append(say("compared.dots.says_span", low=low, high=high))
    else:
        said.append(say("compared.dots.says_one", value=words.points(valued[0])))
    own = next((case for case in cases if case.is_own), None)
    figures = own.snapshot.sets.get(set_id) if own else None
    if own and figures and figures.score is not None:
        said.append(say("compared.dots.says_own", value=say_figures(words, figures)))
        found = tell_all(model, own.snapshot, [case.snapshot for case in cases if not case.is_own], set_id)
        if can_be_told(found):
            said.append(say("compared.dots.says_apart", n=apart_of(found), all=can_be_told(found)))
    missing = len(cases) - len(valued)
    if missing and valued:
        said.append(say("compared.dots.says_missing", n=missing))
    return " ".join(part for part in (*said, say_few(words, model, len(cases)), say_invented(words, cases)) if part)


def _alt(words: Words, cases: Sequence[Case], set_id: str, sentence: str, is_strip: bool) -> str:
    said = [sentence]
    for case in cases:
        if is_strip and not case.is_own:
            continue
        text = say_figures(words, case.snapshot.sets.get(set_id))
        said.append(words.say("compared.alt_row", name=case.in_full, text=text))
    return " ".join(said)


def _row(words: Words, case: Case, set_id: str) -> tuple[str, ...]:
    found = case.snapshot.sets.get(set_id)
    if found is None or found.score is None:
        return (*table_cells(words, case), *[MISSING] * 4)
    low, high = found.range or (None, None)
    kind = words.kind_of_range(found.band_low is not None, exists=low is not None)
    return (*table_cells(words, case), words.exact(found.score), words.exact(low), words.exact(high), kind)
