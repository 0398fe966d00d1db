"""The command ``validate``: models, questionnaires and structure maps checked, and every type against itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from typology.cli_common import DEFINITION, MAPS, OK, PROBLEMS, QUESTIONNAIRES, shown, write
from typology.language import Speaker

if TYPE_CHECKING:
    from typology.model import Inspection, Model, Problem


def run(options: argparse.Namespace, say: Speaker) -> int:
    """Carry out the command and return its exit code.

    Args:
        options: ``folders`` and ``warnings`` as they were given.
        say: Says the sentences.
    """
    from typology.model import inspect_folders, render

    folders = options.folders or [DEFINITION, QUESTIONNAIRES, MAPS]
    found = inspect_folders(folders)
    problems = [*found.problems]
    if not found.errors:
        problems += _misplaced(folders, found)
    if any(problem.is_error for problem in problems):
        write(render(problems, warnings=options.warnings))
        return PROBLEMS
    if options.warnings and problems:
        write(render(problems))
    counts = {
        "dimensions": sum(len(m.dimensions) for m in found.models),
        "items": sum(len(m.items) for m in found.models),
        "types": sum(len(m.types) for m in found.models),
        "questionnaires": len(found.questionnaires),
        "maps": len(found.maps),
        "warnings": len(problems),
    }
    write(say("cli.validate.read", **counts))
    if problems and not options.warnings:
        write("\n".join(f"  {line}" for line in _warning_lines(problems, say)))
    return OK


def _warning_lines(warnings: Iterable[Problem], say: Speaker) -> Iterator[str]:
    from collections import Counter

    from typology.model.problems import CATALOGUE

    for code, n in sorted(Counter(w.code for w in warnings).items()):
        yield say("cli.validate.warning_line", code=code, n=n, text=CATALOGUE[code])
    yield say("cli.validate.warning_more")


def _misplaced(folders: Sequence[Path], found: Inspection) -> Iterator[Problem]:
    """Yield a problem for every type whose own target profile is not placed clearly in it."""
    from typology.assessment.self_check import misplaced_targets  # late: brings numpy and pandas

    for model in found.models:
        for type_id, sentence in misplaced_targets(model).items():
            yield _type_problem(folders, model, type_id, sentence[0].upper() + sentence[1:] + ".")


def _type_problem(folders: Sequence[Path], model: Model, type_id: str, message: str) -> Problem:
    from typology.model import ModelError, Problem, load_model, read_texts
    from typology.model.yaml_tree import parse

    hint = "Change the target profile, the conditions or the thresholds under 'method'."
    for folder in folders:
        try:
            if load_model(folder).version != model.version:
                continue
        except ModelError:  # a folder of questionnaires
            continue
        for name, text in read_texts(folder).items():
            root, _ = parse(text, name)
            types = root.value.get("types") if root else None
            for place, node in enumerate(types.value if types else ()):
                if node.value["id"].value == type_id:
                    where = f"types[{place}].profile"
                    at = node.value["profile"]
                    path = f"{shown(folder)}/{name}"
                    return Problem(path, at.line, at.column, where, "SELF-001", message, hint)
    return Problem(model.info.id, 0, 0, f"types.{type_id}.profile", "SELF-001", message, hint)
