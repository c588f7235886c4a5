// Graphs for the tests, in the form of graph.json: one of names that bite, one of 20,000 names.

const node = (id, label, kind, mentions, x, y, more = {}) => ({
  id, label, kind, aliases: [{ form: label, count: mentions, reason: "the name itself" }],
  mentions, sentences: mentions, documents: 1, independent_documents: 1, publishers: 1,
  measures: { degree: 1, strength: 1, pagerank: 0.001, component: 0, community: 0 }, x, y, ...more,
});

const evidence = (document, text, source, target, more = {}) => ({
  document, part: "body", span: [0, Buffer.byteLength(text)], text, source, target, ...more,
});

const edge = (source, target, weight, quotes, more = {}) => ({
  source, target, weight, pairs: weight, sentences: weight, paragraphs: weight, documents: 1,
  independent_documents: 1, publishers: 1, npmi: 0.5, g2: 12, backbone: 0.01, evidence: quotes, ...more,
});

const document = (id, more = {}) => ({
  id, bytes: 100, sha256: "0".repeat(64), body_sha256: "1".repeat(64), mentions: 2, ...more,
});

const file = (sample, nodes, edges, documents, warnings = [], relations = []) => ({
  version: 1,
  run: { ...sample.run, documents: documents.length, nodes: nodes.length, edges: edges.length },
  nodes, edges, documents, warnings, relations,
});

/** What runs if any of it is taken for markup, an address or a key of an object. */
export const BITES = [
  "</script><img src=x onerror=window.bitten=1>",
  "<img src=x onerror=window.bitten=1>",
  "\"><svg onload=window.bitten=1>",
  "javascript:window.bitten=1",
  "__proto__",
  "constructor",
  "\u202egnp.exe \u2066evil",
  "=HYPERLINK(\"http://evil.example\",\"x\")",
  "${window.bitten=1}{{window.bitten=1}}",
  "شبكة الأخبار",
  "שלום עולם",
  "Null\u0000Bell\u0007 <!-- --> ]]>",
];

export function hostile(sample) {
  const nodes = BITES.map((name, i) =>
    node(`person:${name}`, name, ["person", "organization", "outlet", "place", "other"][i % 5], 20 - i, Math.cos(i), Math.sin(i), {
      aliases: [
        { form: name, count: 3, reason: name },
        { form: `also ${name}`, count: 1, reason: "<b onclick=window.bitten=1>why</b>", example: { document: name, span: [0, 1] } },
      ],
      external_id: name,
      months: { "2020-01": 2, "2020-03": 1 },
    }));
  nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
  // The one is in the graph, the other is not.
  const said = (a, b) => [{ said_by: { id: a.id, label: a.label, span: [0, 1] }, told_to: { id: "gone", label: b.label, span: [0, 1] }, how: "pronoun", cue: [0, 1], rule: b.label, score: 0.5 }];
  const edges = nodes.map((source, i) => {
    const target = nodes[(i + 1) % nodes.length];
    const text = `${source.label} met ${target.label}.`;
    const middle = Buffer.byteLength(`${source.label} met `);
    return edge(source.id, target.id, i + 1, [
      evidence(source.label, text, [0, Buffer.byteLength(source.label)], [middle, middle + Buffer.byteLength(target.label)], { publisher: source.label, date: "2020-01-02", attributions: said(source, target) }),
    ], { first: "2020-01-02", last: "2020-03-04" });
  });
  const urls = ["javascript:window.bitten=1", " JaVaScRiPt:window.bitten=1", "data:text/html,<script>1</script>", "https://example.org/?q=\"><img src=x onerror=window.bitten=1>", "https://example.org/good?a=1&b=2", "vbscript:x", "//evil.example", "file:///etc/passwd", "https://example.org/good", "java\nscript:window.bitten=1", "blob:x", "http://example.org/"];
  const documents = BITES.map((name, i) => document(name, { publisher: name, title: name, url: urls[i], date: "2020-01-02" }));
  const relations = edges.map((edge, i) => {
    const [quoted] = edge.evidence;
    return {
      source: edge.source, target: edge.target, type: "told", documents: 1, publishers: 1, first: "2020-01-02", last: "2020-01-02",
      evidence: [{ ...quoted, cue: quoted.source, rule: BITES[i], score: 0.5 }],
    };
  });
  return file(sample, nodes, edges, documents, [{ place: BITES[0], message: BITES[1], skipped: false }], relations);
}

/** A graph of so many names and pairs, with the uneven degrees that news has. The same each time. */
export function large(sample, n = 20_000, m = 100_000) {
  // Mulberry32: the same numbers everywhere.
  let seed = 12345;
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const name = (i) => `Person ${String(i).padStart(5, "0")}`;
  const nodes = Array.from({ length: n }, (_, i) => {
    const [angle, distance] = [random() * 2 * Math.PI, Math.sqrt(random())];
    return node(`person:${String(i).padStart(5, "0")}`, name(i), ["person", "organization", "outlet"][i % 3], 1 + Math.floor(4000 / (i + 2)), distance * Math.cos(angle), distance * Math.sin(angle), {
      measures: { degree: 10, strength: 10, pagerank: 1 / n, component: 0, community: i % 200 },
      first: "2018-01-01", last: "2020-12-31",
    });
  });
  const seen = new Set();
  const edges = [];
  const documents = Array.from({ length: 4000 }, (_, i) => document(`d${String(i).padStart(4, "0")}`, { publisher: `Outlet ${i % 150}`, date: `20${18 + (i % 3)}-${String(1 + (i % 12)).padStart(2, "0")}-01`, url: `https://example.org/${i}`, title: `Story ${i}` }));
  while (edges.length < m) {
    const a = Math.floor(n * random() ** 3);
    const b = Math.floor(n * random());
    const [s, t] = a < b ? [a, b] : [b, a];
    if (s === t || seen.has(s * n + t)) continue;
    seen.add(s * n + t);
    const text = `${name(s)} said on day ${edges.length} that ${name(t)} would not be at the meeting of which the paper had written.`;
    const at = Buffer.byteLength(text.slice(0, text.indexOf(name(t))));
    edges.push(edge(nodes[s].id, nodes[t].id, 1 + Math.floor(300 / (edges.length + 1)) + (edges.length % 7 === 0 ? 1 : 0),
      [evidence(documents[edges.length % 4000].id, text, [0, 12], [at, at + 12], { publisher: `Outlet ${edges.length % 150}` }),
       evidence(documents[(edges.length * 7) % 4000].id, `Both ${name(s)} and ${name(t)} were named, number ${edges.length}.`, [5, 17], [22, 34])],
      { first: "2018-01-01", last: "2020-12-31" }));
  }
  edges.sort((a, b) => (a.source === b.source ? (a.target < b.target ? -1 : 1) : a.source < b.source ? -1 : 1));
  return file(sample, nodes, edges, documents);
}
