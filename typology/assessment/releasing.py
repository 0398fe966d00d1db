"""From answers to a snapshot that may be shown to others, and when it may not.

A snapshot of a group protects the people in it:

* Nothing is told of fewer than k people: an item that fewer answered has no figures, a set in which fewer have a score
  has no score.
* Means of items are told in steps (of ten points for five people on five options), and their spread is rounded up. So
  nobody can see that all said the same, nor work it out by taking the other items from the score of the dimension.
* A set in which everybody has the same score is told as a step as well; bounds, and axes from which a single person's
  score would follow, are told so that it does not (``typology.assessment.told_sets``).
* Releases of the same group one after another differ by nobody or by at least k people
  (``typology.assessment.successive``).

Statements are made by one to three people by office and with consent: they are told as they were given, without
anything statistical.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from typology.assessment.answers import ANSWERED, MISSING, NOT_ASKED, Answers, encode
from typology.assessment.assignment import Verdict
from typology.assessment.coarsening import middle_of_step, step_for, told_spread, widest_gap
from typology.assessment.item_prints import item_print
from typology.assessment.kernel import Kernel, compile_model
from typology.assessment.reading import Reading, SetReading, group_answers
from typology.assessment.reckoning import reckoning_print
from typology.assessment.rules import Given, read_phase
from typology.assessment.snapshot import (
    ItemFigures,
    SetFigures,
    Snapshot,
    Voice,
    WaveKind,
    WithheldItem,
)
from typology.assessment.told_sets import told_sets
from typology.model.elements import Model, Questionnaire

if TYPE_CHECKING:
    import pandas as pd

_CRUMB = 1e-9


@dataclass(frozen=True, slots=True)
class About:
    """What a snapshot says of a Verbund beside figures.

    Attributes:
        city: Its city.
        wave_kind: Told in retrospect, now, or a goal.
        year: Year the wave is about, if known.
        invented: True for the demonstration.
        land: Code of the Land; ``""`` if unknown.
        population: People living in the city, if known.
        founded: Year in which the Verbund was founded, if known.
        case: Its name, if it is another than the one in the table of answers.
        wave: Name of the wave, likewise.
    """

    city: str
    wave_kind: WaveKind
    year: int | None = None
    invented: bool = False
    land: str = ""
    population: int | None = None
    founded: int | None = None
    case: str = ""
    wave: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseRefusal:
    """Why a reading may not be released for comparison, as data.

    Attributes:
        reason: ``group_too_small`` (``voices``, ``needed``, ``missing``) · ``too_many`` for statements (``voices``,
            ``most``) · ``no_office``: a statement says who speaks · ``coverage`` (``coverage``, ``needed``; 0 to 1)
            · ``no_score``: there is nothing to compare.
        details: Figures for the sentence.
    """

    reason: Literal["group_too_small", "too_many", "no_office", "coverage", "no_score"]
    details: Mapping[str, float] = field(default_factory=dict)


def may_release(model: Model, reading: Reading, voice: Voice, office: str = "") -> tuple[ReleaseRefusal, ...]:
    """Return everything that speaks against releasing a reading; nothing if it may be released.

    Args:
        model: The model, with its limits.
        reading: The reading.
        voice: Whether a group speaks or people by office.
        office: Who speaks, for a statement.
    """
    small, found = model.method.small_groups, []
    voices = reading.respondents
    least = small.group_from if voice == "group" else 1
    if voices < least:
        details = {"voices": float(voices), "needed": float(least), "missing": float(least - voices)}
        found.append(ReleaseRefusal("group_too_small", details))
    if voice == "statement" and voices > small.attributed_up_to:
        details = {"voices": float(voices), "most": float(small.attributed_up_to)}
        found.append(ReleaseRefusal("too_many", details))
    if voice == "statement" and not office.strip():
        found.append(ReleaseRefusal("no_office"))
    coverage, needed = coverage_of(model, reading.sets), model.method.comparison.least_coverage
    if coverage is not None and coverage < needed - _CRUMB:
        found.append(ReleaseRefusal("coverage", {"coverage": coverage, "needed": needed}))
    dimensions = (reading.sets[d] for d in model.dimensions if d in reading.sets)
    if not any(one.score is not None and one.n >= least for one in dimensions):
        found.append(ReleaseRefusal("no_score"))
    return tuple(found)


def coverage_of(model: Model, sets: Mapping[str, SetFigures] | Mapping[str, SetReading]) -> float | None:
    """Return the mean coverage of the dimensions that were asked, 0 to 1; None if none was."""
    known = [one.coverage for d in model.dimensions if (one := sets.get(d)) is not None and one.coverage is not None]
    return sum(known) / len(known) if known else None


# ------------------------------------------------------------------------------ taking one
def take_snapshot(
    model: Model,
    reading: Reading,
    table: pd.DataFrame,
    about: About,
    *,
    voice: Voice,
    office: str = "",
    asked: Mapping[str, Collection[str]] | None = None,
    questionnaires: Mapping[str, Questionnaire] | None = None,
) -> Snapshot:
    """Freeze a reading for comparison. Whether it may be released is asked first, of ``may_release``.

    Args:
        model: The model the reading was made with.
        reading: The reading.
        table: Long table of this case, wave and perspective; other rows are left out.
        about: What is known of the Verbund.
        voice: ``group``, or ``statement`` for people who speak by office and with consent.
        office: Who speaks, for a statement.
        asked: Per questionnaire id the items it asks, as for the reading.
        questionnaires: The questionnaires that were answered, by id: in whose words the items were asked.

    Returns:
        The snapshot. Of a group it holds nothing about fewer people than the model's smallest group.

    Raises:
        ValueError: If the table holds no answers of this reading.
    """
    here = table[
        (table["case"] == reading.case) & (table["wave"] == reading.wave)
        & (table["perspective"] == reading.perspective)
    ]  # fmt: skip
    if not len(here):
        raise ValueError("the table holds no answers of this reading")
    kernel = compile_model(model)
    answers = encode(kernel, here, asked)
    group = voice == "group"
    least = model.method.small_groups.group_from if group else 1
    used = [str(q) for q in here["questionnaire"].dropna().unique()] if "questionnaire" in here else []
    forms = {q: (questionnaires or {}).get(q) for q in sorted(used)}
    prints = _prints(model, reading.perspective, forms)
    items, withheld = _items(model, kernel, answers, prints, least, group=group)
    sets = told_sets(model, kernel, answers, reading, least) if group else _statement_sets(reading)
    typed = _types(model, kernel, reading, sets)
    perspective = model.perspectives.get(reading.perspective)
    return Snapshot(
        case=about.case or reading.case, city=about.city, invented=about.invented, land=about.land,
        population=about.population, founded=about.founded, wave=about.wave or reading.wave,
        wave_kind=about.wave_kind, year=about.year, perspective=reading.perspective,
        view=perspective.view if perspective else "inside", voice=voice, office="" if group else office,
        voices=reading.respondents, model=model.info.id, model_version=reading.model_version,
        questionnaires={q: form.full_version if form else "" for q, form in forms.items()},
        sets=sets, items=items, withheld=withheld, phase=_phase(model, kernel, answers, withheld),
        placements={p: (sets[plane.x].score, sets[plane.y].score) for p, plane in model.placements.items()},
        frame={i: one.mean for i, one in items.items() if _is_frame(model, i)},
        reckoning=reckoning_print(model), **typed,
    )  # fmt: skip


def _is_frame(model: Model, item: str) -> bool:
    return model.dimensions[model.items[item].dimension].describes == "frame"


def _prints(model: Model, perspective: str, forms: Mapping[str, Questionnaire | None]) -> dict[str, str]:
    """Return the print of every item; one that was put to people in different words has a print of its own."""
    asking = list(forms.values()) or [None]
    found = {}
    for item in model.items:
        of_forms = {item_print(model, item, perspective, form) for form in asking if not form or item in form.items}
        found[item] = "+".join(sorted(of_forms or {item_print(model, item, perspective)}))
    return found


def _items(
    model: Model, kernel: Kernel, answers: Answers, prints: Mapping[str, str], least: int, *, group: bool
) -> tuple[dict[str, ItemFigures], dict[str, WithheldItem]]:
    """Return the figures of the items that enough people answered, and the other items that were asked."""
    states, x = answers.grid()
    given = states == ANSWERED
    n, applies = given.sum(axis=0), (given | (states == MISSING)).sum(axis=0)
    points = np.where(given, x, 0.0)
    mean = points.sum(axis=0) / np.maximum(n, 1)
    square = (np.where(given, x - mean, 0.0) ** 2).sum(axis=0)
    spread = np.sqrt(square / np.maximum(n - 1, 1))
    items, withheld = {}, {}
    for code in np.flatnonzero((states != NOT_ASKED).any(axis=0)):
        item = kernel.items[code]
        if n[code] < least or not n[code]:
            withheld[item] = WithheldItem(bool(applies[code]), prints[item])
            continue
        told, wide, people = min(100.0, max(0.0, float(mean[code]))), None, int(n[code])
        if group:
            gap = widest_gap(model.scale_of(item))
            told, wide = middle_of_step(told, step_for(gap, people)), told_spread(float(spread[code]), gap, people)
        items[item] = ItemFigures(told, people, wide, int(applies[code]), prints[item])
    return items, withheld


def _statement_sets(reading: Reading) -> dict[str, SetFigures]:
    """Return every set as it was given by people who speak by office."""
    found = {}
    for set_id, one in reading.sets.items():
        coverage = None if one.coverage is None else min(1.0, one.coverage)  # a mean of ones may be a crumb above
        found[set_id] = SetFigures(one.score, coverage, one.low, one.high, None, None, one.n, None)
    return found


def _types(
    model: Model, kernel: Kernel, reading: Reading, sets: Mapping[str, SetFigures]
) -> dict[str, Any]:
    """Return what is said about types: from what is told of the sets, and of nothing else."""
    scores = np.array([math.nan if sets[s].score is None else cast("float", sets[s].score) for s in kernel.sets])
    if np.isnan(scores[kernel.conditioned()]).any() or not reading.assignment.fits:
        return {"verdict": str(Verdict.INSUFFICIENT), "type": None, "second_type": None, "memberships": {}}
    memberships = kernel.type_membership(kernel.membership(scores))
    return {
        "verdict": str(reading.assignment.verdict),
        "type": reading.assignment.type,
        "second_type": reading.assignment.second,
        "memberships": {t: float(m) for t, m in zip(kernel.types, memberships, strict=True)},
    }


def _phase(
    model: Model, kernel: Kernel, answers: Answers, withheld: Mapping[str, WithheldItem]
) -> str | None:
    """Return the phase as far as it follows from items that have figures."""
    given = group_answers(kernel, answers)
    given.update({item: Given.MISSING for item, one in withheld.items() if one.applies})
    found = read_phase(model, given)
    return found.reached.id if found and found.reached else None
