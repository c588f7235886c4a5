//! GraphML with typed attributes: yEd, igraph, networkx, Gephi, Gephi Lite.

use std::io::{self, Write};

use super::columns::{
    Column, EDGE, EVIDENCE, NODE, RELATION, Type, best, finite, only_of_relations, text,
};
use super::xml::escaped;
use super::{GraphFile, NOTE, Options};
use crate::render::style;

/// Writes the graph. Stated relations are directed edges with a value of `relation`.
pub(super) fn write(file: &GraphFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
    )?;
    key(out, "node", "label", "string")?;
    for name in ["x", "y", "size"] {
        key(out, "node", name, "double")?;
    }
    key(out, "node", "color", "string")?;
    keys(out, "node", NODE.iter())?;
    key(out, "edge", "weight", "double")?;
    keys(out, "edge", EDGE.iter())?;
    keys(out, "edge", EVIDENCE.iter())?;
    if options.relations {
        keys(out, "edge", only_of_relations())?;
    }
    writeln!(out, "<graph edgedefault=\"undirected\">")?;
    writeln!(out, "<desc>{}</desc>", escaped(NOTE))?;
    for node in file.nodes() {
        write!(out, "<node id=\"{}\">", escaped(&node.id))?;
        data(out, "node", "label", &node.label)?;
        data(out, "node", "x", &finite(node.x).to_string())?;
        data(out, "node", "y", &finite(node.y).to_string())?;
        data(out, "node", "size", &style::size(node).to_string())?;
        data(out, "node", "color", style::colour(node.kind))?;
        values(out, "node", NODE, node)?;
        writeln!(out, "</node>")?;
    }
    for row in file.edges() {
        let [id, source, target] = [&*row.id, &*row.source.id, &*row.target.id].map(escaped);
        write!(
            out,
            "<edge id=\"{id}\" source=\"{source}\" target=\"{target}\">"
        )?;
        data(out, "edge", "weight", &finite(row.edge.weight).to_string())?;
        values(out, "edge", EDGE, row.edge)?;
        if let Some(best) = best(row.edge) {
            values(out, "edge", EVIDENCE, &best)?;
        }
        writeln!(out, "</edge>")?;
    }
    for relation in file.relations_as_edges(options) {
        let id = relation.id();
        let [id, source, target] = [&id, &relation.source, &relation.target].map(|id| escaped(id));
        write!(
            out,
            "<edge id=\"{id}\" source=\"{source}\" target=\"{target}\" directed=\"true\">"
        )?;
        data(out, "edge", "weight", "0")?;
        values(out, "edge", RELATION, relation)?;
        writeln!(out, "</edge>")?;
    }
    writeln!(out, "</graph>\n</graphml>")
}

fn key(out: &mut dyn Write, of: &str, name: &str, ty: &str) -> io::Result<()> {
    writeln!(
        out,
        "<key id=\"{of}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{ty}\"/>"
    )
}

fn keys<T: 'static>(
    out: &mut dyn Write,
    of: &str,
    columns: impl Iterator<Item = &'static Column<T>>,
) -> io::Result<()> {
    for column in columns {
        let ty = match column.ty {
            Type::Text => "string",
            Type::Whole => "int",
            Type::Number => "double",
        };
        key(out, of, column.name, ty)?;
    }
    Ok(())
}

fn data(out: &mut dyn Write, of: &str, name: &str, value: &str) -> io::Result<()> {
    write!(out, "<data key=\"{of}-{name}\">{}</data>", escaped(value))
}

fn values<T>(out: &mut dyn Write, of: &str, columns: &[Column<T>], row: &T) -> io::Result<()> {
    for column in columns {
        if let Some(value) = column.value(row) {
            data(out, of, column.name, &text(value))?;
        }
    }
    Ok(())
}
