"""Scoring, typing, Monte Carlo and calibration: time and memory, beside what bare numpy needs in the same run."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rows import Row, median
from typology.assessment.answers import encode
from typology.assessment.assignment import assign
from typology.assessment.calibration import calibrate
from typology.assessment.kernel import Kernel, compile_model
from typology.assessment.reading import read_responses
from typology.assessment.scoring import Scores, score_answers
from typology.assessment.uncertainty import draw
from typology.model.elements import (
    Axis,
    Basis,
    Condition,
    Dimension,
    IdealType,
    Item,
    Method,
    Model,
    ModelInfo,
    Option,
    Part,
    ResponseScale,
    Text,
)

_TIMES = 15
_DIMENSIONS = (5, 5, 5, 5, 5, 5, 5, 5, 6)  # 46 items, as in the working version
_AXES = {"one": (0, 2, 3, 7), "two": (4,), "three": (5, 6)}


def rows() -> Iterator[Row]:
    """Measure everything in this module."""
    yield from one_case()
    yield from many_cases()
    yield from memory()
    yield from calibration()
    yield from whole_reading()


def one_case() -> Iterator[Row]:
    """Encode, score, draw 2,000 times and assign one case with 10 respondents and 46 items."""
    model = synthetic_model()
    kernel, table = compile_model(model), synthetic_table(model, 1, 10)

    def work() -> None:
        answers = encode(kernel, table)
        scores = score_answers(kernel, model.method, answers)
        drawn = draw(model, kernel, answers, ~np.isnan(scores.respondent_score))
        assign(kernel, model.method, scores.score[0], drawn.stability)

    def numbers() -> None:
        """The random numbers alone: weights of items and dimensions, anchors, people."""
        rng = np.random.Generator(np.random.SFC64(1))
        for shape in ((46, 2000), (3, 9, 2000), (2000, 12, 3)):
            rng.uniform(0.75, 1.25, shape)
        rng.integers(0, 10, (10, 2000))

    ours, limit = alternating(work, numbers)
    yield Row(
        "score, type and draw 2,000 times: 1 case × 10 × 46", ours, target=30, limit=limit,
        note="drawing the random numbers, nothing else",
    )  # fmt: skip


def many_cases() -> Iterator[Row]:
    """Score long tables without Monte Carlo, and the same at twice the size."""
    model = synthetic_model()
    kernel = compile_model(model)
    for cases, people in ((1000, 10), (10_000, 1)):
        found = []
        for factor in (1, 2):
            table = synthetic_table(model, factor * cases, people)
            columns = [np.ascontiguousarray(table["value"]), *(table[c].array for c in table.columns if c != "value")]

            def work(table: pd.DataFrame = table) -> None:
                score(model, kernel, table)

            def touch(columns: list = columns) -> None:
                """Number the entries of the six columns of strings, and copy the numbers."""
                for column in columns[1:]:
                    pd.factorize(column)
                columns[0].copy()

            found.append(alternating(work, touch, times=5))
        (ours, limit), (double, double_limit) = found
        name = f"long table to scores: {cases:,} × {people} × 46"
        yield Row(
            name, ours, target=300, limit=limit,
            note="pandas numbering the strings of every column once; ours numbers most columns by runs",
        )  # fmt: skip
        yield Row(
            f"… twice as many ({double / ours:.2f} times the time)", double, limit=double_limit, note="the same",
        )  # fmt: skip


def memory() -> Iterator[Row]:
    """Measure the largest resident memory of a process of its own that scores 1,000 × 10 × 46."""
    for cases, people in ((1000, 10), (10_000, 1)):
        script = f"from benchmarks.kernel import peak; print(*peak({cases}, {people}))"
        found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        before, after = map(float, found.stdout.split())
        yield Row(
            f"memory, largest: {cases:,} × {people} × 46", after, "MB", target=300, limit=before,
            note="the same process with libraries and the table, before scoring",
        )  # fmt: skip


def peak(cases: int, people: int) -> tuple[float, float]:
    """Return the largest resident memory of this process before and after scoring, in MB."""
    model = synthetic_model()
    table = synthetic_table(model, cases, people)
    before = _most_memory()
    score(model, compile_model(model), table)
    return before, _most_memory()


def _most_memory() -> float:
    """Return the most memory this process has had so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # The figure of getrusage begins with what the parent had when it started this process; this one does not.
        kib = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))
        if kib:
            return int(kib[1]) / 2**10
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, KiB elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def calibration() -> Iterator[Row]:
    """Calibrate 100,000 × 8 numbers, with one set of anchors and with a set for each column."""
    x = np.random.default_rng(1).uniform(0, 100, (100_000, 8))
    c = np.linspace(45, 55, 8)
    anchors = {
        "same anchors": (20, 50, 80),
        "own anchors a column": (c - 30, c, c + 30),
        "own anchors, two slopes": (c - 30, c, c + 35),
    }
    for name, (e, middle, i) in anchors.items():

        def work(e: object = e, middle: object = middle, i: object = i) -> None:
            calibrate(x, e, middle, i)

        ours, limit = alternating(work, lambda: np.exp(x), times=41)
        yield Row(
            f"calibrate 100,000 × 8, {name}", ours, target=4, limit=limit, note="np.exp of the same table",
        )  # fmt: skip


