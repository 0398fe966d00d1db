"""Answers in, readings out."""

import pandas as pd
import pytest

from tests.assessment.models import build, group, item, plane, scored
from typology.assessment.assignment import Verdict
from typology.assessment.reading import group_answers, read_responses
from typology.assessment.rules import Given
from typology.model.elements import Rule

MODEL = build(
    {"p": item("d1"), "q": item("d1"), "r": item("d2"), "s": item("d2"), "k": item("frame")},
    axes={"a": {"d1": 1}, "b": {"d2": 1}},
    types={
        "hh": {"a": "high", "b": "high"},
        "hl": {"a": "high", "b": "low"},
        "lh": {"a": "low", "b": "high"},
        "ll": {"a": "low", "b": "low"},
    },
    phases={"start": None, "later": Rule(item="p", at_least="o3")},
    placements=[plane("frame", "b")],
)


def read(*people, draws=200, **key):
    (reading,) = read_responses(MODEL, group(*people, **key), draws=draws)
    return reading


def test_one_person_who_answers_everything():
    """p, q = 4, 3; r, s = 1, 0; k = 3: axes 87.5 and 12.5, clearly 'hl', later phase, frame high and b low."""
    found = read({"p": 4, "q": 3, "r": 1, "s": 0, "k": 3})
    assert (found.case, found.wave, found.perspective, found.respondents) == ("c", "w", "p", 1)
    a = found.sets["a"]
    assert (a.score, a.coverage, a.low, a.high, a.n) == (87.5, 1, 87.5, 87.5, 1)
    assert (a.band_low, a.band_high, a.spread) == (None, None, None)
    assert a.membership == pytest.approx(0.9770, abs=5e-5)  # 1 / (1 + e^-3.75)
    assert list(found.sets) == ["a", "b", "d1", "d2", "frame"]
    assert found.assignment.verdict is Verdict.CLEAR
    assert found.assignment.type == "hl"
    assert found.phase.reached.id == "later"
    assert found.placements[0].field.id == "high-low"
    assert found.placements[0].is_clear
    assert found.draws == 200
    assert found.seed == MODEL.method.uncertainty.seed
    assert found.model_version == "1.0"
    assert found.counterfactuals[0].steps == 3
    assert [t.contribution for t in found.explanation.dimensions["d1"]] == [50, 37.5]


def test_the_range_is_the_band_where_there_is_one_and_else_the_bounds():
    """One respondent with a gap: bounds 37.5 to 87.5 ... 0 and 100 in its place; three respondents: the t band."""
    alone = read({"p": 3, "q": "dk", "r": 1, "s": 1}).sets["a"]
    assert alone.range == (37.5, 87.5)
    three = read(*[{"p": v, "q": v, "r": 1, "s": 1} for v in (1, 2, 3)]).sets["a"]
    # mean 50, SD 25, t(2) = 4.3027: 50 +- 62.1, clipped
    assert three.range == (0, 100)
    assert three.spread == 25


def test_provisional_and_undecided_are_said():
    """Half of the answers is provisional; a membership of .475 (a score of 49) is undecided."""
    found = read({"p": 2, "q": "dk", "r": 3, "s": 3})
    assert (found.sets["a"].provisional, found.sets["b"].provisional) == (True, False)
    assert (found.sets["a"].undecided, found.sets["b"].undecided) == (True, False)


def test_nobody_answered_anything():
    """Rows in state 'none' only: no score, no phase, no field, no counterfactual, but a reading that says so."""
    found = read(dict.fromkeys(MODEL.items, "none"))
    assert found.assignment.verdict is Verdict.INSUFFICIENT
    assert found.assignment.missing_sets == ("a", "b")
    assert (found.phase, found.counterfactuals, found.draws) == (None, (), 0)
    assert found.placements[0].field is None
    a = found.sets["a"]
    assert (a.score, a.coverage, a.low, a.high, a.membership, a.undecided, a.provisional) == (
        None, 0, 0, 100, None, False, False,
    )  # fmt: skip


def test_all_dont_know():
    """Like no answer, but every don't know is counted."""
    found = read(dict.fromkeys(MODEL.items, "dk"))
    assert found.assignment.verdict is Verdict.INSUFFICIENT
    assert [t.count("dk") for t in found.explanation.traces()] == [1] * 5


def test_nothing_applies():
    """No score, no coverage and no range; the phase rule is answered with no."""
    found = read(dict.fromkeys(MODEL.items, "na"))
    assert (found.sets["a"].coverage, found.sets["a"].range) == (None, None)
    assert found.phase.reached.id == "start"
    assert not found.phase.open


def test_one_answer():
    """A single answer is half of its dimension: a score there, none elsewhere, no type."""
    found = read({"p": 4})
    assert (found.sets["d1"].score, found.sets["d2"].score) == (100, None)
    assert found.assignment.missing_sets == ("b",)


def test_without_draws_there_is_no_stability():
    """draws=0 leaves the verdict to membership and closeness."""
    found = read({"p": 4, "q": 4, "r": 0, "s": 0}, draws=0)
    assert found.draws == 0
    assert found.assignment.leading.stability is None
    assert found.assignment.verdict is Verdict.CLEAR


def test_the_models_own_number_of_draws_is_the_default():
    """2,000."""
    (found,) = read_responses(MODEL, group({"p": 4, "q": 4, "r": 0, "s": 0}))
    assert found.draws == 2000


def test_readings_come_in_order_of_first_appearance():
    """One per case, wave and perspective."""
    full = dict.fromkeys(MODEL.items, 3)
    parts = [group(full, case="z"), group(full, perspective="out"), group(full, full, case="z", wave="2")]
    found = read_responses(MODEL, pd.concat(parts), draws=10)
    assert [(r.case, r.wave, r.perspective, r.respondents) for r in found] == [
        ("z", "w", "p", 1),
        ("c", "w", "out", 1),
        ("z", "2", "p", 2),
    ]


def test_no_rows_give_no_readings():
    """An empty table is not an error."""
    assert read_responses(MODEL, group()) == []


def test_two_questionnaires_of_one_person_meet_in_one_reading():
    """The municipal frame is asked on a sheet of its own and still placed beside the self-assessment."""
    asked = {"self": ["p", "q", "r", "s"], "frame": ["k"]}
    table = pd.concat(
        [
            group({"p": 4, "q": 4, "r": 4, "s": 4}).assign(questionnaire="self"),
            group({"k": 1}).assign(questionnaire="frame"),
        ]
    )
    (found,) = read_responses(MODEL, table, asked, draws=10)
    assert found.placements[0].field.id == "low-high"
    assert found.sets["a"].coverage == 1


def test_the_answer_of_a_group_is_the_mean_of_those_who_answered():
    """Not applicable only if it is so for everybody who was asked; an item nobody was asked is absent."""
    table = group({"p": 4, "q": "na", "r": "na", "k": 2}, {"p": 1, "q": "na", "r": "dk"}, {"q": "na", "k": 3})
    table["questionnaire"] = "f"
    kernel, answers, _ = scored(MODEL, table, {"f": ["p", "q", "r", "k"]})
    assert group_answers(kernel, answers) == {
        "p": 2.5,
        "q": Given.NOT_APPLICABLE,
        "r": Given.MISSING,
        "k": 2.5,
    }


def test_a_phase_waits_for_those_who_have_not_said_anything():
    """One says not applicable, another has not answered yet: no phase is read into that; if both say so, it is."""
    assert read({"p": "na", "q": 3}, {"q": 3}).phase is None
    assert read({"p": "na", "q": 3}, {"p": "na"}).phase.reached.id == "start"
