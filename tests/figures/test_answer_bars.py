"""What a room said to an item: bars, bands, quotations, and nothing that may not be seen."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.figures.answers_made import (
    DE,
    EN,
    STATIONS,
    contrast,
    everything,
    form,
    model,
    rectangles,
    result,
    shown,
    texts,
)
from typology.figures.answer_bars import draw_answer_bars
from typology.figures.common import PAPER
from typology.figures.diverging import colours
from typology.figures.svg import FORMS, MEDIUM, NARROW, WIDE
from typology.model.elements import Text
from typology.workshop.publication import Cell, Statement

MODEL = model()


def draw(*cells, speaker=DE, of=MODEL, item="five", **more):
    return draw_answer_bars(of, form(of), result(item, cells), speaker, stations=STATIONS, **more)


def table(picture):
    rows = list(csv.reader(io.StringIO(picture.csv().removeprefix("\ufeff")), delimiter=";"))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("size", FORMS, ids=lambda f: f.name)
def test_a_bar_has_a_part_per_option_as_wide_as_its_share(size):
    """Of 20 people 4, 8, 4, 2, 2: the second part is twice as wide as the first."""
    picture = draw(shown("own", [4, 8, 4, 2, 2]), form=size)
    paints = colours(5)
    widths = {r["fill"]: float(r["width"]) for r in rectangles(picture.svg) if r["fill"] in paints and "rx" not in r}
    assert widths[paints[1]] == pytest.approx(2 * widths[paints[0]], rel=0.06)
    assert sum(widths.values()) == pytest.approx(5 * widths[paints[0]], rel=0.06)


def test_every_part_says_its_letter_and_its_number():
    """Where the part is too narrow for the number, the label below it says both."""
    found = texts(draw(shown("own", [1, 0, 150, 2, 147])).svg)
    assert "150" in found
    assert "147" in found
    assert "a\u00a01" in found
    assert "d\u00a02" in found
    assert not any(text.startswith("b\u00a0") for text in found)


def test_those_who_do_not_know_stand_apart():
    """They are not part of the bar, and their number stands at the side."""
    picture = draw(shown("own", [4, 4, 4, 4, 4], dk=7, na=3))
    paints = colours(5)
    parts = [r for r in rectangles(picture.svg) if r["fill"] in paints and "rx" not in r]
    left = max(float(r["x"]) + float(r["width"]) for r in parts)
    root = ElementTree.fromstring(picture.svg)
    apart = [e for e in root.iter() if e.tag.endswith("text") and e.text in ("7", "3")]
    assert len(apart) == 2
    assert all(float(e.get("x")) > left for e in apart)
    assert table(picture)[0]["weiß nicht"] == "7"


def test_agreement_is_said_in_words_with_the_figures_in_small_print():
    """Two camps of five: A is -1, and the mean distance is 2."""
    picture = draw(shown("own", [5, 0, 0, 0, 5]))
    assert "Die Antworten bilden zwei Lager." in picture.sentence
    assert "A −1,00 · AD 2,00" in texts(picture.svg)


def test_perspectives_stand_side_by_side_and_are_never_pooled():
    """No number is the sum over two groups."""
    picture = draw(shown("own", [3, 3, 3, 3, 0]), shown("city", [0, 5, 7, 5, 0]))
    assert "29" not in texts(picture.svg)
    assert "29" not in picture.alt
    assert [row["Blickwinkel"] for row in table(picture)] == ["Eigene Sicht", "Sicht der Stadt"]


SECRET = {
    "n": 4, "counts": {"o0": 1, "o3": 3}, "mean": 3.217, "ad": 0.813, "a": 0.619, "rwg": 0.557, "na": 3,
    "quartiles": (1, 2, 3), "band": ("o0", "o3"), "statements": (Statement("Sozialamt", "answer", "o3"),),
}  # fmt: skip


@pytest.mark.parametrize("status", ["few", "withheld", "none"])
@pytest.mark.parametrize("size", FORMS, ids=lambda f: f.name)
def test_nothing_of_a_hidden_cell_leaks(status, size):
    """Even if a cell carried figures by mistake: picture, words and table are those of a cell without."""
    missing = 2 if status == "few" else 0
    cell, empty = Cell(None, "own", status, missing=missing, **SECRET), Cell(None, "own", status, missing=missing)
    assert everything(draw(cell, form=size)) == everything(draw(empty, form=size))
    [row] = table(draw(cell, form=size))
    assert row["Antworten"] == row["a"] == row["Mittel"] == row["weiß nicht"] == ""


def test_a_small_group_is_told_how_many_answers_are_missing():
    """In words, and in the right number."""
    one, two = draw(Cell(None, "own", "few", missing=1)), draw(Cell(None, "own", "few", missing=2))
    assert "Noch eine Antwort, dann wird das Ergebnis der Gruppe sichtbar." in one.sentence
    assert "Noch zwei Antworten, dann wird das Ergebnis der Gruppe sichtbar." in two.sentence
    assert "Two more answers, then" in draw(Cell(None, "own", "few", missing=2), speaker=EN).sentence


def test_a_unanimous_group_is_drawn_as_a_band_and_gives_no_number_per_option():
    """All boxes are of one width, so that none tells how many."""
    picture = draw(Cell(None, "own", "coarse", n=9, band=("o1", "o2")))
    boxes = {r["width"] for r in rectangles(picture.svg) if "stroke" in r}
    assert len(boxes) == 1
    assert "Alle Antworten liegen zwischen »b« und »c«." in picture.sentence
    [row] = table(picture)
    assert (row["Antworten"], row["b"], row["Mittel"], row["A"]) == ("9", "", "", "")


def test_a_single_voice_is_quoted_with_its_office():
    """A statement, not a statistic; whoever does not know says so."""
    said = (Statement("Sozialamt", "answer", "o3"), Statement("Ordnungsamt", "dk"))
    picture = draw(Cell(None, "city", "attributed", n=2, statements=said))
    assert "»Beschreibung 3 von five« (d)" in texts(picture.svg)
    assert "– Sozialamt" in texts(picture.svg)
    assert "Ordnungsamt: Weiß nicht." in table(picture)[0]["Aussagen"]


def test_numbers_are_shown_by_their_middle_half():
    """Neither the smallest nor the largest number is drawn: each belongs to one person."""
    picture = draw(Cell(None, "own", "shown", n=9, mean=17.2, quartiles=(12, 16, 19.5)), item="number")
    assert any("12 bis 19,5" in text for text in texts(picture.svg))
    [row] = table(picture)
    assert (row["unteres Viertel"], row["Mitte"], row["oberes Viertel"]) == ("12,0", "16,0", "19,5")


@pytest.mark.parametrize("size", FORMS, ids=lambda f: f.name)
@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'x" onload="y', "]]>&amp;", "Donaudampfschifffahrt" * 9])
def test_names_are_escaped_and_stay_within_the_picture(name, size):
    """Whatever an office, an item or an option is called, the file stays a picture."""
    of = replace(MODEL, items={**MODEL.items, "five": replace(
        MODEL.items["five"], label=Text(name), question=Text(name), anchors={f"o{k}": Text(name) for k in range(5)})})
    said = Cell(None, "city", "attributed", n=1, statements=(Statement(name, "answer", "o1"),))
    picture = draw(shown("own", [1, 1, 1, 1, 1]), said, of=of, form=size)
    root = ElementTree.fromstring(picture.svg)
    assert {e.tag.rpartition("}")[2] for e in root.iter()} <= {"svg", "desc", "rect", "path", "text", "circle"}
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        reach = float(text.get("textLength", 0))
        start = float(text.get("x")) - {"middle": reach / 2, "end": reach}.get(text.get("text-anchor", ""), 0)
        assert start >= -1
        assert start + reach <= size.across + 1
        assert float(text.get("y")) <= float(root.get("height"))


def test_every_colour_of_a_picture_stands_out_from_its_ground():
    """3 to 1 for all that must be seen; the ground of a sentence is decoration."""
    picture = draw(shown("own", [4, 4, 4, 4, 4], dk=2), Cell(None, "city", "coarse", n=5, band=("o0", "o1")))
    root = ElementTree.fromstring(picture.svg)
    inks = {e.get("fill") for e in root.iter() if e.tag.endswith("text")} | {
        e.get("stroke") for e in root.iter() if e.get("stroke")}
    assert all(contrast(ink, PAPER) >= 3 for ink in inks - {PAPER})


def test_descriptions_in_other_words_say_whose_they_are():
    """Perspectives may read an item in words of their own."""
    of, asked = MODEL, form(MODEL)
    [page] = asked.pages
    from typology.model.elements import Entry, Wording

    entry = Entry("five", by_perspective={"city": Wording(anchors={"o0": Text("Anders gesagt")})})
    other = replace(asked, pages=(replace(page, entries=(entry,)),))
    cells = (shown("own", [1, 1, 1, 1, 1]), shown("city", [1, 1, 1, 1, 1]))
    same = draw_answer_bars(of, asked, result("five", cells), DE)
    different = draw_answer_bars(of, other, result("five", cells), DE)
    assert "Wortlaut" not in same.svg
    assert "Beschreibungen im Wortlaut von »Eigene Sicht«" in " ".join(texts(different.svg))


def test_a_cell_that_is_held_shows_what_was_shown():
    """It says so beside the name."""
    picture = draw(shown("own", [2, 2, 2, 2, 2], status="held"))
    assert any("Stand der letzten Anzeige" in text for text in texts(picture.svg))
    assert table(picture)[0]["Antworten"] == "10"


def test_letters_are_as_large_as_the_form_says():
    """What is to be read stands in the size of the form, small print in that of small print."""
    for size in (WIDE, MEDIUM, NARROW):
        root = ElementTree.fromstring(draw(shown("own", [4, 8, 4, 2, 2]), form=replace(size, titled=False)).svg)
        sizes = {float(e.get("font-size")) for e in root.iter() if e.tag.endswith("text")}
        assert sizes == {size.size, size.small}
