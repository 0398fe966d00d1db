"""What a scenario found, and how it is printed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        scenario: What was done.
        what: What was measured.
        figure: The figure.
        unit: ms, s, MB, …
        most: What it may be at most; None if there is no such aim.
        least: What it must be at least; None if there is no such aim.
        note: Anything a reader must know.
    """

    scenario: str
    what: str
    figure: float
    unit: str = ""
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def missed(self) -> bool:
        """Whether the aim was missed; a figure that could not be taken misses it."""
        if self.most is None and self.least is None:
            return False
        if math.isnan(self.figure):
            return True
        too_much = self.most is not None and self.figure > self.most
        return too_much or (self.least is not None and self.figure < self.least)

    def as_json(self) -> dict[str, Any]:
        """Return the line as plain values."""
        return asdict(self) | {"missed": self.missed}


_HEADINGS = ("scenario", "measured", "figure", "aim", "note")


def table(lines: Iterable[Line]) -> str:
    """Return lines as a Markdown table that also reads well in a terminal; a scenario is named once."""
    cells: list[tuple[str, ...]] = [_HEADINGS]
    before = ""
    for line in lines:
        cells.append(_cells(line, named=line.scenario != before))
        before = line.scenario
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADINGS))]
    written = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |" for row in cells]
    written.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(written)


def _cells(line: Line, *, named: bool) -> tuple[str, ...]:
    unit = f" {line.unit}" if line.unit else ""
    aims = [f"≤ {_number(line.most)}{unit}"] if line.most is not None else []
    aims += [f"≥ {_number(line.least)}{unit}"] if line.least is not None else []
    aim = " and ".join(aims) + (" **missed**" if line.missed else "")
    return line.scenario if named else "", line.what, f"{_number(line.figure)}{unit}", aim, line.note


def _number(value: float) -> str:
    if math.isnan(value):
        return "–"
    if value == int(value) and abs(value) < 1e6:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
