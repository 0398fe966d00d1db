"""The sections about Verbünde side by side: profiles, one dimension, pairs, types, nearest ones, who has solved what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from typology.assessment.nearest import nearest, stronger_where
from typology.figures.cases import name_cases
from typology.figures.cases_plane import draw_cases_placement, draw_cases_plane
from typology.figures.dot_plot import draw_dots
from typology.figures.heat_map import MOST_ROWS_NARROW, draw_heat_map
from typology.figures.own_pairs import draw_against_own
from typology.figures.pairs import draw_pairs
from typology.figures.wording import Words
from typology.language import Speaker
from typology.ui import blocks, compare_state, drawings, session
from typology.ui.case_page import wave_label
from typology.ui.compare_state import Choice, title

if TYPE_CHECKING:
    from typology.assessment.snapshot import Snapshot
    from typology.reports.released import Released

_MOST_ROWS = 300
_MOST_LEFT_OUT = 100
_MOST_NAMED = 20
_ROWS_WITH_NAMES = 30  # as many as a reader scrolls through on a phone
_PART = "namen"


def about(choice: Choice, say: Speaker) -> None:
    """Say what is compared, on which questions, and what was left out and why."""
    from typology.reports.comparison_text import refusal_text

    model, found = session.current_model(), choice.comparison
    blocks.paragraph(say("compare.shown", n=len(found.snapshots)), "satz")
    if choice.kind != "now":
        blocks.notice(say(f"compare.kind_{choice.kind}"))
    if found.basis == "shared":
        blocks.notice(say("compare.shared", shared=say.percent(found.shared_weight), n=len(found.shared_items)))
        if found.dropped:
            with st.expander(say("compare.dropped", n=len(found.dropped))):
                blocks.bullets([
                    f"{say.text(model.items[d.item].label) if d.item in model.items else d.item}: {say(f'compare.dropped_{d.reason}')}"
                    for d in found.dropped
                ])  # fmt: skip
    left_out = [(say("compare.altered_name", number=r.id), say("compare.refused_altered")) for r in choice.altered]
    left_out += [(title(s), refusal_text(r, say)) for s, r in found.refused]
    if left_out:
        with st.expander(say("compare.refused", n=len(left_out)), expanded=len(found.snapshots) < 2, key="nicht-verglichen"):
            blocks.bullets([f"{name}: {reason}" for name, reason in left_out[:_MOST_LEFT_OUT]])
            _more(len(left_out) - _MOST_LEFT_OUT, say)
    with st.expander(say("compare.releases", n=len(choice.shown)), key="freigaben"):
        blocks.html(blocks.table(
            (say("compare.case"), say("result.wave"), say("compare.voices"), say("compare.coverage"),
             say("model.version_label"), say("compare.hash")),
            [_release_row(r, say) for r in choice.shown[:_MOST_ROWS]], say("compare.releases", n=len(choice.shown)),
        ))  # fmt: skip
        _more(len(choice.shown) - _MOST_ROWS, say)


def _more(left: int, say: Speaker) -> None:
    """Say how many of a list are not shown."""
    if left > 0:
        blocks.paragraph(say("compare.and_more", n=left), "leise")


def _release_row(found: Released, say: Speaker) -> tuple[str, ...]:
    snapshot = found.snapshot
    assert snapshot is not None
    known = [f.coverage for f in snapshot.sets.values() if f.coverage is not None]
    voices = say("compare.statement", n=snapshot.voices, office=snapshot.office) if snapshot.voice == "statement" else str(snapshot.voices)
    return (
        title(snapshot), when(snapshot, say), voices, say.percent(sum(known) / len(known)) if known else "–",
        snapshot.model_version, found.digest[:12],
    )  # fmt: skip


def when(snapshot: Snapshot, say: Speaker) -> str:
    """Return the point in time of a snapshot in words, with how it is meant."""
    from datetime import UTC, datetime

    from typology.store.records import Wave

    return wave_label(Wave(0, 0, snapshot.wave, snapshot.wave_kind, snapshot.year, datetime.now(UTC)), say)


# ------------------------------------------------------------------------------ the sections
def cases(choice: Choice, say: Speaker) -> None:
    """Draw the Verbünde side by side."""
    if not choice.comparison.snapshots:
        return
    _profiles(choice, say)
    _one_set(choice, say)
    _planes(choice, say)
    _like_ours(choice, say)
    _who_has_solved(choice, say)


def _profiles(choice: Choice, say: Speaker) -> None:
    model, shown = session.current_model(), choice.comparison.snapshots
    blocks.section(say("compare.profiles"), "profile", say("compare.profiles_lead"))
    drawings.show(
        lambda form: draw_heat_map(model, shown, say, own=choice.own, form=form), say, "vergleich-profile",
        content=choice.content,
    )  # fmt: skip
    if len(shown) <= MOST_ROWS_NARROW:
        return
    # So many have rows without names, on a phone earlier than at a desk. Folded away those with names are not drawn.
    drawer = st.expander(
        say("compare.by_name"), expanded=compare_state.wanted(_PART) is not None, key="vergleich-namen",
        on_change="rerun",
    )  # fmt: skip
    if drawer.open:
        with drawer:
            _profiles_by_name(choice, say)


def _profiles_by_name(choice: Choice, say: Speaker) -> None:
    """Draw a part of a long list, row by row with names and numbers; which part stands in the address."""
    model, shown = session.current_model(), choice.comparison.snapshots
    others = [case.title for case in name_cases(Words(say), shown, choice.own) if not case.is_own]
    parts = range(-(-len(others) // _ROWS_WITH_NAMES))
    asked = compare_state.wanted(_PART) or ""
    preferred = min(max(int(asked) if asked.isdecimal() else 1, 1), len(parts)) - 1

    def span(part: int) -> str:
        of_part = others[part * _ROWS_WITH_NAMES : (part + 1) * _ROWS_WITH_NAMES]
        return say("compare.name_span", first=of_part[0], last=of_part[-1])

    chosen = st.selectbox(
        say("compare.name_part"), parts, index=preferred, format_func=span,
        key=f"vergleich-teil-der-namen-{preferred}-{len(parts)}-{say.language}",
    )  # fmt: skip
    if chosen != preferred:
        compare_state.want(_PART, str(chosen + 1))
    drawings.show(
        lambda form: draw_heat_map(
            model, shown, say, own=choice.own, form=form, most=_ROWS_WITH_NAMES, page=chosen
        ), say, "vergleich-profile-namen", said=False, content=(chosen, *choice.content),
    )  # fmt: skip


def _one_set(choice: Choice, say: Speaker) -> None:
    model, shown, where = session.current_model(), choice.comparison.snapshots, session.place()
    blocks.section(say("compare.one_set"), "einzeln", say("compare.one_set_lead"))
    sets = [*model.axes, *model.dimensions]
    preferred = where.set if where.set in sets else sets[0]
    chosen = st.selectbox(
        say("change.set"), sets, index=sets.index(preferred), key=f"vergleich-satz-{preferred}-{say.language}",
        format_func=lambda s: say.text(model.set_label(s)),
    )  # fmt: skip
    if chosen != (where.set or preferred):
        session.stay(set=chosen)
    content = (chosen, *choice.content)
    drawings.show(
        lambda form: draw_dots(model, shown, chosen, say, own=choice.own, form=form), say, "vergleich-einzeln",
        content=content,
    )  # fmt: skip
    if len(shown) < 2:
        return
    blocks.html(f"<h3>{blocks.escaped(say('compare.pairs'))}</h3>")
    blocks.paragraph(say("compare.pairs_lead"), "leise")
    drawings.show(
        lambda form: draw_pairs(model, shown, chosen, say, own=choice.own, form=form), say, "vergleich-paare",
        content=content,
    )  # fmt: skip
    if (own := choice.own) is not None:
        # Folded away it is not drawn.
        drawer = st.expander(say("compare.against_own"), key="vergleich-eigene-paare", on_change="rerun")
        if drawer.open:
            with drawer:
                drawings.show(
                    lambda form: draw_against_own(model, shown, say, own=own, form=form), say, "vergleich-eigene",
                    content=choice.content,
                )  # fmt: skip


def _planes(choice: Choice, say: Speaker) -> None:
    model, shown = session.current_model(), choice.comparison.snapshots
    if model.types:
        blocks.section(say("compare.types"), "typen", say("compare.types_lead"))
        drawings.show(
            lambda form: draw_cases_plane(model, shown, say, own=choice.own, form=form), say, "vergleich-typen",
            content=choice.content,
        )  # fmt: skip
    for plane in model.placements.values():
        blocks.section(say.text(plane.label), f"rahmen-{plane.id}", say("compare.frame_lead"))
        drawings.show(
            lambda form, p=plane.id: draw_cases_placement(model, p, shown, say, own=choice.own, form=form),  # type: ignore[misc]
            say, f"vergleich-{plane.id}", content=choice.content,
        )  # fmt: skip


def _like_ours(choice: Choice, say: Speaker) -> None:
    blocks.section(say("compare.nearest"), "aehnliche", say("compare.nearest_lead"))
    if choice.own is None:
        blocks.paragraph(say("compare.choose_own"), "leise")
        return
    model, table = session.current_model(), choice.profiles()
    found = nearest(model, table.snapshots[choice.own], table)
    if not found:
        blocks.paragraph(say("compare.nobody_near"), "leise")
        return
    lines = []
    for other in found:
        snapshot = table.snapshots[other.index]
        kind = say.text(model.types[snapshot.type].label) if snapshot.type in model.types else say("verdict_short.none")
        size = _people(snapshot.population, say) if snapshot.population else "–"
        lines.append((title(snapshot), kind, size, say("compare.alike", n=len(other.shared_dimensions),
                      distance=say.number(100 * other.distance)), choice.shown[other.index].contact or "–"))  # fmt: skip
    heads = (say("compare.case"), say("compare.filter_typ"), say("compare.population"), say("compare.distance"),
             say("compare.contact"))  # fmt: skip
    blocks.html(blocks.table(heads, lines, say("compare.nearest")))


def _people(number: int, say: Speaker) -> str:
    """Return a number of people with a sign between thousands."""
    return f"{number:,}".replace(",", "." if say.language == "de" else ",")


def _who_has_solved(choice: Choice, say: Speaker) -> None:
    """Name, dimension by dimension, who has found a way where we are looking for one."""
    blocks.section(say("compare.solved"), "wer-hilft", say("compare.solved_lead"))
    if choice.own is None:
        blocks.paragraph(say("compare.choose_own"), "leise")
        return
    model, table = session.current_model(), choice.profiles()
    found = stronger_where(model, table.snapshots[choice.own], table)
    if not found:
        blocks.paragraph(say("compare.nobody_solved"), "leise")
        return
    by_dimension: dict[str, list[str]] = {}
    # Whoever can be asked stands first, so that a long list does not end before them.
    for help_ in sorted(found, key=lambda one: not choice.shown[one.index].contact):
        release = choice.shown[help_.index]
        contact = say("compare.ask", contact=release.contact) if release.contact else say("compare.no_contact")
        by_dimension.setdefault(help_.dimension, []).append(f"{title(table.snapshots[help_.index])} · {contact}")
    for dimension in (d for d in table.sets if d in by_dimension):
        lines = by_dimension[dimension]
        blocks.html(f"<h3>{blocks.escaped(say.text(model.dimensions[dimension].label))}</h3>")
        blocks.bullets(lines[:_MOST_NAMED])
        _more(len(lines) - _MOST_NAMED, say)
