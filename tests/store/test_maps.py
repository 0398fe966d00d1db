"""Structure maps in the store: cities, maps, actors and relations, and what is refused."""

import dataclasses

import pytest
from sqlalchemy import event

from tests.store.map_content import FULL, actor, ends, names, relation
from typology.model.basics import Text
from typology.store import (
    NOTE_LIMIT,
    ActorAbsentError,
    ActorIncompleteError,
    ActorNamelessError,
    ActorPresentError,
    Change,
    InvalidValueError,
    MergeRefusedError,
    NameTakenError,
    NoteTooLongError,
    NotFoundError,
    RelationIncompleteError,
    RelationPresentError,
    RelationToItselfError,
)
from typology.store.errors import StoreError


def test_cities_are_found_whatever_their_case_and_blanks(store, begin_map):
    """One city, however it is typed; it keeps the name it was first given, and counts its maps."""
    first = begin_map(city="Bad Musterstadt")
    begin_map(city=" bad  MUSTERSTADT ")
    other = begin_map(city="Ä")
    found = store.city_named("BAD musterstadt")
    assert (found.id, found.name, found.maps) == (first.city_id, "Bad Musterstadt", 2)
    assert store.city(first.city_id) == found
    assert store.city_named("Nirgends") is None
    store.archive_map(other.id)
    assert [(city.name, city.maps) for city in store.list_cities()] == [("Ä", 0), ("Bad Musterstadt", 2)]


def test_a_map_comes_back_as_it_was_begun(store):
    """Every value of the map itself; its id is that of the shipped map, else made from its number."""
    made = store.create_map(
        "Ort", "2016", "past", 2016, "w1", origin="invented", source_id="x", label={"de": "Kopf"}, note="Lücken"
    )
    assert store.map_record(made.id) == made
    shown = store.structure_map(made.id)
    assert (shown.id, shown.city, shown.wave, shown.kind, shown.year) == ("x", "Ort", "2016", "past", 2016)
    other = store.create_map("Ort", "2016", "past", None, "w1", source_id="6 B")
    assert store.structure_map(other.id).id == f"map_{other.id}"
    assert (shown.reporter, shown.origin, made.source_id) == ("w1", "invented", "x")
    assert (shown.label, shown.note) == (Text({"de": "Kopf"}), Text({"de": "Lücken"}))
    assert (shown.actors, shown.relations, made.archived) == ((), (), False)


def test_maps_are_listed_in_the_order_of_time(store, begin_map):
    """Look back, now, goal; those put away only if asked for, and brought back whole."""
    goal, now, past = (begin_map(wave=kind, kind=kind, year=None) for kind in ("goal", "now", "past"))
    elsewhere = begin_map(city="Aa")
    assert [m.id for m in store.list_maps(now.city_id)] == [past.id, now.id, goal.id]
    assert store.list_maps()[0].id == elsewhere.id
    assert store.archive_map(now.id).archived
    assert [m.id for m in store.list_maps(now.city_id)] == [past.id, goal.id]
    assert len(store.list_maps(include_archived=True)) == 4
    assert store.restore_map(now.id) == now


def test_the_map_itself_can_be_changed(store, map_id):
    """Point in time, year and heading; lists and single records say the same, and a year can be taken out again."""
    change = Change("map", "", {"wave": "2030", "kind": "goal", "year": 2030, "label": "Ziel", "note": {"en": "n"}})
    store.change_map(map_id, [change], editor="t")
    record = store.map_record(map_id)
    assert (record.wave, record.kind, record.year, record.label) == ("2030", "goal", 2030, Text("Ziel"))
    assert store.list_maps(record.city_id) == [record]
    store.change_map(map_id, [Change("map", "", {"year": None})], editor="t")
    assert store.structure_map(map_id).year is None
    store.undo(map_id, editor="t")
    store.undo(map_id, editor="t")
    assert store.structure_map(map_id).wave == "Heute"
    assert store.map_record(map_id).year == 2026
    for wrong in ({"wave": " "}, {"kind": "soon"}, {"year": 12}, {"reporter": "w2"}):
        with pytest.raises(InvalidValueError):
            store.change_map(map_id, [Change("map", "", wrong)], editor="t")


