"""The profile: one row per dimension, with its range and with what is typical of a type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typology.assessment.reading import Reading, SetReading
from typology.figures import common
from typology.figures.common import Sheet, dots, hover, strokes
from typology.figures.picture import Picture
from typology.figures.text import escape, wrap
from typology.figures.wording import MISSING, Words, count_answers, has_band
from typology.language.catalogue import Speaker
from typology.model.elements import Dimension, Model

_VALUE_COLUMN = 110
_GROUPS = ("case", "gate", "frame")
# Keeps the value clear of a dot at 100; a text cannot be moved by pixels.
_GAP = "\u00a0" * 4
# More names than this in a sentence help nobody.
_MOST_NAMES = 3
_DOT, _DIAMOND, _BAND = 13.0, 17.0, 13.0


@dataclass(frozen=True, slots=True)
class _Row:
    """One dimension: what was read, what is typical, how many answers there are."""

    label: str
    group: str
    read: SetReading
    typical: float | None
    given: int
    possible: int
    asked: bool

    @property
    def is_band(self) -> bool:
        return has_band(self.read)


def draw_profile(model: Model, reading: Reading, speaker: Speaker, *, type_id: str | None) -> Picture:
    """Draw the values of all dimensions as dots.

    Dimensions that belong to the gate or describe the frame stand apart, below a rule.

    Args:
        model: The model that was applied.
        reading: What was read.
        speaker: The reader's language.
        type_id: Type whose typical profile is drawn as well; None for none.
    """
    words = Words(speaker)
    target = model.types[type_id] if type_id else None
    rows = [_row(words, reading, d, target.profile.get(d.id) if target else None) for d in model.dimensions.values()]
    rows.sort(key=lambda row: _GROUPS.index(row.group))  # stable: within a group the order of the model
    type_name = words.name(target.label) if target and any(row.typical is not None for row in rows) else ""
    sheet = Sheet(right_margin=_VALUE_COLUMN)
    _draw_scale(sheet)
    heights = _draw_labels(sheet, words, rows)
    _draw_values(sheet, words, rows, heights, type_name)
    _explain(sheet, words, model, rows, type_name)
    headings, table = _table(words, rows, type_name)
    return Picture(
        name="profile",
        drawing=sheet.figure(speaker.language),
        sentence=_sentence(words, rows, type_name),
        alt=speaker("figures.profile.alt", rows=" ".join(_in_words(words, row, type_name) for row in rows)),
        headings=headings,
        rows=table,
        language=speaker.language,
    )


def _row(words: Words, reading: Reading, dimension: Dimension, typical: float | None) -> _Row:
    group = "frame" if dimension.describes == "frame" else "gate" if dimension.role == "gate" else "case"
    given, possible = count_answers(reading, dimension)
    asked = bool(reading.explanation.dimensions.get(dimension.id))
    return _Row(words.name(dimension.label), group, reading.sets[dimension.id], typical, given, possible, asked)


def _absence(words: Words, row: _Row) -> str:
    """Return why a row has no value."""
    if not row.asked:
        return words.say("figures.profile.not_asked")
    if not row.possible:
        return words.say("figures.profile.not_applicable")
    return words.say("figures.profile.no_value", given=row.given, possible=row.possible)


def _draw_scale(sheet: Sheet) -> None:
    for value in (0, 50, 100):
        sheet.write(value, sheet.at, (str(value),), align="center", size=common.SMALL, color=common.MUTED)
    sheet.at += common.height_of(("0",), common.SMALL) + 4


def _draw_labels(sheet: Sheet, words: Words, rows: Sequence[_Row]) -> list[float]:
    """Write the label above each row, captions and rules between groups; return the height of each row's line."""
    heights, tracks, rules = [], [], []
    group = rows[0].group if rows else ""
    for number, row in enumerate(rows):
        if row.group != group or (number == 0 and row.group != "case"):
            group = row.group
            if number:
                sheet.at += 4
                rules.append((0.0, sheet.at, 100.0, sheet.at))
                sheet.at += 12
            sheet.say(words.say(f"figures.profile.{group}"), color=common.INK, bold=True, gap=0)
            sheet.say(words.say(f"figures.profile.{group}_note"), gap=10)
        sheet.at = sheet.write(0, sheet.at, wrap(row.label, sheet.room, common.SIZE))
        if row.read.score is None:
            lines = wrap(_absence(words, row), sheet.room, common.SMALL)
            sheet.at = sheet.write(0, sheet.at, lines, size=common.SMALL, color=common.MUTED)
        middle = sheet.at + 12
        heights.append(middle)
        tracks.append((0.0, middle, 100.0, middle))
        tracks.append((50.0, middle - 4, 50.0, middle + 4))
        sheet.at = middle + 26
    sheet.add(strokes("track", tracks, common.LINE, 1.5))
    sheet.add(strokes("rule", rules, common.INK, 1))
    return heights


