"""How the figures of one Verbund came about: from the axis to the dimension to the item to the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.model.elements import Entry, Item
from typology.store.errors import NotFoundError
from typology.store.records import Assessment, ResponseRow
from typology.ui import blocks, moved, navigation, session

if TYPE_CHECKING:
    from typology.assessment.explanation import GivenAnswer, ItemTrace
    from typology.assessment.flow import Asked
    from typology.assessment.reading import Reading


def render(say: Speaker) -> None:
    """Draw the trace for the Verbund, point in time and perspective that the address names."""
    store, where, model = session.current_store(), session.place(), session.current_model()
    try:
        case = store.case(where.case) if where.case is not None else None
    except NotFoundError:
        case = None
    rows = store.responses_of_case(case.id) if case else []
    readings = session.CaseReadings(rows)
    wanted = [g for g in readings.groups if g[0] == str(where.wave)] or readings.groups
    group = next((g for g in wanted if g[1] == where.perspective), wanted[0] if wanted else None)
    reading = readings.of(*group) if group else None
    if case is None or reading is None:
        blocks.paragraph(say("trace.nothing"))
        navigation.link(navigation.RESULT, say("trace.choose"))
        return
    perspective = model.perspectives.get(reading.perspective)
    blocks.section(
        say("trace.title", name=case.name),
        "werte",
        say("trace.lead", perspective=perspective.label if perspective else reading.perspective, n=reading.respondents),
    )
    if case.invented:
        blocks.paragraph(say("case.invented_text"), "leise")
    navigation.link(
        navigation.RESULT, say("moved.back"), case=case.id, wave=reading.wave, perspective=reading.perspective
    )
    _axes(reading, say)
    _types(reading, say)
    mine = [r for r in rows if (str(r.wave_id), r.perspective) == (reading.wave, reading.perspective)]
    assessments: dict[str, list[Assessment]] = {}
    for a in store.list_assessments(case.id):
        if (str(a.wave_id), a.perspective) == (reading.wave, reading.perspective):
            assessments.setdefault(a.respondent, []).append(a)
    opened = _dimension_to_open(reading, where.item)
    for dimension in model.dimensions.values():
        if traces := reading.explanation.dimensions.get(dimension.id):
            score = reading.sets[dimension.id]
            shown = say("trace.no_score") if score.score is None else say.number(score.score)
            title = navigation.plain(f"{say.text(dimension.label)}: {shown}")
            with st.expander(title, expanded=dimension.id == opened):
                blocks.html(f'<span id="wert-{escape(dimension.id)}"></span>')
                _dimension(reading, dimension.id, traces, mine, assessments, case.id, say)


def _dimension_to_open(reading: Reading, item: str | None) -> str | None:
    model = session.current_model()
    if item in model.items:
        return model.items[item].dimension
    return item if item in reading.explanation.dimensions else None


def _axes(reading: Reading, say: Speaker) -> None:
    model = session.current_model()
    blocks.html(f"<h3>{escape(say('trace.axes'))}</h3>")
    for axis_id, parts in reading.explanation.axes.items():
        found = reading.sets[axis_id]
        if found.score is None:
            blocks.paragraph(say("trace.axis_open", axis=model.set_label(axis_id), share=say.percent(found.coverage)))
            continue
        terms = " + ".join(
            f"{say.number(100 * p.share)}\u202f% × {say.number(p.points, 1)}" for p in parts if p.points is not None
        )
        blocks.html(
            f'<p class="vs-rechnung" id="wert-{escape(axis_id)}"><strong>{escape(say.text(model.set_label(axis_id)))}</strong> '
            f"= {escape(terms)} = <strong>{say.number(found.score, 1)}</strong><br>"
            f'<span class="vs-leise">{escape(", ".join(say.text(model.dimensions[p.dimension].label) for p in parts))}'
            f" · {escape(say('trace.membership', value=say.number(found.membership, 2)))}</span></p>"
        )


def _types(reading: Reading, say: Speaker) -> None:
    """From the axes to the types: the smallest degree counts."""
    model = session.current_model()
    if not reading.assignment.fits:
        return
    blocks.html(f"<h3>{escape(say('trace.types'))}</h3>")
    blocks.paragraph(say("trace.types_lead"), "leise")
    rows = []
    for fit in reading.assignment.fits:
        terms = []
        for set_id, condition in model.types[fit.id].conditions.items():
            degree = reading.sets[set_id].membership
            if condition.level != "any" and condition.core and degree is not None:
                degree = degree if condition.level == "high" else 1 - degree
                side = say(f"method.{condition.level}")
                terms.append(f"{say.text(model.set_label(set_id))} {side}: {say.number(degree, 2)}")
        rows.append((say.text(model.types[fit.id].label), " · ".join(terms), say.number(fit.membership, 2)))
    headings = (say("trace.type"), say("trace.asks"), say("trace.smallest"))
    with st.expander(say("trace.all_types")):
        blocks.html(blocks.table(headings, rows, say("trace.types")))


def _dimension(
    reading: Reading,
    dimension: str,
    traces: Sequence[ItemTrace],
    rows: Sequence[ResponseRow],
    assessments: Mapping[str, Sequence[Assessment]],
    case_id: int,
    say: Speaker,
) -> None:
    model, found = session.current_model(), reading.sets[dimension]
    low, high = found.low or 0.0, found.high if found.high is not None else 100.0
    complete = found.coverage is not None and found.coverage > 1 - 1e-9
    blocks.paragraph(
        say("trace.complete")
        if complete
        else say("trace.coverage", share=say.percent(found.coverage), low=low, high=high)
    )
    if found.band_low is not None and found.band_high is not None:
        blocks.paragraph(say("trace.band", low=found.band_low, high=found.band_high, n=found.n))
    if found.score is not None:
        terms = " + ".join(say.number(t.contribution, 1) for t in traces if t.contribution)
        blocks.html(
            f'<p class="vs-rechnung">{escape(terms or "0")} = <strong>{say.number(found.score, 1)}</strong></p>'
        )
    stamp = moved.now()
    for trace in traces:
        item = model.items[trace.item]
        counted = (
            say("trace.contribution", share=say.percent(trace.share), points=trace.points, result=trace.contribution)
            if trace.points is not None and trace.contribution is not None
            else say("trace.not_counted")
        )
        notes = {r.respondent: r.note for r in rows if r.item == trace.item and r.note}
        asked = _asked(reading, item, assessments)
        answers = [_answer(asked, trace, given, notes, assessments, case_id, stamp, say) for given in trace.answers]
        headings = (say("trace.who"), say("trace.answer"), say("trace.points"), say("trace.change"))
        blocks.html(
            f'<article class="vs-item" id="wert-{escape(item.id)}"><h4>{escape(say.text(item.label))}</h4>'
            f'<p class="vs-leise">{escape(counted)}</p>'
            + blocks.table(headings, answers, say.text(asked.question), raw=frozenset({1, 3}))
            + "</article>"
        )


def _asked(reading: Reading, item: Item, assessments: Mapping[str, Sequence[Assessment]]) -> Asked:
    """Return an item in the words in which this perspective has read it."""
    from typology.assessment.flow import ask

    model, questionnaires = session.current_model(), session.current_questionnaires()
    for assessment in (a for own in assessments.values() for a in own):
        questionnaire = questionnaires.get(assessment.questionnaire)
        for page in questionnaire.pages if questionnaire else ():
            for entry in page.entries:
                if entry.item == item.id:
                    return ask(model, entry, reading.perspective)
    return ask(model, Entry(item.id), reading.perspective)


def _answer(
    asked: Asked,
    trace: ItemTrace,
    given: GivenAnswer,
    notes: dict[str, str],
    assessments: Mapping[str, Sequence[Assessment]],
    case_id: int,
    stamp: str,
    say: Speaker,
) -> tuple[str, str, str, str]:
    """Return one answer as cells: who, what with its note, points, and the way to change it."""
    from typology.assessment.flow import page_of

    model = session.current_model()
    scale = model.scale_of(trace.item)
    if given.state != "answer" or given.value is None:
        text = say("trace.state_" + given.state)
    elif scale.kind == "number":
        text = f"{say.number(given.value, 0 if given.value == int(given.value) else 1)} {say.text(scale.unit)}"
    else:
        option = min(scale.options, key=lambda o: abs(o.value - (given.value or 0.0)))
        text = say.text(asked.anchors.get(option.id))
    content = escape(text)
    if note := notes.get(given.respondent):
        content += f'<br><em class="vs-notiz">{escape(say("trace.note"))} {escape(note)}</em>'
    own = assessments.get(given.respondent, ())
    change = ""
    for assessment in own:
        questionnaire = session.current_questionnaires().get(assessment.questionnaire)
        page = page_of(questionnaire, trace.item) if questionnaire else None
        if page:
            target = navigation.address(
                navigation.ASSESS, token=assessment.token, case=case_id, page=page.id, item=trace.item, since=stamp
            )
            change = f'<a href="{escape(target)}">{escape(say("trace.to_answer"))}</a>'
            break
    name = next((a.respondent_label for a in own if a.respondent_label), say("trace.person", id=given.respondent))
    return name, content, say.number(given.points, 1), change
