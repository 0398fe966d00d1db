"""To which degree each type fits: all types in the order of the model, because the order is no ranking."""

from __future__ import annotations

from collections.abc import Sequence

from typology.assessment.assignment import Assignment, TypeFit, Verdict
from typology.assessment.reading import Reading
from typology.figures import common
from typology.figures.common import Sheet, dots, hover, strokes
from typology.figures.picture import Picture
from typology.figures.text import escape, wrap
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_VALUE_COLUMN = 60


def draw_memberships(model: Model, reading: Reading, speaker: Speaker) -> Picture | None:
    """Draw the membership in every type, and how close its ideal point is.

    Args:
        model: The model that was applied.
        reading: What was read; with too few answers the types are listed without values.
        speaker: The reader's language.

    Returns:
        The picture; None if the model has no types.
    """
    if not model.types:
        return None
    words = Words(speaker)
    assignment = reading.assignment
    fits = {fit.id: fit for fit in assignment.fits}
    names = {type_id: words.name(t.label) for type_id, t in model.types.items()}
    named = [type_id for type_id in (assignment.type, assignment.second) if type_id]
    sheet = Sheet(1.0, right_margin=_VALUE_COLUMN)
    if fits:
        _draw_header(sheet, words, model)
    heights = _draw_labels(sheet, words, model, names, fits, named)
    _draw_values(sheet, words, model, names, fits, named, heights)
    _explain(sheet, words, assignment, bool(fits))
    rows = tuple(_table_row(words, model, names, fits.get(t), t, t in named) for t in names)
    columns = ("type", "membership", "closeness", "against", "named")
    return Picture(
        name="memberships",
        drawing=sheet.figure(speaker.language),
        sentence=_sentence(words, model, assignment, names),
        alt=speaker("figures.memberships.alt", rows=" ".join(_in_words(words, names[t], fits.get(t)) for t in names)),
        headings=tuple(speaker(f"figures.heading.{column}") for column in columns),
        rows=rows,
        language=speaker.language,
    )


def _draw_header(sheet: Sheet, words: Words, model: Model) -> None:
    """Write the threshold in words, and the scale."""
    threshold = model.method.verdict.member_above
    text = words.say("figures.memberships.threshold", value=words.exact(threshold, _digits(threshold)))
    align: common.Align = "left" if threshold < 0.35 else "right" if threshold > 0.65 else "center"
    track = common.NARROWEST - common.MARGIN - _VALUE_COLUMN
    beside = max(threshold, 1 - threshold) if align != "center" else 2 * min(threshold, 1 - threshold)
    lines = wrap(text, track * beside, common.SMALL)
    sheet.at = sheet.write(threshold, sheet.at, lines, align=align, size=common.SMALL, color=common.MUTED)
    sheet.add(strokes("threshold-sign", [(threshold, sheet.at + 2, threshold, sheet.at + 14)], common.MUTED, 1.5))
    for value in (0, 1):
        sheet.write(value, sheet.at - 6, (str(value),), align="center", size=common.SMALL, color=common.MUTED)
    sheet.at += 18


def _digits(value: float) -> int:
    return 1 if round(value, 1) == round(value, 4) else 2


def _draw_labels(
    sheet: Sheet, words: Words, model: Model, names: dict[str, str], fits: dict[str, TypeFit], named: Sequence[str]
) -> list[float]:
    """Write the name above each row; return the height of each row's line."""
    threshold = model.method.verdict.member_above
    heights = []
    for type_id, name in names.items():
        is_named = type_id in named
        lines = wrap(name, sheet.room, common.SIZE, bold=is_named)
        color = common.ACCENT if is_named else common.INK
        sheet.at = sheet.write(0, sheet.at, lines, bold=is_named, color=color)
        if type_id not in fits:
            text = words.say("figures.memberships.no_value")
            sheet.at = sheet.write(0, sheet.at, (text,), size=common.SMALL, color=common.MUTED) + 10
            continue
        heights.append(sheet.at + 12)
        sheet.at += 12 + 24
    sheet.add(strokes("track", [(0.0, y, 1.0, y) for y in heights], common.LINE, 1.5))
    # A line through all rows would cross the names above them.
    sheet.add(strokes("threshold", [(threshold, y - 9, threshold, y + 9) for y in heights], common.MUTED, 1.5))
    return heights


