"""The part of the method page about versions of the model: what is different between two that are kept with the answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.language import Speaker
from typology.ui import blocks, fields, session

if TYPE_CHECKING:
    from datetime import datetime

    from typology.model.difference import ModelDifference
    from typology.reports.model_difference import Element, Line, Section

# What changes neither a figure nor what an answer means; there may be much of it.
_FOLDED = ("described", "basis", "translation")
_IN_A_SENTENCE = re.compile(r"[^?!\n]*[^.?!\s]")  # figures and names; a question inside a sentence is hard to read
_WIDE = 340  # pixels of a choice, so that a phone puts the two below one another
_ALIKE = 0.4  # two texts that share less than this are two texts, not one with changed words


@dataclass(frozen=True)
class _Kept:
    """A version of the model in force.

    Attributes:
        number: Its place in the address, from 1 on; versions only ever come at the end.
        version: As answers keep it.
        since: When it was first seen (UTC); None if it is in force and could not be kept.
    """

    number: int
    version: str
    since: datetime | None


def render(say: Speaker) -> None:
    """Let the reader choose two versions, and say what is different; with one alone, say what will stand here."""
    blocks.scroll_to(None)
    kept = _kept_versions()
    blocks.section(say("versions.title"), "fassungen", say("versions.lead"))
    if len(kept) < 2:
        _only_one(kept[0], say)
        return
    before, after = _choose(kept, say)
    difference = _difference(before, after, say)
    if difference is not None:
        _account(difference, say)


def _kept_versions() -> list[_Kept]:
    model = session.current_model()
    found = session.current_store().list_model_versions(model.info.id)
    kept = [_Kept(number, one.version, one.remembered_at) for number, one in enumerate(found, 1)]
    if all(one.version != model.version for one in kept):  # a database that can only be read has not taken it in
        kept.append(_Kept(len(kept) + 1, model.version, None))
    return kept


def _only_one(kept: _Kept, say: Speaker) -> None:
    blocks.notice(say("versions.only_one", version=kept.version))
    blocks.paragraph(say("versions.will_be"))
    blocks.bullets([say(f"versions.will_be_{n}") for n in range(1, 4)])
    blocks.paragraph(say("versions.how"))


# ------------------------------------------------------------------------------ which two
def _choose(kept: Sequence[_Kept], say: Speaker) -> tuple[_Kept, _Kept]:
    """Let the reader choose; at first the version in force, and the one that came last beside it."""
    where, by_number = session.place(), {one.number: one for one in kept}
    in_force = next(one.number for one in kept if one.version == session.current_model().version)
    after = where.after if where.after in by_number else in_force
    others = [number for number in by_number if number != after]
    before = where.before if where.before in by_number else others[-1]
    with st.container(key="auswahl-zwei", horizontal=True, gap="medium"):
        for name, here, other, there in (("before", before, "after", after), ("after", after, "before", before)):
            _one_of(kept, name, here, other, there, say)
    return by_number[before], by_number[after]


def _one_of(kept: Sequence[_Kept], name: str, here: int, other: str, there: int, say: Speaker) -> None:
    """Draw one of the two choices. Whoever chooses what stands in the other one swaps the two."""
    labels = {one.number: _label(one, say) for one in kept}
    key = f"fassung-{name}-{say.language}"

    def choose() -> None:
        chosen = st.session_state[key]
        session.stay(**{name: chosen, other: here if chosen == there else there})

    fields.keep_value(key, here)
    st.selectbox(say(f"versions.{name}"), list(labels), format_func=labels.__getitem__, key=key, on_change=choose,
                 width=_WIDE)  # fmt: skip


def _label(one: _Kept, say: Speaker) -> str:
    if one.version == session.current_model().version:
        return say("versions.in_force", version=one.version)
    assert one.since is not None  # whatever is not in force was read from the store
    day = session.local_time(one.since).strftime("%d.%m.%Y" if say.language == "de" else "%d/%m/%Y")
    return say("versions.since", version=one.version, day=day)


def _difference(before: _Kept, after: _Kept, say: Speaker) -> ModelDifference | None:
    """Return what is different; None, and that is said, if one of the two cannot be read any more."""
    from typology.model.difference import diff_models

    name = session.current_model().info.id
    old, new = (session.old_model(name, one.version) for one in (before, after))
    if old is None or new is None:
        lost = before if old is None else after
        blocks.notice(say("versions.unreadable", version=lost.version), "wichtig")
        return None
    return diff_models(old, new)


# ------------------------------------------------------------------------------ what is different
def _account(difference: ModelDifference, say: Speaker) -> None:
    from typology.reports.model_difference import difference_sections, difference_shares, difference_summary

    summary = difference_summary(difference, say)
    blocks.html("".join(f'<p class="vs-text" dir="auto">{escape(sentence)}</p>' for sentence in summary))
    if shares := difference_shares(difference, say):
        with st.expander(say("versions.shares")):
            heads = (say("versions.dimension"), say("versions.share"))
            blocks.html(blocks.table(heads, shares, say("versions.shares_caption")))
    sections = difference_sections(difference, say)
    if not sections:
        return
    with blocks.sections_below(say("result.sections")):
        for section in sections:
            _section(section, say)
    blocks.paragraph(say("diff.forms"), "leise")


def _section(section: Section, say: Speaker) -> None:
    drawn = "".join(_element(element, say) for element in section.elements)
    blocks.section(section.title, f"m-{section.heading}")
    if section.heading not in _FOLDED:
        blocks.html(drawn)
        return
    with st.expander(say("versions.places", n=len(section.elements))):
        blocks.html(drawn)


def _element(element: Element, say: Speaker) -> str:
    note = f'<p class="vs-satz" dir="auto">{escape(element.note)}</p>' if element.note else ""
    lines = "".join(_line(line, say) for line in element.lines)
    return f'<article class="vs-notizen"><h3 class="vs-text" dir="auto">{escape(element.name)}</h3>{note}{lines}</article>'


def _line(line: Line, say: Speaker) -> str:
    """Return one place as markup: short ones as a sentence, long ones with what was and what is side by side."""
    before, after = (say("diff.nothing") if text is None else text for text in (line.before, line.after))
    if line.is_short and all(_IN_A_SENTENCE.fullmatch(text) for text in (before, after)):
        return f'<p class="vs-text" dir="auto">{escape(say("versions.short", name=line.name, before=before, after=after))}</p>'
    whole = None in (line.before, line.after)  # one of the two says that there is nothing
    sides = (escape(before), escape(after)) if whole else marked(before, after)
    columns = "".join(
        f'<section><h4>{escape(say(f"versions.{name}"))}</h4><blockquote dir="auto">{side}</blockquote></section>'
        for name, side in zip(("before", "after"), sides, strict=True)
    )
    return f'<p class="vs-leise" dir="auto">{escape(line.name)}</p><div>{columns}</div>'


def marked(before: str, after: str) -> tuple[str, str]:
    """Return two texts as markup, with the words set in bold that the other has not.

    Args:
        before: How it stood.
        after: How it stands.

    Returns:
        Both, escaped; without any bold if they have too little in common for that to help.
    """
    if SequenceMatcher(None, *(re.findall(r"\w+", text) for text in (before, after)), autojunk=False).ratio() < _ALIKE:
        return escape(before), escape(after)
    words = [re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after)]
    matcher = SequenceMatcher(None, *words, autojunk=False)
    sides: tuple[list[str], list[str]] = ([], [])
    for sign, *spans in matcher.get_opcodes():
        for side, text, (start, end) in zip(sides, words, (spans[:2], spans[2:]), strict=True):
            piece = escape("".join(text[start:end]))
            side.append(f"<strong>{piece}</strong>" if sign != "equal" and piece.strip() else piece)
    return "".join(sides[0]), "".join(sides[1])
