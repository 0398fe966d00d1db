"""Where perspectives see the same item differently: the mean of each on one line, the widest gap first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typology.figures import common
from typology.figures.cell_table import headings, row
from typology.figures.cell_words import ItemWords
from typology.figures.disagreement import cells_of, gap
from typology.figures.diverging import letters
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.text import width
from typology.language.catalogue import Speaker
from typology.model.elements import Model, Questionnaire
from typology.workshop.publication import Cell, ItemResult

_LOOKS = (
    ("circle", common.ACCENT), ("square", common.SECOND), ("diamond", "#5B3F8C"), ("triangle", common.INK),
    ("hexagon", "#8A2F5C"), ("turned", "#3D6B2E"),
)
_HIGH = 2.3  # height of a line in sizes of letters


def draw_dumbbell(
    model: Model, questionnaire: Questionnaire, results: Sequence[ItemResult], speaker: Speaker, *,
    station: int | None = None, stations: Mapping[int, str] | None = None, form: Form = WIDE,
) -> SvgPicture:
    """Draw one line per item, with a sign per perspective.

    A group whose answers are all the same is drawn as the band in which they lie. Who cannot be shown is named below
    the item, with the reason.

    Args:
        model: The model under which it was asked.
        questionnaire: The questionnaire whose words were read.
        results: The protected results, ordered by ``disagreement.rank_gaps``.
        speaker: The reader's language.
        station: Number of a table; None for all tables together.
        stations: Names of the tables by number.
        form: Width and size of letters.
    """
    canvas = Canvas(form)
    title = speaker("wall.dumbbell.title")
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.5)
    lines = [(r, cells_of(r, station)) for r in results]
    perspectives = list(dict.fromkeys(cell.perspective for _, cells in lines for cell in cells))
    looks = {p: _LOOKS[k % len(_LOOKS)] for k, p in enumerate(perspectives)}
    named = [ItemWords(model, questionnaire, r.item, speaker, perspectives, stations) for r, _ in lines]
    if named:
        _key(canvas, named[0], looks)
    for words, (_, cells) in zip(named, lines, strict=True):
        _line(canvas, words, cells, looks)
    most = max((len(words.letters) for words in named), default=0)
    alt = " ".join(_in_full(words, cells) for words, (_, cells) in zip(named, lines, strict=True))
    table = tuple(
        row(words, cell, result.latest.vote, most)
        for words, (result, cells) in zip(named, lines, strict=True) for cell in cells
    )
    return SvgPicture(
        name="perspectives", svg=canvas.finish(title, alt, speaker.language),
        sentence=_sentence(model, named, results, station, speaker), alt=alt,
        headings=headings(speaker, letters(most)), rows=table, language=speaker.language, across=form.across,
        height=canvas.at,
    )


def _key(canvas: Canvas, words: ItemWords, looks: Mapping[str, tuple[str, str]]) -> None:
    form, x = canvas.form, 0.0
    for perspective, (shape, paint) in looks.items():
        name = words.perspective(perspective)
        wide = 1.7 * form.size + width(name, form.size)
        if x and x + wide > form.across:
            x, canvas.at = 0.0, canvas.at + 1.45 * form.size
        canvas.sign(shape, x + form.size * 0.6, canvas.at + 0.65 * form.size, form.size * 0.5, paint)
        canvas.write(x + 1.4 * form.size, canvas.at, [name], room=form.across - x - 1.4 * form.size)
        x += wide + form.size
    canvas.at += 1.45 * form.size
    canvas.say(words.say("wall.dumbbell.key"), size=form.small, color=common.MUTED, gap=form.size * 0.5)


def _line(canvas: Canvas, words: ItemWords, cells: Sequence[Cell], looks: Mapping[str, tuple[str, str]]) -> None:
    form, top = canvas.form, canvas.at
    label = form.across if form.is_narrow else form.across * 0.36
    lines = canvas.lines(words.label, label - form.size, bold=True, most=2)
    high = max(_HIGH, common.LEADING * len(lines) + 0.2) * form.size
    if form.is_narrow:
        canvas.say(words.label, bold=True, most=2)
        top, high = canvas.at, _HIGH * form.size
    else:
        y = top + (high - len(lines) * common.LEADING * form.size) / 2
        canvas.write(0.0, y, lines, bold=True, room=label - form.size)
    left = form.size if form.is_narrow else label + form.size
    right = form.across - form.size
    drawn = [cell for cell in cells if _is_drawn(words, cell)]
    if drawn:
        _axis(canvas, words, left, right, top, high)
        _signs(canvas, words, drawn, looks, left, right, top + high * 0.42)
        canvas.at = top + high
    else:
        canvas.at = top + (0.0 if form.is_narrow else high * 0.2)
    if text := _undrawn(words, cells):
        start = 0.0 if form.is_narrow else label
        canvas.say(text, x=start, room=form.across - start, size=form.small, color=common.MUTED, most=4)
    canvas.at = max(canvas.at, top + high) + form.size * 0.3
    canvas.stroke([(0.0, canvas.at - 0.12 * form.size), (form.across, canvas.at - 0.12 * form.size)], common.LINE, 1)


def _is_drawn(words: ItemWords, cell: Cell) -> bool:
    return not words.is_number and ((cell.has_figures and cell.mean is not None) or
                                    (cell.is_unanimous and cell.band is not None))


def _place(words: ItemWords, value: float, left: float, right: float) -> float:
    scale = words.scale
    return left + (right - left) * (value - scale.low) / (scale.high - scale.low)


def _axis(canvas: Canvas, words: ItemWords, left: float, right: float, top: float, high: float) -> None:
    form, middle = canvas.form, top + high * 0.42
    canvas.stroke([(left, middle), (right, middle)], common.LINE, 2)
    for option, letter in zip(words.scale.options, words.letters, strict=True):
        x = _place(words, option.value, left, right)
        canvas.stroke([(x, middle - form.size * 0.3), (x, middle + form.size * 0.3)], common.MUTED, 2)
        canvas.write(x, middle + form.size * 0.5, [letter], size=form.small * 0.9, color=common.MUTED,
                     anchor="middle")


def _signs(
    canvas: Canvas, words: ItemWords, cells: Sequence[Cell], looks: Mapping[str, tuple[str, str]], left: float,
    right: float, middle: float,
) -> None:
    size = canvas.form.size
    radius = size * 0.5
    for cell in cells:
        if cell.band is not None and not cell.has_figures:
            _draw_band(canvas, words, cell, looks[cell.perspective][1], left, right, middle)
    placed = [(_place(words, c.mean, left, right), c) for c in cells if c.has_figures and c.mean is not None]
    found = sorted(placed, key=lambda pair: pair[0])
    if len(found) > 1:
        canvas.stroke([(found[0][0], middle), (found[-1][0], middle)], common.INK, size / 5)
    before = -1e9
    level = 0
    for x, cell in found:
        # Signs that would cover one another step aside, upwards and downwards in turn.
        level = level + 1 if x - before < radius * 1.5 else 0
        before = x
        shape, paint = looks[cell.perspective]
        aside = (0.0, -0.75, 0.75, -1.5, 1.5)[level % 5] * radius
        canvas.sign(shape, x, middle + aside, radius, paint)


def _draw_band(
    canvas: Canvas, words: ItemWords, cell: Cell, paint: str, left: float, right: float, middle: float
) -> None:
    size = canvas.form.size
    assert cell.band is not None
    values = {o.id: o.value for o in words.scale.options}
    low, high = sorted(_place(words, values[option], left, right) for option in cell.band)
    tall = size * 0.62
    canvas.hatch(low, middle - tall / 2, high - low, tall, paint, step=size * 0.4, thickness=size / 12)
    canvas.box(low, middle - tall / 2, high - low, tall, line=paint, thickness=size / 11)


def _undrawn(words: ItemWords, cells: Sequence[Cell]) -> str:
    """Return who has no sign on the line, and why."""
    said = []
    for cell in cells:
        if _is_drawn(words, cell):
            continue
        if cell.quartiles is not None:
            text = words.number(cell.quartiles[1])
        elif cell.statements:
            text = words.say("wall.overview.statements", n=len(cell.statements))
        else:
            text = words.instead(cell)
        said.append(words.say("wall.alt.cell", name=words.perspective(cell.perspective), text=text))
    return " ".join(said)


def _in_full(words: ItemWords, cells: Sequence[Cell]) -> str:
    said = []
    for cell in cells:
        if cell.has_figures and cell.mean is not None and not words.is_number:
            text = words.say("wall.dumbbell.alt", letter=words.near(cell.mean))
            said.append(words.say("wall.alt.cell", name=words.perspective(cell.perspective), text=text))
        else:
            said.append(words.in_full(cell))
    return words.say("wall.alt.cell", name=words.label, text=" ".join(said))


def _sentence(
    model: Model, named: Sequence[ItemWords], results: Sequence[ItemResult], station: int | None, speaker: Speaker
) -> str:
    gaps = [(gap(model, result, station), words) for words, result in zip(named, results, strict=True)]
    widest = max(gaps, key=lambda pair: pair[0], default=None)
    if widest is None or widest[0] <= 0:
        return speaker("wall.dumbbell.says_nothing")
    return speaker("wall.dumbbell.says", name=widest[1].words.quote(widest[1].label))
