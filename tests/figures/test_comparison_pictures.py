"""What holds for every picture in which Verbünde stand side by side: its words, its table, its safety, its order."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from tests.figures.answers_made import contrast
from tests.figures.made import model as made_model
from tests.figures.snapshots_made import many, snapshot
from tests.figures.svg_seen import boxes, collide, said, texts
from typology.assessment.landscapes import conditions_by_type, frame_table
from typology.figures import common
from typology.figures.apart_signs import GROUND
from typology.figures.cases import OTHER
from typology.figures.cases_plane import draw_cases_placement, draw_cases_plane
from typology.figures.condition_counts import draw_conditions
from typology.figures.dot_plot import draw_dots
from typology.figures.frame_table import draw_frames
from typology.figures.heat_map import draw_heat_map
from typology.figures.own_pairs import draw_against_own
from typology.figures.pairs import draw_pairs
from typology.figures.svg import FORMS, NARROW, PAGE
from typology.language.catalogue import Speaker
from typology.model.elements import Text
from typology.model.loading import load_model

ROOT = Path(__file__).parents[2]
SHIPPED = load_model(ROOT / "typology" / "definition")
TOY = load_model(ROOT / "tests" / "toy" / "definition")
ALL_FORMS = (*FORMS, PAGE)
HOSTILE = (
    "<script>alert(1)</script> & Co", "اتحاد منظمات (أ. م.)", "👩🏽‍🚀🏳️‍🌈🎶" * 30, "Donaudampfschifffahrt" * 6,
    "Viele Wörter " * 40, "\u202eumgedreht\u0000", "=SUM(A1)", "{name} {0}", "移民团体" * 12, "",
)  # fmt: skip


def pictures(model, snapshots, speaker, form, own=0):
    """Every picture of a comparison; sets and planes are those the model has."""
    set_id = list(model.dimensions)[-2]
    found = [
        draw_heat_map(model, snapshots, speaker, own=own, form=form),
        draw_heat_map(model, snapshots, speaker, own=own, form=form, page=0),
        draw_dots(model, snapshots, set_id, speaker, own=own, form=form),
        draw_pairs(model, snapshots, set_id, speaker, own=own, form=form),
        draw_cases_plane(model, snapshots, speaker, own=own, form=form),
        *(draw_cases_placement(model, plane, snapshots, speaker, own=own, form=form) for plane in model.placements),
        draw_frames(model, frame_table(model, snapshots), snapshots, speaker, own=own, form=form),
        draw_conditions(model, conditions_by_type(model, snapshots), speaker, form=form, is_invented=True),
    ]
    if own is not None:
        found.append(draw_against_own(model, snapshots, speaker, own=own, form=form))
    return [picture for picture in found if picture is not None]


@pytest.fixture(params=["shipped", "toy"])
def model(request):
    return SHIPPED if request.param == "shipped" else TOY


@pytest.fixture(params=ALL_FORMS, ids=lambda form: form.name)
def form(request):
    return request.param


@pytest.fixture(params=[1, 2, 3, 12, 30, 200])
def count(request):
    return request.param


def test_no_text_lies_on_another_or_leaves_the_picture(model, form, count):
    """With 1 to 200 Verbünde, on a phone, a page and a wall, nothing is cut off and nothing collides."""
    for picture in pictures(model, many(model, count), Speaker("de", model.wording), form):
        found = texts(picture)
        for seen in found:
            assert -1 <= seen.left <= seen.right <= form.across + 1, (picture.name, seen)
            assert 0 <= seen.top <= seen.bottom <= picture.height + 1, (picture.name, seen)
            assert seen.size >= 13, (picture.name, seen)
        for left, top, right, bottom, _ in boxes(picture):
            assert -1 <= left <= right <= form.across + 1, picture.name
            assert 0 <= top <= bottom <= picture.height + 1, picture.name
        found.sort(key=lambda seen: seen.top)
        for number, one in enumerate(found):
            for other in found[number + 1 :]:
                if other.top > one.bottom:
                    break
                assert not collide(one, other), (picture.name, one, other)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_picture_says_shows_and_tells_the_same(model, count, language):
    """Sentence, alternative text and table are there in the reader's language; no cell of the table is empty."""
    speaker = Speaker(language, model.wording)
    for picture in pictures(model, many(model, count), speaker, PAGE):
        assert picture.sentence.endswith(".")
        assert picture.alt.startswith(picture.sentence)
        assert picture.language == language
        assert len(set(picture.headings)) == len(picture.headings)
        assert all(len(row) == len(picture.headings) and all(row) for row in picture.rows), picture.name


def test_nobody_at_all_is_said_in_words(model, form):
    """An empty choice is no error."""
    for picture in pictures(model, [], Speaker("de", model.wording), form, own=None):
        assert picture.sentence.endswith(".")
        assert picture.height >= 0


