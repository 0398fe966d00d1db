"""What moved: the reading before and after a change, so that a coordinator sees what her answer does."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from typology.language import Speaker
from typology.store.records import Assessment
from typology.ui import blocks, navigation, session

if TYPE_CHECKING:
    from typology.assessment.assignment import Assignment

# A movement smaller than this rounds to nothing on the screen.
_VISIBLE = 0.5
_IN_ONE_LINE = 2  # so many values fit into the bar over the questions


def now() -> str:
    """Return the present moment for the address: changes after it will be shown."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def since(assessment: Assessment, say: Speaker) -> str:
    """Return, for the bar over the questions: what has moved in one line, and the way back to the result."""
    moment = _moment(session.place().since)
    found = moment and _compare(assessment.case_id, str(assessment.wave_id), assessment.perspective, moment, say)
    if not moment or not found:
        return ""
    lines, verdict = found
    text = " · ".join([*lines[:_IN_ONE_LINE], escape(verdict)]) if lines else escape(say("moved.nothing"))
    back = navigation.address(
        navigation.RESULT,
        case=assessment.case_id,
        wave=assessment.wave_id,
        perspective=assessment.perspective,
        since=session.place().since,
    )
    return (
        f'<div class="vs-kasten vs-bewegt vs-schmal" role="status"><p><strong>'
        f"{escape(say('moved.title', time=session.clock(moment)))}:</strong> {text} "
        f'<a href="{escape(back)}">{escape(say("moved.back"))}</a></p></div>'
    )


def since_address(case: int, wave: str, perspective: str, say: Speaker) -> None:
    """On the result page: show what has moved since the moment in the address."""
    if moment := _moment(session.place().since):
        show(case, wave, perspective, moment, say)


def show(case: int, wave: str, perspective: str, moment: datetime, say: Speaker) -> None:
    """Compare the reading at a moment with the present one, in a box."""
    found = _compare(case, wave, perspective, moment, say)
    if found is None:
        return
    lines, verdict = found
    body = "".join(f"<li>{line}</li>" for line in lines) or f"<li>{escape(say('moved.nothing'))}</li>"
    title = escape(say("moved.title", time=session.clock(moment)))
    blocks.html(
        f'<div class="vs-kasten vs-bewegt" role="status"><p><strong>{title}</strong></p><ul>{body}</ul>'
        f"<p>{escape(verdict)}</p></div>"
    )


def _compare(case: int, wave: str, perspective: str, moment: datetime, say: Speaker) -> tuple[list[str], str] | None:
    """Return the values that have moved, as markup, and what became of the assignment; None if there is no reading."""
    store, model = session.current_store(), session.current_model()
    before, after = (
        session.CaseReadings(rows).of(wave, perspective)
        for rows in (store.responses_of_case(case, until=moment), store.responses_of_case(case))
    )
    if before is None or after is None:
        return None
    lines = []
    for set_id in (*model.dimensions, *model.axes):
        old, new = before.sets[set_id].score, after.sets[set_id].score
        if (old is None) != (new is None) or (old is not None and new is not None and abs(old - new) >= _VISIBLE):
            label = escape(say.text(model.set_label(set_id)))
            lines.append(f"{label}: {say.number(old)} → <strong>{say.number(new)}</strong>")
    was, now_is = before.assignment, after.assignment
    same = (was.verdict, {was.type, was.second}) == (now_is.verdict, {now_is.type, now_is.second})
    key = "moved.same_type" if same else "moved.other_type"
    return lines, say(key, before=_placed(was, say), after=_placed(now_is, say))


def _placed(assignment: Assignment, say: Speaker) -> str:
    types = session.current_model().types
    named = [say.text(types[t].label) for t in (assignment.type, assignment.second) if t]
    joined = " / ".join(f"»{name}«" if say.language == "de" else f"“{name}”" for name in named)
    return f"{joined} ({say('verdict_short.' + assignment.verdict.name.lower())})".strip()
