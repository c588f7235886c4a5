//! Tables for Cosmograph: links with a `time`, which its timeline wants by that name, and points.

use std::io::{self, Write};

use super::GraphFile;
use super::columns::finite;
use crate::day::first_of;
use crate::render::style;
use crate::render::text::clean;

/// Writes the links. The time is that of the first document.
pub(super) fn write_links(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "source",
        "target",
        "time",
        "weight",
        "sentences",
        "documents",
        "publishers",
        "last",
    ])?;
    for row in file.edges() {
        let edge = row.edge;
        table.write_record([
            row.source.id.to_string(),
            row.target.id.to_string(),
            edge.first.as_deref().and_then(first_of).unwrap_or_default(),
            finite(edge.weight).to_string(),
            edge.sentences.to_string(),
            edge.documents.to_string(),
            edge.publishers.to_string(),
            edge.last.as_deref().unwrap_or_default().to_owned(),
        ])?;
    }
    table.flush()
}

/// Writes the points.
pub(super) fn write_points(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "id",
        "index",
        "label",
        "kind",
        "color",
        "size",
        "mentions",
        "documents",
        "community",
        "time",
        "x",
        "y",
    ])?;
    for (index, node) in file.nodes().enumerate() {
        table.write_record([
            node.id.to_string(),
            index.to_string(),
            clean(&node.label),
            node.kind.to_string(),
            style::colour(node.kind).to_owned(),
            style::size(node).to_string(),
            node.mentions.to_string(),
            node.documents.to_string(),
            node.measures.community.to_string(),
            node.first.as_deref().and_then(first_of).unwrap_or_default(),
            finite(node.x).to_string(),
            finite(node.y).to_string(),
        ])?;
    }
    table.flush()
}
