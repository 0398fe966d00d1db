"""What stands in a file of a structure map, as plain texts with their places, before the model is asked.

Every format is read into a :class:`RawMap`, so that what is right and what is wrong is decided in one place
(``map_check``) and in the same words for all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from typology.language import Speaker
from typology.model.grammar import LANGUAGE_PATTERN
from typology.model.problems import shorten
from typology.model.vocabulary import Actor, Relation, StructureMap, relation_id
from typology.reports.csv_text import RowProblem

LARGEST_MAP = 5 * 1024 * 1024
"""Largest file that is read, in bytes; also the most that a packed file may unfold to."""
VERSION = "1"
"""Version of what we write; a file with a higher one is refused instead of being half understood."""
MARK = "verbundspiegel"
"""Name of the attribute that holds the version; a file without it comes from elsewhere."""

# What an attribute or a column may be called, the most certain name first. Whatever is not here is ignored and named.
ACTOR_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "id": ("id",),
    "name": ("name", "label", "title", "bezeichnung", "titel"),
    "short": ("short", "kurz", "kurzname", "kürzel", "abkürzung"),
    "kind": ("kind", "type", "art", "kind_label"),
    "level": ("level", "ebene", "level_label"),
    "sources": ("sources", "quellen"),
})
RELATION_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "id": ("relation_id", "id"),
    "from": ("from", "source", "von"),
    "to": ("to", "target", "an", "zu", "nach"),
    "kind": ("kind", "type", "art", "beziehung", "label"),
    "status": ("status",),
    "strength": ("strength", "stärke"),
    "reporter": ("reporter", "sicht"),
    "sources": ("sources", "quellen"),
})
MAP_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "version": (MARK,),
    "id": ("map_id", "id"),
    "city": ("city", "stadt"),
    "wave": ("wave", "zeitpunkt"),
    "year": ("year", "jahr"),
    "kind": ("kind",),
    "reporter": ("reporter", "sicht"),
    "origin": ("origin",),
})
_WORDED = re.compile(rf"(note|label)_({LANGUAGE_PATTERN.strip('^$')})")
_NOTES = ("note", "notiz", "description")  # one note without a language counts as German, as everywhere
_DIRECTIONS = MappingProxyType({"directed": True, "gerichtet": True, "undirected": False, "mutual": False,
                                "ungerichtet": False})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file.

    Attributes:
        kind: ``file`` and ``head`` are the whole file and what is said about the map as a whole.
        number: Line, or number of the actor or relation in its list; from 1.
        file: Name of the table, where there are several.
    """

    kind: Literal["file", "head", "line", "actor", "relation"] = "file"
    number: int = 0
    file: str = ""

    def text(self, speaker: Speaker) -> str:
        """Return the place as the reader would name it, such as ``Zeile 12``; empty for the whole file."""
        said = speaker(f"mapfile.place.{self.kind}", n=self.number) if self.kind != "file" else ""
        return ", ".join(part for part in (self.file, said) if part)


@dataclass(frozen=True, slots=True)
class MapFileProblem:
    """One thing that is wrong with a file, and where.

    Attributes:
        place: Where it stands.
        reason: Its sentence is ``mapfile.<reason>`` in the catalogue.
        values: What the sentence needs; ``first`` may be another place.
    """

    place: Place
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, speaker: Speaker) -> str:
        """Return place, what is wrong, and what was probably meant, in the speaker's language."""
        said = {name: _said(value, speaker) for name, value in self.values.items()}
        parts = [speaker(f"mapfile.{self.reason}", **said)]
        if meant := self.values.get("meant"):
            parts.append(speaker("mapfile.meant", value=meant))
        where = self.place.text(speaker)
        return f"{where}: {' '.join(parts)}" if where else " ".join(parts)


def _said(value: object, speaker: Speaker) -> object:
    if isinstance(value, Place):
        return value.text(speaker)
    if isinstance(value, RowProblem):
        return value.sentence(speaker)
    return shorten(value, 200) if isinstance(value, str) else value


class MapFileError(Exception):
    """Raised where a file cannot be read any further; carries the one problem."""

    def __init__(self, reason: str, place: Place | None = None, **values: object) -> None:
        super().__init__(reason)
        self.problem = MapFileProblem(place or Place(), reason, values)


@dataclass(slots=True)
class Record:
    """One actor or relation as it is written.

    Attributes:
        place: Where it stands.
        values: Field -> text; wordings are ``note_<language>``, sources are separated by blanks.
        others: Field -> further texts that could also be meant.
        directed: Whether the file says that an edge has a direction; None if it does not say.
    """

    place: Place
    values: dict[str, str]
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    directed: bool | None = None


