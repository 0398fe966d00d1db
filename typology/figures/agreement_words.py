"""Agreement in plain words, for people who need no statistics to talk with one another.

The words say how the answers lie, never how good that is: answers that lie far apart are worth a conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from typology.language import Speaker
from typology.model.elements import Option

# Answers are close to one another up to a mean distance of a sixth of the number of options, in steps: .83 of five.
# Burke & Dunlap 2002, Organizational Research Methods 5(2), 159-172.
_CLOSE = 1 / 6
# Two people can differ; it takes two on each side to make camps.
_CAMPS_FROM = 4
_CRUMB = 1e-9


class Figures(Protocol):
    """What the words are taken from: an ``Agreement``, or a published cell that carries its figures."""

    @property
    def n(self) -> int:
        """Answers."""

    @property
    def mean(self) -> float | None:
        """Mean."""

    @property
    def ad(self) -> float | None:
        """Mean distance from the mean."""

    @property
    def rwg(self) -> float | None:
        """r_wg."""

    @property
    def a(self) -> float | None:
        """Van der Eijk's A."""

    @property
    def consensus(self) -> float | None:
        """Tastle and Wierman's consensus."""

    @property
    def beyond_chance(self) -> bool | None:
        """Whether they agree more than random answers would; None where that cannot be said."""


def say_agreement(speaker: Speaker, agreement: Figures, scale_options: Sequence[Option]) -> str:
    """Return one or two sentences on how the answers of a group lie.

    The first rule that holds, with the mean distance AD and van der Eijk's A:

    1. nobody, or one person, has answered
    2. two camps: ``A < 0``, from four answers on
    3. far apart: AD at least as large as where every option is chosen equally often
    4. all the same, or close together (AD at most a sixth of the options, in steps): with the word of chance, which
       is *beyond chance*, *may be chance*, or *so many answers are not enough to tell*
    5. on different steps, but closer than chance: between close and far, and beyond chance
    6. on different steps

    How far apart answers lie is seen, so 2 and 3 say nothing of chance; that they are close together may be an
    accident, so 4 does.

    Args:
        speaker: Says the sentences.
        agreement: What was worked out for the item.
        scale_options: The options of its response scale.
    """
    n, ad = agreement.n, agreement.ad
    if n < 2 or ad is None or agreement.a is None:
        return speaker("agreement.none_yet" if n == 0 else "agreement.one")
    if agreement.a < -_CRUMB and n >= _CAMPS_FROM:
        return speaker("agreement.two_camps")
    close, far = _limits([option.value for option in scale_options])
    if ad >= far - _CRUMB:
        return speaker("agreement.far")
    if ad <= close + _CRUMB:
        return _close(speaker, agreement)
    return speaker("agreement.steps_beyond" if agreement.beyond_chance else "agreement.steps")


def _close(speaker: Speaker, agreement: Figures) -> str:
    how = "same" if agreement.ad == 0 else "close"
    chance = {True: "beyond", False: "maybe", None: "unknown"}[agreement.beyond_chance]
    return speaker(f"agreement.{how}_{chance}", n=agreement.n)


def _limits(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean distance up to which answers are close, and that from which they are far apart."""
    count, length = len(values), max(values) - min(values)
    mean = sum(values) / count
    return _CLOSE * count * length / (count - 1), sum(abs(value - mean) for value in values) / count
