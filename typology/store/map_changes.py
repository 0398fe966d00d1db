"""What changes of a map must be before they are stored, and what has to be written for them: no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from typology.model.basics import DEFAULT_LANGUAGE
from typology.model.vocabulary import MAP_ID_PATTERN, Kind
from typology.store.cleaning import NAME_LIMIT, clean_text, name_text, note_text, year_number
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.map_errors import (
    ActorAbsentError,
    ActorIncompleteError,
    ActorNamelessError,
    NameTakenError,
    RelationIncompleteError,
    RelationPresentError,
    RelationToItselfError,
)
from typology.store.map_folding import REQUIRED, MapView, Sameness, name_key, with_fields
from typology.store.map_records import Change, MapState, Place

Fields = dict[Place, dict[str, Any]]
"""What is to be written: fields by place, in the order in which things are entered."""

_KEY_LENGTH = 120
_SLUG_LENGTH = 50
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


# ------------------------------------------------------------------------------ values
def clean_fields(subject: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as they are stored; markup in them is kept as it is.

    Raises:
        InvalidValueError: If there is no such subject or field, or a value is not allowed in it.
        NoteTooLongError: If a note is too long.
    """
    known = _CLEANERS.get(subject)
    if known is None:
        raise InvalidValueError("There is nothing of that sort on a map.", what="subject")
    if not isinstance(fields, Mapping) or not fields.keys() <= known.keys():
        raise InvalidValueError("There is no such field.", what=subject)
    return {name: known[name](value, f"{name} of the {subject}") for name, value in fields.items()}


def clean_key(key: str) -> str:
    """Return the key of an actor or relation.

    Raises:
        InvalidValueError: If it cannot be one.
    """
    if not is_key(key):
        raise InvalidValueError("This cannot be the key of an actor or relation.", what="key")
    return key


def is_key(key: object) -> bool:
    """Return whether something can be the key of an actor or relation."""
    return isinstance(key, str) and len(key) <= NAME_LIMIT and re.fullmatch(MAP_ID_PATTERN[1:-1], key) is not None


def clean_note(note: object, what: str) -> dict[str, str]:
    """Return a note by language; empty wordings are left out, and a bare text counts as German."""
    if note is None:
        return {}
    by_language = {DEFAULT_LANGUAGE: note} if isinstance(note, str) else note
    if not isinstance(by_language, Mapping) or not all(isinstance(text, str) for text in by_language.values()):
        raise InvalidValueError(f"The {what} must be text.", what=what)
    cleaned = {name_text(language, "language"): note_text(text) for language, text in by_language.items()}
    return {language: text for language, text in cleaned.items() if text.strip()}


def _name(value: Any, what: str) -> str:
    return name_text("" if value is None else value, what, required=False)


def _optional(value: Any, what: str) -> str | None:
    return None if value is None else name_text(value, what, required=False) or None


def _flag(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidValueError(f"The {what} must be true or false.", what=what)
    return value


def _sources(value: Any, what: str) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InvalidValueError(f"The {what} must be a list.", what=what)
    return list(dict.fromkeys(name_text(source, what) for source in value))


def _time(value: Any, what: str) -> str:
    if value not in get_args(Kind):
        raise InvalidValueError(f"The {what} must be past, now or goal.", what=what)
    return str(value)


_NOTES: dict[str, Callable[[Any, str], Any]] = {"note": clean_note, "sources": _sources}
_CLEANERS: Mapping[str, dict[str, Callable[[Any, str], Any]]] = MappingProxyType({
    "actor": {"kind": _name, "level": _name, **_NOTES, "gone": _flag},
    "name": {"name": _name, "short": _name},
    "relation": {
        "source": _name, "target": _name, "kind": _name, "status": _name, "strength": _optional, "reporter": _optional,
        **_NOTES, "gone": _flag,
    },
    "map": {"wave": name_text, "year": year_number, "kind": _time, "label": clean_note, "note": clean_note},
})  # fmt: skip


# ------------------------------------------------------------------------------ keys
def new_key(name: str, taken: Collection[str]) -> str:
    """Return a key that nobody has, made from a name; any script gives one."""
    letters = unicodedata.normalize("NFKD", clean_text(name).casefold().translate(_SPELLED_OUT))
    plain = re.sub("[^a-z0-9]+", "_", "".join(sign for sign in letters if not unicodedata.combining(sign)))
    return free_key(plain.strip("_")[:_SLUG_LENGTH].strip("_") or "a", taken)


def relation_key(source: str, kind: str, target: str) -> str:
    """Return the key that a relation usually has; not yet sure to be free."""
    return ".".join(part[:_KEY_LENGTH] for part in (source, new_key(kind, ()), target))[:NAME_LIMIT - 10]


def free_key(wanted: str, taken: Collection[str]) -> str:
    """Return a key, with a number behind it if somebody has it already."""
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted}_{number}"
    return key


