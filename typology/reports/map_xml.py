"""XML, read with lines and without danger, and written so that nothing is lost.

Only what a file itself holds is ever read: a file that declares an entity is refused, and nothing is fetched from
elsewhere. Size, depth and number of elements are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from typology.reports.map_records import MapFileError, Place, escape

MOST_ELEMENTS, DEEPEST = 400_000, 100


@dataclass(slots=True)
class Element:
    """One element of an XML file, names without prefix.

    Attributes:
        tag: Name.
        attributes: Name -> text.
        line: Line on which it begins, from 1.
        text: All text directly in it.
        children: The elements in it, in order.
    """

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the children of that name."""
        return (child for child in self.children if child.tag == tag)

    def below(self, tag: str) -> Iterator[Element]:
        """Yield every element of that name below this one, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            if element.tag == tag:
                yield element
            waiting.extend(reversed(element.children))

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place("line", self.line)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Tree:
    """Builds the tree while expat reads."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._count = 0
        self.root: Element | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        line = self._parser.CurrentLineNumber
        if self._count > MOST_ELEMENTS:
            raise MapFileError("too_many_elements", Place("line", line), limit=MOST_ELEMENTS)
        if len(self._open) >= DEEPEST:
            raise MapFileError("too_deep", Place("line", line), limit=DEEPEST)
        element = Element(_local(name), {_local(k): v for k, v in attributes.items()}, line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def end(self, _: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())

    def text(self, text: str) -> None:
        self._texts[-1].append(text)

    def refuse(self, *_: object) -> NoReturn:
        raise MapFileError("entities", Place("line", self._parser.CurrentLineNumber))


def read_xml(data: bytes) -> Element:
    """Read an XML file.

    Args:
        data: Its content, in any encoding that it declares.

    Returns:
        The outermost element.

    Raises:
        MapFileError: If it is no XML, declares or uses entities of its own, or is too deep or too large.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    tree = _Tree(parser)
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler = tree.text
    # A document type is harmless and common in old files; what it could bring in is not.
    parser.EntityDeclHandler = tree.refuse
    parser.UnparsedEntityDeclHandler = tree.refuse
    parser.ExternalEntityRefHandler = tree.refuse
    parser.SkippedEntityHandler = tree.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MapFileError(_reason(error, data), Place("line", error.lineno)) from error
    except (LookupError, ValueError) as error:  # an encoding that Python does not know or cannot use here
        raise MapFileError("encoding", Place("line", 1)) from error
    assert tree.root is not None
    return tree.root


def _reason(error: expat.ExpatError, data: bytes) -> str:
    codes = expat.errors.codes
    cut = {codes[expat.errors.XML_ERROR_NO_ELEMENTS], codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
           codes[expat.errors.XML_ERROR_PARTIAL_CHAR], codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]}
    if error.code in cut:
        return "cut_off"
    if error.code in (codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING], codes[expat.errors.XML_ERROR_INCORRECT_ENCODING]):
        return "encoding"
    if error.code == codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]:
        return "entities"
    if error.code == codes[expat.errors.XML_ERROR_INVALID_TOKEN]:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return "not_utf8"
    return "broken_xml"


# ------------------------------------------------------------------------------ writing
# Readers turn line ends and tabs into blanks, or \r\n into \n, unless they are written as numbers.
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;",
                               "\t": "&#9;"})


def xml_text(text: str) -> str:
    """Return a text as the content of an element."""
    return escape(text).translate(_IN_TEXT)


def xml_attributes(attributes: Mapping[str, object]) -> str:
    """Return attributes as they stand in a tag, each with a blank before it."""
    return "".join(f' {name}="{escape(str(value)).translate(_IN_ATTRIBUTE)}"' for name, value in attributes.items())
