"""The picture of a structure map, what is chosen in it, and what others are changing just now."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.language import Speaker
from typology.model.vocabulary import Actor, Relation, StructureMap, relation_id
from typology.ui import blocks, map_state, navigation, session

if TYPE_CHECKING:
    from typology.figures.picture import Picture
    from typology.store.map_records import MapRecord

WIDTHS = ("wide", "narrow")


def anchor_of(where: session.Place) -> str | None:
    """Return where on the page it is said who or what is chosen; None if nobody is."""
    chosen = where.relation or where.actor
    return f"gewaehlt-{chosen}" if chosen else None


_CLASSES = {"wide": "breit", "narrow": "schmal"}


def render(record: MapRecord, say: Speaker) -> None:
    """Draw the picture, the filters, and what is chosen."""
    drawn = map_state.drawn(record.id)
    if not drawn.actors:
        blocks.notice(say("map.empty"))
        if map_state.can_change(record):
            navigation.link(navigation.MAP, say("map.to_edit"), map=record.id, part="bearbeiten")
        return
    if map_state.can_change(record):
        from typology.ui import map_live

        map_live.watch(record, say)
    with st.container(key="schmal-hinweis", horizontal=True, gap="small", vertical_alignment="center"):
        blocks.paragraph(say("map.phone_hint"), "leise")
        navigation.link(navigation.MAP, say("map.to_list"), map=record.id, part="liste")
    shown = _filtered(record, drawn, say)
    draw_map_picture(record, shown, say, focus=True)
    blocks.paragraph(say("map.click_hint"), "leise")
    choose(record, drawn, say)
    selected(record, drawn, say)


# ------------------------------------------------------------------------------ picture
def draw_map_picture(record: MapRecord, shown: StructureMap, say: Speaker, *, focus: bool = False) -> None:
    """Draw the map in the two widths; the stylesheet shows the one that fits the screen.

    Args:
        record: The map.
        shown: What of it is shown.
        say: Speaker of the reader's language.
        focus: Whether everything that is not next to the chosen actor stands back.
    """
    from typology.figures.structure_map import draw_map

    model, where = session.current_model(), session.place()
    also, whole = beside(record), map_state.drawn(record.id)
    pictures = {
        width: draw_map(
            model,
            shown,
            say,
            width=width,
            selected=where.actor,
            focus=focus and bool(where.actor),
            also=also,
            whole=whole,
        )
        for width in WIDTHS
    }
    two_widths(
        pictures, say, f"karte-{record.id}", chosen=lambda actor, relation: session.stay(actor=actor, relation=relation)
    )


def beside(record: MapRecord) -> Sequence[StructureMap]:
    """Return the other maps of the city: together they fix the places, so that no one jumps from map to map."""
    if record.origin == "sourced":
        return ()
    others = session.current_store().list_maps(record.city_id)
    return tuple(map_state.drawn(m.id) for m in others if m.id != record.id and m.origin == record.origin)


def two_widths(pictures: dict[str, Picture], say: Speaker, key: str, chosen: Any = None) -> None:
    """Draw a picture in two widths with one sentence, one table and one set of downloads.

    Args:
        pictures: The picture by width.
        say: Speaker of the reader's language.
        key: Key of the widgets.
        chosen: What is called with the id of the actor or relation that was clicked; None if nothing can be chosen.
    """
    blocks.paragraph(pictures["wide"].sentence, "satz")
    for width, picture in pictures.items():
        with st.container(key=f"{_CLASSES[width]}-{key}"):
            name = f"bild-{key}-{width}"
            options: dict[str, Any] = {}
            if chosen is not None:
                options = {"on_select": lambda name=name: _clicked(name, chosen), "selection_mode": "points"}
            blocks.chart(picture, say, name, zoom=width == "narrow", **options)
    blocks.picture_table(pictures["wide"], say, key)


def _clicked(name: str, chosen: Any) -> None:
    from typology.figures.structure_map import clicked

    for point in st.session_state.get(name, {}).get("selection", {}).get("points", []):
        actor, relation = clicked(point.get("customdata"))
        if actor or relation:
            chosen(actor, relation)
            return


# ------------------------------------------------------------------------------ filters
def _filtered(record: MapRecord, drawn: StructureMap, say: Speaker) -> StructureMap:
    from typology.figures.map_layout import filtered

    model = session.current_model()
    kinds = [k for k in model.relation_kinds if any(r.kind == k for r in drawn.relations)]
    levels = [x for x in model.levels if any(a.level == x for a in drawn.actors)]
    statuses = [s for s in model.relation_statuses if any(r.status == s for r in drawn.relations)]
    with st.expander(say("map.filter")):
        left = _some(say("map.filter_kinds"), {k: say.text(model.relation_kinds[k].label) for k in kinds}, "arten", say)
        on = _some(say("map.filter_levels"), {x: say.text(model.levels[x].label) for x in levels}, "ebenen", say)
        now = _some(
            say("map.filter_statuses"), {s: say.text(model.relation_statuses[s].label) for s in statuses}, "stand", say
        )
        if left or on or now:
            st.button(say("map.filter_clear"), key="karte-filter-leer", on_click=_clear_filters, type="tertiary")
    if not (left or on or now):
        return drawn
    shown = filtered(drawn, model, kinds=left, levels=on, statuses=now)
    blocks.paragraph(say("map.filter_on", shown=len(shown.relations), all=len(drawn.relations)), "leise")
    return shown


def _some(label: str, options: dict[str, str], key: str, say: Speaker) -> frozenset[str]:
    if len(options) < 2:
        return frozenset()
    chosen = st.pills(
        label,
        list(options),
        selection_mode="multi",
        wrap=True,
        format_func=lambda option: navigation.plain(options[option]),
        key=f"karte-filter-{key}",
    )
    return frozenset(chosen)


def _clear_filters() -> None:
    for key in ("arten", "ebenen", "stand"):
        st.session_state[f"karte-filter-{key}"] = []


# ------------------------------------------------------------------------------ what is chosen
def choose(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    """Let an actor be chosen without the picture."""
    where = session.place()
    names = {a.id: f"{a.name} · {map_state.kind_name(a, say)}" for a in sorted(drawn.actors, key=_by_name)}
    key = map_state.named(f"karte-wahl-{record.id}", names.values())
    if st.session_state.get(key) != where.actor:  # chosen in the picture meanwhile
        st.session_state[key] = where.actor if where.actor in names else None

    def follow() -> None:
        session.stay(actor=st.session_state[key], relation=None)

    st.selectbox(
        say("map.look_at"),
        list(names),
        index=None,
        format_func=lambda a: names.get(a, a),
        placeholder=say("map.look_at_placeholder"),
        key=key,
        on_change=follow,
    )


def _by_name(actor: Actor) -> str:
    return actor.name.casefold()


def selected(record: MapRecord, drawn: StructureMap, say: Speaker) -> None:
    """Show the chosen actor with its relations and where they are known from."""
    where = session.place()
    relation = drawn.relation(where.relation) if where.relation else None
    if relation is not None:
        line = relation_line(relation, drawn, say)
        blocks.html(
            f'<div class="vs-urteil vs-gewaehlt" id="{escape(anchor_of(where) or "")}"><ul class="vs-liste vs-fakten"><li dir="auto">{line}</li></ul></div>'
        )
        if map_state.can_change(record):
            navigation.link(
                navigation.MAP, say("map.edit_this"), map=record.id, part="bearbeiten", relation=where.relation
            )
        return
    actor = drawn.actor(where.actor) if where.actor else None
    if actor is None:
        return
    ties = [r for r in drawn.relations if actor.id in (r.source, r.target)]
    lines = "".join(f"<li dir='auto'>{relation_line(r, drawn, say)}</li>" for r in ties)
    with st.container(key="karte-gewaehlt"):
        blocks.html(
            f'<div class="vs-urteil vs-gewaehlt" id="{escape(anchor_of(where) or "")}"><p class="vs-kicker">{escape(map_state.kind_name(actor, say))} · '
            f"{escape(map_state.level_name(actor.level, say))}</p>"
            f'<p class="vs-satz-gross" dir="auto">{escape(actor.name)}</p>'
            + (f'<p dir="auto">{escape(say.text(actor.note))}</p>' if say.text(actor.note) else "")
            + (f'<p class="vs-leise">{map_state.source_links(actor.sources, say)}</p>' if actor.sources else "")
            + (f'<ul class="vs-liste vs-fakten">{lines}</ul>' if ties else f"<p>{escape(say('map.no_ties'))}</p>")
            + "</div>"
        )
        with st.container(key="karte-gewaehlt-wege", horizontal=True, gap="medium"):
            if map_state.can_change(record):
                navigation.link(navigation.MAP, say("map.edit_this"), map=record.id, part="bearbeiten", actor=actor.id)
            if record.origin != "sourced":
                navigation.link(navigation.MAP, say("map.what_if_this"), map=record.id, part="befund", actor=actor.id)
            st.button(
                say("map.clear_selection"),
                key="karte-abwaehlen",
                type="tertiary",
                on_click=lambda: session.stay(actor=None, relation=None),
            )


def relation_line(relation: Relation, on: StructureMap, say: Speaker) -> str:
    """Return a relation as markup: sentence, status, strength, who reports it, note, sources."""
    model = session.current_model()
    about = [map_state.status_name(relation.status, say)]
    if relation.strength:
        about.append(map_state.strength_name(relation.strength, say))
    if relation.reporter and relation.reporter != on.reporter:
        about.append(say("map.reported_by", reporter=map_state.reporter_name(relation.reporter, say)))
    note = say.text(relation.note)
    status = model.relation_statuses.get(relation.status)
    style = f" vs-linie-{status.line}" if status else ""
    return (
        f'<span id="b-{escape(relation_id(relation))}">{escape(map_state.relation_sentence(relation, on, say))}</span> '
        f'<span class="vs-schild{style}">{escape(" · ".join(about))}</span>'
        + (f' <em dir="auto">{escape(note)}</em>' if note else "")
        + (f"<cite>{map_state.source_links(relation.sources, say)}</cite>" if relation.sources else "")
    )
