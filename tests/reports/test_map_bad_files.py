"""Bad files: a sentence with row and reason for each mistake, all at once, and never a crash."""

import io
import json
import zipfile

import pytest

from tests.reports.drawn_maps import small
from typology.language import Speaker, sentences
from typology.model.vocabulary import Actor, Relation, StructureMap
from typology.reports.map_csv import write_tables
from typology.reports.map_files import defaults_for, problems_text, read_map, read_map_tables, write_map

ACTORS = "id;name;kind;level\nn;Nord;town_choir;stage_town\ns;Süd;concert_hall;stage_town\n"
RELATIONS = "from;to;kind;status\nn;s;sings_with;sounding\n"


def said(file):
    return problems_text(file, Speaker("de")).splitlines()


def tables(toy, actors=ACTORS, relations=RELATIONS):
    return said(read_map_tables({"a.csv": actors.encode(), "r.csv": relations.encode()}, "x", toy))


@pytest.mark.parametrize(("actors", "sentence"), [
    ("o;Ost;town_choir;", "a.csv, Zeile 4: »Ost« ist ohne Ebene."),
    ("o;Ost;;stage_town", "a.csv, Zeile 4: »Ost« ist ohne Art. Es fehlt, was das für ein*e Akteur*in ist."),
    ("o;Ost;town_chor;stage_town",
     "a.csv, Zeile 4: Die Art »town_chor« gibt es nicht. Gemeint ist vielleicht »town_choir«."),
    ("o;Ost;town_choir;Keller", "a.csv, Zeile 4: Die Ebene »Keller« gibt es nicht."),
    ("o;;town_choir;stage_town", "a.csv, Zeile 4: Hier fehlt der Name."),
    ("n;Noch einer;town_choir;stage_town",
     "a.csv, Zeile 4: »n« steht schon hier: a.csv, Zeile 2. Jede*r Akteur*in braucht eine eigene id."),
    ("o;Ost;town_choir", "a.csv, Zeile 4: Die Zeile hat 3 Felder, die Kopfzeile 4 (Trennzeichen ';')."),
    ('o;"Ost;town_choir;stage_town', "a.csv, Zeile 4: Hier beginnt ein Anführungszeichen, das nirgends endet."),
])
def test_a_bad_actor_is_named_with_its_row(toy, actors, sentence):
    """One mistake gives one sentence, although relations may lead to that actor."""
    relation = RELATIONS + ("o;s;sings_with;sounding\n" if actors.startswith("o;Ost;") and actors.count(";") == 3 and
                            '"' not in actors else "")
    assert tables(toy, ACTORS + actors + "\n", relation) == [sentence]


@pytest.mark.parametrize(("relation", "sentence"), [
    ("n;x;pays_for;sounding", "Die Beziehung führt zu »x«. Diese*n Akteur*in gibt es nicht."),
    ("gone;s;pays_for;sounding", "Die Beziehung beginnt bei »gone«. Diese*n Akteur*in gibt es nicht."),
    ("n;;pays_for;sounding", "Es fehlt, wohin die Beziehung führt."),
    (";n;pays_for;sounding", "Es fehlt, wo die Beziehung beginnt."),
    ("n;n;pays_for;sounding",
     "»Nord« hat eine Beziehung zu sich selbst. Eine Beziehung verbindet zwei verschiedene."),
    ("n;s;payz_for;sounding", "Eine Beziehung »payz_for« gibt es nicht. Gemeint ist vielleicht »pays_for«."),
    ("n;s;;sounding", "Es fehlt, was für eine Beziehung das ist."),
    ("n;s;pays_for;", "Es fehlt, ob die Beziehung besteht, geplant oder gewünscht ist."),
    ("n;s;pays_for;vielleicht", "Den Stand »vielleicht« gibt es nicht."),
])
def test_a_bad_relation_is_named_with_its_row(toy, relation, sentence):
    """Row and reason, and what was probably meant."""
    assert tables(toy, relations=RELATIONS + relation + "\n") == [f"r.csv, Zeile 3: {sentence}"]


