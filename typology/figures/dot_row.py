"""A value with its band on a line, the same in a row of its own and below a strip of dots."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from typology.assessment.snapshot import SetFigures
from typology.figures import common
from typology.figures.cases import Case
from typology.figures.svg import Canvas

BAND = "#D3DADC"  # bands of all others
VEIL = "#E6F0F0"  # our own band behind all rows


def own_veil(cases: Sequence[Case], set_id: str) -> tuple[float, float] | None:
    """Return our own band, against which all others are read; None without one."""
    own = next((case.snapshot.sets.get(set_id) for case in cases if case.is_own), None)
    return own.range if own is not None and own.score is not None and own.band_low is not None else None


def write_scale(canvas: Canvas, left: float, across: float) -> None:
    """Write 0, 50 and 100 where they stand."""
    form = canvas.form
    for value, share in ((0, 0.0), (50, 0.5), (100, 1.0)):
        x = left + across * share
        # The last figure must not leave the sheet.
        anchor, x = ("end", form.across) if x + form.small > form.across else ("middle", x)
        canvas.write(x, canvas.at, [str(value)], size=form.small, color=common.MUTED, anchor=anchor)
    canvas.at += common.LEADING * form.small


def draw_value(
    canvas: Canvas, case: Case, found: SetFigures, x: Callable[[float], float], middle: float, size: float
) -> None:
    """Draw the band, or what missing answers allow, and the sign of a Verbund on a line.

    Args:
        canvas: Drawn upon.
        case: Whose it is.
        found: Its figures; with a score.
        x: Turns a value into a place from left to right.
        middle: Place from top to bottom.
        size: Size of letters, by which all is measured.
    """
    assert found.score is not None
    low, high = found.range or (found.score, found.score)
    left, right, tall = x(low), x(high), size * 0.5
    if found.band_low is not None and right > left:
        fill = common.TINT if case.is_own else BAND
        edge = case.look.paint
        canvas.box(left, middle - tall / 2, right - left, tall, fill=fill, line=edge if case.is_dated else "",
                   thickness=1.2, dash="4 3" if case.is_dated else "")
        for end in (left, right):
            canvas.stroke([(end, middle - tall / 2), (end, middle + tall / 2)], edge, 1.6)
    elif right - left > 1:
        canvas.stroke([(left, middle), (right, middle)], case.look.paint, 2, dash="2 4")
    case.look.draw(canvas, x(found.score), middle, size * (0.46 if case.is_own else 0.36))
