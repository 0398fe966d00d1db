"""The way through a questionnaire: which pages and items are shown, what is answered, what is missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from typology.assessment.rules import Answered, Given, evaluate
from typology.model.elements import Entry, Item, Model, Page, Questionnaire, ResponseScale, Text, Wording
from typology.model.meaning import words_of


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it is stored.

    Attributes:
        state: ``answer``, ``dk``, ``na`` or ``none``.
        option: Option id of a levels item.
        number: Entry of a number item.
    """

    state: str
    option: str | None = None
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a page or a questionnaire has come.

    Attributes:
        shown: Items that are shown.
        done: Items with an answer, including *don't know* and *not applicable*.
        unsure: Items answered with *don't know*.
        open: Ids of shown items without any answer, in order.
        required_open: Those of them that are required.
    """

    shown: int
    done: int
    unsure: int
    open: tuple[str, ...]
    required_open: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the shown items that are done, 0 to 1."""
        return self.done / self.shown if self.shown else 1.0


def answer_value(scale: ResponseScale, answer: StoredAnswer | None) -> Answered:
    """Return the value of a stored answer on its scale, or why there is none.

    An option that this version of the model does not know counts as missing: the answer stays
    readable under its own version but is not guessed into another.
    """
    if answer is None or answer.state in ("dk", "none"):
        return Given.MISSING
    if answer.state == "na":
        return Given.NOT_APPLICABLE
    if scale.kind == "number":
        return Given.MISSING if answer.number is None or not math.isfinite(answer.number) else answer.number
    option = scale.option(answer.option or "")
    return Given.MISSING if option is None else option.value


def answer_values(model: Model, answers: Mapping[str, StoredAnswer]) -> dict[str, Answered]:
    """Return the value of every stored answer whose item the model knows."""
    return {item: answer_value(model.scale_of(item), given) for item, given in answers.items() if item in model.items}


def _walk(
    model: Model, questionnaire: Questionnaire, answers: Mapping[str, StoredAnswer]
) -> Iterator[tuple[Page, Entry, bool | None]]:
    """Yield every entry in order, with whether it is shown: True, False, or None while that is open.

    An answer to an item that has been ruled out since no longer decides anything: for the conditions
    after it, it is *not applicable*. Else a question that nobody can see any more would go on
    steering the pages after it.
    """
    values = answer_values(model, answers)
    for page in questionnaire.pages:
        page_shown = evaluate(model, page.show_if, values)
        for entry in page.entries:
            shown = False if page_shown is False else evaluate(model, entry.show_if, values)
            if shown is True and page_shown is None:
                shown = None
            yield page, entry, shown
            if shown is False:
                values[entry.item] = Given.NOT_APPLICABLE


def shown_entries(
    model: Model, questionnaire: Questionnaire, answers: Mapping[str, StoredAnswer]
) -> dict[str, tuple[Entry, ...]]:
    """Return, per page id, the entries to show; pages without any are left out.

    A condition that is still open (its item is unanswered) does not show the entry yet.
    """
    shown: dict[str, tuple[Entry, ...]] = {}
    for page, entry, is_shown in _walk(model, questionnaire, answers):
        if is_shown:
            shown[page.id] = (*shown.get(page.id, ()), entry)
    return shown


def hidden_items(model: Model, questionnaire: Questionnaire, answers: Mapping[str, StoredAnswer]) -> frozenset[str]:
    """Return the items that a condition has ruled out: they count as *not applicable*.

    A condition that is still open rules nothing out: its item counts as missing, so that leaving
    the first question open does not make the rest look complete. An item that stands on two pages
    is ruled out only if both are.
    """
    outcomes = [(entry.item, shown) for _, entry, shown in _walk(model, questionnaire, answers)]
    return frozenset(item for item, _ in outcomes) - {item for item, shown in outcomes if shown is not False}


