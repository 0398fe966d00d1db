"""From the entries of a map to the map as it stands now: pure functions, no database.

Of every field the last entry counts. What is taken away stays in the entries: a relation whose actor is gone is
hidden until the actor is back. Two spellings that were declared one actor are shown as one, reversibly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from typology.model.basics import ID_PATTERN, Text
from typology.model.vocabulary import Actor, Relation, StructureMap
from typology.store.map_records import MapRecord, MapState, Place, Subject

SHARED: tuple[Subject, ...] = ("name", "same")
"""Subjects that hold for all maps of a city."""
REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"actor": ("kind", "level"), "relation": ("source", "target", "kind", "status"), "name": ("name",)}
)
"""Fields without which something is not on the map."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_Ends = tuple[str, str]
Sameness = tuple[str, str, str, str | None]
"""What makes two relations say the same: from, to, kind, reporter."""


def fold(rows: Iterable[tuple[int, Subject, str, Mapping[str, Any]]], start: MapState | None = None) -> MapState:
    """Return a state with further entries in it.

    Args:
        rows: Number, subject, key and fields of each entry, in the order of their numbers.
        start: The state before; empty if None. It is not changed.
    """
    known = start or MapState()
    fields: dict[Place, Mapping[str, Any]] = dict(known.fields)
    last = known.last
    for number, subject, key, new in rows:
        place = (subject, key)
        fields[place] = {**fields[place], **new} if place in fields else new
        last = number
    return MapState(last, fields)


def with_fields(state: MapState, new: Mapping[Place, Mapping[str, Any]]) -> MapState:
    """Return a state as it would be after one more change set."""
    return fold([(state.last, *place, fields) for place, fields in new.items()], state)


def name_key(name: str) -> str:
    """Return what two names have in common that differ in case, width of signs or blanks only."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def sort_text(name: str) -> str:
    """Return text to sort by: without case and accents, so that Ä stands beside A."""
    letters = unicodedata.normalize("NFKD", name_key(name))
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


class MapView:
    """A state with its spellings resolved: what is on the map, and which entries each thing is made of.

    Args:
        state: The entries of one map and the shared ones of its city.
    """

    def __init__(self, state: MapState) -> None:
        self.state = state

    def fields(self, subject: Subject, key: str) -> Mapping[str, Any]:
        """Return what was said about something; nothing if nothing was."""
        return self.state.fields.get((subject, key), _NOTHING)

    @cached_property
    def _same(self) -> dict[str, str]:
        said = {key: str(fields["as"]) for (subject, key), fields in self.state.fields.items()
                if subject == "same" and fields.get("as")}  # fmt: skip
        return {key: _follow(key, said) for key in said}

    def resolve(self, key: str) -> str:
        """Return the key under which an actor is shown: its own, or that of the spelling that replaces it."""
        return self._same.get(key, key)

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """Keys with entries on this map, by the key under which they are shown, in the order of entry."""
        found: dict[str, list[str]] = {}
        for subject, key in self.state.fields:
            if subject == "actor":
                found.setdefault(self.resolve(key), []).append(key)
        return found

    @cached_property
    def actors(self) -> dict[str, tuple[str, ...]]:
        """The actors on the map: for each key shown the keys that make it up, the one that leads first."""
        found = {}
        for shown, keys in self._spellings.items():
            present = [key for key in keys if is_there(self.fields("actor", key), "actor")]
            if present:
                found[shown] = tuple(sorted(present, key=lambda key: key != shown))  # stable: then by entry
        return found

    @cached_property
    def relations(self) -> dict[str, tuple[str, ...]]:
        """The relations on the map: for each key shown all keys that say the very same, itself first."""
        found: dict[tuple[Any, ...], list[str]] = {}
        actors, same = self.actors, self._same
        for (subject, key), said in self.state.fields.items():
            if subject != "relation" or not is_there(said, "relation"):
                continue
            source, target = same.get(said["source"], said["source"]), same.get(said["target"], said["target"])
            if source != target and source in actors and target in actors:
                found.setdefault((source, target, said["kind"], said["status"], said.get("reporter")), []).append(key)
        return {keys[0]: tuple(keys) for keys in found.values()}

    def ends(self, key: str) -> _Ends:
        """Return the actors a relation leads from and to, as they are shown."""
        fields = self.fields("relation", key)
        return self.resolve(str(fields.get("source"))), self.resolve(str(fields.get("target")))

    def sameness(self, key: str) -> Sameness:
        """Return what a relation has in common with one that says the same."""
        fields = self.fields("relation", key)
        return (*self.ends(key), str(fields.get("kind")), fields.get("reporter") or None)

    def name(self, key: str) -> str:
        """Return what the city calls an actor; the key if it has no name."""
        return str(self.fields("name", key).get("name") or key)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Keys of the city by ``name_key``, in the order of entry; replaced spellings too."""
        found: dict[str, list[str]] = {}
        for subject, key in self.state.fields:
            if subject == "name":
                found.setdefault(name_key(self.name(key)), []).append(key)
        return found

    def actor_key(self, key: str) -> str:
        """Return the key whose entries on this map say what is shown under a key; where a change belongs."""
        shown = self.resolve(key)
        known = self.actors.get(shown) or self._spellings.get(shown) or (shown,)
        return shown if shown in known else known[0]

    def actor_members(self, key: str) -> tuple[str, ...]:
        """Return all keys that make up what is shown under a key; none if it is not on the map."""
        return self.actors.get(self.resolve(key), ())

    @cached_property
    def _shown_as(self) -> dict[str, str]:
        return {key: shown for shown, keys in self.relations.items() for key in keys}

    def relation_members(self, key: str) -> tuple[str, ...]:
        """Return all keys that make up the relation shown that a key belongs to; none if it is not on the map."""
        return self.relations.get(self._shown_as.get(key, ""), ())


