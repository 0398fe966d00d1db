"""What comes out under other thresholds, weights and ways to put dimensions together: a sign per rule, and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from typology.assessment.assignment import Assignment
from typology.assessment.sensitivity import Scenario, Sensitivity
from typology.figures import common
from typology.figures.svg import Canvas
from typology.figures.svg_key import Sample, draw_key
from typology.figures.text import width
from typology.figures.wording import Words
from typology.model.elements import Model

Outcome = Literal["same", "verdict", "other"]
_GROUPS = {
    "thresholds": "thresholds", "equal_weights": "weights", "dimension_weight": "weights", "geometric": "together",
    "weakest_link": "together",
}
_MOST_LINES = 8  # of one result that other rules lead to
_LITTLE = 0.5  # points that are too few to be named
_LABELS = 0.3


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that might have been chosen.

    Attributes:
        group: What it changes.
        label: The rule in words.
        outcome: What comes out, in words.
        kind: ``same`` result, same type but another ``verdict``, or an ``other`` type.
    """

    group: str
    label: str
    outcome: str
    kind: Outcome


def rules_of(words: Words, model: Model, found: Sensitivity) -> list[Rule]:
    """Return all other rules with what they lead to."""
    return [
        Rule(_GROUPS[scenario.kind.value], _label(words, model, scenario), _placed(words, model, scenario.assignment),
             _kind(found, scenario))
        for scenario in found.scenarios
    ]


def _kind(found: Sensitivity, scenario: Scenario) -> Outcome:
    if scenario.same:
        return "same"
    alike = (scenario.assignment.type, scenario.assignment.second) == (found.baseline.type, found.baseline.second)
    return "verdict" if alike else "other"


def _label(words: Words, model: Model, scenario: Scenario) -> str:
    key = f"develop.rule.{scenario.kind.value}"
    amount = words.say.number(abs(scenario.amount), 0 if float(scenario.amount).is_integer() else 1)
    if scenario.dimension is not None:
        name = words.quote(words.name(model.dimensions[scenario.dimension].label))
        return words.say(f"{key}_{'more' if scenario.amount > 1 else 'less'}", name=name, amount=amount)
    if scenario.amount:
        return words.say(f"{key}_{'more' if scenario.amount > 0 else 'less'}", amount=amount)
    return words.say(key)


def _placed(words: Words, model: Model, found: Assignment) -> str:
    verdict = words.say(f"verdict_short.{found.verdict.name.lower()}")
    ideals = [model.types[t] for t in (found.type, found.second) if t is not None and t in model.types]
    names = [words.quote(words.name(ideal.label)) for ideal in ideals]
    return words.say("develop.path.type", type=words.enumerate(names), verdict=verdict) if names else verdict


# ------------------------------------------------------------------------------ drawing
def draw_rules(canvas: Canvas, words: Words, found: Sensitivity, rules: Sequence[Rule]) -> None:
    """Draw a row per kind of rule: a sign for each, and in words those that lead elsewhere."""
    if not rules:
        return
    size = canvas.form.size
    canvas.say(words.say("develop.rule.title"), bold=True, gap=size * 0.3)
    for group in dict.fromkeys(rule.group for rule in rules):
        _group(canvas, words, group, [rule for rule in rules if rule.group == group])
    kinds: list[Outcome] = ["same", "verdict", "other"]
    occur = [kind for kind in kinds if any(rule.kind == kind for rule in rules)]
    draw_key(canvas, [(_sample(kind), words.say(f"develop.rule.key.{kind}")) for kind in occur])


def _group(canvas: Canvas, words: Words, group: str, rules: Sequence[Rule]) -> None:
    form, size, small = canvas.form, canvas.form.size, canvas.form.small
    left = 0.0 if form.is_narrow else form.across * _LABELS
    top = canvas.at
    room = form.across if form.is_narrow else left - size
    below = canvas.write(0.0, top, canvas.lines(words.say(f"develop.rule.{group}_group"), room, most=3), room=room)
    y = below if form.is_narrow else top
    count = words.say("develop.rule.count", n=sum(rule.kind == "same" for rule in rules), all=len(rules))
    step, end = size * 1.25, form.across - width(count, size, bold=True) - size * 0.6
    x, line = left + size * 0.6, common.LEADING * size
    for rule in rules:
        if x + size * 0.5 > end:
            x, y = left + size * 0.6, y + line
        draw_outcome(canvas, rule.kind, x, y + line / 2, size * 0.45)
        x += step
    canvas.write(form.across, y, [count], bold=True, anchor="end")
    canvas.at = y + line
    for text in _elsewhere(words, rules):
        canvas.say(text, x=left, room=form.across - left, size=small, color=common.MUTED, most=_MOST_LINES)
    canvas.at = max(canvas.at, below) + size * 0.5


def _elsewhere(words: Words, rules: Sequence[Rule]) -> list[str]:
    """Return the rules that lead elsewhere, together where they lead to the same."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        if rule.kind != "same":
            found.setdefault(rule.outcome, []).append(rule.label)
    return [
        words.say("develop.rule.line", rule=" · ".join(labels), outcome=outcome) for outcome, labels in found.items()
    ]


def draw_outcome(canvas: Canvas, kind: Outcome, x: float, y: float, radius: float) -> None:
    """Draw the sign of an outcome: filled for the same, hollow for another one."""
    if kind == "same":
        canvas.sign("circle", x, y, radius, common.ACCENT, thickness=1)
    else:
        shape = "circle" if kind == "verdict" else "square"
        canvas.sign(shape, x, y, radius * 0.85, common.PAPER, line=common.INK, thickness=radius * 0.35)


def _sample(kind: Outcome) -> Sample:
    return lambda canvas, x, y: draw_outcome(canvas, kind, x, y, canvas.form.small * 0.42)


# ------------------------------------------------------------------------------ words
def say_rule(words: Words, rule: Rule) -> str:
    """Return a rule with what it leads to."""
    return words.say("develop.rule.line", rule=rule.label, outcome=rule.outcome)


def say_tip(words: Words, model: Model, found: Sensitivity) -> str:
    """Return from which shift of all thresholds on another type holds; "" if there is none."""
    tip = found.tips_at
    if tip is None or not found.runs:
        return ""
    side = "higher" if tip.shift > 0 else "lower"
    if abs(tip.shift) < _LITTLE:
        amount = words.say("develop.rule.by_little")
    else:
        points = words.say.number(abs(tip.shift), 0)
        amount = words.say("develop.rule.by_points", points=points, n=int(points))
    names = [words.quote(words.name(model.types[t].label)) for t in tip.types]
    key = f"develop.rule.tip_{side}" if names else f"develop.rule.tip_{side}_none"
    return words.say(key, amount=amount, n=len(names), names=words.enumerate(names))
