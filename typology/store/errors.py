"""What can go wrong in the store: one exception class per cause, each with a stable code.

The screens map ``code`` to a sentence of the catalogue; the English sentence in here is for logs and the
command line. Errors of both database drivers are translated here and nowhere else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from sqlalchemy import exc


class StoreError(Exception):
    """Something the store refused or could not do; nothing acknowledged before is lost.

    Attributes:
        code: Stable sign of the cause, the same for both databases.
        details: Values for the sentence, e.g. ``limit``; never an answer or a note.
    """

    code: ClassVar[str] = "store_error"
    sentence: ClassVar[str] = "The store could not do this."

    def __init__(self, sentence: str | None = None, **details: object) -> None:
        super().__init__(sentence or self.sentence)
        self.details = details


class StoreReadOnlyError(StoreError):
    """The database can be read but not written."""

    code = "store_read_only"
    sentence = "The database is read-only; this was not saved. What was saved before can still be read."


class StoreFullError(StoreError):
    """The disk is full or a quota is used up."""

    code = "store_full"
    sentence = "The disk is full or a size limit is reached; this was not saved. What was saved before is safe."


class StoreNewerError(StoreError):
    """The database was written by a newer version of the program."""

    code = "store_newer"
    sentence = "This database belongs to a newer version of the program. It was not changed."


class StoreForeignError(StoreError):
    """The database belongs to another program, or cannot hold our data."""

    code = "store_foreign"
    sentence = "This database belongs to another program. It was not changed."


class StoreUnavailableError(StoreError):
    """The database cannot be reached or opened."""

    code = "store_unavailable"
    sentence = "The database cannot be reached; this was not saved. What was saved before is safe."


class StoreBusyError(StoreError):
    """Others kept the database occupied for too long."""

    code = "store_busy"
    sentence = "The database is busy; this was not saved. Trying again helps."


class StoreDamagedError(StoreError):
    """The file is not a database, is damaged, or lacks tables it should have."""

    code = "store_damaged"
    sentence = "The database is damaged or is not one of this program. It was not changed."


class NotFoundError(StoreError):
    """There is no such case, wave, assessment or version."""

    code = "not_found"
    sentence = "There is no such entry."


class NoteTooLongError(StoreError):
    """A note is longer than the store keeps; ``details['limit']`` holds the limit in characters."""

    code = "note_too_long"
    sentence = "The note is too long."


class CaseUnscoredError(StoreError):
    """The case ships as a fact sheet; only the Verbund itself may assess it, after taking it over."""

    code = "case_unscored"
    sentence = "This Verbund ships as a fact sheet. It can be assessed once the Verbund itself has taken it over."


class InvalidValueError(StoreError):
    """A value that the store does not keep, e.g. an answer without an option."""

    code = "invalid_value"
    sentence = "This value cannot be stored."


# Primary result codes of SQLite (the low byte of the extended code), https://www.sqlite.org/rescode.html
_SQLITE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_ERROR: StoreDamagedError,  # a table or column is missing
    sqlite3.SQLITE_PERM: StoreReadOnlyError,
    sqlite3.SQLITE_BUSY: StoreBusyError,
    sqlite3.SQLITE_LOCKED: StoreBusyError,
    sqlite3.SQLITE_READONLY: StoreReadOnlyError,
    sqlite3.SQLITE_CORRUPT: StoreDamagedError,
    sqlite3.SQLITE_FULL: StoreFullError,
    sqlite3.SQLITE_TOOBIG: InvalidValueError,
    sqlite3.SQLITE_CONSTRAINT: InvalidValueError,
    sqlite3.SQLITE_NOTADB: StoreDamagedError,
}

# SQLSTATE of PostgreSQL, https://www.postgresql.org/docs/current/errcodes-appendix.html; the first entry
# whose key begins the state counts, so single states stand before their class.
_POSTGRESQL: dict[str, type[StoreError]] = {
    "25006": StoreReadOnlyError,
    "53100": StoreFullError,
    "53300": StoreBusyError,
    "55P03": StoreBusyError,
    "57014": StoreBusyError,
    "40": StoreBusyError,
    "22": InvalidValueError,
    "23": InvalidValueError,
    "42P01": StoreDamagedError,
    "42703": StoreDamagedError,
    "XX001": StoreDamagedError,
    "XX002": StoreDamagedError,
}


def cause_of(error: BaseException | None, *, writing: bool) -> type[StoreError]:
    """Return the class of ours that says what an error of a database driver means.

    Args:
        error: An exception of ``sqlite3`` or ``psycopg``.
        writing: Whether something was to be written; a missing permission then means read-only.
    """
    number = getattr(error, "sqlite_errorcode", None)
    if isinstance(number, int):
        # SQLite says "full" only for ENOSPC; a quota or a size limit of the system arrives as a failed write.
        if number == sqlite3.SQLITE_IOERR_WRITE:
            return StoreFullError
        return _SQLITE.get(number & 0xFF, StoreUnavailableError)
    state = getattr(error, "sqlstate", None) or ""
    if state == "42501" and writing:
        return StoreReadOnlyError
    return next((ours for key, ours in _POSTGRESQL.items() if state.startswith(key)), StoreUnavailableError)


@contextmanager
def translated(*, writing: bool) -> Iterator[None]:
    """Turn driver errors inside the block into ours; everything else passes unchanged.

    Args:
        writing: Whether the block writes.

    Raises:
        StoreError: With the driver's error as its cause.
    """
    try:
        yield
    except exc.TimeoutError as error:  # no connection of the pool became free
        raise StoreBusyError from error
    except exc.DBAPIError as error:
        raise cause_of(error.orig, writing=writing)() from error
