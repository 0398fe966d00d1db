"""From today to the goal: per item the answer today and the one that is aimed at, in the words of the options."""

from __future__ import annotations

from collections.abc import Sequence

from typology.assessment.goal_gap import Gap
from typology.figures import common
from typology.figures.moments import Point, draw_moment, in_full, kinds_in_key
from typology.figures.picture import SvgPicture
from typology.figures.svg import PAGE, Canvas, Form
from typology.figures.svg_key import draw_key
from typology.figures.text import clean, isolate, width
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_LABELS = 0.34  # share of the width for names
_WHOLE = 0.05  # steps that differ less from a whole number are one
_FULL_TEXT = 400


def draw_goal_gap(
    model: Model, gaps: Sequence[Gap], speaker: Speaker, *, now: Point | None = None, goal: Point | None = None,
    form: Form = PAGE,
) -> SvgPicture:
    """Draw a line of steps per item, from the sign of today to the sign of the goal.

    Items keep the order of the model: none comes first for lying furthest off.

    Args:
        model: The model in force.
        gaps: What lies between today and the goal.
        speaker: The reader's language.
        now: What the point of today is called.
        goal: What the goal is called.
        form: Width and size of letters.
    """
    words = Words(speaker)
    points = (now or Point(speaker("develop.when.today"), "now"), goal or Point(speaker("develop.kind.goal"), "goal"))
    canvas = Canvas(form)
    title, sentence = speaker("develop.gap.title"), _sentence(words, model, gaps)
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.4)
    if gaps:
        draw_key(canvas, [
            (sample, in_full(words, point)) for point in points for sample, _ in kinds_in_key(words, [point])
        ])
        canvas.at += form.size * 0.3
    else:
        canvas.say(sentence)
    dimension = ""
    beside = max((width(_steps(words, gap), form.small) for gap in gaps), default=0.0) + 1.2 * form.size
    for gap in gaps:
        if gap.dimension != dimension:
            dimension = gap.dimension
            canvas.at += form.size * 0.5
            canvas.say(words.name(model.dimensions[dimension].label), color=common.ACCENT, bold=True,
                       gap=form.size * 0.2)
        _draw_item(canvas, words, model, gap, beside)
    alt = " ".join([sentence, *(_in_words(words, model, gap) for gap in gaps)])
    columns = ("dimension", "item", "now_answer", "goal_answer", "steps", "now_people", "goal_people")
    return SvgPicture(
        name="goal_gap", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=tuple(speaker(f"develop.heading.{column}") for column in columns),
        rows=tuple(_cells(words, model, gap) for gap in gaps), language=speaker.language, across=form.across,
        height=canvas.at,
    )


# ------------------------------------------------------------------------------ drawing
def _draw_item(canvas: Canvas, words: Words, model: Model, gap: Gap, beside: float) -> None:
    form, size, small = canvas.form, canvas.form.size, canvas.form.small
    top = canvas.at + size * 0.3
    label = words.name(model.items[gap.item].label)
    left = 0.0 if form.is_narrow else form.across * _LABELS
    if form.is_narrow:
        canvas.at = top
        canvas.say(label, bold=True, most=3)
    else:
        end = canvas.write(0.0, top, canvas.lines(label, left - size, bold=True, most=4), bold=True, room=left - size)
        canvas.at = top
    if gap.goal_option is not None:
        _line(canvas, model, gap, left, beside, _steps(words, gap))
    room = form.across - left
    both = not form.is_narrow
    part = room / 2 - size * 0.6 if both else room
    under, below = canvas.at, canvas.at
    for number, (key, text) in enumerate(_both_answers(words, model, gap)):
        canvas.at = under if both else canvas.at
        lines = canvas.lines(words.say(f"develop.gap.{key}", text=text), part, size=small, most=7)
        x = left + (part + size * 1.2) * number if both else left
        below = max(below, canvas.write(x, canvas.at, lines, size=small, room=part))
        canvas.at = below
    canvas.at = below if form.is_narrow else max(below, end)
    canvas.at += size * 0.5
    canvas.stroke([(0.0, canvas.at), (form.across, canvas.at)], common.LINE, 1)


