"""Stored answers as the long table that the assessment reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typology.assessment.flow import Asked, StoredAnswer, answer_value, hidden_items
from typology.assessment.item_prints import as_asked as as_asked
from typology.assessment.item_prints import same_question as same_question
from typology.assessment.rules import Given
from typology.model.elements import Model, Questionnaire

if TYPE_CHECKING:
    import pandas as pd

    from typology.store.records import ResponseRow

FindModel = Callable[[str, str], Model | None]
"""Returns a model by id and version as it was kept, or None."""
FindQuestionnaire = Callable[[str, str, Model], Questionnaire | None]
"""Returns a questionnaire by id and version as it was kept with answers under a model, or None."""


@dataclass(frozen=True, slots=True)
class OutdatedAnswer:
    """An answer to a question that is asked differently now, or not at all.

    Attributes:
        row: The answer as it is stored.
        asked: The question as it was asked; None if that version cannot be read any more.
    """

    row: ResponseRow
    asked: Asked | None


@dataclass(frozen=True)
class Versions:
    """What is asked now, and where to look up what was asked before.

    Attributes:
        model: The model in force.
        questionnaires: The questionnaires in force.
        find_model: Looks up an earlier version of a model.
        find_questionnaire: Looks up an earlier version of a questionnaire.
    """

    model: Model
    questionnaires: Mapping[str, Questionnaire]
    find_model: FindModel = lambda *_: None
    find_questionnaire: FindQuestionnaire = lambda *_: None

    def outdated(self, row: ResponseRow) -> OutdatedAnswer | None:
        """Return an answer as outdated if its question has changed since, in the model or in the questionnaire."""
        now = self.questionnaires.get(row.questionnaire)
        same_form = now is None or row.questionnaire_version in (now.full_version, now.version)
        same_model = row.model_version == self.model.version
        if row.state != "answer" or (same_model and same_form):
            return None
        old = self.model if same_model else self.find_model(row.model or self.model.info.id, row.model_version)
        # Where the old texts cannot be read, nobody knows what was asked: somebody has to look again.
        if old is None:
            return OutdatedAnswer(row, None)
        form = now if same_form else self.find_questionnaire(row.questionnaire, row.questionnaire_version, old)
        then = as_asked(old, form, row.item, row.perspective)
        same = same_question(then, as_asked(self.model, now, row.item, row.perspective))
        return None if same else OutdatedAnswer(row, then)

    def all_outdated(self, rows: Iterable[ResponseRow]) -> list[OutdatedAnswer]:
        """Return the answers that no longer count because their question has changed since."""
        return [found for row in rows if (found := self.outdated(row)) is not None]


def stored_responses(
    versions: Versions, rows: Sequence[ResponseRow]
) -> tuple[pd.DataFrame, Mapping[str, Collection[str]]]:
    """Turn stored answers into the long table.

    Items that a condition of the questionnaire has hidden become *not applicable*. Answers to
    questions that have changed since count as missing; nothing is guessed from one version into
    another.

    Args:
        versions: The model and the questionnaires in force, and where to look up earlier ones.
        rows: Current answers of any number of assessments of one case.

    Returns:
        The table with a column ``questionnaire``, and per questionnaire the items it asks.
    """
    import pandas as pd

    from typology.assessment.answers import COLUMNS

    model, questionnaires = versions.model, versions.questionnaires
    outdated = {(o.row.assessment_id, o.row.item) for o in versions.all_outdated(rows)}
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
