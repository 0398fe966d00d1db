"""Releases: frozen results that stay when the workshop they come from is deleted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from typology.store.cleaning import key_number, name_text
from typology.store.database import Database, insert_row
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.tables import waves
from typology.store.workshop_finding import plain_content
from typology.store.workshop_records import Release
from typology.store.workshop_tables import workshop_releases

_COLUMNS = [workshop_releases.c[field.name] for field in fields(Release)]


def canonical_json(content: Mapping[str, Any]) -> str:
    """Return plain values as canonical JSON: sorted keys, no blanks, signs as they are."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain values as canonical JSON (UTF-8), in hexadecimal.

    Two databases, or a file that somebody kept, hold the same release exactly if this is the same.
    """
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


class ReleaseStore(Database):
    """The part of the store that keeps releases. They name nothing that is deleted with a workshop."""

    def add_release(
        self,
        *,
        workshop_title: str,
        round_title: str,
        case_id: int | None,
        wave_id: int | None,
        content: Mapping[str, Any],
        model: str,
        model_version: str,
        questionnaire: str,
        questionnaire_version: str,
    ) -> Release:
        """Freeze protected results; the arguments are the fields of ``Release``.

        Raises:
            NotFoundError: If there is no such Verbund, or no such point in time of it.
            InvalidValueError: If the content is no plain values, or a text is empty or too long.
        """
        frozen = plain_content(content, "content of a release")
        values: dict[str, Any] = {
            "workshop_title": name_text(workshop_title, "title"),
            "round_title": name_text(round_title, "title of the round", required=False),
            "case_id": case_id,
            "wave_id": wave_id,
            "content": frozen,
            "digest": digest_of(frozen),
            "model": name_text(model, "model"),
            "model_version": name_text(model_version, "model version"),
            "questionnaire": name_text(questionnaire, "questionnaire"),
            "questionnaire_version": name_text(questionnaire_version, "questionnaire version"),
            "released_at": datetime.now(UTC),
            "withdrawn_at": None,
        }
        with self.writing() as connection:
            _require_wave(connection, case_id, wave_id)
            return Release(id=insert_row(connection, workshop_releases, values), **values)

    def list_releases(self, case_id: int | None = None) -> list[Release]:
        """Return all releases, or those of a Verbund, oldest first; those withdrawn are marked."""
        query = select(*_COLUMNS).order_by(workshop_releases.c.id)
        if case_id is not None:
            query = query.where(workshop_releases.c.case_id == key_number(case_id, "case"))
        with self.reading() as connection:
            return [Release(*row) for row in connection.execute(query)]

    def withdraw_release(self, release_id: int) -> Release:
        """Mark a release as withdrawn; what it said stays as it was. Again it changes nothing.

        Raises:
            NotFoundError: If there is no such release.
        """
        this = workshop_releases.c.id == key_number(release_id, "release")
        with self.writing() as connection:
            open_one = update(workshop_releases).where(this, workshop_releases.c.withdrawn_at.is_(None))
            connection.execute(open_one.values(withdrawn_at=datetime.now(UTC)))
            row = connection.execute(select(*_COLUMNS).where(this)).first()
            if row is None:
                raise NotFoundError("There is no such release.", what="release")
            return Release(*row)


def _require_wave(connection: Connection, case_id: int | None, wave_id: int | None) -> None:
    if case_id is None and wave_id is None:
        return  # the plenary
    if case_id is None or wave_id is None:
        raise InvalidValueError("A release is about a Verbund at a point in time, or about all.", what="wave")
    this = waves.c.id == key_number(wave_id, "wave"), waves.c.case_id == key_number(case_id, "case")
    if connection.execute(select(waves.c.id).where(*this)).first() is None:
        raise NotFoundError("There is no such wave of this case.", what="wave")
