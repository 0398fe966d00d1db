"""From the bytes of a CSV file to rows with their line numbers, whatever program wrote it.

Spreadsheets differ in separator, byte-order mark and line ends; people add columns and leave blank
lines. All of that is taken as it is. What cannot be read with certainty is a problem with its line,
never a guess.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType

from typology.language import Speaker
from typology.model.problems import listing, shorten, suggestion

LARGEST_FILE = 256 * 1024 * 1024
"""Largest file that is read, in bytes: about four million answers."""
_BATCH = 4_096
_SEPARATORS = ";,\t"

# Kind of problem -> code on the screen. A code is never given to another mistake later on. The sentences
# stand in the catalogue under ``responses.<kind>``; every one is explained in docs/cli.md.
CODES: Mapping[str, str] = MappingProxyType({
    "not_found": "CSV-001",
    "is_folder": "CSV-002",
    "unreadable": "CSV-003",
    "too_large": "CSV-004",
    "empty": "CSV-005",
    "header_only": "CSV-006",
    "not_csv": "CSV-007",
    "utf16": "CSV-008",
    "not_utf8": "CSV-009",
    "missing_column": "CSV-010",
    "renamed_column": "CSV-010",
    "double_column": "CSV-011",
    "too_few_cells": "CSV-012",
    "too_many_cells": "CSV-013",
    "open_quote": "CSV-014",
    "broken_quote": "CSV-015",
    "long_cell": "CSV-016",
    "missing_value": "CSV-020",
    "unknown_perspective": "CSV-021",
    "unknown_item": "CSV-022",
    "unknown_option": "CSV-023",
    "not_a_number": "CSV-024",
    "not_whole": "CSV-025",
    "too_small": "CSV-026",
    "too_big": "CSV-027",
    "twice": "CSV-028",
    "not_asked": "CSV-029",
    "not_a_perspective_of": "CSV-030",
    "long_name": "CSV-031",
})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that is wrong with a table, and where.

    Attributes:
        line: Line of the file, from 1; 0 if the whole file is meant.
        column: Column name as in the header; empty if the whole row is meant.
        kind: A key of :data:`CODES`.
        values: What the sentence needs.
    """

    line: int
    column: str
    kind: str
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, speaker: Speaker) -> str:
        """Return what is wrong, in the speaker's language."""
        values = {**self.values, "value": shorten(str(self.values.get("value", "")), 60)}
        parts = [speaker(f"responses.{self.kind}", **values)]
        if meant := self.values.get("meant"):
            parts.append(speaker("responses.meant", value=meant))
        elif self.kind in ("unknown_perspective", "unknown_item"):
            parts.append(speaker("responses.known", known=self.values["known"]))
        return " ".join(parts)


def render_problems(problems: Sequence[RowProblem], path: str, speaker: Speaker) -> str:
    """Write problems as text: place, column and code; then the sentence; then a line that counts."""
    lines = []
    for problem in problems:
        place = f"{path}:{problem.line}" if problem.line else path
        lines.append("  ".join(part for part in (place, problem.column, f"[{CODES[problem.kind]}]") if part))
        lines.append(f"  {problem.sentence(speaker)}")
    rows = len({p.line for p in problems if p.line > 1})
    lines.append(speaker("responses.summary_rows", n=rows) if rows else speaker("responses.summary"))
    return "\n".join(lines)


Chunk = tuple[Sequence[int], list[Sequence[str]]]


