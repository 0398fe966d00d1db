"""Sentences in every language, and how a language writes numbers."""

import re
import string
from pathlib import Path

import pytest
import yaml

from typology.language import DEFAULT_LANGUAGE, Speaker, languages, sentences
from typology.language import catalogue as module
from typology.model import load_model
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
    languages.cache_clear()
    yield tmp_path
    sentences.cache_clear()
    languages.cache_clear()


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


@pytest.mark.parametrize(
    "broken",
    ["Hallo {nix}", "{score.real}", "{score[0]}", "{}", "{0}", "{score", "}{", "{score:d}", "{score!x}",
     "{score:{gone}}", "{score:99999999999999999999}"],
)  # fmt: skip
def test_a_wording_that_cannot_be_filled_gives_way_to_the_catalogue(folder, broken):
    """Half a sentence is never shown, and a typing mistake in a model does not end the page."""
    assert Speaker("en", {"score": Text(broken)})("score", score=7.0) == "Score 7.0"
    assert Speaker("de", {"score": Text({"de": broken, "en": "{score:.0f}"})})("score", score=7.0) == "Wert 7,0"
    assert Speaker("en", {"answers": Text("{nix}")})("answers", n=1) == "1 Antwort"


def test_a_wording_of_its_own_that_cannot_be_filled_is_an_error(folder):
    """There is nothing it could give way to."""
    with pytest.raises(KeyError, match="nix"):
        Speaker("en", {"own": Text("{nix}")})("own")


def test_a_sentence_looks_into_nothing(folder):
    """A field is a value that was handed over, never a part of it."""

    class Watched:
        @property
        def secret(self):
            raise AssertionError("looked up")

        def __getitem__(self, _):
            raise AssertionError("looked up")

    for sentence in ("{score.secret}", "{score[a]}", "{score:{score.secret}}"):
        (folder / "de" / "b.yaml").write_text(f'name: "{sentence}"', encoding="utf-8")
        sentences.cache_clear()
        with pytest.raises(KeyError):
            Speaker("de")("name", score=Watched())


def test_figures_on_their_own():
    """Numbers, shares and wordings outside a sentence; nothing there is an en dash or nothing."""
    de, en = Speaker("de"), Speaker("en")
    assert (de.number(3.14159, 2), en.number(3.14159, 2), de.number(None)) == ("3,14", "3.14", "–")
    assert (de.percent(0.256), de.percent(None)) == ("26\u202f%", "–")
    assert (de.text(Text("x")), de.text(None)) == ("x", "")


FIELDS = re.compile(r"\W")


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


TOY = Path(__file__).resolve().parents[1] / "toy" / "definition"


@pytest.mark.parametrize("language", languages())
def test_another_typology_is_not_told_of_a_verbund(language):
    """The toy typology is about choirs: every sentence that speaks of a Verbund or its city says something else."""
    wording = load_model(TOY).wording
    folder = Path(module.__file__).parent / language
    keys = [key for name in ("ui", "figures") for key in yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))]
    assert len(keys) > 400
    said = {key: wording[key].in_language(language) if key in wording else sentences(language)[key] for key in keys}
    foreign = re.compile(r"Verb[uü]nd|Stadt|Städt|umbrella|\b[Cc]it(?:y|ies)\b")
    assert [key for key, sentence in said.items() if foreign.search(sentence)] == ["app.name"]


@pytest.mark.parametrize("language", languages())
def test_the_toy_wording_keeps_the_fields(language):
    """What stands for another sentence is told the same things, and stands for a sentence there is."""
    for key, text in load_model(TOY).wording.items():
        parts = [string.Formatter().parse(s) for s in (text.in_language(language), sentences(language)[key])]
        own, shipped = ({name for _, name, _, _ in fields if name is not None} for fields in parts)
        assert own == shipped, key
