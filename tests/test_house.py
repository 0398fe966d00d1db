"""The house itself: what the documents promise is there, and nothing is where it must not be."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from typology.cli_parser import build_parser, command_parsers
from typology.language import Speaker, languages, sentences
from typology.model.loading import inspect_folders, load_model

ROOT = Path(__file__).resolve().parents[1]
CODE = [ROOT / "app.py", *sorted((ROOT / "typology").rglob("*.py"))]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

_SETTING = re.compile(r"VERBUNDSPIEGEL_[A-Z]+|DATABASE_URL")
_TEXT = {".py", ".md", ".yaml", ".toml", ".txt", ".css", ".csv", ""}
_NOT_HERE = re.compile(
    r"(?<![\w.])/(?:root|home|Users|work|opt/pypi)/\w+|\bindex[-_]url\b|\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b"
)


def _strings(path: Path) -> set[str]:
    """Return every string constant of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    }


def test_no_id_of_the_model_stands_in_a_python_file():
    """Another typology can take its place by YAML alone, so the code must not know a single id of this one."""
    model = load_model(ROOT / "typology" / "definition")
    sections = (model.dimensions, model.items, model.axes, model.types, model.phases, model.placements,
                model.levels, model.actor_groups, model.actor_kinds, model.relation_kinds, model.relation_strengths,
                model.relation_statuses, model.reporters, model.map_questions)
    ids = {i for section in sections for i in section} | set(model.perspectives)
    # Ordinary words that are also ids of items count only where they are the whole constant.
    long_ids = re.compile(r"\b(" + "|".join(sorted(i for i in ids if "_" in i)) + r")\b")
    found = []
    for path in CODE:
        for text in _strings(path):
            if text in ids or long_ids.search(text):
                found.append(f"{path.relative_to(ROOT)}: {text[:60]!r}")
    assert not found


def test_the_example_in_the_editing_guide_is_a_sound_typology(tmp_path):
    """Whoever copies the two files of the guide gets a model that loads without a problem."""
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "editing.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "model.yaml").write_text(blocks[0], encoding="utf-8")
    (tmp_path / "questionnaires" / "questions.yaml").write_text(blocks[1], encoding="utf-8")
    found = inspect_folders([tmp_path])
    assert not found.problems
    assert len(found.models) == len(found.questionnaires) == 1


@pytest.mark.parametrize(
    "command",
    ["run", "workshop", "test", "lint", "unit", "running", "browser", "bench", "load", "screenshots", "schema",
     "validate"],
)
def test_a_command_that_is_promised_exists(command):
    """Every make command named in the documents is a target of the Makefile."""
    assert re.search(rf"^{command}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_every_make_command_in_a_document_exists(path):
    """Whatever a document tells readers to run with make is a target."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^|\n|run )make ([a-z]+)", path.read_text(encoding="utf-8"))) <= targets


def test_readme_and_reference_name_every_command_of_the_command_line():
    """No command is known only to those who read the code."""
    for name in command_parsers(build_parser(Speaker("en"))):
        for document in ("README.md", "docs/cli.md"):
            assert f"python -m typology {name}" in (ROOT / document).read_text(encoding="utf-8")


def test_the_readme_names_every_setting():
    """Each environment variable the program reads stands in the README, and no other."""
    read = {text for path in CODE for text in _strings(path) if _SETTING.fullmatch(text)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(_SETTING.findall(readme)) == read


def test_nothing_of_one_machine_or_unfinished_stands_in_a_file():
    """No folder of somebody's machine, no private package index, no note that something is still to be done."""
    hidden = {p for p in ROOT.glob(".*") if p.name not in (".ci", ".streamlit")}
    made = {p for p in ROOT.iterdir() if p.name in ("build", "htmlcov") or p.suffix == ".egg-info"}
    ours = [p for p in ROOT.iterdir() if p not in hidden | made]
    files = [f for p in ours for f in (p.rglob("*") if p.is_dir() else [p]) if f.suffix in _TEXT and f.is_file()]
    found = []
    for path in sorted(files):
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in _NOT_HERE.finditer(text)]
    assert not found


def test_continuous_integration_runs_the_command_of_the_readme():
    """What is checked is what a newcomer is told to run."""
    assert "exec make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(path):
    """Every relative link or picture in a document is there."""
    text = path.read_text(encoding="utf-8")
    targets = [t.split("#")[0] for t in re.findall(r"\]\(([^)\s]+)\)", text)]
    missing = [t for t in targets if t and "://" not in t and not (path.parent / t).exists()]
    assert not missing


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_the_screens_exists(language):
    """A key that a page asks for has a sentence; keys put together at run time have at least one of their kind."""
    keys = sentences(language)
    missing = []
    for path in sorted((ROOT / "typology" / "ui").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args):
            if getattr(call.func, "id", "") != "say":
                continue
            key = call.args[0]
            if isinstance(key, ast.Constant) and key.value not in keys:
                missing.append(f"{path.name}: {key.value}")
            if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                prefix = str(key.values[0].value)
                if not any(k.startswith(prefix) for k in keys):
                    missing.append(f"{path.name}: {prefix}…")
    assert not missing


def test_both_languages_say_the_same_things():
    """No sentence exists in one of the shipped languages only."""
    german, english = sentences("de"), sentences("en")
    assert set(german) == set(english)


def test_the_hidden_option_of_streamlit_still_exists():
    """The collection after each run is most of its cost; without the option the pages would be ten times slower."""
    from streamlit import config

    assert config.get_options_for_section("runner")["postScriptGC"] is not None
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
    assert re.search(r"^streamlit==1\.67", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)


def test_what_the_start_leaves_out_of_streamlit_still_exists():
    """The search for components of other packages is replaced by name; a new version may have renamed it."""
    from streamlit.components.v2 import manifest_scanner

    assert callable(manifest_scanner.scan_component_manifests)


def test_start_and_questionnaire_load_nothing_that_only_pictures_and_figures_need(tmp_path):
    """Drawing and arithmetic are loaded when a result is asked for; the start and a phone do not wait for them."""
    from benchmarks.start import loaded_by

    loaded = loaded_by([("", ""), ("einschaetzen", "")], {"VERBUNDSPIEGEL_DATA": str(tmp_path), "DATABASE_URL": ""})
    for names in loaded.values():
        assert not {"plotly", "pandas", "scipy", "numpy"} & {name.partition(".")[0] for name in names}
