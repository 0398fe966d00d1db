"""From scores to ideal types: membership, closeness, verdict.

Membership decides (fuzzy ideal types: Zadeh 1965, Kvist 2007), closeness (Gower 1971) orders types
when none fits, stability says how often small changes would keep the result. Memberships are not
probabilities and do not sum to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from typology.assessment.calibration import Floats
from typology.assessment.kernel import MEMBERSHIP_CRUMB, Bools, Kernel
from typology.model.elements import Method, VerdictMethod

# Shares and closenesses that differ by less are equal.
_CRUMB = 1e-9


class Verdict(StrEnum):
    """How an assignment may be spoken of; the values are the field's own words."""

    CLEAR = "klar"
    TENDENCY = "Tendenz"
    MIXED = "Mischtyp"
    NONE = "kein klarer Typ"
    INSUFFICIENT = "zu wenig Antworten"


class VerdictRule(StrEnum):
    """Which rule led to the verdict: the first that held."""

    TOO_FEW_ANSWERS = "too_few_answers"
    NO_MEMBERSHIP = "no_membership"
    UNSTABLE = "unstable"
    SECOND_MEMBERSHIP = "second_membership"
    CLOSENESS_TIE = "closeness_tie"
    CLOSENESS_CONTRADICTS = "closeness_contradicts"
    CLEAR = "clear"
    TENDENCY = "tendency"


@dataclass(frozen=True, slots=True)
class TypeFit:
    """How one type fits.

    Attributes:
        id: Type id.
        membership: Degree to which its core conditions hold, 0 to 1.
        closeness: Gower similarity to its ideal point, 0 to 1.
        stability: Share of draws in which it leads; None if nothing was drawn.
        weakest_set: Set with the smallest term: what speaks against it most.
        weakest_side: ``high`` or ``low``: what the type asks of that set.
        weakest_term: The smallest term, which is the membership.
    """

    id: str
    membership: float
    closeness: float
    stability: float | None
    weakest_set: str
    weakest_side: str
    weakest_term: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where a Verbund is placed among the types.

    Attributes:
        verdict: How far the assignment may be relied upon.
        rule: The rule that led to it.
        type: The type that the verdict names: the one with the largest membership, or the
            closest one if there is no clear type; None if there are too few answers.
        second: For mixed types the other one, else None.
        fits: All types, in the order of the model.
        missing_sets: Sets without a score on which types condition.
    """

    verdict: Verdict
    rule: VerdictRule
    type: str | None
    second: str | None
    fits: tuple[TypeFit, ...]
    missing_sets: tuple[str, ...] = ()

    def fit(self, type_id: str) -> TypeFit:
        """Return the fit of a type."""
        return next(fit for fit in self.fits if fit.id == type_id)

    @property
    def leading(self) -> TypeFit | None:
        """The fit of the type that the verdict names."""
        return self.fit(self.type) if self.type else None

    def by_membership(self) -> tuple[TypeFit, ...]:
        """Return the fits, largest membership first; ties in the order of the model."""
        return tuple(sorted(self.fits, key=lambda fit: -fit.membership))


def judge(
    method: VerdictMethod, membership: Floats, closeness: Floats, stability: Floats | None
) -> tuple[Verdict, VerdictRule, int, int | None]:
    """Apply the verdict rules in their order; the first that holds counts.

    Args:
        method: Thresholds.
        membership: ``(T,)`` memberships.
        closeness: ``(T,)`` closeness.
        stability: ``(T,)`` shares of draws, or None if nothing was drawn (then no rule about it applies).

    Returns:
        Verdict, rule, code of the type named, and code of the second type of a mixed verdict.
    """
    lead, runner_up = _first_two(membership, closeness)
    closest, next_closest = _first_two(closeness, membership)
    holds = membership > method.member_above + MEMBERSHIP_CRUMB
    if not holds[lead]:
        return Verdict.NONE, VerdictRule.NO_MEMBERSHIP, closest, None
    if stability is not None and stability[lead] < method.unstable_below - _CRUMB:
        return Verdict.NONE, VerdictRule.UNSTABLE, closest, None
    if runner_up is not None and holds[runner_up]:
        return Verdict.MIXED, VerdictRule.SECOND_MEMBERSHIP, lead, runner_up
    gap = 1.0 if next_closest is None else float(closeness[closest] - closeness[next_closest])
    if gap < method.tie_below - _CRUMB:
        other = next_closest if closest == lead else closest
        return Verdict.MIXED, VerdictRule.CLOSENESS_TIE, lead, other
    if closest != lead:
        return Verdict.MIXED, VerdictRule.CLOSENESS_CONTRADICTS, lead, closest
    if (stability is None or stability[lead] >= method.stable_from - _CRUMB) and gap >= method.gap_from - _CRUMB:
        return Verdict.CLEAR, VerdictRule.CLEAR, lead, None
    return Verdict.TENDENCY, VerdictRule.TENDENCY, lead, None


def _first_two(by: Floats, then_by: Floats) -> tuple[int, int | None]:
    """Return the largest and the second largest; equal ones in the order of the other figure, then of the model."""
    order = np.lexsort((np.arange(len(by)), -then_by.round(9), -by.round(10)))
    return int(order[0]), int(order[1]) if len(order) > 1 else None


def assign(kernel: Kernel, method: Method, scores: Floats, stability: Floats | None = None) -> Assignment:
    """Assign one profile to the types.

    Args:
        kernel: The compiled model.
        method: Thresholds.
        scores: ``(S,)`` axes and dimensions on 0 to 100; NaN where there is no score.
        stability: ``(T,)`` share of draws in which each type leads; None if nothing was drawn.

    Returns:
        The assignment; *zu wenig Antworten* if a set on which a type sets a condition has no score.
    """
    missing = kernel.conditioned() & np.isnan(scores)
    if missing.any() or not kernel.conditioned().any():
        absent = tuple(s for s, gone in zip(kernel.sets, missing, strict=True) if gone)
        return Assignment(Verdict.INSUFFICIENT, VerdictRule.TOO_FEW_ANSWERS, None, None, (), absent)
    memberships = kernel.membership(scores)
    fits_by_type = kernel.type_membership(memberships)
    closeness = kernel.closeness(scores)
    verdict, rule, named, second = judge(method.verdict, fits_by_type, closeness, stability)
    terms = kernel.terms(memberships, core_only=True)
    fits = []
    for row, type_id in enumerate(kernel.types):
        weakest = int(np.argmin(terms[row]))
        fits.append(
            TypeFit(
                id=type_id,
                membership=float(fits_by_type[row]),
                closeness=float(closeness[row]),
                stability=None if stability is None else float(stability[row]),
                weakest_set=kernel.sets[weakest],
                weakest_side="high" if kernel.side[row, weakest] > 0 else "low",
                weakest_term=float(terms[row, weakest]),
            )
        )
    other = None if second is None else kernel.types[second]
    return Assignment(verdict, rule, kernel.types[named], other, tuple(fits))


def holding_types(kernel: Kernel, method: VerdictMethod, scores: Floats) -> Bools:
    """Return ``(..., T)``: the types whose membership is above the threshold."""
    return kernel.holds(kernel.type_membership(kernel.membership(scores)), method.member_above)
