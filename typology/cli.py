"""The command line: which command is called, and what its end means to the one who called it.

Thin: every command reads its arguments, calls the package that does the work, and writes what comes
back. What takes long to import is imported by the command that needs it.

Exit codes: 0 all is well; 1 the input has mistakes or something could not be saved; 2 wrong usage;
130 interrupted; 141 the reader of the output has gone.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from typology.cli_common import (
    DATA,
    INTERRUPTED,
    OK,
    PIPE_CLOSED,
    PROBLEMS,
    USAGE,
    CommandError,
    database_address,
    output_aside,
    read_definition,
    read_table,
    shown,
    store_problem,
    tell,
    write,
    write_file,
)  # fmt: skip
from typology.cli_parser import PROGRAM, UsageError, build_parser, command_parsers, language_of
from typology.language import Speaker

BEGIN, END = "<!-- commands: begin -->", "<!-- commands: end -->"


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
        tell(f"{say('cli.error.label')} {error}")
        return USAGE
    except CommandError as error:
        tell(str(error))
        return PROBLEMS
    except SystemExit as stop:  # --help and --version have written what they had to
        return stop.code if isinstance(stop.code, int) else OK


# ------------------------------------------------------------------------------ validate
def _validate(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_validate import run

    return run(options, say)


# ------------------------------------------------------------------------------ score
def _score(options: argparse.Namespace, say: Speaker) -> int:
    model, questionnaires = read_definition(options.model, options.questionnaire)
    if options.out is not None and options.out.resolve() == Path(options.responses).resolve():
        raise UsageError(say("cli.score.same_file"))
    responses = read_table(options.responses, model, questionnaires, say)
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
        with output_aside():
            readings = iter(read_responses(model, table, asked, draws=options.draws))
    if options.json:
        pieces = readings_document(model, readings)
    else:
        pieces = readings_text(model, readings, Speaker(say.language, model.wording))
    if options.out is None:
        sys.stdout.writelines(pieces)
    else:
        write_file(options.out, pieces, say)
        tell(say("cli.score.written", path=shown(options.out)))
    return OK


# ------------------------------------------------------------------------------ agreement
def _agreement(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_agreement import run

    model, questionnaires = read_definition(options.model, options.questionnaire)
    table = read_table(options.responses, model, questionnaires, say).table
    assert table is not None
    from typology.reports.responses_csv import asked_items

    own = Speaker(say.language, model.wording)
    sys.stdout.writelines(run(table, asked_items(questionnaires), model, own, as_json=options.json))
    return OK


# ------------------------------------------------------------------------------ compare, change, diff
def _compare(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_compare import run

    return run(options, say)


def _change(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_change import run

    return run(options, say)


def _diff(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_diff import run

    return run(options, say)


# ------------------------------------------------------------------------------ infrastructure
def _infrastructure(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_infrastructure import FileRefusedError, run

    model, _ = read_definition(options.model, [])
    try:
        with output_aside():
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
        text = run(options.action, options.number, database_address(options.database), DATA, options.url, say)
    except WorkshopRefusedError as error:
        raise CommandError(str(error)) from error
    except StoreError as error:
        raise store_problem(error, say) from error
    write(text)
    return OK


# ------------------------------------------------------------------------------ schema
def _schema(options: argparse.Namespace, say: Speaker) -> int:
    from typology.model.schema import FILE_NAMES, schema_text

    if not options.check and not options.out.is_dir():
        raise CommandError(say("cli.error.folder_missing", path=shown(options.out)))
    stale = False
    for kind, name in FILE_NAMES.items():
        stale |= _bring_up_to_date(options.out / name, schema_text(kind), check=options.check, area="schema", say=say)
    return PROBLEMS if stale else OK


def _bring_up_to_date(path: Path, text: str, *, check: bool, area: str, say: Speaker) -> bool:
    """Write a generated file, or only compare it; return whether it was found to be out of date."""
    if not check:
        write_file(path, [text], say)
        write(say("cli.schema.written", path=shown(path)))
        return False
    try:
        current = path.read_bytes() == text.encode()
    except OSError:
        current = False
    write(say("cli.schema.current" if current else "cli.schema.drift", path=shown(path), command=area))
    return not current


# ------------------------------------------------------------------------------ demo
def _demo(options: argparse.Namespace, say: Speaker) -> int:
    from typology.cli_demo import run

    return run(options, say)


# ------------------------------------------------------------------------------ reference
def _reference(options: argparse.Namespace, say: Speaker) -> int:
    try:
        before = options.out.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        before = ""
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise CommandError(say("cli.reference.no_marks", path=shown(options.out)))
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
    "compare": _compare,
    "change": _change,
    "diff": _diff,
    "infrastructure": _infrastructure,
    "workshop": _workshop,
    "schema": _schema,
    "demo": _demo,
    "reference": _reference,
}
