"""What the answers of a workshop come to: rows for publications, arrivals for the wall, notes to look through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
)

from typology.store.database import Database
from typology.store.workshop_finding import find_round
from typology.store.workshop_records import AnswerRow, Arrivals, Round
from typology.store.workshop_tables import workshop_answers, workshop_seats

_A, _S = workshop_answers.c, workshop_seats.c
_ROW_COLUMNS = [_A.seat_id if name == "seat_id" else _A[name] if name in _A else _S[name] for name in AnswerRow._fields]
_SEATS = select(_S.id).where(_S.workshop_id == bindparam("workshop"))
_IN_ROUND = _A.round_id == bindparam("round")
_BETWEEN = "\n"  # stands in no id


class FoundNote(NamedTuple):
    """A free text as somebody wrote it; for the facilitator only.

    Attributes:
        answer_id: Number of the entry it belongs to.
        seat_id: Who.
        station_id: The table.
        perspective: Whom the person speaks for.
        vote: 1 or 2.
        item: Item id.
        text: The text.
    """

    answer_id: int
    seat_id: int
    station_id: int
    perspective: str
    vote: int
    item: str
    text: str


def _current(*within: ColumnElement[bool]) -> Select[int]:
    """Return the numbers of the entries that count; by way of the seats, for which there is an index."""
    last = select(func.max(_A.id)).where(_A.seat_id.in_(_SEATS), *within)
    return last.group_by(_A.seat_id, _A.round_id, _A.vote, _A.item)


def _rows(*within: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*_ROW_COLUMNS)
        .join_from(workshop_answers, workshop_seats)
        .where(_A.id.in_(_current(*within)), or_(_A.state != "none", _A.note != ""))
        .order_by(_A.id)
    )


_ROWS_OF_ROUND = _rows(_IN_ROUND)
_NOTES = (
    select(_A.id, _A.seat_id, _S.station_id, _S.perspective, _A.vote, _A.item, _A.note)
    .join_from(workshop_answers, workshop_seats)
    .where(_A.id.in_(_current(_IN_ROUND)), _A.note != "")
    .order_by(_A.id)
)
# The number of an entry and whether it is an answer in one figure, so that the last entry can be told from the index.
_MARKED = func.max(_A.id * 2 + case((_A.state == "none", 0), else_=1))


def _counts(*within: ColumnElement[bool]) -> Select[Any]:
    """Return who takes part, and of each the items that were answered, as one text.

    Seat by seat, so that both databases walk along the index and keep nothing but the line they are at: put together
    in a table of its own, it would need more memory with every answer, each second that a wall is watching.
    """
    arrived = (
        select(_A.item)
        .where(_A.seat_id == _S.id, _IN_ROUND, _A.vote == bindparam("vote"), *within)
        .group_by(_A.item)
        .having(_MARKED % 2 == 1)
        .correlate(workshop_seats)
        .subquery("arrived")
    )
    items = select(func.aggregate_strings(arrived.c.item, _BETWEEN)).scalar_subquery()
    return select(_S.station_id, _S.perspective, items.label("items")).where(_S.workshop_id == bindparam("workshop"))


_FIRST_COUNTS = _counts()
# Other items may have been asked again before these.
_SECOND_COUNTS = _counts(_A.item.in_(bindparam("asked", expanding=True)))


class CountingStore(Database):
    """The part of the store that reads the answers of workshops."""

    def answer_rows(self, round_id: int) -> list[AnswerRow]:
        """Return what counts in a round, both votes, in the order in which it was given; blank answers are left out.

        Raises:
            NotFoundError: If there is no such round.
        """
        with self.reading() as connection:
            asked = find_round(connection, round_id)
            found = connection.execute(_ROWS_OF_ROUND, {"workshop": asked.workshop_id, "round": asked.id})
            return [AnswerRow._make(row) for row in found]

    def arrivals(self, round_id: int) -> Arrivals:
        """Return how many of those whom a round asks have answered in the present vote; never what.

        Raises:
            NotFoundError: If there is no such round.
        """
        with self.reading() as connection:
            asked = find_round(connection, round_id)
            seats = _seats(connection, asked)
        by_item = Counter(dict.fromkeys(asked.state.asked, 0))
        present, answered = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
        complete = 0
        for station_id, perspective, items in seats:
            found = items.split(_BETWEEN) if items else []
            by_item.update(found)
            if _asks(asked, station_id, perspective):
                cell = station_id, perspective
                present[cell] += 1
                if found:
                    answered[cell] += 1
                complete += len(found) >= len(asked.state.asked)
        return Arrivals(dict(present), dict(answered), dict(by_item), complete)

    def notes_of_round(self, round_id: int) -> list[FoundNote]:
        """Return the free texts that count in a round, in the order in which they were given; for the facilitator only.

        Raises:
            NotFoundError: If there is no such round.
        """
        with self.reading() as connection:
            asked = find_round(connection, round_id)
            found = connection.execute(_NOTES, {"workshop": asked.workshop_id, "round": asked.id})
            return [FoundNote._make(row) for row in found]


def _seats(connection: Connection, asked: Round) -> Sequence[Any]:
    """Return who takes part, and of each the items of the present vote that were answered."""
    second = asked.state.is_second_vote
    values: dict[str, object] = {"workshop": asked.workshop_id, "round": asked.id, "vote": 2 if second else 1}
    if second:
        values["asked"] = list(asked.state.asked)
    return connection.execute(_SECOND_COUNTS if second else _FIRST_COUNTS, values).all()


def _asks(asked: Round, station_id: int, perspective: str) -> bool:
    return (not asked.perspectives or perspective in asked.perspectives) and (
        not asked.stations or station_id in asked.stations
    )
