"""Points in time, changes and perspectives of an invented Verbund, seeded: input of the pictures of a development."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from tests.assessment.models import build, item
from typology.assessment.answers import response_table
from typology.assessment.change import change
from typology.assessment.goal_gap import goal_gap
from typology.assessment.reading import read_responses
from typology.assessment.sensitivity import sensitivity
from typology.figures.moments import Event, Moment, Point
from typology.model.loading import load_model

ROOT = Path(__file__).parents[2]
FOLDERS = {"shipped": ROOT / "typology" / "definition", "toy": ROOT / "tests" / "toy" / "definition"}
EVENTS = (
    Event(2011, None, "Gründung im Rathaus"), Event(2014, 3, "Erstes Büro"), Event(2017, 9, "Erste bezahlte Stelle"),
    Event(2022, 12, "Projekt beendet"),
)
PAST, NOW, GOAL = Point("Gründung", "past", 2012), Point("heute", "now", 2025), Point("Ziel", "goal", 2030)


@cache
def shipped():
    return load_model(FOLDERS["shipped"])


@cache
def toy():
    return load_model(FOLDERS["toy"])


def table(model, level, people=5, *, seed=1, spread=0.16, missing=0.0, perspective=None, wave="w"):
    """Answers of some people around a level, 0 to 1, each with a bent of their own; some answer *don't know*."""
    draw = random.Random(seed)
    rows = []
    for person in range(people):
        own = draw.gauss(0, spread) if spread else 0.0
        for key, found in model.items.items():
            scale, x = model.scale_of(key), min(1.0, max(0.0, level + own + (draw.gauss(0, spread) if spread else 0)))
            if scale.kind == "number":
                value = found.calibration.full_out + (found.calibration.full_in - found.calibration.full_out) * x
            else:
                options = sorted(option.value for option in scale.options)
                value = options[round((1 - x if found.reverse else x) * (len(options) - 1))]
            is_open = draw.random() < missing
            rows.append(("V", wave, perspective or next(iter(model.perspectives)), f"p{person}", key,
                         "dk" if is_open else "answer", float("nan") if is_open else float(value)))
    return response_table(rows)


def reading(model, level, people=5, **more):
    return read_responses(model, table(model, level, people, **more), draws=0)[0]


def moments(model, count=5):
    """Up to five points in time: in retrospect, three of their day, and a goal; one is of two people with gaps."""
    found = [
        Moment("Gründung", "past", 2012, reading(model, 0.25, 6, seed=2)),
        Moment("heute", "now", 2025, reading(model, 0.6, 7, seed=5, missing=0.05)),
        Moment("Ziel", "goal", 2030, reading(model, 0.8, 6, seed=6)),
        Moment("2018", "now", 2018, reading(model, 0.45, 5, seed=3)),
        Moment("Zwischenstand", "now", 2020, reading(model, 0.5, 2, seed=4, missing=0.3)),
    ]
    return found[:count]


def two_changes(model):
    """A change that goes mostly up, and one up and down in small steps."""
    now = table(model, 0.6, 7, seed=5, missing=0.05, wave="now")
    return (
        change(model, table(model, 0.25, 6, seed=2, wave="then"), now),
        change(model, table(model, 0.6, 5, seed=11, missing=0.1, wave="then"), now),
    )


def gaps(model, people=1):
    now, goal = (table(model, level, people, seed=8, missing=missing, wave=wave)
                 for level, missing, wave in ((0.45, 0.1, "now"), (0.8, 0.0, "goal")))
    return goal_gap(model, now, goal)


def firmness(model, level=0.55, people=6, **more):
    return sensitivity(model, table(model, level, people, seed=9, **more), draws=200)


def views(model):
    """Readings of the first perspectives, and one of two people."""
    names = list(model.perspectives)[:3]
    people = (7, 6, 2)
    return {
        name: reading(model, 0.35 + 0.15 * k, people[k], seed=20 + k, perspective=name)
        for k, name in enumerate(names)
    }


def pair():
    """Two items of equal weight in one dimension and an axis of it alone."""
    return build({"q0": item("d", "percent_steps"), "q1": item("d", "percent_steps")}, axes={"a": {"d": 1}})
