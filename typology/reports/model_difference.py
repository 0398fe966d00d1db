"""The difference between two versions of a model, for readers and for other programs.

``difference_sections`` sorts every change into exactly one section and words it; the command line and the method page
both show these. Quotations are German in every language, because German decides whether a question is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from typology.language import Speaker
from typology.model.basics import Text
from typology.model.changes import SECTION_OF, Change, What
from typology.model.difference import ModelDifference, Reweighted
from typology.model.elements import Model

Heading = Literal["added", "removed", "asked", "weights", "thresholds", "rules", "described", "basis", "translation"]

_ASKED: frozenset[What] = frozenset({"wording", "options", "direction", "calibration"})
_DESCRIBED: frozenset[What] = frozenset({"wording", "label", "hint", "form"})
_SHORT = 40
_FIGURES = re.compile(r"-?\d+(\.\d+)?( / -?\d+(\.\d+)?)*")
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Line:
    """One place that stands differently, in words.

    Attributes:
        name: What is different, with the key as it stands in YAML; empty where the whole element came or went.
        before: How it stood; None if there was nothing.
        after: How it stands; None if there is nothing.
    """

    name: str
    before: str | None
    after: str | None

    @property
    def is_short(self) -> bool:
        """True if both fit on one line, with an arrow between them."""
        return all(text is None or (len(text) <= _SHORT and "\n" not in text) for text in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the model and what is different about it.

    Attributes:
        name: What it is called: ``Frage »Rhythmus der Proben« (rehearsal_rhythm)``.
        lines: What is different; empty if the whole element came or went.
        note: Of a question that came or went: the question.
    """

    name: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Changes of one sort."""

    heading: Heading
    title: str
    elements: tuple[Element, ...]


# ------------------------------------------------------------------------------ for other programs
def difference_document(difference: ModelDifference) -> dict[str, Any]:
    """Return everything about a difference as plain values: text, finite numbers, booleans, None, lists and mappings.

    The order of keys and lists is always the same. Quotations are German; ``what`` and ``kind`` are English signs.
    """
    d = difference
    return {
        "old": _version(d.old),
        "new": _version(d.new),
        "same_typology": d.same_typology,
        "same": d.is_same,
        "comparable": d.is_comparable,
        "shared": {
            "weight": d.shared_weight,
            "needed": d.least_shared_weight,
            "dimensions": dict(d.shared_by_dimension),
            "items": list(d.shared_items),
        },
        "items": {
            "added": list(d.items_added),
            "removed": list(d.items_removed),
            "asked_differently": list(d.items_changed),
            "reworded": list(d.items_reworded),
        },
        "shares": [
            {"item": r.item, "before": r.before, "after": r.after, "own_weight_changed": r.own} for r in d.reweighted
        ],
        "changes": [
            {
                "kind": c.kind,
                "id": c.id,
                "label": _german(_label(d, c)),
                "what": list(c.what),
                "field": c.field,
                "before": c.before,
                "after": c.after,
            }
            for c in d.changes
        ],
    }


def _version(model: Model) -> dict[str, Any]:
    return {"id": model.info.id, "version": model.version, "label": dict(model.info.label),
            "changed": model.info.changed, "items": len(model.items)}


# ------------------------------------------------------------------------------ for readers
def difference_text(difference: ModelDifference, say: Speaker) -> Iterator[str]:
    """Yield a difference as text for a terminal, piece by piece.

    Args:
        difference: What is different.
        say: Says the sentences.
    """
    heading = say("diff.heading", model=difference.new.info.label)
    yield f"{heading}\n{'=' * len(heading)}\n"
    yield from (f"{sentence}\n" for sentence in difference_summary(difference, say))
    if shares := difference_shares(difference, say):
        width = max(len(name) for name, _ in shares)
        yield f"\n{say('diff.shares')}\n"
        yield from (f"{_INDENT}{name.ljust(width)}  {share.rjust(5)}\n" for name, share in shares)
    for section in difference_sections(difference, say):
        yield f"\n{section.title}\n{'-' * len(section.title)}\n"
        for element in section.elements:
            yield f"{element.name}\n"
            if element.note:
                yield f"{_INDENT}{element.note}\n"
            yield from (f"{_INDENT}{line}\n" for shown in element.lines for line in _shown(shown, say))
    yield f"\n{say('diff.forms')}\n"


def difference_summary(difference: ModelDifference, say: Speaker) -> Iterator[str]:
    """Yield in a few sentences which versions these are, how much they share, and what that means for answers."""
    d = difference
    yield say("diff.versions", old=d.old.version, new=d.new.version)
    if not d.same_typology:  # whatever they share by chance
        yield say("diff.other_typology", old=d.old.info.id, new=d.new.info.id)
    if d.is_same:
        yield say("diff.same")
        return
    if d.same_typology and d.old.info.version == d.new.info.version:
        yield say("diff.same_number", version=d.new.info.version)
    yield say("diff.counts", changed=len(d.items_changed), added=len(d.items_added), removed=len(d.items_removed))
    yield say("diff.shared", n=len(d.shared_items), old=len(d.old.items), new=len(d.new.items),
              share=_share(d.shared_weight, say))
    if d.is_comparable:
        yield say("diff.comparable" if d.items_changed or d.items_added or d.items_removed else "diff.all_comparable")
    elif d.same_typology:
        yield say("diff.not_comparable", needed=say.percent(d.least_shared_weight))


def difference_shares(difference: ModelDifference, say: Speaker) -> list[tuple[str, str]]:
    """Return how much weight is shared in each dimension, as name and share; nothing if all of it is everywhere."""
    shares = difference.shared_by_dimension
    if all(share == 1.0 for share in shares.values()):
        return []
    return [(say.text(_dimension(difference, name)), _share(share, say)) for name, share in shares.items()]


def difference_sections(difference: ModelDifference, say: Speaker) -> tuple[Section, ...]:
    """Sort every change into exactly one section, and word it.

    Args:
        difference: What is different.
        say: Says the sentences.

    Returns:
        The sections that hold anything, in the order in which a reader wants to know of them.
    """
    found: dict[Heading, dict[str, list[Line]]] = {heading: {} for heading in _HEADINGS}
    notes: dict[str, str] = {}
    for change in difference.changes:
        name = _name(difference, change, say)
        lines = found[_heading(change)].setdefault(name, [])
        if change.what[0] not in ("added", "removed"):
            lines.append(_line(difference, change, say))
        elif change.kind == "item":
            item = difference.new.items.get(change.id) or difference.old.items[change.id]
            notes[name] = say.text(item.question)
    for moved in difference.reweighted:
        name = _element(say("diff.kind.item"), difference.new.items[moved.item].label, moved.item, say)
        found["weights"].setdefault(name, []).append(_moved(moved, say))
    sections = []
    for heading, elements in found.items():
        worded = tuple(Element(n, tuple(lines), "" if lines else notes.get(n, "")) for n, lines in elements.items())
        if worded:
            sections.append(Section(heading, say(f"diff.section.{heading}"), worded))
    return tuple(sections)


# ------------------------------------------------------------------------------ which section
_HEADINGS: Sequence[Heading] = ("added", "removed", "asked", "weights", "thresholds", "rules", "described", "basis",
                                "translation")


def _heading(change: Change) -> Heading:
    what = change.what[0]
    if what == "added" or what == "removed" or what == "basis" or what == "translation":
        return what
    if change.kind == "item" and what in _ASKED:
        return "asked"
    if what == "weight":
        return "weights"
    if what in ("threshold", "calibration"):
        return "thresholds"
    return "described" if what in _DESCRIBED or change.kind == "sentence" else "rules"


# ------------------------------------------------------------------------------ words
def _name(difference: ModelDifference, change: Change, say: Speaker) -> str:
    kind = say(f"diff.kind.{change.kind}")
    if change.kind == "threshold":
        key = f"threshold.{change.id}"
        section = say(f"threshold.{change.id.partition('.')[0]}")
        named = f"{section}: {say(key)}" if "." in change.id else section
        return say("diff.element", kind=kind, name=named, id=f"method.{change.id}")
    if not change.id:
        return kind
    return _element(kind, _label(difference, change), change.id, say)


def _element(kind: str, label: Text | None, name: str, say: Speaker) -> str:
    if label is None:
        return say("diff.element_without_name", kind=kind, id=name)
    return say("diff.element", kind=kind, name=" ".join(say.text(label).split()), id=name)


def _label(difference: ModelDifference, change: Change) -> Text | None:
    """Return what the element of a change is called, in the newer version if it is there; None if it has no name."""
    section = SECTION_OF.get(change.kind)
    for model in (difference.new, difference.old):
        element = getattr(model, section).get(change.id) if section else None
        named = [getattr(element, name, None) for name in ("label", "text", "title", "finding")]
        if found := next((text for text in named if isinstance(text, Text)), None):
            return found
    return difference.new.info.label if change.kind == "model" else None


def _line(difference: ModelDifference, change: Change, say: Speaker) -> Line:
    name = say(f"diff.what.{change.what[0]}")
    if change.field and change.what[0] != "threshold":
        name = say("diff.place", what=name, field=change.field)
    return Line(name, *(_worded(difference, change, text, say) for text in (change.before, change.after)))


def _worded(difference: ModelDifference, change: Change, text: str | None, say: Speaker) -> str | None:
    """Return one side of a change as readers know it: names for ids, figures with the sign of the language."""
    if text is None:
        return None
    if change.what[0] == "dimension" and (label := _dimension(difference, text)) is not None:
        return say.text(label)
    if text in ("true", "false"):
        return say(f"diff.{change.what[0] if change.what[0] == 'direction' else 'value'}.{text}")
    return text.replace(".", say.number(0.5, 1)[1]) if _FIGURES.fullmatch(text) else text


def _moved(moved: Reweighted, say: Speaker) -> Line:
    return Line(say("diff.what.share"), say.percent(moved.before), say.percent(moved.after))


def _dimension(difference: ModelDifference, name: str) -> Text | None:
    found = difference.new.dimensions.get(name) or difference.old.dimensions.get(name)
    return found.label if found else None


def _share(share: float, say: Speaker) -> str:
    """Return a share as per cent, rounded so that it never seems to reach a threshold or the whole that it misses."""
    return say.percent(int(share * 100 + 1e-7) / 100)


def _german(text: Text | None) -> str | None:
    return None if text is None else text.in_language("de")


def _shown(line: Line, say: Speaker) -> Iterator[str]:
    """Yield a place on one line if it is short, else what was and what is below one another."""
    sides = [say("diff.nothing") if text is None else text for text in (line.before, line.after)]
    if line.is_short:
        yield f"{line.name}: {sides[0]} → {sides[1]}"
        return
    yield f"{line.name}:"
    names = [say("diff.before"), say("diff.after")]
    width = max(map(len, names))
    for name, side in zip(names, sides, strict=True):
        first, *more = side.split("\n")
        yield f"{_INDENT}{name.ljust(width)} {first}"
        yield from (f"{_INDENT}{' ' * width} {words}" for words in more)


