"""The rule that protects small groups: the one place where it is decided what may be shown.

Whoever watches a workshop sees many figures: all tables together and each table, the first vote and the second, what
was revealed at first and what after some more had answered. Every figure by itself may rest on enough people, and yet
two of them, subtracted, give away a single person. So a figure is never judged alone. A *ledger* keeps, for one item
and one perspective, of whom and of which answers everything was counted that was ever shown. Something new may be
shown if

1. it rests on at least k people;
2. beside each earlier row of the same tables, nobody or at least k people have gone, and nobody or at least k people
   have come (somebody who changed an answer has gone with the old one and come with the new one); beside a row of other
   tables, those who are in one of them alone are k more than those who are in the other alone, or k in each;
3. where one row lies within another, what is left over could be shown by itself: k answers, not all the same;
4. no sum and difference of *any* number of rows leaves 1 to k - 1 people (``_leaves_few``);
5. where everybody said the same, only a band of neighbouring answers is shown, and no exact row gives away which of
   them it was (``_hides``).

Statements that somebody made by office and with consent are known anyway: they are taken out of every row first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from typology.model.elements import SmallGroupsMethod

Member = tuple[int, str]
"""Who, and what they said: ``"1:answer:o3"`` is the option o3 of an answer given in the first vote."""
Members = frozenset[Member]

# So many ways to pick a few people are tried; where there are more, nothing new is shown. A workshop needs a handful.
_MOST_WAYS = 200


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of one workshop.

    Attributes:
        group_from: k, the smallest group whose figures are shown.
        attributed_up_to: Up to this many people a perspective may speak by office instead.
    """

    group_from: int
    attributed_up_to: int


def rules_for(method: SmallGroupsMethod, group_from: int, *, public: bool) -> Rules:
    """Return the limits of a workshop; it may ask for larger groups than the model, never for smaller ones."""
    least = max(method.group_from, method.public_from) if public else method.group_from
    return Rules(max(group_from, least), method.attributed_up_to)


# ------------------------------------------------------------------------------ groups
def member(person: int, vote: int, state: str, value: str = "") -> Member:
    """Return what one person said; somebody who answers the same again in a second vote has said something new."""
    return person, f"{vote}:{state}:{value}"


def said(one: Member) -> str:
    """Return what somebody said, whichever vote it was in, e.g. ``"answer:o3"`` or ``"dk:"``."""
    return one[1][2:]  # a vote has one digit


def people(members: Iterable[Member]) -> int:
    """Return how many people are behind some answers."""
    return len({person for person, _ in members})


def answers(members: Iterable[Member]) -> Members:
    """Return those that are answers, without *don't know* and *not applicable*."""
    return frozenset(one for one in members if one[1].startswith("answer:", 2))


def unanimous(members: Members) -> bool:
    """Return whether everybody who answered said the same, or nobody answered and all gave the same reason."""
    return bool(members) and len({said(one) for one in answers(members) or members}) == 1


def showable(members: Members, k: int) -> bool:
    """Return whether a group that can be worked out could also be shown: k people, k answers or none, not all alike."""
    n = people(answers(members))
    return people(members) >= k and (n == 0 or n >= k) and not unanimous(members)


