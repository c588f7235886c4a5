// Search over names and their other forms, with suggestions: a combobox as WAI-ARIA describes it.

import { badge } from "./parts";
import { bdi, fill, h } from "./dom";
import type { Model } from "./model";
import { count, fold } from "./words";

interface Entry {
  folded: string;
  node: number;
  form: string;
}

interface Hit {
  node: number;
  form: string;
  rank: number;
}

const MOST = 12;

export class Index {
  private readonly entries: Entry[] = [];

  constructor(private readonly model: Model) {
    for (let node = 0; node < model.n; node += 1) {
      const forms = new Set([model.label(node), ...model.data.nodes.aliases[node].map(([form]) => form)]);
      for (const form of forms) this.entries.push({ folded: fold(form), node, form });
    }
  }

  /** The best entities: whole names first, then beginnings, then beginnings of words, then the rest. */
  find(text: string): Hit[] {
    const key = fold(text);
    if (!key) return [];
    const best = new Map<number, Hit>();
    for (const { folded, node, form } of this.entries) {
      const at = folded.indexOf(key);
      if (at < 0) continue;
      const rank = folded === key ? 0 : at === 0 ? 1 : folded[at - 1] === " " ? 2 : 3;
      const old = best.get(node);
      if (!old || rank < old.rank) best.set(node, { node, form, rank });
    }
    const { mentions } = this.model.data.nodes;
    return [...best.values()]
      .sort((a, b) => a.rank - b.rank || mentions[b.node] - mentions[a.node] || a.node - b.node)
      .slice(0, MOST);
  }
}

let instances = 0;

/** A field that suggests entities; `choose` is told of the one that is taken. */
export function searchField(
  model: Model,
  index: Index,
  label: string,
  choose: (node: number) => void,
  clear = true,
): { element: HTMLElement; input: HTMLInputElement } {
  const id = `search-${(instances += 1)}`;
  const input = h("input", {
    id,
    attrs: {
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`,
      "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder: label, "aria-label": label,
    },
  });
  const list = h("ul", { id: `${id}-list`, attrs: { role: "listbox", "aria-label": "Suggestions" } });
  const said = h("span", { class: "hidden", attrs: { role: "status" } });
  list.hidden = true;
  let hits: Hit[] = [];
  let at = -1;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (hit: Hit) => {
    close();
    input.value = clear ? "" : model.label(hit.node);
    choose(hit.node);
  };
  const mark = (next: number) => {
    at = next;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    const item = list.children[at];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  };
  const suggest = () => {
    hits = index.find(input.value);
    at = -1;
    const nothing = input.value.trim() !== "" && hits.length === 0;
    fill(
      list,
      hits.map((hit, i) =>
        h(
          "li",
          {
            id: `${id}-${i}`,
            attrs: { role: "option", "aria-selected": "false" },
            on: {
              pointerdown: (event: PointerEvent) => event.preventDefault(),
              click: () => take(hit),
            },
          },
          badge(model, hit.node),
          h(
            "span", {}, bdi(model.label(hit.node)),
            hit.form !== model.label(hit.node) && h("small", {}, " also ", bdi(hit.form)),
          ),
          h("small", {}, count(model.data.nodes.mentions[hit.node], "mention")),
        ),
      ),
    );
    said.textContent = nothing ? "No name fits" : hits.length ? count(hits.length, "suggestion") : "";
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    if (hits.length === 0) input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("input", suggest);
  input.addEventListener("focus", () => input.value && clear && suggest());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && hits.length) mark((at + 1) % hits.length);
    else if (event.key === "ArrowUp" && hits.length) mark((at <= 0 ? hits.length : at) - 1);
    else if (event.key === "Enter" && hits.length) take(hits[Math.max(at, 0)]);
    else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });
  return { element: h("div", { class: "search" }, input, list, said), input };
}
