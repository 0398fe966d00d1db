"""What a room said to one item: diverging bars, one per perspective, with the descriptions beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typology.figures import common
from typology.figures.cell_rows import Columns, Row, common_ruler, draw_heads, draw_row, lay_columns
from typology.figures.cell_table import cell_headings, cell_rows
from typology.figures.cell_words import ItemWords
from typology.figures.disagreement import cells_of
from typology.figures.diverging import colours
from typology.figures.picture import SvgPicture
from typology.figures.quartile_strip import draw_strips
from typology.figures.svg import WIDE, Canvas, Form
from typology.language.catalogue import Speaker
from typology.model.elements import Model, Questionnaire
from typology.workshop.publication import ItemResult

# Share of the width for the descriptions: the first with which they are not too high.
_SHARES = (0.33, 0.38, 0.43, 0.48)


def draw_answer_bars(
    model: Model, questionnaire: Questionnaire, result: ItemResult, speaker: Speaker, *, station: int | None = None,
    vote: int | None = None, perspectives: Sequence[str] | None = None, stations: Mapping[int, str] | None = None,
    form: Form = WIDE,
) -> SvgPicture:
    """Draw what everybody may see of the answers to one item.

    Args:
        model: The model under which it was asked.
        questionnaire: The questionnaire whose words were read.
        result: The protected result.
        speaker: The reader's language.
        station: Number of a table; None for all tables together.
        vote: Which vote; the latest by default.
        perspectives: Which perspectives, in this order; all by default.
        stations: Names of the tables by number.
        form: Width and size of letters.
    """
    cells = cells_of(result, station, vote)
    if perspectives is not None:
        cells = [c for p in perspectives for c in cells if c.perspective == p]
    words = ItemWords(model, questionnaire, result.item, speaker, [c.perspective for c in cells], stations)
    rows = [Row(words.perspective(cell.perspective), cell) for cell in cells]
    canvas = Canvas(form)
    if form.titled:
        draw_title(canvas, words, rows, words.station(station) if stations else "")
    draw_rows(canvas, words, rows)
    title, alt = words.label, alt_of(words, rows)
    return SvgPicture(
        name="answers", svg=canvas.finish(title, alt, speaker.language), sentence=_sentence(words, rows), alt=alt,
        headings=cell_headings(words), rows=cell_rows(words, cells, result, vote), language=speaker.language,
        across=form.across, height=canvas.at,
    )


def draw_title(canvas: Canvas, words: ItemWords, rows: Sequence[Row], where: str = "") -> None:
    """Write the name of the item, where it was answered, and the question."""
    form = canvas.form
    name = f"{words.label} · {where}" if where else words.label
    canvas.say(name, size=form.small, color=common.ACCENT, bold=True)
    if rows:
        canvas.say(words.question(rows[0].cell.perspective), size=1.25 * form.size, bold=True, gap=form.size * 0.6)


def draw_rows(canvas: Canvas, words: ItemWords, rows: Sequence[Row]) -> None:
    """Draw all rows, and the descriptions where bars need them."""
    form = canvas.form
    if words.is_number:
        draw_strips(canvas, words, rows)
        return
    needs_legend = any(row.cell.counts or row.cell.band for row in rows)
    beside = needs_legend and not form.is_narrow
    share = legend_share(canvas, words, rows) if beside else 0.0
    room = form.across * (1 - share) - 1.6 * form.size if beside else form.across
    columns = lay_columns(canvas, 0.0, room)
    top = canvas.at
    if any(row.cell.counts for row in rows):
        draw_heads(canvas, words, columns)
    _each(canvas, words, rows, columns)
    if beside:
        below = canvas.at
        canvas.at = top
        draw_legend(canvas, words, rows, room + 1.6 * form.size, form.across * share)
        canvas.at = max(canvas.at, below)
    elif needs_legend:
        canvas.at += form.size
        draw_legend(canvas, words, rows, 0.0, form.across)


def _each(canvas: Canvas, words: ItemWords, rows: Sequence[Row], columns: Columns) -> None:
    scale = common_ruler(words, rows, columns)
    for number, row in enumerate(rows):
        if number:
            canvas.at += canvas.form.size * 0.7
        draw_row(canvas, words, row, columns, scale)


def legend_share(canvas: Canvas, words: ItemWords, rows: Sequence[Row]) -> float:
    """Return which share of the width the descriptions need to stand beside the bars."""
    for share in _SHARES:
        tried = Canvas(canvas.form)
        draw_legend(tried, words, rows, 0.0, canvas.form.across * share)
        if canvas.at + tried.at <= canvas.form.tall:
            return share
    return _SHARES[-1]


def draw_legend(canvas: Canvas, words: ItemWords, rows: Sequence[Row], x: float, across: float) -> None:
    """Write the descriptions of all options with their letters and colours.

    Perspectives may read them in other words; then it says whose words these are.
    """
    form = canvas.form
    spoken = {row.cell.perspective: words.anchors(row.cell.perspective) for row in rows}
    first = next(iter(spoken))
    if any(texts != spoken[first] for texts in spoken.values()):
        text = words.say("wall.legend.whose", name=words.words.quote(words.perspective(first)))
        canvas.say(text, x=x, room=across, size=form.small, color=common.MUTED, gap=form.size * 0.3)
    paints = colours(len(words.scale.options))
    chip = 1.35 * form.size
    for option, letter, paint in zip(words.scale.options, words.letters, paints, strict=True):
        canvas.box(x, canvas.at, chip, chip, fill=paint, round_=form.size / 6)
        top = canvas.at + (chip - common.LEADING * form.size) / 2
        canvas.write(x + chip / 2, top, [letter], color=common.PAPER, bold=True, anchor="middle")
        room = across - chip - form.size * 0.5
        lines = canvas.lines(spoken[first][option.id], room, most=9)
        bottom = canvas.write(x + across - room, top, lines, room=room)
        canvas.at = max(bottom, canvas.at + chip) + form.size * 0.35


def alt_of(words: ItemWords, rows: Sequence[Row]) -> str:
    """Return every value of a picture in words."""
    return " ".join(words.in_full(row.cell) for row in rows)


def _sentence(words: ItemWords, rows: Sequence[Row]) -> str:
    """Return how far each perspective agrees, or why nothing can be shown."""
    said = []
    for row in rows:
        text = words.instead(row.cell) or words.agreement(row.cell)[0]
        if text:
            said.append(words.say("wall.alt.cell", name=row.title, text=text))
    return " ".join(said)
