"""What the page of a Verbund has of comparison: release a frozen snapshot, see what is released, withdraw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

import streamlit as st

from typology.language import Speaker
from typology.store.records import Case, Wave
from typology.ui import blocks, navigation, session

if TYPE_CHECKING:
    from typology.assessment.snapshot import Voice
    from typology.reports.releases import Hindrance
    from typology.store.development_records import ComparisonHead, ComparisonRelease


def section(case: Case, waves: Sequence[Wave], names: Mapping[int, str], say: Speaker) -> None:
    """Draw what is released for comparison, and the form that releases more."""
    released = session.current_store().comparison_heads(case_id=case.id)
    blocks.section(say("release.title"), "vergleich", say("release.lead"))
    if not released:
        blocks.paragraph(say("release.none"), "leise")
    for head in reversed(released):
        _released(head, names, say)
    if released:
        navigation.link(navigation.COMPARE, say("release.to_comparison"), case=case.id)
    # Folded away it is not worked out: what would be released takes a simulation.
    drawer = st.expander(say("release.new"), key=f"freigeben-{case.id}", on_change="rerun")
    if drawer.open:
        with drawer:
            _form(case, waves, names, say)


def _perspective(perspective: str, say: Speaker) -> str:
    known = session.current_model().perspectives.get(perspective)
    return say.text(known.label) if known else perspective


def _released(head: ComparisonHead, names: Mapping[int, str], say: Speaker) -> None:
    """One release as a line; what can be done with it is one tap away."""
    store = session.current_store()
    day = session.local_time(head.released_at).strftime("%d.%m.%Y" if say.language == "de" else "%d/%m/%Y")
    with st.container(key=f"verbund-freigabe-v{head.id}", horizontal=True, vertical_alignment="center"):
        text = say("release.one", wave=names.get(head.wave_id, ""), perspective=_perspective(head.perspective, say),
                   n=head.voices)  # fmt: skip
        contact = f" · {head.contact}" if head.contact else ""
        small = say("release.how", day=day, model=head.model_version, digest=head.digest[:12])
        blocks.html(
            f'<div class="vs-karte"><strong dir="auto">{blocks.escaped(text)}</strong>'
            f'<span class="vs-leise" dir="auto">{blocks.escaped(small + contact)}</span></div>'
        )
        with st.popover(say("release.change")):
            # What is stored is part of the key: a window that still shows an earlier contact must not put it back.
            contact = st.text_input(
                say("release.contact"), head.contact, max_chars=200, placeholder=say("release.contact_example"),
                key=f"kontakt-{head.id}-{crc32(head.contact.encode())}",
            )  # fmt: skip
            blocks.paragraph(say("release.withdraw_text"), "leise")
            withdrawn = st.button(say("release.withdraw_do"), key=f"zurueckziehen-{head.id}")
    if withdrawn:
        with blocks.saving(say):
            _withdraw(head.id, say)
            st.rerun()
    elif contact.strip() != head.contact:
        with blocks.saving(say):
            store.set_release_contact(head.id, contact.strip())
            st.rerun()


def _form(case: Case, waves: Sequence[Wave], names: Mapping[int, str], say: Speaker) -> None:
    """Let somebody choose what to release; say beforehand what will be seen, and why something cannot be."""
    from typology.reports.releases import release, snapshot_of

    store = session.current_store()
    counts = store.count_respondents(case.id)
    if not counts:
        blocks.paragraph(say("result.empty"), "leise")
        return
    pairs = [(w.id, p) for w in waves for p in session.current_model().perspectives if counts.get((w.id, p))]
    if not pairs:
        blocks.paragraph(say("result.old_model_only"), "leise")
        return
    now = {w.id for w in waves if w.kind == "now"}  # what most will want to release
    wave_id, perspective = st.selectbox(
        say("release.which"), pairs, index=next((n for n, pair in enumerate(pairs) if pair[0] in now), 0), key=f"freigeben-was-{case.id}-{say.language}",
        format_func=lambda pair: f"{names[pair[0]]} · {_perspective(pair[1], say)} · {say('case.count', n=counts[pair])}",
    )  # fmt: skip
    small = session.current_model().method.small_groups
    voices = counts[(wave_id, perspective)]
    office, agreed = "", True
    if voices > small.attributed_up_to:
        blocks.paragraph(say("release.what"))
    else:
        blocks.paragraph(say("release.what_statement"))
        blocks.notice(say("release.statement", n=voices, k=small.group_from))
        office = st.text_input(say("release.office"), max_chars=120, key=f"amt-{case.id}-{wave_id}-{perspective}",
                               placeholder=say("release.office_example"))  # fmt: skip
        # Whoever answers after that has not been asked yet.
        agreed = st.checkbox(say("release.agreed"), key=f"einverstanden-{case.id}-{wave_id}-{perspective}-{voices}")
    contact = st.text_input(say("release.contact"), max_chars=200, key=f"kontakt-neu-{case.id}",
                            placeholder=say("release.contact_example"))  # fmt: skip
    voice: Voice = "statement" if voices <= small.attributed_up_to else "group"
    wave = next(w for w in waves if w.id == wave_id)
    found = snapshot_of(store, session.versions(), case, wave, perspective, voice=voice, office=office)
    # Nobody is scolded for a field they have not come to yet.
    if reasons := [refusal_text(r, say) for r in found.refusals if r.reason != "no_office" or agreed]:
        blocks.bullets(reasons)
    elif found.released is None and any((h.wave_id, h.perspective) == (wave_id, perspective) for h in store.comparison_heads(case_id=case.id)):
        blocks.paragraph(say("release.replaces"), "leise")
    if found.released is not None:
        blocks.paragraph(say("release.already"), "leise")
    ready = found.allowed and agreed and found.released is None
    if st.button(say("release.do"), type="primary", disabled=not ready, key=f"freigeben-los-{case.id}") and ready:
        with blocks.saving(say):
            made = release(
                store, session.versions(), case, wave, perspective, voice=voice, office=office, contact=contact.strip()
            )
            _replace_earlier(made, office, say)
            st.rerun()
        blocks.pending_problem()


def _replace_earlier(made: ComparisonRelease, office: str, say: Speaker) -> None:
    """Withdraw what the new release replaces: else withdrawing the new one would bring the old one back."""
    from typology.reports.released import read_release

    store = session.current_store()
    for head in store.comparison_heads(case_id=made.case_id):
        if head.id == made.id or (head.wave_id, head.perspective) != (made.wave_id, made.perspective):
            continue
        earlier = read_release(store.comparison_release(head.id))
        if earlier is None or earlier.office == office.strip():
            if head.contact and not made.contact:
                store.set_release_contact(made.id, head.contact)
            _withdraw(head.id, say)


def _withdraw(release_id: int, say: Speaker) -> None:
    store = session.current_store()
    if not (store.withdraw_comparison_release(release_id) or store.wipe_deleted()):
        blocks.say_once(say("release.traces"))


def refusal_text(refusal: Hindrance, say: Speaker) -> str:
    """Return why something cannot be released, in a sentence."""
    values = {
        name: say.percent(value) if refusal.reason == "coverage" else int(value)
        for name, value in refusal.details.items()
    }
    return say(f"release.refused_{refusal.reason}", **values)
