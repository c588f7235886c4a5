// Panels about two names that the reader chooses: the chain between them, and corrections.

import type { App } from "./app";
import { bdi, button, fill, h } from "./dom";
import { heading, pairButton, quote } from "./panels";
import { nameButton, pairWords } from "./parts";
import { chain } from "./path";
import { searchField } from "./search";
import * as toml from "./toml";
import { KIND, count } from "./words";

export function pathPanel(app: App, from: number, to: number): Node[] {
  const { model } = app;
  const choose = (label: string, node: number, take: (node: number) => void) =>
    h("p", {}, node >= 0
      ? [`${label}: `, nameButton(model, node, (n) => app.select({ what: "node", node: n })), " ",
         button(["Change", h("span", { class: "hidden" }, ` ${label.toLowerCase()}`)], () => take(-1), { class: "button" })]
      : searchField(model, app.index, label, take).element);
  const parts: Node[] = [
    h("p", { class: "kicker" }, "A chain of sentences; not a relationship"),
    heading("Path between two names"),
    choose("From", from, (node) => app.select({ what: "path", from: node, to })),
    choose("To", to, (node) => app.select({ what: "path", from, to: node })),
  ];
  if (from < 0 || to < 0) {
    parts.push(h("p", { class: "hint" }, "Choose two names: here, or by a click in the picture or a list."));
    return parts;
  }
  const edges = chain(model, app.shown, from, to);
  if (!edges) {
    parts.push(h("p", {}, "No chain of the pairs that pass the filters leads from one to the other."));
    return parts;
  }
  parts.push(h("p", { class: "caution" }, `${count(edges.length, "step")}. Each step is a pair that some text names together; the steps need have nothing to do with each other. The chain is the shortest, and of these the one whose weakest pair is named most often.`));
  for (const edge of edges) {
    const [best] = app.evidence.of(edge);
    parts.push(
      h("h3", {}, pairButton(app, edge)),
      h("p", { class: "hint" }, pairWords(model, edge)),
      best ? quote(app, best) : h("p", { class: "hint" }, "No sentence was kept."),
    );
  }
  return parts;
}

export function correctPanel(app: App, node: number, other: number): Node[] {
  const { model } = app;
  const named = (n: number) => ({ id: model.data.nodes.id[n], label: model.label(n) });
  const text = h("textarea", { class: "toml", attrs: { "aria-label": "Entries for the corrections file", spellcheck: "false" } });
  text.value = app.corrections;
  text.addEventListener("input", () => (app.corrections = text.value));
  const said = h("span", { attrs: { role: "status" } });
  const add = (entry: string) => {
    app.corrections = `${app.corrections}${app.corrections && !app.corrections.endsWith("\n\n") ? "\n" : ""}${entry}`;
    text.value = app.corrections;
    said.textContent = "Entry added";
    text.scrollTop = text.scrollHeight;
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      // Without a secure context there is no clipboard, but the old way.
      text.select();
      document.execCommand("copy");
    }
    said.textContent = "Copied";
  };
  const kinds = h("select", { attrs: { "aria-label": "Kind" } },
    model.data.kinds.map((kind) => h("option", { attrs: { value: kind, selected: kind === model.kind(node) } }, KIND[kind]?.one ?? kind)));
  const aliases = model.data.nodes.aliases[node];
  const forms = aliases.slice(0, 40).map(([form, n]) => {
    const box = h("input", { attrs: { type: "checkbox" } });
    return { box, form, row: h("label", { class: "check" }, box, bdi(form), h("span", { class: "n" }, count(n, "mention"))) };
  });
  const name = h("input", { attrs: { type: "text", "aria-label": "Name of the other entity", placeholder: "Name of the other entity" } });
  if (other >= 0) name.value = model.label(other);
  const partner = h("div");
  fill(partner, other >= 0
    ? h("p", {}, "and ", nameButton(model, other, (n) => app.select({ what: "node", node: n })), " ",
        button("Another", () => app.select({ what: "correct", node, other: -1 }), { class: "button" }))
    : h("div", {}, searchField(model, app.index, "Second name, for “same”", (n) => app.select({ what: "correct", node, other: n })).element,
        h("p", { class: "hint" }, "or a click in the picture or a list")));
  return [
    h("p", { class: "kicker" }, "Suggest a correction"),
    heading(bdi(model.label(node))),
    partner,
    h("h3", {}, "The same"),
    h("p", { class: "hint" }, "Both names mean one entity, which keeps the first name."),
    button("Same", () => other >= 0 && other !== node && add(toml.merge(named(node), named(other))), { class: "button", attrs: { disabled: other < 0 || other === node } }),
    h("h3", {}, "Not the same"),
    h("p", { class: "hint" }, "These forms do not mean it, but somebody else:"),
    h("fieldset", {}, h("legend", { class: "hidden" }, "Forms that mean somebody else"), forms.map(({ row }) => row)),
    name,
    button("Not the same", () => {
      const chosen = forms.filter(({ box }) => box.checked).map(({ form }) => form);
      if (chosen.length === 0) said.textContent = "Choose the forms first";
      else if (!name.value.trim()) said.textContent = "Give the other name first";
      else add(toml.split(named(node), chosen, name.value.trim()));
    }, { class: "button" }),
    h("h3", {}, "No name, or another kind"),
    h("div", { class: "actions" },
      button("Ban", () => add(toml.ban(named(node))), { class: "button" }),
      kinds,
      button("Set kind", () => add(toml.kind(named(node), kinds.value)), { class: "button" })),
    h("h3", {}, "For the corrections file"),
    h("p", { class: "hint" }, "Nothing is sent. Copy the entries into a file and give it to comention build with --corrections, or mail them to whoever runs it."),
    text,
    h("div", { class: "actions" },
      button("Copy", copy, { class: "button" }),
      button("Clear", () => {
        app.corrections = "";
        text.value = "";
        said.textContent = "";
      }, { class: "button" }), said),
  ];
}
