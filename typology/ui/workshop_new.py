"""The start of the page without a link: what a workshop is, and the form that prepares one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from typology.language import Speaker, languages
from typology.ui import blocks, navigation, session, workshop_state
from typology.ui.case_page import wave_label

if TYPE_CHECKING:
    from typology.store.records import Case, Wave

T = TypeVar("T")
JUST_MADE = "ws-neu"
"""Key of the workshop whose link has not been confirmed as kept yet."""
_ATTEMPTS = 5  # a code that somebody has already is drawn again; twice in a row never happens in practice


def render(say: Speaker) -> None:
    """Draw the three sentences, the way back to the workshop of this tab, and the form."""
    blocks.page_title(say("ws.title"), say("ws.lead"))
    if gone := st.session_state.pop("ws-geloescht", None):
        blocks.notice(gone)
    blocks.html(
        "<ol class='vs-schritte'>"
        + "".join(
            f"<li><strong>{blocks.escaped(say(f'ws.step{n}_title'))}</strong>"
            f"<p>{blocks.escaped(say(f'ws.step{n}_text'))}</p></li>"
            for n in (1, 2, 3)
        )
        + "</ol>"
    )
    last = st.session_state.get(workshop_state.LAST)
    if last and (room := workshop_state.enter(last, say)) is not None:
        with st.container(key=f"verbund-ws-{room.workshop.id}", horizontal=True, vertical_alignment="center"):
            blocks.html(f'<div class="vs-karte"><strong dir="auto">{blocks.escaped(room.workshop.title)}</strong></div>')
            navigation.link(navigation.WORKSHOP, say("ws.back_to"), secret=last)
    blocks.paragraph(say("ws.have_link"), "leise")
    _form(say)


def table_choices(say: Speaker) -> dict[tuple[int, int], str]:
    """Return every Verbund that can be assessed with each of its points in time, today's first, in words."""
    store = session.current_store()
    found: dict[tuple[int, int], str] = {}
    for case in store.list_cases():
        if case.unscored:
            continue
        for wave in sorted(store.list_waves(case.id), key=lambda w: (w.kind != "now", -(w.year or 0))):
            found[case.id, wave.id] = table_name(case, wave, say)
    return found


def table_name(case: Case, wave: Wave, say: Speaker) -> str:
    """Return a table in words: its Verbund and the point in time it speaks about."""
    return f"{case.name} · {wave_label(wave, say)}"


def table_label(case_id: int, wave_id: int, cases: Sequence[int], say: Speaker) -> str:
    """Return what a table is called: as its Verbund, with the point in time where that Verbund has several tables.

    Args:
        case_id: The Verbund.
        wave_id: The point in time.
        cases: The Verbünde of all tables, this one among them.
        say: The reader's language.
    """
    store = session.current_store()
    case = store.case(case_id)
    if cases.count(case_id) < 2:
        return case.name
    return table_name(case, next(w for w in store.list_waves(case_id) if w.id == wave_id), say)


def _form(say: Speaker) -> None:
    model, choices = session.current_model(), table_choices(say)
    blocks.section(say("ws.new"), "neu", say("ws.new_text") if choices else "")
    if not choices:
        blocks.notice(say("ws.no_case"))
        navigation.link(navigation.CASE, say("ws.to_cases"))
        return
    blocks.paragraph(say("ws.tables_whose"), "leise")
    limits = model.method.small_groups
    with st.form("ws-neu-form", border=False):
        title = st.text_input(say("ws.field_title"), max_chars=120, key="ws-neu-titel")
        tables = st.multiselect(
            say("ws.field_tables"),
            list(choices),
            format_func=lambda c: choices[c],  # a list shows words as they stand, without Markdown
            select_all=False,  # its words are English, and Enter would take every match
            placeholder=say("ws.choose_tables"),
            key=f"ws-neu-tische-{say.language}",
        )
        perspectives = st.pills(
            say("ws.field_perspectives"),
            list(model.perspectives),
            selection_mode="multi",
            default=list(model.perspectives)[:1],
            format_func=lambda p: navigation.plain(workshop_state.perspective_name(p, say)),
            wrap=True,
            key=f"ws-neu-blick-{say.language}",
        )
        language = st.radio(
            say("ws.field_language"),
            languages(),
            index=languages().index(say.language),
            format_func=lambda code: Speaker(code)("app.language_name"),
            horizontal=True,
            key=f"ws-neu-sprache-{say.language}",
        )
        public = st.radio(
            say("ws.field_public"),
            (False, True),
            format_func=lambda p: say("ws.public_yes" if p else "ws.public_no"),
            captions=[say("ws.public_no_text", k=limits.group_from), say("ws.public_yes_text", k=limits.public_from)],
            key=f"ws-neu-offen-{say.language}",
        )
        if st.form_submit_button(say("ws.create"), type="primary"):
            _create(title, tables, perspectives, language, public, say)


def _create(
    title: str, tables: list[tuple[int, int]], perspectives: list[str], language: str, public: bool, say: Speaker
) -> None:
    needed = {"ws.field_title": title.strip(), "ws.field_tables": tables, "ws.field_perspectives": perspectives}
    if missing := [name for name, given in needed.items() if not given]:
        blocks.notice(say("ws.missing", fields=", ".join(say("map.quoted", text=say(m)) for m in missing)), "wichtig")
        return
    model, store = session.current_model(), session.current_store()
    limits = model.method.small_groups
    secret = new_secret()

    def make(code: str, join_key: str) -> int:
        with store.transaction():
            made = store.create_workshop(
                title.strip(),
                lead_hash=workshop_state.hash_of(secret),
                wall_hash=workshop_state.hash_of(workshop_state.wall_token(secret)),
                code=code,
                join_key=join_key,
                perspectives=tuple(p for p in model.perspectives if p in perspectives),
                group_from=limits.public_from if public else limits.group_from,
                public=public,
                language=language,
            )
            for case_id, wave_id in tables:
                store.add_station(made.id, case_id, wave_id, table_label(case_id, wave_id, [c for c, _ in tables], say))
        return made.id

    with blocks.saving(say):
        st.session_state[JUST_MADE] = with_fresh_code(make)
        navigation.go(navigation.WORKSHOP, secret=secret, part="vorbereiten")
    blocks.pending_problem()


def new_secret() -> str:
    """Return a facilitator's secret; it is never stored, only its hash is."""
    from typology.workshop.codes import new_token

    return new_token()


def with_fresh_code(use: Callable[[str, str], T]) -> T:
    """Return what ``use(code, join_key)`` returns; a code that another workshop has already is drawn again.

    Raises:
        StoreError: If it could not be saved.
    """
    from typology.store.workshop_errors import CodeTakenError
    from typology.workshop.codes import new_code, new_key

    for _ in range(_ATTEMPTS):
        try:
            return use(new_code(), new_key())
        except CodeTakenError:
            continue
    return use(new_code(), new_key())
