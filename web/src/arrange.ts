// Places for a part of the graph that fits on a screen.
//
// The places in `graph.json` are those of the whole graph; the strongest names of 20,000 all stand in its
// middle. What is shown of a few hundred is arranged anew: springs between pairs, repulsion between all
// (Fruchterman and Reingold, "Graph drawing by force-directed placement", 1991), then circles that touch
// are moved apart. It starts from the places of the whole, without chance: the same view is the same
// picture.

import type { Model } from "./model";

/** More than so many take too long, and would not be legible anyway. */
export const MOST = 700;

/** Height of the picture in pixels that radii are compared with. */
const HEIGHT = 760;

export interface Places {
  x: number[];
  y: number[];
}

export function arrange(model: Model, nodes: number[], edges: number[], aspect: number, radius: (node: number) => number): Places {
  const n = nodes.length;
  const width = aspect;
  const at = new Map(nodes.map((node, i) => [node, i]));
  const x = ranked(nodes.map((node) => model.data.nodes.x[node]), width);
  const y = ranked(nodes.map((node) => model.data.nodes.y[node]), 1);
  const springs = edges.map((edge) => ({
    a: at.get(model.source[edge]) as number,
    b: at.get(model.target[edge]) as number,
    weight: Math.log1p(Math.max(model.data.edges.weight[edge], 0)),
  }));
  const degree = new Float64Array(n);
  let most = 1;
  for (const { a, b, weight } of springs) {
    degree[a] += 1;
    degree[b] += 1;
    most = Math.max(most, weight);
  }
  const gravity = pull(n, springs);
  const k = 0.8 * Math.sqrt(width / Math.max(n, 1));
  const rounds = n > 300 ? 110 : 220;
  const dx = new Float64Array(n);
  const dy = new Float64Array(n);
  for (let round = 0; round < rounds; round += 1) {
    dx.fill(0);
    dy.fill(0);
    for (let i = 0; i < n; i += 1) {
      for (let j = i + 1; j < n; j += 1) {
        let vx = x[i] - x[j];
        let vy = y[i] - y[j];
        let d2 = vx * vx + vy * vy;
        if (d2 < 1e-9) {
          // Two at one place: the later one goes to the right.
          [vx, vy, d2] = [-1e-4, 1e-5 * (j - i), 1e-8];
        }
        const force = (k * k) / d2;
        dx[i] += vx * force;
        dy[i] += vy * force;
        dx[j] -= vx * force;
        dy[j] -= vy * force;
      }
    }
    for (const { a, b, weight } of springs) {
      const vx = x[a] - x[b];
      const vy = y[a] - y[b];
      const d = Math.sqrt(vx * vx + vy * vy);
      // A name with many pairs would draw all of them onto one heap.
      const force = ((d / k) * (0.4 + 0.6 * (weight / most))) / Math.sqrt(Math.min(degree[a], degree[b]));
      dx[a] -= vx * force;
      dy[a] -= vy * force;
      dx[b] += vx * force;
      dy[b] += vy * force;
    }
    const heat = 0.1 * width * (1 - round / rounds) ** 1.5 + 0.0005;
    for (let i = 0; i < n; i += 1) {
      dx[i] -= (x[i] - width / 2) * gravity[i];
      dy[i] -= (y[i] - 0.5) * gravity[i] * width;
      const length = Math.sqrt(dx[i] * dx[i] + dy[i] * dy[i]);
      if (length === 0) continue;
      const step = Math.min(length, heat) / length;
      x[i] += dx[i] * step;
      y[i] += dy[i] * step;
    }
  }
  stretch(x, width);
  stretch(y, 1);
  apart(x, y, nodes.map(radius));
  return { x: [...x], y: [...y].map((value) => 1 - value) };
}

/** How strongly each is drawn to the middle: what hangs together with few would drift away. */
function pull(n: number, springs: { a: number; b: number }[]): Float64Array {
  const parent = Array.from({ length: n }, (_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const { a, b } of springs) parent[root(a)] = root(b);
  const size = new Float64Array(n);
  for (let i = 0; i < n; i += 1) size[root(i)] += 1;
  return Float64Array.from(parent, (_, i) => (size[root(i)] * 3 < n ? 2.6 : 0.9));
}

/** Each value by its rank: as far apart as there is room. */
function ranked(values: number[], size: number): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  const out = new Float64Array(values.length);
  order.forEach((i, rank) => (out[i] = ((rank + 0.5) / values.length) * size));
  return out;
}

function stretch(values: Float64Array, size: number): void {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high > low ? size / (high - low) : 0;
  for (let i = 0; i < values.length; i += 1) values[i] = scale ? (values[i] - low) * scale : size / 2;
}

/** Moves circles apart that touch, with room for a name to the side. */
function apart(x: Float64Array, y: Float64Array, radii: number[]): void {
  const n = radii.length;
  for (let round = 0; round < 40; round += 1) {
    let moved = false;
    for (let i = 0; i < n; i += 1) {
      for (let j = i + 1; j < n; j += 1) {
        const least = (radii[i] + radii[j] + 7) / HEIGHT;
        const vx = (x[j] - x[i]) * 0.6;
        const vy = y[j] - y[i];
        const d = Math.hypot(vx, vy);
        if (d >= least) continue;
        const push = (least - d) / 2;
        const [ux, uy] = d > 1e-9 ? [vx / d, vy / d] : [1, 0];
        x[i] -= ux * push;
        y[i] -= uy * push;
        x[j] += ux * push;
        y[j] += uy * push;
        moved = true;
      }
    }
    if (!moved) return;
  }
}
