"""Where actors stand: by level, in a stable order, apart from one another."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.figures.maps_made import LONG_NAMES, a_map, actor, crowded, tie, vocabulary
from typology.figures.map_layout import FORMS, filtered, lay_out, name_lines, positions_of
from typology.figures.text import width as text_width
from typology.language import Speaker

MODEL = vocabulary()
DE = Speaker("de")


def places(actors, width="wide", model=MODEL):
    return lay_out(actors, model, DE, width).places


def test_bands_follow_the_levels_of_the_model_and_only_those_that_occur():
    """Two of seven levels occur: two bands, the outer one above, each as tall as its cards need."""
    layout = lay_out([actor("b", level="l5"), actor("a", level="l1")], MODEL, DE)
    assert [(band.level, band.label) for band in layout.bands] == [("l1", "Ebene 1"), ("l5", "Ebene 5")]
    upper, lower = layout.bands
    assert upper.top == 0
    assert upper.bottom == lower.top
    assert lower.bottom == layout.height
    for key, band in (("a", upper), ("b", lower)):
        assert band.top < layout.places[key].top < layout.places[key].box[3] < band.bottom


def test_an_actor_whose_level_is_unknown_stands_in_a_band_of_its_own_at_the_end():
    """Nothing is lost: what has no level of the model stands below the rest, under words that say so."""
    layout = lay_out([actor("a", level="nowhere"), actor("b", level="l6")], MODEL, DE)
    assert [band.label for band in layout.bands] == ["Ebene 6", "Ohne Ebene"]
    assert layout.places["a"].top > layout.places["b"].box[3]


def test_the_order_in_a_band_is_group_kind_and_id_whatever_was_entered_first():
    """The picture is the same however the map was typed."""
    people = [actor("z"), actor("a", "gc_circle"), actor("m", "gb_square"), actor("b", "ga_square"), actor("c")]
    found = places(people)
    assert sorted(found, key=lambda key: found[key].x) == ["c", "z", "b", "m", "a"]
    assert places(reversed(people)) == found


def test_rows_are_shifted_by_half_a_cell_and_in_the_middle():
    """Seventeen actors fill rows of six, five and six; each row is in the middle of the picture."""
    found = places([actor(f"a{n:02}") for n in range(17)])
    rows = {}
    for place in found.values():
        rows.setdefault(place.top, []).append(place.x)
    form = FORMS["wide"]
    upper, lower, last = (sorted(row) for _, row in sorted(rows.items()))
    assert [len(upper), len(lower), len(last)] == [6, 5, 6]
    assert upper[0] == pytest.approx(form.pitch / 2)
    assert lower[0] - upper[0] == pytest.approx(form.pitch / 2)
    assert sum(lower) / 5 == pytest.approx(form.across / 2)


def test_the_verbund_has_the_middle_of_its_row():
    """With four others beside it, two stand on either side; with one it stays next to the middle."""
    others = [actor(f"a{n}", level="l4") for n in range(4)]
    assert places([*others, actor("v", "own", "l4")])["v"].x == pytest.approx(FORMS["wide"].across / 2)
    pair = places([others[0], actor("v", "own", "l4")])
    assert abs(pair["v"].x - FORMS["wide"].across / 2) == pytest.approx(FORMS["wide"].pitch / 2)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_new_actor_moves_its_own_row_by_half_a_cell_and_nobody_else_sideways(width):
    """In a row with room neighbours make half a cell of room; other rows and levels keep their place across."""
    people = [actor(f"a{n}", level=level) for level, n in (("l1", 1), ("l2", 2), ("l3", 3), ("l3", 4))]
    before = places(people, width)
    after = places([*people, actor("a25", level="l2")], width)
    half = FORMS[width].pitch / 2
    assert before["a2"].x - after["a2"].x == pytest.approx(half)
    assert {key: after[key].x for key in ("a1", "a3", "a4")} == {key: before[key].x for key in ("a1", "a3", "a4")}
    assert {key: after[key].top for key in before} == {key: before[key].top for key in before}


def test_a_new_actor_at_the_end_moves_no_full_row():
    """Six in a full row stay where they are when a seventh begins the next row."""
    people = [actor(f"a{n}") for n in range(6)]
    before, after = places(people), places([*people, actor("a9")])
    assert {key: after[key] for key in before} == before
    assert after["a9"].x == pytest.approx(FORMS["wide"].across / 2)


def test_in_a_full_row_only_those_after_the_new_one_move():
    """The order is kept: whoever comes before the new actor stays, the last one goes on to the next row."""
    people = [actor(f"a{n}") for n in (0, 1, 2, 4, 5, 6)]
    before, after = places(people), places([*people, actor("a3")])
    assert [after[key] == before[key] for key in ("a0", "a1", "a2", "a4", "a5", "a6")] == [True] * 3 + [False] * 3
    assert after["a6"].top > after["a5"].top


def test_maps_share_the_places_of_all_their_actors():
    """Whoever is only on one of two maps keeps a place on both; what the later map says of the level counts."""
    early = a_map([actor("a"), actor("b", level="l1")])
    late = a_map([actor("b", level="l3"), actor("c")])
    layout = positions_of([early, late], MODEL, DE)
    assert set(layout.places) == {"a", "b", "c"}
    assert [band.level for band in layout.bands] == ["l2", "l3"]


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("count", [1, 7, 40, 119])
def test_cards_never_touch_each_other_and_stay_inside(width, count):
    """However many there are, no two cards share a pixel, and none lies on the name of a band."""
    layout = lay_out(crowded(MODEL, count, 0).actors, MODEL, DE, width)
    boxes = [place.box for place in layout.places.values()]
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= layout.form.across
        assert 0 <= top < bottom <= layout.height
    labels = [band.label_box for band in layout.bands]
    for a, b in [*combinations(boxes, 2), *((box, label) for box in boxes for label in labels)]:
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("name", [*LONG_NAMES, "W" * 200, "移民团体" * 12, "<script>alert(1)</script>", "", "ı̇" * 90])
def test_names_fit_their_card_in_three_lines(width, name):
    """No line is wider than the room in the card, the ellipsis included."""
    room = FORMS[width].room
    for bold in (False, True):
        lines = name_lines(actor("a", name=name), room, bold=bold)
        assert 1 <= len(lines) <= 3
        assert max(text_width(line, 13, bold=bold) for line in lines) <= room


def test_the_short_name_stands_in_when_the_full_one_does_not_fit():
    """A name that fits is written out; one that does not gives way to the short one; without one a cut shows."""
    long = "Ministerium für Kinder, Jugend, Familie, Gleichstellung, Flucht und Integration des Landes"
    assert "".join(name_lines(actor("a", name="Jobcenter", short="JC"), 130)) == "Jobcenter"
    assert name_lines(actor("a", name=long, short="MKJFGFI"), 130) == ("MKJFGFI",)
    assert name_lines(actor("a", name=long), 130)[-1].endswith("…")


def test_long_german_words_are_divided_between_their_parts():
    """Behind a linking s and before a known last part, not in the middle of a syllable."""
    assert name_lines(actor("a", name="Jugendmigrationsdienst"), 120) == ("Jugendmigrations-", "dienst")
    assert name_lines(actor("a", name="Migrant*innenorganisation"), 120) == ("Migrant*innen-", "organisation")


def test_filters_take_out_relations_by_kind_and_status_and_actors_by_level():
    """Each filter alone: what is not asked for goes; the Verbund stays on every level; nothing asked keeps all."""
    drawn = a_map(
        [actor("a", level="l1"), actor("b"), actor("c"), actor("v", "own", "l4")],
        [tie("a", "b"), tie("b", "c", "meets"), tie("b", "v", "pays", "will")],
    )
    assert filtered(drawn, MODEL) == drawn
    assert [r.kind for r in filtered(drawn, MODEL, kinds={"meets", "pays"}).relations] == ["meets", "pays"]
    assert [r.kind for r in filtered(drawn, MODEL, statuses={"will"}).relations] == ["pays"]
    levels = filtered(drawn, MODEL, levels={"l2"})
    assert [person.id for person in levels.actors] == ["b", "c", "v"]
    assert [r.kind for r in levels.relations] == ["meets", "pays"]


def test_names_of_levels_come_in_the_language_of_the_reader():
    """An English reader sees English bands."""
    assert lay_out([actor("a", level="l1")], MODEL, Speaker("en")).bands[0].label == "Level 1"
