"""A comparison as data: for other programs, with unrounded numbers and ``null`` where there is nothing.

There is no order by size in it, no rank and no sum over dimensions: snapshots stand from A to Z by city and Verbund,
and everything else refers to them by their position. docs/cli.md explains every key.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import combinations
from typing import Any

from typology.assessment.comparison import Comparison, Refusal, distinguishable, exceeds
from typology.assessment.landscapes import ConditionTable, conditions_by_type, frame_table
from typology.assessment.nearest import ProfileTable, nearest, profile_table, stronger_where
from typology.assessment.releasing import ReleaseRefusal
from typology.assessment.snapshot import SetFigures, Snapshot, by_city
from typology.model.elements import Model

MOST_PAIRED = 40
"""Up to so many snapshots each is laid beside each other one; of more, only one's own beside the others."""
_ABOUT_CITY = ("city", "invented", "land", "population", "founded", "year")
_FIELDS = [one.name for one in fields(Snapshot)]
_CSV_ABOUT = _FIELDS[: _FIELDS.index("model_version") + 1]
_CSV_FIGURES = [one.name for one in fields(SetFigures)]


def comparison_dict(
    model: Model,
    comparison: Comparison,
    own: Snapshot | None = None,
    *,
    contacts: Mapping[int, str] | None = None,
    city_known: bool = True,
) -> dict[str, Any]:
    """Return everything about a comparison as plain values.

    Args:
        model: The model in force.
        comparison: The comparison.
        own: One's own snapshot as it was given to ``compare``, if one of them is.
        contacts: Whom others may ask, by position in ``comparison.snapshots``; only of those who gave one.
        city_known: False where nothing is known of the cities; the keys about them are left out then.

    Returns:
        Text, finite numbers, booleans, None, lists and mappings.
    """
    order = sorted(range(len(comparison.snapshots)), key=lambda place: by_city(comparison.snapshots[place]))
    snapshots = [comparison.snapshots[place] for place in order]
    released = [comparison.released[place] for place in order] if comparison.released else snapshots
    mine = next((place for place, one in enumerate(released) if own is not None and one == own), None)
    table = profile_table(model, snapshots)
    looking = [mine] if mine is not None else range(len(snapshots)) if len(snapshots) <= MOST_PAIRED else []
    shown = [snapshot_dict(one, city_known=city_known) for one in snapshots]
    for place, contact in (contacts or {}).items():
        shown[order.index(place)]["contact"] = contact
    frames = frame_table(model, snapshots)
    return {
        "perspective": snapshots[0].perspective if snapshots else None,
        "wave_kind": snapshots[0].wave_kind if snapshots else None,
        "basis": comparison.basis,
        "shared": {"weight": comparison.shared_weight, "items": list(comparison.shared_items)},
        "dropped": [{"item": one.item, "reason": one.reason} for one in comparison.dropped],
        "own": mine,
        "snapshots": shown,
        "refused": [refused_dict(one, refusal, city_known=city_known) for one, refusal in comparison.refused],
        "pairs": _pairs(model, snapshots, mine),
        "nearest": [_nearest(model, table, place) for place in looking],
        "stronger_where": [found for place in looking for found in _stronger(model, table, place)],
        "frame": {
            "snapshots": [column.index for column in frames.columns],
            "items": [{"item": r.item, "dimension": r.dimension, "means": list(r.means)} for r in frames.rows],
        },
        "conditions": _conditions(conditions_by_type(model, snapshots)),
    }


def snapshot_dict(snapshot: Snapshot, *, city_known: bool = True) -> dict[str, Any]:
    """Return a snapshot as plain values, without what is known of the city if nothing is."""
    content = snapshot.as_content()
    del content["format"]
    return content if city_known else {key: value for key, value in content.items() if key not in _ABOUT_CITY}


def refused_dict(
    snapshot: Snapshot, refusal: Refusal | ReleaseRefusal, *, city_known: bool = True
) -> dict[str, Any]:
    """Return which snapshot was left out, and why."""
    keys = ("case", *(("city", "invented") if city_known else ()), "wave", "wave_kind", "perspective")
    about = {key: getattr(snapshot, key) for key in keys}
    return {**about, "voices": snapshot.voices, **reason_dict(refusal)}


def reason_dict(refusal: Refusal | ReleaseRefusal) -> dict[str, Any]:
    """Return a reason with its figures; numbers of people are whole."""
    people = {"voices", "missing", "most"} | ({"needed"} if "voices" in refusal.details else set())
    details = {key: int(value) if key in people else value for key, value in refusal.details.items()}
    return {"reason": refusal.reason, "details": details}


