"""Snapshots beside each other: which may be compared, on which items, and what can be told apart.

There is no order by size in here, no sum over sets, and no rank: whoever comes first comes first by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from typology.assessment.snapshot import Snapshot

Reason = Literal["model", "coverage", "voices", "perspective", "kind", "altered", "nothing"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a snapshot is left out of a comparison, as data; a screen makes the sentence.

    Attributes:
        reason: ``model``: another typology, or too little of the weight is shared (``shared``, ``needed``; both 0 to
            1) · ``coverage``: too little was answered (``coverage``, ``needed``) · ``voices``: too few people
            (``voices``, ``needed``, ``missing``) · ``perspective``: somebody else looks (``perspective``, ``needed``)
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
