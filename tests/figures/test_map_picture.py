"""The picture of a structure map: what is drawn of which actor and relation, legible, safe, and with its list."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import plotly.graph_objects as go
import pytest

from tests.figures.maps_made import a_map, actor, crowded, tie, vocabulary, words
from tests.figures.seen import figure_of, plain, raw_texts, traces
from typology.figures import common
from typology.figures.map_scene import FAINT, Caption, Line, Mark
from typology.figures.structure_map import clicked, draw_map, map_scene_of
from typology.figures.text import width as text_width
from typology.language import Speaker
from typology.model.basics import Text
from typology.model.loading import load_model

ROOT = Path(__file__).parents[2]
MODEL = vocabulary()
DE = Speaker("de")
HOSTILE = ("<script>alert(1)</script>", "$x^2$ & Co", "اتحاد منظمات (أ. م.)", "=SUM(A1)", "{source} {0}",
           "\u202eumgedreht\u0000", "👩🏽‍🚀🏳️‍🌈" * 30)


@pytest.fixture(scope="module", params=["made", "shipped"])
def model(request):
    return MODEL if request.param == "made" else load_model(ROOT / "typology" / "definition")


def box_of(item):
    """Return left, top, right, bottom of a text or a sign."""
    if isinstance(item, Mark):
        half = item.size / 2 + item.thickness / 2
        return item.x - half, item.y - half, item.x + half, item.y + half
    wide = max(text_width(line, common.SMALL, bold=item.bold) for line in item.lines)
    tall = common.height_of(item.lines, common.SMALL)
    left = item.x - wide / 2 if item.align == "center" else item.x
    top = item.y - tall / 2 if item.is_centred else item.y
    return left, top, left + wide, top + tall


def apart(a, b, by=0.0):
    return a[2] <= b[0] + by or b[2] <= a[0] + by or a[3] <= b[1] + by or b[3] <= a[1] + by


def assert_legible(scene):
    """No two texts, and no text and sign of an actor or of the key, lie on one another; all are inside."""
    texts = [box_of(item) for meaning in ("name", "level") for item in scene.items(meaning)]
    key = scene.items("key")
    texts += [box_of(item) for item in key if isinstance(item, Caption) and not item.is_centred]
    signs = [box_of(item) for item in scene.items("node") + scene.items("case")]
    signs += [box_of(item) for item in key if isinstance(item, Mark)]
    for box in texts + signs:
        assert box[0] >= 0
        assert box[2] <= scene.across
        assert box[1] >= 0
        assert box[3] <= scene.height
    for a, b in combinations(texts, 2):
        assert apart(a, b), (a, b)
    for text in texts:
        for sign in signs:
            # A star reaches less far down than its circle.
            assert apart(text, sign, 2.0), (text, sign)


def small(**more):
    people = [actor("v", "own", "l4", "Verbund X"), actor("a", "ga_square", name="Amt"), actor("b", "gb_circle", "l1")]
    ties = [tie("v", "a", "leads", strength="thick", sources=("S0",), note=words("Seit 2018.")),
            tie("a", "b", "meets", "will", reporter="them")]
    return a_map(people, ties, **more)


# ------------------------------------------------------------------------------ legible
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_nothing_collides_at_forty_actors_with_long_names_and_120_relations(model, width):
    """At 40 actors and 120 relations: every name clear of every other text and sign, and inside the drawing."""
    drawn = crowded(model)
    assert (len(drawn.actors), len(drawn.relations)) == (40, 120)
    assert_legible(map_scene_of(model, drawn, DE, width=width))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_nothing_collides_on_any_map_that_ships(width):
    """Every real city, the demo and the template, in both languages."""
    from typology.model.map_loading import load_maps

    shipped = load_model(ROOT / "typology" / "definition")
    maps = load_maps(ROOT / "data" / "maps", shipped)
    assert len(maps) >= 5
    for drawn in maps.values():
        for language in ("de", "en"):
            assert_legible(map_scene_of(shipped, drawn, Speaker(language), width=width))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_drawing_is_valid_to_the_library(model, width):
    """Drawn unchecked for speed; here every property is checked, with and without a chosen actor."""
    for chosen in (None, "a0003"):
        go.Figure(draw_map(model, crowded(model), DE, width=width, selected=chosen, focus=True).drawing.to_dict())


def test_the_look_is_ours_and_no_finger_is_trapped():
    """No default template, letters of at least 13, no dragging; only on a phone the buttons may enlarge it."""
    for width, free in (("wide", False), ("narrow", True)):
        picture = draw_map(MODEL, crowded(MODEL), DE, width=width)
        layout = figure_of(picture).layout
        assert layout.template.to_plotly_json() == {}
        assert layout.width is None
        assert layout.dragmode is False
        assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is not free
        assert layout.clickmode == "event+select"
        assert min(t.textfont.size for t in traces(picture, "text")) >= 13


# ------------------------------------------------------------------------------ actors
def test_every_actor_has_the_shape_of_its_kind_and_the_colour_of_its_group():
    """Shape from the kind, colour from the group; the marker carries the id that a click gives back."""
    picture = draw_map(MODEL, small(), DE)
    (nodes,) = traces(picture, "node")
    found = {i: (s, c) for i, s, c in zip(nodes.customdata, nodes.marker.symbol, nodes.marker.line.color, strict=True)}
    assert found == {"v": ("star", "#0F5E66"), "a": ("square", "#0F5E66"), "b": ("circle", "#2B3F73")}
    assert list(nodes.ids) == list(nodes.customdata)


def test_no_two_kinds_look_the_same_in_grey():
    """Of the shipped kinds no two share shape and inside, so that colour is never alone."""
    from typology.figures.map_scene import sign_of

    shipped = load_model(ROOT / "typology" / "definition")
    looks = set()
    for kind in shipped.actor_kinds:
        first, *inner = sign_of(shipped, kind, "#000000", 20)
        looks.add((first.symbol, first.fill, tuple((m.symbol, m.fill) for m in inner)))
    assert len(looks) == len(shipped.actor_kinds)


def test_the_verbund_is_larger_ringed_tinted_and_bold():
    """Found at once: a ring of its own, the only tinted card, the only bold name."""
    scene = map_scene_of(MODEL, small(), DE)
    (ring,) = scene.items("case")
    others = [mark.size for mark in scene.items("node") if mark.id != "v"]
    assert ring.size > 1.5 * max(others)
    assert [card.fill for card in scene.items("card")].count(common.TINT) == 1
    assert [caption.lines for caption in scene.items("name") if caption.bold] == [("Verbund X",)]


def test_hover_says_the_full_name_the_kind_the_level_and_the_number_of_relations():
    """A name that is cut in the picture stands in full under the pointer."""
    long = "Ministerium für Kinder, Jugend, Familie, Gleichstellung, Flucht und Integration des Landes Musterland"
    drawn = a_map([actor("a", name=long, note=words("Neu seit 2024.")), actor("b")], [tie("a", "b"), tie("b", "a")])
    (nodes,) = traces(draw_map(MODEL, drawn, DE), "node")
    text = plain(nodes.hovertext[0])
    assert long in text
    for part in ("Art circle ga · Ebene: Ebene 2", "2 Beziehungen", "Neu seit 2024."):
        assert part in text


def test_a_chosen_actor_gets_a_ring_and_focus_lets_the_rest_stand_back():
    """Of three in a chain the far one fades, with its relation; without focus nothing fades."""
    drawn = a_map([actor("a"), actor("b"), actor("c")], [tie("a", "b"), tie("b", "c")])
    plain_scene = map_scene_of(MODEL, drawn, DE, selected="a")
    assert len(plain_scene.items("ring")) == 1
    assert {mark.outline for mark in plain_scene.items("node")} == {"#0F5E66"}
    scene = map_scene_of(MODEL, drawn, DE, selected="a", focus=True)
    assert {mark.id: mark.outline == FAINT for mark in scene.items("node")} == {"a": False, "b": False, "c": True}
    assert len({line.color for line in scene.items("tie")}) == 2
    assert map_scene_of(MODEL, drawn, DE, selected="gone", focus=True).items("ring") == []


# ------------------------------------------------------------------------------ relations
def lines_of(*ties, **more):
    drawn = a_map([actor("a"), actor("b", level="l5"), actor("c", level="l4")], ties)
    return map_scene_of(MODEL, drawn, DE, **more)


def test_the_pattern_of_a_line_is_its_status_and_its_width_its_strength():
    """Four statuses, four patterns; three strengths, three widths; without a strength as thin as the weakest."""
    for status, line in (("is", "solid"), ("will", "dash"), ("wish", "dot"), ("was", "dashdot")):
        assert lines_of(tie("a", "b", status=status)).items("tie")[0].dash == line
    widths = [lines_of(tie("a", "b", strength=s)).items("tie")[0].thickness for s in (None, "thin", "mid", "thick")]
    assert widths[0] == widths[1] < widths[2] < widths[3]


def test_an_arrow_stands_at_the_target_of_a_directed_relation_only():
    """The tip lies at the edge of the target's card; a relation without direction has none but two dots."""
    scene = lines_of(tie("a", "b", "leads"))
    (head,) = scene.items("head")
    target = next(mark for mark in scene.items("node") if mark.id == "b")
    assert abs(head.points[0][1] - (target.y - target.size / 2)) < 10
    assert len(scene.items("end")) == 1
    both = lines_of(tie("a", "b", "meets"))
    assert both.items("head") == []
    assert len(both.items("end")) == 2


