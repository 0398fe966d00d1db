"""From the long table to arrays."""

from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from tests.assessment.models import build, four_items, group, item, one
from typology.assessment.answers import (
    ANSWERED,
    MISSING,
    NOT_APPLICABLE,
    NOT_ASKED,
    encode,
    response_table,
)
from typology.assessment.kernel import compile_model

KERNEL = compile_model(four_items())
ALL = {"q0": 4, "q1": "dk", "q2": "na", "q3": "none"}


def grid_of(table, asked=None):
    return encode(KERNEL, table, asked).grid()


def test_states_become_codes():
    """Answer, don't know, not applicable and no answer; the last two kinds of missing count alike."""
    states, x = grid_of(group(ALL))
    assert states.tolist() == [[ANSWERED, MISSING, NOT_APPLICABLE, MISSING]]
    assert x[0, 0] == 75
    assert np.isnan(x[0, 1:]).all()


def test_an_outspoken_dont_know_is_remembered():
    """Don't know and no answer are both missing, but only the first was said."""
    answers = encode(KERNEL, group(ALL))
    assert dict(zip(answers.item.tolist(), answers.dont_know.tolist(), strict=True)) == {0: False, 1: True, 2: False}


def test_an_item_without_a_row_is_missing():
    """Somebody who answers one item has left three open."""
    assert grid_of(group({"q2": 5}))[0].tolist() == [[MISSING, MISSING, ANSWERED, MISSING]]


def test_an_empty_table_has_nobody():
    """No rows: no respondents, no groups, no error."""
    for table in (group(), group(ALL).iloc[:0], pd.DataFrame(columns=group(ALL).columns)):
        answers = encode(KERNEL, table)
        assert (len(answers.respondents), len(answers.groups), len(answers.item)) == (0, 0, 0)
        assert list(answers.by_group()) == []


def test_the_last_of_two_rows_counts():
    """An answer given twice counts once, as it was given last."""
    table = response_table([*one({"q0": 1}), *one({"q0": 5})])
    assert grid_of(table)[1][0, 0] == 100


def test_an_answer_can_be_taken_back():
    """An answer followed by 'none' is open again, and by 'dk' a don't know."""
    taken_back = response_table([*one({"q0": 1}), *one({"q0": "none"})])
    assert grid_of(taken_back)[0][0, 0] == MISSING
    unsure = encode(KERNEL, response_table([*one({"q0": 1}), *one({"q0": "dk"})]))
    assert unsure.dont_know.tolist() == [True]


def test_unknown_items_are_left_out_but_their_respondent_stays():
    """Answers to items of another version do not make a person disappear, and change nobody's answers."""
    table = response_table([*one({"gone": 3}, "first"), *one({"q1": 3, "gone": 3}, "second")])
    answers = encode(KERNEL, table)
    assert [key[-1] for key in answers.respondents] == ["first", "second"]
    assert answers.grid()[0].tolist() == [[MISSING] * 4, [MISSING, ANSWERED, MISSING, MISSING]]


@pytest.mark.parametrize("value", [0, 6, -1, np.nan, np.inf, -np.inf])
def test_an_answer_that_cannot_be_is_missing(value):
    """A level beyond the ends of 1 to 5, or no number at all, is not pressed onto the scale."""
    states, x = grid_of(response_table([("c", "w", "p", "r", "q0", "answer", value)]))
    assert states[0, 0] == MISSING
    assert np.isnan(x[0, 0])


def test_a_number_may_lie_beyond_its_anchors_but_must_be_one():
    """1,000 members are fully in; infinitely many are no answer."""
    kernel = compile_model(build({"n": item("d", "number", calibration=(2, 10, 30))}))
    states, x = encode(kernel, group({"n": 1000}, {"n": np.inf})).grid()
    assert states[:, 0].tolist() == [ANSWERED, MISSING]
    assert x[0, 0] == pytest.approx(100)


@pytest.mark.parametrize("dtype", ["object", "str", "string", "category"])
def test_every_kind_of_string_column_is_read(dtype):
    """However pandas holds the strings, the codes are the same; empty cells are names or missing states."""
    table = pd.concat([group(ALL, ALL), group(ALL, case="d")], ignore_index=True)
    names = [c for c in table.columns if c != "value"]
    table = table.astype(dict.fromkeys(names, dtype))
    expected = encode(KERNEL, pd.concat([group(ALL, ALL), group(ALL, case="d")]))
    found = encode(KERNEL, table)
    assert found.respondents == expected.respondents
    assert np.array_equal(found.grid()[1], expected.grid()[1], equal_nan=True)
    table.loc[0, "state"] = None
    table.loc[4:7, "wave"] = None
    table.loc[8, "item"] = None
    holed = encode(KERNEL, table)
    assert holed.groups == [("c", "w", "p"), ("c", "", "p"), ("d", "w", "p")]
    assert holed.grid()[0][:, 0].tolist() == [MISSING, ANSWERED, MISSING]