def _line(canvas: Canvas, model: Model, gap: Gap, left: float, beside: float, note: str) -> None:
    """Draw the steps of the scale as ticks, the way as a dotted line, and both signs."""
    form, size = canvas.form, canvas.form.size
    options = sorted(model.scale_of(gap.item).options, key=lambda option: option.value)
    start, end = left + size * 0.6, form.across - beside - size * 0.6
    low, high = options[0].value, options[-1].value
    middle = canvas.at + size * 0.75

    def place(value: float) -> float:
        return start + (end - start) * (value - low) / (high - low)

    canvas.stroke([(start, middle), (end, middle)], common.LINE, 2)
    for option in options:
        x = place(option.value)
        canvas.stroke([(x, middle - size * 0.28), (x, middle + size * 0.28)], common.MUTED, 1.5)
    aim = place(gap.goal)
    if gap.now is not None:
        canvas.stroke([(place(gap.now), middle), (aim, middle)], common.ACCENT, size / 6, dash="0.1 5", round_=True)
    draw_moment(canvas, "goal", aim, middle, size * 0.5)
    if gap.now is not None:
        draw_moment(canvas, "now", place(gap.now), middle, size * 0.45)
    if note:
        canvas.write(form.across, middle - 0.65 * form.small, [note], size=form.small, color=common.MUTED, anchor="end")
    canvas.at = middle + size * 0.65


# ------------------------------------------------------------------------------ words
def _steps(words: Words, gap: Gap) -> str:
    if gap.steps is None:
        return ""
    digits = 0 if abs(gap.steps - round(gap.steps)) < _WHOLE else 1
    key = "up" if gap.steps > 0 else "down"
    text = words.say.number(abs(gap.steps), digits)
    return words.say(f"develop.gap.steps_{key}", steps=text, n=1 if text == "1" else 2)


def _both_answers(words: Words, model: Model, gap: Gap) -> list[tuple[str, str]]:
    found = []
    for key, value, option in (("now", gap.now, gap.now_option), ("goal", gap.goal, gap.goal_option)):
        found.append((key, _answer(words, model, gap.item, value, option) or words.say("develop.gap.unanswered")))
    return found


def _answer(words: Words, model: Model, item_id: str, value: float | None, option: str | None) -> str:
    """Return an answer in the words of its option; "about" where people differ."""
    if value is None:
        return ""
    item, scale = model.items[item_id], model.scale_of(item_id)
    if option is None:
        unit = clean(words.say.text(scale.unit))
        number = words.say.number(value, 0 if float(value).is_integer() else 1)
        return f"{number}\u00a0{isolate(unit)}" if unit else number
    found = scale.option(option)
    named = item.anchors.get(option) or (found.label if found else None)
    text = words.quote(clean(words.say.text(named), _FULL_TEXT))
    is_exact = found is not None and abs(found.value - value) < _WHOLE
    return text if is_exact else words.say("develop.gap.about", text=text)


def _sentence(words: Words, model: Model, gaps: Sequence[Gap]) -> str:
    if not gaps:
        return words.say("develop.gap.says_nothing")
    dimensions = list(dict.fromkeys(gap.dimension for gap in gaps))
    names = [words.quote(words.name(model.dimensions[d].label)) for d in dimensions]
    parts = [words.say("develop.gap.says", n=len(gaps))]
    if len(names) == 1:
        parts.append(words.say("develop.gap.says_in_one", name=names[0], n=len(gaps)))
    else:
        counts = {d: sum(gap.dimension == d for gap in gaps) for d in dimensions}
        most = max(counts.values())
        largest = [name for name, d in zip(names, dimensions, strict=True) if counts[d] == most]
        if len(largest) == 1:
            parts.append(words.say("develop.gap.says_in", name=largest[0], n=most))
    if unanswered := sum(gap.now is None for gap in gaps):
        parts.append(words.say("develop.gap.says_unanswered", n=unanswered))
    return " ".join(parts)


def _in_words(words: Words, model: Model, gap: Gap) -> str:
    answers = [words.say(f"develop.gap.{key}", text=text) for key, text in _both_answers(words, model, gap)]
    texts = [*answers, _steps(words, gap)]
    name = words.name(model.items[gap.item].label)
    return words.say("develop.gap.alt", name=name, text="; ".join(text for text in texts if text) + ".")


def _cells(words: Words, model: Model, gap: Gap) -> tuple[str, ...]:
    return (
        words.name(model.dimensions[gap.dimension].label), words.name(model.items[gap.item].label),
        *(_answer(words, model, gap.item, value, option) or MISSING
          for value, option in ((gap.now, gap.now_option), (gap.goal, gap.goal_option))),
        MISSING if gap.steps is None else signed_steps(words, gap.steps), str(gap.n_now), str(gap.n_goal),
    )


def signed_steps(words: Words, steps: float) -> str:
    """Return steps with their sign, as they stand in tables."""
    text = words.say.number(abs(steps), 1)
    return f"+{text}" if steps > 0 else f"\u2212{text}"
