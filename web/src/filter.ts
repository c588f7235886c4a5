// Which names and pairs are shown. Counts and dates stay those of the whole graph.

import { type Model, range } from "./model";

export interface Filters {
  /** Kinds that are left out. */
  kinds: Set<number>;
  weight: number;
  /** See `SIGNIFICANCE`. */
  significance: number;
  documents: number;
  /** Publishers of whose sentences one must be kept; none: all pass. */
  publishers: Set<number>;
  from: string;
  to: string;
  /** Number of a community, or -1. */
  group: number;
  /** Only these and those named with them; none: all. */
  around: Set<number>;
  hidden: Set<number>;
  pinned: Set<number>;
}

export const SIGNIFICANCE = [
  { name: "any", test: () => true },
  {
    name: "more often than chance",
    // G2 above 10.83 is p < 0.001 with one degree of freedom; NPMI tells more often from less often.
    test: (model: Model, edge: number) =>
      model.data.edges.g2[edge] >= 10.83 && model.data.edges.npmi[edge] > 0,
  },
  {
    name: "stands out for one of the two",
    test: (model: Model, edge: number) => model.data.edges.backbone[edge] < 0.05,
  },
] as const;

export const noFilters = (): Filters => ({
  kinds: new Set(),
  weight: 0,
  significance: 0,
  documents: 0,
  publishers: new Set(),
  from: "",
  to: "",
  group: -1,
  around: new Set(),
  hidden: new Set(),
  pinned: new Set(),
});

export interface Shown {
  /** 1 for what is shown. */
  node: Uint8Array;
  edge: Uint8Array;
  nodes: number;
  edges: number;
  /** 1 for what the picture shows: a name without a pair only takes room there. */
  drawn: Uint8Array;
  /** Edges shown of each node. */
  degree: Uint32Array;
}

/** Whether filters choose among the pairs, so that a name without any is out of place. */
export const filtersPairs = (f: Filters): boolean =>
  f.weight > 0 ||
  f.significance > 0 ||
  f.documents > 0 ||
  f.publishers.size > 0 ||
  f.from !== "" ||
  f.to !== "" ||
  f.group >= 0 ||
  f.around.size > 0;

export const isEmpty = (f: Filters): boolean =>
  !filtersPairs(f) && f.kinds.size === 0 && f.hidden.size === 0 && f.pinned.size === 0;

export function choose(model: Model, f: Filters): Shown {
  const { edges, nodes } = model.data;
  const edge = new Uint8Array(model.m);
  const test = SIGNIFICANCE[f.significance]?.test ?? SIGNIFICANCE[0].test;
  const from = f.from ? range(f.from)[0] : 0;
  const to = f.to ? range(f.to)[1] : 99999999;
  const dated = f.from !== "" || f.to !== "";
  const first = model.data.days.map((day) => range(day)[0]);
  const last = model.data.days.map((day) => range(day)[1]);
  const allowed = (node: number) =>
    f.pinned.has(node) ||
    (!f.kinds.has(nodes.kind[node]) &&
      !f.hidden.has(node) &&
      (f.group < 0 || nodes.community[node] === f.group));
  for (let i = 0; i < model.m; i += 1) {
    if (edges.weight[i] < f.weight || edges.independent[i] < f.documents) continue;
    if (!allowed(model.source[i]) || !allowed(model.target[i])) continue;
    if (f.significance > 0 && !test(model, i)) continue;
    if (f.publishers.size > 0 && !edges.by[i].some((p) => f.publishers.has(p))) continue;
    if (dated) {
      const [a, b] = [edges.first[i], edges.last[i]];
      if (a < 0 || b < 0 || last[b] < from || first[a] > to) continue;
    }
    edge[i] = 1;
  }
  if (f.around.size > 0) {
    const near = new Set(f.around);
    for (const node of f.around) {
      for (const i of model.edgesOf(node)) if (edge[i]) near.add(model.other(i, node));
    }
    for (const node of f.pinned) near.add(node);
    for (let i = 0; i < model.m; i += 1) {
      if (edge[i] && !(near.has(model.source[i]) && near.has(model.target[i]))) edge[i] = 0;
    }
  }
  const degree = new Uint32Array(model.n);
  let shownEdges = 0;
  for (let i = 0; i < model.m; i += 1) {
    if (!edge[i]) continue;
    shownEdges += 1;
    degree[model.source[i]] += 1;
    degree[model.target[i]] += 1;
  }
  const alone = !filtersPairs(f);
  const node = new Uint8Array(model.n);
  const drawn = new Uint8Array(model.n);
  let shownNodes = 0;
  for (let i = 0; i < model.n; i += 1) {
    const kept = degree[i] > 0 || f.pinned.has(i) || f.around.has(i);
    if (!kept && !(alone && allowed(i))) continue;
    node[i] = 1;
    if (kept) drawn[i] = 1;
    shownNodes += 1;
  }
  return { node, edge, drawn, nodes: shownNodes, edges: shownEdges, degree };
}

/** The smallest weight of which no more than so many pairs are; 0 if all are few enough. */
export function openingWeight(model: Model, most: number): number {
  if (model.m <= 2 * most) return 0;
  const weights = [...model.data.edges.weight].sort((a, b) => b - a);
  let at = most;
  // The weight at that place has too many pairs, unless it changes just there.
  while (at > 0 && weights[at - 1] === weights[most]) at -= 1;
  return at > 0 ? weights[at - 1] : weights[0];
}