def test_tension_corridor_and_funding_can_be_told_without_colour():
    """A tension carries a cross and is ochre, funding carries its sign, a corridor is a double line on a tint."""
    tension = lines_of(tie("a", "b", "strains"))
    assert tension.items("tie")[0].color == common.SECOND
    assert [mark.symbol for mark in tension.items("middle")] == ["x"]
    funding = lines_of(tie("a", "b", "pays"))
    assert [caption.lines for caption in funding.items("letter")] == [("€",)]
    corridor = lines_of(tie("a", "b", "paves"))
    outer, core, halo = (corridor.items(meaning)[0] for meaning in ("tie", "core", "halo"))
    assert core.thickness < outer.thickness < halo.thickness
    assert core.color != outer.color
    assert lines_of(tie("a", "b")).items("core") == []


def test_lines_of_one_look_are_one_trace():
    """However many relations there are, a look costs one trace; forty of the same look are drawn as one."""
    people = [actor(f"a{n}", level=f"l{n % 7}") for n in range(20)]
    ties = [tie(f"a{n}", f"a{(n + k) % 20}") for n in range(20) for k in (1, 3)]
    picture = draw_map(MODEL, a_map(people, ties), DE)
    assert len(traces(picture, "tie")) == len(traces(picture, "head")) == 1
    assert list(traces(picture, "tie")[0].x).count(None) == 40


