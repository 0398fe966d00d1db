"""What a measurement is, and how several are printed."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: What was measured.
        figure: The figure, in ``unit``.
        unit: ms, MB, …
        target: What it may be at most, in ``unit``; None if there is none.
        limit: What it could be at best, in ``unit``, measured or worked out in the same run; None if there is none.
        ratio: ``figure / limit``, or another ratio that ``note`` explains.
        note: What the limit is, and anything a reader must know.
    """

    name: str
    figure: float
    unit: str = "ms"
    target: float | None = None
    limit: float | None = None
    ratio: float | None = None
    note: str = ""

    @property
    def shown_ratio(self) -> float | None:
        """The ratio to the limit."""
        return self.figure / self.limit if self.ratio is None and self.limit else self.ratio

    @property
    def missed(self) -> bool:
        """Whether the figure is above its target."""
        return self.target is not None and self.figure > self.target


_HEADINGS = ("measured", "figure", "target", "limit", "figure / limit", "what the limit is")


def as_row(found: Row | dict) -> Row:
    """Return a measurement given as a mapping as a row."""
    return found if isinstance(found, Row) else Row(**{k: v for k, v in found.items() if k in Row.__slots__})


def table(rows: Iterable[Row]) -> str:
    """Return rows as a Markdown table that also reads well in a terminal."""
    lines = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    written = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines]
    written.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(written)


def _cells(row: Row) -> tuple[str, ...]:
    target = "" if row.target is None else f"≤ {_number(row.target)} {row.unit}" + (" **missed**" if row.missed else "")
    limit = "" if row.limit is None else f"{_number(row.limit)} {row.unit}"
    ratio = "" if row.shown_ratio is None else f"{row.shown_ratio:.2f}"
    return row.name, f"{_number(row.figure)} {row.unit}", target, limit, ratio, row.note


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:
        return f"{value:.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def median(values: Sequence[float]) -> float:
    """Return the median of what was measured."""
    return statistics.median(values)
