"""Drawing a structure map with forms: everything can be reached by keyboard, every change is saved at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker
from typology.model.elements import Text
from typology.model.vocabulary import Actor, Relation, StructureMap, relation_id
from typology.ui import blocks, fields, map_forms, map_history, map_live, map_state, map_view, navigation, session

if TYPE_CHECKING:
    from typology.store.map_records import MapRecord


def render(record: MapRecord, say: Speaker) -> None:
    """Draw the forms, the picture as it grows, and everything that can be changed."""
    if not map_state.can_change(record):
        blocks.notice(say("map.read_only"))
        if st.button(say("map.make_own"), type="primary", key="karte-eigen"):
            _make_own(record, say)
        return
    drawn = map_state.drawn(record.id)
    blocks.paragraph(say("map.edit_lead"), "leise")
    map_live.watch(record, say)
    map_history.bar(record, drawn, say)
    map_forms.add_actor(record, drawn, say)
    map_forms.known_elsewhere(record, drawn, say)
    map_forms.add_relation(record, drawn, say)
    if drawn.actors:
        map_view.draw_map_picture(record, drawn, say)
        _change(record, drawn, say)
    map_history.circles(drawn, say)
    map_history.same_names(record, say)
    _about(record, say)
    map_history.history(record, drawn, say)


def _make_own(record: MapRecord, say: Speaker) -> None:
    store = session.current_store()
    with blocks.saving(say):
        # What is drawn from here on is no report any more: it is a view of today, until somebody says otherwise.
        note = {say.language: say("map.copied_from", name=map_state.map_name(record, say))}
        copy = store.create_map(
            record.city,
            say("map.wave_now"),
            "now",
            datetime.now(UTC).year,
            map_state.own_reporter(record),
            note=note,
            copy_of=record.id,
        )
        navigation.go(navigation.MAP, map=copy.id, part="bearbeiten")
    blocks.pending_problem()


# ------------------------------------------------------------------------------ change what is there
def _change(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    blocks.section(say("map.change"), "aendern")
    where = session.place()
    names = {f"a:{a.id}": f"{a.name} · {map_state.kind_name(a, say)}" for a in drawn.actors}
    names |= {f"r:{relation_id(r)}": map_state.relation_with_status(r, drawn, say) for r in drawn.relations}
    here = f"r:{where.relation}" if where.relation else f"a:{where.actor}" if where.actor else None
    here = here if here in names else None
    key = map_state.named(f"karte-aendern-{record.id}", names.values())
    if st.session_state.get(key) != here:
        st.session_state[key] = here

    def follow() -> None:
        chosen = st.session_state[key] or ""
        session.stay(
            actor=chosen[2:] if chosen.startswith("a:") else None,
            relation=chosen[2:] if chosen.startswith("r:") else None,
        )

    st.selectbox(
        say("map.change_what"),
        list(names),
        index=None,
        format_func=lambda option: names.get(option, option),
        placeholder=say("map.look_at_placeholder"),
        key=key,
        on_change=follow,
    )
    if where.relation and (relation := drawn.relation(where.relation)) is not None:
        _relation(record, drawn, relation, say)
    elif where.actor and (actor := drawn.actor(where.actor)) is not None:
        _actor(record, actor, say)
        _ties_of(record, drawn, actor, say)


def _actor(record: MapRecord, actor: Actor, say: Speaker) -> None:
    model = session.current_model()

    def saves(field: str, subject: str = "actor") -> Callable[[Any], bool]:
        def save(value: Any) -> bool:
            return map_forms.change(record, subject, actor.id, {field: _written(field, value, actor.note, say)}, say)

        return save

    key = f"karte-{record.id}-{actor.id}"
    with st.container(key="karte-feld-akteur"):
        fields.text(say("map.actor_name"), f"{key}-name", actor.name, saves("name", "name"))
        blocks.paragraph(say("map.name_shared"), "leise")
        fields.text(say("map.actor_short"), f"{key}-short", actor.short, saves("short", "name"))
        kinds = {k: say.text(v.label) for k, v in model.actor_kinds.items()}
        fields.one_of(say("map.actor_kind"), f"{key}-kind-{say.language}", kinds, actor.kind, saves("kind"))
        levels = {k: say.text(v.label) for k, v in model.levels.items()}
        fields.one_of(say("map.actor_level"), f"{key}-level-{say.language}", levels, actor.level, saves("level"))
        fields.text(say("map.actor_note"), f"{key}-note", say.text(actor.note), saves("note"), area=True)
        st.button(
            say("map.remove_actor"),
            key=f"{key}-weg",
            on_click=map_forms.remove,
            args=(record, "actor", actor.id, actor.name, say),
        )


def _ties_of(record: MapRecord, drawn: StructureMap, actor: Actor, say: Speaker) -> None:
    ties = [r for r in drawn.relations if actor.id in (r.source, r.target)]
    if not ties:
        blocks.paragraph(say("map.no_ties"), "leise")
        return
    with st.expander(f"{say('map.ties')} ({len(ties)})"):
        for relation in ties:
            navigation.link(
                navigation.MAP,
                map_state.relation_sentence(relation, drawn, say),
                map=record.id,
                part="bearbeiten",
                relation=relation_id(relation),
            )


def _relation(record: MapRecord, drawn: StructureMap, relation: Relation, say: Speaker) -> None:
    model = session.current_model()
    name = relation_id(relation)
    key = f"karte-{record.id}-r-{name}"

    def saves(field: str) -> Callable[[Any], bool]:
        def save(value: Any) -> bool:
            return map_forms.change(record, "relation", name, {field: _written(field, value, relation.note, say)}, say)

        return save

    actors = {a.id: a.name for a in drawn.actors}
    with st.container(key="karte-feld-beziehung"):
        blocks.html("<h3>" + blocks.escaped(map_state.relation_sentence(relation, drawn, say)) + "</h3>")
        ends = map_state.named("", actors.values())
        fields.one_of(say("map.relation_from"), f"{key}-source{ends}", actors, relation.source, saves("source"))
        kinds = {k: say.text(v.label) for k, v in model.relation_kinds.items()}
        fields.one_of(say("map.relation_kind"), f"{key}-kind-{say.language}", kinds, relation.kind, saves("kind"))
        fields.one_of(say("map.relation_to"), f"{key}-target{ends}", actors, relation.target, saves("target"))
        statuses = {k: say.text(v.label) for k, v in model.relation_statuses.items()}
        fields.one_of(
            say("map.relation_status"), f"{key}-status-{say.language}", statuses, relation.status, saves("status")
        )
        strengths: dict[str | None, str] = {None: say("map.strength_open")}
        strengths |= {k: say.text(v.label) for k, v in model.relation_strengths.items()}
        fields.one_of(
            say("map.relation_strength"),
            f"{key}-strength-{say.language}",
            strengths,
            relation.strength,
            saves("strength"),
        )
        reporters: dict[str | None, str] = {None: say("map.reporter_same")}
        reporters |= {k: say.text(v.label) for k, v in model.reporters.items()}
        fields.one_of(
            say("map.relation_reporter"),
            f"{key}-reporter-{say.language}",
            reporters,
            relation.reporter,
            saves("reporter"),
        )
        fields.text(say("map.relation_note"), f"{key}-note", say.text(relation.note), saves("note"), area=True)
        st.button(
            say("map.remove_relation"),
            key=f"{key}-weg",
            on_click=map_forms.remove,
            args=(record, "relation", name, map_state.relation_sentence(relation, drawn, say), say),
        )


def _written(field: str, value: Any, note: Text, say: Speaker) -> Any:
    """Return a field as it is stored; a note is changed in the reader's language, others keep theirs."""
    if field != "note":
        return value
    kept = {**note, say.language: str(value)}
    return {language: text for language, text in kept.items() if text.strip()}


