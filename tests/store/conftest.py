"""Fixtures for the tests of the store."""

import secrets
from datetime import UTC, datetime

import pytest

from typology.workshop import rounds


@pytest.fixture
def case(store):
    """A Verbund in an empty store."""
    return store.create_case("Verbund Beispielstadt", "Beispielstadt")


@pytest.fixture
def wave(store, case):
    """The present, as a wave of that Verbund."""
    return store.create_wave(case.id, "Heute", "now", 2026)


@pytest.fixture
def begin(store, case, wave):
    """A function that begins an assessment; whatever it is given replaces the usual."""

    def start(**changes):
        usual = {
            "case_id": case.id,
            "wave_id": wave.id,
            "perspective": "inside",
            "questionnaire": "long",
            "questionnaire_version": "1+q",
            "model": "toy",
            "model_version": "1+m",
        }
        return store.start_assessment(**{**usual, **changes})

    return start


@pytest.fixture
def assessment(begin):
    """An assessment just begun."""
    return begin()


@pytest.fixture
def begin_map(store):
    """A function that begins a structure map; whatever it is given replaces the usual."""

    def start(**changes):
        usual = {"city": "Beispielstadt", "wave": "Heute", "kind": "now", "year": 2026, "reporter": "w1"}
        return store.create_map(**{**usual, **changes})

    return start


@pytest.fixture
def map_id(begin_map):
    """Number of an empty structure map."""
    return begin_map().id


@pytest.fixture
def pair(store, map_id):
    """Number of a structure map with two actors, A and B, that nobody's undo takes off again."""
    for name in "AB":
        store.new_actor(map_id, name, "k1", "l1", editor="beginning")
    return map_id


@pytest.fixture
def workshop(store):
    """A workshop with two perspectives that two people can speak for."""
    return store.create_workshop(
        "Werkstatt", lead_hash="lead", wall_hash="wall", code="abc234", join_key="k" * 12,
        perspectives=["inside", "city"], group_from=5, public=False, language="de",
    )  # fmt: skip


@pytest.fixture
def station(store, workshop, case, wave):
    """Its only table."""
    return store.add_station(workshop.id, case.id, wave.id, "Tisch 1")


@pytest.fixture
def prepare(store, workshop, station):
    """A function that prepares a round with the items a, b and c; whatever it is given replaces the usual."""

    def add(items=("a", "b", "c"), **changes):
        usual = {
            "title": "Runde", "questionnaire": "short", "questionnaire_version": "1+q", "model": "toy",
            "model_version": "1+m", "perspectives": [], "stations": [], "state": rounds.RoundState(tuple(items)),
        }  # fmt: skip
        return store.add_round(workshop.id, **{**usual, **changes})

    return add


@pytest.fixture
def move_on(store):
    """A function that lets a round go on: its number, and the transition with what it needs."""

    def change(round_id, action, *arguments, **more):
        seen = store.round(round_id)
        now = more.pop("now", datetime.now(UTC))
        return store.change_round(seen.id, seen.revision, action(seen.state, *arguments, now, **more))

    return change


@pytest.fixture
def open_round(prepare, move_on):
    """A round that takes answers."""
    return move_on(prepare().id, rounds.open_round)


@pytest.fixture
def sit(store, workshop, station):
    """A function that lets somebody take a seat; whatever it is given replaces the usual."""

    def take(**changes):
        usual = {
            "station_id": station.id, "perspective": "inside", "token_hash": secrets.token_hex(32),
            "nonce": secrets.token_hex(8), "language": "de", "consent": False,
        }  # fmt: skip
        return store.take_seat(workshop.id, **{**usual, **changes})

    return take


@pytest.fixture
def seat(sit):
    """Somebody who takes part."""
    return sit()
