// The filters as a reader sets them.

import type { App } from "./app";
import { bdi, button, fill, h } from "./dom";
import { SIGNIFICANCE, isEmpty, noFilters } from "./filter";
import { bars, kindBadge, nameButton } from "./parts";
import { range } from "./model";
import { KIND, count, day, fold, number } from "./words";

/** The steps of a slider: the values that occur, thinned where there are many. */
function steps(values: Iterable<number>): number[] {
  const all = [...new Set(values)].filter((v) => v > 0).sort((a, b) => a - b);
  if (all.length <= 60) return [0, ...all];
  return [0, ...Array.from({ length: 60 }, (_, i) => all[Math.round((i / 59) ** 2 * (all.length - 1))])].filter(
    (v, i, list) => list.indexOf(v) === i,
  );
}

/** Months, years or days from the first document to the last: bins of the histogram. */
export function bins(days: string[]): string[] {
  const dated = days.filter((text) => /^\d{4}/.test(text)).sort();
  if (dated.length === 0) return [];
  const [first, last] = [dated[0], dated[dated.length - 1]];
  const [from, to] = [Number(first.slice(0, 4)), Number(last.slice(0, 4))];
  const list: string[] = [];
  if (to - from > 14) {
    for (let year = from; year <= to; year += 1) list.push(String(year).padStart(4, "0"));
    return list;
  }
  const start = first.length >= 7 ? first.slice(0, 7) : `${first.slice(0, 4)}-01`;
  const end = last.length >= 7 ? last.slice(0, 7) : `${last.slice(0, 4)}-12`;
  for (let year = from; year <= to; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      const bin = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
      if (bin >= start && bin <= end) list.push(bin);
    }
  }
  return list;
}

export class Choices {
  readonly element = h("div");
  private readonly bins: string[];
  private readonly perBin: number[];
  private readonly undated: number;
  private readonly weights: number[];
  private readonly documents: number[];
  private readonly reset = button("Reset all filters", () => {
    this.app.state.filters = noFilters();
    this.app.filtersChanged();
  }, { class: "button" });
  private timer = 0;
  private publisherText = "";

  constructor(private readonly app: App) {
    const { data } = app.model;
    const days = data.documents.day.map((d) => app.model.day(d));
    this.bins = bins(days);
    const at = new Map(this.bins.map((bin, i) => [bin, i]));
    this.perBin = this.bins.map(() => 0);
    const long = this.bins[0]?.length ?? 0;
    let undated = 0;
    for (const text of days) {
      const bin = at.get(text.slice(0, long));
      if (bin === undefined) undated += 1;
      else this.perBin[bin] += 1;
    }
    this.undated = undated;
    this.weights = steps(data.edges.weight);
    this.documents = steps(data.edges.independent);
  }

