"""Responses: saved when given, never overwritten; the last one of an item counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from typology.store.assessments import find_assessment
from typology.store.cleaning import checked_answer, key_number, name_text, note_text
from typology.store.database import Database, insert_row
from typology.store.errors import NotFoundError
from typology.store.records import Response, ResponseRow, State
from typology.store.tables import assessments, responses

CONTENT = ("state", "option", "number", "note", "model_version", "questionnaire_version")
"""What makes two responses to the same item the same; giving the same again writes nothing."""

_OF_ASSESSMENT = ("case_id", "wave_id", "perspective", "respondent", "questionnaire", "model")
_ROW_COLUMNS = [
    (assessments if name in _OF_ASSESSMENT else responses).c[name]
    for name in ResponseRow._fields
]
_RESPONSE_COLUMNS = [responses.c[field.name] for field in fields(Response)]

# Put together once: they are asked with every answer, and building a query takes longer than running it.
_OF_THIS = responses.c.assessment_id == bindparam("assessment")
_LAST_OF_ITEM = (
    select(assessments.c.model_version, assessments.c.questionnaire_version, *_RESPONSE_COLUMNS)
    .select_from(assessments)
    .outerjoin(
        responses,
        responses.c.id
        == select(func.max(responses.c.id))
        .where(_OF_THIS, responses.c.item == bindparam("item"))
        .scalar_subquery(),
    )
    .where(assessments.c.id == bindparam("assessment"))
)
# Keeps other writers of this assessment out until the transaction ends. A statement of its own: what is read in the
# one that waits for the lock is what stood there before the wait.
_LOCK = select(assessments.c.id).where(assessments.c.id == bindparam("assessment")).with_for_update()
_CURRENT = (
    select(*_RESPONSE_COLUMNS)
    .where(responses.c.id.in_(select(func.max(responses.c.id)).where(_OF_THIS).group_by(responses.c.item)))
    .order_by(responses.c.id)
)


class ResponseStore(Database):
    """The part of the store that keeps responses and their history."""

    def give_response(
        self,
        assessment_id: int,
        item: str,
        state: State,
        option: str | None = None,
        number: float | None = None,
        note: str | None = None,
        *,
        model_version: str | None = None,
        questionnaire_version: str | None = None,
    ) -> Response:
        """Store a response; when this returns it is on disk.

        Nothing is written if nothing changes. The same answer under another version is a change: it was
        confirmed under the new wording. So is the same answer where one was copied from another wave: it was looked at.

        Args:
            assessment_id: The assessment.
            item: Id of the item.
            state: 'answer', 'dk', 'na', or 'none' to withdraw an answer.
            option: Id of the option, for an answer in levels.
            number: The number, for an answer in numbers.
            note: Evidence note of at most ``NOTE_LIMIT`` characters; "" removes it, None leaves it as it is.
            model_version: Version of the model on the screen; that at the start if None.
            questionnaire_version: Version of the questionnaire on the screen; that at the start if None.

        Returns:
            The response that now counts. If nothing is there and nothing was given, a blank one with ``id`` 0.

        Raises:
            NotFoundError: If there is no such assessment.
            NoteTooLongError: If the note is too long.
            InvalidValueError: If state, option and number do not fit together.
            StoreError: If it could not be saved.
        """
        state, option, number = checked_answer(state, option, number)
        key, item = key_number(assessment_id, "assessment"), name_text(item, "item")
        note = None if note is None else note_text(note)
        with self.writing() as connection:
            begun_under, current = _last_response(connection, key, item)
            wanted = {
                "state": state,
                "option": option,
                "number": number,
                "note": (current.note if current else "") if note is None else note,
                "model_version": name_text(model_version or begun_under[0], "model version"),
                "questionnaire_version": name_text(questionnaire_version or begun_under[1], "questionnaire version"),
            }
            same = current is not None and all(getattr(current, name) == wanted[name] for name in CONTENT)
            if current and same and current.copied_from is None:
                return current
            given = Response(0, key, item, given_at=datetime.now(UTC), **wanted)  # type: ignore[arg-type]
            return given if current is None and given.is_blank else _append(connection, given)

    def give_note(
        self, assessment_id: int, item: str, note: str, *, model_version: str, questionnaire_version: str
    ) -> Response:
        """Store a note and leave the answer as it is, whatever another tab has answered in the meantime.

        Args:
            assessment_id: The assessment.
            item: Id of the item.
            note: Evidence note of at most ``NOTE_LIMIT`` characters; "" removes it.
            model_version: Version of the model on the screen, kept where there is no answer yet.
            questionnaire_version: Version of the questionnaire on the screen, likewise.

        Raises:
            NotFoundError: If there is no such assessment.
            NoteTooLongError: If the note is too long.
            StoreError: If it could not be saved.
        """
        key, item, note = key_number(assessment_id, "assessment"), name_text(item, "item"), note_text(note)
        with self.writing() as connection:
            _, current = _last_response(connection, key, item)
            # A note confirms no answer: that keeps the versions it was given under, and where it was copied from.
            kept = current or Response(
                0, key, item, "none", None, None, "", model_version, questionnaire_version, datetime.now(UTC)
            )
            if kept.note == note:
                return kept
            return _append(connection, replace(kept, note=note, given_at=datetime.now(UTC), undoes=None))

    def current_responses(self, assessment_id: int) -> dict[str, Response]:
        """Return what counts now, by item; items without an answer and without a note are left out.

        Raises:
            NotFoundError: If there is no such assessment.
        """
        key = key_number(assessment_id, "assessment")
        with self.reading() as connection:
            found = [Response(*row) for row in connection.execute(_CURRENT, {"assessment": key})]
            if not found:
                find_assessment(connection, assessment_id)  # no answers yet is fine, no assessment is not
        return {response.item: response for response in found if not response.is_blank}

    def response_history(self, assessment_id: int, item: str) -> list[Response]:
        """Return every entry for one item, oldest first.

        Raises:
            NotFoundError: If there is no such assessment.
        """
        with self.reading() as connection:
            key = find_assessment(connection, assessment_id).id
            query = select(responses).where(responses.c.assessment_id == key, responses.c.item == item)
            return [Response(**row) for row in connection.execute(query.order_by(responses.c.id)).mappings()]

    def begun_with(self, assessment_id: int) -> dict[str, Response]:
        """Return what an assessment began with, copied from another wave, by item; whatever became of it since.

        Raises:
            NotFoundError: If there is no such assessment.
        """
        with self.reading() as connection:
            key = find_assessment(connection, assessment_id).id
            query = select(responses).where(responses.c.assessment_id == key).order_by(responses.c.id)
            history = [Response(**row) for row in connection.execute(query).mappings()]
        copied = _begun_with(history)
        return {entry.item: entry for entry in history if entry.id in copied}

    def undo_last(self, assessment_id: int) -> Response | None:
        """Take back the last change of an assessment that was not yet taken back; again goes further back.

        The history stays: an entry is added that repeats what was there before the change, under the version
        it had then. What an assessment was begun with, copied from another wave, is no change.

        Returns:
            The entry that now counts for the item concerned, None if nothing is left to take back.

        Raises:
            NotFoundError: If there is no such assessment.
            StoreError: If it could not be saved.
        """
        with self.writing() as connection:
            key = find_assessment(connection, assessment_id, lock=True).id
            query = select(responses).where(responses.c.assessment_id == key).order_by(responses.c.id)
            history = [Response(**row) for row in connection.execute(query).mappings()]
            taken_back = {entry.undoes for entry in history}
            standing = [entry for entry in history if entry.undoes is None and entry.id not in taken_back]
            begun_with = _begun_with(history)
            last = next((entry for entry in reversed(standing) if entry.id not in begun_with), None)
            if last is None:
                return None
            before = next((e for e in reversed(standing) if e.item == last.item and e.id < last.id), None)
            restored = {name: getattr(before or last, name) for name in (*CONTENT, "copied_from")}
            if before is None:
                restored |= {"state": "none", "option": None, "number": None, "note": "", "copied_from": None}
            return _append(
                connection, Response(0, key, last.item, given_at=datetime.now(UTC), undoes=last.id, **restored)
            )

    def responses_of_case(self, case_id: int, *, until: datetime | None = None) -> list[ResponseRow]:
        """Return what counts now in all assessments of a case; blank entries are left out.

        Args:
            case_id: The case.
            until: A moment (with time zone): return what counted then.

        Raises:
            NotFoundError: If the number cannot be that of a case.
        """
        return self._rows(assessments.c.case_id == key_number(case_id, "case"), until)

    def responses_of_wave(self, wave_id: int) -> list[ResponseRow]:
        """Return what counts now in all assessments of a wave; blank entries are left out.

        Raises:
            NotFoundError: If the number cannot be that of a wave.
        """
        return self._rows(assessments.c.wave_id == key_number(wave_id, "wave"))

    def count_respondents(self, case_id: int) -> dict[tuple[int, str], int]:
        """Return how many people said something, by wave and perspective.

        Returns:
            ``{(wave_id, perspective): number of respondents}``; pairs without any are left out.

        Raises:
            NotFoundError: If the number cannot be that of a case.
        """
        people: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        for row in self.responses_of_case(case_id):
            people[row.wave_id, row.perspective].add(row.respondent)
        return {group: len(respondents) for group, respondents in people.items()}

    def _rows(self, which: ColumnElement[bool], until: datetime | None = None) -> list[ResponseRow]:
        query = (
            select(*_ROW_COLUMNS)
            .join_from(responses, assessments)
            .where(_is_current(which, until))
            .where((responses.c.state != "none") | (responses.c.note != ""))
            .order_by(responses.c.assessment_id, responses.c.id)
        )
        with self.reading() as connection:
            return [ResponseRow._make(row) for row in connection.execute(query)]


def last_responses(connection: Connection, assessment_ids: Sequence[int]) -> dict[tuple[int, str], Response]:
    """Return the entries that count now, blank ones too, by assessment and item."""
    query = select(responses).where(_is_current(assessments.c.id.in_(assessment_ids)))
    found = [Response(**row) for row in connection.execute(query).mappings()]
    return {(response.assessment_id, response.item): response for response in found}


def _is_current(which: ColumnElement[bool], until: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that a response is the last of its item (until a moment) in the assessments chosen."""
    last = (
        select(func.max(responses.c.id))
        .where(responses.c.assessment_id.in_(select(assessments.c.id).where(which)))
        .group_by(responses.c.assessment_id, responses.c.item)
    )
    if until is not None:
        last = last.where(responses.c.given_at <= until)
    return responses.c.id.in_(last)


