//! VOSviewer JSON. Items have whole numbers from 1 as ids; clusters count from 1 as well.

use std::io::{self, Write};

use serde_json::json;

use super::columns::finite;
use super::lines::LineWriter;
use super::{GraphFile, NOTE};
use crate::render::text::{clean, xml};

/// Writes the network.
pub(super) fn write(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = LineWriter::new(out)?;
    lines.field(
        "info",
        &json!({ "title": "Co-mention graph", "description": NOTE }),
    )?;
    lines.open("network")?;
    lines.list(
        "items",
        file.nodes().enumerate().map(|(index, node)| {
            json!({
                "id": index + 1,
                "label": clean(&node.label),
                // Shown as HTML.
                "description": format!("{}, {} mentions", xml(&node.label), node.mentions),
                "x": finite(node.x),
                "y": finite(node.y),
                "cluster": node.measures.community + 1,
                "weights": {
                    "Mentions": node.mentions,
                    "Documents": node.documents,
                    "Links": node.measures.degree,
                    "Total link strength": finite(node.measures.strength),
                },
            })
        }),
    )?;
    lines.list(
        "links",
        file.edges().map(|row| {
            json!({
                "source_id": row.ends.0 + 1,
                "target_id": row.ends.1 + 1,
                "strength": finite(row.edge.weight),
            })
        }),
    )?;
    lines.close()?;
    lines.finish()
}
