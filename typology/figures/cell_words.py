"""How pictures and walls name what a round has shown: items, groups, answers, and why something cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typology.assessment.agreement import Agreement
from typology.assessment.flow import Asked, ask, entry_of
from typology.figures.agreement_words import say_agreement
from typology.figures.diverging import letters
from typology.figures.text import clean, isolate
from typology.figures.wording import Words
from typology.language.catalogue import Speaker
from typology.model.elements import Entry, Model, Questionnaire
from typology.workshop.publication import Cell, Statement

_IN_WORDS = 12  # numbers up to this are written out


class _Keys(Speaker):
    """Says the key of a sentence instead of the sentence, so that a shorter one can be said by the same rules."""

    def __call__(self, key: str, **_: Any) -> str:
        """Return the last part of the key."""
        return key.rpartition(".")[2]


class ItemWords:
    """One item in the words of those who answered it.

    Attributes:
        words: How all pictures name things.
        say: The speaker behind it.
        item: Item id.
        scale: Its response scale.
        letters: What its options are called in pictures.
    """

    def __init__(
        self, model: Model, questionnaire: Questionnaire, item: str, speaker: Speaker, perspectives: Sequence[str],
        stations: Mapping[int, str] | None = None,
    ) -> None:
        self.words = Words(speaker)
        self.say = speaker
        self.item = item
        self.scale = model.scale_of(item)
        self.letters = letters(len(self.scale.options))
        self._model = model
        self._stations = stations or {}
        entry = entry_of(questionnaire, item) or Entry(item)
        self._asked = {p: ask(model, entry, p) for p in perspectives}
        self._entry = entry

    @property
    def label(self) -> str:
        """Short name of the item."""
        return self.words.name(self._model.items[self.item].label)

    @property
    def is_number(self) -> bool:
        """Whether it is answered by a number."""
        return self.scale.kind == "number"

    def question(self, perspective: str) -> str:
        """Return the question as a perspective is asked it."""
        return clean(self.say.text(self._ask(perspective).question), 400)

    def anchors(self, perspective: str) -> dict[str, str]:
        """Return the descriptions of all options, by option id, as a perspective reads them."""
        asked = self._ask(perspective).anchors
        return {o.id: clean(self.say.text(asked[o.id]), 400) for o in self.scale.options}

    def _ask(self, perspective: str) -> Asked:
        if perspective not in self._asked:
            self._asked[perspective] = ask(self._model, self._entry, perspective)
        return self._asked[perspective]

    # -------------------------------------------------------------- groups
    def perspective(self, perspective: str) -> str:
        """Return the name of a perspective."""
        found = self._model.perspectives.get(perspective)
        return self.words.name(found.label) if found else clean(perspective)

    def station(self, station: int | None) -> str:
        """Return the name of a table, or of all of them together."""
        return self.say("wall.plenary") if station is None else clean(self._stations.get(station, str(station)))

    def people(self, count: int) -> str:
        """Return a number of answers in words, e.g. ``14 Antworten``."""
        return self.say("wall.answers", n=count)

    # -------------------------------------------------------------- what a cell says
    def letter(self, option: str | None) -> str:
        """Return the letter of an option."""
        ids = [o.id for o in self.scale.options]
        return self.letters[ids.index(option)] if option in ids else "?"

    def near(self, mean: float) -> str:
        """Return between which options a mean lies, or on which, by their letters."""
        values = [o.value for o in self.scale.options]
        step = (max(values) - min(values)) / (len(values) - 1)
        near = [k for _, k in sorted((abs(value - mean), k) for k, value in enumerate(values))]
        if abs(values[near[0]] - mean) <= step / 8:
            return self.letters[near[0]]
        low, high = sorted(near[:2])
        return self.say("wall.dumbbell.between", low=self.letters[low], high=self.letters[high])

    def counts(self, cell: Cell) -> list[int]:
        """Return people per option, in the order of the scale."""
        return [cell.counts.get(o.id, 0) for o in self.scale.options]

    def instead(self, cell: Cell) -> str:
        """Return the sentence that stands in place of figures; "" where there are figures or statements."""
        if cell.has_figures or cell.statements:
            return ""
        if cell.status == "few":
            unsure = self.say("wall.overview.apart", n=cell.dk) if cell.dk else ""
            return f"{too_few(self.say, cell.missing)} {unsure}".strip()
        if cell.is_unanimous:
            return self._unanimous(cell)
        if cell.status in ("withheld", "attributed", "held"):
            return self.say("wall.cell.withheld" if cell.status == "withheld" else "wall.cell.no_consent")
        return self.say("wall.cell.none")

    def _unanimous(self, cell: Cell) -> str:
        if cell.band is None:
            return self.say("wall.cell.unanimous")
        low, high = (self.words.quote(self.letter(option)) for option in cell.band)
        return self.say("wall.cell.band", low=low, high=high)

    def agreement(self, cell: Cell) -> tuple[str, str]:
        """Return how far a group agrees, and the figures behind it as small print; both "" where there is none."""
        if (found := self._agreement(cell)) is None:
            return "", ""
        a, ad = (self.say.number(value, 2).replace("-", "\u2212") for value in (found.a, found.ad))
        return say_agreement(self.say, found, self.scale.options), self.say("wall.figures", a=a, ad=ad)

    def _agreement(self, cell: Cell) -> Agreement | None:
        if self.is_number or not cell.counts or cell.ad is None or cell.a is None:
            return None
        return Agreement(cell.n, cell.mean, cell.ad, cell.rwg, cell.a, beyond_chance=cell.beyond_chance)

    def agreement_in_short(self, cell: Cell) -> str:
        """Return how far a group agrees, in two or three words; what it says in full stands with the item."""
        if (found := self._agreement(cell)) is None:
            return ""
        return self.say(f"wall.short.{say_agreement(_Keys(self.say.language), found, self.scale.options)}")

    def statement(self, statement: Statement, perspective: str) -> tuple[str, str]:
        """Return what somebody said for an office, in quotation marks, and the office."""
        return self.answer(statement, perspective), clean(statement.attribution) or self.perspective(perspective)

    def answer(self, statement: Statement, perspective: str) -> str:
        """Return an answer as a quotation."""
        if statement.state == "dk":
            return self.say("wall.dk_said")
        if statement.state == "na":
            return self.say("wall.na_said")
        if statement.option is not None:
            text = self.anchors(perspective).get(statement.option, "")
            return f"{self.words.quote(text)} ({self.letter(statement.option)})"
        return self.words.quote(self.number(statement.number))

    def number(self, value: float | None) -> str:
        """Return a number with its unit."""
        digits = 0 if value is None or float(value).is_integer() else 1
        unit = clean(self.say.text(self.scale.unit))
        return f"{self.say.number(value, digits)}\u00a0{isolate(unit)}" if unit else self.say.number(value, digits)

    def quartiles(self, quartiles: tuple[float, float, float]) -> tuple[str, str, str]:
        """Return the lower quartile without a unit, and median and upper quartile with it."""
        low, middle, high = quartiles
        digits = 0 if float(low).is_integer() else 1
        return self.say.number(low, digits), self.number(middle), self.number(high)

    def in_full(self, cell: Cell) -> str:
        """Return everything that a cell shows, in words: for those who cannot see the picture."""
        name = self.perspective(cell.perspective)
        if text := self.instead(cell):
            return self.say("wall.alt.cell", name=name, text=text)
        if cell.statements:
            said = " ".join(
                self.say("wall.alt.statement", office=office, text=text)
                for text, office in (self.statement(s, cell.perspective) for s in cell.statements)
            )
            return self.say("wall.alt.cell", name=name, text=said)
        if cell.quartiles is not None:
            low, middle, high = self.quartiles(cell.quartiles)
            text = self.say("wall.alt.quartiles", low=low, middle=middle, high=high)
        else:
            pairs = zip(self.letters, self.counts(cell), strict=True)
            text = ", ".join(self.say("wall.alt.count", letter=letter, n=count) for letter, count in pairs) + "."
        apart = self.say("wall.alt.apart", dk=cell.dk, na=cell.na)
        parts = (self.people(cell.n) + ".", text, apart, *self.agreement(cell))
        return self.say("wall.alt.cell", name=name, text=" ".join(part for part in parts if part))

    def status(self, cell: Cell) -> str:
        """Return how a cell is shown, for tables."""
        return self.say(f"wall.status.{cell.status}")


def too_few(say: Speaker, missing: int) -> str:
    """Return how many answers are missing until a group can be shown."""
    if missing < 1:
        return say("wall.cell.few")
    return say("wall.cell.missing", number=in_words(say, missing), n=missing)


def in_words(say: Speaker, number: int) -> str:
    """Return a small number written out as it stands before a noun, a larger one in figures."""
    return say(f"wall.number.{number}") if 1 <= number <= _IN_WORDS else str(number)
