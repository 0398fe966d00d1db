"""Tables (one per Verbund) and rounds of a workshop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, Table, delete, func, select, update

from typology.store.assessments import require_assessable
from typology.store.cleaning import key_number, name_text
from typology.store.database import Database, insert_row
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.workshop_errors import RoundBegunError, RoundChangedError, StationInUseError
from typology.store.workshop_finding import (
    find_round,
    find_station,
    find_workshop,
    id_list,
    lock_round,
    lock_workshop,
    raise_revision,
    require_running,
    rounds_of,
    stations_of,
)
from typology.store.workshop_records import Round, Station, Workshop
from typology.store.workshop_tables import (
    workshop_entries,
    workshop_rounds,
    workshop_seats,
    workshop_stations,
    workshops,
)
from typology.workshop.rounds import RoundState, to_json

_VERSIONS = ("questionnaire", "questionnaire_version", "model", "model_version")


class RoundStore(Database):
    """The part of the store that keeps tables and rounds."""

    def add_station(self, workshop_id: int, case_id: int, wave_id: int, label: str) -> Station:
        """Put up a table whose people speak about a Verbund at a point in time.

        Raises:
            NotFoundError: If there is no such workshop, Verbund, or point in time of it.
            CaseUnscoredError: If the Verbund is a fact sheet that nobody has taken over.
            WorkshopEndedError: If the workshop has ended.
            InvalidValueError: If the label is empty or too long.
        """
        label = name_text(label, "label of the table")
        with self.writing() as connection:
            workshop = lock_workshop(connection, workshop_id)
            require_running(workshop)
            require_assessable(connection, case_id, wave_id)
            values = {
                "workshop_id": workshop.id,
                "case_id": case_id,
                "wave_id": wave_id,
                "label": label,
                "position": _next_position(connection, workshop_stations, workshop.id),
            }
            station = Station(id=insert_row(connection, workshop_stations, values), **values)  # type: ignore[arg-type]
            raise_revision(connection, workshop.id)
            return station

    def remove_station(self, station_id: int) -> None:
        """Take a table away again, as long as nobody sits there and no round names it.

        Raises:
            NotFoundError: If there is no such table.
            StationInUseError: If somebody sits there, or a round names it.
        """
        with self.writing() as connection:
            workshop_id = find_station(connection, station_id).workshop_id
            lock_workshop(connection, workshop_id)
            if any(station_id in asked.stations for asked in rounds_of(connection, workshop_id)):
                raise StationInUseError(by="round")
            seats = select(workshop_seats.c.id).where(workshop_seats.c.station_id == station_id).limit(1)
            if connection.execute(seats).first() is not None:
                raise StationInUseError(by="seat")
            connection.execute(delete(workshop_stations).where(workshop_stations.c.id == station_id))
            raise_revision(connection, workshop_id)

    def list_stations(self, workshop_id: int) -> list[Station]:
        """Return the tables of a workshop, in order.

        Raises:
            NotFoundError: If there is no such workshop.
        """
        key = key_number(workshop_id, "workshop")
        with self.reading() as connection:
            found = stations_of(connection, key)
            if not found:
                find_workshop(connection, key)  # no tables yet is fine, no workshop is not
            return found

    def add_round(
        self,
        workshop_id: int,
        *,
        title: str,
        questionnaire: str,
        questionnaire_version: str,
        model: str,
        model_version: str,
        perspectives: Iterable[str],
        stations: Iterable[int],
        state: RoundState,
    ) -> Round:
        """Prepare a round; it comes after those that are there.

        Args:
            workshop_id: The workshop.
            title: Its name; may be empty.
            questionnaire: Id of the questionnaire.
            questionnaire_version: Its version, with the hash of its content.
            model: Id of the model.
            model_version: Its version, with the hash of its content.
            perspectives: Who is asked; empty for everybody.
            stations: Numbers of the tables that take part; empty for all.
            state: What it asks, and how; a draft.

        Raises:
            NotFoundError: If there is no such workshop.
            WorkshopEndedError: If the workshop has ended.
            InvalidValueError: If it is no draft, or a value is empty, too long, or not of this workshop.
        """
        versions = [questionnaire, questionnaire_version, model, model_version]
        values: dict[str, object] = {name: name_text(v, name) for name, v in zip(_VERSIONS, versions, strict=True)}
        values |= {
            "title": name_text(title, "title of the round", required=False),
            "state": _draft(state),
            "revision": 1,
            "created_at": datetime.now(UTC),
        }
        with self.writing() as connection:
            workshop = lock_workshop(connection, workshop_id)
            require_running(workshop)
            values |= {
                "workshop_id": workshop.id,
                "perspectives": _perspectives_of(workshop, perspectives),
                "stations": _stations_of(connection, workshop, stations),
                "position": _next_position(connection, workshop_rounds, workshop.id),
            }
            key = insert_row(connection, workshop_rounds, values)
            raise_revision(connection, workshop.id)
            return find_round(connection, key)

    def update_round(
        self,
        round_id: int,
        revision: int,
        *,
        title: str | None = None,
        questionnaire: str | None = None,
        questionnaire_version: str | None = None,
        model: str | None = None,
        model_version: str | None = None,
        perspectives: Iterable[str] | None = None,
        stations: Iterable[int] | None = None,
        state: RoundState | None = None,
    ) -> Round:
        """Change what is given of a draft, leave the rest.

        Args:
            round_id: The round.
            revision: The one that was seen.
            title: As for ``add_round``, like the others.
            questionnaire: See there.
            questionnaire_version: See there.
            model: See there.
            model_version: See there.
            perspectives: See there.
            stations: See there.
            state: See there; still a draft.

        Raises:
            NotFoundError: If there is no such round.
            RoundBegunError: If it is no draft any more.
            RoundChangedError: If somebody has changed it meanwhile.
            InvalidValueError: If a value is not allowed.
        """
        versions = [questionnaire, questionnaire_version, model, model_version]
        given = {name: v for name, v in zip(_VERSIONS, versions, strict=True) if v is not None}
        values: dict[str, object] = {name: name_text(v, name) for name, v in given.items()}
        if title is not None:
            values["title"] = name_text(title, "title of the round", required=False)
        if state is not None:
            values["state"] = _draft(state)
        with self.writing() as connection:
            workshop, current = lock_round(connection, round_id)
            _require_draft(current)
            if perspectives is not None:
                values["perspectives"] = _perspectives_of(workshop, perspectives)
            if stations is not None:
                values["stations"] = _stations_of(connection, workshop, stations)
            return _change(connection, current, revision, values)

    def change_round(self, round_id: int, revision: int, state: RoundState) -> Round:
        """Let a round go on to another state, if it still is as it was seen.

        From here to the end of the transaction no answer arrives. Inside ``with store.transaction():``, call this first
        and read the answers after it: then they are exactly those that count for the new state.

        Args:
            round_id: The round.
            revision: The one that was seen.
            state: The state that follows, as ``workshop.rounds`` made it.

        Raises:
            NotFoundError: If there is no such round.
            RoundChangedError: If somebody has changed it meanwhile.
            WorkshopEndedError: If it is to be open, and the workshop has ended.
        """
        with self.writing() as connection:
            workshop, current = lock_round(connection, round_id)
            if state.phase == "open":
                require_running(workshop)
            return _change(connection, current, revision, {"state": to_json(state)})

    def remove_round(self, round_id: int) -> None:
        """Take away a draft.

        Raises:
            NotFoundError: If there is no such round.
            RoundBegunError: If it is no draft any more.
        """
        with self.writing() as connection:
            workshop, current = lock_round(connection, round_id)
            _require_draft(current)
            followed = update(workshops).where(workshops.c.id == workshop.id, workshops.c.current_round == current.id)
            connection.execute(followed.values(current_round=None))
            noted = update(workshop_entries).where(workshop_entries.c.round_id == current.id)
            connection.execute(noted.values(round_id=None))  # lines of the record stay, for the workshop in general
            connection.execute(delete(workshop_rounds).where(workshop_rounds.c.id == current.id))
            raise_revision(connection, workshop.id)

    def round(self, round_id: int) -> Round:
        """Return one round.

        Raises:
            NotFoundError: If there is none.
        """
        with self.reading() as connection:
            return find_round(connection, round_id)

    def list_rounds(self, workshop_id: int) -> list[Round]:
        """Return the rounds of a workshop, in order.

        Raises:
            NotFoundError: If there is no such workshop.
        """
        key = key_number(workshop_id, "workshop")
        with self.reading() as connection:
            found = rounds_of(connection, key)
            if not found:
                find_workshop(connection, key)  # no rounds yet is fine, no workshop is not
            return found


def _change(connection: Connection, current: Round, revision: int, values: dict[str, object]) -> Round:
    if current.revision != revision:
        raise RoundChangedError(revision=current.revision)
    values = {**values, "revision": revision + 1}
    connection.execute(update(workshop_rounds).where(workshop_rounds.c.id == current.id).values(values))
    raise_revision(connection, current.workshop_id)
    return find_round(connection, current.id)


def _draft(state: RoundState) -> dict[str, object]:
    if state.phase != "draft":
        raise InvalidValueError("A round begins as a draft.", what="state")
    return to_json(state)


def _require_draft(current: Round) -> None:
    if current.state.phase != "draft":
        raise RoundBegunError


def _perspectives_of(workshop: Workshop, ids: Iterable[str]) -> list[str]:
    found = id_list(ids, "perspective")
    if set(found) - set(workshop.perspectives):
        raise InvalidValueError("A round asks perspectives of its workshop.", what="perspectives")
    return found


def _stations_of(connection: Connection, workshop: Workshop, numbers: Iterable[int]) -> list[int]:
    found = list(dict.fromkeys(numbers))
    known = {station.id for station in stations_of(connection, workshop.id)}
    if set(found) - known:
        raise NotFoundError("There is no such table.", what="table")
    return found


def _next_position(connection: Connection, of: Table, workshop_id: int) -> int:
    last = select(func.max(of.c.position)).where(of.c.workshop_id == workshop_id)
    return int(connection.execute(last).scalar() or 0) + 1
