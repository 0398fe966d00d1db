"""From what stands in a file to a structure map in the words of a model, or to everything that is wrong with it.

A file of ours says everything itself, and nothing is guessed. In a file from elsewhere a kind or a level counts if it
is called exactly as in the vocabulary, in any language; for everything else the caller gives something to fall back on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast, get_args

from typology.model.basics import ID_PATTERN, Text
from typology.model.elements import Model
from typology.model.map_rules import MAX_ACTORS, MAX_RELATIONS, MapProblem, check_map, with_relation_ids
from typology.model.problems import suggestion
from typology.model.vocabulary import MAP_ID_PATTERN, Actor, Kind, Origin, Relation, StructureMap
from typology.reports.map_records import MapFileProblem, Place, RawMap, Record, slug

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Reasons for what the rules of maps find, by their codes; what is not here cannot come from a file.
_REASONS: Mapping[str, str] = MappingProxyType({
    "MAP-003": "same_name", "MAP-004": "to_itself", "MAP-006": "relation_twice", "MAP-007": "relation_id_twice",
    "MAP-008": "no_actors", "MAP-009": "too_many", "MAP-010": "circle", "MAP-011": "no_source",
    "ID-001": "bad_id", "REF-001": "unknown_source",
})


@dataclass(frozen=True, slots=True)
class MapDefaults:
    """What counts where a file from elsewhere says nothing, or nothing that the model knows.

    Attributes:
        kind: Kind of actor.
        level: Level of an actor.
        relation_kind: Kind of a relation that has a direction, or of any if the next is not given.
        undirected_kind: Kind of a relation without direction.
        status: Status of a relation.
        reporter: Who has drawn the map; the first of the model if None.
        city: The city; the name of the file if None.
        wave: The point in time.
    """

    kind: str | None = None
    level: str | None = None
    relation_kind: str | None = None
    undirected_kind: str | None = None
    status: str | None = None
    reporter: str | None = None
    city: str | None = None
    wave: str | None = None


def defaults_for(model: Model) -> MapDefaults:
    """Return defaults under which every edge of a file counts as contact that is there.

    Chosen by what the vocabulary says of itself: the first kind of actor that is not the Verbund, with its usual
    level; the first plain kinds of relation that connect, with and without direction; the first status that counts.
    """
    kind = next((k for k in model.actor_kinds.values() if k.role != "case"), None)
    ties = [k for k in model.relation_kinds.values() if k.connects and k.role == "tie"]
    ties = ties or [k for k in model.relation_kinds.values() if k.connects]
    directed = next((k.id for k in ties if k.directed), ties[0].id if ties else None)
    return MapDefaults(
        kind=kind.id if kind else None,
        level=kind.level if kind else None,
        relation_kind=directed,
        undirected_kind=next((k.id for k in ties if not k.directed), directed),
        status=next((s.id for s in model.relation_statuses.values() if s.counts), None),
    )


@dataclass(slots=True)
class Checked:
    """What became of a file.

    Attributes:
        map: The map, or None if anything is wrong.
        problems: Everything that is wrong, in the order of the file.
        warnings: What is worth a second look.
        filled: What was not in the file and came from the defaults -> how often.
        ignored: Names of attributes that have no place in a map.
    """

    map: StructureMap | None = None
    problems: list[MapFileProblem] = field(default_factory=list)
    warnings: list[MapFileProblem] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    ignored: dict[str, None] = field(default_factory=dict)


def check_raw(raw: RawMap, model: Model, defaults: MapDefaults, stem: str) -> Checked:
    """Put a map together, or say what stands in the way.

    Args:
        raw: What was read.
        model: The model in whose words the map is to speak.
        defaults: What counts where the file says nothing.
        stem: Name of the file, for a map that does not say what it is called.
    """
    return _Check(raw, model, defaults, stem).run()


class _Vocabulary:
    """Finds elements of a section by id or by what they are called."""

    def __init__(self, elements: Mapping[str, Any]) -> None:
        self._ids = elements
        self._named: dict[str, set[str]] = {}
        for element_id, element in elements.items():
            said = [*element.label.values(), *(getattr(element, "short", None) or Text({})).values(), element_id]
            for text in said:
                self._named.setdefault(_folded(text), set()).add(element_id)

    def find(self, written: str) -> str | None:
        """Return the id of what is written, or None if nothing or more than one thing is called so."""
        if written in self._ids:
            return written
        found = self._named.get(_folded(written), set())
        return next(iter(found)) if len(found) == 1 else None

    def like(self, written: str) -> str:
        """Return the id or name that looks most like what is written, or nothing."""
        return suggestion(written, [*self._ids, *self._named]) or ""


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


class _Check:
    """Works through one file."""

    def __init__(self, raw: RawMap, model: Model, defaults: MapDefaults, stem: str) -> None:
        self._raw, self._model, self._defaults, self._stem = raw, model, defaults, stem
        self._found = Checked(problems=list(raw.problems), ignored=dict(raw.ignored))
        sections = ("actor_kinds", "levels", "relation_kinds", "relation_statuses", "relation_strengths", "reporters")
        self._words = {name: _Vocabulary(getattr(model, name)) for name in sections}
        self._ids: dict[str, str] = {}  # as written -> as in the map
        self._places: dict[str, Place] = {}
        self._names: dict[str, set[str]] = {}
        self._taken: set[str] = set()
        self._called: dict[str, str] = {}
        self._edges: dict[tuple[str, str, str, str | None], Place] = {}

    def run(self) -> Checked:
        raw, found = self._raw, self._found
        actors = [(r.place, actor) for r in raw.actors if (actor := self._actor(r)) is not None]
        relations = [(r.place, relation) for r in raw.relations if (relation := self._relation(r)) is not None]
        drawn = self._head(tuple(a for _, a in actors), tuple(r for _, r in relations))
        places = {"actors": [p for p, _ in actors], "relations": [p for p, _ in relations]}
        for problem in check_map(drawn, self._model):
            self._take(problem, places)
        order = {id(r.place): n for n, r in enumerate([*raw.actors, *raw.relations])}
        found.problems.sort(key=lambda p: order.get(id(p.place), -1))
        found.map = None if found.problems else with_relation_ids(drawn)
        return found

    def _report(self, place: Place, reason: str, **values: object) -> None:
        self._found.problems.append(MapFileProblem(place, reason, values))

    def _take(self, problem: MapProblem, places: Mapping[str, list[Place]]) -> None:
        """Take over what a rule of maps has found, with the place in the file."""
        if problem.code == "MAP-005" or (problem.code == "MAP-008" and self._raw.actors):
            return  # the actor stands in the file, and what is wrong with it has been said
        section, number = (*problem.where, None, None)[:2]
        numbered = section in places and isinstance(number, int)
        place = places[str(section)][int(str(number))] if numbered else Place("head")
        reason = _REASONS.get(problem.code, "other")
        values: dict[str, object] = {**problem.values, "message": problem.message}
        values |= {end: self._called[str(values[end])] for end in ("actor", "other") if values.get(end) in self._called}
        if kind := self._model.relation_kinds.get(str(values.get("kind", ""))):
            values["kind"] = kind.label
        if reason == "too_many":
            values["limit"] = MAX_ACTORS if values["kind"] == "actors" else MAX_RELATIONS
        (self._found.problems if problem.is_error else self._found.warnings).append(
            MapFileProblem(place, reason, values))

    # ---------------------------------------------------------------------------- actors
    def _actor(self, record: Record) -> Actor | None:
        """Return an actor, or None if something is wrong; its id is known either way."""
        before, values = len(self._found.problems), record.values
        written = values.get("id", "").strip()
        name = values.get("name", "") or ("" if self._raw.own else written)
        if not name.strip():
            self._report(record.place, "no_name", value=written)
        key = written or slug(name, f"actor-{len(self._ids) + 1}")
        if key in self._places:
            self._report(record.place, "actor_twice", value=key, first=self._places[key])
            return None
        self._places[key] = record.place
        actor_id = self._free(key)
        self._ids[key], self._called[actor_id] = actor_id, name
        for called in {_folded(name), _folded(values.get("short", ""))} - {""}:
            self._names.setdefault(called, set()).add(key)
        self._characters(record)
        kind = self._word(record, "kind", "actor_kinds", self._defaults.kind)
        level = self._word(record, "level", "levels", self._defaults.level)
        if len(self._found.problems) > before:
            return None
        return Actor(actor_id, name, kind, level, values.get("short", ""), _text("note", values),
                     self._sources(record))

    def _free(self, written: str) -> str:
        """Return an id that is well formed and not taken."""
        base = _as_id(written, "actor")
        actor_id, number = base, 1
        while actor_id in self._taken:
            number += 1
            actor_id = f"{base}-{number}"
        self._taken.add(actor_id)
        return actor_id

    # ---------------------------------------------------------------------------- relations
    def _relation(self, record: Record) -> Relation | None:
        before, values, raw = len(self._found.problems), record.values, self._raw
        ends = [self._end(record, name) for name in ("from", "to")]
        fallback = self._defaults.relation_kind
        if record.directed is False and self._defaults.undirected_kind is not None:
            fallback = self._defaults.undirected_kind
        kind = self._word(record, "kind", "relation_kinds", fallback, asks="relation_kind")
        status = self._word(record, "status", "relation_statuses", self._defaults.status)
        optional = {name: self._word(record, name, section, None, needed=False)
                    for name, section in (("strength", "relation_strengths"), ("reporter", "reporters"))}
        self._characters(record)
        if len(self._found.problems) > before or None in ends:
            return None
        relation = Relation(str(ends[0]), str(ends[1]), kind, status, optional["strength"] or None,
                            optional["reporter"] or None, _text("note", values), self._sources(record),
                            values.get("id", "") if raw.own else "")
        return None if not raw.own and self._is_known(relation, record.place) else relation

    def _end(self, record: Record, name: str) -> str | None:
        """Return the id of the actor at an end, or None if the file has no such actor."""
        written = record.values.get(name, "").strip()
        if not written:
            self._report(record.place, f"no_{name}")
            return None
        if written in self._ids:
            return self._ids[written]
        called = self._names.get(_folded(written), set()) if self._raw.by_name else set()
        if len(called) == 1:
            return self._ids[next(iter(called))]
        reason = "several_actors" if called else f"unknown_{name}"
        self._report(record.place, reason, value=written, meant=suggestion(written, self._ids) or "")
        return None

    def _is_known(self, relation: Relation, place: Place) -> bool:
        """Leave out an edge that a file from elsewhere holds several times, and say so."""
        ends = (relation.source, relation.target)
        if not self._model.relation_kinds[relation.kind].directed:
            ends = (min(ends), max(ends))
        first = self._edges.setdefault((*ends, relation.kind, relation.reporter), place)
        if first is not place:
            self._found.warnings.append(MapFileProblem(place, "edge_twice", {"first": first}))
        return first is not place

    # ---------------------------------------------------------------------------- values
    def _word(self, record: Record, name: str, section: str, fallback: str | None, *, needed: bool = True,
              asks: str = "") -> str:
        """Return the id of a word of the vocabulary; empty if there is none."""
        words, written = self._words[section], record.values.get(name, "").strip()
        for text in (written, *(record.others.get(name, ()) if not self._raw.own else ())):
            if text and (found := words.find(text)) is not None:
                return found
        asks, fallback = asks or name, None if self._raw.own else fallback
        if written and (self._raw.own or (needed and fallback is None)):
            self._report(record.place, f"unknown_{asks}", value=written, meant=words.like(written))
        elif written and not needed:
            self._found.ignored[name] = None
        elif needed and fallback is None:
            named = record.values.get("name", "") or record.values.get("id", "")
            self._report(record.place, f"no_{asks}", value=named)
        elif needed:
            self._found.filled[asks] += 1
        return fallback or ""

    def _sources(self, record: Record) -> tuple[str, ...]:
        written = tuple(record.values.get("sources", "").split())
        if self._raw.own or all(source in self._model.sources for source in written):
            return written
        self._found.ignored["sources"] = None
        return ()

    def _characters(self, record: Record) -> None:
        if any(_UNSTORABLE.search(text) for text in record.values.values()):
            self._report(record.place, "character")

    # ---------------------------------------------------------------------------- the map as a whole
    def _head(self, actors: tuple[Actor, ...], relations: tuple[Relation, ...]) -> StructureMap:
        head, defaults = self._raw.head, self._defaults
        place = Place("head")
        self._characters(Record(place, head))
        reporter = self._word(Record(place, {"reporter": head.get("reporter", "")}), "reporter", "reporters", None,
                              needed=False)
        if not reporter:
            self._found.filled["reporter"] += 1
            reporter = defaults.reporter or next(iter(self._model.reporters), "")
        chosen = {}
        for name, choices, otherwise in (("kind", get_args(Kind), "now"), ("origin", get_args(Origin), "own")):
            chosen[name] = head.get(name, "") if self._raw.own else ""
            if chosen[name] and chosen[name] not in choices:
                self._report(place, "unknown_choice", field=name, value=chosen[name], known=", ".join(choices))
            chosen[name] = chosen[name] if chosen[name] in choices else otherwise
        drawn = StructureMap(
            id=_map_id(head.get("id", "") or self._stem),
            city=_first(head.get("city"), defaults.city, self._stem, "–"),
            wave=_first(head.get("wave"), defaults.wave, "–"),
            reporter=reporter, actors=actors, relations=relations,
            year=self._year(head.get("year", "")), label=_text("label", head), note=_text("note", head),
        )
        return replace(drawn, kind=cast("Kind", chosen["kind"]), origin=cast("Origin", chosen["origin"]))

    def _year(self, written: str) -> int | None:
        text = re.sub(r"[.,]0+$", "", written.strip())  # a spreadsheet may have made a decimal of it
        if re.fullmatch(r"-?[0-9]{1,6}", text):
            return int(text)
        if text:
            self._report(Place("head"), "bad_year", value=written)
        return None


def _as_id(written: str, otherwise: str) -> str:
    return written if re.fullmatch(MAP_ID_PATTERN, written) else slug(written, otherwise)


def _map_id(written: str) -> str:
    """Return a text as the id of a map, which has the form of the ids of a model."""
    if re.fullmatch(ID_PATTERN, written):
        return written
    plain = re.sub(r"[^a-z0-9_]+", "_", slug(written, "map"))
    return plain if plain[0].isalpha() else f"map_{plain}"


def _first(*texts: str | None) -> str:
    return next((text for text in texts if text and text.strip()), "")


def _text(name: str, values: Mapping[str, str]) -> Text:
    """Return a wording from its languages; an empty one is none."""
    prefix = f"{name}_"
    return Text({k.removeprefix(prefix): v for k, v in values.items() if k.startswith(prefix) and v})
