"""The example data: invented Verbünde with answers, and real ones with public facts and without a score.

Everything comes from YAML (``data/demo``, ``data/cities`` and, drawn from a description, ``data/demo_cities.yaml``)
and is checked against the model before anything is written. A real Verbund is entered as *unscored*: nobody but the
Verbund itself may assess it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from typology.model.elements import Model, Questionnaire
from typology.model.loading import ModelError
from typology.model.map_loading import load_maps
from typology.model.vocabulary import StructureMap
from typology.reports.demo_cities import DescriptionError, city_contents, city_names, description_file
from typology.reports.demo_files import STATES, DemoError, problems_of, read_contents, read_yaml
from typology.reports.releases import release_case
from typology.reports.stored import Versions
from typology.store import ImportRow, Store

__all__ = ["DemoError", "DemoRefusedError", "DemoSummary", "fill_demo"]

Content = Mapping[str, Any]
"""The description of one case, as the files in ``data/demo`` have it."""


class DemoRefusedError(Exception):
    """The database holds cases of somebody; the example data was not put beside them.

    Attributes:
        others: How many cases there are that are not examples.
    """

    def __init__(self, others: int) -> None:
        self.others = others
        super().__init__(f"The database holds {others} other case(s); nothing was added.")


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What filling has done.

    Attributes:
        added: Names of the cases added.
        present: Names of the cases that were there already and were left as they are.
        waves: Number of waves added.
        assessments: Number of assessments added.
        responses: Number of responses added.
        maps: Number of structure maps added.
        released: Number of snapshots released for comparison.
    """

    added: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    waves: int = 0
    assessments: int = 0
    responses: int = 0
    maps: int = 0
    released: int = 0


@dataclass(slots=True)
class _Counts:
    added: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    waves: int = 0
    assessments: int = 0
    responses: int = 0
    released: int = 0


def fill_demo(
    store: Store,
    model: Model,
    questionnaires: Mapping[str, Questionnaire],
    folder: Path,
    *,
    force: bool = False,
    small: bool = False,
) -> DemoSummary:
    """Enter the example cases that are not there yet; all of them or none.

    Args:
        store: An open store.
        model: The model the answers belong to.
        questionnaires: Its questionnaires by id.
        folder: The folder that holds ``demo``, ``cities`` and, if there are any, ``demo_cities.yaml`` and ``maps``.
        force: Whether to add them beside cases that are not examples.
        small: Whether to leave out the invented Verbünde of ``demo_cities.yaml``.

    Returns:
        What was added; nothing if all were there, whatever has been done to them since.

    Raises:
        DemoError: If the files do not fit the model.
        DemoRefusedError: If there are other cases and ``force`` is not set.
        StoreError: If it could not be saved.
    """
    contents = read_contents(folder)
    _require_fit(contents, model, questionnaires)
    file = description_file(folder)
    described = read_yaml(file) if file else {"cases": []}
    drawn = _maps(folder / "maps", model)
    # Inside one transaction, so that two processes started together do not both fill the same database.
    with store.transaction():
        known = {(case.name, case.city) for case in store.list_cases(include_archived=True)}
        wanted = {(content["case"]["name"], content["case"]["city"]): content for content in contents.values()}
        cities = city_names(described)
        others = len(known - wanted.keys() - cities)
        missing = [content for key, content in wanted.items() if key not in known]
        if file and not small and (absent := cities - known):
            missing += _cities(file, described, model, questionnaires, absent)
        if missing and others and not force:
            raise DemoRefusedError(others)
        counts = _Counts(present=[name for name, city in wanted if (name, city) in known])
        counts.present += sorted(name for name, _ in cities & known)
        for content in missing:
            _enter(store, model, questionnaires, content, counts)
        there = {record.source_id for record in store.list_maps(include_archived=True)}
        new_maps = [found for found in drawn if found.id not in there]
        for found in new_maps:
            store.add_shipped_map(found)
    return DemoSummary(
        tuple(counts.added), tuple(counts.present), counts.waves, counts.assessments, counts.responses, len(new_maps),
        counts.released,
    )  # fmt: skip


def _cities(
    file: Path, described: Content, model: Model, questionnaires: Mapping[str, Questionnaire],
    absent: frozenset[tuple[str, str]],
) -> list[Content]:
    """Draw the invented Verbünde that are not there yet."""
    try:
        drawn = list(city_contents(described, model, questionnaires, only=absent))
    except DescriptionError as error:
        raise DemoError([f"{file}: {problem}" for problem in error.problems]) from error
    _require_fit({str(file): content for content in drawn}, model, questionnaires)
    return drawn  # type: ignore[return-value]


