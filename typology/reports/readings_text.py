"""Readings as plain text for a terminal: the verdict in a sentence, then the figures in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from typology.assessment.assignment import Assignment, Verdict
from typology.assessment.counterfactual import Change, Counterfactual
from typology.assessment.reading import Reading, SetReading
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.problems import shorten

_VERDICTS = {
    Verdict.CLEAR: "clear",
    Verdict.TENDENCY: "tendency",
    Verdict.MIXED: "mixed",
    Verdict.NONE: "none",
    Verdict.INSUFFICIENT: "insufficient",
}


def readings_text(model: Model, readings: Iterable[Reading], speaker: Speaker) -> Iterator[str]:
    """Yield one block of text per reading, and the model's notice at the end.

    Args:
        model: The model that was applied.
        readings: The readings; they may be worked out while the text is written.
        speaker: Says the sentences.
    """
    for reading in readings:
        yield "\n".join(_block(model, reading, speaker)) + "\n\n"
    yield f"{speaker.text(model.info.notice)}\n{model.info.id} {model.version}\n"


def verdict_sentence(model: Model, assignment: Assignment, speaker: Speaker) -> str:
    """Return the verdict in one sentence."""
    names = {"type": assignment.type, "second": assignment.second}
    labels = {key: speaker.text(model.types[name].label) for key, name in names.items() if name is not None}
    sets = ", ".join(speaker.text(model.set_label(s)) for s in assignment.missing_sets)
    return speaker(f"verdict.{_VERDICTS[assignment.verdict]}", **labels, sets=sets)


def _block(model: Model, reading: Reading, speaker: Speaker) -> Iterator[str]:
    perspective = model.perspectives.get(reading.perspective)
    heading = speaker(
        "reading.heading",
        case=shorten(reading.case, 80),
        wave=shorten(reading.wave, 40),
        perspective=speaker.text(perspective.label) if perspective else reading.perspective,
        n=reading.respondents,
    )
    yield heading
    yield "=" * len(heading)
    yield verdict_sentence(model, reading.assignment, speaker)
    yield from _against(model, reading, speaker)
    if reading.counterfactuals:
        yield _otherwise(model, reading.counterfactuals[0], speaker)
    if reading.phase is not None and reading.phase.reached is not None:
        yield speaker("phase.reached", phase=reading.phase.reached.label)
    yield from _places(reading, speaker)
    yield ""
    yield from _set_table(model, reading, speaker)
    if reading.assignment.fits:
        yield ""
        yield from _type_table(model, reading, speaker)


def _against(model: Model, reading: Reading, speaker: Speaker) -> Iterator[str]:
    leading = reading.assignment.leading
    if leading is None:
        return
    score = reading.sets[leading.weakest_set].score
    label = speaker.text(model.set_label(leading.weakest_set))
    yield speaker(f"reading.against_{leading.weakest_side}", set=label, score=score)


def _otherwise(model: Model, counterfactual: Counterfactual, speaker: Speaker) -> str:
    types = ", ".join(f"»{speaker.text(model.types[t].label)}«" for t in counterfactual.types)
    changes = ", ".join(_change(model, change, speaker) for change in counterfactual.changes)
    return speaker("reading.otherwise", types=types or speaker("reading.no_type"), changes=changes)


def _change(model: Model, change: Change, speaker: Speaker) -> str:
    item = model.items[change.item]
    label = speaker.text(item.label)
    if model.scale_of(change.item).kind == "number":
        values = {"after": speaker.number(change.after, 1), "before": speaker.number(change.before, 1)}
        return speaker("counterfactual.number", item=label, **values)
    steps = abs(change.steps)
    return speaker("counterfactual.up" if change.steps > 0 else "counterfactual.down", item=label, steps=steps, n=steps)


def _places(reading: Reading, speaker: Speaker) -> Iterator[str]:
    for found in reading.placements:
        if found.field is None:
            continue
        names = {"plane": speaker.text(found.placement.label), "field": speaker.text(found.field.label)}
        others = ", ".join(speaker.text(field.label) for field in found.possible[1:])
        yield speaker("reading.placement_possible" if others else "reading.placement", **names, others=others)


def _set_table(model: Model, reading: Reading, speaker: Speaker) -> Iterator[str]:
    columns = ("set", "score", "band", "bounds", "coverage", "n")
    rows = [[speaker(f"reading.columns.{name}") for name in columns] + [""]]
    for set_id in (*model.axes, *model.dimensions):
        element = model.axes.get(set_id) or model.dimensions[set_id]
        label = " ".join(part for part in (element.code, speaker.text(element.label)) if part)
        found = reading.sets[set_id]
        rows.append([
            label,
            speaker.number(found.score),
            _span(found.band_low, found.band_high, speaker),
            _span(found.low, found.high, speaker) if _is_open(found) else "–",
            speaker.percent(found.coverage),
            str(found.n),
            speaker("reading.provisional") if found.provisional else "",
        ])
    yield from _aligned(rows)


def _is_open(reading: SetReading) -> bool:
    """Return whether missing answers could move the score at all."""
    return reading.low is not None and reading.high is not None and reading.high - reading.low > 1e-9


def _type_table(model: Model, reading: Reading, speaker: Speaker) -> Iterator[str]:
    rows = [[speaker(f"reading.columns.{name}") for name in ("type", "membership", "closeness", "stability")]]
    for fit in reading.assignment.by_membership():
        figures = [speaker.number(value, 2) for value in (fit.membership, fit.closeness, fit.stability)]
        rows.append([speaker.text(model.types[fit.id].label), *figures])
    yield from _aligned(rows)


def _span(low: float | None, high: float | None, speaker: Speaker) -> str:
    return "–" if low is None or high is None else f"{speaker.number(low)}–{speaker.number(high)}"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with the first column to the left and the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) if place == 0 else cell.rjust(width)
                 for place, (cell, width) in enumerate(zip(row, widths, strict=True))]
        yield f"  {'  '.join(cells)}".rstrip()
