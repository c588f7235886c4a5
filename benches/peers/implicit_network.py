"""The example of implicit-word-network: entities by spaCy, edges by distance in sentences.

Arguments: a folder with a spaCy model, a file of articles (JSON lines), a file for the graph.
"""

import json
import sys
import tempfile
import time

import implicit_word_network as wn
import networkx
import spacy


def main() -> None:
    model, articles, output = sys.argv[1:]
    nlp = spacy.load(model)
    loaded = time.process_time()
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as lines:
        for line in open(articles, encoding="utf-8"):
            lines.write(" ".join(json.loads(line)["text"].split()) + "\n")
        lines.flush()
        documents = wn.readDocuments(lines.name)
    parsed = wn.parseDocuments(documents, ["PERSON", "ORG"], nlp=nlp)
    matrix = wn.createCorpMat(parsed)
    # Sentences apart: 0 is the same one.
    graph = wn.buildGraph(matrix, 0)
    graph = graph[0] if isinstance(graph, tuple) else graph
    with open(output, "w", encoding="utf-8") as file:
        json.dump(networkx.node_link_data(graph, edges="links"), file, default=str)
    print(json.dumps({"cpu": time.process_time() - loaded}))


if __name__ == "__main__":
    main()
