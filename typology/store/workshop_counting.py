"""What the answers of a workshop come to: rows for publications, arrivals for the wall, notes to look through."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    union_all,
)

from typology.store.database import Database
from typology.store.workshop_finding import find_round
from typology.store.workshop_records import AnswerRow, Arrivals, Round
from typology.store.workshop_tables import workshop_answers, workshop_seats

_A, _S = workshop_answers.c, workshop_seats.c
_ROW_COLUMNS = [_A.seat_id if name == "seat_id" else _A[name] if name in _A else _S[name] for name in AnswerRow._fields]
_SEATS = select(_S.id).where(_S.workshop_id == bindparam("workshop"))
_IN_ROUND = _A.round_id == bindparam("round")


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


def _counts(*within: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Return how many people answered each item, and how many items each person answered, in one statement."""
    arrived = (
        select(_A.seat_id, _A.item)
        .where(_A.seat_id.in_(_SEATS), _IN_ROUND, _A.vote == bindparam("vote"), *within)
        .group_by(_A.seat_id, _A.item)
        .having(_MARKED % 2 == 1)
        .cte("arrived")
    )
    return union_all(
        select(arrived.c.item, null().label("seat_id"), func.count()).group_by(arrived.c.item),
        select(null(), arrived.c.seat_id, func.count()).group_by(arrived.c.seat_id),
    )


_FIRST_COUNTS = _counts()
# Other items may have been asked again before these.
_SECOND_COUNTS = _counts(_A.item.in_(bindparam("asked", expanding=True)))
_TAKING_PART = select(_S.id, _S.station_id, _S.perspective).where(_S.workshop_id == bindparam("workshop"))


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
            seats = connection.execute(_TAKING_PART, {"workshop": asked.workshop_id}).all()
            by_item, by_seat = _count(connection, asked)
        concerned = {row.id: (row.station_id, row.perspective) for row in seats if _asks(asked, *row[1:])}
        wanted = len(asked.state.asked)
        return Arrivals(
            seats=dict(Counter(concerned.values())),
            answered=dict(Counter(concerned[seat] for seat in by_seat if seat in concerned)),
            by_item=by_item,
            complete=sum(found >= wanted for seat, found in by_seat.items() if seat in concerned),
        )

    def notes_of_round(self, round_id: int) -> list[FoundNote]:
        """Return the free texts that count in a round, in the order in which they were given; for the facilitator only.

        Raises:
            NotFoundError: If there is no such round.
        """
        with self.reading() as connection:
            asked = find_round(connection, round_id)
            found = connection.execute(_NOTES, {"workshop": asked.workshop_id, "round": asked.id})
            return [FoundNote._make(row) for row in found]


def _count(connection: Connection, asked: Round) -> tuple[dict[str, int], dict[int, int]]:
    """Return how many people answered, by item of the present vote, and how many of these items, by seat."""
    second = asked.state.is_second_vote
    values: dict[str, object] = {"workshop": asked.workshop_id, "round": asked.id, "vote": 2 if second else 1}
    if second:
        values["asked"] = list(asked.state.asked)
    found = connection.execute(_SECOND_COUNTS if second else _FIRST_COUNTS, values).all()
    by_item = dict.fromkeys(asked.state.asked, 0)
    by_item.update({row[0]: row[2] for row in found if row[0] is not None})
    return by_item, {row[1]: row[2] for row in found if row[1] is not None}


def _asks(asked: Round, station_id: int, perspective: str) -> bool:
    return (not asked.perspectives or perspective in asked.perspectives) and (
        not asked.stations or station_id in asked.stations
    )
