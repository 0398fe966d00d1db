"""The signs for *can be told apart* and *cannot*: told by shape and by words, in one colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typology.figures import common
from typology.figures.svg import Canvas
from typology.figures.tell_apart import Apart
from typology.figures.text import width
from typology.figures.wording import Words

GROUND = "#F6F4F0"
_SHAPES: Mapping[str, str] = {"above": "triangle", "below": "turned", "apart": "square"}


def draw_sign(canvas: Canvas, kind: str, x: float, y: float, radius: float) -> None:
    """Draw the sign of a kind: ``above``, ``below``, ``apart``, ``alike`` or ``unknown``.

    Args:
        canvas: Drawn upon.
        kind: Which.
        x: Its middle.
        y: Its middle.
        radius: Half its size.
    """
    if kind in _SHAPES:
        canvas.sign(_SHAPES[kind], x, y, radius * 0.9, common.ACCENT, thickness=0.8)
    elif kind == "alike":
        canvas.sign("circle", x, y, radius * 0.75, common.PAPER, line=common.MUTED, thickness=max(1.2, radius * 0.2))
    else:
        canvas.stroke([(x - radius * 0.6, y), (x + radius * 0.6, y)], common.MUTED, max(1.2, radius * 0.2))


def draw_sign_key(canvas: Canvas, words: Words, kinds: Sequence[str | Apart]) -> None:
    """Write what each sign means, and when two values can be told apart."""
    form, x = canvas.form, 0.0
    canvas.at += form.size * 0.5
    for kind in kinds:
        text = words.say(f"compared.apart.{kind}")
        wide = 1.6 * form.small + width(text, form.small)
        if x and x + wide > form.across:
            x, canvas.at = 0.0, canvas.at + 1.45 * form.small
        draw_sign(canvas, kind, x + form.small * 0.6, canvas.at + 0.66 * form.small, form.small * 0.5)
        canvas.write(x + 1.5 * form.small, canvas.at, [text], size=form.small, room=form.across - x - 1.5 * form.small)
        x += wide + form.small
    canvas.at += 1.5 * form.small
    canvas.say(words.say("compared.apart.key"), size=form.small, color=common.MUTED, gap=form.small * 0.3)


_FILLS = {"below": "#BBD6D7", "alike": GROUND, "above": "#86B6B8", "apart": "#9CC4C6", "unknown": common.PAPER}


def draw_counts(
    canvas: Canvas, words: Words, counts: Mapping[str, int], kinds: Sequence[str], x: float, y: float, across: float,
    high: float,
) -> None:
    """Draw how often each kind occurs as parts of one bar, each with its sign and its number.

    Every part has room for its sign and its number, so that none is left out; the rest of the width goes by the counts.

    Args:
        canvas: Drawn upon.
        words: The reader's language.
        counts: By kind.
        kinds: From left to right.
        x: Left edge.
        y: Top.
        across: Width of the whole.
        high: Height.
    """
    size, radius = canvas.form.small, canvas.form.small * 0.45
    total = sum(counts.get(kind, 0) for kind in kinds)
    present = [kind for kind in kinds if counts.get(kind)]
    least = {kind: width(str(counts[kind]), size) + 3.2 * radius + size * 0.5 for kind in present}
    free = across - sum(least.values())
    left = x
    for kind in present:
        wide = least[kind] + max(0.0, free) * counts[kind] / total
        canvas.box(left, y, wide - 1.5, high, fill=_FILLS[kind], line=common.MUTED, thickness=0.8)
        middle = y + high / 2
        draw_sign(canvas, kind, left + size * 0.25 + 1.2 * radius, middle, radius)
        top = middle - common.LEADING * size / 2
        canvas.write(left + size * 0.25 + 2.9 * radius, top, [str(counts[kind])], size=size, room=wide)
        left += wide
