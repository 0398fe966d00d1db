"""The placement shows one field, what else is possible, and how others see it."""

from __future__ import annotations

from tests.figures import made
from tests.figures.seen import pieces, points, traces, written
from typology.figures.placement_plane import draw_placement
from typology.language.catalogue import Speaker

DE, EN = Speaker("de"), Speaker("en")


def placed(sets, *, speaker=DE, others=None):
    model = made.model()
    reading = made.reading(model, sets)
    seen = {p: made.reading(model, s, perspective=p).placements[0] for p, s in (others or {}).items()}
    return draw_placement(model, reading, reading.placements[0], speaker, others=seen)


def test_the_dot_stands_at_its_scores():
    """The axes of the figure are the scores themselves."""
    picture = placed([made.score("frame", 62.0), made.score("x", 58.0)])
    assert points(picture, "value") == [(62.0, 58.0)]
    assert picture.sentence == "Der Punkt liegt im Feld »Feld rechtsoben«. »Rahmen«: 62. »Achse x«: 58."


def test_the_lines_between_the_fields_are_the_placements_own():
    """This plane divides left from right at 40 and below from above at 50."""
    lines = pieces(placed([]), "crossover")
    assert ((0.0, 50.0), (100.0, 50.0)) in lines
    assert [start[0] for start, end in lines if start[0] == end[0]] == [40.0]


def test_a_range_within_the_field_is_said_to_stay_there():
    """A band that touches no other field makes the placement clear."""
    picture = placed([made.score("frame", 62.0, 50.0, 71.0, band=True), made.score("x", 58.0, 52.0, 66.0, band=True)])
    assert "»Rahmen«: 62 (Band 50 bis 71)." in picture.sentence
    assert picture.sentence.endswith("Auch mit der Unsicherheit bleibt der Punkt in diesem Feld.")
    assert len(pieces(picture, "band")) == 2


def test_a_range_that_crosses_the_line_names_the_other_fields():
    """The range reaches over one line: one other field; over both: three."""
    one = placed([made.score("frame", 42.0, 30.0, 55.0), made.score("x", 58.0)])
    assert "Möglich ist auch »Feld linksoben«." in one.sentence
    three = placed([made.score("frame", 42.0, 30.0, 55.0), made.score("x", 58.0, 45.0, 60.0)])
    for name in ("Feld linksunten", "Feld linksoben", "Feld rechtsunten"):
        assert name in three.rows[0][-1]
        assert name in three.sentence.split("Möglich sind auch")[1]


def test_other_perspectives_differ_in_shape_and_are_labelled():
    """Two other perspectives: two shapes, two labels, one sentence each."""
    others = {
        "city": [made.score("frame", 70.0), made.score("x", 30.0)],
        "law": [made.score("frame", 75.0), made.score("x", 80.0)],
    }
    picture = placed([made.score("frame", 62.0), made.score("x", 58.0)], others=others)
    (city,), (law,) = traces(picture, "other:city"), traces(picture, "other:law")
    assert points(picture, "other:city") == [(70.0, 30.0)]
    assert city.marker.symbol != law.marker.symbol
    assert {city.marker.symbol, law.marker.symbol}.isdisjoint({"circle"})
    assert [t for t in written(picture) if t in ("Innen", "Stadt", "Recht")] == ["Innen", "Stadt", "Recht"]
    assert "Aus dem Blickwinkel »Stadt« liegt er im Feld »Feld rechtsunten«." in picture.sentence
    assert "Aus dem Blickwinkel »Recht« liegt er im selben Feld." in picture.sentence
    assert [row[0] for row in picture.rows] == ["Innen", "Stadt", "Recht"]


def test_no_scores_are_said_in_words():
    """Without a position the fields stand alone; another perspective may still have one."""
    others = {"city": [made.score("frame", 70.0), made.score("x", 30.0)], "law": []}
    picture = placed([made.score("x", 58.0)], others=others)
    assert points(picture, "value") == []
    assert picture.sentence.startswith("Noch gibt es keinen Punkt. Bei »Rahmen« fehlen Antworten.")
    assert points(picture, "other:city") == [(70.0, 30.0)]
    assert "Aus dem Blickwinkel »Recht« gibt es noch keinen Punkt." in picture.sentence
    assert picture.rows[0] == ("Innen", "–", "–", "–", "58,0", "58,0", "58,0", "noch kein Wert", "–")


def test_a_perspective_that_the_model_does_not_know_is_shown_by_its_own_name():
    """Old answers may come from a perspective that a newer model has dropped."""
    others = {"<gone>": [made.score("frame", 70.0), made.score("x", 30.0)]}
    picture = placed([], others=others)
    assert "<gone>" in written(picture)


def test_english_is_complete_english():
    """The same sentence in English, with English quotation marks."""
    picture = placed([made.score("frame", 62.0, 30.0, 71.0), made.score("x", 58.0)], speaker=EN)
    assert picture.sentence == (
        "The dot lies in the field “Feld rechtsoben”. “Rahmen”: 62 (possible 30 to 71). “Achse x”: 58. "
        "The range of uncertainty crosses the line. “Feld linksoben” is also possible."
    )
