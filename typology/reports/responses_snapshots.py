"""Snapshots from a table of responses: for comparing without a database.

The rules are those of a release: below the smallest group nothing is told of a group but how many are missing. Of
people who speak by office a table knows nothing, so every row counts as somebody's in a group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typology.assessment.reading import Reading, read_responses
from typology.assessment.releasing import About, ReleaseRefusal, may_release, take_snapshot
from typology.assessment.snapshot import Snapshot, WaveKind
from typology.model.elements import Model, Questionnaire
from typology.reports.bulk_readings import read_in_bulk
from typology.reports.responses_csv import asked_items

if TYPE_CHECKING:
    import pandas as pd

_GROUP = ["case", "wave", "perspective"]


@dataclass(frozen=True, slots=True)
class RefusedGroup:
    """A group of which no snapshot may be made.

    Attributes:
        case: The Verbund.
        wave: The point in time.
        perspective: Id of the perspective.
        respondents: How many people have answered.
        refusals: What speaks against it.
    """

    case: str
    wave: str
    perspective: str
    respondents: int
    refusals: tuple[ReleaseRefusal, ...]


def snapshots_of_table(
    model: Model,
    table: pd.DataFrame,
    questionnaires: Sequence[Questionnaire] = (),
    *,
    kinds: Mapping[str, WaveKind] | None = None,
    draws: int | None = None,
) -> tuple[list[Snapshot], list[RefusedGroup]]:
    """Return a snapshot of each case, wave and perspective, as far as one may be made.

    Args:
        model: The model that was answered.
        table: Long table as ``reports.responses_csv`` reads it.
        questionnaires: What was asked; everything counts as asked without any.
        kinds: Per wave whether it was told in retrospect or is a goal; the others are now.
        draws: Repetitions behind each verdict; the model's own number if None. With 0 all groups go through the
            arithmetic together, which is meant for thousands.

    Returns:
        The snapshots and the groups that were refused, each in order of first appearance. Nothing is known of the
        city, so all that is said about it is empty.
    """
    asked = asked_items(questionnaires)
    if draws == 0:
        readings: Sequence[Reading] = list(read_in_bulk(model, table, asked))
    else:
        readings = read_responses(model, table, asked, draws=draws, positions_only=True)
    # Looking for the rows of each group in the whole table would take the square of the number of groups.
    rows = {tuple(map(str, key)): part for key, part in table.groupby(_GROUP, sort=False, observed=True)}
    found, refused = [], []
    for reading in readings:
        place = (reading.case, reading.wave, reading.perspective)
        if refusals := may_release(model, reading, "group"):
            refused.append(RefusedGroup(*place, reading.respondents, refusals))
            continue
        about = About(city="", wave_kind=(kinds or {}).get(reading.wave, "now"))
        snapshot = take_snapshot(model, reading, rows[place], about, voice="group", asked=asked)
        forms = {q.id: q.full_version for q in questionnaires if reading.perspective in q.perspectives}
        found.append(replace(snapshot, questionnaires=forms))
    return found, refused
