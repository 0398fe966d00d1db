"""How a figure came about."""

import numpy as np
import pytest

from tests.assessment.models import build, four_items, group, item, scored
from typology.assessment.explanation import explain

MODEL = build(
    {"p": item("d1", weight=3), "q": item("d1"), "r": item("d2"), "s": item("d2", reverse=True), "t": item("d3")},
    axes={"a": {"d1": 1, "d2": 2, "d3": 1}, "b": {"d3": 1}},
)


def explained(model, *people, asked=None):
    table = group(*people)
    if asked:
        table["questionnaire"] = next(iter(asked))
    kernel, answers, scores = scored(model, table, asked)
    return explain(kernel, answers, scores), scores


def test_contributions_add_up_to_the_score_of_a_dimension():
    """[4, 2 reversed, DK, 5]: three answers with a third of the weight each: 25 + 25 + 33.3 = 83.3."""
    found, _ = explained(four_items(reverse=[1]), {"q0": 4, "q1": 2, "q2": "dk", "q3": 5})
    traces = found.dimensions["d"]
    assert [t.share for t in traces] == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])
    assert [t.points for t in traces] == [75, 75, None, 100]
    assert [t.value for t in traces] == [4, 2, None, 5]
    assert [t.contribution for t in traces] == pytest.approx([25, 25, 0, 100 / 3])


def test_every_answer_can_be_followed_back():
    """Each respondent's own state, value and points."""
    found, _ = explained(MODEL, {"p": 4, "q": "dk", "s": 1}, {"p": "na", "s": 4})
    p, q = found.dimensions["d1"]
    assert [(a.respondent, a.state, a.value, a.points) for a in p.answers] == [
        ("r1", "answer", 4, 100),
        ("r2", "na", None, None),
    ]
    assert [a.state for a in q.answers] == ["dk", "none"]
    assert (q.count("dk"), q.count("none"), q.count("answer")) == (1, 1, 0)
    assert [a.points for a in found.dimensions["d2"][1].answers] == [75, 0]


def test_sums_hold_for_groups_with_gaps():
    """For random answers of four people, items add up to dimensions and dimensions to axes."""
    rng = np.random.default_rng(8)
    for _ in range(20):
        people = [
            {i: rng.choice([*range(5), "dk", "na", "none"]) for i in MODEL.items} for _ in range(4)
        ]
        people = [{i: v if v.isalpha() else int(v) for i, v in person.items()} for person in people]
        found, scores = explained(MODEL, *people)
        for column, traces in enumerate([*found.axes.values(), *found.dimensions.values()]):
            added = [t.contribution for t in traces]
            if np.isnan(scores.score[0, column]):
                assert set(added) <= {None}
            else:
                assert sum(added) == pytest.approx(scores.score[0, column])
                assert sum(t.share for t in traces) == pytest.approx(1)


def test_an_axis_is_explained_by_its_dimensions():
    """p, q = 4 and 0 (75 points, weight 1 of 4), r, s open, t = 2 (50 points, weight 1): (75 + 50) / 2."""
    found, scores = explained(MODEL, {"p": 4, "q": 0, "t": 2})
    parts = {t.dimension: (t.weight, t.share, t.points, t.contribution) for t in found.axes["a"]}
    assert parts == {"d1": (1, 0.5, 75, 37.5), "d2": (2, 0, None, 0), "d3": (1, 0.5, 50, 25)}
    assert scores.score[0, 0] == 62.5


def test_without_a_score_nothing_contributes():
    """Below the coverage there are answers and points, but no contribution."""
    found, _ = explained(four_items(), {"q0": 4})
    assert [t.contribution for t in found.dimensions["d"]] == [None] * 4
    assert found.dimensions["d"][0].points == 75
    assert [t.contribution for t in found.axes["a"]] == [None]


def test_only_items_that_were_asked_are_explained():
    """Items outside the questionnaire do not appear; a dimension without any is empty."""
    found, _ = explained(MODEL, {"p": 4}, asked={"f": ["p"]})
    assert [t.item for t in found.traces()] == ["p"]
    assert found.dimensions["d2"] == ()


def test_a_weightless_item_is_shown_but_adds_nothing():
    """Weight 0 is 0 of the score, not an error."""
    found, _ = explained(build({"p": item("d"), "q": item("d", weight=0)}), {"p": 4, "q": 1})
    assert [(t.weight, t.share, t.contribution) for t in found.dimensions["d"]] == [(1, 1, 100), (0, 0, 0)]