def whole_reading() -> Iterator[Row]:
    """Everything a result page needs: also counterfactuals, phase, placement and explanation."""
    model = synthetic_model()
    table = synthetic_table(model, 1, 10)
    ours, limit = alternating(lambda: read_responses(model, table), lambda: read_responses(model, table, draws=0))
    yield Row("complete reading: 1 case × 10 × 46", ours, limit=limit, note="the same without the 2,000 draws")


def score(model: Model, kernel: Kernel, table: pd.DataFrame) -> Scores:
    """Return the scores of a long table."""
    return score_answers(kernel, model.method, encode(kernel, table))


def alternating(ours: Callable[[], object], limit: Callable[[], object], times: int = _TIMES) -> tuple[float, float]:
    """Return the medians of two things in ms, run in turn so that both meet the same load."""
    ours(), limit()
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, kept in zip((ours, limit), spent, strict=True):
            start = time.perf_counter()
            work()
            kept.append((time.perf_counter() - start) * 1000)
    return median(spent[0]), median(spent[1])


def synthetic_model() -> Model:
    """Return a model of 46 items on five levels, nine dimensions, three axes and their eight corners."""
    text, basis = Text("x"), Basis("proposal")
    scale = ResponseScale("levels", text, "levels", basis, tuple(Option(f"s{k}", float(k)) for k in range(5)))
    corners = product(("low", "high"), repeat=len(_AXES))
    return Model(
        info=ModelInfo("benchmark", "1", text, text, text, basis),
        method=Method(),
        sources={},
        perspectives={},
        response_scales={"levels": scale},
        dimensions={f"dim{n}": Dimension(f"dim{n}", text, text, basis) for n in range(len(_DIMENSIONS))},
        items={
            f"question_{n}_{k}": Item(f"question_{n}_{k}", f"dim{n}", text, text, "levels", basis)
            for n, count in enumerate(_DIMENSIONS)
            for k in range(count)
        },
        axes={a: Axis(a, text, text, tuple(Part(f"dim{n}") for n in parts), basis) for a, parts in _AXES.items()},
        types={
            f"type{n}": IdealType(
                f"type{n}", text, text, text, dict(zip(_AXES, map(Condition, corner), strict=True)), basis
            )
            for n, corner in enumerate(corners)
        },
        phases={},
        placements={},
        prompts={},
    )


def synthetic_table(model: Model, cases: int, people: int) -> pd.DataFrame:
    """Return answers to all items: 92 % answered, 5 % don't know, 3 % not applicable, always the same."""
    rng = np.random.default_rng(1)
    size = cases * people * len(model.items)
    row = np.arange(size)
    state = rng.choice(3, size, p=[0.92, 0.05, 0.03])

    def column(names: list[str], codes: np.ndarray) -> object:
        # Taking from a short array: numpy's own strings would need several times the memory of the table.
        return pd.array(names, dtype="str").take(codes)

    return pd.DataFrame(
        {
            "case": column([f"verbund-{c:06d}" for c in range(cases)], row // (people * len(model.items))),
            "wave": column(["2025"], row * 0),
            "perspective": column(["self_view"], row * 0),
            "respondent": column([f"person-{p:03d}" for p in range(people)], row // len(model.items) % people),
            "item": column(list(model.items), row % len(model.items)),
            "state": column(["answer", "dk", "na"], state),
            "value": np.where(state == 0, rng.integers(0, 5, size).astype(float), np.nan),
        }
    )
