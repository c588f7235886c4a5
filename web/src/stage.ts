// The picture: sigma draws what is shown, and a canvas above it what has the reader's attention.
//
// Highlighting does not touch sigma: a veil in the colour of the page lies over everything, and the
// neighbourhood is drawn again on top of it. That costs as much as the neighbourhood is large, not as
// much as the graph. Points and lines under the pointer are found by plain arithmetic for the same
// reason: sigma's own way would draw every line twice in each frame.

import Graph from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";
import type { Shown } from "./filter";
import { MOST, arrange } from "./arrange";
import { type Spot, place } from "./labels";
import { type Look, colour, look, radius, ranks, shapeNumber } from "./look";
import type { Model } from "./model";
import { CanvasPen, type Pen } from "./pen";
import { ShapeProgram, setPage } from "./shapes";
import { shorten } from "./words";
import type { Camera } from "./state";

/** Names that are written at once. */
const LABELS = 220;

/** Pairs above which lines are hairlines, and are found under the pointer by a click only. */
const MANY = 12_000;

export interface Focus {
  /** Drawn large and with their names, whatever the room. */
  nodes: number[];
  /** Drawn with names as far as there is room. */
  near: number[];
  edges: number[];
  /** Whether the rest is veiled. */
  veil: boolean;
}

export interface Heard {
  node(node: number): void;
  edge(edge: number): void;
  nothing(): void;
  hover(node: number, edge: number, x: number, y: number): void;
  camera(): void;
}

const NO_FOCUS: Focus = { nodes: [], near: [], edges: [], veil: false };

export class Stage {
  private readonly sigma: Sigma;
  private readonly overlay: HTMLCanvasElement;
  private readonly rank: Map<number, number>;
  private look: Look;
  private by: "kind" | "group" = "kind";
  private shown: Shown | null = null;
  private nodes: number[] = [];
  private edges: number[] = [];
  private focus = NO_FOCUS;
  private pinned: Set<number> = new Set();
  /** Least and largest weight that is shown. */
  private weights: [number, number] = [0, 1];
  private mostMentions = 1;
  /** Places of the nodes that are shown. */
  private x: number[] = [];
  private y: number[] = [];
  /** What is shown, by mentions. */
  private order: number[] = [];
  private readonly ruler = document.createElement("canvas").getContext("2d");
  private readonly widths = new Map<string, number>();

  /** Throws where there is no WebGL. */
  constructor(
    private readonly model: Model,
    private readonly container: HTMLElement,
    private readonly heard: Heard,
  ) {
    const test = document.createElement("canvas");
    if (!test.getContext("webgl2") && !test.getContext("webgl")) throw new Error("no WebGL");
    this.look = look(model);
    this.rank = ranks(model);
    setPage(this.look.page);
    this.sigma = new Sigma(new Graph({ type: "undirected", multi: false }), container, {
      allowInvalidContainer: true,
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: { line: EdgeLineProgram, rectangle: EdgeRectangleProgram },
      defaultNodeType: "shape",
      defaultEdgeType: "rectangle",
      // Names are written on the canvas above, which sees that none covers another.
      renderLabels: false,
      defaultDrawNodeHover: () => {},
      enableEdgeEvents: false,
      stagePadding: 60,
      minCameraRatio: 0.01,
      maxCameraRatio: 4,
      zIndex: true,
      minEdgeThickness: 0.8,
    });
    // Sigma would read pixels back at every move of the pointer, for which the drawing has to stand still.
    (this.sigma as unknown as { getNodeAtPosition: () => null }).getNodeAtPosition = () => null;
    this.overlay = document.createElement("canvas");
    this.overlay.className = "overlay";
    container.append(this.overlay);
    this.sigma.on("afterRender", () => this.drawFocus());
    this.sigma.getCamera().on("updated", () => this.heard.camera());
    this.listen();
  }

  /** Place of a pair's weight among those that are shown, 0 to 1. */
  private share(edge: number): number {
    const [low, high] = this.weights;
    const at = (weight: number) => Math.log1p(Math.max(weight, 0));
    if (at(high) === at(low)) return 0.3;
    return Math.min(1, Math.max(0, (at(this.model.data.edges.weight[edge]) - at(low)) / (at(high) - at(low))));
  }

  private width(edge: number): number {
    return 1.1 + 3.6 * this.share(edge) ** 1.5;
  }

