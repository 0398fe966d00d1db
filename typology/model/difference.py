"""Two versions of a model beside one another: what is new, what is gone, what is asked or weighted differently.

Answers to two versions may be compared over the items that mean the same in both, and only if these carry enough of the
weight (``method.comparison.least_shared_weight``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from typology.model.changes import Change, Kind, What, changes_between
from typology.model.elements import Model
from typology.model.meaning import Meaning, plain_meaning

__all__ = ["Change", "Kind", "ModelDifference", "Reweighted", "What", "diff_models", "enough", "shared_by_dimension",
           "shared_weight"]


@dataclass(frozen=True, slots=True)
class Reweighted:
    """An item of both versions that carries another share of its dimension.

    Attributes:
        item: The item.
        before: Its share of the weight of its dimension, 0 to 1.
        after: Its share now.
        own: True if its own weight was changed; False if only what stands beside it came, went or changed.
    """

    item: str
    before: float
    after: float
    own: bool


@dataclass(frozen=True, slots=True)
class ModelDifference:
    """What is different between two versions of a model.

    Attributes:
        old: The earlier version.
        new: The later version.
        changes: Every place that stands differently, but for the version and its date, section by section in the order
            of the newer version.
        items_added: Items that only the newer version has.
        items_removed: Items that only the earlier version has.
        items_changed: Items of both to which the same answer would mean something else.
        items_reworded: Those of them that differ in German wording and in nothing else.
        shared_items: Items of both to which an answer means the same, in the order of the newer version.
        shared_weight: How much of the weight they carry, 0 to 1; in the version where they carry less.
        shared_by_dimension: The same for every dimension of either version; 0 for one that the other has not.
        reweighted: Shared items that carry another share of their dimension.
    """

    old: Model
    new: Model
    changes: tuple[Change, ...]
    items_added: tuple[str, ...]
    items_removed: tuple[str, ...]
    items_changed: tuple[str, ...]
    items_reworded: tuple[str, ...]
    shared_items: tuple[str, ...]
    shared_weight: float
    shared_by_dimension: Mapping[str, float]
    reweighted: tuple[Reweighted, ...]

    @property
    def is_same(self) -> bool:
        """True if both say the same, whatever their versions are called."""
        return not self.changes

    @property
    def same_typology(self) -> bool:
        """True if both are versions of one typology."""
        return self.old.info.id == self.new.info.id

    @property
    def least_shared_weight(self) -> float:
        """How much weight must be shared for a comparison, 0 to 1: what the newer version asks for."""
        return self.new.method.comparison.least_shared_weight

    @property
    def is_comparable(self) -> bool:
        """True if answers to one may be compared with answers to the other, over the shared items."""
        return self.same_typology and enough(self.shared_weight, self.new)

    def of_kind(self, *kinds: Kind) -> tuple[Change, ...]:
        """Return the changes of some kinds of elements."""
        return tuple(change for change in self.changes if change.kind in kinds)

    def of_element(self, kind: Kind, name: str) -> tuple[Change, ...]:
        """Return the changes of one element."""
        return tuple(change for change in self.changes if (change.kind, change.id) == (kind, name))


def diff_models(old: Model, new: Model) -> ModelDifference:
    """Compare two versions of a model.

    The words in which questionnaires put an item are not looked at; ``typology.assessment.item_prints`` does that for
    the answers of one perspective.

    Args:
        old: The earlier version.
        new: The later version.
    """
    both = [item for item in new.items if item in old.items]
    meanings = {item: (plain_meaning(old, item), plain_meaning(new, item)) for item in both}
    changed = tuple(item for item, (then, now) in meanings.items() if then != now)
    shared = tuple(item for item in both if item not in changed)
    return ModelDifference(
        old=old,
        new=new,
        changes=tuple(changes_between(old, new)),
        items_added=tuple(item for item in new.items if item not in old.items),
        items_removed=tuple(item for item in old.items if item not in new.items),
        items_changed=changed,
        items_reworded=tuple(item for item in changed if _only_words(*meanings[item])),
        shared_items=shared,
        shared_weight=min(shared_weight(old, shared), shared_weight(new, shared)),
        shared_by_dimension=_shared_in_both(old, new, shared),
        reweighted=tuple(_reweighted(old, new, shared)),
    )


# ------------------------------------------------------------------------------ weight
def shared_weight(model: Model, items: Collection[str]) -> float:
    """Return how much of the weight of a model some of its items carry.

    The mean over its dimensions of the share of the item weights in each; a dimension in which nothing has a weight is
    left out.

    Args:
        model: The model.
        items: Ids of items; those that it does not have count nothing.

    Returns:
        0 to 1; 1 for a model without any weight, for nothing is missing there.
    """
    shares = list(shared_by_dimension(model, items).values())
    return sum(shares) / len(shares) if shares else 1.0


def shared_by_dimension(model: Model, items: Collection[str]) -> dict[str, float]:
    """Return, per dimension with any weight, the share of its item weights (0 to 1) that some items carry."""
    wanted = frozenset(items)
    totals: dict[str, float] = {}
    carried: dict[str, float] = {}
    for item in model.items.values():
        totals[item.dimension] = totals.get(item.dimension, 0.0) + item.weight
        carried[item.dimension] = carried.get(item.dimension, 0.0) + (item.weight if item.id in wanted else 0.0)
    return {name: carried[name] / totals[name] for name in model.dimensions if totals.get(name, 0.0) > 0}


def enough(share: float, model: Model) -> bool:
    """Return whether a shared weight reaches what a model asks for; a hair below it, by rounding, is enough."""
    return share >= model.method.comparison.least_shared_weight - 1e-9


def _shared_in_both(old: Model, new: Model, items: Collection[str]) -> Mapping[str, float]:
    then, now = shared_by_dimension(old, items), shared_by_dimension(new, items)
    return MappingProxyType({name: min(then.get(name, 0.0), now.get(name, 0.0)) for name in {**now, **then}})


def _share_in(model: Model) -> Callable[[str], float]:
    """Return a function from an item to its share of the weight of its dimension."""
    totals = {name: sum(item.weight for item in model.items_of(name)) for name in model.dimensions}

    def share(name: str) -> float:
        item = model.items[name]
        return item.weight / totals[item.dimension] if totals[item.dimension] else 0.0

    return share


def _reweighted(old: Model, new: Model, items: Collection[str]) -> list[Reweighted]:
    then, now = _share_in(old), _share_in(new)
    found = [Reweighted(i, then(i), now(i), old.items[i].weight != new.items[i].weight) for i in items]
    return [one for one in found if one.own or abs(one.before - one.after) > 1e-9]


# ------------------------------------------------------------------------------ meaning
def _only_words(then: Meaning, now: Meaning) -> bool:
    """Return whether two meanings differ in their German wording and in nothing else."""
    plain = [replace(meaning, question="", options=tuple((option, value, "") for option, value, _ in meaning.options))
             for meaning in (then, now)]
    return plain[0] == plain[1]
