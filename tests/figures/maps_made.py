"""Structure maps made for the tests of pictures: a vocabulary of its own, and the worst case that must stay legible."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.figures import made
from typology.model.basics import Basis, Source, Text
from typology.model.vocabulary import (
    Actor,
    ActorGroup,
    ActorKind,
    Level,
    Relation,
    RelationKind,
    RelationStatus,
    RelationStrength,
    Reporter,
    StructureMap,
)

BASIS = Basis("proposal")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "hexagon", "cross", "hourglass")
LONG_NAMES = (
    "Kommunales Integrationszentrum der Stadt Musterhafen", "Interkulturelles Netzwerk Alter, Pflege und Demenz",
    "Migrantinnenselbstorganisation", "Arbeitsgemeinschaft der Freien Wohlfahrtsverbände", "Jobcenter",
    "Ministerium für Kinder, Jugend, Familie, Gleichstellung, Flucht und Integration", "Jugendmigrationsdienst",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein", "Fachbereich Soziales und Wohnen", "KIM",
    "Flüchtlingsberatungsstelle für unbegleitete minderjährige Geflüchtete", "Migrant*innenorganisationen Nord",
)


def words(de, en=None):
    return Text({"de": de, "en": en or de})


def vocabulary():
    """The made model with seven levels, three groups of four kinds and the Verbund, and five kinds of relations."""
    levels = {f"l{n}": Level(f"l{n}", words(f"Ebene {n}", f"Level {n}"), BASIS) for n in range(7)}
    groups = {
        g: ActorGroup(g, words(f"Gruppe {g}"), color, BASIS)
        for g, color in (("ga", "#0F5E66"), ("gb", "#2B3F73"), ("gc", "#B4690E"))
    }
    kinds = {"own": ActorKind("own", words("Verbund"), "ga", "star", "l4", BASIS, role="case")}
    for group in groups:
        for symbol in SYMBOLS[:4]:
            key = f"{group}_{symbol}"
            kinds[key] = ActorKind(key, words(f"Art {symbol} {group}"), group, symbol, "l2", BASIS)
    relations = {
        "leads": RelationKind("leads", words("leitet", "leads"), words("{source} leitet {target}.",
                              "{source} leads {target}."), BASIS),
        "meets": RelationKind("meets", words("trifft", "meets"), words("{source} und {target} treffen sich.",
                              "{source} and {target} meet."), BASIS, directed=False),
        "pays": RelationKind("pays", words("zahlt", "pays"), words("{source} zahlt an {target}.",
                             "{source} pays {target}."), BASIS, role="funding"),
        "strains": RelationKind("strains", words("Spannung", "strain"), words("{source} und {target}: Spannung.",
                                "{source} and {target}: strain."), BASIS, directed=False, connects=False,
                                role="tension"),
        "paves": RelationKind("paves", words("Korridor", "corridor"), words("{source} und {target}: Korridor.",
                              "{source} and {target}: corridor."), BASIS, directed=False, role="corridor"),
    }
    strengths = {
        s: RelationStrength(s, words(label), n, BASIS)
        for n, (s, label) in enumerate((("thin", "lose"), ("mid", "fest"), ("thick", "vereinbart")), 1)
    }
    statuses = {
        s: RelationStatus(s, words(label), line, BASIS, counts=line == "solid")
        for s, label, line in (("is", "besteht", "solid"), ("will", "geplant", "dash"), ("wish", "gewünscht", "dot"),
                               ("was", "abgebrochen", "dashdot"))
    }
    reporters = {r: Reporter(r, words(label), BASIS) for r, label in (("us", "Sicht A"), ("them", "Sicht B"))}
    return replace(
        made.model(), levels=levels, actor_groups=groups, actor_kinds=kinds, relation_kinds=relations,
        relation_strengths=strengths, relation_statuses=statuses, reporters=reporters, map_questions={},
        sources={"S0": Source("S0", "source", words("Bericht über ein Treffen"))},
    )


def a_map(actors=(), relations=(), **more):
    fixed = {"id": "m", "city": "Musterhafen", "wave": "Heute", "reporter": "us"}
    return StructureMap(**{**fixed, **more}, actors=tuple(actors), relations=tuple(relations))


def actor(key, kind="ga_circle", level="l2", name=None, **more):
    return Actor(key, name or f"Name {key}", kind, level, **more)


def tie(source, target, kind="leads", status="is", strength=None, **more):
    return Relation(source, target, kind, status, strength, **more)


def crowded(model, actors=40, relations=120, seed=7):
    """A map as full as one may become: long names on all levels, most of them on one, relations of every look."""
    chance = random.Random(seed)
    levels, kinds = list(model.levels), [k for k, kind in model.actor_kinds.items() if kind.role != "case"]
    weights = [2, 3, 16, 3, 3, 9, 3, *[1] * len(levels)][: len(levels)]
    own = next(k for k, kind in model.actor_kinds.items() if kind.role == "case")
    people = [Actor("verbund", "Verbund der Kulturen Musterhafen e. V.", own, levels[4])]
    for n in range(actors - 1):
        name = f"{LONG_NAMES[n % len(LONG_NAMES)]} {n // len(LONG_NAMES) or ''}".strip()
        people.append(Actor(f"a{n:04}", name, chance.choice(kinds), chance.choices(levels, weights)[0]))
    ids = [person.id for person in people]
    ties = []
    while len(ties) < relations:
        a, b = chance.sample(ids, 2) if len(ties) % 6 else ("verbund", chance.choice(ids[1:]))
        found = Relation(
            a, b, chance.choice(list(model.relation_kinds)),
            chance.choices(list(model.relation_statuses), [6, 1, 1, 1])[0],
            chance.choice([None, *model.relation_strengths]), id=f"r{len(ties)}",
        )
        ties.append(found)
    return a_map(people, ties, reporter=next(iter(model.reporters)))