def _pairs(model: Model, snapshots: Sequence[Snapshot], mine: int | None) -> list[dict[str, Any]] | None:
    """Return what can be told apart; None where there are too many and none of them is one's own."""
    if mine is not None:
        pairs: Iterable[tuple[int, int]] = ((mine, other) for other in range(len(snapshots)) if other != mine)
    elif len(snapshots) <= MOST_PAIRED:
        pairs = combinations(range(len(snapshots)), 2)
    else:
        return None
    return [{"a": a, "b": b, "sets": sets_apart(model, snapshots[a], snapshots[b])} for a, b in pairs]


def sets_apart(model: Model, a: Snapshot, b: Snapshot) -> dict[str, dict[str, Any]]:
    """Return per axis and dimension of two snapshots P(A > B) and whether both can be told apart.

    Without a band on both sides, and without a score, ``p`` and ``distinguishable`` are None.
    """
    found = {}
    for set_id in (*model.axes, *model.dimensions):
        if set_id not in a.sets or set_id not in b.sets:
            continue
        p = exceeds(a.sets[set_id], b.sets[set_id])
        found[set_id] = {"p": p, "distinguishable": distinguishable(model, p)}
    return found


def perspectives_dicts(
    model: Model, snapshots: Sequence[Snapshot], *, city_known: bool = True
) -> list[dict[str, Any]]:
    """Return, for every Verbund and wave that several have looked at, what each two of them see differently.

    Such a difference may lie in how a question was understood; whoever shows it says so. Perspectives stand in the
    order of the model.

    Args:
        model: The model in force.
        snapshots: Snapshots as they were released, of any perspectives.
        city_known: False where nothing is known of the cities.
    """
    order = list(model.perspectives)
    seen: dict[tuple[object, ...], list[Snapshot]] = {}
    for one in sorted(snapshots, key=by_city):
        seen.setdefault((*one.key, one.wave), []).append(one)
    found = []
    for views in seen.values():
        views.sort(key=lambda one: (order.index(one.perspective) if one.perspective in order else len(order)))
        for a, b in combinations(views, 2):
            sets = sets_apart(model, a, b)
            for set_id, apart in sets.items():
                scores = a.sets[set_id].score, b.sets[set_id].score
                apart["scores"] = list(scores)
            found.append({
                "case": a.case, **({"city": a.city, "invented": a.invented} if city_known else {}),
                "wave": a.wave, "wave_kind": a.wave_kind, "a": a.perspective, "b": b.perspective, "sets": sets,
            })  # fmt: skip
    return found


def _nearest(model: Model, table: ProfileTable, place: int) -> dict[str, Any]:
    neighbours = nearest(model, table.snapshots[place], table)
    return {
        "of": place,
        "neighbours": [
            {"index": n.index, "distance": n.distance, "shared_dimensions": list(n.shared_dimensions)}
            for n in neighbours
        ],
    }


def _stronger(model: Model, table: ProfileTable, place: int) -> Iterator[dict[str, Any]]:
    by_dimension: dict[str, list[dict[str, Any]]] = {}
    for one in stronger_where(model, table.snapshots[place], table):
        by_dimension.setdefault(one.dimension, []).append({"index": one.index, "p": one.p})
    for dimension, others in by_dimension.items():
        yield {"of": place, "dimension": dimension, "others": others}


def _conditions(table: ConditionTable) -> dict[str, Any]:
    return {
        "cases": table.cases,
        "few": table.is_few,
        "rows": [
            {"condition": r.condition, "state": r.state, "counts": dict(r.counts), "no_type": r.no_type, "n": r.n}
            for r in table.rows
        ],
    }


# ------------------------------------------------------------------------------ as a table
def snapshots_csv(model: Model, snapshots: Iterable[Snapshot]) -> str:
    """Return snapshots as CSV (comma, UTF-8, LF): a row per snapshot and axis or dimension, from A to Z by city.

    Every row says whether the Verbund is invented, what kind of wave it is, and whose voice it is. What is missing is
    empty; numbers have a decimal point.

    Args:
        model: The model in force.
        snapshots: Snapshots of one comparison.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_CSV_ABOUT, "set", *_CSV_FIGURES])
    for one in sorted(snapshots, key=by_city):
        about = [_cell(getattr(one, name)) for name in _CSV_ABOUT]
        for set_id in (*model.axes, *model.dimensions):
            if (figures := one.sets.get(set_id)) is not None:
                writer.writerow([*about, set_id, *(_cell(getattr(figures, name)) for name in _CSV_FIGURES)])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"  # a spreadsheet must not take a name for a formula
    return "" if value is None else value
