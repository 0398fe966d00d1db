"""From the answers of a round to what everybody may see of it.

What may be shown is decided in ``typology.workshop.small_groups``; here it is applied in order: statements by office
first, then all tables together, then the tables from the largest to the smallest. Where not all can be shown, it is the
smallest ones that are not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from typology.model.elements import Model, ResponseScale
from typology.workshop.counting import figures_of, in_order
from typology.workshop.publication import Cell, ItemResult, Publication, Statement, VoteResult
from typology.workshop.small_groups import (
    Ledger,
    Member,
    Members,
    Row,
    Rules,
    answers,
    member,
    people,
    said,
    showable,
    unanimous,
)

Kind = Literal["shown", "coarse", "open", "few", "none"]
Place = int | None  # a table; None for all together


class Contribution(NamedTuple):
    """What one person said to one item in one vote.

    Attributes:
        person: Number of the seat.
        station: Table.
        perspective: Whom the person speaks for.
        attribution: Office to name, "" without consent.
        vote: 1 or 2.
        item: Item id.
        state: 'answer', 'dk', 'na' or 'none'.
        option: Option id of an answer in levels.
        number: Number of an answer in numbers.
    """

    person: int
    station: int
    perspective: str
    attribution: str
    vote: int
    item: str
    state: str
    option: str | None
    number: float | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a round is about.

    Attributes:
        items: Items in order, each with the number of votes there were on it.
        stations: Tables in order.
        perspectives: Perspectives in order.
        rules: The limits.
    """

    items: Mapping[str, int]
    stations: Sequence[int]
    perspectives: Sequence[str]
    rules: Rules