  private set(change: () => void): void {
    change();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.app.filtersChanged(false), 90);
    this.reset.disabled = isEmpty(this.app.state.filters);
  }

  /** Shows the filters as they are. */
  render(): void {
    const { filters: f } = this.app.state;
    this.reset.disabled = isEmpty(f);
    fill(
      this.element,
      this.reset,
      this.kinds(),
      this.slider("Weight of a pair at least", `Counts what lies ${this.app.model.data.about.window}.`, this.weights, f.weight, (v) => (f.weight = v)),
      this.slider("Documents at least", "Documents that name both so; copies count once.", this.documents, f.documents, (v) => (f.documents = v)),
      this.significance(),
      this.dates(),
      this.publishers(),
      this.kept(),
    );
  }

  private kinds(): HTMLElement {
    const { model, state } = this.app;
    const counts = model.data.kinds.map(() => 0);
    for (const kind of model.data.nodes.kind) counts[kind] += 1;
    const checks = model.data.kinds.map((kind, i) =>
      counts[i] === 0 ? null : h("label", { class: "check" },
        h("input", {
          attrs: { type: "checkbox", checked: !state.filters.kinds.has(i) },
          on: {
            change: (event: Event) => this.set(() => {
              if ((event.target as HTMLInputElement).checked) state.filters.kinds.delete(i);
              else state.filters.kinds.add(i);
            }),
          },
        }),
        h("span", {}, kindBadge(kind, false), KIND[kind]?.many ?? kind),
        h("span", { class: "n" }, number(counts[i]))));
    return h("fieldset", {}, h("legend", {}, "Kinds"), checks);
  }

  private slider(name: string, hint: string, values: number[], value: number, take: (value: number) => void): HTMLElement {
    const at = Math.max(0, values.findIndex((v) => v >= value));
    const words = (v: number) => (v === 0 ? "any" : number(v));
    const output = h("output", {}, words(values[at] ?? 0));
    const input = h("input", {
      attrs: { type: "range", min: 0, max: values.length - 1, step: 1, value: at, "aria-label": name, "aria-valuetext": words(values[at] ?? 0) },
      on: {
        input: (event: Event) => {
          const chosen = values[Number((event.target as HTMLInputElement).value)] ?? 0;
          output.textContent = words(chosen);
          input.setAttribute("aria-valuetext", words(chosen));
          this.set(() => take(chosen));
        },
      },
    });
    return h("fieldset", {}, h("legend", {}, name), h("div", { class: "range" }, h("span", { class: "hint" }, "any"), input, output), h("p", { class: "hint" }, hint));
  }

  private significance(): HTMLElement {
    const { filters } = this.app.state;
    const hints = [
      "",
      "Log-likelihood G² of 10.8 and more (p < 0.001) and NPMI above 0.",
      "The pair takes a share of one name's weight that chance gives in less than 1 of 20 cases (disparity filter).",
    ];
    return h("fieldset", {}, h("legend", {}, "Significance"),
      SIGNIFICANCE.map((choice, i) =>
        h("div", {},
          h("label", { class: "check" },
            h("input", {
              attrs: { type: "radio", name: "significance", checked: filters.significance === i },
              on: { change: () => this.set(() => (filters.significance = i)) },
            }), choice.name),
          hints[i] && h("p", { class: "hint" }, hints[i]))));
  }

  private dates(): HTMLElement | null {
    if (this.bins.length < 2) return null;
    const { filters: f } = this.app.state;
    const last = this.bins.length - 1;
    const place = (text: string, otherwise: number, end: boolean) => {
      if (!text) return otherwise;
      const [a, b] = range(text);
      const fits = this.bins.map((bin) => range(bin));
      const found = end ? fits.filter(([low]) => low <= b).length - 1 : fits.findIndex(([, high]) => high >= a);
      return found < 0 ? otherwise : found;
    };
    let from = place(f.from, 0, false);
    let to = place(f.to, last, true);
    const picture = h("div");
    const outputs = [h("output"), h("output")];
    const show = () => {
      const inside = this.perBin.slice(from, to + 1).reduce((a, b) => a + b, 0);
      fill(picture, bars("histogram", this.perBin,
        `Documents by date: ${count(inside, "document")} from ${day(this.bins[from])} to ${day(this.bins[to])}`,
        (i) => i >= from && i <= to));
      outputs[0].textContent = day(this.bins[from]);
      outputs[1].textContent = day(this.bins[to]);
    };
    show();
    const input = (which: 0 | 1) => h("input", {
      attrs: {
        type: "range", min: 0, max: last, step: 1, value: which === 0 ? from : to,
        "aria-label": which === 0 ? "First date" : "Last date", "aria-valuetext": day(this.bins[which === 0 ? from : to]),
      },
      on: {
        input: (event: Event) => {
          const field = event.target as HTMLInputElement;
          const value = Number(field.value);
          if (which === 0) from = Math.min(value, to);
          else to = Math.max(value, from);
          field.value = String(which === 0 ? from : to);
          field.setAttribute("aria-valuetext", day(this.bins[which === 0 ? from : to]));
          show();
          this.set(() => {
            f.from = from === 0 ? "" : this.bins[from];
            f.to = to === last ? "" : this.bins[to];
          });
        },
      },
    });
    return h("fieldset", {}, h("legend", {}, "Dates"), picture,
      h("div", { class: "axis", attrs: { "aria-hidden": "true" } }, h("span", {}, day(this.bins[0])), h("span", {}, "documents"), h("span", {}, day(this.bins[last]))),
      h("div", { class: "range" }, h("span", { class: "hint" }, "from"), input(0), outputs[0]),
      h("div", { class: "range" }, h("span", { class: "hint" }, "to"), input(1), outputs[1]),
      h("p", { class: "hint" }, "Pairs whose first and last document lie on both sides of the range pass too.",
        this.undated > 0 && ` ${count(this.undated, "document")} without a date.`));
  }

  private publishers(): HTMLElement | null {
    const { model, state } = this.app;
    if (model.data.publishers.length < 2) return null;
    const documents = model.data.publishers.map(() => 0);
    for (const publisher of model.data.documents.publisher) if (publisher >= 0) documents[publisher] += 1;
    const order = documents.map((_, i) => i).sort((a, b) => documents[b] - documents[a] || a - b);
    const box = h("div", { class: "scrollbox", attrs: { tabindex: 0, role: "group", "aria-label": "Publishers" } });
    const show = () => fill(box, order
      .filter((i) => state.filters.publishers.has(i) || fold(model.data.publishers[i]).includes(this.publisherText))
      .slice(0, 100)
      .map((i) => h("label", { class: "check" },
        h("input", {
          attrs: { type: "checkbox", checked: state.filters.publishers.has(i) },
          on: {
            change: (event: Event) => this.set(() => {
              if ((event.target as HTMLInputElement).checked) state.filters.publishers.add(i);
              else state.filters.publishers.delete(i);
            }),
          },
        }),
        bdi(model.data.publishers[i]), h("span", { class: "n" }, number(documents[i])))));
    show();
    return h("fieldset", {}, h("legend", {}, "Publishers ", h("small", {}, `(none chosen: all ${number(order.length)})`)),
      order.length > 12 && h("p", {}, h("input", {
        attrs: { type: "search", placeholder: "Find a publisher", "aria-label": "Find a publisher", value: this.publisherText },
        on: {
          input: (event: Event) => {
            this.publisherText = fold((event.target as HTMLInputElement).value);
            show();
          },
        },
      })),
      box,
      h("p", { class: "hint" }, `Pairs of which a sentence by one of them is quoted here; a pair keeps its best ${number(model.data.about.kept_evidence)}.`));
  }

  /** Names that were hidden, pinned or expanded, each with a way back. */
  private kept(): HTMLElement | null {
    const { app } = this;
    const { filters: f } = app.state;
    const rows = (name: string, nodes: Set<number>, back: string) =>
      nodes.size === 0 ? null : h("div", {}, h("p", { class: "hint" }, name),
        [...nodes].map((node) => h("div", { class: "check" },
          nameButton(app.model, node, (n) => app.select({ what: "node", node: n })),
          button([back, h("span", { class: "hidden" }, ` ${app.model.label(node)}`)], () => {
            nodes.delete(node);
            app.filtersChanged();
          }, { class: "button n" }))));
    const parts = [
      f.group >= 0 && h("div", { class: "check" }, "Only one group",
        button("All groups", () => {
          f.group = -1;
          app.filtersChanged();
        }, { class: "button n" })),
      rows("Only the surroundings of", f.around, "Remove"),
      rows("Pinned: shown whatever the filters", f.pinned, "Unpin"),
      rows("Hidden", f.hidden, "Show"),
    ].filter(Boolean);
    return parts.length === 0 ? null : h("fieldset", {}, h("legend", {}, "Chosen by hand"), parts as Node[]);
  }
}
