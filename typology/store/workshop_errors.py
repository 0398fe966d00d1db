"""What the store refuses on workshops: one exception class per cause, each with a stable code.

They are all values that cannot be stored, so that whoever handles ``InvalidValueError`` handles them too.
"""

from __future__ import annotations

from typology.store.errors import InvalidValueError


class AnswerClosedError(InvalidValueError):
    """The round does not take an answer to this item now, or not from this seat."""

    code = "answer_closed"
    sentence = "This question is closed; the answer was not saved. What was saved before is safe."


class VoteChangedError(AnswerClosedError):
    """The answer was meant for another vote than the one that is open now."""

    code = "vote_changed"
    sentence = "This question is asked once more by now; the answer to the vote before was not saved."


class RoundChangedError(InvalidValueError):
    """Somebody else has changed the round meanwhile; ``details`` holds ``revision``, the one that is there."""

    code = "round_changed"
    sentence = "This round was changed in another window meanwhile. Nothing was overwritten."


class RoundBegunError(InvalidValueError):
    """The round has begun: what it asks, and whom, stays as it is."""

    code = "round_begun"
    sentence = "This round has begun. What it asks stays as it is."


class WorkshopEndedError(InvalidValueError):
    """The workshop has ended: nobody joins, nobody answers."""

    code = "workshop_ended"
    sentence = "This workshop has ended."


class WorkshopDeletedError(InvalidValueError):
    """The workshop was deleted; nothing can be added to it."""

    code = "workshop_deleted"
    sentence = "This workshop was deleted."


class StationInUseError(InvalidValueError):
    """The table cannot be removed: somebody sits there, or a round names it (``details['by']``: seat or round)."""

    code = "station_in_use"
    sentence = "This table is in use and stays."


class PerspectiveInUseError(InvalidValueError):
    """The perspective cannot be left out: somebody speaks for it, or a round names it."""

    code = "perspective_in_use"
    sentence = "Somebody speaks for this perspective already, or a round asks it. It stays."


class SeatSettledError(InvalidValueError):
    """The seat cannot be moved: an answer was given from it."""

    code = "seat_settled"
    sentence = "Table and perspective stay once the first answer was given."


class CodeTakenError(InvalidValueError):
    """Another workshop has that code or secret right now; another random one helps."""

    code = "code_taken"
    sentence = "This code is taken. Another one helps."
