"""A sheet of SVG that is filled from top to bottom: the small drawing kit of the pictures for walls and phones.

Everything is drawn for one form, that is a width and a size of letters, in pixels of its own. On the screen the sheet
is scaled to the room there is, so a form is chosen by how wide that room is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from typology.figures import common
from typology.figures.text import isolate, width, wrap

FONT = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', system-ui, Roboto, Arial, sans-serif"
_BASELINE = 0.98  # from the top of a line to the foot of its letters, in sizes of the letters
# Letters are a little narrower than the room that is kept for them.
_USUAL = 0.97
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Form:
    """How large a picture is drawn.

    Attributes:
        name: Short name, for classes of a stylesheet.
        across: Width in pixels.
        size: Size of the letters in pixels.
        small: Size of small print.
        titled: Whether the picture brings its own heading; a page that says it already needs none.
        tall: Height that a picture should not pass, in pixels; what stands on one screen without scrolling.
    """

    name: str
    across: float
    size: float
    small: float
    titled: bool = True
    tall: float = math.inf

    @property
    def is_narrow(self) -> bool:
        """Whether things must stand below one another."""
        return self.across < 30 * self.size


# For a beamer with 1920 pixels, one with 1024, and a phone. Body letters are then 30, 21 and 16 pixels high.
WIDE = Form("weit", 1760.0, 29.0, 23.0, tall=690.0)
MEDIUM = Form("mittel", 960.0, 21.0, 17.0, tall=510.0)
NARROW = Form("schmal", 344.0, 16.0, 14.0)
FORMS = (WIDE, MEDIUM, NARROW)
# For a page of the workbench, whose column is 952 pixels wide at a desk: letters are as large as those around it.
PAGE = Form("seite", 952.0, 16.0, 14.0)


class Canvas:
    """Collects what is drawn.

    Attributes:
        form: Width and sizes.
        at: Pixels from the top that are already filled.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.at = 0.0
        self._parts: list[str] = []

    @property
    def parts(self) -> tuple[str, ...]:
        """What was drawn so far, as elements of SVG."""
        return tuple(self._parts)

    # -------------------------------------------------------------- text
    def lines(
        self, text: str, room: float, *, size: float | None = None, bold: bool = False, most: int = 6
    ) -> tuple[str, ...]:
        """Return a text broken into lines of a width."""
        return wrap(text, room, size or self.form.size, bold=bold, most_lines=most)

    def write(
        self, x: float, top: float, lines: Sequence[str], *, size: float | None = None, color: str = common.INK,
        bold: bool = False, anchor: str = "start", room: float = math.inf, halo: str = "",
    ) -> float:
        """Write lines below one another.

        Args:
            x: Where they begin, end, or have their middle, by ``anchor``.
            top: Top of the first line.
            lines: Not yet escaped.
            size: Size of the letters; that of the form if absent.
            color: Colour.
            bold: Whether it is set in bold.
            anchor: ``start``, ``middle`` or ``end``.
            room: Width that no line may leave, whatever typeface the reader has.
            halo: Colour of the ground, drawn around the letters so that no line runs through them.

        Returns:
            Pixels from the top to the end of the last line.
        """
        size = size or self.form.size
        for number, line in enumerate(lines):
            y = top + number * common.LEADING * size + _BASELINE * size
            self._parts.append(_text(x, y, line, size, color, bold, anchor, room, halo))
        return top + len(lines) * common.LEADING * size

    def say(
        self, text: str, *, x: float = 0.0, room: float | None = None, size: float | None = None,
        color: str = common.INK, bold: bool = False, gap: float = 0.0, most: int = 6,
    ) -> None:
        """Write a paragraph where the sheet is still empty."""
        room = self.form.across - x if room is None else room
        found = self.lines(text, room, size=size, bold=bold, most=most)
        self.at = self.write(x, self.at, found, size=size, color=color, bold=bold, room=room) + gap

    # -------------------------------------------------------------- shapes
    def box(
        self, x: float, y: float, across: float, high: float, *, fill: str = "none", line: str = "",
        thickness: float = 2.0, round_: float = 0.0, dash: str = "",
    ) -> None:
        """Draw a rectangle."""
        corner = f' rx="{n(round_)}"' if round_ else ""
        edge = f' stroke="{line}" stroke-width="{n(thickness)}"' if line else ""
        edge += f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(0.0, across))}" height="{n(high)}"{corner} '
            f'fill="{fill}"{edge}/>'
        )

    def boxes(self, boxes: Iterable[tuple[float, float, float, float]], fill: str) -> None:
        """Fill many rectangles of one colour, each ``x, y, across, high``, as one shape."""
        pieces = [f"M{n(x)} {n(y)}h{n(across)}v{n(high)}h{n(-across)}z" for x, y, across, high in boxes]
        if pieces:
            self._parts.append(f'<path d="{"".join(pieces)}" fill="{fill}"/>')

    def stroke(
        self, points: Sequence[tuple[float, float]], color: str, thickness: float, *, dash: str = "",
        round_: bool = False,
    ) -> None:
        """Draw a line through points; with round ends, dashes without length become dots."""
        pattern = f' stroke-dasharray="{dash}"' if dash else ""
        pattern += ' stroke-linecap="round"' if round_ else ""
        self._parts.append(
            f'<path d="{path(points)}" fill="none" stroke="{color}" stroke-width="{n(thickness)}"{pattern}/>'
        )

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Fill the room between points."""
        self._parts.append(f'<path d="{path(points)}Z" fill="{fill}"/>')

    def hatch(
        self, x: float, y: float, across: float, high: float, color: str, *, step: float, thickness: float
    ) -> None:
        """Fill a rectangle with slanting lines; they need no pattern, so a page may hold many pictures."""
        pieces = []
        start = x - high + step / 2
        while start < x + across:
            # A line rises from (start, y + high) to (start + high, y); what leaves the rectangle is cut off.
            left, right = max(start, x), min(start + high, x + across)
            if right > left:
                pieces.append(f"M{n(left)} {n(y + high - (left - start))}L{n(right)} {n(y + high - (right - start))}")
            start += step
        if pieces:
            self._parts.append(f'<path d="{"".join(pieces)}" fill="none" stroke="{color}" '
                               f'stroke-width="{n(thickness)}"/>')

    def sign(
        self, shape: str, x: float, y: float, radius: float, fill: str, *, line: str = common.PAPER,
        thickness: float = 2.0,
    ) -> None:
        """Draw a sign around a place: ``circle`` or one of ``SIGNS``."""
        edge = f' stroke="{line}" stroke-width="{n(thickness)}"'
        if shape == "circle":
            self._parts.append(f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill="{fill}"{edge}/>')
            return
        points = [(x + radius * dx, y + radius * dy) for dx, dy in SIGNS[shape]]
        self._parts.append(f'<path d="{path(points)}Z" fill="{fill}"{edge} stroke-linejoin="round"/>')

    # -------------------------------------------------------------- the whole
    def finish(self, title: str, alt: str, language: str) -> str:
        """Return the sheet as the text of an SVG file; it can also stand inside a page."""
        across, high = n(self.form.across), n(math.ceil(self.at))
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{high}" viewBox="0 0 {across} {high}" '
            f'preserveAspectRatio="xMinYMin meet" role="img" lang="{safe(language)}" font-family="{safe(FONT)}" '
            f'aria-label="{safe(f"{title} {alt}")}">',
            f"<desc>{safe(title)} {safe(alt)}</desc>",
            f'<rect width="{across}" height="{high}" fill="{common.PAPER}"/>',
            *self._parts, "</svg>", "",
        ])


def _text(
    x: float, y: float, line: str, size: float, color: str, bold: bool, anchor: str, room: float, halo: str
) -> str:
    weight = ' font-weight="600"' if bold else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    # Whatever typeface the reader has: a line is as long as it was taken to be.
    wide = min(_USUAL * width(line, size, bold=bold), room)
    held = f' textLength="{n(wide)}" lengthAdjust="spacingAndGlyphs"' if len(line) > _SHORT else ""
    around = f' stroke="{halo}" stroke-width="{n(size / 4)}" paint-order="stroke"' if halo else ""
    return (f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" fill="{color}"{weight}{place}{held}{around}>'
            f"{safe(isolate(line))}</text>")


def path(points: Sequence[tuple[float, float]]) -> str:
    """Return points as the path of a line."""
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)


def n(value: float) -> str:
    """Return a length as SVG has it, with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def safe(text: str) -> str:
    """Return a text without markup and without characters that no XML may hold."""
    return escape("".join(c for c in text if c >= " " and c not in "\ufffe\uffff"))


def _around(corners: int, radius: float, turn: float = 0.0) -> list[tuple[float, float]]:
    steps = (math.radians(turn + 360 * k / corners - 90) for k in range(corners))
    return [(radius * math.cos(step), radius * math.sin(step)) for step in steps]


# Signs of about the same weight to the eye, told apart by shape alone.
SIGNS = {
    "square": _around(4, 1.22, 45),
    "diamond": _around(4, 1.32),
    "triangle": _around(3, 1.38),
    "turned": _around(3, 1.38, 180),
    "pentagon": _around(5, 1.15),
    "hexagon": _around(6, 1.12),
}
