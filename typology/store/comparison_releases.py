"""Snapshots released for comparison: frozen, hashed, and gone everywhere once they are withdrawn.

What a release says cannot change: no method writes it twice, and the database itself refuses it (triggers of the
migration). Whoever was in it is kept as hashes under a random salt, so that it can be checked that two releases of the
same Verbund, wave and perspective differ by nobody or by enough people. They outlive a withdrawal: others have seen it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, bindparam, select, update

from typology.store.assessments import require_assessable
from typology.store.cleaning import count_number, key_number, name_text
from typology.store.database import insert_row
from typology.store.development_errors import ReleaseWithdrawnError
from typology.store.development_records import ComparisonHead, ComparisonRelease
from typology.store.development_tables import comparison_releases
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.prepared import Prepared, read_time
from typology.store.tables import cases, waves
from typology.store.workshop_deletion import DeletionStore
from typology.store.workshop_finding import plain_content
from typology.store.workshop_releases import canonical_json

_R = comparison_releases.c
_HEAD = tuple(_R[field.name] for field in fields(ComparisonHead))
_ALL = tuple(_R[field.name] for field in fields(ComparisonRelease))
_SALT_BYTES = 16
_AT_ONCE = 500  # releases in one question to the database
_HASH_LETTERS = 16  # 64 bits: of 10,000 people no two look the same by chance


class ComparisonStore(DeletionStore):
    """The part of the store that keeps what was released for comparison."""

    def release_for_comparison(
        self,
        case_id: int,
        wave_id: int,
        perspective: str,
        content: Mapping[str, Any],
        *,
        model: str,
        model_version: str,
        voices: int,
        people: Collection[str],
        contact: str = "",
    ) -> ComparisonRelease:
        """Freeze a snapshot for comparison.

        The very same content that is released already is not released twice; a contact given with it is noted.

        Args:
            case_id: The Verbund.
            wave_id: One of its waves.
            perspective: Id of the perspective.
            content: What everybody may see: plain values, already protected.
            model: Id of the model.
            model_version: Its version.
            voices: How many people the figures come from.
            people: Ids of those whose answers are in it; kept as salted hashes only (``released_people``).
            contact: Whom other Verbünde may ask, or "".

        Raises:
            NotFoundError: If there is no such Verbund, or no such point in time of it.
            CaseUnscoredError: If the case is a fact sheet that nobody has taken over.
            InvalidValueError: If the content is empty or no plain values, or another value is not allowed.
            StoreError: If it could not be saved; then nothing was.
        """
        text = canonical_json(plain_content(content, "content of a release"))
        if not content:
            raise InvalidValueError("There is nothing to release.", what="content")
        values: dict[str, Any] = {
            "case_id": key_number(case_id, "case"),
            "wave_id": key_number(wave_id, "wave"),
            "perspective": name_text(perspective, "perspective"),
            "digest": hashlib.sha256(text.encode()).hexdigest(),
            "model": name_text(model, "model"),
            "model_version": name_text(model_version, "model version"),
            "voices": count_number(voices, "number of voices"),
            "contact": name_text(contact, "contact", required=False),
            "released_at": datetime.now(UTC),
            "withdrawn_at": None,
            "content": text,
        }
        with self.writing() as connection:
            require_assessable(connection, case_id, wave_id)
            _lock_wave(connection, wave_id)
            group = _of_group(case_id, wave_id, values["perspective"])
            if (there := _same_release(connection, group, values["digest"])) is not None:
                return self.set_release_contact(there, contact) if contact else _release(connection, there)
            salt = _salt_of(connection, group) or secrets.token_hex(_SALT_BYTES)
            hidden = {"salt": salt, "people": sorted(_hashes(salt, people))}
            return _release(connection, insert_row(connection, comparison_releases, {**values, **hidden}))

    def released_people(
        self, case_id: int, wave_id: int, perspective: str, people: Iterable[str]
    ) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
        """Return some people, and those of all earlier releases of the same kind, as hashes that can be compared.

        Inside a transaction nobody else releases the same until it ends, so that what was checked here holds.

        Args:
            case_id: The Verbund.
            wave_id: The point in time.
            perspective: Id of the perspective.
            people: Ids of those who would be in the next release.

        Returns:
            Their hashes, and for each earlier release, oldest first, those who were in it; withdrawn ones too.

        Raises:
            NotFoundError: If a number cannot be that of a case or wave.
        """
        group = _of_group(key_number(case_id, "case"), key_number(wave_id, "wave"), perspective)
        with self.reading() as connection:
            if self.is_writing:
                _lock_wave(connection, wave_id)
            query = select(_R.people).where(*group).order_by(_R.id)
            before = tuple(frozenset(found) for found in connection.execute(query).scalars())
            salt = _salt_of(connection, group) or secrets.token_hex(_SALT_BYTES)
        return _hashes(salt, people), before

    def comparison_heads(self, *, case_id: int | None = None, include_withdrawn: bool = False) -> list[ComparisonHead]:
        """Return what was released, oldest first, without reading it; of one Verbund or of all not put away.

        Raises:
            NotFoundError: If the number cannot be that of a case.
        """
        with self.reading() as connection:
            return [ComparisonHead(*_read(row)) for row in _listed(connection, _HEAD, case_id, include_withdrawn)]

    def list_comparison_releases(
        self, *, case_id: int | None = None, include_withdrawn: bool = False
    ) -> list[ComparisonRelease]:
        """Return what was released with its content, oldest first; of one Verbund or of all not put away.

        Raises:
            NotFoundError: If the number cannot be that of a case.
        """
        with self.reading() as connection:
            found = _listed(connection, _ALL, case_id, include_withdrawn)
            return [ComparisonRelease(*(*_read(row[:-1]), row[-1])) for row in found]

    def comparison_releases_of(self, ids: Collection[int]) -> Iterator[ComparisonRelease]:
        """Yield some releases with their content, oldest first; those withdrawn, or never there, are left out.

        They are read in portions, so that thousands never stand in memory at once.
        """
        keys = sorted(set(ids))
        for start in range(0, len(keys), _AT_ONCE):
            these = _R.id.in_(keys[start : start + _AT_ONCE])
            query = select(*_ALL).where(these, _R.withdrawn_at.is_(None)).order_by(_R.id)
            with self.reading() as connection:
                found = connection.execute(query).all()
            yield from (ComparisonRelease(*row) for row in found)

    def comparison_release(self, release_id: int) -> ComparisonRelease:
        """Return one release, withdrawn or not.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            return _release(connection, release_id)

    def set_release_contact(self, release_id: int, contact: str) -> ComparisonRelease:
        """Say whom other Verbünde may ask; "" takes it back. The contact is no part of what is frozen.

        Raises:
            NotFoundError: If there is no such release.
            ReleaseWithdrawnError: If it was withdrawn.
            InvalidValueError: If the contact is too long.
        """
        contact = name_text(contact, "contact", required=False)
        with self.writing() as connection:
            key = _release(connection, release_id).id
            this = update(comparison_releases).where(_R.id == key, _R.withdrawn_at.is_(None))
            connection.execute(this.values(contact=contact))
            found = _release(connection, key)
            if found.withdrawn:
                raise ReleaseWithdrawnError
            return found

    def withdraw_comparison_release(self, release_id: int) -> bool:
        """Withdraw a release for good: what it said, and the contact, are wiped; that it was there stays noted.

        Withdrawing it again changes nothing, but tries again to wipe the traces in the file.

        Returns:
            Whether the file holds no trace any more, see ``delete_workshop``; withdrawn it is either way.

        Raises:
            NotFoundError: If there is no such release.
            StoreError: If it could not be saved; then nothing was.
        """
        with self.writing() as connection:
            key = _release(connection, release_id).id
            this = update(comparison_releases).where(_R.id == key, _R.withdrawn_at.is_(None))
            connection.execute(this.values(content="", contact="", withdrawn_at=datetime.now(UTC)))
        return self.wipe_deleted()


