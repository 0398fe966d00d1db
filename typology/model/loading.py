"""Reading folders of YAML: models, questionnaires, and everything that is wrong with them at once.

A model is a folder; all ``*.yaml`` below it are read in the order of their names and their sections merged. A file
with the section ``questionnaire`` holds one questionnaire and may lie below the model or in a folder of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from typology.model.common_rules import bases_name_references, references_lead_somewhere, translations_are_there
from typology.model.draft import Draft, QuestionnaireDraft
from typology.model.elements import Method, Model, Questionnaire, Text
from typology.model.grammar import QUESTIONNAIRE_SECTION, sections
from typology.model.problems import Problem, did_you_mean, in_order, listing, render, shorten
from typology.model.questionnaire_rules import QUESTIONNAIRE_RULES, model_is_known
from typology.model.reading import Findings
from typology.model.rules import MODEL_RULES
from typology.model.yaml_tree import MAX_BYTES, Node, decode, parse, too_large


class ModelError(Exception):
    """A model or questionnaire that cannot be loaded.

    Attributes:
        problems: Everything that is wrong with it, sorted by place.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(render(self.problems, warnings=False))


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in some folders.

    Attributes:
        models: The models without errors.
        questionnaires: The questionnaires without errors whose model was read as well.
        problems: Errors and warnings of everything that was read, sorted by place.
    """

    models: tuple[Model, ...]
    questionnaires: tuple[Questionnaire, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep something from being loaded."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that keep nothing from being loaded."""
        return tuple(problem for problem in self.problems if not problem.is_error)


@dataclass
class _Folder:
    """The files of a folder as trees, apart by what they hold."""

    shown: str
    problems: list[Problem]
    model_files: dict[str, Node]
    questionnaire_files: dict[str, Node]
    unread: bool = False  # a file could not be read at all, so what seems to be missing may be in there

    @property
    def holds_model(self) -> bool:
        """True if some file has a section of a model."""
        return any(name in sections() for root in self.model_files.values() for name in root.value)


# ------------------------------------------------------------------------------ the interface
def load_model(path: Path | str) -> Model:
    """Read a model folder. Questionnaires that lie below it are left to :func:`load_questionnaires`.

    Args:
        path: The folder.

    Returns:
        The model, with the hash of its content as digest.

    Raises:
        ModelError: If anything is wrong with it; all problems at once.
    """
    return _checked_model(_read_folder(Path(path)))


def load_model_from_texts(files: Mapping[str, str]) -> Model:
    """Read a model from the texts of its files, as :func:`read_texts` returned them.

    Args:
        files: Relative path -> content.

    Raises:
        ModelError: If anything is wrong with it; all problems at once.
    """
    return _checked_model(_parse_files(files, ""))


def read_texts(path: Path | str) -> dict[str, str]:
    """Return the content of every YAML file of a folder, by its path below the folder.

    Raises:
        ModelError: If the folder or one of its files cannot be read.
    """
    folder = Path(path)
    shown, problems, texts = _texts(folder)
    if any(problem.is_error for problem in problems):
        raise ModelError(problems)
    return {name.removeprefix(_prefix(shown)): text for name, text in texts.items()}


def load_questionnaires(path: Path | str, model: Model) -> Mapping[str, Questionnaire]:
    """Read the questionnaires of a folder; files of a model that lie there are passed over.

    Args:
        path: A folder of questionnaires, or the folder of the model with questionnaires below it.
        model: The model they belong to.

    Returns:
        Questionnaires by id, in the order of their files; empty if the folder holds none.

    Raises:
        ModelError: If anything is wrong with one of them; all problems at once.
    """
    folder = _read_folder(Path(path))
    problems = list(folder.problems) + [p for f, root in folder.model_files.items() for p in _strange_sections(f, root)]
    drafts = [QuestionnaireDraft.read(name, root) for name, root in folder.questionnaire_files.items()]
    found = _check_questionnaires(drafts, {model.info.id: Draft.of(model)}, problems)
    if any(problem.is_error for problem in problems):
        raise ModelError(problems)
    return MappingProxyType({questionnaire.id: questionnaire for questionnaire in found})


def load_questionnaires_from_texts(files: Mapping[str, str], model: Model) -> Mapping[str, Questionnaire]:
    """Read questionnaires from the texts of their files, as :func:`read_texts` returned them.

    Args:
        files: Relative path -> content; those of a model are passed over.
        model: The model they belong to.

    Returns:
        The questionnaires that are sound under this model, by id. The others are left out: this reads what
        was valid once, and an answer to one of them must not hide behind a mistake in another.
    """
    folder = _parse_files(files, "")
    drafts = [QuestionnaireDraft.read(name, root) for name, root in folder.questionnaire_files.items()]
    found = _check_questionnaires(drafts, {model.info.id: Draft.of(model)}, [])
    return MappingProxyType({questionnaire.id: questionnaire for questionnaire in found})


