"""Agreement in the groups of a table: who is counted, what is kept apart, and what goes over several items."""

import json
from dataclasses import replace

import pytest

from tests.assessment.models import build, four_items, group, item, one
from typology.assessment.agreement import agreement_of, rwg_j
from typology.assessment.answers import response_table
from typology.assessment.krippendorff import krippendorff_alpha
from typology.model.elements import AgreementMethod
from typology.reports.agreement_table import agreement_document, agreement_table, group_dict, values_of

RATINGS = (4, 4, 5, 4, 3)


def only(model, table, asked=None):
    found = list(agreement_table(model, table, asked))
    assert len(found) == 1
    return found[0]


def test_one_item_answered_by_five():
    """4, 4, 5, 4, 3 on 1 to 5: the figures of the method, with each option counted."""
    found = only(four_items(), group(*({"q0": rating} for rating in RATINGS)))
    assert (found.respondents, [i.item for i in found.items], found.scales) == (5, ["q0"], ())
    assert found.items[0].options == ("o0", "o1", "o2", "o3", "o4")
    assert found.items[0].counts == (0, 0, 1, 3, 1)
    assert found.items[0].agreement == agreement_of([0, 0, 1, 3, 1], range(1, 6))
    assert found.items[0].agreement.rwg == pytest.approx(0.75)


def test_what_is_no_answer_is_kept_apart():
    """Don't know, not applicable and silence are counted each for itself, and none of them agrees with anything."""
    people = [{"q0": 4, "q1": 1}, {"q0": "dk"}, {"q0": "na"}, {"q0": "none", "q1": 1}, {"q1": 2}]
    first, second = only(four_items(), group(*people)).items
    assert (first.n, first.dont_know, first.not_applicable, first.no_answer) == (1, 1, 1, 2)
    assert (second.n, second.dont_know, second.not_applicable, second.no_answer) == (3, 0, 0, 2)
    assert first.agreement.rwg is None


def test_what_was_not_asked_is_no_missing_answer():
    """Somebody whose questionnaire leaves an item out has not been silent about it."""
    table = group({"q0": 4, "q1": 2}, {"q0": 4})
    table["questionnaire"] = ["both", "both", "first"]
    found = only(four_items(), table, {"both": {"q0", "q1"}, "first": {"q0"}})
    assert [i.no_answer for i in found.items] == [0, 0]


def test_everybody_says_dont_know():
    """The item is listed with nobody to agree."""
    found = only(four_items(), group({"q0": "dk"}, {"q0": "dk"}))
    assert (found.items[0].n, found.items[0].dont_know, found.items[0].agreement.n) == (0, 2, 0)
    assert found.scales == ()


def test_perspectives_cases_and_waves_are_never_pooled():
    """Each group has its own figures, in the order in which the groups appear."""
    rows = [*one({"q0": 1}, perspective="them"), *one({"q0": 5}, perspective="us"), *one({"q0": 5}, "r2", case="b"),
            *one({"q0": 5}, "r2", perspective="us"), *one({"q0": 1}, wave="x", perspective="us")]
    found = list(agreement_table(four_items(), response_table(rows)))
    assert [(g.case, g.wave, g.perspective, g.respondents) for g in found] == [
        ("c", "w", "them", 1), ("c", "w", "us", 2), ("b", "w", "p", 1), ("c", "x", "us", 1)]
    assert found[1].items[0].counts == (0, 0, 0, 0, 2)


def test_numbers_have_a_middle_half_and_no_agreement():
    """1, 2, 3, 10: quartiles 1.75, 2.5 and 4.75; without numbers there is nothing."""
    model = build({"count": item("d", "number", calibration=(0, 5, 10))})
    found = only(model, group(*({"count": n} for n in (10, 1, 3, 2)), {"count": "dk"})).items[0]
    assert (found.agreement, found.options, found.n, found.dont_know) == (None, (), 4, 1)
    assert (found.spread.lower, found.spread.median, found.spread.upper) == (1.75, 2.5, 4.75)
    assert only(model, group({"count": "dk"})).items[0].spread is None


