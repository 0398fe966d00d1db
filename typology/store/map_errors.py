"""What the store refuses on structure maps: one exception class per cause, each with a stable code.

They are all values that cannot be stored, so that whoever handles ``InvalidValueError`` handles them too.
``details`` holds ``name`` where a sentence names an actor.
"""

from __future__ import annotations

from typology.store.errors import InvalidValueError


class ActorIncompleteError(InvalidValueError):
    """An actor without kind or level."""

    code = "actor_incomplete"
    sentence = "An actor needs a kind and a level."


class ActorNamelessError(InvalidValueError):
    """An actor without a name."""

    code = "actor_nameless"
    sentence = "An actor needs a name."


class ActorPresentError(InvalidValueError):
    """The actor is on the map already; ``details`` holds ``actor`` (its key) and ``name``."""

    code = "actor_present"
    sentence = "This actor is on the map already."


class NameTakenError(InvalidValueError):
    """Another actor of the city has that name; ``details`` holds ``actor`` (its key) and ``name``."""

    code = "name_taken"
    sentence = "Another actor of this city has that name. Two spellings of one actor can be put together."


class RelationIncompleteError(InvalidValueError):
    """A relation without both ends, kind and status."""

    code = "relation_incomplete"
    sentence = "A relation needs two actors, a kind and a status."


class RelationToItselfError(InvalidValueError):
    """A relation of an actor to itself; ``details`` holds ``name``."""

    code = "relation_to_itself"
    sentence = "A relation leads from one actor to another, not back to itself."


class RelationPresentError(InvalidValueError):
    """There is the same relation already; ``details`` holds ``relation`` (its key), ``name`` and ``other``."""

    code = "relation_present"
    sentence = "This relation is on the map already. It can be changed there."


class ActorAbsentError(InvalidValueError):
    """A relation to an actor that is not on the map, or no longer; ``details`` holds ``name``."""

    code = "actor_absent"
    sentence = "A relation needs two actors that are on the map."


class MapSealedError(InvalidValueError):
    """A map from sources or a template: it stays as it was entered."""

    code = "map_sealed"
    sentence = "This map stays as it is. A copy of it can be changed."


class MapArchivedError(InvalidValueError):
    """The map was put away."""

    code = "map_archived"
    sentence = "This map was put away. It can be changed once it is brought back."


class MergeRefusedError(InvalidValueError):
    """Two actors that cannot be put together: they are one already."""

    code = "merge_refused"
    sentence = "These two are the same actor already."
