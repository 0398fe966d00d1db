"""Any order of answers, repeated taps, closing, reopening and asking again leaves what a simple model says."""

import secrets
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from typology.store import Answer, AnswerClosedError, AnswerJob
from typology.workshop import rounds

START = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ITEMS = ("a", "b", "c")
SEATS = 3

_answers = st.tuples(
    st.integers(0, SEATS - 1),
    st.sampled_from(ITEMS),
    st.sampled_from(["s1", "s2", "dk", "none"]),
    st.sampled_from([None, None, "", "x"]),
)
_steps = st.one_of(
    st.tuples(st.just("give"), st.lists(_answers, min_size=1, max_size=6)),
    # A phone sends again what it sent before, in whatever order.
    st.tuples(st.just("repeat"), st.lists(st.integers(0, 30), min_size=1, max_size=4)),
    st.tuples(st.sampled_from(["close", "reveal", "hide", "discuss", "reopen"]), st.none()),
    st.tuples(st.just("ask_again"), st.sets(st.sampled_from(ITEMS), min_size=1)),
    st.tuples(st.just("wait"), st.integers(1, 100)),
    st.tuples(st.just("timer"), st.integers(1, 60)),
)


class Model:
    """What a workshop should remember, written down in the plainest way.

    Attributes:
        state: Where the round stands.
        now: The time.
        counts: What counts, by seat, vote and item: (state, option, note).
        taps: What was stored under the key of a tap: (vote, job).
        sent: Every job that was ever sent.
    """

    def __init__(self, seats, round_id, state):
        self.seats, self.round_id, self.state = seats, round_id, state
        self.now, self.counts, self.taps, self.sent = START, {}, {}, []

    def job(self, seat, item, said, note):
        """Return a new job, with a tap of its own."""
        state, option = ("answer", said) if said.startswith("s") else (said, None)
        made = AnswerJob(self.seats[seat].id, self.round_id, item, state, option, None, note, f"t{len(self.sent)}")
        self.sent.append(made)
        return made

    def take(self, job):
        """Return what should come back for a job: (state, option, note), or None if it is refused."""
        if (job.seat_id, job.tap) in self.taps:
            return self.counts[job.seat_id, self.taps[job.seat_id, job.tap], job.item]
        if not rounds.takes_answer(self.state, job.item, self.now):
            return None
        vote = self.state.vote_of(job.item)
        key = (job.seat_id, vote, job.item)
        before = self.counts.get(key, ("none", None, ""))
        after = (job.state, job.option, before[2] if job.note is None else job.note)
        if after != before:
            self.counts[key] = after
            self.taps[job.seat_id, job.tap] = vote
        return after

    def go_on(self, action, what):
        """Return the state that follows an action of the facilitator, None where the phase does not allow it."""
        try:
            if action == "ask_again":
                return rounds.ask_again(self.state, sorted(what), self.now)
            if action == "timer":
                return rounds.set_timer(self.state, timedelta(seconds=what), self.now)
            return getattr(rounds, action)(self.state, self.now)
        except rounds.TransitionError:
            return None


def shown(result):
    """Return what came back as the model says it."""
    if isinstance(result, Answer):
        return result.state, result.option, result.note
    assert isinstance(result, AnswerClosedError)
    return None


def begin(store, case, wave):
    """Begin a workshop with an open round and three people."""
    about = {"perspectives": ["inside"], "group_from": 5, "public": False, "language": "de", "join_key": "j"}
    hidden = {name: secrets.token_hex(16) for name in ("lead_hash", "wall_hash", "code")}
    with store.transaction():
        workshop = store.create_workshop("W", **about, **hidden)
        station = store.add_station(workshop.id, case.id, wave.id, "T")
        asked = store.add_round(
            workshop.id, title="", questionnaire="q", questionnaire_version="1", model="m", model_version="1",
            perspectives=[], stations=[], state=rounds.RoundState(ITEMS),
        )  # fmt: skip
        asked = store.change_round(asked.id, asked.revision, rounds.open_round(asked.state, START))
        about = {"nonce": "", "language": "de", "consent": False}
        tokens = [secrets.token_hex(16) for _ in range(SEATS)]
        seats = [store.take_seat(workshop.id, station.id, "inside", token_hash=token, **about) for token in tokens]
    return seats, asked


def run(store, model, step, what):
    """Do one step with the store and the model, and compare what comes of it."""
    if step == "wait":
        model.now += timedelta(seconds=what)
    elif step in ("give", "repeat"):
        jobs = [model.job(*one) for one in what] if step == "give" else [j for n in what for j in model.sent[n : n + 1]]
        expected = [model.take(job) for job in jobs]
        assert [shown(result) for result in store.give_answers(jobs, model.now)] == expected
    elif (after := model.go_on(step, what)) is not None:
        seen = store.round(model.round_id)
        assert seen.state == model.state
        store.change_round(seen.id, seen.revision, after)
        model.state = after


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_steps, max_size=25))
def test_any_order_leaves_what_a_simple_model_says(store, case, wave, steps):
    """Whatever happens in whatever order, what comes back and what is read afterwards are what they should be."""
    seats, asked = begin(store, case, wave)
    model = Model(seats, asked.id, asked.state)
    for step, what in steps:
        run(store, model, step, what)
    left = {key: said for key, said in model.counts.items() if said[0] != "none" or said[2]}
    rows = store.answer_rows(asked.id)
    assert {(r.seat_id, r.vote, r.item): (r.state, r.option, r.note) for r in rows} == left
    assert len(rows) == len(left)
    for seat in seats:
        own = {(vote, item): said for (number, vote, item), said in left.items() if number == seat.id}
        assert {key: shown(found) for key, found in store.answers_of_seat(seat.id, asked.id).items()} == own
    vote = 2 if model.state.is_second_vote else 1
    answered = [(i, v) for (_, v, i), said in model.counts.items() if said[0] != "none" and i in model.state.asked]
    by_item = {item: answered.count((item, vote)) for item in model.state.asked}
    assert store.arrivals(asked.id).by_item == by_item
