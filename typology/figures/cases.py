"""Verbünde in pictures of a comparison: how each is called, marked and ordered, never by what it scored.

Our own comes first, then all others by the name of their city. Whatever is no group of today is marked by a sign and
by words: in retrospect, a goal, a voice that speaks for its office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from typology.assessment.snapshot import SetFigures, Snapshot, name_order
from typology.figures import common
from typology.figures.svg import Canvas
from typology.figures.text import clean, width
from typology.figures.wording import Words
from typology.model.elements import Model

Mark = Literal["own", "voice", "goal", "past"]

OTHER = "#4A5A60"  # signs of all others, so that the accent is for our own
_SHAPES: dict[Mark, str] = {"own": "diamond", "voice": "circle", "goal": "triangle", "past": "square"}


@dataclass(frozen=True, slots=True)
class Look:
    """The sign of a Verbund.

    Attributes:
        shape: ``circle`` or one of the shapes of ``svg.SIGNS``.
        is_open: Whether it is hollow: a goal, in retrospect, or a single voice.
        paint: Colour.
    """

    shape: str
    is_open: bool
    paint: str

    def draw(self, canvas: Canvas, x: float, y: float, radius: float) -> None:
        """Draw it around a place."""
        fill, edge = (common.PAPER, self.paint) if self.is_open else (self.paint, common.PAPER)
        thickness = max(1.0, radius * (0.42 if self.is_open else 0.2))
        canvas.sign(self.shape, x, y, radius, fill, line=edge, thickness=thickness)


@dataclass(frozen=True, slots=True)
class Case:
    """A snapshot as it stands in a picture.

    Attributes:
        index: Position among the snapshots given.
        snapshot: The snapshot.
        title: The city; the name of the Verbund where no city is known.
        name: The name of the Verbund; ``""`` where the title says it.
        marks: What sets it apart from a group of today.
        said: The marks in words; ``""`` without any.
        look: Its sign.
    """

    index: int
    snapshot: Snapshot
    title: str
    name: str
    marks: tuple[Mark, ...]
    said: str
    look: Look

    @property
    def is_own(self) -> bool:
        """Whether it is the reader's own."""
        return "own" in self.marks

    @property
    def is_dated(self) -> bool:
        """Whether it is a goal or told in retrospect."""
        return "goal" in self.marks or "past" in self.marks

    @property
    def in_full(self) -> str:
        """Everything that tells it from the others, on one line."""
        return " · ".join(part for part in (self.title, self.name, self.said) if part)


def name_cases(words: Words, snapshots: Sequence[Snapshot], own: int | None) -> tuple[Case, ...]:
    """Name and order what a picture is to show.

    Args:
        words: The reader's language.
        snapshots: Snapshots of one perspective.
        own: Position of the reader's own, or None.

    Returns:
        Our own, then all others from A to Z by city, name and year.
    """
    times = {(s.wave, s.year) for s in snapshots if s.wave_kind == "now"}
    some_invented = len({s.invented for s in snapshots}) > 1
    found = [
        _case(words, index, snapshot, index == own, own is not None, len(times) > 1, some_invented)
        for index, snapshot in enumerate(snapshots)
    ]
    found.sort(key=lambda case: (
        not case.is_own, name_order(case.title), name_order(case.name), case.snapshot.year or 0, case.index
    ))
    return tuple(found)


def _case(
    words: Words, index: int, snapshot: Snapshot, is_own: bool, has_own: bool, dated: bool, says_invented: bool
) -> Case:
    say = words.say
    city, name = clean(snapshot.city), clean(snapshot.case)
    marks: list[Mark] = ["own"] if is_own else []
    said = [say("compared.own")] if is_own else []
    if snapshot.voice == "statement":
        marks.append("voice")
        office = clean(snapshot.office)
        said.append(say("compared.voice", office=office) if office else say("compared.voice_unnamed"))
    when = str(snapshot.year) if snapshot.year is not None else clean(snapshot.wave)
    if snapshot.wave_kind == "now":
        said += [when] if dated and when else []
    else:
        marks.append(snapshot.wave_kind)
        said.append(_when(words, snapshot.wave_kind, when))
    if says_invented and snapshot.invented:
        said.append(say("compared.invented"))
    return Case(index, snapshot, city or name, name if city and name != city else "", tuple(marks), " · ".join(said),
                _look(marks, has_own))


def _when(words: Words, kind: Literal["past", "goal"], when: str) -> str:
    word = words.say(f"compared.{kind}")
    if not when or when.casefold() == word.casefold():
        return word
    return words.say("compared.when", word=word, when=when)