def is_there(fields: Mapping[str, Any], subject: Subject) -> bool:
    """Return whether something was entered, has all it needs, and was not taken away."""
    if fields.get("gone") is not False:
        return False
    for name in REQUIRED[subject]:  # noqa: SIM110 - asked of every relation each time; a generator takes twice as long
        if not fields.get(name):
            return False
    return True


def map_from_state(record: MapRecord, state: MapState) -> StructureMap:
    """Return the map as it stands in a state.

    Args:
        record: The map itself, as ``map_record`` returns it.
        state: Its entries, as ``map_state`` returns them.

    Returns:
        The map; relations carry their keys as ids.
    """
    view = MapView(state)
    return StructureMap(
        id=_map_id(record),
        city=record.city,
        wave=record.wave,
        reporter=record.reporter,
        actors=tuple(_actor(view, shown, keys) for shown, keys in view.actors.items()),
        relations=tuple(_relation(view, shown, keys) for shown, keys in view.relations.items()),
        kind=record.kind,
        year=record.year,
        origin=record.origin,
        label=record.label,
        note=record.note,
    )


def _map_id(record: MapRecord) -> str:
    """Return an id that a file may have: that of the shipped map, else one made from the number."""
    return record.source_id if re.fullmatch(ID_PATTERN, record.source_id) else f"map_{record.id}"


def _actor(view: MapView, shown: str, keys: Sequence[str]) -> Actor:
    said = [view.fields("actor", key) for key in keys]
    return Actor(
        id=shown,
        name=view.name(shown),
        kind=str(said[0]["kind"]),
        level=str(said[0]["level"]),
        short=str(view.fields("name", shown).get("short") or ""),
        note=joined_notes(said),
        sources=joined_sources(said),
    )


def _relation(view: MapView, shown: str, keys: Sequence[str]) -> Relation:
    said = [view.fields("relation", key) for key in keys]
    source, target = view.ends(shown)
    return Relation(
        source=source,
        target=target,
        kind=str(said[0]["kind"]),
        status=str(said[0]["status"]),
        strength=next((str(fields["strength"]) for fields in said if fields.get("strength")), None),
        reporter=said[0].get("reporter") or None,
        note=joined_notes(said),
        sources=joined_sources(said),
        id=shown,
    )


def joined_notes(said: Sequence[Mapping[str, Any]]) -> Text:
    """Return the notes of all parts, each once, below one another."""
    if len(said) == 1:
        return Text(said[0].get("note") or {})
    notes: dict[str, str] = {}
    for fields in said:
        for language, text in (fields.get("note") or {}).items():
            before = notes.get(language, "")
            if text not in before:
                notes[language] = f"{before}\n{text}" if before else text
    return Text(notes)


def joined_sources(said: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the sources of all parts, each once."""
    if len(said) == 1:
        return tuple(said[0].get("sources") or ())
    return tuple(dict.fromkeys(source for fields in said for source in fields.get("sources") or ()))


def _follow(key: str, said: Mapping[str, str]) -> str:
    """Return the end of a chain of spellings; of a circle, which only taking back can make, its first in order."""
    seen = [key]
    while (following := said.get(seen[-1])) is not None:
        if following in seen:
            return min(seen[seen.index(following):])  # fmt: skip
        seen.append(following)
    return seen[-1]