def _draw_values(sheet: Sheet, words: Words, rows: Sequence[_Row], heights: Sequence[float], type_name: str) -> None:
    scored = [(row, y) for row, y in zip(rows, heights, strict=True) if row.read.score is not None]
    for is_band in (True, False):
        ranges = [(r, y) for row, y in scored if row.is_band is is_band and (r := row.read.range) and r[1] > r[0]]
        pieces = [(low, y, high, y) for (low, high), y in ranges]
        meaning = "band" if is_band else "bounds"
        look = (common.VEIL, _BAND, "solid") if is_band else (common.ACCENT, 3, "dot")
        sheet.add(strokes(meaning, pieces, *look))
        ends = [(end, y) for ends, y in ranges for end in ends]
        sheet.add(dots(f"{meaning}-ends", [e for e, _ in ends], [y for _, y in ends], "line-ns", _BAND, line=2))
    for provisional in (False, True):
        here = [(row, y) for row, y in scored if row.read.provisional is provisional]
        sheet.add({
            **_dot(words, provisional),
            "x": [row.read.score for row, _ in here], "y": [y for _, y in here],
            "hoverinfo": "text", "hovertext": [hover(row.label, *_details(words, row)) for row, _ in here],
        })
    aims = [(row, y, row.typical) for row, y in zip(rows, heights, strict=True) if row.typical is not None]
    name = words.say("figures.profile.typical", type=words.quote(type_name))
    texts = [hover(row.label, f"{name}: {words.points(at)}") for row, _, at in aims]
    sheet.add({
        **_diamond(name), "x": [at for _, _, at in aims], "y": [y for _, y, _ in aims],
        "hoverinfo": "text", "hovertext": texts,
    })
    for row, y in scored:
        low, high = row.read.range or (None, None)
        extent = words.short_range(low, high)
        tail = f'\u00a0 <span style="color:{common.MUTED}">{escape(extent)}</span>' if extent else ""
        sheet.mark(100, y, f"{_GAP}<b>{escape(words.points(row.read.score))}</b>{tail}")


def _dot(words: Words, provisional: bool) -> common.Trace:
    if provisional:
        name = words.say("figures.profile.provisional")
        return dots("provisional", [], [], "circle", _DOT, fill=common.PAPER, line=2.5, name=name)
    return dots("value", [], [], "circle", _DOT, line=1.5, name=words.say("figures.profile.value"))


def _diamond(name: str) -> common.Trace:
    return dots("typical", [], [], "diamond-open", _DIAMOND, color=common.SECOND, line=2.2, name=name)


def _explain(sheet: Sheet, words: Words, model: Model, rows: Sequence[_Row], type_name: str) -> None:
    scored = [row for row in rows if row.read.score is not None]
    wide = [row for row in scored if (r := row.read.range) and r[1] > r[0]]
    entries: list[common.Entry] = []
    if any(not row.read.provisional for row in scored):
        entries.append((_dot(words, False), words.say("figures.profile.value")))
    if any(row.read.provisional for row in scored):
        share = words.say.percent(model.method.coverage.provisional_below)
        entries.append((_dot(words, True), words.say("figures.profile.key_provisional", share=share)))
    if any(row.is_band for row in wide):
        entries.append((common.Sample(common.VEIL, _BAND, has_ends=True), words.band(model)))
    if any(not row.is_band for row in wide):
        entries.append((common.Sample(common.ACCENT, 3, "dot", has_ends=True), words.say("figures.key.bounds")))
    if type_name:
        typical = words.say("figures.profile.typical", type=words.quote(type_name))
        entries.append((_diamond(""), typical))
    sheet.at += 4
    sheet.explain(entries)


