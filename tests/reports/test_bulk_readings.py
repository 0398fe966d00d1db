"""Thousands of groups at once give the same figures as one at a time."""

import math
import random
from dataclasses import replace

import pytest

from typology.assessment.answers import response_table
from typology.assessment.explanation import Explanation
from typology.assessment.reading import read_responses
from typology.reports.bulk_readings import read_in_bulk
from typology.reports.readings_json import reading_dict
from typology.reports.responses_csv import read_responses_csv


def table_of(model, groups, seed):
    """A table with groups of one to four respondents and gaps of every kind, some of them too wide for a score."""
    chance = random.Random(seed)
    lines = ["case,wave,perspective,respondent,item,value"]
    for group in range(groups):
        gaps = chance.choice([0.0, 0.2, 0.7])
        for person in range(chance.randint(1, 4)):
            for item in model.items:
                scale = model.scale_of(item)
                value = str(chance.randint(0, 30)) if scale.kind == "number" else chance.choice(scale.options).id
                value = chance.choice(["dk", "na", "", None]) if chance.random() < gaps else value
                if value is None:  # no row at all
                    continue
                perspective = list(model.perspectives)[group % len(model.perspectives)]
                lines.append(f"case {group // 2},w,{perspective},r{person},{item},{value}")
    chance.shuffle(tail := lines[1:])
    found = read_responses_csv("\n".join([lines[0], *tail]).encode(), model)
    assert found.problems == ()
    return found.table


def close(one, other):
    """Compare nested plain values; figures may differ by rounding."""
    if isinstance(one, dict):
        assert list(one) == list(other)
        for key in one:
            close(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            close(a, b)
    elif isinstance(one, float):
        assert other == pytest.approx(one, abs=1e-9)
    else:
        assert one == other


@pytest.mark.parametrize("name", ["toy", "shipped"])
def test_bulk_and_single_readings_agree(request, name):
    """Scores, bounds, bands, types, verdict, phase and placement are the same, in the same order."""
    model = request.getfixturevalue(name)
    table = table_of(model, 14, seed=4)
    whole = read_responses(model, table, draws=0)
    single = [replace(r, counterfactuals=(), explanation=Explanation({}, {})) for r in whole]
    bulk = list(read_in_bulk(model, table))
    assert len(single) == len(bulk) == 14
    assert len({r.assignment.verdict for r in bulk}) > 1
    for one, other in zip(single, bulk, strict=True):
        close(reading_dict(model, one), reading_dict(model, other))
        assert [s.provisional for s in one.sets.values()] == [s.provisional for s in other.sets.values()]
        assert [s.undecided for s in one.sets.values()] == [s.undecided for s in other.sets.values()]


@pytest.mark.parametrize("row", ["no row", "empty row"])
@pytest.mark.parametrize("asked", [True, False])
def test_a_question_one_called_not_applicable_and_another_left_open(shipped, row, asked):
    """Whoever was asked and gave no answer counts, row or no row; whoever was not asked does not."""
    item = "paid_staff"
    others = [other for other in shipped.items if other != item]
    rows = [("c", "w", "self_view", person, other, "answer", 4.0) for person in "ab" for other in others]
    rows.append(("c", "w", "self_view", "a", item, "na", math.nan))
    if row == "empty row":
        rows.append(("c", "w", "self_view", "b", item, "none", math.nan))
    table = response_table(rows)
    table["questionnaire"] = ["rest" if person == "b" and not asked else "whole" for person in table["respondent"]]
    questionnaires = {"whole": list(shipped.items), "rest": others}
    [one] = read_responses(shipped, table, questionnaires, draws=0)
    [other] = read_in_bulk(shipped, table, questionnaires)
    assert one.phase == other.phase
    assert one.phase.open == asked
