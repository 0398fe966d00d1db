"""Releasing for comparison: from stored answers to a frozen snapshot.

Whether something may be released is decided in ``typology.assessment.releasing``; that it stays what it was, in the
store. Here both meet. ``typology.reports.released`` reads what was released.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from typology.assessment.snapshot import Snapshot, Voice
from typology.model.elements import Model
from typology.reports.stored import Versions, stored_responses

if TYPE_CHECKING:
    import pandas as pd

    from typology.assessment.reading import Reading
    from typology.store import Store
    from typology.store.development_records import ComparisonHead, ComparisonRelease
    from typology.store.records import Case, Wave


class ReleaseRefusedError(Exception):
    """Something may not be released; nothing was.

    Attributes:
        proposal: What was to be released, with everything that speaks against it.
    """

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        reasons = ", ".join(refusal.reason for refusal in proposal.refusals)
        super().__init__(f"This may not be released for comparison: {reasons}.")


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something may not be released, as data; a screen makes the sentence.

    Attributes:
        reason: ``no_answers`` · ``too_alike``: it would differ from an earlier release by a few people only, and so
            tell what they said (``needed``: by how many at least) · or a reason of ``releasing.ReleaseRefusal``.
        details: Figures for the sentence.
    """

    reason: str
    details: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be released.

    Attributes:
        snapshot: The snapshot; None if there are no answers, or if what is in them speaks against it.
        refusals: What speaks against it; several things may.
        people: A text per respondent and what they answered, see ``typology.assessment.successive.people_of``.
        voices: Respondents.
        released: The release that says the very same and is there already, if any.
    """

    snapshot: Snapshot | None
    refusals: tuple[Hindrance, ...]
    people: frozenset[str]
    voices: int
    released: ComparisonHead | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be released."""
        return self.snapshot is not None and not self.refusals


# ------------------------------------------------------------------------------ releasing
def snapshot_of(
    store: Store,
    versions: Versions,
    case: Case,
    wave: Wave,
    perspective: str,
    *,
    voice: Voice = "group",
    office: str = "",
    draws: int | None = None,
) -> Proposal:
    """Return what would be released of one Verbund, point in time and perspective, and what speaks against it.

    Args:
        store: The store.
        versions: The model in force with its questionnaires, and where to look up earlier ones.
        case: The Verbund.
        wave: One of its points in time.
        perspective: Id of the perspective.
        voice: ``group``, or ``statement`` for one to three people who speak by office and with consent.
        office: Who speaks, for a statement.
        draws: Repetitions behind the verdict; the model's own number if None.
    """
    from typology.assessment.reading import read_responses

    rows = [row for row in store.responses_of_wave(wave.id) if row.perspective == perspective]
    table, asked = stored_responses(versions, rows)
    readings = read_responses(versions.model, table, asked, draws=draws, positions_only=True)
    if not readings:
        return Proposal(None, (Hindrance("no_answers"),), frozenset(), 0)
    return _proposal(store, versions, case, wave, readings[0], table, asked, voice=voice, office=office)


def _proposal(
    store: Store,
    versions: Versions,
    case: Case,
    wave: Wave,
    reading: Reading,
    table: pd.DataFrame,
    asked: Mapping[str, Collection[str]],
    *,
    voice: Voice,
    office: str,
) -> Proposal:
    from typology.assessment.releasing import About, may_release, take_snapshot
    from typology.assessment.successive import differs_enough, people_of

    model, people = versions.model, people_of(table)
    refusals = tuple(Hindrance(one.reason, one.details) for one in may_release(model, reading, voice, office))
    if refusals:
        return Proposal(None, refusals, people, reading.respondents)
    about = About(
        city=case.city, wave_kind=wave.kind, year=wave.year, invented=case.invented, land=case.land,
        population=case.population, founded=case.founded, case=case.name, wave=wave.label,
    )  # fmt: skip
    snapshot = take_snapshot(
        model, reading, table, about, voice=voice, office=office.strip(), asked=asked,
        questionnaires=versions.questionnaires,
    )  # fmt: skip
    least = model.method.small_groups.group_from
    now, before = store.released_people(case.id, wave.id, reading.perspective, people)
    if voice == "group":
        alike = not differs_enough(least, now, before)
    else:
        # A statement tells what its people said. Taken from a group they were in, it must not leave a few others.
        alike = any(len(then) >= least and 0 < len(then - now) < least for then in before)
    if alike:
        refusals = (Hindrance("too_alike", {"needed": float(least)}),)
    same = _same(store, case, wave, reading.perspective, snapshot)
    return Proposal(snapshot, refusals, people, reading.respondents, same)


