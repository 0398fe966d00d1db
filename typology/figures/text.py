"""Text that goes into a picture: cleaned, wrapped to a width in pixels, and escaped.

Names and wordings come from models and stores and are not to be trusted: the drawing library reads
``<``, ``&`` and ``$`` as markup, and control characters can turn a whole line round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

_LINE_BREAK = "<br>"
_SOFT_HYPHEN = "\u00ad"
_ZERO_WIDTH_JOINER = "\u200d"
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_FIXED_SPACES = frozenset("\u00a0\u202f")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LONGEST = 160

# Widths in em, a little more than those of the interface's typeface, so that a wider substitute still has room.
# Bold is wider by a tenth.
_NARROW = frozenset("fijlrtIJ.,:;|!'’‘()[]/-‐ \u00a0\u202f·")
_BROAD = frozenset("mwMW…–—%@←→↑↓")
_BOLD = 1.1
_VOWELS = frozenset("aeiouyäöüAEIOUYÄÖÜ")
# Where the parts of a German compound meet: behind a linking s and some first parts, and before some last ones.
_JOINT = re.compile(
    "(?:(?:ungs|ions|heits|keits|schafts|t[aä]ts|lings|fahrts|arbeits|tages|tums|innen|sprach|jugend|bundes|landes|"
    "mitglieds)(?=[a-zäöüß]{3})"
    "|(?<=[a-zäöüß]{3})(?=schaft|zentr|organisation|verb[aä]nd|netzwerk|stelle|dienst|beratung|management|forum|foren|"
    "konferenz|minister|erfahrung|beh[oö]rde|verwaltung|vertretung|regierung|beauftragt|gesellschaft|mittler|arbeit))",
    re.IGNORECASE,
)
_PREFIXES = ("ver", "be", "ge", "ent", "zer")
# Fewer letters than this never stand alone on a line when a word has to be divided.
_SHORTEST_PART = 3
# A syllable is split off at the end only if it has as many, if there is a choice.
_GOOD_END = 4


@lru_cache(maxsize=4096)  # the same few names are said again at every rerun of a page
def clean(text: str, longest: int = _LONGEST) -> str:
    """Return a text on one line: without control characters, and cut if it is no longer a name.

    Args:
        text: Anything somebody may have typed.
        longest: Number of characters that are kept; the cut shows as an ellipsis.
    """
    line = _one_line(text, _BIDI_CONTROLS)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _one_line(text: str, unwanted: frozenset[str]) -> str:
    kept = "".join(
        " " if c.isspace() and c not in _FIXED_SPACES else c
        for c in text
        if c.isspace() or (c not in unwanted and unicodedata.category(c) not in ("Cc", "Cs"))
    )
    return " ".join(word for word in kept.split(" ") if word)


def isolate(text: str) -> str:
    """Return a text that keeps its own direction: if it has right-to-left letters, they turn nothing around them."""
    if not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return f"{_ISOLATE}{text}{_END_OF_ISOLATE}"
    return text


def escape(text: str) -> str:
    """Return a text in which the drawing library sees no markup and no formula."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how many pixels a text needs in one line, rather too many than too few.

    Args:
        text: A text without markup.
        size: Size of the letters in pixels.
        bold: Whether it is set in bold.
    """
    em = sum(_em(c) for c in text)
    return em * size * (_BOLD if bold else 1.0)


@cache
def _em(character: str) -> float:
    if character in _NARROW:
        return 0.32
    if character in _BROAD:
        return 0.84
    if character in (_SOFT_HYPHEN, _ZERO_WIDTH_JOINER) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.3
    return 0.63 if character.isupper() else 0.54


@lru_cache(maxsize=4096)
def wrap(text: str, room: float, size: float, *, bold: bool = False, most_lines: int = 4) -> tuple[str, ...]:
    """Break a text into lines by words; divide a word only if it does not fit a line by itself.

    Args:
        text: A sentence or a clean name. Soft hyphens say where a word may be divided.
        room: Width of a line in pixels.
        size: Size of the letters in pixels.
        bold: Whether it is set in bold.
        most_lines: What does not fit in so many lines is cut, which shows as an ellipsis.

    Returns:
        The lines, not yet escaped; at least one.
    """
    lines: list[str] = []
    used = room
    for word in _one_line(text, _BIDI_CONTROLS - {_ISOLATE, _END_OF_ISOLATE}).split(" "):
        for number, part in enumerate(_divide(word, room, size, bold)):
            needed = width(part, size, bold=bold)
            with_space = used + width(" ", size, bold=bold) + needed
            if lines and number == 0 and with_space <= room:
                lines[-1], used = f"{lines[-1]} {part}", with_space
            else:
                lines.append(part)
                used = needed
    lines = [line.replace(_SOFT_HYPHEN, "") for line in lines if line] or [""]
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], lines[most_lines - 1].rstrip("-") + "…"]
    return tuple(_close_isolates(lines))


def _close_isolates(lines: Sequence[str]) -> list[str]:
    """Close on every line what is isolated there, and open it again on the next one."""
    closed, still_open = [], 0
    for line in lines:
        begun = _ISOLATE * still_open + line
        still_open = 0
        for character in begun:
            still_open = max(0, still_open + (character == _ISOLATE) - (character == _END_OF_ISOLATE))
        closed.append(begun + _END_OF_ISOLATE * still_open)
    return closed


def paragraph(lines: Sequence[str]) -> str:
    """Return lines as the drawing library reads them: escaped, one below the other, each in its own direction."""
    return _LINE_BREAK.join(escape(isolate(line)) for line in lines)


def _divide(word: str, room: float, size: float, bold: bool) -> list[str]:
    """Divide a word that is wider than a line into parts that are not."""
    parts = []
    while word and width(word, size, bold=bold) > room:
        fits = next(
            (n for n in range(len(word), 0, -1) if width(word[:n] + "-", size, bold=bold) <= room), 1
        )
        at, sign = _place_to_divide(word, fits)
        parts.append(word[:at] + sign)
        word = word[at:]
    return [*parts, word] if word else parts


def _place_to_divide(word: str, fits: int) -> tuple[int, str]:
    """Return where to divide a word of which ``fits`` characters have room, and the sign to put there."""
    soft = word.rfind(_SOFT_HYPHEN, 0, fits + 1)
    if soft > 0:
        return soft + 1, "-"
    own = max(word.rfind(sign, 0, fits) for sign in "-‐/")
    if own >= _SHORTEST_PART:
        return own + 1, ""
    possible = range(_SHORTEST_PART, min(fits, len(word) - _SHORTEST_PART) + 1)
    # A compound is best divided where its parts meet, and never behind a prefix: Interessen-vertretung.
    if joints := [joint.end() for joint in _JOINT.finditer(word) if joint.end() in possible]:
        return joints[-1], "-"
    own = max(word.rfind(sign, 0, fits) for sign in "*_.@")
    if own >= _SHORTEST_PART:
        return own + 1, ""
    if syllables := [at for at in _syllables(word) if at in possible]:
        whole = [at for at in syllables if not _tears(word[:at].lower(), word[at:].lower())] or syllables
        return ([at for at in whole if len(word) - at >= _GOOD_END] or whole)[-1], "-"
    for at in range(min(fits, len(word) - _SHORTEST_PART), _SHORTEST_PART - 1, -1):
        before, after = word[at - 2 : at], word[at : at + 2]
        # Between two consonants that stand between vowels: right for most German and English words.
        outer, inner = before[0] + after[1], before[1] + after[0]
        if (outer + inner).isalpha() and _VOWELS.issuperset(outer) and _VOWELS.isdisjoint(inner):
            return at, "-"
    at = max(1, min(fits, len(word) - (_SHORTEST_PART if fits > _SHORTEST_PART else 1)))
    while at > 1 and _belongs_together(word[at - 1], word[at]):
        at -= 1
    letters = word[at - 1].isalpha() and unicodedata.east_asian_width(word[at - 1]) not in ("W", "F")
    return at, "-" if letters else ""


def _tears(before: str, after: str) -> bool:
    """True if a syllable ends where no reader would stop: behind a prefix, or within -tion."""
    return before.endswith(_PREFIXES) or (before.endswith("ti") and after.startswith("on"))


@lru_cache(maxsize=2048)
def _syllables(word: str) -> tuple[int, ...]:
    """Return where a word may be divided: by the German dictionary, as the names on pictures are German."""
    if not word[:1].isalpha() or len(word) > _LONGEST:
        return ()
    return tuple(int(at) for at in _dictionary().positions(word))


@cache
def _dictionary() -> Any:
    import pyphen  # late: few pictures need it, and its dictionary takes a moment

    return pyphen.Pyphen(lang="de_DE")


def _belongs_together(left: str, right: str) -> bool:
    """True if a sign and its successor are one sign to the eye, such as a letter and its accent."""
    return (
        _ZERO_WIDTH_JOINER in (left, right)
        or unicodedata.category(right) in ("Mn", "Mc", "Me")
        or "\ufe00" <= right <= "\ufe0f"
        or "\U0001f3fb" <= right <= "\U0001f3ff"
        or ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")
    )
