"""Taking a whole map in: which of its actors the city knows already, and what has to be written. No database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from typology.model.vocabulary import Actor, Relation, StructureMap, relation_id
from typology.store.cleaning import name_text
from typology.store.map_changes import Fields, free_key, is_key, new_key, relation_key, take
from typology.store.map_errors import (
    ActorAbsentError,
    ActorIncompleteError,
    ActorNamelessError,
    RelationIncompleteError,
    RelationToItselfError,
)
from typology.store.map_folding import REQUIRED, MapView, Sameness, name_key
from typology.store.map_records import Change, MapState


def taken_in(
    content: StructureMap,
    state: MapState,
    former_names: Mapping[str, Collection[str]],
    *,
    same_ids: bool,
    replace: bool,
    own_names: bool = False,
) -> Fields:
    """Return what has to be written so that a map holds what another one shows.

    An actor of the content is one of the city's if it has its id and was ever called so, or if it has its very name;
    another actor that happens to have its id gets a new one. No two actors of the content become one.

    Args:
        content: What is to be taken in.
        state: The map before, with the names of the city.
        former_names: For each key of the city all names it ever had, as ``name_key`` gives them.
        same_ids: Whether equal ids are the same actor whatever the names; the city keeps its own names then.
        replace: Whether what the content does not show is taken off the map.
        own_names: Whether the map calls its actors as the content does, whatever the city calls them.

    Raises:
        StoreError: If an actor or relation lacks something or leads nowhere; ``details`` say which.
    """
    intake = _Intake(MapView(state), former_names, same_ids=same_ids, own_names=own_names)
    intake.take_actors(content)
    for relation in content.relations:
        intake.take_relation(relation)
    if replace:
        intake.take_away_the_rest()
    return intake.new


class _Intake:
    """One map on its way in."""

    def __init__(
        self, view: MapView, former: Mapping[str, Collection[str]], *, same_ids: bool, own_names: bool
    ) -> None:
        self.new: Fields = {}
        self._view = view
        self._former = former
        self._same_ids = same_ids
        self._own_names = own_names
        self._keys: dict[str, str] = {}
        self._relations: set[str] = set()
        self._taken = {key for subject, key in view.state.fields if subject == "relation"}
        self._shown: dict[Sameness, list[str]] = {}
        for shown in view.relations:
            self._shown.setdefault(view.sameness(shown), []).append(shown)

    def take_actors(self, content: StructureMap) -> None:
        """Find the key of every actor, then say what the content says of it."""
        self._find_keys(content)
        for actor in content.actors:
            self._take_actor(actor)

    def take_relation(self, relation: Relation) -> None:
        """Say what the content says of a relation.

        Raises:
            StoreError: If it lacks something or leads nowhere.
        """
        for end in (relation.source, relation.target):
            if end not in self._keys:
                raise ActorAbsentError(actor=end, name=end)
        source, target = self._keys[relation.source], self._keys[relation.target]
        if source == target:
            new_name = self.new.get(("name", source), {}).get("name")
            raise RelationToItselfError(name=new_name or self._view.name(source))
        if not (relation.kind and relation.status):
            raise RelationIncompleteError(name=relation_id(relation))
        key = self._relation_key(relation, (source, target, relation.kind, relation.reporter or None))
        fields = {
            "source": source, "target": target, "kind": relation.kind, "status": relation.status,
            "strength": relation.strength, "reporter": relation.reporter, "note": relation.note,
            "sources": relation.sources, "gone": False,
        }  # fmt: skip
        take(self._view, Change("relation", key, fields), self.new)
        self._relations.update(self._view.relation_members(key) or (key,))

    def take_away_the_rest(self) -> None:
        """Take off what is on the map, or would come back with its actors, and is not in the content."""
        here = set(self._keys.values())
        for (subject, key), fields in self._view.state.fields.items():
            if fields.get("gone") is not False:
                continue
            if (subject == "actor" and self._view.resolve(key) not in here) or (
                subject == "relation" and key not in self._relations
            ):
                self.new.setdefault((subject, key), {})["gone"] = True

    def _find_keys(self, content: StructureMap) -> None:
        used: set[str] = set()

        def use(actor: Actor, key: str) -> None:
            self._keys[actor.id] = key
            used.add(key)

        for actor in content.actors:
            known = self._known_id(actor)
            if known is not None and known not in used:
                use(actor, known)
        for actor in content.actors:
            same_name = (self._view.resolve(key) for key in self._view.names.get(name_key(actor.name), ()))
            if actor.id not in self._keys and (known := next((key for key in same_name if key not in used), None)):
                use(actor, known)
        taken = {key for subject, key in self._view.state.fields if subject == "name"} | used
        new = [actor for actor in content.actors if actor.id not in self._keys]
        for actor in new:
            if is_key(actor.id) and actor.id not in taken:
                use(actor, actor.id)
        taken |= used
        for actor in new:
            if actor.id not in self._keys:
                use(actor, new_key(actor.name, taken))
                taken.add(self._keys[actor.id])

    def _known_id(self, actor: Actor) -> str | None:
        if not self._view.fields("name", actor.id):
            return None
        shown = self._view.resolve(actor.id)
        names = {*self._former.get(actor.id, ()), *self._former.get(shown, ())}
        return shown if self._same_ids or name_key(actor.name) in names else None

    def _take_actor(self, actor: Actor) -> None:
        key = self._keys[actor.id]
        name = name_text(actor.name, "name", required=False)
        if not name:
            raise ActorNamelessError(actor=actor.id)
        if not all(getattr(actor, field) for field in REQUIRED["actor"]):
            raise ActorIncompleteError(actor=actor.id, name=name)
        if named := self._named(actor, key, name):
            take(self._view, Change("name", key, named), self.new)
        fields = {"kind": actor.kind, "level": actor.level, "note": actor.note, "sources": actor.sources, "gone": False}
        take(self._view, Change("actor", key, fields), self.new)

    def _named(self, actor: Actor, key: str, name: str) -> dict[str, Any]:
        """Return what the content says about the name that the city does not know or say otherwise."""
        known = self._view.fields("name", key)
        if self._own_names or not known:
            return {"name": name, "short": actor.short}
        named = {"short": actor.short} if actor.short and not known.get("short") else {}
        # Only a map that calls its actors by the ids of the city speaks of names and does not merely use them.
        if not self._same_ids and self._view.resolve(actor.id) == key:
            if name_key(name) != name_key(self._view.name(key)):
                named["name"] = name
            if actor.short:
                named["short"] = actor.short
        return named

    def _relation_key(self, relation: Relation, same: Sameness) -> str:
        made = relation_key(same[0], same[2], same[1])
        for key in (relation.id, made):  # its own entries, even if it was taken away since
            if key not in self._relations and self._view.fields("relation", key) and self._view.sameness(key) == same:
                return key
        unused = [key for key in self._shown.get(same, ()) if key not in self._relations]
        alike = [key for key in unused if self._view.fields("relation", key)["status"] == relation.status]
        if found := alike or unused:
            return found[0]
        free = is_key(relation.id) and relation.id not in self._taken
        key = relation.id if free else free_key(made, self._taken)
        self._taken.add(key)
        return key
