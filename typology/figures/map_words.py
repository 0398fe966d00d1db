"""How pictures of structure maps name actors, relations and where they are known from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from typology.figures.common import hover
from typology.figures.text import clean, isolate
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation, StructureMap

MISSING = "–"
_FIELD = re.compile(r"\{(source|target)\}")


class MapWords:
    """Names and sentences of the maps of one city, in one language.

    Attributes:
        say: The speaker behind it.
        model: The vocabulary.
    """

    def __init__(self, model: Model, speaker: Speaker, *maps: StructureMap) -> None:
        self.say = speaker
        self.model = model
        self._names = {actor.id: clean(actor.name) for drawn in maps for actor in drawn.actors}

    def name(self, actor_id: str) -> str:
        """Return the full name of an actor; its id if the map has no such actor."""
        return isolate(self._names.get(actor_id) or clean(actor_id))

    def label(self, element_id: str | None, elements: Mapping[str, object]) -> str:
        """Return what the vocabulary calls an element; its id if it is not there, a dash for None."""
        if element_id is None:
            return MISSING
        found = elements.get(element_id)
        return clean(self.say.text(getattr(found, "label", None))) or clean(element_id) or MISSING

    def enumerate(self, names: Sequence[str]) -> str:
        """Return names as a list in a sentence."""
        if len(names) < 2:
            return "".join(names)
        return self.say("figures.and", first=", ".join(names[:-1]), last=names[-1])

    def relation(self, relation: Relation) -> str:
        """Return a relation as a sentence."""
        kind = self.model.relation_kinds.get(relation.kind)
        ends = {"source": self.name(relation.source), "target": self.name(relation.target)}
        if kind is None:
            return self.say("mapfig.unknown_kind", kind=clean(relation.kind), **ends)
        return _FIELD.sub(lambda field: ends[field[1]], self.say.text(kind.sentence))

    def status(self, relation: Relation) -> str:
        """Return the status of a relation."""
        return self.label(relation.status, self.model.relation_statuses)

    def strength(self, relation: Relation) -> str:
        """Return how strong a relation is."""
        return self.label(relation.strength, self.model.relation_strengths)

    def reporter(self, relation: Relation, drawn: StructureMap) -> str:
        """Return who reports a relation: whoever is named, else whoever drew the map."""
        return self.label(relation.reporter or drawn.reporter, self.model.reporters)

    def sources(self, keys: Iterable[str]) -> str:
        """Return the titles of sources, or a dash."""
        titles = [clean(self.say.text(self.model.sources[k].title) if k in self.model.sources else k) for k in keys]
        return "; ".join(title for title in titles if title) or MISSING

    def note(self, worded: Relation | Actor) -> str:
        """Return the note of an actor or a relation on one line, uncut."""
        return " ".join(clean(self.say.text(worded.note), 100_000).split())

    # ------------------------------------------------------------------------------ tables
    @property
    def headings(self) -> tuple[str, ...]:
        """Headings of the list of relations."""
        keys = ("relation", "kind", "status", "strength", "reporter", "sources", "note")
        return tuple(self.say(f"mapfig.heading.{key}") for key in keys)

    def row(self, relation: Relation, drawn: StructureMap) -> tuple[str, ...]:
        """Return a relation as a row of the list."""
        return (
            self.relation(relation), self.label(relation.kind, self.model.relation_kinds), self.status(relation),
            self.strength(relation), self.reporter(relation, drawn), self.sources(relation.sources),
            self.note(relation) or MISSING,
        )

    # ------------------------------------------------------------------------------ under the pointer
    def hover_actor(self, actor: Actor, ties: int, *more: str) -> str:
        """Return what appears at an actor: name, kind, level, number of relations, note; escaped."""
        about = self.say(
            "mapfig.hover.actor",
            kind=self.label(actor.kind, self.model.actor_kinds), level=self.level(actor.level),
        )
        return hover(self.name(actor.id), *more, about, self.say("mapfig.hover.ties", n=ties), self.note(actor))

    def hover_tie(self, relation: Relation, drawn: StructureMap, *more: str) -> str:
        """Return what appears at a relation: sentence, status, strength, who reports it, sources, note; escaped."""
        about = [self.status(relation)]
        if relation.strength:
            about.append(self.strength(relation))
        lines = [*more, " · ".join(about), self.say("mapfig.hover.reporter", reporter=self.reporter(relation, drawn))]
        if relation.sources:
            lines.append(self.say("mapfig.hover.sources", sources=self.sources(relation.sources)))
        return hover(self.relation(relation), *lines, self.note(relation))

    def level(self, level_id: str) -> str:
        """Return the name of a level."""
        return self.label(level_id, self.model.levels) if level_id in self.model.levels else self.say("mapfig.no_level")

    # ------------------------------------------------------------------------------ sentences
    def by_level(self, drawn: StructureMap) -> str:
        """Return who stands on which level, one sentence a level."""
        found = []
        for level in (*self.model.levels, ""):
            on = [a for a in drawn.actors if (a.level if a.level in self.model.levels else "") == level]
            if on:
                names = self.enumerate(sorted(self.name(actor.id) for actor in on))
                found.append(self.say("mapfig.alt.level", level=self.level(level), names=names))
        return " ".join(found)

    def by_status(self, relations: Iterable[Relation]) -> str:
        """Return how many relations have which status, in the order of the model."""
        count = Counter(relation.status for relation in relations)
        known = [s for s in self.model.relation_statuses if count[s]]
        return ", ".join(f"{self.label(s, self.model.relation_statuses)} {count[s]}" for s in known)


def drawable(drawn: StructureMap) -> list[Relation]:
    """Return the relations of a map that have two different ends on it, in the order of entry."""
    there = {actor.id for actor in drawn.actors}
    return [r for r in drawn.relations if r.source in there and r.target in there and r.source != r.target]


def count_ties(relations: Iterable[Relation]) -> Counter[str]:
    """Return the number of relations of every actor."""
    return Counter(end for relation in relations for end in (relation.source, relation.target))
