"""What changed between two moments of one Verbund, and what lies between today and the goal, from stored answers.

Answers may have been given under an earlier version of the model or of a questionnaire. An item counts for the
comparison only if everybody at both moments was asked what is asked today; else it is left out of both, and the
account of what was left out says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typology.assessment.flow import Asked
from typology.assessment.item_prints import as_asked, same_question
from typology.model.difference import shared_weight
from typology.model.elements import Model, Questionnaire
from typology.reports.stored import Versions, stored_responses

if TYPE_CHECKING:
    from typology.assessment.change import Change, NotCompared
    from typology.assessment.goal_gap import Gap
    from typology.store.records import ResponseRow


@dataclass(frozen=True, slots=True)
class DroppedQuestion:
    """A question that is left out of both moments, with its words then and now.

    Attributes:
        item: Item id.
        reason: Why.
        then: How it was asked; None if it was not asked or the texts of the time are lost.
        now: How it would be asked today; None if the model in force has no such item.
    """

    item: str
    reason: NotCompared
    then: Asked | None
    now: Asked | None


def change_between(
    versions: Versions, rows: Sequence[ResponseRow], before: int, after: int, perspective: str
) -> Change:
    """Compare two moments of one case from one perspective.

    Args:
        versions: The model and the questionnaires in force, and where to look up earlier ones.
        rows: Current answers of one case; those of other waves and perspectives are passed over.
        before: Number of the first wave.
        after: Number of the second.
        perspective: Id of the perspective.

    Returns:
        The change over the items that everybody was asked alike; refused if there are too few of them, or no answers.
    """
    from typology.assessment.change import DroppedItem, change

    then, now = (_moment(rows, wave, perspective) for wave in (before, after))
    dropped = dropped_questions(versions, [*then, *now])
    first, asked = stored_responses(versions, then)
    second, _ = stored_responses(versions, now)
    found = change(
        versions.model,
        first,
        second,
        asked,
        dropped=[DroppedItem(question.item, question.reason) for question in dropped],
        shared_weight=_shared(versions, [*then, *now], {question.item for question in dropped}),
    )
    return replace(found, before=str(before), after=str(after), perspective=perspective)


def goal_gaps(
    versions: Versions, rows: Sequence[ResponseRow], now: int, goal: int, perspective: str
) -> tuple[Gap, ...]:
    """Return what lies between today and the goal, item by item, in the order of the model.

    Args:
        versions: The model and the questionnaires in force, and where to look up earlier ones.
        rows: Current answers of one case; those of other waves and perspectives are passed over.
        now: Number of the wave of today.
        goal: Number of the wave of the goal.
        perspective: Id of the perspective.
    """
    from typology.assessment.goal_gap import goal_gap

    today, aim = (_moment(rows, wave, perspective) for wave in (now, goal))
    first, asked = stored_responses(versions, today)
    second, _ = stored_responses(versions, aim)
    left_out = [question.item for question in dropped_questions(versions, [*today, *aim])]
    return goal_gap(versions.model, first, second, asked, left_out=left_out)


def dropped_questions(versions: Versions, rows: Sequence[ResponseRow]) -> tuple[DroppedQuestion, ...]:
    """Return the questions that not everybody was asked as they are asked today.

    A question that was changed, and answered in its old words at both moments, is among them: today's model cannot
    tell what such an answer is worth.

    Args:
        versions: The model and the questionnaires in force, and where to look up earlier ones.
        rows: Current answers of one case and perspective at the moments to compare.

    Returns:
        One entry an item, in the order of the model, those it does not know last.
    """
    from typology.assessment.change import NotCompared

    gravest = (NotCompared.GONE, NotCompared.CHANGED, NotCompared.UNREADABLE, NotCompared.NEW)
    found: dict[str, DroppedQuestion] = {}
    for question in _not_alike(versions, rows):
        known = found.get(question.item)
        if known is None or gravest.index(question.reason) < gravest.index(known.reason):
            found[question.item] = question
    place = {item: number for number, item in enumerate(versions.model.items)}
    return tuple(sorted(found.values(), key=lambda q: (place.get(q.item, len(place)), q.item)))


# ------------------------------------------------------------------------------ what was asked
class _Form:
    """What somebody was asked: a model and a questionnaire, in the versions of the time."""

    def __init__(self, model: Model | None, questionnaire: Questionnaire | None) -> None:
        """Take the model, None if it cannot be read any more, and the questionnaire, None if the items' words count."""
        self.model, self.questionnaire = model, questionnaire
        known = frozenset(model.items if model else ())
        # What it asked, as far as is known.
        self.items = known if questionnaire is None else known & frozenset(questionnaire.items)

    def asked(self, item: str, perspective: str) -> Asked | None:
        """Return an item as it was put; None if there was no such item, or it cannot be read."""
        return as_asked(self.model, self.questionnaire, item, perspective) if self.model else None

    def is_like(self, other: _Form) -> bool:
        """Return whether both are the very same texts."""
        return self.model is other.model and self.questionnaire is other.questionnaire


