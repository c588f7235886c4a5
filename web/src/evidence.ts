// The sentences, unpacked piece by piece when somebody asks for them.
//
// A piece is a JSON list, compressed by Deflate, in base64. `fflate` unpacks it in a millisecond and in
// every browser; DecompressionStream would be missing in those of 2022.

import { inflateSync, strFromU8 } from "fflate";
import type { Model } from "./model";

/** A name in a sentence: the sentence's number, and where the name begins and ends. */
type Spot = [number, number, number];
/** A node, or the name of what is none. */
type Name = number | string;
type Packed = [number, string, Spot, Spot, [Name | null, Name | null, 0 | 1][]?];

export interface Sentence {
  text: string;
  /** Begin, end, and whether it is the edge's source (0) or target (1); in order, not overlapping. */
  marks: [number, number, 0 | 1][];
}

export interface Place {
  document: number;
  part: string;
  sentences: Sentence[];
  said: Said[];
}

/** Who says what a place says, or a part of it. */
export interface Said {
  by: Name | null;
  to: Name | null;
  /** Whether only the context tells who. */
  context: boolean;
}

/** A place that states a relation, and whether it states it as over. */
export interface Statement extends Place {
  former: boolean;
}

class Pieces<T> {
  private lines: string[] | null = null;
  private readonly read = new Map<number, T[]>();

  constructor(
    private readonly id: string,
    private readonly starts: number[],
  ) {}

  get(index: number): T {
    let low = 0;
    let high = this.starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= index) low = middle;
      else high = middle;
    }
    let list = this.read.get(low);
    if (!list) {
      this.lines ??= (document.getElementById(this.id)?.textContent ?? "").split("\n");
      list = JSON.parse(unpack(this.lines[low])) as T[];
      this.read.set(low, list);
    }
    return list[index - this.starts[low]];
  }
}

function unpack(base64: string): string {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return strFromU8(inflateSync(bytes));
}

export class Evidence {
  private readonly pairs: Pieces<Packed[]>;
  private readonly stated: Pieces<[Packed, 0 | 1][]>;
  private readonly texts: Pieces<string>;

  constructor(private readonly model: Model) {
    const { starts } = model.data;
    this.pairs = new Pieces("evidence", starts.evidence);
    this.stated = new Pieces("stated", starts.stated);
    this.texts = new Pieces("sentences", starts.sentences);
  }

  /** The places that are kept for an edge, the best first. */
  of(edge: number): Place[] {
    return this.pairs.get(edge).map((packed) => this.place(packed));
  }

  /** The places that are kept for a relation, the surest first. */
  stating(relation: number): Statement[] {
    return this.stated.get(relation).map(([packed, former]) => ({ ...this.place(packed), former: former === 1 }));
  }

  private place([document, part, a, b, said]: Packed): Place {
    const sentences =
      a[0] === b[0]
        ? [this.sentence(a[0], [a, b])]
        : [this.sentence(a[0], [a, null]), this.sentence(b[0], [null, b])];
    return { document, part, sentences, said: (said ?? []).map(([by, to, context]) => ({ by, to, context: context === 1 })) };
  }

  /** The documents that are quoted for an edge. */
  documents(edge: number): number[] {
    return this.pairs.get(edge).map(([document]) => document);
  }

  /** The documents that are quoted for a name, the youngest first. */
  documentsOf(node: number): number[] {
    const found = new Set<number>();
    for (const edge of this.model.edgesOf(node)) {
      for (const document of this.documents(edge)) found.add(document);
    }
    for (const [, , , document] of this.model.data.nodes.aliases[node]) {
      if (document >= 0) found.add(document);
    }
    const day = (document: number) => this.model.day(this.model.data.documents.day[document]);
    return [...found].sort((a, b) => (day(a) === day(b) ? a - b : day(a) < day(b) ? 1 : -1));
  }

  private sentence(number: number, spots: (Spot | null)[]): Sentence {
    const marks: [number, number, 0 | 1][] = [];
    spots.forEach((spot, which) => {
      if (spot && spot[2] > spot[1]) marks.push([spot[1], spot[2], which as 0 | 1]);
    });
    marks.sort((a, b) => a[0] - b[0]);
    if (marks.length === 2 && marks[1][0] < marks[0][1]) marks.pop();
    return { text: this.texts.get(number), marks };
  }
}
