"""``score``: from a table of responses to readings."""

import json
import math
import subprocess
import sys

import pytest

from tests.cli.conftest import ANSWERS, HEADER, ROOT


def reading_of(text):
    document = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert len(document["readings"]) == 1
    return document["readings"][0]


def test_json_holds_the_figures_that_come_out_by_hand(call, model_folder, answers_file):
    """a1 100 (w 1), a2 75 (w 3), a3 don't know (w 1): 325/4; bounds 325/5 and 425/5. b1 is 0."""
    code, out, err = call("score", "--model", model_folder, "--responses", answers_file, "--json", "--draws", "50")
    assert (code, err) == (0, "")
    reading = reading_of(out)
    assert list(reading) == [
        "case", "wave", "perspective", "respondents", "model", "dimensions", "axes", "types", "assignment", "phase",
        "placements", "draws", "seed",
    ]
    named = [reading[key] for key in ("case", "wave", "perspective", "respondents")]
    assert named == ["Nord", "2026", "us", 1]
    assert reading["model"]["id"] == "pair"
    assert reading["dimensions"]["alpha"] == pytest.approx(
        {"score": 81.25, "coverage": 0.8, "low": 65.0, "high": 85.0, "band_low": None, "band_high": None, "n": 1}
    )
    assert reading["dimensions"]["gamma"]["score"] is None
    wide = 1 / (1 + math.exp(-0.1 * 31.25))  # anchors 20, 50, 80
    shallow = 1 - 1 / (1 + math.exp(0.1 * 50))
    assert reading["axes"]["width"]["membership"] == pytest.approx(wide)
    assert reading["types"]["wide"]["membership"] == pytest.approx(min(wide, shallow))
    assert reading["types"]["wide"]["closeness"] == pytest.approx(1 - 18.75 / 200)
    assert reading["types"]["neither"]["membership"] == pytest.approx(1 - wide)
    assignment = reading["assignment"]
    assert (assignment["verdict"], assignment["type"], assignment["second"]) == ("klar", "wide", None)
    assert assignment["stability"] == reading["types"]["wide"]["stability"] > 0.8
    assert assignment["weakest_condition"] == {"set": "width", "asks": "high", "term": pytest.approx(wide)}
    # a2 two steps down: (100 + 3 * 25) / 4 = 43.75, below the crossover; one step leaves 62.5.
    assert assignment["counterfactual"] == {
        "steps": 2, "changes": [{"item": "a2", "steps": -2, "before": 3.0, "after": 1.0}], "types": ["neither"],
    }
    assert (reading["phase"], reading["placements"], reading["draws"]) == (None, {}, 50)


CHATTY = """
import ctypes, os, sys
from typology.assessment import reading
from typology.cli import main

calculate = reading.read_responses

def chatty(*arguments, **options):
    os.write(1, b"written past Python\\n")
    ctypes.CDLL(None).printf(b"waiting in the buffer of C\\n")
    print("printed")
    return calculate(*arguments, **options)

reading.read_responses = chatty
sys.exit(main())
"""


@pytest.mark.parametrize("closed", ["", "2>&-"])
def test_what_a_library_prints_while_calculating_is_kept_out_of_the_document(model_folder, answers_file, closed):
    """It goes to standard error, however it was written; if that is closed, nowhere."""
    arguments = ["score", "--model", model_folder, "--responses", answers_file, "--json", "--draws", "5"]
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", CHATTY, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0
    assert reading_of(done.stdout.decode())["case"] == "Nord"
    said = {"written past Python", "waiting in the buffer of C", "printed"}
    assert set(done.stderr.decode().splitlines()) == (set() if closed else said)


def test_calculating_does_not_need_a_standard_output(model_folder, answers_file, tmp_path):
    """With standard output closed the readings still get into the file."""
    out = tmp_path / "out.json"
    arguments = ["score", "--model", model_folder, "--responses", answers_file, "--json", "--out", out, "--draws", "5"]
    run = "import os, io, sys; os.close(1); sys.stdout = io.StringIO(); from typology.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", run, *map(str, arguments)], capture_output=True, cwd=ROOT, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert reading_of(out.read_text(encoding="utf-8"))["case"] == "Nord"