@dataclass(slots=True)
class Basis:
    """Of whom and of which answers everything was counted; stays on the server and is deleted with the workshop.

    Attributes:
        rows: By item and perspective everything that was ever shown.
        named: By item and perspective what was said by office.
        now: By item, perspective, vote and table what is shown now.
    """

    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    named: dict[tuple[str, str], set[Member]] = field(default_factory=dict)
    now: dict[tuple[str, str, int, Place], Members] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the basis as plain values."""
        return {
            "rows": [
                [*at, [[row.exact, row.whole, sorted(row.tables), _plain(row.members)] for row in rows]]
                for at, rows in self.rows.items()
            ],
            "named": [[*at, _plain(members)] for at, members in self.named.items() if members],
            "now": [[*at, _plain(members)] for at, members in self.now.items()],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Basis:
        """Return a basis as ``to_json`` wrote it; an empty one from nothing."""
        return cls(
            {
                (i, p): [Row(_members(m), exact, frozenset(tables), whole) for exact, whole, tables, m in rows]
                for i, p, rows in content.get("rows", ())
            },
            {(i, p): set(_members(m)) for i, p, m in content.get("named", ())},
            {(i, p, v, s): _members(m) for i, p, v, s, m in content.get("now", ())},
        )


def protect(
    model: Model,
    setting: Setting,
    contributions: Collection[Contribution],
    *,
    before: Publication | None = None,
    basis: Basis | None = None,
) -> tuple[tuple[ItemResult, ...], Basis]:
    """Return what may be shown of a round, and of whom it was counted.

    Args:
        model: The model.
        setting: What the round is about.
        contributions: What counts at present, all votes.
        before: What was shown of the round last.
        basis: Of whom that was counted.

    Returns:
        The items, and the basis to keep for the next time.
    """
    known = basis or Basis()
    new = Basis({at: list(rows) for at, rows in known.rows.items()}, {at: set(m) for at, m in known.named.items()}, {})
    sizes = _sizes(contributions)
    results = []
    for item, votes in setting.items.items():
        scale = model.scale_of(item)
        given = [c for c in contributions if c.item == item and c.state != "none" and _understood(scale, c)]
        cells: dict[tuple[int, Place, str], Cell] = {}
        for perspective in setting.perspectives:
            one = _Perspective(model, setting, perspective, item, [c for c in given if c.perspective == perspective],
                               sizes, before, known, new)  # fmt: skip
            for vote in range(1, votes + 1):
                cells.update({(vote, place, perspective): cell for place, cell in one.cells(vote).items()})
        places: list[Place] = [None, *setting.stations]
        by_vote = {v: tuple(cells[v, place, p] for place in places for p in setting.perspectives)
                   for v in range(1, votes + 1)}  # fmt: skip
        results.append(ItemResult(item, tuple(VoteResult(vote, found) for vote, found in by_vote.items())))
    return tuple(results), new


def _understood(scale: ResponseScale, given: Contribution) -> bool:
    if given.state != "answer":
        return given.state in ("dk", "na")
    if scale.kind == "number":
        return given.number is not None
    return given.option is not None and scale.option(given.option) is not None


def _sizes(contributions: Collection[Contribution]) -> dict[tuple[Place, str], int]:
    """Return how many people have said anything in the round, by table (None: all) and perspective."""
    found: dict[tuple[Place, str], set[int]] = {}
    for c in contributions:
        if c.state != "none":
            found.setdefault((c.station, c.perspective), set()).add(c.person)
            found.setdefault((None, c.perspective), set()).add(c.person)
    return {at: len(persons) for at, persons in found.items()}


@dataclass(slots=True)
class _Group:
    """The people of one cell.

    Attributes:
        members: Who counts, and with what.
        revoted: How many answered again; in a first vote all of them.
        carried: How many count with their first answer.
    """

    members: Members
    revoted: int
    carried: int


class _Perspective:
    """One item from one perspective: all its cells belong to one ledger."""

    def __init__(
        self,
        model: Model,
        setting: Setting,
        perspective: str,
        item: str,
        given: Sequence[Contribution],
        sizes: Mapping[tuple[Place, str], int],
        before: Publication | None,
        known: Basis,
        new: Basis,
    ) -> None:
        self.setting, self.rules, self.perspective, self.item = setting, setting.rules, perspective, item
        self.scale, self.method = model.scale_of(item), model.method
        self.given, self.sizes = given, sizes
        self.before, self.known, self.new = before, known, new
        self.speaks_by_office = perspective in model.perspectives and model.perspectives[perspective].attributed
        at = (item, perspective)
        self.ledger = Ledger(
            self.rules.group_from,
            in_order(self.scale),
            new.rows.setdefault(at, []),
            new.named.setdefault(at, set()),
        )
        self.table_of = {c.person: c.station for c in given}
        self.offices = {c.person: c.attribution for c in given if c.attribution}

    def cells(self, vote: int) -> dict[Place, Cell]:
        """Return the cells of one vote by table, all tables together first."""
        groups: dict[Place, _Group] = {place: self._group(place, vote) for place in (None, *self.setting.stations)}
        kinds = {place: self._kind(group) for place, group in groups.items()}
        found: dict[Place, Cell] = {}
        for place in reversed(groups):  # a table's statements first: they are also those of all tables
            if self._by_office(place) and (statements := self._statements(groups[place].members)):
                found[place] = self._empty(place, "attributed", n=len(statements), statements=statements)
                self._keep(place, vote, frozenset(m for m in groups[place].members if m in self.ledger.named))
        order: list[Place] = [None, *sorted(self.setting.stations, key=lambda s: -people(groups[s].members))]
        order = [*(p for p in order if kinds[p] != "coarse"), *(p for p in order if kinds[p] == "coarse")]
        if kinds[None] == "coarse":  # then so are all tables
            order = [None, *(p for p in order if p is not None)]
        left: Members | None = None  # what is left of all tables together without the tables that are shown
        for place in order:
            if place in found:
                continue
            if kinds[place] == "coarse" and left is not None:
                self.ledger.add(self._row(left))
            cell = self._cell(place, vote, groups[place], kinds[place], left)
            found[place] = cell
            if cell.status == "shown" and (place is None or left is not None):
                left = groups[place].members if place is None else (left or frozenset()) - groups[place].members
        if left is not None:
            self.ledger.add(self._row(left))
        return {place: found[place] for place in groups}

    def _group(self, place: Place, vote: int) -> _Group:
        """Return who counts in a cell: whoever does not answer a second time counts with the first answer."""
        mine = [c for c in self.given if place is None or c.station == place]
        first = {c.person: _member(c) for c in mine if c.vote == 1}
        if vote == 1:
            return _Group(frozenset(first.values()), len(first), 0)
        second = {c.person: _member(c) for c in mine if c.vote == vote}
        newcomers = {person for person in second if person not in first}
        unnamed = [person for person in newcomers if second[person] not in self.ledger.named]
        if 0 < len(unnamed) < self.rules.group_from:
            second = {person: one for person, one in second.items() if person not in unnamed}
        counted = {**first, **second}
        carried = sum(person not in second for person in counted)
        return _Group(frozenset(counted.values()), sum(person in first for person in second), carried)

    def _kind(self, group: _Group) -> Kind:
        """Return how a cell would be shown if it were the only one."""
        k = self.rules.group_from
        if not group.members:
            return "none"
        if people(group.members) < k or group.revoted < k:
            return "few"
        given = answers(group.members)
        if people(given) >= k:
            figures = figures_of(self.scale, given, self.method)
            alike = unanimous(given) or (figures.quartiles is not None and len(set(figures.quartiles)) == 1)
            return "coarse" if alike else "shown"
        unsure = sum(said(one) == "dk:" for one in group.members)
        return "open" if k <= unsure < len(group.members) else "few"

    def _by_office(self, place: Place) -> bool:
        size = self.sizes.get((place, self.perspective), 0)
        return self.speaks_by_office and 0 < size <= self.rules.attributed_up_to

    def _statements(self, members: Members) -> tuple[Statement, ...]:
        found = []
        for one in members:
            person, _ = one
            if person in self.offices and (one in self.ledger.named or self.ledger.admits_name(one)):
                self.ledger.named.add(one)
                state, _, value = said(one).partition(":")
                number = float(value) if state == "answer" and not self.scale.options else None
                option = value if state == "answer" and self.scale.options else None
                found.append(Statement(self.offices[person], state, option, number))
        return tuple(sorted(found, key=lambda s: (s.attribution, s.state, s.option or "", s.number or 0.0)))

    def _cell(self, place: Place, vote: int, group: _Group, kind: Kind, left: Members | None) -> Cell:
        k = self.rules.group_from
        if kind in ("shown", "coarse", "open") and self._fits(place, group.members, kind, left):
            self.ledger.add(self._row(group.members, place, exact=kind != "coarse"))
            self._keep(place, vote, group.members)
            return self._with_figures(place, group, kind)
        shown = self.known.now.get((self.item, self.perspective, vote, place))
        if shown and (cell := self._as_before(place, vote, shown)):
            self._keep(place, vote, shown)
            return cell
        if kind == "none":
            return self._empty(place, "none")
        if kind in ("shown", "coarse"):
            return self._empty(place, "withheld")
        there = people(group.members) if vote == 1 else group.revoted
        return self._empty(place, "few", missing=max(1, k - there))

    def _fits(self, place: Place, members: Members, kind: Kind, left: Members | None) -> bool:
        """Return whether a cell may be shown beside everything else, and beside what would then be left over."""
        unnamed = members - self.ledger.named
        if kind == "shown" and unnamed and not showable(unnamed, self.rules.group_from):
            return False
        row = self._row(members, place, exact=kind != "coarse")
        if not self.ledger.admits(row):
            return False
        if place is None or left is None or kind == "coarse":
            return True
        trial = self.ledger.copy()
        trial.add(row)
        rest = left - members
        unnamed = rest - trial.named
        return not unnamed or (showable(unnamed, self.rules.group_from) and trial.admits(self._row(rest)))

    def _row(self, members: Members, place: Place = -1, *, exact: bool = True) -> Row:
        return Row(members, exact, frozenset(self.table_of[person] for person, _ in members), whole=place is None)

    def _as_before(self, place: Place, vote: int, shown: Members) -> Cell | None:
        """Return a cell as it was shown last; None if it was not, or if larger groups are asked for since."""
        result = self.before.item(self.item) if self.before else None
        votes = [v for v in result.votes if v.vote == vote] if result else []
        cell = votes[0].cell(place, self.perspective) if votes else None
        if cell is None or cell.status not in ("shown", "coarse", "held", "few"):
            return None
        counted = shown - self.ledger.named if cell.status == "few" else answers(shown - self.ledger.named)
        if 0 < people(counted) < self.rules.group_from:
            return None
        return cell if cell.status == "few" else replace(cell, status="held")

    def _with_figures(self, place: Place, group: _Group, kind: Kind) -> Cell:
        unsure = sum(said(one) == "dk:" for one in group.members)
        if kind == "open":
            return self._empty(place, "few", missing=1, dk=unsure)
        does_not_apply = sum(said(one) == "na:" for one in group.members)
        figures = figures_of(self.scale, answers(group.members), self.method)
        shared: dict[str, Any] = {"n": figures.n, "dk": unsure, "na": does_not_apply, "carried": group.carried}
        if kind == "coarse":
            return self._empty(place, "coarse", band=figures.band, **shared)
        return self._empty(
            place, "shown", counts=figures.counts, mean=figures.mean, ad=figures.ad, rwg=figures.rwg, a=figures.a,
            polarisation=figures.polarisation, consensus=figures.consensus, beyond_chance=figures.beyond_chance,
            quartiles=figures.quartiles, **shared,
        )  # fmt: skip

    def _empty(self, place: Place, status: Any, **fields: Any) -> Cell:
        return Cell(place, self.perspective, status, **fields)

    def _keep(self, place: Place, vote: int, members: Members) -> None:
        self.new.now[self.item, self.perspective, vote, place] = members


def _member(given: Contribution) -> Member:
    value = given.option if given.option is not None else "" if given.number is None else repr(float(given.number))
    return member(given.person, given.vote, given.state, value if given.state == "answer" else "")


def _plain(members: Collection[Member]) -> list[list[int | str]]:
    return [[person, what] for person, what in sorted(members)]


def _members(plain: Sequence[Sequence[Any]]) -> Members:
    return frozenset((int(person), str(what)) for person, what in plain)
