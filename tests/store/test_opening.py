"""Finding, creating, migrating and refusing databases."""

import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import typology.store.migrations as migrations
from tests.store.old_database import make_old
from typology.store import InvalidValueError, StoreError, StoreForeignError, StoreNewerError, open_store
from typology.store.opening import database_address
from typology.store.tables import VERSION_TABLE, metadata

ROOT = Path(__file__).parents[2]


def run_python(program, *arguments):
    """Run a small program in a process of its own and return what it printed."""
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_start_creates_a_file_in_the_folder(tmp_path):
    """Without an address a SQLite file is made, folder included, in WAL mode."""
    with open_store(folder=tmp_path / "new" / "data") as store:
        assert store.is_empty()
        assert Path(store.location) == tmp_path / "new" / "data" / "verbundspiegel.db"
        assert store.dialect == "sqlite"
        assert not store.read_only
        with store.reading() as connection:
            pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS]
    assert pragmas == list(PRAGMAS.values())


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}  # 2 is FULL


def test_all_connections_to_a_file_together_hold_little_of_it(sqlite_url):
    """What a cache once grew to stays with the process: ten of them, each filled by several threads, are not large."""
    with open_store(sqlite_url) as store, ExitStack() as opened:
        connections = [opened.enter_context(store.reading()) for _ in range(10)]
        sizes = [connection.exec_driver_sql("PRAGMA cache_size").scalar() for connection in connections]
        page = connections[0].exec_driver_sql("PRAGMA page_size").scalar()
    assert sum(-1024 * size if size < 0 else size * page for size in sizes) < 4e6


