"""Verbund: choose or create one, its points in time, its facts, and the way into an assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

import streamlit as st

from typology.language import Speaker, languages
from typology.model.elements import Questionnaire
from typology.store.errors import NotFoundError
from typology.store.records import Assessment, Case, ResponseRow, Wave
from typology.ui import blocks, navigation, release_on_case, session, wave_copy, workshop_on_case
from typology.ui.sheet import standing_of
from typology.ui.start_page import case_list, who

LANDS = (
    "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH",
)  # fmt: skip
_WAVE_KINDS = ("now", "past", "goal")
_FEW = 4  # so many assessments are shown without a click


def render() -> None:
    """Draw the page: the Verbund the address names, or the list and the form for a new one."""
    say, store, where = session.speaker(), session.current_store(), session.place()
    blocks.scroll_to(None)
    if where.case is not None:
        try:
            _one_case(store.case(where.case), say)
            return
        except NotFoundError:
            blocks.notice(say("case.unknown"), "wichtig")
    blocks.page_title(say("term.case"), say("case.lead"))
    cases = store.list_cases()
    case_list([case for case in cases if not case.unscored], say)
    if not cases:
        blocks.paragraph(say("case.none"))
    _new_case(say)
    case_list([case for case in cases if case.unscored], say)


def _new_case(say: Speaker) -> None:
    blocks.section(say("case.new"), "neu", say("case.new_text"))
    with st.form("neuer-verbund", border=False):
        name = st.text_input(say("case.name"), max_chars=200, key="neu-name")
        city = st.text_input(say("case.city"), max_chars=200, key="neu-stadt")
        founded = st.text_input(say("case.founded"), max_chars=4, key="neu-jahr")
        if st.form_submit_button(say("case.create"), type="primary"):
            year = _year(founded)
            if not name.strip():
                blocks.notice(say("case.name_missing"), "wichtig")
            elif founded.strip() and year is None:
                blocks.notice(say("case.year_wrong"), "wichtig")
            else:
                store = session.current_store()
                with blocks.saving(say):
                    case = store.create_case(name, city, founded=year)
                    store.create_wave(case.id, say("wave.today"), "now", datetime.now(UTC).year)
                    navigation.go(navigation.CASE, case=case.id)
                blocks.pending_problem()


def _people(text: str) -> int | None:
    """Return a number of inhabitants as people write it: ``260000``, ``260.000`` or ``260 000``; None if it is none."""
    digits = "".join(text.replace(".", "").replace(",", "").split())
    return int(digits) if digits.isdecimal() and len(digits) < 9 and int(digits) > 0 else None


def _year(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) == 4 and 1000 <= int(text) < 3000 else None


def _one_case(case: Case, say: Speaker) -> None:
    since = say("case.since", year=case.founded) if case.founded else ""
    blocks.page_title(case.name, kicker=" · ".join(part for part in (case.city, since) if part))
    if case.invented:
        blocks.notice(say("case.invented_text"))
    blocks.paragraph(case.note)
    _facts(case, say)
    if case.unscored:
        _fact_sheet(case, say)
    else:
        waves = session.current_store().list_waves(case.id)
        # Whoever comes back wants what is there; whoever is new, what can be begun.
        if session.current_store().list_assessments(case.id):
            _begun(case, waves, say)
            _begin(case, waves, say)
        else:
            _begin(case, waves, say)
            _begun(case, waves, say)
        workshop_on_case.new_phone_link(case, waves, {w.id: wave_label(w, say) for w in waves}, say)
        _waves(case, say)
        wave_copy.offer(case, waves, {w.id: wave_label(w, say) for w in waves}, say)
        _edit(case, say)
        workshop_on_case.released(case, {w.id: wave_label(w, say) for w in waves}, say)
        release_on_case.section(case, waves, {w.id: wave_label(w, say) for w in waves}, say)
    _map_of_city(case, say)
    navigation.link(navigation.CASE, say("case.all"))


def _map_of_city(case: Case, say: Speaker) -> None:
    """Lead to the structure map of the city, or to drawing the first one."""
    if not case.city or not session.current_model().actor_kinds:
        return
    store = session.current_store()
    city = store.city_named(case.city)
    maps = store.list_maps(city.id) if city else []
    if maps:
        first = next((m for m in maps if m.kind == "now"), maps[0])
        navigation.link(navigation.MAP, say("case.to_map", city=case.city), map=first.id)
    else:
        navigation.link(navigation.MAP, say("case.new_map", city=case.city), part="neu")


def _facts(case: Case, say: Speaker) -> None:
    if not case.facts:
        return
    model = session.current_model()
    items = ""
    for fact in case.facts:
        text, ref = fact.get("text", ""), fact.get("source", "")
        text = text.get(say.language) or text.get("de", "") if isinstance(text, dict) else str(text)
        refs = [part.strip() for part in str(ref).split(",") if part.strip()]
        shown = " · ".join(say.text(model.sources[r].title) if r in model.sources else r for r in refs)
        note = fact.get("note") or ""
        note = note.get(say.language) or note.get("de", "") if isinstance(note, dict) else str(note)
        extra = f' <em dir="auto">{escape(note)}</em>' if note else ""
        items += f'<li dir="auto">{escape(text)}{extra} <cite>{escape(shown)}</cite></li>'
    blocks.section(say("case.facts"), "fakten")
    blocks.html(f'<ul class="vs-liste vs-fakten">{items}</ul>')


def _fact_sheet(case: Case, say: Speaker) -> None:
    blocks.notice(say("case.fact_sheet_text"))
    with st.expander(say("case.take_over")):
        blocks.paragraph(say("case.take_over_text"))
        sure = st.checkbox(say("case.take_over_sure"), key=f"sicher-{case.id}")
        if st.button(say("case.take_over_do"), disabled=not sure, key=f"nehmen-{case.id}"):
            store = session.current_store()
            with blocks.saving(say):
                store.take_over(case.id)
                if not store.list_waves(case.id):
                    store.create_wave(case.id, say("wave.today"), "now", datetime.now(UTC).year)
            st.rerun()


def _begin(case: Case, waves: list[Wave], say: Speaker) -> None:
    blocks.section(say("case.begin"), "beginnen", say("case.begin_text"))
    model, questionnaires = session.current_model(), session.current_questionnaires()
    store = session.current_store()
    if not waves:
        blocks.paragraph(say("wave.none"))
        return
    chosen = st.radio(
        say("case.questionnaire"),
        list(questionnaires),
        format_func=lambda q: (
            navigation.plain(say.text(questionnaires[q].label))
            + (f" ({say('case.minutes', minutes=questionnaires[q].minutes)})" if questionnaires[q].minutes else "")
        ),
        key=f"bogen-{case.id}-{say.language}",
        captions=[navigation.plain(say.text(q.description)) for q in questionnaires.values()],
    )
    questionnaire = questionnaires[chosen]
    perspective = questionnaire.perspectives[0]
    if len(questionnaire.perspectives) > 1:
        perspective = st.radio(
            say("case.perspective"),
            questionnaire.perspectives,
            format_func=lambda p: navigation.plain(say.text(model.perspectives[p].label)),
            key=f"blick-{case.id}-{chosen}-{say.language}",
        )
    current = next((n for n, wave in enumerate(waves) if wave.kind == "now"), 0)
    wave = st.radio(
        say("case.wave"),
        [w.id for w in waves],
        index=current,
        format_func=lambda w: navigation.plain(wave_label(next(x for x in waves if x.id == w), say)),
        key=f"zeit-{case.id}-{say.language}",
    )
    name = st.text_input(say("case.respondent"), help=None, max_chars=80, key=f"name-{case.id}")
    blocks.paragraph(say("case.respondent_text"), "leise")
    if st.button(say("case.start"), type="primary", key=f"los-{case.id}"):
        with blocks.saving(say):
            begun, respondent = _same_person(store.list_assessments(case.id), name, wave, perspective, chosen)
            if begun is None:
                begun = store.start_assessment(
                    case.id,
                    wave,
                    perspective,
                    chosen,
                    questionnaire.full_version,
                    model.info.id,
                    model.version,
                    name,
                    respondent=respondent,
                )
            navigation.go(navigation.ASSESS, token=begun.token, case=case.id)
        blocks.pending_problem()


def _same_person(
    begun: Sequence[Assessment], name: str, wave: int, perspective: str, questionnaire: str
) -> tuple[Assessment | None, str | None]:
    """Return what somebody of this name has begun already, and their id; a name is one person per perspective.

    Without a name everybody is somebody new.
    """
    wanted = " ".join(name.split()).casefold()
    own = [a for a in begun if wanted and a.respondent_label.casefold() == wanted and a.perspective == perspective]
    same = next((a for a in own if (a.wave_id, a.questionnaire) == (wave, questionnaire)), None)
    return same, own[0].respondent if own else None


_PROPOSED = ("wave.today", "wave.founding", "wave.aim")


def wave_label(wave: Wave, say: Speaker) -> str:
    """Return a point in time with its year and how it is meant.

    Names that the tool itself proposes are said in the reader's language; names that people gave stay as they are.
    """
    label = wave_name(wave, say)
    return label if wave.kind == "now" else f"{label} ({say('wave.' + wave.kind)})"


def wave_name(wave: Wave, say: Speaker) -> str:
    """Return a point in time with its year, for pictures, which mark by themselves how it is meant."""
    name = next(
        (say(key) for key in _PROPOSED if wave.label in {Speaker(lang)(key) for lang in languages()}), wave.label
    )
    return name if not wave.year or str(wave.year) in name else f"{name} {wave.year}"


def _begun(case: Case, waves: list[Wave], say: Speaker) -> None:
    store, questionnaires = session.current_store(), session.current_questionnaires()
    found = store.list_assessments(case.id)
    blocks.section(say("case.begun"), "begonnen")
    if not found:
        blocks.paragraph(say("case.begun_none"))
        return
    navigation.link(navigation.RESULT, say("case.to_result"), case=case.id)
    responses: dict[int, dict[str, ResponseRow]] = {a.id: {} for a in found}
    for row in store.responses_of_case(case.id):
        responses[row.assessment_id][row.item] = row
    for wave in sorted(waves, key=lambda w: (w.kind != "now", -(w.year or 0))):
        of_wave = [a for a in found if a.wave_id == wave.id]
        if of_wave:
            title = f"{wave_label(wave, say)} · {say('case.count', n=len(of_wave))}"
            with st.expander(navigation.plain(title), expanded=len(found) <= _FEW):
                for assessment in of_wave:
                    questionnaire = questionnaires.get(assessment.questionnaire)
                    if questionnaire is None:
                        _entry_of_old(assessment, say)
                    else:
                        _entry(assessment, questionnaire, responses[assessment.id], say)


def _entry_of_old(assessment: Assessment, say: Speaker) -> None:
    """An assessment whose questionnaire is no longer asked: it stays in the list, but nobody can go on with it."""
    blocks.html(
        f'<div class="vs-karte"><strong dir="auto">{escape(who(assessment, say))}</strong>'
        f"<span>{escape(assessment.questionnaire)}</span>"
        f'<span class="vs-leise">{escape(say("assess.questionnaire_gone"))}</span></div>'
    )


def _entry(
    assessment: Assessment, questionnaire: Questionnaire, responses: dict[str, ResponseRow], say: Speaker
) -> None:
    """One assessment as a line: what, who, how far, and the way in."""
    standing = standing_of(assessment, questionnaire, responses)
    done = standing.whole
    with st.container(key=f"einschaetzung-{assessment.id}", horizontal=True, vertical_alignment="center"):
        blocks.html(
            f'<div class="vs-karte"><strong dir="auto">{escape(who(assessment, say))}</strong>'
            f"<span>{escape(say.text(questionnaire.label))}</span>"
            f'<span class="vs-leise">{escape(say("assess.progress", done=done.done, shown=done.shown))}</span></div>'
        )
        navigation.link(
            navigation.ASSESS,
            say("case.go_on" if done.open else "case.look"),
            token=assessment.token,
            case=assessment.case_id,
            page=standing.next_page(questionnaire) or questionnaire.pages[0].id,
        )
        workshop_on_case.on_phone_button(assessment, say)
    workshop_on_case.phone_panel(assessment, say)


def _waves(case: Case, say: Speaker) -> None:
    with st.expander(say("wave.new")):
        blocks.paragraph(say("wave.new_text"))
        # What was saved is followed by empty fields: a second press must not make the same one again.
        made_before = f"zeitpunkte-angelegt-{case.id}"
        count = st.session_state.get(made_before, 0)
        with st.form(f"zeitpunkt-{case.id}", border=False):
            kind = st.radio(
                say("wave.kind"),
                _WAVE_KINDS,
                format_func=lambda k: say(f"wave.kind_{k}"),
                key=f"art-{case.id}-{say.language}",
            )
            label = st.text_input(say("wave.label"), max_chars=80, key=f"zeit-name-{case.id}-{count}")
            year = st.text_input(say("wave.year"), max_chars=4, key=f"zeit-jahr-{case.id}-{count}")
            if st.form_submit_button(say("wave.create")):
                if year.strip() and _year(year) is None:
                    blocks.notice(say("case.year_wrong"), "wichtig")
                elif not (label.strip() or year.strip()):
                    blocks.notice(say("wave.label_missing"), "wichtig")
                else:
                    with blocks.saving(say):
                        session.current_store().create_wave(case.id, label.strip() or year.strip(), kind, _year(year))
                        st.session_state[made_before] = count + 1
                        st.rerun()
                    blocks.pending_problem()


def _edit(case: Case, say: Speaker) -> None:
    with st.expander(say("case.edit")), st.form(f"aendern-{case.id}", border=False):
        name = st.text_input(say("case.name"), case.name, max_chars=200)
        city = st.text_input(say("case.city"), case.city, max_chars=200)
        founded = st.text_input(say("case.founded"), str(case.founded or ""), max_chars=4)
        lands = ["", *LANDS]
        land = st.selectbox(
            say("release.land"), lands, index=lands.index(case.land) if case.land in lands else 0,
            format_func=lambda code: say(f"land.{code}") if code else say("release.no_land"),
        )  # fmt: skip
        people = st.text_input(say("release.population"), str(case.population or ""), max_chars=12)
        note = st.text_area(say("case.note"), case.note, max_chars=5000)
        if st.form_submit_button(say("case.save")):
            if not name.strip():
                blocks.notice(say("case.name_missing"), "wichtig")
            elif founded.strip() and _year(founded) is None:
                blocks.notice(say("case.year_wrong"), "wichtig")
            elif people.strip() and _people(people) is None:
                blocks.notice(say("release.population_wrong"), "wichtig")
            else:
                with blocks.saving(say):
                    session.current_store().update_case(
                        case.id, name=name, city=city, note=note, founded=_year(founded), land=land,
                        population=_people(people),
                    )  # fmt: skip
                    st.rerun()
                blocks.pending_problem()
