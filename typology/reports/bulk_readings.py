"""Readings of very many groups at once: scores and types only, without draws, explanation or counterfactual.

``typology.assessment.reading`` takes one group at a time and says everything that can be said of it.
For ten thousand Verbünde that is too much; here all groups go through the arithmetic together. What is
there is the same, figure by figure (a test compares the two).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from typology.assessment.answers import ANSWERED, NOT_APPLICABLE, Answers, encode
from typology.assessment.assignment import Assignment, TypeFit, Verdict, VerdictRule, judge
from typology.assessment.calibration import Floats
from typology.assessment.explanation import Explanation
from typology.assessment.kernel import Ints, Kernel, compile_model
from typology.assessment.placement import Position, place
from typology.assessment.reading import Reading, SetReading
from typology.assessment.rules import Answered, Given, read_phase
from typology.assessment.scoring import Scores, score_answers
from typology.model.elements import Model, Rule

_BATCH = 2_000  # groups; keeps (groups, types, sets) arrays small
_SET_COLUMNS = ("score", "coverage", "low", "high", "band_low", "band_high", "spread")


def read_in_bulk(
    model: Model, responses: pd.DataFrame, asked: Mapping[str, Collection[str]] | None = None
) -> Iterator[Reading]:
    """Yield one reading per case, wave and perspective, in order of first appearance.

    Args:
        model: A model that has passed the validator.
        responses: Long table as described in ``typology.assessment.answers``.
        asked: Per questionnaire id the items it asks.

    Yields:
        Readings with an empty explanation, without counterfactuals and without stability.
    """
    kernel = compile_model(model)
    answers = encode(kernel, responses, asked)
    scores = score_answers(kernel, model.method, answers)
    respondents = np.bincount(answers.group_of, minlength=len(answers.groups)).tolist()
    given = _GivenAnswers(model, kernel, answers)
    for start in range(0, len(answers.groups), _BATCH):
        batch = slice(start, start + _BATCH)
        sets, assignments = _sets(model, kernel, scores, batch), _assignments(model, kernel, scores.score[batch])
        for offset, (names, found, assignment) in enumerate(zip(answers.groups[batch], sets, assignments, strict=True)):
            case, wave, perspective = names
            yield Reading(
                case=str(case),
                wave=str(wave),
                perspective=str(perspective),
                respondents=respondents[start + offset],
                sets=found,
                assignment=assignment,
                counterfactuals=(),
                phase=read_phase(model, given.of(start + offset)),
                placements=tuple(
                    place(p, _position(found[p.x]), _position(found[p.y])) for p in model.placements.values()
                ),
                explanation=Explanation({}, {}),
                draws=0,
                seed=model.method.uncertainty.seed,
                model_version=model.version,
            )


def _position(reading: SetReading) -> Position:
    low, high = reading.range or (math.nan, math.nan)
    return Position(math.nan if reading.score is None else reading.score, low, high)


def _nullable(values: Floats) -> list[list[float | None]]:
    """Return a table as lists, with None for NaN."""
    cells = values.astype(object)
    cells[np.isnan(values)] = None
    return cells.tolist()  # type: ignore[no-any-return]


def _sets(model: Model, kernel: Kernel, scores: Scores, batch: slice) -> list[dict[str, SetReading]]:
    membership = kernel.membership(scores.score[batch])
    near = np.abs(membership - 0.5) < model.method.calibration.undecided_within
    with np.errstate(invalid="ignore"):
        thin = ~np.isnan(scores.score[batch]) & (
            np.nan_to_num(scores.coverage[batch]) < model.method.coverage.provisional_below - 1e-9
        )
    figures: dict[str, Any] = {name: _nullable(getattr(scores, name)[batch]) for name in _SET_COLUMNS}
    figures |= {"n": scores.n[batch].tolist(), "membership": _nullable(membership)}
    figures |= {"undecided": near.tolist(), "provisional": thin.tolist()}
    columns = [figures[field.name] for field in fields(SetReading) if field.name != "id"]
    return [
        dict(zip(kernel.sets, map(SetReading, kernel.sets, *rows), strict=True)) for rows in zip(*columns, strict=True)
    ]


def _assignments(model: Model, kernel: Kernel, scores: Floats) -> list[Assignment]:
    conditioned = (kernel.side != 0).any(axis=0)
    missing = conditioned & np.isnan(scores)
    memberships = kernel.membership(scores)
    terms = kernel.terms(memberships, core_only=True)
    weakest = np.argmin(terms, axis=-1)
    weakest_term = np.take_along_axis(terms, weakest[..., None], axis=-1)[..., 0].tolist()
    fits, closeness = kernel.type_membership(memberships), kernel.closeness(scores)
    fit_rows, close_rows, weakest_rows = fits.tolist(), closeness.tolist(), weakest.tolist()
    sides = [["high" if side > 0 else "low" for side in row] for row in kernel.side.tolist()]
    found = []
    for g in range(len(scores)):
        if missing[g].any() or not kernel.types:
            absent = tuple(s for s, gone in zip(kernel.sets, missing[g], strict=True) if gone)
            found.append(Assignment(Verdict.INSUFFICIENT, VerdictRule.TOO_FEW_ANSWERS, None, None, (), absent))
            continue
        verdict, rule, named, second = judge(model.method.verdict, fits[g], closeness[g], None)
        types = tuple(
            TypeFit(type_id, fit, close, None, kernel.sets[weak], side[weak], term)
            for type_id, fit, close, weak, side, term in zip(
                kernel.types, fit_rows[g], close_rows[g], weakest_rows[g], sides, weakest_term[g], strict=True
            )
        )
        second_type = None if second is None else kernel.types[second]
        found.append(Assignment(verdict, rule, kernel.types[named], second_type, types))
    return found


class _GivenAnswers:
    """The mean answer of every group to the items that the phases ask about."""

    def __init__(self, model: Model, kernel: Kernel, answers: Answers) -> None:
        tested = {item for phase in model.phases.values() for item in _items_of(phase.requires)}
        self._codes = [(code, item) for code, item in enumerate(kernel.items) if item in tested]
        group = answers.group_of[answers.respondent]
        is_answer = answers.state == ANSWERED
        shape = (len(answers.groups), len(kernel.items))
        cell = group * shape[1] + answers.item

        def total(cells: Ints, weights: Floats | None = None) -> Any:
            return np.bincount(cells, weights=weights, minlength=shape[0] * shape[1]).reshape(shape)

        questionnaires = len(answers.asked)
        people = np.bincount(
            answers.group_of * questionnaires + answers.asked_by, minlength=shape[0] * questionnaires
        ).reshape(shape[0], questionnaires)
        unasked = ~answers.asked[answers.asked_by[answers.respondent], answers.item]
        # Whoever was asked and has no row gave no answer; whoever has a row counts as asked.
        self._asked = people @ answers.asked.astype(np.int64) + total(cell[unasked])
        self._answered = total(cell[is_answer])
        self._not_applicable = total(cell[answers.state == NOT_APPLICABLE])
        self._sum = total(cell[is_answer], answers.value[is_answer])

    def of(self, group: int) -> dict[str, Answered]:
        """Return the mean answer per item, or why there is none."""
        found: dict[str, Answered] = {}
        for code, item in self._codes:
            if answered := self._answered[group, code]:
                found[item] = float(self._sum[group, code] / answered)
            elif asked := self._asked[group, code]:
                all_out = self._not_applicable[group, code] == asked
                found[item] = Given.NOT_APPLICABLE if all_out else Given.MISSING
        return found


def _items_of(rule: Rule | None) -> Iterator[str]:
    if rule is None:
        return
    if rule.item is not None:
        yield rule.item
    for part in (*rule.all, *rule.any, *rule.none):
        yield from _items_of(part)
