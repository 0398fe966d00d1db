"""Leading a round: what is possible now in large buttons, what phones show, how many have answered, what the wall shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.ui import (
    blocks,
    navigation,
    session,
    workshop_actions,
    workshop_addresses,
    workshop_live,
    workshop_notes,
    workshop_pictures,
    workshop_record,
    workshop_rounds,
    workshop_state,
)
from typology.workshop.rounds import Action

if TYPE_CHECKING:
    from typology.store.workshop_records import Round
    from typology.ui.workshop_state import Room

_MINUTE = 60
_TIMES = (60, 120, 300)


def render(room: Room) -> None:
    """Draw the round that is led, or what is missing before one can be."""
    say = room.say
    if room.ended:
        blocks.notice(say("ws.ended_text"))
    if not room.rounds:
        blocks.notice(say("ws.next_tables" if not room.stations else "ws.next_rounds"))
        navigation.link(navigation.WORKSHOP, say("ws.part_vorbereiten"), **room.place("vorbereiten"))
        return
    held = choose_round(room, room.rounds)
    workshop_live.watch(room)
    left, right = st.columns([1.75, 1], gap="large")
    with left:
        _standing(room, held)
        _wall(room, held)  # once there is something to see, turning its pages is what comes next
        _buttons(room, held)
        _more(room, held)
    with right:
        workshop_live.counts(room, held)
        workshop_addresses.corner(room, code=not held.state.results_visible)
    workshop_pictures.on_wall(room, held)
    phase = workshop_state.phase_now(held)
    if phase in ("revealed", "discussed"):
        item = held.state.shown
        name = workshop_state.item_name(held, item, say) if item else ""
        blocks.section(
            say("ws.note_item", name=name) if item else say("ws.note_round"), "notieren", say("ws.saves_itself")
        )
        workshop_record.scope(room, held, item)
    if phase != "draft":
        workshop_notes.render(room, held, folded=True)


def choose_round(room: Room, among: tuple[Round, ...]) -> Round:
    """Let the reader choose a round; the address keeps it."""
    say = room.say
    held = room.chosen(among)
    assert held is not None
    if len(among) < 2:
        return held
    numbers = [r.id for r in among]
    names = {r.id: f"{room.name(r)} · {say(f'ws.phase_{workshop_state.phase_now(r)}')}" for r in among}
    chosen = st.pills(
        say("ws.round"),
        numbers,
        default=held.id,
        required=True,
        wrap=True,
        format_func=lambda n: navigation.plain(names[n]),
        key=f"ws-runde-{say.language}-{held.id}-{len(numbers)}",
        label_visibility="collapsed",
    )
    if chosen != held.id:
        session.stay(round=chosen)
        st.rerun()
    return held


# ------------------------------------------------------------------------------ where it stands
def _standing(room: Room, held: Round) -> None:
    """Say in which phase the round is and what phones show, in one box."""
    say, state = room.say, held.state
    phase = workshop_state.phase_now(held)
    vote = f' <span class="vs-schild">{blocks.escaped(say("ws.second_vote"))}</span>' if state.is_second_vote else ""
    on_phones = room.workshop.current_round == held.id
    if not on_phones:
        phones = say("ws.phones_other" if room.workshop.current_round else "ws.phones_waiting")
    elif phase == "open" and state.current:
        number = state.asked.index(state.current) + 1
        phones = say("ws.phones_item", n=number, of=len(state.asked))
    else:
        phones = say(f"ws.phones_{phase}")
    question = ""
    if on_phones and phase == "open" and state.current and (asked := workshop_state.asked(held, state.current)):
        question = f'<p class="ws-frage" dir="auto">{blocks.escaped(say.text(asked.question))}</p>'
    blocks.html(
        f'<div class="ws-stand ws-{phase}"><p class="vs-kicker">{blocks.escaped(room.name(held))}</p>'
        f"<h2>{blocks.escaped(say(f'ws.now_{phase}'))}{vote}</h2>"
        f'<p class="vs-leise">{blocks.escaped(phones)}</p>{question}</div>'
    )
    if phase == "draft":
        blocks.paragraph(workshop_rounds.summary(room, held), "leise")


# ------------------------------------------------------------------------------ what is possible now
def _buttons(room: Room, held: Round) -> None:
    """Draw the actions that the phase allows, the usual next one first and in colour."""
    say, can = room.say, workshop_actions.possible(room, held)
    if "open" in can:
        _open(room, held)
        return
    with st.container(key="ws-knoepfe", horizontal=True, gap="small"):
        if "go_to" in can:
            _walk(room, held)
        if "close" in can:
            last = held.state.pace == "free" or held.state.current == held.state.asked[-1]
            _button(room, held, "close", first=last)
        if "reveal" in can and _pressed(room, held, "reveal", first=True):
            with st.spinner(say("ws.revealing")):
                workshop_actions.perform(room, held, "reveal")
            st.rerun()
        if "discuss" in can:
            _button(room, held, "discuss", first=True)
        if "hide" in can:
            _button(room, held, "hide")
    if "set_timer" in can:
        _timer(room, held)
    if "go_to" in can and len(held.state.asked) > 1:
        _jump(room, held)


def _more(room: Room, held: Round) -> None:
    """Draw what is needed less often, below."""
    say, can = room.say, workshop_actions.possible(room, held)
    if "ask_again" in can:
        _ask_again(room, held)
    if "release" in can:
        _release(room, held)
    if "reopen" in can:
        with st.expander(say("ws.reopen_more")):
            blocks.paragraph(say("ws.reopen_text"))
            _button(room, held, "reopen")
    if workshop_state.phase_now(held) == "released":
        _next_round(room, held)


def _pressed(room: Room, held: Round, action: Action, *, first: bool = False) -> bool:
    kind = "primary" if first else "secondary"
    return st.button(room.say(f"ws.do_{action}"), key=f"ws-tun-{action}-{held.id}", type=kind)


def _button(room: Room, held: Round, action: Action, value: object = None, *, first: bool = False) -> None:
    st.button(
        room.say(f"ws.do_{action}"),
        key=f"ws-tun-{action}-{held.id}",
        type="primary" if first else "secondary",
        on_click=workshop_actions.perform,
        args=(room, held, action, value),
    )


def _open(room: Room, held: Round) -> None:
    say = room.say
    other = next((r for r in room.rounds if r.id != held.id and workshop_state.phase_now(r) == "open"), None)
    if not room.stations:
        blocks.notice(say("ws.next_tables"))
        return
    if other is not None:
        blocks.notice(say("ws.other_open", name=room.name(other)))
        navigation.link(navigation.WORKSHOP, room.name(other), **room.place("leiten", other))
        return
    minutes = workshop_rounds.MINUTES
    planned = held.state.minutes
    with st.container(key="ws-knoepfe", horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.selectbox(
            say("ws.which_minutes"),
            minutes if planned in minutes else (*minutes, planned),
            index=minutes.index(planned) if planned in minutes else len(minutes),
            format_func=lambda m: say("ws.minutes", n=m) if m else say("ws.no_minutes"),
            key=f"ws-auf-minuten-{held.id}-{say.language}",
            width=220,
        )
        _button(room, held, "open", chosen * _MINUTE if chosen else None, first=True)


def _walk(room: Room, held: Round) -> None:
    """Lead all phones to the next question, or back to the one before."""
    say, state = room.say, held.state
    place = state.asked.index(state.current) if state.current in state.asked else 0
    for key, step in (("weiter", 1), ("zurueck", -1)):
        there = 0 <= place + step < len(state.asked)
        if key == "weiter" and not there:
            continue
        st.button(
            say("ws.do_next" if step > 0 else "ws.do_previous"),
            key=f"ws-tun-{key}-{held.id}",
            type="primary" if step > 0 else "secondary",
            disabled=not there,
            shortcut="Alt+Down" if step > 0 else "Alt+Up",
            on_click=workshop_actions.perform,
            args=(room, held, "go_to", state.asked[place + step] if there else None),
        )


def _jump(room: Room, held: Round) -> None:
    """List the questions that are asked; choosing one leads all phones to it."""
    say, state = room.say, held.state
    key = f"ws-sprung-{held.id}-{held.revision}-{say.language}"  # every change of the round begins with what holds
    names = {i: f"{n}. {workshop_state.item_name(held, i, say)}" for n, i in enumerate(state.asked, 1)}

    def follow() -> None:
        workshop_actions.perform(room, held, "go_to", st.session_state[key])

    st.radio(
        say("ws.jump"),
        list(names),
        index=list(names).index(state.current) if state.current in names else None,
        format_func=lambda i: navigation.plain(names[i]),
        key=key,
        on_change=follow,
    )


def _timer(room: Room, held: Round) -> None:
    """Give more time or less, take the timer away, or start one."""
    say = room.say
    left = workshop_actions.seconds_left(held.state, workshop_state.now())
    with st.container(key="ws-zeit", horizontal=True, vertical_alignment="center", gap="small"):
        if left is None:
            blocks.html(f'<span class="vs-leise">{blocks.escaped(say("ws.timer_none"))}</span>')
            for seconds in _TIMES:
                _timer_button(room, held, say("ws.minutes", n=seconds // _MINUTE), f"ab{seconds}", lambda s=seconds: s)
            return
        blocks.html(f'<span class="vs-leise">{blocks.escaped(say("ws.timer"))}</span>')
        _timer_button(room, held, say("ws.timer_more"), "mehr", lambda: _left(held) + _MINUTE)
        _timer_button(room, held, say("ws.timer_less"), "weniger", lambda: max(_left(held) - _MINUTE, 1))
        st.button(
            say("ws.timer_stop"), key=f"ws-zeit-aus-{held.id}", type="tertiary",
            on_click=workshop_actions.perform, args=(room, held, "stop_timer"),
        )  # fmt: skip


def _left(held: Round) -> float:
    """Return the seconds that are left when a button is pressed, not when it was drawn."""
    return workshop_actions.seconds_left(held.state, workshop_state.now()) or 1.0


def _timer_button(room: Room, held: Round, label: str, key: str, seconds: object) -> None:
    def press() -> None:
        workshop_actions.perform(room, held, "set_timer", seconds())

    st.button(label, key=f"ws-zeit-{key}-{held.id}", type="tertiary", on_click=press)


def _ask_again(room: Room, held: Round) -> None:
    """Choose what is asked a second time; the questions with the largest disagreement are proposed."""
    say, state = room.say, held.state
    left = [i for i in state.items if i not in state.again]
    proposed = workshop_pictures.most_disputed(held, left)
    with st.expander(say("ws.again_title")):
        blocks.paragraph(say("ws.again_text"))
        chosen = st.multiselect(
            say("ws.again_items"),
            left,
            default=proposed,
            format_func=lambda i: workshop_state.item_name(held, i, say),
            select_all=False,  # its words are English, and Enter would take every match
            placeholder=say("map.choose"),
            key=f"ws-nochmal-{held.id}-{held.revision}-{say.language}",
        )
        minutes = st.selectbox(
            say("ws.which_minutes"),
            workshop_rounds.MINUTES,
            format_func=lambda m: say("ws.minutes", n=m) if m else say("ws.no_minutes"),
            key=f"ws-nochmal-minuten-{held.id}-{say.language}",
        )
        st.button(
            say("ws.do_ask_again"),
            key=f"ws-tun-ask_again-{held.id}",
            type="primary",
            disabled=not chosen,
            on_click=workshop_actions.perform,
            args=(room, held, "ask_again", (tuple(chosen), minutes * _MINUTE if minutes else None)),
        )


def _release(room: Room, held: Round) -> None:
    """Freeze the results, after a confirmation: this cannot be taken back by the state machine."""
    say = room.say
    with st.container(key="ws-freigabe"):
        blocks.html(f"<h3>{blocks.escaped(say('ws.release_title'))}</h3>")
        blocks.paragraph(say("ws.release_text"))
        sure = st.checkbox(say("ws.release_sure"), key=f"ws-sicher-{held.id}-{held.revision}")
        if st.button(say("ws.do_release"), type="primary", disabled=not sure, key=f"ws-tun-release-{held.id}"):
            with st.spinner(say("ws.releasing")):
                workshop_actions.perform(room, held, "release")
            st.rerun()


def _next_round(room: Room, held: Round) -> None:
    """After a release: lead to the next round, or to the results."""
    say = room.say
    following = next((r for r in room.rounds if r.state.phase == "draft"), None)
    with st.container(key="ws-danach", horizontal=True, gap="medium"):
        if following is not None:
            navigation.link(navigation.WORKSHOP, say("ws.next_is", name=room.name(following)),
                            **room.place("leiten", following))
        navigation.link(navigation.WORKSHOP, say("ws.part_ergebnisse"), **room.place("ergebnisse", held))
        navigation.link(navigation.WORKSHOP, say("ws.part_protokoll"), **room.place("protokoll", held))
        if following is None:
            navigation.link(navigation.WORKSHOP, say("ws.part_abschluss"), **room.place("abschluss", held))


# ------------------------------------------------------------------------------ the wall after the reveal
def _wall(room: Room, held: Round) -> None:
    """Choose what the wall shows."""
    say, state = room.say, held.state
    if "show" not in workshop_actions.possible(room, held):
        return
    order = workshop_pictures.wall_order(held)
    place = order.index(state.shown) if state.shown in order else -1
    with st.container(key="ws-wand", horizontal=True, vertical_alignment="center", gap="small"):
        blocks.html(f'<span class="vs-leise">{blocks.escaped(say("ws.on_wall"))}</span>')
        back = order[place - 1] if place > 0 else None
        _wall_button(room, held, "ws.wall_previous", "wand-zurueck", back, disabled=place < 0, shortcut="Alt+Up")
        forth = order[place + 1] if place + 1 < len(order) else None
        _wall_button(room, held, "ws.wall_next", "wand-weiter", forth, disabled=forth is None, shortcut="Alt+Down")
        _wall_button(room, held, "ws.wall_overview", "wand-alle", None, disabled=place < 0)


def _wall_button(
    room: Room, held: Round, label: str, key: str, item: str | None, *, disabled: bool, shortcut: str | None = None
) -> None:
    st.button(
        room.say(label),
        key=f"ws-{key}-{held.id}",
        disabled=disabled,
        shortcut=shortcut,
        on_click=workshop_actions.perform,
        args=(room, held, "show", item),
    )
