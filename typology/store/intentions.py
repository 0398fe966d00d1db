"""Intentions: what a Verbund wants to do, by which role, until when, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from types import EllipsisType
from typing import get_args

from sqlalchemy import Connection, select, update

from typology.store.cleaning import date_value, key_number, name_text, note_text, required_note
from typology.store.database import Database, insert_row
from typology.store.development_records import Intention, IntentionState, IntentionStep
from typology.store.development_tables import intention_steps, intentions
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.tables import waves

_COLUMNS = [intentions.c[field.name] for field in fields(Intention) if field.name != "steps"]
_STEP_COLUMNS = [intention_steps.c[field.name] for field in fields(IntentionStep)]


class IntentionStore(Database):
    """The part of the store that keeps intentions."""

    def add_intention(
        self, case_id: int, wave_id: int, about: str, text: str, *, role: str = "", due: date | None = None
    ) -> Intention:
        """Write down an intention; the arguments are the fields of ``Intention``.

        Raises:
            NotFoundError: If there is no such case, or no such wave of it.
            InvalidValueError: If the text is empty, or a value is not allowed.
            NoteTooLongError: If the text is too long.
        """
        values = {
            "case_id": key_number(case_id, "case"),
            "wave_id": key_number(wave_id, "wave"),
            "about": name_text(about, "item or dimension", required=False),
            "text": required_note(text, "intention"),
            "role": name_text(role, "role", required=False),
            "due": date_value(due, "time"),
            "created_at": datetime.now(UTC),
            "removed_at": None,
        }
        with self.writing() as connection:
            _require_wave(connection, case_id, wave_id)
            return _intention(connection, insert_row(connection, intentions, values))

    def change_intention(
        self,
        intention_id: int,
        *,
        about: str | None = None,
        text: str | None = None,
        role: str | None = None,
        due: date | EllipsisType | None = ...,
    ) -> Intention:
        """Change what is given, leave the rest; ``due=None`` removes the date.

        Raises:
            NotFoundError: If there is no such intention.
            InvalidValueError: If a value is not allowed.
            NoteTooLongError: If the text is too long.
        """
        values: dict[str, object] = {}
        if about is not None:
            values["about"] = name_text(about, "item or dimension", required=False)
        if text is not None:
            values["text"] = required_note(text, "intention")
        if role is not None:
            values["role"] = name_text(role, "role", required=False)
        if not isinstance(due, EllipsisType):
            values["due"] = date_value(due, "time")
        return self._change_intention(intention_id, values)

    def set_intention_state(
        self, intention_id: int, state: IntentionState, *, wave_id: int | None = None, note: str = ""
    ) -> Intention:
        """Note what became of an intention; what was noted before stays.

        Nothing is written if exactly that was noted last.

        Args:
            intention_id: The intention.
            state: 'open', 'begun', 'done' or 'dropped'.
            wave_id: The point in time at which it is looked at again, a wave of the same case; None at any other time.
            note: What is said about it.

        Raises:
            NotFoundError: If there is no such intention, or no such wave of its case.
            InvalidValueError: If the state is none of these.
            NoteTooLongError: If the note is too long.
        """
        if state not in get_args(IntentionState):
            raise InvalidValueError("An intention is open, begun, done or dropped.", what="state")
        note = note_text(note)
        with self.writing() as connection:
            found = _intention(connection, intention_id, lock=True)
            if wave_id is not None:
                _require_wave(connection, found.case_id, wave_id)
            last = found.steps[-1] if found.steps else IntentionStep(0, found.id, None, "open", "", found.created_at)
            if (last.state, last.wave_id, last.note) == (state, wave_id, note):
                return found
            values = {"intention_id": found.id, "wave_id": wave_id, "state": state, "note": note}
            insert_row(connection, intention_steps, {**values, "given_at": datetime.now(UTC)})
            return _intention(connection, found.id)

    def remove_intention(self, intention_id: int) -> Intention:
        """Take an intention off the list; ``restore_intention`` brings it back.

        Raises:
            NotFoundError: If there is no such intention.
        """
        return self._change_intention(intention_id, {"removed_at": datetime.now(UTC)})

    def restore_intention(self, intention_id: int) -> Intention:
        """Bring back an intention that was taken off.

        Raises:
            NotFoundError: If there is no such intention.
        """
        return self._change_intention(intention_id, {"removed_at": None})

    def list_intentions(self, case_id: int, *, removed: bool = False) -> list[Intention]:
        """Return the intentions of a case with their steps, in the order in which they were written down.

        Args:
            case_id: The case.
            removed: Whether to return those that were taken off instead.

        Raises:
            NotFoundError: If the number cannot be that of a case.
        """
        off = intentions.c.removed_at.is_not(None) if removed else intentions.c.removed_at.is_(None)
        query = select(*_COLUMNS).where(intentions.c.case_id == key_number(case_id, "case"), off)
        with self.reading() as connection:
            found = [Intention(*row) for row in connection.execute(query.order_by(intentions.c.id))]
            return _with_steps(connection, found)

    def _change_intention(self, intention_id: int, values: Mapping[str, object]) -> Intention:
        with self.writing() as connection:
            intention_id = _intention(connection, intention_id).id
            if values:
                connection.execute(update(intentions).where(intentions.c.id == intention_id).values(values))
            return _intention(connection, intention_id)


def _require_wave(connection: Connection, case_id: int, wave_id: int) -> None:
    this = waves.c.id == key_number(wave_id, "wave"), waves.c.case_id == key_number(case_id, "case")
    if connection.execute(select(waves.c.id).where(*this)).first() is None:
        raise NotFoundError("There is no such wave of this case.", what="wave")


def _intention(connection: Connection, intention_id: int, *, lock: bool = False) -> Intention:
    query = select(*_COLUMNS).where(intentions.c.id == key_number(intention_id, "intention"))
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).first()
    if row is None:
        raise NotFoundError("There is no such intention.", what="intention")
    return _with_steps(connection, [Intention(*row)])[0]


def _with_steps(connection: Connection, found: Iterable[Intention]) -> list[Intention]:
    found = list(found)
    query = select(*_STEP_COLUMNS).where(intention_steps.c.intention_id.in_([intention.id for intention in found]))
    steps: defaultdict[int, list[IntentionStep]] = defaultdict(list)
    for row in connection.execute(query.order_by(intention_steps.c.id)):
        step = IntentionStep(*row)
        steps[step.intention_id].append(step)
    return [replace(intention, steps=tuple(steps[intention.id])) for intention in found]
