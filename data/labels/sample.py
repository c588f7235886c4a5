#!/usr/bin/env python3
"""Draws the sentences that were labelled, the same ones on every machine.

    data/labels/sample.py CORPUS.jsonl[.gz] attribution|relations dev|test > sentences.jsonl

The corpus has one article a line with `id` and `text`. An article belongs to one half, `dev` or `test`,
by the hash of its id, so the halves share no text. Sentences are cut by a plain rule of this file and not
by the program that is to be measured, and they are drawn by words alone (the cues below) and at random,
never by what the program finds. Within a cue the sentences with the smallest hashes are taken, at most
one of an article.
"""

import gzip
import hashlib
import json
import re
import sys

SEED = "claims-1"

# How many sentences of each half, and what draws them. The last cue, the empty pattern, is chance.
CUES = {
    "attribution": [
        ("said", 22, r"\b(?:said|says)\b"),
        ("told", 14, r"\b(?:told|tells|telling)\b"),
        ("according", 8, r"\b[Aa]ccording to\b"),
        ("verbs", 14, r"\b(?:wrote|tweeted|argued|announced|added|stated|noted|claimed|insisted|acknowledged|testified|writes|warned)\b"),
        ("outlets", 14, r"\b(?:reported|reports|interview|published|revealed)\b"),
        ("quotation", 12, r"^[\"“](?!.*\b(?:said|says|told|wrote)\b)"),
        ("chance", 16, r""),
    ],
    "relations": [
        ("spokesperson_of", 8, r"\b(?:spokes(?:man|woman|person|people)|press secretary)\b"),
        ("works_for", 8, r"\b(?:correspondent|reporter|analyst|anchor|host|editor|staffer|employee|adviser|aide|professor|lawyer|attorney|work(?:s|ed|ing) (?:for|at))\b"),
        ("wrote_for", 8, r"\b(?:wr(?:ote|ites|iting|itten) (?:in|for)|op-ed|columnist|column|opinion piece)\b"),
        ("member_of", 8, r"\b(?:member|joined|belongs? to|serves? on)\b"),
        ("leads", 8, r"\b(?:CEO|chief executive|chair(?:man|woman)|president of|head of|director|leader|led by|heads|leads|editor-in-chief|commander|runs)\b"),
        ("founded", 8, r"\b(?:co-?)?found(?:ed|er|ers|ing)\b|\b(?:established|started) by\b"),
        ("appointed_by", 8, r"\b(?:appoint|nominat)\w*|\btapped\b|\bpick(?:ed)? (?:for|to|by)\b"),
        ("alias_of", 8, r"\b(?:also|better|formerly) known as\b|\baka\b|a\.k\.a\.|\breal name\b|[a-z] \([A-Z]{2,6}\)"),
        ("part_of", 8, r"\b(?:part|division|branch|arm|unit|subsidiary|affiliate|chapter|wing) of\b|\bowned by\b|\bparent company\b"),
        ("funded_by", 8, r"\bfund(?:ed|s|ing)\b|\bdonat|\bbankroll|\bfinanced\b|\bbacked by\b|\bcontributed\b"),
        ("met_with", 8, r"\b(?:met|meets|meeting)\b"),
        ("told", 8, r"\b(?:told|telling|informed|briefed)\b"),
        ("chance", 14, r""),
    ],
}

SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\bMrs)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bGen)"
    r"[.!?][\"”’)]?\s+(?=[A-Z\"“‘])"
)
NAME = re.compile(r"\b[A-Z][A-Za-z.’'-]+(?:\s+[A-Z][A-Za-z.’'-]+)*")


def number(*parts):
    return int.from_bytes(hashlib.sha256("|".join((SEED, *parts)).encode()).digest()[:8], "big")


def sentences(text):
    """Start and end, in characters, of each sentence of each line."""
    for line in re.finditer(r"[^\n]+", text):
        at = line.start()
        ends = [m.end() for m in SENTENCE_END.finditer(text, line.start(), line.end())]
        for end in ends + [line.end()]:
            raw = text[at:end]
            start = at + len(raw) - len(raw.lstrip())
            stop = at + len(raw.rstrip())
            if stop > start:
                yield start, stop
            at = end


def names(sentence):
    """Capitalized runs beyond the first word: what a sentence needs to say something of two names."""
    return sum(1 for m in NAME.finditer(sentence) if m.start() > 1 or " " in m.group())


def main():
    path, task, half = sys.argv[1:]
    opener = gzip.open if path.endswith(".gz") else open
    cues = [(name, wanted, re.compile(pattern)) for name, wanted, pattern in CUES[task]]
    found = {name: [] for name, _, _ in cues}
    least = 1 if task == "attribution" else 2
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            key, text = article["id"], article["text"]
            if number("half", key) % 2 != (half == "test"):
                continue
            for start, end in sentences(text):
                sentence = text[start:end]
                if not 40 <= len(sentence) <= 500 or names(sentence) < least:
                    continue
                for name, _, cue in cues:
                    if cue.search(sentence):
                        found[name].append((number(task, name, key, str(start)), key, start, end, text))
    taken = set()
    for name, wanted, _ in cues:
        articles = set()
        for _, key, start, end, text in sorted(found[name], key=lambda item: item[0]):
            if len(articles) == wanted:
                break
            if (key, start) in taken or key in articles:
                continue
            taken.add((key, start))
            articles.add(key)
            to_bytes = lambda at: len(text[:at].encode())
            print(json.dumps({
                "article": key,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "start": to_bytes(start),
                "end": to_bytes(end),
                "drawn_by": name,
                "text": text[start:end],
            }, ensure_ascii=False))


if __name__ == "__main__":
    main()