def test_a_relation_that_leads_nowhere_or_to_itself_is_listed_but_not_drawn():
    """Nothing fails and nothing is lost: the list keeps it, with the id in place of the name."""
    drawn = a_map([actor("a"), actor("b")], [tie("a", "a"), tie("a", "gone"), tie("a", "b")])
    picture = draw_map(MODEL, drawn, DE)
    assert len(picture.rows) == 3
    assert "gone" in picture.rows[1][0]
    assert list(traces(picture, "tie")[0].x).count(None) == 1


def test_words_that_the_model_does_not_know_are_shown_as_they_stand():
    """A map from elsewhere with kinds, levels and statuses of its own is drawn all the same."""
    drawn = a_map([actor("a", "alien", "nowhere"), actor("b")], [tie("a", "b", "odd", "maybe", "huge")])
    picture = draw_map(MODEL, drawn, DE)
    assert picture.rows[0][1:4] == ("odd", "maybe", "huge")
    assert "alien" in " ".join(plain(text) for text in raw_texts(picture))
    go.Figure(picture.drawing.to_dict())


def test_a_click_lets_nothing_fade():
    """The library fades whatever is not chosen unless every trace says otherwise, and says it in its own way."""
    for trace in draw_map(MODEL, crowded(MODEL), DE).drawing.to_dict()["data"]:
        if trace["mode"] == "markers":
            assert trace["unselected"]["marker"]["opacity"] == 1
            assert trace["marker"]["opacity"] == 1
        if trace["mode"] == "text":
            assert trace["selected"]["textfont"]["color"]
            assert "unselected" not in trace


