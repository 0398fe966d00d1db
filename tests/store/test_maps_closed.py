"""Structure maps that are not to be changed: those from sources, templates, and those that were put away."""

import dataclasses

import pytest
from sqlalchemy import delete

from tests.store.map_content import FULL, actor, drawing, names, relation
from typology.store import Change, MapArchivedError, MapSealedError
from typology.store.tables import map_entries

SOURCED = drawing(
    [actor("office", "Landesministerium"), actor("women", "Frauenbüro", short="FB"), actor("club", "Verein")],
    [relation("office", "women", id="e1")],
    id="town_2026",
    city="Beispielstadt",
    origin="sourced",
)
TRIES = {
    "change": lambda store, n: store.change_map(n, [Change("actor", "women", {"level": "l9"})], editor="t"),
    "head": lambda store, n: store.change_map(n, [Change("map", "", {"wave": "Später"})], editor="t"),
    "name": lambda store, n: store.change_map(n, [Change("name", "women", {"name": "Neu"})], editor="t"),
    "actor": lambda store, n: store.new_actor(n, "Neu", "k1", "l1", editor="t"),
    "relation": lambda store, n: store.new_relation(n, "club", "women", "r1", "s1", editor="t"),
    "remove_actor": lambda store, n: store.remove_actor(n, "club", editor="t"),
    "remove_relation": lambda store, n: store.remove_relation(n, "e1", editor="t"),
    "import": lambda store, n: store.import_map(n, FULL, replace=True, editor="t"),
    "merge": lambda store, n: store.merge_actors(store.map_record(n).city_id, "club", "women", editor="t", map_id=n),
    "unmerge": lambda store, n: store.unmerge(store.map_record(n).city_id, "club", editor="t", map_id=n),
    "undo": lambda store, n: store.undo(n, editor="intake"),
    "undo_batch": lambda store, n: store.undo_batch(n, store.history(n)[0].batch, editor="t"),
}


@pytest.mark.parametrize("attempt", TRIES)
@pytest.mark.parametrize("origin", ["sourced", "template"])
def test_a_map_from_sources_and_a_template_refuse_every_change(store, attempt, origin):
    """With a cause of its own, and stay as they were; they can still be put away and brought back."""
    made = store.add_shipped_map(dataclasses.replace(SOURCED, origin=origin))
    shown, last = store.structure_map(made.id), store.last_entry(made.id)
    with pytest.raises(MapSealedError) as refused:
        TRIES[attempt](store, made.id)
    assert refused.value.code == "map_sealed"
    assert (store.structure_map(made.id), store.last_entry(made.id)) == (shown, last)
    assert store.archive_map(made.id).archived
    assert store.restore_map(made.id) == made


@pytest.mark.parametrize("attempt", TRIES)
def test_a_map_that_was_put_away_refuses_every_change(store, begin_map, attempt):
    """From a tab that is still open, too; brought back it can be changed again."""
    made = begin_map(content=SOURCED, editor="intake")
    shown, last = store.structure_map(made.id), store.last_entry(made.id)
    store.archive_map(made.id)
    with pytest.raises(MapArchivedError) as refused:
        TRIES[attempt](store, made.id)
    assert refused.value.code == "map_archived"
    assert (store.structure_map(made.id), store.last_entry(made.id)) == (shown, last)
    store.restore_map(made.id)
    TRIES[attempt](store, made.id)


def test_what_is_changed_in_a_copy_does_not_reach_the_map_from_sources(store):
    """A new name, a new short name, two spellings put together: only the copy shows it, under the same ids."""
    made = store.add_shipped_map(SOURCED)
    known, at = store.map_state(made.id), store.changed_at(made.id)
    copy = store.create_map("Beispielstadt", "Heute", "now", None, "w1", copy_of=made.id)
    assert store.structure_map(copy.id).actors == SOURCED.actors
    store.change_map(copy.id, [Change("name", "women", {"name": "Neu", "short": "N"})], editor="t")
    store.merge_actors(copy.city_id, "club", "women", editor="t", map_id=copy.id)
    assert [(a.id, a.name, a.short) for a in store.structure_map(copy.id).actors] == [
        ("office", "Landesministerium", ""), ("women", "Neu", "N"),
    ]  # fmt: skip
    assert store.structure_map(made.id) == SOURCED
    assert store.map_state(made.id, known) == known == store.map_state(made.id)
    assert (len(store.history(made.id)), store.last_entry(made.id)) == (1, known.last)
    assert store.changed_at(made.id) == at
    assert store.changes_since(made.id, known.last) == []


