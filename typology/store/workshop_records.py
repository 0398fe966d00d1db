"""What the store hands out about workshops: frozen records, one class per kind of thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from typology.store.records import State
from typology.workshop.rounds import RoundState

RecordKind = Literal["decision", "step", "question", "note"]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop: one room, one or more tables (one per Verbund), rounds one after another.

    Attributes:
        id: Number of the workshop.
        title: Its name on the wall and on phones.
        code: Six characters that phones type in; None once the workshop has ended.
        join_key: Longer secret that the QR code carries, so that scanning is never rate-limited; None once ended.
        perspectives: Perspective ids that people can speak for, in order.
        group_from: Smallest group whose results are shown; at least that of the model.
        public: Whether results are meant for the public, which raises that number to the model's for the public.
        language: Language of the wall, e.g. ``de``.
        current_round: Number of the round the phones follow; None before the first.
        revision: Rises with every change that phones or the wall must follow.
        created_at: When it was prepared (UTC).
        ended_at: When nobody could join or answer any more (UTC), or None.
        deleted_at: When its answers and tokens were deleted (UTC), or None; only releases remain then.
    """

    id: int
    title: str
    code: str | None
    join_key: str | None = field(repr=False)
    perspectives: tuple[str, ...]
    group_from: int
    public: bool
    language: str
    current_round: int | None
    revision: int
    created_at: datetime
    ended_at: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Station:
    """A table of a workshop: the people who speak about one Verbund at one point in time.

    Attributes:
        id: Number of the table.
        workshop_id: The workshop.
        case_id: The Verbund.
        wave_id: The point in time that is meant.
        label: Its name on screens, usually that of the Verbund.
        position: Its place in the list.
    """

    id: int
    workshop_id: int
    case_id: int
    wave_id: int
    label: str
    position: int


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a workshop, with the versions of what it asks.

    Attributes:
        id: Number of the round.
        workshop_id: The workshop.
        title: Its name, "" if none was given.
        questionnaire: Id of the questionnaire whose words are used.
        questionnaire_version: Its version, with the hash of its content.
        model: Id of the model.
        model_version: Its version, with the hash of its content.
        perspectives: Who is asked; a part of the workshop's.
        stations: Numbers of the tables that take part; empty means all.
        state: Phase, items, pace, timer.
        revision: Rises with every change of the state; whoever changes it names the one they saw.
        position: Its place in the order of rounds.
        created_at: When it was prepared (UTC).
    """

    id: int
    workshop_id: int
    title: str
    questionnaire: str
    questionnaire_version: str
    model: str
    model_version: str
    perspectives: tuple[str, ...]
    stations: tuple[int, ...]
    state: RoundState
    revision: int
    position: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who takes part: a random token in a link, nothing else.

    Attributes:
        id: Number of the seat.
        workshop_id: The workshop.
        station_id: The table.
        perspective: Whom the person speaks for.
        language: Language of the phone page, e.g. ``de``.
        consent: Whether the person agreed to be shown with their office where the group is too small for figures.
        attribution: Office or role to name then (never a person), "" without consent.
        joined_at: When (UTC).
    """

    id: int
    workshop_id: int
    station_id: int
    perspective: str
    language: str
    consent: bool
    attribution: str
    joined_at: datetime


class AnswerJob(NamedTuple):
    """One answer on its way into the database.

    Attributes:
        seat_id: Who.
        round_id: In which round.
        item: Item id.
        state: 'answer', 'dk', 'na', or 'none' to withdraw.
        option: Option id of an answer in levels.
        number: Number of an answer in numbers.
        note: Evidence note; None leaves the note that is there.
        tap: Random key of one tap on one phone; the same tap sent twice counts once. "" where there is none.
        vote: The vote it is meant for; None for whichever is open.
    """

    seat_id: int
    round_id: int
    item: str
    state: State
    option: str | None = None
    number: float | None = None
    note: str | None = None
    tap: str = ""
    vote: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What counts for one seat, round, vote and item; earlier ones stay in the history.

    Attributes:
        id: Number of the entry; 0 if nothing was ever stored.
        seat_id: Who.
        round_id: In which round.
        vote: 1, or 2 after a second vote was opened.
        item: Item id.
        state: 'answer', 'dk', 'na' or 'none'.
        option: Option id.
        number: Number.
        note: Free text; shown to the facilitator only, until she releases it.
        given_at: When it was stored (UTC).
    """

    id: int
    seat_id: int
    round_id: int
    vote: int
    item: str
    state: State
    option: str | None
    number: float | None
    note: str
    given_at: datetime


class AnswerRow(NamedTuple):
    """An answer that counts together with who gave it for whom; the input of publications and profiles."""

    seat_id: int
    station_id: int
    perspective: str
    consent: bool
    attribution: str
    vote: int
    item: str
    state: State
    option: str | None
    number: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many have answered; never what.

    Attributes:
        seats: People who take part, by (station, perspective).
        answered: People who have answered at least one item of the present vote, by (station, perspective).
        by_item: People who have answered, by item of the present vote.
        complete: People who have answered every item that is asked now.
    """

    seats: dict[tuple[int, str], int]
    answered: dict[tuple[int, str], int]
    by_item: dict[str, int]
    complete: int


@dataclass(frozen=True, slots=True)
class StoredPublication:
    """What was shown of a round when it was revealed.

    Attributes:
        id: Number of the publication.
        round_id: The round.
        content: What everybody may see; already protected (``workshop.publication``).
        basis: Who and what it was counted from; never leaves the server, deleted with the workshop.
        made_at: When (UTC).
    """

    id: int
    round_id: int
    content: dict[str, Any]
    basis: dict[str, Any] = field(repr=False)
    made_at: datetime = field()


@dataclass(frozen=True, slots=True)
class ReleasedNote:
    """A free text that the facilitator has released for the wall.

    Attributes:
        id: Number.
        round_id: The round.
        item: Item id.
        text: The text as released.
        released_at: When (UTC).
    """

    id: int
    round_id: int
    item: str
    text: str
    released_at: datetime


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """A line of the record of a workshop.

    Attributes:
        key: Stable random key of the line.
        workshop_id: The workshop.
        round_id: The round it belongs to; None for the workshop in general.
        item: The item it belongs to; None for the round or workshop in general.
        kind: 'decision', 'step', 'question' or 'note'.
        text: What was noted.
        role: Who does it: a role, never a person; for steps.
        due: Until when, as written; for steps.
        changed_at: When it was last saved (UTC).
    """

    key: str
    workshop_id: int
    round_id: int | None
    item: str | None
    kind: RecordKind
    text: str
    role: str
    due: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """Frozen results that stay when the workshop is deleted.

    Attributes:
        id: Number.
        workshop_title: Title of the workshop.
        round_title: Title of the round.
        case_id: The Verbund; None for the plenary.
        wave_id: Its point in time; None for the plenary.
        content: The protected aggregates.
        digest: SHA-256 of the content as canonical JSON, hexadecimal.
        model: Id of the model.
        model_version: Its version.
        questionnaire: Id of the questionnaire.
        questionnaire_version: Its version.
        released_at: When (UTC).
        withdrawn_at: When it was withdrawn (UTC), or None.
    """

    id: int
    workshop_title: str
    round_title: str
    case_id: int | None
    wave_id: int | None
    content: dict[str, Any]
    digest: str
    model: str
    model_version: str
    questionnaire: str
    questionnaire_version: str
    released_at: datetime
    withdrawn_at: datetime | None
