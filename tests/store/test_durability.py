"""What was acknowledged is there: after kill -9, with several writers at once, on a full disk."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.store.together import go, running
from typology.store import StoreFullError, open_store

PROGRAM = Path(__file__).with_name("answering_process.py")


def answering(url, assessment, prefix, count, *more):
    """Start a process that gives responses as soon as it is told to ``go``."""
    return running(PROGRAM, url, assessment.id, prefix, count, *more)


def acknowledged(lines):
    """Return the notes a process reported as stored, by item."""
    return dict(line.split() for line in lines if line.endswith("\n") and not line.startswith("error"))


def stored(store, assessment):
    """Return the notes in the store, by item."""
    return {item: response.note for item, response in store.current_responses(assessment.id).items()}


def test_a_killed_process_loses_nothing_that_was_acknowledged(store, store_url, assessment):
    """Kill -9 in the middle of a run of answers; every answer reported as saved is there, and writing goes on."""
    with answering(store_url, assessment, "a", 100_000) as process:
        go(process)
        lines = [process.stdout.readline() for _ in range(20)]
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
        assert process.wait() == -signal.SIGKILL
    reported = acknowledged(lines)
    assert len(reported) >= 20
    with open_store(store_url) as reopened:
        found = stored(reopened, assessment)
    assert reported.items() <= found.items()
    assert len(found) - len(reported) <= 1  # at most the one whose acknowledgement was cut off
    assert store.give_response(assessment.id, "after", "dk").id


def test_a_killed_process_leaves_releases_whole(store, store_url, case, wave):
    """Kill -9 between releases and withdrawals: what was acknowledged is there as it was, or gone as it was said."""
    with running(PROGRAM.with_name("releasing_process.py"), store_url, case.id, wave.id) as process:
        go(process)
        lines = [process.stdout.readline() for _ in range(20)]
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
    said = [line.split() for line in lines if line.endswith("\n")]
    gone = {int(number) for word, number in said if word == "withdrawn"}
    signs = {int(number): sign for number, sign in said if number != "withdrawn"}
    found = {r.id: r for r in store.list_comparison_releases(include_withdrawn=True)}
    assert len(gone) >= 4
    assert signs.keys() <= found.keys()
    for number, sign in signs.items():
        if number in gone:
            assert (found[number].content, found[number].withdrawn) == ("", True)
        elif number != max(signs):  # the last one may have been withdrawn without a word
            assert found[number].intact
            assert sign in found[number].content
    made = store.release_for_comparison(
        case.id, wave.id, "inside", {"after": 1}, model="toy", model_version="1", voices=5, people=[]
    )
    assert made.intact


def test_two_processes_at_once_lose_nothing(store, store_url, assessment):
    """Two processes write into the same assessment; everything both reported is there, and nothing else."""
    with answering(store_url, assessment, "a", 60) as one, answering(store_url, assessment, "b", 60) as two:
        go(one, two)
        reported = acknowledged(one.stdout.readlines()) | acknowledged(two.stdout.readlines())
    assert len(reported) == 120
    assert stored(store, assessment) == reported


def test_threads_at_once_lose_nothing(store, begin):
    """Eight threads, more than the pool holds at rest, share one store: each answer arrives exactly once."""
    assessments = [begin(), begin()]
    failures = []

    def answer(thread):
        try:
            for number in range(12):
                store.give_response(assessments[thread % 2].id, f"{thread}-{number}", "answer", "s1")
                store.current_responses(assessments[thread % 2].id)
        except Exception as error:  # shown below; a thread of its own cannot fail the test
            failures.append(error)

    threads = [threading.Thread(target=answer, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for parity, assessment in enumerate(assessments):
        wanted = {f"{thread}-{number}" for thread in range(parity, 8, 2) for number in range(12)}
        assert set(store.current_responses(assessment.id)) == wanted


def test_the_same_answer_from_many_threads_is_stored_once(store, assessment):
    """A form sent several times at the same moment leaves one entry."""
    start = threading.Barrier(6)

    def answer():
        start.wait()
        store.give_response(assessment.id, "item", "answer", "s1", note="x")

    threads = [threading.Thread(target=answer) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.response_history(assessment.id, "item")) == 1


def assert_nothing_lost(store, assessment, lines):
    """Check that a process met a full disk after some answers, and that every one of those is there."""
    assert lines[-1] == "error store_full\n"
    reported = acknowledged(lines)
    assert reported
    assert stored(store, assessment) == reported


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_quota_loses_nothing_that_was_acknowledged(store, store_url, assessment):
    """The system lets the files grow no further: a clear error, and every answer before it is there."""
    with answering(store_url, assessment, "a", 1000, 20_000, 1_000_000) as process:
        go(process)
        lines = process.stdout.readlines()
    assert_nothing_lost(store, assessment, lines)
    assert store.give_response(assessment.id, "after", "dk").id


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_database_at_its_largest_size_loses_nothing(store, assessment):
    """SQLite itself reports that there is no more room: a clear error, then room again, and writing goes on."""
    with store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    store.close()  # every connection opened from now on may use four pages more
    limit_pages(store, pages + 4)
    reported = {}

    def fill():
        for number in range(1000):
            response = store.give_response(assessment.id, f"a{number}", "dk", note="x" * 1000)
            reported[response.item] = response.note

    with pytest.raises(StoreFullError) as refused:
        fill()
    assert refused.value.code == "store_full"
    assert reported
    assert stored(store, assessment) == reported
    limit_pages(store, pages + 1000)
    assert store.give_response(assessment.id, "after", "dk").id


def limit_pages(store, pages):
    """Limit the size of a SQLite database on the connection that is used next."""
    with store.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


@contextmanager
def small_disk(folder, size):
    """Mount a disk of ``size`` bytes, if this system lets us; yield whether it did."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", str(folder)]
    allowed = os.geteuid() == 0 and sys.platform == "linux"
    mounted = allowed and subprocess.run(command, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_loses_nothing_on_sqlite(tmp_path):
    """A disk of one megabyte fills up. Without the right to mount one, the system's size limit stands in."""
    disk = tmp_path / "disk"
    with small_disk(disk, 1_000_000) as mounted, open_store(f"sqlite:///{disk / 'full.db'}") as store:
        case = store.create_case("A", "B")
        wave = store.create_wave(case.id, "Heute", "now")
        assessment = store.start_assessment(case.id, wave.id, "inside", "long", "1", "toy", "1")
        limit = 0 if mounted else 1_000_000
        with answering(f"sqlite:///{disk / 'full.db'}", assessment, "a", 1000, 20_000, limit) as process:
            go(process)
            lines = process.stdout.readlines()
        assert_nothing_lost(store, assessment, lines)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_full_disk_loses_nothing_on_postgresql(store, store_url, assessment, postgres):
    """The table of answers fills its disk. Without the right to mount one, the server raises the same error itself."""
    database = store_url.partition("@/")[2].partition("?")[0]
    disk = postgres.folder / "disk"
    with small_disk(disk, 1_000_000) as mounted:
        if mounted:
            (disk / "space").mkdir()
            os.chown(disk / "space", disk.parent.stat().st_uid, disk.parent.stat().st_gid)
            postgres.run(f"CREATE TABLESPACE small LOCATION '{disk / 'space'}'")
            postgres.run("ALTER TABLE responses SET TABLESPACE small", database)
        else:
            postgres.run(FULL_AFTER_TEN, database)
        try:
            with answering(store_url, assessment, "a", 1000, 20_000) as process:
                go(process)
                lines = process.stdout.readlines()
            assert_nothing_lost(store, assessment, lines)
        finally:
            store.close()
            if mounted:
                subprocess.run(["mount", "-o", "remount,size=8000000", str(disk)], check=True)
                postgres.run("ALTER TABLE responses SET TABLESPACE pg_default", database)
                postgres.run("DROP TABLESPACE small")
            else:
                postgres.run("DROP FUNCTION full_after_ten CASCADE", database)
    assert store.give_response(assessment.id, "after", "dk").id


FULL_AFTER_TEN = """
CREATE FUNCTION full_after_ten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM responses) >= 10 THEN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER full_after_ten BEFORE INSERT ON responses FOR EACH ROW EXECUTE FUNCTION full_after_ten()
"""
