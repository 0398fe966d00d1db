"""Which answers moved a value: bars that sum to the change, to the right for up, to the left for down."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.assessment.models import group
from tests.figures.moments_made import PAST, pair, shipped, two_changes
from tests.figures.svg_seen import SVG, boxes, said, texts
from typology.assessment.change import ChangeRefused, change
from typology.figures import common
from typology.figures.contributions import draw_contributions, signed
from typology.figures.moments import Point
from typology.figures.svg import NARROW, PAGE
from typology.figures.wording import Words
from typology.language.catalogue import Speaker

DE = Speaker("de")
MODEL = pair()


def draw(before, after, **more):
    found = change(MODEL, group(*before, wave="then"), group(*after, wave="now"))
    return draw_contributions(MODEL, found, "d", DE, **more)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_bars_are_as_long_as_their_points_and_lie_on_their_side(form):
    """q0 from 20 to 60 of half the weight adds 20 points, q1 from 50 to 40 takes 5: four times as long, other side."""
    picture = draw([{"q0": 20, "q1": 50}], [{"q0": 60, "q1": 40}], form=form)
    filled = [b for b in boxes(picture) if b[4] == common.ACCENT]
    hollow = [b for b in boxes(picture) if b[4] == "none"]
    assert len(filled) == len(hollow) == 1
    [(left, _, right, _, _)], [(other_left, _, other_right, _, _)] = filled, hollow
    assert right - left == pytest.approx(4 * (other_right - other_left), rel=0.01)
    assert left == pytest.approx(other_right, abs=0.2)
    assert {"+20,0", "−5,0"} <= {seen.text for seen in texts(picture)}


def test_the_total_is_the_change_and_the_sentence_names_what_moved_it():
    """35 to 50: 15 points."""
    picture = draw([{"q0": 20, "q1": 50}], [{"q0": 60, "q1": 40}], points=(PAST, Point("heute", "now", 2025)))
    assert "Zusammen +15,0 Punkte: von 35,0 auf 50,0" in said(picture)
    assert "Von »Gründung (2012, im Rückblick)« bis »heute (2025)«" in said(picture)
    assert picture.sentence == (
        "Bei »d« liegt der Wert heute bei 50, im Rückblick auf »Gründung« bei 35; ob das unterscheidbar ist, lässt "
        "sich aus so wenigen Antworten nicht sagen. Am meisten nach oben geht es durch »q0« (+20,0). Am meisten nach "
        "unten geht es durch »q1« (−5,0)."
    )


def test_what_has_no_bar_of_its_own_has_one_together_and_nothing_is_lost():
    """Bars drawn sum to the change, however few items have one of their own."""
    model = shipped()
    for found in two_changes(model):
        for axis in model.axes:
            picture = draw_contributions(model, found, axis, DE, most=3)
            drawn = [seen.text for seen in texts(picture) if seen.text.lstrip("+−").replace(",", "").isdigit()
                     and "," in seen.text]
            total = sum(float(t.replace("−", "-").replace(",", ".")) for t in drawn)
            assert len(drawn) == 4
            assert total == pytest.approx(found.sets[axis].delta, abs=0.2)
            assert "weitere Antworten zusammen" in said(picture)
            cells = [float(row[-1].replace("−", "-").replace(",", ".")) for row in picture.rows]
            assert sum(cells) == pytest.approx(found.sets[axis].delta, abs=0.2)


def test_upward_comes_first_and_the_rest_last():
    """From the largest upward to the largest downward; the others at the end."""
    model = shipped()
    picture = draw_contributions(model, two_changes(model)[1], next(iter(model.axes)), DE, most=6)
    points = [seen.text for seen in sorted(texts(picture), key=lambda s: s.top) if seen.text[:1] in "+−"
              and "," in seen.text][:6]
    values = [float(t.replace("−", "-").replace(",", ".")) for t in points]
    assert values == sorted(values, reverse=True)


def test_other_people_or_questions_are_named_where_they_matter():
    """Worked by hand in the test of changes: 6.25 of 10 points come from other weights."""
    picture = draw([{"q0": 40, "q1": 60}, {"q0": 40, "q1": "dk"}], [{"q0": 40, "q1": 80}, {"q0": 40, "q1": 60}])
    assert "+6,2 Punkte, weil andere Fragen oder andere Personen geantwortet haben" in said(picture)
    assert "weil andere" not in said(draw([{"q0": 40, "q1": 60}], [{"q0": 60, "q1": 60}]))


def test_an_item_answered_once_only_says_so():
    """In place of from and to."""
    picture = draw([{"q0": 40}], [{"q0": 40, "q1": 80}])
    assert "nur zuletzt beantwortet" in said(picture)


def test_nothing_moved_and_nothing_compared_are_said_without_bars():
    """Equal answers; a moment without a value; too little shared; a set nobody knows of."""
    same = draw([{"q0": 40, "q1": 60}], [{"q0": 40, "q1": 60}])
    assert same.sentence.endswith("Keine Antwort hat ihn bewegt.")
    assert "Punkte" not in said(same)
    empty = draw([{"q0": "dk", "q1": "dk"}], [{"q0": 40, "q1": 60}])
    assert empty.sentence == "Bei »d« hat einer der beiden Zeitpunkte noch keinen Wert."
    found = change(MODEL, group({"q0": 1, "q1": 2}, wave="then"), group({"q0": 3, "q1": 4}, wave="now"))
    for reason, words in ((ChangeRefused.SHARED_WEIGHT, "42\u202f% des Gewichts, nötig sind 60\u202f%"),
                          (ChangeRefused.NO_ANSWERS, "noch keine Antworten")):
        refused = replace(found, refused=reason, items=(), sets={}, shared_weight=0.42)
        picture = draw_contributions(MODEL, refused, "d", DE)
        assert words in picture.sentence
        assert words in said(picture)
        assert picture.rows == ()


def test_points_have_a_sign_unless_they_are_written_as_zero():
    """A minus is a minus, not a hyphen that a spreadsheet would run."""
    words = Words(DE)
    assert [signed(words, v) for v in (2.04, -3.16, 0.04, -0.04)] == ["+2,0", "−3,2", "0,0", "0,0"]


def test_no_line_runs_through_a_name_on_a_phone():
    """The zero line is drawn beside bars only."""
    model = shipped()
    picture = draw_contributions(model, two_changes(model)[1], next(iter(model.axes)), DE, form=NARROW)
    names = [seen for seen in texts(picture) if seen.size < 16]
    for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}path"):
        if element.get("stroke") == common.INK and element.get("stroke-width") == "1.5":
            (x0, y0), (x1, y1) = (map(float, p.split()) for p in element.get("d")[1:].split("L"))
            assert x0 == x1
            assert not any(n.left < x0 < n.right and n.top < y1 and y0 < n.bottom for n in names)
