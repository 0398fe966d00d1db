"""What if: who loses contact with whom when an actor leaves, or when some relations end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from typology.infrastructure.relations import actor_ids, counted_relations, counts, role_of, sound_relations
from typology.model.elements import Model
from typology.model.vocabulary import Relation, StructureMap, relation_id

MOST_PAIRS = 200
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a loss means for the rest of the net. Actors are in the order of the map.

    Attributes:
        gone: The actor that has left; None if it was relations, or if the map has no such actor.
        lost_ties: All relations that end, whatever their kind and status.
        parted: Pairs of those who stay that had a tie and have none any more.
        lost_count: Pairs of those who stay that had a way to each other and have none any more.
        lost_pairs: These pairs, the first ``MOST_PAIRS`` of them.
        longer: Number of pairs of those who stay whose shortest way has become longer.
        pieces: The parts into which fall those who had a way to each other, the largest first; empty if nothing
            falls apart.
        isolated: Those who had a tie and have none any more.
        unfunded: Those who were funded according to the map, and are not any more.
    """

    gone: str | None
    lost_ties: tuple[Relation, ...]
    parted: tuple[Pair, ...]
    lost_count: int
    lost_pairs: tuple[Pair, ...]
    longer: int
    pieces: tuple[tuple[str, ...], ...]
    isolated: tuple[str, ...]
    unfunded: tuple[str, ...]


def without_actor(drawn: StructureMap, model: Model, actor_id: str) -> Leaving:
    """Return what it means if an actor leaves.

    Args:
        drawn: The map.
        model: Says which relations are counted.
        actor_id: Who leaves; if the map has no such actor, nothing is lost.
    """
    gone = actor_id if actor_id in set(actor_ids(drawn)) else None
    ending = tuple(r for r in sound_relations(drawn) if actor_id in (r.source, r.target))
    return _leaving(drawn, model, gone, ending)


def without_relations(drawn: StructureMap, model: Model, relation_ids: Collection[str]) -> Leaving:
    """Return what it means if relations end.

    Args:
        drawn: The map.
        model: Says which relations are counted.
        relation_ids: Ids of the relations, as ``relation_id`` gives them; unknown ones are passed over.
    """
    chosen = set(relation_ids)
    ending = tuple(r for r in sound_relations(drawn) if relation_id(r) in chosen)
    return _leaving(drawn, model, None, ending)


def funding_of(drawn: StructureMap, model: Model, actor_id: str, *, given: bool = True) -> tuple[Relation, ...]:
    """Return the funding that is there: what an actor gives, or what it gets if ``given`` is False."""
    return tuple(r for r in _funding(sound_relations(drawn), model)
                 if (r.source if given else r.target) == actor_id)


def _leaving(drawn: StructureMap, model: Model, gone: str | None, ending: tuple[Relation, ...]) -> Leaving:
    ids = actor_ids(drawn)
    place = {actor: number for number, actor in enumerate(ids)}
    counted = counted_relations(drawn, model)
    lost = {id(r) for r in ending}
    before = _neighbours(counted, place)
    after = _neighbours((r for r in counted if id(r) not in lost), place)
    left = None if gone is None else place[gone]
    broken = _broken(before, after, left)
    lost_count = sum(_pairs_between(parts) for parts in broken)
    farther = _farther(before, after, left)
    pieces = sorted((part for parts in broken for part in parts), key=lambda part: (-len(part), part[0]))
    parted = [(a, b) for a, near in enumerate(before) for b in sorted(near) if a < b and left not in (a, b)
              and b not in after[a]]
    return Leaving(
        gone=gone,
        lost_ties=ending,
        parted=tuple((ids[a], ids[b]) for a, b in parted),
        lost_count=lost_count,
        lost_pairs=tuple((ids[a], ids[b]) for a, b in _first_pairs(broken)),
        longer=farther - lost_count,
        pieces=tuple(tuple(ids[a] for a in part) for part in pieces),
        isolated=tuple(ids[a] for a in range(len(ids)) if before[a] and not after[a] and a != left),
        unfunded=_unfunded(drawn, model, gone, lost),
    )


