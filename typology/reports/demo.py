"""The example data: an invented Verbund with answers, and real ones with public facts and without a score.

Everything comes from YAML (``data/demo`` and ``data/cities``) and is checked against the model before
anything is written. A real Verbund is entered as *unscored*: nobody but the Verbund itself may assess it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from typology.model.elements import Model, Questionnaire
from typology.model.loading import ModelError
from typology.model.map_loading import load_maps
from typology.model.problems import did_you_mean
from typology.model.vocabulary import StructureMap
from typology.store import ImportRow, Store

_STATES = {"dk": "dk", "na": "na", "-": "none"}


class DemoError(Exception):
    """The example data cannot be used; nothing was written.

    Attributes:
        problems: What is wrong, one English sentence each, with the file in front.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


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
    """

    added: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    waves: int = 0
    assessments: int = 0
    responses: int = 0
    maps: int = 0


@dataclass(slots=True)
class _Counts:
    added: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    waves: int = 0
    assessments: int = 0
    responses: int = 0


def fill_demo(
    store: Store, model: Model, questionnaires: Mapping[str, Questionnaire], folder: Path, *, force: bool = False
) -> DemoSummary:
    """Enter the example cases that are not there yet; all of them or none.

    Args:
        store: An open store.
        model: The model the answers belong to.
        questionnaires: Its questionnaires by id.
        folder: The folder that holds ``demo``, ``cities`` and, for structure maps, ``maps``.
        force: Whether to add them beside cases that are not examples.

    Returns:
        What was added; nothing if all were there, whatever has been done to them since.

    Raises:
        DemoError: If the files do not fit the model.
        DemoRefusedError: If there are other cases and ``force`` is not set.
        StoreError: If it could not be saved.
    """
    contents = _read(folder)
    problems = [f"{name}: {p}" for name, content in contents.items() for p in _problems(content, model, questionnaires)]
    if problems:
        raise DemoError(problems)
    drawn = _maps(folder / "maps", model)
    # Inside one transaction, so that two processes started together do not both fill the same database.
    with store.transaction():
        known = {(case.name, case.city) for case in store.list_cases(include_archived=True)}
        wanted = {(content["case"]["name"], content["case"]["city"]): content for content in contents.values()}
        others = len(known - wanted.keys())
        missing = [content for key, content in wanted.items() if key not in known]
        if missing and others and not force:
            raise DemoRefusedError(others)
        counts = _Counts(present=[name for name, city in wanted if (name, city) in known])
        for content in missing:
            _enter(store, model, questionnaires, content, counts)
        there = {record.source_id for record in store.list_maps(include_archived=True)}
        new_maps = [found for found in drawn if found.id not in there]
        for found in new_maps:
            store.add_shipped_map(found)
    return DemoSummary(
        tuple(counts.added), tuple(counts.present), counts.waves, counts.assessments, counts.responses, len(new_maps)
    )


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
    store: Store, model: Model, questionnaires: Mapping[str, Questionnaire], content: Mapping[str, Any], counts: _Counts
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
            assessment = store.start_assessment(*about, *asked, labels[person], respondent=person)
            begun.append(assessment.id)
        rows += _rows(part, about, asked)
    counts.responses += store.import_responses(rows)
    for assessment_id in begun:
        store.set_finished(assessment_id)
    counts.assessments += len(begun)


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
            state: Any = "answer" if is_number else _STATES.get(answer, "answer")
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


# ------------------------------------------------------------------------------ reading and checking
def _read(folder: Path) -> dict[str, Mapping[str, Any]]:
    files = [file for part in ("demo", "cities") for file in sorted((folder / part).glob("*.yaml"))]
    if not files:
        raise DemoError([f"{folder}: There is no example data in the folders demo and cities."])
    contents: dict[str, Mapping[str, Any]] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in files:
        try:
            content = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise DemoError([f"{file}: {' '.join(str(error).split())}"]) from error
        if not isinstance(content, dict) or not _is_case(content.get("case")):
            raise DemoError([f"{file}: The section 'case' with name and city is missing."])
        contents[str(file)] = content
    return contents


def _is_case(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(k), str) and value[k].strip() for k in ("name", "city"))


def _problems(content: Mapping[str, Any], model: Model, questionnaires: Mapping[str, Questionnaire]) -> Iterable[str]:
    for fact in content["case"].get("facts", []):
        for key in str(fact.get("source", "")).split(","):
            if key.strip() not in model.sources:
                yield f"Unknown source '{key.strip()}'.{did_you_mean(key.strip(), model.sources)}"
    if "assessments" not in content:
        return
    if not content["case"].get("invented"):
        yield "Only an invented case may bring answers."
    if content.get("model") != model.info.id:
        yield f"The answers belong to the model '{content.get('model')}', not to '{model.info.id}'."
        return
    for part in content["assessments"]:
        yield from _part_problems(part, content, model, questionnaires)


def _part_problems(
    part: Mapping[str, Any], content: Mapping[str, Any], model: Model, questionnaires: Mapping[str, Questionnaire]
) -> Iterable[str]:
    known: dict[str, Collection[str]] = {
        "wave": content.get("waves", {}), "perspective": model.perspectives, "questionnaire": questionnaires,
    }
    unknown = [f"Unknown {key} '{part.get(key)}'." for key, names in known.items() if str(part.get(key)) not in names]
    unknown += [f"Unknown respondent '{p}'." for p in part["respondents"] if p not in content.get("respondents", {})]
    if unknown:
        yield from unknown
        return
    questionnaire = questionnaires[part["questionnaire"]]
    if part["perspective"] not in questionnaire.perspectives:
        yield f"The questionnaire '{questionnaire.id}' does not ask '{part['perspective']}'."
    asked = set(questionnaire.items)
    for item, answers in part["answers"].items():
        if item not in model.items or item not in asked:
            yield f"The questionnaire '{questionnaire.id}' has no item '{item}'.{did_you_mean(item, asked)}"
        elif not isinstance(answers, list) or len(answers) != len(part["respondents"]):
            yield f"'{item}' needs one answer for each of {len(part['respondents'])} respondents."
        else:
            yield from (f"'{item}' cannot be answered with '{a}'." for a in answers if not _fits(model, item, a))
    for item, notes in part.get("notes", {}).items():
        if item not in part["answers"]:
            yield f"There is a note on '{item}', but no answer."
        yield from (f"The note on '{item}' is by nobody: '{p}'." for p in notes if p not in part["respondents"])


def _fits(model: Model, item: str, answer: Any) -> bool:
    if answer in _STATES:
        return True
    scale = model.scale_of(item)
    if scale.kind == "levels":
        return isinstance(answer, str) and scale.option(answer) is not None
    if not isinstance(answer, int | float) or isinstance(answer, bool):
        return False
    low, high = scale.minimum, scale.maximum
    return (low is None or answer >= low) and (high is None or answer <= high) and not (scale.whole and answer % 1)

