"""Statements compiled once and handed to the driver as they are, for what hundreds of phones ask in the same second.

The usual way, by SQLAlchemy's results, takes several times as long as SQLite itself. Everything else in the store goes
that way, because it also turns values into the types of Python and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, exc
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler


class _Compiled(NamedTuple):
    text: str
    names: tuple[str, ...] | None  # of the parameters in their order; None where the driver knows them by name
    fixed: Mapping[str, object]

    def arranged(self, values: Mapping[str, object]) -> Any:
        """Return the values of all parameters as the driver wants them."""
        values = {**self.fixed, **values} if self.fixed else values
        return values if self.names is None else [values[name] for name in self.names]


class Prepared:
    """A statement that is compiled when it is first run on a kind of database.

    Its values go in and come out as the driver has them: text and numbers are the same on both databases. For points
    in time there are ``stored_time`` and ``read_time``, and JSON is read as text with a cast.

    Args:
        statement: The statement, or what makes it for a dialect ('sqlite' or 'postgresql').
    """

    def __init__(self, statement: ClauseElement | Callable[[str], ClauseElement]) -> None:
        self._statement = statement
        self._by_dialect: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: object) -> list[tuple[Any, ...]]:
        """Run the statement and return all rows.

        Raises:
            exc.DBAPIError: If the database refuses it; ``errors.translated`` says what that means.
        """
        compiled = self._compiled(connection)
        with _as_usual(connection):
            cursor = connection.connection.cursor()
            cursor.execute(compiled.text, compiled.arranged(values))
            return list(cursor.fetchall())

    def first(self, connection: Connection, **values: object) -> tuple[Any, ...] | None:
        """Run the statement and return its first row, None if there is none.

        Raises:
            exc.DBAPIError: See ``rows``.
        """
        found = self.rows(connection, **values)
        return found[0] if found else None

    def each(self, connection: Connection, entries: Sequence[Mapping[str, object]]) -> None:
        """Run the statement once for each entry.

        Raises:
            exc.DBAPIError: See ``rows``.
        """
        compiled = self._compiled(connection)
        with _as_usual(connection):
            connection.connection.cursor().executemany(compiled.text, [compiled.arranged(entry) for entry in entries])

    def _compiled(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        if dialect.name not in self._by_dialect:
            chosen = self._statement
            made = (chosen if isinstance(chosen, ClauseElement) else chosen(dialect.name)).compile(dialect=dialect)
            assert isinstance(made, SQLCompiler)
            names = tuple(made.positiontup or ()) if made.positional else None
            fixed = {name: value for name, value in made.params.items() if value is not None}  # the others are given
            self._by_dialect[dialect.name] = _Compiled(str(made), names, fixed)
        return self._by_dialect[dialect.name]


def stored_time(connection: Connection, moment: datetime) -> object:
    """Return a point in time as a ``UtcTime`` column keeps it."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}" if connection.dialect.name == "sqlite" else moment


def read_time(value: Any) -> datetime:
    """Return what a ``UtcTime`` column holds as a point in time, in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@contextmanager
def _as_usual(connection: Connection) -> Iterator[None]:
    """Raise an error of the driver as SQLAlchemy does."""
    driver = connection.dialect.dbapi
    assert driver is not None
    try:
        yield
    except driver.Error as error:
        raise exc.DBAPIError(None, None, error, hide_parameters=True) from error
