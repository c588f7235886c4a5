// The list view: names, pairs and groups as tables, beside the picture or instead of it.

import type { App } from "./app";
import { bdi, button, fill, h } from "./dom";
import { badge } from "./parts";
import type { Tab } from "./state";
import { KIND, count, fold, number } from "./words";

const PAGE = 150;

const COLLATOR = new Intl.Collator("en");

interface Column {
  name: string;
  /** Shown only where the table has the whole width. */
  wide?: boolean;
  number?: boolean;
  key(item: number): number | string;
  cell(item: number): string | Node | (string | Node)[];
}

/** A table that can be sorted by each column, and shows more rows on demand. */
class Table {
  readonly element = h("div");
  private column: number;
  private down = true;
  private items: number[] = [];
  private rows: HTMLElement[] = [];
  private most = PAGE;

  constructor(
    private readonly what: string,
    private readonly columns: Column[],
    private readonly open: (item: number) => void,
    private readonly chosen: () => number,
    start: number,
  ) {
    this.column = start;
  }

  show(items: number[]): void {
    this.items = items;
    this.most = PAGE;
    this.render();
  }

  /** Marks the row of what is chosen. */
  mark(): void {
    const chosen = this.chosen();
    this.rows.forEach((row, i) => row.classList.toggle("chosen", this.items[i] === chosen));
  }

  private sorted(): number[] {
    const { key } = this.columns[this.column];
    const keys = new Map(this.items.map((item) => [item, key(item)]));
    const compare = (a: number, b: number) => {
      const [x, y] = [keys.get(a), keys.get(b)] as (number | string)[];
      const order = typeof x === "number" && typeof y === "number" ? x - y : COLLATOR.compare(String(x), String(y));
      return (this.down ? -order : order) || a - b;
    };
    return [...this.items].sort(compare);
  }

  render(): void {
    this.items = this.sorted();
    const rows = this.items.slice(0, this.most);
    const head = this.columns.map((column, i) => {
      const by = i === this.column;
      const sort = () => {
        this.down = by ? !this.down : column.number === true;
        this.column = i;
        this.render();
        this.element.querySelectorAll<HTMLElement>("thead button")[i]?.focus();
      };
      return h("th", {
        class: `${column.number ? "n" : ""}${column.wide ? " wide" : ""}`,
        attrs: { scope: "col", "aria-sort": by ? (this.down ? "descending" : "ascending") : undefined },
      }, button(column.name, sort));
    });
    const body = rows.map((item) =>
      h("tr", {},
        this.columns.map((column, i) => {
          const classes = `${column.number ? "n" : ""}${column.wide ? " wide" : ""}`;
          const content = column.cell(item);
          return i === 0
            ? h("th", { class: classes, attrs: { scope: "row" } }, button(content, () => this.open(item), { class: "name" }))
            : h("td", { class: classes }, content);
        })));
    this.rows = body;
    this.mark();
    const left = this.items.length - rows.length;
    fill(
      this.element,
      this.items.length === 0
        ? h("p", { class: "hint" }, `No ${this.what} pass the filters.`)
        : h("table", { attrs: { "aria-label": this.what } }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
      left > 0 && button(`Show more of ${number(this.items.length)}`, () => {
        this.most += 3 * PAGE;
        this.render();
      }, { class: "button more" }),
    );
  }
}

export class Lists {
  readonly names: HTMLElement;
  readonly pairs: HTMLElement;
  readonly groups: HTMLElement;
  private readonly nameTable: Table;
  private readonly pairTable: Table;
  private text = "";
  private timer = 0;
  private stale = new Set<Tab>();

