"""``agreement``: how far groups agree, from a table of responses."""

import json

import pytest

from tests.cli.conftest import HEADER

# Five people: a1 is 4, 4, 3, 4, 2 on 0 to 4 (r_wg 1 - .8/2, as options lie one apart); c1 is a number.
ROWS = [
    ("r1", "p4", "p1", 3), ("r2", "p4", "p1", 12), ("r3", "p3", "dk", 7), ("r4", "p4", "na", 5), ("r5", "p2", "p1", 8),
]


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "answers.csv"
    rows = [f"Nord,2026,us,{r},{item},{value}\n"
            for r, *values in ROWS for item, value in zip(("a1", "a2", "c1"), values, strict=True)]
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def documented(out):
    return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_json_holds_the_figures_that_come_out_by_hand(call, model_folder, table):
    """a1: mean 3.4, distances .6, .6, .4, .6, 1.4; s² = 3.2/4. a2: three the same, one unsure, one not concerned."""
    code, out, err = call("agreement", table, "--model", model_folder, "--json")
    assert (code, err) == (0, "")
    (group,) = documented(out)["groups"]
    assert [group[key] for key in ("case", "wave", "perspective", "respondents")] == ["Nord", "2026", "us", 5]
    first, second, number = (group["items"][item] for item in ("a1", "a2", "c1"))
    assert first["counts"] == {"p0": 0, "p1": 0, "p2": 1, "p3": 1, "p4": 3}
    assert (first["mean"], first["ad"], first["rwg"]) == pytest.approx((3.4, 0.72, 0.6))
    assert (first["critical"], first["beyond_chance"], first["sufficient"]) == (pytest.approx(0.85), False, None)
    assert (second["n"], second["dont_know"], second["not_applicable"], second["rwg"]) == (3, 1, 1, 1.0)
    assert number == {"scale": "count", "n": 5, "dont_know": 0, "not_applicable": 0, "no_answer": 0, "median": 7.0,
                      "quartiles": [5.0, 8.0]}
    assert group["scales"]["five"]["items"] == ["a1", "a2"]
    assert group["scales"]["five"]["rwg_j"] == pytest.approx(2 * 0.8 / (2 * 0.8 + 0.2))


@pytest.mark.parametrize(("language", "parts"), [
    ("de", ["Nord · 2026 · Wir (5 Personen)", "0/0/1/1/3", "3,40", "0,72", "nein (ab 0,85)", "weiß nicht",
            "p0 / p1 / p2 / p3 / p4", "keine festen Stufen", "5,0–8,0", "r_wg(j) 0,89", "Erfundenes Modell."]),
    ("en", ["Nord · 2026 · We (5 persons)", "0/0/1/1/3", "3.40", "no (from 0.85)", "don’t know", "no fixed steps",
            "Krippendorff", "Invented model."]),
])
def test_the_text_says_the_same_in_the_readers_language(call, model_folder, table, language, parts):
    """Numbers carry the decimal sign of the language; numbers are told apart from options."""
    code, out, err = call("--language", language, "agreement", table, "--model", model_folder)
    assert (code, err) == (0, "")
    assert [part for part in parts if part not in out] == []


def test_a_single_person_agrees_with_nobody(call, model_folder, answers_file):
    """One respondent: means and no further figure, and no word of chance that could mislead."""
    code, out, _ = call("agreement", answers_file, "--model", model_folder)
    assert code == 0
    assert "zu wenige" in out
    assert "(ab " not in out
    assert "r_wg(j)" not in out
    _, out, _ = call("agreement", answers_file, "--model", model_folder, "--json")
    (group,) = documented(out)["groups"]
    assert (group["respondents"], group["scales"], group["items"]["a3"]["dont_know"]) == (1, {}, 1)


def test_everybody_says_dont_know(call, model_folder, tmp_path):
    """The table still comes, with dashes."""
    file = tmp_path / "unsure.csv"
    file.write_text(HEADER + "".join(f"N,1,us,r{n},{i},dk\n" for n in range(3) for i in ("a1", "c1")), encoding="utf-8")
    code, out, _ = call("agreement", file, "--model", model_folder)
    assert code == 0
    assert "0/0/0/0/0  0           3" in out


def test_a_group_without_a_single_answer_is_named(call, model_folder, tmp_path):
    """Empty cells say nothing, and so does the program."""
    file = tmp_path / "empty.csv"
    file.write_text(HEADER + "N,1,us,r1,a1,\n", encoding="utf-8")
    code, out, _ = call("agreement", file, "--model", model_folder)
    assert (code, "noch keine Antwort" in out) == (0, True)


def test_a_spreadsheet_table_on_standard_input_gives_the_same(process, call, model_folder, table):
    """Byte-order mark, semicolons, CRLF, decimal comma, an extra column: nothing changes but a note."""
    _, expected, _ = call("agreement", table, "--model", model_folder, "--json")
    lines = table.read_text(encoding="utf-8").replace("p3", "3,0").replace("r1,c1,3", "r1,c1,3,0").splitlines()
    rows = [";".join([*line.split(",", 5), "Notiz"]) for line in lines]
    done = process("agreement", "-", "--model", model_folder, "--json",
                   stdin=b"\xef\xbb\xbf" + "\r\n".join(rows).encode())
    assert (done.returncode, done.stdout.decode()) == (0, expected)
    assert "Notiz" in done.stderr.decode()


def test_every_bad_row_is_named_and_nothing_is_worked_out(call, model_folder, table):
    """As with ``score``: place, column, code and sentence, and exit code 1."""
    with table.open("a", encoding="utf-8") as file:
        file.write("Nord,2026,us,r6,a9,p1\nNord,2026,us,r1,a1,p7\n")
    code, out, err = call("agreement", table, "--model", model_folder)
    assert (code, out) == (1, "")
    named = [line.split("  ")[1:] for line in err.splitlines() if "[CSV" in line]
    assert named == [["item", "[CSV-022]"], ["item", "[CSV-028]"], ["value", "[CSV-023]"]]
    assert "Es wurde nichts übernommen." in err


@pytest.mark.parametrize(("arguments", "code"), [
    (["agreement"], 2), (["agreement", "a.csv", "--draws", "3"], 2), (["agreement", "nowhere.csv"], 1),
])
def test_wrong_calls_and_missing_files_end_as_documented(call, arguments, code):
    """2 for a wrong call, 1 for a file that is not there; one sentence, no traceback."""
    found, out, err = call(*arguments)
    assert (found, out) == (code, "")
    assert "Traceback" not in err


def test_a_questionnaire_says_what_was_asked(call, model_folder, table, questionnaire_file):
    """What its conditions rule out counts as not applicable, and what it does not ask is a bad row."""
    code, _, err = call("agreement", table, "--model", model_folder, "--questionnaire", questionnaire_file)
    assert (code, "[CSV-029]" in err) == (1, True)
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if ",c1," not in line]
    table.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = call("agreement", table, "--model", model_folder, "--questionnaire", questionnaire_file, "--json")
    (group,) = documented(out)["groups"]
    # a3 is shown where a1 is at most p2: to r5 alone.
    assert (group["items"]["a3"]["not_applicable"], group["items"]["a3"]["no_answer"]) == (4, 1)


def test_the_model_that_comes_with_the_program_is_the_default(process, tmp_path):
    """Without --model the answers are checked against the shipped model, which knows no item of ours."""
    file = tmp_path / "answers.csv"
    file.write_text(HEADER + "N,1,us,r1,a1,p1\n", encoding="utf-8")
    done = process("agreement", file)
    assert done.returncode == 1
    assert "CSV-022" in done.stderr.decode()