def test_without_draws_there_is_neither_stability_nor_counterfactual(call, model_folder, answers_file):
    """``--draws 0`` leaves out what takes long; the scores stay the same."""
    _, out, _ = call("score", "--model", model_folder, "--responses", answers_file, "--json", "--draws", "0")
    reading = reading_of(out)
    assert reading["dimensions"]["alpha"]["score"] == 81.25
    assert reading["assignment"]["verdict"] == "klar"
    assert reading["assignment"]["stability"] is None
    assert reading["assignment"]["counterfactual"] is None
    assert reading["draws"] == 0


def test_a_spreadsheet_table_on_standard_input_gives_the_same_reading(process, call, model_folder, answers_file):
    """Byte-order mark, semicolons, CRLF, other order, other case, an extra column, blank rows: nothing changes."""
    _, expected, _ = call("score", "--model", model_folder, "--responses", answers_file, "--json", "--draws", "0")
    rows = [line.split(",") for line in ANSWERS.splitlines()]
    table = "\r\n".join(";".join([*reversed(row), '"Notiz; mit Zeichen"']) for row in rows)
    data = b"\xef\xbb\xbf" + table.replace("case", "CASE").replace("p3", "3,0").encode() + b"\r\n;;;;;;\r\n\r\n"
    done = process("score", "--model", model_folder, "--responses", "-", "--json", "--draws", "0", stdin=data)
    assert done.returncode == 0
    assert done.stdout.decode() == expected
    assert "Notiz; mit Zeichen" in done.stderr.decode()


def test_one_bad_row_keeps_everything_out(call, model_folder, answers_file, tmp_path):
    """Every bad row is named on standard error; nothing is written, and what was there before stays."""
    answers_file.write_text(ANSWERS + "Nord,2026,us,r2,a9,p1\n\nSüd,2026,us,,a1,p7\n", encoding="utf-8")
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    code, printed, err = call("score", "--model", model_folder, "--responses", answers_file, "--json", "--out", out)
    assert (code, printed, out.read_text(encoding="utf-8")) == (1, "", "old")
    assert err.splitlines() == [
        f"{answers_file}:6  item  [CSV-022]",
        "  Die Frage »a9« gibt es im Modell nicht. Es gibt: a1, a2, a3, b1, c1.",
        f"{answers_file}:8  respondent  [CSV-020]",
        "  Hier fehlt ein Wert.",
        f"{answers_file}:8  value  [CSV-023]",
        "  »p7« ist hier keine Antwort. Möglich: p0, p1, p2, p3, p4, dk, na oder leer.",
        "2 Zeilen mit Fehlern. Es wurde nichts übernommen.",
    ]


@pytest.mark.parametrize(("name", "code"), [("nowhere.csv", "CSV-001"), (".", "CSV-002")])
def test_a_file_that_cannot_be_read_is_named(call, model_folder, tmp_path, name, code):
    """A missing file and a folder each get their own sentence and no traceback."""
    result, out, err = call("score", "--model", model_folder, "--responses", tmp_path / name)
    assert (result, out) == (1, "")
    assert f"[{code}]" in err


def test_a_questionnaire_says_what_was_asked(call, model_folder, answers_file, questionnaire_file):
    """Its condition rules a3 out where a1 is p4, so that nothing is missing: coverage 1, bounds equal the score."""
    arguments = ("score", "--model", model_folder, "--responses", answers_file, "--json", "--draws", "0")
    code, out, err = call(*arguments, "--questionnaire", questionnaire_file)
    assert (code, err) == (0, "")
    alpha = reading_of(out)["dimensions"]["alpha"]
    assert (alpha["score"], alpha["coverage"], alpha["low"], alpha["high"]) == (81.25, 1.0, 81.25, 81.25)
    assert reading_of(out)["dimensions"]["gamma"]["coverage"] is None


