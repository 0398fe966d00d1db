"""A database with what a thousand made-up Verbünde have released for comparison: always the same for the same size."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from typology.assessment.item_prints import item_prints
from typology.assessment.recomputing import recompute_all
from typology.assessment.snapshot import ItemFigures, Snapshot, WaveKind
from typology.model.elements import Model, Questionnaire
from typology.store import Store

WAVES: Sequence[tuple[str, WaveKind, int]] = (
    ("Gründung", "past", 2014), ("Vor Jahren", "past", 2019), ("Vorletztes Jahr", "now", 2024), ("Heute", "now", 2026),
    ("Ziel", "goal", 2031),
)  # fmt: skip
"""Five points in time of every Verbund: label, kind, year."""
_SEED = 20251130
_OPTIONS = np.array((0.0, 25.0, 50.0, 75.0, 100.0))
_FIRST = ("Muster", "Beispiel", "Probe", "Erfinder", "Modell", "Nirgend", "Traum", "Irgend", "Wolken", "Ähren", "Luft",
          "Märchen", "Silber", "Mond", "Übungs", "Phantasie")  # fmt: skip
_MIDDLE = ("en", "er", "el", "in", "un", "ober", "nieder", "neu", "alt", "mittel")
_LAST = ("bach", "hausen", "stadt", "tal", "burg", "brück", "au", "hafen", "feld", "wald", "see", "ort")
_LAENDER = ("AB", "CD", "EF", "GH")


def snapshots(model: Model, form: Questionnaire, count: int) -> tuple[Snapshot, ...]:
    """Return what so many Verbünde have released: of one after the other a snapshot per point in time.

    Answers are drawn, and figures are worked out of them as for any release that is compared on shared items.

    Args:
        model: The model in force.
        form: The questionnaire they answered, from its first perspective.
        count: How many Verbünde; of more of them the first ones are the same.
    """
    chance, draw = random.Random(_SEED), np.random.default_rng(_SEED)
    cities = [a + b + c for a in _FIRST for b in _MIDDLE for c in _LAST]
    chance.shuffle(cities)
    perspective = form.perspectives[0]
    prints = item_prints(model, perspective, form)
    found = []
    for number in range(count):
        city = cities[number % len(cities)]
        people = chance.randint(5, 14)
        about = {
            "case": f"Verbund {city} e. V.", "city": city, "invented": True, "land": chance.choice(_LAENDER),
            "population": round(10 ** chance.uniform(4.3, 6.2)), "founded": chance.randint(1985, 2018),
            "perspective": perspective, "view": "inside", "voice": "group", "office": "", "voices": people,
            "model": model.info.id, "model_version": model.version, "questionnaires": {form.id: form.full_version},
        }  # fmt: skip
        level = {d: chance.uniform(0.15, 0.85) for d in model.dimensions}
        found += [_drawn(model, prints, about, level, people, draw, *wave) for wave in WAVES]
    return recompute_all(model, found, list(model.items))


def _drawn(
    model: Model, prints: dict[str, str], about: dict, level: dict[str, float], people: int,
    draw: np.random.Generator, label: str, kind: WaveKind, year: int,
) -> Snapshot:  # fmt: skip
    shift = {"past": -0.15, "now": 0.0, "goal": 0.15}[kind]
    items, frame = {}, {}
    for item in model.items.values():
        chosen = draw.binomial(len(_OPTIONS) - 1, min(0.97, max(0.03, level[item.dimension] + shift)), people)
        values = _OPTIONS[chosen]
        mean, spread = float(values.mean()), float(values.std(ddof=1))
        items[item.id] = ItemFigures(mean, people, spread, people, prints[item.id])
        if model.dimensions[item.dimension].describes == "frame":
            frame[item.id] = mean
    phase = list(model.phases)[min(len(model.phases) - 1, int(3 * max(0.0, level[next(iter(level))] + shift)))]
    return Snapshot(
        **about, wave=label, wave_kind=kind, year=year, sets={}, items=items, verdict="insufficient", type=None,
        second_type=None, memberships={}, phase=phase, placements={}, frame=frame,
    )  # fmt: skip


def release_all(store: Store, made: Sequence[Snapshot]) -> int:
    """Enter Verbünde with their points in time, release all of them, and return the number of the first.

    Args:
        store: The store.
        made: Some of ``snapshots``: all points in time of each Verbund.
    """
    first = 0
    with store.transaction():
        for start in range(0, len(made), len(WAVES)):
            one = made[start]
            case = store.create_case(
                one.case, one.city, invented=True, founded=one.founded, land=one.land, population=one.population
            )
            first = first or case.id
            for snapshot in made[start : start + len(WAVES)]:
                wave = store.create_wave(case.id, snapshot.wave, snapshot.wave_kind, snapshot.year)
                store.release_for_comparison(
                    case.id, wave.id, snapshot.perspective, snapshot.as_content(), model=snapshot.model,
                    model_version=snapshot.model_version, voices=snapshot.voices,
                    people=[f"{case.id}-{n}" for n in range(snapshot.voices)],
                )  # fmt: skip
    return first
