"""How actors, relations and lists of them stand in the sentences about a map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from typology.language import Speaker
from typology.model.elements import Model
from typology.model.vocabulary import Actor, Relation

_FIELD = re.compile(r"\{(source|target)\}")
_NAMES = 8  # as many names as one can still hear in a sentence
_SMALLEST_SHARE = 0.005  # below this a share would read as nought


class Naming:
    """Names in one language.

    Names stand as they were typed, on one line; whoever shows a sentence escapes it for the place where it is shown.

    Attributes:
        say: The speaker behind it.
        model: The vocabulary.
        actors: The actors that are spoken of, by id.
    """

    def __init__(self, model: Model, speaker: Speaker, actors: Iterable[Actor]) -> None:
        self.say = speaker
        self.model = model
        self.actors: dict[str, Actor] = {}
        for actor in actors:
            self.actors.setdefault(actor.id, actor)

    def name(self, actor_id: str) -> str:
        """Return the name of an actor; its id if it is not known."""
        actor = self.actors.get(actor_id)
        return (" ".join(actor.name.split()) if actor else "") or actor_id

    def names(self, actor_ids: Iterable[str]) -> str:
        """Return names as a list in a sentence; of very many the first, and how many more there are."""
        return self.listed([self.name(i) for i in actor_ids])

    def listed(self, words: Sequence[str]) -> str:
        """Return words as a list in a sentence."""
        if len(words) > _NAMES:
            return self.say("net.more", first=", ".join(words[:_NAMES]), n=len(words) - _NAMES)
        return self.say("net.and", first=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else "".join(words)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Return pairs of actors as a list in a sentence."""
        words = [self.say("net.pair", a=self.name(a), b=self.name(b)) for a, b in pairs[:_NAMES]]
        shown = "; ".join(words)
        return self.say("net.more", first=shown, n=len(pairs) - _NAMES) if len(pairs) > _NAMES else shown

    def label(self, element_id: str | None, elements: Mapping[str, object]) -> str:
        """Return what the vocabulary calls an element; its id if it is not there, a dash for None."""
        if element_id is None:
            return "–"
        return self.say.text(getattr(elements.get(element_id), "label", None)) or element_id

    def status(self, status_id: str) -> str:
        """Return what the vocabulary calls a status."""
        return self.label(status_id, self.model.relation_statuses)

    def relation(self, relation: Relation) -> str:
        """Return a relation as a sentence, without its full stop."""
        kind = self.model.relation_kinds.get(relation.kind)
        ends = {"source": self.name(relation.source), "target": self.name(relation.target)}
        sentence = self.say.text(kind.sentence) if kind else f"{{source}} – {relation.kind} – {{target}}"
        return _FIELD.sub(lambda field: ends[field[1]], sentence.removesuffix("."))

    def share(self, share: float) -> str:
        """Return a share as per cent; one that is not nought is not written as nought."""
        return self.say("net.less_than_one") if 0 < share < _SMALLEST_SHARE else self.say.percent(share)
