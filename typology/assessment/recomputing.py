"""Snapshots worked out anew from the means of some of their items, with the weights of one model.

That is what makes versions comparable: everybody over the same unchanged questions. It can be no more than close to
what the answers themselves would give, because a snapshot holds no answers:

* A dimension is the weighted mean of item means, where scoring takes the mean of each person first. Both are equal
  where everybody answered everything. Means of items are told in steps, which moves a dimension of five items by about
  a point.
* The error of a weighted mean is at most the weighted mean of the errors (it is that if the answers of people rise and
  fall together). This upper limit is used, so two snapshots are told apart more rarely than by their answers, never
  more often.
* A snapshot holds no stability of the placement, so a verdict is at most a tendency.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from typology.assessment.assignment import Verdict, judge
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Kernel, compile_model
from typology.assessment.reckoning import reckoning_print
from typology.assessment.scoring import t_band
from typology.assessment.snapshot import SetFigures, Snapshot
from typology.model.elements import Model

_CRUMB = 1e-9


def recompute(model: Model, snapshot: Snapshot, items: Collection[str]) -> Snapshot:
    """Return a snapshot worked out anew; see ``recompute_all``."""
    return recompute_all(model, (snapshot,), items)[0]


def recompute_all(model: Model, snapshots: Sequence[Snapshot], items: Collection[str]) -> tuple[Snapshot, ...]:
    """Return snapshots worked out anew over some of their items.

    Args:
        model: The model whose weights, anchors and types count.
        snapshots: Snapshots of that typology, of any version.
        items: Items to rest on: asked alike under the model and in all snapshots (``typology.assessment.comparison``
            sees to that). Items that the model does not know are left out.

    Returns:
        The same snapshots in the same order, with sets, verdict, types, memberships and placements worked out anew, and
        only these items. A phase stays as it was if the model still has it: its rules need single answers.
    """
    if not snapshots:
        return ()
    kernel = compile_model(model)
    used = tuple(item for item in kernel.items if item in set(items))
    sums = _sums(kernel, snapshots, used)
    figures = _figures(model, kernel, sums)
    memberships = kernel.type_membership(kernel.membership(figures.score))
    closeness = kernel.closeness(figures.score)
    typed = kernel.conditioned()
    complete = np.asarray(~np.isnan(figures.score[:, typed]).any(axis=1), dtype=bool)
    print_ = reckoning_print(model)
    found = []
    for row, sets in enumerate(figures.by_snapshot(kernel.sets, snapshots)):
        snapshot, enough = snapshots[row], complete[row] and bool(typed.any())
        verdict, named, second = Verdict.INSUFFICIENT, None, None
        if enough:
            verdict, _, lead, other = judge(model.method.verdict, memberships[row], closeness[row], None)
            verdict = Verdict.TENDENCY if verdict is Verdict.CLEAR else verdict
            named, second = kernel.types[lead], None if other is None else kernel.types[other]
        known = {item: snapshot.items[item] for item in used if item in snapshot.items}
        found.append(replace(
            snapshot, sets=sets, items=known, model_version=model.version, verdict=str(verdict), type=named,
            second_type=second,
            memberships=dict(zip(kernel.types, memberships[row].tolist(), strict=True)) if enough else {},
            phase=snapshot.phase if snapshot.phase in model.phases else None,
            placements={p: (sets[plane.x].score, sets[plane.y].score) for p, plane in model.placements.items()},
            frame={i: mean for i, mean in snapshot.frame.items() if i in known},
            withheld={item: snapshot.withheld[item] for item in used if item in snapshot.withheld},
            reckoning=print_,
        ))  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Per snapshot and dimension (N, D); NaN where there is nothing."""

    raw: Floats  # weighted mean of the item means
    error: Floats  # upper limit of its standard error
    coverage: Floats
    low: Floats
    high: Floats
    n: Floats  # the fewest people behind one of its items


