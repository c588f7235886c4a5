// Loads every format that is for JavaScript with its real loader, and compares nodes, edges, weights
// and names with those of graph.json.
//
//     node load.mjs FOLDER

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import cytoscape from "cytoscape";
import { forceLink, forceSimulation } from "d3-force";
import graphology from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";
import { JSDOM } from "jsdom";
import { DataSet } from "vis-data";

const folder = process.argv[2];
const read = (name) => readFileSync(join(folder, name), "utf8");
const json = (name) => JSON.parse(read(name));

const expected = json("graph.json");
const labels = Object.fromEntries(expected.nodes.map((n) => [n.id, n.label]));
const weights = Object.fromEntries(expected.edges.map((e) => [`${e.source}\t${e.target}`, e.weight]));
let failures = 0;

async function check(name, test) {
  try {
    const said = await test();
    console.log(`  ok   ${name}: ${said ?? `${expected.nodes.length} nodes, ${expected.edges.length} edges`}`);
  } catch (error) {
    failures += 1;
    console.log(`  FAIL ${name}: ${String(error.message).slice(0, 600)}`);
  }
}

// What XML 1.0 cannot hold is left out.
const legal = (text) => text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
// One line, as tables and pictures show it.
const clean = (text) =>
  text
    .replace(/\s/gu, " ")
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, "")
    .split(" ")
    .filter((word) => word)
    .join(" ");
const mapped = (change) => Object.fromEntries(Object.entries(labels).map(([id, l]) => [id, change(l)]));

function sameGraph(graph, change = (text) => text) {
  assert.deepEqual(graph.directedSize, 0);
  const found = Object.fromEntries(graph.mapNodes((key, a) => [key, a.label]));
  assert.deepEqual(found, mapped(change));
  graph.forEachNode((key, a) => {
    assert.equal(typeof a.x, "number");
    assert.equal(typeof a.size, "number");
    assert.match(a.color, /^(#|rgb)/);
    assert.ok(Number(a.mentions) > 0);
  });
  const edges = graph.mapEdges((key, a, s, t) => [`${s}\t${t}`, a.weight]);
  assert.deepEqual(Object.fromEntries(edges), weights);
}

await check("graph.json, graphology", () => sameGraph(graphology.UndirectedGraph.from(expected)));
await check("graph.json, graphology by its options (Gephi Lite)", () => {
  const graph = graphology.Graph.from(expected);
  assert.equal(graph.type, "undirected");
  sameGraph(graph);
});
await check("graph.graphology.json, graphology", () => {
  const graph = graphology.Graph.from(json("graph.graphology.json"));
  sameGraph(graph);
  graph.forEachEdge((key, a) => assert.equal(typeof a.documents, "number"));
});
for (const name of ["graph.gexf", "graph.dynamic.gexf"]) {
  await check(`${name}, graphology-gexf`, () => sameGraph(gexf.parse(graphology.Graph, read(name)), clean));
}
await check("graph.graphml, graphology-graphml", () => {
  sameGraph(graphml.parse(graphology.Graph, read("graph.graphml")), legal);
});
await check("graph.json, d3-force", () => {
  const { nodes, links } = json("graph.json");
  const simulation = forceSimulation(nodes).force("link", forceLink(links).id((d) => d.id));
  simulation.stop().tick(5);
  assert.equal(links.length, expected.edges.length);
  for (const link of links) {
    assert.equal(weights[`${link.source.id}\t${link.target.id}`], link.value);
    assert.equal(link.source.label, labels[link.source.id]);
  }
});
await check("graph.json, vis-data", () => {
  const nodes = new DataSet(expected.nodes);
  const edges = new DataSet(expected.edges);
  assert.equal(nodes.length, expected.nodes.length);
  assert.equal(edges.length, expected.edges.length);
  for (const id of Object.keys(labels)) assert.equal(nodes.get(id).label, labels[id]);
  for (const edge of edges.get()) assert.ok(nodes.get(edge.from) && nodes.get(edge.to));
});
await check("graph.cyjs, cytoscape", () => {
  const file = json("graph.cyjs");
  const cy = cytoscape({ headless: true, elements: file.elements });
  assert.equal(cy.nodes().length, expected.nodes.length);
  assert.equal(cy.edges().length, expected.edges.length);
  for (const id of Object.keys(labels)) assert.equal(cy.getElementById(id).data("name"), labels[id]);
  cy.edges().forEach((e) => assert.equal(e.data("weight"), weights[`${e.data("source")}\t${e.data("target")}`]));
});
await check("graph.mmd, mermaid", async () => {
  // Mermaid reads names as HTML and wants a browser for that.
  const { window } = new JSDOM("<div id='x'></div>");
  globalThis.window = window;
  globalThis.document = window.document;
  const { default: mermaid } = await import("mermaid");
  const { diagramType } = await mermaid.parse(read("graph.mmd"));
  assert.match(diagramType, /flowchart/);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(read("graph.mmd"));
  const vertices = [...db.getVertices().values()];
  const shown = Math.min(expected.nodes.length, 60);
  assert.equal(vertices.length, shown);
  return `${vertices.length} nodes, ${db.getEdges().length} edges`;
});

process.exit(failures > 0 ? 1 : 0);
