"""Problems found in YAML files: the catalogue of codes, and how a list of them is shown.

A problem names its place, says what is wrong in one sentence, and, where possible, what would be right. Every code
is explained with an example in ``docs/problems.md`` and has a broken model of its own in ``tests/invalid/``.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning"]

# Code -> what it stands for. A code is never given to another mistake later on.
ERRORS: Mapping[str, str] = MappingProxyType({
    "FILE-001": "The folder does not exist or is not a folder.",
    "FILE-002": "The folder holds no YAML file.",
    "FILE-003": "The file cannot be read.",
    "FILE-004": "The file is too large.",
    "FILE-005": "The file is not UTF-8.",
    "FILE-006": "The file holds a control character.",
    "FILE-007": "The file is empty.",
    "YAML-001": "The file is not valid YAML.",
    "YAML-002": "A tab stands where spaces must stand.",
    "YAML-003": "A key stands twice in the same place.",
    "YAML-004": "An alias contains itself or has no anchor.",
    "YAML-005": "The file unfolds to too many values.",
    "YAML-006": "A tag is used.",
    "YAML-007": "The file holds more than one document.",
    "YAML-008": "The file is nested too deeply.",
    "YAML-009": "A key is not plain text.",
    "YAML-010": "The file is not a mapping of sections.",
    "KEY-001": "The key is unknown.",
    "KEY-002": "A key that is needed is missing.",
    "KEY-003": "A section that may stand only once is given twice.",
    "KEY-004": "A questionnaire file holds other sections.",
    "KEY-005": "A section that every model needs is missing.",
    "VALUE-001": "Another kind of value is expected.",
    "VALUE-002": "The value is not one of those allowed.",
    "VALUE-003": "True or false is expected.",
    "VALUE-004": "The number is not finite.",
    "VALUE-005": "The number is too small.",
    "VALUE-006": "A whole number is expected.",
    "VALUE-007": "The key has no value.",
    "VALUE-008": "The colour is not well formed.",
    "ID-001": "The id is not well formed.",
    "ID-002": "The id is given twice.",
    "ID-003": "An axis and a dimension have the same id.",
    "REF-001": "The source is unknown.",
    "REF-002": "The dimension is unknown.",
    "REF-003": "The axis or dimension is unknown.",
    "REF-004": "The item is unknown.",
    "REF-005": "The perspective is unknown.",
    "REF-006": "The level is unknown.",
    "REF-007": "The group of actors is unknown.",
    "REF-008": "The kind of actor is unknown.",
    "REF-009": "The kind of relation is unknown.",
    "REF-010": "The strength is unknown.",
    "REF-011": "The status is unknown.",
    "REF-012": "The reporter is unknown.",
    "REF-013": "The field of a placement is unknown.",
    "TEXT-001": "The German wording is missing.",
    "TEXT-003": "The language code is not well formed.",
    "TEXT-004": "The languages of the model are not well formed.",
    "BASIS-001": "The basis is missing.",
    "BASIS-002": "A basis in a source or in literature names no reference.",
    "SCALE-001": "A response scale has fewer than two options.",
    "SCALE-002": "Two options have the same id.",
    "SCALE-003": "Two options have the same value.",
    "SCALE-005": "A key does not belong to this kind of response scale.",
    "SCALE-006": "The smallest entry is not below the largest.",
    "ITEM-001": "An option has no wording.",
    "ITEM-002": "An anchor belongs to no option.",
    "ITEM-003": "The calibration of an item does not rise or fall.",
    "ITEM-004": "The response scale is unknown.",
    "ITEM-005": "A number item has no calibration.",
    "ITEM-006": "An item with options has a calibration.",
    "DIM-002": "All items of a dimension have weight 0.",
    "AXIS-001": "An axis has no parts.",
    "AXIS-002": "An axis has the same part twice.",
    "AXIS-003": "All parts of an axis have weight 0.",
    "AXIS-004": "The calibration of an axis does not rise or fall within 0 to 100.",
    "TYPE-001": "A type has no condition that decides.",
    "TYPE-002": "A type sets a condition on marks of belonging or on the frame.",
    "TYPE-003": "Two types stand in the same corner.",
    "TYPE-005": "A target lies outside 0 to 100.",
    "TYPE-006": "An ideal point lies on the wrong side of the crossover.",
    "RULE-001": "A rule is not exactly one of all, any, none or item.",
    "RULE-002": "An item in a rule is not tested in exactly one way.",
    "RULE-003": "The option does not exist in the response scale of the item.",
    "RULE-004": "A number item is not compared with a number.",
    "RULE-005": "A later phase requires nothing.",
    "RULE-006": "A rule looks at an item that is not asked earlier.",
    "PLACE-001": "A placement does not have exactly the four fields.",
    "PLACE-002": "Two fields have the same id.",
    "PLACE-003": "The same set is drawn twice in a plane.",
    "PLACE-004": "A crossover lies outside 0 to 100.",
    "NET-001": "Two kinds of one group have the same shape.",
    "NET-002": "Two statuses have the same line.",
    "NET-003": "Not exactly one kind of actor is the Verbund.",
    "NET-004": "The colour of a group is too light.",
    "NET-005": "The sentence of a relation does not name both ends, or names something else.",
    "NET-006": "No status counts.",
    "NET-007": "Two strengths have the same value.",
    "NET-008": "A rule about a map is not exactly one of its forms.",
    "NET-009": "A rule about a map has no test, or one that does not belong to it.",
    "NET-010": "A finding holds an unknown placeholder.",
    "NET-011": "A question about a map asks nothing.",
    "MAP-001": "A map file holds other sections.",
    "MAP-002": "Two actors have the same id.",
    "MAP-004": "A relation leads from an actor to itself.",
    "MAP-005": "A relation names an actor that the map does not have.",
    "MAP-007": "Two relations have the same id.",
    "MAP-009": "The map is too large.",
    "MAP-011": "An actor or a relation of a sourced map names no source.",
    "MAP-012": "There is no model whose words the map could use.",
    "METHOD-001": "A threshold is out of range.",
    "METHOD-002": "Two thresholds contradict one another.",
    "METHOD-003": "Groups would be shown in which people can be recognised.",
    "METHOD-004": "Versions would be compared that ask mostly different things.",
    "QUEST-001": "The model of a questionnaire is unknown.",
    "QUEST-002": "An item is asked twice.",
    "QUEST-003": "Two pages have the same id.",
    "QUEST-004": "A questionnaire or one of its pages is empty.",
    "QUEST-005": "A wording belongs to no option of the item.",
    "QUEST-006": "An axis on which types depend cannot be reached.",
    "QUEST-007": "A wording is given for a perspective that does not answer.",
})
WARNINGS: Mapping[str, str] = MappingProxyType({
    "FILE-008": "A file ends in .yml and is not read.",
    "TEXT-002": "A wording is missing in a language of the model.",
    "SCALE-004": "The options are not in ascending order.",
    "ITEM-007": "A calibration lies outside the possible entries.",
    "DIM-001": "A dimension has no items.",
    "TYPE-004": "Two types can hold at the same time.",
    "MAP-003": "Two actors have the same name.",
    "MAP-006": "The same relation is given twice.",
    "MAP-008": "The map has no actors.",
    "MAP-010": "Relations lead in a circle.",
    "MAP-013": "An actor has different names in maps of one city.",
})
CATALOGUE: Mapping[str, str] = MappingProxyType(dict(sorted({**ERRORS, **WARNINGS}.items())))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes:
        path: The file (or folder), as shown to the reader.
        line: Line, from 1; 0 if the whole file is meant.
        column: Column in characters, from 1; 0 if the whole file is meant.
        where: Way through the structure, such as ``items[3].response_scale``; empty if the whole file is meant.
        code: A key of :data:`CATALOGUE`.
        message: What is wrong, with a suggestion where there is one.
        hint: What would be right, or None.
        severity: ``error`` if nothing can be loaded, else ``warning``.
    """

    path: str
    line: int
    column: int
    where: str
    code: str
    message: str
    hint: str | None = None
    severity: Severity = "error"

    @property
    def is_error(self) -> bool:
        """True if nothing can be loaded because of this."""
        return self.severity == "error"

    @property
    def place(self) -> str:
        """Path with line and column, in the form that editors make clickable."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class ModelError(Exception):
    """A model, questionnaire or map that cannot be loaded.

    Attributes:
        problems: Everything that is wrong with it, sorted by place.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(render(self.problems, warnings=False))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by place, each once."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.where, p.message)))