@dataclass(slots=True)
class RawMap:
    """A file, read but not checked.

    Attributes:
        own: True if it carries our attributes; then nothing is guessed.
        head: What is said about the map as a whole.
        ignored: Names of attributes that have no place in a map.
        by_name: True if relations may name their ends by the names of the actors, as people do in tables.
    """

    own: bool = False
    head: dict[str, str] = field(default_factory=dict)
    actors: list[Record] = field(default_factory=list)
    relations: list[Record] = field(default_factory=list)
    problems: list[MapFileProblem] = field(default_factory=list)
    ignored: dict[str, None] = field(default_factory=dict)
    by_name: bool = False

    def record(self, place: Place, written: Mapping[str, str], names: Mapping[str, tuple[str, ...]]) -> Record:
        """Sort the attributes of an element into fields.

        Args:
            place: Where it stands.
            written: Name of the attribute -> text.
            names: Which names a field may have, the most certain one first.

        Returns:
            The record; names that fit no field are added to ``ignored``.
        """
        texts = {name.strip().casefold(): text for name, text in written.items()}
        record = Record(place, {})
        directions = [_DIRECTIONS[t] for t in (texts.get("type", "").strip().casefold(),) if t in _DIRECTIONS]
        if directions and "from" in names:
            record.directed = directions[0]
            del texts["type"]
        taken: set[str] = set()
        for name, options in names.items():
            found = [texts[option] for option in options if option in texts]
            taken.update(options)
            filled = [text for text in found if text.strip()]
            if found:
                record.values[name] = filled[0] if filled else found[0]
                record.others[name] = tuple(filled[1:])
        for name, text in written.items():
            if worded := _WORDED.fullmatch(name.strip()):
                record.values[worded[0]] = text
            elif name.strip().casefold() in _NOTES:
                record.values.setdefault("note_de", text)
            elif name.strip().casefold() not in taken | _OURS and text.strip():
                self.ignored[shorten(name.strip())] = None
        return record


# Attributes we write for people who look at the file with another program.
_OURS = frozenset({"directed", ""})


def is_known(name: str) -> bool:
    """Return whether a column of a table has a place in a map."""
    return name.casefold() in _COLUMNS or _WORDED.fullmatch(name) is not None


_COLUMNS = frozenset({"key", "value", *_NOTES, *(option for names in (ACTOR_NAMES, RELATION_NAMES)
                                                 for options in names.values() for option in options)})


# ------------------------------------------------------------------------------ from a map to texts
def head_texts(drawn: StructureMap) -> dict[str, str]:
    """Return what a map says about itself, by field."""
    texts = {"id": drawn.id, "city": drawn.city, "wave": drawn.wave}
    if drawn.year is not None:
        texts["year"] = str(drawn.year)
    texts |= {"kind": drawn.kind, "reporter": drawn.reporter, "origin": drawn.origin}
    return texts | _worded("label", drawn.label) | _worded("note", drawn.note)


def actor_texts(actor: Actor) -> dict[str, str]:
    """Return an actor as texts by field; what it does not have is left out."""
    texts = {"id": actor.id, "name": actor.name, "short": actor.short, "kind": actor.kind, "level": actor.level,
             "sources": " ".join(actor.sources)}
    return {k: v for k, v in texts.items() if v} | _worded("note", actor.note)


def relation_texts(relation: Relation) -> dict[str, str]:
    """Return a relation as texts by field; what it does not have is left out."""
    texts = {"id": relation.id, "from": relation.source, "to": relation.target, "kind": relation.kind,
             "status": relation.status, "strength": relation.strength or "", "reporter": relation.reporter or "",
             "sources": " ".join(relation.sources)}
    if relation.id == relation_id(replace(relation, id="")):
        del texts["id"]  # it will be made again
    return {k: v for k, v in texts.items() if v} | _worded("note", relation.note)


def _worded(name: str, text: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": said for language, said in text.items() if said}


def fields_of(records: Iterable[Mapping[str, str]], order: Sequence[str]) -> list[str]:
    """Return the fields that occur in any record: those of ``order`` first, then the wordings as they come."""
    found = dict.fromkeys(name for record in records for name in record)
    return [*(name for name in order if name in found), *(name for name in found if name not in order)]


# ------------------------------------------------------------------------------ texts that files cannot hold
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def escape(text: str) -> str:
    """Write characters that XML forbids as ``_x0001_``, the way spreadsheet files do."""
    return _UNFIT.sub(lambda m: f"_x{ord(m[0]):04X}_", text)


def unescape(text: str) -> str:
    """Take back what :func:`escape` has done."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(text: str, otherwise: str) -> str:
    """Return a text as an id of a map: small letters, digits and ``_.-``.

    Args:
        text: Any text.
        otherwise: The id if nothing of the text can stay, as with a name in another script.
    """
    plain = unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_.-]+", "-", plain).strip("-._")[:80] or otherwise

