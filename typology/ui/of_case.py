"""What the pages about one Verbund's answers begin with: which Verbund, its name, the way to the other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typology.language import Speaker
from typology.store.errors import NotFoundError
from typology.store.records import Case, ResponseRow, Wave
from typology.ui import blocks, navigation, session


@dataclass(frozen=True)
class OfCase:
    """A Verbund with its answers.

    Attributes:
        case: The Verbund.
        waves: Its points in time, in the order in which they are meant: past, now, goal.
        rows: What was answered; notes alone are left out.
        readings: What the answers say, worked out when it is asked for.
        say: Speaker of the reader's language.
    """

    case: Case
    waves: tuple[Wave, ...]
    rows: tuple[ResponseRow, ...]
    readings: session.CaseReadings
    say: Speaker

    def wave(self, wave_id: str | int | None) -> Wave | None:
        """Return a point in time by its number."""
        return next((w for w in self.waves if str(w.id) == str(wave_id)), None)

    def perspectives(self, wave_id: str | int | None = None) -> list[str]:
        """Return who has answered (about one point in time), in the order of the model."""
        found = {p for wave, p in self.readings.groups if wave_id is None or wave == str(wave_id)}
        known = [p for p in session.current_model().perspectives if p in found]
        return known + sorted(found - set(known))


_KINDS = ("past", "now", "goal")


def in_time(waves: Sequence[Wave]) -> tuple[Wave, ...]:
    """Return points in time as they follow one another.

    A goal comes after everything that was or is; what is told in retrospect of an unknown year comes before it.
    """
    unknown = {kind: 0 if kind == "past" else 10_000 for kind in _KINDS}
    return tuple(sorted(
        waves, key=lambda w: (w.kind == "goal", w.year or unknown[w.kind], _KINDS.index(w.kind), w.id)
    ))  # fmt: skip


def find_case() -> Case | None:
    """Return the Verbund that the address names; None if there is none."""
    store, where = session.current_store(), session.place()
    number = where.case
    if number is None and where.token and (assessment := store.assessment_by_token(where.token)):
        number = assessment.case_id
    try:
        return store.case(number) if number is not None else None
    except NotFoundError:
        return None


def begin(page: str, say: Speaker) -> OfCase | None:
    """Draw the head of a page; return None if there is nothing to show, and that was said.

    Args:
        page: One of ``navigation.OF_RESULT``.
        say: Speaker of the reader's language.
    """
    store, case = session.current_store(), find_case()
    blocks.scroll_to(None)
    if case is None:
        blocks.page_title(say(f"nav.{page}"), say(f"{page}.lead"))
        if session.place().case is not None:
            blocks.notice(say("case.unknown"), "wichtig")
        choose_case(page, say)
        return None
    rows = tuple(r for r in store.responses_of_case(case.id) if r.state != "none")
    blocks.page_title(case.name, kicker=case.city)
    navigation.ways_of_result(page, say)
    if case.invented:
        blocks.notice(say("case.invented_text"))
    blocks.working_version(session.current_model(), say)
    if not rows:
        blocks.notice(say("result.empty_fact_sheet" if case.unscored else "result.empty"))
        navigation.link(navigation.CASE, say("result.to_case"), case=case.id)
        return None
    readings = session.CaseReadings(rows)
    if not readings.groups:
        blocks.notice(say("result.old_model_only"))
        return None
    return OfCase(case, in_time(store.list_waves(case.id)), rows, readings, say)


def for_paper(name: str, chosen: str) -> None:
    """Say on paper what was chosen: the buttons to choose by are not printed."""
    blocks.paragraph(f"{name}: {chosen}", "nur-druck")


def choose_case(page: str, say: Speaker) -> None:
    """Draw links to a page about each Verbund that has answers; say how to begin if there is none."""
    store = session.current_store()
    shown = [case for case in store.list_cases() if not case.unscored and store.count_respondents(case.id)]
    if not shown:
        blocks.paragraph(say("result.none_yet"))
        navigation.link(navigation.CASE, say("result.to_case"))
    for case in shown:
        navigation.link(page, f"{case.name} · {case.city}", case=case.id)
