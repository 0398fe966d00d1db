"""From stored answers to a publication, and from a publication to a release."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.assessment.models import NAME, PROPOSAL, build, item, page, questionnaire
from typology.model.elements import Entry, Perspective, Rule, Text
from typology.reports.workshop_results import publish_round, release_round, verify_release
from typology.store import AnswerJob
from typology.workshop import rounds
from typology.workshop.publication import Publication
from typology.workshop.rounds import RoundState

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ITEMS = ("q1", "q2", "q3", "q4")
MODEL = replace(
    build(
        {i: item("d1" if i < "q3" else "d2") for i in ITEMS},
        axes={"a1": {"d1": 1}, "a2": {"d2": 1}},
        types={"up": {"a1": "high", "a2": "high"}, "down": {"a1": "low", "a2": "low"}},
    ),
    perspectives={
        "own": Perspective("own", Text("own"), NAME, "inside", PROPOSAL),
        "city": Perspective("city", Text("city"), NAME, "outside", PROPOSAL, attributed=True),
    },
)


class Scene:
    """A workshop with two tables and one round, in a real store."""

    def __init__(self, store, **changes):
        self.store = store
        self.workshop = store.create_workshop(
            "Werkstatt", lead_hash="lead", wall_hash="wall", code="abc234", join_key="k" * 12,
            perspectives=["own", "city"], language="de", **{"group_from": 5, "public": False, **changes},
        )  # fmt: skip
        self.stations = []
        for name in ("Nord", "Süd"):
            case = store.create_case(name, name)
            wave = store.create_wave(case.id, "Heute", "now", 2026)
            self.stations.append(store.add_station(self.workshop.id, case.id, wave.id, name))
        self.seats = {}
        self.round = self.new_round(ITEMS)

    def new_round(self, items):
        made = self.store.add_round(
            self.workshop.id, title="Runde", questionnaire="form", questionnaire_version="1", model="tests",
            model_version="1", perspectives=["own", "city"], stations=[], state=RoundState(tuple(items)),
        )  # fmt: skip
        return self.store.change_round(made.id, made.revision, rounds.open_round(made.state, NOW))

    def seat(self, name, station=0, perspective="own", office=""):
        self.seats[name] = self.store.take_seat(
            self.workshop.id, self.stations[station].id, perspective, token_hash=f"t{name}", nonce=f"n{name}",
            language="de", consent=bool(office), attribution=office,
        )  # fmt: skip

    def people(self, *names, **more):
        for name in names:
            self.seat(name, **more)

    def say(self, name, round_=None, **answers):
        jobs = [
            AnswerJob(self.seats[name].id, (round_ or self.round).id, i,
                      what if isinstance(what, str) else "answer", None if isinstance(what, str) else f"o{what}")
            for i, what in answers.items()
        ]  # fmt: skip
        assert not [bad for bad in self.store.give_answers(jobs, NOW) if isinstance(bad, Exception)]

    def change(self, action, *arguments, **more):
        state = action(self.round.state, *arguments, NOW, **more)
        self.round = self.store.change_round(self.round.id, self.round.revision, state)

    def publish(self, **more):
        if self.round.state.phase == "open":
            self.change(rounds.close)
        return Publication.from_json(publish_round(self.store, MODEL, self.round, NOW, **more).content)


@pytest.fixture
def scene(store):
    return Scene(store)


def six(scene, station=0, prefix="n"):
    """Six at a table with answers 1 to 4, mean 2 on each item."""
    names = [f"{prefix}{n}" for n in range(6)]
    scene.people(*names, station=station)
    for n, name in enumerate(names):
        scene.say(name, **{i: (1, 3, 2, 2, 1, 3)[(n + shift) % 6] for shift, i in enumerate(ITEMS)})
    return names


def test_nothing_is_counted_while_somebody_can_answer(scene):
    """Nobody sees a result before all have answered: neither of a draft nor of an open round."""
    six(scene)
    with pytest.raises(ValueError, match="nobody can answer"):
        publish_round(scene.store, MODEL, scene.round, NOW)


def test_a_round_whose_timer_has_run_out_can_be_counted(scene):
    """Whether anybody pressed a button."""
    six(scene)
    scene.change(rounds.set_timer, timedelta(minutes=5))
    assert publish_round(scene.store, MODEL, scene.round, NOW + timedelta(minutes=6)).content["items"]


def test_what_is_published_is_what_was_answered(scene):
    """Six at one table: counts and mean per item, the profile with both axes, and no figure of the other table."""
    six(scene)
    scene.seat("s0", station=1)
    scene.say("s0", q1=4)
    shown = scene.publish()
    north, south = (station.id for station in scene.stations)
    cell = shown.item("q1").votes[0].cell(north, "own")
    assert cell.status == "withheld"  # all together minus this table would be the one of the other
    assert shown.item("q2").votes[0].cell(north, "own").counts == {"o0": 0, "o1": 2, "o2": 2, "o3": 2, "o4": 0}
    assert shown.item("q1").votes[0].cell(south, "own").missing == 4
    assert shown.item("q1").votes[0].cell(north, "city").status == "none"
    assert shown.made_at == "2026-05-04T10:00:00+00:00"


def test_the_profile_of_a_table_rests_on_its_answers(scene):
    """All means are 2 on 0 to 4, so both axes are at 50."""
    six(scene)
    profile = scene.publish().profile(scene.stations[0].id, "own")
    assert (profile.status, profile.n, profile.coverage) == ("shown", 6, 1.0)
    assert {axis: at[0] for axis, at in profile.axes.items()} == {"a1": 50.0, "a2": 50.0}
    assert all(at[1] <= 50 <= at[2] for at in profile.axes.values())
    assert profile.verdict is not None


def test_a_profile_of_fewer_than_five_says_how_many_are_missing(scene):
    """Nothing else."""
    scene.people("a", "b", "c")
    for name, what in zip("abc", (1, 2, 3), strict=True):
        scene.say(name, q1=what)
    profile = scene.publish().profile(scene.stations[0].id, "own")
    assert (profile.status, profile.missing, profile.axes, profile.type_id, profile.n) == ("few", 2, {}, None, 0)


def test_a_reopened_round_holds_cells_and_profile(scene):
    """One joins: everything stays as it was shown."""
    six(scene)
    first = scene.publish()
    scene.change(rounds.reveal)
    scene.change(rounds.reopen)
    scene.seat("late")
    scene.say("late", q1=0, q2=0, q3=0, q4=0)
    second = scene.publish()
    station = scene.stations[0].id
    assert second.item("q1").votes[0].cell(station, "own") == replace(
        first.item("q1").votes[0].cell(station, "own"), status="held"
    )
    assert second.profile(station, "own") == replace(first.profile(station, "own"), status="held")


def test_profiles_are_held_across_rounds(scene):
    """In the next round only two of six answer: their profile beside the old one would give them away."""
    names = six(scene)
    first = scene.publish()
    scene.round = scene.new_round(["q1", "q2"])
    for name in names[:2]:
        scene.say(name, q1=4, q2=4)
    second = scene.publish()
    station = scene.stations[0].id
    assert second.item("q1").votes[0].cell(station, "own").status == "few"
    assert second.profile(station, "own").axes == first.profile(station, "own").axes


def test_a_later_round_moves_the_profile_where_enough_answer(scene):
    """All six answer the first two questions again, higher."""
    names = six(scene)
    scene.publish()
    scene.round = scene.new_round(["q1", "q2"])
    for n, name in enumerate(names):
        scene.say(name, q1=3 + n % 2, q2=3 + (n + 1) % 2)
    profile = scene.publish().profile(scene.stations[0].id, "own")
    assert profile.status == "shown"
    assert profile.axes["a1"][0] == pytest.approx(87.5, abs=0.51)
    assert profile.axes["a2"][0] == 50.0


def test_unanimous_items_count_with_the_middle_of_their_band(scene):
    """All say 4, and 1 and 3 in turn: 4 counts as the middle of {2, 3, 4}, 75 points, or the score would tell."""
    names = [f"n{n}" for n in range(6)]
    scene.people(*names)
    for n, name in enumerate(names):
        scene.say(name, q1=4, q2=1 + 2 * (n % 2), q3=2, q4=1 + n % 2)
    shown = scene.publish()
    assert shown.item("q1").votes[0].cell(scene.stations[0].id, "own").status == "coarse"
    assert shown.profile(scene.stations[0].id, "own").axes["a1"][0] == pytest.approx((75 + 50) / 2, abs=0.51)


def test_items_that_are_not_shown_count_as_missing(scene):
    """Three of six answered q1; the profile knows only q2, so half of a1 is covered."""
    names = [f"n{n}" for n in range(6)]
    scene.people(*names)
    for n, name in enumerate(names):
        scene.say(name, q1=4 if n < 3 else "dk", q2=1 + 2 * (n % 2), q3=n % 4, q4=1 + n % 2)
    profile = scene.publish().profile(scene.stations[0].id, "own")
    assert profile.axes["a1"] == (50.0, pytest.approx(25.0, abs=13), pytest.approx(75.0, abs=13))
    assert profile.coverage == 0.75


def test_who_is_in_the_items_and_not_in_the_profile_is_not_given_away(scene):
    """Six answer q1 and q2 of a dimension, a seventh only q1 of both: too little for a score of a2, and alone in q3.

    Were a2 told to the point, 6 people's q3 could be worked out from it and taken off the seven's in q3.
    """
    six(scene)
    scene.seat("quit")
    scene.say("quit", q3=4)
    profile = scene.publish().profile(scene.stations[0].id, "own")
    assert profile.axes["a2"] is None
    assert profile.type_id is None


def test_ruled_out_questions_are_not_applicable(scene):
    """q2 is asked of those who chose at least 2 on q1: for the others it neither counts nor is missing."""
    form = questionnaire(page("p", "q1", Entry("q2", show_if=Rule(item="q1", at_least="o2")), "q3", "q4"))
    names = [f"n{n}" for n in range(10)]
    scene.people(*names)
    for n, name in enumerate(names):
        low = n < 5
        scene.say(name, q1=n % 2 if low else 3 + n % 2, q2=n % 4, q3=n % 4, q4=(n + 1) % 4)
    shown = scene.publish(questionnaires={"form": form})
    station = scene.stations[0].id
    assert shown.item("q2").votes[0].cell(station, "own").n == 5
    assert shown.profile(station, "own").coverage == 1.0


def test_statements_by_office_need_consent(scene):
    """Two of the city, one agreed."""
    scene.seat("amt", perspective="city", office="Integrationsamt")
    scene.seat("rat", perspective="city")
    scene.say("amt", q1=3)
    scene.say("rat", q1=1)
    cell = scene.publish().item("q1").votes[0].cell(scene.stations[0].id, "city")
    assert cell.status == "attributed"
    assert [(s.attribution, s.option) for s in cell.statements] == [("Integrationsamt", "o3")]


def test_public_results_ask_for_ten(store):
    """Whatever the workshop sets, from the model's number for the public on."""
    scene = Scene(store, public=True)
    six(scene)
    shown = scene.publish()
    assert shown.group_from == 10
    assert shown.item("q1").votes[0].cell(scene.stations[0].id, "own").missing == 4