# ------------------------------------------------------------------------------ changes
def checked_changes(
    state: MapState, base: Mapping[str, Any], changes: Sequence[Change], undirected: Collection[str] = ()
) -> Fields:
    """Return what has to be written for changes; what is so already is left out.

    Args:
        state: The map before.
        base: Values of the fields of the map itself before any entry.
        changes: The changes; of several to the same field the last counts.
        undirected: Kinds of relations for which there and back are the same.

    Raises:
        StoreError: If one of them is not allowed.
    """
    view = MapView(state)
    new: Fields = {}
    for change in changes:
        take(view, change, new)
    _check(view, new, undirected)
    return without_known(state, base, new)


def without_known(state: MapState, base: Mapping[str, Any], new: Mapping[Place, Mapping[str, Any]]) -> Fields:
    """Return only the fields that change something."""
    changed: Fields = {}
    for place, fields in new.items():
        before = {**(base if place[0] == "map" else {}), **state.fields.get(place, {})}
        if different := {name: v for name, v in fields.items() if name not in before or before[name] != v}:
            changed[place] = different
    return changed


def take(view: MapView, change: Change, new: Fields) -> None:
    """Put one change where it belongs: to each of the entries that what is shown is made of.

    Args:
        view: The map before.
        change: The change.
        new: What is to be written; added to.

    Raises:
        StoreError: If a field or value is not allowed.
    """
    fields = clean_fields(change.subject, change.fields)
    if change.subject == "map":
        new.setdefault(("map", ""), {}).update(fields)
        return
    key = clean_key(change.key)
    if change.subject == "name":
        new.setdefault(("name", view.resolve(key)), {}).update(fields)
        return
    if change.subject == "relation":
        fields |= {end: view.resolve(fields[end]) for end in ("source", "target") if end in fields}
        members, repeated = view.relation_members(key) or (key,), set(fields)
    else:
        members, repeated = view.actor_members(key) or (view.actor_key(key),), {"gone"}
    new.setdefault((change.subject, members[0]), {}).update(fields)
    for member in members[1:]:
        # What is shown joined is written to the first one and must not be said a second time.
        said = {name: value for name, value in fields.items() if name in repeated} | {
            name: empty for name, empty in (("note", {}), ("sources", [])) if name in fields
        }
        new.setdefault((change.subject, member), {}).update(said)


def new_relation_change(view: MapView, fields: Mapping[str, Any]) -> tuple[Change, bool]:
    """Return the change that enters a relation, and whether it takes up one that was taken away.

    One that was taken away is taken up again, so that undoing its removal leads to no second one.

    Args:
        view: The map before.
        fields: All fields of the relation.

    Raises:
        StoreError: If something is missing, or it leads to itself or to an actor that is not there.
    """
    cleaned = clean_fields("relation", fields)
    if not all(cleaned[name] for name in REQUIRED["relation"]):
        raise RelationIncompleteError
    source, target = view.resolve(cleaned["source"]), view.resolve(cleaned["target"])
    for end in (source, target):
        if end not in view.actors:
            raise ActorAbsentError(actor=end, name=view.name(end))
    key = relation_key(source, cleaned["kind"], target)
    said = view.fields("relation", key)
    again = said.get("gone") is True and view.sameness(key) == (source, target, cleaned["kind"], cleaned["reporter"])
    if said and not again:
        key = free_key(key, {k for subject, k in view.state.fields if subject == "relation"})
    return Change("relation", key, fields), again


