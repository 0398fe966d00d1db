"""Einschätzen: one dimension a page, every answer saved when it is given."""

from __future__ import annotations

from html import escape

import streamlit as st

from typology.assessment.flow import Progress, page_of
from typology.language import Speaker
from typology.model.elements import Model, Page, Questionnaire
from typology.store.records import Assessment
from typology.ui import blocks, navigation, question, session, wave_copy
from typology.ui.case_page import wave_label
from typology.ui.sheet import ALL_PAGES, Sheet, page_to_show, standing_of
from typology.ui.start_page import who

_DONE = "-"  # the page after the last one; no id of a page can look like this


def render() -> None:
    """Draw the page of the questionnaire that the address names, or say what is missing."""
    say, store, where = session.speaker(), session.current_store(), session.place()
    assessment = store.assessment_by_token(where.token) if where.token else None
    if assessment is None:
        blocks.scroll_to(None)
        blocks.page_title(say("assess.title"), say("assess.lead"))
        if where.token:
            blocks.notice(say("assess.unknown_link"), "wichtig")
        navigation.link(navigation.CASE, say("assess.choose"), case=where.case)
        return
    questionnaire = session.current_questionnaires().get(assessment.questionnaire)
    if questionnaire is None:
        blocks.page_title(say("assess.title"))
        blocks.notice(say("assess.questionnaire_gone"), "wichtig")
        return
    _questionnaire_page(assessment, questionnaire, _about(assessment, say), say)


def _about(assessment: Assessment, say: Speaker) -> str:
    """Return whose assessment this is, as markup; the same for every answer, so it is asked for once a page."""
    store = session.current_store()
    case = store.case(assessment.case_id)
    wave = next(w for w in store.list_waves(case.id) if w.id == assessment.wave_id)
    meant = "" if wave.kind == "now" else say("wave.retrospective" if wave.retrospective else "wave.goal")
    sign = f' <span class="vs-schild">{escape(meant)}</span>' if meant else ""
    return (
        f'<span dir="auto">{escape(case.name)} · {escape(wave_label(wave, say))} · {escape(who(assessment, say))}</span>'
        f"{sign}"
    )


def _questionnaire_page(assessment: Assessment, questionnaire: Questionnaire, about: str, say: Speaker) -> None:
    where, standing = session.place(), standing_of(assessment, questionnaire)
    page = page_to_show(standing, questionnaire, where.page, _DONE)
    if page is not None and page.id != where.page:
        # Into the address, or the page would turn by itself with its last answer and "Next" would skip one.
        session.stay(page=page.id)
    blocks.scroll_to(f"frage-{where.item}" if where.item else None)
    # The place of the bar is kept while a question is drawn again; where it says what has moved it is taller.
    with st.container(key="stand-bewegt" if where.since else "stand"):
        bar = st.empty()
    questions = st.container(key="fragen")
    with st.container(key="pflicht"):
        left = st.empty()
    sheet = Sheet(assessment, questionnaire, about, say, bar, left, standing, page, wave_copy.source_of(assessment))
    if page is None:
        sheet.draw_status()
        _finished(assessment, questionnaire, standing.whole, say)
        return
    if assessment.finished and standing.whole.open:
        with blocks.saving(say):  # something is open again: the start page must offer to go on
            session.current_store().set_finished(assessment.id, finished=False)
    pages = sheet.pages
    # These containers keep their places, however many questions there are: Streamlit knows its fragments by them.
    with questions:
        _heading(sheet.model, page, pages.index(page), len(pages), say)
        for entry in standing.shown[page.id]:
            question.draw(sheet, entry)
    _steps(sheet, page)
    sheet.draw_status()


def _heading(model: Model, page: Page, position: int, count: int, say: Speaker) -> None:
    dimension = model.dimensions.get(page.dimension or "")
    title = say.text(page.label or (dimension.label if dimension else None)) or page.id
    blocks.page_title(title, say.text(page.intro), say("assess.page", number=position + 1, count=count))
    if dimension and dimension.describes == "frame":
        blocks.notice(say("assess.frame"))


