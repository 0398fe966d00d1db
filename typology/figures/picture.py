"""A picture with everything that must go with it: its sentence, its table, its text for screen readers."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from plotly.basedatatypes import BaseFigure

_BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet would run a cell that begins like this as a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Drawing(BaseFigure):  # type: ignore[misc]  # plotly brings no types
    """A drawing that goes to a browser as it stands.

    A ``Figure`` checks and copies every property when it is made and copies all of them again when it is written;
    for four pictures on a page that is a third of the server's work. The tests have every drawing checked once.

    Args:
        spec: ``data`` and ``layout`` in plain lists, numbers and strings.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        """Return the drawing; not to be changed."""
        return self._spec


class _Tabled:
    """What every picture has behind it: a table that can be taken along."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    language: str

    def csv(self) -> str:
        """Return the table as a file that spreadsheets of the reader's country open as it stands.

        Returns:
            Text that begins with a byte order mark and must be written as UTF-8; German separates
            by ``;``, every other language by ``,``. No cell can run as a formula.
        """
        target = io.StringIO()
        writer = csv.writer(target, delimiter=";" if self.language == "de" else ",", lineterminator="\r\n")
        for row in (self.headings, *self.rows):
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell for cell in row])
        return _BYTE_ORDER_MARK + target.getvalue()


@dataclass(frozen=True)
class Picture(_Tabled):
    """What a page shows, says and offers for download.

    Attributes:
        name: Short name for files, such as ``profile``.
        drawing: The drawing. Its height is fixed, its width is free from 320 pixels up.
        sentence: What the picture shows, with its figures, in the reader's language.
        alt: The same for those who cannot see it: every value in words.
        headings: Headings of the table behind the picture, in words.
        rows: Rows of that table, written in the reader's language.
        language: The reader's language, e.g. ``de``.
    """

    name: str
    drawing: Drawing
    sentence: str
    alt: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    language: str = "de"


@dataclass(frozen=True)
class SvgPicture(_Tabled):
    """A picture that stands for itself as an SVG text: for a wall, a phone, a file.

    Attributes:
        name: Short name for files, such as ``answers``.
        svg: The drawing. It scales to any width; its letters are as large as its form says.
        sentence: What the picture shows, with its figures, in the reader's language.
        alt: The same for those who cannot see it: every value in words.
        headings: Headings of the table behind the picture, in words.
        rows: Rows of that table, written in the reader's language.
        language: The reader's language, e.g. ``de``.
        across: Width of the drawing in its own pixels.
        height: Height of the drawing in its own pixels.
    """

    name: str
    svg: str
    sentence: str
    alt: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    language: str = "de"
    across: float = 0.0
    height: float = 0.0
