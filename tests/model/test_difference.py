"""Two versions of a model: hand-made second versions of the typology of choirs, with one change each."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.model.difference import diff_models, enough, shared_by_dimension, shared_weight
from typology.model.digest import digest_of
from typology.model.elements import Text
from typology.model.loading import load_model, load_model_from_texts, read_texts

TOY = Path(__file__).parents[1] / "toy" / "definition"
TEXTS = read_texts(TOY)
MODEL = load_model(TOY)


def version(*replacements):
    """Return the model with texts replaced in its files; each must be there once or more, and the first is taken."""
    files = dict(TEXTS)
    for file, old, new in replacements:
        assert old in files[f"{file}.yaml"], old
        files[f"{file}.yaml"] = files[f"{file}.yaml"].replace(old, new, 1)
    return load_model_from_texts(files)


def told(difference):
    """Return every change as a tuple."""
    return [(c.kind, c.id, c.what, c.field, c.before, c.after) for c in difference.changes]


def test_a_model_is_the_same_as_itself():
    """Nothing is different, everything is shared, and it may be compared."""
    found = diff_models(MODEL, MODEL)
    assert found.is_same
    assert found.is_comparable
    assert found.shared_items == tuple(MODEL.items)
    assert found.shared_weight == 1.0
    assert not found.reweighted


def test_another_version_that_says_the_same_is_the_same():
    """What a version is called, and where things stand in the files, is no change of the model."""
    later = version(("model", 'version: "0.3.0"', 'version: "0.4.0"\n  changed: "2027-01-01"'))
    backwards = dataclasses.replace(later, items=dict(reversed(later.items.items())))
    assert diff_models(MODEL, backwards).is_same


CHANGED = "Wie oft probt der ganze Chor?", "Wie oft probt der Chor?"


@pytest.mark.parametrize(("replacement", "change"), [
    (("dimensions", *CHANGED),
     ("item", "rehearsal_rhythm", ("wording",), "question", *CHANGED)),
    (("dimensions", "c: {de: \"Ein ganzes", "c: {de: \"Unser ganzes"),
     ("item", "singing_by_heart", ("options",), "options.c", "Ein ganzes Programm singen wir ohne Heft. (2)",
      "Unser ganzes Programm singen wir ohne Heft. (2)")),
    (("dimensions", "    reverse: true\n", ""),
     ("item", "rehearsal_cancelled", ("direction",), "reverse", "true", "false")),
    (("dimensions", "{full_out: 90, crossover: 40,", "{full_out: 90, crossover: 30,"),
     ("item", "way_to_rehearsal", ("calibration",), "calibration", "90 / 40 / 10", "90 / 30 / 10")),
    (("dimensions", "weight: 1.5", "weight: 2.5"),
     ("item", "new_places", ("weight",), "weight", "1.5", "2.5")),
    (("dimensions", "generations\n    label: {de: \"Liedpat", "rehearsing\n    label: {de: \"Liedpat"),
     ("item", "song_mentors", ("dimension",), "dimension", "generations", "rehearsing")),
    (("dimensions", "en: \"How often does the audience join in?\"", "en: \"How often do people sing along?\""),
     ("item", "audience_joins", ("translation",), "question", "en: How often does the audience join in?",
      "en: How often do people sing along?")),
    (("dimensions", "Neue Orte", "Andere Orte"),
     ("item", "new_places", ("label",), "label", "Neue Orte", "Andere Orte")),
    (("dimensions", "Eine häufige Absage", "Jede Absage"),
     ("item", "rehearsal_cancelled", ("hint",), "hint", "Eine häufige Absage zählt in die andere Richtung.",
      "Jede Absage zählt in die andere Richtung.")),
    (("dimensions", "Wer hört uns?", "Wer hört zu?"),
     ("dimension", "singing_out", ("wording",), "question", "Wer hört uns?", "Wer hört zu?")),
    (("types", "{dimension: rehearsing, weight: 2}", "{dimension: rehearsing, weight: 3}"),
     ("axis", "togetherness", ("weight",), "parts.rehearsing.weight", "2", "3")),
    (("types", "{full_out: 10, crossover: 45,", "{full_out: 10, crossover: 50,"),
     ("axis", "reach", ("calibration",), "calibration", "10 / 45 / 85", "10 / 50 / 85")),
    (("types", "generations: {is: high, at: 90}", "generations: high"),
     ("type", "family_choir", ("conditions",), "conditions.generations", "{is: high, at: 90}", "high")),
    (("types", "singing_out: 10,", "singing_out: 20,"),
     ("type", "kitchen_choir", ("target",), "profile.singing_out", "10", "20")),
    (("types", "Man trifft sich und singt.", "Man singt."),
     ("type", "kitchen_choir", ("wording",), "sentence", "Man trifft sich und singt.", "Man singt.")),
    (("types", "{item: sheet_music, at_least: c}", "{item: sheet_music, at_least: b}"),
     ("phase", "society", ("rule",), "requires",
      "{all: [{item: rehearsal_rhythm, at_least: monatlich}, {item: sheet_music, at_least: c}]}",
      "{all: [{item: rehearsal_rhythm, at_least: monatlich}, {item: sheet_music, at_least: b}]}")),
    (("types", "x_crossover: 40", "x_crossover: 42.5"),
     ("placement", "town_stage", ("threshold",), "x_crossover", "40", "42.5")),
    (("types", "Offener Saal", "Freier Saal"),
     ("placement", "town_stage", ("wording",), "fields.empty_hall.label", "Offener Saal", "Freier Saal")),
    (("model", "seed: 7", "seed: 20251112"),
     ("threshold", "uncertainty.seed", ("threshold",), "seed", "7", "20251112")),
    (("model", "    least_actors: 4\n", ""),
     ("threshold", "network.least_actors", ("threshold",), "least_actors", "4", "5")),
    (("model", "type_plane: {x: togetherness, y: reach}", "type_plane: {x: reach, y: togetherness}"),
     ("plane", "", ("content",), "type_plane.x", "togetherness", "reach")),
    (("model", "Erfundenes Modell.", "Erdachtes Modell."),
     ("model", "stadtchor_probe", ("wording",), "notice",
      "Erfundenes Modell. Es dient allein der Prüfung des Programms.",
      "Erdachtes Modell. Es dient allein der Prüfung des Programms.")),
    (("sources", "Menschen aus dem Kulturamt.", "Das Kulturamt."),
     ("perspective", "town_view", ("wording",), "description", "Menschen aus dem Kulturamt.", "Das Kulturamt.")),
    (("sources", "Handbuch der Chorkunde", "Lehrbuch der Chorkunde"),
     ("source", "choir_method", ("wording",), "title", "Handbuch der Chorkunde (erfunden)",
      "Lehrbuch der Chorkunde (erfunden)")),
    (("infrastructure", "color: \"#A0522D\"", "color: \"#7A3A1D\""),
     ("actor_group", "givers_of_room", ("content",), "color", "#A0522D", "#7A3A1D")),
])
def test_one_change_is_told_as_one_change(replacement, change):
    """What it is about, where it stands, and how it read before and after."""
    assert change in told(diff_models(MODEL, version(replacement)))
    assert len(told(diff_models(MODEL, version(replacement)))) == (2 if change[0] == "plane" else 1)


def test_german_and_a_translation_changed_together():
    """One change with the German wording, for it decides; of a question the translation is told by itself."""
    both = version(("dimensions", '"Wie oft probt der ganze Chor?", en: "How often does the whole choir rehearse?"',
                    '"Wie oft probt ihr?", en: "How often do you rehearse?"'))
    named = version(("dimensions", '{de: "Neue Orte", en: "New places"}', '{de: "Andere Orte", en: "Other places"}'))
    assert told(diff_models(MODEL, named)) == [
        ("item", "new_places", ("label", "translation"), "label", "Neue Orte", "Andere Orte")]
    assert told(diff_models(MODEL, both)) == [
        ("item", "rehearsal_rhythm", ("wording",), "question", "Wie oft probt der ganze Chor?", "Wie oft probt ihr?"),
        ("item", "rehearsal_rhythm", ("translation",), "question", "en: How often does the whole choir rehearse?",
         "en: How often do you rehearse?")]


def test_another_value_on_a_scale_changes_every_question_with_that_scale():
    """Six items are answered on it: each is named, and the scale itself; none of them is merely reworded."""
    found = diff_models(MODEL, version(("response_scales", "value: 7", "value: 8")))
    assert found.items_changed == tuple(i.id for i in MODEL.items.values() if i.response_scale == "takt4")
    assert len(found.items_changed) == 6
    assert found.items_reworded == ()
    assert found.of_element("scale", "takt4")[0].after == "8"
    assert [c.after for c in found.of_kind("item")] == ["Jeden Monat (8)"] * 6


def test_a_wording_that_moves_from_the_scale_to_the_item_asks_the_same():
    """It is written differently, which is told, and the answers go on counting."""
    later = version(("dimensions", "    weight: 2\n", "    weight: 2\n    anchors: {nie: Nie}\n"))
    found = diff_models(MODEL, later)
    assert found.items_changed == ()
    assert ("item", "rehearsal_rhythm", ("form",), "anchors.nie", None, "Nie") in told(found)


def test_the_note_on_a_calibration_is_a_change_of_basis_alone():
    """Why anchors were chosen may be said better without losing an answer."""
    found = diff_models(MODEL, version(("dimensions", "full_in: 10, basis: proposal",
                                        "full_in: 10, basis: {kind: proposal, note: Geschätzt.}")))
    assert told(found) == [("item", "way_to_rehearsal", ("basis",), "calibration.basis", "proposal",
                            "{kind: proposal, note: Geschätzt.}")]
    assert found.items_changed == ()


def test_items_that_came_and_went_are_named():
    """One id is given up and another begins; both are told by their short name."""
    found = diff_models(MODEL, version(("dimensions", "id: hall_access", "id: hall_hours"),
                                       ("dimensions", 'label: {de: "Saal"', 'label: {de: "Offener Saal"')))
    assert found.items_added == ("hall_hours",)
    assert found.items_removed == ("hall_access",)
    assert told(found) == [("item", "hall_hours", ("added",), "", None, "Offener Saal"),
                           ("item", "hall_access", ("removed",), "", "Saal", None)]
    assert found.shared_by_dimension["town_support"] == 0


def test_phases_in_another_order_are_a_change():
    """Phases are read from first to last; of other elements the order says nothing."""
    phases = dict(sorted(MODEL.phases.items()))
    found = diff_models(MODEL, dataclasses.replace(MODEL, phases=phases))
    assert told(found) == [("phase", "", ("order",), "", "humming, choir, society", "choir, humming, society")]


# ------------------------------------------------------------------------------ weight
def test_shared_weight_by_hand():
    """Proben 2 + 1 + 1, Haushalten 1 + 0.5, Singen 1 + 1 + 1.5, Jung und Alt 1 + 1, and two dimensions of one item."""
    items = ["rehearsal_cancelled", "sheet_music", "new_places", "shared_songs", "hall_access"]
    assert shared_by_dimension(MODEL, items) == pytest.approx({
        "rehearsing": 1 / 4, "keeping_house": 1 / 1.5, "singing_out": 1.5 / 3.5, "generations": 1 / 2, "open_door": 0,
        "town_support": 1})
    assert shared_weight(MODEL, items) == pytest.approx((1 / 4 + 2 / 3 + 3 / 7 + 1 / 2 + 0 + 1) / 6)


def test_the_version_in_which_less_is_shared_decides():
    """Half of a dimension is asked differently (2 of 4); with weight 6 instead of 2 it is three quarters (6 of 8)."""
    reworded = version(("dimensions", *CHANGED))
    heavier = version(("dimensions", *CHANGED), ("dimensions", "    weight: 2\n", "    weight: 6\n"))
    assert diff_models(MODEL, reworded).shared_weight == pytest.approx((0.5 + 5) / 6)
    assert diff_models(MODEL, heavier).shared_weight == pytest.approx((0.25 + 5) / 6)
    assert diff_models(heavier, MODEL).shared_weight == pytest.approx((0.25 + 5) / 6)


def test_a_weight_moves_the_shares_of_its_neighbours():
    """2 + 1 + 1 becomes 3 + 1 + 1: .50 / .25 / .25 becomes .60 / .20 / .20; only one weight was changed."""
    found = diff_models(MODEL, version(("dimensions", "    weight: 2\n", "    weight: 3\n")))
    assert [(r.item, r.own) for r in found.reweighted] == [
        ("rehearsal_rhythm", True), ("rehearsal_cancelled", False), ("singing_by_heart", False)]
    assert [(r.before, r.after) for r in found.reweighted] == [
        (0.5, pytest.approx(0.6)), (0.25, pytest.approx(0.2)), (0.25, pytest.approx(0.2))]
    assert found.shared_weight == 1.0


@pytest.mark.parametrize(("share", "is_enough"), [
    (0.6, True), ((6 / 7 + 1 / 3 + 1 / 7 + 1 + 2 / 3) / 5, True), (0.5999, False), (0.0, False),
])
def test_sixty_percent_is_enough_and_less_is_not(share, is_enough):
    """At the threshold itself a comparison is possible, and rounding does not take it away."""
    assert enough(share, MODEL) is is_enough


def test_below_sixty_percent_there_is_no_comparison():
    """Without the common scale half of the weight is left: (.25 + 1 + 1/3.5 + .5 + 1 + 0) / 6 = .506."""
    found = diff_models(MODEL, version(("response_scales", "value: 7", "value: 8")))
    assert found.shared_weight == pytest.approx((1 / 4 + 1 + 1 / 3.5 + 1 / 2 + 1 + 0) / 6)
    assert not found.is_comparable


def test_what_a_version_asks_for_itself_decides():
    """A model that is content with half of the weight may be compared at .506."""
    content = ("model", "  network:\n", "  comparison: {least_shared_weight: 0.5}\n  network:\n")
    found = diff_models(MODEL, version(("response_scales", "value: 7", "value: 8"), content))
    assert found.least_shared_weight == 0.5
    assert found.is_comparable


def test_another_typology_is_never_compared():
    """Equal ids and questions do not make two typologies one."""
    other = dataclasses.replace(MODEL, info=dataclasses.replace(MODEL.info, id="another"))
    found = diff_models(MODEL, other)
    assert found.shared_weight == 1.0
    assert not found.is_comparable


# ------------------------------------------------------------------------------ exactness
def places(value, path=()):
    """Yield the path of every wording, number, text and truth in a model."""
    if isinstance(value, Text | str | bool | int | float):
        yield path
    elif isinstance(value, Mapping):
        for name in value:
            yield from places(value[name], (*path, name))
    elif isinstance(value, tuple):
        for place, member in enumerate(value):
            yield from places(member, (*path, place))
    elif value is not None:
        for field in dataclasses.fields(value):
            if field.metadata.get("doc") and field.name != "id":
                yield from places(getattr(value, field.name), (*path, field.name))


def moved(value, path, german):
    """Return a value with what stands at a path replaced by something else of its kind."""
    if not path:
        if isinstance(value, Text):
            return Text({**value, "de" if german else "en": "etwas anderes"})
        return (not value) if isinstance(value, bool) else value + ("_x" if isinstance(value, str) else 1)
    name, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, name: moved(value[name], rest, german)}
    if isinstance(value, tuple):
        return (*value[:name], moved(value[name], rest, german), *value[name + 1:])
    return dataclasses.replace(value, **{name: moved(getattr(value, name), rest, german)})


PLACES = [p for p in places(MODEL) if p[:2] not in (("info", "version"), ("info", "changed"))
          and p[0] != "digest" and not (p[0] == "items" and p[-1] in ("dimension", "response_scale"))]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.booleans())
def test_whatever_is_changed_is_told_both_ways(path, german):
    """Wherever a model says something else, and so has another hash, some change is told; backwards the same ones."""
    other = moved(MODEL, path, german)
    assert digest_of(other) != digest_of(MODEL)
    there, back = told(diff_models(MODEL, other)), told(diff_models(other, MODEL))
    assert there
    assert sorted((*c[:4], str(c[5]), str(c[4])) for c in there) == sorted((*c[:4], str(c[4]), str(c[5])) for c in back)
    assert all(before != after for *_, before, after in there)
