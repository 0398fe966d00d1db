"""What a workshop shows and notes down: publications, free texts that were released, and the record.

Lines of the record are only ever added: the last one of a key counts, so that whatever was removed can be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

from sqlalchemy import Connection, bindparam, delete, func, select

from typology.store.cleaning import key_number, name_text, note_text
from typology.store.database import Database, insert_row
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.workshop_finding import (
    find_round,
    find_workshop,
    lock_round,
    lock_workshop,
    plain_content,
    raise_revision,
)
from typology.store.workshop_records import RecordEntry, RecordKind, ReleasedNote, StoredPublication
from typology.store.workshop_tables import workshop_entries, workshop_notes, workshop_publications

_E = workshop_entries.c
_ENTRY_COLUMNS = [_E[field.name] for field in fields(RecordEntry)]
_LAST_SHOWN = (
    select(*(workshop_publications.c[field.name] for field in fields(StoredPublication)))
    .where(workshop_publications.c.round_id == bindparam("round"))
    .order_by(workshop_publications.c.id.desc())
    .limit(1)
)
_NOTES = (
    select(*(workshop_notes.c[field.name] for field in fields(ReleasedNote)))
    .where(workshop_notes.c.round_id == bindparam("round"))
    .order_by(workshop_notes.c.id)
)
# In the order in which lines were begun, whenever they were changed since.
_OF_KEYS = (
    select(func.min(_E.id).label("begun"), func.max(_E.id).label("last"))
    .where(_E.workshop_id == bindparam("workshop"))
    .group_by(_E.key)
    .subquery()
)
_ENTRIES = (
    select(*_ENTRY_COLUMNS)
    .join_from(_OF_KEYS, workshop_entries, _E.id == _OF_KEYS.c.last)
    .where(_E.removed == bindparam("removed"))
    .order_by(_OF_KEYS.c.begun)
)
_LAST_OF_KEY = (
    select(*_ENTRY_COLUMNS, _E.removed)
    .where(_E.workshop_id == bindparam("workshop"), _E.key == bindparam("key"))
    .order_by(_E.id.desc())
    .limit(1)
)


class RecordStore(Database):
    """The part of the store that keeps what was shown of a workshop, and its record."""

    def add_publication(self, round_id: int, content: Mapping[str, Any], basis: Mapping[str, Any]) -> StoredPublication:
        """Keep what is shown of a round from now on; what was shown before stays in the history.

        Args:
            round_id: The round.
            content: What everybody may see.
            basis: Who and what it was counted from.

        Raises:
            NotFoundError: If there is no such round.
            InvalidValueError: If content or basis are no plain values.
        """
        values: dict[str, Any] = {
            "content": plain_content(content, "content of a publication"),
            "basis": plain_content(basis, "basis of a publication"),
            "made_at": datetime.now(UTC),
        }
        with self.writing() as connection:
            _, shown = lock_round(connection, round_id)
            values["round_id"] = shown.id
            key = insert_row(connection, workshop_publications, values)
            raise_revision(connection, shown.workshop_id)
            return StoredPublication(id=key, **values)

    def last_publication(self, round_id: int) -> StoredPublication | None:
        """Return what was last shown of a round, None if nothing ever was.

        Raises:
            NotFoundError: If the number cannot be that of a round.
        """
        with self.reading() as connection:
            row = connection.execute(_LAST_SHOWN, {"round": key_number(round_id, "round")}).mappings().first()
        return None if row is None else StoredPublication(**row)

    def release_note(self, round_id: int, item: str, text: str) -> ReleasedNote:
        """Release a free text for the wall; nothing says whose it is.

        Args:
            round_id: The round.
            item: Id of the item.
            text: The text, perhaps shortened by the facilitator.

        Raises:
            NotFoundError: If there is no such round.
            InvalidValueError: If the text is empty.
            NoteTooLongError: If it is too long.
        """
        values: dict[str, Any] = {
            "item": name_text(item, "item"),
            "text": _required_text(text),
            "released_at": datetime.now(UTC),
        }
        with self.writing() as connection:
            _, shown = lock_round(connection, round_id)
            values["round_id"] = shown.id
            key = insert_row(connection, workshop_notes, values)
            raise_revision(connection, shown.workshop_id)
            return ReleasedNote(id=key, **values)

    def withdraw_note(self, note_id: int) -> None:
        """Take a released text off the wall again; what was written on the phone stays.

        Raises:
            NotFoundError: If there is no such released text.
        """
        this = workshop_notes.c.id == key_number(note_id, "note")
        with self.writing() as connection:
            round_id = connection.execute(select(workshop_notes.c.round_id).where(this)).scalar()
            if round_id is None:
                raise NotFoundError("There is no such note.", what="note")
            _, shown = lock_round(connection, round_id)
            connection.execute(delete(workshop_notes).where(this))
            raise_revision(connection, shown.workshop_id)

    def released_notes(self, round_id: int) -> list[ReleasedNote]:
        """Return the released texts of a round, in the order in which they were released."""
        with self.reading() as connection:
            found = connection.execute(_NOTES, {"round": key_number(round_id, "round")})
            return [ReleasedNote(*row) for row in found]

    def put_entry(
        self,
        workshop_id: int,
        key: str,
        *,
        round_id: int | None = None,
        item: str | None = None,
        kind: RecordKind,
        text: str,
        role: str = "",
        due: str = "",
    ) -> RecordEntry:
        """Save a line of the record; a line of that key is replaced, and stays in the history.

        Nothing is written if nothing changes.

        Args:
            workshop_id: The workshop.
            key: Random key of the line.
            round_id: The round it belongs to; None for the workshop in general.
            item: The item it belongs to; None for the round or workshop in general.
            kind: 'decision', 'step', 'question' or 'note'.
            text: What was noted.
            role: Who does it: a role, never a person.
            due: Until when, as written.

        Raises:
            NotFoundError: If there is no such workshop, or no such round of it.
            InvalidValueError: If kind is none of these, or a text is too long.
            NoteTooLongError: If what was noted is too long.
        """
        if kind not in get_args(RecordKind):
            raise InvalidValueError("A line of the record is a decision, step, question or note.", what="kind")
        values: dict[str, Any] = {
            "key": name_text(key, "key of the line"),
            "item": None if item is None else name_text(item, "item"),
            "kind": kind,
            "text": note_text(text),
            "role": name_text(role, "role", required=False),
            "due": name_text(due, "time", required=False),
        }
        with self.writing() as connection:
            workshop = lock_workshop(connection, workshop_id)
            if round_id is not None and find_round(connection, round_id).workshop_id != workshop.id:
                raise NotFoundError("There is no such round.", what="round")
            values |= {"workshop_id": workshop.id, "round_id": round_id}
            return _add(connection, values, removed=False)

    def remove_entry(self, workshop_id: int, key: str) -> None:
        """Take a line off the record; ``restore_entry`` brings it back.

        Raises:
            NotFoundError: If there is no such line.
        """
        self._repeat(workshop_id, key, removed=True)

    def restore_entry(self, workshop_id: int, key: str) -> RecordEntry:
        """Bring back a line as it stood last.

        Raises:
            NotFoundError: If there is no such line.
        """
        return self._repeat(workshop_id, key, removed=False)

    def list_entries(self, workshop_id: int, *, removed: bool = False) -> list[RecordEntry]:
        """Return the record of a workshop, in the order in which the lines were begun.

        Args:
            workshop_id: The workshop.
            removed: Whether to return the lines that were taken off it instead.

        Raises:
            NotFoundError: If there is no such workshop.
        """
        with self.reading() as connection:
            key = find_workshop(connection, workshop_id).id
            found = connection.execute(_ENTRIES, {"workshop": key, "removed": removed})
            return [RecordEntry(*row) for row in found]

    def _repeat(self, workshop_id: int, key: str, *, removed: bool) -> RecordEntry:
        key = name_text(key, "key of the line")
        with self.writing() as connection:
            workshop = lock_workshop(connection, workshop_id)
            last = connection.execute(_LAST_OF_KEY, {"workshop": workshop.id, "key": key}).mappings().first()
            if last is None:
                raise NotFoundError("There is no such line.", what="entry")
            return _add(connection, {name: last[name] for name in last if name != "removed"}, removed=removed)


def _add(connection: Connection, values: dict[str, Any], *, removed: bool) -> RecordEntry:
    """Add what a line says now, unless it says that already."""
    asked = {"workshop": values["workshop_id"], "key": values["key"]}
    last = connection.execute(_LAST_OF_KEY, asked).mappings().first()
    values = {**values, "removed": removed, "changed_at": datetime.now(UTC)}
    if last is not None and all(last[name] == values[name] for name in last if name != "changed_at"):
        values["changed_at"] = last["changed_at"]
    else:
        insert_row(connection, workshop_entries, values)
    return RecordEntry(**{field.name: values[field.name] for field in fields(RecordEntry)})


def _required_text(text: str) -> str:
    cleaned = note_text(text).strip()
    if not cleaned:
        raise InvalidValueError("There is no text to release.", what="text")
    return cleaned