def _require_fit(
    contents: Mapping[str, Content], model: Model, questionnaires: Mapping[str, Questionnaire]
) -> None:
    """Check some descriptions against the model.

    Raises:
        DemoError: If one of them does not fit.
    """
    problems = [f"{name}: {p}" for name, one in contents.items() for p in problems_of(one, model, questionnaires)]
    if problems:
        raise DemoError(problems)


def _maps(folder: Path, model: Model) -> list[StructureMap]:
    """Return the structure maps to enter; templates are offered where a map is begun, not kept."""
    if not folder.is_dir():
        return []
    try:
        return [found for found in load_maps(folder, model).values() if found.origin != "template"]
    except ModelError as error:
        raise DemoError([str(error)]) from error


# ------------------------------------------------------------------------------ writing
def _enter(
    store: Store, model: Model, questionnaires: Mapping[str, Questionnaire], content: Content, counts: _Counts
) -> None:
    case = content["case"]
    invented = bool(case.get("invented", False))
    entered = store.create_case(
        case["name"],
        case["city"],
        note=case.get("note", "").strip(),
        founded=case.get("founded"),
        invented=invented,
        unscored=not invented,
        facts=[_fact(fact) for fact in case.get("facts", [])],
        land=case.get("land", ""),
        population=case.get("population"),
    )
    counts.added.append(entered.name)
    waves = {
        key: store.create_wave(entered.id, wave["label"], wave["kind"], wave.get("year")).id
        for key, wave in content.get("waves", {}).items()
    }
    counts.waves += len(waves)
    labels = content.get("respondents", {})
    rows: list[ImportRow] = []
    begun: list[int] = []
    for part in content.get("assessments", []):
        questionnaire = questionnaires[part["questionnaire"]]
        about = (entered.id, waves[part["wave"]], part["perspective"])
        asked = (questionnaire.id, questionnaire.full_version, model.info.id, model.version)
        for person in part["respondents"]:
            if not labels[person]:
                continue  # somebody without a name is entered with the answers, which is faster
            assessment = store.start_assessment(*about, *asked, labels[person], respondent=person)
            begun.append(assessment.id)
        rows += _rows(part, about, asked)
    counts.responses += store.import_responses(rows)
    for assessment_id in begun:
        store.set_finished(assessment_id)
    counts.assessments += sum(len(part["respondents"]) for part in content.get("assessments", []))
    _enter_plans(store, entered.id, waves, content)
    if content.get("released"):
        versions = Versions(model, questionnaires)
        releases, _ = release_case(store, versions, entered, contact=content.get("contact", ""))
        counts.released += len(releases)


def _enter_plans(store: Store, case_id: int, waves: Mapping[str, int], content: Content) -> None:
    """Enter what happened to a Verbund, and what it wants to do."""
    for event in content.get("events", []):
        store.add_event(case_id, event["year"], event["text"], event.get("month"), kind=event.get("kind", ""))
    for plan in content.get("intentions", []):
        due = date.fromisoformat(plan["due"]) if plan.get("due") else None
        wave = waves[plan["wave"]]
        entered = store.add_intention(case_id, wave, plan["about"], plan["text"], role=plan.get("role", ""), due=due)
        if plan.get("state", "open") != "open":
            store.set_intention_state(entered.id, plan["state"], wave_id=wave, note=plan.get("note", ""))


def _fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fact as it is stored: the source's key, and text and note in every language there is."""
    wordings = {
        key: {language: text.strip() for language, text in fact[key].items()} for key in ("text", "note") if key in fact
    }
    return {**wordings, "source": str(fact["source"])}


def _rows(
    part: Mapping[str, Any], about: tuple[int, int, str], asked: tuple[str, str, str, str]
) -> Iterable[ImportRow]:
    notes = part.get("notes", {})
    for item, answers in part["answers"].items():
        for person, answer in zip(part["respondents"], answers, strict=True):
            note = notes.get(item, {}).get(person)
            is_number = isinstance(answer, int | float)
            state: Any = "answer" if is_number else STATES.get(answer, "answer")
            if state == "none" and note is None:
                continue
            yield ImportRow(
                *about,
                person,
                *asked,
                item,
                state,
                option=answer if state == "answer" and not is_number else None,
                number=float(answer) if is_number else None,
                note=note,
            )
