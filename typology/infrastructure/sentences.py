"""What the figures of a map mean, in plain sentences.

Every relation counted is one that somebody has reported, and the sentences say so. Each function returns sentences
in the order in which they are to be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from typology.infrastructure.development import Development, Step
from typology.infrastructure.landscape import ActorRow, Landscape, RelationRow
from typology.infrastructure.leaving import Leaving
from typology.infrastructure.naming import Naming
from typology.infrastructure.overlay import Difference, LoneRelation, Overlay
from typology.infrastructure.relations import group_of
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import Relation, StructureMap

if TYPE_CHECKING:  # only names: measures bring the libraries for arrays and graphs
    from typology.infrastructure.measures import ActorMeasures, MapMeasures

ROLES = ("coordinator", "gatekeeper", "representative", "consultant", "liaison")
NOTABLE = 8  # differences that are said one by one; the rest stands in the lists
_EXAMPLES = 3
_PIECES = 4
_CRUMB = 1e-9


# ------------------------------------------------------------------------------ measures
def actor_sentences(
    measured: MapMeasures, drawn: StructureMap, model: Model, actor_id: str, say: Speaker
) -> tuple[str, ...]:
    """Return a sentence for each measure of an actor; nothing if the map has no such actor."""
    return tuple(actor_sentences_by_measure(measured, drawn, model, actor_id, say).values())


def actor_sentences_by_measure(
    measured: MapMeasures, drawn: StructureMap, model: Model, actor_id: str, say: Speaker
) -> dict[str, str]:
    """Return the same by the name of the measure; roles under ``brokerage_`` and the role.

    What does not exist for an actor, such as the constraint of an isolate, has no sentence.
    """
    m = measured.actors.get(actor_id)
    if m is None:
        return {}
    naming = Naming(model, say, drawn.actors)
    said = {"name": naming.name(actor_id), "others": measured.actors_count - 1}
    if m.degree == 0:
        return {"degree": say("net.actor.degree_none", **said)}
    found = {
        "degree": say("net.actor.degree", n=m.degree, **said),
        "closeness": say("net.actor.reach", n=m.reached, steps=say.number(m.mean_steps, 1), **said),
        "betweenness": _betweenness(m, naming),
        "lost_contacts": say(f"net.actor.lost{'' if m.is_cut_vertex else '_none'}", n=m.lost_contacts, **said),
        **_brokerage(m, naming),
        "constraint": say("net.actor.constraint", value=say.number(m.constraint, 2), **said),
    }
    if m.degree > 1 and m.effective_size is not None:
        all_apart = abs(m.effective_size - m.degree) < _CRUMB
        found["effective_size"] = say(f"net.actor.effective_size{'_all' if all_apart else ''}", degree=m.degree,
                                      value=say.number(m.effective_size, 1), **said)
    found["core_number"] = say("net.actor.core_number", k=m.core_number, **said)
    if measured.core:
        found["core"] = say(f"net.actor.core_{'in' if m.in_core else 'out'}", **said)
    return found


def net_sentences(measured: MapMeasures, drawn: StructureMap, model: Model, say: Speaker) -> tuple[str, ...]:
    """Return what there is to say about a whole map."""
    naming = Naming(model, say, drawn.actors)
    found = [say("net.map.counts", actors=measured.actors_count, ties=measured.ties_count)]
    if not measured.ties_count:
        return (*found, say("net.map.no_ties"))
    views = [naming.label(r, model.reporters) for r in measured.reporters]
    found.append(say("net.map.reported", n=len(views), names=naming.listed(views)))
    parts = len(measured.components)
    found.append(say("net.map.whole") if parts == 1 else say("net.map.parts", n=parts))
    if alone := [part[0] for part in measured.components if len(part) == 1]:
        found.append(say("net.map.isolates", n=len(alone), names=naming.names(alone)))
    ranked = sorted(measured.actors.values(), key=lambda m: -m.lost_contacts)
    cuts = [m.actor for m in ranked if m.is_cut_vertex]
    found.append(say("net.map.cuts", n=len(cuts), names=naming.names(cuts)) if cuts else say("net.map.no_cuts"))
    if bridges := measured.bridges:
        found.append(say("net.map.bridges", n=len(bridges), pairs=naming.pairs(bridges)))
    if core := [actor for actor in measured.actors if actor in measured.core]:
        found.append(say("net.map.core", n=len(core), names=naming.names(core), fit=say.number(measured.core_fit, 2)))
    return tuple(found)


def _betweenness(m: ActorMeasures, naming: Naming) -> str:
    name = naming.name(m.actor)
    if m.betweenness <= _CRUMB:
        return naming.say("net.actor.betweenness_none", name=name)
    return naming.say("net.actor.betweenness", name=name, share=naming.share(m.betweenness_share))


def _brokerage(m: ActorMeasures, naming: Naming) -> dict[str, str]:
    group = naming.label(group_of(naming.model, naming.actors[m.actor].kind), naming.model.actor_groups)
    name = naming.name(m.actor)
    found = {f"brokerage_{role}": naming.say(f"net.actor.broker_{role}", n=count, name=name, group=group)
             for role in ROLES if (count := getattr(m.brokerage, role))}
    return found or {"brokerage_none": naming.say("net.actor.broker_none", name=name)}


# ------------------------------------------------------------------------------ what if
def leaving_sentences(leaving: Leaving, drawn: StructureMap, model: Model, say: Speaker) -> tuple[str, ...]:
    """Return what a loss means: the headline first."""
    if not leaving.lost_ties and leaving.gone is None:
        return (say("net.leaving.nothing"),)
    naming = Naming(model, say, drawn.actors)
    lost, ended = leaving.lost_count, len(leaving.lost_ties)
    what = (say("net.leaving.relations", n=ended) if leaving.gone is None
            else say("net.leaving.actor", name=naming.name(leaving.gone)))
    found = [say(f"net.leaving.lost{'' if lost else '_none'}", what=what, n=lost)]
    if lost:
        shown = leaving.lost_pairs[:_EXAMPLES]
        key = "net.leaving.pairs" if lost <= len(shown) else "net.leaving.example"
        found += [say(key, pairs=naming.pairs(shown)), say("net.leaving.pieces", n=len(leaving.pieces))]
        found += [say("net.leaving.piece", n=len(piece), names=naming.names(piece))
                  for piece in leaving.pieces[:_PIECES] if len(piece) > 1]
    for key, actors in (("isolated", leaving.isolated), ("unfunded", leaving.unfunded)):
        if actors:
            found.append(say(f"net.leaving.{key}", n=len(actors), names=naming.names(actors)))
    for key, count in (("longer", leaving.longer), ("parted", len(leaving.parted)), ("ended", ended)):
        if count:
            found.append(say(f"net.leaving.{key}", n=count))
    return tuple(found)


# ------------------------------------------------------------------------------ two maps
def overlay_sentences(
    laid: Overlay, model: Model, say: Speaker, names: tuple[str, str], *, most: int = NOTABLE
) -> tuple[str, ...]:
    """Return how far two maps agree, in one sentence, and then what differs, the most telling first.

    First what both draw and see differently, then what only one draws though both have the actors, then actors only
    one has. Strengths and the rest stand in the overlay alone.

    Args:
        laid: How the two compare.
        model: The vocabulary.
        say: Says the sentences.
        names: What the two maps are called, such as the views they show.
        most: Number of differences that get a sentence each.
    """
    actors = (*(s.a for s in laid.actors), *laid.actors_only_a, *laid.actors_only_b)
    naming = Naming(model, say, actors)
    found = [_headline(laid, say, names)]
    if laid.relation_agreement is not None and not laid.same:
        found.append(say("net.overlay.agreement", share=naming.share(laid.relation_agreement)))
        if laid.shared_agreement not in (None, laid.relation_agreement):
            found.append(say("net.overlay.shared_agreement", share=naming.share(laid.shared_agreement or 0.0)))
    differing = [_relation_difference(naming, s.a, d, names)
                 for s in laid.relations for d in s.differences if d.field == "status"]
    differing += [_actor_difference(naming, s.a.id, d, names) for s in laid.actors for d in s.differences]
    sides = ((laid.relations_only_a, names), (laid.relations_only_b, names[::-1]))
    differing += _in_turn(*([_lone(naming, r, *tags) for r in lone if r.other_has_both] for lone, tags in sides))
    found += differing[:most]
    for lone_actors, name in ((laid.actors_only_a, names[0]), (laid.actors_only_b, names[1])):
        if lone_actors:
            ids = [actor.id for actor in lone_actors]
            found.append(say("net.overlay.actors_only", map=name, n=len(ids), names=naming.names(ids)))
    return tuple(found)


def _headline(laid: Overlay, say: Speaker, names: tuple[str, str]) -> str:
    both, only_a, only_b = len(laid.relations), len(laid.relations_only_a), len(laid.relations_only_b)
    if laid.same and laid.actors:
        return say("net.overlay.same")
    if not both + only_a + only_b:
        return say("net.overlay.no_relations")
    return say("net.overlay.headline", all=both + only_a + only_b, both=both, only_a=only_a, only_b=only_b,
               a=names[0], b=names[1])


def _in_turn(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return two lists as one, one of each in turn, so that a cut leaves something of both."""
    shared = min(len(first), len(second))
    turns = [sentence for pair in zip(first, second, strict=False) for sentence in pair]
    return [*turns, *first[shared:], *second[shared:]]


