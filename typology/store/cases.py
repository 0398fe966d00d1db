"""Cases (the Verbünde) and their waves (points in time)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import EllipsisType
from typing import Any, get_args

from sqlalchemy import Connection, RowMapping, select, update

from typology.store.cleaning import clean_text, count_number, key_number, name_text, note_text, year_number
from typology.store.database import Database, insert_row
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.records import Case, Wave, WaveKind
from typology.store.tables import cases, waves


class CaseStore(Database):
    """The part of the store that keeps cases and waves."""

    def create_case(
        self,
        name: str,
        city: str,
        note: str = "",
        founded: int | None = None,
        *,
        invented: bool = False,
        unscored: bool = False,
        facts: Iterable[Mapping[str, Any]] = (),
        land: str = "",
        population: int | None = None,
    ) -> Case:
        """Enter a Verbund; the arguments are the fields of ``Case``.

        Raises:
            InvalidValueError: If the name is empty, a number is none, or the facts are no list of mappings.
            StoreError: If it could not be saved.
        """
        values = {
            "name": name_text(name, "name"),
            "city": name_text(city, "city", required=False),
            "note": note_text(note),
            "founded": year_number(founded, "year of founding"),
            "invented": bool(invented),
            "unscored": bool(unscored),
            "facts": _plain_facts(facts),
            "created_at": datetime.now(UTC),
            "archived_at": None,
            "land": name_text(land, "Land", required=False),
            "population": _inhabitants(population),
        }
        with self.writing() as connection:
            return _case(connection, insert_row(connection, cases, values))

    def list_cases(self, *, include_archived: bool = False) -> list[Case]:
        """Return all cases, ordered by name; those put away only if asked for."""
        query = select(cases) if include_archived else select(cases).where(cases.c.archived_at.is_(None))
        with self.reading() as connection:
            found = [_as_case(row) for row in connection.execute(query).mappings()]
        return sorted(found, key=lambda case: (_sort_text(case.name), case.id))

    def case(self, case_id: int) -> Case:
        """Return one case, put away or not.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            return _case(connection, case_id)

    def update_case(
        self,
        case_id: int,
        *,
        name: str | None = None,
        city: str | None = None,
        note: str | None = None,
        founded: int | EllipsisType | None = ...,
        facts: Iterable[Mapping[str, Any]] | None = None,
        land: str | None = None,
        population: int | EllipsisType | None = ...,
    ) -> Case:
        """Change what is given, leave the rest.

        Args:
            case_id: The case.
            name: New name.
            city: New city.
            note: New note; "" removes it.
            founded: New year; None removes it.
            facts: New list of facts.
            land: New code of the Bundesland; "" removes it.
            population: New number of inhabitants; None removes it.

        Raises:
            NotFoundError: If there is no such case.
            InvalidValueError: If a value is not allowed.
        """
        values: dict[str, object] = {}
        if name is not None:
            values["name"] = name_text(name, "name")
        if city is not None:
            values["city"] = name_text(city, "city", required=False)
        if note is not None:
            values["note"] = note_text(note)
        if not isinstance(founded, EllipsisType):
            values["founded"] = year_number(founded, "year of founding")
        if facts is not None:
            values["facts"] = _plain_facts(facts)
        if land is not None:
            values["land"] = name_text(land, "Land", required=False)
        if not isinstance(population, EllipsisType):
            values["population"] = _inhabitants(population)
        return self._change_case(case_id, values)

    def take_over(self, case_id: int) -> Case:
        """Make a fact sheet a case like any other; only the Verbund itself does that.

        Raises:
            NotFoundError: If there is no such case.
        """
        return self._change_case(case_id, {"unscored": False})

    def archive_case(self, case_id: int) -> Case:
        """Put a case away; nothing of it is deleted.

        Raises:
            NotFoundError: If there is no such case.
        """
        return self._change_case(case_id, {"archived_at": datetime.now(UTC)})

    def restore_case(self, case_id: int) -> Case:
        """Bring back a case that was put away.

        Raises:
            NotFoundError: If there is no such case.
        """
        return self._change_case(case_id, {"archived_at": None})

    def is_empty(self) -> bool:
        """Return whether no case was ever entered."""
        with self.reading() as connection:
            return connection.execute(select(cases.c.id).limit(1)).first() is None

    def create_wave(self, case_id: int, label: str, kind: WaveKind, year: int | None = None) -> Wave:
        """Enter a point in time of a case; 'past' means that it is answered in retrospect.

        Raises:
            NotFoundError: If there is no such case.
            InvalidValueError: If the label is empty, the kind unknown or the year none.
        """
        if kind not in get_args(WaveKind):
            raise InvalidValueError("The kind of a wave must be past, now or goal.", what="kind")
        values = {
            "label": name_text(label, "label of the wave"),
            "kind": kind,
            "year": year_number(year, "year of the wave"),
            "created_at": datetime.now(UTC),
        }
        with self.writing() as connection:
            case_id = _case(connection, case_id).id
            return _wave(connection, insert_row(connection, waves, {**values, "case_id": case_id}))

    def update_wave(self, wave_id: int, *, label: str | None = None, year: int | EllipsisType | None = ...) -> Wave:
        """Correct the label or the year of a wave.

        Raises:
            NotFoundError: If there is no such wave.
            InvalidValueError: If a value is not allowed.
        """
        values: dict[str, object] = {}
        if label is not None:
            values["label"] = name_text(label, "label of the wave")
        if not isinstance(year, EllipsisType):
            values["year"] = year_number(year, "year of the wave")
        with self.writing() as connection:
            wave_id = _wave(connection, wave_id).id
            if values:
                connection.execute(update(waves).where(waves.c.id == wave_id).values(values))
            return _wave(connection, wave_id)

    def wave(self, wave_id: int) -> Wave:
        """Return one wave.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            return _wave(connection, wave_id)

    def list_waves(self, case_id: int) -> list[Wave]:
        """Return the waves of a case in the order of time, goals last.

        A look back without a year comes first; a 'now' without a year counts for the year it was entered in.

        Raises:
            NotFoundError: If there is no such case.
        """
        with self.reading() as connection:
            query = select(waves).where(waves.c.case_id == _case(connection, case_id).id)
            found = [Wave(**row) for row in connection.execute(query).mappings()]
        return sorted(found, key=_time_order)

    def _change_case(self, case_id: int, values: Mapping[str, object]) -> Case:
        with self.writing() as connection:
            case_id = _case(connection, case_id).id
            if values:
                connection.execute(update(cases).where(cases.c.id == case_id).values(values))
            return _case(connection, case_id)


def _time_order(wave: Wave) -> tuple[bool, float, bool, int]:
    without_year = {"past": float("-inf"), "now": float(wave.created_at.year), "goal": float("inf")}
    year = without_year[wave.kind] if wave.year is None else float(wave.year)
    return wave.kind == "goal", year, wave.kind == "now", wave.id


def _sort_text(text: str) -> str:
    """Return text to sort by: without case and accents, so that Ä stands beside A."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def _plain_facts(facts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    try:
        return [json.loads(clean_text(json.dumps(dict(fact), ensure_ascii=True))) for fact in facts]
    except (TypeError, ValueError):
        raise InvalidValueError("Facts must be a list of mappings of plain values.", what="facts") from None


def _inhabitants(population: int | None) -> int | None:
    return None if population is None else count_number(population, "number of inhabitants")


def _case(connection: Connection, case_id: int) -> Case:
    key = key_number(case_id, "case")
    row = connection.execute(select(cases).where(cases.c.id == key)).mappings().first()
    if row is None:
        raise NotFoundError("There is no such case.", what="case")
    return _as_case(row)


def _as_case(row: RowMapping) -> Case:
    return Case(**{**row, "facts": tuple(row["facts"])})


def _wave(connection: Connection, wave_id: int) -> Wave:
    key = key_number(wave_id, "wave")
    row = connection.execute(select(waves).where(waves.c.id == key)).mappings().first()
    if row is None:
        raise NotFoundError("There is no such wave.", what="wave")
    return Wave(**row)
