// Colours, sizes and shapes: read from the style sheet, so that the picture and the page have one theme.

import type { Model } from "./model";

export interface Look {
  page: string;
  ink: string;
  soft: string;
  line: string;
  accent: string;
  kinds: string[];
  groups: string[];
  font: string;
}

/** Of Okabe and Ito, and darker or lighter than these where the page asks for contrast of 3 to 1. */
const GROUPS_LIGHT = ["#0072b2", "#b86200", "#00805c", "#a94787", "#6b5ecf", "#8a6d00", "#2b7a9e", "#b23b3b"];
const GROUPS_DARK = ["#56b4e9", "#f0a63a", "#2cc295", "#e39cc8", "#b3a8ff", "#e3cf57", "#8fd0e8", "#f08d80"];

export function look(model: Model): Look {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  const dark = style.colorScheme.includes("dark") && !style.colorScheme.includes("light");
  return {
    page: value("--page"),
    ink: value("--ink"),
    soft: value("--soft"),
    line: value("--edge-line"),
    accent: value("--accent"),
    kinds: model.data.kinds.map((kind) => value(`--${kind}`)),
    groups: dark ? GROUPS_DARK : GROUPS_LIGHT,
    font: value("--sans"),
  };
}

/** Rank of each community among the large ones, which have a colour of their own. */
export function ranks(model: Model): Map<number, number> {
  return new Map(model.groups.map((group, rank) => [group.number, rank]));
}

export function colour(model: Model, look: Look, by: "kind" | "group", rank: Map<number, number>, node: number): string {
  if (by === "kind") return look.kinds[model.data.nodes.kind[node]];
  const place = rank.get(model.data.nodes.community[node]) ?? look.groups.length;
  return place < look.groups.length ? look.groups[place] : look.soft;
}

/** Radius in pixels at the first zoom, of `mentions` where the most are `most`: the area grows with them. */
export function radius(mentions: number, most: number, shown: number): number {
  const [least, largest] = shown > 4000 ? [1.8, 12] : shown > 300 ? [2.6, 17] : [4, 19];
  return least + (Math.min(largest, least + 3 * Math.sqrt(most)) - least) * Math.sqrt(mentions / most);
}

/** Corners of a kind's shape of radius 1 by area, downwards positive; none for the circle. As in graph.svg. */
const HALF = Math.SQRT1_2 * 1.2533;
const SIDE = 0.866025;
const CORNERS: Record<string, [number, number][]> = {
  person: [],
  organization: [[-HALF, -HALF], [HALF, -HALF], [HALF, HALF], [-HALF, HALF]],
  outlet: [[0, -1.2533], [1.2533, 0], [0, 1.2533], [-1.2533, 0]],
  place: [[0, -1.5551], [1.5551 * SIDE, 0.77755], [-1.5551 * SIDE, 0.77755]],
  other: [0, 1, 2, 3, 4, 5].map((i) => [1.0996 * Math.cos((i * Math.PI) / 3), 1.0996 * Math.sin((i * Math.PI) / 3)]),
};

export const corners = (kind: string): [number, number][] => CORNERS[kind] ?? [];

/** Number of a kind's shape in the shader. */
export const shapeNumber = (kind: string): number =>
  ["person", "organization", "outlet", "place", "other"].indexOf(kind);
