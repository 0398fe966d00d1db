"""The way through a questionnaire."""

from dataclasses import replace

import pytest

from tests.assessment.models import build, item, page, questionnaire
from typology.assessment.flow import (
    StoredAnswer,
    answer_value,
    answer_values,
    ask,
    asks_all,
    hidden_items,
    next_page,
    page_of,
    progress,
    shown_entries,
)
from typology.assessment.rules import Given
from typology.model.elements import Entry, Option, ResponseScale, Rule, Text, Wording

MODEL = build(
    {"p": item("d"), "q": item("d"), "r": item("e"), "s": item("e"), "n": item("e", "number", calibration=(2, 10, 30))}
)
P2 = Rule(item="p", at_least="o2")
R2 = Rule(item="r", at_least="o2")
FORM = questionnaire(
    page("one", "p", Entry("q", required=True)),
    page("two", "r", Entry("s", show_if=R2), show_if=P2),
    page("three", Entry("n", show_if=R2)),
)


def option(name):
    return StoredAnswer("answer", option=name)


DK, NA, NONE = StoredAnswer("dk"), StoredAnswer("na"), StoredAnswer("none")


def shown(**answers):
    return {page_id: [e.item for e in entries] for page_id, entries in shown_entries(MODEL, FORM, answers).items()}


class TestAnswerValues:
    """From what is stored to what rules see."""

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (option("o3"), 3),
            (option("gone"), Given.MISSING),
            (StoredAnswer("answer"), Given.MISSING),
            (DK, Given.MISSING),
            (NONE, Given.MISSING),
            (None, Given.MISSING),
            (NA, Given.NOT_APPLICABLE),
        ],
    )
    def test_levels(self, answer, expected):
        """An option this version does not know is not guessed into another."""
        assert answer_value(MODEL.scale_of("p"), answer) == expected

    @pytest.mark.parametrize(
        ("number", "expected"), [(12.0, 12), (None, Given.MISSING), (float("nan"), Given.MISSING)]
    )
    def test_numbers(self, number, expected):
        """What is no number is missing."""
        assert answer_value(MODEL.scale_of("n"), StoredAnswer("answer", number=number)) == expected

    def test_items_of_another_version_are_left_out(self):
        """Only what the model knows."""
        assert answer_values(MODEL, {"p": option("o1"), "gone": option("o1")}) == {"p": 1}


class TestConditions:
    """What is shown, what is ruled out, what is still open."""

    def test_open_conditions_show_nothing_yet(self):
        """Before p is answered only the first page stands."""
        assert shown() == {"one": ["p", "q"]}
        assert shown(p=DK) == {"one": ["p", "q"]}

    def test_a_condition_that_holds_shows_its_page(self):
        """And the entries on it by their own conditions."""
        assert shown(p=option("o2")) == {"one": ["p", "q"], "two": ["r"]}
        assert shown(p=option("o2"), r=option("o4")) == {"one": ["p", "q"], "two": ["r", "s"], "three": ["n"]}

    def test_open_is_not_ruled_out(self):
        """As long as p is open its page counts as missing, not as not applicable."""
        assert hidden_items(MODEL, FORM, {}) == frozenset()
        assert hidden_items(MODEL, FORM, {"p": DK}) == frozenset()

    def test_false_rules_out(self):
        """P below the mark rules out the page, and what depends on its items."""
        assert hidden_items(MODEL, FORM, {"p": option("o1")}) == {"r", "s", "n"}
        assert hidden_items(MODEL, FORM, {"p": option("o3"), "r": option("o0")}) == {"s", "n"}

    def test_an_answer_that_was_ruled_out_no_longer_steers(self):
        """R was answered before p was lowered: what hangs on r goes too, although r's old answer is still stored."""
        answers = {"p": option("o1"), "r": option("o4")}
        assert hidden_items(MODEL, FORM, answers) == {"r", "s", "n"}
        assert shown(**answers) == {"one": ["p", "q"]}

    def test_an_item_on_two_pages_is_ruled_out_only_if_both_are(self):
        """Shown once is shown."""
        form = questionnaire(page("a", "p"), page("b", "q", show_if=P2), page("c", "q"))
        assert hidden_items(MODEL, form, {"p": option("o0")}) == frozenset()

    def test_an_open_page_with_an_entry_that_cannot_be_shown(self):
        """The page is open, the entry false: the entry is ruled out, its neighbour is not."""
        form = questionnaire(page("a", "p", "r"), page("b", Entry("s", show_if=R2), "q", show_if=P2))
        assert hidden_items(MODEL, form, {"r": option("o0")}) == {"s"}
        assert list(shown_entries(MODEL, form, {"r": option("o0")})) == ["a"]


