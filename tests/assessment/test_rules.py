"""Rules over answers, and phases."""

from dataclasses import replace

import pytest

from tests.assessment.models import build, item
from typology.assessment.rules import Given, evaluate, findings, read_phase, threshold
from typology.model.elements import Rule

MODEL = build({"p": item("d"), "q": item("d"), "n": item("d", "number", calibration=(2, 10, 30))})
P2 = Rule(item="p", at_least="o2")
Q2 = Rule(item="q", at_least="o2")
NO, NA = Given.MISSING, Given.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        (P2, {"p": 2}, True),
        (P2, {"p": 1}, False),
        (P2, {"p": 2 - 1e-12}, True),  # a mean of answers, rounded
        (P2, {}, None),
        (P2, {"p": NO}, None),
        (P2, {"p": NA}, False),
        (Rule(item="p", at_most="o2"), {"p": 2}, True),
        (Rule(item="p", at_most="o2"), {"p": 2.5}, False),
        (Rule(item="n", at_least=10), {"n": 10}, True),
        (Rule(item="n", at_most=10), {"n": 11}, False),
        (Rule(item="p", one_of=("o1", "o3")), {"p": 3}, True),
        (Rule(item="p", one_of=("o1", "o3")), {"p": 2.4}, False),
        (Rule(item="p", one_of=("o1", "o3")), {"p": 2.5}, False),  # between o2 and o3: the lower one
        (Rule(item="p", one_of=("o1", "o3")), {"p": 2.6}, True),
        (Rule(item="n", one_of=("o1",)), {"n": 3}, False),  # a number has no options
        (Rule(all=(P2, Q2)), {"p": 3, "q": 3}, True),
        (Rule(all=(P2, Q2)), {"p": 3}, None),
        (Rule(all=(P2, Q2)), {"p": 1}, False),  # whatever q would be
        (Rule(any=(P2, Q2)), {"p": 3}, True),
        (Rule(any=(P2, Q2)), {"p": 1}, None),
        (Rule(any=(P2, Q2)), {"p": 1, "q": NA}, False),
        (Rule(none=(P2, Q2)), {"p": 1, "q": 0}, True),
        (Rule(none=(P2, Q2)), {"p": 1}, None),
        (Rule(none=(P2, Q2)), {"q": 4}, False),
        (Rule(all=(P2, Rule(any=(Q2, Rule(item="n", at_least=5))))), {"p": 4, "q": NO, "n": 9}, True),
        (None, {}, True),
    ],
)
def test_a_rule_is_true_false_or_open(rule, answers, expected):
    """Open only where a missing answer could decide it."""
    assert evaluate(MODEL, rule, answers) is expected


def test_an_option_the_scale_does_not_have_is_an_error():
    """The validator finds it first; nothing is guessed here."""
    with pytest.raises(KeyError, match="no option"):
        threshold(MODEL, "p", "o9")


def test_every_test_of_a_rule_is_told_with_its_answer():
    """In the order of the file, through all, any and none."""
    rule = Rule(all=(P2, Rule(any=(Q2,)), Rule(none=(Rule(item="n", at_least=5),))))
    found = findings(MODEL, rule, {"p": 3, "n": NA})
    assert [(f.rule.item, f.holds, f.answer) for f in found] == [("p", True, 3), ("q", None, NO), ("n", False, NA)]
    assert findings(MODEL, None, {}) == ()


def phased(**rules):
    return replace(MODEL, phases=build({"x": item("d")}, phases=rules).phases)


class TestPhases:
    """A first phase without a rule, then p, then p and q."""

    MODEL = phased(start=None, middle=P2, late=Rule(all=(P2, Q2)))

    @pytest.mark.parametrize(
        ("answers", "reached", "following", "is_open"),
        [
            ({"p": 1}, "start", "middle", False),
            ({"p": NO, "q": 4}, "start", "middle", True),
            ({"p": 3}, "middle", "late", True),
            ({"p": 3, "q": 1}, "middle", "late", False),
            ({"p": 3, "q": NA}, "middle", "late", False),
            ({"p": 3, "q": 3}, "late", None, False),
            ({"p": 1, "q": 4}, "start", "middle", False),
        ],
    )
    def test_phases_follow_one_another(self, answers, reached, following, is_open):
        """The first rule that does not hold ends the reading; open says that an answer is missing for it."""
        found = read_phase(self.MODEL, answers)
        assert found.reached.id == reached
        assert (found.next.id if found.next else None) == following
        assert found.open is is_open

    def test_a_later_phase_is_not_reached_past_an_earlier_one(self):
        """A rule that holds does not help if the one before does not."""
        model = phased(start=None, middle=P2, late=Q2)
        assert read_phase(model, {"p": 0, "q": 4}).reached.id == "start"

    def test_the_first_phase_may_ask_for_something_too(self):
        """Then no phase at all may be reached."""
        found = read_phase(phased(first=P2), {"p": 0})
        assert found.reached is None
        assert found.next.id == "first"

    def test_tests_are_kept_for_the_page(self):
        """Every test of every phase with its outcome, also of those not reached."""
        found = read_phase(self.MODEL, {"p": 1})
        assert [f.holds for f in found.tests["late"]] == [False, None]
        assert found.tests["start"] == ()

    def test_without_answers_there_is_no_phase(self):
        """Nothing that the rules ask for was answered: nothing is guessed. 'Not applicable' is an answer."""
        assert read_phase(self.MODEL, {"n": 3, "p": NO}) is None
        assert read_phase(self.MODEL, {"p": NA}).reached.id == "start"

    def test_without_rules_there_is_no_phase(self):
        """A model without phases, or with phases nobody can tell apart."""
        assert read_phase(MODEL, {"p": 3}) is None
        assert read_phase(phased(only=None), {"p": 3}) is None