def _last_response(connection: Connection, assessment_id: int, item: str) -> tuple[tuple[str, str], Response | None]:
    """Return the versions an assessment was begun under, and the last entry for an item; locks the assessment."""
    if connection.dialect.name != "sqlite":  # where a transaction that writes is alone from its beginning
        connection.execute(_LOCK, {"assessment": assessment_id})
    row = connection.execute(_LAST_OF_ITEM, {"assessment": assessment_id, "item": item}).first()
    if row is None:
        raise NotFoundError("There is no such assessment.", what="assessment")
    model_version, questionnaire_version, *last = row
    return (model_version, questionnaire_version), None if last[0] is None else Response(*last)


def _begun_with(history: Sequence[Response]) -> set[int]:
    """Return the entries that were copied: of each item its first one, if that came from another wave."""
    first: dict[str, Response] = {}
    for entry in history:
        first.setdefault(entry.item, entry)
    return {entry.id for entry in first.values() if entry.copied_from is not None}


def _append(connection: Connection, response: Response) -> Response:
    values: Mapping[str, object] = {
        "assessment_id": response.assessment_id,
        "item": response.item,
        "given_at": response.given_at,
        "undoes": response.undoes,
        "copied_from": response.copied_from,
        **{name: getattr(response, name) for name in CONTENT},
    }
    return Response(id=insert_row(connection, responses, values), **values)  # type: ignore[arg-type]
