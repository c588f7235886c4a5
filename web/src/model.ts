// The graph: the columns of the page as typed lists, and what is quickly asked of them.

export interface Data {
  version: number;
  note: string;
  about: {
    title: string;
    program: string;
    model: string;
    model_sha256: string;
    window: string;
    window_name: string;
    min_weight: number;
    places: boolean;
    kept_evidence: number;
    documents: number;
    mentions: number;
    nodes: number;
    edges: number;
    filter: unknown;
    warnings: string[];
    more_warnings: number;
  };
  kinds: string[];
  publishers: string[];
  days: string[];
  months: string[];
  reasons: string[];
  documents: {
    id: string[];
    title: string[];
    url: string[];
    publisher: number[];
    day: number[];
    copy: number[];
  };
  nodes: {
    id: string[];
    label: string[];
    kind: number[];
    external: Record<number, string>;
    x: number[];
    y: number[];
    mentions: number[];
    sentences: number[];
    documents: number[];
    independent: number[];
    publishers: number[];
    first: number[];
    last: number[];
    community: number[];
    strength: number[];
    pagerank: number[];
    betweenness: number[];
    closeness: number[];
    core: number[];
    aliases: [string, number, number, number][][];
    months: [number, number][][];
    roles: number[][];
  };
  edges: {
    source: number[];
    target: number[];
    weight: number[];
    pairs: number[];
    sentences: number[];
    paragraphs: number[];
    documents: number[];
    independent: number[];
    publishers: number[];
    first: number[];
    last: number[];
    npmi: number[];
    g2: number[];
    backbone: number[];
    decay: number[];
    jaccard: number[];
    cosine: number[];
    pmi: number[];
    p_value: number[];
    q_value: number[];
    by: number[][];
  };
  /** What documents state between two names; no pair comes of it. */
  relations: {
    source: number[];
    target: number[];
    relation: number[];
    documents: number[];
    former: number[];
    publishers: number[];
    first: number[];
    last: number[];
  };
  /** For each type its name, and what a document says, as of now and as over. */
  relation_types: [string, string, string][];
  starts: { evidence: number[]; stated: number[]; sentences: number[] };
}

export interface Group {
  number: number;
  members: number[];
  name: string;
}

export class Model {
  readonly n: number;
  readonly m: number;
  /** Nodes of each edge, and the edges of each node, the heaviest first. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  private readonly begin: Uint32Array;
  private readonly incident: Uint32Array;
  readonly groups: Group[];
  private readonly ids = new Map<string, number>();

  constructor(readonly data: Data) {
    if (data.version !== 2) throw new Error(`data of version ${data.version}`);
    this.n = data.nodes.id.length;
    this.m = data.edges.source.length;
    this.source = Uint32Array.from(data.edges.source);
    this.target = Uint32Array.from(data.edges.target);
    data.nodes.id.forEach((id, node) => this.ids.set(id, node));
    this.begin = new Uint32Array(this.n + 1);
    for (const ends of [this.source, this.target]) {
      for (const node of ends) this.begin[node + 1] += 1;
    }
    for (let node = 0; node < this.n; node += 1) this.begin[node + 1] += this.begin[node];
    const next = this.begin.slice();
    this.incident = new Uint32Array(2 * this.m);
    const byWeight = Array.from({ length: this.m }, (_, edge) => edge);
    byWeight.sort((a, b) => data.edges.weight[b] - data.edges.weight[a] || a - b);
    for (const edge of byWeight) {
      this.incident[next[this.source[edge]]++] = edge;
      this.incident[next[this.target[edge]]++] = edge;
    }
    this.groups = this.communities();
  }

  /** Edges of a node, the heaviest first. */
  edgesOf(node: number): Uint32Array {
    return this.incident.subarray(this.begin[node], this.begin[node + 1]);
  }

  degree(node: number): number {
    return this.begin[node + 1] - this.begin[node];
  }

  other(edge: number, node: number): number {
    return this.source[edge] === node ? this.target[edge] : this.source[edge];
  }

  edgeBetween(a: number, b: number): number {
    const [few, one] = this.degree(a) < this.degree(b) ? [a, b] : [b, a];
    for (const edge of this.edgesOf(few)) if (this.other(edge, few) === one) return edge;
    return -1;
  }

  /** The relations that documents state of a node, those that most documents state first. */
  relationsOf(node: number): number[] {
    const { source, target, documents } = this.data.relations;
    const found: number[] = [];
    source.forEach((from, i) => (from === node || target[i] === node) && found.push(i));
    return found.sort((a, b) => documents[b] - documents[a] || a - b);
  }

  node(id: string): number {
    return this.ids.get(id) ?? -1;
  }

  label(node: number): string {
    return this.data.nodes.label[node];
  }

  kind(node: number): string {
    return this.data.kinds[this.data.nodes.kind[node]];
  }

  day(index: number): string {
    return index < 0 ? "" : this.data.days[index];
  }

  publisher(document: number): string {
    const publisher = this.data.documents.publisher[document];
    return publisher < 0 ? "" : this.data.publishers[publisher];
  }

  /** Communities of three and more, named by their strongest members. */
  private communities(): Group[] {
    const { community, strength } = this.data.nodes;
    const members = new Map<number, number[]>();
    for (let node = 0; node < this.n; node += 1) {
      if (this.degree(node) === 0) continue;
      const list = members.get(community[node]);
      if (list) list.push(node);
      else members.set(community[node], [node]);
    }
    const groups: Group[] = [];
    for (const [number, nodes] of members) {
      if (nodes.length < 3) continue;
      nodes.sort((a, b) => strength[b] - strength[a] || a - b);
      const name = nodes.slice(0, 3).map((node) => this.label(node)).join(", ");
      groups.push({ number, members: nodes, name });
    }
    return groups.sort((a, b) => b.members.length - a.members.length || a.number - b.number);
  }
}

/** A day, month or year as the first and the last number `yyyymmdd` that it can mean. */
export function range(text: string): [number, number] {
  const digits = text.replace(/-/g, "");
  return [Number(digits.padEnd(8, "0")), Number(digits.padEnd(8, "9"))];
}
