"""The sentences of the pictures are complete in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import yaml

from typology.language import catalogue

FOLDER = Path(catalogue.__file__).parent
SOURCES = Path(__file__).parents[2] / "typology" / "figures"


def sentences(language):
    return yaml.safe_load((FOLDER / language / "figures.yaml").read_text(encoding="utf-8"))


def fields(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_fields():
    """Nothing is said in one language only, and no figure gets lost in the other."""
    german, english = sentences("de"), sentences("en")
    assert list(german) == list(english)
    assert all(key.startswith("figures.") for key in german)
    # a sentence may leave out "n", which only chooses between singular and plural
    assert [k for k in german if fields(german[k]) - {"n"} != fields(english[k]) - {"n"}] == []


def test_every_sentence_is_used_and_every_used_sentence_exists():
    """The catalogue holds neither too much nor too little."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.py")))
    named = set(re.findall(r'"(figures\.[a-z_.]+)"', code))
    composed = {f"figures.profile.{group}{part}" for group in ("gate", "frame") for part in ("", "_note")}
    headings = {key for key in sentences("de") if key.startswith("figures.heading.")}
    assert named | composed | headings == set(sentences("de"))
    for key in headings:
        column = key.rsplit(".", 1)[1]
        assert f'"{column}"' in code or f'"{key}"' in code or column.endswith("_of"), key


def test_german_sentences_grade_nobody():
    """No word of praise, blame or rank stands in a picture."""
    text = " ".join(sentences("de").values()).lower()
    for word in ("gut", "schlecht", "schwach", "stark", "mangel", "besser", "rang", "note", "punktzahl", "ziel"):
        assert not re.search(rf"\b{word}", text), word
