"""Reading the example data from YAML, and checking it against the model before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from typology.model.elements import Model, Questionnaire
from typology.model.problems import did_you_mean

STATES = {"dk": "dk", "na": "na", "-": "none"}
"""What stands for an answer that is none, and how it is stored."""


class DemoError(Exception):
    """The example data cannot be used; nothing was written.

    Attributes:
        problems: What is wrong, one English sentence each, with the file in front.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))



def read_contents(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Return the cases described in the folders ``demo`` and ``cities``, by the name of their file.

    Raises:
        DemoError: If there is none, or a file cannot be read.
    """
    files = [file for part in ("demo", "cities") for file in sorted((folder / part).glob("*.yaml"))]
    if not files:
        raise DemoError([f"{folder}: There is no example data in the folders demo and cities."])
    contents: dict[str, Mapping[str, Any]] = {}
    for file in files:
        content = read_yaml(file)
        if not isinstance(content, dict) or not _is_case(content.get("case")):
            raise DemoError([f"{file}: The section 'case' with name and city is missing."])
        contents[str(file)] = content
    return contents


def read_yaml(file: Path) -> Any:
    """Return the content of a YAML file.

    Raises:
        DemoError: If it cannot be read.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DemoError([f"{file}: {' '.join(str(error).split())}"]) from error


def _is_case(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(k), str) and value[k].strip() for k in ("name", "city"))


def problems_of(
    content: Mapping[str, Any], model: Model, questionnaires: Mapping[str, Questionnaire]
) -> Iterable[str]:
    """Yield what does not fit the model in the description of one case, one English sentence each."""
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
    if answer in STATES:
        return True
    scale = model.scale_of(item)
    if scale.kind == "levels":
        return isinstance(answer, str) and scale.option(answer) is not None
    if not isinstance(answer, int | float) or isinstance(answer, bool):
        return False
    low, high = scale.minimum, scale.maximum
    return (low is None or answer >= low) and (high is None or answer <= high) and not (scale.whole and answer % 1)
