// A chain of pairs from one name to another: the fewest steps, and of these the chain whose weakest pair
// is named together most often. It is a chain of sentences; not a relationship.

import type { Shown } from "./filter";
import type { Model } from "./model";

/** The edges from `from` to `to` among those that are shown; null if there is no chain. */
export function chain(model: Model, shown: Shown, from: number, to: number): number[] | null {
  if (from === to) return [];
  const { weight } = model.data.edges;
  const strength = new Map<number, number>([[from, Infinity]]);
  const came = new Map<number, number>();
  let front = [from];
  while (front.length > 0 && !strength.has(to)) {
    const next = new Map<number, number>();
    for (const node of front) {
      const here = strength.get(node) ?? 0;
      for (const edge of model.edgesOf(node)) {
        if (!shown.edge[edge]) continue;
        const other = model.other(edge, node);
        if (strength.has(other)) continue;
        const value = Math.min(here, weight[edge]);
        if (value <= (next.get(other) ?? -Infinity)) continue;
        next.set(other, value);
        came.set(other, edge);
      }
    }
    for (const [node, value] of next) strength.set(node, value);
    front = [...next.keys()];
  }
  if (!strength.has(to)) return null;
  const edges: number[] = [];
  for (let node = to; node !== from; ) {
    const edge = came.get(node) as number;
    edges.unshift(edge);
    node = model.other(edge, node);
  }
  return edges;
}
