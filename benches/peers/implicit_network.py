"""The example of implicit-word-network: entities by spaCy, edges between those of one sentence.

Arguments: a folder with a spaCy model, a file of articles (JSON lines), a file for the graph.
"""

import json
import sys
import time

import networkx
import spacy
from implicit_word_network import SpacyEntityExtractor, build_network


def main() -> None:
    model, articles, output = sys.argv[1:]
    extractor = SpacyEntityExtractor(spacy.load(model), labels=["PERSON", "ORG"])
    loaded = time.process_time()
    texts = [json.loads(line)["text"] for line in open(articles, encoding="utf-8")]
    # Sentences apart: 0 is the same one.
    graph = build_network(texts, extractor=extractor, window=0).to_networkx()
    with open(output, "w", encoding="utf-8") as file:
        json.dump(networkx.node_link_data(graph, edges="links"), file, default=str)
    print(json.dumps({"cpu": time.process_time() - loaded}))


if __name__ == "__main__":
    main()
