"""Methode: the model itself, readable for a board member, and how the figures of one Verbund came about."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from typology.language import Speaker
from typology.model.elements import Dimension, Item, Model, Text
from typology.ui import blocks, method_map, method_versions, navigation, session, trace

_MODEL, _VALUES, _VERSIONS = "modell", "werte", "fassungen"


def render() -> None:
    """Draw the part the address names: the model, the values of a Verbund, or what other versions of the model said."""
    say, where, model = session.speaker(), session.place(), session.current_model()
    blocks.page_title(say("method.title"), say("method.lead"))
    blocks.working_version(model, say)
    parts = {
        _MODEL: say("method.part_model"),
        _VALUES: say("method.part_values"),
        _VERSIONS: say("method.part_versions"),
    }
    part = where.part if where.part in parts else _MODEL
    chosen = st.segmented_control(
        say("method.part"),
        list(parts),
        default=part,
        required=True,
        format_func=parts.__getitem__,
        key=f"teil-{say.language}-{part}",
        label_visibility="collapsed",
    )
    if chosen != part:
        session.stay(part=chosen, item=None, before=None, after=None)
        st.rerun()
    if part == _VALUES:
        blocks.scroll_to(f"wert-{where.item}" if where.item else None)
        trace.render(say)
        return
    if part == _VERSIONS:
        method_versions.render(say)
        return
    blocks.scroll_to(f"m-{where.item}" if where.item else None)
    if misplaced := session.misplaced_types():
        names = ", ".join(say.text(model.types[t].label) for t in misplaced)
        blocks.notice(say("method.misplaced", types=names), "wichtig")
    _how(model, say)
    _dimensions(model, say)
    _axes(model, say)
    _types(model, say)
    _phases_and_places(model, say)
    _perspectives(model, say)
    method_map.structure_maps(model, say)
    _thresholds(model, say)
    _sources(model, say)


def _how(model: Model, say: Speaker) -> None:
    blocks.section(say("method.how"), "wie")
    blocks.paragraph(say.text(model.info.description))
    blocks.html(blocks.basis(model, model.info.basis, say))
    blocks.bullets([say(f"method.how_{n}") for n in range(1, 7)])


def _dimensions(model: Model, say: Speaker) -> None:
    blocks.section(say("method.dimensions"), "dimensionen", say("method.dimensions_lead"))
    for dimension in model.dimensions.values():
        items = model.items_of(dimension.id)
        code = f"{dimension.code} · " if dimension.code else ""
        with st.expander(navigation.plain(f"{code}{say.text(dimension.label)} ({say('method.items', n=len(items))})")):
            blocks.html(f'<p class="vs-satz" dir="auto">{escape(say.text(dimension.question))}</p>')
            blocks.paragraph(say.text(dimension.description))
            blocks.paragraph(_role(dimension, say), "leise")
            blocks.html(blocks.basis(model, dimension.basis, say))
            for item in items:
                blocks.html(_item(model, item, say))


def _role(dimension: Dimension, say: Speaker) -> str:
    if dimension.describes == "frame":
        return say("method.frame")
    return say("method.gate") if dimension.role == "gate" else ""


def _item(model: Model, item: Item, say: Speaker) -> str:
    scale = model.response_scales[item.response_scale]
    hint = f'<p class="vs-hilfe">{escape(say.text(item.hint))}</p>' if item.hint else ""
    if scale.kind == "number":
        c = item.calibration
        assert c is not None
        answers = f"<p>{escape(say('method.number', out=say.number(c.full_out), cross=say.number(c.crossover), full=say.number(c.full_in), unit=say.text(scale.unit)))}</p>"
        if c.basis is not None:
            answers += blocks.basis(model, c.basis, say)
    else:
        steps = "".join(
            f'<li value="{option.value:g}" dir="auto">{escape(say.text(item.anchors.get(option.id) or option.label))}</li>'
            for option in sorted(scale.options, key=lambda o: o.value)
        )
        answers = f'<ol class="vs-stufen">{steps}</ol>'
    extra = ""
    if item.weight != 1:
        extra += f" {say('method.weight', weight=say.number(item.weight, 2))}"
    if item.reverse:
        extra += f" {say('method.reverse')}"
    note = f'<p class="vs-leise">{escape(extra.strip())}</p>' if extra else ""
    return (
        f'<article class="vs-item" id="m-{escape(item.id)}"><h4>{escape(say.text(item.label))}</h4>'
        f'<p class="vs-satz" dir="auto">{escape(say.text(item.question))}</p>{hint}{answers}{note}'
        f"{blocks.basis(model, item.basis, say)}</article>"
    )


def _axes(model: Model, say: Speaker) -> None:
    blocks.section(say("method.axes"), "achsen", say("method.axes_lead"))
    for axis in model.axes.values():
        total = sum(part.weight for part in axis.parts)
        parts = ", ".join(
            f"{say.text(model.dimensions[p.dimension].label)} ({say.percent(p.weight / total)})" for p in axis.parts
        )
        anchors = model.calibration_of(axis.id)
        ends = " ↔ ".join(say.text(end) for end in (axis.low, axis.high) if end)
        blocks.html(
            f'<article class="vs-item" id="m-{escape(axis.id)}"><h3>{escape(say.text(axis.label))}</h3>'
            f'<p class="vs-satz">{escape(say.text(axis.question))}</p><p>{escape(ends)}</p>'
            f"<p>{escape(say('method.made_of', parts=parts))} "
            f"{escape(say('method.anchors', out=say.number(anchors.full_out), cross=say.number(anchors.crossover), full=say.number(anchors.full_in)))}</p>"
            f"{blocks.basis(model, axis.basis, say)}</article>"
        )


def _types(model: Model, say: Speaker) -> None:
    blocks.section(say("method.types"), "typ", say("method.types_lead"))
    for ideal in model.types.values():
        with st.expander(navigation.plain(say.text(ideal.label))):
            blocks.html(f'<p class="vs-satz">{escape(say.text(ideal.sentence))}</p>')
            blocks.paragraph(say.text(ideal.description))
            rows = [(say.text(model.set_label(s)), say(f"method.{c.level}")) for s, c in ideal.conditions.items()]
            blocks.html(blocks.table((say("method.set"), say("method.asks")), rows, say("method.conditions")))
            for heading, texts in (
                ("type.strengths", ideal.strengths),
                ("type.tensions", ideal.tensions),
                ("type.questions", ideal.questions),
            ):
                if texts:
                    blocks.html(f"<h4>{escape(say(heading))}</h4>")
                    blocks.bullets([say.text(t) for t in texts])
            if ideal.next_steps:
                blocks.html(f"<h4>{escape(say('type.next_steps'))}</h4>")
                for step in ideal.next_steps:
                    blocks.paragraph(say.text(step.text))
                    blocks.html(blocks.basis(model, step.basis, say))
            blocks.html(blocks.basis(model, ideal.basis, say))


def _phases_and_places(model: Model, say: Speaker) -> None:
    if model.phases:
        blocks.section(say("phase.title"), "phasen", say("phase.lead"))
        for phase in model.phases.values():
            blocks.html(
                f'<article class="vs-item"><h3>{escape(say.text(phase.label))}</h3><p>{escape(say.text(phase.description))}</p>'
                f"{blocks.basis(model, phase.basis, say)}</article>"
            )
    for plane in model.placements.values():
        blocks.section(say.text(plane.label), f"m-{plane.id}", say.text(plane.question))
        blocks.html(blocks.basis(model, plane.basis, say))
        for field in plane.fields:
            sides = say(
                "method.field",
                x=model.set_label(plane.x),
                y=model.set_label(plane.y),
                x_side=say(f"method.{field.x}"),
                y_side=say(f"method.{field.y}"),
            )
            blocks.html(
                f'<article class="vs-item"><h3>{escape(say.text(field.label))}</h3><p>{escape(say.text(field.description))}</p>'
                f'<p class="vs-leise">{escape(sides)}</p>{blocks.basis(model, field.basis, say)}</article>'
            )


def _perspectives(model: Model, say: Speaker) -> None:
    blocks.section(say("method.perspectives"), "blickwinkel", say("method.perspectives_lead"))
    for perspective in model.perspectives.values():
        blocks.html(
            f'<article class="vs-item"><h3>{escape(say.text(perspective.label))}</h3>'
            f"<p>{escape(say.text(perspective.description))}</p>{blocks.basis(model, perspective.basis, say)}</article>"
        )


def _thresholds(model: Model, say: Speaker) -> None:
    blocks.section(say("method.thresholds"), "schwellen", say("method.thresholds_lead"))
    method = model.method
    groups: Mapping[str, object] = {
        "coverage": method.coverage,
        "calibration": method.calibration,
        "verdict": method.verdict,
        "uncertainty": method.uncertainty,
        "agreement": method.agreement,
        "small_groups": method.small_groups,
        "comparison": method.comparison,
        **({"network": method.network} if model.actor_kinds else {}),
    }
    for name, group in groups.items():
        rows = [
            (say(f"threshold.{name}.{field}"), _plain_number(getattr(group, field), say))
            for field in group.__dataclass_fields__  # type: ignore[attr-defined]
            if field != "basis"
        ]
        blocks.html(blocks.table((say("method.threshold"), say("method.value")), rows, say(f"threshold.{name}")))
        blocks.html(blocks.basis(model, group.basis, say))  # type: ignore[attr-defined]


def _plain_number(value: float, say: Speaker) -> str:
    return f"{value:g}".replace(".", "," if say.language == "de" else ".") if isinstance(value, float) else str(value)


def _sources(model: Model, say: Speaker) -> None:
    blocks.section(say("method.sources"), "quellen")
    lines = []
    for source in model.sources.values():
        note: Text | None = source.note
        lines.append(f"<li>{blocks.source_link(source, say)} {escape(say.text(note))}</li>")
    blocks.html(f'<ul class="vs-liste">{"".join(lines)}</ul>')
