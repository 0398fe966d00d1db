"""The key of a structure map: only the shapes, colours and lines that occur, in rows that wrap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from typology.figures import common
from typology.figures.map_layout import Form
from typology.figures.map_scene import Caption, Item, Line, Mark, Panel, Patch, sign_of
from typology.figures.text import clean, width, wrap
from typology.language import Speaker
from typology.model.elements import Model

_HEADING = 222.0
_GAP = 18.0
_LINE = 22.0
_BETWEEN = 6.0
_SIGN = 28.0
_SAMPLE = 54.0


class Entry(NamedTuple):
    """A sign around 0, 0 in a field so many pixels wide, and what it means."""

    items: Sequence[Item]
    text: str
    wide: float = _SIGN


class Section(NamedTuple):
    """Entries under a heading."""

    heading: str
    entries: Sequence[Entry]


def lay_key(sections: Iterable[Section], top: float, form: Form) -> tuple[list[Item], float]:
    """Return the shapes of a key and where it ends.

    Args:
        sections: What is explained; a section without entries is left out.
        top: Where it begins, in pixels from the top.
        form: Measures of the picture. On a phone headings stand above their entries, else beside them.
    """
    found: list[Item] = []
    y = top
    beside = form.name == "wide"
    for section in sections:
        if not section.entries:
            continue
        lines = wrap(section.heading, _HEADING - 12 if beside else form.across - 8, common.SMALL, bold=True)
        found.append(Caption(4, y + 2, lines, "left", common.MUTED, bold=True))
        tall = common.height_of(lines, common.SMALL) + 4
        left, start = (_HEADING, y) if beside else (4.0, y + tall)
        items, end = _flow(section.entries, left, start, form.across)
        found += items
        y = max(end, y + tall) + _BETWEEN
    return found, y


def _flow(entries: Sequence[Entry], left: float, top: float, across: float) -> tuple[list[Item], float]:
    found: list[Item] = []
    x, y, tall = left, top, _LINE
    for entry in entries:
        room = across - left - entry.wide - 4
        lines = wrap(entry.text, room, common.SMALL)
        needed = entry.wide + max(width(line, common.SMALL) for line in lines)
        if x > left and x + needed > across - 4:
            x, y, tall = left, y + tall, _LINE
        found += [_moved(item, x + entry.wide / 2 - 4, y + _LINE / 2) for item in entry.items]
        high = common.height_of(lines, common.SMALL)
        found.append(Caption(x + entry.wide, y + (_LINE - common.LEADING * common.SMALL) / 2, lines))
        tall = max(tall, high + 5)
        x += needed + _GAP
    return found, y + tall


def _moved(item: Item, dx: float, dy: float) -> Item:
    if isinstance(item, Panel):
        left, top, right, bottom = item.box
        return item._replace(box=(left + dx, top + dy, right + dx, bottom + dy))
    if isinstance(item, Line | Patch):
        return item._replace(points=[(x + dx, y + dy) for x, y in item.points])
    return item._replace(x=item.x + dx, y=item.y + dy)


# ------------------------------------------------------------------------------ entries
def sample(color: str, thickness: float, dash: str = "solid", *, signs: Sequence[Item] = ()) -> Sequence[Item]:
    """Return a piece of a line around 0, 0, with signs on it."""
    return [Line([(-22, 0), (18, 0)], color, thickness, dash), *signs]


def line_entry(text: str, items: Sequence[Item]) -> Entry:
    """Return an entry with a line."""
    return Entry(items, text, _SAMPLE)


def arrow(color: str) -> Sequence[Item]:
    """Return a line that ends with an arrow head."""
    return [Line([(-22, 0), (8, 0)], color, 1.8), Mark(-22, 0, "circle", 6, color, color, 0),
            Patch([(18, 0), (7, 5), (7, -5)], color)]


def dots(color: str) -> Sequence[Item]:
    """Return a line that begins and ends with a dot."""
    return sample(color, 1.8, signs=[Mark(x, 0, "circle", 6, color, color, 0) for x in (-22, 18)])


def widths(color: str, thickness: float) -> Sequence[Item]:
    """Return a short piece of a line that shows its width: two uprights hold it, so that it is no sample of a line."""
    return [Line([(-12, 0), (10, 0)], color, thickness),
            *(Line([(x, -6), (x, 6)], color, 1) for x in (-14, 12))]


def corridor(color: str) -> Sequence[Item]:
    """Return a double line on a tinted way."""
    ends = [(-22.0, 0.0), (18.0, 0.0)]
    return [Line(ends, common.TINT, 13), Line(ends, color, 5.6), Line(ends, common.TINT, 1.8)]


def kind_sections(model: Model, speaker: Speaker, kinds: Collection[str], *, plain: str = "") -> list[Section]:
    """Return what the signs of actors mean, group by group.

    Args:
        model: The vocabulary.
        speaker: The reader's language.
        kinds: Kinds that occur.
        plain: Colour for all of them, where colour means something else; the group's colour if empty.
    """
    found = []
    for group in model.actor_groups.values():
        entries = [
            Entry(_sign(model, kind.id, plain or group.color, is_case=kind.role == "case" and not plain),
                  clean(speaker.text(kind.label)))
            for kind in model.actor_kinds.values() if kind.group == group.id and kind.id in kinds
        ]
        found.append(Section(clean(speaker.text(group.label)), entries))
    others = [Entry(_sign(model, kind, plain or common.MUTED), clean(kind)) for kind in kinds
              if kind not in model.actor_kinds]
    return [*found, Section(speaker("mapfig.key.other"), others)]


def _sign(model: Model, kind_id: str, color: str, *, is_case: bool = False) -> list[Item]:
    marks: list[Item] = list(sign_of(model, kind_id, color, 13 if is_case else 15))
    return [Mark(0, 0, "circle", 21, common.PAPER, common.ACCENT, 2), *marks] if is_case else marks


def tension(color: str) -> Sequence[Item]:
    """Return a line with a cross on it."""
    return sample(color, 2.0, signs=[Mark(-2, 0, "x", 12, color, common.PAPER, 1.5)])


def lettered(color: str, letter: str, dash: str = "solid", thickness: float = 2.0) -> Sequence[Item]:
    """Return a line with a letter on it."""
    return sample(color, thickness, dash, signs=[
        Mark(-2, 0, "circle", 17, common.PAPER, color, 1.5),
        Caption(-2, 0, (letter,), "center", color, bold=True, is_centred=True),
    ])
