"""The arguments of the command line, with help and errors in the reader's language.

Nothing is imported here that a command needs for its work: ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from typology import __version__
from typology.language import DEFAULT_LANGUAGE, Speaker, languages
from typology.model.problems import listing, shorten, suggestion

PROGRAM = "python -m typology"
MOST_DRAWS = 100_000
ROOT = Path(__file__).resolve().parents[1]
ACTIONS = ("measures", "validate")
WORKSHOP_ACTIONS = ("list", "new-link")
_WIDTH = 100

# What argparse says, and the sentence for it; whatever it says otherwise stays English.
_SAID = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "required"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "unrecognized"),
    (re.compile(r"argument (?P<name>\S+): invalid choice: '?(?P<value>.*?)'? \(choose from (?P<known>.+)\)"), "choice"),
    (re.compile(r"argument (?P<name>\S+): expected (one|at least one) argument"), "one_argument"),
    (re.compile(r"argument (?P<name>\S+): ignored explicit argument '?(?P<value>.*?)'?"), "no_value"),
)


class UsageError(Exception):
    """A call that cannot be understood; its text is a whole sentence."""


class _Formatter(argparse.HelpFormatter):
    """Help of the same width everywhere, so that the reference does not depend on a terminal."""

    def __init__(self, prog: str, **_: Any) -> None:
        super().__init__(prog, max_help_position=30, width=_WIDTH)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the reader's language and names what was probably meant.

    Attributes:
        speaker: Says the sentences; set by ``build_parser`` for the parser and all its commands.
    """

    speaker: ClassVar[Speaker]

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageError`` with a sentence for what argparse says.

        Raises:
            UsageError: Always.
        """
        hint = self.speaker("cli.error.hint", command=self.prog)
        for pattern, kind in _SAID:
            if found := pattern.fullmatch(message):
                raise UsageError(f"{self._sentence(kind, found.groupdict())} {hint}")
        raise UsageError(f"{message}. {hint}")

    def format_usage(self) -> str:
        """Return the line that shows how the command is called."""
        return f"{self.speaker('cli.usage')} {self.usage}\n"

    def format_help(self) -> str:
        """Return the whole help; argparse's own would be English in every language."""
        formatter = self._get_formatter()
        formatter.add_text(self.description)
        for group in self._action_groups:
            formatter.start_section(group.title)
            for action in group._group_actions:
                formatter.add_arguments(getattr(action, "_choices_actions", [action]))
            formatter.end_section()
        formatter.add_text(self.epilog)
        return f"{self.format_usage()}\n{formatter.format_help()}"

    def _sentence(self, kind: str, values: dict[str, str]) -> str:
        if kind == "choice":
            known = [name.strip(" '") for name in values["known"].split(",")]
            meant = suggestion(values["value"], known)
            values["known"], values["value"] = listing(known), shorten(values["value"])
            values["meant"] = f"{self.speaker('cli.error.meant', value=meant)} " if meant else ""
        return self.speaker(f"cli.error.{kind}", **values)


def language_of(arguments: Sequence[str]) -> str:
    """Return the language asked for on the command line, before anything is parsed; German if there is none."""
    wanted = DEFAULT_LANGUAGE
    for place, argument in enumerate(arguments):
        if argument == "--language" and place + 1 < len(arguments):
            wanted = arguments[place + 1]
        elif argument.startswith("--language="):
            wanted = argument.partition("=")[2]
    return wanted if wanted in languages() else DEFAULT_LANGUAGE


def build_parser(speaker: Speaker) -> Parser:
    """Return the parser of all commands; ``command`` in what it returns names the one that was called."""
    speaking: type[Parser] = type("SpeakingParser", (Parser,), {"speaker": speaker})
    shared: dict[str, Any] = {"formatter_class": _Formatter, "add_help": False, "allow_abbrev": False}
    parser = speaking(
        prog=PROGRAM,
        usage=f"{PROGRAM} [--language de|en] {'|'.join(_COMMANDS)} …",
        description=speaker("cli.description"),
        epilog=speaker("cli.epilog"),
        **shared,
    )
    commands = parser.add_subparsers(title=speaker("cli.commands"), dest="command", parser_class=speaking)
    options = parser.add_argument_group(speaker("cli.options"))
    options.add_argument("--version", action="version", version=__version__, help=speaker("cli.help.version"))
    _common(options, speaker, default=DEFAULT_LANGUAGE)
    for name, (usage, add) in _COMMANDS.items():
        about = speaker(f"cli.{name}.about")
        called = f"{PROGRAM} {name}"
        command = commands.add_parser(
            name, help=about, description=about, prog=called, usage=f"{called} {usage}", **shared
        )
        add(command, command.add_argument_group(speaker("cli.options")), speaker)
        _common(command._action_groups[-1], speaker, default=argparse.SUPPRESS)
    return parser


