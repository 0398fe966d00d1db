"""The one place for caches and session state: settings, model, store, readings, and where the reader is."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from typology.language import DEFAULT_LANGUAGE, Speaker, languages
from typology.model.elements import Model, Questionnaire
from typology.model.loading import (
    load_model,
    load_model_from_texts,
    load_questionnaires,
    load_questionnaires_from_texts,
    read_texts,
)
from typology.ui.keeping import Kept

if TYPE_CHECKING:
    import pandas as pd

    from typology.assessment.reading import Reading
    from typology.model.vocabulary import StructureMap
    from typology.reports.stored import OutdatedAnswer, Versions
    from typology.store import Store
    from typology.store.records import Assessment, Response, ResponseRow

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
_KEPT_READINGS = 512
_FORMS = ("full", "short", "outside", "frame")  # the order in which questionnaires are offered


# ------------------------------------------------------------------------------ what is loaded once
@dataclass(frozen=True)
class Settings:
    """Where model, questionnaires and data are; each can be set by an environment variable.

    Attributes:
        model: ``VERBUNDSPIEGEL_MODEL``, folder of the typology.
        questionnaires: ``VERBUNDSPIEGEL_QUESTIONNAIRES``; by default the folder ``questionnaires``
            inside the model if there is one, else the one of the project.
        data: ``VERBUNDSPIEGEL_DATA``, where the SQLite database is created.
    """

    model: Path
    questionnaires: Path
    data: Path


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings, read once per process."""
    own = os.environ.get("VERBUNDSPIEGEL_MODEL")
    model_folder = Path(own) if own else ROOT / "typology" / "definition"
    beside = [model_folder / "questionnaires", model_folder.parent / "questionnaires"] if own else []
    default = next((folder for folder in beside if folder.is_dir()), ROOT / "questionnaires")
    return Settings(
        model=model_folder,
        questionnaires=Path(os.environ.get("VERBUNDSPIEGEL_QUESTIONNAIRES", default)),
        data=Path(os.environ.get("VERBUNDSPIEGEL_DATA", ROOT / "data")),
    )


@lru_cache(maxsize=1)
def current_model() -> Model:
    """Return the model in force.

    Raises:
        ModelError: With every problem, if its YAML cannot be used.
    """
    return load_model(settings().model)


@lru_cache(maxsize=1)
def current_questionnaires() -> Mapping[str, Questionnaire]:
    """Return the questionnaires in force.

    Raises:
        ModelError: With every problem, if their YAML cannot be used.
    """
    found = load_questionnaires(settings().questionnaires, current_model())
    return dict(sorted(found.items(), key=lambda entry: _FORMS.index(entry[1].form)))


@lru_cache(maxsize=1)
def current_store() -> Store:
    """Return the store; opens it, and keeps the texts of the model in force for later readers.

    Raises:
        StoreError: If it cannot be opened.
    """
    from typology.store import StoreReadOnlyError, open_store

    store = open_store(folder=settings().data)
    model = current_model()
    try:
        store.remember_model(model.info.id, model.version, read_texts(settings().model))
        texts = read_texts(settings().questionnaires)
        for questionnaire in current_questionnaires().values():
            store.remember_questionnaire(questionnaire.id, questionnaire.full_version, texts)
    except StoreReadOnlyError:
        pass  # what is there can still be read; the screens say that nothing is saved
    return store


@lru_cache(maxsize=16)
def old_model(model_id: str, version: str) -> Model | None:
    """Return an earlier version of a model as it was kept with the answers; None if it cannot be read any more."""
    from typology.model.loading import ModelError
    from typology.store import NotFoundError

    if (model_id, version) == (current_model().info.id, current_model().version):
        return current_model()
    try:
        return load_model_from_texts(current_store().model_files(model_id, version))
    except (NotFoundError, ModelError):
        return None


@lru_cache(maxsize=64)
def old_questionnaire(name: str, version: str, model_id: str, model_version: str) -> Questionnaire | None:
    """Return an earlier version of a questionnaire as it was kept with the answers; None if it cannot be read."""
    from typology.store import NotFoundError

    model = old_model(model_id, model_version)
    if model is None:
        return None
    try:
        files = current_store().questionnaire_files(name, version)
    except NotFoundError:
        return None
    found = load_questionnaires_from_texts(files, model).get(name)
    # The texts of a folder are kept under every version that stood in it.
    return found if found is not None and found.full_version == version else None


