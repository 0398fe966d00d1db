"""All Verbünde on a plane: letters while they are few, dots and counts when they are many."""

from __future__ import annotations

import pytest

from tests.figures.made import model
from tests.figures.snapshots_made import many, snapshot
from tests.figures.svg_seen import circles, said, texts
from typology.figures.cases_plane import draw_cases_placement, draw_cases_plane
from typology.figures.svg import NARROW, PAGE
from typology.language import Speaker

MODEL = model("xyz")
FLAT = model("xy")
DE = Speaker("de")


def of(*places, of_model=FLAT, **more):
    axes = list(of_model.axes)
    return [snapshot(of_model, f"V{k}", f"Ort {k}", dict(zip(axes, place, strict=False)), type=None, **more)
            for k, place in enumerate(places)]


def test_a_verbund_lies_where_its_scores_are():
    """Twice as far right and on one height; 80 lies above 20."""
    picture = draw_cases_plane(FLAT, of((30, 20), (60, 20), (60, 80)), DE, form=PAGE)
    first, second, third = [(float(c["cx"]), float(c["cy"])) for c in circles(picture)[:3]]
    zero = first[0] - (second[0] - first[0])
    assert zero == pytest.approx(8, abs=0.2)  # the inset of the plane
    assert first[1] == second[1] > third[1]


def test_everybody_has_a_letter_on_the_plane_and_in_the_list():
    """In the order of names; who has no place has a reason instead."""
    picture = draw_cases_plane(FLAT, of((30, 20), (60, None), (60, 80)), DE, form=PAGE)
    found = [seen.text for seen in texts(picture)]
    assert found.count("A") == found.count("C") == 2
    assert found.count("B") == 0
    assert "Für einen Platz fehlen Antworten." in found
    assert "1 hat noch keinen Platz." in picture.sentence


def test_without_the_third_axis_it_may_lie_in_both_pictures():
    """It has its letter in both, and the list says so."""
    picture = draw_cases_plane(MODEL, of((30, 40, None), (60, 40, 90), of_model=MODEL), DE, form=PAGE)
    found = [seen.text for seen in texts(picture)]
    assert found.count("A") == 3
    assert found.count("B") == 2
    assert "kann in beiden Bildern liegen" in said(picture)


def test_dots_are_counted_by_field():
    """40 of which 25 lie low and left, 10 low and right, 5 high and right."""
    places = [(20, 20)] * 25 + [(80, 20)] * 10 + [(80, 80)] * 5
    picture = draw_cases_plane(FLAT, of(*places), DE, form=PAGE)
    found = [seen.text for seen in texts(picture)]
    assert sorted(text for text in found if text.endswith(" hier")) == ["0 hier", "10 hier", "25 hier", "5 hier"]
    assert "x tief y tief: 25 hier." in picture.alt
    assert "Ort 3" not in said(picture)
    assert len(picture.rows) == 40


def test_two_planes_count_their_own():
    """25 on one side of the third axis, 15 on the other, 2 on either: those are in no count."""
    places = [(20, 20, 20)] * 25 + [(20, 20, 80)] * 15 + [(20, 20, None)] * 2
    found = [seen.text for seen in texts(draw_cases_plane(MODEL, of(*places, of_model=MODEL), DE, form=PAGE))]
    assert sorted(t for t in found if t.endswith(" hier")) == ["0 hier"] * 6 + ["15 hier", "25 hier"]


def test_a_letter_is_on_the_phone_up_to_fifteen():
    """More of them would cover the plane."""
    places = [(k * 6, k * 6) for k in range(16)]
    assert "Ort 3" in said(draw_cases_plane(FLAT, of(*places[:15]), DE, form=NARROW))
    assert "Ort 3" not in said(draw_cases_plane(FLAT, of(*places), DE, form=NARROW))


def test_our_own_is_named_on_the_plane_of_dots():
    """With its band as a cross; the sentence says its field."""
    picture = draw_cases_plane(FLAT, of(*[(20, 20)] * 40), DE, own=4, form=PAGE)
    assert [seen.text for seen in texts(picture)].count("Das sind wir") == 2  # on the plane and in the key
    assert "Das Kreuz zeigt unser Unsicherheitsband." in said(picture)
    assert "Wir liegen im Feld »x tief y tief«." in picture.sentence


def test_the_words_for_our_own_stand_where_they_cover_fewer_others():
    """With a crowd just below, they stand above; with one above, below."""
    for crowd, stands_above in ((36, True), (44, False)):
        found = of((50, 40), *[(48 + k / 10, crowd) for k in range(40)])
        picture = draw_cases_plane(FLAT, found, DE, own=0, form=PAGE)
        words = min((seen for seen in texts(picture) if seen.text == "Das sind wir"), key=lambda seen: seen.top)
        lowest = max(float(c["cy"]) for c in circles(picture)[:40])
        assert (words.bottom < lowest) is stands_above


def test_a_placement_has_its_own_crossovers_and_fields():
    """In this plane low turns to high at 40 from left to right."""
    places = ((41, 20), (40, 80), (10, 80))
    found = [snapshot(FLAT, f"V{k}", f"Ort {k}", {"frame": x, "x": y}) for k, (x, y) in enumerate(places)]
    picture = draw_cases_placement(FLAT, "place", found, DE, own=0, form=PAGE)
    assert [row[-1] for row in picture.rows] == ["Feld rechtsunten", "Feld linksoben", "Feld linksoben"]
    assert "Bei »Rahmen« liegen 2 von 3 bei höchstens 40." in picture.sentence


def test_a_model_with_one_axis_has_no_plane():
    """There is nothing to draw."""
    assert draw_cases_plane(model("x", types=[], plane=None), [], DE) is None


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_signs_stay_inside_at_the_ends_of_the_scale(form):
    """0 and 100 are whole dots."""
    places = [(0, 0), (100, 100), (0, 100), (100, 0)] * 10
    for dot in circles(draw_cases_plane(FLAT, of(*places), DE, form=form)):
        assert float(dot["r"]) <= float(dot["cx"]) <= form.across - float(dot["r"])


def test_two_hundred_are_drawn_with_all_their_dots():
    """Those with a third axis lie in one picture, those without in both."""
    snapshots = many(MODEL, 200)
    placed = [s for s in snapshots if s.sets["x"].score is not None and s.sets["y"].score is not None]
    picture = draw_cases_plane(MODEL, snapshots, DE, form=PAGE)
    round_ones = sum(2 if s.sets["z"].score is None else 1 for s in placed if s.wave_kind == "now")
    assert round_ones > 190
    assert len(circles(picture)) == round_ones + 1  # and one in the key
