//! A Mermaid flowchart of the strongest names, which GitHub, GitLab, Obsidian and others draw in a
//! Markdown page (inside a block that begins with ```` ```mermaid ````).
//!
//! Mermaid refuses more than 500 edges unless told otherwise, so the lightest are left out.

use std::io::{self, Write};

use super::{GraphFile, Options};
use crate::Kind;
use crate::analyze::{descending, strongest};
use crate::render::style;
use crate::render::text::{clean, shorten};

/// Mermaid's own limit.
const MOST_EDGES: usize = 500;

/// Most characters of a name.
const LABEL: usize = 60;

/// Writes the diagram.
pub(super) fn write(file: &GraphFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let graph = &file.graph;
    let mut shown = vec![false; graph.node_count()];
    for node in strongest(graph, options.top) {
        shown[node] = true;
    }
    let mut edges: Vec<_> = (file.edges())
        .filter(|row| shown[row.ends.0] && shown[row.ends.1])
        .collect();
    edges.sort_by(|a, b| descending(a.edge.weight, b.edge.weight));
    edges.truncate(MOST_EDGES);
    writeln!(out, "graph LR")?;
    writeln!(out, "%% {}", super::NOTE)?;
    writeln!(
        out,
        "%% {} of {} names, {} of {} pairs",
        shown.iter().filter(|&&shown| shown).count(),
        file.run.nodes,
        edges.len(),
        file.run.edges
    )?;
    for kind in Kind::ALL {
        let fill = style::colour(kind);
        writeln!(
            out,
            "classDef {kind}Kind fill:{fill},stroke:#ffffff,color:#000000"
        )?;
    }
    for (index, node) in file.nodes().enumerate().filter(|(index, _)| shown[*index]) {
        let (open, close) = match node.kind {
            Kind::Person => ("([", "])"),
            Kind::Organization => ("[", "]"),
            Kind::Outlet => ("{{", "}}"),
            Kind::Place => ("[/", "\\]"),
            Kind::Other => ("(", ")"),
        };
        let label = escaped(&shorten(&clean(&node.label), LABEL));
        writeln!(out, "n{index}{open}\"{label}\"{close}:::{}Kind", node.kind)?;
    }
    for row in edges {
        let weight = row.edge.weight;
        writeln!(out, "n{} ---|{weight}| n{}", row.ends.0, row.ends.1)?;
    }
    Ok(())
}

/// Mermaid's entity codes for everything that it or HTML or Markdown would read as its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '\'' | '-' | '…') || !c.is_ascii()
        {
            out.push(c);
        } else {
            out.push_str(&format!("#{};", u32::from(c)));
        }
    }
    out
}