def test_over_items_that_share_a_scale():
    """Respondents are observers and items are units; items with fewer than two answers are left out."""
    people = [{"q0": 4, "q1": 2, "q2": 5}, {"q0": 4, "q1": 3}, {"q0": 5, "q1": 2}]
    found = only(four_items(), group(*people)).scales
    assert [(s.scale, s.items) for s in found] == [("one_to_five", ("q0", "q1"))]
    units = [[4, 4, 5], [2, 3, 2]]
    for metric in ("nominal", "ordinal", "interval"):
        assert found[0].alpha[metric] == pytest.approx(krippendorff_alpha(units, metric))
    assert found[0].rwg_j == pytest.approx(rwg_j([1 / 3, 1 / 3], 2.0))


def test_reversed_items_are_turned_round_for_alpha():
    """Somebody who agrees with a sentence and rejects its opposite says the same twice."""
    people = [{"q0": 5, "q1": 1, "q2": 4}, {"q0": 5, "q1": 1, "q2": 4}, {"q0": 4, "q1": 2, "q2": 4}]
    found = only(four_items(reverse=[1]), group(*people))
    assert found.items[1].counts == (2, 1, 0, 0, 0)
    expected = krippendorff_alpha([[5, 5, 4], [5, 5, 4], [4, 4, 4]], "interval")
    assert found.scales[0].alpha["interval"] == pytest.approx(expected)


def test_scales_are_not_mixed():
    """Items on three and on five options each go with their own."""
    items = {"a": item("d", "three"), "b": item("d", "five"), "c": item("d", "three"), "e": item("d", "five")}
    found = only(build(items), group({"a": 1, "b": 4, "c": 2, "e": 0}, {"a": 1, "b": 3, "c": 2, "e": 0}))
    assert [(s.scale, s.items) for s in found.scales] == [("three", ("a", "c")), ("five", ("b", "e"))]


def test_options_are_counted_from_low_to_high():
    """A scale whose file lists 7, 0, 1, 3 is read as 0, 1, 3, 7."""
    model = build({"a": item("d", "uneven")})
    found = only(model, group({"a": 7}, {"a": 0}, {"a": 0})).items[0]
    assert (found.options, found.counts) == (("o1", "o2", "o3", "o0"), (2, 0, 0, 1))
    assert values_of(model.response_scales["uneven"]) == (0, 1, 3, 7)


def test_thresholds_come_from_the_model():
    """A stricter level of chance in the model is a stricter level in the table."""
    table = group(*({"q0": rating} for rating in (4, 4, 5, 4, 5)))
    model = four_items()
    strict = replace(model, method=replace(model.method, agreement=AgreementMethod(chance_level=0.03)))
    assert only(model, table).items[0].agreement.beyond_chance is True
    assert only(strict, table).items[0].agreement.beyond_chance is False


def test_the_document_is_json_with_every_figure():
    """Keys in a fixed order, one group a line, nothing rounded and no NaN."""
    rows = [*one({"q0": 4, "q1": 1}), *one({"q0": 5, "q1": "dk"}, "r2"), *one({"q0": 2}, case="b")]
    model = four_items()
    text = "".join(agreement_document(model, agreement_table(model, response_table(rows))))
    document = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert list(document) == ["model", "method", "groups"]
    assert document["method"] == {
        "chance_level": 0.05, "rule_of_thumb": 0.7, "rule_of_thumb_from": 8, "icc_from": 10}
    first = document["groups"][0]
    assert list(first) == ["case", "wave", "perspective", "respondents", "items", "scales"]
    assert list(first["items"]["q0"]) == [
        "scale", "n", "dont_know", "not_applicable", "no_answer", "counts", "mean", "ad", "rwg", "a", "polarisation",
        "consensus", "critical", "chance", "beyond_chance", "sufficient"]
    assert first["items"]["q0"]["counts"] == {"o0": 0, "o1": 0, "o2": 0, "o3": 1, "o4": 1}
    assert first["items"]["q0"]["mean"] == 4.5
    assert len(text.splitlines()) == 3 + 2 + 1
    plain = group_dict(only(model, group({"q0": 1})))
    assert json.loads(json.dumps(plain)) == plain


def test_an_empty_table_has_no_groups():
    """And is still a document."""
    model = four_items()
    assert json.loads("".join(agreement_document(model, agreement_table(model, response_table([])))))["groups"] == []
