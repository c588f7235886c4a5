#!/usr/bin/env python3
"""Makes a large corpus of a small one: each repetition has other names and other words.

    benches/repeat.py articles.jsonl.gz --times 42 -o large.jsonl.gz

For measuring memory and time where no corpus of that size is at hand. In each repetition a share of the words
that are always written with a capital (`--names`) gets other letters, and a quarter of the other long words is
exchanged for words of the corpus, each time the same for the same. So a text is no copy of the one that it was
made of, and the number of distinct names grows with the repetitions; with a quarter of the words of names it
grows about as it does within a corpus of news, as the number of articles to the power of 0.78. The first
repetition is the corpus itself. The same seed gives the same bytes.
"""

import argparse
import collections
import gzip
import hashlib
import json
import re
import sys

WORD = re.compile(r"[A-Za-z]+")
VOWELS = "aeiou"
# Consonants that are exchanged where the bit of that number is set.
PAIRS = ["bp", "dt", "gk", "fv", "mn", "lr", "cs", "hw"]


def opened(path, mode):
    if path == "-":
        return sys.stdin if "r" in mode else sys.stdout
    opener = gzip.open if path.endswith(".gz") else open
    return opener(path, mode + "t", encoding="utf-8")


def chance(*parts):
    """A number from 0 to 1 that depends on nothing but the parts."""
    digest = hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def respelled(word, repetition):
    """Another pronounceable word: its vowels moved on, some of its consonants exchanged."""
    letters = str.maketrans({v: VOWELS[(i + repetition) % 5] for i, v in enumerate(VOWELS)})
    word = word.translate(letters)
    for bit, (one, other) in enumerate(PAIRS):
        if repetition // 5 >> bit & 1:
            word = word.translate(str.maketrans(one + other, other + one))
    return word


class Repetition:
    def __init__(self, number, seed, share, names, words):
        self.number, self.seed, self.share = number, seed, share
        self.names, self.words = names, words
        self.known = {}

    def word(self, match):
        word = match.group()
        if len(word) < 4:
            return word
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = self.other(word)
        return found

    def other(self, word):
        drawn = chance(self.seed, self.number, word)
        if word in self.names:
            if drawn >= self.share:
                return word
            return word[0] + respelled(word[1:], self.number)
        if word.islower() and drawn < 0.25:
            return self.words[int(drawn * 4 * len(self.words))]
        return word

    def text(self, text):
        return WORD.sub(self.word, text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", help="JSON lines with id, title, text; .gz or not")
    parser.add_argument("--times", type=int, required=True, help="repetitions")
    parser.add_argument("--names", type=float, default=0.25, help="share of the words of names that change")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", default="-")
    args = parser.parse_args()

    with opened(args.corpus, "r") as lines:
        articles = [json.loads(line) for line in lines]
    seen = collections.Counter()
    for article in articles:
        seen.update(WORD.findall(article["text"]))
    # Written with a capital nine times of ten.
    names = {w for w, n in seen.items() if w.istitle() and 10 * seen[w.lower()] < n}
    words = sorted(w for w, n in seen.items() if w.islower() and len(w) > 3 and n > 9)

    size = 0
    with opened(args.output, "w") as out:
        for number in range(args.times):
            repetition = Repetition(number, args.seed, args.names, names, words)
            for article in articles:
                made = dict(article)
                if number > 0:
                    made["id"] = f"{article['id']}-{number}"
                    for field in ("title", "text"):
                        if article.get(field):
                            made[field] = repetition.text(article[field])
                size += len(made["text"].encode())
                out.write(json.dumps(made, ensure_ascii=False) + "\n")
    print(f"{len(articles) * args.times} articles, {size / 1e6:.0f} MB of text", file=sys.stderr)


if __name__ == "__main__":
    main()
