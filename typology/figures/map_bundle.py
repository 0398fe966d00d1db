"""A large structure map made small: one actor for all of a kind on a level, their relations in bundles."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import replace

from typology.figures.map_words import drawable
from typology.figures.text import clean
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation, StructureMap

# More bundles than this cannot be told apart; the thickest are drawn.
MOST_BUNDLES = 100


def is_large(drawn: StructureMap, model: Model) -> bool:
    """True if a map has more actors than are drawn one by one."""
    return len(drawn.actors) > model.method.network.aggregate_above


def aggregated(drawn: StructureMap, model: Model, speaker: Speaker) -> StructureMap:
    """Return a map with one actor per kind and level, and one relation per pair of them.

    The Verbund stays an actor of its own. A bundle has the kind and the status that most of its relations have, and a
    strength by its share of the thickest bundle. Relations within a bundle of actors are not drawn.

    Args:
        drawn: A map of any size.
        model: Its vocabulary.
        speaker: The reader's language; names hold the number of actors, e.g. ``Jobcenter (12)``.
    """
    bundle_of = bundles_of(drawn, model)
    members: defaultdict[str, list[Actor]] = defaultdict(list)
    for actor in drawn.actors:
        members[bundle_of[actor.id]].append(actor)
    actors = tuple(_bundle(bundle, found, model, speaker) for bundle, found in members.items())
    ties: defaultdict[tuple[str, str], list[Relation]] = defaultdict(list)
    for relation in drawable(drawn):
        ends = bundle_of[relation.source], bundle_of[relation.target]
        if ends[0] != ends[1]:
            ties[ends].append(relation)
    thickest = sorted(ties.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_BUNDLES]
    most = len(thickest[0][1]) if thickest else 1
    relations = tuple(_tie(ends, found, most, model) for ends, found in thickest)
    return replace(drawn, actors=actors, relations=relations)


def bundles_of(drawn: StructureMap, model: Model) -> dict[str, str]:
    """Return by the id of each actor the id of the one it is drawn as."""
    found = {}
    for actor in drawn.actors:
        kind = model.actor_kinds.get(actor.kind)
        is_single = kind is not None and kind.role == "case"
        found[actor.id] = actor.id if is_single else f"all.{actor.kind}.{actor.level}"
    return found


def _bundle(bundle: str, members: list[Actor], model: Model, speaker: Speaker) -> Actor:
    first = members[0]
    if len(members) == 1:
        return replace(first, id=bundle)
    kind = model.actor_kinds.get(first.kind)
    words = {"n": len(members)}
    name = speaker("mapfig.bundle.name", name=clean(speaker.text(kind.label) if kind else first.kind), **words)
    short = clean(speaker.text(kind.short)) if kind and kind.short else ""
    short = speaker("mapfig.bundle.name", name=short, **words) if short else ""
    return Actor(bundle, name, first.kind, first.level, short=short)


def _tie(ends: tuple[str, str], found: list[Relation], most: int, model: Model) -> Relation:
    kind, status = (_most_frequent([getattr(r, key) for r in found]) for key in ("kind", "status"))
    steps = sorted(model.relation_strengths.values(), key=lambda strength: strength.value)
    strength = steps[math.ceil(len(found) / most * len(steps)) - 1].id if steps else None
    return Relation(*ends, kind, status, strength, id=f"{ends[0]}.{ends[1]}")


def _most_frequent(ids: list[str]) -> str:
    count = Counter(ids)
    return min(count, key=lambda element: (-count[element], element))