def test_what_no_questionnaire_asks_is_a_bad_row(call, model_folder, questionnaire_file, tmp_path):
    """An item that is not asked, and a perspective that is not asked, are both named."""
    file = tmp_path / "answers.csv"
    file.write_text(HEADER + "N,1,us,r,c1,3\nN,1,them,r,a1,p1\n", encoding="utf-8")
    code, _, err = call(
        "score", "--model", model_folder, "--responses", file, "--questionnaire", questionnaire_file, "--language", "en"
    )
    assert code == 1
    assert err.splitlines()[:4] == [
        f"{file}:2  item  [CSV-029]",
        "  None of the questionnaires asks 'c1' in the perspective 'us'.",
        f"{file}:3  perspective  [CSV-030]",
        "  None of the questionnaires asks 'them'. They ask: us.",
    ]


def test_a_broken_questionnaire_is_shown_under_its_own_name(call, model_folder, answers_file, tmp_path):
    """Problems of a single file carry the path that was given."""
    file = tmp_path / "broken.yaml"
    file.write_text("questionnaire: {id: x}\n", encoding="utf-8")
    code, out, err = call("score", "--model", model_folder, "--responses", answers_file, "--questionnaire", file)
    assert (code, out) == (1, "")
    assert err.startswith(f"{file}:1:")


def test_the_text_names_the_verdict_in_the_language_asked_for(call, model_folder, answers_file):
    """Without ``--json`` there is a sentence, a table, and the notice of the model."""
    arguments = ("score", "--model", model_folder, "--responses", answers_file, "--draws", "50")
    _, german, _ = call(*arguments)
    _, english, _ = call(*arguments, "--language", "en")
    assert german.startswith("Nord · 2026 · Wir (1 Person)\n")
    assert "»Breit«" in german
    assert "Würde anders eingeordnet (»Keins«): »A2« 2 Stufen niedriger." in german
    rows = [line.split() for line in german.replace("\u202f%", "%").splitlines()]
    assert ["Alpha", "81", "–", "65–85", "80%", "1"] in rows
    assert "Erfundenes Modell." in german
    assert "Wide" in english
    assert "Invented model." in english


def test_out_writes_the_whole_file(call, model_folder, answers_file, tmp_path):
    """``--out`` writes what would otherwise be on standard output."""
    arguments = ("score", "--model", model_folder, "--responses", answers_file, "--json", "--draws", "0")
    _, expected, _ = call(*arguments)
    code, out, _ = call(*arguments, "--out", tmp_path / "readings.json")
    assert (code, out) == (0, "")
    assert (tmp_path / "readings.json").read_text(encoding="utf-8") == expected
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answers.csv", "readings.json"]


def test_out_into_nowhere_is_said(call, model_folder, answers_file, tmp_path):
    """A folder that does not exist ends with 1 and a sentence; the input is never overwritten."""
    arguments = ("score", "--model", model_folder, "--responses", answers_file)
    code, _, err = call(*arguments, "--out", tmp_path / "no" / "x.json")
    assert (code, "lässt sich nicht schreiben" in err) == (1, True)
    assert call(*arguments, "--out", answers_file)[0] == 2
    assert answers_file.read_text(encoding="utf-8") == ANSWERS


def test_a_closed_pipe_ends_quietly(model_folder, tmp_path):
    """Who stops reading stops the program, without a traceback."""
    file = tmp_path / "many.csv"
    rows = (f"Case {n},2026,us,r1,{item},p{n % 5}\n" for n in range(300) for item in ("a1", "a2", "b1"))
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    command = [sys.executable, "-m", "typology", "score", "--model", model_folder, "--responses", file, "--draws", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as run:
        run.stdout.readline()
        run.stdout.close()
        assert run.wait(timeout=60) == 141
        assert run.stderr.read() == b""


@pytest.mark.parametrize("draws", ["-1", "1.5", "many", "100001", "1e3"])
def test_draws_must_be_a_sensible_number(call, model_folder, answers_file, draws):
    """Anything but a whole number from 0 to 100,000 is wrong usage."""
    code, out, err = call("score", "--model", model_folder, "--responses", answers_file, f"--draws={draws}")
    assert (code, out) == (2, "")
    assert err.startswith("Fehler: --draws")
