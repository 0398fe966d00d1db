"""How values developed: a panel each, points where the values are, retrospect and goal as what they are."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from tests.figures.made import model as made_model
from tests.figures.made import reading, score
from tests.figures.svg_seen import SVG, circles, collide, said, texts
from typology.figures.moments import Event, Moment
from typology.figures.slope import draw_slope
from typology.figures.svg import NARROW, PAGE
from typology.language.catalogue import Speaker

DE, EN = Speaker("de"), Speaker("en")
MODEL = made_model("xy")


def moment(label, kind, year, *, value=None, half=5.0, spread=5.0, n=5, provisional=False, set_id="x"):
    """A point in time at which one axis has a band of a width, and all else nothing."""
    sets = [] if value is None else [
        score(set_id, value, value - half, value + half, band=True, spread=spread, n=n, provisional=provisional)
    ]
    return Moment(label, kind, year, reading(MODEL, sets))


def draw(*moments, sets=("x",), speaker=DE, **more):
    return draw_slope(MODEL, moments, sets, speaker, **more)


def lines(picture, dash):
    """Lines of a pattern, as lists of places."""
    found = []
    for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}path"):
        if element.get("stroke-dasharray") == dash and element.get("fill") == "none":
            found.append([tuple(map(float, pair.split())) for pair in element.get("d")[1:].split("L")])
    return found


def scale(picture):
    """Height of 0 and of 100 in pixels."""
    found = {seen.text: (seen.top + seen.bottom) / 2 for seen in texts(picture) if seen.text in ("0", "100")}
    return found["0"], found["100"]


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_a_point_stands_where_its_value_is(form):
    """25 of 100 stands a quarter of the way from the foot of the panel to its top."""
    picture = draw(moment("2020", "now", 2020, value=25), moment("2025", "now", 2025, value=80), form=form)
    zero, hundred = scale(picture)
    panel = [float(c["cy"]) for c in circles(picture) if float(c["cy"]) > hundred - 5 and float(c["cy"]) < zero + 5]
    assert sorted(panel, reverse=True) == pytest.approx(
        [zero + (hundred - zero) * 0.25, zero + (hundred - zero) * 0.8], abs=1.0
    )


def test_the_sentence_says_how_a_value_moved_and_whether_that_can_be_told_apart():
    """From 31 to 62 with narrow bands."""
    picture = draw(moment("2015", "past", 2015, value=31), moment("heute", "now", 2025, value=62))
    assert picture.sentence == (
        "Bei »Achse x« liegt der Wert heute bei 62, im Rückblick auf 2015 bei 31; das ist unterscheidbar."
    )
    english = draw(moment("2015", "past", 2015, value=31), moment("heute", "now", 2025, value=62), speaker=EN)
    assert english.sentence == (
        "“Achse x” is at 62 today and at 31 looking back on 2015; the two can be told apart."
    )


@pytest.mark.parametrize(("spread", "n", "words"), [
    (40.0, 5, "das ist nicht unterscheidbar"), (None, 5, "lässt sich aus so wenigen Antworten nicht sagen"),
])  # fmt: skip
def test_wide_bands_and_few_answers_are_said(spread, n, words):
    """SE 40/√5 = 17.9 each, 25.3 together: 10 points are P = .65, which is a tie. Without a spread nothing is said."""
    picture = draw(*(moment(str(y), "now", y, value=v, spread=spread, n=n) for y, v in ((2015, 40), (2025, 50))))
    assert words in picture.sentence


def test_the_widest_movement_is_named_and_others_that_can_be_told_apart():
    """One moves by 30, the other by 20; both can be told apart."""
    times = []
    for year, x, y in ((2015, 20, 30), (2025, 40, 60)):
        sets = [score(s, v, v - 2, v + 2, band=True, spread=3.0) for s, v in (("x", x), ("y", y))]
        times.append(Moment(str(year), "now", year, reading(MODEL, sets)))
    assert draw_slope(MODEL, times, ["x", "y"], DE).sentence == (
        "Am weitesten bewegt hat sich »Achse y«: Der Wert liegt im Jahr 2025 bei 60, im Jahr 2015 bei 30; das ist "
        "unterscheidbar. Unterscheidbar ist auch »Achse x«."
    )


def test_a_value_that_stays_is_not_said_to_move():
    """Two sets, the same values twice."""
    sets = [score(s, 50, 45, 55, band=True, spread=5.0) for s in ("x", "y")]
    times = [Moment(str(year), "now", year, reading(MODEL, sets)) for year in (2015, 2025)]
    assert draw_slope(MODEL, times, ["x", "y"], DE).sentence == "Kein Wert liegt im Jahr 2025 anders als im Jahr 2015."


def test_a_goal_is_no_movement_but_a_goal():
    """What is reached is compared, also where a goal lies further off; with a goal alone the way there is said."""
    goal = moment("Ziel", "goal", 2030, value=95)
    reached = draw(moment("2015", "now", 2015, value=40), moment("heute", "now", 2025, value=42), goal)
    assert "heute bei 42, im Jahr 2015 bei 40" in reached.sentence
    sets = [score(s, v, v - 5, v + 5, band=True, spread=5.0) for s, v in (("x", 42), ("y", 20))]
    times = [moment("2015", "now", 2015, value=40), Moment("heute", "now", 2025, reading(MODEL, sets)),
             moment("Ziel", "goal", 2030, value=95, set_id="y")]
    assert draw_slope(MODEL, times, ["x", "y"], DE).sentence.startswith("Bei »Achse x«")
    alone = draw(moment("heute", "now", 2025, value=42), goal)
    assert alone.sentence == "Bei »Achse x« liegt der Wert heute bei 42, als Ziel bei 95."


def test_lines_to_retrospect_and_goal_are_dashed_and_no_other():
    """2012 in retrospect, 2020 and 2025 of their day, 2030 as a goal: dashed, plain, dotted."""
    picture = draw(
        moment("Gründung", "past", 2012, value=20), moment("2020", "now", 2020, value=40),
        moment("2025", "now", 2025, value=50), moment("Ziel", "goal", 2030, value=80),
    )
    assert len(lines(picture, "7 4")) == 1
    assert len(lines(picture, "1.5 4.5")) == 1
    assert "im Rückblick" in said(picture)
    assert "Gründung (2012, im Rückblick) 20" in picture.alt


def test_distances_show_the_years_if_all_are_known():
    """2010, 2020, 2025: the second way is half as long as the first; without one of the years both are as long."""
    def places(picture):
        return [c["cx"] for c in sorted(circles(picture), key=lambda c: (float(c["cy"]), float(c["cx"])))[:3]]

    known = draw(*(moment(str(y), "now", y, value=50) for y in (2010, 2020, 2025)))
    a, b, c = map(float, places(known))
    assert (c - b) / (b - a) == pytest.approx(0.5, abs=0.01)
    assert "zeigen die Jahre" in said(known)
    unknown = draw(*(moment(str(y), "now", None if y == 2020 else y, value=50) for y in (2010, 2020, 2025)))
    a, b, c = map(float, places(unknown))
    assert (c - b) == pytest.approx(b - a, abs=0.2)
    assert "zeigen keine Jahre" in said(unknown)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
@pytest.mark.parametrize("values", [(100, 100, 100), (0, 100, 0), (50, 50, 50), (40, 45, 40)])
def test_values_of_neighbouring_years_do_not_lie_on_one_another(form, values):
    """2010, 2011 and 2030: the first two are moved apart as far as their figures need."""
    picture = draw(*(moment(str(y), "now", y, value=v) for y, v in zip((2010, 2011, 2030), values, strict=True)),
                   form=form)
    for a, b in combinations(texts(picture), 2):
        assert not collide(a, b), (a, b)


@pytest.mark.parametrize(("form", "written"), [(PAGE, 11), (NARROW, 3)], ids=["seite", "schmal"])
def test_of_very_many_points_a_phone_writes_the_ends_and_a_page_all(form, written):
    """Eleven points: on a phone the first, the last reached and the goal have figures; the table has all."""
    times = [moment(str(y), "now", y, value=k + 40) for k, y in enumerate(range(2010, 2030, 2))]
    picture = draw(*times, moment("Ziel", "goal", 2030, value=77), form=form)
    figures = [seen for seen in texts(picture) if seen.text in {*map(str, range(40, 50)), "77"} and seen.size > 14]
    assert len(figures) == written
    assert len(picture.rows) == 11
    for a, b in combinations(texts(picture), 2):
        assert not collide(a, b), (a, b)


def test_points_are_drawn_by_year_whatever_the_order_they_come_in():
    """A goal comes last even if it has no year."""
    picture = draw(moment("Ziel", "goal", None, value=90), moment("B", "now", None, value=50))
    rows = [row[1] for row in picture.rows]
    assert rows == ["B", "Ziel"]
    dated = draw(*(moment(str(y), "now", y, value=50) for y in (2025, 2010)))
    assert [row[1] for row in dated.rows] == ["2010", "2025"]


def test_a_missing_value_leaves_a_gap():
    """No line over the middle, and words in its place."""
    picture = draw(moment("A", "now", 2010, value=20), moment("B", "now", 2015), moment("C", "now", 2020, value=60))
    assert "kein Wert" in said(picture)
    straight = [e for e in ElementTree.fromstring(picture.svg).iter(f"{SVG}path") if e.get("stroke-width") == "2.2"]
    assert straight == []
    assert picture.rows[1][4] == "–"


def test_a_provisional_value_stands_in_brackets_with_the_reason():
    """And is called so in the table."""
    picture = draw(moment("A", "now", 2010, value=20), moment("B", "now", 2020, value=60, provisional=True))
    assert "(60)" in said(picture)
    assert "weniger als 80\u202f% beantwortet" in said(picture)
    assert [row[-1] for row in picture.rows] == ["nein", "ja"]


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_events_stand_at_their_time_and_those_far_off_in_words(form):
    """2015 lies in the middle of 2010 and 2020; 1960 would squeeze all else and is said only."""
    times = [moment(str(y), "now", y, value=50) for y in (2010, 2020)]
    events = [Event(2015, None, "Erstes Büro"), Event(1960, 5, "Lange her")]
    picture = draw(*times, events=events, form=form)
    places = [float(circle["cx"]) for circle in circles(picture)]
    left, right = sorted({x for x in places if places.count(x) > 1})  # in the head and in the panel
    upright = [line[0][0] for line in lines(picture, "1.5 3.5") if line[0][0] == line[1][0]]
    assert upright == pytest.approx([(left + right) / 2] * len(upright), abs=0.1)
    assert upright
    assert "Erstes Büro" in said(picture)
    assert "Mai 1960: Lange her" in said(picture)
    assert "2015: Erstes Büro" in picture.alt


def test_the_table_has_a_row_per_value_and_point_in_time():
    """With kind, year, range and where the range comes from."""
    picture = draw(moment("Gründung", "past", 2012, value=20.04), moment("heute", "now", 2025, value=62))
    assert picture.rows[0] == (
        "Achse x", "Gründung (2012, im Rückblick)", "im Rückblick", "2012", "20,0", "15,0", "25,0", "Unsicherheitsband",
        "nein",
    )
    assert re.search(r"Band 57 bis 67", picture.alt)
