"""What the parts of the workshop store share: finding rows, making records of them, and keeping others out meanwhile.

Who changes a workshop and who answers in it take turns: a change waits until the answers under way are on disk and
then holds the next ones back until it is on disk itself. So nothing arrives in a round that was closed, and whoever
closes one sees every answer that was acknowledged. SQLite has one writer at a time anyway. On PostgreSQL answers share
a lock and a change has it alone; such locks are served in turn, so that no stream of answers keeps a change waiting.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Table,
    bindparam,
    cast,
    column,
    func,
    select,
    text,
    update,
)
from sqlalchemy import Text as SqlText

from typology.store.cleaning import clean_text, key_number, name_text
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.prepared import Prepared, read_time
from typology.store.workshop_errors import WorkshopDeletedError, WorkshopEndedError
from typology.store.workshop_records import Round, Seat, Station, Workshop
from typology.store.workshop_tables import workshop_rounds, workshop_seats, workshop_stations, workshops
from typology.workshop.rounds import RoundState, from_json

_LOCK_CLASS = 730_261_544  # any number that is the same in every process of ours
_ALONE = text("SELECT pg_advisory_xact_lock(:kind, :workshop)")
_SHARED = text("SELECT pg_advisory_xact_lock_shared(:kind, :workshop)")


def _columns(table: Table, record: type, *as_text: str) -> list[ColumnElement[Any]]:
    """Return the columns of a record in its order; lists and states as text, to be read by whoever needs them."""
    return [
        cast(table.c[field.name], SqlText).label(field.name) if field.name in as_text else table.c[field.name]
        for field in fields(record)
    ]


WORKSHOP_COLUMNS = _columns(workshops, Workshop, "perspectives")
SEAT_COLUMNS = _columns(workshop_seats, Seat)
_STATION_COLUMNS = _columns(workshop_stations, Station)
_ROUND_COLUMNS = _columns(workshop_rounds, Round, "perspectives", "stations", "state")
# Asked with every event on every phone, and by the wall with every change.
_WORKSHOP = Prepared(select(*WORKSHOP_COLUMNS).where(workshops.c.id == bindparam("workshop")))
_STATION = Prepared(select(*_STATION_COLUMNS).where(workshop_stations.c.id == bindparam("station")))
_ROUND = Prepared(select(*_ROUND_COLUMNS).where(workshop_rounds.c.id == bindparam("round")))
_SEAT = Prepared(select(*SEAT_COLUMNS).where(workshop_seats.c.id == bindparam("seat")))
_STATIONS = Prepared(
    select(*_STATION_COLUMNS)
    .where(workshop_stations.c.workshop_id == bindparam("workshop"))
    .order_by(workshop_stations.c.position, workshop_stations.c.id)
)
_ROUNDS = Prepared(
    select(*_ROUND_COLUMNS)
    .where(workshop_rounds.c.workshop_id == bindparam("workshop"))
    .order_by(workshop_rounds.c.position, workshop_rounds.c.id)
)
_WORKSHOP_OF = select(workshop_rounds.c.workshop_id).where(workshop_rounds.c.id == bindparam("round"))
_RAISE = update(workshops).where(workshops.c.id == bindparam("workshop")).values(revision=workshops.c.revision + 1)


def listed(dialect: str, name: str, elements: int = 1) -> tuple[FromClause, list[ColumnElement[Any]]]:
    """Return a bound list as a table: the same statement however long the list is, so that it is prepared once.

    Args:
        dialect: 'sqlite' or 'postgresql'.
        name: Name of the parameter, to be bound with ``as_list``.
        elements: How many values an entry has.

    Returns:
        The table, and its columns as the database's own values, to be cast where the database asks for it.
    """
    bound = bindparam(name, type_=SqlText)
    if dialect == "sqlite":
        table = func.json_each(bound).table_valued("value", name=f"list_{name}")
        return table, [func.json_extract(table.c.value, f"$[{place}]") for place in range(elements)]
    json_type = workshops.c.perspectives.type
    entries = func.json_array_elements(cast(bound, json_type)).table_valued(column("value", json_type))
    table = entries.render_derived(name=f"list_{name}")
    return table, [table.c.value.op("->>", return_type=SqlText())(place) for place in range(elements)]


def as_list(entries: Iterable[Sequence[object]]) -> str:
    """Return entries as the parameter of ``listed``."""
    return json.dumps([list(entry) for entry in entries])


def number(value: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a value of ``listed`` as a whole number."""
    return cast(value, Integer)


def lock_workshop(connection: Connection, workshop_id: int) -> Workshop:
    """Wait for the answers under way, hold back the next ones until the transaction ends, and return the workshop.

    Raises:
        NotFoundError: If there is none.
        WorkshopDeletedError: If it was deleted.
    """
    key = key_number(workshop_id, "workshop")
    if connection.dialect.name != "sqlite":  # where a transaction that writes is alone from its beginning
        connection.execute(_ALONE, {"kind": _LOCK_CLASS, "workshop": key})
    found = find_workshop(connection, key)
    if found.deleted_at is not None:
        raise WorkshopDeletedError
    return found


