"""Splits annotated articles into folds by their source, to measure the recognizer on sources that it never saw.

    python folds.py FOLDS OUT train.jsonl ww-train.jsonl
    for n in 0 1 2 3; do
        comention train OUT/$n.train.jsonl corpora... --apart OUT/$n.held.jsonl --dev dev.jsonl ww-dev.jsonl ... -o OUT/$n.model
        comention evaluate OUT/$n.us.jsonl --model OUT/$n.model
        comention evaluate OUT/$n.ww.jsonl --model OUT/$n.model
    done

Editions, sections and guest columns of one house are one source. A fold gets whole sources, the largest first, each to the
fold with the fewest articles. `held` is `us` and `ww` together.
"""
import collections
import json
import re
import sys

count, out, paths = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def source(article):
    name = (article.get("publisher") or article["id"]).lower()
    name = re.sub(r"\(.*?\)| - .*|\b(online|news|opinion|editorial|web|magazine|the|writer|left|right|com|guest)\b|[^a-z]", "", name)
    return name or article["id"]


folds = [collections.defaultdict(list) for _ in range(count)]
for path in paths:
    region = "ww" if "ww" in path.rsplit("/", 1)[-1] else "us"
    sources = collections.defaultdict(list)
    with open(path) as lines:
        for line in lines:
            sources[source(json.loads(line))].append(line)
    for name in sorted(sources, key=lambda name: (-len(sources[name]), name)):
        min(folds, key=lambda fold: len(fold[region]))[region].extend(sources[name])
for number, fold in enumerate(folds):
    others = [line for other in folds if other is not fold for lines in other.values() for line in lines]
    parts = {"train": others, "held": fold["us"] + fold["ww"], "us": fold["us"], "ww": fold["ww"]}
    for name, lines in parts.items():
        with open(f"{out}/{number}.{name}.jsonl", "w") as file:
            file.writelines(lines)
