"""Changes of a structure map in words, for the history, for undo and for what others are doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typology.language import Speaker
from typology.model.vocabulary import StructureMap
from typology.ui import map_state, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typology.store.map_records import FieldChange, HistoryEntry

_SHOWN = 3  # so many changes of one step are named, the rest is counted


def in_words(entry: HistoryEntry, on: StructureMap, say: Speaker) -> str:
    """Return what one step has changed."""
    return changes_in_words(entry.changes, on, say)


def changes_in_words(changes: Sequence[FieldChange], on: StructureMap, say: Speaker) -> str:
    """Return some changes as one line: each actor and relation once, the most telling field first."""
    lines: dict[tuple[str, str], str] = {}
    for change in sorted(changes, key=lambda c: _weight(c)):
        place = ("actor" if change.subject == "name" else change.subject, change.key)
        known = lines.get(place)
        if known is None:
            lines[place] = _line(change, on, say)
    shown = [line for line in lines.values() if line]
    text = "; ".join(shown[:_SHOWN])
    return f"{text} {say('map.what_more', n=len(shown) - _SHOWN)}" if len(shown) > _SHOWN else text


def _weight(change: FieldChange) -> int:
    """Return 0 for what comes, goes or is put together, 1 for everything else."""
    return 0 if change.field in ("gone", "as") or change.before is None else 1


def _line(change: FieldChange, on: StructureMap, say: Speaker) -> str:
    what = _what(change, on, say)
    if change.subject == "same":
        names = " / ".join(f"»{n}«" if say.language == "de" else f"“{n}”" for n in change.names)
        return say("map.what_merged" if change.after else "map.what_unmerged", what=names)
    if change.field == "gone":
        return say("map.what_removed" if change.after else "map.what_back", what=what)
    if change.before is None and change.field in ("kind", "source", "name"):
        return say("map.what_added", what=what)
    name = say(f"map.field_{change.field}") if say.has(f"map.field_{change.field}") else change.field
    after = _value(change, on, say)
    return say("map.what_changed" if after else "map.what_changed_empty", what=what, field=name, after=after)


def _what(change: FieldChange, on: StructureMap, say: Speaker) -> str:
    if change.subject == "map":
        return say("map.what_map")
    if change.subject == "relation":
        relation = on.relation(change.key)
        if relation is not None:
            return map_state.relation_sentence(relation, on, say)
        return " – ".join(change.names)
    return change.names[0] if change.names else change.key


def _value(change: FieldChange, on: StructureMap, say: Speaker) -> str:
    value, model = change.after, session.current_model()
    if value in (None, "", {}, []):
        return ""
    if isinstance(value, dict):
        return str(value.get(say.language) or value.get("de") or next(iter(value.values()), ""))
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value)
    sections: dict[str, Any] = {
        "kind": model.relation_kinds if change.subject == "relation" else model.actor_kinds,
        "level": model.levels,
        "status": model.relation_statuses,
        "strength": model.relation_strengths,
        "reporter": model.reporters,
    }
    known = sections.get(change.field, {}).get(value) if change.subject != "map" else None
    if known is not None:
        return say.text(known.label)
    if change.field in ("source", "target"):
        actor = on.actor(str(value))
        return actor.name if actor else str(value)
    return str(value)
