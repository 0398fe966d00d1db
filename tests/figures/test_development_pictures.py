"""What holds for every picture of development, perspectives and firmness: words, table, safety, room, marks."""

from __future__ import annotations

import csv
import re
import string
from dataclasses import replace
from functools import cache

import pytest
import yaml

from tests.figures.answers_made import contrast
from tests.figures.moments_made import (
    EVENTS,
    GOAL,
    NOW,
    PAST,
    ROOT,
    firmness,
    gaps,
    moments,
    reading,
    shipped,
    toy,
    two_changes,
    views,
)
from tests.figures.svg_seen import boxes, collide, said, texts
from typology.figures import common
from typology.figures.contributions import draw_contributions
from typology.figures.goal_gap import draw_goal_gap
from typology.figures.moments import Event, Moment, Point
from typology.figures.path_planes import draw_placement_path, draw_type_path
from typology.figures.profile_dumbbell import draw_profile_dumbbell
from typology.figures.sensitivity_bars import draw_sensitivity
from typology.figures.slope import draw_slope
from typology.figures.svg import FORMS, NARROW, PAGE
from typology.language.catalogue import Speaker
from typology.model.elements import Text

HOSTILE = (
    "<script>alert(1)</script> & Co", "اتحاد منظمات (أ. م.)", "👩🏽‍🚀🏳️‍🌈🎶" * 30, "Donaudampfschifffahrt" * 6,
    "Viele Wörter " * 40, "\u202eumgedreht\u0000", "=SUM(A1)", "{name} {0}", "移民团体" * 12, "",
)  # fmt: skip


@cache
def inputs(name, count):
    model = {"shipped": shipped, "toy": toy}[name]()
    return model, moments(model, count), two_changes(model), gaps(model), (
        firmness(model), firmness(model, 0.5, 1, missing=0.1)), views(model)


def pictures(given, speaker, form, *, points=(PAST, NOW), offices=("Leitung des Amtes",), events=EVENTS, label=None):
    """Every picture of this kind."""
    model, times, changes, apart, firm, seen = given
    sets = [*model.axes, *model.dimensions]
    speaks = {list(seen)[-1]: offices}
    found = [
        draw_slope(model, times, sets, speaker, events=events, form=form),
        draw_slope(model, times, sets[:1], speaker, form=form),
        draw_type_path(model, times, speaker, form=form),
        *(draw_placement_path(model, plane, times, speaker, form=form) for plane in model.placements),
        *(draw_contributions(model, found, sets[0], speaker, points=points, form=form, most=6) for found in changes),
        draw_goal_gap(model, apart, speaker, now=points[1], goal=label or GOAL, form=form),
        draw_profile_dumbbell(model, seen, sets, speaker, statements=speaks, form=form),
        draw_profile_dumbbell(model, seen, list(model.items), speaker, form=form, most=5),
        draw_profile_dumbbell(model, dict(list(seen.items())[:1]), sets[:2], speaker,
                              missing=dict.fromkeys(list(seen)[1:], 2), point=PAST, form=form),
        *(draw_sensitivity(model, tested, speaker, form=form) for tested in firm),
    ]
    return [picture for picture in found if picture is not None]


@pytest.fixture(params=[*FORMS, PAGE], ids=lambda form: form.name)
def form(request):
    return request.param


@pytest.fixture(params=[("shipped", 1), ("shipped", 2), ("shipped", 5), ("toy", 3)], ids=str)
def given(request):
    return inputs(*request.param)


def test_no_text_lies_on_another_or_leaves_the_picture(given, form):
    """With 1 to 5 points in time, on a phone, a page and a wall, nothing is cut off and nothing collides."""
    for picture in pictures(given, Speaker("de", given[0].wording), form):
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
def test_every_picture_says_shows_and_tells_the_same(given, language):
    """Sentence, alternative text and table are there in the reader's language; no cell of the table is empty."""
    for picture in pictures(given, Speaker(language, given[0].wording), PAGE):
        assert picture.sentence.endswith("."), picture.sentence
        assert picture.alt.startswith(picture.sentence), picture.name
        assert picture.language == language
        assert len(set(picture.headings)) == len(picture.headings)
        assert all(len(row) == len(picture.headings) and all(row) for row in picture.rows), picture.name


