"""Writing to structure maps: one writer per city at a time, every change set a few more rows."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, text

from typology.model.vocabulary import StructureMap
from typology.store.cleaning import name_text
from typology.store.errors import NotFoundError
from typology.store.map_changes import Fields, without_known
from typology.store.map_errors import MapArchivedError, MapSealedError
from typology.store.map_folding import SHARED, fold, name_key
from typology.store.map_intake import taken_in
from typology.store.map_reading import WEAK, base_of, effective, find_map, read_entries, read_state
from typology.store.map_records import SEALED, Entry, MapState, Place, Undone
from typology.store.map_undoing import plan_undo, root_of, taken_back
from typology.store.tables import UtcTime, cities, map_entries, maps

_BATCH_BYTES = 9  # 72 bits; 12 characters

# Both databases read this; Core has it per dialect only, and each of the two would have to be loaded.
_CITY_ONCE = text(
    "INSERT INTO cities (name, name_key, created_at) VALUES (:name, :name_key, :created_at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("created_at", type_=UtcTime))
_CITY_BY_NAME = select(cities.c.id).where(cities.c.name_key == bindparam("name_key"))
# Keeps other writers of this city out until the transaction ends. A statement of its own: what is read in the one
# that waits for the lock is what stood there before the wait.
_LOCK = select(cities.c.id).where(cities.c.id == bindparam("city")).with_for_update()
_NAMES = (
    select(map_entries.c.id, map_entries.c.subject, map_entries.c.key, map_entries.c.fields, WEAK)
    .where(map_entries.c.city_id == bindparam("city"), map_entries.c.subject.in_(("name", "same")))
    .order_by(map_entries.c.id)
)
_MADE = (
    select(map_entries.c.subject, maps.c.origin)
    .outerjoin_from(map_entries, maps, maps.c.id == map_entries.c.map_id)
    .where(map_entries.c.city_id == bindparam("city"), map_entries.c.batch == bindparam("batch"))
    .distinct()
)
_INSERT = insert(map_entries)


class Drawing:
    """A map that is about to be changed, with nobody else writing on any map of its city.

    Args:
        connection: Of a transaction that writes.
        map_id: The map.
        begun: Whether it was just begun; nothing is refused then.

    Raises:
        NotFoundError: If there is no such map.
        MapSealedError: If it stays as it is.
        MapArchivedError: If it was put away.
    """

    def __init__(self, connection: Connection, map_id: int, *, begun: bool = False) -> None:
        self._connection = connection
        self._row: RowMapping = find_map(connection, map_id) if begun else find_open_map(connection, map_id)
        self.id = int(self._row["id"])
        self.base = base_of(self._row)
        lock_city(connection, self._row["city_id"])
        self.state: MapState = read_state(connection, self.id)

    def intake(self, content: StructureMap, *, same_ids: bool, replace: bool) -> Fields:
        """Return what has to be written to take a map in."""
        names: dict[str, set[str]] = {}
        rows = self._connection.execute(_NAMES, {"city": self._row["city_id"]}).all()
        for _, subject, key, fields, _ in rows:
            if subject == "name" and "name" in fields:
                names.setdefault(key, set()).add(name_key(fields["name"]))
        if self._row["origin"] in SEALED:  # its actors are those of the city, its words are its own
            state = _folded(rows)
            return taken_in(content, state, names, same_ids=same_ids, replace=replace, own_names=True)
        new = taken_in(content, self.state, names, same_ids=same_ids, replace=replace)
        return without_known(self.state, self.base, new)

    def write(self, new: Mapping[Place, Mapping[str, Any]], editor: str, author: str) -> str:
        """Add a change set and return its id; "" if there is nothing in it."""
        return write_entries(self._connection, self._row["city_id"], self.id, new, editor, author)


def find_open_map(connection: Connection, map_id: int) -> RowMapping:
    """Return the row of a map that may be changed.

    Raises:
        NotFoundError: If there is none.
        MapSealedError: If it stays as it is.
        MapArchivedError: If it was put away.
    """
    row = find_map(connection, map_id)
    if row["origin"] in SEALED:
        raise MapSealedError
    if row["archived_at"] is not None:
        raise MapArchivedError
    return row


def read_names(connection: Connection, city_id: int) -> MapState:
    """Return what all maps of a city share."""
    return _folded(connection.execute(_NAMES, {"city": city_id}))


def _folded(rows: Iterable[Any]) -> MapState:
    return fold((row[0], row[1], row[2], row[3]) for row in effective(rows))


def take_back(
    connection: Connection,
    row: Mapping[Any, Any],
    entries: Sequence[Entry],
    undoing: Mapping[str, str | None],
    batch: str,
    who: tuple[str, str],
) -> Undone | None:
    """Take a change set back; None if it is already.

    Args:
        connection: Of a transaction that has locked the city.
        row: The map on which the change set was made.
        entries: All entries of that map and the shared ones of its city.
        undoing: Which change set takes back which.
        batch: The change set.
        who: Editor and author.
    """
    if batch in taken_back(undoing):
        return None
    plan = plan_undo(entries, undoing, batch, base_of(row))
    # Noted even if nothing is left to be changed, so that the next undo goes on to what was before.
    fields = plan.fields or {("map", ""): {}}
    number = write_entries(connection, row["city_id"], row["id"], fields, *who, undoes=batch)
    return Undone(number, batch, plan.restored, plan.left)


def take_back_from_afar(
    connection: Connection, row: Mapping[Any, Any], batch: str, who: tuple[str, str]
) -> Undone | None:
    """Take back what a change set of another map said about what all maps share; the rest of it stays.

    Args:
        connection: Of a transaction that has locked the city.
        row: The map from which it is taken back.
        batch: The change set.
        who: Editor and author.

    Returns:
        What became of it; None if there is nothing it would change.

    Raises:
        MapSealedError: If the change set was made on a map that stays as it is.
    """
    entries, undoing = read_entries(connection, row["id"])
    root = root_of(batch, undoing)
    made = connection.execute(_MADE, {"city": row["city_id"], "batch": root}).all()
    if any(origin in SEALED for _, origin in made):
        raise MapSealedError
    if batch in taken_back(undoing):
        return None
    plan = plan_undo(entries, undoing, batch, base_of(row), afar=True)
    if not plan.fields:
        return None
    # Of a change set that said more than this the rest is in force still: then this is a change like any other.
    whole = all(subject in SHARED for subject, _ in made)
    number = write_entries(connection, row["city_id"], row["id"], plan.fields, *who, undoes=batch if whole else None)
    return Undone(number, batch, plan.restored, plan.left)


def write_entries(
    connection: Connection,
    city_id: int,
    map_id: int | None,
    new: Mapping[Place, Mapping[str, Any]],
    editor: str,
    author: str,
    undoes: str | None = None,
) -> str:
    """Add a change set and return its id; "" if there is nothing in it."""
    by = name_text(editor, "editor", required=False), name_text(author, "name of the author", required=False)
    if not new:
        return ""
    batch, now = secrets.token_urlsafe(_BATCH_BYTES), datetime.now(UTC)
    rows = [
        {
            "city_id": city_id, "map_id": map_id, "subject": subject, "key": key, "fields": dict(fields),
            "batch": batch, "editor": by[0], "author": by[1], "given_at": now, "undoes": undoes,
        }
        for (subject, key), fields in new.items()
    ]  # fmt: skip
    connection.execute(_INSERT, rows)
    return batch


def city_number(connection: Connection, name: str) -> int:
    """Return the number of a city, entered if it is new."""
    cleaned = name_text(name, "city")
    found = connection.execute(_CITY_BY_NAME, {"name_key": name_key(cleaned)}).scalar()
    if found is None:
        values = {"name": cleaned, "name_key": name_key(cleaned), "created_at": datetime.now(UTC)}
        connection.execute(_CITY_ONCE, values)
        found = connection.execute(_CITY_BY_NAME, {"name_key": name_key(cleaned)}).scalar_one()
    return int(found)


def lock_city(connection: Connection, city_id: int) -> None:
    """Keep other writers of the maps of a city out until the transaction ends.

    Raises:
        NotFoundError: If there is no such city.
    """
    # SQLite's transaction that writes is alone from its beginning.
    if connection.dialect.name != "sqlite" and connection.execute(_LOCK, {"city": city_id}).first() is None:
        raise NotFoundError("There is no such city.", what="city")
