"""What the store hands out: frozen records, one class per kind of thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

WaveKind = Literal["past", "now", "goal"]
State = Literal["answer", "dk", "na", "none"]
DefinitionKind = Literal["model", "questionnaire"]


@dataclass(frozen=True, slots=True)
class Case:
    """A Verbund.

    Attributes:
        id: Number of the case.
        name: Its name.
        city: Its city or district.
        note: Free text, e.g. where the sources are thin.
        founded: Year of founding, if known.
        invented: True for the invented Verbund of the demo; every screen says so.
        unscored: True for a real city that ships as a fact sheet and must not be assessed by others.
        facts: Public facts, each ``{"text": …, "source": …}``, as they were given.
        created_at: When it was entered (UTC).
        archived_at: When it was put away (UTC), or None.
        land: Code of its Bundesland, e.g. NW; "" if it is not known.
        population: Inhabitants of its city, if known.
    """

    id: int
    name: str
    city: str
    note: str
    founded: int | None
    invented: bool
    unscored: bool
    facts: tuple[dict[str, Any], ...] = field(hash=False)
    created_at: datetime
    archived_at: datetime | None
    land: str = ""
    population: int | None = None

    @property
    def archived(self) -> bool:
        """Whether the case was put away."""
        return self.archived_at is not None


@dataclass(frozen=True, slots=True)
class Wave:
    """A point in time of one case.

    Attributes:
        id: Number of the wave.
        case_id: The case it belongs to.
        label: Its name on screens.
        kind: 'past' (answered in retrospect), 'now', or 'goal'.
        year: The year meant, if one is.
        created_at: When it was entered (UTC).
    """

    id: int
    case_id: int
    label: str
    kind: WaveKind
    year: int | None
    created_at: datetime

    @property
    def retrospective(self) -> bool:
        """Whether its answers were given in retrospect."""
        return self.kind == "past"


@dataclass(frozen=True, slots=True)
class Assessment:
    """One person's pass through one questionnaire for one wave of one case.

    Attributes:
        id: Number of the assessment.
        case_id: The case that is assessed.
        wave_id: The point in time that is meant.
        perspective: Id of the perspective, as in the model.
        questionnaire: Id of the questionnaire.
        questionnaire_version: Its version at the start.
        model: Id of the model.
        model_version: Its version at the start.
        token: The secret of the link that leads back here; not shown by ``repr``.
        respondent: Anonymous short id of the person.
        respondent_label: What the person wants to be called, or "".
        started_at: When it was begun (UTC).
        finished_at: When it was marked as finished (UTC), or None.
        copied_from: Number of the assessment of another wave that it began with, or None.
    """

    id: int
    case_id: int
    wave_id: int
    perspective: str
    questionnaire: str
    questionnaire_version: str
    model: str
    model_version: str
    token: str = field(repr=False)
    respondent: str
    respondent_label: str
    started_at: datetime
    finished_at: datetime | None
    copied_from: int | None = None

    @property
    def finished(self) -> bool:
        """Whether the person marked it as finished."""
        return self.finished_at is not None


@dataclass(frozen=True, slots=True)
class Response:
    """One entry of the history of one item; the last one counts.

    Attributes:
        id: Number of the entry; 0 if nothing was ever stored for this item.
        assessment_id: The assessment it belongs to.
        item: Id of the item.
        state: 'answer', 'dk' (don't know), 'na' (not applicable) or 'none' (withdrawn, or only a note).
        option: Id of the chosen option, for an answer in levels.
        number: The number, for an answer in numbers.
        note: Evidence note, "" if there is none.
        model_version: Version of the model it was given under.
        questionnaire_version: Version of the questionnaire it was given under.
        given_at: When it was stored (UTC).
        undoes: Number of the entry that this one takes back, or None.
        copied_from: Number of the entry of another wave that was taken over and that nobody has looked at since; None
            for what was answered here.
    """

    id: int
    assessment_id: int
    item: str
    state: State
    option: str | None
    number: float | None
    note: str
    model_version: str
    questionnaire_version: str
    given_at: datetime
    undoes: int | None = None
    copied_from: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing at all: neither an answer nor a note."""
        return self.state == "none" and not self.note


class ResponseRow(NamedTuple):
    """A current response together with who gave it and for what; the input of scoring and of exports."""

    case_id: int
    wave_id: int
    perspective: str
    respondent: str
    assessment_id: int
    questionnaire: str
    item: str
    state: State
    option: str | None
    number: float | None
    note: str
    model_version: str
    questionnaire_version: str
    given_at: datetime
    model: str = ""
    copied_from: int | None = None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One response to be taken in by ``Store.import_responses``; the fields mean what they mean elsewhere.

    ``note=None`` leaves a note that is already there unchanged; ``given_at=None`` means now.
    """

    case_id: int
    wave_id: int
    perspective: str
    respondent: str
    questionnaire: str
    questionnaire_version: str
    model: str
    model_version: str
    item: str
    state: State
    option: str | None = None
    number: float | None = None
    note: str | None = None
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model or questionnaire whose files are kept.

    Attributes:
        kind: 'model' or 'questionnaire'.
        id: Id of the model or questionnaire.
        version: Its version.
        remembered_at: When it was first seen (UTC).
    """

    kind: DefinitionKind
    id: str
    version: str
    remembered_at: datetime
