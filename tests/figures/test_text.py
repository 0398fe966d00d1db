"""Text is wrapped to its room, divided only where it must be, and never taken for markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.figures.text import clean, escape, isolate, paragraph, width, wrap


def test_words_are_kept_whole_where_they_fit():
    """Lines break between words."""
    assert wrap("Brückenbauer auf schmalem Grund", 130, 13) == ("Brückenbauer auf", "schmalem Grund")


def test_a_long_word_is_divided_where_its_parts_meet():
    """A German compound that fits no line is divided where a reader would divide it."""
    assert wrap("Interessenvertretung", 90, 13) == ("Interessen-", "vertretung")


def test_a_soft_hyphen_says_where_to_divide():
    """An author of a model can say where a word may break; unused, it is not to be seen."""
    assert wrap("Donau\u00addampf\u00adschiff", 50, 13) == ("Donau-", "dampf-", "schiff")
    assert wrap("Donau\u00addampf\u00adschiff", 500, 13) == ("Donaudampfschiff",)


def test_an_emoji_of_several_signs_is_never_torn():
    """A person with a skin tone, joined to an object, stays one sign."""
    lines = wrap("👩🏽‍🚀" * 12, 60, 13, most_lines=99)
    assert len(lines) > 1
    assert all(line.startswith("👩🏽‍🚀") for line in lines)


def test_too_many_lines_are_cut_which_shows():
    """What does not fit ends in an ellipsis."""
    lines = wrap("eins zwei drei vier fünf", 40, 13, most_lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(("raw", "safe"), [
    ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"), ("$x$", "&#36;x&#36;"), ("a > b", "a &gt; b"),
])
def test_markup_and_formulas_are_escaped(raw, safe):
    """The library shows the signs instead of obeying them."""
    assert escape(raw) == safe


def test_right_to_left_names_are_isolated_on_every_line():
    """A name keeps its direction and turns nothing around it; what opens on a line closes there."""
    assert isolate("اتحاد") == "\u2068اتحاد\u2069"
    assert isolate("Verein") == "Verein"
    for line in paragraph(wrap(f"Typ {isolate('اتحاد منظمات المهاجرين')} hier", 80, 13)).split("<br>"):
        assert line.count("\u2068") == line.count("\u2069")


def test_control_characters_are_removed():
    """Neither a null byte nor an override of direction reaches the picture; line breaks become spaces."""
    assert clean("a\u0000b\u202ec\u2066d\n e\tf") == "abcd e f"


@given(st.text(max_size=120), st.floats(20, 400))
def test_any_text_fits_its_room(text, room):
    """Whatever is typed, a line has room or is one word that cannot be divided further, and no letter is lost."""
    lines = wrap(clean(text), room, 13, most_lines=10_000)
    for line in lines:
        bare = re.sub("[\u2068\u2069]", "", line)
        assert width(bare, 13) <= room + 1e-9 or " " not in bare
    kept = re.sub(r"[\s\u00ad\u2068\u2069-]", "", "".join(lines))
    assert kept == re.sub(r"[\s\u00ad\u2068\u2069-]", "", clean(text))


def test_names_are_divided_by_the_dictionary():
    """The joint of a compound comes first, then a syllable; the letters are all there."""
    assert wrap("Gesundheitsamt", 90, 13) == ("Gesundheits-", "amt")
    assert wrap("Integrationskonzept", 90, 13) == ("Integrations-", "konzept")
    assert wrap("Landesministerium", 90, 13) == ("Landes-", "ministerium")


def test_no_single_letter_is_split_off_and_parts_of_compounds_stay_whole():
    """Names that were divided badly once: the joint comes first, a syllable keeps at least four letters at the end."""
    assert wrap("Anschlussforum", 88, 13) == ("Anschluss-", "forum")
    assert wrap("Organisationen", 88, 13) == ("Organisa-", "tionen")
    assert wrap("Migrant*innenorganisationen", 120, 13) == ("Migrant*innen-", "organisationen")
    assert wrap("Frauenberatungsstelle", 88, 13) == ("Frauen-", "beratungs-", "stelle")
    for name in ("Organisationen", "Anschlussforum", "Integrationskonferenz", "Xxxxxxxxxxxxxxxx"):
        for room in range(60, 140):
            assert min(map(len, wrap(name, room, 13, most_lines=99))) >= 3
