"""Memberships are shown for every type in the order of the model, which ranks nobody."""

from __future__ import annotations

from tests.figures import made
from tests.figures.seen import pieces, points, traces, values, written
from typology.assessment.assignment import Verdict
from typology.figures.memberships import draw_memberships
from typology.language.catalogue import Speaker
from typology.model.elements import Method, VerdictMethod

DE, EN = Speaker("de"), Speaker("en")
FITS = [
    made.fit("x_low_y_low", 0.05, 0.30), made.fit("x_low_y_high", 0.27, 0.55, "y"),
    made.fit("x_high_y_low", 0.73, 0.71), made.fit("x_high_y_high", 0.62, 0.80),
]


def memberships(assignment, *, speaker=DE, method=None):
    model = made.model("xy", method=method)
    return draw_memberships(model, made.reading(model, [], assignment=assignment), speaker)


def test_types_keep_the_order_of_the_model():
    """The largest membership comes third because the model says so."""
    picture = memberships(made.assigned(FITS, "x_high_y_low"))
    assert [row[:3] for row in picture.rows] == [
        ("x tief y tief", "0,05", "0,30"), ("x tief y hoch", "0,27", "0,55"),
        ("x hoch y tief", "0,73", "0,71"), ("x hoch y hoch", "0,62", "0,80"),
    ]
    by_height = sorted(points(picture, "membership") + points(picture, "named"), key=lambda p: p[1])
    assert [x for x, _ in by_height] == [0.05, 0.27, 0.73, 0.62]


def test_named_types_differ_in_shape_and_colour():
    """Both types of a mixed verdict are squares in the accent colour; the others are grey circles."""
    picture = memberships(made.assigned(FITS, "x_high_y_low", "x_high_y_high", Verdict.MIXED))
    assert values(picture, "named") == [0.73, 0.62]
    (named,), (other,) = traces(picture, "named"), traces(picture, "membership")
    assert (named.marker.symbol, other.marker.symbol) == ("square", "circle")
    assert named.marker.color != other.marker.color
    assert [row[4] for row in picture.rows] == ["nein", "nein", "ja", "ja"]


def test_stems_reach_from_zero_to_the_membership():
    """A lollipop begins at 0."""
    picture = memberships(made.assigned(FITS, "x_high_y_low"))
    stems = pieces(picture, "stem") + pieces(picture, "named-stem")
    assert sorted((a[0], b[0]) for a, b in stems) == [(0.0, 0.05), (0.0, 0.27), (0.0, 0.62), (0.0, 0.73)]


def test_closeness_is_a_small_open_sign():
    """Closeness stands in the same row, in a shape of its own."""
    picture = memberships(made.assigned(FITS, "x_high_y_low"))
    assert values(picture, "closeness") == [0.30, 0.55, 0.71, 0.80]
    assert traces(picture, "closeness")[0].marker.symbol.endswith("-open")


def test_the_threshold_is_the_models_and_is_said_in_words():
    """The line stands where the model's own rule has it."""
    picture = memberships(made.assigned(FITS, "x_high_y_low"), method=Method(verdict=VerdictMethod(member_above=0.65)))
    assert {a[0] for a, _ in pieces(picture, "threshold")} == {0.65}
    assert "ab hier passt der Typ (0,65)" in written(picture)
    assert picture.sentence.startswith("Über 0,65 liegt »x hoch y tief« (0,73).")


def test_the_sentence_names_all_types_above_the_threshold():
    """Two types above .5 are both named, and nobody may take the figures for probabilities."""
    assigned = made.assigned(FITS, "x_high_y_low", "x_high_y_high", Verdict.MIXED)
    assert memberships(assigned).sentence == (
        "Über 0,5 liegen »x hoch y tief« (0,73) und »x hoch y hoch« (0,62). "
        "Eine Zugehörigkeit ist keine Wahrscheinlichkeit. Die Werte ergeben zusammen nicht 1."
    )
    assert memberships(assigned, speaker=EN).sentence.startswith(
        "Above 0.5 lie “x hoch y tief” (0.73) and “x hoch y hoch” (0.62)."
    )


def test_no_type_above_the_threshold_is_said():
    """Without a type that fits, the largest membership is named with its figure, and the key speaks of nearness."""
    low = [made.fit(f.id, f.membership / 2, f.closeness) for f in FITS]
    picture = memberships(made.assigned(low, "x_high_y_high", verdict=Verdict.NONE))
    assert picture.sentence.startswith("Kein Typ liegt über 0,5. Den größten Wert hat »x hoch y tief« mit 0,36.")
    assert "Zugehörigkeit: dieser Typ liegt am nächsten" in written(picture)


def test_too_few_answers_leave_the_types_without_values():
    """Every type is still listed, nothing is drawn, and the sentence says what is missing."""
    picture = memberships(made.UNASSIGNED)
    assert traces(picture, "membership") == traces(picture, "named") == traces(picture, "threshold") == []
    assert written(picture).count("noch kein Wert") == 4
    assert picture.rows[0] == ("x tief y tief", "–", "–", "–", "nein")
    assert picture.sentence == "Noch gibt es keine Zugehörigkeiten. Bei »Achse x« und »Achse y« fehlen Antworten."


def test_a_model_without_types_makes_no_picture():
    """Nothing to show is no picture rather than an empty one."""
    model = made.model("xy", types=[])
    assert draw_memberships(model, made.reading(model, []), DE) is None
