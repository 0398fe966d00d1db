"""Snapshots as plain JSON values and back; nothing unexpected gets in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from sys import intern
from typing import Any, TypeVar

from typology.assessment.snapshot import ItemFigures, SetFigures, Snapshot, SnapshotError, WithheldItem

FORMAT = 1
"""Raised when the content of a snapshot changes its shape; older ones have to stay readable."""

T = TypeVar("T")

_SET_KEYS = tuple(f.name for f in fields(SetFigures))
_ITEM_KEYS = tuple(f.name for f in fields(ItemFigures))
_WITHHELD_KEYS = tuple(f.name for f in fields(WithheldItem))
_KEYS = frozenset({"format", *(f.name for f in fields(Snapshot))})
_PLAIN = tuple(f.name for f in fields(Snapshot) if f.name not in ("sets", "items", "withheld", "placements"))


def write_content(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as plain JSON values."""
    content: dict[str, Any] = {"format": FORMAT}
    for name in _PLAIN:
        value = getattr(snapshot, name)
        content[name] = dict(value) if isinstance(value, Mapping) else value
    content["sets"] = {i: {k: getattr(one, k) for k in _SET_KEYS} for i, one in snapshot.sets.items()}
    content["items"] = {i: {k: getattr(one, k) for k in _ITEM_KEYS} for i, one in snapshot.items.items()}
    content["withheld"] = {i: {k: getattr(one, k) for k in _WITHHELD_KEYS} for i, one in snapshot.withheld.items()}
    content["placements"] = {i: list(at) for i, at in snapshot.placements.items()}
    return content


# ------------------------------------------------------------------------------ reading
def read_content(content: object) -> Snapshot:
    """Return the snapshot that plain JSON values describe.

    Raises:
        SnapshotError: If anything is missing, of another kind, out of range, or unknown.
    """
    top = _mapping(content, "")
    _same_keys(top, _KEYS, "")
    if top["format"] != FORMAT or isinstance(top["format"], bool):
        raise SnapshotError("format", f"{FORMAT} was expected")
    return Snapshot(
        case=_name(top["case"], "case"),
        city=_text(top["city"], "city"),
        invented=_bool(top["invented"], "invented"),
        land=_text(top["land"], "land"),
        population=_count_or_none(top["population"], "population"),
        founded=_count_or_none(top["founded"], "founded"),
        wave=_name(top["wave"], "wave"),
        wave_kind=_one_of(top["wave_kind"], "wave_kind", ("past", "now", "goal")),
        year=_count_or_none(top["year"], "year"),
        perspective=_name(top["perspective"], "perspective"),
        view=_one_of(top["view"], "view", ("inside", "outside")),
        voice=_one_of(top["voice"], "voice", ("group", "statement")),
        office=_text(top["office"], "office"),
        voices=_count(top["voices"], "voices"),
        model=_name(top["model"], "model"),
        model_version=_name(top["model_version"], "model_version"),
        questionnaires=_each(top["questionnaires"], "questionnaires", _text),
        sets=_each(top["sets"], "sets", _set),
        items=_each(top["items"], "items", _item),
        verdict=_name(top["verdict"], "verdict"),
        type=_name_or_none(top["type"], "type"),
        second_type=_name_or_none(top["second_type"], "second_type"),
        memberships=_each(top["memberships"], "memberships", _share),
        phase=_name_or_none(top["phase"], "phase"),
        placements=_each(top["placements"], "placements", _position),
        frame=_each(top["frame"], "frame", _points),
        withheld=_each(top["withheld"], "withheld", _withheld),
    )


def _set(value: object, place: str) -> SetFigures:
    keys = _mapping(value, place)
    _same_keys(keys, frozenset(_SET_KEYS), place)
    return SetFigures(
        score=_points_or_none(keys["score"], f"{place}.score"),
        coverage=None if keys["coverage"] is None else _share(keys["coverage"], f"{place}.coverage"),
        low=_points_or_none(keys["low"], f"{place}.low"),
        high=_points_or_none(keys["high"], f"{place}.high"),
        band_low=_points_or_none(keys["band_low"], f"{place}.band_low"),
        band_high=_points_or_none(keys["band_high"], f"{place}.band_high"),
        n=_count(keys["n"], f"{place}.n"),
        spread=_points_or_none(keys["spread"], f"{place}.spread"),
    )


def _item(value: object, place: str) -> ItemFigures:
    keys = _mapping(value, place)
    _same_keys(keys, frozenset(_ITEM_KEYS), place)
    return ItemFigures(
        mean=_points(keys["mean"], f"{place}.mean"),
        n=_count(keys["n"], f"{place}.n"),
        spread=_points_or_none(keys["spread"], f"{place}.spread"),
        asked=_count(keys["asked"], f"{place}.asked"),
        print=_name(keys["print"], f"{place}.print"),
    )


def _withheld(value: object, place: str) -> WithheldItem:
    keys = _mapping(value, place)
    _same_keys(keys, frozenset(_WITHHELD_KEYS), place)
    return WithheldItem(_bool(keys["applies"], f"{place}.applies"), _name(keys["print"], f"{place}.print"))


def _position(value: object, place: str) -> tuple[float | None, float | None]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise SnapshotError(place, "two numbers were expected")
    return _points_or_none(value[0], f"{place}.x"), _points_or_none(value[1], f"{place}.y")


# ------------------------------------------------------------------------------ single values
def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise SnapshotError(place, "keys with values were expected")
    return value


def _same_keys(found: Mapping[str, Any], expected: frozenset[str], place: str) -> None:
    if found.keys() == expected:
        return
    for problem, names in (("is missing", expected - found.keys()), ("is unknown", found.keys() - expected)):
        if names:
            name = min(names)
            raise SnapshotError(f"{place}.{name}" if place else name, problem)


def _each(value: object, place: str, read: Callable[[object, str], T]) -> dict[str, T]:
    return {intern(key): read(one, f"{place}.{key}") for key, one in _mapping(value, place).items()}


def _text(value: object, place: str) -> str:
    if type(value) is not str:
        raise SnapshotError(place, "text was expected")
    return intern(value)


def _name(value: object, place: str) -> str:
    if not (text := _text(value, place)).strip():
        raise SnapshotError(place, "is empty")
    return text


def _name_or_none(value: object, place: str) -> str | None:
    return None if value is None else _name(value, place)


def _one_of(value: object, place: str, allowed: tuple[T, ...]) -> T:
    for one in allowed:
        if value == one and type(value) is type(one):
            return one
    raise SnapshotError(place, "one of " + ", ".join(str(one) for one in allowed) + " was expected")


def _bool(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise SnapshotError(place, "true or false was expected")
    return value


def _count(value: object, place: str) -> int:
    if type(value) is not int or value < 0:
        raise SnapshotError(place, "a whole number from 0 on was expected")
    return value


def _count_or_none(value: object, place: str) -> int | None:
    return None if value is None else _count(value, place)


def _number(value: object, place: str, most: float) -> float:
    if type(value) not in (int, float) or not 0.0 <= float(value) <= most:  # type: ignore[arg-type]
        raise SnapshotError(place, f"a number from 0 to {most:g} was expected")
    return float(value)  # type: ignore[arg-type]


def _points(value: object, place: str) -> float:
    return _number(value, place, 100.0)


def _points_or_none(value: object, place: str) -> float | None:
    return None if value is None else _number(value, place, 100.0)


def _share(value: object, place: str) -> float:
    return _number(value, place, 1.0)
