"""What phones sent and what was acknowledged to them, and the comparison with what the database holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select

from typology.store import Store
from typology.store.workshop_tables import workshop_answers, workshop_seats
from typology.workshop.codes import hash_of


class Content(NamedTuple):
    """What an answer says."""

    state: str
    option: str | None = None
    number: float | None = None


@dataclass(slots=True)
class Tap:
    """One tap on one phone.

    Attributes:
        token: Token of the seat.
        item: Item id.
        content: What was chosen.
        key: Random key of the tap.
        acknowledged: Whether the phone was told that it is saved.
        refused: Whether the phone was told that it does not count (the round was closed).
    """

    token: str
    item: str
    content: Content
    key: str
    acknowledged: bool = False
    refused: bool = False


class Kept(NamedTuple):
    """One row of the history of answers."""

    id: int
    token_hash: str
    vote: int
    item: str
    content: Content
    tap: str | None


@dataclass
class Verdict:
    """How the two compare.

    Attributes:
        acknowledged: Taps that were acknowledged.
        kept: Answers in the history of the database.
        lost: Acknowledged taps that the database does not know.
        doubled: Answers that are there twice.
        never_sent: Answers that no phone sent, or with other content.
        overtaken: Answers that count although a later one was acknowledged.
        more_seats: Seats beyond the phones that joined.
    """

    acknowledged: int = 0
    kept: int = 0
    lost: list[Tap] = field(default_factory=list)
    doubled: list[Kept] = field(default_factory=list)
    never_sent: list[Kept] = field(default_factory=list)
    overtaken: list[Kept] = field(default_factory=list)
    more_seats: int = 0

    @property
    def fine(self) -> bool:
        """Whether nothing is lost, doubled, invented or overtaken."""
        return not (self.lost or self.doubled or self.never_sent or self.overtaken or self.more_seats)

    @property
    def in_words(self) -> str:
        """The figures in one line."""
        return (
            f"{self.acknowledged} acknowledged, {self.kept} kept, lost {len(self.lost)}, doubled {len(self.doubled)}, "
            f"never sent {len(self.never_sent)}, overtaken {len(self.overtaken)}, seats too many {self.more_seats}"
        )


@dataclass
class Ledger:
    """All taps of a run in the order in which each phone sent them, and all seats that were given out."""

    taps: list[Tap] = field(default_factory=list)
    seats: set[str] = field(default_factory=set)
    unsure_seats: int = 0
    """Joins that were given up: nobody knows whether a seat was taken."""

    def sent(self, token: str, item: str, content: Content, key: str) -> Tap:
        """Note a tap before it is sent for the first time."""
        tap = Tap(token, item, content, key)
        self.taps.append(tap)
        return tap


def compare(taps: Iterable[Tap], kept: Iterable[Kept]) -> Verdict:
    """Compare what was acknowledged with what is kept.

    An acknowledged tap is there if it has a row, or if it said what counted already when it arrived: then the store
    writes nothing. A tap that was never acknowledged may be there or not, but at most once.
    """
    verdict = Verdict()
    rows: dict[tuple[str, str], list[Kept]] = defaultdict(list)
    by_tap: dict[tuple[str, str], Kept] = {}
    for row in sorted(kept):
        verdict.kept += 1
        key = (row.token_hash, row.tap or "")
        if key in by_tap:
            verdict.doubled.append(row)
            continue
        by_tap[key] = row
        rows[row.token_hash, row.item].append(row)
    sent: dict[tuple[str, str], list[Tap]] = defaultdict(list)
    hashes: dict[str, str] = {}
    for tap in taps:
        verdict.acknowledged += tap.acknowledged
        if tap.token not in hashes:
            hashes[tap.token] = hash_of(tap.token)
        sent[hashes[tap.token], tap.item].append(tap)
    for key in sent.keys() | rows.keys():
        _compare_one(key[0], sent.get(key, []), rows.get(key, []), by_tap, verdict)
    return verdict


def _compare_one(
    token_hash: str, taps: list[Tap], rows: list[Kept], by_tap: Mapping[tuple[str, str], Kept], verdict: Verdict
) -> None:
    """Compare what one seat sent for one item, in its order, with the rows for it, in theirs."""
    known = {tap.key: tap for tap in taps}
    for row in rows:
        tap = known.get(row.tap or "")
        if tap is None or tap.content != row.content:
            verdict.never_sent.append(row)
    current = Content("none")
    last_row: Kept | None = None
    for tap in taps:
        row = by_tap.get((token_hash, tap.key))
        if row is not None:
            if last_row is not None and row.id < last_row.id:
                verdict.overtaken.append(last_row)
            current, last_row = row.content, row
        elif tap.acknowledged and tap.content != current:
            verdict.lost.append(tap)
    if rows and last_row is not None and rows[-1].id != last_row.id and rows[-1].tap in known:
        verdict.overtaken.append(rows[-1])


def read_kept(store: Store, round_id: int) -> list[Kept]:
    """Return the whole history of answers of a round."""
    columns = workshop_answers.c
    query = (
        select(columns.id, workshop_seats.c.token_hash, columns.vote, columns.item, columns.state, columns.option,
               columns.number, columns.tap)
        .join(workshop_seats, workshop_seats.c.id == columns.seat_id)
        .where(columns.round_id == round_id)
    )  # fmt: skip
    with store.reading() as connection:
        return [
            Kept(key, token, vote, item, Content(state, option, number), tap)
            for key, token, vote, item, state, option, number, tap in connection.execute(query)
        ]


def check(store: Store, ledger: Ledger, round_id: int, workshop_id: int) -> Verdict:
    """Compare a run with the database that it was about."""
    verdict = compare(ledger.taps, read_kept(store, round_id))
    with store.reading() as connection:
        seats = connection.execute(
            select(func.count()).select_from(workshop_seats).where(workshop_seats.c.workshop_id == workshop_id)
        ).scalar_one()
    verdict.more_seats = max(0, seats - len(ledger.seats) - ledger.unsure_seats)
    return verdict
