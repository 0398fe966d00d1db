"""``validate``: everything that is wrong, and whether a model fits itself."""

import subprocess
import sys

from tests.cli.conftest import MODEL, ROOT, TYPES


def folder_with(tmp_path, types):
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "types.yaml").write_text(types, encoding="utf-8")
    return tmp_path


def test_the_model_that_ships_is_sound(process):
    """Without folders the model of the program and its questionnaires are read; one line says what was found."""
    done = process("validate")
    assert done.returncode == 0, done.stdout.decode()
    assert done.stdout.decode().startswith("Gelesen: ")
    assert done.stderr == b""


def test_problems_are_listed_with_their_place(call, tmp_path):
    """A misspelt condition ends with 1; the last line counts."""
    folder = folder_with(tmp_path, TYPES.replace("{width: high, depth: high}", "{widht: high, depth: high}"))
    code, out, _ = call("validate", folder)
    assert code == 1
    assert "types.yaml:4:" in out
    assert "Did you mean 'width'?" in out
    assert out.rstrip().endswith("Nothing was loaded.")


def test_a_target_outside_its_own_type_is_a_problem(call, tmp_path):
    """The profile of 'wide' is turned round; the place is that of its profile."""
    folder = folder_with(tmp_path, TYPES.replace("profile: {alpha: 90, beta: 10}", "profile: {alpha: 10, beta: 90}"))
    code, out, _ = call("validate", folder)
    assert code == 1
    lines = out.splitlines()
    line = next(n for n, text in enumerate(TYPES.splitlines(), start=1) if "depth: low}, profile" in text)
    assert lines[0].startswith(f"{folder}/types.yaml:{line}:")
    assert lines[0].endswith("types[1].profile  [SELF-001]")
    assert "'klar' (deep)" in lines[1]
    assert lines[-1] == "1 problem. Nothing was loaded."


def test_missing_english_is_a_warning(call, tmp_path):
    """It is counted by code, listed with ``--warnings``, and keeps nothing from being loaded."""
    folder = folder_with(tmp_path, TYPES.replace("label: {de: Breit, en: Wide}", "label: Breit"))
    code, out, _ = call("validate", folder, "--language", "en")
    read = "Read: 3 dimensions, 5 items, 4 types, 0 questionnaires, 0 structure maps. 1 warning."
    assert (code, out.splitlines()[0]) == (0, read)
    assert out.splitlines()[1].startswith("  [TEXT-002] 1 ×: ")
    _, out, _ = call("validate", folder, "--warnings")
    assert "types[1]  [TEXT-002]  warning" in out


def test_a_folder_that_is_not_there_is_a_problem(call, tmp_path):
    """It ends with 1 and says so."""
    code, out, _ = call("validate", tmp_path / "nowhere")
    assert code == 1
    assert "[FILE-001]" in out


def test_structure_is_checked_without_loading_the_arithmetic(tmp_path):
    """A folder with mistakes in its structure is answered without numpy and pandas."""
    check = (
        "import sys; from typology.cli import main; "
        f"code = main(['validate', {str(tmp_path / 'nowhere')!r}]); "
        "sys.exit(code if not {'numpy', 'pandas', 'sqlalchemy'} & set(sys.modules) else 99)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, cwd=ROOT, timeout=60)
    assert done.returncode == 1, done.stderr
