"""Structure maps under several hands: two editors at once, a killed process, a database from before there were maps."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.store.map_content import FULL, names
from tests.store.old_database import make_old
from tests.store.together import at_once
from typology.model.basics import Text
from typology.store import ActorPresentError, Change, RelationPresentError, StoreNewerError, open_store

ROOT = Path(__file__).parents[2]


def test_two_editors_at_once_lose_nothing(store, pair):
    """Each changes its own field of the same actor and adds actors; all of it is there, and reading never fails."""
    done = threading.Event()

    def edit(editor, field):
        for number in range(15):
            store.change_map(pair, [Change("actor", "a", {field: f"{editor}{number}"})], editor=editor)
            store.new_actor(pair, f"{editor} {number}", "k1", "l1", editor=editor)

    def look():
        seen = 0
        while not done.is_set():
            shown = store.structure_map(pair)
            assert len(shown.actors) >= seen
            seen = len(shown.actors)

    def edit_both():
        try:
            assert at_once(lambda: edit("t", "kind"), lambda: edit("u", "level")) == []
        finally:
            done.set()

    assert at_once(edit_both, look, look) == []
    shown = store.structure_map(pair)
    assert (shown.actor("a").kind, shown.actor("a").level) == ("t14", "u14")
    assert set(names(shown)) == {"A", "B"} | {f"{editor} {number}" for editor in "tu" for number in range(15)}
    entries = [e for e in store.history(pair, None) if e.editor in ("t", "u")]
    assert len(entries) == 60
    assert [e.last for e in entries] == sorted((e.last for e in entries), reverse=True)


def test_of_the_same_field_the_later_change_counts_and_the_other_is_kept(store, pair):
    """Both notes are in the history; the one that was stored last is shown."""
    tasks = [
        lambda who=who: store.change_map(pair, [Change("actor", "a", {"note": who})], editor=who) for who in "tuvw"
    ]
    assert at_once(*tasks) == []
    entries = [e for e in store.history(pair) if e.editor in "tuvw"]
    assert {e.editor for e in entries} == set("tuvw")
    assert store.structure_map(pair).actor("a").note == Text(entries[0].editor)
    assert [e.changes[0].before for e in entries] == [*(e.changes[0].after for e in entries[1:]), None]


def test_the_same_thing_entered_by_many_at_once_is_there_once(store, begin_map, pair):
    """One actor, one relation, one city; the others are told that it is there."""
    failures = at_once(*[lambda: store.new_actor(pair, "Neu", "k1", "l1", editor="t")] * 5)
    assert [type(error) for error in failures] == [ActorPresentError] * 4
    failures = at_once(*[lambda: store.new_relation(pair, "a", "b", "r1", "s1", editor="t")] * 5)
    assert [type(error) for error in failures] == [RelationPresentError] * 4
    assert at_once(*[lambda: begin_map(city="Neustadt")] * 5) == []
    assert store.city_named("neustadt").maps == 5
    assert at_once(*[lambda: store.add_shipped_map(FULL)] * 5) == []
    assert store.city_named(FULL.city).maps == 1


def test_an_actor_named_at_once_on_two_maps_is_one_actor(store, begin_map):
    """Two groups work on two maps of their city and name the same office."""
    maps = [begin_map().id for _ in range(4)]
    tasks = [lambda number=number: store.new_actor(number, "Amt", "k1", "l1", editor="t") for number in maps]
    assert at_once(*tasks) == []
    assert [store.structure_map(number).actors[0].id for number in maps] == ["amt"] * 4


def test_undo_while_others_write(store, pair):
    """Each takes back only its own, in whatever order it happens."""

    def edit(editor, key):
        for number in range(6):
            store.change_map(pair, [Change("actor", key, {"level": f"l{number}x"})], editor=editor)
        for _ in range(3):
            store.undo(pair, editor=editor)

    assert at_once(lambda: edit("t", "a"), lambda: edit("u", "b")) == []
    assert [actor.level for actor in store.structure_map(pair).actors] == ["l2x", "l2x"]


DRAWING = """
import sys
from typology.store import Change, open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(100_000):
    print(store.new_actor(int(sys.argv[2]), f"n{number}", "k1", "l1", editor="t").key, flush=True)
"""


def test_a_killed_process_loses_nothing_that_was_acknowledged(store, store_url, map_id):
    """Kill -9 while somebody draws: every actor that was reported as stored is on the map."""
    arguments = [sys.executable, "-c", DRAWING, store_url, str(map_id)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(15)]
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
    reported = {line.strip() for line in lines if line.endswith("\n")}
    found = {actor.id for actor in store.structure_map(map_id).actors}
    assert len(reported) >= 15
    assert reported <= found
    assert len(found - reported) <= 1
    assert store.new_actor(map_id, "danach", "k1", "l1", editor="t").key == "danach"


@pytest.fixture
def old_url(database_url):
    """Address of a database as the first version of the program left it, with a case and an answer in it."""
    make_old(database_url, "0001", OLD_DATA)
    return database_url


OLD_DATA = (
    "INSERT INTO cases (id, name, city, note, invented, unscored, facts, created_at)"
    " VALUES (1, 'Verbund', 'Ort', 'n', false, false, '[]', '2026-01-02 03:04:05')",
    "INSERT INTO waves (id, case_id, label, kind, created_at) VALUES (1, 1, 'Heute', 'now', '2026-01-02 03:04:05')",
    "INSERT INTO assessments (id, case_id, wave_id, perspective, questionnaire, questionnaire_version, model,"
    " model_version, token, respondent, respondent_label, started_at)"
    " VALUES (1, 1, 1, 'p', 'q', '1', 'm', '1', 'secret', 'r', '', '2026-01-02 03:04:05')",
    "INSERT INTO responses (assessment_id, item, state, option, note, model_version, questionnaire_version, given_at)"
    " VALUES (1, 'i', 'answer', 's1', 'Beleg', '1', '1', '2026-01-02 03:04:05')",
)


def test_a_database_from_before_there_were_maps_is_brought_up_to_date(old_url):
    """What is in it stays as it is; maps can be drawn at once, and the second start finds nothing to do."""
    for number in (1, 2):
        with open_store(old_url) as store:
            assert [(case.name, case.city) for case in store.list_cases()] == [("Verbund", "Ort")]
            assert [(row.option, row.note) for row in store.responses_of_case(1)] == [("s1", "Beleg")]
            made = store.create_map("ort", "Heute", "now", None, "w1", content=FULL)
            assert store.structure_map(made.id).relations == FULL.relations
            assert store.city_named("Ort").maps == number


def test_an_older_version_of_the_program_leaves_the_new_database_alone(old_url, monkeypatch):
    """It says that the database is newer, as it did for any version it does not know."""
    open_store(old_url).close()
    monkeypatch.setattr("typology.store.opening.REVISIONS", ("0001",))
    monkeypatch.setattr("typology.store.opening.NEWEST", "0001")
    with pytest.raises(StoreNewerError):
        open_store(old_url)