def test_retrospect_goal_and_voices_are_marked_in_words(form):
    """Wherever one appears, in the picture, in its alternative text and in its table."""
    for picture in pictures(inputs("shipped", 5), Speaker("de"), form):
        table = " ".join([*picture.headings, *(cell for row in picture.rows for cell in row)])
        expected = {
            "development": ("im Rückblick", "Ziel"), "type_path": ("im Rückblick", "Ziel"),
            "placement_path_municipal_placement": ("im Rückblick", "Ziel"), "contributions": ("im Rückblick",),
            "goal_gap": ("Ziel",),
        }.get(picture.name, ())
        for word in expected:
            assert word in said(picture), (picture.name, word)
            assert word in picture.alt, (picture.name, word)
            assert word in table, (picture.name, word)
    views_drawn = [p for p in pictures(inputs("shipped", 5), Speaker("de"), form) if p.name == "views"]
    assert "Stimme: Leitung des Amtes" in said(views_drawn[0])
    assert "im Rückblick" in said(views_drawn[2])
    assert all("verschieden verstanden" in said(picture) for picture in views_drawn)


def hostile():
    """The shipped model in which nothing has a harmless name."""
    names = iter(HOSTILE * 60)
    base, times, changes, apart, firm, seen = inputs("shipped", 5)

    def renamed(element, *keys):
        return replace(element, **{k: Text({"de": next(names)}) for k in ("label", *keys)})

    model = replace(
        base,
        dimensions={k: renamed(d) for k, d in base.dimensions.items()},
        axes={k: renamed(a, "low", "high") for k, a in base.axes.items()},
        types={k: renamed(t) for k, t in base.types.items()},
        items={k: replace(renamed(i), anchors={o: Text({"de": next(names)}) for o in i.anchors})
               for k, i in base.items.items()},
        perspectives={k: renamed(p) for k, p in base.perspectives.items()},
        placements={k: replace(renamed(p), fields=tuple(renamed(f) for f in p.fields))
                    for k, p in base.placements.items()},
    )
    times = [replace(moment, label=next(names)) for moment in times]
    return model, times, changes, apart, firm, seen


@pytest.mark.parametrize("form", [NARROW, PAGE], ids=lambda f: f.name)
@pytest.mark.parametrize("number", [0, 1, 3, 7])
def test_hostile_names_stay_text_and_stay_inside(form, number):
    """Markup, formulas, right-to-left names, emoji and endless words change nothing but themselves."""
    name = HOSTILE[number]
    points = (Point(name, "past", None), Point(name, "now", 2025))
    drawn = pictures(hostile(), Speaker("de"), form, points=points, offices=(name, name), label=Point(name, "goal"),
                     events=[Event(2013, None, name), Event(2014, 12, name), Event(1950, 1, name)])
    for picture in drawn:
        assert "<script" not in picture.svg
        assert "\u202e" not in picture.svg
        for seen in texts(picture):
            assert -1 <= seen.left <= seen.right <= form.across + 1, (picture.name, seen)
            assert seen.text.count("\u2068") == seen.text.count("\u2069")
        for row in csv.reader(picture.csv().lstrip("\ufeff").splitlines(), delimiter=";"):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_every_word_comes_from_the_catalogue_the_model_or_the_verbund():
    """With a catalogue that says x and names that say M, no other letter is to be seen."""

    class Marking(Speaker):
        def __call__(self, key, **fields):
            return re.sub(r"[^\W\d_M]", "x", super().__call__(key, **fields))

    base, times, changes, apart, firm, seen = inputs("shipped", 5)
    name = Text({"de": "M"})
    model = replace(
        base,
        dimensions={k: replace(d, label=name) for k, d in base.dimensions.items()},
        axes={k: replace(a, label=name, low=name, high=name) for k, a in base.axes.items()},
        types={k: replace(t, label=name) for k, t in base.types.items()},
        items={k: replace(i, label=name, anchors=dict.fromkeys(i.anchors, name)) for k, i in base.items.items()},
        response_scales={k: replace(s, unit=name if s.unit else None) for k, s in base.response_scales.items()},
        perspectives={k: replace(p, label=name) for k, p in base.perspectives.items()},
        placements={k: replace(p, label=name, fields=tuple(replace(f, label=name) for f in p.fields))
                    for k, p in base.placements.items()},
    )
    times = [replace(moment, label="M") for moment in times]
    given = model, times, changes, apart, firm, seen
    for form in (PAGE, NARROW):
        drawn = pictures(given, Marking("de"), form, points=(Point("M", "past"), Point("M", "now")), offices=("M",),
                         label=Point("M", "goal"), events=[Event(2013, 4, "M")])
        for picture in drawn:
            shown = [picture.sentence, picture.alt, *picture.headings, *(c for row in picture.rows for c in row)]
            shown += [text.text for text in texts(picture)]
            assert [t for t in shown if re.search(r"[^\W\d_xM]", t)] == [], picture.name


