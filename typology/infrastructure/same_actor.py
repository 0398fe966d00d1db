"""Names that may mean the same actor: offered to people, never decided here.

Two names are alike if their words are. Legal forms and small words do not count, umlauts may be written out,
hyphens may be missing, an abbreviation in brackets stands for the words before it. Short words, abbreviations and
numbers must be the same to the letter: a KI is not a KIM, and the quarter North is not the quarter South. If each of
two names has a word of its own, they name different actors.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

Candidate = tuple[str, str, float]

_LEGAL = re.compile(
    r"\b(?:e\.?\s?v|(?:gem\.|gemeinnützige)\s?gmbh|g?\s?gmbh|g?ug|e\.?\s?g|a\.?\s?ö\.?\s?r|i\.?\s?g)\b\.?",
    re.IGNORECASE,
)
_LIMITED = re.compile(r"\(\s*haftungsbeschränkt\s*\)", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_ABBREVIATION = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜa-zäöüß0-9]{0,6}[A-ZÄÖÜ]")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SMALL = frozenset(
    ("der", "die", "das", "des", "dem", "den", "fuer", "und", "in", "im", "am", "an", "von", "vom", "zu", "zur", "zum",
     "bei", "mit", "the", "of", "and", "for", "to")
)
_ENDINGS = ("innen", "es", "en", "er", "em", "e", "s", "n")
_SHORT = 4  # words of so few letters must be the same to the letter
_TYPO_FROM = 6  # from so many letters on, one letter may differ
_TAIL = 3  # letters at the end that must be the same if more than one differs
_MOST_LETTERS = 12  # longer words weigh no more: a long word is not more of a name
_FEWEST_LETTERS = 4
_ALIKE = 0.8
_SAME_WORDS = 0.99  # the same letters, differently divided or with another legal form
_BY_ABBREVIATION = 0.95
_BY_INITIALS = 0.85
_LONGEST = 300  # what is longer is no name; nobody waits for it


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as words: as it is written, and with abbreviations in place of what they stand for."""

    words: tuple[str, ...]
    short: str | None

    @property
    def letters(self) -> str:
        return "".join(self.words)


def same_actor_candidates(
    names: Mapping[str, str],
    threshold: float,
    *,
    ignoring: Collection[str] = (),
    abbreviations: Mapping[str, str] | None = None,
) -> list[Candidate]:
    """Return pairs of names that may mean the same actor.

    Args:
        names: Names by the ids of the actors.
        threshold: Similarity from which a pair is offered, 0 to 1.
        ignoring: Words that say nothing here, such as the name of the city.
        abbreviations: What abbreviations stand for, such as those of the actor kinds; those that names explain
            themselves in brackets are known anyway.

    Returns:
        Pairs with their similarity, the most similar first, then in the order given. Of several names that are the
        same but for spelling, each is paired with the first of them, and only the first with all others.
    """
    read = {i: _read(name) for i, name in names.items() if name.strip()}
    known = _known(read.values(), abbreviations or {})
    skipped = {word for text in ignoring for word in _words(text)}
    meant = {i: _expanded(name.words, known, skipped) for i, name in read.items()}
    place = {i: number for number, i in enumerate(names)}
    firsts, found = _groups(meant, read)
    found += _by_initials({i: meant[i] for i in firsts}, names, known)
    for a, b in _worth_comparing({i: meant[i] for i in firsts}, threshold):
        score = _similarity(meant[a], meant[b])
        found.append((a, b, round(score, 4)))
    in_order = ((a, b, score) if place[a] < place[b] else (b, a, score) for a, b, score in found)
    kept = (pair for pair in in_order if pair[2] >= threshold)
    return sorted(kept, key=lambda pair: (-pair[2], place[pair[0]], place[pair[1]]))


def similarity(a: str, b: str) -> float:
    """Return how alike two names are, 0 to 1."""
    found = same_actor_candidates({"a": a, "b": b}, 0.0)
    return found[0][2] if found else 0.0


def plain(name: str) -> str:
    """Return a name as letters and digits alone, without legal form; two spellings of one name give the same."""
    return _read(name).letters


# ------------------------------------------------------------------------------ reading names
def _read(name: str) -> _Name:
    """Return a name as words; an abbreviation in brackets is taken out and kept."""
    text = _LEGAL.sub(" ", _LIMITED.sub(" ", unicodedata.normalize("NFKC", name[:_LONGEST])))
    short = None
    for match in _BRACKETS.finditer(text):
        inside = (match[1] or match[2] or "").strip()
        if _ABBREVIATION.fullmatch(inside) and _words(text[: match.start()]):
            text, short = text.replace(match[0], " ", 1), inside
            break
    words = _words(text)
    if not words:  # a name made of nothing but a legal form or signs
        words = tuple(re.findall(r"\w+", name[:_LONGEST].casefold())) or (name[:_LONGEST].strip(),)
    return _Name(words, "".join(_words(short)) if short else None)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text that count, in plain letters; hyphens and signs within a word are left out."""
    plain_text = text.casefold().translate(_GERMAN)
    plain_text = "".join(c for c in unicodedata.normalize("NFKD", plain_text) if not unicodedata.combining(c))
    joined = re.sub(r"(?<=\w)[-‐–*:_.'’/](?=\w)", "", plain_text)
    return tuple(word for word in re.findall(r"\w+", joined) if word not in _SMALL)


def _known(read: Iterable[_Name], given: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what abbreviations stand for; one that stands for different things stands for none."""
    meanings: dict[str, set[tuple[str, ...]]] = {}
    for name in read:
        if name.short:
            meanings.setdefault(name.short, set()).add(name.words)
    found = {short: next(iter(long)) for short, long in meanings.items() if len({"".join(w) for w in long}) == 1}
    for short, long in given.items():
        words = _words(short)
        if len(words) == 1 and words[0] not in meanings:
            found[words[0]] = _words(long)
    return found


