"""The JSON Schema says what the loader says, as far as one file by itself can tell."""

import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from tests.model.invalid_cases import BASE, base_texts, changed
from typology.model import grammar
from typology.model.schema import FILE_NAMES, json_schema, schema_text, write_schemas
from typology.model.yaml_tree import parse, plain

ROOT = Path(__file__).parents[2]
SHORT = "questionnaires/short.yaml"
VALIDATORS = {kind: jsonschema.Draft7Validator(json_schema(kind)) for kind in FILE_NAMES}


def mistakes(text):
    """Return the messages of the schema that fits the file."""
    root, problems = parse(text, "f.yaml")
    assert problems == []
    content = plain(root)
    kind = next((name for name in ("questionnaire", "structure_map") if name in content), "model")
    return [error.message for error in VALIDATORS[kind].iter_errors(content)]


@pytest.mark.parametrize("kind", FILE_NAMES)
def test_the_committed_schema_is_the_generated_one(kind):
    """After a change of the grammar the schema must be written again: python -m typology schema."""
    committed = ROOT / "typology" / "definition" / FILE_NAMES[kind]
    assert committed.read_text(encoding="utf-8") == schema_text(kind)


@pytest.mark.parametrize("kind", FILE_NAMES)
def test_the_schema_is_a_valid_schema(kind):
    """All schemas keep to draft 7."""
    jsonschema.Draft7Validator.check_schema(json_schema(kind))


def test_schemas_are_written_where_they_are_wanted(tmp_path):
    """write_schemas names the files it wrote."""
    assert [path.name for path in write_schemas(tmp_path)] == list(FILE_NAMES.values())
    assert json.loads((tmp_path / "model.schema.json").read_text(encoding="utf-8")) == json_schema("model")


FOLDERS = ("typology/definition", "questionnaires", "data/maps", "tests/toy", "tests/invalid/base")
YAML_FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.yaml"))]


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_yaml_file_of_the_project_keeps_to_its_schema(path):
    """The shipped model, the toy and the base of the broken models are valid for editors as well."""
    assert mistakes(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("file", "old", "new"), [
    ("items.yaml", "    label: {de: Kompost, en: Compost}", "    lable: {de: Kompost, en: Compost}"),
    ("items.yaml", "    dimension: visitors\n", ""),
    ("items.yaml", "- id: shared_work", "- id: Shared Work"),
    ("items.yaml", "label: {de: Kompost, en: Compost}", "label: {en: Compost}"),
    ("items.yaml", "label: {de: Kompost, en: Compost}", "label: {de: '', en: Compost}"),
    ("items.yaml", "label: {de: Kompost, en: Compost}", "label: 12"),
    ("items.yaml", "label: {de: Kompost, en: Compost}", "label: {de: Kompost, englisch: Compost}"),
    ("dimensions.yaml", "role: gate", "role: door"),
    ("dimensions.yaml", "basis: {kind: source, refs: [G1]}", "basis: source"),
    ("dimensions.yaml", "basis: {kind: source, refs: [G1]}", "basis: {kind: gossip, refs: [G1]}"),
    ("dimensions.yaml", "role: gate", "role:"),
    ("response_scales.yaml", "whole: true", "whole: yes"),
    ("axes.yaml", "weight: 2", "weight: -2"),
    ("axes.yaml", "weight: 2", "weight: '2'"),
    ("types.yaml", "open_gate: low", "open_gate: middle"),
    ("model.yaml", "version: 0.1.0", "version: 0.1"),
    ("method.yaml", "none_below: 0.5", "none_under: 0.5"),
    (SHORT, "form: short", "form: tiny"),
    (SHORT, "required: true", "required: on"),
    (SHORT, "one_of: [s1, s2]", "one_of: s1"),
    ("infrastructure.yaml", '"#0F5E66"', '"#0F5E6"'),
    ("infrastructure.yaml", "line: dot", "line: dots"),
    ("infrastructure.yaml", "measure: degree", "measure: size"),
    ("maps/town.yaml", "from: garden", "source: garden"),
    ("maps/town.yaml", "origin: sourced", "origin: heard"),
    ("maps/town.yaml", "id: bees", "id: Bees"),
])
def test_the_schema_finds_what_one_file_can_show(file, old, new):
    """Misspelt and missing keys, wrong kinds and values are underlined while they are typed."""
    assert mistakes(base_texts()[file]) == []
    assert mistakes(changed(file, old, new)[file]) != []


@pytest.mark.parametrize("basis", ["proposal", "{kind: literature, refs: [green_1990], note: Seite 3}"])
def test_shorthands_and_long_forms_are_both_complete(basis):
    """Text, basis, conditions and entries may be written short or long."""
    text = f"""
types:
  - id: any_garden
    label: Beliebig
    sentence: {{de: Beliebig., tr: Herhangi.}}
    description: Beliebig.
    conditions: {{soil_care: any, open_gate: {{is: low, at: 10.5, core: false}}}}
    basis: {basis}
"""
    assert mistakes(text) == []


def test_every_key_is_described():
    """An editor can say of each key what it is for."""
    schema = json_schema("model")
    for name, definition in schema["definitions"].items():
        assert definition["description"], name
        written = definition if "properties" in definition else definition["anyOf"][-1]
        for key, about in written.get("properties", {}).items():
            assert about["description"].endswith("."), f"{name}.{key}"


def test_keys_without_documentation_are_no_keys():
    """The digest is computed and cannot be written."""
    assert "digest" not in json_schema("model")["properties"]
    assert "digest" not in grammar.keys_of(grammar.Questionnaire)


@pytest.mark.parametrize("annotation", [int | str, bytes, dict[str, int], Mapping])
def test_an_annotation_without_a_word_in_the_grammar_is_refused(annotation):
    """Whoever adds a field of a new kind learns at once that reader and schema do not know it."""
    with pytest.raises(TypeError, match="no word"):
        grammar.shape_of(annotation)


def test_the_base_has_every_kind_of_file():
    """The tests above look at models, questionnaires and maps."""
    assert (BASE / SHORT).exists()
    assert (BASE / "maps" / "town.yaml").exists()
    assert (BASE / "model.yaml").exists()
