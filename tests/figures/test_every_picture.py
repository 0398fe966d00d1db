"""What holds for every picture: its look, its language, its safety, and that it can be read at any width."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import plotly.graph_objects as go
import pytest

from tests.figures import made
from tests.figures.seen import boxes, figure_of, plain, raw_texts, traces, values
from typology.assessment.answers import response_table
from typology.assessment.reading import read_responses
from typology.figures import common
from typology.figures.memberships import draw_memberships
from typology.figures.placement_plane import draw_placement
from typology.figures.profile import draw_profile
from typology.figures.text import clean
from typology.figures.type_plane import draw_type_plane
from typology.language.catalogue import Speaker
from typology.model.elements import Text
from typology.model.loading import load_model

ROOT = Path(__file__).parents[2]
FOLDERS = {"shipped": ROOT / "typology" / "definition", "toy": ROOT / "tests" / "toy" / "definition"}
HOSTILE = (
    "<script>alert(1)</script> & $x^2$", "اتحاد منظمات (أ. م.)", "👩🏽‍🚀🏳️‍🌈🎶" * 30, "Donaudampfschifffahrt" * 6,
    "Viele Wörter " * 40, "\u202eumgedreht\u0000", "=SUM(A1)", "%{x} {name} {0}", "移民团体" * 12, "",
)


def pictures(model, reading, speaker, others=None):
    seen = {p: r.placements[0] for p, r in (others or {}).items()}
    named = reading.assignment.type or next(iter(model.types), None)
    found = [
        draw_profile(model, reading, speaker, type_id=named),
        draw_type_plane(model, reading, speaker),
        draw_memberships(model, reading, speaker),
        *(draw_placement(model, reading, p, speaker, others=seen) for p in reading.placements),
    ]
    return [picture for picture in found if picture is not None]


def answered(model, level, people=1, *, every=1):
    """Readings in which everybody chose about the same level; of every n items the last stays open."""
    rows = []
    for person in range(people):
        for number, item in enumerate(model.items):
            scale = model.scale_of(item)
            if scale.kind == "number":
                value = model.items[item].calibration.crossover
            else:
                options = sorted(option.value for option in scale.options)
                last = len(options) - 1
                value = options[min(last, max(0, round(level * last) + (number + person) % 3 - 1))]
            is_open = every > 1 and number % every == every - 1
            rows.append(("V", "2026", "inside", f"p{person}", item, "dk" if is_open else "answer",
                         float("nan") if is_open else float(value)))
    return read_responses(model, response_table(rows), draws=0)[0]


@pytest.fixture(scope="module", params=[
    (name, level, people, every) for name in FOLDERS for level, people, every in ((0.7, 5, 1), (0.4, 1, 3), (0.5, 1, 2))
], ids=lambda p: f"{p[0]}-{p[2]}-people-every-{p[3]}")
def real(request):
    """A model from its YAML with a reading of real answers."""
    name, level, people, every = request.param
    model = load_model(FOLDERS[name])
    return model, answered(model, level, people, every=every)


@pytest.fixture(params=["de", "en"])
def speaker(request):
    return Speaker(request.param)


def hostile_model():
    """The shipped model, in which nothing has a harmless name."""
    model = load_model(FOLDERS["shipped"])
    names = iter(HOSTILE * 9)

    def renamed(element, *keys):
        return replace(element, **{k: Text({"de": next(names)}) for k in ("label", *keys)})

    return replace(
        model,
        dimensions={k: renamed(d) for k, d in model.dimensions.items()},
        axes={k: renamed(a, "low", "high") for k, a in model.axes.items()},
        types={k: renamed(t) for k, t in model.types.items()},
        perspectives={k: renamed(p) for k, p in model.perspectives.items()},
        placements={k: replace(p, fields=tuple(renamed(f) for f in p.fields)) for k, p in model.placements.items()},
    )


def test_figures_are_valid_to_the_library(real, speaker):
    """Figures are built unchecked for speed; here each is checked, property by property."""
    for picture in pictures(*real, speaker):
        go.Figure(picture.drawing.to_dict())


def test_values_equal_the_readings(real, speaker):
    """Every dot of the profile and of the memberships stands exactly at the reading's figure."""
    model, reading = real
    profile, *_ = pictures(model, reading, speaker)
    scores = [s for d in model.dimensions if (s := reading.sets[d].score) is not None]
    drawn = values(profile, "value") + values(profile, "provisional")
    assert sorted(drawn) == sorted(round(s, 6) for s in scores)
    memberships = draw_memberships(model, reading, speaker)
    drawn = values(memberships, "membership") + values(memberships, "named")
    assert sorted(drawn) == sorted(round(f.membership, 6) for f in reading.assignment.fits)


def test_no_text_lies_on_another_or_leaves_the_picture(real, speaker):
    """At 320 and at 1100 pixels the texts of every picture keep clear of one another."""
    for picture in pictures(*real, speaker):
        for across in (common.NARROWEST, 1100):
            found = boxes(picture, across)
            for left, top, right, bottom, text in found:
                assert -1 <= left <= right <= across + 1, (picture.name, across, text)
                assert -1 <= top <= bottom <= figure_of(picture).layout.height + 1, (picture.name, text)
            for a, b in combinations(found, 2):
                apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
                assert apart, (picture.name, across, a, b)


