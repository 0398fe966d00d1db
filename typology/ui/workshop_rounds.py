"""The rounds of a workshop while they are prepared: which questions, who is asked, how, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from typology.assessment.flow import page_of
from typology.language import Speaker
from typology.model.elements import Questionnaire
from typology.ui import blocks, navigation, session, workshop_state
from typology.workshop.rounds import RoundState

if TYPE_CHECKING:
    from typology.store.workshop_records import Round
    from typology.ui.workshop_state import Room

MINUTES = (None, 1, 2, 3, 5, 8, 10, 15, 20, 30, 45, 60)
_EDITING = "ws-runde-offen"
_FEW_ITEMS = 6  # so many questions are named in a line, the rest is counted


def render(room: Room) -> None:
    """Draw the rounds in order, each with what can be done to it, and the form for another one."""
    say = room.say
    blocks.section(say("ws.rounds"), "runden", say("ws.rounds_text"))
    for held in room.rounds:
        _line(room, held)
    if room.ended or not room.stations:
        return
    with st.expander(say("ws.add_round"), expanded=not room.rounds):
        _form(room, None)


def _line(room: Room, held: Round) -> None:
    say, draft = room.say, held.state.phase == "draft"
    with st.container(key=f"verbund-runde-{held.id}", horizontal=True, vertical_alignment="center", gap="small"):
        blocks.html(
            f'<div class="vs-karte"><strong dir="auto">{blocks.escaped(room.name(held))}</strong>'
            f"<span>{blocks.escaped(summary(room, held))}</span>"
            f'<span class="vs-leise">{blocks.escaped(_whom(room, held))}</span>'
            f'<span class="vs-schild">{blocks.escaped(say(f"ws.phase_{workshop_state.phase_now(held)}"))}</span></div>'
        )
        if room.ended:
            return
        if draft:
            st.button(say("ws.edit"), key=f"ws-runde-aendern-{held.id}", on_click=_toggle, args=(held,))
        st.button(say("ws.duplicate"), key=f"ws-runde-doppelt-{held.id}", on_click=_duplicate, args=(room, held))
        if draft:
            st.button(say("ws.remove"), key=f"ws-runde-weg-{held.id}", on_click=_remove, args=(room, held))
    if draft and st.session_state.get(_EDITING) == held.id:
        with st.container(key=f"ws-runde-form-{held.id}", border=True):
            _form(room, held)


def summary(room: Room, held: Round) -> str:
    """Return what a round asks and how, in one line."""
    say = room.say
    _, questionnaire = workshop_state.words_of(held)
    items = held.state.items
    if questionnaire is not None and set(items) == set(questionnaire.items):
        what = say("ws.all_of", name=say.text(questionnaire.label), n=len(items))
    else:
        names = [workshop_state.item_name(held, item, say) for item in items[:_FEW_ITEMS]]
        more = say("ws.more_items", n=len(items) - _FEW_ITEMS) if len(items) > _FEW_ITEMS else ""
        what = ", ".join([*names, *([more] if more else [])])
    pace = say(f"ws.pace_{held.state.pace}")
    lasts = say("ws.minutes", n=held.state.minutes) if held.state.minutes else ""
    return " · ".join(part for part in (what, pace, lasts) if part)


def _whom(room: Room, held: Round) -> str:
    names = [workshop_state.perspective_name(p, room.say) for p in held.perspectives]
    if held.stations and len(room.tables_of(held)) < len(room.stations):
        names.append(room.say("ws.at_tables", names=", ".join(s.label for s in room.tables_of(held))))
    return " · ".join(names)


def _toggle(held: Round) -> None:
    st.session_state[_EDITING] = None if st.session_state.get(_EDITING) == held.id else held.id


def _duplicate(room: Room, held: Round) -> None:
    state = RoundState(held.state.items, held.state.pace, minutes=held.state.minutes)
    with blocks.saving(room.say):
        _add(room, held.questionnaire, state, held.perspectives, held.stations, held.title)
        workshop_state.tell(room.say("ws.round_added"))


def _remove(room: Room, held: Round) -> None:
    with blocks.saving(room.say):
        session.current_store().remove_round(held.id)
        workshop_state.tell(room.say("ws.round_removed", name=room.name(held)))


def _add(
    room: Room, questionnaire: str, state: RoundState, perspectives: Any, stations: Any, title: str
) -> Round:
    model, known = session.current_model(), session.current_questionnaires()[questionnaire]
    return session.current_store().add_round(
        room.workshop.id,
        title=title,
        questionnaire=questionnaire,
        questionnaire_version=known.full_version,
        model=model.info.id,
        model_version=model.version,
        perspectives=tuple(perspectives),
        stations=tuple(stations),
        state=state,
    )


# ------------------------------------------------------------------------------ the form
def _form(room: Room, held: Round | None) -> None:
    """Draw the fields of a round; the questionnaire decides which questions and perspectives there are to choose."""
    say, questionnaires = room.say, session.current_questionnaires()
    fitting = {q: found for q, found in questionnaires.items() if set(found.perspectives) & set(room.workshop.perspectives)}
    if not fitting:
        blocks.notice(say("ws.no_questionnaire"))
        return
    # A new round begins with empty fields: its key counts how many there are already.
    key = f"ws-runde-{held.id if held else f'neu-{len(room.rounds)}'}-{say.language}"
    start = list(fitting).index(held.questionnaire) if held and held.questionnaire in fitting else _shortest(fitting)
    chosen = st.radio(
        say("ws.which_questions"),
        list(fitting),
        index=start,
        format_func=lambda q: _titled(fitting[q], say),
        captions=[_described(q, room) for q in fitting.values()],
        key=f"{key}-bogen",
    )
    questionnaire = fitting[chosen]
    items = _items(questionnaire, held, key, say)
    perspectives = _perspectives(room, questionnaire, held, key)
    stations = _stations(room, held, key)
    paces = ("led", "free")
    pace = st.radio(
        say("ws.which_pace"),
        paces,
        index=paces.index(held.state.pace) if held else 0,
        format_func=lambda p: say(f"ws.pace_{p}"),
        captions=[say(f"ws.pace_{p}_text") for p in paces],
        horizontal=True,
        key=f"{key}-tempo",
    )
    planned = held.state.minutes if held else None
    minutes = st.selectbox(
        say("ws.which_minutes"),
        MINUTES if planned in MINUTES else (*MINUTES, planned),
        index=MINUTES.index(planned) if planned in MINUTES else len(MINUTES),
        format_func=lambda m: say("ws.minutes", n=m) if m else say("ws.no_minutes"),
        key=f"{key}-minuten",
    )
    title = st.text_input(say("ws.round_title"), held.title if held else "", max_chars=80, key=f"{key}-titel")
    if st.button(say("ws.save_round" if held else "ws.create_round"), type="primary", key=f"{key}-los"):
        state = RoundState(items, pace, minutes=minutes)
        _save(room, held, questionnaire, state, perspectives, stations, title)


def _shortest(fitting: dict[str, Questionnaire]) -> int:
    """Return the place of the shortest questionnaire that one perspective can speak about itself with."""
    lengths = [(0 if q.form == "short" else 1, len(q.items)) for q in fitting.values()]
    return lengths.index(min(lengths))


def _titled(questionnaire: Questionnaire, say: Speaker) -> str:
    count = say("ws.item_count", n=len(questionnaire.items))
    return navigation.plain(f"{say.text(questionnaire.label)} ({count})")


def _described(questionnaire: Questionnaire, room: Room) -> str:
    names = [workshop_state.perspective_name(p, room.say) for p in questionnaire.perspectives]
    return navigation.plain(room.say("ws.asks", names=", ".join(names)))


def _items(questionnaire: Questionnaire, held: Round | None, key: str, say: Speaker) -> tuple[str, ...]:
    model = session.current_model()
    every = list(dict.fromkeys(questionnaire.items))
    given = [i for i in held.state.items if i in every] if held and held.questionnaire == questionnaire.id else every
    whole = st.radio(
        say("ws.which_items"),
        (True, False),
        index=0 if len(given) == len(every) else 1,
        format_func=lambda w: say("ws.items_all", n=len(every)) if w else say("ws.items_some"),
        horizontal=True,
        key=f"{key}-{questionnaire.id}-alle",
    )
    if whole:
        return tuple(every)

    def name(item: str) -> str:
        page = page_of(questionnaire, item)
        heading = say.text(page.label) if page and page.label else ""
        if page and not heading and page.dimension:
            heading = say.text(model.dimensions[page.dimension].label)
        return f"{say.text(model.items[item].label)}{f' · {heading}' if heading else ''}"

    picked = st.multiselect(
        say("ws.items_pick"),
        every,
        default=given if len(given) < len(every) else [],
        format_func=name,
        select_all=False,  # its words are English, and Enter would take every match
        placeholder=say("map.choose"),
        key=f"{key}-{questionnaire.id}-fragen",
    )
    return tuple(i for i in every if i in picked)


def _perspectives(room: Room, questionnaire: Questionnaire, held: Round | None, key: str) -> tuple[str, ...]:
    possible = [p for p in room.workshop.perspectives if p in questionnaire.perspectives]
    if len(possible) == 1:
        return tuple(possible)
    before = [p for p in possible if held and p in held.perspectives]
    chosen = st.pills(
        room.say("ws.which_perspectives"),
        possible,
        selection_mode="multi",
        default=before or possible,
        format_func=lambda p: navigation.plain(workshop_state.perspective_name(p, room.say)),
        wrap=True,
        key=f"{key}-{questionnaire.id}-blick",
    )
    return tuple(p for p in possible if p in chosen)


def _stations(room: Room, held: Round | None, key: str) -> tuple[int, ...] | None:
    """Return the tables that take part; empty means all, also those that come later. None if none was left."""
    if len(room.stations) < 2:
        return ()
    numbers = [s.id for s in room.stations]
    labels = [s.label for s in room.stations]
    # Streamlit tells choices apart by their words: two tables of one name would be one and the same.
    names = {s.id: s.label if labels.count(s.label) < 2 else f"{s.label} ({n})" for n, s in enumerate(room.stations, 1)}
    chosen = st.pills(
        room.say("ws.which_tables"),
        numbers,
        selection_mode="multi",
        default=[n for n in numbers if held is None or not held.stations or n in held.stations],
        format_func=lambda n: navigation.plain(names[n]),
        wrap=True,
        key=f"{key}-tische-{len(numbers)}",
    )
    if not chosen:
        return None
    return () if len(chosen) == len(numbers) else tuple(n for n in numbers if n in chosen)


def _save(
    room: Room, held: Round | None, questionnaire: Questionnaire, state: RoundState,
    perspectives: tuple[str, ...], stations: tuple[int, ...] | None, title: str,
) -> None:  # fmt: skip
    say, model = room.say, session.current_model()
    needed = {"ws.items_pick": state.items, "ws.which_perspectives": perspectives, "ws.which_tables": stations is not None}
    if missing := [say("map.quoted", text=say(name)) for name, value in needed.items() if not value]:
        blocks.notice(say("ws.missing", fields=", ".join(missing)), "wichtig")
        return
    with blocks.saving(say):
        if held is None:
            _add(room, questionnaire.id, state, perspectives, stations or (), title.strip())
            workshop_state.tell(say("ws.round_added"))
        else:
            session.current_store().update_round(
                held.id,
                held.revision,
                title=title.strip(),
                questionnaire=questionnaire.id,
                questionnaire_version=questionnaire.full_version,
                model=model.info.id,
                model_version=model.version,
                perspectives=perspectives,
                stations=stations or (),
                state=state,
            )
            st.session_state[_EDITING] = None
            workshop_state.tell(say("ws.round_saved", name=room.name(held)))
        st.rerun()
    blocks.pending_problem()
