"""Cases and waves."""

from datetime import UTC, datetime, timedelta

import pytest

from typology.store import InvalidValueError, NoteTooLongError, NotFoundError

FACTS = [{"text": "gegründet 2018 von 10", "source": "S0"}, {"text": "16 Mitglieder\0 \ud83d", "source": "S0", "n": 16}]


def test_a_case_comes_back_as_it_was_entered(store):
    """What was entered is what is read, in a new transaction, with the time in UTC."""
    before = datetime.now(UTC) - timedelta(seconds=1)
    made = store.create_case("Verbund A", "Stadt A", "dünne Quellen", 2018, invented=True, unscored=True)
    assert store.case(made.id) == made
    assert (made.name, made.city, made.note, made.founded) == ("Verbund A", "Stadt A", "dünne Quellen", 2018)
    assert made.invented
    assert made.unscored
    assert not made.archived
    assert made.created_at.utcoffset() == timedelta(0)
    assert before < made.created_at <= datetime.now(UTC)


def test_a_case_needs_nothing_but_a_name(store):
    """City, note, year and facts may be missing."""
    made = store.create_case("Verbund A", "")
    assert (made.city, made.note, made.founded, made.facts) == ("", "", None, ())
    assert not made.invented
    assert not made.unscored


def test_facts_are_kept_as_they_are(store):
    """Facts come back in order with all their keys, even signs that a text column could not hold."""
    made = store.create_case("A", "B", facts=FACTS)
    assert list(store.case(made.id).facts) == FACTS


@pytest.mark.parametrize("facts", [["text"], [{"text": object()}], 3])
def test_facts_that_are_no_list_of_plain_mappings_are_refused(store, facts):
    """Nothing is entered if the facts cannot be kept."""
    with pytest.raises(InvalidValueError):
        store.create_case("A", "B", facts=facts)
    assert store.is_empty()


def test_a_name_must_be_there_and_of_sensible_length(store):
    """Empty, blank, endless and missing names are refused; the longest allowed one is kept."""
    for name in ("", "  \n", "\0", "x" * 301, None):
        with pytest.raises(InvalidValueError):
            store.create_case(name, "B")
    assert store.is_empty()
    assert store.create_case("x" * 300, "B").name == "x" * 300


def test_where_a_case_lies_and_how_large_its_city_is(store):
    """Both may be unknown; both can be changed and removed, and each alone."""
    made = store.create_case("A", "B", land=" NW\0 ", population=312_000)
    assert (made.land, made.population) == ("NW", 312_000)
    assert store.update_case(made.id, name="C").population == 312_000
    assert (store.update_case(made.id, population=None).land, store.case(made.id).population) == ("NW", None)
    assert store.update_case(made.id, land="").land == ""
    unknown = store.create_case("A", "B")
    assert (unknown.land, unknown.population) == ("", None)


@pytest.mark.parametrize("values", [{"land": 3}, {"land": "x" * 301}, {"population": 0}, {"population": 2**31},
                                    {"population": True}, {"population": "many"}, {"population": 2.5}])  # fmt: skip
def test_what_is_no_land_or_number_of_inhabitants_is_refused(store, case, values):
    """A new case as well as a change; nothing is stored."""
    with pytest.raises(InvalidValueError):
        store.create_case("A", "B", **values)
    with pytest.raises(InvalidValueError):
        store.update_case(case.id, **values)
    assert store.list_cases() == [case]


def test_a_year_has_four_digits(store):
    """Anything that is no year between 1000 and 2999 is refused."""
    for year in (0, 999, 3000, 2**70, True, "2018", 2018.0):
        with pytest.raises(InvalidValueError):
            store.create_case("A", "B", founded=year)
    assert store.is_empty()
    assert [store.create_case("A", "B", founded=year).founded for year in (1000, 2999)] == [1000, 2999]


