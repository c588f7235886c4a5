// What stands beside the picture: about everything, a name, a pair, a group.

import type { App } from "./app";
import { bdi, button, h, link } from "./dom";
import type { Place, Said, Sentence } from "./evidence";
import { badge, bars, figures, long, nameButton } from "./parts";
import { KIND, count, day, days, number, shorten } from "./words";

/** A heading that gets the focus when its panel opens. */
export const heading = (...content: (Node | string)[]): HTMLElement =>
  h("h2", { attrs: { tabindex: -1 } }, content);

const caution = (...content: (Node | string)[]): HTMLElement => h("p", { class: "caution" }, content);

export function overview(app: App): Node[] {
  const { model } = app;
  const { about, documents, publishers } = model.data;
  const dated = documents.day.map((d) => model.day(d)).filter(Boolean).sort();
  const perPublisher = publishers.map((name, i) => ({ name, n: documents.publisher.filter((p) => p === i).length }));
  perPublisher.sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1));
  const unknown = documents.publisher.filter((p) => p < 0).length;
  const copies = documents.copy.filter((c) => c >= 0).length;
  const { mentions } = model.data.nodes;
  const names = Array.from({ length: model.n }, (_, i) => i).sort((a, b) => mentions[b] - mentions[a] || a - b).slice(0, 10);
  const weight = model.data.edges.weight;
  const pairs = Array.from({ length: model.m }, (_, i) => i).sort((a, b) => weight[b] - weight[a] || a - b).slice(0, 10);
  return [
    h("p", { class: "kicker" }, "What was read"),
    heading(
      `${count(about.documents, "document")}${perPublisher.length ? ` of ${count(perPublisher.length, "publisher")}` : ""}`,
    ),
    h("p", { class: "kicker" }, dated.length ? days(dated[0], dated[dated.length - 1]) : "no dates",
      copies > 0 ? `; ${count(copies, "is a copy of another and adds", "are copies of others and add")} to no weight` : ""),
    figures([["names", about.nodes], ["pairs", about.edges], ["mentions", about.mentions]]),
    caution("A pair is two names that a text names ", about.window, ". ", h("strong", {}, "That alone does not say that they are connected."), " Read the sentences before you say anything about the two."),
    about.filter ? h("p", { class: "note" }, `This page holds a part of the graph: ${count(model.n, "name")} and ${count(model.m, "pair")}.`) : "",
    h("h3", {}, "Named most often"),
    h("ol", {}, names.map((node) => h("li", {}, nameButton(model, node, (n) => app.select({ what: "node", node: n })), h("span", { class: "n" }, number(mentions[node]))))),
    h("h3", {}, "Named together most often"),
    pairs.length === 0 ? h("p", {}, "No two of the names are named together.") : h("ol", {}, pairs.map((edge) => h("li", {}, pairButton(app, edge), h("span", { class: "n" }, number(weight[edge]))))),
    h("h3", {}, "Publishers"),
    long([...perPublisher, ...(unknown ? [{ name: "", n: unknown }] : [])], 10, ({ name, n }) =>
      h("li", {}, name ? bdi(name) : h("em", {}, "not known"), h("span", { class: "n" }, count(n, "document")))),
    about.warnings.length ? h("h3", {}, "What was left out or looks wrong") : "",
    about.warnings.length ? long(about.warnings, 5, (text) => h("li", {}, bdi(text))) : "",
    about.more_warnings ? h("p", { class: "hint" }, `and ${number(about.more_warnings)} more in graph.json`) : "",
    h("h3", {}, "How it was made"),
    h("p", { class: "hint" },
      `${about.program}; model ${about.model} (SHA-256 ${about.model_sha256.slice(0, 12)}); window: ${about.window_name}; places ${about.places ? "are names too" : "are left out"}; pairs of weight ${about.min_weight} and more; the best ${about.kept_evidence} sentences of each are kept. Names are found and joined by a program, which errs: suggest a correction where you see it.`),
    h("h3", {}, "Keys"),
    h("p", { class: "hint" }, "Ctrl+K or ⌘K: search. In the picture: arrow keys move it, + and − zoom, 0 shows all. Escape closes what is open. All that the picture shows is in the lists too."),
  ].filter((part): part is HTMLElement => part !== "");
}

