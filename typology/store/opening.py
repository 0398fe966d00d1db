"""Opening the store: find the database, create or migrate it, refuse what is not ours."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Select, exc, inspect, literal_column, make_url, select, table, text

from typology.store.errors import (
    InvalidValueError,
    StoreBusyError,
    StoreForeignError,
    StoreFullError,
    StoreNewerError,
    StoreReadOnlyError,
    StoreUnavailableError,
)
from typology.store.migrations import NEWEST, REVISIONS
from typology.store.store import Store
from typology.store.tables import VERSION_TABLE, metadata

FILE_NAME = "verbundspiegel.db"
_MIGRATION_LOCK = 7_302_615_440_118  # any number that is the same in every process of ours
_MIGRATING = threading.Lock()  # the migration tool keeps global state


def open_store(url: str | None = None, folder: Path = Path("data"), *, patience: float = 10.0) -> Store:
    """Open the store; create or migrate its tables first if need be.

    Args:
        url: Address of the database. Without it the environment variable ``DATABASE_URL`` counts, and
            without that a SQLite file in ``folder``. ``postgres://…``, ``postgresql://…`` and
            ``sqlite:///path`` are understood.
        folder: Where the SQLite file is created by default.
        patience: Seconds to wait for other writers before ``StoreBusyError``.

    Returns:
        The open store. On a file or folder without write permission it can be read; writing to it then
        raises ``StoreReadOnlyError``.

    Raises:
        StoreError: If the database cannot be opened; it is then as it was before.
    """
    address = database_address(url if url is not None else os.environ.get("DATABASE_URL", ""), folder)
    read_only = address.get_backend_name() == "sqlite" and _prepare_file(Path(str(address.database)))
    store = Store(address, patience, read_only=read_only)
    try:
        _bring_up_to_date(store)
    except BaseException:
        store.close()
        raise
    return store


def database_address(url: str, folder: Path) -> URL:
    """Return the address in the form the drivers want.

    Args:
        url: Address as people write it; blank for the SQLite file in ``folder``.
        folder: Folder of that file.

    Raises:
        InvalidValueError: If it is no address of a SQLite file or a PostgreSQL database. The sentence does
            not repeat the address, which may hold a password.
    """
    if not url.strip():
        return URL.create("sqlite", database=str((folder / FILE_NAME).absolute()))
    try:
        address = make_url(url.strip())
    except (exc.ArgumentError, ValueError):
        raise InvalidValueError("This is not an address of a database.", what="DATABASE_URL") from None
    kind = address.drivername.partition("+")[0]
    if kind in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise InvalidValueError("Only SQLite and PostgreSQL databases can be used.", what="DATABASE_URL")
    if not address.database or address.database == ":memory:":
        raise InvalidValueError("A SQLite database must be a file, or all answers would be lost.", what="DATABASE_URL")
    return URL.create("sqlite", database=str(Path(address.database).absolute()))


def _prepare_file(path: Path) -> bool:
    """Create the folder of a SQLite file; return whether there is a file that can only be read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFullError from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StoreReadOnlyError("The folder of the database cannot be created: no permission.") from error
        raise StoreUnavailableError("The folder of the database cannot be created.") from error
    if path.exists():
        return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    if not os.access(path.parent, os.W_OK):
        raise StoreReadOnlyError("There is no database yet, and its folder is read-only.")
    return False


def _bring_up_to_date(store: Store) -> None:
    with store.reading() as connection:
        if store.dialect == "postgresql":
            _require_unicode(connection)
        revision = _revision_of(connection)
    if revision != NEWEST:
        _migrate(store)
    if store.dialect == "sqlite" and not store.read_only:
        _switch_to_wal(store)


def _require_unicode(connection: Connection) -> None:
    if connection.execute(text("SHOW server_encoding")).scalar_one() != "UTF8":
        raise StoreForeignError("This database cannot keep every script and sign; it must be created with UTF8.")


def _revision_of(connection: Connection) -> str | None:
    """Return the newest revision applied, None for an empty database."""
    present = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in present:
        if present & set(metadata.tables):
            raise StoreForeignError
        return None
    query: Select[Any] = select(literal_column("version_num")).select_from(table(VERSION_TABLE))
    revision = connection.execute(query).scalar_one_or_none()
    if revision not in REVISIONS:
        raise StoreNewerError(found=revision, newest=NEWEST)
    return str(revision)


def _migrate(store: Store) -> None:
    with _MIGRATING, store.writing() as connection:
        if store.dialect == "postgresql":  # SQLite's write transaction already keeps others out
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        if _revision_of(connection) != NEWEST:  # another process may have been first
            _apply_revisions(connection)


def _apply_revisions(connection: Connection) -> None:
    from alembic import command  # loaded here only: most starts find nothing to do
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _switch_to_wal(store: Store) -> None:
    """Let readers and the writer work side by side; stored in the file, so done once."""
    deadline = time.monotonic() + store.patience
    while True:
        try:
            store.switch_to_wal()
        except StoreBusyError:  # SQLite does not wait here by itself
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
