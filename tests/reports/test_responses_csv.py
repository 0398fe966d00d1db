"""The long CSV: what is taken in, and what is said about what is not."""

import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.conftest import ROOT
from typology.language import Speaker
from typology.model import load_model
from typology.reports import csv_text
from typology.reports.csv_text import CODES, render_problems
from typology.reports.responses_csv import parse_value, read_responses_csv

HEADER = "case,wave,perspective,respondent,item,value"
ROW = "Chor,2026,choir_view,r1,"


def read(model, text, encoding="utf-8"):
    return read_responses_csv(text.encode(encoding), model)


def problems(model, *rows):
    found = read(model, "\n".join([HEADER, *rows]))
    return [(p.line, p.column, p.kind) for p in found.problems]


def test_answers_of_every_kind_are_taken_in(toy):
    """Option id, number of an option, number with comma and point, dk, na and empty."""
    rows = [
        "rehearsal_rhythm,mehrmals", "audience_joins,7", "new_places,3.0", 'way_to_rehearsal,"12,5"', "performances,4",
        "sheet_music,DK", "singing_by_heart,na", "song_mentors,",
    ]
    found = read(toy, "\n".join([HEADER, *(ROW + row for row in rows)]))
    assert found.problems == ()
    taken = [tuple(row) for row in found.table[["item", "state", "value"]].itertuples(index=False)]
    assert [t[:2] for t in taken] == [
        ("rehearsal_rhythm", "answer"), ("audience_joins", "answer"), ("new_places", "answer"),
        ("way_to_rehearsal", "answer"), ("performances", "answer"), ("sheet_music", "dk"), ("singing_by_heart", "na"),
        ("song_mentors", "none"),
    ]
    assert [t[2] for t in taken[:5]] == [3.0, 7.0, 3.0, 12.5, 4.0]
    assert all(math.isnan(t[2]) for t in taken[5:])


@pytest.mark.parametrize(
    "text",
    [
        "{0}\n{1}\n",
        "{0}\r\n{1}",
        "{0}\r{1}\r",
        "\ufeff{0}\n{1}\n\n\n",
        "\n\n{0}\n\n{1}\n,,,,,\n",
        'sep=,\n{0}\n{1}\n',
        '"case","wave","perspective","respondent","item","value"\n{1}\n',
        "Case, WAVE ,perspective,respondent,item,value\n Chor , 2026,choir_view,r1,rehearsal_rhythm, nie \n",
        "value\titem\tcase\twave\trespondent\tperspective\nnie\trehearsal_rhythm\tChor\t2026\tr1\tchoir_view",
        "case;wave;perspective;respondent;item;value;\nChor;2026;choir_view;r1;rehearsal_rhythm;nie;;;\n",
    ],
)
def test_tables_of_every_program_read_the_same(toy, text):
    """Separators, line ends, byte-order mark, blank rows, quotes, blanks, order and case of columns do not matter."""
    found = read(toy, text.format(HEADER, ROW + "rehearsal_rhythm,nie"))
    assert found.problems == ()
    expected = ["Chor", "2026", "choir_view", "r1", "rehearsal_rhythm", "answer", 0.0]
    columns = ["case", "wave", "perspective", "respondent", "item", "state", "value"]
    assert found.table[columns].values.tolist() == [expected]


@pytest.mark.parametrize(
    ("row", "column", "kind"),
    [
        (",2026,choir_view,r1,sheet_music,a", "case", "missing_value"),
        ("Chor,,choir_view,r1,sheet_music,a", "wave", "missing_value"),
        ("Chor,2026,,r1,sheet_music,a", "perspective", "missing_value"),
        ("Chor,2026,choir_view, ,sheet_music,a", "respondent", "missing_value"),
        (ROW + ",a", "item", "missing_value"),
        ("Chor,2026,chor_view,r1,sheet_music,a", "perspective", "unknown_perspective"),
        (ROW + "sheet_musik,a", "item", "unknown_item"),
        (ROW + "sheet_music,d", "value", "unknown_option"),
        (ROW + "sheet_music,2.5", "value", "unknown_option"),
        (ROW + "performances,many", "value", "not_a_number"),
        (ROW + "performances,nan", "value", "not_a_number"),
        (ROW + "performances,1e999", "value", "not_a_number"),
        (ROW + 'way_to_rehearsal,"1.234,5"', "value", "not_a_number"),
        (ROW + "performances,2.5", "value", "not_whole"),
        (ROW + "performances,1.200", "value", "not_whole"),
        (ROW + "performances,12.000", "value", "not_whole"),
        (ROW + "performances,-1", "value", "too_small"),
        (ROW + "way_to_rehearsal,241", "value", "too_big"),
        (ROW + "way_to_rehearsal,12,5", "", "too_many_cells"),
        ("Chor,2026", "", "too_few_cells"),
        (ROW + '"sheet"_music,a', "", "broken_quote"),
        (ROW + '"sheet_music,a', "", "open_quote"),
        ("C" * 301 + ",2026,choir_view,r1,sheet_music,a", "case", "long_name"),
        (ROW + "rehearsal_rhythm,nie", "item", "twice"),
    ],
)
def test_a_bad_row_is_named_with_line_and_column(toy, row, column, kind):
    """The row stands in line 4, after a blank line; nothing is taken in, not even the good row before it."""
    text = "\n".join([HEADER, ROW + "rehearsal_rhythm,nie", "", row])
    found = read(toy, text)
    assert [(p.line, p.column, p.kind) for p in found.problems] == [(4, column, kind)]
    assert found.table is None