def test_cases_are_listed_by_name_regardless_of_case_and_accents(store):
    """Ä stands beside A, and small letters beside capital ones."""
    for name in ("Zett", "Ärmel", "beta", "Alpha", "Beta"):
        store.create_case(name, "")
    assert [case.name for case in store.list_cases()] == ["Alpha", "Ärmel", "beta", "Beta", "Zett"]


def test_only_what_is_given_changes(store):
    """An update leaves the other fields alone."""
    made = store.create_case("A", "B", "note", 2018, facts=FACTS)
    changed = store.update_case(made.id, name=" Neu ")
    assert (changed.name, changed.city, changed.note, changed.founded) == ("Neu", "B", "note", 2018)
    changed = store.update_case(made.id, city="C", note="", founded=None, facts=[])
    assert (changed.name, changed.city, changed.note, changed.founded, changed.facts) == ("Neu", "C", "", None, ())
    assert store.update_case(made.id) == changed
    with pytest.raises(NoteTooLongError):
        store.update_case(made.id, note="x" * 20_001)
    assert store.case(made.id) == changed


def test_a_case_put_away_is_still_there(store, case, assessment):
    """It leaves the list, not the store, and comes back with its answers."""
    store.give_response(assessment.id, "item", "dk")
    assert store.archive_case(case.id).archived
    assert store.list_cases() == []
    assert [c.id for c in store.list_cases(include_archived=True)] == [case.id]
    assert not store.is_empty()
    assert store.restore_case(case.id) == case
    assert store.list_cases() == [case]
    assert len(store.responses_of_case(case.id)) == 1


def test_an_unknown_number_is_not_found(store):
    """A mistyped link gets the same plain answer, whatever stands in it."""
    for look_up in (
        store.case,
        store.wave,
        store.assessment,
        store.list_waves,
        store.current_responses,
        store.undo_last,
        store.archive_case,
        store.restore_case,
        store.take_over,
        store.update_case,
        store.update_wave,
        store.set_finished,
        lambda key: store.create_wave(key, "x", "now"),
        lambda key: store.give_response(key, "item", "dk"),
        lambda key: store.response_history(key, "item"),
    ):
        for number in (0, -1, 7, 2**31, 2**80, "1", None, True, 1.0):
            with pytest.raises(NotFoundError):
                look_up(number)


def test_waves_are_listed_in_the_order_of_time(store, case):
    """Looks back first, those without a year at the very beginning; goals last."""
    for label, kind, year in (
        ("goal some day", "goal", None),
        ("goal 2028", "goal", 2028),
        ("now", "now", None),
        ("back in 2024, looked at from later", "past", 2024),
        ("now 2024", "now", 2024),
        ("ten years ago", "past", 2016),
        ("founding", "past", None),
    ):
        store.create_wave(case.id, label, kind, year)
    assert [wave.label for wave in store.list_waves(case.id)] == [
        "founding",
        "ten years ago",
        "back in 2024, looked at from later",
        "now 2024",
        "now",
        "goal 2028",
        "goal some day",
    ]
    assert [wave.retrospective for wave in store.list_waves(case.id)] == [True, True, True, False, False, False, False]


def test_waves_belong_to_one_case(store, case, wave):
    """Another case does not list them."""
    other = store.create_case("Other", "")
    assert store.list_waves(case.id) == [wave]
    assert store.list_waves(other.id) == []
    assert store.wave(wave.id) == wave


def test_a_wave_can_be_corrected(store, wave):
    """Label and year change; nothing else does."""
    changed = store.update_wave(wave.id, label="Jetzt", year=None)
    assert (changed.label, changed.year, changed.kind) == ("Jetzt", None, "now")
    assert store.update_wave(wave.id) == changed


def test_a_wave_of_another_kind_is_refused(store, case):
    """Only past, now and goal exist."""
    with pytest.raises(InvalidValueError):
        store.create_wave(case.id, "x", "future")
    assert store.list_waves(case.id) == []
