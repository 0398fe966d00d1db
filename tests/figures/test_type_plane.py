"""The plane of the types shows the position in the right panel, and where it may lie as well."""

from __future__ import annotations

import pytest

from tests.figures import made
from tests.figures.seen import pieces, points, traces, written
from typology.figures.type_plane import draw_type_plane
from typology.language.catalogue import Speaker
from typology.model.elements import TypePlane

DE, EN = Speaker("de"), Speaker("en")


def plane(sets, *, model=None, speaker=DE):
    model = model or made.model()
    return draw_type_plane(model, made.reading(model, sets), speaker)


def xyz(x, y, z):
    return [made.score("x", x), made.score("y", y), made.score("z", z)]


def test_the_dot_stands_at_the_scores_in_the_lower_drawing_if_the_third_axis_is_high():
    """The last panel has the scores themselves as its vertical axis."""
    picture = plane(xyz(71.0, 38.0, 83.0))
    assert points(picture, "value") == [(71.0, 38.0)]
    assert traces(picture, "shadow") == []


def test_the_dot_stands_in_the_upper_drawing_if_the_third_axis_is_low():
    """In the first panel the dot stands as far above the lower panel as the panels are apart."""
    low, high = plane(xyz(71.0, 38.0, 20.0)), plane(xyz(71.0, 38.0, 83.0))
    (x, y), = points(low, "value")
    assert x == 71.0
    assert y > 138.0
    between = [start[1] for start, end in pieces(high, "crossover") if start[1] == end[1]]
    # 12 points below the line between the fields, in either panel
    assert between == [pytest.approx(y + 12.0), 50.0]


def test_types_stand_in_their_corners_and_outside_the_values():
    """Eight types, four per panel; no name lies where a dot may lie."""
    picture = plane(xyz(71.0, 38.0, 83.0))
    text = traces(picture, "text")[0]
    places = zip(text.x, text.y, text.text, strict=True)
    names = {t.replace("<br>", " "): (x, y) for x, y, t in places if "hoch" in t or "tief" in t}
    assert len(names) == 8
    assert names["x tief y hoch z hoch"][0] < 50 < names["x hoch y hoch z hoch"][0]
    assert names["x tief y hoch z hoch"][1] > 100
    assert names["x hoch y tief z hoch"][1] < 0
    assert names["x hoch y tief z tief"][1] > names["x hoch y hoch z hoch"][1]


def test_a_hollow_dot_shows_the_other_panel_if_the_range_reaches_there():
    """The range of the third axis crosses its middle: the dot stays, and a hollow one stands opposite."""
    sets = [made.score("x", 71.0), made.score("y", 38.0), made.score("z", 60.0, 45.0, 75.0)]
    picture = plane(sets)
    assert points(picture, "value") == [(71.0, 38.0)]
    (x, y), = points(picture, "shadow")
    assert x == 71.0
    assert y > 138.0
    assert "Möglich ist auch »x hoch y tief z tief«." in picture.sentence
    assert "Auch hier kann er liegen." in written(picture)


def test_a_hollow_dot_shows_the_other_panel_if_the_third_axis_is_undecided():
    """Too near the middle to say: the other panel is possible even without any range."""
    picture = plane([made.score("x", 71.0), made.score("y", 38.0), made.score("z", 50.2, undecided=True)])
    assert len(points(picture, "shadow")) == 1
    assert "»Achse z« liegt bei 50: zwischen »z unten« und »z oben«." in picture.sentence
    assert picture.rows[2][5] == "unentschieden"


def test_two_hollow_dots_if_the_third_axis_has_no_value():
    """Nothing known of the third axis: the dot may lie in either panel, and the sentence says why."""
    picture = plane([made.score("x", 71.0), made.score("y", 38.0)])
    assert points(picture, "value") == []
    assert len(points(picture, "shadow")) == 2
    assert "Bei »Achse z« gibt es noch keinen Wert." in picture.sentence
    assert picture.rows[2] == ("Achse z", "–", "–", "–", "–", "noch kein Wert")


def test_no_dot_without_both_scores():
    """Without a position there are the fields alone, and the text says what is missing."""
    picture = plane([made.score("x", 71.0)])
    assert points(picture, "value") == points(picture, "shadow") == []
    assert picture.sentence == "Noch gibt es keinen Punkt. Bei »Achse y« fehlen Antworten."
    assert picture.sentence in written(picture)


