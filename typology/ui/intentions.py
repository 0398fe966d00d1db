"""From today to the goal: where the two lie apart, what somebody wants to do about it, and what became of that."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.store.records import Wave
from typology.ui import blocks, drawings, navigation, session
from typology.ui.case_page import wave_label, wave_name
from typology.ui.of_case import OfCase

if TYPE_CHECKING:
    from typology.assessment.change import Gap
    from typology.store.development_records import Intention, IntentionStep

_STATES = ("open", "begun", "done", "dropped")
_REMOVED = "vorhaben-entfernt"
"""Key of the intention that was taken away last, after its Verbund; it can be brought back."""


def goal(found: OfCase, perspective: str, say: Speaker) -> None:
    """Draw the gap between today and the goal, and the intentions that came of it."""
    from typology.figures.goal_gap import draw_goal_gap
    from typology.figures.moments import Point
    from typology.reports.changes import goal_gaps

    blocks.section(say("goal.title"), "ziel", say("goal.lead"))
    answered = [w for w in found.waves if found.readings.has(str(w.id), perspective)]
    now = next((w for w in reversed(answered) if w.kind == "now"), None)
    aim = next((w for w in reversed(answered) if w.kind == "goal"), None)
    gaps: tuple[Gap, ...] = ()
    if now is None or aim is None:
        missing = "goal" if aim is None else "now"
        empty = next((w for w in reversed(found.waves) if w.kind == missing), None)
        if empty is None:
            blocks.notice(say(f"goal.missing_{missing}"))
            navigation.link(navigation.CASE, say("development.to_waves"), case=found.case.id)
        else:
            blocks.notice(say("goal.unanswered", wave=wave_label(empty, say)))
            navigation.link(navigation.CASE, say("result.to_case"), case=found.case.id)
    else:
        rows = [r for r in found.rows if r.perspective == perspective and r.wave_id in (now.id, aim.id)]
        gaps = session.worked_out(
            f"goal {now.id} {aim.id}", rows, lambda: goal_gaps(session.versions(), rows, now.id, aim.id, perspective)
        )
        # Where people differ by a fraction of a step nobody has to do anything.
        apart = tuple(g for g in gaps if g.points and (g.goal_option is None or g.goal_option != g.now_option))
        if not apart:
            blocks.paragraph(say("goal.no_gap"))
        else:
            model = session.current_model()
            today, wished = Point(wave_name(now, say), now.kind, now.year), Point(wave_name(aim, say), aim.kind, aim.year)
            drawings.show(
                lambda form: draw_goal_gap(model, apart, say, now=today, goal=wished, form=form), say,
                f"ziel-{found.case.id}", invented=found.case.invented,
            )  # fmt: skip
            if rest := sum(bool(g.points) for g in gaps) - len(apart):
                blocks.paragraph(say("goal.small", n=rest), "leise")
        if unknown := sum(g.points is None for g in gaps):
            blocks.paragraph(say("goal.unknown_now", n=unknown), "leise")
        gaps = apart
    _list(found, say)
    _new(found, gaps, now or aim, say)


def _list(found: OfCase, say: Speaker) -> None:
    known = session.current_store().list_intentions(found.case.id)
    blocks.section(say("intention.title"), "vorhaben")
    if not known:
        blocks.paragraph(say("intention.none"), "leise")
    for intention in known:
        _entry(intention, found, say)
    case_id, removed = st.session_state.get(_REMOVED, (None, None))
    if case_id == found.case.id:
        with st.container(key="vorhaben-zurueck", horizontal=True, vertical_alignment="center"):
            blocks.paragraph(say("intention.removed"), "leise")
            if st.button(say("intention.restore"), type="tertiary", key="vorhaben-holen"):
                with blocks.saving(say):
                    session.current_store().restore_intention(removed)
                    st.session_state.pop(_REMOVED, None)
                    st.rerun()


def about(item: str, say: Speaker) -> str:
    """Return what an intention is about in words; "" if it is about nothing in particular."""
    model = session.current_model()
    known = model.items.get(item) or model.dimensions.get(item) or model.axes.get(item)
    return say.text(known.label) if known else item


def _day(day: date | None, say: Speaker) -> str:
    if day is None:
        return say("intention.no_date")
    return day.strftime("%d.%m.%Y" if say.language == "de" else "%d/%m/%Y")


def _entry(intention: Intention, found: OfCase, say: Speaker) -> None:
    with st.container(key=f"vorhaben-{intention.id}", border=True):
        lines = [
            f'<p class="vs-leise">{blocks.escaped(about(intention.about, say))}</p>' if intention.about else "",
            f'<p class="vs-vorhaben" dir="auto"><strong>{blocks.escaped(intention.text)}</strong></p>',
            f'<p dir="auto">{blocks.escaped(say("intention.who_when", role=intention.role or say("intention.no_role"), day=_day(intention.due, say)))}</p>',
        ]
        blocks.html("".join(lines))
        with st.container(key=f"vorhaben-stand-{intention.id}", horizontal=True, vertical_alignment="bottom"):
            state = st.segmented_control(
                say("intention.state"), _STATES, default=intention.state, required=True,
                format_func=lambda s: say(f"intention.state_{s}"),
                key=f"vorhaben-state-{intention.id}-{intention.state}-{say.language}",
            )  # fmt: skip
            st.button(say("intention.remove"), type="tertiary", key=f"vorhaben-weg-{intention.id}",
                      on_click=_remove, args=(found.case.id, intention.id))  # fmt: skip
        _look_again(intention, found, say)
        if intention.steps:
            blocks.html('<ul class="vs-liste vs-leise">' + "".join(
                f"<li>{blocks.escaped(_step(step, found, say))}</li>" for step in intention.steps
            ) + "</ul>")
        if state != intention.state:
            # What became of it is noted at the point in time that is the latest today.
            wave = next((w for w in reversed(found.waves) if w.kind == "now"), None)
            with blocks.saving(say):
                session.current_store().set_intention_state(intention.id, state, wave_id=wave.id if wave else None)
                st.rerun()


def _look_again(intention: Intention, found: OfCase, say: Speaker) -> None:
    """Ask at the next point in time what has become of an intention that was still open at the last one."""
    days = [w for w in found.waves if w.kind == "now"]
    last = intention.steps[-1] if intention.steps else None
    seen = found.wave(last.wave_id if last else intention.wave_id)
    if seen is None or seen.kind != "now":
        # Noted beside a goal: it was seen last at the point in time that was the latest then.
        at = last.given_at if last else intention.created_at
        seen = next((w for w in reversed(days) if w.created_at <= at), seen)
    now = days[-1] if days else None
    if now is not None and now != seen and intention.state in ("open", "begun"):
        state = say(f"intention.state_{intention.state}")
        then = wave_label(seen, say) if seen else ""
        blocks.html(f'<p class="vs-uebernommen">{blocks.escaped(say("intention.look_again", then=then, now=wave_label(now, say), state=state))}</p>')


def _step(step: IntentionStep, found: OfCase, say: Speaker) -> str:
    wave = found.wave(step.wave_id)
    day = session.local_time(step.given_at).strftime("%d.%m.%Y" if say.language == "de" else "%d/%m/%Y")
    where = f" · {wave_label(wave, say)}" if wave else ""
    return f"{day}{where}: {say('intention.state_' + step.state)}"


def _remove(case_id: int, number: int) -> None:
    with blocks.saving(session.speaker()):
        session.current_store().remove_intention(number)
        st.session_state[_REMOVED] = (case_id, number)


def _new(found: OfCase, gaps: tuple[Gap, ...], wave: Wave | None, say: Speaker) -> None:
    """Offer a form for a new intention, about one of the gaps or about anything."""
    if wave is None:
        return
    with st.expander(say("intention.new"), key=f"vorhaben-neu-{found.case.id}"):
        blocks.paragraph(say("intention.new_text"), "leise")
        # A form that was sent is followed by an empty one; one that could not be read keeps what was written.
        sent_before = f"vorhaben-form-gesendet-{found.case.id}"
        count = st.session_state.get(sent_before, 0)
        with st.form(f"vorhaben-form-{found.case.id}-{count}", border=False):
            options = ["", *(g.item for g in gaps)]
            subject = st.selectbox(say("intention.about"), options,
                                   format_func=lambda i: about(i, say) if i else say("intention.about_all"))  # fmt: skip
            text = st.text_input(say("intention.what"), max_chars=300)
            role = st.text_input(say("intention.role"), max_chars=120, placeholder=say("intention.role_example"))
            due = st.text_input(say("intention.due"), max_chars=10, placeholder=say("intention.due_example"))
            sent = st.form_submit_button(say("intention.add"), type="primary")
        if not sent:
            return
        day = read_day(due)
        if not text.strip():
            blocks.notice(say("intention.what_missing"), "wichtig")
        elif due.strip() and day is None:
            blocks.notice(say("intention.due_wrong"), "wichtig")
        else:
            with blocks.saving(say):
                session.current_store().add_intention(
                    found.case.id, wave.id, subject, text.strip(), role=role.strip(), due=day
                )
                st.session_state[sent_before] = count + 1
                st.rerun()
            blocks.pending_problem()


def read_day(text: str) -> date | None:
    """Return a day as people write it: ``31.12.2027``, ``31.12.27``, ``31/12/2027`` or ``2027-12-31``; else None."""
    parts = [part.strip() for part in text.replace("/", ".").replace("-", ".").split(".")]
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else numbers[::-1]
    if year < 100:
        year += 2000  # nobody plans for the first century
    elif year < 1000:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
