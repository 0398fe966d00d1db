"""Structure maps on a real server: from a change to the redrawn page, and maps too large to draw one by one."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

from benchmarks.client import ROOT, Tab, empty_app, running
from benchmarks.rows import Row, median
from typology.model import load_model
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation, StructureMap
from typology.store import open_store
from typology.store.map_records import Change

_CHANGES = 20
_SEED = 20251112


def rows() -> Iterator[Row]:
    """Measure the page on which a map is drawn, and the picture of a large map."""
    model = load_model(ROOT / "typology" / "definition")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_things:
        environment = {"VERBUNDSPIEGEL_DATA": folder, "DATABASE_URL": ""}
        store = open_things.enter_context(open_store(f"sqlite:///{folder}/verbundspiegel.db"))
        reporter = next(iter(model.reporters))
        contents = {f"Stadt {actors}": made(model, actors, ties) for actors, ties in ((40, 120), (2000, 10000))}
        small, large = (
            store.create_map(city, "Heute", "now", 2026, reporter, content=content).id
            for city, content in contents.items()
        )
        script = open_things.enter_context(empty_app())
        ours = open_things.enter_context(running(ROOT / "app.py", environment))
        bare = open_things.enter_context(Tab(open_things.enter_context(running(script)).port))
        open_things.enter_context(Tab(ours.port))
        ours.settle()
        limit = 1e3 * median([bare.rerun() for _ in range(_CHANGES)])
        for part, name in (("bearbeiten", "with the forms"), ("bild", "alone")):
            query = urlencode({"k": small, "t": part})
            with Tab(ours.port, "strukturbild", query) as tab:
                seconds = []
                for turn in range(_CHANGES):
                    actor = store.structure_map(small).actors[turn % 40]
                    began = time.perf_counter()
                    change = Change("actor", actor.id, {"note": {"de": f"Runde {turn}"}})
                    store.change_map(small, [change], editor="benchmark")
                    changed = time.perf_counter() - began
                    seconds.append(changed + tab.rerun())
            yield Row(
                f"map of 40 actors, 120 relations: a change saved and the picture {name} redrawn, median of {_CHANGES}",
                1e3 * median(seconds), target=300, limit=limit, note="rerun of an empty script",
            )  # fmt: skip
        with Tab(ours.port, "strukturbild", urlencode({"k": large})) as tab:
            yield Row("map of 2,000 actors, 10,000 relations: first picture, by kind", 1e3 * tab.seconds, limit=limit,
                      note="the same")  # fmt: skip
            yield Row("… drawn again", 1e3 * median([tab.rerun() for _ in range(3)]), limit=limit, note="the same")
        with Tab(ours.port, "strukturbild", urlencode({"k": large, "t": "befund"})) as tab:
            name = "… everything it shows, first time, with progress"
            yield Row(name, 1e3 * tab.seconds, limit=limit, note="the same")


def made(model: Model, actors: int, relations: int) -> StructureMap:
    """Return a map at random, always the same for the same size."""
    chance = random.Random(_SEED)
    kinds, ties = list(model.actor_kinds.values()), list(model.relation_kinds)
    statuses, strengths = list(model.relation_statuses), [None, *model.relation_strengths]
    people = []
    for number in range(actors):
        kind = chance.choice(kinds)
        name = f"{kind.label.in_language('de')} {number}"
        people.append(Actor(f"a{number}", name, kind.id, kind.level))
    found: dict[tuple[str, str, str], Relation] = {}
    while len(found) < relations:
        source, target = chance.sample(people, 2)
        kind_id = chance.choice(ties)
        if (target.id, kind_id, source.id) not in found:
            found[source.id, kind_id, target.id] = Relation(
                source.id, target.id, kind_id, chance.choice(statuses), chance.choice(strengths)
            )
    return StructureMap("made", "Stadt", "Heute", next(iter(model.reporters)), tuple(people), tuple(found.values()))
