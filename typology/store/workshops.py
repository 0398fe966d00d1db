"""Workshops: beginning, finding, changing and ending them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, bindparam, exc, select, update
from sqlalchemy.sql import ClauseElement

from typology.store.cleaning import name_text
from typology.store.database import Database, insert_row
from typology.store.errors import InvalidValueError
from typology.store.prepared import Prepared
from typology.store.workshop_errors import CodeTakenError, PerspectiveInUseError
from typology.store.workshop_finding import (
    WORKSHOP_COLUMNS,
    as_list,
    as_workshop,
    find_round,
    find_workshop,
    id_list,
    listed,
    lock_workshop,
    number,
    raise_revision,
    require_running,
    rounds_of,
)
from typology.store.workshop_records import Workshop
from typology.store.workshop_tables import workshop_rounds, workshop_seats, workshops
from typology.workshop.rounds import close, to_json

_LARGEST_GROUP = 1000
_BY = {
    name: Prepared(select(*WORKSHOP_COLUMNS).where(workshops.c[name] == bindparam("secret")))
    for name in ("lead_hash", "wall_hash", "code")
}
_ALL = Prepared(select(*WORKSHOP_COLUMNS).order_by(workshops.c.id))


def _signals(dialect: str) -> ClauseElement:
    ids, (key,) = listed(dialect, "ids")
    return select(workshops.c.id, workshops.c.revision).where(workshops.c.id.in_(select(number(key)).select_from(ids)))


_SIGNALS = Prepared(_signals)


class WorkshopStore(Database):
    """The part of the store that keeps workshops themselves."""

    def create_workshop(
        self,
        title: str,
        *,
        lead_hash: str,
        wall_hash: str,
        code: str,
        join_key: str,
        perspectives: Iterable[str],
        group_from: int,
        public: bool,
        language: str,
    ) -> Workshop:
        """Begin a workshop.

        Args:
            title: Its name on the wall and on phones.
            lead_hash: Hash of the facilitator's secret.
            wall_hash: Hash of the token of the wall.
            code: What phones type in.
            join_key: What the QR code carries.
            perspectives: Ids of the perspectives people can speak for, in order; at least one.
            group_from: Smallest group whose results are shown.
            public: Whether results are meant for the public.
            language: Language of the wall.

        Raises:
            InvalidValueError: If a value is empty, too long or not allowed.
            CodeTakenError: If another workshop has the code or a secret.
        """
        values: dict[str, object] = {
            "title": name_text(title, "title"),
            "perspectives": _perspectives(perspectives),
            "group_from": _group(group_from),
            "public": bool(public),
            "language": name_text(language, "language"),
            "current_round": None,
            "revision": 1,
            "created_at": datetime.now(UTC),
            **_secrets(lead_hash=lead_hash, wall_hash=wall_hash, code=code, join_key=join_key),
        }
        with self.writing() as connection:
            _require_free(connection, values)
            try:
                return find_workshop(connection, insert_row(connection, workshops, values))
            except exc.IntegrityError as error:
                raise CodeTakenError from error

    def workshop(self, workshop_id: int) -> Workshop:
        """Return one workshop, ended or deleted too.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            return find_workshop(connection, workshop_id)

    def workshop_by_lead(self, lead_hash: str) -> Workshop | None:
        """Return the workshop whose facilitator's secret has this hash."""
        return self._workshop_by("lead_hash", lead_hash)

    def workshop_by_wall(self, wall_hash: str) -> Workshop | None:
        """Return the workshop whose wall has a token of this hash."""
        return self._workshop_by("wall_hash", wall_hash)

    def workshop_by_code(self, code: str) -> Workshop | None:
        """Return the workshop that can be joined with this code; none that has ended."""
        return self._workshop_by("code", code)

    def list_workshops(self) -> list[Workshop]:
        """Return all workshops, oldest first; of those deleted, what is left."""
        with self.reading() as connection:
            return [as_workshop(row) for row in _ALL.rows(connection)]

    def update_workshop(
        self,
        workshop_id: int,
        *,
        title: str | None = None,
        perspectives: Iterable[str] | None = None,
        group_from: int | None = None,
        public: bool | None = None,
        language: str | None = None,
    ) -> Workshop:
        """Change what is given, leave the rest.

        Raises:
            NotFoundError: If there is no such workshop.
            InvalidValueError: If a value is not allowed.
            PerspectiveInUseError: If a perspective is left out that somebody speaks for or a round names.
        """
        values: dict[str, object] = {}
        if title is not None:
            values["title"] = name_text(title, "title")
        if group_from is not None:
            values["group_from"] = _group(group_from)
        if public is not None:
            values["public"] = bool(public)
        if language is not None:
            values["language"] = name_text(language, "language")
        kept = None if perspectives is None else _perspectives(perspectives)
        with self.writing() as connection:
            key = lock_workshop(connection, workshop_id).id
            if kept is not None:
                _require_unused(connection, key, kept)
                values["perspectives"] = kept
            return _change(connection, key, values) if values else find_workshop(connection, key)

    def renew_lead(self, workshop_id: int, lead_hash: str, wall_hash: str) -> Workshop:
        """Give the facilitator another secret, and so the wall another token; the old ones lead nowhere.

        Raises:
            NotFoundError: If there is no such workshop.
            CodeTakenError: If another workshop has one of them.
        """
        return self._renew(workshop_id, _secrets(lead_hash=lead_hash, wall_hash=wall_hash), running=False)

    def renew_code(self, workshop_id: int, code: str, join_key: str) -> Workshop:
        """Give the workshop another code and another key in its QR code; whoever has joined stays.

        Raises:
            NotFoundError: If there is no such workshop.
            WorkshopEndedError: If nobody can join any more.
            CodeTakenError: If another workshop has the code.
        """
        return self._renew(workshop_id, _secrets(code=code, join_key=join_key), running=True)

    def choose_round(self, workshop_id: int, round_id: int | None) -> Workshop:
        """Say which round the phones and the wall follow; None for none yet.

        Raises:
            NotFoundError: If there is no such workshop, or no such round of it.
        """
        with self.writing() as connection:
            workshop = lock_workshop(connection, workshop_id)
            if round_id is not None and find_round(connection, round_id).workshop_id != workshop.id:
                raise InvalidValueError("This round belongs to another workshop.", what="round")
            return _change(connection, workshop.id, {"current_round": round_id})

    def signals(self, workshop_ids: Iterable[int]) -> dict[int, int]:
        """Return the revisions of workshops, to see whether anything has changed; unknown ones are left out."""
        ids = as_list((key,) for key in workshop_ids)
        with self.reading() as connection:
            return dict(_SIGNALS.rows(connection, ids=ids))

    def end_workshop(self, workshop_id: int) -> Workshop:
        """End a workshop: the code is freed, open rounds are closed, nobody joins or answers any more.

        Results can still be shown, talked about and released. Ending it again changes nothing.

        Raises:
            NotFoundError: If there is no such workshop.
        """
        now = datetime.now(UTC)
        with self.writing() as connection:
            workshop = lock_workshop(connection, workshop_id)
            if workshop.ended_at is not None:
                return workshop
            for asked in rounds_of(connection, workshop.id):
                if asked.state.phase == "open":
                    values = {"state": to_json(close(asked.state, now)), "revision": asked.revision + 1}
                    connection.execute(update(workshop_rounds).where(workshop_rounds.c.id == asked.id).values(values))
            return _change(connection, workshop.id, {"ended_at": now, "code": None, "join_key": None})

    def _workshop_by(self, name: str, secret: str) -> Workshop | None:
        if not isinstance(secret, str) or not secret or "\0" in secret:
            return None
        with self.reading() as connection:
            row = _BY[name].first(connection, secret=secret)
        return None if row is None else as_workshop(row)

    def _renew(self, workshop_id: int, values: Mapping[str, object], *, running: bool) -> Workshop:
        with self.writing() as connection:
            workshop = lock_workshop(connection, workshop_id)
            if running:
                require_running(workshop)
            _require_free(connection, values, but=workshop.id)
            try:
                return _change(connection, workshop.id, values)
            except exc.IntegrityError as error:
                raise CodeTakenError from error


