"""What cities provide, and with which types it occurs: values and counts, and no word about why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.figures.snapshots_made import many, snapshot
from tests.figures.svg_seen import boxes, said, texts
from typology.assessment.landscapes import ConditionCount, ConditionTable, conditions_by_type, frame_table
from typology.figures import common
from typology.figures.condition_counts import draw_conditions
from typology.figures.frame_table import draw_frames
from typology.figures.svg import NARROW, PAGE
from typology.language import Speaker
from typology.model.loading import load_model

MODEL = load_model(Path(__file__).parents[2] / "typology" / "definition")
DE = Speaker("de")
FRAME = next(d.id for d in MODEL.dimensions.values() if d.describes == "frame")
ITEMS = [item.id for item in MODEL.items_of(FRAME)]
TYPES = list(MODEL.types)
LABELS = {t: MODEL.types[t].label.in_language("de") for t in TYPES}


def frames(snapshots, form=PAGE, **more):
    return draw_frames(MODEL, frame_table(MODEL, snapshots), snapshots, DE, form=form, **more)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_two_cities_stand_side_by_side_in_the_words_of_the_questions(form):
    """A mean of 70 is nearest to the fourth of five descriptions, 10 to the first."""
    item = MODEL.items[ITEMS[0]]
    anchors = [item.anchors[o.id].in_language("de") for o in MODEL.scale_of(item.id).options]
    two = [snapshot(MODEL, "V1", "Aal", frame={ITEMS[0]: 70.0}), snapshot(MODEL, "V2", "Ulm", frame={ITEMS[0]: 10.0})]
    picture = frames(two, form)
    shown = said(picture)
    assert anchors[3].replace("- ", "") in shown
    assert anchors[0] in shown
    assert anchors[1] not in shown
    assert {"70", "10"} <= {seen.text for seen in texts(picture)}


def test_many_cities_are_rows_of_a_table_from_a_to_z():
    """Each item a column; what nobody was asked is left out, and a gap is a dash in the table."""
    found = [snapshot(MODEL, f"V{k}", f"Ort {9 - k}", frame={ITEMS[0]: 10.0 * k, **({ITEMS[1]: 50.0} if k else {})})
             for k in range(9)]
    picture = frames(found, own=4)
    assert [row[0] for row in picture.rows] == ["Ort 5", *(f"Ort {k}" for k in (1, 2, 3, 4, 6, 7, 8, 9))]
    assert len(picture.headings) == 6 + 2
    assert picture.rows[-1][-2:] == ("0,0", "–")
    assert "von 0 bis 80" in picture.sentence


def test_nothing_asked_about_the_frame_is_said():
    """No empty table."""
    assert frames([snapshot(MODEL)]).sentence == "Hier wurde noch nichts zum Rahmen gefragt."


def counted(high, undecided, low, no_type=0, cases=30, is_few=False):
    """One condition in three rows; counts per state of the first two types."""
    rows = [
        ConditionCount(ITEMS[0], state, dict(zip(TYPES, (*counts, *[0] * 9), strict=False)), no_type,
                       sum(counts) + no_type)
        for state, counts in (("high", high), ("undecided", undecided), ("low", low))
    ]
    return ConditionTable(tuple(rows), cases, is_few)


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_of_each_type_it_is_said_how_many_lie_above_the_middle(form):
    """3 of 4 of the first and 0 of 12 of the second; a type without a Verbund has a dash."""
    found = [seen.text for seen in texts(draw_conditions(MODEL, counted((3, 0), (0, 2), (1, 10)), DE, form=form))]
    assert "3 von 4" in found
    assert "0 von 12" in found
    assert found.count("–") == len(TYPES) - 2


def test_the_bar_is_filled_for_those_above_the_middle():
    """Three quarters of its width are filled."""
    picture = draw_conditions(MODEL, counted((3, 0), (0, 0), (1, 0)), DE, form=PAGE)
    filled = [right - left for left, _, right, _, fill in boxes(picture) if fill == common.ACCENT]
    empty = [right - left for left, _, right, _, fill in boxes(picture) if fill == common.PAPER]
    assert filled[0] == pytest.approx(3 * empty[0], abs=0.5)


def test_the_table_has_all_counts_and_no_share():
    """Three rows per condition, with those without a type in a column of their own."""
    picture = draw_conditions(MODEL, counted((3, 0), (0, 2), (1, 10), no_type=2), DE, form=PAGE)
    assert picture.headings[-2:] == ("kein klarer Typ", "Zusammen")
    assert [row[1] for row in picture.rows] == ["über der Mitte", "nahe der Mitte", "unter der Mitte"]
    assert picture.rows[0][2:4] == ("3", "0")
    assert [row[-1] for row in picture.rows] == ["5", "4", "13"]
    assert not any("%" in cell or "," in cell for row in picture.rows for cell in row)


def test_that_it_says_nothing_about_why_is_said_every_time():
    """In the sentence and in the picture."""
    for count in (1, 2, 12, 200):
        picture = draw_conditions(MODEL, conditions_by_type(MODEL, many(MODEL, count)), DE, form=PAGE)
        for text in (picture.sentence, said(picture)):
            assert "Sie sagen nicht, woran es liegt." in text


def test_few_are_warned_of_also_where_a_single_type_has_few():
    """Of 30 Verbünde four and twelve have a type: the four are few."""
    few = draw_conditions(MODEL, counted((3, 0), (0, 2), (1, 10)), DE, form=PAGE)
    assert "Bei 1 Typ sind es weniger als 10." in few.sentence
    assert "Bei 1 Typ sind es weniger als 10." in said(few)
    all_few = draw_conditions(MODEL, counted((1, 0), (0, 0), (0, 0), cases=3, is_few=True), DE)
    assert "Nebeneinander stehen weniger als 10." in all_few.sentence
    enough = draw_conditions(MODEL, counted((10, 12), (0, 0), (0, 0)), DE)
    assert "weniger als" not in enough.sentence


@pytest.mark.parametrize(("kind", "word"), [("past", "Rückblicke"), ("goal", "Ziele")])
def test_what_is_no_answer_of_today_and_what_is_invented_is_said_everywhere(kind, word):
    """In sentence, alt text, picture and every row of the table: a file that is sent on has no page around it."""
    count = counted((3, 0), (0, 2), (1, 10))
    picture = draw_conditions(MODEL, count, DE, form=PAGE, is_invented=True, kind=kind)
    notes = f"Gezählt sind {word}, nicht der heutige Stand. Alles hier ist erfunden."
    for text in (picture.sentence, picture.alt, said(picture)):
        assert notes.split(". ")[0] in text
        assert "Alles hier ist erfunden." in text
    assert picture.headings[-1] == "Hinweis"
    assert {row[-1] for row in picture.rows} == {notes}
    today = draw_conditions(MODEL, count, DE, form=PAGE)
    assert len(today.headings) == len(picture.headings) - 1
    assert "heutige" not in today.alt


def test_nothing_to_count_is_said():
    """Nobody was asked about the city, or nobody is there."""
    assert draw_conditions(MODEL, ConditionTable((), 0, True), DE).sentence == "Noch gibt es nichts zu zählen."
