"""The long CSV of responses, checked row by row: ``case,wave,perspective,respondent,item,value``.

``value`` is an option id, the number that stands behind an option, a number, ``dk`` (don't know),
``na`` (not applicable) or empty. Every bad row is named with its line; if there is one, nothing at
all is taken in.

The checks run over the distinct values of each column, not over the rows, so that half a million
rows take about as long as reading them.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from typology.assessment.flow import StoredAnswer, hidden_items
from typology.language.numbers import read_number
from typology.model.elements import Model, Questionnaire, ResponseScale, Rule
from typology.model.problems import listing, suggestion
from typology.reports.csv_text import RowProblem, Rows, decode, read_rows

COLUMNS = ("case", "wave", "perspective", "respondent", "item", "value")
LONGEST_NAME = 300
"""Longest case, wave or respondent in characters, as in the store."""
_NAMES = COLUMNS[:4]
_STATES = {"": "none", "dk": "dk", "na": "na"}

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ResponsesFile:
    """A table of responses as it was read.

    Attributes:
        table: The long table of ``typology.assessment.answers``; None if anything is wrong.
        problems: Everything that is wrong, in the order of the file.
        ignored: Columns that were not needed.
        rows: Number of rows read.
    """

    table: pd.DataFrame | None
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...] = ()
    rows: int = 0


def read_responses_csv(
    data: bytes, model: Model, questionnaires: Sequence[Questionnaire] = ()
) -> ResponsesFile:
    """Read and check a table of responses.

    Args:
        data: Content of the file.
        model: The model whose items it answers.
        questionnaires: What was asked. Without any, everything in the model counts as asked of everybody;
            with some, a perspective may answer what those questionnaires ask of it, and items that their
            conditions rule out count as *not applicable*.

    Returns:
        The table, or everything that is wrong with it.
    """
    text, problem = decode(data)
    if problem is not None:
        return ResponsesFile(None, (problem,))
    rows = read_rows(text, COLUMNS)
    if not rows.count:
        return ResponsesFile(None, tuple(rows.problems), rows.ignored)
    columns = _Columns(rows)
    problems = [*rows.problems, *_check(columns, model, asked_items(questionnaires))]
    if problems:
        order = {name: place for place, name in enumerate(COLUMNS)}
        problems.sort(key=lambda p: (p.line, order.get(p.column, -1)))
        return ResponsesFile(None, tuple(problems), rows.ignored, rows.count)
    table = columns.table()
    return ResponsesFile(apply_conditions(model, questionnaires, table), (), rows.ignored, rows.count)


def asked_items(questionnaires: Sequence[Questionnaire]) -> dict[str, frozenset[str]]:
    """Return, per perspective, every item that the questionnaires ask of it."""
    asked: dict[str, frozenset[str]] = {}
    for questionnaire in questionnaires:
        for perspective in questionnaire.perspectives:
            asked[perspective] = asked.get(perspective, frozenset()) | frozenset(questionnaire.items)
    return asked


class _Columns:
    """The columns as codes into their distinct, trimmed values.

    Attributes:
        line: ``(N,)`` line of each row.
        codes: Per column ``(N,)`` codes.
        levels: Per column the distinct values.
        state: ``(N,)`` state of each answer; filled in by the checks.
        number: ``(N,)`` value of each answer; NaN unless answered.
    """

    def __init__(self, rows: Rows) -> None:
        self.line = np.concatenate([np.array(lines, dtype=np.int64) for lines, _ in rows.chunks])
        self.codes: dict[str, Codes] = {}
        self.levels: dict[str, list[str]] = {}
        for place, name in enumerate(COLUMNS):
            known: dict[str, int] = {}
            parts = [_coded(columns[place], known) for _, columns in rows.chunks]
            self.codes[name], self.levels[name] = np.concatenate(parts), list(known)
            for chunk in rows.chunks:
                chunk[1][place] = ()  # the text is no longer needed
        self.state = np.full(len(self.line), "none", dtype=object)
        self.number = np.full(len(self.line), np.nan)

    def table(self) -> pd.DataFrame:
        """Return the long table; ``questionnaire`` holds the perspective, by which items are asked."""
        frame = pd.DataFrame({
            name: pd.Categorical.from_codes(self.codes[name], pd.Index(self.levels[name], dtype=object))
            for name in COLUMNS[:-1]
        })
        frame["state"], frame["value"] = pd.Categorical(self.state), self.number
        frame["questionnaire"] = frame["perspective"]
        return frame


def _coded(cells: Sequence[str], known: dict[str, int]) -> Codes:
    """Return codes of the trimmed cells and add new values to ``known``."""
    lookup = {
        text: known.setdefault(unicodedata.normalize("NFC", text.strip()), len(known)) for text in dict.fromkeys(cells)
    }
    return np.fromiter(map(lookup.__getitem__, cells), dtype=np.int64, count=len(cells))


def _check(columns: _Columns, model: Model, asked: Mapping[str, frozenset[str]]) -> list[RowProblem]:
    problems = [p for name in (*_NAMES, "item") for p in _check_names(columns, name)]
    problems += _check_known(columns, "perspective", "unknown_perspective", model.perspectives)
    problems += _check_known(columns, "item", "unknown_item", model.items)
    if asked:
        problems += _check_asked(columns, model, asked)
    problems += _check_values(columns, model)
    return problems + _check_twice(columns)


def _at(
    columns: _Columns, where: NDArray[np.bool_], column: str, kind: str, values: Mapping[str, object]
) -> Iterable[RowProblem]:
    return (RowProblem(int(line), column, kind, values) for line in columns.line[where])


def _check_names(columns: _Columns, name: str) -> list[RowProblem]:
    found: list[RowProblem] = []
    for code, text in enumerate(columns.levels[name]):
        if not text:
            found += _at(columns, columns.codes[name] == code, name, "missing_value", {"column": name})
        elif len(text) > LONGEST_NAME:
            values = {"limit": LONGEST_NAME, "length": len(text)}
            found += _at(columns, columns.codes[name] == code, name, "long_name", values)
    return found


def _check_known(columns: _Columns, name: str, kind: str, known: Collection[str]) -> list[RowProblem]:
    found: list[RowProblem] = []
    for code, text in enumerate(columns.levels[name]):
        if text and text not in known and len(text) <= LONGEST_NAME:
            meant = suggestion(text, known)
            values = {"value": text, "meant": meant, "known": listing(known)}
            found += _at(columns, columns.codes[name] == code, name, kind, values)
    return found


def _check_asked(columns: _Columns, model: Model, asked: Mapping[str, frozenset[str]]) -> list[RowProblem]:
    found: list[RowProblem] = []
    item = columns.codes["item"]
    for code, perspective in enumerate(columns.levels["perspective"]):
        rows = columns.codes["perspective"] == code
        if perspective in model.perspectives and perspective not in asked:
            values: dict[str, object] = {"value": perspective, "known": listing(asked)}
            found += _at(columns, rows, "perspective", "not_a_perspective_of", values)
            continue
        for name in asked and {columns.levels["item"][i] for i in np.unique(item[rows])}:
            if name in model.items and name not in asked.get(perspective, (name,)):
                where = rows & (item == columns.levels["item"].index(name))
                found += _at(columns, where, "item", "not_asked", {"value": name, "perspective": perspective})
    return found


def _check_values(columns: _Columns, model: Model) -> list[RowProblem]:
    """Parse every distinct pair of item and value once; fill in states and numbers."""
    items, values = columns.levels["item"], columns.levels["value"]
    pair = columns.codes["item"] * len(values) + columns.codes["value"]
    code_of, pairs = pd.factorize(pair)
    states, numbers, bad = [], np.full(len(pairs), np.nan), {}
    for code, number in enumerate(pairs):
        item, text = items[number // len(values)], values[number % len(values)]
        answer = parse_value(model.scale_of(item), text) if item in model.items else ("none", None)
        if isinstance(answer, RowProblem):
            bad[code] = answer
            states.append("none")
        else:
            states.append(answer[0])
            numbers[code] = math.nan if answer[1] is None else answer[1]
    columns.state, columns.number = np.array(states, dtype=object)[code_of], numbers[code_of]
    if not bad:
        return []
    rows = np.flatnonzero(np.isin(code_of, list(bad)))
    found = [(int(columns.line[row]), bad[code_of[row]]) for row in rows]
    return [RowProblem(line, "value", problem.kind, problem.values) for line, problem in found]


def parse_value(scale: ResponseScale, text: str) -> tuple[str, float | None] | RowProblem:
    """Return state and value of an answer, or what is wrong with it (without a line).

    Args:
        scale: The response scale of the item.
        text: ``dk``, ``na`` or nothing; an option id; or a number with decimal comma or point. The number
            of an option is as good as its id; where an id looks like a number, the id counts.
    """
    option = scale.option(text)
    if option is not None:
        return "answer", option.value
    state = _STATES.get(text.lower())
    if state is not None:
        return state, None
    number = read_number(text)
    if scale.kind == "number":
        return _parse_number(scale, text, number)
    if any(o.value == number for o in scale.options):
        return "answer", number
    ids = [o.id for o in scale.options]
    values = {"value": text, "meant": suggestion(text, ids), "known": listing(ids)}
    return RowProblem(0, "value", "unknown_option", values)


def _parse_number(scale: ResponseScale, text: str, number: float | None) -> tuple[str, float] | RowProblem:
    if number is None:
        return RowProblem(0, "value", "not_a_number", {"value": text})
    # 1.200 may be twelve hundred or a program's way of writing 1.2; nobody is there to ask.
    if scale.whole and (number != int(number) or number != read_number(text, whole=True)):
        return RowProblem(0, "value", "not_whole", {"value": text})
    if scale.minimum is not None and number < scale.minimum:
        return RowProblem(0, "value", "too_small", {"value": text, "limit": f"{scale.minimum:g}"})
    if scale.maximum is not None and number > scale.maximum:
        return RowProblem(0, "value", "too_big", {"value": text, "limit": f"{scale.maximum:g}"})
    return "answer", number


def _check_twice(columns: _Columns) -> list[RowProblem]:
    """Find second answers of one respondent to one item."""
    key = np.zeros(len(columns.line), dtype=np.int64)
    for name in COLUMNS[:-1]:
        # Numbered anew at each step, so that the product stays below the number of rows times one column.
        key, _ = pd.factorize(key * len(columns.levels[name]) + columns.codes[name])
    first = np.full(int(key.max()) + 1, -1, dtype=np.int64)
    first[key[::-1]] = np.arange(len(key))[::-1]
    again = np.flatnonzero(first[key] != np.arange(len(key)))
    item = columns.levels["item"]
    return [
        RowProblem(
            int(columns.line[row]), "item", "twice",
            {"value": item[columns.codes["item"][row]], "line": int(columns.line[first[key[row]]])},
        )
        for row in again
        if all(columns.levels[name][columns.codes[name][row]] for name in COLUMNS[:-1])
    ]


# ------------------------------------------------------------------------------ conditions of questionnaires
def apply_conditions(model: Model, questionnaires: Sequence[Questionnaire], table: pd.DataFrame) -> pd.DataFrame:
    """Count items that a questionnaire's conditions have ruled out as *not applicable*, as its pages do.

    Args:
        model: The model.
        questionnaires: What was asked; those without conditions change nothing.
        table: Long table.

    Returns:
        The table, with state ``na`` for every item ruled out, whether or not it was answered.
    """
    person = ["case", "wave", "perspective", "respondent"]
    for questionnaire in questionnaires:
        tested = _tested_items(questionnaire)
        rows = table["perspective"].isin(questionnaire.perspectives)
        if not tested or not rows.any():
            continue
        asked = table.loc[rows]
        given = asked.loc[asked["item"].isin(tested)]
        people = asked[person].drop_duplicates().astype(object)
        answers: dict[tuple[Any, ...], dict[str, StoredAnswer]] = {tuple(p): {} for p in people.itertuples(index=False)}
        for *who, item, state, value in given[[*person, "item", "state", "value"]].itertuples(index=False):
            answers[tuple(who)][item] = _stored(model.scale_of(item), state, value)
        ruled_out = [
            (*who, item) for who, found in answers.items() for item in hidden_items(model, questionnaire, found)
        ]
        table = _with_not_applicable(table, ruled_out)
    return table


def _with_not_applicable(table: pd.DataFrame, ruled_out: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    if not ruled_out:
        return table
    added = pd.DataFrame(ruled_out, columns=["case", "wave", "perspective", "respondent", "item"])
    added["state"], added["value"], added["questionnaire"] = "na", math.nan, added["perspective"]
    columns = list(table.columns)
    # The last row of a respondent and item counts.
    return pd.concat([table.astype({c: object for c in columns if c != "value"}), added[columns]], ignore_index=True)


def _tested_items(questionnaire: Questionnaire) -> set[str]:
    rules = [page.show_if for page in questionnaire.pages]
    rules += [entry.show_if for page in questionnaire.pages for entry in page.entries]
    return {item for rule in rules if rule is not None for item in _items_of(rule)}


def _items_of(rule: Rule) -> Iterable[str]:
    if rule.item is not None:
        yield rule.item
    for part in (*rule.all, *rule.any, *rule.none):
        yield from _items_of(part)


def _stored(scale: ResponseScale, state: str, value: float) -> StoredAnswer:
    if state != "answer" or scale.kind == "number":
        return StoredAnswer(state, number=value if state == "answer" else None)
    return StoredAnswer(state, option=next(o.id for o in scale.options if o.value == value))