def _is_done(model: Model, item: str, answer: StoredAnswer | None) -> bool:
    """Return whether somebody said something this version of the model understands."""
    if answer is None or answer.state not in ("answer", "dk", "na"):
        return False
    return answer.state != "answer" or answer_value(model.scale_of(item), answer) is not Given.MISSING


def progress(
    model: Model, questionnaire: Questionnaire, answers: Mapping[str, StoredAnswer], page_id: str | None = None
) -> Progress:
    """Return the progress of one page, or of the whole questionnaire."""
    by_page = shown_entries(model, questionnaire, answers)
    return progress_of(model, [e for page, found in by_page.items() if page_id in (None, page) for e in found], answers)


def progress_of(model: Model, entries: Sequence[Entry], answers: Mapping[str, StoredAnswer]) -> Progress:
    """Return the progress over entries that are known to be shown."""
    left = [e for e in entries if not _is_done(model, e.item, answers.get(e.item))]
    return Progress(
        shown=len(entries),
        done=len(entries) - len(left),
        unsure=sum(e.item in answers and answers[e.item].state == "dk" for e in entries),
        open=tuple(e.item for e in left),
        required_open=tuple(e.item for e in left if e.required),
    )


def together(parts: Iterable[Progress]) -> Progress:
    """Return the progress of several pages as one."""
    pages = list(parts)
    return Progress(
        shown=sum(p.shown for p in pages),
        done=sum(p.done for p in pages),
        unsure=sum(p.unsure for p in pages),
        open=tuple(item for p in pages for item in p.open),
        required_open=tuple(item for p in pages for item in p.required_open),
    )


def next_page(model: Model, questionnaire: Questionnaire, answers: Mapping[str, StoredAnswer]) -> str | None:
    """Return the first page with an open item: where somebody who comes back goes on. None if all is done."""
    by_page = shown_entries(model, questionnaire, answers)
    for page, entries in by_page.items():
        if not all(_is_done(model, e.item, answers.get(e.item)) for e in entries):
            return page
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """An item as one perspective reads it.

    Attributes:
        item: The item.
        scale: Its response scale.
        question: The question.
        hint: What is meant, if there is a hint.
        anchors: Wording of every option, by option id; empty for numbers.
        required: True if the page asks again when it is left open.
    """

    item: Item
    scale: ResponseScale
    question: Text
    hint: Text | None
    anchors: Mapping[str, Text]
    required: bool


def ask(model: Model, entry: Entry, perspective: str) -> Asked:
    """Return an item in the words of a perspective: its own wording, else the page's, else the item's."""
    item = model.items[entry.item]
    scale = model.response_scales[item.response_scale]
    wordings = [w for w in (entry.by_perspective.get(perspective), entry.wording) if w is not None]
    anchors = words_of(item, scale)
    for wording in reversed(wordings):
        anchors.update(wording.anchors)
    return Asked(
        item=item,
        scale=scale,
        question=_first(wordings, "question") or item.question,
        hint=_first(wordings, "hint") or item.hint,
        anchors=anchors,
        required=entry.required,
    )


def _first(wordings: list[Wording], name: str) -> Text | None:
    return next((found for w in wordings if (found := getattr(w, name)) is not None), None)


def entry_of(questionnaire: Questionnaire, item: str) -> Entry | None:
    """Return the first entry that asks an item."""
    return next((e for page in questionnaire.pages for e in page.entries if e.item == item), None)


def asks_all(questionnaire: Questionnaire, items: Iterable[str]) -> bool:
    """Return whether everybody is asked all of some items: none of them, and no page they are on, has a condition."""
    asked = set(items)
    entries = ((page, entry) for page in questionnaire.pages for entry in page.entries)
    return not any(entry.item in asked and (page.show_if or entry.show_if) for page, entry in entries)


def page_of(questionnaire: Questionnaire, item: str) -> Page | None:
    """Return the page that asks an item."""
    return next((page for page in questionnaire.pages if any(e.item == item for e in page.entries)), None)