def _look(marks: Sequence[Mark], has_own: bool) -> Look:
    is_open = any(mark != "own" for mark in marks)
    paint = common.ACCENT if "own" in marks or not has_own else OTHER
    return Look(_SHAPES[marks[0]] if marks else "circle", is_open, paint)


# ------------------------------------------------------------------------------ words
def count_of(words: Words, cases: Sequence[Case]) -> str:
    """Return how many Verbünde there are, and how many snapshots of them if there are more, e.g. ``12 Verbünde``."""
    say, n = words.say, len({(case.title, case.name) for case in cases})
    counted = say("compared.count", n=n, term=say("term.case" if n == 1 else "term.cases"))
    if len(cases) == n:
        return counted
    return say("compared.count_snapshots", n=len(cases), cases=counted)


def say_about(words: Words, model: Model, cases: Sequence[Case]) -> str:
    """Return whose view is shown; views are never mixed in one picture."""
    views = dict.fromkeys(case.snapshot.perspective for case in cases)
    named = [words.name(model.perspectives[v].label) if v in model.perspectives else clean(v) for v in views]
    return words.say("compared.about", name=words.enumerate([words.quote(name) for name in named])) if named else ""


def say_figures(words: Words, figures: SetFigures | None) -> str:
    """Return a score with its band, or with what missing answers allow, e.g. ``71 (Band 60 bis 82)``."""
    if figures is None or figures.score is None:
        return words.say("compared.no_value")
    low, high = figures.range or (None, None)
    return words.value(figures.score, low, high, figures.band_low is not None)


def say_few(words: Words, model: Model, n: int) -> str:
    """Return the warning for few cases; "" if there are enough."""
    few = model.method.comparison.few_cases
    return words.say("compared.few", n=n, few=few) if 0 < n < few else ""


def say_invented(words: Words, cases: Sequence[Case]) -> str:
    """Return the note that nothing here is real; "" where single rows say it or nothing is invented."""
    return words.say("compared.all_invented") if cases and all(case.snapshot.invented for case in cases) else ""


def table_start(words: Words) -> tuple[str, ...]:
    """Return the first headings of every table of a comparison."""
    return tuple(words.say(f"compared.heading.{key}") for key in ("city", "case", "when", "voice", "voices", "marks"))


def table_cells(words: Words, case: Case) -> tuple[str, ...]:
    """Return the first cells of a row: who, when, and how many spoke."""
    snapshot, say = case.snapshot, words.say
    year = "" if snapshot.year is None else str(snapshot.year)
    when = dict.fromkeys(text for text in (clean(snapshot.wave), year) if text)
    marks = [say(f"compared.{mark}") for mark in case.marks if mark != "voice"]
    marks += [say("compared.invented")] if snapshot.invented else []
    voice = say("compared.group")
    if snapshot.voice == "statement":
        voice = clean(snapshot.office) or say("compared.voice_unnamed")
    found = (
        clean(snapshot.city), clean(snapshot.case), ", ".join(when), voice,
        str(snapshot.voices), ", ".join(marks),
    )
    return tuple(cell or "–" for cell in found)


# ------------------------------------------------------------------------------ drawing
def draw_head(canvas: Canvas, words: Words, model: Model, cases: Sequence[Case], title: str) -> None:
    """Write the title where the form has one, and whose view is shown."""
    form = canvas.form
    if form.titled:
        canvas.say(title, size=1.25 * form.size, bold=True, gap=form.size * 0.2)
    if about := say_about(words, model, cases):
        canvas.say(about, color=common.MUTED, gap=form.size * 0.6)


def draw_marks(canvas: Canvas, words: Words, cases: Sequence[Case], *, has_signs: bool = True) -> None:
    """Draw the key: every sign that occurs with what it means, if there are any; then whether all is invented."""
    form, x = canvas.form, 0.0
    seen = [mark for mark in _SHAPES if has_signs and any(mark in case.marks for case in cases)]
    for mark in seen:
        text = words.say(f"compared.key.{mark}")
        wide = 1.6 * form.small + width(text, form.small)
        if x and x + wide > form.across:
            x, canvas.at = 0.0, canvas.at + 1.5 * form.small
        paint = next(case.look.paint for case in cases if mark in case.marks)
        Look(_SHAPES[mark], mark != "own", paint).draw(
            canvas, x + form.small * 0.6, canvas.at + 0.66 * form.small, form.small * 0.42)
        lines = canvas.lines(text, form.across - x - 1.5 * form.small, size=form.small)
        end = canvas.write(x + 1.5 * form.small, canvas.at, lines, size=form.small)
        if len(lines) > 1:
            x, canvas.at = 0.0, end
        else:
            x += wide + form.small
    if x:
        canvas.at += 1.5 * form.small
    if note := say_invented(words, cases):
        canvas.say(note, size=form.small, color=common.MUTED)
