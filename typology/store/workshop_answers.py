"""Answers of a workshop: everything that arrived while the last transaction ran is stored by the next one.

A batch takes the same few statements whatever its size, each prepared once; what it may do is decided in here from
what they returned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, bindparam, cast, func, insert, select
from sqlalchemy import Text as SqlText
from sqlalchemy.sql import ClauseElement

from typology.store.cleaning import checked_answer, key_number, name_text, note_text
from typology.store.database import Database
from typology.store.errors import NotFoundError, StoreError
from typology.store.prepared import Prepared, read_time, stored_time
from typology.store.workshop_errors import AnswerClosedError, VoteChangedError, WorkshopEndedError
from typology.store.workshop_finding import as_list, listed, number, share_workshops, state_from
from typology.store.workshop_records import Answer, AnswerJob
from typology.store.workshop_tables import workshop_answers, workshop_rounds, workshop_seats, workshops
from typology.workshop.rounds import RoundState, takes_answer

_Key = tuple[int, int, int, str]
"""Seat, round, vote and item."""
_A = workshop_answers.c
_NAMES = tuple(Answer.__dataclass_fields__)
_WRITTEN = (*_NAMES, "tap")
_COLUMNS = [_A[name] for name in _NAMES]


class _Asked(NamedTuple):
    """What of a round decides whether it takes an answer."""

    workshop_id: int
    state: RoundState
    perspectives: frozenset[str]
    stations: frozenset[int]
    ended: bool


class _Seated(NamedTuple):
    workshop_id: int
    station_id: int
    perspective: str


class _Tapped(NamedTuple):
    """What was stored under the key of a tap."""

    round_id: int
    vote: int
    item: str
    state: str
    option: str | None
    number: float | None
    note: str


def _some_rounds(dialect: str) -> ColumnElement[bool]:
    ids, (round_id,) = listed(dialect, "rounds")
    return workshop_rounds.c.id.in_(select(number(round_id)).select_from(ids))


def _workshops(dialect: str) -> ClauseElement:
    return select(workshop_rounds.c.workshop_id).where(_some_rounds(dialect))


def _rounds(dialect: str) -> ClauseElement:
    lists = (cast(workshop_rounds.c[name], SqlText) for name in ("state", "perspectives", "stations"))
    asked = select(workshop_rounds.c.id, workshop_rounds.c.workshop_id, *lists, workshops.c.ended_at)
    return asked.join_from(workshop_rounds, workshops).where(_some_rounds(dialect))


def _seats(dialect: str) -> ClauseElement:
    ids, (seat_id,) = listed(dialect, "seats")
    seated = select(workshop_seats.c.id, *(workshop_seats.c[name] for name in _Seated._fields))
    some = seated.where(workshop_seats.c.id.in_(select(number(seat_id)).select_from(ids)))
    # In the order of their numbers, so that two processes never wait for one another.
    return some.order_by(workshop_seats.c.id).with_for_update(key_share=True)


def _taps(dialect: str) -> ClauseElement:
    taps, (seat_id, tap) = listed(dialect, "taps", 2)
    tapped = select(_A.seat_id, _A.tap, *(_A[name] for name in _Tapped._fields))
    return tapped.join_from(taps, workshop_answers, and_(_A.seat_id == number(seat_id), _A.tap == tap))


def _current(dialect: str) -> ClauseElement:
    keys, (seat, of_round, vote, item) = listed(dialect, "keys", 4)
    last = (
        select(func.max(_A.id))
        .where(_A.seat_id == number(seat), _A.round_id == number(of_round), _A.vote == number(vote), _A.item == item)
        .correlate(keys)
        .scalar_subquery()
    )
    return select(*_COLUMNS).join_from(keys, workshop_answers, _A.id == last)


def _ids(dialect: str) -> ClauseElement:
    """Return the statement for the numbers of new rows: the last one given, or as many as are needed."""
    if dialect == "sqlite":
        return select(func.coalesce(func.max(_A.id), 0))
    sequence = func.pg_get_serial_sequence(workshop_answers.name, "id")
    return select(func.nextval(sequence)).select_from(func.generate_series(1, bindparam("count", type_=BigInteger)))


_LOOK_UP = {
    "workshops": Prepared(_workshops),
    "rounds": Prepared(_rounds),
    "seats": Prepared(_seats),
    "taps": Prepared(_taps),
    "current": Prepared(_current),
    "ids": Prepared(_ids),
}
_INSERT = Prepared(insert(workshop_answers).values({name: bindparam(name) for name in _WRITTEN}))
_LAST_OF_SEAT = (
    select(func.max(_A.id).label("last"))
    .where(_A.seat_id == bindparam("seat"), _A.round_id == bindparam("round"))
    .group_by(_A.vote, _A.item)
    .subquery()
)
_OF_SEAT = Prepared(select(*_COLUMNS).join_from(_LAST_OF_SEAT, workshop_answers, _A.id == _LAST_OF_SEAT.c.last))


class AnswerStore(Database):
    """The part of the store that takes the answers of workshops."""

    def give_answers(self, jobs: Sequence[AnswerJob], now: datetime) -> list[Answer | StoreError]:
        """Store a batch of answers as one transaction; when this returns they are on disk.

        Jobs of the same seat and item count in their order. Nothing is written where nothing changes. The key of a tap
        makes an answer that is sent again one answer: once it is stored, it changes nothing any more, whatever was
        answered since and whether or not the round still is open. (The same key with another answer is another answer:
        somebody went back in the browser to a page from before.)

        Args:
            jobs: What arrived, in its order.
            now: The time (UTC).

        Returns:
            For each job, in order, what counts now for its seat and item, or why it was refused:
            ``AnswerClosedError``, ``VoteChangedError``, ``WorkshopEndedError``, ``NotFoundError`` (no such seat or
            round, or not of the same workshop), ``NoteTooLongError`` or ``InvalidValueError``. One refused job does
            not touch the others.

        Raises:
            StoreError: If the batch could not be saved; then nothing of it was.
        """
        results: list[Answer | StoreError] = []
        checked: list[AnswerJob | None] = []
        for job in jobs:
            try:
                checked.append(_checked(job))
                results.append(_UNDECIDED)
            except StoreError as error:
                checked.append(None)
                results.append(error)
        if any(checked):
            done = self.retrying(lambda connection: _Batch(connection, [job for job in checked if job], now).run())
            given = iter(done)
            results = [next(given) if job else result for job, result in zip(checked, results, strict=True)]
        return results

    def answers_of_seat(self, seat_id: int, round_id: int) -> dict[tuple[int, str], Answer]:
        """Return what counts for a seat in a round, by vote and item; blank answers are left out."""
        seat, asked = key_number(seat_id, "seat"), key_number(round_id, "round")
        with self.reading() as connection:
            found = [_answer(row) for row in _OF_SEAT.rows(connection, seat=seat, round=asked)]
        return {(answer.vote, answer.item): answer for answer in found if answer.state != "none" or answer.note}


_UNDECIDED = NotFoundError()


def _checked(job: AnswerJob) -> AnswerJob:
    """Return a job with its values as both databases keep them, or raise what is wrong with it."""
    state, option, given = checked_answer(job.state, job.option, job.number)
    return AnswerJob(
        key_number(job.seat_id, "seat"),
        key_number(job.round_id, "round"),
        name_text(job.item, "item"),
        state,
        option,
        given,
        None if job.note is None else note_text(job.note),
        name_text(job.tap, "key of the tap", required=False),
        job.vote,
    )


class _Batch:
    """One transaction: look up everything the jobs concern, decide on each, add what is new.

    Args:
        connection: The connection, inside the transaction.
        jobs: Checked jobs.
        now: The time (UTC).
    """

    def __init__(self, connection: Connection, jobs: Sequence[AnswerJob], now: datetime) -> None:
        self.connection = connection
        self.jobs = jobs
        self.now = now
        self._written_at = stored_time(connection, now)
        self._rounds: dict[int, _Asked] = {}
        self._seats: dict[int, _Seated] = {}
        self._taps: dict[tuple[int, str], _Tapped] = {}
        self._current: dict[_Key, Answer] = {}
        self._new: list[dict[str, object]] = []

    def run(self) -> list[Answer | StoreError]:
        """Return what counts now, or why it was refused, for each job."""
        self._look_up()
        decided: list[Answer | StoreError] = []
        for job in self.jobs:
            try:
                decided.append(self._decide(job))
            except StoreError as error:
                decided.append(error)
        if self._new:
            _INSERT.each(self.connection, self._new)
        return decided

    def _look_up(self) -> None:
        rounds = as_list((key,) for key in {job.round_id for job in self.jobs})
        seats = as_list((key,) for key in sorted({job.seat_id for job in self.jobs}))
        if self.connection.dialect.name != "sqlite":
            share_workshops(self.connection, (row[0] for row in self._ask("workshops", rounds=rounds)))
        for key, workshop_id, state, perspectives, stations, ended_at in self._ask("rounds", rounds=rounds):
            groups, tables = frozenset(json.loads(perspectives)), frozenset(json.loads(stations))
            self._rounds[key] = _Asked(workshop_id, state_from(state), groups, tables, ended_at is not None)
        self._seats = {row[0]: _Seated(*row[1:]) for row in self._ask("seats", seats=seats)}
        if taps := {(job.seat_id, job.tap) for job in self.jobs if job.tap}:
            found = self._ask("taps", taps=as_list(taps))
            self._taps = {row[:2]: _Tapped(*row[2:]) for row in found}
        answers = [_answer(row) for row in self._ask("current", keys=as_list(self._keys()))]
        self._current = {_key_of(answer): answer for answer in answers}
        self._ids = self._new_ids()

    def _ask(self, name: str, **values: object) -> list[tuple[Any, ...]]:
        return _LOOK_UP[name].rows(self.connection, **values)

    def _keys(self) -> set[_Key]:
        """Return everything whose answer might be asked for: of each job the present vote, and that of its tap."""
        keys = {
            (job.seat_id, job.round_id, self._rounds[job.round_id].state.vote_of(job.item), job.item)
            for job in self.jobs
            if job.round_id in self._rounds
        }
        return keys | {(seat_id, t.round_id, t.vote, t.item) for (seat_id, _), t in self._taps.items()}

    def _new_ids(self) -> Iterator[int]:
        """Return the numbers for new rows; of one seat they rise, whatever other processes do."""
        found = self._ask("ids", count=len(self.jobs))
        if self.connection.dialect.name == "sqlite":
            return count(found[0][0] + 1)
        return iter([row[0] for row in found])

    def _decide(self, job: AnswerJob) -> Answer:
        asked, seat = self._rounds.get(job.round_id), self._seats.get(job.seat_id)
        if asked is None:
            raise NotFoundError("There is no such round.", what="round")
        if seat is None or seat.workshop_id != asked.workshop_id:
            raise NotFoundError("There is no such seat.", what="seat")
        before = self._taps.get((job.seat_id, job.tap))
        if before is not None and _is_same(before, job):
            return self._current[job.seat_id, job.round_id, before.vote, job.item]
        if asked.ended:
            raise WorkshopEndedError
        if not (_concerns(asked, seat) and takes_answer(asked.state, job.item, self.now)):
            raise AnswerClosedError
        vote = asked.state.vote_of(job.item)
        if job.vote not in (None, vote):  # decided here: the page it comes from may be a moment older than the vote
            raise VoteChangedError
        return self._store(job, vote, tap=None if before else job.tap or None)

    def _store(self, job: AnswerJob, vote: int, tap: str | None) -> Answer:
        """Return what counts for a job that is in order, and note it to be written if it is new."""
        key = (job.seat_id, job.round_id, vote, job.item)
        current = self._current.get(key)
        note = (current.note if current else "") if job.note is None else job.note
        content = (job.state, job.option, job.number, note)
        there = (current.state, current.option, current.number, current.note) if current else ("none", None, None, "")
        if content == there:
            return current or Answer(0, *key, *content, self.now)
        answer = Answer(next(self._ids), *key, *content, self.now)
        self._current[key] = answer
        written = (answer.id, *key, *content, self._written_at, tap)
        self._new.append(dict(zip(_WRITTEN, written, strict=True)))
        if tap is not None:
            self._taps[job.seat_id, tap] = _Tapped(job.round_id, vote, job.item, *content)
        return answer


def _answer(row: tuple[Any, ...]) -> Answer:
    return Answer(*(*row[:-1], read_time(row[-1])))


def _key_of(answer: Answer) -> _Key:
    return answer.seat_id, answer.round_id, answer.vote, answer.item


def _concerns(asked: _Asked, seat: _Seated) -> bool:
    """Return whether a round asks the people of a seat; a round that names nobody asks all."""
    return (not asked.perspectives or seat.perspective in asked.perspectives) and (
        not asked.stations or seat.station_id in asked.stations
    )


def _is_same(before: _Tapped, job: AnswerJob) -> bool:
    """Return whether a job says what was stored under the key of its tap."""
    where = (before.round_id, before.item) == (job.round_id, job.item)
    said = (before.state, before.option, before.number) == (job.state, job.option, job.number)
    return where and said and job.note in (None, before.note)
