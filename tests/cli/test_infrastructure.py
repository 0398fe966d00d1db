"""``infrastructure``: structure maps from files of any program, checked and measured."""

import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from tests.reports.drawn_maps import small
from typology.model import load_model
from typology.reports.map_csv import write_tables
from typology.reports.map_files import SUFFIXES, write_map

TOY = Path(__file__).resolve().parents[1] / "toy" / "definition"
MEASURES = {"name", "degree", "betweenness", "betweenness_share", "closeness", "constraint", "effective_size",
            "core_number", "in_core", "cut_vertex", "coordinator", "consultant", "gatekeeper", "representative",
            "liaison", "lost_contacts"}


@pytest.fixture(scope="module")
def toy():
    return load_model(TOY)


@pytest.fixture(scope="module")
def drawn(toy):
    """Six actors: the choir alone connects the school and the union; two stand by themselves."""
    three = small(toy)
    more = [replace(three.actors[1], id=f"more_{n}", name=f"Haus {n}") for n in (1, 2, 3)]
    ties = (three.relations[0], replace(three.relations[1], status="sounding"), *three.relations[2:])
    return replace(three, actors=(*three.actors, *more), relations=ties)


@pytest.fixture
def florentine(tmp_path):
    file = tmp_path / "florentine.graphml"
    nx.write_graphml(nx.florentine_families_graph(), file)
    return file


@pytest.mark.parametrize("model", [(), ("--model", TOY)])
def test_the_florentine_families_have_their_published_measures(call, florentine, model):
    """Padgett and Ansell's families, written by another program, under any model: the figures of the literature."""
    code, out, err = call("infrastructure", "measures", florentine, "--json", *model)
    assert (code, err) == (0, "")
    measures = json.loads(out)["measures"]
    families = {m["name"]: m for m in measures["actors"].values()}
    medici = families["Medici"]
    assert len(families) == 15
    assert set(medici) == MEASURES
    assert (medici["degree"], medici["betweenness"]) == (6, 47.5)
    assert medici["betweenness_share"] == pytest.approx(47.5 / 91)
    assert medici["constraint"] == pytest.approx(0.2099, abs=5e-5)
    assert medici["effective_size"] == pytest.approx(5.667, abs=5e-4)
    assert {name for name, m in families.items() if m["cut_vertex"]} == {"Albizzi", "Guadagni", "Medici", "Salviati"}
    assert len(measures["bridges"]) == 5
    assert [len(part) for part in measures["components"]] == [15]


def test_the_text_says_what_the_figures_mean(call, florentine):
    """Plain sentences first, a table below, and what the file did not say at the end."""
    code, out, _ = call("infrastructure", "measures", florentine)
    assert code == 0
    lines = out.splitlines()
    assert "15 Akteur*innen, 20 Paare mit Kontakt. Alle erreichen einander." in lines
    assert "Am häufigsten liegt »Medici« auf dem kürzesten Weg zwischen zwei anderen (52\u202f% aller Paare)." in lines
    assert "Ohne »Salviati« verlieren 13 Paare anderer den Weg zueinander." in lines
    assert "Nur der Kontakt zwischen »Medici« und »Salviati« verbindet hier zwei Teile des Bildes." in lines
    row = next(line for line in lines if line.startswith("Medici "))
    assert row.split()[1:3] == ["6", "47,5"]
    assert "Die Datei sagt nicht, wer gezeichnet hat." in lines
    assert "berichtete" not in out  # nobody is said to have reported it


@pytest.mark.parametrize("form", SUFFIXES)
def test_every_format_gives_the_same_measures(call, toy, drawn, tmp_path, form):
    """What a file is does not change what is in it."""
    file = tmp_path / f"map{SUFFIXES[form]}"
    file.write_bytes(write_map(drawn, toy, form))
    code, out, _ = call("infrastructure", "measures", file, "--json", "--model", TOY)
    document = json.loads(out)
    assert code == 0
    assert document["map"] == {"id": "choir_town", "city": "Flussstadt", "wave": "Heute", "year": 2026,
                               "reporter": "told_by_choir", "reporter_label": "Erzählt vom Chor"}
    choir = document["measures"]["actors"]["choir"]
    assert [choir[name] for name in ("name", "degree", "cut_vertex", "lost_contacts")] == ["Chor am Fluss", 2, True, 1]
    assert document["measures"]["bridges"] == [["choir", "school"], ["choir", "union"]]
    assert document["measures"]["reporters"] == ["told_by_choir", "told_by_town"]


def test_reported_ties_are_called_reported(call, toy, drawn, tmp_path):
    """The text names who has reported the relations."""
    file = tmp_path / "map.json"
    file.write_bytes(write_map(drawn, toy, "json"))
    _, out, _ = call("infrastructure", "measures", file, "--model", TOY)
    assert "Gezählt sind berichtete Beziehungen (Erzählt vom Chor, Erzählt vom Ort), keine gemessenen." in out
    assert "6 Akteur*innen, 2 Paare mit Kontakt. Das Bild hat 4 Teile ohne Verbindung miteinander." in out


