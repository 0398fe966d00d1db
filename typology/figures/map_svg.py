"""A structure map as an SVG file that stands for itself: picture, key, who drew it when, and the sources."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

from typology.figures import common
from typology.figures.map_layout import Width
from typology.figures.map_plotly import corners
from typology.figures.map_scene import UNSEEN, Caption, Item, Line, Mark, Panel, Patch, Scene
from typology.figures.map_words import MISSING, MapWords, drawable
from typology.figures.structure_map import map_scene_of, sentence_of
from typology.figures.text import clean, isolate, width, wrap
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import StructureMap

_FONT = "'Source Sans 3', 'Source Sans Pro', 'Source Sans', Arial, Helvetica, sans-serif"
_MARGIN = 20.0
_TITLE = 22.0
_BASELINE = 0.98  # from the top of a line to the foot of its letters, in sizes of the letters
# Letters are a little narrower than the room that is kept for them.
_USUAL = 0.93
_SHORT = 2
_DASHES = {"dash": (9, 9), "dot": (3, 3), "dashdot": (9, 3, 3, 3)}


def map_svg(
    model: Model, drawn: StructureMap, speaker: Speaker, *, also: Sequence[StructureMap] = (),
    form: Width = "wide",
) -> str:
    """Return a structure map as the text of an SVG file.

    Args:
        model: The vocabulary.
        drawn: The map.
        speaker: The reader's language.
        also: Further maps that have a say in the places.
        form: For a desk (940 pixels) or for a phone (312 pixels).
    """
    scene = map_scene_of(model, drawn, speaker, width=form, also=also)
    title = speaker("mapfig.svg.title", city=isolate(clean(drawn.city)))
    return scene_svg(
        scene, title, sentence_of(model, drawn, speaker), speaker.language,
        under_title=_about(model, drawn, speaker), notes=_notes(model, drawn, speaker),
    )


def scene_svg(
    scene: Scene, title: str, description: str, language: str, *, under_title: str = "", notes: Sequence[str] = ()
) -> str:
    """Return any scene as the text of an SVG file.

    Args:
        scene: The shapes.
        title: Heading, also read by screen readers.
        description: What is to be seen, for screen readers.
        language: Language of the texts.
        under_title: A line below the heading.
        notes: Paragraphs below the picture.
    """
    room = scene.across
    head: list[str] = []
    y = _MARGIN
    for line in wrap(title, room, _TITLE, bold=True):
        head.append(_text_line(_MARGIN, y, line, _TITLE, common.INK, bold=True))
        y += common.LEADING * _TITLE
    for line in wrap(under_title, room, common.SIZE, most_lines=9) if under_title else ():
        head.append(_text_line(_MARGIN, y, line, common.SIZE, common.MUTED))
        y += common.LEADING * common.SIZE
    y += 10
    body = [element for layer in scene.layers for item in layer.items for element in _element(item)]
    foot: list[str] = []
    below = y + scene.height + 10
    for note in notes:
        for line in wrap(note, room, common.SMALL, most_lines=99):
            foot.append(_text_line(_MARGIN, below, line, common.SMALL, common.MUTED))
            below += common.LEADING * common.SMALL
        below += 4
    across, height = _n(scene.across + 2 * _MARGIN), _n(below + _MARGIN)
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{height}" viewBox="0 0 {across} {height}" '
        f'role="img" aria-labelledby="title description" lang="{_safe(language)}" font-family="{_FONT}">',
        f'<title id="title">{_safe(title)}</title>',
        f'<desc id="description">{_safe(description)}</desc>',
        f'<rect width="{across}" height="{height}" fill="{common.PAPER}"/>',
        *head, f'<g transform="translate({_n(_MARGIN)} {_n(y)})">', *body, "</g>", *foot, "</svg>", "",
    ])


# ------------------------------------------------------------------------------ what stands around the picture
def _about(model: Model, drawn: StructureMap, speaker: Speaker) -> str:
    words = MapWords(model, speaker, drawn)
    fields = {"wave": clean(drawn.wave), "reporter": words.label(drawn.reporter, model.reporters)}
    if drawn.year is not None and str(drawn.year) not in drawn.wave:
        return speaker("mapfig.svg.about_year", year=drawn.year, **fields)
    return speaker("mapfig.svg.about", **fields)


def _notes(model: Model, drawn: StructureMap, speaker: Speaker) -> list[str]:
    words = MapWords(model, speaker, drawn)
    notes = [" ".join(speaker.text(drawn.note).split())]
    if drawable(drawn):
        notes.append(speaker("mapfig.svg.reported"))
    if drawn.origin == "invented":
        notes.append(speaker("mapfig.svg.invented"))
    named = [*(actor.sources for actor in drawn.actors), *(relation.sources for relation in drawn.relations)]
    keys = dict.fromkeys(key for keys in named for key in keys)
    sources = words.sources(keys)
    if sources != MISSING:
        notes.append(speaker("mapfig.svg.sources", sources=sources))
    return [note for note in notes if note]


# ------------------------------------------------------------------------------ shapes
def _element(item: Item) -> Sequence[str]:
    if isinstance(item, Caption):
        return _caption(item)
    if isinstance(item, Mark):
        return _mark(item)
    if isinstance(item, Line):
        path = f'<path d="{_path(item.points)}" fill="none"'
        return (f'{path}{_stroke(item.color, item.thickness, item.dash)} stroke-linejoin="round"/>',)
    if isinstance(item, Patch):
        return (f'<path d="{_path(item.points)}Z" fill="{item.color}"/>',)
    stroke = _stroke(item.outline, item.thickness, item.dash) if item.outline else ""
    return (f'<path d="{_path(corners(item)[:-1])}Z" fill="{_paint(item)}"{stroke}/>',)


def _paint(panel: Panel) -> str:
    """Return a fill that every reader of SVG knows: transparency stands apart there."""
    if panel.fill.startswith("rgba("):
        *parts, alpha = panel.fill[5:-1].split(",")
        return f'rgb({",".join(part.strip() for part in parts)})" fill-opacity="{alpha.strip()}'
    return panel.fill or "none"


def _caption(item: Caption) -> list[str]:
    y = item.y - common.LEADING * common.SMALL / 2 if item.is_centred else item.y
    return [
        _text_line(item.x, y + n * common.LEADING * common.SMALL, line, common.SMALL, item.color, bold=item.bold,
                   anchor="middle" if item.align == "center" else "start")
        for n, line in enumerate(item.lines)
    ]


def _text_line(
    x: float, top: float, text: str, size: float, color: str, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="600"' if bold else ""
    middle = ' text-anchor="middle"' if anchor == "middle" else ""
    # Whatever typeface the reader has: a line is as long as it was taken to be.
    fixed = f' textLength="{_n(_USUAL * width(text, size, bold=bold))}" lengthAdjust="spacingAndGlyphs"'
    fixed = fixed if len(text) > _SHORT else ""
    place = f'x="{_n(x)}" y="{_n(top + _BASELINE * size)}"'
    return (f'<text {place} font-size="{_n(size)}" fill="{color}"{weight}{middle}{fixed}>'
            f"{_safe(isolate(text))}</text>")


def _mark(item: Mark) -> list[str]:
    if item.fill == UNSEEN:
        return []
    radius = item.size / 2
    if item.symbol == "line-ew":
        points = [(item.x - radius, item.y), (item.x + radius, item.y)]
        return [f'<path d="{_path(points)}" fill="none"{_stroke(item.outline, item.thickness, "solid")}/>']
    stroke = _stroke(item.outline, item.thickness, "solid") if item.thickness else ""
    name = f"<title>{_safe(_plain(item.hover))}</title>" if item.hover else ""
    if item.symbol == "circle":
        shape = f'<circle cx="{_n(item.x)}" cy="{_n(item.y)}" r="{_n(radius)}" fill="{item.fill}"{stroke}'
    else:
        points = [(item.x + radius * x, item.y + radius * y) for x, y in SHAPES[item.symbol]]
        shape = f'<path d="{_path(points)}Z" fill="{item.fill}"{stroke} stroke-linejoin="round"'
    return [f"{shape}>{name}</{'circle' if item.symbol == 'circle' else 'path'}>" if name else f"{shape}/>"]


def _stroke(color: str, thickness: float, dash: str) -> str:
    pattern = ""
    if dash in _DASHES:
        # As the drawing library does it: lengths grow with the width of the line, but not below 3 pixels.
        unit = max(3.0, thickness) / 3
        pattern = f' stroke-dasharray="{" ".join(_n(part * unit) for part in _DASHES[dash])}"'
    return f' stroke="{color}" stroke-width="{_n(thickness)}"{pattern}'


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _plain(hover: str) -> str:
    """Return a text of the drawing library without its markup."""
    for written, meant in (("<br>", " "), ("<b>", ""), ("</b>", ". "), ("&lt;", "<"), ("&gt;", ">"), ("&#36;", "$"),
                           ("&amp;", "&")):
        hover = hover.replace(written, meant)
    return hover


def _safe(text: str) -> str:
    """Return a text without markup and without characters that no XML may hold."""
    return escape("".join(c for c in text if c >= " " and c not in "\ufffe\uffff"))


# ------------------------------------------------------------------------------ signs
def _around(corners_: int, radius: float = 1.0, turn: float = 0.0) -> list[tuple[float, float]]:
    steps = (math.radians(turn + 360 * n / corners_ - 90) for n in range(corners_))
    return [(radius * math.cos(step), radius * math.sin(step)) for step in steps]


def _star() -> list[tuple[float, float]]:
    pairs = zip(_around(5, 1.4), _around(5, 1.4 * 0.382, 36), strict=True)
    return [point for pair in pairs for point in pair]


def _cross(long: float, short: float, turn: Callable[[float, float], tuple[float, float]]) -> list[tuple[float, float]]:
    arms = ((short, -long), (short, -short), (long, -short), (long, short), (short, short), (short, long),
            (-short, long), (-short, short), (-long, short), (-long, -short), (-short, -short), (-short, -long))
    return [turn(x, y) for x, y in arms]


_ROOT = math.sqrt(0.5)
_WIDE = 2 / math.sqrt(3)
# As large as the drawing library draws them: a circle has the radius 1.
SHAPES: Mapping[str, Sequence[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": _around(4, 1.3),
    "triangle-up": [(0, -1), (_WIDE, 0.5), (-_WIDE, 0.5)],
    "triangle-down": [(0, 1), (_WIDE, -0.5), (-_WIDE, -0.5)],
    "pentagon": _around(5),
    "hexagon": _around(6),
    "star": _star(),
    "cross": _cross(1.2, 0.4, lambda x, y: (x, y)),
    "x": _cross(1.2, 0.4, lambda x, y: ((x - y) * _ROOT, (x + y) * _ROOT)),
    "hourglass": [(1, 1), (-1, 1), (1, -1), (-1, -1)],
}
