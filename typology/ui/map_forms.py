"""The two forms that let a structure map grow, and the one way in which every change of a map is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker
from typology.model.vocabulary import StructureMap
from typology.ui import blocks, map_live, map_state, navigation, session

if TYPE_CHECKING:
    from typology.store.map_records import MapRecord

_MOST_KNOWN = 24  # names from other maps that are offered as buttons


# ------------------------------------------------------------------------------ saving
def change(record: MapRecord, subject: str, key: str, fields: Mapping[str, Any], say: Speaker) -> bool:
    """Save changed fields; say why if that is not possible.

    Args:
        record: The map.
        subject: ``actor``, ``relation``, ``name`` (shared by the maps of a city) or ``map``.
        key: Id of the actor or relation.
        fields: New values by field.
        say: Speaker of the reader's language.

    Returns:
        Whether it is saved.
    """
    from typology.store.map_records import Change

    with blocks.saving(say):
        session.current_store().change_map(
            record.id,
            [Change(subject, key, dict(fields))],
            editor=map_state.editor(),
            author=map_state.author(),
            undirected=_undirected(),
        )
        map_live.forget(record)
        return True
    return False


def remove(record: MapRecord, subject: str, key: str, name: str, say: Speaker) -> None:
    """Take an actor or a relation off a map; for callbacks."""
    store = session.current_store()
    with blocks.saving(say):
        take = store.remove_actor if subject == "actor" else store.remove_relation
        take(record.id, key, editor=map_state.editor(), author=map_state.author())
        session.stay(actor=None, relation=None)
        _tell(say("map.removed", name=name))
        map_live.forget(record)


def _undirected() -> list[str]:
    """Return the kinds of relations for which there and back are the same."""
    return [k for k, v in session.current_model().relation_kinds.items() if not v.directed]


def _tell(sentence: str) -> None:
    st.session_state["karte-gesagt"] = sentence


def told() -> str:
    """Return what the last change has done, once."""
    return str(st.session_state.pop("karte-gesagt", ""))


# ------------------------------------------------------------------------------ a new actor
def add_actor(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    """Draw the form for a new actor. Enter in the name saves it; the form is empty for the next one then."""
    model = session.current_model()
    blocks.html(f"<h2 class='vs-form'>{blocks.escaped(say('map.add_actor'))}</h2>")
    key = f"karte-neu-{record.id}"
    with st.form(f"{key}-akteur", border=False):
        name, kind, level, note = st.columns([3, 3, 2.3, 2.7])
        name.text_input(say("map.actor_name"), key=f"{key}-name", max_chars=200)
        kind.selectbox(
            say("map.actor_kind"),
            list(model.actor_kinds),
            index=None,
            format_func=lambda k: say.text(model.actor_kinds[k].label),
            placeholder=say("map.choose"),
            key=f"{key}-kind-{say.language}",
        )
        level.selectbox(
            say("map.actor_level"),
            [None, *model.levels],
            format_func=lambda x: say("map.level_usual") if x is None else map_state.level_name(x, say),
            placeholder=say("map.level_usual"),
            key=f"{key}-level-{say.language}",
        )
        note.text_input(say("map.actor_note"), key=f"{key}-note", max_chars=500)
        st.form_submit_button(say("map.actor_add"), type="primary", on_click=_add_actor, args=(record, drawn, say))


def _add_actor(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    state, key = st.session_state, f"karte-neu-{record.id}"
    model = session.current_model()
    name, kind = str(state[f"{key}-name"]).strip(), state[f"{key}-kind-{say.language}"]
    level, note = state[f"{key}-level-{say.language}"], str(state[f"{key}-note"]).strip()
    if not name:
        blocks.say_once(say("map.actor_name_missing"))
        return
    if any(a.name.casefold() == name.casefold() for a in drawn.actors):
        blocks.say_once(say("map.actor_there", name=name))
        return
    if kind is None:
        blocks.say_once(say("map.actor_kind_missing"))
        return
    with blocks.saving(say):
        added = session.current_store().new_actor(
            record.id,
            name,
            kind,
            level or model.actor_kinds[kind].level,
            note={say.language: note} if note else {},
            editor=map_state.editor(),
            author=map_state.author(),
        )
        _tell(say("map.actor_reused" if added.reused else "map.actor_added", name=name))
        session.stay(actor=added.key, relation=None)
        map_live.forget(record)
        for field, empty in (
            ("name", ""),
            ("note", ""),
            (f"kind-{say.language}", None),
            (f"level-{say.language}", None),
        ):
            state[f"{key}-{field}"] = empty


def known_elsewhere(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    """Offer the actors that stand on other maps of the city."""
    here = {a.id for a in drawn.actors}
    model = session.current_model()
    found = [a for a in session.current_store().city_actors(record.city_id) if a.id not in here and a.kind]
    found = [a for a in found if a.kind in model.actor_kinds and a.level in model.levels][:_MOST_KNOWN]
    if not found:
        return
    with st.expander(f"{say('map.known')} ({len(found)})"):
        blocks.paragraph(say("map.known_lead"), "leise")
        with st.container(key="karte-bekannt", horizontal=True, gap="small"):
            for actor in found:
                st.button(
                    navigation.plain(actor.name),
                    key=f"karte-bekannt-{record.id}-{actor.id}",
                    on_click=_add_known,
                    args=(record, actor, say),
                )


def _add_known(record: MapRecord, actor: Any, say: Speaker) -> None:
    with blocks.saving(say):
        added = session.current_store().new_actor(
            record.id, actor.name, actor.kind, actor.level, editor=map_state.editor(), author=map_state.author()
        )
        _tell(say("map.actor_added", name=actor.name))
        session.stay(actor=added.key, relation=None)
        map_live.forget(record)


# ------------------------------------------------------------------------------ a new relation
def add_relation(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    """Draw the form for a new relation; where it starts stays chosen for the next one."""
    model = session.current_model()
    blocks.html(f"<h2 class='vs-form'>{blocks.escaped(say('map.add_relation'))}</h2>")
    if len(drawn.actors) < 2:
        blocks.paragraph(say("map.relation_needs_two"), "leise")
        return
    key, actors = f"karte-neu-{record.id}", [a.id for a in drawn.actors]
    names = {a.id: a.name for a in drawn.actors}
    start = f"{key}-von"
    if st.session_state.get(start) not in actors:
        where = session.place()
        st.session_state[start] = where.actor if where.actor in actors else None
    if st.session_state.get(f"{key}-zu") not in actors:
        st.session_state[f"{key}-zu"] = None
    counted = next((k for k, s in model.relation_statuses.items() if s.counts), None)
    if f"{key}-stand" not in st.session_state:
        st.session_state[f"{key}-stand"] = counted
    with st.form(f"{key}-beziehung", border=False):
        begins, what, ends = st.columns(3)
        with begins:
            _select(say("map.relation_from"), actors, names, start, say)
        kinds = {k: say.text(v.label) for k, v in model.relation_kinds.items()}
        with what:
            _select(say("map.relation_kind"), list(kinds), kinds, f"{key}-was", say)
        with ends:
            _select(say("map.relation_to"), actors, names, f"{key}-zu", say)
        status, strength, note = st.columns(3)
        statuses = {k: say.text(v.label) for k, v in model.relation_statuses.items()}
        with status:
            _select(say("map.relation_status"), list(statuses), statuses, f"{key}-stand", say)
        strengths: dict[str | None, str] = {None: say("map.strength_open")}
        strengths |= {k: say.text(v.label) for k, v in model.relation_strengths.items()}
        with strength:
            _select(say("map.relation_strength"), list(strengths), strengths, f"{key}-staerke", say)
        note.text_input(say("map.relation_note"), key=f"{key}-dazu", max_chars=500)
        st.form_submit_button(
            say("map.relation_add"), type="primary", on_click=_add_relation, args=(record, drawn, say)
        )


def _select(label: str, options: list[Any], names: Mapping[Any, str], key: str, say: Speaker) -> None:
    st.selectbox(
        label,
        options,
        index=None,
        format_func=lambda option: names.get(option, str(option)),
        placeholder=say("map.choose") if None not in options else names[None],
        key=key,
    )


def _add_relation(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    state, key = st.session_state, f"karte-neu-{record.id}"
    source, kind, target = state[f"{key}-von"], state[f"{key}-was"], state[f"{key}-zu"]
    status, note = state[f"{key}-stand"], str(state[f"{key}-dazu"]).strip()
    needed = {
        "map.relation_from": source,
        "map.relation_kind": kind,
        "map.relation_to": target,
        "map.relation_status": status,
    }
    if missing := [say("map.quoted", text=say(name)) for name, value in needed.items() if value is None]:
        blocks.say_once(say("map.relation_missing", fields=", ".join(missing)))
        return
    if source == target:
        blocks.say_once(say("map.relation_self"))
        return
    there = _same_tie(drawn, source, kind, target)
    if there is not None:
        blocks.say_once(say("map.relation_there", sentence=map_state.relation_sentence(there, drawn, say)))
        return
    with blocks.saving(say):
        session.current_store().new_relation(
            record.id,
            source,
            target,
            kind,
            status,
            strength=state[f"{key}-staerke"],
            undirected=_undirected(),
            note={say.language: note} if note else {},
            editor=map_state.editor(),
            author=map_state.author(),
        )
        now = map_state.drawn(record.id)
        added = _same_tie(now, source, kind, target)
        _tell(say("map.relation_added", sentence=map_state.relation_with_status(added, now, say) if added else ""))
        map_live.forget(record)
        state[f"{key}-zu"], state[f"{key}-dazu"], state[f"{key}-staerke"] = None, "", None


def _same_tie(drawn: StructureMap, source: str, kind: str, target: str) -> Any:
    known = session.current_model().relation_kinds.get(kind)
    ends = {(source, target)} if known is None or known.directed else {(source, target), (target, source)}
    return next((r for r in drawn.relations if r.kind == kind and (r.source, r.target) in ends), None)
