"""The house itself: what the documents promise is there, and nothing is where it must not be."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from typology.language import languages, sentences
from typology.model.loading import inspect_folders, load_model

ROOT = Path(__file__).resolve().parents[1]
CODE = [ROOT / "app.py", *sorted((ROOT / "typology").rglob("*.py"))]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


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
    sections = (model.dimensions, model.items, model.axes, model.types, model.phases, model.placements)
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


@pytest.mark.parametrize("command", ["run", "test", "unit", "lint", "browser", "bench", "screenshots", "schema", "validate"])
def test_a_command_that_is_promised_exists(command):
    """Every make command named in the documents is a target of the Makefile."""
    assert re.search(rf"^{command}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


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
