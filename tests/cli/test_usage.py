"""Wrong calls, help, schema and the written reference."""

import pytest

from typology.cli import BEGIN, END, reference
from typology.language import sentences
from typology.reports.csv_text import CODES


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Ein Befehl fehlt."),
        (["scor"], "Gemeint ist vielleicht »score«."),
        (["score"], "Es fehlt: --model, --responses."),
        (["validate", "--warning"], "Unbekannte Angabe: --warning."),
        (["demo", "--database"], "--database: Hier fehlt ein Wert."),
        (["schema", "--check=yes"], "--check: Hier darf kein Wert stehen (yes)."),
        (["--language", "fr", "validate"], "»fr« gibt es hier nicht."),
    ],
)
def test_wrong_usage_ends_with_two_and_one_sentence(call, arguments, said):
    """The sentence names what is wrong and where help is."""
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "--help" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["", "validate", "score", "schema", "demo", "reference"])
def test_help_is_in_the_language_asked_for(call, command):
    """Help ends with 0; no part of it stays in the other language."""
    code, german, _ = call(*filter(None, [command]), "--help")
    assert (code, german.startswith("Aufruf: "), "Optionen:" in german) == (0, True, True)
    _, english, _ = call("--language", "en", *filter(None, [command]), "--help")
    assert english.startswith("Usage: ")
    assert "Optionen" not in english


def test_schema_files_are_written_and_drift_is_found(call, tmp_path):
    """``--check`` ends with 0 for what was just written and with 1 once a file differs or is gone."""
    assert call("schema", "--out", tmp_path)[0] == 0
    assert call("schema", "--out", tmp_path, "--check")[0] == 0
    (tmp_path / "model.schema.json").write_text("{}", encoding="utf-8")
    code, out, _ = call("schema", "--out", tmp_path, "--check")
    assert (code, "nicht mehr aktuell" in out) == (1, True)
    assert (tmp_path / "model.schema.json").read_text(encoding="utf-8") == "{}"
    assert call("schema", "--out", tmp_path / "nowhere")[0] == 1


def test_the_schema_files_of_the_model_are_up_to_date(call):
    """Editors complete with what the loader reads."""
    assert call("schema", "--check")[0] == 0


def test_the_written_reference_says_what_help_says(call):
    """docs/cli.md does not drift from the program."""
    assert call("reference", "--check") == (0, "docs/cli.md ist aktuell.\n", "")
    assert "--questionnaire FILE" in reference()


def test_the_reference_replaces_what_stands_between_its_marks(call, tmp_path):
    """What was written by hand stays; a file without marks is left alone."""
    file = tmp_path / "cli.md"
    file.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert call("reference", "--out", file, "--check")[0] == 1
    assert call("reference", "--out", file)[0] == 0
    assert file.read_text(encoding="utf-8") == f"before\n{BEGIN}\n{reference()}{END}\nafter\n"
    file.write_text("no marks", encoding="utf-8")
    assert call("reference", "--out", file)[0] == 1
    assert file.read_text(encoding="utf-8") == "no marks"


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_bad_row_has_a_sentence(language):
    """No kind of problem lacks its sentence in either language."""
    assert {f"responses.{kind}" for kind in CODES} <= set(sentences(language))
