"""One question: its words, its answers, its note. Every answer is saved when it is given."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from typology.assessment.flow import Asked, ask
from typology.language import Speaker
from typology.language.numbers import read_number
from typology.model.elements import Entry
from typology.store.records import Assessment, Response, ResponseRow
from typology.ui import blocks, navigation, session, wave_copy
from typology.ui.sheet import Sheet

_UNSURE, _NOT_APPLICABLE = "dk", "na"
_SHOWN_NOTE = 160  # characters of a note that are shown while its field is folded away


def draw(sheet: Sheet, entry: Entry) -> None:
    """Draw a question with its answer.

    Args:
        sheet: The page it stands on.
        entry: The question in the questionnaire.
    """
    say, standing = sheet.say, sheet.standing
    asked = ask(sheet.model, entry, sheet.assessment.perspective)
    item, response = asked.item, standing.responses.get(entry.item)
    with st.container(key=f"frage-{sheet.assessment.id}-{item.id}"):
        wanted = asked.required and (response is None or response.state == "none")
        required = f' <span class="vs-schild vs-pflicht">{escape(say("assess.required"))}</span>' if wanted else ""
        sought = " vs-gesucht" if session.place().item == item.id else ""
        hint = f'<p class="vs-hilfe" dir="auto">{escape(say.text(asked.hint))}</p>' if asked.hint else ""
        changed = response if item.id in standing.changed else None
        was = _changed_question(sheet.assessment, changed, say) if changed else ""
        blocks.html(
            f'<div class="vs-frage{sought}" id="frage-{escape(item.id)}"><p class="vs-kicker">'
            f'{escape(say.text(item.label))}{required}</p><h3 dir="auto">{escape(say.text(asked.question))}</h3>'
            f"{hint}{was}</div>"
        )
        if asked.scale.kind == "number":
            _taken_over(sheet, asked, response)
            _number(sheet, asked, None if changed else response)
            if problem := st.session_state.pop(f"fehler-{item.id}", None):
                blocks.notice(problem, "wichtig")
        else:
            _levels_alone(sheet, asked)
        _evidence(sheet, item.id, response)


# Nothing that is typed may stand in a fragment: a field that is left by a tap on another page reports to its fragment
# when that page is there already, and Streamlit then clears the page.
@st.fragment  # an answer draws itself again and the bar above, not the rest of the page
def _levels_alone(sheet: Sheet, asked: Asked) -> None:
    item = asked.item.id
    standing = sheet.look(item)
    _taken_over(sheet, asked, standing.responses.get(item))
    _levels(sheet, asked, None if item in standing.changed else standing.responses.get(item))
    sheet.follow()


def _taken_over(sheet: Sheet, asked: Asked, response: Response | ResponseRow | None) -> None:
    """Say that an answer comes from another point in time, and let it be confirmed; or say what it was before."""
    if sheet.source is None:
        return
    # Its place is kept when there is nothing to say: the answers below must not move away from under the keyboard.
    with st.container(key=f"woher-{sheet.assessment.id}-{asked.item.id}", horizontal=True, vertical_alignment="center"):
        if not wave_copy.mark(sheet.source, asked, response, sheet.say) or response is None:
            return
        st.button(
            sheet.say("copy.confirm"),
            key=f"gilt-{sheet.assessment.id}-{asked.item.id}",
            type="tertiary",
            on_click=sheet.save,
            args=(asked.item.id, response.state),
            kwargs={"option": response.option, "number": response.number},
        )


def _changed_question(assessment: Assessment, response: Response, say: Speaker) -> str:
    same_model = response.model_version == session.current_model().version
    version = response.questionnaire_version if same_model else response.model_version
    answer = _old_words(assessment, response, say)
    return blocks.notice_markup(say("assess.changed_question", version=version, answer=answer))


def _old_words(assessment: Assessment, response: Response, say: Speaker) -> str:
    """Return an answer in the words it was given in."""
    if response.option is None:
        return _as_typed(response.number or 0.0, say)
    old = session.outdated(assessment, response)
    return (old and old.asked and say.text(old.asked.anchors.get(response.option))) or response.option


def _as_typed(number: float, say: Speaker) -> str:
    """Return a number as somebody would type it: all of its digits, and the language's decimal sign."""
    plain = f"{number:.12g}"
    return say.number(number, len(plain.partition(".")[2])) if "e" not in plain else plain


def _levels(sheet: Sheet, asked: Asked, response: Response | None) -> None:
    assessment, say = sheet.assessment, sheet.say
    words = {option: say.text(text) for option, text in asked.anchors.items()}
    words[_UNSURE], words[_NOT_APPLICABLE] = say("assess.dk"), _not_applicable(assessment, say)
    # Two options with the same words would be one for the browser; signs of no width keep them apart.
    seen: dict[str, int] = {}
    for option, text in words.items():
        seen[text] = seen.get(text, -1) + 1
        words[option] = text + "\u2060" * seen[text]
    key = f"antwort-{assessment.id}-{asked.item.id}-{say.language}"
    # The store is the truth: another tab, an undo or a failed save must show here as they are.
    st.session_state[key] = _chosen(response, words)
    st.radio(
        say.text(asked.question),
        list(words),
        index=None,
        format_func=lambda option: navigation.plain(words[option]),
        key=key,
        label_visibility="collapsed",
        on_change=_save_level,
        args=(sheet, asked.item.id, key),
        width="stretch",
    )


