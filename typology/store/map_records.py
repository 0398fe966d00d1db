"""What the store hands out and takes in about structure maps: frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute  # one record has an attribute of that name
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from typology.model.basics import Text
from typology.model.vocabulary import Kind, Origin

Subject = Literal["actor", "relation", "name", "same", "map"]
"""What an entry is about. 'name' (what all maps of a city call an actor) and 'same' (two spellings of one actor)
hold for the whole city, the others for one map."""
SEALED: tuple[Origin, ...] = ("sourced", "template")
"""Origins of maps that stay as they were entered: what others say in the city does not reach them either."""
Place = tuple[Subject, str]
"""Subject and key: what the fields belong to. The key of 'map' is ""."""


@dataclass(frozen=True, slots=True)
class City:
    """A city or district that has structure maps.

    Attributes:
        id: Number of the city.
        name: Its name, as it was first written.
        created_at: When it was entered (UTC).
        maps: How many maps it has; those put away are not counted.
    """

    id: int
    name: str
    created_at: datetime
    maps: int


@dataclass(frozen=True, slots=True)
class MapRecord:
    """A structure map without what is drawn on it.

    Attributes:
        id: Number of the map.
        city_id: Number of its city.
        city: Name of its city.
        wave: Name of the point in time.
        kind: 'past', 'now' or 'goal'.
        year: The year it is about, if one is known.
        reporter: Id of who has drawn it, as in the model.
        origin: 'own', 'sourced', 'invented' or 'template'.
        source_id: Id of the shipped map it was filled from, or "".
        label: Heading of its own, if it has one.
        note: Where sources are thin or differ.
        created_at: When it was entered (UTC).
        archived_at: When it was put away (UTC), or None.
    """

    id: int
    city_id: int
    city: str
    wave: str
    kind: Kind
    year: int | None
    reporter: str
    origin: Origin
    source_id: str
    label: Text
    note: Text
    created_at: datetime
    archived_at: datetime | None

    @property
    def archived(self) -> bool:
        """Whether the map was put away."""
        return self.archived_at is not None

    @property
    def sealed(self) -> bool:
        """Whether the map stays as it was entered; whoever wants to go on from it takes a copy."""
        return self.origin in SEALED


@dataclass(frozen=True, slots=True)
class CityActor:
    """An actor of a city, as a suggestion for a map on which it is not yet.

    Attributes:
        id: Its key, the same in all maps of the city.
        name: Its name.
        short: Its short name, or "".
        maps: On how many maps it is drawn; those put away are not counted. 0: it was taken off all of them.
        kind: What it was last said to be.
        level: Where it was last said to stand.
    """

    id: str
    name: str
    short: str
    maps: int
    kind: str
    level: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be said about one actor, relation, name, or the map itself; what is not named stays as it is.

    Attributes:
        subject: 'actor', 'relation', 'name' or 'map'.
        key: Key of the actor or relation; "" for the map.
        fields: New values by field. Actor: ``kind``, ``level``, ``note``, ``sources``, ``gone``. Name: ``name``,
            ``short``. Relation: ``source``, ``target``, ``kind``, ``status``, ``strength``, ``reporter``, ``note``,
            ``sources``, ``gone``. Map: ``wave``, ``year``, ``kind``, ``label``, ``note``. Notes and labels are
            mappings from language to text (a bare text counts as German); ``gone`` takes away (True) or brings
            back (False).
    """

    subject: Subject
    key: str
    fields: Mapping[str, Any] = attribute(hash=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of something new.

    Attributes:
        key: Key of the actor or relation.
        reused: Whether the city knew it already: an actor of that name, or a relation that was once taken away.
        batch: Number of the change set.
    """

    key: str
    reused: bool
    batch: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed.

    Attributes:
        subject: What it belongs to.
        key: Key of the actor or relation; "" for the map.
        field: Name of the field.
        before: Value before, None if there was none.
        after: Value after.
        names: Names of the actors concerned as they are called now: one for an actor or name, two for a relation
            (from, to) and for two spellings of one actor (the one replaced, the one that stays), none for the map.
    """

    subject: Subject
    key: str
    field: str
    before: Any = attribute(hash=False)
    after: Any = attribute(hash=False)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change set: what one person changed at one moment.

    Attributes:
        batch: Its id.
        last: Highest entry number in it.
        map_id: The map on which it was made; None if it was made for the whole city.
        editor: Random id of the browser tab.
        author: What the person calls themself, or "".
        given_at: When (UTC).
        undoes: Id of the change set that this one takes back (or, taking back a taking back, sets in force again).
        taken_back: Whether it was itself taken back and is not in force.
        changes: The fields it changed.
    """

    batch: str
    last: int
    map_id: int | None
    editor: str
    author: str
    given_at: datetime
    undoes: str | None
    taken_back: bool
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back a change set did.

    Attributes:
        batch: Id of the new change set that records it; taking that one back sets the old one in force again.
        undoes: Id of the change set that was taken back.
        restored: The fields that have changed by it.
        left: The fields that stay because somebody said something else since: ``before`` is what the change set had
            said, ``after`` what holds.
    """

    batch: str
    undoes: str
    restored: tuple[FieldChange, ...]
    left: tuple[FieldChange, ...]


class Entry(NamedTuple):
    """One row of the history of a city's maps."""

    id: int
    map_id: int | None
    subject: Subject
    key: str
    fields: Mapping[str, Any]
    batch: str
    editor: str
    author: str
    given_at: datetime
    undoes: str | None


@dataclass(frozen=True, slots=True)
class MapState:
    """What all entries of a map up to one of them say, by subject and key; never changed, only replaced.

    Attributes:
        last: Number of the last entry in it; 0 if there is none.
        fields: Fields by place, in the order of the first entry of each place.
    """

    last: int = 0
    fields: Mapping[Place, Mapping[str, Any]] = attribute(default_factory=lambda: MappingProxyType({}), hash=False)
