"""Taking whole maps in: shipped ones, templates, files; which actors are the same, and what is refused."""

import dataclasses

import pytest

from tests.store.map_content import FULL, actor, drawing, ends, names, relation
from typology.model.basics import Text
from typology.store import (
    ActorAbsentError,
    ActorIncompleteError,
    ActorNamelessError,
    Change,
    RelationIncompleteError,
    RelationToItselfError,
)


def content(shown):
    """Return what is on a map, without the map itself."""
    return shown.actors, shown.relations


def test_a_shipped_map_is_entered_once(store):
    """With every field; asked again the one that is there is returned, even if it was put away."""
    shipped = dataclasses.replace(
        FULL, id="ort_2026", kind="goal", year=2030, origin="sourced", label=Text("Kopf"), note=Text({"en": "thin"})
    )
    made = store.add_shipped_map(shipped)
    assert store.structure_map(made.id) == shipped
    assert (made.source_id, made.sealed) == ("ort_2026", True)
    away = store.archive_map(made.id)
    assert store.add_shipped_map(shipped) == away
    assert len(store.list_maps(include_archived=True)) == 1


def test_shipped_maps_of_a_city_share_their_actors(store):
    """Equal ids are the same actor, under the name it was entered with first."""
    store.add_shipped_map(drawing([actor("a", "Amt", short="A")], id="one"))
    second = store.add_shipped_map(drawing([actor("a", "Das Amt", short="DA"), actor("b", "AMT")], id="two"))
    shown = store.structure_map(second.id)
    assert [(a.id, a.name, a.short) for a in shown.actors] == [("a", "Amt", "A"), ("b", "AMT", "")]
    assert [a.maps for a in store.city_actors(second.city_id)] == [2, 1]


def test_a_file_says_the_same_after_the_round(store, map_id):
    """What was exported is taken in as it is, on its own map, on a new one of the city, and elsewhere."""
    store.import_map(map_id, FULL, replace=False, editor="t")
    shown = store.structure_map(map_id)
    assert content(shown) == content(FULL)
    assert store.import_map(map_id, shown, replace=True, editor="t") == ""
    for city in (shown.city, "Ort"):
        again = store.create_map(city, "Heute", "now", None, "w1", content=shown)
        assert content(store.structure_map(again.id)) == content(FULL)


def test_a_file_from_elsewhere_meets_the_city_by_name(store, pair):
    """The same name is the same actor; the same id with another name is another one, and nobody becomes two."""
    foreign = drawing(
        [actor("b", "a"), actor("a", "Fremd"), actor("Knoten 1", "Amt"), actor("n2", "Amt"), actor("x", "b")],
        [relation("b", "a"), relation("Knoten 1", "n2", id="e 1"), relation("n2", "x", id="e2")],
    )
    store.import_map(pair, foreign, replace=False, editor="t")
    shown = store.structure_map(pair)
    assert [(a.id, a.name) for a in shown.actors] == [
        ("a", "A"), ("b", "B"), ("fremd", "Fremd"), ("amt", "Amt"), ("n2", "Amt"),
    ]  # fmt: skip
    assert ends(shown) == [("a", "fremd"), ("amt", "n2"), ("n2", "b")]
    assert [r.id for r in shown.relations] == ["a.r1.fremd", "amt.r1.n2", "e2"]


def test_an_older_file_knows_an_actor_by_its_former_name(store, pair):
    """Renamed since it was written: it is the same actor and is called as the file says; undo calls it back."""
    before = store.structure_map(pair)
    store.change_map(pair, [Change("name", "a", {"name": "Neu", "short": "N"})], editor="u")
    store.import_map(pair, before, replace=True, editor="t")
    assert store.structure_map(pair).actors[0] == actor("a", short="N")
    store.undo(pair, editor="t")
    assert names(store.structure_map(pair)) == ["Neu", "B"]


def test_taking_in_adds_to_what_is_there(store, pair):
    """What the file says counts, what it does not mention stays; a relation that is there is not entered twice."""
    store.new_relation(pair, "a", "b", "r1", "s1", note="alt", editor="u")
    store.new_relation(pair, "b", "a", "r1", "s1", editor="u")
    given = drawing([actor("a", level="l2"), actor("b"), actor("c")], [relation("a", "b", status="s2", strength="2")])
    assert store.import_map(pair, given, replace=False, editor="t")
    shown = store.structure_map(pair)
    assert [(a.id, a.level) for a in shown.actors] == [("a", "l2"), ("b", "l1"), ("c", "l1")]
    assert [(r.id, r.status, r.note) for r in shown.relations] == [
        ("a.r1.b", "s2", Text({})), ("b.r1.a", "s1", Text({})),
    ]  # fmt: skip