def test_tables_are_found_as_folder_beside_each_other_and_by_name(call, toy, drawn, tmp_path):
    """Folder, one of the two tables, or a table with its companion: the same answer."""
    for name, content in write_tables(drawn).items():
        (tmp_path / name).write_bytes(content)
    elsewhere = tmp_path / "other" / "ties.csv"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes((tmp_path / "relations.csv").read_bytes())
    alone = tmp_path / "other" / "people.csv"
    alone.write_bytes((tmp_path / "actors.csv").read_bytes())
    ways = [(tmp_path,), (tmp_path / "actors.csv",), (tmp_path / "relations.csv",), (alone, "--companion", elsewhere)]
    answers = [call("infrastructure", "measures", *way, "--json", "--model", TOY) for way in ways]
    assert [code for code, *_ in answers] == [0, 0, 0, 0]
    documents = [json.loads(out) for _, out, _ in answers]
    assert documents[0] == documents[1] == documents[2]
    assert documents[3]["measures"]["actors"] == documents[0]["measures"]["actors"]
    code, out, _ = call("infrastructure", "validate", alone, "--model", TOY)
    assert (code, out.splitlines()[0]) == (
        1, "Es fehlt die Tabelle der Beziehungen mit den Spalten from, to, kind und status.")


def test_below_five_actors_there_are_no_measures(call, toy, tmp_path):
    """Not a mistake: the document says null and why, the text says it in a sentence."""
    file = tmp_path / "map.json"
    file.write_bytes(write_map(small(toy), toy, "json"))
    code, out, _ = call("infrastructure", "measures", file, "--json", "--model", TOY)
    document = json.loads(out)
    least = toy.method.network.least_actors
    assert (code, document["measures"], document["actors"]) == (0, None, 3)
    assert document["reason"] == f"Im Bild stehen 3 Akteur*innen. Maße gibt es ab {least}."
    assert document["reason"] in call("infrastructure", "measures", file, "--model", TOY)[1]


def test_a_sound_file_is_called_readable(call, toy, drawn, tmp_path):
    """The number of actors and relations, nothing else."""
    file = tmp_path / "map.gexf"
    file.write_bytes(write_map(drawn, toy, "gexf"))
    assert call("infrastructure", "validate", file, "--model", TOY) == (
        0, f"{file} ist lesbar: 6 Akteur*innen, 3 Beziehungen.\n", "")


def test_a_bad_file_ends_with_one_and_every_mistake(call, toy, drawn, tmp_path):
    """``validate`` lists them where results go, ``measures`` where errors go; as JSON with place and reason."""
    tables = write_tables(drawn)
    (tmp_path / "actors.csv").write_bytes(tables["actors.csv"])
    (tmp_path / "relations.csv").write_bytes(tables["relations.csv"] + b"choir;gone;pays_for;sounding;;;;;\r\n")
    sentence = "relations.csv, Zeile 5: Die Beziehung führt zu »gone«. Diese*n Akteur*in gibt es nicht."
    code, out, err = call("infrastructure", "validate", tmp_path, "--model", TOY)
    assert (code, out.splitlines()[0], err) == (1, sentence, "")
    assert out.splitlines()[1] == f"{tmp_path}: 1 Fehler. Es wurde nichts gelesen."
    code, out, err = call("infrastructure", "measures", tmp_path, "--json", "--model", TOY)
    assert (code, out, err.splitlines()[0]) == (1, "", sentence)
    code, out, _ = call("infrastructure", "validate", tmp_path, "--json", "--model", TOY)
    assert (code, json.loads(out)["problems"]) == (
        1, [{"place": "relations.csv, Zeile 5", "reason": "unknown_to", "text": sentence}])
    _, english, _ = call("--language", "en", "infrastructure", "validate", tmp_path, "--model", TOY)
    assert english.startswith("relations.csv, line 5: The relation leads to 'gone'. There is no such actor.")


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["measures", "nowhere.gexf"], 1, "nowhere.gexf: Diese Datei gibt es nicht."),
    (["measures", "EMPTY"], 1, "liegt keine Tabelle"),
    (["measures"], 2, "Es fehlt: FILE."),
    (["measure", "x"], 2, "Gemeint ist vielleicht »measures«."),
    ([], 2, "Es fehlt: ACTION, FILE."),
    (["validate", "x", "--model", "nowhere"], 1, "nowhere"),
])
def test_wrong_calls_end_with_a_sentence(call, tmp_path, arguments, code, said):
    """What is missing, what was probably meant, and where nothing lies."""
    given = [str(tmp_path) if a == "EMPTY" else a for a in arguments]
    found, out, err = call("infrastructure", *given)
    assert (found, out) == (code, "")
    assert said in err


def test_a_model_without_words_for_maps_says_so(call, model_folder, florentine):
    """A typology need not have a vocabulary of structure maps."""
    code, _, err = call("infrastructure", "measures", florentine, "--model", model_folder)
    assert (code, "hat keine Wörter für Strukturbilder" in err) == (1, True)


def test_standard_input_and_a_shell(process, florentine):
    """``-`` reads what another program pipes in; only the document goes to standard output."""
    done = process("infrastructure", "measures", "-", "--json", stdin=florentine.read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["measures"]["actors"]["medici"]["degree"] == 6


@pytest.mark.parametrize("language", ["de", "en"])
def test_help_says_what_the_command_takes(call, language):
    """Every argument has a help in the language asked for."""
    code, out, _ = call("--language", language, "infrastructure", "--help")
    assert code == 0
    for name in ("measures|validate FILE", "--json", "--companion FILE", "--model DIR"):
        assert name in out