def _details(words: Words, row: _Row) -> list[str]:
    lines = [words.value_of(row.read), words.say("figures.profile.answered", given=row.given, possible=row.possible)]
    return [*lines, words.say("figures.profile.provisional")] if row.read.provisional else lines


def _in_words(words: Words, row: _Row, type_name: str) -> str:
    if row.read.score is None:
        return words.say("figures.profile.alt_row", label=row.label, value=_absence(words, row))
    value = words.value_of(row.read)
    if row.read.provisional:
        value = words.say("figures.profile.alt_provisional", value=value)
    if row.typical is not None and type_name:
        value = words.say("figures.profile.alt_typical", value=value, typical=words.points(row.typical))
    return words.say("figures.profile.alt_row", label=row.label, value=value)


def _sentence(words: Words, rows: Sequence[_Row], type_name: str) -> str:
    say = words.say
    own = [row for row in rows if row.group == "case"] or list(rows)
    valued = [(row.read.score, row) for row in own if row.read.score is not None]
    if not valued:
        return say("figures.profile.says_nothing_yet")
    (low, lowest), (high, highest) = min(valued, key=lambda v: v[0]), max(valued, key=lambda v: v[0])
    if words.points(low) == words.points(high):
        key = "figures.profile.says_one" if len(valued) == 1 else "figures.profile.says_equal"
        parts = [say(key, n=len(valued), name=words.quote(lowest.label), value=words.points(low))]
    else:
        parts = [say(
            "figures.profile.says", low=words.points(low), low_name=words.quote(lowest.label),
            high=words.points(high), high_name=words.quote(highest.label),
        )]
    missing = [row for row in own if row.read.score is None]
    if missing:
        names = words.enumerate([words.quote(row.label) for row in missing])
        key = "figures.profile.says_missing" if len(missing) <= _MOST_NAMES else "figures.profile.says_many_missing"
        parts.append(say(key, n=len(missing), names=names))
    wide = [row for _, row in valued if (r := row.read.range) and r[1] > r[0]]
    parts += [say("figures.says.band")] if any(row.is_band for row in wide) else []
    parts += [say("figures.says.bounds")] if any(not row.is_band for row in wide) else []
    compared = [(abs(score - row.typical), score, row) for score, row in valued if row.typical is not None]
    if type_name and compared:
        _, score, row = max(compared, key=lambda c: c[0])
        value, typical = words.points(score), words.points(row.typical)
        parts.append(say("figures.profile.says_typical", type=words.quote(type_name)))
        if value != typical:
            name = words.quote(row.label)
            parts.append(say("figures.profile.says_furthest", name=name, value=value, typical=typical))
    return " ".join(parts)


def _table(words: Words, rows: Sequence[_Row], type_name: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    say = words.say
    columns = ("dimension", "value", "low", "high", "kind", "answered", "provisional")
    headings = tuple(say(f"figures.heading.{column}") for column in columns)
    if type_name:
        headings = (*headings, say("figures.profile.typical", type=words.quote(type_name)))
    table = []
    for row in rows:
        low, high = row.read.range or (None, None)
        counted = say("figures.profile.of", given=row.given, possible=row.possible)
        cells = (
            row.label, words.exact(row.read.score), words.exact(low), words.exact(high),
            words.kind_of_range(row.is_band, exists=low is not None),
            counted if row.possible else _absence(words, row),
            words.yes(row.read.provisional) if row.read.score is not None else MISSING,
        )
        table.append((*cells, words.exact(row.typical)) if type_name else cells)
    return headings, tuple(table)