  /** Shows these names and pairs. */
  show(shown: Shown, by: "kind" | "group", pinned: Set<number>): void {
    const { model } = this;
    this.shown = shown;
    this.by = by;
    this.pinned = pinned;
    this.nodes = [];
    this.edges = [];
    for (let node = 0; node < model.n; node += 1) if (shown.drawn[node]) this.nodes.push(node);
    for (let edge = 0; edge < model.m; edge += 1) if (shown.edge[edge]) this.edges.push(edge);
    const { weight } = model.data.edges;
    this.weights = this.edges.reduce<[number, number]>(
      ([low, high], edge) => [Math.min(low, weight[edge]), Math.max(high, weight[edge])], [Infinity, -Infinity],
    );
    this.put();
    const graph = new Graph({ type: "undirected", multi: false });
    for (const node of this.nodes) {
      graph.addNode(String(node), {
        x: this.x[node],
        y: this.y[node],
        size: this.radius(node),
        color: colour(model, this.look, by, this.rank, node),
        shape: shapeNumber(model.kind(node)),
      });
    }
    const many = this.edges.length > MANY;
    // Light lines first, so that heavy ones lie over them.
    if (!many) this.edges.sort((a, b) => weight[a] - weight[b] || a - b);
    const shades = [0, 1, 2, 3, 4].map((step) => this.mixed((many ? 0.3 : 0.6) + (step / 4) * 0.4));
    for (const edge of this.edges) {
      graph.addUndirectedEdgeWithKey(`e${edge}`, String(model.source[edge]), String(model.target[edge]), {
        size: this.width(edge),
        color: shades[Math.round(this.share(edge) * 4)],
        type: many ? "line" : "rectangle",
      });
    }
    this.sigma.setSetting("hideEdgesOnMove", this.edges.length > 40_000);
    this.sigma.setGraph(graph);
  }

  /** Gives what is shown its places: those of the whole graph, or for a few names places of their own. */
  private put(): void {
    const { model, nodes } = this;
    const { mentions } = model.data.nodes;
    this.mostMentions = nodes.reduce((most, node) => Math.max(most, mentions[node]), 1);
    this.order = [...nodes].sort((a, b) => mentions[b] - mentions[a] || a - b);
    const few = nodes.length <= MOST;
    const all = model.data.nodes;
    [this.x, this.y] = few ? [new Array<number>(model.n), new Array<number>(model.n)] : [all.x, all.y];
    if (few) {
      const { width, height } = this.sigma.getDimensions();
      const aspect = Math.min(2, Math.max(0.6, Math.round((5 * width) / Math.max(height, 1)) / 5));
      const places = arrange(model, nodes, this.edges, aspect, (node) => this.radius(node));
      nodes.forEach((node, i) => {
        this.x[node] = places.x[i];
        this.y[node] = places.y[i];
      });
    }
    let box = { x: [Infinity, -Infinity] as [number, number], y: [Infinity, -Infinity] as [number, number] };
    for (const node of nodes) {
      // Names without a pair stand apart in the whole graph, and would take its room.
      if (!few && model.degree(node) === 0) continue;
      for (const [range, value] of [[box.x, this.x[node]], [box.y, this.y[node]]] as const) {
        if (value < range[0]) range[0] = value;
        if (value > range[1]) range[1] = value;
      }
    }
    if (!(box.x[0] < box.x[1] && box.y[0] < box.y[1])) box = { x: [-1, 2], y: [-1, 2] };
    this.sigma.setCustomBBox(box);
  }

  private radius(node: number): number {
    return radius(this.model.data.nodes.mentions[node], this.mostMentions, this.nodes.length);
  }

  /** The colour of lines, so much of it and the rest of the page: opaque, which is cheaper to draw. */
  private mixed(share: number): string {
    const part = (text: string, at: number) => parseInt(text.slice(at, at + 2), 16);
    const mix = [1, 3, 5].map((at) =>
      Math.round(part(this.look.line, at) * share + part(this.look.page, at) * (1 - share))
        .toString(16)
        .padStart(2, "0"),
    );
    return `#${mix.join("")}`;
  }

  /** The theme changed. */
  restyle(): void {
    this.look = look(this.model);
    setPage(this.look.page);
    if (this.shown) this.show(this.shown, this.by, this.pinned);
  }

  setFocus(focus: Focus | null): void {
    this.focus = focus ?? NO_FOCUS;
    this.drawFocus();
  }

  /** Where a node is on the screen, and how large. */
  private spot(node: number): [number, number, number] {
    const at = this.sigma.graphToViewport({ x: this.x[node], y: this.y[node] });
    return [at.x, at.y, this.sigma.scaleSize(this.radius(node))];
  }

