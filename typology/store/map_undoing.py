"""The history of a map, and taking change sets back: pure functions, no database.

A change set is in force until it is taken back, and again when that is taken back in turn. What holds for a field is
what the last change set in force said of it. Entries that take back repeat that value, so that reading a map needs no
history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from typology.store.map_folding import REQUIRED, MapView, fold
from typology.store.map_records import Entry, FieldChange, HistoryEntry, MapState, Place, Subject

_FieldPlace = tuple[Subject, str, str]
_EMPTY: Mapping[str, Any] = MappingProxyType({"note": {}, "sources": [], "short": "", "gone": True})
"""What a field is before anybody has said anything; None if it is not named here."""


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking a change set back has to write.

    Attributes:
        fields: New values by place.
        restored: The same with the values before.
        left: What stays because something else was said since.
    """

    fields: Mapping[Place, Mapping[str, Any]] = field(hash=False)
    restored: tuple[FieldChange, ...]
    left: tuple[FieldChange, ...]


def state_of(entries: Iterable[Entry]) -> MapState:
    """Return what entries say, taken together."""
    return fold((entry.id, entry.subject, entry.key, entry.fields) for entry in entries)


def taken_back(undoing: Mapping[str, str | None]) -> set[str]:
    """Return the change sets that are not in force.

    Args:
        undoing: For each change set, oldest first, the one it takes back, or None.
    """
    out: set[str] = set()
    for batch, undoes in reversed(list(undoing.items())):
        if undoes is not None and batch not in out:  # whether a later one took it back is known by now
            out.add(undoes)
    return out


def last_batch_of(entries: Sequence[Entry], editor: str, map_id: int, out: set[str]) -> str | None:
    """Return the last change set of somebody on a map that is in force and takes nothing back; None if there is none.

    Args:
        entries: The entries, oldest first.
        editor: Whose.
        map_id: On which map.
        out: The change sets that are not in force.
    """
    for entry in entries[::-1]:
        if entry.editor == editor and entry.map_id == map_id and entry.undoes is None and entry.batch not in out:
            return entry.batch
    return None


def root_of(batch: str, undoing: Mapping[str, str | None]) -> str:
    """Return the change set that a taking back, or a taking back of that, is about in the end."""
    while (deeper := undoing.get(batch)) is not None:
        batch = deeper
    return batch


def plan_undo(
    entries: Sequence[Entry],
    undoing: Mapping[str, str | None],
    target: str,
    base: Mapping[str, Any],
    *,
    afar: bool = False,
) -> UndoPlan:
    """Return what has to be written to take a change set back.

    A value stays where somebody has said something else since. An actor or relation that somebody else has worked
    on since it was entered stays too.

    Args:
        entries: All entries of the map and the shared ones of its city, oldest first.
        undoing: As in ``taken_back``.
        target: The change set; may itself be one that takes back.
        base: Values of the fields of the map itself before any entry.
        afar: Whether the change set was made on another map: then actors named there for the first time keep all of
            their name, because they stay on that map.
    """
    root = root_of(target, undoing)
    out = taken_back(undoing)
    out_then = taken_back({**undoing, "": target})
    before, then = _in_force(entries, out), _in_force(entries, out_then)
    state = state_of(entries)
    view = MapView(state)
    said_then = _without_new_names(_said(entries, root), entries, root) if afar else _said(entries, root)
    kept = _worked_on(view, entries, root, out) if said_then and root in out_then else set()
    fields: dict[Place, dict[str, Any]] = {}
    restored, left = [], []
    for at, said in said_then.items():
        subject, key, name = at
        current = state.fields[subject, key].get(name)
        entered = name == "gone" and said is False
        if root in out_then and (before[at].batch != root or (entered and (subject, key) in kept)):
            left.append(_field_change(view, at, said, current))
            continue
        if at in then:
            value = then[at].fields[name]
        elif name in REQUIRED.get(subject, ()):  # nothing is shown without these; 'gone' alone takes away
            continue
        else:
            value = base.get(name) if subject == "map" else _EMPTY.get(name)
        if value != current:
            fields.setdefault((subject, key), {})[name] = value
            restored.append(_field_change(view, at, current, value))
        elif value != said and root not in out_then:
            left.append(_field_change(view, at, said, current))
    return UndoPlan(fields, tuple(restored), tuple(left))


