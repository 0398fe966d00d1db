"""Snapshots beside each other: which may be compared, and on which items.

There is no order by size in here, no sum over sets, and no rank. What can be told apart stands in ``telling_apart``,
who is alike in ``nearest``, and how figures are worked out anew in ``recomputing``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from typology.assessment.item_prints import item_print
from typology.assessment.reckoning import reckoning_print
from typology.assessment.recomputing import recompute_all
from typology.assessment.releasing import coverage_of
from typology.assessment.snapshot import Snapshot, WaveKind
from typology.assessment.telling_apart import distinguishable as distinguishable
from typology.assessment.telling_apart import exceeds as exceeds
from typology.model.elements import Model, Questionnaire

_CRUMB = 1e-9

Reason = Literal["model", "coverage", "voices", "perspective", "kind", "altered", "nothing"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a snapshot is left out of a comparison, as data; a screen makes the sentence.

    Attributes:
        reason: ``model``: another typology, or too little of the weight is shared (``shared``, ``needed``; both 0 to
            1) · ``coverage``: too little was answered (``coverage``, ``needed``) · ``voices``: too few people
            (``voices``, ``needed``, ``missing``), or more than may speak by office (``voices``, ``most``)
            · ``perspective``: somebody else looks (``perspective``, ``needed``)
            · ``kind``: in retrospect or a goal beside today (``kind``, ``needed``) · ``altered``: no longer what was
            released (``place``, if known) · ``nothing``: it has no score at all.
        details: Figures and ids for the sentence.
    """

    reason: Reason
    details: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DroppedItem:
    """An item that is left out of the comparison.

    Attributes:
        item: Item id.
        reason: ``changed``: asked in other words or with other answers · ``absent``: not asked everywhere.
    """

    item: str
    reason: Literal["changed", "absent"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Snapshots that may stand beside each other.

    Attributes:
        snapshots: Those admitted, in the order given; on the basis ``shared`` worked out anew on the shared items.
        refused: Those left out, each with the first reason that held.
        basis: ``all``: figures as released · ``shared``: worked out anew on the items asked alike everywhere.
        shared_items: Items the comparison rests on, in the order of the model.
        shared_weight: Their share of the weight, 0 to 1: of each dimension's items, averaged over the dimensions.
        dropped: What is left out, in the order of the model; then items the model does not know, by id.
        released: The admitted ones as they were released, in the same order as ``snapshots``.
    """

    snapshots: tuple[Snapshot, ...]
    refused: tuple[tuple[Snapshot, Refusal], ...]
    basis: Literal["all", "shared"]
    shared_items: tuple[str, ...]
    shared_weight: float
    dropped: tuple[DroppedItem, ...] = ()
    released: tuple[Snapshot, ...] = ()


def compare(
    model: Model,
    snapshots: Sequence[Snapshot],
    *,
    own: Snapshot | None = None,
    questionnaires: Iterable[Questionnaire] = (),
    perspective_mixed_ok: bool = False,
) -> Comparison:
    """Put snapshots beside each other, as far as that is fair.

    One snapshot is the chosen one: one's own, else the first that may be compared at all. All others have to be of its
    perspective and of its kind of wave: in retrospect, now, or a goal. Kinds are mixed for one Verbund alone, one's
    own, whose past and goal may stand beside its present. Where the questions or the reckoning differ, all are worked
    out anew on what everybody was asked alike. The largest group that was asked the same comes first (one's own before
    it); a group that would press the shared weight below the limit is refused.

    The shared weight is the share of the weight of the items asked of anybody, in each dimension and then averaged over
    dimensions, with the weights of the model. Where a snapshot was asked items that the model no longer has, whose
    weight nobody knows any more, it is at most the share of the number of items that one was asked.

    Args:
        model: The model in force.
        snapshots: Any snapshots; equal ones are taken once.
        own: One's own snapshot; it comes first if it is not among the others.
        questionnaires: The questionnaires in force: in whose words items are asked today.
        perspective_mixed_ok: Let perspectives stand beside each other; their questions have to be the same ones.

    Returns:
        The admitted snapshots in the order given, the refused ones with the first reason that held.
    """
    given = _once(snapshots if own is None or own in snapshots else (own, *snapshots))
    refusals = {n: refusal for n, one in enumerate(given) if (refusal := _alone(model, one)) is not None}
    chosen = own or next((one for n, one in enumerate(given) if n not in refusals), None)
    for place, snapshot in enumerate(given):
        if place not in refusals and chosen is not None:
            refusal = _beside(snapshot, chosen, own, perspective_mixed_ok=perspective_mixed_ok)
            if refusal is not None:
                refusals[place] = refusal
    left = [place for place in range(len(given)) if place not in refusals]
    candidates = [given[place] for place in left]
    alike = _asked_alike(candidates)
    reference = _reference(model, candidates, alike, own, tuple(questionnaires))
    editions = _editions(alike, reference)
    admitted, shared, weight = _admit(model, editions, own)
    for edition in editions:
        if edition not in admitted:
            # What it would have left with the admitted ones.
            details = {"shared": edition.weight_beside(model, admitted), "needed": _needed(model)}
            refusals.update({left[place]: Refusal("model", details) for place in edition.places})
    released = tuple(s for place, s in enumerate(given) if place not in refusals)
    refused = tuple((given[place], refusals[place]) for place in sorted(refusals))
    items = tuple(item for item in model.items if item in shared)
    asked_alike = all(edition.asked.keys() == shared for edition in admitted)
    print_ = reckoning_print(model)
    if asked_alike and all(s.reckoning == print_ for s in released):
        return Comparison(released, refused, "all", items, weight, (), released)
    dropped = _dropped(model, admitted, reference, shared)
    return Comparison(recompute_all(model, released, items), refused, "shared", items, weight, dropped, released)


def _once(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Return the snapshots without repeats of the very same one."""
    found: list[Snapshot] = []
    seen: dict[tuple[str, ...], list[Snapshot]] = {}
    for one in snapshots:
        alike = seen.setdefault((*one.key, one.wave, one.perspective, one.voice, one.office), [])
        if one not in alike:
            alike.append(one)
            found.append(one)
    return found


def _needed(model: Model) -> float:
    return model.method.comparison.least_shared_weight


# ------------------------------------------------------------------------------ one by one
def _alone(model: Model, snapshot: Snapshot) -> Refusal | None:
    """Return why a snapshot may stand beside no other, if so."""
    if snapshot.model != model.info.id:
        return Refusal("model", {"model": snapshot.model, "expected": model.info.id})
    small, voices = model.method.small_groups, snapshot.voices
    least = 1 if snapshot.is_statement else small.group_from
    if voices < least:
        return Refusal("voices", {"voices": voices, "needed": least, "missing": least - voices})
    if snapshot.is_statement and voices > small.attributed_up_to:
        return Refusal("voices", {"voices": voices, "most": small.attributed_up_to})
    coverage, needed = coverage_of(model, snapshot.sets), model.method.comparison.least_coverage
    if coverage is not None and coverage < needed - _CRUMB:
        return Refusal("coverage", {"coverage": coverage, "needed": needed})
    if all(one.score is None for one in snapshot.sets.values()):
        return Refusal("nothing")
    return None


def _beside(
    snapshot: Snapshot, chosen: Snapshot, own: Snapshot | None, *, perspective_mixed_ok: bool
) -> Refusal | None:
    """Return why a snapshot may not stand beside the chosen one, if so."""
    if snapshot.perspective != chosen.perspective and not perspective_mixed_ok:
        return Refusal("perspective", {"perspective": snapshot.perspective, "needed": chosen.perspective})
    if snapshot.wave_kind != chosen.wave_kind and (own is None or snapshot.key != own.key):
        return Refusal("kind", {"kind": snapshot.wave_kind, "needed": chosen.wave_kind})
    return None


# ------------------------------------------------------------------------------ versions
_Asked = frozenset[tuple[str, str]]
"""What somebody was asked: the print of each item."""


@dataclass(frozen=True, slots=True, eq=False)
class _Edition:
    """Snapshots of people who were asked the same.

    Attributes:
        asked: Print of every item that was asked.
        unchanged: Those that are asked so today.
        places: Positions of the snapshots.
    """

    asked: Mapping[str, str]
    unchanged: frozenset[str]
    places: tuple[int, ...]

    def weight_beside(self, model: Model, others: Collection[_Edition]) -> float:
        """Return the weight this edition would share with others, 0 to 1."""
        return _shared_weight(model, (*others, self))


def _reference(
    model: Model, snapshots: Sequence[Snapshot], alike: Mapping[_Asked, Sequence[int]], own: Snapshot | None,
    forms: Sequence[Questionnaire],
) -> dict[str, str]:  # fmt: skip
    """Return the print each item has today.

    An item may be put in several words today: by the model, by a questionnaire, to a perspective. Those count that
    stand in one's own snapshot, else those of most snapshots.
    """
    used: dict[str, Counter[str]] = {item: Counter() for item in model.items}
    today: dict[str, set[str]] = {item: set() for item in model.items}
    for asked, places in alike.items():
        current = any(snapshots[place].model_version == model.version for place in places)
        for item, print_ in asked:
            if item in used:
                used[item][print_] += len(places)
                if current:
                    today[item].add(print_)
    for perspective in {s.perspective for s in snapshots}:
        asking = [form for form in forms if perspective in form.perspectives]
        for item in model.items:
            put = {item_print(model, item, perspective, form) for form in asking if item in form.items}
            today[item] |= put or {item_print(model, item, perspective)}
    mine = own.item_prints if own else {}
    return {
        item: max(sorted(prints), key=lambda p: (p == mine.get(item), used[item][p]))
        for item, prints in today.items() if prints
    }  # fmt: skip


def _asked_alike(snapshots: Sequence[Snapshot]) -> dict[_Asked, list[int]]:
    """Return the positions of the snapshots by what they were asked."""
    found: dict[_Asked, list[int]] = {}
    for place, snapshot in enumerate(snapshots):
        asked = [(item, one.print) for item, one in snapshot.items.items()]
        asked += [(item, one.print) for item, one in snapshot.withheld.items()]
        found.setdefault(frozenset(asked), []).append(place)
    return found


def _editions(alike: Mapping[_Asked, Sequence[int]], reference: Mapping[str, str]) -> list[_Edition]:
    """Return what was asked of whom; the largest group first."""
    found = []
    for asked, places in alike.items():
        unchanged = frozenset(item for item, print_ in asked if reference.get(item) == print_)
        found.append(_Edition(dict(asked), unchanged, tuple(places)))
    return sorted(found, key=lambda e: (-len(e.places), -len(e.unchanged), sorted(e.asked.items())))


def _admit(
    model: Model, editions: Sequence[_Edition], own: Snapshot | None
) -> tuple[list[_Edition], frozenset[str], float]:
    """Return the editions that together share enough, the items they share, and the weight of those."""
    mine = own.item_prints if own else None
    admitted: list[_Edition] = []
    for edition in sorted(editions, key=lambda e: e.asked != mine):
        if edition.weight_beside(model, admitted) >= _needed(model) - _CRUMB:
            admitted.append(edition)
    if not admitted:
        return [], frozenset(), 0.0
    return admitted, _shared(admitted), _shared_weight(model, admitted)


def _shared(editions: Sequence[_Edition]) -> frozenset[str]:
    return frozenset.intersection(*(edition.unchanged for edition in editions))


def _shared_weight(model: Model, editions: Sequence[_Edition]) -> float:
    """Return the share of the weight that editions have in common; see ``compare``."""
    shared = _shared(editions)
    asked = frozenset(item for edition in editions for item in edition.asked if item in model.items)
    shares = []
    for dimension in model.dimensions:
        of_dimension = [item for item in model.items_of(dimension) if item.id in asked]
        if (whole := sum(item.weight for item in of_dimension)) > 0:
            shares.append(sum(item.weight for item in of_dimension if item.id in shared) / whole)
    if not shares:
        return 0.0
    counted = [len(shared) / len(edition.asked) for edition in editions if edition.asked.keys() - model.items.keys()]
    return min([sum(shares) / len(shares), *counted])


def _dropped(
    model: Model, editions: Sequence[_Edition], reference: Mapping[str, str], shared: Collection[str]
) -> tuple[DroppedItem, ...]:
    asked = {item for edition in editions for item in edition.asked}
    known = [item for item in model.items if item in asked - set(shared)]
    found = []
    for item in (*known, *sorted(asked - model.items.keys())):
        prints = {edition.asked[item] for edition in editions if item in edition.asked}
        changed = item in model.items and prints != {reference.get(item)}
        found.append(DroppedItem(item, "changed" if changed else "absent"))
    return tuple(found)


# ------------------------------------------------------------------------------ filters
@dataclass(frozen=True, slots=True)
class Filters:
    """Which snapshots to choose from; what is empty or None leaves everything in.

    Attributes:
        size: People living in the city: from (included), to (not included). An unknown size fits no limit.
        lands: Codes of Länder.
        phases: Phase ids.
        types: Types that the verdict names as holding; of a mixed verdict both.
        perspective: Perspective id.
        wave_kind: ``past``, ``now`` or ``goal``.
    """

    size: tuple[int | None, int | None] = (None, None)
    lands: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    perspective: str | None = None
    wave_kind: WaveKind | None = None


def fits(snapshot: Snapshot, filters: Filters) -> bool:
    """Return whether a snapshot passes all filters."""
    least, below = filters.size
    if (least is not None or below is not None) and snapshot.population is None:
        return False
    people = snapshot.population or 0
    return (
        (least is None or people >= least)
        and (below is None or people < below)
        and (not filters.lands or snapshot.land in filters.lands)
        and (not filters.phases or snapshot.phase in filters.phases)
        and (not filters.types or not filters.types.isdisjoint(snapshot.types_holding))
        and filters.perspective in (None, snapshot.perspective)
        and filters.wave_kind in (None, snapshot.wave_kind)
    )
