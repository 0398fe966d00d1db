"""Whom a token leads to, and what was said from there; kept for a moment, so that a room costs one look each.

The hash of a token is all that is looked up and kept. What another process has written is seen after ``_ANSWERS_KEPT``
seconds at the latest; what was written here is seen at once.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from typology.respond.services import Services
from typology.store.records import Assessment, Response
from typology.store.workshop_records import Answer, Seat
from typology.workshop.codes import hash_of

_SEATS_KEPT = 30.0
_ANSWERS_KEPT = 2.0
_MOST = 6_000

Answers = Mapping[tuple[int, str], Answer]
_NOBODY: Answers = {}
V = TypeVar("V")


class Recent(Generic[V]):
    """The values of the last seconds, the oldest thrown away first.

    Args:
        seconds: How long each is kept.
        most: How many are kept.
    """

    def __init__(self, seconds: float, most: int = _MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._values: OrderedDict[Any, tuple[float, V]] = OrderedDict()

    def get(self, key: Any) -> V | None:
        """Return a value that is not too old, else None."""
        found = self._values.get(key)
        if found is None or time.monotonic() - found[0] > self._seconds:
            return None
        return found[1]

    def put(self, key: Any, value: V) -> None:
        """Keep a value, and let go of those that are too old by now: memory must not grow with the day."""
        now = time.monotonic()
        self._values[key] = (now, value)
        self._values.move_to_end(key)
        while len(self._values) > self._most or now - next(iter(self._values.values()))[0] > self._seconds:
            self._values.popitem(last=False)

    def drop(self, key: Any) -> None:
        """Keep a value no longer."""
        self._values.pop(key, None)


class People:
    """Finds seats and assessments by their tokens.

    Args:
        services: The rest of the program.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._seats: Recent[Seat] = Recent(_SEATS_KEPT)
        self._answers: Recent[Answers] = Recent(_ANSWERS_KEPT)

    async def find(self, token: str) -> Seat | Assessment | None:
        """Return whom a token leads to, None if it leads to nobody.

        Raises:
            StoreError: If that cannot be looked up.
        """
        digest = hash_of(token)
        seat = self._seats.get(digest)
        if seat is not None:
            return seat
        found = await asyncio.to_thread(self._look, token, digest)
        if isinstance(found, Seat):
            self._seats.put(digest, found)
        return found

    def _look(self, token: str, digest: str) -> Seat | Assessment | None:
        store = self._services.store()
        return store.seat_by_token(digest) or store.assessment_by_token(token)

    def seat_taken(self, token: str, seat: Seat) -> None:
        """Remember a seat that was just taken or changed."""
        self._seats.put(hash_of(token), seat)

    def seat_new(self, seat: Seat, round_id: int | None) -> None:
        """Remember that nothing was said yet from a seat that was just taken."""
        if round_id is not None:
            self._answers.put((seat.id, round_id), _NOBODY)

    def forget(self, token: str) -> None:
        """Look a token up anew the next time."""
        self._seats.drop(hash_of(token))

    async def answers_of(self, seat: Seat, round_id: int) -> Answers:
        """Return what was said from a seat in a round, by vote and item.

        Raises:
            StoreError: If it cannot be read.
        """
        found = self._answers.get((seat.id, round_id))
        if found is None:
            store = self._services.store()
            read = await asyncio.to_thread(store.answers_of_seat, seat.id, round_id)
            # What was written here while we read may be missing from what we read.
            found = self._answers.get((seat.id, round_id))
            if found is None:
                found = read
                self._answers.put((seat.id, round_id), found)
        return found

    def answered(self, seat: Seat, answer: Answer, before: Answers) -> Answers:
        """Return what was said after one more answer, and remember it.

        Args:
            seat: Who.
            answer: What counts now for its item.
            before: What was known before it was written.
        """
        known = self._answers.get((seat.id, answer.round_id))
        after = {**(before if known is None else known), (answer.vote, answer.item): answer}
        self._answers.put((seat.id, answer.round_id), after)
        return after

    async def responses_of(self, assessment: Assessment) -> Mapping[str, Response]:
        """Return what counts in an assessment."""
        return await asyncio.to_thread(self._services.store().current_responses, assessment.id)
