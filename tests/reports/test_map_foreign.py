"""Files of other programs: what they say is taken, what they do not say is named and filled in by the caller."""

import io
from pathlib import Path

import networkx as nx
import pytest

from tests.reports.drawn_maps import small
from typology.language import Speaker
from typology.reports.map_files import MapDefaults, defaults_for, problems_text, read_map, write_map

FOREIGN = Path(__file__).parent / "foreign"


def read(name, model, defaults=None):
    return read_map((FOREIGN / name).read_bytes(), name, model, defaults=defaults or defaults_for(model))


def actors(file):
    return [(a.id, a.name, a.kind, a.level) for a in file.map.actors]


def ties(file):
    return [(r.source, r.target, r.kind, r.status) for r in file.map.relations]


def test_defaults_are_chosen_by_what_the_vocabulary_says_of_itself(toy):
    """The first kind that is not the Verbund with its level, ties that connect, and a status that counts."""
    assert defaults_for(toy) == MapDefaults("music_school", "stage_town", "conducts", "sings_with", "sounding")


def test_a_file_of_yed_brings_names_groups_and_arrows(toy):
    """Labels are names; groups and what is in them are actors; arrowheads say which way an edge leads."""
    file = read("yed.graphml", toy)
    assert problems_text(file, Speaker("de")) == ""
    assert actors(file) == [
        ("n0", "Stadtchor am Fluss", "town_choir", "stage_town"),
        ("n1", "Häuser", "music_school", "stage_town"),
        ("n1-n0", "Konzerthaus <neu>", "music_school", "stage_town"),
        ("n1-n1", "Gemeindehaus", "music_school", "stage_town")]
    assert ties(file) == [("n1-n0", "n0", "lends_rooms", "sounding"), ("n1-n0", "n1-n1", "sings_with", "sounding")]
    assert (file.foreign, file.ignored) == (True, ("url",))
    assert dict(file.filled) == {"kind": 3, "level": 4, "relation_kind": 1, "status": 2, "reporter": 1}


def test_a_file_of_gephi_brings_kinds_by_id_or_name(toy):
    """Words match in any language; a word that fits nothing is filled in; an edge given twice is taken once."""
    file = read("gephi.gexf", toy)
    assert actors(file) == [
        ("12", "Chor am Fluss", "town_choir", "stage_town"),
        ("7", "Bund der Stimmen", "choir_union", "stage_region"),
        ("actor", "MS", "music_school", "stage_town")]
    assert ties(file) == [("12", "7", "sings_with", "sounding"), ("actor", "7", "conducts", "sounding")]
    assert file.ignored == ("Modularity Class",)
    assert [w.sentence(Speaker("de")) for w in file.warnings] == [
        "Zeile 42: Diese Beziehung steht schon hier: Zeile 40. Sie ist einmal übernommen."]


def test_an_old_file_with_nested_nodes_and_another_encoding_is_read(toy):
    """GEXF 1.1 in Latin-1: umlauts, default values and nodes inside of nodes arrive."""
    assert actors(read("old.gexf", toy)) == [("a", "Bühne", "concert_hall", "stage_town"),
                                             ("b", "Keller", "music_school", "stage_town")]


def test_ids_that_differ_only_in_case_stay_two_actors(toy):
    """Ids become small letters; edges still lead where they led; a document type alone does no harm."""
    file = read("gephi.graphml", toy)
    assert [a[:2] for a in actors(file)] == [("anna", "Haus A"), ("anna-2", "Haus B")]
    assert ties(file) == [("anna", "anna-2", "sings_with", "sounding")]
    assert set(file.ignored) == {"size", "r", "weight", "hyperedge"}


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf])
def test_the_florentine_families_arrive_whole(toy, write):
    """Fifteen families and twenty marriages, none with a direction, whichever format networkx writes."""
    graph, file = nx.florentine_families_graph(), io.BytesIO()
    write(graph, file)
    found = read_map(file.getvalue(), "families", toy, defaults=defaults_for(toy))
    names = {a.id: a.name for a in found.map.actors}
    assert list(names.values()) == list(graph)
    assert {frozenset((names[a], names[b])) for a, b, *_ in ties(found)} == {frozenset(e) for e in graph.edges}
    assert {(kind, status) for *_, kind, status in ties(found)} == {("sings_with", "sounding")}
    assert (found.map.id, found.map.city) == ("families", "families")


