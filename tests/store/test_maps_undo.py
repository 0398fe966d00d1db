"""Undo and history of structure maps: whose change is taken back, what stays, and who learns of it."""

import random
from datetime import UTC, datetime

import pytest

from tests.store.map_content import FULL, ends, names
from typology.model.basics import Text
from typology.store import Change, NotFoundError
from typology.store.map_records import Entry
from typology.store.map_undoing import plan_undo, state_of, taken_back


def level(store, number, key="a"):
    """Return where an actor stands."""
    return store.structure_map(number).actor(key).level


def put(store, number, editor, key="a", **fields):
    """Change an actor and return the change set."""
    return store.change_map(number, [Change("actor", key, fields)], editor=editor)


def summary(changes):
    """Return what changed, without whom it concerns."""
    return [(c.subject, c.key, c.field, c.before, c.after) for c in changes]


def test_undo_goes_back_step_by_step(store, pair):
    """Each undo takes back one change set more, until nothing of this tab is left; then None."""
    put(store, pair, "t", level="l2")
    put(store, pair, "t", level="l3", note="n")
    store.new_relation(pair, "a", "b", "r1", "s1", editor="t")
    first = store.undo(pair, editor="t")
    assert ends(store.structure_map(pair)) == []
    assert ("relation", "a.r1.b", "gone", False, True) in summary(first.restored)
    second = store.undo(pair, editor="t")
    assert summary(second.restored) == [
        ("actor", "a", "level", "l3", "l2"),
        ("actor", "a", "note", {"de": "n"}, {}),
    ]
    assert (second.restored[0].names, second.left) == (("A",), ())
    store.undo(pair, editor="t")
    assert level(store, pair) == "l1"
    assert store.undo(pair, editor="t") is None
    put(store, pair, "t", level="l4")
    assert summary(store.undo(pair, editor="t").restored) == [("actor", "a", "level", "l4", "l1")]


def test_undo_leaves_what_others_have_changed_since(store, pair):
    """Per field: theirs stays and is named, mine goes; the next undo goes on to what I did before."""
    put(store, pair, "t", kind="k2")
    put(store, pair, "t", level="l2", note="meine")
    put(store, pair, "u", level="l3")
    undone = store.undo(pair, editor="t")
    assert summary(undone.restored) == [("actor", "a", "note", {"de": "meine"}, {})]
    assert summary(undone.left) == [("actor", "a", "level", "l2", "l3")]
    assert level(store, pair) == "l3"
    assert summary(store.undo(pair, editor="t").restored) == [("actor", "a", "kind", "k2", "k1")]


def test_undo_with_nothing_left_to_restore_still_counts(store, pair):
    """It says so, and is not offered a second time."""
    put(store, pair, "t", level="l2")
    put(store, pair, "u", level="l3")
    undone = store.undo(pair, editor="t")
    assert (undone.restored, len(undone.left)) == ((), 1)
    assert store.undo(pair, editor="t") is None


def test_undo_never_brings_back_what_was_taken_back(store, pair):
    """Mine was over theirs, theirs was taken back meanwhile: undoing mine leads to what was before both."""
    put(store, pair, "t", level="l2")
    put(store, pair, "u", level="l3")
    store.undo(pair, editor="t")
    assert summary(store.undo(pair, editor="u").restored) == [("actor", "a", "level", "l3", "l1")]


def test_undo_of_another_tab_or_map_is_none_of_mine(store, begin_map, pair):
    """Each tab takes back its own, each on the map it is looking at."""
    put(store, pair, "t", level="l2")
    assert store.undo(pair, editor="u") is None
    assert store.undo(begin_map().id, editor="t") is None
    assert level(store, pair) == "l2"


