//! Cytoscape JSON: `cytoscape({ elements: file.elements })` in Cytoscape.js, and as `.cyjs` in
//! Cytoscape desktop. networkx needs `data`, `directed`, `multigraph` and, for every node, `name` and
//! `value`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::columns::{NODE, RELATION, edge_object, finite, object};
use super::lines::LineWriter;
use super::{GraphFile, NOTE, Options};
use crate::graph::Node;

/// Half the width of the picture in pixels.
const SCALE: f64 = 1000.0;

/// Writes the graph. Stated relations are edges of the class `relation`, for a style with arrows.
pub(super) fn write(file: &GraphFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = LineWriter::new(out)?;
    lines.field("format_version", "1.0")?;
    lines.field("generated_by", &file.run.program)?;
    lines.field("data", &json!({ "name": "co-mention graph", "note": NOTE }))?;
    lines.field("directed", &false)?;
    lines.field("multigraph", &false)?;
    lines.open("elements")?;
    lines.list("nodes", file.nodes().map(node))?;
    let edges = file.edges().map(|row| {
        let mut data = edge_object(row.edge);
        data.insert("id".into(), json!(row.id));
        data.insert("source".into(), json!(row.source.id));
        data.insert("target".into(), json!(row.target.id));
        data.insert("weight".into(), json!(finite(row.edge.weight)));
        json!({ "data": data })
    });
    let relations = file.relations_as_edges(options).iter().map(|relation| {
        let mut data = object(RELATION, relation);
        data.insert("id".into(), json!(relation.id()));
        data.insert("source".into(), json!(relation.source));
        data.insert("target".into(), json!(relation.target));
        json!({ "data": data, "classes": "relation" })
    });
    lines.list("edges", edges.chain(relations))?;
    lines.close()?;
    lines.finish()
}

fn node(node: &Node) -> Value {
    let mut data = object(NODE, node);
    data.insert("id".into(), json!(node.id));
    data.insert("name".into(), json!(node.label));
    data.insert("label".into(), json!(node.label));
    data.insert("value".into(), json!(node.id));
    // Pixels, downwards.
    let [x, y] = [node.x, -node.y].map(|c| (finite(c) * SCALE * 100.0).round() / 100.0);
    json!({ "data": data, "position": { "x": x, "y": y } })
}
