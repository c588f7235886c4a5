//! JSON Graph Format, version 2. Everything that is our own stands in `metadata`; other members are not
//! allowed.

use std::io::{self, Write};

use serde_json::json;

use super::columns::{NODE, edge_object, finite, object};
use super::lines::LineWriter;
use super::{GraphFile, NOTE};

/// Writes the graph.
pub(super) fn write(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = LineWriter::new(out)?;
    lines.open("graph")?;
    lines.field("directed", &false)?;
    lines.field("type", "co-mention graph")?;
    lines.field("label", NOTE)?;
    lines.field("metadata", &json!({ "program": file.run.program }))?;
    lines.map(
        "nodes",
        file.nodes().map(|node| {
            let metadata = object(NODE, node);
            let value = json!({ "label": node.label, "metadata": metadata });
            (node.id.to_string(), value)
        }),
    )?;
    lines.list(
        "edges",
        file.edges().map(|row| {
            let mut metadata = edge_object(row.edge);
            metadata.insert("weight".into(), json!(finite(row.edge.weight)));
            json!({
                "id": row.id,
                "source": row.source.id,
                "target": row.target.id,
                "relation": "co-mention",
                "directed": false,
                "metadata": metadata,
            })
        }),
    )?;
    lines.close()?;
    lines.finish()
}
