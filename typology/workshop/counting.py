"""The figures of a group that may be shown: how often each option, how far apart, quartiles of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from typology.assessment.agreement import agreement_of
from typology.model.elements import Method, ResponseScale
from typology.workshop.small_groups import Members, band_of, quartiles, said


@dataclass(frozen=True, slots=True)
class Figures:
    """What can be said of some answers; the fields are those of ``publication.Cell``."""

    n: int
    counts: Mapping[str, int] = field(default_factory=dict)
    band: tuple[str, str] | None = None
    mean: float | None = None
    ad: float | None = None
    rwg: float | None = None
    a: float | None = None
    polarisation: float | None = None
    consensus: float | None = None
    beyond_chance: bool | None = None
    quartiles: tuple[float, float, float] | None = None


def in_order(scale: ResponseScale) -> tuple[str, ...]:
    """Return the option ids of a scale from its low end to its high end; none for numbers."""
    return tuple(option.id for option in sorted(scale.options, key=lambda option: option.value))


def figures_of(scale: ResponseScale, given: Members, method: Method) -> Figures:
    """Return the figures of some answers to one item.

    Args:
        scale: The response scale of the item.
        given: Answers, without *don't know* and *not applicable*; at least one.
        method: Thresholds of the model.
    """
    values = [said(one).partition(":")[2] for one in given]
    if scale.kind == "number":
        return Figures(len(values), quartiles=quartiles([float(value) for value in values]))
    by_option = Counter(values)
    counts = {option.id: by_option[option.id] for option in scale.options}
    value_of = {option.id: option.value for option in scale.options}
    ordered = in_order(scale)
    found = agreement_of([counts[o] for o in ordered], [value_of[o] for o in ordered], method.agreement)
    band = band_of(values[0], ordered) if len(by_option) == 1 else None
    return Figures(
        n=found.n, counts=counts, band=band, mean=found.mean, ad=found.ad, rwg=found.rwg, a=found.a,
        polarisation=found.polarisation, consensus=found.consensus, beyond_chance=found.beyond_chance,
    )  # fmt: skip
