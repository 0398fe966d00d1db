"""What the pages of structure maps share: the map of the address, who is drawing, and what is worked out once."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from typology.language import Speaker, languages
from typology.model.vocabulary import Actor, Relation, StructureMap
from typology.store.errors import NotFoundError
from typology.ui import session
from typology.ui.keeping import Kept

if TYPE_CHECKING:
    from typology.infrastructure.measures import MapMeasures
    from typology.store.map_records import MapRecord

T = TypeVar("T")
_KEPT = 40


_kept = Kept(_KEPT)


def editor() -> str:
    """Return the random name of this tab, under which its changes are kept apart from those of others."""
    if "karte-wer" not in st.session_state:
        st.session_state["karte-wer"] = secrets.token_urlsafe(9)
    return str(st.session_state["karte-wer"])


def author() -> str:
    """Return what the person calls themself, or nothing."""
    return str(st.session_state.get("karte-name", "")).strip()


def stamp(map_id: int) -> tuple[str, int, int]:
    """Return what changes with every change of a map, its own or one of a shared name."""
    store = session.current_store()
    return (store.location, map_id, store.last_entry(map_id))


def drawn(map_id: int) -> StructureMap:
    """Return a map as it stands now."""
    return _kept.get(("map", *stamp(map_id)), lambda: session.current_store().structure_map(map_id))


def measures(map_id: int, progress: Callable[[float], None] | None = None) -> MapMeasures | None:
    """Return the measures of a map; None under five actors. Worked out once for every state of the map."""
    from typology.infrastructure.measures import measure

    model = session.current_model()
    return _kept.get(
        ("measures", model.version, *stamp(map_id)), lambda: measure(drawn(map_id), model, progress=progress)
    )


def kept(name: str, ids: Iterable[int], make: Callable[[], T]) -> T:
    """Return something worked out from some maps, once for every state of them."""
    return _kept.get((name, session.current_model().version, *(stamp(map_id) for map_id in ids)), make)


def kept_for(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """Return something worked out once from what the key holds."""
    return _kept.get(key, make)


def record_of(map_id: int | None) -> MapRecord | None:
    """Return the map with this number, None if there is none."""
    if map_id is None:
        return None
    try:
        return session.current_store().map_record(map_id)
    except NotFoundError:
        return None


def own_reporter(record: MapRecord) -> str:
    """Return who draws on from a map: whoever drew it, or, where reports did, the first of the vocabulary."""
    if record.origin != "sourced":
        return record.reporter
    reporters = session.current_model().reporters
    return next((name for name, found in reporters.items() if found.perspective), next(iter(reporters)))


def can_change(record: MapRecord) -> bool:
    """Return whether a map may be drawn on: what reports say stays as it is."""
    return not record.sealed and not record.archived


def named(key: str, names: Iterable[str]) -> str:
    """Return the key of a choice among names that may change while it is on the screen.

    A browser sends back the name it has shown. Where somebody has renamed it meanwhile, the choice would read as
    "nothing chosen", and what follows from it would be undone; under another key it begins anew with what holds.
    """
    return f"{key}-{zlib.crc32(chr(0).join(names).encode()):08x}"


# ------------------------------------------------------------------------------ words
@cache
def _said_as(key: str) -> frozenset[str]:
    return frozenset(Speaker(language)(key) for language in languages())


def wave_name(wave: str, kind: str, year: int | None, say: Speaker) -> str:
    """Return a point in time as the reader knows it."""
    # What the program has named itself is said in the reader's language.
    own = next((key for key in (f"map.wave_{kind}", "wave.founding", "wave.aim") if wave in _said_as(key)), None)
    name = say(own) if own else wave
    return f"{name} ({year})" if year and str(year) not in name else name


def map_name(record: MapRecord, say: Speaker) -> str:
    """Return what tells a map from the others of its city."""
    return f"{wave_name(record.wave, record.kind, record.year, say)} · {reporter_name(record.reporter, say)}"


def reporter_name(reporter: str | None, say: Speaker) -> str:
    """Return who has drawn or reported, in words."""
    found = session.current_model().reporters.get(reporter or "")
    return say.text(found.label) if found else (reporter or "")


def kind_name(actor: Actor, say: Speaker) -> str:
    """Return what an actor is, in words."""
    found = session.current_model().actor_kinds.get(actor.kind)
    return say.text(found.label) if found else actor.kind


def level_name(level: str, say: Speaker) -> str:
    """Return the name of a level."""
    found = session.current_model().levels.get(level)
    return say.text(found.label) if found else level


def status_name(status: str, say: Speaker) -> str:
    """Return the name of a status."""
    found = session.current_model().relation_statuses.get(status)
    return say.text(found.label) if found else status


def strength_name(strength: str | None, say: Speaker) -> str:
    """Return the name of a strength."""
    found = session.current_model().relation_strengths.get(strength or "")
    return say.text(found.label) if found else say("map.strength_open")


def relation_sentence(relation: Relation, on: StructureMap, say: Speaker) -> str:
    """Return a relation as a sentence."""
    model, by_id = session.current_model(), on.by_id
    source = by_id[relation.source].name if relation.source in by_id else relation.source
    target = by_id[relation.target].name if relation.target in by_id else relation.target
    kind = model.relation_kinds.get(relation.kind)
    if kind is None:
        return f"{source} – {relation.kind} – {target}"
    # Not format(): a name may hold braces.
    return say.text(kind.sentence).replace("{source}", "\0").replace("{target}", target).replace("\0", source)


def relation_with_status(relation: Relation, on: StructureMap, say: Speaker) -> str:
    """Return a relation as a sentence; whether it is planned, wished for or broken off stands behind it."""
    status = session.current_model().relation_statuses.get(relation.status)
    sentence = relation_sentence(relation, on, say)
    return sentence if status is not None and status.counts else f"{sentence} ({status_name(relation.status, say)})"


def source_links(sources: Iterable[str], say: Speaker) -> str:
    """Return sources as markup, with their addresses."""
    from html import escape

    from typology.ui import blocks

    model = session.current_model()
    return " · ".join(
        blocks.source_link(model.sources[ref], say) if ref in model.sources else escape(ref) for ref in sources
    )
