"""Databases that cannot be written, reached or trusted: the real thing, on both databases."""

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import exc

from typology.store import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreUnavailableError,
    open_store,
)
from typology.store.errors import cause_of, translated
from typology.store.tables import metadata

ROOT = Path(__file__).parents[2]

# Root may write anywhere, so the program becomes somebody else once everything is loaded.
AS_ORDINARY_USER = """
import os, sys, pwd
from pathlib import Path
import alembic.command, encodings.utf_16_le, sqlalchemy.dialects.sqlite
from typology.store import StoreError, open_store
if os.geteuid() == 0:
    os.setgid(pwd.getpwnam("nobody").pw_gid)
    os.setuid(pwd.getpwnam("nobody").pw_uid)
for folder in sys.argv[1:]:
    try:
        with open_store(folder=Path(folder), patience=1) as store:
            print(store.read_only, [case.name for case in store.list_cases()])
            store.create_case("new", "")
            print("stored")
    except StoreError as error:
        print(error.code)
    print()
"""


@pytest.fixture
def folder():
    """A folder with a database that holds one case."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        with open_store(folder=Path(name)) as store:
            store.create_case("old", "")
        yield Path(name)


def files_in(folder):
    """Return the files of a folder with their bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def protect(folder, *, files=0o444, itself=0o555):
    """Take away the right to write."""
    for path in folder.iterdir():
        path.chmod(files)
    folder.chmod(itself)


@pytest.fixture(scope="module")
def seen_by_ordinary_user():
    """What somebody without special rights meets in protected folders, by situation; files before and after."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        folders = {key: Path(name) / key for key in ("folder", "file", "log", "empty", "empty/deeper")}
        for key in ("folder", "file", "log"):
            with open_store(folder=folders[key]) as store:
                store.create_case("old", "")
        folders["empty"].mkdir()
        writer = open_store(folder=folders["log"])
        writer.create_case("in the log", "")
        protect(folders["folder"])
        protect(folders["file"], itself=0o777)
        protect(folders["log"])
        protect(folders["empty"])
        before = {key: files_in(folders[key]) for key in ("folder", "file")}
        command = [sys.executable, "-c", AS_ORDINARY_USER, *map(str, folders.values())]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
        after = {key: files_in(folders[key]) for key in ("folder", "file")}
        writer.close()
        for key in ("folder", "log", "empty"):
            folders[key].chmod(0o755)
        assert done.returncode == 0, done.stderr
        yield dict(zip(folders, done.stdout.split("\n\n"), strict=False)), before, after


def test_a_read_only_folder_can_be_read(seen_by_ordinary_user):
    """What is stored is shown, writing is refused with the reason, and nothing changes on disk."""
    printed, before, after = seen_by_ordinary_user
    assert printed["folder"] == "True ['old']\nstore_read_only"
    assert before["folder"] == after["folder"]


def test_a_read_only_file_in_an_open_folder_can_be_read(seen_by_ordinary_user):
    """The same if only the file is protected."""
    printed, before, after = seen_by_ordinary_user
    assert printed["file"] == "True ['old']\nstore_read_only"
    assert before["file"] == after["file"]


def test_a_file_somebody_else_is_writing_can_be_read(seen_by_ordinary_user):
    """Changes that are still in the log of the writer are seen too."""
    assert seen_by_ordinary_user[0]["log"] == "True ['in the log', 'old']\nstore_read_only"


@pytest.mark.parametrize("key", ["empty", "empty/deeper"])
def test_a_read_only_folder_without_a_database_says_so(seen_by_ordinary_user, key):
    """Nothing can be created there, neither the file nor a folder for it."""
    assert seen_by_ordinary_user[0][key] == "store_read_only"


@pytest.mark.parametrize("with_log", [False, True])
def test_a_store_opened_for_reading_sees_what_others_wrote(folder, monkeypatch, with_log):
    """With or without a log of a writer beside the file; no permission is asked of the system but "may I write"."""
    with open_store(folder=folder) as writer:
        if with_log:
            writer.create_case("in the log", "")
        else:
            writer.close()
        monkeypatch.setattr(os, "access", lambda *_: False)
        with open_store(folder=folder) as reader:
            assert reader.read_only
            assert [case.name for case in reader.list_cases()] == (["in the log", "old"] if with_log else ["old"])
            with pytest.raises(StoreReadOnlyError):
                reader.create_case("new", "")
    with pytest.raises(StoreReadOnlyError):
        open_store(folder=folder, url=f"sqlite:///{folder / 'none.db'}")


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_sqlite_that_turns_read_only_while_running_says_so(store, case):
    """A connection that may only ask: writing is refused, reading goes on, later writing works again."""
    query_only(store, "ON")
    with pytest.raises(StoreReadOnlyError):
        store.create_case("B", "")
    assert store.list_cases() == [case]
    query_only(store, "OFF")
    assert store.create_case("B", "").id


def query_only(store, state):
    """Forbid or allow writing on the connection that is used next."""
    with store.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA query_only = {state}")


def test_postgresql_that_only_reads_says_so(postgres, postgres_url):
    """A server set to read-only (a standby, say) can be read; a new database cannot be created on it."""
    name = database_in(postgres_url)
    empty = postgres.create_database()
    with open_store(postgres_url) as store:
        case = store.create_case("A", "")
    for database in (name, empty):
        postgres.run(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    with open_store(postgres_url) as store:
        assert store.list_cases() == [case]
        with pytest.raises(StoreReadOnlyError) as refused:
            store.update_case(case.id, name="B")
        assert refused.value.code == "store_read_only"
        assert store.case(case.id).name == "A"
    with pytest.raises(StoreReadOnlyError):
        open_store(postgres.url(empty))
    postgres.drop_database(empty)


def test_a_postgresql_user_without_rights_is_told(postgres, postgres_url):
    """Who may only read gets "read-only" when writing; who may nothing gets "unavailable" when reading."""
    with open_store(postgres_url) as store:
        case = store.create_case("A", "")
    name = database_in(postgres_url)
    postgres.run("CREATE ROLE reader LOGIN")
    postgres.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name)
    with open_store(postgres.url(name, "reader")) as store:
        assert store.list_cases() == [case]
        with pytest.raises(StoreReadOnlyError):
            store.create_case("B", "")
        postgres.run("REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM reader", name)
        with pytest.raises(StoreUnavailableError):
            store.list_cases()
    postgres.run("DROP OWNED BY reader", name)
    postgres.run("DROP ROLE reader")


def database_in(url):
    """Return the name of the database in an address of the tests' server."""
    return url.partition("@/")[2].partition("?")[0]


