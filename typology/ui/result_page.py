"""Ergebnis: what the answers show, how sure that is, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from typology.language import Speaker
from typology.model.elements import Model
from typology.store.records import ResponseRow, Wave
from typology.ui import blocks, moved, navigation, of_case, result_map, result_parts, session
from typology.ui.case_page import wave_label

if TYPE_CHECKING:
    from typology.assessment.reading import Reading

T = TypeVar("T")


def render() -> None:
    """Draw the result of the Verbund, point in time and perspective that the address names."""
    say, store, where = session.speaker(), session.current_store(), session.place()
    case = of_case.find_case()
    blocks.scroll_to(None)
    if case is None:
        blocks.page_title(say("result.title"), say("result.lead"))
        if where.case is not None:
            blocks.notice(say("case.unknown"), "wichtig")
        of_case.choose_case(navigation.RESULT, say)
        return
    rows = [r for r in store.responses_of_case(case.id) if r.state != "none"]
    blocks.page_title(case.name, kicker=case.city)
    navigation.ways_of_result(navigation.RESULT, say)
    if case.invented:
        blocks.notice(say("case.invented_text"))
    blocks.working_version(session.current_model(), say)
    if not rows:
        blocks.notice(say("result.empty_fact_sheet" if case.unscored else "result.empty"))
        navigation.link(navigation.CASE, say("result.to_case"), case=case.id)
        return
    readings = session.CaseReadings(rows)
    reading = _choose(readings, store.list_waves(case.id), say)
    if reading is None:
        blocks.notice(say("result.old_model_only"))
        return
    _whose(reading, rows, say)
    moved.since_address(case.id, reading.wave, reading.perspective, say)
    _outdated(session.current_model(), rows, reading, say)
    if not any(s.score is not None for s in reading.sets.values()):
        blocks.notice(say("result.nothing_to_score"))
    with blocks.sections_below(say("result.sections")):
        result_parts.verdict(reading, say)
        result_parts.counterfactual(reading, case.id, say)
        result_parts.profile(reading, case.id, say)
        result_parts.types(reading, say)
        result_parts.phase(reading, say)
        result_parts.placement(reading, readings, say)
        wave = next((w for w in store.list_waves(case.id) if str(w.id) == reading.wave), None)
        result_map.place_in_map(case, reading, rows, wave, say)
        result_parts.coverage(reading, rows, case.id, say)
        result_parts.reflection(reading, say)


def _choose(readings: session.CaseReadings, waves: Sequence[Wave], say: Speaker) -> Reading | None:
    """Let the reader choose point in time and perspective; what the address names comes first."""
    if not readings.groups:
        return None
    model, where = session.current_model(), session.place()
    with_answers = [w for w in waves if any(wave == str(w.id) for wave, _ in readings.groups)]
    now = [w.id for w in with_answers if w.kind == "now"]
    wave_ids = [w.id for w in with_answers]
    preferred = where.wave if where.wave in wave_ids else (now[-1] if now else wave_ids[-1])
    with st.container(key="auswahl", horizontal=True, gap="medium"):
        wave = preferred
        if len(wave_ids) > 1:
            labels = {w.id: wave_label(w, say) for w in with_answers}
            wave = _choice(say("result.wave"), wave_ids, preferred, labels, f"zeitpunkt-{preferred}")
        looking = [p for of_wave, p in readings.groups if of_wave == str(wave)]
        inside = [p for p in model.perspectives if p in looking]
        inside += [p for p in looking if p not in inside]  # a perspective that the model no longer has
        perspective = where.perspective if where.perspective in looking else (inside or looking)[0]
        if len(looking) > 1:
            labels = {p: say.text(model.perspectives[p].label) if p in model.perspectives else p for p in looking}
            perspective = _choice(
                say("result.perspective"), inside or looking, perspective, labels, f"blick-{wave}-{perspective}"
            )
    if (wave, perspective) != (where.wave, where.perspective):
        session.stay(wave=wave, perspective=perspective)
    return readings.of(str(wave), perspective)


def _choice(label: str, options: list[T], default: T, labels: dict[T, str], key: str) -> T:
    return st.pills(
        label,
        options,
        default=default,
        required=True,
        key=f"{key}-{session.language()}",
        wrap=True,
        format_func=lambda option: navigation.plain(labels[option]),
    )


def _whose(reading: Reading, rows: Sequence[ResponseRow], say: Speaker) -> None:
    """Say how many people answered, and that one person is one person."""
    model = session.current_model()
    perspective = model.perspectives.get(reading.perspective)
    key = "result.single" if reading.respondents == 1 else "result.group"
    text = say(key, n=reading.respondents)
    if perspective and perspective.attributed:
        text = f"{text} {say('result.attributed')}"
    wave = next((w for w in session.current_store().list_waves(rows[0].case_id) if str(w.id) == reading.wave), None)
    if wave and wave.kind != "now":
        text = f"{text} {say('result.wave_' + wave.kind)}"
    view = "result.inside_view" if perspective is None or perspective.view == "inside" else "result.outside_view"
    label = perspective.label if perspective else reading.perspective
    blocks.html(f'<p class="vs-satz">{escape(say(view, perspective=label))}</p>')
    blocks.paragraph(text, "leise")
    # The choice is made with buttons, which are not printed; on paper this line says what was chosen.
    today = session.local_time(datetime.now(UTC)).strftime("%d.%m.%Y")
    blocks.html(
        '<p class="vs-druck">'
        + escape(
            say("result.printed", wave=wave_label(wave, say) if wave else reading.wave, perspective=label, date=today)
        )
        + "</p>"
    )


def _outdated(model: Model, rows: Sequence[ResponseRow], reading: Reading, say: Speaker) -> None:
    """Answers whose question has changed stay readable under their version; say so, and show them."""
    mine = [r for r in rows if (str(r.wave_id), r.perspective) == (reading.wave, reading.perspective)]
    changed = session.versions().all_outdated(mine)
    read_anew = {(old.row.assessment_id, old.row.item) for old in changed}
    earlier = [
        r
        for r in mine
        if r.state == "answer" and (r.model_version != model.version or (r.assessment_id, r.item) in read_anew)
    ]
    if not earlier:
        return
    blocks.notice(say("result.older_version", n=len(earlier), changed=len(changed)))
    if not changed:
        return
    with st.expander(say("result.older_answers")):
        lines = []
        for old in changed:
            anchor = old.asked.anchors.get(old.row.option or "") if old.asked else None
            answer = say.text(anchor) if anchor else (old.row.option or say.number(old.row.number, 1))
            label = say.text(old.asked.item.label) if old.asked else old.row.item
            lines.append((label, answer, f"{old.row.model_version} · {old.row.questionnaire_version}"))
        headings = (say("result.item"), say("result.answer_then"), say("model.version_label"))
        blocks.html(blocks.table(headings, lines, say("result.older_answers")))
