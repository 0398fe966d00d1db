"""Maps compared: laid over one another, followed over time, and two cities side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.infrastructure.made import MODEL, drawn, relation
from typology.infrastructure.development import development, in_order_of_time
from typology.infrastructure.landscape import compare_landscapes
from typology.infrastructure.overlay import Difference, overlay
from typology.model.vocabulary import Actor


# ------------------------------------------------------------------------------ two views
def test_what_both_draw_and_what_only_one_draws():
    """Shared: a, b, and a talks to b. Only the first: c and two relations; only the second: d and b sends to a.

    Of four relations one is shared; of those between a and b (a-b, a>b, b>a) one of three.
    """
    found = overlay(drawn("a b c", "a-b a>b b-c"), drawn("a b d", "a-b b>a"), MODEL)
    assert [s.a.id for s in found.actors] == ["a", "b"]
    assert [a.id for a in found.actors_only_a] == ["c"]
    assert [a.id for a in found.actors_only_b] == ["d"]
    assert [(s.a.kind, s.a.source) for s in found.relations] == [("talk", "a")]
    assert [(r.relation.target, r.other_has_both) for r in found.relations_only_a] == [("b", True), ("c", False)]
    assert [(r.relation.source, r.other_has_both) for r in found.relations_only_b] == [("b", True)]
    assert found.actor_agreement == pytest.approx(2 / 4)
    assert found.relation_agreement == pytest.approx(1 / 4)
    assert found.shared_agreement == pytest.approx(1 / 3)
    assert not found.same


def test_a_talk_is_the_same_the_other_way_round_and_sending_is_not():
    """Only kinds with a direction ask for the same direction."""
    found = overlay(drawn("a b", "a-b a>b"), drawn("a b", "b-a b>a"), MODEL)
    assert [s.a.kind for s in found.relations] == ["talk"]
    assert len(found.relations_only_a) == len(found.relations_only_b) == 1


def test_where_two_maps_differ_is_said_of_what_they_share():
    """Kind and level of an actor, status and strength of a relation; equal ones have no difference."""
    a = drawn([Actor("x", "X", "club", "low"), Actor("y", "Y", "club", "low")], [relation("x-y", strength="thin")])
    b = drawn([Actor("x", "X", "office", "mid"), Actor("y", "Y e. V.", "club", "low")], [relation("x talk y plan")])
    found = overlay(a, b, MODEL)
    assert found.actors[0].differences == (Difference("kind", "club", "office"), Difference("level", "low", "mid"))
    assert found.actors[1].differences == ()
    assert found.relations[0].differences == (Difference("status", "real", "plan"),
                                              Difference("strength", "thin", None))
    assert not found.same


def test_a_map_agrees_with_itself():
    """Agreement is 1, and nothing differs."""
    one = drawn("a b c", "a-b b>c")
    found = overlay(one, one, MODEL)
    assert found.same
    assert (found.actor_agreement, found.relation_agreement, found.shared_agreement) == (1.0, 1.0, 1.0)


def test_of_nothing_there_is_no_share():
    """Two empty maps, and two without a common actor, have no share of something that does not exist."""
    nothing = overlay(drawn(""), drawn(""), MODEL)
    assert (nothing.actor_agreement, nothing.relation_agreement, nothing.shared_agreement) == (None, None, None)
    apart = overlay(drawn("a b", "a-b"), drawn("c d", "c-d"), MODEL)
    assert (apart.actor_agreement, apart.relation_agreement, apart.shared_agreement) == (0.0, 0.0, None)


def test_broken_relations_are_in_neither_map():
    """A relation to itself or to a deleted actor, and one that is drawn twice, do not count as more."""
    found = overlay(drawn("a b", "a-b, b-a, a>a, a>gone"), drawn("a b", "a-b"), MODEL)
    assert found.same
    assert len(found.relations) == 1


def test_a_second_report_of_the_same_relation_is_compared_too():
    """Both draw it as existing; in the first one somebody else reports it as planned only: that is not the same."""
    reported = [relation("a-b"), relation("a talk b plan", reporter="them")]
    found = overlay(drawn("a b", reported), drawn("a b", "b-a"), MODEL)
    assert not found.same
    assert [(s.a.status, s.b.status) for s in found.relations] == [("real", "real")]
    assert [(lone.relation.reporter, lone.other_has_both) for lone in found.relations_only_a] == [("them", True)]
    assert overlay(drawn("a b", reported), drawn("a b", reported[::-1]), MODEL).same


def test_what_two_people_draw_is_the_same_whoever_they_are():
    """Nobody is named at the relations, or whoever drew the map; a report that is alone is compared with any other."""
    ours, theirs = drawn("a b", "a-b"), drawn("a b", "a-b", reporter="them")
    named = drawn("a b", [relation("a-b", reporter="them")], reporter="them")
    assert overlay(ours, theirs, MODEL).same
    assert overlay(ours, named, MODEL).same
    both = drawn("a b", [relation("a talk b plan", reporter="them"), relation("a-b")])
    assert [(s.a.status, s.b.status) for s in overlay(both, named, MODEL).relations] == [("real", "real")]
    told = drawn("a b", [relation("a talk b plan", reporter="them")])
    assert [(s.a.status, s.b.status) for s in overlay(ours, told, MODEL).relations] == [("real", "plan")]


# ------------------------------------------------------------------------------ over time
PAST = drawn("a b c", "a-b, a talk c wish", id="past", kind="past", wave="Früher", year=2016)
NOW = drawn("a b d", "a-b, b>d", id="now", year=2026)
LATER = drawn("a b c d", "a-b, b>d, a talk c", id="goal", kind="goal", wave="Ziel")


def test_maps_are_followed_in_order_of_time_whatever_order_they_come_in():
    """Looking back, today, goal; each by year, and a map without a year before those that have one."""
    earlier = replace(PAST, id="earlier", year=None)
    found = in_order_of_time([LATER, NOW, PAST, earlier])
    assert [m.id for m in found] == ["earlier", "past", "now", "goal"]


def test_what_came_stayed_went_and_changed():
    """From 2016 to today c goes and d comes; then c comes back, and what was wished for is there."""
    found = development([LATER, PAST, NOW], MODEL)
    first, second = found.steps
    assert [a.id for a in first.actors_came] == ["d"]
    assert [a.id for a in first.actors_went] == ["c"]
    assert [s.a.id for s in first.actors_stayed] == ["a", "b"]
    assert [r.target for r in first.relations_came] == ["d"]
    assert [r.target for r in first.relations_went] == ["c"]
    assert [r.kind for r in second.relations_came] == ["talk"]
    assert second.relations_changed == ()


def test_a_change_of_status_is_no_coming():
    """What was planned and exists now has stayed, and is named as changed."""
    step = development([drawn("a b", "a talk b wish", kind="past"), drawn("a b", "b-a")], MODEL).steps[0]
    assert (step.relations_came, step.relations_went) == ((), ())
    assert [(s.a.status, s.b.status) for s in step.relations_changed] == [("wish", "real")]


def test_rows_for_a_slope_count_what_is_there_and_what_is_drawn():
    """In the order of the vocabulary, one number for each map."""
    found = development([PAST, NOW, LATER], MODEL)
    assert [(row.kind, row.there, row.drawn) for row in found.rows] == [
        ("talk", (1, 1, 2), (2, 1, 2)), ("send", (0, 1, 1), (0, 1, 1))]
    assert [(c.actors, c.relations, c.counted) for c in found.counts] == [(3, 2, 1), (3, 2, 2), (4, 3, 3)]
    assert dict(found.counts[0].relations_by_status) == {"real": 1, "wish": 1}
    assert dict(found.counts[0].actors_by_kind) == {"club": 3}
    assert dict(found.counts[0].actors_by_level) == {"low": 3}


def test_one_map_and_none_have_no_step():
    """There is nothing to follow, and nothing breaks."""
    assert development([NOW], MODEL).steps == ()
    assert development([], MODEL).rows == ()


def test_two_reporters_are_no_development():
    """What two see differently must not look like a change."""
    with pytest.raises(ValueError, match="one reporter"):
        development([NOW, replace(LATER, reporter="them")], MODEL)


# ------------------------------------------------------------------------------ two cities
def test_kinds_and_levels_that_one_city_has_and_the_other_has_not():
    """The first has a union and an office, the second an office and a service; ids play no part."""
    a = drawn([Actor("x", "X", "union", "mid"), Actor("y", "Y", "office", "mid")], "x-y", city="A")
    b = drawn([Actor("x", "Z", "office", "up"), Actor("w", "W", "service", "mid")], "x talk w plan", city="B")
    found = compare_landscapes(a, b, MODEL)
    assert [row.id for row in found.kinds] == ["union", "office", "service"]
    assert [(row.id, [x.id for x in row.a]) for row in found.kinds_only_a] == [("union", ["x"])]
    assert [(row.id, [x.id for x in row.b]) for row in found.kinds_only_b] == [("service", ["w"])]
    assert found.levels_only_a == ()
    assert [row.id for row in found.levels_only_b] == ["up"]


def test_a_relation_kind_that_is_planned_elsewhere_is_told_from_one_that_is_not_there_at_all():
    """Talk exists in A and is planned in B; a corridor exists in B alone."""
    a = drawn("x y", "x-y x-y", city="A")
    b = drawn("x y z", "x talk y plan, x talk z wish, y path z", city="B")
    talk, path = compare_landscapes(a, b, MODEL).relations
    assert (talk.kind, talk.there_a, talk.there_b) == ("talk", True, False)
    assert {status: len(r) for status, r in talk.b.items()} == {"plan": 1, "wish": 1}
    assert list(talk.b) == ["plan", "wish"]
    assert (path.kind, dict(path.a), path.there_b) == ("path", {}, True)
    found = compare_landscapes(a, b, MODEL)
    assert [row.kind for row in found.relations_only_a] == ["talk"]
    assert [row.kind for row in found.relations_only_b] == ["path"]


def test_words_the_model_does_not_know_come_last():
    """A map of an older vocabulary can still be compared."""
    a = drawn([Actor("x", "X", "wizard", "sky"), Actor("y", "Y", "club", "low")], "x charm y maybe")
    found = compare_landscapes(a, drawn(""), MODEL)
    assert [row.id for row in found.kinds] == ["club", "wizard"]
    assert [row.id for row in found.levels] == ["low", "sky"]
    assert [(row.kind, list(row.a), row.there_a) for row in found.relations] == [("charm", ["maybe"], False)]


def test_two_empty_maps_are_compared_without_a_row():
    """Nothing on either side."""
    found = compare_landscapes(drawn(""), drawn(""), MODEL)
    assert (found.kinds, found.levels, found.relations) == ((), (), ())
