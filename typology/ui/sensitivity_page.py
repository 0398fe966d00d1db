"""Wie sicher? How the placement would come out if other choices had been made, as a picture a board can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, drawings, navigation, of_case, session
from typology.ui.case_page import wave_label
from typology.ui.development_page import choose_perspective

if TYPE_CHECKING:
    from typology.assessment.sensitivity import Scenario, Sensitivity
    from typology.store.records import Wave


def render() -> None:
    """Draw how sure the placement is, for one point in time and perspective."""
    say = session.speaker()
    found = of_case.begin(navigation.SENSITIVITY, say)
    if found is None:
        return
    blocks.paragraph(say("wie-sicher.lead"))
    perspective = choose_perspective(found, navigation.SENSITIVITY)
    wave = _choose_wave(found, perspective, say)
    rows = [r for r in found.rows if (r.wave_id, r.perspective) == (wave.id, perspective)]
    if wave.kind != "now":
        blocks.paragraph(say(f"result.wave_{wave.kind}"), "leise")

    def work_out() -> Sensitivity:
        from typology.assessment.sensitivity import sensitivity

        return sensitivity(session.current_model(), *session.response_table_of(rows))

    tested = session.worked_out("sensitivity", rows, work_out)
    if not tested.baseline.fits:
        blocks.notice(say("sensitivity.no_type"))
        navigation.link(navigation.RESULT, say("sensitivity.to_result"), case=found.case.id, wave=wave.id,
                        perspective=perspective)  # fmt: skip
        return
    with blocks.sections_below(say("result.sections")):
        _draws(tested, say, invented=found.case.invented)
        _scenarios(tested, say)


def _choose_wave(found: of_case.OfCase, perspective: str, say: Speaker) -> Wave:
    answered = [w for w in found.waves if found.readings.has(str(w.id), perspective)]
    where, numbers = session.place(), [w.id for w in answered]
    now = [w.id for w in answered if w.kind == "now"]
    preferred = where.wave if where.wave in numbers else (now[-1] if now else numbers[-1])
    chosen = preferred
    if len(numbers) > 1:
        labels = {w.id: wave_label(w, say) for w in answered}
        chosen = st.pills(
            say("result.wave"), numbers, default=preferred, required=True, wrap=True,
            key=f"sicher-zeit-{preferred}-{say.language}", format_func=lambda n: navigation.plain(labels[n]),
        )  # fmt: skip
    of_case.for_paper(say("result.wave"), next(wave_label(w, say) for w in answered if w.id == chosen))
    if chosen != (where.wave or preferred):
        session.stay(wave=chosen)
    return next(w for w in answered if w.id == chosen)


def _draws(tested: Sensitivity, say: Speaker, *, invented: bool) -> None:
    from typology.figures.sensitivity_bars import draw_sensitivity

    model = session.current_model()
    blocks.section(say("sensitivity.draws"), "durchlaeufe", say("sensitivity.draws_lead"))
    drawings.show(lambda form: draw_sensitivity(model, tested, say, form=form), say, "sicherheit", invented=invented)


def _scenarios(tested: Sensitivity, say: Speaker) -> None:
    """Draw what comes out under other thresholds, weights and ways to put dimensions together."""
    blocks.section(say("sensitivity.scenarios"), "annahmen", say("sensitivity.scenarios_lead"))
    lines = [(scenario_name(s, say), _outcome(s, say)) for s in tested.scenarios]
    heads = (say("sensitivity.scenario"), say("sensitivity.outcome"))
    with st.expander(say("sensitivity.all_scenarios"), key="alle-annahmen"):
        blocks.html(blocks.table(heads, lines, say("sensitivity.scenarios")))


def scenario_name(scenario: Scenario, say: Speaker) -> str:
    """Return what a scenario does otherwise, in words."""
    model = session.current_model()
    dimension = say.text(model.dimensions[scenario.dimension].label) if scenario.dimension else ""
    amount = scenario.amount
    key = f"sensitivity.scenario_{scenario.kind.value}"
    if scenario.kind.value == "thresholds":
        key += "_up" if amount > 0 else "_down"
    elif scenario.kind.value == "dimension_weight":
        key += "_more" if amount > 1 else "_less"
    return say(key, points=say.number(abs(amount)), dimension=dimension)


def _outcome(scenario: Scenario, say: Speaker) -> str:
    model, found = session.current_model(), scenario.assignment
    name = say.text(model.types[found.type].label) if found.type else ""
    second = say.text(model.types[found.second].label) if found.second else ""
    return say(f"sensitivity.outcome_{found.verdict.name.lower()}", type=name, second=second)
