"""Which answers moved a value between two points in time: a bar per item, to the right for up, to the left for down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typology.assessment.change import Change, ChangeRefused, ItemChange, SetChange
from typology.figures import common
from typology.figures.moments import Point, in_full, when
from typology.figures.picture import SvgPicture
from typology.figures.svg import PAGE, Canvas, Form
from typology.figures.text import width
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_LABELS, _ANSWERS = 0.36, 0.2  # shares of the width: names, and what was answered
_BAR = 1.05  # in sizes of letters
_LEAST = 0.05  # points that are written as zero
_LEAST_MIX = 0.5


@dataclass(frozen=True, slots=True)
class _Row:
    """A bar: an item, or all further ones together."""

    label: str
    note: str
    points: float
    is_rest: bool = False


def draw_contributions(
    model: Model, change: Change, set_id: str, speaker: Speaker, *, points: tuple[Point, Point] | None = None,
    form: Form = PAGE, most: int = 12,
) -> SvgPicture:
    """Draw what each item adds to the change of a set; all bars together are the change.

    Args:
        model: The model in force.
        change: The two points in time, compared.
        set_id: Axis or dimension.
        speaker: The reader's language.
        points: What the two points in time are called and what kind they are; by default their waves, as of today.
        form: Width and size of letters.
        most: Items with a bar of their own; the others have one together.
    """
    words = Words(speaker)
    first, last = points or (Point(change.before, "now"), Point(change.after, "now"))
    name = words.name(model.set_label(set_id))
    moved = change.sets.get(set_id)
    items = [item for item in change.contributions(set_id) if moved is not None and moved.delta is not None]
    shown = [item for item in items if abs(item.contribution[set_id]) >= _LEAST][:most]
    rows = _rows(words, model, set_id, items, shown) if shown else []
    title = speaker("develop.answers.title", name=words.quote(name))
    sentence = _sentence(words, model, change, moved, (first, last), set_id, shown)
    canvas = Canvas(form)
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.3)
    canvas.say(speaker("develop.answers.between", first=in_full(words, first), last=in_full(words, last)),
               color=common.MUTED, gap=form.size * 0.6)
    if rows and moved is not None:
        _draw(canvas, words, rows, moved)
        canvas.say(" ".join([speaker("develop.answers.key"), _mix(words, moved)]).strip(), size=form.small,
                   color=common.MUTED)
    else:
        canvas.say(sentence)
    said = [sentence, *(_row_in_words(words, row) for row in rows)]
    alt = " ".join([*said, _mix(words, moved) if moved else ""]).strip()
    return SvgPicture(
        name="contributions", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=_headings(words, first, last), rows=tuple(_cells(words, model, item, set_id) for item in items),
        language=speaker.language, across=form.across, height=canvas.at,
    )


def _rows(
    words: Words, model: Model, set_id: str, items: Sequence[ItemChange], shown: Sequence[ItemChange]
) -> list[_Row]:
    ordered = sorted(shown, key=lambda item: -item.contribution[set_id])
    rows = [_Row(words.name(model.items[i.item].label), _answers(words, i), i.contribution[set_id]) for i in ordered]
    rest = [item for item in items if item not in shown]
    if rest:
        text = words.say("develop.answers.rest", n=len(rest))
        rows.append(_Row(text, "", sum(item.contribution[set_id] for item in rest), is_rest=True))
    return rows


def _answers(words: Words, item: ItemChange) -> str:
    if item.only is not None:
        return words.say(f"develop.answers.only_{item.only}")
    if item.before is None or item.after is None:
        return ""
    return words.say("develop.short.unknown", before=words.points(item.before), after=words.points(item.after))


def signed(words: Words, value: float, digits: int = 1) -> str:
    """Return points with their sign; zero has none."""
    text = words.say.number(abs(value), digits)
    if text == words.say.number(0.0, digits):
        return text
    return f"+{text}" if value > 0 else f"\u2212{text}"


# ------------------------------------------------------------------------------ drawing
def _draw(canvas: Canvas, words: Words, rows: Sequence[_Row], moved: SetChange) -> None:
    form, size = canvas.form, canvas.form.size
    number = width("+00,0", size, bold=True) + size * 0.5
    left = 0.0 if form.is_narrow else form.across * _LABELS
    right = form.across if form.is_narrow else form.across * (1 - _ANSWERS)
    up, down = max(0.0, *(row.points for row in rows)), max(0.0, *(-row.points for row in rows))
    scale = (right - left - number * ((up > 0) + (down > 0))) / max(up + down, 1.0)
    zero = left + (number if down > 0 else 0.0) + down * scale
    for row in rows:
        _row(canvas, words, row, zero, scale, left)
    canvas.at += size * 0.3
    canvas.stroke([(0.0, canvas.at), (form.across, canvas.at)], common.LINE, 1)
    canvas.at += size * 0.3
    assert moved.delta is not None
    before, after = words.exact(moved.before.score), words.exact(moved.after.score)
    total = words.say("develop.answers.total", points=signed(words, moved.delta), before=before, after=after)
    canvas.say(total, bold=True, gap=size * 0.5)


def _row(canvas: Canvas, words: Words, row: _Row, zero: float, scale: float, left: float) -> None:
    form, size, small = canvas.form, canvas.form.size, canvas.form.small
    color = common.MUTED if row.is_rest else common.INK
    top = canvas.at + size * 0.25
    if form.is_narrow:
        text = f"{row.label} · {row.note}" if row.note else row.label
        top = canvas.write(0.0, top, canvas.lines(text, form.across, size=small, most=3), size=small, color=color,
                           room=form.across)
        high = size * 1.5
    else:
        lines = canvas.lines(row.label, left - size, most=3)
        high = max(common.LEADING * len(lines), 1.6) * size
        canvas.write(0.0, top + (high - len(lines) * common.LEADING * size) / 2, lines, color=color, room=left - size)
        x = form.across * (1 - _ANSWERS) + size * 0.5
        note = canvas.lines(row.note, form.across - x, size=small, most=2)
        canvas.write(x, top + (high - len(note) * common.LEADING * small) / 2, note, size=small, color=common.MUTED,
                     room=form.across - x)
    middle, wide, tall = top + high / 2, abs(row.points) * scale, _BAR * size
    x = zero if row.points >= 0 else zero - wide
    if row.is_rest:
        canvas.box(x, middle - tall / 2, wide, tall, fill=common.PAPER, line=common.MUTED, thickness=1.5, dash="3 3")
    elif row.points >= 0:
        canvas.box(x, middle - tall / 2, wide, tall, fill=common.ACCENT)
    else:
        canvas.hatch(x, middle - tall / 2, wide, tall, common.INK, step=size * 0.4, thickness=1.6)
        canvas.box(x, middle - tall / 2, wide, tall, line=common.INK, thickness=1.5)
    end = top + high + size * 0.15
    # On a phone the names stand above the bars, and no line may run through them.
    ends = (middle - tall * 0.7, middle + tall * 0.7) if form.is_narrow else (canvas.at, end)
    canvas.stroke([(zero, y) for y in ends], common.INK, 1.5)
    edge, anchor = (zero + wide + size * 0.35, "start") if row.points >= 0 else (zero - wide - size * 0.35, "end")
    canvas.write(edge, middle - 0.65 * size, [signed(words, row.points)], bold=True, anchor=anchor, color=color)
    canvas.at = end


# ------------------------------------------------------------------------------ words
def _mix(words: Words, moved: SetChange) -> str:
    """Return how much comes from other questions or other people; "" if that is next to nothing."""
    if moved.by_mix is None or abs(moved.by_mix) < _LEAST_MIX:
        return ""
    return words.say("develop.answers.mix", points=signed(words, moved.by_mix))


def _sentence(
    words: Words, model: Model, change: Change, moved: SetChange | None, points: tuple[Point, Point], set_id: str,
    shown: Sequence[ItemChange],
) -> str:
    say = words.say
    if change.refused is ChangeRefused.SHARED_WEIGHT:
        return say("develop.answers.refused_weight", shared=say.percent(change.shared_weight),
                   needed=say.percent(change.needed))
    if change.refused is not None:
        return say("develop.answers.refused_answers")
    if moved is None or moved.delta is None or moved.before.score is None or moved.after.score is None:
        return say("develop.answers.no_value", name=words.quote(words.name(model.set_label(set_id))))
    verdict = {True: "apart", False: "together", None: "unknown"}[moved.distinguishable]
    parts = [say("develop.moved", name=words.quote(words.name(model.set_label(set_id))), last=when(words, points[1]),
                 after=words.points(moved.after.score), first=when(words, points[0]),
                 before=words.points(moved.before.score), verdict=say(f"develop.moved.{verdict}"))]
    if not shown:
        return " ".join([*parts, say("develop.answers.says_nothing")])
    for key, best in (("up", max(shown, key=lambda i: i.contribution[set_id])),
                      ("down", min(shown, key=lambda i: i.contribution[set_id]))):
        points_ = best.contribution[set_id]
        if (points_ > 0) == (key == "up"):
            label = words.quote(words.name(model.items[best.item].label))
            parts.append(say(f"develop.answers.says_{key}", name=label, points=signed(words, points_)))
    return " ".join(parts)


def _row_in_words(words: Words, row: _Row) -> str:
    text = signed(words, row.points)
    return words.say("develop.answers.alt_row", name=row.label, points=f"{text} ({row.note})" if row.note else text)


def _headings(words: Words, first: Point, last: Point) -> tuple[str, ...]:
    say = words.say
    names = [in_full(words, first), in_full(words, last)]
    if names[0] == names[1]:
        names = [f"{names[0]} (1)", f"{names[1]} (2)"]
    columns = [say(f"develop.heading.{what}", name=name) for name in names for what in ("mean", "people")]
    return (say("develop.heading.item"), *columns,
            *(say(f"develop.heading.{key}") for key in ("by_answers", "by_mix", "contribution")))


def _cells(words: Words, model: Model, item: ItemChange, set_id: str) -> tuple[str, ...]:
    return (
        words.name(model.items[item.item].label), words.exact(item.before), str(item.n_before), words.exact(item.after),
        str(item.n_after), *(signed(words, part[set_id], 2) if set_id in part else MISSING
                             for part in (item.by_answers, item.by_mix, item.contribution)),
    )
