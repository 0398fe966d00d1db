"""What the reader has chosen to lay side by side: whose view, which points in time, which Verbünde. All of it is in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, navigation, session
from typology.ui.keeping import Kept

if TYPE_CHECKING:
    from typology.assessment.comparison import Comparison
    from typology.assessment.snapshot import Snapshot
    from typology.reports.releases import Released

_KINDS = ("now", "past", "goal")
SIZES: Mapping[str, tuple[int | None, int | None]] = {
    "klein": (None, 100_000), "mittel": (100_000, 250_000), "gross": (250_000, 500_000), "sehr-gross": (500_000, None),
}
"""Sizes of cities by inhabitants: from, and below."""
_MOST_CHOSEN = 60
"""Up to so many Verbünde are offered by name; of more of them the reader chooses by filters."""
_kept = Kept(32)
_snapshots: dict[object, dict[int, Snapshot]] = {}


def released() -> list[Released]:
    """Return everything that is released for comparison, oldest first; what was read once is not read again."""
    from typology.reports.releases import load_snapshots

    store = session.current_store()
    return load_snapshots(store, known=_snapshots.setdefault(store.location, {}))


@dataclass(frozen=True)
class Choice:
    """What lies side by side.

    Attributes:
        comparison: The snapshots, and those left out with the reason.
        shown: The releases of ``comparison.snapshots``, in the same order.
        own: Position of the reader's own Verbund among them; None if it is not there.
        perspective: Who looks.
        kind: Kind of the points in time.
        altered: Releases that are no longer what was released.
    """

    comparison: Comparison
    shown: tuple[Released, ...]
    own: int | None
    perspective: str
    kind: str
    altered: tuple[Released, ...]


def choose(all_released: Sequence[Released], say: Speaker) -> Choice | None:
    """Let the reader choose; None if nothing fits, and that was said."""
    from typology.assessment.comparison import compare

    intact = [r for r in all_released if r.snapshot is not None]
    altered = tuple(r for r in all_released if r.snapshot is None)
    own_case = _choose_own(intact, say)
    perspective = _choose_perspective(intact, say)
    seen = [r for r in intact if r.snapshot.perspective == perspective]
    kind = _choose_kind(seen, say)
    latest = latest_of_each([r for r in seen if r.snapshot.wave_kind == kind])
    fitting = [r for r in latest if r.case_id == own_case or _fits(r.snapshot)]
    _filters(latest, len(fitting), say)
    chosen = _choose_cases(fitting, own_case, say)
    if not chosen:
        blocks.notice(say("compare.nothing_fits"))
        return None
    model = session.current_model()
    key = (model.version, *(r.id for r in chosen))
    comparison = _kept.get(key, lambda: compare(model, [r.snapshot for r in chosen]))
    admitted = {id(snapshot) for snapshot in comparison.released}
    shown = tuple(r for r in chosen if id(r.snapshot) in admitted)
    own = next((n for n, r in enumerate(shown) if r.case_id == own_case), None)
    return Choice(comparison, shown, own, perspective, kind, altered)


def latest_of_each(found: Sequence[Released]) -> list[Released]:
    """Return of every Verbund what was released last, in the order of cities and names."""
    latest = {r.case_id: r for r in sorted(found, key=lambda r: (r.snapshot.year or 0, r.id))}
    return sorted(latest.values(), key=lambda r: (r.snapshot.city.casefold(), r.snapshot.case.casefold(), r.id))


def title(snapshot: Snapshot) -> str:
    """Return how a Verbund is called beside others."""
    return f"{snapshot.case} · {snapshot.city}" if snapshot.city else snapshot.case


# ------------------------------------------------------------------------------ choosing
def _choose_own(found: Sequence[Released], say: Speaker) -> int | None:
    where = session.place()
    names = {r.case_id: title(r.snapshot) for r in sorted(found, key=lambda r: r.snapshot.case.casefold())}
    options = [None, *names]
    preferred = where.case if where.case in names else None
    chosen = st.selectbox(
        say("compare.own"), options, index=options.index(preferred), key=f"eigener-{preferred}-{say.language}",
        format_func=lambda n: names[n] if n is not None else say("compare.no_own"),
    )  # fmt: skip
    if chosen != preferred:
        session.stay(case=chosen)
    return chosen


def _choose_perspective(found: Sequence[Released], say: Speaker) -> str:
    where, model = session.place(), session.current_model()
    there = {r.snapshot.perspective for r in found}
    options = [p for p in model.perspectives if p in there] + sorted(there - set(model.perspectives))
    preferred = where.perspective if where.perspective in options else options[0]
    if len(options) == 1:
        return preferred
    labels = {p: say.text(model.perspectives[p].label) if p in model.perspectives else p for p in options}
    chosen = st.pills(
        say("result.perspective"), options, default=preferred, required=True, wrap=True,
        key=f"vergleich-blick-{preferred}-{say.language}", format_func=lambda p: navigation.plain(labels[p]),
    )  # fmt: skip
    if chosen != where.perspective:
        session.stay(perspective=chosen)
    return str(chosen)


def _choose_kind(found: Sequence[Released], say: Speaker) -> str:
    """Let the reader choose between today, retrospect and goal: they are never mixed."""
    there = [k for k in _KINDS if any(r.snapshot.wave_kind == k for r in found)]
    wanted = _wanted().get("zeit")
    preferred = wanted if wanted in there else there[0]
    if len(there) == 1:
        return preferred
    chosen = st.pills(
        say("compare.kind"), there, default=preferred, required=True, key=f"vergleich-zeit-{preferred}-{say.language}",
        format_func=lambda k: say(f"wave.kind_{k}"),
    )  # fmt: skip
    if chosen != preferred:
        _want("zeit", None if chosen == _KINDS[0] else chosen)
    return str(chosen)


def _wanted() -> dict[str, str]:
    """Return what is let through, as it stands in the address: ``land:NW,groesse:klein``."""
    parts = (part.partition(":") for part in (session.place().only or "").split(",") if ":" in part)
    return {name: value for name, _, value in parts}


def _want(name: str, value: str | None) -> None:
    now = _wanted()
    now.pop(name, None)
    if value:
        now[name] = value
    session.stay(only=",".join(f"{key}:{found}" for key, found in now.items()) or None)


def _fits(snapshot: Snapshot) -> bool:
    wanted = _wanted()
    low, high = SIZES.get(wanted.get("groesse", ""), (None, None))
    people = snapshot.population
    if (low is not None or high is not None) and people is None:
        return False
    return (
        (low is None or (people or 0) >= low)
        and (high is None or (people or 0) < high)
        and wanted.get("land", snapshot.land) == snapshot.land
        and wanted.get("phase", snapshot.phase) == snapshot.phase
        and wanted.get("typ", snapshot.type) in (snapshot.type, snapshot.second_type)
    )


def _filters(found: Sequence[Released], left: int, say: Speaker) -> None:
    model, wanted = session.current_model(), _wanted()
    there = {name: {getattr(r.snapshot, field) for r in found} for name, field in
             (("land", "land"), ("phase", "phase"), ("typ", "type"))}  # fmt: skip
    choices: dict[str, dict[str, str]] = {
        "groesse": {size: say(f"compare.size_{size}") for size in SIZES},
        "land": {land: land_name(land, say) for land in sorted(filter(None, there["land"]))},
        "phase": {p: say.text(phase.label) for p, phase in model.phases.items() if p in there["phase"]},
        "typ": {t: say.text(kind.label) for t, kind in model.types.items() if t in there["typ"]},
    }
    active = [name for name in choices if name in wanted]
    label = say("compare.filters_on", n=left, all=len(found)) if active else say("compare.filters")
    with st.expander(label, expanded=bool(active), key="vergleich-filter"), st.container(horizontal=True, gap="medium"):
        for name, options in choices.items():
            values = ["", *options]
            preferred = wanted.get(name, "")
            chosen = st.selectbox(
                say(f"compare.filter_{name}"), values, index=values.index(preferred) if preferred in values else 0,
                key=f"filter-{name}-{preferred}-{say.language}",
                format_func=lambda v, names=options: names.get(v) or say("compare.all"),  # type: ignore[misc]
            )  # fmt: skip
            if chosen != preferred:
                _want(name, chosen)
                st.rerun()


def land_name(code: str, say: Speaker) -> str:
    """Return the name of a Land by its code; a code that is none stands for itself."""
    return say(f"land.{code}") if say.has(f"land.{code}") else code


def _choose_cases(found: Sequence[Released], own: int | None, say: Speaker) -> list[Released]:
    """Let the reader leave single Verbünde out; nothing chosen means all of them."""
    if not 2 < len(found) <= _MOST_CHOSEN:
        return list(found)
    where = session.place()
    asked = {int(n) for n in (where.chosen or "").split(",") if n.isdecimal()}
    names = {r.case_id: title(r.snapshot) for r in found}
    chosen = st.multiselect(
        say("compare.cases"), list(names), default=[n for n in names if n in asked], format_func=names.__getitem__,
        placeholder=say("compare.all_cases", n=len(names)), key=f"vergleich-wer-{say.language}-{hash(tuple(names))}",
    )  # fmt: skip
    text = ",".join(str(n) for n in chosen) or None
    if text != where.chosen:
        session.stay(chosen=text)
    return [r for r in found if not chosen or r.case_id in chosen or r.case_id == own]
