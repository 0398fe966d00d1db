"""What moved: the reading before and after a change, so that a coordinator sees what her answer does."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from typology.language import Speaker
from typology.store.records import Assessment
from typology.ui import blocks, navigation, session

# A movement smaller than this rounds to nothing on the screen.
_VISIBLE = 0.5


def now() -> str:
    """Return the present moment for the address: changes after it will be shown."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def since(assessment: Assessment, say: Speaker) -> None:
    """On the page of questions: show what has moved, and the way back to the result."""
    moment = _moment(session.place().since)
    if moment is None:
        return
    show(assessment.case_id, str(assessment.wave_id), assessment.perspective, moment, say)
    navigation.link(
        navigation.RESULT, say("moved.back"), case=assessment.case_id, wave=assessment.wave_id,
        perspective=assessment.perspective, since=session.place().since,
    )


def since_address(case: int, wave: str, perspective: str, say: Speaker) -> None:
    """On the result page: show what has moved since the moment in the address."""
    if moment := _moment(session.place().since):
        show(case, wave, perspective, moment, say)


def show(case: int, wave: str, perspective: str, moment: datetime, say: Speaker) -> None:
    """Compare the reading at a moment with the present one, in a box."""
    store, model = session.current_store(), session.current_model()
    before, after = (
        next((r for r in session.readings_of(rows) if (r.wave, r.perspective) == (wave, perspective)), None)
        for rows in (store.responses_of_case(case, until=moment), store.responses_of_case(case))
    )
    if before is None or after is None:
        return
    lines = []
    for set_id, reading in after.sets.items():
        old, new = before.sets[set_id].score, reading.score
        if (old is None) != (new is None) or (old is not None and new is not None and abs(old - new) >= _VISIBLE):
            label = say.text(model.set_label(set_id))
            lines.append(f"{escape(label)}: {say.number(old)} → <strong>{say.number(new)}</strong>")
    placed = [_placed(reading.assignment, say) for reading in (before, after)]
    key = "moved.same_type" if placed[0] == placed[1] else "moved.other_type"
    verdict = escape(say(key, before=placed[0], after=placed[1]))
    body = "".join(f"<li>{line}</li>" for line in lines) or f"<li>{escape(say('moved.nothing'))}</li>"
    blocks.html(
        f'<div class="vs-kasten vs-bewegt" role="status"><p><strong>{escape(say("moved.title", time=session.clock(moment)))}'
        f"</strong></p><ul>{body}</ul><p>{verdict}</p></div>"
    )


def _placed(assignment: object, say: Speaker) -> str:
    types = session.current_model().types
    named = [say.text(types[t].label) for t in (assignment.type, assignment.second) if t]  # type: ignore[attr-defined]
    joined = " / ".join(f"»{name}«" if say.language == "de" else f"“{name}”" for name in named)
    return f"{joined} ({say('verdict_short.' + assignment.verdict.name.lower())})".strip()  # type: ignore[attr-defined]
