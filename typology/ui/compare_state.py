"""What the reader has chosen to lay side by side: whose view, which points in time, which Verbünde. All of it is in the address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import streamlit as st

from typology.assessment.comparison import Comparison, Filters, compare, fits
from typology.assessment.nearest import ProfileTable, profile_table
from typology.language import Speaker
from typology.reports.released import Label, Listed, Released, Shelf
from typology.ui import blocks, drawings, navigation, session
from typology.ui.keeping import Kept

if TYPE_CHECKING:
    from typology.assessment.snapshot import Snapshot
    from typology.store import Store

_KINDS = ("now", "past", "goal")
SIZES: Mapping[str, tuple[int | None, int | None]] = {
    "klein": (None, 100_000), "mittel": (100_000, 250_000), "gross": (250_000, 500_000), "sehr-gross": (500_000, None),
}
"""Sizes of cities by inhabitants: from, and below."""
_KEPT_COMPARISONS = 8  # worked out anew on shared items, a thousand snapshots take 10 MB
_kept = Kept(_KEPT_COMPARISONS)
_shelves: WeakKeyDictionary[Store, Shelf] = WeakKeyDictionary()


def listed() -> list[Listed]:
    """Return everything that is released for comparison, oldest first; what was read once is not read again.

    What was made of releases that are withdrawn by now is forgotten.
    """
    shelf = _shelf()
    before = shelf.gone
    found = shelf.listed(session.current_store())
    if shelf.gone != before:
        _kept.clear()
        drawings.forget()
    return found


def read_ahead() -> None:
    """Read what the page shows first, so that its first visitor does not wait for it."""
    known = [(one, one.label) for one in listed() if one.label is not None]
    if known:
        perspective = _perspectives(known)[0]
        seen = [(one, label) for one, label in known if one.perspective == perspective]
        kind = _kinds(seen)[0]
        _read_latest([(one, label) for one, label in seen if label.wave_kind == kind])


def _shelf() -> Shelf:
    return _shelves.setdefault(session.current_store(), Shelf())


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
        content: Everything that pictures of it depend on: the model, the snapshots, and whose is the own one.
    """

    comparison: Comparison
    shown: tuple[Released, ...]
    own: int | None
    perspective: str
    kind: str
    altered: tuple[Listed | Released, ...]
    content: tuple[object, ...]

    def profiles(self) -> ProfileTable:
        """Return the profiles of everything that may be compared here, for the searches."""
        model = session.current_model()
        return _kept.get(("profiles", *self.content), lambda: profile_table(model, self.comparison.snapshots))


def choose(all_listed: Sequence[Listed], say: Speaker) -> Choice | None:
    """Let the reader choose; None if nothing fits, and that was said."""
    known = [(one, one.label) for one in all_listed if one.label is not None]
    own_case = _choose_own(known, say)
    perspective = _choose_perspective(known, say)
    seen = [(one, label) for one, label in known if one.perspective == perspective]
    kind = _choose_kind(seen, say)
    of_kind = _choose_year([(one, label) for one, label in seen if label.wave_kind == kind], say)
    latest, unread = _read_latest(of_kind)
    if not latest:
        blocks.notice(say("compare.nothing_fits"))
        return None
    wanted = _filter_of(_wanted())
    fitting = [r for r in latest if r.case_id == own_case or (r.snapshot is not None and fits(r.snapshot, wanted))]
    _filters(latest, len(fitting), say)
    chosen = _choose_cases(fitting, own_case, say)
    if not chosen:
        blocks.notice(say("compare.nothing_fits"))
        return None
    altered = (*(one for one in all_listed if not one.intact), *unread)
    return _lay_side_by_side(chosen, own_case, perspective, kind, altered)


def _lay_side_by_side(
    chosen: Sequence[Released], own_case: int | None, perspective: str, kind: str,
    altered: tuple[Listed | Released, ...],
) -> Choice:  # fmt: skip
    model, forms = session.current_model(), session.current_questionnaires().values()
    snapshots = [r.snapshot for r in chosen if r.snapshot is not None]
    mine = next((r for r in chosen if r.case_id == own_case), None)
    own = None if mine is None else mine.snapshot
    said = hashlib.sha256("".join(r.digest for r in chosen).encode()).hexdigest()
    content = (model.digest, said, "" if mine is None else mine.digest)
    comparison = _kept.get(content, lambda: compare(model, snapshots, own=own, questionnaires=forms))
    admitted = {id(snapshot) for snapshot in comparison.released}
    shown = tuple(r for r in chosen if id(r.snapshot) in admitted)
    place = next((n for n, r in enumerate(shown) if r.case_id == own_case), None)
    return Choice(comparison, shown, place, perspective, kind, altered, content)


def _read_latest(found: Sequence[tuple[Listed, Label]]) -> tuple[list[Released], list[Released]]:
    """Return of every Verbund what was released last, in the order of cities and names, and what cannot be read."""
    shelf, store = _shelf(), session.current_store()
    unread: dict[int, Released] = {}
    while True:
        latest = latest_of_each([(one, label) for one, label in found if one.id not in unread])
        read = shelf.read(store, latest)
        broken = {r.id: r for r in read if not r.intact}
        if not broken:
            return read, list(unread.values())
        unread.update(broken)  # then what was released before it counts


def latest_of_each(found: Sequence[tuple[Listed, Label]]) -> list[Listed]:
    """Return of every Verbund what was released last, in the order of cities and names."""
    ordered = sorted(found, key=lambda pair: (pair[1].year or 0, pair[0].id))
    latest = {one.case_id: (one, label) for one, label in ordered}
    by_name = sorted(latest.values(), key=lambda pair: (pair[1].city.casefold(), pair[1].case.casefold(), pair[0].id))
    return [one for one, _ in by_name]


