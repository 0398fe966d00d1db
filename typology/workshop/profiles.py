"""Where a table places its Verbund: a profile that gives away no more than what is shown item by item.

A profile is worked out from what is *shown*, not from what was answered: an item that is held counts as it was when it
was shown last, one on which all agree counts with the middle of its band, and one that is not shown counts as missing.
Two dangers remain, because a profile takes the mean over people and an item counts answers:

* Somebody whose answers are too few for a score is counted in the items and not in the profile; somebody who left an
  item open weighs the others more. Fewer than k such people could be worked out from profile and items together. Then
  the score is rounded to steps of five points, or left out where a single answer moves it further than that.
* Two profiles of the same table one after another differ by nobody or by at least k people, as everything else.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np

from typology.model.elements import Model
from typology.workshop.counting import in_order
from typology.workshop.protecting import Basis
from typology.workshop.publication import Cell, ItemResult, ProfileResult, Publication
from typology.workshop.small_groups import Ledger, Members, Row, people, said

if TYPE_CHECKING:
    from typology.assessment.kernel import Bools
    from typology.assessment.reading import Reading
    from typology.assessment.scoring import Scores

Given = tuple[str, float]  # state and value, as the long table has them
_MISSING: Given = ("dk", math.nan)
_NOT_APPLICABLE: Given = ("na", math.nan)
_FINE, _COARSE = 1.0, 5.0  # points


@dataclass(frozen=True, slots=True)
class Source:
    """What one round contributes to the profiles.

    Attributes:
        publication: What is shown of it.
        basis: Of whom that was counted.
        hidden: By person the items that a condition of the questionnaire has ruled out for them.
    """

    publication: Publication
    basis: Basis
    hidden: Mapping[int, Collection[str]] = field(default_factory=dict)


@dataclass(slots=True)
class ProfileBasis:
    """Of whom and of which answers profiles were worked out; stays on the server.

    Attributes:
        rows: By table and perspective everything that was ever shown.
        now: By table and perspective what is shown now.
    """

    rows: dict[tuple[int, str], list[Members]] = field(default_factory=dict)
    now: dict[tuple[int, str], Members] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the basis as plain values."""
        return {
            "rows": [[*at, [_plain(members) for members in rows]] for at, rows in self.rows.items()],
            "now": [[*at, _plain(members)] for at, members in self.now.items()],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> ProfileBasis:
        """Return a basis as ``to_json`` wrote it; an empty one from nothing."""
        return cls(
            {(s, p): [_members(m) for m in rows] for s, p, rows in content.get("rows", ())},
            {(s, p): _members(m) for s, p, m in content.get("now", ())},
        )


def profiles(
    model: Model,
    sources: Sequence[Source],
    stations: Sequence[int],
    perspectives: Sequence[str],
    k: int,
    *,
    before: Mapping[tuple[int, str], ProfileResult],
    basis: ProfileBasis,
) -> tuple[tuple[ProfileResult, ...], ProfileBasis]:
    """Return the profile of every table and perspective, and of whom it was worked out.

    Args:
        model: The model.
        sources: All rounds of which something is shown, the earliest first.
        stations: Tables in order.
        perspectives: Perspectives in order.
        k: Smallest group whose figures are shown.
        before: The profiles that were shown last, by table and perspective.
        basis: Of whom everything that was ever shown of profiles was worked out, in all rounds.
    """
    rows = {at: list(members) for at, members in basis.rows.items()}
    new = ProfileBasis(rows, {})
    found = []
    for station in stations:
        for perspective in perspectives:
            at = (station, perspective)
            given = _visible(model, sources, station, perspective)
            members = frozenset((person, _mark(answers)) for person, answers in given.items())
            ledger = Ledger(k, (), [Row(m, exact=False) for m in rows.get(at, ())])
            if people(members) >= k and ledger.admits(Row(members, exact=False)):
                if members not in rows.setdefault(at, []):
                    rows[at].append(members)
                new.now[at] = members
                made = _profile(model, station, perspective, given, k)
                stays = members == basis.now.get(at) and "held" in _statuses(sources, station, perspective)
                found.append(replace(made, status="held") if stays else made)
            elif (last := before.get(at)) and at in basis.now and people(basis.now[at]) >= k:
                new.now[at] = basis.now[at]
                found.append(replace(last, status="held"))
            else:
                found.append(_no_profile(sources, station, perspective))
    return tuple(found), new


def _no_profile(sources: Sequence[Source], station: int, perspective: str) -> ProfileResult:
    """Return why there is no profile, going by the cells it would rest on: nothing else may be known of it."""
    statuses = _statuses(sources, station, perspective)
    if statuses & {"shown", "coarse", "held", "withheld"}:
        return ProfileResult(station, perspective, "withheld")
    if not statuses & {"few", "attributed"}:
        return ProfileResult(station, perspective, "none")
    missing = [cell.missing for cell in _cells(sources, station, perspective) if cell.status == "few"]
    return ProfileResult(station, perspective, "few", missing=min(missing, default=1))


def _cells(sources: Sequence[Source], station: int, perspective: str) -> list[Cell]:
    results = [result for source in sources for result in source.publication.items]
    cells = (vote.cell(station, perspective) for result in results for vote in result.votes)
    return [cell for cell in cells if cell is not None]


def _statuses(sources: Sequence[Source], station: int, perspective: str) -> set[str]:
    return {cell.status for cell in _cells(sources, station, perspective)}


# ------------------------------------------------------------------------------ what is shown of whom
def _visible(
    model: Model, sources: Sequence[Source], station: int, perspective: str
) -> dict[int, dict[str, Given]]:
    """Return by person and item what the profile may rest on; a later round counts instead of an earlier one."""
    found: dict[int, dict[str, Given]] = {}
    for source in sources:
        here: dict[int, dict[str, Given]] = {}
        for result in source.publication.items:
            if result.item in model.items:
                for person, given in _of_item(model, source.basis, result, station, perspective).items():
                    here.setdefault(person, {})[result.item] = given
        items = [result.item for result in source.publication.items if result.item in model.items]
        for person, answers in here.items():
            hidden = source.hidden.get(person, ())
            for item in items:
                if item not in answers:
                    answers[item] = _NOT_APPLICABLE if item in hidden else _MISSING
            found.setdefault(person, {}).update(answers)
    return found


def _of_item(model: Model, basis: Basis, result: ItemResult, station: int, perspective: str) -> dict[int, Given]:
    for vote in reversed(result.votes):
        cell = vote.cell(station, perspective)
        members = basis.now.get((result.item, perspective, vote.vote, station))
        if cell is not None and members and cell.status in ("shown", "coarse", "held"):
            return {person: _given(model, result.item, cell, what) for person, what in members}
    return {}


def _given(model: Model, item: str, cell: Cell, what: str) -> Given:
    state, _, value = said((0, what)).partition(":")
    if state != "answer":
        return (state, math.nan)
    scale = model.scale_of(item)
    if cell.is_unanimous:
        if scale.kind == "number":
            return _MISSING
        order = in_order(scale)
        first, last = cell.band or (order[0], order[-1])
        value_of = {option.id: option.value for option in scale.options}
        return "answer", fmean(value_of[option] for option in order[order.index(first) : order.index(last) + 1])
    if scale.kind == "number":
        return "answer", float(value)
    option = scale.option(value)
    return _MISSING if option is None else ("answer", option.value)


def _mark(answers: Mapping[str, Given]) -> str:
    """Return a short sign for what somebody contributes; the same answers have the same one."""
    plain = json.dumps(sorted((item, state, repr(value)) for item, (state, value) in answers.items()))
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


# ------------------------------------------------------------------------------ the profile
def _profile(
    model: Model, station: int, perspective: str, given: Mapping[int, Mapping[str, Given]], k: int
) -> ProfileResult:
    import pandas as pd

    from typology.assessment.answers import ANSWERED, COLUMNS, MISSING, encode
    from typology.assessment.kernel import compile_model
    from typology.assessment.reading import read_responses
    from typology.assessment.scoring import score_answers

    lines = [
        (str(station), "", perspective, str(person), item, state, value, "round")
        for person, answers in sorted(given.items())
        for item, (state, value) in answers.items()
    ]
    asked = {"round": {item for answers in given.values() for item in answers}}
    table = pd.DataFrame(lines, columns=[*COLUMNS, "questionnaire"]).astype({"value": float})
    (reading,) = read_responses(model, table, asked, positions_only=True)
    kernel = compile_model(model)
    encoded = encode(kernel, table, asked)
    scores = score_answers(kernel, model.method, encoded)
    states, _ = encoded.grid()
    grain = _Grain(model, kernel.sets, kernel.items, states == ANSWERED, states == MISSING, scores, k)
    conditioned = {s for s, is_in in zip(kernel.sets, kernel.conditioned(), strict=True) if is_in}
    axes = {axis: _rounded(reading, axis, grain.of(axis)) for axis in model.axes}
    typed = all(grain.of(name) is not None for name in conditioned)
    asked_cells = int((states == ANSWERED).sum() + (states == MISSING).sum())
    return ProfileResult(
        station,
        perspective,
        "shown",
        n=len(given),
        axes=axes,
        type_id=reading.assignment.type if typed else None,
        verdict=str(reading.assignment.verdict) if typed else None,
        coverage=round(float((states == ANSWERED).sum()) / asked_cells, 2) if asked_cells else None,
    )


def _rounded(reading: Reading, axis: str, grain: float | None) -> tuple[float, float, float] | None:
    found = reading.sets[axis]
    if grain is None or found.score is None or found.range is None:
        return None
    score, low, high = (round(value / grain) * grain for value in (found.score, *found.range))
    return score, min(low, score), max(high, score)


class _Grain:
    """How finely the score of a set may be told: in points, or None for not at all."""

    def __init__(
        self, model: Model, sets: Sequence[str], items: Sequence[str], answered: Bools, missing: Bools,
        scores: Scores, k: int,
    ) -> None:  # fmt: skip
        self._model, self._sets, self._items, self._k = model, list(sets), items, k
        self._answered, self._missing, self._scores = answered, missing, scores

    def of(self, name: str) -> float | None:
        """Return the steps in which a set may be told."""
        column = self._sets.index(name)
        scored = ~np.isnan(self._scores.respondent_score[:, column])
        n = int(scored.sum())
        if 0 < n < self._k:
            return None
        if n == 0:
            return _FINE  # there is no score
        weights = self._weights(name)
        moves = 0.0
        for place, item in enumerate(self._items):
            if not (weight := weights.get(item, 0.0)):
                continue
            answered = self._answered[:, place]
            if 0 < int((answered & ~scored).sum()) < self._k:
                moves = max(moves, weight * 100 / n)  # counted in the item, not in the score
            if 0 < int((scored & self._missing[:, place]).sum()) < self._k and weight < 1:
                # Without this item each of the others weighs more for those few.
                heaviest = max((w for other, w in weights.items() if other != item), default=0.0)
                moves = max(moves, heaviest * weight / (1 - weight) * 100 / n)
        return _FINE if moves <= _FINE else _COARSE if moves <= _COARSE else None

    def _weights(self, name: str) -> dict[str, float]:
        """Return the share of each item that somebody answered in the score of a set."""
        model = self._model
        parts = {part.dimension: part.weight for part in model.axes[name].parts} if name in model.axes else {name: 1.0}
        known = [self._items[int(place)] for place in np.flatnonzero(self._answered.any(axis=0))]
        inside: dict[str, float] = {}
        for item in known:
            dimension = model.items[item].dimension
            inside[dimension] = inside.get(dimension, 0.0) + model.items[item].weight
        total = sum(parts[dimension] for dimension in inside if dimension in parts and inside[dimension] > 0)
        return {
            item: parts[d] / total * model.items[item].weight / inside[d]
            for item in known
            if (d := model.items[item].dimension) in parts and inside[d] > 0 and total > 0
        }


def _plain(members: Members) -> list[list[int | str]]:
    return [[person, what] for person, what in sorted(members)]


def _members(plain: Sequence[Sequence[Any]]) -> Members:
    return frozenset((int(person), str(what)) for person, what in plain)