def test_lines_are_those_of_the_file_even_after_quoted_newlines(toy):
    """A cell over three lines moves the next row to line 5."""
    note = '"one\ntwo\nthree"'
    text = f"{HEADER},note\n{ROW}rehearsal_rhythm,nie,{note}\n{ROW}sheet_music,x,\n"
    found = read(toy, text)
    assert [(p.line, p.kind) for p in found.problems] == [(5, "unknown_option")]


def test_every_bad_row_is_listed_in_the_order_of_the_file(toy):
    """Two mistakes in one row come in the order of the columns."""
    found = problems(toy, ROW + "sheet_music,q", ",2026,nobody,r1,sheet_music,a", ROW + "x,a")
    assert found == [
        (2, "value", "unknown_option"), (3, "case", "missing_value"), (3, "perspective", "unknown_perspective"),
        (4, "item", "unknown_item"),
    ]


def test_a_second_answer_names_the_line_of_the_first(toy):
    """The same item by somebody else, at another time or from another perspective is no second answer."""
    found = read(toy, "\n".join([
        HEADER, ROW + "sheet_music,a", "Chor,2025,choir_view,r1,sheet_music,a", "Chor,2026,town_view,r1,sheet_music,a",
        "Chor,2026,choir_view,r2,sheet_music,a", ROW + "sheet_music,a",
    ]))
    assert [(p.line, p.kind, p.values["line"]) for p in found.problems] == [(6, "twice", 2)]


@pytest.mark.parametrize(
    ("text", "encoding", "kind"),
    [
        ("", "utf-8", "empty"),
        (" \n\n", "utf-8", "empty"),
        (",,\n,", "utf-8", "empty"),
        (HEADER + "\n\n", "utf-8", "header_only"),
        (HEADER, "utf-16", "utf16"),
        (HEADER, "utf-16-le", "utf16"),
        (f"{HEADER}\nKöln,2026,choir_view,r1,sheet_music,a", "latin-1", "not_utf8"),
        ("PK\x03\x04 spreadsheet", "utf-8", "not_csv"),
        ("case,wave,perspective,respondent,item", "utf-8", "missing_column"),
        ("case,wave,perspective,respondant,item,value", "utf-8", "renamed_column"),
        (HEADER + ",Case", "utf-8", "double_column"),
    ],
)
def test_a_file_that_is_no_such_table_is_explained(toy, text, encoding, kind):
    """One problem, about the file or its header."""
    found = read(toy, text, encoding)
    assert [p.kind for p in found.problems] == [kind]
    assert found.table is None


def test_a_file_that_is_too_large_is_refused(toy, monkeypatch):
    """The limit is said in megabytes."""
    monkeypatch.setattr(csv_text, "LARGEST_FILE", 10)
    assert [p.kind for p in read(toy, HEADER).problems] == ["too_large"]


def test_other_columns_are_noted_and_left_aside(toy):
    """Their names are handed on for the note."""
    found = read(toy, f"{HEADER},Notiz, ,note\n{ROW}sheet_music,a,x,y,z\n")
    assert (found.problems, found.ignored, found.rows) == ((), ("Notiz", "note"), 1)


def test_an_id_that_looks_like_a_number_counts_as_the_id(toy):
    """Options with ids '1' and '2' and values 10 and 1: the cell '1' means the option of value 10."""
    from typology.model.elements import Basis, Option, ResponseScale, Text

    scale = ResponseScale("x", Text("x"), "levels", Basis("proposal"), (Option("1", 10.0), Option("2", 1.0)))
    assert parse_value(scale, "1") == ("answer", 10.0)
    assert parse_value(scale, "10") == ("answer", 10.0)


@cache
def toy_model():
    return load_model(ROOT / "tests" / "toy" / "definition")


rows_of_any_text = st.text(max_size=200).map(lambda text: f"{HEADER}\n{text}".encode("utf-8", "replace"))


@given(st.one_of(st.binary(max_size=200), rows_of_any_text))
def test_no_file_ends_in_a_traceback(data):
    """Whatever the bytes, there is either a table or a list of problems that can be said."""
    found = read_responses_csv(data, toy_model())
    assert (found.table is None) == bool(found.problems)
    assert {p.kind for p in found.problems} <= set(CODES)
    said = render_problems(found.problems, "x.csv", Speaker("en"))
    assert len(said.splitlines()) == 2 * len(found.problems) + 1