def test_the_order_is_by_name_whatever_the_values_are(model, form):
    """Turning all values round moves no row, and the order in which snapshots come moves none either."""
    snapshots = many(model, 12)
    turned = [replace(s, sets=other.sets, frame=other.frame, placements=other.placements)
              for s, other in zip(snapshots, reversed(snapshots), strict=True)]
    shuffled = list(snapshots)
    random.Random(3).shuffle(shuffled)
    speaker = Speaker("de", model.wording)
    drawn = [pictures(model, given, speaker, form, own=given.index(snapshots[0]) if given is shuffled else 0)
             for given in (snapshots, turned, shuffled)]
    for one, other, mixed in zip(*drawn, strict=True):
        if one.name in ("pairs", "conditions"):
            continue
        assert [row[:2] for row in one.rows] == [row[:2] for row in other.rows]
        assert one.rows == mixed.rows
        names = [row[0] for row in one.rows][1 if one.name != "against_own" else 0 :]
        assert names == sorted(names, key=lambda name: name.replace("Ä", "A").replace("ä", "a").replace("Ü", "U"))


def test_a_voice_a_goal_and_a_look_back_are_marked_in_words(form):
    """Wherever they appear, in the picture, in its alternative text, and in its table; at 12 and at 200."""
    for count in (12, 200):
        for picture in pictures(SHIPPED, many(SHIPPED, count), Speaker("de"), form):
            if picture.name == "conditions" or (count == 200 and picture.name in ("pairs", "against_own")):
                continue  # nobody stands there by name
            if picture.name == "heat_map" and count == 200 and "Seite" in said(picture):
                continue  # the part of the list on this page has none of them
            assert all(word in said(picture) for word in ("Rückblick", "Ziel", "Stimme")), (picture.name, count)
            if picture.name != "pairs":
                table = " ".join(cell for row in picture.rows for cell in row)
                assert all(word in table for word in ("Rückblick", "Ziel", "Leitung des Amtes")), (picture.name, count)


def test_our_own_is_marked_by_a_sign_and_by_words(form, count):
    """The words and a diamond in the accent; without an own nobody is."""
    for picture in pictures(SHIPPED, many(SHIPPED, count), Speaker("de"), form):
        # Conditions and very many pairs are counted, and one alone has no pair: nobody stands there by name.
        is_counted = picture.name == "conditions" or (picture.name == "pairs" and (count == 1 or count > 12))
        assert ("Das sind wir" in said(picture)) is not is_counted, picture.name
    for picture in pictures(SHIPPED, many(SHIPPED, count), Speaker("de"), form, own=None):
        assert "Das sind wir" not in said(picture)


def test_what_is_invented_is_called_so_in_every_picture(count):
    """Of everything, or of single rows where real ones stand beside it."""
    snapshots = many(SHIPPED, count)
    for picture in pictures(SHIPPED, snapshots, Speaker("de"), PAGE):
        assert "Alles hier ist erfunden." in said(picture), picture.name
        assert "Alles hier ist erfunden." in picture.sentence or count == 1, picture.name


def test_one_real_verbund_among_invented_ones_is_not_called_invented():
    """Then the rows say which are."""
    snapshots = [replace(s, invented=number > 0) for number, s in enumerate(many(SHIPPED, 12))]
    for draw in (draw_heat_map, draw_cases_plane):
        picture = draw(SHIPPED, snapshots, Speaker("de"), own=0, form=PAGE)
        assert sum(seen.text.endswith("erfunden") for seen in texts(picture)) == 11
        assert "Alles hier ist erfunden." not in said(picture) + picture.sentence


def hostile():
    """The shipped model and snapshots in which nothing has a harmless name."""
    names = iter(HOSTILE * 30)

    def renamed(element, *keys):
        return replace(element, **{k: Text({"de": next(names)}) for k in ("label", *keys)})

    model = replace(
        SHIPPED,
        dimensions={k: renamed(d) for k, d in SHIPPED.dimensions.items()},
        axes={k: renamed(a, "low", "high") for k, a in SHIPPED.axes.items()},
        types={k: renamed(t) for k, t in SHIPPED.types.items()},
        items={k: renamed(i, "question") for k, i in SHIPPED.items.items()},
        perspectives={k: renamed(p) for k, p in SHIPPED.perspectives.items()},
        placements={k: replace(renamed(p), fields=tuple(renamed(f) for f in p.fields))
                    for k, p in SHIPPED.placements.items()},
    )
    return model, [
        replace(s, city=next(names), case=next(names), office=next(names), wave=next(names), year=None)
        for s in many(model, 12)
    ]


