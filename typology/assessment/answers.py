"""Answers as one long table, and as the arrays the arithmetic runs on.

The long table has one row per given answer and these columns:

========== =====================================================================
case       whom the answer is about (the Verbund)
wave       point in time
perspective who is looking
respondent one person or one agreed answer
item       id of the item
state      ``answer``, ``dk`` (don't know), ``na`` (not applicable) or ``none``
value      value of the chosen option, or the number; NaN unless ``answer``
========== =====================================================================

An optional column ``questionnaire`` says which items were asked at all; somebody who answered two
questionnaires was asked the items of both. An item that was asked and has no row counts as *no
answer*, and a row in state ``none`` says no more than no row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from typology.assessment.calibration import Floats
from typology.assessment.kernel import Bools, Ints, Kernel

Column = Any  # a column as pandas holds it, whatever its dtype

GROUP = ("case", "wave", "perspective")
RESPONDENT = (*GROUP, "respondent")
COLUMNS = (*RESPONDENT, "item", "state", "value")
STATES = ("answer", "dk", "na", "none")

# Codes inside the arrays. MISSING covers "don't know" and "no answer": both stay in the denominator of coverage.
NOT_ASKED, NOT_APPLICABLE, MISSING, ANSWERED = 0, 1, 2, 3

_LARGEST = 2**62  # a number that combines several codes must stay below it


def response_table(rows: Iterable[tuple[str, str, str, str, str, str, float]]) -> pd.DataFrame:
    """Return a long table from rows in the order of ``COLUMNS``."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype({"value": float})


@dataclass(frozen=True, slots=True)
class Answers:
    """The long table as codes (N rows, R respondents, G groups).

    Attributes:
        respondents: ``(R,)`` (case, wave, perspective, respondent).
        groups: ``(G,)`` (case, wave, perspective).
        group_of: ``(R,)`` code of each respondent's group.
        respondent: ``(N,)`` code of each row's respondent.
        item: ``(N,)`` code of each row's item.
        state: ``(N,)`` one of NOT_APPLICABLE, MISSING, ANSWERED.
        dont_know: ``(N,)`` True where a missing answer was an outspoken *don't know*.
        x: ``(N,)`` normalised answer, 0 to 100; NaN unless answered.
        value: ``(N,)`` answer as it was given; NaN unless answered.
        asked: ``(Q, I)`` True where a questionnaire asks an item.
        asked_by: ``(R,)`` row of ``asked`` for each respondent.
    """

    respondents: Sequence[tuple[str, ...]]
    groups: Sequence[tuple[str, ...]]
    group_of: Ints
    respondent: Ints
    item: Ints
    state: Ints
    dont_know: Bools
    x: Floats
    value: Floats
    asked: Bools
    asked_by: Ints

    def grid(self) -> tuple[Ints, Floats]:
        """Return ``(R, I)`` states and normalised answers; meant for one group, not for thousands."""
        states = np.where(self.asked[self.asked_by], MISSING, NOT_ASKED).astype(np.int64)
        x = np.full(states.shape, np.nan)
        states[self.respondent, self.item] = self.state
        x[self.respondent, self.item] = self.x
        return states, x

    def by_group(self) -> Iterator[Answers]:
        """Yield the answers of each group alone, in the order of ``groups``."""
        rows_of = _members(self.group_of[self.respondent], len(self.groups))
        people_of = _members(self.group_of, len(self.groups))
        place = np.zeros(len(self.respondents), dtype=np.int64)
        for group, rows, people in zip(self.groups, rows_of, people_of, strict=True):
            place[people] = np.arange(len(people))
            yield Answers(
                respondents=[self.respondents[r] for r in people],
                groups=[group],
                group_of=np.zeros(len(people), dtype=np.int64),
                respondent=place[self.respondent[rows]],
                item=self.item[rows],
                state=self.state[rows],
                dont_know=self.dont_know[rows],
                x=self.x[rows],
                value=self.value[rows],
                asked=self.asked,
                asked_by=self.asked_by[people],
            )


def _members(code_of: Ints, count: int) -> list[Ints]:
    """Return, per code, the positions that carry it, in their order."""
    if count == 0:
        return []
    return np.split(np.argsort(code_of, kind="stable"), np.cumsum(np.bincount(code_of, minlength=count))[:-1])


def encode(
    kernel: Kernel, table: pd.DataFrame, asked: Mapping[str, Collection[str]] | None = None
) -> Answers:
    """Turn a long table into arrays.

    Nothing in here guesses. A row with an item the model does not know is left out, but its
    respondent stays; where a respondent has two rows for an item the last one counts; an answer that
    cannot be (a number that is none, a level beyond the ends of the scale) counts as missing.

    Args:
        kernel: The compiled model.
        table: Long table; every column of ``COLUMNS``, and ``questionnaire`` if ``asked`` is given.
        asked: Per questionnaire id the items it asks. Without it, or for rows of another
            questionnaire, all items of the model count as asked.

    Returns:
        The table as codes and normalised answers.
    """
    run, heads = _runs(table)
    number, people = _number([heads[name] for name in RESPONDENT])
    respondent = number[run]
    group_of, groups = _number([np.array([key[part] for key in people], dtype=object) for part in range(len(GROUP))])
    asked_rows, asked_by = _asked(kernel, heads, number, len(people), asked)
    item = _items(kernel, table["item"].array)
    state, dont_know, given = _states(table["state"].array)
    keep = _kept(respondent * len(kernel.items) + item, item >= 0, given, len(people) * len(kernel.items))
    value = table["value"].to_numpy(dtype=float)
    if keep is not None:
        respondent, item, state, dont_know, value = (
            respondent[keep], item[keep], state[keep], dont_know[keep], value[keep]
        )
    state[(state == ANSWERED) & ~kernel.possible(item, value)] = MISSING
    value = np.where(state == ANSWERED, value, np.nan)
    return Answers(
        respondents=people,
        groups=groups,
        group_of=group_of,
        respondent=respondent,
        item=item,
        state=state,
        dont_know=dont_know,
        x=kernel.normalise(item, value),
        value=value,
        asked=asked_rows,
        asked_by=asked_by,
    )


