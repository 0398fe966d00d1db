"""What has to hold for any answers."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessment.models import build, group, item, scored
from typology.assessment.reading import read_responses

ITEMS = {
    "p": item("d1", weight=2),
    "q": item("d1", "one_to_five", reverse=True),
    "r": item("d1", "uneven"),
    "s": item("d2"),
    "t": item("d2", weight=0.5, reverse=True),
    "n": item("d3", "number", calibration=(90, 40, 10)),
    "m": item("d3", "number", calibration=(2, 10, 30), weight=3),
}
MODEL = build(
    ITEMS,
    axes={"a": {"d1": 1, "d2": 2}, "b": {"d3": 1, "d2": 1}},
    types={"x": {"a": "high", "b": "low"}, "y": {"a": "low", "d3": "high"}, "z": {"b": "high"}},
)


# Other work on the machine must not fail a test; how fast this is, the benchmarks say.
UNTIMED = settings(deadline=None, max_examples=30)


def value_of(name):
    scale = MODEL.scale_of(name)
    if scale.kind == "number":
        return st.floats(0, 300, allow_nan=False)
    return st.sampled_from([o.value for o in scale.options])


PERSON = st.fixed_dictionaries(
    {}, optional={name: st.one_of(value_of(name), st.sampled_from(["dk", "na", "none"])) for name in ITEMS}
)
PEOPLE = st.lists(PERSON, min_size=1, max_size=4)


def figures(people, **key):
    _, _, scores = scored(MODEL, group(*people, **key))
    return scores


@given(PEOPLE)
@UNTIMED
def test_scores_lie_on_the_scale_and_within_their_bounds(people):
    """0 <= low <= score <= high <= 100 for every respondent and group, and the band around the score."""
    s = figures(people)
    for low, score, high in (
        (s.respondent_low, s.respondent_score, s.respondent_high),
        (s.low, s.score, s.high),
        (s.band_low, s.score, s.band_high),
    ):
        for one, middle, other in zip(low.ravel(), score.ravel(), high.ravel(), strict=True):
            if not np.isnan(one):
                assert 0 <= one <= other <= 100
            if not np.isnan(one) and not np.isnan(middle):
                assert one <= middle <= other


@given(PEOPLE)
@UNTIMED
def test_coverage_is_a_share(people):
    """Between 0 and 1, and no score below the threshold."""
    s = figures(people)
    known = s.coverage[~np.isnan(s.coverage)]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()
    assert np.isnan(s.score[s.coverage < 0.5 - 1e-6]).all()


@given(PEOPLE, st.randoms(use_true_random=False))
@UNTIMED
def test_the_order_of_answers_does_not_matter(people, random):
    """Rows in any order give the same figures for the group."""
    table = group(*people)
    if table.empty:
        return
    order = list(range(len(table)))
    random.shuffle(order)
    first, second = (scored(MODEL, t)[2] for t in (table, table.iloc[order]))
    for name in ("score", "coverage", "low", "high", "band_low", "band_high"):
        np.testing.assert_allclose(getattr(first, name), getattr(second, name), atol=1e-9)


@given(PERSON, st.sampled_from(["p", "r", "s", "m"]), st.data())
@UNTIMED
def test_a_higher_answer_never_lowers_a_score(person, name, data):
    """Monotone in every item that is not reversed, on its dimension and on every axis."""
    low, high = sorted((data.draw(value_of(name)), data.draw(value_of(name))))
    before, after = figures([{**person, name: low}]), figures([{**person, name: high}])
    fine = ~np.isnan(before.score)
    assert (after.score[fine] >= before.score[fine] - 1e-9).all()


@given(PERSON, st.sampled_from(["q", "t", "n"]), st.data())
@UNTIMED
def test_a_higher_answer_never_raises_a_reversed_score(person, name, data):
    """Reverse-keyed items and descending anchors fall."""
    low, high = sorted((data.draw(value_of(name)), data.draw(value_of(name))))
    before, after = figures([{**person, name: low}]), figures([{**person, name: high}])
    fine = ~np.isnan(before.score)
    assert (after.score[fine] <= before.score[fine] + 1e-9).all()


@given(PEOPLE, PEOPLE)
@UNTIMED
def test_another_case_changes_no_score(people, others):
    """No figure of one city depends on another city: nothing is normed over the sample."""
    if group(*people).empty:
        return
    alone = figures(people)
    both = scored(MODEL, pd.concat([group(*others, case="other"), group(*people)]))
    row = both[1].groups.index(("c", "w", "p"))
    for name in ("score", "coverage", "low", "high", "band_low", "band_high", "n"):
        np.testing.assert_allclose(getattr(both[2], name)[row], getattr(alone, name)[0], atol=1e-9)


@given(PEOPLE)
@settings(UNTIMED, max_examples=15)
def test_any_answers_give_a_reading(people):
    """No answers whatever lead to an error or a warning, and contributions add up wherever there is a score."""
    for reading in read_responses(MODEL, group(*people), draws=20):
        for set_id, found in reading.sets.items():
            traces = reading.explanation.axes.get(set_id) or reading.explanation.dimensions.get(set_id, ())
            if found.score is not None:
                assert abs(sum(t.contribution for t in traces) - found.score) < 1e-6
        fits = reading.assignment.fits
        assert all(0 <= f.membership <= 1 and 0 <= f.closeness <= 1 and 0 <= f.stability <= 1 for f in fits)
        for change in reading.counterfactuals:
            assert change.steps > 0
            assert change.crossed
