"""What a room said to an item with numbers: the middle half of the answers as a strip, the median as a mark.

Neither the smallest nor the largest number is drawn: each belongs to one person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from typology.figures import common
from typology.figures.cell_rows import Columns, Row, common_ruler, draw_heads, draw_row, lay_columns
from typology.figures.cell_words import ItemWords
from typology.figures.svg import Canvas


def draw_strips(canvas: Canvas, words: ItemWords, rows: Sequence[Row]) -> None:
    """Draw a strip per group on a common axis, and what stands in place of one."""
    columns = lay_columns(canvas, 0.0, canvas.form.across)
    top = _end_of_axis(words, rows)
    if top is not None:
        draw_heads(canvas, words, columns)
    for number, row in enumerate(rows):
        if number:
            canvas.at += canvas.form.size * 0.7
        draw_row(canvas, words, row, columns, common_ruler(words, [], columns))
        if row.cell.quartiles is not None and top is not None:
            _strip(canvas, words, row, columns, top)
    if top is not None:
        _axis(canvas, words, columns, top)


def _end_of_axis(words: ItemWords, rows: Sequence[Row]) -> float | None:
    """Return where the axis ends: at the largest possible number, else at a round one above the strips."""
    drawn = [row.cell.quartiles[2] for row in rows if row.cell.quartiles is not None]
    if not drawn:
        return None
    if words.scale.maximum is not None:
        return words.scale.maximum
    largest = max(*drawn, 1.0)
    step = 10.0 ** math.floor(math.log10(largest))
    return next(step * k for k in (1.0, 2.0, 4.0, 5.0, 8.0, 10.0, 20.0) if step * k >= largest)


def _strip(canvas: Canvas, words: ItemWords, row: Row, columns: Columns, top: float) -> None:
    form, cell = canvas.form, row.cell
    assert cell.quartiles is not None
    start = _start(words)
    low, middle, high = (
        columns.x + columns.bars * min(1.0, max(0.0, (q - start) / (top - start))) for q in cell.quartiles
    )
    tall, y = 1.3 * form.size, canvas.at + form.size * 0.2
    canvas.stroke([(columns.x, y + tall / 2), (columns.x + columns.bars, y + tall / 2)], common.MUTED, 1.5, dash="2 6")
    canvas.box(low, y, max(high - low, 4.0), tall, fill=common.TINT, line=common.ACCENT, thickness=3)
    canvas.sign("diamond", middle, y + tall / 2, tall * 0.42, common.ACCENT)
    for x, count in zip(columns.apart or (), (cell.dk, cell.na), strict=False):
        canvas.write(x, y, [str(count)], bold=bool(count), color=common.INK if count else common.MUTED)
    canvas.at = y + tall


def _axis(canvas: Canvas, words: ItemWords, columns: Columns, top: float) -> None:
    form = canvas.form
    canvas.at += form.size * 0.6
    canvas.stroke([(columns.x, canvas.at), (columns.x + columns.bars, canvas.at)], common.INK, 2)
    start = _start(words)
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        x = columns.x + share * columns.bars
        canvas.stroke([(x, canvas.at), (x, canvas.at + form.size / 3)], common.INK, 2)
        text = words.number(start + share * (top - start))
        canvas.write(x, canvas.at + form.size / 3, [text], size=form.small, anchor=anchor, color=common.MUTED)
    canvas.at += form.size / 3 + common.LEADING * form.small + form.size * 0.4
    canvas.say(words.say("wall.legend.strip"), size=form.small, color=common.MUTED)


def _start(words: ItemWords) -> float:
    return min(0.0, words.scale.minimum or 0.0)