def test_an_actor_others_have_worked_on_stays(store, pair):
    """Taking back that it was entered would take their work with it; without such work it goes."""
    for name in ("Mit", "Ohne", "Verbunden"):
        store.new_actor(pair, name, "k1", "l1", note="n", editor="t")
    put(store, pair, "u", "mit", level="l2")
    store.new_relation(pair, "verbunden", "b", "r1", "s1", editor="u")
    undone = [store.undo(pair, editor="t") for _ in range(3)]
    shown = store.structure_map(pair)
    assert names(shown) == ["A", "B", "Mit", "Verbunden"]
    assert (shown.actor("mit").level, ends(shown)) == ("l2", [("verbunden", "b")])
    assert [[c.field for c in u.left] for u in undone] == [["gone"], [], ["level", "gone"]]
    store.remove_relation(pair, "verbunden.r1.b", editor="u")
    assert names(store.structure_map(pair))[-1] == "Verbunden"


def test_a_removal_can_be_undone_whatever_was_written_meanwhile(store, pair):
    """The actor comes back with what others have said of it since."""
    store.remove_actor(pair, "a", editor="t")
    put(store, pair, "u", note="später")
    store.undo(pair, editor="t")
    assert store.structure_map(pair).actor("a").note == Text("später")


def test_any_change_set_of_the_history_can_be_taken_back_and_set_in_force_again(store, pair):
    """Taking back the taking back restores it; a second time there is nothing to do."""
    batch = put(store, pair, "t", level="l2", note="n")
    put(store, pair, "u", kind="k2")
    undone = store.undo_batch(pair, batch, editor="u")
    assert (level(store, pair), undone.undoes) == ("l1", batch)
    assert store.undo_batch(pair, batch, editor="u") is None
    again = store.undo_batch(pair, undone.batch, editor="t")
    assert level(store, pair) == "l2"
    assert len(again.restored) == 2
    assert store.undo(pair, editor="t").undoes == batch  # in force again, so it is the last of this tab
    assert level(store, pair) == "l1"
    assert store.structure_map(pair).actor("a").kind == "k2"
    with pytest.raises(NotFoundError):
        store.undo_batch(pair, "none", editor="t")


def test_setting_in_force_again_leaves_what_others_have_said_since(store, pair):
    """Their later value stays and is named."""
    batch = put(store, pair, "t", level="l2")
    undone = store.undo_batch(pair, batch, editor="t")
    put(store, pair, "u", level="l3")
    again = store.undo_batch(pair, undone.batch, editor="t")
    assert (again.restored, summary(again.left)) == ((), [("actor", "a", "level", "l2", "l3")])


def test_names_are_taken_back_on_all_maps_from_any_of_them(store, begin_map, pair):
    """A new name was typed on one map; another one shows it in its history and can take it back."""
    other = begin_map(copy_of=pair).id
    batch = store.change_map(pair, [Change("name", "a", {"name": "Neu"})], editor="t")
    assert names(store.structure_map(other)) == ["Neu", "B"]
    assert summary(store.history(other)[0].changes) == [("name", "a", "name", "A", "Neu")]
    undone = store.undo_batch(other, batch, editor="u")
    assert names(store.structure_map(other)) == names(store.structure_map(pair)) == ["A", "B"]
    assert [entry.taken_back for entry in store.history(pair)[:2]] == [False, True]
    assert store.undo_batch(other, batch, editor="u") is None
    store.undo_batch(other, undone.batch, editor="u")
    assert names(store.structure_map(pair)) == ["Neu", "B"]


def test_what_is_drawn_on_another_map_is_not_taken_back_from_here(store, begin_map, pair):
    """Only the name that both share is; the rest of that change set is in force still and can be undone over there."""
    other = begin_map(copy_of=pair).id
    changes = [Change("name", "a", {"name": "Neu"}), Change("actor", "a", {"level": "l2"})]
    batch = store.change_map(pair, changes, editor="t")
    undone = store.undo_batch(other, batch, editor="u")
    assert summary(undone.restored) == [("name", "a", "name", "Neu", "A")]
    assert (names(store.structure_map(pair)), level(store, pair)) == (["A", "B"], "l2")
    assert store.undo_batch(other, batch, editor="u") is None
    assert not any(entry.taken_back for entry in store.history(pair))
    store.undo_batch(other, undone.batch, editor="u")
    assert names(store.structure_map(pair)) == ["Neu", "B"]
    store.undo_batch(other, batch, editor="u")
    assert summary(store.undo(pair, editor="t").restored) == [("actor", "a", "level", "l2", "l1")]
    assert (names(store.structure_map(pair)), level(store, pair)) == (["A", "B"], "l1")


