"""JSON Schema for the YAML files, made from the same grammar that the reader uses.

Editors complete and check files with it while they are written. It says what can be said about one file by itself;
what must hold between elements is said by ``validate``. Draft 7, since that is what editors support best.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from typology.model.elements import DEFAULT_LANGUAGE
from typology.model.grammar import (
    LANGUAGE_PATTERN,
    MAP_KEY,
    QUESTIONNAIRE_KEY,
    Key,
    Shape,
    keys_of,
    list_sections,
    sections,
    shorthand_of,
)

SchemaKind = Literal["model", "questionnaire", "structure_map"]
FILE_NAMES: Mapping[SchemaKind, str] = MappingProxyType(
    {"model": "model.schema.json", "questionnaire": "questionnaire.schema.json",
     "structure_map": "structure_map.schema.json"})

# What has a file of its own: its section and the title of its schema.
_FILES: Mapping[SchemaKind, tuple[Key, str]] = MappingProxyType({
    "questionnaire": (QUESTIONNAIRE_KEY, "A questionnaire of a typology"),
    "structure_map": (MAP_KEY, "A structure map (Strukturbild) in the words of a typology"),
})
_DRAFT = "http://json-schema.org/draft-07/schema#"
_WORDING = r"\S"  # at least one character that can be seen
_TEXT: dict[str, Any] = {
    "description": "A wording: text (German), or languages.",
    "anyOf": [
        {"type": "string", "pattern": _WORDING},
        {
            "type": "object",
            "properties": {DEFAULT_LANGUAGE: {"description": "German.", "type": "string", "pattern": _WORDING}},
            "required": [DEFAULT_LANGUAGE],
            "patternProperties": {LANGUAGE_PATTERN: {"type": "string", "pattern": _WORDING}},
            "additionalProperties": False,
        },
    ],
}
_SIMPLE: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "text": {"$ref": "#/definitions/Text"},
    "string": {"type": "string", "pattern": _WORDING},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "string_or_number": {"type": ["string", "number"]},
})


def json_schema(kind: SchemaKind) -> dict[str, Any]:
    """Return the JSON Schema of one file.

    Args:
        kind: ``model`` for a file of a model folder, ``questionnaire`` for the file of a questionnaire,
            ``structure_map`` for that of a map.

    Returns:
        A schema of draft 7 as plain dicts and lists.
    """
    definitions: dict[str, Any] = {"Text": _TEXT}
    if kind == "model":
        properties = {name: _section(key, definitions) for name, key in sections().items()}
        title = "Part of a typology (all YAML files of a folder together make the model)"
    else:
        key, title = _FILES[kind]
        properties = {key.name: _described(key, definitions)}
    return {
        "$schema": _DRAFT,
        "title": title,
        "type": "object",
        "properties": properties,
        **({"minProperties": 1} if kind == "model" else {"required": list(properties)}),
        "additionalProperties": False,
        "definitions": dict(sorted(definitions.items())),
    }


def schema_text(kind: SchemaKind) -> str:
    """Return the JSON Schema as it is written to the file: indented, UTF-8, with a newline at the end."""
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path | str) -> tuple[Path, ...]:
    """Write all schemas into a folder and return the paths of the files."""
    written = []
    for kind, name in FILE_NAMES.items():
        path = Path(folder) / name
        path.write_text(schema_text(kind), encoding="utf-8")
        written.append(path)
    return tuple(written)


def _section(key: Key, definitions: dict[str, Any]) -> dict[str, Any]:
    if key.name in list_sections():
        members = _shape(Shape("object", cls=list_sections()[key.name]), key, definitions)
        return {"description": key.doc, "type": "array", "items": members}
    return _described(key, definitions)


def _described(key: Key, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return what may stand under a key, with its description, limits and pattern."""
    schema = {"description": key.doc, **_shape(key.shape, key, definitions)}
    if key.minimum is not None:
        schema["minimum"] = key.minimum
    if key.pattern is not None:
        schema["pattern"] = key.pattern
    return schema


def _shape(shape: Shape, key: Key, definitions: dict[str, Any]) -> dict[str, Any]:
    if shape.kind == "choice":
        return {"enum": list(shape.choices)}
    if shape.kind == "object":
        return {"$ref": f"#/definitions/{_define(shape.cls, definitions)}"}
    if shape.kind in ("list", "mapping"):
        assert shape.inner is not None
        inner = _shape(shape.inner, key, definitions)
        return {"type": "array", "items": inner} if shape.kind == "list" else \
            {"type": "object", "additionalProperties": inner}
    return dict(_SIMPLE[shape.kind])


def _define(cls: Any, definitions: dict[str, Any]) -> str:
    """Put the definition of a class among the definitions, once, and return its name."""
    name: str = cls.__name__
    if name in definitions:
        return name
    definitions[name] = {}  # a rule may contain rules, so the name has to be there first
    keys = keys_of(cls)
    written: dict[str, Any] = {
        "type": "object",
        "properties": {key.name: _described(key, definitions) for key in keys.values()},
        "required": [key.name for key in keys.values() if key.required],
        "additionalProperties": False,
    }
    short = shorthand_of(cls)
    about = (inspect.getdoc(cls) or "").partition("\n")[0].replace("``", "'")
    if short is None:
        definitions[name] = {"description": about, **written}
    else:
        key, allowed = short
        bare = {"enum": list(allowed)} if allowed else _shape(key.shape, key, definitions)
        definitions[name] = {"description": about, "anyOf": [{**bare, "description": key.doc}, written]}
    return name
