// The page: holds the state, and tells its parts of what changed.

import { Choices } from "./choices";
import { append, bdi, button, fill, h } from "./dom";
import * as download from "./download";
import { Evidence } from "./evidence";
import { choose, noFilters, openingWeight, type Shown } from "./filter";
import { Lists } from "./lists";
import { look } from "./look";
import type { Model } from "./model";
import { edgePanel, groupPanel, nodePanel, overview } from "./panels";
import { kindBadge, pairWords } from "./parts";
import { chain } from "./path";
import { Index, searchField } from "./search";
import { type Focus, Stage } from "./stage";
import { initial, read, type Pane, type Selection, type State, type Tab, write } from "./state";
import { correctPanel, pathPanel } from "./twos";
import { KIND, count, days, number } from "./words";

/** Pairs that the page opens with at most; more are a ball of wool. */
const OPEN_WITH = 400;

function webgl(): boolean {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

export class App {
  readonly evidence: Evidence;
  readonly index: Index;
  state: State;
  shown: Shown;
  /** Entries for the corrections file, as far as the reader has collected them. */
  corrections = "";
  private readonly root = h("div", { id: "app", attrs: { "data-pane": "picture" } });
  private readonly lists: Lists;
  private readonly choices: Choices;
  private readonly detail = h("aside", { class: "detail", id: "detail", attrs: { "aria-label": "Details", tabindex: -1 } });
  private readonly status = h("div", { class: "status" });
  private readonly said = h("p", { attrs: { role: "status" } });
  private readonly canvas = h("div", {
    class: "canvas",
    attrs: { tabindex: 0, role: "application", "aria-label": "Picture of the graph. Arrow keys move it, plus and minus zoom, 0 shows all. The lists hold the same." },
  });
  private readonly tip = h("div", { class: "tip" });
  private readonly legend = h("div", { class: "legend" });
  private readonly print = h("div", { class: "print" });
  private readonly tabs = new Map<Tab, { tab: HTMLElement; panel: HTMLElement }>();
  private readonly panes = new Map<Pane, HTMLElement>();
  private viewButton!: HTMLButtonElement;
  private stage: Stage | null = null;
  private openedWith = 0;
  private history: Selection[] = [];
  private writing = 0;
  private last = "";
  private hovered = "";

  constructor(readonly model: Model) {
    this.evidence = new Evidence(model);
    this.index = new Index(model);
    this.state = this.opening();
    this.shown = choose(model, this.state.filters);
    this.lists = new Lists(this);
    this.choices = new Choices(this);
    this.tip.hidden = true;
  }

  /** The state of the link, or that of a first look: of a large graph only its heaviest pairs. */
  private opening(): State {
    const given = read(this.model, location.hash);
    if (given) return given;
    const state = initial();
    state.filters.weight = openingWeight(this.model, OPEN_WITH);
    this.openedWith = state.filters.weight;
    return state;
  }

  /** Puts the page in place of the tables. */
  start(): void {
    const stage = h("main", { class: "stage", id: "stage", attrs: { tabindex: -1 } },
      this.status,
      h("div", { class: "picture" }, this.canvas, this.legend, this.zoomButtons(), this.tip),
      this.print);
    append(this.root, [
      this.head(), this.side(), stage, this.detail, this.phone(),
    ]);
    const skip = this.root.querySelector<HTMLAnchorElement>("#skip");
    if (skip) {
      skip.href = "#detail";
      skip.addEventListener("click", (event) => {
        event.preventDefault();
        this.showPane("detail");
        this.detail.focus();
      });
    }
    document.body.append(this.root);
    this.startStage(stage);
    this.showTab(this.state.tab);
    this.showView();
    this.apply();
    this.showSelection(false);
    if (this.stage && this.state.camera) this.stage.setCamera(this.state.camera);
    this.listen();
  }

  private startStage(stage: HTMLElement): void {
    try {
      this.stage = new Stage(this.model, this.canvas, {
        node: (node) => this.picked(node),
        edge: (edge) => this.select({ what: "edge", edge }),
        nothing: () => this.state.selection.what !== "correct" && this.state.selection.what !== "path" && this.select({ what: "nothing" }),
        hover: (node, edge, x, y) => this.hover(node, edge, x, y),
        camera: () => this.remember(),
      });
    } catch (error) {
      // Without WebGL there is the picture that every page has, and everything else works.
      const picture = document.querySelector("#plain-picture svg");
      this.canvas.remove();
      this.root.querySelector(".zoom")?.remove();
      this.legend.remove();
      stage.querySelector(".picture")?.append(h("figure", { attrs: { tabindex: 0, "aria-label": "Picture of the strongest pairs" } }, picture));
      this.status.append(h("p", {}, "This browser shows no WebGL: the picture is a still one of the strongest pairs. Lists, filters and sentences work."));
    }
  }

  private head(): HTMLElement {
    const { about, documents } = this.model.data;
    const dated = documents.day.map((d) => this.model.day(d)).filter(Boolean).sort();
    const search = searchField(this.model, this.index, "Search names", (node) => this.picked(node, true));
    addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        search.input.focus();
      }
    });
    this.viewButton = button("Table", () => {
      this.state.view = this.state.view === "table" ? "picture" : "table";
      this.showView();
      this.remember();
    }, { class: "button view" });
    return h("header", { class: "head" },
      h("a", { class: "skip button", id: "skip" }, "Skip to the details"),
      h("hgroup", {}, h("h1", {}, about.title),
        h("p", {}, `${count(about.documents, "document")}${dated.length ? `, ${days(dated[0], dated[dated.length - 1])}` : ""}. Two names joined by a line are named together ${about.window}; that alone does not say that they are connected.`)),
      search.element,
      h("div", { class: "tools" },
        this.viewButton,
        button("Path", () => this.select({ what: "path", from: this.state.selection.what === "node" ? this.state.selection.node : -1, to: -1 }), { class: "button" }),
        this.menu(),
        button("◐", () => this.theme(), { class: "button", attrs: { "aria-label": "Light or dark", title: "Light or dark" } })));
  }

  private menu(): HTMLElement {
    const items = h("div", { id: "save-menu" });
    items.hidden = true;
    const toggle = button("Save …", () => show(items.hidden === true), { class: "button", attrs: { "aria-expanded": "false", "aria-controls": "save-menu" } });
    const show = (open: boolean) => {
      items.hidden = !open;
      toggle.setAttribute("aria-expanded", String(open));
    };
    const item = (label: string, run: () => void) => button(label, () => {
      show(false);
      toggle.focus();
      run();
    });
    append(items, [
      item("Copy a link to this view", () => this.copyLink()),
      item("JSON: what is shown", () => download.save("comention-view.json", "application/json", download.json(this.model, this.shown, this.evidence, this.fragment()))),
      item("CSV: pairs, for spreadsheets", () => download.save("comention-pairs.csv", "text/csv", download.csv(this.model, this.shown, this.evidence))),
      webgl() && item("SVG: picture for print", () => this.stage && download.save("comention.svg", "image/svg+xml", download.picture(this.model, this.shown, this.stage))),
      webgl() && item("PNG: picture in pixels", () => this.stage && download.png(this.model, this.shown, this.stage).then((blob) => download.save("comention.png", "image/png", blob))),
    ]);
    const menu = h("div", { class: "menu" }, toggle, items);
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !items.hidden) {
        show(false);
        toggle.focus();
        event.stopPropagation();
      }
    });
    addEventListener("pointerdown", (event: PointerEvent) => {
      if (!menu.contains(event.target as Node)) show(false);
    });
    return menu;
  }

  private side(): HTMLElement {
    const entries: [Tab, string, HTMLElement][] = [
      ["names", "Names", this.lists.names],
      ["pairs", "Pairs", this.lists.pairs],
      ["groups", "Groups", this.lists.groups],
      ["filters", "Filters", this.choices.element],
    ];
    const list = h("div", { class: "tabs", attrs: { role: "tablist", "aria-label": "Lists and filters" } });
    const panels = entries.map(([name, label, content]) => {
      const tab = h("button", { id: `tab-${name}`, attrs: { type: "button", role: "tab", "aria-controls": `panel-${name}` }, on: { click: () => this.showTab(name) } }, label);
      const panel = h("div", { class: "tabpanel", id: `panel-${name}`, attrs: { role: "tabpanel", "aria-labelledby": `tab-${name}`, tabindex: 0 } }, content);
      this.tabs.set(name, { tab, panel });
      list.append(tab);
      return panel;
    });
    list.addEventListener("keydown", (event) => {
      const names = entries.map(([name]) => name);
      const at = names.indexOf(this.state.tab);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const name = names[(next + names.length) % names.length];
      this.showTab(name);
      this.tabs.get(name)?.tab.focus();
    });
    return h("section", { class: "side", attrs: { "aria-label": "Lists and filters" } }, list, panels);
  }

  private zoomButtons(): HTMLElement {
    const one = (label: string, text: string, run: () => void) => button(text, run, { class: "button", attrs: { "aria-label": label, title: label } });
    return h("div", { class: "zoom", attrs: { role: "group", "aria-label": "Zoom" } },
      one("Zoom in", "+", () => this.stage?.zoom(1 / 1.5)),
      one("Zoom out", "−", () => this.stage?.zoom(1.5)),
      one("Show all", "⤢", () => this.stage?.fit()));
  }

  private phone(): HTMLElement {
    const one = (pane: Pane, label: string) => {
      const element = button(label, () => this.showPane(pane));
      this.panes.set(pane, element);
      return element;
    };
    const nav = h("nav", { class: "phone", attrs: { "aria-label": "Parts of the page" } }, one("picture", "Picture"), one("list", "Lists"), one("detail", "Details"));
    queueMicrotask(() => this.showPane("picture"));
    return nav;
  }

  private showPane(pane: Pane): void {
    this.root.dataset.pane = pane;
    for (const [name, element] of this.panes) element.setAttribute("aria-pressed", String(name === pane));
    if (pane === "picture") this.stage?.resize();
  }

  private showTab(name: Tab): void {
    this.state.tab = name;
    this.lists.open(name);
    for (const [other, { tab, panel }] of this.tabs) {
      tab.setAttribute("aria-selected", String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
      panel.hidden = other !== name;
    }
    this.remember();
  }

  private showView(): void {
    const table = this.state.view === "table";
    this.root.dataset.view = this.state.view;
    this.viewButton.textContent = table ? "Picture" : "Table";
    this.viewButton.setAttribute("title", table ? "Show the picture" : "Show the lists as wide tables");
    if (!table) this.stage?.resize();
  }

  /** A name was clicked in the picture or found by search: what that means depends on what is open. */
  private picked(node: number, go = false): void {
    const s = this.state.selection;
    if (s.what === "path" && (s.from < 0 || s.to < 0) && node !== s.from) {
      this.select(s.from < 0 ? { ...s, from: node } : { ...s, to: node });
    } else if (s.what === "correct" && s.other < 0 && node !== s.node) {
      this.select({ ...s, other: node });
    } else {
      this.select({ what: "node", node });
      if (go) this.reveal(node);
    }
  }

  /** Brings a name into the picture if the filters leave it out. */
  private reveal(node: number): void {
    if (!this.shown.drawn[node]) {
      this.state.filters.pinned.add(node);
      this.filtersChanged();
      this.say("The picture leaves this name out; it is pinned so that you see it.");
    }
    this.stage?.goTo(node);
  }

  select(selection: Selection): void {
    const s = this.state.selection;
    // A click on a list while a second name is asked for gives that name.
    if (selection.what === "node" && ((s.what === "path" && (s.from < 0 || s.to < 0) && s.from !== selection.node) || (s.what === "correct" && s.other < 0 && s.node !== selection.node))) {
      return this.picked(selection.node);
    }
    if (JSON.stringify(s) !== JSON.stringify(selection)) {
      if (this.history.length > 40) this.history.shift();
      this.history.push(s);
    }
    this.state.selection = selection;
    this.showSelection(true);
  }

  private back(): void {
    const before = this.history.pop();
    if (!before) return;
    this.state.selection = before;
    this.showSelection(true);
  }

  private showSelection(focus: boolean): void {
    const s = this.state.selection;
    const content =
      s.what === "node" ? nodePanel(this, s.node)
      : s.what === "edge" ? edgePanel(this, s.edge)
      : s.what === "group" ? groupPanel(this, s.group)
      : s.what === "path" ? pathPanel(this, s.from, s.to)
      : s.what === "correct" ? correctPanel(this, s.node, s.other)
      : overview(this);
    fill(this.detail,
      s.what !== "nothing" && h("div", { class: "actions" },
        this.history.length > 0 && button("← Back", () => this.back(), { class: "button back" }),
        button("Close", () => this.select({ what: "nothing" }), { class: "button" })),
      content);
    this.detail.scrollTop = 0;
    this.lists.mark();
    this.stage?.setFocus(this.focus());
    if (focus) {
      if (s.what !== "nothing") this.showPane("detail");
      this.detail.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    }
    this.remember();
  }

  /** What the picture draws on top because it is selected. */
  private focus(): Focus | null {
    const { model, shown } = this;
    const s = this.state.selection;
    const around = (node: number): Focus => {
      const edges = [...model.edgesOf(node)].filter((edge) => shown.edge[edge]);
      return { nodes: [node], near: edges.map((edge) => model.other(edge, node)), edges, veil: true };
    };
    if (s.what === "node" && shown.drawn[s.node]) return around(s.node);
    if (s.what === "edge") return { nodes: [model.source[s.edge], model.target[s.edge]], near: [], edges: [s.edge], veil: true };
    if (s.what === "group") {
      const members = model.groups.find((g) => g.number === s.group)?.members.filter((node) => shown.drawn[node]) ?? [];
      return { nodes: [], near: members, edges: [], veil: true };
    }
    if (s.what === "path" && s.from >= 0 && s.to >= 0) {
      const edges = chain(model, shown, s.from, s.to) ?? [];
      const between = new Set(edges.flatMap((edge) => [model.source[edge], model.target[edge]]));
      return { nodes: [...new Set([s.from, s.to, ...between])], near: [], edges, veil: true };
    }
    if (s.what === "path") return { nodes: [s.from, s.to].filter((n) => n >= 0), near: [], edges: [], veil: false };
    if (s.what === "correct") return { nodes: [s.node, s.other].filter((n) => n >= 0), near: [], edges: [], veil: false };
    return null;
  }

  private hover(node: number, edge: number, x: number, y: number): void {
    const key = `${node} ${edge}`;
    if (key !== this.hovered) {
      this.hovered = key;
      const { model, shown } = this;
      if (node >= 0) {
        const edges = [...model.edgesOf(node)].filter((e) => shown.edge[e]);
        this.stage?.setFocus({ nodes: [node], near: edges.map((e) => model.other(e, node)), edges, veil: true });
        fill(this.tip, h("strong", {}, bdi(model.label(node))), h("br"), `${KIND[model.kind(node)]?.one}, ${count(model.data.nodes.mentions[node], "mention")}, named with ${number(edges.length)}`);
      } else if (edge >= 0) {
        const ends = [model.source[edge], model.target[edge]];
        this.stage?.setFocus({ nodes: ends, near: [], edges: [edge], veil: false });
        fill(this.tip, h("strong", {}, bdi(model.label(ends[0])), " and ", bdi(model.label(ends[1]))), h("br"), `${pairWords(model, edge)}. Click for the sentences.`);
      } else this.stage?.setFocus(this.focus());
    }
    this.tip.hidden = node < 0 && edge < 0;
    if (!this.tip.hidden) {
      const { width, height } = this.stage?.size() ?? { width: 0, height: 0 };
      this.tip.style.left = `${Math.min(x + 14, width - this.tip.offsetWidth - 8)}px`;
      this.tip.style.top = `${Math.min(y + 16, height - this.tip.offsetHeight - 8)}px`;
    }
  }

  /** The filters were changed; `redraw` says whether their own fields have to follow. */
  filtersChanged(redraw = true): void {
    this.apply(redraw);
    const s = this.state.selection;
    if (s.what !== "nothing" && s.what !== "correct") {
      const at = document.activeElement;
      const inside = at instanceof HTMLElement && this.detail.contains(at) ? at.textContent : null;
      const { scrollTop } = this.detail;
      this.showSelection(false);
      this.detail.scrollTop = scrollTop;
      if (inside !== null) {
        const buttons = [...this.detail.querySelectorAll("button")];
        (buttons.find((b) => b.textContent === inside) ?? this.detail.querySelector<HTMLElement>("h2"))?.focus({ preventScroll: true });
      }
    } else this.stage?.setFocus(this.focus());
    this.remember();
  }

  private apply(redraw = true): void {
    this.shown = choose(this.model, this.state.filters);
    this.stage?.show(this.shown, this.state.colour, this.state.filters.pinned);
    this.lists.update();
    if (redraw) this.choices.render();
    this.showStatus();
    this.showLegend();
  }

  private showStatus(): void {
    const { model, shown } = this;
    const part = shown.nodes < model.n || shown.edges < model.m;
    const words = part
      ? `${number(shown.nodes)} of ${count(model.n, "name")}, ${number(shown.edges)} of ${count(model.m, "pair")}`
      : `${count(model.n, "name")}, ${count(model.m, "pair")}`;
    this.said.textContent = words;
    const opened = this.openedWith > 0 && this.state.filters.weight === this.openedWith;
    const still = this.stage ? [] : [...this.status.querySelectorAll("p:not([role])")];
    fill(this.status, this.said, still,
      opened && h("span", {}, `Opened with the heaviest pairs (weight ${number(this.openedWith)} and more).`),
      part && button("Show all", () => {
        const { pinned } = this.state.filters;
        this.state.filters = { ...noFilters(), pinned };
        this.filtersChanged();
      }, { class: "button" }));
  }

  private say(text: string): void {
    this.said.textContent = text;
  }

  private showLegend(): void {
    const { model } = this;
    if (this.state.colour === "group") {
      fill(this.legend, model.groups.slice(0, 6).map((group, rank) => {
        const swatch = h("span", { class: "swatch" });
        swatch.style.background = this.groupColour(rank);
        return h("span", {}, swatch, bdi(model.label(group.members[0])), " …");
      }), h("span", {}, "shape: kind"));
      return;
    }
    const used = new Set(model.data.nodes.kind);
    fill(this.legend, model.data.kinds.map((kind, i) => used.has(i) && h("span", {}, kindBadge(kind, false), KIND[kind]?.one ?? kind)));
  }

  groupColour(rank: number): string {
    const { groups, soft } = look(this.model);
    return rank < groups.length ? groups[rank] : soft;
  }

  setColour(by: "kind" | "group"): void {
    this.state.colour = by;
    this.apply();
    this.stage?.setFocus(this.focus());
    this.remember();
  }

  private theme(): void {
    const root = document.documentElement;
    const dark = getComputedStyle(root).colorScheme === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    this.restyle();
  }

  private restyle(): void {
    this.stage?.restyle();
    this.stage?.setFocus(this.focus());
    this.showLegend();
    this.lists.update();
  }

  private fragment(): string {
    const camera = this.stage && !this.stage.atHome() ? this.stage.camera() : null;
    return write(this.model, { ...this.state, camera });
  }

  /** Writes the state into the address, not more often than browsers allow. */
  private remember(): void {
    if (this.writing) return;
    this.writing = window.setTimeout(() => {
      this.writing = 0;
      const fragment = this.fragment();
      if (fragment === this.last) return;
      this.last = fragment;
      try {
        history.replaceState(null, "", `#${fragment}`);
      } catch {
        // A page in a frame or of an odd origin may not; the link can still be copied.
      }
    }, 300);
  }

  private async copyLink(): Promise<void> {
    const address = `${location.href.replace(/#.*$/s, "")}#${this.fragment()}`;
    try {
      await navigator.clipboard.writeText(address);
      this.say("Link copied. It restores this view in the same file.");
    } catch {
      location.hash = this.fragment();
      this.say("The link to this view is in the address field.");
    }
  }

  private listen(): void {
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) === this.last) return;
      const given = read(this.model, location.hash);
      if (!given) return;
      this.state = given;
      this.last = location.hash.slice(1);
      this.showTab(given.tab);
      this.showView();
      this.apply();
      this.stage?.setCamera(given.camera);
      this.showSelection(false);
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.state.selection.what !== "nothing") this.select({ what: "nothing" });
    });
    this.canvas.addEventListener("keydown", (event) => {
      const run: Record<string, () => void> = {
        ArrowLeft: () => this.stage?.pan(-1, 0),
        ArrowRight: () => this.stage?.pan(1, 0),
        ArrowUp: () => this.stage?.pan(0, 1),
        ArrowDown: () => this.stage?.pan(0, -1),
        "+": () => this.stage?.zoom(1 / 1.5),
        "=": () => this.stage?.zoom(1 / 1.5),
        "-": () => this.stage?.zoom(1.5),
        "0": () => this.stage?.fit(),
      };
      if (event.ctrlKey || event.metaKey || event.altKey || !Object.keys(run).includes(event.key)) return;
      event.preventDefault();
      run[event.key]();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.restyle());
    addEventListener("beforeprint", () => this.beforePrint());
    addEventListener("afterprint", () => this.print.replaceChildren());
  }

  /** WebGL prints as nothing: paper gets the same drawing as SVG. */
  private beforePrint(): void {
    if (!this.stage) return;
    const text = download.picture(this.model, this.shown, this.stage);
    const picture = new Image();
    picture.alt = "The picture as it was on the screen";
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    fill(this.print, picture);
  }
}