def test_a_second_vote_stands_beside_the_first(scene):
    """All six answer q1 once more."""
    names = six(scene)
    scene.publish()
    scene.change(rounds.reveal)
    scene.round = scene.store.change_round(
        scene.round.id, scene.round.revision, rounds.ask_again(scene.round.state, ["q1"], NOW)
    )
    for n, name in enumerate(names):
        scene.say(name, q1=2 + n % 2)
    shown = scene.publish()
    station = scene.stations[0].id
    before, after = shown.item("q1").votes
    assert before.cell(station, "own").counts["o1"] == 2
    assert (after.vote, after.cell(station, "own").counts["o1"], after.cell(station, "own").carried) == (2, 0, 0)
    assert len(shown.item("q2").votes) == 1


def test_no_seat_is_in_what_everybody_may_see(scene):
    """The content names no person, no token and no seat; the basis does and stays in the store."""
    six(scene)
    scene.change(rounds.close)
    stored = publish_round(scene.store, MODEL, scene.round, NOW)
    text = json.dumps(stored.content)
    assert "seat" not in text
    assert "person" not in text
    assert "cells" in stored.basis


# ------------------------------------------------------------------------------ releases
def released(scene):
    scene.change(rounds.reveal)
    scene.change(rounds.discuss)
    scene.change(rounds.release)
    return release_round(scene.store, MODEL, scene.round, NOW)