def test_a_map_grows_actor_by_actor(store, map_id):
    """Names give keys, in the order of entry; markup, other scripts and emoji stay as they are."""
    first = store.new_actor(
        map_id, " Büro <b>A</b> ", "k1", "l1", short="B", note={"de": "n", "en": " "}, sources=["q", "q"], editor="t"
    )
    second = store.new_actor(map_id, "مكتب", "k2", "l2", editor="t")
    third = store.new_actor(map_id, "👍", "k2", "l2", note="  wörtlich\n", editor="t")
    assert [first.key, second.key, third.key] == ["buero_b_a_b", "a", "a_2"]
    shown = store.structure_map(map_id)
    assert names(shown) == ["Büro <b>A</b>", "مكتب", "👍"]
    assert shown.actors[0] == actor(first.key, "Büro <b>A</b>", short="B", note=Text({"de": "n"}), sources=("q",))
    assert shown.actors[2].note == Text("  wörtlich\n")


def test_an_actor_of_the_city_is_taken_by_its_name(store, begin_map):
    """On another map of the city the same name is the same actor; of another city it is another one."""
    here, there, elsewhere = begin_map(), begin_map(reporter="w2"), begin_map(city="Ort")
    first = store.new_actor(here.id, "Haus der Vielfalt", "k1", "l1", short="HdV", editor="t")
    again = store.new_actor(there.id, "haus  DER vielfalt", "k2", "l2", editor="t")
    assert (again.key, first.reused, again.reused) == (first.key, False, True)
    assert store.structure_map(there.id).actors == (
        actor(first.key, "Haus der Vielfalt", short="HdV", kind="k2", level="l2"),
    )
    assert not store.new_actor(elsewhere.id, "Haus der Vielfalt", "k1", "l1", editor="t").reused
    with pytest.raises(ActorPresentError) as refused:
        store.new_actor(here.id, "HAUS der Vielfalt", "k1", "l1", editor="t")
    assert refused.value.details == {"actor": first.key, "name": "Haus der Vielfalt"}


def test_suggestions_name_every_actor_of_the_city_once(store, begin_map):
    """On how many maps it is and what was said of it last; maps put away do not count."""
    here, there, away = begin_map(), begin_map(), begin_map()
    for record in (here, there, away):
        store.new_actor(record.id, "B", f"k{record.id}", "l1", editor="t")
    store.new_actor(here.id, "A", "k1", "l1", short="a", editor="t")
    store.remove_actor(here.id, "a", editor="t")
    store.archive_map(away.id)
    found = store.city_actors(here.city_id)
    assert [(a.id, a.name, a.short, a.maps) for a in found] == [("a", "A", "a", 0), ("b", "B", "", 2)]
    assert found[1].kind in (f"k{here.id}", f"k{there.id}")
    assert store.city_actors(begin_map(city="Leer").city_id) == []


def test_a_name_is_the_same_on_all_maps(store, begin_map):
    """Renamed on one, renamed on all; a name that another actor has is refused and both stay as they were."""
    here, there = begin_map(), begin_map()
    for record in (here, there):
        store.new_actor(record.id, "Alt", "k1", "l1", editor="t")
    store.new_actor(there.id, "Andere", "k1", "l1", editor="t")
    store.change_map(here.id, [Change("name", "alt", {"name": "Neu", "short": "N"})], editor="t")
    assert names(store.structure_map(there.id)) == ["Neu", "Andere"]
    with pytest.raises(NameTakenError) as refused:
        store.change_map(here.id, [Change("name", "alt", {"name": "ANDERE"})], editor="t")
    assert refused.value.details == {"actor": "andere", "name": "Andere"}
    store.change_map(here.id, [Change("name", "alt", {"name": "NEU"})], editor="t")  # its own, in other letters
    assert names(store.structure_map(here.id)) == ["NEU"]