def title(snapshot: Snapshot | Label) -> str:
    """Return how a Verbund is called beside others."""
    return f"{snapshot.case} · {snapshot.city}" if snapshot.city else snapshot.case


# ------------------------------------------------------------------------------ choosing
def _choose_own(found: Sequence[tuple[Listed, Label]], say: Speaker) -> int | None:
    where = session.place()
    names = {one.case_id: title(label) for one, label in sorted(found, key=lambda pair: pair[1].case.casefold())}
    options = [None, *names]
    preferred = where.case if where.case in names else None
    chosen = st.selectbox(
        say("compare.own"), options, index=options.index(preferred), key=f"eigener-{preferred}-{say.language}",
        format_func=lambda n: names[n] if n is not None else say("compare.no_own"),
    )  # fmt: skip
    if chosen != preferred:
        session.stay(case=chosen)
    return chosen


def _choose_perspective(found: Sequence[tuple[Listed, Label]], say: Speaker) -> str:
    where, model, options = session.place(), session.current_model(), _perspectives(found)
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


def _perspectives(found: Sequence[tuple[Listed, Label]]) -> list[str]:
    """Return whose views there are, in the order of the model."""
    there, known = {one.perspective for one, _ in found}, session.current_model().perspectives
    return [p for p in known if p in there] + sorted(there - set(known))


def _kinds(found: Sequence[tuple[Listed, Label]]) -> list[str]:
    there = {label.wave_kind for _, label in found}
    return [kind for kind in _KINDS if kind in there]


def _choose_kind(found: Sequence[tuple[Listed, Label]], say: Speaker) -> str:
    """Let the reader choose between today, retrospect and goal: they are never mixed."""
    there = _kinds(found)
    wanted = _wanted().get("zeit")
    preferred = wanted if wanted in there else there[0]
    if len(there) == 1:
        return preferred
    chosen = st.pills(
        say("compare.kind"), there, default=preferred, required=True, key=f"vergleich-zeit-{preferred}-{say.language}",
        format_func=lambda k: say(f"wave.kind_{k}"),
    )  # fmt: skip
    if chosen != preferred:
        want("zeit", None if chosen == _KINDS[0] else chosen)
    return str(chosen)


def _choose_year(found: Sequence[tuple[Listed, Label]], say: Speaker) -> list[tuple[Listed, Label]]:
    """Let the reader go back to an earlier point in time, where a Verbund has released several of the kind.

    Returns:
        What had been said by the year that was chosen; all of it if none was.
    """
    if len({one.case_id for one, _ in found}) == len(found):
        return list(found)
    years = sorted({label.year for _, label in found if label.year is not None}, reverse=True)
    wanted = _wanted().get("stand")
    preferred = int(wanted) if wanted and wanted.isdecimal() and int(wanted) in years[1:] else None
    options = [None, *years[1:]]
    chosen = st.selectbox(
        say("compare.as_of"), options, index=options.index(preferred), key=f"vergleich-stand-{preferred}-{say.language}",
        format_func=lambda year: say("compare.as_of_latest") if year is None else say("compare.as_of_year", year=year),
    )  # fmt: skip
    if chosen != preferred:
        want("stand", str(chosen) if chosen else None)
    return [(one, label) for one, label in found if chosen is None or (label.year is not None and label.year <= chosen)]


def _wanted() -> dict[str, str]:
    """Return what is let through, as it stands in the address: ``land:NW,groesse:klein``."""
    parts = (part.partition(":") for part in (session.place().only or "").split(",") if ":" in part)
    return {name: value for name, _, value in parts}


def wanted(name: str) -> str | None:
    """Return something that stands in the address beside the filters."""
    return _wanted().get(name)


def want(name: str, value: str | None) -> None:
    """Put something into the address beside the filters; None takes it out."""
    now = _wanted()
    now.pop(name, None)
    if value:
        now[name] = value
    session.stay(only=",".join(f"{key}:{found}" for key, found in now.items()) or None)


def _filter_of(wanted: Mapping[str, str]) -> Filters:
    def only(name: str) -> frozenset[str]:
        return frozenset({wanted[name]} if wanted.get(name) else ())

    size = SIZES.get(wanted.get("groesse", ""), (None, None))
    return Filters(size=size, lands=only("land"), phases=only("phase"), types=only("typ"))


def _filters(found: Sequence[Released], left: int, say: Speaker) -> None:
    model, wanted = session.current_model(), _wanted()
    there = {name: {getattr(r.snapshot, field) for r in found} for name, field in
             (("land", "land"), ("phase", "phase"))}  # fmt: skip
    holding = {t for r in found if r.snapshot is not None for t in r.snapshot.types_holding}
    choices: dict[str, dict[str, str]] = {
        "groesse": {size: say(f"compare.size_{size}") for size in SIZES},
        "land": {land: land_name(land, say) for land in sorted(filter(None, there["land"]))},
        "phase": {p: say.text(phase.label) for p, phase in model.phases.items() if p in there["phase"]},
        "typ": {t: say.text(kind.label) for t, kind in model.types.items() if t in holding},
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
                want(name, chosen)
                st.rerun()


def land_name(code: str, say: Speaker) -> str:
    """Return the name of a Land by its code; a code that is none stands for itself."""
    return say(f"land.{code}") if say.has(f"land.{code}") else code


def _choose_cases(found: Sequence[Released], own: int | None, say: Speaker) -> list[Released]:
    """Let the reader leave single Verbünde out; nothing chosen means all of them."""
    if len(found) <= 2:
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