def test_numbers_may_name_waves():
    """A column of years is read as names."""
    table = group(ALL).assign(wave=2015)
    assert encode(KERNEL, table).groups == [("c", "2015", "p")]


def test_rows_of_one_person_need_not_stand_together():
    """Rows in any order are sorted to their respondents."""
    table = pd.concat([group({"q0": 1, "q1": 2}), group({"q0": 5, "q1": 4}, case="d")])
    mixed = table.iloc[[3, 0, 2, 1]]
    answers = encode(KERNEL, mixed)
    assert answers.groups == [("d", "w", "p"), ("c", "w", "p")]
    assert answers.grid()[1][:, :2].tolist() == [[100, 75], [0, 25]]


def test_groups_come_one_by_one():
    """Each group alone holds its people and their answers, in the order of first appearance."""
    table = pd.concat([group({"q0": 1}, {"q0": 2}, wave="z"), group({"q0": 3}, wave="a")])
    table = table.iloc[[0, 2, 1]]
    parts = list(encode(KERNEL, table).by_group())
    assert [part.groups for part in parts] == [[("c", "z", "p")], [("c", "a", "p")]]
    assert [[key[-1] for key in part.respondents] for part in parts] == [["r1", "r2"], ["r1"]]
    assert [part.grid()[1][:, 0].tolist() for part in parts] == [[0, 25], [50]]


def test_many_distinct_names_do_not_run_into_one_another():
    """More combinations than a 64-bit number can count are still told apart."""
    n = 70_000
    names = [f"{k}" for k in range(n)]
    table = pd.DataFrame(dict.fromkeys(("case", "wave", "perspective", "respondent"), names))
    answers = encode(KERNEL, table.assign(item="q0", state="answer", value=3.0))
    assert answers.respondents[-1] == ("69999",) * 4
    assert answers.respondent.tolist() == list(range(n))


class TestAsked:
    """Which items were asked at all."""

    FORMS = MappingProxyType({"short": ["q0", "q1"], "frame": ["q3"]})

    def with_forms(self, *parts):
        return pd.concat([table.assign(questionnaire=name) for name, table in parts], ignore_index=True)

    def test_items_of_another_questionnaire_were_not_asked(self):
        """Who answers the short form has left none of the other items open."""
        table = self.with_forms(("short", group({"q0": 4})))
        assert grid_of(table, self.FORMS)[0].tolist() == [[ANSWERED, MISSING, NOT_ASKED, NOT_ASKED]]

    def test_two_questionnaires_of_one_person_are_asked_together(self):
        """Self-assessment and municipal frame by the same person: the items of both, not only of the last."""
        table = self.with_forms(("short", group({"q0": 4})), ("frame", group({"q3": "dk"})))
        assert grid_of(table, self.FORMS)[0].tolist() == [[ANSWERED, MISSING, NOT_ASKED, MISSING]]

    def test_people_of_one_group_may_have_different_questionnaires(self):
        """Each respondent is held to what they were asked."""
        short = response_table(one({"q0": 4}, "anna"))
        frame = response_table(one({"q3": 2}, "ben"))
        table = self.with_forms(("frame", frame), ("short", short))
        assert grid_of(table, self.FORMS)[0].tolist() == [
            [NOT_ASKED, NOT_ASKED, NOT_ASKED, ANSWERED],
            [ANSWERED, MISSING, NOT_ASKED, NOT_ASKED],
        ]

    @pytest.mark.parametrize("name", ["other", None])
    def test_an_unknown_questionnaire_asks_everything(self, name):
        """Without knowing what was asked, every item counts as asked."""
        table = self.with_forms((name, group({"q0": 4})))
        assert grid_of(table, self.FORMS)[0].tolist() == [[ANSWERED, MISSING, MISSING, MISSING]]

    def test_without_the_column_everything_was_asked(self):
        """The mapping alone says nothing about who answered what."""
        assert (grid_of(group({"q0": 4}), self.FORMS)[0] != NOT_ASKED).all()

    def test_an_answer_nobody_asked_for_still_counts(self):
        """An answer to an item outside the questionnaire was given; taken back, it is not asked again."""
        table = self.with_forms(("short", group({"q3": 4, "q2": "none"})))
        assert grid_of(table, self.FORMS)[0].tolist() == [[MISSING, MISSING, NOT_ASKED, ANSWERED]]
