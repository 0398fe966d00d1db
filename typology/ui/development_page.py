"""Entwicklung: who were we, who are we, where do we want to be? Several points in time of one Verbund beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, development_change, drawings, events, intentions, navigation, of_case, session
from typology.ui.case_page import wave_label, wave_name
from typology.ui.of_case import OfCase

if TYPE_CHECKING:
    from typology.figures.moments import Moment


def render() -> None:
    """Draw the development of the Verbund that the address names, from one perspective."""
    say = session.speaker()
    found = of_case.begin(navigation.DEVELOPMENT, say)
    if found is None:
        return
    blocks.paragraph(say("entwicklung.lead"))
    perspective = choose_perspective(found, navigation.DEVELOPMENT)
    moments = moments_of(found, perspective)
    _how_meant(found, perspective, say)
    with blocks.sections_below(say("result.sections")):
        if len(moments) < 2:
            _one_moment(found, perspective, say)
        else:
            _course(found, moments, say)
            _ways(moments, say, invented=found.case.invented)
            development_change.what_moved(found, perspective, say)
        intentions.goal(found, perspective, say)
        events.timeline(found, say)


def choose_perspective(found: OfCase, page: str) -> str:
    """Let the reader choose who looks; what the address names comes first."""
    say, where, model = found.say, session.place(), session.current_model()
    looking = found.perspectives()
    preferred = where.perspective if where.perspective in looking else looking[0]
    chosen = preferred
    if len(looking) > 1:
        labels = {p: say.text(model.perspectives[p].label) if p in model.perspectives else p for p in looking}
        with st.container(key="auswahl", horizontal=True, gap="medium"):
            chosen = st.pills(
                say("result.perspective"), looking, default=preferred, required=True, wrap=True,
                key=f"blick-{page}-{preferred}-{say.language}", format_func=lambda p: navigation.plain(labels[p]),
            )
    # The address changes when the reader chooses: what it would say anyway would be a step more on the way back.
    label = model.perspectives[chosen].label if chosen in model.perspectives else None
    of_case.for_paper(say("result.perspective"), say.text(label) if label else chosen)
    if chosen != (where.perspective or preferred):
        session.stay(perspective=chosen)
    return chosen


def moments_of(found: OfCase, perspective: str) -> list[Moment]:
    """Return the points in time that this perspective has answered about, in order, with what was read."""
    from typology.figures.moments import Moment

    drawn = []
    for wave in found.waves:
        if (reading := found.readings.of(str(wave.id), perspective)) is not None:
            drawn.append(Moment(wave_name(wave, found.say), wave.kind, wave.year, reading))
    return drawn


def _how_meant(found: OfCase, perspective: str, say: Speaker) -> None:
    """Say once, above everything, what was told in retrospect and what is a wish."""
    kinds = {w.kind for w in found.waves if found.readings.has(str(w.id), perspective)}
    for kind in ("past", "goal"):
        if kind in kinds:
            blocks.paragraph(say(f"development.meant_{kind}"), "leise")
    for wave in found.waves:
        waiting = sum(r.copied_from is not None for r in found.rows if (r.wave_id, r.perspective) == (wave.id, perspective))
        if waiting:
            blocks.notice(say("copy.open", n=waiting, wave=wave_label(wave, say)))


def _one_moment(found: OfCase, perspective: str, say: Speaker) -> None:
    blocks.section(say("development.course"), "verlauf")
    if empty := [wave_label(w, say) for w in found.waves if not found.readings.has(str(w.id), perspective)]:
        blocks.notice(say("development.unanswered", waves=", ".join(empty)))
        navigation.link(navigation.CASE, say("result.to_case"), case=found.case.id)
        return
    blocks.notice(say("development.one_moment"))
    navigation.link(navigation.CASE, say("development.to_waves"), case=found.case.id)


def _course(found: OfCase, moments: list[Moment], say: Speaker) -> None:
    from typology.figures.slope import draw_slope

    model, happened = session.current_model(), events.drawn(found.case.id)
    blocks.section(say("development.course"), "verlauf", say("development.course_lead"))
    axes, dimensions = tuple(model.axes), tuple(model.dimensions)
    drawings.show(
        lambda form: draw_slope(model, moments, axes, say, events=happened, form=form), say, f"verlauf-{found.case.id}",
        invented=found.case.invented,
    )  # fmt: skip
    with st.expander(say("development.all_dimensions"), key=f"alle-dimensionen-{found.case.id}"):
        drawings.show(
            lambda form: draw_slope(model, moments, dimensions, say, form=form), say, f"verlauf-dim-{found.case.id}",
            invented=found.case.invented,
        )  # fmt: skip


def _ways(moments: list[Moment], say: Speaker, *, invented: bool) -> None:
    from typology.figures.path_planes import draw_placement_path, draw_type_path

    model = session.current_model()
    if len(model.axes) > 1 and model.types:
        blocks.section(say("development.types"), "weg", say("development.types_lead"))
        drawings.show(
            lambda form: draw_type_path(model, moments, say, form=form), say, "weg-typen", invented=invented
        )
    for plane in model.placements.values():
        blocks.section(say.text(plane.label), f"weg-{plane.id}", say("development.placement_lead"))
        drawings.show(
            lambda form, p=plane.id: draw_placement_path(model, p, moments, say, form=form),  # type: ignore[misc]
            say, f"weg-{plane.id}", invented=invented,
        )  # fmt: skip
