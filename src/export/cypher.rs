//! A Cypher script: `cypher-shell -f graph.cypher`. It can be run again; nothing is doubled.

use std::io::{self, Write};

use serde_json::Value;

use super::columns::{Column, EDGE, EVIDENCE, NODE, RELATION, aliases, best, finite};
use super::neo4j::{label, relationship};
use super::{GraphFile, NOTE, Options};

/// Writes the script.
pub(super) fn write(file: &GraphFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "// {NOTE}")?;
    writeln!(
        out,
        "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;"
    )?;
    for node in file.nodes() {
        let forms: Vec<String> = aliases(node).into_iter().map(quoted).collect();
        write!(
            out,
            "MERGE (n:Entity {{id: {}}}) SET n:{}, n.name = {}, n.aliases = [{}]",
            quoted(&node.id),
            label(node.kind),
            quoted(&node.label),
            forms.join(", ")
        )?;
        let columns = NODE.iter().filter(|column| column.name != "aliases");
        properties(out, "n", columns, node)?;
        writeln!(out, ";")?;
    }
    for row in file.edges() {
        write!(
            out,
            "MATCH (a:Entity {{id: {}}}), (b:Entity {{id: {}}}) MERGE (a)-[r:CO_MENTION]->(b) SET \
             r.weight = {:?}",
            quoted(&row.source.id),
            quoted(&row.target.id),
            finite(row.edge.weight)
        )?;
        properties(out, "r", EDGE.iter(), row.edge)?;
        if let Some(best) = best(row.edge) {
            properties(out, "r", EVIDENCE.iter(), &best)?;
        }
        writeln!(out, ";")?;
    }
    for relation in file.relations_as_edges(options) {
        write!(
            out,
            "MATCH (a:Entity {{id: {}}}), (b:Entity {{id: {}}}) MERGE (a)-[r:{}]->(b) SET \
             r.stated = true",
            quoted(&relation.source),
            quoted(&relation.target),
            relationship(relation.relation)
        )?;
        properties(out, "r", RELATION.iter(), relation)?;
        writeln!(out, ";")?;
    }
    Ok(())
}

/// Adds the columns of a row that have a value to the statement that has been begun.
fn properties<'c, T: 'c>(
    out: &mut dyn Write,
    variable: &str,
    columns: impl Iterator<Item = &'c Column<T>>,
    row: &T,
) -> io::Result<()> {
    for column in columns {
        if let Some(value) = column.value(row) {
            let value = match value {
                Value::String(text) => quoted(&text),
                value => value.to_string(),
            };
            write!(out, ", {variable}.{} = {value}", column.name)?;
        }
    }
    Ok(())
}

/// A string literal. All that is no printable character is written by its number.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Cypher has no NUL.
            '\0' => {}
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_ends_its_literal() {
        assert_eq!(
            quoted("O'Hara \\' \n\0\u{7}"),
            "'O\\'Hara \\\\\\' \\n\\u0007'"
        );
    }
}
