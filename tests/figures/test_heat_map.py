"""Verbund by dimension: the right number in the right cell, and thin rows where there are too many for numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.figures.made import model
from tests.figures.snapshots_made import many, snapshot
from tests.figures.svg_seen import SVG, boxes, said, texts
from typology.figures.heat_map import draw_heat_map, page_count
from typology.figures.svg import NARROW, PAGE
from typology.figures.tints import tint
from typology.language import Speaker

MODEL = model("xy")
DE = Speaker("de")
TWO = [
    snapshot(MODEL, "V1", "Aal", {"d_x": 12, "d_y": 90, "gate": 30, "frame": 55}),
    snapshot(MODEL, "V2", "Ulm", {"d_x": 70, "d_y": 44, "frame": 5}),
]


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_every_value_is_a_number_on_its_tint(form):
    """12, 90, 30, 55 of the first and 70, 44, 5 of the second stand on boxes of their colours."""
    picture = draw_heat_map(MODEL, TWO, DE, form=form)
    fills = {(left, top): fill for left, top, _, _, fill in boxes(picture)}
    # The key has tints and numbers of its own, in small print.
    numbers = [seen for seen in texts(picture) if re.fullmatch(r"\d+", seen.text) and seen.size > form.small - 1]
    for value in (12, 90, 30, 55, 70, 44, 5):
        seen = next(s for s in numbers if s.text == str(value))
        inside = [fill for (left, top), fill in fills.items() if left <= seen.left and top <= seen.top]
        assert tint(value) in inside


def test_the_verbund_comes_first_and_gate_and_frame_stand_apart():
    """Marks of belonging and what is around it are told as such, and never counted with the rest."""
    picture = draw_heat_map(MODEL, TWO, DE, form=PAGE)
    assert picture.headings[6:] == ("Bereich x", "Bereich y", "Pforte", "Rahmen")
    assert "Abgesetzt steht »Pforte«: Das zählt nicht für den Typ." in said(picture)
    assert "Abgesetzt steht »Rahmen«: Das beschreibt die Umgebung." in said(picture)
    lefts = sorted({left for left, _, right, _, fill in boxes(picture) if fill != "none" and right - left > 60})
    together, gate, frame = (b - a for a, b in pairwise(lefts))
    assert gate == pytest.approx(frame, abs=0.2)
    assert gate > together + 10


def test_there_is_no_sum_and_no_mean_of_everything():
    """The table has a column per dimension and not one more; the rows have no number of their own."""
    picture = draw_heat_map(MODEL, TWO, DE, form=PAGE)
    assert len(picture.headings) == 6 + len(MODEL.dimensions)
    assert picture.rows[0][6:] == ("12,0", "90,0", "30,0", "55,0")


def test_a_missing_value_is_slanting_lines_and_is_counted():
    """The second has no value at the gate."""
    picture = draw_heat_map(MODEL, TWO, DE, form=PAGE)
    assert "In 1 von 8 Feldern gibt es noch keinen Wert." in picture.sentence
    assert picture.rows[1][-2] == "–"
    assert "Pforte kein Wert" in picture.alt
    assert "noch kein Wert" in said(picture)


def test_the_sentence_names_the_widest_span_of_the_verbund_and_that_of_the_frame():
    """12 to 70 is wider than 44 to 90; the frame is told apart from it."""
    sentence = draw_heat_map(MODEL, TWO, DE, form=PAGE).sentence
    assert "Am weitesten liegen die Werte bei »Bereich x« auseinander: von 12 bis 70." in sentence
    assert "»Rahmen« beschreibt die Umgebung und reicht von 5 bis 55." in sentence


def test_with_very_many_rows_are_thin_and_in_groups_of_names():
    """200 rows have no numbers but ours; every one of them is drawn, 5 of 200 without a value as a short stroke."""
    others = {"d_y": 50, "gate": 50, "frame": 50}
    snapshots = [snapshot(MODEL, f"V{k}", f"{'ABC'[k % 3]}-Ort {k:03}", {"d_x": k / 2, **others}) for k in range(195)]
    snapshots += [snapshot(MODEL, f"W{k}", f"D-Ort {k}", others) for k in range(5)]
    picture = draw_heat_map(MODEL, snapshots, DE, own=7, form=PAGE)
    pieces = sum(element.get("d").count("z") for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}path")
                 if element.get("d", "").endswith("z"))
    assert pieces == 199 * 4 + 1  # and a short stroke in the key
    assert "A-Ort 000 bis A-Ort 192 (65)" in said(picture)
    assert "B-Ort 001 bis B-Ort 193 (64)" in said(picture)  # ours is one of B and stands above
    assert len(picture.rows) == 200
    assert picture.alt.count("Das sind wir") == 1
    assert len(picture.alt) < 1000


def test_thin_rows_keep_goals_looks_back_and_voices_apart():
    """They cannot have a sign each, so they stand under headings of their own."""
    picture = draw_heat_map(MODEL, many(MODEL, 200), DE, form=PAGE)
    found = [seen.text for seen in texts(picture)]
    assert [text for text in found if text in ("Im Rückblick", "Ziele", "Einzelne Stimmen")] == [
        "Im Rückblick", "Ziele", "Einzelne Stimmen",
    ]


def test_a_page_shows_a_part_with_names_and_our_own_on_top_of_each():
    """130 others are three pages of 60; nobody is left out and nobody comes twice."""
    snapshots = [snapshot(MODEL, "", f"Ort {k:03}", {"d_x": 50}) for k in range(131)]
    seen = []
    for page in range(page_count(130)):
        picture = draw_heat_map(MODEL, snapshots, DE, own=77, form=PAGE, page=page)
        names = [text.text for text in texts(picture) if re.fullmatch(r"Ort \d+", text.text)]
        assert names[0] == "Ort 077"
        seen += names[1:]
    assert seen == [f"Ort {k:03}" for k in range(131) if k != 77]
    assert "Seite 3 von 3: Ort 121 bis Ort 130" in said(picture)
    assert page_count(60) == 1
    assert page_count(26, NARROW) == 2


def test_columns_have_signs_on_a_phone_and_names_on_a_page():
    """The signs are explained above."""
    phone = [seen.text for seen in texts(draw_heat_map(MODEL, TWO, DE, form=NARROW))]
    page = said(draw_heat_map(MODEL, TWO, DE, form=PAGE))
    assert phone.count("a") == 2  # in the list and above the column
    assert "Bereich x" in phone
    assert "Bereich x" in page
