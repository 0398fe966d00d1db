"""The look that all pictures share, and the sheet they are drawn on.

A sheet is filled from top to bottom in pixels. Its height is fixed and its width is not, so that the
same figure is legible on a phone and on a wall: nothing is placed by a share of the height, and every
text fits the narrowest width.

Text goes into one trace and lines into a few, because the drawing library needs most of its time per
object, however small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from typology.figures.picture import Drawing
from typology.figures.text import paragraph, wrap

ACCENT = "#0F5E66"
TINT = "#CFE3E4"
INK = "#1F2A2E"
MUTED = "#5B6A70"
PAPER = "#FFFFFF"
NEUTRAL = "#F4F1EC"
LINE = "#C9C3B8"
SECOND = "#B4690E"
VEIL = "rgba(15, 94, 102, 0.16)"

FONT = "Source Sans, sans-serif"
SIZE = 14
SMALL = 13

# The narrowest figure, in pixels, on which every text has room.
NARROWEST = 320
MARGIN = 14
LEADING = 1.3

Align = Literal["left", "center", "right"]
Trace = dict[str, Any]

_PLACE = {"left": "bottom right", "center": "bottom center", "right": "bottom left"}
_KEY_INDENT = 24
_KEY_LINE = (-11, 13)  # from where to where the sample of a line goes, in pixels from the left edge
_KEY_GAP = 6


class Sample(NamedTuple):
    """A line as it is shown in the key."""

    color: str
    thickness: float
    dash: str = "solid"
    has_ends: bool = False


Entry = tuple[Trace | Sample, str]


def height_of(lines: Sequence[str], size: float = SIZE) -> float:
    """Return the height of lines in pixels."""
    return len(lines) * LEADING * size


def dots(
    meaning: str, x: Sequence[float], y: Sequence[float], symbol: str, size: float, *, color: str = ACCENT,
    fill: str | None = None, line: float = 2.0, hover: Sequence[str] | None = None, name: str = "",
) -> Trace:
    """Return a trace of markers.

    Args:
        meaning: What the trace is, for programs; never shown.
        x: Places from left to right.
        y: Places in pixels from the top of the sheet.
        symbol: The library's name of the shape.
        size: Diameter in pixels.
        color: Colour of the outline, and of the inside unless ``fill`` is given.
        fill: Colour of the inside.
        line: Width of the outline in pixels.
        hover: Text per marker, escaped; without it the markers answer to no pointer.
        name: Name of the trace in the reader's language.
    """
    is_line = symbol.startswith("line-")
    outline = color if is_line or fill is not None or symbol.endswith("-open") else PAPER
    return {
        "type": "scatter", "mode": "markers", "meta": meaning, "name": name, "x": list(x), "y": list(y),
        "marker": {"symbol": symbol, "size": size, "color": fill or color, "opacity": 1,
                   "line": {"color": outline, "width": line}},
        "cliponaxis": False, "showlegend": False,
        **({"hoverinfo": "text", "hovertext": list(hover)} if hover is not None else {"hoverinfo": "skip"}),
    }


def strokes(
    meaning: str, pieces: Sequence[tuple[float, float, float, float]], color: str, thickness: float, dash: str = "solid"
) -> Trace:
    """Return a trace of separate straight lines.

    Args:
        meaning: What the trace is, for programs; never shown.
        pieces: Per line ``x0, y0, x1, y1``, y in pixels from the top.
        color: Colour.
        thickness: Width in pixels.
        dash: The library's name of the pattern.
    """
    x: list[float | None] = []
    y: list[float | None] = []
    for x0, y0, x1, y1 in pieces:
        x += [x0, x1, None]
        y += [y0, y1, None]
    return {
        "type": "scatter", "mode": "lines", "meta": meaning, "x": x, "y": y,
        "line": {"color": color, "width": thickness, "dash": dash},
        "hoverinfo": "skip", "cliponaxis": False, "showlegend": False,
    }


class Sheet:
    """Collects what is drawn and returns it as a figure.

    Attributes:
        right: Largest value from left to right; the smallest is 0.
        room: Pixels that a full line of text has at the narrowest width.
        at: Pixels from the top that are already filled.
    """

    def __init__(self, right: float = 100.0, *, right_margin: float = MARGIN) -> None:
        self.right = right
        self.room = NARROWEST - 2 * MARGIN
        self.at = 0.0
        self._right_margin = right_margin
        self._traces: list[Trace] = []
        self._shapes: list[Trace] = []
        self._annotations: list[Trace] = []
        self._text: dict[str, list[Any]] = {k: [] for k in ("x", "y", "text", "place", "size", "color")}

    def add(self, trace: Trace) -> None:
        """Draw a trace over everything drawn before it; an empty one is left out."""
        if trace["x"]:
            self._traces.append(trace)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: str) -> None:
        """Fill a rectangle, below all traces."""
        self._shapes.append({
            "type": "rect", "layer": "below", "x0": x0, "x1": x1, "y0": y0, "y1": y1,
            "fillcolor": fill, "line": {"width": 0},
        })

    def mark(self, x: float, y: float, text: str) -> None:
        """Write escaped text that begins at a place and has its middle at that height, e.g. beside a line."""
        self._put(x, y, text, "middle right", SIZE, INK)

    def write(
        self, x: float, y: float, lines: Sequence[str], *, align: Align = "left", size: float = SIZE,
        color: str = INK, bold: bool = False,
    ) -> float:
        """Write lines below one another.

        Args:
            x: Where they begin, end, or have their middle, by ``align``.
            y: Top of the first line in pixels.
            lines: Not yet escaped.
            align: Which side of the lines is at ``x``.
            size: Size of the letters in pixels.
            color: Colour.
            bold: Whether it is set in bold.

        Returns:
            Pixels from the top to the end of the last line.
        """
        text = paragraph(lines)
        self._put(x, y, f"<b>{text}</b>" if bold else text, _PLACE[align], size, color)
        return y + height_of(lines, size)

    def _put(self, x: float, y: float, text: str, place: str, size: float, color: str) -> None:
        for column, value in zip(self._text.values(), (x, y, text, place, size, color), strict=True):
            column.append(value)

    def say(self, text: str, *, size: float = SMALL, color: str = MUTED, bold: bool = False, gap: float = 4) -> None:
        """Write a paragraph over the full width where the sheet is still empty."""
        lines = wrap(text, self.room, size, bold=bold, most_lines=6)
        self.at = self.write(0, self.at, lines, size=size, color=color, bold=bold) + gap

    def explain(self, entries: Sequence[Entry]) -> None:
        """Write the key: one line per sign that occurs in the picture.

        Args:
            entries: Per sign a trace made by ``dots`` (its places do not matter) or a line; and what it means.
        """
        for sign, meaning in entries:
            lines = wrap(meaning, self.room - _KEY_INDENT, SMALL)
            middle = self.at + LEADING * SMALL / 2
            if isinstance(sign, dict):
                self.add({**sign, "x": [0], "y": [middle], "meta": "key", "hoverinfo": "skip", "hovertext": None})
            else:
                left, right = _KEY_LINE
                self._key_line(left, middle, right, middle, sign.color, sign.thickness, sign.dash)
                for end in _KEY_LINE if sign.has_ends else ():
                    self._key_line(end, middle - 6, end, middle + 6, ACCENT, 2, "solid")
            self._annotations.append({
                "x": 0, "y": self.at, "xref": "x", "yref": "y", "xanchor": "left", "yanchor": "top",
                "xshift": _KEY_INDENT - 4, "align": "left", "showarrow": False, "borderpad": 0,
                "text": paragraph(lines), "font": {"family": FONT, "size": SMALL, "color": INK},
            })
            self.at += height_of(lines, SMALL) + _KEY_GAP

    def _key_line(self, x0: float, y0: float, x1: float, y1: float, color: str, thickness: float, dash: str) -> None:
        self._shapes.append({
            "type": "line", "xref": "paper", "xsizemode": "pixel", "xanchor": 0, "x0": x0, "x1": x1, "y0": y0, "y1": y1,
            "line": {"color": color, "width": thickness, "dash": dash},
        })

    def figure(self, speaker_language: str, *, zero_at: float = 0.0, per_pixel: float = 1.0) -> Drawing:
        """Return everything as one drawing.

        Args:
            speaker_language: Language whose decimal sign the library is to use.
            zero_at: Pixel from the top that is 0 on the vertical axis.
            per_pixel: What a pixel further down adds on the vertical axis; negative if it grows upwards.
        """
        def level(y: float) -> float:
            return (y - zero_at) * per_pixel

        for trace in self._traces:
            trace["y"] = [None if y is None else level(y) for y in trace["y"]]
        for shape in self._shapes:
            shape["y0"], shape["y1"] = level(shape["y0"]), level(shape["y1"])
        for annotation in self._annotations:
            annotation["y"] = level(annotation["y"])
        text = self._text
        words = {
            "type": "scatter", "mode": "text", "meta": "text", "x": text["x"], "y": [level(y) for y in text["y"]],
            "text": text["text"], "textposition": text["place"],
            "textfont": {"family": FONT, "size": text["size"], "color": text["color"]},
            "hoverinfo": "skip", "cliponaxis": False, "showlegend": False,
        }
        top, bottom = 4, 8
        axis = {"visible": False, "fixedrange": True, "showgrid": False, "zeroline": False, "type": "linear"}
        layout = {
            "template": {},
            "height": round(self.at) + top + bottom,
            "margin": {"l": MARGIN, "r": self._right_margin, "t": top, "b": bottom, "autoexpand": False},
            "xaxis": {**axis, "range": [0, self.right]},
            "yaxis": {**axis, "range": [level(round(self.at)), level(0.0)]},
            "paper_bgcolor": PAPER, "plot_bgcolor": PAPER,
            "font": {"family": FONT, "size": SIZE, "color": INK},
            "separators": ",." if speaker_language == "de" else ".,",
            "showlegend": False, "hovermode": "closest", "dragmode": False,
            "hoverlabel": {"bgcolor": INK, "bordercolor": INK, "align": "left",
                           "font": {"family": FONT, "size": SIZE, "color": PAPER}},
            "shapes": self._shapes, "annotations": self._annotations,
        }
        return Drawing({"data": [*self._traces, words], "layout": layout})


def hover(*lines: str, room: float = 280) -> str:
    """Return the text that appears under a pointer: the first line in bold, all wrapped and escaped."""
    first, *others = lines
    wrapped = [f"<b>{paragraph(wrap(first, room, SIZE, bold=True))}</b>"]
    return "<br>".join(wrapped + [paragraph(wrap(line, room, SIZE)) for line in others if line])
