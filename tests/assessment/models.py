"""Small models for the tests, built in Python, and answers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from typology.assessment.answers import Answers, encode, response_table
from typology.assessment.kernel import Kernel, compile_model
from typology.assessment.scoring import Scores, score_answers
from typology.model.elements import (
    Axis,
    Basis,
    Calibration,
    Condition,
    Dimension,
    Entry,
    Field,
    IdealType,
    Item,
    Method,
    Model,
    ModelInfo,
    Option,
    Page,
    Part,
    Phase,
    Placement,
    Questionnaire,
    ResponseScale,
    Rule,
    Text,
)

PROPOSAL = Basis("proposal")
NAME = Text("Name")


def levels(scale_id: str, *values: float) -> ResponseScale:
    """Return a scale whose options are called o0, o1, … in the order given."""
    options = tuple(Option(f"o{n}", float(value)) for n, value in enumerate(values))
    return ResponseScale(scale_id, NAME, "levels", PROPOSAL, options)


SCALES = {
    "one_to_five": levels("one_to_five", 1, 2, 3, 4, 5),
    "three": levels("three", 0, 1, 2),
    "five": levels("five", 0, 1, 2, 3, 4),
    "percent_steps": levels("percent_steps", *range(0, 101, 5)),
    "uneven": levels("uneven", 7, 0, 1, 3),
    "number": ResponseScale("number", NAME, "number", PROPOSAL),
}


def item(dimension: str, scale: str = "five", **more: Any) -> dict[str, Any]:
    """Return an item of a dimension; ``calibration`` may be a triple."""
    if "calibration" in more:
        more["calibration"] = Calibration(*more["calibration"])
    return {"dimension": dimension, "response_scale": scale, **more}


def build(
    items: Mapping[str, Mapping[str, Any]],
    *,
    axes: Mapping[str, Mapping[str, float]] | None = None,
    anchors: Mapping[str, tuple[float, float, float]] | None = None,
    types: Mapping[str, Mapping[str, Any]] | None = None,
    profiles: Mapping[str, Mapping[str, float]] | None = None,
    phases: Mapping[str, Rule | None] | None = None,
    placements: Sequence[Placement] = (),
    method: Method | None = None,
) -> Model:
    """Return a model with these items; a dimension exists as soon as an item names it."""
    names = list(dict.fromkeys(i["dimension"] for i in items.values()))
    anchors = anchors or {}
    return Model(
        info=ModelInfo("tests", "1.0", NAME, NAME, NAME, PROPOSAL),
        method=method or Method(),
        sources={},
        perspectives={},
        response_scales=SCALES,
        dimensions={d: Dimension(d, Text(d), NAME, PROPOSAL) for d in names},
        items={i: Item(id=i, label=Text(i), question=NAME, basis=PROPOSAL, **kw) for i, kw in items.items()},
        axes={
            a: Axis(
                a, Text(a), NAME, tuple(Part(d, w) for d, w in parts.items()), PROPOSAL,
                calibration=Calibration(*anchors[a]) if a in anchors else None,
            )
            for a, parts in (axes or {}).items()
        },
        types={
            t: IdealType(
                t, Text(t), NAME, NAME,
                {s: c if isinstance(c, Condition) else Condition(c) for s, c in conditions.items()},
                PROPOSAL, profile=(profiles or {}).get(t, {}),
            )
            for t, conditions in (types or {}).items()
        },
        phases={p: Phase(p, Text(p), NAME, PROPOSAL, rule) for p, rule in (phases or {}).items()},
        placements={p.id: p for p in placements},
        prompts={},
    )  # fmt: skip


def plane(x: str, y: str, x_crossover: float = 50, y_crossover: float = 50) -> Placement:
    """Return a placement whose fields are called after their sides, e.g. ``high-low`` (x first)."""
    fields = tuple(
        Field(f"{a}-{b}", a, b, NAME, NAME, PROPOSAL) for a in ("high", "low") for b in ("high", "low")
    )
    return Placement("plane", NAME, NAME, x, y, fields, PROPOSAL, x_crossover, y_crossover)


def questionnaire(*pages: Page) -> Questionnaire:
    """Return a questionnaire of these pages."""
    return Questionnaire("form", "1", "tests", NAME, NAME, ("self",), tuple(pages))


def page(page_id: str, *entries: Entry | str, show_if: Rule | None = None) -> Page:
    """Return a page; an entry may be a bare item id."""
    return Page(page_id, tuple(Entry(e) if isinstance(e, str) else e for e in entries), show_if=show_if)


def one(answers: Mapping[str, Any], respondent: str = "r1", case: str = "c", wave: str = "w",
        perspective: str = "p") -> list[tuple[Any, ...]]:  # fmt: skip
    """Return the rows of one respondent; a value is a number, ``dk``, ``na`` or ``none``."""
    rows = []
    for name, given in answers.items():
        state, value = (given, np.nan) if isinstance(given, str) else ("answer", float(given))
        rows.append((case, wave, perspective, respondent, name, state, value))
    return rows


def group(*people: Mapping[str, Any], **key: str) -> pd.DataFrame:
    """Return the table of one group: respondents r1, r2, … with their answers."""
    return response_table(row for n, answers in enumerate(people, 1) for row in one(answers, f"r{n}", **key))


def scored(model: Model, table: pd.DataFrame, asked: Any = None) -> tuple[Kernel, Answers, Scores]:
    """Return kernel, encoded answers and scores of a table."""
    kernel = compile_model(model)
    answers = encode(kernel, table, asked)
    return kernel, answers, score_answers(kernel, model.method, answers)


def four_items(weights: Sequence[float] = (1, 1, 1, 1), reverse: Sequence[int] = ()) -> Model:
    """Return one dimension ``d`` of four items q0 … q3 on 1 to 5, and an axis ``a`` made of it alone."""
    items = {
        f"q{n}": item("d", "one_to_five", weight=weight, reverse=n in reverse) for n, weight in enumerate(weights)
    }
    return build(items, axes={"a": {"d": 1}}, types={"up": {"a": "high"}, "down": {"a": "low"}})


def profile_model(sets: Mapping[str, tuple[float, float, float]], types: Mapping[str, Mapping[str, Any]],
                  method: Method | None = None) -> Model:  # fmt: skip
    """Return a model whose axes are single items in steps of five points, so that scores can be set at will."""
    items = {f"q_{s}": item(f"d_{s}", "percent_steps") for s in sets}
    return build(items, axes={s: {f"d_{s}": 1} for s in sets}, anchors=sets, types=types, method=method)
