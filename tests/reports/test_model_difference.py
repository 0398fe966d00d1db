"""The difference between two versions of a model, as readers and as other programs get it."""

import dataclasses
import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.language import Speaker, languages
from typology.model.changes import Kind, What
from typology.model.difference import diff_models
from typology.model.elements import Method
from typology.model.loading import load_model, load_model_from_texts, read_texts
from typology.reports.model_difference import (
    Line,
    difference_document,
    difference_sections,
    difference_shares,
    difference_summary,
    difference_text,
)

TOY = Path(__file__).parents[1] / "toy" / "definition"
TEXTS = read_texts(TOY)
MODEL = load_model(TOY)
DE = Speaker("de")

# One change each: file, what stands there, what stands there in the second version.
EDITS = [
    ("model", 'version: "0.3.0"', 'version: "0.4.0"'),
    ("dimensions", "Wie oft probt der ganze Chor?", "Wie oft probt der Chor?"),
    ("dimensions", "    reverse: true\n", ""),
    ("dimensions", "weight: 1.5", "weight: 2.5"),
    ("dimensions", "id: hall_access", "id: hall_hours"),
    ("dimensions", "Ein ganzes Programm", "Unser ganzes Programm"),
    ("dimensions", "generations\n    label: {de: \"Liedpat", "rehearsing\n    label: {de: \"Liedpat"),
    ("dimensions", "Neue Orte", "Andere Orte"),
    ("types", "{full_out: 10, crossover: 45,", "{full_out: 10.5, crossover: 45,"),
    ("types", "generations: {is: high, at: 90}", "generations: high"),
    ("types", "{dimension: rehearsing, weight: 2}", "{dimension: rehearsing, weight: 3}"),
    ("types", "id: concert_choir", "id: stage_choir"),
    ("model", "none_below: 0.4", "none_below: 0.45"),
    ("sources", "attributed: true", "attributed: false"),
    ("dimensions", "How often does the audience join in?", "How often do people sing along?"),
    ("dimensions", 'en: "Who hears us?"}\n    basis: proposal',
     'en: "Who hears us?"}\n    basis: {kind: source, refs: [choir_yearbook]}'),
]  # fmt: skip


def version(*edits):
    """Return the model with these edits."""
    files = dict(TEXTS)
    for file, old, new in edits:
        assert old in files[f"{file}.yaml"], old
        files[f"{file}.yaml"] = files[f"{file}.yaml"].replace(old, new, 1)
    return load_model_from_texts(files)


def section(difference, heading, say=DE):
    """Return one section as ``{element: [(name, before, after)]}``; empty if it is not there."""
    return {e.name: [(line.name, line.before, line.after) for line in e.lines]
            for found in difference_sections(difference, say) if found.heading == heading for e in found.elements}


ALL = diff_models(MODEL, version(*EDITS))


def test_a_question_asked_differently_in_german():
    """The whole text: versions, how much is shared and what that means, before and after, who decides."""
    later = version(EDITS[0], EDITS[1])
    text = "".join(difference_text(diff_models(MODEL, later), DE))
    assert text == f"""\
Zwei Fassungen: Typologie der Stadtchöre
========================================
Vorher: {MODEL.version}. Nachher: {later.version}.
1 Frage wird anders gestellt, 0 sind neu, 0 sind weg.
Gleich geblieben sind 11 Fragen (vorher gab es 12, nachher 12). Sie tragen in beiden Fassungen mindestens 91\u202f% \
des Gewichts.
Antworten aus beiden Fassungen können verglichen werden. Es zählen allein die Fragen, die gleich geblieben sind. Alle \
anderen Antworten bleiben gespeichert und lesbar.

Gemeinsames Gewicht, Bereich für Bereich:
  Proben                50\u202f%
  Haushalten           100\u202f%
  Vor Menschen singen  100\u202f%
  Jung und Alt         100\u202f%
  Offene Tür           100\u202f%
  Was die Stadt gibt   100\u202f%

Anders gefragt
--------------
Frage »Rhythmus der Proben« (rehearsal_rhythm)
  Wortlaut (question): Wie oft probt der ganze Chor? → Wie oft probt der Chor?

Verglichen sind zwei Fassungen des Modells. Eigene Worte eines Fragebogens sind nicht dabei. Ob eine Frage gleich \
geblieben ist, entscheidet der deutsche Wortlaut.
"""


