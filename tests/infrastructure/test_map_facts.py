"""Maps of many cities side by side, as counts."""

from dataclasses import replace

from tests.infrastructure.made import MODEL, drawn, relation
from typology.infrastructure.map_facts import map_facts
from typology.model.vocabulary import Actor


def at(actor_id, kind, level):
    return Actor(actor_id, actor_id.upper(), kind, level)


def test_actors_are_counted_by_group_kind_and_level():
    """Two clubs and the union are red, the office is blue, nobody is green; zeros stay, so that cities line up."""
    actors = (at("a", "union", "mid"), at("b", "club", "low"), at("c", "club", "low"), at("d", "office", "up"))
    found = map_facts(MODEL, replace(drawn("a b c d", "a-b"), actors=actors))
    assert dict(found.groups) == {"red": 3, "blue": 1, "green": 0}
    assert list(found.groups) == ["red", "blue", "green"]
    assert dict(found.kinds) == {"union": 1, "club": 2, "office": 1}
    assert list(found.kinds) == ["union", "club", "office"]
    assert dict(found.levels) == {"up": 1, "mid": 1, "low": 2}
    assert found.unknown == 0


def test_only_relations_that_are_there_count_as_being_there():
    """Two talks exist and one is planned; a relation to itself and one that lost an end are none."""
    found = map_facts(MODEL, drawn("a b c", "a talk b, a send b, b talk c, a talk c plan, a talk a, a pay gone"))
    assert dict(found.relations) == {"talk": 2, "send": 1, "pay": 0, "path": 0, "strain": 0}
    assert dict(found.not_there) == {"talk": 1}


def test_what_the_model_does_not_know_is_counted_and_not_lost():
    """A kind, a level and a relation from another vocabulary."""
    plain = drawn("a b", "a-b")
    odd = replace(
        plain, actors=(at("a", "star", "mid"), at("b", "club", "orbit")),
        relations=(*plain.relations, relation("a orbit b")),
    )  # fmt: skip
    found = map_facts(MODEL, odd)
    assert (found.unknown, found.kinds["star"]) == (3, 1)
    assert "orbit" not in found.relations


def test_an_empty_map_has_nothing():
    """Zeros only."""
    found = map_facts(MODEL, drawn("", ""))
    assert {*found.groups.values(), *found.levels.values(), *found.relations.values()} == {0}
    assert (dict(found.kinds), dict(found.not_there), found.unknown) == ({}, {}, 0)
