"""Strukturbild: choose, create and open the maps of a city; its parts are drawn by the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.store.map_folding import sort_text
from typology.ui import blocks, map_forms, map_state, map_view, navigation, session

if TYPE_CHECKING:
    from typology.store.map_records import MapRecord

PARTS = ("bild", "liste", "bearbeiten", "befund", "vergleich", "dateien")
_NEW = "neu"
_KINDS = ("now", "past", "goal")
_MODULES = {
    "bild": "map_view",
    "liste": "map_list",
    "bearbeiten": "map_edit",
    "befund": "map_findings",
    "vergleich": "map_compare",
    "dateien": "map_files",
}


def render() -> None:
    """Draw the map the address names, or the list of cities."""
    say, where = session.speaker(), session.place()
    # Whoever chooses somebody in the picture wants to see what is said about them; it stands below the key.
    blocks.scroll_to(map_view.anchor_of(where) if where.part in (None, PARTS[0]) else None)
    record = map_state.record_of(where.map)
    if record is None or where.part == _NEW:
        _choose(record, say)
        return
    _one_map(record, say)


# ------------------------------------------------------------------------------ one map
def _one_map(record: MapRecord, say: Speaker) -> None:
    store = session.current_store()
    about = "map.about_year" if record.year and str(record.year) not in record.wave else "map.about"
    line = say(
        about,
        wave=map_state.wave_name(record.wave, record.kind, None, say),
        year=record.year,
        reporter=map_state.reporter_name(record.reporter, say),
    )
    blocks.page_title(say.text(record.label) or say("map.title_city", city=record.city), kicker=line)
    if record.archived_at is not None:
        blocks.notice(say("map.archived"))
        if st.button(say("map.restore"), key="karte-zurueckholen"):
            with blocks.saving(say):
                store.restore_map(record.id)
            st.rerun()
    if record.origin in ("sourced", "invented", "template"):
        blocks.notice(say(f"map.{record.origin}_text"))
    blocks.paragraph(say.text(record.note), "leise")
    part = _part(say)
    if part != "bearbeiten":  # there it stands in the bar that stays in sight
        blocks.pending_problem()
        if told := map_forms.told():
            blocks.notice(told)
    _maps_of_city(record, say)
    draw: Callable[..., None] = import_module(f"typology.ui.{_MODULES[part]}").render
    draw(record, say)
    with st.container(key="karte-wege", horizontal=True, gap="medium"):
        navigation.link(navigation.MAP, say("map.another"), map=record.id, part=_NEW)
        navigation.link(navigation.MAP, say("map.all"))


def _part(say: Speaker) -> str:
    where = session.place()
    part = where.part if where.part in PARTS else PARTS[0]
    chosen = st.pills(
        say("map.part"),
        PARTS,
        default=part,
        required=True,
        wrap=True,
        format_func=lambda p: say(f"map.part_{p}"),
        key=f"ansicht-{say.language}-{part}",
        label_visibility="collapsed",
    )
    if chosen != part:
        session.stay(part=chosen)
        st.rerun()
    return part


def _maps_of_city(record: MapRecord, say: Speaker) -> None:
    """Let the reader change to another map of the city: another point in time, another view."""
    maps = session.current_store().list_maps(record.city_id)
    if len(maps) < 2:
        return
    moments = list(dict.fromkeys(_moment(m) for m in maps))
    with st.container(key="auswahl", horizontal=True, gap="medium"):
        moment = _moment(record)
        if len(moments) > 1 and moment in moments:
            chosen = st.pills(
                say("map.at_time"),
                range(len(moments)),
                default=moments.index(moment),
                required=True,
                wrap=True,
                format_func=lambda m: navigation.plain(map_state.wave_name(*moments[m], say)),
                key=f"karte-zeit-{record.id}-{say.language}",
            )
            moment = moments[chosen]
        there = [m for m in maps if _moment(m) == moment]
        wanted = next((m for m in there if m.id == record.id), None)
        wanted = wanted or next((m for m in there if m.reporter == record.reporter), there[0] if there else record)
        if len(there) > 1:
            names = {m.id: _told_apart(m, there, say) for m in there}
            chosen = st.pills(
                say("map.drawn_by"),
                list(names),
                default=wanted.id,
                required=True,
                wrap=True,
                format_func=lambda m: navigation.plain(names[m]),
                key=f"karte-blick-{record.id}-{wanted.id}-{say.language}",
            )
            wanted = next(m for m in there if m.id == chosen)
    if wanted.id != record.id:
        session.stay(map=wanted.id, relation=None, other=None)
        st.rerun()


def _moment(record: MapRecord) -> tuple[str, str, int | None]:
    return (record.wave, record.kind, record.year)


def _told_apart(record: MapRecord, beside: Sequence[MapRecord], say: Speaker) -> str:
    name = map_state.reporter_name(record.reporter, say)
    alike = [m.id for m in beside if m.reporter == record.reporter]
    return f"{name} {alike.index(record.id) + 1}" if len(alike) > 1 else name


# ------------------------------------------------------------------------------ choosing and creating
def _choose(near: MapRecord | None, say: Speaker) -> None:
    where = session.place()
    blocks.pending_problem()
    blocks.page_title(say("map.title"), say("map.lead"))
    if where.map is not None and near is None:
        blocks.notice(say("map.unknown"), "wichtig")
    if near is not None:
        _new(near, say)
        city_list(say)
    else:
        city_list(say)
        _new(None, say)
    _put_away(say)


def city_list(say: Speaker) -> None:
    """Draw the cities that have maps, each with the way to its first one."""
    store = session.current_store()
    maps = [m for m in store.list_maps() if m.origin != "template"]
    if not maps:
        blocks.paragraph(say("map.none"))
        load_examples(say)
        return
    blocks.section(say("map.cities"), "staedte", say("map.cities_lead"))
    draw_cities(maps, say)
    load_examples(say)


def draw_cities(maps: Sequence[MapRecord], say: Speaker) -> None:
    """Draw one line per city with its maps."""
    store = session.current_store()
    cities = {city.id: city for city in store.list_cities()}
    by_city: dict[int, list[MapRecord]] = {}
    for record in maps:
        by_city.setdefault(record.city_id, []).append(record)
    for city_id in sorted(by_city, key=lambda c: sort_text(cities[c].name)):
        own = by_city[city_id]
        first = next((m for m in own if m.kind == "now"), own[0])
        marks = "".join(
            f'<span class="vs-schild">{escape(say(f"map.origin_{origin}"))}</span>'
            for origin in dict.fromkeys(m.origin for m in own)
        )
        with st.container(key=f"verbund-karte-{city_id}", horizontal=True, vertical_alignment="center"):
            blocks.html(
                f'<div class="vs-karte"><strong dir="auto">{escape(cities[city_id].name)}</strong>'
                f'<span class="vs-leise">{escape(say("map.count", n=len(own)))}</span>{marks}</div>'
            )
            navigation.link(navigation.MAP, say("map.open"), map=first.id)


def load_examples(say: Speaker) -> None:
    """Offer the maps that ship with the tool, as long as not all of them are there."""
    store = session.current_store()
    present = {m.source_id for m in store.list_maps(include_archived=True)}
    # The start page asks this every time, so it looks at the names of the files alone.
    if session.shipped_map_ids() <= present:
        return
    missing = [m for m in session.shipped_maps().values() if m.id not in present and m.origin != "template"]
    if missing and st.button(say("map.load_examples"), key="karte-beispiele"):
        with blocks.saving(say), store.transaction():
            for found in missing:
                store.add_shipped_map(found)
        st.rerun()


def _new(near: MapRecord | None, say: Speaker) -> None:
    blocks.section(say("map.new"), "neues-bild", say("map.new_lead"))
    model = session.current_model()
    city_name = near.city if near else ""
    starts = _starts(near, say)
    with st.form("neues-bild", border=False):
        city = st.text_input(say("map.new_city"), city_name, max_chars=200, key=f"karte-stadt-{near.id if near else 0}")
        kind = st.radio(
            say("map.new_kind"),
            _KINDS,
            format_func=lambda k: say(f"wave.kind_{k}"),
            key=f"karte-wann-{say.language}",
            horizontal=True,
        )
        year = st.text_input(say("map.new_year"), max_chars=4, key="karte-jahr")
        reporter = st.radio(
            say("map.new_reporter"),
            list(model.reporters),
            format_func=lambda r: navigation.plain(map_state.reporter_name(r, say)),
            key=f"karte-von-{say.language}",
        )
        start = st.radio(
            say("map.new_start"),
            list(starts),
            format_func=lambda s: navigation.plain(starts[s]),
            key=f"karte-start-{say.language}-{near.id if near else 0}",
        )
        if st.form_submit_button(say("map.create"), type="primary"):
            _create(city, kind, year, reporter, start, say)


def _starts(near: MapRecord | None, say: Speaker) -> dict[str, str]:
    """Return what a new map may begin with: nothing, a template, or a copy of what is there."""
    starts = {"": say("map.start_empty")}
    for found in session.shipped_maps().values():
        if found.origin == "template":
            starts[f"t{found.id}"] = say("map.start_template", name=say.text(found.label) or found.city)
    if near is not None:
        for record in session.current_store().list_maps(near.city_id):
            starts[f"k{record.id}"] = say("map.start_copy", name=map_state.map_name(record, say))
    return starts


def _create(city: str, kind: str, year: str, reporter: str, start: str, say: Speaker) -> None:
    written = year.strip()
    number = int(written) if written.isdecimal() and len(written) == 4 and 1000 <= int(written) < 3000 else None
    if not city.strip():
        blocks.notice(say("map.city_missing"), "wichtig")
        return
    if written and number is None:
        blocks.notice(say("map.year_wrong"), "wichtig")
        return
    if number is None and kind == "now":
        number = datetime.now(UTC).year
    if _there_already(city, kind, number, reporter, say):
        return
    with blocks.saving(say):
        made = session.current_store().create_map(
            city,
            say(f"map.wave_{kind}"),
            kind,
            number,
            reporter,
            content=session.shipped_maps()[start[1:]] if start.startswith("t") else None,
            copy_of=int(start[1:]) if start.startswith("k") else None,
        )
        navigation.go(navigation.MAP, map=made.id, part="bearbeiten")
    blocks.pending_problem()


def _there_already(city: str, kind: str, year: int | None, reporter: str, say: Speaker) -> bool:
    """Say once that there is such a map already, with the way to it; who presses again wants another one."""
    store = session.current_store()
    known = store.city_named(city)
    alike = [
        m
        for m in (store.list_maps(known.id) if known else [])
        if (m.kind, m.year, m.reporter, m.origin) == (kind, year, reporter, "own")
    ]
    asked = (city.strip().casefold(), kind, year, reporter)
    if not alike or st.session_state.get("karte-doch") == asked:
        return False
    st.session_state["karte-doch"] = asked
    blocks.notice(say("map.exists"))
    navigation.link(navigation.MAP, map_state.map_name(alike[-1], say), map=alike[-1].id)
    return True


def _put_away(say: Speaker) -> None:
    away = [m for m in session.current_store().list_maps(include_archived=True) if m.archived_at is not None]
    if not away:
        return
    cities = {city.id: city.name for city in session.current_store().list_cities()}
    with st.expander(say("map.put_away")):
        for record in away:
            navigation.link(
                navigation.MAP,
                f"{cities.get(record.city_id, '')} · {map_state.map_name(record, say)}",
                map=record.id,
            )
