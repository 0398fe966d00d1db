"""Who can be told apart: signs and words, and counts where there are too many; no chances, no ranks."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import combinations

import pytest

from tests.figures.made import model
from tests.figures.snapshots_made import figures, many, snapshot
from tests.figures.svg_seen import said
from typology.figures.own_pairs import draw_against_own
from typology.figures.pairs import draw_pairs
from typology.figures.svg import NARROW, PAGE
from typology.figures.tell_apart import count_pairs, tell_apart
from typology.language import Speaker

MODEL = model("xy")
DE = Speaker("de")


def of(*scores, half=8.0, **more):
    return [snapshot(MODEL, f"V{k}", f"Ort {k}", {"d_x": score}, half=half, **more) for k, score in enumerate(scores)]


@pytest.mark.parametrize(("one", "other", "expected"), [
    (50, 90, "above"), (90, 50, "below"), (50, 52, "alike"), (50, 50, "alike"), (50, None, "unknown"),
])  # fmt: skip
def test_where_another_value_lies_seen_from_one(one, other, expected):
    """Half bands of 8 are standard errors of 8 / 2.4: 40 points can be told apart, 2 cannot."""
    assert tell_apart(MODEL, figures(one), figures(other)) == expected


def test_a_single_voice_cannot_be_told_apart_from_anything():
    """Nobody knows how unsure it is."""
    assert tell_apart(MODEL, figures(10), figures(90, band=False)) == "unknown"
    assert tell_apart(MODEL, figures(10), None) == "unknown"


@pytest.mark.parametrize("seed", range(5))
def test_counting_pairs_at_once_is_the_same_as_asking_pair_by_pair(seed):
    """40 random values, some without a score, some voices, some equal, some certain."""
    draw = random.Random(seed)
    found = [
        figures(draw.choice((None, 50, draw.uniform(0, 100))), draw.choice((0.0, 4.0, 12.0)), band=draw.random() > 0.1)
        for _ in range(40)
    ]
    pairs = Counter()
    for one, other in combinations(found, 2):
        told = tell_apart(MODEL, one, other)
        pairs["apart" if told in ("above", "below") else told] += 1
    assert {kind: n for kind, n in count_pairs(MODEL, found).items() if n} == dict(pairs)


def test_pairs_of_few_are_said_in_words():
    """Three have three pairs: 20 and 80 differ, 20 and 24 do not, and a goal is called one."""
    snapshots = [*of(20, 80), *of(24, wave_kind="goal", year=2030)]
    picture = draw_pairs(MODEL, snapshots, "d_x", DE, form=PAGE)
    note = "Alles hier ist erfunden."
    assert picture.headings == ("Paar", "Bereich x", "Hinweis")
    assert picture.rows == (
        ("Ort 0 (V0) und Ort 0 (V0, Ziel: 2030)", "nicht unterscheidbar", note),
        ("Ort 0 (V0) und Ort 1", "unterscheidbar", note), ("Ort 0 (V0, Ziel: 2030) und Ort 1", "unterscheidbar", note),
    )
    real = draw_pairs(MODEL, of(20, 80, invented=False), "d_x", DE, form=PAGE)
    assert (len(real.headings), real.rows) == (2, (("Ort 0 und Ort 1", "unterscheidbar"),))
    assert "Zu »Bereich x« gibt es 3 Paare. 2 davon sind unterscheidbar." in picture.sentence


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_a_triangle_has_a_sign_for_every_pair_once(form):
    """Ten have 45 pairs."""
    picture = draw_pairs(MODEL, of(*range(0, 100, 10)), "d_x", DE, form=form)
    assert len(picture.rows) == 45
    assert picture.svg.count('fill="#F6F4F0"') == 45


def test_more_pairs_than_one_can_look_at_are_counted():
    """200 have 19,900 pairs; every one of them is in the count."""
    picture = draw_pairs(MODEL, many(MODEL, 200), "d_x", DE, form=PAGE)
    assert sum(int(row[0]) for row in picture.rows) == 19_900
    assert picture.headings[0] == "Paare"


def test_no_chance_is_written_anywhere():
    """Words alone: a probability in print is read as a rank."""
    for picture in (draw_pairs(MODEL, of(10, 20, 90), "d_x", DE), draw_against_own(MODEL, of(10, 20, 90), DE, own=0)):
        assert not re.search(r"0[,.]\d|\d\s?%|P\(", said(picture) + picture.sentence + picture.csv())


def test_against_us_every_other_has_a_sign_per_dimension():
    """Seen from 50: 90 lies higher, 10 lower, 52 cannot be told apart, and without a value nothing can be said."""
    picture = draw_against_own(MODEL, of(50, 90, 10, 52, None), DE, own=0, form=PAGE)
    place = picture.headings.index("Bereich x")
    assert [row[place] for row in picture.rows] == [
        "dort höher, unterscheidbar", "dort niedriger, unterscheidbar", "nicht unterscheidbar",
        "lässt sich nicht sagen",
    ]
    assert "Am häufigsten unterscheidbar ist »Bereich x«: bei 2 von 3." in picture.sentence


def test_against_very_many_it_is_counted_by_dimension():
    """199 others: three can be told apart in one way, 196 cannot; all numbers are written."""
    snapshots = of(50, *[95] * 3, *[50] * 196)
    picture = draw_against_own(MODEL, snapshots, DE, own=0, form=PAGE)
    assert "Bereich x: 196 nicht unterscheidbar, 3 dort höher, unterscheidbar." in picture.alt
    assert "196" in said(picture)
    assert len(picture.rows) == 199


def test_alone_there_is_nothing_to_tell_apart():
    """It says so and does not fail."""
    assert draw_pairs(MODEL, of(50), "d_x", DE).sentence == "Für einen Vergleich braucht es zwei."
    assert draw_against_own(MODEL, of(50), DE, own=0).sentence == "Für einen Vergleich braucht es zwei."
