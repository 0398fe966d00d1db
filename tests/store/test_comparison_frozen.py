"""A snapshot that was released cannot change, whatever is tried: by answers, the model, imports, or the database."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from typology.store import ImportRow, InvalidValueError, open_store


@pytest.fixture
def released(store, case, wave):
    """A release."""
    return store.release_for_comparison(
        case.id, wave.id, "inside", {"mean": 62.5, "model": "1+m"}, model="toy", model_version="1+m", voices=5,
        people=["r1", "r2"], contact="post@verbund.example",
    )  # fmt: skip


def assert_unchanged(store, released):
    """Check that a release is there as it was made, to the letter."""
    (there,) = store.list_comparison_releases(include_withdrawn=True)
    assert there == released
    assert there.intact


def attempt(store, statement, **values):
    """Run a statement as somebody would who can write into the database."""
    with store.writing() as connection:
        connection.execute(text(statement), values)


def test_answers_given_and_changed_afterwards_do_not_reach_it(store, released, begin):
    """Nor does undoing, finishing or copying them."""
    begun = begin()
    for option in ("s1", "s5"):
        store.give_response(begun.id, "a", "answer", option, note="neu")
    store.undo_last(begun.id)
    store.set_finished(begun.id)
    goal = store.create_wave(begun.case_id, "Ziel", "goal")
    store.copy_assessment(begun.id, goal.id, model_version="1+m", questionnaire_version="1+q")
    assert_unchanged(store, released)


def test_another_model_does_not_reach_it(store, released, begin):
    """Its new version is remembered and answered under; the release speaks of the one before."""
    store.remember_model("toy", "2+m", {"model.yaml": "version: 2"})
    store.give_response(begin(model_version="2+m").id, "a", "answer", "s1", model_version="2+m")
    assert_unchanged(store, released)


def test_an_import_does_not_reach_it(store, released, case, wave):
    """The answers of the very people it was made from are taken in anew."""
    row = ImportRow(case.id, wave.id, "inside", "r1", "long", "1+q", "toy", "1+m", "a", "answer", "s1")
    store.import_responses([row, replace(row, respondent="r2"), replace(row, option="s5")])
    assert_unchanged(store, released)


def test_renaming_putting_away_and_deleting_around_it_do_not_reach_it(store, released, case, wave, workshop):
    """Neither the Verbund, nor its wave, nor a workshop whose deletion writes the file anew."""
    store.update_case(case.id, name="Anders", city="Anderswo", land="NW", population=1)
    store.update_wave(wave.id, label="Anders", year=1999)
    store.archive_case(case.id)
    store.restore_case(case.id)
    store.delete_workshop(workshop.id)
    assert_unchanged(store, released)


def test_releasing_again_makes_another_one(store, released, case, wave):
    """The first stays as it is beside it."""
    about = {"model": "toy", "model_version": "2+m", "voices": 6, "people": ["r1", "r2", "r3"]}
    second = store.release_for_comparison(case.id, wave.id, "inside", {"mean": 1.0}, **about)
    assert store.list_comparison_releases() == [released, second]


def test_it_is_the_same_after_a_restart(store_url, store, released):
    """In a process that comes later."""
    with open_store(store_url) as later:
        assert_unchanged(later, released)


CHANGES = {
    "content": "'{}'", "digest": "'x'", "voices": "99", "model": "'other'", "model_version": "'2'",
    "perspective": "'x'", "case_id": "NULL", "wave_id": "NULL", "released_at": "'2020-01-01 00:00:00'", "salt": "'x'",
    "people": "'[]'", "id": "77",
}  # fmt: skip


@pytest.mark.parametrize("column", CHANGES)
def test_the_database_itself_refuses_to_change_a_column(store, released, column):
    """Whoever writes into it past the program is refused with a reason."""
    with pytest.raises(InvalidValueError) as refused:
        attempt(store, f"UPDATE comparison_releases SET {column} = {CHANGES[column]}")
    assert "released snapshot cannot change" in str(refused.value.__cause__)
    assert_unchanged(store, released)


@pytest.mark.parametrize(
    "statement",
    [
        # content with the hash that fits it
        "UPDATE comparison_releases SET content = '{}',"
        " digest = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'",
        "UPDATE comparison_releases SET content = ''",
        "UPDATE comparison_releases SET content = '{}', withdrawn_at = '2026-01-01 00:00:00'",
        "UPDATE comparison_releases SET withdrawn_at = '2026-01-01 00:00:00'",
        "INSERT INTO comparison_releases SELECT * FROM comparison_releases WHERE true"
        " ON CONFLICT (id) DO UPDATE SET content = '{}'",
    ],
)
def test_no_way_around_is_left(store, released, statement):
    """Neither with a hash that fits, nor half withdrawn, nor by inserting over it."""
    with pytest.raises(InvalidValueError):
        attempt(store, statement)
    assert_unchanged(store, released)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "REPLACE"])
def test_replacing_the_row_is_refused(store, released, how):
    """SQLite would take the old row away without asking."""
    columns = "case_id, wave_id, perspective, digest, model, model_version, voices, contact, released_at, salt, people"
    with pytest.raises(InvalidValueError):
        attempt(
            store,
            f"{how} INTO comparison_releases (id, {columns}, content) SELECT id, {columns}, '{{}}'"
            " FROM comparison_releases",
        )
    assert_unchanged(store, released)


def test_what_was_withdrawn_does_not_come_back(store, released):
    """Neither its content nor as if it had never been withdrawn."""
    store.withdraw_comparison_release(released.id)
    left = store.comparison_release(released.id)
    for statement in (
        "UPDATE comparison_releases SET content = :content",
        "UPDATE comparison_releases SET content = :content, withdrawn_at = NULL",
        "UPDATE comparison_releases SET withdrawn_at = NULL",
        "UPDATE comparison_releases SET withdrawn_at = '2020-01-01 00:00:00'",
    ):
        with pytest.raises(InvalidValueError):
            attempt(store, statement, **({"content": released.content} if ":content" in statement else {}))
    assert store.comparison_release(released.id) == left


def test_a_release_that_was_changed_all_the_same_is_known_by_its_hash(store, released):
    """Whoever may drop the trigger can write anything; it is not intact, and never shown as if it were."""
    sqlite = store.dialect == "sqlite"
    trigger = "comparison_releases_stay"
    with store.writing() as connection:
        if sqlite:
            find = "SELECT sql FROM sqlite_master WHERE name = :name"
            definition = connection.execute(text(find), {"name": trigger}).scalar_one()
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        else:
            connection.execute(text(f"ALTER TABLE comparison_releases DISABLE TRIGGER {trigger}"))
        connection.execute(text("UPDATE comparison_releases SET content = '{}'"))
        enable = definition if sqlite else f"ALTER TABLE comparison_releases ENABLE TRIGGER {trigger}"
        connection.exec_driver_sql(enable)
    (there,) = store.list_comparison_releases()
    assert there.content == "{}"
    assert not there.intact
