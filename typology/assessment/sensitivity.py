"""How the placement of one group would change if other choices had been made.

Two questions: in how many of the simulated draws does it stay where it is, everything varied at once and
each source of uncertainty alone; and what would come out under other thresholds, weights and ways to
put dimensions together.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from typology.assessment.answers import ANSWERED, Answers, encode
from typology.assessment.assignment import Assignment, assign, holding_types
from typology.assessment.calibration import Floats
from typology.assessment.counterfactual import decided_sides, thresholds
from typology.assessment.kernel import Bools, Kernel, compile_model
from typology.assessment.scenarios import Outcome, try_out, usual_choices
from typology.assessment.scenarios import ScenarioKind as ScenarioKind
from typology.assessment.scoring import score_answers
from typology.assessment.uncertainty import Draws, draw
from typology.model.elements import Method, Model

_CRUMB = 1e-9  # points that differ by less are equal: it is rounding
_BEYOND = 1e-6  # points by which a shift has to pass a threshold that must not merely be reached


class Source(StrEnum):
    """What is varied in the draws."""

    ALL = "all"
    RESPONDENTS = "respondents"
    MISSING = "missing"
    WEIGHTS = "weights"
    ANCHORS = "anchors"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Where the draws lead if one source of uncertainty is varied, or all of them.

    Attributes:
        source: What is varied; everything else stays as it is.
        applies: False if nothing varies where it matters: no missing answer, too few respondents for a band, the same
            answer to everything, no range of weights or anchors. All draws are the same then.
        shares: Per type id the share of draws it leads and holds in, 0 to 1; types that tie for the lead share the
            draw, so that with ``none`` the shares sum to 1.
        none: Share of draws in which no type holds.
        stays: Share of draws that come out as the scores themselves do: the same type leads, alone or tied, or none
            holds. With everything varied and a type that leads it is the stability that stands everywhere else.
    """

    source: Source
    applies: bool
    shares: Mapping[str, float]
    none: float
    stays: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """What comes out if one choice is made otherwise.

    Attributes:
        kind: Which choice.
        amount: Points by which all thresholds move, or the factor on the weight of a dimension; 0 for the others.
        dimension: The dimension whose weight is changed; else None.
        assignment: The placement under this choice, with its own stability from the same draws.
        scores: Per axis and per other set that types condition on, its score; None if there is none.
        same: True if verdict, type and second type are those of the baseline.
    """

    kind: ScenarioKind
    amount: float
    dimension: str | None
    assignment: Assignment
    scores: Mapping[str, float | None]
    same: bool


@dataclass(frozen=True, slots=True)
class Tip:
    """The smallest common shift of all thresholds that places it otherwise.

    Attributes:
        shift: Points; positive: thresholds would lie higher. From just beyond it on, other types hold.
        crossed: Sets that pass from high to low or back there.
        types: Types that would hold; empty for none.
    """

    shift: float
    crossed: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far the placement of one group depends on choices and chance.

    Attributes:
        baseline: The placement as everywhere else.
        leads: The type that leads and holds by the scores themselves; None if none holds.
        scores: As in ``Scenario``, for the baseline.
        runs: All sources together, then each alone; empty if there are too few answers to place anything.
        scenarios: Other choices, in a fixed order; empty if there are too few answers.
        tips_at: The smallest shift of all thresholds with another result; None if no shift has one.
        respondents: Number of respondents.
        draws: Number of draws of each run.
        seed: Their seed.
    """

    baseline: Assignment
    leads: str | None
    scores: Mapping[str, float | None]
    runs: tuple[SourceRun, ...]
    scenarios: tuple[Scenario, ...]
    tips_at: Tip | None
    respondents: int
    draws: int
    seed: int

    def run(self, source: Source) -> SourceRun | None:
        """Return the run in which a source is varied; None if nothing was drawn."""
        return next((run for run in self.runs if run.source is source), None)


def sensitivity(
    model: Model,
    responses: pd.DataFrame,
    asked: Mapping[str, Collection[str]] | None = None,
    *,
    draws: int | None = None,
) -> Sensitivity:
    """Say how far the placement of one group depends on chance and on choices of method.

    Args:
        model: A model that has passed the validator.
        responses: Long table of one case, wave and perspective (see ``typology.assessment.answers``).
        asked: Per questionnaire id the items it asks; see ``encode``.
        draws: Monte Carlo draws instead of the model's own number, at least 1.

    Returns:
        The placement as ``read_responses`` gives it, and what would become of it. The same answers give the same
        figures to the last digit.

    Raises:
        ValueError: If the table does not hold exactly one group.
    """
    kernel = compile_model(model)
    answers = encode(kernel, responses, asked)
    if len(answers.groups) != 1:
        raise ValueError("Sensitivity is worked out for one wave of one case from one perspective.")
    scores = score_answers(kernel, model.method, answers)
    profile = scores.score[0]
    count = model.method.uncertainty.draws if draws is None else draws
    used = kernel.conditioned()
    if not used.any() or np.isnan(profile[used]).any():
        return Sensitivity(
            baseline=assign(kernel, model.method, profile),
            leads=None,
            scores=_shown(kernel, profile),
            runs=(),
            scenarios=(),
            tips_at=None,
            respondents=len(answers.respondents),
            draws=0,
            seed=model.method.uncertainty.seed,
        )
    drawn, outcomes = try_out(model, kernel, answers, scores, usual_choices(model, kernel), count)
    baseline = assign(kernel, model.method, profile, drawn.stability)
    first = baseline.by_membership()[0].id
    holds = holding_types(kernel, model.method.verdict, profile)
    leads = first if holds[kernel.types.index(first)] else None
    scored = ~np.isnan(scores.respondent_score)
    return Sensitivity(
        baseline=baseline,
        leads=leads,
        scores=_shown(kernel, profile),
        runs=(
            _run(kernel, Source.ALL, drawn, leads),
            *(
                _run(kernel, source, _alone(model, kernel, answers, scored, source, count), leads)
                for source in (Source.RESPONDENTS, Source.MISSING, Source.WEIGHTS, Source.ANCHORS)
            ),
        ),
        scenarios=tuple(_scenario(model.method, outcome, baseline) for outcome in outcomes),
        tips_at=find_tip(kernel, model.method, profile),
        respondents=len(answers.respondents),
        draws=count,
        seed=drawn.seed,
    )


# ------------------------------------------------------------------------------ one source alone
def _alone(model: Model, kernel: Kernel, answers: Answers, scored: Bools, source: Source, count: int) -> Draws:
    """Draw with one source varied and everything else as it is; the model's seed, and its ranges."""
    own = model.method.uncertainty
    still = replace(own, band_from=sys.maxsize, weight_low=1.0, weight_high=1.0, anchor_shift=0.0)
    if source is Source.RESPONDENTS:
        still = replace(still, band_from=own.band_from)
    elif source is Source.WEIGHTS:
        still = replace(still, weight_low=own.weight_low, weight_high=own.weight_high)
    elif source is Source.ANCHORS:
        still = replace(still, anchor_shift=own.anchor_shift)
    varied = replace(model, method=replace(model.method, uncertainty=still))
    return draw(varied, kernel, answers if source is Source.MISSING else _given_only(answers), scored, draws=count)


