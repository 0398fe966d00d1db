"""``workshop``: the list, and another link for a workshop whose link was lost."""

import pytest

from typology.store import open_store
from typology.workshop.codes import hash_of, wall_token


@pytest.fixture
def database(tmp_path):
    """A database with one workshop."""
    path = tmp_path / "halls.db"
    with open_store(f"sqlite:///{path}") as store:
        store.create_workshop(
            "Halle Nord", lead_hash=hash_of("lost"), wall_hash=hash_of(wall_token("lost")), code="abc234",
            join_key="abcdefghjkmn", perspectives=("somebody",), group_from=5, public=False, language="de",
        )  # fmt: skip
    return path


def test_the_list_names_numbers_and_never_a_secret(call, database):
    """Number, title and code are what an operator needs to help."""
    code, out, _ = call("workshop", "list", "--database", database)
    assert code == 0
    assert ("Halle Nord" in out, "abc234" in out, hash_of("lost") in out) == (True, True, False)


def test_a_new_link_opens_the_workshop_and_the_old_one_no_longer_does(call, database):
    """The link is printed once; the database keeps its hash, and the wall follows it."""
    code, out, _ = call("workshop", "new-link", "1", "--database", database, "--url", "https://halle.example/pfad/")
    assert code == 0
    [link] = [line for line in out.splitlines() if line.startswith("https://halle.example/pfad/workshop?w=")]
    secret = link.partition("?w=")[2]
    with open_store(f"sqlite:///{database}") as store:
        assert store.workshop_by_lead(hash_of("lost")) is None
        assert store.workshop_by_lead(hash_of(secret)).title == "Halle Nord"
        assert store.workshop_by_wall(hash_of(wall_token(secret))) is not None


@pytest.mark.parametrize(
    ("arguments", "expected"), [(("new-link",), 1), (("new-link", "7"), 1), (("new-link", "x"), 2)]
)
def test_what_cannot_be_meant_is_said(call, database, arguments, expected):
    """No number, an unknown one, and something that is none."""
    code, out, err = call("workshop", *arguments, "--database", database)
    assert (code, out) == (expected, "")
    assert err.strip()


def test_a_deleted_workshop_gets_no_link(call, database):
    """Its link went with its answers."""
    with open_store(f"sqlite:///{database}") as store:
        store.delete_workshop(1)
    assert call("workshop", "new-link", "1", "--database", database)[0] == 1
