//! Kumu's JSON ("blueprint"). Only `elements` and `connections` are allowed at the top.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::GraphFile;
use super::columns::{EDGE, NODE, aliases, best, finite, object, quoted};
use super::lines::LineWriter;
use super::neo4j::label;
use crate::render::text::clean;

/// Writes the map.
pub(super) fn write(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = LineWriter::new(out)?;
    lines.list(
        "elements",
        file.nodes().map(|node| {
            let mut element = object(NODE, node);
            element.remove("kind");
            element.insert("id".into(), json!(node.id));
            element.insert("label".into(), json!(clean(&node.label)));
            element.insert("type".into(), json!(label(node.kind)));
            let forms: Vec<String> = aliases(node).into_iter().map(clean).collect();
            element.insert("aliases".into(), json!(forms));
            Value::Object(element)
        }),
    )?;
    lines.list(
        "connections",
        file.edges().map(|row| {
            let mut connection = object(EDGE, row.edge);
            connection.insert("id".into(), json!(row.id));
            connection.insert("from".into(), json!(row.source.id));
            connection.insert("to".into(), json!(row.target.id));
            connection.insert("type".into(), json!("co-mention"));
            connection.insert("direction".into(), json!("undirected"));
            connection.insert("weight".into(), json!(finite(row.edge.weight)));
            if let Some(best) = best(row.edge) {
                let source = [
                    Some(&*best.document),
                    best.publisher.as_deref(),
                    best.date.as_deref(),
                ];
                let source: Vec<&str> = source.into_iter().flatten().collect();
                let text = clean(&format!("“{}” ({})", quoted(&best), source.join(", ")));
                connection.insert("description".into(), json!(text));
            }
            Value::Object(connection)
        }),
    )?;
    lines.finish()
}
