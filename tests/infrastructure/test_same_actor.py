"""Names that may mean the same actor."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.infrastructure.same_actor import plain, same_actor_candidates, similarity

LEAST = 0.82


def offered(*names: str, **more) -> list[tuple[str, str]]:
    return [(names[int(a)], names[int(b)])
            for a, b, _ in same_actor_candidates({str(n): name for n, name in enumerate(names)}, LEAST, **more)]


@pytest.mark.parametrize(("a", "b"), [
    ("Brücke e. V.", "Bruecke"), ("Verein Brücke e.V.", "Verein Brücke gGmbH"), ("Haus Nord gUG (haftungsbeschränkt)",
                                                                                "Haus Nord"),
    ("Integrations-Zentrum", "Integrationszentrum"), ("Integrations Zentrum", "Integrationszentrum"),
    ("samo.fa", "Samofa"), ("Migrant*innenorganisation Hafen", "Migrantenorganisation Hafen"),
    ("Frauenberatungsstelle", "Frauenberatungstelle"), ("Integrationsagentur", "Integrationsagenturen"),
    ("Kommunales Integrationszentrum (KI)", "KI"), ("Kommunales Integrationszentrum [KI]", "KI"),
    ("KI", "Kommunales Integrations-Zentrum"), ("Arbeiterwohlfahrt (AWO)", "AWO"),
    ("Kommunales Integrationszentrum", "Kommunales Integrationszentrum Dortmund"),
    ("Verein für Kultur", "Verein der Kultur"), ("CAFÉ INTERNATIONAL", "Cafe International"),
])  # fmt: skip
def test_two_spellings_of_one_actor_are_offered(a, b):
    """Legal forms, umlauts, hyphens, gender signs, small slips and abbreviations."""
    assert offered(a, b) == [(a, b)]
    assert offered(b, a) == [(b, a)]


@pytest.mark.parametrize(("a", "b"), [
    ("KI Dortmund", "KIM Dortmund"), ("KI", "KIM"), ("KI Dortmund", "KI Dresden"), ("Bezirk 1", "Bezirk 2"),
    ("Migrantenverein Nord", "Migrantenverein Süd"), ("Integrationsrat", "Integrationsamt"), ("Jugendamt", "Jugendrat"),
    ("Bundesministerium", "Landesministerium"), ("Caritasverband Dortmund", "Caritasverband Dresden"),
    ("Verein für Bildung und Kultur", "Verein für Bildung und Sport"), ("Stadt", "Staat"), ("", ""), ("  ", "e. V."),
    ("Kommunales Integrationszentrum (KI)", "Kommunales Integrationsmanagement (KIM)"), ("<b>", "&"),
    ("Verband eV", "Verein eV"),
])  # fmt: skip
def test_different_actors_are_not_offered(a, b):
    """A letter in a short word, a number, a place or the end of a compound makes another actor."""
    assert offered(a, b) == []


def test_an_abbreviation_explained_in_one_name_is_understood_in_all():
    """The three spellings of one centre belong together, and none to the integration management."""
    names = ("Kommunales Integrationszentrum (KI)", "KI", "Kommunales Integrations-Zentrum", "KI Dortmund",
             "KIM Dortmund", "Kommunales Integrationszentrum Dortmund")
    found = offered(*names)
    assert {(names[0], names[1]), (names[0], names[2]), (names[3], names[5])} <= set(found)
    assert not [pair for pair in found if names[4] in pair]


def test_abbreviations_of_the_vocabulary_help():
    """KI Hafen is the Kommunales Integrationszentrum Hafen if the model says so."""
    names = ("KI Hafen", "Kommunales Integrationszentrum Hafen")
    assert offered(*names) == []
    assert offered(*names, abbreviations={"KI": "Kommunales Integrationszentrum"}) == [names]


def test_an_abbreviation_that_fits_two_names_is_offered_with_neither():
    """Nobody can tell whether KI is the centre or the management."""
    found = offered("KI", "Kommunales Integrationszentrum", "Kommunales Integrationsmanagement")
    assert found == []


def test_the_name_of_the_city_may_be_left_out():
    """In Hafenstadt the office and the office of Hafenstadt are one; a short name alone would not show it."""
    names = ("Amt", "Amt Hafenstadt")
    assert offered(*names) == []
    assert offered(*names, ignoring=["Hafenstadt"]) == [names]


def test_pairs_come_with_the_most_similar_first_and_several_spellings_with_the_first_of_them():
    """Three names with the same letters give two pairs, each with the first; a slip comes after them."""
    names = {"a": "Elternverein Brücke", "b": "Elternverein Bruecke e.V.", "c": "Eltern-Verein Brücke",
             "d": "Elternverein Brükce"}
    found = same_actor_candidates(names, LEAST)
    assert [(a, b) for a, b, _ in found] == [("a", "b"), ("a", "c"), ("a", "d")]
    scores = [score for _, _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


def test_a_lower_threshold_offers_more():
    """What is offered grows with a lower threshold and never changes its likeness."""
    names = {"a": "Elternverein", "b": "Elternverein am Hafen", "c": "Chor der Seeleute"}
    assert same_actor_candidates(names, 0.9) == []
    found = same_actor_candidates(names, 0.5)
    assert [(a, b) for a, b, _ in found] == [("a", "b")]
    # 12 letters count for the shared word on both sides, 5 for Hafen: 24 of 29.
    assert found[0][2] == pytest.approx(24 / 29, abs=1e-4)


def test_likeness_is_mutual_and_between_nought_and_one():
    """Of two names in either order."""
    for a, b in (("Elternverein Brücke", "Elternverein Brücken"), ("Amt", "Haus"), ("", "x")):
        assert similarity(a, b) == similarity(b, a)
        assert 0.0 <= similarity(a, b) <= 1.0


def test_plain_names_are_equal_where_only_spelling_differs():
    """Without legal form, signs and umlauts; a name that is nothing but a legal form keeps its letters."""
    assert plain("Verbund »Brücke« e. V.") == plain("verbund bruecke") == "verbundbruecke"
    assert plain("e. V.") == plain("eV") != ""


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=40), max_size=8), st.floats(0, 1))
def test_any_names_at_all_can_be_read(names, threshold):
    """Markup, emoji, right-to-left letters, nothing: no error, no id that was not given, none with itself."""
    for a, b, score in same_actor_candidates(names, threshold):
        assert a in names
        assert b in names
        assert a != b
        assert threshold <= score <= 1.0


@pytest.mark.parametrize("sort", ["realistic", "numbered", "one name", "one letter"])
def test_two_thousand_names_are_quick(sort):
    """Whatever the names are like: within seconds on a busy machine, under one on an idle one."""
    rng = random.Random(1)
    first = ["Integrations", "Migrations", "Kultur", "Eltern", "Jugend", "Frauen", "Bildungs", "Sport", "Familien"]
    last = ["verein", "rat", "amt", "zentrum", "netzwerk", "dienst", "stelle", "agentur", "büro", "haus"]
    make = {
        "realistic": lambda n: f"{rng.choice(first)}{rng.choice(last)} {rng.choice(first)}{rng.choice(last)} {n % 9}",
        "numbered": lambda n: f"Verein {n}",
        "one name": lambda n: "Verein",
        "one letter": lambda n: "Vereinshaus" + "".join(rng.choices("abcdefghi", k=9)),
    }[sort]
    names = {str(n): make(n) for n in range(2000)}
    found = same_actor_candidates(names, LEAST)
    assert len({(a, b) for a, b, _ in found}) == len(found)
    assert all(a != b and score >= LEAST for a, b, score in found)
