"""An invented hall for browser tests and pictures: two tables, three perspectives, and answers that never change."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from typology.model.elements import Model, Questionnaire
from typology.reports.workshop_results import publish_round
from typology.store import Store
from typology.store.workshop_records import AnswerJob, Round, Seat, Workshop
from typology.workshop import rounds
from typology.workshop.codes import hash_of, new_key, new_token, wall_token

SECRET = "an-example-for-pictures"
SEATS = ((9, 2, 0), (7, 0, 6))  # people by table and perspective


class Hall:
    """A workshop with people in it.

    Attributes:
        secret: What the facilitator's link holds.
        workshop: The workshop.
        round: Its round as it stands.
        seats: Everybody in the room.
        tokens: The tokens of their links, in the same order.
    """

    def __init__(self, store: Store, model: Model, asked: Questionnaire, *, secret: str = SECRET,
                 code: str = "k7m3xq") -> None:
        self._store, self._model, self._asked = store, model, asked
        self.secret = secret
        self._dice = random.Random(4)
        own = next(c for c in store.list_cases() if c.invented)
        now = next(w for w in store.list_waves(own.id) if w.kind == "now")
        other = store.create_case("Verbund Neustadt (erfunden)", "Neustadt", invented=True)
        wave = store.create_wave(other.id, "Heute", "now", now.year)
        self.workshop: Workshop = store.create_workshop(
            "Regionaltreffen der Verbünde", lead_hash=hash_of(secret), wall_hash=hash_of(wall_token(secret)),
            code=code, join_key=new_key(), perspectives=list(model.perspectives)[:3], group_from=5, public=False,
            language="de",
        )  # fmt: skip
        tables = [store.add_station(self.workshop.id, c.id, w.id, c.name) for c, w in ((own, now), (other, wave))]
        self.round: Round = store.add_round(
            self.workshop.id, title="", questionnaire=asked.id, questionnaire_version=asked.full_version,
            model=model.info.id, model_version=model.version, perspectives=(), stations=(),
            state=rounds.RoundState(asked.items, "led"),
        )  # fmt: skip
        self.seats: list[Seat] = []
        self.tokens: list[str] = []
        for table, counts in zip(tables, SEATS, strict=True):
            for perspective, count in zip(self.workshop.perspectives, counts, strict=True):
                for _ in range(count):
                    self.tokens.append(new_token())
                    self.seats.append(store.take_seat(
                        self.workshop.id, table.id, perspective, token_hash=hash_of(self.tokens[-1]), nonce=new_token(),
                        language="de", consent=False,
                    ))  # fmt: skip

    def begin(self) -> None:
        """Open the round; most have answered its first two questions."""
        now = datetime.now(UTC)
        self._to(rounds.open_round(self.round.state, now, lasts=timedelta(hours=1)))
        self._store.choose_round(self.workshop.id, self.round.id)
        self._answer(self._asked.items[0], self.seats)
        self._answer(self._asked.items[1], self.seats[:-7])
        self._to(rounds.go_to(self.round.state, self._asked.items[1], now))

    def reveal(self) -> None:
        """Let everybody answer the rest, and show it."""
        for item in self._asked.items[1:]:
            self._answer(item, self.seats)
        now = datetime.now(UTC)
        self._to(rounds.close(self.round.state, now))
        publish_round(self._store, self._model, self.round, now)
        self._to(rounds.reveal(self.round.state, now))
        self._to(rounds.show(self.round.state, self._asked.items[0], now))
        for kind, text, role, due in (
            ("decision", "Wir sprechen einmal im Quartal mit der koordinierenden Stelle.", "", ""),
            ("step", "Termin für das erste Gespräch finden", "Vorstand", "Ende Januar"),
        ):
            self._store.put_entry(
                self.workshop.id, kind, round_id=self.round.id, item=self._asked.items[0], kind=kind, text=text,
                role=role, due=due,
            )  # fmt: skip

    def show(self, item: str | None) -> None:
        """Put an item on the wall, or the overview."""
        self._to(rounds.show(self.round.state, item, datetime.now(UTC)))

    def _to(self, state: rounds.RoundState) -> None:
        self.round = self._store.change_round(self.round.id, self.round.revision, state)

    def _answer(self, item: str, seats: list[Seat]) -> None:
        options = [o.id for o in self._model.scale_of(item).options]
        outside = set(self.workshop.perspectives[1:])
        jobs = []
        for number, seat in enumerate(seats):
            if self._dice.random() < 0.07:
                jobs.append(AnswerJob(seat.id, self.round.id, item, "dk"))
                continue
            place = (3 if seat.perspective in outside else 1) + self._dice.choice((-1, 0, 0, 1, number % 2))
            chosen = options[max(0, min(place, len(options) - 1))]
            jobs.append(AnswerJob(seat.id, self.round.id, item, "answer", chosen))
        self._store.give_answers(jobs, datetime.now(UTC))
