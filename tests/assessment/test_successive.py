"""One release after another."""

from tests.assessment.models import group
from typology.assessment.successive import differs_enough, people_of


def test_the_one_who_leaves_is_protected():
    """Six with mean 60, then five with mean 62, would reveal the one who left (50); nobody or five gone is fine."""
    six = set("abcdef")
    assert differs_enough(5, six, [])
    assert differs_enough(5, six, [six])
    assert not differs_enough(5, six - {"f"}, [six])
    assert not differs_enough(5, six | {"g"}, [six])
    assert differs_enough(5, set("fghij"), [set("abcde")])
    assert differs_enough(5, six | set("ghijk"), [six])
    assert not differs_enough(5, (six - {"f"}) | set("ghijk"), [six])


def test_every_earlier_release_counts():
    """The last one alone would let it through."""
    first, last = set("abcde"), set("klmno")
    assert not differs_enough(5, set("abcdf"), [first, last])


def test_somebody_who_changed_an_answer_is_somebody_else():
    """r1 corrects p: gone with the old answer and come with the new one; the order of rows changes nothing."""
    before = people_of(group({"p": 1, "q": 2}, {"p": 1, "q": "dk"}))
    assert people_of(group({"q": 2, "p": 1}, {"p": 1, "q": "dk"})) == before
    after = people_of(group({"p": 2, "q": 2}, {"p": 1, "q": "dk"}))
    assert len(before - after) == len(after - before) == 1
    assert not differs_enough(5, after, [before])


def test_a_row_that_says_nothing_is_like_none_and_the_last_row_of_an_item_counts():
    """State none takes an answer back."""
    import pandas as pd

    plain = group({"p": 1})
    assert people_of(group({"p": 1, "q": "none"})) == people_of(plain)
    assert people_of(pd.concat([group({"p": 3}), plain])) == people_of(plain)
    assert people_of(pd.concat([plain, group({"q": 3}), group({"q": "none"})])) == people_of(plain)