@pytest.mark.parametrize("form", [NARROW, PAGE], ids=lambda f: f.name)
def test_hostile_names_stay_text_and_stay_inside(form):
    """Markup, formulas, right-to-left names, emoji and endless words change nothing but themselves."""
    model, snapshots = hostile()
    for picture in pictures(model, snapshots, Speaker("de"), form):
        assert "<script" not in picture.svg
        assert "\u202e" not in picture.svg
        for seen in texts(picture):
            assert -1 <= seen.left <= seen.right <= form.across + 1, (picture.name, seen)
            assert seen.text.count("\u2068") == seen.text.count("\u2069")
        for row in csv.reader(picture.csv().lstrip("\ufeff").splitlines(), delimiter=";"):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_every_word_comes_from_the_catalogue_the_model_or_a_snapshot():
    """With a catalogue that says x and names that say M, no other letter is to be seen but signs of columns."""

    class Marking(Speaker):
        def __call__(self, key, **fields):
            return re.sub(r"[^\W\d_M]", "x", super().__call__(key, **fields))

    name = Text({"de": "M"})
    model = replace(
        SHIPPED,
        dimensions={k: replace(d, label=name) for k, d in SHIPPED.dimensions.items()},
        axes={k: replace(a, label=name, low=name, high=name) for k, a in SHIPPED.axes.items()},
        types={k: replace(t, label=name) for k, t in SHIPPED.types.items()},
        items={k: replace(i, label=name, anchors=dict.fromkeys(i.anchors, name)) for k, i in SHIPPED.items.items()},
        response_scales={k: replace(s, options=tuple(replace(o, label=name if o.label else None) for o in s.options))
                         for k, s in SHIPPED.response_scales.items()},
        perspectives={k: replace(p, label=name) for k, p in SHIPPED.perspectives.items()},
        placements={k: replace(p, label=name, fields=tuple(replace(f, label=name) for f in p.fields))
                    for k, p in SHIPPED.placements.items()},
    )
    for count in (2, 12, 200):
        snapshots = [replace(s, city="M", case="MM", office="M", wave="M") for s in many(model, count)]
        for form in (PAGE, NARROW):
            for picture in pictures(model, snapshots, Marking("de"), form):
                shown = [picture.sentence, picture.alt, *picture.headings, *(c for row in picture.rows for c in row)]
                shown += [seen.text for seen in texts(picture)]
                # Letters of marks and codes of columns: at most two signs, the second a number.
                foreign = [t for t in shown if re.search(r"[^\W\d_xM]", t) and not re.fullmatch(r"[A-Za-z]\d?", t)]
                assert foreign == [], picture.name


def sentences(language):
    path = ROOT / "typology" / "language" / language / "comparison_figures.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_no_sentence_grades_anybody_or_names_a_cause():
    """No word of praise, of lack, of rank or of reason; and nothing that fits one typology only."""
    german = re.compile(r"\b(gut|stark|schwach|besser|schlechter|beste|nur|mangel|wegen|weil|ursache)", re.IGNORECASE)
    english = re.compile(r"\b(good|strong|weak|better|worse|best|worst|only|lack|because|cause|due to)", re.IGNORECASE)
    own = re.compile(r"Verb[uü]nd|Stadt|Städt|\b[Cc]it(?:y|ies)\b")
    for language, grading in (("de", german), ("en", english)):
        found = {key: text for key, text in sentences(language).items()
                 if grading.search(text) or own.search(text)}
        assert found == {}


@pytest.mark.parametrize("color", [common.ACCENT, common.INK, common.MUTED, OTHER])
@pytest.mark.parametrize("ground", [common.PAPER, common.NEUTRAL, GROUND])
def test_signs_stand_out_from_every_ground_they_stand_on(color, ground):
    """At least 3 to 1, and 4.5 to 1 for what is written."""
    assert contrast(color, ground) >= (4.5 if color != common.MUTED else 3.0)


def test_few_cases_carry_a_warning_and_many_do_not():
    """Below the model's number of cases, in the sentence of every picture that says something of a group."""
    few = SHIPPED.method.comparison.few_cases
    for count, warned in ((few - 1, True), (few, False)):
        for picture in pictures(SHIPPED, many(SHIPPED, count), Speaker("de"), PAGE):
            warning = f"Nebeneinander stehen weniger als {few}." in picture.sentence
            assert warning is warned, (picture.name, count)


def test_a_model_with_two_axes_and_no_frame_is_drawn_as_well(form):
    """Nothing here knows how many axes, dimensions or planes there are."""
    model = made_model("xy")
    sets = (*model.axes, *model.dimensions)
    found = [snapshot(model, f"V{k}", f"Ort {k}", dict.fromkeys(sets, 10.0 * k)) for k in range(9)]
    for picture in pictures(model, found, Speaker("de"), form):
        for a, b in combinations(texts(picture), 2):
            assert not collide(a, b), (picture.name, a, b)