def test_relations_hold_all_that_is_said_of_them(store, pair):
    """Ends, kind, status, strength, reporter, note, sources."""
    added = store.new_relation(
        pair, "a", "b", "r1", "s1", strength="3", reporter="w2", note="n", sources=["q"], editor="t"
    )
    wanted = relation("a", "b", strength="3", reporter="w2", note=Text("n"), sources=("q",), id="a.r1.b")
    assert (added.key, added.reused) == ("a.r1.b", False)
    assert store.structure_map(pair).relations == (wanted,)
    store.change_map(pair, [Change("relation", "a.r1.b", {"status": "s2", "strength": None})], editor="t")
    assert store.structure_map(pair).relations == (dataclasses.replace(wanted, status="s2", strength=None),)


def test_a_relation_that_is_there_is_refused(store, pair):
    """Same ends, kind and reporter, whatever its status; the way back only where direction says nothing."""
    store.new_relation(pair, "a", "b", "r1", "s1", editor="t")
    with pytest.raises(RelationPresentError) as refused:
        store.new_relation(pair, "a", "b", "r1", "s2", editor="t")
    assert refused.value.details == {"relation": "a.r1.b", "name": "A", "other": "B"}
    with pytest.raises(RelationPresentError):
        store.new_relation(pair, "b", "a", "r1", "s1", undirected={"r1"}, editor="t")
    store.new_relation(pair, "b", "a", "r1", "s1", undirected={"r2"}, editor="t")
    store.new_relation(pair, "a", "b", "r2", "s1", editor="t")
    store.new_relation(pair, "a", "b", "r1", "s1", reporter="w2", editor="t")
    assert ends(store.structure_map(pair)) == [("a", "b"), ("b", "a"), ("a", "b"), ("a", "b")]
    with pytest.raises(RelationPresentError):
        store.change_map(pair, [Change("relation", "a.r2.b", {"kind": "r1"})], editor="t")


def test_relations_that_lead_nowhere_are_refused(store, pair):
    """To itself, to somebody unknown or taken off the map, or without all it needs; each with its own cause."""
    with pytest.raises(RelationToItselfError) as refused:
        store.new_relation(pair, "a", "a", "r1", "s1", editor="t")
    assert (refused.value.code, refused.value.details) == ("relation_to_itself", {"name": "A"})
    for unknown in ("x", "<b>", "B"):
        with pytest.raises(ActorAbsentError):
            store.new_relation(pair, "a", unknown, "r1", "s1", editor="t")
    for missing in (("", "b", "r1", "s1"), ("a", None, "r1", "s1"), ("a", "b", " ", "s1"), ("a", "b", "r1", "")):
        with pytest.raises(RelationIncompleteError):
            store.new_relation(pair, *missing, editor="t")
    store.remove_actor(pair, "b", editor="t")
    with pytest.raises(ActorAbsentError) as refused:
        store.new_relation(pair, "a", "b", "r1", "s1", editor="t")
    assert refused.value.details["name"] == "B"
    assert store.structure_map(pair).relations == ()


def test_actors_without_name_kind_or_level_are_refused(store, pair):
    """When they are entered and when they are changed; nothing of it is stored."""
    for kind, level in (("", "l1"), ("k1", " "), (None, "l1")):
        with pytest.raises(ActorIncompleteError):
            store.new_actor(pair, "C", kind, level, editor="t")
    for name in ("", " \t", "\0"):
        with pytest.raises(ActorNamelessError):
            store.new_actor(pair, name, "k1", "l1", editor="t")
    with pytest.raises(ActorIncompleteError):
        store.change_map(pair, [Change("actor", "a", {"level": ""})], editor="t")
    with pytest.raises(ActorNamelessError):
        store.change_map(pair, [Change("name", "a", {"name": " "})], editor="t")
    assert store.structure_map(pair).actors == (actor("a"), actor("b"))


