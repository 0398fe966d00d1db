"""What text and numbers must be before they are stored: the same for both databases.

Markup, right-to-left text and emoji are kept as they are; whoever shows them must escape them.
"""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import date, datetime
from typing import get_args

from typology.store.errors import InvalidValueError, NoteTooLongError, NotFoundError
from typology.store.records import State

NOTE_LIMIT = 20_000
"""Longest note in characters."""
NAME_LIMIT = 300
"""Longest name, label or id in characters."""
_LARGEST_KEY = 2**31 - 1
_YEARS = range(1000, 3000)


def clean_text(text: str) -> str:
    """Return the text as both databases can keep it.

    NUL characters are removed (PostgreSQL has no place for them), halves of surrogate pairs are joined or,
    where the other half is missing, replaced by U+FFFD (neither database can encode them).
    """
    if text.isascii() and "\0" not in text:
        return text  # ids and keys, which is most of what a hall of phones sends
    return text.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def name_text(text: str, what: str, *, required: bool = True) -> str:
    """Return a cleaned name, label or id without blanks around it.

    Args:
        text: What was entered.
        what: What it is, for the sentence, e.g. "name of the case".
        required: Whether it may not be empty.

    Raises:
        InvalidValueError: If it is no text, empty though required, or longer than ``NAME_LIMIT``.
    """
    if not isinstance(text, str):
        raise InvalidValueError(f"The {what} must be text.", what=what)
    cleaned = clean_text(text).strip()
    if required and not cleaned:
        raise InvalidValueError(f"The {what} must not be empty.", what=what)
    if len(cleaned) > NAME_LIMIT:
        raise InvalidValueError(f"The {what} may have at most {NAME_LIMIT} characters.", what=what, limit=NAME_LIMIT)
    return cleaned


def note_text(text: str) -> str:
    """Return a cleaned note, blanks and line breaks kept.

    Raises:
        NoteTooLongError: If it is longer than ``NOTE_LIMIT``; never cut silently.
    """
    cleaned = clean_text(text)
    if len(cleaned) > NOTE_LIMIT:
        raise NoteTooLongError(
            f"The note has {len(cleaned)} characters; at most {NOTE_LIMIT} can be kept.",
            limit=NOTE_LIMIT,
            length=len(cleaned),
        )
    return cleaned


def required_note(text: str, what: str) -> str:
    """Return a cleaned text of any length up to ``NOTE_LIMIT``, without blanks around it.

    Raises:
        InvalidValueError: If it is no text, or empty.
        NoteTooLongError: If it is too long.
    """
    if not isinstance(text, str):
        raise InvalidValueError(f"The {what} must be text.", what=what)
    cleaned = note_text(text).strip()
    if not cleaned:
        raise InvalidValueError(f"The {what} must not be empty.", what=what)
    return cleaned


def year_number(year: int | None, what: str) -> int | None:
    """Return a year between 1000 and 2999, or None.

    Raises:
        InvalidValueError: If it is anything else.
    """
    if year is None:
        return None
    if not isinstance(year, int) or isinstance(year, bool) or year not in _YEARS:
        raise InvalidValueError(f"The {what} must be a year with four digits.", what=what)
    return year


def month_number(month: int | None, what: str) -> int | None:
    """Return a month between 1 and 12, or None.

    Raises:
        InvalidValueError: If it is anything else.
    """
    if month is None:
        return None
    if not isinstance(month, int) or isinstance(month, bool) or not 1 <= month <= 12:
        raise InvalidValueError(f"The {what} must be a number between 1 and 12.", what=what)
    return month


def date_value(day: date | None, what: str) -> date | None:
    """Return a day between the years 1000 and 2999, or None.

    Raises:
        InvalidValueError: If it is anything else.
    """
    if day is None:
        return None
    if not isinstance(day, date) or isinstance(day, datetime) or day.year not in _YEARS:
        raise InvalidValueError(f"The {what} must be a day of a year with four digits.", what=what)
    return day


def count_number(number: int, what: str) -> int:
    """Return a whole number from 1 on that both databases can keep.

    Raises:
        InvalidValueError: If it is anything else.
    """
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _LARGEST_KEY:
        raise InvalidValueError(f"The {what} must be a whole number from 1 on.", what=what)
    return number


def key_number(number: int, what: str) -> int:
    """Return a number under which something could be stored.

    Raises:
        NotFoundError: If nothing can be stored under it, e.g. because it came from a mistyped link.
    """
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _LARGEST_KEY:
        raise NotFoundError(f"There is no such {what}.", what=what)
    return number


def checked_answer(state: State, option: str | None, number: float | None) -> tuple[State, str | None, float | None]:
    """Return state, option and number if they fit together.

    Args:
        state: 'answer', 'dk', 'na' or 'none'.
        option: Id of the option; only for an answer.
        number: The number; only for an answer, and only without an option.

    Raises:
        InvalidValueError: If an answer has not exactly one of option and number, if anything else has one,
            or if the number is not finite.
    """
    if state not in get_args(State):
        raise InvalidValueError("The state of a response must be answer, dk, na or none.", what="state")
    if (option is not None) + (number is not None) != (state == "answer"):
        raise InvalidValueError("An answer has either an option or a number; other responses have neither.", what=state)
    if option is not None:
        return state, name_text(option, "option"), None
    return state, None, None if number is None else _finite(number)


def _finite(number: float) -> float:
    if isinstance(number, int | float) and not isinstance(number, bool):
        with suppress(OverflowError):  # a whole number too large to be a float
            if math.isfinite(number):
                return float(number)
    raise InvalidValueError("The number must be finite.", what="number")