def _given_only(answers: Answers) -> Answers:
    """Return the answers that were given, as if nothing else had been asked: there is no gap left to guess."""
    states, _ = answers.grid()
    rows = answers.state == ANSWERED
    return replace(
        answers,
        respondent=answers.respondent[rows],
        item=answers.item[rows],
        state=answers.state[rows],
        dont_know=answers.dont_know[rows],
        x=answers.x[rows],
        value=answers.value[rows],
        asked=states == ANSWERED,
        asked_by=np.arange(len(answers.respondents)),
    )


def _run(kernel: Kernel, source: Source, drawn: Draws, leads: str | None) -> SourceRun:
    used = kernel.conditioned()
    varied = drawn.scores[:, used], drawn.anchors[:, used].reshape(len(drawn.scores), -1)
    leaders = drawn.leads.sum(axis=1)
    shares = (drawn.leads / np.maximum(leaders, 1)[:, None]).mean(axis=0)
    none = float((leaders == 0).mean())
    return SourceRun(
        source=source,
        applies=any(bool((np.ptp(values, axis=0) > _CRUMB).any()) for values in varied),
        shares={type_id: float(share) for type_id, share in zip(kernel.types, shares, strict=True)},
        none=none,
        stays=none if leads is None else float(drawn.leads[:, kernel.types.index(leads)].mean()),
    )


# ------------------------------------------------------------------------------ other choices
def _scenario(method: Method, outcome: Outcome, baseline: Assignment) -> Scenario:
    choice = outcome.choice
    found = assign(choice.kernel, method, outcome.profile, outcome.stability)
    return Scenario(
        kind=choice.kind,
        amount=choice.amount,
        dimension=choice.dimension,
        assignment=found,
        scores=_shown(choice.kernel, outcome.profile),
        same=(found.verdict, found.type, found.second) == (baseline.verdict, baseline.type, baseline.second),
    )


def _shown(kernel: Kernel, profile: Floats) -> dict[str, float | None]:
    """Return the scores of all axes and of the other sets that types condition on."""
    shown = kernel.conditioned()
    shown[: len(kernel.axis_weight)] = True
    return {kernel.sets[c]: None if np.isnan(profile[c]) else float(profile[c]) for c in np.flatnonzero(shown)}


def find_tip(kernel: Kernel, method: Method, profile: Floats) -> Tip | None:
    """Return the smallest shift of all thresholds by which other types hold.

    To shift every anchor up is to shift every score down: sets pass from one side to the other exactly where the
    score less the shift meets a threshold, so that only these shifts have to be looked at, nearest first. Of two that
    are equally near, the lower thresholds come first.

    Args:
        kernel: The compiled model.
        method: Thresholds.
        profile: ``(S,)`` scores; none missing on a set on which types set conditions.
    """
    _, threshold = thresholds(kernel, method.verdict.member_above)
    asked = [(0 if kernel.side[t, c] > 0 else 1, c) for t, c in zip(*np.nonzero(kernel.core), strict=True)]
    meets = {float(profile[c] - threshold[side, c]) for side, c in asked}
    beyond = {
        (abs(shift), shift, shift + way * _BEYOND)
        for shift in meets if np.isfinite(shift)
        for way in ((-1, 1) if abs(shift) <= _CRUMB else (int(np.sign(shift)),))
    }  # fmt: skip
    now = holding_types(kernel, method.verdict, profile)
    before = decided_sides(kernel, method.verdict.member_above, profile)
    for _, shift, just_beyond in sorted(beyond):
        then = holding_types(kernel, method.verdict, profile - just_beyond)
        if (then == now).all():
            continue
        after = decided_sides(kernel, method.verdict.member_above, profile - just_beyond)
        crossed = kernel.conditioned() & (before != after).any(axis=0)
        return Tip(
            shift=shift,
            crossed=tuple(s for s, on in zip(kernel.sets, crossed, strict=True) if on),
            types=tuple(t for t, on in zip(kernel.types, then, strict=True) if on),
        )
    return None
