"""The profile shows what was read, and says plainly where nothing could be."""

from __future__ import annotations

from tests.figures import made
from tests.figures.seen import pieces, points, traces, values, written
from typology.figures.profile import draw_profile
from typology.language.catalogue import Speaker

DE, EN = Speaker("de"), Speaker("en")


def profile(sets, *, speaker=DE, type_id=None, states=None, model=None):
    model = model or made.model()
    return draw_profile(model, made.reading(model, sets, states=states), speaker, type_id=type_id)


def test_dots_stand_at_the_scores_in_the_order_of_the_model():
    """The dots of the case come first, then the gate, then the frame, wherever the model lists them."""
    picture = profile([
        made.score("frame", 10.0), made.score("gate", 20.0), made.score("d_y", 71.4), made.score("d_x", 33.3),
    ])
    assert values(picture, "value") == [33.3, 71.4, 20.0, 10.0]
    heights = [y for _, y in points(picture, "value")]
    assert heights == sorted(heights)


def test_gate_and_frame_stand_below_a_rule_with_a_caption():
    """Two rules lie between the case, the gate and the frame, and each group says what it is."""
    picture = profile([made.score(d, 50.0) for d in ("gate", "d_x", "d_y", "d_z", "frame")])
    rules = [start[1] for start, _ in pieces(picture, "rule")]
    heights = [y for _, y in points(picture, "value")]
    assert heights[2] < rules[0] < heights[3] < rules[1] < heights[4]
    texts = written(picture)
    assert texts.index("Bereich z") < texts.index("Merkmale der Zugehörigkeit") < texts.index("Pforte")
    assert texts.index("Pforte") < texts.index("Rahmen in der Stadt") < texts.index("Rahmen")


def test_a_band_is_drawn_solid_and_bounds_dotted():
    """The band of a group and the bounds of missing answers look different and are named apart."""
    picture = profile([made.score("d_x", 57.5, 39.8, 75.2, band=True), made.score("d_y", 60.0, 50.0, 90.0)])
    assert [(a[0], b[0]) for a, b in pieces(picture, "band")] == [(39.8, 75.2)]
    assert [(a[0], b[0]) for a, b in pieces(picture, "bounds")] == [(50.0, 90.0)]
    assert traces(picture, "band")[0].line.dash == "solid"
    assert traces(picture, "bounds")[0].line.dash == "dot"
    assert "Unsicherheitsband (95\u202f%)" in written(picture)
    assert "Was fehlende Antworten noch ändern können" in written(picture)
    assert "Das Band zeigt" in picture.sentence
    assert "Die gepunktete Linie zeigt" in picture.sentence


def test_a_value_without_a_range_has_no_band_and_no_word_about_one():
    """One respondent who left nothing out has neither band nor bounds."""
    picture = profile([made.score("d_x", 57.5)])
    assert pieces(picture, "band") == pieces(picture, "bounds") == []
    assert "Band" not in picture.sentence
    assert "gepunktete" not in picture.sentence


def test_the_typical_profile_is_an_open_diamond():
    """What is typical of a type stands at the type's own figures, in a shape of its own."""
    picture = profile([made.score("d_x", 30.0)], type_id="x_high_y_low_z_low")
    assert values(picture, "typical") == [80.0, 20.0, 20.0]
    assert traces(picture, "typical")[0].marker.symbol == "diamond-open"
    assert "»x hoch y tief z tief« typisch" in picture.sentence
    assert "30 hier, 80 beim Typ" in picture.sentence


def test_without_a_type_there_is_no_diamond():
    """Without a type nothing is said of what is typical."""
    picture = profile([made.score("d_x", 30.0)])
    assert traces(picture, "typical") == []
    assert "ypisch" not in picture.sentence + " ".join(picture.headings)


def test_a_score_that_is_missing_is_said_in_words():
    """Too few answers: a text with the count instead of a dot, and no diamond is lost."""
    picture = profile(
        [made.score("d_x", None, 10.0, 90.0), made.score("d_y", 40.0)], type_id="x_high_y_low_z_low",
        states={"d_x": ["answer", "dk", "answer", "none", "dk"], "d_y": ["answer"], "d_z": ["na", "na"]},
    )
    assert values(picture, "value") == [40.0]
    assert pieces(picture, "bounds") == []
    assert values(picture, "typical") == [80.0, 20.0, 20.0]
    texts = written(picture)
    assert "noch kein Wert (2 von 5 beantwortet)" in texts
    assert "trifft hier nicht zu" in texts
    assert texts.count("nicht gefragt") == 2
    row = picture.rows[0]
    assert row[:2] == ("Bereich x", "–")
    assert row[5] == "2 von 5"
    assert "»Bereich x«" in picture.sentence


def test_a_provisional_score_is_an_open_dot():
    """A provisional value can be told by its shape, in the key, and by the table."""
    picture = profile([made.score("d_x", 60.0, 50.0, 80.0, provisional=True), made.score("d_y", 40.0)])
    assert values(picture, "provisional") == [60.0]
    assert values(picture, "value") == [40.0]
    assert traces(picture, "provisional")[0].marker.color == "#FFFFFF"
    assert "Vorläufig: weniger als 80\u202f% beantwortet" in written(picture)
    assert [row[6] for row in picture.rows[:2]] == ["ja", "nein"]
    assert "60 (möglich 50 bis 80), vorläufig" in picture.alt


def test_the_sentence_names_the_ends_of_the_profile():
    """The sentence carries figures; the gate and the frame do not count among them."""
    sets = [made.score("gate", 99.0), made.score("d_x", 27.4), made.score("d_y", 81.6), made.score("d_z", 50.0)]
    assert profile(sets).sentence == "Die Werte liegen zwischen 27 bei »Bereich x« und 82 bei »Bereich y«."
    assert profile(sets, speaker=EN).sentence == "The values lie between 27 at “Bereich x” and 82 at “Bereich y”."


def test_nothing_answered_is_said_in_one_sentence():
    """Without any score the sentence says so and nothing else."""
    picture = profile([])
    assert picture.sentence == "Noch hat kein Bereich genug Antworten für einen Wert."
    assert traces(picture, "value") == []


def test_one_dimension_is_enough():
    """A model with a single dimension gives a picture with a single row."""
    model = made.model("x", dimensions=[made.dimension("d_x", "Allein")], types=[], placements={"none": None})
    model = made.replace(model, placements={})
    picture = draw_profile(model, made.reading(model, [made.score("d_x", 62.5)]), DE, type_id=None)
    assert values(picture, "value") == [62.5]
    assert picture.sentence == "Bei »Allein« liegt der Wert bei 62."
    assert picture.rows == (("Allein", "62,5", "62,5", "62,5", "fehlende Antworten", "5 von 5", "nein"),)


def test_equal_values_are_said_once():
    """Values that look the same are not called lowest and highest."""
    picture = profile([made.score(d, 50.0) for d in ("d_x", "d_y", "d_z")])
    assert picture.sentence == "Alle 3 Werte liegen bei 50."


def test_tables_are_written_in_the_language_of_the_reader():
    """German tables have a decimal comma, English ones a point."""
    sets = [made.score("d_x", 57.5, 39.8, 75.2, band=True)]
    assert profile(sets).rows[0][1:5] == ("57,5", "39,8", "75,2", "Unsicherheitsband")
    assert profile(sets, speaker=EN).rows[0][1:5] == ("57.5", "39.8", "75.2", "uncertainty band")
