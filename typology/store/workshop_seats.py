"""Seats: who takes part in a workshop. A random token in a link, whose hash alone is kept, and nothing personal."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from typology.store.cleaning import key_number, name_text
from typology.store.database import Database
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.prepared import Prepared, stored_time
from typology.store.workshop_errors import CodeTakenError, SeatSettledError
from typology.store.workshop_finding import (
    SEAT_COLUMNS,
    as_seat,
    find_seat,
    find_station,
    find_workshop,
    require_running,
    share_workshops,
)
from typology.store.workshop_records import Seat, Workshop
from typology.store.workshop_tables import workshop_answers, workshop_seats

# Put together once: a whole room takes its seats in the same second.
_BY_TOKEN = Prepared(select(*SEAT_COLUMNS).where(workshop_seats.c.token_hash == bindparam("hash")))
_BY_NONCE = Prepared(
    select(*SEAT_COLUMNS)
    .where(workshop_seats.c.workshop_id == bindparam("workshop"), workshop_seats.c.nonce == bindparam("nonce"))
    .with_for_update()
)
_LOCK = select(workshop_seats.c.id).where(workshop_seats.c.id == bindparam("seat")).with_for_update()
_ANSWERED = Prepared(select(func.min(workshop_answers.c.id)).where(workshop_answers.c.seat_id == bindparam("seat")))
_OWN = [field.name for field in fields(Seat) if field.name not in ("id", "joined_at")]
_NEW = [column.name for column in workshop_seats.c if column.name != "id"]
_TAKE = Prepared(insert(workshop_seats).values({name: bindparam(name) for name in _NEW}).returning(workshop_seats.c.id))


class SeatStore(Database):
    """The part of the store that keeps seats."""

    def take_seat(
        self,
        workshop_id: int,
        station_id: int,
        perspective: str,
        *,
        token_hash: str,
        nonce: str,
        language: str,
        consent: bool,
        attribution: str = "",
    ) -> Seat:
        """Let somebody take part.

        A form that is sent twice (same ``nonce``) is one person: the seat that is there gets the new token, and as long
        as nothing was answered from it also what the form says now.

        Args:
            workshop_id: The workshop.
            station_id: One of its tables.
            perspective: One of its perspectives.
            token_hash: Hash of the token in the person's link.
            nonce: Random key of the form; "" for none.
            language: Language of the phone page.
            consent: Whether the person agrees to be shown with their office where the group is too small for figures.
            attribution: That office or role; not kept without consent.

        Raises:
            NotFoundError: If there is no such workshop, or no such table of it.
            WorkshopEndedError: If nobody can join any more.
            InvalidValueError: If the perspective is none of the workshop, or a text is empty or too long.
            CodeTakenError: If somebody else has that token.
        """
        values = {
            "token_hash": name_text(token_hash, "token"),
            "nonce": name_text(nonce, "key of the form", required=False) or None,
            "language": name_text(language, "language"),
            **_shown_as(consent, attribution),
        }
        key = key_number(workshop_id, "workshop")

        def take(connection: Connection) -> Seat:
            share_workshops(connection, [key])
            place = _place(connection, find_workshop(connection, key), station_id, perspective)
            return _take(connection, key, {**values, **place})

        return self.retrying(take)

    def seat_by_token(self, token_hash: str) -> Seat | None:
        """Return the seat whose token has this hash, None if there is none."""
        with self.reading() as connection:
            return _by_token(connection, token_hash)

    def move_seat(
        self, seat_id: int, *, station_id: int, perspective: str, consent: bool, attribution: str = ""
    ) -> Seat:
        """Let somebody sit somewhere else, as long as nothing was answered from the seat.

        Raises:
            NotFoundError: If there is no such seat, or no such table of its workshop.
            SeatSettledError: If an answer was given.
            WorkshopEndedError: If the workshop has ended.
            InvalidValueError: If the perspective is none of the workshop, or a text is too long.
        """
        values = _shown_as(consent, attribution)
        with self.writing() as connection:
            seat = find_seat(connection, seat_id)
            share_workshops(connection, [seat.workshop_id])
            connection.execute(_LOCK, {"seat": seat.id})
            workshop = find_workshop(connection, seat.workshop_id)
            values |= _place(connection, workshop, station_id, perspective)
            if _has_answered(connection, seat.id):
                raise SeatSettledError
            return _change(connection, seat.id, values)

    def set_seat_language(self, seat_id: int, language: str) -> Seat:
        """Keep the language somebody wants to read.

        Raises:
            NotFoundError: If there is no such seat.
            InvalidValueError: If the language is empty or too long.
        """
        language = name_text(language, "language")
        with self.writing() as connection:
            return _change(connection, find_seat(connection, seat_id).id, {"language": language})


def _shown_as(consent: bool, attribution: str) -> dict[str, object]:
    office = name_text(attribution, "office or role", required=False)
    return {"consent": bool(consent), "attribution": office if consent else ""}


def _place(connection: Connection, workshop: Workshop, station_id: int, perspective: str) -> dict[str, object]:
    """Return table and perspective, if the workshop has them and still goes on."""
    require_running(workshop)
    station = find_station(connection, station_id)
    if station.workshop_id != workshop.id:
        raise NotFoundError("There is no such table.", what="table")
    if perspective not in workshop.perspectives:
        raise InvalidValueError("This perspective is none of the workshop.", what="perspective")
    return {"station_id": station.id, "perspective": perspective}


def _take(connection: Connection, workshop_id: int, values: dict[str, object]) -> Seat:
    """Return the seat a form has taken before, with what it says now, or else a new one."""
    nonce = values["nonce"]
    row = _BY_NONCE.first(connection, workshop=workshop_id, nonce=nonce) if nonce else None
    before = None if row is None else as_seat(row)
    other = _by_token(connection, str(values["token_hash"]))
    if other is not None and (before is None or other.id != before.id):
        raise CodeTakenError
    if before is not None:
        settled = _has_answered(connection, before.id)
        return _change(connection, before.id, {"token_hash": values["token_hash"]} if settled else values)
    now = datetime.now(UTC)
    values = {"workshop_id": workshop_id, **values}
    key = _TAKE.rows(connection, joined_at=stored_time(connection, now), **values)[0][0]
    return Seat(key, joined_at=now, **{name: values[name] for name in _OWN})  # type: ignore[arg-type]


def _by_token(connection: Connection, token_hash: str) -> Seat | None:
    if not isinstance(token_hash, str) or "\0" in token_hash:
        return None
    row = _BY_TOKEN.first(connection, hash=token_hash)
    return None if row is None else as_seat(row)


def _has_answered(connection: Connection, seat_id: int) -> bool:
    return _ANSWERED.rows(connection, seat=seat_id) != [(None,)]


def _change(connection: Connection, seat_id: int, values: dict[str, object]) -> Seat:
    connection.execute(update(workshop_seats).where(workshop_seats.c.id == seat_id).values(values))
    return find_seat(connection, seat_id)
