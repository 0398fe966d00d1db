"""Start: what this is, how far it may be relied upon, and where one stopped."""

from __future__ import annotations

from html import escape

import streamlit as st

from typology.language import Speaker
from typology.store.records import Assessment, Case
from typology.ui import blocks, navigation, session
from typology.ui.sheet import standing_of

_SHOWN_OPEN = 4


def render() -> None:
    """Draw the page."""
    say, model, store = session.speaker(), session.current_model(), session.current_store()
    blocks.scroll_to(None)
    blocks.html(
        f'<section class="vs-held"><p class="vs-kicker">{escape(say.text(model.info.label))}</p>'
        f"<h1>{escape(say('start.title'))}</h1><p class='vs-lead'>{escape(say('start.lead'))}</p></section>"
    )
    cases = store.list_cases()
    unfinished = [a for a in store.list_unfinished() if any(c.id == a.case_id for c in cases)]
    with st.container(key="auftakt", horizontal=True, gap="medium"):
        if st.button(say("start.begin"), type="primary", key="beginnen"):
            navigation.go(navigation.CASE)
        navigation.link(navigation.METHOD, say("start.to_method"))
    blocks.working_version(model, say)
    if unfinished:
        _continue(unfinished[:_SHOWN_OPEN], {case.id: case for case in cases}, say)
    _steps(say)
    if cases:
        case_list(cases, say)
    _maps(say)


def _maps(say: Speaker) -> None:
    """The structure maps: those of the reader, those from public reports, and the invented example."""
    if not session.current_model().actor_kinds:  # this typology has no vocabulary for them
        return
    from typology.ui import map_page

    maps = [m for m in session.current_store().list_maps() if m.origin != "template"]
    blocks.section(say("start.maps"), "strukturbilder", say("start.maps_lead"))
    if maps:
        map_page.draw_cities(maps, say)
    else:
        blocks.paragraph(say("map.none"))
    map_page.load_examples(say)
    navigation.link(navigation.MAP, say("map.new"), part="neu")


def _continue(unfinished: list[Assessment], cases: dict[int, Case], say: Speaker) -> None:
    blocks.section(say("start.continue"), "weitermachen")
    questionnaires = session.current_questionnaires()
    for assessment in unfinished:
        questionnaire = questionnaires.get(assessment.questionnaire)
        if questionnaire is None:
            continue
        standing = standing_of(assessment, questionnaire)
        done = standing.whole
        if not done.open:
            continue
        case = cases[assessment.case_id]
        with st.container(key=f"offen-{assessment.id}", horizontal=True, vertical_alignment="center"):
            blocks.html(
                f'<div class="vs-karte"><strong dir="auto">{escape(case.name)}</strong>'
                f"<span>{escape(say.text(questionnaire.label))} · "
                f"{escape(who(assessment, say))}</span>"
                f'<span class="vs-leise">{escape(say("assess.progress", done=done.done, shown=done.shown))}</span></div>'
            )
            navigation.link(
                navigation.ASSESS,
                say("start.go_on"),
                token=assessment.token,
                case=case.id,
                page=standing.next_page(questionnaire),
            )


def who(assessment: Assessment, say: Speaker) -> str:
    """Return perspective and name of whoever answers."""
    perspective = session.current_model().perspectives.get(assessment.perspective)
    label = say.text(perspective.label) if perspective else assessment.perspective
    return f"{assessment.respondent_label} · {label}" if assessment.respondent_label else label


def _steps(say: Speaker) -> None:
    cards = "".join(
        f"<li><strong>{escape(say(f'start.step{n}_title'))}</strong><p>{escape(say(f'start.step{n}_text'))}</p></li>"
        for n in (1, 2, 3)
    )
    blocks.html(f'<ol class="vs-schritte" aria-label="{escape(say("start.steps"))}">{cards}</ol>')


def case_list(cases: list[Case], say: Speaker) -> None:
    """Draw the Verbünde that can be assessed, then the fact sheets from public reports."""
    for unscored, title, lead in ((False, "term.cases", ""), (True, "start.fact_sheets", "start.fact_sheets_text")):
        shown = [case for case in cases if case.unscored is unscored]
        if not shown:
            continue
        blocks.section(say(title), "steckbriefe" if unscored else "verbuende", say(lead) if lead else "")
        for case in shown:
            with st.container(key=f"verbund-{case.id}", horizontal=True, vertical_alignment="center"):
                blocks.html(case_card(case, say))
                navigation.link(navigation.CASE, say("start.open"), case=case.id)


def case_card(case: Case, say: Speaker) -> str:
    """Return a Verbund as a card: name, city, and what kind of entry it is."""
    marks = ""
    if case.invented:
        marks = f'<span class="vs-schild">{escape(say("case.invented"))}</span>'
    return (
        f'<div class="vs-karte"><strong dir="auto">{escape(case.name)}</strong>'
        f'<span dir="auto">{escape(case.city)}</span>{marks}</div>'
    )