def test_names_of_the_city_do_not_reach_a_map_from_sources_that_comes_later(store, begin_map):
    """It keeps its words, the city keeps its own, and the actors are the same ones: by id, else by name."""
    own = begin_map()
    for name in ("Women", "Verein e. V.", "Landesministerium"):
        store.new_actor(own.id, name, "k1", "l1", short="x", editor="t")
    store.merge_actors(own.city_id, "women", "verein_e_v", editor="t")
    store.unmerge(own.city_id, "women", editor="t")
    known = store.map_state(own.id)
    made = store.add_shipped_map(SOURCED)
    assert [(a.id, a.name, a.short) for a in store.structure_map(made.id).actors] == [
        ("landesministerium", "Landesministerium", ""), ("women", "Frauenbüro", "FB"), ("club", "Verein", ""),
    ]  # fmt: skip
    for state in (store.map_state(own.id, known), store.map_state(own.id)):
        assert state.fields["name", "women"] == {"name": "Women", "short": "x"}
    assert names(store.structure_map(own.id)) == ["Women", "Verein e. V.", "Landesministerium"]
    assert {a.id: (a.name, a.maps) for a in store.city_actors(own.city_id)} == {
        "women": ("Women", 2), "verein_e_v": ("Verein e. V.", 1), "landesministerium": ("Landesministerium", 2),
        "club": ("Verein", 1),
    }  # fmt: skip


def test_a_template_does_not_shorten_the_names_of_a_map_from_sources(store, begin_map):
    """The own map that begins with it shows the short name, the map from sources has none."""
    made = store.add_shipped_map(SOURCED)
    template = drawing([actor("t1", "Landesministerium", short="Ministerium")], origin="template")
    own = begin_map(content=template)
    assert store.structure_map(own.id).actors == (actor("office", "Landesministerium", short="Ministerium"),)
    assert store.structure_map(made.id) == SOURCED


def test_two_maps_from_sources_keep_their_own_words_for_the_same_actor(store):
    """An office was called otherwise in another year."""
    earlier = dataclasses.replace(SOURCED, id="town_2016", actors=(actor("office", "Staatskanzlei"),), relations=())
    shown = [store.structure_map(store.add_shipped_map(m).id) for m in (SOURCED, earlier)]
    assert shown == [SOURCED, earlier]


def test_a_map_from_sources_without_names_of_its_own_is_called_as_the_city_called_it_then(store, begin_map):
    """As maps were once entered: an actor that the city knew was not named a second time. Nobody becomes a key."""
    own = begin_map(content=SOURCED)
    made = store.add_shipped_map(SOURCED)
    with store.writing() as connection:
        connection.execute(delete(map_entries).where(map_entries.c.map_id == made.id, map_entries.c.subject == "name"))
    store.change_map(own.id, [Change("name", "women", {"name": "Neu"})], editor="t")
    assert store.structure_map(made.id) == SOURCED


def test_an_actor_of_a_map_from_sources_is_found_by_its_name(store, begin_map):
    """Drawn on a map of one's own it is the same actor, so that the two can be laid over one another."""
    store.add_shipped_map(SOURCED)
    own = begin_map()
    added = store.new_actor(own.id, "frauenbüro", "k2", "l2", editor="t")
    assert (added.key, added.reused) == ("women", True)
    assert store.structure_map(own.id).actors == (actor("women", "Frauenbüro", short="FB", kind="k2", level="l2"),)


def test_a_map_from_sources_is_not_taken_back_from_another_map(store, begin_map):
    """Its names stand in the history of the city; they say on which map they were given."""
    own = begin_map()
    made = store.add_shipped_map(SOURCED)
    entry = store.history(own.id)[0]
    assert entry.map_id == made.id
    with pytest.raises(MapSealedError):
        store.undo_batch(own.id, entry.batch, editor="t")
    assert store.structure_map(made.id) == SOURCED
