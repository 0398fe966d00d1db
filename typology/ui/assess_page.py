"""Einschätzen: one dimension a page, every answer saved when it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape

import streamlit as st

from typology.assessment.flow import (
    Asked,
    Progress,
    StoredAnswer,
    ask,
    next_page,
    page_of,
    progress_of,
    shown_entries,
)
from typology.language import Speaker
from typology.model.elements import Model, Page, Questionnaire
from typology.reports.stored import same_question
from typology.store.records import Assessment, Response
from typology.ui import blocks, moved, navigation, session
from typology.ui.case_page import wave_label
from typology.ui.start_page import who

_UNSURE, _NOT_APPLICABLE = "dk", "na"
_DONE = "-"  # the page after the last one; no id of a page can look like this
_SHOWN_NOTE = 160  # characters of a note that are shown while its field is folded away
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?|[+-]?[.,]\d+")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+|[+-]?[1-9]\d{0,2}(?:,\d{3})+")


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
    retrospective = f' <span class="vs-schild">{escape(say("wave.retrospective"))}</span>' if wave.retrospective else ""
    return (
        f'<span dir="auto">{escape(case.name)} · {escape(wave_label(wave, say))} · {escape(who(assessment, say))}</span>'
        f"{retrospective}"
    )


@st.fragment  # an answer redraws the questions alone, not header and footer
def _questionnaire_page(assessment: Assessment, questionnaire: Questionnaire, about: str, say: Speaker) -> None:
    model, store, where = session.current_model(), session.current_store(), session.place()
    responses = store.current_responses(assessment.id)
    # An answer to a question that has changed since is shown in its old words and counts as missing.
    changed = {item for item, r in responses.items() if r.state == "answer" and _changed_since(model, r)}
    answers = {i: StoredAnswer(r.state, r.option, r.number) for i, r in responses.items() if i not in changed}
    shown = shown_entries(model, questionnaire, answers)
    pages = [page for page in questionnaire.pages if page.id in shown]
    page = next((p for p in pages if p.id == where.page), None)
    if page is None and where.page != _DONE:
        page = next((p for p in pages if p.id == next_page(model, questionnaire, answers)), pages[0])
        # Into the address, or the page would turn by itself with its last answer and "Next" would skip one.
        session.stay(page=page.id)
    blocks.scroll_to(f"frage-{where.item}" if where.item else None)
    parts = {page.id: progress_of(model, shown[page.id], answers) for page in pages}
    whole = progress_of(model, [entry for page in pages for entry in shown[page.id]], answers)
    _status(assessment, about, whole, responses, say)
    if page is None:
        _finished(assessment, questionnaire, whole, say)
        return
    position = pages.index(page)
    _heading(model, page, position, len(pages), say)
    for entry in shown[page.id]:
        asked = ask(model, entry, assessment.perspective)
        _question(model, assessment, questionnaire, asked, responses.get(entry.item), say)
    _steps(assessment, questionnaire, pages, position, parts, say)


def _status(
    assessment: Assessment, about: str, whole: Progress, responses: Mapping[str, Response], say: Speaker
) -> None:
    """The bar that stays in sight: whose assessment, how far, when it was last saved, and what has moved."""
    last: datetime | None = max((r.given_at for r in responses.values()), default=None)
    saved = say("assess.saved", time=session.clock(last)) if last else say("assess.nothing_yet")
    share = round(100 * whole.share)
    with st.container(key="stand"):
        blocks.html(
            f'<div class="vs-stand"><div>{about}</div>'
            f'<div class="vs-fortschritt" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
            f'aria-valuenow="{share}" aria-label="{escape(say("assess.progress_label"))}">'
            f'<i style="width:{share}%"></i></div>'
            f'<div class="vs-leise"><span>{escape(say("assess.progress", done=whole.done, shown=whole.shown))}</span>'
            f'<span role="status" class="vs-gespeichert">{escape(saved)}</span></div></div>'
        )
        # In the bar that stays in sight: whoever answers has scrolled away from the top.
        blocks.pending_problem()
        moved.since(assessment, say)


def _heading(model: Model, page: Page, position: int, count: int, say: Speaker) -> None:
    dimension = model.dimensions.get(page.dimension or "")
    title = say.text(page.label or (dimension.label if dimension else None)) or page.id
    blocks.page_title(title, say.text(page.intro), say("assess.page", number=position + 1, count=count))
    if dimension and dimension.describes == "frame":
        blocks.notice(say("assess.frame"))


def _question(
    model: Model,
    assessment: Assessment,
    questionnaire: Questionnaire,
    asked: Asked,
    response: Response | None,
    say: Speaker,
) -> None:
    item = asked.item
    with st.container(key=f"frage-{assessment.id}-{item.id}"):
        open_yet = response is None or response.state == "none"
        wanted = asked.required and open_yet
        required = f' <span class="vs-schild">{escape(say("assess.required"))}</span>' if wanted else ""
        sought = " vs-gesucht" if session.place().item == item.id else ""
        hint = f'<p class="vs-hilfe" dir="auto">{escape(say.text(asked.hint))}</p>' if asked.hint else ""
        blocks.html(
            f'<div class="vs-frage{sought}" id="frage-{escape(item.id)}"><p class="vs-kicker">{escape(say.text(item.label))}'
            f'{required}</p><h3 dir="auto">{escape(say.text(asked.question))}</h3>{hint}</div>'
        )
        changed = response is not None and response.state == "answer" and _changed_since(model, response)
        if changed:
            blocks.notice(
                say("assess.changed_question", version=response.model_version, answer=_old_words(response, say))
            )
        draw = _number if asked.scale.kind == "number" else _levels
        draw(assessment, questionnaire, asked, None if changed else response, say)
        problem = st.session_state.pop(f"fehler-{item.id}", None)
        if problem:
            blocks.notice(problem, "wichtig")
        _evidence(assessment, questionnaire, asked, response, say)


def _changed_since(model: Model, response: Response) -> bool:
    if response.model_version == model.version:
        return False
    old = session.old_model(model.info.id, response.model_version)
    return old is not None and not same_question(old, model, response.item)


def _old_words(response: Response, say: Speaker) -> str:
    """Return an answer in the words of the version it was given under."""
    if response.option is None:
        return _as_typed(response.number or 0.0, say)
    old = session.old_model(session.current_model().info.id, response.model_version)
    item = old.items.get(response.item) if old else None
    option = old.scale_of(item.id).option(response.option) if old and item else None
    return say.text((item and item.anchors.get(response.option)) or (option and option.label)) or response.option


def _as_typed(number: float, say: Speaker) -> str:
    """Return a number as somebody would type it: all of its digits, and the language's decimal sign."""
    plain = f"{number:.12g}"
    return say.number(number, len(plain.partition(".")[2])) if "e" not in plain else plain