# ------------------------------------------------------------------------------ the map itself
def _name_author() -> None:
    # A key of our own: Streamlit forgets the value of a field that is not on the page.
    st.session_state["karte-name"] = st.session_state["karte-name-feld"]


def _about(record: MapRecord, say: Speaker) -> None:
    with st.expander(say("map.about_edit")):
        fields.keep_value("karte-name-feld", map_state.author())
        st.text_input(say("map.author"), key="karte-name-feld", max_chars=80, on_change=_name_author)
        key = f"karte-{record.id}-bild"

        def saves(field: str) -> Callable[[Any], bool]:
            def save(value: Any) -> bool:
                if field == "year":
                    written = str(value).strip()
                    if written and not (written.isdecimal() and len(written) == 4 and 1000 <= int(written) < 3000):
                        blocks.say_once(say("map.year_wrong"))
                        return False
                    value = int(written) if written else None
                return map_forms.change(record, "map", "", {field: _written(field, value, record.note, say)}, say)

            return save

        fields.text(say("map.wave_label"), f"{key}-wave", record.wave, saves("wave"))
        fields.text(say("map.new_year"), f"{key}-year", str(record.year or ""), saves("year"))
        fields.text(say("map.map_note"), f"{key}-note", say.text(record.note), saves("note"), area=True)
        sure = st.checkbox(say("map.archive_sure"), key=f"{key}-sicher")
        if st.button(say("map.archive"), disabled=not sure, key=f"{key}-weglegen"):
            with blocks.saving(say):
                session.current_store().archive_map(record.id)
            navigation.go(navigation.MAP)
