"""Another point in time as a starting point: its answers are taken over, marked, and looked at one by one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from typology.assessment.flow import Asked
from typology.language import Speaker
from typology.store.records import Assessment, Case, Response, ResponseRow, Wave
from typology.ui import blocks, navigation, session
from typology.ui.start_page import who


def offer(case: Case, waves: Sequence[Wave], names: dict[int, str], say: Speaker) -> None:
    """Draw the form that copies an assessment to another point in time.

    Args:
        case: The Verbund.
        waves: Its points in time.
        names: What they are called, by number.
        say: Speaker of the reader's language.
    """
    with st.expander(say("copy.title"), key=f"uebernehmen-{case.id}"):
        store = session.current_store()
        asked = session.current_questionnaires()
        found = [a for a in store.list_assessments(case.id) if a.questionnaire in asked]
        if not found or len(waves) < 2:
            blocks.paragraph(say("copy.none" if not found else "copy.no_wave"), "leise")
            return
        blocks.paragraph(say("copy.text"))

        def name(assessment: Assessment) -> str:
            return " · ".join([names[assessment.wave_id], who(assessment, say), say.text(asked[assessment.questionnaire].label)])

        latest = sorted(found, key=lambda a: -a.id)
        source = st.selectbox(
            say("copy.which"), latest, format_func=name, key=f"uebernehmen-von-{case.id}-{say.language}"
        )
        others = [w.id for w in waves if w.id != source.wave_id]
        target = st.selectbox(
            say("copy.to"), others, format_func=names.__getitem__,
            key=f"uebernehmen-nach-{case.id}-{source.wave_id}-{say.language}",
        )  # fmt: skip
        if st.button(say("copy.do"), key=f"uebernehmen-los-{case.id}"):
            _copy(source, target, say)
            blocks.pending_problem()


def _copy(source: Assessment, wave_id: int, say: Speaker) -> None:
    """Copy what is still asked alike, and go there."""
    from typology.store.development_errors import AlreadyThereError

    store, model = session.current_store(), session.current_model()
    given = store.current_responses(source.id)
    alike = {item for item, response in given.items() if not session.outdated(source, response)}
    with blocks.saving(say):
        try:
            begun = store.copy_assessment(
                source.id, wave_id, only=alike, model_version=model.version,
                questionnaire_version=session.current_questionnaires()[source.questionnaire].full_version,
            )  # fmt: skip
        except AlreadyThereError:
            blocks.notice(say("copy.there"), "wichtig")
            return
        if left_out := len(given) - len(alike):
            blocks.say_once(say("copy.left_out", n=left_out))
        first = session.current_questionnaires()[source.questionnaire].pages[0].id
        navigation.go(navigation.ASSESS, token=begun.token, case=begun.case_id, page=first)


# ------------------------------------------------------------------------------ beside the questions
def source_of(assessment: Assessment) -> tuple[str, dict[str, Response]] | None:
    """Return the name of the point in time an assessment began with, and what was copied; None if with none."""
    if assessment.copied_from is None:
        return None
    from typology.ui.case_page import wave_label

    store = session.current_store()
    earlier = next((a for a in store.list_assessments(assessment.case_id) if a.id == assessment.copied_from), None)
    if earlier is None:
        return None
    wave = next(w for w in store.list_waves(assessment.case_id) if w.id == earlier.wave_id)
    return wave_label(wave, session.speaker()), store.begun_with(assessment.id)


def mark(
    source: tuple[str, dict[str, Response]] | None, asked: Asked, response: Response | ResponseRow | None, say: Speaker
) -> bool:
    """Draw beside a question whether its answer was taken over, or changed since.

    Returns:
        Whether the answer still waits to be looked at.
    """
    if source is None:
        return False
    wave, earlier = source
    if response is not None and response.copied_from is not None:
        blocks.html(f'<p class="vs-uebernommen">{escape(say("copy.taken_over", wave=wave))}</p>')
        return response.state != "none"
    before = earlier.get(asked.item.id)
    if response is None or before is None or before.state == "none" or _same(before, response):
        return False
    text = _words(asked, before, say)
    blocks.html(f'<p class="vs-uebernommen vs-geaendert" dir="auto">{escape(say("copy.changed", wave=wave, before=text))}</p>')
    return False


def _same(one: Response | ResponseRow, other: Response | ResponseRow) -> bool:
    return (one.state, one.option, one.number) == (other.state, other.option, other.number)


def _words(asked: Asked, response: Response | ResponseRow, say: Speaker) -> str:
    if response.state in ("dk", "na"):
        return say(f"assess.{response.state}")
    if response.option is not None:
        return say.text(asked.anchors.get(response.option)) or response.option
    return f"{response.number or 0.0:.12g}"