def _change(connection: Connection, workshop_id: int, values: Mapping[str, object]) -> Workshop:
    connection.execute(update(workshops).where(workshops.c.id == workshop_id).values(values))
    raise_revision(connection, workshop_id)
    return find_workshop(connection, workshop_id)


def _secrets(**values: str) -> dict[str, object]:
    return {name: name_text(value, name) for name, value in values.items()}


def _require_free(connection: Connection, values: Mapping[str, object], but: int = 0) -> None:
    """Raise ``CodeTakenError`` if another workshop has a code or secret that is to be given out."""
    for name in ("code", "lead_hash", "wall_hash"):
        taken: ColumnElement[bool] = workshops.c[name] == values.get(name)
        if name in values and connection.execute(select(workshops.c.id).where(taken, workshops.c.id != but)).first():
            raise CodeTakenError


def _require_unused(connection: Connection, workshop_id: int, kept: Iterable[str]) -> None:
    """Raise ``PerspectiveInUseError`` if anybody speaks for a perspective that is not kept, or a round names one."""
    seated = select(workshop_seats.c.perspective).where(workshop_seats.c.workshop_id == workshop_id).distinct()
    used = set(connection.execute(seated).scalars())
    for asked in rounds_of(connection, workshop_id):
        used.update(asked.perspectives)
    if used - set(kept):
        raise PerspectiveInUseError


def _perspectives(ids: Iterable[str]) -> list[str]:
    found = id_list(ids, "perspective")
    if not found:
        raise InvalidValueError("A workshop needs at least one perspective.", what="perspectives")
    return found


def _group(size: int) -> int:
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= _LARGEST_GROUP:
        raise InvalidValueError("The smallest group must be a whole number of people.", what="group_from")
    return size
