"""Calibration by Ragin's direct method."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.assessment.calibration import _BLOCK, calibrate, slopes


def plain(x, e, c, i, log_odds=3.0):
    """The formula, one number at a time."""
    on_side_of_in = (x - c) * (i - c) >= 0
    s = log_odds / (i - c) if on_side_of_in else log_odds / (c - e)
    return 1 / (1 + math.exp(-s * (x - c)))


def test_incomes_of_the_textbook():
    """Anchors 2500 / 5000 / 20000 give the published memberships."""
    found = calibrate([40110, 25200, 4670, 110], 2500, 5000, 20000)
    assert found.round(3).tolist() == [0.999, 0.983, 0.402, 0.003]


def test_the_anchors_lie_at_log_odds_of_three():
    """Fully out, crossover and fully in are .0474, .5 and .9526, whatever the anchors are."""
    assert calibrate([20, 50, 80], 20, 50, 80).round(4).tolist() == [0.0474, 0.5, 0.9526]
    assert calibrate([-3, 0, 1000], -3, 0, 1000).round(4).tolist() == [0.0474, 0.5, 0.9526]


def test_descending_anchors_turn_the_set_round():
    """With 90 / 40 / 10 a small number is in, a large one out, each side with its own slope."""
    assert calibrate([90, 40, 10], 90, 40, 10).round(4).tolist() == [0.0474, 0.5, 0.9526]
    # 25 is half way from crossover to fully in: log odds 1.5
    assert calibrate(25, 90, 40, 10) == pytest.approx(1 / (1 + math.exp(-1.5)))


def test_other_log_odds():
    """With log odds of 2 the outer anchor is 1 / (1 + e^-2)."""
    assert calibrate(80, 20, 50, 80, 2.0) == pytest.approx(0.880797)


@pytest.mark.parametrize("anchors", [(20, 20, 80), (20, 80, 50), (50, 20, 80), (np.nan, 50, 80)])
def test_anchors_out_of_order_are_refused(anchors):
    """Anchors that do not strictly ascend or descend are an error, not a strange curve."""
    with pytest.raises(ValueError, match="strictly"):
        slopes(*anchors)


def test_a_single_number_gives_a_single_membership():
    """A scalar comes back without a dimension."""
    assert calibrate(50.0, 20, 50, 80).shape == ()


def test_missing_stays_missing():
    """NaN is passed on."""
    assert np.isnan(calibrate([np.nan, 50], 20, 50, 80)).tolist() == [True, False]


@given(
    st.floats(-1e4, 1e4),
    st.tuples(st.floats(-1000, 1000), st.floats(0.1, 500), st.floats(0.1, 500)),
    st.booleans(),
)
@settings(deadline=None)
def test_equals_the_formula_for_any_anchors(x, anchors, descending):
    """One expression for both sides and both directions gives what the formula gives."""
    middle, down, up = anchors
    e, c, i = (middle + down, middle, middle - up) if descending else (middle - down, middle, middle + up)
    s = 3 / (i - c) if (x - c) * (i - c) >= 0 else 3 / (c - e)
    if abs(s * (x - c)) < 600:
        assert calibrate(x, e, c, i) == pytest.approx(plain(x, e, c, i), abs=1e-12)


@pytest.mark.parametrize("rows", [_BLOCK // 8 + 3, _BLOCK])
@pytest.mark.parametrize("bent", [False, True])
@pytest.mark.parametrize("own_anchors", [False, True])
def test_large_tables_give_what_small_ones_give(rows, bent, own_anchors):
    """Working block by block and on two threads changes no digit, with or without anchors for each column."""
    x = np.random.default_rng(5).uniform(0, 100, (rows, 8))
    c = np.linspace(40, 60, 8) if own_anchors else np.float64(50)
    e, i = c - 30, c + (35 if bent else 30)
    whole = calibrate(x, e, c, i)
    pieces = np.vstack([calibrate(part, e, c, i) for part in np.array_split(x, 40)])
    assert np.abs(whole - pieces).max() < 1e-15
    assert whole[7, 3] == pytest.approx(plain(x[7, 3], *(np.broadcast_to(a, 8)[3] for a in (e, c, i))))


def test_a_transposed_large_table_is_read_in_its_own_order():
    """A table that does not lie row by row in memory gives the same memberships."""
    x = np.random.default_rng(6).uniform(0, 100, (8, _BLOCK))
    assert np.array_equal(calibrate(x.T, 20, 50, 80), calibrate(x, 20, 50, 80).T)
