"""The print of a question: equal if, and only if, an answer to both means the same."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.assessment.flow import Asked
from typology.assessment.item_prints import as_asked, asked_meaning, item_print, item_prints, same_question
from typology.model.elements import Basis, Calibration, Item, Option, ResponseScale, Text
from typology.model.loading import load_model, load_questionnaires

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="module")
def model():
    """The typology of choirs."""
    return load_model(TOY / "definition")


@pytest.fixture(scope="module")
def evening(model):
    """Its questionnaire, which asks the town one question in other words."""
    return load_questionnaires(TOY / "questionnaires", model)["choir_evening"]


def changed(model, item, **what):
    """Return the model with one item changed."""
    return dataclasses.replace(model, items={**model.items, item: dataclasses.replace(model.items[item], **what)})


# ------------------------------------------------------------------------------ what decides
# Few of each, so that two draws often agree in all of them.
WORDS = st.sampled_from(["Wie oft?", "Wie oft genau?", "", 'a","b'])
NOTES = st.sampled_from([None, "How often?", "Ne sıklıkta?"])
NUMBERS = st.sampled_from([0, 0.0, -0.0, 1, 1.0, 1.5, 3, 1e16, 1e16 + 2])
ANCHORS = st.one_of(st.none(), st.just((0, 0, 0)), st.tuples(NUMBERS, NUMBERS, NUMBERS))


def text(german, english):
    """Return a wording in German and, if there is one, another language."""
    return Text({"de": german, **({"en": english} if english else {})})


OPTIONS = st.lists(st.tuples(st.sampled_from(["a", "b"]), NUMBERS, WORDS), max_size=2, unique_by=lambda o: o[0])
DECISIVE = (WORDS, st.sampled_from([None, "", "Minuten"]), OPTIONS, st.booleans(), ANCHORS)
# Translations twice, a weight, and the id of the scale: none of this may decide.
NOISE = st.tuples(NOTES, NOTES, st.sampled_from([1.0, 2.0]), st.sampled_from(["s", "t"]))


def asked(decisive, noise):
    """Return a question as somebody read it."""
    question, unit, options, reverse, anchors = decisive
    first, second, weight, scale_id = noise
    basis = Basis("proposal", (), text("Notiz", first))
    scale = ResponseScale(
        id=scale_id, label=text("Skala", second), kind="number" if unit is not None else "levels", basis=basis,
        options=tuple(Option(o, value) for o, value, _ in options), minimum=weight,
        unit=None if unit is None else text(unit, first))  # fmt: skip
    item = Item(
        id="i", dimension="d", label=text("Name", first), question=text("anders", None), response_scale=scale_id,
        basis=basis, weight=weight, reverse=reverse,
        calibration=None if anchors is None else Calibration(*anchors, basis if first else None))  # fmt: skip
    hint = text("Hinweis", first) if second else None
    return Asked(item=item, scale=scale, question=text(question, second), hint=hint,
                 anchors={o: text(words, first) for o, _, words in options}, required=bool(first))


@st.composite
def two_questions(draw):
    """Return what decides about a question, and the same again with some of it drawn anew."""
    one = [draw(part) for part in DECISIVE]
    anew = draw(st.sets(st.integers(0, len(DECISIVE) - 1), max_size=2))
    return one, [draw(part) if n in anew else kept for n, (part, kept) in enumerate(zip(DECISIVE, one, strict=True))]


@settings(max_examples=400, deadline=None)
@given(two_questions(), NOISE, NOISE)
def test_prints_are_equal_if_and_only_if_an_answer_means_the_same(decisive, noise, other_noise):
    """German wording, ids, values, unit, direction and anchors decide, and nothing else does; in both rules alike."""
    one, other = asked(decisive[0], noise), asked(decisive[1], other_noise)
    alike = decisive[0] == decisive[1]
    assert same_question(one, other) is alike
    assert (asked_meaning(one).print == asked_meaning(other).print) is alike


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (0.0, -0.0)])
def test_a_number_written_in_another_way_is_the_same_number(one, other):
    """YAML may say 1 or 1.0."""
    decisive = [("Wie oft?", None, [("a", value, "Nie")], False, (value, 5, 9)) for value in (one, other)]
    prints = {asked_meaning(asked(d, (None, None, 1.0, "s"))).print for d in decisive}
    assert len(prints) == 1


# ------------------------------------------------------------------------------ on a real model
@pytest.mark.parametrize("what", [
    {"question": Text("Wie oft probt der Chor?")},
    {"reverse": True},
    {"anchors": {"nie": Text("Gar nicht")}},
    {"response_scale": "bild3"},
    {"calibration": Calibration(1, 2, 3)},
])
def test_a_question_that_is_asked_differently_has_another_print(model, what):
    """One thing at a time: wording, direction, wording of an option, options, calibration."""
    assert item_print(changed(model, "rehearsal_rhythm", **what), "rehearsal_rhythm") != \
        item_print(model, "rehearsal_rhythm")  # fmt: skip


@pytest.mark.parametrize("what", [
    {"question": Text({"de": "Wie oft probt der ganze Chor?", "en": "Another translation"})},
    {"anchors": {"nie": Text({"de": "Nie", "tr": "Asla"})}},
    {"label": Text("Anders")},
    {"hint": Text("Gemeint ist der ganze Chor.")},
    {"weight": 5.0},
    {"dimension": "keeping_house"},
    {"basis": Basis("literature", ("choir_method",))},
])
def test_what_does_not_change_an_answer_does_not_change_the_print(model, what):
    """Translations, names, hints, weight, place in the model and basis leave it as it is."""
    assert item_print(changed(model, "rehearsal_rhythm", **what), "rehearsal_rhythm") == \
        item_print(model, "rehearsal_rhythm")  # fmt: skip


def test_the_note_on_a_calibration_decides_nothing(model):
    """The anchors decide; why they were chosen does not, so old answers go on counting."""
    noted = dataclasses.replace(model.items["performances"].calibration, basis=Basis("proposal"))
    later = changed(model, "performances", calibration=noted)
    assert item_print(later, "performances") == item_print(model, "performances")
    assert same_question(*(as_asked(m, None, "performances", "choir_view") for m in (model, later)))


def test_a_print_is_short_and_the_same_in_every_process(model):
    """It is kept with released figures for years, so it is pinned to the letter."""
    assert item_print(model, "rehearsal_rhythm") == "09bfa8f23ce41af8"
    assert item_print(model, "way_to_rehearsal") == "d9c5dfcd0688be95"


def test_other_words_for_a_perspective_have_a_print_of_their_own(model, evening):
    """The town is asked for its impression; what the choir is asked is what stands in the model."""
    by_choir = item_print(model, "rehearsal_rhythm", "choir_view", evening)
    by_town = item_print(model, "rehearsal_rhythm", "town_view", evening)
    assert by_choir == item_print(model, "rehearsal_rhythm") != by_town


def test_prints_of_all_items_or_of_those_that_are_known(model):
    """All items of the model by default; an item that it does not have is passed over."""
    assert list(item_prints(model)) == list(model.items)
    assert list(item_prints(model, items=["hall_access", "gone"])) == ["hall_access"]


def test_an_unknown_item_is_an_error(model):
    """A print of nothing would be equal to nothing, or worse, to something."""
    with pytest.raises(KeyError):
        item_print(model, "gone")
