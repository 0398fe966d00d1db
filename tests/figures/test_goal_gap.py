"""From today to the goal: both signs on the steps of the scale, both answers in the words of their options."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.figures.answers_made import DE, model
from tests.figures.moments_made import gaps, shipped
from tests.figures.svg_seen import SVG, circles, said, texts
from typology.assessment.goal_gap import Gap
from typology.figures import common
from typology.figures.goal_gap import draw_goal_gap
from typology.figures.moments import Point
from typology.figures.svg import NARROW, PAGE
from typology.language.catalogue import Speaker

MODEL = model("one", "two")


def gap(item="one", now=1.0, goal=3.0, *, number=False):
    def option(value):
        return None if number or value is None else f"o{round(value)}"

    steps = None if number or now is None else goal - now
    return Gap(item, f"d_{item}" if not number else "d_number", now, goal, option(now), option(goal), steps,
               None if now is None else 25 * (goal - now), 3, 2)


def draw(*found, **more):
    return draw_goal_gap(MODEL, found, DE, **more)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_both_signs_stand_on_their_steps(form):
    """1 of 0 to 4 stands on the second tick, 3 on the fourth; the way between is dotted."""
    picture = draw(gap(), form=form)
    root = ElementTree.fromstring(picture.svg)
    lines = [e for e in root.iter(f"{SVG}path") if e.get("fill") == "none"]
    ticks = sorted(float(e.get("d")[1:].split()[0]) for e in lines if e.get("stroke") == common.MUTED)
    assert len(ticks) == 5
    [now] = [float(c["cx"]) for c in circles(picture) if float(c["r"]) > 7]
    assert now == pytest.approx(ticks[1], abs=0.2)
    [dotted] = [e.get("d") for e in lines if e.get("stroke-dasharray") == "0.1 5"]
    assert float(dotted.split("L")[1].split()[0]) == pytest.approx(ticks[3], abs=0.2)


def test_both_answers_stand_in_the_words_of_their_options():
    """Exact answers as they are, means between options as about the nearest one."""
    exact = draw(gap())
    assert "Heute: »Beschreibung 1 von one«" in said(exact)
    assert "Ziel: »Beschreibung 3 von one«" in said(exact)
    assert "2 Stufen weiter" in said(exact)
    between = draw(gap(now=1.4, goal=2.6))
    assert "Heute: etwa »Beschreibung 1 von one«" in said(between)
    assert "1,2 Stufen weiter" in said(between)
    assert "1 Stufe zurück" in said(draw(gap(now=2.0, goal=1.0)))


def test_a_number_has_no_steps_and_an_open_item_says_so():
    """There is no scale to draw on, or nothing to begin from."""
    assert "Heute: 7 Ziel: 12" in said(draw(gap("number", 7.0, 12.0, number=True)))
    open_ = draw(gap(now=None))
    assert "Heute: noch nicht beantwortet" in said(open_)
    assert len([c for c in circles(open_) if float(c["r"]) > 7]) == 0
    assert open_.sentence.endswith("1 davon ist heute noch nicht beantwortet.")
    assert open_.rows[0][2:5] == ("–", "»Beschreibung 3 von one«", "–")


def test_items_keep_the_order_of_the_model_however_far_the_goal_is():
    """Nothing is put first for lying furthest off."""
    found = gaps(shipped())
    picture = draw_goal_gap(shipped(), found, DE)
    assert [row[1] for row in picture.rows] == [DE.text(shipped().items[g.item].label) for g in found]
    names = [DE.text(d.label) for d in shipped().dimensions.values()]
    headings = [seen.text for seen in texts(picture) if seen.color == common.ACCENT]
    assert headings == [name for name in names if name in headings]


def test_the_sentence_counts_and_says_where_most_lie():
    """Three in one dimension, one in the other; a tie names none."""
    assert draw(gap("one"), gap("one"), gap("one"), gap("two")).sentence == (
        "Bei 4 Fragen sieht das Ziel anders aus als heute. 3 davon gehören zu »d_one«."
    )
    assert draw(gap("one"), gap("two")).sentence == "Bei 2 Fragen sieht das Ziel anders aus als heute."
    assert draw(gap("one")).sentence == "Bei 1 Frage sieht das Ziel anders aus als heute. Sie gehört zu »d_one«."
    assert draw().sentence == "Bei keiner Frage sieht das Ziel anders aus als heute."


def test_the_key_names_the_points_in_time_as_they_are_called():
    """By default today and the goal."""
    assert {"heute", "Ziel"} <= {seen.text for seen in texts(draw(gap()))}
    named = draw(gap(), now=Point("2024", "now", 2024), goal=Point("Vision", "goal", 2035))
    assert {"2024", "Vision (2035, Ziel)"} <= {seen.text for seen in texts(named)}


def test_english_says_the_same():
    """In its own words."""
    picture = draw_goal_gap(MODEL, [gap()], Speaker("en"))
    assert picture.sentence == "The goal differs from today in 1 question. It belongs to “d_one”."
    assert "2 steps further" in said(picture)
