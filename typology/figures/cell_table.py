"""The table behind every picture of a round: one line per group, with nothing in it that the picture does not show."""

from __future__ import annotations

from collections.abc import Sequence

from typology.figures.cell_words import ItemWords
from typology.language.catalogue import Speaker
from typology.workshop.publication import Cell, ItemResult

_BEGIN = ("item", "table", "perspective", "vote", "status", "n")
_END = ("dk", "na", "mean", "low", "middle", "high", "ad", "a", "agreement", "said")


def headings(speaker: Speaker, options: Sequence[str]) -> tuple[str, ...]:
    """Return the headings for items with so many options, named by their letters or descriptions."""
    begin = (speaker(f"wall.heading.{name}") for name in _BEGIN)
    return (*begin, *options, *(speaker(f"wall.heading.{name}") for name in _END))


def cell_headings(words: ItemWords) -> tuple[str, ...]:
    """Return the headings for one item: letters of its options."""
    return headings(words.say, words.letters)


def cell_rows(
    words: ItemWords, cells: Sequence[Cell], result: ItemResult, vote: int | None = None, *, options: int | None = None
) -> tuple[tuple[str, ...], ...]:
    """Return a line per cell.

    Args:
        words: The item.
        cells: What is shown of it.
        result: Where they come from.
        vote: Which vote; the latest by default.
        options: Number of columns for options, where items with more of them are in the same table.
    """
    number = vote or result.latest.vote
    return tuple(row(words, cell, number, options or len(words.letters)) for cell in cells)


def row(words: ItemWords, cell: Cell, vote: int, options: int) -> tuple[str, ...]:
    """Return the line of a cell; empty where nothing may be shown."""
    number = words.say.number
    seen = cell.has_figures
    counts = [str(count) for count in words.counts(cell)] if cell.counts else []
    quartiles = cell.quartiles if seen and cell.quartiles else (None, None, None)
    spoken = (words.statement(s, cell.perspective) for s in cell.statements)
    said = "; ".join(f"{office}: {text}" for text, office in spoken)
    return (
        words.label, words.station(cell.station), words.perspective(cell.perspective), str(vote), words.status(cell),
        str(cell.n) if seen or (cell.is_unanimous and cell.n) else "",
        *(counts + [""] * (options - len(counts))),
        *((str(cell.dk), str(cell.na)) if seen else ("", "")),
        *(number(v, digits) if seen and v is not None else "" for v, digits in (
            (cell.mean, 2), *((q, 1) for q in quartiles), (cell.ad, 2), (cell.a, 2))),
        words.agreement(cell)[0] or words.instead(cell), said,
    )