def _same(store: Store, case: Case, wave: Wave, perspective: str, snapshot: Snapshot) -> ComparisonHead | None:
    """Return the release that says the very same already."""
    from typology.store.workshop_releases import digest_of

    said = (wave.id, perspective, digest_of(snapshot.as_content()))
    heads = store.comparison_heads(case_id=case.id)
    return next((head for head in heads if (head.wave_id, head.perspective, head.digest) == said), None)


def release(
    store: Store,
    versions: Versions,
    case: Case,
    wave: Wave,
    perspective: str,
    *,
    voice: Voice = "group",
    office: str = "",
    contact: str = "",
    draws: int | None = None,
) -> ComparisonRelease:
    """Release one Verbund, point in time and perspective for comparison; see ``snapshot_of`` for the arguments.

    Args:
        store: The store.
        versions: The model in force with its questionnaires.
        case: The Verbund.
        wave: One of its points in time.
        perspective: Id of the perspective.
        voice: Who speaks: a group, or people by office.
        office: Who speaks, for a statement.
        contact: Whom others may ask; it is no part of what is frozen and can be taken back.
        draws: Repetitions behind the verdict.

    Raises:
        ReleaseRefusedError: If it may not be released; the error says everything that speaks against it.
        StoreError: If it could not be saved.
    """
    # Inside one transaction: between the check and the release nobody else releases the same.
    with store.transaction():
        proposal = snapshot_of(store, versions, case, wave, perspective, voice=voice, office=office, draws=draws)
        if not proposal.allowed:
            raise ReleaseRefusedError(proposal)
        return _release(store, versions.model, case, wave, perspective, proposal, contact)


def _release(
    store: Store, model: Model, case: Case, wave: Wave, perspective: str, proposal: Proposal, contact: str
) -> ComparisonRelease:
    assert proposal.snapshot is not None
    return store.release_for_comparison(
        case.id, wave.id, perspective, proposal.snapshot.as_content(), model=model.info.id,
        model_version=model.version, voices=proposal.voices, people=proposal.people, contact=contact,
    )  # fmt: skip


def release_case(
    store: Store, versions: Versions, case: Case, *, contact: str = ""
) -> tuple[tuple[ComparisonRelease, ...], tuple[Proposal, ...]]:
    """Release everything of one Verbund that may be released: the groups, and statements where all say their office.

    Args:
        store: The store.
        versions: The model in force with its questionnaires.
        case: The Verbund.
        contact: Whom others may ask.

    Returns:
        The releases, and what was not released with what speaks against it.

    Raises:
        StoreError: If it could not be saved; then nothing was.
    """
    from typology.assessment.reading import read_responses

    model = versions.model
    waves = {str(wave.id): wave for wave in store.list_waves(case.id)}
    offices = _offices(store, case)
    table, asked = stored_responses(versions, store.responses_of_case(case.id))
    done, refused = [], []
    with store.transaction():
        for reading in read_responses(model, table, asked, positions_only=True):
            wave, perspective = waves[reading.wave], reading.perspective
            here = table[(table["wave"] == reading.wave) & (table["perspective"] == perspective)]
            office = offices.get((wave.id, perspective), "")
            by_office = bool(office) and reading.respondents <= model.method.small_groups.attributed_up_to
            proposal = _proposal(
                store, versions, case, wave, reading, here, asked,
                voice="statement" if by_office else "group", office=office if by_office else "",
            )  # fmt: skip
            if proposal.allowed:
                done.append(_release(store, model, case, wave, perspective, proposal, contact))
            else:
                refused.append(proposal)
    return tuple(done), tuple(refused)


def _offices(store: Store, case: Case) -> dict[tuple[int, str], str]:
    """Return who speaks, per point in time and perspective in which everybody has said so."""
    labels: dict[tuple[int, str], dict[str, str]] = {}
    for found in store.list_assessments(case.id):
        of_person = labels.setdefault((found.wave_id, found.perspective), {})
        of_person[found.respondent] = found.respondent_label or of_person.get(found.respondent, "")
    return {place: "; ".join(dict.fromkeys(said.values())) for place, said in labels.items() if all(said.values())}
