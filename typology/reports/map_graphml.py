"""Structure maps as GraphML, the format that most programs for networks exchange.

Reading takes any GraphML: names from yEd's labels, directions from its arrowheads, groups with what is in them. What
we write follows the published schema 1.0; all relations stand in it as directed as soon as one of them is, because
several readers refuse files with both. The attribute ``directed`` says which of them have no direction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from typology.model.elements import Model
from typology.model.vocabulary import StructureMap
from typology.reports.map_records import (
    ACTOR_NAMES,
    MAP_NAMES,
    MARK,
    RELATION_NAMES,
    VERSION,
    RawMap,
    actor_texts,
    fields_of,
    head_texts,
    relation_texts,
    unescape,
)
from typology.reports.map_xml import Element, xml_attributes, xml_text

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


# ------------------------------------------------------------------------------ reading
@dataclass(slots=True)
class _Keys:
    """What the attributes of a file are called, by the ids it gives them."""

    names: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element) -> _Keys:
        keys = cls()
        for key in root.all("key"):
            about = key.attributes
            name = about.get("attr.name") or about.get("id", "")
            if "id" not in about or ("attr.name" not in about and "yfiles.type" in about):
                continue  # a drawing of yEd, not a value
            keys.names[about["id"]] = name
            for default in key.all("default"):
                keys.defaults.setdefault(about.get("for", "all"), {})[name] = default.text
        return keys

    def texts(self, element: Element, kind: str) -> dict[str, str]:
        """Return the attributes of an element: its own, and the defaults for those it lacks."""
        texts = {**self.defaults.get("all", {}), **self.defaults.get(kind, {})}
        for data in element.all("data"):
            name = self.names.get(data.attributes.get("key", ""))
            if name is not None and not data.children:
                texts[name] = data.text
        return texts


def read_graphml(root: Element) -> RawMap:
    """Read a GraphML file.

    Args:
        root: Its outermost element.

    Returns:
        Actors and relations as they are written; edges of groups and of several graphs follow one another.
    """
    raw, keys = RawMap(), _Keys.of(root)
    graphs = list(root.below("graph"))
    for graph in graphs[:1]:
        head = keys.texts(graph, "graph")
        raw.own = MARK in head
        if raw.own:
            head = {name: unescape(text) for name, text in head.items()}
        raw.head = raw.record(graph.place, head, MAP_NAMES).values
    for node in root.below("node"):
        written = _opened(keys.texts(node, "node"), raw)
        if (label := _label(node, "NodeLabel")) and not raw.own:
            written["name"] = label
        raw.actors.append(raw.record(node.place, {**written, "id": node.attributes.get("id", "")}, ACTOR_NAMES))
    for graph in graphs:
        directed = graph.attributes.get("edgedefault") != "undirected"
        for edge in graph.all("edge"):
            _take_edge(edge, _opened(keys.texts(edge, "edge"), raw), directed, raw)
        if next(graph.all("hyperedge"), None):
            raw.ignored["hyperedge"] = None
    return raw


def _opened(written: dict[str, str], raw: RawMap) -> dict[str, str]:
    return {name: unescape(text) for name, text in written.items()} if raw.own else written


def _take_edge(edge: Element, written: dict[str, str], directed: bool, raw: RawMap) -> None:
    about = edge.attributes
    source, target = about.get("source", ""), about.get("target", "")
    directed = {"true": True, "false": False}.get(about.get("directed", ""), directed)
    if not raw.own:
        if label := _label(edge, "EdgeLabel"):
            written.setdefault("label", label)
        for arrows in edge.below("Arrows"):  # yEd marks all edges as directed and draws what is meant
            at_start, at_end = (arrows.attributes.get(end, "none") != "none" for end in ("source", "target"))
            directed = at_start != at_end
            if at_start and not at_end:
                source, target = target, source
    record = raw.record(edge.place, {**written, "from": source, "to": target}, RELATION_NAMES)
    if record.directed is None:
        record.directed = directed
    raw.relations.append(record)


def _label(element: Element, tag: str) -> str:
    """Return the first label that yEd draws on an element, not those of what lies in it."""
    for data in element.all("data"):
        for label in data.below(tag):
            if text := " ".join(label.text.split()):
                return text
    return ""


# ------------------------------------------------------------------------------ writing
_ACTOR_ORDER = ("name", "short", "kind", "kind_label", "level", "level_label", "sources")
_RELATION_ORDER = ("id", "kind", "label", "status", "strength", "reporter", "sources", "directed")
_HEAD_ORDER = (MARK, "id", "city", "wave", "year", "kind", "reporter", "origin")
# Under which name a field is written, where it is not its own: other programs draw what is called label.
_WRITTEN = {"node": {"name": "label"}, "edge": {"id": "relation_id"}, "graph": {"id": "map_id"}}


def write_graphml(drawn: StructureMap, model: Model) -> bytes:
    """Write a map as GraphML.

    Args:
        drawn: The map.
        model: The model; its names for kinds and levels are written beside the ids, for people.

    Returns:
        The file, in UTF-8; always the same for the same map.
    """
    head = {MARK: VERSION, **head_texts(drawn)}
    actors = [actor_texts(actor) | actor_labels(actor.kind, actor.level, model) for actor in drawn.actors]
    relations, directed = edge_texts(drawn, model)
    parts = [_HEAD]
    keys: dict[str, dict[str, str]] = {}
    for kind, records, order in (("graph", [head], _HEAD_ORDER), ("node", actors, _ACTOR_ORDER),
                                 ("edge", relations, _RELATION_ORDER)):
        names = [name for name in fields_of(records, order) if name not in _not_written(kind)]
        keys[kind] = {name: f"{kind[0]}{number}" for number, name in enumerate(names)}
        for name, key in keys[kind].items():
            about = {"id": key, "for": kind, "attr.name": _WRITTEN[kind].get(name, name),
                     "attr.type": "boolean" if name == "directed" else "string"}
            parts.append(f"<key{xml_attributes(about)}/>\n")
    default = "directed" if directed else "undirected"
    parts.append(f"<graph{xml_attributes({'id': drawn.id, 'edgedefault': default})}>\n{_data(head, keys['graph'])}\n")
    for texts in actors:
        parts.append(f"<node{xml_attributes({'id': texts['id']})}>{_data(texts, keys['node'])}</node>\n")
    for number, texts in enumerate(relations, 1):
        ends = xml_attributes({"id": f"e{number}", "source": texts["from"], "target": texts["to"]})
        parts.append(f"<edge{ends}>{_data(texts, keys['edge'])}</edge>\n")
    parts.append("</graph>\n</graphml>\n")
    return "".join(parts).encode()


def _not_written(kind: str) -> tuple[str, ...]:
    """Return the fields that the elements themselves carry."""
    return {"graph": (), "node": ("id",), "edge": ("from", "to")}[kind]


def _data(texts: Mapping[str, str], keys: Mapping[str, str]) -> str:
    return "".join(f'<data key="{keys[name]}">{xml_text(text)}</data>' for name, text in texts.items() if name in keys)


# ------------------------------------------------------------------------------ shared with GEXF
def actor_labels(kind: str, level: str, model: Model) -> dict[str, str]:
    """Return the names of kind and level, for people who open the file elsewhere."""
    elements = {"kind_label": model.actor_kinds.get(kind), "level_label": model.levels.get(level)}
    return {name: element.label.in_language("de") for name, element in elements.items() if element is not None}


def edge_texts(drawn: StructureMap, model: Model) -> tuple[Sequence[dict[str, str]], bool]:
    """Return the relations as texts, and whether the file is one of directed edges.

    A relation without direction carries ``directed`` = ``false`` if others have one.
    """
    kinds = model.relation_kinds
    no_direction = [r.kind in kinds and not kinds[r.kind].directed for r in drawn.relations]
    directed = not all(no_direction) or not no_direction
    texts: list[dict[str, str]] = []
    for relation, plain in zip(drawn.relations, no_direction, strict=True):
        written = relation_texts(relation)
        if relation.kind in kinds:
            written["label"] = kinds[relation.kind].label.in_language("de")
        if directed and plain:
            written["directed"] = "false"
        texts.append(written)
    return texts, directed