def _listed(
    connection: Connection, columns: tuple[Column[Any], ...], case_id: int | None, include_withdrawn: bool
) -> list[tuple[Any, ...]]:
    if case_id is None:
        return _list_query(columns, False, include_withdrawn).rows(connection)
    return _list_query(columns, True, include_withdrawn).rows(connection, case=key_number(case_id, "case"))


@cache
def _list_query(columns: tuple[Column[Any], ...], of_case: bool, include_withdrawn: bool) -> Prepared:
    """Return the statement for a list; prepared, because the page of comparisons reads thousands at once."""
    query: Select[Any] = select(*columns).order_by(_R.id)
    if of_case:
        query = query.where(_R.case_id == bindparam("case"))
    else:
        query = query.join(cases, cases.c.id == _R.case_id).where(cases.c.archived_at.is_(None))
    return Prepared(query if include_withdrawn else query.where(_R.withdrawn_at.is_(None)))


def _read(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the columns of a head, as the driver has them, with points in time as such."""
    *about, released, withdrawn = row
    return *about, read_time(released), None if withdrawn is None else read_time(withdrawn)


def _of_group(case_id: int, wave_id: int, perspective: str) -> tuple[ColumnElement[bool], ...]:
    return _R.case_id == case_id, _R.wave_id == wave_id, _R.perspective == perspective


def _lock_wave(connection: Connection, wave_id: int) -> None:
    """Keep other releases of a wave out until the transaction ends; who answers there does not wait."""
    connection.execute(select(waves.c.id).where(waves.c.id == wave_id).with_for_update(key_share=True))


def _same_release(connection: Connection, group: tuple[ColumnElement[bool], ...], digest: str) -> int | None:
    query = select(_R.id).where(*group, _R.digest == digest, _R.withdrawn_at.is_(None))
    return connection.execute(query.limit(1)).scalar()


def _salt_of(connection: Connection, group: tuple[ColumnElement[bool], ...]) -> str | None:
    """Return the salt under which the people of earlier releases of the same kind are kept."""
    return connection.execute(select(_R.salt).where(*group).limit(1)).scalar()


def _hashes(salt: str, people: Iterable[str]) -> frozenset[str]:
    return frozenset(hashlib.sha256(f"{salt}/{person}".encode()).hexdigest()[:_HASH_LETTERS] for person in people)


def _release(connection: Connection, release_id: int) -> ComparisonRelease:
    row = connection.execute(select(*_ALL).where(_R.id == key_number(release_id, "release"))).first()
    if row is None:
        raise NotFoundError("There is no such release.", what="release")
    return ComparisonRelease(*row)
