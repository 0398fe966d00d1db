"""Structure maps as GEXF 1.3, the format of Gephi.

Reading takes every version of GEXF. What we write follows the published schema 1.3, with the colour of the group of
each actor. GEXF has no place for what is said about the map as a whole, so that stands as JSON in its description.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from typology.model.elements import Model
from typology.model.vocabulary import StructureMap
from typology.reports.map_graphml import actor_labels, edge_texts
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
    unescape,
)
from typology.reports.map_xml import Element, xml_attributes, xml_text


# ------------------------------------------------------------------------------ reading
def read_gexf(root: Element) -> RawMap:
    """Read a GEXF file.

    Args:
        root: Its outermost element.

    Returns:
        Actors and relations as they are written; nodes inside of nodes count like all others.
    """
    raw = RawMap()
    description = next((element for meta in root.all("meta") for element in meta.all("description")), None)
    head = _head(description.text) if description is not None else {}
    raw.own = MARK in head
    if raw.own and description is not None:
        raw.head = raw.record(description.place, head, MAP_NAMES).values
    graph = next(root.all("graph"), root)
    titles, defaults = _titles(graph)
    by_default = graph.attributes.get("defaultedgetype", "undirected")
    for node in graph.below("node"):
        written = _written(node, titles["node"], defaults["node"], raw)
        name = node.attributes.get("label", "")
        if name.strip():
            written["name"] = unescape(name) if raw.own else name
        raw.actors.append(raw.record(node.place, {**written, "id": node.attributes.get("id", "")}, ACTOR_NAMES))
    for edge in graph.below("edge"):
        written = _written(edge, titles["edge"], defaults["edge"], raw)
        about = edge.attributes
        for name in ("kind", "label"):
            if not raw.own and about.get(name):
                written.setdefault(name, about[name])
        written |= {"from": about.get("source", ""), "to": about.get("target", "")}
        record = raw.record(edge.place, written, RELATION_NAMES)
        if record.directed is None:
            record.directed = about.get("type", by_default) == "directed"
        raw.relations.append(record)
    return raw


def _head(description: str) -> dict[str, str]:
    """Return what the description says about the map, or nothing if it is an ordinary description."""
    try:
        head = json.loads(unescape(description))
    except (ValueError, RecursionError):
        return {}
    return {k: v for k, v in head.items() if isinstance(v, str)} if isinstance(head, dict) else {}


def _titles(graph: Element) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Return the names of the attributes by their ids, and the values they have where none is given."""
    titles: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    for attributes in graph.all("attributes"):
        kind = attributes.attributes.get("class", "")
        for attribute in attributes.all("attribute") if kind in titles else ():
            key = attribute.attributes.get("id", "")
            titles[kind][key] = attribute.attributes.get("title") or key
            for default in attribute.all("default"):
                defaults[kind][titles[kind][key]] = default.text
    return titles, defaults


def _written(element: Element, titles: Mapping[str, str], defaults: Mapping[str, str], raw: RawMap) -> dict[str, str]:
    written = dict(defaults)
    for values in element.all("attvalues"):
        for value in values.all("attvalue"):
            about = value.attributes
            key = about.get("for", about.get("id", ""))  # 'id' until version 1.1
            text = about.get("value", "")
            written[titles.get(key, key)] = unescape(text) if raw.own else text
    return written


# ------------------------------------------------------------------------------ writing
_ACTOR_ORDER = ("short", "kind", "kind_label", "level", "level_label", "sources")
_RELATION_ORDER = ("id", "kind", "status", "strength", "reporter", "sources", "directed")
_ON_ELEMENT = frozenset({"from", "to", "label", "name"})


def write_gexf(drawn: StructureMap, model: Model) -> bytes:
    """Write a map as GEXF 1.3.

    Args:
        drawn: The map.
        model: The model, for colours and for names of kinds and levels.

    Returns:
        The file, in UTF-8; always the same for the same map.
    """
    head = json.dumps({MARK: VERSION, **{MAP_NAMES.get(k, (k,))[0]: v for k, v in head_texts(drawn).items()}},
                      ensure_ascii=False)
    actors = [actor_texts(actor) | actor_labels(actor.kind, actor.level, model) for actor in drawn.actors]
    relations, directed = edge_texts(drawn, model)
    nodes = [name for name in fields_of(actors, _ACTOR_ORDER) if name not in _ON_ELEMENT | {"id"}]
    edges = [name for name in fields_of(relations, _RELATION_ORDER) if name not in _ON_ELEMENT]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n',
        f"<meta><creator>Verbundspiegel</creator><description>{xml_text(head)}</description></meta>\n",
        f'<graph mode="static" idtype="string" defaultedgetype="{"directed" if directed else "undirected"}">\n',
        _declared("node", nodes), _declared("edge", edges),
        f'<nodes count="{len(actors)}">\n',
    ]
    for texts in actors:
        about = xml_attributes({"id": texts["id"], "label": texts.get("name", "")})
        parts.append(f"<node{about}>{_values(texts, nodes)}{_color(texts['kind'], model)}</node>\n")
    parts.append(f'</nodes>\n<edges count="{len(relations)}">\n')
    for number, texts in enumerate(relations, 1):
        # Gephi keeps several relations of the same two actors apart by 'kind'.
        edge: dict[str, object] = {"id": f"e{number}", "source": texts["from"], "target": texts["to"]}
        edge |= {"label": texts.get("label", ""), "kind": texts["kind"]}
        if (strength := model.relation_strengths.get(texts.get("strength", ""))) is not None:
            edge["weight"] = strength.value
        parts.append(f"<edge{xml_attributes(edge)}>{_values(texts, edges)}</edge>\n")
    parts.append("</edges>\n</graph>\n</gexf>\n")
    return "".join(parts).encode()


def _title(kind: str, name: str) -> str:
    return "relation_id" if (kind, name) == ("edge", "id") else name


def _declared(kind: str, names: list[str]) -> str:
    inner = "".join(
        f"<attribute{xml_attributes({'id': name, 'title': _title(kind, name), 'type': _type(name)})}/>\n"
        for name in names)
    return f'<attributes class="{kind}">\n{inner}</attributes>\n' if names else ""


def _type(name: str) -> str:
    return "boolean" if name == "directed" else "string"


def _values(texts: Mapping[str, str], names: list[str]) -> str:
    inner = "".join(f"<attvalue{xml_attributes({'for': name, 'value': texts[name]})}/>"
                    for name in names if name in texts)
    return f"<attvalues>{inner}</attvalues>" if inner else ""


def _color(kind: str, model: Model) -> str:
    found = model.actor_kinds.get(kind)
    group = model.actor_groups.get(found.group) if found is not None else None
    if group is None:
        return ""
    red, green, blue = (int(group.color[place:place + 2], 16) for place in (1, 3, 5))
    return f'<color r="{red}" g="{green}" b="{blue}"/>'