def _sums(kernel: Kernel, snapshots: Sequence[Snapshot], used: Sequence[str]) -> _Sums:
    """Return the sums over items of every dimension."""
    cells = [_cell(snapshot, item) for snapshot in snapshots for item in used]
    table = np.array(cells, dtype=float).reshape(len(snapshots), len(used), 4)
    mean, given, spread, asked = (table[..., part] for part in range(4))
    has, applies = (given > 0).astype(float), (asked > 0).astype(float)
    n = np.where(given > 0, given, np.inf)
    share = given / np.maximum(asked, 1.0)
    error = np.where(given > 0, spread / np.sqrt(np.maximum(given, 1.0)), 0.0)
    code = {item: place for place, item in enumerate(kernel.items)}
    weight = kernel.weight_by_dimension()[[code[item] for item in used]]
    counted = weight.sum(axis=1) > 0
    people = np.full((len(snapshots), len(kernel.dimensions)), np.inf)
    for dimension in range(len(kernel.dimensions)):
        columns = counted & (weight[:, dimension] > 0)
        if columns.any():
            people[:, dimension] = n[:, columns].min(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        answered, applicable = has @ weight, applies @ weight
        coverage = (share @ weight) / applicable
        low = ((share * mean) @ weight) / applicable
        return _Sums(
            raw=(mean @ weight) / answered,
            error=(_without_nan(error) @ weight) / answered + _nan_where(error, weight),
            coverage=coverage,
            low=low,
            high=low + 100.0 * (1.0 - coverage),
            n=people,
        )


_NOTHING = (0.0, 0.0, 0.0, 0.0)


def _cell(snapshot: Snapshot, item: str) -> tuple[float | None, ...]:
    """Return mean, people who answered, spread (None becomes NaN) and people asked; one asked stands for a few."""
    if (one := snapshot.items.get(item)) is not None:
        return one.mean, one.n, one.spread, one.asked
    gone = snapshot.withheld.get(item)
    return (0.0, 0.0, 0.0, 1.0) if gone is not None and gone.applies else _NOTHING


def _without_nan(values: Floats) -> Floats:
    return np.where(np.isnan(values), 0.0, values)


def _nan_where(values: Floats, weight: Floats) -> Floats:
    """Return NaN for each dimension in which a weighted value is NaN, else 0: one unknown error makes all unknown."""
    return np.where(np.isnan(values).astype(float) @ weight > 0, np.nan, 0.0)


@dataclass(frozen=True, slots=True)
class _Figures:
    """Per snapshot and set (N, S): axes, then dimensions; NaN where there is nothing."""

    score: Floats
    coverage: Floats
    low: Floats
    high: Floats
    band_low: Floats
    band_high: Floats
    n: Floats
    spread: Floats

    def by_snapshot(self, sets: Sequence[str], snapshots: Sequence[Snapshot]) -> Iterator[dict[str, SetFigures]]:
        """Yield the figures of each snapshot; statements get no band."""
        columns = (self.score, self.coverage, self.low, self.high, self.band_low, self.band_high, self.n, self.spread)
        table = np.stack(columns, axis=-1).astype(object)
        table[np.isnan(np.stack(columns, axis=-1))] = None
        for snapshot, rows in zip(snapshots, table.tolist(), strict=True):
            if snapshot.is_statement:
                rows = [[*row[:4], None, None, row[6], None] for row in rows]
            yield {
                set_id: SetFigures(score, coverage, low, high, band_low, band_high, int(n), spread)
                for set_id, (score, coverage, low, high, band_low, band_high, n, spread) in zip(sets, rows, strict=True)
            }


def _figures(model: Model, kernel: Kernel, sums: _Sums) -> _Figures:
    """Return scores and bands of axes and dimensions; an axis is the weighted mean of dimensions with answers."""
    mix = kernel.axis_weight.T
    answered, applicable = ~np.isnan(sums.raw), ~np.isnan(sums.coverage)

    def mean(values: Floats, counts: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((np.where(counts > 0, values, 0.0) @ mix) / (counts @ mix))

    here, asked = answered.astype(float), applicable.astype(float)
    error = mean(_without_nan(sums.error), here) + _nan_where(np.where(answered, sums.error, 0.0), mix)
    people = np.full((len(sums.n), len(mix.T)), np.inf)
    for axis, weights in enumerate(kernel.axis_weight):
        people[:, axis] = sums.n[:, weights > 0].min(axis=1, initial=np.inf)
    raw = np.hstack([mean(sums.raw, here), sums.raw])
    coverage = np.hstack([mean(sums.coverage, asked), sums.coverage])
    low = np.clip(np.hstack([mean(sums.low, asked), sums.low]), 0.0, 100.0)
    high = np.clip(np.hstack([mean(sums.high, asked), sums.high]), 0.0, 100.0)
    coverage, high = np.clip(coverage, 0.0, 1.0), np.maximum(low, high)
    n = np.hstack([people, sums.n])
    n = np.where(np.isfinite(n), n, 0.0)
    score = np.where(coverage >= model.method.coverage.none_below - _CRUMB, np.clip(raw, low, high), np.nan)
    with np.errstate(invalid="ignore"):
        spread = np.minimum(np.hstack([error, sums.error]) * np.sqrt(n), 100.0)
    spread = np.where(np.isnan(score), np.nan, spread)
    band_low, band_high = t_band(model.method, np.where(np.isnan(spread), np.nan, score), spread, n)
    return _Figures(score, coverage, low, high, band_low, band_high, n, spread)
