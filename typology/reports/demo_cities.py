"""The invented Verbünde of the comparison: their answers are drawn from a description of a few lines each.

The description (``data/demo_cities.yaml``) says near which types a Verbund lies at each point in time, how much frame
its city offers, and how far answers spread. Nothing of it is real. The same seed gives the same answers on every
machine and, since every Verbund draws from a stream of its own, adding one leaves the others as they are.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from typology.assessment.flow import StoredAnswer, hidden_items
from typology.model.elements import Item, Model, Questionnaire, ResponseScale
from typology.model.problems import did_you_mean

FILE = "demo_cities.yaml"
_MIDDLE = 50.0  # points, where a type says nothing about a dimension
_UNIT = 5  # per cent: nobody estimates a share more finely

Target = Mapping[str, float]


class DescriptionError(ValueError):
    """The description does not fit the model.

    Attributes:
        problems: What is wrong, one English sentence each.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class _View:
    """Who answers from a perspective, and how they see things (points are of 100, rates from 0 to 1)."""

    id: str
    about: Mapping[str, Any]

    @property
    def people(self) -> tuple[int, int]:
        low, high = self.about["people"]
        return int(low), int(high)

    @property
    def offices(self) -> Sequence[str]:
        return tuple(self.about.get("offices", ()))


def city_contents(
    description: Mapping[str, Any],
    model: Model,
    questionnaires: Mapping[str, Questionnaire],
    *,
    only: Collection[tuple[str, str]] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the invented Verbünde with their drawn answers, in the shape of the files in ``data/demo``.

    Args:
        description: The content of ``data/demo_cities.yaml``.
        model: The model that is answered.
        questionnaires: Its questionnaires by id.
        only: Names and cities of those that are wanted; all if None.

    Raises:
        DescriptionError: If the description names something that the model or the questionnaires do not have.
    """
    if problems := list(_problems(description, model, questionnaires)):
        raise DescriptionError(problems)
    for case in description["cases"]:
        if only is None or (case["name"], case["city"]) in only:
            yield _Drawing(description, case, model, questionnaires).content()


def city_names(description: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """Return name and city of every Verbund of a description."""
    return frozenset((case["name"], case["city"]) for case in description["cases"])


def description_file(folder: Path) -> Path | None:
    """Return the description in a folder of example data; None if there is none."""
    file = folder / FILE
    return file if file.is_file() else None


# ------------------------------------------------------------------------------ drawing
class _Drawing:
    """One Verbund: what it is like is drawn once, what people answer is drawn around it."""

    def __init__(
        self, description: Mapping[str, Any], case: Mapping[str, Any], model: Model,
        questionnaires: Mapping[str, Questionnaire],
    ) -> None:
        self._model, self._questionnaires, self._case = model, questionnaires, case
        self._all = description
        self._views = [_View(key, about) for key, about in description["perspectives"].items()]
        self._spread: Mapping[str, float] = description["spread"]
        draw = self._stream("case")
        self._of_dimension = {d: draw.gauss(0, self._spread["case"]) for d in model.dimensions}
        self._of_item = {i: draw.gauss(0, self._spread["item"]) for i in model.items}
        levels = [i for i in model.items if model.scale_of(i).options]
        self._disputed = frozenset(draw.sample(levels, description["disputed"]["items"]))
        self._people = {
            view.id: case.get("people", {}).get(view.id) or draw.randint(*view.people) for view in self._views
        }
        self._leaning: dict[str, float] = {}

    def content(self) -> dict[str, Any]:
        """Return the Verbund as one file of ``data/demo`` would describe it."""
        names = {view.id: self._names(view) for view in self._views}
        # Whoever speaks for an office is named; the others stay anonymous, as people do.
        labels = {
            name: view.offices[place] if place < len(view.offices) else ""
            for view in self._views
            for place, name in enumerate(names[view.id])
        }
        given = [
            part
            for view in self._views
            for wave in view.about["waves"]
            for part in self._parts(view, wave, names[view.id])
        ]
        about = {key: self._case[key] for key in ("name", "city", "land", "population", "founded") if key in self._case}
        return {
            "model": self._all["model"],
            "case": {**about, "invented": True},
            "waves": {key: {k: w[k] for k in ("label", "kind", "year")} for key, w in self._case["waves"].items()},
            "respondents": labels,
            "assessments": given,
            **{key: self._case[key] for key in ("events", "intentions", "contact") if key in self._case},
            "released": True,
        }

    def _names(self, view: _View) -> list[str]:
        return [f"{view.about['person']}{number}" for number in range(1, self._people[view.id] + 1)]

    def _parts(self, view: _View, wave: str, people: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield what was answered from one perspective about one point in time, one part a questionnaire."""
        means = self._means(view, wave)
        for questionnaire_id in view.about["questionnaires"]:
            questionnaire = self._questionnaires[questionnaire_id]
            by_person = {person: self._answers(view, wave, questionnaire, person, means) for person in people}
            yield {
                "wave": wave,
                "perspective": view.id,
                "questionnaire": questionnaire.id,
                "respondents": list(people),
                "answers": {i: [by_person[person].get(i, "-") for person in people] for i in questionnaire.items},
                "notes": self._notes(view, wave, questionnaire, by_person),
            }

    def _target(self, wave: str) -> Target:
        """Return where each dimension lies at a point in time: the mean of its types' profiles, by their share."""
        about = self._case["waves"][wave]
        shares: Mapping[str, float] = about["types"]
        whole = sum(shares.values())
        found = {}
        for dimension in self._model.dimensions.values():
            if dimension.describes == "frame":
                found[dimension.id] = float(about["frame"])
                continue
            profiles = ((self._model.types[t].profile.get(dimension.id, _MIDDLE), part) for t, part in shares.items())
            found[dimension.id] = sum(at * part for at, part in profiles) / whole
        return found

    def _means(self, view: _View, wave: str) -> dict[str, float]:
        """Return where the answers to each item lie around, 0 to 100 or a little beyond."""
        means = self._means_at(view, wave)
        if self._case["waves"][wave]["kind"] != "goal":
            return means
        # Nobody aims for less than there is, and chance must not look as if somebody did.
        there = self._means_at(view, self._seen_from(wave))
        return {item: max(at, there[item]) for item, at in means.items()}

    def _seen_from(self, wave: str) -> str:
        """Return the wave that people stand at when they answer about one: for a goal it is now."""
        waves = self._case["waves"]
        if waves[wave]["kind"] != "goal":
            return wave
        return next((key for key, about in waves.items() if about["kind"] == "now"), wave)

    def _means_at(self, view: _View, wave: str) -> dict[str, float]:
        target = self._target(wave)
        at_wave, seen = self._stream("wave", wave), self._stream("view", view.id)
        shift: Mapping[str, float] = view.about.get("shift", {})
        # What the events and notes of a Verbund tell has to be what is answered, too.
        settled: Mapping[str, float] = self._case["waves"][wave].get("items", {})
        found = {}
        for item in self._model.items.values():
            at = target[item.dimension] + self._of_dimension[item.dimension] + self._of_item[item.id]
            at += at_wave.gauss(0, self._spread["wave"]) + seen.gauss(0, self._spread["view"])
            found[item.id] = settled.get(item.id, at) + shift.get(item.dimension, 0.0)
        return found

    def _answers(
        self, view: _View, wave: str, questionnaire: Questionnaire, person: str, means: Mapping[str, float]
    ) -> dict[str, str | float]:
        """Return what one person answers; nothing where they leave a question open or are not asked it."""
        # Whoever looks ahead starts from how they see today: the same mood, and doubts about the same questions.
        here = self._seen_from(wave)
        draw = self._stream(view.id, here, questionnaire.id, person)
        disputed = self._disputed - self._case["waves"][here].get("items", {}).keys()
        leaning = self._stream("person", person).gauss(0, self._spread["person"])
        side = 1 if self._stream("side", person).random() < 0.5 else -1
        found: dict[str, str | float] = {}
        for item_id in questionnaire.items:
            item, chance = self._model.items[item_id], draw.random()
            at = means[item_id] + leaning + draw.gauss(0, self._spread["answer"])
            if item_id in disputed:
                at += side * float(self._all["disputed"]["points"])
            answer: str | float | None = _answer(self._model, item, at)
            for state, word in (("open", None), ("dk", "dk"), ("na", "na")):
                chance -= view.about[state]
                if chance < 0:
                    answer = word
                    break
            if answer is not None:
                found[item_id] = answer
        hidden = hidden_items(self._model, questionnaire, {i: _stored(a) for i, a in found.items()})
        return {i: answer for i, answer in found.items() if i not in hidden}

    def _notes(
        self, view: _View, wave: str, questionnaire: Questionnaire, answers: Mapping[str, Mapping[str, str | float]]
    ) -> dict[str, dict[str, str]]:
        """Return the notes of this part, each by somebody who has given an answer there."""
        found: dict[str, dict[str, str]] = {}
        for note in self._case.get("notes", ()):
            item = note["item"]
            if (note["wave"], note["perspective"]) != (wave, view.id) or item not in questionnaire.items:
                continue
            said = [person for person, given in answers.items() if given.get(item, "dk") not in ("dk", "na")]
            if said:
                found[item] = {self._stream("note", wave, view.id, item).choice(said): note["text"]}
        return found

    def _stream(self, *names: str) -> Random:
        """Return the random numbers for one purpose: what is drawn elsewhere does not move them."""
        return Random("/".join((str(self._all["seed"]), self._case["city"], *names)))  # noqa: S311 - nothing secret


def _answer(model: Model, item: Item, at: float) -> str | float:
    """Return the answer that lies nearest to some points from 0 to 100."""
    at = min(max(100 - at if item.reverse else at, 0.0), 100.0)
    scale = model.scale_of(item.id)
    if scale.options:
        value = scale.low + at / 100 * (scale.high - scale.low)
        return min(scale.options, key=lambda option: abs(option.value - value)).id
    return _number(model, item, scale, at)


def _number(model: Model, item: Item, scale: ResponseScale, at: float) -> float:
    """Return the number that is worth some points: the calibration of docs/methods.md turned round."""
    anchors = item.calibration
    degree = min(max(at / 100, 0.03), 0.97)
    if anchors is None:
        value = at
    else:
        end = anchors.full_in if degree >= 0.5 else anchors.full_out
        odds = math.log(degree / (1 - degree)) / model.method.calibration.log_odds
        value = anchors.crossover + abs(odds) * (end - anchors.crossover)
    value = round(value) if scale.whole else _UNIT * round(value / _UNIT)
    low, high = scale.minimum, scale.maximum
    return max(low if low is not None else value, min(high if high is not None else value, value))


def _stored(answer: str | float) -> StoredAnswer:
    if isinstance(answer, str):
        return StoredAnswer(answer) if answer in ("dk", "na") else StoredAnswer("answer", option=answer)
    return StoredAnswer("answer", number=float(answer))


# ------------------------------------------------------------------------------ checking
def _problems(
    description: Mapping[str, Any], model: Model, questionnaires: Mapping[str, Questionnaire]
) -> Iterator[str]:
    """Yield what the description names that does not exist; its shape is trusted, it ships with the program."""
    if description.get("model") != model.info.id:
        yield f"The answers belong to the model '{description.get('model')}', not to '{model.info.id}'."
        return
    for key, about in description["perspectives"].items():
        yield from _unknown("perspective", [key], model.perspectives)
        yield from _unknown("questionnaire", about["questionnaires"], questionnaires)
        yield from _unknown("dimension", about.get("shift", {}), model.dimensions)
    for case in description["cases"]:
        for wave in case["waves"].values():
            yield from _unknown("type", wave["types"], model.types)
            yield from _unknown("item", wave.get("items", {}), model.items)
        yield from _unknown("item", [note["item"] for note in case.get("notes", ())], model.items)
        about = [intention["about"] for intention in case.get("intentions", ())]
        yield from _unknown("item", about, {**model.items, **model.dimensions})


def _unknown(kind: str, names: Iterable[str], known: Mapping[str, object]) -> Iterator[str]:
    yield from (f"Unknown {kind} '{name}'.{did_you_mean(name, known)}" for name in names if name not in known)