def _draw_values(
    sheet: Sheet, words: Words, model: Model, names: dict[str, str], fits: dict[str, TypeFit],
    named: Sequence[str], heights: Sequence[float],
) -> None:
    placed = list(zip((fits[t] for t in names if t in fits), heights, strict=True))
    for is_named in (False, True):
        here = [(fit, y) for fit, y in placed if (fit.id in named) is is_named]
        color, thickness = (common.ACCENT, 5) if is_named else (common.MUTED, 2.5)
        stems = [(0.0, y, fit.membership, y) for fit, y in here]
        sheet.add(strokes("named-stem" if is_named else "stem", stems, color, thickness))
        texts = [hover(names[fit.id], *_details(words, model, fit)) for fit, _ in here]
        sheet.add({
            **_head(words, is_named), "x": [fit.membership for fit, _ in here], "y": [y for _, y in here],
            "hoverinfo": "text", "hovertext": texts,
        })
    sheet.add({**_tick(words), "x": [fit.closeness for fit, _ in placed], "y": [y for _, y in placed]})
    for fit, y in placed:
        text = escape(words.degree(fit.membership))
        sheet.mark(1, y, f"   <b>{text}</b>" if fit.id in named else f"   {text}")


def _head(words: Words, is_named: bool) -> common.Trace:
    if is_named:
        return dots("named", [], [], "square", 14, line=1.5, name=words.say("figures.memberships.named"))
    name = words.say("figures.memberships.membership")
    return dots("membership", [], [], "circle", 11, color=common.MUTED, line=1.5, name=name)


def _tick(words: Words) -> common.Trace:
    name = words.say("figures.memberships.closeness")
    return dots("closeness", [], [], "diamond-tall-open", 12, color=common.SECOND, line=1.8, name=name)


def _explain(sheet: Sheet, words: Words, assignment: Assignment, any_fit: bool) -> None:
    if not any_fit:
        return
    nearest = assignment.verdict is Verdict.NONE
    sheet.at += 4
    named = "figures.memberships.key_nearest" if nearest else "figures.memberships.key_named"
    sheet.explain([
        (_head(words, True), words.say(named)),
        (_head(words, False), words.say("figures.memberships.membership")),
        (_tick(words), words.say("figures.memberships.closeness")),
    ])


def _details(words: Words, model: Model, fit: TypeFit) -> tuple[str, ...]:
    say = words.say
    return (
        say("figures.memberships.hover_membership", value=words.degree(fit.membership)),
        say("figures.memberships.hover_closeness", value=words.degree(fit.closeness)),
        say("figures.memberships.hover_against", name=words.quote(words.name(model.set_label(fit.weakest_set)))),
    )


def _in_words(words: Words, name: str, fit: TypeFit | None) -> str:
    if fit is None:
        return words.say("figures.memberships.alt_empty", name=name)
    return words.say(
        "figures.memberships.alt_row", name=name, membership=words.degree(fit.membership),
        closeness=words.degree(fit.closeness),
    )


def _table_row(
    words: Words, model: Model, names: dict[str, str], fit: TypeFit | None, type_id: str, is_named: bool
) -> tuple[str, ...]:
    if fit is None:
        return (names[type_id], MISSING, MISSING, MISSING, words.yes(False))
    against = words.name(model.set_label(fit.weakest_set))
    return (names[type_id], words.degree(fit.membership), words.degree(fit.closeness), against, words.yes(is_named))


def _sentence(words: Words, model: Model, assignment: Assignment, names: dict[str, str]) -> str:
    say = words.say
    if not assignment.fits:
        missing = [words.quote(words.name(model.set_label(s))) for s in assignment.missing_sets]
        key = "figures.memberships.says_missing" if missing else "figures.memberships.says_nothing_yet"
        return say(key, names=words.enumerate(missing))
    threshold = model.method.verdict.member_above
    written = words.exact(threshold, _digits(threshold))
    holding = [fit for fit in assignment.fits if fit.membership > threshold]
    if holding:
        found = [
            say("figures.memberships.name_value", name=words.quote(names[fit.id]), value=words.degree(fit.membership))
            for fit in holding
        ]
        first = say("figures.memberships.says", n=len(found), names=words.enumerate(found), threshold=written)
    else:
        top = assignment.by_membership()[0]
        first = say(
            "figures.memberships.says_none", threshold=written, name=words.quote(names[top.id]),
            value=words.degree(top.membership),
        )
    return " ".join((first, say("figures.memberships.says_no_probability")))
