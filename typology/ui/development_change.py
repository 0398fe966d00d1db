"""What moved between two points in time, and which answers moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.store.records import Wave
from typology.ui import blocks, drawings, navigation, session
from typology.ui.case_page import wave_label, wave_name
from typology.ui.of_case import OfCase

if TYPE_CHECKING:
    from typology.assessment.change import Change, SetChange


def what_moved(found: OfCase, perspective: str, say: Speaker) -> None:
    """Draw two points in time beside each other, set by set, and for one set the answers behind it."""
    from typology.reports.changes import change_between

    blocks.section(say("change.title"), "bewegung", say("change.lead"))
    pair = _choose_pair(found, perspective, say)
    if pair is None:
        return
    before, after = pair
    rows = [r for r in found.rows if r.perspective == perspective and r.wave_id in (before.id, after.id)]
    change = session.worked_out(
        f"change {before.id} {after.id}", rows, lambda: change_between(session.versions(), rows, before.id, after.id, perspective)
    )
    if change.refused is not None:
        key = f"change.refused_{change.refused.value}"
        blocks.notice(say(key, shared=say.percent(change.shared_weight), needed=say.percent(change.needed)))
        _dropped(change, say)
        return
    _sets(change, before, after, say)
    _answers_behind(change, before, after, say, invented=found.case.invented)
    _dropped(change, say)


def _choose_pair(found: OfCase, perspective: str, say: Speaker) -> tuple[Wave, Wave] | None:
    """Let the reader choose two points in time; at first the one before today, and today."""
    answered = [w for w in found.waves if found.readings.has(str(w.id), perspective)]
    where = session.place()
    numbers = [w.id for w in answered]
    now = max((n for n, w in enumerate(answered) if w.kind == "now"), default=len(answered) - 1) or 1
    after = where.after if where.after in numbers else numbers[now]
    before = where.before if where.before in numbers and where.before != after else None
    if before is None:
        earlier = numbers[: numbers.index(after)] or [n for n in numbers if n != after]
        before = earlier[-1]
    labels = {w.id: wave_label(w, say) for w in answered}
    with st.container(key="auswahl-zwei", horizontal=True, gap="medium"):
        chosen_before = st.selectbox(
            say("change.from"), [n for n in numbers if n != after], format_func=labels.__getitem__,
            index=[n for n in numbers if n != after].index(before), key=f"von-{before}-{after}-{say.language}",
        )  # fmt: skip
        chosen_after = st.selectbox(
            say("change.to"), [n for n in numbers if n != chosen_before], format_func=labels.__getitem__,
            index=[n for n in numbers if n != chosen_before].index(after), key=f"bis-{before}-{after}-{say.language}",
        )  # fmt: skip
    if (chosen_before, chosen_after) != (where.before or before, where.after or after):
        session.stay(before=chosen_before, after=chosen_after)
    first, second = found.wave(chosen_before), found.wave(chosen_after)
    return (first, second) if first and second else None


def _sets(change: Change, before: Wave, after: Wave, say: Speaker) -> None:
    model = session.current_model()
    lines = []
    for set_id, found in change.sets.items():
        if found.before.score is None and found.after.score is None:
            continue
        label = say.text((model.axes.get(set_id) or model.dimensions[set_id]).label)
        lines.append((label, _score(found.before.score, say), _score(found.after.score, say), _moved(found, say)))
    heads = (say("change.set"), wave_label(before, say), wave_label(after, say), say("change.moved"))
    blocks.html(blocks.table(heads, lines, say("change.table")))
    if any(found.delta is not None and found.p is None for found in change.sets.values()):
        blocks.paragraph(say("change.no_band", n=min(change.n_before, change.n_after)), "leise")


def _score(score: float | None, say: Speaker) -> str:
    return say("change.no_score") if score is None else say.number(score)


def _moved(found: SetChange, say: Speaker) -> str:
    """Say what moved in words: how far, and whether that can be told from chance."""
    if found.delta is None:
        return say("change.unknown")
    whole = int(say.number(found.delta))
    steps = say("change.points", points=("+" if whole > 0 else "−" if whole < 0 else "±") + str(abs(whole)), n=abs(whole))
    if found.distinguishable is None:
        return steps
    return f"{steps} · {say('change.distinguishable' if found.distinguishable else 'change.not_distinguishable')}"


def _answers_behind(change: Change, before: Wave, after: Wave, say: Speaker, *, invented: bool) -> None:
    from typology.figures.contributions import draw_contributions
    from typology.figures.moments import Point

    model = session.current_model()
    shown = [s for s, found in change.sets.items() if found.delta is not None]
    if not shown:
        return
    where = session.place()
    labels = {s: say.text((model.axes.get(s) or model.dimensions[s]).label) for s in shown}
    preferred = where.set if where.set in shown else shown[0]
    chosen = st.selectbox(
        say("change.which_set"), shown, index=shown.index(preferred), format_func=labels.__getitem__,
        key=f"anteile-{preferred}-{say.language}",
    )  # fmt: skip
    if chosen != (where.set or preferred):
        session.stay(set=chosen)
    points = Point(wave_name(before, say), before.kind, before.year), Point(wave_name(after, say), after.kind, after.year)
    drawings.show(
        lambda form: draw_contributions(model, change, chosen, say, points=points, form=form), say, f"anteile-{chosen}",
        invented=invented,
    )  # fmt: skip
    first = change.contributions(chosen)
    if first:
        navigation.link(navigation.METHOD, say("change.to_values"), case=where.case, wave=change.after,
                        perspective=change.perspective, part="werte")  # fmt: skip


def _dropped(change: Change, say: Speaker) -> None:
    """Say plainly which questions were left out of both points in time, and why."""
    if not change.dropped:
        return
    model = session.current_model()
    with st.expander(say("change.dropped", n=len(change.dropped), shared=say.percent(change.shared_weight))):
        blocks.bullets([
            f"{say.text(model.items[d.item].label) if d.item in model.items else d.item}: {say(f'change.dropped_{d.reason.value}')}"
            for d in change.dropped
        ])  # fmt: skip