def _levels(
    assessment: Assessment, questionnaire: Questionnaire, asked: Asked, response: Response | None, say: Speaker
) -> None:
    words = {option: say.text(text) for option, text in asked.anchors.items()}
    words[_UNSURE], words[_NOT_APPLICABLE] = say("assess.dk"), _not_applicable(assessment, say)
    # Two options with the same words would be one for the browser; signs of no width keep them apart.
    seen: dict[str, int] = {}
    for option, text in words.items():
        seen[text] = seen.get(text, -1) + 1
        words[option] = text + "\u2060" * seen[text]
    key = f"antwort-{assessment.id}-{asked.item.id}-{say.language}"
    # The store is the truth: another tab, an undo or a failed save must show here as they are.
    st.session_state[key] = _chosen(response, words)
    st.radio(
        say.text(asked.question),
        list(words),
        index=None,
        format_func=lambda option: navigation.plain(words[option]),
        key=key,
        label_visibility="collapsed",
        on_change=_save_level,
        args=(assessment, questionnaire, asked.item.id, key),
        width="stretch",
    )


def _not_applicable(assessment: Assessment, say: Speaker) -> str:
    """Who looks from outside does not speak of "us"."""
    perspective = session.current_model().perspectives.get(assessment.perspective)
    return say("assess.na_outside" if perspective and perspective.view == "outside" else "assess.na")


def _chosen(response: Response | None, words: Mapping[str, str]) -> str | None:
    if response is None:
        return None
    if response.state in (_UNSURE, _NOT_APPLICABLE):
        return response.state
    return response.option if response.option in words else None


