"""Structure maps as JSON: the keys of the YAML section ``structure_map``, and a version beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from typology.model.problems import shorten
from typology.model.vocabulary import Actor, Relation, StructureMap
from typology.reports.map_records import MapFileError, MapFileProblem, Place, RawMap, Record

SECTION, FORMAT = "structure_map", "verbundspiegel.structure_map"
_VERSION = 1
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEAD = ("id", "city", "wave", "year", "kind", "reporter", "origin", "label", "note")
_ACTOR = ("id", "name", "short", "kind", "level", "note", "sources")
_RELATION = ("id", "from", "to", "kind", "status", "strength", "reporter", "note", "sources")


# ------------------------------------------------------------------------------ reading
def read_json(text: str) -> RawMap:
    """Read a map from JSON.

    Args:
        text: The whole file.

    Returns:
        Actors and relations as they are written; values of a wrong kind are problems with the place of their record.

    Raises:
        MapFileError: If it is no JSON, or no map.
    """
    raw = RawMap(own=True)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(name for name in found if sum(name == other for other, _ in pairs) > 1)
            raw.problems.append(MapFileProblem(Place(), "key_twice", {"value": twice}))
        return found

    try:
        content = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip())
        raise MapFileError("cut_off" if cut else "broken_json", Place("line", error.lineno)) from error
    except (ValueError, RecursionError) as error:
        raise MapFileError("broken_json") from error
    drawn = content.get(SECTION) if isinstance(content, dict) else None
    if not isinstance(drawn, dict):
        raise MapFileError("not_a_map")
    version = content.get("version", _VERSION)
    raw.head["version"] = str(version) if isinstance(version, int) else "?"
    raw.ignored.update({shorten(name): None for name in content if name not in (SECTION, "format", "version")})
    raw.head |= _texts(drawn, (*_HEAD, "actors", "relations"), Place("head"), raw)
    for name, allowed, records in (("actors", _ACTOR, raw.actors), ("relations", _RELATION, raw.relations)):
        entries = drawn.get(name) or []
        if not isinstance(entries, list):
            raw.problems.append(MapFileProblem(Place("head"), "wrong_type", {"field": name}))
            continue
        for number, entry in enumerate(entries, 1):
            place = Place("actor" if name == "actors" else "relation", number)
            if isinstance(entry, dict):
                records.append(Record(place, _texts(entry, allowed, place, raw)))
            else:
                raw.problems.append(MapFileProblem(place, "wrong_type", {"field": name}))
    return raw


def _texts(written: Mapping[str, Any], allowed: Sequence[str], place: Place, raw: RawMap) -> dict[str, str]:
    """Return the keys of an object as texts by field."""
    texts: dict[str, str] = {}
    for name, value in written.items():
        wording = {"de": value} if isinstance(value, str) and name in ("note", "label") else value
        if name not in allowed:
            raw.ignored[shorten(name)] = None
        elif value is None or name in ("actors", "relations"):
            continue
        elif isinstance(wording, dict) and name in ("note", "label") and _all_text(wording.values()):
            texts |= {f"{name}_{language}": said for language, said in wording.items()}
        elif isinstance(value, list) and name == "sources" and _all_text(value):
            texts[name] = " ".join(value)
        elif isinstance(value, str) and name not in ("year", "sources"):
            texts[name] = value
        elif isinstance(value, int) and not isinstance(value, bool) and name == "year":
            texts[name] = str(value)
        else:
            raw.problems.append(MapFileProblem(place, "wrong_type", {"field": name}))
    return texts


def _all_text(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


# ------------------------------------------------------------------------------ writing
def write_json(drawn: StructureMap) -> bytes:
    """Write a map as JSON, in UTF-8."""
    content = {"format": FORMAT, "version": _VERSION, SECTION: _tree(drawn)}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    # Half a character, as some programs leave behind, has no UTF-8; JSON can name it.
    return (_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n").encode()


def _tree(drawn: StructureMap) -> dict[str, Any]:
    head = {name: getattr(drawn, name) for name in _HEAD}
    return {**_given(head), "actors": [_actor(a) for a in drawn.actors],
            "relations": [_relation(r) for r in drawn.relations]}


def _actor(actor: Actor) -> dict[str, Any]:
    return _given({name: getattr(actor, name) for name in _ACTOR})


def _relation(relation: Relation) -> dict[str, Any]:
    ends = {"from": relation.source, "to": relation.target}
    return _given({name: ends[name] if name in ends else getattr(relation, name) for name in _RELATION})


def _given(written: dict[str, Any]) -> dict[str, Any]:
    """Return what has a value, in plain types; the texts a map must have stay, even if they are empty."""
    plain = {}
    for name, value in written.items():
        if name in ("note", "label"):
            value = {language: said for language, said in value.items() if said}
        elif name == "sources":
            value = list(value)
        if value or name in ("city", "wave", "name") or (name == "year" and value is not None):
            plain[name] = value
    return plain
