"""Whether two answers may be compared: the print of a question as it was asked.

What counts is settled in ``typology.model.meaning``; here the words of questionnaires and perspectives come in.
"""

from __future__ import annotations

from collections.abc import Iterable

from typology.assessment.flow import Asked, ask, entry_of
from typology.model.elements import Entry, Model, Questionnaire
from typology.model.meaning import Meaning, meaning_of


def as_asked(model: Model, questionnaire: Questionnaire | None, item: str, perspective: str) -> Asked | None:
    """Return an item as a questionnaire puts it to a perspective; None if the model has no such item."""
    if item not in model.items:
        return None
    entry = entry_of(questionnaire, item) if questionnaire else None
    return ask(model, entry or Entry(item), perspective)


def asked_meaning(asked: Asked) -> Meaning:
    """Return what an answer to a question means, as it was asked."""
    return meaning_of(asked.item, asked.scale, asked.question, asked.anchors)


def same_question(old: Asked | None, new: Asked | None) -> bool:
    """Return whether an answer to one means the same for the other: wording, options, direction and calibration.

    Args:
        old: A question as somebody read it; None if it was not asked.
        new: The question as it reads now.
    """
    return old is not None and new is not None and asked_meaning(old) == asked_meaning(new)


def item_print(model: Model, item_id: str, perspective: str | None = None,
               questionnaire: Questionnaire | None = None) -> str:
    """Return a short sign of what an answer to an item means: equal if, and only if, ``same_question`` holds.

    Args:
        model: The model under which it was asked.
        item_id: The item.
        perspective: Who was asked; None for the model's own words.
        questionnaire: In whose words it was asked; None, or one that does not ask the item, for the model's own.

    Returns:
        16 hexadecimal digits. The same in every process and for every translation: German decides.

    Raises:
        KeyError: If the model has no such item.
    """
    asked = as_asked(model, questionnaire, item_id, perspective or "")
    if asked is None:
        raise KeyError(item_id)
    return asked_meaning(asked).print


def item_prints(model: Model, perspective: str | None = None, questionnaire: Questionnaire | None = None,
                items: Iterable[str] | None = None) -> dict[str, str]:
    """Return the prints of several items, by item id: of those given that the model knows, else of all it has."""
    wanted = model.items if items is None else [item for item in items if item in model.items]
    return {item: item_print(model, item, perspective, questionnaire) for item in wanted}
