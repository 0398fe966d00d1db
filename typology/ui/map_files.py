"""Taking a structure map along, and fetching one from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, map_state, map_view, navigation, session

if TYPE_CHECKING:
    from typology.reports.map_files import MapDefaults, MapFile
    from typology.store.map_records import MapRecord

_FORMATS = {
    "graphml": ("graphml", "application/xml"),
    "gexf": ("gexf", "application/xml"),
    "csv": ("zip", "application/zip"),
    "json": ("json", "application/json"),
    "yaml": ("yaml", "application/yaml"),
}
_MEGABYTES = 5


def render(record: MapRecord, say: Speaker) -> None:
    """Draw the files to take along and the way to bring one."""
    blocks.paragraph(say("map.files_lead"))
    _take(record, say)
    _bring(record, say)


def _take(record: MapRecord, say: Speaker) -> None:
    from typology.figures.map_svg import map_svg
    from typology.reports.map_files import write_map

    model, drawn = session.current_model(), map_state.drawn(record.id)
    blocks.section(say("map.files_take"), "mitnehmen")
    stem = _file_stem(record)
    with st.container(key="karte-mitnehmen"):
        if drawn.actors:
            st.download_button(
                say("map.files_picture"),
                data=lambda: map_svg(model, drawn, say, also=map_view.beside(record)).encode(),
                file_name=f"{stem}.svg",
                mime="image/svg+xml",
                key="karte-laden-svg",
                on_click="ignore",
            )
            blocks.paragraph(say("map.files_picture_hint"), "leise")
        for name, (suffix, mime) in _FORMATS.items():
            st.download_button(
                say(f"map.files_{name}"),
                data=lambda name=name: write_map(drawn, model, name),
                file_name=f"{stem}.{suffix}",
                mime=mime,
                key=f"karte-laden-{name}",
                on_click="ignore",
            )


def _file_stem(record: MapRecord) -> str:
    """Return a name for files that every system takes."""
    plain = record.city.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    city = "".join(c if c.isascii() and c.isalnum() else "-" for c in plain).strip("-") or "stadt"
    return f"strukturbild-{city[:60]}-{record.year or record.kind}"


# ------------------------------------------------------------------------------ bringing
def _bring(record: MapRecord, say: Speaker) -> None:
    blocks.section(say("map.files_bring"), "holen", say("map.files_bring_lead"))
    if told := st.session_state.pop("karte-geholt", ""):
        blocks.notice(told)
    given = st.file_uploader(
        say("map.files_choose"),
        accept_multiple_files=True,
        max_upload_size=_MEGABYTES,
        key=f"karte-datei-{record.id}-{st.session_state.get('karte-datei-nummer', 0)}",
    )
    if not given:
        return
    found = _read(given, None)
    if found.foreign:
        defaults = _defaults(record, say)
        if None in (defaults.kind, defaults.level):
            blocks.paragraph(say("map.files_choose_first"))
            return
        found = _read(given, defaults)
    _say_problems(found, say)
    if found.map is None:
        return
    blocks.paragraph(say("map.files_read", actors=len(found.map.actors), relations=len(found.map.relations)))
    if found.filled:
        blocks.paragraph(say("map.files_filled", n=sum(found.filled.values())), "leise")
    if found.ignored:
        blocks.paragraph(say("map.files_ignored", names=", ".join(found.ignored)), "leise")
    with st.container(key="karte-uebernehmen", horizontal=True, gap="small"):
        if map_state.can_change(record):
            st.button(say("map.files_replace"), key="karte-ersetzen", on_click=_replace, args=(record, found.map, say))
        if st.button(say("map.files_new"), type="primary", key="karte-als-neues"):
            _as_new(record, found, say)


def _read(given: list[Any], defaults: MapDefaults | None) -> MapFile:
    from typology.reports.map_files import read_map, read_map_tables

    model = session.current_model()
    if len(given) > 1:
        return read_map_tables({f.name: f.getvalue() for f in given}, given[0].name, model, defaults=defaults)
    return read_map(given[0].getvalue(), given[0].name, model, defaults=defaults)


def _defaults(record: MapRecord, say: Speaker) -> MapDefaults:
    """Ask what counts where a file from elsewhere says nothing."""
    from typology.reports.map_files import MapDefaults, defaults_for

    model = session.current_model()
    usual = defaults_for(model)
    blocks.notice(say("map.files_foreign"))
    kinds = {k: say.text(v.label) for k, v in model.actor_kinds.items()}
    levels = {k: say.text(v.label) for k, v in model.levels.items()}
    ties = [
        {k: say.text(v.label) for k, v in model.relation_kinds.items() if v.directed is directed}
        for directed in (False, True)
    ]
    # For arrows the first kind that may run in a circle: files from elsewhere often do.
    arrow = next((k for k, v in model.relation_kinds.items() if v.directed and v.connects and not v.acyclic), None)
    statuses = {k: say.text(v.label) for k, v in model.relation_statuses.items()}
    with st.container(key="karte-fremd"):
        kind = _one(say("map.actor_kind"), kinds, "art", None, say)
        level = _one(say("map.actor_level"), levels, "ebene", None, say)
        mutual = _one(say("map.files_mutual"), ties[0], "was", usual.undirected_kind, say)
        directed = _one(say("map.files_directed"), ties[1], "wohin", arrow or usual.relation_kind, say)
        status = _one(say("map.relation_status"), statuses, "stand", usual.status, say)
    city, wave = record.city, say("map.wave_now")
    return MapDefaults(kind, level, directed, mutual, status, map_state.own_reporter(record), city, wave)


def _one(label: str, names: dict[str, str], key: str, usual: str | None, say: Speaker) -> str | None:
    return st.selectbox(
        label,
        list(names),
        index=list(names).index(usual) if usual in names else None,
        format_func=lambda k: names[k],
        placeholder=say("map.choose"),
        key=f"karte-fremd-{key}-{say.language}",
    )


def _say_problems(found: MapFile, say: Speaker) -> None:
    from typology.reports.map_files import problems_text

    if found.map is None:
        blocks.notice(say("map.files_refused"), "wichtig")
        blocks.bullets(problems_text(found, say).splitlines())
    elif found.warnings:
        blocks.notice(say("map.files_doubt"))
        blocks.bullets([warning.sentence(say) for warning in found.warnings])


def _replace(record: MapRecord, brought: Any, say: Speaker) -> None:
    from typology.store.map_records import Change

    about = {"label": dict(brought.label), "note": dict(brought.note)}
    store = session.current_store()
    with blocks.saving(say), store.transaction():
        # First what is said about the map: the last change is the drawing, so one undo brings that back.
        store.change_map(record.id, [Change("map", "", about)], editor=map_state.editor(), author=map_state.author())
        store.import_map(record.id, brought, editor=map_state.editor(), author=map_state.author(), replace=True)
        st.session_state["karte-geholt"] = st.session_state["karte-gesagt"] = say("map.files_done")
        st.session_state["karte-datei-nummer"] = st.session_state.get("karte-datei-nummer", 0) + 1


def _as_new(record: MapRecord, found: MapFile, say: Speaker) -> None:
    brought = found.map
    assert brought is not None
    city = record.city if found.foreign else (brought.city or record.city)
    with blocks.saving(say):
        made = session.current_store().create_map(
            city,
            brought.wave or record.wave,
            brought.kind,
            brought.year,
            brought.reporter,
            label=brought.label,
            note=brought.note,
            content=brought,
        )
        st.session_state["karte-datei-nummer"] = st.session_state.get("karte-datei-nummer", 0) + 1
        st.session_state["karte-gesagt"] = say(
            "map.files_made", actors=len(brought.actors), relations=len(brought.relations)
        )
        navigation.go(navigation.MAP, map=made.id)
    blocks.pending_problem()
