"""What the figures of a map mean, said in German and English."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.infrastructure.made import MODEL, drawn, relation
from typology.infrastructure.development import development
from typology.infrastructure.landscape import compare_landscapes
from typology.infrastructure.leaving import without_actor, without_relations
from typology.infrastructure.measures import MapMeasures, measure
from typology.infrastructure.naming import Naming
from typology.infrastructure.overlay import overlay
from typology.infrastructure.sentences import (
    ROLES,
    actor_sentences,
    actor_sentences_by_measure,
    development_sentences,
    landscape_sentences,
    leaving_sentences,
    net_sentences,
    overlay_sentences,
)
from typology.language import Speaker, languages, sentences
from typology.model.vocabulary import Actor, StructureMap

DE, EN = Speaker("de"), Speaker("en")
KITE = drawn("a b c d e f", "a-b a-c b-c c-d d-e")


def measured(structure: StructureMap) -> MapMeasures:
    found = measure(structure, MODEL)
    assert found is not None
    return found


def of(actor: str, structure: StructureMap = KITE, say: Speaker = DE) -> dict[str, str]:
    return actor_sentences_by_measure(measured(structure), structure, MODEL, actor, say)


# ------------------------------------------------------------------------------ measures
def test_each_measure_of_an_actor_has_its_sentence():
    """The figures are those worked out by hand for the kite: a-b, a-c, b-c, c-d, d-e, and f alone."""
    assert of("c") == {
        "degree": "Name c hat zu 3 von 5 anderen eine gemeldete Beziehung.",
        "closeness": "Über gemeldete Beziehungen erreicht Name c 4 von 5 anderen, im Mittel in 1,2 Schritten.",
        "betweenness": "Zwischen je zwei anderen führen im Mittel 40\u202f% der kürzesten Wege über Name c.",
        "lost_contacts": "Name c verbindet 4 Paare, die sonst keinen Weg zueinander haben.",
        "brokerage_coordinator": "In 4 Fällen vermittelt Name c innerhalb der eigenen Gruppe (Rot).",
        "constraint": "Die Gebundenheit von Name c ist 0,61. Sie steigt, wenn es wenige Kontakte sind oder wenn diese "
                      "untereinander verbunden sind.",
        "effective_size": "Von den 3 Kontakten zählen 2,3 als getrennt, denn manche sind untereinander verbunden.",
        "core_number": "Name c gehört zu einem Teil, in dem alle zu mindestens 2 anderen dieses Teils eine Beziehung "
                       "haben.",
        "core": "Name c gehört zum Kern des Bildes.",
    }
    assert tuple(of("c").values()) == actor_sentences(measured(KITE), KITE, MODEL, "c", DE)


def test_one_pair_and_one_case_are_said_in_the_singular():
    """In a - b - c, with a way in one direction, b connects one pair and brokers in one case."""
    line = drawn("a b c", "a>b b>c")
    assert of("b", line)["lost_contacts"] == "Name b verbindet 1 Paar, das sonst keinen Weg zueinander hat."
    assert of("b", line)["brokerage_coordinator"].startswith("In 1 Fall ")
    assert of("b", line, EN)["lost_contacts"] == "Name b connects 1 pair that otherwise has no path to each other."
    assert of("b", line)["effective_size"] == "Die 2 Kontakte von Name b haben untereinander keine gemeldete Beziehung."


def test_who_connects_nobody_is_told_so_and_not_with_a_nought():
    """At the end of the kite."""
    assert of("e")["betweenness"] == "Kein kürzester Weg zwischen zwei anderen führt über Name e."
    assert of("e")["lost_contacts"] == "Auch ohne Name e verliert kein Paar von anderen seinen Weg zueinander."
    assert "vermittelt Name e in diesem Bild nicht" in of("e")["brokerage_none"]
    assert "effective_size" not in of("e")


def test_an_isolate_has_one_sentence_and_a_stranger_none():
    """What does not exist is not said."""
    assert of("f") == {"degree": "Name f hat in diesem Bild noch keine gemeldete Beziehung."}
    assert of("gone") == {}


def test_a_share_that_is_small_is_not_said_to_be_nought():
    """In a chain of 600 the second lies on the ways of the first alone: 598 of 179,101 pairs, or 0.3 per cent."""
    ids = [f"n{k}" for k in range(600)]
    chain = drawn(" ".join(ids), " ".join(f"{a}-{b}" for a, b in pairwise(ids)))
    assert "weniger als 1\u202f%" in of("n1", chain)["betweenness"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", languages())
def test_every_role_has_a_sentence(role, language):
    """With its number, and the group where it plays a part."""
    kinds = {"coordinator": "club club", "gatekeeper": "office club", "representative": "club office",
             "consultant": "office office", "liaison": "office service"}[role].split()
    found = drawn({"a": kinds[0], "b": "club", "c": kinds[1]}, "a>b b>c")
    said = of("b", found, Speaker(language))
    assert [key for key in said if key.startswith("brokerage")] == [f"brokerage_{role}"]
    assert "In 1 " in said[f"brokerage_{role}"]


def test_a_whole_map_is_described():
    """Counts, who reports, parts, isolates, cut vertices with the weightiest first, bridges, and the core."""
    assert net_sentences(measured(KITE), KITE, MODEL, DE) == (
        "Das Bild zeigt 6 Akteur*innen. 5 Paare haben eine gemeldete Beziehung.",
        "Gemeldet aus diesem Blickwinkel: Sicht A.",
        "Das Bild besteht aus 2 Teilen, zwischen denen keine Beziehung gemeldet ist.",
        "Ohne gemeldete Beziehung steht im Bild: Name f.",
        "Ohne eine dieser Stellen zerfällt ein Teil des Bildes: Name c und Name d.",
        "Diese Verbindungen halten je allein zwei Teile des Bildes zusammen: Name c und Name d; Name d und Name e.",
        "Zum Kern gehört: Name c. Dem Muster von Kern und Umfeld entspricht das Bild mit 0,40 (1 wäre genau).",
    )


def test_a_map_without_a_counted_relation_says_so_and_no_more():
    """A wish is no relation that is there."""
    wish = drawn("a b c d e", "a talk b wish")
    assert net_sentences(measured(wish), wish, MODEL, DE)[1:] == (
        "Noch ist keine Beziehung gemeldet, die besteht und Kontakt bedeutet.",)


# ------------------------------------------------------------------------------ what if
def test_what_a_loss_means():
    """Without c the kite falls into {a, b} and {d, e}."""
    assert leaving_sentences(without_actor(KITE, MODEL, "c"), KITE, MODEL, DE) == (
        "Ohne Name c verlieren 4 Paare jeden Weg zueinander.",
        "Jeden Weg zueinander verlieren zum Beispiel: Name a und Name d; Name a und Name e; Name b und Name d.",
        "Was zusammenhing, zerfällt in 2 Teile.",
        "Ein Teil mit 2 Akteur*innen: Name a und Name b.",
        "Ein Teil mit 2 Akteur*innen: Name d und Name e.",
        "3 eingezeichnete Beziehungen fallen weg.",
    )


def test_what_the_end_of_funding_means():
    """The office pays x, and that is their only relation."""
    found = drawn({"office": "office", "x": "club"}, "office pay x")
    assert leaving_sentences(without_relations(found, MODEL, ["office.pay.x"]), found, MODEL, DE) == (
        "Ohne diese Beziehung verliert 1 Paar jeden Weg zueinander.",
        "Jeden Weg zueinander verlieren: Name office und Name x.",
        "Was zusammenhing, zerfällt in 2 Teile.",
        "Ohne gemeldete Beziehung bleiben: Name office und Name x.",
        "Eine Förderung ist dann nicht mehr eingezeichnet für: Name x.",
        "1 Paar hat dann keine direkte Beziehung mehr.",
        "1 eingezeichnete Beziehung fällt weg.",
    )


def test_a_loss_that_changes_nothing_is_said_plainly():
    """Nobody to leave, and somebody whom all others can do without."""
    assert leaving_sentences(without_actor(KITE, MODEL, "gone"), KITE, MODEL, DE) == (
        "Daran ändert sich im Bild nichts.",)
    assert leaving_sentences(without_actor(KITE, MODEL, "a"), KITE, MODEL, DE)[0] == (
        "Ohne Name a behalten alle anderen ihre Wege zueinander.")


# ------------------------------------------------------------------------------ comparing
def test_two_views_are_compared_with_the_headline_first():
    """Shared: a - b with another status; only A: a sends to b; only B: the actor d."""
    a, b = drawn("a b", "a-b a>b"), drawn("a b d", "a talk b plan")
    assert overlay_sentences(overlay(a, b, MODEL), MODEL, DE, ("A", "B")) == (
        "Von 2 Beziehungen steht 1 in beiden Bildern, 1 allein bei »A« und 0 allein bei »B«.",
        "Gemeinsam sind damit 50\u202f% der Beziehungen.",
        "»Name a und Name b sprechen«: besteht bei »A«, geplant bei »B«.",
        "Allein bei »A« (besteht): »Name a schickt zu Name b«. Beide stehen auch bei »B«.",
        "Allein bei »B« steht: Name d.",
    )


def test_kind_and_level_of_an_actor_are_said_by_their_names():
    """In the words of the vocabulary, in the reader's language."""
    a = drawn([Actor("x", "X", "club", "low"), Actor("y", "Y", "club", "low")], "x-y")
    b = drawn([Actor("x", "X", "office", "up"), Actor("y", "Y", "club", "low")], "x-y")
    said = overlay_sentences(overlay(a, b, MODEL), MODEL, EN, ("A", "B"))
    assert "X is entered as “Club” in “A” and as “Office” in “B”." in said
    assert "X stands on the level “Bottom” in “A” and on the level “Top” in “B”." in said


