"""What a phone shows: which question is asked next of whom, and when there is none. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from typology.assessment.flow import Asked, StoredAnswer, answer_value, ask, shown_entries
from typology.assessment.rules import Given as Missing
from typology.model.elements import Entry, Model, Page, Questionnaire, Rule
from typology.respond.live import Snapshot, stand_key, standing
from typology.store.records import Response, State
from typology.store.workshop_records import Answer, Round, Seat

Kind = Literal["item", "done", "wait"]
Reason = Literal["", "soon", "closed", "wall", "ended", "not_you", "not_this", "gone"]
END = "-"
"""What stands for the page after the last question in an address; no id can look like this."""


class Given(NamedTuple):
    """What was said to one item."""

    state: State
    option: str | None
    number: float | None
    note: str
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions of a round or of an assessment, for one perspective.

    Attributes:
        model: The model.
        questionnaire: The questions, reduced to those of the round.
        perspective: Whose words are used.
        items: The items asked now, in order.
    """

    model: Model
    questionnaire: Questionnaire
    perspective: str
    items: tuple[str, ...]

    def ask(self, item: str) -> Asked:
        """Return an item in the words of the perspective."""
        found = next(
            (e for page in self.questionnaire.pages for e in page.entries if e.item == item), None
        )
        return ask(self.model, found or Entry(item), self.perspective)

    def shown(self, given: Mapping[str, Given]) -> tuple[str, ...]:
        """Return the items that are asked after the answers so far, in order."""
        questionnaire = Same(self.questionnaire)
        deciding = _deciding(questionnaire)
        if not deciding:
            return self.items
        said = tuple((item, *given[item][:3]) for item in deciding if item in given)
        return _shown(Same(self.model), questionnaire, self.items, said)

    def is_answered(self, item: str, given: Mapping[str, Given]) -> bool:
        """Return whether something was said to an item that this version of the question understands."""
        found = given.get(item)
        if found is None or found.state == "none":
            return False
        return found.state != "answer" or _is_understood(Same(self.model), item, found.option, found.number)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one phone shows now.

    Attributes:
        kind: A question, the end of the questions, or something to wait for.
        reason: What is waited for.
        stand: Sign of where the workshop stands; "" outside of one.
        asking: The questions; None where there are none.
        shown: The items that are asked after the answers so far.
        item: The item of a question.
        given: What was said so far; in a second vote what was said in that.
        first: What was said in the first vote, during a second one.
        outdated: Items whose answer belongs to a question that reads differently now.
        round: Number of the round; None outside of a workshop.
        vote: 1, or 2 in a second vote.
        led: Whether the facilitator leads from item to item.
        closes_in: Seconds until the timer ends.
    """

    kind: Kind
    reason: Reason = ""
    stand: str = ""
    asking: Asking | None = None
    shown: tuple[str, ...] = ()
    item: str | None = None
    given: Mapping[str, Given] = field(default_factory=dict)
    first: Mapping[str, Given] = field(default_factory=dict)
    outdated: frozenset[str] = frozenset()
    round: int | None = None
    vote: int = 1
    led: bool = False
    closes_in: int | None = None

    @property
    def open(self) -> tuple[str, ...]:
        """Shown items without an answer."""
        assert self.asking is not None
        return tuple(i for i in self.shown if not self.asking.is_answered(i, self.given))

    def before(self, item: str) -> str | None:
        """Return the shown item before another one."""
        place = self.shown.index(item) if item in self.shown else 0
        return self.shown[place - 1] if place else None

    def after(self, item: str) -> str | None:
        """Return the next shown item without an answer after another one; None at the end, or where all are led."""
        if self.led or item not in self.shown:
            return None
        rest = self.shown[self.shown.index(item) + 1 :]
        still_open = set(self.open)
        return next((i for i in rest if i in still_open), None)


def given_in(answers: Mapping[tuple[int, str], Answer], vote: int) -> dict[str, Given]:
    """Return what a seat has said in one vote."""
    return {
        item: Given(a.state, a.option, a.number, a.note, a.given_at)
        for (of, item), a in answers.items()
        if of == vote
    }


def seat_sheet(
    asking: Asking | None,
    snapshot: Snapshot,
    seat: Seat,
    answers: Mapping[tuple[int, str], Answer],
    wanted: str | None,
    now: datetime,
    *,
    answering: bool = False,
) -> Sheet:
    """Return what a seat of a workshop shows.

    Args:
        asking: The questions of the current round, None if they cannot be read any more.
        snapshot: The workshop.
        seat: The seat.
        answers: What was said from it in the current round.
        wanted: Item the address names; ``END`` for the end.
        now: The time (UTC).
        answering: Whether an answer has arrived: a tap in the last second of a timer is on its way after the end.
    """
    where = standing(snapshot, now)
    stand = stand_key(where)
    found, phase = snapshot.current, where["phase"]
    if phase in ("waiting", "ended") or found is None:
        return Sheet("wait", "ended" if phase == "ended" else "soon", stand)
    base = Sheet("wait", "soon", stand, round=found.id, vote=where["vote"], closes_in=where["closes_in"])
    # A round that names no perspective or no table asks all of them, as the store and the rules have it.
    if (found.perspectives and seat.perspective not in found.perspectives) or (
        found.stations and seat.station_id not in found.stations
    ):
        return replace(base, reason="not_you")
    if phase != "open" and not (answering and found.state.phase == "open"):
        return replace(base, reason="closed" if phase == "closed" else "wall")
    if asking is None:
        return replace(base, reason="gone")
    given, first, known = _by_vote(found, answers)
    sheet = replace(
        base, asking=asking, shown=asking.shown(known), given=given, first=first, led=found.state.pace == "led",
        reason="",
    )  # fmt: skip
    if sheet.led:
        item = found.state.current
        if item is None or item not in sheet.shown:
            return replace(sheet, reason="not_this" if item else "soon")
        return replace(sheet, kind="item", item=item)
    return _at(sheet, wanted)


def _by_vote(
    found: Round, answers: Mapping[tuple[int, str], Answer]
) -> tuple[dict[str, Given], dict[str, Given], dict[str, Given]]:
    """Return what was said to each item in its present vote, in the first one where that is past, and the latest."""
    one = given_in(answers, 1)
    if not found.state.again:
        return one, {}, one
    two = given_in(answers, 2)
    again = {item for item in found.state.asked if found.state.vote_of(item) == 2}
    given = {item: g for item, g in one.items() if item not in again} | {i: g for i, g in two.items() if i in again}
    first = {item: g for item, g in one.items() if item in again and g.state != "none"}
    latest = one | {item: g for item, g in two.items() if g.state != "none"}
    return given, first, latest


def assessment_sheet(
    asking: Asking | None,
    responses: Mapping[str, Response],
    outdated: frozenset[str],
    wanted: str | None,
) -> Sheet:
    """Return what somebody sees who answers by link outside of a workshop.

    Args:
        asking: The questions, None if there is no such questionnaire any more.
        responses: What counts.
        outdated: Items whose answer belongs to a question that reads differently now; they count as open.
        wanted: Item the address names; ``END`` for the end.
    """
    if asking is None:
        return Sheet("wait", "gone")
    given = {
        item: Given("none", None, None, r.note, r.given_at)
        if item in outdated
        else Given(r.state, r.option, r.number, r.note, r.given_at)
        for item, r in responses.items()
    }
    sheet = Sheet("wait", asking=asking, shown=asking.shown(given), given=given, first={}, outdated=outdated)
    return _at(sheet, wanted)


def _at(sheet: Sheet, wanted: str | None) -> Sheet:
    """Return the sheet at the item that is wanted, else at the first without an answer."""
    if wanted in sheet.shown:
        return replace(sheet, kind="item", item=wanted)
    still_open = sheet.open
    if wanted == END or not still_open:
        return replace(sheet, kind="done")
    return replace(sheet, kind="item", item=still_open[0])


class Same:
    """A model or questionnaire as a key: the same object, whatever is in it (comparing all words would take long)."""

    __slots__ = ("of",)

    def __init__(self, of: Any) -> None:
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.of is self.of


# A room asks the same again and again: what a few answers decide is worked out once for all who gave the same.
@lru_cache(maxsize=256)
def _deciding(same: Same) -> tuple[str, ...]:
    """Return the items whose answers decide whether others are asked."""
    pages = same.of.pages
    rules = [rule for page in pages for rule in (page.show_if, *(e.show_if for e in page.entries)) if rule is not None]
    return tuple(sorted(set().union(*(_items_of(rule) for rule in rules))))


@lru_cache(maxsize=4096)
def _shown(
    model: Same, questionnaire: Same, items: tuple[str, ...],
    said: tuple[tuple[str, State, str | None, float | None], ...],
) -> tuple[str, ...]:  # fmt: skip
    answers = {item: StoredAnswer(state, option, number) for item, state, option, number in said}
    found = {e.item for entries in shown_entries(model.of, questionnaire.of, answers).values() for e in entries}
    return tuple(item for item in items if item in found)


@lru_cache(maxsize=8192)
def _is_understood(model: Same, item: str, option: str | None, number: float | None) -> bool:
    """Return whether this version of an item has such an answer."""
    answer = StoredAnswer("answer", option, number)
    return answer_value(model.of.scale_of(item), answer) is not Missing.MISSING


@lru_cache(maxsize=256)
def _reduced(same: Same, items: tuple[str, ...]) -> Questionnaire:
    """Return a questionnaire with the items of a round alone.

    A condition over an item that the round does not ask can never be met or missed: its question is asked.
    """
    questionnaire: Questionnaire = same.of
    asked = set(items)
    pages = []
    for page in questionnaire.pages:
        entries = tuple(
            replace(entry, show_if=_within(entry.show_if, asked)) for entry in page.entries if entry.item in asked
        )
        if entries:
            pages.append(replace(page, entries=entries, show_if=_within(page.show_if, asked)))
    there = {entry.item for page in pages for entry in page.entries}
    rest = tuple(Entry(item) for item in items if item not in there)
    if rest:
        pages.append(Page(id=END, entries=rest))
    return replace(questionnaire, pages=tuple(pages))


def _within(rule: Rule | None, asked: set[str]) -> Rule | None:
    return rule if rule is not None and _items_of(rule) <= asked else None


def _items_of(rule: Rule) -> set[str]:
    own = {rule.item} if rule.item is not None else set()
    return own.union(*(_items_of(part) for part in (*rule.all, *rule.any, *rule.none)))


def round_asking(model: Model, questionnaire: Questionnaire, found: Round, perspective: str) -> Asking:
    """Return the questions of a round for one perspective; items that the model does not know are left out."""
    return _asking(Same(model), Same(questionnaire), found.state.items, found.state.asked, perspective)


@lru_cache(maxsize=256)
def _asking(
    model: Same, questionnaire: Same, items: tuple[str, ...], asked: tuple[str, ...], perspective: str
) -> Asking:
    known = model.of.items
    there = tuple(item for item in items if item in known)
    return Asking(model.of, _reduced(questionnaire, there), perspective, tuple(i for i in asked if i in known))
