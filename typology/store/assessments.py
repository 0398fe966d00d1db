"""Assessments: who answers which questionnaire about which point in time, and the link that leads back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update

from typology.store.cleaning import clean_text, key_number, name_text
from typology.store.database import Database, insert_row
from typology.store.errors import CaseUnscoredError, InvalidValueError, NotFoundError
from typology.store.records import Assessment
from typology.store.tables import assessments, cases, responses, waves

_TOKEN_BYTES = 18  # 144 bits; as many as fit into 24 characters of a link
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for one another on paper
# Put together once: asked with every answer, and building a query takes longer than running it.
_ONE = select(*[assessments.c[column.name] for column in fields(Assessment)]).where(
    assessments.c.id == bindparam("number")
)
_ONE_LOCKED = _ONE.with_for_update()
_RESPONDENT_LENGTH = 8  # 31**8: two of 300 people in a hall collide once in 19 million halls


class AssessmentStore(Database):
    """The part of the store that keeps assessments."""

    def start_assessment(
        self,
        case_id: int,
        wave_id: int,
        perspective: str,
        questionnaire: str,
        questionnaire_version: str,
        model: str,
        model_version: str,
        respondent_label: str = "",
        *,
        respondent: str | None = None,
    ) -> Assessment:
        """Begin an assessment.

        Args:
            case_id: The case that is assessed.
            wave_id: One of its waves.
            perspective: Id of the perspective.
            questionnaire: Id of the questionnaire.
            questionnaire_version: Its version, with the hash of its content.
            model: Id of the model.
            model_version: Its version, with the hash of its content.
            respondent_label: What the person wants to be called; "" stays anonymous.
            respondent: Short id of a person who already answered another wave; None for somebody new.

        Raises:
            NotFoundError: If there is no such case, or no such wave of it.
            CaseUnscoredError: If the case is a fact sheet that nobody has taken over.
            InvalidValueError: If an id or version is empty or too long.
        """
        with self.writing() as connection:
            require_assessable(connection, case_id, wave_id)
            values = {
                "case_id": case_id,
                "wave_id": wave_id,
                "perspective": perspective,
                "questionnaire": questionnaire,
                "questionnaire_version": questionnaire_version,
                "model": model,
                "model_version": model_version,
                "respondent": new_respondent() if respondent is None else respondent,
                "respondent_label": name_text(respondent_label, "name of the respondent", required=False),
            }
            return find_assessment(connection, insert_assessment(connection, values))

    def assessment(self, assessment_id: int) -> Assessment:
        """Return one assessment.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            return find_assessment(connection, assessment_id)

    def assessment_by_token(self, token: str) -> Assessment | None:
        """Return the assessment a link leads to, None if the link is unknown."""
        query = select(assessments).where(assessments.c.token == clean_text(token))
        with self.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Assessment(**row)

    def list_assessments(self, case_id: int, wave_id: int | None = None) -> list[Assessment]:
        """Return all assessments of a case, or of one of its waves, oldest first."""
        query = select(assessments).where(assessments.c.case_id == key_number(case_id, "case"))
        if wave_id is not None:
            query = query.where(assessments.c.wave_id == key_number(wave_id, "wave"))
        return self._assessments(query.order_by(assessments.c.id))

    def list_unfinished(self, case_id: int | None = None) -> list[Assessment]:
        """Return what could be continued, last touched first; of one case, or of all that are not put away."""
        last_entry = (
            select(func.max(responses.c.given_at))
            .where(responses.c.assessment_id == assessments.c.id)
            .scalar_subquery()
        )
        query = select(assessments).where(assessments.c.finished_at.is_(None))
        if case_id is None:
            query = query.join(cases, cases.c.id == assessments.c.case_id).where(cases.c.archived_at.is_(None))
        else:
            query = query.where(assessments.c.case_id == key_number(case_id, "case"))
        touched = func.coalesce(last_entry, assessments.c.started_at)
        return self._assessments(query.order_by(touched.desc(), assessments.c.id.desc()))

    def set_finished(self, assessment_id: int, *, finished: bool = True) -> Assessment:
        """Mark an assessment as finished, or as open again; its answers can be changed either way.

        Raises:
            NotFoundError: If there is no such assessment.
        """
        with self.writing() as connection:
            found = find_assessment(connection, assessment_id)
            if found.finished == finished:
                return found
            when = datetime.now(UTC) if finished else None
            connection.execute(update(assessments).where(assessments.c.id == found.id).values(finished_at=when))
            return find_assessment(connection, found.id)

    def _assessments(self, query: Select[Any]) -> list[Assessment]:
        with self.reading() as connection:
            return [Assessment(**row) for row in connection.execute(query).mappings()]


def new_respondent() -> str:
    """Return a new anonymous short id, easy to read aloud."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_RESPONDENT_LENGTH))


def require_assessable(connection: Connection, case_id: int, wave_id: int) -> None:
    """Check that a wave belongs to a case and the case may be assessed.

    Raises:
        NotFoundError: If there is no such case, or no such wave of it.
        CaseUnscoredError: If the case is a fact sheet that nobody has taken over.
    """
    key = key_number(case_id, "case")
    unscored = connection.execute(select(cases.c.unscored).where(cases.c.id == key)).scalar_one_or_none()
    if unscored is None:
        raise NotFoundError("There is no such case.", what="case")
    if unscored:
        raise CaseUnscoredError
    wave = select(waves.c.id).where(waves.c.id == key_number(wave_id, "wave"), waves.c.case_id == key)
    if connection.execute(wave).first() is None:
        raise NotFoundError("There is no such wave of this case.", what="wave")


def insert_assessment(
    connection: Connection, values: Mapping[str, object], *, finished_at: datetime | None = None
) -> int:
    """Add an assessment with a new token and return its number.

    Args:
        connection: A connection that writes.
        values: The columns other than token and times; ids and versions are checked here.
        finished_at: When it was finished, for imports.

    Raises:
        InvalidValueError: If an id or version is empty or too long.
    """
    checked = dict(values)
    for column in ("perspective", "questionnaire", "questionnaire_version", "model", "model_version", "respondent"):
        text = values[column]
        if not isinstance(text, str):
            raise InvalidValueError(f"The {column} must be text.", what=column)
        checked[column] = name_text(text, column)
    checked |= {
        "token": secrets.token_urlsafe(_TOKEN_BYTES),
        "started_at": datetime.now(UTC),
        "finished_at": finished_at,
    }
    return insert_row(connection, assessments, checked)


def find_assessment(connection: Connection, assessment_id: int, *, lock: bool = False) -> Assessment:
    """Return one assessment.

    Args:
        connection: Any connection.
        assessment_id: Its number.
        lock: Whether to keep other writers of this assessment out until the transaction ends.

    Raises:
        NotFoundError: If there is none.
    """
    query = _ONE_LOCKED if lock else _ONE
    row = connection.execute(query, {"number": key_number(assessment_id, "assessment")}).first()
    if row is None:
        raise NotFoundError("There is no such assessment.", what="assessment")
    return Assessment(*row)
