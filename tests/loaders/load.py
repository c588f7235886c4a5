"""Loads every format with its real loader in Python, or by the rules of the program that it is for, and
compares nodes, edges, weights and names with those of graph.json.

    load.py FOLDER SCHEMA
"""

import csv
import io
import json
import math
import re
import sys
import unicodedata
from datetime import date
from pathlib import Path

import jsonschema
import networkx as nx
import pydot
from followthemoney import model
from followthemoney.types import registry
from lxml import etree

folder, schema_path = map(Path, sys.argv[1:])
failures = 0


def read(name):
    return (folder / name).read_bytes().decode("utf-8")


graph = json.loads(read("graph.json"))
NODES = {node["id"]: node for node in graph["nodes"]}
EDGES = {frozenset((edge["source"], edge["target"])): edge for edge in graph["edges"]}
WEIGHTS = {ends: edge["weight"] for ends, edge in EDGES.items()}


def check(name):
    """Runs a test of a format and reports it."""

    def run(test):
        global failures
        try:
            said = test()
            print(f"  ok   {name}: {said or f'{len(NODES)} nodes, {len(EDGES)} edges'}")
        except Exception as error:
            failures += 1
            print(f"  FAIL {name}: {type(error).__name__}: {str(error)[:600]}")

    return run


def equal(found, expected, what):
    if found != expected:
        if isinstance(found, dict) and isinstance(expected, dict):
            differing = [k for k in {**found, **expected} if found.get(k) != expected.get(k)][:2]
            found = {str(k): found.get(k) for k in differing}
            expected = {str(k): expected.get(k) for k in differing}
        raise AssertionError(f"{what}: {found!r} is not {expected!r}")