def _unfunded(drawn: StructureMap, model: Model, gone: str | None, lost: set[int]) -> tuple[str, ...]:
    funding = _funding(sound_relations(drawn), model)
    funded = {r.target for r in funding}
    still = {r.target for r in funding if id(r) not in lost}
    return tuple(actor for actor in actor_ids(drawn) if actor in funded - still and actor != gone)


def _funding(relations: Iterable[Relation], model: Model) -> tuple[Relation, ...]:
    return tuple(r for r in relations if role_of(model, r) == "funding" and counts(model, r))


# ------------------------------------------------------------------------------ nets of numbers
def _neighbours(relations: Iterable[Relation], place: dict[str, int]) -> list[set[int]]:
    """Return for each actor, by its number, those it has a tie to."""
    near: list[set[int]] = [set() for _ in place]
    for relation in relations:
        a, b = place[relation.source], place[relation.target]
        near[a].add(b)
        near[b].add(a)
    return near


def _parts(near: Sequence[set[int]], members: Iterable[int]) -> list[list[int]]:
    """Return the members by the parts in which they have a way to each other, each in ascending order."""
    left = set(members)
    parts = []
    for start in sorted(left):
        if start not in left:
            continue
        left.remove(start)
        part, edge = [start], [start]
        while edge:
            met = near[edge.pop()] & left
            left -= met
            part.extend(met)
            edge.extend(met)
        parts.append(sorted(part))
    return parts


def _broken(before: Sequence[set[int]], after: Sequence[set[int]], left: int | None) -> list[list[list[int]]]:
    """Return the parts of each part that falls apart; who has left belongs to none."""
    found = []
    for whole in _parts(before, range(len(before))):
        pieces = _parts(after, (a for a in whole if a != left))
        if len(pieces) > 1:
            found.append(pieces)
    return found


def _pairs_between(parts: Sequence[Sequence[int]]) -> int:
    whole = sum(map(len, parts))
    return (whole**2 - sum(len(part) ** 2 for part in parts)) // 2


def _first_pairs(broken: Sequence[Sequence[Sequence[int]]]) -> list[tuple[int, int]]:
    """Return the first pairs that have lost each other, by the numbers of both."""
    home = {a: number for number, part in enumerate(p for parts in broken for p in parts) for a in part}
    found: list[tuple[int, int]] = []
    for a, b in _all_pairs(broken):
        if home[a] != home[b]:
            found.append((a, b))
            if len(found) == MOST_PAIRS:
                break
    return found


def _all_pairs(broken: Sequence[Sequence[Sequence[int]]]) -> Iterator[tuple[int, int]]:
    wholes = [sorted(a for part in parts for a in part) for parts in broken]
    of = {a: whole for whole in wholes for a in whole}
    for a in sorted(of):
        yield from ((x, y) for x, y in product((a,), of[a]) if x < y)


def _farther(before: Sequence[set[int]], after: Sequence[set[int]], left: int | None) -> int:
    """Return the number of pairs, without the one that has left, that are farther from each other or lost.

    Everybody walks at the same time, in both nets, one step at a time. Who has reached an actor is kept as the bits
    of one large number: a step is then a few operations for each tie, however many walk.
    """
    everyone = range(len(before))
    staying = ~0 if left is None else ~(1 << left)
    here = [1 << a for a in everyone]
    there = list(here)
    arrived, arrived_then = list(here), list(here)
    count = 0
    while any(here):
        here = _step(before, here, arrived)
        there = _step(after, there, arrived_then)
        for a in everyone:
            if here[a] and a != left:
                count += (here[a] & ~arrived_then[a] & staying).bit_count()
    return count // 2


def _step(near: Sequence[set[int]], here: Sequence[int], arrived: list[int]) -> list[int]:
    """Return who reaches each actor with the next step for the first time, and note it in ``arrived``."""
    found = []
    for a, neighbours in enumerate(near):
        coming = 0
        for b in neighbours:
            coming |= here[b]
        found.append(coming & ~arrived[a])
    for a, new in enumerate(found):
        arrived[a] |= new
    return found