def test_of_many_differences_both_sides_are_heard():
    """Ten only in A and one only in B: the second that is said is B's, and no more than asked for."""
    ids = "a b c d e f g h i j k"
    a = drawn(ids, " ".join(f"a>{x}" for x in ids.split()[1:]))
    said = overlay_sentences(overlay(a, drawn(ids, "b>a"), MODEL), MODEL, DE, ("A", "B"), most=4)
    lone = [s for s in said if s.startswith("Allein bei")]
    assert len(lone) == 4
    assert [s[12] for s in lone] == ["A", "B", "A", "A"]


def test_maps_that_agree_and_maps_with_nothing_are_said_to():
    """No share of nothing, and no list."""
    assert overlay_sentences(overlay(KITE, KITE, MODEL), MODEL, DE, ("A", "B")) == ("Beide Bilder zeigen dasselbe.",)
    assert overlay_sentences(overlay(drawn(""), drawn(""), MODEL), MODEL, DE, ("A", "B")) == (
        "Noch hat keines der beiden Bilder eine Beziehung.",)


def test_a_development_is_told_step_by_step():
    """One actor comes, one goes, and a wish has come true."""
    past = drawn("a b c", "a talk b wish", kind="past", wave="Früher", year=2016)
    now = drawn("a b d", "a-b b>d", year=2026)
    assert development_sentences(development([now, past], MODEL), MODEL, DE) == (
        "Von »Früher (2016)« zu »Heute (2026)«: 1 Akteur*in kommt dazu, 1 fällt weg, 2 bleiben.",
        "Von den Beziehungen kommt 1 dazu, 0 fallen weg, 1 bleibt.",
        "Dazu kommt: Name d.",
        "Nicht mehr im Bild ist: Name c.",
        "»Name a und Name b sprechen«: erst gewünscht, dann besteht.",
    )
    said = development_sentences(development([past, past], MODEL), MODEL, EN, ["then", "later"])
    assert said == ("From “then” to “later” everything stays the same.",)
    assert development_sentences(development([now], MODEL), MODEL, DE) == (
        "Für eine Entwicklung braucht es zwei Bilder desselben Blickwinkels.",)


