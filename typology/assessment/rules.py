"""Rules over single answers: phases and conditions of questionnaires, with a third truth value.

A rule can be true, false or open. Open means that an answer is missing that could decide it; a
result page says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from typology.model.elements import Model, Phase, Rule

_CRUMB = 1e-9  # a mean of answers that equals a threshold but for rounding reaches it


class Given(StrEnum):
    """What stands in the place of an answer without a value."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


# An answer as a rule sees it: a value on the item's scale (for a group their mean), or why there is none.
Answered = float | Given


@dataclass(frozen=True, slots=True)
class Finding:
    """How one single test came out.

    Attributes:
        rule: The test.
        holds: True, False, or None if an answer is missing.
        answer: The value that was tested.
    """

    rule: Rule
    holds: bool | None
    answer: Answered


def threshold(model: Model, item_id: str, bound: str | float) -> float:
    """Return the value of an option id, or the number itself.

    Raises:
        KeyError: If the item's scale has no such option.
    """
    if isinstance(bound, str):
        option = model.scale_of(item_id).option(bound)
        if option is None:
            raise KeyError(f"Item {item_id!r} has no option {bound!r}.")
        return option.value
    return float(bound)


def evaluate(model: Model, rule: Rule | None, answers: Mapping[str, Answered]) -> bool | None:
    """Return True, False, or None (open) for a rule.

    Args:
        model: The model, for the values of options.
        rule: The rule; None always holds.
        answers: Value per item; an absent item counts as missing. *Not applicable* makes a test false.

    Returns:
        True or False as soon as the answers there are decide it, else None.
    """
    if rule is None:
        return True
    if rule.item is not None:
        return _test(model, rule, answers.get(rule.item, Given.MISSING))
    if rule.all:
        return _every([evaluate(model, part, answers) for part in rule.all])
    if rule.any:
        found = _every([_negate(evaluate(model, part, answers)) for part in rule.any])
        return _negate(found)
    return _every([_negate(evaluate(model, part, answers)) for part in rule.none])


def findings(model: Model, rule: Rule | None, answers: Mapping[str, Answered]) -> tuple[Finding, ...]:
    """Return every single test of a rule with its outcome, in the order of the YAML."""
    if rule is None:
        return ()
    if rule.item is not None:
        answer = answers.get(rule.item, Given.MISSING)
        return (Finding(rule, _test(model, rule, answer), answer),)
    return tuple(f for part in (*rule.all, *rule.any, *rule.none) for f in findings(model, part, answers))


def _test(model: Model, rule: Rule, answer: Answered) -> bool | None:
    assert rule.item is not None
    if isinstance(answer, Given):
        return None if answer is Given.MISSING else False
    if rule.at_least is not None:
        return answer >= threshold(model, rule.item, rule.at_least) - _CRUMB
    if rule.at_most is not None:
        return answer <= threshold(model, rule.item, rule.at_most) + _CRUMB
    # A group's mean belongs to the option it is nearest to; a tie belongs to the lower one.
    options = model.scale_of(rule.item).options
    nearest = min(options, key=lambda option: (round(abs(option.value - answer), 9), option.value), default=None)
    return nearest is not None and nearest.id in rule.one_of


def _every(parts: list[bool | None]) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _negate(value: bool | None) -> bool | None:
    return None if value is None else not value


@dataclass(frozen=True, slots=True)
class PhaseReading:
    """Which phase has been reached, and by which answers.

    Attributes:
        reached: The last phase whose rule, and the rule of every phase before it, holds.
        next: The phase after it, or None.
        open: True if missing answers could lead to a later phase.
        tests: Per phase id, every single test of its rule.
    """

    reached: Phase | None
    next: Phase | None
    open: bool
    tests: Mapping[str, tuple[Finding, ...]]


def read_phase(model: Model, answers: Mapping[str, Answered]) -> PhaseReading | None:
    """Read how far a case has come.

    Phases follow one another: the first one whose rule does not hold ends the reading, even if the
    rule of a later one would hold.

    Args:
        model: The model, with its phases from first to last.
        answers: Value per item, for a group their mean.

    Returns:
        The phase, or None if the model has no rules for phases or nothing they ask for was answered.
    """
    phases = list(model.phases.values())
    tests = {phase.id: findings(model, phase.requires, answers) for phase in phases}
    if all(f.answer is Given.MISSING for found in tests.values() for f in found):
        return None
    reached: Phase | None = None
    for phase in phases:
        outcome = evaluate(model, phase.requires, answers)
        if outcome is not True:
            return PhaseReading(reached, phase, outcome is None, tests)
        reached = phase
    return PhaseReading(reached, None, False, tests)
