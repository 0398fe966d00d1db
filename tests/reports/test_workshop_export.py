"""What a workshop takes home: tables that spreadsheets read, and a record that prints."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.workshop.scenes import MODEL, Round, room, say
from typology.language import Speaker
from typology.model.elements import Text
from typology.reports.workshop_export import record_html, results_csv, results_json
from typology.store.workshop_records import RecordEntry, Workshop
from typology.store.workshop_records import Round as StoredRound
from typology.workshop.publication import Cell, ItemResult, Publication, Statement, VoteResult
from typology.workshop.rounds import RoundState

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
DE, EN = Speaker("de"), Speaker("en")


@pytest.fixture
def shown():
    round_ = Round(stations=(1, 2), perspectives=("own", "city"))
    return round_.publish([
        *room([0, 1, 2, 3, 4, "dk"], [4, 4, 4]),
        say(900, 1, 1, perspective="city", office="=HYPERLINK(1)"),
    ])


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_table_has_what_was_shown_with_german_signs(shown):
    """Six at table 1 are withheld because of the three at table 2; all together have mean 22/8 = 2,75."""
    data = results_csv(shown, MODEL, {1: "Nord", 2: "Süd"}, DE)
    assert data.startswith(b"\xef\xbb\xbf")
    own = [row for row in rows(data) if row["Blickwinkel"] == "own"]
    together, north, south = own
    assert (together["Tisch"], together["Antworten"], together["weiß nicht"]) == ("Alle zusammen", "8", "1")
    assert together["Mittelwert"] == "2,75"
    assert together["Antwort 5: Anzahl"] == "4"
    assert (north["Anzeige"], north["Antworten"], north["Mittelwert"]) == ("zurückgehalten", "", "")
    assert (south["Anzeige"], south["es fehlen mindestens"]) == ("zu wenige Antworten", "2")
    assert south["Antwort 5: Anzahl"] == ""


def test_in_english_with_a_decimal_point(shown):
    """And the same columns in order."""
    together = rows(results_csv(shown, MODEL, {1: "Nord", 2: "Süd"}, EN))[0]
    assert together["Mean"] == "2.75"
    assert len(together) == len(rows(results_csv(shown, MODEL, {}, DE))[0])


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", " =1", "|calc"])
def test_no_cell_is_a_formula(evil):
    """Whatever a table, a question or an office is called."""
    model = replace(MODEL, items={**MODEL.items, "five": replace(MODEL.items["five"], question=Text(evil))})
    cell = Cell(1, "city", "attributed", n=1, statements=(Statement(evil, "answer", "o1"),))
    content = Publication((ItemResult("five", (VoteResult(1, (cell,)),)),), (), 5, "")
    for row in rows(results_csv(content, model, {1: evil}, DE)):
        for text in (row["Frage"], row["Tisch"], row["Aussagen mit Amt"]):
            assert text.startswith("'")


def test_a_range_is_given_in_the_words_of_the_answers():
    """Where all agree, from which answer to which."""
    shown = Round().publish(room([4] * 6))
    row = rows(results_csv(shown, MODEL, {1: "Nord"}, DE))[0]
    assert (row["Anzeige"], row["Bereich von"], row["Bereich bis"]) == ("einstimmig, nur als Bereich", "o2", "o4")
    assert row["Antwort 5: Anzahl"] == ""


def test_the_json_holds_the_publication_and_the_names_of_the_tables(shown):
    """It can be read back."""
    content = json.loads(results_json(shown, {1: "Nord", 2: "Süd"}))
    assert Publication.from_json(content) == shown
    assert content["stations"] == {"1": "Nord", "2": "Süd"}


WORKSHOP = Workshop(1, "Werkstatt <b>", None, None, ("own",), 5, False, "de", None, 3, NOW, NOW, None)
ROUND = StoredRound(7, 1, "", "form", "1", "tests", "1", ("own",), (), RoundState(("five",)), 1, 0, NOW)


def entry(kind, text, *, round_id=None, item=None, role="", due=""):
    return RecordEntry(text, 1, round_id, item, kind, text, role, due, NOW)


def test_the_record_is_one_page_that_prints():
    """In general first, then by round and item; steps with who and until when; nothing from elsewhere."""
    page = record_html(WORKSHOP, [ROUND], [
        entry("decision", "Wir treffen uns"),
        entry("step", "Einladen", round_id=7, item="five", role="Vorstand", due="Mai"),
        entry("question", "Wer zahlt?", round_id=7),
    ], MODEL, DE, NOW)  # fmt: skip
    order = [page.index(text) for text in ("Zum ganzen Workshop", "Wir treffen uns", "Runde 1", "Wer zahlt?", "five",
                                           "Einladen", "Vorstand", "Mai", "04.05.2026")]  # fmt: skip
    assert order == sorted(order)
    assert '<html lang="de">' in page
    assert "@media print" in page
    assert not any(sign in page for sign in ("http", "<script", "<img", "url("))


def test_markup_in_the_record_stays_text():
    """Whatever somebody notes down."""
    evil = '<script>alert(1)</script>" onload="x'
    page = record_html(WORKSHOP, [ROUND], [
        entry("note", evil), entry("step", evil, role=evil, due=evil), entry("note", evil, round_id=7, item=evil),
    ], MODEL, DE, NOW)  # fmt: skip
    assert "<script" not in page
    assert "Werkstatt &lt;b&gt;" in page


def test_an_empty_record_says_so():
    """In the language of the reader."""
    assert "Nothing was noted down" in record_html(WORKSHOP, [ROUND], [], MODEL, EN, NOW)