def test_a_relation_given_twice_is_a_warning_with_its_row(toy):
    """The map can be used; told by somebody else it is a report of its own and no second look is needed."""
    relations = RELATIONS + "s;n;sings_with;dreamt_of\n"
    file = read_map_tables({"a.csv": ACTORS.encode(), "r.csv": relations.encode()}, "x", toy)
    assert (said(file), len(file.map.relations)) == ([], 2)
    assert [warning.sentence(Speaker("de")) for warning in file.warnings] == [
        "r.csv, Zeile 3: »Süd« und »Nord« haben diese Beziehung schon: singt mit."]
    head, row = RELATIONS.splitlines()
    told = f"{head};reporter\n{row};\ns;n;sings_with;dreamt_of;told_by_town\n"
    file = read_map_tables({"a.csv": ACTORS.encode(), "r.csv": told.encode()}, "x", toy)
    assert (file.warnings, len(file.map.relations)) == ((), 2)


def test_all_mistakes_come_at_once_in_the_order_of_the_file(toy):
    """Three mistakes in two tables are three sentences."""
    found = tables(toy, ACTORS + "o;;town_choir;\n", RELATIONS + "n;n;pays_for;sounding\n")
    assert [line.partition(": ")[0] for line in found] == ["a.csv, Zeile 4", "a.csv, Zeile 4", "r.csv, Zeile 3"]


def test_of_many_mistakes_fifty_are_shown_and_all_are_counted(toy):
    """The list ends with how many more there are."""
    file = read_map_tables({"a": ACTORS.encode(), "r": (RELATIONS + "n;x;pays_for;sounding\n" * 73).encode()}, "x", toy)
    assert (len(file.problems), file.problem_count) == (50, 73)
    assert said(file)[-1] == "Dazu kommen 23 weitere Fehler."


def test_a_circle_and_two_equal_names_are_only_pointed_out(toy):
    """Cyclic coordination may be real, and so may two places of one name; the map is read."""
    circle = "n;s;conducts;sounding\ns;n;conducts;sounding\n"
    found = read_map_tables({"a": (ACTORS + "o;NORD;parish_house;stage_town\n").encode(),
                             "r": (RELATIONS + circle).encode()}, "x", toy)
    assert found.map is not None
    assert [w.reason for w in found.warnings] == ["same_name", "circle"]
    assert "führt im Kreis" in found.warnings[1].sentence(Speaker("de"))


