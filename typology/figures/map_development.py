"""How many relations of each kind there are at each point in time: lines from left to right with their names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from typology.figures import common, map_key
from typology.figures.map_layout import FORMS, Form, Width
from typology.figures.map_plotly import as_drawing
from typology.figures.map_scene import WAY, Caption, Item, Layer, Line, Mark, Scene
from typology.figures.map_words import MapWords, drawable
from typology.figures.picture import Picture
from typology.figures.text import clean, wrap
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import StructureMap

_TOP, _TALLEST, _LEAST_HEIGHT = 14.0, 24.0, 190.0
_AXIS = 22.0
_INDENT = 10.0
_ARM: Mapping[Width, float] = {"wide": 30.0, "narrow": 18.0}  # from the last point in time to the names
_ROOM: Mapping[Width, float] = {"wide": 300.0, "narrow": 112.0}
# Pattern and colour say the same: more, fewer, as many as at first.
# Every kind has a sign of its own on its line and before its name.
_SIGNS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "hexagon", "star", "cross", "x",
          "hourglass")
_SIGN, _BEFORE_NAME = 11.0, 17.0
_ASIDE = 8.0  # pixels between lines that would lie on one another, at most
_MORE, _FEWER, _SAME = (common.ACCENT, "solid", 2.6), (common.SECOND, "dash", 2.6), (WAY, "dot", 1.8)


@dataclass(frozen=True, slots=True)
class _Slope:
    """A kind of relation: how many are there at each point in time, and how many are drawn at all."""

    label: str
    there: tuple[int, ...]
    drawn: tuple[int, ...]

    @property
    def change(self) -> int:
        return self.there[-1] - self.there[0]

    @property
    def look(self) -> tuple[str, str, float]:
        return _MORE if self.change > 0 else _FEWER if self.change < 0 else _SAME


def draw_development(
    model: Model, maps: Sequence[StructureMap], labels: Sequence[str], speaker: Speaker, *, width: Width = "wide",
    also: Sequence[StructureMap] = (),
) -> Picture:
    """Draw how the relations of a city develop.

    Args:
        model: The vocabulary. Relations count where their status does: those that are there.
        maps: Maps of one city by one reporter, from the earliest to the goal.
        labels: What each point in time is called.
        speaker: The reader's language.
        width: For a desk or for a phone.
        also: Further maps of the city: the scale reaches as far as all of them need, so that pictures of the same city
            can be held against one another.
    """
    words = MapWords(model, speaker, *maps)
    names = [clean(label) for label in labels]
    slopes = _slopes(words, maps)
    most = max((max(slope.there) for slope in (*slopes, *_slopes(words, also))), default=0)
    sentence = _sentence(words, slopes, names)
    return Picture(
        name="strukturbild-verlauf",
        drawing=as_drawing(_scene(words, slopes, names, FORMS[width], most), speaker),
        sentence=sentence,
        alt=" ".join([sentence, *(_in_words(words, slope, names) for slope in slopes)]),
        headings=(speaker("mapfig.heading.kind"), *_unlike(names)),
        rows=tuple(
            (slope.label, *(_cell(words, n, of) for n, of in zip(slope.there, slope.drawn, strict=True)))
            for slope in slopes
        ),
        language=speaker.language,
    )


def _slopes(words: MapWords, maps: Sequence[StructureMap]) -> list[_Slope]:
    """Return the kinds that at least one map has, in the order of the vocabulary."""
    statuses = words.model.relation_statuses
    relations = [drawable(drawn) for drawn in maps]
    drawn = [Counter(r.kind for r in each) for each in relations]
    there = [Counter(r.kind for r in each if r.status in statuses and statuses[r.status].counts) for each in relations]
    used = [kind for kind in words.model.relation_kinds if any(each[kind] for each in drawn)]
    return [
        _Slope(words.label(kind, words.model.relation_kinds), tuple(each[kind] for each in there),
               tuple(each[kind] for each in drawn))
        for kind in used
    ]


# ------------------------------------------------------------------------------ picture
def _scene(words: MapWords, slopes: Sequence[_Slope], names: Sequence[str], form: Form, most: int) -> Scene:
    if not slopes:
        nothing = wrap(words.say("mapfig.development.none"), form.across - 8, common.SMALL)
        return Scene(form.across, 60.0, (Layer("note", [Caption(4, 20, nothing, color=common.MUTED)]),))
    right = form.across - _ROOM[form.name]
    blocks = [wrap(_named(words, slope), _ROOM[form.name] - 4 - _BEFORE_NAME, common.SMALL) for slope in slopes]
    tall = max(_LEAST_HEIGHT, sum(common.height_of(block, common.SMALL) + 3 for block in blocks))
    step = max(1, math.ceil(most / 5))
    top = step * math.ceil(most / step) or 1
    bottom = _TOP + tall

    def level(value: float) -> float:
        return bottom - value / top * (tall - _TALLEST)

    last = right - _ARM[form.name]
    across = [_AXIS + _INDENT + (last - _AXIS - _INDENT) * (n / max(1, len(names) - 1)) for n in range(len(names))]
    grid: list[Item] = []
    for value in range(0, top + 1, step):
        grid.append(Line([(_AXIS, level(value)), (last, level(value))], common.LINE, 1))
        grid.append(Caption(4, level(value), (words.say.number(value),), "left", common.MUTED, is_centred=True))
    heights = _heights(slopes, level)
    lines: list[Item] = []
    dots: list[Item] = []
    for number, slope in enumerate(slopes):
        color, dash, thick = slope.look
        points = list(zip(across, heights[number], strict=True))
        lines.append(Line(points, color, thick, dash))
        dots += [_sign(number, slope, x, y) for x, y in points]
    ends, arms = _names_at_end(slopes, blocks, [each[-1] for each in heights], across[-1], right, _TOP - 6, bottom + 8)
    under, below = _times(names, across, bottom + 14, form)
    key, end = map_key.lay_key([_key(words, slopes)], below + 10, form)
    layers = (Layer("grid", grid), Layer("arm", arms), Layer("slope", lines), Layer("value", dots),
              Layer("name", ends), Layer("time", under), Layer("key", key))
    return Scene(form.across, end, layers)


def _heights(slopes: Sequence[_Slope], level: Callable[[float], float]) -> list[list[float]]:
    """Return per kind its height at each point in time; those of one value a little apart, in their order."""
    found: list[list[float]] = [[] for _ in slopes]
    room = 0.8 * (level(0) - level(1))
    for values in zip(*(slope.there for slope in slopes), strict=True):
        count, seen = Counter(values), Counter[int]()
        for number, value in enumerate(values):
            step = min(_ASIDE, room / count[value])
            found[number].append(level(value) + (seen[value] - (count[value] - 1) / 2) * step)
            seen[value] += 1
    return found


def _sign(number: int, slope: _Slope, x: float, y: float) -> Mark:
    """Return the sign of a kind, in the colour of its line; hollow when all shapes are taken."""
    color = slope.look[0]
    is_hollow = number // len(_SIGNS) % 2
    fill, edge = (common.PAPER, color) if is_hollow else (color, common.PAPER)
    return Mark(x, y, _SIGNS[number % len(_SIGNS)], _SIGN, fill, edge, 1.5 if is_hollow else 0.8)


def _names_at_end(
    slopes: Sequence[_Slope], blocks: Sequence[Sequence[str]], at_end: Sequence[float], last: float, right: float,
    top: float, bottom: float,
) -> tuple[list[Item], list[Item]]:
    """Return the names with their signs beside the ends of their lines, clear of one another, and what joins them."""
    order = sorted(range(len(slopes)), key=lambda n: (at_end[n], n))
    heights = [common.height_of(blocks[n], common.SMALL) + 3 for n in order]
    tops = [at_end[n] - height / 2 for n, height in zip(order, heights, strict=True)]
    edge = top
    for n, height in enumerate(heights):
        edge = tops[n] = max(tops[n], edge)
        edge += height
    edge = max(bottom, top + sum(heights))
    for n in range(len(heights) - 1, -1, -1):
        tops[n] = min(tops[n], edge - heights[n])
        edge = tops[n]
    names: list[Item] = []
    arms: list[Item] = []
    for n, at, height in zip(order, tops, heights, strict=True):
        middle = at + (height - 3) / 2
        names.append(Caption(right + _BEFORE_NAME, at, blocks[n], "left", common.INK))
        names.append(_sign(n, slopes[n], right + _SIGN / 2, middle))
        arms.append(Line([(last, at_end[n]), (right - 3, middle)], slopes[n].look[0], 1))
    return names, arms


def _times(names: Sequence[str], across: Sequence[float], top: float, form: Form) -> tuple[list[Item], float]:
    """Return the names of the points in time below them, as wide as there is room between them, and where they end."""
    between = min([b - a for a, b in pairwise(across)], default=form.across / 2)
    room = min(between - 6, 180.0)
    found: list[Item] = []
    end = top
    for n, (name, x) in enumerate(zip(names, across, strict=True)):
        lines = wrap(name, room, common.SMALL)
        at = 2.0 if n == 0 else x
        found.append(Caption(at, top, lines, "left" if n == 0 else "center", common.MUTED))
        end = max(end, top + common.height_of(lines, common.SMALL))
    return found, end


def _key(words: MapWords, slopes: Sequence[_Slope]) -> map_key.Section:
    entries = []
    for name, look in (("more", _MORE), ("fewer", _FEWER), ("same", _SAME)):
        if any(slope.look == look for slope in slopes):
            color, dash, thick = look
            entries.append(map_key.line_entry(words.say(f"mapfig.development.{name}"),
                                              map_key.sample(color, thick, dash)))
    return map_key.Section(words.say("mapfig.development.key"), entries)


# ------------------------------------------------------------------------------ words
def _named(words: MapWords, slope: _Slope) -> str:
    return words.say("mapfig.development.label", name=slope.label, n=slope.there[-1])


def _sentence(words: MapWords, slopes: Sequence[_Slope], names: Sequence[str]) -> str:
    say = words.say
    if not slopes:
        return say("mapfig.development.none")
    totals = [sum(slope.there[n] for slope in slopes) for n in range(len(names))]
    parts = [say("mapfig.development.shows", first=names[0], last=names[-1], before=totals[0], after=totals[-1])]
    for key, chosen in (("says_more", [s for s in slopes if s.change > 0]), ("says_fewer",
                        [s for s in slopes if s.change < 0])):
        if chosen:
            parts.append(say(f"mapfig.development.{key}", names=words.enumerate(_quoted(words, chosen))))
    if not any(slope.change for slope in slopes):
        parts.append(say("mapfig.development.says_same"))
    return " ".join(parts)


def _quoted(words: MapWords, slopes: Sequence[_Slope]) -> list[str]:
    """Return the names of kinds in quotation marks: some are verbs."""
    return [words.say("mapfig.development.quoted", name=slope.label) for slope in slopes]


def _in_words(words: MapWords, slope: _Slope, names: Sequence[str]) -> str:
    values = ", ".join(f"{name} {value}" for name, value in zip(names, slope.there, strict=True))
    return words.say("mapfig.development.values", name=slope.label, values=values)


def _cell(words: MapWords, there: int, drawn: int) -> str:
    if there == drawn:
        return words.say.number(there)
    return words.say("mapfig.development.of", n=there, drawn=drawn)


def _unlike(names: Sequence[str]) -> list[str]:
    """Return headings of which no two are the same."""
    return [name if names.count(name) == 1 else f"{name} ({n})" for n, name in enumerate(names, 1)]