def render(problems: Iterable[Problem], *, warnings: bool = True) -> str:
    """Write problems as text: place, way and code; the message; the hint; and a last line that counts.

    Args:
        problems: Problems in any order.
        warnings: False leaves the warnings out; they are still counted.

    Returns:
        Lines joined by newlines, without one at the end.
    """
    ordered = in_order(problems)
    lines: list[str] = []
    for problem in ordered:
        if problem.is_error or warnings:
            parts = [problem.place, problem.where, f"[{problem.code}]", "" if problem.is_error else "warning"]
            lines.append("  ".join(part for part in parts if part))
            lines.extend(f"  {line}" for line in (problem.message, problem.hint) if line)
    lines.append(summary(ordered))
    return "\n".join(lines)


def summary(problems: Iterable[Problem]) -> str:
    """Count errors and warnings in one line, and say whether anything was loaded."""
    severities = [problem.severity for problem in problems]
    errors, warnings = severities.count("error"), severities.count("warning")
    counts = [_count(errors, "problem")] if errors or not warnings else []
    counts += [_count(warnings, "warning")] if warnings else []
    return ", ".join(counts) + "." + (" Nothing was loaded." if errors else "")


def _count(number: int, noun: str) -> str:
    return f"{number or 'No'} {noun}{'' if number == 1 else 's'}"


def suggestion(written: str, allowed: Collection[str]) -> str | None:
    """Return the allowed text that looks most like what was written, or None if none does."""
    by_folded = {text.casefold(): text for text in allowed}
    # Long texts are never a slip of the pen, and comparing them would take very long.
    close = difflib.get_close_matches(written.casefold(), by_folded, n=1, cutoff=0.6) if len(written) <= 60 else []
    return by_folded[close[0]] if close else None


def did_you_mean(written: str, allowed: Collection[str]) -> str:
    """Return `` Did you mean '…'?`` with a leading space, or an empty text."""
    found = suggestion(written, allowed)
    return f" Did you mean '{found}'?" if found else ""


def shorten(text: str, length: int = 40) -> str:
    """Return text fit for a message: one line, at most ``length`` characters, nothing unprintable."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def listing(names: Collection[str], limit: int = 12) -> str:
    """Join names with commas; beyond ``limit`` say how many more there are."""
    shown = list(names)[:limit]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" … and {more} more" if more else "")
