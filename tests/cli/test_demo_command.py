"""``demo``: a database with examples."""

import pytest

from typology.store import open_store


def test_a_second_run_adds_nothing(process, tmp_path):
    """The first run fills a new file, the second says that all is there."""
    path = tmp_path / "new" / "demo.db"
    first = process("demo", "--small", "--database", path)
    assert first.returncode == 0, first.stderr.decode()
    assert "Verbund Musterhafen (erfunden)" in first.stdout.decode()
    second = process("demo", "--small", "--database", path)
    assert (second.returncode, second.stdout.decode().startswith("Nichts zu tun")) == (0, True)
    with open_store(f"sqlite:///{path}") as store:
        assert len(store.list_cases()) == 5


def test_other_cases_are_left_alone(call, tmp_path):
    """A database with somebody's case is refused, and filled beside it with ``--force``."""
    path = tmp_path / "own.db"
    with open_store(f"sqlite:///{path}") as store:
        store.create_case("Eigener Verbund", "Stadt")
    code, out, err = call("demo", "--database", path)
    assert (code, out, "--force" in err) == (1, "", True)
    with open_store(f"sqlite:///{path}") as store:
        assert [case.name for case in store.list_cases()] == ["Eigener Verbund"]
    assert call("demo", "--database", path, "--small", "--force")[0] == 0
    assert call("demo", "--database", path, "--small")[0] == 0


@pytest.mark.parametrize("address", ["mysql://host/name", "sqlite://"])
def test_an_address_of_something_else_is_refused(call, address):
    """The sentence does not repeat the address, which may hold a password."""
    code, _, err = call("demo", "--database", address)
    assert code == 1
    assert address not in err


def test_a_file_that_is_no_database_stays_as_it_is(call, tmp_path):
    """It ends with 1, and not one byte changes."""
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear all, " * 500)
    code, _, err = call("demo", "--database", path)
    assert (code, err.strip() != "", "Traceback" in err) == (1, True, False)
    assert path.read_bytes() == b"Dear all, " * 500


def test_the_folder_of_the_program_is_filled(call, tmp_path, monkeypatch):
    """Whoever starts the program with a data folder of their own finds all examples there, the invented cities, too."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("VERBUNDSPIEGEL_DATA", str(tmp_path))
    code, out, _ = call("demo")
    assert code == 0
    assert str(tmp_path / "verbundspiegel.db") in out.replace("\n", "")
    with open_store(f"sqlite:///{tmp_path / 'verbundspiegel.db'}") as store:
        assert sum(case.invented for case in store.list_cases()) == 13