def _save_level(assessment: Assessment, questionnaire: Questionnaire, item: str, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is None:
        return
    if chosen in (_UNSURE, _NOT_APPLICABLE):
        _save(assessment, questionnaire, item, chosen)
    else:
        _save(assessment, questionnaire, item, "answer", option=chosen)


def _number(
    assessment: Assessment, questionnaire: Questionnaire, asked: Asked, response: Response | None, say: Speaker
) -> None:
    key = f"zahl-{assessment.id}-{asked.item.id}-{say.language}"
    given = response.number if response and response.state == "answer" else None
    stored = "" if given is None else _as_typed(given, say)
    st.session_state[key] = st.session_state.pop(_draft("zahl", asked.item.id), stored)
    unit = say.text(asked.scale.unit)
    st.text_input(
        f"{say('assess.number')} ({unit})" if unit else say("assess.number"),
        key=key,
        max_chars=12,
        on_change=_save_number,
        args=(assessment, questionnaire, asked, key),
    )
    other = f"statt-{assessment.id}-{asked.item.id}-{say.language}"
    st.session_state[other] = response.state if response and response.state in (_UNSURE, _NOT_APPLICABLE) else None
    st.radio(
        say("assess.instead"),
        [_UNSURE, _NOT_APPLICABLE],
        index=None,
        format_func=lambda state: say("assess.dk") if state == _UNSURE else _not_applicable(assessment, say),
        key=other,
        label_visibility="collapsed",
        on_change=_save_level,
        args=(assessment, questionnaire, asked.item.id, other),
        width="stretch",
    )


def _save_number(assessment: Assessment, questionnaire: Questionnaire, asked: Asked, key: str) -> None:
    say, item, scale = session.speaker(), asked.item.id, asked.scale
    text = st.session_state[key].strip().replace("\u00a0", "").replace(" ", "").rstrip("%")
    if not text:
        _save(assessment, questionnaire, item, "none")
        return
    number = _read_number(text, whole=scale.whole)
    low, high = scale.minimum, scale.maximum
    # What was typed is shown once more beside the message, so that it can be mended.
    st.session_state[_draft("zahl", item)] = st.session_state[key]
    if number is None:
        st.session_state[f"fehler-{item}"] = say("assess.not_a_number", text=text)
    elif (low is not None and number < low) or (high is not None and number > high):
        bounds = "assess.out_of_range" if high is not None else "assess.too_small"
        st.session_state[f"fehler-{item}"] = say(bounds, low=say.number(low), high=say.number(high))
    elif scale.whole and number != int(number):
        st.session_state[f"fehler-{item}"] = say("assess.not_whole")
    else:
        del st.session_state[_draft("zahl", item)]
        _save(assessment, questionnaire, item, "answer", number=number)


def _read_number(text: str, *, whole: bool) -> float | None:
    """Return what somebody typed as a number, with comma or point; None if it is none.

    Where only whole numbers fit, ``1.200`` and ``1,200`` are twelve hundred and not one point two.
    """
    if whole and _THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", "")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _evidence(
    assessment: Assessment, questionnaire: Questionnaire, asked: Asked, response: Response | None, say: Speaker
) -> None:
    note = response.note if response else ""
    # Another title would make it another drawer, which closes under the hands of whoever has just written.
    drawer = st.expander(say("assess.evidence"), key=f"beleg-{assessment.id}-{asked.item.id}", on_change="rerun")
    if not drawer.open:
        if note:
            shown = note if len(note) <= _SHOWN_NOTE else note[:_SHOWN_NOTE].rstrip() + " …"
            blocks.paragraph(say("assess.evidence_there", note=shown), "leise")
        return
    with drawer:
        key = f"notiz-{assessment.id}-{asked.item.id}-{say.language}"
        draft = st.session_state.get(_draft("notiz", asked.item.id))
        st.session_state[key] = note if draft is None else draft
        if draft is not None:
            blocks.notice(say("assess.unsaved"), "wichtig")
        st.text_area(
            say("assess.evidence_label"),
            key=key,
            height=110,
            on_change=_save_note,
            args=(assessment, questionnaire, asked.item.id, key),
        )
        if response and response.state != "none":
            st.button(
                say("assess.withdraw"),
                key=f"weg-{assessment.id}-{asked.item.id}",
                type="tertiary",
                on_click=_save,
                args=(assessment, questionnaire, asked.item.id, "none"),
            )


