"""The place of a Verbund in a map, and the questions that follow from it."""

from __future__ import annotations

import pytest

from tests.infrastructure.made import BASIS, MODEL, drawn, vocabulary
from typology.infrastructure.measures import measure
from typology.infrastructure.place import count_ties, find_case, place_of, questions_for
from typology.model.basics import Text
from typology.model.vocabulary import Actor, MapQuestion, MapRule, TieTest

# v is a union between a club and an office; o pays c; a corridor to o exists, one to s is wished for
MAP = drawn(
    {"v": "union", "c": "club", "o": "office", "s": "service"},
    "c send v, v talk o, o pay c, v path o, s path v wish, o path s, v strain s",
)


# ------------------------------------------------------------------------------ finding it
def test_the_verbund_is_found_by_its_kind_and_the_best_name_comes_first():
    """Only actors of the kind of the Verbund; the same name but for spelling before a similar one before another."""
    actors = [Actor("x", "Ganz anders", "union", "mid"), Actor("y", "Verbund Brücken am Hafen", "union", "mid"),
              Actor("z", "Verbund Bruecke e. V.", "union", "mid"), Actor("c", "Verbund Brücke", "club", "mid")]
    found = find_case(drawn(actors), MODEL, "Verbund Brücke")
    assert [actor.id for actor in found] == ["z", "y", "x"]


def test_a_map_without_a_verbund_has_none():
    """An empty map and one of clubs alone."""
    assert find_case(drawn(""), MODEL, "V") == ()
    assert find_case(drawn("a b"), MODEL, "V") == ()


# ------------------------------------------------------------------------------ where it stands
def test_its_ties_are_grouped_by_kind_status_and_direction():
    """In the order of the vocabulary; a kind without a direction is neither towards nor away."""
    place = place_of(MAP, MODEL, "v")
    assert place is not None
    assert [(t.kind, t.status, t.direction, [o.id for o in t.others]) for t in place.ties] == [
        ("talk", "real", "both", ["o"]), ("send", "real", "in", ["c"]), ("path", "real", "both", ["o"]),
        ("path", "wish", "both", ["s"]), ("strain", "real", "both", ["s"])]
    assert {status: len(found) for status, found in place.corridors.items()} == {"real": 1, "wish": 1}
    assert {status: len(found) for status, found in place.corridors_elsewhere.items()} == {"real": 1}
    assert place.measures is None


def test_with_measures_its_own_are_part_of_the_place():
    """The same figures as in the measures of the map."""
    measured = measure(MAP, MODEL)
    assert measured is not None
    place = place_of(MAP, MODEL, "v", measured)
    assert place is not None
    assert place.measures is measured.actors["v"]


def test_who_is_not_on_the_map_has_no_place():
    """Nor any questions."""
    assert place_of(MAP, MODEL, "gone") is None
    assert questions_for(MAP, MODEL, "gone") == ()


# ------------------------------------------------------------------------------ counting ties
@pytest.mark.parametrize(("test", "expected"), [
    (TieTest(), 5),
    (TieTest(kinds=("send",)), 1),
    (TieTest(kinds=("send",), direction="in"), 1),
    (TieTest(kinds=("send",), direction="out"), 0),
    (TieTest(kinds=("path",), direction="out"), 2),
    (TieTest(kinds=("path",), direction="in"), 2),
    (TieTest(statuses=("wish", "plan")), 1),
    (TieTest(with_kinds=("office",)), 2),
    (TieTest(with_kinds=("office", "service"), kinds=("path",)), 2),
    (TieTest(with_levels=("up",)), 0),
    (TieTest(with_levels=("low",), statuses=("real",)), 4),
])  # fmt: skip
def test_ties_are_counted_as_the_test_says(test, expected):
    """Of the five relations of v; a kind without a direction leads both in and out."""
    assert count_ties(MAP, MODEL, "v", test) == expected


def test_broken_relations_are_no_ties():
    """A relation to itself, or to somebody deleted, is not counted."""
    assert count_ties(drawn("a b", "a>a, a>gone, a>b"), MODEL, "a", TieTest()) == 1


