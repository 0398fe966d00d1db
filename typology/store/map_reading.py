"""Reading structure maps: cities, maps, what is on them, and who changed what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, cast, func, or_, select
from sqlalchemy import Text as SqlText

from typology.model.basics import Text
from typology.model.vocabulary import StructureMap
from typology.store.cleaning import clean_text, key_number
from typology.store.database import Database
from typology.store.errors import NotFoundError
from typology.store.map_folding import SHARED, MapView, fold, map_from_state, name_key, sort_text
from typology.store.map_records import SEALED, City, CityActor, Entry, HistoryEntry, MapRecord, MapState
from typology.store.map_undoing import history_of
from typology.store.tables import cities, map_entries, maps

MAP_FIELDS = ("wave", "kind", "year", "label", "note")
"""What entries of the subject 'map' may change."""

_E = map_entries.c
_ENTRY_COLUMNS = [_E[name] for name in Entry._fields if name != "fields"]
# Put together once: they are asked with every change and every few seconds by everybody who has a map open, and
# building a query takes longer than running it.
_CITY = select(maps.c.city_id).where(maps.c.id == bindparam("map"))
# No city for a map that stays as it is: what is shared there is none of its business.
_CITY_OF = _CITY.where(maps.c.origin.not_in(SEALED)).scalar_subquery()
_SEALED_CITY = _CITY.where(maps.c.origin.in_(SEALED)).scalar_subquery()
WEAK = and_(_E.subject == "name", _E.map_id.in_(select(maps.c.id).where(maps.c.origin.in_(SEALED)))).label("weak")
"""Whether an entry names an actor on a map that stays as it is; for ``effective``."""
_WEAK_HERE = and_(WEAK.element, _E.map_id != bindparam("map")).label("weak")
_OF_MAP = or_(_E.map_id == bindparam("map"), and_(_E.city_id == _CITY_OF, _E.subject.in_(SHARED)))
_FIRST_ON_MAP = select(func.min(_E.id)).where(_E.map_id == bindparam("map")).scalar_subquery()
# Sealed maps from before they had names of their own: what the city called their actors when they were entered.
_NAMES_THEN = and_(_E.city_id == _SEALED_CITY, _E.subject == "name", _E.id < _FIRST_ON_MAP)
# The fields as text: read all at once they take a third of the time.
_FOLDED = (
    select(_E.id, _E.subject, _E.key, cast(_E.fields, SqlText), _WEAK_HERE)
    .where(or_(_OF_MAP, _NAMES_THEN), _E.id > bindparam("after"))
    .order_by(_E.id)
)
# What was taken back on another map counts too where it named something that all maps share.
_FULL = (
    select(*_ENTRY_COLUMNS, _WEAK_HERE, cast(_E.fields, SqlText))
    .where(or_(_OF_MAP, and_(_E.city_id == _CITY_OF, _E.undoes.is_not(None))))
    .order_by(_E.id)
)
_LAST_ON_MAP = select(func.max(_E.id)).where(_E.map_id == bindparam("map")).scalar_subquery()
_LAST_SHARED = [
    select(func.max(_E.id)).where(_E.city_id == _CITY_OF, _E.subject == subject).scalar_subquery() for subject in SHARED
]
_LAST = select(_LAST_ON_MAP, *_LAST_SHARED)
_GIVEN_AT = select(_E.given_at).where(_E.id == bindparam("entry"))
_ALL_MAPS = select(maps, cities.c.name.label("city")).join_from(maps, cities)
_ONE_MAP = _ALL_MAPS.where(maps.c.id == bindparam("map"))
_ABOUT_MAPS = select(_E.map_id, _E.fields).where(_E.subject == "map").order_by(_E.id)
_ABOUT_MAP = _ABOUT_MAPS.where(_E.map_id == bindparam("map"))
_CITIES = (
    select(cities.c.id, cities.c.name, cities.c.created_at, func.count(maps.c.id).label("maps"))
    .outerjoin_from(cities, maps, and_(maps.c.city_id == cities.c.id, maps.c.archived_at.is_(None)))
    .group_by(cities.c.id, cities.c.name, cities.c.created_at)
)
_OF_CITY = (
    select(_E.id, _E.map_id, _E.subject, _E.key, _E.fields, WEAK)
    .outerjoin_from(map_entries, maps, maps.c.id == _E.map_id)
    .where(_E.city_id == bindparam("city"))
    .where(or_(_E.subject.in_(SHARED), and_(_E.subject == "actor", maps.c.archived_at.is_(None))))
    .order_by(_E.id)
)


class MapReader(Database):
    """The part of the store that reads structure maps."""

    def list_cities(self) -> list[City]:
        """Return the cities that have, or once had, maps; ordered by name."""
        with self.reading() as connection:
            found = [City(**row) for row in connection.execute(_CITIES).mappings()]
        return sorted(found, key=lambda city: (sort_text(city.name), city.id))

    def city(self, city_id: int) -> City:
        """Return one city.

        Raises:
            NotFoundError: If there is none.
        """
        key = key_number(city_id, "city")
        with self.reading() as connection:
            row = connection.execute(_CITIES.where(cities.c.id == key)).mappings().first()
        if row is None:
            raise NotFoundError("There is no such city.", what="city")
        return City(**row)

    def city_named(self, name: str) -> City | None:
        """Return the city of that name, whatever its case and blanks; None if it has no maps."""
        query = _CITIES.where(cities.c.name_key == name_key(clean_text(name)))
        with self.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else City(**row)

    def list_maps(self, city_id: int | None = None, *, include_archived: bool = False) -> list[MapRecord]:
        """Return maps, by city and in the order of time, goals last; those put away only if asked for.

        Args:
            city_id: The city; None for all.
            include_archived: Whether to include those put away.

        Raises:
            NotFoundError: If the number cannot be that of a city.
        """
        query, about = _ALL_MAPS, _ABOUT_MAPS
        if city_id is not None:
            key = key_number(city_id, "city")
            query, about = query.where(maps.c.city_id == key), about.where(_E.city_id == key)
        if not include_archived:
            query = query.where(maps.c.archived_at.is_(None))
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
            changed: dict[int, dict[str, Any]] = {}
            for map_id, fields in connection.execute(about):
                changed.setdefault(map_id, {}).update(fields)
        found = [as_record(row, changed.get(row["id"], {})) for row in rows]
        return sorted(found, key=lambda record: (sort_text(record.city), record.city_id, *_time_order(record)))

    def map_record(self, map_id: int) -> MapRecord:
        """Return one map without what is drawn on it, put away or not.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            row = find_map(connection, map_id)
            changed: dict[str, Any] = {}
            for _, fields in connection.execute(_ABOUT_MAP, {"map": row["id"]}):
                changed.update(fields)
        return as_record(row, changed)

    def structure_map(self, map_id: int) -> StructureMap:
        """Return a map as it stands now; its ``id`` is that of the shipped map it is, or made from its number.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            row = find_map(connection, map_id)
            state = read_state(connection, row["id"])
        return map_from_state(as_record(row, state.fields.get(("map", ""), {})), state)

    def map_state(self, map_id: int, known: MapState | None = None) -> MapState:
        """Return what the entries of a map say; ``map_from_state`` makes the map of it.

        Args:
            map_id: The map.
            known: An earlier state of the same map: then only what came since is read.

        Raises:
            NotFoundError: If there is no such map.
        """
        with self.reading() as connection:
            return read_state(connection, int(find_map(connection, map_id)["id"]), known)

    def last_entry(self, map_id: int) -> int:
        """Return the number of the last entry that concerns a map, shared names included; 0 if there is none.

        It grows with every change, so it tells whether anything kept about a map still holds. Cheap enough to be
        asked every few seconds by everybody.

        Raises:
            NotFoundError: If the number cannot be that of a map.
        """
        with self.reading() as connection:
            numbers = connection.execute(_LAST, {"map": key_number(map_id, "map")}).one()
        return max(number or 0 for number in numbers)

    def changed_at(self, map_id: int) -> datetime | None:
        """Return when a map was last changed, shared names included (UTC); None if nothing was ever drawn on it.

        Raises:
            NotFoundError: If the number cannot be that of a map.
        """
        number = self.last_entry(map_id)
        with self.reading() as connection:
            return connection.execute(_GIVEN_AT, {"entry": number}).scalar()

    def city_actors(self, city_id: int) -> list[CityActor]:
        """Return the actors of a city, ordered by name; of several spellings that were put together only one.

        Raises:
            NotFoundError: If the number cannot be that of a city.
        """
        shared: list[tuple[int, Any, str, Mapping[str, Any]]] = []
        by_map: dict[int, list[tuple[int, Any, str, Mapping[str, Any]]]] = {}
        of_city = {"city": key_number(city_id, "city")}
        with self.reading() as connection:
            for number, map_id, subject, key, fields, _ in effective(connection.execute(_OF_CITY, of_city)):
                rows = shared if subject in SHARED else by_map.setdefault(map_id, [])
                rows.append((number, subject, key, fields))
        names = fold(shared)
        view = MapView(names)
        said: dict[str, Mapping[str, Any]] = {}
        count: dict[str, int] = {}
        for _, map_id in sorted((rows[-1][0], map_id) for map_id, rows in by_map.items()):  # what is newer counts
            of_map = MapView(fold(by_map[map_id], names))
            for shown, keys in of_map.actors.items():
                said[shown] = of_map.fields("actor", keys[0])
                count[shown] = count.get(shown, 0) + 1
        found = [
            CityActor(
                key, view.name(key), str(fields.get("short") or ""), count.get(key, 0),
                str(said.get(key, {}).get("kind") or ""), str(said.get(key, {}).get("level") or ""),
            )
            for (subject, key), fields in names.fields.items()
            if subject == "name" and view.resolve(key) == key
        ]  # fmt: skip
        return sorted(found, key=lambda actor: (sort_text(actor.name), actor.id))

    def history(self, map_id: int, limit: int | None = 50) -> list[HistoryEntry]:
        """Return who changed what on a map, and which shared names, newest first.

        Args:
            map_id: The map.
            limit: How many change sets at most; None for all.

        Raises:
            NotFoundError: If there is no such map.
        """
        with self.reading() as connection:
            row = find_map(connection, map_id)
            entries, undoing = read_entries(connection, row["id"])
        return history_of(entries, undoing, base_of(row), limit=limit)[::-1]

    def changes_since(self, map_id: int, entry_id: int, *, not_editor: str | None = None) -> list[HistoryEntry]:
        """Return what changed on a map after an entry, oldest first.

        Args:
            map_id: The map.
            entry_id: What ``last_entry`` said then.
            not_editor: Leave out what was changed in this browser tab.

        Raises:
            NotFoundError: If there is no such map.
        """
        with self.reading() as connection:
            row = find_map(connection, map_id)
            entries, undoing = read_entries(connection, row["id"])
        changed = history_of(entries, undoing, base_of(row), after=entry_id)
        return [entry for entry in changed if entry.editor != not_editor or not_editor is None]


def find_map(connection: Connection, map_id: int) -> RowMapping:
    """Return the row of a map with the name of its city.

    Raises:
        NotFoundError: If there is none.
    """
    row = connection.execute(_ONE_MAP, {"map": key_number(map_id, "map")}).mappings().first()
    if row is None:
        raise NotFoundError("There is no such structure map.", what="map")
    return row


def effective(rows: Iterable[Any], known: MapState | None = None) -> list[Any]:
    """Leave out names given on maps that stay as they are to actors whom the city has named before.

    Those hold on their own map. In the city they count only as long as nobody calls the actor otherwise, so that it
    is found by its name and is the same one on all maps.

    Args:
        rows: With ``subject``, ``key`` and ``weak``, in the order of their numbers.
        known: What was read before.
    """
    named = {key for subject, key in known.fields if subject == "name"} if known else set()
    found = []
    for row in rows:
        if row.subject == "name":
            if row.weak and row.key in named:
                continue
            named.add(row.key)
        found.append(row)
    return found


def read_state(connection: Connection, map_id: int, known: MapState | None = None) -> MapState:
    """Return what the entries of a map say, starting from a state that is known."""
    rows = effective(connection.execute(_FOLDED, {"map": map_id, "after": known.last if known else 0}), known)
    fields = json.loads(f"[{','.join([row[3] for row in rows])}]")
    return fold(((row[0], row[1], row[2], new) for row, new in zip(rows, fields, strict=True)), known)


def read_entries(connection: Connection, map_id: int) -> tuple[list[Entry], dict[str, str | None]]:
    """Return all entries of a map and the shared ones of its city, and which change set takes back which."""
    found = effective(connection.execute(_FULL, {"map": map_id}))
    fields = json.loads(f"[{','.join([row[-1] for row in found])}]")
    rows = [Entry._make((*row[:4], new, *row[4:-2])) for row, new in zip(found, fields, strict=True)]
    undoing = {row.batch: row.undoes for row in rows}
    return [row for row in rows if row.map_id == map_id or row.subject in SHARED], undoing


def base_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the fields of a map as they were when it was begun."""
    return {name: row[name] for name in MAP_FIELDS}


def as_record(row: Mapping[Any, Any], changed: Mapping[str, Any]) -> MapRecord:
    """Return a row of the table with what was changed since as a record."""
    values = {**{name: value for name, value in row.items() if name in MapRecord.__dataclass_fields__}, **changed}
    return MapRecord(**{**values, "label": Text(values["label"]), "note": Text(values["note"])})


def _time_order(record: MapRecord) -> tuple[bool, float, bool, int]:
    without_year = {"past": float("-inf"), "now": float(record.created_at.year), "goal": float("inf")}
    year = without_year[record.kind] if record.year is None else float(record.year)
    return record.kind == "goal", year, record.kind == "now", record.id
