"""Perspectives beside each other: a lane each, the widest gap first, voices as voices."""

from __future__ import annotations

import pytest

from tests.figures.made import model as made_model
from tests.figures.made import reading, score
from tests.figures.moments_made import shipped, views
from tests.figures.svg_seen import boxes, circles, said, texts
from typology.figures import common
from typology.figures.moments import Point
from typology.figures.profile_dumbbell import draw_profile_dumbbell
from typology.figures.svg import NARROW, PAGE
from typology.language.catalogue import Speaker

DE = Speaker("de")
MODEL = made_model("xy")


def view(perspective, n=5, **values):
    """A perspective with a band of 5 points on each side around the values of axes."""
    sets = [score(s, v, v - 5, v + 5, band=n > 2, n=n) for s, v in values.items() if v is not None]
    return reading(MODEL, sets, perspective=perspective)


def draw(readings, ids=("x", "y"), **more):
    return draw_profile_dumbbell(MODEL, readings, ids, DE, **more)


BOTH = {"inside": view("inside", x=62, y=40), "city": view("city", x=35, y=50)}


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_the_gap_reaches_from_the_lowest_to_the_highest_value(form):
    """35 to 62 on the scale: the shaded part is 27 hundredths of it."""
    picture = draw(BOTH, form=form)
    marks = {seen.text: (seen.left + seen.right) / 2 for seen in texts(picture) if seen.text in ("0", "100")}
    unit = (marks["100"] - marks["0"]) / 100
    first = next(box for box in boxes(picture) if box[4] == common.TINT)
    assert first[0] == pytest.approx(marks["0"] + 35 * unit, abs=0.6)
    assert first[2] == pytest.approx(marks["0"] + 62 * unit, abs=0.6)
    [own] = [float(c["cx"]) for c in circles(picture) if float(c["r"]) == pytest.approx(7.2)][:1]
    assert own == pytest.approx(marks["0"] + 62 * unit, abs=0.6)


def test_the_widest_gap_comes_first_and_is_in_the_sentence():
    """One differs by 27, the other by 10, whatever order they are asked in."""
    picture = draw(BOTH, ids=("y", "x"))
    assert [row[0] for row in picture.rows] == ["Achse x", "Achse y"]
    assert [row[-1] for row in picture.rows] == ["27,0", "10,0"]
    assert picture.sentence == "Am weitesten auseinander liegen die Blickwinkel bei »Achse x«: Innen: 62, Stadt: 35."
    assert "Abstand 27" in said(picture)


def test_a_value_that_is_missing_comes_last_and_is_called_so():
    """One perspective alone has no gap."""
    picture = draw({"inside": view("inside", x=None, y=40), "city": view("city", x=35, y=50)})
    assert [row[0] for row in picture.rows] == ["Achse y", "Achse x"]
    assert "kein Wert" in said(picture)
    assert picture.rows[1] == ("Achse x", "–", "–", "–", "35,0", "30,0", "40,0", "–")


def test_voices_are_hollow_named_and_without_a_range():
    """Who speaks for an office is no statistic."""
    picture = draw({**BOTH, "law": view("law", 1, x=50, y=90)}, statements={"law": ("Amt für Recht",)})
    assert "Recht (Stimme: Amt für Recht)" in said(picture)
    assert said(picture).count("Stimme") == 3  # the key and a lane in each of two rows
    assert "Recht (Stimme: Amt für Recht): 90." in picture.alt
    assert picture.headings[-2] == "Recht (Stimme: Amt für Recht): Wert"
    two = draw({**BOTH, "law": view("law", 2, x=50, y=90)}, statements={"law": ("Amt A", "Amt B")})
    assert "Recht (Stimmen: Amt A und Amt B)" in said(two)
    nameless = draw({**BOTH, "law": view("law", 1, x=50, y=90)}, statements={"law": ()})
    assert "Recht (einzelne Stimme)" in said(nameless)


def test_a_group_that_is_too_small_gives_nothing_away():
    """It is named with how many are missing; its values are nowhere, and do not make a gap wider."""
    hidden = draw({**BOTH, "law": view("law", x=99, y=1)}, missing={"law": 2})
    assert "Recht: Noch zwei Antworten, dann wird das Ergebnis der Gruppe sichtbar." in said(hidden)
    without = draw(BOTH, missing={"law": 2})
    assert (hidden.svg, hidden.rows, hidden.alt) == (without.svg, without.rows, without.alt)
    assert "99" not in hidden.csv()


def test_the_caveat_stands_below_every_such_picture():
    """In the picture and for those who cannot see it."""
    caveat = DE("develop.views.caveat")
    assert "verschieden verstanden" in caveat
    picture = draw(BOTH)
    assert caveat in said(picture)
    assert picture.alt.endswith(caveat)


def test_items_are_compared_by_their_mean_answers():
    """The table has all of them, the picture as many as asked for."""
    model = shipped()
    seen = views(model)
    picture = draw_profile_dumbbell(model, seen, list(model.items), DE, most=4)
    assert len(picture.rows) == len(model.items)
    assert said(picture).count("Abstand") == 4
    gaps = [float(row[-1].replace(",", ".")) for row in picture.rows if row[-1] != "–"]
    assert gaps == sorted(gaps, reverse=True)
    first = next(iter(model.items))
    name, own = DE.text(model.items[first].label), seen[next(iter(seen))]
    points = next(t.points for t in own.explanation.traces() if t.item == first)
    assert next(row for row in picture.rows if row[0] == name)[1] == DE.number(points, 1)


@pytest.mark.parametrize(("readings", "says"), [
    ({"inside": view("inside", x=62)}, "Noch gibt es nicht genug Werte, um Blickwinkel zu vergleichen."),
    ({"inside": view("inside", x=50, y=50), "city": view("city", x=50, y=50)},
     "Alle Blickwinkel haben überall dieselben Werte."),
])  # fmt: skip
def test_nothing_to_compare_and_no_difference_are_said(readings, says):
    """In place of a gap."""
    assert draw(readings).sentence == says


def test_a_look_back_is_marked():
    """And a point of today is not."""
    assert "2015 (im Rückblick)" in said(draw(BOTH, point=Point("2015", "past", 2015)))
    assert "2015" not in said(draw(BOTH, point=Point("2015", "now", 2015)))
