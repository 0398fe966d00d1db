"""From the tree of a file to elements, by the grammar, with every problem that shows without looking elsewhere.

A value that cannot be read is reported and the reading goes on behind it. An element with such a value is not built,
but its id and its references stay known, so that one mistake does not cause a dozen others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from typology.model.elements import DEFAULT_LANGUAGE, ID_PATTERN, Basis, Page, Text
from typology.model.grammar import LANGUAGE_PATTERN, Key, Shape, keys_of, shorthand_of
from typology.model.problems import WARNINGS, Problem, did_you_mean, listing, shorten, suggestion
from typology.model.vocabulary import COLOR_PATTERN, MAP_ID_PATTERN
from typology.model.yaml_tree import Node

Way = tuple[Any, "str | int"] | None  # (way of the parent, key or index); None is the top of a file


class _Bad:
    """Stands for a value that could not be read."""


BAD: Final = _Bad()
_LANGUAGE = re.compile(LANGUAGE_PATTERN)
compiled = lru_cache(maxsize=None)(re.compile)
_KIND_NAMES = {"text": "the text", "integer": "the number", "number": "the number", "boolean": "the value",
               "nothing": "nothing", "list": "a list", "mapping": "a mapping"}
_LOOKS_TRUE = frozenset({"yes", "on", "ja", "wahr", "y", "j", "1"})
_LOOKS_FALSE = frozenset({"no", "off", "nein", "falsch", "n", "0"})


class Place(NamedTuple):
    """Where something stands: file, node, and the way through the structure."""

    path: str
    node: Node
    way: Way

    def at(self, *keys: str | int) -> Place:
        """Return the place of something below, or of the nearest thing above it that is there."""
        node, way = self.node, self.way
        for key in keys:
            in_mapping = node.kind == "mapping" and key in node.value
            if not in_mapping and not (node.kind == "list" and isinstance(key, int) and key < len(node.value)):
                break
            node, way = node.value[key], (way, key)
        return Place(self.path, node, way)

    @property
    def where(self) -> str:
        """The way as text, such as ``items[3].response_scale``."""
        parts: list[str] = []
        way = self.way
        while way is not None:
            way, key = way
            parts.append(f"[{key}]" if isinstance(key, int) else f".{shorten(key)}")
        return "".join(reversed(parts)).removeprefix(".")

    def problem(self, code: str, message: str, hint: str | None = None) -> Problem:
        """Make a problem of what stands here."""
        return Problem(self.path, self.node.line, self.node.column, self.where, code, message, hint,
                       "warning" if code in WARNINGS else "error")


class Reference(NamedTuple):
    """An id that has to exist in a section."""

    section: str
    written: str
    place: Place


class Written(NamedTuple):
    """A wording, with the element it belongs to."""

    element: Place
    place: Place
    languages: frozenset[str]


@dataclass(slots=True)
class Findings:
    """What comes to light while files are read, besides the elements.

    Attributes:
        problems: All problems.
        references: Ids that must exist elsewhere.
        texts: Wordings, for the list of missing translations.
        bases: Every basis.
    """

    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    texts: list[Written] = field(default_factory=list)
    bases: list[tuple[Basis, Place]] = field(default_factory=list)


class Reader:
    """Reads the values of one file by their shapes."""

    def __init__(self, path: str, findings: Findings) -> None:
        self.path = path
        self.findings = findings
        self.element: Place | None = None
        self._by_kind: dict[str, Callable[[Node, Shape, Key, Way], Any]] = {
            "text": self._text, "string": self._string, "number": self._number, "integer": self._integer,
            "boolean": self._boolean, "choice": self._choice, "string_or_number": self._string_or_number,
            "list": self._list, "mapping": self._mapping, "object": self._object,
        }

    def read(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        """Return what stands at a node, or :data:`BAD` after reporting why it cannot be read.

        Args:
            node: The value.
            shape: What is expected.
            key: The key under which it stands, for references and limits.
            way: How one gets there from the top of the file.
        """
        if node.kind == "nothing":
            name = way[1] if way and isinstance(way[1], str) else key.name
            hint = "Give it a value, or remove the key." if way and isinstance(way[1], str) else None
            return self.report("VALUE-007", node, way, f"'{shorten(name)}' has no value.", hint)
        return self._by_kind[shape.kind](node, shape, key, way)

    def read_element(self, node: Node, cls: Any, way: Way) -> Any:
        """Return an element of a section, or BAD; missing translations in it are listed together."""
        self.element = self.place(node, way)
        return self.read_object(node, cls, way)

    def place(self, node: Node, way: Way) -> Place:
        """Return the place of a node in this file."""
        return Place(self.path, node, way)

    def report(self, code: str, node: Node, way: Way, message: str, hint: str | None = None) -> _Bad:
        """Note a problem and return BAD."""
        self.findings.problems.append(self.place(node, way).problem(code, message, hint))
        return BAD

    def _unexpected(self, expected: str, node: Node, way: Way, hint: str | None = None) -> _Bad:
        found = _KIND_NAMES[node.kind] + (f" {shorten(node.raw)!r}" if node.raw and node.kind == "text" else
                                          f" {node.raw}" if node.raw else "")
        return self.report("VALUE-001", node, way, f"Expected {expected}, found {found}.", hint)

    # ---------------------------------------------------------------------------- scalars
    def _text(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind == "mapping":
            return self._languages(node, way)
        if node.kind != "text":
            return self._unexpected("a wording (text, or languages such as 'de:' and 'en:')", node, way, _quote(node))
        if not node.value.strip():
            return self.report("TEXT-001", node, way, "The German wording is empty.")
        self._note_text(node, way, (DEFAULT_LANGUAGE,))
        return Text(node.value.strip())

    def _languages(self, node: Node, way: Way) -> Any:
        wording: dict[str, str] = {}
        sound = True
        for language, child in node.value.items():
            below = (way, language)
            if not _LANGUAGE.match(language):
                self.report("TEXT-003", child, below, f"'{shorten(language)}' is not a language code.",
                            "Languages are written as 'de:', 'en:', 'tr:' or, with a region, 'pt-BR:'.")
                sound = False
            elif child.kind == "text" and child.value.strip():
                wording[language] = child.value.strip()
            elif child.kind in ("text", "nothing"):
                sound = sound and language == DEFAULT_LANGUAGE
                if language != DEFAULT_LANGUAGE:
                    self.report("VALUE-007", child, below, f"'{language}' has no wording.",
                                "Write one, or remove the key: then German is shown, and the gap is listed.")
            else:
                self._unexpected("text", child, below, _quote(child))
                sound = False
        if not sound:
            return BAD
        if DEFAULT_LANGUAGE not in wording:
            return self.report("TEXT-001", node, way, "The German wording is missing.", "Add it under 'de:'.")
        self._note_text(node, way, wording)
        return Text(wording)

    def _note_text(self, node: Node, way: Way, languages: Iterable[str]) -> None:
        here = self.place(node, way)
        self.findings.texts.append(Written(self.element or here, here, frozenset(languages)))

    def _string(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind != "text":
            return self._unexpected("text", node, way, _quote(node))
        written: str = node.value
        if not written.strip():
            return self.report("VALUE-007", node, way, f"'{key.name}' is empty.")
        if key.pattern and not compiled(key.pattern).fullmatch(written):
            if key.pattern == COLOR_PATTERN:
                return self.report("VALUE-008", node, way, f"'{shorten(written)}' is no colour.",
                                   "Write '#' and six digits or letters from a to f, in quotes, such as '#0F5E66'.")
            return self.report("ID-001", node, way, f"The {key.name} '{shorten(written)}' is not well formed.",
                               id_hint(written, key.pattern))
        if key.ref:
            self.findings.references.append(Reference(key.ref, written, self.place(node, way)))
        return written

    def _number(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind not in ("integer", "number"):
            hint = None
            if node.kind == "text" and re.fullmatch(r"\s*[-+]?\d*[.,]?\d+\s*", node.raw):
                hint = f"Write it without quotes and with a decimal point: {node.raw.strip().replace(',', '.')}."
            return self._unexpected("a number", node, way, hint)
        number = float(node.value)
        if not math.isfinite(number):
            return self.report("VALUE-004", node, way, f"{shorten(node.raw)} is not a finite number.")
        if key.minimum is not None and number < key.minimum:
            return self.report("VALUE-005", node, way, f"{shorten(node.raw)} is too small for '{key.name}'.",
                               f"The smallest number allowed is {key.minimum:g}.")
        return number

    def _integer(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        number = self._number(node, shape, key, way)
        if number is BAD or number.is_integer():
            return number if number is BAD else int(number)
        return self.report("VALUE-006", node, way, f"'{key.name}' is a whole number, not {shorten(node.raw)}.")

    def _boolean(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind == "boolean":
            return node.value
        folded = node.raw.casefold()
        guess = "true" if folded in _LOOKS_TRUE else "false" if folded in _LOOKS_FALSE else None
        return self.report("VALUE-003", node, way, f"'{key.name}' is true or false."
                           + (f" Did you mean {guess}?" if guess else ""))

    def _choice(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind in ("list", "mapping"):
            return self._unexpected(f"one of {', '.join(shape.choices)}", node, way)
        if node.kind == "text" and node.value in shape.choices:
            return node.value
        return self.report("VALUE-002", node, way, f"'{shorten(node.raw)}' is not possible for '{key.name}'."
                           + did_you_mean(node.raw, shape.choices), f"Possible: {', '.join(shape.choices)}.")

    def _string_or_number(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind == "text":
            return self._string(node, shape, key, way)
        if node.kind in ("integer", "number"):
            return self._number(node, shape, key, way)
        return self._unexpected("an option or a number", node, way)

    # ---------------------------------------------------------------------------- collections
    def _list(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind != "list":
            hint = "Write it as a list: each member in a line of its own behind '- '."
            return self._unexpected("a list", node, way, hint)
        assert shape.inner is not None
        members = [self.read(child, shape.inner, key, (way, index)) for index, child in enumerate(node.value)]
        return BAD if any(member is BAD for member in members) else tuple(members)

    def _mapping(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if node.kind != "mapping":
            return self._unexpected("a mapping", node, way, "Write it as lines of 'key: value'.")
        assert shape.inner is not None
        members: dict[str, Any] = {}
        # What the key says about ids holds for the keys of the mapping, not for its values.
        inner_key = Key(key.name, key.field, shape.inner, key.doc, key.required)
        for name, child in node.value.items():
            below = (way, name)
            if key.ref:
                self.findings.references.append(Reference(key.ref, name, self.place(child, below)))
            members[name] = self.read(child, shape.inner, inner_key, below)
        return BAD if any(member is BAD for member in members.values()) else MappingProxyType(members)

    def _object(self, node: Node, shape: Shape, key: Key, way: Way) -> Any:
        if shape.cls is Page and node.kind == "mapping":  # in a questionnaire, gaps are listed page by page
            self.element = self.place(node, way)
        return self.read_object(node, shape.cls, way)

    def read_object(self, node: Node, cls: Any, way: Way) -> Any:
        """Return an object of a class, or BAD.

        Args:
            node: The value: a mapping, or a text where the class has a shorthand.
            cls: A dataclass of ``elements``.
            way: How one gets there.
        """
        if node.kind != "mapping":
            return self._shorthand(node, cls, way)
        keys = keys_of(cls)
        values: dict[str, Any] = {}
        sound = True
        meant: set[str] = set()
        for name, child in node.value.items():
            key = keys.get(name)
            if key is None:
                meant.add(self._unknown_key(name, child, [k for k in keys if k not in node.value], keys, (way, name)))
                continue
            value = self.read(child, key.shape, key, (way, name))
            if value is BAD:
                sound = False
            else:
                values[key.field] = value
        for key in keys.values():
            if key.required and key.name not in node.value:
                sound = False
                if key.name not in meant:
                    self._missing_key(key, node, way)
        if not sound:
            return BAD
        built = cls(**values)
        if cls is Basis:
            self.findings.bases.append((built, self.place(node, way)))
        return built

    def _shorthand(self, node: Node, cls: Any, way: Way) -> Any:
        short = shorthand_of(cls)
        if short is None or node.kind == "list":
            return self._unexpected("a mapping", node, way, f"Its keys are: {listing(list(keys_of(cls)))}.")
        key, allowed = short
        if allowed and node.raw not in allowed and key.shape.kind == "choice" and node.raw in key.shape.choices:
            return self.report("BASIS-002", node, way, f"A basis in '{node.raw}' must name its references.",
                               f"Write {{{key.name}: {node.raw}, refs: […]}}, or '{allowed[0]}' if there is none.")
        value = self.read(node, key.shape, key, way)
        if value is BAD:
            return BAD
        built = cls(**{key.field: value})
        if cls is Basis:
            self.findings.bases.append((built, self.place(node, way)))
        return built

    def _unknown_key(self, name: str, node: Node, free: list[str], keys: Iterable[str], way: Way) -> str:
        guess = suggestion(name, free)
        hint = "YAML's '<<' is not read here: write the keys out." if name == "<<" else \
            f"Possible here: {listing(list(keys), 20)}."
        self.report("KEY-001", node, way, f"Unknown key '{shorten(name)}'."
                    + (f" Did you mean '{guess}'?" if guess else ""), hint)
        return guess or ""

    def _missing_key(self, key: Key, node: Node, way: Way) -> None:
        if key.shape.cls is Basis:
            self.report("BASIS-001", node, way, "The basis is missing.",
                        "Say where it comes from: 'basis: {kind: source, refs: […]}' or 'basis: proposal'.")
        else:
            self.report("KEY-002", node, way, f"The key '{key.name}' is missing.", f"{key.name}: {key.doc}")


def _quote(node: Node) -> str | None:
    return f"Put it in quotes if it is text: '{shorten(node.raw)}'." if node.raw else None


def id_hint(written: str, pattern: str = ID_PATTERN) -> str:
    """Return how an id is written, with one that comes near to what was meant."""
    # casefold() turns ß into ss already.
    ascii_only = written.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    guess = re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")
    if pattern == MAP_ID_PATTERN:
        return "Ids in maps hold lower-case letters, digits and '_', '.' or '-' in between" + (
            f", such as '{shorten(guess)}'." if guess else ".")
    guess = guess.lstrip("0123456789_")
    return "Ids start with a letter and hold lower-case letters, digits and underscores" + (
        f", such as '{shorten(guess)}'." if guess else ".")
