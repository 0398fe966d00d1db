"""What stands differently in two versions of a model, place by place: exact, and sorted the same way every time.

The walk follows the grammar, so that a key that is added to it later is compared without a line of code. What an answer
means is compared by ``typology.model.meaning``; everything else as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from typology.model.basics import DEFAULT_LANGUAGE, Basis, Text
from typology.model.elements import Calibration, Condition, Model, Rule
from typology.model.grammar import Key, keys_of
from typology.model.meaning import Meaning, plain_meaning
from typology.model.vocabulary import MapRule, TieTest

Kind = Literal["model", "item", "scale", "dimension", "axis", "type", "perspective", "phase", "placement", "plane",
               "threshold", "prompt", "level", "actor_group", "actor_kind", "relation_kind", "relation_strength",
               "relation_status", "reporter", "map_question", "source", "sentence"]
What = Literal["added", "removed", "wording", "options", "direction", "calibration", "weight", "dimension", "scale",
               "form", "conditions", "target", "rule", "label", "hint", "threshold", "order", "basis", "translation",
               "parts", "content"]

# Sections in the order in which a reader wants to know of them.
_KIND_OF: Mapping[str, Kind] = MappingProxyType({
    "items": "item", "response_scales": "scale", "dimensions": "dimension", "axes": "axis", "types": "type",
    "perspectives": "perspective", "phases": "phase", "placements": "placement", "prompts": "prompt", "levels": "level",
    "actor_groups": "actor_group", "actor_kinds": "actor_kind", "relation_kinds": "relation_kind",
    "relation_strengths": "relation_strength", "relation_statuses": "relation_status", "reporters": "reporter",
    "map_questions": "map_question", "sources": "source",
})
SECTION_OF: Mapping[Kind, str] = MappingProxyType({kind: section for section, kind in _KIND_OF.items()})

# What a key is about; a key that is not named here is a wording or, if it is none, some other content.
_ABOUT: Mapping[str, What] = MappingProxyType({
    "weight": "weight", "dimension": "dimension", "reverse": "direction", "calibration": "calibration",
    "response_scale": "scale", "anchors": "options", "options": "options", "unit": "options",
    "conditions": "conditions", "profile": "target", "requires": "rule", "when": "rule", "parts": "parts",
    "label": "label", "hint": "hint", "x_crossover": "threshold", "y_crossover": "threshold",
})

# Which part of a meaning hangs on which keys of an item.
_MEANT_BY: Mapping[str, str] = MappingProxyType({
    "question": "question", "anchors": "options", "reverse": "reverse", "calibration": "anchors",
})

# Their order says something, so that a new order is a change.
_ORDERED = ("phases", "levels")

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One place that stands differently.

    Attributes:
        kind: What sort of element it is.
        id: The element; of a threshold its section and key (``coverage.none_below``); empty for the order of a section.
        what: What is different about it. ``wording``, ``options``, ``direction`` and ``calibration`` of an item mean
            that it is asked differently; ``form`` that it is written differently and asks the same. ``translation``
            alone: German is as it was; behind another sign: other languages have changed with it.
        before: How it stood: the German wording, a number, an id; as it stands in YAML if it is more than that. None if
            there was nothing. A translation by itself is ``en: …``.
        after: How it stands.
        field: The key within the element (``anchors.often``); empty if the whole element came or went.
    """

    kind: Kind
    id: str
    what: tuple[What, ...]
    before: str | None
    after: str | None
    field: str = ""


# ------------------------------------------------------------------------------ the whole
def changes_between(old: Model, new: Model) -> Iterator[Change]:
    """Yield everything that stands differently, section by section, in the order of the newer model."""
    yield from _of_element("model", new.info.id, old.info, new.info, but=("version", "changed"))
    for section, kind in _KIND_OF.items():
        yield from _of_section(section, kind, getattr(old, section), getattr(new, section), old, new)
    if old.type_plane != new.type_plane:
        yield from _leaves("plane", "", "type_plane", old.type_plane, new.type_plane)
    for block in _keys(new.method):
        before, after = getattr(old.method, block), getattr(new.method, block)
        for name in _keys(after):
            yield from _threshold(f"{block}.{name}", getattr(before, name), getattr(after, name))
    for name in dict.fromkeys([*new.wording, *old.wording]):
        yield from _leaves("sentence", name, "", old.wording.get(name, _NOTHING), new.wording.get(name, _NOTHING))