@lru_cache(maxsize=1)
def versions() -> Versions:
    """Return what is asked now, and where to look up what was asked before."""
    from typology.reports.stored import Versions

    return Versions(
        current_model(),
        current_questionnaires(),
        old_model,
        lambda name, version, model: old_questionnaire(name, version, model.info.id, model.version),
    )


@lru_cache(maxsize=1)
def shipped_maps() -> Mapping[str, StructureMap]:
    """Return the structure maps that ship with the tool, as far as they are worded in the model in force."""
    from typology.model.loading import ModelError
    from typology.model.map_loading import load_maps

    try:
        return load_maps(ROOT / "data" / "maps", current_model())
    except ModelError:  # another typology has another vocabulary
        return {}


@lru_cache(maxsize=1)
def shipped_map_ids() -> frozenset[str]:
    """Return the ids of the shipped maps but for templates; a file is called like the map in it."""
    files = (ROOT / "data" / "maps").glob("*.yaml")
    return frozenset(file.stem for file in files if not file.stem.startswith("template"))


@lru_cache(maxsize=1)
def misplaced_types() -> tuple[str, ...]:
    """Return the types whose own target profile is not placed clearly in them; authors should know."""
    from typology.assessment.self_check import misplaced_targets

    return tuple(misplaced_targets(current_model()))


# ------------------------------------------------------------------------------ readings
Group = tuple[str, str]
"""A wave (its number as text) and a perspective id."""


# Readings by the content of their answers.
_kept = Kept(_KEPT_READINGS)


class CaseReadings:
    """What the answers about one case say, for each point in time and perspective; worked out when it is asked for.

    The same answers are worked out once. An answer about one point in time leaves the others as they are.

    Args:
        rows: Stored answers about the case, in any order.
    """

    def __init__(self, rows: Iterable[ResponseRow]) -> None:
        items = current_model().items
        self._rows: dict[Group, list[ResponseRow]] = {}
        for row in rows:
            if row.state != "none" and row.item in items:  # a note alone is no answer
                self._rows.setdefault((str(row.wave_id), row.perspective), []).append(row)

    @property
    def groups(self) -> list[Group]:
        """Points in time and perspectives with at least one answer, in order of their first answers."""
        return list(self._rows)

    def has(self, wave: str, perspective: str) -> bool:
        """Return whether anybody answered about a point in time from a perspective."""
        return (wave, perspective) in self._rows

    def of(self, wave: str, perspective: str) -> Reading | None:
        """Return one reading, with everything the screens show; None if there is no answer."""
        return self._read((wave, perspective), "full", None)

    def position(self, wave: str, perspective: str) -> Reading | None:
        """Return a reading as far as scores and placements go: without simulation and without counterfactuals."""
        return self._read((wave, perspective), "position", 0)

    def _read(self, group: Group, how: str, draws: int | None) -> Reading | None:
        from typology.assessment.reading import read_responses

        rows = self._rows.get(group)
        if rows is None:
            return None
        def work_out() -> Reading:
            [found] = read_responses(current_model(), *response_table_of(rows), draws=draws, positions_only=draws == 0)
            return found

        return worked_out(how, rows, work_out)


def worked_out(how: str, rows: Iterable[ResponseRow], make: Callable[[], T]) -> T:
    """Return what follows from some answers; the same answers are worked out once.

    Args:
        how: What is worked out, with everything it depends on beside the answers.
        rows: The answers.
        make: Works it out.
    """
    # Under which words each answer was given decides whether it counts.
    given = (
        (r.assessment_id, r.item, r.state, r.option, r.number, r.model_version, r.questionnaire_version) for r in rows
    )
    return _kept.get((current_model().version, how, *given), make)


def response_table_of(rows: Sequence[ResponseRow]) -> tuple[pd.DataFrame, Mapping[str, Collection[str]]]:
    """Return stored answers as the long table of the assessment, and what each questionnaire asked."""
    from typology.reports.stored import stored_responses

    return stored_responses(versions(), rows)


def outdated(assessment: Assessment, response: Response | ResponseRow) -> OutdatedAnswer | None:
    """Return a response as outdated if its question reads differently now."""
    now = current_questionnaires().get(assessment.questionnaire)
    # The usual case first; this is asked for every response after every answer.
    if response.model_version == current_model().version and now and response.questionnaire_version == now.full_version:
        return None
    from typology.store.records import ResponseRow

    row = ResponseRow(
        assessment.case_id,
        assessment.wave_id,
        assessment.perspective,
        assessment.respondent,
        assessment.id,
        assessment.questionnaire,
        response.item,
        response.state,
        response.option,
        response.number,
        response.note,
        response.model_version,
        response.questionnaire_version,
        response.given_at,
        assessment.model,
    )
    return versions().outdated(row)


