"""From YAML text to a tree in which every value knows its line and column.

PyYAML only splits the text into events here; what a value *is* gets decided by this module, after the core schema of
YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), with one exception that serves people who type versions and
keys: a number with leading zeros stays text. So ``no``, ``on``, ``2026-11-22`` and ``12:30`` are text as well.

Reading events rather than composed nodes is twice as fast and cannot run out of stack on deep nesting.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Literal

import yaml

from typology.model.problems import Problem, shorten

try:
    from yaml import CSafeLoader as EventLoader
except ImportError:  # PyYAML without libyaml: slower, same events
    from yaml import SafeLoader as EventLoader  # type: ignore[assignment]

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
MAX_NODES = 300_000

Kind = Literal["text", "integer", "number", "boolean", "nothing", "list", "mapping"]

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMERIC_START = frozenset("+-.0123456789")
# What YAML does not allow in a file; surrogates cannot come from UTF-8 but from a text that was handed in.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Node:
    """A value with the place where it stands.

    Attributes:
        kind: What it is, by YAML 1.2.
        value: Text, number, bool, None, list of nodes, or dict from key to node.
        raw: A scalar as it is written in the file; empty for lists and mappings.
        line: Line of its key (or of itself in a list), from 1.
        column: Column in characters, from 1.
        size: Number of nodes below it and itself, with aliases unfolded.
    """

    __slots__ = ("column", "kind", "line", "raw", "size", "value")

    def __init__(self, kind: Kind, value: Any, line: int, column: int, raw: str = "") -> None:
        self.kind = kind
        self.value = value
        self.raw = raw
        self.line = line
        self.column = column
        self.size = 1

    def placed(self, line: int, column: int) -> Node:
        """Return the same value at another place: an alias stands where it is used."""
        copy = Node(self.kind, self.value, line, column, self.raw)
        copy.size = self.size
        return copy


class _Open:
    """A list or mapping that is not closed yet."""

    __slots__ = ("anchor", "key", "key_place", "names", "node")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: str | None = None
        self.key_place = (0, 0)
        self.names: dict[str, int] = {}


class _Stop(Exception):  # noqa: N818 - not an error: it ends the reading of one file
    """The rest of the file cannot be read."""


def decode(data: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """Turn the bytes of a file into text, without a byte order mark.

    Args:
        data: The bytes.
        path: Name for problems.

    Returns:
        The text, or None with the problem that kept it from being read.
    """
    if len(data) > MAX_BYTES:
        return None, [too_large(path)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "It looks like UTF-16. Save it again as UTF-8."
        else:
            hint = f"Byte 0x{data[error.start]:02x} does not belong there. Save the file again as UTF-8."
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start:error.start].decode("utf-8", "replace")) + 1
        message = f"The file is not UTF-8 from byte {error.start + 1} on."
        return None, [Problem(path, line, column, "", "FILE-005", message, hint)]


def too_large(path: str) -> Problem:
    """Return the problem of a file above :data:`MAX_BYTES`."""
    return Problem(path, 0, 0, "", "FILE-004", f"The file is larger than {MAX_BYTES // 1_000_000} MB.",
                   "Split it into several files, or check whether it belongs here.")


def parse(text: str, path: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document into a tree. No text whatever makes this raise.

    Args:
        text: The content of a file.
        path: Name for problems.

    Returns:
        The root (a mapping, with as much of the content as could be read on) or None, and the problems.
    """
    text = text.removeprefix("\ufeff")
    bad = _CONTROL.search(text)
    if bad:
        line, column = text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start())
        message = f"The file holds the control character U+{ord(bad.group()):04X}."
        hint = "Delete it. It is invisible in most editors."
        return None, [Problem(path, line, column, "", "FILE-006", message, hint)]
    if len(text) > MAX_BYTES:
        return None, [too_large(path)]
    builder = _Builder(path, text)
    root = builder.run()
    if root is None and not builder.problems:
        builder.report("FILE-007", 0, 0, "The file is empty.", "Write a section into it, or delete it.")
    elif root is not None and root.kind != "mapping":
        builder.report("YAML-010", root.line, root.column, "The file is not a mapping of sections.",
                       "Start with the name of a section and a colon, such as 'items:'.")
        root = None
    return root, builder.problems