@pytest.mark.parametrize(
    "change",
    [
        Change("actor", "a", {"colour": "red"}),
        Change("planet", "a", {"kind": "k1"}),
        Change("same", "a", {"as": "b"}),
        Change("actor", "a b", {"kind": "k1"}),
        Change("actor", "a\n", {"kind": "k1"}),
        Change("actor", "x" * 301, {"kind": "k1", "level": "l1"}),
        Change("actor", "a", {"gone": "yes"}),
        Change("actor", "a", {"sources": "q"}),
        Change("actor", "a", {"note": 7}),
        Change("actor", "a", {"kind": "k" * 301}),
        Change("actor", "a", ["kind"]),
        Change("actor", "new", {"kind": "k1", "level": "l1"}),
        Change("name", "new", {"name": "Neu"}),
        Change("relation", "new", {"status": "s1"}),
        Change("relation", "new", {"gone": True}),
        Change("relation", "a.r1.b", {"target": "a"}),
        Change("relation", "a.r1.b", {"target": "x"}),
    ],
)
def test_what_cannot_be_said_is_refused_and_all_with_it(store, pair, change):
    """A change set is stored whole or not at all."""
    store.new_relation(pair, "a", "b", "r1", "s1", editor="t")
    before, last = store.structure_map(pair), store.last_entry(pair)
    with pytest.raises(StoreError) as refused:
        store.change_map(pair, [Change("actor", "b", {"level": "l9"}), change], editor="t")
    assert isinstance(refused.value, InvalidValueError | NotFoundError)
    assert store.structure_map(pair) == before
    assert store.last_entry(pair) == last


def test_a_note_that_is_too_long_is_refused_not_cut(store, pair):
    """The note from before stays; the longest one is kept to its last sign, without what no database can keep."""
    store.change_map(pair, [Change("actor", "a", {"note": "x" * NOTE_LIMIT + "\0"})], editor="t")
    with pytest.raises(NoteTooLongError):
        store.change_map(pair, [Change("actor", "a", {"note": "y" * (NOTE_LIMIT + 1)})], editor="t")
    assert store.structure_map(pair).actor("a").note == Text("x" * NOTE_LIMIT)


def test_saying_the_same_again_writes_nothing(store, pair):
    """A form sent twice leaves one change set."""
    change = Change("actor", "a", {"level": "l2", "note": "n"})
    assert store.change_map(pair, [change], editor="t")
    last = store.last_entry(pair)
    assert store.change_map(pair, [change, Change("name", "a", {"name": "A"})], editor="t") == ""
    assert store.change_map(pair, [], editor="t") == ""
    assert store.last_entry(pair) == last


def test_an_actor_can_be_entered_together_with_its_relations(store, pair):
    """One change set, in whatever order its parts stand."""
    changes = [
        Change("relation", "n-a", {"source": "n", "target": "a", "kind": "r1", "status": "s1"}),
        Change("actor", "n", {"kind": "k1", "level": "l1"}),
        Change("name", "n", {"name": "Neu"}),
    ]
    store.change_map(pair, changes, editor="t")
    assert ends(store.structure_map(pair)) == [("n", "a")]
    store.undo(pair, editor="t")
    assert (names(store.structure_map(pair)), ends(store.structure_map(pair))) == (["A", "B"], [])


def test_an_actor_taken_off_hides_its_relations_and_brings_them_back(store, pair):
    """All but those that were taken off by themselves; the order stays, and their notes can be written meanwhile."""
    store.new_actor(pair, "C", "k1", "l1", editor="t")
    for source, target in (("a", "b"), ("b", "c"), ("c", "a")):
        store.new_relation(pair, source, target, "r1", "s1", editor="t")
    store.remove_relation(pair, "b.r1.c", editor="t")
    store.remove_actor(pair, "a", editor="t")
    assert (names(store.structure_map(pair)), ends(store.structure_map(pair))) == (["B", "C"], [])
    store.change_map(pair, [Change("relation", "a.r1.b", {"note": "n"})], editor="u")
    store.new_actor(pair, "A", "k1", "l3", editor="t")
    shown = store.structure_map(pair)
    assert (names(shown), ends(shown)) == (["A", "B", "C"], [("a", "b"), ("c", "a")])
    assert (shown.actor("a").level, shown.relation("a.r1.b").note) == ("l3", Text("n"))
    assert store.new_relation(pair, "b", "c", "r1", "s2", editor="t").reused
    assert store.structure_map(pair).relation("b.r1.c").status == "s2"


