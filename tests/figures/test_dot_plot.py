"""Dots with bands from A to Z: each where its value is, and very many as a strip."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.figures.made import model
from tests.figures.snapshots_made import many, snapshot
from tests.figures.svg_seen import boxes, circles, said, texts
from typology.figures.cases import OTHER
from typology.figures.dot_plot import draw_dots
from typology.figures.dot_row import BAND, VEIL
from typology.figures.svg import NARROW, PAGE
from typology.language import Speaker

MODEL = model("xy")
DE = Speaker("de")
THREE = [
    snapshot(MODEL, "V1", "Aal", {"d_x": 20}, half=10), snapshot(MODEL, "V2", "Bad", {"d_x": 60}, half=5),
    snapshot(MODEL, "V3", "Ulm", {}),
]


def bands(picture, fill=BAND):
    return [(right - left) for left, _, right, _, found in boxes(picture) if found == fill]


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_a_dot_stands_at_its_value_and_a_band_is_as_wide_as_it_says(form):
    """60 is three times as far from 0 as 20; a band of 20 points is twice as wide as one of 10."""
    picture = draw_dots(MODEL, THREE, "d_x", DE, form=form)
    scale = {seen.text: (seen.left + seen.right) / 2 for seen in texts(picture) if seen.text in ("0", "50")}
    first, second = (float(c["cx"]) for c in circles(picture)[:2])
    assert (second - scale["0"]) / (first - scale["0"]) == pytest.approx(3, abs=0.05)
    wide, narrow = bands(picture)[:2]
    assert wide == pytest.approx(2 * narrow, abs=0.3)


def test_value_and_band_are_written_beside_it():
    """And where there is none it says so."""
    found = [seen.text for seen in texts(draw_dots(MODEL, THREE, "d_x", DE, form=PAGE))]
    assert {"20", "10–30", "60", "55–65", "kein Wert"} <= set(found)


def test_our_own_band_runs_behind_all_rows():
    """In every row a piece of the same width, as wide as our band."""
    picture = draw_dots(MODEL, THREE, "d_x", DE, own=0, form=PAGE)
    pieces = bands(picture, VEIL)
    assert len(pieces) == 4  # three rows and the key
    assert pieces[0] == pieces[1] == pieces[2] == pytest.approx(2 * bands(picture)[0], abs=0.3)
    assert bands(draw_dots(MODEL, THREE, "d_x", DE, form=PAGE), VEIL) == []


def test_a_voice_has_no_band():
    """It is a hollow dot, and what missing answers allow is a dotted line."""
    voice = [snapshot(MODEL, "V", "Aal", {"d_x": 40}, voice="statement", office="Amt", voices=1)]
    picture = draw_dots(MODEL, voice, "d_x", DE, form=PAGE)
    assert bands(picture) == []
    assert "Stimme: Amt" in said(picture)
    assert "Was fehlende Antworten noch ändern können" in said(picture)
    assert circles(picture)[-1]["fill"] == "#FFFFFF"


def test_the_sentence_says_how_many_can_be_told_apart_from_us():
    """20 ± 10 and 60 ± 5 of six people each can; without a value nobody can say."""
    sentence = draw_dots(MODEL, THREE, "d_x", DE, own=0, form=PAGE).sentence
    assert "Die Werte reichen von 20 bis 60." in sentence
    assert "Unser Wert liegt bei 20 (Band 10 bis 30)." in sentence
    assert "Von 1 anderen ist 1 von uns unterscheidbar." in sentence
    assert "1 hat hier noch keinen Wert." in sentence


def test_nobody_with_a_value_is_said_as_well():
    """And a single value is no span."""
    assert "Noch gibt es keinen Wert." in draw_dots(MODEL, THREE[2:], "d_x", DE).sentence
    assert "Der Wert liegt bei 20." in draw_dots(MODEL, THREE[:1], "d_x", DE).sentence


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_very_many_are_a_dot_each_and_none_lies_on_another(form):
    """300 with a value are 300 dots; equal values are stacked."""
    snapshots = [snapshot(MODEL, f"V{k}", f"Ort {k}", {"d_x": (k * 7) % 40 + 30}) for k in range(300)]
    picture = draw_dots(MODEL, snapshots, "d_x", DE, form=form)
    dots = [(float(c["cx"]), float(c["cy"]), float(c["r"])) for c in circles(picture)]
    assert len(dots) == 300
    stacks = [sorted(y for x, y, _ in dots if x == column) for column in {x for x, _, _ in dots}]
    assert min(b - a for stack in stacks for a, b in pairwise(stack)) >= 2 * dots[0][2] - 0.1
    columns = sorted({x for x, _, _ in dots})
    assert min(b - a for a, b in pairwise(columns)) >= 2 * dots[0][2]
    assert all(0 <= y <= picture.height for _, y, _ in dots)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_where_a_dot_would_be_too_small_to_see_a_stack_is_one_bar(form):
    """1,000 at two values, 300 and 700: two bars, one 7/3 as high as the other, and the key speaks of bars."""
    snapshots = [snapshot(MODEL, f"V{k}", f"Ort {k}", {"d_x": 31 if k < 300 else 71}) for k in range(1000)]
    picture = draw_dots(MODEL, snapshots, "d_x", DE, form=form)
    assert not circles(picture)
    low, high = sorted(bottom - top for _, top, _, bottom, fill in boxes(picture) if fill == OTHER)
    assert high / low == pytest.approx(7 / 3, abs=0.05)
    assert "Jeder Balken zeigt" in said(picture)
    assert "Jeder Punkt" not in said(picture)


def test_our_own_stands_below_the_strip_with_its_band():
    """With its words and figures; the alternative text does not read 200 values aloud."""
    snapshots = many(MODEL, 200)
    picture = draw_dots(MODEL, snapshots, "d_x", DE, own=0, form=PAGE)
    assert any(seen.text.startswith("Das sind wir: ") for seen in texts(picture))
    assert "So breit ist ein Band in der Mitte aller Bänder" in said(picture)
    assert len(picture.alt) < 1000
    assert len(picture.rows) == 200