class TestProgress:
    """How far it has come."""

    def test_counts_what_is_shown(self):
        """Done are answers, don't know and not applicable; a missing required item is named."""
        found = progress(MODEL, FORM, {"p": option("o2"), "r": DK})
        assert (found.shown, found.done, found.unsure) == (3, 2, 1)
        assert (found.open, found.required_open) == (("q",), ("q",))
        assert found.share == pytest.approx(2 / 3)

    def test_of_one_page(self):
        """Only the items of that page; a page that is not shown is complete."""
        assert progress(MODEL, FORM, {"p": option("o2")}, "two").open == ("r",)
        assert progress(MODEL, FORM, {}, "two").share == 1.0

    def test_answers_that_no_longer_exist_are_open(self):
        """An option of another version, or an answer taken back, has to be given again."""
        found = progress(MODEL, FORM, {"p": option("gone"), "q": NONE})
        assert found.open == ("p", "q")

    def test_goes_on_at_the_first_open_page(self):
        """Not applicable is done; when everything is, there is no page to go on with."""
        assert next_page(MODEL, FORM, {}) == "one"
        assert next_page(MODEL, FORM, {"p": option("o2"), "q": NA}) == "two"
        assert next_page(MODEL, FORM, {"p": option("o2"), "q": NA, "r": DK}) is None
        assert next_page(MODEL, FORM, {"p": option("o0"), "q": DK}) is None


class TestWording:
    """An item in the words of a perspective."""

    ENTRY = Entry(
        "p",
        required=True,
        wording=Wording(question=Text("page"), anchors={"o1": Text("page one")}),
        by_perspective={"city": Wording(hint=Text("city hint"), anchors={"o1": Text("city one"), "o2": Text("two")})},
    )

    def test_the_perspective_comes_before_the_page_and_the_page_before_the_item(self):
        """Each part falls back on its own."""
        asked = ask(MODEL, self.ENTRY, "city")
        assert (asked.question["de"], asked.hint["de"], asked.required) == ("page", "city hint", True)
        assert [asked.anchors[o]["de"] for o in ("o0", "o1", "o2")] == ["o0", "city one", "two"]

    def test_another_perspective_gets_the_words_of_the_page(self):
        """No wording of its own."""
        asked = ask(MODEL, self.ENTRY, "self")
        assert (asked.question["de"], asked.hint, asked.anchors["o1"]["de"]) == ("page", None, "page one")

    def test_options_are_worded_by_item_then_scale_then_id(self):
        """An anchor of the item, else the label of the option, else its id so that nothing is blank."""
        scale = ResponseScale(
            "five", Text("x"), "levels", MODEL.scale_of("p").basis,
            (Option("o0", 0, Text("label")), Option("o1", 1, Text("label")), Option("o2", 2)),
        )  # fmt: skip
        items = {**MODEL.items, "p": replace(MODEL.items["p"], anchors={"o1": Text("anchor")})}
        model = replace(MODEL, response_scales={**MODEL.response_scales, "five": scale}, items=items)
        found = ask(model, Entry("p"), "self").anchors
        assert [found[o]["de"] for o in ("o0", "o1", "o2")] == ["label", "anchor", "o2"]

    def test_a_number_has_no_anchors(self):
        """It is typed in."""
        assert ask(MODEL, Entry("n"), "self").anchors == {}


def test_the_page_of_an_item_can_be_found():
    """For links from a result back to the question."""
    assert page_of(FORM, "s").id == "two"
    assert page_of(FORM, "gone") is None


def test_everybody_is_asked_what_has_no_condition():
    """Neither the question nor its page may have one; what a round does not ask plays no part."""
    assert asks_all(FORM, ["p", "q"])
    assert not asks_all(FORM, ["p", "r"])
    assert not asks_all(FORM, ["q", "n"])
