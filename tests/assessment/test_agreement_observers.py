"""Agreement over several units: Krippendorff's alpha and the intraclass correlation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.assessment.intraclass import intraclass_correlation
from typology.assessment.krippendorff import METRICS, krippendorff_alpha
from typology.model.elements import AgreementMethod

GAP = float("nan")


def table(*observers):
    """Return units by observers from one line an observer, ``*`` for a gap."""
    return np.array([[GAP if cell == "*" else float(cell) for cell in line.split()] for line in observers]).T


KRIPPENDORFF = table(
    "1 2 3 3 2 1 4 1 2 * * *", "1 2 3 3 2 2 4 1 2 5 * 3", "* 3 3 3 2 3 4 2 2 5 1 *", "1 2 3 3 2 4 4 1 2 5 1 *")
UNITS = st.lists(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, GAP]), min_size=3, max_size=3), min_size=2, max_size=8)


# ------------------------------------------------------------------------------ alpha
@pytest.mark.parametrize(("metric", "alpha"), [
    ("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_the_example_of_krippendorff_2011(metric, alpha):
    """Four observers, twelve units, gaps; the last unit has one value and drops out."""
    assert krippendorff_alpha(KRIPPENDORFF, metric) == pytest.approx(alpha, abs=5e-4)


def test_two_observers_and_binary_data():
    """Krippendorff 2011, example A: alpha = 1 - 19 · 4 / (14 · 6) = .095 under every metric."""
    found = table("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
    for metric in ("nominal", "ordinal", "interval"):
        assert krippendorff_alpha(found, metric) == pytest.approx(0.095, abs=5e-4)


def test_two_observers_and_nominal_data():
    """Krippendorff 2011, example B: five categories, twelve units, .692."""
    found = table("1 1 2 2 4 3 3 3 5 4 4 1", "2 1 2 2 2 3 3 3 5 4 4 4")
    assert krippendorff_alpha(found, "nominal") == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize("metric", METRICS)
def test_full_agreement_is_one_and_no_variation_is_undefined(metric):
    """Where everybody says the same of everything, nothing could have been otherwise."""
    assert krippendorff_alpha(table("1 2 5 4", "1 2 5 4"), metric) == pytest.approx(1)
    assert krippendorff_alpha(table("2 2 2", "2 2 2"), metric) is None
    assert krippendorff_alpha(table("1 * 2", "* 3 *"), metric) is None
    assert krippendorff_alpha(np.empty((0, 3)), metric) is None


def test_systematic_disagreement_is_below_zero():
    """Each says the opposite of the other: o is all off the diagonal, so 1 - 3 · 4 / 8 = -.5."""
    assert krippendorff_alpha(table("1 2", "2 1"), "nominal") == pytest.approx(-0.5)


def test_ratios_of_zero():
    """0 against 0 is no distance, 0 against 4 the largest there is; below 0 there are no ratios."""
    found = table("0 4 4", "0 4 0")
    assert krippendorff_alpha(found, "ratio") == krippendorff_alpha(found, "nominal")
    with pytest.raises(ValueError, match="from 0 up"):
        krippendorff_alpha(table("-1 2", "1 2"), "ratio")


def test_a_metric_that_does_not_exist_and_a_list_are_refused():
    """Neither is guessed."""
    with pytest.raises(ValueError, match="nominal, ordinal"):
        krippendorff_alpha(KRIPPENDORFF, "cubic")
    with pytest.raises(ValueError, match="rows"):
        krippendorff_alpha([1, 2, 3])


@given(UNITS)
def test_alpha_depends_on_no_order_and_on_no_empty_unit(units):
    """Of people or questions; ordinal alpha does not depend on distances either."""
    grid = np.array(units)
    for metric in METRICS:
        found = krippendorff_alpha(grid, metric)
        assert found is None or found <= 1 + 1e-12
        alone = np.vstack([grid[::-1, ::-1], [GAP, 2, GAP]])
        assert krippendorff_alpha(alone, metric) == pytest.approx(found)
    assert krippendorff_alpha(grid**3, "ordinal") == pytest.approx(krippendorff_alpha(grid, "ordinal"))
    assert krippendorff_alpha(7 - 2 * grid, "interval") == pytest.approx(krippendorff_alpha(grid, "interval"))


@given(UNITS)
@settings(max_examples=50)
def test_interval_alpha_is_that_of_all_pairs(units):
    """1 - mean squared difference within units (each value once) over that of all values that can be paired."""
    rows = [[value for value in unit if value == value] for unit in units]
    rows = [row for row in rows if len(row) > 1]
    values = [value for row in rows for value in row]
    if len(set(values)) < 2:
        return
    within = sum((a - b) ** 2 / (len(row) - 1) for row in rows for a in row for b in row) / len(values)
    overall = sum((a - b) ** 2 for a in values for b in values) / (len(values) * (len(values) - 1))
    assert krippendorff_alpha(np.array(units), "interval") == pytest.approx(1 - within / overall)


# ------------------------------------------------------------------------------ intraclass correlation
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
SIX = AgreementMethod(icc_from=6)


def test_the_example_of_shrout_and_fleiss():
    """Six targets, four judges: .17 and .44 (1979, table 4)."""
    found = intraclass_correlation(SHROUT_FLEISS, SIX)
    assert (found.single, found.mean) == pytest.approx((0.17, 0.44), abs=0.005)
    assert (found.groups, found.answers, found.reason) == (6, 24, None)


def test_fewer_than_ten_cases_are_refused():
    """Nine say no figure but why; ten do. Cases with one answer do not count."""
    nine = [[1, 2], [2, 2], [4, 5]] * 3
    found = intraclass_correlation([*nine, [3], []])
    assert (found.single, found.mean, found.reason, found.groups) == (None, None, "too_few_groups", 9)
    assert intraclass_correlation([*nine, [3, 3]]).single > 0.5
    assert intraclass_correlation([], AgreementMethod(icc_from=0)).reason == "too_few_groups"


def test_cases_of_different_size():
    """Sizes 2, 4, 2, means 1, 2, 3: MSB = 4/2, MSW = (2 + 4 + 2)/5, k = (8 - 24/8)/2 = 2.5, so .4 / 4.4."""
    found = intraclass_correlation([[0, 2], [1, 3, 1, 3], [2, 4]], AgreementMethod(icc_from=3))
    assert found.single == pytest.approx(0.4 / (2 + 1.5 * 1.6))
    assert found.mean == pytest.approx(0.4 / 2)


def test_people_who_differ_within_cases_alone():
    """Below 0 is possible: the means are all the same; the mean of a case then says nothing that could be given."""
    found = intraclass_correlation([[1, 3]] * 6, SIX)
    assert (found.single, found.mean) == (pytest.approx(-1.0), None)


def test_answers_that_are_all_the_same_have_no_correlation():
    """There is nothing to tell apart."""
    assert intraclass_correlation([[0.1, 0.1]] * 12).reason == "no_variation"