def _expanded(words: tuple[str, ...], known: Mapping[str, tuple[str, ...]], skipped: set[str]) -> tuple[str, ...]:
    long = tuple(part for word in words for part in known.get(word, (word,)))
    kept = tuple(word for word in long if word not in skipped)
    return kept or long


# ------------------------------------------------------------------------------ comparing
def _groups(meant: Mapping[str, tuple[str, ...]], read: Mapping[str, _Name]) -> tuple[list[str], list[Candidate]]:
    """Return the first of each group of names with the same letters, and the others paired with it."""
    first: dict[str, str] = {}
    found = []
    for i, words in meant.items():
        start = first.setdefault("".join(words), i)
        if start == i:
            continue
        if read[i].words == read[start].words:
            score = 1.0
        else:
            score = _SAME_WORDS if read[i].letters == read[start].letters else _BY_ABBREVIATION
        found.append((start, i, score))
    return list(first.values()), found


def _by_initials(
    meant: Mapping[str, tuple[str, ...]], names: Mapping[str, str], known: Collection[str]
) -> list[Candidate]:
    """Return names that are an abbreviation, paired with the only name that begins its words with those letters."""
    long: dict[str, list[str]] = {}
    for i, words in meant.items():
        if len(words) > 1:
            long.setdefault("".join(word[0] for word in words), []).append(i)
    found = []
    for i, words in meant.items():
        homes = long.get(words[0], ()) if len(words) == 1 and words[0] not in known else ()
        if len(homes) == 1 and names[i].strip().isupper():
            found.append((i, homes[0], _BY_INITIALS))
    return found


def _worth_comparing(meant: Mapping[str, tuple[str, ...]], threshold: float) -> set[tuple[str, str]]:
    """Return pairs that share a word which at least one of them cannot do without.

    Two names that reach the threshold share so much that the rarest words of each, up to the weight that may be
    missing, cannot all be without a match.
    """
    often = Counter(word for words in meant.values() for word in set(words))
    alike = _alike(often)
    missing = 1 - threshold / (2 - min(threshold, 1))
    homes: dict[str, list[str]] = {}
    for i, words in meant.items():
        for word in set(words):
            homes.setdefault(word, []).append(i)
    pairs = set()
    for i, words in meant.items():
        room = missing * sum(map(_weight, words))
        for word in sorted(set(words), key=lambda w: (sum(often[other] for other in alike[w]), w)):
            pairs |= {(min(i, j), max(i, j)) for other in alike[word] for j in homes[other] if j != i}
            room -= _weight(word) * words.count(word)
            if room < -1e-9:
                break
    return pairs


def _alike(words: Iterable[str]) -> dict[str, list[str]]:
    """Return for each word all that may stand for it, itself first.

    Words are alike by their stem, by a single letter, or by more letters if both ends are the same; only such words
    are compared, for comparing all of them would take a minute for two thousand.
    """
    found = {word: [word] for word in sorted(words)}
    drawers: dict[tuple[str, str], list[str]] = {}
    for word in found:
        if len(word) <= _SHORT:
            continue
        without_a_letter = {word[:n] + word[n + 1 :] for n in range(len(word))}
        keys = [("stem", _stem(word)), ("ends", word[0] + word[-_TAIL:])]
        for key in (*keys, *(("letter", part) for part in without_a_letter | {word})):
            drawers.setdefault(key, []).append(word)
    pairs = {pair for drawer in drawers.values() for pair in combinations(drawer, 2)}
    for a, b in sorted(pairs):
        if word_similarity(a, b):
            found[a].append(b)
            found[b].append(a)
    return found


def _similarity(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Return the weight of the words two names share, as a share of all their words; halved in a contradiction."""
    left_a, left_b = list(a), list(b)
    shared = 0.0
    ranked = sorted(((word_similarity(x, y), x, y) for x in set(a) for y in set(b)), reverse=True)
    for likeness, x, y in ranked:
        while likeness and x in left_a and y in left_b:
            left_a.remove(x)
            left_b.remove(y)
            shared += likeness * (_weight(x) + _weight(y))
    whole = sum(map(_weight, a)) + sum(map(_weight, b))
    score = shared / whole if whole else 0.0
    return score / 2 if left_a and left_b else score


@lru_cache(maxsize=65536)
def word_similarity(a: str, b: str) -> float:
    """Return how alike two plain words are: 1 if they are the same, 0 if they are different words."""
    if a == b:
        return 1.0
    if min(len(a), len(b)) <= _SHORT or a[0] != b[0] or any(c.isdigit() for c in a + b):
        return 0.0
    if _stem(a) == _stem(b):
        return 0.95
    limit = int((1 - _ALIKE) * max(len(a), len(b)))
    distance = _distance(a, b, limit)
    if distance > limit:
        return 0.0
    # In German the last part of a word says what it is: a council is no department, however alike they are written.
    if distance > 1 and a[-_TAIL:] != b[-_TAIL:]:
        return 0.0
    return 1 - distance / max(len(a), len(b)) if min(len(a), len(b)) >= _TYPO_FROM else 0.0


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) > _SHORT), "")
    return word.removesuffix(ending)


def _weight(word: str) -> int:
    return min(max(len(word), _FEWEST_LETTERS), _MOST_LETTERS)


def _distance(a: str, b: str, limit: int) -> int:
    """Return how many letters are to be put in, taken out, replaced or exchanged; ``limit + 1`` if it is more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    # What both begin or end with changes nothing, and most pairs of similar words have much of it.
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row, older = row, [i], before
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before = last
    return row[-1]
