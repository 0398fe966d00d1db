"""The hash of what a model or a questionnaire says, under which answers are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

from typology.model.elements import Model, Questionnaire, Text


def digest_of(content: Model | Questionnaire) -> str:
    """Return the SHA-256 of what a model or questionnaire says, as 64 hexadecimal digits.

    It does not depend on files, comments, the order of keys, or on how a default is written. Within a model the order
    of elements does not count, for that depends on file names, except for phases and levels, whose order has a meaning.
    """
    plain = _canonical(content)
    if isinstance(content, Model):
        plain["order of phases"] = list(content.phases)
        if content.levels:  # a model without structure maps keeps the hash it had before there were any
            plain["order of levels"] = list(content.levels)
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _defaults(cls: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a class, with their defaults; left out if the value is the default."""
    return tuple((f.name, f.default if f.default_factory is MISSING else f.default_factory())
                 for f in fields(cls) if f.name != "digest")


def _canonical(value: Any) -> Any:
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, Text | Mapping):
        return {name: _canonical(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return [_canonical(member) for member in value]
    assert is_dataclass(value)
    cls: Any = type(value)
    # A key that is added to the grammar later must not change the hash of models that do not use it.
    return {name: _canonical(own) for name, default in _defaults(cls)
            if (own := getattr(value, name)) != default}
