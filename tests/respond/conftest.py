"""Fixtures: halls with a workshop in them."""

from __future__ import annotations

import shutil

import pytest

from tests.respond.hall import Hall, open_hall
from typology.store import open_store


@pytest.fixture
def sqlite_store(_sqlite_template, tmp_path):
    """An empty store on SQLite alone: for what does not depend on the database."""
    shutil.copy(_sqlite_template, tmp_path / "hall.db")
    with open_store(f"sqlite:///{tmp_path / 'hall.db'}", patience=5) as opened:
        yield opened


@pytest.fixture
def hall(sqlite_store):
    """A hall with an open round at free pace."""
    with open_hall(sqlite_store) as opened:
        yield opened


@pytest.fixture
def led(sqlite_store):
    """A hall with an open round that the facilitator leads."""
    with open_hall(sqlite_store, pace="led") as opened:
        yield opened


@pytest.fixture
def any_hall(store):
    """A hall with an open round, once per kind of database."""
    with open_hall(store) as opened:
        yield opened


@pytest.fixture
def phone(hall: Hall):
    """A phone that has joined."""
    found = hall.phone()
    found.join()
    return found
