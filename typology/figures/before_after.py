"""What an item looked like before the conversation and after it: two bars per perspective, on the same scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typology.figures import common
from typology.figures.answer_bars import draw_legend, draw_title, legend_share
from typology.figures.cell_rows import Columns, Row, common_ruler, draw_heads, draw_row, lay_columns
from typology.figures.cell_table import cell_headings, cell_rows
from typology.figures.cell_words import ItemWords
from typology.figures.disagreement import cells_of
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.language.catalogue import Speaker
from typology.model.elements import Model, Questionnaire
from typology.workshop.publication import Cell, ItemResult

_MOVED = 0.1  # A differs by less: about as far apart as before


def draw_before_after(
    model: Model, questionnaire: Questionnaire, result: ItemResult, speaker: Speaker, *, station: int | None = None,
    perspectives: Sequence[str] | None = None, stations: Mapping[int, str] | None = None, form: Form = WIDE,
) -> SvgPicture | None:
    """Draw the first vote above the second.

    Args:
        model: The model under which it was asked.
        questionnaire: The questionnaire whose words were read.
        result: The protected result.
        speaker: The reader's language.
        station: Number of a table; None for all tables together.
        perspectives: Which perspectives, in this order; all by default.
        stations: Names of the tables by number.
        form: Width and size of letters.

    Returns:
        The picture; None if the item was asked once only.
    """
    if len(result.votes) < 2:
        return None
    first, second = (cells_of(result, station, vote.vote) for vote in result.votes[:2])
    names = list(perspectives or [cell.perspective for cell in second])
    pairs = [(_cell(first, name), _cell(second, name)) for name in names]
    words = ItemWords(model, questionnaire, result.item, speaker, names, stations)
    canvas = Canvas(form)
    rows = [Row(words.perspective(cell.perspective), cell) for pair in pairs for cell in pair if cell]
    if form.titled:
        draw_title(canvas, words, rows, words.station(station) if stations else "")
    _draw(canvas, words, pairs, rows)
    title = speaker("wall.before.title", name=words.label)
    alt = " ".join(_in_full(words, *pair) for pair in pairs)
    said = [_sentence(words, *pair) for pair in pairs]
    table = [*cell_rows(words, first, result, 1), *cell_rows(words, second, result, 2)]
    return SvgPicture(
        name="before_after", svg=canvas.finish(title, alt, speaker.language),
        sentence=" ".join(text for text in said if text), alt=alt, headings=cell_headings(words), rows=tuple(table),
        language=speaker.language, across=form.across, height=canvas.at,
    )


def _cell(cells: Sequence[Cell], perspective: str) -> Cell | None:
    return next((cell for cell in cells if cell.perspective == perspective), None)


def _draw(
    canvas: Canvas, words: ItemWords, pairs: Sequence[tuple[Cell | None, Cell | None]], rows: Sequence[Row]
) -> None:
    form = canvas.form
    needs_legend = not words.is_number and any(row.cell.counts or row.cell.band for row in rows)
    beside = needs_legend and not form.is_narrow
    share = legend_share(canvas, words, rows) if beside else 0.0
    room = form.across * (1 - share) - 1.6 * form.size if beside else form.across
    columns = lay_columns(canvas, 0.0, room)
    top = canvas.at
    if any(row.cell.has_figures for row in rows):
        draw_heads(canvas, words, columns)
    for number, pair in enumerate(pairs):
        if number:
            canvas.at += form.size * 0.9
        _pair(canvas, words, pair, columns, rows)
    if needs_legend:
        below = canvas.at
        canvas.at = top if beside else below + form.size
        draw_legend(canvas, words, rows, room + 1.6 * form.size if beside else 0.0,
                    form.across * share if beside else form.across)
        canvas.at = max(canvas.at, below)


def _pair(
    canvas: Canvas, words: ItemWords, pair: tuple[Cell | None, Cell | None], columns: Columns, rows: Sequence[Row]
) -> None:
    form, scale = canvas.form, common_ruler(words, rows, columns)
    shown = [cell for cell in pair if cell is not None]
    name = words.perspective(shown[0].perspective) if shown else ""
    for key, cell in zip(("wall.before.first", "wall.before.second"), pair, strict=True):
        if cell is not None:
            title = words.say("wall.before.row", name=name, when=words.say(key))
            draw_row(canvas, words, Row(title, cell), columns, scale, bar=1.6, says=False)
            canvas.at += form.size * 0.15
    if text := _sentence(words, *pair):
        canvas.say(text, x=columns.x, room=columns.across)
    if pair[1] is not None and pair[1].has_figures and pair[1].carried:
        text = words.say("wall.before.carried", n=pair[1].carried)
        canvas.say(text, x=columns.x, room=columns.across, size=form.small, color=common.MUTED)


def _sentence(words: ItemWords, first: Cell | None, second: Cell | None) -> str:
    """Return whether answers lie closer than before; "" where that cannot be said."""
    if first is None or second is None or first.a is None or second.a is None:
        return ""
    change = second.a - first.a
    key = "same" if abs(change) < _MOVED else "closer" if change > 0 else "further"
    return words.say(f"wall.before.{key}")


def _in_full(words: ItemWords, first: Cell | None, second: Cell | None) -> str:
    said = [
        words.say("wall.alt.cell", name=words.say(key), text=words.in_full(cell))
        for key, cell in (("wall.before.first", first), ("wall.before.second", second)) if cell is not None
    ]
    return " ".join([*said, _sentence(words, first, second)]).strip()
