"""A round of a workshop and its phases: draft → open → closed → revealed → discussed → released.

Every function takes a state and returns the next one, or raises ``TransitionError`` and has changed nothing. Nobody
sees a result before ``reveal``, so that nobody follows the first; after ``release`` nothing changes any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

Phase = Literal["draft", "open", "closed", "revealed", "discussed", "released"]
Pace = Literal["led", "free"]
Action = Literal[
    "open", "close", "reveal", "hide", "discuss", "release", "reopen", "ask_again", "go_to", "show", "set_timer",
    "stop_timer",
]

PHASES: tuple[Phase, ...] = get_args(Phase)
GRACE = timedelta(seconds=3)
"""How long after the end of the timer an answer still counts: a tap in the last second is on its way."""
LONGEST_TIMER = timedelta(hours=8)

# From which phases an action is possible. What else it needs is checked by the action itself.
_FROM: Mapping[Action, frozenset[Phase]] = {
    "open": frozenset({"draft"}),
    "close": frozenset({"open"}),
    "reveal": frozenset({"closed"}),
    "hide": frozenset({"revealed"}),
    "discuss": frozenset({"revealed"}),
    "release": frozenset({"discussed"}),
    "reopen": frozenset({"closed", "revealed", "discussed"}),
    "ask_again": frozenset({"revealed", "discussed"}),
    "go_to": frozenset({"open"}),
    "show": frozenset({"revealed", "discussed", "released"}),
    "set_timer": frozenset({"open"}),
    "stop_timer": frozenset({"open"}),
}


class TransitionError(Exception):
    """An action that the present phase does not allow; nothing was changed.

    Attributes:
        action: What was tried.
        phase: The phase at that time.
        reason: Stable sign of the cause: ``phase``, ``item``, ``pace``, ``time`` or ``again``.
    """

    def __init__(self, action: Action, phase: Phase, reason: str = "phase") -> None:
        super().__init__(f"A round that is {phase} cannot do this: {action} ({reason}).")
        self.action = action
        self.phase = phase
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RoundState:
    """Where a round stands.

    Attributes:
        items: Ids of all items of the round, in order.
        pace: 'led' (one item at a time, all phones follow) or 'free'.
        phase: The phase.
        asked: The items that are asked now: all of them, in a second vote the chosen ones.
        again: Items that were asked a second time so far.
        current: The item all phones show in a led round; None where everybody goes at their own pace.
        shown: The item on the wall once results are revealed; None for the overview.
        opened_at: When the present vote was opened (UTC).
        closes_at: When the timer ends (UTC); None without a timer.
        minutes: How long the round is meant to last, as it was prepared; a proposal for the timer, or None.
    """

    items: tuple[str, ...]
    pace: Pace = "free"
    phase: Phase = "draft"
    asked: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    current: str | None = None
    shown: str | None = None
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None

    def __post_init__(self) -> None:
        """Check that the items are distinct and the others are among them.

        Raises:
            ValueError: If they are not.
        """
        known = set(self.items)
        named = {*self.asked, *self.again, *(i for i in (self.current, self.shown) if i is not None)}
        if len(known) != len(self.items) or named - known:
            raise ValueError("The items of a round must be distinct, and it can only ask those.")

    def vote_of(self, item: str) -> int:
        """Return which vote an answer to an item belongs to now: 1, or 2 once it was asked again."""
        return 2 if item in self.again else 1

    @property
    def is_second_vote(self) -> bool:
        """Whether the items asked now are asked for the second time."""
        return bool(self.asked) and set(self.asked) <= set(self.again)

    @property
    def results_visible(self) -> bool:
        """Whether anybody may see a result: from *revealed* on. A second vote hides them again."""
        return self.phase in ("revealed", "discussed", "released")


def phase_at(state: RoundState, now: datetime) -> Phase:
    """Return the phase at a moment: a round whose timer has run out is closed, whether anybody pressed a button."""
    if state.phase == "open" and state.closes_at is not None and now >= state.closes_at:
        return "closed"
    return state.phase


def settle(state: RoundState, now: datetime) -> RoundState:
    """Return the state with a timer that has run out taken into account."""
    return state if phase_at(state, now) == state.phase else replace(state, phase="closed", closes_at=None)


def takes_answer(state: RoundState, item: str, now: datetime) -> bool:
    """Return whether an answer to an item counts that arrives now.

    In a led round any item of the vote may still be changed while the round is open: a phone that was away comes back
    with what it kept.
    """
    if state.phase != "open" or item not in state.asked:
        return False
    return state.closes_at is None or now < state.closes_at + GRACE


def allowed(state: RoundState, now: datetime) -> frozenset[Action]:
    """Return what a facilitator can do now."""
    phase = phase_at(state, now)
    found = {action for action, phases in _FROM.items() if phase in phases}
    if state.pace == "free":
        found.discard("go_to")
    if set(state.again) == set(state.items):
        found.discard("ask_again")
    if not state.items:
        found.discard("open")
    if state.closes_at is None:
        found.discard("stop_timer")
    return frozenset(found)


def open_round(state: RoundState, now: datetime, *, lasts: timedelta | None = None) -> RoundState:
    """Begin: phones may answer.

    Args:
        state: A draft.
        now: The time (UTC).
        lasts: How long; None without a timer.

    Raises:
        TransitionError: If it is no draft, has no item, or the time is not between a second and eight hours.
    """
    _check(state, "open", now)
    if not state.items:
        raise TransitionError("open", state.phase, "item")
    return _opened(state, "open", state.items, now, lasts)


def close(state: RoundState, now: datetime) -> RoundState:
    """End the vote: no answer counts any more."""
    return replace(_check(state, "close", now, late=True), phase="closed", closes_at=None)


def reveal(state: RoundState, now: datetime) -> RoundState:
    """Show the results to everybody at once."""
    return replace(_check(state, "reveal", now), phase="revealed", shown=None)


def hide(state: RoundState, now: datetime) -> RoundState:
    """Take back a reveal that came too early."""
    return replace(_check(state, "hide", now), phase="closed", shown=None)


def discuss(state: RoundState, now: datetime) -> RoundState:
    """Note that the room has talked about the results."""
    return replace(_check(state, "discuss", now), phase="discussed")


def release(state: RoundState, now: datetime) -> RoundState:
    """Freeze the results; the last step."""
    return replace(_check(state, "release", now), phase="released")


def reopen(state: RoundState, now: datetime, *, lasts: timedelta | None = None) -> RoundState:
    """Let phones answer the same vote on; what was answered stays."""
    _check(state, "reopen", now)
    return _opened(state, "reopen", state.asked or state.items, now, lasts)


def ask_again(state: RoundState, items: Sequence[str], now: datetime, *, lasts: timedelta | None = None) -> RoundState:
    """Begin a second vote after the discussion; the first one stays as it is.

    Args:
        state: A round whose results have been revealed.
        items: What is asked once more; each item can be asked twice.
        now: The time (UTC).
        lasts: How long; None without a timer.

    Raises:
        TransitionError: If nothing was revealed, or an item is unknown (``item``) or was asked twice (``again``).
    """
    _check(state, "ask_again", now)
    chosen = tuple(item for item in state.items if item in set(items))
    if not chosen or set(items) - set(state.items):
        raise TransitionError("ask_again", state.phase, "item")
    if set(chosen) & set(state.again):
        raise TransitionError("ask_again", state.phase, "again")
    repeated = {*state.again, *chosen}
    again = tuple(item for item in state.items if item in repeated)
    # It begins with the first of them, wherever the first vote has ended.
    return _opened(replace(state, again=again, current=None), "ask_again", chosen, now, lasts)


def go_to(state: RoundState, item: str, now: datetime) -> RoundState:
    """Lead all phones to an item.

    Raises:
        TransitionError: If the round is not open, not led (``pace``), or the item is not asked (``item``).
    """
    _check(state, "go_to", now)
    if state.pace != "led":
        raise TransitionError("go_to", state.phase, "pace")
    if item not in state.asked:
        raise TransitionError("go_to", state.phase, "item")
    return replace(state, current=item)


def show(state: RoundState, item: str | None, now: datetime) -> RoundState:
    """Put the result of one item on the wall, or the overview (None).

    Raises:
        TransitionError: If nothing is revealed, or the item is unknown.
    """
    _check(state, "show", now)
    if item is not None and item not in state.items:
        raise TransitionError("show", state.phase, "item")
    return replace(state, shown=item)


def set_timer(state: RoundState, lasts: timedelta, now: datetime) -> RoundState:
    """Let the vote end in a while from now; also to give more time.

    Raises:
        TransitionError: If the round is not open, or the time is not between a second and eight hours (``time``).
    """
    _check(state, "set_timer", now)
    return replace(state, closes_at=_end("set_timer", state, now, lasts))


def stop_timer(state: RoundState, now: datetime) -> RoundState:
    """Take the timer away; the round stays open."""
    return replace(_check(state, "stop_timer", now), closes_at=None)


def to_json(state: RoundState) -> dict[str, Any]:
    """Return the state as plain values, times as ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value
        for name, value in asdict(state).items()
    }