def bands(options: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return neighbouring options put together in twos and threes, so that a band leaves open which one it was.

    Every option is in one band alone: with bands that overlap, the way they overlap would tell. Fewer than four
    options make a single band, which says nothing; an odd option goes to the band in the middle, or right of it.
    """
    count = len(options)
    if count < 4:
        return (tuple(options),)
    number = count // 2
    sizes = [2 + (count % 2 if place == number // 2 else 0) for place in range(number)]
    starts = [sum(sizes[:place]) for place in range(number)]
    return tuple(tuple(options[start : start + size]) for start, size in zip(starts, sizes, strict=True))


def band_of(option: str, options: Sequence[str]) -> tuple[str, str] | None:
    """Return first and last option of the band an option is in; None where a band says nothing."""
    found = bands(options)
    if len(found) == 1:
        return None
    return next((band[0], band[-1]) for band in found if option in band)


def quartiles(numbers: Sequence[float]) -> tuple[float, float, float]:
    """Return lower quartile, median and upper quartile, rounded to two digits: else each is somebody's own number."""
    found = np.quantile(np.asarray(numbers, dtype=float), (0.25, 0.5, 0.75))
    low, middle, high = (_two_digits(float(quantile)) for quantile in found)
    return low, middle, high


def _two_digits(number: float) -> float:
    return float(f"{number:.1e}")


# ------------------------------------------------------------------------------ the ledger
class Row(NamedTuple):
    """Something that was shown.

    Attributes:
        members: Of whom and of which answers it was counted.
        exact: Whether figures were shown; else only that, and in which band, all said the same.
        tables: Tables these people sit at.
        whole: Whether all tables are meant, even if nobody sits at some of them.
    """

    members: Members
    exact: bool
    tables: frozenset[int] = frozenset()
    whole: bool = False

    def without(self, named: set[Member]) -> Row:
        """Return the row without what is known anyway."""
        return self._replace(members=self.members - named)

    def of_the_same(self, other: Row) -> bool:
        """Return whether two rows are about the same tables, so that one shows what has become of the other."""
        return self.tables == other.tables or (self.whole and other.whole)


@dataclass(slots=True)
class Ledger:
    """Everything that was ever shown of one item and one perspective.

    Attributes:
        k: Smallest group whose figures are shown.
        options: Option ids in their order; empty for numbers.
        rows: What was shown.
        named: What is known of single people because they said it by office and with consent.
    """

    k: int
    options: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    named: set[Member] = field(default_factory=set)

    def copy(self) -> Ledger:
        """Return a ledger to try something out with."""
        return Ledger(self.k, self.options, list(self.rows), set(self.named))

    def add(self, row: Row) -> None:
        """Note that something is shown, or can be worked out by everybody."""
        if row.members and row not in self.rows:
            self.rows.append(row)

    def admits(self, row: Row) -> bool:
        """Return whether something may be shown beside everything that was shown before."""
        new = row.without(self.named)
        if not new.members:
            return True
        old = [known.without(self.named) for known in self.rows]
        if people(new.members) < self.k:
            return False
        if any(known.members == new.members and known.exact == new.exact for known in old):
            return True
        return all(self._go_together(new, known) for known in old) and not _leaves_few(
            [known.members for known in old if known.members], new.members, self.k
        )

    def admits_name(self, one: Member) -> bool:
        """Return whether somebody may speak by office, though rows may have been shown that count them."""
        for row in self.rows:
            before = row.members - self.named
            after = before - {one}
            if after in (before, frozenset()):
                continue
            if people(after) < self.k or (unanimous(after) and not unanimous(before)):
                return False
        return True

    def _go_together(self, new: Row, old: Row) -> bool:
        common = new.members & old.members
        if not common:
            return True
        gone, come = old.members - new.members, new.members - old.members
        if not (gone and come):
            change = gone or come
            if people(change) < self.k or (new.exact and old.exact and not showable(change, self.k)):
                return not change
        else:
            few, many = sorted((people(gone), people(come)))
            # Of other tables than before, a few who have gone are hidden among many who were not meant to begin with.
            if few < self.k and (new.of_the_same(old) or many - few < self.k):
                return False
        if new.exact == old.exact:
            return True
        exact, coarse = (new, old) if new.exact else (old, new)
        return self._hides(exact.members, answers(coarse.members), answers(common))

    def _hides(self, exact: Members, alike: Members, common: Members) -> bool:
        """Return whether exact figures leave open what people said of whom only a band is known.

        Args:
            exact: What the figures are counted from.
            alike: Answers that are all the same.
            common: Those of them that are also among the first.
        """
        if not common:
            return True
        value = said(next(iter(alike))).partition(":")[2]
        if not self.options:
            numbers = [float(said(one).partition(":")[2]) for one in answers(exact)]
            return _two_digits(float(value)) not in quartiles(numbers)
        counts = Counter(said(one).partition(":")[2] for one in answers(exact))
        band = next(band for band in bands(self.options) if value in band)
        return sum(counts[option] >= len(common) for option in band) >= 2


def _leaves_few(old: Sequence[Members], new: Members, k: int) -> bool:
    """Return whether a new row, with any multiples of old ones added or taken away, leaves 1 to k - 1 people.

    Answers that are in the same rows cannot be told apart; they make an *atom*. The new row leaves few if there are
    atoms of together fewer than k people outside of which it can be put together from old rows (a matter of ranks).
    """
    where: dict[Member, int] = {}
    for bit, row in enumerate([*old, new]):
        for one in row:
            where[one] = where.get(one, 0) | 1 << bit
    atoms: dict[int, set[int]] = {}
    for (person, _), signature in where.items():
        atoms.setdefault(signature, set()).add(person)
    small = [signature for signature, persons in atoms.items() if len(persons) < k]
    if not small:
        return False
    signatures = list(atoms)
    matrix = np.array([[signature >> bit & 1 for signature in signatures] for bit in range(len(old) + 1)], dtype=float)
    rank = _rank(matrix)
    if _rank(matrix[:-1]) == rank:
        return False  # everybody can work it out already
    groups = _few(small, atoms, k)
    if groups is None:
        return True
    for group in groups:
        outside = matrix[:, [place for place, signature in enumerate(signatures) if signature not in group]]
        if (left := _rank(outside)) < rank and _rank(outside[:-1]) == left:
            return True
    return False


def _rank(matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> int:
    return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


def _few(small: Sequence[int], atoms: dict[int, set[int]], k: int) -> list[frozenset[int]] | None:
    """Return the largest groups of atoms that are fewer than k people together; None if there are too many ways."""
    level: dict[frozenset[int], frozenset[int]] = {frozenset([one]): frozenset(atoms[one]) for one in small}
    largest: list[frozenset[int]] = []
    tried = len(level)
    while level:
        above: dict[frozenset[int], frozenset[int]] = {}
        for group, persons in level.items():
            grown = False
            for one in small:
                if one not in group and len(together := persons | atoms[one]) < k:
                    grown = True
                    above[group | {one}] = frozenset(together)
            if not grown:
                largest.append(group)
        tried += len(above)
        if tried > _MOST_WAYS:
            return None
        level = above
    return largest
