"""A comparison as text for a terminal: from A to Z, in words, and never as a table of ranks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from typology.assessment.comparison import Comparison, Refusal, distinguishable, exceeds
from typology.assessment.nearest import nearest, profile_table, stronger_where
from typology.assessment.releasing import ReleaseRefusal
from typology.assessment.snapshot import Snapshot, by_city
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.problems import shorten
from typology.reports.comparison_json import MOST_PAIRED

if TYPE_CHECKING:
    from typology.reports.responses_snapshots import RefusedGroup

_SHARES = frozenset({"shared", "coverage"})
_WIDTH = 34


def comparison_text(model: Model, comparison: Comparison, own: Snapshot | None, say: Speaker) -> Iterator[str]:
    """Yield a comparison line by line.

    Args:
        model: The model in force.
        comparison: The comparison.
        own: One's own snapshot as it was given to ``compare``, if one of them is.
        say: Says the sentences.
    """
    places = sorted(range(len(comparison.snapshots)), key=lambda place: by_city(comparison.snapshots[place]))
    snapshots = [comparison.snapshots[place] for place in places]
    mine = next((n for n, place in enumerate(places) if own is not None and comparison.released[place] == own), None)
    if snapshots:
        names = _Names(snapshots)
        yield from _heading(model, snapshots, names, say)
        if comparison.basis == "shared":
            yield say("compare.shared", n=len(comparison.shared_items), shared=say.percent(comparison.shared_weight))
        yield ""
        yield from _table(model, snapshots, names, say)
        yield ""
        if mine is not None:
            yield from _own_apart(model, snapshots, mine, names, say)
        else:
            yield from _apart(model, snapshots, say)
        yield from _alike(model, snapshots, mine, names, say)
    if comparison.refused:
        yield from ("", say("compare.refused", n=len(comparison.refused)))
        yield from (f"  {name_of(one)}: {refusal_text(refusal, say)}" for one, refusal in comparison.refused)


def refused_lines(model: Model, refused: Sequence[RefusedGroup], say: Speaker) -> Iterator[str]:
    """Yield which groups no snapshot may be made of, and why."""
    yield say("compare.refused", n=len(refused))
    for one in refused:
        about = model.perspectives.get(one.perspective)
        names = shorten(one.case, 80), shorten(one.wave, 40), say.text(about.label) if about else one.perspective
        yield f"  {' · '.join(names)}: {' '.join(release_refusal_text(why, say) for why in one.refusals)}"


def refusal_text(refusal: Refusal, say: Speaker) -> str:
    """Return why a snapshot is left out of a comparison, in a sentence."""
    known: set[str] = set(refusal.details)
    reason = "typology" if "expected" in known else "many" if "most" in known else refusal.reason
    shares = _SHARES if "voices" in known else _SHARES | {"needed"}
    return say(f"compare.refused_{reason}", **_values(refusal.details, say, shares=shares))


def release_refusal_text(refusal: ReleaseRefusal, say: Speaker) -> str:
    """Return why no snapshot may be made of a group, in a sentence."""
    shares = _SHARES | {"needed"} if refusal.reason == "coverage" else _SHARES
    return say(f"release.refused_{refusal.reason}", **_values(refusal.details, say, shares=shares))


def _values(details: Mapping[str, float | str], say: Speaker, shares: Iterable[str]) -> dict[str, object]:
    return {
        name: value if isinstance(value, str) else say.percent(value) if name in shares else int(value)
        for name, value in details.items()
    }


def name_of(snapshot: Snapshot, *, with_wave: bool = True) -> str:
    """Return how a snapshot is called beside others: Verbund, city if known, and wave unless all have the same."""
    parts = (shorten(snapshot.case, 60), snapshot.city, shorten(snapshot.wave, 40) if with_wave else "")
    return " · ".join(part for part in parts if part)


class _Names:
    """How some snapshots are called beside each other."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        waves = {one.wave for one in snapshots}
        self._with_wave = len(waves) > 1
        self.wave = "" if self._with_wave else next(iter(waves), "")

    def __call__(self, snapshot: Snapshot) -> str:
        return name_of(snapshot, with_wave=self._with_wave)


# ------------------------------------------------------------------------------ parts
def _heading(model: Model, snapshots: Sequence[Snapshot], names: _Names, say: Speaker) -> Iterator[str]:
    first = snapshots[0]
    about = model.perspectives.get(first.perspective)
    cases = len({one.key for one in snapshots})
    heading = say(
        "cli.compare.heading", perspective=say.text(about.label) if about else first.perspective,
        kind=_kind(first, names.wave, say), n=cases,
    )  # fmt: skip
    yield from (heading, "=" * len(heading), say("cli.compare.order"))