def inspect_folders(paths: Iterable[Path | str]) -> Inspection:
    """Read folders of models and of questionnaires together and say everything that can be said about them.

    A folder without sections of a model holds questionnaires for a model that is read in the same call.

    Args:
        paths: The folders.

    Returns:
        What is sound, and all problems with their warnings. Never raises for what stands in a file.
    """
    problems: list[Problem] = []
    models: list[Model] = []
    drafts: dict[str, Draft] = {}
    asked: list[QuestionnaireDraft] = []
    unread = False
    for path in dict.fromkeys(Path(path) for path in paths):
        folder = _read_folder(path)
        problems += folder.problems
        asked += [QuestionnaireDraft.read(name, root) for name, root in folder.questionnaire_files.items()]
        if folder.holds_model:
            draft = _read_draft(folder)
            found = _check_model(draft)
            problems += found
            model_id = _model_id(draft)
            if model_id is not None:
                drafts.setdefault(model_id, draft)
            built = draft.build()
            if built is not None and not any(p.is_error for p in (*found, *folder.problems)):
                models.append(replace(built, digest=digest_of(built)))
        else:
            problems += [p for name, root in folder.model_files.items() for p in _strange_sections(name, root)]
        unread = unread or folder.unread
    questionnaires = _check_questionnaires(asked, drafts, problems, unread=unread)
    return Inspection(tuple(models), tuple(questionnaires), in_order(problems))


# ------------------------------------------------------------------------------ files
def _read_folder(path: Path) -> _Folder:
    shown, problems, texts = _texts(path)
    folder = _parse_files(texts, shown)
    folder.unread = folder.unread or any(problem.is_error for problem in problems)
    folder.problems = problems + folder.problems
    return folder


def _texts(folder: Path) -> tuple[str, list[Problem], dict[str, str]]:
    shown = _shown(folder)
    if not folder.is_dir():
        said = "is not a folder" if folder.exists() else "does not exist"
        hint = "Name the folder that holds the YAML files."
        return shown, [Problem(shown, 0, 0, "", "FILE-001", f"The folder '{shorten(shown, 80)}' {said}.", hint)], {}
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for file in sorted(folder.rglob("*"), key=lambda file: file.relative_to(folder).as_posix()):
        relative = file.relative_to(folder)
        name = _prefix(shown) + relative.as_posix()
        if any(part.startswith(".") for part in relative.parts):
            continue
        if file.suffix != ".yaml" and file.suffix.casefold() in (".yml", ".yaml"):
            problems.append(Problem(name, 0, 0, "", "FILE-008", f"The file ends in {file.suffix} and is not read.",
                                    "Rename it so that it ends in .yaml.", "warning"))
        elif file.suffix == ".yaml":
            text, found = _text(file, name)
            problems += found
            if text is not None:
                texts[name] = text
    if not texts and not any(problem.is_error for problem in problems):
        problems.append(Problem(shown, 0, 0, "", "FILE-002", "The folder holds no YAML file.",
                                "Files of a model end in .yaml."))
    return shown, problems, texts


def _text(file: Path, name: str) -> tuple[str | None, list[Problem]]:
    try:
        if file.stat().st_size > MAX_BYTES:
            return None, [too_large(name)]
        return decode(file.read_bytes(), name)
    except OSError as error:
        why = error.strerror or type(error).__name__
        return None, [Problem(name, 0, 0, "", "FILE-003", f"The file cannot be read: {why}.")]


