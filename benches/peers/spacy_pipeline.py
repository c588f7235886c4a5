"""What tutorials show: entities by spaCy, an edge for every two in a sentence, node-link JSON.

Arguments: a folder with a model, a file of articles (JSON lines), a file for the graph.
"""

import itertools
import json
import sys
import time

import networkx
import spacy


def main() -> None:
    model, articles, output = sys.argv[1:]
    nlp = spacy.load(model)
    loaded = time.process_time()
    texts = (json.loads(line)["text"] for line in open(articles, encoding="utf-8"))
    graph = networkx.Graph()
    for document in nlp.pipe(texts):
        for sentence in document.sents:
            names = {e.text for e in sentence.ents if e.label_ in ("PERSON", "ORG")}
            for one, other in itertools.combinations(sorted(names), 2):
                weight = graph.get_edge_data(one, other, {"weight": 0})["weight"]
                graph.add_edge(one, other, weight=weight + 1)
    with open(output, "w", encoding="utf-8") as file:
        json.dump(networkx.node_link_data(graph, edges="links"), file)
    print(json.dumps({"cpu": time.process_time() - loaded}))


if __name__ == "__main__":
    main()