def test_a_click_gives_back_the_actor_or_the_relation():
    """Markers of actors carry their id, those in the middle of relations theirs; anything else is nothing."""
    picture = draw_map(MODEL, small(), DE)
    (nodes,), (middles,) = traces(picture, "node"), traces(picture, "middle")
    assert [clicked(c) for c in nodes.customdata] == [("v", None), ("a", None), ("b", None)]
    assert [clicked([c]) for c in middles.customdata] == [(None, "v.leads.a"), (None, "a.meets.b")]
    assert clicked(None) == clicked([]) == clicked("") == clicked(3) == (None, None)


# ------------------------------------------------------------------------------ key
def test_the_key_explains_what_occurs_and_nothing_else():
    """Kinds, statuses and strengths of this map, each once; no other words of the vocabulary."""
    key = map_scene_of(MODEL, small(), DE).items("key")
    found = [" ".join(item.lines) for item in key if isinstance(item, Caption)]
    for text in ("Verbund", "Art square ga", "Art circle gb", "besteht", "geplant", "von wem zu wem"):
        assert found.count(text) == 1
    for text in ("Gruppe gc", "Art circle ga", "gewünscht", "Korridor", "Spannung"):
        assert text not in found


# ------------------------------------------------------------------------------ words
def test_the_sentence_counts_what_is_there_and_names_the_verbund():
    """Actors, levels, relations, statuses, the relations of the Verbund, and that they are reported."""
    sentence = draw_map(MODEL, small(), DE).sentence
    assert sentence == (
        "Das Strukturbild zeigt 3 Akteur*innen auf 3 Ebenen und 2 Beziehungen. Nach Stand: besteht 1, geplant 1. "
        "Verbund X hat 1 Beziehung. Gezeichnet ist, was gemeldet wurde."
    )


def test_the_list_says_every_relation_with_who_reports_it_and_where_it_is_known_from():
    """One row a relation: sentence, kind, status, strength, reporter (that of the map if none), sources, note."""
    picture = draw_map(MODEL, small(), DE)
    assert picture.headings == ("Beziehung", "Art", "Stand", "Stärke", "Gemeldet von", "Quelle", "Anmerkung")
    assert picture.rows == (
        ("Verbund X leitet Amt.", "leitet", "besteht", "vereinbart", "Sicht A", "Bericht über ein Treffen",
         "Seit 2018."),
        ("Amt und Name b treffen sich.", "trifft", "geplant", "–", "Sicht B", "–", "–"),
    )


def test_an_empty_map_gives_a_sentence_and_no_error():
    """Before the first name there is a picture that says so, in both languages and widths."""
    for language in ("de", "en"):
        for width in ("wide", "narrow"):
            picture = draw_map(MODEL, a_map(), Speaker(language), width=width)
            assert picture.sentence == Speaker(language)("mapfig.empty")
            assert picture.rows == ()
            go.Figure(picture.drawing.to_dict())


def test_a_map_without_relations_says_nothing_of_reports():
    """Names alone: the picture stands, the list is empty."""
    picture = draw_map(MODEL, a_map([actor("a")]), DE)
    assert "1 Akteur*in auf 1 Ebene und 0 Beziehungen" in picture.sentence
    assert "Ein Verbund ist nicht eingezeichnet." in picture.sentence
    assert "gemeldet" not in picture.sentence


def test_hostile_names_stay_text():
    """Markup, formulas, right-to-left names and emoji change nothing but themselves, in picture and table."""
    people = [actor(f"a{n}", name=name, note=Text({"de": name})) for n, name in enumerate(HOSTILE)]
    ties = [tie("a0", f"a{n}", note=Text({"de": name})) for n, name in enumerate(HOSTILE) if n]
    for width in ("wide", "narrow"):
        drawn = a_map(people, ties, city=HOSTILE[0])
        picture = draw_map(MODEL, drawn, DE, width=width)
        assert_legible(map_scene_of(MODEL, drawn, DE, width=width))
        for text in raw_texts(picture):
            assert set(re.findall(r"<([^>]*)>", text)) <= {"b", "/b", "br"}, text
            assert "$" not in text
            assert "\u202e" not in text
            assert text.count("\u2068") == text.count("\u2069")
        for row in csv.reader(picture.csv().lstrip("\ufeff").splitlines(), delimiter=";"):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert "<script>alert(1)</script> leitet $x^2$ & Co." in picture.rows[0][0]