def test_the_environment_names_the_database(tmp_path, monkeypatch, sqlite_url):
    """DATABASE_URL counts if no address is given; blank it does not count."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    with open_store(folder=tmp_path / "data") as store:
        assert store.location == sqlite_url.removeprefix("sqlite:///")
    monkeypatch.setenv("DATABASE_URL", " ")
    with open_store(folder=tmp_path / "data") as store:
        assert store.location == str(tmp_path / "data" / "verbundspiegel.db")


def test_what_was_stored_is_there_after_reopening(database_url):
    """Closing and opening again keeps everything and needs no migration."""
    with open_store(database_url) as store:
        case = store.create_case("A", "B")
    with open_store(database_url) as store:
        assert store.list_cases() == [case]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_postgresql_addresses_are_taken_as_people_write_them(scheme):
    """Whatever the scheme is called, the driver that is installed is used."""
    address = database_address(f"{scheme}://me:secret@db.example:5433/verbund?sslmode=require", Path())
    assert address.drivername == "postgresql+psycopg"
    assert (address.host, address.port, address.database) == ("db.example", 5433, "verbund")
    assert address.query["sslmode"] == "require"


@pytest.mark.parametrize(
    "url",
    ["mysql://me:secret@db/x", "not an address secret", "sqlite://", "sqlite:///:memory:", "postgres://me:secret@h:x/d"],
)
def test_addresses_that_cannot_be_used_are_refused_without_repeating_them(tmp_path, url):
    """The sentence shows no password, and nothing is created."""
    with pytest.raises(InvalidValueError) as refused:
        open_store(url, tmp_path / "data")
    assert "secret" not in str(refused.value)
    assert not (tmp_path / "data").exists()


def test_the_location_shows_no_password(postgres, postgres_url):
    """Neither that in front of the host nor one behind the question mark."""
    with open_store(postgres_url.replace("postgres@", "postgres:secret@") + "&password=secret") as store:
        assert "secret" not in store.location
        assert store.location.startswith(f"postgresql://postgres@{postgres.folder}/test_")
        store.address = database_address("postgres://db.example:5433/x", Path())
        assert store.location == "postgresql://db.example:5433/x"
        store.address = database_address("postgres:///x?host=a&host=b", Path())
        assert store.location == "postgresql://a,b/x"


def test_the_migrations_make_the_tables_the_program_expects(database_url):
    """Comparing the database with the tables in code finds no difference."""
    with open_store(database_url) as store, store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []


BEFORE_DEVELOPMENT = (
    "INSERT INTO cases (id, name, city, note, invented, unscored, facts, created_at)"
    " VALUES (1, 'Verbund', 'Ort', 'n', true, false, '[{\"text\": \"t\"}]', '2026-01-02 03:04:05')",
    "INSERT INTO waves (id, case_id, label, kind, created_at) VALUES (1, 1, 'Heute', 'now', '2026-01-02 03:04:05')",
    "INSERT INTO waves (id, case_id, label, kind, created_at) VALUES (2, 1, 'Ziel', 'goal', '2026-01-02 03:04:05')",
    "INSERT INTO assessments (id, case_id, wave_id, perspective, questionnaire, questionnaire_version, model,"
    " model_version, token, respondent, respondent_label, started_at)"
    " VALUES (1, 1, 1, 'p', 'q', '1', 'm', '1', 'secret', 'r', '', '2026-01-02 03:04:05')",
    "INSERT INTO responses (id, assessment_id, item, state, option, note, model_version, questionnaire_version,"
    " given_at) VALUES (1, 1, 'i', 'answer', 's1', 'Beleg', '1', '1', '2026-01-02 03:04:05')",
    "INSERT INTO responses (id, assessment_id, item, state, option, note, model_version, questionnaire_version,"
    " given_at, undoes) VALUES (2, 1, 'i', 'none', NULL, '', '1', '1', '2026-01-02 03:04:06', 1)",
    "INSERT INTO responses (id, assessment_id, item, state, number, note, model_version, questionnaire_version,"
    " given_at) VALUES (3, 1, 'j', 'answer', 7, '', '1', '1', '2026-01-02 03:04:07')",
    "INSERT INTO workshop_releases (id, workshop_title, round_title, case_id, wave_id, content, digest, model,"
    " model_version, questionnaire, questionnaire_version, released_at)"
    " VALUES (1, 't', 'r', 1, 1, '{\"n\": 5}', 'd', 'm', '1', 'q', '1', '2026-01-02 03:04:05')",
)


def test_a_database_from_before_development_is_brought_up_to_date(database_url, postgres):
    """Everything in it stays; where the new is unknown it says so, and all of the new works at once."""
    make_old(database_url, "0003", BEFORE_DEVELOPMENT)
    if not database_url.startswith("sqlite"):  # the numbers above were given by hand
        name = database_url.partition("@/")[2].partition("?")[0]
        for table in ("assessments", "responses"):
            postgres.run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 100)", name)
    with open_store(database_url) as store:
        (case,) = store.list_cases()
        assert (case.name, case.note, case.invented, case.facts) == ("Verbund", "n", True, ({"text": "t"},))
        assert (case.land, case.population) == ("", None)
        (begun,) = store.list_assessments(1)
        assert (begun.token, begun.copied_from) == ("secret", None)
        assert [(r.item, r.number, r.copied_from) for r in store.responses_of_case(1)] == [("j", 7.0, None)]
        assert [r.undoes for r in store.response_history(1, "i")] == [None, 1]
        assert [r.content for r in store.list_releases(1)] == [{"n": 5}]
        assert (store.list_events(1), store.list_intentions(1), store.list_comparison_releases()) == ([], [], [])
        copy = store.copy_assessment(1, 2, model_version="2", questionnaire_version="2")
        assert store.current_responses(copy.id)["j"].copied_from == 3
        assert store.update_case(1, land="NW", population=5).population == 5
        made = store.release_for_comparison(
            1, 1, "p", {"n": 5}, model="m", model_version="1", voices=5, people=["r"]
        )
    with open_store(database_url) as store:
        assert store.list_comparison_releases() == [made]
        assert store.case(1).land == "NW"


def test_every_migration_is_in_the_list():
    """The list that spares loading the migration tool names exactly the files, in their order."""
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    found = [revision.revision for revision in script.walk_revisions()]
    assert tuple(reversed(found)) == migrations.REVISIONS
    assert script.get_current_head() == migrations.NEWEST


def test_an_up_to_date_database_is_opened_without_the_migration_tool(store_url):
    """Loading it would cost every start a third of a second."""
    program = "import sys; from typology.store import open_store; open_store(sys.argv[1]).close(); "
    assert run_python(program + "print('alembic' in sys.modules)", store_url) == "False\n"


def test_two_processes_may_start_at_once(database_url):
    """Two processes create the same database at the same moment: one does it, all can work, each case is there."""
    program = (
        "import sys; from typology.store import open_store; import alembic.command; print('ready', flush=True);"
        "sys.stdin.readline(); open_store(sys.argv[1]).create_case(sys.argv[2], '')"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, database_url, name],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in "ab"
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, complaints = process.communicate(timeout=60)
        assert process.returncode == 0, complaints
    with open_store(database_url) as store:
        assert [case.name for case in store.list_cases()] == ["a", "b"]


def test_threads_may_open_at_once(database_url):
    """The migration tool keeps global state; four threads opening a new database do not disturb each other."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(database_url), range(4)))
    for number, store in enumerate(stores):
        store.create_case(str(number), "")
    assert len(stores[0].list_cases()) == 4
    for store in stores:
        store.close()


