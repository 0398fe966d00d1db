"""Days as people write them."""

from datetime import date

import pytest

from typology.ui.intentions import read_day


@pytest.mark.parametrize("text", ["31.12.2027", "31.12.27", "31/12/2027", " 2027-12-31 ", "31. 12. 2027"])
def test_a_day_is_read_as_people_write_it(text):
    """Also with a year of two digits: that is not one of the first century."""
    assert read_day(text) == date(2027, 12, 31)


@pytest.mark.parametrize("text", ["", "2027", "31.12.", "31.13.2027", "30.2.2027", "1.1.202", "Ende 2027", "a.b.c"])
def test_what_is_no_day_is_none(text):
    """Then the form says so."""
    assert read_day(text) is None
