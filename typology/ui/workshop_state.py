"""What the pages of a workshop share: the workshop behind the link, its rounds, and the words of what they ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import streamlit as st

from typology.assessment.flow import Asked, ask, entry_of
from typology.language import Speaker
from typology.model.elements import Model, Questionnaire
from typology.ui import session
from typology.workshop.codes import hash_of, wall_token
from typology.workshop.guessing import Guesses
from typology.workshop.rounds import Phase, phase_at

if TYPE_CHECKING:
    from typology.store.workshop_records import Round, Station, Workshop

PARTS = ("vorbereiten", "leiten", "ergebnisse", "protokoll", "abschluss")
LAST = "ws-zuletzt"
"""Key of the link that was open last in this tab, so that a look at another page is no way out for good."""


class _Guesses:
    """The limiter of failed attempts at a facilitator's link, one for the process and all its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._limiter = Guesses()

    def wrong(self, address: str) -> bool:
        """Count a failed attempt; return whether there were too many from there already."""
        with self._lock:
            held_up = not self._limiter.may_try(address, monotonic())
            if not held_up:
                self._limiter.failed(address, monotonic())
            return held_up


_guesses = _Guesses()


@dataclass(frozen=True)
class Room:
    """A workshop as it is stored while a page of it is drawn.

    Attributes:
        secret: What the facilitator's link holds.
        workshop: The workshop.
        stations: Its tables.
        rounds: Its rounds, in order.
        say: Speaker of the reader's language.
    """

    secret: str
    workshop: Workshop
    stations: tuple[Station, ...]
    rounds: tuple[Round, ...]
    say: Speaker

    @cached_property
    def wall(self) -> str:
        """What the address of the wall holds; the facilitator's secret cannot be had from it."""
        return wall_token(self.secret)

    @property
    def ended(self) -> bool:
        """Whether nobody can join or answer any more."""
        return self.workshop.ended_at is not None

    @property
    def smallest(self) -> int:
        """How many answers a group needs before its results are shown."""
        from typology.workshop.small_groups import rules_for  # here: brings numpy, which the start does without

        method = session.current_model().method.small_groups
        return rules_for(method, self.workshop.group_from, public=self.workshop.public).group_from

    def station(self, number: int | None) -> Station | None:
        """Return a table by its number."""
        return next((s for s in self.stations if s.id == number), None)

    def tables_of(self, held: Round) -> tuple[Station, ...]:
        """Return the tables that take part in a round."""
        return tuple(s for s in self.stations if not held.stations or s.id in held.stations)

    def round(self, number: int | None) -> Round | None:
        """Return a round by its number."""
        return next((r for r in self.rounds if r.id == number), None)

    def chosen(self, candidates: Sequence[Round] | None = None) -> Round | None:
        """Return the round of the address, else the one on the phones, else the first that is not done."""
        among = self.rounds if candidates is None else candidates
        numbers = (session.place().round, self.workshop.current_round)
        for number in numbers:
            if found := next((r for r in among if r.id == number), None):
                return found
        return next((r for r in among if r.state.phase != "released"), among[-1] if among else None)

    def name(self, held: Round) -> str:
        """Return what a round is called: its title, or its place in the order."""
        place = next((n for n, r in enumerate(self.rounds, 1) if r.id == held.id), held.position)
        return held.title or self.say("ws.round_number", n=place)

    def place(self, part: str, held: Round | None = None) -> dict[str, object]:
        """Return where a part of this workshop is, for ``navigation.link``."""
        return {"secret": self.secret, "part": part, "round": held.id if held else None}


def enter(secret: str, say: Speaker) -> Room | None:
    """Return the workshop behind a link; None if there is none."""
    store = session.current_store()
    found = store.workshop_by_lead(hash_of(secret))
    if found is None or found.deleted_at is not None:
        return None
    return Room(secret, found, tuple(store.list_stations(found.id)), tuple(store.list_rounds(found.id)), say)


def tried_too_often() -> bool:
    """Count a failed attempt; return whether there were too many from this address.

    The right link is never held up: it has 144 bits, so that no number of attempts finds it, and a facilitator who is
    kept out of her workshop because somebody else tries links would be the greater harm.
    """
    return _guesses.wrong(str(st.context.ip_address or ""))


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def phase_now(held: Round) -> Phase:
    """Return the phase of a round now: one whose timer has run out is closed."""
    return phase_at(held.state, now())


# ------------------------------------------------------------------------------ words
def words_of(held: Round) -> tuple[Model, Questionnaire | None]:
    """Return the model and the questionnaire of a round in the versions it was prepared with, as far as they are kept."""
    model = session.old_model(held.model, held.model_version) or session.current_model()
    current = session.current_questionnaires().get(held.questionnaire)
    if current is not None and current.full_version == held.questionnaire_version:
        return model, current
    old = session.old_questionnaire(
        held.questionnaire, held.questionnaire_version, held.model, held.model_version
    )
    return model, old or current


def asked(held: Round, item: str) -> Asked | None:
    """Return an item in the words of the first perspective that is asked; None if it is known no more."""
    model, questionnaire = words_of(held)
    entry = entry_of(questionnaire, item) if questionnaire else None
    if entry is None or item not in model.items:
        return None
    return ask(model, entry, held.perspectives[0] if held.perspectives else "")


def item_name(held: Round, item: str, say: Speaker) -> str:
    """Return the short name of an item."""
    model, _ = words_of(held)
    return say.text(model.items[item].label) if item in model.items else item


def perspective_name(perspective: str, say: Speaker) -> str:
    """Return the name of a perspective."""
    found = session.current_model().perspectives.get(perspective)
    return say.text(found.label) if found else perspective


# ------------------------------------------------------------------------------ what was done
def tell(sentence: str) -> None:
    """Keep what an action has done for the next drawing of the page."""
    st.session_state["ws-gesagt"] = sentence


def told() -> str:
    """Return what the last action has done, once."""
    return str(st.session_state.pop("ws-gesagt", ""))
