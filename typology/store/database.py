"""Connections to SQLite and PostgreSQL: one small pool, one place where transactions begin.

Every rerun of the workbench is a new thread, so nothing is kept per thread except the connection of a
transaction that is open right now.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, exc, insert

from typology.store.errors import StoreBusyError, StoreError, translated

_POOL = {"pool_size": 5, "max_overflow": 5}
_CACHE = 256  # KiB of a SQLite file that a connection keeps in memory
_ATTEMPTS = 5
_PAUSE = 0.02  # seconds between two looks whether others have finished
# Another process was quicker: the same key is there by now, the order of two transactions could not be settled, or
# each waited for the other. https://www.postgresql.org/docs/current/errcodes-appendix.html
_QUICKER = ("23505", "40001", "40P01")
_Result = TypeVar("_Result")


class Database:
    """An engine and its transactions; the parts of ``Store`` build on this.

    Args:
        address: Normalised address, of dialect ``sqlite`` or ``postgresql+psycopg``.
        patience: Seconds to wait for others before giving up with ``StoreBusyError``.
        read_only: Whether to open a SQLite file without ever writing to it or beside it.
    """

    def __init__(self, address: URL, patience: float, *, read_only: bool = False) -> None:
        self.address = address
        self.patience = patience
        self.read_only = read_only
        sqlite = address.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(address, patience, read_only) if sqlite else _postgresql_engine(address, patience)
        self._writing_engine = self._engine.execution_options(writing=True)
        # SQLite has one writer at a time and lets the others sleep in ever longer steps. A queue in front of
        # it keeps the threads of this process from that; other processes still meet the busy time-out.
        self._queue = threading.BoundedSemaphore(1 if sqlite else 1000)
        self._open = threading.local()

    @property
    def dialect(self) -> str:
        """Either 'sqlite' or 'postgresql'."""
        return self._engine.dialect.name

    @property
    def location(self) -> str:
        """Where the data is, fit for a screen or a log: never with a password."""
        if self.dialect == "sqlite":
            return str(self.address.database)
        host = self.address.host or self.address.query.get("host") or "localhost"
        port = f":{self.address.port}" if self.address.port else ""
        user = f"{self.address.username}@" if self.address.username else ""
        return f"postgresql://{user}{host if isinstance(host, str) else ','.join(host)}{port}/{self.address.database}"

    @property
    def is_writing(self) -> bool:
        """Whether this thread is inside a block that writes."""
        return self._current() is not None

    def close(self) -> None:
        """Close all idle connections; the last one to a SQLite file also tidies up its log."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent state.

        Raises:
            StoreError: If the database cannot be read.
        """
        if (current := self._current()) is not None:
            yield current
            return
        with translated(writing=False), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are all on disk when the block has ended, or none of them.

        Inside another ``writing`` block of the same thread it joins that one.

        Raises:
            StoreError: If the changes could not be saved; then none was.
        """
        if (current := self._current()) is not None:
            yield current
            return
        if not self._queue.acquire(timeout=self.patience):
            raise StoreBusyError
        try:
            with translated(writing=True), self._writing_engine.begin() as connection:
                self._open.connection = connection
                try:
                    yield connection
                finally:
                    self._open.connection = None
        finally:
            self._queue.release()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Save everything done by this thread inside the block together, or nothing of it.

        Raises:
            StoreError: If it could not be saved; then nothing was.
        """
        with self.writing():
            yield

    def retrying(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run a piece of work as one transaction, anew if another process was quicker and it can only look again.

        Inside another ``writing`` block it runs once: what came before in there cannot be repeated from here.

        Args:
            work: What to do with the connection; may run several times, each time as if for the first.

        Raises:
            StoreError: If the changes could not be saved; then none was.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                with self.writing() as connection:
                    return work(connection)
            except StoreError as error:
                cause = error.__cause__
                state = getattr(cause.orig, "sqlstate", None) if isinstance(cause, exc.DBAPIError) else None
                if state not in _QUICKER:
                    raise
        with self.writing() as connection:
            return work(connection)

    def switch_to_wal(self) -> None:
        """Put a SQLite file into WAL mode, where readers do not wait for the writer; noted in the file itself.

        Raises:
            StoreError: If that is not possible right now.
        """
        with translated(writing=True), self._engine.connect().execution_options(bare=True) as connection:
            if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    def rewrite_file(self) -> None:
        """Write a SQLite file anew and empty its log, so that neither holds copies of what was deleted.

        Others may read meanwhile, and writers wait. The time it takes grows with the file.

        Raises:
            StoreError: If that is not possible right now; nothing of what is stored has changed.
        """
        if self._current() is not None or not self._queue.acquire(timeout=self.patience):
            raise StoreBusyError
        try:
            with translated(writing=True), self._engine.connect().execution_options(bare=True) as connection:
                connection.exec_driver_sql("VACUUM")
                deadline = time.monotonic() + self.patience
                # Busy as long as anybody still reads what stood in the log before.
                while connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar():
                    if time.monotonic() > deadline:
                        raise StoreBusyError
                    time.sleep(_PAUSE)
        finally:
            self._queue.release()

    def _current(self) -> Connection | None:
        return getattr(self._open, "connection", None)


def insert_row(connection: Connection, into: Table, values: Mapping[str, object]) -> int:
    """Add one row and return its number."""
    key = connection.execute(insert(into), dict(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _sqlite_engine(address: URL, patience: float, read_only: bool) -> Engine:
    if read_only:
        address = _read_only_address(Path(str(address.database)))
    engine = create_engine(address, hide_parameters=True, pool_timeout=patience, **_POOL)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        # Any commit empties the caches of all other connections: while a room answers, a larger one is never full. When
        # it is quiet for a moment all of them are filled, each by another thread, and the system's allocator keeps for
        # every thread what it once needed. With a small one reading the answers of a seat takes 0.02 ms longer.
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        connection.execute("PRAGMA synchronous = FULL")  # survives a power cut; costs nothing measurable
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only marked as free

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later can fail in the middle when another one wrote in
        # between; one that will write takes its place in the queue at once.
        options = connection.get_execution_options()
        if not options.get("bare"):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")

    return engine


def _read_only_address(path: Path) -> URL:
    query = {"uri": "true", "mode": "ro"}
    # Reading a file in WAL mode needs a log beside it. Where none is left over and none can be created,
    # nobody is writing, and the file may be read as it stands.
    if not path.with_name(path.name + "-wal").exists():
        query["immutable"] = "1"
    return URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=query)


def _postgresql_engine(address: URL, patience: float) -> Engine:
    # pre_ping: a server that was restarted meanwhile costs a new connection, not an error on the screen
    engine = create_engine(address, hide_parameters=True, pool_timeout=patience, pool_pre_ping=True, **_POOL)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(patience * 1000)}")
        connection.commit()

    return engine