def legal(text):
    """The text without what XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def clean(text):
    """The text on one line, as pictures and tables show it."""
    keep = "".join(" " if c.isspace() or c == "\x85" else c for c in text)
    turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    keep = "".join(
        c
        for c in keep
        if unicodedata.category(c) != "Cc" and c not in turns and ord(c) & 0xFFFE != 0xFFFE
    )
    return " ".join(word for word in keep.split(" ") if word)


def same_graph(found, label, text=lambda t: t):
    """A networkx graph has our nodes, with this attribute as label, and our edges and weights."""
    equal(found.is_directed(), False, "directed")
    equal(found.is_multigraph(), False, "multigraph")
    equal(set(found.nodes), set(NODES), "nodes")
    labels = {n: data[label] for n, data in found.nodes(data=True)}
    equal(labels, {n: text(node["label"]) for n, node in NODES.items()}, "labels")
    mentions = {n: int(data["mentions"]) for n, data in found.nodes(data=True)}
    equal(mentions, {n: node["mentions"] for n, node in NODES.items()}, "mentions")
    weights = {frozenset((a, b)): float(d["weight"]) for a, b, d in found.edges(data=True)}
    equal(weights, WEIGHTS, "weights")
    documents = {frozenset((a, b)): int(d["documents"]) for a, b, d in found.edges(data=True)}
    equal(documents, {ends: edge["documents"] for ends, edge in EDGES.items()}, "documents")


def rows(name):
    return list(csv.DictReader(io.StringIO(read(name))))


@check("graph.json, schema")
def _():
    schema = json.loads(schema_path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(graph)
    broken = json.loads(json.dumps(graph))
    del broken["nodes"][0]["label"]
    try:
        jsonschema.validate(broken, schema)
    except jsonschema.ValidationError:
        return None
    raise AssertionError("a node without label passes")


@check("graph.json, networkx")
def _():
    same_graph(nx.node_link_graph(graph), "label")


@check("graph.cyjs, networkx")
def _():
    found = json.loads(read("graph.cyjs"))
    same_graph(nx.cytoscape_graph(found), "name")


@check("graph.graphml, networkx")
def _():
    etree.parse(folder / "graph.graphml")
    found = nx.read_graphml(folder / "graph.graphml")
    same_graph(found, "label", legal)
    equal({type(d["pagerank"]) for _, d in found.nodes(data=True)}, {float}, "type")


for name in ["graph.gexf", "graph.dynamic.gexf"]:

    @check(f"{name}, networkx")
    def _():
        etree.parse(folder / name)
        found = nx.read_gexf(folder / name)
        same_graph(found, "label", clean)
        equal(all("position" in d["viz"] for _, d in found.nodes(data=True)), True, "positions")
        if name == "graph.dynamic.gexf":
            for n, data in found.nodes(data=True):
                if NODES[n].get("first"):
                    equal(data["spells"][0][0][:4], NODES[n]["first"][:4], "spell")


GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
# What GEXF 1.3 demands of each element, as far as we write it.
GEXF_REQUIRED = {
    f"{GEXF}gexf": {"version"},
    f"{GEXF}attributes": {"class"},
    f"{GEXF}attribute": {"id", "title", "type"},
    f"{GEXF}node": {"id"},
    f"{GEXF}edge": {"source", "target"},
    f"{GEXF}attvalue": {"for", "value"},
    f"{VIZ}color": {"r", "g", "b"},
    f"{VIZ}position": {"x", "y", "z"},
    f"{VIZ}size": {"value"},
}

for name in ["graph.gexf", "graph.dynamic.gexf"]:

    @check(f"{name}, rules of GEXF 1.3")
    def _():
        root = etree.parse(folder / name).getroot()
        equal((root.tag, root.get("version")), (f"{GEXF}gexf", "1.3"), "root")
        equal([child.tag for child in root], [f"{GEXF}meta", f"{GEXF}graph"], "children of gexf")
        drawn = root.find(f"{GEXF}graph")
        equal(drawn.get("defaultedgetype"), "undirected", "defaultedgetype")
        dynamic = name == "graph.dynamic.gexf"
        equal(drawn.get("mode"), "dynamic" if dynamic else "static", "mode")
        equal(drawn.get("timeformat"), "date" if dynamic else None, "timeformat")
        for element in root.iter():
            missing = GEXF_REQUIRED.get(element.tag, set()) - set(element.attrib)
            equal(missing, set(), f"missing of {element.tag}")
        ids = [e.get("id") for e in root.iter(f"{GEXF}node", f"{GEXF}edge")]
        equal(len(set(ids)), len(NODES) + len(EDGES), "ids")
        read_as = {"string": str, "integer": int, "double": float}
        for part in ["node", "edge"]:
            [declared] = root.iterfind(f".//{GEXF}attributes[@class='{part}']")
            types = {a.get("id"): read_as[a.get("type")] for a in declared}
            equal(len(types), len(declared), f"attributes of a {part}")
            for value in root.iterfind(f".//{GEXF}{part}//{GEXF}attvalue"):
                types[value.get("for")](value.get("value"))
        for color in root.iter(f"{VIZ}color"):
            equal(all(0 <= int(color.get(c)) <= 255 for c in "rgb"), True, "colour")
        for spell in root.iter(f"{GEXF}spell"):
            start, end = (date.fromisoformat(spell.get(end)) for end in ["start", "end"])
            equal(start <= end, True, "spell")
        equal(next(root.iter(f"{GEXF}spell"), None) is not None, dynamic, "spells")


@check("graph.dot, pydot")
def _():
    [found] = pydot.graph_from_dot_data(read("graph.dot"))

    def unquoted(text):
        return text[1:-1].replace('\\"', '"') if text.startswith('"') else text

    # DOT cannot end an id with a single backslash, nor hold NUL.
    ids = {unquoted(n.get_name()): n for n in found.get_nodes()}
    ids = {n: node for n, node in ids.items() if n not in ("node", "edge", "graph")}
    equal(set(ids), set(NODES), "nodes")
    equal(len(found.get_edges()), len(EDGES), "edges")
    weights = {
        frozenset((unquoted(e.get_source()), unquoted(e.get_destination()))): float(e.get("weight"))
        for e in found.get_edges()
    }
    equal(weights, WEIGHTS, "weights")
    for n, node in NODES.items():
        label = unquoted(ids[n].get("label")).replace("\\\\", "\\")
        equal(re.sub(r"&amp;(?=#?\w+;)", "&", label), clean(node["label"]), "label")


JGF = {
    "type": "object",
    "additionalProperties": False,
    "required": ["graph"],
    "properties": {
        "graph": {
            "type": "object",
            "additionalProperties": False,
            "required": ["nodes", "edges"],
            "properties": {
                "id": {"type": "string"},
                "label": {"type": "string"},
                "directed": {"type": "boolean"},
                "type": {"type": "string"},
                "metadata": {"type": "object"},
                "nodes": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "label": {"type": "string"},
                            "metadata": {"type": "object"},
                        },
                    },
                },
                "edges": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["source", "target"],
                        "properties": {
                            "id": {"type": "string"},
                            "source": {"type": "string"},
                            "target": {"type": "string"},
                            "relation": {"type": "string"},
                            "directed": {"type": "boolean"},
                            "label": {"type": "string"},
                            "metadata": {"type": "object"},
                        },
                    },
                },
            },
        }
    },
}


@check("graph.jgf.json, rules of JSON Graph Format 2")
def _():
    found = json.loads(read("graph.jgf.json"))
    jsonschema.validate(found, JGF)
    found = found["graph"]
    labels = {n: node["label"] for n, node in found["nodes"].items()}
    equal(labels, {n: node["label"] for n, node in NODES.items()}, "labels")
    weights = {
        frozenset((e["source"], e["target"])): e["metadata"]["weight"] for e in found["edges"]
    }
    equal(weights, WEIGHTS, "weights")


@check("gephi-*.csv, rules of Gephi's import")
def _():
    nodes, edges = rows("gephi-nodes.csv"), rows("gephi-edges.csv")
    equal({n["Id"]: n["Label"] for n in nodes}, {n: clean(d["label"]) for n, d in NODES.items()}, "labels")
    equal({e["Type"] for e in edges} <= {"Undirected"}, True, "type")
    equal(len({e["Id"] for e in edges} | set(NODES)), len(EDGES) + len(NODES), "ids")
    equal({frozenset((e["Source"], e["Target"])): float(e["Weight"]) for e in edges}, WEIGHTS, "weights")


@check("neo4j-*.csv, rules of neo4j-admin")
def _():
    nodes, edges = rows("neo4j-nodes.csv"), rows("neo4j-relationships.csv")
    equal({n["id:ID"]: n["name"] for n in nodes}, {n: d["label"] for n, d in NODES.items()}, "names")
    equal(len(nodes), len(NODES), "no id twice")
    for n in nodes:
        labels = n[":LABEL"].split(";")
        equal(labels, ["Entity", NODES[n["id:ID"]]["kind"].capitalize()], "labels")
        int(n["mentions:int"])
        float(n["strength:double"])
    weights = {frozenset((e[":START_ID"], e[":END_ID"])): float(e["weight:double"]) for e in edges}
    equal(weights, WEIGHTS, "weights")
    equal({e[":TYPE"] for e in edges} <= {"CO_MENTION"}, True, "type")


@check("graph.cypher, literals of Cypher")
def _():
    literal = r"'((?:[^'\\]|\\.)*)'"
    escape = {"n": "\n", "r": "\r", "t": "\t"}

    def value(text):
        return re.sub(
            r"\\(u[0-9a-f]{4}|.)",
            lambda m: chr(int(m[1][1:], 16)) if len(m[1]) == 5 else escape.get(m[1], m[1]),
            text,
        )

    labels, weights = {}, {}
    for line in read("graph.cypher").split("\n")[2:]:
        node = re.match(rf"MERGE \(n:Entity {{id: {literal}}}\) SET n:\w+, n.name = {literal}, ", line)
        edge = re.match(
            rf"MATCH \(a:Entity {{id: {literal}}}\), \(b:Entity {{id: {literal}}}\) MERGE "
            r"\(a\)-\[r:CO_MENTION\]->\(b\) SET r.weight = (-?[0-9.e]+),",
            line,
        )
        if node:
            labels[value(node[1])] = value(node[2])
        elif edge:
            weights[frozenset((value(edge[1]), value(edge[2])))] = float(edge[3])
        else:
            equal(line, "", "statement")
        # What is left when literals are taken out has no quote: none ended early.
        equal("'" in re.sub(literal, "", line), False, "quotes")
    equal(labels, {n: d["label"].replace("\0", "") for n, d in NODES.items()}, "names")
    equal(weights, WEIGHTS, "weights")


@check("cosmograph-*.csv, rules of Cosmograph")
def _():
    links, points = rows("cosmograph-links.csv"), rows("cosmograph-points.csv")
    equal([p["id"] for p in points], list(NODES), "ids")
    equal([p["index"] for p in points], [str(i) for i in range(len(NODES))], "indices")
    equal({frozenset((e["source"], e["target"])): float(e["weight"]) for e in links}, WEIGHTS, "weights")
    for link in links:
        if EDGES[frozenset((link["source"], link["target"]))].get("first"):
            equal(bool(re.fullmatch(r"\d{4}-\d\d-\d\d", link["time"])), True, "time")


@check("entities.ftm.json, followthemoney")
def _():
    entities = {}
    for line in read("entities.ftm.json").splitlines():
        data = json.loads(line)
        schema = model.get(data["schema"])
        equal(schema is not None and not schema.abstract, True, data["schema"])
        equal(data["id"] in entities, False, "id twice")
        equal(registry.entity.clean(data["id"]), data["id"], "id")
        for name, values in data["properties"].items():
            prop = schema.get(name)
            equal(prop is not None, True, f"property {name} of {data['schema']}")
            equal(isinstance(values, list) and all(isinstance(v, str) for v in values), True, name)
            for v in values:
                equal(prop.type.clean(v) is not None, True, f"{name} {v!r}")
        for name in schema.required:
            equal(bool(data["properties"].get(name)), True, f"{data['schema']} has {name}")
        entities[data["id"]] = model.get_proxy(data)
    for proxy in entities.values():
        for prop, v in proxy.itervalues():
            if prop.type is registry.entity:
                equal(v in entities, True, f"{prop.name} {v}")
                equal(entities[v].schema.is_a(prop.range), True, f"range of {prop.name}")
    known = {"person", "organization", "outlet", "place"}
    nodes = {n: d for n, d in NODES.items() if d["kind"] in known}
    edges = [ends for ends in EDGES if all(end in nodes for end in ends)]
    names = [p for p in entities.values() if p.schema.name in ("Person", "Organization", "Address")]
    links = [p for p in entities.values() if p.schema.name == "UnknownLink"]
    equal((len(names), len(links)), (len(nodes), len(edges)), "names and links")
    captions = {p.caption for p in names}
    for d in nodes.values():
        name = clean(d["label"])
        equal(name in captions, True, f"name {name!r}")
    mentions = sum(p.schema.name == "Mention" for p in entities.values())
    return f"{len(names)} names, {len(links)} links, {mentions} mentions"


@check("vosviewer.json, rules of VOSviewer")
def _():
    network = json.loads(read("vosviewer.json"))["network"]
    ids = list(NODES)
    equal([item["id"] for item in network["items"]], list(range(1, len(ids) + 1)), "ids")
    equal([i["label"] for i in network["items"]], [clean(d["label"]) for d in NODES.values()], "labels")
    equal(min((i["cluster"] for i in network["items"]), default=1) >= 1, True, "clusters")
    weights = {
        frozenset((ids[e["source_id"] - 1], ids[e["target_id"] - 1])): e["strength"]
        for e in network["links"]
    }
    equal(weights, WEIGHTS, "strengths")


@check("kumu.json, rules of Kumu")
def _():
    found = json.loads(read("kumu.json"))
    equal(set(found), {"elements", "connections"}, "members")
    labels = {e["id"]: e["label"] for e in found["elements"]}
    equal(labels, {n: clean(d["label"]) for n, d in NODES.items()}, "labels")
    weights = {frozenset((c["from"], c["to"])): c["weight"] for c in found["connections"]}
    equal(weights, WEIGHTS, "weights")
    equal({c["direction"] for c in found["connections"]} <= {"undirected"}, True, "direction")


@check("graph.canvas, rules of JSON Canvas 1.0")
def _():
    found = json.loads(read("graph.canvas"))
    nodes = {n["id"]: n for n in found["nodes"]}
    equal(len(nodes), len(found["nodes"]), "no id twice")
    for n in nodes.values():
        equal(n["type"], "text", "type")
        equal(all(isinstance(n[k], int) for k in ("x", "y", "width", "height")), True, "whole numbers")
    cards = list(nodes.values())
    for i, a in enumerate(cards):
        for b in cards[:i]:
            apart = abs(a["x"] - b["x"]) >= min(a["width"], b["width"]) or abs(a["y"] - b["y"]) >= a["height"]
            equal(apart, True, f"{a['id']} and {b['id']} apart")
    for e in found["edges"]:
        equal({e["fromNode"], e["toNode"]} <= set(nodes), True, "ends")
        equal((e["fromEnd"], e["toEnd"]), ("none", "none"), "arrows")
    equal(len(nodes) - 1, min(len(NODES), 60), "cards")
    return f"{len(nodes)} cards, {len(found['edges'])} lines"


@check("edges.tsv")
def _():
    lines = [line.split("\t") for line in read("edges.tsv").splitlines()]
    equal({len(line) for line in lines}, {11}, "fields")
    weights = {frozenset(line[8:10]): float(line[2]) for line in lines[1:]}
    equal(weights, {frozenset(map(clean, ends)): w for ends, w in WEIGHTS.items()}, "weights")


for name in ["graph.svg", "timeline.svg"]:

    @check(name)
    def _():
        tree = etree.parse(folder / name)
        equal(tree.xpath("count(//*[local-name()='script'])"), 0.0, "scripts")
        return f"{int(tree.xpath('count(//*)'))} elements"


@check("report.md")
def _():
    text = read("report.md")
    equal(re.search("<(?!https?://[^ <>]*>)", text), None, "HTML")
    equal("does not say that they are connected" in text, True, "what a pair is")
    return f"{len(text.splitlines())} lines"


equal(all(math.isfinite(w) for w in WEIGHTS.values()), True, "numbers")
sys.exit(failures > 0)