@dataclass(slots=True)
class Rows:
    """The rows of a table, column by column.

    Attributes:
        separator: What stands between the cells.
        ignored: Names of columns that were not asked for.
        chunks: Pairs of line numbers and columns, the columns in the order asked for.
        problems: What is wrong so far.
    """

    separator: str = ","
    ignored: tuple[str, ...] = ()
    chunks: list[Chunk] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Number of rows."""
        return sum(len(lines) for lines, _ in self.chunks)


def decode(data: bytes) -> tuple[str, RowProblem | None]:
    """Return the text of a file, or why it cannot be read.

    Args:
        data: Content; UTF-8 with or without byte-order mark.
    """
    if len(data) > LARGEST_FILE:
        return "", RowProblem(0, "", "too_large", {"limit": LARGEST_FILE // 2**20})
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (data[1:2] == b"\0" and data[3:4] == b"\0"):
        return "", RowProblem(0, "", "utf16")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\0" in data[:4096]:
        return "", RowProblem(0, "", "not_csv")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", RowProblem(data.count(b"\n", 0, error.start) + 1, "", "not_utf8")
    return (text, None) if text.strip() else ("", RowProblem(0, "", "empty"))


def read_rows(text: str, columns: Sequence[str]) -> Rows:
    """Split a text into rows that hold the cells of the columns asked for.

    Args:
        text: The whole table, with a header.
        columns: Names of the columns needed; found in any order and in any case.

    Returns:
        Rows in the order of the file, and every problem of a row or of the header. Rows whose cells
        are all empty are left out.
    """
    separator, skip = _separator(text, columns)
    rows = Rows(separator)
    records = _records(text, rows)
    for line, cells in records:
        if line <= skip or not any(cell.strip() for cell in cells):
            continue
        places = _header(line, cells, columns, rows)
        if places is not None:
            # Most tables hold no quotes; then cutting at the separator is all there is to do, and much faster.
            if '"' in text:
                _take_records(records, len(cells), places, rows)
            else:
                _take_lines(text, line, len(cells), places, rows)
            if not rows.count and not rows.problems:
                rows.problems.append(RowProblem(0, "", "header_only"))
        return rows
    if not rows.problems:  # blank lines and separators, nothing else
        rows.problems.append(RowProblem(0, "", "empty"))
    return rows


def _separator(text: str, columns: Sequence[str]) -> tuple[str, int]:
    """Return the separator of the header, and how many lines stand before it."""
    wanted = set(columns)
    for skip, line in enumerate(io.StringIO(text, newline=None)):
        stripped = line.strip()
        if len(stripped) == 5 and stripped[:4].lower() == "sep=":  # the hint that one spreadsheet program writes
            return stripped[4], skip + 1
        if stripped.strip(_SEPARATORS):
            found = {s: _names(line, s) for s in _SEPARATORS}
            return max(found, key=lambda s: (len(wanted & found[s]), len(found[s]))), skip
    return ",", 0


def _names(line: str, separator: str) -> set[str]:
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = []
    return {cell.strip().lower() for cell in cells}


def _records(text: str, rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with the line it begins on; a broken one is a problem, and reading goes on after it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=rows.separator, strict=True)
    while True:
        begin = reader.line_num + 1
        try:
            yield begin, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            said = str(error)
            kind = "open_quote" if "unexpected end" in said else "long_cell" if "limit" in said else "broken_quote"
            rows.problems.append(RowProblem(begin, "", kind))


def _header(line: int, cells: Sequence[str], columns: Sequence[str], rows: Rows) -> list[int] | None:
    """Return where each column stands, or None if one is missing or stands twice."""
    names = [cell.strip().lower() for cell in cells]
    counts = Counter(names)
    ignored = tuple(dict.fromkeys(shorten(c.strip()) for c, n in zip(cells, names, strict=True) if n not in columns))
    rows.ignored = tuple(name for name in ignored if name)
    for column in columns:
        if column not in counts:
            values: dict[str, object] = {"column": column, "found": listing([shorten(c.strip()) for c in cells])}
            near = suggestion(column, [name for name in counts if name not in columns])
            kind = "renamed_column" if near else "missing_column"
            rows.problems.append(RowProblem(line, column, kind, {**values, "near": near or ""}))
        elif counts[column] > 1:
            rows.problems.append(RowProblem(line, column, "double_column", {"column": column, "n": counts[column]}))
    return None if rows.problems else [names.index(column) for column in columns]


def _take_lines(text: str, header: int, width: int, places: Sequence[int], rows: Rows) -> None:
    """Take in all lines of a text without quotes that follow its header."""
    separator = rows.separator
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for first in range(header, len(lines), _BATCH):
        batch = lines[first : first + _BATCH]
        begin = range(first + 1, first + 1 + len(batch))
        if {line.count(separator) for line in batch} == {width - 1}:
            cells = separator.join(batch).split(separator)
            columns: list[Sequence[str]] = [cells[place::width] for place in places]
            if "" not in columns[0]:  # else a row may be blank
                rows.chunks.append((begin, columns))
                continue
        _take(begin, [line.split(separator) for line in batch], width, places, rows)


def _take_records(records: Iterator[tuple[int, list[str]]], width: int, places: Sequence[int], rows: Rows) -> None:
    """Take in all records that are left."""
    while batch := list(islice(records, _BATCH)):
        _take([line for line, _ in batch], [cells for _, cells in batch], width, places, rows)


def _take(begin: Sequence[int], batch: list[list[str]], width: int, places: Sequence[int], rows: Rows) -> None:
    """Turn records into columns; leave out those without any content, note those of a wrong width."""
    kept = []
    for line, cells in zip(begin, batch, strict=True):
        if not any(cell.strip() for cell in cells):
            continue
        # Empty cells at the end of a row are what spreadsheets add for columns without a name.
        if len(cells) != width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
            rows.problems.append(_wrong_width(line, cells, width, rows.separator))
        else:
            kept.append((line, cells))
    if kept:
        rows.chunks.append(([line for line, _ in kept], [[cells[place] for _, cells in kept] for place in places]))


def _wrong_width(line: int, cells: Sequence[str], width: int, separator: str) -> RowProblem:
    kind = "too_few_cells" if len(cells) < width else "too_many_cells"
    shown = "Tab" if separator == "\t" else f"'{separator}'"
    return RowProblem(line, "", kind, {"found": len(cells), "expected": width, "separator": shown})