  private labelSpot(node: number, main: boolean): Spot {
    const [x, y, r] = this.spot(node);
    const size = main ? 14 : r > 11 ? 13.5 : 12.5;
    const text = shorten(this.model.label(node), 34);
    const key = `${main} ${size} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.ruler) this.ruler.font = `${main ? "600 " : ""}${size}px ${this.look.font}`;
      width = this.ruler?.measureText(text).width ?? text.length * size * 0.56;
      this.widths.set(key, width);
    }
    return { node, x, y, radius: Math.max(r, 3), text, size, width, must: main };
  }

  private drawFocus(): void {
    const { width, height } = this.sigma.getDimensions();
    const ratio = window.devicePixelRatio || 1;
    const canvas = this.overlay;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const pen = new CanvasPen(context, this.look.font);
    const { nodes, near, edges, veil } = this.focus;
    const main = nodes.filter((node) => this.x[node] !== undefined);
    const around = near.filter((node) => this.x[node] !== undefined);
    if (veil) {
      context.globalAlpha = 0.82;
      context.fillStyle = this.look.page;
      context.fillRect(0, 0, width, height);
      context.globalAlpha = 1;
    }
    this.lines(pen, edges, this.look.accent);
    this.shapes(pen, around, false);
    this.shapes(pen, main, true);
    this.names(pen, main, veil ? around : [...around, ...this.order]);
  }

  private lines(pen: Pen, edges: number[], colour: string | null): void {
    for (const edge of edges) {
      const [a, b] = [this.model.source[edge], this.model.target[edge]];
      if (this.x[a] === undefined || this.x[b] === undefined) continue;
      const [x1, y1] = this.spot(a);
      const [x2, y2] = this.spot(b);
      pen.line(x1, y1, x2, y2, this.width(edge) + (colour ? 0.4 : 0), colour ?? this.look.line, colour ? 0.75 : 0.6);
    }
  }

  private shapes(pen: Pen, nodes: number[], marked: boolean): void {
    for (const node of nodes) {
      const [x, y, r] = this.spot(node);
      const fill = colour(this.model, this.look, this.by, this.rank, node);
      pen.shape(this.model.kind(node), x, y, Math.max(r, 3) + (marked ? 1.5 : 0), fill, marked ? this.look.ink : this.look.page, marked ? 2 : 1);
    }
  }

  /** Writes the names of `main` in any case, of the others as far as there is room. */
  private names(pen: Pen, main: number[], others: number[]): void {
    const { width, height } = this.sigma.getDimensions();
    const spots = main.slice(0, 80).map((node) => this.labelSpot(node, true));
    const written = new Set(main);
    for (const node of this.pinned) {
      if (this.x[node] === undefined || written.has(node) || this.focus.veil) continue;
      written.add(node);
      spots.push({ ...this.labelSpot(node, false), must: true });
    }
    const { mentions } = this.model.data.nodes;
    const order = others === this.order ? others : [...others].sort((a, b) => mentions[b] - mentions[a] || a - b);
    const inside: Spot[] = [];
    for (const node of order) {
      if (written.has(node)) continue;
      written.add(node);
      const [x, y] = this.spot(node);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      inside.push(this.labelSpot(node, false));
      if (inside.length >= LABELS) break;
    }
    // The largest may cover small nodes with their names, the others may not.
    const most = width < 600 ? 5 : 12;
    const large = inside.slice(0, most);
    const rest = inside.slice(most);
    const room = this.nodes.length <= MOST ? rest : [];
    for (const { spot, x, y } of place([...spots, ...large], rest, room, width, height)) {
      pen.text(spot.text, x, y, spot.size, this.look.ink, this.look.page, spot.must);
    }
  }

  /** Draws all that is shown, as it lies on the screen. */
  drawAll(pen: Pen): void {
    this.lines(pen, this.edges, null);
    this.shapes(pen, this.nodes, false);
    this.names(pen, [], this.order);
  }

  /** As `drawAll`, on a canvas. */
  canvas(scale: number, caption: string[]): HTMLCanvasElement {
    const { width, height } = this.sigma.getDimensions();
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = (height + 12 + 18 * caption.length) * scale;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.scale(scale, scale);
    context.fillStyle = this.look.page;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const pen = new CanvasPen(context, this.look.font);
    this.drawAll(pen);
    context.fillStyle = this.look.page;
    context.fillRect(0, height, width, 12 + 18 * caption.length);
    caption.forEach((line, i) => pen.text(line, 12, height + 18 + 18 * i, 13, this.look.ink, this.look.page));
    return canvas;
  }

  size(): { width: number; height: number } {
    return this.sigma.getDimensions();
  }

  colours(): Look {
    return this.look;
  }

  camera(): Camera {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    return { x, y, ratio };
  }

  /** Whether the camera stands where it stood at first. */
  atHome(): boolean {
    const { x, y, ratio } = this.camera();
    return Math.abs(x - 0.5) + Math.abs(y - 0.5) + Math.abs(ratio - 1) < 1e-3;
  }

  setCamera(camera: Camera | null): void {
    this.sigma.getCamera().setState(camera ?? { x: 0.5, y: 0.5, ratio: 1 });
  }

  private get motion(): { duration: number } {
    return { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250 };
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    camera.animate({ ratio: camera.getBoundedRatio(camera.ratio * factor) }, this.motion);
  }

  pan(dx: number, dy: number): void {
    const camera = this.sigma.getCamera();
    const step = 0.15 * camera.ratio;
    camera.animate({ x: camera.x + dx * step, y: camera.y + dy * step }, this.motion);
  }

  fit(): void {
    this.sigma.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1 }, this.motion);
  }

  /** Moves to a node, no farther away than to read its surroundings. */
  goTo(node: number): void {
    const data = this.sigma.getNodeDisplayData(String(node));
    if (!data) return;
    const camera = this.sigma.getCamera();
    const at = this.sigma.graphToViewport({ x: this.x[node], y: this.y[node] });
    const { width, height } = this.size();
    const margin = 60;
    const visible = at.x > margin && at.y > margin && at.x < width - margin && at.y < height - margin;
    if (visible && camera.ratio < 1.01) return;
    camera.animate({ x: data.x, y: data.y, ratio: Math.min(camera.ratio, 0.5) }, this.motion);
  }

  resize(): void {
    this.sigma.resize();
    this.sigma.scheduleRender();
  }

  /** The node under a point of the screen, or -1. */
  private nodeAt(px: number, py: number): number {
    let best = -1;
    let nearest = Infinity;
    for (const node of this.nodes) {
      const [x, y, r] = this.spot(node);
      const distance = Math.hypot(x - px, y - py) - Math.max(r, 5);
      if (distance < 3 && distance < nearest) [best, nearest] = [node, distance];
    }
    return best;
  }

  /** The line under a point of the screen, or -1; of several the nearest. */
  private edgeAt(px: number, py: number): number {
    let best = -1;
    let nearest = 6;
    const at = new Map<number, [number, number, number]>();
    const spot = (node: number) => {
      let s = at.get(node);
      if (!s) at.set(node, (s = this.spot(node)));
      return s;
    };
    for (const edge of this.edges) {
      const [x1, y1] = spot(this.model.source[edge]);
      const [x2, y2] = spot(this.model.target[edge]);
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
      const t = length === 0 ? 0 : ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length;
      if (t < 0 || t > 1) continue;
      const distance = Math.hypot(x1 + t * (x2 - x1) - px, y1 + t * (y2 - y1) - py);
      if (distance <= nearest) [best, nearest] = [edge, distance];
    }
    return best;
  }

  private listen(): void {
    const mouse = this.sigma.getMouseCaptor();
    const click = (x: number, y: number) => {
      const node = this.nodeAt(x, y);
      if (node >= 0) return this.heard.node(node);
      const edge = this.edgeAt(x, y);
      if (edge >= 0) return this.heard.edge(edge);
      this.heard.nothing();
    };
    this.sigma.on("clickStage", ({ event }) => click(event.x, event.y));
    let waiting = 0;
    let last: { x: number; y: number } | null = null;
    const look = () => {
      waiting = 0;
      if (!last || mouse.isMouseDown) return;
      const node = this.nodeAt(last.x, last.y);
      const edge = node < 0 && this.edges.length <= MANY ? this.edgeAt(last.x, last.y) : -1;
      this.container.style.cursor = node >= 0 || edge >= 0 ? "pointer" : "";
      this.heard.hover(node, edge, last.x, last.y);
    };
    mouse.on("mousemovebody", (event: any) => {
      const inside = event.original?.target instanceof Node && this.container.contains(event.original.target);
      last = inside ? { x: event.x, y: event.y } : null;
      if (!inside) this.heard.hover(-1, -1, 0, 0);
      else if (!waiting) waiting = requestAnimationFrame(look);
    });
    this.container.addEventListener("mouseleave", () => {
      last = null;
      this.heard.hover(-1, -1, 0, 0);
    });
  }
}