@pytest.mark.parametrize(("name", "data", "sentence"), [
    ("x.graphml", b"", "Die Datei ist leer."),
    ("x.csv", b"\xef\xbb\xbf \r\n", "Die Datei ist leer."),
    ("x.graphml", b"id;name", "Dem Namen nach ist das eine Datei mit einem Netz. Der Inhalt ist aber kein XML."),
    ("x.graphml", b"<graphml>\n<graph>", "Zeile 2: Hier bricht die Datei ab."),
    ("x.gexf", b"<gexf>\n</graph>", "Zeile 2: Von hier an lässt sich die Datei nicht lesen."),
    ("x.gexf", b"<gexf>\n\n<node label='B\xfchne'/></gexf>", "Zeile 3: Von hier an ist die Datei kein UTF-8"),
    ("x.gexf", b"<?xml version='1.0' encoding='klingon'?><gexf/>", "Zeile 1: Die Datei nennt eine Zeichencodierung"),
    ("x.xml", b"<html><body/></html>", "Zeile 1: Das ist XML, aber kein GraphML und kein GEXF. "
                                       "Die Datei beginnt mit »html«."),
    ("x.json", b"[1", "Zeile 1: Hier bricht die Datei ab."),
    ("x.json", b'{"a": 1,\n ?}', "Zeile 2: Von hier an ist das kein JSON."),
    ("x.json", b"[" * 100_000, "Von hier an ist das kein JSON."),
    ("x.json", b"{}", "In der Datei fehlt der Teil »structure_map«."),
    ("x.json", b'{"version": 2, "structure_map": {}}', "Angaben zum Bild: Die Datei hat die Fassung 2."),
    ("x.json", b'{"structure_map": {"id": "a", "id": "b"}}', "Der Schlüssel »id« steht zweimal"),
    ("x.json", b'{"structure_map": {"actors": {}, "year": "x"}}', "Angaben zum Bild: Bei »year« steht eine andere Art"),
    ("x.json", b'{"structure_map": {"actors": [7]}}', "Akteur*in 1: Bei »actors« steht eine andere Art"),
    ("x.json", b"\xff\xfe{\0}\0", "Die Datei ist in UTF-16 gespeichert."),
    ("x.zip", b"PK\x03\x04 broken", "Die gepackte Datei lässt sich nicht öffnen."),
    ("x.csv", b"\xff\xfei\0d\0", "x.csv: Die Datei ist in UTF-16 gespeichert."),
    ("x.csv", ACTORS.encode(), "Es fehlt die Tabelle der Beziehungen"),
    ("x.csv", RELATIONS.encode(), "Es fehlt die Tabelle der Akteur*innen"),
    ("x.csv", b"a;b\n1;2\n", "x.csv: Das ist weder eine Tabelle der Akteur*innen noch eine der Beziehungen. "
                             "Spalten: a, b."),
    ("x.yaml", b"structure_map: [1, 2", "Zeile 2: "),
    ("x.exe", b"MZ\x90\0\x03\0\0\0", "x.exe: Das ist keine CSV-Datei."),
    ("x.gexf", b"<gexf>" + b" " * (5 * 2**20), "Die Datei ist größer als 5 MB."),
])
def test_a_file_that_cannot_be_read_gets_a_sentence(toy, name, data, sentence):
    """What the file is not, and where reading ended."""
    file = read_map(data, name, toy, defaults=defaults_for(toy))
    assert file.map is None
    assert said(file)[0].startswith(sentence)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE graphml [<!ENTITY a "ha">%s]>
<graphml><graph><node id="n"><data key="k">&a9;</data></node></graph></graphml>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10) for n in range(1, 10))


@pytest.mark.parametrize("data", [
    BOMB,
    b'<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml><graph><node id="&x;"/></graph></graphml>',
    b'<!DOCTYPE g [<!ENTITY %% x SYSTEM "http://127.0.0.1:9/x.dtd"> %%x;]><graphml/>'.replace(b"%%", b"%"),
    b'<!DOCTYPE g SYSTEM "http://127.0.0.1:9/x.dtd"><graphml><graph><desc>&x;</desc></graph></graphml>',
    b"<graphml><graph><desc>&x;</desc></graph></graphml>",
])
def test_entities_are_refused_before_they_can_do_anything(toy, data):
    """Neither a laughing billion nor a file of this machine gets in, and nothing is fetched."""
    file = read_map(data, "x.graphml", toy, defaults=defaults_for(toy))
    assert [p.reason for p in file.problems] == ["entities"]


def test_deep_and_endless_files_are_refused(toy):
    """Depth and number of elements are bounded, and so is what a packed file unfolds to."""
    deep = b"<graphml>" + b"<graph>" * 200 + b"</graph>" * 200 + b"</graphml>"
    many = b"<graphml>" + b"<a/>" * 500_000 + b"</graphml>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("actors.csv", b"a" * 60_000_000)
    found = [read_map(data, "x", toy).problems[0].reason for data in (deep, many, packed.getvalue())]
    assert found == ["too_deep", "too_many_elements", "too_large"]


def test_our_own_files_are_not_guessed_about(toy):
    """A level that was removed from our GraphML is a mistake even if the caller has one to fall back on."""
    text = write_map(small(toy), toy, "graphml").decode()
    key = text.split('attr.name="level"')[0].rpartition('id="')[2].partition('"')[0]
    broken = text.replace(f'<data key="{key}">stage_region</data>', "")
    broken = broken[:broken.rindex("<data key", 0, broken.index("</node>\n<edge"))] + broken[
        broken.index("</node>\n<edge"):]  # and the name of the level that stands beside it
    file = read_map(broken.encode(), "x.graphml", toy, defaults=defaults_for(toy))
    assert [line.partition(": ")[2] for line in said(file)] == ["»Sängerbund« ist ohne Ebene."]