export function pairButton(app: App, edge: number): HTMLElement {
  const { model } = app;
  return button(
    [bdi(model.label(model.source[edge])), " and ", bdi(model.label(model.target[edge]))],
    () => app.select({ what: "edge", edge }), { class: "name" },
  );
}

export function nodePanel(app: App, node: number): Node[] {
  const { model } = app;
  const { nodes, months, reasons } = model.data;
  const f = app.state.filters;
  const toggle = (set: Set<number>, on: string, off: string, after?: () => void) =>
    button(set.has(node) ? off : on, () => {
      if (set.has(node)) set.delete(node);
      else set.add(node);
      app.filtersChanged();
      after?.();
    }, { class: "button", attrs: { "aria-pressed": String(set.has(node)) } });
  const group = model.groups.find((g) => g.number === nodes.community[node]);
  const edges = [...model.edgesOf(node)];
  const shown = edges.filter((edge) => app.shown.edge[edge]);
  const external = nodes.external[node];
  const [publisher, source, subject] = nodes.roles[node];
  const documents = app.evidence.documentsOf(node);
  return [
    h("p", { class: "kicker" }, badge(model, node), KIND[model.kind(node)]?.one ?? "", external ? " · " : "", external ? wikidata(external) : ""),
    heading(bdi(model.label(node))),
    figures([
      ["mentions", nodes.mentions[node]],
      ["documents", nodes.documents[node]],
      ["publishers", nodes.publishers[node]],
      ["named with", model.degree(node)],
      ["since", day(model.day(nodes.first[node])) || "no date"],
      ["until", day(model.day(nodes.last[node])) || "no date"],
    ]),
    h("p", { class: "hint" }, `PageRank ${nodes.pagerank[node].toFixed(4)}, betweenness ${nodes.betweenness[node].toFixed(4)}, closeness ${nodes.closeness[node].toFixed(4)}, core ${nodes.core[node]}: its place in this graph of words, not among people.`),
    publisher !== undefined
      ? h("p", { class: "hint" }, `As an outlet it published ${count(publisher, "of the documents", "of the documents")}, is the source of what is said ${count(source, "time")}, and is written about ${count(subject, "time")}.`)
      : "",
    nodes.months[node].length > 1 ? byMonth(nodes.months[node].map(([month, n]) => [months[month], n])) : "",
    h("div", { class: "actions" },
      button("Path from here …", () => app.select({ what: "path", from: node, to: -1 }), { class: "button" }),
      toggle(f.around, "Expand: only its surroundings", "Leave its surroundings"),
      toggle(f.pinned, "Pin", "Unpin"),
      toggle(f.hidden, "Hide", "Show again"),
      button("Suggest a correction …", () => app.select({ what: "correct", node, other: -1 }), { class: "button" })),
    h("h3", {}, `Written as`),
    long(nodes.aliases[node], 8, ([form, n, reason, document]) =>
      h("li", {}, h("span", {}, bdi(form), " ", h("small", {}, reasons[reason], document >= 0 ? [", as in ", bdi(shorten(model.data.documents.title[document] || model.data.documents.id[document], 60))] : "")),
        h("span", { class: "n" }, number(n)))),
    h("h3", {}, `Named with ${number(shown.length)}${shown.length < edges.length ? ` of ${number(edges.length)} (filters)` : ""}`),
    shown.length === 0
      ? h("p", { class: "hint" }, edges.length ? "No pair of it passes the filters." : "No text names it with another.")
      : long(shown, 20, (edge) => {
          const other = model.other(edge, node);
          return h("li", {},
            button([badge(model, other), bdi(model.label(other)), h("span", { class: "hidden" }, ", the sentences")], () => app.select({ what: "edge", edge }), { class: "name", attrs: { title: "The sentences that name both" } }),
            h("span", { class: "n" }, count(model.data.edges.sentences[edge], "sentence")));
        }),
    stated(app, node),
    group ? h("h3", {}, "Group") : "",
    group ? h("p", {}, button(bdi(group.name), () => app.select({ what: "group", group: group.number }), { class: "name" })) : "",
    h("h3", {}, `Documents quoted here: ${number(documents.length)} of ${number(nodes.documents[node])}`),
    long(documents, 10, (document) => h("li", {}, documentWords(app, document))),
  ].filter((part): part is HTMLElement => part !== "");
}

