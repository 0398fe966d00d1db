"""How Verbünde are called, marked and ordered where several stand side by side."""

from __future__ import annotations

from dataclasses import replace

from tests.figures.made import model
from tests.figures.snapshots_made import figures, snapshot
from typology.figures.cases import count_of, name_cases, say_about, say_figures, table_cells, table_start
from typology.figures.wording import Words
from typology.language import Speaker

MODEL = model("xy")
WORDS = Words(Speaker("de"))


def of(*cities, **more):
    return [snapshot(MODEL, f"Verbund {city}", city, **more) for city in cities]


def titles(cases):
    return [case.title for case in cases]


def test_the_order_is_that_of_a_german_dictionary():
    """Umlauts stand beside their vowels, ß beside ss, and capitals make no difference."""
    found = name_cases(WORDS, of("Zell", "Übach", "Ulm", "öd", "Oede", "Straßburg", "Strassberg", "Aal", "Ähren"), None)
    assert titles(found) == ["Aal", "Ähren", "öd", "Oede", "Strassberg", "Straßburg", "Übach", "Ulm", "Zell"]


def test_our_own_comes_first_and_everybody_else_by_name():
    """Our own is found without searching."""
    found = name_cases(WORDS, of("A", "B", "C"), 1)
    assert titles(found) == ["B", "A", "C"]
    assert [case.is_own for case in found] == [True, False, False]
    assert found[0].said == "Das sind wir"


def test_two_of_one_city_are_ordered_by_name_and_one_with_two_years_by_year():
    """Names decide, then the year; never a value."""
    given = (("B", 2026), ("A", 2026), ("A", 2020))
    found = name_cases(WORDS, [snapshot(MODEL, name, "Ort", year=year, wave=str(year)) for name, year in given], None)
    assert [(case.name, case.snapshot.year) for case in found] == [("A", 2020), ("A", 2026), ("B", 2026)]


def test_a_year_is_written_where_there_are_several():
    """Otherwise it would be said again on every row."""
    assert [case.said for case in name_cases(WORDS, of("A", "B"), None)] == ["", ""]
    two = [snapshot(MODEL, "V", "A", wave="2026", year=2026), snapshot(MODEL, "V", "A", wave="2020", year=2020)]
    assert [case.said for case in name_cases(WORDS, two, None)] == ["2020", "2026"]


def test_what_is_no_group_of_today_is_said_and_has_a_hollow_sign():
    """Each with a shape of its own; a wave called like its kind is not said twice."""
    cases = name_cases(WORDS, [
        *of("A", wave_kind="goal", wave="Ziel", year=None), *of("B", wave_kind="past", year=2016),
        *of("C", voice="statement", office="Amt für Vielfalt"), *of("D", voice="statement"), *of("E"),
    ], None)
    assert [case.said for case in cases] == [
        "Ziel", "im Rückblick: 2016", "Stimme: Amt für Vielfalt", "einzelne Stimme", "",
    ]
    assert [(case.look.shape, case.look.is_open) for case in cases] == [
        ("triangle", True), ("square", True), ("circle", True), ("circle", True), ("circle", False),
    ]


def test_our_own_goal_is_both():
    """A diamond, but hollow, and both words."""
    [case] = name_cases(WORDS, of("A", wave_kind="goal", year=2030), 0)
    assert (case.look.shape, case.look.is_open, case.said) == ("diamond", True, "Das sind wir · Ziel: 2030")


def test_a_verbund_without_a_city_is_called_by_its_name():
    """And a name that is the city is not said twice."""
    found = name_cases(WORDS, [snapshot(MODEL, "Verbund", ""), snapshot(MODEL, "Ort", "Ort")], None)
    assert [(case.title, case.name) for case in found] == [("Ort", ""), ("Verbund", "")]


def test_verbuende_are_counted_once():
    """Three releases of two are told as such; one is one."""
    three = name_cases(WORDS, [*of("A", "B"), *of("A", year=2020)], None)
    assert count_of(WORDS, three) == "3 Freigaben, 2 Verbünde"
    assert count_of(WORDS, three[:1]) == "1 Verbund"
    assert count_of(WORDS, name_cases(WORDS, of("A", "B"), None)) == "2 Verbünde"


def test_whose_view_it_is_stands_above():
    """Also the views of two, if somebody puts them side by side on purpose."""
    both = [*of("A", perspective="inside"), *of("B", perspective="city")]
    assert say_about(WORDS, MODEL, name_cases(WORDS, both[:1], None)) == "Blickwinkel: »Innen«"
    assert say_about(WORDS, MODEL, name_cases(WORDS, both, None)) == "Blickwinkel: »Innen« und »Stadt«"


def test_a_value_is_said_with_its_band_or_with_what_is_missing():
    """71 with a band of 8 points either way; a voice has no band."""
    assert say_figures(WORDS, figures(71)) == "71 (Band 63 bis 79)"
    assert say_figures(WORDS, figures(71, band=False)) == "71 (möglich 63 bis 79)"
    assert say_figures(WORDS, figures(None)) == say_figures(WORDS, None) == "kein Wert"


def test_the_table_says_who_when_and_how_many():
    """Also that it is invented, on every row."""
    [case] = name_cases(WORDS, of("A", wave="Gründung", wave_kind="past", year=2016, voices=7), 0)
    assert dict(zip(table_start(WORDS), table_cells(WORDS, case), strict=True)) == {
        "Ort": "A", "Name": "Verbund A", "Zeitpunkt": "Gründung, 2016", "Wer spricht": "Gruppe", "Personen": "7",
        "Hinweis": "Das sind wir, im Rückblick, erfunden",
    }
    [case] = name_cases(WORDS, [replace(of("A")[0], invented=False)], None)
    assert table_cells(WORDS, case)[-1] == "–"