# ------------------------------------------------------------------------------ where the reader is
@dataclass(frozen=True)
class Place:
    """Where the reader is, as it stands in the address; everything else follows from the database.

    Attributes:
        case: ``v``: number of the Verbund.
        wave: ``z``: number of the point in time.
        perspective: ``b``: perspective id.
        token: ``e``: token of an assessment.
        page: ``s``: page of its questionnaire.
        item: ``f``: item to start from.
        since: ``seit``: moment from which changes are shown.
        part: ``t``: part of the method page, of a structure map or of a workshop.
        map: ``k``: number of the structure map.
        actor: ``a``: actor chosen on it.
        relation: ``r``: relation chosen on it.
        other: ``mit``: number of the map it is compared with.
        secret: ``w``: the facilitator's link to a workshop; goes to the page of the workshop and nowhere else.
        round: ``runde``: number of a round of it.
        set: ``d``: axis or dimension looked at.
        before: ``von``: number of the earlier point in time of two.
        after: ``bis``: number of the later one.
        chosen: ``auswahl``: what is put beside one another, numbers with commas between.
        only: ``nur``: what is let through, e.g. ``land:NW,typ:…``.
    """

    case: int | None = None
    wave: int | None = None
    perspective: str | None = None
    token: str | None = None
    page: str | None = None
    item: str | None = None
    since: str | None = None
    part: str | None = None
    map: int | None = None
    actor: str | None = None
    relation: str | None = None
    other: int | None = None
    secret: str | None = None
    round: int | None = None
    set: str | None = None
    before: int | None = None
    after: int | None = None
    chosen: str | None = None
    only: str | None = None


_PARAMETERS = {
    "case": "v",
    "wave": "z",
    "perspective": "b",
    "token": "e",
    "page": "s",
    "item": "f",
    "since": "seit",
    "part": "t",
    "map": "k",
    "actor": "a",
    "relation": "r",
    "other": "mit",
    "secret": "w",
    "round": "runde",
    "set": "d",
    "before": "von",
    "after": "bis",
    "chosen": "auswahl",
    "only": "nur",
}
_NUMBERS = ("case", "wave", "map", "other", "round", "before", "after")


def place() -> Place:
    """Return where the reader is; a number that is none is left out."""
    given = st.query_params.to_dict()  # once: every look into it goes through the whole session state
    found = {name: given.get(short) for name, short in _PARAMETERS.items()}
    numbers = {
        name: int(v) if (v := found[name]) and v.isdecimal() and len(v) < 10 else None for name in _NUMBERS
    }
    return Place(**{**found, **numbers})


def parameters(**where: object) -> dict[str, str]:
    """Return query parameters for a link; the language chosen by hand goes with it."""
    found = {_PARAMETERS[name]: str(value) for name, value in where.items() if value is not None}
    if chosen := st.session_state.get(CHOSEN_LANGUAGE) or st.query_params.get("lang"):
        found["lang"] = chosen
    return found


def stay(**where: object) -> None:
    """Change single parameters of the present address (None removes one)."""
    for name, value in where.items():
        short = _PARAMETERS[name]
        if value is None:
            st.query_params.pop(short, None)
        else:
            st.query_params[short] = str(value)


CHOSEN_LANGUAGE = "sprache"
"""Key of the language that was chosen by hand in this tab."""


def language() -> str:
    """Return the language: chosen by hand, else the browser's if it is offered, else German."""
    offered = languages()
    chosen = st.session_state.get(CHOSEN_LANGUAGE) or st.query_params.get("lang")
    chosen = chosen or (st.context.locale or DEFAULT_LANGUAGE).split("-")[0].lower()
    return chosen if chosen in offered else DEFAULT_LANGUAGE


def speaker() -> Speaker:
    """Return the speaker of the reader's language, with the model's own words put in."""
    return Speaker(language(), current_model().wording)


def local_time(moment: datetime) -> datetime:
    """Return a moment in the reader's time zone (Berlin if the browser says none)."""
    try:
        zone = ZoneInfo(st.context.timezone or "Europe/Berlin")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("Europe/Berlin")
    return moment.astimezone(zone)


def clock(moment: datetime) -> str:
    """Return a moment as time of day, e.g. ``14:32``; with its date if that is another day."""
    here = local_time(moment)
    if here.date() == local_time(datetime.now(UTC)).date():
        return here.strftime("%H:%M")
    return here.strftime("%d.%m.%Y, %H:%M") if language() == "de" else here.strftime("%d/%m/%Y, %H:%M")
