//! Node and edge tables for Gephi's data laboratory ("Import Spreadsheet").

use std::io::{self, Write};

use super::GraphFile;
use super::columns::{NODE, edge_cells, edge_names, finite};
use crate::render::text::clean;

/// Writes the node table.
pub(super) fn write_nodes(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let names = ["Id", "Label"].into_iter();
    table.write_record(names.chain(NODE.iter().map(|c| c.name)))?;
    for node in file.nodes() {
        let first = [node.id.to_string(), clean(&node.label)].into_iter();
        table.write_record(first.chain(NODE.iter().map(|c| clean(&c.text(node)))))?;
    }
    table.flush()
}

/// Writes the edge table.
pub(super) fn write_edges(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let names = ["Source", "Target", "Type", "Id", "Weight"].into_iter();
    table.write_record(names.chain(edge_names()))?;
    for row in file.edges() {
        let first = [
            row.source.id.to_string(),
            row.target.id.to_string(),
            "Undirected".to_owned(),
            row.id,
            finite(row.edge.weight).to_string(),
        ];
        let rest = edge_cells(row.edge).into_iter().map(|cell| clean(&cell));
        table.write_record(first.into_iter().chain(rest))?;
    }
    table.flush()
}
