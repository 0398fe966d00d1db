"""What there is to see in a figure, for tests: traces by meaning, texts, and where the texts stand."""

from __future__ import annotations

import html
import re

import plotly.graph_objects as go

from typology.figures.common import LEADING, MARGIN, NARROWEST
from typology.figures.text import width


def figure_of(picture):
    """Return the drawing with everything the library can do with a figure."""
    return go.Figure(picture.drawing.to_dict(), _validate=False)


def traces(picture, meaning):
    return [t for t in figure_of(picture).data if t.meta == meaning]


def points(picture, meaning):
    """Return ``(x, y)`` of every marker with a meaning, rounded to tell equal from nearly equal."""
    return [(round(x, 6), round(y, 6)) for t in traces(picture, meaning) for x, y in zip(t.x, t.y, strict=True)]


def values(picture, meaning):
    return [x for x, _ in points(picture, meaning)]


def pieces(picture, meaning):
    """Return ``((x0, y0), (x1, y1))`` of every line with a meaning."""
    found = []
    for t in traces(picture, meaning):
        for n in range(0, len(t.x), 3):
            found.append(tuple((round(t.x[n + i], 6), round(t.y[n + i], 6)) for i in (0, 1)))
    return found


def plain(text):
    """Return a text without the drawing library's markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", text.replace("<br>", " ")))


def written(picture):
    """Return everything written in the picture, from top to bottom."""
    found = [(y, t) for trace in traces(picture, "text") for y, t in zip(trace.y, trace.text, strict=True)]
    found += [(a.y, a.text) for a in figure_of(picture).layout.annotations]
    down = figure_of(picture).layout.yaxis.range[0] > figure_of(picture).layout.yaxis.range[1]
    return [plain(t) for _, t in sorted(found, key=lambda f: f[0] if down else -f[0])]


def raw_texts(picture):
    """Return every text that the library would read as markup."""
    found = [t for trace in traces(picture, "text") for t in trace.text]
    found += [a.text for a in figure_of(picture).layout.annotations]
    for trace in figure_of(picture).data:
        found += list(trace.hovertext or ())
        if trace.name:
            found.append(trace.name)
    return found


def boxes(picture, across=NARROWEST):
    """Return ``(left, top, right, bottom, text)`` in pixels of every text if the figure is so wide."""
    layout = figure_of(picture).layout
    inner = across - layout.margin.l - layout.margin.r
    first, last = layout.yaxis.range[1], layout.yaxis.range[0]
    per_unit = (layout.height - layout.margin.t - layout.margin.b) / (last - first)
    found = []
    for trace in traces(picture, "text"):
        columns = (trace.x, trace.y, trace.text, trace.textposition, trace.textfont.size)
        for x, y, text, place, size in zip(*columns, strict=True):
            lines = text.split("<br>")
            wide = max(width(plain(line), size, bold="<b>" in text) for line in lines)
            at = MARGIN + x / layout.xaxis.range[1] * inner
            left = {"right": at, "center": at - wide / 2, "left": at - wide}[place.split()[1]]
            tall = len(lines) * size * LEADING
            top = (y - first) * per_unit - (tall / 2 if place.startswith("middle") else 0)
            found.append((left, top, left + wide, top + tall, plain(text)))
    for note in layout.annotations:
        lines = note.text.split("<br>")
        top = (note.y - first) * per_unit
        left = MARGIN + note.xshift
        wide = max(width(plain(line), note.font.size) for line in lines)
        found.append((left, top, left + wide, top + len(lines) * note.font.size * LEADING, plain(note.text)))
    return found
