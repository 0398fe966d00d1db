"""The parts of the result page: each answers one question."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.assessment.assignment import Verdict
from typology.assessment.rules import Finding, Given
from typology.language import Speaker
from typology.store.records import ResponseRow
from typology.ui import blocks, moved, navigation, session

if TYPE_CHECKING:
    from typology.assessment.counterfactual import Counterfactual
    from typology.assessment.reading import Reading, SetReading

_SHOWN_COUNTERFACTUALS = 2
_WORTH_SAYING = 5.0  # points between the bounds from which missing answers are worth a sentence


def _label(set_id: str, say: Speaker) -> str:
    return say.text(session.current_model().set_label(set_id))


def _type(type_id: str | None, say: Speaker) -> str:
    return say.text(session.current_model().types[type_id].label) if type_id else ""


def verdict(reading: Reading, say: Speaker) -> None:
    """The verdict in words: which type, how sure, what speaks for it and what against."""
    assignment, model = reading.assignment, session.current_model()
    blocks.section(say("verdict.title"), "einordnung")
    name = assignment.verdict.name.lower()
    if assignment.verdict is Verdict.INSUFFICIENT:
        missing = ", ".join(_label(s, say) for s in assignment.missing_sets)
        blocks.html(f'<div class="vs-urteil"><p>{escape(say("verdict.insufficient", sets=missing))}</p></div>')
        return
    lead = assignment.leading
    assert lead is not None
    sentence = say(f"verdict.{name}", type=_type(lead.id, say), second=_type(assignment.second, say))
    named = [model.types[t] for t in (assignment.type, assignment.second) if t]
    if len(named) == 1:
        described = f"<p>{escape(say.text(named[0].description))}</p>"
    else:
        described = "".join(
            f"<p><strong>{escape(say.text(t.label))}.</strong> {escape(say.text(t.sentence))}</p>" for t in named
        )
    blocks.html(
        f'<div class="vs-urteil"><p class="vs-kicker">{escape(say("verdict_short." + name))}</p>'
        f'<p class="vs-satz-gross">{escape(sentence)}</p>{described}</div>'
    )
    rule = str(assignment.rule)
    if assignment.verdict is Verdict.TENDENCY:
        steady = lead.stability is None or lead.stability >= model.method.verdict.stable_from
        rule = "tendency_near" if steady else "tendency_unsteady"
    near = sorted(assignment.fits, key=lambda fit: -fit.closeness)
    rival = next((fit.id for fit in near if fit.id != lead.id), None)
    why = say(
        f"rule.{rule}",
        type=_type(lead.id, say),
        second=_type(assignment.second or rival, say),
        set=_label(lead.weakest_set, say),
        side=say(f"method.{lead.weakest_side}"),
    )
    blocks.paragraph(why)
    supports, against, opposed = _conditions(reading, lead.id, say)
    columns = st.columns(2, gap="large")
    with columns[0]:
        blocks.html(f"<h3>{escape(say('verdict.supports'))}</h3>")
        blocks.bullets(supports or [say("verdict.supports_nothing")])
    with columns[1]:
        # Where nothing speaks against a type, its weakest condition is still worth knowing.
        blocks.html(f"<h3>{escape(say('verdict.against' if opposed else 'verdict.narrowest'))}</h3>")
        blocks.bullets(against)
    if lead.stability is not None:
        stable = max(
            f.stability or 0.0 for f in assignment.fits if f.membership == max(g.membership for g in assignment.fits)
        )
        key = "verdict.stability" if assignment.verdict is not Verdict.NONE else "verdict.stability_none"
        varied = say("verdict.varied_group" if reading.respondents > 1 else "verdict.varied_single")
        draws = f"{reading.draws:,}".replace(",", "." if say.language == "de" else ",")
        blocks.paragraph(say(key, draws=draws, varied=varied, share=round(100 * stable)), "leise")
    blocks.paragraph(say("verdict.no_probability"), "leise")


def _conditions(reading: Reading, type_id: str, say: Speaker) -> tuple[list[str], list[str], bool]:
    """Return what speaks for a type and what against it, the weakest point first, and whether anything opposes it."""
    model, supports, against, opposed = session.current_model(), [], [], False
    name = _type(type_id, say)
    weakest = reading.assignment.fit(type_id).weakest_set
    conditions = model.types[type_id].conditions
    for set_id in sorted(conditions, key=lambda s: s != weakest):
        condition, found = conditions[set_id], reading.sets[set_id]
        if condition.level == "any" or found.membership is None or found.score is None:
            continue
        term = found.membership if condition.level == "high" else 1 - found.membership
        holds = term > model.method.verdict.member_above and not found.undecided
        opposed = opposed or not holds
        if holds:
            supports.append(_supporting(found, condition.level, name, say))
        if found.undecided:
            against.append(say("verdict.undecided", set=_label(set_id, say), score=found.score))
        elif set_id == weakest or not holds:
            key = f"verdict.weakest_{condition.level}" if holds else f"verdict.other_side_{condition.level}"
            against.append(say(key, set=_label(set_id, say), score=found.score, type=name))
    for found in (reading.sets[s] for s in conditions):
        if found.low is not None and found.high is not None and found.high - found.low >= _WORTH_SAYING:
            against.append(say("verdict.gap", set=_label(found.id, say), low=found.low, high=found.high))
    return supports, against, opposed


def _supporting(found: SetReading, level: str, name: str, say: Speaker) -> str:
    low, high = found.range or (found.score or 0.0, found.score or 0.0)
    kind = "band" if found.band_low is not None else "bounds"
    if round(low) == round(high):
        kind = "plain"
    return say(
        f"verdict.fits_{level}_{kind}", set=_label(found.id, say), score=found.score, low=low, high=high, type=name
    )


def counterfactual(reading: Reading, case_id: int, say: Speaker) -> None:
    """The smallest change of answers that would place the Verbund otherwise."""
    if not reading.counterfactuals:
        return
    blocks.section(say("counterfactual.title"), "anders", say("counterfactual.lead"))
    for found in reading.counterfactuals[:_SHOWN_COUNTERFACTUALS]:
        lines = [_change(found, n, say) for n in range(len(found.changes))]
        names = " / ".join(_type(t, say) for t in found.types)
        placed = {reading.assignment.type, reading.assignment.second}
        key = "other" if found.types else "none"
        if found.types and set(found.types) <= placed:
            key = "nearer"  # the verdict names this type already; only the order would change
        elif not found.types and reading.assignment.verdict is Verdict.NONE:
            key = "still_none"
        outcome = say(f"counterfactual.{key}", type=names, n=found.steps)
        if reading.respondents > 1:
            outcome = f"{outcome} {say('counterfactual.everybody', n=reading.respondents)}"
        blocks.html(f'<p class="vs-text">{escape(outcome)}</p>')
        blocks.bullets(lines)
    first = reading.counterfactuals[0].changes[0].item
    navigation.link(
        navigation.METHOD,
        say("counterfactual.to_answers"),
        case=case_id,
        wave=reading.wave,
        perspective=reading.perspective,
        part="werte",
        item=first,
    )


def _change(found: Counterfactual, number: int, say: Speaker) -> str:
    model, change = session.current_model(), found.changes[number]
    item = model.items[change.item]
    name = say.text(item.label)
    if item.calibration is not None:
        return say(
            "counterfactual.number",
            item=name,
            before=say.number(change.before, _digits(change.before)),
            after=say.number(change.after, _digits(change.after)),
        )
    key = "counterfactual.up" if change.steps > 0 else "counterfactual.down"
    return say(key, item=name, n=abs(change.steps), steps=say(f"number.{min(abs(change.steps), 5)}"))


def _digits(value: float) -> int:
    return 0 if value == int(value) else 1


def profile(reading: Reading, case_id: int, say: Speaker) -> None:
    """The profile over the dimensions, and the way from every figure to its answers."""
    from typology.figures.profile import draw_profile

    blocks.section(say("profile.title"), "profil", say("profile.lead"))
    model = session.current_model()
    blocks.picture(draw_profile(model, reading, say, type_id=reading.assignment.type), say, "profil")
    with st.container(key="herkunft", horizontal=True, gap="small"):
        blocks.paragraph(say("profile.where_from"), "leise")
        for dimension in model.dimensions.values():
            if reading.explanation.dimensions.get(dimension.id):
                navigation.link(
                    navigation.METHOD,
                    say.text(dimension.label),
                    case=case_id,
                    wave=reading.wave,
                    perspective=reading.perspective,
                    part="werte",
                    item=dimension.id,
                )


def types(reading: Reading, say: Speaker) -> None:
    """The plane of the types and the membership in each of them."""
    from typology.figures.memberships import draw_memberships
    from typology.figures.type_plane import draw_type_plane

    model = session.current_model()
    plane = draw_type_plane(model, reading, say)
    if plane is not None:
        blocks.section(say("plane.title"), "typen", say("plane.lead"))
        blocks.picture(plane, say, "typen")
    if reading.assignment.fits:
        blocks.section(say("membership.title"), "zugehoerigkeit", say("membership.lead"))
        blocks.picture(draw_memberships(model, reading, say), say, "zugehoerigkeit")


def phase(reading: Reading, say: Speaker) -> None:
    """The phase of becoming a Verbund, and the answers it rests on."""
    model = session.current_model()
    if not model.phases:
        return
    blocks.section(say("phase.title"), "phase", say("phase.lead"))
    found = reading.phase
    if found is None:
        blocks.paragraph(say("phase.unknown"))
        return
    steps = "".join(
        f"<li{' class=vs-hier aria-current=step' if found.reached is p and not found.open else ''}><strong>{escape(say.text(p.label))}</strong>"
        f"<p>{escape(say.text(p.description))}</p></li>"
        for p in model.phases.values()
    )
    blocks.html(f'<ol class="vs-phasen">{steps}</ol>')
    # While a rule is open nobody knows the phase; the first one is no answer, it only asks for nothing.
    if found.reached is not None and not found.open:
        blocks.paragraph(say("phase.reached", phase=found.reached.label))
    if found.next is not None:
        blocks.paragraph(say("phase.open" if found.open else "phase.next", phase=found.next.label))
        rows = [_test(finding, say) for finding in found.tests[found.next.id]]
        with st.expander(say("phase.tests", phase=found.next.label)):
            blocks.html(
                blocks.table(
                    (say("result.item"), say("phase.asks"), say("phase.answer")),
                    rows,
                    say("phase.tests", phase=found.next.label),
                )
            )
    source = found.reached or found.next
    if source is not None:
        blocks.html(blocks.basis(model, source.basis, say))


def _test(finding: Finding, say: Speaker) -> tuple[str, str, str]:
    """Return one test of a phase as cells: item, what is asked, whether the answer meets it."""
    model, rule = session.current_model(), finding.rule
    item = model.items[rule.item or ""]
    bound = rule.at_least if rule.at_least is not None else rule.at_most
    options = [bound] if isinstance(bound, str) else list(rule.one_of)
    wanted = " / ".join(say.text(item.anchors[o]) if o in item.anchors else str(o) for o in options)
    if not options:
        wanted = say.number(float(bound)) if bound is not None else ""
    key = (
        "phase.at_least"
        if rule.at_least is not None
        else "phase.at_most"
        if rule.at_most is not None
        else "phase.one_of"
    )
    state = {True: "phase.holds", False: "phase.holds_not", None: "phase.holds_open"}[finding.holds]
    if isinstance(finding.answer, Given) and finding.answer is Given.NOT_APPLICABLE:
        state = "phase.not_applicable"
    return say.text(item.label), say(key, answer=wanted), say(state)


def placement(reading: Reading, readings: session.CaseReadings, say: Speaker) -> None:
    """Where the Verbund stands in every plane of the model, with the view of the others."""
    from typology.figures.placement_plane import draw_placement

    model = session.current_model()
    beside = [
        readings.position(wave, perspective)
        for wave, perspective in readings.groups
        if wave == reading.wave and perspective != reading.perspective and perspective in model.perspectives
    ]
    for found in reading.placements:
        plane = found.placement
        blocks.section(say.text(plane.label), f"ebene-{plane.id}", say.text(plane.question))
        if found.field is None:
            empty = [s for s in (plane.x, plane.y) if reading.sets[s].score is None]
            blocks.paragraph(say("placement.missing", sets=", ".join(_label(s, say) for s in empty)))
            navigation.link(navigation.CASE, say("placement.answer_frame"), case=int(reading.case))
            continue
        others = {
            say.text(model.perspectives[r.perspective].label): p
            for r in beside
            for p in (r.placements if r else ())
            if p.placement.id == plane.id and p.field is not None
        }
        blocks.picture(draw_placement(model, reading, found, say, others=others), say, f"ebene-{plane.id}")
        blocks.html(f"<h3>{escape(say.text(found.field.label))}</h3>")
        blocks.paragraph(say.text(found.field.description))
        blocks.html(blocks.basis(model, plane.basis, say))


def coverage(reading: Reading, rows: Sequence[ResponseRow], case_id: int, say: Speaker) -> None:
    """How much has been answered, and what is missing, item by item."""
    model = session.current_model()
    blocks.section(say("coverage.title"), "abdeckung", say("coverage.lead"))
    lines = []
    for dimension in model.dimensions.values():
        traces = reading.explanation.dimensions.get(dimension.id, ())
        if not traces:
            continue
        found: SetReading = reading.sets[dimension.id]
        counts = [sum(t.count(state) for t in traces) for state in ("answer", "dk", "none", "na")]
        state = (
            "coverage.none" if found.score is None else "coverage.provisional" if found.provisional else "coverage.full"
        )
        lines.append((say.text(dimension.label), say.percent(found.coverage), *map(str, counts), say(state)))
    headings = tuple(say(f"coverage.{h}") for h in ("dimension", "share", "answered", "dk", "open", "na", "state"))
    blocks.html(blocks.table(headings, lines, say("coverage.caption")))
    missing = [t for t in reading.explanation.traces() if t.count("answer") == 0 and t.count("na") < len(t.answers)]
    if missing:
        with st.expander(say("coverage.missing", n=len(missing))):
            stamp = moved.now()
            links = []
            for trace in missing:
                token, page = _where_to_answer(rows, reading, trace.item)
                label = escape(say.text(model.items[trace.item].label))
                if token:
                    target = navigation.address(
                        navigation.ASSESS, token=token, case=case_id, page=page, item=trace.item, since=stamp
                    )
                    label = f'<a href="{escape(target)}">{label}</a>'
                why = say("coverage.was_dk") if trace.count("dk") else say("coverage.was_open")
                links.append(f"<li>{label} <span class='vs-leise'>{escape(why)}</span></li>")
            blocks.html(f'<ul class="vs-liste">{"".join(links)}</ul>')


def _where_to_answer(rows: Sequence[ResponseRow], reading: Reading, item: str) -> tuple[str | None, str | None]:
    """Return token and page of an assessment in which an item can be answered."""
    from typology.assessment.flow import page_of

    store = session.current_store()
    wanted = [r for r in rows if (str(r.wave_id), r.perspective) == (reading.wave, reading.perspective)]
    for assessment_id in dict.fromkeys(r.assessment_id for r in wanted):
        assessment = store.assessment(assessment_id)
        questionnaire = session.current_questionnaires().get(assessment.questionnaire)
        page = page_of(questionnaire, item) if questionnaire else None
        if page:
            return assessment.token, page.id
    return None, None


def reflection(reading: Reading, say: Speaker) -> None:
    """Questions for a conversation: of the type, of the place, of the model."""
    model = session.current_model()
    blocks.section(say("reflection.title"), "fragen", say("reflection.lead"))
    assignment = reading.assignment
    for type_id in (assignment.type, assignment.second):
        if type_id is None:
            continue
        ideal = model.types[type_id]
        blocks.html(f"<h3>{escape(say('reflection.of_type', type=ideal.label))}</h3>")
        blocks.bullets([say.text(q) for q in ideal.questions], "fragen")
        with st.expander(say("reflection.more", type=_type(type_id, say))):
            for heading, texts in (("strengths", ideal.strengths), ("tensions", ideal.tensions)):
                if texts:
                    blocks.html(f"<h4>{escape(say('type.' + heading))}</h4>")
                    blocks.bullets([say.text(t) for t in texts])
            if ideal.next_steps:
                blocks.html(f"<h4>{escape(say('type.next_steps'))}</h4>")
                for step in ideal.next_steps:
                    blocks.paragraph(say.text(step.text))
                    blocks.html(blocks.basis(model, step.basis, say))
    for found in reading.placements:
        if found.field and found.field.questions:
            blocks.html(f"<h3>{escape(say('reflection.of_place', field=found.field.label))}</h3>")
            blocks.bullets([say.text(q) for q in found.field.questions], "fragen")
    if model.prompts:
        blocks.html(f"<h3>{escape(say('reflection.of_model'))}</h3>")
        for prompt in model.prompts.values():
            blocks.bullets([say.text(prompt.text)], "fragen")
            blocks.html(blocks.basis(model, prompt.basis, say))
