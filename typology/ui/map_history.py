"""What has been done on a structure map: saved when, undone how, and two spellings of one actor."""

from __future__ import annotations

from contextlib import nullcontext
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.model.vocabulary import StructureMap
from typology.ui import blocks, map_changes, map_forms, map_live, map_state, navigation, session

if TYPE_CHECKING:
    from typology.store.map_records import MapRecord, Undone

_SHOWN = 20
_MANY = 300  # names from which looking for alike ones takes a while
_OFFERED = 5  # pairs of names that are offered at once


def bar(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    """Draw when the map was last saved, what the last change has done, and the way back."""
    last = session.current_store().changed_at(record.id)
    saved = say("map.saved", time=session.clock(last)) if last else say("map.not_saved_yet")
    told, problem = map_forms.told(), blocks.take_problem()
    with st.container(key="karte-stand", horizontal=True, vertical_alignment="center"):
        blocks.html(
            f'<div role="status" class="vs-karte-stand"><span class="vs-gespeichert">{escape(saved)}</span>'
            f"<span>{escape(told)}</span></div>" + (blocks.notice_markup(problem, "wichtig") if problem else "")
        )
        st.button(say("map.undo"), key="karte-rueckgaengig", type="tertiary", on_click=_undo, args=(record, say))


def _undo(record: MapRecord, say: Speaker) -> None:
    with blocks.saving(say):
        undone = session.current_store().undo(record.id, editor=map_state.editor(), author=map_state.author())
        if undone is None:
            blocks.say_once(say("map.nothing_to_undo"))
        else:
            tell_undone(record, undone, say)


def tell_undone(record: MapRecord, undone: Undone, say: Speaker) -> None:
    """Keep for the next drawing what was taken back, and what was left because others have changed it since."""
    on = map_state.drawn(record.id)
    said = say("map.undone", what=map_changes.changes_in_words(undone.restored, on, say)) if undone.restored else ""
    if undone.left:
        said = f"{said} {say('map.undone_part')}".strip()
    st.session_state["karte-gesagt"] = said
    map_live.forget(record)


def history(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    """Draw the last steps, each with the way to take it back."""
    drawer = st.expander(say("map.history"), key=f"karte-verlauf-{record.id}", on_change="rerun")
    if not drawer.open:
        return
    with drawer:
        steps = session.current_store().history(record.id, _SHOWN)
        if not steps:
            blocks.paragraph(say("map.history_empty"))
        for step in steps:
            with st.container(key=f"karte-schritt-{step.last}", horizontal=True, vertical_alignment="center"):
                who = step.author or ""
                blocks.html(
                    f'<div class="vs-karte"><span dir="auto">{escape(map_changes.in_words(step, drawn, say))}</span>'
                    f'<span class="vs-leise" dir="auto">{escape(" · ".join(p for p in (session.clock(step.given_at), who) if p))}'
                    "</span></div>"
                )
                if not step.taken_back and step.map_id in (None, record.id):
                    st.button(
                        say("map.history_take_back"),
                        key=f"karte-zurueck-{step.last}",
                        type="tertiary",
                        on_click=_take_back,
                        args=(record, step.batch, say),
                    )
        if len(steps) == _SHOWN:
            blocks.paragraph(say("map.history_more", n=_SHOWN), "leise")


def _take_back(record: MapRecord, batch: str, say: Speaker) -> None:
    with blocks.saving(say):
        undone = session.current_store().undo_batch(
            record.id, batch, editor=map_state.editor(), author=map_state.author()
        )
        if undone is not None:
            tell_undone(record, undone, say)


# ------------------------------------------------------------------------------ worth a second look
def circles(drawn: StructureMap, say: Speaker) -> None:
    """Name circles of relations that seldom run in one, such as who coordinates whom; they may be right."""
    from typology.model.map_rules import check_map

    if len(drawn.actors) > _MANY:
        return
    for problem in check_map(drawn, session.current_model()):
        if "circle" in problem.values:
            kind = session.current_model().relation_kinds.get(str(problem.values.get("kind", "")))
            label = say.text(kind.label) if kind else str(problem.values.get("kind", ""))
            names = {actor.id: actor.name for actor in drawn.actors}
            ends = [names.get(end, end) for end in str(problem.values["circle"]).split(" → ")]
            blocks.notice(say("map.circle", kind=label, circle=" → ".join(ends)))


# ------------------------------------------------------------------------------ two spellings
def same_names(record: MapRecord, say: Speaker) -> None:
    """Offer to put two spellings of one actor together; nothing happens by itself."""
    from typology.infrastructure.same_actor import same_actor_candidates

    names = {a.id: a.name for a in session.current_store().city_actors(record.city_id) if a.maps}
    refused = st.session_state.setdefault("karte-verschieden", set())
    model = session.current_model()
    short = {say.text(k.short): say.text(k.label) for k in model.actor_kinds.values() if k.short}
    least = model.method.network.same_name_from
    many = len(names) > _MANY
    if many:  # among thousands it takes seconds: on request
        drawer = st.expander(say("map.same"), key=f"karte-gleiche-{record.id}", on_change="rerun")
        if not drawer.open:
            return
    with st.spinner(say("map.findings_running")) if many else nullcontext():
        alike = map_state.kept_for(
            ("alike", model.version, record.city, *sorted(names.items())),
            lambda: same_actor_candidates(names, least, ignoring=[record.city], abbreviations=short),
        )
    pairs = [(a, b) for a, b, _ in alike if (a, b) not in refused][:_OFFERED]
    if not pairs:
        return
    blocks.section(say("map.same"), "dieselben", say("map.same_lead"))
    for a, b in pairs:
        with st.container(key=f"karte-paar-{a}-{b}", horizontal=True, vertical_alignment="center", gap="small"):
            blocks.html(f'<p class="vs-text" dir="auto">{escape(say("map.same_pair", a=names[a], b=names[b]))}</p>')
            for gone, kept in ((b, a), (a, b)):
                st.button(
                    navigation.plain(say("map.same_keep", name=names[kept])),
                    key=f"karte-gleich-{gone}-{kept}",
                    on_click=_merge,
                    args=(record, gone, kept, names[gone], names[kept], say),
                )
            st.button(
                say("map.same_no"), key=f"karte-anders-{a}-{b}", type="tertiary", on_click=refused.add, args=((a, b),)
            )


def _merge(record: MapRecord, gone: str, kept: str, gone_name: str, kept_name: str, say: Speaker) -> None:
    with blocks.saving(say):
        session.current_store().merge_actors(
            record.city_id, gone, kept, map_id=record.id, editor=map_state.editor(), author=map_state.author()
        )
        st.session_state["karte-gesagt"] = say("map.same_done", a=gone_name, b=kept_name)
        session.stay(actor=None, relation=None)
        map_live.forget(record)
