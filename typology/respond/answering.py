"""Reading what a form says about one question, and refusing what cannot be meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from typology.assessment.flow import Asked
from typology.language.numbers import read_number
from typology.respond.sheet import Given, Sheet
from typology.store.cleaning import NOTE_LIMIT, clean_text
from typology.store.records import State

UNSURE, NOT_APPLICABLE = "dk", "na"
_LONGEST_TAP = 64


class Refused(Exception):  # noqa: N818 - it is an answer to a phone, not a mistake
    """Something that is not done, with the sentence that says so.

    Attributes:
        status: Status of the answer.
        key: Key of the sentence.
        values: Values of its fields.
        reason: Sign for the script of the page.
    """

    def __init__(self, status: int, key: str, reason: str = "", **values: object) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.values = values
        self.reason = reason or key.rpartition(".")[2]


class Said(NamedTuple):
    """What somebody says to an item; ``note=None`` leaves the note as it is."""

    item: str
    state: State
    option: str | None
    number: float | None
    note: str | None
    tap: str

    def changes(self, before: Given | None) -> bool:
        """Return whether anything would be different from before."""
        if before is None:
            return self.state != "none" or bool(self.note)
        same = (self.state, self.option, self.number) == (before.state, before.option, before.number)
        return not same or self.note not in (None, before.note)


def read_said(sheet: Sheet, form: Mapping[str, str]) -> Said:
    """Return what a form says.

    Args:
        sheet: What the phone shows; the item need not be the one it shows now, but it must be asked.
        form: The fields. ``antwort`` is an option, ``dk``, ``na`` or "" to withdraw; without it and without ``zahl``
            the answer stays as it is.

    Raises:
        Refused: If the item is not asked, the answer is none of it, or the note is too long.
    """
    item = form.get("item", "")
    asking = sheet.asking
    if asking is None or item not in asking.items:
        raise Refused(400, "respond_error.not_asked")
    if item not in sheet.shown:
        raise Refused(400, "respond_error.not_asked")
    asked = asking.ask(item)
    before = sheet.given.get(item)
    state, option, number = _answer(asked, form, before)
    return Said(item, state, option, number, _note(form), form.get("tap", "")[:_LONGEST_TAP])


def _answer(
    asked: Asked, form: Mapping[str, str], before: Given | None
) -> tuple[State, str | None, float | None]:
    chosen, typed = form.get("antwort"), form.get("zahl")
    if typed is not None:
        if asked.scale.kind != "number":
            raise Refused(400, "respond_error.unknown_option")
        number = _number(asked, typed)
        was = before.number if before is not None and before.state == "answer" else None
        # The field and the two answers beside it come together; whichever differs from what is stored was meant.
        if number is not None and (chosen not in (UNSURE, NOT_APPLICABLE) or number != was):
            return "answer", None, number
        if number is None and chosen is None:
            stays = before is not None and before.state in (UNSURE, NOT_APPLICABLE)
            return (before.state if stays and before is not None else "none"), None, None
    if chosen is None:
        return ("none", None, None) if before is None else (before.state, before.option, before.number)
    if chosen == "":
        return "none", None, None
    if chosen == UNSURE:
        return "dk", None, None
    if chosen == NOT_APPLICABLE:
        return "na", None, None
    if asked.scale.kind == "number" or asked.scale.option(chosen) is None:
        raise Refused(400, "respond_error.unknown_option")
    return "answer", chosen, None


def _number(asked: Asked, typed: str) -> float | None:
    scale = asked.scale
    text = clean_text(typed)[:100].replace("\u00a0", "").replace("\u202f", "").replace(" ", "").rstrip("%")
    if not text:
        return None
    number = read_number(text, whole=scale.whole)
    if number is None:
        raise Refused(400, "respond_error.not_a_number", text=typed.strip()[:30])
    low, high = scale.minimum, scale.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        key = "respond_error.out_of_range" if low is not None and high is not None else "respond_error.too_small"
        raise Refused(400, key, low=_plain(low), high=_plain(high))
    if scale.whole and number != int(number):
        raise Refused(400, "respond_error.not_whole")
    return number


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _note(form: Mapping[str, str]) -> str | None:
    note = form.get("notiz")
    if note is None:
        return None
    # Forms send line ends as two signs; scripts send one.
    note = clean_text(note).replace("\r\n", "\n")
    if not note.strip():
        return ""
    if len(note) > NOTE_LIMIT:
        raise Refused(400, "respond_error.note_too_long", limit=NOTE_LIMIT)
    return note