def test_english_readers_get_english_words():
    """Every text of the drawing that is not a name comes in the reader's language."""
    picture = draw_map(MODEL, small(), Speaker("en"))
    assert picture.sentence.startswith("The structure map shows 3 actors on 3 levels and 2 relations.")
    assert picture.rows[0][0] == "Verbund X leads Amt."
    assert "Ebene" not in " ".join(raw_texts(picture))


# ------------------------------------------------------------------------------ stable, quick
def test_another_map_keeps_the_places(model):
    """Shown beside a fuller map, an actor stands exactly where it stands on that one."""
    full = crowded(model, 20, 30)
    part = replace(full, actors=full.actors[::2], relations=())
    there = {m.id: (m.x, m.y) for m in map_scene_of(model, full, DE).items("node")}
    here = {m.id: (m.x, m.y) for m in map_scene_of(model, part, DE, also=[full]).items("node")}
    assert here == {key: there[key] for key in here}


def test_the_same_map_gives_the_same_picture(model):
    """Opened again, nothing has moved: the drawings are equal to the last digit."""
    drawn = crowded(model)
    mixed = replace(drawn, actors=drawn.actors[::-1])
    assert draw_map(model, drawn, DE).drawing.to_dict() == draw_map(model, drawn, DE).drawing.to_dict()
    at = [{m.id: (m.x, m.y) for m in map_scene_of(model, each, DE).items("node")} for each in (drawn, mixed)]
    assert at[0] == at[1]



def test_the_sentence_of_a_part_says_how_much_of_the_whole_it_is():
    """A filter hides an actor and two of three relations: nothing is claimed as a total, nor of the Verbund."""
    whole = a_map([actor("v", "own", "l4", "Verbund X"), actor("a"), actor("b")],
                  [tie("v", "a"), tie("a", "b", "meets"), tie("v", "b")])
    part = replace(whole, actors=whole.actors[:2], relations=whole.relations[1:2])
    sentence = draw_map(MODEL, part, DE, whole=whole).sentence
    assert sentence.startswith("Zu sehen sind 2 von 3 Akteur*innen und 0 von 3 Beziehungen.")
    assert "hat 0 Beziehungen" not in sentence
    assert "Verbund X: zu sehen 0 von 2 Beziehungen." in sentence
    for same in (None, whole):
        assert draw_map(MODEL, whole, DE, whole=same).sentence == draw_map(MODEL, whole, DE).sentence
    nothing = replace(whole, actors=(), relations=())
    assert draw_map(MODEL, nothing, DE, whole=whole).sentence.startswith("Zu sehen sind 0 von 3 Akteur*innen")


def test_the_key_tells_widths_from_patterns_and_explains_dots():
    """No two samples look alike, whether they stand for a status or for a strength; dots have an entry if there are."""
    key = lines_of(tie("a", "b", strength="mid"), tie("b", "c", "meets", strength="thick")).items("key")
    samples = [item for item in key if isinstance(item, Line)]
    lengths = {round(line.points[1][0] - line.points[0][0]) for line in samples if line.thickness > 2}
    others = {round(line.points[1][0] - line.points[0][0]) for line in samples if line.dash == "solid"
              and 1 < line.thickness < 2}
    assert lengths
    assert not lengths & others
    said = [caption.lines[0] for caption in key if isinstance(caption, Caption)]
    assert DE("mapfig.key.both") in " ".join(said)
    alone = [c.lines[0] for c in lines_of(tie("a", "b")).items("key") if isinstance(c, Caption)]
    assert DE("mapfig.key.both") not in alone


def test_nothing_shines_through_a_card():
    """Where a line must pass behind a card it is gone: every ground is opaque."""
    assert not [card.fill for card in map_scene_of(MODEL, small(), DE).items("card") if "rgba" in card.fill]