def test_a_writer_that_keeps_the_database_too_long_is_reported(store_url, store, case, wave, assessment, postgres):
    """Another program holds a lock: after the patience is over the sentence says busy, then all goes on."""
    with open_store(store_url, patience=0.2) as hasty:
        if store.dialect == "sqlite":
            other = sqlite3.connect(store_url.removeprefix("sqlite:///"))
            other.execute("BEGIN IMMEDIATE")
        else:
            other = psycopg.connect(postgres.url(database_in(store_url)))
            other.execute("LOCK TABLE responses")
        with pytest.raises(StoreBusyError) as refused:
            hasty.give_response(assessment.id, "item", "dk")
        assert refused.value.code == "store_busy"
        other.rollback()
        other.close()
        assert hasty.give_response(assessment.id, "item", "dk").id


def test_a_long_transaction_of_another_thread_is_reported(store_url, assessment):
    """Within one process, too, nobody waits longer than the patience; nor for a connection of the pool."""
    with open_store(store_url, patience=0.2) as hasty:
        held, done = threading.Event(), threading.Event()

        def hold():
            with hasty.transaction():
                hasty.give_response(assessment.id, "item", "dk")
                held.set()
                done.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        held.wait(10)
        with pytest.raises(StoreBusyError):
            hasty.give_response(assessment.id, "item", "na")
        done.set()
        holder.join()
        assert hasty.current_responses(assessment.id)["item"].state == "dk"


def test_a_pool_in_use_up_to_the_last_connection_is_reported(store_url):
    """Who cannot get a connection in time is told to try again."""
    with open_store(store_url, patience=0.2) as hasty:
        connections = [hasty._engine.connect() for _ in range(10)]
        with pytest.raises(StoreBusyError):
            hasty.is_empty()
        for connection in connections:
            connection.close()
        assert hasty.is_empty()


def test_switching_to_wal_waits_for_others(tmp_path):
    """A file of ours in another mode, in use by somebody: opening waits, and reports busy in the end."""
    path = tmp_path / "verbundspiegel.db"
    open_store(folder=tmp_path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    other = sqlite3.connect(path, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusyError):
        open_store(folder=tmp_path, patience=0.2)
    timer = threading.Timer(0.2, other.rollback)
    timer.start()
    with open_store(folder=tmp_path) as store:
        assert store.is_empty()
    timer.join()
    other.close()


@pytest.mark.parametrize("damage", [b"This is no database. " * 500, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path, damage):
    """Somebody's text file, or ruins of a database, stay as they are."""
    path = tmp_path / "verbundspiegel.db"
    path.write_bytes(damage)
    with pytest.raises(StoreDamagedError) as refused:
        open_store(folder=tmp_path)
    assert refused.value.code == "store_damaged"
    assert path.read_bytes() == damage


def test_missing_tables_are_called_damage(store, store_url):
    """A database that claims our version but lacks a table is reported as damaged, not as a bug."""
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE definitions RENAME TO lost")
    with pytest.raises(StoreDamagedError):
        store.model_files("toy", "1")
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE lost RENAME TO definitions")


def test_a_damaged_page_is_reported(tmp_path):
    """Bytes overwritten in the middle of the file: the sentence says damaged."""
    with open_store(folder=tmp_path) as store:
        store.create_case("A", "", note="x" * 20_000)
    path = tmp_path / "verbundspiegel.db"
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(bytes(content))
    with pytest.raises(StoreDamagedError), open_store(folder=tmp_path) as store:
        store.list_cases()


def test_a_folder_where_the_file_should_be_is_reported(tmp_path):
    """Neither a folder in place of the file nor a file in place of the folder brings a traceback."""
    (tmp_path / "verbundspiegel.db").mkdir()
    with pytest.raises(StoreUnavailableError):
        open_store(folder=tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailableError):
        open_store(folder=tmp_path / "file")


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, StoreFullError), (errno.EROFS, StoreReadOnlyError)])
def test_a_folder_that_cannot_be_created_is_reported(tmp_path, monkeypatch, number, kind):
    """A full or read-only disk is recognised before there is a database."""

    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(kind):
        open_store(folder=tmp_path / "new")


