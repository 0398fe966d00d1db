"""The grammar of the YAML, read off the dataclasses in ``elements``.

The reader and the JSON Schema both work from the shapes given here and from nothing else, so that an editor completes
exactly what the loader accepts.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from typology.model.elements import ID_PATTERN, Model, Questionnaire, Text
from typology.model.vocabulary import StructureMap

ShapeKind = Literal["text", "string", "number", "integer", "boolean", "choice", "string_or_number",
                    "list", "mapping", "object"]

LANGUAGE_PATTERN = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

# The noun for an id of a section, as messages use it.
NOUNS: Mapping[str, str] = types.MappingProxyType({
    "sources": "source", "perspectives": "perspective", "response_scales": "response scale",
    "dimensions": "dimension", "items": "item", "axes": "axis", "types": "type", "phases": "phase",
    "placements": "placement", "prompts": "prompt", "sets": "axis or dimension", "questionnaires": "questionnaire",
    "levels": "level", "actor_groups": "group of actors", "actor_kinds": "kind of actor",
    "relation_kinds": "kind of relation", "relation_strengths": "strength", "relation_statuses": "status",
    "reporters": "reporter", "map_questions": "question about a map", "fields": "field of a placement",
    "actors": "actor", "structure_maps": "structure map",
})


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand at one place.

    Attributes:
        kind: ``text`` is a wording in several languages, ``string`` a plain text.
        choices: For ``choice``: the texts that are allowed.
        inner: For lists and mappings: what their members are.
        cls: For objects: the dataclass.
    """

    kind: ShapeKind
    choices: tuple[str, ...] = ()
    inner: Shape | None = None
    cls: Any = None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an object.

    Attributes:
        name: As written in YAML.
        field: Name of the dataclass field.
        shape: What may stand there.
        doc: One sentence for editors.
        required: True if there is no default.
        ref: Section whose ids may stand here (in a mapping: as its keys), or None.
        minimum: Smallest number, or None.
        pattern: Regular expression for a string, or None.
    """

    name: str
    field: str
    shape: Shape
    doc: str
    required: bool
    ref: str | None = None
    minimum: float | None = None
    pattern: str | None = None


@cache
def keys_of(cls: Any) -> Mapping[str, Key]:
    """Return the keys of a dataclass by their YAML name, in the order of the class.

    Fields without documentation, such as a digest, are no keys.
    """
    hints = typing.get_type_hints(cls)
    keys = [_key(field, hints[field.name]) for field in dataclasses.fields(cls) if field.metadata.get("doc")]
    return types.MappingProxyType({key.name: key for key in keys})


def _key(field: dataclasses.Field[Any], annotation: Any) -> Key:
    about = field.metadata
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    return Key(
        name=about["alias"] or field.name, field=field.name, shape=shape_of(annotation), doc=about["doc"],
        required=required, ref=about["ref"], minimum=about["minimum"],
        pattern=about["pattern"] or (ID_PATTERN if field.name == "id" else None),
    )


@cache
def shape_of(annotation: Any) -> Shape:
    """Translate the annotation of a field.

    Raises:
        TypeError: If the grammar has no word for the annotation.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        alternatives = [argument for argument in arguments if argument is not type(None)]
        if len(alternatives) == 1:
            return shape_of(alternatives[0])
        if set(alternatives) == {str, float}:
            return Shape("string_or_number")
    elif origin is Literal:
        return Shape("choice", choices=arguments)
    elif origin is tuple:
        return Shape("list", inner=shape_of(arguments[0]))
    elif origin is Mapping:
        return Shape("mapping", inner=shape_of(arguments[1]))
    elif annotation in _PLAIN:
        return Shape(_PLAIN[annotation])
    elif dataclasses.is_dataclass(annotation):
        return Shape("object", cls=annotation)
    raise TypeError(f"The grammar has no word for {annotation!r}.")


_PLAIN: dict[Any, ShapeKind] = {Text: "text", str: "string", float: "number", int: "integer", bool: "boolean"}


def shorthand_of(cls: Any) -> tuple[Key, tuple[str, ...]] | None:
    """Return the key that a bare text stands for and the only texts allowed there (empty: any), or None."""
    written: tuple[str, ...] = getattr(cls, "shorthand", ())
    return (keys_of(cls)[written[0]], written[1:]) if written else None


@cache
def sections() -> Mapping[str, Key]:
    """Return the top-level sections of a model folder."""
    return keys_of(Model)


@cache
def list_sections() -> Mapping[str, Any]:
    """Return the sections that are lists of elements with an id, with the class of the elements."""
    return types.MappingProxyType({
        name: key.shape.inner.cls for name, key in sections().items()
        if key.shape.kind == "mapping" and key.shape.inner is not None and key.shape.inner.kind == "object"
    })


QUESTIONNAIRE_SECTION = "questionnaire"
QUESTIONNAIRE_KEY = Key(QUESTIONNAIRE_SECTION, QUESTIONNAIRE_SECTION, Shape("object", cls=Questionnaire),
                        "Which items are asked, in which order, on which pages, of whom.", required=True)

MAP_SECTION = "structure_map"
MAP_KEY = Key(MAP_SECTION, MAP_SECTION, Shape("object", cls=StructureMap),
              "The infrastructure of one city at one point in time, as somebody has drawn it.", required=True)

# Sections that have a file of their own.
FILE_SECTIONS = (QUESTIONNAIRE_SECTION, MAP_SECTION)
