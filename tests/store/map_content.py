"""What the tests of structure maps draw: made-up actors and relations, in words of no real vocabulary."""

from typology.model.basics import Text
from typology.model.vocabulary import Actor, Relation, StructureMap


def actor(key, name=None, **more):
    """An actor called like its id, unless it has a name."""
    return Actor(key, name or key.upper(), more.pop("kind", "k1"), more.pop("level", "l1"), **more)


def relation(source, target, kind="r1", status="s1", **more):
    """A relation of the usual kind and status."""
    return Relation(source, target, kind, status, **more)


def drawing(actors=(), relations=(), **more):
    """A map of some city."""
    usual = {"id": "file", "city": "Anderswo", "wave": "Heute", "reporter": "w1"}
    return StructureMap(**{**usual, **more}, actors=tuple(actors), relations=tuple(relations))


FULL = drawing(
    [
        actor("a", "Büro <b>A</b>", short="BA", note=Text({"de": "Eins\nZwei", "en": "line"}), sources=("q1", "q2")),
        actor("b", "مكتب", kind="k2", level="l2"),
        actor("c", "C 👍"),
    ],
    [
        relation("a", "b", strength="3", reporter="w2", note=Text("Notiz"), sources=("q1",), id="a.r1.b"),
        relation("b", "c", "r2", "s2", id="own-id"),
    ],
)
"""A map with every field in use."""


def names(shown):
    """Return the names of the actors of a map, in their order."""
    return [actor.name for actor in shown.actors]


def ends(shown):
    """Return where the relations of a map lead."""
    return [(relation.source, relation.target) for relation in shown.relations]
