"""Stored answers as the long table that the assessment reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typology.assessment.flow import StoredAnswer, answer_value, hidden_items
from typology.assessment.rules import Given
from typology.model.elements import DEFAULT_LANGUAGE, Item, Model, Questionnaire

if TYPE_CHECKING:
    import pandas as pd

    from typology.store.records import ResponseRow

FindModel = Callable[[str, str], Model | None]


@dataclass(frozen=True, slots=True)
class OutdatedAnswer:
    """An answer to a question that the model in force asks differently, or not at all.

    Attributes:
        row: The answer as it is stored.
        item: The item as it was asked; None if that version cannot be read any more.
        model: The model it was given under, or None.
    """

    row: ResponseRow
    item: Item | None
    model: Model | None


def same_question(old: Model, new: Model, item_id: str) -> bool:
    """Return whether an item asks the same thing in two versions: wording, options, direction and calibration."""
    if item_id not in old.items or item_id not in new.items:
        return False
    one, other = old.items[item_id], new.items[item_id]
    scales = old.response_scales[one.response_scale], new.response_scales[other.response_scale]
    # German decides: a new translation, or a slip mended in it, is no other question.
    german = [
        (i.question.in_language(DEFAULT_LANGUAGE), {o: t.in_language(DEFAULT_LANGUAGE) for o, t in i.anchors.items()})
        for i in (one, other)
    ]
    units = [scale.unit.in_language(DEFAULT_LANGUAGE) if scale.unit else None for scale in scales]
    return (
        german[0] == german[1]
        and units[0] == units[1]
        and (one.reverse, one.calibration) == (other.reverse, other.calibration)
        and [(o.id, o.value) for o in scales[0].options] == [(o.id, o.value) for o in scales[1].options]
    )


def outdated_answers(model: Model, rows: Iterable[ResponseRow], find_model: FindModel) -> list[OutdatedAnswer]:
    """Return the answers that no longer count because their question has changed since.

    Args:
        model: The model in force.
        rows: Stored answers.
        find_model: Returns an earlier version by id and version, or None.
    """
    found = []
    for row in rows:
        if row.state != "answer" or row.model_version == model.version:
            continue
        old = find_model(row.model or model.info.id, row.model_version)
        # Where the old texts cannot be read, nobody knows what was asked: somebody has to look again.
        if old is None or not same_question(old, model, row.item):
            found.append(OutdatedAnswer(row, old.items.get(row.item) if old else None, old))
    return found


def stored_responses(
    model: Model,
    questionnaires: Mapping[str, Questionnaire],
    rows: Sequence[ResponseRow],
    find_model: FindModel,
) -> tuple[pd.DataFrame, Mapping[str, Collection[str]]]:
    """Turn stored answers into the long table.

    Items that a condition of the questionnaire has hidden become *not applicable*. Answers to
    questions that have changed since count as missing; nothing is guessed from one version into
    another.

    Args:
        model: The model in force.
        questionnaires: The questionnaires in force.
        rows: Current answers of any number of assessments of one case.
        find_model: Returns an earlier version by id and version, or None.

    Returns:
        The table with a column ``questionnaire``, and per questionnaire the items it asks.
    """
    import pandas as pd

    from typology.assessment.answers import COLUMNS

    outdated = {(o.row.assessment_id, o.row.item) for o in outdated_answers(model, rows, find_model)}
    by_assessment: dict[int, list[ResponseRow]] = {}
    for row in rows:
        if row.item in model.items:
            by_assessment.setdefault(row.assessment_id, []).append(row)
    lines = []
    for group in by_assessment.values():
        answers = {
            r.item: StoredAnswer(r.state, r.option, r.number)
            for r in group
            if (r.assessment_id, r.item) not in outdated
        }
        first = group[0]
        who = (str(first.case_id), str(first.wave_id), first.perspective, first.respondent)
        questionnaire = questionnaires.get(first.questionnaire)
        hidden = hidden_items(model, questionnaire, answers) if questionnaire else frozenset()
        for item in dict.fromkeys([*(r.item for r in group), *hidden]):
            state, value = ("na", math.nan) if item in hidden else _plain(model, item, answers.get(item))
            lines.append((*who, item, state, value, first.questionnaire))
    asked = {q.id: frozenset(q.items) for q in questionnaires.values()}
    return pd.DataFrame(lines, columns=[*COLUMNS, "questionnaire"]).astype({"value": float}), asked


def _plain(model: Model, item: str, answer: StoredAnswer | None) -> tuple[str, float]:
    value = answer_value(model.scale_of(item), answer)
    if isinstance(value, Given):
        state = answer.state if answer and answer.state in ("dk", "na") else "none"
        return state, math.nan
    return "answer", value
