"""Fixtures for every test: stores on both databases."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from tests.postgres import PostgresError, running_postgres
from typology.store import open_store
from typology.store.tables import metadata

RUNNING = (
    "tests/load/", "tests/ui/", "tests/cli/", "tests/respond/test_process.py", "tests/store/test_durability.py",
    "tests/store/test_workshop_durability.py", "tests/store/test_maps_together.py", "tests/store/test_opening.py",
    "tests/figures/test_every_picture.py", "tests/figures/test_comparison_pictures.py",
    "tests/figures/test_development_pictures.py", "tests/figures/test_map_routes.py",
    "tests/reports/test_demo.py", "tests/reports/test_comparison_json.py", "tests/reports/test_map_bad_files.py",
    "tests/store/test_workshop_deletion.py",
)  # fmt: skip
"""What runs the program: whole screens, commands, processes that are killed, all examples, every picture in every form,
files of thousands of lines, databases that are written anew.

The fast loop leaves it out.
"""


def pytest_collection_modifyitems(items):
    """Mark what ``make unit`` leaves to ``make running``: what runs the program or a PostgreSQL server."""
    for item in items:
        if item.nodeid.startswith(RUNNING) or "[postgresql" in item.nodeid:
            item.add_marker(pytest.mark.running)


def pytest_collection_finish():
    """Leave what is loaded by now to no collection: walking through it again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _no_database_of_this_machine(monkeypatch):
    """Keep the tests away from the database that this machine's environment names."""
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of the tests' own; if there is none, the test fails and says what to install."""
    try:
        with running_postgres() as server:
            yield server
    except PostgresError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def sqlite_url(tmp_path: Path):
    """Address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'store' / 'test.db'}"


@pytest.fixture
def postgres_url(postgres):
    """Address of an empty PostgreSQL database."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """Address of a database without tables; every test that uses it runs once per kind of database."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory):
    """A SQLite file with the tables in it, to be copied: faster than making them for every test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def _postgres_store(postgres):
    """One store on PostgreSQL for the whole run, emptied before every test that uses it."""
    with open_store(postgres.url(postgres.create_database()), patience=5) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path: Path):
    """Address of a database that has the tables and nothing in them, once per kind of database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_sqlite_template"), tmp_path / "store.db")
        return f"sqlite:///{tmp_path / 'store.db'}"
    shared = request.getfixturevalue("_postgres_store")
    with shared.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return request.getfixturevalue("postgres").url(shared.address.database)


@pytest.fixture
def store(request, store_url):
    """An open, empty store; every test that uses it runs once per kind of database."""
    if not store_url.startswith("sqlite"):
        yield request.getfixturevalue("_postgres_store")
        return
    with open_store(store_url, patience=5) as opened:
        yield opened