def test_hostile_names_stay_text_and_stay_inside():
    """Markup, formulas, right-to-left names, emoji and endless words change nothing but themselves."""
    model = hostile_model()
    reading = answered(model, 0.6, 1, every=3)
    speaker = Speaker("de")
    for picture in pictures(model, reading, speaker, dict.fromkeys(model.perspectives, reading)):
        go.Figure(picture.drawing.to_dict())
        allowed = {"b", "/b", "br", f'span style="color:{common.MUTED}"', "/span"}
        for text in raw_texts(picture):
            assert set(re.findall(r"<([^>]*)>", text)) <= allowed, text
            assert "$" not in text
            assert "\u202e" not in text
            assert text.count("\u2068") == text.count("\u2069")
        for left, _, right, _, text in boxes(picture):
            assert -1 <= left <= right <= common.NARROWEST + 1, (picture.name, text)
        for row in list(csv.reader(picture.csv().lstrip("\ufeff").splitlines(), delimiter=";")):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_every_word_comes_from_the_catalogue_or_the_model():
    """With a catalogue that says only x and a model that says only M, no other letter is to be seen."""

    class Marking(Speaker):
        def __call__(self, key, **fields):
            return re.sub(r"[^\W\d_M]", "x", super().__call__(key, **fields))

    model = hostile_model()
    names = Text({"de": "M"})
    model = replace(
        model,
        dimensions={k: replace(d, label=names) for k, d in model.dimensions.items()},
        axes={k: replace(a, label=names, low=names, high=names) for k, a in model.axes.items()},
        types={k: replace(t, label=names) for k, t in model.types.items()},
        perspectives={},
        placements={
            k: replace(p, fields=tuple(replace(f, label=names) for f in p.fields)) for k, p in model.placements.items()
        },
    )
    reading = replace(answered(model, 0.6, 1, every=3), perspective="M")
    for picture in pictures(model, reading, Marking("de")):
        shown = [*map(plain, raw_texts(picture)), picture.sentence, picture.alt, *picture.headings]
        shown += [cell for row in picture.rows for cell in row]
        foreign = [text for text in shown if re.search(r"[^\W\d_xM]", text)]
        assert foreign == [], picture.name


def test_the_look_is_ours_on_a_phone_and_under_any_theme(real, speaker):
    """No default template, no zooming that traps a thumb, no small letters, the language's decimal sign."""
    for picture in pictures(*real, speaker):
        layout = figure_of(picture).layout
        assert layout.template.to_plotly_json() == {}
        assert layout.width is None
        assert layout.xaxis.fixedrange
        assert layout.yaxis.fixedrange
        assert layout.dragmode is False
        assert not layout.showlegend
        assert layout.title.text is None
        assert layout.separators == (",." if speaker.language == "de" else ".,")
        sizes = [layout.font.size, layout.hoverlabel.font.size, *(a.font.size for a in layout.annotations)]
        sizes += [size for t in traces(picture, "text") for size in t.textfont.size]
        assert min(sizes) >= 13
        for trace in figure_of(picture).data:
            assert trace.hoverinfo in ("skip", "text")
            assert trace.hovertemplate is None
            if trace.hoverinfo == "text":
                assert len(trace.hovertext) == len(trace.x)


def test_every_picture_says_shows_and_tells_the_same(real, speaker):
    """Sentence, alternative text and table are there, in the same language, without blanks."""
    for picture in pictures(*real, speaker):
        assert picture.sentence.endswith(".")
        assert len(picture.alt) > len(picture.sentence) / 2
        assert picture.language == speaker.language
        assert len(set(picture.headings)) == len(picture.headings)
        for row in picture.rows:
            assert len(row) == len(picture.headings)
            assert all(row)


def test_tables_open_in_spreadsheets_of_the_country():
    """German files separate by semicolon, English ones by comma; both begin with a byte order mark."""
    model = made.model()
    reading = made.reading(model, [made.score("d_x", 57.5, 39.8, 75.2, band=True)])
    german = draw_profile(model, reading, Speaker("de"), type_id=None).csv()
    english = draw_profile(model, reading, Speaker("en"), type_id=None).csv()
    assert german.startswith("\ufeffBereich;Wert (0 bis 100);")
    assert "\r\nBereich x;57,5;39,8;75,2;Unsicherheitsband;5 von 5;nein\r\n" in german
    assert english.startswith("\ufeffArea,Value (0 to 100),")
    assert "\r\nBereich x,57.5,39.8,75.2,uncertainty band,5 of 5,no\r\n" in english


def luminance(color):
    """Relative luminance after WCAG 2.2."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("color", [common.ACCENT, common.INK, common.MUTED, common.SECOND])
@pytest.mark.parametrize("ground", [common.PAPER, common.NEUTRAL, common.TINT])
def test_colours_stand_out_from_every_ground(color, ground):
    """At least 3:1 for signs; text in the accent, in ink and in grey reaches 4.5:1 where it is written."""
    light, dark = sorted((luminance(color), luminance(ground)), reverse=True)
    contrast = (light + 0.05) / (dark + 0.05)
    writes = color in (common.ACCENT, common.INK) or (color == common.MUTED and ground == common.PAPER)
    assert contrast >= (4.5 if writes else 3.0)


def test_names_are_cut_before_they_fill_the_screen():
    """A name of ten thousand characters is cut, which shows."""
    assert len(clean("a" * 10_000)) == 160
    assert clean("a" * 10_000).endswith("…")