def test_nothing_to_draw_is_said_in_words(form):
    """No point in time, no gap, no perspective, too few answers: no error, and a sentence."""
    model, speaker = shipped(), Speaker("de")
    empty = [Moment("heute", "now", 2025, reading(model, 0.5, 1, missing=0.9, seed=3))]
    axis = next(iter(model.axes))
    drawn = [
        draw_slope(model, [], [axis], speaker, form=form), draw_slope(model, empty, [axis], speaker, form=form),
        draw_type_path(model, [], speaker, form=form), draw_type_path(model, empty, speaker, form=form),
        *(draw_placement_path(model, p, times, speaker, form=form) for p in model.placements for times in ([], empty)),
        draw_goal_gap(model, [], speaker, form=form), draw_profile_dumbbell(model, {}, [axis], speaker, form=form),
        draw_sensitivity(model, firmness(model, 0.5, 1, missing=0.9), speaker, form=form),
    ]
    for picture in drawn:
        assert picture is not None
        assert picture.sentence.endswith(".")
        assert picture.height > 0


def sentences(language):
    path = ROOT / "typology" / "language" / language / "development_figures.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def fields(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_fields():
    """Nothing is said in one language only, and no figure gets lost in the other."""
    german, english = sentences("de"), sentences("en")
    assert list(german) == list(english)
    assert all(key.startswith("develop.") for key in german)
    # a sentence may leave out "n", which only chooses between singular and plural
    assert [k for k in german if fields(german[k]) - {"n"} != fields(english[k]) - {"n"}] == []


def test_every_sentence_is_used():
    """The catalogue holds nothing that no picture says; keys put together at run time count by how they begin."""
    code = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "typology" / "figures").glob("*.py")))
    whole = set(re.findall(r'"(develop\.[a-z_.0-9]+)"', code))
    begun = tuple(start for start in re.findall(r'f"(develop\.[a-z_.]+)\{', code))
    built = ("develop.heading.", "develop.path.says", "develop.place.says", "develop.moved", "develop.firm.says")
    assert [key for key in sentences("de") if key not in whole and not key.startswith((*begun, *built))] == []
    assert whole <= {*sentences("de"), "develop.path", "develop.place"}


def test_no_sentence_grades_anybody_or_names_one_typology_only():
    """No word of praise, of lack or of rank; and nothing that fits one typology only."""
    german = re.compile(r"\b(gut|stark|schwach|besser|schlechter|beste|mangel|rang|note|fortschritt|rückschritt)", re.I)
    english = re.compile(r"\b(good|strong|weak|better|worse|best|worst|lack|rank|progress|improve|decline)", re.I)
    own = re.compile(r"Verb[uü]nd|Stadt|Städt|\b[Cc]it(?:y|ies)\b|Welle|Perspektive")
    for language, grading in (("de", german), ("en", english)):
        plain = {key: re.sub(r"\{[^}]*\}", "", text) for key, text in sentences(language).items()}
        assert {key: text for key, text in plain.items() if grading.search(text) or own.search(text)} == {}


@pytest.mark.parametrize("color", [common.ACCENT, common.INK, common.MUTED])
@pytest.mark.parametrize("ground", [common.PAPER, common.NEUTRAL, common.TINT])
def test_signs_stand_out_from_every_ground_they_stand_on(color, ground):
    """At least 3 to 1."""
    assert contrast(color, ground) >= 3.0