/** A Wikidata id opens there; any other id is shown. */
const wikidata = (id: string): Node =>
  /^Q\d+$/.test(id) ? link(`https://www.wikidata.org/wiki/${id}`, id) : bdi(id);

function byMonth(months: [string, number][]): HTMLElement {
  const first = months[0][0];
  const last = months[months.length - 1][0];
  const by = new Map(months);
  const all: string[] = [];
  for (let at = first; at <= last && all.length < 1200; ) {
    all.push(at);
    const [year, month] = at.split("-").map(Number);
    at = month === 12 ? `${String(year + 1).padStart(4, "0")}-01` : `${String(year).padStart(4, "0")}-${String(month + 1).padStart(2, "0")}`;
  }
  const values = all.map((month) => by.get(month) ?? 0);
  return h("div", {}, bars("months", values, `Mentions by month from ${day(first)} to ${day(last)}, at most ${number(Math.max(...values))}`),
    h("div", { class: "axis" }, h("span", {}, day(first)), h("span", {}, "mentions by month"), h("span", {}, day(last))));
}

/** Outlet, date and headline, with the address where it has one. */
export function documentWords(app: App, document: number): HTMLElement {
  const { documents } = app.model.data;
  const title = documents.title[document];
  const name = title ? ["“", bdi(shorten(title, 160)), "”"] : [bdi(documents.id[document])];
  const url = documents.url[document];
  const parts: (Node | string)[] = [];
  const publisher = app.model.publisher(document);
  if (publisher) parts.push(bdi(publisher), ", ");
  const date = app.model.day(documents.day[document]);
  if (date) parts.push(day(date), ", ");
  parts.push(url ? link(url, name) : h("span", {}, name));
  if (documents.copy[document] >= 0) parts.push(" (a copy)");
  return h("span", {}, parts);
}

function marked(sentence: Sentence): (Node | string)[] {
  const out: (Node | string)[] = [];
  let at = 0;
  for (const [start, end, which] of sentence.marks) {
    out.push(sentence.text.slice(at, start), h("mark", { class: which === 0 ? "a" : "b" }, sentence.text.slice(start, end)));
    at = end;
  }
  out.push(sentence.text.slice(at));
  return out;
}

export function quote(app: App, place: Place): HTMLElement {
  const [first, second] = place.sentences;
  return h("blockquote", {},
    h("p", { attrs: { dir: "auto" } }, marked(first), second ? [" […] ", ...marked(second)] : ""),
    h("footer", {}, documentWords(app, place.document), place.part !== "body" ? ` · ${place.part}` : "",
      place.said.length ? h("div", { class: "said" }, place.said.map((said, i) => [i > 0 ? "; " : "", saidBy(app, said)])) : ""));
}

/** "said by Ann Roe, told to The Gazette". */
function saidBy(app: App, { by, to, context }: Said): (Node | string)[] {
  const name = (who: number | string): Node => bdi(typeof who === "number" ? app.model.label(who) : who);
  const out: (Node | string)[] = [];
  if (by !== null) out.push("said by ", name(by), context ? " (by the context)" : "");
  if (to !== null) out.push(by !== null ? ", " : "", "told to ", name(to));
  return out.length ? out : ["said by somebody"];
}

/** What documents state of a node: shown, and its sentences unpacked, only when somebody asks. */
function stated(app: App, node: number): HTMLElement | "" {
  const relations = app.model.relationsOf(node);
  if (relations.length === 0) return "";
  return onDemand("stated", [`Stated relations: ${number(relations.length)}`], () => [
    h("p", { class: "caution" }, "A sentence says each of these, as a program reads it. That documents state it does not make it so. The pairs do not count them."),
    long(relations, 10, (relation) => h("li", {}, statement(app, relation, node))),
  ]);
}

function statement(app: App, relation: number, node: number): HTMLElement {
  const { model } = app;
  const { source, target, relation: type, documents, former, publishers, first, last } = model.data.relations;
  const [a, b] = [source[relation], target[relation]];
  const over = former[relation] === documents[relation];
  const other = a === node ? b : a;
  const by = `, stated by ${count(documents[relation], "document")}${former[relation] > 0 && !over ? `, by ${number(former[relation])} of them as over` : ""}`;
  return onDemand("", [bdi(model.label(a)), ` ${model.data.relation_types[type[relation]][over ? 2 : 1]} `, bdi(model.label(b)), by], () => [
    h("p", { class: "hint" }, `${publishers[relation] ? `${count(publishers[relation], "publisher")}, ` : ""}${days(model.day(first[relation]), model.day(last[relation]))}`),
    nameButton(model, other, (n) => app.select({ what: "node", node: n })),
    ...app.evidence.stating(relation).map((place) => quote(app, place)),
  ]);
}

