"""A page of questions as it stands on the screen: what is stored, what is shown, and the bar above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from typology.assessment.flow import Progress, StoredAnswer, next_page, progress_of, shown_entries, together
from typology.language import Speaker
from typology.model.elements import Entry, Model, Page, Questionnaire
from typology.store.records import Assessment, Response, ResponseRow, State
from typology.ui import blocks, moved, navigation, session

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

ALL_PAGES = "alle-seiten"
"""Key of the drawer that lists all pages with their progress."""


@dataclass(frozen=True)
class Standing:
    """An assessment as it is stored now, and what follows from it for the screen.

    Attributes:
        responses: What counts, by item.
        changed: Items whose answer belongs to a question that reads differently now; they count as open.
        answers: The other answers, as the rules read them.
        shown: Entries to show, by page id; pages without any are left out.
        parts: Progress of every page that is shown.
        whole: Progress of all of them.
    """

    responses: Mapping[str, Response | ResponseRow]
    changed: frozenset[str]
    answers: Mapping[str, StoredAnswer]
    shown: Mapping[str, tuple[Entry, ...]]
    parts: Mapping[str, Progress]
    whole: Progress

    def next_page(self, asked: Questionnaire) -> str | None:
        """Return the first page with an open question: where somebody who comes back goes on. None if all is done."""
        return next_page(session.current_model(), asked, self.answers)


def standing_of(
    assessment: Assessment, asked: Questionnaire, responses: Mapping[str, Response | ResponseRow] | None = None
) -> Standing:
    """Return how an assessment stands.

    Args:
        assessment: The assessment.
        asked: Its questionnaire.
        responses: What counts, if it was read just now; else it is read.
    """
    model = session.current_model()
    if responses is None:
        responses = session.current_store().current_responses(assessment.id)
    # An answer to a question that reads differently now is shown in its old words and counts as missing.
    changed = frozenset(i for i, r in responses.items() if session.outdated(assessment, r))
    answers = {i: StoredAnswer(r.state, r.option, r.number) for i, r in responses.items() if i not in changed}
    shown = shown_entries(model, asked, answers)
    parts = {page: progress_of(model, entries, answers) for page, entries in shown.items()}
    return Standing(responses, changed, answers, shown, parts, together(parts.values()))


@dataclass
class Sheet:
    """What is on the screen: one page of an assessment. Its questions are drawn again one by one.

    Attributes:
        assessment: The assessment.
        asked: Its questionnaire.
        about: Whose assessment it is, as markup.
        say: Speaker of the reader's language.
        bar: Where the bar stands.
        left: Where it says which required questions of the page are open.
        standing: What was stored when something was last drawn.
        page: The page; None at the end of the questionnaire.
        source: The point in time it began with and what was copied; None if it began with nothing.
    """

    assessment: Assessment
    asked: Questionnaire
    about: str
    say: Speaker
    bar: DeltaGenerator
    left: DeltaGenerator
    standing: Standing
    page: Page | None
    source: tuple[str, dict[str, Response]] | None = None
    _drawn: set[str] = field(default_factory=set)
    _alone: bool = False
    _just_read: Mapping[str, Response] | None = None

    @property
    def model(self) -> Model:
        """The model in force."""
        return session.current_model()

    @property
    def pages(self) -> list[Page]:
        """The pages that are shown, in order."""
        return [page for page in self.asked.pages if page.id in self.standing.shown]

    def drawer(self, item: str) -> str:
        """Return the key of the drawer for the note to an item."""
        return f"beleg-{self.assessment.id}-{item}"

    def look(self, item: str) -> Standing:
        """Return what the answer to an item is drawn from.

        The first time it is drawn together with the page, from what the page has read. Afterwards it is drawn
        alone, after it was chosen, and reads anew; where that, or another tab, changed something beside it,
        the whole page is drawn again.

        Args:
            item: Item id of the question.
        """
        if item not in self._drawn:
            self._drawn.add(item)
            # Streamlit must know from the start that this part will write there.
            self.bar.empty()
            self.left.empty()
            self._alone = False
            return self.standing
        before, self.standing = self.standing, standing_of(self.assessment, self.asked, self._just_read)
        self._just_read, self._alone = None, True
        if self.standing.whole.open and not before.whole.open:
            with blocks.saving(self.say):  # something is open again: the start page must offer to go on
                session.current_store().set_finished(self.assessment.id, finished=False)
        if self._moved_beside(item, before):
            navigation.redraw()
        return self.standing

    def follow(self) -> None:
        """Let the bar follow, if an answer is drawn alone."""
        if self._alone:
            self.draw_status()

    def _moved_beside(self, item: str, before: Standing) -> bool:
        now = self.standing
        if (now.shown, now.changed) != (before.shown, before.changed):
            return True
        if st.session_state.get(ALL_PAGES) and now.parts != before.parts:
            return True  # the list of all pages is open and names their progress
        if st.session_state.get(self.drawer(item)) and _is_given(now, item) != _is_given(before, item):
            return True  # its drawer is open and offers to withdraw an answer, or must no longer
        here = [entry.item for entry in now.shown[self.page.id]] if self.page else []
        return any(now.responses.get(i) != before.responses.get(i) for i in here if i != item)

    def save(self, item: str, state: State, option: str | None = None, number: float | None = None) -> None:
        """Save an answer, or say why that was not possible; for callbacks.

        Args:
            item: Item id.
            state: What the store calls it: ``answer``, ``dk``, ``na``, ``none`` to withdraw.
            option: Option id of an item in levels.
            number: Entry of a number item.
        """
        store = session.current_store()
        self._just_read = None
        with blocks.saving(self.say):
            with store.transaction():
                store.give_response(
                    self.assessment.id,
                    item,
                    state,
                    option,
                    number,
                    model_version=self.model.version,
                    questionnaire_version=self.asked.full_version,
                )
                # The question is drawn again next: what it needs is read while the database is open anyway.
                read = store.current_responses(self.assessment.id)
            self._just_read = read

    def save_note(self, item: str, note: str) -> bool:
        """Save a note and leave the answer as it is; for callbacks.

        Args:
            item: Item id.
            note: The note; "" removes it.

        Returns:
            Whether it is saved.
        """
        self._just_read = None  # an answer saved in the same moment was read before this note
        with blocks.saving(self.say):
            session.current_store().give_note(
                self.assessment.id,
                item,
                note,
                model_version=self.model.version,
                questionnaire_version=self.asked.full_version,
            )
            return True
        return False

    def draw_status(self) -> None:
        """Draw the bar that stays in sight: whose assessment, how far, when it was last saved, what has moved."""
        say, whole, responses = self.say, self.standing.whole, self.standing.responses
        last: datetime | None = max((r.given_at for r in responses.values()), default=None)
        saved = say("assess.saved", time=session.clock(last)) if last else say("assess.nothing_yet")
        share = round(100 * whole.share)
        problem = blocks.take_problem()
        # In the bar that stays in sight: whoever answers has scrolled away from the top.
        self.bar.html(
            f'<div class="vs-stand"><div>{self.about}</div>'
            f'<div class="vs-fortschritt" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
            f'aria-valuenow="{share}" aria-label="{escape(say("assess.progress_label"))}">'
            f'<i style="width:{share}%"></i></div>'
            f'<div class="vs-leise"><span>{escape(say("assess.progress", done=whole.done, shown=whole.shown))}</span>'
            f'<span role="status" class="vs-gespeichert">{escape(saved)}</span></div></div>'
            + (blocks.notice_markup(problem, "wichtig") if problem else "")
            + moved.since(self.assessment, say)
        )
        required = self.standing.parts[self.page.id].required_open if self.page else ()
        if required:
            items = ", ".join(say.text(self.model.items[item].label) for item in required)
            self.left.html(f'<p class="vs-leise">{escape(say("assess.required_open", items=items))}</p>')
        else:
            self.left.empty()


def _is_given(standing: Standing, item: str) -> bool:
    response = standing.responses.get(item)
    return response is not None and response.state != "none"


def page_to_show(standing: Standing, asked: Questionnaire, wanted: str | None, done: str) -> Page | None:
    """Return the page that the address names, else the first with an open question; None at the end.

    Args:
        standing: The assessment.
        asked: Its questionnaire.
        wanted: Page id in the address.
        done: What stands there after the last page.
    """
    pages = [page for page in asked.pages if page.id in standing.shown]
    found = next((page for page in pages if page.id == wanted), None)
    if found is not None or wanted == done:
        return found
    open_page = standing.next_page(asked)
    return next((page for page in pages if page.id == open_page), pages[0])
