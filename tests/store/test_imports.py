"""Taking in whole tables, and transactions over several calls."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from typology.store import CaseUnscoredError, ImportRow, InvalidValueError, NotFoundError


@pytest.fixture
def row(case, wave):
    """A row that is in order."""
    return ImportRow(case.id, wave.id, "inside", "r1", "long", "1+q", "toy", "1+m", "a", "answer", "s1")


def test_a_table_becomes_assessments_and_responses(store, case, row):
    """One assessment per respondent and perspective, finished, each with its responses, notes and times."""
    when = datetime(2016, 5, 1, 12, tzinfo=UTC)
    rows = [
        row,
        replace(row, item="b", state="dk", option=None, note="n\0", given_at=when),
        replace(row, respondent="r2"),
        replace(row, perspective="outside", item="c", option=None, number=7, model_version="2+m"),
        replace(row, item="d", state="none", option=None),
    ]
    assert store.import_responses(rows) == 4
    found = store.responses_of_case(case.id)
    assert [(r.perspective, r.respondent, r.item, r.state, r.option, r.number, r.note) for r in found] == [
        ("inside", "r1", "a", "answer", "s1", None, ""),
        ("inside", "r1", "b", "dk", None, None, "n"),
        ("inside", "r2", "a", "answer", "s1", None, ""),
        ("outside", "r1", "c", "answer", None, 7.0, ""),
    ]
    assert found[1].given_at == when
    begun = store.list_assessments(case.id)
    assert [a.finished for a in begun] == [True, True, True]
    assert len({a.token for a in begun}) == 3
    assert [a.model_version for a in begun] == ["1+m", "1+m", "2+m"]


def test_the_same_table_twice_is_stored_once(store, case, row):
    """A second import changes nothing; a changed row adds to the history of the assessment already there."""
    rows = [row, replace(row, item="b", note="n")]
    assert store.import_responses(rows, finished=False) == 2
    assert store.import_responses(rows) == 0
    assert store.import_responses([row, replace(row, item="b", option="s2")]) == 1
    (assessment,) = store.list_assessments(case.id)
    assert not assessment.finished
    assert [(r.option, r.note) for r in store.response_history(assessment.id, "b")] == [("s1", "n"), ("s2", "n")]


def test_the_last_row_of_an_item_counts(store, case, row):
    """Repeated rows of one table become history, as single responses would."""
    assert store.import_responses([row, replace(row, option="s2"), replace(row, option="s2")]) == 2
    assert [r.option for r in store.responses_of_case(case.id)] == ["s2"]


def test_an_empty_table_is_no_error(store):
    """Nothing in, nothing written."""
    assert store.import_responses([]) == 0


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"option": None}, InvalidValueError),
        ({"item": " "}, InvalidValueError),
        ({"respondent": ""}, InvalidValueError),
        ({"model_version": ""}, InvalidValueError),
        ({"case_id": 10**8}, NotFoundError),
        ({"wave_id": 10**8}, NotFoundError),
    ],
)
def test_one_bad_row_keeps_everything_out(store, case, row, change, error):
    """The error names the row; not even the rows before it are stored."""
    with pytest.raises(error, match="Row 3: ") as refused:
        store.import_responses([row, replace(row, respondent="r2"), replace(row, **change)])
    assert refused.value.details["row"] == 3
    assert store.list_assessments(case.id) == []
    assert store.responses_of_case(case.id) == []


def test_a_fact_sheet_takes_no_imported_answers(store, row):
    """An import is no way around the rule that only the Verbund assesses itself."""
    city = store.create_case("Verbund", "Stadt", unscored=True)
    wave = store.create_wave(city.id, "Heute", "now")
    with pytest.raises(CaseUnscoredError):
        store.import_responses([replace(row, case_id=city.id, wave_id=wave.id)])


def test_a_transaction_keeps_all_or_nothing(store):
    """An error at the end takes back everything done inside, also what was already readable there."""

    def enter_and_fail():
        with store.transaction():
            made = store.create_case("A", "B")
            assert store.case(made.id) == made
            store.create_wave(made.id, "Heute", "now")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enter_and_fail()
    assert store.is_empty()
    with store.transaction():
        made = store.create_case("A", "B")
        store.create_wave(made.id, "Heute", "now")
    assert len(store.list_waves(made.id)) == 1


def test_an_import_of_thousands_of_rows_is_complete(store, case, row):
    """2,000 responses of 50 people arrive in one go."""
    rows = [replace(row, respondent=f"r{person}", item=f"i{n}") for person in range(50) for n in range(40)]
    assert store.import_responses(rows) == 2000
    assert len(store.responses_of_case(case.id)) == 2000
    assert store.import_responses(rows) == 0
