"""Agreement in plain words: what is said about which answers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.assessment.agreement import agreement_of
from typology.figures.agreement_words import say_agreement
from typology.language import Speaker, sentences
from typology.model.elements import Option

DE = Speaker("de")
FIVE = [Option(f"o{value}", value) for value in range(5)]


def said(counts, options=None, speaker=DE):
    options = options or [Option(f"o{value}", value) for value in range(len(counts))]
    return say_agreement(speaker, agreement_of(counts, [option.value for option in options]), options)


@pytest.mark.parametrize(("counts", "sentence"), [
    ([0, 0, 0, 0, 0], "Hier gibt es noch keine Antwort."),
    ([0, 1, 0, 0, 0], "Hier gibt es eine einzelne Antwort."),
    ([0, 1, 6, 1, 0], "Die Antworten liegen nah beieinander, näher als durch Zufall zu erwarten."),
    ([0, 0, 1, 3, 1], "Die Antworten liegen nah beieinander. Bei 5 Antworten kann das auch Zufall sein."),
    ([0, 1, 1, 0, 0],
     "Die Antworten liegen nah beieinander. 2 Antworten reichen nicht, um Einigkeit von Zufall zu unterscheiden."),
    ([0, 0, 6, 0, 0], "Alle Antworten sind gleich. Das ist mehr Einigkeit als durch Zufall zu erwarten."),
    ([0, 0, 2, 0, 0],
     "Alle Antworten sind gleich. 2 Antworten reichen nicht, um Einigkeit von Zufall zu unterscheiden."),
    ([4, 1, 0, 1, 4], "Die Antworten bilden zwei Lager. Das ist ein guter Anlass für ein Gespräch."),
    ([2, 0, 0, 2, 0], "Die Antworten bilden zwei Lager. Das ist ein guter Anlass für ein Gespräch."),
    ([2, 2, 2, 2, 2], "Die Antworten gehen weit auseinander. Das ist ein guter Anlass für ein Gespräch."),
    ([1, 0, 0, 0, 1], "Die Antworten gehen weit auseinander. Das ist ein guter Anlass für ein Gespräch."),
    ([0, 2, 2, 2, 1], "Die Antworten liegen auf verschiedenen Stufen. Was steht hinter den Unterschieden?"),
    ([7, 10, 18, 10, 7], "Die Antworten liegen auf verschiedenen Stufen. "
                         "Sie liegen aber näher beieinander als durch Zufall zu erwarten."),
    ([5, 5], "Die Antworten gehen weit auseinander. Das ist ein guter Anlass für ein Gespräch."),
    ([0, 5], "Alle Antworten sind gleich. 5 Antworten reichen nicht, um Einigkeit von Zufall zu unterscheiden."),
])
def test_each_picture_of_answers_has_its_sentence(counts, sentence):
    """From nobody to two camps, for five options and for two."""
    assert said(counts) == sentence


def test_close_is_measured_in_the_unit_of_the_scale():
    """The same answers on 0 to 100 are said in the same words; two wide steps apart is not close."""
    wide = [Option(f"o{value}", 25 * value) for value in range(5)]
    for counts in ([0, 1, 6, 1, 0], [0, 2, 2, 2, 1], [2, 2, 2, 2, 2]):
        assert said(counts, wide) == said(counts)
    uneven = [Option("a", 0), Option("b", 1), Option("c", 9)]
    assert said([5, 4, 0], uneven).startswith("Die Antworten liegen nah beieinander")
    assert not said([0, 4, 5], uneven).startswith("Die Antworten liegen nah beieinander")


def test_at_the_limits():
    """A mean distance of exactly a sixth of the options is close; exactly that of even spread is far."""
    assert said([3, 0, 3, 0, 0, 0]).startswith("Die Antworten liegen nah")  # AD 1, and 6/6 is 1
    assert said([3, 0, 2, 1, 0, 0]).startswith("Die Antworten liegen auf")  # AD 7/6
    assert said([1, 1, 1, 1, 1]).startswith("Die Antworten gehen weit")  # AD 1.2, that of even spread
    assert said([1, 1, 2, 1, 1]).startswith("Die Antworten liegen auf")  # AD 1


@given(st.lists(st.integers(0, 9), min_size=2, max_size=8), st.sampled_from(["de", "en"]))
def test_there_is_always_a_short_sentence_that_grades_nobody(counts, language):
    """At most two sentences, none with a word of praise or blame, whatever was answered."""
    text = said(counts, speaker=Speaker(language))
    assert 1 <= len(re.findall(r"[.?]", text)) <= 2
    assert not re.search(r"\b(leider|nur|schlecht|mangel|uneinig|poor|only|bad|weak)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_combination_of_words_exists(language):
    """The keys that are put together all have a sentence."""
    wanted = {f"agreement.{how}_{chance}" for how in ("same", "close") for chance in ("beyond", "maybe", "unknown")}
    assert wanted <= set(sentences(language))
