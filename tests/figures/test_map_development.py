"""Relations over time: a line a kind, with its name at the end, and the same in the table."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from tests.figures.maps_made import a_map, actor, crowded, tie, vocabulary
from tests.figures.seen import raw_texts, traces
from tests.figures.test_map_picture import apart, box_of
from typology.figures.map_development import draw_development
from typology.figures.map_scene import Caption
from typology.language import Speaker

MODEL = vocabulary()
DE = Speaker("de")
PEOPLE = [actor(key) for key in "abcd"]
THEN = a_map(PEOPLE, [tie("a", "b"), tie("b", "c"), tie("a", "b", "strains"), tie("c", "d", "meets")])
NOW = a_map(PEOPLE, [
    tie("a", "b"), tie("b", "c"), tie("c", "d"), tie("c", "d", "meets"), tie("a", "d", "meets", "will"),
])


def captions(picture):
    """Return the captions of the drawing, as the tests of scenes measure them."""
    (text,) = traces(picture, "text")
    found = []
    for x, y, written, place in zip(text.x, text.y, text.text, text.textposition, strict=True):
        align = "center" if place.endswith("center") else "left"
        lines = written.replace("<b>", "").replace("</b>", "").split("<br>")
        found.append(Caption(x, y, lines, align, bold="<b>" in written, is_centred=place.startswith("middle")))
    return found


def test_the_table_counts_what_is_there_at_each_point_in_time():
    """A planned relation is drawn but not there; a kind that is gone stays in the table with 0."""
    picture = draw_development(MODEL, [THEN, NOW], ["2016", "Heute"], DE)
    assert picture.headings == ("Art", "2016", "Heute")
    assert picture.rows == (
        ("leitet", "2", "3"), ("trifft", "1", "1 (eingezeichnet: 2)"), ("Spannung", "1", "0"),
    )


def test_the_sentence_says_what_has_become_more_and_what_less():
    """Four relations at first, four at last; one kind more, one fewer, one the same."""
    sentence = draw_development(MODEL, [THEN, NOW], ["2016", "Heute"], DE).sentence
    assert sentence == (
        "Von »2016« bis »Heute«: zuerst 4, zuletzt 4 bestehende Beziehungen. Häufiger als zuerst: »leitet«. "
        "Seltener als zuerst: »Spannung«."
    )


def test_lines_that_rise_fall_and_stay_differ_in_pattern_and_colour():
    """One trace a look, so that the direction can be read in grey; every point has its dot."""
    picture = draw_development(MODEL, [THEN, NOW], ["2016", "Heute"], DE)
    lines = traces(picture, "slope")
    assert {line.line.dash for line in lines} == {"solid", "dash", "dot"}
    (values,) = traces(picture, "value")
    assert len(values.x) == 6
    two, three, one, alone, other, none = values.y
    assert three < two < one < alone < other < none
    assert two - three == pytest.approx(alone - two, abs=0.2)
    # Two lines begin at one: a little above and below it, so that both can be seen.
    assert 4 <= other - one <= 8
    assert (one + other) / 2 == pytest.approx(alone, abs=0.2)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("waves", [1, 2, 3, 5])
def test_names_do_not_collide_even_if_all_lines_end_at_one_value(width, waves):
    """Every kind ends at 1: the names stand below one another, inside the drawing, clear of the points in time."""
    maps = [a_map(PEOPLE, [tie("a", "b", kind) for kind in MODEL.relation_kinds])] * waves
    labels = [f"Rückblick ({2000 + 5 * n})" for n in range(waves)]
    picture = draw_development(MODEL, maps, labels, DE, width=width)
    go.Figure(picture.drawing.to_dict())
    layout = picture.drawing.to_dict()["layout"]
    boxes = [box_of(caption) for caption in captions(picture)]
    for n, a in enumerate(boxes):
        assert a[0] >= 0
        assert a[2] <= layout["xaxis"]["range"][1]
        assert 0 <= a[1] <= a[3] <= layout["yaxis"]["range"][0]
        for b in boxes[n + 1 :]:
            assert apart(a, b), (a, b)


def test_maps_without_relations_give_a_sentence_and_no_error():
    """Nothing drawn yet, or no map at all."""
    for maps in ([a_map(), a_map()], []):
        picture = draw_development(MODEL, maps, ["2016", "Heute"][: len(maps)], DE)
        assert picture.sentence == DE("mapfig.development.none")
        assert picture.rows == ()
        go.Figure(picture.drawing.to_dict())


def test_two_points_in_time_of_one_name_keep_two_columns():
    """Headings never coincide, so that the table can be read column by column."""
    picture = draw_development(MODEL, [THEN, NOW], ["Heute", "Heute"], DE)
    assert len(set(picture.headings)) == 3


def test_full_maps_and_hostile_labels_are_drawn():
    """Many relations, labels with markup: valid, escaped."""
    maps = [crowded(MODEL, seed=n) for n in (1, 2, 3)]
    picture = draw_development(MODEL, maps, ["<i>x</i>", "$y$", "z & z"], DE, width="narrow")
    go.Figure(picture.drawing.to_dict())
    for text in raw_texts(picture):
        assert "<i>" not in text
        assert "$" not in text


def test_a_name_has_the_sign_and_the_colour_of_its_line():
    """Every kind has a shape of its own, on its line and before its name, also where all lines lie on one another."""
    maps = [a_map(PEOPLE, [tie("a", "b", kind) for kind in MODEL.relation_kinds])] * 2
    picture = draw_development(MODEL, maps, ["2016", "Heute"], DE)
    (values,) = traces(picture, "value")
    (signs,) = [trace for trace in traces(picture, "name") if trace.mode == "markers"]
    on_lines = set(zip(values.marker.symbol, values.marker.color, strict=True))
    assert set(zip(signs.marker.symbol, signs.marker.color, strict=True)) == on_lines
    assert len(on_lines) == len(MODEL.relation_kinds)
    assert len(set(values.y)) == len(MODEL.relation_kinds)


def test_further_maps_of_a_city_fix_the_scale():
    """With a map that has nine of a kind beside it, the same three stand lower than alone, at a third of the height."""
    many = a_map([actor(f"x{n}") for n in range(10)], [tie(f"x{n}", f"x{n + 1}") for n in range(9)])
    labels = ["2016", "Heute"]
    alone = draw_development(MODEL, [THEN, NOW], labels, DE)
    beside = draw_development(MODEL, [THEN, NOW], labels, DE, also=[many])
    assert min(traces(beside, "value")[0].y) > min(traces(alone, "value")[0].y) + 50
    assert beside.rows == alone.rows
