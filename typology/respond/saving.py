"""One writer for all phones: what arrives while a transaction runs is committed together in the next one.

A commit waits for the disk, and a disk takes a few hundred a second at best. Three hundred people who answer the same
question in the same second therefore share a handful of commits. Nobody is told "saved" before theirs.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from typology.store.errors import StoreBusyError, StoreError
from typology.store.workshop_records import Answer, AnswerJob

if TYPE_CHECKING:
    from typology.store import Store

LONGEST_QUEUE = 4_000
"""How many may wait; whoever comes then is asked to try again, which phones do by themselves."""
LARGEST_BATCH = 250

T = TypeVar("T")
_log = logging.getLogger("verbundspiegel")


class QueueFullError(StoreBusyError):
    """More is waiting to be stored than can be stored in good time; nothing was stored of this one."""


@dataclass(slots=True)
class _Waiting:
    job: AnswerJob | Callable[[Store], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class Writer:
    """The thread that writes.

    Args:
        store: Returns the open store.
    """

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self.batches = 0
        self.written = 0

    def stop(self) -> None:
        """Write what is waiting, then end the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(timeout=30)

    async def answer(self, job: AnswerJob) -> Answer:
        """Store an answer in a workshop; when this returns it is on disk.

        Raises:
            StoreError: If it was not stored.
        """
        found: Answer = await self._wait_for(job)
        return found

    async def run(self, change: Callable[[Store], T]) -> T:
        """Run something that changes the store, in a transaction with whatever else is waiting.

        Raises:
            StoreError: If it was not stored.
        """
        found: T = await self._wait_for(change)
        return found

    async def _wait_for(self, job: AnswerJob | Callable[[Store], Any]) -> Any:
        if self._waiting.qsize() >= LONGEST_QUEUE:
            raise QueueFullError
        if self._thread is None:
            self._start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.put(_Waiting(job, future, loop))
        # A phone that hangs up does not take its answer back: it is written all the same.
        return await asyncio.shield(future)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="answers", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        ended = False
        while not ended:
            batch: list[_Waiting] = []
            entry = self._waiting.get()
            while entry is not None:
                batch.append(entry)
                if len(batch) == LARGEST_BATCH:
                    break
                try:
                    entry = self._waiting.get_nowait()
                except queue.Empty:
                    break
            ended = entry is None
            if batch:
                self._write(batch)

    def _write(self, batch: Sequence[_Waiting]) -> None:
        answers = [entry for entry in batch if isinstance(entry.job, AnswerJob)]
        changes = [entry for entry in batch if not isinstance(entry.job, AnswerJob)]
        outcomes: list[tuple[_Waiting, Any]] = []
        try:
            store = self._store()
            if answers:
                jobs = [entry.job for entry in answers if isinstance(entry.job, AnswerJob)]
                outcomes += zip(answers, _answers(store, jobs), strict=True)
            if changes:
                calls = [entry.job for entry in changes if not isinstance(entry.job, AnswerJob)]
                outcomes += zip(changes, _together(store, calls), strict=True)
        except Exception as error:
            done = {id(entry) for entry, _ in outcomes}
            outcomes += [(entry, error) for entry in batch if id(entry) not in done]
        self.batches += 1
        self.written += len(batch)
        by_loop: dict[int, list[tuple[_Waiting, Any]]] = {}
        for entry, outcome in outcomes:
            by_loop.setdefault(id(entry.loop), []).append((entry, outcome))
        for found in by_loop.values():
            try:
                # One call for all of them: waking the loop costs more than telling a future.
                found[0][0].loop.call_soon_threadsafe(_tell, found)
            except RuntimeError:  # the server has ended meanwhile; what was written stays written
                continue


def _tell(outcomes: Sequence[tuple[_Waiting, Any]]) -> None:
    for entry, outcome in outcomes:
        if entry.future.done():
            continue
        if isinstance(outcome, Exception):
            entry.future.set_exception(outcome)
            entry.future.exception()  # whoever hung up does not ask; that is no mistake
        else:
            entry.future.set_result(outcome)


def _answers(store: Store, jobs: Sequence[AnswerJob]) -> Sequence[Answer | StoreError]:
    try:
        return store.give_answers(jobs, datetime.now(UTC))
    except StoreError as error:
        return [error] * len(jobs)


def _together(store: Store, calls: Sequence[Callable[[Store], Any]]) -> list[Any]:
    """Run changes in one transaction; return what each returned, or the error it met."""
    if len(calls) > 1:
        try:
            with store.transaction():
                return [_refused_or_done(store, call) for call in calls]
        except StoreError as error:  # the commit itself: nothing of it is there
            return [error] * len(calls)
        except _BrokenError:
            pass  # one of them broke the transaction for all: each on its own
    return [_alone(store, call) for call in calls]


class _BrokenError(Exception):
    """A statement failed in the database, so that nothing of the transaction may be kept."""


def _refused_or_done(store: Store, call: Callable[[Store], Any]) -> Any:
    try:
        return call(store)
    except StoreError as error:
        if error.__cause__ is not None:
            raise _BrokenError from error
        return error  # refused before anything was written
    except Exception as error:  # the driver's own; it is translated where the transaction ends
        raise _BrokenError from error


def _alone(store: Store, call: Callable[[Store], Any]) -> Any:
    try:
        return call(store)
    except Exception as error:
        if not isinstance(error, StoreError):
            _log.error("A change failed.", exc_info=error)
        return error
