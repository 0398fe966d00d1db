"""A small model and readings made by hand, so that every figure in a picture is known beforehand."""

from __future__ import annotations

from dataclasses import replace

from typology.assessment.assignment import Assignment, TypeFit, Verdict, VerdictRule
from typology.assessment.explanation import Explanation, GivenAnswer, ItemTrace
from typology.assessment.placement import Position, place
from typology.assessment.reading import Reading, SetReading
from typology.model.elements import (
    Axis,
    Basis,
    Calibration,
    Condition,
    Dimension,
    Field,
    IdealType,
    Method,
    Model,
    ModelInfo,
    Part,
    Perspective,
    Placement,
    Text,
    TypePlane,
)

BASIS = Basis("proposal")


def words(de, en=None):
    return Text({"de": de, "en": en or de})


def dimension(key, label, **more):
    return Dimension(key, words(label), words(f"{label}?"), BASIS, **more)


def axis(key, label, part, low=None, high=None, **more):
    ends = {"low": words(low) if low else None, "high": words(high) if high else None}
    return Axis(key, words(label), words(f"{label}?"), (Part(part),), BASIS, **ends, **more)


def ideal_type(key, label, profile=None, **conditions):
    return IdealType(
        key, words(label), words(label), words(label), {s: Condition(level) for s, level in conditions.items()}, BASIS,
        profile=profile or {},
    )


def corner_types(sets):
    """One type per corner of the property space, named after it, e.g. ``x hoch y tief``."""
    corners = [{}]
    for s in sets:
        corners = [{**corner, s: level} for corner in corners for level in ("low", "high")]
    german = {"low": "tief", "high": "hoch"}
    return [
        ideal_type(
            "_".join(f"{s}_{level}" for s, level in corner.items()),
            " ".join(f"{s} {german[level]}" for s, level in corner.items()),
            {f"d_{s}": 80.0 if level == "high" else 20.0 for s, level in corner.items()},
            **corner,
        )
        for corner in corners
    ]


def model(axes="xyz", *, types=None, plane="default", method=None, dimensions=None, placements=None):
    """A model with one dimension per axis, a gate and a frame."""
    made = dimensions or [
        dimension("gate", "Pforte", role="gate"),
        *(dimension(f"d_{s}", f"Bereich {s}") for s in axes),
        dimension("frame", "Rahmen", describes="frame"),
    ]
    made_axes = [axis(s, f"Achse {s}", f"d_{s}", f"{s} unten", f"{s} oben") for s in axes]
    fields = tuple(
        Field(f"f_{i}_{j}", i, j, words(f"Feld {a}{b}"), words("Ein Feld."), BASIS)
        for i, a in (("low", "links"), ("high", "rechts")) for j, b in (("low", "unten"), ("high", "oben"))
    )
    if plane == "default":
        plane = TypePlane("x", "y", "z" if "z" in axes else None) if len(axes) > 1 else None
    return Model(
        info=ModelInfo("made", "1", words("Gemacht"), words("Probe"), words("Probe"), BASIS),
        method=method or Method(),
        sources={},
        perspectives={
            p: Perspective(p, words(label), words(label), view, BASIS)
            for p, label, view in (
                ("inside", "Innen", "inside"), ("city", "Stadt", "outside"), ("law", "Recht", "outside"),
            )
        },
        response_scales={},
        dimensions={d.id: d for d in made},
        items={},
        axes={a.id: a for a in made_axes},
        types={t.id: t for t in (corner_types(axes) if types is None else types)},
        phases={},
        placements=placements or {"place": Placement(
            "place", words("Ort"), words("Wo?"), "frame", "x", fields, BASIS, x_crossover=40.0, y_crossover=50.0,
        )},
        prompts={},
        type_plane=plane,
    )


def score(key, value, low=None, high=None, *, band=False, **more):
    """A set as it was read; ``low`` and ``high`` are the band or the bounds."""
    ends = {"band_low": low, "band_high": high} if band else {"band_low": None, "band_high": None}
    bounds = (value, value) if low is None or band else (low, high)
    fixed = {"coverage": 1.0, "n": 5 if band else 1, "spread": None, "membership": None, "undecided": False,
             "provisional": False}
    return SetReading(id=key, score=value, low=bounds[0], high=bounds[1], **ends, **{**fixed, **more})


def trace(states):
    """A dimension of which each item was answered so by one respondent."""
    return tuple(
        ItemTrace(f"i{n}", 1.0, 0.2, None, None, None, (GivenAnswer("p", state, None, None),))
        for n, state in enumerate(states)
    )


def fit(key, membership, closeness=0.5, against="x"):
    return TypeFit(key, membership, closeness, None, against, "high", membership)


def assigned(fits, named=None, second=None, verdict=Verdict.TENDENCY):
    return Assignment(verdict, VerdictRule.TENDENCY, named, second, tuple(fits))


UNASSIGNED = Assignment(Verdict.INSUFFICIENT, VerdictRule.TOO_FEW_ANSWERS, None, None, (), ("x", "y"))


def reading(made, sets, *, assignment=UNASSIGNED, states=None, perspective="inside"):
    """A reading of the given sets; all others have no value and were not asked."""
    given = {s.id: s for s in sets}
    every = {key: given.get(key, score(key, None, None)) for key in (*made.axes, *made.dimensions)}
    traces = {d: trace((states or {}).get(d, ["answer"] * 5 if d in given else [])) for d in made.dimensions}
    placements = tuple(
        place(p, position(every[p.x]), position(every[p.y])) for p in made.placements.values()
    )
    return Reading(
        "Verbund", "2026", perspective, 1, every, assignment, (), None, placements, Explanation(traces, {}), 0, 0, "1",
    )


def position(read):
    nan = float("nan")
    low, high = read.range or (nan, nan)
    return Position(*(nan if value is None else value for value in (read.score, low, high)))


def with_axis(made, key, **changes):
    return replace(made, axes={**made.axes, key: replace(made.axes[key], **changes)})


def descending():
    return Calibration(80.0, 50.0, 20.0)
