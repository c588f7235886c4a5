//! graphology's own JSON with every attribute, for sigma and Gephi Lite. `graph.json` loads there too,
//! with the few attributes that a picture needs.

use std::io::{self, Write};

use serde_json::json;

use super::columns::{NODE, edge_object, finite, object};
use super::lines::LineWriter;
use super::{GraphFile, NOTE};
use crate::render::style;

/// Writes the graph.
pub(super) fn write(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = LineWriter::new(out)?;
    lines.field(
        "attributes",
        &json!({ "name": "co-mention graph", "note": NOTE }),
    )?;
    lines.field(
        "options",
        &json!({ "type": "undirected", "multi": false, "allowSelfLoops": false }),
    )?;
    lines.list(
        "nodes",
        file.nodes().map(|node| {
            let mut attributes = object(NODE, node);
            attributes.insert("label".into(), json!(node.label));
            attributes.insert("x".into(), json!(finite(node.x)));
            attributes.insert("y".into(), json!(finite(node.y)));
            attributes.insert("size".into(), json!(style::size(node)));
            attributes.insert("color".into(), json!(style::colour(node.kind)));
            json!({ "key": node.id, "attributes": attributes })
        }),
    )?;
    lines.list(
        "edges",
        file.edges().map(|row| {
            let mut attributes = edge_object(row.edge);
            attributes.insert("weight".into(), json!(finite(row.edge.weight)));
            json!({
                "key": row.id,
                "source": row.source.id,
                "target": row.target.id,
                "undirected": true,
                "attributes": attributes,
            })
        }),
    )?;
    lines.finish()
}
