"""Snapshots of invented Verbünde in invented cities, seeded: input of the pictures of a comparison."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

from typology.assessment.snapshot import SetFigures, Snapshot

_FIRST = ("Muster", "Beispiel", "Probe", "Erfinder", "Phantasie", "Modell", "Übungs", "Nirgend", "Traum", "Irgend",
          "Wolken", "Ähren", "Luft", "Märchen", "Silber", "Mond")
_LAST = ("bach", "hausen", "stadt", "tal", "burg", "brück", "au", "hafen", "feld", "wald", "see", "ort", "büll",
         "kirchen")
_NAMES = (
    "Verbund der Migrant*innenorganisationen im Landkreis {city} e. V.", "Haus der Vielen {city}", "VMO {city}",
    "Netzwerk migrantischer Selbstorganisationen und Initiativen {city} und Umgebung", "Bündnis {city}",
    "Interkultureller Verbund {city} gUG (haftungsbeschränkt)",
)


def figures(score, half=8.0, n=6, *, band=True):
    """Figures of a set; ``band=False`` for a voice or for a group too small for one."""
    if score is None:
        return SetFigures(None, 0.3, None, None, None, None, 0, None)
    low, high = max(0.0, score - half), min(100.0, score + half)
    if not band:
        return SetFigures(score, 0.9, low, high, None, None, n, None)
    return SetFigures(score, 1.0, score, score, low, high, n, half * n**0.5 / 2.4)


def snapshot(model, case="Verbund X", city="Musterbach", scores=None, **more):
    """A snapshot of the given scores by set; all other sets have none. ``half`` is half a band."""
    half, band = more.pop("half", 8.0), more.get("voice", "group") == "group"
    found = {s: figures((scores or {}).get(s), half, band=band) for s in (*model.axes, *model.dimensions)}
    planes = {p.id: (found[p.x].score, found[p.y].score) for p in model.placements.values()}
    fixed = {
        "invented": True, "land": "", "population": None, "founded": None, "wave": "2026", "wave_kind": "now",
        "year": 2026, "perspective": next(iter(model.perspectives), "own"), "view": "inside", "voice": "group",
        "office": "", "voices": 6, "model": model.info.id, "model_version": model.info.version, "questionnaires": {},
        "items": {}, "verdict": "klar", "type": next(iter(model.types), None), "second_type": None, "memberships": {},
        "phase": None, "frame": {},
    }  # fmt: skip
    return Snapshot(case=case, city=city, sets=found, placements=planes, **{**fixed, **more})


def many(model, count, *, seed=11):
    """So many Verbünde in so many cities: some values are missing, one voice speaks alone, one is a goal, one past."""
    draw = random.Random(seed)
    cities = [first + last for first, last in product(_FIRST, _LAST)] * (1 + count // (len(_FIRST) * len(_LAST)))
    draw.shuffle(cities)
    found = []
    for number, city in enumerate(cities[:count]):
        level = draw.uniform(25, 75)
        dimensions = {d: min(100.0, max(0.0, draw.gauss(level, 18))) for d in model.dimensions}
        for d in dimensions:
            if draw.random() < 0.04 or (number == 1 and d == next(iter(dimensions))):
                dimensions[d] = None
        frame = {i: draw.choice((0, 25, 40, 50, 62.5, 75, 100)) for i, item in model.items.items()
                 if model.dimensions[item.dimension].describes == "frame" and draw.random() > 0.06}
        found.append(snapshot(
            model, _NAMES[number % len(_NAMES)].format(city=city), city, {**dimensions, **_axes(model, dimensions)},
            half=draw.uniform(4, 16), voices=draw.randint(5, 14), type=draw.choice(list(model.types)),
            land=draw.choice(("AB", "CD")), population=draw.choice((40_000, 260_000, 900_000)), frame=frame,
        ))
    return _marked(model, found)


def _axes(model, dimensions):
    scores = {}
    for axis in model.axes.values():
        parts = [dimensions[p.dimension] for p in axis.parts if dimensions[p.dimension] is not None]
        scores[axis.id] = sum(parts) / len(parts) if parts else None
    return scores


def _marked(model, found):
    """Make one a voice without band, one a goal and one told in retrospect, if there are so many."""
    if len(found) > 1:
        sets = {s: figures(f.score, 5.0, 1, band=False) for s, f in found[1].sets.items()}
        found[1] = replace(found[1], voice="statement", office="Leitung des Amtes für Integration", voices=1, sets=sets)
    if len(found) > 5:
        found[3] = replace(found[3], wave="Ziel", wave_kind="goal", year=2030)
        found[4] = replace(found[4], wave="Gründung", wave_kind="past", year=2016)
    return found
