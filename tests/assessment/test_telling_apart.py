"""Whether two scores can be told apart."""

from dataclasses import replace

import pytest

from tests.assessment.snapshots import FIVE, MODEL, figures, take
from typology.assessment.snapshot import SetFigures
from typology.assessment.telling_apart import distinguishable, exceeds
from typology.model.elements import Method
from typology.model.method import ComparisonMethod


def test_the_probability_that_one_score_is_above_the_other():
    """SD 10 of 4 and SD 20 of 16 people: SE 5 and 5. A difference of 10 is 10 / 7.0711 = 1.4142 errors: .9214."""
    a, b = figures(60, n=4, spread=10), figures(50, n=16, spread=20)
    assert exceeds(a, b) == pytest.approx(0.921350, abs=1e-6)
    assert exceeds(b, a) == pytest.approx(0.078650, abs=1e-6)
    assert exceeds(a, a) == 0.5


@pytest.mark.parametrize(("points", "apart"), [(11.6, False), (11.7, True), (-11.6, False), (-11.7, True), (0, False)])
def test_below_the_limit_it_is_a_tie(points, apart):
    """1.6449 errors of 7.0711 are 11.631 points: from there on P is .95 or more, or .05 or less."""
    p = exceeds(figures(50 + points, n=4, spread=10), figures(50, n=16, spread=20))
    assert distinguishable(MODEL, p) is apart


@pytest.mark.parametrize(("p", "apart"), [(0.95, True), (0.05, True), (0.9499, False), (0.0501, False), (None, None)])
def test_the_limits_themselves_can_be_told_apart_and_nothing_said_stays_nothing(p, apart):
    """It is a tie when .05 < P < .95."""
    assert distinguishable(MODEL, p) is apart


def test_the_limit_is_the_one_of_the_model():
    """With .2, a P of .8 is enough."""
    of = replace(MODEL, method=Method(comparison=ComparisonMethod(tie_below=0.2)))
    assert (distinguishable(of, 0.8), distinguishable(MODEL, 0.8)) == (True, False)


def test_nothing_is_said_without_a_band_or_without_a_score():
    """Statements of one to three people, and groups without a score."""
    group = figures(60)
    assert exceeds(group, figures(50, band=False)) is None
    assert exceeds(figures(50, band=False), group) is None
    assert exceeds(group, figures(None)) is None
    assert exceeds(figures(None), group) is None
    two_people = SetFigures(50, 1.0, 50, 50, None, None, 2, 10.0)  # a spread, and too few for a band
    assert exceeds(group, two_people) is exceeds(two_people, group) is None
    statement = take(FIVE[:3], voice="statement", office="Amt")
    assert all(exceeds(take().sets[s], statement.sets[s]) is None for s in statement.sets)


def test_without_any_spread_a_difference_is_one_and_a_crumb_is_none():
    """Standard errors of 0: above, below, and equal but for rounding."""
    a = figures(60, spread=0)
    assert (exceeds(a, figures(50, spread=0)), exceeds(figures(50, spread=0), a)) == (1, 0)
    assert exceeds(a, figures(60 + 1e-12, spread=0)) == 0.5
