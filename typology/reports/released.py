"""Reading what is released for comparison: thousands of releases, of which a page shows one per Verbund.

A release is never changed, so what was read of it once holds for good; only whether it is still released is asked at
every look. To choose among releases, a few words of each are enough: their text is checked against its hash, and
looked through for these words alone. Snapshots are made of the chosen ones only, which takes a hundred times as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from typology.assessment.snapshot import Snapshot, SnapshotError, WaveKind

if TYPE_CHECKING:
    from typology.store import Store
    from typology.store.development_records import ComparisonHead, ComparisonRelease

_value_at = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Label:
    """What a snapshot says before its figures are read.

    Attributes:
        case: Name of the Verbund when it was released.
        city: Its city.
        invented: True for the demonstration: nothing of it is real.
        office: Who speaks, for a statement; ``""`` for a group.
        wave_kind: ``past``, ``now`` or ``goal``.
        year: Year the point in time is about, if known.
    """

    case: str
    city: str
    invented: bool
    office: str
    wave_kind: WaveKind
    year: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Something that is released now, without its figures.

    Attributes:
        id: Number of the release.
        case_id: The Verbund.
        wave_id: The point in time.
        perspective: Id of the perspective.
        label: What it says of itself; None if it is not what was released any more: nothing of that is shown.
        contact: Whom others may ask; "" if nobody said.
        digest: SHA-256 of the content as it was released.
        released_at: When (UTC).
    """

    id: int
    case_id: int
    wave_id: int
    perspective: str
    label: Label | None
    contact: str
    digest: str
    released_at: datetime

    @property
    def intact(self) -> bool:
        """Whether it is still what was released."""
        return self.label is not None


@dataclass(frozen=True, slots=True)
class Released:
    """A snapshot that is released now.

    Attributes:
        id: Number of the release.
        case_id: The Verbund.
        wave_id: The point in time.
        perspective: Id of the perspective.
        snapshot: What was released; None if it is not what was released any more: nothing of that is shown.
        contact: Whom others may ask; "" if nobody said.
        digest: SHA-256 of the content as it was released.
        released_at: When (UTC).
    """

    id: int
    case_id: int
    wave_id: int
    perspective: str
    snapshot: Snapshot | None
    contact: str
    digest: str
    released_at: datetime

    @property
    def intact(self) -> bool:
        """Whether it is still what was released."""
        return self.snapshot is not None


class Shelf:
    """What was read of the releases of one store.

    Attributes:
        snapshots: Snapshots by the number of their release.
        gone: How many releases that were read are released no more; whoever keeps something made of them looks here.
    """

    def __init__(self) -> None:
        self.snapshots: dict[int, Snapshot] = {}
        self.gone = 0
        self._labels: dict[int, Label | None] = {}

    def listed(self, store: Store) -> list[Listed]:
        """Return everything that is released now, oldest first; Verbünde that were put away are left out.

        What was withdrawn is taken off the shelf.

        Args:
            store: The store; always the same one.

        Returns:
            All releases but those that a later one of the same Verbund, point in time, perspective and office has
            replaced. What was altered in the database has no label.
        """
        heads = {head.id: head for head in store.comparison_heads()}
        self._forget(heads)
        for found in store.comparison_releases_of(heads.keys() - self._labels.keys()):
            self._labels[found.id] = read_label(found)
        latest: dict[tuple[object, ...], Listed] = {}
        for head in heads.values():
            label = self._labels.get(head.id)
            place = (head.case_id, head.wave_id, head.perspective, label.office if label else head.id)
            latest.pop(place, None)
            latest[place] = Listed(
                head.id, head.case_id, head.wave_id, head.perspective, label, head.contact, head.digest,
                head.released_at,
            )  # fmt: skip
        return list(latest.values())

    def _forget(self, heads: Mapping[int, ComparisonHead]) -> None:
        for number in [number for number in list(self._labels) if number not in heads]:
            self._labels.pop(number, None)
            self.snapshots.pop(number, None)
            self.gone += 1

    def read(self, store: Store, chosen: Iterable[Listed]) -> list[Released]:
        """Return the snapshots of some releases, in the order given.

        Args:
            store: The store.
            chosen: What ``listed`` has just returned, or a part of it.

        Returns:
            Without those withdrawn since. What was altered, or cannot be read, has no snapshot.
        """
        wanted = list(chosen)
        unread = {one.id for one in wanted if one.intact and one.id not in self.snapshots}
        there = {one.id for one in wanted} - unread
        for found in store.comparison_releases_of(unread):
            there.add(found.id)
            if (snapshot := read_release(found)) is not None:
                # Of two visitors who read at once the first one's counts, so that for all it is the same thing.
                self.snapshots.setdefault(found.id, snapshot)
        return [
            Released(
                one.id, one.case_id, one.wave_id, one.perspective, self.snapshots.get(one.id) if one.intact else None,
                one.contact, one.digest, one.released_at,
            )
            for one in wanted if one.id in there
        ]  # fmt: skip


def load_snapshots(store: Store, *, shelf: Shelf | None = None, perspective: str | None = None) -> list[Released]:
    """Return everything that is released now with its figures; see ``Shelf``.

    Args:
        store: The store.
        shelf: What was read before; what is new is put there.
        perspective: Only releases of this perspective; all if None.
    """
    shelf = shelf or Shelf()
    return shelf.read(store, [one for one in shelf.listed(store) if perspective in (None, one.perspective)])


def read_release(found: ComparisonRelease) -> Snapshot | None:
    """Return the snapshot of a release; None if it is not what was released any more."""
    if not found.intact:
        return None
    try:
        content: Any = json.loads(found.content)
        return Snapshot.from_content(content)
    except (ValueError, SnapshotError):
        return None


# Per field of a label whether it stands nearer to the end of the text, and what its value can be.
_SAID_AS: tuple[tuple[bool, tuple[type, ...]], ...] = (
    (False, (str,)), (False, (str,)), (False, (bool,)), (False, (str,)), (True, (str,)), (True, (int, type(None))),
)  # fmt: skip


def read_label(found: ComparisonRelease) -> Label | None:
    """Return what a release says of itself without its figures; None if it is not what was released any more."""
    if not found.intact:
        return None
    try:
        said = [
            _said(found.content, field.name, *kinds, from_end=from_end)
            for field, (from_end, kinds) in zip(fields(Label), _SAID_AS, strict=True)
        ]
        return Label(*said)
    except ValueError:
        return None


def _said(text: str, name: str, *kinds: type, from_end: bool = False) -> Any:
    """Return a value of a snapshot by its name, out of its canonical text and without reading the rest of it.

    Inside a text every quotation mark has a sign before it, so what looks like a name is one. Ids of a model may be
    called the same, but then have values of another kind: items and sets have many, frames and types have fractions.

    Args:
        text: Canonical JSON: names stand in their order, so that it is known from which end a value is nearer.
        name: The name.
        kinds: What its value can be.
        from_end: Whether to look from the end.

    Raises:
        ValueError: If there is none.
    """
    sign = f'"{name}":'
    at = text.rfind(sign) if from_end else text.find(sign)
    while at >= 0:
        value, _ = _value_at(text, at + len(sign))
        if type(value) in kinds:
            return value
        at = text.rfind(sign, 0, at) if from_end else text.find(sign, at + len(sign))
    raise ValueError(name)