def _kind(first: Snapshot, wave: str, say: Speaker) -> str:
    kind = say(f"cli.moments.kind_{first.wave_kind}")
    return say("cli.moments.marked", wave=shorten(wave, 40), kind=kind) if wave else kind


def _table(model: Model, snapshots: Sequence[Snapshot], names: _Names, say: Speaker) -> Iterator[str]:
    """Yield one line a snapshot and one column a dimension; what describes the city stands behind a bar."""
    columns = [*_profile(model), *_frame(model)]
    codes = [model.dimensions[d].code or str(n) for n, d in enumerate(columns, start=1)]
    rows = [[say("compare.case"), *codes]]
    for one in snapshots:
        rows.append([shorten(names(one), _WIDTH), *(say.number(_score(one, d)) for d in columns)])
    bar = len(_profile(model)) if _frame(model) else len(columns) + 1
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) if n == 0 else cell.rjust(width)
                 for n, (cell, width) in enumerate(zip(row, widths, strict=True))]
        yield "  " + "  ".join([*cells[: bar + 1], *(["|"] if bar < len(columns) else []), *cells[bar + 1 :]])
    yield ""
    labels = zip(codes, columns, strict=True)
    yield "  " + " · ".join(f"{code} {say.text(model.dimensions[d].label)}" for code, d in labels)


def _profile(model: Model) -> list[str]:
    return [d for d, dimension in model.dimensions.items() if dimension.describes != "frame"]


def _frame(model: Model) -> list[str]:
    return [d for d, dimension in model.dimensions.items() if dimension.describes == "frame"]


def _score(snapshot: Snapshot, set_id: str) -> float | None:
    figures = snapshot.sets.get(set_id)
    return figures.score if figures else None


def _apart(model: Model, snapshots: Sequence[Snapshot], say: Speaker) -> Iterator[str]:
    """Yield per set how many pairs can be told apart; nothing where there are too many to be of use."""
    if not 2 <= len(snapshots) <= MOST_PAIRED:
        return
    yield say("cli.compare.apart")
    for set_id in (*model.axes, *model.dimensions):
        sure = [_apart_on(model, a, b, set_id) for a, b in combinations(snapshots, 2)]
        known = [one for one in sure if one is not None]
        if known:
            label = say.text(model.set_label(set_id))
            yield "  " + say("cli.compare.pairs", set=label, n=sum(known), pairs=len(known))


def _apart_on(model: Model, a: Snapshot, b: Snapshot, set_id: str) -> bool | None:
    if set_id not in a.sets or set_id not in b.sets:
        return None
    return distinguishable(model, exceeds(a.sets[set_id], b.sets[set_id]))


def _own_apart(
    model: Model, snapshots: Sequence[Snapshot], mine: int, names: _Names, say: Speaker
) -> Iterator[str]:
    """Yield per set from whom one's own can be told apart, and in which direction."""
    own = snapshots[mine]
    yield say("cli.compare.own_apart", case=names(own))
    for set_id in (*model.axes, *model.dimensions):
        sides: dict[str, list[str]] = {"higher": [], "lower": []}
        known = 0
        for other in (one for n, one in enumerate(snapshots) if n != mine):
            if set_id not in own.sets or set_id not in other.sets:
                continue
            p = exceeds(other.sets[set_id], own.sets[set_id])
            known += p is not None
            if p is not None and distinguishable(model, p):
                sides["higher" if p > 0.5 else "lower"].append(names(other))
        if known:
            parts = [say(f"cli.compare.{side}", cases=", ".join(found)) for side, found in sides.items() if found]
            label = say.text(model.set_label(set_id))
            yield f"  {label}: {'; '.join(parts) or say('cli.compare.none_apart')}"


def _alike(
    model: Model, snapshots: Sequence[Snapshot], mine: int | None, names: _Names, say: Speaker
) -> Iterator[str]:
    """Yield whose profiles are alike, and for one's own who lies higher where it is low or undecided."""
    looking = [mine] if mine is not None else range(len(snapshots)) if len(snapshots) <= MOST_PAIRED else []
    table = profile_table(model, snapshots)
    lines = []
    for place in looking:
        found = nearest(model, snapshots[place], table)
        if found:
            others = ", ".join(names(snapshots[one.index]) for one in found)
            lines.append(f"  {names(snapshots[place])}: {others}")
    if lines:
        yield from ("", say("cli.compare.alike"), *lines)
    if mine is None:
        return
    by_dimension: dict[str, list[str]] = {}
    for one in stronger_where(model, snapshots[mine], table):
        by_dimension.setdefault(one.dimension, []).append(names(snapshots[one.index]))
    if by_dimension:
        yield from ("", say("cli.compare.higher_where", case=names(snapshots[mine])))
        yield from (f"  {say.text(model.set_label(d))}: {', '.join(found)}" for d, found in by_dimension.items())
