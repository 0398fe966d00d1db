"""How firm the placement is: how many of 100 runs stay, a bar per source of uncertainty, and what other rules say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typology.assessment.sensitivity import Sensitivity, Source, SourceRun
from typology.figures import common
from typology.figures.other_rules import Rule, draw_rules, rules_of, say_rule, say_tip
from typology.figures.picture import SvgPicture
from typology.figures.svg import PAGE, Canvas, Form
from typology.figures.text import width
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

_RUNS = 100
_MOST_OTHERS = 3  # types with a sign of their own; the others are counted together
_SHAPES = ("square", "diamond", "turned", "hexagon")
_COLUMNS, _COLUMNS_NARROW = 25, 10
_LABELS, _FIGURES = 0.3, 0.2  # shares of the width: names of sources, and what stays


@dataclass(frozen=True, slots=True)
class _Part:
    """Runs that come out alike: where they lead, and how they are drawn."""

    label: str
    count: int
    shape: str
    is_lead: bool = False


def draw_sensitivity(
    model: Model, sensitivity: Sensitivity, speaker: Speaker, *, form: Form = PAGE
) -> SvgPicture:
    """Draw a sign per run of 100, a bar per source of uncertainty, and a sign per other rule.

    Args:
        model: The model that was applied.
        sensitivity: What becomes of the placement under chance and other choices.
        speaker: The reader's language.
        form: Width and size of letters.
    """
    words, canvas = Words(speaker), Canvas(form)
    title = speaker("develop.firm.title")
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.4)
    runs = {run.source: run for run in sensitivity.runs}
    sentence = _sentence(words, model, sensitivity)
    rules = rules_of(words, model, sensitivity)
    if Source.ALL not in runs:
        canvas.say(sentence)
        return _finish(canvas, words, title, sentence, sentence, [], [])
    order = _order(sensitivity, runs[Source.ALL])
    rows = [(run, _parts(words, model, sensitivity, run, order)) for run in sensitivity.runs]
    _signs(canvas, words, rows[0][1])
    canvas.say(speaker("develop.firm.key", draws=sensitivity.draws), size=form.small, color=common.MUTED,
               gap=form.size * 0.8)
    canvas.say(speaker("develop.firm.sources"), bold=True, gap=form.size * 0.3)
    for run, parts in rows[1:]:
        _bar(canvas, words, run, parts)
    canvas.at += form.size * 0.6
    draw_rules(canvas, words, sensitivity, rules)
    said = [sentence, *(_in_words(words, run, parts) for run, parts in rows), *(say_rule(words, r) for r in rules)]
    alt = " ".join([*said, say_tip(words, model, sensitivity)]).strip()
    return _finish(canvas, words, title, sentence, alt, rows, rules)


def _order(found: Sensitivity, run: SourceRun) -> list[str]:
    """Return the types with a sign of their own besides the leading one, most runs first."""
    others = [type_id for type_id, share in run.shares.items() if share > 0 and type_id != found.leads]
    return sorted(others, key=lambda type_id: -run.shares[type_id])[:_MOST_OTHERS]


def _parts(
    words: Words, model: Model, found: Sensitivity, run: SourceRun, order: Sequence[str]
) -> list[_Part]:
    """Return the runs of 100 by where they lead: what stays, the signed types, all others, none."""
    others = sum(share for type_id, share in run.shares.items() if type_id not in (*order, found.leads))
    none = words.say("develop.firm.none")
    entries: list[tuple[str, float, str, bool]] = []
    if found.leads is not None:
        entries.append((words.quote(words.name(model.types[found.leads].label)), run.stays, "circle", True))
    entries += [
        (words.quote(words.name(model.types[type_id].label)), run.shares.get(type_id, 0.0), shape, False)
        for type_id, shape in zip(order, _SHAPES, strict=False)
    ]
    entries.append((words.say("develop.firm.others"), others, _SHAPES[-1], False))
    entries.append((none, run.none, "circle" if found.leads is None else "dot", found.leads is None))
    counts = _hundred([share for _, share, _, _ in entries])
    parts = [_Part(label, n, shape, lead) for (label, _, shape, lead), n in zip(entries, counts, strict=True)]
    return sorted(parts, key=lambda part: not part.is_lead)


def _hundred(shares: Sequence[float]) -> list[int]:
    """Return shares as whole numbers that sum to 100 (largest remainders)."""
    total = sum(shares) or 1.0
    exact = [_RUNS * share / total for share in shares]
    counts = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda k: counts[k] - exact[k])
    for k in order[: _RUNS - sum(counts)]:
        counts[k] += 1
    return counts


# ------------------------------------------------------------------------------ drawing
def _sign(canvas: Canvas, part: _Part, x: float, y: float, radius: float) -> None:
    if part.shape == "dot":
        canvas.sign("circle", x, y, radius * 0.35, common.MUTED, line=common.PAPER, thickness=1)
    elif part.is_lead:
        canvas.sign(part.shape, x, y, radius, common.ACCENT, line=common.PAPER, thickness=1)
    else:
        share = 0.72 if part.shape == "diamond" else 0.85
        canvas.sign(part.shape, x, y, radius * share, common.PAPER, line=common.INK, thickness=radius * 0.3)


def _signs(canvas: Canvas, words: Words, parts: Sequence[_Part]) -> None:
    """Draw a sign per run, and beside or below it how many there are of each."""
    form, size = canvas.form, canvas.form.size
    columns = _COLUMNS_NARROW if form.is_narrow else _COLUMNS
    step = size * (1.5 if form.is_narrow else 1.45)
    every = [part for part in parts for _ in range(part.count)]
    top = canvas.at
    for number, part in enumerate(every):
        row, column = divmod(number, columns)
        _sign(canvas, part, (column + 0.5) * step, top + (row + 0.5) * step, size * 0.55)
    below = top + -(-len(every) // columns) * step
    left = 0.0 if form.is_narrow else columns * step + size * 1.5
    canvas.at = below + size * 0.4 if form.is_narrow else top
    for part in parts:
        if part.count:
            _sign(canvas, part, left + size * 0.6, canvas.at + common.LEADING * size / 2, size * 0.5)
            wide = width("100", size, bold=True)
            canvas.write(left + size * 1.4 + wide, canvas.at, [str(part.count)], bold=True, anchor="end")
            x = left + size * 1.9 + wide
            canvas.say(part.label, x=x, room=form.across - x, gap=size * 0.1, most=4)
    canvas.at = max(canvas.at, below) + size * 0.4


def _bar(canvas: Canvas, words: Words, run: SourceRun, parts: Sequence[_Part]) -> None:
    form, size, small = canvas.form, canvas.form.size, canvas.form.small
    name = words.say(f"develop.firm.source.{run.source.value}")
    top = canvas.at + size * 0.2
    left = 0.0 if form.is_narrow else form.across * _LABELS
    if form.is_narrow:
        canvas.at = top
        canvas.say(name, most=3)
        top = canvas.at
    else:
        lines = canvas.lines(name, left - size, most=3)
        canvas.at = canvas.write(0.0, top, lines, room=left - size)
    if not run.applies:
        canvas.at = max(canvas.at, canvas.write(left, top + (size - small) * 0.6, [words.say("develop.firm.nothing")],
                                                size=small, color=common.MUTED)) + size * 0.3
        return
    right = form.across * (1 - (0.0 if form.is_narrow else _FIGURES)) - size * 0.5
    right = form.across if form.is_narrow else right
    middle, tall = top + common.LEADING * size / 2, size * 1.1
    _segments(canvas, parts, (left, right, middle, tall))
    text = words.say("develop.firm.stay", n=parts[0].count if parts and parts[0].is_lead else 0)
    if form.is_narrow:
        canvas.at = canvas.write(0.0, middle + tall * 0.6, [text], bold=True)
    else:
        canvas.write(form.across, middle - 0.65 * size, [text], bold=True, anchor="end")
        canvas.at = max(canvas.at, middle + tall * 0.6)
    others = [words.say("develop.firm.part", n=part.count, name=part.label) for part in parts
              if part.count and not part.is_lead]
    if others:
        canvas.say(" · ".join(others), x=left, room=form.across - left, size=small, color=common.MUTED, most=5)
    canvas.at += size * 0.5


def _segments(canvas: Canvas, parts: Sequence[_Part], box: tuple[float, float, float, float]) -> None:
    """Draw the bar of a source: what stays is filled, all else hatched, no type at all left empty."""
    size, (left, right, middle, tall) = canvas.form.size, box
    x, y = left, middle - tall / 2
    for part in parts:
        wide = (right - left) * part.count / _RUNS
        if not part.count:
            continue
        if part.is_lead:
            canvas.box(x, y, wide, tall, fill=common.ACCENT)
        elif part.shape != "dot":
            canvas.hatch(x, y, wide, tall, common.MUTED, step=size * 0.42, thickness=1.2)
        if not part.is_lead:
            canvas.box(x, y, wide, tall, line=common.INK, thickness=1.2)
        if not part.is_lead and wide > 1.6 * size:
            canvas.sign("circle", x + wide / 2, middle, size * 0.52, common.PAPER, thickness=0.1)
            _sign(canvas, part, x + wide / 2, middle, size * 0.4)
        x += wide


# ------------------------------------------------------------------------------ words
def _sentence(words: Words, model: Model, found: Sensitivity) -> str:
    run = found.run(Source.ALL)
    if run is None:
        return words.say("develop.firm.says_nothing")
    parts = _parts(words, model, found, run, _order(found, run))
    lead = next((part for part in parts if part.is_lead), None)
    key = "develop.firm.says" if found.leads is not None else "develop.firm.says_none"
    said = [words.say(key, n=lead.count if lead else 0, name=lead.label if lead else "")]
    if found.scenarios:
        same = sum(scenario.same for scenario in found.scenarios)
        said.append(words.say("develop.firm.says_rules", n=same, all=len(found.scenarios)))
    if tip := say_tip(words, model, found):
        said.append(tip)
    return " ".join(said)


def _in_words(words: Words, run: SourceRun, parts: Sequence[_Part]) -> str:
    name = words.say(f"develop.firm.source.{run.source.value}")
    if not run.applies:
        return words.say("wall.alt.cell", name=name, text=words.say("develop.firm.nothing") + ".")
    said = [words.say("develop.firm.part", n=part.count, name=part.label) for part in parts if part.count]
    return words.say("wall.alt.cell", name=name, text=", ".join(said) + ".")


def _finish(
    canvas: Canvas, words: Words, title: str, sentence: str, alt: str,
    rows: Sequence[tuple[SourceRun, Sequence[_Part]]], rules: Sequence[Rule],
) -> SvgPicture:
    say = words.say
    labels = [part.label for part in rows[0][1]] if rows else []
    table = [
        (say(f"develop.firm.source.{run.source.value}"),
         *(str(part.count) if run.applies else MISSING for part in parts),
         MISSING if run.applies else say("develop.firm.nothing"))
        for run, parts in rows
    ]
    table += [(rule.label, *[MISSING] * len(labels), rule.outcome) for rule in rules]
    return SvgPicture(
        name="sensitivity", svg=canvas.finish(title, alt, say.language), sentence=sentence, alt=alt,
        headings=(say("develop.heading.varied"), *(say("develop.heading.of_hundred", name=label) for label in labels),
                  say("develop.heading.outcome")),
        rows=tuple(table), language=say.language, across=canvas.form.across, height=canvas.at,
    )
