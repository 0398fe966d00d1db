"""A comparison in words: why something is left out."""

import re

import pytest

from typology.assessment.comparison import Refusal
from typology.language import Speaker
from typology.reports.comparison_text import refusal_text

REFUSALS = [
    Refusal("model", {"model": "other", "expected": "mine"}),
    Refusal("model", {"shared": 0.5, "needed": 0.6}),
    Refusal("voices", {"voices": 3, "needed": 5, "missing": 2}),
    Refusal("voices", {"voices": 7, "most": 3}),
    Refusal("coverage", {"coverage": 0.4, "needed": 0.5}),
    Refusal("perspective", {"perspective": "a", "needed": "b"}),
    Refusal("kind", {"kind": "past", "needed": "now"}),
    Refusal("nothing"),
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: "-".join([one.reason, *one.details]))
def test_every_refusal_is_a_whole_sentence_with_its_figures(refusal, language):
    """No figure is missing in it, and none is said that nobody knows."""
    said = refusal_text(refusal, Speaker(language))
    assert not re.search(r"[{}–]|  | [.,]", said)
    assert [int(number) for number in re.findall(r"\d+", said)] == {
        ("model", 0.5): [50, 60], ("voices", 3): [2], ("voices", 7): [7, 3], ("coverage", 0.4): [40, 50],
    }.get((refusal.reason, next(iter(refusal.details.values()), None)), [])  # fmt: skip