def _runs(table: pd.DataFrame) -> tuple[Ints, dict[str, Column]]:
    """Return the run of each row, and the columns that name respondent and questionnaire, one row a run.

    A run is a stretch of rows of the same respondent and questionnaire. Comparing neighbours is
    several times faster than numbering every row, and most tables hold one run a respondent.
    """
    columns: dict[str, Column] = {n: table[n].array for n in (*RESPONDENT, "questionnaire") if n in table}
    starts = np.zeros(len(table), dtype=bool)
    starts[:1] = True
    for values in columns.values():
        differs = values[1:] != values[:-1]
        if not isinstance(differs, np.ndarray):  # a nullable column: next to an empty cell a new run does no harm
            differs = differs.to_numpy(dtype=bool, na_value=True)
        starts[1:] |= differs.astype(bool)
    return np.cumsum(starts) - 1, {name: values[starts] for name, values in columns.items()}


def _factorize(column: Column) -> tuple[Ints, list[str]]:
    """Return the code of each entry and the distinct entries; -1 stands for an empty cell."""
    codes, names = pd.factorize(column)
    return np.asarray(codes, dtype=np.int64), [str(name) for name in names]


def _number(columns: Sequence[Column]) -> tuple[Ints, list[tuple[str, ...]]]:
    """Number the distinct combinations of some columns in order of first appearance; empty cells are ``""``."""
    encoded = [_factorize(column) for column in columns]
    combined, size = np.zeros(len(encoded[0][0]), dtype=np.int64), 1
    for codes, names in encoded:
        if size > _LARGEST // (len(names) + 1):
            combined, distinct = pd.factorize(combined)
            size = len(distinct)
        combined = combined * (len(names) + 1) + (codes + 1)
        size *= len(names) + 1
    number, distinct = pd.factorize(combined)
    first = np.zeros(len(distinct), dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    parts = [np.array(["", *names], dtype=object)[codes[first] + 1].tolist() for codes, names in encoded]
    return np.asarray(number, dtype=np.int64), list(zip(*parts, strict=True))


def _items(kernel: Kernel, column: Column) -> Ints:
    """Return the code of each row's item; -1 where the model does not know it."""
    code_of = {item: code for code, item in enumerate(kernel.items)}
    codes, names = _factorize(column)
    return np.array([*(code_of.get(name, -1) for name in names), -1], dtype=np.int64)[codes]


def _states(column: Column) -> tuple[Ints, Bools, Bools]:
    """Return state, whether it is an outspoken *don't know*, and whether the row says anything at all."""
    meaning = {"answer": ANSWERED, "na": NOT_APPLICABLE}
    codes, names = _factorize(column)
    state = np.array([*(meaning.get(name, MISSING) for name in names), MISSING], dtype=np.int64)
    unsure = np.array([*(name == "dk" for name in names), False])
    says = np.array([*(name in STATES and name != "none" for name in names), False])
    return state[codes], unsure[codes], says[codes]


def _kept(keys: Ints, known: Bools, says: Bools, size: int) -> Ints | None:
    """Return the positions of the rows that count, or None if all do.

    Of two rows with the same key the last one counts, even if it takes an answer back.
    """
    if known.all() and says.all() and (len(keys) == 0 or np.bincount(keys, minlength=size).max() <= 1):
        return None
    rows = np.flatnonzero(known)
    last = np.full(size, -1, dtype=np.int64)
    last[keys[rows]] = rows
    rows = np.sort(last[last >= 0])
    return rows[says[rows]]


def _asked(
    kernel: Kernel, heads: Mapping[str, Column], number: Ints, count: int, asked: Mapping[str, Collection[str]] | None
) -> tuple[Bools, Ints]:
    """Return which items are asked together, and which of these rows holds for each respondent."""
    everything = np.ones(len(kernel.items), dtype=bool)
    if not asked or "questionnaire" not in heads or not count:
        return everything[None], np.zeros(count, dtype=np.int64)
    rows = [everything, *(np.array([item in items for item in kernel.items], dtype=bool) for items in asked.values())]
    row_of = {name: row for row, name in enumerate(asked, start=1)}
    codes, names = _factorize(heads["questionnaire"])
    answered = np.zeros((count, len(rows)), dtype=bool)
    answered[number, np.array([*(row_of.get(name, 0) for name in names), 0])[codes]] = True
    distinct, asked_by = np.unique(answered, axis=0, return_inverse=True)
    return (distinct.astype(np.int64) @ np.array(rows, dtype=np.int64)) > 0, asked_by.reshape(-1)