def test_two_spellings_become_one_on_every_map_and_two_again(store, begin_map):
    """Relations lead to the one that stays, those between the two vanish, the same are shown once with both notes."""
    here, there = begin_map(), begin_map()
    for record in (here, there):
        for name in ("Haus", "Das Haus", "Amt"):
            store.new_actor(record.id, name, "k1", "l1", note=name, sources=[name], editor="t")
    new = store.new_relation
    new(here.id, "haus", "amt", "r1", "s1", note="eins", sources=["q1"], editor="t")
    new(here.id, "das_haus", "amt", "r1", "s1", note="zwei", sources=["q2"], strength="2", editor="t")
    new(here.id, "das_haus", "haus", "r1", "s1", editor="t")
    store.remove_actor(there.id, "haus", editor="t")
    before = store.structure_map(here.id), store.structure_map(there.id)

    store.merge_actors(here.city_id, "das_haus", "haus", editor="t", map_id=here.id)
    one = store.structure_map(here.id)
    assert names(one) == ["Haus", "Amt"]
    assert (one.actor("haus").note, one.actor("haus").sources) == (Text("Haus\nDas Haus"), ("Haus", "Das Haus"))
    assert one.relations == (
        relation("haus", "amt", strength="2", note=Text("eins\nzwei"), sources=("q1", "q2"), id="haus.r1.amt"),
    )
    assert [(a.id, a.name) for a in store.structure_map(there.id).actors] == [("haus", "Haus"), ("amt", "Amt")]
    assert [a.id for a in store.city_actors(here.city_id)] == ["amt", "haus"]
    with pytest.raises(ActorPresentError):
        store.new_actor(here.id, "das haus", "k1", "l1", editor="t")

    store.unmerge(here.city_id, "das_haus", editor="t")
    assert (store.structure_map(here.id), store.structure_map(there.id)) == before
    assert store.unmerge(here.city_id, "das_haus", editor="t") == ""


def test_what_was_put_together_is_changed_as_one(store, pair):
    """A change, a removal and a return hold for all it is made of; a note is not said twice."""
    store.new_actor(pair, "C", "k1", "l1", note="c", editor="t")
    for key in ("a", "b"):
        store.new_relation(pair, key, "c", "r1", "s1", note=key, editor="t")
    city = store.map_record(pair).city_id
    store.merge_actors(city, "b", "a", editor="t")
    store.merge_actors(city, "c", "b", editor="t")  # b is shown as a: all three are one now
    assert names(store.structure_map(pair)) == ["A"]
    store.unmerge(city, "c", editor="t")
    store.change_map(pair, [Change("actor", "b", {"note": "neu", "level": "l2"})], editor="t")
    store.change_map(pair, [Change("relation", "b.r1.c", {"note": "neu", "status": "s2"})], editor="t")
    shown = store.structure_map(pair)
    assert [(a.id, a.level, a.note) for a in shown.actors] == [("a", "l2", Text("neu")), ("c", "l1", Text("c"))]
    assert [(r.id, r.status, r.note) for r in shown.relations] == [("a.r1.c", "s2", Text("neu"))]
    store.remove_relation(pair, "a.r1.c", editor="t")
    assert store.structure_map(pair).relations == ()
    store.undo(pair, editor="t")
    assert store.structure_map(pair) == shown
    store.remove_actor(pair, "a", editor="t")
    assert names(store.structure_map(pair)) == ["C"]
    store.change_map(pair, [Change("actor", "a", {"gone": False})], editor="t")
    assert names(store.structure_map(pair)) == ["A", "C"]


