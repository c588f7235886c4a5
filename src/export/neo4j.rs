//! Tables for `neo4j-admin database import full` and `apoc.import.csv`:
//!
//! ```text
//! neo4j-admin database import full --id-type=string --multiline-fields=true \
//!   --nodes=neo4j-nodes.csv --relationships=neo4j-relationships.csv neo4j
//! ```

use std::io::{self, Write};

use super::columns::{
    Column, EDGE, EVIDENCE, NODE, RELATION, Type, aliases, edge_cells, edge_names, finite,
    only_of_relations,
};
use super::{GraphFile, Options};
use crate::Kind;
use crate::claims::RelationType;

/// Writes the nodes.
pub(super) fn write_nodes(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let names = ["id:ID", "name", ":LABEL", "aliases:string[]"].map(str::to_owned);
    table.write_record(names.into_iter().chain(columns().map(header)))?;
    for node in file.nodes() {
        // The delimiter of lists cannot be escaped.
        let aliases: Vec<String> = (aliases(node).into_iter())
            .map(|form| form.replace(';', ","))
            .collect();
        let first = [
            node.id.to_string(),
            node.label.to_string(),
            format!("Entity;{}", label(node.kind)),
            aliases.join(";"),
        ];
        table.write_record(first.into_iter().chain(columns().map(|c| c.text(node))))?;
    }
    table.flush()
}

/// Writes the relationships. Neo4j knows only directed ones; the direction of a co-mention says nothing,
/// that of a stated relation does.
pub(super) fn write_relationships(
    file: &GraphFile,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let names = [":START_ID", ":END_ID", ":TYPE", "weight:double"].map(str::to_owned);
    let further = || only_of_relations().filter(|_| options.relations);
    let edge_columns = (EDGE.iter().map(header))
        .chain(EVIDENCE.iter().map(header))
        .chain(further().map(header));
    table.write_record(names.into_iter().chain(edge_columns))?;
    for row in file.edges() {
        let first = [
            row.source.id.to_string(),
            row.target.id.to_string(),
            "CO_MENTION".to_owned(),
            finite(row.edge.weight).to_string(),
        ];
        let rest = edge_cells(row.edge);
        let none = further().map(|_| String::new());
        table.write_record(first.into_iter().chain(rest).chain(none))?;
    }
    for relation in file.relations_as_edges(options) {
        let first = [
            relation.source.clone(),
            relation.target.clone(),
            relationship(relation.relation),
            String::new(),
        ];
        let value = |name: &str| {
            let column = RELATION.iter().find(|column| column.name == name);
            column.map_or(String::new(), |column| column.text(relation))
        };
        let names = edge_names().chain(further().map(|c| c.name));
        table.write_record(first.into_iter().chain(names.map(value)))?;
    }
    table.flush()
}

/// The columns of a node that are no list.
fn columns() -> impl Iterator<Item = &'static Column<crate::graph::Node>> {
    NODE.iter().filter(|column| column.name != "aliases")
}

fn header<T>(column: &Column<T>) -> String {
    match column.ty {
        Type::Text => column.name.to_owned(),
        Type::Whole => format!("{}:int", column.name),
        Type::Number => format!("{}:double", column.name),
    }
}

/// The type of a stated relation: `STATED_WORKS_FOR`, so that nobody takes it for a fact.
pub(super) fn relationship(relation: RelationType) -> String {
    format!("STATED_{}", relation.as_str().to_uppercase())
}

/// Neo4j's label of a kind.
pub(super) fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "Person",
        Kind::Organization => "Organization",
        Kind::Outlet => "Outlet",
        Kind::Place => "Place",
        Kind::Other => "Other",
    }
}