# ------------------------------------------------------------------------------ questions
def asked(*rules: MapRule, measured: bool = True, **known) -> list[str]:
    """Return the numbers of the rules that hold for v."""
    questions = [MapQuestion(str(n), rule, Text("x"), (Text("x"),), BASIS) for n, rule in enumerate(rules)]
    model = vocabulary(questions=questions)
    found = questions_for(MAP, model, "v", measured=measure(MAP, model) if measured else None, **known)
    return [question.id for question in found]


def test_measures_are_compared_on_their_scale():
    """In the net c - v - o, o - c, o - s: v has two ties; nobody is on the way between c and o but through them.

    o is between s and both others (2 of 3 pairs); v and c are between none. All reach all, v in 1 + 1 + 2 steps.
    Constraint of v: into c goes 1/2 and 1/2 × 1/3 through o, into o 1/2 and 1/2 × 1/2 through c: 4/9 + 9/16 = 145/144.
    """
    rules = (
        MapRule(measure="degree", at_least=2), MapRule(measure="degree", at_least=3),
        MapRule(measure="degree", at_most=2), MapRule(measure="betweenness", at_most=0),
        MapRule(measure="closeness", at_least=0.75), MapRule(measure="closeness", at_least=0.751),
        MapRule(measure="cut_vertex", at_least=1), MapRule(measure="cut_vertex", at_most=0),
        MapRule(measure="degree", at_least=1, at_most=1), MapRule(measure="lost_contacts"),
        MapRule(measure="core_number", at_least=2), MapRule(measure="effective_size", at_most=1.0),
        MapRule(measure="constraint", at_least=145 / 144, at_most=145 / 144),
    )  # fmt: skip
    assert asked(*rules) == ["0", "2", "3", "4", "7", "10", "11", "12"]


def test_betweenness_is_a_share():
    """The office o is on the way of two of three pairs: .667 of 1, not 2."""
    questions = [MapQuestion(str(n), MapRule(measure="betweenness", at_least=least), Text("x"), (Text("x"),), BASIS)
                 for n, least in enumerate((0.66, 0.67, 2))]
    model = vocabulary(questions=questions)
    assert [q.id for q in questions_for(MAP, model, "o", measured=measure(MAP, model))] == ["0"]


def test_ties_without_bounds_mean_at_least_one():
    """With bounds they are counted."""
    send, pay = TieTest(kinds=("send",)), TieTest(kinds=("pay",))
    rules = (MapRule(ties=send), MapRule(ties=pay), MapRule(ties=pay, at_most=0), MapRule(ties=send, at_least=2))
    assert asked(*rules) == ["0", "2"]


def test_fields_and_answers_that_are_known_decide():
    """A field it lies in, an option that was chosen."""
    rules = (MapRule(field="f"), MapRule(field="g"), MapRule(item="i", answers=("o1", "o2")),
             MapRule(item="i", answers=("o3",)))
    assert asked(*rules, fields={"f"}, answers={"i": "o1"}) == ["0", "2"]


def test_what_is_unknown_is_not_asked_about_either_way():
    """Without an assessment neither "lies in f" nor "does not lie in f" is known; what else decides still does."""
    lies, answered, measures = MapRule(field="f"), MapRule(item="i", answers=("o",)), MapRule(measure="degree")
    sure, never = MapRule(ties=TieTest()), MapRule(ties=TieTest(), at_most=0)
    rules = (
        lies, MapRule(none=(lies,)), answered, MapRule(none=(answered,)), measures, MapRule(none=(measures,)),
        MapRule(any=(lies, sure)), MapRule(all=(lies, sure)), MapRule(none=(MapRule(all=(lies, never)),)),
    )
    assert asked(*rules, measured=False) == ["6", "8"]


def test_an_assessment_without_any_field_is_known():
    """An empty set of fields is an answer; None is none."""
    assert asked(MapRule(none=(MapRule(field="f"),)), fields=()) == ["0"]


def test_rules_may_be_nested():
    """All of: a send, none of (pay, or a field it does not lie in)."""
    rule = MapRule(all=(
        MapRule(ties=TieTest(kinds=("send",))),
        MapRule(none=(MapRule(any=(MapRule(ties=TieTest(kinds=("pay",))), MapRule(field="g"))),)),
    ))  # fmt: skip
    assert asked(rule, fields={"f"}) == ["0"]
    assert asked(rule, fields={"g"}) == []
