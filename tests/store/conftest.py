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
