// Small pieces that several panels show.

import { bdi, button, h, svg } from "./dom";
import type { Model } from "./model";
import { KIND, count, days, number } from "./words";

/** The kind as a letter in a shape; its name is for those who do not see it. */
export function badge(model: Model, node: number): HTMLElement {
  return kindBadge(model.kind(node));
}

export function kindBadge(kind: string, named = true): HTMLElement {
  const { one, letter } = KIND[kind] ?? KIND.other;
  return h("span", { class: `badge ${kind}`, attrs: { title: one } },
    h("span", { attrs: { "aria-hidden": "true" } }, letter), named && h("span", { class: "hidden" }, `${one}: `));
}

/** A name to click on. */
export function nameButton(model: Model, node: number, click: (node: number) => void): HTMLElement {
  return button([badge(model, node), bdi(model.label(node))], () => click(node), { class: "name" });
}

export function figures(rows: [string, string | number][]): HTMLElement {
  return h("dl", { class: "figures" },
    rows.map(([name, value]) =>
      h("div", {}, h("dt", {}, name), h("dd", {}, typeof value === "number" ? number(value) : value))));
}

/** What a pair counts, in one line. */
export function pairWords(model: Model, edge: number): string {
  const { edges } = model.data;
  return [
    count(edges.sentences[edge], "sentence"),
    count(edges.independent[edge], "document"),
    edges.publishers[edge] > 0 ? count(edges.publishers[edge], "publisher") : "",
    days(model.day(edges.first[edge]), model.day(edges.last[edge])),
  ].filter(Boolean).join(", ");
}

/** Bars in proportion to their values; `label` says in words what they show. */
export function bars(className: string, values: number[], label: string, inside?: (i: number) => boolean): SVGElement {
  const most = Math.max(1, ...values);
  const width = 300;
  const height = 50;
  const step = width / Math.max(values.length, 1);
  return svg("svg", { class: className, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
    values.map((value, i) => {
      const tall = value === 0 ? 0 : Math.max(1.5, (value / most) * height);
      return svg("rect", {
        x: i * step + step * 0.08, y: height - tall, width: Math.max(step * 0.84, 0.4), height: tall,
        class: inside?.(i) ? "in" : "out",
      });
    }));
}

/** A list that shows its first entries, and more on demand. */
export function long<T>(items: T[], most: number, show: (item: T) => Node, className = ""): HTMLElement {
  const list = h("ul", { class: className });
  let shown = 0;
  const more = button("", () => add(most * 5), { class: "button more" });
  const box = h("div", {}, list, more);
  const add = (n: number) => {
    const next = items.slice(shown, shown + n).map(show);
    list.append(...next);
    shown += next.length;
    more.hidden = shown >= items.length;
    more.textContent = `Show more of ${number(items.length)}`;
  };
  add(most);
  return box;
}