def test_each_sort_of_change_has_its_section():
    """New and gone, asked, thresholds, rules, described, basis, translated: every edit is where it belongs."""
    assert section(ALL, "added") == {"Frage »Saal« (hall_hours)": [], "Typ »Konzertchor« (stage_choir)": []}
    assert section(ALL, "removed") == {"Frage »Saal« (hall_access)": [], "Typ »Konzertchor« (concert_choir)": []}
    assert section(ALL, "asked") == {
        "Frage »Rhythmus der Proben« (rehearsal_rhythm)": [
            ("Wortlaut (question)", "Wie oft probt der ganze Chor?", "Wie oft probt der Chor?")],
        "Frage »Abgesagte Proben« (rehearsal_cancelled)": [
            ("Richtung (reverse)", "höher heißt weniger", "höher heißt mehr")],
        "Frage »Auswendig singen« (singing_by_heart)": [
            ("Antworten (options.c)", "Ein ganzes Programm singen wir ohne Heft. (2)",
             "Unser ganzes Programm singen wir ohne Heft. (2)")],
    }  # fmt: skip
    assert section(ALL, "thresholds") == {
        "Achse »Reichweite« (reach)": [("Ankerpunkte (calibration)", "10 / 45 / 85", "10,5 / 45 / 85")],
        "Schwelle »Wie viele Antworten nötig sind: Kein Wert unter diesem Anteil« (method.coverage.none_below)": [
            ("Wert", "0,4", "0,45")],
    }  # fmt: skip
    assert section(ALL, "rules") == {
        "Frage »Liedpat*innen« (song_mentors)": [("Bereich (dimension)", "Jung und Alt", "Proben")],
        "Typ »Familienchor« (family_choir)": [("Bedingung (conditions.generations)", "{is: high, at: 90}", "high")],
        "Blickwinkel »Sicht der Stadt« (town_view)": [("Inhalt (attributed)", "ja", "nein")],
    }
    assert section(ALL, "described") == {"Frage »Andere Orte« (new_places)": [
        ("Name (label)", "Neue Orte", "Andere Orte")]}
    assert section(ALL, "basis") == {"Bereich »Vor Menschen singen« (singing_out)": [
        ("Grundlage (basis)", "proposal", "{kind: source, refs: [choir_yearbook]}")]}
    assert section(ALL, "translation") == {"Frage »Publikum singt mit« (audience_joins)": [
        ("Übersetzung (question)", "en: How often does the audience join in?", "en: How often do people sing along?")]}


def test_weights_are_told_with_what_they_make_of_the_share():
    """1.5 of 3.5 becomes 2.5 of 4.5; the two beside it fall from 1 of 3.5 to 1 of 4.5; an axis has its parts."""
    assert section(diff_models(MODEL, version(EDITS[3], EDITS[10])), "weights") == {
        "Frage »Neue Orte« (new_places)": [
            ("Gewicht (weight)", "1,5", "2,5"), ("Anteil am Bereich", "43\u202f%", "56\u202f%")],
        "Achse »Zusammenhalt« (togetherness)": [("Gewicht (parts.rehearsing.weight)", "2", "3")],
        "Frage »Auftritte« (performances)": [("Anteil am Bereich", "29\u202f%", "22\u202f%")],
        "Frage »Publikum singt mit« (audience_joins)": [("Anteil am Bereich", "29\u202f%", "22\u202f%")],
    }  # fmt: skip


def test_a_question_that_came_or_went_is_quoted():
    """A short name alone does not say what is no longer asked."""
    text = "".join(difference_text(ALL, DE))
    gone = "Frage »Saal« (hall_access)\n  Wie oft steht ein Saal der Stadt offen?\n"
    assert f"Nicht mehr da\n-------------\n{gone}" in text


def test_long_wordings_stand_below_one_another():
    """Before and after in two lines, so that they can be read against one another in a narrow window."""
    assert ("  Antworten (options.c):\n    vorher:  Ein ganzes Programm singen wir ohne Heft. (2)\n"
            "    nachher: Unser ganzes Programm singen wir ohne Heft. (2)\n") in "".join(difference_text(ALL, DE))


def test_english_names_and_german_quotations():
    """Names and sentences are English; the wordings are those that decide."""
    text = "".join(difference_text(ALL, Speaker("en")))
    assert "Question “Rhythm of rehearsals” (rehearsal_rhythm)\n  Wording (question): Wie oft probt der ganze" in text
    assert "Anchors (calibration): 10 / 45 / 85 → 10.5 / 45 / 85" in text


def test_below_sixty_percent_the_text_says_that_nothing_is_compared():
    """50.6 % is shared: it says 50, needs 60, and that no answer is lost."""
    later = version(EDITS[0], ("response_scales", "value: 7", "value: 8"))
    less = list(difference_summary(diff_models(MODEL, later), DE))
    assert less[1:] == [
        "6 Fragen werden anders gestellt, 0 sind neu, 0 sind weg.",
        "Gleich geblieben sind 6 Fragen (vorher gab es 12, nachher 12). Sie tragen in beiden Fassungen mindestens "
        "50\u202f% des Gewichts.",
        "Für einen Vergleich braucht es mindestens 60\u202f%. Antworten aus beiden Fassungen werden deshalb nicht "
        "verglichen. Sie bleiben gespeichert und lesbar.",
    ]


