"""What every element of a typology is made of: keys, wordings in several languages, sources and bases.

Every class that is declared with :func:`key` is also the grammar of the YAML: its field names are the keys, its
annotations say what may stand there, and its ``doc`` metadata becomes the description in the JSON Schema.
"""

# ruff: noqa: RUF009 - key() is dataclasses.field() with our metadata, so no value is shared between objects

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Literal

DEFAULT_LANGUAGE = "de"

# Every key called ``id`` must match this, unless it names another pattern itself.
ID_PATTERN = "^[a-z][a-z0-9_]*$"
SOURCE_KEY_PATTERN = "^[A-Za-z][A-Za-z0-9_]*$"


def key(doc: str, *, default: Any = ..., ref: str | None = None, minimum: float | None = None,
        alias: str | None = None, pattern: str | None = None) -> Any:
    """Declare one YAML key.

    Args:
        doc: What the key means, in one English sentence; shown by editors.
        default: The value if the key is absent; without it the key is required.
        ref: Name of the section in which the value (or every key of a mapping) must be an id.
        minimum: The smallest allowed number.
        alias: The key as written in YAML, where the field name would be a Python keyword.
        pattern: Regular expression that the text must match.

    Returns:
        A dataclass field that carries this as metadata.
    """
    metadata = {"doc": doc, "ref": ref, "minimum": minimum, "alias": alias, "pattern": pattern}
    if default is ...:
        return field(metadata=metadata)
    if isinstance(default, dict):
        return field(default_factory=lambda: MappingProxyType(dict(default)), metadata=metadata)
    return field(default=default, metadata=metadata)


class Text(Mapping[str, str]):
    """A wording in several languages; falls back to German, then to any language there is.

    In YAML either a mapping (``{de: …, en: …}``) or a bare string, which counts as German.
    """

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str] | str) -> None:
        if isinstance(by_language, str):
            by_language = {DEFAULT_LANGUAGE: by_language}
        self._by_language = dict(by_language)

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._by_language.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._by_language == other._by_language

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    def in_language(self, language: str) -> str:
        """Return the wording in ``language``, else in German, else in the first language given."""
        found = self._by_language.get(language) or self._by_language.get(DEFAULT_LANGUAGE)
        return found if found else next(iter(self._by_language.values()), "")


# ------------------------------------------------------------------------------ where it comes from
@dataclass(frozen=True, slots=True)
class Source:
    """A report, web page or publication that elements refer to."""

    id: str = key("Stable key, used under 'basis: refs:'.", pattern=SOURCE_KEY_PATTERN)
    kind: Literal["source", "literature"] = key("'source': public report or page; 'literature': publication.")
    title: Text = key("What it is, as it should be cited.")
    address: str | None = key("Where it can be found (web address without personal names), if public.", default=None)
    note: Text | None = key("What it holds, or where it is thin.", default=None)


@dataclass(frozen=True, slots=True)
class Basis:
    """Why an element is as it is. In YAML ``basis: proposal`` is short for ``basis: {kind: proposal}``."""

    shorthand: ClassVar[tuple[str, ...]] = ("kind", "proposal")

    kind: Literal["source", "literature", "proposal"] = key("Published source, literature, or our own proposal.")
    refs: tuple[str, ...] = key("Keys of sources; at least one unless it is a proposal.", default=(), ref="sources")
    note: Text | None = key("What exactly is taken from there, and what is not.", default=None)
