"""Our GraphML and GEXF as other programs see them: networkx, igraph, and the rules of the published schemas."""

import io
import os
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.drawn_maps import maps, small
from typology.model.vocabulary import Relation
from typology.reports.map_files import write_map

GEXF, GRAPHML = "http://gexf.net/1.3", "http://graphml.graphdrawing.org/xmlns"

# Element -> (children in their order, attributes that must be there, attributes that may be there), as the published
# schemas have them, in so far as we write them.
RULES = {
    "gexf": {
        "gexf": (["meta", "graph"], {"version"}, set()),
        "meta": (["creator", "description"], set(), {"lastmodifieddate"}),
        "creator": ([], set(), set()), "description": ([], set(), set()),
        "graph": (["attributes", "attributes", "nodes", "edges"], set(), {"mode", "idtype", "defaultedgetype"}),
        "attributes": (["attribute"], {"class"}, {"mode"}),
        "attribute": (["default"], {"id", "title", "type"}, set()),
        "nodes": (["node"], set(), {"count"}), "edges": (["edge"], set(), {"count"}),
        "node": (["attvalues", "color"], {"id"}, {"label", "pid"}),
        "edge": (["attvalues"], {"source", "target"}, {"id", "type", "label", "weight", "kind"}),
        "attvalues": (["attvalue"], set(), set()), "attvalue": ([], {"for", "value"}, set()),
        "color": ([], set(), {"r", "g", "b", "a", "hex"}),
    },
    "graphml": {
        "graphml": (["key", "graph"], set(), {"schemaLocation"}),
        "key": (["default"], {"id"}, {"for", "attr.name", "attr.type"}),
        "graph": (["data", "node", "edge"], {"edgedefault"}, {"id"}),
        "node": (["data"], {"id"}, set()), "edge": (["data"], {"source", "target"}, {"id", "directed"}),
        "data": ([], {"key"}, {"id"}),
    },
}


class _Words:
    def __init__(self, model):
        self.model = model


@pytest.fixture(scope="session")
def words(toy):
    return _Words(toy)


def graph_of(form, data):
    return nx.read_graphml(io.BytesIO(data)) if form == "graphml" else nx.read_gexf(io.BytesIO(data), version="1.3")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_sees_every_actor_and_every_relation(toy, form):
    """Names, words, notes and directions arrive; parallel relations stay two."""
    drawn = small(toy)
    graph = graph_of(form, write_map(drawn, toy, form))
    assert list(graph) == ["choir", "school", "union"]
    choir = graph.nodes["choir"]
    assert (choir["label"], choir["kind"], choir["kind_label"], choir["level"], choir["short"]) == (
        "Chor am Fluss", "town_choir", "Chor", "stage_town", "Chor")
    assert choir["note_de"] == "Erst so.\nDann so."
    assert graph.nodes["school"]["label"] == "Musikschule <Mitte>"
    assert graph.is_directed()
    assert sorted((a, b, d["kind"], d["status"], d.get("directed", True)) for a, b, d in graph.edges(data=True)) == [
        ("choir", "school", "lends_rooms", "rehearsed", True), ("choir", "school", "sings_with", "sounding", False),
        ("union", "choir", "pays_for", "dreamt_of", True)]


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_map_without_directions_is_an_undirected_graph(toy, form):
    """As long as no relation has a direction, other programs draw no arrows."""
    drawn = replace(small(toy), relations=(Relation("choir", "union", "sings_with", "sounding"),))
    assert not graph_of(form, write_map(drawn, toy, form)).is_directed()


def test_igraph_sees_the_same(toy, tmp_path):
    """A second reader, written in another language, agrees."""
    file = tmp_path / "map.graphml"
    file.write_bytes(write_map(small(toy), toy, "graphml"))
    graph = igraph.Graph.Read_GraphML(str(file))
    assert graph.vs["label"] == ["Chor am Fluss", "Musikschule <Mitte>", "Sängerbund"]
    assert graph.vs["level"] == ["stage_town", "stage_town", "stage_region"]
    assert [(e.source, e.target, e["kind"]) for e in graph.es] == [
        (0, 1, "sings_with"), (2, 0, "pays_for"), (0, 1, "lends_rooms")]
    assert (graph["city"], graph["year"], graph.is_directed()) == ("Flussstadt", "2026", True)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_odd_maps_keep_to_the_published_rules_and_open_elsewhere(words, form, data):
    """Only elements and attributes that the schema has, in its order, whatever stands in names and notes."""
    drawn = data.draw(maps(words.model))
    written = write_map(drawn, words.model, form)
    broken = list(_violations(ET.fromstring(written), form))
    assert not broken
    assert graph_of(form, written).number_of_nodes() == len(drawn.actors)


def _violations(root, form):
    namespace = {"gexf": GEXF, "graphml": GRAPHML}[form]
    for element in root.iter():
        uri, _, name = element.tag[1:].partition("}")
        order, needed, allowed = RULES[form][name]
        attributes = {a.rpartition("}")[2] for a in element.attrib}
        children = [child.tag.rpartition("}")[2] for child in element]
        if uri != namespace or not needed <= attributes <= needed | allowed:
            yield name, attributes
        places = [order.index(child) for child in children if child in order]
        if len(places) < len(children) or places != sorted(places):
            yield name, children


def test_colours_and_weights_are_those_of_the_model(toy):
    """Each actor has the colour of its group, each relation with a strength its value as weight."""
    root = ET.fromstring(write_map(small(toy), toy, "gexf"))
    colors = [c.attrib for c in root.iter(f"{{{GEXF}}}color")]
    assert colors[0] == {"r": "90", "g": "42", "b": "110"}  # #5A2A6E
    assert [e.get("weight") for e in root.iter(f"{{{GEXF}}}edge")] == ["4", None, None]
    assert [e.get("kind") for e in root.iter(f"{{{GEXF}}}edge")] == ["sings_with", "pays_for", "lends_rooms"]


@pytest.mark.skipif("GRAPH_SCHEMAS" not in os.environ, reason="GRAPH_SCHEMAS names no folder with the schemas")
@pytest.mark.parametrize("form", ["graphml", "gexf"])
@given(data=st.data())
@settings(deadline=None, max_examples=50)
def test_odd_maps_are_valid_by_the_published_schemas(words, form, data):
    """For whoever has the schema files: <folder>/graphml/graphml.xsd and <folder>/gexf/gexf.xsd; needs lxml."""
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(Path(os.environ["GRAPH_SCHEMAS"]) / form / f"{form}.xsd"))
    written = write_map(data.draw(maps(words.model)), words.model, form)
    schema.assertValid(etree.fromstring(written))
