"""Structure maps as files: GraphML, GEXF, tables, JSON and YAML, read and written.

What a file is shows in its content; its name only decides where the content could be either of two. Whatever is wrong
with it comes back as sentences with places, all at once, never as an exception.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from typology.language import Speaker
from typology.model.elements import Model
from typology.model.map_loading import map_to_yaml, read_map_text
from typology.model.problems import Problem
from typology.model.vocabulary import StructureMap
from typology.reports.map_check import Checked, MapDefaults, check_raw, defaults_for
from typology.reports.map_csv import read_tables, unpack, write_tables, write_zip
from typology.reports.map_gexf import read_gexf, write_gexf
from typology.reports.map_graphml import read_graphml, write_graphml
from typology.reports.map_json import SECTION, read_json, write_json
from typology.reports.map_records import LARGEST_MAP, VERSION, MapFileError, MapFileProblem, Place, RawMap
from typology.reports.map_xml import read_xml

__all__ = ["Format", "MapDefaults", "MapFile", "MapFileProblem", "defaults_for", "read_map", "read_map_tables",
           "write_map", "write_tables", "problems_text", "SUFFIXES", "LARGEST_MAP"]

Format = Literal["graphml", "gexf", "csv", "json", "yaml"]
SUFFIXES: Mapping[Format, str] = MappingProxyType({
    "graphml": ".graphml", "gexf": ".gexf", "csv": ".zip", "json": ".json", "yaml": ".yaml"})
MOST_SHOWN = 50
_SECTION_LINE = re.compile(rf"^{SECTION}\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MapFile:
    """What became of a file.

    Attributes:
        map: The map, each relation with an id; None if anything is wrong.
        problems: What is wrong, the first 50.
        problem_count: How many problems there are altogether.
        warnings: What is worth a second look, the first 50.
        foreign: True if the file comes from elsewhere, so that words were matched by name or filled in.
        ignored: Names of attributes that have no place in a map.
        filled: Which words came from the defaults (``kind``, ``level``, ``relation_kind``, ``status``, ``reporter``
            for the map), and how often.
        format: What the file is; None if that could not be told.
    """

    map: StructureMap | None
    problems: tuple[MapFileProblem, ...] = ()
    problem_count: int = 0
    warnings: tuple[MapFileProblem, ...] = ()
    foreign: bool = False
    ignored: tuple[str, ...] = ()
    filled: Mapping[str, int] = field(default_factory=dict)
    format: Format | None = None


# ------------------------------------------------------------------------------ reading
def read_map(data: bytes, name: str, model: Model, *, companion: bytes | None = None,
             defaults: MapDefaults | None = None) -> MapFile:
    """Read a map from a file of any of the formats.

    Args:
        data: The content; at most 5 MB.
        name: Name of the file.
        model: The model in whose words the map is to speak.
        companion: The second table, if ``data`` is the table of actors or of relations.
        defaults: What counts where a file from elsewhere says nothing; without it, that is a problem of the file.
    """
    tables = {name or "1": data}
    if companion is not None:
        tables["2" if name != "2" else "3"] = companion
    try:
        form, text = _recognised(data, name)
        if form == "yaml":
            return _from_yaml(text, name, model)
        raw, form = _raw(form, text, data, tables)
    except MapFileError as error:
        return MapFile(None, (error.problem,), 1)
    return _finished(raw, form, model, defaults, name)


def read_map_tables(tables: Mapping[str, bytes], name: str, model: Model, *,
                    defaults: MapDefaults | None = None) -> MapFile:
    """Read a map from the tables of a folder.

    Args:
        tables: Content by the name that places are told with; which is which shows in the columns.
        name: Name of the folder.
        model: The model in whose words the map is to speak.
        defaults: As for :func:`read_map`.
    """
    if sum(map(len, tables.values())) > LARGEST_MAP:
        return MapFile(None, (MapFileProblem(Place(), "too_large", {"limit": LARGEST_MAP // 2**20}),), 1)
    return _finished(read_tables(tables), "csv", model, defaults, name)


def _recognised(data: bytes, name: str) -> tuple[Format, str]:
    """Return what a file is, and its content as text where that is needed.

    Raises:
        MapFileError: If it is empty, too large, or none of the formats.
    """
    if len(data) > LARGEST_MAP:
        raise MapFileError("too_large", limit=LARGEST_MAP // 2**20)
    if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise MapFileError("empty")
    if data.startswith(b"PK"):
        return "csv", ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        text = data.decode("utf-8-sig", errors="replace")
    start, suffix = text.lstrip()[:1], name.rpartition(".")[2].lower()
    if start == "<":
        return "graphml", ""
    if start == "{" or (start == "[" and suffix == "json"):
        return "json", _decoded(data)
    if suffix in ("yaml", "yml") or _SECTION_LINE.search(text):
        return "yaml", _decoded(data)
    if suffix in ("graphml", "gexf", "xml"):
        raise MapFileError("no_xml")
    if suffix == "json":
        raise MapFileError("broken_json", Place("line", 1))
    return "csv", ""


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise MapFileError("utf16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MapFileError("not_utf8", Place("line", data.count(b"\n", 0, error.start) + 1)) from error


def _raw(form: Format, text: str, data: bytes, tables: Mapping[str, bytes]) -> tuple[RawMap, Format]:
    """Read a file whose kind is known; GraphML and GEXF are told apart here.

    Raises:
        MapFileError: If it cannot be read any further.
    """
    if form == "json":
        return read_json(text), form
    if form == "csv":
        other: list[str] = []
        if data.startswith(b"PK"):
            tables, other = unpack(data)
            if not tables:
                raise MapFileError("no_tables")
        raw = read_tables(tables)
        raw.ignored.update(dict.fromkeys(other))
        return raw, form
    root = read_xml(data.lstrip(b"\r\n\t ") if not data.startswith(b"<") else data)
    if root.tag == "graphml":
        return read_graphml(root), "graphml"
    if root.tag == "gexf":
        return read_gexf(root), "gexf"
    raise MapFileError("unknown_xml", root.place, value=root.tag)


def _finished(raw: RawMap, form: Format, model: Model, defaults: MapDefaults | None, name: str) -> MapFile:
    version = raw.head.get("version", VERSION).strip()
    if raw.own and version != VERSION:
        problem = MapFileProblem(Place("head"), "newer", {"value": version})
        return MapFile(None, (problem,), 1, format=form)
    stem = name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    checked = check_raw(raw, model, defaults or MapDefaults(), stem)
    return _map_file(checked, foreign=not raw.own, form=form)


def _map_file(checked: Checked, *, foreign: bool, form: Format) -> MapFile:
    return MapFile(checked.map, tuple(checked.problems[:MOST_SHOWN]), len(checked.problems),
                   tuple(checked.warnings[:MOST_SHOWN]), foreign, tuple(checked.ignored),
                   MappingProxyType(dict(checked.filled)), form)


def _from_yaml(text: str, name: str, model: Model) -> MapFile:
    drawn, problems = read_map_text(text, name, model)
    checked = Checked(drawn)
    for problem in problems:
        (checked.problems if problem.is_error else checked.warnings).append(_said(problem))
    return _map_file(checked, foreign=False, form="yaml")


def _said(problem: Problem) -> MapFileProblem:
    message = " ".join(part for part in (problem.message, problem.hint) if part)
    place = Place("line", problem.line) if problem.line else Place()
    return MapFileProblem(place, "yaml", {"message": message, "code": problem.code})


def problems_text(file: MapFile, speaker: Speaker) -> str:
    """Return everything that is wrong with a file, a line each, and how much more there is."""
    lines = [problem.sentence(speaker) for problem in file.problems]
    if file.problem_count > len(file.problems):
        lines.append(speaker("mapfile.more", n=file.problem_count - len(file.problems)))
    return "\n".join(lines)


# ------------------------------------------------------------------------------ writing
def write_map(drawn: StructureMap, model: Model, form: Format) -> bytes:
    """Write a map as a file.

    Args:
        drawn: The map.
        model: The model; gives names and colours to formats that other programs draw.
        form: The format; ``csv`` is a packed file with three tables.

    Returns:
        The content of the file; always the same for the same map.
    """
    if form == "graphml":
        return write_graphml(drawn, model)
    if form == "gexf":
        return write_gexf(drawn, model)
    if form == "csv":
        return write_zip(drawn)
    return write_json(drawn) if form == "json" else map_to_yaml(drawn).encode()