def _of_section(section: str, kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any],
                old: Model, new: Model) -> Iterator[Change]:
    for name in dict.fromkeys([*after, *before]):
        if name not in before:
            yield Change(kind, name, ("added",), None, _title(after[name]))
        elif name not in after:
            yield Change(kind, name, ("removed",), _title(before[name]), None)
        elif kind == "item":
            yield from _of_item(name, old, new)
        else:
            yield from _of_element(kind, name, before[name], after[name])
    kept = [[name for name in names if name in before and name in after] for names in (before, after)]
    if section in _ORDERED and kept[0] != kept[1]:
        yield Change(kind, "", ("order",), ", ".join(before), ", ".join(after))


def _of_element(kind: Kind, name: str, before: Any, after: Any, but: tuple[str, ...] = ()) -> Iterator[Change]:
    for key in _keys(after).values():
        if key.field not in ("id", *but):
            yield from _leaves(kind, name, key.name, getattr(before, key.field), getattr(after, key.field))


def _threshold(name: str, before: Any, after: Any) -> Iterator[Change]:
    block, _, key = name.partition(".")
    if key == "basis":
        yield from _leaves("threshold", block, key, before, after)
    elif before != after:
        yield Change("threshold", name, ("threshold",), plain(before), plain(after), key)


# ------------------------------------------------------------------------------ items
def _of_item(name: str, old: Model, new: Model) -> Iterator[Change]:
    """Yield what is different about an item: first what it asks, then how it is written."""
    then, now = plain_meaning(old, name), plain_meaning(new, name)
    yield from _asked(name, then, now)
    for change in _of_element("item", name, old.items[name], new.items[name]):
        key = change.field.partition(".")[0]
        meant = _MEANT_BY.get(key)
        if meant is None or change.what[0] in ("basis", "translation"):
            yield change
        elif getattr(then, meant) == getattr(now, meant):
            yield Change("item", name, ("form", *change.what[1:]), change.before, change.after, change.field)
        elif "translation" in change.what:  # said already for German
            yield from _translation("item", name, change.field, *_at(change.field, old.items[name], new.items[name]))


def _asked(name: str, then: Meaning, now: Meaning) -> Iterator[Change]:
    """Yield what makes an answer mean something else; also where the item itself is unchanged but its scale is not."""
    if then.question != now.question:
        yield Change("item", name, ("wording",), then.question, now.question, "question")
    options = [{o[0]: f"{o[2]} ({_number(o[1])})" for o in meaning.options} for meaning in (then, now)]
    for option in dict.fromkeys([*options[1], *options[0]]):
        before, after = options[0].get(option), options[1].get(option)
        if before != after:
            yield Change("item", name, ("options",), before, after, f"options.{option}")
    if then.unit != now.unit:
        yield Change("item", name, ("options",), then.unit, now.unit, "unit")
    if then.reverse != now.reverse:
        yield Change("item", name, ("direction",), plain(then.reverse), plain(now.reverse), "reverse")
    if then.anchors != now.anchors:
        yield Change("item", name, ("calibration",), _anchors(then.anchors), _anchors(now.anchors), "calibration")


def _at(path: str, before: Any, after: Any) -> tuple[Text | None, Text | None]:
    """Return the two wordings at a path of an item, None where there is none."""
    found = []
    for value in (before, after):
        here: Any = value
        for name in path.split("."):
            here = here.get(name) if isinstance(here, Mapping) else getattr(here, name)
        found.append(here)
    return found[0], found[1]


# ------------------------------------------------------------------------------ keys
def _leaves(kind: Kind, name: str, path: str, before: Any, after: Any) -> Iterator[Change]:
    """Yield the changes at and below one key."""
    if before == after:
        return
    then, now = _members(before), _members(after)
    if then is not None and now is not None:
        for member in dict.fromkeys([*now, *then]):
            yield from _leaves(kind, name, f"{path}.{member}", then.get(member, _NOTHING), now.get(member, _NOTHING))
        if isinstance(after, tuple) and [m for m in then if m in now] != [m for m in now if m in then]:
            yield Change(kind, name, ("order",), ", ".join(then), ", ".join(now), path)
        return
    if isinstance(before, Calibration) and isinstance(after, Calibration):
        yield from _leaves(kind, name, f"{path}.basis", before.basis, after.basis)
        before, after = replace(before, basis=None), replace(after, basis=None)
        if before == after:
            return
    before, after = (None if value is _NOTHING else value for value in (before, after))
    what = _about(path, before or after)
    if isinstance(before, Text | None) and isinstance(after, Text | None):
        yield from _wording(kind, name, path, what, before, after)
        return
    texts = plain(before), plain(after)
    if texts[0] == texts[1]:
        yield Change(kind, name, (*(("basis",) if what == "basis" else ()), "translation"),
                     plain(before, every=True), plain(after, every=True), path)
    else:
        yield Change(kind, name, (what,), *texts, path)