def test_a_file_taken_in_on_one_map_cannot_be_emptied_from_another(store, begin_map, pair):
    """The names it brought stand in the history of every map of the city; taking them back there does nothing."""
    other = begin_map().id
    batch = store.import_map(other, FULL, replace=False, editor="t")
    shown = store.structure_map(other)
    assert (entry := store.history(pair)[0]).batch == batch
    assert entry.map_id == other
    last = store.last_entry(pair)
    assert store.undo_batch(pair, batch, editor="u") is None
    assert (store.structure_map(other), store.last_entry(pair)) == (shown, last)
    store.undo_batch(other, batch, editor="u")
    assert store.structure_map(other).actors == ()


def test_two_spellings_put_together_on_a_map_are_undone_there(store, pair):
    """Like any other change, and from the history too."""
    city = store.map_record(pair).city_id
    batch = store.merge_actors(city, "b", "a", editor="t", map_id=pair)
    assert store.history(pair, 1)[0].changes[0].names == ("B", "A")
    assert store.undo(pair, editor="t").undoes == batch
    assert names(store.structure_map(pair)) == ["A", "B"]
    batch = store.merge_actors(city, "b", "a", editor="t")
    assert store.undo(pair, editor="t") is None
    store.undo_batch(pair, batch, editor="t")
    assert names(store.structure_map(pair)) == ["A", "B"]


def test_two_that_replace_each_other_are_shown_once(store, pair):
    """Only taking back can make such a circle; nothing fails, and one of the two is shown."""
    city = store.map_record(pair).city_id
    first = store.merge_actors(city, "a", "b", editor="t")
    undone = store.undo_batch(pair, first, editor="t")
    store.merge_actors(city, "b", "a", editor="t")
    store.undo_batch(pair, undone.batch, editor="t")
    assert names(store.structure_map(pair)) == ["A"]


def test_one_undo_takes_a_whole_file_back(store, pair):
    """What was replaced is there again, actors, relations and all."""
    store.new_relation(pair, "a", "b", "r1", "s1", note="n", editor="u")
    before = store.structure_map(pair)
    store.import_map(pair, FULL, replace=True, editor="t")
    assert len(store.structure_map(pair).actors) == 3
    store.undo(pair, editor="t")
    assert store.structure_map(pair) == before


def test_the_history_says_who_changed_what(store, pair):
    """Newest first, with the values before and after and the names of those concerned; as many as asked for."""
    store.new_relation(pair, "a", "b", "r1", "s1", editor="t", author="Ada")
    store.change_map(
        pair,
        [Change("relation", "a.r1.b", {"status": "s2"}), Change("map", "", {"wave": "Jetzt"})],
        editor="u",
        author="Bo",
    )
    newest, before = store.history(pair, 2)
    assert (newest.editor, newest.author, newest.map_id, newest.undoes) == ("u", "Bo", pair, None)
    assert summary(newest.changes) == [
        ("relation", "a.r1.b", "status", "s1", "s2"),
        ("map", "", "wave", "Heute", "Jetzt"),
    ]
    assert [c.names for c in newest.changes] == [("A", "B"), ()]
    assert ("relation", "a.r1.b", "source", None, "a") in summary(before.changes)
    assert newest.given_at >= before.given_at
    assert newest.last == store.last_entry(pair)
    assert newest.given_at == store.changed_at(pair)
    assert store.changed_at(store.create_map("Leer", "Heute", "now", None, "w1").id) is None
    assert (len(store.history(pair)), len(store.history(pair, None)), len(store.history(pair, 1))) == (4, 4, 1)
    assert store.history(pair, 0) == []


