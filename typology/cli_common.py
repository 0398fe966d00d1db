"""What several commands share: reading models and tables, writing files, and saying what went wrong.

What takes long to import is imported where it is needed.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from typology.cli_parser import ROOT
from typology.language import Speaker

if TYPE_CHECKING:
    from typology.assessment.snapshot import WaveKind
    from typology.model import Model, Questionnaire
    from typology.reports.csv_text import RowProblem
    from typology.reports.responses_csv import ResponsesFile
    from typology.store import StoreError

OK, PROBLEMS, USAGE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
DEFINITION, QUESTIONNAIRES, DATA = ROOT / "typology" / "definition", ROOT / "questionnaires", ROOT / "data"
MAPS = DATA / "maps"


class CommandError(Exception):
    """Something that ends a command with exit code 1; its text is what the reader is told."""


def write(text: str) -> None:
    """Write a line of the result."""
    sys.stdout.write(f"{text}\n")


def tell(text: str) -> None:
    """Write a line beside the result: a note, or what went wrong."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


@contextmanager
def output_aside() -> Iterator[None]:
    """Send what anything writes to standard output to standard error meanwhile, even a library written in C.

    The solver inside scipy now and then prints a line of its own, past Python, and a document must not hold it.
    """
    _flush_all()
    try:
        os.fstat(1)
    except OSError:  # standard output is closed: nothing can get into it
        yield
        return
    try:
        aside = os.dup(2)
    except OSError:  # standard error is closed
        aside = os.open(os.devnull, os.O_WRONLY)
    kept = os.dup(1)  # after the other one: a copy takes the lowest free number, which may be that of standard error
    os.dup2(aside, 1)
    try:
        yield
    finally:
        try:
            _flush_all()
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            os.close(aside)


def _flush_all() -> None:
    """Write out what waits in the buffers of Python and of the C library."""
    sys.stdout.flush()
    with suppress(OSError, TypeError, AttributeError):  # the C library cannot be had by this name on Windows
        ctypes.CDLL(None).fflush(None)


def shown(path: Path) -> str:
    """Return a path as the reader knows it: relative to where they are, if it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def why(error: OSError) -> str:
    """Return what the system says about an error with a file."""
    return error.strerror or type(error).__name__


def read_definition(folder: Path, paths: Sequence[Path]) -> tuple[Model, list[Questionnaire]]:
    """Load a model and the questionnaires in some files and folders.

    Raises:
        CommandError: With everything that is wrong with one of them.
    """
    from typology.model import ModelError, load_model, load_questionnaires

    try:
        model = load_model(folder)
        found: dict[str, Questionnaire] = {}
        for path in paths:
            found.update(_one_questionnaire(path, model) if path.is_file() else load_questionnaires(path, model))
    except ModelError as error:
        raise CommandError(str(error)) from error
    return model, list(found.values())


def _one_questionnaire(file: Path, model: Model) -> Mapping[str, Questionnaire]:
    """Load a single file; a folder is read as a whole, and the others in it are none of our business."""
    from typology.model import ModelError, load_questionnaires

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "questionnaire.yaml").write_bytes(file.read_bytes())
        try:
            return load_questionnaires(folder, model)
        except ModelError as error:
            raise ModelError(replace(problem, path=shown(file)) for problem in error.problems) from error


def read_table(given: str, model: Model, questionnaires: Sequence[Questionnaire], say: Speaker) -> ResponsesFile:
    """Read the table of responses, and name the columns that are not needed.

    Raises:
        CommandError: With every bad row.
    """
    from typology.reports.csv_text import RowProblem, render_problems

    name = "-" if given == "-" else shown(Path(given))
    data = _bytes(given)
    if isinstance(data, RowProblem):
        raise CommandError(render_problems([data], name, say))
    from typology.reports.responses_csv import read_responses_csv  # late: brings numpy and pandas

    responses = read_responses_csv(data, model, questionnaires)
    if responses.problems:
        raise CommandError(render_problems(responses.problems, name, say))
    if responses.ignored:
        tell(say("cli.score.ignored", columns=", ".join(responses.ignored), n=len(responses.ignored)))
    return responses


def _bytes(given: str) -> bytes | RowProblem:
    """Return the content of a file or of standard input, or why it cannot be had."""
    from typology.reports.csv_text import LARGEST_FILE, RowProblem

    try:
        if given == "-":
            return sys.stdin.buffer.read(LARGEST_FILE + 1)
        with Path(given).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return RowProblem(0, "", "not_found")
    except IsADirectoryError:
        return RowProblem(0, "", "is_folder")
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else str(error)
        return RowProblem(0, "", "unreadable", {"why": reason})


def write_file(path: Path, pieces: Iterable[str], say: Speaker) -> None:
    """Write a whole file or none: what stood there before stays until everything is written.

    Raises:
        CommandError: If it cannot be written.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    direct = path.exists() and not path.is_file()  # a device or a pipe must not be replaced
    try:
        with (path if direct else part).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
        if not direct:
            part.replace(path)
    except OSError as error:
        if not direct:
            part.unlink(missing_ok=True)
        raise CommandError(say("cli.error.write", path=shown(path), why=why(error))) from error


def moments(names: Iterable[str], past: Sequence[str], goal: Sequence[str], say: Speaker) -> dict[str, WaveKind]:
    """Return which waves of a table were told in retrospect and which are goals.

    Args:
        names: The waves that the table has.
        past: Those told in retrospect, as they were given.
        goal: Those that are goals.
        say: Says the sentences.

    Raises:
        CommandError: If the table has no such wave, or one is given as both.
    """
    known = list(dict.fromkeys(names))
    for name in (*past, *goal):
        require_wave(name, known, say)
        if name in past and name in goal:
            raise CommandError(say("cli.moments.both", wave=name))
    return {**dict.fromkeys(past, "past"), **dict.fromkeys(goal, "goal")}


def require_wave(name: str, known: Sequence[str], say: Speaker) -> None:
    """Check that a table has a wave.

    Raises:
        CommandError: If it has not, with what was probably meant.
    """
    from typology.model.problems import listing, shorten, suggestion

    if name in known:
        return
    meant = suggestion(name, known)
    guess = f"{say('cli.error.meant', value=meant)} " if meant else ""
    raise CommandError(say("cli.moments.unknown", wave=shorten(name), meant=guess, known=listing(known)))


def database_address(given: str | None) -> str | None:
    """Return the address of a database; a plain path means a SQLite file."""
    if given is None or "://" in given:
        return given
    return f"sqlite:///{Path(given).absolute()}"


def store_problem(error: StoreError, say: Speaker) -> CommandError:
    """Return what is said when a database cannot be used."""
    key = f"cli.error.{error.code}"
    return CommandError(say(key) if say.has(key) else str(error))