def test_replacing_shows_what_the_file_shows_and_no_more(store, pair):
    """Not even relations that would come back with an actor that was taken off."""
    store.new_relation(pair, "a", "b", "r1", "s1", editor="u")
    store.remove_actor(pair, "a", editor="u")
    given = drawing([actor("a"), actor("b"), actor("c")], [relation("b", "c")])
    store.import_map(pair, given, replace=True, editor="t")
    assert content(store.structure_map(pair)) == (given.actors, (relation("b", "c", id="b.r1.c"),))
    store.import_map(pair, drawing(), replace=True, editor="t")
    assert content(store.structure_map(pair)) == ((), ())
    assert [a.maps for a in store.city_actors(store.map_record(pair).city_id)] == [0, 0, 0]


def test_a_file_meets_an_actor_under_any_of_its_spellings(store, pair):
    """Two spellings are one actor since; the file still writes one of them."""
    store.merge_actors(store.map_record(pair).city_id, "b", "a", editor="u")
    given = drawing([actor("b", level="l2"), actor("c")], [relation("b", "c")])
    store.import_map(pair, given, replace=True, editor="t")
    shown = store.structure_map(pair)
    assert ([(a.id, a.level) for a in shown.actors], ends(shown)) == ([("a", "l2"), ("c", "l1")], [("a", "c")])


def test_the_same_relation_twice_in_a_file_is_shown_once_with_both_notes(store, map_id):
    """Nothing of either is lost; another status or reporter makes it another one."""
    twice = [relation("a", "b", note=Text("eins"), id="e1"), relation("a", "b", note=Text("zwei"), id="e2")]
    others = [relation("a", "b", status="s2"), relation("a", "b", reporter="w2")]
    store.import_map(map_id, drawing([actor("a"), actor("b")], twice + others), replace=False, editor="t")
    shown = store.structure_map(map_id)
    assert [(r.id, r.note) for r in shown.relations] == [
        ("e1", Text("eins\nzwei")), ("a.r1.b", Text({})), ("a.r1.b_2", Text({})),
    ]  # fmt: skip
    assert store.import_map(map_id, shown, replace=False, editor="t")  # the joined note is now that of one
    assert store.structure_map(map_id) == shown


@pytest.mark.parametrize(
    ("actors", "relations", "error", "details"),
    [
        ([actor("a"), actor("b", level="")], [], ActorIncompleteError, {"actor": "b", "name": "B"}),
        ([actor("a", " ")], [], ActorNamelessError, {"actor": "a"}),
        ([actor("a")], [relation("a", "x")], ActorAbsentError, {"actor": "x", "name": "x"}),
        ([actor("a", "Amt")], [relation("a", "a")], RelationToItselfError, {"name": "Amt"}),
        ([actor("a"), actor("b")], [relation("a", "b", status="")], RelationIncompleteError, {"name": "a.r1.b"}),
    ],
)
def test_a_file_with_a_flaw_is_refused_whole(store, pair, actors, relations, error, details):
    """The reason names where; the map stays as it was, and no new map is begun."""
    before, last = store.structure_map(pair), store.last_entry(pair)
    given = drawing([actor("new"), *actors], relations)
    with pytest.raises(error) as refused:
        store.import_map(pair, given, replace=True, editor="t")
    assert refused.value.details == details
    assert (store.structure_map(pair), store.last_entry(pair)) == (before, last)
    with pytest.raises(error):
        store.create_map("Ort", "Heute", "now", None, "w1", content=given)
    assert store.city_named("Ort") is None


def test_two_thousand_actors_come_back(store, map_id):
    """With ten thousand relations, in their order."""
    actors = [actor(f"n{i}", f"Akteur {i}") for i in range(2000)]
    relations = [relation(f"n{i}", f"n{(i + step) % 2000}") for i in range(2000) for step in (1, 2, 3, 5, 8)]
    store.import_map(map_id, drawing(actors, relations), replace=True, editor="t")
    shown = store.structure_map(map_id)
    assert shown.actors == tuple(actors)
    assert ends(shown) == [(r.source, r.target) for r in relations]
