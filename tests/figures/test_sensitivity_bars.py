"""How firm a placement is: a sign for each of 100 runs, a bar per source, a sign per other rule."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.figures.made import assigned, fit
from tests.figures.made import model as made_model
from tests.figures.svg_seen import SVG, boxes, circles, said, texts
from typology.assessment.assignment import Verdict
from typology.assessment.sensitivity import Scenario, ScenarioKind, Sensitivity, Source, SourceRun, Tip
from typology.figures import common
from typology.figures.sensitivity_bars import draw_sensitivity
from typology.figures.svg import NARROW, PAGE
from typology.language.catalogue import Speaker

DE, EN = Speaker("de"), Speaker("en")
MODEL = made_model("xy")
LOW, OTHER, THIRD, FOURTH = MODEL.types


def placed(named=LOW, verdict=Verdict.TENDENCY, second=None):
    return assigned([fit(key, 0.6) for key in MODEL.types], named, second, verdict)


def run(source, stays, others=(), none=0.0, *, applies=True, lead=LOW):
    shares = dict.fromkeys(MODEL.types, 0.0) | ({lead: stays} if lead else {}) | dict(others)
    return SourceRun(source, applies, shares, none, stays)


def scenario(kind, amount=0.0, dimension=None, found=None):
    found = found or placed()
    same = (found.verdict, found.type, found.second) == (Verdict.TENDENCY, LOW, None)
    return Scenario(kind, amount, dimension, found, {}, same)


def firm(*runs, scenarios=(), tip=None, leads=LOW):
    return Sensitivity(placed(), leads, {}, tuple(runs), tuple(scenarios), tip, 5, 2000, 1)


ALL = run(Source.ALL, 0.83, {OTHER: 0.12}.items(), 0.05)


def draw(found, **more):
    return draw_sensitivity(MODEL, found, DE, **more)


def test_of_100_runs_as_many_signs_stay_as_the_sentence_says():
    """83 filled circles, 12 hollow squares, 5 small dots; and one of each in the list."""
    picture = draw(firm(ALL))
    assert picture.sentence == "Von 100 Durchläufen bleiben 83 bei »x tief y tief«."
    signs = Counter(c["fill"] for c in circles(picture))
    assert signs[common.ACCENT] == 84
    assert signs[common.MUTED] == 6
    squares = [e for e in ElementTree.fromstring(picture.svg).iter(f"{SVG}path") if e.get("d", "").endswith("Z")]
    assert len(squares) == 13
    assert {"83", "12", "5"} <= {seen.text for seen in texts(picture)}


def test_shares_are_rounded_so_that_they_sum_to_100():
    """Three thirds are 34, 33 and 33."""
    third = 1 / 3
    picture = draw(firm(run(Source.ALL, third, {OTHER: third, THIRD: third}.items())))
    [row] = [row for row in picture.rows if row[0] == "Alles zusammen verändert"]
    assert sorted(int(cell) for cell in row[1:-1]) == [0, 0, 33, 33, 34]


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_a_source_alone_has_a_bar_as_long_as_what_stays(form):
    """60 of 100 filled, 40 hatched, and in words."""
    picture = draw(firm(ALL, run(Source.WEIGHTS, 0.6, {OTHER: 0.4}.items())), form=form)
    [(left, _, right, _, _)] = [b for b in boxes(picture) if b[4] == common.ACCENT]
    [(other_left, _, other_right, _, _)] = [b for b in boxes(picture) if b[4] == "none"]
    assert (right - left) / (other_right - other_left) == pytest.approx(1.5, rel=0.01)
    assert right == pytest.approx(other_left, abs=0.2)
    assert "60 von 100 bleiben" in said(picture)
    assert "40 × »x tief y hoch«" in said(picture)


def test_a_source_with_nothing_to_vary_has_no_bar():
    """A single person, or no missing answer."""
    picture = draw(firm(ALL, run(Source.RESPONDENTS, 1.0, applies=False)))
    assert "Wer geantwortet hat hier ist nichts zu verändern" in said(picture)
    assert [b for b in boxes(picture) if b[4] == common.ACCENT] == []
    assert picture.rows[1] == ("Wer geantwortet hat", "–", "–", "–", "–", "hier ist nichts zu verändern")


def test_types_beyond_the_third_are_counted_together():
    """Each of the first three others has a sign of its own."""
    model = made_model("xyz")
    names = list(model.types)
    shares = dict(zip(names, (0.5, 0.2, 0.1, 0.08, 0.07, 0.05, 0.0, 0.0), strict=True))
    found = Sensitivity(placed(names[0]), names[0], {}, (SourceRun(Source.ALL, True, shares, 0.0, 0.5),), (), None, 5,
                        2000, 1)
    picture = draw_sensitivity(model, found, DE)
    assert picture.rows[0] == ("Alles zusammen verändert", "50", "20", "10", "8", "12", "0", "–")
    assert picture.headings[5] == "von 100: andere Typen"


def test_where_no_type_holds_that_is_what_stays():
    """The filled signs are the runs without a type."""
    picture = draw(firm(run(Source.ALL, 0.7, {OTHER: 0.3}.items(), 0.7, lead=None), leads=None))
    assert picture.sentence == (
        "Kein Typ trifft klar zu. In 70 von 100 Durchläufen bleibt es dabei, "
        "in den anderen trifft der eine oder andere zu."
    )
    assert sum(c["fill"] == common.ACCENT for c in circles(picture)) == 71


def test_other_rules_that_lead_elsewhere_are_named_together_by_what_they_lead_to():
    """Two of four thresholds lead to the same other type; one leads to the same type, otherwise certain."""
    other, sure = placed(OTHER), placed(verdict=Verdict.CLEAR)
    picture = draw(firm(ALL, scenarios=[
        scenario(ScenarioKind.THRESHOLDS, -10.0, found=other), scenario(ScenarioKind.THRESHOLDS, -5.0, found=other),
        scenario(ScenarioKind.THRESHOLDS, 5.0), scenario(ScenarioKind.THRESHOLDS, 10.0, found=sure),
        scenario(ScenarioKind.DIMENSION_WEIGHT, 2.0, "d_x"), scenario(ScenarioKind.WEAKEST_LINK),
    ]))
    assert "Bei 3 von 6 anderen Rechenregeln kommt dasselbe heraus." in picture.sentence
    assert "1 von 4 gleich" in said(picture)
    assert ("Alle Schwellen 10 Punkte tiefer · Alle Schwellen 5 Punkte tiefer: »x tief y hoch« (Tendenz)"
            in said(picture))
    assert "Alle Schwellen 10 Punkte höher: »x tief y tief« (klar)" in said(picture)
    assert {"dasselbe Ergebnis", "derselbe Typ, anders sicher", "ein anderes Ergebnis"} <= {
        seen.text for seen in texts(picture)
    }
    assert ("»Bereich x« zählt doppelt", *["–"] * 4, "»x tief y tief« (Tendenz)") in picture.rows


@pytest.mark.parametrize(("tip", "says"), [
    (Tip(7.2, ("x",), (OTHER,)), "Lägen alle Schwellen um mehr als 7 Punkte höher, träfe »x tief y hoch« zu."),
    (Tip(-1.0, ("x",), (OTHER, THIRD)),
     "Lägen alle Schwellen um mehr als 1 Punkt tiefer, träfen »x tief y hoch« und »x hoch y tief« zu."),
    (Tip(-0.1, ("x",), ()), "Lägen alle Schwellen ein wenig tiefer, träfe kein Typ zu."),
])  # fmt: skip
def test_the_smallest_shift_of_thresholds_that_matters_is_said(tip, says):
    """In points, or as a little where it is less than half a point."""
    picture = draw(firm(ALL, tip=tip))
    assert picture.sentence.endswith(says)
    assert picture.alt.endswith(says)


def test_too_few_answers_are_said_and_nothing_is_drawn():
    """There is nothing to vary yet."""
    picture = draw(firm(leads=None))
    assert picture.sentence == "Noch gibt es zu wenig Antworten für eine Einordnung."
    assert picture.rows == ()
    assert circles(picture) == []


def test_english_says_the_same():
    """In its own words."""
    assert draw_sensitivity(MODEL, firm(ALL), EN).sentence == "Of 100 runs 83 stay with “x tief y tief”."
