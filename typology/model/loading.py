"""Reading folders of YAML: models, questionnaires, and everything that is wrong with them at once.

A model is a folder; all ``*.yaml`` below it are read in the order of their names and their sections merged. A file
with the section ``questionnaire`` or ``structure_map`` holds one questionnaire or one map and may lie below the model
or in a folder of its own; maps are read by :mod:`typology.model.map_loading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from typology.model.common_rules import check_findings, own_problems
from typology.model.digest import digest_of
from typology.model.draft import Draft, QuestionnaireDraft
from typology.model.elements import Method, Model, Questionnaire
from typology.model.files import Folder, parse_files, prefix_of, read_folder, strange_sections, texts_of
from typology.model.map_loading import MapDraft, check_maps
from typology.model.problems import ModelError, Problem, in_order, shorten
from typology.model.questionnaire_rules import QUESTIONNAIRE_RULES, model_is_known
from typology.model.rules import MODEL_RULES
from typology.model.vocabulary import StructureMap

__all__ = [
    "Inspection", "ModelError", "digest_of", "inspect_folders", "load_model", "load_model_from_texts",
    "load_questionnaires", "load_questionnaires_from_texts", "read_texts",
]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in some folders.

    Attributes:
        models: The models without errors.
        questionnaires: The questionnaires without errors whose model was read as well.
        problems: Errors and warnings of everything that was read, sorted by place.
        maps: The structure maps without errors, in the words of a model that was read as well.
    """

    models: tuple[Model, ...]
    questionnaires: tuple[Questionnaire, ...]
    problems: tuple[Problem, ...]
    maps: tuple[StructureMap, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep something from being loaded."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that keep nothing from being loaded."""
        return tuple(problem for problem in self.problems if not problem.is_error)


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
    return _checked_model(read_folder(Path(path)))


def load_model_from_texts(files: Mapping[str, str]) -> Model:
    """Read a model from the texts of its files, as :func:`read_texts` returned them.

    Args:
        files: Relative path -> content.

    Raises:
        ModelError: If anything is wrong with it; all problems at once.
    """
    return _checked_model(parse_files(files, ""))


def read_texts(path: Path | str) -> dict[str, str]:
    """Return the content of every YAML file of a folder, by its path below the folder.

    Raises:
        ModelError: If the folder or one of its files cannot be read.
    """
    folder = Path(path)
    shown, problems, texts = texts_of(folder)
    if any(problem.is_error for problem in problems):
        raise ModelError(problems)
    return {name.removeprefix(prefix_of(shown)): text for name, text in texts.items()}


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
    folder = read_folder(Path(path))
    problems = list(folder.problems) + [p for f, root in folder.model_files.items() for p in strange_sections(f, root)]
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
    folder = parse_files(files, "")
    drafts = [QuestionnaireDraft.read(name, root) for name, root in folder.questionnaire_files.items()]
    found = _check_questionnaires(drafts, {model.info.id: Draft.of(model)}, [])
    return MappingProxyType({questionnaire.id: questionnaire for questionnaire in found})


def inspect_folders(paths: Iterable[Path | str]) -> Inspection:
    """Read folders of models, questionnaires and maps together and say everything that can be said about them.

    A folder without sections of a model holds questionnaires or maps for a model that is read in the same call.

    Args:
        paths: The folders.

    Returns:
        What is sound, and all problems with their warnings. Never raises for what stands in a file.
    """
    problems: list[Problem] = []
    models: list[Model] = []
    drafts: dict[str, Draft] = {}
    asked: list[QuestionnaireDraft] = []
    drawn: list[tuple[MapDraft, Draft | None]] = []
    unread = False
    for path in dict.fromkeys(Path(path) for path in paths):
        folder = read_folder(path)
        problems += folder.problems
        asked += [QuestionnaireDraft.read(name, root) for name, root in folder.questionnaire_files.items()]
        draft = _read_draft(folder) if folder.holds_model else None
        drawn += [(MapDraft.read(name, root), draft) for name, root in folder.map_files.items()]
        if draft is not None:
            found = _check_model(draft)
            problems += found
            model_id = _model_id(draft)
            if model_id is not None:
                drafts.setdefault(model_id, draft)
            built = draft.build()
            if built is not None and not any(p.is_error for p in (*found, *folder.problems)):
                models.append(replace(built, digest=digest_of(built)))
        else:
            problems += [p for name, root in folder.model_files.items() for p in strange_sections(name, root)]
        unread = unread or folder.unread
    questionnaires = _check_questionnaires(asked, drafts, problems, unread=unread)
    maps = check_maps([(own, [draft] if draft else list(drafts.values())) for own, draft in drawn], problems,
                      unread=unread)
    return Inspection(tuple(models), tuple(questionnaires), in_order(problems), tuple(maps))


# ------------------------------------------------------------------------------ models
def _checked_model(folder: Folder) -> Model:
    draft = _read_draft(folder)
    problems = folder.problems + _check_model(draft)
    model = draft.build()
    if model is None or any(problem.is_error for problem in problems):
        raise ModelError(problems)
    return replace(model, digest=digest_of(model))


def _read_draft(folder: Folder) -> Draft:
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
    problems += check_findings(draft.findings, draft)
    for scale_id, scale in draft.response_scales.items():
        ordered = tuple(sorted(scale.options, key=lambda option: option.value))
        draft.response_scales[scale_id] = replace(scale, options=ordered)
    return own_problems(problems, draft)


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
            checked = check_findings(draft.findings, model)
            for rule in QUESTIONNAIRE_RULES:
                checked += rule(draft, model)
            found += own_problems(checked, model)
        elif not unread:
            found += model_is_known(draft, tuple(models))
        problems += found
        if model is not None and draft.questionnaire is not None and not any(problem.is_error for problem in found):
            sound.append(replace(draft.questionnaire, digest=digest_of(draft.questionnaire)))
    return sound
