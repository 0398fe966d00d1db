"""Several items on one picture: a thin diverging bar per item and perspective, the largest disagreement first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.figures import common
from typology.figures.cell_rows import draw_parts
from typology.figures.cell_table import headings, row
from typology.figures.cell_words import ItemWords
from typology.figures.disagreement import cells_of
from typology.figures.diverging import Ruler, colours, lay_parts, letters, ruler
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.text import width
from typology.language.catalogue import Speaker
from typology.model.elements import Model, Questionnaire
from typology.workshop.publication import Cell, ItemResult

_BAR = 1.3  # height of a bar in sizes of letters
_BETWEEN = 0.45
_WORDS = 0.25  # share of the width for the words beside the bars

_Found = tuple[ItemWords, Sequence[Cell], ItemResult]


def draw_overview(
    model: Model, questionnaire: Questionnaire, results: Sequence[ItemResult], speaker: Speaker, *,
    station: int | None = None, stations: Mapping[int, str] | None = None, form: Form = WIDE,
) -> SvgPicture:
    """Draw several items below one another, in the order in which they come.

    Args:
        model: The model under which they were asked.
        questionnaire: The questionnaire whose words were read.
        results: The protected results, ordered by ``disagreement.rank_items``.
        speaker: The reader's language.
        station: Number of a table; None for all tables together.
        stations: Names of the tables by number.
        form: Width and size of letters.
    """
    canvas = Canvas(form)
    title = speaker("wall.overview.title")
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.5)
    found: list[_Found] = []
    for result in results:
        cells = cells_of(result, station)
        words = ItemWords(model, questionnaire, result.item, speaker, [c.perspective for c in cells], stations)
        found.append((words, cells, result))
    frame = _frame(canvas, found)
    if not form.is_narrow and any(cell.counts for _, cells, _ in found for cell in cells):
        _head(canvas, speaker, frame)
    for number, (words, shown, _) in enumerate(found):
        if number:
            canvas.at += form.size * 0.75
        _item(canvas, words, shown, frame)
    most = max((len(words.letters) for words, _, _ in found), default=0)
    alt = " ".join(
        speaker("wall.alt.cell", name=words.label, text=" ".join(words.in_full(cell) for cell in cells))
        for words, cells, _ in found
    )
    return SvgPicture(
        name="overview", svg=canvas.finish(title, alt, speaker.language), sentence=_sentence(speaker, found), alt=alt,
        headings=headings(speaker, letters(most)),
        rows=tuple(row(words, cell, result.latest.vote, most) for words, cells, result in found for cell in cells),
        language=speaker.language, across=form.across, height=canvas.at,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where bars stand: the same for all items, so that their middles lie below one another."""

    x: float
    across: float
    scale: Ruler
    apart: float
    words: float


def _frame(canvas: Canvas, found: Sequence[_Found]) -> _Frame:
    form = canvas.form
    names = [words.perspective(cell.perspective) for words, cells, _ in found for cell in cells]
    bars = [lay_parts(words.counts(cell)) for words, cells, _ in found for cell in cells if cell.counts]
    if form.is_narrow:
        return _Frame(0.0, form.across, ruler(bars, 0.0, form.across), 0.0, 0.0)
    longest = max((width(name, form.size) for name in names), default=0.0)
    x = min(longest, form.across * 0.29) + form.size
    words = form.across * (1 - _WORDS)
    apart = words - 3.2 * form.size
    return _Frame(x, apart - form.size - x, ruler(bars, x, apart - form.size - x), apart, words)


def _head(canvas: Canvas, speaker: Speaker, frame: _Frame) -> None:
    form = canvas.form
    lines = canvas.lines(speaker("wall.dk"), 3.2 * form.size, size=form.small)
    canvas.at = canvas.write(frame.apart, canvas.at, lines, size=form.small, color=common.MUTED, room=3.2 * form.size)
    canvas.at -= common.LEADING * form.size  # the name of the first item stands on the same line


def _item(canvas: Canvas, words: ItemWords, cells: Sequence[Cell], frame: _Frame) -> None:
    form = canvas.form
    room = form.across if form.is_narrow else frame.apart - form.size
    canvas.say(words.label, room=room, bold=True, gap=form.size * 0.2, most=2)
    for cell in cells:
        (_narrow_row if form.is_narrow else _row)(canvas, words, cell, frame)


def _row(canvas: Canvas, words: ItemWords, cell: Cell, frame: _Frame) -> None:
    form = canvas.form
    left = frame.words if cell.counts else frame.x
    name = canvas.lines(words.perspective(cell.perspective), frame.x - form.size / 2, most=2)
    said = canvas.lines(_in_short(words, cell), form.across - left, most=3)
    high = max(_BAR, common.LEADING * max(len(name), len(said))) * form.size
    for x, lines in ((0.0, name), (left, said)):
        top = canvas.at + (high - len(lines) * common.LEADING * form.size) / 2
        canvas.write(x, top, lines, color=common.MUTED if x and not cell.counts else common.INK,
                     room=frame.x - form.size / 2 if x == 0 else form.across - left)
    if cell.counts:
        top, counts = canvas.at + (high - _BAR * form.size) / 2, words.counts(cell)
        draw_parts(canvas, lay_parts(counts), colours(len(counts)), frame.scale, top, _BAR * form.size,
                   letters=words.letters)
        canvas.write(frame.apart, top, [str(cell.dk)], bold=cell.dk > 0, color=common.INK if cell.dk else common.MUTED)
    canvas.at += high + _BETWEEN * form.size


def _narrow_row(canvas: Canvas, words: ItemWords, cell: Cell, frame: _Frame) -> None:
    form = canvas.form
    canvas.say(words.perspective(cell.perspective), size=form.small, color=common.MUTED)
    text = _in_short(words, cell)
    if cell.counts:
        counts = words.counts(cell)
        draw_parts(canvas, lay_parts(counts), colours(len(counts)), frame.scale, canvas.at, _BAR * form.size,
                   letters=words.letters)
        canvas.at += _BAR * form.size
        text = f"{text} · {words.say('wall.overview.apart', n=cell.dk)}" if cell.dk else text
    canvas.say(text, size=form.small, gap=form.size * 0.3)


def _in_short(words: ItemWords, cell: Cell) -> str:
    if cell.quartiles is not None:
        low, middle, high = words.quartiles(cell.quartiles)
        return words.say("wall.overview.numbers", low=low, middle=middle, high=high)
    if cell.statements:
        return words.say("wall.overview.statements", n=len(cell.statements))
    if not cell.counts:
        return words.instead(cell)
    return words.agreement_in_short(cell)


def _sentence(speaker: Speaker, found: Sequence[_Found]) -> str:
    split = [w.label for w, cells, _ in found if any(c.has_figures and c.a is not None and c.a < 1 for c in cells)]
    if not split:
        return speaker("wall.overview.says_nothing")
    return speaker("wall.overview.says", name=found[0][0].words.quote(split[0]))