def test_without_defaults_every_gap_is_a_sentence_with_its_line(toy):
    """Nothing is guessed: each actor without a level is named, and each relation without a kind."""
    file = read_map((FOREIGN / "gephi.gexf").read_bytes(), "gephi.gexf", toy)
    assert file.map is None
    assert problems_text(file, Speaker("de")).splitlines() == [
        "Zeile 33: Die Art »etwas anderes« gibt es nicht.",
        "Zeile 33: »MS« ist ohne Ebene.",
        "Zeile 40: Es fehlt, was für eine Beziehung das ist.",
        "Zeile 40: Es fehlt, ob die Beziehung besteht, geplant oder gewünscht ist.",
        "Zeile 41: Es fehlt, was für eine Beziehung das ist.",
        "Zeile 41: Es fehlt, ob die Beziehung besteht, geplant oder gewünscht ist.",
        "Zeile 42: Es fehlt, was für eine Beziehung das ist.",
        "Zeile 42: Es fehlt, ob die Beziehung besteht, geplant oder gewünscht ist."]


def test_tables_of_gephi_are_read(toy):
    """Id and Label, Source, Target and Type, as Gephi writes them."""
    nodes = b"Id,Label,timeset,modularity\n1,Nord,,3\n2,S\xc3\xbcd,,4\n"
    edges = b"Source,Target,Type,Id,Label,Weight\n1,2,Undirected,0,,1.0\n2,1,Directed,1,,1.0\n"
    file = read_map(nodes, "nodes.csv", toy, companion=edges, defaults=defaults_for(toy))
    assert [a[:2] for a in actors(file)] == [("1", "Nord"), ("2", "Süd")]
    assert ties(file) == [("1", "2", "sings_with", "sounding"), ("2", "1", "conducts", "sounding")]
    assert file.foreign


def test_two_reports_of_a_tie_in_a_table_from_elsewhere_are_both_kept(toy):
    """Only what the same people report a second time is left out."""
    nodes = b"Id,Label\n1,A\n2,B\n"
    edges = b"Source,Target,Type,reporter\n1,2,Undirected,\n2,1,Undirected,told_by_town\n1,2,Undirected,\n"
    file = read_map(nodes, "n.csv", toy, companion=edges, defaults=defaults_for(toy))
    assert [relation.reporter for relation in file.map.relations] == [None, "told_by_town"]
    assert [warning.reason for warning in file.warnings] == ["edge_twice"]


def test_our_file_saved_again_by_another_program_keeps_its_words(toy):
    """Networkx drops what is said about the map; kinds, levels, notes and names are still found."""
    drawn, again = small(toy), io.BytesIO()
    graph = nx.read_graphml(io.BytesIO(write_map(drawn, toy, "graphml")))
    graph.graph.clear()
    nx.write_graphml(graph, again)
    file = read_map(again.getvalue(), "again.graphml", toy)
    assert file.foreign
    assert file.map.actors == drawn.actors
    assert [(r.kind, r.status, r.strength) for r in file.map.relations] == [
        (r.kind, r.status, r.strength) for r in sorted(drawn.relations, key=lambda r: r.source)]


def test_the_caller_can_say_whose_map_it_is(toy):
    """City, point in time and reporter that the file does not know come from whoever imports it."""
    given = MapDefaults("concert_hall", "stage_region", "pays_for", None, "rehearsed", "told_by_town", "Ort", "2016")
    file = read("gephi.graphml", toy, given)
    drawn = file.map
    assert (drawn.city, drawn.wave, drawn.reporter) == ("Ort", "2016", "told_by_town")
    assert {(a.kind, a.level) for a in drawn.actors} == {("concert_hall", "stage_region")}
    assert ties(file) == [("anna", "anna-2", "pays_for", "rehearsed")]