/** What is made when it is opened. */
function onDemand(className: string, summary: (Node | string)[], content: () => Node[]): HTMLElement {
  const box = h("details", { class: className, on: { toggle: () => box.childElementCount === 1 && box.append(...content()) } }, h("summary", {}, summary));
  return box;
}

export function edgePanel(app: App, edge: number): Node[] {
  const { model } = app;
  const { edges } = model.data;
  const [a, b] = [model.source[edge], model.target[edge]];
  const open = (node: number) => app.select({ what: "node", node });
  const places = app.evidence.of(edge);
  const chance = edges.g2[edge] < 10.83
    ? "Chance alone could explain how often (G² below 10.8)."
    : edges.npmi[edge] > 0
      ? "More often than chance would have it (G² of 10.8 and more, p < 0.001)."
      : "Less often than chance would have it.";
  const total = edges.sentences[edge];
  return [
    h("p", { class: "kicker" }, `Named together ${model.data.about.window}`),
    heading(bdi(model.label(a)), " and ", bdi(model.label(b))),
    h("div", { class: "actions" }, nameButton(model, a, open), nameButton(model, b, open)),
    figures([
      ["sentences", edges.sentences[edge]],
      ["documents", edges.independent[edge]],
      ["publishers", edges.publishers[edge]],
      ["since", day(model.day(edges.first[edge])) || "no date"],
      ["until", day(model.day(edges.last[edge])) || "no date"],
      ["weight", edges.weight[edge]],
    ]),
    h("p", { class: "hint" }, `${chance} NPMI ${edges.npmi[edge].toFixed(2)}, G² ${edges.g2[edge].toFixed(1)}, PMI ${edges.pmi[edge].toFixed(2)}, Jaccard ${edges.jaccard[edge].toFixed(2)}, cosine ${edges.cosine[edge].toFixed(2)}, decay ${edges.decay[edge].toFixed(2)}, disparity ${edges.backbone[edge].toFixed(3)}, p-value ${probability(edges.p_value[edge])}, share of false discoveries ${probability(edges.q_value[edge])}; ${count(edges.pairs[edge], "pair of mentions", "pairs of mentions")}, ${count(edges.paragraphs[edge], "paragraph")}; ${count(edges.documents[edge], "document names", "documents name")} both anywhere.`),
    h("h3", {}, places.length < total ? `${number(places.length)} of ${count(total, "sentence")}` : count(places.length, "sentence")),
    places.length === 0 ? h("p", { class: "hint" }, "No sentence was kept.") : h("div", { class: "quotes" }, places.map((place) => quote(app, place))),
    h("p", { class: "caution" }, "That both are named does not say that they are connected."),
  ];
}

/** A probability, small ones by their order. */
const probability = (p: number): string => (p >= 0.001 ? p.toFixed(3) : p === 0 ? "0" : `below ${10 ** Math.ceil(Math.log10(p))}`);

export function groupPanel(app: App, number_: number): Node[] {
  const { model } = app;
  const group = model.groups.find((g) => g.number === number_);
  if (!group) return overview(app);
  const f = app.state.filters;
  const { strength } = model.data.nodes;
  return [
    h("p", { class: "kicker" }, `A group of ${count(group.members.length, "name")}`),
    heading(bdi(group.name)),
    h("p", { class: "caution" }, "These texts name them with each other more often than with the rest. They need have nothing to do with each other."),
    h("div", { class: "actions" },
      button(f.group === group.number ? "Show all groups" : "Only this group", () => {
        f.group = f.group === group.number ? -1 : group.number;
        app.filtersChanged();
      }, { class: "button", attrs: { "aria-pressed": String(f.group === group.number) } })),
    h("h3", {}, "Members, the strongest first"),
    long(group.members, 40, (node) => h("li", {}, nameButton(model, node, (n) => app.select({ what: "node", node: n })), h("span", { class: "n" }, number(Math.round(strength[node] * 100) / 100)))),
  ];
}

