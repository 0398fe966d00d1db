"""A map that is written and read again is the same map, in every format."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reports.drawn_maps import CHARACTERS, ODD, maps, small
from typology.language import Speaker
from typology.model.map_rules import with_relation_ids
from typology.reports.map_csv import write_tables
from typology.reports.map_files import SUFFIXES, problems_text, read_map, read_map_tables, write_map
from typology.reports.map_records import escape, unescape

KEEP_ALL = ("graphml", "gexf", "csv", "json")


@pytest.mark.parametrize("form", KEEP_ALL)
@given(data=st.data())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_lost_in_a_round_trip(toy_map_model, form, data):
    """Ids, names, notes in every language, sources, directions, the head of the map and all orders stay as they are."""
    toy = toy_map_model.model
    drawn = data.draw(maps(toy))
    file = read_map(write_map(drawn, toy, form), f"x{SUFFIXES[form]}", toy)
    assert problems_text(file, Speaker("de")) == ""
    assert file.map == with_relation_ids(drawn)
    assert (file.foreign, file.ignored, dict(file.filled), file.format) == (False, (), {}, form)


@pytest.mark.parametrize("form", SUFFIXES)
def test_every_format_holds_the_whole_map(toy, form):
    """All five formats give back what was written, whatever the file is called."""
    drawn = small(toy)
    file = read_map(write_map(drawn, toy, form), "renamed.bin", toy)
    assert file.problems == ()
    assert file.map == with_relation_ids(drawn)


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_map_that_was_drawn_in_the_store_comes_back(toy, store, form):
    """With everything the store allows: two reports of one tie, there and back, and what two spellings left behind."""
    given = replace(small(toy), origin="own")
    kind = next(k.id for k in toy.relation_kinds.values() if not k.directed)
    way = next(k.id for k in toy.relation_kinds.values() if k.directed)
    first, second, *_ = toy.relation_statuses
    made = store.create_map("Flussstadt", "Heute", "now", 2026, given.reporter, content=given)
    twin = store.new_actor(made.id, "Chor", given.actors[0].kind, given.actors[0].level, editor="t").key
    for source, target, what, status, reporter in (
        ("school", "union", kind, first, None), ("union", "school", kind, second, None),
        ("school", "union", kind, second, list(toy.reporters)[1]),
        ("choir", "union", way, first, None), (twin, "union", way, second, None),
    ):  # fmt: skip
        store.new_relation(made.id, source, target, what, status, reporter=reporter, editor="t")
    store.merge_actors(made.city_id, twin, "choir", editor="t", map_id=made.id)
    drawn = store.structure_map(made.id)
    assert len(drawn.relations) == len(given.relations) + 5
    file = read_map(write_map(drawn, toy, form), f"x{SUFFIXES[form]}", toy)
    assert (problems_text(file, Speaker("de")), file.map) == ("", drawn)
    assert [warning.reason for warning in file.warnings] == ["yaml" if form == "yaml" else "relation_twice"] * 2


@pytest.mark.parametrize("form", SUFFIXES)
def test_the_same_map_gives_the_same_file(toy, form):
    """No time of day, no random order: files can be compared."""
    assert write_map(small(toy), toy, form) == write_map(small(toy), toy, form)


@pytest.mark.parametrize("form", SUFFIXES)
def test_an_empty_map_stays_an_empty_map(toy, form):
    """A map that nobody has drawn on yet is written and read with a note, not with an error."""
    empty = replace(small(toy), actors=(), relations=())
    file = read_map(write_map(empty, toy, form), "x", toy)
    assert file.map == empty
    assert file.warnings


@given(st.text(st.characters(exclude_categories=[])))
def test_escaping_can_be_taken_back(text):
    """No text, half characters included, is changed by writing and reading it."""
    assert unescape(escape(text)) == text
    assert not set(escape(text)) & {chr(n) for n in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}


@pytest.mark.parametrize("form", KEEP_ALL)
@pytest.mark.parametrize("character", ["\0", "\ud83d"])
def test_a_character_that_cannot_be_stored_is_refused_with_its_place(toy, form, character):
    """The file is still written, and reading it says where the character stands."""
    drawn = small(toy)
    odd = replace(drawn, actors=(*drawn.actors[:2], replace(drawn.actors[2], name=f"Sänger{character}bund")))
    file = read_map(write_map(odd, toy, form), "x", toy)
    assert [p.reason for p in file.problems] == ["character"]
    said = file.problems[0].sentence(Speaker("de"))
    assert said.endswith("Hier steht ein Zeichen, das sich nicht speichern lässt.")
    # The note of the first actor takes two lines of the table.
    assert said.startswith({"csv": "actors.csv, Zeile 5: ", "json": "Akteur*in 3: "}.get(form, "Zeile "))


def test_yaml_refuses_control_characters_with_a_sentence(toy):
    """YAML files of the project hold none; the sentence names the line."""
    odd = replace(small(toy), city="Fluss\x01stadt")
    file = read_map(write_map(odd, toy, "yaml"), "x.yaml", toy)
    assert file.map is None
    assert file.problems[0].sentence(Speaker("de")).startswith("Zeile 3: ")


@pytest.mark.parametrize("text", ["=1+1", "@x", "+49", "-x", "\tx", "'=x"])
def test_no_cell_is_taken_for_a_formula(toy, text):
    """What looks like a formula gets an apostrophe in the table, and loses it when it is read."""
    drawn = small(toy)
    odd = replace(drawn, actors=(replace(drawn.actors[0], name=text), *drawn.actors[1:]))
    cells = list(csv.reader(io.StringIO(write_tables(odd)["actors.csv"].decode("utf-8-sig")), delimiter=";"))
    assert cells[1][1] == f"'{text}"
    assert read_map(write_map(odd, toy, "csv"), "x", toy).map == with_relation_ids(odd)


def test_tables_are_what_spreadsheets_expect(toy):
    """Three tables with a byte-order mark and semicolons; the names of the columns are documented."""
    with zipfile.ZipFile(io.BytesIO(write_map(small(toy), toy, "csv"))) as packed:
        tables = {name: packed.read(name) for name in packed.namelist()}
    assert list(tables) == ["actors.csv", "relations.csv", "map.csv"]
    heads = [content.decode("utf-8").splitlines()[0] for content in tables.values()]
    assert heads == ["\ufeffid;name;short;kind;level;sources;note_de;note_en",
                     "\ufefffrom;to;kind;status;strength;reporter;sources;id;note_de", "\ufeffkey;value"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_of_people_are_read(toy, separator):
    """German columns, any separator, words instead of ids, ends by name, a blank line, the tables in any order."""
    actors = ["Name;Art;Ebene;Kürzel;Telefon", "Chor am Fluss;Chor;Ort;CF;0231", ";;;;", "Haus Nord;concert hall;ort;;"]
    relations = ["von;zu;Art;Status;Stärke", "haus nord;CF;leiht Räume;klingt;laut"]
    first, second = (("\r\n".join(rows).replace(";", separator)).encode() for rows in (actors, relations))
    for data, companion in ((first, second), (second, first)):
        file = read_map(data, "Tabelle.csv", toy, companion=companion)
        assert problems_text(file, Speaker("de")) == ""
        assert [(a.id, a.name, a.kind, a.level, a.short) for a in file.map.actors] == [
            ("chor-am-fluss", "Chor am Fluss", "town_choir", "stage_town", "CF"),
            ("haus-nord", "Haus Nord", "concert_hall", "stage_town", "")]
        tie = file.map.relations[0]
        assert (tie.source, tie.target, tie.kind, tie.status, tie.strength) == (
            "haus-nord", "chor-am-fluss", "lends_rooms", "sounding", "fortissimo")
        assert file.ignored == ("Telefon",)
        assert (file.map.city, file.map.id) == ("Tabelle", "tabelle")


def test_a_year_that_a_spreadsheet_made_a_decimal_of_is_a_year(toy):
    """2016,0 and 2016.00 are 2016."""
    for written in (b"2016,0", b"2016.00"):
        tables = {**write_tables(small(toy)), "map.csv": b"key;value\nyear;" + written}
        assert read_map_tables(tables, "x", toy).map.year == 2016


def test_json_says_what_it_is(toy):
    """Format and version stand at the top; the section has the keys of the YAML."""
    content = json.loads(write_map(small(toy), toy, "json"))
    assert (content["format"], content["version"]) == ("verbundspiegel.structure_map", 1)
    assert content["structure_map"]["relations"][1] == {
        "id": "money", "from": "union", "to": "choir", "kind": "pays_for", "status": "dreamt_of"}


class _Quiet:
    """A model with a short name: hypothesis would print a whole one with every example."""

    def __init__(self, model):
        self.model = model


@pytest.fixture(scope="session")
def toy_map_model(toy):
    return _Quiet(toy)


@given(st.lists(st.one_of(st.sampled_from(ODD), st.text(CHARACTERS)), min_size=1, max_size=3))
@settings(deadline=None, max_examples=40)
def test_any_content_in_any_guise_gives_an_answer(toy_map_model, parts):
    """Nothing that could stand in a file makes reading it fail with an exception."""
    toy, content = toy_map_model.model, "".join(parts)
    for name in ("x.graphml", "x.gexf", "x.csv", "x.json", "x.yaml", "x"):
        for head in ("", "<graphml>", '{"structure_map": {"actors": [', "structure_map:\n  ", "id;name\n", "PK\3\4"):
            file = read_map((head + content).encode(), name, toy)
            assert (file.map is None) == bool(file.problem_count)
            assert all(p.sentence(Speaker("de")) for p in (*file.problems, *file.warnings))
