"""What the store hands out about development and comparison: frozen records, one class per kind of thing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

IntentionState = Literal["open", "begun", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a Verbund.

    Attributes:
        id: Number of the event.
        case_id: The Verbund.
        year: When.
        month: The month from 1 to 12, if it is known.
        text: What happened.
        kind: Id of a kind of event, or "".
        created_at: When it was entered (UTC).
        removed_at: When it was taken off the list (UTC), or None.
    """

    id: int
    case_id: int
    year: int
    month: int | None
    text: str
    kind: str
    created_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class IntentionStep:
    """What became of an intention, as it was noted once.

    Attributes:
        id: Number of the step.
        intention_id: The intention.
        wave_id: The point in time at which it was noted, if it was at one.
        state: 'open', 'begun', 'done' or 'dropped'.
        note: What was said about it, or "".
        given_at: When it was stored (UTC).
    """

    id: int
    intention_id: int
    wave_id: int | None
    state: IntentionState
    note: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Intention:
    """What a Verbund wants to do.

    Attributes:
        id: Number of the intention.
        case_id: The Verbund.
        wave_id: The point in time at which it was written down.
        about: Id of the item or dimension it is about, or "".
        text: What is to be done.
        role: Who does it: a role, never a person; or "".
        due: Until when, if that was said.
        created_at: When it was written down (UTC).
        removed_at: When it was taken off the list (UTC), or None.
        steps: What became of it, oldest first.
    """

    id: int
    case_id: int
    wave_id: int
    about: str
    text: str
    role: str
    due: date | None
    created_at: datetime
    removed_at: datetime | None
    steps: tuple[IntentionStep, ...] = ()

    @property
    def state(self) -> IntentionState:
        """What was noted last; 'open' if nothing ever was."""
        return self.steps[-1].state if self.steps else "open"


@dataclass(frozen=True, slots=True)
class ComparisonHead:
    """What is known of a snapshot released for comparison without reading it.

    Attributes:
        id: Number of the release.
        case_id: The Verbund.
        wave_id: The point in time.
        perspective: Id of the perspective.
        digest: SHA-256 of the content, hexadecimal.
        model: Id of the model.
        model_version: Its version.
        voices: How many people the figures come from.
        contact: Whom other Verbünde may ask, or "".
        released_at: When (UTC).
        withdrawn_at: When it was withdrawn (UTC), or None.
    """

    id: int
    case_id: int
    wave_id: int
    perspective: str
    digest: str
    model: str
    model_version: str
    voices: int
    contact: str
    released_at: datetime
    withdrawn_at: datetime | None

    @property
    def withdrawn(self) -> bool:
        """Whether it was withdrawn."""
        return self.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class ComparisonRelease(ComparisonHead):
    """A frozen snapshot that its Verbund has released for comparison.

    Attributes:
        content: Canonical JSON, exactly as it was hashed; "" once it was withdrawn.
    """

    content: str

    @property
    def intact(self) -> bool:
        """Whether the content is what was released; it is not once it was withdrawn."""
        return hashlib.sha256(self.content.encode()).hexdigest() == self.digest