def _not_applicable(assessment: Assessment, say: Speaker) -> str:
    """Who looks from outside does not speak of "us"."""
    perspective = session.current_model().perspectives.get(assessment.perspective)
    return say("assess.na_outside" if perspective and perspective.view == "outside" else "assess.na")


def _chosen(response: Response | None, words: Mapping[str, str]) -> str | None:
    if response is None:
        return None
    if response.state in (_UNSURE, _NOT_APPLICABLE):
        return response.state
    return response.option if response.option in words else None


def _save_level(sheet: Sheet, item: str, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is None:
        return
    if chosen in (_UNSURE, _NOT_APPLICABLE):
        sheet.save(item, chosen)
    else:
        sheet.save(item, "answer", option=chosen)


def _number(sheet: Sheet, asked: Asked, response: Response | None) -> None:
    assessment, say = sheet.assessment, sheet.say
    key = f"zahl-{assessment.id}-{asked.item.id}-{say.language}"
    given = response.number if response and response.state == "answer" else None
    stored = "" if given is None else _as_typed(given, say)
    st.session_state[key] = st.session_state.pop(_draft("zahl", asked.item.id), stored)
    unit = say.text(asked.scale.unit)
    st.text_input(
        f"{say('assess.number')} ({unit})" if unit else say("assess.number"),
        key=key,
        max_chars=12,
        on_change=_save_number,
        args=(sheet, asked, key),
    )
    other = f"statt-{assessment.id}-{asked.item.id}-{say.language}"
    st.session_state[other] = response.state if response and response.state in (_UNSURE, _NOT_APPLICABLE) else None
    st.radio(
        say("assess.instead"),
        [_UNSURE, _NOT_APPLICABLE],
        index=None,
        format_func=lambda state: say("assess.dk") if state == _UNSURE else _not_applicable(assessment, say),
        key=other,
        label_visibility="collapsed",
        on_change=_save_level,
        args=(sheet, asked.item.id, other),
        width="stretch",
    )


def _save_number(sheet: Sheet, asked: Asked, key: str) -> None:
    say, item, scale = sheet.say, asked.item.id, asked.scale
    text = st.session_state[key].strip().replace("\u00a0", "").replace(" ", "").rstrip("%")
    if not text:
        sheet.save(item, "none")
        return
    number = read_number(text, whole=scale.whole)
    low, high = scale.minimum, scale.maximum
    # What was typed is shown once more beside the message, so that it can be mended.
    st.session_state[_draft("zahl", item)] = st.session_state[key]
    if number is None:
        st.session_state[f"fehler-{item}"] = say("assess.not_a_number", text=st.session_state[key].strip())
    elif (low is not None and number < low) or (high is not None and number > high):
        bounds = "assess.out_of_range" if high is not None else "assess.too_small"
        st.session_state[f"fehler-{item}"] = say(bounds, low=say.number(low), high=say.number(high))
    elif scale.whole and number != int(number):
        st.session_state[f"fehler-{item}"] = say("assess.not_whole")
    else:
        del st.session_state[_draft("zahl", item)]
        sheet.save(item, "answer", number=number)


def _evidence(sheet: Sheet, item: str, response: Response | None) -> None:
    assessment, say = sheet.assessment, sheet.say
    note = response.note if response else ""
    # Another title would make it another drawer, which closes under the hands of whoever has just written.
    drawer = st.expander(say("assess.evidence"), key=sheet.drawer(item), on_change="rerun")
    if not drawer.open:
        if note:
            shown = note if len(note) <= _SHOWN_NOTE else note[:_SHOWN_NOTE].rstrip() + " …"
            blocks.paragraph(say("assess.evidence_there", note=shown), "leise")
        return
    with drawer:
        key = f"notiz-{assessment.id}-{item}-{say.language}"
        draft = st.session_state.get(_draft("notiz", item))
        st.session_state[key] = note if draft is None else draft
        if draft is not None:
            blocks.notice(say("assess.unsaved"), "wichtig")
        st.text_area(
            say("assess.evidence_label"),
            key=key,
            height=110,
            on_change=_save_note,
            args=(sheet, item, key),
        )
        if response and response.state != "none":
            st.button(
                say("assess.withdraw"),
                key=f"weg-{assessment.id}-{item}",
                type="tertiary",
                on_click=sheet.save,
                args=(item, "none"),
            )


def _save_note(sheet: Sheet, item: str, key: str) -> None:
    # What was typed stays in its field until it is saved; a full disk must not take it away.
    st.session_state[_draft("notiz", item)] = st.session_state[key]
    if sheet.save_note(item, st.session_state[key]):
        del st.session_state[_draft("notiz", item)]


def _draft(kind: str, item: str) -> str:
    """Return the key under which something typed but not saved is kept."""
    return f"entwurf-{kind}-{session.place().token}-{item}"