def _wording(kind: Kind, name: str, path: str, what: What, before: Text | None, after: Text | None
             ) -> Iterator[Change]:
    german = [None if text is None else text.in_language(DEFAULT_LANGUAGE) for text in (before, after)]
    if german[0] == german[1]:
        yield from _translation(kind, name, path, before, after)
        return
    moved = _foreign(before) != _foreign(after) and before is not None and after is not None
    yield Change(kind, name, (what, "translation") if moved else (what,), german[0], german[1], path)


def _translation(kind: Kind, name: str, path: str, before: Text | None, after: Text | None) -> Iterator[Change]:
    """Yield the languages in which a wording reads differently, German left out."""
    then, now = _foreign(before), _foreign(after)
    for language in sorted({*then, *now}):
        if then.get(language) != now.get(language):
            said = [f"{language}: {own[language]}" if language in own else None for own in (then, now)]
            yield Change(kind, name, ("translation",), said[0], said[1], path)


def _foreign(text: Text | None) -> dict[str, str]:
    return {language: words for language, words in (text or {}).items() if language != DEFAULT_LANGUAGE}


def _about(path: str, value: Any) -> What:
    names = path.split(".")
    if names[-1] == "basis":
        return "basis"
    if names[-1] == "weight":
        return "weight"
    worded = isinstance(value, Text) or (isinstance(value, tuple) and all(isinstance(part, Text) for part in value))
    return _ABOUT.get(names[0], "wording" if worded else "content")


def _members(value: Any) -> Mapping[str, Any] | None:
    """Return the parts of a value by the names that they keep from version to version; None if it is one piece."""
    if isinstance(value, Text) or value is None or value is _NOTHING or _is_one_piece(value):
        return None
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple):
        named = {str(name): part for part in value if (name := _name_of(part)) is not None}
        return named if len(named) == len(value) else None
    return {key.name: getattr(value, key.field) for key in _keys(value).values() if key.field != "id"}


def _name_of(part: Any) -> str | None:
    return part.id if hasattr(part, "id") else getattr(part, "dimension", None)


def _is_one_piece(value: Any) -> bool:
    return isinstance(value, Basis | Calibration | Condition | Rule | MapRule | TieTest) or not (
        is_dataclass(value) or isinstance(value, Mapping | tuple))


def _keys(value: Any) -> Mapping[str, Key]:
    cls: Any = type(value)
    return keys_of(cls)


# ------------------------------------------------------------------------------ as text
def plain(value: Any, *, every: bool = False) -> str | None:
    """Return a value as it may be read: German wording, a number, an id, and else as it stands in YAML.

    Args:
        value: Anything that a model holds.
        every: Say wordings in every language.
    """
    if value is None or value is _NOTHING:
        return None
    if isinstance(value, Text):
        return _words(value, every)
    if isinstance(value, Calibration):
        return _anchors((value.full_out, value.crossover, value.full_in))
    if isinstance(value, Basis) and not value.refs and value.note is None:
        return value.kind
    if isinstance(value, Condition) and value.core and value.at is None:
        return value.level
    if isinstance(value, tuple) and all(isinstance(member, Text) for member in value):
        return "\n".join(_words(member, every) for member in value) or None
    return _yaml(value, every)


def _words(text: Text, every: bool) -> str:
    if every:
        return " / ".join(f"{language}: {words}" for language, words in sorted(text.items()))
    return text.in_language(DEFAULT_LANGUAGE)


def _yaml(value: Any, every: bool) -> str:
    """Return a value as flow YAML, keys with their default left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Text):
        return _words(value, every)
    if isinstance(value, tuple):
        return f"[{', '.join(_yaml(member, every) for member in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_yaml(member, every)}' for name, member in value.items())}}}"
    if is_dataclass(value):
        usual = {field.name: field.default for field in fields(value)}
        told = [(key.name, getattr(value, key.field), usual[key.field]) for key in _keys(value).values()]
        return _yaml({name: own for name, own, default in told if own != default and own != {}}, every)
    return str(value)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _anchors(anchors: tuple[float, float, float] | None) -> str | None:
    return None if anchors is None else " / ".join(map(_number, anchors))


def _title(element: Any) -> str | None:
    """Return what an element is called: its name, else its first wording, else its id."""
    named = [getattr(element, name, None) for name in ("label", "text", "title", "finding")]
    return next((plain(text) for text in named if text is not None), element.id)
