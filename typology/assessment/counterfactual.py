"""The smallest change of answers that would place a Verbund otherwise.

A placement changes exactly where a type begins or ceases to hold, and a type holds while each of its
core sets is beyond a threshold. So the question is: which items, moved by how few answer steps,
carry these sets across? With sets that share no item this is one knapsack a set with very small
numbers, solved exactly by dynamic programming over the total number of steps. Where a dimension
belongs to several sets of a type, the sets have to be solved together, as an integer programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from typology.assessment.answers import Answers
from typology.assessment.assignment import holding_types
from typology.assessment.calibration import Floats, slopes
from typology.assessment.kernel import Bools, Ints, Kernel
from typology.assessment.moves import Moves, possible_moves
from typology.model.elements import Model

_MOST_STEPS = 60  # beyond this a change is no longer "small", and nothing is gained by naming it
_BEYOND = 1e-6  # points by which a set has to pass a threshold that must not merely be reached
_CRUMB = 1e-9  # points by which rounding may miss a threshold that only has to be reached
# The solver may miss a constraint by 1e-6, so it is asked for more than that.
_SOLVER_BEYOND = 1e-5
_SOLVER_NODES = 5_000  # a bound that keeps a page responsive and, unlike one in seconds, repeatable


@dataclass(frozen=True, slots=True)
class Change:
    """One item, moved.

    Attributes:
        item: Item id.
        steps: Answer steps, positive towards higher answers, negative towards lower ones; for numbers
            a step leads to the next calibration anchor.
        before: Mean answer of those who answered, in values of the item's scale.
        after: The same after the change; every respondent moves by ``steps``, as far as the scale goes.
    """

    item: str
    steps: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A change of answers and what it would lead to: "würde anders eingeordnet", never advice.

    Attributes:
        changes: The items to move, in the order of the model.
        steps: Total number of answer steps.
        crossed: Sets that pass into or out of "high" or "low".
        types: Types that would hold afterwards; empty for "no clear type".
        scores: ``(S,)`` scores afterwards.
    """

    changes: tuple[Change, ...]
    steps: int
    crossed: tuple[str, ...]
    types: tuple[str, ...]
    scores: Floats


@dataclass(frozen=True, slots=True)
class _Goal:
    """A set that has to gain points in one direction.

    Attributes:
        column: The set.
        way: +1 upwards, -1 downwards.
        needed: Points to gain in that direction; negative if it is there already.
        beyond: True if the threshold has to be passed, False if reaching it is enough.
    """

    column: int
    way: int
    needed: float
    beyond: bool

    @property
    def is_met(self) -> bool:
        """True if nothing has to move."""
        return self.enough(0.0)

    def enough(self, gain: float) -> bool:
        """Return whether a gain is enough."""
        return gain > self.needed + _BEYOND if self.beyond else gain >= self.needed - _CRUMB


def find_counterfactuals(
    model: Model, kernel: Kernel, answers: Answers, scored: Bools, scores: Floats
) -> tuple[Counterfactual, ...]:
    """Return the smallest changes by which a type would begin or cease to hold, smallest first.

    The first one is the smallest change of all that would place the group otherwise. Of several
    changes that lead to the same types only the smallest is kept; changes of more than 60 steps are
    left out.

    Args:
        model: The model.
        kernel: The same model, compiled.
        answers: Encoded answers of one group.
        scored: ``(R, S)`` True where a respondent has a score.
        scores: ``(S,)`` the group's scores.

    Returns:
        The changes; empty if a set on which types set conditions has no score.
    """
    conditioned = kernel.conditioned()
    if not conditioned.any() or np.isnan(scores[conditioned]).any():
        return ()
    moves = possible_moves(model, kernel, answers, scored)
    now = holding_types(kernel, model.method.verdict, scores)
    known: dict[_Goal, list[int] | None] = {}
    found: dict[tuple[str, ...], Counterfactual] = {}
    for goals in _goals(model, kernel, scores, now):
        path = _smallest(moves, goals, known)
        if path is None:
            continue
        candidate = _apply(model, kernel, moves, scores, path)
        if candidate.types == tuple(t for t, on in zip(kernel.types, now, strict=True) if on):
            continue
        if candidate.types not in found or candidate.steps < found[candidate.types].steps:
            found[candidate.types] = candidate
    return tuple(sorted(found.values(), key=lambda c: (c.steps, len(c.changes))))


def _goals(model: Model, kernel: Kernel, scores: Floats, now: Bools) -> Iterator[tuple[_Goal, ...]]:
    """Yield what has to be reached: for each type to begin to hold, or to cease by one of its conditions."""
    way, threshold = thresholds(kernel, model.method.verdict.member_above)
    for row, holds in enumerate(now):
        core = [int(c) for c in np.flatnonzero(kernel.core[row])]
        side = [0 if kernel.side[row, c] > 0 else 1 for c in core]
        if holds:
            for column, s in zip(core, side, strict=True):
                towards = -int(way[s, column])
                yield (_Goal(column, towards, float(towards * (threshold[s, column] - scores[column])), beyond=False),)
        elif core:
            yield tuple(
                _Goal(c, int(way[s, c]), float(way[s, c] * (threshold[s, c] - scores[c])), beyond=True)
                for c, s in zip(core, side, strict=True)
            )


