"""What decides what an answer means: two answers may be compared if, and only if, this is equal.

German decides: a new translation, or a slip mended in it, is no other question. Neither is a weight, a hint, a short
name or a basis: they change what is made of an answer, not what somebody said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from typology.model.basics import DEFAULT_LANGUAGE, Text
from typology.model.elements import Item, Model, ResponseScale

PRINT_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything an answer hangs on.

    Attributes:
        question: The question in German.
        options: Per option its id, its value and its wording in German, from the lowest value to the highest; empty
            for numbers.
        unit: The unit of a number in German, if it has one.
        reverse: True if a higher answer means less of the dimension.
        anchors: How a number becomes 0 to 100: fully out, crossover, fully in.
    """

    question: str
    options: tuple[tuple[str, float, str], ...]
    unit: str | None
    reverse: bool
    anchors: tuple[float, float, float] | None

    @property
    def print(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of all this; equal if, and only if, two meanings are."""
        text = json.dumps(astuple(self), separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:PRINT_DIGITS]


def meaning_of(item: Item, scale: ResponseScale, question: Text, words: Mapping[str, Text]) -> Meaning:
    """Return what an answer to an item means, in the words in which it was asked.

    Args:
        item: The item.
        scale: Its response scale.
        question: The question as it was asked.
        words: Wording of the options as they were read, by option id.
    """
    own = item.calibration
    return Meaning(
        question=question.in_language(DEFAULT_LANGUAGE),
        options=tuple((o.id, _number(o.value), words[o.id].in_language(DEFAULT_LANGUAGE)) for o in scale.options),
        unit=scale.unit.in_language(DEFAULT_LANGUAGE) if scale.unit else None,
        reverse=bool(item.reverse),
        anchors=(_number(own.full_out), _number(own.crossover), _number(own.full_in)) if own else None,
    )


def words_of(item: Item, scale: ResponseScale) -> dict[str, Text]:
    """Return the wording of every option of an item, by option id: its own, else that of the scale, else the id."""
    return {o.id: item.anchors.get(o.id) or o.label or Text(o.id) for o in scale.options}


def plain_meaning(model: Model, item_id: str) -> Meaning:
    """Return what an answer to an item means in the model's own words, without those of a questionnaire."""
    item, scale = model.items[item_id], model.scale_of(item_id)
    return meaning_of(item, scale, item.question, words_of(item, scale))


def _number(value: float) -> float:
    # 1 and 1.0, and 0 and -0, are the same number but are not written alike.
    return float(value) + 0.0