def _save_note(assessment: Assessment, questionnaire: Questionnaire, item: str, key: str) -> None:
    # What was typed stays in its field until it is saved; a full disk must not take it away.
    st.session_state[_draft("notiz", item)] = st.session_state[key]
    with blocks.saving(session.speaker()):
        session.current_store().give_note(
            assessment.id,
            item,
            st.session_state[key],
            model_version=session.current_model().version,
            questionnaire_version=questionnaire.full_version,
        )
        del st.session_state[_draft("notiz", item)]


def _draft(kind: str, item: str) -> str:
    """Return the key under which something typed but not saved is kept."""
    return f"entwurf-{kind}-{session.place().token}-{item}"


def _save(
    assessment: Assessment,
    questionnaire: Questionnaire,
    item: str,
    state: str,
    option: str | None = None,
    number: float | None = None,
) -> None:
    with blocks.saving(session.speaker()):
        session.current_store().give_response(
            assessment.id,
            item,
            state,
            option,
            number,
            model_version=session.current_model().version,
            questionnaire_version=questionnaire.full_version,
        )


def _undo(assessment: Assessment, questionnaire: Questionnaire, here: str) -> None:
    """Take back the last change, and go to the page where it was made."""
    say = session.speaker()
    with blocks.saving(say):
        restored = session.current_store().undo_last(assessment.id)
        if restored is None:
            blocks.say_once(say("assess.nothing_to_undo"))
            return
        page = page_of(questionnaire, restored.item)
        if page is not None and page.id != here:
            session.stay(page=page.id, item=restored.item)


def _steps(
    assessment: Assessment,
    questionnaire: Questionnaire,
    pages: list[Page],
    position: int,
    parts: Mapping[str, Progress],
    say: Speaker,
) -> None:
    model = session.current_model()
    here = parts[pages[position].id]
    if here.required_open:
        labels = [say.text(model.items[item].label) for item in here.required_open]
        blocks.paragraph(say("assess.required_open", items=", ".join(labels)), "leise")
    with st.container(key="schritte", horizontal=True, gap="small"):
        if position and st.button(say("assess.back"), key=f"zurueck-{pages[position].id}"):
            _turn_to(pages[position - 1].id)
        last = position == len(pages) - 1
        if st.button(
            say("assess.finish" if last else "assess.next"), type="primary", key=f"weiter-{pages[position].id}"
        ):
            _turn_to(_DONE if last else pages[position + 1].id)
        st.button(
            say("assess.undo"),
            key="rueckgaengig",
            type="tertiary",
            on_click=_undo,
            args=(assessment, questionnaire, pages[position].id),
        )
    # Closed drawers are not filled: what nobody looks at costs nothing when an answer is given.
    drawer = st.expander(say("assess.all_pages"), key="alle-seiten", on_change="rerun")
    with drawer:
        for number, page in enumerate(pages if drawer.open else (), start=1):
            dimension = model.dimensions.get(page.dimension or "")
            title = say.text(page.label or (dimension.label if dimension else None)) or page.id
            part = parts[page.id]
            mark = "✓" if not part.open else f"{part.done}/{part.shown}"
            if st.button(
                navigation.plain(f"{number} {title} · {mark}"),
                key=f"seite-{page.id}",
                type="tertiary",
                disabled=number - 1 == position,
            ):
                _turn_to(page.id)
    drawer = st.expander(say("assess.resume"), key="spaeter", on_change="rerun")
    if not drawer.open:
        return
    with drawer:
        blocks.paragraph(say("assess.resume_text"))
        link = escape(_full_address(assessment))
        # A link that shows itself: to keep, to copy, to send. A code block would load half a megabyte for it.
        blocks.html(f'<p class="vs-adresse"><a href="{link}">{link}</a></p>')


def _full_address(assessment: Assessment) -> str:
    base = (st.context.url or "").split("?")[0].rsplit("/", 1)[0]
    return base + "/" + navigation.address(navigation.ASSESS, token=assessment.token).removeprefix("./")


def _turn_to(page: str) -> None:
    session.stay(page=page, item=None)
    st.rerun()


def _finished(assessment: Assessment, questionnaire: Questionnaire, whole: Progress, say: Speaker) -> None:
    blocks.page_title(say("assess.done_title"), say("assess.done_lead"))
    if not assessment.finished:
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
        if st.button(say("assess.look_again"), key="noch-einmal"):
            _turn_to(questionnaire.pages[0].id)
