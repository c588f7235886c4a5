//! A list of edges for `cut`, `sort`, `awk` and spreadsheets: no quotes, and in no field a tab or a
//! line break.

use std::io::{self, Write};

use super::GraphFile;
use super::columns::finite;
use crate::render::text::clean;

/// Writes the edges.
pub(super) fn write(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "source\ttarget\tweight\tsentences\tdocuments\tpublishers\tfirst\tlast\tsource_id\ttarget_id\tindependent_documents"
    )?;
    for row in file.edges() {
        let edge = row.edge;
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            clean(&row.source.label),
            clean(&row.target.label),
            finite(edge.weight),
            edge.sentences,
            edge.documents,
            edge.publishers,
            edge.first.as_deref().unwrap_or_default(),
            edge.last.as_deref().unwrap_or_default(),
            clean(&row.source.id),
            clean(&row.target.id),
            edge.independent_documents,
        )?;
    }
    Ok(())
}