def test_a_release_is_what_the_room_has_seen(scene):
    """One per table and one for all; with versions, voices, coverage and a hash that proves it."""
    six(scene)
    six(scene, station=1, prefix="s")
    shown = scene.publish()
    north, south, together = released(scene)
    assert [r.case_id for r in (north, south)] == [s.case_id for s in scene.stations]
    assert (together.case_id, together.wave_id) == (None, None)
    content = Publication.from_json(north.content)
    assert content.item("q1").votes[0].cells[0] == shown.item("q1").votes[0].cell(scene.stations[0].id, "own")
    assert content.profiles[0] == shown.profile(scene.stations[0].id, "own")
    assert Publication.from_json(together.content).profiles == ()
    assert north.content["voices"] == {"own": 6, "city": 0}
    assert together.content["voices"] == {"own": 12, "city": 0}
    assert north.content["coverage"] == 1.0
    assert north.content["model"] == {"id": "tests", "version": "1"}
    assert all(verify_release(r) for r in (north, south, together))


def test_a_release_that_was_changed_is_found_out(scene):
    """One count more, and the hash does not fit."""
    six(scene)
    scene.publish()
    release = released(scene)[0]
    content = json.loads(json.dumps(release.content))
    content["items"][0]["votes"][0]["cells"][0]["counts"]["o1"] += 1
    assert not verify_release(replace(release, content=content))


def test_releases_survive_the_workshop_and_hold_nothing_personal(scene):
    """After deletion they are there, still true; statements by office are in none of them."""
    six(scene)
    scene.seat("amt", perspective="city", office="Integrationsamt")
    scene.say("amt", q1=3)
    scene.publish()
    released(scene)
    scene.store.end_workshop(scene.workshop.id)
    scene.store.delete_workshop(scene.workshop.id)
    kept = scene.store.list_releases()
    assert len(kept) == 3
    assert all(verify_release(release) for release in kept)
    assert "Integrationsamt" not in json.dumps([release.content for release in kept])


def test_what_was_never_shown_cannot_be_released(scene):
    """There is nothing to freeze."""
    with pytest.raises(ValueError, match="Only what was shown"):
        release_round(scene.store, MODEL, scene.round, NOW)