def history_of(
    entries: Sequence[Entry],
    undoing: Mapping[str, str | None],
    base: Mapping[str, Any],
    *,
    after: int = 0,
    limit: int | None = None,
) -> list[HistoryEntry]:
    """Return the change sets, oldest first, with the values before and after.

    Args:
        entries: All entries of the map and the shared ones of its city, oldest first.
        undoing: As in ``taken_back``.
        base: Values of the fields of the map itself before any entry.
        after: Only change sets that begin after this entry.
        limit: Only so many, the newest; None for all.
    """
    found = dict.fromkeys(entry.batch for entry in entries if entry.id > after)
    wanted = set(list(found)[-limit:] if limit else found if limit is None else ())
    view, out = MapView(state_of(entries)), taken_back(undoing)
    values: dict[Place, dict[str, Any]] = {("map", ""): dict(base)}
    batches: dict[str, list[Entry]] = {}
    changes: dict[str, list[FieldChange]] = {}
    for entry in entries:
        known = values.setdefault((entry.subject, entry.key), {})
        if entry.batch in wanted:
            batches.setdefault(entry.batch, []).append(entry)
            changes.setdefault(entry.batch, []).extend(
                _field_change(view, (entry.subject, entry.key, name), known.get(name), value)
                for name, value in entry.fields.items()
                if known.get(name) != value
            )
        known.update(entry.fields)
    return [
        HistoryEntry(
            batch, rows[-1].id, rows[0].map_id, rows[0].editor, rows[0].author, rows[0].given_at, rows[0].undoes,
            batch in out, tuple(changes[batch]),
        )
        for batch, rows in batches.items()
    ]  # fmt: skip


def _in_force(entries: Iterable[Entry], out: set[str]) -> dict[_FieldPlace, Entry]:
    """Return for each field the entry whose value holds; those that take back only repeat it."""
    found = {}
    for entry in entries:
        if entry.undoes is None and entry.batch not in out:
            for name in entry.fields:
                found[entry.subject, entry.key, name] = entry
    return found


def _said(entries: Iterable[Entry], batch: str) -> dict[_FieldPlace, Any]:
    """Return what a change set said."""
    return {
        (entry.subject, entry.key, name): value
        for entry in entries if entry.batch == batch
        for name, value in entry.fields.items()
    }  # fmt: skip


def _without_new_names(said: Mapping[_FieldPlace, Any], entries: Iterable[Entry], batch: str) -> dict[_FieldPlace, Any]:
    """Return what a change set said but for the names of actors that nobody had named before."""
    first: dict[str, str] = {}
    for entry in entries:
        if entry.subject == "name":
            first.setdefault(entry.key, entry.batch)
    return {at: value for at, value in said.items() if not (at[0] == "name" and first[at[1]] == batch)}


def _worked_on(view: MapView, entries: Sequence[Entry], batch: str, out: set[str]) -> set[Place]:
    """Return the actors and relations that somebody else has said something about since a change set."""
    own = [entry for entry in entries if entry.batch == batch]
    first, editor = own[0].id, own[0].editor
    found: set[Place] = set()
    for entry in entries:
        if entry.id < first or entry.editor == editor or entry.undoes is not None or entry.batch in out:
            continue
        if entry.subject == "relation":
            fields = view.fields("relation", entry.key)
            found.add(("relation", entry.key))
            if fields.get("gone") is False:  # its ends are needed
                found.update(("actor", str(fields[end])) for end in ("source", "target"))
        elif entry.subject in ("actor", "name"):
            found.add(("actor", entry.key))
    return found


def _field_change(view: MapView, at: _FieldPlace, before: Any, after: Any) -> FieldChange:
    subject, key, name = at
    names: tuple[str, ...] = ()
    if subject == "relation":
        names = tuple(view.name(end) for end in view.ends(key))
    elif subject == "same":
        names = (view.name(key), view.name(str(after or before or key)))
    elif subject != "map":
        names = (view.name(view.resolve(key) if subject == "actor" else key),)
    return FieldChange(subject, key, name, before, after, names)