def thresholds(kernel: Kernel, member_above: float) -> tuple[Floats, Floats]:
    """Return the way in which "high" and "low" lie on each set, and the score from which they hold.

    Returns:
        Two ``(2, S)`` arrays, first row "high", second row "low"; the score is the calibration
        solved for its value: ``c + logit(member_above) / s``, infinite where nothing could hold.
    """
    e, c, i = kernel.set_anchors.T
    towards_out, towards_in = slopes(e, c, i, kernel.log_odds)
    with np.errstate(divide="ignore"):
        odds = np.log(member_above) - np.log1p(-member_above)
    log_odds = np.array([odds, -odds])[:, None]
    slope = np.where(log_odds >= 0, towards_in, towards_out)
    return np.array([1.0, -1.0])[:, None] * np.sign(slope), c + log_odds / slope


def _smallest(moves: Moves, goals: tuple[_Goal, ...], known: dict[_Goal, list[int] | None]) -> list[int] | None:
    """Return the moves with the fewest steps that reach all goals at once, or None."""
    touches = np.abs(moves.gain[:, [goal.column for goal in goals]]) > 1e-12
    if (touches.sum(axis=1) > 1).any():
        return _solve(moves, goals)
    path: list[int] = []
    for goal in goals:
        if goal.is_met:
            continue
        if goal not in known:
            known[goal] = _reach(moves, goal)
        part = known[goal]
        if part is None:
            return None
        path += part
    return path


def _reach(moves: Moves, goal: _Goal) -> list[int] | None:
    """Return the fewest steps whose gain reaches one goal; exact, by dynamic programming."""
    gain, cost = goal.way * moves.gain[:, goal.column], np.abs(moves.steps)
    useful = np.flatnonzero((gain > 1e-12) & (cost <= _MOST_STEPS))
    best = np.full(_MOST_STEPS + 1, -np.inf)
    best[0] = 0.0
    choices: list[Ints] = []
    for item in np.unique(moves.item[useful]):
        chosen = np.full(_MOST_STEPS + 1, -1, dtype=np.int64)
        updated = best.copy()
        for move in useful[moves.item[useful] == item]:
            reached = best[: -cost[move]] + gain[move]
            better = reached > updated[cost[move] :] + 1e-12
            updated[cost[move] :][better] = reached[better]
            chosen[cost[move] :][better] = move
        choices.append(chosen)
        best = updated
    left = next((steps for steps in range(_MOST_STEPS + 1) if goal.enough(float(best[steps]))), None)
    if left is None:
        return None
    path = []
    for chosen in reversed(choices):
        if (move := int(chosen[left])) >= 0:
            path.append(move)
            left -= int(cost[move])
    return path


def _solve(moves: Moves, goals: tuple[_Goal, ...]) -> list[int] | None:
    """Return the fewest steps that reach goals on sets that share items, by integer programming.

    One variable a move, 1 if it is made; at most one move an item; every goal is one constraint.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # late: only models with shared dimensions need it

    way = np.array([goal.way for goal in goals])
    gain = moves.gain[:, [goal.column for goal in goals]] * way
    cost = np.abs(moves.steps)
    useful = np.flatnonzero((gain > 1e-12).any(axis=1))
    needed = np.array([goal.needed + (_SOLVER_BEYOND if goal.beyond else -_CRUMB) for goal in goals])
    if not len(useful) or not np.isfinite(needed).all():
        return None
    items, position = np.unique(moves.item[useful], return_inverse=True)
    one_move = (position == np.arange(len(items))[:, None]).astype(float)
    solution = milp(
        c=cost[useful].astype(float),
        integrality=np.ones(len(useful)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(gain[useful].T, lb=needed),
            LinearConstraint(one_move, ub=np.ones(len(items))),
            LinearConstraint(cost[useful][None, :].astype(float), ub=[_MOST_STEPS]),
        ],
        options={"node_limit": _SOLVER_NODES, "mip_rel_gap": 0.0},
    )
    return None if solution.x is None else [int(move) for move in useful[solution.x > 0.5]]


def _apply(model: Model, kernel: Kernel, moves: Moves, scores: Floats, path: list[int]) -> Counterfactual:
    """Make the moves and say what would hold."""
    path = sorted(path, key=lambda move: int(moves.item[move]))
    after = np.clip(scores + moves.gain[path].sum(axis=0), 0.0, 100.0)
    holds = holding_types(kernel, model.method.verdict, after)
    sides = [decided_sides(kernel, model.method.verdict.member_above, profile) for profile in (scores, after)]
    crossed = kernel.conditioned() & (sides[0] != sides[1]).any(axis=0)
    return Counterfactual(
        changes=tuple(
            Change(kernel.items[item], int(steps), float(before), float(later))
            for item, steps, before, later in zip(
                moves.item[path], moves.steps[path], moves.before[path], moves.after[path], strict=True
            )
        ),
        steps=int(np.abs(moves.steps[path]).sum()),
        crossed=tuple(s for s, on in zip(kernel.sets, crossed, strict=True) if on),
        types=tuple(t for t, on in zip(kernel.types, holds, strict=True) if on),
        scores=after,
    )


def decided_sides(kernel: Kernel, member_above: float, scores: Floats) -> Bools:
    """Return ``(2, S)``: whether each set counts as high, and as low."""
    m = kernel.membership(scores)
    return np.array([kernel.holds(m, member_above), kernel.holds(1.0 - m, member_above)])