class _Forms:
    """Looks up what was asked, once per version, and what is asked today."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._then: dict[tuple[str, str, str, str], _Form] = {}
        self._today: dict[str, _Form] = {}

    def then(self, row: ResponseRow) -> _Form:
        """Return what an answer was given to."""
        key = (row.model, row.model_version, row.questionnaire, row.questionnaire_version)
        if key not in self._then:
            self._then[key] = self._look_up(row)
        return self._then[key]

    def today(self, row: ResponseRow) -> _Form:
        """Return what the same questionnaire asks today."""
        if row.questionnaire not in self._today:
            form = self._versions.questionnaires.get(row.questionnaire)
            self._today[row.questionnaire] = _Form(self._versions.model, form)
        return self._today[row.questionnaire]

    def _look_up(self, row: ResponseRow) -> _Form:
        versions, today = self._versions, self.today(row).questionnaire
        model: Model | None = versions.model
        if row.model_version != versions.model.version:
            model = versions.find_model(row.model or versions.model.info.id, row.model_version)
        # As for single answers: of a questionnaire that is gone, the items' own words count.
        if model is None or today is None or row.questionnaire_version in (today.full_version, today.version):
            return _Form(model, today)
        return _Form(model, versions.find_questionnaire(row.questionnaire, row.questionnaire_version, model))


def _not_alike(versions: Versions, rows: Sequence[ResponseRow]) -> Iterator[DroppedQuestion]:
    """Yield, for every assessment, the questions it was not asked as they are asked today."""
    forms = _Forms(versions)
    by_assessment: dict[int, list[ResponseRow]] = {}
    for row in rows:
        by_assessment.setdefault(row.assessment_id, []).append(row)
    for own in by_assessment.values():
        said = {row.item: row for row in own if row.state != "none"}
        for row in said.values():
            yield from _as_answered(forms, row)
        # What somebody left open may not have been there to be answered.
        seen = list(dict.fromkeys(forms.then(row) for row in own))
        today = forms.today(own[0])
        if not any(form.is_like(today) for form in seen):
            for item in today.items - said.keys():
                yield from _as_left_open(seen, today, item, own[0].perspective)


def _as_answered(forms: _Forms, row: ResponseRow) -> Iterator[DroppedQuestion]:
    """Yield the question of an answer (also of *don't know*) if it is another one today."""
    from typology.assessment.change import NotCompared

    form, today = forms.then(row), forms.today(row)
    if form.is_like(today) and form.model and row.item in form.model.items:
        return
    then, now = form.asked(row.item, row.perspective), today.asked(row.item, row.perspective)
    if now is None:
        yield DroppedQuestion(row.item, NotCompared.GONE, then, None)
    elif then is None:
        yield DroppedQuestion(row.item, NotCompared.UNREADABLE, None, now)
    elif not same_question(then, now):
        yield DroppedQuestion(row.item, NotCompared.CHANGED, then, now)


def _as_left_open(seen: Sequence[_Form], today: _Form, item: str, perspective: str) -> Iterator[DroppedQuestion]:
    """Yield a question without an answer if none of the versions that somebody saw asked it as it is asked today."""
    from typology.assessment.change import NotCompared

    now = today.asked(item, perspective)
    asked = [form.asked(item, perspective) for form in seen if item in form.items]
    if any(same_question(then, now) for then in asked):
        return
    if asked:
        yield DroppedQuestion(item, NotCompared.CHANGED, asked[0], now)
    else:
        lost = any(form.model is None for form in seen)
        yield DroppedQuestion(item, NotCompared.UNREADABLE if lost else NotCompared.NEW, None, now)


# ------------------------------------------------------------------------------ how much is shared
def _shared(versions: Versions, rows: Sequence[ResponseRow], dropped: set[str]) -> float:
    """Return how much of the weight that was asked is shared, 0 to 1: in the version where it is least.

    A version whose texts are lost has no weights; what was asked under it is among the dropped.
    """
    forms = _Forms(versions)
    used = list(dict.fromkeys(form for row in rows for form in (forms.then(row), forms.today(row))))
    asked = {row.item for row in rows if row.state != "none"}.union(*(form.items for form in used))
    shares = [1.0]
    for model in {id(form.model): form.model for form in used}.values():
        if model is not None:
            kept = {item: found for item, found in model.items.items() if item in asked}
            shares.append(shared_weight(replace(model, items=kept), kept.keys() - dropped))
    return min(shares)


def _moment(rows: Sequence[ResponseRow], wave: int, perspective: str) -> list[ResponseRow]:
    return [row for row in rows if row.wave_id == wave and row.perspective == perspective]
