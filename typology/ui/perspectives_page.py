"""Blickwinkel: how self, city and science see the same, dimension by dimension and question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.store.records import ResponseRow, Wave
from typology.ui import blocks, drawings, navigation, of_case, session
from typology.ui.case_page import wave_label, wave_name

if TYPE_CHECKING:
    from typology.assessment.reading import Reading
    from typology.figures.moments import Point

_ITEMS_DRAWN = 20
"""Questions in the picture; the table behind it has all of them."""
_NOTES_OF = 12
"""Questions whose notes are shown at first; those that are seen most differently."""


def render() -> None:
    """Draw the perspectives beside each other, for one point in time."""
    say = session.speaker()
    found = of_case.begin(navigation.PERSPECTIVES, say)
    if found is None:
        return
    blocks.paragraph(say("blickwinkel.lead"))
    wave = _choose_wave(found, say)
    if wave.kind != "now":
        blocks.paragraph(say(f"result.wave_{wave.kind}"), "leise")
    readings = {
        p: reading for p in found.perspectives(wave.id)
        if (reading := found.readings.position(str(wave.id), p)) is not None
    }  # fmt: skip
    rows = [r for r in found.rows if r.wave_id == wave.id]
    _who(readings, rows, say)
    if len(readings) < 2:
        blocks.notice(say("perspectives.one"))
        navigation.link(navigation.CASE, say("perspectives.to_case"), case=found.case.id)
        return
    blocks.notice(say("perspectives.caveat"))
    offices = _offices(found, wave, readings)
    with blocks.sections_below(say("result.sections")):
        _dimensions(readings, offices, wave, say, invented=found.case.invented)
        _items(readings, offices, wave, say, invented=found.case.invented)
        _notes(readings, rows, found.case.id, say)


def _choose_wave(found: of_case.OfCase, say: Speaker) -> Wave:
    answered = [w for w in found.waves if found.perspectives(w.id)]
    where, numbers = session.place(), [w.id for w in answered]
    # Where most perspectives have answered there is most to lay side by side; today before other times.
    best = max(answered, key=lambda w: (len(found.perspectives(w.id)), w.kind == "now", w.id))
    preferred = where.wave if where.wave in numbers else best.id
    chosen = preferred
    if len(numbers) > 1:
        labels = {w.id: wave_label(w, say) for w in answered}
        with st.container(key="auswahl", horizontal=True, gap="medium"):
            chosen = st.pills(
                say("result.wave"), numbers, default=preferred, required=True, wrap=True,
                key=f"blicke-zeit-{preferred}-{say.language}", format_func=lambda n: navigation.plain(labels[n]),
            )  # fmt: skip
    of_case.for_paper(say("result.wave"), next(wave_label(w, say) for w in answered if w.id == chosen))
    if chosen != (where.wave or preferred):
        session.stay(wave=chosen)
    return next(w for w in answered if w.id == chosen)


def name(perspective: str, say: Speaker) -> str:
    """Return the name of a perspective in words."""
    known = session.current_model().perspectives.get(perspective)
    return say.text(known.label) if known else perspective


def _who(readings: Mapping[str, Reading], rows: Sequence[ResponseRow], say: Speaker) -> None:
    """Say who looks and how many they are; one to three of an office speak for it, they are no group."""
    lines = []
    for perspective, reading in readings.items():
        known = session.current_model().perspectives.get(perspective)
        office = known is not None and known.attributed and reading.respondents <= _most_voices()
        key = "perspectives.voice" if office else "perspectives.group"
        lines.append(say(key, name=name(perspective, say), n=reading.respondents))
    blocks.bullets(lines)


def _offices(found: of_case.OfCase, wave: Wave, readings: Mapping[str, Reading]) -> dict[str, tuple[str, ...]]:
    """Return the perspectives that one to three people of an office speak for, with the offices they named."""
    model = session.current_model()
    spoken: dict[str, tuple[str, ...]] = {}
    for perspective, reading in readings.items():
        known = model.perspectives.get(perspective)
        if known is not None and known.attributed and reading.respondents <= _most_voices():
            said = [
                a.respondent_label for a in session.current_store().list_assessments(found.case.id, wave.id)
                if a.perspective == perspective and a.respondent_label
            ]  # fmt: skip
            spoken[perspective] = tuple(dict.fromkeys(said))
    return spoken


def _most_voices() -> int:
    return session.current_model().method.small_groups.attributed_up_to


def _dimensions(
    readings: Mapping[str, Reading], offices: Mapping[str, Sequence[str]], wave: Wave, say: Speaker, *, invented: bool
) -> None:
    from typology.figures.profile_dumbbell import draw_profile_dumbbell

    model = session.current_model()
    blocks.section(say("perspectives.dimensions"), "dimensionen", say("perspectives.dimensions_lead"))
    drawings.show(
        lambda form: draw_profile_dumbbell(
            model, readings, tuple(model.dimensions), say, statements=offices, point=_point(wave, say), form=form
        ),
        say,
        "blicke-dimensionen",
        invented=invented,
    )


def _items(
    readings: Mapping[str, Reading], offices: Mapping[str, Sequence[str]], wave: Wave, say: Speaker, *, invented: bool
) -> None:
    from typology.figures.profile_dumbbell import draw_profile_dumbbell

    model = session.current_model()
    blocks.section(say("perspectives.items"), "fragen", say("perspectives.items_lead"))
    drawings.show(
        lambda form: draw_profile_dumbbell(
            model, readings, _most_apart(readings), say, statements=offices, point=_point(wave, say), form=form,
            most=_ITEMS_DRAWN,
        ),
        say,
        "blicke-fragen",
        invented=invented,
    )  # fmt: skip


def _point(wave: Wave, say: Speaker) -> Point:
    from typology.figures.moments import Point

    return Point(wave_name(wave, say), wave.kind, wave.year)


def _means(reading: Reading) -> dict[str, float]:
    """Return the mean of each answered item, 0 to 100."""
    return {t.item: t.points for t in reading.explanation.traces() if t.points is not None}


def _most_apart(readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """Return the items that at least two perspectives have answered, those seen most differently first."""
    means = [_means(reading) for reading in readings.values()]
    apart = {}
    for item in session.current_model().items:
        seen = [found[item] for found in means if item in found]
        if len(seen) > 1:
            apart[item] = max(seen) - min(seen)
    return tuple(sorted(apart, key=lambda item: -apart[item]))


def _notes(readings: Mapping[str, Reading], rows: Sequence[ResponseRow], case_id: int, say: Speaker) -> None:
    """Draw what both sides wrote beside their answers, question by question."""
    model = session.current_model()
    noted: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if row.note and row.item in model.items:
            noted.setdefault(row.item, {}).setdefault(row.perspective, []).append(row.note)
    blocks.section(say("perspectives.notes"), "notizen", say("perspectives.notes_lead"))
    order = [i for i in _most_apart(readings) if i in noted] + [i for i in noted if i not in _most_apart(readings)]
    if not order:
        blocks.paragraph(say("perspectives.no_notes"), "leise")
        return
    for item in order[:_NOTES_OF]:
        _noted(item, noted[item], list(readings), say)
    if rest := order[_NOTES_OF:]:
        with st.expander(say("perspectives.more_notes", n=len(rest)), key=f"mehr-notizen-{case_id}"):
            for item in rest:
                _noted(item, noted[item], list(readings), say)


def _noted(item: str, by: Mapping[str, Sequence[str]], perspectives: Sequence[str], say: Speaker) -> None:
    columns = "".join(
        f'<div><h4>{blocks.escaped(name(p, say))}</h4>'
        + (
            "".join(f'<blockquote dir="auto">{blocks.escaped(note)}</blockquote>' for note in by[p])
            if p in by else f'<p class="vs-leise">{blocks.escaped(say("perspectives.no_note_here"))}</p>'
        )
        + "</div>"
        for p in [*perspectives, *(p for p in by if p not in perspectives)]
    )
    label = say.text(session.current_model().items[item].label)
    blocks.html(f'<article class="vs-notizen"><h3>{blocks.escaped(label)}</h3><div>{columns}</div></article>')
