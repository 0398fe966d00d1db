"""The command line: ``validate``, ``score``, ``agreement``, ``infrastructure``, ``schema``, ``demo`` and ``reference``.

Thin: every command reads its arguments, calls the package that does the work, and writes what comes
back. What takes long to import is imported by the command that needs it.

Exit codes: 0 all is well; 1 the input has mistakes or something could not be saved; 2 wrong usage;
130 interrupted; 141 the reader of the output has gone.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from typology.cli_parser import PROGRAM, ROOT, UsageError, build_parser, command_parsers, language_of
from typology.language import Speaker

if TYPE_CHECKING:
    from typology.model import Inspection, Model, Problem, Questionnaire
    from typology.reports.csv_text import RowProblem
    from typology.reports.responses_csv import ResponsesFile

OK, PROBLEMS, USAGE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
DEFINITION, QUESTIONNAIRES, DATA = ROOT / "typology" / "definition", ROOT / "questionnaires", ROOT / "data"
MAPS = DATA / "maps"
BEGIN, END = "<!-- commands: begin -->", "<!-- commands: end -->"


class CommandError(Exception):
    """Something that ends a command with exit code 1; its text is what the reader is told."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: What follows the name of the program; what the process was called with if None.

    Returns:
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _run(given, Speaker(language_of(given)))
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter would complain when it flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(given: Sequence[str], say: Speaker) -> int:
    try:
        options = build_parser(say).parse_args(given)
        if options.command is None:
            raise UsageError(f"{say('cli.error.no_command')} {say('cli.error.hint', command=PROGRAM)}")
        return _COMMANDS[options.command](options, say)
    except UsageError as error:
        _tell(f"{say('cli.error.label')} {error}")
        return USAGE
    except CommandError as error:
        _tell(str(error))
        return PROBLEMS
    except SystemExit as stop:  # --help and --version have written what they had to
        return stop.code if isinstance(stop.code, int) else OK


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _tell(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


@contextmanager
def _output_aside() -> Iterator[None]:
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


def _shown(path: Path) -> str:
    """Return a path as the reader knows it: relative to where they are, if it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


# ------------------------------------------------------------------------------ validate
def _validate(options: argparse.Namespace, say: Speaker) -> int:
    from typology.model import inspect_folders, render

    folders = options.folders or [DEFINITION, QUESTIONNAIRES, MAPS]
    found = inspect_folders(folders)
    problems = [*found.problems]
    if not found.errors:
        problems += _misplaced(folders, found)
    if any(problem.is_error for problem in problems):
        _write(render(problems, warnings=options.warnings))
        return PROBLEMS
    if options.warnings and problems:
        _write(render(problems))
    counts = {
        "dimensions": sum(len(m.dimensions) for m in found.models),
        "items": sum(len(m.items) for m in found.models),
        "types": sum(len(m.types) for m in found.models),
        "questionnaires": len(found.questionnaires),
        "maps": len(found.maps),
        "warnings": len(problems),
    }
    _write(say("cli.validate.read", **counts))
    if problems and not options.warnings:
        _write("\n".join(f"  {line}" for line in _warning_lines(problems, say)))
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
                    path = f"{_shown(folder)}/{name}"
                    return Problem(path, at.line, at.column, where, "SELF-001", message, hint)
    return Problem(model.info.id, 0, 0, f"types.{type_id}.profile", "SELF-001", message, hint)


# ------------------------------------------------------------------------------ score
def _score(options: argparse.Namespace, say: Speaker) -> int:
    model, questionnaires = _definition(options.model, options.questionnaire)
    if options.out is not None and options.out.resolve() == Path(options.responses).resolve():
        raise UsageError(say("cli.score.same_file"))
    responses = _responses(options.responses, model, questionnaires, say)
    from typology.assessment.reading import read_responses
    from typology.reports.bulk_readings import read_in_bulk
    from typology.reports.readings_json import readings_document
    from typology.reports.readings_text import readings_text
    from typology.reports.responses_csv import asked_items

    table, asked = responses.table, asked_items(questionnaires)
    assert table is not None
    if options.draws == 0:
        readings = read_in_bulk(model, table, asked)
    else:
        with _output_aside():
            readings = iter(read_responses(model, table, asked, draws=options.draws))
    if options.json:
        pieces = readings_document(model, readings)
    else:
        pieces = readings_text(model, readings, Speaker(say.language, model.wording))
    if options.out is None:
        sys.stdout.writelines(pieces)
    else:
        _write_file(options.out, pieces, say)
        _tell(say("cli.score.written", path=_shown(options.out)))
    return OK


def _definition(folder: Path, paths: Sequence[Path]) -> tuple[Model, list[Questionnaire]]:
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
            raise ModelError(replace(problem, path=_shown(file)) for problem in error.problems) from error


def _responses(given: str, model: Model, questionnaires: Sequence[Questionnaire], say: Speaker) -> ResponsesFile:
    """Read the table of responses, and name the columns that are not needed.

    Raises:
        CommandError: With every bad row.
    """
    from typology.reports.csv_text import RowProblem, render_problems

    shown = "-" if given == "-" else _shown(Path(given))
    data = _bytes(given)
    if isinstance(data, RowProblem):
        raise CommandError(render_problems([data], shown, say))
    from typology.reports.responses_csv import read_responses_csv  # late: brings numpy and pandas

    responses = read_responses_csv(data, model, questionnaires)
    if responses.problems:
        raise CommandError(render_problems(responses.problems, shown, say))
    if responses.ignored:
        _tell(say("cli.score.ignored", columns=", ".join(responses.ignored), n=len(responses.ignored)))
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
        why = _why(error) if isinstance(error, OSError) else str(error)
        return RowProblem(0, "", "unreadable", {"why": why})


def _write_file(path: Path, pieces: Iterable[str], say: Speaker) -> None:
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
        raise CommandError(say("cli.error.write", path=_shown(path), why=_why(error))) from error


# ------------------------------------------------------------------------------ agreement
def _agreement(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_agreement import run

    model, questionnaires = _definition(options.model, options.questionnaire)
    table = _responses(options.responses, model, questionnaires, say).table
    assert table is not None
    from typology.reports.responses_csv import asked_items

    own = Speaker(say.language, model.wording)
    sys.stdout.writelines(run(table, asked_items(questionnaires), model, own, as_json=options.json))
    return OK


# ------------------------------------------------------------------------------ infrastructure
def _infrastructure(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_infrastructure import FileRefusedError, run

    model, _ = _definition(options.model, [])
    try:
        with _output_aside():
            sound, text = run(options.action, options.file, options.companion, model, say, as_json=options.json)
    except FileRefusedError as error:
        raise CommandError(str(error)) from error
    sys.stdout.write(text)
    return OK if sound else PROBLEMS


# ------------------------------------------------------------------------------ workshop
def _workshop(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_workshop import WorkshopRefusedError, run
    from typology.store import StoreError

    try:
        text = run(options.action, options.number, _database(options.database), DATA, options.url, say)
    except WorkshopRefusedError as error:
        raise CommandError(str(error)) from error
    except StoreError as error:
        key = f"cli.error.{error.code}"
        raise CommandError(say(key) if say.has(key) else str(error)) from error
    _write(text)
    return OK


# ------------------------------------------------------------------------------ schema
def _schema(options: argparse.Namespace, say: Speaker) -> int:
    from typology.model.schema import FILE_NAMES, schema_text

    if not options.check and not options.out.is_dir():
        raise CommandError(say("cli.error.folder_missing", path=_shown(options.out)))
    stale = False
    for kind, name in FILE_NAMES.items():
        stale |= _bring_up_to_date(options.out / name, schema_text(kind), check=options.check, area="schema", say=say)
    return PROBLEMS if stale else OK


def _bring_up_to_date(path: Path, text: str, *, check: bool, area: str, say: Speaker) -> bool:
    """Write a generated file, or only compare it; return whether it was found to be out of date."""
    if not check:
        _write_file(path, [text], say)
        _write(say("cli.schema.written", path=_shown(path)))
        return False
    try:
        current = path.read_bytes() == text.encode()
    except OSError:
        current = False
    _write(say("cli.schema.current" if current else "cli.schema.drift", path=_shown(path), command=area))
    return not current


# ------------------------------------------------------------------------------ demo
def _demo(options: argparse.Namespace, say: Speaker) -> int:
    from typology.model import ModelError, load_model, load_questionnaires, read_texts
    from typology.reports.demo import DemoError, DemoRefusedError, fill_demo
    from typology.store import StoreError, open_store

    try:
        model = load_model(DEFINITION)
        questionnaires = load_questionnaires(QUESTIONNAIRES, model)
        with open_store(_database(options.database), Path(os.environ.get("VERBUNDSPIEGEL_DATA", DATA))) as store:
            summary = fill_demo(store, model, questionnaires, DATA, force=options.force)
            store.remember_model(model.info.id, model.version, read_texts(DEFINITION))
            location = store.location
    except ModelError as error:
        raise CommandError(str(error)) from error
    except DemoError as error:
        raise CommandError("\n".join([*error.problems, say("cli.demo.broken")])) from error
    except DemoRefusedError as error:
        raise CommandError(say("cli.demo.refused", n=error.others)) from error
    except StoreError as error:
        key = f"cli.error.{error.code}"
        raise CommandError(say(key) if say.has(key) else str(error)) from error
    if not summary.added and not summary.maps:
        _write(say("cli.demo.nothing", location=location))
        return OK
    counts = {"waves": summary.waves, "assessments": summary.assessments, "responses": summary.responses}
    if summary.added:
        _write(say("cli.demo.added", cases=", ".join(summary.added), **counts))
    if summary.maps:
        _write(say("cli.demo.maps", n=summary.maps))
    if summary.present:
        _write(say("cli.demo.present", cases=", ".join(summary.present)))
    _write(say("cli.demo.database_is", location=location))
    return OK


def _database(given: str | None) -> str | None:
    """Return the address of a database; a plain path means a SQLite file."""
    if given is None or "://" in given:
        return given
    return f"sqlite:///{Path(given).absolute()}"


# ------------------------------------------------------------------------------ reference
def _reference(options: argparse.Namespace, say: Speaker) -> int:
    try:
        before = options.out.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        before = ""
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise CommandError(say("cli.reference.no_marks", path=_shown(options.out)))
    text = f"{head}{BEGIN}\n{reference()}{END}{tail}"
    stale = _bring_up_to_date(options.out, text, check=options.check, area="reference", say=say)
    return PROBLEMS if stale else OK


def reference() -> str:
    """Return the help of every command as Markdown, in English, the language of the documents."""
    parser = build_parser(Speaker("en"))
    helps = {PROGRAM: parser.format_help()}
    helps |= {f"{PROGRAM} {name}": command.format_help() for name, command in command_parsers(parser).items()}
    return "".join(f"\n### `{title}`\n\n```text\n{text.strip()}\n```\n" for title, text in helps.items()) + "\n"


_COMMANDS: Mapping[str, Callable[[argparse.Namespace, Speaker], int]] = {
    "validate": _validate,
    "score": _score,
    "agreement": _agreement,
    "infrastructure": _infrastructure,
    "workshop": _workshop,
    "schema": _schema,
    "demo": _demo,
    "reference": _reference,
}
