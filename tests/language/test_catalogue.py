"""Sentences in every language, and how a language writes numbers."""

import re
import string

import pytest

from typology.language import DEFAULT_LANGUAGE, Speaker, languages, sentences
from typology.language import catalogue as module
from typology.model.elements import Text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A catalogue of its own: German complete, English in part."""
    for language, text in {
        "de": 'greeting: "Guten Tag"\nscore: "Wert {score:.1f}"\nanswers: "{n} {n:plural:Antwort|Antworten}"\n',
        "en": 'greeting: "Hello"\nscore: "Score {score:.1f}"\n',
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "de" / "b.yaml").write_text('name: "»{text}«"\nempty:\n', encoding="utf-8")
    (tmp_path / "de" / "notes.txt").write_text("not a catalogue", encoding="utf-8")
    (tmp_path / "not_a_language").mkdir()
    monkeypatch.setattr(module, "files", lambda _package: tmp_path)
    sentences.cache_clear()
    yield tmp_path
    sentences.cache_clear()


def test_languages_are_folders_with_sentences_german_first(folder):
    """A folder without sentences is no language."""
    (folder / "ar").mkdir()
    (folder / "ar" / "a.yaml").write_text('greeting: "x"', encoding="utf-8")
    assert languages() == ("de", "ar", "en")


def test_all_files_of_a_language_are_read(folder):
    """Keys of several files stand side by side; nothing but YAML is read, and a key without a sentence is missing."""
    assert set(sentences("de")) == {"greeting", "score", "answers", "name"}


def test_a_language_without_a_folder_has_no_sentences(folder):
    """Nor does it fail."""
    assert sentences("xx") == {}


def test_a_key_in_two_files_is_an_error(folder):
    """Nobody has to guess which of two sentences counts."""
    (folder / "de" / "c.yaml").write_text('greeting: "Moin"', encoding="utf-8")
    with pytest.raises(ValueError, match=r"'greeting'.*two files.*'de'"):
        sentences("de")


def test_an_empty_file_is_fine(folder):
    """A file that has been started but holds nothing yet."""
    (folder / "de" / "c.yaml").write_text("", encoding="utf-8")
    assert "greeting" in sentences("de")


def test_a_sentence_is_said_in_its_language(folder):
    """German and English."""
    assert (Speaker("de")("greeting"), Speaker("en")("greeting")) == ("Guten Tag", "Hello")


def test_a_missing_sentence_falls_back_to_german(folder):
    """Also in a language that has none at all."""
    assert Speaker("en")("answers", n=2) == "2 Antworten"
    assert Speaker("xx")("greeting") == "Guten Tag"


def test_an_unknown_sentence_is_an_error(folder):
    """A typing mistake in a key is found, not shown."""
    with pytest.raises(KeyError):
        Speaker("de")("gone")


def test_a_field_without_a_value_is_an_error(folder):
    """Half a sentence is never shown."""
    with pytest.raises(KeyError):
        Speaker("de")("score")


def test_numbers_are_written_with_the_sign_of_the_language(folder):
    """Decimal comma in German, point in English."""
    assert Speaker("de")("score", score=71.25) == "Wert 71,2"
    assert Speaker("en")("score", score=71.25) == "Score 71.2"


@pytest.mark.parametrize(("n", "expected"), [(0, "0 Antworten"), (1, "1 Antwort"), (2, "2 Antworten")])
def test_a_field_chooses_the_form_for_one_or_many(folder, n, expected):
    """One is one, everything else many."""
    assert Speaker("de")("answers", n=n) == expected


def test_a_text_of_the_model_is_put_in_the_language(folder):
    """With its own fallback to German; braces in it are not fields."""
    both, german = Text({"de": "Haus {x}", "en": "House {x}"}), Text("nur deutsch")
    assert Speaker("en", {"name": Text({"en": "{text}!"})})("name", text=both) == "House {x}!"
    assert Speaker("en")("name", text=german) == "»nur deutsch«"


def test_a_model_may_replace_a_sentence(folder):
    """The model's own wording comes first, in every language it has."""
    speaker = Speaker("en", {"greeting": Text({"de": "Moin", "en": "Ahoy"}), "own": Text("neu")})
    assert speaker("greeting") == "Ahoy"
    assert Speaker("de", {"greeting": Text("Moin")})("greeting") == "Moin"
    assert speaker("own") == "neu"
    assert (speaker.has("own"), speaker.has("score"), speaker.has("answers"), speaker.has("gone")) == (
        True, True, True, False,
    )  # fmt: skip


def test_figures_on_their_own():
    """Numbers, shares and wordings outside a sentence; nothing there is an en dash or nothing."""
    de, en = Speaker("de"), Speaker("en")
    assert (de.number(3.14159, 2), en.number(3.14159, 2), de.number(None)) == ("3,14", "3.14", "–")
    assert (de.percent(0.256), de.percent(None)) == ("26\u202f%", "–")
    assert (de.text(Text("x")), de.text(None)) == ("x", "")


FIELDS = re.compile(r"[^\w.\[\]]")


@pytest.mark.parametrize("language", languages())
def test_the_shipped_sentences_can_be_filled(language):
    """Every sentence parses, none is empty, and a translation uses no field that German does not have."""
    german = sentences(DEFAULT_LANGUAGE)
    for key, sentence in sentences(language).items():
        fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
        known = {name for _, name, _, _ in string.Formatter().parse(german.get(key, "")) if name is not None}
        assert sentence, key
        assert key in german, f"{key} has no German sentence"
        assert fields <= known, key
        assert not any(FIELDS.search(name) for name in fields), key