def _check(view: MapView, new: Fields, undirected: Collection[str]) -> None:
    for place, fields in new.items():
        if place[0] in ("actor", "relation") and place not in view.state.fields:
            if fields.get("gone"):
                raise NotFoundError("There is nothing like that to be taken away.", what=place[0])
            fields.setdefault("gone", False)
    after = MapView(with_fields(view.state, new))
    for (subject, key), fields in new.items():
        if subject == "actor":
            _check_actor(after, key)
        elif subject == "name":
            _check_name(view, after, key, fields)
        elif subject == "relation":
            check_relation(after, key, fields)
    _check_same_relations(after, [key for (subject, key), fields in new.items() if subject == "relation"
                                  and fields.keys() & {"source", "target", "kind", "reporter", "gone"}],
                          undirected)  # fmt: skip


def _check_actor(after: MapView, key: str) -> None:
    fields = after.fields("actor", key)
    if not all(fields.get(name) for name in REQUIRED["actor"]):
        raise ActorIncompleteError
    if not after.fields("name", after.resolve(key)).get("name"):
        raise ActorNamelessError


def _check_name(before: MapView, after: MapView, key: str, fields: Mapping[str, Any]) -> None:
    name = after.fields("name", key).get("name")
    if not name:
        raise ActorNamelessError
    if ("name", key) not in before.state.fields and ("actor", key) not in after.state.fields:
        raise NotFoundError("There is no such actor.", what="actor")
    if "name" not in fields or fields["name"] == before.fields("name", key).get("name"):
        return
    others = [other for other in after.names[name_key(name)] if after.resolve(other) != after.resolve(key)]
    if others and name_key(name) != name_key(before.name(key) if ("name", key) in before.state.fields else ""):
        raise NameTakenError(actor=others[0], name=after.name(others[0]))


def check_relation(after: MapView, key: str, fields: Mapping[str, Any]) -> None:
    """Check a relation that is new or was changed.

    Args:
        after: The map with it.
        key: Its key.
        fields: What was changed of it.

    Raises:
        StoreError: If something is missing, or its ends are one or are not on the map.
    """
    whole = after.fields("relation", key)
    if not all(whole.get(name) for name in REQUIRED["relation"]):
        raise RelationIncompleteError
    ends = after.ends(key)
    if ends[0] == ends[1] and fields.keys() & {"source", "target"}:
        raise RelationToItselfError(name=after.name(ends[0]))
    # The note of a relation that is hidden because somebody has taken an actor away may still be written.
    if whole["gone"] or not fields.keys() & {"source", "target", "gone"}:
        return
    for end in ends:
        if end not in after.actors:
            raise ActorAbsentError(actor=end, name=after.name(end))


def _check_same_relations(after: MapView, keys: Sequence[str], undirected: Collection[str]) -> None:
    if not keys:
        return
    by_sameness: dict[Sameness, str] = {}
    touched = {shown for key in keys if (shown := next(iter(after.relation_members(key)), None))}
    for shown in after.relations:
        if shown not in touched:
            by_sameness.setdefault(_without_direction(after.sameness(shown), undirected), shown)
    for shown, members in after.relations.items():
        if shown not in touched:
            continue
        there = by_sameness.setdefault(_without_direction(after.sameness(shown), undirected), shown)
        # Those that were one before the change are told from one that has become the same by it.
        strangers = [key for key in members if key not in keys]
        if there != shown or strangers:
            source, target = after.ends(shown)
            raise RelationPresentError(
                relation=there if there != shown else strangers[0], name=after.name(source), other=after.name(target)
            )


def _without_direction(same: Sameness, undirected: Collection[str]) -> Sameness:
    source, target, kind, reporter = same
    return (target, source, kind, reporter) if kind in undirected and target < source else same