  constructor(private readonly app: App) {
    const { model } = app;
    const { nodes, edges } = model.data;
    const shownDegree = (node: number) => app.shown.degree[node];
    const selection = () => app.state.selection;
    this.nameTable = new Table("names", [
      { name: "Name", key: (n) => fold(model.label(n)), cell: (n) => [badge(model, n), bdi(model.label(n))] },
      { name: "Mentions", number: true, key: (n) => nodes.mentions[n], cell: (n) => number(nodes.mentions[n]) },
      { name: "With", number: true, key: shownDegree, cell: (n) => number(shownDegree(n)) },
      { name: "Kind", wide: true, key: (n) => nodes.kind[n], cell: (n) => KIND[model.kind(n)]?.one ?? "" },
      { name: "Documents", wide: true, number: true, key: (n) => nodes.documents[n], cell: (n) => number(nodes.documents[n]) },
      { name: "Publishers", wide: true, number: true, key: (n) => nodes.publishers[n], cell: (n) => number(nodes.publishers[n]) },
      { name: "First", wide: true, key: (n) => model.day(nodes.first[n]), cell: (n) => model.day(nodes.first[n]) },
      { name: "Last", wide: true, key: (n) => model.day(nodes.last[n]), cell: (n) => model.day(nodes.last[n]) },
    ], (node) => app.select({ what: "node", node }), () => {
      const s = selection();
      return s.what === "node" ? s.node : -1;
    }, 1);
    const pair = (edge: number) => [
      bdi(model.label(model.source[edge])), h("span", { class: "hint" }, " and "), bdi(model.label(model.target[edge])),
    ];
    this.pairTable = new Table("pairs", [
      { name: "Pair", key: (e) => fold(model.label(model.source[e])), cell: pair },
      { name: "Weight", number: true, key: (e) => edges.weight[e], cell: (e) => number(edges.weight[e]) },
      { name: "Sentences", wide: true, number: true, key: (e) => edges.sentences[e], cell: (e) => number(edges.sentences[e]) },
      { name: "Documents", wide: true, number: true, key: (e) => edges.independent[e], cell: (e) => number(edges.independent[e]) },
      { name: "Publishers", wide: true, number: true, key: (e) => edges.publishers[e], cell: (e) => number(edges.publishers[e]) },
      { name: "NPMI", wide: true, number: true, key: (e) => edges.npmi[e], cell: (e) => edges.npmi[e].toFixed(2) },
      { name: "G²", wide: true, number: true, key: (e) => edges.g2[e], cell: (e) => edges.g2[e].toFixed(1) },
      { name: "First", wide: true, key: (e) => model.day(edges.first[e]), cell: (e) => model.day(edges.first[e]) },
      { name: "Last", wide: true, key: (e) => model.day(edges.last[e]), cell: (e) => model.day(edges.last[e]) },
    ], (edge) => app.select({ what: "edge", edge }), () => {
      const s = selection();
      return s.what === "edge" ? s.edge : -1;
    }, 1);
    const find = h("input", {
      attrs: { type: "search", placeholder: "Names with these letters", "aria-label": "Only names with these letters", autocomplete: "off" },
      on: {
        input: (event: Event) => {
          this.text = fold((event.target as HTMLInputElement).value);
          clearTimeout(this.timer);
          this.timer = window.setTimeout(() => this.showNames(), 120);
        },
      },
    });
    this.names = h("div", {}, h("p", { class: "search" }, find), this.nameTable.element);
    this.pairs = h("div", {}, this.pairTable.element);
    this.groups = h("div");
  }

  /** The filters changed: the open table follows at once, the others when they are opened. */
  update(): void {
    this.stale = new Set<Tab>(["names", "pairs", "groups"]);
    this.open(this.app.state.tab);
  }

  open(tab: Tab): void {
    if (!this.stale.delete(tab)) return;
    if (tab === "names") this.showNames();
    else if (tab === "pairs") this.showPairs();
    else if (tab === "groups") this.showGroups();
  }

  private showNames(): void {
    const { model, shown } = this.app;
    const fits = (node: number) =>
      this.text === "" || fold(model.label(node)).includes(this.text) ||
      model.data.nodes.aliases[node].some(([form]) => fold(form).includes(this.text));
    const nodes: number[] = [];
    shown.node.forEach((one, node) => one && fits(node) && nodes.push(node));
    this.nameTable.show(nodes);
  }

  private showPairs(): void {
    const edges: number[] = [];
    this.app.shown.edge.forEach((one, edge) => one && edges.push(edge));
    this.pairTable.show(edges);
  }

  /** Another name or pair was chosen. */
  mark(): void {
    const { tab } = this.app.state;
    if (tab === "names") this.nameTable.mark();
    else if (tab === "pairs") this.pairTable.mark();
  }

  private showGroups(): void {
    const { app } = this;
    const { model } = app;
    const groups = model.groups.map((group, rank) => {
      const members = group.members.filter((node) => app.shown.node[node]).length;
      const swatch = h("span", { class: "swatch", attrs: { "aria-hidden": "true" } });
      swatch.style.background = app.groupColour(rank);
      return h("tr", {},
        h("th", { attrs: { scope: "row" } },
          button([swatch, bdi(group.name)], () => app.select({ what: "group", group: group.number }), { class: "name" })),
        h("td", { class: "n" }, members === group.members.length ? number(members) : `${number(members)} of ${number(group.members.length)}`));
    });
    fill(
      this.groups,
      h("p", { class: "hint" },
        "Groups of names that these texts name with each other more often than with the rest, each called after its strongest members. A group is a pattern of the texts; its members need have nothing to do with each other."),
      button("Colour the picture by group", () => app.setColour(app.state.colour === "group" ? "kind" : "group"), {
        class: "button", attrs: { "aria-pressed": String(app.state.colour === "group") },
      }),
      groups.length === 0
        ? h("p", { class: "hint" }, "There is no group of three or more.")
        : h("table", { attrs: { "aria-label": "groups" } },
            h("thead", {}, h("tr", {}, h("th", { attrs: { scope: "col" } }, "Group"), h("th", { class: "n", attrs: { scope: "col" } }, "Names"))),
            h("tbody", {}, groups.slice(0, 200))),
      groups.length > 200 && h("p", { class: "hint" }, `and ${count(groups.length - 200, "smaller one")}`),
    );
  }
}

