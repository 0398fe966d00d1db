"""Sentences of the tool in every language, kept in YAML beside this module.

``<language>/*.yaml`` are flat mappings from key to sentence. A sentence may hold fields:
``{score:.0f}`` is written with the language's decimal sign, ``{n:plural:Antwort|Antworten}``
chooses a form, and a model's own ``Text`` is put in the right language. A missing sentence falls
back to German; a model may replace any sentence under ``wording:`` in its YAML.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import yaml

DEFAULT_LANGUAGE = "de"
_DECIMAL = {"de": ",", "en": "."}
_UNFILLABLE = (LookupError, ValueError, TypeError, AttributeError, OverflowError, MemoryError)


class Worded(Protocol):
    """Anything that can be said in several languages, such as the model's ``Text``."""

    def in_language(self, language: str) -> str:
        """Return the wording in a language."""
        ...


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there are sentences in, German first."""
    folders = (entry for entry in files(__package__).iterdir() if entry.is_dir())
    found = sorted(f.name for f in folders if any(entry.name.endswith(".yaml") for entry in f.iterdir()))
    return (DEFAULT_LANGUAGE, *(name for name in found if name != DEFAULT_LANGUAGE))


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return all sentences of a language as they stand in its files; empty if there are none.

    Raises:
        ValueError: If a key stands in two files.
    """
    folder = files(__package__).joinpath(language)
    found: dict[str, str] = {}
    if not folder.is_dir():
        return found
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if not entry.name.endswith(".yaml"):
            continue
        content = yaml.load(entry.read_text(encoding="utf-8"), Loader=loader) or {}  # noqa: S506 - both are safe loaders
        for key, sentence in content.items():
            if key in found:
                raise ValueError(f"The sentence {key!r} stands in two files of language {language!r}.")
            if sentence is not None:  # a key without a sentence is a missing one
                found[key] = str(sentence).strip()
    return found


class _Formatter(string.Formatter):
    """Fills fields in the manner of a language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the value of a field; a sentence never looks inside one, as ``{type.label}`` would."""
        if "." in field_name or "[" in field_name:
            raise KeyError(field_name)
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.startswith("plural:"):
            one, _, many = format_spec.removeprefix("plural:").partition("|")
            return one if value == 1 else many
        if hasattr(value, "in_language"):
            value = value.in_language(self.language)
        text = format(value, format_spec)
        if isinstance(value, float):
            text = text.replace(".", _DECIMAL.get(self.language, "."))
        return text


class Speaker:
    """Says sentences in one language.

    Attributes:
        language: The language, e.g. ``de``.
    """

    def __init__(self, language: str, overrides: Mapping[str, Worded] | None = None) -> None:
        self.language = language
        self._overrides = overrides or {}
        self._formatter = _Formatter(language)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the sentence behind a key, with its fields filled.

        A model's wording that cannot be filled, such as one with an unknown field, gives way to the
        sentence of the catalogue.

        Args:
            key: Key in the catalogue.
            values: Values of its fields; ``float`` is written with the language's decimal sign.

        Raises:
            KeyError: If no language has such a sentence, or a field has no value.
        """
        own = self._overrides.get(key)
        if own is not None:
            try:
                return self._filled(own.in_language(self.language), values)
            except _UNFILLABLE:
                if key not in sentences(DEFAULT_LANGUAGE):
                    raise
        found = sentences(self.language).get(key)
        return self._filled(found if found is not None else sentences(DEFAULT_LANGUAGE)[key], values)

    def _filled(self, template: str, values: Mapping[str, Any]) -> str:
        return self._formatter.vformat(template, (), values) if "{" in template else template

    def has(self, key: str) -> bool:
        """Return whether there is a sentence behind a key."""
        return key in self._overrides or key in sentences(self.language) or key in sentences(DEFAULT_LANGUAGE)

    def text(self, worded: Worded | None) -> str:
        """Return a model's wording in this language; nothing for None."""
        return "" if worded is None else worded.in_language(self.language)

    def number(self, value: float | None, digits: int = 0) -> str:
        """Return a number with the language's decimal sign, or an en dash for None."""
        if value is None:
            return "–"
        return f"{value:.{digits}f}".replace(".", _DECIMAL.get(self.language, "."))

    def percent(self, share: float | None) -> str:
        """Return a share between 0 and 1 as per cent, or an en dash for None."""
        return "–" if share is None else f"{100 * share:.0f}\u202f%"
