"""Deleting a workshop: what people said and who they were is gone for good, what was released stays.

Deleted: answers with their history, notes, seats with the hashes of their tokens, publications and what they were
counted from, released notes, the record, rounds and tables, and of the workshop itself title, code and secrets. What
is left of it is a number, its settings and when it was deleted, so that the number leads to nobody else's workshop.
Releases carry their titles and versions themselves and stay.

A database does not wipe what it deletes: it marks the room as free. On SQLite what is deleted is overwritten
(``secure_delete``), and then the file is written anew and its log emptied, so that it does not matter what once
wrote into it without overwriting. On PostgreSQL the rows are gone for everybody at once, and their room is overwritten
once the server's own ``VACUUM`` has come by; its write-ahead log and all backups are in the hands of whoever runs it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select, update

from typology.store.database import Database
from typology.store.errors import StoreError
from typology.store.workshop_errors import WorkshopDeletedError
from typology.store.workshop_finding import lock_workshop, raise_revision
from typology.store.workshop_tables import (
    workshop_answers,
    workshop_entries,
    workshop_notes,
    workshop_publications,
    workshop_rounds,
    workshop_seats,
    workshop_stations,
    workshops,
)


class DeletionStore(Database):
    """The part of the store that deletes workshops."""

    def delete_workshop(self, workshop_id: int) -> bool:
        """Delete a workshop for good; releases stay.

        Deleting it again changes nothing, but tries again to wipe the traces in the file.

        Returns:
            Whether the file holds no trace any more. Otherwise somebody was reading or writing for too long: everything
            is deleted all the same, and the next ``wipe_deleted`` wipes what is left.

        Raises:
            NotFoundError: If there is no such workshop.
            StoreError: If it could not be deleted; then nothing was.
        """
        with suppress(WorkshopDeletedError), self.writing() as connection:
            _delete_rows(connection, lock_workshop(connection, workshop_id).id)
        return self.wipe_deleted()

    def wipe_deleted(self) -> bool:
        """Wipe what deleted rows have left in a SQLite file; others may go on reading and writing.

        Returns:
            Whether it worked; on PostgreSQL there is nothing to do.
        """
        if self.dialect != "sqlite":
            return True
        with suppress(StoreError):
            self.rewrite_file()
            return True
        return False


def _delete_rows(connection: Connection, workshop_id: int) -> None:
    rounds = select(workshop_rounds.c.id).where(workshop_rounds.c.workshop_id == workshop_id)
    seats = select(workshop_seats.c.id).where(workshop_seats.c.workshop_id == workshop_id)
    connection.execute(delete(workshop_answers).where(workshop_answers.c.seat_id.in_(seats)))
    for table in (workshop_publications, workshop_notes):
        connection.execute(delete(table).where(table.c.round_id.in_(rounds)))
    for table in (workshop_entries, workshop_rounds, workshop_seats, workshop_stations):
        connection.execute(delete(table).where(table.c.workshop_id == workshop_id))
    now = datetime.now(UTC)
    left = {"title": "", "code": None, "join_key": None, "lead_hash": None, "wall_hash": None, "current_round": None}
    ended = workshops.c.ended_at.is_(None)
    connection.execute(update(workshops).where(workshops.c.id == workshop_id, ended).values(ended_at=now))
    connection.execute(update(workshops).where(workshops.c.id == workshop_id).values(**left, deleted_at=now))
    raise_revision(connection, workshop_id)
