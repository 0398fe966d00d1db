"""Snapshots for the tests, put together by hand or taken from answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.assessment.models import build, group, item, plane
from typology.assessment.item_prints import item_prints
from typology.assessment.reading import read_responses
from typology.assessment.reckoning import reckoning_print
from typology.assessment.releasing import About, take_snapshot
from typology.assessment.snapshot import ItemFigures, SetFigures, Snapshot
from typology.model.elements import Dimension, Model, Text

ITEMS = {
    "p": item("d1"), "q": item("d1"), "r": item("d2"), "s": item("d2"), "k": item("frame"), "l": item("frame"),
}  # fmt: skip
TYPES = {
    "hh": {"a": "high", "b": "high"}, "hl": {"a": "high", "b": "low"},
    "lh": {"a": "low", "b": "high"}, "ll": {"a": "low", "b": "low"},
}  # fmt: skip


def model(items: dict[str, Any] | None = None, *, version: str = "1.0", **more: Any) -> Model:
    """Two axes a and b of one dimension each (d1, d2), two items a dimension, and a frame of two items."""
    found = build(
        items or ITEMS, axes={"a": {"d1": 1}, "b": {"d2": 1}}, types=TYPES, placements=[plane("frame", "b")], **more
    )
    dimensions = {
        d: replace(one, describes="frame") if d == "frame" else one for d, one in found.dimensions.items()
    }
    return replace(found, dimensions=dimensions, info=replace(found.info, version=version))


def asked_otherwise(of: Model, *items: str, version: str = "2.0") -> Model:
    """The same model in another version, in which some items are asked in other words."""
    changed = {i: replace(one, question=Text("Anders")) if i in items else one for i, one in of.items.items()}
    return replace(of, items=changed, info=replace(of.info, version=version))


def dimension(name: str, **more: Any) -> Dimension:
    """A dimension of its own."""
    return replace(MODEL.dimensions["d1"], id=name, label=Text(name), **more)


MODEL = model()

FIVE = [{"p": 4, "q": 3, "r": 1, "s": 0, "k": 3, "l": 1}] * 2 + [{"p": 3, "q": 2, "r": 2, "s": 1, "k": 4, "l": 2}] * 3
"""Answers of five people. d1: 87.5 twice, 62.5 three times; d2: 12.5 twice, 37.5 three times."""


def take(people: Any = FIVE, *, of: Model = MODEL, voice: str = "group", office: str = "", city: str = "Musterbach",
         asked: Any = None, **about: Any) -> Snapshot:  # fmt: skip
    """The snapshot of some people's answers."""
    table = group(*people, perspective="p")
    (reading,) = read_responses(of, table, asked, draws=0)
    facts = About(city, about.pop("wave_kind", "now"), **about)
    return take_snapshot(of, reading, table, facts, voice=voice, office=office, asked=asked)


def figures(score: float | None, *, n: int = 5, spread: float = 10.0, band: bool = True) -> SetFigures:
    """Figures of a set; without a band for statements."""
    if score is None:
        return SetFigures(None, 0.3, None, None, None, None, 0, None)
    if not band:
        return SetFigures(score, 1.0, score, score, None, None, n, None)
    return SetFigures(score, 1.0, score, score, max(0.0, score - 5), min(100.0, score + 5), n, spread)


def snapshot(case: str = "Verbund", city: str = "Musterbach", *, of: Model = MODEL, spread: float = 10.0,
             means: dict[str, float] | None = None, item_spread: float = 10.0, n: int = 5,
             **more: Any) -> Snapshot:  # fmt: skip
    """A snapshot put together by hand: a score for each set, a mean for each item; what is not given is 50."""
    band = more.get("voice", "group") == "group"
    scores = more.pop("scores", {})
    prints = item_prints(of, more.get("perspective", "p"))
    fixed: dict[str, Any] = {
        "invented": True, "land": "", "population": None, "founded": None, "wave": "w", "wave_kind": "now",
        "year": 2026, "perspective": "p", "view": "inside", "voice": "group", "office": "" if band else "Amt",
        "voices": n, "model": of.info.id, "model_version": of.version, "questionnaires": {},
        "sets": {s: figures(scores.get(s, 50.0), n=n, spread=spread, band=band) for s in (*of.axes, *of.dimensions)},
        "items": {
            i: ItemFigures((means or {}).get(i, 50.0), n, item_spread if band else None, n, prints[i]) for i in of.items
        },
        "verdict": "klar", "type": "hh", "second_type": None, "memberships": {"hh": 0.8}, "phase": None,
        "placements": {}, "frame": {}, "reckoning": reckoning_print(of),
    }  # fmt: skip
    return Snapshot(case=case, city=city, **{**fixed, **more})
