"""Fixtures for the tests of the store."""

import pytest


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