def from_json(content: Mapping[str, Any]) -> RoundState:
    """Return a state as ``to_json`` wrote it.

    Raises:
        ValueError: If it is none.
    """
    try:
        lists = {name: tuple(map(str, content[name])) for name in ("items", "asked", "again")}
        times = {n: datetime.fromisoformat(t) if (t := content[n]) else None for n in ("opened_at", "closes_at")}
        phase, pace, current, shown = (content[name] for name in ("phase", "pace", "current", "shown"))
    except (KeyError, TypeError) as error:
        raise ValueError("This is not the state of a round.") from error
    if phase not in PHASES or pace not in get_args(Pace):
        raise ValueError("This is not the state of a round.")
    return RoundState(
        lists["items"], pace, phase, lists["asked"], lists["again"], current, shown,
        times["opened_at"], times["closes_at"], content.get("minutes"),
    )  # fmt: skip


def _check(state: RoundState, action: Action, now: datetime, *, late: bool = False) -> RoundState:
    """Return the state as it stands now, if an action is possible.

    Args:
        state: The state as stored.
        action: What is to be done.
        now: The time (UTC).
        late: Whether the action may come after the timer has ended it already (closing what is closed by time).
    """
    if now.tzinfo is None:
        raise ValueError("Times carry their zone.")
    phase = state.phase if late else phase_at(state, now)
    if phase not in _FROM[action]:
        raise TransitionError(action, phase)
    return state if late else settle(state, now)


def _opened(
    state: RoundState, action: Action, asked: tuple[str, ...], now: datetime, lasts: timedelta | None
) -> RoundState:
    kept = state.current if state.current in asked else asked[0]
    return replace(
        settle(state, now),
        phase="open",
        asked=asked,
        current=kept if state.pace == "led" else None,
        shown=None,
        opened_at=now.astimezone(UTC),
        closes_at=None if lasts is None else _end(action, state, now, lasts),
    )


def _end(action: Action, state: RoundState, now: datetime, lasts: timedelta) -> datetime:
    if not timedelta(seconds=1) <= lasts <= LONGEST_TIMER:
        raise TransitionError(action, state.phase, "time")
    return (now + lasts).astimezone(UTC)


SIMPLE_ACTIONS: Mapping[Action, Callable[[RoundState, datetime], RoundState]] = {
    "close": close,
    "reveal": reveal,
    "hide": hide,
    "discuss": discuss,
    "release": release,
    "stop_timer": stop_timer,
}
"""Actions that need nothing but the state and the time; for buttons."""