def share_workshops(connection: Connection, workshop_ids: Iterable[int]) -> None:
    """Hold back changes of workshops until the transaction ends; others may share this."""
    if connection.dialect.name != "sqlite":
        for key in sorted(set(workshop_ids)):
            connection.execute(_SHARED, {"kind": _LOCK_CLASS, "workshop": key})


def lock_round(connection: Connection, round_id: int) -> tuple[Workshop, Round]:
    """Do as ``lock_workshop`` for the workshop of a round; return both.

    Raises:
        NotFoundError: If there is no such round.
    """
    key = key_number(round_id, "round")
    workshop_id = connection.execute(_WORKSHOP_OF, {"round": key}).scalar()
    if workshop_id is None:
        raise NotFoundError("There is no such round.", what="round")
    workshop = lock_workshop(connection, workshop_id)
    return workshop, find_round(connection, key)


def raise_revision(connection: Connection, workshop_id: int) -> None:
    """Note a change that phones and the wall must follow."""
    connection.execute(_RAISE, {"workshop": workshop_id})


def require_running(workshop: Workshop) -> None:
    """Raise ``WorkshopEndedError`` if nobody can join or answer any more."""
    if workshop.ended_at is not None:
        raise WorkshopEndedError


def find_workshop(connection: Connection, workshop_id: int) -> Workshop:
    """Return a workshop, or raise ``NotFoundError``."""
    row = _WORKSHOP.first(connection, workshop=key_number(workshop_id, "workshop"))
    if row is None:
        raise NotFoundError("There is no such workshop.", what="workshop")
    return as_workshop(row)


def find_station(connection: Connection, station_id: int) -> Station:
    """Return a table, or raise ``NotFoundError``."""
    row = _STATION.first(connection, station=key_number(station_id, "table"))
    if row is None:
        raise NotFoundError("There is no such table.", what="table")
    return Station(*row)


def find_round(connection: Connection, round_id: int) -> Round:
    """Return a round, or raise ``NotFoundError``."""
    row = _ROUND.first(connection, round=key_number(round_id, "round"))
    if row is None:
        raise NotFoundError("There is no such round.", what="round")
    return _as_round(row)


def find_seat(connection: Connection, seat_id: int) -> Seat:
    """Return a seat, or raise ``NotFoundError``."""
    row = _SEAT.first(connection, seat=key_number(seat_id, "seat"))
    if row is None:
        raise NotFoundError("There is no such seat.", what="seat")
    return as_seat(row)


def stations_of(connection: Connection, workshop_id: int) -> list[Station]:
    """Return the tables of a workshop, in order; none if there is no such workshop."""
    return [Station(*row) for row in _STATIONS.rows(connection, workshop=workshop_id)]


def rounds_of(connection: Connection, workshop_id: int) -> list[Round]:
    """Return the rounds of a workshop, in order; none if there is no such workshop."""
    return [_as_round(row) for row in _ROUNDS.rows(connection, workshop=workshop_id)]


def as_workshop(row: tuple[Any, ...]) -> Workshop:
    """Return a row of ``WORKSHOP_COLUMNS`` as a record."""
    number, title, code, join_key, perspectives, group_from, public, language, current, revision, *times = row
    begun, ended, deleted = (None if moment is None else read_time(moment) for moment in times)
    assert begun is not None
    return Workshop(
        number, title, code, join_key, tuple(json.loads(perspectives)), group_from, bool(public), language, current,
        revision, begun, ended, deleted,
    )  # fmt: skip


def as_seat(row: tuple[Any, ...]) -> Seat:
    """Return a row of ``SEAT_COLUMNS`` as a record."""
    *place, language, consent, attribution, joined_at = row
    return Seat(*(*place, language, bool(consent), attribution, read_time(joined_at)))


def _as_round(row: tuple[Any, ...]) -> Round:
    *about, perspectives, stations, state, revision, position, created_at = row
    people, tables = tuple(json.loads(perspectives)), tuple(json.loads(stations))
    return Round(*(*about, people, tables, state_from(state), revision, position, read_time(created_at)))


@lru_cache(maxsize=256)
def state_from(stored: str) -> RoundState:
    """Return the state of a round from what is stored; states are frozen, so the same text is read once."""
    return from_json(json.loads(stored))


def id_list(ids: Iterable[str], what: str) -> list[str]:
    """Return distinct ids, cleaned, in their order.

    Raises:
        InvalidValueError: If one is empty, too long, or there twice.
    """
    cleaned = [name_text(entry, what) for entry in ids]
    if len(set(cleaned)) != len(cleaned):
        raise InvalidValueError(f"The same {what} is there twice.", what=what)
    return cleaned


def plain_content(content: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Return a mapping as both databases keep it.

    Raises:
        InvalidValueError: If it holds anything but plain finite values.
    """
    try:
        return dict(json.loads(clean_text(json.dumps(dict(content), ensure_ascii=False, allow_nan=False))))
    except (TypeError, ValueError):
        raise InvalidValueError(f"The {what} must hold plain values only.", what=what) from None
