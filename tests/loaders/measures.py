"""Computes the measures of a graph of 1,000 nodes with networkx and compares them with measures.json, which
`cargo test` compares with ours.

    measures.py FILE [--update]
"""

import json
import sys
from pathlib import Path

import networkx as nx

path = Path(sys.argv[1])
NODES, LINKED, HANGING, GROUP = 1000, 990, 960, 50


def edges():
    """The edges, from a linear congruential generator that the Rust test has too: four of five within groups of
    fifty, six drawn for a node, one for the last forty, none for the last ten."""
    state = 1

    def draw(below):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % below

    found = {}
    for node in range(LINKED):
        for _ in range(6 if node < HANGING else 1):
            near = draw(5) < 4
            other = node // GROUP * GROUP + draw(GROUP) if near else draw(LINKED)
            weight = 1 + draw(9)
            ends = (min(node, other), max(node, other))
            if node != other and other < LINKED and ends not in found:
                found[ends] = weight
    return found


graph = nx.Graph()
graph.add_nodes_from(range(NODES))
graph.add_weighted_edges_from((a, b, w) for (a, b), w in sorted(edges().items()))


def column(values):
    return [round(values[node], 12) for node in range(NODES)]


groups = [set(range(at, at + GROUP)) for at in range(0, NODES, GROUP)]
louvain = nx.community.louvain_communities(graph, weight="weight", seed=1)
bridges = {tuple(sorted(ends)) for ends in nx.bridges(graph)}
found = {
    "edges": graph.number_of_edges(),
    "pagerank": column(nx.pagerank(graph, alpha=0.85, weight="weight", tol=1e-15, max_iter=1000)),
    "betweenness": column(nx.betweenness_centrality(graph)),
    "closeness": column(nx.closeness_centrality(graph)),
    "core": [nx.core_number(graph)[node] for node in range(NODES)],
    "articulation": sorted(nx.articulation_points(graph)),
    "bridges": sorted(bridges),
    "components": nx.number_connected_components(graph),
    "modularity_of_groups": round(nx.community.modularity(graph, groups, weight="weight"), 12),
    "modularity_of_louvain": round(nx.community.modularity(graph, louvain, weight="weight"), 12),
}
found = json.loads(json.dumps(found))

if "--update" in sys.argv:
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in found.items())
    path.write_text("{\n" + lines + "\n}\n")

committed = json.loads(path.read_text())
failures = []
for key, value in found.items():
    expected = committed[key]
    if isinstance(value, list) and value and isinstance(value[0], float):
        apart = max(abs(a - b) for a, b in zip(value, expected, strict=True))
    elif isinstance(value, float):
        apart = abs(value - expected)
    else:
        apart = 0 if value == expected else 1
    # Louvain draws random numbers, which another version may draw otherwise.
    if apart > (0.01 if key == "modularity_of_louvain" else 1e-9):
        failures.append(key)
print(f"  {'FAIL' if failures else 'ok  '} networkx {nx.__version__}: {', '.join(failures or found)}")
sys.exit(bool(failures))
