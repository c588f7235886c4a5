// What is shown, as files: JSON, CSV, SVG, PNG. Nothing leaves the machine.

import type { Evidence } from "./evidence";
import type { Shown } from "./filter";
import type { Model } from "./model";
import type { Stage } from "./stage";
import { SvgPen } from "./pen";
import { count } from "./words";

export function save(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const chosen = (mask: Uint8Array): number[] => {
  const out: number[] = [];
  mask.forEach((one, i) => one && out.push(i));
  return out;
};

const orNull = (text: string): string | null => text || null;

/** In the shape of `graph.json`: nodes with ids, edges with both ends, their counts and sentences. */
export function json(model: Model, shown: Shown, evidence: Evidence, filter: string): string {
  const { nodes, edges, documents, about } = model.data;
  const who = (name: number | string | null) => (typeof name === "number" ? nodes.label[name] : name);
  const nodeRow = (node: number) => ({
    id: nodes.id[node],
    label: nodes.label[node],
    kind: model.kind(node),
    mentions: nodes.mentions[node],
    sentences: nodes.sentences[node],
    documents: nodes.documents[node],
    publishers: nodes.publishers[node],
    first: orNull(model.day(nodes.first[node])),
    last: orNull(model.day(nodes.last[node])),
    community: nodes.community[node],
    aliases: nodes.aliases[node].map(([form, n, reason]) => ({ form, count: n, reason: model.data.reasons[reason] })),
    x: nodes.x[node],
    y: nodes.y[node],
  });
  const edgeRow = (edge: number) => ({
    source: nodes.id[model.source[edge]],
    target: nodes.id[model.target[edge]],
    weight: edges.weight[edge],
    pairs: edges.pairs[edge],
    sentences: edges.sentences[edge],
    paragraphs: edges.paragraphs[edge],
    documents: edges.documents[edge],
    independent_documents: edges.independent[edge],
    publishers: edges.publishers[edge],
    first: orNull(model.day(edges.first[edge])),
    last: orNull(model.day(edges.last[edge])),
    npmi: edges.npmi[edge],
    g2: edges.g2[edge],
    backbone: edges.backbone[edge],
    evidence: evidence.of(edge).map((place) => ({
      document: documents.id[place.document],
      publisher: orNull(model.publisher(place.document)),
      date: orNull(model.day(documents.day[place.document])),
      title: orNull(documents.title[place.document]),
      url: orNull(documents.url[place.document]),
      text: place.sentences.map((sentence) => sentence.text).join(" […] "),
      attributions: place.said.map(({ by, to, context }) => ({ said_by: who(by), told_to: who(to), by_context: context })),
    })),
  });
  const stated = model.data.relations;
  const relationRow = (relation: number) => ({
    source: nodes.id[stated.source[relation]],
    target: nodes.id[stated.target[relation]],
    type: model.data.relation_types[stated.relation[relation]][0],
    documents: stated.documents[relation],
    former: stated.former[relation],
    publishers: stated.publishers[relation],
    first: orNull(model.day(stated.first[relation])),
    last: orNull(model.day(stated.last[relation])),
    evidence: evidence.stating(relation).map((place) => ({
      document: documents.id[place.document],
      text: place.sentences[0].text,
      former: place.former,
    })),
  });
  const bothShown = (relation: number) => shown.node[stated.source[relation]] && shown.node[stated.target[relation]];
  return JSON.stringify(
    {
      note: model.data.note,
      program: about.program,
      window: about.window_name,
      view: filter,
      directed: false,
      multigraph: false,
      nodes: chosen(shown.node).map(nodeRow),
      edges: chosen(shown.edge).map(edgeRow),
      relations: stated.source.map((_, relation) => relation).filter(bothShown).map(relationRow),
    },
    null,
    1,
  );
}

/** A cell. One that a spreadsheet would take for a formula begins with an apostrophe. */
export function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** One line a pair, with its best sentence. */
export function csv(model: Model, shown: Shown, evidence: Evidence): string {
  const { nodes, edges, documents } = model.data;
  const head = [
    "source", "target", "source_id", "target_id", "source_kind", "target_kind", "weight", "sentences",
    "documents", "publishers", "first", "last", "npmi", "g2", "backbone", "sentence", "outlet", "date", "url",
  ];
  const rows = chosen(shown.edge).map((edge) => {
    const [a, b] = [model.source[edge], model.target[edge]];
    const [best] = evidence.of(edge);
    return [
      nodes.label[a], nodes.label[b], nodes.id[a], nodes.id[b], model.kind(a), model.kind(b),
      edges.weight[edge], edges.sentences[edge], edges.independent[edge], edges.publishers[edge],
      model.day(edges.first[edge]), model.day(edges.last[edge]),
      edges.npmi[edge], edges.g2[edge], edges.backbone[edge],
      best ? best.sentences.map((s) => s.text).join(" […] ") : "",
      best ? model.publisher(best.document) : "",
      best ? model.day(documents.day[best.document]) : "",
      best ? documents.url[best.document] : "",
    ];
  });
  // The mark tells spreadsheets that it is UTF-8.
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

export function caption(model: Model, shown: Shown): string[] {
  const { about } = model.data;
  return [
    `${count(shown.nodes, "name")} and ${count(shown.edges, "pair")} of ${count(about.nodes, "name")} and ${count(about.edges, "pair")} in ${count(about.documents, "document")}.`,
    `Two names joined by a line are named together ${about.window}. That alone does not say that they are connected.`,
  ];
}

export function picture(model: Model, shown: Shown, stage: Stage): string {
  const pen = new SvgPen();
  stage.drawAll(pen);
  const { width, height } = stage.size();
  const { page, ink } = stage.colours();
  return pen.file(Math.round(width), Math.round(height), page, ink, model.data.about.title, caption(model, shown));
}

export function png(model: Model, shown: Shown, stage: Stage): Promise<Blob> {
  const canvas = stage.canvas(2, caption(model, shown));
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}
