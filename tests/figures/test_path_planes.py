"""Ways through planes: places where the values are, joined in order, each named and none hidden."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest

from tests.figures.made import assigned, fit, reading, score
from tests.figures.made import model as made_model
from tests.figures.svg_seen import SVG, boxes, circles, collide, said, texts
from typology.assessment.assignment import Verdict
from typology.figures import common
from typology.figures.moments import Moment
from typology.figures.path_planes import draw_placement_path, draw_type_path
from typology.figures.paths import Stop
from typology.figures.svg import NARROW, PAGE
from typology.language.catalogue import Speaker

DE = Speaker("de")
FLAT, SPLIT = made_model("xy"), made_model("xyz")


def moment(model, label, kind, x, y, z=None, *, named=None, second=None, verdict=Verdict.TENDENCY, undecided=False):
    """A point in time at these values; ``named`` is the type it lies at."""
    sets = [score(s, v, undecided=undecided and s == "z") for s, v in (("x", x), ("y", y), ("z", z)) if v is not None]
    sets += [score("frame", x)] if x is not None else []
    year = int(label) if label.isdigit() else None
    found = assigned([fit(named, 0.7)], named, second, verdict) if named else None
    more = {"assignment": found} if found else {}
    return Moment(label, kind, year, reading(model, sets, **more))


def fields(picture):
    """Left, top, right and bottom of the four fields of the first plane together."""
    found = [box for box in boxes(picture) if box[4] == common.NEUTRAL][:4]
    return min(b[0] for b in found), min(b[1] for b in found), max(b[2] for b in found), max(b[3] for b in found)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_a_point_stands_where_its_values_are(form):
    """25 to the right of 100 is a quarter of the width; 75 stands above 25 by half the height."""
    picture = draw_type_path(FLAT, [moment(FLAT, "2010", "now", 25, 25), moment(FLAT, "2020", "now", 75, 75)], DE,
                             form=form)
    left, _, right, _ = fields(picture)
    low, high = sorted([(float(c["cx"]), float(c["cy"])) for c in circles(picture)][:2])
    assert low[0] == pytest.approx(left + (right - left) / 4, abs=2)
    assert high[0] == pytest.approx(left + (right - left) * 3 / 4, abs=2)
    crossover = next(b[3] for b in boxes(picture) if b[4] == common.NEUTRAL) + 1
    assert low[1] - crossover == pytest.approx(crossover - high[1], abs=0.5)


def test_the_sentence_names_the_first_the_last_reached_and_the_goal():
    """What lies between stands below the picture; a mixed type has both names."""
    names = list(FLAT.types)
    times = [
        moment(FLAT, "2010", "past", 20, 20, named=names[0], verdict=Verdict.CLEAR),
        moment(FLAT, "2015", "now", 30, 60, named=names[1]),
        moment(FLAT, "2020", "now", 55, 60, named=names[3], second=names[1], verdict=Verdict.MIXED),
        moment(FLAT, "Ziel", "goal", 90, 90, named=names[3]),
    ]
    picture = draw_type_path(FLAT, times, DE)
    assert picture.sentence == (
        "Im Rückblick auf 2010 liegt am nächsten: »x tief y tief« (klar). Im Jahr 2020 liegt am nächsten: "
        "»x hoch y hoch« und »x tief y hoch« (Mischtyp). Als Ziel liegt am nächsten: »x hoch y hoch« (Tendenz)."
    )
    assert "am nächsten bei »x tief y hoch« (Tendenz)" in said(picture)
    assert "2015: am nächsten bei »x tief y hoch« (Tendenz)." in picture.alt


def test_the_same_type_at_all_times_is_said_once():
    """And one point in time is no way."""
    times = [moment(FLAT, str(y), "now", 20, 20, named=next(iter(FLAT.types))) for y in (2010, 2020)]
    assert draw_type_path(FLAT, times, DE).sentence == (
        "An allen 2 Zeitpunkten liegt am nächsten: »x tief y tief« (Tendenz)."
    )
    assert draw_type_path(FLAT, times[:1], DE).sentence.endswith("Einen Weg gibt es ab dem zweiten Zeitpunkt.")


def test_a_third_axis_splits_the_way_and_a_small_dot_shows_where_it_goes_on():
    """Low, then high, then high again: a small dot in each plane, and none for what is not joined to anything there."""
    picture = draw_type_path(SPLIT, [
        moment(SPLIT, "2010", "now", 20, 20, 20), moment(SPLIT, "2020", "now", 80, 80, 80),
        moment(SPLIT, "2025", "now", 60, 90, 80),
    ], DE)
    dots = [c for c in circles(picture) if c["fill"] == common.MUTED]
    assert len(dots) == 3  # one in each plane, one in the key
    assert "liegt im anderen Bild" in said(picture)


def test_an_open_third_axis_puts_a_point_into_both_planes():
    """Undecided or without a value: said below the picture."""
    for open_ in (moment(SPLIT, "2020", "now", 80, 80, 50, undecided=True), moment(SPLIT, "2020", "now", 80, 80)):
        picture = draw_type_path(SPLIT, [moment(SPLIT, "2010", "now", 20, 20, 20), open_], DE)
        assert "kann in beiden Bildern liegen" in said(picture)
        assert sum(seen.text == "2020" and seen.size < 16 for seen in texts(picture)) == 2


def test_points_on_one_place_stand_side_by_side_and_share_a_name():
    """Four at the same values: four signs, none on another, one text."""
    picture = draw_type_path(FLAT, [moment(FLAT, str(y), "now", 50, 50) for y in (2010, 2012, 2014, 2016)], DE)
    assert "2010, 2012, 2014, 2016" in [seen.text for seen in texts(picture)]
    places = [(float(c["cx"]), float(c["cy"]), float(c["r"])) for c in circles(picture)][:4]
    for (x0, y0, r0), (x1, y1, r1) in combinations(places, 2):
        assert abs(x0 - x1) + abs(y0 - y1) > 0.95 * (r0 + r1)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
@pytest.mark.parametrize("value", [0.0, 100.0])
def test_signs_at_the_ends_stay_inside(form, value):
    """0 and 100 lie on the edge; their signs do not leave the picture, and names do not lie on one another."""
    times = [moment(FLAT, str(y), "now", value, value) for y in (2010, 2020)] + [moment(FLAT, "2025", "now", 50, 50)]
    picture = draw_type_path(FLAT, times, DE, form=form)
    for circle in circles(picture):
        assert float(circle["r"]) <= float(circle["cx"]) <= form.across - float(circle["r"])
    for a, b in combinations(texts(picture), 2):
        assert not collide(a, b)


def test_ways_to_retrospect_and_goal_are_dashed():
    """And their signs are no circles."""
    picture = draw_type_path(FLAT, [
        moment(FLAT, "2010", "past", 10, 10), moment(FLAT, "2020", "now", 50, 50), moment(FLAT, "Ziel", "goal", 90, 90),
    ], DE)
    patterns = [e.get("stroke-dasharray") for e in ElementTree.fromstring(picture.svg).iter(f"{SVG}path")]
    assert patterns.count("7 4") == patterns.count("1.5 4.5") == 1
    assert len([c for c in circles(picture) if c["fill"] == common.ACCENT]) == 3  # the plane, the list, the key


def test_the_placement_names_the_field_at_each_time():
    """Crossovers of the plane itself count: 40 to the right, 50 upwards."""
    picture = draw_placement_path(FLAT, "place", [
        moment(FLAT, "2010", "now", 30, 20), moment(FLAT, "heute", "now", 60, 20), moment(FLAT, "Ziel", "goal", 60, 90),
    ], DE)
    assert picture.name == "placement_path_place"
    assert [row[-1] for row in picture.rows] == ["»Feld linksunten«", "»Feld rechtsoben«", "»Feld rechtsoben«"]
    assert "Heute liegt der Punkt im Feld »Feld rechtsoben«." in picture.sentence


def test_a_time_without_a_place_is_listed_without_a_sign():
    """It stands below the picture and in the table."""
    picture = draw_type_path(FLAT, [moment(FLAT, "2010", "now", 20, 20), moment(FLAT, "2020", "now", None, None)], DE)
    assert "noch keine Einordnung" in said(picture)
    assert picture.rows[1][-1] == "noch keine Einordnung"


def test_a_model_with_one_axis_has_no_such_picture():
    """There is no plane."""
    assert draw_type_path(made_model("x"), [], DE) is None


def test_a_stop_lies_in_one_plane_unless_said_otherwise():
    """The plain case of two axes."""
    found = moment(FLAT, "2010", "now", 1, 2)
    assert Stop(found, "2010", (1, 1, 1), (2, 2, 2)).panels == (0,)
