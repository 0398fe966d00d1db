"""A workshop in a few lines: people say things at tables, and something is published again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.assessment.models import NAME, PROPOSAL, build, item
from typology.model.elements import Perspective, Text
from typology.workshop.protecting import Basis, Contribution, Setting, protect
from typology.workshop.publication import Publication
from typology.workshop.small_groups import Rules

MODEL = replace(
    build({
        "five": item("d", "five"),
        "three": item("d", "three"),
        "uneven": item("d", "uneven"),
        "number": item("d", "number", calibration=(0, 50, 100)),
    }),
    perspectives={
        "own": Perspective("own", Text("own"), NAME, "inside", PROPOSAL),
        "city": Perspective("city", Text("city"), NAME, "outside", PROPOSAL, attributed=True),
    },
)  # fmt: skip


def say(person: int, what: int | float | str, station: int = 1, *, item: str = "five", vote: int = 1,
        perspective: str = "own", office: str = "") -> Contribution:  # fmt: skip
    """One answer: the number of an option, a number for the item of that name, ``dk``, ``na`` or ``none``."""
    if isinstance(what, str):
        return Contribution(person, station, perspective, office, vote, item, what, None, None)
    if item == "number":
        return Contribution(person, station, perspective, office, vote, item, "answer", None, float(what))
    return Contribution(person, station, perspective, office, vote, item, "answer", f"o{what}", None)


def room(*tables: Sequence[int | str], **more: object) -> list[Contribution]:
    """Tables 1, 2, … with what their people say; people are numbered 101, 102, … at table 1, 201, … at table 2."""
    return [
        say(100 * table + place, what, table, **more)
        for table, answers in enumerate(tables, 1)
        for place, what in enumerate(answers, 1)
    ]


class Round:
    """A round that is published several times."""

    def __init__(self, *, stations: Sequence[int] = (1,), perspectives: Sequence[str] = ("own",), k: int = 5,
                 item: str = "five", votes: int = 1) -> None:  # fmt: skip
        self.item, self.k, self.stations, self.perspectives = item, k, stations, perspectives
        self.votes = votes
        self.last: Publication | None = None
        self.basis: Basis | None = None
        self.seen: list[Publication] = []

    def publish(self, contributions: Sequence[Contribution]) -> Publication:
        setting = Setting({self.item: self.votes}, self.stations, self.perspectives, Rules(self.k, 3))
        items, basis = protect(MODEL, setting, contributions, before=self.last,
                               basis=Basis.from_json(self.basis.to_json()) if self.basis else None)  # fmt: skip
        self.last, self.basis = Publication(items, (), self.k, ""), basis
        self.seen.append(self.last)
        return self.last

    def cell(self, station: int | None = None, vote: int = 1, perspective: str = "own"):
        assert self.last is not None
        votes = {v.vote: v for v in self.last.items[0].votes}
        return votes[vote].cell(station, perspective)

    def statuses(self, vote: int = 1, perspective: str = "own") -> Mapping[int | None, str]:
        return {s: self.cell(s, vote, perspective).status for s in (None, *self.stations)}