def test_two_cities_are_told_apart_without_a_verdict():
    """Kinds, levels, relation kinds; then that a picture is not the city."""
    a = drawn([Actor("x", "X", "office", "mid"), Actor("y", "Y", "club", "low")], "x-y, x>y", city="Ahausen")
    b = drawn([Actor("x", "Z", "club", "low"), Actor("w", "W", "club", "low")], "x talk w plan, x talk w wish",
              city="Beheim")
    assert landscape_sentences(compare_landscapes(a, b, MODEL), MODEL, DE) == (
        "1 Art von Akteur*innen steht in beiden Bildern, 1 allein bei Ahausen und 0 allein bei Beheim.",
        "»Amt« steht im Bild von Ahausen (X) und kommt im Bild von Beheim nicht vor.",
        "Auf der Ebene »Mitte« steht im Bild von Ahausen jemand, im Bild von Beheim niemand: X.",
        "»spricht mit« besteht im Bild von Ahausen. Im Bild von Beheim: 1-mal »geplant« und 1-mal »gewünscht«.",
        "»schickt zu« besteht im Bild von Ahausen und kommt im Bild von Beheim nicht vor.",
        "Was in einem Bild fehlt, kann es in der Stadt trotzdem geben.",
    )


# ------------------------------------------------------------------------------ names
def test_names_are_lists_one_can_hear():
    """One, two, many, and so many that the rest is counted."""
    naming = Naming(MODEL, DE, drawn("a b c d e f g h i j").actors)
    assert naming.names("") == ""
    assert naming.names("a") == "Name a"
    assert naming.names("ab") == "Name a und Name b"
    assert naming.names("abc") == "Name a, Name b und Name c"
    assert naming.names("abcdefghij").endswith("Name h und 2 weitere")


def test_names_are_put_in_as_they_are():
    """Markup and braces in a name are letters like others; a line break is a space; a missing name is its id."""
    typed = {"a": "{target} <b>", "b": "x\ny", "c": " "}
    actors = [Actor(i, name, "club", "low") for i, name in typed.items()]
    naming = Naming(MODEL, DE, actors)
    assert naming.relation(relation("a>b")) == "{target} <b> schickt zu x y"
    assert naming.name("c") == "c"
    structure = drawn(actors, "a-b")
    assert actor_sentences(measured(structure), structure, MODEL, "a", DE)[0].startswith("{target} <b> hat zu 1 von 2")


def test_words_the_model_does_not_know_are_said_as_they_stand():
    """A kind and a status of another vocabulary."""
    naming = Naming(MODEL, EN, drawn("a b").actors)
    assert naming.relation(relation("a charm b")) == "Name a – charm – Name b"
    assert naming.status("maybe") == "maybe"
    assert naming.label(None, {}) == "–"


# ------------------------------------------------------------------------------ the catalogue
def test_every_sentence_has_the_same_fields_in_both_languages():
    """A field that one language forgets would hide a figure from its readers."""
    def fields(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))  # not those that only choose a form

    german, english = sentences("de"), sentences("en")
    ours = [key for key in german if key.startswith("net.")]
    assert len(ours) > 50
    different = [key for key in ours if fields(german[key]) != fields(english[key])]
    assert different == []
