"""A scene as a drawing of the library that pages use: few traces, because each costs more than all its points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typology.figures import common
from typology.figures.common import Trace
from typology.figures.map_scene import Caption, Line, Mark, Panel, Patch, Scene
from typology.figures.picture import Drawing
from typology.figures.text import paragraph
from typology.language import Speaker

_MARGIN = 3
# How far from a sign a pointer or a finger still finds it, in pixels.
_REACH = 24


def as_drawing(scene: Scene, speaker: Speaker, *, zoom: bool = False) -> Drawing:
    """Return a scene as a drawing.

    A page that is wider than the scene stretches it; nothing that was apart comes together by that.

    Args:
        scene: The shapes.
        speaker: The reader's language.
        zoom: Whether the buttons of the page that enlarge it have an effect. A finger never moves it unasked.
    """
    traces: list[Trace] = []
    for layer in scene.layers:
        groups: dict[tuple[Any, ...], list[Any]] = {}
        for item in layer.items:
            groups.setdefault(_look(item), []).append(item)
        for look, items in groups.items():
            if look[0] is not Caption:
                traces.append(_DRAWN[look[0]](layer.meaning, items))
    captions = [item for layer in scene.layers for item in layer.items if isinstance(item, Caption)]
    axis = {"visible": False, "fixedrange": not zoom, "showgrid": False, "zeroline": False, "type": "linear"}
    layout = {
        "template": {}, "height": round(scene.height) + 2 * _MARGIN,
        "margin": {"l": _MARGIN, "r": _MARGIN, "t": _MARGIN, "b": _MARGIN, "autoexpand": False},
        "xaxis": {**axis, "range": [0, scene.across]},
        "yaxis": {**axis, "range": [round(scene.height), 0]},
        "paper_bgcolor": common.PAPER, "plot_bgcolor": common.PAPER,
        "font": {"family": common.FONT, "size": common.SIZE, "color": common.INK},
        "separators": ",." if speaker.language == "de" else ".,",
        "showlegend": False, "hovermode": "closest", "hoverdistance": _REACH, "dragmode": False,
        "clickmode": "event+select",
        "hoverlabel": {"bgcolor": common.INK, "bordercolor": common.INK, "align": "left",
                       "font": {"family": common.FONT, "size": common.SIZE, "color": common.PAPER}},
    }
    return Drawing({"data": [*traces, _text(captions)], "layout": layout})


def _look(item: Any) -> tuple[Any, ...]:
    """Return what shapes of one trace share."""
    if isinstance(item, Line):
        return (Line, item.color, item.thickness, item.dash)
    if isinstance(item, Patch):
        return (Patch, item.color)
    if isinstance(item, Panel):
        return (Panel, item.fill, item.outline, item.thickness, item.dash)
    return (type(item),)


def _base(meaning: str, mode: str) -> Trace:
    return {
        "type": "scatter", "mode": mode, "meta": meaning, "hoverinfo": "skip", "cliponaxis": False, "showlegend": False,
    }


def _path(shapes: Sequence[Sequence[tuple[float, float]]]) -> dict[str, list[float | None]]:
    x: list[float | None] = []
    y: list[float | None] = []
    for points in shapes:
        x += [point[0] for point in points]
        x.append(None)
        y += [point[1] for point in points]
        y.append(None)
    return {"x": x, "y": y}


def _lines(meaning: str, items: Sequence[Line]) -> Trace:
    first = items[0]
    return {
        **_base(meaning, "lines"), **_path([item.points for item in items]),
        "line": {"color": first.color, "width": first.thickness, "dash": first.dash},
    }


def _patches(meaning: str, items: Sequence[Patch]) -> Trace:
    return {
        **_base(meaning, "lines"), **_path([[*item.points, item.points[0]] for item in items]),
        "fill": "toself", "fillcolor": items[0].color, "line": {"width": 0},
    }


def _panels(meaning: str, items: Sequence[Panel]) -> Trace:
    first = items[0]
    fill = {"fill": "toself", "fillcolor": first.fill} if first.fill else {}
    line = {"color": first.outline or first.fill, "width": first.thickness, "dash": first.dash}
    return {**_base(meaning, "lines"), **_path([corners(item) for item in items]), **fill, "line": line}


def corners(panel: Panel) -> list[tuple[float, float]]:
    """Return the outline of a rectangle whose corners are cut off a little, closed."""
    left, top, right, bottom = panel.box
    cut = panel.rounded
    if not cut:
        return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return [
        (left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut), (right - cut, bottom),
        (left + cut, bottom), (left, bottom - cut), (left, top + cut), (left + cut, top),
    ]


def _marks(meaning: str, items: Sequence[Mark]) -> Trace:
    marker = {
        "opacity": 1,  # else the library lets signs of different sizes shine through
        "symbol": [m.symbol for m in items], "size": [m.size for m in items], "color": [m.fill for m in items],
        "line": {"color": [m.outline for m in items], "width": [m.thickness for m in items]},
    }
    trace = {
        **_base(meaning, "markers"), "x": [m.x for m in items], "y": [m.y for m in items], "marker": marker,
        "unselected": {"marker": {"opacity": 1}},  # a click chooses one; the others do not fade
    }
    if any(m.hover for m in items):
        trace |= {"hoverinfo": "text", "hovertext": [m.hover for m in items], "customdata": [m.id for m in items],
                  "ids": [m.id for m in items]}
    return trace


_DRAWN: dict[Any, Any] = {Line: _lines, Patch: _patches, Panel: _panels, Mark: _marks}
_PLACE = {("left", False): "bottom right", ("center", False): "bottom center", ("center", True): "middle center",
          ("left", True): "middle right"}


def _text(captions: Sequence[Caption]) -> Trace:
    written = [paragraph(c.lines) for c in captions]
    return {
        **_base("text", "text"), "x": [c.x for c in captions], "y": [c.y for c in captions],
        "text": [f"<b>{text}</b>" if c.bold else text for c, text in zip(captions, written, strict=True)],
        "textposition": [_PLACE[c.align, c.is_centred] for c in captions],
        "textfont": {"family": common.FONT, "size": common.SMALL, "color": [c.color for c in captions]},
        # Only with a colour for what is chosen does the library leave the rest of the text as it is.
        "selected": {"textfont": {"color": common.INK}},
    }