class _Builder:
    """Builds the tree from events, with a stack of its own."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node | None] = {}
        self.nodes = 0
        self.documents = 0

    def report(self, code: str, line: int, column: int, message: str, hint: str | None = None, *,
               where: str | None = None) -> None:
        way = self._where() if where is None else where
        self.problems.append(Problem(self.path, line, column, way, code, message, hint))

    def _where(self) -> str:
        way = ""
        for frame in self.stack:
            if frame.node.kind == "list":
                way += f"[{len(frame.node.value)}]"
            elif frame.key is not None:
                way += f".{shorten(frame.key)}" if way else shorten(frame.key)
        return shorten(way, 80)

    def run(self) -> Node | None:
        """Return the root, or None if nothing can be read."""
        try:
            for event in self._events():
                self._take(event)
        except _Stop:
            return None
        return self.root

    def _events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.text, Loader=EventLoader)
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The pure Python parser lets escapes such as "\UFFFFFFFF" through to chr().
            self.report("YAML-001", 0, 0, f"The file is not valid YAML: {shorten(str(error), 120)}.")
            raise _Stop from error

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = self.text.split("\n")
        content = lines[line] if line < len(lines) else ""
        problem, context = error.problem or "", error.context or ""
        if "tab character" in problem or ("\t" in content[: column + 1] and not content[:column].strip()):
            self.report("YAML-002", line + 1, content.find("\t") + 1, "A tab stands where spaces must stand.",
                        "YAML is indented with spaces. Most editors can turn tabs into spaces.", where="")
        else:
            said = problem.removeprefix("found ").removeprefix("but found ")
            message = f"The file is not valid YAML here: {said}" + (f" ({context})" if context else "") + "."
            hint = _syntax_hint(problem, context, content, column)
            # The parser runs ahead of the events, so the way through the structure would often be wrong here.
            self.report("YAML-001", line + 1, column + 1, message, hint, where="")
        raise _Stop from error

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.NodeEvent):
            mark: Any = event.start_mark
            line, column = mark.line + 1, mark.column + 1
            self.nodes += 1
            if self.nodes > MAX_NODES:
                self._too_many(line, column)
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, line, column)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event.anchor or "", line, column)
            else:
                self._open(event, line, column)
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self.stack.pop()
            if frame.anchor:
                self.anchors[frame.anchor] = frame.node
            self._add(frame.node)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                mark = event.start_mark
                assert mark is not None
                self.report("YAML-007", mark.line + 1, mark.column + 1, "The file holds more than one document.",
                            "Put what follows '---' into a file of its own.")
                raise _Stop

    def _scalar(self, event: Any, line: int, column: int) -> None:
        raw = event.value
        expects_key = bool(self.stack) and self.stack[-1].node.kind == "mapping" and self.stack[-1].key is None
        if event.tag:
            self._tag(event.tag, line, column)
        if event.style and _CONTROL.search(raw):
            bad = ord(_CONTROL.findall(raw)[0])
            self.report("FILE-006", line, column, f"The text holds the control character U+{bad:04X}.",
                        "Remove the escape that stands for it.")
            raw = _CONTROL.sub("", raw)
        if expects_key:
            self._key(raw, line, column)
            node = Node("text", raw, line, column, raw)
        else:
            node = Node("text", raw, line, column, raw) if event.style else Node(*resolve(raw), line, column, raw)
            self._add(node)
        if event.anchor:
            self.anchors[event.anchor] = node

    def _key(self, raw: str, line: int, column: int) -> None:
        frame = self.stack[-1]
        first = frame.names.setdefault(raw, line)
        frame.key, frame.key_place = raw, (line, column)
        if raw in frame.node.value:
            self.report("YAML-003", line, column, f"The key '{shorten(raw)}' stands twice in the same place.",
                        f"It stands in line {first} already.")

    def _alias(self, name: str, line: int, column: int) -> None:
        target = self.anchors.get(name)
        if target is None:
            known = name in self.anchors
            said = "contains itself." if known else "refers to an anchor that does not exist."
            self.report("YAML-004", line, column, f"The alias '*{shorten(name)}' {said}",
                        "Write out what it stands for. A text that starts with '*' needs quotes.")
            raise _Stop
        self.nodes += target.size
        if self.nodes > MAX_NODES:
            self._too_many(line, column)
        if self.stack and self.stack[-1].node.kind == "mapping" and self.stack[-1].key is None:
            self._key(target.raw, line, column)
        else:
            self._add(target.placed(line, column))

    def _open(self, event: Any, line: int, column: int) -> None:
        if event.tag:
            self._tag(event.tag, line, column)
        if self.stack and self.stack[-1].node.kind == "mapping" and self.stack[-1].key is None:
            self.report("YAML-009", line, column, "A key must be plain text, not a list or a mapping.",
                        "Braces at the start of a text need quotes around the whole text.")
            raise _Stop
        if len(self.stack) >= MAX_DEPTH:
            self.report("YAML-008", line, column, f"The file is nested more than {MAX_DEPTH} levels deep.")
            raise _Stop
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = Node("list", [], line, column) if is_list else Node("mapping", {}, line, column)
        if event.anchor:
            self.anchors[event.anchor] = None  # until it is closed: an alias to it would contain itself
        self.stack.append(_Open(node, event.anchor))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.node.size += node.size
        if frame.node.kind == "list":
            frame.node.value.append(node)
            return
        name, frame.key = frame.key, None
        if name not in frame.node.value:  # of two keys that are alike the first one is read on
            node.line, node.column = frame.key_place
            frame.node.value[name] = node

    def _tag(self, tag: str, line: int, column: int) -> None:
        written = shorten(tag.replace("tag:yaml.org,2002:", "!!"))
        self.report("YAML-006", line, column, f"Tags such as '{written}' are not read here.",
                    "Remove it; put the value into quotes if it is text.")

    def _too_many(self, line: int, column: int) -> None:
        self.report("YAML-005", line, column, f"The file unfolds to more than {MAX_NODES:,} values.",
                    "Write out what the aliases stand for, or split the file.")
        raise _Stop


def resolve(raw: str) -> tuple[Kind, Any]:
    """Say what an unquoted scalar is, by the core schema of YAML 1.2.

    Args:
        raw: The scalar as written.

    Returns:
        Its kind and its value; ``.inf`` and ``.nan`` are numbers that the reader refuses.
    """
    if raw in _NOTHING:
        return "nothing", None
    if raw in _BOOLEAN:
        return "boolean", _BOOLEAN[raw]
    if raw[0] in _NUMERIC_START:
        if _INTEGER.fullmatch(raw):
            # Beyond 18 digits a float is all that is needed, and int() refuses very long digits.
            return ("integer", int(raw)) if len(raw) <= 18 else ("number", float(raw))
        if _NUMBER.fullmatch(raw):
            return "number", float(raw)
        if _NOT_FINITE.fullmatch(raw):
            return "number", math.nan  # refused either way, so the two need not be told apart
    return "text", raw


def _syntax_hint(problem: str, context: str, content: str, column: int) -> str | None:
    if "mapping values are not allowed" in problem:
        return "A text that contains ': ' needs quotes around it."
    if "cannot start any token" in problem and column < len(content):
        return f"A text that starts with '{content[column]}' needs quotes around it."
    if "quoted scalar" in context:
        return "A quote is opened and not closed; a quote inside a text must be doubled or be of the other kind."
    if "flow" in context:
        return "A bracket or brace is opened and not closed, or a comma is missing."
    if "block mapping" in context or "simple key" in context or "block collection" in context:
        return "Check the indentation of this line and of the lines above it, and the colons after keys."
    return None


def plain(node: Node) -> Any:
    """Return the tree as plain lists, dicts and scalars, for tools that know no places."""
    if node.kind == "list":
        return [plain(child) for child in node.value]
    if node.kind == "mapping":
        return {name: plain(child) for name, child in node.value.items()}
    return node.value