def test_the_range_is_a_box_with_a_cross():
    """Bands are solid, bounds dotted, each on its own arm of the cross."""
    picture = plane([
        made.score("x", 57.5, 39.8, 75.2, band=True), made.score("y", 60.0, 55.0, 65.0), made.score("z", 83.0),
    ])
    assert pieces(picture, "band") == [((39.8, 60.0), (75.2, 60.0))]
    assert pieces(picture, "bounds") == [((57.5, 55.0), (57.5, 65.0))]
    (box,) = traces(picture, "range")
    assert sorted({round(x, 6) for x in box.x}) == [39.8, 75.2]
    assert sorted({round(y, 6) for y in box.y}) == [55.0, 65.0]


def test_the_sentence_names_the_type_of_the_field():
    """In both languages: three places, the type, and no other type if nothing is open."""
    assert plane(xyz(71.0, 38.0, 83.0)).sentence == (
        "»Achse x« liegt bei 71: »x oben«. »Achse y« liegt bei 38: »y unten«. »Achse z« liegt bei 83: »z oben«. "
        "In diesem Feld steht der Typ »x hoch y tief z hoch«."
    )
    assert "The type in this field is “x hoch y tief z hoch”." in plane(xyz(71.0, 38.0, 83.0), speaker=EN).sentence


def test_many_possible_types_are_counted_instead_of_listed():
    """All three ranges cross the middle: seven other types, given as a number."""
    picture = plane([made.score(s, 60.0, 40.0, 70.0) for s in "xyz"])
    assert "Möglich sind auch 7 andere Typen." in picture.sentence


def test_two_axes_make_one_panel():
    """Without a third axis there is one panel with four types."""
    picture = plane([made.score("x", 71.0), made.score("y", 38.0)], model=made.model("xy"))
    assert points(picture, "value") == [(71.0, 38.0)]
    assert len(picture.rows) == 2
    assert len([t for t in written(picture) if "hoch" in t or "tief" in t]) == 4


def test_the_first_axes_are_drawn_if_the_model_names_none():
    """A model without ``type_plane`` is drawn with its first three axes."""
    picture = plane(xyz(71.0, 38.0, 83.0), model=made.model(plane=None))
    assert [row[0] for row in picture.rows] == ["Achse x", "Achse y", "Achse z"]
    assert points(picture, "value") == [(71.0, 38.0)]


def test_fewer_than_two_axes_make_no_picture():
    """There is no plane of one direction."""
    model = made.replace(made.model("x", plane=None), placements={})
    assert draw_type_plane(model, made.reading(model, []), DE) is None


def test_a_type_that_asks_nothing_of_a_direction_lies_on_both_sides():
    """``any`` and silence both mean: on either side; types about other things are not lost."""
    types = [
        made.ideal_type("wide", "Breit", x="any", y="high"),
        made.ideal_type("one", "Eins", x="low", y="low"),
        made.ideal_type("silent", "Still", x="high"),
    ]
    picture = plane([made.score("x", 80.0), made.score("y", 80.0)], model=made.model("xy", types=types))
    texts = written(picture)
    names = [t for t in texts if "Breit" in t or "Eins" in t or "Still" in t]
    assert names == ["Breit", "Breit Still", "Eins", "Still"]
    assert "In diesem Feld stehen die Typen »Breit« und »Still«." in picture.sentence


def test_anchors_that_descend_swap_the_sides():
    """Where a low score means high, the types that ask for high stand on the left."""
    model = made.with_axis(made.model("xy"), "x", calibration=made.descending())
    picture = plane([made.score("x", 20.0), made.score("y", 80.0)], model=model)
    assert "In diesem Feld steht der Typ »x hoch y hoch«." in picture.sentence
    assert "»Achse x« liegt bei 20: »x oben«." in picture.sentence
    assert points(picture, "value") == [(20.0, 80.0)]


def test_dimensions_can_span_the_plane():
    """A plane of two dimensions has no words of its own for its ends and says less and more."""
    model = made.model(plane=TypePlane("d_x", "frame"))
    picture = plane([made.score("d_x", 71.0), made.score("frame", 38.0)], model=model)
    assert points(picture, "value") == [(71.0, 38.0)]
    assert "← weniger" in [t.replace("\u00a0", " ") for t in written(picture)]