def _relation_difference(naming: Naming, relation: Relation, d: Difference, names: tuple[str, str]) -> str:
    statuses = naming.model.relation_statuses
    return naming.say("net.overlay.status", relation=naming.relation(relation), a=names[0], b=names[1],
                      x=naming.label(d.a, statuses), y=naming.label(d.b, statuses))


def _actor_difference(naming: Naming, actor_id: str, d: Difference, names: tuple[str, str]) -> str:
    elements: Mapping[str, object] = naming.model.actor_kinds if d.field == "kind" else naming.model.levels
    return naming.say(f"net.overlay.{d.field}", name=naming.name(actor_id), a=names[0], b=names[1],
                      x=naming.label(d.a, elements), y=naming.label(d.b, elements))


def _lone(naming: Naming, lone: LoneRelation, name: str, other: str) -> str:
    return naming.say("net.overlay.only", map=name, other=other, relation=naming.relation(lone.relation),
                      status=naming.status(lone.relation.status))


# ------------------------------------------------------------------------------ over time
def development_sentences(
    followed: Development, model: Model, say: Speaker, labels: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Return for each step from one map to the next what came, went, stayed and changed.

    Args:
        followed: The maps in order of time.
        model: The vocabulary.
        say: Says the sentences.
        labels: What each point in time is called, in the order of ``followed.counts``; else as it was entered.
    """
    called = labels or [_wave(counts.map) for counts in followed.counts]
    if len(called) < 2:
        return (say("net.development.one"),)
    found: list[str] = []
    for step, before, after in zip(followed.steps, called, called[1:], strict=False):
        found += _step(step, Naming(model, say, (*step.after.actors, *step.before.actors)), before, after)
    return tuple(found)


def _step(step: Step, naming: Naming, before: str, after: str) -> list[str]:
    say, changed = naming.say, step.relations_changed
    if not (step.actors_came or step.actors_went or step.relations_came or step.relations_went or changed):
        return [say("net.development.no_change", before=before, after=after)]
    found = [
        say("net.development.actors", before=before, after=after, came=len(step.actors_came),
            went=len(step.actors_went), stayed=len(step.actors_stayed)),
        say("net.development.relations", came=len(step.relations_came), went=len(step.relations_went),
            stayed=len(step.relations_stayed)),
    ]  # fmt: skip
    for key, actors in (("came", step.actors_came), ("went", step.actors_went)):
        if actors:
            names = naming.names([actor.id for actor in actors])
            found.append(say(f"net.development.{key}", n=len(actors), names=names))
    return found + [say("net.development.status", relation=naming.relation(r.b), x=naming.status(r.a.status),
                        y=naming.status(r.b.status)) for r in changed]


def _wave(drawn: StructureMap) -> str:
    """Return the point in time of a map, with its year if the name does not hold it."""
    return f"{drawn.wave} ({drawn.year})" if drawn.year and str(drawn.year) not in drawn.wave else drawn.wave


# ------------------------------------------------------------------------------ two cities
def landscape_sentences(
    land: Landscape, model: Model, say: Speaker, names: tuple[str, str] | None = None
) -> tuple[str, ...]:
    """Return which kinds one city has and the other has not; ends with what that does not mean.

    Args:
        land: How the two compare.
        model: The vocabulary.
        say: Says the sentences.
        names: What the two are called; else the names of the cities.
    """
    a, b = names or (land.a.city, land.b.city)
    naming = Naming(model, say, ())  # the two cities may use one id for different actors
    only_a, only_b = land.kinds_only_a, land.kinds_only_b
    both = len(land.kinds) - len(only_a) - len(only_b)
    found = [say("net.landscape.kinds", both=both, only_a=len(only_a), only_b=len(only_b), a=a, b=b)]
    found += [_kind_only(row, naming, a, b) for row in only_a]
    found += [_kind_only(row, naming, b, a) for row in only_b]
    found += [_level_only(row, naming, a, b) for row in land.levels_only_a]
    found += [_level_only(row, naming, b, a) for row in land.levels_only_b]
    found += [_relation_only(row, row.b, naming, a, b) for row in land.relations_only_a]
    found += [_relation_only(row, row.a, naming, b, a) for row in land.relations_only_b]
    return (*found, say("net.landscape.caveat"))


def _kind_only(row: ActorRow, naming: Naming, name: str, other: str) -> str:
    kind = naming.label(row.id, naming.model.actor_kinds)
    return naming.say("net.landscape.kind_only", kind=kind, map=name, other=other, names=_names_of(row, naming))


def _level_only(row: ActorRow, naming: Naming, name: str, other: str) -> str:
    level = naming.label(row.id, naming.model.levels)
    return naming.say("net.landscape.level_only", level=level, map=name, other=other, names=_names_of(row, naming))


def _names_of(row: ActorRow, naming: Naming) -> str:
    return naming.listed([" ".join(actor.name.split()) for actor in (*row.a, *row.b)])


def _relation_only(
    row: RelationRow, elsewhere: Mapping[str, tuple[Relation, ...]], naming: Naming, name: str, other: str
) -> str:
    kind = naming.label(row.kind, naming.model.relation_kinds)
    if not elsewhere:
        return naming.say("net.landscape.relation_only", kind=kind, map=name, other=other)
    statuses = [naming.say("net.landscape.status", n=len(relations), status=naming.status(status))
                for status, relations in elsewhere.items()]
    return naming.say("net.landscape.relation_open", kind=kind, map=name, other=other,
                      statuses=naming.listed(statuses))