def test_a_share_just_below_the_threshold_does_not_look_like_it():
    """59.96 % is said as 59 %, for 60 % would be enough."""
    close = dataclasses.replace(ALL, shared_weight=0.5996, shared_by_dimension={"rehearsing": 0.9996, "open_door": 1.0})
    assert "59\u202f%" in list(difference_summary(close, DE))[2]
    assert difference_shares(close, DE) == [("Proben", "99\u202f%"), ("Offene Tür", "100\u202f%")]


def test_another_threshold_alone_leaves_every_answer_comparable():
    """No list of dimensions then, for all of it is shared."""
    found = diff_models(MODEL, version(EDITS[0], EDITS[12]))
    assert list(difference_summary(found, DE))[-1] == (
        "Jede Frage ist gleich geblieben. Alle Antworten zählen weiter. Werte und Einordnung werden nach der neuen "
        "Fassung gerechnet.")
    assert difference_shares(found, DE) == []


def test_two_that_say_the_same_and_two_that_are_called_the_same():
    """Equal versions are two lines; one number for two contents is named, for answers are kept under it."""
    assert list(difference_summary(diff_models(MODEL, MODEL), DE))[1:] == ["Beide Fassungen sagen dasselbe."]
    assert list(difference_summary(diff_models(MODEL, version(EDITS[1])), DE))[1] == (
        "Beide tragen die Nummer 0.3.0, sagen aber nicht dasselbe. Mit jeder veröffentlichten Änderung soll die Nummer "
        "wachsen.")


def test_two_typologies_are_told_apart():
    """Whatever they share by chance, nothing is compared."""
    other = dataclasses.replace(MODEL, info=dataclasses.replace(MODEL.info, id="another"))
    assert list(difference_summary(diff_models(MODEL, other), DE))[1] == (
        "Das sind zwei verschiedene Typologien (stadtchor_probe und another). Antworten zu der einen werden nicht mit "
        "Antworten zu der anderen verglichen.")


def test_the_document_holds_everything_as_plain_values():
    """It can be written as JSON, and names items, weights and changes as the sections do."""
    document = json.loads(json.dumps(difference_document(ALL), allow_nan=False))
    assert document == difference_document(ALL)
    assert (document["old"]["id"], document["old"]["items"], document["same"]) == ("stadtchor_probe", 12, False)
    assert document["items"] == {
        "added": ["hall_hours"], "removed": ["hall_access"],
        "asked_differently": ["rehearsal_rhythm", "rehearsal_cancelled", "singing_by_heart"],
        "reworded": ["rehearsal_rhythm", "singing_by_heart"],
    }  # fmt: skip
    assert document["shared"]["needed"] == 0.6
    assert document["comparable"] is True
    assert document["shared"]["weight"] == pytest.approx((0 + 1 + 1 + 1 + 1 + 0) / 6)
    assert {"kind": "item", "id": "new_places", "label": "Andere Orte", "what": ["weight"], "field": "weight",
            "before": "1.5", "after": "2.5"} in document["changes"]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, len(EDITS) - 1)), st.sampled_from(languages()), st.booleans())
def test_every_change_stands_in_exactly_one_section(chosen, language, back):
    """Lines and elements that came or went are as many as the changes, and the shares that moved."""
    later = version(*(EDITS[n] for n in sorted(chosen)))
    found = diff_models(later, MODEL) if back else diff_models(MODEL, later)
    elements = [(s.heading, e) for s in difference_sections(found, Speaker(language)) for e in s.elements]
    whole = sum(heading in ("added", "removed") for heading, _ in elements)
    assert whole + sum(len(e.lines) for _, e in elements) == len(found.changes) + len(found.reweighted)


@pytest.mark.parametrize("language", languages())
def test_every_kind_and_every_sort_of_change_has_words(language):
    """None is missing in either language, and every threshold of the method has its name."""
    say = Speaker(language)
    assert all(say(f"diff.kind.{kind}") for kind in get_args(Kind))
    assert all(say(f"diff.what.{what}") for what in get_args(What) if what not in ("added", "removed"))
    blocks = {block.name: getattr(Method(), block.name) for block in dataclasses.fields(Method)}
    assert all(say(f"threshold.{name}") for name in blocks)
    assert all(say(f"threshold.{name}.{f.name}") for name, block in blocks.items()
               for f in dataclasses.fields(block) if f.name != "basis")


def test_what_counts_as_short():
    """An arrow between two short sides; anything longer or of several lines is told below one another."""
    assert Line("x", None, "a" * 40).is_short
    assert not Line("x", None, "a" * 41).is_short
    assert not Line("x", "a\nb", None).is_short
