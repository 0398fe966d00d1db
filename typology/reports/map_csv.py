"""Structure maps as tables: actors, relations, and a small third one for what is said about the map as a whole.

Which table is which shows in its columns, not in its name. Columns have the names of the format or the German ones
that people write; relations may name their ends by id or by name.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from typology.model.vocabulary import StructureMap
from typology.reports.csv_text import RowProblem, decode, read_rows
from typology.reports.map_records import (
    ACTOR_NAMES,
    LARGEST_MAP,
    MAP_NAMES,
    MARK,
    RELATION_NAMES,
    VERSION,
    MapFileError,
    MapFileProblem,
    Place,
    RawMap,
    actor_texts,
    escape,
    fields_of,
    head_texts,
    is_known,
    relation_texts,
    unescape,
)

ACTORS, RELATIONS, HEAD = "actors.csv", "relations.csv", "map.csv"
_MOST_PACKED = 100
# Spreadsheets take a cell that begins so for a formula; an apostrophe before it is what they write themselves.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


# ------------------------------------------------------------------------------ reading
def unpack(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return the tables in a packed file by name, and the names of whatever else is in it.

    Raises:
        MapFileError: If it cannot be unpacked, is locked, or unfolds to too much.
    """
    tables, other, left = {}, [], LARGEST_MAP
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = [e for e in packed.infolist() if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
            if len(entries) > _MOST_PACKED:
                raise MapFileError("broken_zip")
            for entry in entries:
                name = entry.filename.rpartition("/")[2]
                if not name.lower().endswith((".csv", ".txt", ".tsv")):
                    other.append(name)
                    continue
                if entry.flag_bits & 1:
                    raise MapFileError("locked_zip")
                with packed.open(entry) as file:  # what the directory says about sizes need not be true
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise MapFileError("too_large", limit=LARGEST_MAP // 2**20)
                tables[name] = content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise MapFileError("broken_zip") from error
    except Exception as error:  # zlib, bz2 and lzma have exceptions of their own
        if isinstance(error, MapFileError):
            raise
        raise MapFileError("broken_zip") from error
    return tables, other


def read_tables(tables: Mapping[str, bytes]) -> RawMap:
    """Read the tables of a map.

    Args:
        tables: Content by the name that places are told with.

    Returns:
        What they hold; a table that cannot be read is a problem, and the others are read all the same.
    """
    raw, found = RawMap(by_name=True), set()
    for name, data in tables.items():
        text, problem = decode(data)
        if problem is not None:
            raw.problems.append(_problem(name, problem))
            found.add("unreadable")
            continue
        columns = _columns(text)
        kind = _kind(columns)
        if kind in found or kind is None:
            reason = "unknown_table" if kind is None else "table_twice"
            raw.problems.append(MapFileProblem(Place(file=name), reason, {"found": ", ".join(columns) or "–"}))
            continue
        found.add(kind)
        if kind == HEAD:
            rows = [row for _, row in _rows(name, text, columns, raw)]
            head = {row.get("key", ""): row.get("value", "") for row in rows}
            raw.head = raw.record(Place("head"), head, MAP_NAMES).values
        else:
            names, records = (ACTOR_NAMES, raw.actors) if kind == ACTORS else (RELATION_NAMES, raw.relations)
            if kind == ACTORS:
                folded = {column.casefold() for column in columns}
                raw.own = all(folded & set(ACTOR_NAMES[field]) - {"type"} for field in ("kind", "level"))
            records += [raw.record(place, row, names) for place, row in _rows(name, text, columns, raw)]
    if "unreadable" not in found and not raw.problems:
        raw.problems += [MapFileProblem(Place(), reason) for kind, reason in
                         ((ACTORS, "no_actors_table"), (RELATIONS, "no_relations_table")) if kind not in found]
    return raw


def _columns(text: str) -> list[str]:
    """Return the names of the columns as they are written."""
    return list(read_rows(text, ("\0",)).ignored)  # a column that no table has, so that all others are left over


def _kind(columns: Sequence[str]) -> str | None:
    """Return which of the tables has such columns."""
    folded = {column.casefold() for column in columns}
    if folded & set(RELATION_NAMES["from"]) and folded & set(RELATION_NAMES["to"]):
        return RELATIONS
    if {"key", "value"} <= folded:
        return HEAD
    return ACTORS if folded & {*ACTOR_NAMES["name"], *ACTOR_NAMES["id"]} else None


def _rows(name: str, text: str, columns: Sequence[str], raw: RawMap) -> Iterator[tuple[Place, dict[str, str]]]:
    """Yield every row with its place, by the names of the columns."""
    raw.ignored.update({column: None for column in columns if not is_known(column)})
    columns = [column for column in columns if is_known(column)]
    rows = read_rows(text, [column.lower() for column in columns])
    # A table with nothing below its header is empty, not wrong.
    raw.problems += [_problem(name, problem) for problem in rows.problems if problem.kind != "header_only"]
    for lines, chunk in rows.chunks:
        for line, *cells in zip(lines, *chunk, strict=True):
            yield Place("line", line, name), {c: _plain(cell) for c, cell in zip(columns, cells, strict=True) if cell}


def _problem(name: str, problem: RowProblem) -> MapFileProblem:
    place = Place("line", problem.line, name) if problem.line else Place(file=name)
    return MapFileProblem(place, "table", {"problem": problem})


def _plain(cell: str) -> str:
    return unescape(cell[1:] if _GUARDED.match(cell) else cell)


# ------------------------------------------------------------------------------ writing
_ACTOR_ORDER = ("id", "name", "short", "kind", "level", "sources")
_RELATION_ORDER = ("from", "to", "kind", "status", "strength", "reporter", "sources", "id")


def write_tables(drawn: StructureMap) -> dict[str, bytes]:
    """Write a map as three tables, with semicolons and in the encoding that spreadsheet programs expect.

    Returns:
        The tables by the names of their files.
    """
    head = [{"key": k, "value": v} for k, v in {MARK: VERSION, **head_texts(drawn)}.items()]
    return {
        ACTORS: _table([actor_texts(actor) for actor in drawn.actors], _ACTOR_ORDER),
        RELATIONS: _table([relation_texts(relation) for relation in drawn.relations], _RELATION_ORDER),
        HEAD: _table(head, ("key", "value")),
    }


def write_zip(drawn: StructureMap) -> bytes:
    """Write the tables of a map as one packed file; always the same for the same map."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in write_tables(drawn).items():
            entry = zipfile.ZipInfo(name)  # without the time of day
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return file.getvalue()


def _table(records: Sequence[Mapping[str, str]], order: Sequence[str]) -> bytes:
    wordings = [name for name in fields_of(records, order) if name not in order]
    columns = [*order, *wordings]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(record.get(column, "")) for column in columns] for record in records)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _cell(text: str) -> str:
    text = escape(text)
    return f"'{text}" if _FORMULA.match(text) else text
