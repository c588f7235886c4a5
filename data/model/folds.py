"""Splits annotated articles into folds, to measure the recognizer on articles or on sources that it never saw.

    python folds.py source|article FOLDS OUT train.jsonl ww-train.jsonl
    for n in 0 1 2 3; do
        comention train OUT/$n.train.jsonl corpora... --apart OUT/$n.held.jsonl --dev dev.jsonl ww-dev.jsonl ... -o OUT/$n.model
        comention evaluate OUT/$n.us.jsonl --model OUT/$n.model
        comention evaluate OUT/$n.ww.jsonl --model OUT/$n.model
    done

By source: editions, sections and guest columns of one house are one source. A fold gets whole sources, the largest first, each
to the fold with the fewest articles. By article: in the order of a checksum of their ids. `held` is `us` and `ww` together.
"""
import collections
import hashlib
import json
import re
import sys

unit, count, out, paths = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
if unit not in ("source", "article"):
    sys.exit(__doc__)


def group(article):
    if unit == "article":
        return hashlib.sha256(article["id"].encode()).hexdigest()
    name = (article.get("publisher") or article["id"]).lower()
    name = re.sub(r"\(.*?\)| - .*|\b(online|news|opinion|editorial|web|magazine|the|writer|left|right|com|guest)\b|[^a-z]", "", name)
    return name or article["id"]


folds = [collections.defaultdict(list) for _ in range(count)]
for path in paths:
    region = "ww" if "ww" in path.rsplit("/", 1)[-1] else "us"
    groups = collections.defaultdict(list)
    with open(path) as lines:
        for line in lines:
            groups[group(json.loads(line))].append(line)
    for name in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        min(folds, key=lambda fold: len(fold[region]))[region].extend(groups[name])
for number, fold in enumerate(folds):
    others = [line for other in folds if other is not fold for lines in other.values() for line in lines]
    parts = {"train": others, "held": fold["us"] + fold["ww"], "us": fold["us"], "ww": fold["ww"]}
    for name, lines in parts.items():
        with open(f"{out}/{number}.{name}.jsonl", "w") as file:
            file.writelines(lines)
