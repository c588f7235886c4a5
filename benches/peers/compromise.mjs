// The same with compromise: people and organizations of each sentence, an edge for every two.
//
// Arguments: a file of articles (JSON lines), a file for the graph.
import { readFileSync, writeFileSync } from "node:fs";
import nlp from "compromise";

const [articles, output] = process.argv.slice(2);
const before = process.cpuUsage();
const edges = new Map();
const nodes = new Set();
for (const line of readFileSync(articles, "utf8").split("\n")) {
  if (!line) continue;
  nlp(JSON.parse(line).text).sentences().forEach((sentence) => {
    const found = [...sentence.people().out("array"), ...sentence.organizations().out("array")];
    const names = [...new Set(found)].sort();
    names.forEach((one, at) => {
      for (const other of names.slice(at + 1)) {
        nodes.add(one).add(other);
        const key = JSON.stringify([one, other]);
        edges.set(key, (edges.get(key) ?? 0) + 1);
      }
    });
  });
}
const links = [...edges].map(([key, weight]) => {
  const [source, target] = JSON.parse(key);
  return { source, target, weight };
});
writeFileSync(output, JSON.stringify({ nodes: [...nodes].map((id) => ({ id })), links }));
const used = process.cpuUsage(before);
console.log(JSON.stringify({ cpu: (used.user + used.system) / 1e6 }));