def test_others_learn_what_changed_since_they_looked(store, begin_map, pair):
    """Names changed on another map too, but neither one's own changes nor what only concerns another map."""
    other = begin_map(copy_of=pair).id
    seen = store.last_entry(pair)
    assert store.changes_since(pair, seen) == []
    put(store, pair, "t", level="l2")
    put(store, other, "u", level="l9")
    assert [e.editor for e in store.changes_since(pair, seen)] == ["t"]
    assert store.changes_since(pair, seen, not_editor="t") == []
    unchanged = store.last_entry(pair)
    put(store, other, "u", level="l8")
    assert store.last_entry(pair) == unchanged
    store.change_map(other, [Change("name", "b", {"name": "Neu"})], editor="u")
    assert store.last_entry(pair) > unchanged
    found = store.changes_since(pair, seen, not_editor="t")
    assert [summary(e.changes) for e in found] == [[("name", "b", "name", "B", "Neu")]]


def test_a_state_that_is_known_is_brought_up_to_date(store, pair):
    """Reading only what came since gives the same as reading everything."""
    known = store.map_state(pair)
    store.new_actor(pair, "C", "k1", "l1", editor="t")
    put(store, pair, "t", level="l2")
    now = store.map_state(pair, known)
    assert now == store.map_state(pair)
    assert now.last == store.last_entry(pair) > known.last
    assert ("actor", "c") not in known.fields
    assert store.map_state(pair, now) == now
    assert store.map_state(store.create_map("Leer", "Heute", "now", None, "w1").id).last == 0


@pytest.mark.parametrize("seed", range(25))
def test_any_series_of_changes_and_undos_leaves_what_is_in_force(seed):
    """Whatever two people change and take back: of each field the last value not taken back holds, else its blank."""
    chance = random.Random(seed)
    entries, undoing, said = [], {}, {}

    def write(fields, editor, undoes=None):
        batch = f"b{len(undoing)}"
        undoing[batch] = undoes
        for (subject, key), new in fields.items():
            when = datetime.now(UTC)
            entries.append(Entry(len(entries) + 1, 1, subject, key, new, batch, editor, "", when, undoes))

    for step in range(60):
        editor = chance.choice("tu")
        if chance.random() < 0.6 or not undoing:
            fields = {chance.choice(["note", "sources", "strength"]): step for _ in range(chance.randint(1, 2))}
            said[f"b{len(undoing)}"] = fields
            write({("relation", "r"): fields}, editor)
        else:
            batch = chance.choice(list(undoing))
            if batch not in taken_back(undoing):
                plan = plan_undo(entries, undoing, batch, {})
                write(plan.fields or {("map", ""): {}}, editor, batch)
        out = taken_back(undoing)
        wanted = {"note": {}, "sources": [], "strength": None}
        for batch, fields in said.items():
            wanted |= {} if batch in out else fields
        now = state_of(entries).fields.get(("relation", "r"), {})
        assert {**{"note": {}, "sources": [], "strength": None}, **now} == wanted


def test_what_was_taken_back_on_another_map_does_not_come_back_here(store, begin_map, pair):
    """A name typed there, changed here, taken back there: taking back the change here leads to the name before both."""
    other = begin_map(copy_of=pair).id
    store.change_map(other, [Change("name", "a", {"name": "Dort"})], editor="u")
    store.change_map(pair, [Change("name", "a", {"name": "Hier"})], editor="t")
    assert summary(store.undo(other, editor="u").left) == [("name", "a", "name", "Dort", "Hier")]
    store.undo(pair, editor="t")
    assert names(store.structure_map(pair)) == ["A", "B"]
