"""Snapshots as plain JSON values and back; nothing unexpected gets in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import itemgetter
from sys import intern
from typing import Any, TypeVar, get_args

from typology.assessment.snapshot import (
    ItemFigures,
    SetFigures,
    Snapshot,
    SnapshotError,
    View,
    Voice,
    WaveKind,
    WithheldItem,
)

FORMAT = 1
"""Raised when the content of a snapshot changes its shape; older ones have to stay readable."""

T = TypeVar("T")

_SET_KEYS = tuple(f.name for f in fields(SetFigures))
_ITEM_KEYS = tuple(f.name for f in fields(ItemFigures))
_WITHHELD_KEYS = tuple(f.name for f in fields(WithheldItem))
_SET_KEY_SET, _ITEM_KEY_SET, _WITHHELD_KEY_SET = map(frozenset, (_SET_KEYS, _ITEM_KEYS, _WITHHELD_KEYS))
_set_values, _item_values = itemgetter(*_SET_KEYS), itemgetter(*_ITEM_KEYS)
_KEYS = frozenset({"format", *(f.name for f in fields(Snapshot))})
_NEVER_EMPTY = frozenset({"case", "wave", "perspective", "model", "model_version", "verdict"})
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
    top = _with_keys(content, _KEYS)
    if top["format"] != FORMAT or isinstance(top["format"], bool):
        raise SnapshotError("format", f"{FORMAT} was expected")
    found = Snapshot(**{name: read(top[name], name) for name, read in _FIELDS})
    _check_together(found)
    return found


def _check_together(found: Snapshot) -> None:
    """Refuse figures that each could be and together cannot."""
    for set_id, one in found.sets.items():
        for low, middle, high, name in (
            (one.low, one.score, one.high, "low"), (one.band_low, one.score, one.band_high, "band_low"),
        ):  # fmt: skip
            if (low is None) != (high is None) or (low is not None and high is not None and low > high):
                raise SnapshotError(f"sets.{set_id}.{name}", "two ends in their order were expected")
            if low is not None and high is not None and middle is not None and not low <= middle <= high:
                raise SnapshotError(f"sets.{set_id}.score", "lies outside its own range")
        if one.n > found.voices:
            raise SnapshotError(f"sets.{set_id}.n", "more people than there are voices")
        if (one.band_low is not None or one.spread is not None) and one.score is None:
            raise SnapshotError(f"sets.{set_id}.score", "a band without a score")
        if found.is_statement and (one.band_low is not None or one.spread is not None):
            raise SnapshotError(f"sets.{set_id}", "a statement has no statistics")
    for item, figures in found.items.items():
        if not 1 <= figures.n <= figures.asked <= found.voices:
            raise SnapshotError(f"items.{item}.n", "does not go with those asked and the voices")
        if found.is_statement and figures.spread is not None:
            raise SnapshotError(f"items.{item}", "a statement has no statistics")
        if item in found.withheld:
            raise SnapshotError(f"withheld.{item}", "has figures as well")
    if found.is_statement and not found.office.strip():
        raise SnapshotError("voice", "a statement says who speaks")
    for name in ("type", "second_type"):
        if (named := getattr(found, name)) is not None and named not in found.memberships:
            raise SnapshotError(name, "has no membership")


def _reader(name: str, annotation: str) -> Reader:
    """Return what reads a field of a snapshot, going by its annotation."""
    if annotation == "str" and name in _NEVER_EMPTY:
        return _name
    return _READERS[annotation]


def _set(value: object, *place: str) -> SetFigures:
    keys = _with_keys(value, _SET_KEY_SET, *place)
    score, coverage, low, high, band_low, band_high, n, spread = _set_values(keys)
    if (
        type(score) is type(coverage) is type(low) is type(high) is type(band_low) is type(band_high) is float
        and type(spread) is float and type(n) is int and n >= 0 and 0.0 <= coverage <= 1.0 and 0.0 <= score <= 100.0
        and 0.0 <= low <= 100.0 and 0.0 <= high <= 100.0 and 0.0 <= band_low <= 100.0 and 0.0 <= band_high <= 100.0
        and 0.0 <= spread <= 100.0
    ):  # fmt: skip
        return SetFigures(score, coverage, low, high, band_low, band_high, n, spread)  # the usual case, twice as fast
    return SetFigures(
        score=_points_or_none(keys["score"], *place, "score"),
        coverage=None if keys["coverage"] is None else _share(keys["coverage"], *place, "coverage"),
        low=_points_or_none(keys["low"], *place, "low"),
        high=_points_or_none(keys["high"], *place, "high"),
        band_low=_points_or_none(keys["band_low"], *place, "band_low"),
        band_high=_points_or_none(keys["band_high"], *place, "band_high"),
        n=_count(keys["n"], *place, "n"),
        spread=_points_or_none(keys["spread"], *place, "spread"),
    )


def _item(value: object, *place: str) -> ItemFigures:
    keys = _with_keys(value, _ITEM_KEY_SET, *place)
    mean, n, spread, asked, sign = _item_values(keys)
    if (
        type(mean) is type(spread) is float and type(n) is type(asked) is int and type(sign) is str
        and 0.0 <= mean <= 100.0 and 0.0 <= spread <= 100.0 and n >= 0 and asked >= 0 and sign.isalnum()
    ):  # fmt: skip
        return ItemFigures(mean, n, spread, asked, intern(sign))  # the usual case, three times as fast
    return ItemFigures(
        mean=_points(keys["mean"], *place, "mean"),
        n=_count(keys["n"], *place, "n"),
        spread=_points_or_none(keys["spread"], *place, "spread"),
        asked=_count(keys["asked"], *place, "asked"),
        print=_name(keys["print"], *place, "print"),
    )


def _withheld(value: object, *place: str) -> WithheldItem:
    keys = _with_keys(value, _WITHHELD_KEY_SET, *place)
    return WithheldItem(_bool(keys["applies"], *place, "applies"), _name(keys["print"], *place, "print"))


def _position(value: object, *place: str) -> tuple[float | None, float | None]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _error(place, "two numbers were expected")
    return _points_or_none(value[0], *place, "x"), _points_or_none(value[1], *place, "y")


# ------------------------------------------------------------------------------ single values
# The place of a value is put together only where it is needed: a page reads some hundred thousand values.
def _error(place: tuple[str, ...], problem: str) -> SnapshotError:
    return SnapshotError(".".join(place), problem)


def _mapping(value: object, *place: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(type(key) is str for key in value):
        raise _error(place, "keys with values were expected")
    return value


def _with_keys(value: object, expected: frozenset[str], *place: str) -> dict[str, Any]:
    if isinstance(value, dict) and value.keys() == expected:
        return value
    found = _mapping(value, *place)
    for problem, names in (("is missing", expected - found.keys()), ("is unknown", found.keys() - expected)):
        if names:
            raise _error((*place, min(names)), problem)
    return found


def _each(value: object, read: Callable[..., T], place: str) -> dict[str, T]:
    return {intern(key): read(one, place, key) for key, one in _mapping(value, place).items()}


def _text(value: object, *place: str) -> str:
    if type(value) is not str:
        raise _error(place, "text was expected")
    return intern(value)


def _name(value: object, *place: str) -> str:
    text = _text(value, *place)
    if not text or text.isspace():
        raise _error(place, "is empty")
    return text


def _one_of(value: object, allowed: tuple[str, ...], *place: str) -> str:
    if type(value) is not str or value not in allowed:
        raise _error(place, "one of " + ", ".join(allowed) + " was expected")
    return intern(value)


def _bool(value: object, *place: str) -> bool:
    if type(value) is not bool:
        raise _error(place, "true or false was expected")
    return value


def _count(value: object, *place: str) -> int:
    if type(value) is not int or value < 0:
        raise _error(place, "a whole number from 0 on was expected")
    return value


def _number(value: object, most: float, place: tuple[str, ...]) -> float:
    if (type(value) is float or type(value) is int) and 0.0 <= value <= most:
        return float(value)
    raise _error(place, f"a number from 0 to {most:g} was expected")


def _points(value: object, *place: str) -> float:
    return _number(value, 100.0, place)


def _points_or_none(value: object, *place: str) -> float | None:
    return None if value is None else _number(value, 100.0, place)


def _share(value: object, *place: str) -> float:
    return _number(value, 1.0, place)


Reader = Callable[[object, str], Any]
_READERS: Mapping[str, Reader] = {
    "str": _text,
    "str | None": lambda value, place: None if value is None else _name(value, place),
    "bool": _bool,
    "int": _count,
    "int | None": lambda value, place: None if value is None else _count(value, place),
    "WaveKind": lambda value, place: _one_of(value, get_args(WaveKind), place),
    "View": lambda value, place: _one_of(value, get_args(View), place),
    "Voice": lambda value, place: _one_of(value, get_args(Voice), place),
    "Mapping[str, str]": lambda value, place: _each(value, _text, place),
    "Mapping[str, float]": lambda value, place: _each(value, _share if place == "memberships" else _points, place),
    "Mapping[str, SetFigures]": lambda value, place: _each(value, _set, place),
    "Mapping[str, ItemFigures]": lambda value, place: _each(value, _item, place),
    "Mapping[str, WithheldItem]": lambda value, place: _each(value, _withheld, place),
    "Mapping[str, tuple[float | None, float | None]]": lambda value, place: _each(value, _position, place),
}
"""What reads each kind of field; a field of a new kind has to be named here."""
_FIELDS: tuple[tuple[str, Reader], ...] = tuple((f.name, _reader(f.name, str(f.type))) for f in fields(Snapshot))
