// What a reader has chosen, and the URL fragment that restores it.

import { type Filters, noFilters } from "./filter";
import type { Model } from "./model";

export type Selection =
  | { what: "nothing" }
  | { what: "node"; node: number }
  | { what: "edge"; edge: number }
  | { what: "group"; group: number }
  | { what: "path"; from: number; to: number }
  | { what: "correct"; node: number; other: number };

export type Pane = "picture" | "list" | "detail";
export type Tab = "names" | "pairs" | "groups" | "filters";

export interface Camera {
  x: number;
  y: number;
  ratio: number;
}

export interface State {
  filters: Filters;
  selection: Selection;
  colour: "kind" | "group";
  view: "picture" | "table";
  tab: Tab;
  camera: Camera | null;
}

export const initial = (): State => ({
  filters: noFilters(),
  selection: { what: "nothing" },
  colour: "kind",
  view: "picture",
  tab: "names",
  camera: null,
});

/** The state as a fragment, with the ids of `graph.json`, which outlast the numbers of this page. */
export function write(model: Model, state: State): string {
  const out = new URLSearchParams();
  const id = (node: number) => model.data.nodes.id[node];
  const { selection: s, filters: f } = state;
  if (s.what === "node") out.append("n", id(s.node));
  if (s.what === "group") out.append("grp", String(s.group));
  if (s.what === "edge") {
    out.append("e", id(model.source[s.edge]));
    out.append("e", id(model.target[s.edge]));
  }
  if (s.what === "path") {
    out.append("p", s.from < 0 ? "" : id(s.from));
    out.append("p", s.to < 0 ? "" : id(s.to));
  }
  for (const kind of f.kinds) out.append("no", model.data.kinds[kind]);
  if (f.weight > 0) out.append("w", String(f.weight));
  if (f.significance > 0) out.append("sig", String(f.significance));
  if (f.documents > 0) out.append("d", String(f.documents));
  for (const publisher of f.publishers) out.append("pub", model.data.publishers[publisher]);
  if (f.from) out.append("from", f.from);
  if (f.to) out.append("to", f.to);
  if (f.group >= 0) out.append("g", String(f.group));
  for (const node of f.around) out.append("around", id(node));
  for (const node of f.hidden) out.append("hide", id(node));
  for (const node of f.pinned) out.append("pin", id(node));
  if (state.colour === "group") out.append("colour", "group");
  if (state.view === "table") out.append("view", "table");
  if (state.tab !== "names") out.append("tab", state.tab);
  if (state.camera) {
    const { x, y, ratio } = state.camera;
    out.append("at", [x, y, ratio].map((n) => n.toFixed(4)).join(","));
  }
  // A link that says nothing must not be taken for one that was never set: see `read`.
  out.append("v", "1");
  return out.toString();
}

/** The state of a fragment; what it names and the page does not have is passed over. */
export function read(model: Model, fragment: string): State | null {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  if (given.get("v") !== "1") return null;
  const state = initial();
  const f = state.filters;
  const nodes = (key: string) =>
    given.getAll(key).map((id) => model.node(id)).filter((node) => node >= 0);
  const whole = (key: string, least: number, most = Number.MAX_SAFE_INTEGER) => {
    const n = Number(given.get(key) ?? least);
    return Number.isFinite(n) ? Math.min(Math.max(n, least), most) : least;
  };
  const date = (key: string) => {
    const text = given.get(key) ?? "";
    return /^\d{4}(-\d{2}){0,2}$/.test(text) ? text : "";
  };
  for (const kind of given.getAll("no")) {
    const index = model.data.kinds.indexOf(kind);
    if (index >= 0) f.kinds.add(index);
  }
  f.weight = whole("w", 0);
  f.significance = Math.round(whole("sig", 0, 2));
  f.documents = whole("d", 0);
  for (const name of given.getAll("pub")) {
    const index = model.data.publishers.indexOf(name);
    if (index >= 0) f.publishers.add(index);
  }
  f.from = date("from");
  f.to = date("to");
  f.group = Math.round(whole("g", -1));
  f.around = new Set(nodes("around"));
  f.hidden = new Set(nodes("hide"));
  f.pinned = new Set(nodes("pin"));
  const [node] = nodes("n");
  if (node !== undefined) state.selection = { what: "node", node };
  const ends = nodes("e");
  if (ends.length === 2) {
    const edge = model.edgeBetween(ends[0], ends[1]);
    if (edge >= 0) state.selection = { what: "edge", edge };
  }
  const path = given.getAll("p");
  if (path.length === 2) {
    state.selection = { what: "path", from: model.node(path[0]), to: model.node(path[1]) };
  }
  const group = Math.round(whole("grp", -1));
  if (model.groups.some((g) => g.number === group)) state.selection = { what: "group", group };
  if (given.get("colour") === "group") state.colour = "group";
  if (given.get("view") === "table") state.view = "table";
  const tab = given.get("tab");
  if (tab === "pairs" || tab === "groups" || tab === "filters") state.tab = tab;
  const at = (given.get("at") ?? "").split(",").map(Number);
  if (at.length === 3 && at.every(Number.isFinite) && at[2] > 0) {
    state.camera = { x: at[0], y: at[1], ratio: at[2] };
  }
  return state;
}
