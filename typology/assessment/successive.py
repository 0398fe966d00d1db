"""One release after another: the difference of two must not tell what a few people have said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def people_of(table: pd.DataFrame) -> frozenset[str]:
    """Return a text for each respondent and what they answered; hash it with a salt before it is kept.

    Somebody who has changed an answer since is somebody else here: else two releases of the same people would tell what
    a single one of them changed.

    Args:
        table: Long table of one case, wave and perspective.
    """
    said: dict[str, dict[str, tuple[str, str]]] = {}
    for who, item, state, value in zip(
        table["respondent"].astype(str), table["item"].astype(str), table["state"].astype(str),
        table["value"].astype(float), strict=True,
    ):  # fmt: skip
        of_person = said.setdefault(who, {})
        of_person.pop(item, None)
        if state != "none":
            of_person[item] = (state, repr(value) if state == "answer" else "")
    return frozenset(
        f"{who}:{hashlib.sha256(json.dumps(sorted(answers.items())).encode()).hexdigest()}"
        for who, answers in said.items()
    )


def differs_enough(k: int, new: Collection[str], before: Iterable[Collection[str]]) -> bool:
    """Return whether a release may follow earlier ones of the same Verbund, wave and perspective.

    Of two releases, those who are in one alone and those who are in the other alone are nobody or at least k people
    each; else the difference of the two would tell what a few have said (six people with a mean of 60, then five of
    them with 62: the one who left had said 50).

    Args:
        k: Smallest group.
        new: Who is in the new release, as any texts that stay the same.
        before: Who was in each earlier one, withdrawn ones included: they have been seen.
    """
    now = frozenset(new)
    for people in before:
        then = frozenset(people)
        if any(0 < len(alone) < k for alone in (now - then, then - now)):
            return False
    return True