def test_what_cannot_be_put_together_is_refused(store, begin_map, pair):
    """An actor with itself, also by way of a third; unknown ones; on a map of another city."""
    city = store.map_record(pair).city_id
    with pytest.raises(MergeRefusedError):
        store.merge_actors(city, "a", "a", editor="t")
    store.merge_actors(city, "a", "b", editor="t")
    with pytest.raises(MergeRefusedError):
        store.merge_actors(city, "b", "a", editor="t")
    for wrong in ((city, "a", "x"), (city, "x", "a"), (city + 99, "a", "b")):
        with pytest.raises(NotFoundError):
            store.merge_actors(*wrong, editor="t")
    with pytest.raises(NotFoundError):
        store.merge_actors(city, "a", "b", editor="t", map_id=begin_map(city="Ort").id)


def test_unknown_maps_and_cities_are_not_found(store):
    """Whatever is asked of them, and however wrong the number is."""
    for number in (1, 0, -1, 2**40, "1", True, None):
        for ask in ("map_record", "structure_map", "history", "archive_map", "map_state", "city"):
            with pytest.raises(NotFoundError):
                getattr(store, ask)(number)
        with pytest.raises(NotFoundError):
            store.undo(number, editor="t")
        with pytest.raises(NotFoundError):
            store.new_actor(number, "A", "k1", "l1", editor="t")
    with pytest.raises(NotFoundError):
        store.create_map("Ort", "Heute", "now", None, "w1", copy_of=7)
    assert store.list_cities() == []


@pytest.mark.parametrize(
    "wrong",
    [{"city": " "}, {"wave": ""}, {"kind": "soon"}, {"year": 20}, {"reporter": ""}, {"origin": "found"}, {"label": 1}],
)
def test_a_map_needs_its_words(store, begin_map, wrong):
    """A city, a point in time of a known kind, somebody who draws; else no city is entered either."""
    with pytest.raises(InvalidValueError):
        begin_map(**wrong)
    assert store.list_cities() == []


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_change_asks_the_database_few_questions(store, begin_map):
    """However much is on the map: its row, its entries, one insert."""
    map_id = begin_map(content=FULL).id
    asked = []
    event.listen(store._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    store.change_map(map_id, [Change("actor", "a", {"level": "l2"})], editor="t")
    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) == 3
    asked.clear()
    store.last_entry(map_id)
    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) == 1


def test_a_copy_goes_its_own_way(store, begin_map):
    """A copy shows the same and shares the names; what is changed afterwards stays on its own map."""
    first = begin_map(content=FULL)
    copy = begin_map(copy_of=first.id, reporter="w2")
    shown = store.structure_map(first.id)
    assert (store.structure_map(copy.id).actors, store.structure_map(copy.id).relations) == (
        shown.actors,
        shown.relations,
    )
    store.change_map(copy.id, [Change("actor", "a", {"level": "l9"})], editor="t")
    store.remove_relation(copy.id, "own-id", editor="t")
    assert store.structure_map(first.id) == shown
    elsewhere = begin_map(copy_of=first.id, city="Ort")
    assert store.structure_map(elsewhere.id).actors == shown.actors


def test_an_actor_drawn_under_its_other_spelling_comes_back_too(store, begin_map, pair):
    """On a map that knows only the spelling that was replaced."""
    other = begin_map().id
    store.new_actor(other, "B", "k2", "l2", editor="t")
    store.merge_actors(store.map_record(pair).city_id, "b", "a", editor="t")
    store.remove_actor(other, "a", editor="t")
    assert names(store.structure_map(other)) == []
    store.change_map(other, [Change("actor", "a", {"gone": False, "level": "l3"})], editor="t")
    assert store.structure_map(other).actors == (actor("a", kind="k2", level="l3"),)
