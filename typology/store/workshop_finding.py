"""What the parts of the workshop store share: finding rows, making records of them, and keeping others out meanwhile.

Who changes a workshop and who answers in it take turns: a change waits until the answers under way are on disk and
then holds the next ones back until it is on disk itself. So nothing arrives in a round that was closed, and whoever
closes one sees every answer that was acknowledged. SQLite has one writer at a time anyway. On PostgreSQL answers share
a lock and a change has it alone; such locks are served in turn, so that no stream of answers keeps a change waiting.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    RowMapping,
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
from typology.store.workshop_errors import WorkshopDeletedError, WorkshopEndedError
from typology.store.workshop_records import Round, Seat, Station, Workshop
from typology.store.workshop_tables import workshop_rounds, workshop_seats, workshop_stations, workshops
from typology.workshop.rounds import RoundState, from_json

_LOCK_CLASS = 730_261_544  # any number that is the same in every process of ours
_ALONE = text("SELECT pg_advisory_xact_lock(:kind, :workshop)")
_SHARED = text("SELECT pg_advisory_xact_lock_shared(:kind, :workshop)")

# Put together once: they are asked with every event on every phone, and building a query takes longer than running it.
WORKSHOP_COLUMNS = [workshops.c[name] for name in Workshop.__dataclass_fields__]
_WORKSHOP = select(*WORKSHOP_COLUMNS).where(workshops.c.id == bindparam("workshop"))
_STATION_COLUMNS = [workshop_stations.c[name] for name in Station.__dataclass_fields__]
_STATION = select(*_STATION_COLUMNS).where(workshop_stations.c.id == bindparam("station"))
STATIONS = (
    select(*_STATION_COLUMNS)
    .where(workshop_stations.c.workshop_id == bindparam("workshop"))
    .order_by(workshop_stations.c.position, workshop_stations.c.id)
)
# The lists and the state as text: a state is read once and kept, however often its round is asked for.
_ROUND_COLUMNS = [
    cast(column, SqlText).label(name) if name in ("perspectives", "stations", "state") else column
    for name in Round.__dataclass_fields__
    for column in (workshop_rounds.c[name],)
]
_ROUND = select(*_ROUND_COLUMNS).where(workshop_rounds.c.id == bindparam("round"))
ROUNDS = (
    select(*_ROUND_COLUMNS)
    .where(workshop_rounds.c.workshop_id == bindparam("workshop"))
    .order_by(workshop_rounds.c.position, workshop_rounds.c.id)
)
_WORKSHOP_OF = select(workshop_rounds.c.workshop_id).where(workshop_rounds.c.id == bindparam("round"))
SEAT_COLUMNS = [workshop_seats.c[name] for name in Seat.__dataclass_fields__]
_SEAT = select(*SEAT_COLUMNS).where(workshop_seats.c.id == bindparam("seat"))
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
    key = key_number(workshop_id, "workshop")
    row = connection.execute(_WORKSHOP, {"workshop": key}).mappings().first()
    if row is None:
        raise NotFoundError("There is no such workshop.", what="workshop")
    return as_workshop(row)


def find_station(connection: Connection, station_id: int) -> Station:
    """Return a table, or raise ``NotFoundError``."""
    row = connection.execute(_STATION, {"station": key_number(station_id, "table")}).first()
    if row is None:
        raise NotFoundError("There is no such table.", what="table")
    return Station(*row)


def find_round(connection: Connection, round_id: int) -> Round:
    """Return a round, or raise ``NotFoundError``."""
    row = connection.execute(_ROUND, {"round": key_number(round_id, "round")}).mappings().first()
    if row is None:
        raise NotFoundError("There is no such round.", what="round")
    return as_round(row)


def find_seat(connection: Connection, seat_id: int) -> Seat:
    """Return a seat, or raise ``NotFoundError``."""
    row = connection.execute(_SEAT, {"seat": key_number(seat_id, "seat")}).first()
    if row is None:
        raise NotFoundError("There is no such seat.", what="seat")
    return Seat(*row)


def as_workshop(row: RowMapping | Mapping[str, Any]) -> Workshop:
    """Return a row of the table as a record."""
    return Workshop(**{**row, "perspectives": tuple(row["perspectives"])})


def as_round(row: RowMapping | Mapping[str, Any]) -> Round:
    """Return a row as ``ROUNDS`` selects it as a record."""
    return Round(
        **{
            **row,
            "perspectives": tuple(json.loads(row["perspectives"])),
            "stations": tuple(json.loads(row["stations"])),
            "state": state_from(row["state"]),
        }
    )


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
