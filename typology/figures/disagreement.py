"""Which items a room should talk about first: those on which the answers of one perspective lie furthest apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from typology.model.elements import Model
from typology.workshop.publication import Cell, ItemResult


def rank_items(results: Iterable[ItemResult], station: int | None = None) -> list[ItemResult]:
    """Return items in the order in which they are worth talking about.

    Within each perspective, van der Eijk's A says how far apart the answers lie; the perspective with the lowest one
    places the item. Equal ones go by the larger AD, then by the order of the round. Then come items on which everybody
    said the same, then numbers and statements, and at the end those that cannot be shown.

    Args:
        results: The items of a publication.
        station: Number of a table; None for all tables together.
    """
    return sorted(results, key=lambda result: _key(cells_of(result, station)))


def cells_of(result: ItemResult, station: int | None = None, vote: int | None = None) -> list[Cell]:
    """Return what every perspective said at a table (None: all together) in a vote, the latest by default."""
    votes = [v for v in result.votes if vote is None or v.vote == vote]
    return [_bare(cell) for cell in votes[-1].cells if cell.station == station] if votes else []


def _bare(cell: Cell) -> Cell:
    """Return a cell with what its status lets be seen and nothing else.

    Protected results hold no more anyway; but all pictures pass here, and a mistake elsewhere must not end on a wall.
    """
    place = (cell.station, cell.perspective, cell.status)
    match cell.status:
        case "shown" | "held":
            return cell
        case "coarse":
            return Cell(*place, n=cell.n, band=cell.band)
        case "attributed":
            return Cell(*place, n=cell.n, statements=cell.statements)
        case "few":
            return Cell(*place, missing=cell.missing, dk=cell.dk)
        case _:
            return Cell(*place)


def _key(cells: Sequence[Cell]) -> tuple[int, float, float]:
    spread = [(c.a, -(c.ad or 0.0)) for c in cells if c.has_figures and c.a is not None]
    if spread:
        return (0, *min(spread))
    if any(c.is_unanimous for c in cells):
        return (1, 0.0, 0.0)
    return (2 if any(c.has_figures or c.statements for c in cells) else 3, 0.0, 0.0)


def rank_gaps(model: Model, results: Iterable[ItemResult], station: int | None = None) -> list[ItemResult]:
    """Return items by how far the means of perspectives lie apart, in shares of their scale, the widest first.

    Items on which fewer than two perspectives have a mean stand at the end; numbers have no such share.
    """
    return sorted(results, key=lambda result: -gap(model, result, station))


def gap(model: Model, result: ItemResult, station: int | None = None) -> float:
    """Return the distance between the outermost means, 0 to 1; -1 if fewer than two perspectives have one."""
    scale = model.scale_of(result.item)
    means = [c.mean for c in cells_of(result, station) if c.has_figures and c.mean is not None]
    if scale.kind == "number" or len(means) < 2:
        return -1.0
    return (max(means) - min(means)) / (scale.high - scale.low)
