"""Where points in time stand, and how they are called."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.figures.made import model as made_model
from tests.figures.made import reading
from typology.figures.moments import Event, Moment, Point, in_full, title_of, when
from typology.figures.time_axis import lay_time, say_event
from typology.figures.wording import Words
from typology.language.catalogue import Speaker

DE, EN = Words(Speaker("de")), Words(Speaker("en"))
READ = reading(made_model("xy"), [])


def at(*years):
    return [Moment(str(year), "now", year, READ) for year in years]


def test_years_are_drawn_to_scale():
    """2010 to 2030 on 100 pixels: five pixels a year."""
    axis = lay_time(at(2010, 2014, 2030), [], 0.0, 100.0, 5.0)
    assert axis.x == pytest.approx((0, 20, 100))
    assert axis.is_true


def test_points_that_would_lie_on_one_another_are_moved_apart_and_stay_inside():
    """Three in one year and one much earlier: 20 pixels between each, the last at the right end."""
    axis = lay_time(at(2000, 2020, 2020, 2020), [], 0.0, 100.0, 20.0)
    assert axis.x == pytest.approx((0, 60, 80, 100))
    assert lay_time(at(2000, 2000, 2000, 2020), [], 0.0, 100.0, 20.0).x == pytest.approx((0, 20, 40, 100))
    crowded = lay_time(at(2018, 2019, 2020, 2021, 2022), [], 0.0, 100.0, 80.0)
    assert all(b - a == pytest.approx(25) for a, b in pairwise(crowded.x))
    assert (crowded.x[0], crowded.x[-1]) == pytest.approx((0, 100))


def test_events_stretch_the_axis_a_little_and_no_further():
    """Ten years may grow by a third on each side: 2007 does, 1990 has no place."""
    axis = lay_time(at(2010, 2020), [Event(2007, None, "a"), Event(1990, None, "b"), Event(2015, 7, "c")], 0, 130, 5)
    assert axis.x == pytest.approx((30, 130))
    assert [event.text for event in axis.events] == ["b", "a", "c"]
    assert axis.event_x == pytest.approx((None, 0, 10 * (2015 + 6.5 / 12 - 2007.5)))


@pytest.mark.parametrize(("moments", "first"), [(at(2010), 50.0), (at(2010, 2010), 0.0)])
def test_one_year_alone_makes_no_scale(moments, first):
    """One point stands in the middle, two of one year stand at both ends, and no event has a place."""
    axis = lay_time(moments, [Event(2010, None, "a")], 0.0, 100.0, 5.0)
    assert axis.x[0] == first
    assert not axis.is_true
    assert axis.event_x == (None,)


@pytest.mark.parametrize(("point", "title", "full", "said"), [
    (Point("Gründung", "past", 2012), ("Gründung", "2012 · im Rückblick"), "Gründung (2012, im Rückblick)",
     "im Rückblick auf »Gründung«"),
    (Point("2015", "past", 2015), ("2015", "im Rückblick"), "2015 (im Rückblick)", "im Rückblick auf 2015"),
    (Point("heute", "now", 2025), ("heute", "2025"), "heute (2025)", "heute"),
    (Point("Today", "now", None), ("Today", ""), "Today", "heute"),
    (Point("2024", "now", 2024), ("2024", ""), "2024", "im Jahr 2024"),
    (Point("Zwischenstand", "now", 2020), ("Zwischenstand", "2020"), "Zwischenstand (2020)",
     "zum Zeitpunkt »Zwischenstand«"),
    (Point("Unser Ziel 2030", "goal", 2030), ("Unser Ziel 2030", ""), "Unser Ziel 2030", "als Ziel"),
    (Point("Vision", "goal", 2030), ("Vision", "2030 · Ziel"), "Vision (2030, Ziel)", "als Ziel"),
    (Point("", "past", None), ("Zeitpunkt ohne Namen", "im Rückblick"), "Zeitpunkt ohne Namen (im Rückblick)",
     "im Rückblick auf »Zeitpunkt ohne Namen«"),
])  # fmt: skip
def test_a_point_in_time_is_called_with_all_there_is_to_know_and_nothing_twice(point, title, full, said):
    """Its year and its kind, unless its name says them."""
    assert title_of(DE, point) == title
    assert in_full(DE, point) == full
    assert when(DE, point).replace("\u2068", "").replace("\u2069", "") == said


def test_an_event_says_its_month_if_it_is_known():
    """In the reader's language."""
    assert say_event(DE, Event(2014, 3, "Büro")) == "März 2014: Büro"
    assert say_event(EN, Event(2014, 12, "Büro")) == "December 2014: Büro"
    assert say_event(DE, Event(2014, None, "Büro")) == "2014: Büro"