def command_parsers(parser: Parser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of the commands by name, in the order of the help."""
    found = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


# ------------------------------------------------------------------------------ one function a command
_Group = argparse._ArgumentGroup


def _common(group: _Group, speaker: Speaker, default: str) -> None:
    group.add_argument(
        "--language", choices=languages(), metavar="LANGUAGE", default=default, help=speaker("cli.help.language")
    )
    group.add_argument("--help", "-h", action="help", help=speaker("cli.help.help"))


def _add_validate(command: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    arguments = command.add_argument_group(speaker("cli.arguments"))
    command._action_groups.insert(0, command._action_groups.pop())
    arguments.add_argument("folders", nargs="*", metavar="DIR", type=Path, help=speaker("cli.validate.folders"))
    options.add_argument("--warnings", action="store_true", help=speaker("cli.validate.warnings"))


def _draws(speaker: Speaker) -> Callable[[str], int]:
    def draws(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= MOST_DRAWS):
            raise UsageError(speaker("cli.error.draws", value=shorten(text), limit=MOST_DRAWS))
        return int(text)

    return draws


def _add_score(_: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    say = speaker
    options.add_argument("--model", metavar="DIR", type=Path, required=True, help=say("cli.score.model"))
    options.add_argument("--responses", metavar="FILE", required=True, help=say("cli.score.responses"))
    options.add_argument(
        "--questionnaire", metavar="FILE", type=Path, action="append", default=[], help=say("cli.score.questionnaire")
    )
    options.add_argument("--json", action="store_true", help=say("cli.score.json"))
    options.add_argument("--draws", metavar="N", type=_draws(say), help=say("cli.score.draws"))
    options.add_argument("--out", metavar="FILE", type=Path, help=say("cli.score.out"))


def _add_agreement(command: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    say, default = speaker, ROOT / "typology" / "definition"
    arguments = command.add_argument_group(say("cli.arguments"))
    command._action_groups.insert(0, command._action_groups.pop())
    arguments.add_argument("responses", metavar="FILE", help=say("cli.agreement.file"))
    options.add_argument("--json", action="store_true", help=say("cli.agreement.json"))
    options.add_argument("--model", metavar="DIR", type=Path, default=default, help=say("cli.agreement.model"))
    options.add_argument("--questionnaire", metavar="FILE", type=Path, action="append", default=[],
                         help=say("cli.agreement.questionnaire"))


def _add_moments(options: _Group, say: Speaker) -> None:
    """Add what ``compare`` and ``change`` have in common."""
    default = ROOT / "typology" / "definition"
    options.add_argument("--past", metavar="WAVE", action="append", default=[], help=say("cli.moments.past"))
    options.add_argument("--goal", metavar="WAVE", action="append", default=[], help=say("cli.moments.goal"))
    options.add_argument("--json", action="store_true", help=say("cli.moments.json"))
    options.add_argument("--draws", metavar="N", type=_draws(say), help=say("cli.moments.draws"))
    options.add_argument("--model", metavar="DIR", type=Path, default=default, help=say("cli.agreement.model"))
    options.add_argument("--questionnaire", metavar="FILE", type=Path, action="append", default=[],
                         help=say("cli.agreement.questionnaire"))


def _add_compare(_: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    options.add_argument("--responses", metavar="FILE", required=True, help=speaker("cli.score.responses"))
    options.add_argument("--own", metavar="CASE", help=speaker("cli.compare.own"))
    _add_moments(options, speaker)


def _add_change(_: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    say = speaker
    options.add_argument("--responses", metavar="FILE", required=True, help=say("cli.score.responses"))
    options.add_argument("--from", metavar="WAVE", required=True, dest="before", help=say("cli.change.from"))
    options.add_argument("--to", metavar="WAVE", required=True, dest="after", help=say("cli.change.to"))
    _add_moments(options, speaker)


def _add_diff(command: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    arguments = command.add_argument_group(speaker("cli.arguments"))
    command._action_groups.insert(0, command._action_groups.pop())
    arguments.add_argument("old", metavar="A", type=Path, help=speaker("cli.diff.old"))
    arguments.add_argument("new", metavar="B", type=Path, help=speaker("cli.diff.new"))
    options.add_argument("--json", action="store_true", help=speaker("cli.diff.json"))


def _add_infrastructure(command: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    say, default = speaker, ROOT / "typology" / "definition"
    arguments = command.add_argument_group(say("cli.arguments"))
    command._action_groups.insert(0, command._action_groups.pop())
    arguments.add_argument("action", metavar="ACTION", choices=ACTIONS, help=say("cli.infrastructure.action"))
    arguments.add_argument("file", metavar="FILE", help=say("cli.infrastructure.file"))
    options.add_argument("--json", action="store_true", help=say("cli.infrastructure.json"))
    options.add_argument("--companion", metavar="FILE", type=Path, help=say("cli.infrastructure.companion"))
    options.add_argument("--model", metavar="DIR", type=Path, default=default, help=say("cli.infrastructure.model"))


def _add_workshop(command: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise UsageError(speaker("cli.workshop.no_number", value=shorten(text)))
        return int(text)

    say = speaker
    arguments = command.add_argument_group(say("cli.arguments"))
    command._action_groups.insert(0, command._action_groups.pop())
    arguments.add_argument("action", metavar="ACTION", choices=WORKSHOP_ACTIONS, help=say("cli.workshop.action"))
    arguments.add_argument("number", metavar="NUMBER", nargs="?", type=number, help=say("cli.workshop.number"))
    options.add_argument("--database", metavar="URL|PATH", help=say("cli.workshop.database"))
    options.add_argument("--url", metavar="URL", help=say("cli.workshop.url"))


def _add_schema(_: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    default = ROOT / "typology" / "definition"
    options.add_argument("--out", metavar="DIR", type=Path, default=default, help=speaker("cli.schema.out"))
    options.add_argument("--check", action="store_true", help=speaker("cli.schema.check"))


def _add_demo(_: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    options.add_argument("--database", metavar="URL|PATH", help=speaker("cli.demo.database"))
    options.add_argument("--force", action="store_true", help=speaker("cli.demo.force"))
    options.add_argument("--small", action="store_true", help=speaker("cli.demo.small"))


def _add_reference(_: argparse.ArgumentParser, options: _Group, speaker: Speaker) -> None:
    default = ROOT / "docs" / "cli.md"
    options.add_argument("--out", metavar="FILE", type=Path, default=default, help=speaker("cli.reference.out"))
    options.add_argument("--check", action="store_true", help=speaker("cli.reference.check"))


_MOMENTS = "[--json] [--model DIR] [--questionnaire FILE …] [--past WAVE …] [--goal WAVE …] [--draws N]"
_Add = Callable[[argparse.ArgumentParser, _Group, Speaker], None]
_COMMANDS: Mapping[str, tuple[str, _Add]] = {
    "validate": ("[DIR …] [--warnings]", _add_validate),
    "score": ("--model DIR --responses FILE [--questionnaire FILE …] [--json] [--draws N] [--out FILE]", _add_score),
    "agreement": ("FILE [--json] [--model DIR] [--questionnaire FILE …]", _add_agreement),
    "compare": (f"--responses FILE [--own CASE] {_MOMENTS}", _add_compare),
    "change": (f"--responses FILE --from WAVE --to WAVE {_MOMENTS}", _add_change),
    "diff": ("A B [--json]", _add_diff),
    "infrastructure": ("measures|validate FILE [--json] [--companion FILE] [--model DIR]", _add_infrastructure),
    "workshop": ("list|new-link [NUMBER] [--database URL|PATH] [--url URL]", _add_workshop),
    "schema": ("[--out DIR] [--check]", _add_schema),
    "demo": ("[--database URL|PATH] [--force] [--small]", _add_demo),
    "reference": ("[--out FILE] [--check]", _add_reference),
}