def test_a_database_of_a_newer_version_is_refused_and_not_touched(store, store_url):
    """The sentence says so, nothing is migrated, and the file stays as it is, byte for byte."""
    with store.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    store.close()
    before = content(store_url)
    with pytest.raises(StoreNewerError, match="newer version") as refused:
        open_store(store_url)
    assert refused.value.code == "store_newer"
    assert content(store_url) == before
    with store.writing() as connection:  # an emptied database keeps its version table
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{migrations.NEWEST}'"))


def content(url):
    """Return the bytes of a SQLite file; for PostgreSQL there is no such thing to compare."""
    return Path(url.removeprefix("sqlite:///")).read_bytes() if url.startswith("sqlite") else None


def test_a_database_of_another_program_is_refused_and_not_touched(database_url, postgres):
    """Tables called like ours but without our version mark are not ours."""
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        path.parent.mkdir()
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE cases (x)")
        connection.close()
    else:
        postgres.run("CREATE TABLE cases (x text)", database_url.partition("@/")[2].partition("?")[0])
    before = content(database_url)
    with pytest.raises(StoreForeignError) as refused:
        open_store(database_url)
    assert refused.value.code == "store_foreign"
    assert content(database_url) == before


def test_other_tables_beside_ours_do_not_matter(database_url, postgres):
    """A database shared with a program that uses the same migration tool is fine."""
    with open_store(database_url) as store, store.writing() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    with open_store(database_url) as store:
        assert store.is_empty()


def test_a_database_that_cannot_hold_every_script_is_refused(postgres):
    """Better said at the start than at the first emoji."""
    name = postgres.create_database("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    with pytest.raises(StoreForeignError, match="UTF8"):
        open_store(postgres.url(name))
    postgres.drop_database(name)


def test_a_migration_that_fails_leaves_nothing_behind(database_url, monkeypatch):
    """Tables are created all or not at all, so that the next start can try again."""
    import alembic.command

    upgrade = alembic.command.upgrade

    def fail_at_the_end(config, revision):
        upgrade(config, revision)
        raise InterruptedError

    monkeypatch.setattr(alembic.command, "upgrade", fail_at_the_end)
    with pytest.raises(InterruptedError):
        open_store(database_url)
    monkeypatch.undo()
    with open_store(database_url) as store:
        assert store.is_empty()


def test_a_path_with_signs_of_its_own_works(tmp_path):
    """Blanks, percent signs, question marks, hashes and umlauts in a folder are only letters."""
    with open_store(folder=tmp_path / "Büro 100% ?x=1#y") as store:
        assert Path(store.location).exists()


def test_the_file_stays_the_same_when_the_program_moves(tmp_path, monkeypatch):
    """A relative path is settled when the store is opened, not anew with each connection."""
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///here.db") as store:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        store.close()
        assert store.is_empty()
        assert Path(store.location) == tmp_path / "here.db"


def test_every_error_of_the_store_has_a_code_and_a_sentence():
    """Codes differ and are stable; sentences can be read."""
    codes = {kind.code: kind() for kind in StoreError.__subclasses__()}
    assert set(codes) == {
        "store_read_only", "store_full", "store_newer", "store_foreign", "store_unavailable", "store_busy",
        "store_damaged", "not_found", "note_too_long", "case_unscored", "invalid_value",
    }  # fmt: skip
    assert len(codes) == len(StoreError.__subclasses__())
    assert all(str(error).endswith(".") for error in codes.values())
