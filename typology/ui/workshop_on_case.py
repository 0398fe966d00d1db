"""What the page of a Verbund has of phones and workshops: links to answer by phone, and released results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.reports import joining
from typology.ui import blocks, navigation, session, workshop_addresses, workshop_pictures

if TYPE_CHECKING:
    from typology.store.records import Assessment, Case, Wave
    from typology.store.workshop_records import Release

_OPEN = "telefon-offen"
"""Key of the assessment whose link is shown."""


def on_phone_button(assessment: Assessment, say: Speaker) -> None:
    """Draw the way to the link of an assessment, for a phone."""
    st.button(
        say("case.on_phone"), key=f"telefon-{assessment.id}", type="tertiary", on_click=_toggle, args=(assessment.id,)
    )


def phone_panel(assessment: Assessment, say: Speaker) -> None:
    """Draw the link of an assessment with its QR code, if it was asked for."""
    if st.session_state.get(_OPEN) != assessment.id:
        return
    address = f"{workshop_addresses.phone_base()}a/{assessment.token}?lang={say.language}"
    qr = blocks.svg_image(joining.qr_svg(address), say("case.phone_qr"))
    with st.container(key=f"telefon-kasten-{assessment.id}", border=True):
        blocks.html(
            f'<div class="ws-karte ws-telefon"><div class="ws-qr">{qr}</div>'
            f'<div class="ws-eintippen"><p>{blocks.escaped(say("ws.scan"))}</p>'
            f'<p class="vs-leise">{blocks.escaped(say("case.phone_ready"))}</p></div></div>'
        )
        workshop_addresses.copyable(address, say)
        workshop_addresses.reach_hint(say)


def _toggle(number: int) -> None:
    st.session_state[_OPEN] = None if st.session_state.get(_OPEN) == number else number


def new_phone_link(case: Case, waves: Sequence[Wave], wave_names: Mapping[int, str], say: Speaker) -> None:
    """Draw the form that begins an assessment for somebody else, who gets a link."""
    if not waves:
        return
    model, questionnaires = session.current_model(), session.current_questionnaires()
    with st.expander(say("case.phone_new"), key=f"telefon-neu-{case.id}"):
        blocks.paragraph(say("case.phone_new_text"))
        pairs = [(q.id, p) for q in questionnaires.values() for p in q.perspectives]

        def name(pair: tuple[str, str]) -> str:
            questionnaire, perspective = pair
            label = say.text(questionnaires[questionnaire].label)
            return f"{label} · {say.text(model.perspectives[perspective].label)}"

        pair = st.selectbox(
            say("case.questionnaire"), pairs, format_func=name, key=f"telefon-bogen-{case.id}-{say.language}"
        )
        numbers = [w.id for w in waves]
        wave = st.selectbox(
            say("case.wave"),
            numbers,
            index=next((n for n, w in enumerate(waves) if w.kind == "now"), 0),
            format_func=lambda n: wave_names[n],
            key=f"telefon-zeit-{case.id}-{say.language}",
        )
        who = st.text_input(say("case.respondent"), max_chars=80, key=f"telefon-name-{case.id}")
        if st.button(say("case.phone_make"), key=f"telefon-los-{case.id}"):
            with blocks.saving(say):
                begun = session.current_store().start_assessment(
                    case.id, wave, pair[1], pair[0], questionnaires[pair[0]].full_version, model.info.id,
                    model.version, who,
                )  # fmt: skip
                st.session_state[_OPEN] = begun.id
                st.rerun()
            blocks.pending_problem()


# ------------------------------------------------------------------------------ released results
def released(case: Case, wave_names: Mapping[int, str], say: Speaker) -> None:
    """Draw what workshops have released about this Verbund: when, by how many, how, and the pictures."""
    found = [r for r in session.current_store().list_releases(case.id) if r.withdrawn_at is None]
    if not found:
        return
    blocks.section(say("case.workshops"), "workshops", say("case.workshops_text"))
    for release in reversed(found):
        day = session.local_time(release.released_at).date()
        title = say(
            "case.workshop_made",
            workshop=release.workshop_title,
            # One Verbund may be there at several points in time.
            round=" · ".join(part for part in (release.round_title, wave_names.get(release.wave_id or 0)) if part),
            day=f"{day:%d.%m.%Y}" if say.language == "de" else f"{day:%d/%m/%Y}",
        )
        drawer = st.expander(navigation.plain(title), key=f"workshop-{release.id}", on_change="rerun")
        if drawer.open:
            with drawer:
                _release(release, wave_names, say)


def _release(release: Release, wave_names: Mapping[int, str], say: Speaker) -> None:
    from typology.figures.disagreement import rank_items
    from typology.figures.overview_bars import draw_overview
    from typology.figures.table_plane import draw_table_plane
    from typology.workshop.publication import Publication

    content = Publication.from_json(release.content)
    model = session.old_model(release.model, release.model_version) or session.current_model()
    asked = session.old_questionnaire(
        release.questionnaire, release.questionnaire_version, release.model, release.model_version
    ) or session.current_questionnaires().get(release.questionnaire)
    _how(release, content.group_from, wave_names, say)
    station = next((c.station for result in content.items for c in result.latest.cells), None)
    names = {station: str(release.content.get("station") or "")} if station is not None else {}
    for perspective in dict.fromkeys(p.perspective for p in content.profiles if any(p.axes.values())):
        workshop_pictures.show(
            lambda form, whose=perspective: draw_table_plane(
                model, content.profiles, names, say, perspective=whose, form=form
            ),
            say,
            f"frei-{release.id}-{perspective}",
        )
    blocks.working_version(model, say)
    if asked is not None:
        ranked = rank_items(content.items, station)
        workshop_pictures.show(
            lambda form: draw_overview(model, asked, ranked, say, station=station, form=form),
            say,
            f"frei-{release.id}",
        )


def _how(release: Release, least: int, wave_names: Mapping[int, str], say: Speaker) -> None:
    """Say how many voices there are from each perspective, and under which rules the result was made."""
    model = session.current_model()
    voices = [
        say("case.workshop_voices", perspective=say.text(model.perspectives[p].label), n=n)
        for p, n in release.content.get("voices", {}).items()
        if p in model.perspectives and n
    ]
    if release.wave_id in wave_names:
        voices.insert(0, wave_names[release.wave_id])
    blocks.paragraph(" · ".join(voices))
    blocks.paragraph(
        say(
            "case.workshop_how",
            k=least,
            model=release.model_version,
            questionnaire=release.questionnaire_version,
            digest=release.digest[:12],
        ),
        "leise",
    )
