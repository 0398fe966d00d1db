"""The end of a workshop: profiles, ending, releases, other links, and deleting it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.ui import (
    blocks,
    navigation,
    session,
    workshop_new,
    workshop_pictures,
    workshop_prepare,
    workshop_state,
)

if TYPE_CHECKING:
    from typology.store.workshop_records import Release
    from typology.ui.workshop_state import Room


def render(room: Room) -> None:
    """Draw the steps of the end in their order."""
    workshop_prepare.link_once(room)
    _profiles(room)
    _end(room)
    _releases(room)
    _links(room)
    _delete(room)


def _profiles(room: Room) -> None:
    """Show the profile of each table as it was published last."""
    say = room.say
    blocks.section(say("ws.profiles"), "profile", say("ws.profiles_text"))
    made = {found.made_at: r for r in room.rounds if (found := workshop_pictures.publication(r))}
    # A profile rests on all rounds revealed so far, so the one made last has them all.
    if not made or not workshop_pictures.profiles(room, made[max(made)]):
        blocks.paragraph(say("ws.profiles_none"))
        return
    blocks.working_version(session.current_model(), say)


def _end(room: Room) -> None:
    say = room.say
    blocks.section(say("ws.end"), "beenden", say("ws.end_text"))
    if room.ended and room.workshop.ended_at is not None:
        blocks.notice(say("ws.ended_at", time=session.clock(room.workshop.ended_at)))
        return
    sure = st.checkbox(say("ws.end_sure"), key=f"ws-ende-sicher-{room.workshop.id}")
    if st.button(say("ws.do_end"), disabled=not sure, key="ws-ende"):
        with blocks.saving(say):
            session.current_store().end_workshop(room.workshop.id)
            workshop_state.tell(say("ws.did_end"))
        st.rerun()


# ------------------------------------------------------------------------------ releases
def own_releases(room: Room) -> list[Release]:
    """Return what was released of this workshop, oldest first."""
    found = session.current_store().list_releases()
    return [r for r in found if r.content.get("workshop") == room.workshop.id]


def _releases(room: Room) -> None:
    say = room.say
    blocks.section(say("ws.releases"), "freigaben", say("ws.releases_text"))
    found = own_releases(room)
    if not found:
        blocks.paragraph(say("ws.releases_none"))
    for release in found:
        _one_release(room, release)


def _one_release(room: Room, release: Release) -> None:
    say, store = room.say, session.current_store()
    name = store.case(release.case_id).name if release.case_id is not None else say("ws.plenary")
    when = say("ws.released_at", time=session.clock(release.released_at))
    if release.withdrawn_at is not None:
        when = f"{when} · {say('ws.withdrawn_at', time=session.clock(release.withdrawn_at))}"
    numbered = next((room.name(r) for r in room.rounds if r.id == release.content.get("round")), say("ws.round"))
    with st.container(key=f"verbund-freigabe-{release.id}", horizontal=True, vertical_alignment="center"):
        blocks.html(
            f'<div class="vs-karte"><strong dir="auto">{blocks.escaped(name)}</strong>'
            f'<span dir="auto">{blocks.escaped(release.round_title or numbered)}</span>'
            f'<span class="vs-leise">{blocks.escaped(when)}</span>'
            f'<span class="vs-leise">{blocks.escaped(say("ws.digest", digest=release.digest[:12]))}</span></div>'
        )
        if release.withdrawn_at is None:
            st.button(say("ws.withdraw"), key=f"ws-freigabe-weg-{release.id}", on_click=_withdraw, args=(room, release))


def _withdraw(room: Room, release: Release) -> None:
    with blocks.saving(room.say):
        session.current_store().withdraw_release(release.id)
        workshop_state.tell(room.say("ws.did_withdraw"))


# ------------------------------------------------------------------------------ other links
def _links(room: Room) -> None:
    say = room.say
    blocks.section(say("ws.links"), "links", say("ws.links_text"))
    with st.container(key="ws-links", horizontal=True, gap="small"):
        st.button(say("ws.new_link"), key="ws-neuer-link", on_click=_new_link, args=(room,))
        if not room.ended:
            st.button(say("ws.new_code"), key="ws-neuer-code", on_click=_new_code, args=(room,))


def _new_link(room: Room) -> None:
    secret = workshop_new.new_secret()
    with blocks.saving(room.say):
        session.current_store().renew_lead(
            room.workshop.id,
            workshop_state.hash_of(secret),
            workshop_state.hash_of(workshop_state.wall_token(secret)),
        )
        st.session_state[workshop_new.JUST_MADE] = room.workshop.id
        session.stay(secret=secret)
        workshop_state.tell(room.say("ws.did_new_link"))


def _new_code(room: Room) -> None:
    store = session.current_store()
    with blocks.saving(room.say):
        workshop_new.with_fresh_code(lambda code, key: store.renew_code(room.workshop.id, code, key))
        workshop_state.tell(room.say("ws.did_new_code"))


# ------------------------------------------------------------------------------ deleting
def _delete(room: Room) -> None:
    """Delete for good: says what goes and what stays, and asks for the title."""
    say = room.say
    blocks.section(say("ws.delete"), "loeschen")
    goes, stays = (
        "".join(f"<li>{blocks.escaped(say(f'ws.delete_{what}{n}'))}</li>" for n in range(1, count + 1))
        for what, count in (("goes", 4), ("stays", 2))
    )
    blocks.html(
        f'<div class="vs-drei"><div><h3>{blocks.escaped(say("ws.delete_goes"))}</h3><ul class="vs-liste">{goes}</ul></div>'
        f'<div><h3>{blocks.escaped(say("ws.delete_stays"))}</h3><ul class="vs-liste">{stays}</ul></div></div>'
    )
    with st.form("ws-loeschen", border=False):
        typed = st.text_input(say("ws.delete_type", title=room.workshop.title), key="ws-loeschen-titel")
        if st.form_submit_button(say("ws.do_delete")):
            if " ".join(typed.split()).casefold() != " ".join(room.workshop.title.split()).casefold():
                blocks.notice(say("ws.delete_other"), "wichtig")
            else:
                with blocks.saving(say), st.spinner(say("ws.deleting")):
                    store = session.current_store()
                    wiped = store.delete_workshop(room.workshop.id) or store.wipe_deleted()
                    st.session_state.pop(workshop_state.LAST, None)
                    gone = say("ws.did_delete", title=room.workshop.title)
                    st.session_state["ws-geloescht"] = gone if wiped else f"{gone} {say('ws.delete_traces')}"
                    navigation.go(navigation.WORKSHOP)
                blocks.pending_problem()