def _undo(sheet: Sheet) -> None:
    """Take back the last change, and go to the page where it was made."""
    with blocks.saving(sheet.say):
        restored = session.current_store().undo_last(sheet.assessment.id)
        if restored is None:
            blocks.say_once(sheet.say("assess.nothing_to_undo"))
        else:
            # Wherever it was made: nobody should have to look for what has changed.
            page = page_of(sheet.asked, restored.item)
            if page is not None:
                session.stay(page=page.id, item=restored.item)
            item = sheet.model.items.get(restored.item)
            blocks.say_once(sheet.say("assess.undone", item=item.label if item else restored.item))
    navigation.redraw()


def _steps(sheet: Sheet, page: Page) -> None:
    standing, say, model = sheet.standing, sheet.say, sheet.model
    pages = sheet.pages
    position = pages.index(page)
    with st.container(key="schritte", horizontal=True, gap="small"):
        if position:
            _page_button(say("assess.back"), f"zurueck-{page.id}", pages[position - 1].id)
        last = position == len(pages) - 1
        words, target = (say("assess.finish"), _DONE) if last else (say("assess.next"), pages[position + 1].id)
        _page_button(words, f"weiter-{page.id}", target, type="primary")
        st.button(say("assess.undo"), key="rueckgaengig", type="tertiary", on_click=_undo, args=(sheet,))
    # Closed drawers are not filled: what nobody looks at costs nothing.
    drawer = st.expander(say("assess.all_pages"), key=ALL_PAGES, on_change="rerun")
    with drawer:
        for number, other in enumerate(pages if drawer.open else (), start=1):
            dimension = model.dimensions.get(other.dimension or "")
            title = say.text(other.label or (dimension.label if dimension else None)) or other.id
            part = standing.parts[other.id]
            mark = "✓" if not part.open else f"{part.done}/{part.shown}"
            _page_button(
                navigation.plain(f"{number} {title} · {mark}"),
                f"seite-{other.id}",
                other.id,
                type="tertiary",
                disabled=other is page,
            )
    drawer = st.expander(say("assess.resume"), key="spaeter", on_change="rerun")
    if not drawer.open:
        return
    with drawer:
        blocks.paragraph(say("assess.resume_text"))
        link = escape(_full_address(sheet.assessment))
        # A link that shows itself: to keep, to copy, to send. A code block would load half a megabyte for it.
        blocks.html(f'<p class="vs-adresse"><a href="{link}">{link}</a></p>')


def _full_address(assessment: Assessment) -> str:
    base = (st.context.url or "").split("?")[0].rsplit("/", 1)[0]
    return base + "/" + navigation.address(navigation.ASSESS, token=assessment.token).removeprefix("./")


def _turn_to(page: str) -> None:
    """Go to a page; for callbacks. They run even if the button's place is drawn anew by an answer just then."""
    session.stay(page=page, item=None)
    navigation.redraw()


def _page_button(words: str, key: str, page: str, *, type: str = "secondary", disabled: bool = False) -> None:
    st.button(words, key=key, type=type, disabled=disabled, on_click=_turn_to, args=(page,))


def _finished(assessment: Assessment, questionnaire: Questionnaire, whole: Progress, say: Speaker) -> None:
    blocks.page_title(say("assess.done_title"), say("assess.done_lead"))
    if assessment.finished == bool(whole.open):
        with blocks.saving(say):
            session.current_store().set_finished(assessment.id, finished=not whole.open)
    if whole.open:
        model = session.current_model()
        blocks.paragraph(say("assess.left_open", n=len(whole.open)))
        blocks.bullets([say.text(model.items[item].label) for item in whole.open])
    if whole.unsure:
        blocks.paragraph(say("assess.unsure", n=whole.unsure))
    with st.container(key="schritte", horizontal=True, gap="small"):
        if st.button(say("assess.to_result"), type="primary", key="zum-ergebnis"):
            navigation.go(
                navigation.RESULT, case=assessment.case_id, wave=assessment.wave_id, perspective=assessment.perspective
            )
        _page_button(say("assess.look_again"), "noch-einmal", questionnaire.pages[0].id)
