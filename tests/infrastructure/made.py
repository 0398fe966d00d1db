"""A small vocabulary and maps drawn in one line, for the tests of structure maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typology.model.basics import Basis, Text
from typology.model.elements import Method, Model, ModelInfo
from typology.model.vocabulary import (
    Actor,
    ActorGroup,
    ActorKind,
    Level,
    MapQuestion,
    NetworkMethod,
    Relation,
    RelationKind,
    RelationStatus,
    RelationStrength,
    Reporter,
    StructureMap,
)

BASIS = Basis("proposal")


def _text(german: str, english: str) -> Text:
    return Text({"de": german, "en": english})


LEVELS = [Level(i, _text(*names), BASIS) for i, names in {"up": ("Oben", "Top"), "mid": ("Mitte", "Middle"),
                                                          "low": ("Unten", "Bottom")}.items()]
GROUPS = [ActorGroup(i, _text(*names), "#123456", BASIS)
          for i, names in {"red": ("Rot", "Red"), "blue": ("Blau", "Blue"), "green": ("Grün", "Green")}.items()]
KINDS = [
    ActorKind("union", _text("Bund", "Union"), "red", "star", "mid", BASIS, role="case"),
    ActorKind("club", _text("Verein", "Club"), "red", "circle", "low", BASIS),
    ActorKind("office", _text("Amt", "Office"), "blue", "square", "mid", BASIS),
    ActorKind("service", _text("Dienst", "Service"), "green", "circle", "mid", BASIS),
]
RELATION_KINDS = [
    RelationKind("talk", _text("spricht mit", "talks to"),
                 _text("{source} und {target} sprechen.", "{source} and {target} talk."), BASIS, directed=False),
    RelationKind("send", _text("schickt zu", "sends to"),
                 _text("{source} schickt zu {target}.", "{source} sends to {target}."), BASIS),
    RelationKind("pay", _text("bezahlt", "pays"), _text("{source} bezahlt {target}.", "{source} pays {target}."),
                 BASIS, role="funding"),
    RelationKind("path", _text("Korridor", "corridor"),
                 _text("Korridor zwischen {source} und {target}.", "Corridor between {source} and {target}."), BASIS,
                 directed=False, role="corridor"),
    RelationKind("strain", _text("Spannung", "tension"),
                 _text("Spannung zwischen {source} und {target}.", "Tension between {source} and {target}."), BASIS,
                 directed=False, connects=False, role="tension"),
]
STATUSES = [
    RelationStatus("real", _text("besteht", "existing"), "solid", BASIS, counts=True),
    RelationStatus("plan", _text("geplant", "planned"), "dash", BASIS),
    RelationStatus("wish", _text("gewünscht", "wished for"), "dot", BASIS),
]
STRENGTHS = [RelationStrength("thin", _text("gelegentlich", "occasional"), 1, BASIS),
             RelationStrength("thick", _text("regelmäßig", "regular"), 2, BASIS)]
REPORTERS = [Reporter("us", _text("Sicht A", "View A"), BASIS), Reporter("them", _text("Sicht B", "View B"), BASIS)]


def _by_id(elements: Sequence[Any]) -> dict[str, Any]:
    return {element.id: element for element in elements}


def vocabulary(*, least: int = 1, questions: Sequence[MapQuestion] = ()) -> Model:
    """Return a model with the vocabulary above and nothing else."""
    empty = ("sources", "perspectives", "response_scales", "dimensions", "items", "axes", "types", "phases",
             "placements", "prompts")
    return Model(
        info=ModelInfo("tests", "1.0", Text("x"), Text("x"), Text("x"), BASIS),
        method=Method(network=NetworkMethod(least_actors=least)),
        **{section: {} for section in empty},
        levels=_by_id(LEVELS), actor_groups=_by_id(GROUPS), actor_kinds=_by_id(KINDS),
        relation_kinds=_by_id(RELATION_KINDS), relation_strengths=_by_id(STRENGTHS),
        relation_statuses=_by_id(STATUSES), reporters=_by_id(REPORTERS), map_questions=_by_id(questions),
    )  # fmt: skip


MODEL = vocabulary()


def relation(text: str, **more: Any) -> Relation:
    """Return a relation from ``a-b`` (talk), ``a>b`` (send), or ``a kind b status``."""
    words = text.split()
    if len(words) == 1:
        sign = "-" if "-" in text else ">"
        a, b = text.split(sign)
        return Relation(a, b, "talk" if sign == "-" else "send", "real", **more)
    a, kind, b, status = (*words, "real")[:4]
    return Relation(a, b, kind, status, **more)


def drawn(
    actors: str | Mapping[str, str] | Sequence[Actor], relations: str | Sequence[Relation] = "", **more: Any
) -> StructureMap:
    """Return a map.

    Args:
        actors: Ids divided by spaces (clubs on the lowest level), kinds by id, or actors.
        relations: Relations as for ``relation``, divided by commas or, if all are short, by spaces.
        more: Other attributes of the map.
    """
    if isinstance(actors, str):
        actors = dict.fromkeys(actors.split(), "club")
    if isinstance(actors, Mapping):
        actors = [Actor(i, f"Name {i}", kind, "low") for i, kind in actors.items()]
    if isinstance(relations, str):
        short = all("-" in word or ">" in word for word in relations.replace(",", " ").split())
        parts = relations.replace(",", " ").split() if short else relations.split(",")
        relations = [relation(part.strip()) for part in parts if part.strip()]
    values = {"id": "map", "city": "Stadt", "wave": "Heute", "reporter": "us"} | more
    return StructureMap(**values, actors=tuple(actors), relations=tuple(relations))
