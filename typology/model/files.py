"""The files of a folder as trees, kept apart by what they hold: a part of a model, a questionnaire, or a map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from typology.model.grammar import FILE_SECTIONS, MAP_SECTION, QUESTIONNAIRE_SECTION, sections
from typology.model.problems import Problem, did_you_mean, listing, shorten
from typology.model.yaml_tree import MAX_BYTES, Node, decode, parse, too_large


@dataclass
class Folder:
    """The files of a folder as trees, apart by what they hold."""

    shown: str
    problems: list[Problem]
    model_files: dict[str, Node]
    questionnaire_files: dict[str, Node]
    map_files: dict[str, Node]
    unread: bool = False  # a file could not be read at all, so what seems to be missing may be in there

    @property
    def holds_model(self) -> bool:
        """True if some file has a section of a model."""
        return any(name in sections() for root in self.model_files.values() for name in root.value)


def read_folder(path: Path) -> Folder:
    """Read every YAML file of a folder into trees; what cannot be read is a problem of the folder."""
    shown, problems, texts = texts_of(path)
    folder = parse_files(texts, shown)
    folder.unread = folder.unread or any(problem.is_error for problem in problems)
    folder.problems = problems + folder.problems
    return folder


def texts_of(folder: Path) -> tuple[str, list[Problem], dict[str, str]]:
    """Return how the folder is shown, what cannot be read, and the contents of its YAML files by the paths shown."""
    shown = _shown(folder)
    if not folder.is_dir():
        said = "is not a folder" if folder.exists() else "does not exist"
        hint = "Name the folder that holds the YAML files."
        return shown, [Problem(shown, 0, 0, "", "FILE-001", f"The folder '{shorten(shown, 80)}' {said}.", hint)], {}
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for file in sorted(folder.rglob("*"), key=lambda file: file.relative_to(folder).as_posix()):
        relative = file.relative_to(folder)
        name = prefix_of(shown) + relative.as_posix()
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


def prefix_of(shown: str) -> str:
    """Return what stands before the path of a file below a folder."""
    return "" if shown == "." else f"{shown}/"


def parse_files(texts: Mapping[str, str], shown: str) -> Folder:
    """Parse the texts of some files, in the order of their names."""
    folder = Folder(shown, [], {}, {}, {})
    for name in sorted(texts):
        root, problems = parse(texts[name], name)
        folder.problems += problems
        if root is None:
            folder.unread = True
        elif QUESTIONNAIRE_SECTION in root.value:
            folder.questionnaire_files[name] = root
        elif MAP_SECTION in root.value:
            folder.map_files[name] = root
        else:
            folder.model_files[name] = root
    return folder


def strange_sections(name: str, root: Node) -> Iterable[Problem]:
    """Yield the sections that belong to no kind of file, such as misspelt ones."""
    known = (*sections(), *FILE_SECTIONS)
    for section, node in root.value.items():
        if section not in known:
            yield Problem(name, node.line, node.column, shorten(section), "KEY-001",
                          f"Unknown section '{shorten(section)}'.{did_you_mean(section, known)}",
                          f"Possible here: {listing(known, 30)}.")