def test_an_unknown_source_and_a_missing_one_are_named(toy):
    """Sources are keys of the model; a map drawn from sources names one everywhere."""
    content = json.loads(write_map(small(toy), toy, "json"))
    content["structure_map"]["actors"][1]["sources"] = ["hearsay"]
    file = read_map(json.dumps(content).encode(), "x.json", toy)
    assert said(file) == ["Akteur*in 2: Die Quelle »hearsay« gibt es im Modell nicht."]
    content["structure_map"]["actors"][1]["sources"] = []
    content["structure_map"]["origin"] = "sourced"
    file = read_map(json.dumps(content).encode(), "x.json", toy)
    assert said(file)[0] == "Akteur*in 2: Das Bild ist aus Quellen gezeichnet. Hier fehlt die Quelle."
    content["structure_map"]["origin"] = "heard"
    file = read_map(json.dumps(content).encode(), "x.json", toy)
    assert said(file) == [
        "Angaben zum Bild: Bei »origin« ist »heard« nicht möglich. Möglich: own, sourced, invented, template."]


def test_markup_in_a_name_is_a_name(toy):
    """What looks like markup is neither interpreted nor changed."""
    evil = "<script>alert('x')</script> & <b>"
    file = read_map_tables({"a": (ACTORS + f"o;{evil};town_choir;stage_town\n").encode(), "r": RELATIONS.encode()},
                           "x", toy)
    assert file.map.actors[2].name == evil


def test_a_table_that_stands_twice_is_named(toy):
    """Two tables of actors are one too many."""
    packed = {"a": ACTORS.encode(), "b": ACTORS.encode(), "r": RELATIONS.encode()}
    assert said(read_map_tables(packed, "x", toy)) == [
        "b: Eine solche Tabelle gibt es hier schon. Spalten: id, name, kind, level."]


def test_a_bad_year_and_an_unknown_view_are_named(toy):
    """What is said about the map as a whole is checked like the rest."""
    head = b"key;value\nyear;heute\nreporter;told_by_nobody\n"
    found = said(read_map_tables({**write_tables(small(toy)), "map.csv": head}, "x", toy))
    assert found == ["Angaben zum Bild: Die Sicht »told_by_nobody« gibt es nicht. Gemeint ist vielleicht "
                     "»told_by_town«.", "Angaben zum Bild: »heute« ist kein Jahr."]


@pytest.mark.parametrize("form", ["graphml", "gexf", "csv", "json"])
def test_two_thousand_actors_are_read(toy, form):
    """2,000 actors and 10,000 relations: written, read and checked."""
    actors = tuple(Actor(f"actor_{n}", f"Akteur {n}", "music_school", "stage_town") for n in range(2_000))
    relations = tuple(Relation(f"actor_{n % 2000}", f"actor_{(n * 7 + n // 2000 + 1) % 2000}", "pays_for", "sounding",
                               "fortissimo") for n in range(10_000))
    relations = tuple({(r.source, r.target): r for r in relations if r.source != r.target}.values())
    drawn = StructureMap("large", "Stadt", "Heute", "told_by_town", actors, relations)
    assert len(relations) > 9_900
    data = write_map(drawn, toy, form)
    file = read_map(data, "x", toy)
    assert (len(file.map.actors), len(file.map.relations)) == (2_000, len(relations))


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_reason_has_a_sentence_in_both_languages(language):
    """The sentences of the other language have the same keys, and none stays empty."""
    keys = {key for key in sentences("de") if key.startswith(("mapfile.", "cli.infrastructure."))}
    assert keys <= set(sentences(language))
    assert all(sentences(language)[key] for key in keys)
