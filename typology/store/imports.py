"""Taking in many responses at once: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from typology.store.assessments import insert_assessment, require_assessable
from typology.store.cleaning import checked_answer, name_text, note_text
from typology.store.database import Database
from typology.store.errors import StoreError
from typology.store.records import ImportRow
from typology.store.responses import CONTENT, last_responses
from typology.store.tables import assessments, responses

_ASSESSMENT_KEY = ("case_id", "wave_id", "perspective", "respondent", "questionnaire")
_Key = tuple[object, ...]


class ImportStore(Database):
    """The part of the store that takes in whole tables of responses."""

    def import_responses(self, rows: Iterable[ImportRow], *, finished: bool = True) -> int:
        """Store many responses in one transaction.

        Rows of the same case, wave, perspective, respondent and questionnaire form one assessment; one that
        is already there is continued. As with single responses the last one of an item counts and what
        changes nothing is not written, so that the same table taken in twice is stored once; nor does it make an
        answer that was copied from another wave one that was looked at.

        Args:
            rows: The responses, in the order they were given.
            finished: Whether assessments begun by this count as finished.

        Returns:
            How many responses were written.

        Raises:
            StoreError: If one row is not allowed (``details['row']`` holds its number, from 1) or nothing
                could be saved; then none was.
        """
        with self.writing() as connection:
            table = _Import(connection, finished_at=datetime.now(UTC) if finished else None)
            for number, row in enumerate(rows, start=1):
                try:
                    table.take(row)
                except StoreError as error:
                    raise type(error)(f"Row {number}: {error}", **{**error.details, "row": number}) from error
            return table.write()


class _Import:
    """One table on its way in: which assessments exist, what counts in them, what is to be written."""

    def __init__(self, connection: Connection, finished_at: datetime | None) -> None:
        self._connection = connection
        self._finished_at = finished_at
        self._now = datetime.now(UTC)
        self._assessments: dict[_Key, int] = {}
        self._known_cases: set[int] = set()
        self._assessable: set[tuple[int, int]] = set()
        self._current: dict[tuple[int, str], Mapping[str, object]] = {}
        self._new: list[dict[str, object]] = []

    def take(self, row: ImportRow) -> None:
        """Check one row and put it into the queue.

        Raises:
            StoreError: If it is not allowed.
        """
        state, option, number = checked_answer(row.state, row.option, row.number)
        item = name_text(row.item, "item")
        note = None if row.note is None else note_text(row.note)
        assessment_id = self._assessment_of(row)
        current = self._current.get((assessment_id, item), {})
        content: dict[str, object] = {
            "state": state,
            "option": option,
            "number": number,
            "note": current.get("note", "") if note is None else note,
            "model_version": name_text(row.model_version, "model version"),
            "questionnaire_version": name_text(row.questionnaire_version, "questionnaire version"),
        }
        blank = not current and state == "none" and not content["note"]
        if blank or all(current.get(name) == content[name] for name in CONTENT):
            return
        self._current[assessment_id, item] = content
        given_at = row.given_at or self._now
        self._new.append({"assessment_id": assessment_id, "item": item, "given_at": given_at, **content})

    def write(self) -> int:
        """Write the queue and return its length."""
        if self._new:
            self._connection.execute(insert(responses), self._new)
        return len(self._new)

    def _assessment_of(self, row: ImportRow) -> int:
        if (row.case_id, row.wave_id) not in self._assessable:
            require_assessable(self._connection, row.case_id, row.wave_id)
            self._assessable.add((row.case_id, row.wave_id))
        if row.case_id not in self._known_cases:
            self._look_up(row.case_id)
        key = tuple(getattr(row, name) for name in _ASSESSMENT_KEY)
        if key not in self._assessments:
            values = {name: getattr(row, name) for name in (*_ASSESSMENT_KEY, "model", "model_version")}
            values |= {"questionnaire_version": row.questionnaire_version, "respondent_label": ""}
            self._assessments[key] = insert_assessment(self._connection, values, finished_at=self._finished_at)
        return self._assessments[key]

    def _look_up(self, case_id: int) -> None:
        """Find out which assessments the case has and what counts in them."""
        query = select(assessments).where(assessments.c.case_id == case_id).order_by(assessments.c.id)
        found = {
            tuple(row[name] for name in _ASSESSMENT_KEY): int(row["id"])
            for row in self._connection.execute(query.with_for_update()).mappings()
        }
        self._assessments |= found
        for place, response in last_responses(self._connection, list(found.values())).items():
            self._current[place] = {name: getattr(response, name) for name in CONTENT}
        self._known_cases.add(case_id)
