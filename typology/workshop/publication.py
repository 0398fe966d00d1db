"""What everybody may see of a round: frozen, protected content that can be stored, drawn and released as it stands.

Nothing in here decides what may be seen; ``typology.workshop.small_groups`` does, in one place. There is no cell over
several perspectives: they are never pooled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

Status = Literal["shown", "coarse", "few", "held", "withheld", "attributed", "none"]
"""How a cell is shown:

shown       with all its figures.
coarse      everybody said the same; only the ``band`` in which, and not even that on fewer than four options.
few         too few people; ``missing`` says how many more are needed at least.
held        as at an earlier publication, because too few people have joined, left or changed their answer since.
withheld    not shown, because together with what is shown it would give away a smaller group.
attributed  one to three people of a perspective that speaks by office: statements of those who agreed to it.
none        nobody was asked, or nobody has answered.
"""
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said for an office, with their consent.

    Attributes:
        attribution: Office or role, never a person.
        state: 'answer', 'dk' or 'na'.
        option: Option id of an answer in levels.
        number: Number of an answer in numbers.
    """

    attribution: str
    state: str
    option: str | None = None
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one perspective said at one table, or at all tables, to one item in one vote.

    Attributes:
        station: Number of the table; None for all tables together.
        perspective: Perspective id.
        status: How it is shown.
        n: People with an answer that is neither *don't know* nor *not applicable*; 0 where that itself would say too
            much ('few', 'withheld', 'none'); in 'attributed' the number of statements.
        missing: For 'few': how many more people are needed, at least.
        counts: People by option id, every option of the scale in its order; empty unless figures are shown, and for
            numbers.
        dk: People who do not know. In a 'few' cell only where they are a group of their own (``small_groups``).
        na: People to whom it does not apply.
        band: For 'coarse' cells of four or more options: first and last option id between which everybody answered.
        mean: Mean of the option values.
        ad: Average deviation from the mean, in option values.
        rwg: r_wg, 0 to 1.
        a: Van der Eijk's agreement, -1 to 1.
        polarisation: (1 - a) / 2.
        consensus: Tastle and Wierman's consensus, 0 to 1.
        beyond_chance: Whether random answers would agree less; None where that cannot be said.
        quartiles: For numbers: lower quartile, median, upper quartile, rounded to two digits.
        carried: In a second vote: people who did not answer again and count with their first answer.
        statements: Statements by office, in the order of the offices' names.
    """

    station: int | None
    perspective: str
    status: Status
    n: int = 0
    missing: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    dk: int = 0
    na: int = 0
    band: tuple[str, str] | None = None
    mean: float | None = None
    ad: float | None = None
    rwg: float | None = None
    a: float | None = None
    polarisation: float | None = None
    consensus: float | None = None
    beyond_chance: bool | None = None
    quartiles: tuple[float, float, float] | None = None
    carried: int = 0
    statements: tuple[Statement, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether a distribution can be drawn: 'shown', or 'held' as it was shown."""
        return bool(self.counts) or self.quartiles is not None

    @property
    def is_unanimous(self) -> bool:
        """Whether everybody said the same: 'coarse', or 'held' as it was coarse."""
        return self.status == "coarse" or (self.status == "held" and not self.has_figures and not self.statements)

    def to_json(self) -> dict[str, Any]:
        """Return the cell as plain values."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        plain["counts"] = dict(self.counts)
        plain["statements"] = [{name: getattr(s, name) for name in s.__slots__} for s in self.statements]
        for name in ("band", "quartiles"):
            plain[name] = None if plain[name] is None else list(plain[name])
        return plain

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Cell:
        """Return a cell as ``to_json`` wrote it; unknown keys of a later version are left out.

        Raises:
            ValueError: If it is none.
        """
        known = {name: content[name] for name in cls.__slots__ if name in content}
        if not {"perspective", "status"} <= set(known) or known["status"] not in STATUSES:
            raise ValueError("This is no cell of a publication.")
        known["counts"] = {str(option): int(count) for option, count in known.get("counts", {}).items()}
        known["statements"] = tuple(
            Statement(**{name: s.get(name) for name in Statement.__slots__}) for s in known.get("statements", ())
        )
        for name in ("band", "quartiles"):
            known[name] = tuple(known[name]) if known.get(name) is not None else None
        known.setdefault("station", None)
        return cls(**known)


@dataclass(frozen=True, slots=True)
class VoteResult:
    """One vote on one item.

    Attributes:
        vote: 1, or 2 after the discussion.
        cells: All tables together first, then table by table; per table every perspective in its order.
    """

    vote: int
    cells: tuple[Cell, ...]

    def cell(self, station: int | None, perspective: str) -> Cell | None:
        """Return the cell of a table (None: all tables) and perspective, or None."""
        return next((c for c in self.cells if (c.station, c.perspective) == (station, perspective)), None)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item of the round.

    Attributes:
        item: Item id.
        votes: The first vote, and the second where there was one.
    """

    item: str
    votes: tuple[VoteResult, ...]

    @property
    def latest(self) -> VoteResult:
        """The last vote."""
        return self.votes[-1]


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """Where a table places its Verbund, from one perspective.

    Attributes:
        station: Number of the table.
        perspective: Perspective id.
        status: 'shown', 'held', 'few', 'withheld' or 'none', as for a cell.
        n: People it rests on; 0 unless shown or held.
        axes: Per axis id score, lower and upper end (0 to 100, whole numbers); None for an axis without a score or
            whose score would give away a smaller group. Empty unless shown or held.
        type_id: The closest type, or None.
        verdict: Verdict of the assignment, or None.
        coverage: Share of what was asked that was answered, 0 to 1; None unless shown or held.
        missing: For 'few': how many more people are needed, at least.
    """

    station: int | None
    perspective: str
    status: Status
    n: int = 0
    axes: Mapping[str, tuple[float, float, float] | None] = field(default_factory=dict)
    type_id: str | None = None
    verdict: str | None = None
    coverage: float | None = None
    missing: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the profile as plain values."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        plain["axes"] = {axis: None if at is None else list(at) for axis, at in self.axes.items()}
        return plain

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> ProfileResult:
        """Return a profile as ``to_json`` wrote it; unknown keys of a later version are left out.

        Raises:
            ValueError: If it is none.
        """
        known = {name: content[name] for name in cls.__slots__ if name in content}
        if not {"perspective", "status"} <= set(known) or known["status"] not in STATUSES:
            raise ValueError("This is no profile of a publication.")
        known["axes"] = {
            str(axis): None if at is None else cast("tuple[float, float, float]", tuple(map(float, at)))
            for axis, at in known.get("axes", {}).items()
        }
        known.setdefault("station", None)
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that is shown of a round when its results are revealed.

    Attributes:
        items: The items in the order of the round.
        profiles: One per table and perspective.
        group_from: Smallest group whose figures are shown (k).
        made_at: When, ISO 8601 in UTC.
    """

    items: tuple[ItemResult, ...]
    profiles: tuple[ProfileResult, ...]
    group_from: int
    made_at: str

    def item(self, item: str) -> ItemResult | None:
        """Return the result of an item, or None."""
        return next((found for found in self.items if found.item == item), None)

    def profile(self, station: int | None, perspective: str) -> ProfileResult | None:
        """Return the profile of a table and perspective, or None."""
        return next((p for p in self.profiles if (p.station, p.perspective) == (station, perspective)), None)

    def to_json(self) -> dict[str, Any]:
        """Return the publication as plain values."""
        return {
            "group_from": self.group_from,
            "made_at": self.made_at,
            "items": [
                {
                    "item": result.item,
                    "votes": [{"vote": v.vote, "cells": [c.to_json() for c in v.cells]} for v in result.votes],
                }
                for result in self.items
            ],
            "profiles": [profile.to_json() for profile in self.profiles],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Publication:
        """Return a publication as ``to_json`` wrote it.

        Raises:
            ValueError: If it is none.
        """
        try:
            items = tuple(
                ItemResult(
                    str(result["item"]),
                    tuple(
                        VoteResult(int(vote["vote"]), tuple(Cell.from_json(cell) for cell in vote["cells"]))
                        for vote in result["votes"]
                    ),
                )
                for result in content["items"]
            )
            profiles = tuple(ProfileResult.from_json(profile) for profile in content["profiles"])
            return cls(items, profiles, int(content["group_from"]), str(content["made_at"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("This is no publication.") from error