def _shown(path: Path) -> str:
    """Return a path as the reader knows it: relative to where they are, if it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _prefix(shown: str) -> str:
    return "" if shown == "." else f"{shown}/"


def _parse_files(texts: Mapping[str, str], shown: str) -> _Folder:
    folder = _Folder(shown, [], {}, {})
    for name in sorted(texts):
        root, problems = parse(texts[name], name)
        folder.problems += problems
        if root is None:
            folder.unread = True
        elif QUESTIONNAIRE_SECTION in root.value:
            folder.questionnaire_files[name] = root
        else:
            folder.model_files[name] = root
    return folder


def _strange_sections(name: str, root: Node) -> Iterable[Problem]:
    """Yield the sections that belong neither to a model nor to a questionnaire, such as misspelt ones."""
    known = (*sections(), QUESTIONNAIRE_SECTION)
    for section, node in root.value.items():
        if section not in known:
            yield Problem(name, node.line, node.column, shorten(section), "KEY-001",
                          f"Unknown section '{shorten(section)}'.{did_you_mean(section, known)}",
                          f"Possible here: {listing(known, 20)}.")


# ------------------------------------------------------------------------------ models
def _checked_model(folder: _Folder) -> Model:
    draft = _read_draft(folder)
    problems = folder.problems + _check_model(draft)
    model = draft.build()
    if model is None or any(problem.is_error for problem in problems):
        raise ModelError(problems)
    return replace(model, digest=digest_of(model))


def _read_draft(folder: _Folder) -> Draft:
    draft = Draft(folder.shown)
    for name, root in folder.model_files.items():
        draft.read_file(name, root)
    if "method" not in draft.seen:
        draft.method = Method()
    draft.incomplete = folder.unread
    return draft


def _check_model(draft: Draft) -> list[Problem]:
    """Apply every rule, and put the options of response scales into the order of their values."""
    problems = list(draft.findings.problems)
    for rule in MODEL_RULES:
        problems += rule(draft)
    problems += _check_findings(draft.findings, draft)
    for scale_id, scale in draft.response_scales.items():
        ordered = tuple(sorted(scale.options, key=lambda option: option.value))
        draft.response_scales[scale_id] = replace(scale, options=ordered)
    return _own_problems(problems, draft)


# What may merely follow from a file that could not be read, since what is missed may stand in there.
_FOLLOWS_FROM_UNREAD = frozenset({
    "KEY-005", "REF-001", "REF-002", "REF-003", "REF-004", "REF-005", "ITEM-004", "DIM-001", "RULE-005", "TEXT-002",
    "QUEST-006",
})


def _own_problems(problems: list[Problem], draft: Draft) -> list[Problem]:
    return [p for p in problems if p.code not in _FOLLOWS_FROM_UNREAD] if draft.incomplete else problems


def _check_findings(findings: Findings, draft: Draft) -> list[Problem]:
    return [*references_lead_somewhere(findings, draft), *bases_name_references(findings),
            *translations_are_there(findings, draft)]


def _model_id(draft: Draft) -> str | None:
    """Return the id of a model although something else about it may be broken."""
    place = draft.places.get(("model", ""))
    node = place.at("id").node if place else None
    return node.value if node is not None and node.kind == "text" else None


# ------------------------------------------------------------------------------ questionnaires
def _check_questionnaires(drafts: Iterable[QuestionnaireDraft], models: Mapping[str, Draft],
                          problems: list[Problem], *, unread: bool = False) -> list[Questionnaire]:
    """Check questionnaires against their models, add what is wrong to ``problems``, and return the sound ones."""
    sound: list[Questionnaire] = []
    first: dict[str, QuestionnaireDraft] = {}
    for draft in drafts:
        found = list(draft.findings.problems)
        written_id = draft.written("id")
        known = first.setdefault(written_id, draft) if written_id else draft
        if known is not draft:
            found.append(draft.place.at("id").problem(
                "ID-002", f"The questionnaire '{shorten(written_id or '')}' is given twice.",
                f"It stands in {known.place.path}:{known.place.node.line} already."))
        model = models.get(draft.written("model") or "")
        if model is not None:
            checked = _check_findings(draft.findings, model)
            for rule in QUESTIONNAIRE_RULES:
                checked += rule(draft, model)
            found += _own_problems(checked, model)
        elif not unread:
            found += model_is_known(draft, tuple(models))
        problems += found
        if model is not None and draft.questionnaire is not None and not any(problem.is_error for problem in found):
            sound.append(replace(draft.questionnaire, digest=digest_of(draft.questionnaire)))
    return sound


# ------------------------------------------------------------------------------ hash of the content
def digest_of(content: Model | Questionnaire) -> str:
    """Return the SHA-256 of what a model or questionnaire says, as 64 hexadecimal digits.

    It does not depend on files, comments, the order of keys, or on how a default is written. Within a model the order
    of elements does not count, for that depends on file names, except for phases, whose order has a meaning.
    """
    plain = _canonical(content)
    if isinstance(content, Model):
        plain["order of phases"] = list(content.phases)
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _defaults(cls: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a class, with their defaults; left out if the value is the default."""
    return tuple((f.name, f.default if f.default_factory is MISSING else f.default_factory())
                 for f in fields(cls) if f.name != "digest")


def _canonical(value: Any) -> Any:
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, Text | Mapping):
        return {name: _canonical(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return [_canonical(member) for member in value]
    assert is_dataclass(value)
    cls: Any = type(value)
    # A key that is added to the grammar later must not change the hash of models that do not use it.
    return {name: _canonical(own) for name, default in _defaults(cls)
            if (own := getattr(value, name)) != default}
