"""The timeline of a Verbund: what happened when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from types import EllipsisType

from sqlalchemy import Connection, select, update

from typology.store.cleaning import key_number, month_number, name_text, required_note, year_number
from typology.store.database import Database, insert_row
from typology.store.development_records import Event
from typology.store.development_tables import case_events
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.tables import cases

_COLUMNS = [case_events.c[field.name] for field in fields(Event)]


class EventStore(Database):
    """The part of the store that keeps events."""

    def add_event(self, case_id: int, year: int, text: str, month: int | None = None, *, kind: str = "") -> Event:
        """Enter an event; the arguments are the fields of ``Event``.

        Raises:
            NotFoundError: If there is no such case.
            InvalidValueError: If the year or month is none, or the text is empty.
            NoteTooLongError: If the text is too long.
        """
        values = {
            "case_id": key_number(case_id, "case"),
            "year": _year(year),
            "month": month_number(month, "month of the event"),
            "text": required_note(text, "event"),
            "kind": name_text(kind, "kind of the event", required=False),
            "created_at": datetime.now(UTC),
            "removed_at": None,
        }
        with self.writing() as connection:
            if connection.execute(select(cases.c.id).where(cases.c.id == values["case_id"])).first() is None:
                raise NotFoundError("There is no such case.", what="case")
            return _event(connection, insert_row(connection, case_events, values))

    def change_event(
        self,
        event_id: int,
        *,
        year: int | None = None,
        text: str | None = None,
        month: int | EllipsisType | None = ...,
        kind: str | None = None,
    ) -> Event:
        """Change what is given, leave the rest; ``month=None`` removes the month.

        Raises:
            NotFoundError: If there is no such event.
            InvalidValueError: If a value is not allowed.
            NoteTooLongError: If the text is too long.
        """
        values: dict[str, object] = {}
        if year is not None:
            values["year"] = _year(year)
        if text is not None:
            values["text"] = required_note(text, "event")
        if not isinstance(month, EllipsisType):
            values["month"] = month_number(month, "month of the event")
        if kind is not None:
            values["kind"] = name_text(kind, "kind of the event", required=False)
        return self._change_event(event_id, values)

    def remove_event(self, event_id: int) -> Event:
        """Take an event off the timeline; ``restore_event`` brings it back.

        Raises:
            NotFoundError: If there is no such event.
        """
        return self._change_event(event_id, {"removed_at": datetime.now(UTC)})

    def restore_event(self, event_id: int) -> Event:
        """Bring back an event that was taken off.

        Raises:
            NotFoundError: If there is no such event.
        """
        return self._change_event(event_id, {"removed_at": None})

    def list_events(self, case_id: int, *, removed: bool = False) -> list[Event]:
        """Return the events of a case in the order of time; those without a month come first in their year.

        Args:
            case_id: The case.
            removed: Whether to return those that were taken off instead.

        Raises:
            NotFoundError: If the number cannot be that of a case.
        """
        off = case_events.c.removed_at.is_not(None) if removed else case_events.c.removed_at.is_(None)
        query = select(*_COLUMNS).where(case_events.c.case_id == key_number(case_id, "case"), off)
        with self.reading() as connection:
            found = [Event(*row) for row in connection.execute(query)]
        return sorted(found, key=lambda event: (event.year, event.month or 0, event.id))

    def _change_event(self, event_id: int, values: Mapping[str, object]) -> Event:
        with self.writing() as connection:
            event_id = _event(connection, event_id).id
            if values:
                connection.execute(update(case_events).where(case_events.c.id == event_id).values(values))
            return _event(connection, event_id)


def _year(year: int) -> int:
    checked = year_number(year, "year of the event")
    if checked is None:
        raise InvalidValueError("An event has a year.", what="year of the event")
    return checked


def _event(connection: Connection, event_id: int) -> Event:
    key = key_number(event_id, "event")
    row = connection.execute(select(*_COLUMNS).where(case_events.c.id == key)).first()
    if row is None:
        raise NotFoundError("There is no such event.", what="event")
    return Event(*row)
