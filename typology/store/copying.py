"""Copying an assessment into another wave: what was said there is a starting point that is looked at again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from typology.store.assessments import find_assessment, insert_assessment, require_assessable
from typology.store.cleaning import key_number, name_text
from typology.store.database import Database
from typology.store.development_errors import AlreadyThereError
from typology.store.errors import InvalidValueError
from typology.store.records import Assessment, Response
from typology.store.responses import CONTENT, last_responses
from typology.store.tables import assessments, responses

_PERSON = ("case_id", "perspective", "respondent")


class CopyStore(Database):
    """The part of the store that copies assessments."""

    def copy_assessment(
        self,
        assessment_id: int,
        wave_id: int,
        *,
        only: Collection[str] | None = None,
        model_version: str,
        questionnaire_version: str,
    ) -> Assessment:
        """Begin an assessment of the same person at another wave of the same case, with what they said at this one.

        Every entry that counts is copied with its note and notes where it comes from (``Response.copied_from``) until
        somebody answers that item. It keeps the versions it was given under: nobody has seen the new wording yet. An
        assessment at that wave without any entry, just begun, is taken. An item that the person has answered there in
        another questionnaire is left out.

        Args:
            assessment_id: The assessment to copy.
            wave_id: The other wave.
            only: Ids of the items to copy, those whose question is the same; None copies all.
            model_version: Version of the model on the screen, for the new assessment.
            questionnaire_version: Version of the questionnaire on the screen, likewise.

        Returns:
            The new assessment, not finished; its ``copied_from`` is the number of this one.

        Raises:
            NotFoundError: If there is no such assessment, or no such wave of its case.
            CaseUnscoredError: If the case is a fact sheet that nobody has taken over.
            AlreadyThereError: If the person has entries there in this questionnaire.
            InvalidValueError: If it is the same wave, or a version is empty or too long.
            StoreError: If it could not be saved; then nothing was.
        """
        versions = {
            "model_version": name_text(model_version, "model version"),
            "questionnaire_version": name_text(questionnaire_version, "questionnaire version"),
        }
        with self.writing() as connection:
            # Locked, so that the same copy made twice at the same moment is made once.
            source = find_assessment(connection, assessment_id, lock=True)
            require_assessable(connection, source.case_id, wave_id)
            if key_number(wave_id, "wave") == source.wave_id:
                raise InvalidValueError("An assessment is copied to another point in time.", what="wave")
            begun, answered = _there(connection, source, wave_id)
            key = _begin(connection, source, wave_id, begun, versions)
            given = last_responses(connection, [source.id])
            now = datetime.now(UTC)
            copied = [
                _copy(response, key, now)
                for (_, item), response in sorted(given.items(), key=lambda entry: entry[1].id)
                if not response.is_blank and item not in answered and (only is None or item in only)
            ]
            if copied:
                connection.execute(insert(responses), copied)
            return find_assessment(connection, key)


def _there(connection: Connection, source: Assessment, wave_id: int) -> tuple[int | None, set[str]]:
    """Return the person's empty assessment at a wave in this questionnaire, and what they answered there in others.

    Raises:
        AlreadyThereError: If theirs in this questionnaire has entries.
    """
    same = [assessments.c[name] == getattr(source, name) for name in _PERSON]
    query = select(assessments.c.id, assessments.c.questionnaire).where(assessments.c.wave_id == wave_id, *same)
    begun: int | None = None
    others: list[int] = []
    for key, questionnaire in connection.execute(query.order_by(assessments.c.id)):
        if questionnaire != source.questionnaire:
            others.append(key)
        elif connection.execute(select(responses.c.id).where(responses.c.assessment_id == key).limit(1)).first():
            raise AlreadyThereError(assessment=key)
        else:
            begun = key
    given = last_responses(connection, others) if others else {}
    return begun, {item for (_, item), response in given.items() if not response.is_blank}


def _begin(
    connection: Connection, source: Assessment, wave_id: int, begun: int | None, versions: Mapping[str, str]
) -> int:
    if begun is None:
        kept = (*_PERSON, "questionnaire", "model", "respondent_label")
        values = {name: getattr(source, name) for name in kept}
        return insert_assessment(connection, {**values, **versions, "wave_id": wave_id, "copied_from": source.id})
    values = {**versions, "model": source.model, "copied_from": source.id, "finished_at": None}
    connection.execute(update(assessments).where(assessments.c.id == begun).values(values))
    return begun


def _copy(response: Response, assessment_id: int, now: datetime) -> dict[str, object]:
    content = {name: getattr(response, name) for name in CONTENT}
    place = {"assessment_id": assessment_id, "item": response.item, "given_at": now}
    return {**place, **content, "copied_from": response.id}