def test_an_unreachable_server_is_reported(tmp_path):
    """No server, or an unknown database: the sentence says unavailable."""
    with pytest.raises(StoreUnavailableError) as refused:
        open_store(f"postgresql://postgres@/x?host={tmp_path}")
    assert refused.value.code == "store_unavailable"


def test_an_unknown_database_is_reported(postgres):
    """The server runs, the database does not exist."""
    with pytest.raises(StoreUnavailableError):
        open_store(postgres.url("nowhere"))


def test_a_server_that_drops_its_connections_costs_nothing(postgres, postgres_url):
    """After a restart of the server the next call works; a call cut in the middle is reported and stores nothing."""
    name = database_in(postgres_url)
    end_all = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    with open_store(postgres_url) as store:
        case = store.create_case("A", "")
        postgres.run(end_all)
        assert store.list_cases() == [case]

        def cut_in_the_middle():
            with store.transaction():
                store.create_case("B", "")
                postgres.run(end_all)
                store.create_case("C", "")

        with pytest.raises(StoreUnavailableError):
            cut_in_the_middle()
        assert store.list_cases() == [case]


def test_errors_of_the_drivers_never_show_a_note(store, assessment):
    """What people wrote does not get into a log by way of an error."""
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE responses RENAME TO lost")
    with pytest.raises(StoreError) as refused, store.writing() as connection:
        connection.execute(metadata.tables["responses"].insert(), {"assessment_id": 1, "item": "a", "note": "secret"})
    error = refused.value
    while error is not None:
        assert "secret" not in str(error)
        error = error.__cause__
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE lost RENAME TO responses")


@pytest.mark.parametrize(
    ("attribute", "value", "writing", "code"),
    [
        ("sqlite_errorcode", sqlite3.SQLITE_READONLY_DBMOVED, True, "store_read_only"),
        ("sqlite_errorcode", sqlite3.SQLITE_BUSY_SNAPSHOT, True, "store_busy"),
        ("sqlite_errorcode", sqlite3.SQLITE_IOERR_WRITE, True, "store_full"),
        ("sqlite_errorcode", sqlite3.SQLITE_IOERR_READ, False, "store_unavailable"),
        ("sqlite_errorcode", sqlite3.SQLITE_CORRUPT_VTAB, False, "store_damaged"),
        ("sqlstate", "40P01", True, "store_busy"),
        ("sqlstate", "53300", False, "store_busy"),
        ("sqlstate", "53100", True, "store_full"),
        ("sqlstate", "42501", True, "store_read_only"),
        ("sqlstate", "42501", False, "store_unavailable"),
        ("sqlstate", "22P05", True, "invalid_value"),
        ("sqlstate", "XX001", False, "store_damaged"),
        ("sqlstate", "57P01", True, "store_unavailable"),
        ("sqlstate", None, True, "store_unavailable"),
        ("neither", None, True, "store_unavailable"),
    ],
)
def test_causes_that_cannot_be_staged_are_told_apart_too(attribute, value, writing, code):
    """Extended codes of SQLite and states of PostgreSQL lead to the sentence that helps."""
    error = Exception()
    setattr(error, attribute, value)
    assert cause_of(error, writing=writing).code == code


def test_errors_in_the_program_are_not_disguised():
    """Only what a database reports becomes an error of the store."""
    for error in (ValueError("bug"), exc.ArgumentError("bug")):
        with pytest.raises(type(error)), translated(writing=True):
            raise error


def test_missing_binaries_are_named_in_a_plain_sentence(monkeypatch):
    """Without PostgreSQL the tests fail and say what to install; they are not skipped."""
    from tests import postgres

    monkeypatch.setattr(postgres, "_candidates", lambda: iter(()))
    with pytest.raises(postgres.PostgresError, match="apt-get install postgresql"), postgres.running_postgres():
        pass


def test_the_server_of_the_tests_ends_with_them():
    """A server of the tests leaves neither a process nor a folder behind."""
    from tests.postgres import running_postgres

    with running_postgres() as server:
        pid = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    assert not server.folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
